/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: XOR of data and keystreams
 *
 * Word by word this takes a good part of the time of AES itself, so there is
 * a vectorized version.
 */
#include "qemu/osdep.h"
#include "xor.h"

#ifdef CONFIG_AVX2_OPT
#include <immintrin.h>
#endif

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
