/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: which key serves which purpose
 */
#ifndef HW_CPGPU_KEYS_H
#define HW_CPGPU_KEYS_H

#include "types.h"

struct CpgpuSession;

typedef enum CpgpuKeyKind {
    CPGPU_KEYS_SESSION,
    CPGPU_KEYS_CHANNEL,
    CPGPU_KEYS_BLOB,            /* not a key: key exchange data */
    CPGPU_KEYS_KINDS,
} CpgpuKeyKind;

/* Keys and key exchange data of this power-on, as digests */
typedef struct CpgpuKeys {
    GHashTable *digests[CPGPU_KEYS_KINDS];
    uint8_t secret[32];         /* what digests are made with */
    uint64_t changes;           /* how often a key came into use */
} CpgpuKeys;

void cpgpu_keys_init(CpgpuState *s);
void cpgpu_keys_exit(CpgpuState *s);
/* Whether the blob may be opened: CPGPU_ST_OK, USED_BLOB or NO_ROOM. */
uint8_t cpgpu_keys_check_blob(CpgpuState *s, const uint8_t *blob);
/*
 * The blob was opened and holds @key: remember both.  CPGPU_ST_KEY_IN_USE when
 * the key serves another purpose already.
 */
uint8_t cpgpu_keys_exchanged(CpgpuState *s, CpgpuKeyKind kind,
                             const uint8_t *blob, const uint8_t *key);
/* A session's key has changed by a refresh. */
void cpgpu_keys_refreshed(CpgpuState *s);
/*
 * A new read-back key, as itself and wrapped under @session_key; false: the RNG
 * failed.
 */
bool cpgpu_keys_make_read_back(CpgpuState *s,
                               const uint8_t session_key[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE],
                               uint8_t wrapped[CPGPU_KEY_SIZE]);
/*
 * The content key that came as @wrapped, or one that is as good as random if it
 * has another purpose; false: it is a read-back key.
 */
bool cpgpu_keys_unwrap_content(CpgpuState *s, struct CpgpuSession *ss,
                               const uint8_t wrapped[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE]);

#endif
