// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11DeviceContext */
#include "d3d11_objects.h"

static struct context *context_of(ID3D11DeviceContext *iface)
{
	return com_container(iface, struct context, iface);
}

static struct device *device_of(ID3D11DeviceContext *iface)
{
	return context_device(context_of(iface));
}

/* ------------------------------------------------------ ID3D11DeviceChild -- */

HRESULT context_query(struct context *context, REFIID riid, void **out)
{
	if (!out)
		return E_POINTER;
	*out = NULL;
	if (report_query(&context_device(context)->report, riid, out))
		return S_OK;
	if (IsEqualGUID(riid, &IID_IUnknown) ||
	    IsEqualGUID(riid, &IID_ID3D11DeviceChild) ||
	    IsEqualGUID(riid, &IID_ID3D11DeviceContext))
		*out = &context->iface;
	else if (IsEqualGUID(riid, &IID_ID3D11VideoContext) ||
		 IsEqualGUID(riid, &IID_ID3D11VideoContext1))
		*out = &context->video;
	if (!*out)
		return E_NOINTERFACE;
	com_add_ref(&context->com);
	return S_OK;
}

static HRESULT context_QueryInterface(ID3D11DeviceContext *This, REFIID riid,
				      void **out)
{
	return context_query(context_of(This), riid, out);
}

static ULONG context_AddRef(ID3D11DeviceContext *This)
{
	return com_add_ref(&context_of(This)->com);
}

static ULONG context_Release(ID3D11DeviceContext *This)
{
	return com_release(&context_of(This)->com);
}

static void context_GetDevice(ID3D11DeviceContext *This, ID3D11Device **out)
{
	if (!out)
		return;
	*out = &device_of(This)->iface;
	ID3D11Device_AddRef(*out);
}

PRIVATE_DATA_METHODS(context, ID3D11DeviceContext, context_of(This)->data)

/* ---------------------------------------------------------------- mapping -- */

static const char *check_map(const struct resource *resource, UINT subresource,
			     D3D11_MAP type, UINT flags)
{
	bool dynamic = resource->usage == D3D11_USAGE_DYNAMIC;
	UINT needed = 0;

	if (subresource)
		return "there is one subresource, number 0";
	if (flags & ~(UINT)D3D11_MAP_FLAG_DO_NOT_WAIT)
		return "unknown MapFlags";
	switch (type) {
	case D3D11_MAP_READ:
		needed = D3D11_CPU_ACCESS_READ;
		break;
	case D3D11_MAP_READ_WRITE:
		needed = D3D11_CPU_ACCESS_READ | D3D11_CPU_ACCESS_WRITE;
		break;
	case D3D11_MAP_WRITE:
		needed = D3D11_CPU_ACCESS_WRITE;
		break;
	case D3D11_MAP_WRITE_DISCARD:
	case D3D11_MAP_WRITE_NO_OVERWRITE:
		if (!dynamic)
			return "this MapType is for D3D11_USAGE_DYNAMIC";
		break;
	default:
		return "unknown MapType";
	}
	if (dynamic && needed)
		return "D3D11_USAGE_DYNAMIC takes only MapType WRITE_DISCARD and WRITE_NO_OVERWRITE";
	if (needed & ~resource->cpu_access)
		return "the resource lacks the CPU access for this MapType";
	return NULL;
}

static HRESULT context_Map(ID3D11DeviceContext *This, ID3D11Resource *iface,
			   UINT subresource, D3D11_MAP type, UINT flags,
			   D3D11_MAPPED_SUBRESOURCE *mapped)
{
	static const char name[] = "ID3D11DeviceContext::Map";
	struct device *device = device_of(This);
	struct resource *resource = d3d11_resource(device, iface, name);
	const char *wrong;
	UINT pitch, size;
	void *data;
	HRESULT hr;

	if (!resource)
		return E_INVALIDARG;
	if (!mapped)
		return fail(device, E_INVALIDARG, name,
			    "pMappedResource is NULL");
	if (resource->restricted)
		return fail(device, E_ACCESSDENIED, name,
			    "protected content is never mapped");
	wrong = check_map(resource, subresource, type, flags);
	if (wrong)
		return fail(device, E_INVALIDARG, name, "%s", wrong);

	pthread_mutex_lock(&context_of(This)->lock);
	hr = cpgpu_ddi_map_resource(device->ddi.pDrvPrivate, resource->ddi,
				    &data, &pitch);
	pthread_mutex_unlock(&context_of(This)->lock);
	if (hr == D3DERR_INVALIDCALL)
		return fail(device, E_INVALIDARG, name, "it is mapped already");
	if (FAILED(hr))
		return d3d11_driver_said(device, hr, name);
	cpgpu_ddi_resource_size(device->ddi.pDrvPrivate, resource->ddi, NULL,
				&size);
	mapped->pData = data;
	mapped->RowPitch = pitch;
	mapped->DepthPitch = size;
	return S_OK;
}

