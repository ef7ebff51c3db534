// SPDX-License-Identifier: MIT
/* Direct3D 9: what IDirect3D9Ex says about formats and capabilities */
#include "d3d9_factory.h"

/* Report that something is not there. */
#define not_available(d3d, function, ...) \
	report_error(&(d3d)->report, D3DERR_NOTAVAILABLE, function, __VA_ARGS__)

static HRESULT check_device(struct d3d9 *d3d, UINT adapter, D3DDEVTYPE type,
			    const char *function)
{
	if (!d3d9_factory_check_adapter(d3d, adapter, function))
		return D3DERR_INVALIDCALL;
	if (type < D3DDEVTYPE_HAL || type > D3DDEVTYPE_NULLREF)
		return d3d9_refuse(d3d, function, "DeviceType %d is unknown",
				   type);
	if (type != D3DDEVTYPE_HAL)
		return not_available(d3d, function,
				     "there is no device of DeviceType %d: use D3DDEVTYPE_HAL",
				     type);
	return D3D_OK;
}

static HRESULT check_display(struct d3d9 *d3d, UINT adapter, D3DDEVTYPE type,
			     D3DFORMAT display, const char *function)
{
	HRESULT hr = check_device(d3d, adapter, type, function);

	if (FAILED(hr))
		return hr;
	if (display == D3DFMT_UNKNOWN)
		return d3d9_refuse(d3d, function,
				   "AdapterFormat must not be D3DFMT_UNKNOWN");
	if (display != D3D9_DISPLAY_FORMAT)
		return not_available(d3d, function,
				     "the display has D3DFMT_X8R8G8B8 only, not format %d",
				     display);
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_RegisterSoftwareDevice(IDirect3D9Ex *This, void *init)
{
	static const char function[] = "IDirect3D9::RegisterSoftwareDevice";
	struct d3d9 *d3d = d3d9_factory_of(This);

	if (!init)
		return d3d9_refuse(d3d, function,
				   "pInitializeFunction is NULL");
	return not_available(d3d, function,
			     "software devices cannot protect content");
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceType(IDirect3D9Ex *This, UINT adapter, D3DDEVTYPE type,
			     D3DFORMAT display, D3DFORMAT back_buffer,
			     WINBOOL windowed)
{
	static const char function[] = "IDirect3D9::CheckDeviceType";
	struct d3d9 *d3d = d3d9_factory_of(This);
	HRESULT hr = check_display(d3d, adapter, type, display, function);

	if (FAILED(hr))
		return hr;
	if (back_buffer == D3DFMT_UNKNOWN && windowed)
		return D3D_OK;
	if (!d3d9_can_show(back_buffer))
		return not_available(d3d, function,
				     "back buffers are D3DFMT_X8R8G8B8 or D3DFMT_A8R8G8B8, not format %d",
				     back_buffer);
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceFormat(IDirect3D9Ex *This, UINT adapter,
			       D3DDEVTYPE type, D3DFORMAT display, DWORD usage,
			       D3DRESOURCETYPE kind, D3DFORMAT format)
{
	static const char function[] = "IDirect3D9::CheckDeviceFormat";
	struct d3d9 *d3d = d3d9_factory_of(This);
	DWORD allowed = D3D9_USAGE_RESTRICTED | D3DUSAGE_RENDERTARGET;
	HRESULT hr = check_display(d3d, adapter, type, display, function);

	if (FAILED(hr))
		return hr;
	if (kind < D3DRTYPE_SURFACE || kind > D3DRTYPE_INDEXBUFFER)
		return d3d9_refuse(d3d, function, "RType %d is unknown", kind);
	if (kind != D3DRTYPE_SURFACE && kind != D3DRTYPE_TEXTURE)
		return not_available(d3d, function,
				     "there are surfaces and textures, but not RType %d",
				     kind);
	if (kind == D3DRTYPE_TEXTURE)
		allowed |= D3DUSAGE_DYNAMIC;
	if (usage & ~allowed)
		return not_available(d3d, function,
				     "usage 0x%x is not supported: no depth buffers, no filters, no mipmaps",
				     usage & ~allowed);
	if (!d3d9_format_bits(format))
		return not_available(d3d, function,
				     "format %d is not supported", format);
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceMultiSampleType(IDirect3D9Ex *This, UINT adapter,
					D3DDEVTYPE type, D3DFORMAT format,
					WINBOOL windowed,
					D3DMULTISAMPLE_TYPE samples,
					DWORD *levels)
{
	static const char function[] =
		"IDirect3D9::CheckDeviceMultiSampleType";
	struct d3d9 *d3d = d3d9_factory_of(This);
	HRESULT hr = check_device(d3d, adapter, type, function);

	(void)windowed;
	if (FAILED(hr))
		return hr;
	if ((UINT)samples > D3DMULTISAMPLE_16_SAMPLES)
		return d3d9_refuse(d3d, function,
				   "MultiSampleType %u is unknown", samples);
	if (format == D3DFMT_UNKNOWN)
		return d3d9_refuse(d3d, function,
				   "SurfaceFormat must not be D3DFMT_UNKNOWN");
	if (samples || !d3d9_format_bits(format))
		return not_available(d3d, function,
				     "format %d with %u samples: only D3DMULTISAMPLE_NONE is supported",
				     format, samples);
	if (levels)
		*levels = 1;
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDepthStencilMatch(IDirect3D9Ex *This, UINT adapter,
				    D3DDEVTYPE type, D3DFORMAT display,
				    D3DFORMAT target, D3DFORMAT depth)
{
	static const char function[] = "IDirect3D9::CheckDepthStencilMatch";
	struct d3d9 *d3d = d3d9_factory_of(This);
	HRESULT hr = check_display(d3d, adapter, type, display, function);

	if (FAILED(hr))
		return hr;
	return not_available(d3d, function,
			     "there are no depth buffers: format %d cannot go with %d",
			     depth, target);
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_CheckDeviceFormatConversion(IDirect3D9Ex *This, UINT adapter,
					 D3DDEVTYPE type, D3DFORMAT from,
					 D3DFORMAT to)
{
	static const char function[] =
		"IDirect3D9::CheckDeviceFormatConversion";
	struct d3d9 *d3d = d3d9_factory_of(This);
	HRESULT hr = check_device(d3d, adapter, type, function);

	if (FAILED(hr))
		return hr;
	if (from != to || !d3d9_format_bits(from))
		return not_available(d3d, function,
				     "StretchRect does not convert format %d to %d",
				     from, to);
	return D3D_OK;
}

/* All that is not named here is 0: the device does not draw. */
void d3d9_fill_caps(UINT adapter, D3DCAPS9 *caps)
{
	*caps = (D3DCAPS9) {
		.DeviceType = D3DDEVTYPE_HAL,
		.AdapterOrdinal = adapter,
		.Caps2 = D3DCAPS2_DYNAMICTEXTURES,
		.PresentationIntervals = D3DPRESENT_INTERVAL_ONE,
		.DevCaps2 = D3DDEVCAPS2_CAN_STRETCHRECT_FROM_TEXTURES,
		.MaxTextureWidth = D3D9_EXTENT_MAX,
		.MaxTextureHeight = D3D9_EXTENT_MAX,
		.MasterAdapterOrdinal = adapter,
		.NumberOfAdaptersInGroup = 1,
		.NumSimultaneousRTs = 1,
	};
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_GetDeviceCaps(IDirect3D9Ex *This, UINT adapter, D3DDEVTYPE type,
			   D3DCAPS9 *caps)
{
	static const char function[] = "IDirect3D9::GetDeviceCaps";
	struct d3d9 *d3d = d3d9_factory_of(This);
	HRESULT hr = check_device(d3d, adapter, type, function);

	if (FAILED(hr))
		return hr;
	if (!caps)
		return d3d9_refuse(d3d, function, "pCaps is NULL");
	d3d9_fill_caps(adapter, caps);
	return D3D_OK;
}
