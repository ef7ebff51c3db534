/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the order in which things happen
 *
 * Each ring has one command on its way at a time, and so have the commands of
 * sessions and channels together.  A session command waits for the ring
 * commands that were submitted before it.
 *
 * One more job is nobody's command.  It scrubs pages that were sealed before a
 * reset of the device, and while it does, commands that name video memory wait;
 * or the pages of one session whose content is lost, and has that session to
 * itself.
 */
#include "qemu/osdep.h"
#include "command.h"
#include "cpgpu.h"
#include "seal.h"
#include "trace.h"

/*
 * Work done in one go, before the main loop and the vCPUs get their turn; if
 * there are no workers, there is no end to it.
 */
#define BUDGET_COMMANDS 4096
#define BUDGET_BYTES    (1024 * 1024)
/* What else is in a command, in bytes that would take as long */
#define ENTRY_BYTES     64      /* a page, or an entry of a list or map */
#define FAILURE_BYTES   (64 * 1024)
/* Who waits for the big lock needs so long to wake up and take it. */
#define PAUSE_NS        100000
/* job->cmd.session of a channel's command */
#define NO_SESSION      UINT32_MAX
/* Commands of one ring before the next one gets its turn */
#define TURN_COMMANDS   64

typedef struct Budget {
    bool unlimited;
    unsigned commands;
    uint64_t bytes;
} Budget;

static bool budget_left(const Budget *b)
{
    return b->unlimited ||
           (b->commands < BUDGET_COMMANDS && b->bytes < BUDGET_BYTES);
}

static void budget_take(Budget *b, const CpgpuJob *job, uint64_t bytes)
{
    b->commands++;
    b->bytes += MIN(bytes, BUDGET_BYTES) + job->entries * ENTRY_BYTES +
                (job->status ? FAILURE_BYTES : 0);
}

/* --------------------------------------------------------------- one job -- */

/* Let go of what the job holds, and leave no key behind. */
static void release(CpgpuJob *job)
{
    static const uint8_t no_key[CPGPU_KEY_SIZE];

    cpgpu_session_leave(job);
    if (job->dma.count) {
        cpgpu_dma_unmap(job);
    }
    if (job->data_key) {
        if (job->data_key == job->content_key) {
            cpgpu_key_set(job->content_key, no_key);
        }
        cpgpu_key_unref(job->data_key);
        job->data_key = NULL;
    }
    if (job->surface_key) {
        cpgpu_key_unref(job->surface_key);
        cpgpu_key_unref(job->former_key);
        job->surface_key = NULL;
        job->former_key = NULL;
    }
    if (job->partial) {
        cpgpu_wipe(&job->runs, sizeof(job->runs));
    }
    job->state = CPGPU_JOB_NONE;
}

static void report(CpgpuJob *job)
{
    if (job->silent) {
        return;
    }
    if (job->ring) {
        cpgpu_ring_report(job);
    } else if (job->channel) {
        cpgpu_channel_report(job);
    } else {
        cpgpu_session_report(job);
    }
}

static void complete(CpgpuJob *job)
{
    CpgpuState *s = job->s;

    if (cpgpu_job_cancelled(job)) {
        job->status = CPGPU_ST_ABORTED;
        cpgpu_display_redraw(s);
    } else if (job->status == CPGPU_ST_OK && job->done) {
        job->done(job);
    }
    release(job);
    trace_cpgpu_job_end(job->cmd.opcode, job->cmd.session, job->status);
    report(job);
    memset(job->data, 0, sizeof(job->data));
    cpgpu_display_job_done(s);
}

static void job_clear(CpgpuJob *job)
{
    memset(&job->status, 0, offsetof(CpgpuJob, first_page) -
                            offsetof(CpgpuJob, status));
}

/* It was prepared: do it, or have it done. */
static void start(CpgpuJob *job, Budget *budget)
{
    CpgpuPool *pool = job->s->engine.pool;

    trace_cpgpu_job_start(job->cmd.opcode, job->cmd.session, job->status,
                          job->bytes);
    if (job->status == CPGPU_ST_OK && job->run) {
        job->slices = MAX(1, DIV_ROUND_UP(job->page_count,
                                          CPGPU_SLICE_PAGES));
        if (pool && (job->bytes > CPGPU_INLINE_BYTES || job->slices > 1)) {
            budget_take(budget, job, 0);
            job->state = CPGPU_JOB_RUNS;
            cpgpu_pool_submit(pool, job);
            return;
        }
        job->dma.written = job->dma.to_guest;
        for (unsigned i = 0; i < job->slices; i++) {
            job->run(job, i);
        }
        cpgpu_stream_end();
    }
    budget_take(budget, job, job->bytes);
    complete(job);
}

