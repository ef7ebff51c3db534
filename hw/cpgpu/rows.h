/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the rows of blts, page by page
 *
 * Jobs are set up under the BQL, and their workers call cpgpu_rows_source().
 */
#ifndef HW_CPGPU_ROWS_H
#define HW_CPGPU_ROWS_H

#include "engine.h"

/* From the first to the last byte of a blt's rows in video memory */
static inline uint64_t cpgpu_job_span(const CpgpuJob *job)
{
    return (job->rows - 1) * job->pitch + job->row_bytes;
}
/* A task.done: have the display draw what was written. */
void cpgpu_rows_written(CpgpuJob *job);
/* The job shall write the mapped data to its rows, or the rows to the data. */
void cpgpu_rows_write(CpgpuJob *job);
void cpgpu_rows_read(CpgpuJob *job);
/* The job shall write to its rows what @produce_row produces. */
void cpgpu_rows_produce(CpgpuJob *job, CpgpuProduceRow *produce_row);
/*
 * Read @len bytes of video memory at @offset, which belong to the job's session
 * or to nobody: @out = plaintext ^ keystream(@st).  @st may be NULL.
 */
void cpgpu_rows_source(const CpgpuJob *job, uint64_t offset, uint8_t *out,
                       size_t len, CpgpuStream *st);

#endif
