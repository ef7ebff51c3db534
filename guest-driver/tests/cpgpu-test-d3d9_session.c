// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: IDirect3DCryptoSession9, with real keys */
#include <stdlib.h>

#include "d3d9_fixture.h"

/* shorter than the macros, which are used below as well */
#define start(s, random, size) \
	IDirect3DCryptoSession9_StartSessionKeyRefresh((s)->session, random, \
						       size)
#define finish(s) \
	IDirect3DCryptoSession9_FinishSessionKeyRefresh((s)->session)
#define exchange(s, size, blob) \
	IDirect3DCryptoSession9_NegotiateKeyExchange((s)->session, size, blob)
#define encrypt(s, src, dst, size, iv) \
	IDirect3DCryptoSession9_EncryptionBlt((s)->session, src, dst, size, iv)
#define decrypt(s, src, dst, size, info, key, iv) \
	IDirect3DCryptoSession9_DecryptionBlt((s)->session, src, dst, size, \
					      info, key, iv)

static HRESULT create(const struct d3d9 *d3d9, const GUID *crypto,
		      const GUID *profile)
{
	IDirect3DCryptoSession9 *session = (void *)1;
	HANDLE handle = NULL;
	HRESULT hr;

	hr = IDirect3DDevice9Video_CreateCryptoSession(d3d9->video, crypto,
						       profile, &session,
						       &handle);
	CHECK(SUCCEEDED(hr) == !!session);
	CHECK(SUCCEEDED(hr) == !!handle);
	if (session)
		CHECK_EQ(IDirect3DCryptoSession9_Release(session), 0);
	return hr;
}

/* ---------------------------------------------------------------- keys -- */

static void CreateCryptoSession_wants_AES128_CTR(void)
{
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DCryptoSession9 *session;
	HANDLE handle;

	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, NULL), D3D_OK);
	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, &GUID_NULL), D3D_OK);
	CHECK_HR(create(&d3d9, NULL, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &GUID_NULL, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &unknown_guid, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_PROPRIETARY, NULL),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, &unknown_guid),
		 D3DERR_UNSUPPORTEDCRYPTO);
	CHECK_HR(IDirect3DDevice9Video_CreateCryptoSession(
			d3d9.video, &D3DCRYPTOTYPE_AES128_CTR, NULL, NULL,
			&handle), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DDevice9Video_CreateCryptoSession(
			d3d9.video, &D3DCRYPTOTYPE_AES128_CTR, NULL, &session,
			NULL), D3DERR_INVALIDCALL);
}

static void GetCertificate_gives_the_devices_chain(void)
{
	struct cpgpu_device *dev = open_device();
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	uint8_t *chain, *copy;
	size_t size;
	UINT told;

	CHECK_OK(cpgpu_query_certificate(dev, &chain, &size));
	CHECK_HR(IDirect3DCryptoSession9_GetCertificateSize(session.session,
							    &told), D3D_OK);
	CHECK_EQ(told, size);
	copy = calloc(1, size);
	CHECK_HR(IDirect3DCryptoSession9_GetCertificate(session.session, told,
							copy), D3D_OK);
	CHECK_MEM(copy, chain, size);
	memset(copy, 0, size);
	CHECK(FAILED(IDirect3DCryptoSession9_GetCertificate(session.session,
							    told - 1, copy)));
	CHECK_EQ(copy[0], 0);
	CHECK_HR(IDirect3DCryptoSession9_GetCertificate(session.session, told,
							NULL),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetCertificateSize(session.session,
							    NULL),
		 D3DERR_INVALIDCALL);
}

static void NegotiateKeyExchange_takes_a_wrapped_key(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	uint8_t blob[BLOB_SIZE + 1] = { 0 };

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(exchange(&session, BLOB_SIZE - 1, blob), E_INVALIDARG);
	CHECK_HR(exchange(&session, BLOB_SIZE + 1, blob), E_INVALIDARG);
	CHECK_HR(exchange(&session, 0, blob), E_INVALIDARG);
	CHECK_HR(exchange(&session, BLOB_SIZE, NULL), D3DERR_INVALIDCALL);
	CHECK_HR(exchange(&session, BLOB_SIZE, blob), D3D_OK);
	d3d9_check_key(&session);
	/* what cannot be unwrapped leaves the key as it is */
	blob[100] ^= 1;
	CHECK_HR(exchange(&session, BLOB_SIZE, blob), E_INVALIDARG);
	d3d9_check_key(&session);
}

