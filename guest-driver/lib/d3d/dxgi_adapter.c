// SPDX-License-Identifier: MIT
/* DXGI: IDXGIAdapter to IDXGIAdapter4 */
#include <stdlib.h>
#include <unistd.h>

#include "dxgi_objects.h"
#include "event.h"

static struct dxgi_adapter *adapter_of(IDXGIAdapter4 *iface)
{
	return com_container(iface, struct dxgi_adapter, iface);
}

COM_METHODS(adapter, IDXGIAdapter4, adapter_of(This)->com)
PRIVATE_DATA_METHODS(adapter, IDXGIAdapter4, adapter_of(This)->data)

#define fail(This, hr, ...) \
	report_error(&adapter_of(This)->factory->report, hr, __VA_ARGS__)

static HRESULT STDMETHODCALLTYPE
adapter_GetParent(IDXGIAdapter4 *This, REFIID iid, void **out)
{
	return com_query(&adapter_of(This)->factory->com, iid, out);
}

/* Outputs belong to windows; the DRM device's connectors are KMS's. */
static HRESULT STDMETHODCALLTYPE
adapter_EnumOutputs(IDXGIAdapter4 *This, UINT index UNUSED, IDXGIOutput **out)
{
	if (!out)
		return fail(This, E_INVALIDARG, "IDXGIAdapter::EnumOutputs",
			    "ppOutput is NULL");
	*out = NULL;
	return DXGI_ERROR_NOT_FOUND;
}

/* ----------------------------------------------------------- description -- */

/* All memory of the machine can be accessed by the device. */
static SIZE_T system_memory(void)
{
	return (SIZE_T)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
}

/* The older structures are beginnings of this one. */
static HRESULT get_desc(IDXGIAdapter4 *This, void *out, size_t size,
			const char *name)
{
	const CPGPU_DDI_ADAPTER *adapter = &adapter_of(This)->desc;
	DXGI_ADAPTER_DESC3 desc = {
		.VendorId = adapter->VendorId,
		.DeviceId = adapter->DeviceId,
		.SubSysId = adapter->SubSysId,
		.Revision = adapter->Revision,
		.DedicatedVideoMemory = adapter->VideoMemory,
		.SharedSystemMemory = system_memory(),
		.AdapterLuid = adapter->Luid,
		.GraphicsPreemptionGranularity =
			DXGI_GRAPHICS_PREEMPTION_DMA_BUFFER_BOUNDARY,
		.ComputePreemptionGranularity =
			DXGI_COMPUTE_PREEMPTION_DMA_BUFFER_BOUNDARY,
	};
	size_t i;

	if (!out)
		return fail(This, E_INVALIDARG, name, "pDesc is NULL");
	/* the kernel's names are ASCII */
	for (i = 0; adapter->Description[i]; i++)
		desc.Description[i] = (unsigned char)adapter->Description[i];
	memcpy(out, &desc, size);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
adapter_GetDesc(IDXGIAdapter4 *This, DXGI_ADAPTER_DESC *desc)
{
	return get_desc(This, desc, sizeof(*desc), "IDXGIAdapter::GetDesc");
}

static HRESULT STDMETHODCALLTYPE
adapter_GetDesc1(IDXGIAdapter4 *This, DXGI_ADAPTER_DESC1 *desc)
{
	return get_desc(This, desc, sizeof(*desc), "IDXGIAdapter1::GetDesc1");
}

static HRESULT STDMETHODCALLTYPE
adapter_GetDesc2(IDXGIAdapter4 *This, DXGI_ADAPTER_DESC2 *desc)
{
	return get_desc(This, desc, sizeof(*desc), "IDXGIAdapter2::GetDesc2");
}

static HRESULT STDMETHODCALLTYPE
adapter_GetDesc3(IDXGIAdapter4 *This, DXGI_ADAPTER_DESC3 *desc)
{
	HRESULT hr = get_desc(This, desc, sizeof(*desc),
			      "IDXGIAdapter4::GetDesc3");

	if (SUCCEEDED(hr))
		desc->Flags = DXGI_ADAPTER_FLAG3_SUPPORT_MONITORED_FENCES;
	return hr;
}

/* As documented, it knows only Direct3D 10's interfaces, and DXGI's. */
static HRESULT STDMETHODCALLTYPE
adapter_CheckInterfaceSupport(IDXGIAdapter4 *This, REFGUID guid,
			      LARGE_INTEGER *version)
{
	static const char name[] = "IDXGIAdapter::CheckInterfaceSupport";

	if (!guid)
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "InterfaceName is NULL");
	if (!IsEqualGUID(guid, &IID_IDXGIDevice))
		return fail(This, DXGI_ERROR_UNSUPPORTED, name,
			    "this is for interfaces of Direct3D 10, which the device lacks");
	if (version)
		version->QuadPart = 0;
	return S_OK;
}

