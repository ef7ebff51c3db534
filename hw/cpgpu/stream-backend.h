/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: what stream.c needs of a cipher library
 *
 * stream-nettle.c and stream-gcrypt.c each implement this together with
 * cpgpu_stream_xor(), cpgpu_stream_end() and cpgpu_stream_works().  One of the
 * two is built.
 */
#ifndef HW_CPGPU_STREAM_BACKEND_H
#define HW_CPGPU_STREAM_BACKEND_H

#include <nettle/aes.h>

#include "stream.h"

struct CpgpuKey {
    struct aes128_ctx aes;
    uint8_t raw[CPGPU_AES_KEY];
    uint64_t serial;            /* unique to this value of the key */
    unsigned refs;
};

/*
 * Blocks are enciphered in batches: large enough for the AES unit's pipeline,
 * small enough to stay in the L1 cache together with both keystreams.
 */
#define CPGPU_BATCH_BLOCKS  64
#define CPGPU_BATCH         (CPGPU_BATCH_BLOCKS * CPGPU_AES_BLOCK)

/* Each thread can use two streams at a time. */
enum { CPGPU_SLOT_A, CPGPU_SLOT_B, CPGPU_SLOTS };

/* This thread's buffer for CPGPU_BATCH bytes of a slot's keystream */
uint64_t *cpgpu_keystream_buffer(unsigned slot);

/* Assign a stream to a slot of this thread. */
void cpgpu_keystream_begin(unsigned slot, CpgpuStream *stream);

/* Generate @len bytes of keystream, a multiple of CPGPU_AES_BLOCK. */
void cpgpu_keystream(unsigned slot, void *out, size_t len);

#endif
