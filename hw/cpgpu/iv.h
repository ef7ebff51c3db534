/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: which IVs are used up
 *
 * All functions are called under the BQL.
 */
#ifndef HW_CPGPU_IV_H
#define HW_CPGPU_IV_H

#include "types.h"

/* Content keys of a session whose IVs are watched */
#define CPGPU_CONTENT_KEYS  256

/* The lowest counter block that may still be used under some key */
typedef struct CpgpuIvMark {
    uint64_t prefix, count;
    bool used_up;               /* there is none */
} CpgpuIvMark;

typedef struct CpgpuContentMark {
    uint8_t wrapped[CPGPU_KEY_SIZE];    /* the key, as commands have it */
    CpgpuIvMark mark;
} CpgpuContentMark;

/* The IV marks of a session */
typedef struct CpgpuIvMarks {
    CpgpuIvMark session;
    CpgpuContentMark *content;  /* CPGPU_CONTENT_KEYS of them, or NULL */
    unsigned content_count;
} CpgpuIvMarks;

/*
 * Use the IV of a DECRYPT_BLT, which has @encrypted bytes under it, and note
 * that in the marks of its session: CPGPU_ST_OK, RESERVED_IV or BAD_IV.
 */
uint8_t cpgpu_iv_use(CpgpuState *s, CpgpuIvMarks *marks,
                     const struct cpgpu_cmd *cmd, uint64_t encrypted);
/* The session has no key, or a new one. */
void cpgpu_iv_forget(CpgpuIvMarks *m);
void cpgpu_iv_free(CpgpuIvMarks *m);

#endif
