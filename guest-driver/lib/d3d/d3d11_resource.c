// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11Texture2D and ID3D11Buffer */
#include <stdlib.h>

#include "d3d11_resource.h"

#define CREATE_TEXTURE	"ID3D11Device::CreateTexture2D"
#define CREATE_TEXTURE1	"ID3D11Device3::CreateTexture2D1"
#define CREATE_BUFFER	"ID3D11Device::CreateBuffer"

/* --------------------------------------------------------------- methods -- */

static struct d3d11_resource *texture_of(ID3D11Texture2D1 *iface)
{
	return com_container(iface, struct d3d11_resource, iface.texture);
}

static struct d3d11_resource *buffer_of(ID3D11Buffer *iface)
{
	return com_container(iface, struct d3d11_resource, iface.buffer);
}

CHILD_METHODS(texture, ID3D11Texture2D1)
CHILD_METHODS(buffer, ID3D11Buffer)

/* GetType and the eviction priority, which has no effect */
#define RESOURCE_METHODS(prefix, interface) \
static void STDMETHODCALLTYPE \
prefix##_GetType(interface *This, D3D11_RESOURCE_DIMENSION *out) \
{ \
	if (out) \
		*out = prefix##_of(This)->dimension; \
} \
static void STDMETHODCALLTYPE \
prefix##_SetEvictionPriority(interface *This, UINT priority) \
{ \
	prefix##_of(This)->eviction = priority; \
} \
static UINT STDMETHODCALLTYPE \
prefix##_GetEvictionPriority(interface *This) \
{ \
	return prefix##_of(This)->eviction; \
}

RESOURCE_METHODS(texture, ID3D11Texture2D1)
RESOURCE_METHODS(buffer, ID3D11Buffer)

/* The older description is the newer one without its last member. */
static void STDMETHODCALLTYPE
texture_GetDesc(ID3D11Texture2D1 *This, D3D11_TEXTURE2D_DESC *desc)
{
	if (desc)
		memcpy(desc, &texture_of(This)->desc.texture, sizeof(*desc));
}

static void STDMETHODCALLTYPE
texture_GetDesc1(ID3D11Texture2D1 *This, D3D11_TEXTURE2D_DESC1 *desc)
{
	if (desc)
		*desc = texture_of(This)->desc.texture;
}

static void STDMETHODCALLTYPE
buffer_GetDesc(ID3D11Buffer *This, D3D11_BUFFER_DESC *desc)
{
	if (desc)
		*desc = buffer_of(This)->desc.buffer;
}

VTABLE(ID3D11Texture2D1, texture)

VTABLE(ID3D11Buffer, buffer)

struct d3d11_resource *d3d11_resource_of(struct d3d11_device *device,
					 void *iface,
					 const char *function)
{
	ID3D11Texture2D1 *texture = iface;
	struct d3d11_resource *resource = NULL;

	/* some applications pass buffers where a texture is declared */
	if (texture && (texture->lpVtbl == &texture_vtbl ||
			(const void *)texture->lpVtbl == &buffer_vtbl))
		resource = texture_of(texture);
	return d3d11_child_belongs(device, resource ? &resource->child : NULL,
				   "a resource", function) ? resource : NULL;
}

/* ---------------------------------------------- creation and destruction -- */

static void free_memory(struct d3d11_device *device,
			struct d3d11_resource *resource)
{
	UINT i;

	for (i = 0; i < resource->count; i++)
		if (resource->ddi[i])
			cpgpu_ddi_destroy_resource(device->ddi.pDrvPrivate,
						   resource->ddi[i]);
}

static void destroy_resource(struct com *com)
{
	struct d3d11_resource *resource =
		com_container(com, struct d3d11_resource, child.com);

	free_memory(resource->child.device, resource);
	d3d11_child_free(&resource->child);
	free(resource);
}

#define RESOURCE_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d11_resource, iface, child.com)
#define DXGI_INTERFACE(iid, interface) \
	COM_INTERFACE(iid, struct d3d11_resource, interface, child.com)

