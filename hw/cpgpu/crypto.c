/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: AES-128 keys and key derivation
 */
#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/bswap.h"
#include "stream.h"

#include <nettle/cmac.h>
#include <nettle/memops.h>
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

void cpgpu_cmac(const uint8_t key[CPGPU_AES_KEY], const void *data, size_t len,
                uint8_t mac[CPGPU_AES_BLOCK])
{
    struct cmac_aes128_ctx ctx;

    cmac_aes128_set_key(&ctx, key);
    cmac_aes128_update(&ctx, len, data);
#if NETTLE_VERSION_MAJOR >= 4
    cmac_aes128_digest(&ctx, mac);
#else
    cmac_aes128_digest(&ctx, CPGPU_AES_BLOCK, mac);
#endif
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

void cpgpu_surface_key(const uint8_t session_key[CPGPU_AES_KEY],
                       const uint8_t salt[16], uint32_t slot,
                       uint8_t key[CPGPU_AES_KEY])
{
    static const char label[] = "cpgpu surface";    /* its NUL is the 0x00 */
    struct {
        uint8_t i[4], label[sizeof(label)], salt[16], slot[4], bits[4];
    } input;

    stl_be_p(input.i, 1);
    memcpy(input.label, label, sizeof(label));
    memcpy(input.salt, salt, sizeof(input.salt));
    stl_be_p(input.slot, slot);
    stl_be_p(input.bits, 128);
    cpgpu_cmac(session_key, &input, sizeof(input), key);
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
