// SPDX-License-Identifier: MIT
#include "resource.h"

HANDLE create_resource(HANDLE device, BOOL restricted)
{
	const CPGPU_DDI_RESOURCE_DESC desc = {
		.RowBytes = PITCH,
		.Rows = HEIGHT,
		.Restricted = restricted,
	};
	HANDLE resource;

	must(cpgpu_ddi_create_resource(device, &desc, &resource),
	     "create a resource");
	return resource;
}

void *map_resource(HANDLE device, HANDLE resource)
{
	void *data;

	must(cpgpu_ddi_map_resource(device, resource, &data, NULL),
	     "map a resource");
	return data;
}

void unmap_resource(HANDLE device, HANDLE resource)
{
	must(cpgpu_ddi_unmap_resource(device, resource), "unmap a resource");
}
