// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: IDirect3DAuthenticatedChannel9
 *
 * Channels of type D3DAUTHENTICATEDCHANNEL_D3D9 are the runtime's own; all
 * others are the driver's.
 */
#include <stdlib.h>

#include "d3d9_object.h"

struct channel {
	IDirect3DAuthenticatedChannel9 iface;
	struct com com;
	struct d3d9_device *device;
	DDICERTIFICATEINFO certificate;
	/* names the channel in messages */
	HANDLE handle;
	struct runtime_channel runtime;
};

#define FUNCTION(name) "IDirect3DAuthenticatedChannel9::" name

static struct channel *channel_of(IDirect3DAuthenticatedChannel9 *This)
{
	return com_container(This, struct channel, iface);
}

COM_METHODS(channel, IDirect3DAuthenticatedChannel9, channel_of(This)->com)

static bool is_runtime(const struct channel *channel)
{
	return channel->certificate.ChannelType ==
	       (DDIAUTHENTICATEDCHANNELTYPE)D3DAUTHENTICATEDCHANNEL_D3D9;
}

/* ------------------------------------------------------------------- key -- */

static HRESULT refuse_key(const struct channel *channel, const char *function)
{
	return report_error(&channel->device->report, D3DERR_NOTAVAILABLE,
			    function,
			    "the runtime's channel has no certificate and takes no key");
}

static HRESULT STDMETHODCALLTYPE
channel_GetCertificateSize(IDirect3DAuthenticatedChannel9 *This, UINT *size)
{
	struct channel *channel = channel_of(This);

	if (is_runtime(channel))
		return refuse_key(channel, FUNCTION("GetCertificateSize"));
	return d3d9_certificate_size(channel->device, &channel->certificate,
				     size, FUNCTION("GetCertificateSize"));
}

static HRESULT STDMETHODCALLTYPE
channel_GetCertificate(IDirect3DAuthenticatedChannel9 *This, UINT size,
		       BYTE *certificate)
{
	struct channel *channel = channel_of(This);

	if (is_runtime(channel))
		return refuse_key(channel, FUNCTION("GetCertificate"));
	return d3d9_certificate(channel->device, &channel->certificate, size,
				certificate, FUNCTION("GetCertificate"));
}

static HRESULT STDMETHODCALLTYPE
channel_NegotiateKeyExchange(IDirect3DAuthenticatedChannel9 *This, UINT size,
			     void *data)
{
	struct channel *channel = channel_of(This);
	struct d3d9_device *device = channel->device;
	D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE exchange = {
		.hChannel = channel->handle,
		.DataSize = size,
		.pData = data,
	};

	if (is_runtime(channel))
		return refuse_key(channel, FUNCTION("NegotiateKeyExchange"));
	if (!data)
		return d3d9_refuse(device, FUNCTION("NegotiateKeyExchange"),
				   "pData is NULL");
	return d3d9_run(device, pfnAuthenticatedChannelKeyExchange, &exchange,
			FUNCTION("NegotiateKeyExchange"));
}

/* -------------------------------------------------------------- messages -- */

