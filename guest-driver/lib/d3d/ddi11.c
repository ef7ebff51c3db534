// SPDX-License-Identifier: MIT
/*
 * The Direct3D 11.1 driver table: see d3d10umddi.h
 *
 * These functions have the documented names, arguments and results; umd_*.c
 * does the work.
 */
#include <errno.h>
#include <stdlib.h>

#include "cpgpu_ddi.h"
#include "umd.h"

/* the bits that D3D11_CONTENT_PROTECTION_CAPS has at the same positions */
#define SAME_CAPS (D3D11_1DDI_CONTENT_PROTECTION_CAPS_MEMORY_TRANSITION - 1)

struct runtime {
	D3D10DDI_HRTCORELAYER handle;
	D3D11DDI_CORELAYER_DEVICECALLBACKS callbacks;
};

static int find_device(D3D10DDI_HDEVICE hDevice, struct umd_device **device)
{
	return umd_device_find(hDevice.pDrvPrivate, device);
}

static int find_session(D3D10DDI_HDEVICE hDevice,
			D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
			struct umd_session **session)
{
	struct umd_device *device;
	int ret = find_device(hDevice, &device);

	return ret ? ret : umd_session_find(device, hCryptoSession.pDrvPrivate,
					    session);
}

static int find_channel(D3D10DDI_HDEVICE hDevice,
			D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
			struct umd_channel **channel)
{
	struct umd_device *device;
	int ret = find_device(hDevice, &device);

	return ret ? ret : umd_channel_find(device, hAuthChannel.pDrvPrivate,
					    channel);
}

/* Report the error of a function that returns nothing. */
static void set_error(D3D10DDI_HDEVICE hDevice, int ret)
{
	HRESULT hr = umd_hresult_d3d11(ret);
	struct umd_device *device;
	struct runtime *runtime;

	/* the callback belongs to the device */
	if (!ret || find_device(hDevice, &device))
		return;
	runtime = umd_device_table(device);
	if (runtime->callbacks.pfnSetErrorCb)
		runtime->callbacks.pfnSetErrorCb(runtime->handle, hr);
}

/* ---------------------------------------------------------- capabilities -- */

static HRESULT APIENTRY get_content_protection_caps(
	D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType,
	const GUID *pDecodeProfile,
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *pCaps)
{
	struct umd_device *device;
	struct umd_caps caps;
	int ret = pCaps ? find_device(hDevice, &device) : -EINVAL;

	if (!ret)
		ret = umd_query_caps(device, pCryptoType, pDecodeProfile,
				     &caps);
	if (!ret)
		*pCaps = (D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS) {
			.Caps = (caps.caps & SAME_CAPS) |
				(caps.caps & ~SAME_CAPS) << 1,
			.KeyExchangeTypeCount = caps.key_exchanges,
			.BlockAlignmentSize = caps.block_align,
			.ProtectedMemorySize = caps.memory,
		};
	return umd_hresult_d3d11(ret);
}

static HRESULT APIENTRY get_crypto_key_exchange_type(
	D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType,
	const GUID *pDecodeProfile, UINT Index, GUID *pKeyExchangeType)
{
	struct umd_device *device;
	int ret = pKeyExchangeType ? find_device(hDevice, &device) : -EINVAL;

	if (!ret)
		ret = umd_key_exchange_type(pCryptoType, pDecodeProfile, Index,
					    pKeyExchangeType);
	return umd_hresult_d3d11(ret);
}

/* The driver uses no private data of HARDWARE_DRM_COMMUNICATION. */
static void APIENTRY get_crypto_session_private_data_size(
	D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType,
	const GUID *pDecodeProfile, const GUID *pKeyExchangeType,
	UINT *pPrivateInputSize, UINT *pPrivateOutputSize)
{
	int ret = -EINVAL;

	if (pKeyExchangeType && pPrivateInputSize && pPrivateOutputSize)
		ret = umd_check_crypto(pCryptoType, pDecodeProfile,
				       pKeyExchangeType);
	if (!ret) {
		*pPrivateInputSize = 0;
		*pPrivateOutputSize = 0;
	}
	set_error(hDevice, ret);
}

static int query_certificate(D3D10DDI_HDEVICE hDevice,
			     const D3D11_1DDI_CERTIFICATE_INFO *pInfo,
			     void *data, UINT *size)
{
	struct umd_device *device;
	bool channel;
	int ret = find_device(hDevice, &device);

	if (ret)
		return ret;
	if (!pInfo)
		return -EINVAL;
	channel = pInfo->CertificateType ==
		  D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL;
	if (channel)
		ret = umd_check_channel_type(device, pInfo->ChannelType);
	else if (pInfo->CertificateType ==
		 D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION)
		ret = umd_check_crypto(&pInfo->CryptoSessionType, NULL, NULL);
	else
		ret = -EINVAL;
	return ret ? ret : umd_query_certificate(device, channel, data, size);
}

