// SPDX-License-Identifier: GPL-2.0-only
/*
 * The submit ioctl.
 */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>

#include "cpgpu_device.h"
#include "cpgpu_job.h"
#include "cpgpu_op.h"
#include "cpgpu_submit.h"

static_assert(DRM_CPGPU_MAX_OPS <= CPGPU_RING_JOB_CMDS);
static_assert(DRM_CPGPU_OP_SIZE_V1 ==
	      offsetofend(struct drm_cpgpu_op, content_key));

/* Build the commands; nothing in here waits for user space. */
static int build(struct cpgpu_device *cpgpu, struct cpgpu_job *job,
		 const struct drm_cpgpu_op *ops)
{
	int ret = 0, idx;
	u32 i;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;
	for (i = 0; i < job->count && !ret; i++)
		ret = cpgpu_op_build(cpgpu, &ops[i], &job->ops[i],
				     &job->cmds[i]);
	drm_dev_exit(idx);

	return ret;
}

static int submit(struct cpgpu_device *cpgpu, struct drm_file *file,
		  const struct drm_cpgpu_submit *args,
		  const struct drm_cpgpu_op *ops, struct cpgpu_syncs *syncs)
{
	struct cpgpu_job *job;
	int ret;
	u32 i;

	job = cpgpu_job_create(file, args->op_count);
	if (IS_ERR(job))
		return PTR_ERR(job);

	for (i = 0; i < args->op_count; i++) {
		ret = cpgpu_op_take(cpgpu, file, &ops[i], &job->ops[i]);
		if (ret)
			goto out_put;
	}
	ret = cpgpu_job_add_syncs(job, file, args->syncs, args->sync_count,
				  syncs);
	if (ret)
		goto out_put;
	ret = build(cpgpu, job, ops);
	if (ret)
		goto out_put;
	ret = cpgpu_job_push(job, file, syncs);
out_put:
	cpgpu_job_put(job);

	return ret;
}

/* Copied only once, so that user space cannot change what was checked. */
static struct drm_cpgpu_op *copy_ops(const struct drm_cpgpu_submit *args)
{
	u32 stride = args->op_stride ?: DRM_CPGPU_OP_SIZE_V1;
	char __user *user = u64_to_user_ptr(args->ops);
	struct drm_cpgpu_op *ops;
	int ret = 0;
	u32 i;

	if (stride < DRM_CPGPU_OP_SIZE_V1 || !IS_ALIGNED(stride, sizeof(u64)))
		return ERR_PTR(-EINVAL);
	if (stride > PAGE_SIZE)
		return ERR_PTR(-E2BIG);

	ops = kcalloc(args->op_count, sizeof(*ops), GFP_KERNEL);
	if (!ops)
		return ERR_PTR(-ENOMEM);

	/* Older and newer programs have smaller and larger structs. */
	for (i = 0; i < args->op_count && !ret; i++)
		ret = copy_struct_from_user(&ops[i], sizeof(*ops),
					    user + (size_t)i * stride, stride);
	if (ret) {
		kfree_sensitive(ops);
		return ERR_PTR(ret);
	}

	return ops;
}

int cpgpu_submit_ioctl(struct drm_device *drm, void *data,
		       struct drm_file *file)
{
	struct drm_cpgpu_submit *args = data;
	struct drm_cpgpu_op *ops;
	struct cpgpu_syncs *syncs;
	int ret;

	if (args->flags || !args->op_count ||
	    args->op_count > DRM_CPGPU_MAX_OPS ||
	    args->sync_count > DRM_CPGPU_MAX_SYNCS)
		return -EINVAL;

	ops = copy_ops(args);
	if (IS_ERR(ops))
		return PTR_ERR(ops);

	syncs = kzalloc(sizeof(*syncs), GFP_KERNEL);
	if (syncs) {
		ret = submit(to_cpgpu(drm), file, args, ops, syncs);
		cpgpu_syncs_free(syncs);
		kfree(syncs);
	} else {
		ret = -ENOMEM;
	}
	kfree_sensitive(ops);

	return ret;
}
