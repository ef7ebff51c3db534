// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: devices, surfaces, capabilities, reference counts */
#include <stdlib.h>

#include "d3d9_fixture.h"

static const D3DPRESENT_PARAMETERS windowed = {
	.SwapEffect = D3DSWAPEFFECT_DISCARD,
	.Windowed = TRUE,
};

/* ------------------------------------------------------------- devices -- */

TEST(Direct3DCreate9Ex_wants_its_version)
{
	IDirect3D9Ex *d3d = (void *)1;

	CHECK_HR(Direct3DCreate9Ex(31, &d3d), D3DERR_NOTAVAILABLE);
	CHECK(!d3d);
	CHECK_HR(Direct3DCreate9Ex(D3D_SDK_VERSION, NULL), E_POINTER);
	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	CHECK(IDirect3D9Ex_GetAdapterCount(d3d) >= 1);
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
}

TEST(CreateDeviceEx_and_CreateDevice_give_the_same_kind)
{
	D3DPRESENT_PARAMETERS parameters = windowed;
	D3DDEVICE_CREATION_PARAMETERS made;
	IDirect3D9Ex *d3d;
	IDirect3DDevice9 *device;
	IDirect3DDevice9Ex *ex;
	IDirect3D9 *back;

	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	OK(IDirect3D9Ex_CreateDevice(d3d, 0, D3DDEVTYPE_HAL, NULL,
				     D3DCREATE_MULTITHREADED, &parameters,
				     &device));
	OK(IDirect3DDevice9_QueryInterface(device, &IID_IDirect3DDevice9Ex,
					   (void **)&ex));
	OK(IDirect3DDevice9Ex_GetCreationParameters(ex, &made));
	CHECK_EQ(made.BehaviorFlags, D3DCREATE_MULTITHREADED);
	CHECK_EQ(made.DeviceType, D3DDEVTYPE_HAL);
	INVALID(IDirect3DDevice9Ex_GetCreationParameters(ex, NULL));
	OK(IDirect3DDevice9_GetDirect3D(device, &back));
	CHECK((void *)back == (void *)d3d);
	INVALID(IDirect3DDevice9_GetDirect3D(device, NULL));
	CHECK_EQ(IDirect3D9_Release(back), 2);
	CHECK_EQ(IDirect3DDevice9_Release(device), 1);
	CHECK_EQ(IDirect3DDevice9Ex_Release(ex), 0);
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
}

TEST(CreateDeviceEx_refuses_bad_arguments)
{
	D3DDISPLAYMODEEX mode = { .Size = sizeof(mode) };
	D3DPRESENT_PARAMETERS parameters = windowed;
	IDirect3DDevice9Ex *device = (void *)1;
	IDirect3D9Ex *d3d;

#define CREATE(adapter, type, parameters, mode, device) \
	IDirect3D9Ex_CreateDeviceEx(d3d, adapter, D3DDEVTYPE_##type, NULL, 0, \
				    parameters, mode, device)
	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	INVALID(CREATE(16, HAL, &parameters, NULL, &device));
	CHECK(!device);
	CHECK_HR(CREATE(0, REF, &parameters, NULL, &device),
		 D3DERR_NOTAVAILABLE);
	INVALID(CREATE(0, HAL, NULL, NULL, &device));
	INVALID(CREATE(0, HAL, &parameters, &mode, &device));
	INVALID(CREATE(0, HAL, &parameters, NULL, NULL));
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
	/* the device node that the environment names is none of ours */
	CHECK(!setenv("CPGPU_DEVICE", "/dev/null", 1));
	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	CHECK_EQ(IDirect3D9Ex_GetAdapterCount(d3d), 0);
	CHECK_HR(CREATE(0, HAL, &parameters, NULL, &device), E_INVALIDARG);
	CHECK(!device);
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
}

