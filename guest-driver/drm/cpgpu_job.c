// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jobs on the DRM schedulers, and their sync objects.
 */
#include <linux/dma-fence-chain.h>
#include <linux/dma-resv.h>
#include <linux/highmem.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>
#include <drm/drm_syncobj.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"
#include "cpgpu_job.h"
#include "cpgpu_map.h"

/**
 * DOC: Jobs
 *
 * Each ring has a DRM scheduler and each open file an entity that feeds one of
 * them at a time.  The jobs of a file run in order although there are several
 * rings, because an entity moves to another scheduler only after the finished
 * fence of its last job has signalled, that is when all its jobs have left the
 * ring.
 *
 * An error of a job goes to its hardware fence, and from there to the scheduler's
 * finished fence, which is the one that sync objects and buffers get.
 */

static const char *cpgpu_fence_get_driver_name(struct dma_fence *fence)
{
	return "cpgpu";
}

static const char *cpgpu_fence_get_timeline_name(struct dma_fence *fence)
{
	return container_of(fence, struct cpgpu_fence, base)->timeline;
}

static const struct dma_fence_ops cpgpu_fence_ops = {
	.get_driver_name = cpgpu_fence_get_driver_name,
	.get_timeline_name = cpgpu_fence_get_timeline_name,
};

static void job_op_release(struct cpgpu_device *cpgpu, struct cpgpu_job_op *op)
{
	cpgpu_unmap(cpgpu, op);
	drm_gem_object_put(op->vsrc);
	drm_gem_object_put(op->vdst);
	drm_gem_object_put(op->sobj);
	drm_gem_object_put(op->result_obj);
	if (op->session)
		cpgpu_session_unuse(op->session);
}

static void job_release(struct kref *ref)
{
	struct cpgpu_job *job = container_of(ref, struct cpgpu_job, ref);
	u32 i;

	drm_sched_job_cleanup(&job->base);
	if (job->fence_used)
		dma_fence_put(&job->fence->base);
	else
		kfree(job->fence);
	for (i = 0; i < job->count; i++)
		job_op_release(job->cpgpu, &job->ops[i]);
	kfree_sensitive(job->results);
	kfree_sensitive(job->cmds);
	cpgpu_file_put(job->cfile);
	kfree(job);
}

void cpgpu_job_put(struct cpgpu_job *job)
{
	kref_put(&job->ref, job_release);
}

static struct cpgpu_ring *job_ring(struct drm_sched_job *sched_job)
{
	return container_of(sched_job->sched, struct cpgpu_ring, sched);
}

/* Store results and error before the fence signals. */
static void job_done(struct cpgpu_batch *batch, int error)
{
	struct cpgpu_job *job = container_of(batch, struct cpgpu_job, batch);
	struct dma_fence *fence = &job->fence->base;
	struct cpgpu_ring *ring = job_ring(&job->base);
	u32 i;

	atomic64_add(batch->busy_ns, &job->cfile->busy_ns[ring->index]);
	for (i = 0; i < job->count; i++) {
		struct cpgpu_result *result = &job->results[i];
		struct cpgpu_job_op *op = &job->ops[i];
		u32 status = le32_to_cpu(result->status);
		struct drm_cpgpu_result record = { .status = status };

		if (!error)
			error = cpgpu_status_to_errno(status);
		if (!op->result_page)
			continue;
		memcpy(record.iv, result->data, sizeof(record.iv));
		memcpy_to_page(op->result_page, op->result_offset,
			       (char *)&record, sizeof(record));
	}

	if (error) {
		dma_fence_set_error(fence, error);
		cpgpu_sched_job_set_error(&job->base, error);
	}
	/* Once this has signalled, the scheduler may free the job. */
	dma_fence_get(fence);
	dma_fence_signal(fence);
	dma_fence_put(fence);
}

/**
 * cpgpu_job_create() - allocate an empty job
 * @file: the file that submits it
 * @count: number of commands
 *
 * The caller fills in the commands and ops, calls cpgpu_job_push() and, also after
 * an error, cpgpu_job_put().
 *
 * Return: the job or an error pointer.
 */
struct cpgpu_job *cpgpu_job_create(struct drm_file *file, u32 count)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct cpgpu_job *job;
	int ret = -ENOMEM;

	job = kzalloc(struct_size(job, ops, count), GFP_KERNEL);
	if (!job)
		return ERR_PTR(-ENOMEM);

	kref_init(&job->ref);
	job->cpgpu = cfile->cpgpu;
	job->count = count;
	job->fence = kzalloc(sizeof(*job->fence), GFP_KERNEL);
	job->cmds = kcalloc(count, sizeof(*job->cmds), GFP_KERNEL);
	job->results = kcalloc(count, sizeof(*job->results), GFP_KERNEL);
	if (!job->fence || !job->cmds || !job->results)
		goto err_free;

	job->batch.cmds = job->cmds;
	job->batch.results = job->results;
	job->batch.count = count;
	job->batch.done = job_done;

	ret = cpgpu_sched_job_init(&job->base, &cfile->entity, file);
	if (ret)
		goto err_free;

	cpgpu_file_get(cfile);
	job->cfile = cfile;

	return job;

