/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the command rings
 *
 * A command is read once, into a private copy, and only the copy is looked at.
 * What it says is command.c's.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "command.h"
#include "cpgpu.h"
#include "qapi/error.h"
#include "trace.h"

unsigned cpgpu_ring_index(const CpgpuRing *r)
{
    return r - r->job.s->rings;
}

static uint32_t slots(const CpgpuRing *r)
{
    return 1u << r->log2_size;
}

/* Read commands ahead: all there are, up to the end of the ring. */
static uint8_t fetch(CpgpuRing *r)
{
    uint32_t slot = r->head & (slots(r) - 1);
    uint32_t n = MIN(r->tail - r->head, slots(r) - slot);
    uint8_t status;

    n = MIN(n, CPGPU_FETCH);
    status = cpgpu_dma_read(r->job.s, r->base + slot * CPGPU_CMD_SIZE, r->cmds,
                            n * CPGPU_CMD_SIZE);
    if (status && n > 1) {
        /* Those that can be read are carried out. */
        n = 1;
        status = cpgpu_dma_read(r->job.s, r->base + slot * CPGPU_CMD_SIZE,
                                r->cmds, CPGPU_CMD_SIZE);
    }
    r->fetched = r->head;
    r->fetched_count = status ? 0 : n;
    return status;
}

uint8_t cpgpu_ring_take(CpgpuRing *r)
{
    uint8_t status;

    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_cmd) != CPGPU_CMD_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_result) != CPGPU_RESULT_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_sg) != CPGPU_SG_SIZE);

    r->job.s->stats.commands++;
    if (r->head - r->fetched >= r->fetched_count) {
        status = fetch(r);
        if (status) {
            memset(&r->job.cmd, 0, sizeof(r->job.cmd));
            return status;
        }
    }
    r->job.cmd = r->cmds[r->head - r->fetched];
    return cpgpu_command_decode(&r->job);
}

static uint8_t write_result(CpgpuJob *job)
{
    struct cpgpu_result result = { .status = cpu_to_le32(job->status) };

    if (!job->cmd.result || !QEMU_IS_ALIGNED(job->cmd.result, 8)) {
        return CPGPU_ST_OK;
    }
    if (job->status == CPGPU_ST_OK) {
        memcpy(result.data, job->data, sizeof(result.data));
    }
    return cpgpu_dma_write(job->s, job->cmd.result, &result, sizeof(result));
}

static void report_error(CpgpuRing *r, uint8_t status)
{
    cpgpu_error(r->job.s, CPGPU_SRC_RING, cpgpu_ring_index(r), status,
                r->head);
}

/* Stop the ring at its head. */
static void fail(CpgpuRing *r, uint8_t status)
{
    report_error(r, status);
    r->stopped = true;
    r->error = status;
    r->error_index = r->head;
    trace_cpgpu_ring_stop(cpgpu_ring_index(r), status, r->head);
    cpgpu_engine_detach(&r->job);       /* there may be one that waits */
}

static uint8_t write_fence(CpgpuRing *r)
{
    uint64_t fence = cpu_to_le64(r->done);

    r->fence_written = true;
    r->fence_reported = r->done;
    if (!r->fence_address) {
        return CPGPU_ST_OK;
    }
    return cpgpu_dma_write(r->job.s, r->fence_address, &fence, sizeof(fence));
}

/*
 * Of the fences of commands that are done in one go, the first is written at
 * once, which shows whether it can be, and then only the last.
 */
static uint8_t command_done(CpgpuJob *job)
{
    CpgpuRing *r = job->ring;

    if (!(job->cmd.flags & CPGPU_CMD_FENCE)) {
        return CPGPU_ST_OK;
    }
    r->done = job->cmd.fence;
    return r->fence_written ? CPGPU_ST_OK : write_fence(r);
}

void cpgpu_ring_report(CpgpuJob *job)
{
    CpgpuRing *r = job->ring;
    uint8_t status = job->status;
    bool stops = CPGPU_ST_STOPS(status) || (status && !job->cmd.result);
    uint8_t write_status;

    if (!r->on || r->stopped) {
        return;     /* meanwhile: nobody wants to know */
    }
    write_status = write_result(job);
    if (!write_status && !stops) {
        write_status = command_done(job);
    }
    if (write_status && !stops) {
        status = write_status;
        stops = true;
    }
    if (stops) {
        fail(r, status);
        return;
    }
    if (status) {
        report_error(r, status);
    }
    r->head++;
    if (job->cmd.flags & CPGPU_CMD_IRQ) {
        r->irqs++;
    }
}

