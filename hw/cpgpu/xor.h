/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: XOR of data and keystreams
 */
#ifndef HW_CPGPU_XOR_H
#define HW_CPGPU_XOR_H

/* dst = src ^ a ^ b for so many blocks of 16 bytes; @b may be NULL */
typedef void CpgpuXor(uint64_t *dst, const uint64_t *src, const uint64_t *a,
                      const uint64_t *b, size_t blocks);

/* The fastest implementation for this processor */
CpgpuXor *cpgpu_xor_fn(void);

#endif
