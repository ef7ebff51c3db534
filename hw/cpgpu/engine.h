/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: jobs, and the order in which they are done
 *
 * All state belongs to the BQL, except while a job runs on workers: then these
 * use the job, and the pages that it works on.  Pages and their entries in the
 * page table belong to the page's lock.  Only a job that has its session to
 * itself changes who owns a page, so the session's other jobs need not look
 * again; who reads other sessions' pages under the BQL alone finds them as they
 * are before such a job or after it.  What a session's jobs know of the session
 * (keys, epoch, key instance) does not change while there are any: see
 * cpgpu_session_admit().
 *
 * Work that grows with the video memory is done in the slices of a job, never
 * in one go under the BQL: with 4 GiB it takes up to a second.
 */
#ifndef HW_CPGPU_ENGINE_H
#define HW_CPGPU_ENGINE_H

#include "stream.h"
#include "dma.h"
#include "qemu/queue.h"
#include "qemu/timer.h"
#include "types.h"
#include "worker.h"

/* Work up to this many bytes, in one slice, is done in the doorbell write. */
#define CPGPU_INLINE_BYTES  (64 * 1024)
/* More is done by workers, in slices of so many pages. */
#define CPGPU_SLICE_PAGES   64
/* job->bytes of work that never runs inside the doorbell */
#define CPGPU_BYTES_WORKER UINT64_MAX

struct CpgpuChannel;
struct CpgpuRing;

typedef enum CpgpuJobState {
    CPGPU_JOB_NONE,
    CPGPU_JOB_WAITS,            /* for a session, or a fence */
    CPGPU_JOB_RUNS,             /* on workers */
} CpgpuJobState;

/*
 * Produces @len bytes of row @y from byte @x on, and puts them under keystream
 * @st right away.
 */
typedef void CpgpuProduceRow(const CpgpuJob *job, uint64_t y, uint64_t x,
                             uint8_t *out, size_t len, CpgpuStream *st);

/*
 * One command on its way.  Each ring has one of these, and the commands of
 * sessions and channels together have one, so nothing is allocated per command.
 */
struct CpgpuJob {
    CpgpuState *s;
    struct CpgpuRing *ring;     /* NULL: a command of a session or channel */
    CpgpuJobState state;

    struct cpgpu_cmd cmd;       /* host byte order, checked */

    /* from here to first_page: zero at the start of a command */
    uint8_t status;             /* CPGPU_ST_* */
    uint8_t data[16];           /* for the result record */
    struct CpgpuChannel *channel;       /* whose command it is, or NULL */
    bool in_session;            /* counts as one of its running jobs */
    bool cancellable;           /* may end after any page */
    bool needs_key;             /* may end so when the session loses its key */
    bool silent;                /* its end is not reported */
    bool writes;                /* changes what pages say */
    bool all_pages;             /* of the session, not just its range */
    bool any_owner;             /* of every session */
    bool partial;               /* not all of the data is encrypted */
    bool cancel;                /* atomic: workers stop at the next page */

    /* What to do, slice by slice, in any thread; NULL: nothing. */
    void (*run)(CpgpuJob *job, unsigned slice);
    /* Then, under the BQL, unless the job was dropped by a reset. */
    void (*done)(CpgpuJob *job);
    uint64_t bytes;             /* how much work that is */
    uint64_t entries;           /* of lists and tables that were looked at */
    uint64_t encrypted_bytes;   /* of the data of a DECRYPT_BLT */
    uint64_t page_count;        /* what is cut into slices */
    uint64_t released;          /* atomic: valid pages that were given back */

    /* operands of run() */
    uint64_t first_page;
    uint64_t nonce;             /* of the first page */
    uint64_t rows, row_bytes, pitch;    /* of a blt; 1 row: linear */
    CpgpuProduceRow *produce_row;       /* what to write there */
    CpgpuStream stream;         /* of the data */
    uint8_t epoch;              /* the session's */
    uint32_t key_instance;      /* the session's */
    CpgpuKey *surface_key;      /* of pages of this epoch */
    CpgpuKey *former_key;       /* of pages of the last one */
    CpgpuKey *data_key;         /* of the application's data */
    CpgpuKey *content_key;      /* an object that can take one */
    CpgpuRuns runs;             /* if partial: which bytes are encrypted */
    uint8_t blob[CPGPU_BLOB_SIZE];
    uint8_t key[CPGPU_KEY_SIZE];        /* new session key */
    CpgpuDma dma;

    /* the pool's: slices that are handed out, at work, and there are */
    unsigned next_slice, slices_busy, slices;
    QTAILQ_ENTRY(CpgpuJob) next;
};

typedef struct CpgpuEngine {
    CpgpuJob session_job;
    CpgpuJob scrub_job;         /* nobody's command: see engine.c */
    bool scrubbing;             /* it works on what was sealed before a reset */
    unsigned lost;              /* sessions with content_lost */
    QTAILQ_HEAD(, CpgpuSession) waiting;        /* session commands */
    QTAILQ_HEAD(, CpgpuChannel) channels;       /* with a key exchange */
    CpgpuPool *pool;            /* NULL: no workers */
    QEMUTimer *pause;           /* continues after a budget was used up */
    bool stepping;
    unsigned turn;              /* the ring that is served first */
} CpgpuEngine;

static inline bool cpgpu_job_cancelled(CpgpuJob *job)
{
    return qatomic_read(&job->cancel);
}

void cpgpu_engine_init(CpgpuState *s);
void cpgpu_engine_exit(CpgpuState *s);
/* Stop and drop all that is under way or waits. */
void cpgpu_engine_reset(CpgpuState *s);
/*
 * The job's ring is reset.  A job that may end after any page does, and one
 * that has not started is dropped.  What must be done whole continues without
 * the ring, which starts nothing else before that has finished.
 */
void cpgpu_engine_detach(CpgpuJob *job);
/*
 * Session @n is about to lose its key: its jobs that need it end.  What seals
 * pages or gives them back continues.
 */
void cpgpu_engine_lose_key(CpgpuState *s, unsigned n);
/* And what is in its pages: have that scrubbed. */
void cpgpu_engine_lose_content(CpgpuState *s, unsigned n);
/* Bring a job without pages to its end. */
void cpgpu_engine_await(CpgpuJob *job);
/* The device is reset: scrub what was sealed, while the sessions still know. */
void cpgpu_engine_scrub(CpgpuState *s);
/* A SEAL is under way in these pages. */
bool cpgpu_engine_seals(CpgpuState *s, uint64_t first, uint64_t pages);
/* See whether there is something to do. */
void cpgpu_engine_kick(CpgpuState *s);
bool cpgpu_engine_busy(CpgpuState *s);
/* A worker may be changing what these bytes say. */
bool cpgpu_engine_touches(CpgpuState *s, uint64_t offset, uint64_t length);

#endif
