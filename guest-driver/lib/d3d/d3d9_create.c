// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3D9Ex, and IDirect3D9, which is the beginning of it */
#include <stdlib.h>

#include "d3d9_factory.h"

COM_METHODS(d3d9_factory, IDirect3D9Ex, d3d9_factory_of(This)->com)

VTABLE(IDirect3D9Ex, d3d9_factory)

#define VERTEX_PROCESSING	(D3DCREATE_SOFTWARE_VERTEXPROCESSING | \
				 D3DCREATE_HARDWARE_VERTEXPROCESSING | \
				 D3DCREATE_MIXED_VERTEXPROCESSING)

static HRESULT check_creation(struct d3d9 *d3d,
			      const D3DDEVICE_CREATION_PARAMETERS *parameters,
			      const D3DPRESENT_PARAMETERS *present,
			      const char *function)
{
	DWORD vertex = parameters->BehaviorFlags & VERTEX_PROCESSING;
	D3DDEVTYPE type = parameters->DeviceType;

	/* without adapters, opening the device says why there are none */
	if (parameters->AdapterOrdinal &&
	    !d3d9_factory_check_adapter(d3d, parameters->AdapterOrdinal,
					function))
		return D3DERR_INVALIDCALL;
	if (!present)
		return d3d9_refuse(d3d, function,
				   "pPresentationParameters is NULL");
	if (type < D3DDEVTYPE_HAL || type > D3DDEVTYPE_NULLREF)
		return d3d9_refuse(d3d, function, "DeviceType %d is unknown",
				   type);
	if (type != D3DDEVTYPE_HAL)
		return report_error(&d3d->report, D3DERR_NOTAVAILABLE, function,
				    "there is no device of DeviceType %d: use D3DDEVTYPE_HAL",
				    type);
	if (vertex & (vertex - 1))
		return d3d9_refuse(d3d, function,
				   "BehaviorFlags 0x%x has more than one way of vertex processing",
				   parameters->BehaviorFlags);
	return D3D_OK;
}

static HRESULT create(struct d3d9 *d3d,
		      const D3DDEVICE_CREATION_PARAMETERS *parameters,
		      D3DPRESENT_PARAMETERS *present, IDirect3DDevice9Ex **out,
		      const char *function)
{
	UINT index = parameters->AdapterOrdinal;
	const char *path = d3d->adapter_count ? d3d->adapters[index].Path :
						NULL;

	return d3d9_device_create(d3d, path, parameters, present, out,
				  function);
}

