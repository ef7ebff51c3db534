/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: a pool of threads for bulk work
 *
 * The items of work take turns, slice by slice.  The thread that finishes an
 * item takes the big lock and calls the pool's owner itself: to wake the main
 * loop for it would take longer than most items do.
 */
#include "qemu/osdep.h"
#include "compat.h"
#include "qemu/rcu.h"
#include "qemu/thread.h"
#include "worker.h"

/* How long an idle worker looks for work before it sleeps, in microseconds. */
#define SPIN_US 50

/*
 * Lives until the last of its threads is gone, which may be after the device:
 * that cannot wait for a thread that waits for the big lock.
 */
struct CpgpuPool {
    void (*finished_cb)(void *opaque);
    void *opaque;               /* under the big lock; NULL: was stopped */
    QemuMutex lock;
    QemuCond wake;              /* there are slices, or threads shall end */
    QemuCond idle;              /* no slice of some work is at a thread */
    QTAILQ_HEAD(, CpgpuWork) queue;     /* work with slices to hand out */
    bool queued;                /* atomic: there is any */
    bool finished;              /* atomic: some work, since one last asked */
    bool quit;
    bool held;                  /* threads take no slices */
    bool spinner;               /* a worker is looking for work */
    unsigned threads;
};

static void add_to_queue(CpgpuPool *pool, CpgpuWork *work)
{
    QTAILQ_INSERT_TAIL(&pool->queue, work, next);
    qatomic_set(&pool->queued, true);
}

static void remove_from_queue(CpgpuPool *pool, CpgpuWork *work)
{
    QTAILQ_REMOVE(&pool->queue, work, next);
    qatomic_set(&pool->queued, !QTAILQ_EMPTY(&pool->queue));
}

static bool has_finished(const CpgpuWork *work)
{
    return work->next_slice == work->slices && !work->busy_slices;
}

/* Whether a slice could be handed out; if so, the work is in the queue. */
static bool is_queued(const CpgpuWork *work)
{
    return work->next_slice < work->slices &&
           !(work->serial && work->busy_slices);
}

/* Do a slice of work that is queued; returns whether that finished it. */
static bool do_slice(CpgpuPool *pool, CpgpuWork *work)
{
    unsigned slice = work->next_slice++;
    bool wanted = !cpgpu_work_cancelled(work);

    /* The work goes to the end of the queue, for others to help. */
    work->busy_slices++;
    remove_from_queue(pool, work);
    if (is_queued(work)) {
        add_to_queue(pool, work);
    }
    qemu_mutex_unlock(&pool->lock);
    if (wanted) {
        work->run(work, slice);
    }
    qemu_mutex_lock(&pool->lock);
    work->busy_slices--;
    if (work->serial && is_queued(work)) {
        add_to_queue(pool, work);
    }
    if (!work->busy_slices) {
        qemu_cond_broadcast(&pool->idle);
    }
    if (!has_finished(work)) {
        return false;
    }
    qatomic_set(&pool->finished, true);
    return true;
}

/* What a thread may do next, or NULL */
static CpgpuWork *next_work(CpgpuPool *pool)
{
    return pool->held ? NULL : QTAILQ_FIRST(&pool->queue);
}

/* One worker at a time looks for work a little longer. */
static void wait_for_work(CpgpuPool *pool)
{
    int64_t end;

    if (!pool->spinner) {
        pool->spinner = true;
        qemu_mutex_unlock(&pool->lock);
        end = g_get_monotonic_time() + SPIN_US;
        while (!qatomic_read(&pool->queued) && g_get_monotonic_time() < end) {
            cpu_relax();
        }
        qemu_mutex_lock(&pool->lock);
        pool->spinner = false;
    }
    while (!next_work(pool) && !pool->quit) {
        qemu_cond_wait(&pool->wake, &pool->lock);
    }
}

static void report_finished(CpgpuPool *pool)
{
    qemu_mutex_unlock(&pool->lock);
    bql_lock();
    if (pool->opaque) {
        pool->finished_cb(pool->opaque);
    }
    bql_unlock();
    qemu_mutex_lock(&pool->lock);
}

