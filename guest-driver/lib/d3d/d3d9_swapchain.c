// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: IDirect3DSwapChain9Ex
 *
 * A swap chain has its back buffers and one more, the front buffer.  Presenting
 * makes them change places, by exchanging what the driver has allocated.
 */
#include <stdlib.h>

#include "d3d9_device.h"

static struct d3d9_swapchain *chain_of(IDirect3DSwapChain9Ex *This)
{
	return com_container(This, struct d3d9_swapchain, iface);
}

COM_METHODS(chain, IDirect3DSwapChain9Ex, chain_of(This)->com)

static HRESULT chain_unsupported(IDirect3DSwapChain9Ex *This,
				 const char *method)
{
	return d3d9_unsupported(chain_of(This)->device, method);
}

VTABLE(IDirect3DSwapChain9Ex, chain)

/* ------------------------------------------------------------ presenting -- */

/* D3DPRESENT_* that do not change anything here */
#define PRESENT_DONOTWAIT		0x001
#define PRESENT_LINEAR_CONTENT		0x002
#define PRESENT_DONOTFLIP		0x004
#define PRESENT_VIDEO_RESTRICT_TO_MONITOR 0x010
#define PRESENT_FORCEIMMEDIATE		0x100
#define PRESENT_FLAGS	(PRESENT_DONOTWAIT | PRESENT_LINEAR_CONTENT | \
			 PRESENT_DONOTFLIP | PRESENT_FORCEIMMEDIATE | \
			 PRESENT_VIDEO_RESTRICT_TO_MONITOR)

static HRESULT check_arguments(struct d3d9_swapchain *chain, const RECT *src,
			       const RECT *dst, DWORD flags,
			       const char *function)
{
	struct d3d9_device *device = chain->device;
	struct d3d9_surface *buffer = chain->buffers[0];
	struct d3d9_area all, part;

	if (flags & ~PRESENT_FLAGS)
		return d3d9_refuse(device, function,
				   "dwFlags 0x%x has an unsupported bit: there are no overlays",
				   flags);
	if ((src || dst) && chain->parameters.SwapEffect != D3DSWAPEFFECT_COPY)
		return d3d9_refuse(device, function,
				   "pSourceRect and pDestRect need D3DSWAPEFFECT_COPY");
	d3d9_surface_area(buffer, NULL, &all);
	if ((src && (!d3d9_surface_area(buffer, src, &part) ||
		     memcmp(&part, &all, sizeof(all)))) ||
	    (dst && (!d3d9_surface_area(buffer, dst, &part) ||
		     memcmp(&part, &all, sizeof(all)))))
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "the display shows the whole back buffer, and no part of it");
	return D3D_OK;
}

/* With the device's lock held: why they cannot be presented, or NULL. */
static const char *why_not(const struct d3d9_swapchain *chain)
{
	const struct d3d9_surface *buffer = chain->buffers[0];
	UINT i, object;

	for (i = 0; i < chain->parameters.BackBufferCount; i++) {
		if (chain->buffers[i]->locked)
			return "a back buffer is locked: call UnlockRect first";
	}
	if (d3d9_surface_is_protected(buffer) &&
	    SUCCEEDED(cpgpu_ddi_resource_object(chain->device->handle,
						buffer->handle, &object)) &&
	    !object)
		return "the restricted back buffer has no content: decrypt into it first";
	return NULL;
}

/* The first back buffer becomes the front buffer, and that the last one. */
static void rotate(struct d3d9_swapchain *chain)
{
	UINT i, last = chain->parameters.BackBufferCount - 1;
	HANDLE first = chain->buffers[0]->handle;

	for (i = 0; i < last; i++)
		chain->buffers[i]->handle = chain->buffers[i + 1]->handle;
	chain->buffers[last]->handle = chain->front->handle;
	chain->front->handle = first;
}

