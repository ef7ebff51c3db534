// SPDX-License-Identifier: MIT
/* The library's own cryptography; needs no device. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "fixture.h"

#define DAY (24 * 60 * 60)
#define CHAIN_MAX 8192

/* ---------------------------------------------------------- certificates -- */

static void may_sign(X509 *cert)
{
	X509_EXTENSION *ext;

	ext = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints,
				  "critical,CA:TRUE");
	CHECK(ext && X509_add_ext(cert, ext, -1));
	X509_EXTENSION_free(ext);
}

/* extended key usages of device certificates; changed by one test */
#define FOR_SESSIONS	"1.3.6.1.4.1.32473.1.1"
#define FOR_CHANNELS	"1.3.6.1.4.1.32473.1.2"

static const char *device_usage = "critical," FOR_SESSIONS;

static void set_usage(X509 *cert)
{
	X509_EXTENSION *ext;

	ext = X509V3_EXT_conf_nid(NULL, NULL, NID_ext_key_usage, device_usage);
	CHECK(ext && X509_add_ext(cert, ext, -1));
	X509_EXTENSION_free(ext);
}

static X509 *certificate(const char *name, EVP_PKEY *key, const char *issuer,
			 EVP_PKEY *issuer_key, long days)
{
	X509 *cert = X509_new();
	const unsigned char *text;
	X509_NAME *n;

	CHECK(cert);
	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
	X509_gmtime_adj(X509_getm_notBefore(cert), -2 * DAY);
	X509_gmtime_adj(X509_getm_notAfter(cert), days * DAY);
	X509_set_pubkey(cert, key);
	n = X509_get_subject_name(cert);
	text = (const unsigned char *)name;
	CHECK(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, text, -1, -1,
					 0));
	n = X509_NAME_new();
	text = (const unsigned char *)issuer;
	CHECK(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, text, -1, -1,
					 0));
	X509_set_issuer_name(cert, n);
	X509_NAME_free(n);
	if (!strcmp(name, issuer))
		may_sign(cert);
	else if (device_usage)
		set_usage(cert);
	CHECK(X509_sign(cert, issuer_key, EVP_sha256()));
	return cert;
}

static size_t add_der(X509 *cert, uint8_t *chain, size_t used)
{
	unsigned char *p = chain + used;
	int size = i2d_X509(cert, NULL);

	CHECK(size > 0 && used + size <= CHAIN_MAX);
	i2d_X509(cert, &p);
	return used + size;
}

/* A root and a device certificate for @device; returns the chain's size. */
static size_t make_chain(EVP_PKEY *device, EVP_PKEY *root, long days,
			 uint8_t *chain)
{
	X509 *leaf = certificate("device", device, "root", root, days);
	X509 *top = certificate("root", root, "root", root, 10);
	size_t size = add_der(leaf, chain, 0);

	size = add_der(top, chain, size);
	X509_free(leaf);
	X509_free(top);
	return size;
}

static EVP_PKEY *rsa(int bits)
{
	EVP_PKEY *key = EVP_RSA_gen(bits);

	CHECK(key);
	return key;
}

TEST(wrapped_session_key_comes_out_again)
{
	EVP_PKEY *device = rsa(2048);
	uint8_t chain[CHAIN_MAX], key[KEY_SIZE], out[256];
	uint8_t blobs[2][CPGPU_KEYX_BLOB_SIZE];
	size_t size = make_chain(device, device, 10, chain), out_size;
	EVP_PKEY_CTX *ctx;
	int i;

	fill_pattern(key, KEY_SIZE, 1);
	for (i = 0; i < 2; i++) {
		CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key,
						     blobs[i]));
		ctx = EVP_PKEY_CTX_new(device, NULL);
		CHECK(ctx && EVP_PKEY_decrypt_init(ctx) > 0);
		CHECK(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING)
		      > 0);
		CHECK(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha512()) > 0);
		CHECK(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha512()) > 0);
		out_size = sizeof(out);
		CHECK(EVP_PKEY_decrypt(ctx, out, &out_size, blobs[i],
				       sizeof(blobs[i])) > 0);
		CHECK_EQ(out_size, KEY_SIZE);
		CHECK_MEM(out, key, KEY_SIZE);
		EVP_PKEY_CTX_free(ctx);
	}
	CHECK(memcmp(blobs[0], blobs[1], sizeof(blobs[0])));
}