/* --------------------------------------------------------------- the queues */

static bool barrier_passed(CpgpuState *s, const CpgpuSession *ss)
{
    for (unsigned i = 0; i < s->ring_count; i++) {
        if (!cpgpu_ring_passed(&s->rings[i], ss->barrier[i])) {
            return false;
        }
    }
    return true;
}

/* Scrub what was sealed, or what session @n has lost. */
static void start_scrub(CpgpuState *s, uint32_t n,
                        void (*prepare)(CpgpuJob *job), Budget *budget)
{
    CpgpuJob *job = &s->engine.scrub_job;

    job_clear(job);
    job->cmd.opcode = CPGPU_OP_NOP;
    job->cmd.session = n;
    job->silent = true;
    prepare(job);
    start(job, budget);
}

/* Scrub the pages of a session whose content is lost, if its time has come. */
static bool scrub_turn(CpgpuState *s, Budget *budget)
{
    CpgpuEngine *e = &s->engine;

    if (!e->lost || e->scrub_job.state != CPGPU_JOB_NONE) {
        return false;
    }
    for (unsigned n = 0; n < s->session_count; n++) {
        e->scrub_job.cmd.session = n;
        if (s->sessions[n].content_lost &&
            cpgpu_session_admit(&e->scrub_job, true)) {
            s->sessions[n].content_lost = false;
            e->lost--;
            start_scrub(s, n, cpgpu_memory_lose, budget);
            return true;
        }
    }
    return false;
}

/* Start a session command, if there is one that may. */
static bool session_turn(CpgpuState *s, Budget *budget)
{
    CpgpuJob *job = &s->engine.session_job;
    CpgpuSession *ss;

    if (job->state != CPGPU_JOB_NONE) {
        return false;
    }
    QTAILQ_FOREACH(ss, &s->engine.waiting, next) {
        job->cmd.session = cpgpu_session_index(s, ss);
        if (barrier_passed(s, ss) &&
            cpgpu_session_admit(job, cpgpu_session_command_exclusive(
                                         ss->command))) {
            QTAILQ_REMOVE(&s->engine.waiting, ss, next);
            job_clear(job);
            job->cmd.opcode = ss->command;
            job->cmd.length = ss->size;
            job->status = cpgpu_session_prepare(job);
            start(job, budget);
            return true;
        }
    }
    return false;
}

/* The same for a channel's. */
static bool channel_turn(CpgpuState *s, Budget *budget)
{
    CpgpuJob *job = &s->engine.session_job;
    CpgpuChannel *ch = QTAILQ_FIRST(&s->engine.channels);

    if (job->state != CPGPU_JOB_NONE || !ch) {
        return false;
    }
    QTAILQ_REMOVE(&s->engine.channels, ch, next);
    job_clear(job);
    job->channel = ch;
    job->cmd.session = NO_SESSION;
    job->cmd.opcode = ch->command;
    job->status = cpgpu_channel_prepare(job);
    start(job, budget);
    return true;
}

/* Go on with a ring; false: it has nothing that could be started. */
static bool ring_step(CpgpuRing *r, Budget *budget)
{
    CpgpuJob *job = &r->job;

    if (job->state == CPGPU_JOB_RUNS || !cpgpu_ring_pending(r)) {
        return false;
    }
    if (job->state == CPGPU_JOB_NONE) {
        job_clear(job);
        job->status = cpgpu_ring_take(r);
    }
    if (!job->status) {
        job->state = CPGPU_JOB_WAITS;
        if (!cpgpu_command_admit(job)) {
            return false;
        }
        job->status = cpgpu_command_prepare(job);
    }
    start(job, budget);
    return true;
}

static bool ring_turn(CpgpuRing *r, Budget *budget)
{
    unsigned n = 0;

    while (n < TURN_COMMANDS && budget_left(budget) && ring_step(r, budget)) {
        n++;
    }
    return n;
}

