/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Jobs: commands of user space on their way through the DRM scheduler.
 */
#ifndef CPGPU_JOB_H
#define CPGPU_JOB_H

#include <linux/dma-fence.h>
#include <linux/kref.h>

#include <drm/cpgpu_drm.h>
#include <drm/gpu_scheduler.h>

#include "cpgpu_ring.h"

struct cpgpu_device;
struct cpgpu_file;
struct cpgpu_session;
struct drm_file;
struct drm_gem_object;
struct drm_syncobj;

/**
 * struct cpgpu_fence - signalled when a job has left the ring
 *
 * @base: base; must stay first
 * @timeline: name of the ring
 */
struct cpgpu_fence {
	struct dma_fence base;
	char timeline[16];
	/** @lock: its lock; here, because a fence may outlive the device */
	spinlock_t lock;
};

/**
 * struct cpgpu_job_list - a list for the device, coherent memory
 *
 * @data: the list, or NULL
 * @dma: its device address
 * @size: its size in bytes
 */
struct cpgpu_job_list {
	void *data;
	dma_addr_t dma;
	size_t size;
};

/**
 * struct cpgpu_job_op - what a command of a job holds on to
 *
 * @session: its session, in use
 * @vsrc: the protected object it reads, or NULL
 * @vdst: the protected object it writes, or NULL
 * @sobj: the system object, or NULL
 * @result_obj: the system object of the result record, or NULL
 * @result_page: the page of @result_obj with the record
 * @result_offset: its place in the page
 * @subsamples: the sub-sample map, copied and checked, until @map has it
 * @sg: struct cpgpu_sg of @sobj
 * @map: struct cpgpu_subsample
 */
struct cpgpu_job_op {
	struct cpgpu_session *session;
	struct drm_gem_object *vsrc;
	struct drm_gem_object *vdst;
	struct drm_gem_object *sobj;
	struct drm_gem_object *result_obj;
	struct page *result_page;
	unsigned int result_offset;
	struct cpgpu_subsample *subsamples;
	struct cpgpu_job_list sg;
	struct cpgpu_job_list map;
};

/**
 * struct cpgpu_job - a job
 *
 * @base: base
 * @ref: the scheduler's reference, and that of whoever wants the results
 * @cpgpu: the device
 * @cfile: the file it comes from
 * @batch: the commands, on the ring of @base's scheduler
 * @fence: its hardware fence
 * @fence_used: @fence was initialised and is refcounted
 * @count: number of ops
 * @cmds: a command for each op
 * @results: their results
 * @ops: what they hold on to
 */
struct cpgpu_job {
	struct drm_sched_job base;
	struct kref ref;
	struct cpgpu_device *cpgpu;
	struct cpgpu_file *cfile;
	struct cpgpu_batch batch;
	struct cpgpu_fence *fence;
	bool fence_used;
	u32 count;
	struct cpgpu_cmd *cmds;
	struct cpgpu_result *results;
	struct cpgpu_job_op ops[];
};

/**
 * struct cpgpu_syncs - sync objects to signal with a job
 *
 * @count: used entries
 * @signal: what to signal, @chain only for timelines
 */
struct cpgpu_syncs {
	u32 count;
	struct {
		struct drm_syncobj *syncobj;
		struct dma_fence_chain *chain;
		u64 point;
	} signal[DRM_CPGPU_MAX_SYNCS];
};

int cpgpu_scheds_start(struct cpgpu_device *cpgpu);

struct cpgpu_job *cpgpu_job_create(struct drm_file *file, u32 count);
void cpgpu_job_put(struct cpgpu_job *job);
int cpgpu_job_add_syncs(struct cpgpu_job *job, struct drm_file *file,
			u64 user_syncs, u32 count, struct cpgpu_syncs *syncs);
void cpgpu_syncs_free(struct cpgpu_syncs *syncs);
int cpgpu_job_push(struct cpgpu_job *job, struct drm_file *file,
		   struct cpgpu_syncs *syncs);

/* cpgpu_op.c */
int cpgpu_op_take(struct cpgpu_device *cpgpu, struct drm_file *file,
		  const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op);
int cpgpu_op_build(struct cpgpu_device *cpgpu, const struct drm_cpgpu_op *op,
		   struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd);

/* cpgpu_map.c */
int cpgpu_map_data(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op,
		   struct cpgpu_cmd *cmd, u64 offset, u64 length);
int cpgpu_take_subsamples(struct cpgpu_job_op *job_op,
			  const struct drm_cpgpu_op *op);
int cpgpu_map_subsamples(struct cpgpu_device *cpgpu,
			 struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd,
			 u32 count);
int cpgpu_map_result(struct cpgpu_job_op *job_op, u64 offset);
void cpgpu_unmap(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op);

/* cpgpu_submit.c */
int cpgpu_submit_ioctl(struct drm_device *drm, void *data,
		       struct drm_file *file);

#endif /* CPGPU_JOB_H */
