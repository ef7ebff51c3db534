/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the rows of blts, page by page
 *
 * This writes to sealed pages, under their locks and with new nonces.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "rows.h"
#include "session.h"

/* A piece of a row that is in one page */
typedef struct Piece {
    uint64_t start, end;        /* in video memory */
    uint64_t y, x;              /* row, and byte in the row */
} Piece;

static uint64_t data_pos(const CpgpuJob *job, const Piece *p)
{
    return p->y * job->row_bytes + p->x;
}

/* Find the first piece at or after @from and before @end, if there is one. */
static bool next_piece(const CpgpuJob *job, uint64_t from, uint64_t end,
                       Piece *p)
{
    uint64_t at = MAX(from, job->cmd.vram) - job->cmd.vram;

    p->y = at / job->pitch;
    p->x = at % job->pitch;
    if (p->x >= job->row_bytes) {
        p->y++;
        p->x = 0;
    }
    p->start = job->cmd.vram + p->y * job->pitch + p->x;
    p->end = MIN(end, p->start - p->x + job->row_bytes);
    return p->y < job->rows && p->start < end;
}

static CpgpuStream data_stream(const CpgpuJob *job, uint64_t pos)
{
    CpgpuStream st = job->stream;

    st.count += pos / CPGPU_AES_BLOCK;
    return st;
}

/* A cursor for the data of a slice that begins with page @page. */
static CpgpuCursor slice_cursor(const CpgpuJob *job, uint64_t page)
{
    Piece p;

    if (!next_piece(job, page * CPGPU_PAGE_SIZE, UINT64_MAX, &p)) {
        p.y = job->rows;        /* only what is between two rows */
        p.x = 0;
    }
    return cpgpu_dma_cursor(&job->dma, data_pos(job, &p));
}

/* Re-encrypt the part of a page that a blt does not write. */
static void move_rest(CpgpuJob *job, const CpgpuPage *p, uint64_t nonce,
                      uint64_t start, uint64_t end)
{
    uint8_t *data = job->s->mem.ram + start;
    CpgpuStream old, new;

    if (start < end) {
        old = cpgpu_page_stream(&job->keys, p, start);
        new = cpgpu_page_new_stream(&job->keys, nonce, start);
        cpgpu_stream_xor(data, data, end - start, &old, &new);
    }
}

/* Writes the data of one piece; called by write_page(). */
typedef void PutPiece(CpgpuJob *job, const Piece *p, CpgpuStream *st,
                      void *from);

static void write_page(CpgpuJob *job, uint64_t page, PutPiece *put, void *from)
{
    CpgpuPage *p = &job->s->mem.pages[page];
    uint64_t nonce = job->task.nonce + page - job->task.first_page;
    uint64_t at = page * CPGPU_PAGE_SIZE, end = at + CPGPU_PAGE_SIZE;
    Piece piece;

    if (!next_piece(job, at, end, &piece)) {
        return;
    }
    cpgpu_page_lock(p);
    do {
        CpgpuStream st = cpgpu_page_new_stream(&job->keys, nonce, piece.start);

        move_rest(job, p, nonce, at, piece.start);
        put(job, &piece, &st, from);
        at = piece.end;
    } while (next_piece(job, at, end, &piece));
    move_rest(job, p, nonce, at, end);
    p->nonce = nonce;
    p->epoch = job->keys.epoch;
    cpgpu_page_unlock(p);
}

/* ------------------------------------------------- from and to guest memory */

static void put_data(CpgpuJob *job, const Piece *p, CpgpuStream *st,
                     void *from)
{
    CpgpuStream data = data_stream(job, data_pos(job, p));

    for (uint64_t at = p->start; at < p->end; ) {
        size_t n = p->end - at;
        const uint8_t *src = cpgpu_dma_take(from, &n);
        uint8_t *dst = job->s->mem.ram + at;

        if (job->task.partial) {
            cpgpu_stream_xor_runs(dst, src, n, &job->stream, &job->runs, st);
        } else {
            cpgpu_stream_xor(dst, src, n, &data, st);
        }
        at += n;
    }
}

static void write_data_page(CpgpuJob *job, uint64_t page, CpgpuCursor *c)
{
    write_page(job, page, put_data, c);
}

static void read_data_page(CpgpuJob *job, uint64_t page, CpgpuCursor *c)
{
    CpgpuPage *p = &job->s->mem.pages[page];
    uint64_t at = page * CPGPU_PAGE_SIZE, end = at + CPGPU_PAGE_SIZE;
    Piece piece;

    cpgpu_page_lock(p);
    for (; next_piece(job, at, end, &piece); at = piece.end) {
        CpgpuStream st = cpgpu_page_stream(&job->keys, p, piece.start);
        CpgpuStream data = data_stream(job, data_pos(job, &piece));

        for (at = piece.start; at < piece.end; ) {
            size_t n = piece.end - at;
            uint8_t *dst = cpgpu_dma_take(c, &n);

            cpgpu_stream_xor(dst, job->s->mem.ram + at, n, &st, &data);
            at += n;
        }
    }
    cpgpu_page_unlock(p);
}

