// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: the blts of IDirect3DCryptoSession9 */
#include <stdlib.h>

#include "d3d9_fixture.h"

TEST(DecryptionBlt_and_EncryptionBlt_are_AES_CTR)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());

	d3d9_check_key(&s);
}

TEST(DecryptionBlt_unwraps_a_content_key)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	uint8_t content[KEY_SIZE], wrapped[KEY_SIZE], data[SURFACE_SIZE];

	fill_pattern(data, sizeof(data), 21);
	fill_pattern(content, sizeof(content), 22);
	judge_ecb(s.key, content, wrapped);
	d3d9_write_protected(&s, s.surface, data, content, wrapped);
	d3d9_check(&s, 21, s.key);
}

TEST(DecryptionBlt_takes_partly_encrypted_data)
{
	D3DENCRYPTED_BLOCK_INFO info = { 100, 20, 2 };
	struct d3d9_session s = d3d9_scene(d3d9_open());
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE], packed[SURFACE_SIZE];
	uint8_t iv[KEY_SIZE];
	size_t i, n, at;

	if (!(d3d9_caps(s.d3d9) & D3DCPCAPS_PARTIALDECRYPTION))
		test_skip("this device has no partial decryption");
	fill_pattern(data, sizeof(data), 23);
	memcpy(back, data, sizeof(data));
	/* the keystream continues from one encrypted piece to the next */
	for (i = n = 0; i < SURFACE_SIZE; i++)
		if (i < 100 || (i - 100) % 22 >= 20)
			packed[n++] = data[i];
	next_iv(iv);
	judge_ctr(s.key, iv, packed, n);
	for (i = at = 0; i < SURFACE_SIZE; i++)
		if (i < 100 || (i - 100) % 22 >= 20)
			back[i] = packed[at++];
	d3d9_fill(s.system, back);
	OK(IDirect3DCryptoSession9_DecryptionBlt(
		s.session, s.system, s.surface, SURFACE_SIZE, &info, NULL, iv));
	d3d9_read_protected(&s, s.surface, back, s.key);
	CHECK_MEM(back, data, sizeof(data));
}

TEST(DecryptionBlt_refuses_a_used_IV)
{
	struct cpgpu_device *dev = open_device();
	struct d3d9_session s = d3d9_scene(d3d9_open());
	uint8_t iv[KEY_SIZE];

	if (!(device_info(dev).caps & DRM_CPGPU_CAP_IV_CHECK))
		test_skip("this device does not check IVs: run it with iv-check=on");
	next_iv(iv);
	OK(d3d9_load(&s, iv));
	INVALID(d3d9_load(&s, iv));
	next_iv(iv);
	OK(d3d9_load(&s, iv));
}

TEST(EncryptionBlt_makes_a_new_IV_each_time)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	uint8_t data[SURFACE_SIZE] = { 0 }, one[SURFACE_SIZE];
	uint8_t iv[2][KEY_SIZE];

	d3d9_write_protected(&s, s.surface, data, s.key, NULL);
	OK(d3d9_store(&s, iv[0]));
	d3d9_read(s.system, one);
	OK(d3d9_store(&s, iv[1]));
	d3d9_read(s.system, data);
	CHECK(memcmp(one, data, SURFACE_SIZE));
	/* a big-endian number that grows */
	CHECK(memcmp(iv[1], iv[0], KEY_SIZE) > 0);
}

