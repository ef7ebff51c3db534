/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 9: the objects of the API layer
 *
 * They check arguments as the documents require, keep references and call the
 * driver through its tables.  Protection itself is up to the driver.
 */
#ifndef D3D9_OBJECT_H
#define D3D9_OBJECT_H

#include <pthread.h>
#include <stdbool.h>

#include "com.h"
#include "cpgpu_ddi.h"
#include "d3d9.h"
#include "report.h"
#include "runtime_channel.h"
#include "util.h"

/* pixels */
#define D3D9_EXTENT_MAX		16384

#define ADAPTERS_MAX		16

struct d3d9_modes {
	D3DDISPLAYMODEEX *list;
	UINT count;
};

struct d3d9 {
	IDirect3D9Ex iface;
	struct com com;
	/* made by Direct3DCreate9Ex */
	bool ex;
	struct report report;
	UINT adapter_count;
	CPGPU_DDI_ADAPTER adapters[ADAPTERS_MAX];
	/* of each adapter, once somebody has asked; @lock serializes that */
	pthread_mutex_t lock;
	struct d3d9_modes modes[ADAPTERS_MAX];
};

struct d3d9_device {
	IDirect3DDevice9Ex iface;
	IDirect3DDevice9Video video;
	struct com com;
	struct d3d9 *d3d;
	D3DDEVICE_CREATION_PARAMETERS parameters;
	struct report report;
	/* serializes the driver, and what of the objects can change */
	pthread_mutex_t lock;
	HANDLE adapter;
	HANDLE handle;
	int file;
	D3DDDI_ADAPTERFUNCS adapter_funcs;
	D3DDDI_DEVICEFUNCS funcs;
	/* without a crypto type: the union of what the driver offers */
	D3DCONTENTPROTECTIONCAPS caps;
	/* set by the runtime's own channels */
	struct runtime_protection protection;
	struct d3d9_swapchain *chain;
	/* the render target; the device keeps it without a reference */
	struct d3d9_surface *target;
	/* surfaces and textures in D3DPOOL_DEFAULT, without the back buffers */
	UINT default_surfaces;
	UINT frame_latency;
	INT priority;
	bool in_scene;
};

/* What all IDirect3DResource9 have. */
struct d3d9_resource {
	struct d3d9_device *device;
	struct private_data data;
	D3DPOOL pool;
	DWORD priority;
};

struct d3d9_surface {
	IDirect3DSurface9 iface;
	struct com com;
	struct d3d9_device *device;
	struct d3d9_resource resource;
	/* the texture or swap chain that it is a part of, or NULL */
	struct com *container;
	D3DSURFACE_DESC desc;
	/* the driver's; NULL: the surface is in the application's memory */
	HANDLE handle;
	BYTE *memory;
	UINT pitch;
	/* of all rows, padding included */
	UINT size;
	bool lockable;
	bool locked;
	/*
	 * How often the last reference to it, or to its texture, is yet to go:
	 * 2 after GetRenderTarget has given a new one while the release of the
	 * former last one is still on its way.  0: only the device has it.
	 */
	UINT lives;
};

struct d3d9_swapchain {
	IDirect3DSwapChain9Ex iface;
	struct com com;
	struct d3d9_device *device;
	D3DPRESENT_PARAMETERS parameters;
	struct d3d9_surface *buffers[D3DPRESENT_BACK_BUFFERS_MAX_EX];
	/* what was presented last; nobody else has it */
	struct d3d9_surface *front;
	/* serializes the display */
	pthread_mutex_t lock;
	/* the framebuffer on the display, or 0 */
	uint32_t framebuffer;
	UINT presents;
	/* why nothing is shown, so that this is reported once: -errno */
	int occluded;
};

/* --------------------------------------------------------------- calling -- */

/* Call the driver: a function of the device's table. */
#define d3d9_call(device, function, data) __extension__ ({ \
	HRESULT result_; \
	pthread_mutex_lock(&(device)->lock); \
	result_ = (device)->funcs.function((device)->handle, data); \
	pthread_mutex_unlock(&(device)->lock); \
	result_; \
})

/* The same, and report the result as that of @method if it is an error. */
#define d3d9_run(device, function, data, method) \
	d3d9_result(device, d3d9_call(device, function, data), method)

