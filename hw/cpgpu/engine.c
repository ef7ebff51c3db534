/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the order in which jobs are done
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "engine.h"
#include "irq.h"
#include "trace.h"

/*
 * Work done in one go, before the main loop and the vCPUs get their turn; if
 * there are no workers, there is no limit.
 */
#define BUDGET_COMMANDS 4096
#define BUDGET_BYTES    (1024 * 1024)
/* What else a command costs, in bytes that would take as long */
#define ENTRY_BYTES     64      /* a page, or an entry of a list or map */
#define FAILURE_BYTES   (64 * 1024)
/* How long a thread that waits for the big lock needs to wake up and take it */
#define PAUSE_NS        100000
/* Commands of one bulk queue before the next one gets its turn */
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
    b->bytes += MIN(bytes, BUDGET_BYTES) + job->task.entries * ENTRY_BYTES +
                (job->status ? FAILURE_BYTES : 0);
}

/* --------------------------------------------------------------- one job -- */

/* Release what the job holds, and leave no key behind. */
static void release(CpgpuJob *job)
{
    static const uint8_t no_key[CPGPU_KEY_SIZE];

    cpgpu_job_leave(job);
    if (job->dma.count) {
        cpgpu_dma_unmap(job->s, &job->dma);
    }
    if (job->data_key) {
        if (job->data_key == job->content_key) {
            cpgpu_key_set(job->content_key, no_key);
        }
        cpgpu_key_unref(job->data_key);
        job->data_key = NULL;
    }
    if (job->keys.current) {
        cpgpu_page_keys_unref(&job->keys);
    }
    if (job->task.partial) {
        cpgpu_wipe(&job->runs, sizeof(job->runs));
    }
    job->state = CPGPU_JOB_NONE;
}

static void complete(CpgpuJob *job)
{
    CpgpuState *s = job->s;

    if (cpgpu_job_cancelled(job)) {
        job->status = CPGPU_ST_ABORTED;
        s->mem.stale = true;
    } else if (job->status == CPGPU_ST_OK && job->task.done) {
        job->task.done(job);
    }
    release(job);
    trace_cpgpu_job_end(job->cmd.opcode, job->cmd.session, job->status);
    if (!job->task.silent) {
        job->queue->ops->report(job);
    }
    memset(job->data, 0, sizeof(job->data));
    notifier_list_notify(&s->engine.job_done, s);
}

static void reset_task(CpgpuJob *job)
{
    job->status = CPGPU_ST_OK;
    job->task = (CpgpuTask) { };
    job->work = (CpgpuWork) { };
}

static void run_slice(CpgpuWork *work, unsigned slice)
{
    CpgpuJob *job = container_of(work, CpgpuJob, work);

    job->task.run(job, slice);
    cpgpu_stream_end();
}

/* Do a job that was prepared, or have it done. */
static void start(CpgpuJob *job, Budget *budget)
{
    const CpgpuTask *t = &job->task;
    CpgpuPool *pool = job->s->engine.pool;
    CpgpuWork *work = &job->work;

    trace_cpgpu_job_start(job->cmd.opcode, job->cmd.session, job->status,
                          t->bytes);
    if (job->status == CPGPU_ST_OK && t->run) {
        work->run = run_slice;
        work->slices = MAX(1, DIV_ROUND_UP(t->page_count, CPGPU_SLICE_PAGES));
        work->serial = t->partial;
        job->dma.written = job->dma.to_guest;
        if (pool && (t->bytes > CPGPU_INLINE_BYTES || work->slices > 1)) {
            budget_take(budget, job, 0);
            job->state = CPGPU_JOB_RUNS;
            cpgpu_pool_submit(pool, work);
            return;
        }
        for (unsigned i = 0; i < work->slices; i++) {
            t->run(job, i);
        }
        cpgpu_stream_end();
    }
    budget_take(budget, job, t->bytes);
    complete(job);
}

/* --------------------------------------------------------------- the queues */

/* All queues, those with priority first; NULL after the last one */
static CpgpuQueue *nth_queue(CpgpuEngine *e, unsigned n)
{
    if (n < e->priority_count) {
        return e->priority[n];
    }
    n -= e->priority_count;
    return n < e->bulk_count ? e->bulk[n] : NULL;
}

