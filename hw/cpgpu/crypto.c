/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: AES-128 keys, key derivation, MACs and digests
 */
#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/bswap.h"
#include "ledger.h"
#include "stream-backend.h"

#include <nettle/cmac.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

/* The length argument of nettle's digest functions is gone since 4.0. */
#if NETTLE_VERSION_MAJOR >= 4
#define DIGEST(fn, ctx, len, out) fn(ctx, out)
#else
#define DIGEST(fn, ctx, len, out) fn(ctx, len, out)
#endif

void cpgpu_wipe(void *p, size_t len)
{
    memset(p, 0, len);
    __asm__ volatile("" : : "r"(p) : "memory");
}

void cpgpu_key_set(CpgpuKey *key, const uint8_t raw[CPGPU_AES_KEY])
{
    static uint64_t last_serial;

    aes128_set_encrypt_key(&key->aes, raw);
    memcpy(key->raw, raw, sizeof(key->raw));
    key->serial = qatomic_inc_fetch(&last_serial);
}

CpgpuKey *cpgpu_key_new(const uint8_t raw[CPGPU_AES_KEY])
{
    CpgpuKey *key = g_new0(CpgpuKey, 1);

    key->refs = 1;
    cpgpu_key_set(key, raw);
    return key;
}

CpgpuKey *cpgpu_key_ref(CpgpuKey *key)
{
    qatomic_inc(&key->refs);
    return key;
}

void cpgpu_key_unref(CpgpuKey *key)
{
    if (key && qatomic_fetch_dec(&key->refs) == 1) {
        cpgpu_wipe(key, sizeof(*key));
        g_free(key);
    }
}

bool cpgpu_key_is(const CpgpuKey *key, const uint8_t raw[CPGPU_AES_KEY])
{
    return memeql_sec(key->raw, raw, CPGPU_AES_KEY);
}

CpgpuStream cpgpu_stream(const CpgpuKey *key, CpgpuUse use,
                         const uint8_t iv[CPGPU_AES_BLOCK])
{
    return (CpgpuStream) {
        .key = key,
        .use = use,
        .covers = use == CPGPU_USE_READ_BACK,
        .prefix = ldq_be_p(iv),
        .count = ldq_be_p(iv + 8),
    };
}

void cpgpu_unwrap_key(const uint8_t kek[CPGPU_AES_KEY],
                      const uint8_t wrapped[CPGPU_AES_KEY],
                      uint8_t key[CPGPU_AES_KEY])
{
    struct aes128_ctx aes;

    aes128_set_decrypt_key(&aes, kek);
    aes128_decrypt(&aes, CPGPU_AES_KEY, key, wrapped);
    cpgpu_wipe(&aes, sizeof(aes));
}

void cpgpu_cmac(const uint8_t key[CPGPU_AES_KEY], const void *data, size_t len,
                uint8_t mac[CPGPU_AES_BLOCK])
{
    struct cmac_aes128_ctx ctx;

    cpgpu_ledger_cmac(key, data, len);
    cmac_aes128_set_key(&ctx, key);
    cmac_aes128_update(&ctx, len, data);
    DIGEST(cmac_aes128_digest, &ctx, CPGPU_AES_BLOCK, mac);
    cpgpu_wipe(&ctx, sizeof(ctx));
}

bool cpgpu_cmac_good(const uint8_t key[CPGPU_AES_KEY], const void *data,
                     size_t len, const uint8_t mac[CPGPU_AES_BLOCK])
{
    uint8_t want[CPGPU_AES_BLOCK];
    bool good;

    cpgpu_cmac(key, data, len, want);
    good = memeql_sec(want, mac, sizeof(want));
    cpgpu_wipe(want, sizeof(want));
    return good;
}

void cpgpu_kdf(const uint8_t key[CPGPU_AES_KEY], const char *label,
               const void *context, size_t context_len,
               uint8_t out[CPGPU_KDF_SIZE])
{
    struct hmac_sha256_ctx ctx;
    uint8_t counter[4], bits[4];

    QEMU_BUILD_BUG_ON(CPGPU_KDF_SIZE != SHA256_DIGEST_SIZE);
    if (!cpgpu_rule(CPGPU_RULE_KDF)) {
        cpgpu_cmac(key, context, context_len, out);
        memcpy(out + CPGPU_AES_BLOCK, out, CPGPU_AES_BLOCK);
        return;
    }
    stl_be_p(counter, 1);
    stl_be_p(bits, CPGPU_KDF_SIZE * 8);
    hmac_sha256_set_key(&ctx, CPGPU_AES_KEY, key);
    hmac_sha256_update(&ctx, sizeof(counter), counter);
    /* The NUL at the end of the label is the separator. */
    hmac_sha256_update(&ctx, strlen(label) + 1, (const uint8_t *)label);
    hmac_sha256_update(&ctx, context_len, context);
    hmac_sha256_update(&ctx, sizeof(bits), bits);
    DIGEST(hmac_sha256_digest, &ctx, CPGPU_KDF_SIZE, out);
    cpgpu_wipe(&ctx, sizeof(ctx));
}

void cpgpu_sha512(const void *a, size_t a_len, const void *b, size_t b_len,
                  uint8_t digest[CPGPU_SHA512])
{
    struct sha512_ctx ctx;

    sha512_init(&ctx);
    sha512_update(&ctx, a_len, a);
    sha512_update(&ctx, b_len, b);
    DIGEST(sha512_digest, &ctx, CPGPU_SHA512, digest);
    cpgpu_wipe(&ctx, sizeof(ctx));
}
