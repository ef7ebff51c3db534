// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11AuthenticatedChannel */
#include <stdlib.h>

#include "d3d11_objects.h"

static struct channel *channel_of(ID3D11AuthenticatedChannel *iface)
{
	return com_container(iface, struct channel, iface);
}

static const IID *const channel_iids[] = {
	&IID_IUnknown, &IID_ID3D11DeviceChild, &IID_ID3D11AuthenticatedChannel,
};

CHILD_METHODS(channel, ID3D11AuthenticatedChannel)

static bool is_runtime(const struct channel *channel)
{
	return channel->type == D3D11_AUTHENTICATED_CHANNEL_D3D11;
}

static D3D11_1DDI_CERTIFICATE_INFO certificate_info(const struct channel *c)
{
	return (D3D11_1DDI_CERTIFICATE_INFO) {
		.CertificateType =
			D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL,
		.ChannelType =
			(D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE)c->type,
	};
}

static HRESULT no_certificate(struct channel *channel, const char *function)
{
	return fail(channel->child.device, D3DERR_NOTAVAILABLE, function,
		    "a channel of type D3D11 has no certificate");
}

static HRESULT channel_GetCertificateSize(ID3D11AuthenticatedChannel *This,
					  UINT *size)
{
	static const char name[] =
		"ID3D11AuthenticatedChannel::GetCertificateSize";
	struct channel *channel = channel_of(This);
	struct device *device = channel->child.device;
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(channel);

	if (is_runtime(channel))
		return no_certificate(channel, name);
	driver_begin();
	device->funcs.pfnGetCertificateSize(device->ddi, &info, size);
	return d3d11_driver_said(device, driver_end(), name);
}

static HRESULT channel_GetCertificate(ID3D11AuthenticatedChannel *This,
				      UINT size, BYTE *certificate)
{
	static const char name[] = "ID3D11AuthenticatedChannel::GetCertificate";
	struct channel *channel = channel_of(This);
	struct device *device = channel->child.device;
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(channel);

	if (is_runtime(channel))
		return no_certificate(channel, name);
	driver_begin();
	device->funcs.pfnGetCertificate(device->ddi, &info, size, certificate);
	return d3d11_driver_said(device, driver_end(), name);
}

static void channel_GetChannelHandle(ID3D11AuthenticatedChannel *This,
				     HANDLE *handle)
{
	if (handle)
		*handle = channel_of(This)->handle;
	else
		fail(channel_of(This)->child.device, E_INVALIDARG,
		     "ID3D11AuthenticatedChannel::GetChannelHandle",
		     "pChannelHandle is NULL");
}

static const ID3D11AuthenticatedChannelVtbl channel_vtbl = {
	CHILD_VTBL(channel),
	.GetCertificateSize = channel_GetCertificateSize,
	.GetCertificate = channel_GetCertificate,
	.GetChannelHandle = channel_GetChannelHandle,
};

struct channel *d3d11_channel(struct device *device,
			      ID3D11AuthenticatedChannel *iface,
			      const char *function)
{
	if (!iface || iface->lpVtbl != &channel_vtbl) {
		fail(device, E_INVALIDARG, function,
		     "the channel is NULL or not of this library");
		return NULL;
	}
	if (channel_of(iface)->child.device != device) {
		fail(device, E_INVALIDARG, function,
		     "the channel belongs to another device");
		return NULL;
	}
	return channel_of(iface);
}

/* ----------------------------------------------------------------- making -- */

static void destroy_channel(struct com *com)
{
	struct channel *channel = com_container(com, struct channel, child.com);
	struct device *device = channel->child.device;

	if (is_runtime(channel))
		runtime_channel_free(&channel->runtime);
	else
		device->funcs.pfnDestroyAuthenticatedChannel(device->ddi,
							     channel->ddi);
	child_free(&channel->child);
	free(channel);
}

static HRESULT create_in_driver(struct device *device, struct channel *channel,
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

HRESULT d3d11_create_channel(struct device *device,
			     D3D11_AUTHENTICATED_CHANNEL_TYPE type,
			     ID3D11AuthenticatedChannel **out)
{
	static const char name[] =
		"ID3D11VideoDevice::CreateAuthenticatedChannel";
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL arg = {
		.ChannelType = (D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE)type,
	};
	struct channel *channel;
	HRESULT hr = S_OK;

	if (!out)
		return fail(device, E_INVALIDARG, name,
			    "ppAuthenticatedChannel is NULL");
	*out = NULL;
	channel = calloc(1, sizeof(*channel) +
			 device->funcs.pfnCalcPrivateAuthenticatedChannelSize(
				 device->ddi, &arg));
	if (!channel)
		return fail(device, E_OUTOFMEMORY, name, "no memory");
	channel->iface.lpVtbl = &channel_vtbl;
	channel->type = type;
	if (is_runtime(channel)) {
		runtime_channel_init(&channel->runtime, &device->protection);
		channel->handle = runtime_channel_handle(&channel->runtime);
	} else {
		hr = create_in_driver(device, channel, &arg);
	}
	if (FAILED(hr)) {
		free(channel);
		return d3d11_driver_said(device, hr, name);
	}
	child_init(&channel->child, device, destroy_channel);
	*out = &channel->iface;
	return S_OK;
}
