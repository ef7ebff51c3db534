// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: crypto sessions, key refresh and blts, verified by their output
 */
#include <stdio.h>
#include <stdlib.h>

#include "d3d11.h"

/* ---------------------------------------------------------- capabilities -- */

#define API_CAPS (D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_DRM_COMMUNICATION - 1)

TEST(GetContentProtectionCaps_tells_what_the_device_can)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps, any;
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info = device_info(dev);
	struct app *app AUTO(close_app) = open_app();

	OK(ID3D11VideoDevice2_GetContentProtectionCaps(
		app->video, AES128_CTR, NULL, &caps));
	CHECK_EQ(caps.Caps, info.caps & API_CAPS);
	CHECK(caps.Caps & D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_TEARDOWN);
	CHECK_EQ(caps.KeyExchangeTypeCount, 1);
	CHECK_EQ(caps.BlockAlignmentSize, 16);
	CHECK(caps.ProtectedMemorySize > 0);
	CHECK(caps.ProtectedMemorySize <= info.vram_size);
	/* no type: what any type can */
	OK(ID3D11VideoDevice2_GetContentProtectionCaps(app->video, NULL, NULL,
						       &any));
	CHECK_EQ(any.Caps, caps.Caps);
	cpgpu_close(dev);
}

TEST(CheckCryptoKeyExchange_gives_RSAES_OAEP)
{
	struct app *app AUTO(close_app) = open_app();
	GUID type;

	OK(ID3D11VideoDevice2_CheckCryptoKeyExchange(
		app->video, AES128_CTR, NULL, 0, &type));
	CHECK_MEM(&type, RSAES_OAEP, sizeof(type));
	CHECK_FAILS(app,
		    ID3D11VideoDevice2_CheckCryptoKeyExchange(
			    app->video, AES128_CTR, NULL, 1, &type),
		    E_INVALIDARG, "::CheckCryptoKeyExchange");
}

TEST(GetCryptoSessionPrivateDataSize_is_0)
{
	UINT in = 77, out = 77;
	struct app *app AUTO(close_app) = open_app();

	OK(ID3D11VideoDevice2_GetCryptoSessionPrivateDataSize(
		app->video, AES128_CTR, NULL,
		RSAES_OAEP, &in, &out));
	CHECK_EQ(in, 0);
	CHECK_EQ(out, 0);
}

TEST(video_decoders_are_honestly_absent)
{
	const DXGI_RATIONAL rate = { 25, 1 };
	BOOL supported = TRUE;
	UINT caps = 77;
	struct app *app AUTO(close_app) = open_app();
	GUID profile;

	CHECK_EQ(ID3D11VideoDevice2_GetVideoDecoderProfileCount(app->video), 0);
	CHECK_FAILS(app,
		    ID3D11VideoDevice2_GetVideoDecoderProfile(app->video, 0,
							      &profile),
		    E_INVALIDARG, "::GetVideoDecoderProfile");
	OK(ID3D11VideoDevice2_CheckVideoDecoderFormat(
		app->video, &GUID_NULL, DXGI_FORMAT_NV12, &supported));
	CHECK_EQ(supported, FALSE);
	OK(ID3D11VideoDevice2_GetVideoDecoderCaps(
		app->video, &GUID_NULL, 640, 480, &rate, 0, NULL, &caps));
	CHECK_EQ(caps, D3D11_VIDEO_DECODER_CAPS_UNSUPPORTED);
	CHECK_FAILS(app,
		    ID3D11VideoDevice2_GetVideoDecoderCaps(
			    app->video, &GUID_NULL, 0, 480, &rate, 0, NULL,
			    &caps),
		    E_INVALIDARG, "::GetVideoDecoderCaps");
	CHECK_FAILS(app,
		    ID3D11VideoContext1_DecoderBeginFrame(app->vc, NULL, NULL,
							  0, NULL),
		    E_NOTIMPL, "::DecoderBeginFrame");
	CHECK_FAILS(app,
		    ID3D11VideoContext1_SubmitDecoderBuffers1(app->vc, NULL, 0,
							      NULL),
		    E_NOTIMPL, "::SubmitDecoderBuffers1");
}

/* --------------------------------------------------------------- session -- */

