/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: crypto sessions and their keys
 *
 * All functions are called under the BQL.  What a session has to do with pages
 * (its context, key instance, surface keys) is in its CpgpuOwner, pages.h.
 */
#ifndef HW_CPGPU_SESSION_H
#define HW_CPGPU_SESSION_H

#include "engine.h"
#include "iv.h"
#include "reg.h"

typedef struct CpgpuSession {
    /* registers */
    uint8_t state;              /* CPGPU_SESS_FREE .. */
    uint8_t status;
    uint32_t size;
    uint32_t refreshes;
    uint64_t handle;            /* 0 while free */
    uint8_t blob[CPGPU_BLOB_SIZE];
    /* keys; NULL and zero without */
    uint8_t key[CPGPU_KEY_SIZE];
    uint8_t random[CPGPU_KEY_SIZE];     /* R while refresh is pending */
    CpgpuKey *data_key;                 /* expanded key */
    CpgpuKey *read_back_key;            /* the newest; NULL before */
    uint64_t next_iv;                   /* of the next ENCRYPT_BLT */
    /* the last content key that was checked, as commands have it, and when */
    uint8_t checked_key[CPGPU_KEY_SIZE];
    uint64_t checked_at;                /* keys.changes then */
    bool replaced;                      /* it has another purpose */
    CpgpuIvMarks marks;
    /* the session command that waits or runs; 0: none */
    uint32_t command;
    uint32_t barrier[CPGPU_RINGS_MAX];  /* what it waits for */
    QTAILQ_ENTRY(CpgpuSession) next;
} CpgpuSession;

/* Session commands that wait; one is executed at a time. */
typedef struct CpgpuSessionQueue {
    CpgpuQueue queue;
    QTAILQ_HEAD(, CpgpuSession) waiting;
} CpgpuSessionQueue;

void cpgpu_session_init(CpgpuState *s);
void cpgpu_session_exit(CpgpuState *s);
void cpgpu_session_reset(CpgpuState *s);

/* Session @n; NULL when there is none of that number, or it is free. */
CpgpuSession *cpgpu_session_get(CpgpuState *s, uint32_t n);
/* Whether it has a key: CPGPU_ST_OK, BAD_SESSION or NO_KEY. */
uint8_t cpgpu_session_check_keyed(CpgpuState *s, uint32_t n);
/* Whether a session of @context has this handle; none has handle 0. */
bool cpgpu_session_has_handle(CpgpuState *s, uint32_t context,
                              uint64_t handle);

/*
 * The job is going to use sealed pages of its session: it enters, and takes
 * references to the keys.
 */
void cpgpu_session_take_keys(CpgpuJob *job);
/*
 * The session key, or the content key of a DECRYPT_BLT, becomes job->data_key:
 * CPGPU_ST_OK, or KEY_IN_USE.
 */
uint8_t cpgpu_session_take_data_key(CpgpuJob *job);

/* Prepare the ring command in job->cmd; FINISH runs exclusively. */
uint8_t cpgpu_session_start_refresh(CpgpuJob *job);
uint8_t cpgpu_session_finish_refresh(CpgpuJob *job);
uint8_t cpgpu_session_make_read_back_key(CpgpuJob *job);

/*
 * Bulk queue @n begins anew with index 0: session commands no longer wait for
 * what was in it.
 */
void cpgpu_session_restart_waiting(CpgpuState *s, unsigned n);
/*
 * Fault injection: session @n loses its key and, with @content, what is in its
 * pages.
 */
void cpgpu_session_lose_key(CpgpuState *s, unsigned n, bool content);

/* The registers of one session */
extern const CpgpuRegBlock cpgpu_session_block;

#endif
