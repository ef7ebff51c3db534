/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: AES-128-CTR keystreams
 */
#ifndef HW_CPGPU_STREAM_H
#define HW_CPGPU_STREAM_H

#include "crypto.h"

/*
 * A keystream over the counter blocks BE64(prefix) || BE64(count), where count
 * wraps without a carry into prefix.  Using the stream advances @count.
 */
typedef struct CpgpuStream {
    const CpgpuKey *key;
    CpgpuUse use;
    bool covers;                /* encrypts data that the guest can see */
    uint64_t prefix;
    uint64_t count;
} CpgpuStream;

/* The stream whose first counter block is @iv */
CpgpuStream cpgpu_stream(const CpgpuKey *key, CpgpuUse use,
                         const uint8_t iv[CPGPU_AES_BLOCK]);

/*
 * dst = src ^ keystream(a) ^ keystream(b) in one pass, reading each byte of
 * @src once.  @b may be NULL.  With two streams, @a removes the encryption that
 * the data has and @b applies a new one.  @dst may be @src.  @len is a multiple
 * of CPGPU_AES_BLOCK, and both buffers are 8-byte aligned.
 */
void cpgpu_stream_xor(uint8_t *dst, const uint8_t *src, size_t len,
                      CpgpuStream *a, CpgpuStream *b);

/*
 * Which bytes of partially encrypted data are encrypted, given either as a map
 * of runs or as a pattern.  The pattern is @encrypted_left encrypted bytes,
 * then @skip clear and @encrypt encrypted bytes, repeated.  The rest is clear
 * after the end of a map, or if @skip and @encrypt are both 0.
 */
typedef struct CpgpuRun {
    uint32_t clear, encrypted;
} CpgpuRun;

typedef struct CpgpuRuns {
    const CpgpuRun *map;        /* NULL: a pattern */
    size_t map_left;
    uint32_t skip, encrypt;
    uint64_t clear_left, encrypted_left;        /* of the current run */
    /* Keystream comes in whole blocks, but a run may end at any byte. */
    uint64_t spare[32];
    unsigned spare_left;        /* unused bytes, at the end of @spare */
} CpgpuRuns;

/* Like cpgpu_stream_xor(), but use @a for the encrypted bytes only. */
void cpgpu_stream_xor_runs(uint8_t *dst, const uint8_t *src, size_t len,
                           CpgpuStream *a, CpgpuRuns *runs, CpgpuStream *b);

/*
 * Wipe the keystream and the keys that the functions above keep per thread.
 * Call it after the last one of a series, such as a slice of a job.
 */
void cpgpu_stream_end(void);
/* Check the cipher library in use.  Must be called before anything else. */
bool cpgpu_stream_works(void);
/* Name of the cipher library */
extern const char cpgpu_stream_library[];

#endif
