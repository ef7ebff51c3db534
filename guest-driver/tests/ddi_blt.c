// SPDX-License-Identifier: MIT
/* DecryptionBlt, EncryptionBlt and resources, on both driver tables. */
#include <stdlib.h>
#include <unistd.h>

#include "ddi.h"
#include "partial.h"

/* ------------------------------------------------------------- resources -- */

TEST(resource_rows_are_padded_to_64_bytes)
{
	CPGPU_DDI_RESOURCE_DESC desc = { .RowBytes = 100, .Rows = 10 };
	HANDLE device = ddi_owner(ddi_open()), resource;
	UINT pitch, size, i;
	uint8_t *map;

	OK(cpgpu_ddi_create_resource(device, &desc, &resource));
	OK(cpgpu_ddi_resource_size(device, resource, &pitch, &size));
	CHECK_EQ(pitch, 128);
	CHECK_EQ(size, 1280);
	pitch = 0;
	OK(cpgpu_ddi_map_resource(device, resource, (void **)&map, &pitch));
	CHECK_EQ(pitch, 128);
	for (i = 0; i < size; i++)
		CHECK_EQ(map[i], 0);
	/* no padding in a buffer */
	desc.Rows = 0;
	OK(cpgpu_ddi_create_resource(device, &desc, &resource));
	OK(cpgpu_ddi_resource_size(device, resource, &pitch, &size));
	CHECK_EQ(size, 100);
}

TEST(resource_is_mapped_once)
{
	struct ddi *ddi = ddi_open();
	HANDLE device = ddi_owner(ddi), buffer = ddi_buffer(ddi, PAGE);
	void *map, *again;

	CHECK_HR(cpgpu_ddi_unmap_resource(device, buffer), D3DERR_INVALIDCALL);
	OK(cpgpu_ddi_map_resource(device, buffer, &map, NULL));
	CHECK_HR(cpgpu_ddi_map_resource(device, buffer, &again, NULL),
		 D3DERR_INVALIDCALL);
	OK(cpgpu_ddi_unmap_resource(device, buffer));
	OK(cpgpu_ddi_map_resource(device, buffer, &again, NULL));
	CHECK(map == again);
}

TEST(restricted_resource_is_never_mapped)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	HANDLE device = ddi_owner(s.ddi);
	void *map = NULL;

	CHECK_HR(cpgpu_ddi_map_resource(device, s.surface, &map, NULL),
		 E_ACCESSDENIED);
	ddi_put(&s, 0);
	CHECK_HR(cpgpu_ddi_map_resource(device, s.surface, &map, NULL),
		 E_ACCESSDENIED);
	CHECK(!map);
}

TEST(resource_sizes_are_checked)
{
	static const CPGPU_DDI_RESOURCE_DESC bad[] = {
		{ .RowBytes = 0, .Rows = 1 },
		{ .RowBytes = 0, .Rows = 0 },
		{ .RowBytes = 0, .Rows = 5, .Restricted = TRUE },
		{ .RowBytes = ~0u, .Rows = 1 },
		{ .RowBytes = 65536, .Rows = 65536 },
		{ .RowBytes = ~0u, .Rows = ~0u, .Restricted = TRUE },
	};
	HANDLE device = ddi_owner(ddi_open()), resource;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(cpgpu_ddi_create_resource(device, &bad[i], &resource),
			 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_create_resource(device, NULL, &resource),
		 E_INVALIDARG);
}

TEST(resource_of_another_device_is_refused)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session other = ddi_keyed_session(ddi_open());
	HANDLE foreign = ddi_owner(other.ddi), buffer = ddi_buffer(ddi, PAGE);
	HANDLE surface = ddi_restricted(other.ddi, PAGE);
	uint8_t iv[KEY_SIZE];
	void *map;

	next_iv(iv);
	CHECK_HR(ddi_decrypt(&other, BLT(buffer, surface, PAGE, iv)),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_map_resource(foreign, buffer, &map, NULL),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_destroy_resource(foreign, buffer), E_INVALIDARG);
	OK(cpgpu_ddi_destroy_resource(ddi_owner(ddi), buffer));
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(ddi), buffer),
		 D3DDDIERR_INVALIDHANDLE);
}

/* ------------------------------------------------------------------ blts -- */

