/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: sealed pages
 *
 * The only code that writes a sealed page.  A page that is written, for
 * whatever reason, gets the next nonce of a counter that never goes back, so no
 * keystream is ever used for two contents.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "qapi/error.h"
#include "qemu/cutils.h"
#include "qemu/iov.h"
#include "qemu/units.h"
#include "trace.h"

#define VRAM_MIN (1 * MiB)
#define VRAM_MAX (4 * GiB)

/* The keystream of a page from block @block on. */
static CpgpuStream page_stream(const CpgpuKey *key, uint64_t nonce,
                               unsigned block)
{
    return (CpgpuStream) { .key = key, .prefix = nonce, .count = block };
}

static uint8_t *page_data(CpgpuState *s, uint64_t page)
{
    return s->mem.ram + page * CPGPU_PAGE_SIZE;
}

static bool page_is_valid(CpgpuState *s, const CpgpuPage *p)
{
    return p->owner &&
           p->key_instance == s->sessions[p->owner - 1].key_instance &&
           cpgpu_session_keyed(&s->sessions[p->owner - 1]);
}

static uint64_t take_nonces(CpgpuState *s, uint64_t pages)
{
    uint64_t first = s->mem.next_nonce;

    s->mem.next_nonce += pages;
    return first;
}

static void set_changed(CpgpuState *s, uint64_t page, uint64_t count)
{
    memory_region_set_dirty(&s->mem.mr, page * CPGPU_PAGE_SIZE,
                            count * CPGPU_PAGE_SIZE);
}

static void range_changed(CpgpuJob *job)
{
    set_changed(job->s, job->first_page, job->page_count);
}

/* The job works on @span bytes at cmd.vram. */
static void set_range(CpgpuJob *job, uint64_t span)
{
    job->first_page = job->cmd.vram / CPGPU_PAGE_SIZE;
    job->page_count = cpgpu_pages(job->cmd.vram, span);
    job->bytes = job->cmd.length;
}

/* --------------------------------------------------- seal, unseal, release */

static uint8_t check_whole_pages(CpgpuJob *job)
{
    if (!job->cmd.length) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!QEMU_IS_ALIGNED(job->cmd.vram | job->cmd.length, CPGPU_PAGE_SIZE)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (!cpgpu_in_vram(job->s, job->cmd.vram, job->cmd.length)) {
        return CPGPU_ST_BAD_RANGE;
    }
    set_range(job, job->cmd.length);
    return CPGPU_ST_OK;
}

static void seal_run(CpgpuJob *job)
{
    CpgpuState *s = job->s;

    for (uint64_t i = 0; i < job->page_count; i++) {
        CpgpuPage *p = &s->mem.pages[job->first_page + i];
        uint8_t *data = page_data(s, job->first_page + i);
        CpgpuStream st = page_stream(job->new_key, job->nonce + i, 0);

        memset(data, 0, CPGPU_PAGE_SIZE);
        cpgpu_stream_xor(data, data, CPGPU_PAGE_SIZE, &st, NULL);
        p->nonce = job->nonce + i;
    }
}

uint8_t cpgpu_memory_seal(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint8_t status = check_whole_pages(job);
    CpgpuSession *ss;

    if (!status) {
        status = cpgpu_session_get_keyed(s, job->cmd.session, &ss);
    }
    if (status) {
        return status;
    }
    for (uint64_t i = 0; i < job->page_count; i++) {
        if (s->mem.pages[job->first_page + i].owner) {
            return CPGPU_ST_SEALED;
        }
    }
    for (uint64_t i = 0; i < job->page_count; i++) {
        CpgpuPage *p = &s->mem.pages[job->first_page + i];

        p->owner = job->cmd.session + 1;
        p->key_instance = ss->key_instance;
    }
    ss->pages += job->page_count;
    ss->valid_pages += job->page_count;
    job->new_key = cpgpu_key_ref(ss->surface_key);
    job->nonce = take_nonces(s, job->page_count);
    job->run = seal_run;
    job->done = range_changed;
    return CPGPU_ST_OK;
}

