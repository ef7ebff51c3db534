// SPDX-License-Identifier: MIT
/* Crypto sessions, their keys and refreshes, on both driver tables. */
#include <stdlib.h>

#include "ddi.h"

/* ---------------------------------------------------------- capabilities -- */

TEST(GetContentProtectionCaps_tells_what_the_device_can)
{
	struct drm_cpgpu_query_info info = device_info(open_device());
	/* Direct3D 9 knows less */
	UINT mask = ddi_codes.d3d9 ? 0x3ff : 0xffff;
	struct ddi_caps caps;

	OK(ddi_query_caps(ddi_open(), &aes128_ctr, &no_guid, &caps));
	CHECK_EQ(caps.caps, info.caps & mask);
	CHECK_EQ(caps.block, 16);
	CHECK_EQ(caps.memory, info.vram_free);
}

TEST(GetContentProtectionCaps_without_crypto_type_is_of_all)
{
	struct ddi *ddi = ddi_open();
	struct ddi_caps caps, all;

	OK(ddi_query_caps(ddi, &aes128_ctr, &no_guid, &caps));
	OK(ddi_query_caps(ddi, &no_guid, &no_guid, &all));
	CHECK_EQ(all.caps, caps.caps);
}

TEST(GetContentProtectionCaps_refuses_what_it_does_not_know)
{
	struct ddi *ddi = ddi_open();
	struct ddi_caps caps;

	POISON(caps);
	CHECK_HR(ddi_query_caps(ddi, &unknown_guid, &no_guid, &caps),
		 ddi_codes.crypto);
	CHECK_HR(ddi_query_caps(ddi, &aes128_ctr, &unknown_guid, &caps),
		 D3DDDIERR_UNSUPPORTEDCRYPTO);
	CHECK_UNTOUCHED(caps);
}

/* ---------------------------------------------------------- certificates -- */

TEST(GetCertificate_gives_the_chain)
{
	struct cpgpu_keyx_certificate certificate;
	UINT size = 0, type = channel_type(open_device());
	struct ddi *ddi = ddi_open();
	uint8_t *chain, got[8192];
	size_t expected;

	CHECK_OK(cpgpu_query_certificate(open_device(), &chain, &expected));
	OK(ddi_certificate(ddi, 0, &aes128_ctr, NULL, &size));
	CHECK_EQ(size, expected);
	OK(ddi_certificate(ddi, 0, &aes128_ctr, got, &size));
	CHECK_MEM(got, chain, expected);
	CHECK_OK(cpgpu_keyx_describe(got, size, &certificate));
	CHECK_EQ(certificate.key_bits, 2048);
	free(chain);

	/* channels have a certificate of their own */
	CHECK_OK(cpgpu_query_channel_certificate(open_device(), &chain,
						 &expected));
	CHECK(expected != size || memcmp(got, chain, size));
	memset(got, 0, sizeof(got));
	OK(ddi_certificate(ddi, type, NULL, NULL, &size));
	CHECK_EQ(size, expected);
	OK(ddi_certificate(ddi, type, NULL, got, &size));
	CHECK_MEM(got, chain, expected);
	free(chain);
}

TEST(GetCertificate_wants_room)
{
	struct ddi *ddi = ddi_open();
	uint8_t got[8192];
	UINT size;

	POISON(got);
	OK(ddi_certificate(ddi, 0, &aes128_ctr, NULL, &size));
	size--;
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, got, &size),
		 E_INVALIDARG);
	size = 0;
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, got, &size),
		 E_INVALIDARG);
	CHECK_UNTOUCHED(got);
}

TEST(GetCertificate_is_of_what_the_device_has)
{
	UINT size = 5, type = channel_type(open_device());
	struct ddi *ddi = ddi_open();
	uint8_t got[8192];

	/* neither the runtime's channel has one nor the type that is missing */
	CHECK_HR(ddi_certificate(ddi, 1, NULL, NULL, &size),
		 D3DDDIERR_NOTAVAILABLE);
	CHECK_HR(ddi_certificate(ddi, 5 - type, NULL, NULL, &size),
		 D3DDDIERR_NOTAVAILABLE);
	CHECK_HR(ddi_certificate(ddi, 0, &unknown_guid, NULL, &size),
		 ddi_codes.crypto);
	CHECK_EQ(size, 5);
	size = sizeof(got);
	CHECK_HR(ddi_certificate(ddi, 1, NULL, got, &size),
		 D3DDDIERR_NOTAVAILABLE);
}

/* -------------------------------------------------------------- creation -- */

TEST(CreateCryptoSession_gives_different_sessions)
{
	struct ddi_session a = ddi_keyed_session(ddi_open());
	struct ddi_session b = ddi_keyed_session(a.ddi);

	CHECK(ddi_session_handle(&a));
	CHECK(ddi_session_handle(&a) != ddi_session_handle(&b));
	ddi_check_key(&a);
	ddi_check_key(&b);
}

