// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11VideoDevice, ID3D11VideoDevice1 and ID3D11VideoDevice2 */
#include "d3d11_objects.h"

static struct d3d11_device *device_of(ID3D11VideoDevice2 *iface)
{
	return com_container(iface, struct d3d11_device, video);
}

COM_METHODS(video, ID3D11VideoDevice2, device_of(This)->com)
SET_PRIVATE_DATA_METHODS(video, ID3D11VideoDevice2, device_of(This)->data)

/* -------------------------------------------------------------- creating -- */

static HRESULT video_CreateAuthenticatedChannel(
	ID3D11VideoDevice2 *This, D3D11_AUTHENTICATED_CHANNEL_TYPE type,
	ID3D11AuthenticatedChannel **out)
{
	return d3d11_create_channel(device_of(This), type, out);
}

static HRESULT video_CreateCryptoSession(ID3D11VideoDevice2 *This,
					 const GUID *crypto,
					 const GUID *profile,
					 const GUID *exchange,
					 ID3D11CryptoSession **out)
{
	return d3d11_create_session(device_of(This), crypto, profile, exchange,
				    out);
}

/* -------------------------------------------------------------- decoders -- */

/* There are none, so there are no profiles and no formats. */
static UINT video_GetVideoDecoderProfileCount(ID3D11VideoDevice2 *This UNUSED)
{
	return 0;
}

static HRESULT video_GetVideoDecoderProfile(ID3D11VideoDevice2 *This,
					    UINT index UNUSED,
					    GUID *profile UNUSED)
{
	return d3d11_fail(device_of(This), E_INVALIDARG,
			  "ID3D11VideoDevice::GetVideoDecoderProfile",
			  "the device has no decoder profiles");
}

static HRESULT video_CheckVideoDecoderFormat(ID3D11VideoDevice2 *This,
					     const GUID *profile,
					     DXGI_FORMAT format UNUSED,
					     BOOL *supported)
{
	if (!profile || !supported)
		return d3d11_fail(device_of(This), E_INVALIDARG,
				  "ID3D11VideoDevice::CheckVideoDecoderFormat",
				  "an argument is NULL");
	*supported = FALSE;
	return S_OK;
}

static HRESULT video_GetVideoDecoderCaps(ID3D11VideoDevice2 *This,
					 const GUID *profile, UINT width,
					 UINT height, const DXGI_RATIONAL *rate,
					 UINT bit_rate UNUSED,
					 const GUID *crypto UNUSED, UINT *caps)
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

static HRESULT video_GetContentProtectionCaps(
	ID3D11VideoDevice2 *This, const GUID *crypto, const GUID *profile,
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

static HRESULT video_CheckCryptoKeyExchange(ID3D11VideoDevice2 *This,
					    const GUID *crypto,
					    const GUID *profile, UINT index,
					    GUID *exchange)
{
	struct d3d11_device *device = device_of(This);
	HRESULT hr;

	hr = device->funcs.pfnGetCryptoKeyExchangeType(
		device->ddi, crypto, profile, index, exchange);
	return d3d11_result(device, hr,
				 "ID3D11VideoDevice::CheckCryptoKeyExchange");
}

static HRESULT video_GetCryptoSessionPrivateDataSize(ID3D11VideoDevice2 *This,
						     const GUID *crypto,
						     const GUID *profile,
						     const GUID *exchange,
						     UINT *in_size,
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
static HRESULT video_NegotiateCryptoSessionKeyExchangeMT(
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

#define VIDEO_SLOT(type, name) \
	SLOT_METHOD(type, video, ID3D11VideoDevice2, name, device_of(This))
D3D11_VIDEODEVICE_SLOTS_1(VIDEO_SLOT)
D3D11_VIDEODEVICE_SLOTS_2(VIDEO_SLOT)
D3D11_VIDEODEVICE_SLOTS_3(VIDEO_SLOT)
D3D11_VIDEODEVICE1_SLOTS_1(VIDEO_SLOT)
D3D11_VIDEODEVICE2_SLOTS_1(VIDEO_SLOT)

#define VIDEO_VTBL(type, name) SLOT_VTBL(video, name)

const ID3D11VideoDevice2Vtbl d3d11_videodevice_vtbl = {
	COM_VTBL(video),
	.CreateAuthenticatedChannel = video_CreateAuthenticatedChannel,
	.CreateCryptoSession = video_CreateCryptoSession,
	.GetVideoDecoderProfileCount = video_GetVideoDecoderProfileCount,
	.GetVideoDecoderProfile = video_GetVideoDecoderProfile,
	.CheckVideoDecoderFormat = video_CheckVideoDecoderFormat,
	.GetContentProtectionCaps = video_GetContentProtectionCaps,
	.CheckCryptoKeyExchange = video_CheckCryptoKeyExchange,
	.SetPrivateData = video_SetPrivateData,
	.SetPrivateDataInterface = video_SetPrivateDataInterface,
	.GetCryptoSessionPrivateDataSize =
		video_GetCryptoSessionPrivateDataSize,
	.GetVideoDecoderCaps = video_GetVideoDecoderCaps,
	.NegotiateCryptoSessionKeyExchangeMT =
		video_NegotiateCryptoSessionKeyExchangeMT,
	D3D11_VIDEODEVICE_SLOTS_1(VIDEO_VTBL)
	D3D11_VIDEODEVICE_SLOTS_2(VIDEO_VTBL)
	D3D11_VIDEODEVICE_SLOTS_3(VIDEO_VTBL)
	D3D11_VIDEODEVICE1_SLOTS_1(VIDEO_VTBL)
	D3D11_VIDEODEVICE2_SLOTS_1(VIDEO_VTBL)
};
