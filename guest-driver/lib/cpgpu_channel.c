// SPDX-License-Identifier: MIT
/*
 * Authenticated channels, and the event for lost keys: see cpgpu.h.
 */
#include "cpgpu_call.h"

int cpgpu_channel_create(struct cpgpu_device *dev, uint32_t type,
			 uint32_t *channel, uint64_t *hw_handle)
{
	struct drm_cpgpu_channel_create args = { .type = type };
	int ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_CHANNEL_CREATE, &args);

	if (!ret) {
		*channel = args.handle;
		*hw_handle = args.hw_handle;
	}
	return ret;
}

int cpgpu_channel_destroy(struct cpgpu_device *dev, uint32_t channel)
{
	struct drm_cpgpu_channel_destroy args = { .handle = channel };

	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_CHANNEL_DESTROY, &args);
}

int cpgpu_channel_key_exchange(struct cpgpu_device *dev, uint32_t channel,
			       const void *blob, size_t size)
{
	struct drm_cpgpu_channel_key_exchange args = {
		.handle = channel,
		.size = size,
		.data = cpgpu_user_pointer(blob),
	};

	/* the ioctl has 32 bits: a larger size must not wrap to a valid one */
	if (size > UINT32_MAX)
		return -EINVAL;
	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_CHANNEL_KEY_EXCHANGE, &args);
}

static int message(struct cpgpu_device *dev, unsigned long request,
		   uint32_t channel, const void *in, size_t in_size, void *out,
		   size_t *out_size, uint32_t *status)
{
	struct drm_cpgpu_channel_message args = {
		.handle = channel,
		.in_size = in_size,
		.out_size = *out_size < UINT32_MAX ? *out_size : UINT32_MAX,
		.in = cpgpu_user_pointer(in),
		.out = cpgpu_user_pointer(out),
	};
	int ret;

	if (in_size > UINT32_MAX)
		return -EINVAL;
	ret = cpgpu_ioctl(dev, request, &args);
	if (ret)
		return ret;
	*out_size = args.out_size;
	if (status)
		*status = args.status;
	return 0;
}

int cpgpu_channel_configure(struct cpgpu_device *dev, uint32_t channel,
			    const void *in, size_t in_size, void *out,
			    size_t *out_size, uint32_t *status)
{
	return message(dev, DRM_IOCTL_CPGPU_CHANNEL_CONFIGURE, channel, in,
		       in_size, out, out_size, status);
}

int cpgpu_channel_query(struct cpgpu_device *dev, uint32_t channel,
			const void *in, size_t in_size, void *out,
			size_t *out_size, uint32_t *status)
{
	return message(dev, DRM_IOCTL_CPGPU_CHANNEL_QUERY, channel, in, in_size,
		       out, out_size, status);
}

int cpgpu_teardown_event(struct cpgpu_device *dev, int fd)
{
	struct drm_cpgpu_teardown_event args = { .fd = fd };

	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_TEARDOWN_EVENT, &args);
}
