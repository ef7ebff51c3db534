// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11VideoContext and ID3D11VideoContext1 */
#include "d3d11_objects.h"

static struct context *context_of(ID3D11VideoContext1 *iface)
{
	return com_container(iface, struct context, video);
}

static struct device *device_of(ID3D11VideoContext1 *iface)
{
	return context_device(context_of(iface));
}

/* Around calls of the driver: one at a time; the result is reported. */
static void begin(struct device *device)
{
	pthread_mutex_lock(&device->context.lock);
	driver_begin();
}

static HRESULT end(struct device *device, HRESULT hr, const char *function)
{
	pthread_mutex_unlock(&device->context.lock);
	return d3d11_driver_said(device, hr, function);
}

static HRESULT end_void(struct device *device, const char *function)
{
	return end(device, driver_end(), function);
}

/* ------------------------------------------------------ ID3D11DeviceChild -- */

static HRESULT video_QueryInterface(ID3D11VideoContext1 *This, REFIID riid,
				    void **out)
{
	return context_query(context_of(This), riid, out);
}

static ULONG video_AddRef(ID3D11VideoContext1 *This)
{
	return com_add_ref(&context_of(This)->com);
}

static ULONG video_Release(ID3D11VideoContext1 *This)
{
	return com_release(&context_of(This)->com);
}

static void video_GetDevice(ID3D11VideoContext1 *This, ID3D11Device **out)
{
	if (!out)
		return;
	*out = &device_of(This)->iface;
	ID3D11Device_AddRef(*out);
}

PRIVATE_DATA_METHODS(video, ID3D11VideoContext1, context_of(This)->data)

/* -------------------------------------------------------- crypto sessions -- */

static HRESULT video_NegotiateCryptoSessionKeyExchange(
	ID3D11VideoContext1 *This, ID3D11CryptoSession *iface, UINT size,
	void *data)
{
	static const char name[] =
		"ID3D11VideoContext::NegotiateCryptoSessionKeyExchange";
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);
	HRESULT hr;

	if (!session)
		return E_INVALIDARG;
	begin(device);
	hr = device->funcs.pfnNegotiateCryptoSessionKeyExchange(
		device->ddi, session->ddi, size, data);
	return end(device, hr, name);
}

static void video_StartSessionKeyRefresh(ID3D11VideoContext1 *This,
					 ID3D11CryptoSession *iface, UINT size,
					 void *random)
{
	static const char name[] = "ID3D11VideoContext::StartSessionKeyRefresh";
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);

	if (!session)
		return;
	begin(device);
	device->funcs.pfnStartSessionKeyRefresh(device->ddi, session->ddi, size,
						random);
	end_void(device, name);
}

static void video_FinishSessionKeyRefresh(ID3D11VideoContext1 *This,
					  ID3D11CryptoSession *iface)
{
	static const char name[] =
		"ID3D11VideoContext::FinishSessionKeyRefresh";
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);

	if (!session)
		return;
	begin(device);
	device->funcs.pfnFinishSessionKeyRefresh(device->ddi, session->ddi);
	end_void(device, name);
}

static HRESULT video_GetEncryptionBltKey(ID3D11VideoContext1 *This,
					 ID3D11CryptoSession *iface, UINT size,
					 void *key)
{
	static const char name[] = "ID3D11VideoContext::GetEncryptionBltKey";
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);

	if (!session)
		return E_INVALIDARG;
	begin(device);
	device->funcs.pfnGetEncryptionBltKey(device->ddi, session->ddi, size,
					     key);
	return end_void(device, name);
}

static HRESULT video_CheckCryptoSessionStatus(
	ID3D11VideoContext1 *This, ID3D11CryptoSession *iface,
	D3D11_CRYPTO_SESSION_STATUS *out)
{
	static const char name[] =
		"ID3D11VideoContext1::CheckCryptoSessionStatus";
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS status;
	HRESULT hr;

	if (!session)
		return E_INVALIDARG;
	if (!out)
		return fail(device, E_INVALIDARG, name, "pStatus is NULL");
	begin(device);
	device->funcs.pfnCheckCryptoSessionStatus(device->ddi, session->ddi,
						  &status);
	hr = end_void(device, name);
	/* the values are the same */
	if (SUCCEEDED(hr))
		*out = (D3D11_CRYPTO_SESSION_STATUS)status;
	return hr;
}

static HRESULT video_GetDataForNewHardwareKey(ID3D11VideoContext1 *This,
					      ID3D11CryptoSession *iface,
					      UINT size, const void *in,
					      UINT64 *out)
{
	static const char name[] =
		"ID3D11VideoContext1::GetDataForNewHardwareKey";
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);
	HRESULT hr;

	if (!session)
		return E_INVALIDARG;
	begin(device);
	hr = device->funcs.pfnGetDataForNewHardwareKey(
		device->ddi, session->ddi, size, in, out);
	return end(device, hr, name);
}

