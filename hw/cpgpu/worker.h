/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the threads that do bulk work while the guest's CPUs run
 */
#ifndef HW_CPGPU_WORKER_H
#define HW_CPGPU_WORKER_H

#include "types.h"

#define CPGPU_WORKERS_MAX   16

typedef struct CpgpuPool CpgpuPool;

/* @count threads. */
CpgpuPool *cpgpu_pool_start(CpgpuState *s, unsigned count);
/* There must be no jobs. */
void cpgpu_pool_stop(CpgpuPool *pool);
void cpgpu_pool_submit(CpgpuPool *pool, CpgpuJob *job);
/* Whether workers have finished the job. */
bool cpgpu_pool_finished(CpgpuPool *pool, CpgpuJob *job);
/* Whether they have finished any job since this was last asked. */
bool cpgpu_pool_any_finished(CpgpuPool *pool);
/* Wait until workers have finished the job. */
void cpgpu_pool_drain(CpgpuPool *pool, CpgpuJob *job);
/* Have the job end after the pages that workers are at, and wait for that. */
void cpgpu_pool_cancel(CpgpuPool *pool, CpgpuJob *job);

#endif
