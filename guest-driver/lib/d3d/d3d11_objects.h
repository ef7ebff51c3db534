/* SPDX-License-Identifier: MIT */
/*
 * The Direct3D 11 runtime: its objects, and what its files share
 *
 * It looks at what the documents say about arguments, keeps the objects, and
 * leaves all else to the driver table of Direct3D 11.1, its only way down.
 */
#ifndef D3D11_OBJECTS_H
#define D3D11_OBJECTS_H

#define COBJMACROS
#include "cpgpu_ddi.h"
#include "com.h"
#include "d3d11.h"
#include "report.h"
#include "runtime_channel.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define UNUSED __attribute__((unused))

/* -------------------------------------------------------------- objects -- */

struct teardown;

/* the immediate context, part of its device */
struct context {
	ID3D11DeviceContext iface;
	ID3D11VideoContext1 video;
	struct com com;
	struct private_data data;
	/* one call at a time: applications do get this wrong */
	pthread_mutex_t lock;
};

struct device {
	ID3D11Device iface;
	ID3D11VideoDevice2 video;
	struct com com;
	struct private_data data;
	struct report report;
	D3D10DDI_HDEVICE ddi;
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	UINT caps;			/* D3D11_CONTENT_PROTECTION_CAPS */
	D3D_FEATURE_LEVEL level;
	UINT flags;
	atomic_uint exception_mode;
	struct runtime_protection protection;
	struct teardown *teardown;	/* or NULL: nobody wants events */
	pthread_mutex_t teardown_lock;
	struct context context;
};

/* what resources, sessions and channels have in common */
struct child {
	struct com com;
	struct device *device;
	struct private_data data;
};

struct resource {
	union {
		ID3D11Resource resource;
		ID3D11Texture2D texture;
		ID3D11Buffer buffer;
	} iface;
	struct child child;
	D3D11_RESOURCE_DIMENSION dimension;
	union {
		D3D11_TEXTURE2D_DESC texture;
		D3D11_BUFFER_DESC buffer;
	} desc;
	/* from the description of either kind */
	D3D11_USAGE usage;
	UINT cpu_access;
	bool restricted;
	HANDLE ddi;
	atomic_uint eviction;
};

struct session {
	ID3D11CryptoSession iface;
	struct child child;
	GUID crypto;
	GUID profile;
	D3D11_1DDI_HCRYPTOSESSION ddi;
	_Alignas(max_align_t) char private[];
};

struct channel {
	ID3D11AuthenticatedChannel iface;
	struct child child;
	D3D11_AUTHENTICATED_CHANNEL_TYPE type;
	HANDLE handle;
	/* type 1 */
	struct runtime_channel runtime;
	/* types 2 and 3 */
	D3D11_1DDI_HAUTHCHANNEL ddi;
	_Alignas(max_align_t) char private[];
};

/* ------------------------------------------------------ what files share -- */

/* d3d11_device.c */
HRESULT d3d11_device_create(const char *path, D3D_FEATURE_LEVEL level,
			    UINT flags, struct device **device);

/* d3d11_context.c, d3d11_videocontext.c, d3d11_videodevice.c */
extern const ID3D11DeviceContextVtbl d3d11_context_vtbl;
extern const ID3D11VideoContext1Vtbl d3d11_videocontext_vtbl;
extern const ID3D11VideoDevice2Vtbl d3d11_videodevice_vtbl;

HRESULT device_query(struct device *device, REFIID riid, void **out);
HRESULT context_query(struct context *context, REFIID riid, void **out);

static inline struct device *context_device(struct context *context)
{
	return com_container(context, struct device, context);
}

/* d3d11_resource.c: both report what is wrong with the arguments */
HRESULT d3d11_create_texture(struct device *device,
			     const D3D11_TEXTURE2D_DESC *desc,
			     const D3D11_SUBRESOURCE_DATA *data,
			     ID3D11Texture2D **out);
HRESULT d3d11_create_buffer(struct device *device,
			    const D3D11_BUFFER_DESC *desc,
			    const D3D11_SUBRESOURCE_DATA *data,
			    ID3D11Buffer **out);

/* Bytes of a row and rows of all planes; false: no texture has this format. */
bool d3d11_format_layout(DXGI_FORMAT format, UINT width, UINT height,
			 UINT *row_bytes, UINT *rows);

/*
 * The object behind an interface; NULL, and reported as @function's error,
 * if it is NULL, not of this library, or of another device.
 */
struct resource *d3d11_resource(struct device *device, void *iface,
				const char *function);
struct session *d3d11_session(struct device *device, ID3D11CryptoSession *iface,
			      const char *function);
struct channel *d3d11_channel(struct device *device,
			      ID3D11AuthenticatedChannel *iface,
			      const char *function);

/* d3d11_session.c, d3d11_channel.c */
HRESULT d3d11_create_session(struct device *device, const GUID *crypto,
			     const GUID *profile, const GUID *exchange,
			     ID3D11CryptoSession **out);
