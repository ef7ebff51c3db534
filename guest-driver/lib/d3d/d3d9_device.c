// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DDevice9Ex */
#include <stdlib.h>

#include "d3d9_device.h"
#include "d3d9_kms.h"

COM_METHODS(d3d9_device, IDirect3DDevice9Ex, d3d9_device_this(This)->com)

static HRESULT d3d9_device_unsupported(IDirect3DDevice9Ex *This,
				       const char *method)
{
	return d3d9_unsupported(d3d9_device_this(This), method);
}

VTABLE(IDirect3DDevice9Ex, d3d9_device)

struct d3d9_device *d3d9_device_of(IDirect3DDevice9 *iface)
{
	IDirect3DDevice9Ex *device = (IDirect3DDevice9Ex *)iface;

	if (!device || device->lpVtbl != &d3d9_device_vtbl)
		return NULL;
	return d3d9_device_this(device);
}

/* ------------------------------------------------------------ the device -- */

static HRESULT STDMETHODCALLTYPE
d3d9_device_GetDirect3D(IDirect3DDevice9Ex *This, IDirect3D9 **out)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (!out)
		return d3d9_refuse(device, "IDirect3DDevice9::GetDirect3D",
				   "ppD3D9 is NULL");
	com_add_ref(&device->d3d->com);
	*out = (IDirect3D9 *)&device->d3d->iface;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
d3d9_device_GetCreationParameters(IDirect3DDevice9Ex *This,
				  D3DDEVICE_CREATION_PARAMETERS *parameters)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (!parameters)
		return d3d9_refuse(device,
				   "IDirect3DDevice9::GetCreationParameters",
				   "pParameters is NULL");
	*parameters = device->parameters;
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
d3d9_device_GetDeviceCaps(IDirect3DDevice9Ex *This, D3DCAPS9 *caps)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (!caps)
		return d3d9_refuse(device, "IDirect3DDevice9::GetDeviceCaps",
				   "pCaps is NULL");
	d3d9_fill_caps(device->parameters.AdapterOrdinal, caps);
	return D3D_OK;
}

/* As documented: an Ex device is never lost in the old way. */
static HRESULT STDMETHODCALLTYPE
d3d9_device_TestCooperativeLevel(IDirect3DDevice9Ex *This)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (device->d3d->ex || !d3d9_device_is_gone(device))
		return D3D_OK;
	return report_error(&device->report, D3DERR_DRIVERINTERNALERROR,
			    "IDirect3DDevice9::TestCooperativeLevel",
			    "the device is gone");
}

static HRESULT STDMETHODCALLTYPE
d3d9_device_CheckDeviceState(IDirect3DDevice9Ex *This, HWND window UNUSED)
{
	static const char function[] = "IDirect3DDevice9Ex::CheckDeviceState";
	struct d3d9_device *device = d3d9_device_this(This);
	int why;

	if (d3d9_device_is_gone(device))
		return d3d9_result(device, D3DERR_DEVICEREMOVED, function);
	why = d3d9_why_occluded(device);
	if (!why)
		return D3D_OK;
	return report_error(&device->report, S_PRESENT_OCCLUDED, function, "%s",
			    d3d9_occluded_text(why));
}

/* ------------------------------------------------------- frames, threads -- */

#define LATENCY_DEFAULT	3
#define LATENCY_MAX	30
#define PRIORITY_MAX	7

