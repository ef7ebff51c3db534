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

struct d3d9 {
	IDirect3D9Ex iface;
	struct com com;
};

struct d3d9_device {
	IDirect3DDevice9Ex iface;
	IDirect3DDevice9Video video;
	struct com com;
	struct d3d9 *d3d;
	D3DDEVICE_CREATION_PARAMETERS parameters;
	struct report report;
	/* serializes the driver, and the locked state of surfaces */
	pthread_mutex_t lock;
	HANDLE adapter;
	HANDLE handle;
	D3DDDI_ADAPTERFUNCS adapter_funcs;
	D3DDDI_DEVICEFUNCS funcs;
	/* without a crypto type: the union of what the driver offers */
	D3DCONTENTPROTECTIONCAPS caps;
	/* set by the runtime's own channels */
	struct runtime_protection protection;
};

struct d3d9_surface {
	IDirect3DSurface9 iface;
	struct com com;
	struct d3d9_device *device;
	D3DSURFACE_DESC desc;
	/* the driver's; NULL: the surface is in the application's memory */
	HANDLE handle;
	BYTE *memory;
	UINT pitch;
	/* of all rows, padding included */
	UINT size;
	bool lockable;
	bool locked;
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

/* Report a call that the runtime refuses because of its arguments. */
#define d3d9_refuse(device, function, ...) \
	report_error(&(device)->report, D3DERR_INVALIDCALL, function, \
		     __VA_ARGS__)

/* Report @hr, the driver's result, if it is an error; returns it. */
HRESULT d3d9_result(struct d3d9_device *device, HRESULT hr,
		    const char *function);

/* Report the call of a method that this library does not have. */
HRESULT d3d9_unsupported(struct d3d9_device *device, const char *method);

/* --------------------------------------------------------------- objects -- */

HRESULT d3d9_device_create(struct d3d9 *d3d,
			   const D3DDEVICE_CREATION_PARAMETERS *parameters,
			   IDirect3DDevice9Ex **out);

/* Its other interface: the methods of IDirect3DDevice9Video. */
extern const IDirect3DDevice9VideoVtbl d3d9_video_vtbl;

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

/* The object behind @iface, or NULL if it is none of @device's. */
struct d3d9_surface *d3d9_surface_of(const struct d3d9_device *device,
				     IDirect3DSurface9 *iface);

static inline bool d3d9_surface_is_protected(const struct d3d9_surface *surface)
{
	return surface->desc.Usage & D3DUSAGE_RESTRICTED_CONTENT;
}

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
