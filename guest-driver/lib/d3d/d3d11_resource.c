// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11Texture2D and ID3D11Buffer */
#include <stdlib.h>

#include "d3d11_objects.h"

#define CREATE_TEXTURE	"ID3D11Device::CreateTexture2D"
#define CREATE_BUFFER	"ID3D11Device::CreateBuffer"

#define MAX_TEXTURE_SIZE 16384	/* as in Direct3D 11 */

#define PROTECTED (D3D11_RESOURCE_MISC_RESTRICTED_CONTENT | \
		   D3D11_RESOURCE_MISC_HW_PROTECTED)
#define SHARED (D3D11_RESOURCE_MISC_SHARED | \
		D3D11_RESOURCE_MISC_SHARED_KEYEDMUTEX | \
		D3D11_RESOURCE_MISC_SHARED_NTHANDLE | \
		D3D11_RESOURCE_MISC_RESTRICT_SHARED_RESOURCE | \
		D3D11_RESOURCE_MISC_RESTRICT_SHARED_RESOURCE_DRIVER)
#define CPU_ACCESS (D3D11_CPU_ACCESS_READ | D3D11_CPU_ACCESS_WRITE)

/* --------------------------------------------------------------- formats -- */

static const struct format {
	DXGI_FORMAT format;
	UINT bytes;	/* of a pixel, or of its luma */
	bool planar;	/* chroma follows, with half as many rows */
	bool pairs;	/* pixels share chroma: the width is even */
} formats[] = {
	{ DXGI_FORMAT_R32G32B32A32_FLOAT, 16, false, false },
	{ DXGI_FORMAT_R32G32B32A32_UINT, 16, false, false },
	{ DXGI_FORMAT_R16G16B16A16_FLOAT, 8, false, false },
	{ DXGI_FORMAT_R16G16B16A16_UNORM, 8, false, false },
	{ DXGI_FORMAT_R10G10B10A2_UNORM, 4, false, false },
	{ DXGI_FORMAT_R8G8B8A8_UNORM, 4, false, false },
	{ DXGI_FORMAT_R8G8B8A8_UNORM_SRGB, 4, false, false },
	{ DXGI_FORMAT_R16G16_UNORM, 4, false, false },
	{ DXGI_FORMAT_R32_FLOAT, 4, false, false },
	{ DXGI_FORMAT_R32_UINT, 4, false, false },
	{ DXGI_FORMAT_R8G8_UNORM, 2, false, false },
	{ DXGI_FORMAT_R16_UNORM, 2, false, false },
	{ DXGI_FORMAT_R8_UNORM, 1, false, false },
	{ DXGI_FORMAT_B8G8R8A8_UNORM, 4, false, false },
	{ DXGI_FORMAT_B8G8R8X8_UNORM, 4, false, false },
	{ DXGI_FORMAT_B8G8R8A8_UNORM_SRGB, 4, false, false },
	{ DXGI_FORMAT_B8G8R8X8_UNORM_SRGB, 4, false, false },
	{ DXGI_FORMAT_AYUV, 4, false, false },
	{ DXGI_FORMAT_Y410, 4, false, false },
	{ DXGI_FORMAT_NV12, 1, true, true },
	{ DXGI_FORMAT_P010, 2, true, true },
	{ DXGI_FORMAT_P016, 2, true, true },
	{ DXGI_FORMAT_YUY2, 2, false, true },
};

bool d3d11_format_layout(DXGI_FORMAT format, UINT width, UINT height,
			 UINT *row_bytes, UINT *rows)
{
	const struct format *f = formats;

	while (f < formats + ARRAY_SIZE(formats) && f->format != format)
		f++;
	if (f == formats + ARRAY_SIZE(formats) || (f->pairs && width % 2) ||
	    (f->planar && height % 2))
		return false;
	*row_bytes = width * f->bytes;
	*rows = f->planar ? height + height / 2 : height;
	return true;
}

/* --------------------------------------------------------------- methods -- */

static struct d3d11_resource *texture_of(ID3D11Texture2D *iface)
{
	return com_container(iface, struct d3d11_resource, iface.texture);
}

static struct d3d11_resource *buffer_of(ID3D11Buffer *iface)
{
	return com_container(iface, struct d3d11_resource, iface.buffer);
}

CHILD_METHODS(texture, ID3D11Texture2D)
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

RESOURCE_METHODS(texture, ID3D11Texture2D)
RESOURCE_METHODS(buffer, ID3D11Buffer)

static void STDMETHODCALLTYPE
texture_GetDesc(ID3D11Texture2D *This, D3D11_TEXTURE2D_DESC *desc)
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

