// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: invalid calls fail with the documented code, are reported by the
 * side channel, and change nothing
 */
#include "d3d11.h"

/* ---------------------------------------------------------------- creation -- */

TEST(GetContentProtectionCaps_refuses_unknown_types)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps = { .Caps = 77 };
	struct app *app AUTO(close_app) = open_app();

#define CAPS_REFUSED(crypto, profile, caps, error) \
	CHECK_FAILS(app, ID3D11VideoDevice2_GetContentProtectionCaps( \
			app->video, crypto, profile, caps), error, \
		    "ID3D11VideoDevice::GetContentProtectionCaps")
	CAPS_REFUSED(&unknown_guid, NULL, &caps, D3DERR_UNSUPPORTEDCRYPTO);
	CAPS_REFUSED(AES128_CTR, &unknown_guid, &caps,
		     D3DERR_UNSUPPORTEDCRYPTO);
	CAPS_REFUSED(AES128_CTR, NULL, NULL, E_INVALIDARG);
	CHECK_EQ(caps.Caps, 77);
}

TEST(CheckCryptoKeyExchange_refuses_unknown_types)
{
	struct app *app AUTO(close_app) = open_app();
	GUID type;

#define EXCHANGE_REFUSED(crypto, profile, type, error) \
	CHECK_FAILS(app, ID3D11VideoDevice2_CheckCryptoKeyExchange( \
			app->video, crypto, profile, 0, type), error, \
		    "::CheckCryptoKeyExchange")
	EXCHANGE_REFUSED(&unknown_guid, NULL, &type, D3DERR_UNSUPPORTEDCRYPTO);
	EXCHANGE_REFUSED(AES128_CTR, &unknown_guid, &type,
			 D3DERR_UNSUPPORTEDCRYPTO);
	EXCHANGE_REFUSED(AES128_CTR, NULL, NULL, E_INVALIDARG);
}

TEST(GetCryptoSessionPrivateDataSize_refuses_bad_arguments)
{
	UINT in = 77, out = 77;
	struct app *app AUTO(close_app) = open_app();

#define SIZE_REFUSED(crypto, in, error) \
	CHECK_FAILS(app, ID3D11VideoDevice2_GetCryptoSessionPrivateDataSize( \
			app->video, crypto, NULL, RSAES_OAEP, in, &out), \
		    error, "::GetCryptoSessionPrivateDataSize")
	SIZE_REFUSED(&unknown_guid, &in, D3DERR_UNSUPPORTEDCRYPTO);
	SIZE_REFUSED(AES128_CTR, NULL, E_INVALIDARG);
	CHECK_EQ(in, 77);
	CHECK_EQ(out, 77);
}

static HRESULT create(struct app *app, const GUID *crypto, const GUID *profile,
		      const GUID *exchange)
{
	ID3D11CryptoSession *session = (ID3D11CryptoSession *)app;
	HRESULT hr;

	hr = ID3D11VideoDevice2_CreateCryptoSession(app->video, crypto, profile,
						    exchange, &session);
	CHECK(FAILED(hr) && !session);
	CHECK_HR(reported(app, "ID3D11VideoDevice::CreateCryptoSession"), hr);
	return hr;
}

TEST(CreateCryptoSession_refuses_unknown_types)
{
	static const struct {
		const GUID *crypto, *profile, *exchange;
		HRESULT error;
	} bad[] = {
		{ NULL, NULL, RSAES_OAEP, E_INVALIDARG },
		{ AES128_CTR, NULL, NULL, E_INVALIDARG },
		{ &GUID_NULL, NULL, RSAES_OAEP, D3DERR_UNSUPPORTEDCRYPTO },
		{ &unknown_guid, NULL, RSAES_OAEP, D3DERR_UNSUPPORTEDCRYPTO },
		/* a decoder profile, when there are no decoders */
		{ AES128_CTR, &unknown_guid, RSAES_OAEP,
		  D3DERR_UNSUPPORTEDCRYPTO },
	};
	struct app *app AUTO(close_app) = open_app();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(create(app, bad[i].crypto, bad[i].profile,
				bad[i].exchange), bad[i].error);
	CHECK_FAILS(app, ID3D11VideoDevice2_CreateCryptoSession(
			app->video, AES128_CTR, NULL, RSAES_OAEP, NULL),
		    E_INVALIDARG, "ID3D11VideoDevice::CreateCryptoSession");
}

TEST(CreateCryptoSession_refuses_other_key_exchanges)
{
	struct app *app AUTO(close_app) = open_app();

	create(app, AES128_CTR, NULL, &unknown_guid);
	/* the device is no mailbox to a secure environment */
	create(app, AES128_CTR, NULL, &D3D11_KEY_EXCHANGE_HW_PROTECTION);
}

