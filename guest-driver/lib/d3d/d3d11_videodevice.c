// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11VideoDevice, ID3D11VideoDevice1 and ID3D11VideoDevice2 */
#include "d3d11_objects.h"

static struct d3d11_device *device_of(ID3D11VideoDevice2 *iface)
{
	return com_container(iface, struct d3d11_device, video);
}

COM_METHODS(video, ID3D11VideoDevice2, device_of(This)->com)
SET_PRIVATE_DATA_METHODS(video, ID3D11VideoDevice2, device_of(This)->data)

/* Only methods for decoders and video processors are left to this. */
static HRESULT video_unsupported(ID3D11VideoDevice2 *This, const char *method)
{
	return d3d11_fail(device_of(This), DXGI_ERROR_UNSUPPORTED, method,
			  strstr(method, "Processor") ?
			  "the device has no video processor" :
			  "the device has no decoder: GetVideoDecoderProfileCount is 0");
}

/* -------------------------------------------------------------- creating -- */

static HRESULT STDMETHODCALLTYPE
video_CreateAuthenticatedChannel(ID3D11VideoDevice2 *This,
				 D3D11_AUTHENTICATED_CHANNEL_TYPE type,
				 ID3D11AuthenticatedChannel **out)
{
	return d3d11_create_channel(device_of(This), type, out);
}

static HRESULT STDMETHODCALLTYPE
video_CreateCryptoSession(ID3D11VideoDevice2 *This, const GUID *crypto,
			  const GUID *profile, const GUID *exchange,
			  ID3D11CryptoSession **out)
{
	return d3d11_create_session(device_of(This), crypto, profile, exchange,
				    out);
}

/* -------------------------------------------------------------- decoders -- */

static HRESULT STDMETHODCALLTYPE
video_CreateVideoDecoder(ID3D11VideoDevice2 *This,
			 const D3D11_VIDEO_DECODER_DESC *desc,
			 const D3D11_VIDEO_DECODER_CONFIG *config,
			 ID3D11VideoDecoder **out)
{
	static const char name[] = "ID3D11VideoDevice::CreateVideoDecoder";

	if (out)
		*out = NULL;
	if (!desc || !config || !out)
		return d3d11_fail(device_of(This), E_INVALIDARG, name,
				  "an argument is NULL");
	return video_unsupported(This, name);
}

static HRESULT STDMETHODCALLTYPE
video_CreateVideoProcessorEnumerator(
	ID3D11VideoDevice2 *This,
	const D3D11_VIDEO_PROCESSOR_CONTENT_DESC *desc,
	ID3D11VideoProcessorEnumerator **out)
{
	static const char name[] =
		"ID3D11VideoDevice::CreateVideoProcessorEnumerator";

	if (out)
		*out = NULL;
	if (!desc || !out)
		return d3d11_fail(device_of(This), E_INVALIDARG, name,
				  "an argument is NULL");
	return video_unsupported(This, name);
}

