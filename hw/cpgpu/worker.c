/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the thread that does bulk work while the guest's CPUs run on
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "qemu/main-loop.h"

static void *worker_thread(void *opaque)
{
    CpgpuWorker *w = opaque;

    qemu_mutex_lock(&w->lock);
    for (;;) {
        while (!w->job && !w->quit) {
            qemu_cond_wait(&w->wake, &w->lock);
        }
        if (w->quit) {
            break;
        }
        qemu_mutex_unlock(&w->lock);
        w->job->run(w->job);
        qemu_mutex_lock(&w->lock);
        w->job = NULL;
        qemu_cond_signal(&w->idle);
        qemu_bh_schedule(w->done_bh);
    }
    qemu_mutex_unlock(&w->lock);
    return NULL;
}

static void worker_done(void *opaque)
{
    cpgpu_engine_finished(opaque);
}

void cpgpu_worker_start(CpgpuState *s)
{
    CpgpuWorker *w = &s->engine.worker;

    qemu_mutex_init(&w->lock);
    qemu_cond_init(&w->wake);
    qemu_cond_init(&w->idle);
    w->done_bh = qemu_bh_new_guarded(worker_done, s,
                                     &DEVICE(s)->mem_reentrancy_guard);
    qemu_thread_create(&w->thread, "cpgpu", worker_thread, w,
                       QEMU_THREAD_JOINABLE);
}

void cpgpu_worker_stop(CpgpuState *s)
{
    CpgpuWorker *w = &s->engine.worker;

    cpgpu_worker_drain(w);
    qemu_mutex_lock(&w->lock);
    w->quit = true;
    qemu_cond_signal(&w->wake);
    qemu_mutex_unlock(&w->lock);
    qemu_thread_join(&w->thread);
    qemu_bh_delete(w->done_bh);
    qemu_cond_destroy(&w->idle);
    qemu_cond_destroy(&w->wake);
    qemu_mutex_destroy(&w->lock);
}

void cpgpu_worker_submit(CpgpuWorker *w, CpgpuJob *job)
{
    qemu_mutex_lock(&w->lock);
    w->job = job;
    qemu_cond_signal(&w->wake);
    qemu_mutex_unlock(&w->lock);
}

bool cpgpu_worker_busy(CpgpuWorker *w)
{
    bool busy;

    qemu_mutex_lock(&w->lock);
    busy = w->job != NULL;
    qemu_mutex_unlock(&w->lock);
    return busy;
}

void cpgpu_worker_drain(CpgpuWorker *w)
{
    qemu_mutex_lock(&w->lock);
    while (w->job) {
        qemu_cond_wait(&w->idle, &w->lock);
    }
    qemu_mutex_unlock(&w->lock);
}