TEST(CreateCryptoSession_makes_one)
{
	struct app *app AUTO(close_app) = open_app();
	GUID guid;
	ID3D11CryptoSession *other AUTO(release) = new_session(app);
	ID3D11CryptoSession *session AUTO(release) = new_session(app);

	ID3D11CryptoSession_GetCryptoType(session, &guid);
	CHECK_MEM(&guid, AES128_CTR, sizeof(guid));
	ID3D11CryptoSession_GetDecoderProfile(session, &guid);
	CHECK_MEM(&guid, &GUID_NULL, sizeof(guid));
	CHECK(session_handle(session) && session_handle(other));
	CHECK(session_handle(session) != session_handle(other));
}

TEST(GetCertificate_gives_the_device_chain)
{
	struct cpgpu_device *dev = open_device();
	struct cpgpu_keyx_certificate certificate;
	ID3D11CryptoSession *session;
	uint8_t *chain, *given;
	size_t size;
	struct app *app AUTO(close_app) = open_app();
	UINT length = 0;

	session = new_session(app);
	CHECK_OK(cpgpu_query_certificate(dev, &chain, &size));
	OK(ID3D11CryptoSession_GetCertificateSize(session, &length));
	CHECK_EQ(length, size);
	given = malloc(size);
	OK(ID3D11CryptoSession_GetCertificate(session, length, given));
	CHECK_MEM(given, chain, size);
	CHECK_OK(cpgpu_keyx_describe(given, length, &certificate));
	CHECK_EQ(certificate.key_bits, 2048);
	free(given);
	free(chain);
	RELEASE(session);
	cpgpu_close(dev);
}

TEST(NegotiateCryptoSessionKeyExchange_gives_the_key)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t other[KEY_SIZE];

	check_picture(p);
	memcpy(other, p->key, KEY_SIZE);
	other[15] ^= 1;
	check_content(p, other, false);
}

TEST(NegotiateCryptoSessionKeyExchangeMT_gives_the_key)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t blob[BLOB_SIZE];

	RELEASE(p->session);
	p->session = new_session(p->app);
	CHECK_OK(cpgpu_keyx_random_key(p->key));
	wrap_key(p->session, p->key, blob);
	CHECK_FAILS(p->app,
		    ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
			p->app->video, p->session,
			(D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS)1,
			sizeof(blob), blob), E_INVALIDARG,
		    "::NegotiateCryptoSessionKeyExchangeMT");
	OK(ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
		p->app->video, p->session,
		D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE, sizeof(blob),
		blob));
	put_picture(p, p->key, NULL);
	check_picture(p);
}

TEST(CheckCryptoSessionStatus_is_OK)
{
	D3D11_CRYPTO_SESSION_STATUS status =
		D3D11_CRYPTO_SESSION_STATUS_KEY_LOST;
	struct picture *p AUTO(close_picture) = open_picture();

	OK(check_status(p->app, p->session, &status));
	CHECK_EQ(status, D3D11_CRYPTO_SESSION_STATUS_OK);
}

TEST(GetDataForNewHardwareKey_is_not_available)
{
	struct picture *p AUTO(close_picture) = open_picture();
	UINT64 out = 77;

	CHECK(!(p->app->caps &
		D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_DRM_COMMUNICATION));
	CHECK_FAILS(p->app,
		    ID3D11VideoContext1_GetDataForNewHardwareKey(
			    p->app->vc, p->session, 0, NULL, &out),
		    D3DERR_NOTAVAILABLE, "::GetDataForNewHardwareKey");
	CHECK_EQ(out, 77);
}

TEST(ClearState_leaves_sessions_alone)
{
	struct picture *p AUTO(close_picture) = open_picture();

	ID3D11DeviceContext_ClearState(p->app->context);
	ID3D11DeviceContext_Flush(p->app->context);
	check_picture(p);
}

/* ------------------------------------------------------------------ blts -- */

