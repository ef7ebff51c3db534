// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: what goes wrong is refused with the documented code, told by the
 * side channel, and changes nothing
 */
#include "d3d11.h"

#define START		"ID3D11VideoContext::StartSessionKeyRefresh"
#define FINISH		"ID3D11VideoContext::FinishSessionKeyRefresh"
#define DECRYPT		"ID3D11VideoContext::DecryptionBlt"
#define ENCRYPT		"ID3D11VideoContext::EncryptionBlt"
#define GET_KEY		"ID3D11VideoContext::GetEncryptionBltKey"
#define NEGOTIATE	"ID3D11VideoContext::NegotiateCryptoSessionKeyExchange"
#define CREATE_SESSION	"ID3D11VideoDevice::CreateCryptoSession"
#define CAPS		"ID3D11VideoDevice::GetContentProtectionCaps"

static const GUID unknown_guid = {
	0x12345678, 0x9abc, 0xdef0, { 1, 2, 3, 4, 5, 6, 7, 8 }
};

/* ---------------------------------------------------------------- creating -- */

TEST(GetContentProtectionCaps_refuses_unknown_types)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps = { .Caps = 77 };
	struct app app;

	open_app(&app);
	CHECK_HR(&app, ID3D11VideoDevice2_GetContentProtectionCaps(
			app.video, &unknown_guid, NULL, &caps),
		 D3DERR_UNSUPPORTEDCRYPTO, CAPS);
	CHECK_HR(&app, ID3D11VideoDevice2_GetContentProtectionCaps(
			app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, &unknown_guid,
			&caps), D3DERR_UNSUPPORTEDCRYPTO, CAPS);
	CHECK_HR(&app, ID3D11VideoDevice2_GetContentProtectionCaps(
			app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, NULL),
		 E_INVALIDARG, CAPS);
	CHECK_EQ(caps.Caps, 77);
	close_app(&app);
}

TEST(CheckCryptoKeyExchange_refuses_unknown_types)
{
	struct app app;
	GUID type;

	open_app(&app);
	CHECK_HR(&app, ID3D11VideoDevice2_CheckCryptoKeyExchange(
			app.video, &unknown_guid, NULL, 0, &type),
		 D3DERR_UNSUPPORTEDCRYPTO, "::CheckCryptoKeyExchange");
	CHECK_HR(&app, ID3D11VideoDevice2_CheckCryptoKeyExchange(
			app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, &unknown_guid,
			0, &type),
		 D3DERR_UNSUPPORTEDCRYPTO, "::CheckCryptoKeyExchange");
	CHECK_HR(&app, ID3D11VideoDevice2_CheckCryptoKeyExchange(
			app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, 0,
			NULL), E_INVALIDARG, "::CheckCryptoKeyExchange");
	close_app(&app);
}

TEST(GetCryptoSessionPrivateDataSize_refuses_bad_arguments)
{
	UINT in = 77, out = 77;
	struct app app;

	open_app(&app);
	CHECK_HR(&app, ID3D11VideoDevice2_GetCryptoSessionPrivateDataSize(
			app.video, &unknown_guid, NULL,
			&D3D11_KEY_EXCHANGE_RSAES_OAEP, &in, &out),
		 D3DERR_UNSUPPORTEDCRYPTO, "::GetCryptoSessionPrivateDataSize");
	CHECK_HR(&app, ID3D11VideoDevice2_GetCryptoSessionPrivateDataSize(
			app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL,
			&D3D11_KEY_EXCHANGE_RSAES_OAEP, NULL, &out),
		 E_INVALIDARG, "::GetCryptoSessionPrivateDataSize");
	CHECK_EQ(in, 77);
	CHECK_EQ(out, 77);
	close_app(&app);
}

static HRESULT create(struct app *app, const GUID *crypto, const GUID *profile,
		      const GUID *exchange)
{
	ID3D11CryptoSession *session = (ID3D11CryptoSession *)app;
	HRESULT hr;

	hr = ID3D11VideoDevice2_CreateCryptoSession(app->video, crypto, profile,
						    exchange, &session);
	CHECK(SUCCEEDED(hr) || !session);
	return hr;
}

