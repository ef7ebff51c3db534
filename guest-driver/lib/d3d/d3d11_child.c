// SPDX-License-Identifier: MIT
/* Direct3D 11: what all objects and all calls of the driver have in common */
#include "d3d11_objects.h"

_Thread_local HRESULT d3d11_driver_error;

void d3d11_child_init(struct d3d11_child *child, const struct com_class *class,
		      struct d3d11_device *device)
{
	com_init(&child->com, class, &device->com);
	child->device = device;
	private_data_init(&child->data);
}

void d3d11_child_free(struct d3d11_child *child)
{
	private_data_free(&child->data);
}

void d3d11_child_get_device(const struct d3d11_child *child, ID3D11Device **out)
{
	if (!out)
		return;
	*out = (ID3D11Device *)&child->device->iface;
	ID3D11Device_AddRef(*out);
}

bool d3d11_child_belongs(struct d3d11_device *device,
			 const struct d3d11_child *child,
			 const char *what, const char *function)
{
	if (!child)
		d3d11_fail(device, E_INVALIDARG, function,
			   "%s is NULL or not of this library", what);
	else if (child->device != device)
		d3d11_fail(device, E_INVALIDARG, function,
			   "%s belongs to another device", what);
	else
		return true;
	return false;
}

HRESULT d3d11_certificate_size(struct d3d11_device *device,
			       const D3D11_1DDI_CERTIFICATE_INFO *info,
			       UINT *size, const char *function)
{
	d3d11_driver_begin();
	device->funcs.pfnGetCertificateSize(device->ddi, info, size);
	return d3d11_result(device, d3d11_driver_end(), function);
}

HRESULT d3d11_certificate(struct d3d11_device *device,
			  const D3D11_1DDI_CERTIFICATE_INFO *info, UINT size,
			  BYTE *data, const char *function)
{
	d3d11_driver_begin();
	device->funcs.pfnGetCertificate(device->ddi, info, size, data);
	return d3d11_result(device, d3d11_driver_end(), function);
}

HRESULT d3d11_unsupported(struct d3d11_device *device, const char *method)
{
	return d3d11_fail(device, E_NOTIMPL, method,
			  "not implemented: this method is not part of content protection");
}

HRESULT d3d11_result(struct d3d11_device *device, HRESULT hr,
			  const char *function)
{
	if (FAILED(hr))
		d3d11_fail(device, hr, function, "%s", cpgpu_ddi_reason(hr));
	return hr;
}

/* A device that was removed fails a query of its capabilities. */
bool d3d11_device_is_removed(struct d3d11_device *device)
{
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps;

	return device->funcs.pfnGetContentProtectionCaps(
		       device->ddi, NULL, NULL, &caps) ==
	       D3DDDIERR_DEVICEREMOVED;
}
