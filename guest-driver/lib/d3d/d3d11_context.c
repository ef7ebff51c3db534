// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11DeviceContext */
#include "d3d11_resource.h"

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

static HRESULT STDMETHODCALLTYPE
context_Map(ID3D11DeviceContext4 *This, ID3D11Resource *iface, UINT subresource,
	    D3D11_MAP type, UINT flags, D3D11_MAPPED_SUBRESOURCE *mapped)
{
	static const char name[] = "ID3D11DeviceContext::Map";
	struct d3d11_device *device = device_of(This);
	struct d3d11_resource *resource = d3d11_resource_of(device, iface,
							    name);

	if (!resource)
		return E_INVALIDARG;
	if (!mapped)
		return d3d11_fail(device, E_INVALIDARG, name,
				  "pMappedResource is NULL");
	return d3d11_map(resource, subresource, type, flags, mapped, name);
}

static void STDMETHODCALLTYPE
context_Unmap(ID3D11DeviceContext4 *This, ID3D11Resource *iface,
	      UINT subresource)
{
	static const char name[] = "ID3D11DeviceContext::Unmap";
	struct d3d11_resource *resource = d3d11_resource_of(device_of(This),
							    iface, name);

	if (resource)
		d3d11_unmap(resource, subresource, name);
}

/* --------------------------------------------------------------- copying -- */

static void STDMETHODCALLTYPE
context_CopyResource(ID3D11DeviceContext4 *This, ID3D11Resource *to,
		     ID3D11Resource *from)
{
	d3d11_copy_resource(device_of(This), to, from,
			    "ID3D11DeviceContext::CopyResource");
}

static void STDMETHODCALLTYPE
context_CopySubresourceRegion(ID3D11DeviceContext4 *This, ID3D11Resource *to,
			      UINT to_subresource, UINT x, UINT y, UINT z,
			      ID3D11Resource *from, UINT from_subresource,
			      const D3D11_BOX *box)
{
	const struct d3d11_place dst = { to, to_subresource, x, y, z };

	d3d11_copy_region(device_of(This), &dst, from, from_subresource, box, 0,
			  "ID3D11DeviceContext::CopySubresourceRegion");
}

static void STDMETHODCALLTYPE
context_CopySubresourceRegion1(ID3D11DeviceContext4 *This, ID3D11Resource *to,
			       UINT to_subresource, UINT x, UINT y, UINT z,
			       ID3D11Resource *from, UINT from_subresource,
			       const D3D11_BOX *box, UINT flags)
{
	const struct d3d11_place dst = { to, to_subresource, x, y, z };

	d3d11_copy_region(device_of(This), &dst, from, from_subresource, box,
			  flags,
			  "ID3D11DeviceContext1::CopySubresourceRegion1");
}

static void STDMETHODCALLTYPE
context_UpdateSubresource(ID3D11DeviceContext4 *This, ID3D11Resource *to,
			  UINT subresource, const D3D11_BOX *box,
			  const void *data, UINT row_pitch,
			  UINT depth_pitch UNUSED)
{
	const struct d3d11_update args = {
		subresource, box, data, row_pitch, 0, false
	};

	d3d11_update(device_of(This), to, &args,
		     "ID3D11DeviceContext::UpdateSubresource");
}

static void STDMETHODCALLTYPE
context_UpdateSubresource1(ID3D11DeviceContext4 *This, ID3D11Resource *to,
			   UINT subresource, const D3D11_BOX *box,
			   const void *data, UINT row_pitch,
			   UINT depth_pitch UNUSED, UINT flags)
{
	const struct d3d11_update args = {
		subresource, box, data, row_pitch, flags, true
	};

	d3d11_update(device_of(This), to, &args,
		     "ID3D11DeviceContext1::UpdateSubresource1");
}

/* -------------------------------------------------------------- clearing -- */

static void STDMETHODCALLTYPE
context_ClearRenderTargetView(ID3D11DeviceContext4 *This,
			      ID3D11RenderTargetView *view,
			      const FLOAT colour[4])
{
	d3d11_clear(device_of(This), view, colour, NULL, 0,
		    "ID3D11DeviceContext::ClearRenderTargetView");
}

