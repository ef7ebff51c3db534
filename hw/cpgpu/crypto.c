/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: AES-128 keystreams and key derivation
 */
#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/bitops.h"
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
 * Blocks are enciphered this many at a time: enough for the AES unit's
 * pipeline, few enough to stay in the L1 cache with both keystreams.
 */
#define BATCH_BLOCKS    64
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

/* ------------------------------------------------------------- keystream -- */

/* A stream at work: its key, with a round key 0 for the next batch. */
typedef struct Cipher {
    CpgpuStream *stream;
    struct aes128_ctx aes;
} Cipher;

/*
 * AES begins with block xor round key 0, and the blocks of a batch differ in
 * their last bits only.  So no counter blocks are written: what they have in
 * common goes into the round key, and the input is always the numbers from 0
 * on.
 *
 * The rest is what calls leave behind.  To wipe it after each page would take a
 * tenth of the time; so it is kept here, and cpgpu_stream_end() wipes it.
 */
static __thread struct {
    uint8_t numbers[BATCH_BYTES];
    uint64_t ks_a[BATCH_BYTES / 8], ks_b[BATCH_BYTES / 8];
    Cipher a, b;
} scratch QEMU_ALIGNED(64);

static void write_numbers(void)
{
    for (unsigned i = 0; i < BATCH_BLOCKS; i++) {
        scratch.numbers[(i + 1) * CPGPU_AES_BLOCK - 1] = i;
    }
}

/* Half a block the way nettle keeps round keys: as two little-endian words. */
static uint64_t key_words(uint64_t half)
{
    return HOST_BIG_ENDIAN ? ror64(bswap64(half), 32) : bswap64(half);
}

/* The key is soon read as a whole: quick only if it was written as a whole. */
static void set_common(Cipher *c)
{
    typedef uint64_t Block __attribute__((vector_size(16)));
    uint64_t count = c->stream->count & -(uint64_t)BATCH_BLOCKS;
    Block key;

    memcpy(&key, c->stream->key->aes.keys, sizeof(key));
    key ^= (Block) { key_words(c->stream->prefix), key_words(count) };
    memcpy(c->aes.keys, &key, sizeof(key));
}

static void cipher_begin(Cipher *c, CpgpuStream *stream)
{
    if (unlikely(!scratch.numbers[BATCH_BYTES - 1])) {
        write_numbers();
    }
    c->stream = stream;
    c->aes = stream->key->aes;
    set_common(c);
}

/* @len bytes of keystream, whole blocks. */
static void keystream(Cipher *c, uint64_t *out, size_t len)
{
    uint8_t *p = (uint8_t *)out;

    while (len) {
        size_t first = c->stream->count % BATCH_BLOCKS * CPGPU_AES_BLOCK;
        size_t n = MIN(len, BATCH_BYTES - first);

        aes128_encrypt(&c->aes, n, p, scratch.numbers + first);
        c->stream->count += n / CPGPU_AES_BLOCK;
        set_common(c);
        p += n;
        len -= n;
    }
}

/* ------------------------------------------------------------------- XOR -- */

/* Word by word this takes a good part of what AES does: there are two. */
typedef void XorFn(uint64_t *dst, const uint64_t *src, const uint64_t *a,
                   const uint64_t *b, size_t blocks);

/* @b may be NULL. */
static void plain_xor(uint64_t *dst, const uint64_t *src, const uint64_t *a,
                      const uint64_t *b, size_t blocks)
{
    for (size_t i = 0; i < 2 * blocks; i++) {
        dst[i] = src[i] ^ a[i] ^ (b ? b[i] : 0);
    }
}

