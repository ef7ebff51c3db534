// SPDX-License-Identifier: GPL-2.0
/*
 * Telling user space that keys got lost, with an eventfd.
 *
 * One interrupt stands for everything that happens to sessions and channels,
 * so a work compares their states with what user space was told last.
 */
#include <linux/eventfd.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"

/* Is there anything new?  With the lock held and the device entered. */
static bool file_lost_keys(struct cpgpu_file *cfile)
{
	bool sessions = cpgpu_sessions_lost(cfile);
	bool channels = cpgpu_channels_lost(cfile);

	return sessions || channels;
}

static void teardown_work(struct work_struct *work)
{
	struct cpgpu_device *cpgpu = container_of(work, struct cpgpu_device,
						  teardown.work);
	struct cpgpu_file *cfile;
	int idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return;

	mutex_lock(&cpgpu->teardown.lock);
	list_for_each_entry(cfile, &cpgpu->teardown.files, teardown_link)
		if (file_lost_keys(cfile))
			cpgpu_eventfd_signal(cfile->teardown);
	mutex_unlock(&cpgpu->teardown.lock);

	drm_dev_exit(idx);
}

/**
 * cpgpu_teardown_init - nobody wants to be told yet
 *
 * @cpgpu: the device
 */
void cpgpu_teardown_init(struct cpgpu_device *cpgpu)
{
	mutex_init(&cpgpu->teardown.lock);
	INIT_LIST_HEAD(&cpgpu->teardown.files);
	INIT_WORK(&cpgpu->teardown.work, teardown_work);
}

/**
 * cpgpu_teardown_irq - something happened to a session or a channel
 *
 * @cpgpu: the device
 */
void cpgpu_teardown_irq(struct cpgpu_device *cpgpu)
{
	schedule_work(&cpgpu->teardown.work);
}

/**
 * cpgpu_teardown_stop - the registers are about to go
 *
 * @cpgpu: the device, without interrupts
 */
void cpgpu_teardown_stop(struct cpgpu_device *cpgpu)
{
	cancel_work_sync(&cpgpu->teardown.work);
}

/**
 * cpgpu_teardown_unplug - all keys are lost: the device is gone
 *
 * @cpgpu: the device, unplugged
 */
void cpgpu_teardown_unplug(struct cpgpu_device *cpgpu)
{
	struct cpgpu_file *cfile;

	mutex_lock(&cpgpu->teardown.lock);
	list_for_each_entry(cfile, &cpgpu->teardown.files, teardown_link)
		cpgpu_eventfd_signal(cfile->teardown);
	mutex_unlock(&cpgpu->teardown.lock);
}

/**
 * cpgpu_teardown_look - tell the file now what the work would tell it soon
 *
 * @cfile: the file
 *
 * For before a key exchange: the new key must not hide that the old one got
 * lost.
 */
void cpgpu_teardown_look(struct cpgpu_file *cfile)
{
	struct cpgpu_device *cpgpu = cfile->cpgpu;
	int idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return;

	mutex_lock(&cpgpu->teardown.lock);
	if (cfile->teardown && file_lost_keys(cfile))
		cpgpu_eventfd_signal(cfile->teardown);
	mutex_unlock(&cpgpu->teardown.lock);

	drm_dev_exit(idx);
}

/* With the lock held. */
static void teardown_replace(struct cpgpu_file *cfile,
			     struct eventfd_ctx *eventfd)
{
	if (cfile->teardown)
		eventfd_ctx_put(cfile->teardown);
	cfile->teardown = eventfd;

	list_del_init(&cfile->teardown_link);
	if (eventfd)
		list_add_tail(&cfile->teardown_link,
			      &cfile->cpgpu->teardown.files);
}

/**
 * cpgpu_teardown_close - never tell the file again
 *
 * @cfile: the file, closing
 */
void cpgpu_teardown_close(struct cpgpu_file *cfile)
{
	mutex_lock(&cfile->cpgpu->teardown.lock);
	teardown_replace(cfile, NULL);
	mutex_unlock(&cfile->cpgpu->teardown.lock);
}

int cpgpu_teardown_event_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file)
{
	struct cpgpu_device *cpgpu = to_cpgpu(drm);
	struct cpgpu_file *cfile = file->driver_priv;
	struct drm_cpgpu_teardown_event *args = data;
	struct eventfd_ctx *eventfd = NULL;
	int idx;

	if (args->flags)
		return -EINVAL;

	if (args->fd != -1) {
		eventfd = eventfd_ctx_fdget(args->fd);
		if (IS_ERR(eventfd))
			return PTR_ERR(eventfd);
	}

	if (!drm_dev_enter(drm, &idx)) {
		if (eventfd)
			eventfd_ctx_put(eventfd);
		return -ENODEV;
	}

	mutex_lock(&cpgpu->teardown.lock);
	/* What got lost before is not told, unless there was one before. */
	if (!cfile->teardown)
		file_lost_keys(cfile);
	teardown_replace(cfile, eventfd);
	mutex_unlock(&cpgpu->teardown.lock);

	drm_dev_exit(idx);

	return 0;
}
