/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the rows of blts, page by page
 */
#ifndef HW_CPGPU_ROWS_H
#define HW_CPGPU_ROWS_H

#include "engine.h"

/* From the first to the last byte of a blt's rows in video memory */
static inline uint64_t cpgpu_job_span(const CpgpuJob *job)
{
    return (job->rows - 1) * job->pitch + job->row_bytes;
}
/* The job shall write the mapped data to its rows, or the rows to the data. */
void cpgpu_rows_write(CpgpuJob *job);
void cpgpu_rows_read(CpgpuJob *job);
/* The job shall write to its rows what @produce_row produces. */
void cpgpu_rows_produce(CpgpuJob *job, CpgpuProduceRow *produce_row);
/* out = video memory from @offset on ^ keystream(@st), which may be NULL. */
void cpgpu_rows_source(const CpgpuJob *job, uint64_t offset, uint8_t *out,
                       size_t len, CpgpuStream *st);

#endif
