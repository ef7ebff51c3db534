/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device's rooms and what they say to each other
 *
 * A command's way: ring.c or session.c accept it, engine.c puts it in order,
 * session.c, memory.c, blt.c or rng.c check it and say what is to be done, the
 * worker does it, ring.c or session.c report it.
 *
 * All state belongs to the big QEMU lock (BQL).  While a job runs on the worker
 * the worker may use that job, the video memory and the nonces of the pages
 * that the job writes; cpgpu_engine_touches() tells the others to keep off.
 */
#ifndef HW_CPGPU_CPGPU_H
#define HW_CPGPU_CPGPU_H

#include "compat.h"
#include "hw/display/edid.h"
#include "qemu/queue.h"
#include "qemu/thread.h"
#include "qemu/timer.h"
#include "qom/object.h"
#include "cpgpu_hw.h"
#include "crypto.h"

#define TYPE_CPGPU "cpgpu"
OBJECT_DECLARE_SIMPLE_TYPE(CpgpuState, CPGPU)

/* One ring and one worker in this version; the interface allows for more. */
#define CPGPU_RINGS         1
#define CPGPU_VECTORS       CPGPU_VECTOR_RING(CPGPU_RINGS)

/* Work up to this many bytes is done inside the doorbell write. */
#define CPGPU_INLINE_BYTES  (64 * 1024)

typedef struct CpgpuJob CpgpuJob;

/* ------------------------------------------------------------- sessions -- */

typedef struct CpgpuSession {
    /* registers */
    uint8_t state;              /* CPGPU_SESS_FREE .. */
    uint8_t status;
    uint32_t key_instance;
    uint32_t size;
    uint32_t refreshes;
    uint8_t blob[CPGPU_BLOB_SIZE];
    /* keys; NULL and zero without */
    uint8_t key[CPGPU_KEY_SIZE];
    uint8_t random[CPGPU_KEY_SIZE];     /* R while refresh is pending */
    CpgpuKey *data_key;                 /* expanded key */
    CpgpuKey *surface_key;              /* derived from it, expanded */
    CpgpuKey *read_back_key;            /* the newest; NULL before */
    /* sealed pages, and how many of them under the key in use */
    uint32_t pages;
    uint32_t valid_pages;
    /* the session command that waits or runs; 0: none */
    uint32_t command;
    uint32_t barrier;           /* ring index that it waits for */
    QTAILQ_ENTRY(CpgpuSession) next;
} CpgpuSession;

/* -------------------------------------------------------- sealed memory -- */

typedef struct CpgpuPage {
    uint64_t nonce;
    uint32_t key_instance;      /* of the owner when it was sealed */
    uint16_t owner;             /* session + 1; 0: nobody */
} CpgpuPage;

typedef struct CpgpuMemory {
    MemoryRegion mr;
    uint64_t size;
    uint8_t *ram;
    CpgpuPage *pages;
    uint64_t next_nonce;        /* device-wide, never goes back */
    uint8_t salt[16];           /* of this power-on, for the KDF */
} CpgpuMemory;

/* --------------------------------------------------------- guest memory -- */

typedef struct CpgpuDma {
    struct iovec *iov;          /* mapped pieces, CPGPU_DMA_PIECES of room */
    unsigned count;
    bool to_guest;
    struct cpgpu_sg *list;      /* private copy of the guest's list */
    struct cpgpu_sg *sorted;
    CpgpuRun *map;              /* private copy of a sub-sample map */
} CpgpuDma;

/* ----------------------------------------------------------------- jobs -- */

/*
 * One command on its way.  The device has a single one, so nothing is
 * allocated per command.
 */
struct CpgpuJob {
    CpgpuState *s;
    bool active;
    bool on_worker;
    bool cancellable;           /* may end after any page */
    bool cancel;                /* atomic: the worker stops at the next page */
    uint8_t status;             /* CPGPU_ST_* */
    uint8_t data[16];           /* for the result record */

