/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the threads that do bulk work while the guest's CPUs run on
 *
 * Jobs are worked on slice by slice, each in its turn.  A worker that ends a
 * job takes the big lock and sees to what comes next itself: to wake the main
 * loop for it would take longer than most jobs do.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "worker.h"
#include "qemu/rcu.h"
#include "qemu/thread.h"

/* How long an idle worker looks for work before it sleeps, in microseconds. */
#define SPIN_US 50

/*
 * Lives until the last of its threads is gone, which may be after the device:
 * that cannot wait for a thread that waits for the big lock.
 */
struct CpgpuPool {
    CpgpuState *s;              /* under the big lock; NULL: device is gone */
    QemuMutex lock;
    QemuCond wake;              /* there are slices, or threads shall end */
    QemuCond idle;              /* a job has no slice at work any more */
    QTAILQ_HEAD(, CpgpuJob) queue;      /* jobs with slices to hand out */
    bool queued;                /* atomic: there are any */
    bool finished;              /* atomic: some job, since one last asked */
    bool quit;
    bool spinner;               /* a worker is looking for work */
    unsigned threads;
};

/* A slice for the calling worker; the job stays for others to help. */
static unsigned take_slice(CpgpuPool *pool, CpgpuJob *job)
{
    unsigned slice = job->next_slice++;

    job->slices_busy++;
    QTAILQ_REMOVE(&pool->queue, job, next);
    if (job->next_slice < job->slices && !job->partial) {
        QTAILQ_INSERT_TAIL(&pool->queue, job, next);
    }
    qatomic_set(&pool->queued, !QTAILQ_EMPTY(&pool->queue));
    return slice;
}

static void add_to_queue(CpgpuPool *pool, CpgpuJob *job)
{
    QTAILQ_INSERT_TAIL(&pool->queue, job, next);
    qatomic_set(&pool->queued, true);
}

static bool job_finished(const CpgpuJob *job)
{
    return job->next_slice == job->slices && !job->slices_busy;
}

/* Do a slice; returns whether it was the last one at work. */
static bool do_slice(CpgpuPool *pool, CpgpuJob *job)
{
    unsigned slice = take_slice(pool, job);
    bool wanted = !cpgpu_job_cancelled(job);

    if (wanted) {
        job->dma.written = job->dma.to_guest;
    }
    qemu_mutex_unlock(&pool->lock);
    if (wanted) {
        job->run(job, slice);
        cpgpu_stream_end();
    }
    qemu_mutex_lock(&pool->lock);
    job->slices_busy--;
    /* The keystream of partial data goes on from slice to slice. */
    if (job->partial && job->next_slice < job->slices) {
        add_to_queue(pool, job);
    }
    if (!job->slices_busy) {
        qemu_cond_broadcast(&pool->idle);
    }
    if (!job_finished(job)) {
        return false;
    }
    qatomic_set(&pool->finished, true);
    return true;
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
    while (QTAILQ_EMPTY(&pool->queue) && !pool->quit) {
        qemu_cond_wait(&pool->wake, &pool->lock);
    }
}

static void tell_device(CpgpuPool *pool)
{
    qemu_mutex_unlock(&pool->lock);
    bql_lock();
    if (pool->s) {
        cpgpu_call_guarded(pool->s, cpgpu_engine_kick);
    }
    bql_unlock();
    qemu_mutex_lock(&pool->lock);
}

/* The lock is held, and is let go of. */
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
        CpgpuJob *job = QTAILQ_FIRST(&pool->queue);

        if (!job) {
            wait_for_work(pool);
        } else if (do_slice(pool, job)) {
            tell_device(pool);
        }
    }
    leave_pool(pool);
    rcu_unregister_thread();
    return NULL;
}

CpgpuPool *cpgpu_pool_start(CpgpuState *s, unsigned count)
{
    CpgpuPool *pool = g_new0(CpgpuPool, 1);
    QemuThread thread;

    pool->s = s;
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
    pool->s = NULL;
    qemu_mutex_lock(&pool->lock);
    pool->quit = true;
    qemu_cond_broadcast(&pool->wake);
    qemu_mutex_unlock(&pool->lock);
}

void cpgpu_pool_submit(CpgpuPool *pool, CpgpuJob *job)
{
    qemu_mutex_lock(&pool->lock);
    job->next_slice = 0;
    job->slices_busy = 0;
    add_to_queue(pool, job);
    if (job->slices > 1 && !job->partial) {
        qemu_cond_broadcast(&pool->wake);
    } else if (!pool->spinner) {
        qemu_cond_signal(&pool->wake);
    }
    qemu_mutex_unlock(&pool->lock);
}

bool cpgpu_pool_any_finished(CpgpuPool *pool)
{
    return qatomic_read(&pool->finished) &&
           qatomic_xchg(&pool->finished, false);
}

bool cpgpu_pool_finished(CpgpuPool *pool, CpgpuJob *job)
{
    bool finished;

    qemu_mutex_lock(&pool->lock);
    finished = job_finished(job);
    qemu_mutex_unlock(&pool->lock);
    return finished;
}

/*
 * The workers may all be waiting for the big lock, which the caller has.  They
 * do not need it to end a slice, but whatever none of them has begun must be
 * done here.
 */
void cpgpu_pool_drain(CpgpuPool *pool, CpgpuJob *job)
{
    qemu_mutex_lock(&pool->lock);
    while (!job_finished(job)) {
        if (job->next_slice < job->slices &&
            !(job->partial && job->slices_busy)) {
            do_slice(pool, job);
        } else {
            qemu_cond_wait(&pool->idle, &pool->lock);
        }
    }
    qemu_mutex_unlock(&pool->lock);
}

void cpgpu_pool_cancel(CpgpuPool *pool, CpgpuJob *job)
{
    qemu_mutex_lock(&pool->lock);
    qatomic_set(&job->cancel, true);
    if (job->next_slice < job->slices) {
        if (!(job->partial && job->slices_busy)) {
            QTAILQ_REMOVE(&pool->queue, job, next);
            qatomic_set(&pool->queued, !QTAILQ_EMPTY(&pool->queue));
        }
        job->next_slice = job->slices;
    }
    qemu_mutex_unlock(&pool->lock);
    cpgpu_pool_drain(pool, job);
}