static HRESULT STDMETHODCALLTYPE
d3d9_device_SetMaximumFrameLatency(IDirect3DDevice9Ex *This, UINT latency)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (latency > LATENCY_MAX)
		return d3d9_refuse(device,
				   "IDirect3DDevice9Ex::SetMaximumFrameLatency",
				   "MaxLatency %u is more than %u", latency,
				   LATENCY_MAX);
	pthread_mutex_lock(&device->lock);
	device->frame_latency = latency ? latency : LATENCY_DEFAULT;
	pthread_mutex_unlock(&device->lock);
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
d3d9_device_GetMaximumFrameLatency(IDirect3DDevice9Ex *This, UINT *latency)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (!latency)
		return d3d9_refuse(device,
				   "IDirect3DDevice9Ex::GetMaximumFrameLatency",
				   "pMaxLatency is NULL");
	pthread_mutex_lock(&device->lock);
	*latency = device->frame_latency;
	pthread_mutex_unlock(&device->lock);
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
d3d9_device_SetGPUThreadPriority(IDirect3DDevice9Ex *This, INT priority)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (priority < -PRIORITY_MAX || priority > PRIORITY_MAX)
		return d3d9_refuse(device,
				   "IDirect3DDevice9Ex::SetGPUThreadPriority",
				   "Priority %d is not in -%d to %d", priority,
				   PRIORITY_MAX, PRIORITY_MAX);
	pthread_mutex_lock(&device->lock);
	device->priority = priority;
	pthread_mutex_unlock(&device->lock);
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
d3d9_device_GetGPUThreadPriority(IDirect3DDevice9Ex *This, INT *priority)
{
	struct d3d9_device *device = d3d9_device_this(This);

	if (!priority)
		return d3d9_refuse(device,
				   "IDirect3DDevice9Ex::GetGPUThreadPriority",
				   "pPriority is NULL");
	pthread_mutex_lock(&device->lock);
	*priority = device->priority;
	pthread_mutex_unlock(&device->lock);
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
d3d9_device_CreateQuery(IDirect3DDevice9Ex *This, D3DQUERYTYPE type,
			IDirect3DQuery9 **out)
{
	static const char function[] = "IDirect3DDevice9::CreateQuery";
	struct d3d9_device *device = d3d9_device_this(This);

	if (out)
		*out = NULL;
	if (type != D3DQUERYTYPE_EVENT)
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "queries of type %d are not supported, only D3DQUERYTYPE_EVENT",
				    type);
	/* without a pointer this asks whether there are such queries */
	if (!out)
		return D3D_OK;
	return d3d9_result(device, d3d9_query_create(device, out), function);
}

/* ---------------------------------------------- creation and destruction -- */

static void close_driver(struct d3d9_device *device)
{
	device->funcs.pfnDestroyDevice(device->handle);
	device->adapter_funcs.pfnCloseAdapter(device->adapter);
}

static void free_device(struct d3d9_device *device)
{
	pthread_mutex_destroy(&device->lock);
	report_free(&device->report);
	free(device);
}

static void destroy(struct com *com)
{
	struct d3d9_device *device = com_container(com, struct d3d9_device,
						   com);

	d3d9_device_set_target(device, NULL);
	d3d9_swapchain_free(device->chain);
	close_driver(device);
	runtime_protection_free(&device->protection);
	free_device(device);
}

/* The adapter was opened first; the display is for the device. */
static void leave_display(HANDLE adapter)
{
	int file;

	if (SUCCEEDED(cpgpu_ddi_device_file(adapter, &file)))
		kms_leave_display(file);
}

static HRESULT open_adapter(struct d3d9_device *device, const char *path)
{
	const DDICONTENTPROTECTIONCAPS all = { 0 };
	HRESULT hr;

	hr = cpgpu_ddi_open_adapter(path, &device->adapter,
				    &device->adapter_funcs);
	if (FAILED(hr))
		return hr;
	leave_display(device->adapter);
	hr = d3d9_get_caps(device, D3DDDICAPS_GETCONTENTPROTECTIONCAPS, &all,
			   &device->caps, sizeof(device->caps));
	if (FAILED(hr))
		device->adapter_funcs.pfnCloseAdapter(device->adapter);
	return hr;
}

