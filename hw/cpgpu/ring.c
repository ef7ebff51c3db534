/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the command ring
 *
 * A command is read once, into a private copy, and only the copy is looked at.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "cpgpu.h"
#include "trace.h"

/* What a command uses; the rest must be zero. */
enum {
    USES_SESSION = 1 << 0,
    USES_DATA    = 1 << 1,      /* data, sg_count */
    USES_VRAM    = 1 << 2,
    USES_LENGTH  = 1 << 3,
    USES_IV      = 1 << 4,
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

static const CpgpuOp ops[] = {
    [CPGPU_OP_NOP] = { nop, 0 },
    [CPGPU_OP_RNG_FILL] = { cpgpu_rng_fill, USES_DATA | USES_LENGTH },
    [CPGPU_OP_SEAL] = {
        cpgpu_memory_seal, USES_SESSION | USES_VRAM | USES_LENGTH
    },
    [CPGPU_OP_UNSEAL] = {
        cpgpu_memory_unseal, USES_SESSION | USES_VRAM | USES_LENGTH
    },
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
    [CPGPU_OP_REFRESH_START] = {
        cpgpu_session_start_refresh, USES_SESSION | USES_LENGTH
    },
    [CPGPU_OP_REFRESH_FINISH] = { cpgpu_session_finish_refresh, USES_SESSION },
};

static void cmd_to_cpu(struct cpgpu_cmd *cmd)
{
    cmd->opcode = le32_to_cpu(cmd->opcode);
    cmd->flags = le32_to_cpu(cmd->flags);
    cmd->session = le32_to_cpu(cmd->session);
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

/* Fields that neither the command nor one of its flags uses are zero. */
static bool cmd_is_clean(const struct cpgpu_cmd *cmd, unsigned uses)
{
    uint32_t f = cmd->flags;

    return !cmd->ring &&
           ((f & CPGPU_CMD_FENCE) || !cmd->fence) &&
           ((uses & USES_SESSION) || !cmd->session) &&
           ((uses & USES_DATA) || (!cmd->data && !cmd->sg_count)) &&
           ((uses & USES_VRAM) || !cmd->vram) &&
           ((uses & USES_LENGTH) || !cmd->length) &&
           ((uses & USES_IV) || buffer_is_zero(cmd->iv, CPGPU_IV_SIZE)) &&
           ((f & CPGPU_CMD_CONTENT_KEY) ||
            buffer_is_zero(cmd->key, CPGPU_KEY_SIZE)) &&
           ((f & CPGPU_CMD_SUBSAMPLES) || (!cmd->map && !cmd->map_count)) &&
           ((f & CPGPU_CMD_PATTERN) ||
            (!cmd->pattern_first && !cmd->pattern_skip &&
             !cmd->pattern_encrypt)) &&
           ((f & CPGPU_CMD_RECT) ||
            (!cmd->row_bytes && !cmd->rows && !cmd->pitch));
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

uint8_t cpgpu_ring_prepare(CpgpuJob *job)
{
    CpgpuRing *r = &job->s->ring;
    struct cpgpu_cmd *cmd = &job->cmd;
    uint32_t slot = r->head & ((1u << r->log2_size) - 1);
    uint8_t status;

    QEMU_BUILD_BUG_ON(sizeof(*cmd) != CPGPU_CMD_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_result) != CPGPU_RESULT_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_sg) != CPGPU_SG_SIZE);

    job->s->stats.commands++;
    status = cpgpu_dma_read(job->s, r->base + slot * CPGPU_CMD_SIZE, cmd,
                            CPGPU_CMD_SIZE);
    if (status) {
        return status;
    }
    cmd_to_cpu(cmd);
    if (cmd->opcode >= ARRAY_SIZE(ops) || !ops[cmd->opcode].prepare) {
        return CPGPU_ST_BAD_OPCODE;
    }
    status = cmd_check(cmd, &ops[cmd->opcode]);
    return status ? status : ops[cmd->opcode].prepare(job);
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

static void stop(CpgpuState *s, uint8_t status)
{
    CpgpuRing *r = &s->ring;

    r->stopped = true;
    r->error = status;
    r->error_index = r->head;
    trace_cpgpu_ring_stop(0, status, r->head);
}

static uint8_t write_fence(CpgpuJob *job)
{
    CpgpuRing *r = &job->s->ring;
    uint64_t fence = cpu_to_le64(job->cmd.fence);

    if (!(job->cmd.flags & CPGPU_CMD_FENCE)) {
        return CPGPU_ST_OK;
    }
    r->done = job->cmd.fence;
    if (!r->fence_address) {
        return CPGPU_ST_OK;
    }
    return cpgpu_dma_write(job->s, r->fence_address, &fence, sizeof(fence));
}

void cpgpu_ring_report(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuRing *r = &s->ring;
    uint8_t status = job->status;
    bool stops = CPGPU_ST_STOPS(status) || (status && !job->cmd.result);
    uint8_t write_status;

    if (!r->on) {
        return;     /* switched off meanwhile: nobody wants to know */
    }
    write_status = write_result(job);
    if (!write_status && !stops) {
        write_status = write_fence(job);
    }
    if (write_status && !stops) {
        status = write_status;
        stops = true;
    }
    if (status) {
        cpgpu_error(s, CPGPU_SRC_RING, 0, status, r->head);
    }
    if (stops) {
        stop(s, status);
        return;
    }
    r->head++;
    if (job->cmd.flags & CPGPU_CMD_IRQ) {
        cpgpu_irq_raise(s, CPGPU_INTR_RING(0));
    }
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

static uint32_t ring_status(CpgpuState *s)
{
    CpgpuRing *r = &s->ring;
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
    return status;
}

uint8_t cpgpu_ring_read(CpgpuState *s, hwaddr reg, uint32_t *val)
{
    CpgpuRing *r = &s->ring;

    switch (reg) {
    case CPGPU_RING_CTRL:
        *val = r->on ? CPGPU_RING_CTRL_ENABLE : 0;
        break;
    case CPGPU_RING_STATUS:
        *val = ring_status(s);
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

static void ring_off(CpgpuState *s)
{
    s->ring.on = false;
    cpgpu_engine_settle(s);
}

static uint8_t write_ctrl(CpgpuState *s, uint32_t val)
{
    CpgpuRing *r = &s->ring;

    if (val & ~(CPGPU_RING_CTRL_ENABLE | CPGPU_RING_CTRL_RESET)) {
        return CPGPU_ST_BAD_FLAGS;
    }
    trace_cpgpu_ring_ctrl(0, val);
    if (val & CPGPU_RING_CTRL_RESET) {
        ring_off(s);
        r->stopped = false;
        r->error = 0;
        r->error_index = 0;
        r->head = 0;
        r->tail = 0;
    } else if (!(val & CPGPU_RING_CTRL_ENABLE)) {
        ring_off(s);
    } else if (!r->on) {
        if (r->log2_size < CPGPU_RING_SIZE_MIN) {
            return CPGPU_ST_BAD_SIZE;
        }
        if (r->stopped) {
            return CPGPU_ST_BAD_STATE;
        }
        r->head = 0;
        r->tail = 0;
        r->on = true;
        cpgpu_session_restart_waiting(s);
    }
    cpgpu_engine_kick(s);   /* session commands no longer wait for it */
    return CPGPU_ST_OK;
}

static uint8_t write_tail(CpgpuState *s, uint32_t val)
{
    CpgpuRing *r = &s->ring;

    if (!r->on || r->stopped) {
        return CPGPU_ST_BAD_STATE;
    }
    if (val - r->head > 1u << r->log2_size ||
        val - r->head < r->tail - r->head) {
        return CPGPU_ST_BAD_INDEX;
    }
    r->tail = val;
    trace_cpgpu_ring_doorbell(0, r->head, r->tail);
    cpgpu_engine_kick(s);
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

uint8_t cpgpu_ring_write(CpgpuState *s, hwaddr reg, uint32_t val)
{
    switch (reg) {
    case CPGPU_RING_CTRL:
        return write_ctrl(s, val);
    case CPGPU_RING_TAIL:
        return write_tail(s, val);
    case CPGPU_RING_BASE_LO:
    case CPGPU_RING_BASE_HI:
    case CPGPU_RING_SIZE:
    case CPGPU_RING_FENCE_LO:
    case CPGPU_RING_FENCE_HI:
        return write_setup(&s->ring, reg, val);
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
}

void cpgpu_ring_reset(CpgpuState *s)
{
    memset(&s->ring, 0, sizeof(s->ring));
}