static void APIENTRY get_certificate_size(D3D10DDI_HDEVICE hDevice,
				 const D3D11_1DDI_CERTIFICATE_INFO *pInfo,
				 UINT *pCertificateSize)
{
	set_error(hDevice, pCertificateSize ?
		  query_certificate(hDevice, pInfo, NULL, pCertificateSize) :
		  -EINVAL);
}

static void APIENTRY get_certificate(D3D10DDI_HDEVICE hDevice,
			    const D3D11_1DDI_CERTIFICATE_INFO *pInfo,
			    UINT CertificateSize, BYTE *pCertificate)
{
	set_error(hDevice, pCertificate ?
		  query_certificate(hDevice, pInfo, pCertificate,
				    &CertificateSize) : -EINVAL);
}

/* ------------------------------------------------------- crypto sessions -- */

static SIZE_T APIENTRY calc_private_crypto_session_size(
	D3D10DDI_HDEVICE hDevice UNUSED,
	const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData UNUSED)
{
	return umd_session_size();
}

static HRESULT APIENTRY create_crypto_session(
	D3D10DDI_HDEVICE hDevice,
	const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData,
	D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3D11_1DDI_HRTCRYPTOSESSION hRTCryptoSession UNUSED)
{
	struct umd_session *session;
	struct umd_device *device;
	int ret = pCreateData && hCryptoSession.pDrvPrivate ?
		  find_device(hDevice, &device) : -EINVAL;

	if (!ret)
		ret = umd_check_crypto(&pCreateData->CryptoType,
				       &pCreateData->DecodeProfile,
				       &pCreateData->KeyExchangeType);
	if (!ret)
		ret = umd_session_create(device, hCryptoSession.pDrvPrivate,
					 &session);
	return umd_hresult_d3d11(ret);
}

static void APIENTRY destroy_crypto_session(D3D10DDI_HDEVICE hDevice,
				   D3D11_1DDI_HCRYPTOSESSION hCryptoSession)
{
	struct umd_session *session;
	int ret = find_session(hDevice, hCryptoSession, &session);

	if (!ret)
		umd_session_destroy(session);
	set_error(hDevice, ret);
}

static HRESULT APIENTRY negotiate_crypto_session_key_exchange(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	UINT DataSize, BYTE *pData)
{
	return umd_hresult_d3d11(
		umd_on_session(hDevice, hCryptoSession,
			       umd_session_key_exchange, pData, DataSize));
}

static HRESULT APIENTRY negotiate_crypto_session_key_exchange_mt(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags, UINT DataSize,
	BYTE *pData)
{
	if (flags != D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE)
		return umd_hresult_d3d11(umd_refuse(-EINVAL, "Flags must be 0"));
	return negotiate_crypto_session_key_exchange(hDevice, hCryptoSession,
						     DataSize, pData);
}

static void APIENTRY start_session_key_refresh(D3D10DDI_HDEVICE hDevice,
				      D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
				      UINT RandomNumberSize,
				      VOID *pRandomNumber)
{
	set_error(hDevice, umd_on_session(hDevice, hCryptoSession,
					  umd_session_refresh_start,
					  pRandomNumber, RandomNumberSize));
}

static void APIENTRY finish_session_key_refresh(D3D10DDI_HDEVICE hDevice,
				       D3D11_1DDI_HCRYPTOSESSION hCryptoSession)
{
	set_error(hDevice, umd_on_session(hDevice, hCryptoSession,
					  umd_session_refresh_finish));
}

static void APIENTRY get_encryption_blt_key(D3D10DDI_HDEVICE hDevice,
				   D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
				   UINT KeySize, VOID *pReadbackKey)
{
	set_error(hDevice, umd_on_session(hDevice, hCryptoSession,
					  umd_session_read_back_key,
					  pReadbackKey, KeySize));
}

static HRESULT APIENTRY crypto_session_get_handle(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	HANDLE *pHandle)
{
	struct umd_session *session;
	int ret = pHandle ?
		  find_session(hDevice, hCryptoSession, &session) : -EINVAL;

	if (!ret)
		*pHandle = umd_session_handle(session);
	return umd_hresult_d3d11(ret);
}

static HRESULT APIENTRY video_decoder_get_handle(
	D3D10DDI_HDEVICE hDevice UNUSED, D3D11_1DDI_HDECODE hDecoder UNUSED,
	HANDLE *pHandle UNUSED)
{
	return umd_hresult_d3d11(umd_refuse(-EOPNOTSUPP, "the device has no decoders"));
}

