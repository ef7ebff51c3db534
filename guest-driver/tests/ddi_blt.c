// SPDX-License-Identifier: MIT
/* What both driver tables say of DecryptionBlt, EncryptionBlt and resources. */
#include <stdlib.h>
#include <unistd.h>

#include "ddi.h"
#include "partial.h"

#define SIZE (4 * PAGE)

/* ------------------------------------------------------------- resources -- */

TEST(resource_rows_are_padded_to_64_bytes)
{
	CPGPU_DDI_RESOURCE_DESC desc = { .RowBytes = 100, .Rows = 10 };
	struct ddi *ddi = ddi_open();
	UINT pitch, size, i;
	HANDLE resource;
	uint8_t *map;

	CHECK_HR(cpgpu_ddi_create_resource(ddi_owner(ddi), &desc, &resource),
		 S_OK);
	CHECK_HR(cpgpu_ddi_resource_size(ddi_owner(ddi), resource, &pitch,
					 &size), S_OK);
	CHECK_EQ(pitch, 128);
	CHECK_EQ(size, 1280);
	pitch = 0;
	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(ddi), resource,
					(void **)&map, &pitch), S_OK);
	CHECK_EQ(pitch, 128);
	for (i = 0; i < size; i++)
		CHECK_EQ(map[i], 0);
	/* no padding in a buffer */
	desc.Rows = 0;
	CHECK_HR(cpgpu_ddi_create_resource(ddi_owner(ddi), &desc, &resource),
		 S_OK);
	CHECK_HR(cpgpu_ddi_resource_size(ddi_owner(ddi), resource, &pitch,
					 &size), S_OK);
	CHECK_EQ(size, 100);
}

TEST(resource_is_mapped_once)
{
	struct ddi *ddi = ddi_open();
	HANDLE buffer = ddi_buffer(ddi, PAGE);
	void *map, *again;

	CHECK_HR(cpgpu_ddi_unmap_resource(ddi_owner(ddi), buffer),
		 D3DERR_INVALIDCALL);
	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(ddi), buffer, &map, NULL),
		 S_OK);
	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(ddi), buffer, &again, NULL),
		 D3DERR_INVALIDCALL);
	CHECK_HR(cpgpu_ddi_unmap_resource(ddi_owner(ddi), buffer), S_OK);
	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(ddi), buffer, &again, NULL),
		 S_OK);
	CHECK(map == again);
}

TEST(restricted_resource_is_never_mapped)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	uint8_t data[PAGE] = {};
	void *map = NULL;

	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(session.ddi), surface, &map,
					NULL), E_ACCESSDENIED);
	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(session.ddi), surface, &map,
					NULL), E_ACCESSDENIED);
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
	struct ddi *ddi = ddi_open();
	HANDLE resource;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(cpgpu_ddi_create_resource(ddi_owner(ddi), &bad[i],
						   &resource), E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_create_resource(ddi_owner(ddi), NULL, &resource),
		 E_INVALIDARG);
}

TEST(resource_of_another_device_is_refused)
{
	struct ddi *ddi = ddi_open(), *other = ddi_open();
	HANDLE buffer = ddi_buffer(ddi, PAGE), surface;
	struct ddi_session session = ddi_keyed_session(other);
	uint8_t iv[KEY_SIZE];
	void *map;

	next_iv(iv);
	surface = ddi_restricted(other, PAGE);
	CHECK_HR(ddi_decrypt(other, session.session, buffer, surface, PAGE,
			     NULL, NULL, iv), E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(other), buffer, &map, NULL),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(other), buffer),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(ddi), buffer), S_OK);
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(ddi), buffer),
		 D3DDDIERR_INVALIDHANDLE);
}

/* ------------------------------------------------------------------ blts -- */