    struct cpgpu_cmd cmd;       /* host byte order, checked */
    bool from_ring;             /* else a session command */

    /* What to do, in any thread, without the BQL; NULL: nothing. */
    void (*run)(CpgpuJob *job);
    /* Then, under the BQL, unless the job was dropped by a reset. */
    void (*done)(CpgpuJob *job);
    uint64_t bytes;             /* how much work run() is */

    /* operands of run() */
    uint64_t first_page, page_count;    /* the pages it works on, */
    bool all_pages;             /*   or all valid ones of the session */
    uint64_t nonce;             /* of the first page written */
    CpgpuKey *old_key;          /* surface key that pages lie under */
    CpgpuKey *new_key;          /* surface key that they get */
    CpgpuKey *data_key;         /* of the application's data */
    CpgpuStream stream;         /* of the application's data, */
    CpgpuRuns runs;             /*   and what of it is encrypted, */
    bool partial;               /*   unless all of it is */
    uint64_t rows, row_bytes, pitch;    /* where it goes; 1 row: linear */
    uint8_t blob[CPGPU_BLOB_SIZE];
    uint8_t key[CPGPU_KEY_SIZE];        /* new session key */
};

typedef struct CpgpuWorker {
    QemuThread thread;
    QemuMutex lock;
    QemuCond wake;              /* there is a job, or the thread shall end */
    QemuCond idle;              /* there is none any more */
    CpgpuJob *job;
    bool quit;
    QEMUBH *done_bh;
} CpgpuWorker;

typedef struct CpgpuEngine {
    CpgpuJob job;
    CpgpuKey *content_key;      /* room for the content key of a blt */
    CpgpuWorker worker;
    CpgpuDma dma;
    QEMUBH *bh;                 /* goes on after the budget was used up */
    bool stepping;
    QTAILQ_HEAD(, CpgpuSession) waiting;        /* session commands */
} CpgpuEngine;

typedef struct CpgpuRing {
    bool on, stopped;
    uint64_t base, fence_address, done;
    uint32_t done_hi;           /* latched by a read of DONE_LO */
    uint32_t log2_size, head, tail;
    uint32_t error, error_index;
} CpgpuRing;

/* ------------------------------------------------------------------ RNG -- */

typedef enum CpgpuRngFault {
    CPGPU_RNG_FAULT_NONE,
    CPGPU_RNG_FAULT_STUCK,      /* noise is one byte for ever */
    CPGPU_RNG_FAULT_BIASED,     /* noise is zero too often */
    CPGPU_RNG_FAULT_SILENT,     /* there is no noise */
} CpgpuRngFault;

#define CPGPU_NOISE_STARTUP 1024        /* bytes of the start-up test */
#define CPGPU_NOISE_SEED    128         /* bytes condensed into one seed */
#define CPGPU_RNG_POOL      256

typedef struct CpgpuRng {
    RngBackend *backend;        /* rng= */
    struct CpgpuNoiseRequest *request;  /* out at the backend */
    char *seed;                 /* seed= */
    uint64_t seed_pos;          /* bytes taken of the fixed noise */
    uint32_t fault;             /* CpgpuRngFault */
    CpgpuDrbg *drbg;
    uint32_t status;            /* CPGPU_RNG_STATUS_* but SEEDED */
    uint32_t reseeds;
    /* gathering noise */
    unsigned startup_left, seed_have;
    uint8_t seed_noise[CPGPU_NOISE_SEED];
    /* health tests */
    uint8_t rct_byte, apt_byte;
    unsigned rct_count, apt_count, apt_pos;
    /* register words */
    uint8_t pool[CPGPU_RNG_POOL];
    unsigned pool_left;
} CpgpuRng;

/* -------------------------------------------------------------- display -- */

typedef struct CpgpuPlane {
    bool enabled;
    uint64_t offset;
    uint32_t ctrl, pitch;
} CpgpuPlane;