/*
 * Put the back buffer in front: by copying, or by rotating, before anybody can
 * lock a buffer.  @shown: what is to be seen then
 */
static HRESULT bring_to_front(struct d3d9_swapchain *chain, DWORD flags,
			      struct d3d9_surface **shown, const char **why)
{
	bool copies = chain->parameters.SwapEffect == D3DSWAPEFFECT_COPY;
	bool stays = !copies && flags & PRESENT_DONOTFLIP;
	struct d3d9_device *device = chain->device;

	pthread_mutex_lock(&device->lock);
	*why = why_not(chain);
	if (!*why && !copies && !stays)
		rotate(chain);
	pthread_mutex_unlock(&device->lock);
	if (*why)
		return D3DERR_INVALIDCALL;
	*shown = stays ? chain->buffers[0] : chain->front;
	return copies ? d3d9_copy_all(chain->buffers[0], chain->front, why) :
			D3D_OK;
}

/* Programs present many times: tell once why nothing is to be seen. */
static HRESULT show(struct d3d9_swapchain *chain, struct d3d9_surface *surface,
		    const char **why)
{
	int ret = d3d9_scan_out(chain, surface);

	if (ret && d3d9_device_is_gone(chain->device)) {
		*why = cpgpu_ddi_reason(D3DERR_DEVICEREMOVED);
		return D3DERR_DEVICEREMOVED;
	}
	if (ret && ret != chain->occluded)
		*why = d3d9_occluded_text(ret);
	chain->occluded = ret;
	return ret ? S_PRESENT_OCCLUDED : D3D_OK;
}

/* @why: NULL, or what is to be reported once the lock is free */
static HRESULT present(struct d3d9_swapchain *chain, DWORD flags,
		       const char **why)
{
	struct d3d9_surface *surface;
	HRESULT hr = bring_to_front(chain, flags, &surface, why);

	if (FAILED(hr))
		return hr;
	chain->presents++;
	return show(chain, surface, why);
}

