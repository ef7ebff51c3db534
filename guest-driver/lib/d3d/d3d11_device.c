// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11Device, and how one is made */
#include <stdlib.h>

#include "d3d11_objects.h"

static struct device *device_of(ID3D11Device *iface)
{
	return com_container(iface, struct device, iface);
}

/* --------------------------------------------------------------- IUnknown -- */

HRESULT device_query(struct device *device, REFIID riid, void **out)
{
	if (!out)
		return E_POINTER;
	*out = NULL;
	if (report_query(&device->report, riid, out))
		return S_OK;
	if (IsEqualGUID(riid, &IID_IUnknown) ||
	    IsEqualGUID(riid, &IID_ID3D11Device))
		*out = &device->iface;
	else if (IsEqualGUID(riid, &IID_ID3D11VideoDevice) ||
		 IsEqualGUID(riid, &IID_ID3D11VideoDevice1) ||
		 IsEqualGUID(riid, &IID_ID3D11VideoDevice2))
		*out = &device->video;
	if (!*out)
		return E_NOINTERFACE;
	com_add_ref(&device->com);
	return S_OK;
}

static HRESULT device_QueryInterface(ID3D11Device *This, REFIID riid,
				     void **out)
{
	return device_query(device_of(This), riid, out);
}

static ULONG device_AddRef(ID3D11Device *This)
{
	return com_add_ref(&device_of(This)->com);
}

static ULONG device_Release(ID3D11Device *This)
{
	return com_release(&device_of(This)->com);
}

/* ----------------------------------------------------------- ID3D11Device -- */

PRIVATE_DATA_METHODS(device, ID3D11Device, device_of(This)->data)

static HRESULT device_CreateBuffer(ID3D11Device *This,
				   const D3D11_BUFFER_DESC *desc,
				   const D3D11_SUBRESOURCE_DATA *data,
				   ID3D11Buffer **out)
{
	return d3d11_create_buffer(device_of(This), desc, data, out);
}

static HRESULT device_CreateTexture2D(ID3D11Device *This,
				      const D3D11_TEXTURE2D_DESC *desc,
				      const D3D11_SUBRESOURCE_DATA *data,
				      ID3D11Texture2D **out)
{
	return d3d11_create_texture(device_of(This), desc, data, out);
}

static HRESULT device_CheckFormatSupport(ID3D11Device *This, DXGI_FORMAT format,
					 UINT *support)
{
	UINT row_bytes, rows;

	if (!support)
		return fail(device_of(This), E_INVALIDARG,
			    "ID3D11Device::CheckFormatSupport",
			    "pFormatSupport is NULL");
	*support = 0;
	if (!d3d11_format_layout(format, 2, 2, &row_bytes, &rows))
		return E_FAIL;
	*support = D3D11_FORMAT_SUPPORT_TEXTURE2D |
		   D3D11_FORMAT_SUPPORT_CPU_LOCKABLE;
	return S_OK;
}

static D3D_FEATURE_LEVEL device_GetFeatureLevel(ID3D11Device *This)
{
	return device_of(This)->level;
}

static UINT device_GetCreationFlags(ID3D11Device *This)
{
	return device_of(This)->flags;
}

/* Asks for capabilities, which only a device that is there has. */
static HRESULT device_GetDeviceRemovedReason(ID3D11Device *This)
{
	struct device *device = device_of(This);
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps;
	HRESULT hr;

	hr = device->funcs.pfnGetContentProtectionCaps(device->ddi, NULL, NULL,
						       &caps);
	return hr == D3DDDIERR_DEVICEREMOVED ? DXGI_ERROR_DEVICE_REMOVED : S_OK;
}

static void device_GetImmediateContext(ID3D11Device *This,
				       ID3D11DeviceContext **out)
{
	struct device *device = device_of(This);

	if (!out) {
		fail(device, E_INVALIDARG, "ID3D11Device::GetImmediateContext",
		     "ppImmediateContext is NULL");
		return;
	}
	com_add_ref(&device->context.com);
	*out = &device->context.iface;
}

static HRESULT device_SetExceptionMode(ID3D11Device *This, UINT flags)
{
	device_of(This)->exception_mode = flags;
	return S_OK;
}

static UINT device_GetExceptionMode(ID3D11Device *This)
{
	return device_of(This)->exception_mode;
}

#define DEVICE_SLOT(type, name) \
	SLOT_METHOD(type, device, ID3D11Device, name, device_of(This))
D3D11_DEVICE_SLOTS_1(DEVICE_SLOT)
D3D11_DEVICE_SLOTS_2(DEVICE_SLOT)
D3D11_DEVICE_SLOTS_3(DEVICE_SLOT)

#define DEVICE_VTBL(type, name) SLOT_VTBL(device, name)

static const ID3D11DeviceVtbl device_vtbl = {
	UNKNOWN_VTBL(device),
	.CreateBuffer = device_CreateBuffer,
	.CreateTexture2D = device_CreateTexture2D,
	.CheckFormatSupport = device_CheckFormatSupport,
	.GetPrivateData = device_GetPrivateData,
	.SetPrivateData = device_SetPrivateData,
	.SetPrivateDataInterface = device_SetPrivateDataInterface,
	.GetFeatureLevel = device_GetFeatureLevel,
	.GetCreationFlags = device_GetCreationFlags,
	.GetDeviceRemovedReason = device_GetDeviceRemovedReason,
	.GetImmediateContext = device_GetImmediateContext,
	.SetExceptionMode = device_SetExceptionMode,
	.GetExceptionMode = device_GetExceptionMode,
	D3D11_DEVICE_SLOTS_1(DEVICE_VTBL)
	D3D11_DEVICE_SLOTS_2(DEVICE_VTBL)
	D3D11_DEVICE_SLOTS_3(DEVICE_VTBL)
};

