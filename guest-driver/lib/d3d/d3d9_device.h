/* SPDX-License-Identifier: MIT */
/* Methods of IDirect3DDevice9Ex, whose vtable is in d3d9_device.c */
#ifndef D3D9_DEVICE_H
#define D3D9_DEVICE_H

#include "d3d9_object.h"

static inline struct d3d9_device *d3d9_device_this(IDirect3DDevice9Ex *This)
{
	return com_container(This, struct d3d9_device, iface);
}

/* --------------------------------------------------------- d3d9_memory.c -- */

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateRenderTarget(IDirect3DDevice9Ex *This, UINT width,
			       UINT height, D3DFORMAT format,
			       D3DMULTISAMPLE_TYPE samples, DWORD quality,
			       WINBOOL lockable, IDirect3DSurface9 **out,
			       HANDLE *shared);
HRESULT STDMETHODCALLTYPE
d3d9_device_CreateRenderTargetEx(IDirect3DDevice9Ex *This, UINT width,
				 UINT height, D3DFORMAT format,
				 D3DMULTISAMPLE_TYPE samples, DWORD quality,
				 WINBOOL lockable, IDirect3DSurface9 **out,
				 HANDLE *shared, DWORD usage);
HRESULT STDMETHODCALLTYPE
d3d9_device_CreateOffscreenPlainSurface(IDirect3DDevice9Ex *This, UINT width,
					UINT height, D3DFORMAT format,
					D3DPOOL pool, IDirect3DSurface9 **out,
					HANDLE *shared);
HRESULT STDMETHODCALLTYPE
d3d9_device_CreateOffscreenPlainSurfaceEx(IDirect3DDevice9Ex *This, UINT width,
					  UINT height, D3DFORMAT format,
					  D3DPOOL pool, IDirect3DSurface9 **out,
					  HANDLE *shared, DWORD usage);
HRESULT STDMETHODCALLTYPE
d3d9_device_CreateTexture(IDirect3DDevice9Ex *This, UINT width, UINT height,
			  UINT levels, DWORD usage, D3DFORMAT format,
			  D3DPOOL pool, IDirect3DTexture9 **out,
			  HANDLE *shared);
HRESULT STDMETHODCALLTYPE
d3d9_device_CreateDepthStencilSurface(IDirect3DDevice9Ex *This, UINT width,
				      UINT height, D3DFORMAT format,
				      D3DMULTISAMPLE_TYPE samples,
				      DWORD quality, WINBOOL discard,
				      IDirect3DSurface9 **out, HANDLE *shared);
HRESULT STDMETHODCALLTYPE
d3d9_device_CreateDepthStencilSurfaceEx(IDirect3DDevice9Ex *This, UINT width,
					UINT height, D3DFORMAT format,
					D3DMULTISAMPLE_TYPE samples,
					DWORD quality, WINBOOL discard,
					IDirect3DSurface9 **out, HANDLE *shared,
					DWORD usage);
UINT STDMETHODCALLTYPE
d3d9_device_GetAvailableTextureMem(IDirect3DDevice9Ex *This);
HRESULT STDMETHODCALLTYPE
d3d9_device_EvictManagedResources(IDirect3DDevice9Ex *This);
HRESULT STDMETHODCALLTYPE
d3d9_device_CheckResourceResidency(IDirect3DDevice9Ex *This,
				   IDirect3DResource9 **resources,
				   UINT32 count);

/* ----------------------------------------------------------- d3d9_copy.c -- */

HRESULT STDMETHODCALLTYPE
d3d9_device_StretchRect(IDirect3DDevice9Ex *This, IDirect3DSurface9 *src,
			const RECT *src_rect, IDirect3DSurface9 *dst,
			const RECT *dst_rect, D3DTEXTUREFILTERTYPE filter);
HRESULT STDMETHODCALLTYPE
d3d9_device_UpdateSurface(IDirect3DDevice9Ex *This, IDirect3DSurface9 *src,
			  const RECT *rect, IDirect3DSurface9 *dst,
			  const POINT *point);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetRenderTargetData(IDirect3DDevice9Ex *This,
				IDirect3DSurface9 *src, IDirect3DSurface9 *dst);
