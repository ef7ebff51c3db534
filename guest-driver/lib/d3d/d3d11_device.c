// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11Device to ID3D11Device5 */
#include "d3d11_objects.h"

static struct d3d11_device *device_of(ID3D11Device5 *iface)
{
	return com_container(iface, struct d3d11_device, iface);
}

COM_METHODS(device, ID3D11Device5, device_of(This)->com)
PRIVATE_DATA_METHODS(device, ID3D11Device5, device_of(This)->data)

static HRESULT device_unsupported(ID3D11Device5 *This, const char *method)
{
	return d3d11_unsupported(device_of(This), method);
}

static HRESULT STDMETHODCALLTYPE
device_CreateBuffer(ID3D11Device5 *This, const D3D11_BUFFER_DESC *desc,
		    const D3D11_SUBRESOURCE_DATA *data, ID3D11Buffer **out)
{
	return d3d11_create_buffer(device_of(This), desc, data, out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateTexture2D(ID3D11Device5 *This, const D3D11_TEXTURE2D_DESC *desc,
		       const D3D11_SUBRESOURCE_DATA *data,
		       ID3D11Texture2D **out)
{
	return d3d11_create_texture(device_of(This), desc, data, out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateTexture2D1(ID3D11Device5 *This, const D3D11_TEXTURE2D_DESC1 *desc,
			const D3D11_SUBRESOURCE_DATA *data,
			ID3D11Texture2D1 **out)
{
	return d3d11_create_texture1(device_of(This), desc, data, out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateRenderTargetView(ID3D11Device5 *This, ID3D11Resource *resource,
			      const D3D11_RENDER_TARGET_VIEW_DESC *desc,
			      ID3D11RenderTargetView **out)
{
	return d3d11_create_target(device_of(This), resource, desc, out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateRenderTargetView1(ID3D11Device5 *This, ID3D11Resource *resource,
			       const D3D11_RENDER_TARGET_VIEW_DESC1 *desc,
			       ID3D11RenderTargetView1 **out)
{
	return d3d11_create_target1(device_of(This), resource, desc, out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateShaderResourceView(ID3D11Device5 *This, ID3D11Resource *resource,
				const D3D11_SHADER_RESOURCE_VIEW_DESC *desc,
				ID3D11ShaderResourceView **out)
{
	return d3d11_create_shader_view(device_of(This), resource, desc, out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateShaderResourceView1(ID3D11Device5 *This, ID3D11Resource *resource,
				 const D3D11_SHADER_RESOURCE_VIEW_DESC1 *desc,
				 ID3D11ShaderResourceView1 **out)
{
	return d3d11_create_shader_view1(device_of(This), resource, desc, out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateQuery(ID3D11Device5 *This, const D3D11_QUERY_DESC *desc,
		   ID3D11Query **out)
{
	D3D11_QUERY_DESC1 newer = { .ContextType = D3D11_CONTEXT_TYPE_ALL };

	if (desc) {
		newer.Query = desc->Query;
		newer.MiscFlags = desc->MiscFlags;
	}
	return d3d11_create_query(device_of(This), desc ? &newer : NULL,
				  "ID3D11Device::CreateQuery", out);
}

static HRESULT STDMETHODCALLTYPE
device_CreateQuery1(ID3D11Device5 *This, const D3D11_QUERY_DESC1 *desc,
		    ID3D11Query1 **out)
{
	return d3d11_create_query(device_of(This), desc,
				  "ID3D11Device3::CreateQuery1", out);
}

static HRESULT STDMETHODCALLTYPE
device_CheckFormatSupport(ID3D11Device5 *This, DXGI_FORMAT format,
			  UINT *support)
{
	UINT row_bytes, rows;

	if (!support)
		return d3d11_fail(device_of(This), E_INVALIDARG,
				  "ID3D11Device::CheckFormatSupport",
				  "pFormatSupport is NULL");
	*support = 0;
	if (!d3d11_format_layout(format, 2, 2, &row_bytes, &rows))
		return E_FAIL;
	*support = D3D11_FORMAT_SUPPORT_TEXTURE2D |
		   D3D11_FORMAT_SUPPORT_CPU_LOCKABLE;
	return S_OK;
}

static D3D_FEATURE_LEVEL STDMETHODCALLTYPE
device_GetFeatureLevel(ID3D11Device5 *This)
{
	return device_of(This)->level;
}

static UINT STDMETHODCALLTYPE device_GetCreationFlags(ID3D11Device5 *This)
{
	return device_of(This)->flags;
}

static HRESULT STDMETHODCALLTYPE
device_GetDeviceRemovedReason(ID3D11Device5 *This)
{
	return d3d11_device_is_removed(device_of(This)) ?
	       DXGI_ERROR_DEVICE_REMOVED : S_OK;
}

static void STDMETHODCALLTYPE
device_GetImmediateContext(ID3D11Device5 *This, ID3D11DeviceContext **out)
{
	struct d3d11_device *device = device_of(This);

	if (!out) {
		d3d11_fail(device, E_INVALIDARG, "ID3D11Device::GetImmediateContext",
			   "ppImmediateContext is NULL");
		return;
	}
	com_add_ref(&device->context.child.com);
	*out = (ID3D11DeviceContext *)&device->context.iface;
}

static HRESULT STDMETHODCALLTYPE
device_SetExceptionMode(ID3D11Device5 *This, UINT flags)
{
	device_of(This)->exception_mode = flags;
	return S_OK;
}

static UINT STDMETHODCALLTYPE device_GetExceptionMode(ID3D11Device5 *This)
{
	return device_of(This)->exception_mode;
}

/* The newer versions of the context are the same object. */
#define GET_IMMEDIATE_CONTEXT(version) \
static void STDMETHODCALLTYPE \
device_GetImmediateContext##version(ID3D11Device5 *This, \
				    ID3D11DeviceContext##version **out) \
{ \
	device_GetImmediateContext(This, (ID3D11DeviceContext **)out); \
}
GET_IMMEDIATE_CONTEXT(1)
GET_IMMEDIATE_CONTEXT(2)
GET_IMMEDIATE_CONTEXT(3)

static HRESULT refuse_deferred(ID3D11Device5 *This, UINT flags, void *out)
{
	static const char name[] = "ID3D11Device::CreateDeferredContext";

	if (out)
		*(void **)out = NULL;
	if (flags)
		return d3d11_fail(device_of(This), E_INVALIDARG, name,
				  "ContextFlags must be 0");
	return d3d11_fail(device_of(This), DXGI_ERROR_INVALID_CALL, name,
			  "there are no command lists: call the immediate context, under ID3D11Multithread's lock");
}

#define CREATE_DEFERRED_CONTEXT(version) \
static HRESULT STDMETHODCALLTYPE \
device_CreateDeferredContext##version(ID3D11Device5 *This, UINT flags, \
				      ID3D11DeviceContext##version **out) \
{ \
	return refuse_deferred(This, flags, out); \
}
CREATE_DEFERRED_CONTEXT()
CREATE_DEFERRED_CONTEXT(1)
CREATE_DEFERRED_CONTEXT(2)
CREATE_DEFERRED_CONTEXT(3)

/* -------------------------------------------------------------- features -- */

static HRESULT STDMETHODCALLTYPE
device_CheckFeatureSupport(ID3D11Device5 *This, D3D11_FEATURE feature,
			   void *data, UINT size)
{
	return d3d11_check_feature(device_of(This), feature, data, size);
}

static HRESULT STDMETHODCALLTYPE
device_CheckMultisampleQualityLevels1(ID3D11Device5 *This, DXGI_FORMAT format,
				      UINT samples, UINT flags, UINT *levels)
{
	static const char name[] =
		"ID3D11Device::CheckMultisampleQualityLevels";
	UINT row_bytes, rows;

	if (!levels)
		return d3d11_fail(device_of(This), E_INVALIDARG, name,
				  "pNumQualityLevels is NULL");
	*levels = 0;
	if (!samples || samples > D3D11_MAX_MULTISAMPLE_SAMPLE_COUNT)
		return d3d11_fail(device_of(This), E_INVALIDARG, name,
				  "SampleCount is 1..32");
	if (samples == 1 && !flags &&
	    d3d11_format_layout(format, 2, 2, &row_bytes, &rows))
		*levels = 1;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
device_CheckMultisampleQualityLevels(ID3D11Device5 *This, DXGI_FORMAT format,
				     UINT samples, UINT *levels)
{
	return device_CheckMultisampleQualityLevels1(This, format, samples, 0,
						     levels);
}

/* There are none. */
static void STDMETHODCALLTYPE
device_CheckCounterInfo(ID3D11Device5 *This UNUSED, D3D11_COUNTER_INFO *info)
{
	if (info)
		*info = (D3D11_COUNTER_INFO) { 0 };
}

/* --------------------------------------------------------------- sharing -- */

static HRESULT refuse_shared(ID3D11Device5 *This, void **out, const char *name)
{
	if (out)
		*out = NULL;
	return d3d11_fail(device_of(This), E_INVALIDARG, name,
			  "resources of this library cannot be shared, so this is none");
}

static HRESULT STDMETHODCALLTYPE
device_OpenSharedResource(ID3D11Device5 *This, HANDLE resource UNUSED,
			  REFIID iid UNUSED, void **out)
{
	return refuse_shared(This, out, "ID3D11Device::OpenSharedResource");
}

static HRESULT STDMETHODCALLTYPE
device_OpenSharedResource1(ID3D11Device5 *This, HANDLE resource UNUSED,
			   REFIID iid UNUSED, void **out)
{
	return refuse_shared(This, out, "ID3D11Device1::OpenSharedResource1");
}

static HRESULT STDMETHODCALLTYPE
device_OpenSharedResourceByName(ID3D11Device5 *This, LPCWSTR name UNUSED,
				DWORD access UNUSED, REFIID iid UNUSED,
				void **out)
{
	return refuse_shared(This, out,
			     "ID3D11Device1::OpenSharedResourceByName");
}

/* --------------------------------------------------------------- removal -- */

static HRESULT STDMETHODCALLTYPE
device_RegisterDeviceRemovedEvent(ID3D11Device5 *This, HANDLE event,
				  DWORD *cookie)
{
	return d3d11_teardown_register(
		device_of(This), event, true, cookie,
		"ID3D11Device4::RegisterDeviceRemovedEvent");
}

static void STDMETHODCALLTYPE
device_UnregisterDeviceRemoved(ID3D11Device5 *This, DWORD cookie)
{
	if (cookie)
		d3d11_teardown_unregister(device_of(This), cookie);
}

/* ---------------------------------------------------------------- fences -- */

static HRESULT STDMETHODCALLTYPE
device_CreateFence(ID3D11Device5 *This, UINT64 value, D3D11_FENCE_FLAG flags,
		   REFIID iid, void **out)
{
	return d3d11_create_fence(device_of(This), value, flags, iid, out);
}

static HRESULT STDMETHODCALLTYPE
device_OpenSharedFence(ID3D11Device5 *This, HANDLE handle, REFIID iid,
		       void **out)
{
	return d3d11_open_fence(device_of(This), handle, iid, out);
}

EXTERN_VTABLE(ID3D11Device5, device, d3d11_device_vtbl)

#include "d3d11_device.vtables.h"