/* Nothing that needs a key works without one, and memory stays as it was. */
static void session_without_key_does_nothing(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	IDirect3DSurface9 *restricted = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t bytes[KEY_SIZE], untouched[KEY_SIZE];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(start(&session, bytes, KEY_SIZE), D3DERR_INVALIDCALL);
	CHECK_HR(finish(&session), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetEncryptionBltKey(session.session,
							     bytes, KEY_SIZE),
		 D3DERR_INVALIDCALL);
	CHECK(FAILED(encrypt(&session, restricted, system, SURFACE_SIZE,
			     bytes)));
	CHECK_HR(decrypt(&session, system, restricted, SURFACE_SIZE, NULL,
			 NULL, bytes), D3DERR_INVALIDCALL);
	CHECK_MEM(bytes, untouched, KEY_SIZE);
}

/* ------------------------------------------------------------- refresh -- */

static void StartSessionKeyRefresh_gives_16_bytes(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[KEY_SIZE + 1], again[KEY_SIZE];

	memset(random, 0, sizeof(random));
	random[KEY_SIZE] = 0xee;
	CHECK_HR(start(&session, random, KEY_SIZE), D3D_OK);
	CHECK_EQ(random[KEY_SIZE], 0xee);
	CHECK_HR(start(&session, again, KEY_SIZE), D3D_OK);
	CHECK(memcmp(random, again, KEY_SIZE));
	/* the old key stays in use */
	d3d9_check_key(&session);
}

static void StartSessionKeyRefresh_wants_16_bytes(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[32], untouched[32];

	memset(random, 0xee, sizeof(random));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(start(&session, random, 0), E_INVALIDARG);
	CHECK_HR(start(&session, random, 15), E_INVALIDARG);
	CHECK_HR(start(&session, random, 17), E_INVALIDARG);
	CHECK_HR(start(&session, random, 32), E_INVALIDARG);
	CHECK_HR(start(&session, NULL, KEY_SIZE), D3DERR_INVALIDCALL);
	CHECK_MEM(random, untouched, sizeof(random));
	/* and no refresh has begun */
	CHECK_HR(finish(&session), D3DERR_INVALIDCALL);
	d3d9_check_key(&session);
}

static void FinishSessionKeyRefresh_makes_it_K_xor_R(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE], old[KEY_SIZE];
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);

	fill_pattern(data, sizeof(data), 11);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	memcpy(old, session.key, KEY_SIZE);
	d3d9_refresh(&session);
	CHECK(memcmp(old, session.key, KEY_SIZE));
	/* what was there stays, and comes under the new key only */
	d3d9_read_protected(&session, surface, back, session.key);
	CHECK_MEM(back, data, sizeof(data));
	d3d9_read_protected(&session, surface, back, old);
	CHECK(memcmp(back, data, sizeof(data)));
	d3d9_check_key(&session);
}

static void FinishSessionKeyRefresh_wants_a_start(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);

	CHECK_HR(finish(&session), D3DERR_INVALIDCALL);
	d3d9_refresh(&session);
	/* the number is used up */
	CHECK_HR(finish(&session), D3DERR_INVALIDCALL);
	d3d9_check_key(&session);
}

static void NegotiateKeyExchange_drops_the_random_number(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[KEY_SIZE], blob[BLOB_SIZE];

	CHECK_HR(start(&session, random, KEY_SIZE), D3D_OK);
	CHECK_OK(cpgpu_keyx_random_key(session.key));
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(exchange(&session, BLOB_SIZE, blob), D3D_OK);
	CHECK_HR(finish(&session), D3DERR_INVALIDCALL);
	d3d9_check_key(&session);
}

static void device_without_refresh_says_NOTAVAILABLE(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[KEY_SIZE], untouched[KEY_SIZE];

	if (d3d9_caps(&d3d9) & D3DCPCAPS_FRESHENSESSIONKEY)
		test_skip("this device can refresh: run it with freshen-session-key=off");
	memset(random, 0xee, sizeof(random));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(start(&session, random, KEY_SIZE), D3DERR_NOTAVAILABLE);
	CHECK_MEM(random, untouched, KEY_SIZE);
	CHECK_HR(finish(&session), D3DERR_NOTAVAILABLE);
}

/* ---------------------------------------------------------------- blts -- */

static void DecryptionBlt_and_EncryptionBlt_are_AES_CTR(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);

	d3d9_check_key(&session);
}

