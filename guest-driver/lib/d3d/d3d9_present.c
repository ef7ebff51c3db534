// SPDX-License-Identifier: MIT
/* Direct3D 9: a device's swap chain, its parameters and the display mode */
#include <errno.h>

#include <xf86drm.h>

#include "d3d9_device.h"
#include "d3d9_kms.h"

/* ------------------------------------------------------------ parameters -- */

#define PRESENT_FLAGS	(D3DPRESENTFLAG_LOCKABLE_BACKBUFFER | \
			 D3DPRESENTFLAG_DISCARD_DEPTHSTENCIL | \
			 D3DPRESENTFLAG_DEVICECLIP | D3DPRESENTFLAG_VIDEO | \
			 D3DPRESENTFLAG_NOAUTOROTATE | \
			 D3DPRESENTFLAG_UNPRUNEDMODE | \
			 D3DPRESENTFLAG_RESTRICTED_CONTENT | \
			 D3DPRESENTFLAG_RESTRICT_SHARED_RESOURCE_DRIVER)

static HRESULT check_swap_effect(struct d3d9_device *device,
				 const D3DPRESENT_PARAMETERS *p,
				 const char *function)
{
	bool ex = device->d3d->ex;
	UINT max = ex ? D3DPRESENT_BACK_BUFFERS_MAX_EX :
			D3DPRESENT_BACK_BUFFERS_MAX;

	if (p->BackBufferCount > max)
		return d3d9_refuse(device, function,
				   "BackBufferCount %u is more than %u",
				   p->BackBufferCount, max);
	switch ((UINT)p->SwapEffect) {
	case D3DSWAPEFFECT_FLIPEX:
		if (!ex)
			break;
		return D3D_OK;
	case D3DSWAPEFFECT_DISCARD:
	case D3DSWAPEFFECT_FLIP:
		return D3D_OK;
	case D3DSWAPEFFECT_COPY:
		if (p->BackBufferCount > 1)
			return d3d9_refuse(device, function,
					   "D3DSWAPEFFECT_COPY allows one back buffer only");
		return D3D_OK;
	case D3DSWAPEFFECT_OVERLAY:
		return report_error(&device->report, D3DERR_UNSUPPORTEDOVERLAY,
				    function, "the device has no overlays");
	}
	return d3d9_refuse(device, function,
			   "SwapEffect %u is unknown, or needs Direct3DCreate9Ex",
			   p->SwapEffect);
}

static HRESULT check_features(struct d3d9_device *device,
			      const D3DPRESENT_PARAMETERS *p,
			      const char *function)
{
	if (p->MultiSampleType || p->MultiSampleQuality)
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "multisampled back buffers are not supported");
	if (p->EnableAutoDepthStencil)
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "EnableAutoDepthStencil: there are no depth buffers");
	if (p->Flags & ~PRESENT_FLAGS)
		return d3d9_refuse(device, function,
				   "Flags 0x%x has an unsupported bit: 0x%x",
				   p->Flags, p->Flags & ~PRESENT_FLAGS);
	if (p->Flags & D3DPRESENTFLAG_LOCKABLE_BACKBUFFER &&
	    p->Flags & D3DPRESENTFLAG_RESTRICTED_CONTENT)
		return d3d9_refuse(device, function,
				   "restricted back buffers cannot be lockable");
	if (p->PresentationInterval != D3DPRESENT_INTERVAL_DEFAULT &&
	    p->PresentationInterval != D3DPRESENT_INTERVAL_ONE &&
	    p->PresentationInterval != D3DPRESENT_INTERVAL_IMMEDIATE)
		return d3d9_refuse(device, function,
				   "PresentationInterval 0x%x: only DEFAULT, ONE and IMMEDIATE are supported",
				   p->PresentationInterval);
	if (p->Windowed && p->FullScreen_RefreshRateInHz)
		return d3d9_refuse(device, function,
				   "FullScreen_RefreshRateInHz must be 0 in a window");
	return D3D_OK;
}

