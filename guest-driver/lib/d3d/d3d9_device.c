// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DDevice9Ex */
#include <stdlib.h>

#include "d3d9_object.h"

#undef INTERFACE
#define INTERFACE IDirect3DDevice9Ex

static struct d3d9_device *device_of(IDirect3DDevice9Ex *This)
{
	return com_container(This, struct d3d9_device, iface);
}

HRESULT d3d9_device_query(struct d3d9_device *device, REFIID riid, void **out)
{
	if (!out)
		return E_POINTER;
	*out = NULL;
	if (!riid)
		return E_NOINTERFACE;
	if (report_query(&device->report, riid, out))
		return S_OK;
	if (IsEqualIID(riid, &IID_IUnknown) ||
	    IsEqualIID(riid, &IID_IDirect3DDevice9) ||
	    IsEqualIID(riid, &IID_IDirect3DDevice9Ex))
		*out = &device->iface;
	else if (IsEqualIID(riid, &IID_IDirect3DDevice9Video))
		*out = &device->video;
	else
		return E_NOINTERFACE;
	com_add_ref(&device->com);
	return S_OK;
}

static HRESULT query_interface(IDirect3DDevice9Ex *This, REFIID riid,
			       void **out)
{
	return d3d9_device_query(device_of(This), riid, out);
}

static ULONG add_ref(IDirect3DDevice9Ex *This)
{
	return com_add_ref(&device_of(This)->com);
}

static ULONG release(IDirect3DDevice9Ex *This)
{
	return com_release(&device_of(This)->com);
}

static void not_implemented(IDirect3DDevice9Ex *This, const char *method)
{
	d3d9_not_implemented(device_of(This), "IDirect3DDevice9Ex", method);
}

D3D9_DEVICE_SLOTS_1(D3D9_STUB)
D3D9_DEVICE_SLOTS_2(D3D9_STUB)
D3D9_DEVICE_SLOTS_3(D3D9_STUB)
D3D9_DEVICE_SLOTS_4(D3D9_STUB)
D3D9_DEVICE_SLOTS_5(D3D9_STUB)
D3D9_DEVICE_EX_SLOTS_1(D3D9_STUB)
D3D9_DEVICE_EX_SLOTS_2(D3D9_STUB)

static HRESULT get_direct3d(IDirect3DDevice9Ex *This, IDirect3D9 **out)
{
	struct d3d9_device *device = device_of(This);

	if (!out)
		return d3d9_refuse(device, "IDirect3DDevice9Ex::GetDirect3D",
				   "ppD3D9 is NULL");
	com_add_ref(&device->d3d->com);
	*out = (IDirect3D9 *)&device->d3d->iface;
	return D3D_OK;
}

static HRESULT
get_creation_parameters(IDirect3DDevice9Ex *This,
			D3DDEVICE_CREATION_PARAMETERS *parameters)
{
	struct d3d9_device *device = device_of(This);

	if (!parameters)
		return d3d9_refuse(device,
				   "IDirect3DDevice9Ex::GetCreationParameters",
				   "pParameters is NULL");
	*parameters = device->parameters;
	return D3D_OK;
}

/* ------------------------------------------------------------ surfaces -- */

#define USAGE_ALLOWED	(D3DUSAGE_RESTRICTED_CONTENT | \
			 D3DUSAGE_RESTRICT_SHARED_RESOURCE | \
			 D3DUSAGE_RESTRICT_SHARED_RESOURCE_DRIVER)