TEST(GetEncryptionBltKey_gives_the_key_of_read_back)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	uint8_t wrapped[KEY_SIZE + 1], key[KEY_SIZE], other[KEY_SIZE];
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE];

	if (!(d3d9_caps(s.d3d9) & D3DCPCAPS_ENCRYPTEDREADBACKKEY))
		test_skip("this device has no read-back key");
	fill_pattern(data, sizeof(data), 31);
	d3d9_write_protected(&s, s.surface, data, s.key, NULL);
	POISON(wrapped);
	CHECK_HR(d3d9_read_back_key(&s, wrapped, 15), E_INVALIDARG);
	CHECK_EQ(wrapped[0], UNTOUCHED);
	INVALID(d3d9_read_back_key(&s, NULL, KEY_SIZE));
	OK(d3d9_read_back_key(&s, wrapped, KEY_SIZE));
	CHECK_EQ(wrapped[KEY_SIZE], UNTOUCHED);
	CHECK_OK(cpgpu_keyx_unwrap_read_back_key(s.key, wrapped, key));
	d3d9_read_protected(&s, s.surface, back, key);
	CHECK_MEM(back, data, sizeof(data));
	/* each call makes a new one, and the newest counts */
	OK(d3d9_read_back_key(&s, wrapped, KEY_SIZE));
	CHECK_OK(cpgpu_keyx_unwrap_read_back_key(s.key, wrapped, other));
	CHECK(memcmp(key, other, KEY_SIZE));
	d3d9_read_protected(&s, s.surface, back, other);
	CHECK_MEM(back, data, sizeof(data));
}

TEST(GetSurfacePitch_is_that_of_the_protected_surface)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	struct d3d9 *d3d9 = s.d3d9, *other = d3d9_open();
	IDirect3DSurface9 *odd;
	UINT pitch = 0;

	odd = d3d9_surface(d3d9, 50, 4, D3DPOOL_DEFAULT,
			   D3DUSAGE_RESTRICTED_CONTENT);
	OK(d3d9_pitch(&s, odd, &pitch));
	CHECK_EQ(pitch, 256);
	INVALID(d3d9_pitch(&s, d3d9_system(d3d9), &pitch));
	INVALID(d3d9_pitch(&s, d3d9_restricted(other), &pitch));
	INVALID(d3d9_pitch(&s, NULL, &pitch));
	INVALID(d3d9_pitch(&s, odd, NULL));
	CHECK_EQ(pitch, 256);
}

static IDirect3DSurface9 *over_memory(const struct d3d9 *d3d9, UINT width,
				      UINT height, void *memory)
{
	IDirect3DSurface9 *surface;

	OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
		d3d9->device, width, height, D3DFMT_X8R8G8B8, D3DPOOL_SYSTEMMEM,
		&surface, &memory, 0));
	return surface;
}

/*
 * The documentation tells applications to create the system surface over their
 * own memory, with the pitch of the protected surface, aligned and padded.
 */
TEST(blts_take_the_applications_own_memory)
{
	enum { W = 50, H = 4 };
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	D3DCONTENTPROTECTIONCAPS caps;
	IDirect3DSurface9 *surface, *system;
	uint8_t *memory, data[256 * H], iv[KEY_SIZE];
	D3DLOCKED_RECT locked;
	UINT pitch, size;

	OK(IDirect3DDevice9Video_GetContentProtectionCaps(
		s.d3d9->video, &D3DCRYPTOTYPE_AES128_CTR, NULL, &caps));
	surface = d3d9_surface(s.d3d9, W, H, D3DPOOL_DEFAULT,
			       D3DUSAGE_RESTRICTED_CONTENT);
	OK(d3d9_pitch(&s, surface, &pitch));
	size = pitch * H;
	CHECK_EQ(size, sizeof(data));
	memory = aligned_alloc(4096, 8192);
	memset(memory, UNTOUCHED, 8192);
	system = over_memory(s.d3d9, W, H, memory);
	OK(IDirect3DSurface9_LockRect(system, &locked, NULL, 0));
	CHECK(locked.pBits == memory);
	INVALID(IDirect3DSurface9_LockRect(system, &locked, NULL, 0));
	CHECK_EQ(locked.Pitch, W * 4);
	OK(IDirect3DSurface9_UnlockRect(system));

	fill_pattern(data, sizeof(data), 41);
	memcpy(memory, data, size);
	next_iv(iv);
	judge_ctr(s.key, iv, memory, size);
	OK(d3d9_decrypt(&s, system, surface, size, iv));
	memset(memory, UNTOUCHED, 8192);
	/* with padding, too, but of whole blocks */
	INVALID(d3d9_encrypt(&s, surface, system, size + 8, iv));
	OK(d3d9_encrypt(&s, surface, system, size + 64, iv));
	CHECK_EQ(memory[size], UNTOUCHED);
	judge_ctr(s.key, iv, memory, size);
	CHECK_MEM(memory, data, size);
	IDirect3DSurface9_Release(system);

	if (caps.BufferAlignmentStart > 1) {
		system = over_memory(s.d3d9, W, H, memory + 1);
		INVALID(d3d9_encrypt(&s, surface, system, size, iv));
	}
}