TEST(CreateCryptoSession_refuses_unknown_types)
{
	const GUID *oaep = &D3D11_KEY_EXCHANGE_RSAES_OAEP;
	const GUID *ctr = &D3D11_CRYPTO_TYPE_AES128_CTR;
	struct app app;

	open_app(&app);
	CHECK_HR(&app, create(&app, NULL, NULL, oaep), E_INVALIDARG,
		 CREATE_SESSION);
	CHECK_HR(&app, create(&app, ctr, NULL, NULL), E_INVALIDARG,
		 CREATE_SESSION);
	CHECK_HR(&app, ID3D11VideoDevice2_CreateCryptoSession(
			app.video, ctr, NULL, oaep, NULL), E_INVALIDARG,
		 CREATE_SESSION);
	CHECK_HR(&app, create(&app, &GUID_NULL, NULL, oaep),
		 D3DERR_UNSUPPORTEDCRYPTO, CREATE_SESSION);
	CHECK_HR(&app, create(&app, &unknown_guid, NULL, oaep),
		 D3DERR_UNSUPPORTEDCRYPTO, CREATE_SESSION);
	/* a decoder profile, when there are no decoders */
	CHECK_HR(&app, create(&app, ctr, &unknown_guid, oaep),
		 D3DERR_UNSUPPORTEDCRYPTO, CREATE_SESSION);
	close_app(&app);
}

TEST(CreateCryptoSession_refuses_other_key_exchanges)
{
	const GUID *ctr = &D3D11_CRYPTO_TYPE_AES128_CTR;
	struct app app;
	HRESULT hr;

	open_app(&app);
	hr = create(&app, ctr, NULL, &unknown_guid);
	CHECK(FAILED(hr));
	CHECK_TOLD(&app, hr, CREATE_SESSION);
	/* the device is no mailbox to a secure environment */
	hr = create(&app, ctr, NULL, &D3D11_KEY_EXCHANGE_HW_PROTECTION);
	CHECK(FAILED(hr));
	CHECK_TOLD(&app, hr, CREATE_SESSION);
	close_app(&app);
}

TEST(CreateCryptoSession_when_all_are_taken)
{
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info = device_info(dev);
	ID3D11CryptoSession *sessions[256];
	struct app app;
	UINT i;

	cpgpu_close(dev);
	CHECK(info.sessions <= ARRAY_SIZE(sessions));
	open_app(&app);
	for (i = 0; i < info.sessions; i++)
		sessions[i] = new_session(&app);
	CHECK_HR(&app, create(&app, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL,
			      &D3D11_KEY_EXCHANGE_RSAES_OAEP), E_OUTOFMEMORY,
		 CREATE_SESSION);
	for (i = 0; i < info.sessions; i++)
		RELEASE(sessions[i]);
	sessions[0] = new_session(&app);
	RELEASE(sessions[0]);
	close_app(&app);
}

TEST(GetCertificate_wants_room)
{
	ID3D11CryptoSession *session;
	BYTE small[16] = { 0 }, untouched[16] = { 0 };
	struct app app;

	open_app(&app);
	session = new_session(&app);
	CHECK_HR(&app, ID3D11CryptoSession_GetCertificateSize(session, NULL),
		 E_INVALIDARG, "ID3D11CryptoSession::GetCertificateSize");
	CHECK_HR(&app, ID3D11CryptoSession_GetCertificate(
			session, sizeof(small), small), E_INVALIDARG,
		 "ID3D11CryptoSession::GetCertificate");
	CHECK_MEM(small, untouched, sizeof(small));
	CHECK_HR(&app, ID3D11CryptoSession_GetCertificate(session, 100000,
							  NULL),
		 E_INVALIDARG, "ID3D11CryptoSession::GetCertificate");
	ID3D11CryptoSession_GetCryptoSessionHandle(session, NULL);
	CHECK_TOLD(&app, E_INVALIDARG,
		   "ID3D11CryptoSession::GetCryptoSessionHandle");
	RELEASE(session);
	close_app(&app);
}

