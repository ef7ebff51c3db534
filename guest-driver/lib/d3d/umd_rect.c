// SPDX-License-Identifier: MIT
/*
 * Rectangles of restricted resources: copies and fills within video memory, for
 * devices that have these (DRM_CPGPU_CAP_COPY)
 */
#include <errno.h>

#include "umd_core.h"

static bool fits(const struct umd_resource *resource, const struct umd_rect *rect,
		 UINT offset)
{
	uint64_t last = (uint64_t)offset +
			(uint64_t)(rect->rows - 1) * resource->pitch;

	return last + rect->row_bytes <= resource->size;
}

static int check_rect(const struct umd_device *device,
		      const struct umd_resource *resource,
		      const struct umd_rect *rect, UINT offset)
{
	if (!(device->caps & DRM_CPGPU_CAP_COPY))
		return -EOPNOTSUPP;
	if (!resource->restricted || !rect->row_bytes || !rect->rows ||
	    !fits(resource, rect, offset))
		return -EINVAL;
	return 0;
}

int umd_rect_copy(struct umd_resource *src, struct umd_resource *dst,
		  const struct umd_rect *rect)
{
	struct umd_device *device = src->object.device;
	struct drm_cpgpu_op op;
	bool fresh;
	int ret;

	ret = check_rect(device, src, rect, rect->src_offset);
	if (!ret)
		ret = check_rect(device, dst, rect, rect->dst_offset);
	if (!ret && !src->session)
		ret = -ENOKEY;
	if (!ret)
		ret = umd_resource_seal(dst, src->session, &fresh);
	if (ret)
		return ret;
	cpgpu_op_copy(&op, src->session->session, src->gem, rect->src_offset,
		      dst->gem, rect->dst_offset, 0);
	cpgpu_op_set_rect(&op, rect->row_bytes, rect->rows, dst->pitch,
			  src->pitch);
	ret = cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
	/* a failed copy must not bind the resource to the session */
	if (ret && fresh)
		umd_resource_unseal(dst);
	return ret;
}

int umd_rect_fill(struct umd_resource *dst, const struct umd_rect *rect,
		  UINT value)
{
	struct umd_device *device = dst->object.device;
	struct drm_cpgpu_op op;
	int ret;

	ret = check_rect(device, dst, rect, rect->dst_offset);
	if (!ret && !dst->session)
		ret = -ENOKEY;
	if (ret)
		return ret;
	cpgpu_op_fill(&op, dst->session->session, dst->gem, rect->dst_offset,
		      0, value);
	cpgpu_op_set_rect(&op, rect->row_bytes, rect->rows, dst->pitch, 0);
	return cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
}

UINT umd_resource_gem(const struct umd_resource *resource)
{
	return resource->gem;
}

int umd_device_file(const struct umd_device *device)
{
	return cpgpu_fd(device->cpgpu);
}
