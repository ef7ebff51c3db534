// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11VideoContext and ID3D11VideoContext3 */
#include "d3d11_objects.h"

static struct d3d11_context *video_of(ID3D11VideoContext3 *iface)
{
	return com_container(iface, struct d3d11_context, video);
}

static struct d3d11_device *device_of(ID3D11VideoContext3 *iface)
{
	return video_of(iface)->child.device;
}

CHILD_METHODS(video, ID3D11VideoContext3)

/* Only methods for decoders and video processors are left to this. */
static HRESULT video_unsupported(ID3D11VideoContext3 *This, const char *method)
{
	return d3d11_fail(device_of(This), E_NOTIMPL, method,
			  strstr(method, "Processor") ?
			  "the device has no video processors" :
			  "the device has no decoders");
}

/* Around each call of the driver: one call at a time; its result is reported. */
static void begin(struct d3d11_device *device)
{
	d3d11_lock(device);
	d3d11_driver_begin();
}

static HRESULT end(struct d3d11_device *device, HRESULT hr, const char *method)
{
	d3d11_unlock(device);
	return d3d11_result(device, hr, method);
}

/*
 * Call a function of the driver for @object, a session or a channel, or return
 * E_INVALIDARG if that is NULL.  The second form is for functions that return
 * nothing.
 */
#define call_driver(device, object, method, function, ...) __extension__ ({ \
	HRESULT hr_ = E_INVALIDARG; \
	if (object) { \
		begin(device); \
		hr_ = (device)->funcs.function((device)->ddi, (object)->ddi, \
					       ##__VA_ARGS__); \
		hr_ = end(device, hr_, method); \
	} \
	hr_; \
})