static void unseal_run(CpgpuJob *job)
{
    memset(page_data(job->s, job->first_page), 0,
           job->page_count * CPGPU_PAGE_SIZE);
}

static void give_back(CpgpuState *s, uint64_t page)
{
    CpgpuPage *p = &s->mem.pages[page];
    CpgpuSession *ss = &s->sessions[p->owner - 1];

    ss->pages--;
    if (p->key_instance == ss->key_instance) {
        ss->valid_pages--;
    }
    memset(p, 0, sizeof(*p));
}

static void unseal_done(CpgpuJob *job)
{
    for (uint64_t i = 0; i < job->page_count; i++) {
        give_back(job->s, job->first_page + i);
    }
    range_changed(job);
}

uint8_t cpgpu_memory_unseal(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint8_t status = check_whole_pages(job);

    if (status) {
        return status;
    }
    if (!cpgpu_session_get(s, job->cmd.session)) {
        return CPGPU_ST_BAD_SESSION;
    }
    for (uint64_t i = 0; i < job->page_count; i++) {
        if (s->mem.pages[job->first_page + i].owner != job->cmd.session + 1) {
            return CPGPU_ST_NOT_OWNER;
        }
    }
    job->run = unseal_run;
    job->done = unseal_done;
    return CPGPU_ST_OK;
}

static uint64_t page_total(CpgpuState *s)
{
    return s->mem.size / CPGPU_PAGE_SIZE;
}

static void release_run(CpgpuJob *job)
{
    CpgpuState *s = job->s;

    for (uint64_t i = 0; i < page_total(s); i++) {
        if (s->mem.pages[i].owner == job->cmd.session + 1) {
            memset(page_data(s, i), 0, CPGPU_PAGE_SIZE);
        }
    }
}

void cpgpu_memory_release_done(CpgpuJob *job)
{
    CpgpuState *s = job->s;

    if (!job->run) {
        return;
    }
    for (uint64_t i = 0; i < page_total(s); i++) {
        if (s->mem.pages[i].owner == job->cmd.session + 1) {
            give_back(s, i);
            set_changed(s, i, 1);
        }
    }
}

void cpgpu_memory_release(CpgpuJob *job)
{
    uint32_t pages = job->s->sessions[job->cmd.session].pages;

    if (pages) {
        job->all_pages = true;
        job->bytes = (uint64_t)pages * CPGPU_PAGE_SIZE;
        job->run = release_run;
    }
}

/* ----------------------------------------------------------------- rekey -- */

static void rekey_run(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint32_t instance = s->sessions[job->cmd.session].key_instance;
    uint64_t nonce = job->nonce;

    for (uint64_t i = 0; i < page_total(s); i++) {
        CpgpuPage *p = &s->mem.pages[i];
        CpgpuStream was, is;

        if (p->owner != job->cmd.session + 1 || p->key_instance != instance) {
            continue;
        }
        was = page_stream(job->old_key, p->nonce, 0);
        is = page_stream(job->new_key, nonce, 0);
        cpgpu_stream_xor(page_data(s, i), page_data(s, i), CPGPU_PAGE_SIZE,
                         &was, &is);
        p->nonce = nonce++;
    }
}

/*
 * The display is not told: what it shows is the same before and after, which
 * is what a refresh is about.
 */
void cpgpu_memory_rekey(CpgpuJob *job)
{
    uint32_t pages = job->s->sessions[job->cmd.session].valid_pages;

    if (pages) {
        job->all_pages = true;
        job->nonce = take_nonces(job->s, pages);
        job->bytes = (uint64_t)pages * CPGPU_PAGE_SIZE;
        job->run = rekey_run;
    }
}

/* ------------------------------------------------------------------ blts -- */

