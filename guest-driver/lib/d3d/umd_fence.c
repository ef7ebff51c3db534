// SPDX-License-Identifier: MIT
/*
 * Fences: timelines of the kernel's sync objects.  A fence has the value of its
 * last signalled point.
 */
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <xf86drm.h>

#include "umd_core.h"

static int fd_of(const struct umd_fence *fence)
{
	return cpgpu_fd(fence->object.device->cpgpu);
}

UMD_OBJECT_FIND(fence, UMD_FENCE)

static void destroy(struct umd_object *object)
{
	umd_fence_destroy((struct umd_fence *)object);
}

static struct umd_fence *new_fence(struct umd_device *device)
{
	return umd_object_init(device, UMD_FENCE, NULL,
			       sizeof(struct umd_fence), destroy);
}

/* Keep the new fence, or free it if there was an error. */
static int finish(struct umd_fence *new, int ret, struct umd_fence **fence)
{
	if (ret) {
		umd_object_remove(&new->object);
		return ret;
	}
	umd_object_add(&new->object);
	*fence = new;
	return 0;
}

int umd_fence_create(struct umd_device *device, uint64_t value,
		     struct umd_fence **fence)
{
	struct umd_fence *new = new_fence(device);
	int ret;

	if (!new)
		return -ENOMEM;
	ret = cpgpu_sync_create(device->cpgpu, &new->sync);
	if (!ret && value) {
		ret = umd_fence_signal(new, value);
		if (ret)
			cpgpu_sync_destroy(device->cpgpu, new->sync);
	}
	return finish(new, ret, fence);
}

int umd_fence_import(struct umd_device *device, int fd,
		     struct umd_fence **fence)
{
	struct umd_fence *new = new_fence(device);
	int ret = 0;

	if (!new)
		return -ENOMEM;
	if (drmSyncobjFDToHandle(cpgpu_fd(device->cpgpu), fd, &new->sync))
		ret = errno == ENODEV || errno == ENOMEM ? -errno :
			umd_refuse(-EINVAL, "the handle is not the file descriptor of a fence");
	return finish(new, ret, fence);
}

int umd_fence_export(const struct umd_fence *fence, int *fd)
{
	int first, other;

	if (drmSyncobjHandleToFD(fd_of(fence), fence->sync, &first))
		return -errno;
	if (first) {
		*fd = first;
		return 0;
	}
	/* 0 would be an invalid HANDLE */
	other = fcntl(first, F_DUPFD_CLOEXEC, 1);
	close(first);
	if (other < 0)
		return -errno;
	*fd = other;
	return 0;
}

void umd_fence_destroy(struct umd_fence *fence)
{
	cpgpu_sync_destroy(fence->object.device->cpgpu, fence->sync);
	umd_object_remove(&fence->object);
}

int umd_fence_value(struct umd_fence *fence, uint64_t *value)
{
	uint64_t now;

	if (drmSyncobjQuery(fd_of(fence), &fence->sync, &now, 1))
		return -errno;
	*value = now;
	return 0;
}

int umd_fence_signal(struct umd_fence *fence, uint64_t value)
{
	uint64_t now = 0;
	int ret = umd_fence_value(fence, &now);

	if (ret || value == now)
		return ret;
	if (value < now)
		return umd_refuse(-EINVAL, "a fence only increases, and has the value %llu already",
				  (unsigned long long)now);
	return drmSyncobjTimelineSignal(fd_of(fence), &fence->sync, &value, 1) ?
	       -errno : 0;
}

int umd_fence_wait(struct umd_fence *const *fences, const uint64_t *values,
		   unsigned int count, unsigned int timeout_ms)
{
	uint32_t syncs[UMD_WAIT_MAX];
	uint64_t points[UMD_WAIT_MAX];
	struct timespec now;
	int64_t until;
	unsigned int i;

	if (!count || count > UMD_WAIT_MAX)
		return -EINVAL;
	for (i = 0; i < count; i++) {
		syncs[i] = fences[i]->sync;
		points[i] = values[i];
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	until = now.tv_sec * 1000000000ll + now.tv_nsec +
		timeout_ms * 1000000ll;
	return drmSyncobjTimelineWait(fd_of(fences[0]), syncs, points, count,
				      until,
				      DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT,
				      NULL) ? -errno : 0;
}
