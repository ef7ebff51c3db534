/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device as a whole, without the bus that it is on
 */
#include "qemu/osdep.h"
#include "caps.h"
#include "cpgpu.h"
#include "device.h"
#include "qapi/error.h"
#include "trace.h"

void cpgpu_reset(CpgpuState *s)
{
    trace_cpgpu_reset();
    s->irq.enable = 0;
    cpgpu_irq_set_status(s, 0);
    s->irq.messages_due = 0;
    cpgpu_engine_reset(s);
    cpgpu_ring_reset(s);
    cpgpu_sweep_everything(s);
    cpgpu_session_reset(s);
    cpgpu_channel_reset(s);
    cpgpu_display_reset(s);
    cpgpu_protection_reset(s);
    s->irq.error = 0;
    s->irq.error_info = 0;
    s->scratch = 0;
    s->nonce_hi = 0;
    cpgpu_rng_restart(s);
    cpgpu_irq_set_status(s, 0);
}

static bool check_properties(CpgpuState *s, Error **errp)
{
    if (!s->session_count || s->session_count > CPGPU_SESSIONS_MAX) {
        error_setg(errp, "cpgpu: sessions must be from 1 to %d",
                   CPGPU_SESSIONS_MAX);
        return false;
    }
    if (!s->channel_count || s->channel_count > CPGPU_CHANNELS_MAX) {
        error_setg(errp, "cpgpu: channels must be from 1 to %d",
                   CPGPU_CHANNELS_MAX);
        return false;
    }
    if (s->worker_count == CPGPU_WORKERS_AUTO) {
        s->worker_count = MIN(g_get_num_processors(), CPGPU_WORKERS_MAX);
    }
    if (s->worker_count > CPGPU_WORKERS_MAX) {
        error_setg(errp, "cpgpu: workers must be from 0 to %d",
                   CPGPU_WORKERS_MAX);
        return false;
    }
    if (!s->ring_count || s->ring_count > CPGPU_RINGS_MAX) {
        error_setg(errp, "cpgpu: rings must be from 1 to %d", CPGPU_RINGS_MAX);
        return false;
    }
    if (!cpgpu_stream_works()) {
        error_setg(errp, "cpgpu: the cipher library is not the one that the "
                   "device was built for");
        return false;
    }
    return true;
}

static void exit_core(CpgpuState *s)
{
    cpgpu_engine_exit(s);
    cpgpu_ring_exit(s);
    cpgpu_channel_exit(s);
    cpgpu_session_exit(s);
    cpgpu_keys_exit(s);
    cpgpu_rng_exit(s);
    cpgpu_pages_exit(s);
    cpgpu_identity_free(s->identity);
}

/* The queues are served in the order in which they are registered here. */
bool cpgpu_device_realize(CpgpuState *s, Error **errp)
{
    if (!check_properties(s, errp) || !cpgpu_rng_realize(s, errp)) {
        return false;
    }
    s->identity = cpgpu_identity_load(s->identity_path, CPGPU_CERT_WINDOW,
                                      errp);
    if (!s->identity) {
        return false;
    }
    if (!cpgpu_pages_realize(s, errp)) {
        goto free_identity;
    }
    cpgpu_caps_realize(s);
    cpgpu_engine_init(s);
    cpgpu_sweep_init(s);
    cpgpu_keys_init(s);
    cpgpu_session_init(s);
    cpgpu_channel_init(s);
    cpgpu_ring_init(s);
    if (cpgpu_display_realize(s, errp)) {
        return true;
    }
    exit_core(s);
    return false;

free_identity:
    cpgpu_identity_free(s->identity);
    return false;
}

void cpgpu_device_exit(CpgpuState *s)
{
    cpgpu_display_exit(s);
    exit_core(s);
}
