// SPDX-License-Identifier: MIT
/*
 * The application's side of the keys: see cpgpu_keyx.h.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "cpgpu_keyx.h"

#define KEY_SIZE CPGPU_KEYX_KEY_SIZE

/* extended key usages of the device's certificates: docs/hardware/session.rst */
static const char for_sessions[] = "1.3.6.1.4.1.32473.1.1";
static const char for_channels[] = "1.3.6.1.4.1.32473.1.2";

void cpgpu_keyx_wipe(void *secret, size_t size)
{
	OPENSSL_cleanse(secret, size);
}

int cpgpu_keyx_random_key(uint8_t key[KEY_SIZE])
{
	/* reads of up to 256 bytes are never short */
	if (getrandom(key, KEY_SIZE, 0) != KEY_SIZE)
		return -errno;
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int cpgpu_keyx_parse_key(const char *text, uint8_t key[KEY_SIZE])
{
	uint8_t value[KEY_SIZE];
	int i, high, low, ret = -EINVAL;

	if (strlen(text) != 2 * KEY_SIZE)
		return -EINVAL;
	for (i = 0; i < KEY_SIZE; i++) {
		high = hex_digit(text[2 * i]);
		low = hex_digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			goto out;
		value[i] = high << 4 | low;
	}
	memcpy(key, value, KEY_SIZE);
	ret = 0;
out:
	cpgpu_keyx_wipe(value, sizeof(value));
	return ret;
}

/* -------------------------------------------------------- certificates -- */

/* NULL: @chain is empty, or contains anything but certificates. */
static STACK_OF(X509) *parse_chain(const void *chain, size_t size)
{
	const unsigned char *p = chain, *end = p + size;
	STACK_OF(X509) *certs = sk_X509_new_null();
	X509 *cert;

	while (certs && p < end) {
		cert = d2i_X509(NULL, &p, end - p);
		if (!cert || !sk_X509_push(certs, cert)) {
			X509_free(cert);
			sk_X509_pop_free(certs, X509_free);
			return NULL;
		}
	}
	if (certs && !sk_X509_num(certs)) {
		sk_X509_free(certs);
		return NULL;
	}
	return certs;
}

static void print_name(const X509_NAME *name, char *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int len = -1;

	if (bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0)
		len = BIO_read(bio, out, CPGPU_KEYX_NAME_MAX - 1);
	out[len > 0 ? len : 0] = '\0';
	BIO_free(bio);
}

static void print_time(const ASN1_TIME *time, char out[24])
{
	struct tm tm = {};

	if (ASN1_TIME_to_tm(time, &tm))
		strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
	else
		strcpy(out, "unreadable");
}

int cpgpu_keyx_describe(const void *chain, size_t size,
			struct cpgpu_keyx_certificate *certificate)
{
	STACK_OF(X509) *certs = parse_chain(chain, size);
	EVP_PKEY *pkey;
	X509 *leaf;

	if (!certs)
		return -EBADMSG;
	leaf = sk_X509_value(certs, 0);
	pkey = X509_get0_pubkey(leaf);
	print_name(X509_get_subject_name(leaf), certificate->subject);
	print_name(X509_get_issuer_name(leaf), certificate->issuer);
	print_time(X509_get0_notBefore(leaf), certificate->not_before);
	print_time(X509_get0_notAfter(leaf), certificate->not_after);
	certificate->key_bits = pkey ? EVP_PKEY_get_bits(pkey) : 0;
	certificate->chain_length = sk_X509_num(certs);
	sk_X509_pop_free(certs, X509_free);
	return 0;
}

/*
 * Is the certificate for keys of this kind, and not for the other kind?  Its
 * extended key usage must name exactly one of the two; others are ignored.
 */
static bool has_purpose(X509 *cert, const char *purpose)
{
	static const char *const all[] = { for_sessions, for_channels };
	EXTENDED_KEY_USAGE *usage;
	bool right = false, wrong = false;
	char oid[64];
	size_t k;
	int i;

	usage = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
	for (i = 0; i < sk_ASN1_OBJECT_num(usage); i++) {
		OBJ_obj2txt(oid, sizeof(oid), sk_ASN1_OBJECT_value(usage, i),
			    1);
		for (k = 0; k < 2; k++) {
			if (strcmp(oid, all[k]))
				continue;
			right |= all[k] == purpose;
			wrong |= all[k] != purpose;
		}
	}
	sk_ASN1_OBJECT_pop_free(usage, ASN1_OBJECT_free);
	return right && !wrong;
}

static int verify(const void *chain, size_t size, const char *roots,
		  const char *purpose)
{
	STACK_OF(X509) *certs = parse_chain(chain, size);
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int ret = -ENOMEM;

	if (!certs) {
		ret = -EBADMSG;
		goto out;
	}
	if (!store || !ctx)
		goto out;
	ret = -ENOENT;
	if (X509_STORE_load_file(store, roots) != 1)
		goto out;
	ret = -EIO;
	if (!X509_STORE_CTX_init(ctx, store, sk_X509_value(certs, 0), certs))
		goto out;
	ret = X509_verify_cert(ctx) == 1 ? 0 : -EKEYREJECTED;
	if (!ret && !has_purpose(sk_X509_value(certs, 0), purpose))
		ret = -EPERM;
out:
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	sk_X509_pop_free(certs, X509_free);
	return ret;
}

int cpgpu_keyx_verify(const void *chain, size_t size, const char *roots)
{
	return verify(chain, size, roots, for_sessions);
}

int cpgpu_keyx_verify_channel(const void *chain, size_t size,
			      const char *roots)
{
	return verify(chain, size, roots, for_channels);
}

/* ---------------------------------------------------------------- keys -- */

static int oaep_encrypt(EVP_PKEY *pkey, const uint8_t *key, uint8_t *blob)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
	size_t size = CPGPU_KEYX_BLOB_SIZE;
	int ok;

	/* OpenSSL's default for both hashes is SHA-1 */
	ok = ctx && EVP_PKEY_encrypt_init(ctx) > 0 &&
	     EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) > 0 &&
	     EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha512()) > 0 &&
	     EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha512()) > 0 &&
	     EVP_PKEY_encrypt(ctx, blob, &size, key, KEY_SIZE) > 0 &&
	     size == CPGPU_KEYX_BLOB_SIZE;
	EVP_PKEY_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

