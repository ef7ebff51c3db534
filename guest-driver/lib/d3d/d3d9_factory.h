/* SPDX-License-Identifier: MIT */
/* Methods of IDirect3D9Ex, whose vtable is in d3d9_create.c */
#ifndef D3D9_FACTORY_H
#define D3D9_FACTORY_H

#include "d3d9_object.h"

static inline struct d3d9 *d3d9_factory_of(IDirect3D9Ex *This)
{
	return com_container(This, struct d3d9, iface);
}

/* -------------------------------------------------------- d3d9_adapter.c -- */

UINT STDMETHODCALLTYPE d3d9_factory_GetAdapterCount(IDirect3D9Ex *This);
HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterIdentifier(IDirect3D9Ex *This, UINT adapter,
				  DWORD flags, D3DADAPTER_IDENTIFIER9 *out);
HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterLUID(IDirect3D9Ex *This, UINT adapter, LUID *luid);
HMONITOR STDMETHODCALLTYPE
d3d9_factory_GetAdapterMonitor(IDirect3D9Ex *This, UINT adapter);
UINT STDMETHODCALLTYPE
d3d9_factory_GetAdapterModeCount(IDirect3D9Ex *This, UINT adapter,
				 D3DFORMAT format);
HRESULT STDMETHODCALLTYPE
d3d9_factory_EnumAdapterModes(IDirect3D9Ex *This, UINT adapter,
			      D3DFORMAT format, UINT index,
			      D3DDISPLAYMODE *mode);
HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterDisplayMode(IDirect3D9Ex *This, UINT adapter,
				   D3DDISPLAYMODE *mode);
UINT STDMETHODCALLTYPE
d3d9_factory_GetAdapterModeCountEx(IDirect3D9Ex *This, UINT adapter,
				   const D3DDISPLAYMODEFILTER *filter);
HRESULT STDMETHODCALLTYPE
d3d9_factory_EnumAdapterModesEx(IDirect3D9Ex *This, UINT adapter,
				const D3DDISPLAYMODEFILTER *filter, UINT index,
				D3DDISPLAYMODEEX *mode);
HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterDisplayModeEx(IDirect3D9Ex *This, UINT adapter,
				     D3DDISPLAYMODEEX *mode,
				     D3DDISPLAYROTATION *rotation);

/* ---------------------------------------------------------- d3d9_check.c -- */

HRESULT STDMETHODCALLTYPE
d3d9_factory_RegisterSoftwareDevice(IDirect3D9Ex *This, void *init);
HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceType(IDirect3D9Ex *This, UINT adapter, D3DDEVTYPE type,
			     D3DFORMAT display, D3DFORMAT back_buffer,
			     WINBOOL windowed);
HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceFormat(IDirect3D9Ex *This, UINT adapter,
			       D3DDEVTYPE type, D3DFORMAT display, DWORD usage,
			       D3DRESOURCETYPE kind, D3DFORMAT format);
HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceMultiSampleType(IDirect3D9Ex *This, UINT adapter,
					D3DDEVTYPE type, D3DFORMAT format,
					WINBOOL windowed,
					D3DMULTISAMPLE_TYPE samples,
					DWORD *levels);
HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDepthStencilMatch(IDirect3D9Ex *This, UINT adapter,
				    D3DDEVTYPE type, D3DFORMAT display,
				    D3DFORMAT target, D3DFORMAT depth);
HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceFormatConversion(IDirect3D9Ex *This, UINT adapter,
					 D3DDEVTYPE type, D3DFORMAT from,
					 D3DFORMAT to);
HRESULT STDMETHODCALLTYPE
d3d9_factory_GetDeviceCaps(IDirect3D9Ex *This, UINT adapter, D3DDEVTYPE type,
			   D3DCAPS9 *caps);

/* Is there such an adapter?  If not, this is reported. */
bool d3d9_factory_check_adapter(struct d3d9 *d3d, UINT adapter,
				const char *function);

#endif /* D3D9_FACTORY_H */