HRESULT d3d9_swapchain_present(struct d3d9_swapchain *chain, const RECT *src,
			       const RECT *dst, DWORD flags,
			       const char *function)
{
	HRESULT hr = check_arguments(chain, src, dst, flags, function);
	const char *why = NULL;

	if (FAILED(hr))
		return hr;
	pthread_mutex_lock(&chain->lock);
	hr = present(chain, flags, &why);
	pthread_mutex_unlock(&chain->lock);
	if (why)
		report_error(&chain->device->report, hr, function, "%s", why);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
chain_Present(IDirect3DSwapChain9Ex *This, const RECT *src, const RECT *dst,
	      HWND window, const RGNDATA *dirty, DWORD flags)
{
	(void)window;
	(void)dirty;
	return d3d9_swapchain_present(chain_of(This), src, dst, flags,
				      "IDirect3DSwapChain9::Present");
}

/* --------------------------------------------------------------- buffers -- */

HRESULT d3d9_swapchain_back_buffer(struct d3d9_swapchain *chain, UINT index,
				   D3DBACKBUFFER_TYPE type,
				   IDirect3DSurface9 **out,
				   const char *function)
{
	struct d3d9_device *device = chain->device;
	UINT count = chain->parameters.BackBufferCount;

	if (!out)
		return d3d9_refuse(device, function, "ppBackBuffer is NULL");
	*out = NULL;
	if (index >= count)
		return d3d9_refuse(device, function,
				   "there is no back buffer %u: there are %u",
				   index, count);
	if (type != D3DBACKBUFFER_TYPE_MONO)
		return d3d9_refuse(device, function,
				   "Type must be D3DBACKBUFFER_TYPE_MONO");
	com_add_ref(&chain->buffers[index]->com);
	*out = &chain->buffers[index]->iface;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
chain_GetBackBuffer(IDirect3DSwapChain9Ex *This, UINT index,
		    D3DBACKBUFFER_TYPE type, IDirect3DSurface9 **out)
{
	return d3d9_swapchain_back_buffer(chain_of(This), index, type, out,
					  "IDirect3DSwapChain9::GetBackBuffer");
}

static HRESULT STDMETHODCALLTYPE
chain_GetFrontBufferData(IDirect3DSwapChain9Ex *This, IDirect3DSurface9 *dst)
{
	return d3d9_swapchain_front(chain_of(This), dst,
				    "IDirect3DSwapChain9::GetFrontBufferData");
}

/* --------------------------------------------------------------- queries -- */

static HRESULT STDMETHODCALLTYPE
chain_GetRasterStatus(IDirect3DSwapChain9Ex *This, D3DRASTER_STATUS *status)
{
	return IDirect3DDevice9Ex_GetRasterStatus(
		&chain_of(This)->device->iface, 0, status);
}

static HRESULT STDMETHODCALLTYPE
chain_GetDisplayMode(IDirect3DSwapChain9Ex *This, D3DDISPLAYMODE *mode)
{
	return IDirect3DDevice9Ex_GetDisplayMode(&chain_of(This)->device->iface,
						 0, mode);
}

static HRESULT STDMETHODCALLTYPE
chain_GetDisplayModeEx(IDirect3DSwapChain9Ex *This, D3DDISPLAYMODEEX *mode,
		       D3DDISPLAYROTATION *rotation)
{
	return IDirect3DDevice9Ex_GetDisplayModeEx(
		&chain_of(This)->device->iface, 0, mode, rotation);
}

static HRESULT STDMETHODCALLTYPE
chain_GetDevice(IDirect3DSwapChain9Ex *This, IDirect3DDevice9 **out)
{
	return d3d9_device_get(chain_of(This)->device, out,
			       "IDirect3DSwapChain9::GetDevice");
}

static HRESULT STDMETHODCALLTYPE
chain_GetPresentParameters(IDirect3DSwapChain9Ex *This,
			   D3DPRESENT_PARAMETERS *parameters)
{
	struct d3d9_swapchain *chain = chain_of(This);

	if (!parameters)
		return d3d9_refuse(chain->device,
				   "IDirect3DSwapChain9::GetPresentParameters",
				   "pPresentationParameters is NULL");
	*parameters = chain->parameters;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
chain_GetLastPresentCount(IDirect3DSwapChain9Ex *This, UINT *count)
{
	struct d3d9_swapchain *chain = chain_of(This);

	if (!count)
		return d3d9_refuse(chain->device,
				   "IDirect3DSwapChain9Ex::GetLastPresentCount",
				   "pLastPresentCount is NULL");
	pthread_mutex_lock(&chain->lock);
	*count = chain->presents;
	pthread_mutex_unlock(&chain->lock);
	return D3D_OK;
}

/* ---------------------------------------------- creation and destruction -- */

#define CHAIN_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d9_swapchain, iface, com)

/* a part of its device, and so are the buffers */
static const struct com_class chain_class_ex = {
	.interfaces = {
		CHAIN_INTERFACE(IID_IUnknown),
		CHAIN_INTERFACE(IID_IDirect3DSwapChain9),
		CHAIN_INTERFACE(IID_IDirect3DSwapChain9Ex),
	},
};

static const struct com_class chain_class = {
	.interfaces = {
		CHAIN_INTERFACE(IID_IUnknown),
		CHAIN_INTERFACE(IID_IDirect3DSwapChain9),
	},
};

static void free_buffers(struct d3d9_surface **buffers, UINT count,
			 struct d3d9_surface *front)
{
	UINT i;

	for (i = 0; i < count; i++) {
		if (buffers[i])
			d3d9_surface_free(buffers[i]);
	}
	if (front)
		d3d9_surface_free(front);
}

static HRESULT create_buffers(struct d3d9_swapchain *chain,
			      const D3DPRESENT_PARAMETERS *parameters,
			      struct d3d9_surface **buffers,
			      struct d3d9_surface **front,
			      const char *function)
{
	const DWORD flags = parameters->Flags;
	const struct d3d9_surface_args args = {
		.width = parameters->BackBufferWidth,
		.height = parameters->BackBufferHeight,
		.format = parameters->BackBufferFormat,
		.pool = D3DPOOL_DEFAULT,
		.usage = D3DUSAGE_RENDERTARGET |
			 (flags & D3DPRESENTFLAG_RESTRICTED_CONTENT ?
			  D3DUSAGE_RESTRICTED_CONTENT : 0),
		.lockable = flags & D3DPRESENTFLAG_LOCKABLE_BACKBUFFER,
	};
	HRESULT hr = D3D_OK;
	UINT i;

	for (i = 0; i <= parameters->BackBufferCount && SUCCEEDED(hr); i++)
		hr = d3d9_surface_create_part(
			chain->device, &args, &chain->com,
			i < parameters->BackBufferCount ? &buffers[i] : front,
			function);
	if (FAILED(hr))
		free_buffers(buffers, parameters->BackBufferCount, *front);
	return hr;
}

HRESULT d3d9_swapchain_create(struct d3d9_device *device,
			      const D3DPRESENT_PARAMETERS *parameters,
			      struct d3d9_swapchain **out,
			      const char *function)
{
	struct d3d9_swapchain *chain = calloc(1, sizeof(*chain));
	HRESULT hr;

	if (!chain)
		return d3d9_result(device, E_OUTOFMEMORY, function);
	chain->iface.lpVtbl = &chain_vtbl;
	chain->device = device;
	chain->parameters = *parameters;
	com_init(&chain->com, device->d3d->ex ? &chain_class_ex : &chain_class,
		 &device->com);
	hr = create_buffers(chain, parameters, chain->buffers, &chain->front,
			    function);
	if (FAILED(hr)) {
		free(chain);
		return hr;
	}
	pthread_mutex_init(&chain->lock, NULL);
	*out = chain;
	return D3D_OK;
}

void d3d9_swapchain_free(struct d3d9_swapchain *chain)
{
	d3d9_scan_out_end(chain);
	free_buffers(chain->buffers, chain->parameters.BackBufferCount,
		     chain->front);
	pthread_mutex_destroy(&chain->lock);
	free(chain);
}

static bool is_referenced(const struct d3d9_swapchain *chain)
{
	UINT i;

	/* a back buffer with references has one to the chain */
	for (i = 0; i < chain->parameters.BackBufferCount; i++) {
		if (atomic_load(&chain->buffers[i]->com.refs))
			return true;
	}
	return atomic_load(&chain->com.refs);
}

HRESULT d3d9_swapchain_reset(struct d3d9_swapchain *chain,
			     const D3DPRESENT_PARAMETERS *parameters,
			     const char *function)
{
	struct d3d9_surface *buffers[D3DPRESENT_BACK_BUFFERS_MAX_EX] = { NULL };
	struct d3d9_surface *front = NULL;
	struct d3d9_device *device = chain->device;
	HRESULT hr;

	if (is_referenced(chain))
		return d3d9_refuse(device, function,
				   "the swap chain or a back buffer is still referenced: release it first");
	hr = create_buffers(chain, parameters, buffers, &front, function);
	if (FAILED(hr))
		return hr;
	d3d9_device_set_target(device, buffers[0]);
	pthread_mutex_lock(&chain->lock);
	d3d9_scan_out_end(chain);
	free_buffers(chain->buffers, chain->parameters.BackBufferCount,
		     chain->front);
	memcpy(chain->buffers, buffers, sizeof(buffers));
	chain->front = front;
	chain->parameters = *parameters;
	chain->presents = 0;
	chain->occluded = 0;
	pthread_mutex_unlock(&chain->lock);
	return D3D_OK;
}

#include "d3d9_swapchain.vtables.h"