static void DecryptionBlt_unwraps_a_content_key(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	uint8_t content[KEY_SIZE], wrapped[KEY_SIZE];
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE];

	fill_pattern(data, sizeof(data), 21);
	fill_pattern(content, sizeof(content), 22);
	judge_ecb(session.key, content, wrapped);
	d3d9_write_protected(&session, surface, data, content, wrapped);
	d3d9_read_protected(&session, surface, back, session.key);
	CHECK_MEM(back, data, sizeof(data));
}

static void DecryptionBlt_takes_partly_encrypted_data(void)
{
	D3DENCRYPTED_BLOCK_INFO info = { 100, 20, 2 };
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE], packed[SURFACE_SIZE];
	uint8_t iv[KEY_SIZE];
	size_t i, n, at;

	if (!(d3d9_caps(&d3d9) & D3DCPCAPS_PARTIALDECRYPTION))
		test_skip("this device has no partial decryption");
	fill_pattern(data, sizeof(data), 23);
	memcpy(back, data, sizeof(data));
	/* the keystream goes on from one encrypted piece to the next */
	for (i = n = 0; i < SURFACE_SIZE; i++)
		if (i < 100 || (i - 100) % 22 >= 20)
			packed[n++] = data[i];
	next_iv(iv);
	judge_ctr(session.key, iv, packed, n);
	for (i = at = 0; i < SURFACE_SIZE; i++)
		if (i < 100 || (i - 100) % 22 >= 20)
			back[i] = packed[at++];
	d3d9_fill(system, back);
	CHECK_HR(decrypt(&session, system, surface, SURFACE_SIZE, &info, NULL,
			 iv), D3D_OK);
	d3d9_read_protected(&session, surface, back, session.key);
	CHECK_MEM(back, data, sizeof(data));
}

static void DecryptionBlt_refuses_a_used_IV(void)
{
	struct cpgpu_device *dev = open_device();
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t iv[KEY_SIZE];

	if (!(device_info(dev).caps & DRM_CPGPU_CAP_IV_CHECK))
		test_skip("this device does not check IVs: run it with iv-check=on");
	next_iv(iv);
	CHECK_HR(decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3D_OK);
	CHECK_HR(decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	next_iv(iv);
	CHECK_HR(decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3D_OK);
}

static void EncryptionBlt_makes_a_new_IV_each_time(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t data[SURFACE_SIZE] = { 0 }, one[SURFACE_SIZE];
	uint8_t iv[2][KEY_SIZE];

	d3d9_write_protected(&session, surface, data, session.key, NULL);
	CHECK_HR(encrypt(&session, surface, system, SURFACE_SIZE, iv[0]),
		 D3D_OK);
	d3d9_read(system, one);
	CHECK_HR(encrypt(&session, surface, system, SURFACE_SIZE, iv[1]),
		 D3D_OK);
	d3d9_read(system, data);
	CHECK(memcmp(one, data, SURFACE_SIZE));
	/* a big-endian number that grows */
	CHECK(memcmp(iv[1], iv[0], KEY_SIZE) > 0);
}

static void GetEncryptionBltKey_gives_the_key_of_read_back(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	uint8_t wrapped[KEY_SIZE + 1], key[KEY_SIZE], other[KEY_SIZE];
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE];

	if (!(d3d9_caps(&d3d9) & D3DCPCAPS_ENCRYPTEDREADBACKKEY))
		test_skip("this device has no read-back key");
	fill_pattern(data, sizeof(data), 31);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	memset(wrapped, 0xee, sizeof(wrapped));
	CHECK_HR(IDirect3DCryptoSession9_GetEncryptionBltKey(session.session,
							     wrapped, 15),
		 E_INVALIDARG);
	CHECK_EQ(wrapped[0], 0xee);
	CHECK_HR(IDirect3DCryptoSession9_GetEncryptionBltKey(session.session,
							     NULL, KEY_SIZE),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetEncryptionBltKey(session.session,
							     wrapped,
							     KEY_SIZE),
		 D3D_OK);
	CHECK_EQ(wrapped[KEY_SIZE], 0xee);
	CHECK_OK(cpgpu_keyx_unwrap_read_back_key(session.key, wrapped, key));
	d3d9_read_protected(&session, surface, back, key);
	CHECK_MEM(back, data, sizeof(data));
	/* each call makes a new one, and the newest counts */
	CHECK_HR(IDirect3DCryptoSession9_GetEncryptionBltKey(session.session,
							     wrapped,
							     KEY_SIZE),
		 D3D_OK);
	CHECK_OK(cpgpu_keyx_unwrap_read_back_key(session.key, wrapped, other));
	CHECK(memcmp(key, other, KEY_SIZE));
	d3d9_read_protected(&session, surface, back, other);
	CHECK_MEM(back, data, sizeof(data));
}

