/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The crypto room: crypto.c, stream*.c, drbg.c, oaep.c and identity.c, the only
 * files that know a cipher library.  Nothing here knows the device; all of it
 * may run in any thread.
 */
#ifndef HW_CPGPU_CRYPTO_H
#define HW_CPGPU_CRYPTO_H

#define CPGPU_AES_KEY   16
#define CPGPU_AES_BLOCK 16
#define CPGPU_SHA512    64
#define CPGPU_KDF_SIZE  32
#define CPGPU_DRBG_SEED 48

/* Wipe memory in a way that the compiler keeps. */
void cpgpu_wipe(void *p, size_t len);

/* ---- AES-128 ---- */

/*
 * What a cipher block is for.  No block is enciphered under one key for two of
 * these: see "The guest as one oracle" in docs/hardware/security.rst.
 */
typedef enum CpgpuUse {
    CPGPU_USE_DATA,             /* keystream of the application's data */
    CPGPU_USE_READ_BACK,        /* keystream of what is read back */
    CPGPU_USE_PAGE,             /* keystream of a sealed page */
    CPGPU_USE_WRAP,             /* a key under a key, either way */
    CPGPU_USE_MAC,              /* a message of a channel */
} CpgpuUse;

/* An expanded key, shared by reference and wiped with the last one. */
typedef struct CpgpuKey CpgpuKey;

CpgpuKey *cpgpu_key_new(const uint8_t raw[CPGPU_AES_KEY]);
CpgpuKey *cpgpu_key_ref(CpgpuKey *key);
void cpgpu_key_unref(CpgpuKey *key);
/* Put another key into an object that only the caller refers to. */
void cpgpu_key_set(CpgpuKey *key, const uint8_t raw[CPGPU_AES_KEY]);

/*
 * A keystream: AES-128-CTR over the counter blocks BE64(prefix) || BE64(count),
 * count wrapping on its own.  Using it moves @count on.
 */
typedef struct CpgpuStream {
    const CpgpuKey *key;
    CpgpuUse use;
    bool covers;                /* is put on, for the guest to see */
    uint64_t prefix;
    uint64_t count;
} CpgpuStream;

/* The stream whose first counter block is @iv. */
CpgpuStream cpgpu_stream(const CpgpuKey *key, CpgpuUse use,
                         const uint8_t iv[CPGPU_AES_BLOCK]);

/*
 * dst = src ^ keystream(a) ^ keystream(b) in one pass.  With two, @a is the one
 * that comes off and @b the one that is put on; @b may be NULL.  @dst may be
 * @src.  @len is a multiple of CPGPU_AES_BLOCK, both pointers are 8-aligned.
 * Each byte of @src is read once.
 */
void cpgpu_stream_xor(uint8_t *dst, const uint8_t *src, size_t len,
                      CpgpuStream *a, CpgpuStream *b);

/*
 * Which bytes of some data are encrypted.  Either a map of runs or a pattern:
 * the first @encrypted_left bytes are, then @skip are not and @encrypt are, and
 * so on; with both 0, and after the map's end, the rest is clear.
 */
typedef struct CpgpuRun {
    uint32_t clear, encrypted;
} CpgpuRun;

typedef struct CpgpuRuns {
    const CpgpuRun *map;        /* NULL: a pattern */
    size_t map_left;
    uint32_t skip, encrypt;
    uint64_t clear_left, encrypted_left;        /* of the run we are in */
    /* keystream made ahead: runs end anywhere, it comes in blocks */
    uint64_t spare[32];
    unsigned spare_left;        /* bytes, at the end of spare */
} CpgpuRuns;

/* Like cpgpu_stream_xor(), but @a is used for encrypted bytes only. */
void cpgpu_stream_xor_runs(uint8_t *dst, const uint8_t *src, size_t len,
                           CpgpuStream *a, CpgpuRuns *runs, CpgpuStream *b);

/*
 * Wipe the keystream and keys that the calls above left in this thread: after
 * the last one of a series, such as a slice of a job.
 */
void cpgpu_stream_end(void);
/* Whether all this fits the cipher library in use; to be called first. */
bool cpgpu_stream_works(void);
/* Its name. */
extern const char cpgpu_stream_library[];

