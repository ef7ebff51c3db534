// SPDX-License-Identifier: MIT
/* DXVA 2: the device manager, and the video services */
#include <pthread.h>
#include <unistd.h>

#include <dxva2api.h>

#include "d3d9_fixture.h"

struct shared {
	struct d3d9 *d3d9;
	IDirect3DDeviceManager9 *manager;
	UINT token;
};

static IDirect3DDevice9 *device_of(const struct d3d9 *d3d9)
{
	return (IDirect3DDevice9 *)d3d9->device;
}

static struct shared new_manager(void)
{
	struct shared s = { .d3d9 = d3d9_open() };

	OK(DXVA2CreateDirect3DDeviceManager9(&s.token, &s.manager));
	return s;
}

static struct shared share_device(void)
{
	struct shared s = new_manager();

	OK(IDirect3DDeviceManager9_ResetDevice(s.manager, device_of(s.d3d9),
					       s.token));
	return s;
}

static HANDLE open_handle(const struct shared *s)
{
	HANDLE handle;

	OK(IDirect3DDeviceManager9_OpenDeviceHandle(s->manager, &handle));
	CHECK(handle);
	return handle;
}

/* --------------------------------------------------------------- manager -- */

TEST(the_manager_needs_a_device_and_its_token)
{
	struct shared s = new_manager(), other = new_manager();
	HANDLE handle = (HANDLE)1;

	CHECK(s.token != other.token);
	CHECK_HR(IDirect3DDeviceManager9_OpenDeviceHandle(s.manager, &handle),
		 DXVA2_E_NOT_INITIALIZED);
	CHECK(!handle);
	CHECK_HR(IDirect3DDeviceManager9_ResetDevice(
			 s.manager, device_of(s.d3d9), s.token + 1000),
		 E_INVALIDARG);
	CHECK_HR(IDirect3DDeviceManager9_ResetDevice(s.manager, NULL, s.token),
		 E_INVALIDARG);
	CHECK_HR(IDirect3DDeviceManager9_ResetDevice(
			 s.manager, (void *)s.d3d9->d3d, s.token),
		 E_INVALIDARG);
	OK(IDirect3DDeviceManager9_ResetDevice(s.manager, device_of(s.d3d9),
					       s.token));
	CHECK_HR(IDirect3DDeviceManager9_OpenDeviceHandle(s.manager, NULL),
		 E_POINTER);
	open_handle(&s);
	/* it has a reference to the device until it goes */
	CHECK_EQ(IDirect3DDevice9Ex_AddRef(s.d3d9->device), 4);
	CHECK_EQ(IDirect3DDeviceManager9_Release(s.manager), 0);
	CHECK_EQ(IDirect3DDevice9Ex_Release(s.d3d9->device), 2);
	CHECK_HR(DXVA2CreateDirect3DDeviceManager9(NULL, &s.manager),
		 E_POINTER);
	CHECK_HR(DXVA2CreateDirect3DDeviceManager9(&s.token, NULL), E_POINTER);
}

TEST(one_handle_at_a_time_has_the_device)
{
	struct shared s = share_device();
	HANDLE a = open_handle(&s), b = open_handle(&s);
	IDirect3DDevice9 *device;

#define LOCK(handle, block) \
	IDirect3DDeviceManager9_LockDevice(s.manager, handle, &device, block)
#define UNLOCK(handle) \
	IDirect3DDeviceManager9_UnlockDevice(s.manager, handle, FALSE)
	CHECK(a != b);
	OK(LOCK(a, FALSE));
	CHECK(device == device_of(s.d3d9));
	IDirect3DDevice9_Release(device);
	CHECK_HR(LOCK(b, FALSE), DXVA2_E_VIDEO_DEVICE_LOCKED);
	CHECK(!device);
	/* it would wait for itself */
	CHECK_HR(LOCK(a, TRUE), DXVA2_E_VIDEO_DEVICE_LOCKED);
	CHECK_HR(UNLOCK(b), E_INVALIDARG);
	OK(UNLOCK(a));
	CHECK_HR(UNLOCK(a), E_INVALIDARG);
	OK(LOCK(b, TRUE));
	/* closing unlocks */
	OK(IDirect3DDeviceManager9_CloseDeviceHandle(s.manager, b));
	OK(LOCK(a, FALSE));
	CHECK_HR(IDirect3DDeviceManager9_LockDevice(s.manager, a, NULL, FALSE),
		 E_POINTER);
}