static void GetSurfacePitch_is_that_of_the_protected_surface(void)
{
	struct d3d9 d3d9 = d3d9_open(), other = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *odd;
	UINT pitch = 0;

	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
			d3d9.device, 50, 4, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
			&odd, NULL, D3DUSAGE_RESTRICTED_CONTENT), D3D_OK);
	CHECK_HR(IDirect3DCryptoSession9_GetSurfacePitch(session.session, odd,
							 &pitch), D3D_OK);
	CHECK_EQ(pitch, 256);
	CHECK_HR(IDirect3DCryptoSession9_GetSurfacePitch(
			session.session, d3d9_system(&d3d9), &pitch),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetSurfacePitch(
			session.session, d3d9_restricted(&other), &pitch),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetSurfacePitch(session.session, NULL,
							 &pitch),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetSurfacePitch(session.session, odd,
							 NULL),
		 D3DERR_INVALIDCALL);
	CHECK_EQ(pitch, 256);
}

/*
 * As the documents tell to make the system memory: over the application's own,
 * with the pitch of the protected surface, aligned and padded.
 */
static void blts_take_the_applications_own_memory(void)
{
	enum { W = 50, H = 4 };
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	D3DCONTENTPROTECTIONCAPS caps;
	IDirect3DSurface9 *surface, *system;
	uint8_t *memory, data[256 * H], iv[KEY_SIZE];
	D3DLOCKED_RECT locked;
	UINT pitch, size;

	CHECK_HR(IDirect3DDevice9Video_GetContentProtectionCaps(
			d3d9.video, &D3DCRYPTOTYPE_AES128_CTR, NULL, &caps),
		 D3D_OK);
	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
			d3d9.device, W, H, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
			&surface, NULL, D3DUSAGE_RESTRICTED_CONTENT), D3D_OK);
	CHECK_HR(IDirect3DCryptoSession9_GetSurfacePitch(session.session,
							 surface, &pitch),
		 D3D_OK);
	size = pitch * H;
	CHECK_EQ(size, sizeof(data));
	memory = aligned_alloc(4096, 8192);
	memset(memory, 0xee, 8192);
	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
			d3d9.device, W, H, D3DFMT_X8R8G8B8, D3DPOOL_SYSTEMMEM,
			&system, (HANDLE *)&memory, 0), D3D_OK);
	CHECK_HR(IDirect3DSurface9_LockRect(system, &locked, NULL, 0), D3D_OK);
	CHECK(locked.pBits == memory);
	CHECK_EQ(locked.Pitch, W * 4);
	CHECK_HR(IDirect3DSurface9_UnlockRect(system), D3D_OK);

	fill_pattern(data, sizeof(data), 41);
	memcpy(memory, data, size);
	next_iv(iv);
	judge_ctr(session.key, iv, memory, size);
	CHECK_HR(decrypt(&session, system, surface, size, NULL, NULL, iv),
		 D3D_OK);
	memset(memory, 0xee, 8192);
	/* with padding, too */
	CHECK_HR(encrypt(&session, surface, system, size + 64, iv), D3D_OK);
	CHECK_EQ(memory[size], 0xee);
	judge_ctr(session.key, iv, memory, size);
	CHECK_MEM(memory, data, size);
	IDirect3DSurface9_Release(system);

	if (caps.BufferAlignmentStart > 1) {
		HANDLE odd = memory + 1;

		CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
				d3d9.device, W, H, D3DFMT_X8R8G8B8,
				D3DPOOL_SYSTEMMEM, &system, &odd, 0), D3D_OK);
		CHECK_HR(encrypt(&session, surface, system, size, iv),
			 D3DERR_INVALIDCALL);
	}
}

static void blts_want_whole_surfaces_in_whole_blocks(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	static const UINT bad[] = {
		0, 16, SURFACE_SIZE - 16, SURFACE_SIZE - 1, SURFACE_SIZE + 1,
		SURFACE_SIZE + MIB,
	};
	uint8_t iv[KEY_SIZE], untouched[KEY_SIZE];
	size_t i;

	memset(iv, 0xee, sizeof(iv));
	memset(untouched, 0xee, sizeof(iv));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_HR(encrypt(&session, surface, system, bad[i], iv),
			 D3DERR_INVALIDCALL);
		CHECK_HR(decrypt(&session, system, surface, bad[i], NULL, NULL,
				 iv), D3DERR_INVALIDCALL);
	}
	CHECK_MEM(iv, untouched, sizeof(iv));
	CHECK_HR(encrypt(&session, surface, system, SURFACE_SIZE, NULL),
		 E_INVALIDARG);
	CHECK_HR(decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 NULL), E_INVALIDARG);
}