TEST(QueryInterface_keeps_the_identity)
{
	struct d3d9 *d3d9 = d3d9_open();
	IUnknown *a, *b;
	void *none = &none;

	OK(IDirect3DDevice9Ex_QueryInterface(d3d9->device, &IID_IUnknown,
					     (void **)&a));
	OK(IDirect3DDevice9Video_QueryInterface(d3d9->video, &IID_IUnknown,
						(void **)&b));
	CHECK(a == b);
	CHECK_EQ(IUnknown_Release(a), 3);
	CHECK_EQ(IUnknown_Release(b), 2);
	CHECK_HR(IDirect3DDevice9Video_QueryInterface(
			 d3d9->video, &IID_IDirect3DSurface9, &none),
		 E_NOINTERFACE);
	CHECK(!none);
	CHECK_HR(IDirect3DDevice9Ex_QueryInterface(d3d9->device, &IID_IUnknown,
						   NULL),
		 E_POINTER);
	CHECK_EQ(IDirect3DDevice9Video_AddRef(d3d9->video), 3);
	CHECK_EQ(IDirect3DDevice9Ex_Release(d3d9->device), 2);
	d3d9_close(d3d9);
}

TEST(device_lives_as_long_as_its_objects)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	IDirect3DDevice9 *device;

	s.surface = d3d9_restricted(s.d3d9);
	CHECK_EQ(IDirect3DDevice9Video_Release(s.d3d9->video), 3);
	CHECK_EQ(IDirect3DDevice9Ex_Release(s.d3d9->device), 2);
	CHECK_EQ(IDirect3D9Ex_Release(s.d3d9->d3d), 1);
	/* all are still there */
	d3d9_refresh(&s);
	CHECK_EQ(IDirect3DCryptoSession9_Release(s.session), 0);
	OK(IDirect3DSurface9_GetDevice(s.surface, &device));
	CHECK((void *)device == (void *)s.d3d9->device);
	CHECK_EQ(IDirect3DDevice9_Release(device), 1);
	CHECK_EQ(IDirect3DSurface9_Release(s.surface), 0);
}

TEST(nothing_is_left_behind)
{
	struct cpgpu_device *dev = open_device();
	uint64_t vram_free = device_info(dev).vram_free;
	struct d3d9_session s;
	int i;

	cpgpu_close(dev);
	for (i = 0; i < 5; i++) {
		s = d3d9_keyed_session(d3d9_open());
		d3d9_check_key(&s);
		IDirect3DCryptoSession9_Release(s.session);
		d3d9_close(s.d3d9);
		check_nothing_leaked(vram_free);
	}
}

/* -------------------------------------------------------- capabilities -- */

static HRESULT caps(const struct d3d9 *d3d9, const GUID *crypto,
		    const GUID *profile, D3DCONTENTPROTECTIONCAPS *out)
{
	return IDirect3DDevice9Video_GetContentProtectionCaps(d3d9->video,
							      crypto, profile,
							      out);
}

TEST(GetContentProtectionCaps_says_what_the_device_says)
{
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info = device_info(dev);
	struct d3d9 *d3d9 = d3d9_open();
	D3DCONTENTPROTECTIONCAPS all, aes;

	OK(caps(d3d9, &D3DCRYPTOTYPE_AES128_CTR, NULL, &aes));
	OK(caps(d3d9, NULL, NULL, &all));
	CHECK_EQ(all.Caps, aes.Caps);
	OK(caps(d3d9, &GUID_NULL, &GUID_NULL, &all));
	CHECK_EQ(all.Caps, aes.Caps);
	CHECK(!(aes.Caps & D3DCPCAPS_SOFTWARE) !=
	      !(aes.Caps & D3DCPCAPS_HARDWARE));
	CHECK_EQ(!!(aes.Caps & D3DCPCAPS_FRESHENSESSIONKEY),
		 !!(info.caps & DRM_CPGPU_CAP_FRESHEN_SESSION_KEY));
	CHECK_EQ(!!(aes.Caps & D3DCPCAPS_CONTENTKEY),
		 !!(info.caps & DRM_CPGPU_CAP_CONTENT_KEY));
	CHECK_EQ(!!(aes.Caps & D3DCPCAPS_PARTIALDECRYPTION),
		 !!(info.caps & DRM_CPGPU_CAP_PARTIAL_DECRYPTION));
	CHECK_EQ(!!(aes.Caps & D3DCPCAPS_ENCRYPTEDREADBACKKEY),
		 !!(info.caps & DRM_CPGPU_CAP_READ_BACK_KEY));
	/* the rest has no name in Direct3D 9 */
	CHECK_EQ(aes.Caps & ~0x3ffu, 0);
	CHECK(IsEqualGUID(&aes.KeyExchangeType, &D3DKEYEXCHANGE_RSAES_OAEP));
	CHECK_EQ(aes.BlockAlignmentSize, 16);
	CHECK(aes.BufferAlignmentStart >= 1);
	CHECK_EQ(aes.ProtectedMemorySize, info.vram_free);
}

