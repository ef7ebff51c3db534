// SPDX-License-Identifier: MIT
/* DXGI: IDXGIFactory to IDXGIFactory6 */
#include <stdlib.h>

#include "dxgi_objects.h"

static struct dxgi_factory *factory_of(IDXGIFactory6 *iface)
{
	return com_container(iface, struct dxgi_factory, iface);
}

COM_METHODS(factory, IDXGIFactory6, factory_of(This)->com)
PRIVATE_DATA_METHODS(factory, IDXGIFactory6, factory_of(This)->data)

#define fail(This, hr, ...) \
	report_error(&factory_of(This)->report, hr, __VA_ARGS__)

/* All that is missing has to do with windows. */
static HRESULT factory_unsupported(IDXGIFactory6 *This, const char *method)
{
	return fail(This, DXGI_ERROR_UNSUPPORTED, method,
		    "there are no windows and no swap chains: protected content is shown by the DRM device's planes");
}

/* A factory has no parent. */
static HRESULT STDMETHODCALLTYPE
factory_GetParent(IDXGIFactory6 *This, REFIID iid UNUSED, void **out)
{
	if (!out)
		return fail(This, E_POINTER, "IDXGIObject::GetParent",
			    "ppParent is NULL");
	*out = NULL;
	return fail(This, E_NOINTERFACE, "IDXGIObject::GetParent",
		    "a factory has no parent");
}

/* ----------------------------------------------------------- enumeration -- */

/*
 * The end of an enumeration is an error that every caller expects, so it is not
 * reported.
 */
static HRESULT get_adapter(struct dxgi_factory *factory, UINT index, REFIID iid,
			   void **out)
{
	struct dxgi_adapter *adapter;
	HRESULT hr;

	if (index >= factory->count)
		return DXGI_ERROR_NOT_FOUND;
	hr = dxgi_adapter_create(factory, &factory->adapters[index], &adapter);
	if (FAILED(hr))
		return report_error(&factory->report, hr,
				    "IDXGIFactory::EnumAdapters", "no memory");
	hr = com_query(&adapter->com, iid, out);
	com_release(&adapter->com);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
factory_EnumAdapters(IDXGIFactory6 *This, UINT index, IDXGIAdapter **out)
{
	if (!out)
		return fail(This, DXGI_ERROR_INVALID_CALL,
			    "IDXGIFactory::EnumAdapters", "ppAdapter is NULL");
	*out = NULL;
	return get_adapter(factory_of(This), index, &IID_IDXGIAdapter,
			   (void **)out);
}

static HRESULT STDMETHODCALLTYPE
factory_EnumAdapters1(IDXGIFactory6 *This, UINT index, IDXGIAdapter1 **out)
{
	if (!out)
		return fail(This, DXGI_ERROR_INVALID_CALL,
			    "IDXGIFactory1::EnumAdapters1",
			    "ppAdapter is NULL");
	*out = NULL;
	return get_adapter(factory_of(This), index, &IID_IDXGIAdapter1,
			   (void **)out);
}

static HRESULT STDMETHODCALLTYPE
factory_EnumAdapterByLuid(IDXGIFactory6 *This, LUID luid, REFIID iid,
			  void **out)
{
	static const char name[] = "IDXGIFactory4::EnumAdapterByLuid";
	struct dxgi_factory *factory = factory_of(This);
	UINT i = 0;

	if (!out)
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "ppvAdapter is NULL");
	*out = NULL;
	while (i < factory->count &&
	       !dxgi_same_luid(&factory->adapters[i].Luid, &luid))
		i++;
	if (i == factory->count)
		return fail(This, DXGI_ERROR_NOT_FOUND, name,
			    "no adapter has the LUID %x:%x",
			    (UINT)luid.HighPart, (UINT)luid.LowPart);
	return get_adapter(factory, i, iid, out);
}

/* There is one kind of adapter, so each order is the same. */
static HRESULT STDMETHODCALLTYPE
factory_EnumAdapterByGpuPreference(IDXGIFactory6 *This, UINT index,
				   DXGI_GPU_PREFERENCE preference, REFIID iid,
				   void **out)
{
	static const char name[] = "IDXGIFactory6::EnumAdapterByGpuPreference";

	if (!out)
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "ppvAdapter is NULL");
	*out = NULL;
	if (preference > DXGI_GPU_PREFERENCE_HIGH_PERFORMANCE)
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "unknown GpuPreference %d", preference);
	return get_adapter(factory_of(This), index, iid, out);
}

static HRESULT STDMETHODCALLTYPE
factory_EnumWarpAdapter(IDXGIFactory6 *This, REFIID iid UNUSED, void **out)
{
	static const char name[] = "IDXGIFactory4::EnumWarpAdapter";

	if (!out)
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "ppvAdapter is NULL");
	*out = NULL;
	return fail(This, DXGI_ERROR_NOT_FOUND, name,
		    "there is no software adapter");
}

static HRESULT STDMETHODCALLTYPE
factory_CreateSoftwareAdapter(IDXGIFactory6 *This, HMODULE module UNUSED,
			      IDXGIAdapter **out)
{
	static const char name[] = "IDXGIFactory::CreateSoftwareAdapter";

	if (!out)
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "ppAdapter is NULL");
	*out = NULL;
	return fail(This, DXGI_ERROR_UNSUPPORTED, name,
		    "there is no software adapter");
}

