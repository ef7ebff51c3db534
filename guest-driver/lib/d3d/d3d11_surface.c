// SPDX-License-Identifier: MIT
/* Direct3D 11: IDXGIResource of all resources, IDXGISurface of textures */
#include "d3d11_resource.h"

static struct d3d11_resource *dxgi_of(IDXGIResource1 *iface)
{
	return com_container(iface, struct d3d11_resource, dxgi);
}

static struct d3d11_resource *surface_of(IDXGISurface2 *iface)
{
	return com_container(iface, struct d3d11_resource, surface);
}

static HRESULT invalid(struct d3d11_resource *resource, const char *function,
		       const char *what)
{
	return d3d11_fail(resource->child.device, DXGI_ERROR_INVALID_CALL,
			  function, "%s", what);
}

/* IUnknown, IDXGIObject and IDXGIDeviceSubObject; the parent is the device. */
#define SUB_OBJECT_METHODS(prefix, interface) \
COM_METHODS(prefix, interface, prefix##_of(This)->child.com) \
PRIVATE_DATA_METHODS(prefix, interface, prefix##_of(This)->child.data) \
static HRESULT STDMETHODCALLTYPE \
prefix##_GetParent(interface *This, REFIID riid, void **out) \
{ \
	return com_query(&prefix##_of(This)->child.device->com, riid, out); \
} \
static HRESULT STDMETHODCALLTYPE \
prefix##_GetDevice(interface *This, REFIID riid, void **out) \
{ \
	return com_query(&prefix##_of(This)->child.device->com, riid, out); \
}

SUB_OBJECT_METHODS(dxgi, IDXGIResource1)
SUB_OBJECT_METHODS(surface, IDXGISurface2)

/* --------------------------------------------------------- IDXGIResource -- */

static HRESULT refuse_sharing(IDXGIResource1 *This, HANDLE *handle,
			      const char *function)
{
	struct d3d11_resource *resource = dxgi_of(This);

	if (!handle)
		return invalid(resource, function, "the handle is NULL");
	*handle = NULL;
	return invalid(resource, function,
		       "resources cannot be shared: they have no handle");
}

static HRESULT STDMETHODCALLTYPE
dxgi_GetSharedHandle(IDXGIResource1 *This, HANDLE *handle)
{
	return refuse_sharing(This, handle, "IDXGIResource::GetSharedHandle");
}

static HRESULT STDMETHODCALLTYPE
dxgi_CreateSharedHandle(IDXGIResource1 *This,
			const SECURITY_ATTRIBUTES *attributes UNUSED,
			DWORD access UNUSED, const WCHAR *name UNUSED,
			HANDLE *handle)
{
	return refuse_sharing(This, handle,
			      "IDXGIResource1::CreateSharedHandle");
}

static HRESULT STDMETHODCALLTYPE
dxgi_CreateSubresourceSurface(IDXGIResource1 *This, UINT index UNUSED,
			      IDXGISurface2 **surface)
{
	if (surface)
		*surface = NULL;
	return d3d11_fail(dxgi_of(This)->child.device, DXGI_ERROR_UNSUPPORTED,
			  "IDXGIResource1::CreateSubresourceSurface",
			  "subresources are no surfaces: copy one to a texture of its own");
}

static HRESULT STDMETHODCALLTYPE
dxgi_GetUsage(IDXGIResource1 *This, DXGI_USAGE *usage)
{
	static const struct {
		UINT bind;
		DXGI_USAGE usage;
	} usages[] = {
		{ D3D11_BIND_SHADER_RESOURCE, DXGI_USAGE_SHADER_INPUT },
		{ D3D11_BIND_RENDER_TARGET, DXGI_USAGE_RENDER_TARGET_OUTPUT },
		{ D3D11_BIND_UNORDERED_ACCESS, DXGI_USAGE_UNORDERED_ACCESS },
	};
	struct d3d11_resource *resource = dxgi_of(This);
	UINT bind = d3d11_is_buffer(resource) ?
		    resource->desc.buffer.BindFlags :
		    resource->desc.texture.BindFlags;
	size_t i;

	if (!usage)
		return invalid(resource, "IDXGIResource::GetUsage",
			       "pUsage is NULL");
	*usage = 0;
	for (i = 0; i < ARRAY_SIZE(usages); i++)
		if (bind & usages[i].bind)
			*usage |= usages[i].usage;
	return S_OK;
}

/* It is the one of ID3D11Resource, and has no effect. */
static HRESULT STDMETHODCALLTYPE
dxgi_SetEvictionPriority(IDXGIResource1 *This, UINT priority)
{
	dxgi_of(This)->eviction = priority;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
dxgi_GetEvictionPriority(IDXGIResource1 *This, UINT *priority)
{
	if (!priority)
		return invalid(dxgi_of(This),
			       "IDXGIResource::GetEvictionPriority",
			       "pEvictionPriority is NULL");
	*priority = dxgi_of(This)->eviction;
	return S_OK;
}

EXTERN_VTABLE(IDXGIResource1, dxgi, d3d11_dxgi_resource_vtbl)

/* ---------------------------------------------------------- IDXGISurface -- */

static HRESULT STDMETHODCALLTYPE
surface_GetDesc(IDXGISurface2 *This, DXGI_SURFACE_DESC *desc)
{
	struct d3d11_resource *resource = surface_of(This);
	const D3D11_TEXTURE2D_DESC1 *texture = &resource->desc.texture;

	if (!desc)
		return invalid(resource, "IDXGISurface::GetDesc",
			       "pDesc is NULL");
	*desc = (DXGI_SURFACE_DESC) {
		.Width = texture->Width,
		.Height = texture->Height,
		.Format = texture->Format,
		.SampleDesc = texture->SampleDesc,
	};
	return S_OK;
}

/* 0: no such combination */
static D3D11_MAP map_type(UINT flags)
{
	switch (flags) {
	case DXGI_MAP_READ:
		return D3D11_MAP_READ;
	case DXGI_MAP_WRITE:
		return D3D11_MAP_WRITE;
	case DXGI_MAP_READ | DXGI_MAP_WRITE:
		return D3D11_MAP_READ_WRITE;
	case DXGI_MAP_WRITE | DXGI_MAP_DISCARD:
		return D3D11_MAP_WRITE_DISCARD;
	default:
		return (D3D11_MAP)0;
	}
}

static HRESULT STDMETHODCALLTYPE
surface_Map(IDXGISurface2 *This, DXGI_MAPPED_RECT *rect, UINT flags)
{
	static const char name[] = "IDXGISurface::Map";
	struct d3d11_resource *resource = surface_of(This);
	D3D11_MAPPED_SUBRESOURCE mapped;
	HRESULT hr;

	if (!rect)
		return invalid(resource, name, "pLockedRect is NULL");
	if (!map_type(flags))
		return invalid(resource, name,
			       "MapFlags is READ, WRITE, both, or WRITE and DISCARD");
	hr = d3d11_map(resource, 0, map_type(flags), 0, &mapped, name);
	if (FAILED(hr))
		return hr;
	rect->Pitch = (INT)mapped.RowPitch;
	rect->pBits = mapped.pData;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE surface_Unmap(IDXGISurface2 *This)
{
	return d3d11_unmap(surface_of(This), 0, "IDXGISurface::Unmap");
}

static HRESULT STDMETHODCALLTYPE
surface_GetDC(IDXGISurface2 *This, WINBOOL discard UNUSED, HDC *dc)
{
	if (dc)
		*dc = NULL;
	return invalid(surface_of(This), "IDXGISurface1::GetDC",
		       "there is no GDI: no texture is GDI-compatible");
}

static HRESULT STDMETHODCALLTYPE
surface_ReleaseDC(IDXGISurface2 *This, RECT *dirty UNUSED)
{
	return invalid(surface_of(This), "IDXGISurface1::ReleaseDC",
		       "there is no GDI: GetDC gave nothing");
}

static HRESULT STDMETHODCALLTYPE
surface_GetResource(IDXGISurface2 *This, REFIID riid, void **out, UINT *index)
{
	struct d3d11_resource *resource = surface_of(This);
	HRESULT hr;

	if (!index)
		return invalid(resource, "IDXGISurface2::GetResource",
			       "pSubresourceIndex is NULL");
	hr = com_query(&resource->child.com, riid, out);
	if (SUCCEEDED(hr))
		*index = 0;
	return hr;
}

EXTERN_VTABLE(IDXGISurface2, surface, d3d11_surface_vtbl)

#include "d3d11_surface.vtables.h"
