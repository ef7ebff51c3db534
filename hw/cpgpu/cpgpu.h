/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device's rooms and what they say to each other
 *
 * A command's way: ring.c or session.c accept it, engine.c puts it in order,
 * command.c and then session.c, memory.c, blt.c, copy.c, convert.c or rng.c
 * check it and say what is to be done, a worker does it, ring.c or session.c
 * report it.
 *
 * All state belongs to the big QEMU lock (BQL), but for this: while a job runs
 * on workers, these use the job, and the pages that it works on.  Pages and
 * their entries in the page table belong to the page's lock.  Only a job that
 * has its session to itself changes who owns a page, so the session's other
 * jobs need not look again; who reads other sessions' pages under the BQL alone
 * finds them before such a job or after it.  What a session's jobs know of the
 * session (keys, epoch, key instance) does not change while there are any: see
 * cpgpu_session_admit().
 *
 * Work that grows with the video memory is done in the slices of a job, never
 * at once under the BQL: with 4 GiB it takes up to a second.
 */
#ifndef HW_CPGPU_CPGPU_H
#define HW_CPGPU_CPGPU_H

#include "compat.h"
#include "hw/display/edid.h"
#include "qemu/queue.h"
#include "qemu/thread.h"
#include "qemu/timer.h"
#include "qom/object.h"
#include "cpgpu_channel.h"
#include "cpgpu_hw.h"
#include "crypto.h"

#define TYPE_CPGPU "cpgpu"
OBJECT_DECLARE_SIMPLE_TYPE(CpgpuState, CPGPU)

/* Work up to this many bytes, in one slice, is done in the doorbell write. */
#define CPGPU_INLINE_BYTES  (64 * 1024)
/* More is done by workers, in slices of so many pages. */
#define CPGPU_SLICE_PAGES   64
#define CPGPU_WORKERS_MAX   16

typedef struct CpgpuJob CpgpuJob;
typedef struct CpgpuPool CpgpuPool;
typedef struct CpgpuRing CpgpuRing;

/* ------------------------------------------------------------------ IVs -- */

/* Content keys of a session whose IVs are watched */
#define CPGPU_CONTENT_KEYS  256

/* The lowest counter block that was not used yet under some key. */
typedef struct CpgpuMark {
    uint64_t prefix, count;
    bool used_up;               /* there is none */
} CpgpuMark;

typedef struct CpgpuContentMark {
    uint8_t wrapped[CPGPU_KEY_SIZE];    /* the key, as commands have it */
    CpgpuMark mark;
} CpgpuContentMark;

typedef struct CpgpuMarks {
    CpgpuMark session;
    CpgpuContentMark *content;  /* CPGPU_CONTENT_KEYS of them, or NULL */
    unsigned content_count;
} CpgpuMarks;

/* ------------------------------------------------------------- sessions -- */

typedef struct CpgpuSession {
    /* registers */
    uint8_t state;              /* CPGPU_SESS_FREE .. */
    uint8_t status;
    uint32_t key_instance;
    uint32_t size;
    uint32_t refreshes;
    uint32_t context;
    uint64_t handle;            /* 0 while free */
    uint8_t blob[CPGPU_BLOB_SIZE];
    /* keys; NULL and zero without */
    uint8_t key[CPGPU_KEY_SIZE];
    uint8_t random[CPGPU_KEY_SIZE];     /* R while refresh is pending */
    CpgpuKey *data_key;                 /* expanded key */
    CpgpuKey *surface_key;              /* derived from it: pages of this */
    uint8_t epoch;                      /*   epoch lie under it, those of */
    CpgpuKey *former_key;               /*   the last under this; else NULL */
    CpgpuKey *read_back_key;            /* the newest; NULL before */
    uint64_t next_iv;                   /* of the next ENCRYPT_BLT */
    /* the last content key that was checked, as commands have it, and when */
    uint8_t checked_key[CPGPU_KEY_SIZE];
    uint64_t checked_at;                /* keys.changes then */
    bool replaced;                      /* it has another purpose */
    CpgpuMarks marks;
    /* sealed pages, how many of them are valid, and where they lie */
    uint32_t pages;
    uint32_t valid_pages;
    uint64_t first_page, end_page;
    /* the session command that waits or runs; 0: none */
    uint32_t command;
    uint32_t barrier[CPGPU_RINGS_MAX];  /* ring indices that it waits for */
    QTAILQ_ENTRY(CpgpuSession) next;
    bool content_lost;          /* its pages have yet to be scrubbed */
    /* jobs on workers, and who has, or waits to have, the session alone */
    unsigned running;
    const CpgpuJob *alone;
} CpgpuSession;