/* ------------------------------------------------------------ key exchange -- */

TEST(NegotiateCryptoSessionKeyExchange_wants_256_bytes)
{
	static const UINT sizes[] = { 0, 1, 16, 255, 257, 512, UINT32_MAX };
	uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
	ID3D11CryptoSession *session;
	struct app app;
	size_t i;

	open_app(&app);
	session = new_session(&app);
	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(&app,
			 ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
				app.vc, session, sizes[i], blob),
			 E_INVALIDARG, NEGOTIATE);
	CHECK_HR(&app, ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
			app.vc, session, BLOB_SIZE, NULL), E_INVALIDARG,
		 NEGOTIATE);
	CHECK_HR(&app, ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
			app.video, session,
			D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE, 255, blob),
		 E_INVALIDARG, "::NegotiateCryptoSessionKeyExchangeMT");
	/* and still can have a key */
	GOOD(ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
		app.vc, session, BLOB_SIZE, blob));
	RELEASE(session);
	close_app(&app);
}

TEST(NegotiateCryptoSessionKeyExchange_takes_data_once)
{
	uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
	ID3D11CryptoSession *session;
	struct app app;

	open_app(&app);
	session = new_session(&app);
	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	GOOD(ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
		app.vc, session, BLOB_SIZE, blob));
	CHECK_HR(&app, ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
			app.vc, session, BLOB_SIZE, blob), E_INVALIDARG,
		 NEGOTIATE);
	wrap_key(session, key, blob);
	GOOD(ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
		app.vc, session, BLOB_SIZE, blob));
	RELEASE(session);
	close_app(&app);
}

TEST(NegotiateCryptoSessionKeyExchange_refuses_bad_padding)
{
	uint8_t blob[BLOB_SIZE], random[KEY_SIZE];
	ID3D11CryptoSession *session;
	struct app app;
	int i;

	open_app(&app);
	session = new_session(&app);
	/* any number below the modulus is some ciphertext; and one above it */
	for (i = 0; i < 4; i++) {
		fill_pattern(blob, sizeof(blob), i);
		blob[0] = i == 3 ? 0xff : 0;
		CHECK_HR(&app,
			 ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
				app.vc, session, BLOB_SIZE, blob),
			 E_INVALIDARG, NEGOTIATE);
	}
	/* none of them gave it a key */
	ID3D11VideoContext1_StartSessionKeyRefresh(app.vc, session, KEY_SIZE,
						   random);
	CHECK_TOLD(&app, E_INVALIDARG, START);
	RELEASE(session);
	close_app(&app);
}

/* ------------------------------------------------------------ not of this -- */

/* Each call with a session @session of which it must not be. */
static void check_session_refused(struct picture *p, ID3D11CryptoSession *session)
{
	D3D11_CRYPTO_SESSION_STATUS status = (D3D11_CRYPTO_SESSION_STATUS)77;
	uint8_t bytes[BLOB_SIZE], untouched[BLOB_SIZE];
	ID3D11VideoContext1 *vc = p->app.vc;
	struct app *app = &p->app;
	UINT64 out = 77;

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(app, ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
			vc, session, BLOB_SIZE, bytes), E_INVALIDARG,
		 NEGOTIATE);
	CHECK_HR(app, ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
			app->video, session,
			D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE, BLOB_SIZE,
			bytes), E_INVALIDARG,
		 "::NegotiateCryptoSessionKeyExchangeMT");
	ID3D11VideoContext1_StartSessionKeyRefresh(vc, session, KEY_SIZE,
						   bytes);
	CHECK_TOLD(app, E_INVALIDARG, START);
	ID3D11VideoContext1_FinishSessionKeyRefresh(vc, session);
	CHECK_TOLD(app, E_INVALIDARG, FINISH);
	CHECK_HR(app, ID3D11VideoContext1_GetEncryptionBltKey(
			vc, session, KEY_SIZE, bytes), E_INVALIDARG, GET_KEY);
	CHECK_HR(app, ID3D11VideoContext1_CheckCryptoSessionStatus(
			vc, session, &status), E_INVALIDARG,
		 "::CheckCryptoSessionStatus");
	CHECK_HR(app, ID3D11VideoContext1_GetDataForNewHardwareKey(
			vc, session, 0, NULL, &out), E_INVALIDARG,
		 "::GetDataForNewHardwareKey");
	ID3D11VideoContext1_EncryptionBlt(vc, session, p->target, p->staging,
					  KEY_SIZE, bytes);
	CHECK_TOLD(app, E_INVALIDARG, ENCRYPT);
	ID3D11VideoContext1_DecryptionBlt(vc, session, p->staging, p->target,
					  NULL, 0, NULL, KEY_SIZE, bytes);
	CHECK_TOLD(app, E_INVALIDARG, DECRYPT);
	CHECK_MEM(bytes, untouched, sizeof(bytes));
	CHECK_EQ(status, 77);
	CHECK_EQ(out, 77);
	check_picture(p);
}