static void STDMETHODCALLTYPE
context_ClearView(ID3D11DeviceContext4 *This, ID3D11View *view,
		  const FLOAT colour[4], const D3D11_RECT *rects, UINT count)
{
	d3d11_clear(device_of(This), view, colour, rects, count,
		    "ID3D11DeviceContext1::ClearView");
}

static void STDMETHODCALLTYPE
context_DiscardResource(ID3D11DeviceContext4 *This, ID3D11Resource *iface)
{
	static const char name[] = "ID3D11DeviceContext1::DiscardResource";
	struct d3d11_resource *resource = d3d11_resource_of(device_of(This),
							    iface, name);

	if (resource)
		d3d11_discard(device_of(This), resource, name);
}

static void STDMETHODCALLTYPE
context_DiscardView(ID3D11DeviceContext4 *This, ID3D11View *view)
{
	d3d11_discard_view(device_of(This), view, NULL, 0,
			   "ID3D11DeviceContext1::DiscardView");
}

static void STDMETHODCALLTYPE
context_DiscardView1(ID3D11DeviceContext4 *This, ID3D11View *view,
		     const D3D11_RECT *rects, UINT count)
{
	d3d11_discard_view(device_of(This), view, rects, count,
			   "ID3D11DeviceContext1::DiscardView1");
}

static void no_mipmaps(ID3D11DeviceContext4 *This, const char *function)
{
	d3d11_fail(device_of(This), E_NOTIMPL, function,
		   "not implemented: textures have one level, no mipmaps");
}

static void STDMETHODCALLTYPE
context_GenerateMips(ID3D11DeviceContext4 *This,
		     ID3D11ShaderResourceView *view UNUSED)
{
	no_mipmaps(This, "ID3D11DeviceContext::GenerateMips");
}

static void STDMETHODCALLTYPE
context_SetResourceMinLOD(ID3D11DeviceContext4 *This,
			  ID3D11Resource *resource UNUSED, FLOAT lod UNUSED)
{
	no_mipmaps(This, "ID3D11DeviceContext::SetResourceMinLOD");
}

/* --------------------------------------------------------------- queries -- */

static void STDMETHODCALLTYPE
context_Begin(ID3D11DeviceContext4 *This, ID3D11Asynchronous *query)
{
	d3d11_query_begin(device_of(This), query);
}

static void STDMETHODCALLTYPE
context_End(ID3D11DeviceContext4 *This, ID3D11Asynchronous *query)
{
	d3d11_query_end(device_of(This), query);
}

static HRESULT STDMETHODCALLTYPE
context_GetData(ID3D11DeviceContext4 *This, ID3D11Asynchronous *query,
		void *data, UINT size, UINT flags)
{
	return d3d11_query_data(device_of(This), query, data, size, flags);
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

static void STDMETHODCALLTYPE
context_Flush1(ID3D11DeviceContext4 *This, D3D11_CONTEXT_TYPE type,
	       HANDLE event)
{
	static const char name[] = "ID3D11DeviceContext3::Flush1";
	struct d3d11_device *device = device_of(This);

	if ((UINT)type > D3D11_CONTEXT_TYPE_VIDEO)
		d3d11_fail(device, E_INVALIDARG, name, "unknown ContextType");
	else if (event && !d3d11_set_event(device, event))
		d3d11_fail(device, E_INVALIDARG, name,
			   "hEvent is not an eventfd");
}

/* Protected resources are protected in both states. */
static void STDMETHODCALLTYPE
context_SetHardwareProtectionState(ID3D11DeviceContext4 *This, WINBOOL enable)
{
	device_of(This)->hardware_protection = enable;
}

static void STDMETHODCALLTYPE
context_GetHardwareProtectionState(ID3D11DeviceContext4 *This, WINBOOL *enable)
{
	if (enable)
		*enable = device_of(This)->hardware_protection;
	else
		d3d11_fail(device_of(This), E_INVALIDARG,
			   "ID3D11DeviceContext3::GetHardwareProtectionState",
			   "pHwProtectionEnable is NULL");
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
