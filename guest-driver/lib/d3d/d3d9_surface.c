// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DSurface9 */
#include <stdlib.h>

#include "d3d9_object.h"

VTABLE(IDirect3DSurface9, surface)

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

D3D9_RESOURCE_METHODS(surface, IDirect3DSurface9, surface_of(This)->resource)

static HRESULT STDMETHODCALLTYPE
surface_GetContainer(IDirect3DSurface9 *This, REFIID riid, void **out)
{
	static const char function[] = "IDirect3DSurface9::GetContainer";
	struct d3d9_surface *surface = surface_of(This);
	struct d3d9_device *device = surface->device;
	HRESULT hr;

	if (!riid || !out)
		return d3d9_refuse(device, function,
				   "riid or ppContainer is NULL");
	hr = com_query(surface->container ? surface->container : &device->com,
		       riid, out);
	if (FAILED(hr))
		report_error(&device->report, hr, function,
			     "the container does not have this interface");
	return hr;
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

#define LOCK_FLAGS	(D3DLOCK_READONLY | D3DLOCK_NOSYSLOCK | \
			 D3DLOCK_DISCARD | D3DLOCK_NOOVERWRITE | \
			 D3DLOCK_DONOTWAIT | D3DLOCK_NO_DIRTY_UPDATE)

static HRESULT STDMETHODCALLTYPE
surface_LockRect(IDirect3DSurface9 *This, D3DLOCKED_RECT *locked,
		 const RECT *rect, DWORD flags)
{
	static const char function[] = "IDirect3DSurface9::LockRect";
	struct d3d9_surface *surface = surface_of(This);
	struct d3d9_device *device = surface->device;
	struct d3d9_area area;
	void *data;
	HRESULT hr;

	if (!locked)
		return d3d9_refuse(device, function, "pLockedRect is NULL");
	if (d3d9_surface_is_protected(surface))
		return d3d9_refuse(device, function,
				   "a restricted surface cannot be locked: use EncryptionBlt");
	if (!surface->lockable)
		return d3d9_refuse(device, function,
				   "this surface is not lockable: create a render target with Lockable, a texture with D3DUSAGE_DYNAMIC, a back buffer with D3DPRESENTFLAG_LOCKABLE_BACKBUFFER");
	if (flags & ~LOCK_FLAGS)
		return d3d9_refuse(device, function, "Flags 0x%x are unknown",
				   flags);
	if (flags & D3DLOCK_READONLY && flags & D3DLOCK_DISCARD)
		return d3d9_refuse(device, function,
				   "D3DLOCK_READONLY and D3DLOCK_DISCARD contradict each other");
	if (!d3d9_surface_area(surface, rect, &area))
		return d3d9_refuse(device, function,
				   "pRect is outside of the surface, or a part that cannot be locked separately");
	pthread_mutex_lock(&device->lock);
	hr = map(surface, &data);
	pthread_mutex_unlock(&device->lock);
	if (hr == D3DERR_INVALIDCALL)
		return d3d9_refuse(device, function,
				   "the surface is already locked");
	if (FAILED(hr))
		return d3d9_result(device, hr, function);
	locked->Pitch = surface->pitch;
	locked->pBits = (BYTE *)data + area.offset;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE surface_UnlockRect(IDirect3DSurface9 *This)
{
	static const char function[] = "IDirect3DSurface9::UnlockRect";
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
	if (hr == D3DERR_INVALIDCALL)
		return d3d9_refuse(device, function,
				   "the surface is not locked");
	return d3d9_result(device, hr, function);
}

HRESULT d3d9_surface_pixels(struct d3d9_surface *surface, BYTE **pixels)
{
	void *data;
	HRESULT hr = map(surface, &data);

	if (FAILED(hr))
		return hr;
	*pixels = data;
	surface->locked = false;
	return surface->memory ? S_OK :
		cpgpu_ddi_unmap_resource(surface->device->handle,
					 surface->handle);
}

/* ---------------------------------------------- creation and destruction -- */

void d3d9_surface_free(struct d3d9_surface *surface)
{
	struct d3d9_device *device = surface->device;

	if (surface->handle) {
		pthread_mutex_lock(&device->lock);
		cpgpu_ddi_destroy_resource(device->handle, surface->handle);
		pthread_mutex_unlock(&device->lock);
	}
	d3d9_resource_free(&surface->resource);
	free(surface);
}

void d3d9_surface_count(const struct d3d9_surface *surface, int change)
{
	struct d3d9_device *device = surface->device;

	if (surface->desc.Pool != D3DPOOL_DEFAULT)
		return;
	pthread_mutex_lock(&device->lock);
	device->default_surfaces += change;
	pthread_mutex_unlock(&device->lock);
}

/* The device's render target stays, until there is another one. */
static void destroy(struct com *com)
{
	struct d3d9_surface *surface = com_container(com, struct d3d9_surface,
						     com);
	struct d3d9_device *device = surface->device;
	bool stays;

	pthread_mutex_lock(&device->lock);
	stays = --surface->lives || device->target == surface;
	pthread_mutex_unlock(&device->lock);
	if (stays)
		return;
	d3d9_surface_count(surface, -1);
	d3d9_surface_free(surface);
}

void d3d9_device_set_target(struct d3d9_device *device,
			    struct d3d9_surface *surface)
{
	struct d3d9_surface *old;
	bool unused;

	pthread_mutex_lock(&device->lock);
	old = device->target;
	device->target = surface;
	unused = old && old != surface && !old->lives;
	pthread_mutex_unlock(&device->lock);
	if (unused) {
		d3d9_surface_count(old, -1);
		d3d9_surface_free(old);
	}
}

#define SURFACE_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d9_surface, iface, com)

#define SURFACE_INTERFACES { \
	SURFACE_INTERFACE(IID_IUnknown), \
	SURFACE_INTERFACE(IID_IDirect3DResource9), \
	SURFACE_INTERFACE(IID_IDirect3DSurface9), \
}

