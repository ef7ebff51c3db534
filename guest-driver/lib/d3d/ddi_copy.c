// SPDX-License-Identifier: MIT
/* Extensions of both driver tables for Linux: copies in video memory */
#include <errno.h>

#include "cpgpu_ddi.h"
#include "umd.h"

static int find_resource(HANDLE device, HANDLE resource,
			 const CPGPU_DDI_ROWS *rows,
			 struct umd_resource **found)
{
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	if (!ret && !rows)
		ret = -EINVAL;
	return ret ? ret : umd_resource_find(owner, resource, found);
}

static struct umd_rows umd_rows(const CPGPU_DDI_ROWS *rows)
{
	return (struct umd_rows) { rows->Offset, rows->RowBytes, rows->Rows };
}

HRESULT WINAPI cpgpu_ddi_copy_resource(HANDLE device, HANDLE destination,
				       const CPGPU_DDI_ROWS *rows,
				       HANDLE source, UINT src_offset)
{
	struct umd_resource *src, *dst;
	struct umd_rows to;
	int ret = find_resource(device, destination, rows, &dst);

	if (!ret)
		ret = find_resource(device, source, rows, &src);
	if (!ret) {
		to = umd_rows(rows);
		ret = umd_copy(dst, &to, src, src_offset);
	}
	return umd_hresult_d3d9(ret);
}

HRESULT WINAPI cpgpu_ddi_fill_resource(HANDLE device, HANDLE resource,
				       const CPGPU_DDI_ROWS *rows, UINT value)
{
	struct umd_resource *dst;
	struct umd_rows to;
	int ret = find_resource(device, resource, rows, &dst);

	if (!ret) {
		to = umd_rows(rows);
		ret = umd_fill(dst, &to, value);
	}
	return umd_hresult_d3d9(ret);
}
