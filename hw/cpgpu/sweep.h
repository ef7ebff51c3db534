/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: jobs that go over all pages of a session, or of all sessions
 *
 * They re-encrypt pages, give them back, or scrub them.  The functions are
 * called under the BQL, the work is done by workers.
 */
#ifndef HW_CPGPU_SWEEP_H
#define HW_CPGPU_SWEEP_H

#include "engine.h"

/* A queue of the device's own: pages to be scrubbed for nobody's command */
typedef struct CpgpuSweep {
    CpgpuQueue queue;
    CpgpuJob job;
    bool everything;            /* it scrubs what was sealed before a reset */
} CpgpuSweep;

void cpgpu_sweep_init(CpgpuState *s);

/* The job shall put all valid pages of its session under job->keys.current. */
void cpgpu_sweep_rekey(CpgpuJob *job);
/* The job shall give back all pages of its session. */
void cpgpu_sweep_release(CpgpuJob *job);
/* Then the session has none.  For the job's task.done. */
void cpgpu_sweep_released(CpgpuJob *job);
/* A task.run: scrub the pages in the job's range, which become unowned. */
void cpgpu_sweep_release_run(CpgpuJob *job, unsigned slice);

/* Session @n has lost the contents of its pages: have them scrubbed. */
void cpgpu_sweep_lost(CpgpuState *s, unsigned n);
/*
 * The device is reset: scrub all sealed pages, which become unowned.  To be
 * called while their owners are still known.
 */
void cpgpu_sweep_everything(CpgpuState *s);

#endif
