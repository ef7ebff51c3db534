// SPDX-License-Identifier: MIT
/*
 * The Direct3D 9 driver tables: see d3dumddi.h
 *
 * These functions have the documented names, arguments and results; umd_*.c
 * does the work.
 */
#include <errno.h>

#include "cpgpu_ddi.h"
#include "umd.h"

/* the bits of D3D11_CONTENT_PROTECTION_CAPS that Direct3D 9 has, too */
#define CAPS_MASK (D3DCPCAPS_ENCRYPTSLICEDATAONLY * 2 - 1)

#define BUFFER_ALIGNMENT_START 16

/*
 * Every D3DDDIARG_* of an existing session or channel begins with its handle,
 * except those of messages, in which the message has it.
 */
static int find_session(HANDLE hDevice, const void *pData,
			struct umd_session **session)
{
	const HANDLE *hCryptoSession = pData;
	struct umd_device *device;
	int ret = umd_device_find(hDevice, &device);

	if (!ret && !pData)
		ret = -EINVAL;
	return ret ? ret :
		umd_session_find_handle(device, *hCryptoSession, session);
}

static int find_channel(HANDLE hDevice, const void *pData,
			struct umd_channel **channel)
{
	const HANDLE *hChannel = pData;
	struct umd_device *device;
	int ret = pData ? umd_device_find(hDevice, &device) : -EINVAL;

	return ret ? ret : umd_channel_find_handle(device, *hChannel, channel);
}

/* --------------------------------------------------------------- adapter -- */

static int get_protection_caps(struct umd_device *device,
			       const D3DDDIARG_GETCAPS *pData)
{
	const DDICONTENTPROTECTIONCAPS *info = pData->pInfo;
	D3DCONTENTPROTECTIONCAPS *out = pData->pData;
	struct umd_caps caps;
	int ret;

	if (pData->DataSize != sizeof(*out))
		return -EINVAL;
	ret = umd_query_caps(device, &info->CryptoType, &info->DecodeProfile,
			     &caps);
	if (!ret)
		*out = (D3DCONTENTPROTECTIONCAPS) {
			.Caps = caps.caps & CAPS_MASK,
			.KeyExchangeType = caps.exchange,
			.BufferAlignmentStart = BUFFER_ALIGNMENT_START,
			.BlockAlignmentSize = caps.block_align,
			.ProtectedMemorySize = caps.memory,
		};
	return ret;
}

static int query_certificate(struct umd_device *device,
			     const DDICERTIFICATEINFO *info, void *data,
			     UINT *size)
{
	bool channel = info->CertificateType ==
		       D3DDDI_CERTTYPE_AUTHENTICATED_CHANNEL;
	int ret = -EINVAL;

	if (channel)
		ret = umd_check_channel_type(device, info->ChannelType);
	else if (info->CertificateType == D3DDDI_CERTTYPE_CRYPTOSESSION)
		ret = umd_check_crypto(&info->CryptoSessionType, NULL, NULL);
	return ret ? ret : umd_query_certificate(device, channel, data, size);
}

static int get_certificate_size(struct umd_device *device,
				const D3DDDIARG_GETCAPS *pData)
{
	if (pData->DataSize != sizeof(UINT))
		return -EINVAL;
	return query_certificate(device, pData->pInfo, NULL, pData->pData);
}

static int get_certificate(struct umd_device *device,
			   const D3DDDIARG_GETCAPS *pData)
{
	UINT size = pData->DataSize;

	return query_certificate(device, pData->pInfo, pData->pData, &size);
}

static HRESULT APIENTRY get_caps(HANDLE hAdapter, const D3DDDIARG_GETCAPS *pData)
{
	struct umd_device *device;
	int ret = umd_device_find(hAdapter, &device);

	if (!ret && (!pData || !pData->pInfo || !pData->pData))
		ret = -EINVAL;
	if (ret)
		return umd_hresult_d3d9(ret);

	switch (pData->Type) {
	case D3DDDICAPS_GETCONTENTPROTECTIONCAPS:
		ret = get_protection_caps(device, pData);
		break;
	case D3DDDICAPS_GETCERTIFICATESIZE:
		ret = get_certificate_size(device, pData);
		break;
	case D3DDDICAPS_GETCERTIFICATE:
		ret = get_certificate(device, pData);
		break;
	default:
		ret = -EOPNOTSUPP;
	}
	return umd_hresult_d3d9(ret);
}

/* An adapter is a device whose table only has queries. */
static HRESULT APIENTRY close_adapter(HANDLE hAdapter)
{
	struct umd_device *device;
	int ret = umd_device_find(hAdapter, &device);

	if (!ret)
		umd_device_close(device);
	return umd_hresult_d3d9(ret);
}

/* ------------------------------------------------------- crypto sessions -- */

