/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the command rings
 *
 * A command is read once, into a private copy, and only the copy is looked at.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu.h"
#include "qapi/error.h"
#include "trace.h"

/* What a command uses; the rest must be zero. */
enum {
    USES_SESSION = 1 << 0,
    USES_DATA    = 1 << 1,      /* data, sg_count */
    USES_VRAM    = 1 << 2,
    USES_LENGTH  = 1 << 3,
    USES_IV      = 1 << 4,
    USES_SOURCE  = 1 << 5,      /* src, src_pitch with RECT */
    USES_FORMAT  = 1 << 6,      /* src_chroma, format */
    USES_FILL    = 1 << 7,
    USES_WAIT    = 1 << 8,      /* ring, wait */
    ALONE        = 1 << 9,      /* not beside others of its session */
    USES_MADE    = USES_SESSION | USES_VRAM | USES_LENGTH,
    USES_BLT     = USES_SESSION | USES_DATA | USES_VRAM | USES_LENGTH,
};

typedef struct CpgpuOp {
    uint8_t (*prepare)(CpgpuJob *job);
    unsigned uses;
    uint32_t flags;             /* CPGPU_CMD_* besides FENCE and IRQ */
} CpgpuOp;

static uint8_t nop(CpgpuJob *job)
{
    return CPGPU_ST_OK;
}

static uint8_t wait_check(CpgpuJob *job)
{
    CpgpuState *s = job->s;

    return job->cmd.ring < s->ring_count && &s->rings[job->cmd.ring] != job->ring
           ? CPGPU_ST_OK : CPGPU_ST_BAD_RANGE;
}

static const CpgpuOp ops[] = {
    [CPGPU_OP_NOP] = { nop, 0 },
    [CPGPU_OP_RNG_FILL] = { cpgpu_rng_fill, USES_DATA | USES_LENGTH },
    [CPGPU_OP_SEAL] = {
        cpgpu_memory_seal, USES_MADE | ALONE
    },
    [CPGPU_OP_UNSEAL] = {
        cpgpu_memory_unseal, USES_MADE | ALONE
    },
    [CPGPU_OP_WAIT] = { nop, USES_WAIT },
    [CPGPU_OP_DECRYPT_BLT] = {
        cpgpu_blt_decrypt, USES_BLT | USES_IV,
        CPGPU_CMD_CONTENT_KEY | CPGPU_CMD_PATTERN | CPGPU_CMD_SUBSAMPLES |
        CPGPU_CMD_RECT
    },
    [CPGPU_OP_ENCRYPT_BLT] = {
        cpgpu_blt_encrypt, USES_BLT, CPGPU_CMD_READ_BACK_KEY | CPGPU_CMD_RECT
    },
    [CPGPU_OP_READ_BACK_KEY] = {
        cpgpu_session_make_read_back_key, USES_SESSION | USES_LENGTH
    },
    [CPGPU_OP_COPY] = { cpgpu_copy, USES_MADE | USES_SOURCE, CPGPU_CMD_RECT },
    [CPGPU_OP_FILL] = { cpgpu_fill, USES_MADE | USES_FILL, CPGPU_CMD_RECT },
    [CPGPU_OP_CONVERT] = {
        cpgpu_convert, USES_MADE | USES_SOURCE | USES_FORMAT, CPGPU_CMD_RECT
    },
    [CPGPU_OP_REFRESH_START] = {
        cpgpu_session_start_refresh, USES_SESSION | USES_LENGTH
    },
    [CPGPU_OP_REFRESH_FINISH] = {
        cpgpu_session_finish_refresh, USES_SESSION | ALONE
    },
};

/* The union of iv, key and so on: what the opcode says is there. */
static void union_to_cpu(struct cpgpu_cmd *cmd, unsigned uses)
{
    if (uses & USES_WAIT) {
        cmd->wait = le64_to_cpu(cmd->wait);
    } else if (uses & (USES_SOURCE | USES_FILL)) {
        cmd->src = le64_to_cpu(cmd->src);
        cmd->src_chroma = le64_to_cpu(cmd->src_chroma);
        cmd->src_pitch = le32_to_cpu(cmd->src_pitch);
        cmd->format = le32_to_cpu(cmd->format);
        cmd->fill = le32_to_cpu(cmd->fill);
    }
}

static void cmd_to_cpu(struct cpgpu_cmd *cmd)
{
    cmd->flags = le32_to_cpu(cmd->flags);
    cmd->session = le32_to_cpu(cmd->session);
    cmd->ring = le32_to_cpu(cmd->ring);
    cmd->fence = le64_to_cpu(cmd->fence);
    cmd->result = le64_to_cpu(cmd->result);
    cmd->data = le64_to_cpu(cmd->data);
    cmd->sg_count = le32_to_cpu(cmd->sg_count);
    cmd->vram = le64_to_cpu(cmd->vram);
    cmd->length = le64_to_cpu(cmd->length);
    cmd->map_count = le32_to_cpu(cmd->map_count);
    cmd->map = le64_to_cpu(cmd->map);
    cmd->pattern_first = le32_to_cpu(cmd->pattern_first);
    cmd->pattern_skip = le32_to_cpu(cmd->pattern_skip);
    cmd->pattern_encrypt = le32_to_cpu(cmd->pattern_encrypt);
    cmd->row_bytes = le32_to_cpu(cmd->row_bytes);
    cmd->rows = le32_to_cpu(cmd->rows);
    cmd->pitch = le32_to_cpu(cmd->pitch);
}