TEST(DecryptionBlt_then_EncryptionBlt_give_the_data_back)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	int i;

	for (i = 0; i < 3; i++) {
		ddi_put(&s, i);
		ddi_check(&s, i, s.key);
	}
}

TEST(DecryptionBlt_takes_a_content_key)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t key[KEY_SIZE], wrapped[KEY_SIZE], iv[KEY_SIZE];
	uint8_t cipher[DDI_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(key));
	judge_ecb(s.key, key, wrapped);
	next_iv(iv);
	fill_pattern(cipher, DDI_SIZE, 9);
	judge_ctr(key, iv, cipher, DDI_SIZE);
	ddi_fill(s.ddi, s.buffer, cipher, DDI_SIZE);
	OK(ddi_decrypt(&s, &(struct ddi_blt) { s.buffer, s.surface, DDI_SIZE,
					       iv, NULL, wrapped }));
	ddi_check(&s, 9, s.key);
}

TEST(DecryptionBlt_takes_encrypted_block_info)
{
	static const UINT patterns[][3] = {
		{ 100, 20, 2 }, { 0, 16, 16 }, { 16, 0, 0 }, { 7, 1, 1 },
		{ 0, 0, 0 }, { 0, 5, 0 }, { 0, 0, 5 }, { ~0u, 1, 1 },
		{ 16, ~0u, ~0u },
	};
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t cipher[DDI_SIZE], iv[KEY_SIZE];
	static struct runs runs;
	size_t i;

	ddi_need(DRM_CPGPU_CAP_PARTIAL_DECRYPTION, "partial-decryption");
	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		next_iv(iv);
		fill_pattern(cipher, DDI_SIZE, 20 + i);
		pattern_runs(&runs, DDI_SIZE, patterns[i][0], patterns[i][1],
			     patterns[i][2]);
		judge_runs(&runs, s.key, iv, cipher, DDI_SIZE);
		ddi_fill(s.ddi, s.buffer, cipher, DDI_SIZE);
		OK(ddi_decrypt(&s, &(struct ddi_blt) {
			s.buffer, s.surface, DDI_SIZE, iv, patterns[i], NULL
		}));
		ddi_check(&s, 20 + i, s.key);
	}
}

/* Load the surface with such an IV. */
static HRESULT load_at(const struct ddi_session *s, uint8_t upper,
		       uint8_t count)
{
	uint8_t iv[KEY_SIZE] = { [7] = upper, [15] = count };

	return ddi_decrypt(s, BLT(s->buffer, s->surface, 48, iv));
}

TEST(DecryptionBlt_refuses_an_IV_that_was_used)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];

	ddi_need(DRM_CPGPU_CAP_IV_CHECK, "iv-check");
	s.surface = ddi_restricted(s.ddi, 48);
	s.buffer = ddi_buffer(s.ddi, 48);
	OK(load_at(&s, 7, 0));
	/* again, in the middle of it, and back */
	CHECK_HR(load_at(&s, 7, 0), ddi_codes.state);
	CHECK_HR(load_at(&s, 7, 2), ddi_codes.state);
	CHECK_HR(load_at(&s, 6, 9), ddi_codes.state);
	OK(load_at(&s, 8, 0));
	/* a new key starts anew */
	if (!ddi_has(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		return;
	OK(ddi_start(&s, KEY_SIZE, random));
	CHECK_HR(load_at(&s, 8, 0), ddi_codes.state);
	OK(ddi_finish(&s));
	OK(load_at(&s, 8, 0));
}

TEST(blts_want_an_IV)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());

	CHECK_HR(ddi_load(&s, NULL), E_INVALIDARG);
	ddi_put(&s, 0);
	CHECK_HR(ddi_store(&s, NULL), E_INVALIDARG);
}

TEST(blts_want_whole_blocks)
{
	static const UINT sizes[] = { 1, 8, 15, 17, 4095, 4097 };
	struct ddi_session s = ddi_keyed_session(ddi_open());
	HANDLE surface, buffer;
	uint8_t iv[KEY_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		next_iv(iv);
		surface = ddi_restricted(s.ddi, sizes[i]);
		buffer = ddi_buffer(s.ddi, sizes[i]);
		CHECK_HR(ddi_decrypt(&s, BLT(buffer, surface, sizes[i], iv)),
			 E_INVALIDARG);
	}
}

