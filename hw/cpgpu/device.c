/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device as a whole
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "device.h"
#include "trace.h"

void cpgpu_reset(CpgpuState *s)
{
    trace_cpgpu_reset();
    s->irq.enable = 0;
    cpgpu_irq_set_status(s, 0);
    s->irq.messages_due = 0;
    cpgpu_engine_reset(s);
    cpgpu_ring_reset(s);
    cpgpu_engine_scrub(s);
    cpgpu_session_reset(s);
    cpgpu_channel_reset(s);
    cpgpu_display_reset(s);
    s->irq.error = 0;
    s->irq.error_info = 0;
    s->scratch = 0;
    s->nonce_hi = 0;
    cpgpu_rng_restart(s);
    cpgpu_irq_set_status(s, 0);
}
