// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: crypto sessions, key refresh and blts, proven by what comes out
 */
#include <stdio.h>
#include <stdlib.h>

#include "d3d11.h"

#define WIDTH	48
#define HEIGHT	20
/* its rows are padded to 64 bytes: 192 have none */
#define SIZE	(WIDTH * 4 * HEIGHT)

/* Everything that the tests of blts need. */
struct scene {
	struct app app;
	ID3D11CryptoSession *session;
	uint8_t key[KEY_SIZE];
	ID3D11Texture2D *staging, *target;
	uint8_t data[SIZE], back[SIZE];
};

static struct scene *open_scene(void)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	CHECK(scene);
	open_app(&scene->app);
	scene->session = new_keyed_session(&scene->app, scene->key);
	scene->staging = new_staging(&scene->app, WIDTH, HEIGHT);
	scene->target = new_protected(&scene->app, WIDTH, HEIGHT);
	fill_pattern(scene->data, SIZE, 11);
	return scene;
}

static void close_scene(struct scene *scene)
{
	RELEASE(scene->session);
	RELEASE(scene->staging);
	RELEASE(scene->target);
	close_app(&scene->app);
	free(scene);
}

static void put(struct scene *scene, const uint8_t *key, const uint8_t *wrapped)
{
	write_texture(&scene->app, scene->session, scene->staging,
		      scene->target, scene->data, SIZE, key, wrapped);
}

/* What the protected texture holds is @data, if @key is the right one. */
static void check_content(struct scene *scene, const uint8_t *key, bool good)
{
	read_texture(&scene->app, scene->session, scene->target, scene->staging,
		     scene->back, SIZE, key);
	if (good)
		CHECK_MEM(scene->back, scene->data, SIZE);
	else
		CHECK(memcmp(scene->back, scene->data, SIZE));
}

/* ---------------------------------------------------------- capabilities -- */

#define API_CAPS (D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_DRM_COMMUNICATION - 1)

TEST(GetContentProtectionCaps_tells_what_the_device_can)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps, any;
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info = device_info(dev);
	struct app app;

	open_app(&app);
	GOOD(ID3D11VideoDevice2_GetContentProtectionCaps(
		app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, &caps));
	CHECK_EQ(caps.Caps, info.caps & API_CAPS);
	CHECK(caps.Caps & D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_TEARDOWN);
	CHECK_EQ(caps.KeyExchangeTypeCount, 1);
	CHECK_EQ(caps.BlockAlignmentSize, 16);
	CHECK(caps.ProtectedMemorySize > 0);
	CHECK(caps.ProtectedMemorySize <= info.vram_size);
	/* no type: what any type can */
	GOOD(ID3D11VideoDevice2_GetContentProtectionCaps(app.video, NULL, NULL,
							 &any));
	CHECK_EQ(any.Caps, caps.Caps);
	close_app(&app);
	cpgpu_close(dev);
}

TEST(CheckCryptoKeyExchange_gives_RSAES_OAEP)
{
	struct app app;
	GUID type;

	open_app(&app);
	GOOD(ID3D11VideoDevice2_CheckCryptoKeyExchange(
		app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, 0, &type));
	CHECK_MEM(&type, &D3D11_KEY_EXCHANGE_RSAES_OAEP, sizeof(type));
	CHECK_HR(&app, ID3D11VideoDevice2_CheckCryptoKeyExchange(
			app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, 1,
			&type), E_INVALIDARG, "::CheckCryptoKeyExchange");
	close_app(&app);
}

TEST(GetCryptoSessionPrivateDataSize_is_0)
{
	UINT in = 77, out = 77;
	struct app app;

	open_app(&app);
	GOOD(ID3D11VideoDevice2_GetCryptoSessionPrivateDataSize(
		app.video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL,
		&D3D11_KEY_EXCHANGE_RSAES_OAEP, &in, &out));
	CHECK_EQ(in, 0);
	CHECK_EQ(out, 0);
	close_app(&app);
}

