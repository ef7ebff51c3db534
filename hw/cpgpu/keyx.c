/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: key exchange, for sessions and channels alike
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "keyx.h"
#include "ledger.h"

uint64_t cpgpu_keyx_new_handle(CpgpuState *s, unsigned kind)
{
    return ++s->next_handle << 8 | kind;
}

static bool open_blob(CpgpuJob *job, CpgpuIdentityPurpose purpose)
{
    return cpgpu_identity_decrypt(job->s->identity, purpose, job->blob,
                                  job->key);
}

static void open_run(CpgpuJob *job, unsigned slice)
{
    CpgpuIdentityPurpose other = job->purpose == CPGPU_IDENTITY_SESSION
                                 ? CPGPU_IDENTITY_CHANNEL
                                 : CPGPU_IDENTITY_SESSION;

    if (!open_blob(job, job->purpose) &&
        (cpgpu_rule(CPGPU_RULE_BLOB) || !open_blob(job, other))) {
        job->status = CPGPU_ST_BAD_KEY_BLOB;
    }
}

uint8_t cpgpu_keyx_prepare(CpgpuJob *job, CpgpuIdentityPurpose purpose,
                           const uint8_t *blob, uint64_t size)
{
    uint8_t status;

    if (size != CPGPU_BLOB_SIZE) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!cpgpu_rng_ready(job->s)) {
        return CPGPU_ST_RNG_FAILED;
    }
    status = cpgpu_keys_check_blob(job->s, blob);
    if (status) {
        return status;
    }
    job->purpose = purpose;
    memcpy(job->blob, blob, sizeof(job->blob));
    job->task.bytes = CPGPU_BYTES_WORKER;       /* RSA takes milliseconds */
    job->task.run = open_run;
    return CPGPU_ST_OK;
}

bool cpgpu_keyx_finish(CpgpuJob *job)
{
    CpgpuKeyKind kind = job->purpose == CPGPU_IDENTITY_SESSION
                        ? CPGPU_KEYS_SESSION : CPGPU_KEYS_CHANNEL;

    job->status = cpgpu_keys_exchanged(job->s, kind, job->blob, job->key);
    if (job->status) {
        cpgpu_wipe(job->key, sizeof(job->key));
        return false;
    }
    job->s->stats.key_exchanges++;
    return true;
}
