// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open files as the device sees them: contexts, that is numbers that the
 * sessions and channels of a file have in common.
 */
#include <linux/slab.h>

#include <drm/drm_drv.h>

#include "cpgpu_device.h"

/**
 * cpgpu_file_alloc() - allocate an open file and its context number
 * @cpgpu: the device
 *
 * Return: the file, to be released with cpgpu_file_put(), or an error pointer.
 */
struct cpgpu_file *cpgpu_file_alloc(struct cpgpu_device *cpgpu)
{
	struct cpgpu_contexts *contexts = &cpgpu->contexts;
	struct cpgpu_file *cfile;
	int ret;

	cfile = kzalloc(sizeof(*cfile), GFP_KERNEL);
	if (!cfile)
		return ERR_PTR(-ENOMEM);

	ret = xa_alloc_cyclic(&contexts->files, &cfile->context, cfile,
			      xa_limit_32b, &contexts->next, GFP_KERNEL);
	if (ret < 0) {
		kfree(cfile);
		return ERR_PTR(ret);
	}

	kref_init(&cfile->ref);
	cfile->cpgpu = cpgpu;
	mutex_init(&cfile->lock);
	INIT_LIST_HEAD(&cfile->teardown_link);
	xa_init_flags(&cfile->sessions, XA_FLAGS_ALLOC1);
	xa_init_flags(&cfile->channels, XA_FLAGS_ALLOC1);

	return cfile;
}

static void file_release(struct kref *ref)
{
	struct cpgpu_file *cfile = container_of(ref, struct cpgpu_file, ref);
	struct cpgpu_device *cpgpu = cfile->cpgpu;
	int idx;

	/* Nothing in the device carries the number any more. */
	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		cpgpu_write(cpgpu, CPGPU_CONTEXT_END, cfile->context);
		drm_dev_exit(idx);
	}
	xa_erase(&cpgpu->contexts.files, cfile->context);
	mutex_destroy(&cfile->lock);
	kfree(cfile);
}

void cpgpu_file_get(struct cpgpu_file *cfile)
{
	kref_get(&cfile->ref);
}

void cpgpu_file_put(struct cpgpu_file *cfile)
{
	kref_put(&cfile->ref, file_release);
}
