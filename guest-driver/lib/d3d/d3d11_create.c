// SPDX-License-Identifier: MIT
/* Direct3D 11: creating and destroying devices */
#include <stdlib.h>

#include <d3d10.h>

#include "d3d11_objects.h"

static void destroy_device(struct com *com)
{
	struct d3d11_device *device = com_container(com, struct d3d11_device,
						    com);
	struct dxgi_adapter *adapter = device->adapter;

	d3d11_teardown_free(device);
	if (adapter)
		com_release(&adapter->com);
	d3d11_forget_waits(device);
	d3d11_child_free(&device->context.child);
	private_data_free(&device->data);
	cpgpu_ddi_close_d3d11(device->ddi);
	pthread_mutex_destroy(&device->context.lock);
	runtime_protection_free(&device->protection);
	report_free(&device->report);
	free(device);
}

#define DEVICE_INTERFACE(iid, interface) \
	COM_INTERFACE(iid, struct d3d11_device, interface, com)

static const struct com_class device_class = {
	.destroy = destroy_device,
	.interfaces = {
		DEVICE_INTERFACE(IID_IUnknown, iface),
		DEVICE_INTERFACE(IID_ID3D11Device, iface),
		DEVICE_INTERFACE(IID_ID3D11Device1, iface),
		DEVICE_INTERFACE(IID_ID3D11Device2, iface),
		DEVICE_INTERFACE(IID_ID3D11Device3, iface),
		DEVICE_INTERFACE(IID_ID3D11Device4, iface),
		DEVICE_INTERFACE(IID_ID3D11Device5, iface),
		DEVICE_INTERFACE(IID_ID3D11VideoDevice, video),
		DEVICE_INTERFACE(IID_ID3D11VideoDevice1, video),
		DEVICE_INTERFACE(IID_ID3D11VideoDevice2, video),
		DEVICE_INTERFACE(IID_IDXGIObject, dxgi),
		DEVICE_INTERFACE(IID_IDXGIDevice, dxgi),
		DEVICE_INTERFACE(IID_IDXGIDevice1, dxgi),
		DEVICE_INTERFACE(IID_IDXGIDevice2, dxgi),
		DEVICE_INTERFACE(IID_IDXGIDevice3, dxgi),
		DEVICE_INTERFACE(IID_IDXGIDevice4, dxgi),
		DEVICE_INTERFACE(IID_ID3D10Multithread, multithread),
		DEVICE_INTERFACE(IID_ID3D11Multithread, multithread),
	},
};

#define CONTEXT_INTERFACE(iid, interface) \
	COM_INTERFACE(iid, struct d3d11_context, interface, child.com)

static const struct com_class context_class = {
	.interfaces = {
		CONTEXT_INTERFACE(IID_IUnknown, iface),
		CONTEXT_INTERFACE(IID_ID3D11DeviceChild, iface),
		CONTEXT_INTERFACE(IID_ID3D11DeviceContext, iface),
		CONTEXT_INTERFACE(IID_ID3D11DeviceContext1, iface),
		CONTEXT_INTERFACE(IID_ID3D11DeviceContext2, iface),
		CONTEXT_INTERFACE(IID_ID3D11DeviceContext3, iface),
		CONTEXT_INTERFACE(IID_ID3D11DeviceContext4, iface),
		CONTEXT_INTERFACE(IID_ID3D11VideoContext, video),
		CONTEXT_INTERFACE(IID_ID3D11VideoContext1, video),
		CONTEXT_INTERFACE(IID_ID3D11VideoContext2, video),
		CONTEXT_INTERFACE(IID_ID3D11VideoContext3, video),
		CONTEXT_INTERFACE(IID_ID3D10Multithread, multithread),
		CONTEXT_INTERFACE(IID_ID3D11Multithread, multithread),
	},
};

static void APIENTRY set_error(D3D10DDI_HRTCORELAYER layer UNUSED, HRESULT hr)
{
	d3d11_driver_error = hr;
}

