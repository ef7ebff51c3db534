// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: the blts of IDirect3DCryptoSession9 */
#include <stdlib.h>

#include "d3d9_fixture.h"

TEST(DecryptionBlt_and_EncryptionBlt_are_AES_CTR)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);

	d3d9_check_key(&session);
}

TEST(DecryptionBlt_unwraps_a_content_key)
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

TEST(DecryptionBlt_takes_partly_encrypted_data)
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
	CHECK_HR(d3d9_decrypt(&session, system, surface, SURFACE_SIZE, &info, NULL,
			 iv), D3D_OK);
	d3d9_read_protected(&session, surface, back, session.key);
	CHECK_MEM(back, data, sizeof(data));
}

TEST(DecryptionBlt_refuses_a_used_IV)
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
	CHECK_HR(d3d9_decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3D_OK);
	CHECK_HR(d3d9_decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	next_iv(iv);
	CHECK_HR(d3d9_decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3D_OK);
}

TEST(EncryptionBlt_makes_a_new_IV_each_time)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t data[SURFACE_SIZE] = { 0 }, one[SURFACE_SIZE];
	uint8_t iv[2][KEY_SIZE];

	d3d9_write_protected(&session, surface, data, session.key, NULL);
	CHECK_HR(d3d9_encrypt(&session, surface, system, SURFACE_SIZE, iv[0]),
		 D3D_OK);
	d3d9_read(system, one);
	CHECK_HR(d3d9_encrypt(&session, surface, system, SURFACE_SIZE, iv[1]),
		 D3D_OK);
	d3d9_read(system, data);
	CHECK(memcmp(one, data, SURFACE_SIZE));
	/* a big-endian number that grows */
	CHECK(memcmp(iv[1], iv[0], KEY_SIZE) > 0);
}

TEST(GetEncryptionBltKey_gives_the_key_of_read_back)
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

TEST(GetSurfacePitch_is_that_of_the_protected_surface)
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
TEST(blts_take_the_applications_own_memory)
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
	CHECK_HR(IDirect3DSurface9_LockRect(system, &locked, NULL, 0),
		 D3DERR_INVALIDCALL);
	CHECK_EQ(locked.Pitch, W * 4);
	CHECK_HR(IDirect3DSurface9_UnlockRect(system), D3D_OK);

	fill_pattern(data, sizeof(data), 41);
	memcpy(memory, data, size);
	next_iv(iv);
	judge_ctr(session.key, iv, memory, size);
	CHECK_HR(d3d9_decrypt(&session, system, surface, size, NULL, NULL, iv),
		 D3D_OK);
	memset(memory, 0xee, 8192);
	/* with padding, too, but of whole blocks */
	CHECK_HR(d3d9_encrypt(&session, surface, system, size + 8, iv),
		 D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_encrypt(&session, surface, system, size + 64, iv), D3D_OK);
	CHECK_EQ(memory[size], 0xee);
	judge_ctr(session.key, iv, memory, size);
	CHECK_MEM(memory, data, size);
	IDirect3DSurface9_Release(system);

	if (caps.BufferAlignmentStart > 1) {
		HANDLE odd = memory + 1;

		CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
				d3d9.device, W, H, D3DFMT_X8R8G8B8,
				D3DPOOL_SYSTEMMEM, &system, &odd, 0), D3D_OK);
		CHECK_HR(d3d9_encrypt(&session, surface, system, size, iv),
			 D3DERR_INVALIDCALL);
	}
}

TEST(blts_want_whole_surfaces_in_whole_blocks)
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
		CHECK_HR(d3d9_encrypt(&session, surface, system, bad[i], iv),
			 D3DERR_INVALIDCALL);
		CHECK_HR(d3d9_decrypt(&session, system, surface, bad[i], NULL, NULL,
				 iv), D3DERR_INVALIDCALL);
	}
	CHECK_MEM(iv, untouched, sizeof(iv));
	CHECK_HR(d3d9_encrypt(&session, surface, system, SURFACE_SIZE, NULL),
		 E_INVALIDARG);
	CHECK_HR(d3d9_decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 NULL), E_INVALIDARG);
}

TEST(blts_want_one_surface_of_each_kind)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9), *target;
	D3DLOCKED_RECT locked;
	uint8_t iv[KEY_SIZE] = { 1 };

	CHECK_HR(d3d9_encrypt(&session, system, system, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_encrypt(&session, surface, surface, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_decrypt(&session, surface, system, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_encrypt(&session, surface, NULL, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_decrypt(&session, NULL, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	/* the destination must be in system memory */
	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			d3d9.device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8,
			D3DPOOL_DEFAULT, &target, NULL), D3D_OK);
	CHECK_HR(d3d9_encrypt(&session, surface, target, SURFACE_SIZE, iv),
		 D3DERR_INVALIDCALL);
	/* and must not be locked */
	CHECK_HR(IDirect3DSurface9_LockRect(system, &locked, NULL, 0), D3D_OK);
	CHECK_HR(d3d9_decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DSurface9_UnlockRect(system), D3D_OK);
	CHECK_HR(d3d9_decrypt(&session, system, surface, SURFACE_SIZE, NULL, NULL,
			 iv), D3D_OK);
}

TEST(objects_of_another_device_are_refused)
{
	struct d3d9 one = d3d9_open(), two = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&one);
	uint8_t iv[KEY_SIZE] = { 1 };

	CHECK_HR(d3d9_decrypt(&session, d3d9_system(&two), d3d9_restricted(&one),
			 SURFACE_SIZE, NULL, NULL, iv), D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_decrypt(&session, d3d9_system(&one), d3d9_restricted(&two),
			 SURFACE_SIZE, NULL, NULL, iv), D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_encrypt(&session, d3d9_restricted(&two), d3d9_system(&one),
			 SURFACE_SIZE, iv), D3DERR_INVALIDCALL);
}

/* A protected surface belongs to the session that wrote it, while it lives. */
TEST(surfaces_belong_to_one_session)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session one = d3d9_keyed_session(&d3d9);
	struct d3d9_session two = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE], iv[KEY_SIZE];

	fill_pattern(data, sizeof(data), 51);
	d3d9_write_protected(&one, surface, data, one.key, NULL);
	CHECK(FAILED(d3d9_encrypt(&two, surface, system, SURFACE_SIZE, iv)));
	next_iv(iv);
	CHECK(FAILED(d3d9_decrypt(&two, system, surface, SURFACE_SIZE, NULL, NULL,
			     iv)));
	d3d9_read_protected(&one, surface, back, one.key);
	CHECK_MEM(back, data, sizeof(data));
	IDirect3DCryptoSession9_Release(one.session);
	d3d9_write_protected(&two, surface, data, two.key, NULL);
	d3d9_read_protected(&two, surface, back, two.key);
	CHECK_MEM(back, data, sizeof(data));
}
