/* SPDX-License-Identifier: MIT */
/* Direct3D 11: calling methods from C, see d3d11.h */
#ifndef D3D11_C_H
#define D3D11_C_H

#define D3D_CALL0(p, method)		((p)->lpVtbl->method(p))
#define D3D_CALL(p, method, ...)	((p)->lpVtbl->method(p, __VA_ARGS__))

#define ID3D11DeviceChild_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11DeviceChild_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11DeviceChild_Release(p) D3D_CALL0(p, Release)
#define ID3D11DeviceChild_GetDevice(p, ...) D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11DeviceChild_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11DeviceChild_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11DeviceChild_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)

#define ID3D11Resource_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11Resource_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11Resource_Release(p) D3D_CALL0(p, Release)
#define ID3D11Resource_GetDevice(p, ...) D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11Resource_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11Resource_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11Resource_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11Resource_GetType(p, ...) D3D_CALL(p, GetType, __VA_ARGS__)
#define ID3D11Resource_SetEvictionPriority(p, ...) \
	D3D_CALL(p, SetEvictionPriority, __VA_ARGS__)
#define ID3D11Resource_GetEvictionPriority(p) D3D_CALL0(p, GetEvictionPriority)

#define ID3D11Texture2D_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11Texture2D_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11Texture2D_Release(p) D3D_CALL0(p, Release)
#define ID3D11Texture2D_GetDevice(p, ...) D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11Texture2D_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11Texture2D_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11Texture2D_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11Texture2D_GetType(p, ...) D3D_CALL(p, GetType, __VA_ARGS__)
#define ID3D11Texture2D_SetEvictionPriority(p, ...) \
	D3D_CALL(p, SetEvictionPriority, __VA_ARGS__)
#define ID3D11Texture2D_GetEvictionPriority(p) D3D_CALL0(p, GetEvictionPriority)
#define ID3D11Texture2D_GetDesc(p, ...) D3D_CALL(p, GetDesc, __VA_ARGS__)

#define ID3D11Buffer_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11Buffer_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11Buffer_Release(p) D3D_CALL0(p, Release)
#define ID3D11Buffer_GetDevice(p, ...) D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11Buffer_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11Buffer_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11Buffer_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11Buffer_GetType(p, ...) D3D_CALL(p, GetType, __VA_ARGS__)
#define ID3D11Buffer_SetEvictionPriority(p, ...) \
	D3D_CALL(p, SetEvictionPriority, __VA_ARGS__)
#define ID3D11Buffer_GetEvictionPriority(p) D3D_CALL0(p, GetEvictionPriority)
#define ID3D11Buffer_GetDesc(p, ...) D3D_CALL(p, GetDesc, __VA_ARGS__)

#define ID3D11Device_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11Device_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11Device_Release(p) D3D_CALL0(p, Release)
#define ID3D11Device_CreateBuffer(p, ...) D3D_CALL(p, CreateBuffer, __VA_ARGS__)
#define ID3D11Device_CreateTexture2D(p, ...) \
	D3D_CALL(p, CreateTexture2D, __VA_ARGS__)
#define ID3D11Device_CheckFormatSupport(p, ...) \
	D3D_CALL(p, CheckFormatSupport, __VA_ARGS__)
#define ID3D11Device_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11Device_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11Device_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11Device_GetFeatureLevel(p) D3D_CALL0(p, GetFeatureLevel)
#define ID3D11Device_GetCreationFlags(p) D3D_CALL0(p, GetCreationFlags)
#define ID3D11Device_GetDeviceRemovedReason(p) \
	D3D_CALL0(p, GetDeviceRemovedReason)
#define ID3D11Device_GetImmediateContext(p, ...) \
	D3D_CALL(p, GetImmediateContext, __VA_ARGS__)
#define ID3D11Device_SetExceptionMode(p, ...) \
	D3D_CALL(p, SetExceptionMode, __VA_ARGS__)
#define ID3D11Device_GetExceptionMode(p) D3D_CALL0(p, GetExceptionMode)

#define ID3D11DeviceContext_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11DeviceContext_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11DeviceContext_Release(p) D3D_CALL0(p, Release)
#define ID3D11DeviceContext_GetDevice(p, ...) \
	D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11DeviceContext_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11DeviceContext_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11DeviceContext_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11DeviceContext_Map(p, ...) D3D_CALL(p, Map, __VA_ARGS__)