HRESULT d3d11_create_channel(struct device *device,
			     D3D11_AUTHENTICATED_CHANNEL_TYPE type,
			     ID3D11AuthenticatedChannel **out);

/* d3d11_teardown.c */
void d3d11_teardown_free(struct device *device);

/* ------------------------------------------------------------ the driver -- */

/*
 * Functions of the driver that return nothing tell their error to a callback
 * in the thread that called them: driver_begin() before, driver_end() after.
 */
extern _Thread_local HRESULT d3d11_driver_error;

static inline void driver_begin(void)
{
	d3d11_driver_error = S_OK;
}

static inline HRESULT driver_end(void)
{
	return d3d11_driver_error;
}

/* Report what the driver said, if it is an error; returns @hr. */
HRESULT d3d11_driver_said(struct device *device, HRESULT hr,
			  const char *function);

/* "E_INVALIDARG" and so on */
const char *d3d11_error_name(HRESULT hr);

#define fail(device, hr, ...) report_error(&(device)->report, hr, __VA_ARGS__)

/* ----------------------------------------- methods that are alike everywhere -- */

void child_init(struct child *child, struct device *device,
		void (*destroy)(struct com *com));
void child_free(struct child *child);

/* @iids: those that @iface has; the first one is IUnknown */
HRESULT child_query(struct child *child, void *iface, const IID *const *iids,
		    size_t count, REFIID riid, void **out);

/*
 * The methods of ID3D11DeviceChild, and those of IUnknown, for an interface
 * whose object @prefix_of() gives, with a member child, and whose IIDs are in
 * @prefix_iids[].
 */
#define CHILD_METHODS(prefix, interface) \
static HRESULT prefix##_QueryInterface(interface *This, REFIID riid, \
				       void **out) \
{ \
	return child_query(&prefix##_of(This)->child, This, prefix##_iids, \
			   ARRAY_SIZE(prefix##_iids), riid, out); \
} \
static ULONG prefix##_AddRef(interface *This) \
{ \
	return com_add_ref(&prefix##_of(This)->child.com); \
} \
static ULONG prefix##_Release(interface *This) \
{ \
	return com_release(&prefix##_of(This)->child.com); \
} \
static void prefix##_GetDevice(interface *This, ID3D11Device **out) \
{ \
	if (!out) \
		return; \
	*out = &prefix##_of(This)->child.device->iface; \
	ID3D11Device_AddRef(*out); \
} \
PRIVATE_DATA_METHODS(prefix, interface, prefix##_of(This)->child.data)

#define PRIVATE_DATA_METHODS(prefix, interface, data) \
static HRESULT prefix##_GetPrivateData(interface *This, REFGUID guid, \
				       UINT *size, void *out) \
{ \
	return private_data_get(&data, guid, size, out); \
} \
SET_PRIVATE_DATA_METHODS(prefix, interface, data)

#define SET_PRIVATE_DATA_METHODS(prefix, interface, data) \
static HRESULT prefix##_SetPrivateData(interface *This, REFGUID guid, \
				       UINT size, const void *in) \
{ \
	return private_data_set(&data, guid, size, in); \
} \
static HRESULT prefix##_SetPrivateDataInterface(interface *This, REFGUID guid, \
						const IUnknown *object) \
{ \
	return private_data_set_interface(&data, guid, object); \
}

/* and their places in a table */
#define UNKNOWN_VTBL(prefix) \
	.QueryInterface = prefix##_QueryInterface, \
	.AddRef = prefix##_AddRef, \
	.Release = prefix##_Release

#define CHILD_VTBL(prefix) \
	UNKNOWN_VTBL(prefix), \
	.GetDevice = prefix##_GetDevice, \
	.GetPrivateData = prefix##_GetPrivateData, \
	.SetPrivateData = prefix##_SetPrivateData, \
	.SetPrivateDataInterface = prefix##_SetPrivateDataInterface

/*
 * A method that is there by name only: one of the lists D3D11_*_SLOTS is turned
 * into functions by a macro that calls SLOT_METHOD, and into the places of a
 * table by one that calls SLOT_VTBL.
 */
#define SLOT_METHOD(type, prefix, interface, name, device) \
static type prefix##_##name(interface *This) \
{ \
	HRESULT hr = fail(device, E_NOTIMPL, #interface "::" #name, \
			  "has nothing to do with content protection and " \
			  "is not implemented"); \
	SLOT_RETURN_##type(hr); \
}
#define SLOT_RETURN_void(hr)	(void)(hr)
#define SLOT_RETURN_HRESULT(hr)	return hr
#define SLOT_RETURN_FLOAT(hr)	return hr ? 0 : 0

#define SLOT_VTBL(prefix, name)	.name = prefix##_##name,

#endif /* D3D11_OBJECTS_H */