static bool is_zero(const uint8_t field[16])
{
    return !(ldq_he_p(field) | ldq_he_p(field + 8));
}

static bool union_is_clean(const struct cpgpu_cmd *cmd, unsigned uses)
{
    uint32_t f = cmd->flags;

    if (uses & USES_WAIT) {
        return !ldq_he_p(cmd->iv + sizeof(cmd->wait)) && is_zero(cmd->key);
    }
    if (uses & (USES_SOURCE | USES_FILL)) {
        return !cmd->reserved0 &&
               ((uses & USES_SOURCE) || !cmd->src) &&
               (((uses & USES_SOURCE) && (f & CPGPU_CMD_RECT)) ||
                !cmd->src_pitch) &&
               ((uses & USES_FORMAT) || (!cmd->src_chroma && !cmd->format)) &&
               ((uses & USES_FILL) || !cmd->fill);
    }
    return ((uses & USES_IV) || is_zero(cmd->iv)) &&
           ((f & CPGPU_CMD_CONTENT_KEY) || is_zero(cmd->key));
}

/* Fields that neither the command nor one of its flags uses are zero. */
static bool cmd_is_clean(const struct cpgpu_cmd *cmd, unsigned uses)
{
    uint32_t f = cmd->flags;

    return ((uses & USES_WAIT) || !cmd->ring) &&
           ((f & CPGPU_CMD_FENCE) || !cmd->fence) &&
           ((uses & USES_SESSION) || !cmd->session) &&
           ((uses & USES_DATA) || (!cmd->data && !cmd->sg_count)) &&
           ((uses & USES_VRAM) || !cmd->vram) &&
           ((uses & USES_LENGTH) || !cmd->length) &&
           ((f & CPGPU_CMD_SUBSAMPLES) || (!cmd->map && !cmd->map_count)) &&
           ((f & CPGPU_CMD_PATTERN) ||
            (!cmd->pattern_first && !cmd->pattern_skip &&
             !cmd->pattern_encrypt)) &&
           ((f & CPGPU_CMD_RECT) ||
            (!cmd->row_bytes && !cmd->rows && !cmd->pitch)) &&
           union_is_clean(cmd, uses);
}

static uint8_t cmd_check(const struct cpgpu_cmd *cmd, const CpgpuOp *op)
{
    uint32_t flags = CPGPU_CMD_FENCE | CPGPU_CMD_IRQ | op->flags;

    if ((cmd->flags & ~flags) || !cmd_is_clean(cmd, op->uses)) {
        return CPGPU_ST_BAD_FLAGS;
    }
    if (!QEMU_IS_ALIGNED(cmd->result, 8)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    return CPGPU_ST_OK;
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
    struct cpgpu_cmd *cmd = &r->job.cmd;
    const CpgpuOp *op;
    uint8_t status;

    QEMU_BUILD_BUG_ON(sizeof(*cmd) != CPGPU_CMD_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_result) != CPGPU_RESULT_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_sg) != CPGPU_SG_SIZE);

    r->job.s->stats.commands++;
    if (r->head - r->fetched >= r->fetched_count) {
        status = fetch(r);
        if (status) {
            memset(cmd, 0, sizeof(*cmd));
            return status;
        }
    }
    *cmd = r->cmds[r->head - r->fetched];
    cmd->opcode = le32_to_cpu(cmd->opcode);
    cmd_to_cpu(cmd);
    if (cmd->opcode >= ARRAY_SIZE(ops) || !ops[cmd->opcode].prepare) {
        return CPGPU_ST_BAD_OPCODE;
    }
    op = &ops[cmd->opcode];
    union_to_cpu(cmd, op->uses);
    status = cmd_check(cmd, op);
    return status || !(op->uses & USES_WAIT) ? status : wait_check(&r->job);
}

/* Who sees the fence of a ring that waited sees that of the other, too. */
static bool waited_for(CpgpuRing *r, uint64_t value)
{
    if (r->done < value) {
        return false;
    }
    cpgpu_ring_flush(r);
    return true;
}

bool cpgpu_ring_admit(CpgpuRing *r)
{
    const struct cpgpu_cmd *cmd = &r->job.cmd;
    unsigned uses = ops[cmd->opcode].uses;

    if (uses & USES_WAIT) {
        return waited_for(&r->job.s->rings[cmd->ring], cmd->wait);
    }
    return !(uses & USES_SESSION) ||
           cpgpu_session_admit(&r->job, uses & ALONE);
}

uint8_t cpgpu_ring_prepare(CpgpuRing *r)
{
    return ops[r->job.cmd.opcode].prepare(&r->job);
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
    cpgpu_engine_settle(&r->job);       /* there may be one that waits */
}

static uint8_t write_fence(CpgpuRing *r)
{
    uint64_t fence = cpu_to_le64(r->done);

    r->fence_written = true;
    r->fence_told = r->done;
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

void cpgpu_ring_flush(CpgpuRing *r)
{
    uint8_t status;

    if (r->fence_written && r->fence_told != r->done) {
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
}

/* The interrupt is raised by the engine's bottom half. */
static void irq_timer(void *opaque)
{
    CpgpuRing *r = opaque;

    r->irq_due = true;
    replay_bh_schedule_event(r->job.s->engine.bh);
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
    if (cpgpu_ring_pending(r)) {
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
    cpgpu_engine_settle(&r->job);
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
