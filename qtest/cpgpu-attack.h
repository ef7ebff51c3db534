/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that has no key and wants to see the picture
 *
 * Only the server knows the keys and the clip; what it sends through the guest
 * is its AttackRelay.  The attacker is the guest, whose functions use nothing
 * but the relay and the device.
 */
#ifndef CPGPU_ATTACK_H
#define CPGPU_ATTACK_H

#include "cpgpu-util.h"

#define ATTACK_OPTS     "vram=8M"
#define ATTACK_CLIP     CPGPU_PAGE_SIZE

typedef struct AttackRelay {
    uint8_t blob[2][CPGPU_BLOB_SIZE];   /* the same key, wrapped twice */
    uint8_t wrapped[CPGPU_KEY_SIZE];    /* the content key */
    uint8_t iv[CPGPU_IV_SIZE];
    uint8_t clip[ATTACK_CLIP];          /* encrypted */
} AttackRelay;

typedef struct AttackServer {
    uint8_t key[CPGPU_KEY_SIZE], content_key[CPGPU_KEY_SIZE];
    uint8_t clip[ATTACK_CLIP];          /* random bytes */
    AttackRelay relay;
} AttackServer;

void attack_server_init(AttackServer *s, QCpgpu *g);

/* cpgpu_start_with() ATTACK_OPTS and these, ring 0 on */
QCpgpu *attack_start(const char *opts);
/* DESTROY those of sessions 0 to 2 that exist */
void attack_free_sessions(QCpgpu *g);

/* Where things are in video memory; all below ATTACK_OPEN gets sealed */
#define ATTACK_SECRET   0               /* the clip */
#define ATTACK_SCRATCH  0x10000u
#define ATTACK_STREAM   0x200000u       /* for the attacker to fill, */
#define ATTACK_STREAM_BYTES 0x80000u    /*   with space before and behind it */
#define ATTACK_OPEN     0x400000u

typedef struct Attacker {
    QCpgpu *g;
    const AttackRelay *relay;
    unsigned session;
    bool own_key;               /* read back under a read-back key, */
    uint8_t wrapped[CPGPU_KEY_SIZE];    /* as the device has wrapped it */
    uint8_t next_iv[CPGPU_IV_SIZE];     /* to be expected of ENCRYPT_BLT */
    uint64_t zeros, out;        /* guest memory, ATTACK_STREAM_BYTES each */
} Attacker;

void attacker_init(Attacker *a, QCpgpu *g, const AttackRelay *relay,
                   bool own_key);

/* Run a command in the attacker's session; clears away what went wrong */
uint32_t attack_run(Attacker *a, struct cpgpu_cmd cmd);
/* CREATE in this context, and KEY_EXCHANGE; returns the status of that */
uint32_t attack_key(Attacker *a, unsigned session, uint32_t context,
                    const uint8_t *blob);
/* Seal and load the clip, as a guest does for an honest application */
void attack_load(Attacker *a);
/* READ_BACK_KEY */
void attack_new_read_back_key(Attacker *a);
/* ENCRYPT_BLT of one block, for its IV; sets next_iv */
void attack_see_iv(Attacker *a);

/*
 * Decrypt zeros: leaves the keystream from @count blocks behind next_iv on at
 * @vram, as sealed content.  Under the content key of this wrapping; NULL: the
 * session key.
 */
struct cpgpu_cmd attack_decrypt(Attacker *a, const uint8_t *wrapped,
                                int64_t count, uint64_t vram, uint64_t len);

/*
 * The convert oracle: supposed that the keystream of the next ENCRYPT_BLT is
 * at ATTACK_STREAM, guess what the @n bytes at @secret are.  @n is a power of
 * two up to 256.  CONVERT makes of luma u and chroma s a pixel f(u, s); read
 * back that is f(u, s) ^ u, and how often each value occurs gives s.
 * Returns how uneven the read-back bytes are, as chi-square with 255 degrees
 * of freedom, or -1 if there was nothing to read and the guess is blind.
 */
double attack_convert(Attacker *a, uint64_t secret, unsigned n, uint8_t *guess);

/* E(key, X) for each X by that oracle; @session gets the blob once more */
void attack_aes(Attacker *a, uint32_t context, const uint8_t *blob,
                const uint8_t (*x)[16], unsigned n, uint8_t (*guess)[16]);

/* AES-CMAC of @len bytes, with nothing but E(key, X) of any X */
typedef void AttackAes(void *opaque, const uint8_t (*x)[16], unsigned n,
                       uint8_t (*out)[16]);
void attack_cmac(AttackAes *aes, void *opaque, const void *msg, size_t len,
                 uint8_t mac[16]);

/* The success of several attacks on the first ATTACK_BYTES of the clip */
#define ATTACK_BYTES    256

typedef struct AttackScore {
    unsigned hits, trials;
    double uneven;              /* the highest chi-square */
} AttackScore;

/* attack_convert() on the clip; adds to @s and prints, with @status */
void attack_score(AttackScore *s, Attacker *a, const AttackServer *server,
                  const char *name, uint32_t status);
void attack_assert_chance(const AttackScore *s);

/*
 * Whether chance, which succeeds once in @in, explains @hits out of @trials.
 * The bound fails by accident once in 10^12 runs.
 */
bool attack_is_chance(unsigned hits, unsigned trials, unsigned in);

#endif /* CPGPU_ATTACK_H */
