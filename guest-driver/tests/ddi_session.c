// SPDX-License-Identifier: MIT
/* What both driver tables say of crypto sessions, their keys and refreshes. */
#include <stdlib.h>

#include "channel.h"
#include "ddi.h"

/* ------------------------------------------------------- what can be done -- */

TEST(GetContentProtectionCaps_tells_what_the_device_can)
{
	struct drm_cpgpu_query_info info = device_info(open_device());
	ULONGLONG memory = 0;
	UINT caps, block, mask = 0xffff;

	/* Direct3D 9 knows less */
	if (ddi_codes.d3d9)
		mask = 0x3ff;
	CHECK_HR(ddi_query_caps(ddi_open(), &aes128_ctr, &no_guid, &caps,
				&block, &memory), S_OK);
	CHECK_EQ(caps, info.caps & mask);
	CHECK_EQ(block, 16);
	CHECK_EQ(memory, info.vram_free);
}

TEST(GetContentProtectionCaps_without_crypto_type_is_of_all)
{
	struct ddi *ddi = ddi_open();
	ULONGLONG memory;
	UINT caps, all, block;

	CHECK_HR(ddi_query_caps(ddi, &aes128_ctr, &no_guid, &caps, &block,
				&memory), S_OK);
	CHECK_HR(ddi_query_caps(ddi, &no_guid, &no_guid, &all, &block, &memory),
		 S_OK);
	CHECK_EQ(all, caps);
}

TEST(GetContentProtectionCaps_refuses_what_it_does_not_know)
{
	UINT caps = 1, block = 2;
	ULONGLONG memory = 3;
	struct ddi *ddi = ddi_open();

	CHECK_HR(ddi_query_caps(ddi, &unknown_guid, &no_guid, &caps, &block,
				&memory), ddi_codes.crypto);
	CHECK_HR(ddi_query_caps(ddi, &aes128_ctr, &unknown_guid, &caps, &block,
				&memory), D3DDDIERR_UNSUPPORTEDCRYPTO);
	CHECK_EQ(caps, 1);
	CHECK_EQ(block, 2);
	CHECK_EQ(memory, 3);
}

/* ----------------------------------------------------------- certificates -- */

TEST(GetCertificate_gives_the_chain)
{
	struct cpgpu_keyx_certificate certificate;
	UINT size = 0, type = channel_type(open_device());
	struct ddi *ddi = ddi_open();
	uint8_t *chain, got[8192];
	size_t expected;

	CHECK_OK(cpgpu_query_certificate(open_device(), &chain, &expected));
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, NULL, &size), S_OK);
	CHECK_EQ(size, expected);
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, got, &size), S_OK);
	CHECK_MEM(got, chain, expected);
	CHECK_OK(cpgpu_keyx_describe(got, size, &certificate));
	CHECK_EQ(certificate.key_bits, 2048);

	free(chain);

	/* channels have one of their own */
	CHECK_OK(cpgpu_query_channel_certificate(open_device(), &chain,
						 &expected));
	CHECK(expected != size || memcmp(got, chain, size));
	memset(got, 0, sizeof(got));
	CHECK_HR(ddi_certificate(ddi, type, NULL, NULL, &size), S_OK);
	CHECK_EQ(size, expected);
	CHECK_HR(ddi_certificate(ddi, type, NULL, got, &size), S_OK);
	CHECK_MEM(got, chain, expected);
	free(chain);
}

TEST(GetCertificate_wants_room)
{
	uint8_t got[8192], untouched[8192];
	struct ddi *ddi = ddi_open();
	UINT size;

	memset(got, 0xee, sizeof(got));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, NULL, &size), S_OK);
	size--;
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, got, &size),
		 E_INVALIDARG);
	size = 0;
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, got, &size),
		 E_INVALIDARG);
	CHECK_MEM(got, untouched, sizeof(got));
}

