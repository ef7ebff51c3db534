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
	CHECK_HR(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d), S_OK);
	CHECK_EQ(IDirect3D9Ex_GetAdapterCount(d3d), 1);
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

	CHECK_HR(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d), S_OK);
	CHECK_HR(IDirect3D9Ex_CreateDevice(d3d, 0, D3DDEVTYPE_HAL, NULL,
					   D3DCREATE_MULTITHREADED,
					   &parameters, &device), D3D_OK);
	CHECK_HR(IDirect3DDevice9_QueryInterface(device,
						 &IID_IDirect3DDevice9Ex,
						 (void **)&ex), S_OK);
	CHECK_HR(IDirect3DDevice9Ex_GetCreationParameters(ex, &made), D3D_OK);
	CHECK_EQ(made.BehaviorFlags, D3DCREATE_MULTITHREADED);
	CHECK_EQ(made.DeviceType, D3DDEVTYPE_HAL);
	CHECK_HR(IDirect3DDevice9Ex_GetCreationParameters(ex, NULL),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DDevice9_GetDirect3D(device, &back), D3D_OK);
	CHECK((void *)back == (void *)d3d);
	CHECK_HR(IDirect3DDevice9_GetDirect3D(device, NULL),
		 D3DERR_INVALIDCALL);
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

	CHECK_HR(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d), S_OK);
	CHECK_HR(IDirect3D9Ex_CreateDeviceEx(d3d, 1, D3DDEVTYPE_HAL, NULL, 0,
					     &parameters, NULL, &device),
		 D3DERR_INVALIDCALL);
	CHECK(!device);
	CHECK_HR(IDirect3D9Ex_CreateDeviceEx(d3d, 0, D3DDEVTYPE_REF, NULL, 0,
					     &parameters, NULL, &device),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(IDirect3D9Ex_CreateDeviceEx(d3d, 0, D3DDEVTYPE_HAL, NULL, 0,
					     NULL, NULL, &device),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3D9Ex_CreateDeviceEx(d3d, 0, D3DDEVTYPE_HAL, NULL, 0,
					     &parameters, &mode, &device),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3D9Ex_CreateDeviceEx(d3d, 0, D3DDEVTYPE_HAL, NULL, 0,
					     &parameters, NULL, NULL),
		 D3DERR_INVALIDCALL);
	/* the device node that the environment names is none of ours */
	CHECK(!setenv("CPGPU_DEVICE", "/dev/null", 1));
	CHECK_HR(IDirect3D9Ex_CreateDeviceEx(d3d, 0, D3DDEVTYPE_HAL, NULL, 0,
					     &parameters, NULL, &device),
		 E_INVALIDARG);
	CHECK(!device);
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
}

TEST(QueryInterface_keeps_the_identity)
{
	struct d3d9 d3d9 = d3d9_open();
	IUnknown *a, *b;
	void *none = &none;

	CHECK_HR(IDirect3DDevice9Ex_QueryInterface(d3d9.device, &IID_IUnknown,
						   (void **)&a), S_OK);
	CHECK_HR(IDirect3DDevice9Video_QueryInterface(d3d9.video, &IID_IUnknown,
						      (void **)&b), S_OK);
	CHECK(a == b);
	CHECK_EQ(IUnknown_Release(a), 3);
	CHECK_EQ(IUnknown_Release(b), 2);
	CHECK_HR(IDirect3DDevice9Video_QueryInterface(d3d9.video,
						      &IID_IDirect3DSurface9,
						      &none), E_NOINTERFACE);
	CHECK(!none);
	CHECK_HR(IDirect3DDevice9Ex_QueryInterface(d3d9.device, &IID_IUnknown,
						   NULL), E_POINTER);
	CHECK_EQ(IDirect3DDevice9Video_AddRef(d3d9.video), 3);
	CHECK_EQ(IDirect3DDevice9Ex_Release(d3d9.device), 2);
	d3d9_close(&d3d9);
}

