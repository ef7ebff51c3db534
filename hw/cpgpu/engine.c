/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the order in which things happen
 *
 * Ring commands and session commands go through here one at a time.  A session
 * command waits for the ring commands that were submitted before it.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "qemu/main-loop.h"
#include "trace.h"

/* Work done in one go, before the main loop and the vCPUs get their turn. */
#define BUDGET_COMMANDS 64
#define BUDGET_BYTES    (1024 * 1024)

static const uint8_t no_key[CPGPU_KEY_SIZE];

/* Let go of what the job holds, and leave no key behind. */
static void engine_release(CpgpuState *s)
{
    CpgpuJob *job = &s->engine.job;

    cpgpu_dma_unmap(s, job->status == CPGPU_ST_OK ? job->cmd.length : 0);
    cpgpu_key_unref(job->old_key);
    cpgpu_key_unref(job->new_key);
    cpgpu_key_unref(job->data_key);
    cpgpu_key_set(s->engine.content_key, no_key);
    cpgpu_wipe(job->key, sizeof(job->key));
    cpgpu_wipe(&job->runs, sizeof(job->runs));
    job->active = false;
}

static void engine_complete(CpgpuState *s)
{
    CpgpuJob *job = &s->engine.job;

    if (cpgpu_job_cancelled(job)) {
        job->status = CPGPU_ST_ABORTED;
        cpgpu_display_redraw(s);
    } else if (job->status == CPGPU_ST_OK && job->done) {
        job->done(job);
    }
    engine_release(s);
    trace_cpgpu_job_end(job->cmd.opcode, job->cmd.session, job->status);
    if (job->from_ring) {
        cpgpu_ring_report(job);
    } else {
        cpgpu_session_report(job);
    }
    cpgpu_wipe(job->data, sizeof(job->data));
    cpgpu_display_job_done(s);
}

/* Returns how much work was done here. */
static uint64_t engine_start(CpgpuState *s, bool from_ring)
{
    CpgpuJob *job = &s->engine.job;

    memset(job, 0, sizeof(*job));
    job->s = s;
    job->from_ring = from_ring;
    job->active = true;
    if (from_ring) {
        job->status = cpgpu_ring_prepare(job);
    } else {
        CpgpuSession *ss = QTAILQ_FIRST(&s->engine.waiting);

        QTAILQ_REMOVE(&s->engine.waiting, ss, next);
        job->cmd.session = cpgpu_session_index(s, ss);
        job->cmd.opcode = ss->command;
        job->cmd.length = ss->size;
        job->status = cpgpu_session_prepare(job);
    }
    trace_cpgpu_job_start(job->cmd.opcode, job->cmd.session, job->status,
                          job->bytes);
    if (job->status == CPGPU_ST_OK && job->run) {
        if (job->bytes > CPGPU_INLINE_BYTES) {
            job->on_worker = true;
            cpgpu_worker_submit(&s->engine.worker, job);
            return 0;
        }
        job->run(job);
    }
    engine_complete(s);
    return job->bytes;
}

static bool session_command_due(CpgpuState *s)
{
    CpgpuSession *ss = QTAILQ_FIRST(&s->engine.waiting);

    return ss && cpgpu_ring_passed(&s->ring, ss->barrier);
}

static bool engine_has_work(CpgpuState *s)
{
    return session_command_due(s) || cpgpu_ring_pending(&s->ring);
}

void cpgpu_engine_kick(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;
    unsigned commands = 0;
    uint64_t bytes = 0;

    if (e->stepping) {
        return;
    }
    e->stepping = true;
    while (!e->job.active && engine_has_work(s) &&
           commands < BUDGET_COMMANDS && bytes < BUDGET_BYTES) {
        commands++;
        bytes += engine_start(s, !session_command_due(s));
    }
    e->stepping = false;
    if (!e->job.active && engine_has_work(s)) {
        qemu_bh_schedule(e->bh);
    }
}

static void engine_bh(void *opaque)
{
    cpgpu_engine_kick(opaque);
}

void cpgpu_engine_finished(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;

    if (e->job.active && e->job.on_worker && !cpgpu_worker_busy(&e->worker)) {
        engine_complete(s);
    }
    cpgpu_engine_kick(s);
}

bool cpgpu_engine_busy(const CpgpuState *s)
{
    return s->engine.job.active || !QTAILQ_EMPTY(&s->engine.waiting) ||
           cpgpu_ring_pending(&s->ring);
}

bool cpgpu_engine_touches(CpgpuState *s, uint64_t offset, uint64_t length)
{
    CpgpuJob *job = &s->engine.job;
    uint64_t first = offset / CPGPU_PAGE_SIZE;
    uint64_t pages = cpgpu_pages(offset, length);

    if (!job->active || !job->on_worker) {
        return false;
    }
    if (!job->all_pages) {
        return first < job->first_page + job->page_count &&
               job->first_page < first + pages;
    }
    for (uint64_t i = 0; i < pages; i++) {
        if (s->mem.pages[first + i].owner == job->cmd.session + 1) {
            return true;
        }
    }
    return false;
}

void cpgpu_engine_settle(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;

    if (e->job.active && e->job.on_worker) {
        if (e->job.cancellable) {
            qatomic_set(&e->job.cancel, true);
        }
        cpgpu_worker_drain(&e->worker);
        engine_complete(s);
    }
}

void cpgpu_engine_reset(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;
    CpgpuSession *ss;

    qemu_bh_cancel(e->bh);
    qatomic_set(&e->job.cancel, true);
    cpgpu_worker_drain(&e->worker);
    qemu_bh_cancel(e->worker.done_bh);
    if (e->job.active) {
        e->job.status = CPGPU_ST_ABORTED;
        engine_release(s);
    }
    cpgpu_wipe(&e->job, sizeof(e->job));
    while ((ss = QTAILQ_FIRST(&e->waiting))) {
        QTAILQ_REMOVE(&e->waiting, ss, next);
    }
}

void cpgpu_engine_init(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;

    QTAILQ_INIT(&e->waiting);
    e->content_key = cpgpu_key_new(no_key);
    e->bh = qemu_bh_new_guarded(engine_bh, s,
                                &DEVICE(s)->mem_reentrancy_guard);
    cpgpu_dma_init(&e->dma);
    cpgpu_worker_start(s);
}

void cpgpu_engine_exit(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;

    cpgpu_engine_reset(s);
    cpgpu_worker_stop(s);
    cpgpu_dma_free(&e->dma);
    qemu_bh_delete(e->bh);
    cpgpu_key_unref(e->content_key);
}
