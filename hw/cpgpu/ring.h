/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the command rings
 *
 * All functions are called under the BQL.
 */
#ifndef HW_CPGPU_RING_H
#define HW_CPGPU_RING_H

#include "engine.h"
#include "reg.h"

#define CPGPU_FETCH 64          /* commands read in one go */

typedef struct CpgpuRingRegs {
    bool on, stopped;
    uint64_t base, fence_address;
    uint64_t done;              /* the last fence value */
    uint32_t done_hi;           /* latched by a read of DONE_LO */
    uint32_t log2_size;
    uint32_t error, error_index;
    uint32_t coalesce;
} CpgpuRingRegs;

/* Commands that were read ahead: @count of them, from index @first on */
typedef struct CpgpuFetched {
    struct cpgpu_cmd cmds[CPGPU_FETCH];
    uint32_t first, count;
} CpgpuFetched;

/* Fences and interrupts that the guest has not got yet */
typedef struct CpgpuUnsent {
    bool fence_written;         /* one since the last flush */
    uint64_t fence;             /* the last value that was written */
    uint32_t irqs;              /* commands with CPGPU_CMD_IRQ */
    bool irq_due;
} CpgpuUnsent;

typedef struct CpgpuRing {
    CpgpuQueue queue;           /* its head and tail are registers */
    CpgpuRingRegs regs;
    CpgpuFetched fetched;
    CpgpuUnsent unsent;
    QEMUTimer *irq_timer;
    CpgpuJob job;
} CpgpuRing;

void cpgpu_ring_init(CpgpuState *s);
void cpgpu_ring_exit(CpgpuState *s);
void cpgpu_ring_reset(CpgpuState *s);

/* The registers of one ring */
extern const CpgpuRegBlock cpgpu_ring_block;

#endif