static HRESULT APIENTRY create_crypto_session(HANDLE hDevice,
				     D3DDDIARG_CREATECRYPTOSESSION *pData)
{
	struct umd_session *session;
	struct umd_device *device;
	int ret = umd_device_find(hDevice, &device);

	if (!ret && !pData)
		ret = -EINVAL;
	if (!ret)
		ret = umd_check_crypto(&pData->CryptoType,
				       &pData->DecodeProfile, NULL);
	if (!ret)
		ret = umd_session_create(device, NULL, &session);
	if (!ret)
		pData->hCryptoSession = umd_session_handle(session);
	return umd_hresult_d3d9(ret);
}

static HRESULT APIENTRY destroy_crypto_session(
	HANDLE hDevice, const D3DDDIARG_DESTROYCRYPTOSESSION *pData)
{
	struct umd_session *session;
	int ret = find_session(hDevice, pData, &session);

	if (!ret)
		umd_session_destroy(session);
	return umd_hresult_d3d9(ret);
}

static HRESULT APIENTRY crypto_session_key_exchange(
	HANDLE hDevice, D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE *pData)
{
	return umd_hresult_d3d9(umd_on_session(hDevice, pData,
					       umd_session_key_exchange,
					       pData->pData, pData->DataSize));
}

static HRESULT APIENTRY start_session_key_refresh(
	HANDLE hDevice, D3DDDIARG_STARTSESSIONKEYREFRESH *pData)
{
	return umd_hresult_d3d9(umd_on_session(hDevice, pData,
					       umd_session_refresh_start,
					       pData->pRandomNumber,
					       pData->RandomNumberSize));
}

static HRESULT APIENTRY finish_session_key_refresh(
	HANDLE hDevice, const D3DDDIARG_FINISHSESSIONKEYREFRESH *pData)
{
	return umd_hresult_d3d9(umd_on_session(hDevice, pData,
					       umd_session_refresh_finish));
}

static HRESULT APIENTRY get_encryption_blt_key(
	HANDLE hDevice, const D3DDDIARG_GETENCRYPTIONBLTKEY *pData)
{
	return umd_hresult_d3d9(umd_on_session(hDevice, pData,
					       umd_session_read_back_key,
					       pData->pReadBackKey,
					       pData->KeySize));
}

/* ------------------------------------------------------------------ blts -- */

static int find_surface(HANDLE hDevice, HANDLE hResource, UINT index,
			struct umd_resource **resource)
{
	struct umd_device *device;
	int ret = umd_device_find(hDevice, &device);

	if (!ret)
		ret = umd_resource_find(device, hResource, resource);
	/* each resource has one surface */
	if (!ret && index)
		ret = -EINVAL;
	return ret;
}

static HRESULT APIENTRY encryption_blt(HANDLE hDevice,
			      const D3DDDIARG_ENCRYPTIONBLT *pData)
{
	struct umd_blt blt;
	int ret = find_session(hDevice, pData, &blt.session);

	if (!ret)
		ret = find_surface(hDevice, pData->hSrcResource,
				   pData->SrcSubResourceIndex, &blt.src);
	if (!ret)
		ret = find_surface(hDevice, pData->hDstResource,
				   pData->DstSubResourceIndex, &blt.dst);
	if (!ret) {
		blt.size = pData->DstResourceSize;
		ret = umd_encrypt(&blt, pData->pIV);
	}
	return umd_hresult_d3d9(ret);
}

static HRESULT APIENTRY decryption_blt(HANDLE hDevice,
			      const D3DDDIARG_DECRYPTIONBLT *pData)
{
	const D3DDDIENCRYPTED_BLOCK_INFO *info;
	struct umd_pattern pattern;
	struct umd_blt blt;
	int ret = find_session(hDevice, pData, &blt.session);

	if (!ret)
		ret = find_surface(hDevice, pData->hSrcResource,
				   pData->SrcSubResourceIndex, &blt.src);
	if (!ret)
		ret = find_surface(hDevice, pData->hDstResource,
				   pData->DstSubResourceIndex, &blt.dst);
	if (ret)
		return umd_hresult_d3d9(ret);

	blt.size = pData->SrcResourceSize;
	info = pData->pEncryptedBlockInfo;
	if (info)
		pattern = (struct umd_pattern) {
			info->NumEncryptedBytesAtBeginning,
			info->NumBytesInSkipPattern,
			info->NumBytesInEncryptPattern,
		};
	ret = umd_decrypt(&blt, info ? &pattern : NULL, pData->pContentKey,
			  pData->pIV);
	return umd_hresult_d3d9(ret);
}

static HRESULT APIENTRY get_pitch(HANDLE hDevice, D3DDDIARG_GETPITCH *pData)
{
	struct umd_resource *resource;
	struct umd_session *session;
	int ret = find_session(hDevice, pData, &session);

	if (!ret)
		ret = find_surface(hDevice, pData->hResource,
				   pData->SubResourceIndex, &resource);
	if (!ret)
		pData->Pitch = umd_resource_pitch(resource);
	return umd_hresult_d3d9(ret);
}

/* ------------------------------------------------ authenticated channels -- */