static void *lock_later(void *data)
{
	struct shared *s = data;
	IDirect3DDevice9 *device;
	HANDLE handle = open_handle(s);
	HRESULT hr;

	hr = IDirect3DDeviceManager9_LockDevice(s->manager, handle, &device,
						TRUE);
	CHECK_HR(hr, S_OK);
	IDirect3DDevice9_Release(device);
	return NULL;
}

TEST(LockDevice_waits_for_the_others)
{
	struct shared s = share_device();
	HANDLE handle = open_handle(&s);
	IDirect3DDevice9 *device;
	pthread_t thread;

	OK(LOCK(handle, TRUE));
	CHECK(!pthread_create(&thread, NULL, lock_later, &s));
	usleep(100000);
	OK(UNLOCK(handle));
	CHECK(!pthread_join(thread, NULL));
	CHECK_HR(LOCK(handle, FALSE), DXVA2_E_VIDEO_DEVICE_LOCKED);
}

TEST(handles_end_with_their_device)
{
	struct shared s = share_device();
	HANDLE old = open_handle(&s), new;
	struct d3d9 *other = d3d9_open();
	IDirect3DDevice9 *device;
	void *service;

	OK(LOCK(old, FALSE));
	OK(IDirect3DDeviceManager9_TestDevice(s.manager, old));
	OK(IDirect3DDeviceManager9_ResetDevice(s.manager, device_of(other),
					       s.token));
	CHECK_HR(IDirect3DDeviceManager9_TestDevice(s.manager, old),
		 DXVA2_E_NEW_VIDEO_DEVICE);
	CHECK_HR(LOCK(old, TRUE), DXVA2_E_NEW_VIDEO_DEVICE);
	CHECK_HR(IDirect3DDeviceManager9_GetVideoService(
			 s.manager, old, &IID_IDirectXVideoDecoderService,
			 &service),
		 DXVA2_E_NEW_VIDEO_DEVICE);
	new = open_handle(&s);
	OK(LOCK(new, FALSE));
	CHECK(device == device_of(other));
	OK(IDirect3DDeviceManager9_CloseDeviceHandle(s.manager, old));
	CHECK_HR(IDirect3DDeviceManager9_TestDevice(s.manager, old), E_HANDLE);
}

TEST(unknown_handles_are_refused)
{
	static const uintptr_t bad[] = { 0, 2, 3, 0xffffffff, UINTPTR_MAX };
	struct shared s = share_device();
	IDirect3DDevice9 *device;
	void *service;
	size_t i;

	open_handle(&s);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		HANDLE handle = (HANDLE)bad[i];

		CHECK_HR(IDirect3DDeviceManager9_TestDevice(s.manager, handle),
			 E_HANDLE);
		CHECK_HR(LOCK(handle, TRUE), E_HANDLE);
		CHECK_HR(UNLOCK(handle), E_HANDLE);
		CHECK_HR(IDirect3DDeviceManager9_CloseDeviceHandle(s.manager,
								   handle),
			 E_HANDLE);
		CHECK_HR(IDirect3DDeviceManager9_GetVideoService(
				 s.manager, handle,
				 &IID_IDirectXVideoDecoderService, &service),
			 E_HANDLE);
		CHECK(!service);
	}
}

/* -------------------------------------------------------------- services -- */

TEST(services_are_one_object)
{
	static const IID *const iids[] = {
		&IID_IUnknown, &IID_IDirectXVideoAccelerationService,
		&IID_IDirectXVideoDecoderService,
		&IID_IDirectXVideoProcessorService,
	};
	struct shared s = share_device();
	HANDLE handle = open_handle(&s);
	IUnknown *first, *other, *a, *b;
	size_t i;
	void *none = &none;

	OK(IDirect3DDeviceManager9_GetVideoService(
		s.manager, handle, &IID_IDirectXVideoDecoderService,
		(void **)&first));
	OK(IUnknown_QueryInterface(first, &IID_IUnknown, (void **)&a));
	for (i = 0; i < ARRAY_SIZE(iids); i++) {
		OK(IUnknown_QueryInterface(first, iids[i], (void **)&other));
		OK(IUnknown_QueryInterface(other, &IID_IUnknown, (void **)&b));
		CHECK(a == b);
		IUnknown_Release(b);
		IUnknown_Release(other);
		OK(DXVA2CreateVideoService(device_of(s.d3d9), iids[i],
					   (void **)&other));
		CHECK_EQ(IUnknown_Release(other), 0);
	}
	CHECK_EQ(IUnknown_Release(a), 1);
	CHECK_EQ(IUnknown_Release(first), 0);
	CHECK_HR(DXVA2CreateVideoService(device_of(s.d3d9),
					 &IID_IDirect3DDevice9, &none),
		 E_NOINTERFACE);
	CHECK(!none);
	CHECK_HR(DXVA2CreateVideoService(NULL, iids[0], &none), E_INVALIDARG);
	CHECK_HR(DXVA2CreateVideoService((void *)s.manager, iids[0], &none),
		 E_INVALIDARG);
	CHECK_HR(DXVA2CreateVideoService(device_of(s.d3d9), NULL, &none),
		 E_POINTER);
	CHECK_HR(DXVA2CreateVideoService(device_of(s.d3d9), iids[0], NULL),
		 E_POINTER);
	CHECK_HR(IDirect3DDeviceManager9_GetVideoService(s.manager, handle,
							 iids[0], NULL),
		 E_POINTER);
}

