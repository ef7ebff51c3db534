/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: sealed pages
 *
 * The only code, with rows.c, that writes a sealed page.  Whenever a page is
 * written, it gets the next nonce of a counter that never goes back, so no
 * keystream is ever used for two contents.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "seal.h"
#include "qapi/error.h"
#include "qemu/cutils.h"
#include "qemu/units.h"
#include "trace.h"

#define VRAM_MIN (1 * MiB)
#define VRAM_MAX (4 * GiB)

/*
 * Pages are locked for the microsecond that one takes to encipher, so waiting
 * costs less than sleeping would; but for the case that the holder's CPU was
 * taken away.
 */
#define LOCK_SPINS 1000

void cpgpu_page_lock(CpgpuPage *p)
{
    for (unsigned i = 0; qatomic_xchg(&p->lock, 1); i++) {
        if (i < LOCK_SPINS) {
            cpu_relax();
        } else {
            g_thread_yield();
        }
    }
}

void cpgpu_page_unlock(CpgpuPage *p)
{
    qatomic_store_release(&p->lock, 0);
}

/* The keystream of a page from @offset on. */
static CpgpuStream page_stream(const CpgpuKey *key, uint64_t nonce,
                               uint64_t offset)
{
    return (CpgpuStream) {
        .key = key,
        .use = CPGPU_USE_PAGE,
        .prefix = nonce,
        .count = offset % CPGPU_PAGE_SIZE / CPGPU_AES_BLOCK,
    };
}

CpgpuStream cpgpu_page_stream(const CpgpuJob *job, const CpgpuPage *p,
                              uint64_t offset)
{
    return page_stream(p->epoch == job->epoch ? job->surface_key
                                              : job->former_key,
                       p->nonce, offset);
}

CpgpuStream cpgpu_page_new_stream(const CpgpuJob *job, uint64_t nonce,
                                  uint64_t offset)
{
    CpgpuStream st = page_stream(job->surface_key, nonce, offset);

    st.covers = true;
    return st;
}

