/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: DecryptionBlt and EncryptionBlt
 *
 * Plaintext never rests in memory: one pass takes off one keystream and puts on
 * the other.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu.h"

/* Where the data goes to or comes from in video memory: rows. */
static uint8_t blt_rows(CpgpuJob *job)
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

static uint8_t blt_check(CpgpuJob *job, CpgpuSession **out)
{
    uint8_t status = blt_rows(job);

    if (!status) {
        status = cpgpu_session_get_keyed(job->s, job->cmd.session, out);
    }
    if (status) {
        return status;
    }
    return cpgpu_memory_check(job->s, *out, job->cmd.vram,
                              cpgpu_job_span(job));
}

/* Which bytes of the data are encrypted. */
static uint8_t partial_setup(CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    uint8_t status;

    switch (cmd->flags & (CPGPU_CMD_PATTERN | CPGPU_CMD_SUBSAMPLES)) {
    case 0:
        return CPGPU_ST_OK;
    case CPGPU_CMD_PATTERN:
        if (!cmd->pattern_first && !cmd->pattern_encrypt) {
            return CPGPU_ST_BAD_MAP;    /* nothing is encrypted at all */
        }
        job->runs.encrypted_left = cmd->pattern_first;
        job->runs.skip = cmd->pattern_skip;
        job->runs.encrypt = cmd->pattern_encrypt;
        break;
    case CPGPU_CMD_SUBSAMPLES:
        status = cpgpu_dma_fetch_map(job->s, cmd);
        if (status) {
            return status;
        }
        job->runs.map = job->s->engine.dma.map;
        job->runs.map_left = cmd->map_count;
        break;
    default:
        return CPGPU_ST_BAD_FLAGS;      /* one or the other */
    }
    job->partial = true;
    return CPGPU_ST_OK;
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
    status = blt_check(job, &ss);
    if (!status) {
        status = partial_setup(job);
    }
    if (!status) {
        status = cpgpu_dma_map(s, &job->cmd, false);
    }
    if (status) {
        return status;
    }
    if (job->cmd.flags & CPGPU_CMD_CONTENT_KEY) {
        uint8_t key[CPGPU_KEY_SIZE];

        cpgpu_unwrap_key(ss->key, job->cmd.key, key);
        cpgpu_key_set(s->engine.content_key, key);
        cpgpu_wipe(key, sizeof(key));
        job->data_key = cpgpu_key_ref(s->engine.content_key);
    } else {
        job->data_key = cpgpu_key_ref(ss->data_key);
    }
    job->stream = cpgpu_stream(job->data_key, job->cmd.iv);
    cpgpu_memory_write(job);
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
    status = blt_check(job, &ss);
    if (!status && own_key && !ss->read_back_key) {
        status = CPGPU_ST_NO_KEY;
    }
    if (!status) {
        status = cpgpu_dma_map(s, &job->cmd, true);
    }
    if (status) {
        return status;
    }
    /* The rest of the IV, Count, starts at zero. */
    stq_be_p(job->data, s->next_iv++);
    job->data_key = cpgpu_key_ref(own_key ? ss->read_back_key : ss->data_key);
    job->stream = cpgpu_stream(job->data_key, job->data);
    cpgpu_memory_read(job);
    job->done = encrypt_done;
    return CPGPU_ST_OK;
}
