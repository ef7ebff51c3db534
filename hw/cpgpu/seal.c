/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: SEAL and UNSEAL
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "seal.h"
#include "sweep.h"

static uint8_t check_whole_pages(CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;

    if (!cmd->length) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!QEMU_IS_ALIGNED(cmd->vram | cmd->length, CPGPU_PAGE_SIZE)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (!cpgpu_in_vram(job->s, cmd->vram, cmd->length)) {
        return CPGPU_ST_BAD_RANGE;
    }
    cpgpu_job_set_range(job, cmd->vram, cmd->length);
    job->task.bytes = cmd->length;
    job->task.writes = true;
    return CPGPU_ST_OK;
}

static bool all_owned_by(const CpgpuJob *job, uint16_t owner)
{
    return cpgpu_pages_owned_by(job->s, job->task.first_page,
                                job->task.page_count, owner);
}

static void seal_page(CpgpuJob *job, CpgpuPage *p, uint64_t page)
{
    uint64_t nonce = job->task.nonce + page - job->task.first_page;
    CpgpuStream st = cpgpu_page_new_stream(&job->keys, nonce, 0);
    uint8_t *data = cpgpu_page_data(job->s, page);

    memset(data, 0, CPGPU_PAGE_SIZE);
    cpgpu_stream_xor(data, data, CPGPU_PAGE_SIZE, &st, NULL);
    p->nonce = nonce;
    p->key_instance = job->keys.key_instance;
    p->epoch = job->keys.epoch;
    qatomic_set(&p->owner, job->cmd.session + 1);
}

static void seal_run(CpgpuJob *job, unsigned slice)
{
    uint64_t i, end;

    cpgpu_job_slice(job, slice, &i, &end);
    for (; i < end && !cpgpu_job_cancelled(job); i++) {
        CpgpuPage *p = &job->s->mem.pages[i];

        cpgpu_page_lock(p);
        seal_page(job, p, i);
        cpgpu_page_unlock(p);
    }
}

static void seal_done(CpgpuJob *job)
{
    cpgpu_pages_changed(job->s, job->task.first_page, job->task.page_count);
}

static void count_pages(CpgpuOwner *o, uint64_t first, uint64_t pages)
{
    if (!o->pages) {
        o->first_page = first;
        o->end_page = first + pages;
    }
    o->first_page = MIN(o->first_page, first);
    o->end_page = MAX(o->end_page, first + pages);
    o->pages += pages;
    o->valid_pages += pages;
}

uint8_t cpgpu_seal(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuTask *t = &job->task;
    uint8_t status = check_whole_pages(job) ?:
                     cpgpu_session_check_keyed(s, job->cmd.session);

    if (status) {
        return status;
    }
    if (!all_owned_by(job, 0) ||
        cpgpu_engine_claims(s, t->first_page, t->page_count)) {
        return CPGPU_ST_SEALED;
    }
    count_pages(&s->mem.owners[job->cmd.session], t->first_page,
                t->page_count);
    cpgpu_session_take_keys(job);
    t->nonce = cpgpu_pages_take_nonces(s, t->page_count);
    t->claims = true;
    t->run = seal_run;
    t->done = seal_done;
    return CPGPU_ST_OK;
}

static void unseal_done(CpgpuJob *job)
{
    CpgpuOwner *o = &job->s->mem.owners[job->cmd.session];

    o->pages -= job->task.page_count;
    if (job->keys.key_instance == o->keys.key_instance) {
        o->valid_pages -= job->task.released;
    }
}

uint8_t cpgpu_unseal(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint8_t status = check_whole_pages(job);

    if (status) {
        return status;
    }
    if (!cpgpu_session_get(s, job->cmd.session)) {
        return CPGPU_ST_BAD_SESSION;
    }
    if (!all_owned_by(job, job->cmd.session + 1)) {
        return CPGPU_ST_NOT_OWNER;
    }
    job->keys.key_instance =
        s->mem.owners[job->cmd.session].keys.key_instance;
    job->task.run = cpgpu_sweep_release_run;
    job->task.done = unseal_done;
    return CPGPU_ST_OK;
}
