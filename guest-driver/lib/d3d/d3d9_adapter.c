// SPDX-License-Identifier: MIT
/* Direct3D 9: the adapters of IDirect3D9Ex, and their display modes */
#include <stdio.h>
#include <stdlib.h>

#include "d3d9_factory.h"
#include "d3d9_kms.h"

#define UMD_NAME "libcpgpu-d3d.so"

bool d3d9_factory_check_adapter(struct d3d9 *d3d, UINT adapter,
				const char *function)
{
	if (adapter < d3d->adapter_count)
		return true;
	d3d9_refuse(d3d, function, "there is no adapter %u: there are %u",
		    adapter, d3d->adapter_count);
	return false;
}

UINT STDMETHODCALLTYPE d3d9_factory_GetAdapterCount(IDirect3D9Ex *This)
{
	return d3d9_factory_of(This)->adapter_count;
}

/* -------------------------------------------------------------- identity -- */

/* This library is the driver that programs want to know the version of. */
static LARGE_INTEGER driver_version(void)
{
	UINT major = 0, minor = 0, patch = 0;
	LARGE_INTEGER version;

	sscanf(CPGPU_LIB_VERSION, "%u.%u.%u", &major, &minor, &patch);
	version.HighPart = major << 16 | minor;
	version.LowPart = patch << 16;
	return version;
}