TEST(DecryptionBlt_takes_a_content_key)
{
	uint8_t content[KEY_SIZE], wrapped[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();

	CHECK_OK(cpgpu_keyx_random_key(content));
	judge_ecb(p->key, content, wrapped);
	fill_pattern(p->data, PICTURE_SIZE, 30);
	put_picture(p, content, wrapped);
	check_picture(p);
}

/* Have the picture's data, of which parts are encrypted, decrypted. */
static void load_parts(struct picture *p, D3D11_ENCRYPTED_BLOCK_INFO info)
{
	uint8_t bytes[PICTURE_SIZE], stream[PICTURE_SIZE] = { 0 };
	uint8_t iv[KEY_SIZE];
	size_t period = info.NumBytesInSkipPattern +
			info.NumBytesInEncryptPattern;
	size_t i, used = 0, first = info.NumEncryptedBytesAtBeginning;

	next_iv(iv);
	judge_ctr(p->key, iv, stream, PICTURE_SIZE);
	for (i = 0; i < PICTURE_SIZE; i++) {
		bytes[i] = p->data[i];
		if (i < first || (period && (i - first) % period >=
				  info.NumBytesInSkipPattern))
			bytes[i] ^= stream[used++];
	}
	put_bytes(p->app, p->staging, bytes, PICTURE_SIZE);
	OK(decrypt(p->app, p->session, &(struct decryption) {
		.from = p->staging,
		.to = p->target,
		.iv_size = sizeof(iv),
		.iv = iv,
		.info = &info,
	}));
}

/* 100 encrypted, then 20 clear and 2 encrypted, as the documents' example. */
TEST(DecryptionBlt_takes_a_pattern)
{
	struct picture *p AUTO(close_picture) = open_picture();

	fill_pattern(p->data, PICTURE_SIZE, 31);
	load_parts(p, (D3D11_ENCRYPTED_BLOCK_INFO) { 100, 20, 2 });
	check_picture(p);
}

TEST(DecryptionBlt_takes_clear_data)
{
	struct picture *p AUTO(close_picture) = open_picture();

	fill_pattern(p->data, PICTURE_SIZE, 32);
	load_parts(p, (D3D11_ENCRYPTED_BLOCK_INFO) { 0, 0, 0 });
	check_picture(p);
}

/* Applications pass a buffer where a texture is declared. */
TEST(blts_take_buffers)
{
	D3D11_BUFFER_DESC desc = {
		.ByteWidth = PICTURE_SIZE,
		.Usage = D3D11_USAGE_STAGING,
		.CPUAccessFlags = D3D11_CPU_ACCESS_READ |
				  D3D11_CPU_ACCESS_WRITE,
	};
	struct picture *p AUTO(close_picture) = open_picture();
	ID3D11Buffer *staging, *target;

	OK(create_buffer(p->app, &desc, NULL, &staging));
	desc.Usage = D3D11_USAGE_DEFAULT;
	desc.CPUAccessFlags = 0;
	desc.MiscFlags = D3D11_RESOURCE_MISC_RESTRICTED_CONTENT;
	OK(create_buffer(p->app, &desc, NULL, &target));
	RELEASE(p->staging);
	RELEASE(p->target);
	p->staging = (ID3D11Texture2D *)staging;
	p->target = (ID3D11Texture2D *)target;
	put_picture(p, p->key, NULL);
	check_picture(p);
}

/* NV12 has half as many rows of chroma; odd widths have padding. */
TEST(blts_take_all_formats)
{
	static const struct {
		DXGI_FORMAT format;
		UINT width, height, pitch, rows;
	} cases[] = {
		{ DXGI_FORMAT_NV12, 50, 6, 64, 9 },
		{ DXGI_FORMAT_P010, 32, 4, 64, 6 },
		{ DXGI_FORMAT_YUY2, 34, 3, 128, 3 },
		{ DXGI_FORMAT_R8_UNORM, 65, 2, 128, 2 },
		{ DXGI_FORMAT_R16G16B16A16_FLOAT, 8, 2, 64, 2 },
		{ DXGI_FORMAT_R32G32B32A32_FLOAT, 5, 2, 128, 2 },
		{ DXGI_FORMAT_B8G8R8X8_UNORM, 17, 3, 128, 3 },
	};
	static uint8_t data[4096], back[4096];
	struct picture *p AUTO(close_picture) = open_picture();
	D3D11_TEXTURE2D_DESC desc;
	void *staging, *target;
	size_t i, size;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		desc = staging_desc(cases[i].width, cases[i].height);
		desc.Format = cases[i].format;
		staging = new_texture(p->app, desc);
		desc = protected_desc(cases[i].width, cases[i].height);
		desc.Format = cases[i].format;
		target = new_texture(p->app, desc);
		size = cases[i].pitch * cases[i].rows;
		CHECK_EQ(mapped_size(p->app, staging), size);
		fill_pattern(data, size, i);
		write_texture(p->app, p->session, staging, target, data, size,
			      p->key, NULL);
		read_texture(p->app, p->session, target, staging, back, size,
			     p->key);
		CHECK_MEM(back, data, size);
		RELEASE(staging);
		RELEASE(target);
	}
}

