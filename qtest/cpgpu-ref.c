/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reference model of the cpgpu's cryptography, see cpgpu-ref.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include "cpgpu-ref.h"

#define STARTUP_NOISE   1024    /* tested and thrown away */
#define SEED_NOISE      128     /* hashed into one entropy input */
#define FILL_CHUNK      65536   /* most that one Generate gives */

void ref_xor(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = a[i] ^ b[i];
    }
}

void ref_ecb_encrypt(const uint8_t key[REF_KEY], const uint8_t in[REF_BLOCK],
                     uint8_t out[REF_BLOCK])
{
    struct aes128_ctx aes;

    aes128_set_encrypt_key(&aes, key);
    aes128_encrypt(&aes, REF_BLOCK, out, in);
}

void ref_ctr(const uint8_t key[REF_KEY], const uint8_t iv[REF_BLOCK],
             uint8_t *buf, size_t len)
{
    struct aes128_ctx aes;
    uint8_t counter[REF_BLOCK], stream[REF_BLOCK];
    uint64_t count = ldq_be_p(iv + 8);

    aes128_set_encrypt_key(&aes, key);
    memcpy(counter, iv, REF_BLOCK);
    for (size_t done = 0; done < len; done += REF_BLOCK) {
        size_t n = MIN(len - done, (size_t)REF_BLOCK);

        stq_be_p(counter + 8, count++);
        aes128_encrypt(&aes, REF_BLOCK, stream, counter);
        ref_xor(buf + done, buf + done, stream, n);
    }
}

static void derive(const uint8_t key[REF_KEY], const uint8_t salt[16],
                   uint64_t handle, uint32_t instance, uint8_t out[32])
{
    static const char label[] = "cpgpu session"; /* its NUL is the separator */
    struct hmac_sha256_ctx hmac;
    uint8_t be[8];

    hmac_sha256_set_key(&hmac, REF_KEY, key);
    stl_be_p(be, 1);
    hmac_sha256_update(&hmac, 4, be);
    hmac_sha256_update(&hmac, sizeof(label), (const uint8_t *)label);
    hmac_sha256_update(&hmac, 16, salt);
    stq_be_p(be, handle);
    hmac_sha256_update(&hmac, 8, be);
    stl_be_p(be, instance);
    hmac_sha256_update(&hmac, 4, be);
    stl_be_p(be, 256);
    hmac_sha256_update(&hmac, 4, be);
    hmac_sha256_digest(&hmac, 32, out);
}

void ref_surface_key(const uint8_t key[REF_KEY], const uint8_t salt[16],
                     uint64_t handle, uint32_t instance, uint8_t out[REF_KEY])
{
    uint8_t derived[32];

    derive(key, salt, handle, instance, derived);
    memcpy(out, derived, REF_KEY);
}

uint64_t ref_read_back_iv(const uint8_t key[REF_KEY], const uint8_t salt[16],
                          uint64_t handle, uint32_t instance)
{
    uint8_t derived[32];

    derive(key, salt, handle, instance, derived);
    return ldq_be_p(derived + REF_KEY) & (UINT64_MAX >> 2);
}

void ref_page_crypt(const uint8_t surface_key[REF_KEY], uint64_t nonce,
                    uint8_t page[REF_PAGE])
{
    uint8_t iv[REF_BLOCK];

    stq_be_p(iv, nonce);
    stq_be_p(iv + 8, 0);
    ref_ctr(surface_key, iv, page, REF_PAGE);
}

/* ------------------------------------------------------------- CTR_DRBG -- */

static void drbg_block(RefDrbg *d, uint8_t out[REF_BLOCK])
{
    for (int i = REF_BLOCK - 1; i >= 0 && ++d->v[i] == 0; i--) {
        /* carry */
    }
    aes256_encrypt(&d->aes, REF_BLOCK, out, d->v);
}

