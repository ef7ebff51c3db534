// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: IDirect3DAuthenticatedChannel9, to the driver
 *
 * The runtime's own, D3DAUTHENTICATEDCHANNEL_D3D9, is in d3d9_runtime.c.
 */
#include <stdlib.h>

#include "d3d9_object.h"

struct channel {
	IDirect3DAuthenticatedChannel9 iface;
	struct com com;
	struct d3d9_device *device;
	DDIAUTHENTICATEDCHANNELTYPE type;
	HANDLE handle;
};

#define FUNCTION(name) "IDirect3DAuthenticatedChannel9::" name

static struct channel *channel_of(IDirect3DAuthenticatedChannel9 *This)
{
	return com_container(This, struct channel, iface);
}

HRESULT d3d9_channel_query(struct com *com, void *This, REFIID riid,
			   void **out)
{
	static const IID *const iids[] = {
		&IID_IUnknown,
		&IID_IDirect3DAuthenticatedChannel9,
	};

	return d3d9_query(com, This, riid, out, iids, 2);
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

/* ----------------------------------------------------------------- key -- */

static DDICERTIFICATEINFO certificate_info(const struct channel *channel)
{
	return (DDICERTIFICATEINFO) {
		.CertificateType = D3DDDI_CERTTYPE_AUTHENTICATED_CHANNEL,
		.ChannelType = channel->type,
	};
}

static HRESULT get_certificate_size(IDirect3DAuthenticatedChannel9 *This,
				    UINT *size)
{
	struct channel *channel = channel_of(This);
	DDICERTIFICATEINFO info = certificate_info(channel);

	return d3d9_certificate_size(channel->device, &info, size,
				     FUNCTION("GetCertificateSize"));
}

static HRESULT get_certificate(IDirect3DAuthenticatedChannel9 *This, UINT size,
			       BYTE *certificate)
{
	struct channel *channel = channel_of(This);
	DDICERTIFICATEINFO info = certificate_info(channel);

	return d3d9_certificate(channel->device, &info, size, certificate,
				FUNCTION("GetCertificate"));
}

static HRESULT negotiate_key_exchange(IDirect3DAuthenticatedChannel9 *This,
				      UINT size, void *data)
{
	struct channel *channel = channel_of(This);
	struct d3d9_device *device = channel->device;
	D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE exchange = {
		.hChannel = channel->handle,
		.DataSize = size,
		.pData = data,
	};

	if (!data)
		return d3d9_refuse(device, FUNCTION("NegotiateKeyExchange"),
				   "pData is NULL");
	return d3d9_result(device,
			   d3d9_call(device,
				     pfnAuthenticatedChannelKeyExchange,
				     &exchange),
			   FUNCTION("NegotiateKeyExchange"));
}

/* ------------------------------------------------------------ messages -- */

/*
 * The driver goes by the channel that the message names, at @offset.  What is
 * no whole message is left to it.
 */
static bool names_another(const struct channel *channel, const void *message,
			  UINT size, size_t offset)
{
	HANDLE handle;

	if (size < offset + sizeof(handle))
		return false;
	memcpy(&handle, (const BYTE *)message + offset, sizeof(handle));
	return handle != channel->handle;
}

static HRESULT refuse_another(const struct channel *channel,
			      const char *function)
{
	return report_error(&channel->device->report, E_INVALIDARG, function,
			    "the message's hChannel is not this channel");
}

static HRESULT query(IDirect3DAuthenticatedChannel9 *This, UINT in_size,
		     const void *in, UINT out_size, void *out)
{
	struct channel *channel = channel_of(This);
	struct d3d9_device *device = channel->device;
	D3DDDIARG_QUERYAUTHENTICATEDCHANNEL ask = {
		.InputSize = in_size,
		.pInputData = in,
		.OutputSize = out_size,
		.pOutputData = out,
	};

	if (!in || !out)
		return d3d9_refuse(device, FUNCTION("Query"),
				   "pInput or pOutput is NULL");
	if (names_another(channel, in, in_size,
			  offsetof(D3DAUTHENTICATEDCHANNEL_QUERY_INPUT,
				   hChannel)))
		return refuse_another(channel, FUNCTION("Query"));
	return d3d9_result(device,
			   d3d9_call(device, pfnQueryAuthenticatedChannel,
				     &ask), FUNCTION("Query"));
}

static HRESULT configure(IDirect3DAuthenticatedChannel9 *This, UINT in_size,
			 const void *in,
			 D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT *out)
{
	struct channel *channel = channel_of(This);
	struct d3d9_device *device = channel->device;
	D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL command = {
		.InputSize = in_size,
		.pInputData = in,
		.pOutputData = out,
	};

	if (!in || !out)
		return d3d9_refuse(device, FUNCTION("Configure"),
				   "pInput or pOutput is NULL");
	if (names_another(channel, in, in_size,
			  offsetof(D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT,
				   hChannel)))
		return refuse_another(channel, FUNCTION("Configure"));
	return d3d9_result(device,
			   d3d9_call(device, pfnConfigureAuthenticatedChannel,
				     &command), FUNCTION("Configure"));
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

/* -------------------------------------------------- beginning and end -- */

static void destroy(struct com *com)
{
	struct channel *channel = com_container(com, struct channel, com);
	D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL end = {
		.hChannel = channel->handle,
	};

	if (channel->handle)
		d3d9_call(channel->device, pfnDestroyAuthenticatedChannel,
			  &end);
	free(channel);
}

HRESULT d3d9_channel_create(struct d3d9_device *device,
			    D3DAUTHENTICATEDCHANNELTYPE type,
			    IDirect3DAuthenticatedChannel9 **out,
			    HANDLE *handle)
{
	D3DDDIARG_CREATEAUTHENTICATEDCHANNEL create = {
		.ChannelType = (DDIAUTHENTICATEDCHANNELTYPE)type,
	};
	struct channel *channel;
	HRESULT hr;

	if (type == D3DAUTHENTICATEDCHANNEL_D3D9)
		return d3d9_runtime_channel_create(device, out, handle);
	channel = calloc(1, sizeof(*channel));
	if (!channel)
		return E_OUTOFMEMORY;
	channel->iface.lpVtbl = &vtbl;
	channel->device = device;
	channel->type = create.ChannelType;
	com_init(&channel->com, &device->com, destroy);
	hr = d3d9_call(device, pfnCreateAuthenticatedChannel, &create);
	if (FAILED(hr)) {
		com_release(&channel->com);
		return hr;
	}
	channel->handle = create.hChannel;
	*handle = create.hChannel;
	*out = &channel->iface;
	return D3D_OK;
}