TEST(CreateCryptoSession_refuses_other_crypto_types)
{
	static const GUID proprietary = {
		0xab4e9afd, 0x1d1c, 0x46e6,
		{ 0xa7, 0x2f, 0x08, 0x69, 0x91, 0x7b, 0x0d, 0xe8 }
	};
	static const GUID *const types[] = {
		&no_guid, &unknown_guid, &proprietary
	};
	struct ddi *ddi = ddi_open();
	void *session;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		CHECK_HR(ddi_create_session(ddi, types[i], &no_guid, &session),
			 ddi_codes.crypto);
}

TEST(CreateCryptoSession_refuses_decoder_profiles)
{
	void *session;

	CHECK_HR(ddi_create_session(ddi_open(), &aes128_ctr, &unknown_guid,
				    &session), D3DDDIERR_UNSUPPORTEDCRYPTO);
}

TEST(CreateCryptoSession_fails_when_all_are_taken)
{
	unsigned int sessions = device_info(open_device()).sessions, n;
	struct ddi_session last = { .ddi = ddi_open() };
	HRESULT hr = S_OK;
	void *session;

	for (n = 0; n <= sessions && hr == S_OK; n++) {
		hr = ddi_create_session(last.ddi, &aes128_ctr, &no_guid,
					&session);
		if (hr == S_OK)
			last.session = session;
	}
	CHECK_HR(hr, E_OUTOFMEMORY);
	OK(ddi_destroy_session(&last));
	OK(ddi_create_session(last.ddi, &aes128_ctr, &no_guid, &session));
}

/* Each function that takes a session fails with @code, and writes nothing. */
static void check_session_refused(struct ddi *ddi, void *session, HRESULT code)
{
	const struct ddi_session s = {
		.ddi = ddi,
		.session = session,
		.surface = ddi_restricted(ddi, DDI_SIZE),
		.buffer = ddi_buffer(ddi, DDI_SIZE),
	};
	static uint8_t blob[BLOB_SIZE];
	uint8_t data[KEY_SIZE];

	POISON(data);
	CHECK_HR(ddi_session_exchange(&s, BLOB_SIZE, blob), code);
	CHECK_HR(ddi_start(&s, KEY_SIZE, data), code);
	CHECK_HR(ddi_finish(&s), code);
	CHECK_HR(ddi_read_back_key(&s, KEY_SIZE, data), code);
	CHECK_HR(ddi_store(&s, data), code);
	CHECK_HR(ddi_load(&s, data), code);
	CHECK_HR(ddi_destroy_session(&s), code);
	CHECK_UNTOUCHED(data);
}

TEST(session_is_not_another_kind_of_object)
{
	struct ddi_channel c = ddi_new_channel(ddi_open());

	check_session_refused(c.ddi, ddi_buffer(c.ddi, PAGE), ddi_codes.handle);
	check_session_refused(c.ddi, NULL, ddi_codes.handle);
	check_session_refused(c.ddi, c.channel, ddi_codes.handle);
	OK(ddi_destroy_channel(&c));
}

TEST(session_of_another_device_is_refused)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());

	check_session_refused(ddi_open(), s.session, E_INVALIDARG);
	ddi_check_key(&s);
}

TEST(DestroyCryptoSession_ends_it)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());

	OK(ddi_destroy_session(&s));
	check_session_refused(s.ddi, s.session, ddi_codes.handle);
}

/* ---------------------------------------------------------- key exchange -- */

TEST(NegotiateCryptoSessionKeyExchange_gives_it_its_key)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());

	ddi_check_key(&s);
}

TEST(NegotiateCryptoSessionKeyExchange_wants_256_bytes)
{
	static const UINT sizes[] = { 0, 1, 16, 255, 257, 512, ~0u };
	struct ddi_session s = ddi_new_session(ddi_open());
	uint8_t blob[BLOB_SIZE], random[KEY_SIZE];
	size_t i;

	ddi_wrap_key(s.ddi, s.key, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_session_exchange(&s, sizes[i], blob),
			 E_INVALIDARG);
	CHECK_HR(ddi_session_exchange(&s, BLOB_SIZE, NULL), E_INVALIDARG);
	/* none of them was taken */
	CHECK_HR(ddi_read_back_key(&s, KEY_SIZE, random), ddi_codes.state);
}

TEST(NegotiateCryptoSessionKeyExchange_that_fails_changes_nothing)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE], other[KEY_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(other));
	ddi_wrap_key(s.ddi, other, blob);
	blob[100] ^= 1;
	CHECK_HR(ddi_session_exchange(&s, BLOB_SIZE, blob), E_INVALIDARG);
	ddi_check_key(&s);
}

TEST(NegotiateCryptoSessionKeyExchange_gives_another_key)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());

	ddi_new_key(&s);
	ddi_check_key(&s);
}

