// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: the texts of failures say which rule was broken, and what
 * DecryptionBlt leaves in a pattern
 */
#include <stdio.h>

#include "d3d11.h"

#define SIZE 16		/* 16 x 16 pixels: 1024 bytes, 64 blocks */

struct scene {
	struct app *app;
	ID3D11CryptoSession *session, *other, *unkeyed;
	ID3D11Texture2D *staging, *target, *small, *plain;
	ID3D11Buffer *odd, *odd_target;
	uint8_t key[KEY_SIZE];
};

static struct scene open_scene(void)
{
	const D3D11_BUFFER_DESC odd = {
		.ByteWidth = 1000,
		.MiscFlags = D3D11_RESOURCE_MISC_RESTRICTED_CONTENT,
	};
	struct scene s = { .app = open_app() };
	uint8_t key[KEY_SIZE];

	s.session = new_keyed_session(s.app, s.key);
	s.other = new_keyed_session(s.app, key);
	s.unkeyed = new_session(s.app);
	s.staging = new_staging(s.app, SIZE, SIZE);
	s.target = new_protected(s.app, SIZE, SIZE);
	s.small = new_protected(s.app, SIZE, SIZE / 2);
	s.plain = new_texture(s.app, default_desc(SIZE, SIZE));
	s.odd = new_buffer(s.app, 1000, D3D11_USAGE_STAGING, 0);
	OK(create_buffer(s.app, &odd, NULL, &s.odd_target));
	return s;
}

static void close_scene(struct scene *s)
{
	RELEASE(s->session);
	RELEASE(s->other);
	RELEASE(s->unkeyed);
	RELEASE(s->staging);
	RELEASE(s->target);
	RELEASE(s->small);
	RELEASE(s->plain);
	RELEASE(s->odd);
	RELEASE(s->odd_target);
	close_app(&s->app);
}

/* The latest report must be of @error and contain @text. */
static void check_said(struct scene *s, HRESULT error, const char *text)
{
	CHECK_HR(s->app->error, error);
	if (!strstr(s->app->text, text))
		test_fail(__FILE__, __LINE__, "\"%s\" does not say \"%s\"",
			  s->app->text, text);
	CHECK_HR(cpgpu_d3d_get_last_error((IUnknown *)s->app->device), error);
	s->app->error = S_OK;
}

/* D3D11_AES_CTR_IV as bytes */
static void set_iv(uint8_t iv[KEY_SIZE], uint32_t upper, uint32_t lower)
{
	int i;

	memset(iv, 0, KEY_SIZE);
	for (i = 0; i < 4; i++) {
		iv[7 - i] = upper >> 8 * i;
		iv[15 - i] = lower >> 8 * i;
	}
}

static void blt(struct scene *s, ID3D11CryptoSession *session, void *from,
		void *to, uint32_t upper, uint32_t lower, UINT key_size,
		const void *key)
{
	uint8_t iv[KEY_SIZE];

	set_iv(iv, upper, lower);
	ID3D11VideoContext1_DecryptionBlt(s->app->vc, session, from, to, NULL,
					  key_size, key, KEY_SIZE, iv);
}

TEST(DecryptionBlt_says_which_rule_was_broken)
{
	struct scene s AUTO(close_scene) = open_scene();
	const uint8_t key[KEY_SIZE] = { 1 };

	blt(&s, s.unkeyed, s.staging, s.target, 1, 0, 0, NULL);
	check_said(&s, E_INVALIDARG,
		   "no key: call NegotiateCryptoSessionKeyExchange");
	blt(&s, s.session, s.staging, s.small, 1, 0, 0, NULL);
	check_said(&s, E_INVALIDARG,
		   "the source has 1024 bytes and the destination 512");
	blt(&s, s.session, s.odd, s.odd_target, 1, 0, 0, NULL);
	check_said(&s, E_INVALIDARG, "1000 bytes, must be a multiple of 16");
	blt(&s, s.session, s.staging, s.plain, 1, 0, 0, NULL);
	check_said(&s, E_INVALIDARG, "is not protected");
	blt(&s, s.session, s.target, s.target, 1, 0, 0, NULL);
	check_said(&s, E_INVALIDARG, "is a protected one");
	blt(&s, s.session, s.staging, s.target, 1, 0, 15, key);
	check_said(&s, E_INVALIDARG, "ContentKeySize is 15");
	blt(&s, s.session, s.staging, s.target, 1, 1u << 31, 0, NULL);
	check_said(&s, E_INVALIDARG, "below 2^31");
	/* not counted so far: IV 1:0 is unused */
	blt(&s, s.session, s.staging, s.target, 1, 0, 0, NULL);
	CHECK_HR(s.app->error, S_OK);
	blt(&s, s.other, s.staging, s.target, 1, 0, 0, NULL);
	check_said(&s, E_ACCESSDENIED, "of another session");
}