/* -------------------------------------------------------- making, ending -- */

static void destroy_device(struct com *com)
{
	struct device *device = com_container(com, struct device, com);

	d3d11_teardown_free(device);
	private_data_free(&device->context.data);
	private_data_free(&device->data);
	cpgpu_ddi_close_d3d11(device->ddi);
	pthread_mutex_destroy(&device->context.lock);
	pthread_mutex_destroy(&device->teardown_lock);
	runtime_protection_free(&device->protection);
	report_free(&device->report);
	free(device);
}

static void set_error(D3D10DDI_HRTCORELAYER layer UNUSED, HRESULT hr)
{
	d3d11_driver_error = hr;
}

static HRESULT open_driver(struct device *device, const char *path)
{
	const D3D11DDI_CORELAYER_DEVICECALLBACKS callbacks = {
		.pfnSetErrorCb = set_error,
	};
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps;
	HANDLE handle;
	HRESULT hr;

	hr = cpgpu_ddi_open_d3d11(path, (D3D10DDI_HRTCORELAYER) { device },
				  &callbacks, &device->ddi, &device->funcs);
	if (FAILED(hr))
		return hr;
	hr = device->funcs.pfnGetContentProtectionCaps(device->ddi, NULL, NULL,
						       &caps);
	if (SUCCEEDED(hr))
		hr = cpgpu_ddi_device_handle(device->ddi.pDrvPrivate, &handle);
	if (FAILED(hr)) {
		cpgpu_ddi_close_d3d11(device->ddi);
		return hr;
	}
	device->caps = cpgpu_ddi_caps_to_d3d11(caps.Caps);
	runtime_protection_init(&device->protection, handle);
	return S_OK;
}

HRESULT d3d11_device_create(const char *path, D3D_FEATURE_LEVEL level,
			    UINT flags, struct device **out)
{
	struct device *device = calloc(1, sizeof(*device));
	HRESULT hr;

	if (!device)
		return E_OUTOFMEMORY;
	hr = open_driver(device, path);
	if (FAILED(hr)) {
		free(device);
		return hr;
	}
	device->iface.lpVtbl = &device_vtbl;
	device->video.lpVtbl = &d3d11_videodevice_vtbl;
	device->context.iface.lpVtbl = &d3d11_context_vtbl;
	device->context.video.lpVtbl = &d3d11_videocontext_vtbl;
	device->level = level;
	device->flags = flags;
	com_init(&device->com, NULL, destroy_device);
	com_init_inside(&device->context.com, &device->com);
	private_data_init(&device->data);
	private_data_init(&device->context.data);
	report_init(&device->report);
	pthread_mutex_init(&device->context.lock, NULL);
	pthread_mutex_init(&device->teardown_lock, NULL);
	*out = device;
	return S_OK;
}

/* Give out what was asked for; what was not goes again. */
static HRESULT hand_out(struct device *device, ID3D11Device **out,
			ID3D11DeviceContext **context)
{
	HRESULT hr = out || context ? S_OK : S_FALSE;

	if (context)
		ID3D11Device_GetImmediateContext(&device->iface, context);
	if (out)
		*out = &device->iface;
	else
		com_release(&device->com);
	return hr;
}

HRESULT cpgpu_d3d_create_d3d11(const char *path, UINT flags,
			       ID3D11Device **out,
			       ID3D11DeviceContext **context)
{
	struct device *device;
	HRESULT hr;

	if (out)
		*out = NULL;
	if (context)
		*context = NULL;
	hr = d3d11_device_create(path, D3D_FEATURE_LEVEL_11_0, flags, &device);
	return FAILED(hr) ? hr : hand_out(device, out, context);
}

/* The first one that we know, as the caller prefers; 0: none of them. */
static D3D_FEATURE_LEVEL choose_level(const D3D_FEATURE_LEVEL *levels,
				      UINT count)
{
	UINT i;

	if (!levels)
		return D3D_FEATURE_LEVEL_11_0;
	for (i = 0; i < count; i++)
		if (levels[i] >= D3D_FEATURE_LEVEL_9_1 &&
		    levels[i] <= D3D_FEATURE_LEVEL_11_1)
			return levels[i];
	return (D3D_FEATURE_LEVEL)0;
}

HRESULT WINAPI D3D11CreateDevice(IDXGIAdapter *adapter, D3D_DRIVER_TYPE type,
				 HMODULE software, UINT flags,
				 const D3D_FEATURE_LEVEL *levels, UINT count,
				 UINT version, ID3D11Device **out,
				 D3D_FEATURE_LEVEL *chosen,
				 ID3D11DeviceContext **context)
{
	D3D_FEATURE_LEVEL level;
	struct device *device;
	HRESULT hr;

	if (out)
		*out = NULL;
	if (context)
		*context = NULL;
	if (adapter || software || version != D3D11_SDK_VERSION ||
	    (levels && !count) || type == D3D_DRIVER_TYPE_UNKNOWN ||
	    type > D3D_DRIVER_TYPE_WARP)
		return E_INVALIDARG;
	level = choose_level(levels, count);
	if (type != D3D_DRIVER_TYPE_HARDWARE || !level)
		return DXGI_ERROR_UNSUPPORTED;
	hr = d3d11_device_create(NULL, level, flags, &device);
	if (hr == DXGI_ERROR_NOT_FOUND)
		return DXGI_ERROR_UNSUPPORTED;
	if (FAILED(hr))
		return hr;
	if (chosen)
		*chosen = level;
	return hand_out(device, out, context);
}