/* Interrupt now, or later. */
static void flush_irqs(CpgpuRing *r)
{
    uint32_t usec = r->coalesce & 0xffff, count = r->coalesce >> 16;

    if (r->irq_due || (!usec && !count) || (count && r->irqs >= count)) {
        r->irqs = 0;
        r->irq_due = false;
        timer_del(r->irq_timer);
        cpgpu_irq_raise(r->job.s, CPGPU_INTR_RING(cpgpu_ring_index(r)));
    } else if (usec && !timer_pending(r->irq_timer)) {
        timer_mod(r->irq_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                                usec * 1000ull);
    }
}

bool cpgpu_ring_flush(CpgpuRing *r)
{
    uint8_t status = CPGPU_ST_OK;

    if (r->fence_written && r->fence_reported != r->done) {
        /* The first could be written; an IOMMU may know better by now. */
        status = write_fence(r);
        if (status) {
            fail(r, status);
        }
    }
    r->fence_written = false;
    if (r->irqs) {
        flush_irqs(r);
    }
    return status == CPGPU_ST_OK;
}

static void irq_timer(void *opaque)
{
    CpgpuRing *r = opaque;

    r->irq_due = true;
    cpgpu_call_guarded(r->job.s, cpgpu_engine_kick);
}

bool cpgpu_ring_pending(const CpgpuRing *r)
{
    return r->on && !r->stopped && r->head != r->tail;
}

bool cpgpu_ring_passed(const CpgpuRing *r, uint32_t index)
{
    return !r->on || r->stopped || (int32_t)(r->head - index) >= 0;
}

/* ------------------------------------------------------------- registers -- */

static uint32_t ring_status(const CpgpuRing *r)
{
    uint32_t status = 0;

    if (r->on) {
        status |= CPGPU_RING_STATUS_ON;
    }
    if (r->stopped) {
        status |= CPGPU_RING_STATUS_STOPPED;
    }
    if (cpgpu_ring_pending(r) || r->job.state == CPGPU_JOB_RUNS) {
        status |= CPGPU_RING_STATUS_BUSY;
    }
    if (r->job.state == CPGPU_JOB_WAITS &&
        r->job.cmd.opcode == CPGPU_OP_WAIT) {
        status |= CPGPU_RING_STATUS_WAITING;
    }
    return status;
}