static HRESULT create_render_target(struct d3d9_device *device, UINT width,
				    UINT height, D3DFORMAT format,
				    D3DMULTISAMPLE_TYPE multisample,
				    DWORD quality, BOOL lockable,
				    IDirect3DSurface9 **out,
				    const HANDLE *shared, DWORD usage,
				    const char *function)
{
	struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.pool = D3DPOOL_DEFAULT,
		.usage = usage | D3DUSAGE_RENDERTARGET,
		.lockable = lockable,
	};

	if (!out)
		return d3d9_refuse(device, function, "ppSurface is NULL");
	*out = NULL;
	if (usage & ~USAGE_ALLOWED)
		return d3d9_refuse(device, function,
				   "Usage 0x%x has a bit for something else",
				   usage);
	if (multisample || quality || shared)
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "there are neither multisampled nor shared surfaces");
	return d3d9_surface_create(device, &args, out, function);
}

static HRESULT create_render_target_(IDirect3DDevice9Ex *This, UINT Width,
				     UINT Height, D3DFORMAT Format,
				     D3DMULTISAMPLE_TYPE MultiSample,
				     DWORD MultisampleQuality, BOOL Lockable,
				     IDirect3DSurface9 **ppSurface,
				     HANDLE *pSharedHandle)
{
	return create_render_target(device_of(This), Width, Height, Format,
				    MultiSample, MultisampleQuality, Lockable,
				    ppSurface, pSharedHandle, 0,
				    "IDirect3DDevice9::CreateRenderTarget");
}

static HRESULT create_render_target_ex(IDirect3DDevice9Ex *This, UINT Width,
				       UINT Height, D3DFORMAT Format,
				       D3DMULTISAMPLE_TYPE MultiSample,
				       DWORD MultisampleQuality, BOOL Lockable,
				       IDirect3DSurface9 **ppSurface,
				       HANDLE *pSharedHandle, DWORD Usage)
{
	return create_render_target(device_of(This), Width, Height, Format,
				    MultiSample, MultisampleQuality, Lockable,
				    ppSurface, pSharedHandle, Usage,
				    "IDirect3DDevice9Ex::CreateRenderTargetEx");
}

static HRESULT create_plain(struct d3d9_device *device, UINT width,
			    UINT height, D3DFORMAT format, D3DPOOL pool,
			    IDirect3DSurface9 **out, const HANDLE *shared,
			    DWORD usage, const char *function)
{
	struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.pool = pool,
		.usage = usage,
		.lockable = !(usage & D3DUSAGE_RESTRICTED_CONTENT),
	};

	if (!out)
		return d3d9_refuse(device, function, "ppSurface is NULL");
	*out = NULL;
	if (usage & ~USAGE_ALLOWED)
		return d3d9_refuse(device, function,
				   "Usage 0x%x has a bit for something else",
				   usage);
	if (pool != D3DPOOL_DEFAULT && pool != D3DPOOL_SYSTEMMEM)
		return d3d9_refuse(device, function,
				   "Pool must be DEFAULT or SYSTEMMEM");
	if (pool == D3DPOOL_SYSTEMMEM && usage)
		return d3d9_refuse(device, function,
				   "system memory cannot be restricted: use D3DPOOL_DEFAULT");
	if (shared && pool == D3DPOOL_DEFAULT)
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function, "there are no shared surfaces");
	if (shared && !*shared)
		return d3d9_refuse(device, function,
				   "*pSharedHandle must be the address of the memory");
	if (shared)
		args.memory = *shared;
	return d3d9_surface_create(device, &args, out, function);
}

static HRESULT create_plain_(IDirect3DDevice9Ex *This, UINT Width, UINT Height,
			     D3DFORMAT Format, D3DPOOL Pool,
			     IDirect3DSurface9 **ppSurface,
			     HANDLE *pSharedHandle)
{
	return create_plain(device_of(This), Width, Height, Format, Pool,
			    ppSurface, pSharedHandle, 0,
			    "IDirect3DDevice9::CreateOffscreenPlainSurface");
}

static HRESULT create_plain_ex(IDirect3DDevice9Ex *This, UINT Width,
			       UINT Height, D3DFORMAT Format, D3DPOOL Pool,
			       IDirect3DSurface9 **ppSurface,
			       HANDLE *pSharedHandle, DWORD Usage)
{
	return create_plain(device_of(This), Width, Height, Format, Pool,
			    ppSurface, pSharedHandle, Usage,
			    "IDirect3DDevice9Ex::CreateOffscreenPlainSurfaceEx");
}