uint8_t cpgpu_memory_check(CpgpuState *s, CpgpuSession *ss, uint64_t offset,
                           uint64_t length)
{
    uint64_t first = offset / CPGPU_PAGE_SIZE;

    for (uint64_t i = 0; i < cpgpu_pages(offset, length); i++) {
        const CpgpuPage *p = &s->mem.pages[first + i];

        if (p->owner != cpgpu_session_index(s, ss) + 1) {
            return CPGPU_ST_NOT_OWNER;
        }
        if (!page_is_valid(s, p)) {
            return CPGPU_ST_STALE;
        }
    }
    return CPGPU_ST_OK;
}

/* A place in the mapped guest memory. */
typedef struct Cursor {
    struct iovec *iov;
    size_t pos;
} Cursor;

/* The next piece of at most @len bytes; the lists were checked to be enough. */
static uint8_t *cursor_take(Cursor *c, size_t *len)
{
    uint8_t *p;

    if (c->pos == c->iov->iov_len) {
        c->iov++;
        c->pos = 0;
    }
    p = (uint8_t *)c->iov->iov_base + c->pos;
    *len = MIN(*len, c->iov->iov_len - c->pos);
    c->pos += *len;
    return p;
}

/*
 * The first piece of a row in video memory from @*start on and before @end;
 * false: there is none.
 */
static bool next_piece(const CpgpuJob *job, uint64_t *start, uint64_t *end)
{
    uint64_t from = MAX(*start, job->cmd.vram) - job->cmd.vram;
    uint64_t row = from / job->pitch, column = from % job->pitch;

    if (column >= job->row_bytes) {
        row++;
        column = 0;
    }
    *start = job->cmd.vram + row * job->pitch + column;
    if (row >= job->rows || *start >= *end) {
        return false;
    }
    *end = MIN(*end, *start - column + job->row_bytes);
    return true;
}

/* Move what a blt does not write of a page to its new nonce. */
static void renonce(CpgpuJob *job, uint64_t start, uint64_t end, uint64_t was,
                    uint64_t is)
{
    uint8_t *data = job->s->mem.ram + start;
    unsigned block = start % CPGPU_PAGE_SIZE / CPGPU_AES_BLOCK;
    CpgpuStream a, b;

    if (start < end) {
        a = page_stream(job->old_key, was, block);
        b = page_stream(job->old_key, is, block);
        cpgpu_stream_xor(data, data, end - start, &a, &b);
    }
}

/* One piece of a row from guest memory. */
static void write_piece(CpgpuJob *job, Cursor *c, uint64_t start, uint64_t end,
                        uint64_t nonce)
{
    CpgpuStream st = page_stream(job->old_key, nonce, start % CPGPU_PAGE_SIZE /
                                                      CPGPU_AES_BLOCK);

    while (start < end) {
        size_t n = end - start;
        uint8_t *src = cursor_take(c, &n);
        uint8_t *dst = job->s->mem.ram + start;

        if (job->partial) {
            cpgpu_stream_xor_runs(dst, src, n, &job->stream, &job->runs, &st);
        } else {
            cpgpu_stream_xor(dst, src, n, &job->stream, &st);
        }
        start += n;
    }
}

static void write_page(CpgpuJob *job, Cursor *c, uint64_t page, uint64_t nonce)
{
    CpgpuPage *p = &job->s->mem.pages[page];
    uint64_t base = page * CPGPU_PAGE_SIZE;
    uint64_t page_end = base + CPGPU_PAGE_SIZE;
    uint64_t at = base, start = base, end = page_end;

    while (next_piece(job, &start, &end)) {
        renonce(job, at, start, p->nonce, nonce);
        write_piece(job, c, start, end, nonce);
        at = start = end;
        end = page_end;
    }
    if (at != base) {
        renonce(job, at, page_end, p->nonce, nonce);
        p->nonce = nonce;
    }
}

static void write_run(CpgpuJob *job)
{
    Cursor c = { .iov = job->s->engine.dma.iov };

    for (uint64_t i = 0; i < job->page_count; i++) {
        if (cpgpu_job_cancelled(job)) {
            return;
        }
        write_page(job, &c, job->first_page + i, job->nonce + i);
    }
}

