/* SPDX-License-Identifier: MIT */
/*
 * The Direct3D 11 runtime: its objects, and what its files share
 *
 * It checks arguments as the documents require and keeps the objects.  All else
 * is done by the driver, which is reached through the Direct3D 11.1 table only.
 */
#ifndef D3D11_OBJECTS_H
#define D3D11_OBJECTS_H

#include "cpgpu_ddi.h"
#include "com.h"
#include "d3d11_4.h"
#include "dxgi_objects.h"
#include "report.h"
#include "runtime_channel.h"
#include "util.h"

/* --------------------------------------------------------------- objects -- */

/* What resources, sessions, channels and contexts have in common. */
struct d3d11_child {
	struct com com;
	struct d3d11_device *device;
	struct private_data data;
};

/* ID3D10Multithread, which has the same methods, and ID3D11Multithread */
struct d3d11_multithread {
	ID3D11Multithread iface;
	/* of the device or the context that it is a part of */
	struct com *com;
	struct d3d11_device *device;
};

/* the immediate context, part of its device */
struct d3d11_context {
	ID3D11DeviceContext4 iface;
	ID3D11VideoContext3 video;
	struct d3d11_multithread multithread;
	struct d3d11_child child;
	/* one call at a time, and recursive: see d3d11_lock() */
	pthread_mutex_t lock;
	/* by ID3D11Multithread: applications can take the lock, too */
	atomic_bool protected;
	/* what the next call has to wait for: see d3d11_fence.c */
	struct d3d11_wait *waits;
};

/* Events for lost keys: see d3d11_teardown.c */
struct d3d11_teardown {
	struct d3d11_teardown *next;
	/* the next three are valid while it is */
	bool running;
	pthread_t thread;
	int event;	/* from the driver */
	int quit;
};

struct d3d11_device {
	ID3D11Device5 iface;
	ID3D11VideoDevice2 video;
	IDXGIDevice4 dxgi;
	struct d3d11_multithread multithread;
	struct com com;
	struct private_data data;
	struct report report;
	D3D10DDI_HDEVICE ddi;
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	UINT caps;			/* D3D11_CONTENT_PROTECTION_CAPS */
	D3D_FEATURE_LEVEL level;
	UINT flags;
	atomic_uint exception_mode;
	atomic_bool hardware_protection;	/* what the application set */
	struct runtime_protection protection;
	CPGPU_DDI_ADAPTER description;
	/* NULL: nobody has asked for it yet; with a reference */
	struct dxgi_adapter *_Atomic adapter;
	/* of IDXGIDevice */
	atomic_int priority;
	atomic_uint latency;
	struct d3d11_teardown teardown;
	struct d3d11_context context;
};

struct d3d11_fence_event;

struct d3d11_fence {
	ID3D11Fence iface;
	struct d3d11_child child;
	UINT flags;
	HANDLE ddi;
	/* protects what follows */
	pthread_mutex_t lock;
	/* applications are waiting for these */
	struct d3d11_fence_event *events;
	/* a thread signals them */
	bool running;
	bool quit;
	pthread_t thread;
	/* it also waits for this one, which is signalled to wake it */
	HANDLE wake;
	UINT64 wakes;
};

struct d3d11_resource {
	union {
		ID3D11Resource resource;
		ID3D11Texture2D1 texture;
		ID3D11Buffer buffer;
	} iface;
	IDXGIResource1 dxgi;
	IDXGISurface2 surface;
	struct d3d11_child child;
	D3D11_RESOURCE_DIMENSION dimension;
	union {
		D3D11_TEXTURE2D_DESC1 texture;
		D3D11_BUFFER_DESC buffer;
	} desc;
	/* members that both descriptions have */
	D3D11_USAGE usage;
	UINT cpu_access;
	bool restricted;
	atomic_uint eviction;
	/* subresources: each has its own memory */
	UINT count;
	HANDLE ddi[];
};

struct d3d11_session {
	ID3D11CryptoSession iface;
	struct d3d11_child child;
	GUID crypto;
	GUID profile;
	D3D11_1DDI_HCRYPTOSESSION ddi;
	_Alignas(max_align_t) char private[];
};

struct d3d11_channel {
	ID3D11AuthenticatedChannel iface;
	struct d3d11_child child;
	D3D11_AUTHENTICATED_CHANNEL_TYPE type;
	HANDLE handle;
	/* type 1 */
	struct runtime_channel runtime;
	/* types 2 and 3 */
	D3D11_1DDI_HAUTHCHANNEL ddi;
	_Alignas(max_align_t) char private[];
};

