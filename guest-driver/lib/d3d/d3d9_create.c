// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3D9Ex */
#include <stdlib.h>

#include "d3d9_object.h"

static struct d3d9 *d3d_of(IDirect3D9Ex *This)
{
	return com_container(This, struct d3d9, iface);
}

COM_METHODS(d3d, IDirect3D9Ex, d3d_of(This)->com)

/* Reports belong to a device, and there is none yet. */
static HRESULT d3d_unsupported(IDirect3D9Ex *This UNUSED,
			       const char *method UNUSED)
{
	return E_NOTIMPL;
}

static UINT STDMETHODCALLTYPE d3d_GetAdapterCount(IDirect3D9Ex *This)
{
	(void)This;
	return 1;
}

static HRESULT STDMETHODCALLTYPE
d3d_CreateDeviceEx(IDirect3D9Ex *This, UINT Adapter, D3DDEVTYPE DeviceType,
		   HWND hFocusWindow, DWORD BehaviorFlags,
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

static HRESULT STDMETHODCALLTYPE
d3d_CreateDevice(IDirect3D9Ex *This, UINT Adapter, D3DDEVTYPE DeviceType,
		 HWND hFocusWindow, DWORD BehaviorFlags,
		 D3DPRESENT_PARAMETERS *pPresentationParameters,
		 IDirect3DDevice9 **ppDevice)
{
	/* all devices of an Ex object are Ex devices, whose vtable begins alike */
	return d3d_CreateDeviceEx(This, Adapter, DeviceType, hFocusWindow,
				BehaviorFlags, pPresentationParameters, NULL,
				(IDirect3DDevice9Ex **)ppDevice);
}

VTABLE(IDirect3D9Ex, d3d)

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

HRESULT WINAPI Direct3DCreate9Ex(UINT SDKVersion, IDirect3D9Ex **ppD3D)
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
	d3d->iface.lpVtbl = &d3d_vtbl;
	com_init(&d3d->com, &d3d_class, NULL);
	*ppD3D = &d3d->iface;
	return S_OK;
}

#include "d3d9_create.vtables.h"