TEST(blts_want_whole_surfaces_in_whole_blocks)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	static const UINT bad[] = {
		0, 16, SURFACE_SIZE - 16, SURFACE_SIZE - 1, SURFACE_SIZE + 1,
		SURFACE_SIZE + MIB,
	};
	uint8_t iv[KEY_SIZE];
	size_t i;

	POISON(iv);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		INVALID(d3d9_encrypt(&s, s.surface, s.system, bad[i], iv));
		INVALID(d3d9_decrypt(&s, s.system, s.surface, bad[i], iv));
	}
	CHECK_UNTOUCHED(iv);
	CHECK_HR(d3d9_store(&s, NULL), E_INVALIDARG);
	CHECK_HR(d3d9_load(&s, NULL), E_INVALIDARG);
}

TEST(blts_want_one_surface_of_each_kind)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	IDirect3DSurface9 *target;
	D3DLOCKED_RECT locked;
	uint8_t iv[KEY_SIZE] = { 1 };

	INVALID(d3d9_encrypt(&s, s.system, s.system, SURFACE_SIZE, iv));
	INVALID(d3d9_encrypt(&s, s.surface, s.surface, SURFACE_SIZE, iv));
	INVALID(d3d9_decrypt(&s, s.surface, s.system, SURFACE_SIZE, iv));
	INVALID(d3d9_encrypt(&s, s.surface, NULL, SURFACE_SIZE, iv));
	INVALID(d3d9_decrypt(&s, NULL, s.surface, SURFACE_SIZE, iv));
	/* the destination must be in system memory */
	OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		s.d3d9->device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
		&target, NULL));
	INVALID(d3d9_encrypt(&s, s.surface, target, SURFACE_SIZE, iv));
	/* and must not be locked */
	OK(IDirect3DSurface9_LockRect(s.system, &locked, NULL, 0));
	INVALID(d3d9_load(&s, iv));
	OK(IDirect3DSurface9_UnlockRect(s.system));
	OK(d3d9_load(&s, iv));
}

TEST(objects_of_another_device_are_refused)
{
	struct d3d9_session one = d3d9_scene(d3d9_open());
	struct d3d9_session two = d3d9_scene(d3d9_open());
	uint8_t iv[KEY_SIZE] = { 1 };

	INVALID(d3d9_decrypt(&one, two.system, one.surface, SURFACE_SIZE, iv));
	INVALID(d3d9_decrypt(&one, one.system, two.surface, SURFACE_SIZE, iv));
	INVALID(d3d9_encrypt(&one, two.surface, one.system, SURFACE_SIZE, iv));
}

/* A protected surface belongs to the session that wrote it, while it lives. */
TEST(surfaces_belong_to_one_session)
{
	struct d3d9_session one = d3d9_scene(d3d9_open());
	struct d3d9_session two = d3d9_scene(one.d3d9);
	uint8_t iv[KEY_SIZE];

	two.surface = one.surface;
	d3d9_put(&one, 51);
	CHECK(FAILED(d3d9_store(&two, iv)));
	next_iv(iv);
	CHECK(FAILED(d3d9_load(&two, iv)));
	d3d9_check(&one, 51, one.key);
	IDirect3DCryptoSession9_Release(one.session);
	d3d9_put(&two, 51);
	d3d9_check(&two, 51, two.key);
}
