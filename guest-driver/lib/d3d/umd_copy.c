// SPDX-License-Identifier: MIT
/*
 * Copies and fills of restricted resources.  As blts, they wait until the device
 * has finished.
 */
#include <errno.h>

#include "umd_core.h"

static struct umd_device *device_of(const struct umd_resource *resource)
{
	return resource->object.device;
}

static bool contains(const struct umd_resource *resource, uint64_t offset,
		     const struct umd_rows *rows)
{
	return rows->bytes && rows->count &&
	       (rows->count == 1 || rows->bytes <= resource->pitch) &&
	       offset + (rows->count - 1) * (uint64_t)resource->pitch +
	       rows->bytes <= resource->size;
}

/* A buffer's one row has no pitch: the device would check it. */
static void set_rows(struct drm_cpgpu_op *op, const struct umd_rows *rows,
		     UINT pitch, UINT src_pitch)
{
	if (rows->count > 1)
		cpgpu_op_set_rect(op, rows->bytes, rows->count, pitch,
				  src_pitch);
}

int umd_copy(struct umd_resource *dst, const struct umd_rows *to,
	     struct umd_resource *src, UINT from_offset)
{
	struct umd_device *device = device_of(dst);
	struct drm_cpgpu_op op;
	bool fresh;
	int ret;

	if (!(device->caps & DRM_CPGPU_CAP_COPY))
		return umd_refuse(-EOPNOTSUPP, "the device cannot copy and fill protected content");
	if (src == dst || !src->restricted || !dst->restricted ||
	    !contains(dst, to->offset, to) || !contains(src, from_offset, to))
		return -EINVAL;
	if (!src->session)
		return umd_refuse(-ENOKEY, "the source has no content yet");
	ret = umd_resource_seal(dst, src->session, &fresh);
	if (ret)
		return ret;
	if (dst->session != src->session)
		return umd_refuse(-EACCES, "the destination holds content of another session");
	cpgpu_op_copy(&op, src->session->session, src->gem, from_offset,
		      dst->gem, to->offset, to->bytes);
	set_rows(&op, to, dst->pitch, src->pitch);
	ret = cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
	if (ret && fresh)
		umd_resource_unseal(dst);
	return ret;
}

int umd_fill(struct umd_resource *dst, const struct umd_rows *to, UINT value)
{
	struct umd_device *device = device_of(dst);
	struct drm_cpgpu_op op;

	if (!(device->caps & DRM_CPGPU_CAP_COPY))
		return umd_refuse(-EOPNOTSUPP, "the device cannot copy and fill protected content");
	if (!dst->restricted || !contains(dst, to->offset, to))
		return -EINVAL;
	if (!dst->session)
		return umd_refuse(-ENOKEY, "the surface belongs to no session yet: decrypt into it first");
	cpgpu_op_fill(&op, dst->session->session, dst->gem, to->offset,
		      to->bytes, value);
	set_rows(&op, to, dst->pitch, 0);
	return cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
}