/*
 * Does the message name, at @offset, another channel?  The driver would execute
 * it on that one.  A message that is too short is left to the driver.
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

static HRESULT STDMETHODCALLTYPE
channel_Query(IDirect3DAuthenticatedChannel9 *This, UINT in_size,
	      const void *in, UINT out_size, void *out)
{
	struct channel *channel = channel_of(This);
	struct d3d9_device *device = channel->device;
	D3DDDIARG_QUERYAUTHENTICATEDCHANNEL query = {
		.InputSize = in_size,
		.pInputData = in,
		.OutputSize = out_size,
		.pOutputData = out,
	};

	if (is_runtime(channel))
		return d3d9_result(device,
				   runtime_channel_query(&channel->runtime,
							 in_size, in, out_size,
							 out),
				   FUNCTION("Query"));
	if (!in || !out)
		return d3d9_refuse(device, FUNCTION("Query"),
				   "pInput or pOutput is NULL");
	if (names_another(channel, in, in_size,
			  offsetof(D3DAUTHENTICATEDCHANNEL_QUERY_INPUT,
				   hChannel)))
		return refuse_another(channel, FUNCTION("Query"));
	return d3d9_run(device, pfnQueryAuthenticatedChannel, &query,
			FUNCTION("Query"));
}

static HRESULT STDMETHODCALLTYPE
channel_Configure(IDirect3DAuthenticatedChannel9 *This, UINT in_size,
		  const void *in, D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT *out)
{
	struct channel *channel = channel_of(This);
	struct d3d9_device *device = channel->device;
	D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL command = {
		.InputSize = in_size,
		.pInputData = in,
		.pOutputData = out,
	};

	/* the answer has the same layout in both Direct3Ds */
	if (is_runtime(channel))
		return d3d9_result(device,
				   runtime_channel_configure(&channel->runtime,
							     in_size, in,
							     (void *)out),
				   FUNCTION("Configure"));
	if (!in || !out)
		return d3d9_refuse(device, FUNCTION("Configure"),
				   "pInput or pOutput is NULL");
	if (names_another(channel, in, in_size,
			  offsetof(D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT,
				   hChannel)))
		return refuse_another(channel, FUNCTION("Configure"));
	return d3d9_run(device, pfnConfigureAuthenticatedChannel, &command,
			FUNCTION("Configure"));
}

VTABLE(IDirect3DAuthenticatedChannel9, channel)

/* ---------------------------------------------- creation and destruction -- */

static void destroy(struct com *com)
{
	struct channel *channel = com_container(com, struct channel, com);
	D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL end = {
		.hChannel = channel->handle,
	};

	if (is_runtime(channel))
		runtime_channel_free(&channel->runtime);
	else if (channel->handle)
		d3d9_call(channel->device, pfnDestroyAuthenticatedChannel,
			  &end);
	free(channel);
}

#define CHANNEL_INTERFACE(iid) COM_INTERFACE(iid, struct channel, iface, com)

static const struct com_class channel_class = {
	.destroy = destroy,
	.interfaces = {
		CHANNEL_INTERFACE(IID_IUnknown),
		CHANNEL_INTERFACE(IID_IDirect3DAuthenticatedChannel9),
	},
};

static HRESULT create_in_driver(struct channel *channel)
{
	D3DDDIARG_CREATEAUTHENTICATEDCHANNEL create = {
		.ChannelType = channel->certificate.ChannelType,
	};
	HRESULT hr = d3d9_call(channel->device, pfnCreateAuthenticatedChannel,
			       &create);

	if (SUCCEEDED(hr))
		channel->handle = create.hChannel;
	return hr;
}

HRESULT d3d9_channel_create(struct d3d9_device *device,
			    D3DAUTHENTICATEDCHANNELTYPE type,
			    IDirect3DAuthenticatedChannel9 **out,
			    HANDLE *handle)
{
	struct channel *channel = calloc(1, sizeof(*channel));
	HRESULT hr = D3D_OK;

	if (!channel)
		return E_OUTOFMEMORY;
	channel->iface.lpVtbl = &channel_vtbl;
	channel->device = device;
	channel->certificate = (DDICERTIFICATEINFO) {
		.CertificateType = D3DDDI_CERTTYPE_AUTHENTICATED_CHANNEL,
		.ChannelType = (DDIAUTHENTICATEDCHANNELTYPE)type,
	};
	com_init(&channel->com, &channel_class, &device->com);
	if (is_runtime(channel)) {
		runtime_channel_init(&channel->runtime, &device->protection);
		channel->handle = runtime_channel_handle(&channel->runtime);
	} else {
		hr = create_in_driver(channel);
	}
	if (FAILED(hr)) {
		com_release(&channel->com);
		return hr;
	}
	*handle = channel->handle;
	*out = &channel->iface;
	return D3D_OK;
}

#include "d3d9_channel.vtables.h"
