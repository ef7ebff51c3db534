/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the table of ring commands: their fields and their handlers
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "blt.h"
#include "command.h"
#include "copy.h"
#include "cpgpu.h"
#include "rng.h"
#include "seal.h"
#include "session.h"

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
    EXCLUSIVE    = 1 << 9,      /* not beside other jobs of its session */
    USES_VIDEO    = USES_SESSION | USES_VRAM | USES_LENGTH,
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

static void rng_fill_done(CpgpuJob *job)
{
    job->s->stats.rng_bytes += job->cmd.length;
}

/*
 * Runs here and not on a worker, since the DRBG gives its numbers in one order.
 * For that the length is limited.
 */
static uint8_t rng_fill(CpgpuJob *job)
{
    CpgpuCursor c = cpgpu_dma_cursor(&job->dma, 0);
    uint64_t left = job->cmd.length;
    uint8_t status;

    if (!left || left > CPGPU_RNG_FILL_MAX) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!QEMU_IS_ALIGNED(left, CPGPU_BLOCK_ALIGN)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (!cpgpu_rng_ready(job->s)) {
        return CPGPU_ST_RNG_FAILED;
    }
    status = cpgpu_job_map(job, true);
    while (left && !status) {
        size_t n = MIN(left, CPGPU_DRBG_REQUEST_MAX);
        uint8_t *p = cpgpu_dma_take(&c, &n);

        if (!cpgpu_rng_get(job->s, p, n)) {
            return CPGPU_ST_RNG_FAILED;
        }
        job->dma.written = true;
        left -= n;
    }
    job->task.bytes = job->cmd.length;
    job->task.done = rng_fill_done;
    return status;
}

static const CpgpuOp ops[] = {
    [CPGPU_OP_NOP] = { nop, 0 },
    [CPGPU_OP_RNG_FILL] = { rng_fill, USES_DATA | USES_LENGTH },
    [CPGPU_OP_SEAL] = {
        cpgpu_seal, USES_VIDEO | EXCLUSIVE
    },
    [CPGPU_OP_UNSEAL] = {
        cpgpu_unseal, USES_VIDEO | EXCLUSIVE
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
    [CPGPU_OP_COPY] = { cpgpu_copy, USES_VIDEO | USES_SOURCE, CPGPU_CMD_RECT },
    [CPGPU_OP_FILL] = { cpgpu_fill, USES_VIDEO | USES_FILL, CPGPU_CMD_RECT },
    [CPGPU_OP_CONVERT] = {
        cpgpu_convert, USES_VIDEO | USES_SOURCE | USES_FORMAT, CPGPU_CMD_RECT
    },
    [CPGPU_OP_REFRESH_START] = {
        cpgpu_session_start_refresh, USES_SESSION | USES_LENGTH
    },
    [CPGPU_OP_REFRESH_FINISH] = {
        cpgpu_session_finish_refresh, USES_SESSION | EXCLUSIVE
    },
};

/* Which members of the union are valid depends on the opcode. */
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

uint8_t cpgpu_command_decode(CpgpuJob *job)
{
    struct cpgpu_cmd *cmd = &job->cmd;
    const CpgpuOp *op;

    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_cmd) != CPGPU_CMD_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_result) != CPGPU_RESULT_SIZE);
    QEMU_BUILD_BUG_ON(sizeof(struct cpgpu_sg) != CPGPU_SG_SIZE);

    cmd->opcode = le32_to_cpu(cmd->opcode);
    cmd_to_cpu(cmd);
    if (cmd->opcode >= ARRAY_SIZE(ops) || !ops[cmd->opcode].prepare) {
        return CPGPU_ST_BAD_OPCODE;
    }
    op = &ops[cmd->opcode];
    union_to_cpu(cmd, op->uses);
    return cmd_check(cmd, op);
}

bool cpgpu_command_admit(CpgpuJob *job)
{
    unsigned uses = ops[job->cmd.opcode].uses;

    /* Pages that were sealed before a reset are scrubbed first. */
    if ((uses & USES_VRAM) && job->s->sweep.everything) {
        return false;
    }
    return !(uses & USES_SESSION) || cpgpu_job_admit(job, uses & EXCLUSIVE);
}

uint8_t cpgpu_command_prepare(CpgpuJob *job)
{
    return ops[job->cmd.opcode].prepare(job);
}