#define call_driver_void(device, object, method, function, ...) \
__extension__ ({ \
	HRESULT hr_ = E_INVALIDARG; \
	if (object) { \
		begin(device); \
		(device)->funcs.function((device)->ddi, (object)->ddi, \
					 ##__VA_ARGS__); \
		hr_ = end(device, d3d11_driver_end(), method); \
	} \
	hr_; \
})

/* ------------------------------------------------------- crypto sessions -- */

static HRESULT STDMETHODCALLTYPE
video_NegotiateCryptoSessionKeyExchange(ID3D11VideoContext3 *This,
					ID3D11CryptoSession *iface, UINT size,
					void *data)
{
	static const char name[] =
		"ID3D11VideoContext::NegotiateCryptoSessionKeyExchange";
	struct d3d11_device *device = device_of(This);
	struct d3d11_session *session = d3d11_session_of(device, iface, name);

	return call_driver(device, session, name,
			   pfnNegotiateCryptoSessionKeyExchange, size, data);
}

static void STDMETHODCALLTYPE
video_StartSessionKeyRefresh(ID3D11VideoContext3 *This,
			     ID3D11CryptoSession *iface, UINT size,
			     void *random)
{
	static const char name[] = "ID3D11VideoContext::StartSessionKeyRefresh";
	struct d3d11_device *device = device_of(This);
	struct d3d11_session *session = d3d11_session_of(device, iface, name);

	call_driver_void(device, session, name, pfnStartSessionKeyRefresh, size,
			 random);
}

static void STDMETHODCALLTYPE
video_FinishSessionKeyRefresh(ID3D11VideoContext3 *This,
			      ID3D11CryptoSession *iface)
{
	static const char name[] =
		"ID3D11VideoContext::FinishSessionKeyRefresh";
	struct d3d11_device *device = device_of(This);
	struct d3d11_session *session = d3d11_session_of(device, iface, name);

	call_driver_void(device, session, name, pfnFinishSessionKeyRefresh);
}

static HRESULT STDMETHODCALLTYPE
video_GetEncryptionBltKey(ID3D11VideoContext3 *This, ID3D11CryptoSession *iface,
			  UINT size, void *key)
{
	static const char name[] = "ID3D11VideoContext::GetEncryptionBltKey";
	struct d3d11_device *device = device_of(This);
	struct d3d11_session *session = d3d11_session_of(device, iface, name);

	return call_driver_void(device, session, name, pfnGetEncryptionBltKey,
				size, key);
}

static HRESULT STDMETHODCALLTYPE
video_CheckCryptoSessionStatus(ID3D11VideoContext3 *This,
			       ID3D11CryptoSession *iface,
			       D3D11_CRYPTO_SESSION_STATUS *out)
{
	static const char name[] =
		"ID3D11VideoContext1::CheckCryptoSessionStatus";
	struct d3d11_device *device = device_of(This);
	struct d3d11_session *session = d3d11_session_of(device, iface, name);
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS status;
	HRESULT hr;

	if (session && !out)
		return d3d11_fail(device, E_INVALIDARG, name, "pStatus is NULL");
	hr = call_driver_void(device, session, name,
			      pfnCheckCryptoSessionStatus, &status);
	/* both enumerations have the same values */
	if (SUCCEEDED(hr))
		*out = (D3D11_CRYPTO_SESSION_STATUS)status;
	return hr;
}

static HRESULT STDMETHODCALLTYPE
video_GetDataForNewHardwareKey(ID3D11VideoContext3 *This,
			       ID3D11CryptoSession *iface, UINT size,
			       const void *in, UINT64 *out)
{
	static const char name[] =
		"ID3D11VideoContext1::GetDataForNewHardwareKey";
	struct d3d11_device *device = device_of(This);
	struct d3d11_session *session = d3d11_session_of(device, iface, name);

	return call_driver(device, session, name, pfnGetDataForNewHardwareKey,
			   size, in, out);
}

/* ------------------------------------------------------------------ blts -- */

struct blt {
	struct d3d11_session *session;
	struct d3d11_resource *src, *dst;
};

/* The objects of a blt; false, and reported, if one is not @device's. */
static bool find_blt(struct d3d11_device *device, struct blt *blt,
		     ID3D11CryptoSession *session, ID3D11Texture2D *src,
		     ID3D11Texture2D *dst, const char *name)
{
	blt->session = d3d11_session_of(device, session, name);
	blt->src = blt->session ? d3d11_resource_of(device, src, name) : NULL;
	blt->dst = blt->src ? d3d11_resource_of(device, dst, name) : NULL;
	return blt->dst;
}

/* What the driver cannot know; the rest is its. */
static const char *check_blt(const void *iv, UINT iv_size)
{
	if (!iv || iv_size != sizeof(D3D11_AES_CTR_IV))
		return "pIV is NULL, or IVSize is not 16";
	return NULL;
}

/* Blts have no subresource: that of a texture array is the first one. */
static D3D10DDI_HRESOURCE ddi_resource(const struct d3d11_resource *resource)
{
	return (D3D10DDI_HRESOURCE) { resource->ddi[0] };
}

static void STDMETHODCALLTYPE
video_EncryptionBlt(ID3D11VideoContext3 *This, ID3D11CryptoSession *iface,
		    ID3D11Texture2D *from, ID3D11Texture2D *to, UINT iv_size,
		    void *iv)
{
	static const char name[] = "ID3D11VideoContext::EncryptionBlt";
	D3D11_AUTHENTICATED_PROTECTION_FLAGS level;
	struct d3d11_device *device = device_of(This);
	const char *wrong;
	struct blt blt;

	if (!find_blt(device, &blt, iface, from, to, name))
		return;
	wrong = check_blt(iv, iv_size);
	if (!wrong && blt.dst->usage != D3D11_USAGE_STAGING)
		wrong = "the destination needs D3D11_USAGE_STAGING";
	if (wrong) {
		d3d11_fail(device, E_INVALIDARG, name, "%s", wrong);
		return;
	}
	level.Value = runtime_protection_flags(&device->protection);
	if (level.Flags.OverlayOrFullscreenRequired) {
		d3d11_fail(device, DXGI_ERROR_CANNOT_PROTECT_CONTENT, name,
			   "a channel of type D3D11 requires an overlay or full screen");
		return;
	}
	call_driver_void(device, blt.session, name, pfnEncryptionBlt,
			 ddi_resource(blt.src), ddi_resource(blt.dst), iv_size,
			 iv);
}

static HRESULT decrypt(struct d3d11_device *device, ID3D11CryptoSession *iface,
		       ID3D11Texture2D *from, ID3D11Texture2D *to,
		       const D3D11_ENCRYPTED_BLOCK_INFO *info, UINT key_size,
		       const void *key, UINT iv_size, const void *iv)
{
	static const char name[] = "ID3D11VideoContext::DecryptionBlt";
	const char *wrong;
	struct blt blt;

	if (!find_blt(device, &blt, iface, from, to, name))
		return E_INVALIDARG;
	if (!(device->caps & D3D11_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT))
		return d3d11_fail(device, D3DERR_NOTAVAILABLE, name,
				  "the device lacks the capability DECRYPTION_BLT");
	wrong = check_blt(iv, iv_size);
	if (!wrong && info && !(device->caps &
		D3D11_CONTENT_PROTECTION_CAPS_PARTIAL_DECRYPTION))
		wrong = "pEncryptedBlockInfo needs the capability PARTIAL_DECRYPTION";
	if (wrong)
		return d3d11_fail(device, E_INVALIDARG, name, "%s", wrong);
	/* both structures have the same layout */
	return call_driver_void(device, blt.session, name, pfnDecryptionBlt,
				ddi_resource(blt.src), ddi_resource(blt.dst),
				(const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *)info,
				key_size, key, iv_size, iv);
}

/*
 * The method returns nothing, so programs look for an HRESULT where some drivers
 * leave it: in a pattern's last member, which they have set to 0.  A program with
 * a real pattern keeps it.
 */
static void STDMETHODCALLTYPE
video_DecryptionBlt(ID3D11VideoContext3 *This, ID3D11CryptoSession *session,
		    ID3D11Texture2D *from, ID3D11Texture2D *to,
		    D3D11_ENCRYPTED_BLOCK_INFO *info, UINT key_size,
		    const void *key, UINT iv_size, void *iv)
{
	HRESULT hr = decrypt(device_of(This), session, from, to, info, key_size,
			     key, iv_size, iv);

	if (FAILED(hr) && info && !info->NumBytesInEncryptPattern)
		info->NumBytesInEncryptPattern = hr;
}

/* ------------------------------------------------ authenticated channels -- */

static HRESULT STDMETHODCALLTYPE
video_NegotiateAuthenticatedChannelKeyExchange(
	ID3D11VideoContext3 *This, ID3D11AuthenticatedChannel *iface, UINT size,
	void *data)
{
	static const char name[] =
		"ID3D11VideoContext::NegotiateAuthenticatedChannelKeyExchange";
	struct d3d11_device *device = device_of(This);
	struct d3d11_channel *channel = d3d11_channel_of(device, iface, name);

	if (channel && d3d11_channel_is_runtime(channel))
		return d3d11_fail(device, E_INVALIDARG, name,
				  "a channel of type D3D11 has no key");
	return call_driver(device, channel, name,
			   pfnNegotiateAuthenticatedChannelKeyExchange, size,
			   data);
}

static HRESULT STDMETHODCALLTYPE
video_QueryAuthenticatedChannel(ID3D11VideoContext3 *This,
				ID3D11AuthenticatedChannel *iface, UINT in_size,
				const void *in, UINT out_size, void *out)
{
	static const char name[] =
		"ID3D11VideoContext::QueryAuthenticatedChannel";
	struct d3d11_device *device = device_of(This);
	struct d3d11_channel *channel = d3d11_channel_of(device, iface, name);

	if (channel && d3d11_channel_is_runtime(channel))
		return d3d11_result(device,
				    runtime_channel_query(&channel->runtime,
							  in_size, in,
							  out_size, out), name);
	return call_driver(device, channel, name, pfnQueryAuthenticatedChannel,
			   in_size, in, out_size, out);
}

static HRESULT STDMETHODCALLTYPE
video_ConfigureAuthenticatedChannel(ID3D11VideoContext3 *This,
				    ID3D11AuthenticatedChannel *iface,
				    UINT size, const void *in,
				    D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out)
{
	static const char name[] =
		"ID3D11VideoContext::ConfigureAuthenticatedChannel";
	struct d3d11_device *device = device_of(This);
	struct d3d11_channel *channel = d3d11_channel_of(device, iface, name);

	if (channel && d3d11_channel_is_runtime(channel))
		return d3d11_result(device,
				    runtime_channel_configure(&channel->runtime,
							      size, in, out),
				    name);
	/* both structures have the same layout */
	return call_driver(device, channel, name,
			   pfnConfigureAuthenticatedChannel, size, in,
			   (D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *)out);
}

EXTERN_VTABLE(ID3D11VideoContext3, video, d3d11_videocontext_vtbl)

#include "d3d11_videocontext.vtables.h"
