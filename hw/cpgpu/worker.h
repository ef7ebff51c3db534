/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: a pool of threads for bulk work
 *
 * Work is done slice by slice.  The pool is called under the BQL; the threads
 * do slices without it.
 */
#ifndef HW_CPGPU_WORKER_H
#define HW_CPGPU_WORKER_H

#include "qemu/atomic.h"
#include "qemu/queue.h"

#define CPGPU_WORKERS_MAX   16

typedef struct CpgpuPool CpgpuPool;

/* An item of work, which belongs to the pool until it has finished */
typedef struct CpgpuWork CpgpuWork;
struct CpgpuWork {
    /* Does slice @slice, one of [0, slices), in any thread. */
    void (*run)(CpgpuWork *work, unsigned slice);
    unsigned slices;            /* at least 1 */
    bool serial;                /* one slice at a time, and in order */
    bool cancel;                /* atomic: run() may leave out the rest */
    /* private to the pool */
    unsigned next_slice;        /* to be handed out */
    unsigned busy_slices;       /* that threads work on */
    QTAILQ_ENTRY(CpgpuWork) next;
};

/*
 * Start @count threads.  @finished is called with @opaque, under the BQL and
 * in a thread of the pool, when an item of work has finished; it may be called
 * once for several.
 */
CpgpuPool *cpgpu_pool_start(unsigned count, void (*finished)(void *opaque),
                            void *opaque);
/* End the threads, without waiting for them.  There must be no work left. */
void cpgpu_pool_stop(CpgpuPool *pool);
void cpgpu_pool_submit(CpgpuPool *pool, CpgpuWork *work);
/*
 * While it is on, the threads begin no slice.  Work can still be drained and
 * cancelled.
 */
void cpgpu_pool_hold(CpgpuPool *pool, bool hold);
bool cpgpu_pool_has_finished(CpgpuPool *pool, const CpgpuWork *work);
/* Whether any work has finished since this was last asked. */
bool cpgpu_pool_any_finished(CpgpuPool *pool);
/* Wait until the work has finished. */
void cpgpu_pool_drain(CpgpuPool *pool, CpgpuWork *work);
/*
 * Set work->cancel, start no more slices, and wait until those that threads are
 * at have ended.
 */
void cpgpu_pool_cancel(CpgpuPool *pool, CpgpuWork *work);

static inline bool cpgpu_work_cancelled(const CpgpuWork *work)
{
    return qatomic_read(&work->cancel);
}

#endif