static HRESULT open_driver(struct d3d11_device *device, const char *path)
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
	if (SUCCEEDED(hr))
		hr = cpgpu_ddi_get_device_adapter(device->ddi.pDrvPrivate,
						  &device->description);
	if (FAILED(hr)) {
		cpgpu_ddi_close_d3d11(device->ddi);
		return hr;
	}
	device->caps = cpgpu_ddi_caps_to_d3d11(caps.Caps);
	runtime_protection_init(&device->protection, handle);
	return S_OK;
}

static HRESULT create_device(const char *path, D3D_FEATURE_LEVEL level,
			     UINT flags, struct d3d11_device **out)
{
	struct d3d11_device *device = calloc(1, sizeof(*device));
	HRESULT hr;

	if (!device)
		return E_OUTOFMEMORY;
	hr = open_driver(device, path);
	if (FAILED(hr)) {
		free(device);
		return hr;
	}
	device->iface.lpVtbl = &d3d11_device_vtbl;
	device->dxgi.lpVtbl = &dxgi_device_vtbl;
	device->video.lpVtbl = &d3d11_videodevice_vtbl;
	device->context.iface.lpVtbl = &d3d11_context_vtbl;
	device->context.video.lpVtbl = &d3d11_videocontext_vtbl;
	device->level = level;
	device->flags = flags;
	com_init(&device->com, &device_class, NULL);
	device->com.report = &device->report;
	private_data_init(&device->data);
	d3d11_child_init(&device->context.child, &context_class, device);
	device->context.child.com.report = &device->report;
	report_init(&device->report);
	d3d11_lock_init(&device->context);
	d3d11_multithread_init(&device->multithread, &device->com, device);
	d3d11_multithread_init(&device->context.multithread,
			       &device->context.child.com, device);
	hr = d3d11_teardown_init(device);
	if (FAILED(hr)) {
		com_release(&device->com);
		return hr;
	}
	*out = device;
	return S_OK;
}

/* Return what the caller wants, and release what it does not. */
static HRESULT hand_out(struct d3d11_device *device, ID3D11Device **out,
			ID3D11DeviceContext **context)
{
	HRESULT hr = out || context ? S_OK : S_FALSE;

	if (context)
		ID3D11Device5_GetImmediateContext(&device->iface, context);
	if (out)
		*out = (ID3D11Device *)&device->iface;
	else
		com_release(&device->com);
	return hr;
}

HRESULT WINAPI cpgpu_d3d_create_d3d11(const char *path, UINT flags,
			       ID3D11Device **out,
			       ID3D11DeviceContext **context)
{
	struct d3d11_device *device;
	HRESULT hr;

	if (out)
		*out = NULL;
	if (context)
		*context = NULL;
	hr = create_device(path, D3D_FEATURE_LEVEL_11_0, flags, &device);
	return FAILED(hr) ? hr : hand_out(device, out, context);
}

/* The first supported level in the caller's order; 0: none. */
static D3D_FEATURE_LEVEL choose_level(const D3D_FEATURE_LEVEL *levels,
				      UINT count)
{
	static const D3D_FEATURE_LEVEL supported[] = {
		D3D_FEATURE_LEVEL_9_1, D3D_FEATURE_LEVEL_9_2,
		D3D_FEATURE_LEVEL_9_3, D3D_FEATURE_LEVEL_10_0,
		D3D_FEATURE_LEVEL_10_1, D3D_FEATURE_LEVEL_11_0,
		D3D_FEATURE_LEVEL_11_1,
	};
	UINT i, j;

	if (!levels)
		return D3D_FEATURE_LEVEL_11_0;
	for (i = 0; i < count; i++)
		for (j = 0; j < ARRAY_SIZE(supported); j++)
			if (levels[i] == supported[j])
				return levels[i];
	return (D3D_FEATURE_LEVEL)0;
}

