/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: SEAL, UNSEAL, and jobs on all pages of a session
 */
#ifndef HW_CPGPU_SEAL_H
#define HW_CPGPU_SEAL_H

#include "types.h"

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

#endif
