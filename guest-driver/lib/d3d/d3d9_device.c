// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DDevice9Ex */
#include <stdlib.h>

#include "d3d9_object.h"

static struct d3d9_device *device_of(IDirect3DDevice9Ex *This)
{
	return com_container(This, struct d3d9_device, iface);
}

COM_METHODS(device, IDirect3DDevice9Ex, device_of(This)->com)

static HRESULT device_unsupported(IDirect3DDevice9Ex *This, const char *method)
{
	return d3d9_unsupported(device_of(This), method);
}

static HRESULT STDMETHODCALLTYPE
device_GetDirect3D(IDirect3DDevice9Ex *This, IDirect3D9 **out)
{
	struct d3d9_device *device = device_of(This);

	if (!out)
		return d3d9_refuse(device, "IDirect3DDevice9Ex::GetDirect3D",
				   "ppD3D9 is NULL");
	com_add_ref(&device->d3d->com);
	*out = (IDirect3D9 *)&device->d3d->iface;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
device_GetCreationParameters(IDirect3DDevice9Ex *This,
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

/* -------------------------------------------------------------- surfaces -- */

#define USAGE_ALLOWED	(D3DUSAGE_RESTRICTED_CONTENT | \
			 D3DUSAGE_RESTRICT_SHARED_RESOURCE | \
			 D3DUSAGE_RESTRICT_SHARED_RESOURCE_DRIVER)

static HRESULT check_request(struct d3d9_device *device,
			     IDirect3DSurface9 **out, DWORD usage,
			     const char *function)
{
	if (!out)
		return d3d9_refuse(device, function, "ppSurface is NULL");
	*out = NULL;
	if (usage & ~USAGE_ALLOWED)
		return d3d9_refuse(device, function,
				   "Usage 0x%x has an unsupported bit", usage);
	return D3D_OK;
}

static HRESULT not_available(struct d3d9_device *device, const char *function)
{
	return report_error(&device->report, D3DERR_NOTAVAILABLE, function,
			    "multisampled and shared surfaces are not supported");
}

static HRESULT create_render_target(struct d3d9_device *device,
				    struct d3d9_surface_args args,
				    bool supported, IDirect3DSurface9 **out,
				    const char *function)
{
	HRESULT hr = check_request(device, out, args.usage, function);

	if (FAILED(hr))
		return hr;
	if (!supported)
		return not_available(device, function);
	args.pool = D3DPOOL_DEFAULT;
	args.usage |= D3DUSAGE_RENDERTARGET;
	return d3d9_surface_create(device, &args, out, function);
}

static HRESULT STDMETHODCALLTYPE
device_CreateRenderTarget(IDirect3DDevice9Ex *This, UINT Width, UINT Height,
			  D3DFORMAT Format, D3DMULTISAMPLE_TYPE MultiSample,
			  DWORD MultisampleQuality, BOOL Lockable,
			  IDirect3DSurface9 **ppSurface, HANDLE *pSharedHandle)
{
	struct d3d9_surface_args args = {
		.width = Width,
		.height = Height,
		.format = Format,
		.lockable = Lockable,
	};

	return create_render_target(
		device_of(This), args,
		!MultiSample && !MultisampleQuality && !pSharedHandle,
		ppSurface, "IDirect3DDevice9::CreateRenderTarget");
}

static HRESULT STDMETHODCALLTYPE
device_CreateRenderTargetEx(IDirect3DDevice9Ex *This, UINT Width, UINT Height,
			    D3DFORMAT Format, D3DMULTISAMPLE_TYPE MultiSample,
			    DWORD MultisampleQuality, BOOL Lockable,
			    IDirect3DSurface9 **ppSurface,
			    HANDLE *pSharedHandle, DWORD Usage)
{
	struct d3d9_surface_args args = {
		.width = Width,
		.height = Height,
		.format = Format,
		.lockable = Lockable,
		.usage = Usage,
	};

	return create_render_target(
		device_of(This), args,
		!MultiSample && !MultisampleQuality && !pSharedHandle,
		ppSurface, "IDirect3DDevice9Ex::CreateRenderTargetEx");
}

/* @shared: the address of the application's memory, or NULL */
static HRESULT create_plain(struct d3d9_device *device,
			    struct d3d9_surface_args args, const HANDLE *shared,
			    IDirect3DSurface9 **out, const char *function)
{
	HRESULT hr = check_request(device, out, args.usage, function);

	if (FAILED(hr))
		return hr;
	if (args.pool != D3DPOOL_DEFAULT && args.pool != D3DPOOL_SYSTEMMEM)
		return d3d9_refuse(device, function,
				   "Pool must be DEFAULT or SYSTEMMEM");
	if (args.pool == D3DPOOL_SYSTEMMEM && args.usage)
		return d3d9_refuse(device, function,
				   "system memory cannot be restricted: use D3DPOOL_DEFAULT");
	if (shared && args.pool == D3DPOOL_DEFAULT)
		return not_available(device, function);
	if (shared && !*shared)
		return d3d9_refuse(device, function,
				   "*pSharedHandle must be the address of the memory");
	args.lockable = !(args.usage & D3DUSAGE_RESTRICTED_CONTENT);
	args.memory = shared ? *shared : NULL;
	return d3d9_surface_create(device, &args, out, function);
}

static HRESULT STDMETHODCALLTYPE
device_CreateOffscreenPlainSurface(IDirect3DDevice9Ex *This, UINT Width,
				   UINT Height, D3DFORMAT Format, D3DPOOL Pool,
				   IDirect3DSurface9 **ppSurface,
				   HANDLE *pSharedHandle)
{
	struct d3d9_surface_args args = {
		.width = Width,
		.height = Height,
		.format = Format,
		.pool = Pool,
	};

	return create_plain(device_of(This), args, pSharedHandle, ppSurface,
			    "IDirect3DDevice9::CreateOffscreenPlainSurface");
}

static HRESULT STDMETHODCALLTYPE
device_CreateOffscreenPlainSurfaceEx(IDirect3DDevice9Ex *This, UINT Width,
				     UINT Height, D3DFORMAT Format,
				     D3DPOOL Pool,
				     IDirect3DSurface9 **ppSurface,
				     HANDLE *pSharedHandle, DWORD Usage)
{
	struct d3d9_surface_args args = {
		.width = Width,
		.height = Height,
		.format = Format,
		.pool = Pool,
		.usage = Usage,
	};

	return create_plain(device_of(This), args, pSharedHandle, ppSurface,
			    "IDirect3DDevice9Ex::CreateOffscreenPlainSurfaceEx");
}

VTABLE(IDirect3DDevice9Ex, device)

/* ---------------------------------------------- creation and destruction -- */

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

#define DEVICE_INTERFACE(iid, interface) \
	COM_INTERFACE(iid, struct d3d9_device, interface, com)

static const struct com_class device_class = {
	.destroy = destroy,
	.interfaces = {
		DEVICE_INTERFACE(IID_IUnknown, iface),
		DEVICE_INTERFACE(IID_IDirect3DDevice9, iface),
		DEVICE_INTERFACE(IID_IDirect3DDevice9Ex, iface),
		DEVICE_INTERFACE(IID_IDirect3DDevice9Video, video),
	},
};

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
	device->iface.lpVtbl = &device_vtbl;
	device->video.lpVtbl = &d3d9_video_vtbl;
	device->d3d = d3d;
	device->parameters = *parameters;
	com_init(&device->com, &device_class, &d3d->com);
	device->com.report = &device->report;
	*out = &device->iface;
	return D3D_OK;
}

#include "d3d9_device.vtables.h"
