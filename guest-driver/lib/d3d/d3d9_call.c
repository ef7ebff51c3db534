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

static const char *error_text(HRESULT hr)
{
	switch (hr) {
	case D3DERR_NOTAVAILABLE:
		return "the device cannot do this: see GetContentProtectionCaps";
	case D3DERR_UNSUPPORTEDCRYPTO:
		return "the crypto type and the decoder profile cannot be combined: pass NULL as the profile";
	case D3DERR_INVALIDCALL:
		return "wrong state: exchange a key first, start a refresh before finishing it, or take a higher IV";
	case E_INVALIDARG:
		return "a size, key, message or address is wrong";
	case D3DERR_CANNOTPROTECTCONTENT:
		return "the protection level forbids it";
	case D3DERR_OUTOFVIDEOMEMORY:
		return "the video memory is full";
	case E_OUTOFMEMORY:
		return "out of memory, or all sessions or channels are in use";
	case D3DERR_DEVICEREMOVED:
		return "the device is gone";
	case E_FAIL:
		return "the channel does not support this message, or the device failed";
	default:
		return "the driver failed";
	}
}

HRESULT d3d9_result(struct d3d9_device *device, HRESULT hr,
		    const char *function)
{
	if (FAILED(hr))
		report_error(&device->report, hr, function, "%s",
			     error_text(hr));
	return hr;
}

HRESULT d3d9_unsupported(struct d3d9_device *device, const char *method)
{
	return report_error(&device->report, E_NOTIMPL, method,
			    "not implemented: this method is not part of content protection");
}