static HRESULT check_size(struct d3d9_device *device,
			  const D3DPRESENT_PARAMETERS *p, const char *function)
{
	if (!d3d9_can_show(p->BackBufferFormat))
		return d3d9_refuse(device, function,
				   "BackBufferFormat %d: only X8R8G8B8 and A8R8G8B8 can be shown",
				   p->BackBufferFormat);
	if (!p->BackBufferWidth || !p->BackBufferHeight ||
	    p->BackBufferWidth > D3D9_EXTENT_MAX ||
	    p->BackBufferHeight > D3D9_EXTENT_MAX)
		return d3d9_refuse(device, function,
				   "back buffers of %ux%u pixels: 1 to %u are possible, and 0 only in a window",
				   p->BackBufferWidth, p->BackBufferHeight,
				   D3D9_EXTENT_MAX);
	return D3D_OK;
}

/* Without windows, the size of the window is that of the display. */
static void complete(const struct d3d9_device *device, D3DPRESENT_PARAMETERS *p)
{
	D3DDISPLAYMODEEX mode;

	if (!p->BackBufferCount)
		p->BackBufferCount = 1;
	if (!p->Windowed)
		return;
	if (p->BackBufferFormat == D3DFMT_UNKNOWN)
		p->BackBufferFormat = D3D9_DISPLAY_FORMAT;
	if (p->BackBufferWidth && p->BackBufferHeight)
		return;
	mode = d3d9_device_mode(device);
	if (!p->BackBufferWidth)
		p->BackBufferWidth = mode.Width;
	if (!p->BackBufferHeight)
		p->BackBufferHeight = mode.Height;
}

HRESULT d3d9_check_present(struct d3d9_device *device,
			   D3DPRESENT_PARAMETERS *parameters,
			   const char *function)
{
	D3DPRESENT_PARAMETERS new = *parameters;
	HRESULT hr = check_swap_effect(device, &new, function);

	if (SUCCEEDED(hr))
		hr = check_features(device, &new, function);
	if (FAILED(hr))
		return hr;
	complete(device, &new);
	hr = check_size(device, &new, function);
	if (SUCCEEDED(hr))
		*parameters = new;
	return hr;
}

/* ------------------------------------------------------------- the chain -- */