/* Take and start the next command, unless there is none that may start. */
static bool start_next(CpgpuQueue *q, Budget *budget)
{
    CpgpuJob *job = q->job;

    if (job->state == CPGPU_JOB_NONE) {
        reset_task(job);
        job->queue = q;
        if (!q->ops->take(q)) {
            return false;
        }
    }
    if (!job->status) {
        job->state = CPGPU_JOB_WAITS;
        if (q->ops->admit && !q->ops->admit(job)) {
            return false;
        }
        job->status = q->ops->prepare(job);
    }
    start(job, budget);
    return true;
}

static bool queue_step(CpgpuQueue *q, Budget *budget)
{
    return q->job->state != CPGPU_JOB_RUNS && cpgpu_queue_pending(q) &&
           start_next(q, budget);
}

static bool bulk_turn(CpgpuQueue *q, Budget *budget)
{
    unsigned n = 0;

    while (n < TURN_COMMANDS && budget_left(budget) && queue_step(q, budget)) {
        n++;
    }
    return n;
}

/* End the jobs that workers have finished. */
static void reap(CpgpuEngine *e)
{
    CpgpuQueue *q;

    if (!e->pool || !cpgpu_pool_any_finished(e->pool)) {
        return;
    }
    for (unsigned i = 0; (q = nth_queue(e, i)); i++) {
        if (q->job->state == CPGPU_JOB_RUNS &&
            cpgpu_pool_has_finished(e->pool, &q->job->work)) {
            complete(q->job);
        }
    }
}

/* Start what may start; true: there is more, but the budget is used up. */
static bool start_all(CpgpuEngine *e, Budget *budget)
{
    bool progress;

    do {
        reap(e);
        progress = false;
        for (unsigned i = 0; i < e->priority_count; i++) {
            progress |= queue_step(e->priority[i], budget);
        }
        for (unsigned i = 0; i < e->bulk_count; i++) {
            progress |= bulk_turn(e->bulk[(e->turn + i) % e->bulk_count],
                                  budget);
        }
        e->turn = (e->turn + 1) % e->bulk_count;
    } while (progress && budget_left(budget));
    return progress;
}

static bool flush_queues(CpgpuEngine *e)
{
    bool flushed = true;

    for (unsigned i = 0; i < e->bulk_count; i++) {
        flushed &= e->bulk[i]->ops->flush(e->bulk[i]);
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
        more = start_all(e, &budget);
        /* A queue that this stops no longer holds up others. */
    } while (!flush_queues(e) && !more);
    e->stepping = false;
    if (more) {
        timer_mod(e->pause, qemu_clock_get_ns(QEMU_CLOCK_REALTIME) + PAUSE_NS);
    }
}

static void guarded_kick(void *opaque)
{
    cpgpu_call_guarded(opaque, cpgpu_engine_kick);
}

void cpgpu_engine_start(CpgpuQueue *q)
{
    Budget budget = { .unlimited = true };

    start_next(q, &budget);
}

bool cpgpu_engine_busy(CpgpuState *s)
{
    const CpgpuQueue *q;

    for (unsigned i = 0; (q = nth_queue(&s->engine, i)); i++) {
        if (cpgpu_queue_pending(q) || q->job->state == CPGPU_JOB_RUNS) {
            return true;
        }
    }
    return false;
}

void cpgpu_engine_set_barrier(CpgpuState *s, uint32_t barrier[CPGPU_RINGS_MAX])
{
    for (unsigned i = 0; i < s->engine.bulk_count; i++) {
        barrier[i] = s->engine.bulk[i]->tail;
    }
}

bool cpgpu_engine_passed(CpgpuState *s,
                         const uint32_t barrier[CPGPU_RINGS_MAX])
{
    for (unsigned i = 0; i < s->engine.bulk_count; i++) {
        const CpgpuQueue *q = s->engine.bulk[i];

        if (q->open && (int32_t)(q->head - barrier[i]) < 0) {
            return false;
        }
    }
    return true;
}

/* ---------------------------------------------------- pages of all jobs -- */

static bool job_overlaps(const CpgpuJob *job, uint64_t first, uint64_t pages)
{
    const CpgpuTask *t = &job->task;

    return job->state == CPGPU_JOB_RUNS && t->page_count &&
           first < t->first_page + t->page_count &&
           t->first_page < first + pages;
}

static bool job_touches(const CpgpuJob *job, uint64_t first, uint64_t pages)
{
    if (!job_overlaps(job, first, pages) || !job->task.writes) {
        return false;
    }
    if (!job->task.all_pages) {
        return true;
    }
    for (uint64_t i = 0; i < pages; i++) {
        if (cpgpu_job_owns(job, &job->s->mem.pages[first + i])) {
            return true;
        }
    }
    return false;
}