/* There are none, so there are no profiles, configurations and formats. */
static HRESULT STDMETHODCALLTYPE
video_GetVideoDecoderConfigCount(ID3D11VideoDevice2 *This,
				 const D3D11_VIDEO_DECODER_DESC *desc,
				 UINT *count)
{
	if (!desc || !count)
		return d3d11_fail(device_of(This), E_INVALIDARG,
				  "ID3D11VideoDevice::GetVideoDecoderConfigCount",
				  "an argument is NULL");
	*count = 0;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
video_GetVideoDecoderConfig(ID3D11VideoDevice2 *This,
			    const D3D11_VIDEO_DECODER_DESC *desc UNUSED,
			    UINT index UNUSED,
			    D3D11_VIDEO_DECODER_CONFIG *config UNUSED)
{
	return d3d11_fail(device_of(This), E_INVALIDARG,
			  "ID3D11VideoDevice::GetVideoDecoderConfig",
			  "the device has no decoder configurations");
}

static HRESULT STDMETHODCALLTYPE
video_CheckVideoDecoderDownsampling(
	ID3D11VideoDevice2 *This, const D3D11_VIDEO_DECODER_DESC *desc,
	DXGI_COLOR_SPACE_TYPE space UNUSED,
	const D3D11_VIDEO_DECODER_CONFIG *config,
	const DXGI_RATIONAL *rate UNUSED, const D3D11_VIDEO_SAMPLE_DESC *output,
	WINBOOL *supported, WINBOOL *real_time)
{
	if (!desc || !config || !output || !supported || !real_time)
		return d3d11_fail(device_of(This), E_INVALIDARG,
				  "ID3D11VideoDevice1::CheckVideoDecoderDownsampling",
				  "an argument is NULL");
	*supported = FALSE;
	*real_time = FALSE;
	return S_OK;
}

static UINT STDMETHODCALLTYPE
video_GetVideoDecoderProfileCount(ID3D11VideoDevice2 *This UNUSED)
{
	return 0;
}

static HRESULT STDMETHODCALLTYPE
video_GetVideoDecoderProfile(ID3D11VideoDevice2 *This, UINT index UNUSED,
			     GUID *profile UNUSED)
{
	return d3d11_fail(device_of(This), E_INVALIDARG,
			  "ID3D11VideoDevice::GetVideoDecoderProfile",
			  "the device has no decoder profiles");
}

static HRESULT STDMETHODCALLTYPE
video_CheckVideoDecoderFormat(ID3D11VideoDevice2 *This, const GUID *profile,
			      DXGI_FORMAT format UNUSED, BOOL *supported)
{
	if (!profile || !supported)
		return d3d11_fail(device_of(This), E_INVALIDARG,
				  "ID3D11VideoDevice::CheckVideoDecoderFormat",
				  "an argument is NULL");
	*supported = FALSE;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
video_GetVideoDecoderCaps(ID3D11VideoDevice2 *This, const GUID *profile,
			  UINT width, UINT height, const DXGI_RATIONAL *rate,
			  UINT bit_rate UNUSED, const GUID *crypto UNUSED,
			  UINT *caps)
{
	if (!profile || !caps || !width || !height || !rate ||
	    !rate->Denominator)
		return d3d11_fail(device_of(This), E_INVALIDARG,
				  "ID3D11VideoDevice1::GetVideoDecoderCaps",
				  "an argument is NULL or 0");
	*caps = D3D11_VIDEO_DECODER_CAPS_UNSUPPORTED;
	return S_OK;
}

/* ---------------------------------------------------- content protection -- */

static HRESULT STDMETHODCALLTYPE
video_GetContentProtectionCaps(ID3D11VideoDevice2 *This, const GUID *crypto,
			       const GUID *profile,
			       D3D11_VIDEO_CONTENT_PROTECTION_CAPS *out)
{
	static const char name[] = "ID3D11VideoDevice::GetContentProtectionCaps";
	struct d3d11_device *device = device_of(This);
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps;
	HRESULT hr;

	if (!out)
		return d3d11_fail(device, E_INVALIDARG, name, "pCaps is NULL");
	hr = device->funcs.pfnGetContentProtectionCaps(device->ddi, crypto,
						       profile, &caps);
	if (FAILED(hr))
		return d3d11_result(device, hr, name);
	*out = (D3D11_VIDEO_CONTENT_PROTECTION_CAPS) {
		.Caps = cpgpu_ddi_caps_to_d3d11(caps.Caps),
		.KeyExchangeTypeCount = caps.KeyExchangeTypeCount,
		.BlockAlignmentSize = caps.BlockAlignmentSize,
		.ProtectedMemorySize = caps.ProtectedMemorySize,
	};
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
video_CheckCryptoKeyExchange(ID3D11VideoDevice2 *This, const GUID *crypto,
			     const GUID *profile, UINT index, GUID *exchange)
{
	struct d3d11_device *device = device_of(This);
	HRESULT hr;

	hr = device->funcs.pfnGetCryptoKeyExchangeType(
		device->ddi, crypto, profile, index, exchange);
	return d3d11_result(device, hr,
				 "ID3D11VideoDevice::CheckCryptoKeyExchange");
}

static HRESULT STDMETHODCALLTYPE
video_GetCryptoSessionPrivateDataSize(ID3D11VideoDevice2 *This,
				      const GUID *crypto, const GUID *profile,
				      const GUID *exchange, UINT *in_size,
				      UINT *out_size)
{
	struct d3d11_device *device = device_of(This);

	d3d11_driver_begin();
	device->funcs.pfnGetCryptoSessionPrivateDataSize(
		device->ddi, crypto, profile, exchange, in_size, out_size);
	return d3d11_result(
		device, d3d11_driver_end(),
		"ID3D11VideoDevice1::GetCryptoSessionPrivateDataSize");
}

/* May be called from any thread, and during other calls. */
static HRESULT STDMETHODCALLTYPE
video_NegotiateCryptoSessionKeyExchangeMT(
	ID3D11VideoDevice2 *This, ID3D11CryptoSession *iface,
	D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags, UINT size, void *data)
{
	static const char name[] =
		"ID3D11VideoDevice2::NegotiateCryptoSessionKeyExchangeMT";
	struct d3d11_device *device = device_of(This);
	struct d3d11_session *session = d3d11_session_of(device, iface, name);
	HRESULT hr;

	if (!session)
		return E_INVALIDARG;
	/* the values are the same */
	hr = device->funcs.pfnNegotiateCryptoSessionKeyExchangeMT(
		device->ddi, session->ddi,
		(D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS)flags, size,
		data);
	return d3d11_result(device, hr, name);
}

EXTERN_VTABLE(ID3D11VideoDevice2, video, d3d11_videodevice_vtbl)

#include "d3d11_videodevice.vtables.h"