TEST(GetCertificate_is_of_what_the_device_has)
{
	UINT size = 5, type = channel_type(open_device());
	struct ddi *ddi = ddi_open();
	uint8_t got[8192];

	/* the runtime's channel has none, nor has the other kind */
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

/* --------------------------------------------------------------- creating -- */

TEST(CreateCryptoSession_gives_different_sessions)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session a = ddi_keyed_session(ddi);
	struct ddi_session b = ddi_keyed_session(ddi);

	CHECK(ddi_session_handle(ddi, a.session));
	CHECK(ddi_session_handle(ddi, a.session) !=
	      ddi_session_handle(ddi, b.session));
	ddi_check_key(&a);
	ddi_check_key(&b);
}

TEST(CreateCryptoSession_refuses_other_crypto_types)
{
	static const GUID proprietary = {
		0xab4e9afd, 0x1d1c, 0x46e6,
		{ 0xa7, 0x2f, 0x08, 0x69, 0x91, 0x7b, 0x0d, 0xe8 }
	};
	struct ddi *ddi = ddi_open();
	void *session;

	CHECK_HR(ddi_create_session(ddi, &no_guid, &no_guid, &session),
		 ddi_codes.crypto);
	CHECK_HR(ddi_create_session(ddi, &unknown_guid, &no_guid, &session),
		 ddi_codes.crypto);
	CHECK_HR(ddi_create_session(ddi, &proprietary, &no_guid, &session),
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
	struct ddi *ddi = ddi_open();
	void *session, *last = NULL;
	HRESULT hr = S_OK;

	for (n = 0; n <= sessions && hr == S_OK; n++) {
		hr = ddi_create_session(ddi, &aes128_ctr, &no_guid, &session);
		if (hr == S_OK)
			last = session;
	}
	CHECK_HR(hr, E_OUTOFMEMORY);
	CHECK_HR(ddi_destroy_session(ddi, last), S_OK);
	CHECK_HR(ddi_create_session(ddi, &aes128_ctr, &no_guid, &session),
		 S_OK);
}

/* Each function that takes a session fails with @code, and writes nothing. */
static void check_session_refused(struct ddi *ddi, void *session, HRESULT code)
{
	static uint8_t blob[BLOB_SIZE];
	HANDLE buffer = ddi_buffer(ddi, PAGE);
	HANDLE surface = ddi_restricted(ddi, PAGE);
	uint8_t data[KEY_SIZE], untouched[KEY_SIZE];

	memset(data, 0xee, sizeof(data));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(ddi_session_exchange(ddi, session, BLOB_SIZE, blob), code);
	CHECK_HR(ddi_start(ddi, session, KEY_SIZE, data), code);
	CHECK_HR(ddi_finish(ddi, session), code);
	CHECK_HR(ddi_read_back_key(ddi, session, KEY_SIZE, data), code);
	CHECK_HR(ddi_encrypt(ddi, session, surface, buffer, PAGE, data), code);
	CHECK_HR(ddi_decrypt(ddi, session, buffer, surface, PAGE, NULL, NULL,
			     data), code);
	CHECK_HR(ddi_destroy_session(ddi, session), code);
	CHECK_MEM(data, untouched, sizeof(data));
}

TEST(session_is_not_another_kind_of_object)
{
	struct ddi *ddi = ddi_open();
	HANDLE buffer = ddi_buffer(ddi, PAGE), handle;
	void *channel;

	check_session_refused(ddi, buffer, ddi_codes.handle);
	check_session_refused(ddi, NULL, ddi_codes.handle);
	CHECK_HR(ddi_create_channel(ddi, channel_type(open_device()), &channel,
				    &handle), S_OK);
	check_session_refused(ddi, channel, ddi_codes.handle);
	CHECK_HR(ddi_destroy_channel(ddi, channel), S_OK);
}

TEST(session_of_another_device_is_refused)
{
	struct ddi *ddi = ddi_open(), *other = ddi_open();
	struct ddi_session session = ddi_keyed_session(ddi);

	check_session_refused(other, session.session, E_INVALIDARG);
	ddi_check_key(&session);
}

TEST(DestroyCryptoSession_ends_it)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session session = ddi_keyed_session(ddi);

	CHECK_HR(ddi_destroy_session(ddi, session.session), S_OK);
	check_session_refused(ddi, session.session, ddi_codes.handle);
}

