/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: keystreams from nettle
 */
#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "ledger.h"
#include "stream-backend.h"
#include "xor.h"

const char cpgpu_stream_library[] = "nettle";

typedef struct Cipher {
    CpgpuStream *stream;
    struct aes128_ctx aes;      /* with round key 0 for the next batch */
} Cipher;

/*
 * AES begins by XORing the block with round key 0, and the counter blocks of a
 * batch differ in their last bits only.  So the bits that they share are put
 * into the round key instead, and the input is always the numbers from 0 on.
 *
 * The buffers keep keystream and keys between calls: wiping them after each
 * page would take a tenth of the time.  cpgpu_stream_end() wipes them.
 */
static __thread struct {
    uint8_t numbers[CPGPU_BATCH];
    uint64_t keystream[CPGPU_SLOTS][CPGPU_BATCH / 8];
    Cipher ciphers[CPGPU_SLOTS];
} scratch QEMU_ALIGNED(64);

static void write_numbers(void)
{
    for (unsigned i = 0; i < CPGPU_BATCH_BLOCKS; i++) {
        scratch.numbers[(i + 1) * CPGPU_AES_BLOCK - 1] = i;
    }
}

/* Half a block as nettle stores round keys: two words, read as little-endian */
static uint64_t key_words(uint64_t half)
{
    return HOST_BIG_ENDIAN ? ror64(bswap64(half), 32) : bswap64(half);
}

/*
 * Write the round key as one vector: AES reads it as one soon after, which
 * would stall if it had been written in parts.
 */
static void set_common(Cipher *c)
{
    typedef uint64_t Block __attribute__((vector_size(16)));
    uint64_t count = c->stream->count & -(uint64_t)CPGPU_BATCH_BLOCKS;
    Block key;

    memcpy(&key, c->stream->key->aes.keys, sizeof(key));
    key ^= (Block) { key_words(c->stream->prefix), key_words(count) };
    memcpy(c->aes.keys, &key, sizeof(key));
}

uint64_t *cpgpu_keystream_buffer(unsigned slot)
{
    return scratch.keystream[slot];
}

void cpgpu_keystream_begin(unsigned slot, CpgpuStream *stream)
{
    Cipher *c = &scratch.ciphers[slot];

    if (unlikely(!scratch.numbers[CPGPU_BATCH - 1])) {
        write_numbers();
    }
    c->stream = stream;
    c->aes = stream->key->aes;
    set_common(c);
}

static void keystream(Cipher *c, void *out, size_t len)
{
    uint8_t *p = out;

    while (len) {
        size_t first = c->stream->count % CPGPU_BATCH_BLOCKS * CPGPU_AES_BLOCK;
        size_t n = MIN(len, CPGPU_BATCH - first);

        aes128_encrypt(&c->aes, n, p, scratch.numbers + first);
        c->stream->count += n / CPGPU_AES_BLOCK;
        set_common(c);
        p += n;
        len -= n;
    }
}

void cpgpu_keystream(unsigned slot, void *out, size_t len)
{
    keystream(&scratch.ciphers[slot], out, len);
}

void cpgpu_stream_xor(uint8_t *dst, const uint8_t *src, size_t len,
                      CpgpuStream *a, CpgpuStream *b)
{
    uint64_t *ks_a = scratch.keystream[CPGPU_SLOT_A];
    uint64_t *ks_b = b ? scratch.keystream[CPGPU_SLOT_B] : NULL;
    CpgpuXor *xor = cpgpu_xor_fn();

    cpgpu_ledger_stream(a, len / CPGPU_AES_BLOCK);
    cpgpu_keystream_begin(CPGPU_SLOT_A, a);
    if (b) {
        cpgpu_ledger_stream(b, len / CPGPU_AES_BLOCK);
        cpgpu_keystream_begin(CPGPU_SLOT_B, b);
    }
    while (len) {
        size_t n = MIN(len, CPGPU_BATCH);

        keystream(&scratch.ciphers[CPGPU_SLOT_A], ks_a, n);
        if (b) {
            keystream(&scratch.ciphers[CPGPU_SLOT_B], ks_b, n);
        }
        xor((uint64_t *)dst, (const uint64_t *)src, ks_a, ks_b,
            n / CPGPU_AES_BLOCK);
        src += n;
        dst += n;
        len -= n;
    }
}

void cpgpu_stream_end(void)
{
    cpgpu_wipe(scratch.keystream, sizeof(scratch.keystream));
    cpgpu_wipe(scratch.ciphers, sizeof(scratch.ciphers));
}

/* set_common() relies on how nettle stores keys: check that. */
bool cpgpu_stream_works(void)
{
    static const uint8_t iv[CPGPU_AES_BLOCK] = "counter block 00";
    CpgpuKey *key = cpgpu_key_new((const uint8_t *)"a key for a test");
    CpgpuStream st = cpgpu_stream(key, CPGPU_USE_DATA, iv);
    uint64_t got[2] = { 0 }, expected[2];

    cpgpu_stream_xor((uint8_t *)got, (uint8_t *)got, sizeof(got), &st, NULL);
    cpgpu_stream_end();
    aes128_encrypt(&key->aes, sizeof(expected), (uint8_t *)expected, iv);
    cpgpu_key_unref(key);
    return !memcmp(got, expected, sizeof(got));
}
