// SPDX-License-Identifier: MIT
/* Direct3D 9: scenes, their render target, and clearing it */
#include "d3d9_device.h"

static HRESULT set_scene(struct d3d9_device *device, bool begin,
			 const char *function)
{
	bool wrong;

	pthread_mutex_lock(&device->lock);
	wrong = device->in_scene == begin;
	device->in_scene = begin;
	pthread_mutex_unlock(&device->lock);
	if (wrong)
		return d3d9_refuse(device, function, "%s", begin ?
				   "the scene has already begun: call EndScene first" :
				   "no scene has begun");
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE d3d9_device_BeginScene(IDirect3DDevice9Ex *This)
{
	return set_scene(d3d9_device_this(This), true,
			 "IDirect3DDevice9::BeginScene");
}

HRESULT STDMETHODCALLTYPE d3d9_device_EndScene(IDirect3DDevice9Ex *This)
{
	return set_scene(d3d9_device_this(This), false,
			 "IDirect3DDevice9::EndScene");
}

/* --------------------------------------------------------- render target -- */

HRESULT STDMETHODCALLTYPE
d3d9_device_SetRenderTarget(IDirect3DDevice9Ex *This, DWORD index,
			    IDirect3DSurface9 *iface)
{
	static const char function[] = "IDirect3DDevice9::SetRenderTarget";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_surface *surface;

	if (index)
		return d3d9_refuse(device, function,
				   "there is no render target %u: there is 1",
				   index);
	surface = d3d9_surface_of(device, iface);
	if (!surface)
		return d3d9_refuse(device, function,
				   "pRenderTarget must be this device's, and not NULL");
	if (!(surface->desc.Usage & D3DUSAGE_RENDERTARGET))
		return d3d9_refuse(device, function,
				   "the surface was not created as a render target");
	d3d9_device_set_target(device, surface);
	return D3D_OK;
}

/*
 * With a reference, also if the application has none, or is just releasing the
 * last one of the surface or its texture: its destruction is called once more.
 */
static struct d3d9_surface *take_target(struct d3d9_device *device)
{
	struct d3d9_surface *target;
	struct com *owner;

	pthread_mutex_lock(&device->lock);
	target = device->target;
	owner = target->container ? target->container : &target->com;
	if (com_add_ref(owner) == 1)
		target->lives++;
	if (target->container)
		com_add_ref(&target->com);
	pthread_mutex_unlock(&device->lock);
	/* the part keeps its container */
	if (target->container)
		com_release(owner);
	return target;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetRenderTarget(IDirect3DDevice9Ex *This, DWORD index,
			    IDirect3DSurface9 **out)
{
	static const char function[] = "IDirect3DDevice9::GetRenderTarget";
	struct d3d9_device *device = d3d9_device_this(This);

	if (!out)
		return d3d9_refuse(device, function, "ppRenderTarget is NULL");
	*out = NULL;
	if (index)
		return d3d9_refuse(device, function,
				   "there is no render target %u: there is 1",
				   index);
	*out = &take_target(device)->iface;
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_SetDepthStencilSurface(IDirect3DDevice9Ex *This,
				   IDirect3DSurface9 *surface)
{
	if (surface)
		return d3d9_refuse(d3d9_device_this(This),
				   "IDirect3DDevice9::SetDepthStencilSurface",
				   "there are no depth buffers: pass NULL");
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetDepthStencilSurface(IDirect3DDevice9Ex *This,
				   IDirect3DSurface9 **out)
{
	static const char function[] =
		"IDirect3DDevice9::GetDepthStencilSurface";
	struct d3d9_device *device = d3d9_device_this(This);

	if (!out)
		return d3d9_refuse(device, function,
				   "ppZStencilSurface is NULL");
	*out = NULL;
	return report_error(&device->report, D3DERR_NOTFOUND, function,
			    "there are no depth buffers");
}

/* -------------------------------------------------------------- clearing -- */

static LONG clamp(LONG value, LONG max)
{
	return value < 0 ? 0 : value > max ? max : value;
}

/* As documented, rectangles are cut off at the edges of the target. */
static HRESULT clear_rect(struct d3d9_surface *target, const D3DRECT *rect,
			  D3DCOLOR color, const char *function)
{
	const RECT cut = {
		clamp(rect->x1, target->desc.Width),
		clamp(rect->y1, target->desc.Height),
		clamp(rect->x2, target->desc.Width),
		clamp(rect->y2, target->desc.Height),
	};

	if (cut.left >= cut.right || cut.top >= cut.bottom)
		return D3D_OK;
	return d3d9_surface_fill(target, &cut, color, function);
}

HRESULT STDMETHODCALLTYPE
d3d9_device_Clear(IDirect3DDevice9Ex *This, DWORD count, const D3DRECT *rects,
		  DWORD flags, D3DCOLOR color, float z UNUSED,
		  DWORD stencil UNUSED)
{
	static const char function[] = "IDirect3DDevice9::Clear";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_surface *target;
	HRESULT hr = D3D_OK;
	DWORD i;

	if (!count != !rects)
		return d3d9_refuse(device, function,
				   "Count is 0 and pRects NULL, or neither");
	if (flags != D3DCLEAR_TARGET)
		return d3d9_refuse(device, function,
				   "Flags 0x%x: there is only a target, no depth or stencil buffer",
				   flags);
	target = take_target(device);
	if (!count)
		hr = d3d9_surface_fill(target, NULL, color, function);
	for (i = 0; i < count && SUCCEEDED(hr); i++)
		hr = clear_rect(target, &rects[i], color, function);
	com_release(&target->com);
	return hr;
}
