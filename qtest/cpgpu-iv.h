/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device under test, and commands with IVs that it takes or refuses */
#ifndef CPGPU_IV_H
#define CPGPU_IV_H

#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define MAX64   UINT64_MAX
#define AREA    (2 * CPGPU_MIB)

typedef struct IvDut {
    QCpgpu *g;
    uint64_t data;
    uint8_t key[16];            /* session 0's */
    uint32_t content;           /* a content key for all, or 0 */
} IvDut;

IvDut *iv_start(const char *opts);
/* Only content keys take IVs with any Count */
IvDut *iv_start_content(const char *opts);
void iv_stop(IvDut *d);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IvDut, iv_stop)

struct cpgpu_cmd iv_content_key(IvDut *d, struct cpgpu_cmd cmd, uint32_t which);
/* @blocks blocks with the IV @upper, @count, into the session's first pages */
struct cpgpu_cmd iv_cmd(IvDut *d, uint64_t upper, uint64_t count,
                         uint64_t blocks);
struct cpgpu_cmd iv_map(IvDut *d, struct cpgpu_cmd cmd, uint32_t clear,
                          uint32_t encrypted);

/* The device runs the command, or refuses it for counter blocks used before */
void iv_run(IvDut *d, struct cpgpu_cmd cmd);
void iv_refuse(IvDut *d, struct cpgpu_cmd cmd);
void iv_run_at(IvDut *d, uint64_t upper, uint64_t count, uint64_t blocks);
void iv_refuse_at(IvDut *d, uint64_t upper, uint64_t count, uint64_t blocks);
/* One block under content key @which */
void iv_run_content(IvDut *d, uint32_t which, uint64_t upper, uint64_t count);
void iv_refuse_content(IvDut *d, uint32_t which, uint64_t upper,
                       uint64_t count);
/* The IV mark is exactly here: the block below is refused, this one is not */
void iv_assert_mark(IvDut *d, uint64_t upper, uint64_t count);

#endif /* CPGPU_IV_H */
