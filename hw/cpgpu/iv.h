/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: which IVs are used up
 */
#ifndef HW_CPGPU_IV_H
#define HW_CPGPU_IV_H

#include "types.h"

/* Content keys of a session whose IVs are watched */
#define CPGPU_CONTENT_KEYS  256

/* The lowest counter block that was not used yet under some key */
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

struct CpgpuSession;

/* Use the IV of a DECRYPT_BLT: CPGPU_ST_OK, RESERVED_IV or BAD_IV. */
uint8_t cpgpu_iv_use(CpgpuJob *job, struct CpgpuSession *ss);
/* The session gets, or loses, its key. */
void cpgpu_iv_forget(CpgpuIvMarks *m);
void cpgpu_iv_free(CpgpuIvMarks *m);

#endif
