/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second model of what the blts do, see cpgpu-model.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include "cpgpu-model.h"

static EVP_CIPHER_CTX *start(const EVP_CIPHER *cipher, const uint8_t *key,
                             const uint8_t *iv)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    g_assert(EVP_EncryptInit_ex(ctx, cipher, NULL, key, iv) == 1);
    EVP_CIPHER_CTX_set_padding(ctx, 0);
    return ctx;
}

static void update(EVP_CIPHER_CTX *ctx, const uint8_t *in, uint8_t *out,
                   size_t len)
{
    int n = 0;

    g_assert(EVP_EncryptUpdate(ctx, out, &n, in, len) == 1);
    g_assert_cmpint(n, ==, len);
}

void model_ecb(const uint8_t key[16], const uint8_t in[16], uint8_t out[16])
{
    EVP_CIPHER_CTX *ctx = start(EVP_aes_128_ecb(), key, NULL);

    update(ctx, in, out, 16);
    EVP_CIPHER_CTX_free(ctx);
}

void model_ecb_decrypt(const uint8_t key[16], const uint8_t in[16],
                       uint8_t out[16])
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n = 0;

    g_assert(EVP_DecryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL) == 1);
    EVP_CIPHER_CTX_set_padding(ctx, 0);
    g_assert(EVP_DecryptUpdate(ctx, out, &n, in, 16) == 1);
    g_assert_cmpint(n, ==, 16);
    EVP_CIPHER_CTX_free(ctx);
}

void model_ctr(const uint8_t key[16], const uint8_t iv[16], void *buf,
               size_t len)
{
    EVP_CIPHER_CTX *ctx = start(EVP_aes_128_ctr(), key, iv);

    update(ctx, buf, buf, len);
    EVP_CIPHER_CTX_free(ctx);
}

void model_ctr_marked(const uint8_t key[16], const uint8_t iv[16], void *buf,
                      const uint8_t *mask, size_t len)
{
    EVP_CIPHER_CTX *ctx = start(EVP_aes_128_ctr(), key, iv);
    uint8_t *p = buf;

    for (size_t i = 0, end; i < len; i = end) {
        end = i + 1;
        while (end < len && mask[end] == mask[i]) {
            end++;
        }
        if (mask[i]) {
            update(ctx, p + i, p + i, end - i);
        }
    }
    EVP_CIPHER_CTX_free(ctx);
}

void model_cmac(const uint8_t key[16], const void *msg, size_t len,
                uint8_t mac[16])
{
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string("cipher", (char *)"AES-128-CBC", 0),
        OSSL_PARAM_construct_end(),
    };
    static EVP_MAC *cmac;
    EVP_MAC_CTX *ctx;
    size_t n = 0;

    cmac = cmac ?: EVP_MAC_fetch(NULL, "CMAC", NULL);
    ctx = EVP_MAC_CTX_new(cmac);
    g_assert(EVP_MAC_init(ctx, key, 16, params) == 1);
    g_assert(EVP_MAC_update(ctx, msg, len) == 1);
    g_assert(EVP_MAC_final(ctx, mac, &n, 16) == 1);
    g_assert_cmpuint(n, ==, 16);
    EVP_MAC_CTX_free(ctx);
}

/* The first half of what SP 800-108 derives with HMAC-SHA-256 */
static void derive(const uint8_t key[16], const char *label, uint8_t *context,
                   size_t context_len, uint8_t out[16])
{
    uint8_t derived[32];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE,
                                         (char *)"counter", 0),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MAC, (char *)"HMAC",
                                         0),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
                                         (char *)"SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, 16),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT,  /* the label */
                                          (char *)label, strlen(label)),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, context,
                                          context_len),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "KBKDF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);

    g_assert(EVP_KDF_derive(ctx, derived, sizeof(derived), params) == 1);
    memcpy(out, derived, 16);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

void model_surface_key(const uint8_t key[16], const uint8_t salt[16],
                       uint64_t handle, uint32_t instance, uint8_t out[16])
{
    uint8_t context[28];

    memcpy(context, salt, 16);
    stq_be_p(context + 16, handle);
    stl_be_p(context + 24, instance);
    derive(key, "cpgpu session", context, sizeof(context), out);
}

void model_replaced_key(const uint8_t key[16], const uint8_t wrapped[16],
                        uint8_t out[16])
{
    uint8_t context[16];

    memcpy(context, wrapped, 16);
    derive(key, "cpgpu content key", context, sizeof(context), out);
}

void model_next_iv(uint8_t iv[16])
{
    cpgpu_next_iv(iv);
    model_random(iv + 12, 3);
    iv[12] &= 0x3f;             /* far from the device's */
}

void model_random(void *buf, size_t len)
{
    uint8_t *p = buf;

    for (size_t i = 0; i < len; i += 4) {
        uint32_t word = g_test_rand_int();

        memcpy(p + i, &word, MIN(len - i, sizeof(word)));
    }
}

void model_put(QCpgpu *g, unsigned session, const uint8_t *key, uint64_t vram,
               const void *plain, size_t len)
{
    g_autofree uint8_t *buf = g_memdup2(plain, len);
    uint64_t data = cpgpu_alloc(g, len);
    uint8_t iv[16];

    model_next_iv(iv);
    model_ctr(key, iv, buf, len);
    cpgpu_write(g, data, buf, len);
    cpgpu_run_ok(g, cpgpu_cmd_decrypt(session, data, vram, len, iv));
    guest_free(g->alloc, data);
}

void model_get(QCpgpu *g, unsigned session, const uint8_t *key, uint64_t vram,
               void *plain, size_t len)
{
    uint64_t data = cpgpu_alloc(g, len);

    cpgpu_run_ok(g, cpgpu_cmd_encrypt(session, vram, data, len));
    cpgpu_read(g, data, plain, len);
    model_ctr(key, g->last.data, plain, len);
    guest_free(g->alloc, data);
}

void model_assert(QCpgpu *g, unsigned session, const uint8_t *key,
                  uint64_t vram, const uint8_t *plain, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    model_get(g, session, key, vram, got, len);
    for (size_t i = 0; i < len; i++) {
        if (got[i] != plain[i]) {
            g_test_message("first difference at 0x%" PRIx64, vram + i);
            break;
        }
    }
    g_assert_cmpmem(got, len, plain, len);
}