VTABLE(ID3D11Texture2D, texture)

VTABLE(ID3D11Buffer, buffer)

struct d3d11_resource *d3d11_resource_of(struct d3d11_device *device,
					 void *iface,
					 const char *function)
{
	ID3D11Texture2D *texture = iface;
	struct d3d11_resource *resource = NULL;

	/* some applications pass buffers where a texture is declared */
	if (texture && (texture->lpVtbl == &texture_vtbl ||
			(const void *)texture->lpVtbl == &buffer_vtbl))
		resource = texture_of(texture);
	return d3d11_child_belongs(device, resource ? &resource->child : NULL,
				   "a resource", function) ? resource : NULL;
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy_resource(struct com *com)
{
	struct d3d11_resource *resource =
		com_container(com, struct d3d11_resource, child.com);

	cpgpu_ddi_destroy_resource(resource->child.device->ddi.pDrvPrivate,
				   resource->ddi);
	d3d11_child_free(&resource->child);
	free(resource);
}

#define RESOURCE_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d11_resource, iface, child.com)

static const struct com_class texture_class = {
	.destroy = destroy_resource,
	.interfaces = {
		RESOURCE_INTERFACE(IID_IUnknown),
		RESOURCE_INTERFACE(IID_ID3D11DeviceChild),
		RESOURCE_INTERFACE(IID_ID3D11Resource),
		RESOURCE_INTERFACE(IID_ID3D11Texture2D),
	},
};

static const struct com_class buffer_class = {
	.destroy = destroy_resource,
	.interfaces = {
		RESOURCE_INTERFACE(IID_IUnknown),
		RESOURCE_INTERFACE(IID_ID3D11DeviceChild),
		RESOURCE_INTERFACE(IID_ID3D11Resource),
		RESOURCE_INTERFACE(IID_ID3D11Buffer),
	},
};

/* What is wrong with the properties that both kinds have, or NULL. */
static const char *check_use(const struct d3d11_resource *resource, UINT bind,
			     UINT misc, const D3D11_SUBRESOURCE_DATA *data)
{
	UINT cpu = resource->cpu_access;

	if (cpu & ~CPU_ACCESS)
		return "unknown bits in CPUAccessFlags";
	if (misc & SHARED)
		return "resources cannot be shared";
	if (data && !data->pSysMem)
		return "pInitialData has no data";
	if (resource->restricted) {
		if (resource->usage != D3D11_USAGE_DEFAULT || cpu)
			return "protected content needs D3D11_USAGE_DEFAULT and no CPU access";
		if (bind & (D3D11_BIND_VERTEX_BUFFER | D3D11_BIND_INDEX_BUFFER))
			return "protected content cannot be vertices or indices";
		return data ? "protected content cannot have initial data" :
			      NULL;
	}
	switch (resource->usage) {
	case D3D11_USAGE_DEFAULT:
		return cpu ? "D3D11_USAGE_DEFAULT has no CPU access" : NULL;
	case D3D11_USAGE_IMMUTABLE:
		return cpu || !data ? "D3D11_USAGE_IMMUTABLE needs initial data and no CPU access" : NULL;
	case D3D11_USAGE_DYNAMIC:
		return cpu != D3D11_CPU_ACCESS_WRITE ? "D3D11_USAGE_DYNAMIC needs CPU write access" : NULL;
	case D3D11_USAGE_STAGING:
		return !cpu || bind ? "D3D11_USAGE_STAGING needs CPU access and cannot be bound" : NULL;
	default:
		return "unknown Usage";
	}
}

static HRESULT fill(struct d3d11_resource *resource, UINT row_bytes, UINT rows,
		    const D3D11_SUBRESOURCE_DATA *data)
{
	HANDLE ddi = resource->child.device->ddi.pDrvPrivate;
	const char *from = data->pSysMem;
	void *to;
	UINT pitch, i;
	HRESULT hr;

	hr = cpgpu_ddi_map_resource(ddi, resource->ddi, &to, &pitch);
	if (FAILED(hr))
		return hr;
	for (i = 0; i < rows; i++)
		memcpy((char *)to + (size_t)i * pitch,
		       from + (size_t)i * data->SysMemPitch, row_bytes);
	return cpgpu_ddi_unmap_resource(ddi, resource->ddi);
}

/* @rows 0: a buffer.  The new resource is a copy of @made. */
static HRESULT create(struct d3d11_device *device,
		      const struct d3d11_resource *made,
		      UINT row_bytes, UINT rows,
		      const D3D11_SUBRESOURCE_DATA *data, const char *function,
		      void *out)
{
	const CPGPU_DDI_RESOURCE_DESC desc = {
		.RowBytes = row_bytes,
		.Rows = rows,
		.Restricted = made->restricted,
	};
	struct d3d11_resource *resource = malloc(sizeof(*resource));
	HRESULT hr;

	if (!resource)
		return d3d11_fail(device, E_OUTOFMEMORY, function, "no memory");
	*resource = *made;
	hr = cpgpu_ddi_create_resource(device->ddi.pDrvPrivate, &desc,
				       &resource->ddi);
	if (FAILED(hr)) {
		free(resource);
		return d3d11_result(device, hr, function);
	}
	d3d11_child_init(&resource->child,
			 rows ? &texture_class : &buffer_class, device);
	if (data)
		hr = fill(resource, row_bytes, rows ? rows : 1, data);
	if (FAILED(hr)) {
		com_release(&resource->child.com);
		return d3d11_result(device, hr, function);
	}
	*(void **)out = &resource->iface;
	return S_OK;
}

static const char *check_texture(const D3D11_TEXTURE2D_DESC *desc,
				 UINT *row_bytes, UINT *rows)
{
	if (!desc->Width || desc->Width > MAX_TEXTURE_SIZE || !desc->Height ||
	    desc->Height > MAX_TEXTURE_SIZE)
		return "Width and Height are 1..16384";
	if (desc->MipLevels != 1 || desc->ArraySize != 1)
		return "MipLevels and ArraySize must be 1";
	if (desc->SampleDesc.Count != 1 || desc->SampleDesc.Quality)
		return "textures are not multisampled: SampleDesc must be 1, 0";
	if (!d3d11_format_layout(desc->Format, desc->Width, desc->Height,
				 row_bytes, rows))
		return "the Format is not supported, or not in this size";
	return NULL;
}

HRESULT d3d11_create_texture(struct d3d11_device *device,
			     const D3D11_TEXTURE2D_DESC *desc,
			     const D3D11_SUBRESOURCE_DATA *data,
			     ID3D11Texture2D **out)
{
	struct d3d11_resource made = {
		.iface.texture.lpVtbl = &texture_vtbl,
		.dimension = D3D11_RESOURCE_DIMENSION_TEXTURE2D,
	};
	const char *wrong;
	UINT row_bytes, rows;

	if (out)
		*out = NULL;
	if (!desc)
		return d3d11_fail(device, E_INVALIDARG, CREATE_TEXTURE,
				  "pDesc is NULL");
	made.desc.texture = *desc;
	made.usage = desc->Usage;
	made.cpu_access = desc->CPUAccessFlags;
	made.restricted = desc->MiscFlags & PROTECTED;
	wrong = check_texture(desc, &row_bytes, &rows);
	if (!wrong)
		wrong = check_use(&made, desc->BindFlags, desc->MiscFlags,
				  data);
	if (!wrong && data && data->SysMemPitch < row_bytes)
		wrong = "SysMemPitch is less than a row";
	if (wrong)
		return d3d11_fail(device, E_INVALIDARG, CREATE_TEXTURE, "%s",
				  wrong);
	if (!out)
		return S_FALSE;
	return create(device, &made, row_bytes, rows, data, CREATE_TEXTURE,
		      out);
}

HRESULT d3d11_create_buffer(struct d3d11_device *device,
			    const D3D11_BUFFER_DESC *desc,
			    const D3D11_SUBRESOURCE_DATA *data,
			    ID3D11Buffer **out)
{
	struct d3d11_resource made = {
		.iface.buffer.lpVtbl = &buffer_vtbl,
		.dimension = D3D11_RESOURCE_DIMENSION_BUFFER,
	};
	const char *wrong;

	if (out)
		*out = NULL;
	if (!desc)
		return d3d11_fail(device, E_INVALIDARG, CREATE_BUFFER,
				  "pDesc is NULL");
	made.desc.buffer = *desc;
	made.usage = desc->Usage;
	made.cpu_access = desc->CPUAccessFlags;
	made.restricted = desc->MiscFlags & PROTECTED;
	wrong = check_use(&made, desc->BindFlags, desc->MiscFlags, data);
	if (!desc->ByteWidth)
		wrong = "ByteWidth is 0";
	if (wrong)
		return d3d11_fail(device, E_INVALIDARG, CREATE_BUFFER, "%s",
				  wrong);
	if (!out)
		return S_FALSE;
	return create(device, &made, desc->ByteWidth, 0, data, CREATE_BUFFER,
		      out);
}

#include "d3d11_resource.vtables.h"
