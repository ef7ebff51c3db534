/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reference model itself, against published vectors and OpenSSL. Starts no
 * QEMU.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include "cpgpu-fixture.h"
#include "cpgpu-ref.h"
#include "cpgpu-vectors.h"

FIXTURE_TEST_ALONE(test_ctr_nist, "ctr/sp800-38a")
{
    uint8_t buf[sizeof(nist_plain)];

    memcpy(buf, nist_plain, sizeof(buf));
    ref_ctr(nist_key, nist_iv, buf, sizeof(buf));
    g_assert_cmpmem(buf, sizeof(buf), nist_cipher, sizeof(nist_cipher));
}

/* Only the low half of the counter wraps, which OpenSSL's does not do */
FIXTURE_TEST_ALONE(test_ctr_wrap, "ctr/wrap")
{
    uint8_t iv[16], buf[32] = { 0 }, want[32];

    memset(iv, 0xff, sizeof(iv));
    ref_ctr(nist_key, iv, buf, sizeof(buf));
    ref_ecb_encrypt(nist_key, iv, want);
    memset(iv + 8, 0, 8);
    ref_ecb_encrypt(nist_key, iv, want + 16);
    g_assert_cmpmem(buf, sizeof(buf), want, sizeof(want));
}

FIXTURE_TEST_ALONE(test_kdf_openssl, "kdf/openssl")
{
    static const uint8_t salt[16] = "0123456789abcdef";
    uint8_t msg[4 + 14 + 16 + 8 + 4 + 4] = { 0 }, mine[16], theirs[32];
    unsigned int len;

    stl_be_p(msg, 1);
    strcpy((char *)msg + 4, "cpgpu session");
    memcpy(msg + 18, salt, 16);
    stq_be_p(msg + 34, 0x0102030405060708);
    stl_be_p(msg + 42, 0x0a0b0c0d);
    stl_be_p(msg + 46, 0x100);
    g_assert_nonnull(HMAC(EVP_sha256(), nist_key, 16, msg, sizeof(msg), theirs,
                          &len));
    g_assert_cmpuint(len, ==, sizeof(theirs));

    ref_surface_key(nist_key, salt, 0x0102030405060708, 0x0a0b0c0d, mine);
    g_assert_cmpmem(mine, sizeof(mine), theirs, sizeof(mine));
    g_assert_cmphex(ref_read_back_iv(nist_key, salt, 0x0102030405060708,
                                     0x0a0b0c0d),
                    ==, ldq_be_p(theirs + 16) & (UINT64_MAX >> 2));
}

/* What @source returns to each request of the DRBG under it */
static void set_entropy(EVP_RAND_CTX *source, uint8_t entropy[REF_SEED])
{
    unsigned int strength = 256;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_ENTROPY,
                                          entropy, REF_SEED),
        OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_STRENGTH, &strength),
        OSSL_PARAM_construct_end(),
    };

    g_assert(EVP_RAND_CTX_set_params(source, params) == 1);
}

static EVP_RAND_CTX *entropy_source(uint8_t entropy[REF_SEED])
{
    EVP_RAND *rand = EVP_RAND_fetch(NULL, "TEST-RAND", NULL);
    EVP_RAND_CTX *ctx = EVP_RAND_CTX_new(rand, NULL);

    set_entropy(ctx, entropy);
    g_assert(EVP_RAND_instantiate(ctx, 256, 0, NULL, 0, NULL) == 1);
    EVP_RAND_free(rand);
    return ctx;
}

static EVP_RAND_CTX *openssl_drbg(EVP_RAND_CTX *parent)
{
    EVP_RAND *rand = EVP_RAND_fetch(NULL, "CTR-DRBG", NULL);
    EVP_RAND_CTX *ctx = EVP_RAND_CTX_new(rand, parent);
    int use_df = 0;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_DRBG_PARAM_CIPHER,
                                         (char *)"AES-256-CTR", 0),
        OSSL_PARAM_construct_int(OSSL_DRBG_PARAM_USE_DF, &use_df),
        OSSL_PARAM_construct_end(),
    };

    /* "" and not NULL: with NULL OpenSSL personalizes with its own text */
    g_assert(EVP_RAND_instantiate(ctx, 256, 0, (const uint8_t *)"", 0,
                                  params) == 1);
    EVP_RAND_free(rand);
    return ctx;
}

FIXTURE_TEST_ALONE(test_drbg_openssl, "drbg/openssl")
{
    static const size_t sizes[] = { 16, 8, 256, 16, 4096, 1, 65536, 17 };
    uint8_t entropy[2 * REF_SEED];
    g_autofree uint8_t *mine = g_malloc(65536);
    g_autofree uint8_t *theirs = g_malloc(65536);
    EVP_RAND_CTX *parent, *ctx;
    RefDrbg drbg;

    for (size_t i = 0; i < sizeof(entropy); i++) {
        entropy[i] = i * 7 + 1;
    }
    parent = entropy_source(entropy);
    ctx = openssl_drbg(parent);
    ref_drbg_instantiate(&drbg, entropy);
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        if (i == 4) {
            set_entropy(parent, entropy + REF_SEED);
            g_assert(EVP_RAND_reseed(ctx, 0, NULL, 0, NULL, 0) == 1);
            ref_drbg_reseed(&drbg, entropy + REF_SEED);
        }
        g_assert(EVP_RAND_generate(ctx, theirs, sizes[i], 256, 0,
                                   NULL, 0) == 1);
        ref_drbg_generate(&drbg, mine, sizes[i]);
        g_assert_cmpmem(mine, sizes[i], theirs, sizes[i]);
    }
    EVP_RAND_CTX_free(ctx);
    EVP_RAND_CTX_free(parent);
}

FIXTURE_MAIN(fixture_add_unit, "ref")
