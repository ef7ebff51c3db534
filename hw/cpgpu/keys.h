/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: which key serves which purpose
 *
 * All functions are called under the BQL.
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
    uint8_t secret[32];         /* the digests are computed with it */
    uint64_t changes;           /* how often a key came into use */
} CpgpuKeys;

void cpgpu_keys_init(CpgpuState *s);
void cpgpu_keys_exit(CpgpuState *s);
/*
 * Whether the blob, of CPGPU_BLOB_SIZE bytes, may be decrypted: CPGPU_ST_OK,
 * USED_BLOB or NO_ROOM.
 */
uint8_t cpgpu_keys_check_blob(CpgpuState *s, const uint8_t *blob);
/*
 * The blob was decrypted and holds @key: remember both.  Returns
 * CPGPU_ST_KEY_IN_USE when the key has another purpose already.
 */
uint8_t cpgpu_keys_exchanged(CpgpuState *s, CpgpuKeyKind kind,
                             const uint8_t *blob, const uint8_t *key);
/* A refresh has changed a session's key. */
void cpgpu_keys_refreshed(CpgpuState *s);
/*
 * Make a read-back key: @key, and the same wrapped under @session_key.  Returns
 * false if the RNG has failed.
 */
bool cpgpu_keys_make_read_back(CpgpuState *s,
                               const uint8_t session_key[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE],
                               uint8_t wrapped[CPGPU_KEY_SIZE]);
/*
 * Unwrap a content key of a session.  If it has another purpose, @key is an
 * unrelated one that nobody knows.  Returns false for a read-back key.
 */
bool cpgpu_keys_unwrap_content(CpgpuState *s, struct CpgpuSession *ss,
                               const uint8_t wrapped[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE]);

#endif