static IDirectXVideoDecoderService *decoder_service(const struct d3d9 *d3d9)
{
	IDirectXVideoDecoderService *service;

	OK(DXVA2CreateVideoService(device_of(d3d9),
				   &IID_IDirectXVideoDecoderService,
				   (void **)&service));
	return service;
}

TEST(CreateSurface_gives_surfaces)
{
	const D3DFORMAT nv12 = (D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2');
	struct d3d9_session s = d3d9_scene(d3d9_open());
	IDirectXVideoDecoderService *service = decoder_service(s.d3d9);
	IDirect3DSurface9 *surfaces[3] = { NULL };
	D3DSURFACE_DESC desc;
	int i;

#define SURFACES(width, count, format, pool, usage, type, out) \
	IDirectXVideoDecoderService_CreateSurface( \
		service, width, HEIGHT, count, format, pool, usage, type, out, \
		NULL)
	OK(SURFACES(WIDTH, 2, nv12, D3DPOOL_DEFAULT, 0, 0, surfaces));
	for (i = 0; i < 3; i++) {
		OK(IDirect3DSurface9_GetDesc(surfaces[i], &desc));
		CHECK_EQ(desc.Format, nv12);
		CHECK_EQ(desc.Pool, D3DPOOL_DEFAULT);
		CHECK_EQ(IDirect3DSurface9_Release(surfaces[i]), 0);
	}
	/* one for protected content */
	OK(SURFACES(WIDTH, 0, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
		    D3DUSAGE_RESTRICTED_CONTENT, 1, &s.surface));
	d3d9_put(&s, 2);
	d3d9_check(&s, 2, s.key);
}

TEST(CreateSurface_refuses_bad_arguments)
{
	static const D3DFORMAT rgb = D3DFMT_X8R8G8B8;
	struct d3d9 *d3d9 = d3d9_open();
	IDirectXVideoDecoderService *service = decoder_service(d3d9);
	IDirect3DSurface9 *out[2] = { (void *)1 };
	HANDLE shared = NULL;

	INVALID(SURFACES(0, 0, rgb, D3DPOOL_DEFAULT, 0, 0, out));
	CHECK(!out[0]);
	INVALID(SURFACES(0xffffffff, 1, rgb, D3DPOOL_DEFAULT, 0, 0, out));
	INVALID(SURFACES(64, 0xffffffff, rgb, D3DPOOL_DEFAULT, 0, 0, out));
	INVALID(SURFACES(64, 0, D3DFMT_DXT1, D3DPOOL_DEFAULT, 0, 0, out));
	INVALID(SURFACES(64, 0, rgb, D3DPOOL_MANAGED, 0, 0, out));
	INVALID(SURFACES(64, 0, rgb, D3DPOOL_DEFAULT, 2, 0, out));
	INVALID(SURFACES(64, 0, rgb, D3DPOOL_DEFAULT, 0, 3, out));
	INVALID(SURFACES(64, 0, rgb, D3DPOOL_SYSTEMMEM,
			 D3DUSAGE_RESTRICTED_CONTENT, 0, out));
	CHECK_HR(SURFACES(64, 0, rgb, D3DPOOL_DEFAULT, 0, 0, NULL), E_POINTER);
	CHECK_HR(IDirectXVideoDecoderService_CreateSurface(
			 service, 64, 64, 0, rgb, D3DPOOL_DEFAULT, 0, 0, out,
			 &shared),
		 D3DERR_NOTAVAILABLE);
}

TEST(there_are_no_decoders)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirectXVideoDecoderService *service = decoder_service(d3d9);
	const GUID *h264 = &DXVA2_ModeH264_E;
	DXVA2_ConfigPictureDecode config = { .ConfigBitstreamRaw = 1 };
	DXVA2_ConfigPictureDecode *configs = (void *)1;
	IDirect3DSurface9 *target = d3d9_surface(d3d9, 64, 64, D3DPOOL_DEFAULT,
						 0);
	DXVA2_VideoDesc desc = { .SampleWidth = 64, .SampleHeight = 64 };
	IDirectXVideoDecoder *decoder = (void *)1;
	D3DFORMAT *formats = (void *)1;
	GUID *guids = (void *)1;
	struct d3d9_told told;
	UINT count = 1;

	d3d9_listen(d3d9, &told);
	OK(IDirectXVideoDecoderService_GetDecoderDeviceGuids(service, &count,
							     &guids));
	CHECK_EQ(count, 0);
	CHECK(!guids);
	CHECK_HR(IDirectXVideoDecoderService_GetDecoderRenderTargets(
			 service, h264, &count, &formats),
		 DXVA2_E_NOT_AVAILABLE);
	CHECK(!formats);
	CHECK_HR(IDirectXVideoDecoderService_GetDecoderConfigurations(
			 service, h264, &desc, NULL, &count, &configs),
		 DXVA2_E_NOT_AVAILABLE);
	CHECK(!configs);
	CHECK_HR(IDirectXVideoDecoderService_CreateVideoDecoder(
			 service, h264, &desc, &config, &target, 1, &decoder),
		 DXVA2_E_NOT_AVAILABLE);
	CHECK(!decoder);
	CHECK(!strcmp(told.function,
		      "IDirectXVideoDecoderService::CreateVideoDecoder"));
	CHECK(strstr(told.text, "no decoders"));
	CHECK_HR(IDirectXVideoDecoderService_GetDecoderDeviceGuids(
			 service, NULL, &guids), E_POINTER);
	CHECK_HR(IDirectXVideoDecoderService_GetDecoderDeviceGuids(
			 service, &count, NULL), E_POINTER);
	CHECK_HR(IDirectXVideoDecoderService_CreateVideoDecoder(
			 service, NULL, &desc, &config, &target, 1, &decoder),
		 E_POINTER);
	CHECK_HR(IDirectXVideoDecoderService_CreateVideoDecoder(
			 service, h264, &desc, &config, NULL, 1, &decoder),
		 E_POINTER);
}