/* ----------------------------------------------------------- key exchange -- */

TEST(NegotiateCryptoSessionKeyExchange_gives_it_its_key)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());

	ddi_check_key(&session);
}

TEST(NegotiateCryptoSessionKeyExchange_wants_256_bytes)
{
	static const UINT sizes[] = { 0, 1, 16, 255, 257, 512, ~0u };
	struct ddi_session session = ddi_new_session(ddi_open());
	uint8_t blob[BLOB_SIZE], random[KEY_SIZE];
	size_t i;

	ddi_wrap_key(session.ddi, session.key, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_session_exchange(session.ddi, session.session,
					      sizes[i], blob), E_INVALIDARG);
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      NULL), E_INVALIDARG);
	/* none of them was taken */
	CHECK_HR(ddi_read_back_key(session.ddi, session.session, KEY_SIZE,
				   random), ddi_codes.state);
}

TEST(NegotiateCryptoSessionKeyExchange_that_fails_changes_nothing)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE], other[KEY_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(other));
	ddi_wrap_key(session.ddi, other, blob);
	blob[100] ^= 1;
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      blob), E_INVALIDARG);
	ddi_check_key(&session);
}

TEST(NegotiateCryptoSessionKeyExchange_gives_another_key)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	ddi_wrap_key(session.ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      blob), S_OK);
	ddi_check_key(&session);
}

/* A byte of a good blob changed at random, over and over: no key is taken. */
SLOW_TEST(NegotiateCryptoSessionKeyExchange_refuses_spoilt_keys, 400)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE], other[KEY_SIZE];
	unsigned int i, where, seed = 4;
	uint8_t flip;

	CHECK_OK(cpgpu_keyx_random_key(other));
	ddi_wrap_key(session.ddi, other, blob);
	for (i = 0; i < DDI_KEY_FLIPS; i++) {
		where = rand_r(&seed) % BLOB_SIZE;
		flip = 1 + rand_r(&seed) % 255;
		blob[where] ^= flip;
		CHECK_HR(ddi_session_exchange(session.ddi, session.session,
					      BLOB_SIZE, blob), E_INVALIDARG);
		blob[where] ^= flip;
	}
	ddi_check_key(&session);
	/* it was a good one */
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      blob), S_OK);
}

TEST(session_without_key_can_do_nothing)
{
	struct ddi_session session = ddi_new_session(ddi_open());
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	uint8_t data[KEY_SIZE], untouched[KEY_SIZE], iv[KEY_SIZE];

	memset(data, 0xee, sizeof(data));
	memset(untouched, 0xee, sizeof(untouched));
	next_iv(iv);
	CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE, data),
		 ddi_codes.state);
	CHECK_HR(ddi_finish(session.ddi, session.session), ddi_codes.state);
	CHECK_HR(ddi_read_back_key(session.ddi, session.session, KEY_SIZE,
				   data), ddi_codes.state);
	CHECK_HR(ddi_decrypt(session.ddi, session.session, buffer, surface,
			     PAGE, NULL, NULL, iv), ddi_codes.state);
	CHECK_MEM(data, untouched, sizeof(data));
}

/* ----------------------------------------------------------- key refresh -- */

TEST(StartSessionKeyRefresh_gives_16_random_bytes)
{
	static const uint8_t zero[KEY_SIZE];
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t data[3 * KEY_SIZE], again[KEY_SIZE];
	int i;

	memset(data, 0xee, sizeof(data));
	CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE,
			   data + KEY_SIZE), S_OK);
	for (i = 0; i < KEY_SIZE; i++) {
		CHECK_EQ(data[i], 0xee);
		CHECK_EQ(data[2 * KEY_SIZE + i], 0xee);
	}
	CHECK(memcmp(data + KEY_SIZE, zero, KEY_SIZE));
	CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE, again),
		 S_OK);
	CHECK(memcmp(data + KEY_SIZE, again, KEY_SIZE));
}