TEST(GetContentProtectionCaps_knows_one_crypto_type)
{
	struct d3d9 *d3d9 = d3d9_open();
	D3DCONTENTPROTECTIONCAPS out;

	POISON(out);
	CHECK_HR(caps(d3d9, &unknown_guid, NULL, &out), D3DERR_NOTAVAILABLE);
	CHECK_HR(caps(d3d9, &D3DCRYPTOTYPE_PROPRIETARY, NULL, &out),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(caps(d3d9, &D3DCRYPTOTYPE_AES128_CTR, &unknown_guid, &out),
		 D3DERR_UNSUPPORTEDCRYPTO);
	INVALID(caps(d3d9, &D3DCRYPTOTYPE_AES128_CTR, NULL, NULL));
	CHECK_UNTOUCHED(out);
}

/* ------------------------------------------------------------ surfaces -- */

TEST(GetDesc_tells_how_a_surface_was_made)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_restricted(d3d9);
	D3DSURFACE_DESC desc;

	OK(IDirect3DSurface9_GetDesc(surface, &desc));
	CHECK_EQ(desc.Format, D3DFMT_X8R8G8B8);
	CHECK_EQ(desc.Type, D3DRTYPE_SURFACE);
	CHECK_EQ(desc.Usage, D3DUSAGE_RESTRICTED_CONTENT);
	CHECK_EQ(desc.Pool, D3DPOOL_DEFAULT);
	CHECK_EQ(desc.MultiSampleType, D3DMULTISAMPLE_NONE);
	CHECK_EQ(desc.Width, WIDTH);
	CHECK_EQ(desc.Height, HEIGHT);
	CHECK_EQ(IDirect3DSurface9_GetType(surface), D3DRTYPE_SURFACE);
	INVALID(IDirect3DSurface9_GetDesc(surface, NULL));
	INVALID(IDirect3DSurface9_GetDevice(surface, NULL));
	CHECK_EQ(IDirect3DSurface9_Release(surface), 0);
}

static HRESULT plain(const struct d3d9 *d3d9, UINT width, UINT height,
		     D3DFORMAT format, D3DPOOL pool, DWORD usage)
{
	IDirect3DSurface9 *surface = (void *)1;
	HRESULT hr;

	hr = IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(d3d9->device,
							      width, height,
							      format, pool,
							      &surface, NULL,
							      usage);
	CHECK(SUCCEEDED(hr) == !!surface);
	if (surface)
		CHECK_EQ(IDirect3DSurface9_Release(surface), 0);
	return hr;
}

TEST(CreateOffscreenPlainSurfaceEx_takes_video_formats)
{
	static const D3DFORMAT formats[] = {
		D3DFMT_A8R8G8B8, D3DFMT_YUY2, D3DFMT_UYVY, D3DFMT_L8,
		D3DFMT_A16B16G16R16F,
		(D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2'),
		(D3DFORMAT)MAKEFOURCC('Y', 'V', '1', '2'),
		(D3DFORMAT)MAKEFOURCC('P', '0', '1', '0'),
	};
	struct d3d9 *d3d9 = d3d9_open();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		OK(plain(d3d9, 1920, 1080, formats[i], D3DPOOL_DEFAULT,
			 D3DUSAGE_RESTRICTED_CONTENT));
		OK(plain(d3d9, 2, 2, formats[i], D3DPOOL_SYSTEMMEM, 0));
	}
}