static void context_Unmap(ID3D11DeviceContext *This, ID3D11Resource *iface,
			  UINT subresource)
{
	static const char name[] = "ID3D11DeviceContext::Unmap";
	struct device *device = device_of(This);
	struct resource *resource = d3d11_resource(device, iface, name);
	HRESULT hr = E_INVALIDARG;

	if (!resource)
		return;
	if (!subresource) {
		pthread_mutex_lock(&context_of(This)->lock);
		hr = cpgpu_ddi_unmap_resource(device->ddi.pDrvPrivate,
					      resource->ddi);
		pthread_mutex_unlock(&context_of(This)->lock);
	}
	if (FAILED(hr))
		fail(device, E_INVALIDARG, name, "it is not mapped");
}

/* ---------------------------------------------------------------- copying -- */

static bool same_shape(const struct resource *a, const struct resource *b)
{
	if (a->dimension != b->dimension)
		return false;
	if (a->dimension == D3D11_RESOURCE_DIMENSION_BUFFER)
		return a->desc.buffer.ByteWidth == b->desc.buffer.ByteWidth;
	return a->desc.texture.Width == b->desc.texture.Width &&
	       a->desc.texture.Height == b->desc.texture.Height &&
	       a->desc.texture.Format == b->desc.texture.Format;
}

static HRESULT copy(struct device *device, struct resource *dst,
		    struct resource *src)
{
	HANDLE ddi = device->ddi.pDrvPrivate;
	void *to, *from;
	UINT size;
	HRESULT hr;

	hr = cpgpu_ddi_map_resource(ddi, src->ddi, &from, NULL);
	if (FAILED(hr))
		return hr;
	hr = cpgpu_ddi_map_resource(ddi, dst->ddi, &to, NULL);
	if (SUCCEEDED(hr)) {
		cpgpu_ddi_resource_size(ddi, src->ddi, NULL, &size);
		memcpy(to, from, size);
		cpgpu_ddi_unmap_resource(ddi, dst->ddi);
	}
	cpgpu_ddi_unmap_resource(ddi, src->ddi);
	return hr;
}

static void context_CopyResource(ID3D11DeviceContext *This, ID3D11Resource *to,
				 ID3D11Resource *from)
{
	static const char name[] = "ID3D11DeviceContext::CopyResource";
	struct device *device = device_of(This);
	struct resource *dst = d3d11_resource(device, to, name);
	struct resource *src = dst ? d3d11_resource(device, from, name) : NULL;
	HRESULT hr;

	if (!src)
		return;
	if (src->restricted || dst->restricted) {
		fail(device, E_ACCESSDENIED, name,
		     "protected content goes through EncryptionBlt and DecryptionBlt only");
		return;
	}
	if (src == dst || !same_shape(src, dst) ||
	    dst->usage == D3D11_USAGE_IMMUTABLE) {
		fail(device, E_INVALIDARG, name,
		     "needs two resources of the same type, size and format, the first one not immutable");
		return;
	}
	pthread_mutex_lock(&context_of(This)->lock);
	hr = copy(device, dst, src);
	pthread_mutex_unlock(&context_of(This)->lock);
	if (FAILED(hr))
		fail(device, E_INVALIDARG, name, "a resource is mapped");
}

/* ----------------------------------------------------------------- others -- */

/* There is no state of drawing; crypto sessions keep theirs. */
static void context_ClearState(ID3D11DeviceContext *This UNUSED)
{
}

/* Nothing waits: all calls are done when they return. */
static void context_Flush(ID3D11DeviceContext *This UNUSED)
{
}

static D3D11_DEVICE_CONTEXT_TYPE context_GetType(ID3D11DeviceContext *This
						 UNUSED)
{
	return D3D11_DEVICE_CONTEXT_IMMEDIATE;
}

static UINT context_GetContextFlags(ID3D11DeviceContext *This UNUSED)
{
	return 0;
}

#define CONTEXT_SLOT(type, name) \
	SLOT_METHOD(type, context, ID3D11DeviceContext, name, device_of(This))
D3D11_DEVICECONTEXT_SLOTS_1(CONTEXT_SLOT)
D3D11_DEVICECONTEXT_SLOTS_2(CONTEXT_SLOT)
D3D11_DEVICECONTEXT_SLOTS_3(CONTEXT_SLOT)
D3D11_DEVICECONTEXT_SLOTS_4(CONTEXT_SLOT)

#define CONTEXT_VTBL(type, name) SLOT_VTBL(context, name)

const ID3D11DeviceContextVtbl d3d11_context_vtbl = {
	CHILD_VTBL(context),
	.Map = context_Map,
	.Unmap = context_Unmap,
	.CopyResource = context_CopyResource,
	.ClearState = context_ClearState,
	.Flush = context_Flush,
	.GetType = context_GetType,
	.GetContextFlags = context_GetContextFlags,
	D3D11_DEVICECONTEXT_SLOTS_1(CONTEXT_VTBL)
	D3D11_DEVICECONTEXT_SLOTS_2(CONTEXT_VTBL)
	D3D11_DEVICECONTEXT_SLOTS_3(CONTEXT_VTBL)
	D3D11_DEVICECONTEXT_SLOTS_4(CONTEXT_VTBL)
};
