// SPDX-License-Identifier: MIT
/* Direct3D 9: the surfaces and textures that a device creates */
#include "d3d9_device.h"

static HRESULT check_request(struct d3d9_device *device, void *out,
			     DWORD usage, DWORD allowed, const char *function)
{
	if (!out)
		return d3d9_refuse(device, function,
				   "the pointer that receives the object is NULL");
	*(void **)out = NULL;
	if (usage & ~allowed)
		return d3d9_refuse(device, function,
				   "Usage 0x%x has an unsupported bit: 0x%x",
				   usage, usage & ~allowed);
	return D3D_OK;
}

static HRESULT not_available(struct d3d9_device *device, const char *function)
{
	return report_error(&device->report, D3DERR_NOTAVAILABLE, function,
			    "multisampled and shared surfaces are not supported");
}

HRESULT d3d9_choose_memory(struct d3d9_device *device,
			   struct d3d9_surface_args *args, const HANDLE *shared,
			   const char *function)
{
	if (args->pool != D3DPOOL_DEFAULT && args->pool != D3DPOOL_SYSTEMMEM)
		return d3d9_refuse(device, function,
				   "Pool must be DEFAULT or SYSTEMMEM");
	if (args->pool == D3DPOOL_SYSTEMMEM &&
	    args->usage & (D3D9_USAGE_RESTRICTED | D3DUSAGE_RENDERTARGET))
		return d3d9_refuse(device, function,
				   "system memory cannot be restricted or a render target: use D3DPOOL_DEFAULT");
	if (shared && args->pool == D3DPOOL_DEFAULT)
		return not_available(device, function);
	if (shared && !*shared)
		return d3d9_refuse(device, function,
				   "*pSharedHandle must be the address of the memory");
	args->memory = shared ? *shared : NULL;
	return D3D_OK;
}

/* -------------------------------------------------------- render targets -- */

static HRESULT create_render_target(struct d3d9_device *device,
				    struct d3d9_surface_args args,
				    bool supported, IDirect3DSurface9 **out,
				    const char *function)
{
	HRESULT hr = check_request(device, out, args.usage,
				   D3D9_USAGE_RESTRICTED, function);

	if (FAILED(hr))
		return hr;
	if (!supported)
		return not_available(device, function);
	args.pool = D3DPOOL_DEFAULT;
	args.usage |= D3DUSAGE_RENDERTARGET;
	return d3d9_surface_create(device, &args, out, function);
}

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateRenderTarget(IDirect3DDevice9Ex *This, UINT width,
			       UINT height, D3DFORMAT format,
			       D3DMULTISAMPLE_TYPE samples, DWORD quality,
			       WINBOOL lockable, IDirect3DSurface9 **out,
			       HANDLE *shared)
{
	struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.lockable = lockable,
	};

	return create_render_target(d3d9_device_this(This), args,
				    !samples && !quality && !shared, out,
				    "IDirect3DDevice9::CreateRenderTarget");
}

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateRenderTargetEx(IDirect3DDevice9Ex *This, UINT width,
				 UINT height, D3DFORMAT format,
				 D3DMULTISAMPLE_TYPE samples, DWORD quality,
				 WINBOOL lockable, IDirect3DSurface9 **out,
				 HANDLE *shared, DWORD usage)
{
	struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.lockable = lockable,
		.usage = usage,
	};

	return create_render_target(d3d9_device_this(This), args,
				    !samples && !quality && !shared, out,
				    "IDirect3DDevice9Ex::CreateRenderTargetEx");
}

/* -------------------------------------------------------- plain surfaces -- */

static HRESULT create_plain(struct d3d9_device *device,
			    struct d3d9_surface_args args, const HANDLE *shared,
			    IDirect3DSurface9 **out, const char *function)
{
	HRESULT hr = check_request(device, out, args.usage,
				   D3D9_USAGE_RESTRICTED, function);

	if (SUCCEEDED(hr))
		hr = d3d9_choose_memory(device, &args, shared, function);
	if (FAILED(hr))
		return hr;
	args.lockable = !(args.usage & D3DUSAGE_RESTRICTED_CONTENT);
	return d3d9_surface_create(device, &args, out, function);
}

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateOffscreenPlainSurface(IDirect3DDevice9Ex *This, UINT width,
					UINT height, D3DFORMAT format,
					D3DPOOL pool, IDirect3DSurface9 **out,
					HANDLE *shared)
{
	struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.pool = pool,
	};

	return create_plain(d3d9_device_this(This), args, shared, out,
			    "IDirect3DDevice9::CreateOffscreenPlainSurface");
}

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateOffscreenPlainSurfaceEx(IDirect3DDevice9Ex *This, UINT width,
					  UINT height, D3DFORMAT format,
					  D3DPOOL pool, IDirect3DSurface9 **out,
					  HANDLE *shared, DWORD usage)
{
	struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.pool = pool,
		.usage = usage,
	};

	return create_plain(
		d3d9_device_this(This), args, shared, out,
		"IDirect3DDevice9Ex::CreateOffscreenPlainSurfaceEx");
}