/* The same for the adapter's capabilities. */
HRESULT d3d9_get_caps(struct d3d9_device *device, D3DDDICAPS_TYPE type,
		      const void *info, void *data, UINT size);

/* GetCertificateSize and GetCertificate of sessions and channels. */
HRESULT d3d9_certificate_size(struct d3d9_device *device,
			      const DDICERTIFICATEINFO *info, UINT *size,
			      const char *function);
HRESULT d3d9_certificate(struct d3d9_device *device,
			 const DDICERTIFICATEINFO *info, UINT size,
			 BYTE *certificate, const char *function);

/*
 * Report a call that the runtime refuses because of its arguments.  @device is
 * a struct d3d9_device or a struct d3d9.
 */
#define d3d9_refuse(device, function, ...) \
	report_error(&(device)->report, D3DERR_INVALIDCALL, function, \
		     __VA_ARGS__)

/* Report @hr, the driver's result, if it is an error; returns it. */
HRESULT d3d9_result(struct d3d9_device *device, HRESULT hr,
		    const char *function);

/* Report the call of a method that this library does not have. */
HRESULT d3d9_unsupported(struct d3d9_device *device, const char *method);

/* --------------------------------------------------------------- objects -- */

/* @path: of the device; NULL: see cpgpu_ddi_open_adapter() */
HRESULT d3d9_device_create(struct d3d9 *d3d, const char *path,
			   const D3DDEVICE_CREATION_PARAMETERS *parameters,
			   D3DPRESENT_PARAMETERS *present,
			   IDirect3DDevice9Ex **out, const char *function);

/* The device behind @iface, or NULL if it is none of this library. */
struct d3d9_device *d3d9_device_of(IDirect3DDevice9 *iface);

/* GetDevice of the objects of @device */
HRESULT d3d9_device_get(struct d3d9_device *device, IDirect3DDevice9 **out,
			const char *function);

/* Its other interface: the methods of IDirect3DDevice9Video. */
extern const IDirect3DDevice9VideoVtbl d3d9_video_vtbl;

/* Is the device gone? */
bool d3d9_device_is_gone(struct d3d9_device *device);

struct d3d9_surface_args {
	UINT width;
	UINT height;
	D3DFORMAT format;
	D3DPOOL pool;
	DWORD usage;
	bool lockable;
	/* the application's memory for it, or NULL */
	void *memory;
};

HRESULT d3d9_surface_create(struct d3d9_device *device,
			    const struct d3d9_surface_args *args,
			    IDirect3DSurface9 **out, const char *function);

/* A part of @container, which frees it. */
HRESULT d3d9_surface_create_part(struct d3d9_device *device,
				 const struct d3d9_surface_args *args,
				 struct com *container,
				 struct d3d9_surface **out,
				 const char *function);
void d3d9_surface_free(struct d3d9_surface *surface);

/* Add @change to the device's surfaces in D3DPOOL_DEFAULT, if it is one. */
void d3d9_surface_count(const struct d3d9_surface *surface, int change);

/* The object behind @iface, or NULL if it is none of @device's. */
struct d3d9_surface *d3d9_surface_of(const struct d3d9_device *device,
				     IDirect3DSurface9 *iface);

static inline bool d3d9_surface_is_protected(const struct d3d9_surface *surface)
{
	return surface->desc.Usage & D3DUSAGE_RESTRICTED_CONTENT;
}

struct d3d9_format {
	D3DFORMAT format;
	/* of the first plane */
	UINT bits;
	/* pixels share chroma: the width, and the height if planar, is even */
	bool pairs;
	/* the first plane is followed by chroma with half the rows */
	bool planar;
};

const struct d3d9_format *d3d9_find_format(D3DFORMAT format);

/* Bits per pixel of the first plane, or 0 if it is no format of surfaces. */
UINT d3d9_format_bits(D3DFORMAT format);

/* Usage that surfaces may be created with, by way of restriction. */
#define D3D9_USAGE_RESTRICTED	(D3DUSAGE_RESTRICTED_CONTENT | \
				 D3DUSAGE_RESTRICT_SHARED_RESOURCE | \
				 D3DUSAGE_RESTRICT_SHARED_RESOURCE_DRIVER)

/*
 * Complete @args for memory of @pool: the application's, if @shared has its
 * address.
 */
