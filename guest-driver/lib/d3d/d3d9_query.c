// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: IDirect3DQuery9 of type D3DQUERYTYPE_EVENT
 *
 * Each call waits until the device has finished its work, so that an event has
 * always happened.
 */
#include <stdlib.h>

#include "d3d9_object.h"

struct d3d9_query {
	IDirect3DQuery9 iface;
	struct com com;
	struct d3d9_device *device;
};

static struct d3d9_query *query_of(IDirect3DQuery9 *This)
{
	return com_container(This, struct d3d9_query, iface);
}

COM_METHODS(query, IDirect3DQuery9, query_of(This)->com)

static HRESULT STDMETHODCALLTYPE
query_GetDevice(IDirect3DQuery9 *This, IDirect3DDevice9 **out)
{
	return d3d9_device_get(query_of(This)->device, out,
			       "IDirect3DQuery9::GetDevice");
}

static D3DQUERYTYPE STDMETHODCALLTYPE query_GetType(IDirect3DQuery9 *This)
{
	(void)This;
	return D3DQUERYTYPE_EVENT;
}

static DWORD STDMETHODCALLTYPE query_GetDataSize(IDirect3DQuery9 *This)
{
	(void)This;
	return sizeof(WINBOOL);
}

static HRESULT STDMETHODCALLTYPE query_Issue(IDirect3DQuery9 *This, DWORD flags)
{
	if (flags != D3DISSUE_END)
		return d3d9_refuse(query_of(This)->device,
				   "IDirect3DQuery9::Issue",
				   "dwIssueFlags 0x%x: an event has D3DISSUE_END only",
				   flags);
	return D3D_OK;
}

static HRESULT STDMETHODCALLTYPE
query_GetData(IDirect3DQuery9 *This, void *data, DWORD size, DWORD flags)
{
	static const char function[] = "IDirect3DQuery9::GetData";
	struct d3d9_device *device = query_of(This)->device;
	const WINBOOL happened = TRUE;

	if (flags & ~D3DGETDATA_FLUSH)
		return d3d9_refuse(device, function,
				   "dwGetDataFlags 0x%x: only D3DGETDATA_FLUSH is known",
				   flags);
	if (!data != !size)
		return d3d9_refuse(device, function,
				   "pData is NULL and dwSize 0, or neither");
	if (size && size < sizeof(happened))
		return d3d9_refuse(device, function,
				   "dwSize is %u: an event has a BOOL", size);
	if (d3d9_device_is_gone(device))
		return d3d9_result(device, D3DERR_DEVICEREMOVED, function);
	if (data)
		memcpy(data, &happened, sizeof(happened));
	return S_OK;
}


VTABLE(IDirect3DQuery9, query)

static void destroy(struct com *com)
{
	free(com_container(com, struct d3d9_query, com));
}

#define QUERY_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d9_query, iface, com)

static const struct com_class query_class = {
	.destroy = destroy,
	.interfaces = {
		QUERY_INTERFACE(IID_IUnknown),
		QUERY_INTERFACE(IID_IDirect3DQuery9),
	},
};

HRESULT d3d9_query_create(struct d3d9_device *device, IDirect3DQuery9 **out)
{
	struct d3d9_query *query = calloc(1, sizeof(*query));

	if (!query)
		return E_OUTOFMEMORY;
	query->iface.lpVtbl = &query_vtbl;
	query->device = device;
	com_init(&query->com, &query_class, &device->com);
	*out = &query->iface;
	return D3D_OK;
}

#include "d3d9_query.vtables.h"