/* ---------------------------------------------------------------- all jobs */

/* The job of each ring, behind them that of the sessions, and that of nobody */
static CpgpuJob *nth_job(CpgpuState *s, unsigned n)
{
    if (n < s->ring_count) {
        return &s->rings[n].job;
    }
    switch (n - s->ring_count) {
    case 0:
        return &s->engine.session_job;
    case 1:
        return &s->engine.scrub_job;
    default:
        return NULL;
    }
}

/* Jobs that workers are through with. */
static void reap(CpgpuState *s)
{
    CpgpuPool *pool = s->engine.pool;
    CpgpuJob *job;

    if (!pool || !cpgpu_pool_any_finished(pool)) {
        return;
    }
    for (unsigned i = 0; (job = nth_job(s, i)); i++) {
        if (job->state == CPGPU_JOB_RUNS && cpgpu_pool_finished(pool, job)) {
            complete(job);
        }
    }
}

/* Start what may start; true: there is more, but the budget is used up. */
static bool start_all(CpgpuState *s, Budget *budget)
{
    CpgpuEngine *e = &s->engine;
    bool progress;

    do {
        reap(s);
        progress = scrub_turn(s, budget);
        progress |= session_turn(s, budget);
        progress |= channel_turn(s, budget);
        for (unsigned i = 0; i < s->ring_count; i++) {
            progress |= ring_turn(&s->rings[(e->turn + i) % s->ring_count],
                                  budget);
        }
        e->turn = (e->turn + 1) % s->ring_count;
    } while (progress && budget_left(budget));
    return progress;
}

static bool flush_rings(CpgpuState *s)
{
    bool flushed = true;

    for (unsigned i = 0; i < s->ring_count; i++) {
        flushed &= cpgpu_ring_flush(&s->rings[i]);
    }
    return flushed;
}

void cpgpu_engine_kick(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;
    Budget budget = { .unlimited = !e->pool };
    bool more;

    if (e->stepping) {
        return;
    }
    e->stepping = true;
    do {
        more = start_all(s, &budget);
        /* A ring that this stops no longer holds up who waited for it. */
    } while (!flush_rings(s) && !more);
    e->stepping = false;
    if (more) {
        timer_mod(e->pause, qemu_clock_get_ns(QEMU_CLOCK_REALTIME) + PAUSE_NS);
    }
}

static void pause_over(void *opaque)
{
    cpgpu_call_guarded(opaque, cpgpu_engine_kick);
}

bool cpgpu_engine_busy(CpgpuState *s)
{
    const CpgpuJob *job;

    for (unsigned i = 0; i < s->ring_count; i++) {
        if (cpgpu_ring_pending(&s->rings[i])) {
            return true;
        }
    }
    for (unsigned i = 0; (job = nth_job(s, i)); i++) {
        if (job->state == CPGPU_JOB_RUNS) {
            return true;
        }
    }
    return s->engine.lost ||
           !QTAILQ_EMPTY(&s->engine.waiting) ||
           !QTAILQ_EMPTY(&s->engine.channels);
}

static bool job_overlaps(const CpgpuJob *job, uint64_t first, uint64_t pages)
{
    return job->state == CPGPU_JOB_RUNS && job->page_count &&
           first < job->first_page + job->page_count &&
           job->first_page < first + pages;
}

static bool job_touches(CpgpuState *s, const CpgpuJob *job, uint64_t first,
                        uint64_t pages)
{
    if (!job_overlaps(job, first, pages) || !job->writes) {
        return false;
    }
    if (!job->all_pages) {
        return true;
    }
    for (uint64_t i = 0; i < pages; i++) {
        if (cpgpu_job_owns(job, &s->mem.pages[first + i])) {
            return true;
        }
    }
    return false;
}

bool cpgpu_engine_touches(CpgpuState *s, uint64_t offset, uint64_t length)
{
    uint64_t first = offset / CPGPU_PAGE_SIZE;
    CpgpuJob *job;

    for (unsigned i = 0; (job = nth_job(s, i)); i++) {
        if (job_touches(s, job, first, cpgpu_pages(offset, length))) {
            return true;
        }
    }
    return false;
}