/* Is it one of the runtime's own, which the driver does not know? */
static inline bool d3d11_channel_is_runtime(const struct d3d11_channel *channel)
{
	return channel->type == D3D11_AUTHENTICATED_CHANNEL_D3D11;
}

/* ------------------------------------------------------ what files share -- */

/* d3d11_fence.c: wait for all that ID3D11DeviceContext4::Wait has asked for */
void d3d11_finish_waits(struct d3d11_device *device);
void d3d11_forget_waits(struct d3d11_device *device);

HRESULT d3d11_create_fence(struct d3d11_device *device, UINT64 value,
			   UINT flags, REFIID iid, void **out);
HRESULT d3d11_open_fence(struct d3d11_device *device, HANDLE shared, REFIID iid,
			 void **out);
/* methods of the context */
HRESULT d3d11_signal(struct d3d11_device *device, ID3D11Fence *fence,
		     UINT64 value);
HRESULT d3d11_wait(struct d3d11_device *device, ID3D11Fence *fence,
		   UINT64 value);

/*
 * Every method of the context that does something holds the context's lock
 * meanwhile, but not while it reports an error: the callback may take long.
 */
static inline void d3d11_lock(struct d3d11_device *device)
{
	pthread_mutex_lock(&device->context.lock);
	if (device->context.waits)
		d3d11_finish_waits(device);
}

static inline void d3d11_unlock(struct d3d11_device *device)
{
	pthread_mutex_unlock(&device->context.lock);
}

/* d3d11_multithread.c */
void d3d11_lock_init(struct d3d11_context *context);
void d3d11_multithread_init(struct d3d11_multithread *multithread,
			    struct com *com, struct d3d11_device *device);

/* d3d11_context.c, d3d11_device.c, d3d11_videocontext.c, d3d11_videodevice.c,
 * dxgi_device.c
 */
extern const ID3D11Device5Vtbl d3d11_device_vtbl;
extern const IDXGIDevice4Vtbl dxgi_device_vtbl;
extern const ID3D11DeviceContext4Vtbl d3d11_context_vtbl;
extern const ID3D11VideoContext3Vtbl d3d11_videocontext_vtbl;
extern const ID3D11VideoDevice2Vtbl d3d11_videodevice_vtbl;

/*
 * d3d11_resource.c: all report what is wrong with the arguments.  The first two
 * differ in the description only.
 */
HRESULT d3d11_create_texture(struct d3d11_device *device,
			     const D3D11_TEXTURE2D_DESC *desc,
			     const D3D11_SUBRESOURCE_DATA *data,
			     ID3D11Texture2D **out);
HRESULT d3d11_create_texture1(struct d3d11_device *device,
			      const D3D11_TEXTURE2D_DESC1 *desc,
			      const D3D11_SUBRESOURCE_DATA *data,
			      ID3D11Texture2D1 **out);
HRESULT d3d11_create_buffer(struct d3d11_device *device,
			    const D3D11_BUFFER_DESC *desc,
			    const D3D11_SUBRESOURCE_DATA *data,
			    ID3D11Buffer **out);

/* d3d11_view.c, d3d11_query.c: all report what is wrong */
HRESULT d3d11_create_target(struct d3d11_device *device, ID3D11Resource *iface,
			    const D3D11_RENDER_TARGET_VIEW_DESC *desc,
			    ID3D11RenderTargetView **out);
HRESULT d3d11_create_target1(struct d3d11_device *device, ID3D11Resource *iface,
			     const D3D11_RENDER_TARGET_VIEW_DESC1 *desc,
			     ID3D11RenderTargetView1 **out);
HRESULT d3d11_create_shader_view(struct d3d11_device *device,
				 ID3D11Resource *iface,
				 const D3D11_SHADER_RESOURCE_VIEW_DESC *desc,
				 ID3D11ShaderResourceView **out);
HRESULT d3d11_create_shader_view1(struct d3d11_device *device,
				  ID3D11Resource *iface,
				  const D3D11_SHADER_RESOURCE_VIEW_DESC1 *desc,
				  ID3D11ShaderResourceView1 **out);
HRESULT d3d11_create_query(struct d3d11_device *device,
			   const D3D11_QUERY_DESC1 *desc,
			   const char *function, void *out);