TEST(DecryptionBlt_says_the_mark_that_an_IV_is_below)
{
	struct scene s AUTO(close_scene) = open_scene();
	uint8_t key[KEY_SIZE], wrapped[KEY_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(key));
	judge_ecb(s.key, key, wrapped);
	blt(&s, s.session, s.staging, s.target, 5, 0x100, 0, NULL);
	CHECK_HR(s.app->error, S_OK);
	/* 64 blocks */
	blt(&s, s.session, s.staging, s.target, 5, 0x13f, 0, NULL);
	check_said(&s, E_INVALIDARG,
		   "IV 5:13f is below the session key's mark, so it may have been used: take 5:140 or more");
	blt(&s, s.session, s.staging, s.target, 5, 0x140, 0, NULL);
	CHECK_HR(s.app->error, S_OK);
	/* each key has a mark of its own */
	blt(&s, s.session, s.staging, s.target, 2, 0, KEY_SIZE, wrapped);
	CHECK_HR(s.app->error, S_OK);
	blt(&s, s.session, s.staging, s.target, 2, 1, KEY_SIZE, wrapped);
	check_said(&s, E_INVALIDARG,
		   "IV 2:1 is below the content key's mark, so it may have been used: take 2:40 or more");
	/* a refresh begins anew */
	refresh(s.app, s.session, s.key);
	blt(&s, s.session, s.staging, s.target, 1, 0, 0, NULL);
	CHECK_HR(s.app->error, S_OK);
	blt(&s, s.session, s.staging, s.target, 1, 0, 0, NULL);
	check_said(&s, E_INVALIDARG, "take 1:40 or more");
}

TEST(mark_counts_only_encrypted_blocks)
{
	static const struct {
		D3D11_ENCRYPTED_BLOCK_INFO pattern;
		unsigned int blocks;	/* of 1024 bytes */
	} table[] = {
		{ { 1024, 0, 0 }, 64 },
		{ { 16, 1008, 0 }, 1 },
		{ { 32, 16, 0 }, 2 },
		{ { 0, 144, 16 }, 6 },		/* 6 times, and 64 clear */
		{ { 64, 144, 16 }, 10 },	/* 4 and 6 */
		{ { 16, 16, 16 }, 32 },		/* 1 and 31 */
	};
	struct scene s AUTO(close_scene) = open_scene();
	uint8_t iv[KEY_SIZE];
	char said[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		D3D11_ENCRYPTED_BLOCK_INFO info = table[i].pattern;

		set_iv(iv, i + 1, 0);
		ID3D11VideoContext1_DecryptionBlt(
			s.app->vc, s.session, s.staging, s.target,
			&info, 0, NULL, KEY_SIZE, iv);
		CHECK_HR(s.app->error, S_OK);
		/* the first one below the device's own mark */
		blt(&s, s.session, s.staging, s.target, i + 1,
		    table[i].blocks - 1, 0, NULL);
		snprintf(said, sizeof(said), "take %zx:%x or more", i + 1,
			 table[i].blocks);
		check_said(&s, E_INVALIDARG, said);
		/* and that it names is indeed accepted */
		blt(&s, s.session, s.staging, s.target, i + 1,
		    table[i].blocks, 0, NULL);
		CHECK_HR(s.app->error, S_OK);
	}
}

TEST(EncryptionBlt_says_which_rule_was_broken)
{
	struct scene s AUTO(close_scene) = open_scene();
	uint8_t iv[KEY_SIZE];

	ID3D11VideoContext1_EncryptionBlt(s.app->vc, s.session, s.target,
					  s.staging, KEY_SIZE, iv);
	check_said(&s, E_ACCESSDENIED, "decrypt into it first");
	ID3D11VideoContext1_EncryptionBlt(s.app->vc, s.session, s.small,
					  s.staging, KEY_SIZE, iv);
	check_said(&s, E_INVALIDARG,
		   "the source has 512 bytes and the destination 1024");
	ID3D11VideoContext1_EncryptionBlt(s.app->vc, s.session, s.plain,
					  s.staging, KEY_SIZE, iv);
	check_said(&s, E_INVALIDARG, "is not protected");
}

