// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11AuthenticatedChannel */
#include <stdlib.h>

#include "d3d11_objects.h"

static struct d3d11_channel *channel_of(ID3D11AuthenticatedChannel *iface)
{
	return com_container(iface, struct d3d11_channel, iface);
}

CHILD_METHODS(channel, ID3D11AuthenticatedChannel)

static D3D11_1DDI_CERTIFICATE_INFO
certificate_info(const struct d3d11_channel *c)
{
	return (D3D11_1DDI_CERTIFICATE_INFO) {
		.CertificateType =
			D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL,
		.ChannelType =
			(D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE)c->type,
	};
}

static HRESULT no_certificate(struct d3d11_channel *channel,
			      const char *function)
{
	return d3d11_fail(channel->child.device, D3DERR_NOTAVAILABLE, function,
			  "a channel of type D3D11 has no certificate");
}

static HRESULT STDMETHODCALLTYPE
channel_GetCertificateSize(ID3D11AuthenticatedChannel *This, UINT *size)
{
	static const char name[] =
		"ID3D11AuthenticatedChannel::GetCertificateSize";
	struct d3d11_channel *channel = channel_of(This);
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(channel);

	if (d3d11_channel_is_runtime(channel))
		return no_certificate(channel, name);
	return d3d11_certificate_size(channel->child.device, &info, size, name);
}

static HRESULT STDMETHODCALLTYPE
channel_GetCertificate(ID3D11AuthenticatedChannel *This, UINT size, BYTE *data)
{
	static const char name[] = "ID3D11AuthenticatedChannel::GetCertificate";
	struct d3d11_channel *channel = channel_of(This);
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(channel);

	if (d3d11_channel_is_runtime(channel))
		return no_certificate(channel, name);
	return d3d11_certificate(channel->child.device, &info, size, data,
				 name);
}

static void STDMETHODCALLTYPE
channel_GetChannelHandle(ID3D11AuthenticatedChannel *This, HANDLE *handle)
{
	if (handle)
		*handle = channel_of(This)->handle;
	else
		d3d11_fail(channel_of(This)->child.device, E_INVALIDARG,
			   "ID3D11AuthenticatedChannel::GetChannelHandle",
			   "pChannelHandle is NULL");
}

VTABLE(ID3D11AuthenticatedChannel, channel)

struct d3d11_channel *d3d11_channel_of(struct d3d11_device *device,
				       ID3D11AuthenticatedChannel *iface,
				       const char *function)
{
	struct d3d11_channel *channel = NULL;

	if (iface && iface->lpVtbl == &channel_vtbl)
		channel = channel_of(iface);
	return d3d11_child_belongs(device, channel ? &channel->child : NULL,
				   "the channel", function) ? channel : NULL;
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy_channel(struct com *com)
{
	struct d3d11_channel *channel =
		com_container(com, struct d3d11_channel, child.com);
	struct d3d11_device *device = channel->child.device;

	if (d3d11_channel_is_runtime(channel))
		runtime_channel_free(&channel->runtime);
	else
		device->funcs.pfnDestroyAuthenticatedChannel(device->ddi,
							     channel->ddi);
	d3d11_child_free(&channel->child);
	free(channel);
}

#define CHANNEL_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d11_channel, iface, child.com)

static const struct com_class channel_class = {
	.destroy = destroy_channel,
	.interfaces = {
		CHANNEL_INTERFACE(IID_IUnknown),
		CHANNEL_INTERFACE(IID_ID3D11DeviceChild),
		CHANNEL_INTERFACE(IID_ID3D11AuthenticatedChannel),
	},
};

static HRESULT create_in_driver(struct d3d11_device *device,
				struct d3d11_channel *channel,
				D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *arg)
{
	HRESULT hr;

	channel->ddi.pDrvPrivate = channel->private;
	hr = device->funcs.pfnCreateAuthenticatedChannel(
		device->ddi, arg, channel->ddi,
		(D3D11_1DDI_HRTAUTHCHANNEL) { channel });
	channel->handle = arg->hChannel;
	return hr;
}

HRESULT d3d11_create_channel(struct d3d11_device *device,
			     D3D11_AUTHENTICATED_CHANNEL_TYPE type,
			     ID3D11AuthenticatedChannel **out)
{
	static const char name[] =
		"ID3D11VideoDevice::CreateAuthenticatedChannel";
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL arg = {
		.ChannelType = (D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE)type,
	};
	struct d3d11_channel *channel;
	HRESULT hr = S_OK;

	if (!out)
		return d3d11_fail(device, E_INVALIDARG, name,
				  "ppAuthenticatedChannel is NULL");
	*out = NULL;
	channel = calloc(1, sizeof(*channel) +
			 device->funcs.pfnCalcPrivateAuthenticatedChannelSize(
				 device->ddi, &arg));
	if (!channel)
		return d3d11_fail(device, E_OUTOFMEMORY, name, "no memory");
	channel->iface.lpVtbl = &channel_vtbl;
	channel->type = type;
	if (d3d11_channel_is_runtime(channel)) {
		runtime_channel_init(&channel->runtime, &device->protection);
		channel->handle = runtime_channel_handle(&channel->runtime);
	} else {
		hr = create_in_driver(device, channel, &arg);
	}
	if (FAILED(hr)) {
		free(channel);
		return d3d11_result(device, hr, name);
	}
	d3d11_child_init(&channel->child, &channel_class, device);
	*out = &channel->iface;
	return S_OK;
}

#include "d3d11_channel.vtables.h"
