// SPDX-License-Identifier: GPL-2.0
/*
 * Open files.  To the device each of them is a context: a number that its
 * sessions and channels have in common.
 */
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_file.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"

/**
 * cpgpu_contexts_init - no number is given yet
 *
 * @cpgpu: the device, just reset
 */
void cpgpu_contexts_init(struct cpgpu_device *cpgpu)
{
	xa_init_flags(&cpgpu->contexts.files, XA_FLAGS_ALLOC1);
}

static int context_alloc(struct cpgpu_file *cfile)
{
	struct cpgpu_contexts *contexts = &cfile->cpgpu->contexts;
	int ret;

	ret = xa_alloc_cyclic(&contexts->files, &cfile->context, cfile,
			      xa_limit_32b, &contexts->next, GFP_KERNEL);

	return min(ret, 0);
}

/* Nothing in the device has the number any more: it may be given again. */
static void context_free(struct cpgpu_file *cfile)
{
	struct cpgpu_device *cpgpu = cfile->cpgpu;
	int idx;

	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		cpgpu_write(cpgpu, CPGPU_CONTEXT_END, cfile->context);
		drm_dev_exit(idx);
	}
	xa_erase(&cpgpu->contexts.files, cfile->context);
}

static void file_release(struct kref *ref)
{
	struct cpgpu_file *cfile = container_of(ref, struct cpgpu_file, ref);

	context_free(cfile);
	mutex_destroy(&cfile->lock);
	kfree(cfile);
}

/**
 * cpgpu_file_get - keep a file's memory and its number
 *
 * @cfile: the file
 */
void cpgpu_file_get(struct cpgpu_file *cfile)
{
	kref_get(&cfile->ref);
}

/**
 * cpgpu_file_put - end what cpgpu_file_get() began
 *
 * @cfile: the file
 */
void cpgpu_file_put(struct cpgpu_file *cfile)
{
	kref_put(&cfile->ref, file_release);
}

/**
 * cpgpu_file_open - somebody opens the device
 *
 * @drm: the device
 * @file: the file
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_file_open(struct drm_device *drm, struct drm_file *file)
{
	struct cpgpu_device *cpgpu = to_cpgpu(drm);
	struct cpgpu_file *cfile;
	int ret;

	cfile = kzalloc(sizeof(*cfile), GFP_KERNEL);
	if (!cfile)
		return -ENOMEM;

	kref_init(&cfile->ref);
	cfile->cpgpu = cpgpu;
	mutex_init(&cfile->lock);
	INIT_LIST_HEAD(&cfile->teardown_link);
	cpgpu_sessions_open(cfile);
	cpgpu_channels_open(cfile);

	ret = context_alloc(cfile);
	if (ret)
		goto err_free;

	ret = drm_sched_entity_init(&cfile->entity, DRM_SCHED_PRIORITY_NORMAL,
				    cpgpu->scheds, cpgpu->num_rings, NULL);
	if (ret)
		goto err_context;

	file->driver_priv = cfile;

	return 0;

err_context:
	xa_erase(&cpgpu->contexts.files, cfile->context);
err_free:
	mutex_destroy(&cfile->lock);
	kfree(cfile);

	return ret;
}

/**
 * cpgpu_file_close - the file is closed, no ioctl runs any more
 *
 * @drm: the device
 * @file: the file
 */
void cpgpu_file_close(struct drm_device *drm, struct drm_file *file)
{
	struct cpgpu_file *cfile = file->driver_priv;

	cpgpu_teardown_close(cfile);
	/* Jobs still queued are run, or cancelled if the process was killed. */
	drm_sched_entity_destroy(&cfile->entity);
	cpgpu_channels_close(cfile);
	cpgpu_sessions_close(cfile);
	cpgpu_file_put(cfile);
}