TEST(there_are_no_video_processors)
{
	struct d3d9 *d3d9 = d3d9_open();
	const GUID *bob = &DXVA2_VideoProcBobDevice;
	IDirectXVideoProcessor *processor = (void *)1;
	IDirectXVideoProcessorService *service;
	DXVA2_VideoDesc desc = { .SampleWidth = 64, .SampleHeight = 64 };
	D3DFORMAT *formats = (void *)1;
	DXVA2_VideoProcessorCaps caps;
	DXVA2_ValueRange range;
	GUID *guids = (void *)1;
	UINT count = 1;

#define NONE(method, ...) \
	CHECK_HR(IDirectXVideoProcessorService_##method(service, __VA_ARGS__), \
		 DXVA2_E_NOT_AVAILABLE)
	OK(DXVA2CreateVideoService(device_of(d3d9),
				   &IID_IDirectXVideoProcessorService,
				   (void **)&service));
	OK(IDirectXVideoProcessorService_GetVideoProcessorDeviceGuids(
		service, &desc, &count, &guids));
	CHECK_EQ(count, 0);
	CHECK(!guids);
	NONE(GetVideoProcessorRenderTargets, bob, &desc, &count, &formats);
	NONE(GetVideoProcessorSubStreamFormats, bob, &desc, D3DFMT_X8R8G8B8,
	     &count, &formats);
	NONE(GetVideoProcessorCaps, bob, &desc, D3DFMT_X8R8G8B8, &caps);
	NONE(GetProcAmpRange, bob, &desc, D3DFMT_X8R8G8B8, 1, &range);
	NONE(GetFilterPropertyRange, bob, &desc, D3DFMT_X8R8G8B8, 1, &range);
	NONE(CreateVideoProcessor, bob, &desc, D3DFMT_X8R8G8B8, 0, &processor);
	CHECK(!processor);
	CHECK_HR(IDirectXVideoProcessorService_GetVideoProcessorCaps(
			 service, NULL, &desc, D3DFMT_X8R8G8B8, &caps),
		 E_POINTER);
	CHECK_HR(IDirectXVideoProcessorService_RegisterVideoProcessorSoftwareDevice(
			 service, NULL), E_POINTER);
	CHECK_HR(IDirectXVideoProcessorService_RegisterVideoProcessorSoftwareDevice(
			 service, service), E_NOTIMPL);
}