HRESULT STDMETHODCALLTYPE
d3d9_device_ColorFill(IDirect3DDevice9Ex *This, IDirect3DSurface9 *surface,
		      const RECT *rect, D3DCOLOR color);

/*
 * Both have the same format and size, and are both restricted, or not.  The
 * caller reports failures, of which this only gives the reason.
 */
HRESULT d3d9_copy_all(struct d3d9_surface *src, struct d3d9_surface *dst,
		      const char **why);

/* -------------------------------------------------------- d3d9_present.c -- */

HRESULT STDMETHODCALLTYPE
d3d9_device_GetSwapChain(IDirect3DDevice9Ex *This, UINT index,
			 IDirect3DSwapChain9 **out);
UINT STDMETHODCALLTYPE
d3d9_device_GetNumberOfSwapChains(IDirect3DDevice9Ex *This);
HRESULT STDMETHODCALLTYPE
d3d9_device_CreateAdditionalSwapChain(IDirect3DDevice9Ex *This,
				      D3DPRESENT_PARAMETERS *parameters,
				      IDirect3DSwapChain9 **out);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetBackBuffer(IDirect3DDevice9Ex *This, UINT chain, UINT index,
			  D3DBACKBUFFER_TYPE type, IDirect3DSurface9 **out);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetFrontBufferData(IDirect3DDevice9Ex *This, UINT chain,
			       IDirect3DSurface9 *dst);
HRESULT STDMETHODCALLTYPE
d3d9_device_Present(IDirect3DDevice9Ex *This, const RECT *src, const RECT *dst,
		    HWND window, const RGNDATA *dirty);
HRESULT STDMETHODCALLTYPE
d3d9_device_PresentEx(IDirect3DDevice9Ex *This, const RECT *src,
		      const RECT *dst, HWND window, const RGNDATA *dirty,
		      DWORD flags);
HRESULT STDMETHODCALLTYPE
d3d9_device_Reset(IDirect3DDevice9Ex *This, D3DPRESENT_PARAMETERS *parameters);
HRESULT STDMETHODCALLTYPE
d3d9_device_ResetEx(IDirect3DDevice9Ex *This, D3DPRESENT_PARAMETERS *parameters,
		    D3DDISPLAYMODEEX *mode);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetDisplayMode(IDirect3DDevice9Ex *This, UINT chain,
			   D3DDISPLAYMODE *mode);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetDisplayModeEx(IDirect3DDevice9Ex *This, UINT chain,
			     D3DDISPLAYMODEEX *mode,
			     D3DDISPLAYROTATION *rotation);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetRasterStatus(IDirect3DDevice9Ex *This, UINT chain,
			    D3DRASTER_STATUS *status);
HRESULT STDMETHODCALLTYPE
d3d9_device_WaitForVBlank(IDirect3DDevice9Ex *This, UINT chain);

/* ---------------------------------------------------------- d3d9_scene.c -- */

HRESULT STDMETHODCALLTYPE d3d9_device_BeginScene(IDirect3DDevice9Ex *This);
HRESULT STDMETHODCALLTYPE d3d9_device_EndScene(IDirect3DDevice9Ex *This);
HRESULT STDMETHODCALLTYPE
d3d9_device_Clear(IDirect3DDevice9Ex *This, DWORD count, const D3DRECT *rects,
		  DWORD flags, D3DCOLOR color, float z, DWORD stencil);
HRESULT STDMETHODCALLTYPE
d3d9_device_SetRenderTarget(IDirect3DDevice9Ex *This, DWORD index,
			    IDirect3DSurface9 *surface);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetRenderTarget(IDirect3DDevice9Ex *This, DWORD index,
			    IDirect3DSurface9 **out);
HRESULT STDMETHODCALLTYPE
d3d9_device_SetDepthStencilSurface(IDirect3DDevice9Ex *This,
				   IDirect3DSurface9 *surface);
HRESULT STDMETHODCALLTYPE
d3d9_device_GetDepthStencilSurface(IDirect3DDevice9Ex *This,
				   IDirect3DSurface9 **out);

#endif /* D3D9_DEVICE_H */