TEST(DecryptionBlt_then_EncryptionBlt_give_the_data_back)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, SIZE);
	static uint8_t data[SIZE], back[SIZE];
	int i;

	for (i = 0; i < 3; i++) {
		fill_pattern(data, SIZE, i);
		ddi_write_protected(&session, surface, data, SIZE);
		ddi_read_protected(&session, surface, back, SIZE, session.key);
		CHECK_MEM(back, data, SIZE);
	}
}

TEST(DecryptionBlt_takes_a_content_key)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, SIZE);
	HANDLE buffer = ddi_buffer(session.ddi, SIZE);
	uint8_t key[KEY_SIZE], wrapped[KEY_SIZE], iv[KEY_SIZE];
	static uint8_t data[SIZE], cipher[SIZE], back[SIZE];

	CHECK_OK(cpgpu_keyx_random_key(key));
	judge_ecb(session.key, key, wrapped);
	next_iv(iv);
	fill_pattern(data, SIZE, 9);
	memcpy(cipher, data, SIZE);
	judge_ctr(key, iv, cipher, SIZE);
	ddi_fill(session.ddi, buffer, cipher, SIZE);
	CHECK_HR(ddi_decrypt(session.ddi, session.session, buffer, surface,
			     SIZE, NULL, wrapped, iv), S_OK);
	ddi_read_protected(&session, surface, back, SIZE, session.key);
	CHECK_MEM(back, data, SIZE);
}

TEST(DecryptionBlt_takes_encrypted_block_info)
{
	static const UINT patterns[][3] = {
		{ 100, 20, 2 }, { 0, 16, 16 }, { 16, 0, 0 }, { 7, 1, 1 },
		{ 0, 0, 0 }, { 0, 5, 0 }, { 0, 0, 5 }, { ~0u, 1, 1 },
		{ 16, ~0u, ~0u },
	};
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, SIZE);
	HANDLE buffer = ddi_buffer(session.ddi, SIZE);
	static uint8_t data[SIZE], cipher[SIZE], back[SIZE];
	static struct runs runs;
	uint8_t iv[KEY_SIZE];
	size_t i;

	if (!ddi_has(DRM_CPGPU_CAP_PARTIAL_DECRYPTION))
		test_skip("this device does without: partial-decryption=on");
	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		next_iv(iv);
		fill_pattern(data, SIZE, 20 + i);
		memcpy(cipher, data, SIZE);
		pattern_runs(&runs, SIZE, patterns[i][0], patterns[i][1],
			     patterns[i][2]);
		judge_runs(&runs, session.key, iv, cipher, SIZE);
		ddi_fill(session.ddi, buffer, cipher, SIZE);
		CHECK_HR(ddi_decrypt(session.ddi, session.session, buffer,
				     surface, SIZE, patterns[i], NULL, iv),
			 S_OK);
		ddi_read_protected(&session, surface, back, SIZE, session.key);
		CHECK_MEM(back, data, SIZE);
	}
}

/* One blt of all zeros, only for its outcome. */
static HRESULT decrypt(const struct ddi_session *session, HANDLE src,
		       HANDLE dst, UINT size, void *iv)
{
	return ddi_decrypt(session->ddi, session->session, src, dst, size,
			   NULL, NULL, iv);
}

static void set_iv(uint8_t iv[KEY_SIZE], uint8_t upper, uint8_t count)
{
	memset(iv, 0, KEY_SIZE);
	iv[7] = upper;
	iv[15] = count;
}