static void read_page(CpgpuJob *job, Cursor *c, uint64_t page)
{
    uint64_t start = page * CPGPU_PAGE_SIZE;
    uint64_t page_end = start + CPGPU_PAGE_SIZE, end = page_end;

    while (next_piece(job, &start, &end)) {
        CpgpuStream st = page_stream(job->old_key,
                                     job->s->mem.pages[page].nonce,
                                     start % CPGPU_PAGE_SIZE /
                                     CPGPU_AES_BLOCK);

        while (start < end) {
            size_t n = end - start;
            uint8_t *dst = cursor_take(c, &n);

            cpgpu_stream_xor(dst, job->s->mem.ram + start, n, &st,
                             &job->stream);
            start += n;
        }
        end = page_end;
    }
}

static void read_run(CpgpuJob *job)
{
    Cursor c = { .iov = job->s->engine.dma.iov };

    for (uint64_t i = 0; i < job->page_count; i++) {
        if (cpgpu_job_cancelled(job)) {
            return;
        }
        read_page(job, &c, job->first_page + i);
    }
}

static void blt(CpgpuJob *job)
{
    CpgpuSession *ss = &job->s->sessions[job->cmd.session];

    set_range(job, cpgpu_job_span(job));
    job->old_key = cpgpu_key_ref(ss->surface_key);
    job->cancellable = true;
}

void cpgpu_memory_write(CpgpuJob *job)
{
    blt(job);
    job->nonce = take_nonces(job->s, job->page_count);
    job->run = write_run;
}

void cpgpu_memory_read(CpgpuJob *job)
{
    blt(job);
    job->run = read_run;
}

void cpgpu_memory_written(CpgpuJob *job)
{
    range_changed(job);
}

/* --------------------------------------------------------------- display -- */

void cpgpu_memory_scan(CpgpuState *s, uint64_t offset, size_t length,
                       uint8_t *out)
{
    const CpgpuPage *p = &s->mem.pages[offset / CPGPU_PAGE_SIZE];
    const uint8_t *data = s->mem.ram + offset;
    CpgpuStream st;

    if (!p->owner) {
        memcpy(out, data, length);
    } else if (!page_is_valid(s, p)) {
        memset(out, 0, length);
    } else {
        st = page_stream(s->sessions[p->owner - 1].surface_key, p->nonce,
                         offset % CPGPU_PAGE_SIZE / CPGPU_AES_BLOCK);
        cpgpu_stream_xor(out, data, length, &st, NULL);
        s->stats.pages_scanned++;
    }
}

/* ------------------------------------------------------------------ life -- */

void cpgpu_memory_reset(CpgpuState *s)
{
    for (uint64_t i = 0; i < page_total(s); i++) {
        if (s->mem.pages[i].owner) {
            memset(page_data(s, i), 0, CPGPU_PAGE_SIZE);
            memset(&s->mem.pages[i], 0, sizeof(s->mem.pages[i]));
            set_changed(s, i, 1);
        }
    }
}

bool cpgpu_memory_realize(CpgpuState *s, Error **errp)
{
    CpgpuMemory *m = &s->mem;
    Error *err = NULL;

    if (!is_power_of_2(m->size) || m->size < VRAM_MIN || m->size > VRAM_MAX) {
        error_setg(errp, "cpgpu: vram must be a power of two from 1M to 4G");
        return false;
    }
    memory_region_init_ram(&m->mr, OBJECT(s), "cpgpu-vram", m->size, &err);
    if (err) {
        error_propagate(errp, err);
        return false;
    }
    memory_region_set_log(&m->mr, true, DIRTY_MEMORY_VGA);
    m->ram = memory_region_get_ram_ptr(&m->mr);
    m->pages = g_new0(CpgpuPage, page_total(s));
    m->next_nonce = 1;
    return true;
}

void cpgpu_memory_exit(CpgpuState *s)
{
    g_free(s->mem.pages);
}
