// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: ID3D11Query.  Events are all that a device without drawing has;
 * calls have finished when they return, so that an event has happened when it
 * ends.
 */
#include <stdlib.h>

#include "d3d11_resource.h"

#define CONTEXT "ID3D11DeviceContext::"

struct query {
	ID3D11Query1 iface;
	struct d3d11_child child;
	D3D11_QUERY_DESC1 desc;
	atomic_bool ended;
};

static struct query *query_of(ID3D11Query1 *iface)
{
	return com_container(iface, struct query, iface);
}

CHILD_METHODS(query, ID3D11Query1)

static UINT STDMETHODCALLTYPE query_GetDataSize(ID3D11Query1 *This UNUSED)
{
	return sizeof(WINBOOL);
}

static void STDMETHODCALLTYPE
query_GetDesc(ID3D11Query1 *This, D3D11_QUERY_DESC *desc)
{
	if (!desc)
		return;
	desc->Query = query_of(This)->desc.Query;
	desc->MiscFlags = query_of(This)->desc.MiscFlags;
}

static void STDMETHODCALLTYPE
query_GetDesc1(ID3D11Query1 *This, D3D11_QUERY_DESC1 *desc)
{
	if (desc)
		*desc = query_of(This)->desc;
}

VTABLE(ID3D11Query1, query)

/* -------------------------------------------------------------- creation -- */

static void destroy_query(struct com *com)
{
	struct query *query = com_container(com, struct query, child.com);

	d3d11_child_free(&query->child);
	free(query);
}

#define QUERY_INTERFACE(iid) \
	COM_INTERFACE(iid, struct query, iface, child.com)

static const struct com_class query_class = {
	.destroy = destroy_query,
	.interfaces = {
		QUERY_INTERFACE(IID_IUnknown),
		QUERY_INTERFACE(IID_ID3D11DeviceChild),
		QUERY_INTERFACE(IID_ID3D11Asynchronous),
		QUERY_INTERFACE(IID_ID3D11Query),
		QUERY_INTERFACE(IID_ID3D11Query1),
	},
};

/* S_OK, or the failure, which is reported. */
static HRESULT check_desc(struct d3d11_device *device,
			  const D3D11_QUERY_DESC1 *desc, const char *function)
{
	if (!desc)
		return d3d11_fail(device, E_INVALIDARG, function,
				  "pQueryDesc is NULL");
	if ((UINT)desc->Query > D3D11_QUERY_SO_OVERFLOW_PREDICATE_STREAM3)
		return d3d11_fail(device, E_INVALIDARG, function,
				  "unknown Query");
	if (desc->Query != D3D11_QUERY_EVENT)
		return d3d11_fail(device, E_NOTIMPL, function,
				  "not implemented: the only queries are events");
	if (desc->MiscFlags)
		return d3d11_fail(device, E_INVALIDARG, function,
				  "MiscFlags must be 0 for an event");
	if ((UINT)desc->ContextType > D3D11_CONTEXT_TYPE_VIDEO)
		return d3d11_fail(device, E_INVALIDARG, function,
				  "unknown ContextType");
	return S_OK;
}

HRESULT d3d11_create_query(struct d3d11_device *device,
			   const D3D11_QUERY_DESC1 *desc, const char *function,
			   void *out)
{
	struct query *query;
	HRESULT hr;

	if (out)
		*(void **)out = NULL;
	hr = check_desc(device, desc, function);
	if (FAILED(hr))
		return hr;
	if (!out)
		return S_FALSE;
	query = calloc(1, sizeof(*query));
	if (!query)
		return d3d11_fail(device, E_OUTOFMEMORY, function, "no memory");
	query->iface.lpVtbl = &query_vtbl;
	query->desc = *desc;
	d3d11_child_init(&query->child, &query_class, device);
	*(void **)out = &query->iface;
	return S_OK;
}

/* --------------------------------------------- methods of the context -- */

static struct query *find_query(struct d3d11_device *device,
				ID3D11Asynchronous *iface, const char *function)
{
	ID3D11Query1 *any = (ID3D11Query1 *)iface;
	struct query *query = NULL;

	if (any && any->lpVtbl == &query_vtbl)
		query = query_of(any);
	return d3d11_child_belongs(device, query ? &query->child : NULL,
				   "the query", function) ? query : NULL;
}

void d3d11_query_begin(struct d3d11_device *device, ID3D11Asynchronous *iface)
{
	static const char name[] = CONTEXT "Begin";

	if (find_query(device, iface, name))
		d3d11_fail(device, E_INVALIDARG, name,
			   "an event has no beginning: just call End");
}

void d3d11_query_end(struct d3d11_device *device, ID3D11Asynchronous *iface)
{
	struct query *query = find_query(device, iface, CONTEXT "End");

	if (!query)
		return;
	/* what other calls wait for comes first */
	d3d11_lock(device);
	query->ended = true;
	d3d11_unlock(device);
}

HRESULT d3d11_query_data(struct d3d11_device *device, ID3D11Asynchronous *iface,
			 void *data, UINT size, UINT flags)
{
	static const char name[] = CONTEXT "GetData";
	struct query *query = find_query(device, iface, name);
	const WINBOOL happened = TRUE;

	if (!query)
		return E_INVALIDARG;
	if (flags & ~(UINT)D3D11_ASYNC_GETDATA_DONOTFLUSH)
		return d3d11_fail(device, E_INVALIDARG, name,
				  "unknown GetDataFlags");
	if (size != (data ? sizeof(happened) : 0))
		return d3d11_fail(device, E_INVALIDARG, name,
				  "DataSize must be that of GetDataSize, or 0 if pData is NULL");
	if (!query->ended)
		return d3d11_fail(device, DXGI_ERROR_INVALID_CALL, name,
				  "call End first");
	if (data)
		memcpy(data, &happened, sizeof(happened));
	return S_OK;
}

#include "d3d11_query.vtables.h"