static void data_run(CpgpuJob *job, unsigned slice,
                     void (*do_page)(CpgpuJob *job, uint64_t page,
                                     CpgpuCursor *c))
{
    CpgpuCursor c;
    uint64_t page, end;

    cpgpu_job_slice(job, slice, &page, &end);
    c = slice_cursor(job, page);
    for (; page < end && !cpgpu_job_cancelled(job); page++) {
        do_page(job, page, &c);
    }
}

static void write_run(CpgpuJob *job, unsigned slice)
{
    data_run(job, slice, write_data_page);
}

static void read_run(CpgpuJob *job, unsigned slice)
{
    data_run(job, slice, read_data_page);
}

/* ----------------------------------------------------- from video memory -- */

void cpgpu_rows_source(const CpgpuJob *job, uint64_t offset, uint8_t *out,
                       size_t len, CpgpuStream *st)
{
    while (len) {
        CpgpuPage *p = &job->s->mem.pages[offset / CPGPU_PAGE_SIZE];
        size_t n = MIN(len, CPGPU_PAGE_SIZE - offset % CPGPU_PAGE_SIZE);
        const uint8_t *data = job->s->mem.ram + offset;
        CpgpuStream own;

        cpgpu_page_lock(p);
        own = cpgpu_page_stream(&job->keys, p, offset);
        if (p->owner == job->cmd.session + 1) {
            cpgpu_stream_xor(out, data, n, &own, st);
        } else {
            /* Unsealed; ciphertext if a session has sealed it meanwhile. */
            memcpy(out, data, n);
            if (st) {
                cpgpu_stream_xor(out, out, n, st, NULL);
            }
        }
        cpgpu_page_unlock(p);
        out += n;
        offset += n;
        len -= n;
    }
}

static void put_produced(CpgpuJob *job, const Piece *p, CpgpuStream *st,
                         void *from)
{
    memcpy(job->s->mem.ram + p->start,
           (uint8_t *)from + p->start % CPGPU_PAGE_SIZE, p->end - p->start);
}

/*
 * Produce a page as ciphertext in a buffer.  Its own lock cannot be held
 * meanwhile, because the pages that it is produced from are locked.
 */
static void produce_page(CpgpuJob *job, uint64_t page, uint8_t *buf)
{
    uint64_t nonce = job->task.nonce + page - job->task.first_page;
    uint64_t at = page * CPGPU_PAGE_SIZE, end = at + CPGPU_PAGE_SIZE;
    Piece p;

    for (; next_piece(job, at, end, &p); at = p.end) {
        CpgpuStream st = cpgpu_page_new_stream(&job->keys, nonce, p.start);

        job->produce_row(job, p.y, p.x, buf + p.start % CPGPU_PAGE_SIZE,
                         p.end - p.start, &st);
    }
}

static void produce_run(CpgpuJob *job, unsigned slice)
{
    uint8_t buf[CPGPU_PAGE_SIZE] QEMU_ALIGNED(16);
    uint64_t page, end;

    cpgpu_job_slice(job, slice, &page, &end);
    for (; page < end && !cpgpu_job_cancelled(job); page++) {
        produce_page(job, page, buf);
        write_page(job, page, put_produced, buf);
    }
}

/* ------------------------------------------------------------------ jobs -- */

static void rows_job(CpgpuJob *job, void (*run)(CpgpuJob *job, unsigned slice))
{
    cpgpu_job_set_range(job, job->cmd.vram, cpgpu_job_span(job));
    cpgpu_session_take_keys(job);
    job->task.bytes = job->cmd.length;
    job->task.cancellable = true;
    job->task.run = run;
}

static void rows_write_job(CpgpuJob *job,
                           void (*run)(CpgpuJob *job, unsigned slice))
{
    rows_job(job, run);
    job->task.nonce = cpgpu_pages_take_nonces(job->s, job->task.page_count);
    job->task.writes = true;
}

void cpgpu_rows_write(CpgpuJob *job)
{
    rows_write_job(job, write_run);
}

void cpgpu_rows_read(CpgpuJob *job)
{
    rows_job(job, read_run);
}

void cpgpu_rows_produce(CpgpuJob *job, CpgpuProduceRow *produce_row)
{
    job->produce_row = produce_row;
    rows_write_job(job, produce_run);
}

void cpgpu_rows_written(CpgpuJob *job)
{
    cpgpu_pages_changed(job->s, job->task.first_page, job->task.page_count);
}
