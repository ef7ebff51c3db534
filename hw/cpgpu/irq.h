/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: interrupts and the error register
 *
 * All of it is called under the big QEMU lock (BQL).
 */
#ifndef HW_CPGPU_IRQ_H
#define HW_CPGPU_IRQ_H

#include "types.h"

typedef struct CpgpuIrq {
    uint32_t status, enable;    /* CPGPU_INTR_* */
    uint32_t messages_due;      /* MSI-X vectors, one bit each */
    uint32_t error, error_info; /* registers */
} CpgpuIrq;

/* Make the sources @bits (CPGPU_INTR_*) pending. */
void cpgpu_irq_raise(CpgpuState *s, uint32_t bits);
/*
 * Send the MSI-X messages that are due.  The guest chooses their address, which
 * may be one where a write resets or unplugs the device.  So each function that
 * QEMU calls does this last, when the state is consistent; the device may be
 * gone afterwards.
 */
void cpgpu_irq_deliver(CpgpuState *s);
void cpgpu_irq_set_status(CpgpuState *s, uint32_t status);
void cpgpu_irq_set_enable(CpgpuState *s, uint32_t enable);
/* Call after each write to PCI configuration space: it may disable MSI-X. */
void cpgpu_irq_config_written(CpgpuState *s);
/*
 * Call @fn, from a timer or a worker, with the device's re-entrancy guard set,
 * and send the messages that are due.  QEMU sets the guard for register
 * accesses and bottom halves only; without it, an MSI-X message could come
 * back to the device's registers.
 */
void cpgpu_call_guarded(CpgpuState *s, void (*fn)(CpgpuState *s));
/*
 * Latch an error for the guest, count, trace and log it.  @source is one of
 * CPGPU_SRC_*, @unit the number of the ring, session or channel.
 */
void cpgpu_error(CpgpuState *s, unsigned source, unsigned unit, uint8_t status,
                 uint32_t info);

#endif