static const struct com_class surface_class = {
	.destroy = destroy,
	.interfaces = SURFACE_INTERFACES,
};

static const struct com_class part_class = {
	.interfaces = SURFACE_INTERFACES,
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

static bool extent_is_good(const struct d3d9_format *format, UINT width,
			   UINT height)
{
	return width && height && width <= D3D9_EXTENT_MAX &&
	       height <= D3D9_EXTENT_MAX && !(format->pairs && width % 2) &&
	       !(format->planar && height % 2);
}

static HRESULT check_args(struct d3d9_device *device,
			  const struct d3d9_surface_args *args,
			  const char *function)
{
	const struct d3d9_format *format = d3d9_find_format(args->format);

	if (!format)
		return d3d9_refuse(device, function,
				   "Format %d is not supported for surfaces",
				   args->format);
	if (!extent_is_good(format, args->width, args->height))
		return d3d9_refuse(device, function,
				   "%ux%u is not a size of this format (1 to %u, even where pixels share chroma)",
				   args->width, args->height, D3D9_EXTENT_MAX);
	return D3D_OK;
}

static struct d3d9_surface *new_surface(struct d3d9_device *device,
					const struct d3d9_surface_args *args)
{
	struct d3d9_surface *surface = calloc(1, sizeof(*surface));

	if (!surface)
		return NULL;
	surface->iface.lpVtbl = &surface_vtbl;
	surface->device = device;
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
	surface->lives = 1;
	d3d9_resource_init(&surface->resource, device, args->pool);
	return surface;
}

static HRESULT create(struct d3d9_device *device,
		      const struct d3d9_surface_args *args,
		      struct d3d9_surface **out, const char *function)
{
	const struct d3d9_format *format = d3d9_find_format(args->format);
	struct d3d9_surface *surface;
	UINT row_bytes, rows;
	HRESULT hr;

	hr = check_args(device, args, function);
	if (FAILED(hr))
		return hr;
	surface = new_surface(device, args);
	if (!surface)
		return d3d9_result(device, E_OUTOFMEMORY, function);
	row_bytes = args->width * format->bits / 8;
	rows = format->planar ? args->height / 2 * 3 : args->height;
	if (args->memory)
		surface->pitch = row_bytes;
	else
		hr = create_resource(surface, row_bytes, rows);
	if (FAILED(hr)) {
		d3d9_surface_free(surface);
		return d3d9_result(device, hr, function);
	}
	*out = surface;
	return D3D_OK;
}

HRESULT d3d9_surface_create(struct d3d9_device *device,
			    const struct d3d9_surface_args *args,
			    IDirect3DSurface9 **out, const char *function)
{
	struct d3d9_surface *surface;
	HRESULT hr = create(device, args, &surface, function);

	if (FAILED(hr))
		return hr;
	com_init(&surface->com, &surface_class, &device->com);
	d3d9_surface_count(surface, 1);
	*out = &surface->iface;
	return D3D_OK;
}

HRESULT d3d9_surface_create_part(struct d3d9_device *device,
				 const struct d3d9_surface_args *args,
				 struct com *container,
				 struct d3d9_surface **out,
				 const char *function)
{
	HRESULT hr = create(device, args, out, function);

	if (FAILED(hr))
		return hr;
	com_init(&(*out)->com, &part_class, container);
	(*out)->container = container;
	return D3D_OK;
}

#include "d3d9_surface.vtables.h"
