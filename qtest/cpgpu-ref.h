/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cpgpu must compute, written a second time from the manual
 *
 * Nothing here shares a line with the device: the tests compare the two.
 */
#ifndef CPGPU_REF_H
#define CPGPU_REF_H

#include <nettle/aes.h>

#define REF_KEY         16
#define REF_BLOCK       16
#define REF_PAGE        4096
#define REF_SEED        48
#define REF_POOL        256

void ref_xor(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t len);

/* One block of AES-128-ECB */
void ref_ecb_encrypt(const uint8_t key[REF_KEY], const uint8_t in[REF_BLOCK],
                     uint8_t out[REF_BLOCK]);

/* AES-128-CTR as applications use it: the low 64 bits of the counter wrap */
void ref_ctr(const uint8_t key[REF_KEY], const uint8_t iv[REF_BLOCK],
             uint8_t *buf, size_t len);

/* The key of a session's sealed pages */
void ref_surface_key(const uint8_t key[REF_KEY], const uint8_t salt[16],
                     uint64_t handle, uint32_t instance, uint8_t out[REF_KEY]);
/* The IV of its first ENCRYPT_BLT; Count is CPGPU_IV_COUNT_DEVICE */
uint64_t ref_read_back_iv(const uint8_t key[REF_KEY], const uint8_t salt[16],
                          uint64_t handle, uint32_t instance);

/* Encrypt or decrypt one sealed page in place */
void ref_page_crypt(const uint8_t surface_key[REF_KEY], uint64_t nonce,
                    uint8_t page[REF_PAGE]);

/* SP 800-90A CTR_DRBG, AES-256, no derivation function */
typedef struct RefDrbg {
    struct aes256_ctx aes;
    uint8_t v[REF_BLOCK];
} RefDrbg;

void ref_drbg_instantiate(RefDrbg *d, const uint8_t entropy[REF_SEED]);
void ref_drbg_reseed(RefDrbg *d, const uint8_t entropy[REF_SEED]);
void ref_drbg_generate(RefDrbg *d, uint8_t *out, size_t len);

/* The RNG block of a device started with seed= */
typedef struct RefRng {
    char *seed;
    uint64_t noise_block;       /* next SHA-512 block of the noise stream */
    uint8_t noise[64];
    size_t noise_left;
    RefDrbg drbg;
    uint8_t pool[REF_POOL];
    size_t pool_left;
    uint8_t salt[16];
} RefRng;

RefRng *ref_rng_new(const char *seed);
void ref_rng_free(RefRng *r);
uint32_t ref_rng_word(RefRng *r);
void ref_rng_fill(RefRng *r, uint8_t *buf, size_t len);
void ref_rng_reseed(RefRng *r);         /* CTRL.RESEED */
void ref_rng_restart(RefRng *r);        /* CTRL.RESTART, or any reset */

#endif /* CPGPU_REF_H */