TEST(calls_of_sessions_say_which_rule_was_broken)
{
	struct scene s AUTO(close_scene) = open_scene();
	uint8_t bytes[KEY_SIZE], blob[BLOB_SIZE];
	GUID exchange;

	ID3D11VideoContext1_FinishSessionKeyRefresh(s.app->vc, s.session);
	check_said(&s, E_INVALIDARG, "call StartSessionKeyRefresh first");
	ID3D11VideoContext1_StartSessionKeyRefresh(s.app->vc, s.session, 17,
						   bytes);
	check_said(&s, E_INVALIDARG, "RandomNumberSize is 17: it must be 16");
	ID3D11VideoContext1_StartSessionKeyRefresh(s.app->vc, s.unkeyed, 16,
						   bytes);
	check_said(&s, E_INVALIDARG, "no key");
	ID3D11VideoContext1_GetEncryptionBltKey(s.app->vc, s.session, 15,
						bytes);
	check_said(&s, E_INVALIDARG, "KeySize is 15");
	ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
		s.app->vc, s.session, 255, blob);
	check_said(&s, E_INVALIDARG, "has 255 bytes");
	memset(blob, 0, sizeof(blob));
	ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
		s.app->vc, s.session, sizeof(blob), blob);
	check_said(&s, E_INVALIDARG, "encrypted to this certificate");
	wrap_key(s.session, s.key, blob);
	OK(negotiate(s.app, s.session, sizeof(blob), blob));
	ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
		s.app->vc, s.session, sizeof(blob), blob);
	check_said(&s, E_INVALIDARG, "has been used before");
	ID3D11VideoDevice2_CheckCryptoKeyExchange(s.app->video, AES128_CTR,
						  NULL, 1, &exchange);
	check_said(&s, E_INVALIDARG, "Index must be 0");
	ID3D11VideoDevice2_CheckCryptoKeyExchange(s.app->video, &unknown_guid,
						  NULL, 0, &exchange);
	check_said(&s, D3DERR_UNSUPPORTEDCRYPTO, "AES128_CTR");
	ID3D11VideoDevice2_CheckCryptoKeyExchange(s.app->video, AES128_CTR,
						  &unknown_guid, 0, &exchange);
	check_said(&s, D3DERR_UNSUPPORTEDCRYPTO, "no decoders");
}

/* A reason is that of its own call, and not of an older one. */
TEST(reasons_are_not_mixed_up)
{
	struct scene s AUTO(close_scene) = open_scene();
	uint8_t random[KEY_SIZE];

	ID3D11VideoContext1_FinishSessionKeyRefresh(s.app->vc, s.session);
	check_said(&s, E_INVALIDARG, "call StartSessionKeyRefresh first");
	OK(start(s.app, s.session, sizeof(random), random));
	ID3D11VideoContext1_StartSessionKeyRefresh(s.app->vc, s.session, 16,
						   NULL);
	check_said(&s, E_INVALIDARG, "pRandomNumber is NULL");
	ID3D11VideoContext1_StartSessionKeyRefresh(s.app->vc, NULL, 16, random);
	check_said(&s, E_INVALIDARG, "is NULL or not of this library");
}

/* --------------------------------------------- NumBytesInEncryptPattern -- */

/*
 * Programs read an HRESULT there, because the method returns nothing.  What is
 * more than 0 before is a pattern, which is kept.
 */
TEST(DecryptionBlt_leaves_its_error_in_an_empty_pattern)
{
	static const struct {
		UINT before;
		bool good;
		UINT after;
	} table[] = {
		{ 0, true, 0 },
		{ 16, true, 16 },
		{ 0, false, (UINT)E_INVALIDARG },
		{ 16, false, 16 },
	};
	struct scene s AUTO(close_scene) = open_scene();
	uint8_t iv[KEY_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		D3D11_ENCRYPTED_BLOCK_INFO info = {
			1024, 16, table[i].before
		};

		set_iv(iv, i + 1, 0);
		ID3D11VideoContext1_DecryptionBlt(
			s.app->vc, s.session, s.staging,
			table[i].good ? s.target : s.small, &info, 0, NULL,
			KEY_SIZE, iv);
		CHECK_HR(s.app->error, table[i].good ? S_OK : E_INVALIDARG);
		CHECK_EQ(info.NumBytesInEncryptPattern, table[i].after);
		CHECK_EQ(info.NumEncryptedBytesAtBeginning, 1024);
		CHECK_EQ(info.NumBytesInSkipPattern, 16);
		cpgpu_d3d_get_last_error((IUnknown *)s.app->device);
		s.app->error = S_OK;
	}
}
