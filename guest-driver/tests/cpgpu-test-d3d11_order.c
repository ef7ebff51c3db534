// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: a complete application, in the order of the documentation
 */
#include <stdlib.h>

#include "d3d11_talk.h"

#define WIDTH	64
#define HEIGHT	36
#define SIZE	(WIDTH * 4 * HEIGHT)
#define FRAMES	3

/* 1: what the device can do */
static void check_caps(struct app *app)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps;
	const UINT needed = D3D11_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT |
			    D3D11_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK |
			    D3D11_CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY |
			    D3D11_CONTENT_PROTECTION_CAPS_CONTENT_KEY;
	bool found = false;
	GUID type;
	UINT i;

	OK(ID3D11VideoDevice2_GetContentProtectionCaps(
		app->video, AES128_CTR, NULL, &caps));
	CHECK_EQ(caps.Caps & needed, needed);
	for (i = 0; i < caps.KeyExchangeTypeCount; i++) {
		OK(ID3D11VideoDevice2_CheckCryptoKeyExchange(
			app->video, AES128_CTR, NULL, i,
			&type));
		found |= IsEqualGUID(&type, RSAES_OAEP);
	}
	CHECK(found);
}

/* 2: the channel, and that it has the requested type */
static void check_type(struct talk *talk)
{
	D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT out;

	OK(ASK_FOR(talk, CHANNEL_TYPE, &out));
	CHECK_EQ(out.ChannelType, talk->type);
}

/* 4, 5: the three handles, bound; protection on */
static void bind(struct talk *talk, ID3D11CryptoSession *session)
{
	D3D11_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT in = {
		.CryptoSessionHandle = session_handle(session),
		.DeviceHandle = device_handle(talk),
	};
	D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT ask_in = {
		.DecoderHandle = NULL,
	};
	D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT out;

	OK(DO(talk, CRYPTO_SESSION, &in));
	OK(ASK(talk, CRYPTO_SESSION, &ask_in, &out));
	CHECK(out.CryptoSessionHandle == in.CryptoSessionHandle);
	CHECK(out.DeviceHandle == in.DeviceHandle);
	OK(protect(talk, 1));
	CHECK_EQ(protection(talk), 1);
}

TEST(order_of_the_documents)
{
	uint8_t key[KEY_SIZE], content[KEY_SIZE], wrapped[KEY_SIZE];
	static uint8_t data[SIZE], back[SIZE];
	ID3D11Texture2D *staging, *target;
	ID3D11CryptoSession *session;
	struct talk talk;
	struct app *app AUTO(close_app) = open_app();
	int frame;

	check_caps(app);
	open_channel(&talk, app, driver_type(app));
	check_type(&talk);
	/* 3: the session, whose key is another one */
	session = new_keyed_session(app, key);
	CHECK(memcmp(key, talk.key, KEY_SIZE));
	bind(&talk, session);

	/* frames under a content key; the session key changes in between */
	staging = new_staging(app, WIDTH, HEIGHT);
	target = new_protected(app, WIDTH, HEIGHT);
	CHECK_OK(cpgpu_keyx_random_key(content));
	for (frame = 0; frame < FRAMES; frame++) {
		judge_ecb(key, content, wrapped);
		fill_pattern(data, SIZE, frame);
		write_texture(app, session, staging, target, data, SIZE,
			      content, wrapped);
		refresh(app, session, key);
		read_texture(app, session, target, staging, back, SIZE, key);
		CHECK_MEM(back, data, SIZE);
	}
	/* a key wrapped under the old session key now unwraps to another key */
	write_texture(app, session, staging, target, data, SIZE, content,
		      wrapped);
	read_texture(app, session, target, staging, back, SIZE, key);
	CHECK(memcmp(back, data, SIZE));

	RELEASE(target);
	RELEASE(staging);
	RELEASE(session);
	RELEASE(talk.channel);
}

/* The same by the interfaces of the first Direct3D 11.1, as most have it. */
TEST(order_by_the_older_interfaces)
{
	ID3D11VideoDevice *video;
	ID3D11VideoContext *vc;
	uint8_t key[KEY_SIZE], random[KEY_SIZE], blob[BLOB_SIZE];
	ID3D11CryptoSession *session;
	struct app *app AUTO(close_app) = open_app();

	OK(ID3D11Device_QueryInterface(app->device, &IID_ID3D11VideoDevice,
				       (void **)&video));
	OK(ID3D11DeviceContext_QueryInterface(
		app->context, &IID_ID3D11VideoContext, (void **)&vc));
	OK(ID3D11VideoDevice_CreateCryptoSession(
		video, AES128_CTR, &GUID_NULL,
		RSAES_OAEP, &session));
	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	OK(ID3D11VideoContext_NegotiateCryptoSessionKeyExchange(
		vc, session, sizeof(blob), blob));
	memset(random, 0, sizeof(random));
	ID3D11VideoContext_StartSessionKeyRefresh(vc, session, KEY_SIZE,
						  random);
	ID3D11VideoContext_FinishSessionKeyRefresh(vc, session);
	OK(reported(app, NULL));
	RELEASE(session);
	ID3D11VideoContext_Release(vc);
	ID3D11VideoDevice_Release(video);
}
