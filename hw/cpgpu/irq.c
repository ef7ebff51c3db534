/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: interrupts and the error register
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "irq.h"
#include "hw/pci/msix.h"
#include "qemu/log.h"
#include "trace.h"

#define INTR_MISC    (CPGPU_INTR_ERROR | CPGPU_INTR_SESSION | CPGPU_INTR_RNG)
#define INTR_DISPLAY (CPGPU_INTR_VBLANK | CPGPU_INTR_FLIP)

static void update_pin(CpgpuState *s)
{
    pci_set_irq(PCI_DEVICE(s), (s->irq.status & s->irq.enable) != 0);
}

/* Signal the sources @fresh, which have become both pending and enabled. */
static void irq_signal(CpgpuState *s, uint32_t fresh)
{
    if (!msix_enabled(PCI_DEVICE(s))) {
        update_pin(s);
        return;
    }
    if (fresh & INTR_MISC) {
        s->irq.messages_due |= CPGPU_BIT(CPGPU_VECTOR_MISC);
    }
    if (fresh & INTR_DISPLAY) {
        s->irq.messages_due |= CPGPU_BIT(CPGPU_VECTOR_DISPLAY);
    }
    for (unsigned n = 0; n < s->ring_count; n++) {
        if (fresh & CPGPU_INTR_RING(n)) {
            s->irq.messages_due |= CPGPU_BIT(CPGPU_VECTOR_RING(n));
        }
    }
}

static void send_messages(CpgpuState *s)
{
    while (DEVICE(s)->realized && s->irq.messages_due) {
        unsigned vector = ctz32(s->irq.messages_due);

        s->irq.messages_due &= ~CPGPU_BIT(vector);
        if (msix_enabled(PCI_DEVICE(s))) {
            msix_notify(PCI_DEVICE(s), vector);
        }
    }
}

void cpgpu_irq_deliver(CpgpuState *s)
{
    if (s->irq.messages_due) {
        cpgpu_call_guarded(s, send_messages);
    }
}

void cpgpu_irq_set_status(CpgpuState *s, uint32_t status)
{
    uint32_t fresh = status & ~s->irq.status & s->irq.enable;

    s->irq.status = status;
    trace_cpgpu_irq(s->irq.status, s->irq.enable);
    irq_signal(s, fresh);
}

void cpgpu_irq_raise(CpgpuState *s, uint32_t bits)
{
    cpgpu_irq_set_status(s, s->irq.status | bits);
}

void cpgpu_irq_set_enable(CpgpuState *s, uint32_t enable)
{
    uint32_t fresh = enable & ~s->irq.enable & s->irq.status;

    s->irq.enable = enable;
    trace_cpgpu_irq(s->irq.status, s->irq.enable);
    irq_signal(s, fresh);
}

/* If MSI-X has been disabled, the pin must now show what is pending. */
void cpgpu_irq_config_written(CpgpuState *s)
{
    if (!msix_enabled(PCI_DEVICE(s))) {
        update_pin(s);
    }
}

void cpgpu_call_guarded(CpgpuState *s, void (*fn)(CpgpuState *s))
{
    bool *engaged = &DEVICE(s)->mem_reentrancy_guard.engaged_in_io;
    bool old = *engaged;

    object_ref(OBJECT(s));
    *engaged = true;
    fn(s);
    send_messages(s);
    *engaged = old;
    object_unref(OBJECT(s));
}

void cpgpu_error(CpgpuState *s, unsigned source, unsigned unit, uint8_t status,
                 uint32_t info)
{
    static const char *const names[] = {
        "", "register", "ring", "session", "channel"
    };

    trace_cpgpu_error(names[source], unit, status, info);
    qemu_log_mask(LOG_GUEST_ERROR, "cpgpu: %s %u: status %u at 0x%x\n",
                  names[source], unit, status, info);
    if (source == CPGPU_SRC_RING) {
        s->stats.command_errors++;
    } else {
        s->stats.guest_errors++;
    }
    if (!s->irq.error) {
        s->irq.error = unit << 16 | source << 8 | status;
        s->irq.error_info = info;
    }
    cpgpu_irq_raise(s, CPGPU_INTR_ERROR);
}