/* AES-128-ECB of one block, backwards. */
void cpgpu_unwrap_key(const uint8_t kek[CPGPU_AES_KEY],
                      const uint8_t wrapped[CPGPU_AES_KEY],
                      uint8_t key[CPGPU_AES_KEY]);

/* AES-CMAC, RFC 4493. */
void cpgpu_cmac(const uint8_t key[CPGPU_AES_KEY], const void *data, size_t len,
                uint8_t mac[CPGPU_AES_BLOCK]);
/* Whether @mac is that of @data, in constant time. */
bool cpgpu_cmac_good(const uint8_t key[CPGPU_AES_KEY], const void *data,
                     size_t len, const uint8_t mac[CPGPU_AES_BLOCK]);

/*
 * SP 800-108 in counter mode with HMAC-SHA-256, one block.  No other operation
 * uses an AES key as an HMAC key, so what is derived is independent of all that
 * is ever enciphered under @key.
 */
void cpgpu_kdf(const uint8_t key[CPGPU_AES_KEY], const char *label,
               const void *context, size_t context_len,
               uint8_t out[CPGPU_KDF_SIZE]);

/* Whether this is the raw key of @key, in constant time. */
bool cpgpu_key_is(const CpgpuKey *key, const uint8_t raw[CPGPU_AES_KEY]);

/* SHA-512 of @a followed by @b. */
void cpgpu_sha512(const void *a, size_t a_len, const void *b, size_t b_len,
                  uint8_t digest[CPGPU_SHA512]);

/* ---- SP 800-90A CTR_DRBG with AES-256, no derivation function ---- */

#define CPGPU_DRBG_REQUEST_MAX 65536    /* bytes in one Generate */

typedef struct CpgpuDrbg CpgpuDrbg;

CpgpuDrbg *cpgpu_drbg_new(const uint8_t seed[CPGPU_DRBG_SEED]);
void cpgpu_drbg_free(CpgpuDrbg *d);
void cpgpu_drbg_reseed(CpgpuDrbg *d, const uint8_t seed[CPGPU_DRBG_SEED]);
/* One Generate call; @len is at most CPGPU_DRBG_REQUEST_MAX. */
void cpgpu_drbg_generate(CpgpuDrbg *d, void *buf, size_t len);
/* Generate calls since the last (re)seed. */
uint64_t cpgpu_drbg_requests(const CpgpuDrbg *d);

/* ---- the device's RSA keys and certificate chains ---- */

typedef struct CpgpuIdentity CpgpuIdentity;

/* What a key is for; there is one for each, and it serves nothing else. */
typedef enum CpgpuIdentityPurpose {
    CPGPU_IDENTITY_SESSION,
    CPGPU_IDENTITY_CHANNEL,
    CPGPU_IDENTITY_PURPOSES
} CpgpuIdentityPurpose;

/*
 * From a PEM file, or the built-in test identity when @path is NULL.  The file
 * has two RSA-2048 keys and, for each, the certificate of this key followed by
 * those of its authorities, at most @chain_max bytes.  The extended key usage
 * of a key's certificate says which purpose the key is for, so the order of
 * keys and chains is free.
 */
CpgpuIdentity *cpgpu_identity_load(const char *path, size_t chain_max,
                                   Error **errp);
void cpgpu_identity_free(CpgpuIdentity *id);
const uint8_t *cpgpu_identity_chain(const CpgpuIdentity *id,
                                    CpgpuIdentityPurpose purpose, size_t *len);

/*
 * RSAES-OAEP decryption (RSA-2048, SHA-512, MGF1 with SHA-512, empty label) of
 * a message of exactly CPGPU_AES_KEY bytes, with the key of @purpose and no
 * other.  All failures look and take the same; @key is untouched by them.
 */
bool cpgpu_identity_decrypt(const CpgpuIdentity *id,
                            CpgpuIdentityPurpose purpose,
                            const uint8_t blob[256],
                            uint8_t key[CPGPU_AES_KEY]);

#define CPGPU_OAEP_BLOCK 256
/* EME-OAEP decoding in constant time, for cpgpu_identity_decrypt() */
bool cpgpu_oaep_decode(uint8_t em[CPGPU_OAEP_BLOCK],
                       uint8_t msg[CPGPU_AES_KEY]);

#endif
