// SPDX-License-Identifier: MIT
/*
 * Sync objects.  The kernel's wait says that work has ended, but not how.  The
 * result is in the fence, which user space can query as a sync file.  The fence
 * of a timeline point is part of a chain, which does not propagate errors.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <linux/sync_file.h>
#include <xf86drm.h>

#include "cpgpu.h"

int cpgpu_sync_create(struct cpgpu_device *dev, uint32_t *handle)
{
	/* libdrm functions return -errno or -1, but all of them set errno */
	return drmSyncobjCreate(cpgpu_fd(dev), 0, handle) ? -errno : 0;
}

int cpgpu_sync_destroy(struct cpgpu_device *dev, uint32_t handle)
{
	return drmSyncobjDestroy(cpgpu_fd(dev), handle) ? -errno : 0;
}

/* The kernel takes an absolute time, so that a restarted call keeps it. */
static int64_t deadline(int timeout_ms)
{
	struct timespec now;

	if (timeout_ms < 0)
		return INT64_MAX;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec + timeout_ms * 1000000ll;
}

/* How the work of a signalled binary sync object ended. */
static int binary_result(struct cpgpu_device *dev, uint32_t handle)
{
	struct sync_file_info info = {};
	int file, ret;

	ret = cpgpu_sync_export_file(dev, handle, &file);
	if (ret)
		return ret;
	ret = ioctl(file, SYNC_IOC_FILE_INFO, &info) ? -errno : 0;
	close(file);
	if (!ret && info.status < 0)
		ret = info.status;
	return ret;
}

int cpgpu_sync_wait(struct cpgpu_device *dev, uint32_t handle, uint64_t point,
		    int timeout_ms)
{
	uint32_t flags = DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT;
	int64_t until = deadline(timeout_ms);
	int fd = cpgpu_fd(dev);
	int ret;

	if (point)
		ret = drmSyncobjTimelineWait(fd, &handle, &point, 1, until,
					     flags, NULL);
	else
		ret = drmSyncobjWait(fd, &handle, 1, until, flags, NULL);
	if (ret)
		return -errno;
	return point ? 0 : binary_result(dev, handle);
}

int cpgpu_sync_export_file(struct cpgpu_device *dev, uint32_t handle, int *fd)
{
	int file;

	if (drmSyncobjExportSyncFile(cpgpu_fd(dev), handle, &file))
		return -errno;
	*fd = file;
	return 0;
}

int cpgpu_sync_import_file(struct cpgpu_device *dev, uint32_t handle, int fd)
{
	return drmSyncobjImportSyncFile(cpgpu_fd(dev), handle, fd) ? -errno : 0;
}

int cpgpu_submit_wait(struct cpgpu_device *dev, const struct drm_cpgpu_op *ops,
		      uint32_t op_count, int timeout_ms)
{
	struct drm_cpgpu_sync sync = { .flags = DRM_CPGPU_SYNC_SIGNAL };
	int ret;

	ret = cpgpu_sync_create(dev, &sync.handle);
	if (ret)
		return ret;
	ret = cpgpu_submit(dev, ops, op_count, &sync, 1);
	if (!ret)
		ret = cpgpu_sync_wait(dev, sync.handle, 0, timeout_ms);
	cpgpu_sync_destroy(dev, sync.handle);
	return ret;
}
