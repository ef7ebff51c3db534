// SPDX-License-Identifier: MIT
/*
 * Extensions of both driver tables for Linux: see cpgpu_ddi.h
 */
#include <errno.h>
#include <limits.h>

#include "cpgpu_ddi.h"
#include "umd.h"

HRESULT WINAPI cpgpu_ddi_create_resource(HANDLE device,
				  const CPGPU_DDI_RESOURCE_DESC *desc,
				  HANDLE *resource)
{
	struct umd_resource *new;
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	if (!ret && (!desc || !resource))
		ret = -EINVAL;
	if (!ret)
		ret = umd_resource_create(owner, desc->RowBytes, desc->Rows,
					  desc->Restricted, &new);
	if (!ret)
		*resource = new;
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_destroy_resource(HANDLE device, HANDLE resource)
{
	struct umd_resource *found;
	int ret = umd_resource_find_of(device, resource, &found);

	if (!ret)
		umd_resource_destroy(found);
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_map_resource(HANDLE device, HANDLE resource, VOID **data,
			       UINT *pitch)
{
	struct umd_resource *found;
	int ret = umd_resource_find_of(device, resource, &found);

	if (!ret && !data)
		ret = -EINVAL;
	if (!ret)
		ret = umd_resource_map(found, data);
	if (!ret && pitch)
		*pitch = umd_resource_pitch(found);
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_unmap_resource(HANDLE device, HANDLE resource)
{
	struct umd_resource *found;
	int ret = umd_resource_find_of(device, resource, &found);

	if (!ret)
		ret = umd_resource_unmap(found);
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_resource_size(HANDLE device, HANDLE resource, UINT *pitch,
				UINT *size)
{
	struct umd_resource *found;
	int ret = umd_resource_find_of(device, resource, &found);

	if (!ret && pitch)
		*pitch = umd_resource_pitch(found);
	if (!ret && size)
		*size = umd_resource_size(found);
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_device_handle(HANDLE device, HANDLE *handle)
{
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	if (!ret && !handle)
		ret = -EINVAL;
	if (!ret)
		ret = umd_device_handle(owner, handle);
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_set_teardown_event(HANDLE device, HANDLE event)
{
	intptr_t fd = event ? (intptr_t)event : -1;
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	if (!ret && event && (fd < 0 || fd > INT_MAX))
		ret = -EINVAL;
	if (!ret)
		ret = umd_set_teardown_event(owner, fd);
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_get_adapter(UINT index, CPGPU_DDI_ADAPTER *adapter)
{
	return umd_hresult_d3d11(adapter ? umd_adapter_find(index, adapter) :
				 -EINVAL);
}

HRESULT WINAPI cpgpu_ddi_get_path_adapter(const char *path,
					  CPGPU_DDI_ADAPTER *adapter)
{
	return umd_hresult_d3d11(path && adapter ?
				 umd_adapter_open(path, adapter) : -EINVAL);
}

HRESULT WINAPI cpgpu_ddi_get_device_adapter(HANDLE device,
					    CPGPU_DDI_ADAPTER *adapter)
{
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	if (!ret && !adapter)
		ret = -EINVAL;
	if (!ret)
		ret = umd_device_adapter(owner, adapter);
	return umd_hresult_d3d11(ret);
}

const char *WINAPI cpgpu_ddi_reason(HRESULT hr)
{
	return umd_reason(hr);
}

/* ---------------------------------------------------------------- fences -- */

static int find_fence(HANDLE device, HANDLE fence, struct umd_fence **found)
{
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	return ret ? ret : umd_fence_find(owner, fence, found);
}

HRESULT WINAPI cpgpu_ddi_create_fence(HANDLE device, UINT64 value,
				      HANDLE *fence)
{
	struct umd_device *owner;
	struct umd_fence *new;
	int ret = umd_device_find(device, &owner);

	if (!ret && !fence)
		ret = -EINVAL;
	if (!ret)
		ret = umd_fence_create(owner, value, &new);
	if (!ret)
		*fence = new;
	return umd_hresult_d3d11(ret);
}

HRESULT WINAPI cpgpu_ddi_open_fence(HANDLE device, HANDLE shared,
				    HANDLE *fence)
{
	intptr_t fd = (intptr_t)shared;
	struct umd_device *owner;
	struct umd_fence *new;
	int ret = umd_device_find(device, &owner);

	if (!ret && (!fence || fd <= 0 || fd > INT_MAX))
		ret = -EINVAL;
	if (!ret)
		ret = umd_fence_import(owner, fd, &new);
	if (!ret)
		*fence = new;
	return umd_hresult_d3d11(ret);
}

HRESULT WINAPI cpgpu_ddi_share_fence(HANDLE device, HANDLE fence,
				     HANDLE *shared)
{
	struct umd_fence *found;
	int fd, ret = find_fence(device, fence, &found);

	if (!ret && !shared)
		ret = -EINVAL;
	if (!ret)
		ret = umd_fence_export(found, &fd);
	if (!ret)
		*shared = (HANDLE)(intptr_t)fd;
	return umd_hresult_d3d11(ret);
}

HRESULT WINAPI cpgpu_ddi_destroy_fence(HANDLE device, HANDLE fence)
{
	struct umd_fence *found;
	int ret = find_fence(device, fence, &found);

	if (!ret)
		umd_fence_destroy(found);
	return umd_hresult_d3d11(ret);
}

HRESULT WINAPI cpgpu_ddi_fence_value(HANDLE device, HANDLE fence,
				     UINT64 *value)
{
	struct umd_fence *found;
	uint64_t now;
	int ret = find_fence(device, fence, &found);

	if (!ret && !value)
		ret = -EINVAL;
	if (!ret)
		ret = umd_fence_value(found, &now);
	if (!ret)
		*value = now;
	return umd_hresult_d3d11(ret);
}

HRESULT WINAPI cpgpu_ddi_signal_fence(HANDLE device, HANDLE fence,
				      UINT64 value)
{
	struct umd_fence *found;
	int ret = find_fence(device, fence, &found);

	if (!ret)
		ret = umd_fence_signal(found, value);
	return umd_hresult_d3d11(ret);
}

HRESULT WINAPI cpgpu_ddi_wait_fences(HANDLE device, const HANDLE *fences,
				     const UINT64 *values, UINT count,
				     UINT timeout_ms)
{
	struct umd_fence *found[UMD_WAIT_MAX];
	uint64_t points[UMD_WAIT_MAX];
	int ret = 0;
	UINT i;

	if (!fences || !values || count > UMD_WAIT_MAX)
		return E_INVALIDARG;
	for (i = 0; i < count && !ret; i++) {
		ret = find_fence(device, fences[i], &found[i]);
		points[i] = values[i];
	}
	if (!ret)
		ret = umd_fence_wait(found, points, count, timeout_ms);
	return ret == -ETIME ? S_FALSE : umd_hresult_d3d11(ret);
}
