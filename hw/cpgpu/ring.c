/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the command rings
 *
 * A command is read once, into a private copy, and only the copy is used.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "command.h"
#include "cpgpu.h"
#include "ring.h"
#include "session.h"
#include "trace.h"

static unsigned ring_index(const CpgpuRing *r)
{
    return r - r->job.s->rings;
}

static CpgpuRing *ring_of(CpgpuQueue *q)
{
    return container_of(q, CpgpuRing, queue);
}

static uint32_t slots(const CpgpuRing *r)
{
    return 1u << r->regs.log2_size;
}

/* Read ahead the commands up to the tail, or to the end of the ring. */
static uint8_t fetch(CpgpuRing *r)
{
    uint32_t slot = r->queue.head & (slots(r) - 1);
    uint32_t n = MIN(r->queue.tail - r->queue.head, slots(r) - slot);
    uint64_t addr;
    uint8_t status;

    n = MIN(n, CPGPU_FETCH);
    addr = r->regs.base + slot * CPGPU_CMD_SIZE;
    status = cpgpu_dma_read(r->job.s, addr, r->fetched.cmds,
                            n * CPGPU_CMD_SIZE);
    if (status && n > 1) {
        /* Execute those that can be read. */
        n = 1;
        status = cpgpu_dma_read(r->job.s, addr, r->fetched.cmds,
                                CPGPU_CMD_SIZE);
    }
    r->fetched.first = r->queue.head;
    r->fetched.count = status ? 0 : n;
    return status;
}

static bool is_wait(const CpgpuJob *job)
{
    return job->cmd.opcode == CPGPU_OP_WAIT;
}

/* The ring that a WAIT names */
static CpgpuRing *other_ring(const CpgpuJob *job)
{
    return &job->s->rings[job->cmd.ring];
}

static uint8_t wait_check(const CpgpuJob *job)
{
    if (job->cmd.ring >= job->s->ring_count ||
        &other_ring(job)->queue == job->queue) {
        return CPGPU_ST_BAD_RANGE;
    }
    return CPGPU_ST_OK;
}

static bool ring_take(CpgpuQueue *q)
{
    CpgpuRing *r = ring_of(q);
    CpgpuJob *job = &r->job;

    job->s->stats.commands++;
    if (q->head - r->fetched.first >= r->fetched.count) {
        job->status = fetch(r);
    }
    if (job->status) {
        memset(&job->cmd, 0, sizeof(job->cmd));
        return true;
    }
    job->cmd = r->fetched.cmds[q->head - r->fetched.first];
    job->status = cpgpu_command_decode(job);
    if (!job->status && is_wait(job)) {
        job->status = wait_check(job);
    }
    return true;
}

static bool ring_admit(CpgpuJob *job)
{
    return is_wait(job) ? other_ring(job)->regs.done >= job->cmd.wait
                        : cpgpu_command_admit(job);
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
    cpgpu_error(r->job.s, CPGPU_SRC_RING, ring_index(r), status,
                r->queue.head);
}

/* Stop the ring at its head. */
static void fail(CpgpuRing *r, uint8_t status)
{
    report_error(r, status);
    r->regs.stopped = true;
    r->queue.open = false;
    r->regs.error = status;
    r->regs.error_index = r->queue.head;
    trace_cpgpu_ring_stop(ring_index(r), status, r->queue.head);
    cpgpu_engine_detach(&r->job);       /* a command may be waiting */
}

static uint8_t write_fence(CpgpuRing *r)
{
    uint64_t fence = cpu_to_le64(r->regs.done);

    r->unsent.fence_written = true;
    r->unsent.fence = r->regs.done;
    if (!r->regs.fence_address) {
        return CPGPU_ST_OK;
    }
    return cpgpu_dma_write(r->job.s, r->regs.fence_address, &fence,
                           sizeof(fence));
}

/*
 * Of the fences of commands that end in one go, only the first and the last are
 * written.  The first is written immediately, which shows whether it can be.
 */
static uint8_t command_done(CpgpuJob *job)
{
    CpgpuRing *r = ring_of(job->queue);

    if (!(job->cmd.flags & CPGPU_CMD_FENCE)) {
        return CPGPU_ST_OK;
    }
    r->regs.done = job->cmd.fence;
    return r->unsent.fence_written ? CPGPU_ST_OK : write_fence(r);
}