uint8_t cpgpu_ring_read(CpgpuState *s, unsigned n, hwaddr reg, uint32_t *val)
{
    CpgpuRing *r = &s->rings[n];

    switch (reg) {
    case CPGPU_RING_CTRL:
        *val = r->on ? CPGPU_RING_CTRL_ENABLE : 0;
        break;
    case CPGPU_RING_STATUS:
        *val = ring_status(r);
        break;
    case CPGPU_RING_BASE_LO:
        *val = r->base;
        break;
    case CPGPU_RING_BASE_HI:
        *val = r->base >> 32;
        break;
    case CPGPU_RING_SIZE:
        *val = r->log2_size;
        break;
    case CPGPU_RING_HEAD:
        *val = r->head;
        break;
    case CPGPU_RING_TAIL:
        *val = r->tail;
        break;
    case CPGPU_RING_ERROR:
        *val = r->error;
        break;
    case CPGPU_RING_ERROR_INDEX:
        *val = r->error_index;
        break;
    case CPGPU_RING_COALESCE:
        *val = r->coalesce;
        break;
    case CPGPU_RING_FENCE_LO:
        *val = r->fence_address;
        break;
    case CPGPU_RING_FENCE_HI:
        *val = r->fence_address >> 32;
        break;
    case CPGPU_RING_DONE_LO:
        *val = r->done;
        r->done_hi = r->done >> 32;
        break;
    case CPGPU_RING_DONE_HI:
        *val = r->done_hi;
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    return CPGPU_ST_OK;
}

static void ring_off(CpgpuRing *r)
{
    r->on = false;
    cpgpu_engine_detach(&r->job);
    r->fetched_count = 0;
    r->irqs = 0;
    r->irq_due = false;
    timer_del(r->irq_timer);
}

static uint8_t ring_on(CpgpuRing *r)
{
    if (r->log2_size < CPGPU_RING_SIZE_MIN) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (r->stopped) {
        return CPGPU_ST_BAD_STATE;
    }
    if (!r->job.dma.pieces) {
        cpgpu_dma_init(&r->job.dma);
    }
    r->head = 0;
    r->tail = 0;
    r->on = true;
    cpgpu_session_restart_waiting(r->job.s, cpgpu_ring_index(r));
    return CPGPU_ST_OK;
}

static uint8_t write_ctrl(CpgpuRing *r, uint32_t val)
{
    if (val & ~(CPGPU_RING_CTRL_ENABLE | CPGPU_RING_CTRL_RESET)) {
        return CPGPU_ST_BAD_FLAGS;
    }
    trace_cpgpu_ring_ctrl(cpgpu_ring_index(r), val);
    if (val & CPGPU_RING_CTRL_RESET) {
        ring_off(r);
        r->stopped = false;
        r->error = 0;
        r->error_index = 0;
        r->head = 0;
        r->tail = 0;
    } else if (!(val & CPGPU_RING_CTRL_ENABLE)) {
        ring_off(r);
    } else if (!r->on) {
        return ring_on(r);
    }
    cpgpu_engine_kick(r->job.s);        /* others no longer wait for it */
    return CPGPU_ST_OK;
}

static uint8_t write_tail(CpgpuRing *r, uint32_t val)
{
    if (!r->on || r->stopped) {
        return CPGPU_ST_BAD_STATE;
    }
    if (val - r->head > slots(r) || val - r->head < r->tail - r->head) {
        return CPGPU_ST_BAD_INDEX;
    }
    r->tail = val;
    trace_cpgpu_ring_doorbell(cpgpu_ring_index(r), r->head, r->tail);
    cpgpu_engine_kick(r->job.s);
    return CPGPU_ST_OK;
}

/* What was counted so far counts under the new rule. */
static uint8_t write_coalesce(CpgpuRing *r, uint32_t val)
{
    r->coalesce = val;
    timer_del(r->irq_timer);
    cpgpu_engine_kick(r->job.s);
    return CPGPU_ST_OK;
}

/* Registers that say where the ring is may change only while it is off. */
static uint8_t write_setup(CpgpuRing *r, hwaddr reg, uint32_t val)
{
    if (r->on) {
        return CPGPU_ST_BAD_STATE;
    }
    switch (reg) {
    case CPGPU_RING_BASE_LO:
        if (!QEMU_IS_ALIGNED(val, CPGPU_CMD_SIZE)) {
            return CPGPU_ST_BAD_ALIGN;
        }
        r->base = deposit64(r->base, 0, 32, val);
        break;
    case CPGPU_RING_BASE_HI:
        r->base = deposit64(r->base, 32, 32, val);
        break;
    case CPGPU_RING_SIZE:
        if (val < CPGPU_RING_SIZE_MIN || val > CPGPU_RING_SIZE_MAX) {
            return CPGPU_ST_BAD_SIZE;
        }
        r->log2_size = val;
        break;
    case CPGPU_RING_FENCE_LO:
        if (!QEMU_IS_ALIGNED(val, 8)) {
            return CPGPU_ST_BAD_ALIGN;
        }
        r->fence_address = deposit64(r->fence_address, 0, 32, val);
        break;
    case CPGPU_RING_FENCE_HI:
        r->fence_address = deposit64(r->fence_address, 32, 32, val);
        break;
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_ring_write(CpgpuState *s, unsigned n, hwaddr reg, uint32_t val)
{
    CpgpuRing *r = &s->rings[n];

    switch (reg) {
    case CPGPU_RING_CTRL:
        return write_ctrl(r, val);
    case CPGPU_RING_TAIL:
        return write_tail(r, val);
    case CPGPU_RING_COALESCE:
        return write_coalesce(r, val);
    case CPGPU_RING_BASE_LO:
    case CPGPU_RING_BASE_HI:
    case CPGPU_RING_SIZE:
    case CPGPU_RING_FENCE_LO:
    case CPGPU_RING_FENCE_HI:
        return write_setup(r, reg, val);
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
}

/* ------------------------------------------------------------------ life -- */

void cpgpu_ring_reset(CpgpuState *s)
{
    for (unsigned i = 0; i < s->ring_count; i++) {
        CpgpuRing *r = &s->rings[i];

        timer_del(r->irq_timer);
        memset(r, 0, offsetof(CpgpuRing, irq_timer));
    }
}

bool cpgpu_ring_realize(CpgpuState *s, Error **errp)
{
    static const uint8_t no_key[CPGPU_KEY_SIZE];

    if (!s->ring_count || s->ring_count > CPGPU_RINGS_MAX) {
        error_setg(errp, "cpgpu: rings must be from 1 to %d", CPGPU_RINGS_MAX);
        return false;
    }
    s->rings = g_new0(CpgpuRing, s->ring_count);
    for (unsigned i = 0; i < s->ring_count; i++) {
        CpgpuRing *r = &s->rings[i];

        r->job.s = s;
        r->job.ring = r;
        r->job.content_key = cpgpu_key_new(no_key);
        r->irq_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, irq_timer, r);
    }
    return true;
}

void cpgpu_ring_exit(CpgpuState *s)
{
    for (unsigned i = 0; i < s->ring_count; i++) {
        CpgpuRing *r = &s->rings[i];

        timer_free(r->irq_timer);
        cpgpu_dma_free(&r->job.dma);
        cpgpu_key_unref(r->job.content_key);
    }
    g_free(s->rings);
}
