/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: deterministic random bit generator
 *
 * CTR_DRBG of NIST SP 800-90A Rev. 1, section 10.2.1, with AES-256 and without
 * a derivation function: the seed must be 48 bytes of full entropy.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "crypto.h"
#include "drbg.h"

#include <nettle/aes.h>

#define BATCH_BYTES 512

struct CpgpuDrbg {
    struct aes256_ctx aes;
    uint64_t v_hi, v_lo;        /* V, incremented as one 128-bit number */
    uint8_t counters[BATCH_BYTES];      /* values of V in this batch */
    uint64_t requests;
};

/*
 * Generate @len bytes, whole blocks and at most BATCH_BYTES.  The counter is
 * secret, so it is not expanded in @out, which may be guest memory.
 */
static void drbg_blocks(CpgpuDrbg *d, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i += AES_BLOCK_SIZE) {
        d->v_lo++;
        d->v_hi += d->v_lo == 0;
        stq_be_p(d->counters + i, d->v_hi);
        stq_be_p(d->counters + i + 8, d->v_lo);
    }
    aes256_encrypt(&d->aes, len, out, d->counters);
}

static void drbg_update(CpgpuDrbg *d, const uint8_t *provided)
{
    uint8_t temp[CPGPU_DRBG_SEED];

    drbg_blocks(d, temp, sizeof(temp));
    for (int i = 0; provided && i < CPGPU_DRBG_SEED; i++) {
        temp[i] ^= provided[i];
    }
    aes256_set_encrypt_key(&d->aes, temp);
    d->v_hi = ldq_be_p(temp + AES256_KEY_SIZE);
    d->v_lo = ldq_be_p(temp + AES256_KEY_SIZE + 8);
    cpgpu_wipe(temp, sizeof(temp));
}

CpgpuDrbg *cpgpu_drbg_new(const uint8_t seed[CPGPU_DRBG_SEED])
{
    static const uint8_t zero_key[AES256_KEY_SIZE];
    CpgpuDrbg *d = g_new0(CpgpuDrbg, 1);

    aes256_set_encrypt_key(&d->aes, zero_key);
    drbg_update(d, seed);
    return d;
}

void cpgpu_drbg_free(CpgpuDrbg *d)
{
    if (d) {
        cpgpu_wipe(d, sizeof(*d));
        g_free(d);
    }
}

void cpgpu_drbg_reseed(CpgpuDrbg *d, const uint8_t seed[CPGPU_DRBG_SEED])
{
    drbg_update(d, seed);
    d->requests = 0;
}

void cpgpu_drbg_generate(CpgpuDrbg *d, void *buf, size_t len)
{
    uint8_t last[AES_BLOCK_SIZE];
    uint8_t *out = buf;

    assert(len <= CPGPU_DRBG_REQUEST_MAX);
    while (len >= AES_BLOCK_SIZE) {
        size_t n = MIN(ROUND_DOWN(len, AES_BLOCK_SIZE), BATCH_BYTES);

        drbg_blocks(d, out, n);
        out += n;
        len -= n;
    }
    if (len) {
        drbg_blocks(d, last, sizeof(last));
        memcpy(out, last, len);
        cpgpu_wipe(last, sizeof(last));
    }
    drbg_update(d, NULL);
    d->requests++;
}

uint64_t cpgpu_drbg_requests(const CpgpuDrbg *d)
{
    return d->requests;
}
