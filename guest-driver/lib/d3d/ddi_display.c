// SPDX-License-Identifier: MIT
/*
 * Extensions of both driver tables for the display: see cpgpu_ddi.h
 */
#include <errno.h>

#include "cpgpu_ddi.h"
#include "umd.h"

HRESULT WINAPI cpgpu_ddi_resource_object(HANDLE device, HANDLE resource,
					 UINT *object)
{
	struct umd_resource *found;
	int ret = -EINVAL;

	if (object)
		ret = umd_resource_find_of(device, resource, &found);
	if (!ret)
		*object = umd_resource_gem(found);
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_device_file(HANDLE device, int *fd)
{
	struct umd_device *owner;
	int ret = fd ? umd_device_find(device, &owner) : -EINVAL;

	if (!ret)
		*fd = umd_device_file(owner);
	return umd_hresult_d3d9(ret);
}
