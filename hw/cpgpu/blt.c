/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: DecryptionBlt and EncryptionBlt
 *
 * Plaintext never rests in memory: one pass takes off one keystream and puts on
 * the other.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "blt.h"
#include "caps.h"
#include "cpgpu.h"
#include "rows.h"

/* Where the data goes to or comes from in video memory: rows. */
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

uint8_t cpgpu_blt_session(CpgpuJob *job, CpgpuSession **out)
{
    uint8_t status = cpgpu_session_get_keyed(job->s, job->cmd.session, out);

    if (status) {
        return status;
    }
    return cpgpu_memory_check(job, *out, job->cmd.vram,
                              cpgpu_job_span(job), false);
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
        job->encrypted_bytes = cmd->length;
        return CPGPU_ST_OK;
    }
    job->partial = true;
    memset(&job->runs, 0, sizeof(job->runs));
    if (how == CPGPU_CMD_PATTERN) {
        if (!cmd->pattern_first && !cmd->pattern_encrypt) {
            return CPGPU_ST_BAD_MAP;    /* nothing is encrypted at all */
        }
        job->runs.encrypted_left = cmd->pattern_first;
        job->runs.skip = cmd->pattern_skip;
        job->runs.encrypt = cmd->pattern_encrypt;
        job->encrypted_bytes = pattern_encrypted_bytes(cmd);
        return CPGPU_ST_OK;
    }
    if (how == CPGPU_CMD_SUBSAMPLES) {
        job->runs.map = job->dma.map;
        job->runs.map_left = cmd->map_count;
        return cpgpu_dma_fetch_map(job);
    }
    return CPGPU_ST_BAD_FLAGS;          /* one or the other */
}

static void decrypt_done(CpgpuJob *job)
{
    cpgpu_memory_written(job);
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
    CpgpuSession *ss;
    uint8_t status;

    if (decrypt_caps(job->cmd.flags) & ~cpgpu_caps(s)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = cpgpu_blt_rows(job);
    if (!status) {
        status = partial_setup(job);
    }
    if (!status) {
        status = cpgpu_blt_session(job, &ss);
    }
    if (!status) {
        status = cpgpu_dma_map(job, false);
    }
    if (!status) {
        status = cpgpu_session_use_data_key(ss, job);
    }
    if (!status) {
        status = cpgpu_iv_use(job, ss);
    }
    if (status) {
        return status;
    }
    job->stream = cpgpu_stream(job->data_key, CPGPU_USE_DATA, job->cmd.iv);
    cpgpu_rows_write(job);
    job->done = decrypt_done;
    return CPGPU_ST_OK;
}

static void encrypt_done(CpgpuJob *job)
{
    job->s->stats.bytes_encrypted += job->cmd.length;
}

uint8_t cpgpu_blt_encrypt(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    bool own_key = job->cmd.flags & CPGPU_CMD_READ_BACK_KEY;
    uint32_t caps = CPGPU_CAP_ENCRYPTED_READ_BACK |
                    (own_key ? CPGPU_CAP_READ_BACK_KEY : 0);
    CpgpuSession *ss;
    uint8_t status;

    if (caps & ~cpgpu_caps(s)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = cpgpu_blt_rows(job);
    if (!status) {
        status = cpgpu_blt_session(job, &ss);
    }
    if (!status && own_key && !ss->read_back_key) {
        status = CPGPU_ST_NO_KEY;
    }
    if (!status && !cpgpu_channel_may_read_back(s, ss)) {
        status = CPGPU_ST_PROTECTION;
    }
    if (!status) {
        status = cpgpu_dma_map(job, true);
    }
    if (status) {
        return status;
    }
    stq_be_p(job->data, ss->next_iv++);
    stq_be_p(job->data + 8, CPGPU_IV_COUNT_DEVICE);
    job->data_key = cpgpu_key_ref(own_key ? ss->read_back_key : ss->data_key);
    job->stream = cpgpu_stream(job->data_key, CPGPU_USE_READ_BACK, job->data);
    cpgpu_rows_read(job);
    job->done = encrypt_done;
    return CPGPU_ST_OK;
}
