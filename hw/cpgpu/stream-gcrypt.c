/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: keystreams from libgcrypt
 *
 * On processors with VAES, its bulk CTR mode is twice as fast as nettle's bare
 * AES.  A cipher handle cannot be shared between threads, and setting one up
 * costs as much as half a page.  So each thread keeps a handle for each slot
 * with the last key in it; all pages of a job use the same key.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ledger.h"
#include "stream-backend.h"

#include <gcrypt.h>

const char cpgpu_stream_library[] = "libgcrypt";

/* A call costs about as much as 1 KiB of keystream, so process more. */
#define PIECE   4096

typedef struct Cipher {
    gcry_cipher_hd_t handle;
    uint64_t serial;            /* of its key; 0: none */
    CpgpuStream *stream;
} Cipher;

typedef struct Scratch {
    uint8_t between[PIECE];     /* encrypted with both keystreams */
    uint64_t keystream[CPGPU_SLOTS][CPGPU_BATCH / 8];
    Cipher ciphers[CPGPU_SLOTS];
} Scratch;

static void scratch_free(void *opaque)
{
    Scratch *s = opaque;

    for (unsigned i = 0; i < CPGPU_SLOTS; i++) {
        gcry_cipher_close(s->ciphers[i].handle);
    }
    cpgpu_wipe(s, sizeof(*s));
    g_free(s);
}

/* Frees the scratch memory when its thread ends. */
static GPrivate owner = G_PRIVATE_INIT(scratch_free);
static __thread Scratch *scratch;

/* These calls fail only if there is no memory. */
static void must(gcry_error_t error)
{
    if (error) {
        g_error("cpgpu: libgcrypt: %s", gcry_strerror(error));
    }
}

static void scratch_init(void)
{
    scratch = g_new0(Scratch, 1);
    for (unsigned i = 0; i < CPGPU_SLOTS; i++) {
        must(gcry_cipher_open(&scratch->ciphers[i].handle, GCRY_CIPHER_AES128,
                              GCRY_CIPHER_MODE_CTR, 0));
    }
    g_private_set(&owner, scratch);
}

static Scratch *get_scratch(void)
{
    if (unlikely(!scratch)) {
        scratch_init();
    }
    return scratch;
}

uint64_t *cpgpu_keystream_buffer(unsigned slot)
{
    return get_scratch()->keystream[slot];
}

void cpgpu_keystream_begin(unsigned slot, CpgpuStream *stream)
{
    Cipher *c = &get_scratch()->ciphers[slot];

    c->stream = stream;
    if (c->serial != stream->key->serial) {
        must(gcry_cipher_setkey(c->handle, stream->key->raw, CPGPU_AES_KEY));
        c->serial = stream->key->serial;
    }
}

/*
 * libgcrypt increments all 128 bits of the block and we only the lower 64, so
 * a call must end where these wrap.
 */
static size_t until_wrap(uint64_t count, size_t len)
{
    uint64_t blocks = -count;

    return blocks && blocks < len / CPGPU_AES_BLOCK ? blocks * CPGPU_AES_BLOCK
                                                    : len;
}

/* dst = src ^ keystream */
static void xor_stream(Cipher *c, uint8_t *dst, const uint8_t *src, size_t len)
{
    while (len) {
        size_t n = until_wrap(c->stream->count, len);
        uint64_t block[2] = {
            cpu_to_be64(c->stream->prefix), cpu_to_be64(c->stream->count)
        };

        must(gcry_cipher_setctr(c->handle, block, sizeof(block)));
        must(gcry_cipher_encrypt(c->handle, dst, n, src, n));
        c->stream->count += n / CPGPU_AES_BLOCK;
        src += n;
        dst += n;
        len -= n;
    }
}

void cpgpu_keystream(unsigned slot, void *out, size_t len)
{
    memset(out, 0, len);
    xor_stream(&get_scratch()->ciphers[slot], out, out, len);
}

/*
 * Data under both keystreams must stay in a private buffer: a guest that saw it
 * next to @src or @dst could compute a keystream.  @b is applied before @a is
 * removed, so that no buffer ever holds plaintext.
 */
void cpgpu_stream_xor(uint8_t *dst, const uint8_t *src, size_t len,
                      CpgpuStream *a, CpgpuStream *b)
{
    Scratch *s = get_scratch();
    Cipher *ciphers = s->ciphers;

    cpgpu_ledger_stream(a, len / CPGPU_AES_BLOCK);
    cpgpu_keystream_begin(CPGPU_SLOT_A, a);
    if (!b) {
        xor_stream(&ciphers[CPGPU_SLOT_A], dst, src, len);
        return;
    }
    cpgpu_ledger_stream(b, len / CPGPU_AES_BLOCK);
    cpgpu_keystream_begin(CPGPU_SLOT_B, b);
    while (len) {
        size_t n = MIN(len, PIECE);

        xor_stream(&ciphers[CPGPU_SLOT_B], s->between, src, n);
        xor_stream(&ciphers[CPGPU_SLOT_A], dst, s->between, n);
        src += n;
        dst += n;
        len -= n;
    }
}

void cpgpu_stream_end(void)
{
    static const uint8_t no_key[CPGPU_AES_KEY];
    Scratch *s = scratch;

    if (!s) {
        return;
    }
    cpgpu_wipe(s->keystream, sizeof(s->keystream));
    for (unsigned i = 0; i < CPGPU_SLOTS; i++) {
        Cipher *c = &s->ciphers[i];

        if (c->serial) {
            must(gcry_cipher_setkey(c->handle, no_key, sizeof(no_key)));
            c->serial = 0;
        }
    }
}

/* libgcrypt must be initialized before anything else in it is used. */
bool cpgpu_stream_works(void)
{
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
        return true;
    }
    if (!gcry_check_version(GCRYPT_VERSION)) {
        return false;
    }
    /* Secure memory is small, and keys are in ordinary memory anyway. */
    return !gcry_control(GCRYCTL_DISABLE_SECMEM) &&
           !gcry_control(GCRYCTL_INITIALIZATION_FINISHED);
}