typedef struct CpgpuDisplay {
    QemuConsole *con;
    qemu_edid_info edid_info;
    uint8_t edid[CPGPU_EDID_SIZE];
    bool edid_on;
    /* registers */
    bool enabled;
    uint32_t width, height, refresh, vblanks;
    uint32_t plane_ctrl, plane_pitch;
    uint64_t plane_offset;
    bool flip_pending;
    /* checked at COMMIT, and what is being shown */
    CpgpuPlane next, shown;
    QEMUTimer *timer;
    int64_t next_vblank;        /* ns of the virtual clock */
    QEMUBH *vblank_bh;
    bool redraw;                /* all of it, not just what changed */
    bool late;                  /* a job kept us from updating */
} CpgpuDisplay;

/* --------------------------------------------------------------- device -- */

typedef struct CpgpuStats {
    uint64_t commands, command_errors, guest_errors;
    uint64_t bytes_decrypted, bytes_encrypted, bytes_reencrypted;
    uint64_t refreshes, key_exchanges, rng_bytes;
    uint64_t frames, pages_scanned, flips;
} CpgpuStats;

struct CpgpuState {
    PCIDevice parent_obj;

    /* properties */
    uint32_t session_count;
    uint32_t caps;              /* CPGPU_CAP_* that may be taken away */
    char *identity_path;

    MemoryRegion mmio;
    CpgpuMemory mem;
    CpgpuRng rng;
    CpgpuSession *sessions;
    CpgpuEngine engine;
    CpgpuRing ring;
    CpgpuDisplay display;
    CpgpuIdentity *identity;
    CpgpuStats stats;
    uint64_t next_iv;           /* device-made IVs: device-wide, only up */

    /* global registers */
    uint32_t intr_status, intr_enable;
    uint32_t error, error_info;
    uint32_t scratch;
    uint32_t nonce_hi;          /* latched by a read of NONCE_LO */
};

/* ----------------------------------------------------------------- pci.c -- */

uint32_t cpgpu_caps(CpgpuState *s);
void cpgpu_reset(CpgpuState *s);

/* ---------------------------------------------------------------- mmio.c -- */

extern const MemoryRegionOps cpgpu_mmio_ops;

/* ----------------------------------------------------------------- irq.c -- */

void cpgpu_irq_raise(CpgpuState *s, uint32_t bits);
void cpgpu_irq_set_status(CpgpuState *s, uint32_t status);
void cpgpu_irq_set_enable(CpgpuState *s, uint32_t enable);
/* Latch an error for the guest, count, trace and log it. */
void cpgpu_error(CpgpuState *s, unsigned source, unsigned unit, uint8_t status,
                 uint32_t info);

/*
 * Register handlers of the blocks.  @reg is relative to the block for rings
 * and sessions, to the BAR for the others.  Both return a CPGPU_ST_* that the
 * MMIO room latches when it is not OK.
 */
uint8_t cpgpu_rng_read(CpgpuState *s, hwaddr reg, uint32_t *val);
uint8_t cpgpu_rng_write(CpgpuState *s, hwaddr reg, uint32_t val);
uint8_t cpgpu_display_read(CpgpuState *s, hwaddr reg, uint32_t *val);
uint8_t cpgpu_display_write(CpgpuState *s, hwaddr reg, uint32_t val);
uint8_t cpgpu_ring_read(CpgpuState *s, hwaddr reg, uint32_t *val);
uint8_t cpgpu_ring_write(CpgpuState *s, hwaddr reg, uint32_t val);
uint8_t cpgpu_session_read(CpgpuState *s, unsigned n, hwaddr reg,
                           uint32_t *val);
uint8_t cpgpu_session_write(CpgpuState *s, unsigned n, hwaddr reg,
                            uint32_t val);

/* ----------------------------------------------------------------- rng.c -- */

