/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the way of the data, from guest memory through blts to sealed pages
 */
#ifndef HW_CPGPU_BLT_H
#define HW_CPGPU_BLT_H

#include "cpgpu.h"

/* -------------------------------------------------------------- memory.c -- */

void cpgpu_page_lock(CpgpuPage *p);
void cpgpu_page_unlock(CpgpuPage *p);
/* The keystream that lies over the page, which is locked, from @offset on. */
CpgpuStream cpgpu_page_stream(const CpgpuJob *job, const CpgpuPage *p,
                              uint64_t offset);
/* And the one that it gets with @nonce. */
CpgpuStream cpgpu_page_new_stream(const CpgpuJob *job, uint64_t nonce,
                                  uint64_t offset);
/* The job works on @span bytes from @offset on. */
void cpgpu_job_set_range(CpgpuJob *job, uint64_t offset, uint64_t span);
/* The pages of one slice of the job: [*first, *end). */
void cpgpu_job_slice(const CpgpuJob *job, unsigned slice, uint64_t *first,
                     uint64_t *end);

/* ----------------------------------------------------------------- dma.c -- */

#define CPGPU_DMA_PIECES (CPGPU_SG_MAX + 64)

void cpgpu_dma_init(CpgpuDma *d);
void cpgpu_dma_free(CpgpuDma *d);
/* Small transfers, to or from guest RAM only; CPGPU_ST_OK or BAD_ADDRESS. */
uint8_t cpgpu_dma_read(CpgpuState *s, uint64_t addr, void *buf, size_t len);
uint8_t cpgpu_dma_write(CpgpuState *s, uint64_t addr, const void *buf,
                        size_t len);
/* Map the data of the job's command: as one piece, or by its list. */
uint8_t cpgpu_dma_map(CpgpuJob *job, bool to_guest);
/* Take a private copy of the command's sub-sample map, and check that. */
uint8_t cpgpu_dma_fetch_map(CpgpuJob *job);
/* Release what is mapped, if anything. */
void cpgpu_dma_unmap(CpgpuJob *job);

/* A place in mapped data. */
typedef struct CpgpuCursor {
    const CpgpuDma *dma;
    unsigned piece;
    uint64_t pos;
} CpgpuCursor;

CpgpuCursor cpgpu_dma_cursor(const CpgpuDma *d, uint64_t pos);
/* The next bytes, at most @*len; the data was checked to have them. */
uint8_t *cpgpu_dma_take(CpgpuCursor *c, size_t *len);

/* ----------------------------------------------------------------- blt.c -- */

uint8_t cpgpu_blt_decrypt(CpgpuJob *job);
uint8_t cpgpu_blt_encrypt(CpgpuJob *job);
/* Find the rows of a blt in video memory. */
uint8_t cpgpu_blt_rows(CpgpuJob *job);
/* Then find its session, and see whether it may use them. */
uint8_t cpgpu_blt_session(CpgpuJob *job, CpgpuSession **out);
/* From the first to the last byte of a blt's rows in video memory. */
static inline uint64_t cpgpu_job_span(const CpgpuJob *job)
{
    return (job->rows - 1) * job->pitch + job->row_bytes;
}

/* ---------------------------------------------------------------- rows.c -- */

/* The job shall write the mapped data to its rows, or the rows to the data. */
void cpgpu_rows_write(CpgpuJob *job);
void cpgpu_rows_read(CpgpuJob *job);
/* The job shall write to its rows what @make makes. */
void cpgpu_rows_make(CpgpuJob *job, CpgpuMake *make);
/* out = video memory from @offset on ^ keystream(@st), which may be NULL. */
void cpgpu_rows_source(const CpgpuJob *job, uint64_t offset, uint8_t *out,
                       size_t len, CpgpuStream *st);

/* ---------------------------------------------------------------- copy.c -- */

uint8_t cpgpu_copy(CpgpuJob *job);
uint8_t cpgpu_fill(CpgpuJob *job);
/* Whether there can be such rows of the source, cmd.src_pitch apart. */
uint8_t cpgpu_source_rows(const CpgpuJob *job, uint64_t offset, uint64_t rows,
                          uint64_t row_bytes);
/* Whether the job may read them. */
uint8_t cpgpu_source_session(CpgpuJob *job, CpgpuSession *ss, uint64_t offset,
                             uint64_t rows, uint64_t row_bytes);

/* ------------------------------------------------------------- convert.c -- */

uint8_t cpgpu_convert(CpgpuJob *job);

#endif
