/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: keystreams over partially encrypted data
 */
#include "qemu/osdep.h"
#include "ledger.h"
#include "stream-backend.h"
#include "xor.h"

/* Advance to the next run if the current one is used up. */
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

/* The next @len bytes of keystream, which need not be whole blocks */
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

/* Keystream where the data is encrypted, and zeros where it is clear */
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

/* The position of @a, not counting spare keystream as used */
static CpgpuStream runs_position(const CpgpuStream *a, const CpgpuRuns *r)
{
    CpgpuStream st = *a;

    st.count -= DIV_ROUND_UP(r->spare_left, CPGPU_AES_BLOCK);
    return st;
}

void cpgpu_stream_xor_runs(uint8_t *dst, const uint8_t *src, size_t len,
                           CpgpuStream *a, CpgpuRuns *runs, CpgpuStream *b)
{
    uint64_t *ks_a = cpgpu_keystream_buffer(CPGPU_SLOT_A);
    uint64_t *ks_b = cpgpu_keystream_buffer(CPGPU_SLOT_B);
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