/* A byte of a good blob changed at random, many times: no key is accepted. */
SLOW_TEST(NegotiateCryptoSessionKeyExchange_refuses_spoilt_keys, 400)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE], other[KEY_SIZE];
	unsigned int i, where, seed = 4;
	uint8_t flip;

	CHECK_OK(cpgpu_keyx_random_key(other));
	ddi_wrap_key(s.ddi, other, blob);
	for (i = 0; i < DDI_KEY_FLIPS; i++) {
		where = rand_r(&seed) % BLOB_SIZE;
		flip = 1 + rand_r(&seed) % 255;
		blob[where] ^= flip;
		CHECK_HR(ddi_session_exchange(&s, BLOB_SIZE, blob),
			 E_INVALIDARG);
		blob[where] ^= flip;
	}
	ddi_check_key(&s);
	/* the blob itself is a good one */
	OK(ddi_session_exchange(&s, BLOB_SIZE, blob));
}

TEST(session_without_key_can_do_nothing)
{
	struct ddi_session s = ddi_new_session(ddi_open());

	ddi_check_no_key(&s);
}

/* ----------------------------------------------------------- key refresh -- */

TEST(StartSessionKeyRefresh_gives_16_random_bytes)
{
	static const uint8_t zero[KEY_SIZE];
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t data[3][KEY_SIZE], again[KEY_SIZE];

	POISON(data);
	OK(ddi_start(&s, KEY_SIZE, data[1]));
	CHECK_UNTOUCHED(data[0]);
	CHECK_UNTOUCHED(data[2]);
	CHECK(memcmp(data[1], zero, KEY_SIZE));
	OK(ddi_start(&s, KEY_SIZE, again));
	CHECK(memcmp(data[1], again, KEY_SIZE));
}

TEST(StartSessionKeyRefresh_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 1, 15, 17, 32, 4096, ~0u };
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t data[64];
	size_t i;

	POISON(data);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_start(&s, sizes[i], data), E_INVALIDARG);
	CHECK_HR(ddi_start(&s, KEY_SIZE, NULL), E_INVALIDARG);
	CHECK_UNTOUCHED(data);
	/* and left nothing pending */
	CHECK_HR(ddi_finish(&s), ddi_codes.state);
	ddi_check_key(&s);
}

static void finish(struct ddi_session *s, const uint8_t random[KEY_SIZE])
{
	OK(ddi_finish(s));
	cpgpu_keyx_refresh(s->key, random);
}

TEST(StartSessionKeyRefresh_leaves_the_old_key_in_use)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];

	OK(ddi_start(&s, KEY_SIZE, random));
	ddi_check_key(&s);
}

TEST(FinishSessionKeyRefresh_makes_the_key_key_xor_R)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];
	int i;

	ddi_put(&s, 1);
	for (i = 0; i < 3; i++) {
		OK(ddi_start(&s, KEY_SIZE, random));
		finish(&s, random);
		/* the old content is now under the new key */
		ddi_check(&s, 1, s.key);
		ddi_check_key(&s);
	}
}

TEST(FinishSessionKeyRefresh_wants_a_start)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];

	CHECK_HR(ddi_finish(&s), ddi_codes.state);
	ddi_check_key(&s);
	/* the number is used up by the first */
	OK(ddi_start(&s, KEY_SIZE, random));
	finish(&s, random);
	CHECK_HR(ddi_finish(&s), ddi_codes.state);
	ddi_check_key(&s);
}

TEST(second_StartSessionKeyRefresh_counts)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t first[KEY_SIZE], second[KEY_SIZE];

	OK(ddi_start(&s, KEY_SIZE, first));
	OK(ddi_start(&s, KEY_SIZE, second));
	finish(&s, second);
	ddi_check_key(&s);
}

TEST(key_exchange_drops_the_random_number)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];

	OK(ddi_start(&s, KEY_SIZE, random));
	ddi_new_key(&s);
	CHECK_HR(ddi_finish(&s), ddi_codes.state);
	ddi_check_key(&s);
}

TEST(DestroyCryptoSession_drops_the_random_number)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];

	OK(ddi_start(&s, KEY_SIZE, random));
	OK(ddi_destroy_session(&s));
	/* The new session may well get the same slot of the device. */
	s = ddi_keyed_session(s.ddi);
	CHECK_HR(ddi_finish(&s), ddi_codes.state);
	ddi_check_key(&s);
}

TEST(device_without_refresh_says_so)
{
	struct ddi_session s;
	uint8_t data[KEY_SIZE];

	ddi_need_without(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY,
			 "freshen-session-key");
	s = ddi_keyed_session(ddi_open());
	POISON(data);
	CHECK_HR(ddi_start(&s, KEY_SIZE, data), D3DDDIERR_NOTAVAILABLE);
	CHECK_HR(ddi_start(&s, 5, data), D3DDDIERR_NOTAVAILABLE);
	CHECK_UNTOUCHED(data);
	CHECK_HR(ddi_finish(&s), D3DDDIERR_NOTAVAILABLE);
	ddi_check_key(&s);
}