static struct d3d9_swapchain *find_chain(struct d3d9_device *device, UINT index,
					 const char *function)
{
	if (!index)
		return device->chain;
	d3d9_refuse(device, function, "there is no swap chain %u: there is 1",
		    index);
	return NULL;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetSwapChain(IDirect3DDevice9Ex *This, UINT index,
			 IDirect3DSwapChain9 **out)
{
	static const char function[] = "IDirect3DDevice9::GetSwapChain";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_swapchain *chain;

	if (!out)
		return d3d9_refuse(device, function, "pSwapChain is NULL");
	*out = NULL;
	chain = find_chain(device, index, function);
	if (!chain)
		return D3DERR_INVALIDCALL;
	com_add_ref(&chain->com);
	*out = (IDirect3DSwapChain9 *)&chain->iface;
	return D3D_OK;
}

UINT STDMETHODCALLTYPE
d3d9_device_GetNumberOfSwapChains(IDirect3DDevice9Ex *This)
{
	(void)This;
	return 1;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateAdditionalSwapChain(IDirect3DDevice9Ex *This,
				      D3DPRESENT_PARAMETERS *parameters,
				      IDirect3DSwapChain9 **out)
{
	static const char function[] =
		"IDirect3DDevice9::CreateAdditionalSwapChain";
	struct d3d9_device *device = d3d9_device_this(This);

	if (!out || !parameters)
		return d3d9_refuse(device, function,
				   "pPresentationParameters or pSwapChain is NULL");
	*out = NULL;
	return report_error(&device->report, D3DERR_NOTAVAILABLE, function,
			    "the device has one display, and that the device's own swap chain");
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetBackBuffer(IDirect3DDevice9Ex *This, UINT index, UINT buffer,
			  D3DBACKBUFFER_TYPE type, IDirect3DSurface9 **out)
{
	static const char function[] = "IDirect3DDevice9::GetBackBuffer";
	struct d3d9_swapchain *chain;

	if (out)
		*out = NULL;
	chain = find_chain(d3d9_device_this(This), index, function);
	return chain ? d3d9_swapchain_back_buffer(chain, buffer, type, out,
						  function) :
		       D3DERR_INVALIDCALL;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetFrontBufferData(IDirect3DDevice9Ex *This, UINT index,
			       IDirect3DSurface9 *dst)
{
	static const char function[] = "IDirect3DDevice9::GetFrontBufferData";
	struct d3d9_swapchain *chain = find_chain(d3d9_device_this(This), index,
						  function);

	return chain ? d3d9_swapchain_front(chain, dst, function) :
		       D3DERR_INVALIDCALL;
}

/* Only the newer methods may tell that nothing is to be seen. */
HRESULT STDMETHODCALLTYPE
d3d9_device_Present(IDirect3DDevice9Ex *This, const RECT *src, const RECT *dst,
		    HWND window, const RGNDATA *dirty)
{
	HRESULT hr = d3d9_swapchain_present(d3d9_device_this(This)->chain, src,
					    dst, 0,
					    "IDirect3DDevice9::Present");

	(void)window;
	(void)dirty;
	return SUCCEEDED(hr) ? D3D_OK : hr;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_PresentEx(IDirect3DDevice9Ex *This, const RECT *src,
		      const RECT *dst, HWND window, const RGNDATA *dirty,
		      DWORD flags)
{
	(void)window;
	(void)dirty;
	return d3d9_swapchain_present(d3d9_device_this(This)->chain, src, dst,
				      flags, "IDirect3DDevice9Ex::PresentEx");
}

/* ----------------------------------------------------------------- reset -- */

static HRESULT reset(struct d3d9_device *device,
		     D3DPRESENT_PARAMETERS *parameters, const char *function)
{
	D3DPRESENT_PARAMETERS new = *parameters;
	HRESULT hr = d3d9_check_present(device, &new, function);

	if (SUCCEEDED(hr))
		hr = d3d9_swapchain_reset(device->chain, &new, function);
	if (FAILED(hr))
		return hr;
	pthread_mutex_lock(&device->lock);
	device->in_scene = false;
	pthread_mutex_unlock(&device->lock);
	*parameters = new;
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_Reset(IDirect3DDevice9Ex *This, D3DPRESENT_PARAMETERS *parameters)
{
	static const char function[] = "IDirect3DDevice9::Reset";
	struct d3d9_device *device = d3d9_device_this(This);
	UINT left;

	if (!parameters)
		return d3d9_refuse(device, function,
				   "pPresentationParameters is NULL");
	pthread_mutex_lock(&device->lock);
	left = device->default_surfaces;
	/* a target that only the device has goes by itself */
	if (!device->target->lives)
		left--;
	pthread_mutex_unlock(&device->lock);
	/* an Ex device keeps its resources */
	if (left && !device->d3d->ex)
		return d3d9_refuse(device, function,
				   "%u surfaces in D3DPOOL_DEFAULT still exist: release them first",
				   left);
	return reset(device, parameters, function);
}

HRESULT STDMETHODCALLTYPE
d3d9_device_ResetEx(IDirect3DDevice9Ex *This, D3DPRESENT_PARAMETERS *parameters,
		    D3DDISPLAYMODEEX *mode)
{
	static const char function[] = "IDirect3DDevice9Ex::ResetEx";
	struct d3d9_device *device = d3d9_device_this(This);
	HRESULT hr;

	if (!parameters)
		return d3d9_refuse(device, function,
				   "pPresentationParameters is NULL");
	hr = d3d9_check_mode(&device->report, parameters, mode, function);
	return FAILED(hr) ? hr : reset(device, parameters, function);
}

/* ----------------------------------------------------------------- modes -- */

HRESULT d3d9_check_mode(struct report *report,
			const D3DPRESENT_PARAMETERS *present,
			const D3DDISPLAYMODEEX *mode, const char *function)
{
	if (!mode != !!present->Windowed)
		return report_error(report, D3DERR_INVALIDCALL, function,
				    "pFullscreenDisplayMode is for full screen, and only for that");
	if (!mode)
		return D3D_OK;
	if (mode->Size != sizeof(*mode))
		return report_error(report, D3DERR_INVALIDCALL, function,
				    "pFullscreenDisplayMode->Size is %u, not sizeof(D3DDISPLAYMODEEX)",
				    mode->Size);
	if (mode->Width != present->BackBufferWidth ||
	    mode->Height != present->BackBufferHeight)
		return report_error(report, D3DERR_INVALIDCALL, function,
				    "the mode's size differs from that of the back buffers");
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetDisplayMode(IDirect3DDevice9Ex *This, UINT chain,
			   D3DDISPLAYMODE *mode)
{
	static const char function[] = "IDirect3DDevice9::GetDisplayMode";
	struct d3d9_device *device = d3d9_device_this(This);
	D3DDISPLAYMODEEX now;

	if (!find_chain(device, chain, function))
		return D3DERR_INVALIDCALL;
	if (!mode)
		return d3d9_refuse(device, function, "pMode is NULL");
	now = d3d9_device_mode(device);
	*mode = (D3DDISPLAYMODE) {
		.Width = now.Width,
		.Height = now.Height,
		.RefreshRate = now.RefreshRate,
		.Format = now.Format,
	};
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetDisplayModeEx(IDirect3DDevice9Ex *This, UINT chain,
			     D3DDISPLAYMODEEX *mode,
			     D3DDISPLAYROTATION *rotation)
{
	static const char function[] = "IDirect3DDevice9Ex::GetDisplayModeEx";
	struct d3d9_device *device = d3d9_device_this(This);
	D3DDISPLAYMODEEX now;

	if (!find_chain(device, chain, function))
		return D3DERR_INVALIDCALL;
	now = d3d9_device_mode(device);
	return d3d9_give_mode(&device->report, &now, mode, rotation, function);
}

/* As documented for devices without D3DCAPS_READ_SCANLINE. */
HRESULT STDMETHODCALLTYPE
d3d9_device_GetRasterStatus(IDirect3DDevice9Ex *This, UINT chain,
			    D3DRASTER_STATUS *status)
{
	static const char function[] = "IDirect3DDevice9::GetRasterStatus";
	struct d3d9_device *device = d3d9_device_this(This);

	if (!find_chain(device, chain, function))
		return D3DERR_INVALIDCALL;
	if (!status)
		return d3d9_refuse(device, function, "pRasterStatus is NULL");
	return d3d9_refuse(device, function,
			   "the device does not tell its scan line: D3DCAPS_READ_SCANLINE is not set");
}

HRESULT STDMETHODCALLTYPE
d3d9_device_WaitForVBlank(IDirect3DDevice9Ex *This, UINT chain)
{
	static const char function[] = "IDirect3DDevice9Ex::WaitForVBlank";
	struct d3d9_device *device = d3d9_device_this(This);
	drmVBlank wait = { .request.type = DRM_VBLANK_RELATIVE,
			   .request.sequence = 1 };
	struct kms_output output;

	if (!find_chain(device, chain, function))
		return D3DERR_INVALIDCALL;
	if (!kms_read(device->file, &output)) {
		wait.request.type |= output.pipe << DRM_VBLANK_HIGH_CRTC_SHIFT &
				     DRM_VBLANK_HIGH_CRTC_MASK;
		kms_free(&output);
		if (!drmWaitVBlank(device->file, &wait))
			return D3D_OK;
	}
	if (d3d9_device_is_gone(device))
		return d3d9_result(device, D3DERR_DEVICEREMOVED, function);
	return d3d9_refuse(device, function,
			   "the display is off: present something first");
}