static const IDirect3DDevice9ExVtbl vtbl = {
	.QueryInterface = query_interface,
	.AddRef = add_ref,
	.Release = release,
	D3D9_DEVICE_SLOTS_1(D3D9_STUB_ENTRY)
	.GetDirect3D = get_direct3d,
	D3D9_DEVICE_SLOTS_2(D3D9_STUB_ENTRY)
	.GetCreationParameters = get_creation_parameters,
	D3D9_DEVICE_SLOTS_3(D3D9_STUB_ENTRY)
	.CreateRenderTarget = create_render_target_,
	D3D9_DEVICE_SLOTS_4(D3D9_STUB_ENTRY)
	.CreateOffscreenPlainSurface = create_plain_,
	D3D9_DEVICE_SLOTS_5(D3D9_STUB_ENTRY)
	D3D9_DEVICE_EX_SLOTS_1(D3D9_STUB_ENTRY)
	.CreateRenderTargetEx = create_render_target_ex,
	.CreateOffscreenPlainSurfaceEx = create_plain_ex,
	D3D9_DEVICE_EX_SLOTS_2(D3D9_STUB_ENTRY)
};

/* -------------------------------------------------- beginning and end -- */

static void close_driver(struct d3d9_device *device)
{
	device->funcs.pfnDestroyDevice(device->handle);
	device->adapter_funcs.pfnCloseAdapter(device->adapter);
}

static void destroy(struct com *com)
{
	struct d3d9_device *device = com_container(com, struct d3d9_device,
						   com);

	close_driver(device);
	pthread_mutex_destroy(&device->lock);
	runtime_protection_free(&device->protection);
	report_free(&device->report);
	free(device);
}

static HRESULT open_driver(struct d3d9_device *device)
{
	D3DDDIARG_CREATEDEVICE create = { .pDeviceFuncs = &device->funcs };
	const DDICONTENTPROTECTIONCAPS all = { 0 };
	HANDLE name;
	HRESULT hr;

	hr = cpgpu_ddi_open_adapter(NULL, &device->adapter,
				    &device->adapter_funcs);
	if (FAILED(hr))
		return hr;
	hr = d3d9_get_caps(device, D3DDDICAPS_GETCONTENTPROTECTIONCAPS, &all,
			   &device->caps, sizeof(device->caps));
	if (SUCCEEDED(hr))
		hr = device->adapter_funcs.pfnCreateDevice(device->adapter,
							   &create);
	if (FAILED(hr)) {
		device->adapter_funcs.pfnCloseAdapter(device->adapter);
		return hr;
	}
	device->handle = create.hDevice;
	hr = cpgpu_ddi_device_handle(device->handle, &name);
	if (FAILED(hr))
		close_driver(device);
	else
		runtime_protection_init(&device->protection, name);
	return hr;
}

HRESULT d3d9_device_create(struct d3d9 *d3d,
			   const D3DDEVICE_CREATION_PARAMETERS *parameters,
			   IDirect3DDevice9Ex **out)
{
	struct d3d9_device *device = calloc(1, sizeof(*device));
	HRESULT hr;

	if (!device)
		return E_OUTOFMEMORY;
	pthread_mutex_init(&device->lock, NULL);
	hr = open_driver(device);
	if (FAILED(hr)) {
		pthread_mutex_destroy(&device->lock);
		free(device);
		return hr;
	}
	report_init(&device->report);
	device->iface.lpVtbl = &vtbl;
	device->video.lpVtbl = &d3d9_video_vtbl;
	device->d3d = d3d;
	device->parameters = *parameters;
	com_init(&device->com, &d3d->com, destroy);
	*out = &device->iface;
	return D3D_OK;
}