/* -------------------------------------------------------------- textures -- */

#define TEXTURE_USAGE	(D3D9_USAGE_RESTRICTED | D3DUSAGE_RENDERTARGET | \
			 D3DUSAGE_DYNAMIC)

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateTexture(IDirect3DDevice9Ex *This, UINT width, UINT height,
			  UINT levels, DWORD usage, D3DFORMAT format,
			  D3DPOOL pool, IDirect3DTexture9 **out, HANDLE *shared)
{
	static const char function[] = "IDirect3DDevice9::CreateTexture";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.pool = pool,
		.usage = usage,
	};
	HRESULT hr;

	hr = check_request(device, out, usage, TEXTURE_USAGE, function);
	if (SUCCEEDED(hr))
		hr = d3d9_choose_memory(device, &args, shared, function);
	if (FAILED(hr))
		return hr;
	if (usage & D3DUSAGE_DYNAMIC &&
	    usage & (D3DUSAGE_RENDERTARGET | D3D9_USAGE_RESTRICTED))
		return d3d9_refuse(device, function,
				   "D3DUSAGE_DYNAMIC cannot go with a render target or with restricted content");
	if (levels != 1 && (levels || width != 1 || height != 1))
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "Levels must be 1: there are no mipmaps");
	args.lockable = pool == D3DPOOL_SYSTEMMEM || usage & D3DUSAGE_DYNAMIC;
	return d3d9_texture_create(device, &args, out, function);
}

/* --------------------------------------------------------- depth buffers -- */

static HRESULT refuse_depth(struct d3d9_device *device, void *out,
			    const char *function)
{
	HRESULT hr = check_request(device, out, 0, 0, function);

	if (FAILED(hr))
		return hr;
	return report_error(&device->report, D3DERR_NOTAVAILABLE, function,
			    "the device does not draw, and has no depth buffers");
}

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateDepthStencilSurface(IDirect3DDevice9Ex *This,
				      UINT width UNUSED, UINT height UNUSED,
				      D3DFORMAT format UNUSED,
				      D3DMULTISAMPLE_TYPE samples UNUSED,
				      DWORD quality UNUSED,
				      WINBOOL discard UNUSED,
				      IDirect3DSurface9 **out,
				      HANDLE *shared UNUSED)
{
	return refuse_depth(d3d9_device_this(This), out,
			    "IDirect3DDevice9::CreateDepthStencilSurface");
}

HRESULT STDMETHODCALLTYPE
d3d9_device_CreateDepthStencilSurfaceEx(IDirect3DDevice9Ex *This,
					UINT width UNUSED, UINT height UNUSED,
					D3DFORMAT format UNUSED,
					D3DMULTISAMPLE_TYPE samples UNUSED,
					DWORD quality UNUSED,
					WINBOOL discard UNUSED,
					IDirect3DSurface9 **out,
					HANDLE *shared UNUSED,
					DWORD usage UNUSED)
{
	return refuse_depth(d3d9_device_this(This), out,
			    "IDirect3DDevice9Ex::CreateDepthStencilSurfaceEx");
}

/* ---------------------------------------------------------------- memory -- */

/* As documented: rounded to megabytes. */
UINT STDMETHODCALLTYPE
d3d9_device_GetAvailableTextureMem(IDirect3DDevice9Ex *This)
{
	struct d3d9_device *device = d3d9_device_this(This);
	const DDICONTENTPROTECTIONCAPS all = { 0 };
	D3DCONTENTPROTECTIONCAPS caps;

	if (FAILED(d3d9_get_caps(device, D3DDDICAPS_GETCONTENTPROTECTIONCAPS,
				 &all, &caps, sizeof(caps))))
		return 0;
	if (caps.ProtectedMemorySize > UINT32_MAX)
		return 0xfff00000;
	return caps.ProtectedMemorySize & 0xfff00000;
}

/* Nothing is in D3DPOOL_MANAGED. */
HRESULT STDMETHODCALLTYPE
d3d9_device_EvictManagedResources(IDirect3DDevice9Ex *This)
{
	(void)This;
	return D3D_OK;
}

/* The driver keeps all resources in memory. */
HRESULT STDMETHODCALLTYPE
d3d9_device_CheckResourceResidency(IDirect3DDevice9Ex *This,
				   IDirect3DResource9 **resources, UINT32 count)
{
	static const char function[] =
		"IDirect3DDevice9Ex::CheckResourceResidency";
	struct d3d9_device *device = d3d9_device_this(This);
	UINT32 i;

	if (!resources && count)
		return d3d9_refuse(device, function, "pResourceArray is NULL");
	for (i = 0; i < count; i++) {
		if (!d3d9_surface_of(device,
				     (IDirect3DSurface9 *)resources[i]) &&
		    !d3d9_is_texture_of(device, resources[i]))
			return d3d9_refuse(device, function,
					   "element %u is no resource of this device",
					   i);
	}
	return D3D_OK;
}
