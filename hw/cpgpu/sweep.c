/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: jobs that go over all pages of a session, or of all sessions
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "sweep.h"

static const CpgpuOwner *owner_of(const CpgpuJob *job)
{
    return &job->s->mem.owners[job->cmd.session];
}

/* The job works on the pages of its session, wherever they are. */
static void set_all_pages(CpgpuJob *job)
{
    const CpgpuOwner *o = owner_of(job);

    job->task.first_page = o->first_page;
    job->task.page_count = o->end_page - o->first_page;
    job->task.all_pages = true;
    job->task.bytes = (uint64_t)o->pages * CPGPU_PAGE_SIZE;
}

/* --------------------------------------------------- release and scrubbing */

static void release_page(CpgpuPage *p, uint8_t *data)
{
    memset(data, 0, CPGPU_PAGE_SIZE);
    p->key_instance = 0;
    p->epoch = 0;
    p->nonce = 0;
    qatomic_set(&p->owner, 0);
}

/* Release all pages of the session, or scrub those that are not valid. */
static void scrub_slice(CpgpuJob *job, unsigned slice, bool release)
{
    uint64_t i, end, first = UINT64_MAX, last = 0, valid = 0;

    cpgpu_job_slice(job, slice, &i, &end);
    for (; i < end && !cpgpu_job_cancelled(job); i++) {
        CpgpuPage *p = &job->s->mem.pages[i];

        cpgpu_page_lock(p);
        if (cpgpu_job_owns(job, p)) {
            bool is_valid = p->key_instance == job->keys.key_instance;

            valid += is_valid;
            if (release) {
                release_page(p, cpgpu_page_data(job->s, i));
            } else if (!is_valid) {
                memset(cpgpu_page_data(job->s, i), 0, CPGPU_PAGE_SIZE);
            }
            first = MIN(first, i);
            last = i;
        }
        cpgpu_page_unlock(p);
    }
    if (first <= last) {
        cpgpu_pages_changed(job->s, first, last - first + 1);
        qatomic_add(&job->task.released, valid);
    }
}

void cpgpu_sweep_release_run(CpgpuJob *job, unsigned slice)
{
    scrub_slice(job, slice, true);
}

static void lose_run(CpgpuJob *job, unsigned slice)
{
    scrub_slice(job, slice, false);
}

void cpgpu_sweep_release(CpgpuJob *job)
{
    if (owner_of(job)->pages) {
        set_all_pages(job);
        job->task.writes = true;
        job->task.run = cpgpu_sweep_release_run;
    }
}

void cpgpu_sweep_released(CpgpuJob *job)
{
    CpgpuOwner *o = &job->s->mem.owners[job->cmd.session];

    o->pages = 0;
    o->valid_pages = 0;
}

/* --------------------------------------------------------- the own queue -- */

void cpgpu_sweep_lost(CpgpuState *s, unsigned n)
{
    if (!s->mem.owners[n].content_lost) {
        s->mem.owners[n].content_lost = true;
        s->sweep.queue.tail++;
    }
}

/* Take the pages of a reset, or a session whose lost pages may be scrubbed. */
static bool sweep_take(CpgpuQueue *q)
{
    CpgpuJob *job = q->job;
    CpgpuState *s = job->s;

    if (s->sweep.everything) {
        job->cmd.session = CPGPU_NO_SESSION;
        return true;
    }
    for (unsigned n = 0; n < s->session_count; n++) {
        job->cmd.session = n;
        if (s->mem.owners[n].content_lost && cpgpu_job_admit(job, true)) {
            s->mem.owners[n].content_lost = false;
            return true;
        }
    }
    return false;
}

/* The pages are shown black already, so the display need not wait. */
static void prepare_lost(CpgpuJob *job)
{
    if (owner_of(job)->pages) {
        set_all_pages(job);
        job->keys.key_instance = owner_of(job)->keys.key_instance;
        job->task.run = lose_run;
    }
}

static void everything_done(CpgpuJob *job)
{
    job->s->sweep.everything = false;
}