HRESULT d3d9_choose_memory(struct d3d9_device *device,
			   struct d3d9_surface_args *args, const HANDLE *shared,
			   const char *function);

/* Where a rectangle of a surface is in its memory. */
struct d3d9_area {
	UINT offset;
	UINT row_bytes;
	UINT rows;
};

/* @rect NULL: all.  False: @rect does not fit, or cuts planes or pairs. */
bool d3d9_surface_area(const struct d3d9_surface *surface, const RECT *rect,
		       struct d3d9_area *area);

/* The device takes whole cipher blocks of restricted surfaces. */
#define D3D9_BLOCK	16

/*
 * The area of a restricted surface for the device: rows that reach the right
 * edge end with a whole block, as they are padded in memory.
 */
struct d3d9_area d3d9_surface_blocks(const struct d3d9_surface *surface,
				     const struct d3d9_area *area);

static inline bool d3d9_is_in_blocks(const struct d3d9_area *area)
{
	return !(area->offset % D3D9_BLOCK || area->row_bytes % D3D9_BLOCK);
}

/* With the device's lock held: the pixels of an unprotected surface. */
HRESULT d3d9_surface_pixels(struct d3d9_surface *surface, BYTE **pixels);

/* Fill a part of it, for ColorFill and Clear. */
HRESULT d3d9_surface_fill(struct d3d9_surface *surface, const RECT *rect,
			  D3DCOLOR color, const char *function);

/* SetRenderTarget, also for surfaces that only the library knows. */
void d3d9_device_set_target(struct d3d9_device *device,
			    struct d3d9_surface *surface);

/* ------------------------------------------------------------- resources -- */

void d3d9_resource_init(struct d3d9_resource *resource,
			struct d3d9_device *device, D3DPOOL pool);
void d3d9_resource_free(struct d3d9_resource *resource);

/*
 * The methods of IDirect3DResource9 for @interface; @resource is the object's
 * struct d3d9_resource as an expression of This.
 */
HRESULT d3d9_resource_set_data(struct d3d9_resource *resource, REFGUID guid,
			       const void *data, DWORD size, DWORD flags,
			       const char *function);
HRESULT d3d9_resource_get_data(struct d3d9_resource *resource, REFGUID guid,
			       void *data, DWORD *size, const char *function);
HRESULT d3d9_resource_free_data(struct d3d9_resource *resource, REFGUID guid,
				const char *function);
DWORD d3d9_resource_set_priority(struct d3d9_resource *resource,
				 DWORD priority);
DWORD d3d9_resource_get_priority(struct d3d9_resource *resource);