bool cpgpu_engine_touches(CpgpuState *s, uint64_t offset, uint64_t length)
{
    uint64_t first = offset / CPGPU_PAGE_SIZE;
    const CpgpuQueue *q;

    for (unsigned i = 0; (q = nth_queue(&s->engine, i)); i++) {
        if (job_touches(q->job, first, cpgpu_page_count(offset, length))) {
            return true;
        }
    }
    return false;
}

bool cpgpu_engine_claims(CpgpuState *s, uint64_t first, uint64_t pages)
{
    const CpgpuQueue *q;

    for (unsigned i = 0; (q = nth_queue(&s->engine, i)); i++) {
        if (q->job->task.claims && job_overlaps(q->job, first, pages)) {
            return true;
        }
    }
    return false;
}

/* --------------------------------------------------- jobs that end early -- */

static void cut_off(CpgpuJob *job)
{
    cpgpu_pool_cancel(job->s->engine.pool, &job->work);
    complete(job);
}

void cpgpu_engine_detach(CpgpuJob *job)
{
    if (job->state == CPGPU_JOB_WAITS) {
        release(job);
    } else if (job->state == CPGPU_JOB_RUNS && job->task.cancellable) {
        cut_off(job);
    } else if (job->state == CPGPU_JOB_RUNS) {
        job->task.silent = true;
    }
}

void cpgpu_engine_await(CpgpuJob *job)
{
    if (job->state == CPGPU_JOB_RUNS) {
        cpgpu_pool_drain(job->s->engine.pool, &job->work);
        complete(job);
    }
}

void cpgpu_engine_lose_key(CpgpuState *s, unsigned n)
{
    CpgpuQueue *q;

    for (unsigned i = 0; (q = nth_queue(&s->engine, i)); i++) {
        CpgpuJob *job = q->job;

        if (job->state != CPGPU_JOB_RUNS || job->cmd.session != n) {
            continue;
        }
        if (job->task.cancellable || job->task.needs_key) {
            cut_off(job);
        } else if (!job->task.page_count) {
            cpgpu_engine_await(job);    /* a key that it gets is lost as well */
        }
    }
}

static void drop(CpgpuJob *job)
{
    if (job->state == CPGPU_JOB_RUNS) {
        cpgpu_pool_cancel(job->s->engine.pool, &job->work);
    }
    release(job);
    cpgpu_wipe(job->blob, sizeof(job->blob));
    cpgpu_wipe(job->key, sizeof(job->key));
    memset(&job->cmd, 0, sizeof(job->cmd));
    memset(job->data, 0, sizeof(job->data));
    reset_task(job);
}

/* ------------------------------------------------------------------- life */

void cpgpu_engine_reset(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;
    CpgpuQueue *q;

    timer_del(e->pause);
    for (unsigned i = 0; (q = nth_queue(e, i)); i++) {
        if (q->job->state != CPGPU_JOB_RUNS || !q->job->task.survives_reset) {
            drop(q->job);
        }
        q->head = 0;
        q->tail = 0;
    }
    memset(s->gates, 0, s->session_count * sizeof(s->gates[0]));
}

void cpgpu_engine_add_priority(CpgpuState *s, CpgpuQueue *q)
{
    assert(s->engine.priority_count < CPGPU_PRIORITY_QUEUES_MAX);
    s->engine.priority[s->engine.priority_count++] = q;
    q->job->s = s;
    q->open = true;
}

void cpgpu_engine_add_bulk(CpgpuState *s, CpgpuQueue *q)
{
    assert(s->engine.bulk_count < CPGPU_RINGS_MAX);
    s->engine.bulk[s->engine.bulk_count++] = q;
    q->job->s = s;
}

void cpgpu_engine_init(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;

    notifier_list_init(&e->job_done);
    s->gates = g_new0(CpgpuGate, s->session_count);
    e->pause = timer_new_ns(QEMU_CLOCK_REALTIME, guarded_kick, s);
    if (s->worker_count) {
        e->pool = cpgpu_pool_start(s->worker_count, guarded_kick, s);
    }
}

void cpgpu_engine_exit(CpgpuState *s)
{
    CpgpuEngine *e = &s->engine;
    CpgpuQueue *q;

    for (unsigned i = 0; (q = nth_queue(e, i)); i++) {
        drop(q->job);
    }
    if (e->pool) {
        cpgpu_pool_stop(e->pool);
    }
    timer_free(e->pause);
    g_free(s->gates);
}
