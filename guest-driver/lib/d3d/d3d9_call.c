// SPDX-License-Identifier: MIT
/* Direct3D 9: calling the driver, and reporting its errors */
#include <stdio.h>

#include "d3d9_object.h"

HRESULT d3d9_get_caps(struct d3d9_device *device, D3DDDICAPS_TYPE type,
		      const void *info, void *data, UINT size)
{
	D3DDDIARG_GETCAPS caps = {
		.Type = type,
		.pInfo = info,
		.pData = data,
		.DataSize = size,
	};
	HRESULT hr;

	pthread_mutex_lock(&device->lock);
	hr = device->adapter_funcs.pfnGetCaps(device->adapter, &caps);
	pthread_mutex_unlock(&device->lock);
	return hr;
}

HRESULT d3d9_certificate_size(struct d3d9_device *device,
			      const DDICERTIFICATEINFO *info, UINT *size,
			      const char *function)
{
	if (!size)
		return d3d9_refuse(device, function,
				   "pCertificateSize is NULL");
	return d3d9_result(device,
			   d3d9_get_caps(device,
					 D3DDDICAPS_GETCERTIFICATESIZE, info,
					 size, sizeof(*size)), function);
}

HRESULT d3d9_certificate(struct d3d9_device *device,
			 const DDICERTIFICATEINFO *info, UINT size,
			 BYTE *certificate, const char *function)
{
	if (!certificate)
		return d3d9_refuse(device, function, "ppCertificate is NULL");
	return d3d9_result(device,
			   d3d9_get_caps(device, D3DDDICAPS_GETCERTIFICATE,
					 info, certificate, size), function);
}

HRESULT d3d9_result(struct d3d9_device *device, HRESULT hr,
		    const char *function)
{
	if (FAILED(hr))
		report_error(&device->report, hr, function, "%s",
			     cpgpu_ddi_reason(hr));
	return hr;
}

HRESULT d3d9_unsupported(struct d3d9_device *device, const char *method)
{
	return report_error(&device->report, E_NOTIMPL, method,
			    "not implemented: this method is not part of content protection");
}

bool d3d9_device_is_gone(struct d3d9_device *device)
{
	const DDICONTENTPROTECTIONCAPS all = { 0 };
	D3DCONTENTPROTECTIONCAPS caps;

	return d3d9_get_caps(device, D3DDDICAPS_GETCONTENTPROTECTIONCAPS, &all,
			     &caps, sizeof(caps)) == D3DERR_DEVICEREMOVED;
}

HRESULT d3d9_device_get(struct d3d9_device *device, IDirect3DDevice9 **out,
			const char *function)
{
	if (!out)
		return d3d9_refuse(device, function, "ppDevice is NULL");
	com_add_ref(&device->com);
	*out = (IDirect3DDevice9 *)&device->iface;
	return D3D_OK;
}
