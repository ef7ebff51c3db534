/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: AES-128 keys, key derivation, MACs and digests
 *
 * The cipher backend is crypto.c, xor.c, stream*.c, drbg.c, oaep.c, identity.c
 * and ledger.c.  Only these files use a cipher library.  They know nothing of
 * the device, and all of their functions may be called from any thread.
 */
#ifndef HW_CPGPU_CRYPTO_H
#define HW_CPGPU_CRYPTO_H

#define CPGPU_AES_KEY   16
#define CPGPU_AES_BLOCK 16
#define CPGPU_SHA512    64
#define CPGPU_KDF_SIZE  32

/* Clear memory; unlike memset(), this is never optimized out. */
void cpgpu_wipe(void *p, size_t len);

/*
 * What a cipher block is used for.  No block is enciphered under one key for
 * two of these: see "The guest as one oracle" in docs/hardware/security.rst.
 */
typedef enum CpgpuUse {
    CPGPU_USE_DATA,             /* keystream of the application's data */
    CPGPU_USE_READ_BACK,        /* keystream of data that is read back */
    CPGPU_USE_PAGE,             /* keystream of a sealed page */
    CPGPU_USE_WRAP,             /* wrapping or unwrapping another key */
    CPGPU_USE_MAC,              /* MAC of a channel message */
} CpgpuUse;

/* An expanded key.  It is reference counted, and wiped when it is freed. */
typedef struct CpgpuKey CpgpuKey;

CpgpuKey *cpgpu_key_new(const uint8_t raw[CPGPU_AES_KEY]);
CpgpuKey *cpgpu_key_ref(CpgpuKey *key);
/* @key may be NULL. */
void cpgpu_key_unref(CpgpuKey *key);
/* Replace the value of a key.  The caller must hold the only reference. */
void cpgpu_key_set(CpgpuKey *key, const uint8_t raw[CPGPU_AES_KEY]);
/* Compare with a raw key, in constant time. */
bool cpgpu_key_is(const CpgpuKey *key, const uint8_t raw[CPGPU_AES_KEY]);

/* Decrypt one block with AES-128-ECB. */
void cpgpu_unwrap_key(const uint8_t kek[CPGPU_AES_KEY],
                      const uint8_t wrapped[CPGPU_AES_KEY],
                      uint8_t key[CPGPU_AES_KEY]);

/* AES-CMAC, RFC 4493 */
void cpgpu_cmac(const uint8_t key[CPGPU_AES_KEY], const void *data, size_t len,
                uint8_t mac[CPGPU_AES_BLOCK]);
/* Verify the AES-CMAC of @data, in constant time. */
bool cpgpu_cmac_good(const uint8_t key[CPGPU_AES_KEY], const void *data,
                     size_t len, const uint8_t mac[CPGPU_AES_BLOCK]);

/*
 * SP 800-108 in counter mode with HMAC-SHA-256, one block.  No other operation
 * uses an AES key as an HMAC key, so the derived key is independent of
 * everything that is ever enciphered under @key.
 */
void cpgpu_kdf(const uint8_t key[CPGPU_AES_KEY], const char *label,
               const void *context, size_t context_len,
               uint8_t out[CPGPU_KDF_SIZE]);

/* SHA-512 of @a followed by @b */
void cpgpu_sha512(const void *a, size_t a_len, const void *b, size_t b_len,
                  uint8_t digest[CPGPU_SHA512]);

#endif