#define ID3D11DeviceContext_Unmap(p, ...) D3D_CALL(p, Unmap, __VA_ARGS__)
#define ID3D11DeviceContext_CopyResource(p, ...) \
	D3D_CALL(p, CopyResource, __VA_ARGS__)
#define ID3D11DeviceContext_ClearState(p) D3D_CALL0(p, ClearState)
#define ID3D11DeviceContext_Flush(p) D3D_CALL0(p, Flush)
#define ID3D11DeviceContext_GetType(p) D3D_CALL0(p, GetType)
#define ID3D11DeviceContext_GetContextFlags(p) D3D_CALL0(p, GetContextFlags)

#define ID3D11CryptoSession_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11CryptoSession_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11CryptoSession_Release(p) D3D_CALL0(p, Release)
#define ID3D11CryptoSession_GetDevice(p, ...) \
	D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11CryptoSession_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11CryptoSession_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11CryptoSession_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11CryptoSession_GetCryptoType(p, ...) \
	D3D_CALL(p, GetCryptoType, __VA_ARGS__)
#define ID3D11CryptoSession_GetDecoderProfile(p, ...) \
	D3D_CALL(p, GetDecoderProfile, __VA_ARGS__)
#define ID3D11CryptoSession_GetCertificateSize(p, ...) \
	D3D_CALL(p, GetCertificateSize, __VA_ARGS__)
#define ID3D11CryptoSession_GetCertificate(p, ...) \
	D3D_CALL(p, GetCertificate, __VA_ARGS__)
#define ID3D11CryptoSession_GetCryptoSessionHandle(p, ...) \
	D3D_CALL(p, GetCryptoSessionHandle, __VA_ARGS__)

#define ID3D11AuthenticatedChannel_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11AuthenticatedChannel_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11AuthenticatedChannel_Release(p) D3D_CALL0(p, Release)
#define ID3D11AuthenticatedChannel_GetDevice(p, ...) \
	D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11AuthenticatedChannel_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11AuthenticatedChannel_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11AuthenticatedChannel_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11AuthenticatedChannel_GetCertificateSize(p, ...) \
	D3D_CALL(p, GetCertificateSize, __VA_ARGS__)
#define ID3D11AuthenticatedChannel_GetCertificate(p, ...) \
	D3D_CALL(p, GetCertificate, __VA_ARGS__)
#define ID3D11AuthenticatedChannel_GetChannelHandle(p, ...) \
	D3D_CALL(p, GetChannelHandle, __VA_ARGS__)

#define ID3D11VideoDevice_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11VideoDevice_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11VideoDevice_Release(p) D3D_CALL0(p, Release)
#define ID3D11VideoDevice_CreateAuthenticatedChannel(p, ...) \
	D3D_CALL(p, CreateAuthenticatedChannel, __VA_ARGS__)
#define ID3D11VideoDevice_CreateCryptoSession(p, ...) \
	D3D_CALL(p, CreateCryptoSession, __VA_ARGS__)
#define ID3D11VideoDevice_GetVideoDecoderProfileCount(p) \
	D3D_CALL0(p, GetVideoDecoderProfileCount)
#define ID3D11VideoDevice_GetVideoDecoderProfile(p, ...) \
	D3D_CALL(p, GetVideoDecoderProfile, __VA_ARGS__)
#define ID3D11VideoDevice_CheckVideoDecoderFormat(p, ...) \
	D3D_CALL(p, CheckVideoDecoderFormat, __VA_ARGS__)
#define ID3D11VideoDevice_GetContentProtectionCaps(p, ...) \
	D3D_CALL(p, GetContentProtectionCaps, __VA_ARGS__)
#define ID3D11VideoDevice_CheckCryptoKeyExchange(p, ...) \
	D3D_CALL(p, CheckCryptoKeyExchange, __VA_ARGS__)
#define ID3D11VideoDevice_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11VideoDevice_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)

#define ID3D11VideoDevice1_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11VideoDevice1_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11VideoDevice1_Release(p) D3D_CALL0(p, Release)
#define ID3D11VideoDevice1_CreateAuthenticatedChannel(p, ...) \
	D3D_CALL(p, CreateAuthenticatedChannel, __VA_ARGS__)