err_free:
	kfree(job->results);
	kfree(job->cmds);
	kfree(job->fence);
	kfree(job);

	return ERR_PTR(ret);
}

static int job_add_wait(struct cpgpu_job *job, struct drm_file *file,
			const struct drm_cpgpu_sync *sync)
{
	struct dma_fence *fence;
	int ret;

	ret = drm_syncobj_find_fence(file, sync->handle, sync->point, 0,
				     &fence);
	if (ret)
		return ret;

	/* This takes over the reference. */
	return drm_sched_job_add_dependency(&job->base, fence);
}

static int syncs_add_signal(struct cpgpu_syncs *syncs, struct drm_file *file,
			    const struct drm_cpgpu_sync *sync)
{
	u32 i = syncs->count;

	syncs->signal[i].syncobj = drm_syncobj_find(file, sync->handle);
	if (!syncs->signal[i].syncobj)
		return -ENOENT;
	syncs->signal[i].point = sync->point;
	syncs->count++;

	if (!(sync->flags & DRM_CPGPU_SYNC_TIMELINE))
		return 0;

	syncs->signal[i].chain = dma_fence_chain_alloc();

	return syncs->signal[i].chain ? 0 : -ENOMEM;
}

static bool sync_valid(const struct drm_cpgpu_sync *sync)
{
	if (sync->flags & ~(DRM_CPGPU_SYNC_SIGNAL | DRM_CPGPU_SYNC_TIMELINE))
		return false;
	if (!(sync->flags & DRM_CPGPU_SYNC_TIMELINE))
		return !sync->point;

	/* Timelines start at point 0, so it cannot be signalled. */
	return sync->point || !(sync->flags & DRM_CPGPU_SYNC_SIGNAL);
}

/**
 * cpgpu_job_add_syncs() - look up an array of sync objects
 * @job: receives those to wait for as dependencies
 * @file: the file that owns them
 * @user_syncs: user address of the array of struct drm_cpgpu_sync
 * @count: its length, at most DRM_CPGPU_MAX_SYNCS
 * @syncs: zeroed; receives those to signal.  The caller releases them with
 *         cpgpu_syncs_free(), also after an error.
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_job_add_syncs(struct cpgpu_job *job, struct drm_file *file,
			u64 user_syncs, u32 count, struct cpgpu_syncs *syncs)
{
	struct drm_cpgpu_sync *array;
	int ret = 0;
	u32 i;

	if (!count)
		return 0;

	array = memdup_user(u64_to_user_ptr(user_syncs),
			    array_size(count, sizeof(*array)));
	if (IS_ERR(array))
		return PTR_ERR(array);

	for (i = 0; i < count && !ret; i++) {
		if (!sync_valid(&array[i]))
			ret = -EINVAL;
		else if (array[i].flags & DRM_CPGPU_SYNC_SIGNAL)
			ret = syncs_add_signal(syncs, file, &array[i]);
		else
			ret = job_add_wait(job, file, &array[i]);
	}
	kfree(array);

	return ret;
}

void cpgpu_syncs_free(struct cpgpu_syncs *syncs)
{
	u32 i;

	for (i = 0; i < syncs->count; i++) {
		dma_fence_chain_free(syncs->signal[i].chain);
		drm_syncobj_put(syncs->signal[i].syncobj);
	}
}

/* Cannot fail, because everything was allocated before. */
static void syncs_attach(struct cpgpu_syncs *syncs, struct dma_fence *fence)
{
	u32 i;

	for (i = 0; i < syncs->count; i++) {
		struct drm_syncobj *syncobj = syncs->signal[i].syncobj;

		if (syncs->signal[i].chain) {
			drm_syncobj_add_point(syncobj, syncs->signal[i].chain,
					      fence, syncs->signal[i].point);
			syncs->signal[i].chain = NULL;
		} else {
			drm_syncobj_replace_fence(syncobj, fence);
		}
	}
}

/* An op writes one of its objects and possibly a result record. */
#define WRITTEN_PER_OP	2

/* Imported objects may share a reservation, which can be locked only once. */
static u32 add_written(struct drm_gem_object **objs, u32 count,
		       struct drm_gem_object *obj)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (objs[i]->resv == obj->resv)
			return count;
	objs[count] = obj;

	return count + 1;
}

/* Collect the objects that a job writes, each reservation once. */
static u32 job_written(struct cpgpu_job *job, struct drm_gem_object **objs)
{
	u32 count = 0, i;

	for (i = 0; i < job->count; i++) {
		struct cpgpu_job_op *op = &job->ops[i];

		if (op->vdst)
			count = add_written(objs, count, op->vdst);
		else if (op->sobj)
			count = add_written(objs, count, op->sobj);
		if (op->result_obj)
			count = add_written(objs, count, op->result_obj);
	}

	return count;
}

