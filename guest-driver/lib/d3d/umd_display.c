// SPDX-License-Identifier: MIT
/* What DRM's functions for the display need */
#include "umd_core.h"

UINT umd_resource_gem(const struct umd_resource *resource)
{
	return resource->gem;
}

int umd_device_file(const struct umd_device *device)
{
	return cpgpu_fd(device->cpgpu);
}