TEST(CreateOffscreenPlainSurfaceEx_refuses_bad_arguments)
{
	const D3DFORMAT rgb = D3DFMT_X8R8G8B8;
	const D3DFORMAT nv12 = (D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2');
	const struct {
		UINT width, height;
		D3DFORMAT format;
		D3DPOOL pool;
		DWORD usage;
	} bad[] = {
		{ 0, 4, rgb, D3DPOOL_DEFAULT, 0 },
		{ 4, 0, rgb, D3DPOOL_DEFAULT, 0 },
		{ 16385, 1, rgb, D3DPOOL_DEFAULT, 0 },
		{ 0x40000001, 1, rgb, D3DPOOL_DEFAULT, 0 },
		{ 4, 4, D3DFMT_UNKNOWN, D3DPOOL_DEFAULT, 0 },
		{ 5, 4, nv12, D3DPOOL_DEFAULT, 0 },
		{ 4, 5, nv12, D3DPOOL_DEFAULT, 0 },
		{ 5, 4, D3DFMT_YUY2, D3DPOOL_DEFAULT, 0 },
		{ 4, 4, rgb, D3DPOOL_MANAGED, 0 },
		{ 4, 4, rgb, D3DPOOL_DEFAULT, D3DUSAGE_DYNAMIC },
		{ 4, 4, rgb, D3DPOOL_SYSTEMMEM, D3DUSAGE_RESTRICTED_CONTENT },
	};
	struct d3d9 *d3d9 = d3d9_open();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		INVALID(plain(d3d9, bad[i].width, bad[i].height, bad[i].format,
			      bad[i].pool, bad[i].usage));
	INVALID(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		d3d9->device, 4, 4, rgb, D3DPOOL_DEFAULT, NULL, NULL));
}

TEST(CreateOffscreenPlainSurface_cannot_share)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface;
	HANDLE shared = NULL;

	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			 d3d9->device, 4, 4, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
			 &surface, &shared),
		 D3DERR_NOTAVAILABLE);
	INVALID(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		d3d9->device, 4, 4, D3DFMT_X8R8G8B8, D3DPOOL_SYSTEMMEM,
		&surface, &shared));
}

static HRESULT target(const struct d3d9 *d3d9, BOOL lockable, DWORD usage,
		      IDirect3DSurface9 **surface)
{
	return IDirect3DDevice9Ex_CreateRenderTargetEx(d3d9->device, WIDTH,
						       HEIGHT, D3DFMT_X8R8G8B8,
						       D3DMULTISAMPLE_NONE, 0,
						       lockable, surface, NULL,
						       usage);
}

TEST(CreateRenderTargetEx_can_be_restricted)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	D3DLOCKED_RECT locked;
	D3DSURFACE_DESC desc;

	OK(target(s.d3d9, TRUE, D3DUSAGE_RESTRICTED_CONTENT, &s.surface));
	OK(IDirect3DSurface9_GetDesc(s.surface, &desc));
	CHECK_EQ(desc.Usage,
		 D3DUSAGE_RENDERTARGET | D3DUSAGE_RESTRICTED_CONTENT);
	INVALID(IDirect3DSurface9_LockRect(s.surface, &locked, NULL, 0));
	d3d9_put(&s, 3);
	d3d9_check(&s, 3, s.key);
}

