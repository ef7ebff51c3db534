// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: DecryptionBlt and EncryptionBlt
 *
 * The system memory of a blt is a surface that the driver allocated, or one
 * that the application created over its own memory, as the documents recommend.
 * The driver cannot use the latter, so it gets a buffer of the same size
 * instead, and the data is copied.
 */
#include "d3d9_object.h"

#define DECRYPTION "IDirect3DCryptoSession9::DecryptionBlt"
#define ENCRYPTION "IDirect3DCryptoSession9::EncryptionBlt"

/* OverlayOrFullscreenRequired of D3DAUTHENTICATEDCHANNEL_PROTECTION_FLAGS */
#define OVERLAY_OR_FULLSCREEN	2

/* -------------------------------------------------------------- surfaces -- */

static HRESULT check_alignment(struct d3d9_device *device,
			       const struct d3d9_surface *system,
			       const struct d3d9_surface *restricted,
			       UINT size, const char *function)
{
	const UINT start = device->caps.BufferAlignmentStart;
	const UINT block = device->caps.BlockAlignmentSize;

	if (block && size % block)
		return d3d9_refuse(device, function,
				   "the size %u is not a multiple of BlockAlignmentSize, %u",
				   size, block);
	if (size < restricted->size)
		return d3d9_refuse(device, function,
				   "the size %u is less than pitch * rows, %u",
				   size, restricted->size);
	if (system->memory && start && (uintptr_t)system->memory % start)
		return d3d9_refuse(device, function,
				   "the memory is not aligned to BufferAlignmentStart, %u",
				   start);
	if (!system->memory && size > system->size)
		return d3d9_refuse(device, function,
				   "the surface in system memory has only %u bytes",
				   system->size);
	return S_OK;
}

static HRESULT check_surfaces(struct d3d9_device *device,
			      const struct d3d9_surface *system,
			      const struct d3d9_surface *restricted,
			      UINT size, const char *function)
{
	if (!system || !restricted)
		return d3d9_refuse(device, function,
				   "both surfaces must belong to the session's device");
	if (!d3d9_surface_is_protected(restricted))
		return d3d9_refuse(device, function,
				   "one surface must be created with D3DUSAGE_RESTRICTED_CONTENT");
	if (system->desc.Pool != D3DPOOL_SYSTEMMEM)
		return d3d9_refuse(device, function,
				   "the other surface must be in D3DPOOL_SYSTEMMEM");
	if (system->locked)
		return d3d9_refuse(device, function,
				   "the surface in system memory is locked: call UnlockRect first");
	return check_alignment(device, system, restricted, size, function);
}

/* ---------------------------------------------- the application's memory -- */

/* The driver's resource for @surface; release it with put_resource(). */
static HRESULT get_resource(const struct d3d9_surface *surface, UINT size,
			    HANDLE *resource)
{
	CPGPU_DDI_RESOURCE_DESC desc = { .RowBytes = size };

	*resource = surface->handle;
	if (!surface->memory)
		return S_OK;
	return cpgpu_ddi_create_resource(surface->device->handle, &desc,
					 resource);
}

static void put_resource(const struct d3d9_surface *surface, HANDLE resource)
{
	if (surface->memory)
		cpgpu_ddi_destroy_resource(surface->device->handle, resource);
}

/* Copy @size bytes from @surface to @resource, or back. */
static HRESULT copy(const struct d3d9_surface *surface, HANDLE resource,
		    UINT size, bool to_resource)
{
	HANDLE device = surface->device->handle;
	void *data;
	HRESULT hr;

	if (!surface->memory)
		return S_OK;
	hr = cpgpu_ddi_map_resource(device, resource, &data, NULL);
	if (FAILED(hr))
		return hr;
	if (to_resource)
		memcpy(data, surface->memory, size);
	else
		memcpy(surface->memory, data, size);
	return cpgpu_ddi_unmap_resource(device, resource);
}

/* ------------------------------------------------------------------ blts -- */

/* The caller of these two holds the device's lock. */
static HRESULT decrypt(struct d3d9_device *device,
		       D3DDDIARG_DECRYPTIONBLT *blt,
		       const struct d3d9_surface *src,
		       const struct d3d9_surface *dst)
{
	HRESULT hr;

	blt->SrcResourceSize = dst->size;
	blt->hDstResource = dst->handle;
	hr = get_resource(src, dst->size, &blt->hSrcResource);
	if (FAILED(hr))
		return hr;
	hr = copy(src, blt->hSrcResource, dst->size, true);
	if (SUCCEEDED(hr))
		hr = device->funcs.pfnDecryptionBlt(device->handle, blt);
	put_resource(src, blt->hSrcResource);
	return hr;
}

static HRESULT encrypt(struct d3d9_device *device,
		       D3DDDIARG_ENCRYPTIONBLT *blt,
		       const struct d3d9_surface *src,
		       const struct d3d9_surface *dst)
{
	HRESULT hr;

	blt->DstResourceSize = src->size;
	blt->hSrcResource = src->handle;
	hr = get_resource(dst, src->size, &blt->hDstResource);
	if (FAILED(hr))
		return hr;
	hr = device->funcs.pfnEncryptionBlt(device->handle, blt);
	if (SUCCEEDED(hr))
		hr = copy(dst, blt->hDstResource, src->size, false);
	put_resource(dst, blt->hDstResource);
	return hr;
}

HRESULT d3d9_decrypt(struct d3d9_device *device, D3DDDIARG_DECRYPTIONBLT *blt,
		     IDirect3DSurface9 *src, IDirect3DSurface9 *dst, UINT size)
{
	struct d3d9_surface *system = d3d9_surface_of(device, src);
	struct d3d9_surface *restricted = d3d9_surface_of(device, dst);
	HRESULT hr = check_surfaces(device, system, restricted, size,
				    DECRYPTION);

	if (FAILED(hr))
		return hr;
	pthread_mutex_lock(&device->lock);
	hr = decrypt(device, blt, system, restricted);
	pthread_mutex_unlock(&device->lock);
	return d3d9_result(device, hr, DECRYPTION);
}

HRESULT d3d9_encrypt(struct d3d9_device *device, D3DDDIARG_ENCRYPTIONBLT *blt,
		     IDirect3DSurface9 *src, IDirect3DSurface9 *dst, UINT size)
{
	struct d3d9_surface *restricted = d3d9_surface_of(device, src);
	struct d3d9_surface *system = d3d9_surface_of(device, dst);
	HRESULT hr = check_surfaces(device, system, restricted, size,
				    ENCRYPTION);

	if (FAILED(hr))
		return hr;
	if (runtime_protection_flags(&device->protection) &
	    OVERLAY_OR_FULLSCREEN)
		return report_error(&device->report,
				    D3DERR_CANNOTPROTECTCONTENT, ENCRYPTION,
				    "a channel of the runtime requires an overlay or full screen");
	pthread_mutex_lock(&device->lock);
	hr = encrypt(device, blt, restricted, system);
	pthread_mutex_unlock(&device->lock);
	return d3d9_result(device, hr, ENCRYPTION);
}
