// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: IDirect3DAuthenticatedChannel9, the runtime's own
 *
 * D3DAUTHENTICATEDCHANNEL_D3D9 has neither a certificate nor a key; messages
 * have the layout of Direct3D 11's.
 */
#include <stdlib.h>

#include "d3d9_object.h"

struct channel {
	IDirect3DAuthenticatedChannel9 iface;
	struct com com;
	struct d3d9_device *device;
	struct runtime_channel runtime;
};

#define FUNCTION(name) "IDirect3DAuthenticatedChannel9::" name

static struct channel *channel_of(IDirect3DAuthenticatedChannel9 *This)
{
	return com_container(This, struct channel, iface);
}

static HRESULT query_interface(IDirect3DAuthenticatedChannel9 *This,
			       REFIID riid, void **out)
{
	return d3d9_channel_query(&channel_of(This)->com, This, riid, out);
}

static ULONG add_ref(IDirect3DAuthenticatedChannel9 *This)
{
	return com_add_ref(&channel_of(This)->com);
}

static ULONG release(IDirect3DAuthenticatedChannel9 *This)
{
	return com_release(&channel_of(This)->com);
}

static HRESULT refuse(IDirect3DAuthenticatedChannel9 *This,
		      const char *function)
{
	return report_error(&channel_of(This)->device->report,
			    D3DERR_NOTAVAILABLE, function,
			    "the runtime's channel has no certificate and takes no key");
}

static HRESULT get_certificate_size(IDirect3DAuthenticatedChannel9 *This,
				    UINT *size)
{
	(void)size;
	return refuse(This, FUNCTION("GetCertificateSize"));
}

static HRESULT get_certificate(IDirect3DAuthenticatedChannel9 *This, UINT size,
			       BYTE *certificate)
{
	(void)size;
	(void)certificate;
	return refuse(This, FUNCTION("GetCertificate"));
}

static HRESULT negotiate_key_exchange(IDirect3DAuthenticatedChannel9 *This,
				      UINT size, void *data)
{
	(void)size;
	(void)data;
	return refuse(This, FUNCTION("NegotiateKeyExchange"));
}

static HRESULT query(IDirect3DAuthenticatedChannel9 *This, UINT in_size,
		     const void *in, UINT out_size, void *out)
{
	struct channel *channel = channel_of(This);

	return d3d9_result(channel->device,
			   runtime_channel_query(&channel->runtime, in_size,
						 in, out_size, out),
			   FUNCTION("Query"));
}

static HRESULT configure(IDirect3DAuthenticatedChannel9 *This, UINT in_size,
			 const void *in,
			 D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT *out)
{
	struct channel *channel = channel_of(This);
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *answer = (void *)out;

	return d3d9_result(channel->device,
			   runtime_channel_configure(&channel->runtime,
						     in_size, in, answer),
			   FUNCTION("Configure"));
}

static const IDirect3DAuthenticatedChannel9Vtbl vtbl = {
	.QueryInterface = query_interface,
	.AddRef = add_ref,
	.Release = release,
	.GetCertificateSize = get_certificate_size,
	.GetCertificate = get_certificate,
	.NegotiateKeyExchange = negotiate_key_exchange,
	.Query = query,
	.Configure = configure,
};

static void destroy(struct com *com)
{
	struct channel *channel = com_container(com, struct channel, com);

	runtime_channel_free(&channel->runtime);
	free(channel);
}

HRESULT d3d9_runtime_channel_create(struct d3d9_device *device,
				    IDirect3DAuthenticatedChannel9 **out,
				    HANDLE *handle)
{
	struct channel *channel = calloc(1, sizeof(*channel));

	if (!channel)
		return E_OUTOFMEMORY;
	channel->iface.lpVtbl = &vtbl;
	channel->device = device;
	com_init(&channel->com, &device->com, destroy);
	runtime_channel_init(&channel->runtime, &device->protection);
	*handle = runtime_channel_handle(&channel->runtime);
	*out = &channel->iface;
	return D3D_OK;
}
