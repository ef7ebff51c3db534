/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: jobs, and which jobs of a session may run together
 *
 * A job is one command on its way.  Whoever prepares a command checks it and
 * says in the job what is to be done; engine.h decides when that happens.
 *
 * All state belongs to the BQL, except while a job runs on workers: then these
 * use the job, and the pages that it works on.  Only a job that runs
 * exclusively in its session changes who owns a page, so the session's other
 * jobs need not look again; code that looks at pages of other sessions under
 * the BQL finds them as they are before such a job or after it.  What a
 * session's jobs know of the session (keys, epoch, key instance) does not
 * change while there are any: see cpgpu_job_admit().
 *
 * Work that grows with the video memory is done in the slices of a job, never
 * in one go under the BQL: with 4 GiB it takes up to a second.
 */
#ifndef HW_CPGPU_JOB_H
#define HW_CPGPU_JOB_H

#include "dma.h"
#include "identity.h"
#include "pages.h"
#include "stream.h"
#include "types.h"
#include "worker.h"

/* Work of more pages is cut into slices of so many. */
#define CPGPU_SLICE_PAGES   64
/* task.bytes of work that never runs inside the doorbell */
#define CPGPU_BYTES_WORKER  UINT64_MAX
/* cmd.session of a job that belongs to no session */
#define CPGPU_NO_SESSION    UINT32_MAX

typedef enum CpgpuJobState {
    CPGPU_JOB_NONE,
    CPGPU_JOB_WAITS,            /* was taken, may not start yet */
    CPGPU_JOB_RUNS,             /* on workers */
} CpgpuJobState;

/* What a command has to do; zero before it is taken from its queue */
typedef struct CpgpuTask {
    /* The work, slice by slice and in any thread; NULL: none. */
    void (*run)(CpgpuJob *job, unsigned slice);
    /* Then, under the BQL, unless the job has failed or was dropped. */
    void (*done)(CpgpuJob *job);
    uint64_t bytes;             /* how much work run() is */
    uint64_t entries;           /* of lists and tables that were looked at */
    uint64_t encrypted_bytes;   /* of the data of a DECRYPT_BLT */
    /* the pages that it works on, which are cut into slices; 0: one slice */
    uint64_t first_page, page_count;
    uint64_t nonce;             /* of the first page */
    uint64_t released;          /* atomic: valid pages that were given back */
    bool writes;                /* changes what the pages show */
    bool claims;                /* makes unowned pages the session's */
    bool all_pages;             /* only those of the session in the range, */
    bool any_owner;             /*   or those of all sessions */
    bool partial;               /* not all of the data is encrypted */
    bool entered;               /* counts as one of its session's jobs */
    bool cancellable;           /* may end after any page */
    bool needs_key;             /* may do so when the session loses its key */
    bool silent;                /* its end is not reported */
    bool survives_reset;        /* continues when the device is reset */
} CpgpuTask;

/*
 * Produces @len bytes of row @y from byte @x on, and puts them under keystream
 * @st before they are in memory that somebody else sees.
 */
typedef void CpgpuProduceRow(const CpgpuJob *job, uint64_t y, uint64_t x,
                             uint8_t *out, size_t len, CpgpuStream *st);

struct CpgpuJob {
    CpgpuState *s;
    struct CpgpuQueue *queue;   /* where the command came from */
    CpgpuJobState state;
    struct cpgpu_cmd cmd;       /* host byte order, checked */
    uint8_t status;             /* CPGPU_ST_* */
    uint8_t data[16];           /* for the result record */
    CpgpuTask task;
    CpgpuWork work;             /* task.run, as the pool sees it */

    /* operands of task.run */
    CpgpuPageKeys keys;         /* the session's, with references */
    CpgpuKey *data_key;         /* of the application's data; a reference */
    CpgpuKey *content_key;      /* an object that can take one, or NULL */
    CpgpuStream stream;         /* of the data */
    CpgpuRuns runs;             /* if partial: which bytes are encrypted */
    uint64_t rows, row_bytes, pitch;    /* of a blt; 1 row: linear */
    CpgpuProduceRow *produce_row;       /* what to write there */
    CpgpuIdentityPurpose purpose;       /* of the key in the blob */
    uint8_t blob[CPGPU_BLOB_SIZE];
    uint8_t key[CPGPU_KEY_SIZE];        /* new key of a session or channel */
    CpgpuDma dma;
};

/* Whether the work may stop after the page that it is at.  In any thread. */
static inline bool cpgpu_job_cancelled(const CpgpuJob *job)
{
    return cpgpu_work_cancelled(&job->work);
}
/* Map the data of the job's command. */
uint8_t cpgpu_job_map(CpgpuJob *job, bool to_guest);
/* The job works on the pages of @span bytes at @offset; @span is not 0. */
void cpgpu_job_set_range(CpgpuJob *job, uint64_t offset, uint64_t span);
/* The pages of one slice of the job, [*first, *end).  In any thread. */
void cpgpu_job_slice(const CpgpuJob *job, unsigned slice, uint64_t *first,
                     uint64_t *end);
/*
 * Whether the job works on this page of its range, if it works on certain
 * owners' pages only.  In any thread.
 */
bool cpgpu_job_owns(const CpgpuJob *job, const CpgpuPage *p);

/* The jobs of one session */
typedef struct CpgpuGate {
    unsigned entered;           /* on workers, beside each other */
    const CpgpuJob *exclusive;  /* runs, or waits to run, without others */
} CpgpuGate;

/*
 * Whether the job may start now, as one of the jobs of session cmd.session.
 * @exclusive: only when the session has no job on workers, and then none of
 * them starts before this one has ended or calls cpgpu_job_share().  A job
 * that was refused once keeps others out until it is dropped or has run.
 */
bool cpgpu_job_admit(CpgpuJob *job, bool exclusive);
/* The job counts as one of its session's, until it ends. */
void cpgpu_job_enter(CpgpuJob *job);
/* The job, which has entered, lets others run beside it. */
void cpgpu_job_share(CpgpuJob *job);
/* It has ended, or is dropped. */
void cpgpu_job_leave(CpgpuJob *job);

#endif
