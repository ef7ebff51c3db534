/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside the crypto room: what a cipher library does for keystreams.
 * stream-nettle.c and stream-gcrypt.c are two ways to do it; one is built.
 */
#ifndef HW_CPGPU_STREAM_H
#define HW_CPGPU_STREAM_H

#include <nettle/aes.h>

#include "crypto.h"

struct CpgpuKey {
    struct aes128_ctx aes;
    uint8_t raw[CPGPU_AES_KEY];
    uint64_t serial;            /* of this value: no other key has it */
    unsigned refs;
};

/*
 * Blocks are enciphered this many at a time: enough for the AES unit's
 * pipeline, few enough to stay in the L1 cache with both keystreams.
 */
#define CPGPU_BATCH_BLOCKS  64
#define CPGPU_BATCH         (CPGPU_BATCH_BLOCKS * CPGPU_AES_BLOCK)

/* A thread works with up to two streams at a time. */
enum { CPGPU_SLOT_A, CPGPU_SLOT_B, CPGPU_SLOTS };

/* A place for up to CPGPU_BATCH bytes of keystream, one for each slot. */
uint64_t *cpgpu_keystream_room(unsigned slot);

/* Put a stream into a slot of this thread, to make keystream of it. */
void cpgpu_keystream_begin(unsigned slot, CpgpuStream *stream);

/* @len bytes of keystream, whole blocks. */
void cpgpu_keystream(unsigned slot, void *out, size_t len);

/*
 * dst = src ^ a ^ b; @b may be NULL.  Word by word this takes a good part of
 * what AES does: there are two.
 */
typedef void CpgpuXor(uint64_t *dst, const uint64_t *src, const uint64_t *a,
                      const uint64_t *b, size_t blocks);
CpgpuXor *cpgpu_xor_fn(void);

#endif