TEST(CreateCryptoSession_when_all_are_taken)
{
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info = device_info(dev);
	ID3D11CryptoSession *sessions[256];
	struct app *app AUTO(close_app) = open_app();
	UINT i;

	cpgpu_close(dev);
	CHECK(info.sessions <= ARRAY_SIZE(sessions));
	for (i = 0; i < info.sessions; i++)
		sessions[i] = new_session(app);
	CHECK_HR(create(app, AES128_CTR, NULL, RSAES_OAEP), E_OUTOFMEMORY);
	for (i = 0; i < info.sessions; i++)
		RELEASE(sessions[i]);
	sessions[0] = new_session(app);
	RELEASE(sessions[0]);
}

TEST(GetCertificate_wants_room)
{
	BYTE small[16];
	struct app *app AUTO(close_app) = open_app();
	ID3D11CryptoSession *session AUTO(release) = new_session(app);

	POISON(small);
	CHECK_FAILS(app, ID3D11CryptoSession_GetCertificateSize(session, NULL),
		    E_INVALIDARG, "ID3D11CryptoSession::GetCertificateSize");
	CHECK_FAILS(app, ID3D11CryptoSession_GetCertificate(
			session, sizeof(small), small),
		    E_INVALIDARG, "ID3D11CryptoSession::GetCertificate");
	CHECK_UNTOUCHED(small);
	CHECK_FAILS(app, ID3D11CryptoSession_GetCertificate(session, 100000,
							    NULL),
		    E_INVALIDARG, "ID3D11CryptoSession::GetCertificate");
	ID3D11CryptoSession_GetCryptoSessionHandle(session, NULL);
	CHECK_HR(reported(app, "ID3D11CryptoSession::GetCryptoSessionHandle"),
		 E_INVALIDARG);
}

/* ------------------------------------------------------------ key exchange -- */

static HRESULT negotiate_mt(struct app *app, ID3D11CryptoSession *session,
			    UINT size, void *blob)
{
	HRESULT hr = ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
		app->video, session,
		D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE, size, blob);

	CHECK_HR(reported(app, "::NegotiateCryptoSessionKeyExchangeMT"), hr);
	return hr;
}

TEST(NegotiateCryptoSessionKeyExchange_wants_256_bytes)
{
	static const UINT sizes[] = { 0, 1, 16, 255, 257, 512, UINT32_MAX };
	uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
	struct app *app AUTO(close_app) = open_app();
	size_t i;
	ID3D11CryptoSession *session AUTO(release) = new_session(app);

	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(negotiate(app, session, sizes[i], blob),
			 E_INVALIDARG);
	CHECK_HR(negotiate(app, session, BLOB_SIZE, NULL), E_INVALIDARG);
	CHECK_HR(negotiate_mt(app, session, 255, blob), E_INVALIDARG);
	/* and still can have a key */
	OK(negotiate(app, session, BLOB_SIZE, blob));
}

TEST(NegotiateCryptoSessionKeyExchange_takes_data_once)
{
	uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
	struct app *app AUTO(close_app) = open_app();
	ID3D11CryptoSession *session AUTO(release) = new_session(app);

	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	OK(negotiate(app, session, BLOB_SIZE, blob));
	CHECK_HR(negotiate(app, session, BLOB_SIZE, blob), E_INVALIDARG);
	wrap_key(session, key, blob);
	OK(negotiate(app, session, BLOB_SIZE, blob));
}

TEST(NegotiateCryptoSessionKeyExchange_refuses_bad_padding)
{
	uint8_t blob[BLOB_SIZE], random[KEY_SIZE];
	struct app *app AUTO(close_app) = open_app();
	int i;
	ID3D11CryptoSession *session AUTO(release) = new_session(app);

	/* any number below the modulus is some ciphertext; and one above it */
	for (i = 0; i < 4; i++) {
		fill_pattern(blob, sizeof(blob), i);
		blob[0] = i == 3 ? 0xff : 0;
		CHECK_HR(negotiate(app, session, BLOB_SIZE, blob),
			 E_INVALIDARG);
	}
	/* none of them gave it a key */
	CHECK_HR(start(app, session, KEY_SIZE, random), E_INVALIDARG);
}

/* ----------------------------------------------------- objects of others -- */

/* Each call fails with such a session. */
static void check_session_refused(struct picture *p, void *session)
{
	D3D11_CRYPTO_SESSION_STATUS status = (D3D11_CRYPTO_SESSION_STATUS)77;
	uint8_t bytes[BLOB_SIZE];
	struct app *app = p->app;
	UINT64 out = 77;

	POISON(bytes);
	CHECK_HR(negotiate(app, session, BLOB_SIZE, bytes), E_INVALIDARG);
	CHECK_HR(negotiate_mt(app, session, BLOB_SIZE, bytes), E_INVALIDARG);
	CHECK_HR(start(app, session, KEY_SIZE, bytes), E_INVALIDARG);
	CHECK_HR(finish(app, session), E_INVALIDARG);
	CHECK_HR(read_back_key(app, session, KEY_SIZE, bytes), E_INVALIDARG);
	CHECK_HR(check_status(app, session, &status), E_INVALIDARG);
	CHECK_FAILS(app, ID3D11VideoContext1_GetDataForNewHardwareKey(
			app->vc, session, 0, NULL, &out), E_INVALIDARG,
		    "::GetDataForNewHardwareKey");
	CHECK_HR(store_picture(p, session, bytes), E_INVALIDARG);
	CHECK_HR(load_picture(p, session, bytes), E_INVALIDARG);
	CHECK_UNTOUCHED(bytes);
	CHECK_EQ(status, 77);
	CHECK_EQ(out, 77);
	check_picture(p);
}

