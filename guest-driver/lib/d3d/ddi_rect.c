// SPDX-License-Identifier: MIT
/*
 * Extensions of both driver tables for pictures: see cpgpu_ddi.h
 */
#include <errno.h>

#include "cpgpu_ddi.h"
#include "umd.h"

static int find(HANDLE device, HANDLE resource, struct umd_resource **found)
{
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	return ret ? ret : umd_resource_find(owner, resource, found);
}

static struct umd_rect rect_of(const CPGPU_DDI_RECT *rect)
{
	return (struct umd_rect) {
		.src_offset = rect->SrcOffset,
		.dst_offset = rect->DstOffset,
		.row_bytes = rect->RowBytes,
		.rows = rect->Rows,
	};
}

HRESULT WINAPI cpgpu_ddi_copy_rect(HANDLE device, HANDLE src, HANDLE dst,
				   const CPGPU_DDI_RECT *rect)
{
	struct umd_resource *from, *to;
	struct umd_rect area;
	int ret = rect ? find(device, src, &from) : -EINVAL;

	if (!ret)
		ret = find(device, dst, &to);
	if (!ret) {
		area = rect_of(rect);
		ret = umd_rect_copy(from, to, &area);
	}
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_fill_rect(HANDLE device, HANDLE dst,
				   const CPGPU_DDI_RECT *rect, UINT value)
{
	struct umd_resource *to;
	struct umd_rect area;
	int ret = rect ? find(device, dst, &to) : -EINVAL;

	if (!ret) {
		area = rect_of(rect);
		ret = umd_rect_fill(to, &area, value);
	}
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_resource_object(HANDLE device, HANDLE resource,
					 UINT *object)
{
	struct umd_resource *found;
	int ret = object ? find(device, resource, &found) : -EINVAL;

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
