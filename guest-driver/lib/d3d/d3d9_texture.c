// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DTexture9, with one level */
#include <stdlib.h>

#include "d3d9_object.h"

struct d3d9_texture {
	IDirect3DTexture9 iface;
	struct com com;
	struct d3d9_resource resource;
	struct d3d9_surface *surface;
};

static struct d3d9_texture *texture_of(IDirect3DTexture9 *This)
{
	return com_container(This, struct d3d9_texture, iface);
}

COM_METHODS(texture, IDirect3DTexture9, texture_of(This)->com)
D3D9_RESOURCE_METHODS(texture, IDirect3DTexture9, texture_of(This)->resource)

static HRESULT texture_unsupported(IDirect3DTexture9 *This, const char *method)
{
	return d3d9_unsupported(texture_of(This)->resource.device, method);
}

VTABLE(IDirect3DTexture9, texture)

bool d3d9_is_texture_of(const struct d3d9_device *device,
			IDirect3DResource9 *iface)
{
	IDirect3DTexture9 *texture = (IDirect3DTexture9 *)iface;

	return texture && texture->lpVtbl == &texture_vtbl &&
	       texture_of(texture)->resource.device == device;
}

static D3DRESOURCETYPE STDMETHODCALLTYPE
texture_GetType(IDirect3DTexture9 *This)
{
	(void)This;
	return D3DRTYPE_TEXTURE;
}

/* ---------------------------------------------------------------- levels -- */

static DWORD STDMETHODCALLTYPE texture_GetLevelCount(IDirect3DTexture9 *This)
{
	(void)This;
	return 1;
}

/* These two are for D3DPOOL_MANAGED only, and 0 otherwise. */
static DWORD STDMETHODCALLTYPE texture_SetLOD(IDirect3DTexture9 *This,
					      DWORD level)
{
	(void)This;
	(void)level;
	return 0;
}

static DWORD STDMETHODCALLTYPE texture_GetLOD(IDirect3DTexture9 *This)
{
	(void)This;
	return 0;
}

static HRESULT check_level(struct d3d9_texture *texture, UINT level,
			   const char *function)
{
	if (level)
		return d3d9_refuse(texture->resource.device, function,
				   "there is no level %u: there is 1", level);
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
texture_GetLevelDesc(IDirect3DTexture9 *This, UINT level, D3DSURFACE_DESC *desc)
{
	static const char function[] = "IDirect3DTexture9::GetLevelDesc";
	struct d3d9_texture *texture = texture_of(This);

	if (FAILED(check_level(texture, level, function)))
		return D3DERR_INVALIDCALL;
	if (!desc)
		return d3d9_refuse(texture->resource.device, function,
				   "pDesc is NULL");
	*desc = texture->surface->desc;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
texture_GetSurfaceLevel(IDirect3DTexture9 *This, UINT level,
			IDirect3DSurface9 **out)
{
	static const char function[] = "IDirect3DTexture9::GetSurfaceLevel";
	struct d3d9_texture *texture = texture_of(This);

	if (!out)
		return d3d9_refuse(texture->resource.device, function,
				   "ppSurfaceLevel is NULL");
	*out = NULL;
	if (FAILED(check_level(texture, level, function)))
		return D3DERR_INVALIDCALL;
	com_add_ref(&texture->surface->com);
	*out = &texture->surface->iface;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
texture_LockRect(IDirect3DTexture9 *This, UINT level, D3DLOCKED_RECT *locked,
		 const RECT *rect, DWORD flags)
{
	struct d3d9_texture *texture = texture_of(This);

	if (FAILED(check_level(texture, level, "IDirect3DTexture9::LockRect")))
		return D3DERR_INVALIDCALL;
	return IDirect3DSurface9_LockRect(&texture->surface->iface, locked,
					  rect, flags);
}

static HRESULT STDMETHODCALLTYPE
texture_UnlockRect(IDirect3DTexture9 *This, UINT level)
{
	struct d3d9_texture *texture = texture_of(This);

	if (FAILED(check_level(texture, level,
			       "IDirect3DTexture9::UnlockRect")))
		return D3DERR_INVALIDCALL;
	return IDirect3DSurface9_UnlockRect(&texture->surface->iface);
}

/* UpdateTexture, which would look at dirty rectangles, does not exist. */
static HRESULT STDMETHODCALLTYPE
texture_AddDirtyRect(IDirect3DTexture9 *This, const RECT *rect)
{
	struct d3d9_texture *texture = texture_of(This);
	struct d3d9_area area;

	if (rect && !d3d9_surface_area(texture->surface, rect, &area))
		return d3d9_refuse(texture->resource.device,
				   "IDirect3DTexture9::AddDirtyRect",
				   "pDirtyRect is outside of the texture");
	return D3D_OK;
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy(struct com *com)
{
	struct d3d9_texture *texture = com_container(com, struct d3d9_texture,
						     com);
	struct d3d9_device *device = texture->resource.device;
	bool stays;

	pthread_mutex_lock(&device->lock);
	stays = --texture->surface->lives;
	/* the device does not keep textures: back to the first back buffer */
	if (!stays && device->target == texture->surface)
		device->target = device->chain->buffers[0];
	pthread_mutex_unlock(&device->lock);
	if (stays)
		return;
	d3d9_surface_count(texture->surface, -1);
	d3d9_surface_free(texture->surface);
	d3d9_resource_free(&texture->resource);
	free(texture);
}

#define TEXTURE_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d9_texture, iface, com)

static const struct com_class texture_class = {
	.destroy = destroy,
	.interfaces = {
		TEXTURE_INTERFACE(IID_IUnknown),
		TEXTURE_INTERFACE(IID_IDirect3DResource9),
		TEXTURE_INTERFACE(IID_IDirect3DBaseTexture9),
		TEXTURE_INTERFACE(IID_IDirect3DTexture9),
	},
};

HRESULT d3d9_texture_create(struct d3d9_device *device,
			    const struct d3d9_surface_args *args,
			    IDirect3DTexture9 **out, const char *function)
{
	struct d3d9_texture *texture = calloc(1, sizeof(*texture));
	HRESULT hr;

	if (!texture)
		return d3d9_result(device, E_OUTOFMEMORY, function);
	hr = d3d9_surface_create_part(device, args, &texture->com,
				      &texture->surface, function);
	if (FAILED(hr)) {
		free(texture);
		return hr;
	}
	texture->iface.lpVtbl = &texture_vtbl;
	d3d9_resource_init(&texture->resource, device, args->pool);
	com_init(&texture->com, &texture_class, &device->com);
	d3d9_surface_count(texture->surface, 1);
	*out = &texture->iface;
	return D3D_OK;
}

#include "d3d9_texture.vtables.h"
