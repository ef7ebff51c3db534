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

static uint8_t blt_check(CpgpuJob *job, CpgpuSession **out)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    CpgpuSession *ss = cpgpu_session_get(job->s, cmd->session);

    if (!cmd->length) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!QEMU_IS_ALIGNED(cmd->vram | cmd->length, CPGPU_BLOCK_ALIGN)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (!cpgpu_in_vram(job->s, cmd->vram, cmd->length)) {
        return CPGPU_ST_BAD_RANGE;
    }
    if (!ss) {
        return CPGPU_ST_BAD_SESSION;
    }
    if (!cpgpu_session_keyed(ss)) {
        return CPGPU_ST_NO_KEY;
    }
    *out = ss;
    return cpgpu_memory_check(job->s, ss, cmd->vram, cmd->length);
}

static void decrypt_done(CpgpuJob *job)
{
    cpgpu_memory_written(job);
    job->s->stats.bytes_decrypted += job->cmd.length;
}

uint8_t cpgpu_blt_decrypt(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuSession *ss;
    uint8_t status = blt_check(job, &ss);

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
    CpgpuSession *ss;
    uint8_t status = blt_check(job, &ss);

    if (!status) {
        status = cpgpu_dma_map(s, &job->cmd, true);
    }
    if (status) {
        return status;
    }
    /* The rest of the IV, Count, starts at zero. */
    stq_be_p(job->data, s->next_iv++);
    job->data_key = cpgpu_key_ref(ss->data_key);
    job->stream = cpgpu_stream(job->data_key, job->data);
    cpgpu_memory_read(job);
    job->done = encrypt_done;
    return CPGPU_ST_OK;
}