static int job_reserve(struct drm_gem_object **objs, u32 count,
		       struct ww_acquire_ctx *ctx)
{
	int ret;
	u32 i;

	ret = drm_gem_lock_reservations(objs, count, ctx);
	if (ret)
		return ret;

	for (i = 0; i < count && !ret; i++)
		ret = dma_resv_reserve_fences(objs[i]->resv, 1);
	if (ret)
		drm_gem_unlock_reservations(objs, count, ctx);

	return ret;
}

/**
 * cpgpu_job_push() - hand a job to the scheduler
 * @job: the job
 * @file: its file
 * @syncs: sync objects to signal, or NULL
 *
 * The objects that the job writes get its fence as well, so that page flips and
 * other drivers that have imported them wait for it.
 *
 * Return: 0, or a negative errno, then nothing was queued.
 */
int cpgpu_job_push(struct cpgpu_job *job, struct drm_file *file,
		   struct cpgpu_syncs *syncs)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct drm_gem_object **objs;
	struct ww_acquire_ctx ctx;
	struct dma_fence *fence;
	u32 count, i;
	int ret;

	objs = kcalloc(WRITTEN_PER_OP * job->count, sizeof(*objs), GFP_KERNEL);
	if (!objs)
		return -ENOMEM;

	count = job_written(job, objs);
	ret = job_reserve(objs, count, &ctx);
	if (ret)
		goto out_free;

	mutex_lock(&cfile->lock);

	/* An armed job must be pushed, so nothing may fail from here on. */
	drm_sched_job_arm(&job->base);
	fence = &job->base.s_fence->finished;
	for (i = 0; i < count; i++)
		dma_resv_add_fence(objs[i]->resv, fence, DMA_RESV_USAGE_WRITE);
	for (i = 0; i < job->count; i++) {
		struct cpgpu_session *session = job->ops[i].session;

		dma_fence_put(session->last);
		session->last = dma_fence_get(fence);
	}
	if (syncs)
		syncs_attach(syncs, fence);
	kref_get(&job->ref);
	drm_sched_entity_push_job(&job->base);

	mutex_unlock(&cfile->lock);

	drm_gem_unlock_reservations(objs, count, &ctx);
out_free:
	kfree(objs);

	return ret;
}

static struct cpgpu_job *to_cpgpu_job(struct drm_sched_job *sched_job)
{
	return container_of(sched_job, struct cpgpu_job, base);
}

static struct dma_fence *cpgpu_sched_run_job(struct drm_sched_job *sched_job)
{
	struct cpgpu_ring *ring = job_ring(sched_job);
	struct cpgpu_job *job = to_cpgpu_job(sched_job);
	struct cpgpu_device *cpgpu = job->cpgpu;
	struct cpgpu_fence *fence = job->fence;
	int ret, idx;

	if (sched_job->s_fence->finished.error)
		return NULL;
	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return ERR_PTR(-ENODEV);

	strscpy(fence->timeline, ring->name, sizeof(fence->timeline));
	spin_lock_init(&fence->lock);
	dma_fence_init(&fence->base, &cpgpu_fence_ops, &fence->lock,
		       ring->fence_context, ++ring->fence_seqno);
	job->fence_used = true;
	/* One reference for the scheduler, one for the job. */
	dma_fence_get(&fence->base);
	ret = cpgpu_ring_push(ring, &job->batch);
	if (ret)
		dma_fence_put(&fence->base);

	drm_dev_exit(idx);

	return ret ? ERR_PTR(ret) : &fence->base;
}

static void cpgpu_sched_free_job(struct drm_sched_job *sched_job)
{
	cpgpu_job_put(to_cpgpu_job(sched_job));
}

static const struct drm_sched_backend_ops cpgpu_sched_ops = {
	.run_job = cpgpu_sched_run_job,
	.free_job = cpgpu_sched_free_job,
};

static void sched_fini(struct drm_device *drm, void *arg)
{
	drm_sched_fini(arg);
}

static int sched_start(struct cpgpu_device *cpgpu, u32 index)
{
	struct cpgpu_ring *ring = &cpgpu->rings[index];
	int ret;

	cpgpu->scheds[index] = &ring->sched;
	ring->fence_context = dma_fence_context_alloc(1);
	ret = cpgpu_sched_init(&ring->sched, &cpgpu_sched_ops, CPGPU_RING_JOBS,
			       ring->name, cpgpu->drm.dev);
	if (ret)
		return ret;

	return drmm_add_action_or_reset(&cpgpu->drm, sched_fini, &ring->sched);
}

int cpgpu_scheds_start(struct cpgpu_device *cpgpu)
{
	int ret = 0;
	u32 i;

	for (i = 0; i < cpgpu->num_rings && !ret; i++)
		ret = sched_start(cpgpu, i);

	return ret;
}