TEST(device_lives_as_long_as_its_objects)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DDevice9 *device;

	CHECK_EQ(IDirect3DDevice9Video_Release(d3d9.video), 3);
	CHECK_EQ(IDirect3DDevice9Ex_Release(d3d9.device), 2);
	CHECK_EQ(IDirect3D9Ex_Release(d3d9.d3d), 1);
	/* all are still there */
	d3d9_refresh(&session);
	CHECK_EQ(IDirect3DCryptoSession9_Release(session.session), 0);
	CHECK_HR(IDirect3DSurface9_GetDevice(surface, &device), D3D_OK);
	CHECK((void *)device == (void *)d3d9.device);
	CHECK_EQ(IDirect3DDevice9_Release(device), 1);
	CHECK_EQ(IDirect3DSurface9_Release(surface), 0);
}

TEST(nothing_is_left_behind)
{
	struct cpgpu_device *dev = open_device();
	uint64_t vram_free = device_info(dev).vram_free;
	struct d3d9_session session;
	struct d3d9 d3d9;
	int i;

	cpgpu_close(dev);
	for (i = 0; i < 5; i++) {
		d3d9 = d3d9_open();
		session = d3d9_keyed_session(&d3d9);
		d3d9_check_key(&session);
		IDirect3DCryptoSession9_Release(session.session);
		d3d9_close(&d3d9);
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
	struct d3d9 d3d9 = d3d9_open();
	D3DCONTENTPROTECTIONCAPS all, aes;

	CHECK_HR(caps(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, NULL, &aes), D3D_OK);
	CHECK_HR(caps(&d3d9, NULL, NULL, &all), D3D_OK);
	CHECK_EQ(all.Caps, aes.Caps);
	CHECK_HR(caps(&d3d9, &GUID_NULL, &GUID_NULL, &all), D3D_OK);
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
	struct d3d9 d3d9 = d3d9_open();
	D3DCONTENTPROTECTIONCAPS out, untouched;

	memset(&out, 0xee, sizeof(out));
	untouched = out;
	CHECK_HR(caps(&d3d9, &unknown_guid, NULL, &out), D3DERR_NOTAVAILABLE);
	CHECK_HR(caps(&d3d9, &D3DCRYPTOTYPE_PROPRIETARY, NULL, &out),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(caps(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, &unknown_guid, &out),
		 D3DERR_UNSUPPORTEDCRYPTO);
	CHECK_HR(caps(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, NULL, NULL),
		 D3DERR_INVALIDCALL);
	CHECK_MEM(&out, &untouched, sizeof(out));
}

/* ------------------------------------------------------------ surfaces -- */

TEST(GetDesc_tells_how_a_surface_was_made)
{
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	D3DSURFACE_DESC desc;

	CHECK_HR(IDirect3DSurface9_GetDesc(surface, &desc), D3D_OK);
	CHECK_EQ(desc.Format, D3DFMT_X8R8G8B8);
	CHECK_EQ(desc.Type, D3DRTYPE_SURFACE);
	CHECK_EQ(desc.Usage, D3DUSAGE_RESTRICTED_CONTENT);
	CHECK_EQ(desc.Pool, D3DPOOL_DEFAULT);
	CHECK_EQ(desc.MultiSampleType, D3DMULTISAMPLE_NONE);
	CHECK_EQ(desc.Width, WIDTH);
	CHECK_EQ(desc.Height, HEIGHT);
	CHECK_EQ(IDirect3DSurface9_GetType(surface), D3DRTYPE_SURFACE);
	CHECK_HR(IDirect3DSurface9_GetDesc(surface, NULL), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DSurface9_GetDevice(surface, NULL),
		 D3DERR_INVALIDCALL);
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
	struct d3d9 d3d9 = d3d9_open();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		CHECK_HR(plain(&d3d9, 1920, 1080, formats[i], D3DPOOL_DEFAULT,
			       D3DUSAGE_RESTRICTED_CONTENT), D3D_OK);
		CHECK_HR(plain(&d3d9, 2, 2, formats[i], D3DPOOL_SYSTEMMEM, 0),
			 D3D_OK);
	}
}

TEST(CreateOffscreenPlainSurfaceEx_refuses_bad_arguments)
{
	const D3DFORMAT rgb = D3DFMT_X8R8G8B8;
	const D3DFORMAT nv12 = (D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2');
	struct d3d9 d3d9 = d3d9_open();

	CHECK_HR(plain(&d3d9, 0, 4, rgb, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 4, 0, rgb, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 16385, 1, rgb, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 0x40000001, 1, rgb, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 4, 4, D3DFMT_UNKNOWN, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 5, 4, nv12, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 4, 5, nv12, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 5, 4, D3DFMT_YUY2, D3DPOOL_DEFAULT, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 4, 4, rgb, D3DPOOL_MANAGED, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 4, 4, rgb, D3DPOOL_DEFAULT, D3DUSAGE_DYNAMIC),
		 D3DERR_INVALIDCALL);
	CHECK_HR(plain(&d3d9, 4, 4, rgb, D3DPOOL_SYSTEMMEM,
		       D3DUSAGE_RESTRICTED_CONTENT), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			d3d9.device, 4, 4, rgb, D3DPOOL_DEFAULT, NULL, NULL),
		 D3DERR_INVALIDCALL);
}

TEST(CreateOffscreenPlainSurface_cannot_share)
{
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DSurface9 *surface;
	HANDLE shared = NULL;

	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			d3d9.device, 4, 4, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
			&surface, &shared), D3DERR_NOTAVAILABLE);
	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			d3d9.device, 4, 4, D3DFMT_X8R8G8B8, D3DPOOL_SYSTEMMEM,
			&surface, &shared), D3DERR_INVALIDCALL);
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
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE];
	IDirect3DSurface9 *surface;
	D3DLOCKED_RECT locked;
	D3DSURFACE_DESC desc;

	CHECK_HR(target(&d3d9, TRUE, D3DUSAGE_RESTRICTED_CONTENT, &surface),
		 D3D_OK);
	CHECK_HR(IDirect3DSurface9_GetDesc(surface, &desc), D3D_OK);
	CHECK_EQ(desc.Usage,
		 D3DUSAGE_RENDERTARGET | D3DUSAGE_RESTRICTED_CONTENT);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0),
		 D3DERR_INVALIDCALL);
	fill_pattern(data, sizeof(data), 3);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	d3d9_read_protected(&session, surface, back, session.key);
	CHECK_MEM(back, data, sizeof(data));
}