TEST(session_of_another_device_is_refused)
{
	struct picture *p = open_picture();
	ID3D11CryptoSession *session;
	uint8_t key[KEY_SIZE];
	struct app other;

	open_app(&other);
	session = new_keyed_session(&other, key);
	check_session_refused(p, session);
	RELEASE(session);
	close_app(&other);
	close_picture(p);
}

TEST(session_NULL_or_of_others_is_refused)
{
	struct picture *p = open_picture();
	/* an object of some other kind, and of some other library */
	ID3D11CryptoSessionVtbl vtbl = { 0 };
	ID3D11CryptoSession foreign = { &vtbl };

	check_session_refused(p, NULL);
	check_session_refused(p, &foreign);
	check_session_refused(p, (ID3D11CryptoSession *)p->staging);
	close_picture(p);
}

TEST(texture_of_another_device_is_refused)
{
	uint8_t iv[KEY_SIZE], untouched[KEY_SIZE];
	struct picture *p = open_picture();
	ID3D11Texture2D *staging, *target;
	D3D11_MAPPED_SUBRESOURCE mapped;
	struct app other;

	open_app(&other);
	staging = new_staging(&other, PICTURE_WIDTH, PICTURE_HEIGHT);
	target = new_protected(&other, PICTURE_WIDTH, PICTURE_HEIGHT);
	memset(iv, 0xee, sizeof(iv));
	memset(untouched, 0xee, sizeof(iv));
	ID3D11VideoContext1_EncryptionBlt(p->app.vc, p->session, target,
					  p->staging, KEY_SIZE, iv);
	CHECK_TOLD(&p->app, E_INVALIDARG, ENCRYPT);
	ID3D11VideoContext1_EncryptionBlt(p->app.vc, p->session, p->target,
					  staging, KEY_SIZE, iv);
	CHECK_TOLD(&p->app, E_INVALIDARG, ENCRYPT);
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, p->session, staging,
					  p->target, NULL, 0, NULL, KEY_SIZE,
					  iv);
	CHECK_TOLD(&p->app, E_INVALIDARG, DECRYPT);
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, p->session, p->staging,
					  target, NULL, 0, NULL, KEY_SIZE, iv);
	CHECK_TOLD(&p->app, E_INVALIDARG, DECRYPT);
	CHECK_HR(&p->app, ID3D11DeviceContext_Map(
			p->app.context, (ID3D11Resource *)staging, 0,
			D3D11_MAP_READ, 0, &mapped), E_INVALIDARG,
		 "ID3D11DeviceContext::Map");
	CHECK_MEM(iv, untouched, KEY_SIZE);
	RELEASE(staging);
	RELEASE(target);
	close_app(&other);
	check_picture(p);
	close_picture(p);
}

/* ------------------------------------------------------------------- keys -- */