TEST(other_keys_are_rejected)
{
	uint8_t chain[CHAIN_MAX], key[KEY_SIZE] = {};
	uint8_t blob[CPGPU_KEYX_BLOB_SIZE];
	EVP_PKEY *root = rsa(2048);
	EVP_PKEY *keys[] = { rsa(1024), rsa(3072), EVP_EC_gen("P-256") };
	size_t size, i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		size = make_chain(keys[i], root, 10, chain);
		CHECK_RET(cpgpu_keyx_wrap_session_key(chain, size, key, blob),
			  -EKEYREJECTED);
	}
}

TEST(what_is_no_chain_is_refused)
{
	uint8_t chain[CHAIN_MAX] = {}, key[KEY_SIZE] = {};
	uint8_t blob[CPGPU_KEYX_BLOB_SIZE];
	struct cpgpu_keyx_certificate about;
	EVP_PKEY *device = rsa(2048);
	size_t size, cut;

	CHECK_RET(cpgpu_keyx_describe(chain, 0, &about), -EBADMSG);
	CHECK_RET(cpgpu_keyx_describe(chain, 100, &about), -EBADMSG);
	size = make_chain(device, device, 10, chain);
	CHECK_OK(cpgpu_keyx_describe(chain, size, &about));
	CHECK_RET(cpgpu_keyx_describe(chain, size + 1, &about), -EBADMSG);
	for (cut = 1; cut < 100; cut += 7)
		CHECK_RET(cpgpu_keyx_wrap_session_key(chain, size - cut, key,
						      blob), -EBADMSG);
}

TEST(certificate_is_described)
{
	struct cpgpu_keyx_certificate about;
	EVP_PKEY *device = rsa(2048);
	uint8_t chain[CHAIN_MAX];
	size_t size = make_chain(device, device, 10, chain);

	CHECK_OK(cpgpu_keyx_describe(chain, size, &about));
	CHECK(!strcmp(about.subject, "CN=device"));
	CHECK(!strcmp(about.issuer, "CN=root"));
	CHECK_EQ(about.key_bits, 2048);
	CHECK_EQ(about.chain_length, 2);
	CHECK_EQ(strlen(about.not_before), 20);
	CHECK_EQ(about.not_after[19], 'Z');
	CHECK(strcmp(about.not_before, about.not_after) < 0);
}

static void write_pem(const char *path, EVP_PKEY *key)
{
	X509 *cert = certificate("root", key, "root", key, 10);
	FILE *file = fopen(path, "we");

	CHECK(file);
	CHECK(PEM_write_X509(file, cert));
	fclose(file);
	X509_free(cert);
}

TEST(chain_is_verified)
{
	EVP_PKEY *device = rsa(2048), *root = rsa(2048), *other = rsa(2048);
	char path[] = "/tmp/cpgpu-test-keyx.XXXXXX";
	uint8_t chain[CHAIN_MAX];
	size_t size = make_chain(device, root, 10, chain);
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK_RET(cpgpu_keyx_verify(chain, size, path), -ENOENT);
	CHECK_RET(cpgpu_keyx_verify(chain, size, "/none"), -ENOENT);
	write_pem(path, root);
	CHECK_OK(cpgpu_keyx_verify(chain, size, path));
	CHECK_RET(cpgpu_keyx_verify(chain, size - 1, path), -EBADMSG);
	/* a device that vouches for itself, and one that has expired */
	size = make_chain(device, other, 10, chain);
	CHECK_RET(cpgpu_keyx_verify(chain, size, path), -EKEYREJECTED);
	size = make_chain(device, root, -1, chain);
	CHECK_RET(cpgpu_keyx_verify(chain, size, path), -EKEYREJECTED);
	unlink(path);
}

/* What a certificate is good for, by its extended key usage */
static const struct purpose {
	const char *usage;
	int session, channel;
} purposes[] = {
	{ FOR_SESSIONS, 0, -EPERM },
	{ "critical," FOR_SESSIONS, 0, -EPERM },
	{ "serverAuth," FOR_SESSIONS, 0, -EPERM },
	{ "critical," FOR_CHANNELS, -EPERM, 0 },
	{ FOR_CHANNELS "," FOR_SESSIONS, -EPERM, -EPERM },
	{ FOR_SESSIONS "," FOR_CHANNELS, -EPERM, -EPERM },
	{ "serverAuth,anyExtendedKeyUsage", -EPERM, -EPERM },
	{ FOR_SESSIONS "1", -EPERM, -EPERM },
	{ NULL, -EPERM, -EPERM },
};

