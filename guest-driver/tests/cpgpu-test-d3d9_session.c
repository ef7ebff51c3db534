// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: the keys of IDirect3DCryptoSession9 */
#include <stdlib.h>

#include "d3d9_fixture.h"
#include "host.h"

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

/* ------------------------------------------------------------------ keys -- */

TEST(CreateCryptoSession_wants_AES128_CTR)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DCryptoSession9 *session;
	HANDLE handle;

	OK(create(d3d9, &D3DCRYPTOTYPE_AES128_CTR, NULL));
	OK(create(d3d9, &D3DCRYPTOTYPE_AES128_CTR, &GUID_NULL));
	CHECK_HR(create(d3d9, NULL, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(d3d9, &GUID_NULL, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(d3d9, &unknown_guid, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(d3d9, &D3DCRYPTOTYPE_PROPRIETARY, NULL),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(create(d3d9, &D3DCRYPTOTYPE_AES128_CTR, &unknown_guid),
		 D3DERR_UNSUPPORTEDCRYPTO);
	INVALID(IDirect3DDevice9Video_CreateCryptoSession(
		d3d9->video, &D3DCRYPTOTYPE_AES128_CTR, NULL, NULL, &handle));
	INVALID(IDirect3DDevice9Video_CreateCryptoSession(
		d3d9->video, &D3DCRYPTOTYPE_AES128_CTR, NULL, &session, NULL));
}

TEST(GetCertificate_gives_the_devices_chain)
{
	struct cpgpu_device *dev = open_device();
	struct d3d9_session s = d3d9_new_session(d3d9_open());
	uint8_t *chain, *copy;
	size_t size;
	UINT length;

	CHECK_OK(cpgpu_query_certificate(dev, &chain, &size));
	OK(IDirect3DCryptoSession9_GetCertificateSize(s.session, &length));
	CHECK_EQ(length, size);
	copy = calloc(1, size);
	OK(IDirect3DCryptoSession9_GetCertificate(s.session, length, copy));
	CHECK_MEM(copy, chain, size);
	memset(copy, 0, size);
	CHECK(FAILED(IDirect3DCryptoSession9_GetCertificate(s.session,
							    length - 1, copy)));
	CHECK_EQ(copy[0], 0);
	INVALID(IDirect3DCryptoSession9_GetCertificate(s.session, length, NULL));
	INVALID(IDirect3DCryptoSession9_GetCertificateSize(s.session, NULL));
}

TEST(NegotiateKeyExchange_takes_a_wrapped_key)
{
	struct d3d9_session s = d3d9_new_session(d3d9_open());
	uint8_t blob[BLOB_SIZE + 1] = { 0 };

	CHECK_OK(cpgpu_keyx_random_key(s.key));
	d3d9_wrap_key(&s, s.key, blob);
	CHECK_HR(d3d9_exchange(&s, BLOB_SIZE - 1, blob), E_INVALIDARG);
	CHECK_HR(d3d9_exchange(&s, BLOB_SIZE + 1, blob), E_INVALIDARG);
	CHECK_HR(d3d9_exchange(&s, 0, blob), E_INVALIDARG);
	INVALID(d3d9_exchange(&s, BLOB_SIZE, NULL));
	OK(d3d9_exchange(&s, BLOB_SIZE, blob));
	d3d9_check_key(&s);
	/* what cannot be unwrapped leaves the key as it is */
	blob[100] ^= 1;
	CHECK_HR(d3d9_exchange(&s, BLOB_SIZE, blob), E_INVALIDARG);
	d3d9_check_key(&s);
}

TEST(NegotiateKeyExchange_takes_data_once)
{
	struct d3d9_session s = d3d9_new_session(d3d9_open());
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(s.key));
	d3d9_wrap_key(&s, s.key, blob);
	OK(d3d9_exchange(&s, BLOB_SIZE, blob));
	INVALID(d3d9_exchange(&s, BLOB_SIZE, blob));
	d3d9_check_key(&s);
	d3d9_wrap_key(&s, s.key, blob);
	OK(d3d9_exchange(&s, BLOB_SIZE, blob));
	d3d9_check_key(&s);
}

/* Calls that need a key fail without one, and write nothing. */
TEST(session_without_key_does_nothing)
{
	struct d3d9_session s = d3d9_new_session(d3d9_open());
	uint8_t bytes[KEY_SIZE];

	s.surface = d3d9_restricted(s.d3d9);
	s.system = d3d9_system(s.d3d9);
	POISON(bytes);
	INVALID(d3d9_start(&s, bytes, KEY_SIZE));
	INVALID(d3d9_finish(&s));
	INVALID(d3d9_read_back_key(&s, bytes, KEY_SIZE));
	CHECK(FAILED(d3d9_store(&s, bytes)));
	INVALID(d3d9_load(&s, bytes));
	CHECK_UNTOUCHED(bytes);
}

/* --------------------------------------------------------------- refresh -- */

TEST(StartSessionKeyRefresh_gives_16_bytes)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	uint8_t random[KEY_SIZE + 1], again[KEY_SIZE];

	POISON(random);
	OK(d3d9_start(&s, random, KEY_SIZE));
	CHECK_UNTOUCHED(random[KEY_SIZE]);
	OK(d3d9_start(&s, again, KEY_SIZE));
	CHECK(memcmp(random, again, KEY_SIZE));
	/* the old key stays in use */
	d3d9_check_key(&s);
}

TEST(StartSessionKeyRefresh_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 15, 17, 32 };
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	uint8_t random[32];
	size_t i;

	POISON(random);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(d3d9_start(&s, random, sizes[i]), E_INVALIDARG);
	INVALID(d3d9_start(&s, NULL, KEY_SIZE));
	CHECK_UNTOUCHED(random);
	/* and no refresh has begun */
	INVALID(d3d9_finish(&s));
	d3d9_check_key(&s);
}