/* What is wrong with the arguments, or S_OK. */
static HRESULT check_type(const IDXGIAdapter *adapter, D3D_DRIVER_TYPE type,
			  HMODULE software)
{
	if (software || type > D3D_DRIVER_TYPE_WARP ||
	    !adapter != (type != D3D_DRIVER_TYPE_UNKNOWN))
		return E_INVALIDARG;
	if (!adapter && type != D3D_DRIVER_TYPE_HARDWARE)
		return DXGI_ERROR_UNSUPPORTED;
	return S_OK;
}

/* The device keeps the adapter that it was created for. */
static HRESULT create_for(IDXGIAdapter *iface, D3D_FEATURE_LEVEL level,
			  UINT flags, struct d3d11_device **out)
{
	struct dxgi_adapter *adapter = dxgi_adapter_of(iface);
	HRESULT hr;

	if (iface && !adapter)
		return E_INVALIDARG;
	hr = create_device(adapter ? adapter->desc.Path : NULL, level, flags,
			   out);
	if (SUCCEEDED(hr) && adapter) {
		com_add_ref(&adapter->com);
		(*out)->adapter = adapter;
	}
	return hr == DXGI_ERROR_NOT_FOUND ? DXGI_ERROR_UNSUPPORTED : hr;
}

HRESULT WINAPI D3D11CreateDevice(IDXGIAdapter *adapter, D3D_DRIVER_TYPE type,
				 HMODULE software, UINT flags,
				 const D3D_FEATURE_LEVEL *levels, UINT count,
				 UINT version, ID3D11Device **out,
				 D3D_FEATURE_LEVEL *chosen,
				 ID3D11DeviceContext **context)
{
	D3D_FEATURE_LEVEL level;
	struct d3d11_device *device;
	HRESULT hr;

	if (out)
		*out = NULL;
	if (context)
		*context = NULL;
	if (version != D3D11_SDK_VERSION || (levels && !count))
		return E_INVALIDARG;
	hr = check_type(adapter, type, software);
	if (FAILED(hr))
		return hr;
	level = choose_level(levels, count);
	if (!level)
		return DXGI_ERROR_UNSUPPORTED;
	hr = create_for(adapter, level, flags, &device);
	if (FAILED(hr))
		return hr;
	if (chosen)
		*chosen = level;
	return hand_out(device, out, context);
}

/* There are no windows to show a swap chain in. */
HRESULT WINAPI D3D11CreateDeviceAndSwapChain(
	IDXGIAdapter *adapter, D3D_DRIVER_TYPE type, HMODULE software,
	UINT flags, const D3D_FEATURE_LEVEL *levels, UINT count, UINT version,
	const DXGI_SWAP_CHAIN_DESC *desc, IDXGISwapChain **chain,
	ID3D11Device **out, D3D_FEATURE_LEVEL *chosen,
	ID3D11DeviceContext **context)
{
	if (chain)
		*chain = NULL;
	if (desc && chain) {
		if (out)
			*out = NULL;
		if (context)
			*context = NULL;
		return DXGI_ERROR_UNSUPPORTED;
	}
	return D3D11CreateDevice(adapter, type, software, flags, levels, count,
				 version, out, chosen, context);
}

/* ------------------------------------------------------------ extensions -- */

/* NULL: it is not a device of this library. */
static struct d3d11_device *device_from(ID3D11Device *iface)
{
	if (!iface || (const void *)iface->lpVtbl != &d3d11_device_vtbl)
		return NULL;
	return com_container(iface, struct d3d11_device, iface);
}

HRESULT WINAPI cpgpu_d3d_register_teardown_event(ID3D11Device *iface, HANDLE event,
					  DWORD *cookie)
{
	struct d3d11_device *device = device_from(iface);

	if (!device)
		return E_INVALIDARG;
	return d3d11_teardown_register(
		device, event, false, cookie,
		"RegisterHardwareContentProtectionTeardownStatusEvent");
}

void WINAPI cpgpu_d3d_unregister_teardown_event(ID3D11Device *iface, DWORD cookie)
{
	struct d3d11_device *device = device_from(iface);

	if (device && cookie)
		d3d11_teardown_unregister(device, cookie);
}