static HRESULT APIENTRY get_data_for_new_hardware_key(
	D3D10DDI_HDEVICE hDevice UNUSED,
	D3D11_1DDI_HCRYPTOSESSION hCryptoSession UNUSED,
	UINT PrivateInputSize UNUSED, const VOID *pPrivatInputData UNUSED,
	UINT64 *pPrivateOutputData UNUSED)
{
	return umd_hresult_d3d11(umd_refuse(-EOPNOTSUPP, "keys come by RSAES_OAEP: the device has no HW_PROTECTION key exchange"));
}

static void APIENTRY check_crypto_session_status(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS *pStatus)
{
	enum umd_session_status status;
	struct umd_session *session;
	int ret = pStatus ?
		  find_session(hDevice, hCryptoSession, &session) : -EINVAL;

	if (!ret)
		ret = umd_session_status(session, &status);
	/* both enumerations have the same values */
	if (!ret)
		*pStatus = (D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS)status;
	set_error(hDevice, ret);
}

/* ------------------------------------------------------------------ blts -- */

static int find_blt(D3D10DDI_HDEVICE hDevice,
		    D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
		    D3D10DDI_HRESOURCE hSrcResource,
		    D3D10DDI_HRESOURCE hDstResource, struct umd_blt *blt)
{
	struct umd_resource *src, *dst;
	struct umd_session *session;
	struct umd_device *device;
	int ret = find_session(hDevice, hCryptoSession, &session);

	if (!ret)
		ret = find_device(hDevice, &device);
	if (!ret)
		ret = umd_resource_find(device, hSrcResource.pDrvPrivate, &src);
	if (!ret)
		ret = umd_resource_find(device, hDstResource.pDrvPrivate, &dst);
	return ret ? ret : umd_blt_whole(blt, session, src, dst);
}

static int check_size(const char *what, UINT size)
{
	return size == UMD_KEY_SIZE ? 0 :
	       umd_refuse(-EINVAL, "%s is %u: it must be 16", what, size);
}

static void APIENTRY encryption_blt(D3D10DDI_HDEVICE hDevice,
			   D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
			   D3D10DDI_HRESOURCE hSrcResource,
			   D3D10DDI_HRESOURCE hDstResource, UINT IVSize,
			   VOID *pIV)
{
	struct umd_blt blt;
	int ret = find_blt(hDevice, hCryptoSession, hSrcResource, hDstResource,
			   &blt);

	if (!ret)
		ret = check_size("IVSize", IVSize);
	if (!ret)
		ret = umd_encrypt(&blt, pIV);
	set_error(hDevice, ret);
}

static void APIENTRY decryption_blt(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3D10DDI_HRESOURCE hSrcResource, D3D10DDI_HRESOURCE hDstResource,
	const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo,
	UINT ContentKeySize, const VOID *pContentKey, UINT IVSize,
	const VOID *pIV)
{
	struct umd_blt blt;
	int ret = find_blt(hDevice, hCryptoSession, hSrcResource, hDstResource,
			   &blt);

	if (!ret)
		ret = check_size("IVSize", IVSize);
	if (!ret && pContentKey)
		ret = check_size("ContentKeySize", ContentKeySize);
	/* both structures have the same three members */
	if (!ret)
		ret = umd_decrypt(&blt, (const void *)pEncryptedBlockInfo,
				  pContentKey, pIV);
	set_error(hDevice, ret);
}

/* ------------------------------------------------ authenticated channels -- */

static SIZE_T APIENTRY calc_private_authenticated_channel_size(
	D3D10DDI_HDEVICE hDevice UNUSED,
	const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData UNUSED)
{
	return umd_channel_size();
}

static HRESULT APIENTRY create_authenticated_channel(
	D3D10DDI_HDEVICE hDevice,
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData,
	D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	D3D11_1DDI_HRTAUTHCHANNEL hRTAuthChannel UNUSED)
{
	struct umd_channel *channel;
	struct umd_device *device;
	int ret = pCreateData && hAuthChannel.pDrvPrivate ?
		  find_device(hDevice, &device) : -EINVAL;

	if (!ret)
		ret = umd_channel_create(device, pCreateData->ChannelType,
					 hAuthChannel.pDrvPrivate, &channel);
	if (!ret)
		pCreateData->hChannel = umd_channel_handle(channel);
	return umd_hresult_d3d11(ret);
}

