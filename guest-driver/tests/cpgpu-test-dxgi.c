// SPDX-License-Identifier: MIT
/* DXGI: factories, adapters, and the DXGI side of Direct3D 11 devices */
#include <dxgi1_6.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "d3d11.h"

static const IID *const factory_iids[] = {
	&IID_IDXGIObject, &IID_IDXGIFactory, &IID_IDXGIFactory1,
	&IID_IDXGIFactory2, &IID_IDXGIFactory3, &IID_IDXGIFactory4,
	&IID_IDXGIFactory5, &IID_IDXGIFactory6, &IID_IUnknown, NULL,
};

static const IID *const adapter_iids[] = {
	&IID_IDXGIObject, &IID_IDXGIAdapter, &IID_IDXGIAdapter1,
	&IID_IDXGIAdapter2, &IID_IDXGIAdapter3, &IID_IDXGIAdapter4,
	&IID_IUnknown, NULL,
};

static const IID *const device_iids[] = {
	&IID_IDXGIObject, &IID_IDXGIDevice, &IID_IDXGIDevice1,
	&IID_IDXGIDevice2, &IID_IDXGIDevice3, &IID_IDXGIDevice4,
	&IID_ID3D11Device, &IID_ID3D11Device5, &IID_ID3D11VideoDevice2,
	&IID_ID3D11Multithread, &IID_IUnknown, NULL,
};

/* From each interface of @object to each other one, and back to the same. */
static void check_interfaces(void *object, const IID *const *iids)
{
	const IID *const *from, *const *to;
	IUnknown *identity, *a, *b, *again;

	OK(IUnknown_QueryInterface((IUnknown *)object, &IID_IUnknown,
				   (void **)&identity));
	for (from = iids; *from; from++) {
		OK(IUnknown_QueryInterface((IUnknown *)object, *from,
					   (void **)&a));
		for (to = iids; *to; to++) {
			OK(IUnknown_QueryInterface(a, *to, (void **)&b));
			OK(IUnknown_QueryInterface(b, &IID_IUnknown,
						   (void **)&again));
			CHECK(again == identity);
			IUnknown_Release(again);
			IUnknown_Release(b);
		}
		CHECK_HR(IUnknown_QueryInterface(a, &unknown_guid,
						 (void **)&b), E_NOINTERFACE);
		CHECK(!b);
		IUnknown_Release(a);
	}
	IUnknown_Release(identity);
}

static IDXGIFactory6 *new_factory(void)
{
	IDXGIFactory6 *factory;

	OK(CreateDXGIFactory2(0, &IID_IDXGIFactory6, (void **)&factory));
	return factory;
}

static IDXGIAdapter4 *first_adapter(IDXGIFactory6 *factory)
{
	IDXGIAdapter4 *adapter;
	IDXGIAdapter *old;

	OK(IDXGIFactory6_EnumAdapters(factory, 0, &old));
	OK(IDXGIAdapter_QueryInterface(old, &IID_IDXGIAdapter4,
				       (void **)&adapter));
	CHECK((void *)adapter == old);
	IDXGIAdapter_Release(old);
	return adapter;
}

static IDXGIDevice4 *dxgi_of(struct app *app)
{
	IDXGIDevice4 *dxgi;

	OK(ID3D11Device_QueryInterface(app->device, &IID_IDXGIDevice4,
				       (void **)&dxgi));
	return dxgi;
}

/* For AUTO(): one reference of several. */
static void release_one(void *object)
{
	IUnknown_Release(*(IUnknown **)object);
}

/* ------------------------------------------------------------- factories -- */

