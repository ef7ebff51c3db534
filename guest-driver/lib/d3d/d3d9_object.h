/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 9: the objects of the API layer
 *
 * They check arguments as the documents want them checked, keep references and
 * call the driver by its tables; what is protected, and how, is its matter.
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
	/* the driver, and what is locked of surfaces: one thread at a time */
	pthread_mutex_t lock;
	HANDLE adapter;
	HANDLE handle;
	D3DDDI_ADAPTERFUNCS adapter_funcs;
	D3DDDI_DEVICEFUNCS funcs;
	/* of all that the driver offers together */
	D3DCONTENTPROTECTIONCAPS caps;
	/* what the runtime's own channels have set */
	struct runtime_protection protection;
};

struct d3d9_surface {
	IDirect3DSurface9 iface;
	struct com com;
	struct d3d9_device *device;
	D3DSURFACE_DESC desc;
	/* the driver's; NULL, and then it is the application's memory */
	HANDLE handle;
	BYTE *memory;
	UINT pitch;
	/* of all rows with their padding */
	UINT size;
	bool lockable;
	bool locked;
};

/* ------------------------------------------------------------- calling -- */

/* Call the driver: a function of the device's table. */
#define d3d9_call(device, function, data) __extension__ ({ \
	HRESULT result_; \
	pthread_mutex_lock(&(device)->lock); \
	result_ = (device)->funcs.function((device)->handle, data); \
	pthread_mutex_unlock(&(device)->lock); \
	result_; \
})

/* The same for the adapter's capabilities. */
HRESULT d3d9_get_caps(struct d3d9_device *device, D3DDDICAPS_TYPE type,
		      const void *info, void *data, UINT size);

/* QueryInterface of an object whose one interface answers to @iids. */
HRESULT d3d9_query(struct com *com, void *This, REFIID riid, void **out,
		   const IID *const iids[], size_t count);

/* For sessions and channels: the certificate of @info, or its size. */
HRESULT d3d9_certificate_size(struct d3d9_device *device,
			      const DDICERTIFICATEINFO *info, UINT *size,
			      const char *function);
HRESULT d3d9_certificate(struct d3d9_device *device,
			 const DDICERTIFICATEINFO *info, UINT size,
			 BYTE *certificate, const char *function);

/* Report a call with arguments that the runtime refuses. */
#define d3d9_refuse(device, function, ...) \
	report_error(&(device)->report, D3DERR_INVALIDCALL, function, \
		     __VA_ARGS__)

/* Report what the driver said, if it is an error; returns it. */
HRESULT d3d9_result(struct d3d9_device *device, HRESULT hr,
		    const char *function);

/* ------------------------------------------------------ slots by name -- */

/*
 * For the lists of slots in d3d9.h, in a file that has #defined INTERFACE and
 * has not_implemented(INTERFACE *This, const char *method): the functions, and
 * their entries in the vtable.
 */
#define D3D9_STUB(type, name) \
	static type stub_##name(INTERFACE *This) \
	{ \
		not_implemented(This, #name); \
		D3D9_RETURN_##type; \
	}
#define D3D9_STUB_ENTRY(type, name) .name = stub_##name,

#define D3D9_RETURN_HRESULT	return E_NOTIMPL
#define D3D9_RETURN_UINT	return 0
#define D3D9_RETURN_DWORD	return 0
#define D3D9_RETURN_BOOL	return FALSE
#define D3D9_RETURN_HMONITOR	return NULL
#define D3D9_RETURN_float	return 0
#define D3D9_RETURN_void	return

/* Report a call of one. */
void d3d9_not_implemented(struct d3d9_device *device, const char *interface,
			  const char *method);

/* ------------------------------------------------------------- objects -- */

HRESULT d3d9_device_create(struct d3d9 *d3d,
			   const D3DDEVICE_CREATION_PARAMETERS *parameters,
			   IDirect3DDevice9Ex **out);

/* Its other interface: the methods of IDirect3DDevice9Video. */
extern const IDirect3DDevice9VideoVtbl d3d9_video_vtbl;

/* What QueryInterface of both gives. */
HRESULT d3d9_device_query(struct d3d9_device *device, REFIID riid, void **out);

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

/* @handle: what messages call it */
HRESULT d3d9_session_create(struct d3d9_device *device,
			    const GUID *crypto_type, const GUID *profile,
			    IDirect3DCryptoSession9 **out, HANDLE *handle);
HRESULT d3d9_channel_create(struct d3d9_device *device,
			    D3DAUTHENTICATEDCHANNELTYPE type,
			    IDirect3DAuthenticatedChannel9 **out,
			    HANDLE *handle);

/* QueryInterface of both kinds of channels. */
HRESULT d3d9_channel_query(struct com *com, void *This, REFIID riid,
			   void **out);

/* D3DAUTHENTICATEDCHANNEL_D3D9: the runtime answers by itself. */
HRESULT d3d9_runtime_channel_create(struct d3d9_device *device,
				    IDirect3DAuthenticatedChannel9 **out,
				    HANDLE *handle);

/* ---------------------------------------------------------------- blts -- */

/* The ones of a session, with all checks of surfaces and their sizes. */
HRESULT d3d9_decrypt(struct d3d9_device *device,
		     D3DDDIARG_DECRYPTIONBLT *blt, IDirect3DSurface9 *src,
		     IDirect3DSurface9 *dst, UINT size);
HRESULT d3d9_encrypt(struct d3d9_device *device,
		     D3DDDIARG_ENCRYPTIONBLT *blt, IDirect3DSurface9 *src,
		     IDirect3DSurface9 *dst, UINT size);

#endif /* D3D9_OBJECT_H */