bool cpgpu_engine_seals(CpgpuState *s, uint64_t first, uint64_t pages)
{
    const CpgpuJob *job;

    for (unsigned i = 0; (job = nth_job(s, i)); i++) {
        if (job_overlaps(job, first, pages) &&
            job->ring && job->cmd.opcode == CPGPU_OP_SEAL) {
            return true;
        }
    }
    return false;
}

/* --------------------------------------------------- jobs that end early -- */

static void cut_off(CpgpuJob *job)
{
    cpgpu_pool_cancel(job->s->engine.pool, job);
    complete(job);
}

void cpgpu_engine_detach(CpgpuJob *job)
{
    if (job->state == CPGPU_JOB_WAITS) {
        release(job);
    } else if (job->state == CPGPU_JOB_RUNS && job->cancellable) {
        cut_off(job);
    } else if (job->state == CPGPU_JOB_RUNS) {
        job->silent = true;
    }
}

void cpgpu_engine_lose_key(CpgpuState *s, unsigned n)
{
    CpgpuJob *job;

    for (unsigned i = 0; (job = nth_job(s, i)); i++) {
        if (job->state != CPGPU_JOB_RUNS || job->cmd.session != n) {
            continue;
        }
        if (job->cancellable || job->needs_key) {
            cut_off(job);
        } else if (!job->page_count) {
            cpgpu_engine_await(job);    /* a key that it gets is lost as well */
        }
    }
}

void cpgpu_engine_lose_content(CpgpuState *s, unsigned n)
{
    if (!s->sessions[n].content_lost) {
        s->sessions[n].content_lost = true;
        s->engine.lost++;
    }
}

void cpgpu_engine_await(CpgpuJob *job)
{
    if (job->state == CPGPU_JOB_RUNS) {
        cpgpu_pool_drain(job->s->engine.pool, job);
        complete(job);
    }
}

/* ------------------------------------------------------------------- reset */

static void drop_job(CpgpuJob *job)
{
    if (job->state == CPGPU_JOB_RUNS) {
        cpgpu_pool_cancel(job->s->engine.pool, job);
        job->status = CPGPU_ST_ABORTED;
    }
    release(job);
    cpgpu_wipe(job->blob, sizeof(job->blob));
    cpgpu_wipe(job->key, sizeof(job->key));
    memset(&job->cmd, 0, sizeof(job->cmd));
    job_clear(job);
}

void cpgpu_engine_reset(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;
    CpgpuSession *ss;
    CpgpuChannel *ch;
    CpgpuJob *job;

    timer_del(e->pause);
    for (unsigned i = 0; (job = nth_job(s, i)); i++) {
        /* Nothing was sealed since the last reset: that job does for both. */
        if (job != &e->scrub_job || !e->scrubbing) {
            drop_job(job);
        }
    }
    while ((ss = QTAILQ_FIRST(&e->waiting))) {
        QTAILQ_REMOVE(&e->waiting, ss, next);
    }
    while ((ch = QTAILQ_FIRST(&e->channels))) {
        QTAILQ_REMOVE(&e->channels, ch, next);
    }
    e->lost = 0;
}

static void scrub_done(CpgpuJob *job)
{
    job->s->engine.scrubbing = false;
}

static void prepare_scrub(CpgpuJob *job)
{
    job->done = scrub_done;
    cpgpu_memory_forget(job);
}

void cpgpu_engine_scrub(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;
    Budget budget = { .unlimited = true };

    if (!e->scrubbing) {
        e->scrubbing = true;
        start_scrub(s, NO_SESSION, prepare_scrub, &budget);
    }
}

/* -------------------------------------------------------------------- life */

void cpgpu_engine_init(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;

    QTAILQ_INIT(&e->waiting);
    QTAILQ_INIT(&e->channels);
    e->session_job.s = s;
    e->scrub_job.s = s;
    e->pause = timer_new_ns(QEMU_CLOCK_REALTIME, pause_over, s);
    if (s->worker_count) {
        e->pool = cpgpu_pool_start(s, s->worker_count);
    }
}

void cpgpu_engine_exit(CpgpuState *s)
{
    cpgpu_engine_reset(s);
    drop_job(&s->engine.scrub_job);
    if (s->engine.pool) {
        cpgpu_pool_stop(s->engine.pool);
    }
    timer_free(s->engine.pause);
}