TEST(DecryptionBlt_refuses_an_IV_that_was_used)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, 48);
	HANDLE buffer = ddi_buffer(session.ddi, 48);
	uint8_t iv[KEY_SIZE], random[KEY_SIZE];

	if (!ddi_has(DRM_CPGPU_CAP_IV_CHECK))
		test_skip("this device does without: iv-check=on");
	set_iv(iv, 7, 0);
	CHECK_HR(decrypt(&session, buffer, surface, 48, iv), S_OK);
	/* again, in the middle of it, and back */
	CHECK_HR(decrypt(&session, buffer, surface, 48, iv), ddi_codes.state);
	set_iv(iv, 7, 2);
	CHECK_HR(decrypt(&session, buffer, surface, 48, iv), ddi_codes.state);
	set_iv(iv, 6, 9);
	CHECK_HR(decrypt(&session, buffer, surface, 48, iv), ddi_codes.state);
	set_iv(iv, 8, 0);
	CHECK_HR(decrypt(&session, buffer, surface, 48, iv), S_OK);
	/* a new key starts anew */
	if (!ddi_has(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		return;
	CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE, random),
		 S_OK);
	CHECK_HR(decrypt(&session, buffer, surface, 48, iv), ddi_codes.state);
	CHECK_HR(ddi_finish(session.ddi, session.session), S_OK);
	CHECK_HR(decrypt(&session, buffer, surface, 48, iv), S_OK);
}

TEST(blts_want_an_IV)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	uint8_t data[PAGE] = {};

	CHECK_HR(decrypt(&session, buffer, surface, PAGE, NULL), E_INVALIDARG);
	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface, buffer,
			     PAGE, NULL), E_INVALIDARG);
}

TEST(blts_want_whole_blocks)
{
	static const UINT sizes[] = { 1, 8, 15, 17, 4095, 4097 };
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface, buffer;
	uint8_t iv[KEY_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		next_iv(iv);
		surface = ddi_restricted(session.ddi, sizes[i]);
		buffer = ddi_buffer(session.ddi, sizes[i]);
		CHECK_HR(decrypt(&session, buffer, surface, sizes[i], iv),
			 E_INVALIDARG);
	}
}

TEST(blts_want_one_resource_of_each_kind)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE surface2 = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	HANDLE buffer2 = ddi_buffer(session.ddi, PAGE);
	uint8_t iv[KEY_SIZE], data[PAGE] = {}, back[PAGE];

	ddi_write_protected(&session, surface, data, PAGE);
	next_iv(iv);
	CHECK_HR(decrypt(&session, surface, surface2, PAGE, iv), E_INVALIDARG);
	CHECK_HR(decrypt(&session, buffer, buffer2, PAGE, iv), E_INVALIDARG);
	CHECK_HR(decrypt(&session, surface, buffer, PAGE, iv), E_INVALIDARG);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface, surface2,
			     PAGE, iv), E_INVALIDARG);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, buffer, surface,
			     PAGE, iv), E_INVALIDARG);
	ddi_read(session.ddi, buffer, back, PAGE);
	CHECK_MEM(back, data, PAGE);
}

TEST(blts_refuse_a_mapped_resource)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	uint8_t iv[KEY_SIZE], data[PAGE] = {};
	void *map;

	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(session.ddi), buffer, &map,
					NULL), S_OK);
	next_iv(iv);
	CHECK_HR(decrypt(&session, buffer, surface, PAGE, iv), E_INVALIDARG);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface, buffer,
			     PAGE, iv), E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_unmap_resource(ddi_owner(session.ddi), buffer),
		 S_OK);
	CHECK_HR(decrypt(&session, buffer, surface, PAGE, iv), S_OK);
}

TEST(EncryptionBlt_wants_a_surface_with_content)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	uint8_t iv[KEY_SIZE], untouched[KEY_SIZE];

	memset(iv, 0xee, KEY_SIZE);
	memset(untouched, 0xee, KEY_SIZE);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface, buffer,
			     PAGE, iv), E_ACCESSDENIED);
	CHECK_MEM(iv, untouched, KEY_SIZE);
}

TEST(EncryptionBlt_gives_IVs_that_grow)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	uint8_t first[KEY_SIZE], second[KEY_SIZE], data[PAGE] = {};

	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface, buffer,
			     PAGE, first), S_OK);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface, buffer,
			     PAGE, second), S_OK);
	CHECK(memcmp(first, second, 8) < 0);
}

