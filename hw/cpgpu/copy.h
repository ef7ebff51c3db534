/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: COPY, FILL and CONVERT
 */
#ifndef HW_CPGPU_COPY_H
#define HW_CPGPU_COPY_H

#include "types.h"

struct CpgpuSession;

uint8_t cpgpu_copy(CpgpuJob *job);
uint8_t cpgpu_fill(CpgpuJob *job);
/* Whether there can be such rows of the source, cmd.src_pitch apart. */
uint8_t cpgpu_source_rows(const CpgpuJob *job, uint64_t offset, uint64_t rows,
                          uint64_t row_bytes);
/* Whether the job may read them. */
uint8_t cpgpu_source_session(CpgpuJob *job, struct CpgpuSession *ss,
                             uint64_t offset, uint64_t rows,
                             uint64_t row_bytes);
/* convert.c */
uint8_t cpgpu_convert(CpgpuJob *job);

#endif