static void blts_want_one_surface_of_each_kind(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9), *target;
	D3DLOCKED_RECT locked;
	uint8_t iv[KEY_SIZE] = { 1 };

	CHECK_HR(encrypt(&session, system, system, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	CHECK_HR(encrypt(&session, surface, surface, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	CHECK_HR(decrypt(&session, surface, system, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	CHECK_HR(encrypt(&session, surface, NULL, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	CHECK_HR(decrypt(&session, NULL, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	/* the destination must be in system memory */
	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			d3d9.device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8,
			D3DPOOL_DEFAULT, &target, NULL), D3D_OK);
	CHECK_HR(encrypt(&session, surface, target, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	/* and must not be locked */
	CHECK_HR(IDirect3DSurface9_LockRect(system, &locked, NULL, 0), D3D_OK);
	CHECK_HR(decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DSurface9_UnlockRect(system), D3D_OK);
	CHECK_HR(decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3D_OK);
}

static void objects_of_another_device_are_refused(void)
{
	struct d3d9 one = d3d9_open(), two = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&one);
	uint8_t iv[KEY_SIZE] = { 1 };

	CHECK_HR(decrypt(&session, d3d9_system(&two), d3d9_restricted(&one),
			 SURFACE_SIZE, NULL, NULL, iv), D3DERR_INVALIDCALL);
	CHECK_HR(decrypt(&session, d3d9_system(&one), d3d9_restricted(&two),
			 SURFACE_SIZE, NULL, NULL, iv), D3DERR_INVALIDCALL);
	CHECK_HR(encrypt(&session, d3d9_restricted(&two), d3d9_system(&one),
			 SURFACE_SIZE, iv), D3DERR_INVALIDCALL);
}

/* A protected surface belongs to the session that wrote it, while it lives. */
static void surfaces_belong_to_one_session(void)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session one = d3d9_keyed_session(&d3d9);
	struct d3d9_session two = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE], iv[KEY_SIZE];

	fill_pattern(data, sizeof(data), 51);
	d3d9_write_protected(&one, surface, data, one.key, NULL);
	CHECK(FAILED(encrypt(&two, surface, system, SURFACE_SIZE, iv)));
	next_iv(iv);
	CHECK(FAILED(decrypt(&two, system, surface, SURFACE_SIZE, NULL, NULL,
			     iv)));
	d3d9_read_protected(&one, surface, back, one.key);
	CHECK_MEM(back, data, sizeof(data));
	IDirect3DCryptoSession9_Release(one.session);
	d3d9_write_protected(&two, surface, data, two.key, NULL);
	d3d9_read_protected(&two, surface, back, two.key);
	CHECK_MEM(back, data, sizeof(data));
}

static const struct test tests[] = {
	TEST(CreateCryptoSession_wants_AES128_CTR),
	TEST(GetCertificate_gives_the_devices_chain),
	TEST(NegotiateKeyExchange_takes_a_wrapped_key),
	TEST(session_without_key_does_nothing),
	TEST(StartSessionKeyRefresh_gives_16_bytes),
	TEST(StartSessionKeyRefresh_wants_16_bytes),
	TEST(FinishSessionKeyRefresh_makes_it_K_xor_R),
	TEST(FinishSessionKeyRefresh_wants_a_start),
	TEST(NegotiateKeyExchange_drops_the_random_number),
	TEST(device_without_refresh_says_NOTAVAILABLE),
	TEST(DecryptionBlt_and_EncryptionBlt_are_AES_CTR),
	TEST(DecryptionBlt_unwraps_a_content_key),
	TEST(DecryptionBlt_takes_partly_encrypted_data),
	TEST(DecryptionBlt_refuses_a_used_IV),
	TEST(EncryptionBlt_makes_a_new_IV_each_time),
	TEST(GetEncryptionBltKey_gives_the_key_of_read_back),
	TEST(GetSurfacePitch_is_that_of_the_protected_surface),
	TEST(blts_take_the_applications_own_memory),
	TEST(blts_want_whole_surfaces_in_whole_blocks),
	TEST(blts_want_one_surface_of_each_kind),
	TEST(objects_of_another_device_are_refused),
	TEST(surfaces_belong_to_one_session),
};

int main(int argc, char **argv)
{
	return RUN_TESTS(argc, argv, tests);
}
