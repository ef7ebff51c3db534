// SPDX-License-Identifier: MIT
/* Direct3D 11: Map and Unmap of ID3D11DeviceContext and IDXGISurface */
#include "d3d11_resource.h"

/* Which CPU access does the type need?  0: a type for dynamic resources. */
static UINT access_of(D3D11_MAP type)
{
	switch (type) {
	case D3D11_MAP_READ:
		return D3D11_CPU_ACCESS_READ;
	case D3D11_MAP_WRITE:
		return D3D11_CPU_ACCESS_WRITE;
	case D3D11_MAP_READ_WRITE:
		return D3D11_CPU_ACCESS_READ | D3D11_CPU_ACCESS_WRITE;
	default:
		return 0;
	}
}

static const char *check_dynamic(const struct d3d11_resource *resource,
				 D3D11_MAP type, UINT flags)
{
	if (resource->usage != D3D11_USAGE_DYNAMIC)
		return "this MapType is for D3D11_USAGE_DYNAMIC";
	if (flags)
		return "DO_NOT_WAIT is not for WRITE_DISCARD and WRITE_NO_OVERWRITE";
	if (type == D3D11_MAP_WRITE_NO_OVERWRITE && !d3d11_is_buffer(resource))
		return "MapType WRITE_NO_OVERWRITE is for buffers";
	return NULL;
}

static const char *check_map(const struct d3d11_resource *resource,
			     UINT subresource, D3D11_MAP type, UINT flags)
{
	if (subresource >= resource->count)
		return "the resource has no such subresource";
	if (flags & ~(UINT)D3D11_MAP_FLAG_DO_NOT_WAIT)
		return "unknown MapFlags";
	if (type < D3D11_MAP_READ || type > D3D11_MAP_WRITE_NO_OVERWRITE)
		return "unknown MapType";
	if (!access_of(type))
		return check_dynamic(resource, type, flags);
	if (resource->usage == D3D11_USAGE_DYNAMIC)
		return "D3D11_USAGE_DYNAMIC takes only MapType WRITE_DISCARD and WRITE_NO_OVERWRITE";
	if (access_of(type) & ~resource->cpu_access)
		return "the resource lacks the CPU access for this MapType";
	return NULL;
}

HRESULT d3d11_map(struct d3d11_resource *resource, UINT subresource,
		  D3D11_MAP type, UINT flags, D3D11_MAPPED_SUBRESOURCE *mapped,
		  const char *function)
{
	struct d3d11_device *device = resource->child.device;
	HANDLE ddi = device->ddi.pDrvPrivate;
	UINT pitch, size;
	const char *wrong;
	void *data;
	HRESULT hr;

	if (resource->restricted)
		return d3d11_fail(device, E_ACCESSDENIED, function,
				  "protected content cannot be mapped");
	wrong = check_map(resource, subresource, type, flags);
	if (wrong)
		return d3d11_fail(device, E_INVALIDARG, function, "%s", wrong);
	d3d11_lock(device);
	hr = cpgpu_ddi_map_resource(ddi, resource->ddi[subresource], &data,
				    &pitch);
	d3d11_unlock(device);
	if (hr == D3DERR_INVALIDCALL)
		return d3d11_fail(device, E_INVALIDARG, function,
				  "it is already mapped");
	if (FAILED(hr))
		return d3d11_result(device, hr, function);
	cpgpu_ddi_resource_size(ddi, resource->ddi[subresource], NULL, &size);
	mapped->pData = data;
	mapped->RowPitch = pitch;
	mapped->DepthPitch = size;
	return S_OK;
}

HRESULT d3d11_unmap(struct d3d11_resource *resource, UINT subresource,
		    const char *function)
{
	struct d3d11_device *device = resource->child.device;
	HRESULT hr;

	if (subresource >= resource->count)
		return d3d11_fail(device, E_INVALIDARG, function,
				  "the resource has no such subresource");
	d3d11_lock(device);
	hr = cpgpu_ddi_unmap_resource(device->ddi.pDrvPrivate,
				      resource->ddi[subresource]);
	d3d11_unlock(device);
	if (FAILED(hr))
		return d3d11_fail(device, E_INVALIDARG, function,
				  "it is not mapped");
	return S_OK;
}