/* ---------------------------------------------------------------- memory -- */

static HRESULT check_segment(IDXGIAdapter4 *This, UINT node,
			     DXGI_MEMORY_SEGMENT_GROUP group, const char *name)
{
	if (node)
		return fail(This, E_INVALIDARG, name, "the only node is 0");
	if (group > DXGI_MEMORY_SEGMENT_GROUP_NON_LOCAL)
		return fail(This, E_INVALIDARG, name,
			    "unknown MemorySegmentGroup %d", group);
	return S_OK;
}

/*
 * Local is video memory, and what all processes together use of it, because one
 * of them can use all.  Other memory has no accounts.
 */
static HRESULT STDMETHODCALLTYPE
adapter_QueryVideoMemoryInfo(IDXGIAdapter4 *This, UINT node,
			     DXGI_MEMORY_SEGMENT_GROUP group,
			     DXGI_QUERY_VIDEO_MEMORY_INFO *out)
{
	static const char name[] = "IDXGIAdapter3::QueryVideoMemoryInfo";
	CPGPU_DDI_ADAPTER now;
	HRESULT hr = check_segment(This, node, group, name);

	if (FAILED(hr))
		return hr;
	if (!out)
		return fail(This, E_INVALIDARG, name,
			    "pVideoMemoryInfo is NULL");
	if (group == DXGI_MEMORY_SEGMENT_GROUP_NON_LOCAL) {
		*out = (DXGI_QUERY_VIDEO_MEMORY_INFO) {
			.Budget = system_memory(),
		};
		return S_OK;
	}
	hr = cpgpu_ddi_get_path_adapter(adapter_of(This)->desc.Path, &now);
	if (hr == DXGI_ERROR_NOT_FOUND || hr == D3DDDIERR_DEVICEREMOVED ||
	    hr == D3DDDIERR_NOTAVAILABLE || hr == E_INVALIDARG)
		return fail(This, DXGI_ERROR_DEVICE_REMOVED, name,
			    "the device is gone");
	if (FAILED(hr))
		return fail(This, hr, name, "the device cannot be opened");
	*out = (DXGI_QUERY_VIDEO_MEMORY_INFO) {
		.Budget = now.VideoMemory,
		.CurrentUsage = now.VideoMemory - now.FreeVideoMemory,
	};
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
adapter_SetVideoMemoryReservation(IDXGIAdapter4 *This, UINT node,
				  DXGI_MEMORY_SEGMENT_GROUP group,
				  UINT64 reservation)
{
	static const char name[] = "IDXGIAdapter3::SetVideoMemoryReservation";
	HRESULT hr = check_segment(This, node, group, name);

	if (SUCCEEDED(hr) && reservation)
		hr = fail(This, DXGI_ERROR_INVALID_CALL, name,
			  "AvailableForReservation is 0");
	return hr;
}

/* ---------------------------------------------------------------- events -- */

static HRESULT STDMETHODCALLTYPE
adapter_RegisterHardwareContentProtectionTeardownStatusEvent(
	IDXGIAdapter4 *This, HANDLE event, DWORD *cookie)
{
	static const char name[] =
		"IDXGIAdapter3::RegisterHardwareContentProtectionTeardownStatusEvent";
	HRESULT hr;

	if (!event || !cookie)
		return fail(This, E_INVALIDARG, name,
			    "hEvent or pdwCookie is NULL");
	hr = d3d11_teardown_register_adapter(adapter_of(This), event, cookie);
	if (FAILED(hr))
		fail(This, hr, name, "%s", hr == E_INVALIDARG ?
		     "hEvent is not an eventfd" : cpgpu_ddi_reason(hr));
	return hr;
}

static void STDMETHODCALLTYPE
adapter_UnregisterHardwareContentProtectionTeardownStatus(IDXGIAdapter4 *This,
							  DWORD cookie)
{
	if (cookie)
		d3d11_teardown_unregister(adapter_of(This), cookie);
}

/* The budget, all of the video memory, never changes. */
static HRESULT STDMETHODCALLTYPE
adapter_RegisterVideoMemoryBudgetChangeNotificationEvent(IDXGIAdapter4 *This,
							 HANDLE event,
							 DWORD *cookie)
{
	static const char name[] =
		"IDXGIAdapter3::RegisterVideoMemoryBudgetChangeNotificationEvent";
	int fd;

	if (!cookie)
		return fail(This, E_INVALIDARG, name, "pdwCookie is NULL");
	fd = event_open(event);
	if (fd < 0)
		return fail(This, E_INVALIDARG, name,
			    "hEvent is not an eventfd");
	close(fd);
	*cookie = 1;
	return S_OK;
}

static void STDMETHODCALLTYPE
adapter_UnregisterVideoMemoryBudgetChangeNotification(
	IDXGIAdapter4 *This UNUSED, DWORD cookie UNUSED)
{
}

VTABLE(IDXGIAdapter4, adapter)

/* -------------------------------------------------------------- creation -- */

struct dxgi_adapter *dxgi_adapter_of(IDXGIAdapter *iface)
{
	/* vtables of the versions differ by type only */
	if (!iface || (const void *)iface->lpVtbl != &adapter_vtbl)
		return NULL;
	return adapter_of((IDXGIAdapter4 *)iface);
}

static void destroy(struct com *com)
{
	struct dxgi_adapter *adapter = com_container(com, struct dxgi_adapter,
						     com);

	d3d11_teardown_unregister(adapter, 0);
	private_data_free(&adapter->data);
	free(adapter);
}

#define ADAPTER_INTERFACE(iid) \
	COM_INTERFACE(iid, struct dxgi_adapter, iface, com)

static const struct com_class adapter_class = {
	.destroy = destroy,
	.interfaces = {
		ADAPTER_INTERFACE(IID_IUnknown),
		ADAPTER_INTERFACE(IID_IDXGIObject),
		ADAPTER_INTERFACE(IID_IDXGIAdapter),
		ADAPTER_INTERFACE(IID_IDXGIAdapter1),
		ADAPTER_INTERFACE(IID_IDXGIAdapter2),
		ADAPTER_INTERFACE(IID_IDXGIAdapter3),
		ADAPTER_INTERFACE(IID_IDXGIAdapter4),
	},
};

HRESULT dxgi_adapter_create(struct dxgi_factory *factory,
			    const CPGPU_DDI_ADAPTER *desc,
			    struct dxgi_adapter **out)
{
	struct dxgi_adapter *adapter = calloc(1, sizeof(*adapter));

	if (!adapter)
		return E_OUTOFMEMORY;
	adapter->iface.lpVtbl = &adapter_vtbl;
	adapter->factory = factory;
	adapter->desc = *desc;
	private_data_init(&adapter->data);
	com_init(&adapter->com, &adapter_class, &factory->com);
	adapter->com.report = &factory->report;
	*out = adapter;
	return S_OK;
}

#include "dxgi_adapter.vtables.h"