/* ------------------------------------------------------------------- blts -- */

/* @system: in memory that the CPU can reach; @restricted: protected */
static const char *check_blt(const struct resource *system,
			     const struct resource *restricted,
			     const void *iv, UINT iv_size)
{
	if (system->restricted || !restricted->restricted)
		return "one texture must be protected, the other not";
	if (!iv || iv_size != sizeof(D3D11_AES_CTR_IV))
		return "pIV is NULL, or IVSize is not 16";
	return NULL;
}

static D3D10DDI_HRESOURCE ddi_resource(const struct resource *resource)
{
	return (D3D10DDI_HRESOURCE) { resource->ddi };
}

static void video_EncryptionBlt(ID3D11VideoContext1 *This,
				ID3D11CryptoSession *iface,
				ID3D11Texture2D *from, ID3D11Texture2D *to,
				UINT iv_size, void *iv)
{
	static const char name[] = "ID3D11VideoContext::EncryptionBlt";
	D3D11_AUTHENTICATED_PROTECTION_FLAGS level;
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);
	struct resource *src = session ? d3d11_resource(device, from, name) :
					 NULL;
	struct resource *dst = src ? d3d11_resource(device, to, name) : NULL;
	const char *wrong;

	if (!dst)
		return;
	wrong = check_blt(dst, src, iv, iv_size);
	if (!wrong && dst->usage != D3D11_USAGE_STAGING)
		wrong = "the destination needs D3D11_USAGE_STAGING";
	if (wrong) {
		fail(device, E_INVALIDARG, name, "%s", wrong);
		return;
	}
	level.Value = runtime_protection_flags(&device->protection);
	if (level.Flags.OverlayOrFullscreenRequired) {
		fail(device, DXGI_ERROR_CANNOT_PROTECT_CONTENT, name,
		     "a channel of type D3D11 wants it shown by an overlay or full screen only");
		return;
	}
	begin(device);
	device->funcs.pfnEncryptionBlt(device->ddi, session->ddi,
				       ddi_resource(src), ddi_resource(dst),
				       iv_size, iv);
	end_void(device, name);
}

static void video_DecryptionBlt(ID3D11VideoContext1 *This,
				ID3D11CryptoSession *iface,
				ID3D11Texture2D *from, ID3D11Texture2D *to,
				D3D11_ENCRYPTED_BLOCK_INFO *info, UINT key_size,
				const void *key, UINT iv_size, void *iv)
{
	static const char name[] = "ID3D11VideoContext::DecryptionBlt";
	struct device *device = device_of(This);
	struct session *session = d3d11_session(device, iface, name);
	struct resource *src = session ? d3d11_resource(device, from, name) :
					 NULL;
	struct resource *dst = src ? d3d11_resource(device, to, name) : NULL;
	const char *wrong;

	if (!dst)
		return;
	if (!(device->caps & D3D11_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT)) {
		fail(device, D3DERR_NOTAVAILABLE, name,
		     "the device lacks the capability DECRYPTION_BLT");
		return;
	}
	wrong = check_blt(src, dst, iv, iv_size);
	if (!wrong && info && !(device->caps &
		D3D11_CONTENT_PROTECTION_CAPS_PARTIAL_DECRYPTION))
		wrong = "pEncryptedBlockInfo needs the capability PARTIAL_DECRYPTION";
	if (wrong) {
		fail(device, E_INVALIDARG, name, "%s", wrong);
		return;
	}
	begin(device);
	/* the structures are the same */
	device->funcs.pfnDecryptionBlt(
		device->ddi, session->ddi, ddi_resource(src), ddi_resource(dst),
		(const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *)info, key_size, key,
		iv_size, iv);
	end_void(device, name);
}

/* ------------------------------------------------- authenticated channels -- */

static bool is_runtime(const struct channel *channel)
{
	return channel->type == D3D11_AUTHENTICATED_CHANNEL_D3D11;
}

static HRESULT video_NegotiateAuthenticatedChannelKeyExchange(
	ID3D11VideoContext1 *This, ID3D11AuthenticatedChannel *iface, UINT size,
	void *data)
{
	static const char name[] =
		"ID3D11VideoContext::NegotiateAuthenticatedChannelKeyExchange";
	struct device *device = device_of(This);
	struct channel *channel = d3d11_channel(device, iface, name);
	HRESULT hr;

	if (!channel)
		return E_INVALIDARG;
	if (is_runtime(channel))
		return fail(device, E_INVALIDARG, name,
			    "a channel of type D3D11 has no key");
	begin(device);
	hr = device->funcs.pfnNegotiateAuthenticatedChannelKeyExchange(
		device->ddi, channel->ddi, size, data);
	return end(device, hr, name);
}