bool cpgpu_in_vram(const CpgpuState *s, uint64_t offset, uint64_t length)
{
    return offset <= s->mem.size && length <= s->mem.size - offset;
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

bool cpgpu_job_owns(const CpgpuJob *job, const CpgpuPage *p)
{
    uint16_t owner = qatomic_read(&p->owner);

    return job->any_owner ? owner != 0 : owner == job->cmd.session + 1;
}

uint64_t cpgpu_memory_take_nonces(CpgpuState *s, uint64_t pages)
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

void cpgpu_job_set_range(CpgpuJob *job, uint64_t offset, uint64_t span)
{
    job->first_page = offset / CPGPU_PAGE_SIZE;
    job->page_count = cpgpu_pages(offset, span);
    job->entries += job->page_count;
}

void cpgpu_job_slice(const CpgpuJob *job, unsigned slice, uint64_t *first,
                     uint64_t *end)
{
    *first = job->first_page + (uint64_t)slice * CPGPU_SLICE_PAGES;
    *end = MIN(*first + CPGPU_SLICE_PAGES, job->first_page + job->page_count);
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
    cpgpu_job_set_range(job, job->cmd.vram, job->cmd.length);
    job->bytes = job->cmd.length;
    job->writes = true;
    return CPGPU_ST_OK;
}

static void seal_page(CpgpuJob *job, uint64_t page)
{
    CpgpuPage *p = &job->s->mem.pages[page];
    uint64_t nonce = job->nonce + page - job->first_page;
    CpgpuStream st = cpgpu_page_new_stream(job, nonce, 0);
    uint8_t *data = page_data(job->s, page);

    memset(data, 0, CPGPU_PAGE_SIZE);
    cpgpu_stream_xor(data, data, CPGPU_PAGE_SIZE, &st, NULL);
    p->nonce = nonce;
    p->key_instance = job->key_instance;
    p->epoch = job->epoch;
    qatomic_set(&p->owner, job->cmd.session + 1);
}

static void seal_run(CpgpuJob *job, unsigned slice)
{
    uint64_t i, end;

    cpgpu_job_slice(job, slice, &i, &end);
    for (; i < end && !cpgpu_job_cancelled(job); i++) {
        cpgpu_page_lock(&job->s->mem.pages[i]);
        seal_page(job, i);
        cpgpu_page_unlock(&job->s->mem.pages[i]);
    }
}

static void count_pages(CpgpuJob *job, CpgpuSession *ss)
{
    uint64_t end = job->first_page + job->page_count;

    if (ss->pages) {
        ss->first_page = MIN(ss->first_page, job->first_page);
        ss->end_page = MAX(ss->end_page, end);
    } else {
        ss->first_page = job->first_page;
        ss->end_page = end;
    }
    ss->pages += job->page_count;
    ss->valid_pages += job->page_count;
}

/* Whether all pages of the job's range are this session's, or nobody's. */
static bool all_owned_by(const CpgpuJob *job, uint16_t owner)
{
    const CpgpuPage *p = &job->s->mem.pages[job->first_page];

    for (uint64_t i = 0; i < job->page_count; i++) {
        if (qatomic_read(&p[i].owner) != owner) {
            return false;
        }
    }
    return true;
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
    if (!all_owned_by(job, 0) ||
        cpgpu_engine_seals(s, job->first_page, job->page_count)) {
        return CPGPU_ST_SEALED;
    }
    count_pages(job, ss);
    cpgpu_session_take_keys(ss, job);
    job->nonce = cpgpu_memory_take_nonces(s, job->page_count);
    job->run = seal_run;
    job->done = range_changed;
    return CPGPU_ST_OK;
}

/* A page becomes nobody's, and says nothing any more. */
static void release_page(CpgpuJob *job, CpgpuPage *p, uint8_t *data)
{
    memset(data, 0, CPGPU_PAGE_SIZE);
    p->key_instance = 0;
    p->epoch = 0;
    p->nonce = 0;
    qatomic_set(&p->owner, 0);
}

/* Scrub a page of a session that has lost what is in it. */
static void lose_page(CpgpuJob *job, CpgpuPage *p, uint8_t *data)
{
    if (p->key_instance != job->key_instance) {
        memset(data, 0, CPGPU_PAGE_SIZE);
    }
}

/* Do that to all pages of a slice that the job owns; tell the display. */
static void scrub_slice(CpgpuJob *job, unsigned slice,
                        void (*scrub)(CpgpuJob *job, CpgpuPage *p,
                                      uint8_t *data))
{
    uint64_t i, end, first = UINT64_MAX, last = 0, valid = 0;

    cpgpu_job_slice(job, slice, &i, &end);
    for (; i < end && !cpgpu_job_cancelled(job); i++) {
        CpgpuPage *p = &job->s->mem.pages[i];

        cpgpu_page_lock(p);
        if (cpgpu_job_owns(job, p)) {
            valid += p->key_instance == job->key_instance;
            scrub(job, p, page_data(job->s, i));
            first = MIN(first, i);
            last = i;
        }
        cpgpu_page_unlock(p);
    }
    if (first <= last) {
        set_changed(job->s, first, last - first + 1);
        qatomic_add(&job->released, valid);
    }
}

static void release_run(CpgpuJob *job, unsigned slice)
{
    scrub_slice(job, slice, release_page);
}

static void lose_run(CpgpuJob *job, unsigned slice)
{
    scrub_slice(job, slice, lose_page);
}

static void unseal_done(CpgpuJob *job)
{
    CpgpuSession *ss = &job->s->sessions[job->cmd.session];

    ss->pages -= job->page_count;
    if (job->key_instance == ss->key_instance) {
        ss->valid_pages -= job->released;
    }
}

uint8_t cpgpu_memory_unseal(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint8_t status = check_whole_pages(job);
    CpgpuSession *ss;

    if (status) {
        return status;
    }
    ss = cpgpu_session_get(s, job->cmd.session);
    if (!ss) {
        return CPGPU_ST_BAD_SESSION;
    }
    if (!all_owned_by(job, job->cmd.session + 1)) {
        return CPGPU_ST_NOT_OWNER;
    }
    job->key_instance = ss->key_instance;
    job->run = release_run;
    job->done = unseal_done;
    return CPGPU_ST_OK;
}

/* The job works on the session's pages, wherever they lie. */
static void set_all_pages(CpgpuJob *job, const CpgpuSession *ss)
{
    job->first_page = ss->first_page;
    job->page_count = ss->end_page - ss->first_page;
    job->all_pages = true;
}

void cpgpu_memory_release_done(CpgpuJob *job)
{
    CpgpuSession *ss = &job->s->sessions[job->cmd.session];

    ss->pages = 0;
    ss->valid_pages = 0;
}

void cpgpu_memory_release(CpgpuJob *job)
{
    const CpgpuSession *ss = &job->s->sessions[job->cmd.session];

    if (ss->pages) {
        set_all_pages(job, ss);
        job->bytes = (uint64_t)ss->pages * CPGPU_PAGE_SIZE;
        job->writes = true;
        job->run = release_run;
    }
}

/* They are black already, so the picture need not wait for it. */
void cpgpu_memory_lose(CpgpuJob *job)
{
    const CpgpuSession *ss = &job->s->sessions[job->cmd.session];

    if (ss->pages) {
        set_all_pages(job, ss);
        job->key_instance = ss->key_instance;
        job->bytes = (uint64_t)ss->pages * CPGPU_PAGE_SIZE;
        job->run = lose_run;
    }
}

void cpgpu_memory_forget(CpgpuJob *job)
{
    uint64_t first = UINT64_MAX, end = 0;

    for (unsigned n = 0; n < job->s->session_count; n++) {
        const CpgpuSession *ss = &job->s->sessions[n];

        if (ss->pages) {
            first = MIN(first, ss->first_page);
            end = MAX(end, ss->end_page);
            job->bytes += (uint64_t)ss->pages * CPGPU_PAGE_SIZE;
        }
    }
    if (first < end) {
        job->first_page = first;
        job->page_count = end - first;
        job->all_pages = true;
        job->any_owner = true;
        job->writes = true;
        job->run = release_run;
    }
}

/* ----------------------------------------------------------------- rekey -- */

static void rekey_page(CpgpuJob *job, uint64_t page)
{
    CpgpuPage *p = &job->s->mem.pages[page];
    uint8_t *data = page_data(job->s, page);
    uint64_t nonce = job->nonce + page - job->first_page;
    CpgpuStream was = cpgpu_page_stream(job, p, 0);
    CpgpuStream is = cpgpu_page_new_stream(job, nonce, 0);

    cpgpu_stream_xor(data, data, CPGPU_PAGE_SIZE, &was, &is);
    p->nonce = nonce;
    p->epoch = job->epoch;
}

/* Pages that a blt has written since have the new key already. */
static void rekey_run(CpgpuJob *job, unsigned slice)
{
    uint64_t i, end;

    cpgpu_job_slice(job, slice, &i, &end);
    for (; i < end && !cpgpu_job_cancelled(job); i++) {
        CpgpuPage *p = &job->s->mem.pages[i];

        cpgpu_page_lock(p);
        if (cpgpu_job_owns(job, p) && p->key_instance == job->key_instance &&
            p->epoch != job->epoch) {
            rekey_page(job, i);
        }
        cpgpu_page_unlock(p);
    }
}

/* Leave out what is not sealed, or stale, at both ends. */
static void trim_range(CpgpuJob *job)
{
    const CpgpuPage *pages = job->s->mem.pages;
    uint64_t first = job->first_page, end = first + job->page_count;

    while (!cpgpu_job_owns(job, &pages[first]) ||
           pages[first].key_instance != job->key_instance) {
        first++;
    }
    while (!cpgpu_job_owns(job, &pages[end - 1]) ||
           pages[end - 1].key_instance != job->key_instance) {
        end--;
    }
    job->first_page = first;
    job->page_count = end - first;
}

/*
 * The display is not told: what it shows is the same before and after, which
 * is what a refresh is about.
 */
void cpgpu_memory_rekey(CpgpuJob *job)
{
    const CpgpuSession *ss = &job->s->sessions[job->cmd.session];

    if (ss->valid_pages) {
        set_all_pages(job, ss);
        trim_range(job);
        job->nonce = cpgpu_memory_take_nonces(job->s, job->page_count);
        job->bytes = (uint64_t)ss->valid_pages * CPGPU_PAGE_SIZE;
        job->needs_key = true;
        job->run = rekey_run;
    }
}

/* ------------------------------------------------------------------ blts -- */

uint8_t cpgpu_memory_check(CpgpuJob *job, CpgpuSession *ss, uint64_t offset,
                           uint64_t length, bool unsealed)
{
    const CpgpuPage *p = &job->s->mem.pages[offset / CPGPU_PAGE_SIZE];
    uint16_t self = cpgpu_session_index(job->s, ss) + 1;
    uint64_t pages = cpgpu_pages(offset, length);

    job->entries += pages;
    for (uint64_t i = 0; i < pages; i++) {
        uint16_t owner = qatomic_read(&p[i].owner);

        if (owner != self && (owner || !unsealed)) {
            return CPGPU_ST_NOT_OWNER;
        }
        /* The caller has seen that the session has a key. */
        if (owner && p[i].key_instance != ss->key_instance) {
            return CPGPU_ST_STALE;
        }
    }
    return CPGPU_ST_OK;
}

void cpgpu_memory_written(CpgpuJob *job)
{
    range_changed(job);
}

/* --------------------------------------------------------------- display -- */

/* A page that a refresh is at comes out right before it, and after it. */
bool cpgpu_memory_scan(CpgpuState *s, uint64_t offset, size_t length,
                       uint8_t *out)
{
    CpgpuPage *p = &s->mem.pages[offset / CPGPU_PAGE_SIZE];
    const uint8_t *data = s->mem.ram + offset;
    const CpgpuSession *ss;
    bool deciphers = false;
    CpgpuStream st;

    cpgpu_page_lock(p);
    if (!p->owner) {
        memcpy(out, data, length);
    } else if (!page_is_valid(s, p) ||
               !cpgpu_channel_may_show(s, &s->sessions[p->owner - 1])) {
        memset(out, 0, length);
    } else {
        ss = &s->sessions[p->owner - 1];
        st = page_stream(p->epoch == ss->epoch ? ss->surface_key
                                               : ss->former_key,
                         p->nonce, offset);
        cpgpu_stream_xor(out, data, length, &st, NULL);
        deciphers = true;
    }
    cpgpu_page_unlock(p);
    return deciphers;
}

/* ------------------------------------------------------------------ life -- */

static uint64_t page_total(CpgpuState *s)
{
    return s->mem.size / CPGPU_PAGE_SIZE;
}

bool cpgpu_memory_realize(CpgpuState *s, Error **errp)
{
    CpgpuMemory *m = &s->mem;
    Error *err = NULL;

    if (!is_power_of_2(m->size) || m->size < VRAM_MIN || m->size > VRAM_MAX) {
        error_setg(errp, "cpgpu: vram must be a power of two from 1M to 4G");
        return false;
    }
    /*
     * Without a name for migration: it would still be taken when a device is
     * plugged in at the place of one that has just gone.
     */
    memory_region_init_ram_nomigrate(&m->mr, OBJECT(s), "cpgpu-vram", m->size,
                                     &err);
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
