// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11DeviceContext */
#include "d3d11_objects.h"

static struct d3d11_context *context_of(ID3D11DeviceContext4 *iface)
{
	return com_container(iface, struct d3d11_context, iface);
}

static struct d3d11_device *device_of(ID3D11DeviceContext4 *iface)
{
	return context_of(iface)->child.device;
}

CHILD_METHODS(context, ID3D11DeviceContext4)

static HRESULT context_unsupported(ID3D11DeviceContext4 *This, const char *method)
{
	return d3d11_unsupported(device_of(This), method);
}

/* --------------------------------------------------------------- mapping -- */

static const char *check_map(const struct d3d11_resource *resource,
			     UINT subresource, D3D11_MAP type, UINT flags)
{
	bool dynamic = resource->usage == D3D11_USAGE_DYNAMIC;
	UINT needed = 0;

	if (subresource)
		return "the only subresource is number 0";
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

static HRESULT STDMETHODCALLTYPE
context_Map(ID3D11DeviceContext4 *This, ID3D11Resource *iface, UINT subresource,
	    D3D11_MAP type, UINT flags, D3D11_MAPPED_SUBRESOURCE *mapped)
{
	static const char name[] = "ID3D11DeviceContext::Map";
	struct d3d11_device *device = device_of(This);
	struct d3d11_resource *resource = d3d11_resource_of(device, iface,
							    name);
	const char *wrong;
	UINT pitch, size;
	void *data;
	HRESULT hr;

	if (!resource)
		return E_INVALIDARG;
	if (!mapped)
		return d3d11_fail(device, E_INVALIDARG, name,
				  "pMappedResource is NULL");
	if (resource->restricted)
		return d3d11_fail(device, E_ACCESSDENIED, name,
				  "protected content cannot be mapped");
	wrong = check_map(resource, subresource, type, flags);
	if (wrong)
		return d3d11_fail(device, E_INVALIDARG, name, "%s", wrong);

	pthread_mutex_lock(&context_of(This)->lock);
	hr = cpgpu_ddi_map_resource(device->ddi.pDrvPrivate, resource->ddi,
				    &data, &pitch);
	pthread_mutex_unlock(&context_of(This)->lock);
	if (hr == D3DERR_INVALIDCALL)
		return d3d11_fail(device, E_INVALIDARG, name, "it is already mapped");
	if (FAILED(hr))
		return d3d11_result(device, hr, name);
	cpgpu_ddi_resource_size(device->ddi.pDrvPrivate, resource->ddi, NULL,
				&size);
	mapped->pData = data;
	mapped->RowPitch = pitch;
	mapped->DepthPitch = size;
	return S_OK;
}

static void STDMETHODCALLTYPE
context_Unmap(ID3D11DeviceContext4 *This, ID3D11Resource *iface,
	      UINT subresource)
{
	static const char name[] = "ID3D11DeviceContext::Unmap";
	struct d3d11_device *device = device_of(This);
	struct d3d11_resource *resource = d3d11_resource_of(device, iface,
							    name);
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
		d3d11_fail(device, E_INVALIDARG, name, "it is not mapped");
}

/* --------------------------------------------------------------- copying -- */

static bool same_shape(const struct d3d11_resource *a,
		       const struct d3d11_resource *b)
{
	if (a->dimension != b->dimension)
		return false;
	if (a->dimension == D3D11_RESOURCE_DIMENSION_BUFFER)
		return a->desc.buffer.ByteWidth == b->desc.buffer.ByteWidth;
	return a->desc.texture.Width == b->desc.texture.Width &&
	       a->desc.texture.Height == b->desc.texture.Height &&
	       a->desc.texture.Format == b->desc.texture.Format;
}

static HRESULT copy(struct d3d11_device *device, struct d3d11_resource *dst,
		    struct d3d11_resource *src)
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

static void STDMETHODCALLTYPE
context_CopyResource(ID3D11DeviceContext4 *This, ID3D11Resource *to,
		     ID3D11Resource *from)
{
	static const char name[] = "ID3D11DeviceContext::CopyResource";
	struct d3d11_device *device = device_of(This);
	struct d3d11_resource *dst = d3d11_resource_of(device, to, name);
	struct d3d11_resource *src = dst ? d3d11_resource_of(device, from, name) :
					   NULL;
	HRESULT hr;

	if (!src)
		return;
	if (src->restricted || dst->restricted) {
		d3d11_fail(device, E_ACCESSDENIED, name,
			   "protected content can be copied by EncryptionBlt and DecryptionBlt only");
		return;
	}
	if (src == dst || !same_shape(src, dst) ||
	    dst->usage == D3D11_USAGE_IMMUTABLE) {
		d3d11_fail(device, E_INVALIDARG, name,
			   "needs two resources of the same type, size and format, and a destination that is not immutable");
		return;
	}
	pthread_mutex_lock(&context_of(This)->lock);
	hr = copy(device, dst, src);
	pthread_mutex_unlock(&context_of(This)->lock);
	if (FAILED(hr))
		d3d11_fail(device, E_INVALIDARG, name, "a resource is mapped");
}

/* ---------------------------------------------------------------- others -- */

/* There is no drawing state, and crypto sessions keep theirs. */
static void STDMETHODCALLTYPE
context_ClearState(ID3D11DeviceContext4 *This UNUSED)
{
}

/* Nothing is queued: all calls have finished when they return. */
static void STDMETHODCALLTYPE context_Flush(ID3D11DeviceContext4 *This UNUSED)
{
}

static D3D11_DEVICE_CONTEXT_TYPE STDMETHODCALLTYPE
context_GetType(ID3D11DeviceContext4 *This UNUSED)
{
	return D3D11_DEVICE_CONTEXT_IMMEDIATE;
}

static UINT STDMETHODCALLTYPE
context_GetContextFlags(ID3D11DeviceContext4 *This UNUSED)
{
	return 0;
}

/* ---------------------------------------------------------------- fences -- */

static HRESULT STDMETHODCALLTYPE
context_Signal(ID3D11DeviceContext4 *This, ID3D11Fence *fence, UINT64 value)
{
	return d3d11_signal(device_of(This), fence, value);
}

static HRESULT STDMETHODCALLTYPE
context_Wait(ID3D11DeviceContext4 *This, ID3D11Fence *fence, UINT64 value)
{
	return d3d11_wait(device_of(This), fence, value);
}

EXTERN_VTABLE(ID3D11DeviceContext4, context, d3d11_context_vtbl)

#include "d3d11_context.vtables.h"
