/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: COPY, FILL and CONVERT
 */
#ifndef HW_CPGPU_COPY_H
#define HW_CPGPU_COPY_H

#include "types.h"

/* Prepare COPY, FILL, CONVERT (convert.c). */
uint8_t cpgpu_copy(CpgpuJob *job);
uint8_t cpgpu_fill(CpgpuJob *job);
uint8_t cpgpu_convert(CpgpuJob *job);

/*
 * Check @rows rows of the source, cmd.src_pitch apart: that they are in video
 * memory and do not overlap the destination,
 */
uint8_t cpgpu_source_rows(const CpgpuJob *job, uint64_t offset, uint64_t rows,
                          uint64_t row_bytes);
/* and that the session, which has a key, may read them. */
uint8_t cpgpu_source_session(CpgpuJob *job, uint64_t offset, uint64_t rows,
                             uint64_t row_bytes);

#endif