TEST(blts_want_one_resource_of_each_kind)
{
	static const uint8_t zero[DDI_SIZE];
	struct ddi_session s = ddi_keyed_session(ddi_open());
	HANDLE surface2 = ddi_restricted(s.ddi, DDI_SIZE);
	HANDLE buffer2 = ddi_buffer(s.ddi, DDI_SIZE);
	uint8_t iv[KEY_SIZE], back[DDI_SIZE];

	ddi_put(&s, 0);
	next_iv(iv);
	CHECK_HR(ddi_decrypt(&s, BLT(s.surface, surface2, DDI_SIZE, iv)),
		 E_INVALIDARG);
	CHECK_HR(ddi_decrypt(&s, BLT(s.buffer, buffer2, DDI_SIZE, iv)),
		 E_INVALIDARG);
	CHECK_HR(ddi_decrypt(&s, BLT(s.surface, s.buffer, DDI_SIZE, iv)),
		 E_INVALIDARG);
	CHECK_HR(ddi_encrypt(&s, BLT(s.surface, surface2, DDI_SIZE, iv)),
		 E_INVALIDARG);
	CHECK_HR(ddi_encrypt(&s, BLT(s.buffer, s.surface, DDI_SIZE, iv)),
		 E_INVALIDARG);
	ddi_read(s.ddi, s.buffer, back, DDI_SIZE);
	CHECK_MEM(back, zero, DDI_SIZE);
}

TEST(blts_refuse_a_mapped_resource)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t iv[KEY_SIZE];
	void *map;

	ddi_put(&s, 0);
	OK(cpgpu_ddi_map_resource(ddi_owner(s.ddi), s.buffer, &map, NULL));
	next_iv(iv);
	CHECK_HR(ddi_load(&s, iv), E_INVALIDARG);
	CHECK_HR(ddi_store(&s, iv), E_INVALIDARG);
	OK(cpgpu_ddi_unmap_resource(ddi_owner(s.ddi), s.buffer));
	OK(ddi_load(&s, iv));
}

TEST(EncryptionBlt_wants_a_surface_with_content)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t iv[KEY_SIZE];

	POISON(iv);
	CHECK_HR(ddi_store(&s, iv), E_ACCESSDENIED);
	CHECK_UNTOUCHED(iv);
}

TEST(EncryptionBlt_gives_IVs_that_grow)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t first[KEY_SIZE], second[KEY_SIZE];

	ddi_put(&s, 0);
	OK(ddi_store(&s, first));
	OK(ddi_store(&s, second));
	CHECK(memcmp(first, second, 8) < 0);
}

TEST(surface_belongs_to_the_session_of_its_first_blt)
{
	struct ddi_session a = ddi_keyed_session(ddi_open());
	struct ddi_session b = ddi_keyed_session(a.ddi);
	uint8_t iv[KEY_SIZE];

	b.surface = a.surface;
	ddi_put(&a, 3);
	next_iv(iv);
	CHECK_HR(ddi_load(&b, iv), E_ACCESSDENIED);
	CHECK_HR(ddi_store(&b, iv), E_ACCESSDENIED);
	ddi_check(&a, 3, a.key);

	/*
	 * when that session is destroyed, other sessions can use the surface,
	 * and its content is gone
	 */
	OK(ddi_destroy_session(&a));
	CHECK_HR(ddi_store(&b, iv), E_ACCESSDENIED);
	ddi_put(&b, 4);
	ddi_check(&b, 4, b.key);
}

TEST(surface_starts_anew_with_a_new_key)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t iv[KEY_SIZE];

	ddi_put(&s, 5);
	ddi_new_key(&s);
	CHECK_HR(ddi_store(&s, iv), ddi_codes.state);
	ddi_put(&s, 5);
	ddi_check(&s, 5, s.key);
}

TEST(surface_of_a_failed_blt_is_still_anybodys)
{
	struct ddi_session a = ddi_keyed_session(ddi_open());
	struct ddi_session b = ddi_keyed_session(a.ddi);
	uint8_t iv[KEY_SIZE] = { 1 }, old[KEY_SIZE] = {};

	ddi_need(DRM_CPGPU_CAP_IV_CHECK, "iv-check");
	OK(ddi_load(&a, iv));
	a.surface = b.surface;
	CHECK_HR(ddi_load(&a, old), ddi_codes.state);
	ddi_put(&b, 0);
}