/* Bytes of a row and rows of all planes; false: no texture has this format. */
bool d3d11_format_layout(DXGI_FORMAT format, UINT width, UINT height,
			 UINT *row_bytes, UINT *rows);

/*
 * Does @child belong to @device?  If not, or if it is NULL because the
 * interface is not one of this library, report that as @function's error;
 * @what names the object.
 */
bool d3d11_child_belongs(struct d3d11_device *device,
			 const struct d3d11_child *child,
			 const char *what, const char *function);

/* The object of an interface; NULL, and reported, unless it is @device's. */
struct d3d11_resource *d3d11_resource_of(struct d3d11_device *device,
					 void *iface,
					 const char *function);
struct d3d11_session *d3d11_session_of(struct d3d11_device *device,
				       ID3D11CryptoSession *iface,
				       const char *function);
struct d3d11_channel *d3d11_channel_of(struct d3d11_device *device,
				       ID3D11AuthenticatedChannel *iface,
				       const char *function);

/* d3d11_session.c, d3d11_channel.c */
HRESULT d3d11_create_session(struct d3d11_device *device, const GUID *crypto,
			     const GUID *profile, const GUID *exchange,
			     ID3D11CryptoSession **out);
HRESULT d3d11_create_channel(struct d3d11_device *device,
			     D3D11_AUTHENTICATED_CHANNEL_TYPE type,
			     ID3D11AuthenticatedChannel **out);

/* d3d11_features.c */
HRESULT d3d11_check_feature(struct d3d11_device *device, D3D11_FEATURE feature,
			    void *data, UINT size);

/* d3d11_child.c */
bool d3d11_device_is_removed(struct d3d11_device *device);

/*
 * d3d11_teardown.c: @removal: only when the device is removed; errors are those of
 * the method @name
 */
HRESULT d3d11_teardown_init(struct d3d11_device *device);
void d3d11_teardown_free(struct d3d11_device *device);
HRESULT d3d11_teardown_register(struct d3d11_device *device, HANDLE event,
				bool removal, DWORD *cookie, const char *name);

/* ------------------------------------------------------------ the driver -- */

/*
 * Driver functions that return nothing report errors to a callback, in the
 * thread that called them: d3d11_driver_begin() before the call,
 * d3d11_driver_end() after.
 */
extern _Thread_local HRESULT d3d11_driver_error;

static inline void d3d11_driver_begin(void)
{
	d3d11_driver_error = S_OK;
}

static inline HRESULT d3d11_driver_end(void)
{
	return d3d11_driver_error;
}

/* GetCertificateSize and GetCertificate of sessions and channels */
HRESULT d3d11_certificate_size(struct d3d11_device *device,
			       const D3D11_1DDI_CERTIFICATE_INFO *info,
			       UINT *size, const char *function);
HRESULT d3d11_certificate(struct d3d11_device *device,
			  const D3D11_1DDI_CERTIFICATE_INFO *info, UINT size,
			  BYTE *data, const char *function);

/* Report @hr, the driver's result, if it is an error; returns it. */
HRESULT d3d11_result(struct d3d11_device *device, HRESULT hr,
			  const char *function);

#define d3d11_fail(device, hr, ...) \
	report_error(&(device)->report, hr, __VA_ARGS__)

/* ----------------------------------------------- methods of all children -- */

void d3d11_child_init(struct d3d11_child *child, const struct com_class *class,
		      struct d3d11_device *device);
void d3d11_child_free(struct d3d11_child *child);
void d3d11_child_get_device(const struct d3d11_child *child, ID3D11Device **out);

/*
 * The methods of ID3D11DeviceChild and IUnknown for an interface whose object,
 * with a member child, is given by @prefix_of(This).
 */
#define CHILD_METHODS(prefix, interface) \
COM_METHODS(prefix, interface, prefix##_of(This)->child.com) \
static void STDMETHODCALLTYPE prefix##_GetDevice(interface *This, \
						 ID3D11Device **out) \
{ \
	d3d11_child_get_device(&prefix##_of(This)->child, out); \
} \
PRIVATE_DATA_METHODS(prefix, interface, prefix##_of(This)->child.data)

/* Signal an event after what the context has to wait for; false: not an eventfd */
BOOL d3d11_set_event(struct d3d11_device *device, HANDLE event);

/* Report the call of a method that this library does not have. */
HRESULT d3d11_unsupported(struct d3d11_device *device, const char *method);

#endif /* D3D11_OBJECTS_H */
