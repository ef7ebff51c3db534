/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: what keystreams are for, whatever library makes them
 */
#include "qemu/osdep.h"
#include "ledger.h"
#include "stream.h"

#ifdef CONFIG_AVX2_OPT
#include <immintrin.h>
#endif

/* ------------------------------------------------------------------- XOR -- */

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

CpgpuXor *cpgpu_xor_fn(void)
{
#ifdef CONFIG_AVX2_OPT
    if (__builtin_cpu_supports("avx2")) {
        return avx2_xor;
    }
#endif
    return plain_xor;
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
static void stream_bytes(CpgpuRuns *r, uint8_t *out, size_t len)
{
    while (len) {
        size_t n;

        if (!r->spare_left) {
            cpgpu_keystream(CPGPU_SLOT_A, r->spare, sizeof(r->spare));
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
static void masked_keystream(CpgpuRuns *r, uint64_t *out, size_t len)
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
            stream_bytes(r, p, n);
            r->encrypted_left -= n;
        }
        p += n;
        len -= n;
    }
}

/* Where @a is: blocks that were made ahead are not used yet. */
static CpgpuStream runs_position(const CpgpuStream *a, const CpgpuRuns *r)
{
    CpgpuStream st = *a;

    st.count -= DIV_ROUND_UP(r->spare_left, CPGPU_AES_BLOCK);
    return st;
}

void cpgpu_stream_xor_runs(uint8_t *dst, const uint8_t *src, size_t len,
                           CpgpuStream *a, CpgpuRuns *runs, CpgpuStream *b)
{
    uint64_t *ks_a = cpgpu_keystream_room(CPGPU_SLOT_A);
    uint64_t *ks_b = cpgpu_keystream_room(CPGPU_SLOT_B);
    CpgpuXor *xor = cpgpu_xor_fn();
    CpgpuStream start = runs_position(a, runs);

    cpgpu_ledger_stream(b, len / CPGPU_AES_BLOCK);
    cpgpu_keystream_begin(CPGPU_SLOT_A, a);
    cpgpu_keystream_begin(CPGPU_SLOT_B, b);
    while (len) {
        size_t n = MIN(len, CPGPU_BATCH);

        masked_keystream(runs, ks_a, n);
        cpgpu_keystream(CPGPU_SLOT_B, ks_b, n);
        xor((uint64_t *)dst, (const uint64_t *)src, ks_a, ks_b,
            n / CPGPU_AES_BLOCK);
        src += n;
        dst += n;
        len -= n;
    }
    cpgpu_ledger_stream(&start, a->count - start.count -
                                runs->spare_left / CPGPU_AES_BLOCK);
}
