/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the command rings
 */
#ifndef HW_CPGPU_RING_H
#define HW_CPGPU_RING_H

#include "engine.h"

#define CPGPU_FETCH 64          /* commands read in one go */

typedef struct CpgpuRing {
    bool on, stopped;
    uint64_t base, fence_address, done;
    uint32_t done_hi;           /* latched by a read of DONE_LO */
    uint32_t log2_size, head, tail;
    uint32_t error, error_index;
    uint32_t coalesce;
    /* read ahead: the commands from index fetched on, if there are any */
    struct cpgpu_cmd cmds[CPGPU_FETCH];
    uint32_t fetched, fetched_count;
    /* not reported to the guest yet */
    bool fence_written;         /* one since the last flush */
    uint64_t fence_reported;
    uint32_t irqs;              /* commands with CPGPU_CMD_IRQ */
    bool irq_due;
    QEMUTimer *irq_timer;
    CpgpuJob job;
} CpgpuRing;

bool cpgpu_ring_realize(CpgpuState *s, Error **errp);
void cpgpu_ring_exit(CpgpuState *s);
void cpgpu_ring_reset(CpgpuState *s);
unsigned cpgpu_ring_index(const CpgpuRing *r);
/* There is a command to be taken, or one was taken. */
bool cpgpu_ring_pending(const CpgpuRing *r);
/* All commands before this index have ended. */
bool cpgpu_ring_passed(const CpgpuRing *r, uint32_t index);
/* Take the next command into r->job, and decode it. */
uint8_t cpgpu_ring_take(CpgpuRing *r);
/* The command of job has ended. */
void cpgpu_ring_report(CpgpuJob *job);
/* Report to the guest all commands that have ended; false: that stopped it. */
bool cpgpu_ring_flush(CpgpuRing *r);
/* Registers of ring @n; @reg is an offset in its block. */
uint8_t cpgpu_ring_read(CpgpuState *s, unsigned n, hwaddr reg, uint32_t *val);
uint8_t cpgpu_ring_write(CpgpuState *s, unsigned n, hwaddr reg, uint32_t val);

#endif
