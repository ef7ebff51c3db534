/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: CONVERT, from Y'CbCr to R'G'B'
 */
#include "qemu/osdep.h"
#include "blt.h"
#include "caps.h"
#include "copy.h"
#include "cpgpu.h"
#include "rows.h"

/* Conversion factors, times 256 */
typedef struct Matrix {
    int y_min, y, rv, gu, gv, bu;
} Matrix;

static const Matrix matrices[] = {
    { 16, 298, 409, 100, 208, 516 },    /* BT.601 */
    { 16, 298, 459, 55, 136, 541 },     /* BT.709 */
    { 0, 256, 359, 88, 183, 454 },      /* BT.601, full range */
    { 0, 256, 403, 48, 120, 475 },      /* BT.709, full range */
};

static const Matrix *matrix_of(uint32_t format)
{
    return &matrices[(format & CPGPU_CONVERT_BT709 ? 1 : 0) +
                     (format & CPGPU_CONVERT_FULL_RANGE ? 2 : 0)];
}

/*
 * @v limited to 0..255.  There is no branch, because the guest can measure how
 * long a conversion takes, and that must not depend on what is converted.
 */
static uint8_t clamp(int v)
{
    v &= ~(v >> 31);
    return v | (255 - v) >> 31;
}

static void convert_pixel(const Matrix *m, int y, int u, int v, uint8_t *out)
{
    int c = m->y * (y - m->y_min) + 128;

    u -= 128;
    v -= 128;
    out[0] = clamp((c + m->bu * u) >> 8);
    out[1] = clamp((c - m->gu * u - m->gv * v) >> 8);
    out[2] = clamp((c + m->rv * v) >> 8);
    out[3] = 0xff;
}

/* The pixels of one page need no more than this of a source row. */
#define LINE_BYTES (CPGPU_PAGE_SIZE / 2 + 2 * CPGPU_BLOCK_ALIGN)

typedef struct Line {
    uint8_t bytes[LINE_BYTES] QEMU_ALIGNED(16);
} Line;

/* Read @len bytes of the source from @offset on; returns where they are. */
static const uint8_t *read_line(const CpgpuJob *job, Line *line,
                                uint64_t offset, size_t len)
{
    uint64_t start = ROUND_DOWN(offset, CPGPU_BLOCK_ALIGN);
    uint64_t end = ROUND_UP(offset + len, CPGPU_BLOCK_ALIGN);

    cpgpu_rows_source(job, start, line->bytes, end - start, NULL);
    return line->bytes + (offset - start);
}

static void produce_nv12(const CpgpuJob *job, uint64_t y, uint64_t x,
                         uint8_t *out, size_t len, CpgpuStream *st)
{
    const Matrix *m = matrix_of(job->cmd.format);
    const struct cpgpu_cmd *cmd = &job->cmd;
    uint64_t pixel = x / 4;
    size_t count = len / 4;
    Line luma_line, chroma_line;
    const uint8_t *luma, *chroma;

    luma = read_line(job, &luma_line, cmd->src + y * cmd->src_pitch + pixel,
                     count);
    chroma = read_line(job, &chroma_line,
                       cmd->src_chroma + y / 2 * cmd->src_pitch + pixel,
                       count);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *uv = chroma + (i & ~1);

        convert_pixel(m, luma[i], uv[0], uv[1], out + 4 * i);
    }
    cpgpu_stream_xor(out, out, len, st, NULL);
    cpgpu_wipe(&luma_line, sizeof(luma_line));
    cpgpu_wipe(&chroma_line, sizeof(chroma_line));
}

static void produce_yuyv(const CpgpuJob *job, uint64_t y, uint64_t x,
                         uint8_t *out, size_t len, CpgpuStream *st)
{
    const Matrix *m = matrix_of(job->cmd.format);
    size_t count = len / 4;
    Line line;
    const uint8_t *yuyv;

    yuyv = read_line(job, &line, job->cmd.src + y * job->cmd.src_pitch + x / 2,
                     2 * count);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *pair = yuyv + (i & ~1) * 2;

        convert_pixel(m, yuyv[2 * i], pair[1], pair[3], out + 4 * i);
    }
    cpgpu_stream_xor(out, out, len, st, NULL);
    cpgpu_wipe(&line, sizeof(line));
}

static uint8_t format_check(const struct cpgpu_cmd *cmd)
{
    uint32_t format = cmd->format & CPGPU_CONVERT_FORMAT_MASK;

    if (!(cmd->flags & CPGPU_CMD_RECT) ||
        (cmd->format & ~(CPGPU_CONVERT_FORMAT_MASK | CPGPU_CONVERT_BT709 |
                         CPGPU_CONVERT_FULL_RANGE)) ||
        (format != CPGPU_FORMAT_NV12 && format != CPGPU_FORMAT_YUYV) ||
        (format == CPGPU_FORMAT_YUYV && cmd->src_chroma)) {
        return CPGPU_ST_BAD_FLAGS;
    }
    return CPGPU_ST_OK;
}

static bool is_nv12(const struct cpgpu_cmd *cmd)
{
    return (cmd->format & CPGPU_CONVERT_FORMAT_MASK) == CPGPU_FORMAT_NV12;
}

/* How many bytes are read of a row of the source, of either plane */
static uint64_t source_row_bytes(const CpgpuJob *job)
{
    uint64_t width = job->row_bytes / 4;

    return ROUND_UP(is_nv12(&job->cmd) ? width : 2 * width, CPGPU_BLOCK_ALIGN);
}

static uint8_t source_rows(const CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    uint64_t row_bytes = source_row_bytes(job);
    uint8_t status;

    if (job->row_bytes / 4 > CPGPU_CONVERT_WIDTH_MAX ||
        (is_nv12(cmd) && job->rows % 2)) {
        return CPGPU_ST_BAD_SIZE;
    }
    status = cpgpu_source_rows(job, cmd->src, job->rows, row_bytes);
    if (!status && is_nv12(cmd)) {
        status = cpgpu_source_rows(job, cmd->src_chroma, job->rows / 2,
                                   row_bytes);
    }
    return status;
}

static uint8_t source_session(CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    uint64_t row_bytes = source_row_bytes(job);
    uint8_t status = cpgpu_source_session(job, cmd->src, job->rows,
                                          row_bytes);

    if (!status && is_nv12(cmd)) {
        status = cpgpu_source_session(job, cmd->src_chroma, job->rows / 2,
                                      row_bytes);
    }
    return status;
}

uint8_t cpgpu_convert(CpgpuJob *job)
{
    uint8_t status;

    if (!cpgpu_caps_has(job->s, CPGPU_CAP_CONVERT)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = format_check(&job->cmd) ?:
             cpgpu_blt_rows(job) ?:
             source_rows(job) ?:
             cpgpu_blt_session(job) ?:
             source_session(job);
    if (status) {
        return status;
    }
    cpgpu_rows_produce(job, is_nv12(&job->cmd) ? produce_nv12 : produce_yuyv);
    job->task.done = cpgpu_rows_written;
    return CPGPU_ST_OK;
}
