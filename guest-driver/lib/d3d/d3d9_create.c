// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3D9Ex */
#include <stdlib.h>

#include "d3d9_object.h"

#undef INTERFACE
#define INTERFACE IDirect3D9Ex

static struct d3d9 *d3d_of(IDirect3D9Ex *This)
{
	return com_container(This, struct d3d9, iface);
}

COM_METHODS(d3d, IDirect3D9Ex, d3d_of(This)->com)

/* Reports belong to a device, and there is none yet. */
static void not_implemented(IDirect3D9Ex *This, const char *method)
{
	(void)This;
	(void)method;
}

D3D9_SLOTS_1(D3D9_STUB)
D3D9_SLOTS_2(D3D9_STUB)
D3D9_EX_SLOTS_1(D3D9_STUB)
D3D9_EX_SLOTS_2(D3D9_STUB)

static UINT get_adapter_count(IDirect3D9Ex *This)
{
	(void)This;
	return 1;
}

static HRESULT create_device_ex(IDirect3D9Ex *This, UINT Adapter,
				D3DDEVTYPE DeviceType, HWND hFocusWindow,
				DWORD BehaviorFlags,
				D3DPRESENT_PARAMETERS *pPresentationParameters,
				D3DDISPLAYMODEEX *pFullscreenDisplayMode,
				IDirect3DDevice9Ex **ppDevice)
{
	D3DDEVICE_CREATION_PARAMETERS parameters = {
		.AdapterOrdinal = Adapter,
		.DeviceType = DeviceType,
		.hFocusWindow = hFocusWindow,
		.BehaviorFlags = BehaviorFlags,
	};

	if (!ppDevice)
		return D3DERR_INVALIDCALL;
	*ppDevice = NULL;
	if (Adapter != D3DADAPTER_DEFAULT || !pPresentationParameters)
		return D3DERR_INVALIDCALL;
	/* a display mode is for full screen only */
	if (pFullscreenDisplayMode && pPresentationParameters->Windowed)
		return D3DERR_INVALIDCALL;
	if (DeviceType != D3DDEVTYPE_HAL)
		return D3DERR_NOTAVAILABLE;
	return d3d9_device_create(d3d_of(This), &parameters, ppDevice);
}

static HRESULT create_device(IDirect3D9Ex *This, UINT Adapter,
			     D3DDEVTYPE DeviceType, HWND hFocusWindow,
			     DWORD BehaviorFlags,
			     D3DPRESENT_PARAMETERS *pPresentationParameters,
			     IDirect3DDevice9 **ppDevice)
{
	/* all devices of an Ex object are Ex devices, whose vtable begins alike */
	return create_device_ex(This, Adapter, DeviceType, hFocusWindow,
				BehaviorFlags, pPresentationParameters, NULL,
				(IDirect3DDevice9Ex **)ppDevice);
}

static const IDirect3D9ExVtbl vtbl = {
	COM_VTBL(d3d),
	D3D9_SLOTS_1(D3D9_STUB_ENTRY)
	.GetAdapterCount = get_adapter_count,
	D3D9_SLOTS_2(D3D9_STUB_ENTRY)
	.CreateDevice = create_device,
	D3D9_EX_SLOTS_1(D3D9_STUB_ENTRY)
	.CreateDeviceEx = create_device_ex,
	D3D9_EX_SLOTS_2(D3D9_STUB_ENTRY)
};

static void destroy(struct com *com)
{
	free(com_container(com, struct d3d9, com));
}

#define D3D_INTERFACE(iid) COM_INTERFACE(iid, struct d3d9, iface, com)

static const struct com_class d3d_class = {
	.destroy = destroy,
	.interfaces = {
		D3D_INTERFACE(IID_IUnknown),
		D3D_INTERFACE(IID_IDirect3D9),
		D3D_INTERFACE(IID_IDirect3D9Ex),
	},
};

HRESULT Direct3DCreate9Ex(UINT SDKVersion, IDirect3D9Ex **ppD3D)
{
	struct d3d9 *d3d;

	if (!ppD3D)
		return E_POINTER;
	*ppD3D = NULL;
	if (SDKVersion != D3D_SDK_VERSION)
		return D3DERR_NOTAVAILABLE;
	d3d = calloc(1, sizeof(*d3d));
	if (!d3d)
		return E_OUTOFMEMORY;
	d3d->iface.lpVtbl = &vtbl;
	com_init(&d3d->com, &d3d_class, NULL);
	*ppD3D = &d3d->iface;
	return S_OK;
}