static void ring_report(CpgpuJob *job)
{
    CpgpuRing *r = ring_of(job->queue);
    uint8_t status = job->status;
    bool stops = CPGPU_ST_STOPS(status) || (status && !job->cmd.result);
    uint8_t write_status;

    if (!r->queue.open) {
        return;                 /* was stopped or switched off meanwhile */
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
    r->queue.head++;
    if (job->cmd.flags & CPGPU_CMD_IRQ) {
        r->unsent.irqs++;
    }
}

static void flush_irqs(CpgpuRing *r)
{
    CpgpuUnsent *u = &r->unsent;
    uint32_t usec = r->regs.coalesce & 0xffff, count = r->regs.coalesce >> 16;

    if (u->irq_due || (!usec && !count) || (count && u->irqs >= count)) {
        u->irqs = 0;
        u->irq_due = false;
        timer_del(r->irq_timer);
        cpgpu_irq_raise(r->job.s, CPGPU_INTR_RING(ring_index(r)));
    } else if (usec && !timer_pending(r->irq_timer)) {
        timer_mod(r->irq_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                                usec * 1000ull);
    }
}

static bool ring_flush(CpgpuQueue *q)
{
    CpgpuRing *r = ring_of(q);
    uint8_t status = CPGPU_ST_OK;

    if (r->unsent.fence_written && r->unsent.fence != r->regs.done) {
        /* This can fail although the first was written: IOMMUs change. */
        status = write_fence(r);
        if (status) {
            fail(r, status);
        }
    }
    r->unsent.fence_written = false;
    if (r->unsent.irqs) {
        flush_irqs(r);
    }
    return status == CPGPU_ST_OK;
}

/*
 * Before this ring continues after a WAIT, write the fence of the other ring:
 * whoever sees a later fence of this ring sees that one as well.
 */
static uint8_t ring_prepare(CpgpuJob *job)
{
    if (is_wait(job)) {
        ring_flush(&other_ring(job)->queue);
    }
    return cpgpu_command_prepare(job);
}

static void irq_timer(void *opaque)
{
    CpgpuRing *r = opaque;

    r->unsent.irq_due = true;
    cpgpu_call_guarded(r->job.s, cpgpu_engine_kick);
}

static const CpgpuQueueOps ring_ops = {
    .take = ring_take,
    .admit = ring_admit,
    .prepare = ring_prepare,
    .report = ring_report,
    .flush = ring_flush,
};

/* ------------------------------------------------------------- registers -- */

static uint32_t read_status(CpgpuState *s, unsigned n)
{
    const CpgpuRing *r = &s->rings[n];
    uint32_t status = 0;

    if (r->regs.on) {
        status |= CPGPU_RING_STATUS_ON;
    }
    if (r->regs.stopped) {
        status |= CPGPU_RING_STATUS_STOPPED;
    }
    if (cpgpu_queue_pending(&r->queue) || r->job.state == CPGPU_JOB_RUNS) {
        status |= CPGPU_RING_STATUS_BUSY;
    }
    if (r->job.state == CPGPU_JOB_WAITS && is_wait(&r->job)) {
        status |= CPGPU_RING_STATUS_WAITING;
    }
    return status;
}

static uint32_t read_done(CpgpuState *s, unsigned n)
{
    CpgpuRingRegs *regs = &s->rings[n].regs;

    regs->done_hi = regs->done >> 32;
    return regs->done;
}

static void ring_off(CpgpuRing *r)
{
    r->regs.on = false;
    r->queue.open = false;
    cpgpu_engine_detach(&r->job);
    r->fetched.count = 0;
    r->unsent.irqs = 0;
    r->unsent.irq_due = false;
    timer_del(r->irq_timer);
}

static uint8_t ring_on(CpgpuRing *r)
{
    if (r->regs.log2_size < CPGPU_RING_SIZE_MIN) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (r->regs.stopped) {
        return CPGPU_ST_BAD_STATE;
    }
    if (!r->job.dma.pieces) {
        cpgpu_dma_init(&r->job.dma);
    }
    r->queue.head = 0;
    r->queue.tail = 0;
    r->queue.open = true;
    r->regs.on = true;
    cpgpu_session_restart_waiting(r->job.s, ring_index(r));
    return CPGPU_ST_OK;
}

static uint8_t write_ctrl(CpgpuState *s, unsigned n, uint32_t val)
{
    CpgpuRing *r = &s->rings[n];

    trace_cpgpu_ring_ctrl(n, val);
    if (val & CPGPU_RING_CTRL_RESET) {
        ring_off(r);
        r->regs.stopped = false;
        r->regs.error = 0;
        r->regs.error_index = 0;
        r->queue.head = 0;
        r->queue.tail = 0;
    } else if (!(val & CPGPU_RING_CTRL_ENABLE)) {
        ring_off(r);
    } else if (!r->regs.on) {
        return ring_on(r);
    }
    cpgpu_engine_kick(s);       /* others no longer wait for it */
    return CPGPU_ST_OK;
}

static uint8_t write_tail(CpgpuState *s, unsigned n, uint32_t val)
{
    CpgpuRing *r = &s->rings[n];
    CpgpuQueue *q = &r->queue;

    if (!q->open) {
        return CPGPU_ST_BAD_STATE;
    }
    if (val - q->head > slots(r) || val - q->head < q->tail - q->head) {
        return CPGPU_ST_BAD_INDEX;
    }
    q->tail = val;
    trace_cpgpu_ring_doorbell(n, q->head, q->tail);
    cpgpu_engine_kick(s);
    return CPGPU_ST_OK;
}

/* The new rule also applies to what was counted so far. */
static uint8_t write_coalesce(CpgpuState *s, unsigned n, uint32_t val)
{
    CpgpuRing *r = &s->rings[n];

    r->regs.coalesce = val;
    timer_del(r->irq_timer);
    cpgpu_engine_kick(s);
    return CPGPU_ST_OK;
}

static uint8_t write_size(CpgpuState *s, unsigned n, uint32_t val)
{
    if (val < CPGPU_RING_SIZE_MIN || val > CPGPU_RING_SIZE_MAX) {
        return CPGPU_ST_BAD_SIZE;
    }
    s->rings[n].regs.log2_size = val;
    return CPGPU_ST_OK;
}

#define REG(_reg) [CPGPU_REG_INDEX(CPGPU_RING_ ## _reg)]
#define U32(_field) CPGPU_REG_U32(CpgpuRing, _field)
#define LO(_field) CPGPU_REG_LO(CpgpuRing, _field)
#define HI(_field) CPGPU_REG_HI(CpgpuRing, _field)

static const CpgpuReg ring_regs[] = {
    REG(CTRL) = { CPGPU_RW, CPGPU_REG_BOOL(CpgpuRing, regs.on),
                  .write = write_ctrl,
                  .reserved = ~(CPGPU_RING_CTRL_ENABLE |
                                CPGPU_RING_CTRL_RESET) },
    REG(STATUS) = { CPGPU_RO, .read = read_status },
    REG(BASE_LO) = { CPGPU_RW, LO(regs.base), .setup = true,
                     .align = CPGPU_CMD_SIZE },
    REG(BASE_HI) = { CPGPU_RW, HI(regs.base), .setup = true },
    REG(SIZE) = { CPGPU_RW, U32(regs.log2_size), .setup = true,
                  .write = write_size },
    REG(HEAD) = { CPGPU_RO, U32(queue.head) },
    REG(TAIL) = { CPGPU_RW, U32(queue.tail), .write = write_tail },
    REG(ERROR) = { CPGPU_RO, U32(regs.error) },
    REG(ERROR_INDEX) = { CPGPU_RO, U32(regs.error_index) },
    REG(COALESCE) = { CPGPU_RW, U32(regs.coalesce),
                      .write = write_coalesce },
    REG(FENCE_LO) = { CPGPU_RW, LO(regs.fence_address), .setup = true,
                      .align = 8 },
    REG(FENCE_HI) = { CPGPU_RW, HI(regs.fence_address), .setup = true },
    REG(DONE_LO) = { CPGPU_RO, .read = read_done },
    REG(DONE_HI) = { CPGPU_RO, U32(regs.done_hi) },
};

const CpgpuRegBlock cpgpu_ring_block = {
    .regs = ring_regs,
    .count = ARRAY_SIZE(ring_regs),
    .in_use = offsetof(CpgpuRing, regs.on),
};

/* ------------------------------------------------------------------ life -- */

void cpgpu_ring_reset(CpgpuState *s)
{
    for (unsigned i = 0; i < s->ring_count; i++) {
        CpgpuRing *r = &s->rings[i];

        timer_del(r->irq_timer);
        r->queue.open = false;
        r->regs = (CpgpuRingRegs) { };
        r->fetched.count = 0;
        r->unsent = (CpgpuUnsent) { };
    }
}

void cpgpu_ring_init(CpgpuState *s)
{
    static const uint8_t no_key[CPGPU_KEY_SIZE];

    s->rings = g_new0(CpgpuRing, s->ring_count);
    for (unsigned i = 0; i < s->ring_count; i++) {
        CpgpuRing *r = &s->rings[i];

        r->queue.ops = &ring_ops;
        r->queue.job = &r->job;
        cpgpu_engine_add_bulk(s, &r->queue);
        r->job.content_key = cpgpu_key_new(no_key);
        r->irq_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, irq_timer, r);
    }
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
