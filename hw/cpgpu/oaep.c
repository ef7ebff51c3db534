/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: EME-OAEP decoding, RFC 8017 section 7.1.2
 *
 * nettle has OAEP since 3.10 only.  No branch and no address below depends on
 * secret bytes, so that a bad ciphertext does not reveal what is wrong with it.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "oaep.h"

#include <nettle/memops.h>

#define HASH    CPGPU_SHA512
#define DB_SIZE (CPGPU_OAEP_BLOCK - HASH - 1)
/* DB is lHash || 00..00 || 01 || message, where the message's size is fixed. */
#define DB_MARK (DB_SIZE - CPGPU_AES_KEY - 1)

static void mgf1_xor(uint8_t *out, size_t len, const uint8_t *seed,
                     size_t seed_len)
{
    uint8_t mask[HASH], counter[4];

    for (uint32_t i = 0; i * HASH < len; i++) {
        size_t n = MIN(HASH, len - i * HASH);

        stl_be_p(counter, i);
        cpgpu_sha512(seed, seed_len, counter, sizeof(counter), mask);
        for (size_t j = 0; j < n; j++) {
            out[i * HASH + j] ^= mask[j];
        }
    }
    cpgpu_wipe(mask, sizeof(mask));
}

bool cpgpu_oaep_decode(uint8_t em[CPGPU_OAEP_BLOCK],
                       uint8_t msg[CPGPU_AES_KEY])
{
    uint8_t *seed = em + 1;
    uint8_t *db = em + 1 + HASH;
    uint8_t want[DB_MARK + 1] = { 0 };
    int bad;

    mgf1_xor(seed, HASH, db, DB_SIZE);
    mgf1_xor(db, DB_SIZE, seed, HASH);

    cpgpu_sha512("", 0, "", 0, want);
    want[DB_MARK] = 1;
    bad = em[0];
    bad |= !memeql_sec(db, want, sizeof(want));
    if (bad) {
        return false;
    }
    memcpy(msg, db + DB_MARK + 1, CPGPU_AES_KEY);
    return true;
}