static HRESULT STDMETHODCALLTYPE
d3d9_factory_CreateDeviceEx(IDirect3D9Ex *This, UINT Adapter,
			    D3DDEVTYPE DeviceType, HWND hFocusWindow,
			    DWORD BehaviorFlags,
			    D3DPRESENT_PARAMETERS *pPresentationParameters,
			    D3DDISPLAYMODEEX *pFullscreenDisplayMode,
			    IDirect3DDevice9Ex **ppDevice)
{
	static const char function[] = "IDirect3D9Ex::CreateDeviceEx";
	struct d3d9 *d3d = d3d9_factory_of(This);
	D3DDEVICE_CREATION_PARAMETERS parameters = {
		.AdapterOrdinal = Adapter,
		.DeviceType = DeviceType,
		.hFocusWindow = hFocusWindow,
		.BehaviorFlags = BehaviorFlags,
	};
	HRESULT hr;

	if (!ppDevice)
		return d3d9_refuse(d3d, function, "ppDevice is NULL");
	*ppDevice = NULL;
	hr = check_creation(d3d, &parameters, pPresentationParameters,
			    function);
	if (SUCCEEDED(hr))
		hr = d3d9_check_mode(&d3d->report, pPresentationParameters,
				     pFullscreenDisplayMode, function);
	if (SUCCEEDED(hr))
		hr = create(d3d, &parameters, pPresentationParameters, ppDevice,
			    function);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
d3d9_factory_CreateDevice(IDirect3D9Ex *This, UINT Adapter,
			  D3DDEVTYPE DeviceType, HWND hFocusWindow,
			  DWORD BehaviorFlags,
			  D3DPRESENT_PARAMETERS *pPresentationParameters,
			  IDirect3DDevice9 **ppDevice)
{
	static const char function[] = "IDirect3D9::CreateDevice";
	struct d3d9 *d3d = d3d9_factory_of(This);
	D3DDEVICE_CREATION_PARAMETERS parameters = {
		.AdapterOrdinal = Adapter,
		.DeviceType = DeviceType,
		.hFocusWindow = hFocusWindow,
		.BehaviorFlags = BehaviorFlags,
	};
	HRESULT hr;

	if (!ppDevice)
		return d3d9_refuse(d3d, function, "ppDevice is NULL");
	*ppDevice = NULL;
	hr = check_creation(d3d, &parameters, pPresentationParameters,
			    function);
	/* the vtable of IDirect3DDevice9Ex begins with that of the other */
	if (SUCCEEDED(hr))
		hr = create(d3d, &parameters, pPresentationParameters,
			    (IDirect3DDevice9Ex **)ppDevice, function);
	return hr;
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy(struct com *com)
{
	struct d3d9 *d3d = com_container(com, struct d3d9, com);
	UINT i;

	for (i = 0; i < ADAPTERS_MAX; i++)
		free(d3d->modes[i].list);
	pthread_mutex_destroy(&d3d->lock);
	report_free(&d3d->report);
	free(d3d);
}

#define D3D_INTERFACE(iid) COM_INTERFACE(iid, struct d3d9, iface, com)

static const struct com_class class_ex = {
	.destroy = destroy,
	.interfaces = {
		D3D_INTERFACE(IID_IUnknown),
		D3D_INTERFACE(IID_IDirect3D9),
		D3D_INTERFACE(IID_IDirect3D9Ex),
	},
};

static const struct com_class class_without_ex = {
	.destroy = destroy,
	.interfaces = {
		D3D_INTERFACE(IID_IUnknown),
		D3D_INTERFACE(IID_IDirect3D9),
	},
};

static void list_adapters(struct d3d9 *d3d)
{
	UINT i = 0;

	while (i < ADAPTERS_MAX &&
	       SUCCEEDED(cpgpu_ddi_get_adapter(i, &d3d->adapters[i])))
		i++;
	d3d->adapter_count = i;
}

static struct d3d9 *new_d3d(bool ex)
{
	struct d3d9 *d3d = calloc(1, sizeof(*d3d));

	if (!d3d)
		return NULL;
	pthread_mutex_init(&d3d->lock, NULL);
	report_init(&d3d->report);
	d3d->iface.lpVtbl = &d3d9_factory_vtbl;
	d3d->ex = ex;
	list_adapters(d3d);
	com_init(&d3d->com, ex ? &class_ex : &class_without_ex, NULL);
	d3d->com.report = &d3d->report;
	return d3d;
}

/* D3D_SDK_VERSION has this bit in programs with D3D_DEBUG_INFO. */
static bool version_is_good(UINT version)
{
	return (version & ~0x80000000u) == D3D_SDK_VERSION;
}

IDirect3D9 *WINAPI Direct3DCreate9(UINT SDKVersion)
{
	struct d3d9 *d3d;

	if (!version_is_good(SDKVersion))
		return NULL;
	d3d = new_d3d(false);
	return d3d ? (IDirect3D9 *)&d3d->iface : NULL;
}

HRESULT WINAPI Direct3DCreate9Ex(UINT SDKVersion, IDirect3D9Ex **ppD3D)
{
	struct d3d9 *d3d;

	if (!ppD3D)
		return E_POINTER;
	*ppD3D = NULL;
	if (!version_is_good(SDKVersion))
		return D3DERR_NOTAVAILABLE;
	d3d = new_d3d(true);
	if (!d3d)
		return E_OUTOFMEMORY;
	*ppD3D = &d3d->iface;
	return S_OK;
}

#include "d3d9_create.vtables.h"