/* IDXGIObject and its like are answered by what all resources have. */
#define RESOURCE_INTERFACES \
	RESOURCE_INTERFACE(IID_IUnknown), \
	RESOURCE_INTERFACE(IID_ID3D11DeviceChild), \
	RESOURCE_INTERFACE(IID_ID3D11Resource), \
	DXGI_INTERFACE(IID_IDXGIObject, dxgi), \
	DXGI_INTERFACE(IID_IDXGIDeviceSubObject, dxgi), \
	DXGI_INTERFACE(IID_IDXGIResource, dxgi), \
	DXGI_INTERFACE(IID_IDXGIResource1, dxgi)
#define TEXTURE_INTERFACES \
	RESOURCE_INTERFACES, \
	RESOURCE_INTERFACE(IID_ID3D11Texture2D), \
	RESOURCE_INTERFACE(IID_ID3D11Texture2D1)

static const struct com_class texture_class = {
	.destroy = destroy_resource,
	.interfaces = {
		TEXTURE_INTERFACES,
		DXGI_INTERFACE(IID_IDXGISurface, surface),
		DXGI_INTERFACE(IID_IDXGISurface1, surface),
		DXGI_INTERFACE(IID_IDXGISurface2, surface),
	},
};

/* A surface is one picture. */
static const struct com_class array_class = {
	.destroy = destroy_resource,
	.interfaces = { TEXTURE_INTERFACES },
};

static const struct com_class buffer_class = {
	.destroy = destroy_resource,
	.interfaces = {
		RESOURCE_INTERFACES,
		RESOURCE_INTERFACE(IID_ID3D11Buffer),
	},
};

static const struct com_class *class_of(const struct d3d11_resource *resource)
{
	if (d3d11_is_buffer(resource))
		return &buffer_class;
	return resource->count == 1 ? &texture_class : &array_class;
}

/* A resource with what both descriptions have; NULL: no memory. */
static struct d3d11_resource *new_resource(UINT count, D3D11_USAGE usage,
					   UINT cpu_access, UINT misc)
{
	struct d3d11_resource *resource =
		calloc(1, sizeof(*resource) + count * sizeof(HANDLE));

	if (!resource)
		return NULL;
	resource->dxgi.lpVtbl = &d3d11_dxgi_resource_vtbl;
	resource->surface.lpVtbl = &d3d11_surface_vtbl;
	resource->count = count;
	resource->usage = usage;
	resource->cpu_access = cpu_access;
	resource->restricted = misc & D3D11_PROTECTED;
	return resource;
}

static HRESULT allocate(struct d3d11_device *device,
			struct d3d11_resource *resource)
{
	CPGPU_DDI_RESOURCE_DESC desc = { .Restricted = resource->restricted };
	HRESULT hr = S_OK;
	UINT i;

	d3d11_resource_layout(resource, &desc.RowBytes, &desc.Rows);
	if (d3d11_is_buffer(resource))
		desc.Rows = 0;
	for (i = 0; i < resource->count && SUCCEEDED(hr); i++)
		hr = cpgpu_ddi_create_resource(device->ddi.pDrvPrivate, &desc,
					       &resource->ddi[i]);
	return hr;
}

static HRESULT fill(struct d3d11_device *device,
		    struct d3d11_resource *resource, UINT subresource,
		    const D3D11_SUBRESOURCE_DATA *data)
{
	HANDLE memory = resource->ddi[subresource];
	HANDLE ddi = device->ddi.pDrvPrivate;
	const char *from = data->pSysMem;
	UINT row_bytes, rows, pitch, i;
	void *to;
	HRESULT hr;

	hr = cpgpu_ddi_map_resource(ddi, memory, &to, &pitch);
	if (FAILED(hr))
		return hr;
	d3d11_resource_layout(resource, &row_bytes, &rows);
	for (i = 0; i < rows; i++)
		memcpy((char *)to + (size_t)i * pitch,
		       from + (size_t)i * data->SysMemPitch, row_bytes);
	return cpgpu_ddi_unmap_resource(ddi, memory);
}