static void drbg_update(RefDrbg *d, const uint8_t data[REF_SEED])
{
    uint8_t temp[REF_SEED];

    for (int i = 0; i < REF_SEED; i += REF_BLOCK) {
        drbg_block(d, temp + i);
    }
    ref_xor(temp, temp, data, REF_SEED);
    aes256_set_encrypt_key(&d->aes, temp);
    memcpy(d->v, temp + 32, REF_BLOCK);
}

void ref_drbg_instantiate(RefDrbg *d, const uint8_t entropy[REF_SEED])
{
    static const uint8_t zero[32];

    aes256_set_encrypt_key(&d->aes, zero);
    memset(d->v, 0, REF_BLOCK);
    drbg_update(d, entropy);
}

void ref_drbg_reseed(RefDrbg *d, const uint8_t entropy[REF_SEED])
{
    drbg_update(d, entropy);
}

void ref_drbg_generate(RefDrbg *d, uint8_t *out, size_t len)
{
    static const uint8_t zero[REF_SEED];
    uint8_t block[REF_BLOCK];

    for (size_t done = 0; done < len; done += REF_BLOCK) {
        drbg_block(d, block);
        memcpy(out + done, block, MIN(len - done, (size_t)REF_BLOCK));
    }
    drbg_update(d, zero);
}

/* ------------------------------------------------------------ RNG block -- */

static void rng_noise(RefRng *r, uint8_t *out, size_t len)
{
    while (len--) {
        if (!r->noise_left) {
            struct sha512_ctx sha;
            uint8_t be64[8];

            sha512_init(&sha);
            stq_be_p(be64, r->noise_block++);
            sha512_update(&sha, sizeof(be64), be64);
            sha512_update(&sha, strlen(r->seed), (const uint8_t *)r->seed);
            sha512_digest(&sha, sizeof(r->noise), r->noise);
            r->noise_left = sizeof(r->noise);
        }
        *out++ = r->noise[sizeof(r->noise) - r->noise_left--];
    }
}

static void rng_entropy(RefRng *r, uint8_t entropy[REF_SEED])
{
    uint8_t noise[SEED_NOISE], digest[SHA512_DIGEST_SIZE];
    struct sha512_ctx sha;

    rng_noise(r, noise, sizeof(noise));
    sha512_init(&sha);
    sha512_update(&sha, sizeof(noise), noise);
    sha512_digest(&sha, sizeof(digest), digest);
    memcpy(entropy, digest, REF_SEED);
}

RefRng *ref_rng_new(const char *seed)
{
    RefRng *r = g_new0(RefRng, 1);
    uint8_t startup[STARTUP_NOISE], entropy[REF_SEED];

    r->seed = g_strdup(seed);
    rng_noise(r, startup, sizeof(startup));
    rng_entropy(r, entropy);
    ref_drbg_instantiate(&r->drbg, entropy);
    ref_drbg_generate(&r->drbg, r->salt, sizeof(r->salt));
    return r;
}

void ref_rng_free(RefRng *r)
{
    g_free(r->seed);
    g_free(r);
}

uint32_t ref_rng_word(RefRng *r)
{
    uint32_t word;

    if (!r->pool_left) {
        ref_drbg_generate(&r->drbg, r->pool, sizeof(r->pool));
        r->pool_left = sizeof(r->pool);
    }
    word = ldl_le_p(r->pool + sizeof(r->pool) - r->pool_left);
    r->pool_left -= 4;
    return word;
}

void ref_rng_fill(RefRng *r, uint8_t *buf, size_t len)
{
    while (len) {
        size_t n = MIN(len, (size_t)FILL_CHUNK);

        ref_drbg_generate(&r->drbg, buf, n);
        buf += n;
        len -= n;
    }
}

void ref_rng_reseed(RefRng *r)
{
    uint8_t entropy[REF_SEED];

    rng_entropy(r, entropy);
    ref_drbg_reseed(&r->drbg, entropy);
}

void ref_rng_restart(RefRng *r)
{
    uint8_t startup[STARTUP_NOISE];

    rng_noise(r, startup, sizeof(startup));
    r->pool_left = 0;
    ref_rng_reseed(r);
}