TEST(video_decoders_are_honestly_absent)
{
	const DXGI_RATIONAL rate = { 25, 1 };
	BOOL supported = TRUE;
	UINT caps = 77;
	struct app app;
	GUID profile;

	open_app(&app);
	CHECK_EQ(ID3D11VideoDevice2_GetVideoDecoderProfileCount(app.video), 0);
	CHECK_HR(&app, ID3D11VideoDevice2_GetVideoDecoderProfile(
			app.video, 0, &profile), E_INVALIDARG,
		 "::GetVideoDecoderProfile");
	GOOD(ID3D11VideoDevice2_CheckVideoDecoderFormat(
		app.video, &GUID_NULL, DXGI_FORMAT_NV12, &supported));
	CHECK_EQ(supported, FALSE);
	GOOD(ID3D11VideoDevice2_GetVideoDecoderCaps(
		app.video, &GUID_NULL, 640, 480, &rate, 0, NULL, &caps));
	CHECK_EQ(caps, D3D11_VIDEO_DECODER_CAPS_UNSUPPORTED);
	CHECK_HR(&app, ID3D11VideoDevice2_GetVideoDecoderCaps(
			app.video, &GUID_NULL, 0, 480, &rate, 0, NULL, &caps),
		 E_INVALIDARG, "::GetVideoDecoderCaps");
	CHECK_HR(&app, ID3D11VideoContext1_DecoderBeginFrame(
			app.vc, NULL, NULL, 0, NULL), E_NOTIMPL,
		 "::DecoderBeginFrame");
	CHECK_HR(&app, ID3D11VideoContext1_SubmitDecoderBuffers1(
			app.vc, NULL, 0, NULL), E_NOTIMPL,
		 "::SubmitDecoderBuffers1");
	close_app(&app);
}

/* --------------------------------------------------------------- session -- */

TEST(CreateCryptoSession_makes_one)
{
	ID3D11CryptoSession *session, *other;
	HANDLE handle = NULL, other_handle = NULL;
	struct app app;
	GUID guid;

	open_app(&app);
	session = new_session(&app);
	other = new_session(&app);
	ID3D11CryptoSession_GetCryptoType(session, &guid);
	CHECK_MEM(&guid, &D3D11_CRYPTO_TYPE_AES128_CTR, sizeof(guid));
	ID3D11CryptoSession_GetDecoderProfile(session, &guid);
	CHECK_MEM(&guid, &GUID_NULL, sizeof(guid));
	ID3D11CryptoSession_GetCryptoSessionHandle(session, &handle);
	ID3D11CryptoSession_GetCryptoSessionHandle(other, &other_handle);
	CHECK(handle && other_handle && handle != other_handle);
	RELEASE(session);
	RELEASE(other);
	close_app(&app);
}

TEST(GetCertificate_gives_the_device_chain)
{
	struct cpgpu_device *dev = open_device();
	struct cpgpu_keyx_certificate certificate;
	ID3D11CryptoSession *session;
	uint8_t *chain, *given;
	size_t size;
	struct app app;
	UINT told = 0;

	open_app(&app);
	session = new_session(&app);
	CHECK_OK(cpgpu_query_certificate(dev, &chain, &size));
	GOOD(ID3D11CryptoSession_GetCertificateSize(session, &told));
	CHECK_EQ(told, size);
	given = malloc(size);
	GOOD(ID3D11CryptoSession_GetCertificate(session, told, given));
	CHECK_MEM(given, chain, size);
	CHECK_OK(cpgpu_keyx_describe(given, told, &certificate));
	CHECK_EQ(certificate.key_bits, 2048);
	free(given);
	free(chain);
	RELEASE(session);
	close_app(&app);
	cpgpu_close(dev);
}

TEST(NegotiateCryptoSessionKeyExchange_gives_the_key)
{
	struct scene *scene = open_scene();
	uint8_t other[KEY_SIZE];

	put(scene, scene->key, NULL);
	check_content(scene, scene->key, true);
	memcpy(other, scene->key, KEY_SIZE);
	other[15] ^= 1;
	check_content(scene, other, false);
	close_scene(scene);
}