TEST(EncryptionBlt_gives_a_new_IV_each_time)
{
	uint8_t bytes[2][PICTURE_SIZE], iv[2][KEY_SIZE] = { { 0 } };
	struct picture *p AUTO(close_picture) = open_picture();
	int i;

	for (i = 0; i < 2; i++) {
		OK(store_picture(p, p->session, iv[i]));
		get_bytes(p->app, p->staging, bytes[i], PICTURE_SIZE);
	}
	CHECK(memcmp(iv[1], iv[0], KEY_SIZE) > 0);
	CHECK(memcmp(bytes[0], bytes[1], PICTURE_SIZE));
	CHECK(memcmp(bytes[0], p->data, PICTURE_SIZE));
	judge_ctr(p->key, iv[0], bytes[0], PICTURE_SIZE);
	CHECK_MEM(bytes[0], p->data, PICTURE_SIZE);
}

TEST(GetEncryptionBltKey_changes_the_key_of_EncryptionBlt)
{
	uint8_t wrapped[2][KEY_SIZE], key[2][KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();
	int i;

	for (i = 0; i < 2; i++) {
		OK(read_back_key(p->app, p->session, KEY_SIZE, wrapped[i]));
		CHECK_OK(cpgpu_keyx_unwrap_read_back_key(p->key, wrapped[i],
							 key[i]));
	}
	/* each call makes another one, and the latest counts */
	CHECK(memcmp(key[0], key[1], KEY_SIZE));
	check_content(p, key[1], true);
	check_content(p, key[0], false);
	check_content(p, p->key, false);
	/* it stays over a refresh */
	refresh(p->app, p->session, p->key);
	check_content(p, key[1], true);
}

/* ----------------------------------------------------------- key refresh -- */

TEST(StartSessionKeyRefresh_gives_16_bytes)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t random[3][KEY_SIZE + 1];
	int i;

	POISON(random);
	for (i = 0; i < 3; i++) {
		OK(start(p->app, p->session, KEY_SIZE, random[i]));
		CHECK_UNTOUCHED(random[i][KEY_SIZE]);
	}
	CHECK(memcmp(random[0], random[1], KEY_SIZE));
	CHECK(memcmp(random[1], random[2], KEY_SIZE));
}

TEST(StartSessionKeyRefresh_leaves_the_old_key_in_use)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t random[KEY_SIZE];

	OK(start(p->app, p->session, KEY_SIZE, random));
	check_picture(p);
	fill_pattern(p->data, PICTURE_SIZE, 12);
	put_picture(p, p->key, NULL);
	check_picture(p);
}

TEST(FinishSessionKeyRefresh_switches_to_key_xor_random)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t old[KEY_SIZE];

	memcpy(old, p->key, KEY_SIZE);
	refresh(p->app, p->session, p->key);
	/* the content survives, and is readable under the new key only */
	check_picture(p);
	check_content(p, old, false);
	/* and so for what is written */
	fill_pattern(p->data, PICTURE_SIZE, 13);
	put_picture(p, p->key, NULL);
	check_picture(p);
	put_picture(p, old, NULL);
	check_content(p, p->key, false);
}

TEST(StartSessionKeyRefresh_twice_takes_the_latest)
{
	uint8_t first[KEY_SIZE], wrong[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();

	OK(start(p->app, p->session, KEY_SIZE, first));
	memcpy(wrong, p->key, KEY_SIZE);
	cpgpu_keyx_refresh(wrong, first);
	refresh(p->app, p->session, p->key);
	check_picture(p);
	check_content(p, wrong, false);
}

TEST(refresh_many_times)
{
	struct picture *p AUTO(close_picture) = open_picture();
	int i;

	for (i = 0; i < 20; i++) {
		refresh(p->app, p->session, p->key);
		check_picture(p);
	}
}
