/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: DecryptionBlt and EncryptionBlt
 *
 * Plaintext is never in memory: one pass removes one keystream and applies the
 * other.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "blt.h"
#include "caps.h"
#include "cpgpu.h"
#include "iv.h"
#include "protection.h"
#include "rows.h"
#include "session.h"

uint8_t cpgpu_blt_rows(CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    bool rect = cmd->flags & CPGPU_CMD_RECT;

    job->rows = rect ? cmd->rows : 1;
    job->row_bytes = rect ? cmd->row_bytes : cmd->length;
    job->pitch = rect ? cmd->pitch : cmd->length;
    if (!cmd->length || job->rows * job->row_bytes != cmd->length ||
        job->pitch < job->row_bytes) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!QEMU_IS_ALIGNED(cmd->vram | job->row_bytes | job->pitch,
                         CPGPU_BLOCK_ALIGN)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    /* Neither factor has more than 32 bits, but for a single row. */
    if (!cpgpu_in_vram(job->s, cmd->vram, cpgpu_job_span(job))) {
        return CPGPU_ST_BAD_RANGE;
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_blt_session(CpgpuJob *job)
{
    uint64_t offset = job->cmd.vram, span = cpgpu_job_span(job);
    uint8_t status = cpgpu_session_check_keyed(job->s, job->cmd.session);

    if (status) {
        return status;
    }
    job->task.entries += cpgpu_page_count(offset, span);
    return cpgpu_pages_check(job->s, job->cmd.session, offset, span, false);
}

static uint64_t pattern_encrypted_bytes(const struct cpgpu_cmd *cmd)
{
    uint64_t period = (uint64_t)cmd->pattern_skip + cmd->pattern_encrypt;
    uint64_t first = MIN(cmd->pattern_first, cmd->length);
    uint64_t rest = cmd->length - first, last;

    if (!period) {
        return first;
    }
    last = rest % period;
    return first + rest / period * cmd->pattern_encrypt +
           (last > cmd->pattern_skip ? last - cmd->pattern_skip : 0);
}

/* Which bytes of the data are encrypted. */
static uint8_t partial_setup(CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    uint32_t how = cmd->flags & (CPGPU_CMD_PATTERN | CPGPU_CMD_SUBSAMPLES);

    if (!how) {
        job->task.encrypted_bytes = cmd->length;
        return CPGPU_ST_OK;
    }
    job->task.partial = true;
    memset(&job->runs, 0, sizeof(job->runs));
    if (how == CPGPU_CMD_PATTERN) {
        if (!cmd->pattern_first && !cmd->pattern_encrypt) {
            return CPGPU_ST_BAD_MAP;    /* nothing is encrypted at all */
        }
        job->runs.encrypted_left = cmd->pattern_first;
        job->runs.skip = cmd->pattern_skip;
        job->runs.encrypt = cmd->pattern_encrypt;
        job->task.encrypted_bytes = pattern_encrypted_bytes(cmd);
        return CPGPU_ST_OK;
    }
    if (how == CPGPU_CMD_SUBSAMPLES) {
        job->runs.map = job->dma.map;
        job->runs.map_left = cmd->map_count;
        job->task.entries += MIN(cmd->map_count, CPGPU_MAP_MAX);
        return cpgpu_dma_fetch_map(job->s, &job->dma, cmd,
                                   &job->task.encrypted_bytes);
    }
    return CPGPU_ST_BAD_FLAGS;          /* one or the other */
}

static void decrypt_done(CpgpuJob *job)
{
    cpgpu_rows_written(job);
    job->s->stats.bytes_decrypted += job->cmd.length;
}

/* The capabilities that the command asks for, and this device may lack. */
static uint32_t decrypt_caps(uint32_t flags)
{
    uint32_t caps = CPGPU_CAP_DECRYPTION_BLT;

    if (flags & CPGPU_CMD_CONTENT_KEY) {
        caps |= CPGPU_CAP_CONTENT_KEY;
    }
    if (flags & (CPGPU_CMD_PATTERN | CPGPU_CMD_SUBSAMPLES)) {
        caps |= CPGPU_CAP_PARTIAL_DECRYPTION;
    }
    return caps;
}

uint8_t cpgpu_blt_decrypt(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint8_t status;

    if (!cpgpu_caps_has(s, decrypt_caps(job->cmd.flags))) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = cpgpu_blt_rows(job) ?:
             partial_setup(job) ?:
             cpgpu_blt_session(job) ?:
             cpgpu_job_map(job, false) ?:
             cpgpu_session_take_data_key(job) ?:
             cpgpu_iv_use(s, &s->sessions[job->cmd.session].marks, &job->cmd,
                          job->task.encrypted_bytes);
    if (status) {
        return status;
    }
    job->stream = cpgpu_stream(job->data_key, CPGPU_USE_DATA, job->cmd.iv);
    cpgpu_rows_write(job);
    job->task.done = decrypt_done;
    return CPGPU_ST_OK;
}

static void encrypt_done(CpgpuJob *job)
{
    job->s->stats.bytes_encrypted += job->cmd.length;
}

static uint8_t read_back_check(const CpgpuJob *job, bool own_key)
{
    CpgpuState *s = job->s;
    uint32_t n = job->cmd.session;

    if (own_key && !s->sessions[n].read_back_key) {
        return CPGPU_ST_NO_KEY;
    }
    if (!cpgpu_protection_may_read_back(s, s->mem.owners[n].context)) {
        return CPGPU_ST_PROTECTION;
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_blt_encrypt(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    bool own_key = job->cmd.flags & CPGPU_CMD_READ_BACK_KEY;
    uint32_t caps = CPGPU_CAP_ENCRYPTED_READ_BACK |
                    (own_key ? CPGPU_CAP_READ_BACK_KEY : 0);
    CpgpuSession *ss;
    uint8_t status;

    if (!cpgpu_caps_has(s, caps)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = cpgpu_blt_rows(job) ?:
             cpgpu_blt_session(job) ?:
             read_back_check(job, own_key) ?:
             cpgpu_job_map(job, true);
    if (status) {
        return status;
    }
    ss = &s->sessions[job->cmd.session];
    stq_be_p(job->data, ss->next_iv++);
    stq_be_p(job->data + 8, CPGPU_IV_COUNT_DEVICE);
    job->data_key = cpgpu_key_ref(own_key ? ss->read_back_key : ss->data_key);
    job->stream = cpgpu_stream(job->data_key, CPGPU_USE_READ_BACK, job->data);
    cpgpu_rows_read(job);
    job->task.done = encrypt_done;
    return CPGPU_ST_OK;
}