/* ---------------------------------------------------------------- others -- */

/* Are there still the same adapters? */
static WINBOOL STDMETHODCALLTYPE factory_IsCurrent(IDXGIFactory6 *This)
{
	const struct dxgi_factory *factory = factory_of(This);
	CPGPU_DDI_ADAPTER now;
	UINT i;

	for (i = 0; i < factory->count; i++)
		if (FAILED(cpgpu_ddi_get_adapter(i, &now)) ||
		    !dxgi_same_luid(&now.Luid, &factory->adapters[i].Luid))
			return FALSE;
	return FAILED(cpgpu_ddi_get_adapter(i, &now));
}

static WINBOOL STDMETHODCALLTYPE
factory_IsWindowedStereoEnabled(IDXGIFactory6 *This UNUSED)
{
	return FALSE;
}

static UINT STDMETHODCALLTYPE factory_GetCreationFlags(IDXGIFactory6 *This)
{
	return factory_of(This)->flags;
}

static HRESULT STDMETHODCALLTYPE
factory_CheckFeatureSupport(IDXGIFactory6 *This, DXGI_FEATURE feature,
			    void *data, UINT size)
{
	static const char name[] = "IDXGIFactory5::CheckFeatureSupport";
	const WINBOOL no = FALSE;

	if (feature != DXGI_FEATURE_PRESENT_ALLOW_TEARING)
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "unknown Feature %d", feature);
	if (!data || size != sizeof(no))
		return fail(This, DXGI_ERROR_INVALID_CALL, name,
			    "the answer is a BOOL: pFeatureSupportData is NULL, or its size is not 4");
	memcpy(data, &no, sizeof(no));
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
factory_GetSharedResourceAdapterLuid(IDXGIFactory6 *This,
				     HANDLE resource UNUSED, LUID *luid)
{
	return fail(This, luid ? E_INVALIDARG : DXGI_ERROR_INVALID_CALL,
		    "IDXGIFactory2::GetSharedResourceAdapterLuid",
		    luid ? "resources cannot be shared, so hResource is none" :
			   "pLuid is NULL");
}

VTABLE(IDXGIFactory6, factory)

/* -------------------------------------------------------------- creation -- */

static void destroy(struct com *com)
{
	struct dxgi_factory *factory = com_container(com, struct dxgi_factory,
						     com);

	private_data_free(&factory->data);
	report_free(&factory->report);
	free(factory);
}

#define FACTORY_INTERFACE(iid) \
	COM_INTERFACE(iid, struct dxgi_factory, iface, com)

static const struct com_class factory_class = {
	.destroy = destroy,
	.interfaces = {
		FACTORY_INTERFACE(IID_IUnknown),
		FACTORY_INTERFACE(IID_IDXGIObject),
		FACTORY_INTERFACE(IID_IDXGIFactory),
		FACTORY_INTERFACE(IID_IDXGIFactory1),
		FACTORY_INTERFACE(IID_IDXGIFactory2),
		FACTORY_INTERFACE(IID_IDXGIFactory3),
		FACTORY_INTERFACE(IID_IDXGIFactory4),
		FACTORY_INTERFACE(IID_IDXGIFactory5),
		FACTORY_INTERFACE(IID_IDXGIFactory6),
	},
};

static struct dxgi_factory *with_adapters(void)
{
	struct dxgi_factory *factory = NULL, *larger;
	UINT count = 0;

	for (;;) {
		larger = realloc(factory, sizeof(*factory) +
				 (count + 1) * sizeof(factory->adapters[0]));
		if (!larger) {
			free(factory);
			return NULL;
		}
		factory = larger;
		if (FAILED(cpgpu_ddi_get_adapter(count,
						 &factory->adapters[count])))
			break;
		count++;
	}
	factory->count = count;
	return factory;
}

HRESULT dxgi_factory_create(UINT flags, struct dxgi_factory **out)
{
	struct dxgi_factory *factory = with_adapters();

	if (!factory)
		return E_OUTOFMEMORY;
	factory->iface.lpVtbl = &factory_vtbl;
	factory->flags = flags;
	com_init(&factory->com, &factory_class, NULL);
	factory->com.report = &factory->report;
	private_data_init(&factory->data);
	report_init(&factory->report);
	*out = factory;
	return S_OK;
}

HRESULT WINAPI CreateDXGIFactory2(UINT flags, REFIID iid, void **out)
{
	struct dxgi_factory *factory;
	HRESULT hr;

	if (!out)
		return DXGI_ERROR_INVALID_CALL;
	*out = NULL;
	if (!iid || flags & ~(UINT)DXGI_CREATE_FACTORY_DEBUG)
		return DXGI_ERROR_INVALID_CALL;
	hr = dxgi_factory_create(flags, &factory);
	if (FAILED(hr))
		return hr;
	hr = com_query(&factory->com, iid, out);
	com_release(&factory->com);
	return hr;
}

HRESULT WINAPI CreateDXGIFactory1(REFIID iid, void **out)
{
	return CreateDXGIFactory2(0, iid, out);
}

HRESULT WINAPI CreateDXGIFactory(REFIID iid, void **out)
{
	return CreateDXGIFactory2(0, iid, out);
}

#include "dxgi_factory.vtables.h"