/* ------------------------------------------------------------- channels -- */

typedef struct CpgpuChannel {
    /* registers */
    uint8_t state;              /* CPGPU_CHAN_FREE .. */
    uint8_t status;
    uint32_t type, context;
    uint32_t in_size, out_room, out_size;
    uint64_t handle;            /* 0 while free */
    uint32_t protection;        /* CPGPU_PROTECTION_* that it has set */
    uint8_t in[CPGPU_CHAN_MESSAGE_MAX] QEMU_ALIGNED(8);
    uint8_t out[CPGPU_CHAN_MESSAGE_MAX] QEMU_ALIGNED(8);
    uint8_t key[CPGPU_KEY_SIZE];        /* zero without */
    uint64_t next_query, next_configure;        /* lowest good sequence */
    uint64_t bound;             /* handle of a session, or 0 */
    /* the command that waits or runs; 0: none */
    uint32_t command;
    QTAILQ_ENTRY(CpgpuChannel) next;
} CpgpuChannel;

/* Processes that may open restricted shared resources of a context */
#define CPGPU_PROCESSES     64

typedef struct CpgpuProcess {
    uint32_t context, type;
    uint64_t process;
} CpgpuProcess;

typedef struct CpgpuProcesses {
    CpgpuProcess list[CPGPU_PROCESSES];
    unsigned count;
} CpgpuProcesses;

/* -------------------------------------------------------- sealed memory -- */