static HRESULT video_QueryAuthenticatedChannel(
	ID3D11VideoContext1 *This, ID3D11AuthenticatedChannel *iface,
	UINT in_size, const void *in, UINT out_size, void *out)
{
	static const char name[] =
		"ID3D11VideoContext::QueryAuthenticatedChannel";
	struct device *device = device_of(This);
	struct channel *channel = d3d11_channel(device, iface, name);
	HRESULT hr;

	if (!channel)
		return E_INVALIDARG;
	begin(device);
	if (is_runtime(channel))
		hr = runtime_channel_query(&channel->runtime, in_size, in,
					   out_size, out);
	else
		hr = device->funcs.pfnQueryAuthenticatedChannel(
			device->ddi, channel->ddi, in_size, in, out_size, out);
	return end(device, hr, name);
}

static HRESULT video_ConfigureAuthenticatedChannel(
	ID3D11VideoContext1 *This, ID3D11AuthenticatedChannel *iface, UINT size,
	const void *in, D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out)
{
	static const char name[] =
		"ID3D11VideoContext::ConfigureAuthenticatedChannel";
	struct device *device = device_of(This);
	struct channel *channel = d3d11_channel(device, iface, name);
	HRESULT hr;

	if (!channel)
		return E_INVALIDARG;
	begin(device);
	/* the structures are the same */
	if (is_runtime(channel))
		hr = runtime_channel_configure(&channel->runtime, size, in,
					       out);
	else
		hr = device->funcs.pfnConfigureAuthenticatedChannel(
			device->ddi, channel->ddi, size, in,
			(D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *)out);
	return end(device, hr, name);
}

/* --------------------------------------------------------------- decoders -- */

static HRESULT video_DecoderBeginFrame(ID3D11VideoContext1 *This,
				       ID3D11VideoDecoder *decoder UNUSED,
				       ID3D11VideoDecoderOutputView *view
				       UNUSED, UINT key_size UNUSED,
				       const void *key UNUSED)
{
	return fail(device_of(This), E_NOTIMPL,
		    "ID3D11VideoContext::DecoderBeginFrame",
		    "the device has no decoders");
}

static HRESULT video_SubmitDecoderBuffers1(
	ID3D11VideoContext1 *This, ID3D11VideoDecoder *decoder UNUSED,
	UINT count UNUSED,
	const D3D11_VIDEO_DECODER_BUFFER_DESC1 *buffers UNUSED)
{
	return fail(device_of(This), E_NOTIMPL,
		    "ID3D11VideoContext1::SubmitDecoderBuffers1",
		    "the device has no decoders");
}

#define VIDEO_SLOT(type, name) \
	SLOT_METHOD(type, video, ID3D11VideoContext1, name, device_of(This))
D3D11_VIDEOCONTEXT_SLOTS_1(VIDEO_SLOT)
D3D11_VIDEOCONTEXT_SLOTS_2(VIDEO_SLOT)
D3D11_VIDEOCONTEXT_SLOTS_3(VIDEO_SLOT)
D3D11_VIDEOCONTEXT1_SLOTS_1(VIDEO_SLOT)

#define VIDEO_VTBL(type, name) SLOT_VTBL(video, name)

const ID3D11VideoContext1Vtbl d3d11_videocontext_vtbl = {
	CHILD_VTBL(video),
	.DecoderBeginFrame = video_DecoderBeginFrame,
	.NegotiateCryptoSessionKeyExchange =
		video_NegotiateCryptoSessionKeyExchange,
	.EncryptionBlt = video_EncryptionBlt,
	.DecryptionBlt = video_DecryptionBlt,
	.StartSessionKeyRefresh = video_StartSessionKeyRefresh,
	.FinishSessionKeyRefresh = video_FinishSessionKeyRefresh,
	.GetEncryptionBltKey = video_GetEncryptionBltKey,
	.NegotiateAuthenticatedChannelKeyExchange =
		video_NegotiateAuthenticatedChannelKeyExchange,
	.QueryAuthenticatedChannel = video_QueryAuthenticatedChannel,
	.ConfigureAuthenticatedChannel = video_ConfigureAuthenticatedChannel,
	.SubmitDecoderBuffers1 = video_SubmitDecoderBuffers1,
	.GetDataForNewHardwareKey = video_GetDataForNewHardwareKey,
	.CheckCryptoSessionStatus = video_CheckCryptoSessionStatus,
	D3D11_VIDEOCONTEXT_SLOTS_1(VIDEO_VTBL)
	D3D11_VIDEOCONTEXT_SLOTS_2(VIDEO_VTBL)
	D3D11_VIDEOCONTEXT_SLOTS_3(VIDEO_VTBL)
	D3D11_VIDEOCONTEXT1_SLOTS_1(VIDEO_VTBL)
};