bool cpgpu_rng_realize(CpgpuState *s, Error **errp);
void cpgpu_rng_exit(CpgpuState *s);
/* Start-up test and new seed. */
void cpgpu_rng_restart(CpgpuState *s);
void cpgpu_rng_set_fault(CpgpuState *s, CpgpuRngFault fault);
/* One Generate call; false: not ready, or failed. */
bool cpgpu_rng_get(CpgpuState *s, void *buf, size_t len);
bool cpgpu_rng_ready(CpgpuState *s);
uint8_t cpgpu_rng_fill(CpgpuJob *job);

/* ------------------------------------------------------------- session.c -- */

void cpgpu_session_init(CpgpuState *s);
void cpgpu_session_exit(CpgpuState *s);
void cpgpu_session_reset(CpgpuState *s);
void cpgpu_session_lose_key(CpgpuState *s, unsigned n);
/* NULL when there is none of that number, or it is free. */
CpgpuSession *cpgpu_session_get(CpgpuState *s, uint32_t n);
static inline unsigned cpgpu_session_index(CpgpuState *s, CpgpuSession *ss)
{
    return ss - s->sessions;
}
/* Has a key that blts may use. */
static inline bool cpgpu_session_keyed(const CpgpuSession *ss)
{
    return ss->state == CPGPU_SESS_KEYED || ss->state == CPGPU_SESS_REFRESH;
}
/* The session, if it has a key; else CPGPU_ST_BAD_SESSION or NO_KEY. */
uint8_t cpgpu_session_get_keyed(CpgpuState *s, uint32_t n,
                                CpgpuSession **out);
uint8_t cpgpu_session_start_refresh(CpgpuJob *job);
uint8_t cpgpu_session_make_read_back_key(CpgpuJob *job);
uint8_t cpgpu_session_finish_refresh(CpgpuJob *job);
/* Prepare the session command in job->cmd.opcode (CPGPU_SESS_CMD_*). */
uint8_t cpgpu_session_prepare(CpgpuJob *job);
/* The ring starts anew: waiting commands no longer wait for its old ones. */
void cpgpu_session_restart_waiting(CpgpuState *s);
/* The session command of job is over. */
void cpgpu_session_report(CpgpuJob *job);

/* -------------------------------------------------------------- memory.c -- */

bool cpgpu_memory_realize(CpgpuState *s, Error **errp);
void cpgpu_memory_exit(CpgpuState *s);
void cpgpu_memory_reset(CpgpuState *s);
/* Whether a blt of session ss may use these bytes. */
uint8_t cpgpu_memory_check(CpgpuState *s, CpgpuSession *ss, uint64_t offset,
                           uint64_t length);
uint8_t cpgpu_memory_seal(CpgpuJob *job);
uint8_t cpgpu_memory_unseal(CpgpuJob *job);
/* The job shall give back all pages of its session. */
void cpgpu_memory_release(CpgpuJob *job);
/* They are given back: a job's done(). */
void cpgpu_memory_release_done(CpgpuJob *job);
/* The job shall put all valid pages of its session under job->new_key. */
void cpgpu_memory_rekey(CpgpuJob *job);
/*
 * The job shall write application data to, or read it from, sealed pages.  They
 * were checked, the data is mapped, job->stream is set.
 */
void cpgpu_memory_write(CpgpuJob *job);
void cpgpu_memory_read(CpgpuJob *job);
/* The pages were written: tell the display. */
void cpgpu_memory_written(CpgpuJob *job);
/* From the first to the last byte of a blt's rows in video memory. */
static inline uint64_t cpgpu_job_span(const CpgpuJob *job)
{
    return (job->rows - 1) * job->pitch + job->row_bytes;
}
/* Plaintext for the monitor, of @length bytes within one page. */
void cpgpu_memory_scan(CpgpuState *s, uint64_t offset, size_t length,
                       uint8_t *out);
static inline uint64_t cpgpu_pages(uint64_t offset, uint64_t length)
{
    return (offset + length - 1) / CPGPU_PAGE_SIZE - offset / CPGPU_PAGE_SIZE +
           1;
}
/* Whether @length bytes at @offset lie in the video memory. */
static inline bool cpgpu_in_vram(const CpgpuState *s, uint64_t offset,
                                 uint64_t length)
{
    return offset <= s->mem.size && length <= s->mem.size - offset;
}