TEST(certificates_have_a_purpose)
{
	EVP_PKEY *device = rsa(2048), *root = rsa(2048);
	uint8_t blob[CPGPU_KEYX_BLOB_SIZE], key[KEY_SIZE] = {};
	char path[] = "/tmp/cpgpu-test-keyx.XXXXXX";
	const char *usual = device_usage;
	uint8_t chain[CHAIN_MAX];
	size_t size, i;

	CHECK(mkstemp(path) >= 0);
	write_pem(path, root);
	for (i = 0; i < ARRAY_SIZE(purposes); i++) {
		const struct purpose *p = &purposes[i];

		device_usage = p->usage;
		size = make_chain(device, root, 10, chain);
		CHECK_RET(cpgpu_keyx_verify(chain, size, path), p->session);
		CHECK_RET(cpgpu_keyx_verify_channel(chain, size, path),
			  p->channel);
		CHECK_RET(cpgpu_keyx_wrap_session_key(chain, size, key, blob),
			  p->session);
		CHECK_RET(cpgpu_keyx_wrap_channel_key(chain, size, key, blob),
			  p->channel);
	}
	device_usage = usual;
	unlink(path);
}

/* ------------------------------------------------------------------ keys -- */

TEST(keys_are_read_from_hex)
{
	static const char *const bad[] = {
		"", "0", "00112233445566778899aabbccddeef",
		"00112233445566778899aabbccddeeff0",
		"00112233445566778899aabbccddeefg",
		" 0112233445566778899aabbccddeeff",
		"0x112233445566778899aabbccddeeff",
		"00 11 22 33 44 55 66 77 88 99 aa",
	};
	uint8_t key[KEY_SIZE];
	size_t i;

	POISON(key);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_RET(cpgpu_keyx_parse_key(bad[i], key), -EINVAL);
		CHECK_UNTOUCHED(key);
	}
	CHECK_OK(cpgpu_keyx_parse_key("00112233445566778899AABBccddeeff", key));
	for (i = 0; i < KEY_SIZE; i++)
		CHECK_EQ(key[i], i * 0x11);
}

TEST(content_key_is_wrapped_as_fips_197_says)
{
	/* FIPS 197, appendix C.1 */
	uint8_t session[KEY_SIZE], content[KEY_SIZE], expected[KEY_SIZE];
	uint8_t wrapped[KEY_SIZE];

	CHECK_OK(cpgpu_keyx_parse_key("000102030405060708090a0b0c0d0e0f",
				      session));
	CHECK_OK(cpgpu_keyx_parse_key("00112233445566778899aabbccddeeff",
				      content));
	CHECK_OK(cpgpu_keyx_parse_key("69c4e0d86a7b0430d8cdb78070b4c55a",
				      expected));
	CHECK_OK(cpgpu_keyx_wrap_content_key(session, content, wrapped));
	CHECK_MEM(wrapped, expected, KEY_SIZE);
}

TEST(counter_mode_is_that_of_sp_800_38a)
{
	/* SP 800-38A, F.5.1, blocks 1 and 2 */
	uint8_t key[KEY_SIZE], iv[KEY_SIZE], data[2 * BLOCK];
	uint8_t expected[2 * BLOCK];

	CHECK_OK(cpgpu_keyx_parse_key("2b7e151628aed2a6abf7158809cf4f3c", key));
	CHECK_OK(cpgpu_keyx_parse_key("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", iv));
	CHECK_OK(cpgpu_keyx_parse_key("6bc1bee22e409f96e93d7e117393172a",
				      data));
	CHECK_OK(cpgpu_keyx_parse_key("ae2d8a571e03ac9c9eb76fac45af8e51",
				      data + BLOCK));
	CHECK_OK(cpgpu_keyx_parse_key("874d6191b620e3261bef6864990db6ce",
				      expected));
	CHECK_OK(cpgpu_keyx_parse_key("9806f66b7970fdff8617187bb9fffdff",
				      expected + BLOCK));
	CHECK_OK(cpgpu_keyx_ctr(key, iv, data, sizeof(data)));
	CHECK_MEM(data, expected, sizeof(data));
}

TEST(counter_wraps_by_itself)
{
	uint8_t key[KEY_SIZE], iv[KEY_SIZE], a[100], b[100];
	int start, size;

	fill_pattern(key, KEY_SIZE, 2);
	memset(iv, 0xff, sizeof(iv));
	/* from 1 to 4 blocks before the wrap, all sizes around it */
	for (start = 0xfc; start <= 0xff; start++) {
		iv[15] = start;
		for (size = 0; size <= 100; size++) {
			fill_pattern(a, sizeof(a), size);
			memcpy(b, a, sizeof(b));
			CHECK_OK(cpgpu_keyx_ctr(key, iv, a, size));
			judge_ctr(key, iv, b, size);
			CHECK_MEM(a, b, sizeof(b));
		}
	}
}