TEST(surface_belongs_to_the_session_of_its_first_blt)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session a = ddi_keyed_session(ddi);
	struct ddi_session b = ddi_keyed_session(ddi);
	HANDLE surface = ddi_restricted(ddi, PAGE);
	HANDLE buffer = ddi_buffer(ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], iv[KEY_SIZE];

	fill_pattern(data, PAGE, 3);
	ddi_write_protected(&a, surface, data, PAGE);
	next_iv(iv);
	CHECK_HR(decrypt(&b, buffer, surface, PAGE, iv), E_ACCESSDENIED);
	CHECK_HR(ddi_encrypt(ddi, b.session, surface, buffer, PAGE, iv),
		 E_ACCESSDENIED);
	ddi_read_protected(&a, surface, back, PAGE, a.key);
	CHECK_MEM(back, data, PAGE);

	/* without that session it is anybody's, and its content is gone */
	CHECK_HR(ddi_destroy_session(ddi, a.session), S_OK);
	CHECK_HR(ddi_encrypt(ddi, b.session, surface, buffer, PAGE, iv),
		 E_ACCESSDENIED);
	fill_pattern(data, PAGE, 4);
	ddi_write_protected(&b, surface, data, PAGE);
	ddi_read_protected(&b, surface, back, PAGE, b.key);
	CHECK_MEM(back, data, PAGE);
}

TEST(surface_starts_anew_with_a_new_key)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], blob[BLOB_SIZE], iv[KEY_SIZE];

	fill_pattern(data, PAGE, 5);
	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_OK(cpgpu_keyx_random_key(session.key));
	ddi_wrap_key(session.ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      blob), S_OK);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface, buffer,
			     PAGE, iv), ddi_codes.state);
	ddi_write_protected(&session, surface, data, PAGE);
	ddi_read_protected(&session, surface, back, PAGE, session.key);
	CHECK_MEM(back, data, PAGE);
}

TEST(surface_of_a_failed_blt_is_still_anybodys)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session a = ddi_keyed_session(ddi);
	struct ddi_session b = ddi_keyed_session(ddi);
	HANDLE surface = ddi_restricted(ddi, PAGE);
	HANDLE buffer = ddi_buffer(ddi, PAGE);
	uint8_t data[PAGE] = {}, iv[KEY_SIZE] = { 1 }, old[KEY_SIZE] = {};

	if (!ddi_has(DRM_CPGPU_CAP_IV_CHECK))
		test_skip("this device does without: iv-check=on");
	CHECK_HR(decrypt(&a, buffer, ddi_restricted(ddi, PAGE), PAGE, iv),
		 S_OK);
	CHECK_HR(decrypt(&a, buffer, surface, PAGE, old), ddi_codes.state);
	ddi_write_protected(&b, surface, data, PAGE);
}

TEST(video_memory_that_is_full_says_so)
{
	uint64_t size = device_info(open_device()).vram_size;
	struct ddi_session session = ddi_keyed_session(ddi_open());
	UINT half = size / 2 + PAGE;
	HANDLE buffer = ddi_buffer(session.ddi, half);
	HANDLE surface = ddi_restricted(session.ddi, half);
	HANDLE surface2 = ddi_restricted(session.ddi, half);
	uint8_t iv[KEY_SIZE];
	HRESULT full = DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY, hr;
	int i;

	if (ddi_codes.d3d9)
		full = D3DERR_OUTOFVIDEOMEMORY;
	hr = full;
	next_iv(iv);
	CHECK_HR(decrypt(&session, buffer, surface, half, iv), S_OK);
	next_iv(iv);
	CHECK_HR(decrypt(&session, buffer, surface2, half, iv), full);
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(session.ddi), surface),
		 S_OK);
	/* its memory is back when the kernel has let go of the last blt, too */
	for (i = 0; i < 50 && hr == full; i++) {
		hr = decrypt(&session, buffer, surface2, half, iv);
		usleep(hr == full ? 100000 : 0);
	}
	CHECK_HR(hr, S_OK);
}

