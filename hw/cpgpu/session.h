/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: crypto sessions and their keys
 */
#ifndef HW_CPGPU_SESSION_H
#define HW_CPGPU_SESSION_H

#include "crypto.h"
#include "iv.h"
#include "qemu/queue.h"
#include "types.h"

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
    CpgpuIvMarks marks;
    /* sealed pages, how many of them are valid, and where they are */
    uint32_t pages;
    uint32_t valid_pages;
    uint64_t first_page, end_page;
    /* the session command that waits or runs; 0: none */
    uint32_t command;
    uint32_t barrier[CPGPU_RINGS_MAX];  /* ring indices that it waits for */
    QTAILQ_ENTRY(CpgpuSession) next;
    bool content_lost;          /* its pages have yet to be scrubbed */
    /* jobs on workers, and the one that runs, or waits to run, exclusively */
    unsigned running;
    const CpgpuJob *exclusive;
} CpgpuSession;

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
unsigned cpgpu_session_index(CpgpuState *s, const CpgpuSession *ss);
/* Has a key that blts may use. */
static inline bool cpgpu_session_keyed(const CpgpuSession *ss)
{
    return ss->state == CPGPU_SESS_KEYED || ss->state == CPGPU_SESS_REFRESH;
}
/* The session, if it has a key; else CPGPU_ST_BAD_SESSION or NO_KEY. */
uint8_t cpgpu_session_get_keyed(CpgpuState *s, uint32_t n,
                                CpgpuSession **out);
/*
 * Whether the job may start now.  @exclusive: only when none of its session's
 * jobs is on workers, and then none of them starts before
 * cpgpu_session_leave().  Whoever asked once and then gives up leaves too.
 */
bool cpgpu_session_admit(CpgpuJob *job, bool exclusive);
void cpgpu_session_leave(CpgpuJob *job);
/* The job is going to use the session's keys on sealed pages. */
void cpgpu_session_take_keys(CpgpuSession *ss, CpgpuJob *job);
uint8_t cpgpu_session_start_refresh(CpgpuJob *job);
uint8_t cpgpu_session_make_read_back_key(CpgpuJob *job);
/* The key of a DECRYPT_BLT becomes job->data_key: OK, or KEY_IN_USE. */
uint8_t cpgpu_session_use_data_key(CpgpuSession *ss, CpgpuJob *job);
uint8_t cpgpu_session_finish_refresh(CpgpuJob *job);
/* Whether a session command runs exclusively. */
static inline bool cpgpu_session_command_exclusive(uint32_t command)
{
    return command != CPGPU_SESS_CMD_REFRESH_START;
}
/* Prepare the session command in job->cmd.opcode (CPGPU_SESS_CMD_*). */
uint8_t cpgpu_session_prepare(CpgpuJob *job);
/* Ring n starts anew: waiting commands no longer wait for its old ones. */
void cpgpu_session_restart_waiting(CpgpuState *s, unsigned n);
/* The session command of job has ended. */
void cpgpu_session_report(CpgpuJob *job);
/* Registers of session @n; @reg is an offset in its block. */
uint8_t cpgpu_session_read(CpgpuState *s, unsigned n, hwaddr reg,
                           uint32_t *val);
uint8_t cpgpu_session_write(CpgpuState *s, unsigned n, hwaddr reg,
                            uint32_t val);

#endif
