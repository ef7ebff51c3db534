/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: AES-128 keys and key derivation
 */
#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/bswap.h"
#include "stream.h"

#include <nettle/cmac.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

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

CpgpuStream cpgpu_stream(const CpgpuKey *key,
                         const uint8_t iv[CPGPU_AES_BLOCK])
{
    return (CpgpuStream) {
        .key = key,
        .prefix = ldq_be_p(iv),
        .count = ldq_be_p(iv + 8),
    };
}

void cpgpu_wrap_key(const CpgpuKey *kek, const uint8_t key[CPGPU_AES_KEY],
                    uint8_t wrapped[CPGPU_AES_KEY])
{
    aes128_encrypt(&kek->aes, CPGPU_AES_KEY, wrapped, key);
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

void cpgpu_surface_key(const uint8_t session_key[CPGPU_AES_KEY],
                       const uint8_t salt[16], uint32_t slot,
                       uint8_t key[CPGPU_AES_KEY])
{
    static const char label[] = "cpgpu surface";    /* its NUL is the 0x00 */
    struct cmac_aes128_ctx ctx;
    uint8_t be[4];

    cmac_aes128_set_key(&ctx, session_key);
    stl_be_p(be, 1);
    cmac_aes128_update(&ctx, sizeof(be), be);
    cmac_aes128_update(&ctx, sizeof(label), (const uint8_t *)label);
    cmac_aes128_update(&ctx, 16, salt);
    stl_be_p(be, slot);
    cmac_aes128_update(&ctx, sizeof(be), be);
    stl_be_p(be, 128);
    cmac_aes128_update(&ctx, sizeof(be), be);
#if NETTLE_VERSION_MAJOR >= 4
    cmac_aes128_digest(&ctx, key);
#else
    cmac_aes128_digest(&ctx, CPGPU_AES_KEY, key);
#endif
    cpgpu_wipe(&ctx, sizeof(ctx));
}

void cpgpu_sha512(const void *a, size_t a_len, const void *b, size_t b_len,
                  uint8_t digest[CPGPU_SHA512])
{
    struct sha512_ctx ctx;

    sha512_init(&ctx);
    sha512_update(&ctx, a_len, a);
    sha512_update(&ctx, b_len, b);
#if NETTLE_VERSION_MAJOR >= 4
    sha512_digest(&ctx, digest);
#else
    sha512_digest(&ctx, CPGPU_SHA512, digest);
#endif
    cpgpu_wipe(&ctx, sizeof(ctx));
}