static void APIENTRY destroy_authenticated_channel(D3D10DDI_HDEVICE hDevice,
					  D3D11_1DDI_HAUTHCHANNEL hAuthChannel)
{
	struct umd_channel *channel;
	int ret = find_channel(hDevice, hAuthChannel, &channel);

	if (!ret)
		umd_channel_destroy(channel);
	set_error(hDevice, ret);
}

static HRESULT APIENTRY negotiate_authenticated_channel_key_exchange(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	UINT DataSize, VOID *pData)
{
	return umd_hresult_d3d11(umd_on_channel(hDevice, hAuthChannel,
						umd_channel_key_exchange, pData,
						DataSize));
}

static HRESULT APIENTRY query_authenticated_channel(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	UINT InputDataSize, const VOID *pInputData, UINT OutputDataSize,
	VOID *pOutputData)
{
	return umd_hresult_d3d11(umd_on_channel(hDevice, hAuthChannel,
						umd_channel_query, pInputData,
						InputDataSize, pOutputData,
						OutputDataSize));
}

static HRESULT APIENTRY configure_authenticated_channel(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	UINT InputDataSize, const VOID *pInputData,
	D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *pOutputData)
{
	return umd_hresult_d3d11(umd_on_channel(hDevice, hAuthChannel,
						umd_channel_configure,
						pInputData, InputDataSize,
						pOutputData));
}

/* --------------------------------------------------- opening and closing -- */

static const D3DWDDM2_4DDI_VIDEODEVICEFUNCS table = {
	.pfnGetContentProtectionCaps = get_content_protection_caps,
	.pfnGetCryptoKeyExchangeType = get_crypto_key_exchange_type,
	.pfnCalcPrivateCryptoSessionSize = calc_private_crypto_session_size,
	.pfnCreateCryptoSession = create_crypto_session,
	.pfnDestroyCryptoSession = destroy_crypto_session,
	.pfnGetCertificateSize = get_certificate_size,
	.pfnGetCertificate = get_certificate,
	.pfnNegotiateCryptoSessionKeyExchange =
		negotiate_crypto_session_key_exchange,
	.pfnEncryptionBlt = encryption_blt,
	.pfnDecryptionBlt = decryption_blt,
	.pfnStartSessionKeyRefresh = start_session_key_refresh,
	.pfnFinishSessionKeyRefresh = finish_session_key_refresh,
	.pfnGetEncryptionBltKey = get_encryption_blt_key,
	.pfnCalcPrivateAuthenticatedChannelSize =
		calc_private_authenticated_channel_size,
	.pfnCreateAuthenticatedChannel = create_authenticated_channel,
	.pfnDestroyAuthenticatedChannel = destroy_authenticated_channel,
	.pfnNegotiateAuthenticatedChannelKeyExchange =
		negotiate_authenticated_channel_key_exchange,
	.pfnQueryAuthenticatedChannel = query_authenticated_channel,
	.pfnConfigureAuthenticatedChannel = configure_authenticated_channel,
	.pfnVideoDecoderGetHandle = video_decoder_get_handle,
	.pfnCryptoSessionGetHandle = crypto_session_get_handle,
	.pfnGetDataForNewHardwareKey = get_data_for_new_hardware_key,
	.pfnCheckCryptoSessionStatus = check_crypto_session_status,
	.pfnGetCryptoSessionPrivateDataSize =
		get_crypto_session_private_data_size,
	.pfnNegotiateCryptoSessionKeyExchangeMT =
		negotiate_crypto_session_key_exchange_mt,
};

HRESULT WINAPI cpgpu_ddi_open_d3d11(
	const char *path, D3D10DDI_HRTCORELAYER hRTCoreLayer,
	const D3D11DDI_CORELAYER_DEVICECALLBACKS *pCallbacks,
	D3D10DDI_HDEVICE *hDevice, D3DWDDM2_4DDI_VIDEODEVICEFUNCS *pFuncs)
{
	struct umd_device *device;
	struct runtime *runtime;
	int ret;

	if (!pCallbacks || !hDevice || !pFuncs)
		return E_INVALIDARG;
	runtime = malloc(sizeof(*runtime));
	if (!runtime)
		return E_OUTOFMEMORY;
	ret = umd_device_open(path, &device);
	if (ret) {
		free(runtime);
		return umd_hresult_d3d11(ret);
	}
	runtime->handle = hRTCoreLayer;
	runtime->callbacks = *pCallbacks;
	umd_device_set_table(device, runtime);
	hDevice->pDrvPrivate = device;
	*pFuncs = table;
	return S_OK;
}

void WINAPI cpgpu_ddi_close_d3d11(D3D10DDI_HDEVICE hDevice)
{
	struct umd_device *device;

	if (!find_device(hDevice, &device))
		umd_device_close(device);
}
