/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: COPY and FILL
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "blt.h"
#include "caps.h"
#include "copy.h"
#include "cpgpu.h"
#include "rows.h"

static bool overlap(uint64_t a, uint64_t a_len, uint64_t b, uint64_t b_len)
{
    return a < b + b_len && b < a + a_len;
}

static uint64_t source_span(const CpgpuJob *job, uint64_t rows,
                            uint64_t row_bytes)
{
    return (rows - 1) * job->cmd.src_pitch + row_bytes;
}

uint8_t cpgpu_source_rows(const CpgpuJob *job, uint64_t offset, uint64_t rows,
                          uint64_t row_bytes)
{
    uint64_t pitch = job->cmd.src_pitch;
    uint64_t span = source_span(job, rows, row_bytes);

    if ((job->cmd.flags & CPGPU_CMD_RECT) && pitch < row_bytes) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!QEMU_IS_ALIGNED(offset | pitch, CPGPU_BLOCK_ALIGN)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (!cpgpu_in_vram(job->s, offset, span) ||
        overlap(offset, span, job->cmd.vram, cpgpu_job_span(job))) {
        return CPGPU_ST_BAD_RANGE;
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_source_session(CpgpuJob *job, uint64_t offset, uint64_t rows,
                             uint64_t row_bytes)
{
    uint64_t span = source_span(job, rows, row_bytes);

    job->task.entries += cpgpu_page_count(offset, span);
    return cpgpu_pages_check(job->s, job->cmd.session, offset, span, true);
}

static void produce_copy(const CpgpuJob *job, uint64_t y, uint64_t x,
                         uint8_t *out, size_t len, CpgpuStream *st)
{
    cpgpu_rows_source(job, job->cmd.src + y * job->cmd.src_pitch + x, out, len,
                      st);
}

uint8_t cpgpu_copy(CpgpuJob *job)
{
    uint8_t status;

    if (!cpgpu_caps_has(job->s, CPGPU_CAP_COPY)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = cpgpu_blt_rows(job) ?:
             cpgpu_source_rows(job, job->cmd.src, job->rows,
                               job->row_bytes) ?:
             cpgpu_blt_session(job) ?:
             cpgpu_source_session(job, job->cmd.src, job->rows,
                                  job->row_bytes);
    if (status) {
        return status;
    }
    cpgpu_rows_produce(job, produce_copy);
    job->task.done = cpgpu_rows_written;
    return CPGPU_ST_OK;
}

static void produce_fill(const CpgpuJob *job, uint64_t y, uint64_t x,
                         uint8_t *out, size_t len, CpgpuStream *st)
{
    for (size_t i = 0; i < len; i += sizeof(uint32_t)) {
        stl_le_p(out + i, job->cmd.fill);
    }
    cpgpu_stream_xor(out, out, len, st, NULL);
}

uint8_t cpgpu_fill(CpgpuJob *job)
{
    uint8_t status;

    if (!cpgpu_caps_has(job->s, CPGPU_CAP_COPY)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = cpgpu_blt_rows(job) ?: cpgpu_blt_session(job);
    if (status) {
        return status;
    }
    cpgpu_rows_produce(job, produce_fill);
    job->task.done = cpgpu_rows_written;
    return CPGPU_ST_OK;
}
