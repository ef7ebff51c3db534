/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record of every AES block that the device computes, for tests
 *
 * It exists only in the QEMU that scripts/build-ledger builds, with
 * CPGPU_LEDGER defined.  Elsewhere these functions are empty, and nothing of
 * them is left in the program.
 */
#ifndef HW_CPGPU_LEDGER_H
#define HW_CPGPU_LEDGER_H

#include "crypto.h"

/*
 * Rules that keep the inputs of each use of a key apart.  A test can switch
 * each of them off, to see that the ledger notices.
 */
typedef enum CpgpuRule {
    CPGPU_RULE_IV_RANGE,        /* counter blocks of the device's own */
    CPGPU_RULE_KDF,             /* surface keys come from HMAC, not AES */
    CPGPU_RULE_BLOB,            /* one RSA key for sessions, one for channels */
    CPGPU_RULE_USED_BLOB,       /* key exchange data works once */
    CPGPU_RULE_WRAP_FORM,       /* no wrapped key looks like a counter block */
    CPGPU_RULE_CONTENT_KEY,     /* no content key has another purpose */
    CPGPU_RULE_NEW_KEY,         /* no exchanged key has another purpose */
    CPGPU_RULES
} CpgpuRule;

#ifdef CPGPU_LEDGER

/* One block. */
void cpgpu_ledger_block(const uint8_t key[CPGPU_AES_KEY], CpgpuUse use,
                        const uint8_t block[CPGPU_AES_BLOCK]);
/* @blocks counter blocks of the stream, from its count on. */
void cpgpu_ledger_stream(const CpgpuStream *st, uint64_t blocks);
/* All blocks of an AES-CMAC. */
void cpgpu_ledger_cmac(const uint8_t key[CPGPU_AES_KEY], const void *data,
                       size_t len);
/* How many blocks were recorded; NULL: there is no ledger. */
const uint64_t *cpgpu_ledger_operations(void);
/* Whether the rule holds: unless CPGPU_LEDGER_RULES_OFF names it. */
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