/* As documented: changes with the chip and with the driver. */
static GUID identifier_of(const D3DADAPTER_IDENTIFIER9 *info)
{
	UINT subsystem = info->SubSysId, version = info->DriverVersion.LowPart;
	GUID guid = {
		.Data1 = info->VendorId << 16 | info->DeviceId,
		.Data2 = subsystem >> 16,
		.Data3 = subsystem,
	};

	memcpy(guid.Data4, &info->DriverVersion.HighPart, 4);
	memcpy(guid.Data4 + 4, &version, 4);
	guid.Data4[4] ^= info->Revision;
	return guid;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterIdentifier(IDirect3D9Ex *This, UINT adapter,
				  DWORD flags, D3DADAPTER_IDENTIFIER9 *out)
{
	static const char function[] = "IDirect3D9::GetAdapterIdentifier";
	struct d3d9 *d3d = d3d9_factory_of(This);
	const CPGPU_DDI_ADAPTER *found;
	D3DADAPTER_IDENTIFIER9 info = { 0 };

	if (!d3d9_factory_check_adapter(d3d, adapter, function))
		return D3DERR_INVALIDCALL;
	if (!out)
		return d3d9_refuse(d3d, function, "pIdentifier is NULL");
	if (flags & ~D3DENUM_WHQL_LEVEL)
		return d3d9_refuse(d3d, function,
				   "Flags 0x%x: only D3DENUM_WHQL_LEVEL is known",
				   flags);
	found = &d3d->adapters[adapter];
	snprintf(info.Driver, sizeof(info.Driver), "%s", UMD_NAME);
	snprintf(info.Description, sizeof(info.Description), "%s",
		 found->Description);
	snprintf(info.DeviceName, sizeof(info.DeviceName), "%s", found->Path);
	info.DriverVersion = driver_version();
	info.VendorId = found->VendorId;
	info.DeviceId = found->DeviceId;
	info.SubSysId = found->SubSysId;
	info.Revision = found->Revision;
	info.DeviceIdentifier = identifier_of(&info);
	*out = info;
	return D3D_OK;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterLUID(IDirect3D9Ex *This, UINT adapter, LUID *luid)
{
	static const char function[] = "IDirect3D9Ex::GetAdapterLUID";
	struct d3d9 *d3d = d3d9_factory_of(This);

	if (!d3d9_factory_check_adapter(d3d, adapter, function))
		return D3DERR_INVALIDCALL;
	if (!luid)
		return d3d9_refuse(d3d, function, "pLUID is NULL");
	*luid = d3d->adapters[adapter].Luid;
	return D3D_OK;
}

/* There are no windows, and so no monitors that they could be on. */
HMONITOR STDMETHODCALLTYPE
d3d9_factory_GetAdapterMonitor(IDirect3D9Ex *This, UINT adapter)
{
	d3d9_factory_check_adapter(d3d9_factory_of(This), adapter,
				   "IDirect3D9::GetAdapterMonitor");
	return NULL;
}

/* ----------------------------------------------------------------- modes -- */

/* The list stays as long as @d3d exists, so that indices are valid. */
static const struct d3d9_modes *modes_of(struct d3d9 *d3d, UINT adapter)
{
	struct d3d9_modes *modes = &d3d->modes[adapter];

	pthread_mutex_lock(&d3d->lock);
	if (!modes->list)
		d3d9_read_modes(d3d->adapters[adapter].Path, modes);
	pthread_mutex_unlock(&d3d->lock);
	return modes;
}

static HRESULT enum_mode(struct d3d9 *d3d, UINT adapter, D3DFORMAT format,
			 UINT index, D3DDISPLAYMODEEX *mode,
			 const char *function)
{
	const struct d3d9_modes *modes;

	if (format != D3D9_DISPLAY_FORMAT)
		return report_error(&d3d->report, D3DERR_NOTAVAILABLE, function,
				    "the display has D3DFMT_X8R8G8B8 only, not format %d",
				    format);
	modes = modes_of(d3d, adapter);
	if (index >= modes->count)
		return d3d9_refuse(d3d, function,
				   "there is no mode %u: there are %u", index,
				   modes->count);
	*mode = modes->list[index];
	return D3D_OK;
}

static D3DDISPLAYMODE old_mode(const D3DDISPLAYMODEEX *mode)
{
	return (D3DDISPLAYMODE) {
		.Width = mode->Width,
		.Height = mode->Height,
		.RefreshRate = mode->RefreshRate,
		.Format = mode->Format,
	};
}

UINT STDMETHODCALLTYPE
d3d9_factory_GetAdapterModeCount(IDirect3D9Ex *This, UINT adapter,
				 D3DFORMAT format)
{
	struct d3d9 *d3d = d3d9_factory_of(This);

	if (!d3d9_factory_check_adapter(d3d, adapter,
					"IDirect3D9::GetAdapterModeCount") ||
	    format != D3D9_DISPLAY_FORMAT)
		return 0;
	return modes_of(d3d, adapter)->count;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_EnumAdapterModes(IDirect3D9Ex *This, UINT adapter,
			      D3DFORMAT format, UINT index,
			      D3DDISPLAYMODE *mode)
{
	static const char function[] = "IDirect3D9::EnumAdapterModes";
	struct d3d9 *d3d = d3d9_factory_of(This);
	D3DDISPLAYMODEEX found;
	HRESULT hr;

	if (!d3d9_factory_check_adapter(d3d, adapter, function))
		return D3DERR_INVALIDCALL;
	if (!mode)
		return d3d9_refuse(d3d, function, "pMode is NULL");
	hr = enum_mode(d3d, adapter, format, index, &found, function);
	if (SUCCEEDED(hr))
		*mode = old_mode(&found);
	return hr;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterDisplayMode(IDirect3D9Ex *This, UINT adapter,
				   D3DDISPLAYMODE *mode)
{
	static const char function[] = "IDirect3D9::GetAdapterDisplayMode";
	struct d3d9 *d3d = d3d9_factory_of(This);
	D3DDISPLAYMODEEX now;

	if (!d3d9_factory_check_adapter(d3d, adapter, function))
		return D3DERR_INVALIDCALL;
	if (!mode)
		return d3d9_refuse(d3d, function, "pMode is NULL");
	now = d3d9_current_mode(d3d->adapters[adapter].Path);
	*mode = old_mode(&now);
	return D3D_OK;
}

static HRESULT check_filter(struct d3d9 *d3d,
			    const D3DDISPLAYMODEFILTER *filter,
			    const char *function)
{
	if (!filter)
		return d3d9_refuse(d3d, function, "pFilter is NULL");
	if (filter->Size != sizeof(*filter))
		return d3d9_refuse(d3d, function,
				   "pFilter->Size is %u, not sizeof(D3DDISPLAYMODEFILTER)",
				   filter->Size);
	if ((UINT)filter->ScanLineOrdering > D3DSCANLINEORDERING_INTERLACED)
		return d3d9_refuse(d3d, function,
				   "pFilter->ScanLineOrdering %u is unknown",
				   filter->ScanLineOrdering);
	return D3D_OK;
}

UINT STDMETHODCALLTYPE
d3d9_factory_GetAdapterModeCountEx(IDirect3D9Ex *This, UINT adapter,
				   const D3DDISPLAYMODEFILTER *filter)
{
	static const char function[] = "IDirect3D9Ex::GetAdapterModeCountEx";
	struct d3d9 *d3d = d3d9_factory_of(This);

	if (!d3d9_factory_check_adapter(d3d, adapter, function) ||
	    FAILED(check_filter(d3d, filter, function)) ||
	    filter->Format != D3D9_DISPLAY_FORMAT ||
	    filter->ScanLineOrdering == D3DSCANLINEORDERING_INTERLACED)
		return 0;
	return modes_of(d3d, adapter)->count;
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_EnumAdapterModesEx(IDirect3D9Ex *This, UINT adapter,
				const D3DDISPLAYMODEFILTER *filter, UINT index,
				D3DDISPLAYMODEEX *mode)
{
	static const char function[] = "IDirect3D9Ex::EnumAdapterModesEx";
	struct d3d9 *d3d = d3d9_factory_of(This);
	D3DDISPLAYMODEEX found;
	HRESULT hr;

	if (!d3d9_factory_check_adapter(d3d, adapter, function))
		return D3DERR_INVALIDCALL;
	hr = check_filter(d3d, filter, function);
	if (FAILED(hr))
		return hr;
	if (filter->ScanLineOrdering == D3DSCANLINEORDERING_INTERLACED)
		return d3d9_refuse(d3d, function,
				   "there are no interlaced modes");
	hr = enum_mode(d3d, adapter, filter->Format, index, &found, function);
	if (FAILED(hr))
		return hr;
	return d3d9_give_mode(&d3d->report, &found, mode, NULL, function);
}

HRESULT STDMETHODCALLTYPE
d3d9_factory_GetAdapterDisplayModeEx(IDirect3D9Ex *This, UINT adapter,
				     D3DDISPLAYMODEEX *mode,
				     D3DDISPLAYROTATION *rotation)
{
	static const char function[] = "IDirect3D9Ex::GetAdapterDisplayModeEx";
	struct d3d9 *d3d = d3d9_factory_of(This);
	D3DDISPLAYMODEEX now;

	if (!d3d9_factory_check_adapter(d3d, adapter, function))
		return D3DERR_INVALIDCALL;
	now = d3d9_current_mode(d3d->adapters[adapter].Path);
	return d3d9_give_mode(&d3d->report, &now, mode, rotation, function);
}