static HRESULT APIENTRY create_authenticated_channel(
	HANDLE hDevice, D3DDDIARG_CREATEAUTHENTICATEDCHANNEL *pData)
{
	struct umd_channel *channel;
	struct umd_device *device;
	int ret = umd_device_find(hDevice, &device);

	if (!ret && !pData)
		ret = -EINVAL;
	if (!ret)
		ret = umd_channel_create(device, pData->ChannelType, NULL,
					 &channel);
	if (!ret)
		pData->hChannel = umd_channel_handle(channel);
	return umd_hresult_d3d9(ret);
}

static HRESULT APIENTRY destroy_authenticated_channel(
	HANDLE hDevice, const D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL *pData)
{
	struct umd_channel *channel;
	int ret = find_channel(hDevice, pData, &channel);

	if (!ret)
		umd_channel_destroy(channel);
	return umd_hresult_d3d9(ret);
}

static HRESULT APIENTRY authenticated_channel_key_exchange(
	HANDLE hDevice, D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE *pData)
{
	return umd_hresult_d3d9(umd_on_channel(hDevice, pData,
					       umd_channel_key_exchange,
					       pData->pData, pData->DataSize));
}

static HRESULT APIENTRY query_authenticated_channel(
	HANDLE hDevice, const D3DDDIARG_QUERYAUTHENTICATEDCHANNEL *pData)
{
	struct umd_channel *channel;
	HANDLE handle;
	int ret = -EINVAL;

	if (pData)
		ret = umd_check_query(pData->pInputData, pData->InputSize,
				      pData->OutputSize, &handle);
	if (!ret)
		ret = find_channel(hDevice, &handle, &channel);
	if (!ret)
		ret = umd_channel_query(channel, pData->pInputData,
					pData->InputSize, pData->pOutputData,
					pData->OutputSize);
	return umd_hresult_d3d9(ret);
}

static HRESULT APIENTRY configure_authenticated_channel(
	HANDLE hDevice, const D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL *pData)
{
	struct umd_channel *channel;
	HANDLE handle;
	int ret = -EINVAL;

	if (pData)
		ret = umd_check_configure(pData->pInputData, pData->InputSize,
					  &handle);
	if (!ret)
		ret = find_channel(hDevice, &handle, &channel);
	if (!ret)
		ret = umd_channel_configure(channel, pData->pInputData,
					    pData->InputSize,
					    pData->pOutputData);
	return umd_hresult_d3d9(ret);
}

/* --------------------------------------------------- opening and closing -- */

static HRESULT APIENTRY destroy_device(HANDLE hDevice)
{
	return close_adapter(hDevice);
}

static const D3DDDI_DEVICEFUNCS device_table = {
	.pfnDestroyDevice = destroy_device,
	.pfnCreateAuthenticatedChannel = create_authenticated_channel,
	.pfnAuthenticatedChannelKeyExchange =
		authenticated_channel_key_exchange,
	.pfnQueryAuthenticatedChannel = query_authenticated_channel,
	.pfnConfigureAuthenticatedChannel = configure_authenticated_channel,
	.pfnDestroyAuthenticatedChannel = destroy_authenticated_channel,
	.pfnCreateCryptoSession = create_crypto_session,
	.pfnCryptoSessionKeyExchange = crypto_session_key_exchange,
	.pfnDestroyCryptoSession = destroy_crypto_session,
	.pfnEncryptionBlt = encryption_blt,
	.pfnGetPitch = get_pitch,
	.pfnStartSessionKeyRefresh = start_session_key_refresh,
	.pfnFinishSessionKeyRefresh = finish_session_key_refresh,
	.pfnGetEncryptionBltKey = get_encryption_blt_key,
	.pfnDecryptionBlt = decryption_blt,
};

static HRESULT APIENTRY create_device(HANDLE hAdapter, D3DDDIARG_CREATEDEVICE *pData)
{
	struct umd_device *adapter, *device;
	int ret = umd_device_find(hAdapter, &adapter);

	if (!ret && (!pData || !pData->pDeviceFuncs))
		ret = -EINVAL;
	if (!ret)
		ret = umd_device_open(umd_device_path(adapter), &device);
	if (!ret) {
		pData->hDevice = device;
		*pData->pDeviceFuncs = device_table;
	}
	return umd_hresult_d3d9(ret);
}

static const D3DDDI_ADAPTERFUNCS adapter_table = {
	.pfnGetCaps = get_caps,
	.pfnCreateDevice = create_device,
	.pfnCloseAdapter = close_adapter,
};

HRESULT WINAPI cpgpu_ddi_open_adapter(const char *path, HANDLE *hAdapter,
			       D3DDDI_ADAPTERFUNCS *pFuncs)
{
	struct umd_device *device;
	int ret;

	if (!hAdapter || !pFuncs)
		return E_INVALIDARG;
	ret = umd_device_open(path, &device);
	if (!ret) {
		*hAdapter = device;
		*pFuncs = adapter_table;
	}
	return umd_hresult_d3d9(ret);
}