TEST(CreateRenderTarget_is_lockable_if_wanted)
{
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DSurface9 *surface;
	D3DLOCKED_RECT locked;

	CHECK_HR(target(&d3d9, FALSE, 0, &surface), D3D_OK);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DDevice9Ex_CreateRenderTarget(
			d3d9.device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8,
			D3DMULTISAMPLE_NONE, 0, TRUE, &surface, NULL), D3D_OK);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0),
		 D3D_OK);
	CHECK_HR(IDirect3DSurface9_UnlockRect(surface), D3D_OK);
	/* there are neither multisampled nor shared ones */
	CHECK_HR(IDirect3DDevice9Ex_CreateRenderTarget(
			d3d9.device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8,
			D3DMULTISAMPLE_4_SAMPLES, 0, TRUE, &surface, NULL),
		 D3DERR_NOTAVAILABLE);
	CHECK(!surface);
	CHECK_HR(target(&d3d9, TRUE, D3DUSAGE_DEPTHSTENCIL, &surface),
		 D3DERR_INVALIDCALL);
	CHECK_HR(target(&d3d9, TRUE, 0, NULL), D3DERR_INVALIDCALL);
}

/* ------------------------------------------------------------- locking -- */

TEST(LockRect_gives_the_memory)
{
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_system(&d3d9);
	RECT rect = { 3, 2, 10, 5 };
	uint8_t data[SURFACE_SIZE];
	D3DLOCKED_RECT locked;

	fill_pattern(data, sizeof(data), 5);
	d3d9_fill(surface, data);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, &rect,
					    D3DLOCK_READONLY), D3D_OK);
	CHECK_EQ(locked.Pitch, PITCH);
	CHECK_MEM(locked.pBits, data + 2 * PITCH + 3 * 4, 7 * 4);
	/* one at a time */
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DSurface9_UnlockRect(surface), D3D_OK);
	CHECK_HR(IDirect3DSurface9_UnlockRect(surface), D3DERR_INVALIDCALL);
}