TEST(NegotiateCryptoSessionKeyExchangeMT_gives_the_key)
{
	struct scene *scene = open_scene();
	uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
	ID3D11CryptoSession *session = new_session(&scene->app);

	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	CHECK_HR(&scene->app,
		 ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
			scene->app.video, session,
			(D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS)1,
			sizeof(blob), blob), E_INVALIDARG,
		 "::NegotiateCryptoSessionKeyExchangeMT");
	GOOD(ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
		scene->app.video, session,
		D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE, sizeof(blob),
		blob));
	RELEASE(scene->session);
	scene->session = session;
	put(scene, key, NULL);
	check_content(scene, key, true);
	close_scene(scene);
}

TEST(CheckCryptoSessionStatus_is_OK)
{
	D3D11_CRYPTO_SESSION_STATUS status =
		D3D11_CRYPTO_SESSION_STATUS_KEY_LOST;
	struct scene *scene = open_scene();

	GOOD(ID3D11VideoContext1_CheckCryptoSessionStatus(
		scene->app.vc, scene->session, &status));
	CHECK_EQ(status, D3D11_CRYPTO_SESSION_STATUS_OK);
	close_scene(scene);
}

TEST(GetDataForNewHardwareKey_is_not_available)
{
	struct scene *scene = open_scene();
	UINT64 out = 77;

	CHECK(!(scene->app.caps &
		D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_DRM_COMMUNICATION));
	CHECK_HR(&scene->app, ID3D11VideoContext1_GetDataForNewHardwareKey(
			scene->app.vc, scene->session, 0, NULL, &out),
		 D3DERR_NOTAVAILABLE, "::GetDataForNewHardwareKey");
	CHECK_EQ(out, 77);
	close_scene(scene);
}

TEST(ClearState_leaves_sessions_alone)
{
	struct scene *scene = open_scene();

	put(scene, scene->key, NULL);
	ID3D11DeviceContext_ClearState(scene->app.context);
	ID3D11DeviceContext_Flush(scene->app.context);
	check_content(scene, scene->key, true);
	close_scene(scene);
}

/* ------------------------------------------------------------------ blts -- */

TEST(DecryptionBlt_takes_a_content_key)
{
	uint8_t content[KEY_SIZE], wrapped[KEY_SIZE];
	struct scene *scene = open_scene();

	CHECK_OK(cpgpu_keyx_random_key(content));
	judge_ecb(scene->key, content, wrapped);
	put(scene, content, wrapped);
	check_content(scene, scene->key, true);
	close_scene(scene);
}

/* 100 encrypted, then 20 clear and 2 encrypted, as the documents' example. */
TEST(DecryptionBlt_takes_a_pattern)
{
	D3D11_ENCRYPTED_BLOCK_INFO info = { 100, 20, 2 };
	struct scene *scene = open_scene();
	static uint8_t bytes[SIZE], stream[SIZE];
	uint8_t iv[KEY_SIZE];
	size_t i, used = 0;

	next_iv(iv);
	judge_ctr(scene->key, iv, stream, SIZE);
	for (i = 0; i < SIZE; i++) {
		bytes[i] = scene->data[i];
		if (i < 100 || (i - 100) % 22 >= 20)
			bytes[i] ^= stream[used++];
	}
	put_bytes(&scene->app, scene->staging, bytes, SIZE);
	ID3D11VideoContext1_DecryptionBlt(scene->app.vc, scene->session,
					  scene->staging, scene->target, &info,
					  0, NULL, sizeof(iv), iv);
	CHECK_NOTHING_TOLD(&scene->app);
	check_content(scene, scene->key, true);
	close_scene(scene);
}

