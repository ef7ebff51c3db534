/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: jobs, and which jobs of a session may run together
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "job.h"

static CpgpuGate *gate_of(const CpgpuJob *job)
{
    return job->cmd.session < job->s->session_count
           ? &job->s->gates[job->cmd.session] : NULL;
}

bool cpgpu_job_admit(CpgpuJob *job, bool exclusive)
{
    CpgpuGate *g = gate_of(job);

    if (!g) {
        return true;            /* prepare() refuses it */
    }
    if (g->exclusive && g->exclusive != job) {
        return false;
    }
    if (exclusive) {
        g->exclusive = job;
    }
    return !exclusive || !g->entered;
}

void cpgpu_job_enter(CpgpuJob *job)
{
    job->task.entered = true;
    gate_of(job)->entered++;
}

void cpgpu_job_share(CpgpuJob *job)
{
    gate_of(job)->exclusive = NULL;
}

void cpgpu_job_leave(CpgpuJob *job)
{
    CpgpuGate *g = gate_of(job);

    if (!g) {
        return;
    }
    if (g->exclusive == job) {
        g->exclusive = NULL;
    }
    if (job->task.entered) {
        job->task.entered = false;
        g->entered--;
    }
}

uint8_t cpgpu_job_map(CpgpuJob *job, bool to_guest)
{
    job->task.entries += MIN(job->cmd.sg_count, CPGPU_SG_MAX);
    return cpgpu_dma_map(job->s, &job->dma, &job->cmd, to_guest);
}

void cpgpu_job_set_range(CpgpuJob *job, uint64_t offset, uint64_t span)
{
    job->task.first_page = offset / CPGPU_PAGE_SIZE;
    job->task.page_count = cpgpu_page_count(offset, span);
    job->task.entries += job->task.page_count;
}

void cpgpu_job_slice(const CpgpuJob *job, unsigned slice, uint64_t *first,
                     uint64_t *end)
{
    const CpgpuTask *t = &job->task;

    *first = t->first_page + (uint64_t)slice * CPGPU_SLICE_PAGES;
    *end = MIN(*first + CPGPU_SLICE_PAGES, t->first_page + t->page_count);
}

bool cpgpu_job_owns(const CpgpuJob *job, const CpgpuPage *p)
{
    uint16_t owner = qatomic_read(&p->owner);

    return job->task.any_owner ? owner != 0 : owner == job->cmd.session + 1;
}
