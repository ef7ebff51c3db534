// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DSurface9 */
#include <stdlib.h>

#include "d3d9_object.h"

#define MAX_EXTENT 16384

VTABLE(IDirect3DSurface9, surface)

/* --------------------------------------------------------------- formats -- */

struct format {
	D3DFORMAT format;
	/* of the first plane */
	UINT bits;
	/* pixels share chroma: the width, and the height if planar, is even */
	bool pairs;
	/* the first plane is followed by chroma with half the rows */
	bool planar;
};

static const struct format formats[] = {
	{ D3DFMT_R8G8B8, 24, false, false },
	{ D3DFMT_A8R8G8B8, 32, false, false },
	{ D3DFMT_X8R8G8B8, 32, false, false },
	{ D3DFMT_R5G6B5, 16, false, false },
	{ D3DFMT_X1R5G5B5, 16, false, false },
	{ D3DFMT_A1R5G5B5, 16, false, false },
	{ D3DFMT_A4R4G4B4, 16, false, false },
	{ D3DFMT_A8, 8, false, false },
	{ D3DFMT_A2B10G10R10, 32, false, false },
	{ D3DFMT_A8B8G8R8, 32, false, false },
	{ D3DFMT_X8B8G8R8, 32, false, false },
	{ D3DFMT_G16R16, 32, false, false },
	{ D3DFMT_A2R10G10B10, 32, false, false },
	{ D3DFMT_A16B16G16R16, 64, false, false },
	{ D3DFMT_L8, 8, false, false },
	{ D3DFMT_A8L8, 16, false, false },
	{ D3DFMT_L16, 16, false, false },
	{ D3DFMT_A16B16G16R16F, 64, false, false },
	{ D3DFMT_A32B32G32R32F, 128, false, false },
	{ D3DFMT_UYVY, 16, true, false },
	{ D3DFMT_YUY2, 16, true, false },
	{ (D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2'), 8, true, true },
	{ (D3DFORMAT)MAKEFOURCC('Y', 'V', '1', '2'), 8, true, true },
	{ (D3DFORMAT)MAKEFOURCC('P', '0', '1', '0'), 16, true, true },
};

static const struct format *find_format(D3DFORMAT format)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].format == format)
			return &formats[i];
	}
	return NULL;
}

static bool extent_is_good(const struct format *format, UINT width,
			   UINT height)
{
	return width && height && width <= MAX_EXTENT && height <= MAX_EXTENT &&
	       !(format->pairs && width % 2) &&
	       !(format->planar && height % 2);
}

/* --------------------------------------------------------------- methods -- */

static struct d3d9_surface *surface_of(IDirect3DSurface9 *This)
{
	return com_container(This, struct d3d9_surface, iface);
}

struct d3d9_surface *d3d9_surface_of(const struct d3d9_device *device,
				     IDirect3DSurface9 *iface)
{
	if (!iface || iface->lpVtbl != &surface_vtbl ||
	    surface_of(iface)->device != device)
		return NULL;
	return surface_of(iface);
}

COM_METHODS(surface, IDirect3DSurface9, surface_of(This)->com)

static HRESULT surface_unsupported(IDirect3DSurface9 *This, const char *method)
{
	return d3d9_unsupported(surface_of(This)->device, method);
}

static HRESULT STDMETHODCALLTYPE
surface_GetDevice(IDirect3DSurface9 *This, IDirect3DDevice9 **out)
{
	struct d3d9_device *device = surface_of(This)->device;

	if (!out)
		return d3d9_refuse(device, "IDirect3DSurface9::GetDevice",
				   "ppDevice is NULL");
	com_add_ref(&device->com);
	*out = (IDirect3DDevice9 *)&device->iface;
	return D3D_OK;
}

static D3DRESOURCETYPE STDMETHODCALLTYPE
surface_GetType(IDirect3DSurface9 *This)
{
	return surface_of(This)->desc.Type;
}

static HRESULT STDMETHODCALLTYPE
surface_GetDesc(IDirect3DSurface9 *This, D3DSURFACE_DESC *desc)
{
	struct d3d9_surface *surface = surface_of(This);

	if (!desc)
		return d3d9_refuse(surface->device,
				   "IDirect3DSurface9::GetDesc",
				   "pDesc is NULL");
	*desc = surface->desc;
	return D3D_OK;
}

/* --------------------------------------------------------------- locking -- */

/* Where @rect begins in the surface's memory; false if it does not fit. */
static bool rect_offset(const struct d3d9_surface *surface, const RECT *rect,
			size_t *offset)
{
	const struct format *format = find_format(surface->desc.Format);

	*offset = 0;
	if (!rect)
		return true;
	if (rect->left < 0 || rect->top < 0 || rect->left >= rect->right ||
	    rect->top >= rect->bottom ||
	    rect->right > (LONG)surface->desc.Width ||
	    rect->bottom > (LONG)surface->desc.Height)
		return false;
	/* the rows of a part are not contiguous across both planes */
	if (format->planar &&
	    (rect->left || rect->top ||
	     rect->right != (LONG)surface->desc.Width ||
	     rect->bottom != (LONG)surface->desc.Height))
		return false;
	if (format->pairs && rect->left % 2)
		return false;
	*offset = (size_t)rect->top * surface->pitch +
		  (size_t)rect->left * format->bits / 8;
	return true;
}