static int wrap(const void *chain, size_t size, const char *purpose,
		const uint8_t *key, uint8_t *blob)
{
	STACK_OF(X509) *certs = parse_chain(chain, size);
	EVP_PKEY *pkey;
	int ret = -EKEYREJECTED;

	if (!certs)
		return -EBADMSG;
	pkey = X509_get0_pubkey(sk_X509_value(certs, 0));
	if (!has_purpose(sk_X509_value(certs, 0), purpose))
		ret = -EPERM;
	else if (pkey && EVP_PKEY_is_a(pkey, "RSA") &&
	    EVP_PKEY_get_size(pkey) == CPGPU_KEYX_BLOB_SIZE)
		ret = oaep_encrypt(pkey, key, blob);
	sk_X509_pop_free(certs, X509_free);
	return ret;
}

int cpgpu_keyx_wrap_session_key(const void *chain, size_t size,
				const uint8_t key[KEY_SIZE],
				uint8_t blob[CPGPU_KEYX_BLOB_SIZE])
{
	return wrap(chain, size, for_sessions, key, blob);
}

int cpgpu_keyx_wrap_channel_key(const void *chain, size_t size,
				const uint8_t key[KEY_SIZE],
				uint8_t blob[CPGPU_KEYX_BLOB_SIZE])
{
	return wrap(chain, size, for_channels, key, blob);
}

/* Encrypt or decrypt one block of AES-128-ECB. */
static int ecb_block(const uint8_t *key, const uint8_t *in, uint8_t *out,
		     int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t block[KEY_SIZE];
	int len, ok;

	if (!ctx)
		return -ENOMEM;
	ok = EVP_CipherInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL,
			       encrypt) &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) &&
	     EVP_CipherUpdate(ctx, block, &len, in, KEY_SIZE) &&
	     len == KEY_SIZE;
	EVP_CIPHER_CTX_free(ctx);
	if (ok)
		memcpy(out, block, KEY_SIZE);
	cpgpu_keyx_wipe(block, sizeof(block));
	return ok ? 0 : -EIO;
}

