// SPDX-License-Identifier: MIT
/* Direct3D 11: what is alike in all objects, and in all calls of the driver */
#include "d3d11_objects.h"

_Thread_local HRESULT d3d11_driver_error;

void child_init(struct child *child, struct device *device,
		void (*destroy)(struct com *com))
{
	com_init(&child->com, &device->com, destroy);
	child->device = device;
	private_data_init(&child->data);
}

void child_free(struct child *child)
{
	private_data_free(&child->data);
}

HRESULT child_query(struct child *child, void *iface, const IID *const *iids,
		    size_t count, REFIID riid, void **out)
{
	size_t i;

	if (!out)
		return E_POINTER;
	*out = NULL;
	for (i = 0; i < count; i++)
		if (IsEqualGUID(riid, iids[i]))
			break;
	if (i == count)
		return E_NOINTERFACE;
	com_add_ref(&child->com);
	*out = iface;
	return S_OK;
}

static const struct {
	HRESULT hr;
	const char *name;
} names[] = {
	{ E_NOTIMPL, "E_NOTIMPL" },
	{ E_FAIL, "E_FAIL" },
	{ E_ACCESSDENIED, "E_ACCESSDENIED" },
	{ E_OUTOFMEMORY, "E_OUTOFMEMORY" },
	{ E_INVALIDARG, "E_INVALIDARG" },
	{ D3DDDIERR_NOTAVAILABLE, "D3DDDIERR_NOTAVAILABLE" },
	{ D3DDDIERR_DEVICEREMOVED, "D3DDDIERR_DEVICEREMOVED" },
	{ D3DDDIERR_INVALIDHANDLE, "D3DDDIERR_INVALIDHANDLE" },
	{ D3DDDIERR_UNSUPPORTEDCRYPTO, "D3DDDIERR_UNSUPPORTEDCRYPTO" },
	{ D3DERR_INVALIDCALL, "D3DERR_INVALIDCALL" },
	{ DXGI_ERROR_NOT_FOUND, "DXGI_ERROR_NOT_FOUND" },
	{ DXGI_ERROR_CANNOT_PROTECT_CONTENT,
	  "DXGI_ERROR_CANNOT_PROTECT_CONTENT" },
	{ DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY,
	  "DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY" },
};

const char *d3d11_error_name(HRESULT hr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].hr == hr)
			return names[i].name;
	return "an error";
}

HRESULT d3d11_driver_said(struct device *device, HRESULT hr,
			  const char *function)
{
	if (FAILED(hr))
		fail(device, hr, function, "it is refused with %s",
		     d3d11_error_name(hr));
	return hr;
}
