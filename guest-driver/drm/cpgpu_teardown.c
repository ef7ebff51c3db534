// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifying user space about lost keys, by an eventfd.
 *
 * One interrupt covers everything that happens to sessions and channels, so a
 * work item compares their states with those that were reported last.
 */
#include <linux/eventfd.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"

/*
 * Whether a key was lost since the last call, which this call then counts as
 * reported.  The lock is held and the device is entered.
 */
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

void cpgpu_teardown_init(struct cpgpu_device *cpgpu)
{
	mutex_init(&cpgpu->teardown.lock);
	INIT_LIST_HEAD(&cpgpu->teardown.files);
	INIT_WORK(&cpgpu->teardown.work, teardown_work);
}

/**
 * cpgpu_teardown_unplug() - notify all files: the keys are gone with the device
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
 * cpgpu_teardown_check() - report lost keys now instead of from the work item
 * @cfile: the file
 *
 * Called before a key exchange, because the new key would hide the loss.
 */
void cpgpu_teardown_check(struct cpgpu_file *cfile)
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

/* Called with the lock held. */
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
	/*
	 * Only report losses after the registration.  If an eventfd is replaced,
	 * the new one also gets those that are not reported yet.
	 */
	if (!cfile->teardown)
		file_lost_keys(cfile);
	teardown_replace(cfile, eventfd);
	mutex_unlock(&cpgpu->teardown.lock);

	drm_dev_exit(idx);

	return 0;
}
