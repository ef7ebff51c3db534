/* SPDX-License-Identifier: MIT */
/* Internal to the library: its ioctls. */
#ifndef CPGPU_CALL_H
#define CPGPU_CALL_H

#include <errno.h>
#include <stdint.h>

#include <xf86drm.h>

#include "cpgpu.h"

/* 0 or -errno */
static inline int cpgpu_ioctl(struct cpgpu_device *dev, unsigned long request,
			      void *arg)
{
	return drmIoctl(cpgpu_fd(dev), request, arg) ? -errno : 0;
}

static inline uint64_t cpgpu_user_pointer(const void *p)
{
	return (uintptr_t)p;
}

#endif /* CPGPU_CALL_H */