TEST(LockRect_refuses_bad_arguments)
{
	static const RECT bad[] = {
		{ -1, 0, 4, 4 }, { 0, -1, 4, 4 }, { 4, 0, 4, 4 },
		{ 0, 4, 4, 4 }, { 0, 0, WIDTH + 1, 4 },
		{ 0, 0, 4, HEIGHT + 1 },
	};
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_system(&d3d9);
	D3DLOCKED_RECT locked;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, &bad[i],
						    0), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, NULL, NULL, 0),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 1),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0),
		 D3D_OK);
}

TEST(LockRect_never_gives_a_restricted_surface)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	D3DLOCKED_RECT locked = { 1, (void *)1 };
	uint8_t data[SURFACE_SIZE] = { 0 };

	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0),
		 D3DERR_INVALIDCALL);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL,
					    D3DLOCK_READONLY),
		 D3DERR_INVALIDCALL);
	CHECK_EQ(locked.Pitch, 1);
	CHECK(locked.pBits == (void *)1);
}

/* -------------------------------------------------------- side channel -- */

TEST(failures_are_told)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	IUnknown *object = (IUnknown *)d3d9.video;
	struct d3d9_told told;

	d3d9_listen(&d3d9, &told);
	CHECK_HR(cpgpu_d3d_get_last_error(object), S_OK);
	CHECK_HR(IDirect3DCryptoSession9_FinishSessionKeyRefresh(session.session),
		 D3DERR_INVALIDCALL);
	CHECK_EQ(told.count, 1);
	CHECK_HR(told.error, D3DERR_INVALIDCALL);
	CHECK(!strcmp(told.function,
		      "IDirect3DCryptoSession9::FinishSessionKeyRefresh"));
	CHECK(*told.text);
	CHECK_HR(cpgpu_d3d_get_last_error(object), D3DERR_INVALIDCALL);
	CHECK_HR(cpgpu_d3d_get_last_error(object), S_OK);
	/* a session is no device */
	CHECK_HR(cpgpu_d3d_get_last_error((IUnknown *)session.session),
		 E_INVALIDARG);
}

TEST(other_methods_are_there_by_name)
{
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = d3d9_system(&d3d9);
	struct d3d9_told told;

	d3d9_listen(&d3d9, &told);
	CHECK_HR(d3d9.device->lpVtbl->BeginScene(d3d9.device), E_NOTIMPL);
	CHECK_EQ(told.count, 1);
	CHECK(!strcmp(told.function, "IDirect3DDevice9Ex::BeginScene"));
	CHECK_HR(d3d9.device->lpVtbl->GetDisplayModeEx(d3d9.device),
		 E_NOTIMPL);
	CHECK_EQ(d3d9.device->lpVtbl->GetNumberOfSwapChains(d3d9.device), 0);
	CHECK(d3d9.device->lpVtbl->GetNPatchMode(d3d9.device) == 0);
	d3d9.device->lpVtbl->SetGammaRamp(d3d9.device);
	CHECK(!strcmp(told.function, "IDirect3DDevice9Ex::SetGammaRamp"));
	CHECK_HR(surface->lpVtbl->GetDC(surface), E_NOTIMPL);
	CHECK(!strcmp(told.function, "IDirect3DSurface9::GetDC"));
	CHECK_EQ(told.count, 6);
	CHECK_HR(d3d9.d3d->lpVtbl->GetAdapterLUID(d3d9.d3d), E_NOTIMPL);
	CHECK(!d3d9.d3d->lpVtbl->GetAdapterMonitor(d3d9.d3d));
}