TEST(FinishSessionKeyRefresh_makes_it_K_xor_R)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE], old[KEY_SIZE];

	d3d9_put(&s, 11);
	memcpy(old, s.key, KEY_SIZE);
	d3d9_refresh(&s);
	CHECK(memcmp(old, s.key, KEY_SIZE));
	/* the content survives, and is readable under the new key only */
	d3d9_check(&s, 11, s.key);
	fill_pattern(data, sizeof(data), 11);
	d3d9_read_protected(&s, s.surface, back, old);
	CHECK(memcmp(back, data, sizeof(data)));
	d3d9_check_key(&s);
}

TEST(FinishSessionKeyRefresh_wants_a_start)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());

	INVALID(d3d9_finish(&s));
	d3d9_refresh(&s);
	/* the number is used up */
	INVALID(d3d9_finish(&s));
	d3d9_check_key(&s);
}

TEST(NegotiateKeyExchange_drops_the_random_number)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	uint8_t random[KEY_SIZE];

	OK(d3d9_start(&s, random, KEY_SIZE));
	d3d9_new_key(&s);
	INVALID(d3d9_finish(&s));
	d3d9_check_key(&s);
}

/* The host removes the key: calls fail until there is a new one. */
TEST(lost_key_must_be_exchanged_again)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	uint8_t random[KEY_SIZE];

	d3d9_put(&s, 61);
	OK(d3d9_start(&s, random, KEY_SIZE));
	host_lose_all_keys();
	INVALID(d3d9_finish(&s));
	INVALID(d3d9_start(&s, random, KEY_SIZE));
	INVALID(d3d9_store(&s, random));
	d3d9_new_key(&s);
	d3d9_put(&s, 61);
	d3d9_check(&s, 61, s.key);
}

TEST(device_without_refresh_says_NOTAVAILABLE)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	uint8_t random[KEY_SIZE];

	if (d3d9_caps(s.d3d9) & D3DCPCAPS_FRESHENSESSIONKEY)
		test_skip("this device can refresh: run it with freshen-session-key=off");
	POISON(random);
	CHECK_HR(d3d9_start(&s, random, KEY_SIZE), D3DERR_NOTAVAILABLE);
	CHECK_UNTOUCHED(random);
	CHECK_HR(d3d9_finish(&s), D3DERR_NOTAVAILABLE);
}