TEST(video_memory_that_is_full_says_so)
{
	const HRESULT full = ddi_codes.d3d9 ?
		D3DERR_OUTOFVIDEOMEMORY : DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY;
	UINT half = device_info(open_device()).vram_size / 2 + PAGE;
	struct ddi_session s = ddi_keyed_session(ddi_open());
	HANDLE buffer = ddi_buffer(s.ddi, half);
	HANDLE surface = ddi_restricted(s.ddi, half);
	HANDLE surface2 = ddi_restricted(s.ddi, half);
	uint8_t iv[KEY_SIZE];
	HRESULT hr = full;
	int i;

	next_iv(iv);
	OK(ddi_decrypt(&s, BLT(buffer, surface, half, iv)));
	next_iv(iv);
	CHECK_HR(ddi_decrypt(&s, BLT(buffer, surface2, half, iv)), full);
	OK(cpgpu_ddi_destroy_resource(ddi_owner(s.ddi), surface));
	/* The memory is free once the kernel, too, has released the last blt. */
	for (i = 0; i < 50 && hr == full; i++) {
		hr = ddi_decrypt(&s, BLT(buffer, surface2, half, iv));
		usleep(hr == full ? 100000 : 0);
	}
	OK(hr);
}

/* --------------------------------------------------------- read-back key -- */

static void get_key(const struct ddi_session *s, uint8_t key[KEY_SIZE])
{
	uint8_t wrapped[KEY_SIZE];

	OK(ddi_read_back_key(s, KEY_SIZE, wrapped));
	CHECK_OK(cpgpu_keyx_unwrap_read_back_key(s->key, wrapped, key));
}

TEST(GetEncryptionBltKey_is_what_EncryptionBlt_uses)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t key[KEY_SIZE], newer[KEY_SIZE];

	ddi_need(DRM_CPGPU_CAP_READ_BACK_KEY, "read-back-key");
	ddi_put(&s, 6);
	get_key(&s, key);
	ddi_check(&s, 6, key);
	/* each call makes a new one */
	get_key(&s, newer);
	CHECK(memcmp(key, newer, KEY_SIZE));
	ddi_check(&s, 6, newer);
}

TEST(read_back_key_outlives_a_refresh_and_ends_with_the_key)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t key[KEY_SIZE], random[KEY_SIZE];

	ddi_need(DRM_CPGPU_CAP_READ_BACK_KEY, "read-back-key");
	ddi_put(&s, 7);
	get_key(&s, key);
	OK(ddi_start(&s, KEY_SIZE, random));
	OK(ddi_finish(&s));
	ddi_check(&s, 7, key);
	ddi_new_key(&s);
	ddi_check_key(&s);
}

TEST(GetEncryptionBltKey_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 1, 15, 17, 32, ~0u };
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t key[64];
	size_t i;

	ddi_need(DRM_CPGPU_CAP_READ_BACK_KEY, "read-back-key");
	POISON(key);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_read_back_key(&s, sizes[i], key), E_INVALIDARG);
	CHECK_HR(ddi_read_back_key(&s, KEY_SIZE, NULL), E_INVALIDARG);
	CHECK_UNTOUCHED(key);
	ddi_check_key(&s);
}

/* ------------------------------------------------------ a smaller device -- */

TEST(device_without_read_back_key_says_so_to_a_driver_table)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t key[KEY_SIZE];

	ddi_need_without(DRM_CPGPU_CAP_READ_BACK_KEY, "read-back-key");
	CHECK_HR(ddi_read_back_key(&s, KEY_SIZE, key), D3DDDIERR_NOTAVAILABLE);
	ddi_check_key(&s);
}

TEST(device_without_partial_decryption_takes_no_block_info)
{
	static const UINT patterns[][3] = { { 16, 16, 16 }, { 0, 0, 0 } };
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t iv[KEY_SIZE];
	size_t i;

	ddi_need_without(DRM_CPGPU_CAP_PARTIAL_DECRYPTION,
			 "partial-decryption");
	next_iv(iv);
	for (i = 0; i < ARRAY_SIZE(patterns); i++)
		CHECK_HR(ddi_decrypt(&s, &(struct ddi_blt) {
				s.buffer, s.surface, DDI_SIZE, iv, patterns[i],
				NULL }), D3DDDIERR_NOTAVAILABLE);
	ddi_check_key(&s);
}