int cpgpu_keyx_wrap_content_key(const uint8_t session[KEY_SIZE],
				const uint8_t content[KEY_SIZE],
				uint8_t wrapped[KEY_SIZE])
{
	return ecb_block(session, content, wrapped, 1);
}

int cpgpu_keyx_unwrap_read_back_key(const uint8_t session[KEY_SIZE],
				    const uint8_t wrapped[KEY_SIZE],
				    uint8_t key[KEY_SIZE])
{
	return ecb_block(session, wrapped, key, 0);
}

void cpgpu_keyx_refresh(uint8_t key[KEY_SIZE], const uint8_t random[KEY_SIZE])
{
	int i;

	for (i = 0; i < KEY_SIZE; i++)
		key[i] ^= random[i];
}

static uint64_t get_be64(const uint8_t *p)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

void cpgpu_keyx_iv_advance(uint8_t iv[KEY_SIZE], uint64_t blocks)
{
	uint64_t count = get_be64(iv + 8) + blocks;
	int i;

	for (i = 15; i >= 8; i--, count >>= 8)
		iv[i] = count;
}

static int ctr_run(const uint8_t *key, const uint8_t *iv, uint8_t *data,
		     size_t size)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len, step, ok;

	if (!ctx)
		return -ENOMEM;
	ok = EVP_EncryptInit_ex(ctx, EVP_aes_128_ctr(), NULL, key, iv);
	while (ok && size) {
		/* EVP takes an int */
		step = size > 1 << 30 ? 1 << 30 : size;
		ok = EVP_EncryptUpdate(ctx, data, &len, data, step);
		data += step;
		size -= step;
	}
	EVP_CIPHER_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

int cpgpu_keyx_ctr(const uint8_t key[KEY_SIZE], const uint8_t iv[KEY_SIZE],
		   void *data, size_t size)
{
	/* EVP carries into the first 8 bytes; the device does not */
	uint64_t left = -get_be64(iv + 8);
	size_t first = size;
	uint8_t next[KEY_SIZE];
	int ret;

	if (left && size / KEY_SIZE >= left)
		first = left * KEY_SIZE;
	ret = ctr_run(key, iv, data, first);
	if (ret || first == size)
		return ret;
	memcpy(next, iv, 8);
	memset(next + 8, 0, 8);
	return ctr_run(key, next, (uint8_t *)data + first, size - first);
}

/* ---------------------------------------------------------------- MACs -- */

int cpgpu_keyx_cmac(const uint8_t key[KEY_SIZE], const void *data, size_t size,
		    uint8_t tag[CPGPU_KEYX_MAC_SIZE])
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
	uint8_t result[CPGPU_KEYX_MAC_SIZE];
	char cipher[] = "AES-128-CBC";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher,
						 0),
		OSSL_PARAM_construct_end(),
	};
	size_t len = 0;
	int ok;

	ok = ctx && EVP_MAC_init(ctx, key, KEY_SIZE, params) &&
	     EVP_MAC_update(ctx, data, size) &&
	     EVP_MAC_final(ctx, result, &len, sizeof(result)) &&
	     len == sizeof(result);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	if (ok)
		memcpy(tag, result, sizeof(result));
	return ok ? 0 : -EIO;
}

int cpgpu_keyx_cmac_verify(const uint8_t key[KEY_SIZE], const void *data,
			   size_t size, const uint8_t tag[CPGPU_KEYX_MAC_SIZE])
{
	uint8_t wanted[CPGPU_KEYX_MAC_SIZE];
	int ret = cpgpu_keyx_cmac(key, data, size, wanted);

	if (!ret && CRYPTO_memcmp(wanted, tag, sizeof(wanted)))
		ret = -EBADMSG;
	cpgpu_keyx_wipe(wanted, sizeof(wanted));
	return ret;
}