/* Called with the lock held, and releases it. */
static void leave_pool(CpgpuPool *pool)
{
    bool last = --pool->threads == 0;

    qemu_mutex_unlock(&pool->lock);
    if (last) {
        qemu_cond_destroy(&pool->idle);
        qemu_cond_destroy(&pool->wake);
        qemu_mutex_destroy(&pool->lock);
        g_free(pool);
    }
}

static void *worker_thread(void *opaque)
{
    CpgpuPool *pool = opaque;

    rcu_register_thread();
    qemu_mutex_lock(&pool->lock);
    while (!pool->quit) {
        CpgpuWork *work = next_work(pool);

        if (!work) {
            wait_for_work(pool);
        } else if (do_slice(pool, work)) {
            report_finished(pool);
        }
    }
    leave_pool(pool);
    rcu_unregister_thread();
    return NULL;
}

CpgpuPool *cpgpu_pool_start(unsigned count, void (*finished)(void *opaque),
                            void *opaque)
{
    CpgpuPool *pool = g_new0(CpgpuPool, 1);
    QemuThread thread;

    pool->finished_cb = finished;
    pool->opaque = opaque;
    pool->threads = count;
    QTAILQ_INIT(&pool->queue);
    qemu_mutex_init(&pool->lock);
    qemu_cond_init(&pool->wake);
    qemu_cond_init(&pool->idle);
    for (unsigned i = 0; i < count; i++) {
        qemu_thread_create(&thread, "cpgpu", worker_thread, pool,
                           QEMU_THREAD_DETACHED);
    }
    return pool;
}

void cpgpu_pool_stop(CpgpuPool *pool)
{
    pool->opaque = NULL;
    qemu_mutex_lock(&pool->lock);
    pool->quit = true;
    qemu_cond_broadcast(&pool->wake);
    qemu_mutex_unlock(&pool->lock);
}

void cpgpu_pool_submit(CpgpuPool *pool, CpgpuWork *work)
{
    qemu_mutex_lock(&pool->lock);
    work->next_slice = 0;
    work->busy_slices = 0;
    add_to_queue(pool, work);
    if (work->slices > 1 && !work->serial) {
        qemu_cond_broadcast(&pool->wake);
    } else if (!pool->spinner) {
        qemu_cond_signal(&pool->wake);
    }
    qemu_mutex_unlock(&pool->lock);
}

void cpgpu_pool_hold(CpgpuPool *pool, bool hold)
{
    qemu_mutex_lock(&pool->lock);
    pool->held = hold;
    qemu_cond_broadcast(&pool->wake);
    qemu_mutex_unlock(&pool->lock);
}

bool cpgpu_pool_any_finished(CpgpuPool *pool)
{
    return qatomic_read(&pool->finished) &&
           qatomic_xchg(&pool->finished, false);
}

bool cpgpu_pool_has_finished(CpgpuPool *pool, const CpgpuWork *work)
{
    bool finished;

    qemu_mutex_lock(&pool->lock);
    finished = has_finished(work);
    qemu_mutex_unlock(&pool->lock);
    return finished;
}

/*
 * The threads may all be waiting for the big lock, which the caller has.  They
 * do not need it to end a slice, but whatever none of them has begun must be
 * done here.
 */
void cpgpu_pool_drain(CpgpuPool *pool, CpgpuWork *work)
{
    qemu_mutex_lock(&pool->lock);
    while (!has_finished(work)) {
        if (is_queued(work)) {
            do_slice(pool, work);
        } else {
            qemu_cond_wait(&pool->idle, &pool->lock);
        }
    }
    qemu_mutex_unlock(&pool->lock);
}

void cpgpu_pool_cancel(CpgpuPool *pool, CpgpuWork *work)
{
    qemu_mutex_lock(&pool->lock);
    qatomic_set(&work->cancel, true);
    if (is_queued(work)) {
        remove_from_queue(pool, work);
    }
    work->next_slice = work->slices;
    qemu_mutex_unlock(&pool->lock);
    cpgpu_pool_drain(pool, work);
}