typedef struct CpgpuPage {
    uint64_t nonce;
    uint32_t key_instance;      /* of the owner when it was sealed */
    uint16_t owner;             /* session + 1; 0: nobody */
    uint8_t epoch;              /* of the owner when it was last written */
    uint8_t lock;               /* atomic */
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

/* A mapped piece of guest memory; it ends where the next one begins. */
typedef struct CpgpuPiece {
    uint8_t *base;
    uint64_t pos;               /* of its first byte in the data */
} CpgpuPiece;

typedef struct CpgpuDma {
    CpgpuPiece *pieces;         /* CPGPU_DMA_PIECES of room, and an end */
    unsigned count;
    bool to_guest;
    bool written;               /* at least in part, or may be */
    struct cpgpu_sg *list;      /* private copy of the guest's list */
    struct cpgpu_sg *sorted;
    CpgpuRun *map;              /* private copy of a sub-sample map */
} CpgpuDma;

/* ----------------------------------------------------------------- keys -- */

typedef enum CpgpuKeyKind {
    CPGPU_KEYS_SESSION,
    CPGPU_KEYS_CHANNEL,
    CPGPU_KEYS_BLOB,            /* not a key: key exchange data */
    CPGPU_KEYS_KINDS,
} CpgpuKeyKind;

/* Keys and key exchange data of this power-on, as digests. */
typedef struct CpgpuKeys {
    GHashTable *digests[CPGPU_KEYS_KINDS];
    uint8_t secret[32];         /* what digests are made with */
    uint64_t changes;           /* how often a key came into use */
} CpgpuKeys;

/* ----------------------------------------------------------------- jobs -- */

typedef enum CpgpuJobState {
    CPGPU_JOB_NONE,
    CPGPU_JOB_WAITS,            /* for a session, or a fence */
    CPGPU_JOB_RUNS,             /* on workers */
} CpgpuJobState;

/*
 * Makes @len bytes of row @y from byte @x on, and puts them under keystream @st
 * at once.
 */
typedef void CpgpuMake(const CpgpuJob *job, uint64_t y, uint64_t x,
                       uint8_t *out, size_t len, CpgpuStream *st);

/*
 * One command on its way.  Each ring has one of these, and the commands of
 * sessions and channels together have one, so nothing is allocated per command.
 */
struct CpgpuJob {
    CpgpuState *s;
    CpgpuRing *ring;            /* NULL: a command of a session or channel */
    CpgpuJobState state;

    struct cpgpu_cmd cmd;       /* host byte order, checked */

    /* from here to first_page: zero at the start of a command */
    uint8_t status;             /* CPGPU_ST_* */
    uint8_t data[16];           /* for the result record */
    CpgpuChannel *channel;      /* whose command it is; NULL: a session's */
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
    CpgpuMake *make;            /* what to write there */
    CpgpuStream stream;         /* of the data */
    uint8_t epoch;              /* the session's */
    uint32_t key_instance;      /* the session's */
    CpgpuKey *surface_key;      /* of pages of this epoch */
    CpgpuKey *former_key;       /* of pages of the last one */
    CpgpuKey *data_key;         /* of the application's data */
    CpgpuKey *content_key;      /* room for one */
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
    QEMUTimer *pause;           /* goes on after a budget was used up */
    bool stepping;
    unsigned turn;              /* the ring that is served first */
} CpgpuEngine;

#define CPGPU_FETCH 64          /* commands read at once */

struct CpgpuRing {
    bool on, stopped;
    uint64_t base, fence_address, done;
    uint32_t done_hi;           /* latched by a read of DONE_LO */
    uint32_t log2_size, head, tail;
    uint32_t error, error_index;
    uint32_t coalesce;
    /* read ahead: the commands from index fetched on, if there are any */
    struct cpgpu_cmd cmds[CPGPU_FETCH];
    uint32_t fetched, fetched_count;
    /* not told to the guest yet */
    bool fence_written;         /* one since the last flush */
    uint64_t fence_told;
    uint32_t irqs;              /* commands with CPGPU_CMD_IRQ */
    bool irq_due;
    QEMUTimer *irq_timer;
    CpgpuJob job;
};

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
    QEMUBH *show_bh;
    uint32_t new_top, new_bottom;       /* rows drawn, QEMU not told yet */
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
    uint32_t ring_count;
    uint32_t worker_count;
    uint32_t channel_count;
    bool software_protection;
    bool iv_check;
    uint32_t caps;              /* CPGPU_CAP_* that may be taken away */
    char *identity_path;

    MemoryRegion mmio;
    ObjectClass *backend_class; /* a class of memory backends, or NULL */
    CpgpuMemory mem;
    CpgpuRng rng;
    CpgpuSession *sessions;
    CpgpuChannel *channels;
    CpgpuProcesses processes;
    uint64_t next_handle;
    bool link_protected;        /* to the monitor */
    bool require_protected_link;        /* for sealed content, by the host */
    CpgpuEngine engine;
    CpgpuRing *rings;
    CpgpuDisplay display;
    CpgpuIdentity *identity;
    CpgpuKeys keys;
    CpgpuStats stats;

    /* global registers */
    uint32_t intr_status, intr_enable;
    uint32_t messages_due;      /* MSI-X vectors */
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
/*
 * Send the MSI-X messages that are due.  The guest says where they go: also to
 * PCI configuration space, where one can reset the device or unplug it.  So
 * whoever was called from outside does this last, when nothing is half done;
 * the device may be gone when it returns.
 */
void cpgpu_irq_deliver(CpgpuState *s);
void cpgpu_irq_set_status(CpgpuState *s, uint32_t status);
void cpgpu_irq_set_enable(CpgpuState *s, uint32_t enable);
/* PCI configuration space was written: MSI-X may be off now. */
void cpgpu_irq_config_written(CpgpuState *s);
/*
 * Call fn from a timer or a worker.  It may not come back to the device, by way
 * of an MSI-X message or the like: QEMU sees to that for registers and bottom
 * halves only.
 */
void cpgpu_guarded(CpgpuState *s, void (*fn)(CpgpuState *s));
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
uint8_t cpgpu_ring_read(CpgpuState *s, unsigned n, hwaddr reg, uint32_t *val);
uint8_t cpgpu_ring_write(CpgpuState *s, unsigned n, hwaddr reg, uint32_t val);
uint8_t cpgpu_session_read(CpgpuState *s, unsigned n, hwaddr reg,
                           uint32_t *val);
uint8_t cpgpu_session_write(CpgpuState *s, unsigned n, hwaddr reg,
                            uint32_t val);
uint8_t cpgpu_channel_read(CpgpuState *s, unsigned n, hwaddr reg,
                           uint32_t *val);
uint8_t cpgpu_channel_write(CpgpuState *s, unsigned n, hwaddr reg,
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
/* @content: and what is in its pages */
void cpgpu_session_lose_key(CpgpuState *s, unsigned n, bool content);
/* A handle that was never given before. */
uint64_t cpgpu_session_new_handle(CpgpuState *s, unsigned kind);
#define CPGPU_HANDLE_SESSION    2
#define CPGPU_HANDLE_CHANNEL    3
/* Whether a session of the context has this handle. */
bool cpgpu_session_has_handle(CpgpuState *s, uint32_t context,
                              uint64_t handle);
/* The job shall find job->key in @size bytes of @blob. */
uint8_t cpgpu_session_open_blob(CpgpuJob *job, const uint8_t *blob,
                                uint64_t size);
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
/*
 * Whether the job may start now.  @alone: only when none of its session's jobs
 * is on workers, and then none of them starts before cpgpu_session_leave().
 * Whoever asked once and then gives up leaves too.
 */
bool cpgpu_session_admit(CpgpuJob *job, bool alone);
void cpgpu_session_leave(CpgpuJob *job);
/* The job is going to use the session's keys on sealed pages. */
void cpgpu_session_lend_keys(CpgpuSession *ss, CpgpuJob *job);
uint8_t cpgpu_session_start_refresh(CpgpuJob *job);
uint8_t cpgpu_session_make_read_back_key(CpgpuJob *job);
/* The key of a DECRYPT_BLT becomes job->data_key: OK, or KEY_IN_USE. */
uint8_t cpgpu_session_use_data_key(CpgpuSession *ss, CpgpuJob *job);
uint8_t cpgpu_session_finish_refresh(CpgpuJob *job);
/* Whether a session command needs the session for itself. */
static inline bool cpgpu_session_command_alone(uint32_t command)
{
    return command != CPGPU_SESS_CMD_REFRESH_START;
}
/* Prepare the session command in job->cmd.opcode (CPGPU_SESS_CMD_*). */
uint8_t cpgpu_session_prepare(CpgpuJob *job);
/* Ring n starts anew: waiting commands no longer wait for its old ones. */
void cpgpu_session_restart_waiting(CpgpuState *s, unsigned n);
/* The session command of job is over. */
void cpgpu_session_report(CpgpuJob *job);

/* --------------------------------------------------------------- keys.c -- */

void cpgpu_keys_init(CpgpuState *s);
void cpgpu_keys_exit(CpgpuState *s);
/* Whether the blob may be opened: CPGPU_ST_OK, USED_BLOB or NO_ROOM. */
uint8_t cpgpu_keys_check_blob(CpgpuState *s, const uint8_t *blob);
/*
 * The blob was opened and holds @key: remember both.  CPGPU_ST_KEY_IN_USE when
 * the key serves another purpose already.
 */
uint8_t cpgpu_keys_exchanged(CpgpuState *s, CpgpuKeyKind kind,
                             const uint8_t *blob, const uint8_t *key);
/* A session's key has changed by a refresh. */
void cpgpu_keys_refreshed(CpgpuState *s);
/*
 * A new read-back key, as itself and wrapped under @session_key; false: the RNG
 * failed.
 */
bool cpgpu_keys_make_read_back(CpgpuState *s,
                               const uint8_t session_key[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE],
                               uint8_t wrapped[CPGPU_KEY_SIZE]);
/*
 * The content key that came as @wrapped, or one that is as good as random if it
 * has another purpose; false: it is a read-back key.
 */
bool cpgpu_keys_unwrap_content(CpgpuState *s, CpgpuSession *ss,
                               const uint8_t wrapped[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE]);

/* ------------------------------------------------------------ channel.c -- */

void cpgpu_channel_init(CpgpuState *s);
void cpgpu_channel_exit(CpgpuState *s);
void cpgpu_channel_reset(CpgpuState *s);
static inline bool cpgpu_channel_keyed(const CpgpuChannel *ch)
{
    return ch->state == CPGPU_CHAN_KEYED || ch->state == CPGPU_CHAN_READY;
}
void cpgpu_channel_set_state(CpgpuState *s, CpgpuChannel *ch, uint8_t state);
/* All of them. */
void cpgpu_channel_lose_keys(CpgpuState *s);
/* The driver has no more use for the context. */
void cpgpu_channel_end_context(CpgpuState *s, uint32_t context);
/* What the channels of a context have enabled: CPGPU_PROTECTION_*. */
uint32_t cpgpu_channel_protection(CpgpuState *s, uint32_t context);
/* Whether the protection level lets content be shown, or read back. */
bool cpgpu_channel_may_show(CpgpuState *s, const CpgpuSession *ss);
bool cpgpu_channel_may_read_back(CpgpuState *s, const CpgpuSession *ss);
/* Prepare the key exchange of job->channel. */
uint8_t cpgpu_channel_prepare(CpgpuJob *job);
/* The command of job->channel is over. */
void cpgpu_channel_report(CpgpuJob *job);

/* ---------------------------------------------------- channel-message.c -- */

/* Execute the message in ch->in, put the answer into ch->out. */
uint8_t cpgpu_channel_message(CpgpuState *s, CpgpuChannel *ch, bool configure);

/* ------------------------------------------------------------------ iv.c -- */

/* Use the IV of a DECRYPT_BLT: CPGPU_ST_OK, RESERVED_IV or BAD_IV. */
uint8_t cpgpu_iv_use(CpgpuJob *job, CpgpuSession *ss);
/* The session gets, or loses, its key. */
void cpgpu_iv_forget(CpgpuMarks *m);
void cpgpu_iv_free(CpgpuMarks *m);

/* -------------------------------------------------------------- memory.c -- */

bool cpgpu_memory_realize(CpgpuState *s, Error **errp);
void cpgpu_memory_exit(CpgpuState *s);
/* Whether a blt of session ss may use these bytes; @unsealed ones, too? */
uint8_t cpgpu_memory_check(CpgpuJob *job, CpgpuSession *ss, uint64_t offset,
                           uint64_t length, bool unsealed);
uint8_t cpgpu_memory_seal(CpgpuJob *job);
uint8_t cpgpu_memory_unseal(CpgpuJob *job);
/* The job shall give back all pages of its session. */
void cpgpu_memory_release(CpgpuJob *job);
/* They are given back: a job's done(). */
void cpgpu_memory_release_done(CpgpuJob *job);
/* The job shall put all valid pages of its session under job->surface_key. */
void cpgpu_memory_rekey(CpgpuJob *job);
/* The job shall scrub those of its session's pages that are stale. */
void cpgpu_memory_lose(CpgpuJob *job);
/* The job shall scrub all pages that are sealed, and leave them unowned. */
void cpgpu_memory_forget(CpgpuJob *job);
/* Whether the job works on this page, if it is within its range. */
bool cpgpu_job_owns(const CpgpuJob *job, const CpgpuPage *p);
/* The pages were written: tell the display. */
void cpgpu_memory_written(CpgpuJob *job);
/* Nonces for so many pages. */
uint64_t cpgpu_memory_take_nonces(CpgpuState *s, uint64_t pages);
/*
 * Plaintext for the monitor, of @length bytes within one page; returns whether
 * it had to be deciphered.
 */
bool cpgpu_memory_scan(CpgpuState *s, uint64_t offset, size_t length,
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

/* ------------------------------------------------------------- command.c -- */

/* Bring job->cmd into host byte order, and check its form. */
uint8_t cpgpu_command_decode(CpgpuJob *job);
/* Whether it may start. */
bool cpgpu_command_admit(CpgpuJob *job);
/* Check the rest of it, and say what is to be done. */
uint8_t cpgpu_command_prepare(CpgpuJob *job);

/* ---------------------------------------------------------------- ring.c -- */

bool cpgpu_ring_realize(CpgpuState *s, Error **errp);
void cpgpu_ring_exit(CpgpuState *s);
void cpgpu_ring_reset(CpgpuState *s);
static inline unsigned cpgpu_ring_index(const CpgpuRing *r)
{
    return r - r->job.s->rings;
}
/* There is a command to be taken, or one was taken. */
bool cpgpu_ring_pending(const CpgpuRing *r);
/* All commands before this index are over. */
bool cpgpu_ring_passed(const CpgpuRing *r, uint32_t index);
/* Take the next command into r->job, and decode it. */
uint8_t cpgpu_ring_take(CpgpuRing *r);
/* The command of job is over. */
void cpgpu_ring_report(CpgpuJob *job);
/* Tell the guest about all commands that are over; false: that stopped it. */
bool cpgpu_ring_flush(CpgpuRing *r);

/* -------------------------------------------------------------- engine.c -- */

void cpgpu_engine_init(CpgpuState *s);
void cpgpu_engine_exit(CpgpuState *s);
/* Stop and drop all that is under way or waits. */
void cpgpu_engine_reset(CpgpuState *s);
/*
 * The job's ring is reset.  A job that may end after any page does, and one
 * that has not started is dropped.  What must be done whole goes on without the
 * ring, which starts nothing else before that is over.
 */
void cpgpu_engine_settle(CpgpuJob *job);
/*
 * Session @n is about to lose its key: its jobs that need it end.  What seals
 * pages or gives them back goes on.
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
/* job->bytes of work that never runs inside the doorbell */
#define CPGPU_BYTES_WORKER UINT64_MAX

/* -------------------------------------------------------------- worker.c -- */

/* @count threads. */
CpgpuPool *cpgpu_pool_start(CpgpuState *s, unsigned count);
/* There must be no jobs. */
void cpgpu_pool_stop(CpgpuPool *pool);
void cpgpu_pool_submit(CpgpuPool *pool, CpgpuJob *job);
/* Workers are through with the job. */
bool cpgpu_pool_finished(CpgpuPool *pool, CpgpuJob *job);
/* They are, with some job, since this was last asked. */
bool cpgpu_pool_any_finished(CpgpuPool *pool);
/* Wait until workers are through with the job. */
void cpgpu_pool_drain(CpgpuPool *pool, CpgpuJob *job);
/* Have the job end after the pages that workers are at, and wait for that. */
void cpgpu_pool_cancel(CpgpuPool *pool, CpgpuJob *job);
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