TEST(iv_advances)
{
	uint8_t iv[KEY_SIZE] = { 1, 2, 3 }, expected[KEY_SIZE] = { 1, 2, 3 };

	cpgpu_keyx_iv_advance(iv, 0x1234);
	expected[14] = 0x12;
	expected[15] = 0x34;
	CHECK_MEM(iv, expected, KEY_SIZE);
	cpgpu_keyx_iv_advance(iv, -0x1235ull);
	memset(expected + 8, 0xff, 8);
	CHECK_MEM(iv, expected, KEY_SIZE);
	cpgpu_keyx_iv_advance(iv, 1);
	memset(expected + 8, 0, 8);
	CHECK_MEM(iv, expected, KEY_SIZE);
}

TEST(refresh_is_exclusive_or)
{
	uint8_t key[KEY_SIZE], random[KEY_SIZE], old[KEY_SIZE];
	int i;

	fill_pattern(key, KEY_SIZE, 3);
	fill_pattern(random, KEY_SIZE, 4);
	memcpy(old, key, KEY_SIZE);
	cpgpu_keyx_refresh(key, random);
	for (i = 0; i < KEY_SIZE; i++)
		CHECK_EQ(key[i], old[i] ^ random[i]);
	cpgpu_keyx_refresh(key, random);
	CHECK_MEM(key, old, KEY_SIZE);
}

TEST(random_keys_differ_and_are_wiped)
{
	uint8_t a[KEY_SIZE] = {}, b[KEY_SIZE] = {}, zero[KEY_SIZE] = {};

	CHECK_OK(cpgpu_keyx_random_key(a));
	CHECK_OK(cpgpu_keyx_random_key(b));
	CHECK(memcmp(a, b, KEY_SIZE));
	CHECK(memcmp(a, zero, KEY_SIZE));
	cpgpu_keyx_wipe(a, sizeof(a));
	CHECK_MEM(a, zero, KEY_SIZE);
}

TEST(cmac_is_that_of_rfc_4493)
{
	/* RFC 4493, section 4 */
	static const char * const message_text[] = {
		"6bc1bee22e409f96e93d7e117393172a",
		"ae2d8a571e03ac9c9eb76fac45af8e51",
		"30c81c46a35ce411e5fbc1191a0a52ef",
		"f69f2445df4f9b17ad2b417be66c3710",
	};
	static const struct {
		size_t size;
		const char *tag;
	} examples[] = {
		{ 0, "bb1d6929e95937287fa37d129b756746" },
		{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
		{ 40, "dfa66747de9ae63030ca32611497c827" },
		{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
	};
	uint8_t key[KEY_SIZE], message[64], expected[KEY_SIZE], tag[KEY_SIZE];
	size_t i;

	CHECK_OK(cpgpu_keyx_parse_key("2b7e151628aed2a6abf7158809cf4f3c", key));
	for (i = 0; i < ARRAY_SIZE(message_text); i++)
		CHECK_OK(cpgpu_keyx_parse_key(message_text[i],
					      message + i * KEY_SIZE));
	for (i = 0; i < ARRAY_SIZE(examples); i++) {
		CHECK_OK(cpgpu_keyx_parse_key(examples[i].tag, expected));
		CHECK_OK(cpgpu_keyx_cmac(key, message, examples[i].size, tag));
		CHECK_MEM(tag, expected, sizeof(tag));
		CHECK_OK(cpgpu_keyx_cmac_verify(key, message, examples[i].size,
						expected));
	}
}

TEST(cmac_of_something_else_is_no_good)
{
	uint8_t key[KEY_SIZE], message[48], tag[CPGPU_KEYX_MAC_SIZE];
	unsigned int i;

	fill_pattern(key, sizeof(key), 1);
	fill_pattern(message, sizeof(message), 2);
	CHECK_OK(cpgpu_keyx_cmac(key, message, sizeof(message), tag));
	for (i = 0; i < 8 * sizeof(tag); i++) {
		tag[i / 8] ^= 1 << i % 8;
		CHECK_RET(cpgpu_keyx_cmac_verify(key, message, sizeof(message),
						 tag), -EBADMSG);
		tag[i / 8] ^= 1 << i % 8;
	}
	for (i = 0; i < 8 * sizeof(message); i++) {
		message[i / 8] ^= 1 << i % 8;
		CHECK_RET(cpgpu_keyx_cmac_verify(key, message, sizeof(message),
						 tag), -EBADMSG);
		message[i / 8] ^= 1 << i % 8;
	}
	key[7] ^= 1;
	CHECK_RET(cpgpu_keyx_cmac_verify(key, message, sizeof(message), tag),
		  -EBADMSG);
}
