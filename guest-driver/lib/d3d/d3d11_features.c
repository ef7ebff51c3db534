// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11Device::CheckFeatureSupport */
#include "d3d11_objects.h"

#define FEATURE "ID3D11Device::CheckFeatureSupport"

/*
 * Most features are about shaders, which the device lacks: all members of their
 * structures are zero.
 */
static const size_t sizes[] = {
	[D3D11_FEATURE_THREADING] = sizeof(D3D11_FEATURE_DATA_THREADING),
	[D3D11_FEATURE_DOUBLES] = sizeof(D3D11_FEATURE_DATA_DOUBLES),
	[D3D11_FEATURE_FORMAT_SUPPORT] =
		sizeof(D3D11_FEATURE_DATA_FORMAT_SUPPORT),
	[D3D11_FEATURE_FORMAT_SUPPORT2] =
		sizeof(D3D11_FEATURE_DATA_FORMAT_SUPPORT2),
	[D3D11_FEATURE_D3D10_X_HARDWARE_OPTIONS] =
		sizeof(D3D11_FEATURE_DATA_D3D10_X_HARDWARE_OPTIONS),
	[D3D11_FEATURE_D3D11_OPTIONS] =
		sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS),
	[D3D11_FEATURE_ARCHITECTURE_INFO] =
		sizeof(D3D11_FEATURE_DATA_ARCHITECTURE_INFO),
	[D3D11_FEATURE_D3D9_OPTIONS] = sizeof(D3D11_FEATURE_DATA_D3D9_OPTIONS),
	[D3D11_FEATURE_SHADER_MIN_PRECISION_SUPPORT] =
		sizeof(D3D11_FEATURE_DATA_SHADER_MIN_PRECISION_SUPPORT),
	[D3D11_FEATURE_D3D9_SHADOW_SUPPORT] =
		sizeof(D3D11_FEATURE_DATA_D3D9_SHADOW_SUPPORT),
	[D3D11_FEATURE_D3D11_OPTIONS1] =
		sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS1),
	[D3D11_FEATURE_D3D9_SIMPLE_INSTANCING_SUPPORT] =
		sizeof(D3D11_FEATURE_DATA_D3D9_SIMPLE_INSTANCING_SUPPORT),
	[D3D11_FEATURE_MARKER_SUPPORT] =
		sizeof(D3D11_FEATURE_DATA_MARKER_SUPPORT),
	[D3D11_FEATURE_D3D9_OPTIONS1] =
		sizeof(D3D11_FEATURE_DATA_D3D9_OPTIONS1),
	[D3D11_FEATURE_D3D11_OPTIONS2] =
		sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS2),
	[D3D11_FEATURE_D3D11_OPTIONS3] =
		sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS3),
	[D3D11_FEATURE_GPU_VIRTUAL_ADDRESS_SUPPORT] =
		sizeof(D3D11_FEATURE_DATA_GPU_VIRTUAL_ADDRESS_SUPPORT),
	[D3D11_FEATURE_D3D11_OPTIONS4] = sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS4),
	[D3D11_FEATURE_SHADER_CACHE] = sizeof(D3D11_FEATURE_DATA_SHADER_CACHE),
	[D3D11_FEATURE_D3D11_OPTIONS5] =
		sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS5),
};

static HRESULT check_format(struct d3d11_device *device, void *data, bool first)
{
	D3D11_FEATURE_DATA_FORMAT_SUPPORT format;
	HRESULT hr;

	/* the second feature has a structure of the same layout, and no bit */
	memcpy(&format, data, sizeof(format));
	hr = ID3D11Device5_CheckFormatSupport(&device->iface, format.InFormat,
					      &format.OutFormatSupport);
	if (!first)
		format.OutFormatSupport = 0;
	memcpy(data, &format, sizeof(format));
	return hr;
}

HRESULT d3d11_check_feature(struct d3d11_device *device, D3D11_FEATURE feature,
			    void *data, UINT size)
{
	static const D3D11_FEATURE_DATA_THREADING threading = {
		.DriverConcurrentCreates = TRUE,
	};

	if ((size_t)feature >= ARRAY_SIZE(sizes))
		return d3d11_fail(device, E_INVALIDARG, FEATURE,
				  "unknown Feature %d", feature);
	if (!data || size != sizes[feature])
		return d3d11_fail(device, E_INVALIDARG, FEATURE,
				  "pFeatureSupportData is NULL, or its size is %u, not %zu",
				  size, sizes[feature]);
	switch (feature) {
	case D3D11_FEATURE_FORMAT_SUPPORT:
	case D3D11_FEATURE_FORMAT_SUPPORT2:
		return check_format(device, data,
				    feature == D3D11_FEATURE_FORMAT_SUPPORT);
	case D3D11_FEATURE_THREADING:
		memcpy(data, &threading, size);
		return S_OK;
	default:
		memset(data, 0, size);
		return S_OK;
	}
}