static void prepare_everything(CpgpuJob *job)
{
    CpgpuTask *t = &job->task;
    uint64_t first = UINT64_MAX, end = 0;

    for (unsigned n = 0; n < job->s->session_count; n++) {
        const CpgpuOwner *o = &job->s->mem.owners[n];

        if (o->pages) {
            first = MIN(first, o->first_page);
            end = MAX(end, o->end_page);
            t->bytes += (uint64_t)o->pages * CPGPU_PAGE_SIZE;
        }
    }
    if (first < end) {
        t->first_page = first;
        t->page_count = end - first;
        t->all_pages = true;
        t->any_owner = true;
        t->writes = true;
        t->run = cpgpu_sweep_release_run;
    }
    t->done = everything_done;
    t->silent = true;
    t->survives_reset = true;
}

static uint8_t sweep_prepare(CpgpuJob *job)
{
    if (job->s->sweep.everything) {
        prepare_everything(job);
    } else {
        prepare_lost(job);
    }
    return CPGPU_ST_OK;
}

static void sweep_report(CpgpuJob *job)
{
    job->queue->head++;
}

static const CpgpuQueueOps sweep_ops = {
    .take = sweep_take,
    .prepare = sweep_prepare,
    .report = sweep_report,
};

void cpgpu_sweep_everything(CpgpuState *s)
{
    /* Nothing was sealed since the last reset: one job does for both. */
    if (!s->sweep.everything) {
        s->sweep.everything = true;
        cpgpu_engine_start(&s->sweep.queue);
    }
}

void cpgpu_sweep_init(CpgpuState *s)
{
    s->sweep.queue.ops = &sweep_ops;
    s->sweep.queue.job = &s->sweep.job;
    cpgpu_engine_add_priority(s, &s->sweep.queue);
}

/* --------------------------------------------------------- re-encryption -- */

static void rekey_page(CpgpuJob *job, uint64_t page)
{
    CpgpuPage *p = &job->s->mem.pages[page];
    uint8_t *data = cpgpu_page_data(job->s, page);
    uint64_t nonce = job->task.nonce + page - job->task.first_page;
    CpgpuStream old = cpgpu_page_stream(&job->keys, p, 0);
    CpgpuStream new = cpgpu_page_new_stream(&job->keys, nonce, 0);

    cpgpu_stream_xor(data, data, CPGPU_PAGE_SIZE, &old, &new);
    p->nonce = nonce;
    p->epoch = job->keys.epoch;
}

static bool is_valid(const CpgpuJob *job, const CpgpuPage *p)
{
    return cpgpu_job_owns(job, p) &&
           p->key_instance == job->keys.key_instance;
}

/* Pages that a blt has written since are under the new key already. */
static void rekey_run(CpgpuJob *job, unsigned slice)
{
    uint64_t i, end;

    cpgpu_job_slice(job, slice, &i, &end);
    for (; i < end && !cpgpu_job_cancelled(job); i++) {
        CpgpuPage *p = &job->s->mem.pages[i];

        cpgpu_page_lock(p);
        if (is_valid(job, p) && p->epoch != job->keys.epoch) {
            rekey_page(job, i);
        }
        cpgpu_page_unlock(p);
    }
}

/* Leave out unsealed and stale pages at both ends; there are valid ones. */
static void trim_range(CpgpuJob *job)
{
    const CpgpuPage *pages = job->s->mem.pages;
    uint64_t first = job->task.first_page;
    uint64_t end = first + job->task.page_count;

    while (!is_valid(job, &pages[first])) {
        first++;
    }
    while (!is_valid(job, &pages[end - 1])) {
        end--;
    }
    job->task.first_page = first;
    job->task.page_count = end - first;
}

/* The display shows the same before and after it, so it does not wait. */
void cpgpu_sweep_rekey(CpgpuJob *job)
{
    const CpgpuOwner *o = owner_of(job);

    if (o->valid_pages) {
        set_all_pages(job);
        trim_range(job);
        job->task.nonce = cpgpu_pages_take_nonces(job->s,
                                                  job->task.page_count);
        job->task.bytes = (uint64_t)o->valid_pages * CPGPU_PAGE_SIZE;
        job->task.needs_key = true;
        job->task.run = rekey_run;
    }
}