TEST(CreateRenderTarget_is_lockable_if_wanted)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface;
	D3DLOCKED_RECT locked;

	OK(target(d3d9, FALSE, 0, &surface));
	INVALID(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
	OK(IDirect3DDevice9Ex_CreateRenderTarget(
		d3d9->device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8,
		D3DMULTISAMPLE_NONE, 0, TRUE, &surface, NULL));
	OK(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
	OK(IDirect3DSurface9_UnlockRect(surface));
	/* there are neither multisampled nor shared ones */
	CHECK_HR(IDirect3DDevice9Ex_CreateRenderTarget(
			 d3d9->device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8,
			 D3DMULTISAMPLE_4_SAMPLES, 0, TRUE, &surface, NULL),
		 D3DERR_NOTAVAILABLE);
	CHECK(!surface);
	INVALID(target(d3d9, TRUE, D3DUSAGE_DEPTHSTENCIL, &surface));
	INVALID(target(d3d9, TRUE, 0, NULL));
}

/* ------------------------------------------------------------- locking -- */

TEST(LockRect_gives_the_memory)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_system(d3d9);
	RECT rect = { 3, 2, 10, 5 };
	uint8_t data[SURFACE_SIZE];
	D3DLOCKED_RECT locked;

	fill_pattern(data, sizeof(data), 5);
	d3d9_fill(surface, data);
	OK(IDirect3DSurface9_LockRect(surface, &locked, &rect,
				      D3DLOCK_READONLY));
	CHECK_EQ(locked.Pitch, PITCH);
	CHECK_MEM(locked.pBits, data + 2 * PITCH + 3 * 4, 7 * 4);
	/* one at a time */
	INVALID(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
	OK(IDirect3DSurface9_UnlockRect(surface));
	INVALID(IDirect3DSurface9_UnlockRect(surface));
}

TEST(LockRect_refuses_bad_arguments)
{
	static const RECT bad[] = {
		{ -1, 0, 4, 4 }, { 0, -1, 4, 4 }, { 4, 0, 4, 4 },
		{ 0, 4, 4, 4 }, { 0, 0, WIDTH + 1, 4 },
		{ 0, 0, 4, HEIGHT + 1 },
	};
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_system(d3d9);
	struct d3d9_told told;
	D3DLOCKED_RECT locked;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		INVALID(IDirect3DSurface9_LockRect(surface, &locked, &bad[i],
						   0));
	INVALID(IDirect3DSurface9_LockRect(surface, NULL, NULL, 0));
	INVALID(IDirect3DSurface9_LockRect(surface, &locked, NULL, 1));
	OK(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
	d3d9_listen(d3d9, &told);
	INVALID(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
	CHECK(strstr(told.text, "already locked"));
	OK(IDirect3DSurface9_UnlockRect(surface));
	INVALID(IDirect3DSurface9_UnlockRect(surface));
	CHECK(strstr(told.text, "not locked"));
}

TEST(LockRect_never_gives_a_restricted_surface)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	D3DLOCKED_RECT locked = { 1, (void *)1 };

	INVALID(IDirect3DSurface9_LockRect(s.surface, &locked, NULL, 0));
	d3d9_put(&s, 0);
	INVALID(IDirect3DSurface9_LockRect(s.surface, &locked, NULL,
					   D3DLOCK_READONLY));
	CHECK_EQ(locked.Pitch, 1);
	CHECK(locked.pBits == (void *)1);
}

/* -------------------------------------------------------- side channel -- */

TEST(failures_are_told)
{
	struct d3d9_session s = d3d9_new_session(d3d9_open());
	IUnknown *object = (IUnknown *)s.d3d9->video;
	struct d3d9_told told;

	d3d9_listen(s.d3d9, &told);
	OK(cpgpu_d3d_get_last_error(object));
	INVALID(d3d9_finish(&s));
	CHECK_EQ(told.count, 1);
	INVALID(told.error);
	CHECK(!strcmp(told.function,
		      "IDirect3DCryptoSession9::FinishSessionKeyRefresh"));
	CHECK(*told.text);
	INVALID(cpgpu_d3d_get_last_error(object));
	OK(cpgpu_d3d_get_last_error(object));
	/* a session is no device */
	CHECK_HR(cpgpu_d3d_get_last_error((IUnknown *)s.session), E_INVALIDARG);
}

TEST(other_methods_are_there_by_name)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_system(d3d9);
	struct d3d9_told told;

	d3d9_listen(d3d9, &told);
	CHECK_HR(IDirect3DDevice9Ex_DrawPrimitive(d3d9->device,
						  D3DPT_TRIANGLELIST, 0, 1),
		 E_NOTIMPL);
	CHECK_EQ(told.count, 1);
	CHECK(!strcmp(told.function, "IDirect3DDevice9::DrawPrimitive"));
	CHECK_HR(IDirect3DDevice9Ex_SetViewport(d3d9->device, NULL), E_NOTIMPL);
	CHECK(IDirect3DDevice9Ex_GetNPatchMode(d3d9->device) == 0);
	IDirect3DDevice9Ex_SetGammaRamp(d3d9->device, 0, 0, NULL);
	CHECK(!strcmp(told.function, "IDirect3DDevice9::SetGammaRamp"));
	CHECK_HR(IDirect3DSurface9_GetDC(surface, NULL), E_NOTIMPL);
	CHECK(!strcmp(told.function, "IDirect3DSurface9::GetDC"));
	CHECK_EQ(told.count, 5);
}
