/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11: ID3D11VideoDevice, ID3D11VideoDevice1, ID3D11VideoDevice2,
 * ID3D11CryptoSession and ID3D11AuthenticatedChannel
 */
#ifndef D3D11_VIDEODEVICE_H
#define D3D11_VIDEODEVICE_H

#include "d3d11_authchannel.h"
#include "d3d11_device.h"
#include "d3d11_protection.h"

typedef struct ID3D11AuthenticatedChannel ID3D11AuthenticatedChannel;
typedef struct ID3D11VideoDevice ID3D11VideoDevice;
typedef struct ID3D11VideoDevice1 ID3D11VideoDevice1;
typedef struct ID3D11VideoDevice2 ID3D11VideoDevice2;

/* --------------------------------------------------- ID3D11CryptoSession -- */

#undef INTERFACE
#define INTERFACE ID3D11CryptoSession
DECLARE_INTERFACE_(ID3D11CryptoSession, ID3D11DeviceChild) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	STDMETHOD_(void, GetCryptoType)(THIS_ GUID *pCryptoType) PURE;
	STDMETHOD_(void, GetDecoderProfile)(THIS_ GUID *pDecoderProfile) PURE;
	STDMETHOD(GetCertificateSize)(THIS_ UINT *pCertificateSize) PURE;
	STDMETHOD(GetCertificate)(THIS_ UINT CertificateSize,
				  BYTE *pCertificate) PURE;
	STDMETHOD_(void, GetCryptoSessionHandle)(THIS_ HANDLE
						 *pCryptoSessionHandle) PURE;
};

DEFINE_GUID(IID_ID3D11CryptoSession, 0x9b32f9ad, 0xbdcc, 0x40a6,
	    0xa3, 0x9d, 0xd5, 0xc8, 0x65, 0x84, 0x57, 0x20);

/* -------------------------------------------- ID3D11AuthenticatedChannel -- */

#undef INTERFACE
#define INTERFACE ID3D11AuthenticatedChannel
DECLARE_INTERFACE_(ID3D11AuthenticatedChannel, ID3D11DeviceChild) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	STDMETHOD(GetCertificateSize)(THIS_ UINT *pCertificateSize) PURE;
	STDMETHOD(GetCertificate)(THIS_ UINT CertificateSize,
				  BYTE *pCertificate) PURE;
	STDMETHOD_(void, GetChannelHandle)(THIS_ HANDLE *pChannelHandle) PURE;
};

DEFINE_GUID(IID_ID3D11AuthenticatedChannel, 0x3015a308, 0xdcbd, 0x47aa,
	    0xa7, 0x47, 0x19, 0x24, 0x86, 0xd1, 0x4d, 0x4a);

/* ----------------------------------------------------- ID3D11VideoDevice -- */

#define D3D11_VIDEODEVICE_SLOTS_1(S) \
	S(HRESULT, CreateVideoDecoder) \
	S(HRESULT, CreateVideoProcessor)

#define D3D11_VIDEODEVICE_SLOTS_2(S) \
	S(HRESULT, CreateVideoDecoderOutputView) \
	S(HRESULT, CreateVideoProcessorInputView) \
	S(HRESULT, CreateVideoProcessorOutputView) \
	S(HRESULT, CreateVideoProcessorEnumerator)

#define D3D11_VIDEODEVICE_SLOTS_3(S) \
	S(HRESULT, GetVideoDecoderConfigCount) \
	S(HRESULT, GetVideoDecoderConfig)