TEST(session_of_another_device_is_refused)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t key[KEY_SIZE];
	struct app *other AUTO(close_app) = open_app();
	ID3D11CryptoSession *session AUTO(release) =
		new_keyed_session(other, key);

	check_session_refused(p, session);
}

TEST(session_NULL_or_of_others_is_refused)
{
	struct picture *p AUTO(close_picture) = open_picture();
	/* an object of some other kind, and of some other library */
	ID3D11CryptoSessionVtbl vtbl = { 0 };
	ID3D11CryptoSession foreign = { &vtbl };

	check_session_refused(p, NULL);
	check_session_refused(p, &foreign);
	check_session_refused(p, p->staging);
}

TEST(texture_of_another_device_is_refused)
{
	struct picture *p AUTO(close_picture) = open_picture();
	struct picture *other AUTO(close_picture) = open_picture();
	D3D11_MAPPED_SUBRESOURCE mapped;
	ID3D11CryptoSession *session = p->session;
	struct app *app = p->app;
	uint8_t iv[KEY_SIZE];

	POISON(iv);
	CHECK_HR(encrypt(app, session, other->target, p->staging, KEY_SIZE, iv),
		 E_INVALIDARG);
	CHECK_HR(encrypt(app, session, p->target, other->staging, KEY_SIZE, iv),
		 E_INVALIDARG);
	CHECK_HR(decrypt(app, session,
			 DECRYPTION(other->staging, p->target, iv)),
		 E_INVALIDARG);
	CHECK_HR(decrypt(app, session,
			 DECRYPTION(p->staging, other->target, iv)),
		 E_INVALIDARG);
	CHECK_HR(map(app, other->staging, D3D11_MAP_READ, &mapped),
		 E_INVALIDARG);
	CHECK_UNTOUCHED(iv);
	check_picture(p);
}

/* ------------------------------------------------------------------- keys -- */

TEST(session_without_key_can_do_nothing)
{
	struct picture *p AUTO(close_picture) = open_picture();
	struct app *app = p->app;
	uint8_t bytes[KEY_SIZE];
	ID3D11CryptoSession *session AUTO(release) = new_session(p->app);
	ID3D11Texture2D *target AUTO(release) =
		new_protected(p->app, PICTURE_WIDTH, PICTURE_HEIGHT);

	POISON(bytes);
	CHECK_HR(start(app, session, KEY_SIZE, bytes), E_INVALIDARG);
	CHECK_HR(finish(app, session), E_INVALIDARG);
	CHECK_HR(read_back_key(app, session, KEY_SIZE, bytes), E_INVALIDARG);
	CHECK_HR(decrypt(app, session, DECRYPTION(p->staging, target, bytes)),
		 E_INVALIDARG);
	CHECK(FAILED(encrypt(app, session, target, p->staging, KEY_SIZE,
			     bytes)));
	CHECK_UNTOUCHED(bytes);
	check_picture(p);
}

TEST(StartSessionKeyRefresh_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 1, 8, 15, 17, 32, UINT32_MAX };
	uint8_t random[32];
	struct picture *p AUTO(close_picture) = open_picture();
	size_t i;

	POISON(random);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(start(p->app, p->session, sizes[i], random),
			 E_INVALIDARG);
	CHECK_HR(start(p->app, p->session, KEY_SIZE, NULL), E_INVALIDARG);
	CHECK_UNTOUCHED(random);
	/* nothing was started */
	CHECK_HR(finish(p->app, p->session), E_INVALIDARG);
	check_picture(p);
}

TEST(FinishSessionKeyRefresh_wants_a_start)
{
	struct picture *p AUTO(close_picture) = open_picture();

	CHECK_HR(finish(p->app, p->session), E_INVALIDARG);
	check_picture(p);
	/* a number is used once */
	refresh(p->app, p->session, p->key);
	CHECK_HR(finish(p->app, p->session), E_INVALIDARG);
	check_picture(p);
}

TEST(GetEncryptionBltKey_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 15, 17, UINT32_MAX };
	uint8_t key[32];
	struct picture *p AUTO(close_picture) = open_picture();
	size_t i;

	POISON(key);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(read_back_key(p->app, p->session, sizes[i], key),
			 E_INVALIDARG);
	CHECK_HR(read_back_key(p->app, p->session, KEY_SIZE, NULL),
		 E_INVALIDARG);
	CHECK_UNTOUCHED(key);
	/* EncryptionBlt still uses the session key */
	check_picture(p);
}

TEST(CheckCryptoSessionStatus_wants_a_place)
{
	struct picture *p AUTO(close_picture) = open_picture();

	CHECK_HR(check_status(p->app, p->session, NULL), E_INVALIDARG);
}