TEST(DecryptionBlt_takes_clear_data)
{
	D3D11_ENCRYPTED_BLOCK_INFO info = { 0, 0, 0 };
	struct scene *scene = open_scene();
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	put_bytes(&scene->app, scene->staging, scene->data, SIZE);
	ID3D11VideoContext1_DecryptionBlt(scene->app.vc, scene->session,
					  scene->staging, scene->target, &info,
					  0, NULL, sizeof(iv), iv);
	CHECK_NOTHING_TOLD(&scene->app);
	check_content(scene, scene->key, true);
	close_scene(scene);
}

/* As applications do: a buffer where a texture is declared. */
TEST(blts_take_buffers)
{
	D3D11_BUFFER_DESC desc = {
		.ByteWidth = 4096,
		.Usage = D3D11_USAGE_STAGING,
		.CPUAccessFlags = D3D11_CPU_ACCESS_READ |
				  D3D11_CPU_ACCESS_WRITE,
	};
	struct scene *scene = open_scene();
	ID3D11Buffer *staging, *target;
	static uint8_t data[4096], back[4096];

	GOOD(ID3D11Device_CreateBuffer(scene->app.device, &desc, NULL,
				       &staging));
	desc.Usage = D3D11_USAGE_DEFAULT;
	desc.CPUAccessFlags = 0;
	desc.MiscFlags = D3D11_RESOURCE_MISC_RESTRICTED_CONTENT;
	GOOD(ID3D11Device_CreateBuffer(scene->app.device, &desc, NULL,
				       &target));
	fill_pattern(data, sizeof(data), 5);
	write_texture(&scene->app, scene->session, (ID3D11Texture2D *)staging,
		      (ID3D11Texture2D *)target, data, sizeof(data), scene->key,
		      NULL);
	read_texture(&scene->app, scene->session, (ID3D11Texture2D *)target,
		     (ID3D11Texture2D *)staging, back, sizeof(back),
		     scene->key);
	CHECK_MEM(back, data, sizeof(data));
	RELEASE(staging);
	RELEASE(target);
	close_scene(scene);
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
	struct scene *scene = open_scene();
	ID3D11Texture2D *staging, *target;
	D3D11_TEXTURE2D_DESC desc;
	size_t i, size;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		desc = staging_desc(cases[i].width, cases[i].height);
		desc.Format = cases[i].format;
		staging = new_texture(&scene->app, &desc);
		desc = protected_desc(cases[i].width, cases[i].height);
		desc.Format = cases[i].format;
		target = new_texture(&scene->app, &desc);
		size = cases[i].pitch * cases[i].rows;
		CHECK_EQ(mapped_size(&scene->app, staging), size);
		fill_pattern(data, size, i);
		write_texture(&scene->app, scene->session, staging, target,
			      data, size, scene->key, NULL);
		read_texture(&scene->app, scene->session, target, staging, back,
			     size, scene->key);
		CHECK_MEM(back, data, size);
		RELEASE(staging);
		RELEASE(target);
	}
	close_scene(scene);
}

TEST(EncryptionBlt_gives_a_new_IV_each_time)
{
	uint8_t iv[2][KEY_SIZE] = { { 0 } };
	struct scene *scene = open_scene();
	static uint8_t first[SIZE];

	put(scene, scene->key, NULL);
	ID3D11VideoContext1_EncryptionBlt(scene->app.vc, scene->session,
					  scene->target, scene->staging,
					  KEY_SIZE, iv[0]);
	get_bytes(&scene->app, scene->staging, first, SIZE);
	ID3D11VideoContext1_EncryptionBlt(scene->app.vc, scene->session,
					  scene->target, scene->staging,
					  KEY_SIZE, iv[1]);
	get_bytes(&scene->app, scene->staging, scene->back, SIZE);
	CHECK_NOTHING_TOLD(&scene->app);
	CHECK(memcmp(iv[1], iv[0], KEY_SIZE) > 0);
	CHECK(memcmp(first, scene->back, SIZE));
	CHECK(memcmp(first, scene->data, SIZE));
	judge_ctr(scene->key, iv[0], first, SIZE);
	CHECK_MEM(first, scene->data, SIZE);
	close_scene(scene);
}