/* --------------------------------------------------------- read-back key -- */

static void get_key(const struct ddi_session *session, uint8_t key[KEY_SIZE])
{
	uint8_t wrapped[KEY_SIZE];

	CHECK_HR(ddi_read_back_key(session->ddi, session->session, KEY_SIZE,
				   wrapped), S_OK);
	CHECK_OK(cpgpu_keyx_unwrap_read_back_key(session->key, wrapped, key));
}

static void need_read_back_key(void)
{
	if (!ddi_has(DRM_CPGPU_CAP_READ_BACK_KEY))
		test_skip("this device does without: read-back-key=on");
}

TEST(GetEncryptionBltKey_is_what_EncryptionBlt_uses)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], key[KEY_SIZE], newer[KEY_SIZE];

	need_read_back_key();
	fill_pattern(data, PAGE, 6);
	ddi_write_protected(&session, surface, data, PAGE);
	get_key(&session, key);
	ddi_read_protected(&session, surface, back, PAGE, key);
	CHECK_MEM(back, data, PAGE);
	/* each call makes a new one */
	get_key(&session, newer);
	CHECK(memcmp(key, newer, KEY_SIZE));
	ddi_read_protected(&session, surface, back, PAGE, newer);
	CHECK_MEM(back, data, PAGE);
}

TEST(read_back_key_outlives_a_refresh_and_ends_with_the_key)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], key[KEY_SIZE], random[KEY_SIZE];
	uint8_t blob[BLOB_SIZE];

	need_read_back_key();
	fill_pattern(data, PAGE, 7);
	ddi_write_protected(&session, surface, data, PAGE);
	get_key(&session, key);
	CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE, random),
		 S_OK);
	CHECK_HR(ddi_finish(session.ddi, session.session), S_OK);
	ddi_read_protected(&session, surface, back, PAGE, key);
	CHECK_MEM(back, data, PAGE);

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	ddi_wrap_key(session.ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      blob), S_OK);
	ddi_check_key(&session);
}

TEST(GetEncryptionBltKey_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 1, 15, 17, 32, ~0u };
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t key[64], untouched[64];
	size_t i;

	need_read_back_key();
	memset(key, 0xee, sizeof(key));
	memset(untouched, 0xee, sizeof(untouched));
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_read_back_key(session.ddi, session.session,
					   sizes[i], key), E_INVALIDARG);
	CHECK_HR(ddi_read_back_key(session.ddi, session.session, KEY_SIZE,
				   NULL), E_INVALIDARG);
	CHECK_MEM(key, untouched, sizeof(key));
	ddi_check_key(&session);
}

/* ------------------------------------------------------ a smaller device -- */

TEST(device_without_read_back_key_says_so_to_a_driver_table)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t key[KEY_SIZE];

	if (ddi_has(DRM_CPGPU_CAP_READ_BACK_KEY))
		test_skip("this device has them: add read-back-key=off");
	CHECK_HR(ddi_read_back_key(session.ddi, session.session, KEY_SIZE,
				   key), D3DDDIERR_NOTAVAILABLE);
	ddi_check_key(&session);
}

TEST(device_without_partial_decryption_takes_no_block_info)
{
	static const UINT pattern[3] = { 16, 16, 16 }, clear[3];
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	uint8_t iv[KEY_SIZE];

	if (ddi_has(DRM_CPGPU_CAP_PARTIAL_DECRYPTION))
		test_skip("this device has it: add partial-decryption=off");
	next_iv(iv);
	CHECK_HR(ddi_decrypt(session.ddi, session.session, buffer, surface,
			     PAGE, pattern, NULL, iv), D3DDDIERR_NOTAVAILABLE);
	CHECK_HR(ddi_decrypt(session.ddi, session.session, buffer, surface,
			     PAGE, clear, NULL, iv), D3DDDIERR_NOTAVAILABLE);
	ddi_check_key(&session);
}
