/* SPDX-License-Identifier: GPL-2.0-only */
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
 * struct cpgpu_fence - hardware fence, signalled when a job has left the ring
 * @base: base; must be the first member
 * @timeline: name of the ring
 */
struct cpgpu_fence {
	struct dma_fence base;
	char timeline[16];
	/** @lock: lock of @base; not the ring's, because fences may outlive it */
	spinlock_t lock;
};

/**
 * struct cpgpu_job_list - a list that the device reads, coherent memory
 * @data: the list, or NULL
 * @dma: its DMA address
 * @size: its size in bytes
 */
struct cpgpu_job_list {
	void *data;
	dma_addr_t dma;
	size_t size;
};

/**
 * struct cpgpu_job_op - the references and the memory of a command
 * @session: its session
 * @vsrc: the protected object that it reads, or NULL
 * @vdst: the protected object that it writes, or NULL
 * @sobj: the system object, or NULL
 * @result_obj: the system object of the result record, or NULL
 * @result_page: the page of @result_obj with the record
 * @result_offset: offset of the record in the page
 * @subsamples: checked copy of the sub-sample map, until it is in @map
 * @sg: list of struct cpgpu_sg for @sobj
 * @map: list of struct cpgpu_subsample
 */
struct cpgpu_job_op {
	struct cpgpu_session *session;
	struct drm_gem_object *vsrc;
	struct drm_gem_object *vdst;
	struct drm_gem_object *sobj;
	struct drm_gem_object *result_obj;
	struct page *result_page;
	unsigned int result_offset;
	struct drm_cpgpu_subsample *subsamples;
	struct cpgpu_job_list sg;
	struct cpgpu_job_list map;
};

/**
 * struct cpgpu_job - a job
 * @base: base
 * @ref: held by the scheduler, and by those who need the results
 * @cpgpu: the device
 * @cfile: the file that submitted it
 * @batch: the commands, for the ring of @base's scheduler
 * @fence: its hardware fence
 * @fence_used: @fence was initialised and is reference-counted
 * @count: number of ops
 * @cmds: a command for each op
 * @results: their results
 * @ops: their references and memory
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
 * @count: number of entries
 * @signal: the sync objects; a timeline has a chain node and a point
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

#endif /* CPGPU_JOB_H */