TEST(GetEncryptionBltKey_changes_the_key_of_EncryptionBlt)
{
	uint8_t wrapped[2][KEY_SIZE], key[2][KEY_SIZE];
	struct scene *scene = open_scene();
	int i;

	put(scene, scene->key, NULL);
	for (i = 0; i < 2; i++) {
		GOOD(ID3D11VideoContext1_GetEncryptionBltKey(
			scene->app.vc, scene->session, KEY_SIZE, wrapped[i]));
		CHECK_OK(cpgpu_keyx_unwrap_read_back_key(scene->key, wrapped[i],
							 key[i]));
	}
	/* each call makes another one, and the latest counts */
	CHECK(memcmp(key[0], key[1], KEY_SIZE));
	check_content(scene, key[1], true);
	check_content(scene, key[0], false);
	check_content(scene, scene->key, false);
	/* it stays over a refresh */
	refresh(&scene->app, scene->session, scene->key);
	check_content(scene, key[1], true);
	close_scene(scene);
}

/* ----------------------------------------------------------- key refresh -- */

TEST(StartSessionKeyRefresh_gives_16_bytes)
{
	struct scene *scene = open_scene();
	uint8_t random[3][KEY_SIZE + 1];
	int i;

	memset(random, 0xee, sizeof(random));
	for (i = 0; i < 3; i++) {
		ID3D11VideoContext1_StartSessionKeyRefresh(
			scene->app.vc, scene->session, KEY_SIZE, random[i]);
		CHECK_NOTHING_TOLD(&scene->app);
		CHECK_EQ(random[i][KEY_SIZE], 0xee);
	}
	CHECK(memcmp(random[0], random[1], KEY_SIZE));
	CHECK(memcmp(random[1], random[2], KEY_SIZE));
	close_scene(scene);
}

TEST(StartSessionKeyRefresh_leaves_the_old_key_in_use)
{
	struct scene *scene = open_scene();
	uint8_t random[KEY_SIZE];

	put(scene, scene->key, NULL);
	ID3D11VideoContext1_StartSessionKeyRefresh(
		scene->app.vc, scene->session, KEY_SIZE, random);
	CHECK_NOTHING_TOLD(&scene->app);
	check_content(scene, scene->key, true);
	fill_pattern(scene->data, SIZE, 12);
	put(scene, scene->key, NULL);
	check_content(scene, scene->key, true);
	close_scene(scene);
}

TEST(FinishSessionKeyRefresh_switches_to_key_xor_random)
{
	struct scene *scene = open_scene();
	uint8_t old[KEY_SIZE];

	put(scene, scene->key, NULL);
	memcpy(old, scene->key, KEY_SIZE);
	refresh(&scene->app, scene->session, scene->key);
	/* what was there survives, under the new key only */
	check_content(scene, scene->key, true);
	check_content(scene, old, false);
	/* and so for what is written */
	fill_pattern(scene->data, SIZE, 13);
	put(scene, scene->key, NULL);
	check_content(scene, scene->key, true);
	put(scene, old, NULL);
	check_content(scene, scene->key, false);
	close_scene(scene);
}

TEST(StartSessionKeyRefresh_twice_takes_the_latest)
{
	uint8_t first[KEY_SIZE], wrong[KEY_SIZE];
	struct scene *scene = open_scene();

	put(scene, scene->key, NULL);
	ID3D11VideoContext1_StartSessionKeyRefresh(
		scene->app.vc, scene->session, KEY_SIZE, first);
	memcpy(wrong, scene->key, KEY_SIZE);
	cpgpu_keyx_refresh(wrong, first);
	refresh(&scene->app, scene->session, scene->key);
	check_content(scene, scene->key, true);
	check_content(scene, wrong, false);
	close_scene(scene);
}

TEST(refresh_many_times)
{
	struct scene *scene = open_scene();
	int i;

	put(scene, scene->key, NULL);
	for (i = 0; i < 20; i++) {
		refresh(&scene->app, scene->session, scene->key);
		check_content(scene, scene->key, true);
	}
	close_scene(scene);
}