/* ----------------------------------------------------------------- dma.c -- */

#define CPGPU_DMA_PIECES (CPGPU_SG_MAX + 64)

void cpgpu_dma_init(CpgpuDma *d);
void cpgpu_dma_free(CpgpuDma *d);
/* Small transfers, to or from guest RAM only; CPGPU_ST_OK or BAD_ADDRESS. */
uint8_t cpgpu_dma_read(CpgpuState *s, uint64_t addr, void *buf, size_t len);
uint8_t cpgpu_dma_write(CpgpuState *s, uint64_t addr, const void *buf,
                        size_t len);
/* Map the data of cmd: as one piece, or by its list. */
uint8_t cpgpu_dma_map(CpgpuState *s, const struct cpgpu_cmd *cmd,
                      bool to_guest);
/* Take a private copy of cmd's sub-sample map, and check that. */
uint8_t cpgpu_dma_fetch_map(CpgpuState *s, const struct cpgpu_cmd *cmd);
/* Release what is mapped, if anything; @written bytes were written. */
void cpgpu_dma_unmap(CpgpuState *s, uint64_t written);

/* ----------------------------------------------------------------- blt.c -- */

uint8_t cpgpu_blt_decrypt(CpgpuJob *job);
uint8_t cpgpu_blt_encrypt(CpgpuJob *job);

/* ---------------------------------------------------------------- ring.c -- */

void cpgpu_ring_reset(CpgpuState *s);
/* There is a command to be taken. */
bool cpgpu_ring_pending(const CpgpuRing *r);
/* All commands before this index are over. */
bool cpgpu_ring_passed(const CpgpuRing *r, uint32_t index);
/* Take the next command and prepare it. */
uint8_t cpgpu_ring_prepare(CpgpuJob *job);
/* The command of job is over. */
void cpgpu_ring_report(CpgpuJob *job);

/* -------------------------------------------------------------- engine.c -- */

void cpgpu_engine_init(CpgpuState *s);
void cpgpu_engine_exit(CpgpuState *s);
/* Stop and drop all that is under way or waits. */
void cpgpu_engine_reset(CpgpuState *s);
/* Bring the worker's job to its end, an early one where that is harmless. */
void cpgpu_engine_settle(CpgpuState *s);
/* See whether there is something to do. */
void cpgpu_engine_kick(CpgpuState *s);
bool cpgpu_engine_busy(const CpgpuState *s);
/* A job on the worker may be writing these bytes, or their page table. */
bool cpgpu_engine_touches(CpgpuState *s, uint64_t offset, uint64_t length);
/* The worker may be through with the job: called under the BQL. */
void cpgpu_engine_finished(CpgpuState *s);
/* job->bytes of work that never runs inside the doorbell */
#define CPGPU_BYTES_WORKER UINT64_MAX

/* -------------------------------------------------------------- worker.c -- */

void cpgpu_worker_start(CpgpuState *s);
void cpgpu_worker_stop(CpgpuState *s);
void cpgpu_worker_submit(CpgpuWorker *w, CpgpuJob *job);
bool cpgpu_worker_busy(CpgpuWorker *w);
/* Wait until the worker has no job. */
void cpgpu_worker_drain(CpgpuWorker *w);
static inline bool cpgpu_job_cancelled(CpgpuJob *job)
{
    return qatomic_read(&job->cancel);
}

/* ------------------------------------------------------------- display.c -- */

bool cpgpu_display_realize(CpgpuState *s, Error **errp);
void cpgpu_display_exit(CpgpuState *s);
void cpgpu_display_reset(CpgpuState *s);
/* A job is over: catch up if it kept the picture from being updated. */
void cpgpu_display_job_done(CpgpuState *s);
/* What is on the screen must be drawn anew from the page table. */
void cpgpu_display_redraw(CpgpuState *s);

#endif
