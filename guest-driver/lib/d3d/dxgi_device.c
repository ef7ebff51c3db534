// SPDX-License-Identifier: MIT
/* DXGI: IDXGIDevice to IDXGIDevice4 of a Direct3D 11 device */
#include "d3d11_objects.h"
#include "dxgi_objects.h"

/* frames that may be queued, where a program does not say it: as documented */
#define LATENCY_DEFAULT	3
#define LATENCY_MAX	16

#define PRIORITY_MAX	7

static struct d3d11_device *device_of(IDXGIDevice4 *iface)
{
	return com_container(iface, struct d3d11_device, dxgi);
}

COM_METHODS(dxgi, IDXGIDevice4, device_of(This)->com)
PRIVATE_DATA_METHODS(dxgi, IDXGIDevice4, device_of(This)->data)

#define fail(This, hr, ...) d3d11_fail(device_of(This), hr, __VA_ARGS__)

/* ------------------------------------------------------------ the adapter -- */

/* One that the device was not created for: the first caller creates it. */
static HRESULT new_adapter(struct d3d11_device *device)
{
	struct dxgi_adapter *adapter, *none = NULL;
	struct dxgi_factory *factory;
	HRESULT hr = dxgi_factory_create(0, &factory);

	if (FAILED(hr))
		return hr;
	hr = dxgi_adapter_create(factory, &device->description, &adapter);
	com_release(&factory->com);
	if (SUCCEEDED(hr) &&
	    !atomic_compare_exchange_strong(&device->adapter, &none, adapter))
		com_release(&adapter->com);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
dxgi_GetParent(IDXGIDevice4 *This, REFIID iid, void **out)
{
	struct d3d11_device *device = device_of(This);
	struct dxgi_adapter *adapter;

	if (!out)
		return fail(This, E_POINTER, "IDXGIObject::GetParent",
			    "ppParent is NULL");
	*out = NULL;
	if (!device->adapter && FAILED(new_adapter(device)))
		return fail(This, E_OUTOFMEMORY, "IDXGIObject::GetParent",
			    "no memory");
	adapter = device->adapter;
	return com_query(&adapter->com, iid, out);
}

static HRESULT STDMETHODCALLTYPE
dxgi_GetAdapter(IDXGIDevice4 *This, IDXGIAdapter **out)
{
	if (!out)
		return fail(This, E_INVALIDARG, "IDXGIDevice::GetAdapter",
			    "pAdapter is NULL");
	return dxgi_GetParent(This, &IID_IDXGIAdapter, (void **)out);
}

/* -------------------------------------------------------------- resources -- */

/* Surfaces for windows are what this method makes. */
static HRESULT STDMETHODCALLTYPE
dxgi_CreateSurface(IDXGIDevice4 *This, const DXGI_SURFACE_DESC *desc UNUSED,
		   UINT count UNUSED, DXGI_USAGE usage UNUSED,
		   const DXGI_SHARED_RESOURCE *shared UNUSED,
		   IDXGISurface **out)
{
	if (out)
		*out = NULL;
	return fail(This, DXGI_ERROR_UNSUPPORTED, "IDXGIDevice::CreateSurface",
		    "there are no windows: use ID3D11Device::CreateTexture2D");
}

/* Are all of @objects resources of this device?  Reports what is wrong. */
static HRESULT check_resources(IDXGIDevice4 *This, IUnknown *const *objects,
			       UINT count, const char *name)
{
	struct d3d11_device *device = device_of(This);
	ID3D11Resource *resource;
	bool ours = true;
	UINT i;

	for (i = 0; i < count && ours; i++) {
		if (!objects[i] || FAILED(IUnknown_QueryInterface(
			objects[i], &IID_ID3D11Resource, (void **)&resource)))
			return fail(This, E_INVALIDARG, name,
				    "object %u is NULL or not a resource", i);
		ours = d3d11_resource_of(device, resource, name);
		ID3D11Resource_Release(resource);
	}
	return ours ? S_OK : E_INVALIDARG;
}

/* Nothing is ever moved to another place. */
static HRESULT STDMETHODCALLTYPE
dxgi_QueryResourceResidency(IDXGIDevice4 *This, IUnknown *const *resources,
			    DXGI_RESIDENCY *residency, UINT count)
{
	static const char name[] = "IDXGIDevice::QueryResourceResidency";
	HRESULT hr;
	UINT i;

	if (!resources || !residency)
		return fail(This, E_POINTER, name,
			    "ppResources or pResidencyStatus is NULL");
	if (!count)
		return fail(This, E_INVALIDARG, name, "NumResources is 0");
	hr = check_resources(This, resources, count, name);
	if (FAILED(hr))
		return hr;
	for (i = 0; i < count; i++)
		residency[i] = DXGI_RESIDENCY_FULLY_RESIDENT;
	return S_OK;
}

/* Offered resources are kept as they are, so all can be reclaimed. */
static HRESULT STDMETHODCALLTYPE
dxgi_OfferResources1(IDXGIDevice4 *This, UINT count,
		     IDXGIResource *const *resources,
		     DXGI_OFFER_RESOURCE_PRIORITY priority, UINT flags)
{
	static const char name[] = "IDXGIDevice2::OfferResources";

	if (!count || !resources)
		return fail(This, E_INVALIDARG, name,
			    "NumResources is 0 or ppResources is NULL");
	if (priority < DXGI_OFFER_RESOURCE_PRIORITY_LOW ||
	    priority > DXGI_OFFER_RESOURCE_PRIORITY_HIGH)
		return fail(This, E_INVALIDARG, name, "unknown Priority %d",
			    priority);
	if (flags & ~(UINT)DXGI_OFFER_RESOURCE_FLAG_ALLOW_DECOMMIT)
		return fail(This, E_INVALIDARG, name, "unknown Flags 0x%x",
			    flags);
	return check_resources(This, (IUnknown *const *)resources, count, name);
}

static HRESULT STDMETHODCALLTYPE
dxgi_OfferResources(IDXGIDevice4 *This, UINT count,
		    IDXGIResource *const *resources,
		    DXGI_OFFER_RESOURCE_PRIORITY priority)
{
	return dxgi_OfferResources1(This, count, resources, priority, 0);
}

static HRESULT check_reclaim(IDXGIDevice4 *This, UINT count,
			     IDXGIResource *const *resources)
{
	static const char name[] = "IDXGIDevice2::ReclaimResources";

	if (!count || !resources)
		return fail(This, E_INVALIDARG, name,
			    "NumResources is 0 or ppResources is NULL");
	return check_resources(This, (IUnknown *const *)resources, count, name);
}

static HRESULT STDMETHODCALLTYPE
dxgi_ReclaimResources(IDXGIDevice4 *This, UINT count,
		      IDXGIResource *const *resources, WINBOOL *discarded)
{
	HRESULT hr = check_reclaim(This, count, resources);
	UINT i;

	for (i = 0; SUCCEEDED(hr) && discarded && i < count; i++)
		discarded[i] = FALSE;
	return hr;
}

static HRESULT STDMETHODCALLTYPE
dxgi_ReclaimResources1(IDXGIDevice4 *This, UINT count,
		       IDXGIResource *const *resources,
		       DXGI_RECLAIM_RESOURCE_RESULTS *results)
{
	HRESULT hr = check_reclaim(This, count, resources);
	UINT i;

	for (i = 0; SUCCEEDED(hr) && results && i < count; i++)
		results[i] = DXGI_RECLAIM_RESOURCE_RESULT_OK;
	return hr;
}

/* No memory is kept that is not in use. */
static void STDMETHODCALLTYPE dxgi_Trim(IDXGIDevice4 *This UNUSED)
{
}

/* ------------------------------------------------------------- the queue -- */

/* The kernel's scheduler has one priority; this is what it would be relative to. */
static HRESULT STDMETHODCALLTYPE
dxgi_SetGPUThreadPriority(IDXGIDevice4 *This, INT priority)
{
	if (priority < -PRIORITY_MAX || priority > PRIORITY_MAX)
		return fail(This, E_INVALIDARG,
			    "IDXGIDevice::SetGPUThreadPriority",
			    "Priority is -7..7");
	device_of(This)->priority = priority;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
dxgi_GetGPUThreadPriority(IDXGIDevice4 *This, INT *priority)
{
	if (!priority)
		return fail(This, E_POINTER,
			    "IDXGIDevice::GetGPUThreadPriority",
			    "pPriority is NULL");
	*priority = device_of(This)->priority;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
dxgi_SetMaximumFrameLatency(IDXGIDevice4 *This, UINT latency)
{
	if (latency > LATENCY_MAX)
		return fail(This, DXGI_ERROR_INVALID_CALL,
			    "IDXGIDevice1::SetMaximumFrameLatency",
			    "MaxLatency is 0..16");
	device_of(This)->latency = latency;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
dxgi_GetMaximumFrameLatency(IDXGIDevice4 *This, UINT *latency)
{
	UINT set = device_of(This)->latency;

	if (!latency)
		return fail(This, DXGI_ERROR_INVALID_CALL,
			    "IDXGIDevice1::GetMaximumFrameLatency",
			    "pMaxLatency is NULL");
	*latency = set ? set : LATENCY_DEFAULT;
	return S_OK;
}

/* All calls have finished when they return, so this need not wait for them. */
static HRESULT STDMETHODCALLTYPE
dxgi_EnqueueSetEvent(IDXGIDevice4 *This, HANDLE event)
{
	if (d3d11_set_event(device_of(This), event))
		return S_OK;
	return fail(This, E_INVALIDARG, "IDXGIDevice2::EnqueueSetEvent",
		    "hEvent is not an eventfd");
}

EXTERN_VTABLE(IDXGIDevice4, dxgi, dxgi_device_vtbl)

#include "dxgi_device.vtables.h"
