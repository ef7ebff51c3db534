// SPDX-License-Identifier: MIT
/* Direct3D 9: what surfaces and textures share, IDirect3DResource9 */
#include "d3d9_object.h"

void d3d9_resource_init(struct d3d9_resource *resource,
			struct d3d9_device *device, D3DPOOL pool)
{
	resource->device = device;
	resource->pool = pool;
	private_data_init(&resource->data);
}

void d3d9_resource_free(struct d3d9_resource *resource)
{
	private_data_free(&resource->data);
}

/* ---------------------------------------------------------- private data -- */

HRESULT d3d9_resource_set_data(struct d3d9_resource *resource, REFGUID guid,
			       const void *data, DWORD size, DWORD flags,
			       const char *function)
{
	struct d3d9_device *device = resource->device;
	HRESULT hr;

	if (!guid || !data)
		return d3d9_refuse(device, function,
				   "refguid or pData is NULL: FreePrivateData removes data");
	if (flags & ~D3DSPD_IUNKNOWN)
		return d3d9_refuse(device, function,
				   "Flags 0x%x: only D3DSPD_IUNKNOWN is known",
				   flags);
	if (flags && size != sizeof(IUnknown *))
		return d3d9_refuse(device, function,
				   "an interface has %zu bytes, not %u",
				   sizeof(IUnknown *), size);
	hr = flags ? private_data_set_interface(&resource->data, guid, data) :
		     private_data_set(&resource->data, guid, size, data);
	return d3d9_result(device, hr, function);
}

HRESULT d3d9_resource_get_data(struct d3d9_resource *resource, REFGUID guid,
			       void *data, DWORD *size, const char *function)
{
	struct d3d9_device *device = resource->device;
	HRESULT hr;

	if (!guid || !size)
		return d3d9_refuse(device, function,
				   "refguid or pSizeOfData is NULL");
	hr = private_data_get(&resource->data, guid, size, data);
	if (hr == DXGI_ERROR_NOT_FOUND)
		return report_error(&device->report, D3DERR_NOTFOUND, function,
				    "there is no data with this GUID");
	if (hr == DXGI_ERROR_MORE_DATA)
		return report_error(&device->report, D3DERR_MOREDATA, function,
				    "the data has %u bytes", *size);
	return hr;
}

HRESULT d3d9_resource_free_data(struct d3d9_resource *resource, REFGUID guid,
				const char *function)
{
	struct d3d9_device *device = resource->device;
	UINT size = 0;

	if (!guid)
		return d3d9_refuse(device, function, "refguid is NULL");
	if (FAILED(private_data_get(&resource->data, guid, &size, NULL)))
		return report_error(&device->report, D3DERR_NOTFOUND, function,
				    "there is no data with this GUID");
	return private_data_set(&resource->data, guid, 0, NULL);
}

/* -------------------------------------------------------------- priority -- */

/* As documented: only Ex devices have priorities in D3DPOOL_DEFAULT. */
DWORD d3d9_resource_set_priority(struct d3d9_resource *resource,
				 DWORD priority)
{
	struct d3d9_device *device = resource->device;
	DWORD old;

	if (resource->pool != D3DPOOL_DEFAULT || !device->d3d->ex)
		return 0;
	pthread_mutex_lock(&device->lock);
	old = resource->priority;
	resource->priority = priority;
	pthread_mutex_unlock(&device->lock);
	return old;
}

DWORD d3d9_resource_get_priority(struct d3d9_resource *resource)
{
	struct d3d9_device *device = resource->device;
	DWORD priority;

	pthread_mutex_lock(&device->lock);
	priority = resource->priority;
	pthread_mutex_unlock(&device->lock);
	return priority;
}