#ifdef CONFIG_AVX2_OPT
static inline __m256i __attribute__((target("avx2")))
load(const uint64_t *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

static void __attribute__((target("avx2")))
avx2_xor(uint64_t *dst, const uint64_t *src, const uint64_t *a,
         const uint64_t *b, size_t blocks)
{
    size_t i, words = 2 * blocks;

    if (b) {
        for (i = 0; i + 4 <= words; i += 4) {
            _mm256_storeu_si256((__m256i *)(dst + i),
                                load(src + i) ^ load(a + i) ^ load(b + i));
        }
    } else {
        for (i = 0; i + 4 <= words; i += 4) {
            _mm256_storeu_si256((__m256i *)(dst + i),
                                load(src + i) ^ load(a + i));
        }
    }
    if (i < words) {
        plain_xor(dst + i, src + i, a + i, b ? b + i : NULL, 1);
    }
}
#endif

static XorFn *xor_fn(void)
{
#ifdef CONFIG_AVX2_OPT
    if (__builtin_cpu_supports("avx2")) {
        return avx2_xor;
    }
#endif
    return plain_xor;
}

void cpgpu_stream_xor(uint8_t *dst, const uint8_t *src, size_t len,
                      CpgpuStream *a, CpgpuStream *b)
{
    XorFn *xor = xor_fn();

    cipher_begin(&scratch.a, a);
    if (b) {
        cipher_begin(&scratch.b, b);
    }
    while (len) {
        size_t n = MIN(len, BATCH_BYTES);

        keystream(&scratch.a, scratch.ks_a, n);
        if (b) {
            keystream(&scratch.b, scratch.ks_b, n);
        }
        xor((uint64_t *)dst, (const uint64_t *)src, scratch.ks_a,
            b ? scratch.ks_b : NULL, n / CPGPU_AES_BLOCK);
        src += n;
        dst += n;
        len -= n;
    }
}

void cpgpu_stream_end(void)
{
    cpgpu_wipe(scratch.ks_a, sizeof(scratch.ks_a));
    cpgpu_wipe(scratch.ks_b, sizeof(scratch.ks_b));
    cpgpu_wipe(&scratch.a, sizeof(scratch.a));
    cpgpu_wipe(&scratch.b, sizeof(scratch.b));
}

/* set_common() must know how nettle keeps keys. */
bool cpgpu_stream_works(void)
{
    static const uint8_t iv[CPGPU_AES_BLOCK] = "counter block 00";
    CpgpuKey *key = cpgpu_key_new((const uint8_t *)"a key for a test");
    CpgpuStream st = cpgpu_stream(key, iv);
    uint64_t got[2] = { 0 }, expected[2];

    cpgpu_stream_xor((uint8_t *)got, (uint8_t *)got, sizeof(got), &st, NULL);
    cpgpu_stream_end();
    aes128_encrypt(&key->aes, sizeof(expected), (uint8_t *)expected, iv);
    cpgpu_key_unref(key);
    return !memcmp(got, expected, sizeof(got));
}

/* ------------------------------------------------------------------ runs -- */

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
static void stream_bytes(Cipher *c, CpgpuRuns *r, uint8_t *out,
                         size_t len)
{
    while (len) {
        size_t n;

        if (!r->spare_left) {
            keystream(c, r->spare, sizeof(r->spare));
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
static void masked_keystream(Cipher *c, CpgpuRuns *r, uint64_t *out,
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
            stream_bytes(c, r, p, n);
            r->encrypted_left -= n;
        }
        p += n;
        len -= n;
    }
}

void cpgpu_stream_xor_runs(uint8_t *dst, const uint8_t *src, size_t len,
                           CpgpuStream *a, CpgpuRuns *runs, CpgpuStream *b)
{
    XorFn *xor = xor_fn();

    cipher_begin(&scratch.a, a);
    cipher_begin(&scratch.b, b);
    while (len) {
        size_t n = MIN(len, BATCH_BYTES);

        masked_keystream(&scratch.a, runs, scratch.ks_a, n);
        keystream(&scratch.b, scratch.ks_b, n);
        xor((uint64_t *)dst, (const uint64_t *)src, scratch.ks_a, scratch.ks_b,
            n / CPGPU_AES_BLOCK);
        src += n;
        dst += n;
        len -= n;
    }
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