#define ID3D11VideoDevice1_CreateCryptoSession(p, ...) \
	D3D_CALL(p, CreateCryptoSession, __VA_ARGS__)
#define ID3D11VideoDevice1_GetVideoDecoderProfileCount(p) \
	D3D_CALL0(p, GetVideoDecoderProfileCount)
#define ID3D11VideoDevice1_GetVideoDecoderProfile(p, ...) \
	D3D_CALL(p, GetVideoDecoderProfile, __VA_ARGS__)
#define ID3D11VideoDevice1_CheckVideoDecoderFormat(p, ...) \
	D3D_CALL(p, CheckVideoDecoderFormat, __VA_ARGS__)
#define ID3D11VideoDevice1_GetContentProtectionCaps(p, ...) \
	D3D_CALL(p, GetContentProtectionCaps, __VA_ARGS__)
#define ID3D11VideoDevice1_CheckCryptoKeyExchange(p, ...) \
	D3D_CALL(p, CheckCryptoKeyExchange, __VA_ARGS__)
#define ID3D11VideoDevice1_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11VideoDevice1_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11VideoDevice1_GetCryptoSessionPrivateDataSize(p, ...) \
	D3D_CALL(p, GetCryptoSessionPrivateDataSize, __VA_ARGS__)
#define ID3D11VideoDevice1_GetVideoDecoderCaps(p, ...) \
	D3D_CALL(p, GetVideoDecoderCaps, __VA_ARGS__)

#define ID3D11VideoDevice2_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11VideoDevice2_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11VideoDevice2_Release(p) D3D_CALL0(p, Release)
#define ID3D11VideoDevice2_CreateAuthenticatedChannel(p, ...) \
	D3D_CALL(p, CreateAuthenticatedChannel, __VA_ARGS__)
#define ID3D11VideoDevice2_CreateCryptoSession(p, ...) \
	D3D_CALL(p, CreateCryptoSession, __VA_ARGS__)
#define ID3D11VideoDevice2_GetVideoDecoderProfileCount(p) \
	D3D_CALL0(p, GetVideoDecoderProfileCount)
#define ID3D11VideoDevice2_GetVideoDecoderProfile(p, ...) \
	D3D_CALL(p, GetVideoDecoderProfile, __VA_ARGS__)
#define ID3D11VideoDevice2_CheckVideoDecoderFormat(p, ...) \
	D3D_CALL(p, CheckVideoDecoderFormat, __VA_ARGS__)
#define ID3D11VideoDevice2_GetContentProtectionCaps(p, ...) \
	D3D_CALL(p, GetContentProtectionCaps, __VA_ARGS__)
#define ID3D11VideoDevice2_CheckCryptoKeyExchange(p, ...) \
	D3D_CALL(p, CheckCryptoKeyExchange, __VA_ARGS__)
#define ID3D11VideoDevice2_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11VideoDevice2_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11VideoDevice2_GetCryptoSessionPrivateDataSize(p, ...) \
	D3D_CALL(p, GetCryptoSessionPrivateDataSize, __VA_ARGS__)
#define ID3D11VideoDevice2_GetVideoDecoderCaps(p, ...) \
	D3D_CALL(p, GetVideoDecoderCaps, __VA_ARGS__)
#define ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(p, ...) \
	D3D_CALL(p, NegotiateCryptoSessionKeyExchangeMT, __VA_ARGS__)

#define ID3D11VideoContext_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11VideoContext_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11VideoContext_Release(p) D3D_CALL0(p, Release)
#define ID3D11VideoContext_GetDevice(p, ...) D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11VideoContext_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11VideoContext_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11VideoContext_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11VideoContext_DecoderBeginFrame(p, ...) \
	D3D_CALL(p, DecoderBeginFrame, __VA_ARGS__)
#define ID3D11VideoContext_NegotiateCryptoSessionKeyExchange(p, ...) \
	D3D_CALL(p, NegotiateCryptoSessionKeyExchange, __VA_ARGS__)
#define ID3D11VideoContext_EncryptionBlt(p, ...) \
	D3D_CALL(p, EncryptionBlt, __VA_ARGS__)
#define ID3D11VideoContext_DecryptionBlt(p, ...) \
	D3D_CALL(p, DecryptionBlt, __VA_ARGS__)
