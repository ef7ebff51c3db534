/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: AES-128 keystreams and key derivation
 */
#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/bswap.h"
#include "crypto.h"

#include <nettle/aes.h>
#include <nettle/cmac.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

#ifdef CONFIG_AVX2_OPT
#include <immintrin.h>
#endif

/*
 * Counter blocks are enciphered this many at a time: enough for the AES unit's
 * pipeline, few enough to stay in the L1 cache with both keystreams.
 */
#define BATCH_BLOCKS    32
#define BATCH_BYTES     (BATCH_BLOCKS * CPGPU_AES_BLOCK)

struct CpgpuKey {
    struct aes128_ctx aes;
    unsigned refs;
};

void cpgpu_wipe(void *p, size_t len)
{
    memset(p, 0, len);
    __asm__ volatile("" : : "r"(p) : "memory");
}

CpgpuKey *cpgpu_key_new(const uint8_t raw[CPGPU_AES_KEY])
{
    CpgpuKey *key = g_new0(CpgpuKey, 1);

    key->refs = 1;
    aes128_set_encrypt_key(&key->aes, raw);
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

void cpgpu_key_set(CpgpuKey *key, const uint8_t raw[CPGPU_AES_KEY])
{
    aes128_set_encrypt_key(&key->aes, raw);
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

/*
 * The loops around the cipher: writing counter blocks, and XOR.  Word by word
 * they take as long as AES itself does, so there is a second set of them.
 */
typedef struct Loops {
    /* May write one block more than asked for. */
    void (*fill)(uint64_t *out, size_t blocks, uint64_t prefix,
                 uint64_t count);
    /* @b may be NULL. */
    void (*xor)(uint64_t *dst, const uint64_t *src, const uint64_t *a,
                const uint64_t *b, size_t blocks);
} Loops;

static void plain_fill(uint64_t *out, size_t blocks, uint64_t prefix,
                       uint64_t count)
{
    for (size_t i = 0; i < blocks; i++) {
        out[2 * i] = cpu_to_be64(prefix);
        out[2 * i + 1] = cpu_to_be64(count + i);
    }
}

static void plain_xor(uint64_t *dst, const uint64_t *src, const uint64_t *a,
                      const uint64_t *b, size_t blocks)
{
    for (size_t i = 0; i < 2 * blocks; i++) {
        dst[i] = src[i] ^ a[i] ^ (b ? b[i] : 0);
    }
}

static const Loops plain_loops = { plain_fill, plain_xor };

#ifdef CONFIG_AVX2_OPT
static void __attribute__((target("avx2")))
avx2_fill(uint64_t *out, size_t blocks, uint64_t prefix, uint64_t count)
{
    const __m256i to_be = _mm256_setr_epi8(
        7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8,
        7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    const __m256i step = _mm256_setr_epi64x(0, 2, 0, 2);
    __m256i two = _mm256_setr_epi64x(prefix, count, prefix, count + 1);

    for (size_t i = 0; i < blocks; i += 2) {
        _mm256_storeu_si256((__m256i *)(out + 2 * i),
                            _mm256_shuffle_epi8(two, to_be));
        two = _mm256_add_epi64(two, step);
    }
}

static void __attribute__((target("avx2")))
avx2_xor(uint64_t *dst, const uint64_t *src, const uint64_t *a,
         const uint64_t *b, size_t blocks)
{
    size_t i;

    for (i = 0; i + 2 <= blocks; i += 2) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(src + 2 * i));

        x = _mm256_xor_si256(x, _mm256_loadu_si256(
                                    (const __m256i *)(a + 2 * i)));
        if (b) {
            x = _mm256_xor_si256(x, _mm256_loadu_si256(
                                        (const __m256i *)(b + 2 * i)));
        }
        _mm256_storeu_si256((__m256i *)(dst + 2 * i), x);
    }
    if (i < blocks) {
        plain_xor(dst + 2 * i, src + 2 * i, a + 2 * i, b ? b + 2 * i : NULL, 1);
    }
}

static const Loops avx2_loops = { avx2_fill, avx2_xor };
#endif

static const Loops *loops(void)
{
#ifdef CONFIG_AVX2_OPT
    if (__builtin_cpu_supports("avx2")) {
        return &avx2_loops;
    }
#endif
    return &plain_loops;
}

/* @len bytes of keystream, an even number of blocks of room at @out. */
static void keystream(CpgpuStream *st, uint64_t *out, size_t len)
{
    size_t blocks = len / CPGPU_AES_BLOCK;

    loops()->fill(out, blocks, st->prefix, st->count);
    st->count += blocks;
    aes128_encrypt(&st->key->aes, len, (uint8_t *)out, (const uint8_t *)out);
}

void cpgpu_stream_xor(uint8_t *dst, const uint8_t *src, size_t len,
                      CpgpuStream *a, CpgpuStream *b)
{
    uint64_t ks_a[BATCH_BYTES / 8], ks_b[BATCH_BYTES / 8];

    while (len) {
        size_t n = MIN(len, BATCH_BYTES);

        keystream(a, ks_a, n);
        if (b) {
            keystream(b, ks_b, n);
        }
        loops()->xor((uint64_t *)dst, (const uint64_t *)src, ks_a,
                     b ? ks_b : NULL, n / CPGPU_AES_BLOCK);
        src += n;
        dst += n;
        len -= n;
    }
    cpgpu_wipe(ks_a, sizeof(ks_a));
    if (b) {
        cpgpu_wipe(ks_b, sizeof(ks_b));
    }
}

/* Go to the next run when this one is used up. */
static void runs_next(CpgpuRuns *r)
{
    if (r->clear_left || r->encrypted_left) {
        return;
    }
    if (r->map_left) {
        r->clear_left = r->map->clear;
        r->encrypted_left = r->map->encrypted;
        r->map++;
        r->map_left--;
    } else if (!r->map && r->encrypt) {
        r->clear_left = r->skip;
        r->encrypted_left = r->encrypt;
    } else {
        r->clear_left = UINT64_MAX;
    }
}

/* The next @len bytes of the keystream, in any portions. */
static void stream_bytes(CpgpuStream *st, CpgpuRuns *r, uint8_t *out,
                         size_t len)
{
    while (len) {
        size_t n;

        if (!r->spare_left) {
            keystream(st, r->spare, sizeof(r->spare));
            r->spare_left = sizeof(r->spare);
        }
        n = MIN(len, r->spare_left);
        memcpy(out, (uint8_t *)(r->spare + ARRAY_SIZE(r->spare)) -
                    r->spare_left, n);
        r->spare_left -= n;
        out += n;
        len -= n;
    }
}

/* Keystream where data is encrypted, zeros where it is not. */
static void masked_keystream(CpgpuStream *st, CpgpuRuns *r, uint64_t *out,
                             size_t len)
{
    uint8_t *p = (uint8_t *)out;

    while (len) {
        size_t n;

        runs_next(r);
        if (r->clear_left) {
            n = MIN(len, r->clear_left);
            memset(p, 0, n);
            r->clear_left -= n;
        } else {
            n = MIN(len, r->encrypted_left);
            stream_bytes(st, r, p, n);
            r->encrypted_left -= n;
        }
        p += n;
        len -= n;
    }
}

void cpgpu_stream_xor_runs(uint8_t *dst, const uint8_t *src, size_t len,
                           CpgpuStream *a, CpgpuRuns *runs, CpgpuStream *b)
{
    uint64_t ks_a[BATCH_BYTES / 8], ks_b[BATCH_BYTES / 8];

    while (len) {
        size_t n = MIN(len, BATCH_BYTES);

        masked_keystream(a, runs, ks_a, n);
        keystream(b, ks_b, n);
        loops()->xor((uint64_t *)dst, (const uint64_t *)src, ks_a, ks_b,
                     n / CPGPU_AES_BLOCK);
        src += n;
        dst += n;
        len -= n;
    }
    cpgpu_wipe(ks_a, sizeof(ks_a));
    cpgpu_wipe(ks_b, sizeof(ks_b));
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
