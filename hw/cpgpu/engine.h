/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the order in which jobs are done
 *
 * Commands come from queues, such as rings.  The engine decides when a command
 * starts, does it or has workers do it, and gives it back to its queue to be
 * reported.  A queue has one job on its way at a time, which is always the same
 * struct, so nothing is allocated per command.
 *
 * All functions are called under the BQL.
 */
#ifndef HW_CPGPU_ENGINE_H
#define HW_CPGPU_ENGINE_H

#include "job.h"
#include "qemu/notify.h"
#include "qemu/timer.h"
#include "types.h"
#include "worker.h"

/* Work up to this many bytes, in one slice, is done in the doorbell write. */
#define CPGPU_INLINE_BYTES  (64 * 1024)

typedef struct CpgpuQueue CpgpuQueue;

typedef struct CpgpuQueueOps {
    /*
     * Bring the next command into q->job, with its status if it cannot be
     * executed; false: none can be taken now.  Called when there are commands,
     * and by cpgpu_engine_start().
     */
    bool (*take)(CpgpuQueue *q);
    /* Whether the command that was taken may start; NULL: always. */
    bool (*admit)(CpgpuJob *job);
    /* Check the command and fill in job->task.  Returns CPGPU_ST_*. */
    uint8_t (*prepare)(CpgpuJob *job);
    /* The command has ended, with job->status. */
    void (*report)(CpgpuJob *job);
    /*
     * Write to the guest what was reported since the last flush; false: that
     * has ended commands which others may wait for.  For bulk queues only.
     */
    bool (*flush)(CpgpuQueue *q);
} CpgpuQueueOps;

struct CpgpuQueue {
    const CpgpuQueueOps *ops;
    CpgpuJob *job;              /* queues may share one */
    bool open;                  /* its commands may be taken */
    uint32_t head, tail;        /* commands ended, submitted; modulo 2^32 */
};

/* Whether there are commands that have not ended. */
static inline bool cpgpu_queue_pending(const CpgpuQueue *q)
{
    return q->open && q->head != q->tail;
}

#define CPGPU_PRIORITY_QUEUES_MAX 3

typedef struct CpgpuEngine {
    /* These are asked first, in this order. */
    CpgpuQueue *priority[CPGPU_PRIORITY_QUEUES_MAX];
    unsigned priority_count;
    /* These take turns. */
    CpgpuQueue *bulk[CPGPU_RINGS_MAX];
    unsigned bulk_count;
    unsigned turn;              /* the one that is served first */
    CpgpuJob shared_job;        /* of queues that do one command at a time */
    CpgpuPool *pool;            /* NULL: no workers */
    QEMUTimer *pause;           /* continues after a budget was used up */
    bool stepping;
    /* Called in any thread, under the BQL, when a job has ended; with @s */
    NotifierList job_done;
} CpgpuEngine;

void cpgpu_engine_init(CpgpuState *s);
void cpgpu_engine_exit(CpgpuState *s);
/* Stop and drop all jobs, and empty the queues. */
void cpgpu_engine_reset(CpgpuState *s);
/* Register a queue whose ops and job are set. */
void cpgpu_engine_add_priority(CpgpuState *s, CpgpuQueue *q);
void cpgpu_engine_add_bulk(CpgpuState *s, CpgpuQueue *q);

/*
 * Start what may start, and report what has finished.  To be called when
 * something was submitted, or a job may no longer have to wait.
 */
void cpgpu_engine_kick(CpgpuState *s);
/* Take and start a command of this queue right now.  Its job must be idle. */
void cpgpu_engine_start(CpgpuQueue *q);
bool cpgpu_engine_busy(CpgpuState *s);

/* What has been submitted to the bulk queues so far. */
void cpgpu_engine_set_barrier(CpgpuState *s,
                              uint32_t barrier[CPGPU_RINGS_MAX]);
/* Whether all of that has ended. */
bool cpgpu_engine_passed(CpgpuState *s,
                         const uint32_t barrier[CPGPU_RINGS_MAX]);

/*
 * The queue of the job stops.  A job that may end after any page does, and one
 * that has not started is dropped.  What must be done whole continues without
 * the queue, which starts nothing else before that has finished.
 */
void cpgpu_engine_detach(CpgpuJob *job);
/* Wait until the job, which has no pages, has ended. */
void cpgpu_engine_await(CpgpuJob *job);
/*
 * Session @n is about to lose its key: its jobs that need it end.  Those that
 * seal pages or give them back continue.
 */
void cpgpu_engine_lose_key(CpgpuState *s, unsigned n);

/* Whether a worker may be changing what these bytes of video memory show. */
bool cpgpu_engine_touches(CpgpuState *s, uint64_t offset, uint64_t length);
/* Whether a job on workers makes some of these pages its session's. */
bool cpgpu_engine_claims(CpgpuState *s, uint64_t first, uint64_t pages);

#endif