static HRESULT map(struct d3d9_surface *surface, void **data)
{
	HRESULT hr;

	if (surface->locked)
		return D3DERR_INVALIDCALL;
	*data = surface->memory;
	hr = surface->memory ? S_OK :
		cpgpu_ddi_map_resource(surface->device->handle,
				       surface->handle, data, NULL);
	surface->locked = SUCCEEDED(hr);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
surface_LockRect(IDirect3DSurface9 *This, D3DLOCKED_RECT *locked,
		 const RECT *rect, DWORD flags)
{
	static const char function[] = "IDirect3DSurface9::LockRect";
	struct d3d9_surface *surface = surface_of(This);
	struct d3d9_device *device = surface->device;
	size_t offset;
	void *data;
	HRESULT hr;

	if (!locked)
		return d3d9_refuse(device, function, "pLockedRect is NULL");
	if (d3d9_surface_is_protected(surface))
		return d3d9_refuse(device, function,
				   "a restricted surface cannot be locked: use EncryptionBlt");
	if (!surface->lockable)
		return d3d9_refuse(device, function,
				   "this render target was created without Lockable");
	if (flags & ~(D3DLOCK_READONLY | D3DLOCK_NOSYSLOCK | D3DLOCK_DISCARD |
		      D3DLOCK_NOOVERWRITE | D3DLOCK_DONOTWAIT |
		      D3DLOCK_NO_DIRTY_UPDATE))
		return d3d9_refuse(device, function, "Flags 0x%x are unknown",
				   flags);
	if (!rect_offset(surface, rect, &offset))
		return d3d9_refuse(device, function,
				   "pRect is outside of the surface, or a part that cannot be locked separately");
	pthread_mutex_lock(&device->lock);
	hr = map(surface, &data);
	pthread_mutex_unlock(&device->lock);
	if (FAILED(hr))
		return report_error(&device->report, hr, function,
				    "the surface is already locked");
	locked->Pitch = surface->pitch;
	locked->pBits = (BYTE *)data + offset;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE surface_UnlockRect(IDirect3DSurface9 *This)
{
	struct d3d9_surface *surface = surface_of(This);
	struct d3d9_device *device = surface->device;
	HRESULT hr = D3DERR_INVALIDCALL;

	pthread_mutex_lock(&device->lock);
	if (surface->locked)
		hr = surface->memory ? S_OK :
			cpgpu_ddi_unmap_resource(device->handle,
						 surface->handle);
	surface->locked = false;
	pthread_mutex_unlock(&device->lock);
	if (FAILED(hr))
		report_error(&device->report, hr,
			     "IDirect3DSurface9::UnlockRect",
			     "the surface is not locked");
	return hr;
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy(struct com *com)
{
	struct d3d9_surface *surface = com_container(com, struct d3d9_surface,
						     com);
	struct d3d9_device *device = surface->device;

	if (surface->handle) {
		pthread_mutex_lock(&device->lock);
		cpgpu_ddi_destroy_resource(device->handle, surface->handle);
		pthread_mutex_unlock(&device->lock);
	}
	free(surface);
}

#define SURFACE_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d9_surface, iface, com)

static const struct com_class surface_class = {
	.destroy = destroy,
	.interfaces = {
		SURFACE_INTERFACE(IID_IUnknown),
		SURFACE_INTERFACE(IID_IDirect3DResource9),
		SURFACE_INTERFACE(IID_IDirect3DSurface9),
	},
};

static HRESULT create_resource(struct d3d9_surface *surface, UINT row_bytes,
			       UINT rows)
{
	CPGPU_DDI_RESOURCE_DESC desc = {
		.RowBytes = row_bytes,
		.Rows = rows,
		.Restricted = d3d9_surface_is_protected(surface),
	};
	struct d3d9_device *device = surface->device;
	HRESULT hr;

	pthread_mutex_lock(&device->lock);
	hr = cpgpu_ddi_create_resource(device->handle, &desc,
				       &surface->handle);
	if (SUCCEEDED(hr))
		hr = cpgpu_ddi_resource_size(device->handle, surface->handle,
					     &surface->pitch, &surface->size);
	pthread_mutex_unlock(&device->lock);
	return hr;
}

static void describe(struct d3d9_surface *surface,
		     const struct d3d9_surface_args *args)
{
	surface->desc = (D3DSURFACE_DESC) {
		.Format = args->format,
		.Type = D3DRTYPE_SURFACE,
		.Usage = args->usage,
		.Pool = args->pool,
		.Width = args->width,
		.Height = args->height,
	};
	surface->lockable = args->lockable;
	surface->memory = args->memory;
}

HRESULT d3d9_surface_create(struct d3d9_device *device,
			    const struct d3d9_surface_args *args,
			    IDirect3DSurface9 **out, const char *function)
{
	const struct format *format = find_format(args->format);
	struct d3d9_surface *surface;
	UINT row_bytes, rows;
	HRESULT hr = S_OK;

	if (!format)
		return d3d9_refuse(device, function,
				   "Format %d is not supported for surfaces",
				   args->format);
	if (!extent_is_good(format, args->width, args->height))
		return d3d9_refuse(device, function,
				   "%ux%u is not a size of this format (1 to %u, even where pixels share chroma)",
				   args->width, args->height, MAX_EXTENT);
	surface = calloc(1, sizeof(*surface));
	if (!surface)
		return d3d9_result(device, E_OUTOFMEMORY, function);
	surface->iface.lpVtbl = &surface_vtbl;
	surface->device = device;
	describe(surface, args);
	row_bytes = args->width * format->bits / 8;
	rows = format->planar ? args->height / 2 * 3 : args->height;
	if (args->memory)
		surface->pitch = row_bytes;
	else
		hr = create_resource(surface, row_bytes, rows);
	com_init(&surface->com, &surface_class, &device->com);
	if (FAILED(hr)) {
		com_release(&surface->com);
		return d3d9_result(device, hr, function);
	}
	*out = &surface->iface;
	return D3D_OK;
}

#include "d3d9_surface.vtables.h"