TEST(StartSessionKeyRefresh_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 1, 15, 17, 32, 4096, ~0u };
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t data[64], untouched[64];
	size_t i;

	memset(data, 0xee, sizeof(data));
	memset(untouched, 0xee, sizeof(untouched));
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_start(session.ddi, session.session, sizes[i],
				   data), E_INVALIDARG);
	CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE, NULL),
		 E_INVALIDARG);
	CHECK_MEM(data, untouched, sizeof(data));
	/* and left nothing pending */
	CHECK_HR(ddi_finish(session.ddi, session.session), ddi_codes.state);
	ddi_check_key(&session);
}

static void start(const struct ddi_session *session, uint8_t random[KEY_SIZE])
{
	CHECK_HR(ddi_start(session->ddi, session->session, KEY_SIZE, random),
		 S_OK);
}

static void finish(struct ddi_session *session, const uint8_t random[KEY_SIZE])
{
	CHECK_HR(ddi_finish(session->ddi, session->session), S_OK);
	cpgpu_keyx_refresh(session->key, random);
}

TEST(StartSessionKeyRefresh_leaves_the_old_key_in_use)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];

	start(&session, random);
	ddi_check_key(&session);
}

TEST(FinishSessionKeyRefresh_makes_the_key_key_xor_R)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], random[KEY_SIZE];
	int i;

	fill_pattern(data, PAGE, 1);
	ddi_write_protected(&session, surface, data, PAGE);
	for (i = 0; i < 3; i++) {
		start(&session, random);
		finish(&session, random);
		/* what was there is now under the new key */
		ddi_read_protected(&session, surface, back, PAGE, session.key);
		CHECK_MEM(back, data, PAGE);
		ddi_check_key(&session);
	}
}

TEST(FinishSessionKeyRefresh_wants_a_start)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE];

	CHECK_HR(ddi_finish(session.ddi, session.session), ddi_codes.state);
	ddi_check_key(&session);
	/* the number is used up by the first */
	start(&session, random);
	finish(&session, random);
	CHECK_HR(ddi_finish(session.ddi, session.session), ddi_codes.state);
	ddi_check_key(&session);
}

TEST(second_StartSessionKeyRefresh_counts)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t first[KEY_SIZE], second[KEY_SIZE];

	start(&session, first);
	start(&session, second);
	finish(&session, second);
	ddi_check_key(&session);
}

TEST(key_exchange_drops_the_random_number)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE], blob[BLOB_SIZE];

	start(&session, random);
	CHECK_OK(cpgpu_keyx_random_key(session.key));
	ddi_wrap_key(session.ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      blob), S_OK);
	CHECK_HR(ddi_finish(session.ddi, session.session), ddi_codes.state);
	ddi_check_key(&session);
}

TEST(DestroyCryptoSession_drops_the_random_number)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session session = ddi_keyed_session(ddi);
	uint8_t random[KEY_SIZE];

	start(&session, random);
	CHECK_HR(ddi_destroy_session(ddi, session.session), S_OK);
	/* it may well get the same place in the device */
	session = ddi_keyed_session(ddi);
	CHECK_HR(ddi_finish(ddi, session.session), ddi_codes.state);
	ddi_check_key(&session);
}

TEST(device_without_refresh_says_so)
{
	uint8_t data[KEY_SIZE], untouched[KEY_SIZE];
	struct ddi_session session;

	if (ddi_has(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		test_skip("this device can refresh: add freshen-session-key=off");
	session = ddi_keyed_session(ddi_open());
	memset(data, 0xee, sizeof(data));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE, data),
		 D3DDDIERR_NOTAVAILABLE);
	CHECK_HR(ddi_start(session.ddi, session.session, 5, data),
		 D3DDDIERR_NOTAVAILABLE);
	CHECK_MEM(data, untouched, sizeof(data));
	CHECK_HR(ddi_finish(session.ddi, session.session),
		 D3DDDIERR_NOTAVAILABLE);
	ddi_check_key(&session);
}