#define D3D9_RESOURCE_METHODS(prefix, interface, resource) \
static HRESULT STDMETHODCALLTYPE \
prefix##_GetDevice(interface *This, IDirect3DDevice9 **out) \
{ \
	return d3d9_device_get((resource).device, out, \
			       #interface "::GetDevice"); \
} \
static HRESULT STDMETHODCALLTYPE \
prefix##_SetPrivateData(interface *This, REFGUID guid, const void *data, \
			DWORD size, DWORD flags) \
{ \
	return d3d9_resource_set_data(&(resource), guid, data, size, flags, \
				      #interface "::SetPrivateData"); \
} \
static HRESULT STDMETHODCALLTYPE \
prefix##_GetPrivateData(interface *This, REFGUID guid, void *data, \
			DWORD *size) \
{ \
	return d3d9_resource_get_data(&(resource), guid, data, size, \
				      #interface "::GetPrivateData"); \
} \
static HRESULT STDMETHODCALLTYPE \
prefix##_FreePrivateData(interface *This, REFGUID guid) \
{ \
	return d3d9_resource_free_data(&(resource), guid, \
				       #interface "::FreePrivateData"); \
} \
static DWORD STDMETHODCALLTYPE \
prefix##_SetPriority(interface *This, DWORD priority) \
{ \
	return d3d9_resource_set_priority(&(resource), priority); \
} \
static DWORD STDMETHODCALLTYPE prefix##_GetPriority(interface *This) \
{ \
	return d3d9_resource_get_priority(&(resource)); \
} \
/* all memory is there already */ \
static void STDMETHODCALLTYPE prefix##_PreLoad(interface *This) \
{ \
	(void)This; \
}

/* ----------------------------------------------------------- the display -- */

/* Check @parameters and put in what they leave open. */
HRESULT d3d9_check_present(struct d3d9_device *device,
			   D3DPRESENT_PARAMETERS *parameters,
			   const char *function);

/* The display mode is for full screen, of the size of the back buffers. */
HRESULT d3d9_check_mode(struct report *report,
			const D3DPRESENT_PARAMETERS *present,
			const D3DDISPLAYMODEEX *mode, const char *function);

/* @parameters: checked */
HRESULT d3d9_swapchain_create(struct d3d9_device *device,
			      const D3DPRESENT_PARAMETERS *parameters,
			      struct d3d9_swapchain **out,
			      const char *function);
void d3d9_swapchain_free(struct d3d9_swapchain *chain);

/* Replace the back buffers, of which nobody may have a reference. */
HRESULT d3d9_swapchain_reset(struct d3d9_swapchain *chain,
			     const D3DPRESENT_PARAMETERS *parameters,
			     const char *function);

HRESULT d3d9_swapchain_present(struct d3d9_swapchain *chain, const RECT *src,
			       const RECT *dst, DWORD flags,
			       const char *function);
HRESULT d3d9_swapchain_back_buffer(struct d3d9_swapchain *chain, UINT index,
				   D3DBACKBUFFER_TYPE type,
				   IDirect3DSurface9 **out,
				   const char *function);
HRESULT d3d9_swapchain_front(struct d3d9_swapchain *chain,
			     IDirect3DSurface9 *dst, const char *function);

/* 0, or why this device cannot show anything now: -errno */
int d3d9_why_occluded(const struct d3d9_device *device);
const char *d3d9_occluded_text(int error);

/* Show the surface, and wait until it is shown: 0 or -errno */
int d3d9_scan_out(struct d3d9_swapchain *chain, struct d3d9_surface *surface);
void d3d9_scan_out_end(struct d3d9_swapchain *chain);

/* The mode of the monitor now, or a guess without a monitor. */
D3DDISPLAYMODEEX d3d9_current_mode(const char *node);
D3DDISPLAYMODEEX d3d9_device_mode(const struct d3d9_device *device);
/* All of them; release with free() */
HRESULT d3d9_read_modes(const char *node, struct d3d9_modes *modes);

#define D3D9_DISPLAY_FORMAT D3DFMT_X8R8G8B8

static inline bool d3d9_can_show(D3DFORMAT format)
{
	return format == D3DFMT_X8R8G8B8 || format == D3DFMT_A8R8G8B8;
}

/* Pass the mode on, if @rotation and mode.Size are as they must be. */
HRESULT d3d9_give_mode(struct report *report, const D3DDISPLAYMODEEX *mode,
		       D3DDISPLAYMODEEX *out, D3DDISPLAYROTATION *rotation,
		       const char *function);

/* --------------------------------------------------------- other objects -- */

void d3d9_fill_caps(UINT adapter, D3DCAPS9 *caps);

HRESULT d3d9_texture_create(struct d3d9_device *device,
			    const struct d3d9_surface_args *args,
			    IDirect3DTexture9 **out, const char *function);
bool d3d9_is_texture_of(const struct d3d9_device *device,
			IDirect3DResource9 *iface);
HRESULT d3d9_query_create(struct d3d9_device *device, IDirect3DQuery9 **out);

/* @handle: names the object in messages of channels */
HRESULT d3d9_session_create(struct d3d9_device *device,
			    const GUID *crypto_type, const GUID *profile,
			    IDirect3DCryptoSession9 **out, HANDLE *handle);
HRESULT d3d9_channel_create(struct d3d9_device *device,
			    D3DAUTHENTICATEDCHANNELTYPE type,
			    IDirect3DAuthenticatedChannel9 **out,
			    HANDLE *handle);

/* ------------------------------------------------------------------ blts -- */

/* Those of a session, with all checks of surfaces and their sizes. */
HRESULT d3d9_decrypt(struct d3d9_device *device,
		     D3DDDIARG_DECRYPTIONBLT *blt, IDirect3DSurface9 *src,
		     IDirect3DSurface9 *dst, UINT size);
HRESULT d3d9_encrypt(struct d3d9_device *device,
		     D3DDDIARG_ENCRYPTIONBLT *blt, IDirect3DSurface9 *src,
		     IDirect3DSurface9 *dst, UINT size);

#endif /* D3D9_OBJECT_H */