/* Give @resource, which has passed the checks, its memory, or free it. */
static HRESULT create(struct d3d11_device *device,
		      struct d3d11_resource *resource,
		      const D3D11_SUBRESOURCE_DATA *data, const char *function,
		      void *out)
{
	HRESULT hr = allocate(device, resource);
	UINT i;

	for (i = 0; data && i < resource->count && SUCCEEDED(hr); i++)
		hr = fill(device, resource, i, &data[i]);
	if (FAILED(hr)) {
		free_memory(device, resource);
		free(resource);
		return d3d11_result(device, hr, function);
	}
	d3d11_child_init(&resource->child, class_of(resource), device);
	*(void **)out = &resource->iface;
	return S_OK;
}

/* The end of all creations: checked, and with an output or just to check. */
static HRESULT finish(struct d3d11_device *device,
		      struct d3d11_resource *resource, const char *wrong,
		      const D3D11_SUBRESOURCE_DATA *data, const char *function,
		      void *out)
{
	if (!wrong && out)
		return create(device, resource, data, function, out);
	free(resource);
	if (wrong)
		return d3d11_fail(device, E_INVALIDARG, function, "%s", wrong);
	return S_FALSE;
}

static HRESULT create_texture(struct d3d11_device *device,
			      const D3D11_TEXTURE2D_DESC1 *desc,
			      const D3D11_SUBRESOURCE_DATA *data,
			      const char *function, void *out)
{
	/* the check may refuse the number */
	UINT count = desc->ArraySize <= D3D11_REQ_TEXTURE2D_ARRAY_AXIS_DIMENSION
		     ? desc->ArraySize : 0;
	struct d3d11_resource *resource = new_resource(
		count, desc->Usage, desc->CPUAccessFlags, desc->MiscFlags);

	if (!resource)
		return d3d11_fail(device, E_OUTOFMEMORY, function, "no memory");
	resource->iface.texture.lpVtbl = &texture_vtbl;
	resource->dimension = D3D11_RESOURCE_DIMENSION_TEXTURE2D;
	resource->desc.texture = *desc;
	return finish(device, resource, d3d11_check_texture(resource, data),
		      data, function, out);
}

static HRESULT no_description(struct d3d11_device *device, const char *function)
{
	return d3d11_fail(device, E_INVALIDARG, function, "pDesc is NULL");
}

HRESULT d3d11_create_texture(struct d3d11_device *device,
			     const D3D11_TEXTURE2D_DESC *desc,
			     const D3D11_SUBRESOURCE_DATA *data,
			     ID3D11Texture2D **out)
{
	D3D11_TEXTURE2D_DESC1 newer = { .MipLevels = 0 };

	if (out)
		*out = NULL;
	if (!desc)
		return no_description(device, CREATE_TEXTURE);
	memcpy(&newer, desc, sizeof(*desc));
	return create_texture(device, &newer, data, CREATE_TEXTURE, out);
}

HRESULT d3d11_create_texture1(struct d3d11_device *device,
			      const D3D11_TEXTURE2D_DESC1 *desc,
			      const D3D11_SUBRESOURCE_DATA *data,
			      ID3D11Texture2D1 **out)
{
	if (out)
		*out = NULL;
	if (!desc)
		return no_description(device, CREATE_TEXTURE1);
	return create_texture(device, desc, data, CREATE_TEXTURE1, out);
}

HRESULT d3d11_create_buffer(struct d3d11_device *device,
			    const D3D11_BUFFER_DESC *desc,
			    const D3D11_SUBRESOURCE_DATA *data,
			    ID3D11Buffer **out)
{
	struct d3d11_resource *resource;

	if (out)
		*out = NULL;
	if (!desc)
		return no_description(device, CREATE_BUFFER);
	resource = new_resource(1, desc->Usage, desc->CPUAccessFlags,
				desc->MiscFlags);
	if (!resource)
		return d3d11_fail(device, E_OUTOFMEMORY, CREATE_BUFFER,
				  "no memory");
	resource->iface.buffer.lpVtbl = &buffer_vtbl;
	resource->dimension = D3D11_RESOURCE_DIMENSION_BUFFER;
	resource->desc.buffer = *desc;
	return finish(device, resource, d3d11_check_buffer(resource, data),
		      data, CREATE_BUFFER, out);
}

#include "d3d11_resource.vtables.h"