TEST(session_without_key_can_do_nothing)
{
	struct picture *p = open_picture();
	ID3D11CryptoSession *session = new_session(&p->app);
	ID3D11Texture2D *target = new_protected(&p->app, PICTURE_WIDTH, PICTURE_HEIGHT);
	uint8_t bytes[KEY_SIZE], untouched[KEY_SIZE];
	ID3D11VideoContext1 *vc = p->app.vc;

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	ID3D11VideoContext1_StartSessionKeyRefresh(vc, session, KEY_SIZE,
						   bytes);
	CHECK_TOLD(&p->app, E_INVALIDARG, START);
	ID3D11VideoContext1_FinishSessionKeyRefresh(vc, session);
	CHECK_TOLD(&p->app, E_INVALIDARG, FINISH);
	CHECK_HR(&p->app, ID3D11VideoContext1_GetEncryptionBltKey(
			vc, session, KEY_SIZE, bytes), E_INVALIDARG, GET_KEY);
	ID3D11VideoContext1_DecryptionBlt(vc, session, p->staging, target, NULL,
					  0, NULL, KEY_SIZE, bytes);
	CHECK_TOLD(&p->app, E_INVALIDARG, DECRYPT);
	ID3D11VideoContext1_EncryptionBlt(vc, session, target, p->staging,
					  KEY_SIZE, bytes);
	CHECK(FAILED(p->app.told));
	CHECK_TOLD(&p->app, p->app.told, ENCRYPT);
	CHECK_MEM(bytes, untouched, KEY_SIZE);
	RELEASE(session);
	RELEASE(target);
	check_picture(p);
	close_picture(p);
}

TEST(StartSessionKeyRefresh_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 1, 8, 15, 17, 32, UINT32_MAX };
	uint8_t random[32], untouched[32];
	struct picture *p = open_picture();
	size_t i;

	memset(random, 0xee, sizeof(random));
	memset(untouched, 0xee, sizeof(untouched));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		ID3D11VideoContext1_StartSessionKeyRefresh(
			p->app.vc, p->session, sizes[i], random);
		CHECK_TOLD(&p->app, E_INVALIDARG, START);
	}
	ID3D11VideoContext1_StartSessionKeyRefresh(p->app.vc, p->session,
						   KEY_SIZE, NULL);
	CHECK_TOLD(&p->app, E_INVALIDARG, START);
	CHECK_MEM(random, untouched, sizeof(random));
	/* nothing was started */
	ID3D11VideoContext1_FinishSessionKeyRefresh(p->app.vc, p->session);
	CHECK_TOLD(&p->app, E_INVALIDARG, FINISH);
	check_picture(p);
	close_picture(p);
}

TEST(FinishSessionKeyRefresh_wants_a_start)
{
	struct picture *p = open_picture();

	ID3D11VideoContext1_FinishSessionKeyRefresh(p->app.vc, p->session);
	CHECK_TOLD(&p->app, E_INVALIDARG, FINISH);
	check_picture(p);
	/* a number is used once */
	refresh(&p->app, p->session, p->key);
	ID3D11VideoContext1_FinishSessionKeyRefresh(p->app.vc, p->session);
	CHECK_TOLD(&p->app, E_INVALIDARG, FINISH);
	check_picture(p);
	close_picture(p);
}

TEST(GetEncryptionBltKey_wants_16_bytes)
{
	static const UINT sizes[] = { 0, 15, 17, UINT32_MAX };
	uint8_t key[32], untouched[32];
	struct picture *p = open_picture();
	size_t i;

	memset(key, 0xee, sizeof(key));
	memset(untouched, 0xee, sizeof(untouched));
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(&p->app, ID3D11VideoContext1_GetEncryptionBltKey(
				p->app.vc, p->session, sizes[i], key),
			 E_INVALIDARG, GET_KEY);
	CHECK_HR(&p->app, ID3D11VideoContext1_GetEncryptionBltKey(
			p->app.vc, p->session, KEY_SIZE, NULL), E_INVALIDARG,
		 GET_KEY);
	CHECK_MEM(key, untouched, sizeof(key));
	/* EncryptionBlt still uses the session key */
	check_picture(p);
	close_picture(p);
}

TEST(CheckCryptoSessionStatus_wants_a_place)
{
	struct picture *p = open_picture();

	CHECK_HR(&p->app, ID3D11VideoContext1_CheckCryptoSessionStatus(
			p->app.vc, p->session, NULL), E_INVALIDARG,
		 "::CheckCryptoSessionStatus");
	close_picture(p);
}