#define ID3D11VideoContext_StartSessionKeyRefresh(p, ...) \
	D3D_CALL(p, StartSessionKeyRefresh, __VA_ARGS__)
#define ID3D11VideoContext_FinishSessionKeyRefresh(p, ...) \
	D3D_CALL(p, FinishSessionKeyRefresh, __VA_ARGS__)
#define ID3D11VideoContext_GetEncryptionBltKey(p, ...) \
	D3D_CALL(p, GetEncryptionBltKey, __VA_ARGS__)
#define ID3D11VideoContext_NegotiateAuthenticatedChannelKeyExchange(p, ...) \
	D3D_CALL(p, NegotiateAuthenticatedChannelKeyExchange, __VA_ARGS__)
#define ID3D11VideoContext_QueryAuthenticatedChannel(p, ...) \
	D3D_CALL(p, QueryAuthenticatedChannel, __VA_ARGS__)
#define ID3D11VideoContext_ConfigureAuthenticatedChannel(p, ...) \
	D3D_CALL(p, ConfigureAuthenticatedChannel, __VA_ARGS__)

#define ID3D11VideoContext1_QueryInterface(p, ...) \
	D3D_CALL(p, QueryInterface, __VA_ARGS__)
#define ID3D11VideoContext1_AddRef(p) D3D_CALL0(p, AddRef)
#define ID3D11VideoContext1_Release(p) D3D_CALL0(p, Release)
#define ID3D11VideoContext1_GetDevice(p, ...) \
	D3D_CALL(p, GetDevice, __VA_ARGS__)
#define ID3D11VideoContext1_GetPrivateData(p, ...) \
	D3D_CALL(p, GetPrivateData, __VA_ARGS__)
#define ID3D11VideoContext1_SetPrivateData(p, ...) \
	D3D_CALL(p, SetPrivateData, __VA_ARGS__)
#define ID3D11VideoContext1_SetPrivateDataInterface(p, ...) \
	D3D_CALL(p, SetPrivateDataInterface, __VA_ARGS__)
#define ID3D11VideoContext1_DecoderBeginFrame(p, ...) \
	D3D_CALL(p, DecoderBeginFrame, __VA_ARGS__)
#define ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(p, ...) \
	D3D_CALL(p, NegotiateCryptoSessionKeyExchange, __VA_ARGS__)
#define ID3D11VideoContext1_EncryptionBlt(p, ...) \
	D3D_CALL(p, EncryptionBlt, __VA_ARGS__)
#define ID3D11VideoContext1_DecryptionBlt(p, ...) \
	D3D_CALL(p, DecryptionBlt, __VA_ARGS__)
#define ID3D11VideoContext1_StartSessionKeyRefresh(p, ...) \
	D3D_CALL(p, StartSessionKeyRefresh, __VA_ARGS__)
#define ID3D11VideoContext1_FinishSessionKeyRefresh(p, ...) \
	D3D_CALL(p, FinishSessionKeyRefresh, __VA_ARGS__)
#define ID3D11VideoContext1_GetEncryptionBltKey(p, ...) \
	D3D_CALL(p, GetEncryptionBltKey, __VA_ARGS__)
#define ID3D11VideoContext1_NegotiateAuthenticatedChannelKeyExchange(p, ...) \
	D3D_CALL(p, NegotiateAuthenticatedChannelKeyExchange, __VA_ARGS__)
#define ID3D11VideoContext1_QueryAuthenticatedChannel(p, ...) \
	D3D_CALL(p, QueryAuthenticatedChannel, __VA_ARGS__)
#define ID3D11VideoContext1_ConfigureAuthenticatedChannel(p, ...) \
	D3D_CALL(p, ConfigureAuthenticatedChannel, __VA_ARGS__)
#define ID3D11VideoContext1_SubmitDecoderBuffers1(p, ...) \
	D3D_CALL(p, SubmitDecoderBuffers1, __VA_ARGS__)
#define ID3D11VideoContext1_GetDataForNewHardwareKey(p, ...) \
	D3D_CALL(p, GetDataForNewHardwareKey, __VA_ARGS__)
#define ID3D11VideoContext1_CheckCryptoSessionStatus(p, ...) \
	D3D_CALL(p, CheckCryptoSessionStatus, __VA_ARGS__)

#endif /* D3D11_C_H */