static HRESULT open_driver(struct d3d9_device *device, const char *path)
{
	D3DDDIARG_CREATEDEVICE create = { .pDeviceFuncs = &device->funcs };
	HANDLE name;
	HRESULT hr;

	hr = open_adapter(device, path);
	if (FAILED(hr))
		return hr;
	hr = device->adapter_funcs.pfnCreateDevice(device->adapter, &create);
	if (FAILED(hr)) {
		device->adapter_funcs.pfnCloseAdapter(device->adapter);
		return hr;
	}
	device->handle = create.hDevice;
	hr = cpgpu_ddi_device_handle(device->handle, &name);
	if (SUCCEEDED(hr))
		hr = cpgpu_ddi_device_file(device->handle, &device->file);
	if (FAILED(hr))
		close_driver(device);
	else
		runtime_protection_init(&device->protection, name);
	return hr;
}

#define DEVICE_INTERFACE(iid, interface) \
	COM_INTERFACE(iid, struct d3d9_device, interface, com)

static const struct com_class device_class_ex = {
	.destroy = destroy,
	.interfaces = {
		DEVICE_INTERFACE(IID_IUnknown, iface),
		DEVICE_INTERFACE(IID_IDirect3DDevice9, iface),
		DEVICE_INTERFACE(IID_IDirect3DDevice9Ex, iface),
		DEVICE_INTERFACE(IID_IDirect3DDevice9Video, video),
	},
};

/* Content protection needs Direct3DCreate9Ex. */
static const struct com_class device_class = {
	.destroy = destroy,
	.interfaces = {
		DEVICE_INTERFACE(IID_IUnknown, iface),
		DEVICE_INTERFACE(IID_IDirect3DDevice9, iface),
	},
};

/* A device begins with the callback of the object that creates it. */
static void inherit_callback(struct d3d9_device *device)
{
	struct report *report = &device->d3d->report;

	pthread_mutex_lock(&report->lock);
	device->report.callback = report->callback;
	device->report.context = report->context;
	pthread_mutex_unlock(&report->lock);
}

static struct d3d9_device *new_device(struct d3d9 *d3d)
{
	struct d3d9_device *device = calloc(1, sizeof(*device));

	if (!device)
		return NULL;
	pthread_mutex_init(&device->lock, NULL);
	report_init(&device->report);
	device->iface.lpVtbl = &d3d9_device_vtbl;
	device->video.lpVtbl = &d3d9_video_vtbl;
	device->d3d = d3d;
	device->frame_latency = LATENCY_DEFAULT;
	inherit_callback(device);
	return device;
}

static HRESULT create_chain(struct d3d9_device *device,
			    D3DPRESENT_PARAMETERS *present,
			    const char *function)
{
	D3DPRESENT_PARAMETERS checked = *present;
	HRESULT hr = d3d9_check_present(device, &checked, function);

	if (SUCCEEDED(hr))
		hr = d3d9_swapchain_create(device, &checked, &device->chain,
					   function);
	if (FAILED(hr))
		return hr;
	device->target = device->chain->buffers[0];
	*present = checked;
	return D3D_OK;
}

HRESULT d3d9_device_create(struct d3d9 *d3d, const char *path,
			   const D3DDEVICE_CREATION_PARAMETERS *parameters,
			   D3DPRESENT_PARAMETERS *present,
			   IDirect3DDevice9Ex **out, const char *function)
{
	struct d3d9_device *device = new_device(d3d);
	HRESULT hr;

	if (!device)
		return E_OUTOFMEMORY;
	device->parameters = *parameters;
	hr = open_driver(device, path);
	if (FAILED(hr)) {
		free_device(device);
		return report_error(&d3d->report, hr, function, "%s",
				    "the device cannot be opened: is there a cpgpu device, and may this user open it?");
	}
	/* the swap chain is a part of the device: it takes no reference */
	com_init(&device->com, d3d->ex ? &device_class_ex : &device_class,
		 &d3d->com);
	hr = create_chain(device, present, function);
	if (FAILED(hr)) {
		close_driver(device);
		runtime_protection_free(&device->protection);
		free_device(device);
		com_release(&d3d->com);
		return hr;
	}
	device->com.report = &device->report;
	*out = &device->iface;
	return D3D_OK;
}

#include "d3d9_device.vtables.h"
