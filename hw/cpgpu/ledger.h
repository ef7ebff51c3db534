/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: a record of every AES block that the device computes
 *
 * For tests only.  It is compiled into the QEMU that scripts/build-ledger
 * builds, which defines CPGPU_LEDGER.  Elsewhere these functions are empty.
 */
#ifndef HW_CPGPU_LEDGER_H
#define HW_CPGPU_LEDGER_H

#include "stream.h"

/*
 * Rules that keep the inputs of different uses of a key disjoint.  A test can
 * switch each of them off, to see that the ledger notices.
 */
typedef enum CpgpuRule {
    CPGPU_RULE_IV_RANGE,        /* some IVs are reserved for the device */
    CPGPU_RULE_KDF,             /* surface keys come from HMAC, not AES */
    CPGPU_RULE_BLOB,            /* one RSA key for sessions, one for channels */
    CPGPU_RULE_USED_BLOB,       /* key exchange data works once */
    CPGPU_RULE_WRAP_FORM,       /* a wrapped key is never a counter block */
    CPGPU_RULE_CONTENT_KEY,     /* no content key has another purpose */
    CPGPU_RULE_NEW_KEY,         /* no exchanged key has another purpose */
    CPGPU_RULES
} CpgpuRule;

#ifdef CPGPU_LEDGER

/* Record one block. */
void cpgpu_ledger_block(const uint8_t key[CPGPU_AES_KEY], CpgpuUse use,
                        const uint8_t block[CPGPU_AES_BLOCK]);
/* Record @blocks counter blocks of a stream, starting at its count. */
void cpgpu_ledger_stream(const CpgpuStream *st, uint64_t blocks);
/* Record all blocks of an AES-CMAC. */
void cpgpu_ledger_cmac(const uint8_t key[CPGPU_AES_KEY], const void *data,
                       size_t len);
/* The number of blocks recorded; NULL if there is no ledger. */
const uint64_t *cpgpu_ledger_operations(void);
/* Whether the rule is in force: false if CPGPU_LEDGER_RULES_OFF names it. */
bool cpgpu_rule(CpgpuRule rule);

#else

static inline void cpgpu_ledger_block(const uint8_t key[CPGPU_AES_KEY],
                                      CpgpuUse use,
                                      const uint8_t block[CPGPU_AES_BLOCK])
{
}

static inline void cpgpu_ledger_stream(const CpgpuStream *st, uint64_t blocks)
{
}

static inline void cpgpu_ledger_cmac(const uint8_t key[CPGPU_AES_KEY],
                                     const void *data, size_t len)
{
}

static inline const uint64_t *cpgpu_ledger_operations(void)
{
    return NULL;
}

static inline bool cpgpu_rule(CpgpuRule rule)
{
    return true;
}

#endif
#endif