#define D3D11_VIDEODEVICE_METHODS \
	D3D11_VIDEODEVICE_SLOTS_1(D3D11_SLOT) \
	STDMETHOD(CreateAuthenticatedChannel) \
		(THIS_ D3D11_AUTHENTICATED_CHANNEL_TYPE ChannelType, \
		 ID3D11AuthenticatedChannel **ppAuthenticatedChannel) PURE; \
	STDMETHOD(CreateCryptoSession)(THIS_ const GUID *pCryptoType, \
				       const GUID *pDecoderProfile, \
				       const GUID *pKeyExchangeType, \
				       ID3D11CryptoSession **ppCryptoSession) \
		PURE; \
	D3D11_VIDEODEVICE_SLOTS_2(D3D11_SLOT) \
	STDMETHOD_(UINT, GetVideoDecoderProfileCount)(THIS) PURE; \
	STDMETHOD(GetVideoDecoderProfile)(THIS_ UINT Index, \
					  GUID *pDecoderProfile) PURE; \
	STDMETHOD(CheckVideoDecoderFormat)(THIS_ const GUID *pDecoderProfile, \
					   DXGI_FORMAT Format, \
					   BOOL *pSupported) PURE; \
	D3D11_VIDEODEVICE_SLOTS_3(D3D11_SLOT) \
	STDMETHOD(GetContentProtectionCaps) \
		(THIS_ const GUID *pCryptoType, const GUID *pDecoderProfile, \
		 D3D11_VIDEO_CONTENT_PROTECTION_CAPS *pCaps) PURE; \
	STDMETHOD(CheckCryptoKeyExchange)(THIS_ const GUID *pCryptoType, \
					  const GUID *pDecoderProfile, \
					  UINT Index, \
					  GUID *pKeyExchangeType) PURE; \
	STDMETHOD(SetPrivateData)(THIS_ REFGUID guid, UINT DataSize, \
				  const void *pData) PURE; \
	STDMETHOD(SetPrivateDataInterface)(THIS_ REFGUID guid, \
					   const IUnknown *pData) PURE;

#undef INTERFACE
#define INTERFACE ID3D11VideoDevice
DECLARE_INTERFACE_(ID3D11VideoDevice, IUnknown) {
	D3D_IUNKNOWN_METHODS
	D3D11_VIDEODEVICE_METHODS
};

DEFINE_GUID(IID_ID3D11VideoDevice, 0x10ec4d5b, 0x975a, 0x4689,
	    0xb9, 0xe4, 0xd0, 0xaa, 0xc3, 0x0f, 0xe3, 0x33);

/* ---------------------------------------------------- ID3D11VideoDevice1 -- */

#define D3D11_VIDEODEVICE1_SLOTS_1(S) \
	S(HRESULT, CheckVideoDecoderDownsampling) \
	S(HRESULT, RecommendVideoDecoderDownsampleParameters)

#define D3D11_VIDEODEVICE1_METHODS \
	STDMETHOD(GetCryptoSessionPrivateDataSize) \
		(THIS_ const GUID *pCryptoType, const GUID *pDecoderProfile, \
		 const GUID *pKeyExchangeType, UINT *pPrivateInputSize, \
		 UINT *pPrivateOutputSize) PURE; \
	STDMETHOD(GetVideoDecoderCaps)(THIS_ const GUID *pDecoderProfile, \
				       UINT SampleWidth, UINT SampleHeight, \
				       const DXGI_RATIONAL *pFrameRate, \
				       UINT BitRate, const GUID *pCryptoType, \
				       UINT *pDecoderCaps) PURE; \
	D3D11_VIDEODEVICE1_SLOTS_1(D3D11_SLOT)

#undef INTERFACE
#define INTERFACE ID3D11VideoDevice1
DECLARE_INTERFACE_(ID3D11VideoDevice1, ID3D11VideoDevice) {
	D3D_IUNKNOWN_METHODS
	D3D11_VIDEODEVICE_METHODS
	D3D11_VIDEODEVICE1_METHODS
};

DEFINE_GUID(IID_ID3D11VideoDevice1, 0x29da1d51, 0x1321, 0x4454,
	    0x80, 0x4b, 0xf5, 0xfc, 0x9f, 0x86, 0x1f, 0x0f);

/* ---------------------------------------------------- ID3D11VideoDevice2 -- */

#define D3D11_VIDEODEVICE2_SLOTS_1(S) \
	S(HRESULT, CheckFeatureSupport)

#undef INTERFACE
#define INTERFACE ID3D11VideoDevice2
DECLARE_INTERFACE_(ID3D11VideoDevice2, ID3D11VideoDevice1) {
	D3D_IUNKNOWN_METHODS
	D3D11_VIDEODEVICE_METHODS
	D3D11_VIDEODEVICE1_METHODS
	D3D11_VIDEODEVICE2_SLOTS_1(D3D11_SLOT)
	STDMETHOD(NegotiateCryptoSessionKeyExchangeMT)
		(THIS_ ID3D11CryptoSession *pCryptoSession,
		 D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags, UINT DataSize,
		 void *pData) PURE;
};

DEFINE_GUID(IID_ID3D11VideoDevice2, 0x59c0cb01, 0x35f0, 0x4a70,
	    0x8f, 0x67, 0x87, 0x90, 0x5c, 0x90, 0x6a, 0x53);

#endif /* D3D11_VIDEODEVICE_H */