TEST(CreateDXGIFactory_makes_all_versions)
{
	const IID *const *iid;
	IUnknown *factory;

	for (iid = factory_iids; *iid; iid++) {
		OK(CreateDXGIFactory(*iid, (void **)&factory));
		check_interfaces(factory, factory_iids);
		RELEASE(factory);
		OK(CreateDXGIFactory1(*iid, (void **)&factory));
		RELEASE(factory);
		OK(CreateDXGIFactory2(DXGI_CREATE_FACTORY_DEBUG, *iid,
				      (void **)&factory));
		RELEASE(factory);
	}
	CHECK_HR(CreateDXGIFactory(&IID_IDXGIAdapter, (void **)&factory),
		 E_NOINTERFACE);
	CHECK(!factory);
	CHECK_HR(CreateDXGIFactory2(2, &IID_IDXGIFactory, (void **)&factory),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_HR(CreateDXGIFactory1(NULL, (void **)&factory),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_HR(CreateDXGIFactory1(&IID_IDXGIFactory, NULL),
		 DXGI_ERROR_INVALID_CALL);
}

TEST(IDXGIFactory_answers_for_a_machine_without_windows)
{
	IDXGIFactory6 *f AUTO(release) = new_factory();
	IDXGISwapChain1 *chain1 = (void *)1;
	WINBOOL tearing = 77;
	IUnknown *parent;
	DWORD cookie;
	HWND window;
	LUID luid;

	CHECK(IDXGIFactory6_IsCurrent(f));
	CHECK(!IDXGIFactory6_IsWindowedStereoEnabled(f));
	CHECK_EQ(IDXGIFactory6_GetCreationFlags(f), 0);
	OK(IDXGIFactory6_CheckFeatureSupport(
		f, DXGI_FEATURE_PRESENT_ALLOW_TEARING, &tearing,
		sizeof(tearing)));
	CHECK_EQ(tearing, FALSE);
	CHECK_HR(IDXGIFactory6_CheckFeatureSupport(
			 f, DXGI_FEATURE_PRESENT_ALLOW_TEARING, &tearing, 3),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_HR(IDXGIFactory6_CheckFeatureSupport(f, (DXGI_FEATURE)1,
						   &tearing, 4),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_HR(IDXGIFactory6_GetParent(f, &IID_IUnknown, (void **)&parent),
		 E_NOINTERFACE);
	CHECK(!parent);
	CHECK_HR(IDXGIFactory6_GetSharedResourceAdapterLuid(f, NULL, &luid),
		 E_INVALIDARG);
	CHECK_HR(IDXGIFactory6_MakeWindowAssociation(f, NULL, 0),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK_HR(IDXGIFactory6_GetWindowAssociation(f, &window),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK_HR(IDXGIFactory6_RegisterStereoStatusEvent(f, NULL, &cookie),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK_HR(IDXGIFactory6_CreateSwapChainForHwnd(f, NULL, NULL, NULL, NULL,
						      NULL, &chain1),
		 DXGI_ERROR_UNSUPPORTED);
	/* with the reason on the side channel */
	CHECK_HR(cpgpu_d3d_get_last_error((IUnknown *)f),
		 DXGI_ERROR_UNSUPPORTED);
}

/* -------------------------------------------------------------- adapters -- */

TEST(IDXGIFactory_enumerates_adapters)
{
	IDXGIFactory6 *factory AUTO(release) = new_factory();
	IDXGIAdapter4 *first = first_adapter(factory), *same;
	LUID nobody = { 0x12345, 7 };
	DXGI_ADAPTER_DESC3 desc, other;
	IDXGIAdapter1 *old;
	IDXGIAdapter *adapter;
	UINT count = 0;

	OK(IDXGIAdapter4_GetDesc3(first, &desc));
	check_interfaces(first, adapter_iids);
	while (SUCCEEDED(IDXGIFactory6_EnumAdapters1(factory, count, &old))) {
		RELEASE(old);
		count++;
	}
	CHECK(!old);
	CHECK_HR(IDXGIFactory6_EnumAdapters(factory, count, &adapter),
		 DXGI_ERROR_NOT_FOUND);
	CHECK(!adapter);
	CHECK_HR(IDXGIFactory6_EnumAdapters(factory, UINT32_MAX, &adapter),
		 DXGI_ERROR_NOT_FOUND);
	/* that an enumeration ends is no failure */
	CHECK_HR(cpgpu_d3d_get_last_error((IUnknown *)factory), S_OK);

	OK(IDXGIFactory6_EnumAdapterByLuid(factory, desc.AdapterLuid,
					   &IID_IDXGIAdapter4,
					   (void **)&same));
	OK(IDXGIAdapter4_GetDesc3(same, &other));
	CHECK_MEM(&other, &desc, sizeof(desc));
	RELEASE(same);
	OK(IDXGIFactory6_EnumAdapterByGpuPreference(
		factory, 0, DXGI_GPU_PREFERENCE_HIGH_PERFORMANCE,
		&IID_IDXGIAdapter4, (void **)&same));
	OK(IDXGIAdapter4_GetDesc3(same, &other));
	CHECK_MEM(&other, &desc, sizeof(desc));
	RELEASE(same);

	CHECK_HR(IDXGIFactory6_EnumAdapterByLuid(factory, nobody,
						 &IID_IDXGIAdapter,
						 (void **)&adapter),
		 DXGI_ERROR_NOT_FOUND);
	CHECK_HR(IDXGIFactory6_EnumAdapterByLuid(factory, desc.AdapterLuid,
						 &IID_IDXGIDevice,
						 (void **)&adapter),
		 E_NOINTERFACE);
	CHECK_HR(IDXGIFactory6_EnumAdapterByGpuPreference(
			 factory, 0, (DXGI_GPU_PREFERENCE)3,
			 &IID_IDXGIAdapter, (void **)&adapter),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_HR(IDXGIFactory6_EnumWarpAdapter(factory, &IID_IDXGIAdapter,
					       (void **)&adapter),
		 DXGI_ERROR_NOT_FOUND);
	CHECK_HR(IDXGIFactory6_CreateSoftwareAdapter(factory, NULL, &adapter),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK(!adapter);
	CHECK_HR(IDXGIFactory6_EnumAdapters(factory, 0, NULL),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_HR(IDXGIFactory6_EnumAdapters1(factory, 0, NULL),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_HR(IDXGIFactory6_EnumAdapterByLuid(factory, nobody,
						 &IID_IDXGIAdapter, NULL),
		 DXGI_ERROR_INVALID_CALL);
	RELEASE(first);
}

static UINT number_in(struct cpgpu_device *dev, const char *name)
{
	char path[PCI_PATH_MAX];
	unsigned int number;
	FILE *file;

	pci_path(dev, name, path);
	file = fopen(path, "r");
	CHECK(file && fscanf(file, "%x", &number) == 1);
	fclose(file);
	return number;
}

TEST(IDXGIAdapter_describes_the_device)
{
	static const char name[] = "Content-protection GPU";
	IDXGIFactory6 *factory AUTO(release) = new_factory();
	IDXGIAdapter4 *adapter AUTO(release) = first_adapter(factory);
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info = device_info(dev);
	DXGI_ADAPTER_DESC3 desc, filled;
	struct stat node;
	size_t i;

	CHECK(!stat(cpgpu_path(dev), &node));
	OK(IDXGIAdapter4_GetDesc3(adapter, &desc));
	CHECK_EQ(desc.VendorId, number_in(dev, "vendor"));
	CHECK_EQ(desc.DeviceId, number_in(dev, "device"));
	CHECK_EQ(desc.SubSysId, number_in(dev, "subsystem_device") << 16 |
				number_in(dev, "subsystem_vendor"));
	CHECK_EQ(desc.Revision, number_in(dev, "revision"));
	CHECK_EQ(desc.AdapterLuid.HighPart, (LONG)major(node.st_rdev));
	CHECK_EQ(desc.AdapterLuid.LowPart, minor(node.st_rdev));
	CHECK_EQ(desc.DedicatedVideoMemory, info.vram_size);
	CHECK_EQ(desc.DedicatedSystemMemory, 0);
	CHECK(desc.SharedSystemMemory > 16 * MIB);
	CHECK_EQ(desc.Flags, DXGI_ADAPTER_FLAG3_SUPPORT_MONITORED_FENCES);
	for (i = 0; i < sizeof(name); i++)
		CHECK_EQ(desc.Description[i], name[i]);

	/* older structures are beginnings of it, and do not get more */
	desc.Flags = 0;
#define CHECK_DESC(type, method) \
	do { \
		POISON(filled); \
		OK(method(adapter, (type *)&filled)); \
		CHECK_MEM(&filled, &desc, sizeof(type)); \
		CHECK_EQ(((uint8_t *)&filled)[sizeof(type)], UNTOUCHED); \
		CHECK_HR(method(adapter, NULL), E_INVALIDARG); \
	} while (0)
	CHECK_DESC(DXGI_ADAPTER_DESC, IDXGIAdapter4_GetDesc);
	CHECK_DESC(DXGI_ADAPTER_DESC1, IDXGIAdapter4_GetDesc1);
	OK(IDXGIAdapter4_GetDesc2(adapter, (DXGI_ADAPTER_DESC2 *)&filled));
	CHECK_MEM(&filled, &desc, sizeof(DXGI_ADAPTER_DESC2));
	CHECK_HR(IDXGIAdapter4_GetDesc3(adapter, NULL), E_INVALIDARG);
	cpgpu_close(dev);
}

TEST(IDXGIAdapter_has_neither_outputs_nor_Direct3D_10)
{
	IDXGIFactory6 *factory AUTO(release) = new_factory();
	IDXGIAdapter4 *adapter AUTO(release) = first_adapter(factory);
	IDXGIFactory *parent;
	LARGE_INTEGER version;
	IDXGIOutput *output;

	CHECK_HR(IDXGIAdapter4_EnumOutputs(adapter, 0, &output),
		 DXGI_ERROR_NOT_FOUND);
	CHECK(!output);
	CHECK_HR(IDXGIAdapter4_EnumOutputs(adapter, 0, NULL), E_INVALIDARG);
	OK(IDXGIAdapter4_CheckInterfaceSupport(adapter, &IID_IDXGIDevice,
					       &version));
	CHECK_HR(IDXGIAdapter4_CheckInterfaceSupport(
			 adapter, &IID_ID3D11Device, &version),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK_HR(IDXGIAdapter4_CheckInterfaceSupport(adapter, NULL, NULL),
		 DXGI_ERROR_INVALID_CALL);
	OK(IDXGIAdapter4_GetParent(adapter, &IID_IDXGIFactory,
				   (void **)&parent));
	CHECK((void *)parent == factory);
	IDXGIFactory_Release(parent);
	CHECK_HR(IDXGIAdapter4_GetParent(adapter, &IID_IDXGIDevice,
					 (void **)&parent), E_NOINTERFACE);
	CHECK_HR(IDXGIAdapter4_GetParent(adapter, &IID_IDXGIFactory, NULL),
		 E_POINTER);
}

/* ---------------------------------------------------------------- memory -- */

TEST(QueryVideoMemoryInfo_counts_protected_memory)
{
	IDXGIFactory6 *factory AUTO(release) = new_factory();
	IDXGIAdapter4 *adapter AUTO(release) = first_adapter(factory);
	struct cpgpu_device *dev = open_device();
	struct session session = keyed_session(dev);
	DXGI_QUERY_VIDEO_MEMORY_INFO before, after;

#define QUERY(node, group, info) \
	IDXGIAdapter4_QueryVideoMemoryInfo( \
		adapter, node, (DXGI_MEMORY_SEGMENT_GROUP)(group), info)
	OK(QUERY(0, DXGI_MEMORY_SEGMENT_GROUP_LOCAL, &before));
	CHECK_EQ(before.Budget, device_info(dev).vram_size);
	create_protected(&session, MIB);
	OK(QUERY(0, DXGI_MEMORY_SEGMENT_GROUP_LOCAL, &after));
	CHECK_EQ(after.CurrentUsage, before.CurrentUsage + MIB);
	CHECK_EQ(after.AvailableForReservation, 0);
	OK(QUERY(0, DXGI_MEMORY_SEGMENT_GROUP_NON_LOCAL, &after));
	CHECK(after.Budget > before.Budget / 16);
	CHECK_HR(QUERY(1, 0, &after), E_INVALIDARG);
	CHECK_HR(QUERY(0, 2, &after), E_INVALIDARG);
	CHECK_HR(QUERY(0, 0, NULL), E_INVALIDARG);
	OK(IDXGIAdapter4_SetVideoMemoryReservation(
		adapter, 0, DXGI_MEMORY_SEGMENT_GROUP_LOCAL, 0));
	CHECK_HR(IDXGIAdapter4_SetVideoMemoryReservation(
			 adapter, 0, DXGI_MEMORY_SEGMENT_GROUP_LOCAL, 1),
		 DXGI_ERROR_INVALID_CALL);
	cpgpu_close(dev);
}

TEST(adapter_events_must_be_eventfds)
{
	IDXGIFactory6 *factory AUTO(release) = new_factory();
	IDXGIAdapter4 *adapter AUTO(release) = first_adapter(factory);
	int fd = eventfd(0, EFD_CLOEXEC), null = open("/dev/null", O_RDWR);
	HANDLE event = cpgpu_d3d_event_handle(fd);
	DWORD cookie;

	CHECK(fd > 0 && null > 0);
#define BUDGET(event, cookie) \
	IDXGIAdapter4_RegisterVideoMemoryBudgetChangeNotificationEvent( \
		adapter, event, cookie)
#define TEARDOWN(event, cookie) \
	IDXGIAdapter4_RegisterHardwareContentProtectionTeardownStatusEvent( \
		adapter, event, cookie)
	OK(BUDGET(event, &cookie));
	IDXGIAdapter4_UnregisterVideoMemoryBudgetChangeNotification(adapter,
								    cookie);
	CHECK_HR(BUDGET(NULL, &cookie), E_INVALIDARG);
	CHECK_HR(BUDGET(cpgpu_d3d_event_handle(null), &cookie), E_INVALIDARG);
	CHECK_HR(BUDGET(event, NULL), E_INVALIDARG);
	OK(TEARDOWN(event, &cookie));
	IDXGIAdapter4_UnregisterHardwareContentProtectionTeardownStatus(
		adapter, cookie);
	CHECK_HR(TEARDOWN(NULL, &cookie), E_INVALIDARG);
	CHECK_HR(TEARDOWN(cpgpu_d3d_event_handle(null), &cookie), E_INVALIDARG);
	CHECK_HR(TEARDOWN(event, NULL), E_INVALIDARG);
	/* this one goes with the adapter */
	OK(TEARDOWN(event, &cookie));
}

/* --------------------------------------------------------------- devices -- */

TEST(device_leads_to_its_adapter_and_factory)
{
	struct app *app AUTO(close_app) = open_app();
	IDXGIDevice4 *dxgi AUTO(release_one) = dxgi_of(app);
	IDXGIAdapter *adapter, *again;
	IDXGIFactory1 *factory;
	DXGI_ADAPTER_DESC desc;

	check_interfaces(app->device, device_iids);
	OK(IDXGIDevice4_GetAdapter(dxgi, &adapter));
	OK(IDXGIDevice4_GetParent(dxgi, &IID_IDXGIAdapter, (void **)&again));
	CHECK(again == adapter);
	IDXGIAdapter_Release(again);
	check_interfaces(adapter, adapter_iids);
	OK(IDXGIAdapter_GetDesc(adapter, &desc));
	OK(IDXGIAdapter_GetParent(adapter, &IID_IDXGIFactory1,
				  (void **)&factory));
	check_interfaces(factory, factory_iids);
	IDXGIFactory1_Release(factory);
	IDXGIAdapter_Release(adapter);
	CHECK_FAILS(app, IDXGIDevice4_GetAdapter(dxgi, NULL), E_INVALIDARG,
		    "IDXGIDevice::GetAdapter");
	CHECK_FAILS(app, IDXGIDevice4_GetParent(dxgi, &IID_IDXGIAdapter, NULL),
		    E_POINTER, "GetParent");
	CHECK_HR(IDXGIDevice4_GetParent(dxgi, &IID_IDXGIFactory,
					(void **)&factory), E_NOINTERFACE);
}

TEST(D3D11CreateDevice_takes_an_adapter)
{
	IDXGIFactory6 *factory AUTO(release) = new_factory();
	IDXGIAdapter4 *adapter AUTO(release) = first_adapter(factory);
	IDXGIAdapter *one = (IDXGIAdapter *)adapter, *its;
	void *alien[8] = { NULL };
	void *object = alien;
	DXGI_SWAP_CHAIN_DESC desc = { .BufferCount = 1 };
	ID3D11DeviceContext *context;
	IDXGISwapChain *chain;
	ID3D11Device *device;
	IDXGIDevice *dxgi;

#define CREATE(adapter, type) \
	D3D11CreateDevice(adapter, type, NULL, 0, NULL, 0, D3D11_SDK_VERSION, \
			  &device, NULL, NULL)
#define CREATE_WITH_CHAIN(adapter, type, desc, chain) \
	D3D11CreateDeviceAndSwapChain(adapter, type, NULL, 0, NULL, 0, \
				      D3D11_SDK_VERSION, desc, chain, \
				      &device, NULL, &context)
	OK(CREATE(one, D3D_DRIVER_TYPE_UNKNOWN));
	OK(ID3D11Device_QueryInterface(device, &IID_IDXGIDevice,
				       (void **)&dxgi));
	OK(IDXGIDevice_GetAdapter(dxgi, &its));
	CHECK(its == one);
	IDXGIAdapter_Release(its);
	IDXGIDevice_Release(dxgi);
	RELEASE(device);
	CHECK_HR(CREATE(one, D3D_DRIVER_TYPE_HARDWARE), E_INVALIDARG);
	CHECK(!device);
	CHECK_HR(CREATE(NULL, D3D_DRIVER_TYPE_UNKNOWN), E_INVALIDARG);
	/* not of this library */
	CHECK_HR(CREATE((IDXGIAdapter *)&object, D3D_DRIVER_TYPE_UNKNOWN),
		 E_INVALIDARG);

	OK(CREATE_WITH_CHAIN(one, D3D_DRIVER_TYPE_UNKNOWN, NULL, &chain));
	CHECK(!chain);
	RELEASE(context);
	RELEASE(device);
	OK(CREATE_WITH_CHAIN(NULL, D3D_DRIVER_TYPE_HARDWARE, NULL, NULL));
	RELEASE(context);
	RELEASE(device);
	CHECK_HR(CREATE_WITH_CHAIN(NULL, D3D_DRIVER_TYPE_HARDWARE, &desc,
				   &chain), DXGI_ERROR_UNSUPPORTED);
	CHECK(!device && !context && !chain);
}

TEST(IDXGIDevice_keeps_its_settings)
{
	struct app *app AUTO(close_app) = open_app();
	IDXGIDevice4 *dxgi AUTO(release_one) = dxgi_of(app);
	INT priority;
	UINT latency;

	OK(IDXGIDevice4_GetMaximumFrameLatency(dxgi, &latency));
	CHECK_EQ(latency, 3);
	OK(IDXGIDevice4_SetMaximumFrameLatency(dxgi, 16));
	OK(IDXGIDevice4_GetMaximumFrameLatency(dxgi, &latency));
	CHECK_EQ(latency, 16);
	CHECK_FAILS(app, IDXGIDevice4_SetMaximumFrameLatency(dxgi, 17),
		    DXGI_ERROR_INVALID_CALL, "SetMaximumFrameLatency");
	CHECK_FAILS(app, IDXGIDevice4_GetMaximumFrameLatency(dxgi, NULL),
		    DXGI_ERROR_INVALID_CALL, "GetMaximumFrameLatency");
	/* 0: the default */
	OK(IDXGIDevice4_SetMaximumFrameLatency(dxgi, 0));
	OK(IDXGIDevice4_GetMaximumFrameLatency(dxgi, &latency));
	CHECK_EQ(latency, 3);

	OK(IDXGIDevice4_GetGPUThreadPriority(dxgi, &priority));
	CHECK_EQ(priority, 0);
	OK(IDXGIDevice4_SetGPUThreadPriority(dxgi, -7));
	OK(IDXGIDevice4_GetGPUThreadPriority(dxgi, &priority));
	CHECK_EQ(priority, -7);
	CHECK_FAILS(app, IDXGIDevice4_SetGPUThreadPriority(dxgi, 8),
		    E_INVALIDARG, "SetGPUThreadPriority");
	CHECK_FAILS(app, IDXGIDevice4_SetGPUThreadPriority(dxgi, -8),
		    E_INVALIDARG, "SetGPUThreadPriority");
	CHECK_FAILS(app, IDXGIDevice4_GetGPUThreadPriority(dxgi, NULL),
		    E_POINTER, "GetGPUThreadPriority");
	IDXGIDevice4_Trim(dxgi);
}

TEST(IDXGIDevice_knows_where_resources_are)
{
	struct app *app AUTO(close_app) = open_app();
	struct app *other AUTO(close_app) = open_app();
	IDXGIDevice4 *dxgi AUTO(release_one) = dxgi_of(app);
	ID3D11Texture2D *mine = new_staging(app, 8, 8);
	ID3D11Texture2D *strange = new_staging(other, 8, 8);
	IUnknown *const good[] = { (IUnknown *)mine, (IUnknown *)mine };
	IUnknown *const bad[][1] = {
		{ NULL }, { (IUnknown *)strange }, { (IUnknown *)app->device },
	};
	static const char method[] = "QueryResourceResidency";
	DXGI_RESIDENCY residency[2] = { 0 };
	IDXGISurface *surface;
	size_t i;

#define RESIDENCY(resources, out, count) \
	IDXGIDevice4_QueryResourceResidency(dxgi, resources, out, count)
	OK(RESIDENCY(good, residency, 2));
	CHECK_EQ(residency[0], DXGI_RESIDENCY_FULLY_RESIDENT);
	CHECK_EQ(residency[1], DXGI_RESIDENCY_FULLY_RESIDENT);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_FAILS(app, RESIDENCY(bad[i], residency, 1), E_INVALIDARG,
			    method);
	CHECK_FAILS(app, RESIDENCY(good, residency, 0), E_INVALIDARG, method);
	CHECK_FAILS(app, RESIDENCY(NULL, residency, 1), E_POINTER, method);
	CHECK_FAILS(app, RESIDENCY(good, NULL, 1), E_POINTER, method);
	CHECK_FAILS(app, IDXGIDevice4_OfferResources(
			 dxgi, 0, NULL, DXGI_OFFER_RESOURCE_PRIORITY_LOW),
		    E_INVALIDARG, "OfferResources");
	CHECK_FAILS(app, IDXGIDevice4_ReclaimResources(dxgi, 1, NULL, NULL),
		    E_INVALIDARG, "ReclaimResources");
	CHECK_FAILS(app, IDXGIDevice4_CreateSurface(dxgi, NULL, 1, 0, NULL,
						    &surface),
		    DXGI_ERROR_UNSUPPORTED, "CreateSurface");
	RELEASE(mine);
	RELEASE(strange);
}

TEST(EnqueueSetEvent_signals)
{
	struct app *app AUTO(close_app) = open_app();
	IDXGIDevice4 *dxgi AUTO(release_one) = dxgi_of(app);
	int fd = eventfd(0, EFD_CLOEXEC), null = open("/dev/null", O_RDWR);
	uint64_t count;

	OK(IDXGIDevice4_EnqueueSetEvent(dxgi, cpgpu_d3d_event_handle(fd)));
	CHECK_EQ(read(fd, &count, sizeof(count)), sizeof(count));
	CHECK_EQ(count, 1);
	CHECK_FAILS(app, IDXGIDevice4_EnqueueSetEvent(dxgi, NULL),
		    E_INVALIDARG, "EnqueueSetEvent");
	CHECK_FAILS(app, IDXGIDevice4_EnqueueSetEvent(
			 dxgi, cpgpu_d3d_event_handle(null)),
		    E_INVALIDARG, "EnqueueSetEvent");
	close(fd);
	close(null);
}

/* ---------------------------------------------------------- private data -- */

TEST(IDXGIObject_keeps_private_data)
{
	static const GUID name = { 1, 2, 3, { 4 } };
	IDXGIFactory6 *factory AUTO(release) = new_factory();
	IDXGIAdapter4 *adapter AUTO(release) = first_adapter(factory);
	struct app *app AUTO(close_app) = open_app();
	IDXGIDevice4 *dxgi AUTO(release_one) = dxgi_of(app);
	IDXGIObject *const objects[] = {
		(IDXGIObject *)factory, (IDXGIObject *)adapter,
		(IDXGIObject *)dxgi,
	};
	char data[4];
	UINT size;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		size = sizeof(data);
		CHECK_HR(IDXGIObject_GetPrivateData(objects[i], &name, &size,
						    data),
			 DXGI_ERROR_NOT_FOUND);
		OK(IDXGIObject_SetPrivateData(objects[i], &name, 4, "abc"));
		size = 3;
		CHECK_HR(IDXGIObject_GetPrivateData(objects[i], &name, &size,
						    data),
			 DXGI_ERROR_MORE_DATA);
		OK(IDXGIObject_GetPrivateData(objects[i], &name, &size, data));
		CHECK_MEM(data, "abc", 4);
		OK(IDXGIObject_SetPrivateDataInterface(
			objects[i], &name, (IUnknown *)factory));
		OK(IDXGIObject_SetPrivateData(objects[i], &name, 0, NULL));
	}
}
