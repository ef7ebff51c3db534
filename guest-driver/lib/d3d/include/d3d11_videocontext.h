/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11: ID3D11VideoContext and ID3D11VideoContext1
 *
 * Four of the most important methods return nothing.  Call
 * cpgpu_d3d_get_last_error() of cpgpu_d3d.h to find out whether they succeeded.
 */
#ifndef D3D11_VIDEOCONTEXT_H
#define D3D11_VIDEOCONTEXT_H

#include "d3d11_videodevice.h"

typedef struct ID3D11VideoContext ID3D11VideoContext;
typedef struct ID3D11VideoContext1 ID3D11VideoContext1;
/* there are no decoders on this device */
typedef struct ID3D11VideoDecoder ID3D11VideoDecoder;
typedef struct ID3D11VideoDecoderOutputView ID3D11VideoDecoderOutputView;

/* ---------------------------------------------------- ID3D11VideoContext -- */

#define D3D11_VIDEOCONTEXT_SLOTS_1(S) \
	S(HRESULT, GetDecoderBuffer) \
	S(HRESULT, ReleaseDecoderBuffer)

#define D3D11_VIDEOCONTEXT_SLOTS_2(S) \
	S(HRESULT, DecoderEndFrame) \
	S(HRESULT, SubmitDecoderBuffers) \
	S(HRESULT, DecoderExtension) \
	S(void, VideoProcessorSetOutputTargetRect) \
	S(void, VideoProcessorSetOutputBackgroundColor) \
	S(void, VideoProcessorSetOutputColorSpace) \
	S(void, VideoProcessorSetOutputAlphaFillMode) \
	S(void, VideoProcessorSetOutputConstriction) \
	S(void, VideoProcessorSetOutputStereoMode) \
	S(HRESULT, VideoProcessorSetOutputExtension) \
	S(void, VideoProcessorGetOutputTargetRect) \
	S(void, VideoProcessorGetOutputBackgroundColor) \
	S(void, VideoProcessorGetOutputColorSpace) \
	S(void, VideoProcessorGetOutputAlphaFillMode) \
	S(void, VideoProcessorGetOutputConstriction) \
	S(void, VideoProcessorGetOutputStereoMode) \
	S(HRESULT, VideoProcessorGetOutputExtension) \
	S(void, VideoProcessorSetStreamFrameFormat) \
	S(void, VideoProcessorSetStreamColorSpace) \
	S(void, VideoProcessorSetStreamOutputRate) \
	S(void, VideoProcessorSetStreamSourceRect) \
	S(void, VideoProcessorSetStreamDestRect) \
	S(void, VideoProcessorSetStreamAlpha) \
	S(void, VideoProcessorSetStreamPalette) \
	S(void, VideoProcessorSetStreamPixelAspectRatio) \
	S(void, VideoProcessorSetStreamLumaKey) \
	S(void, VideoProcessorSetStreamStereoFormat) \
	S(void, VideoProcessorSetStreamAutoProcessingMode) \
	S(void, VideoProcessorSetStreamFilter) \
	S(HRESULT, VideoProcessorSetStreamExtension) \
	S(void, VideoProcessorGetStreamFrameFormat) \
	S(void, VideoProcessorGetStreamColorSpace) \
	S(void, VideoProcessorGetStreamOutputRate) \
	S(void, VideoProcessorGetStreamSourceRect) \
	S(void, VideoProcessorGetStreamDestRect) \
	S(void, VideoProcessorGetStreamAlpha) \
	S(void, VideoProcessorGetStreamPalette) \
	S(void, VideoProcessorGetStreamPixelAspectRatio) \
	S(void, VideoProcessorGetStreamLumaKey) \
	S(void, VideoProcessorGetStreamStereoFormat) \
	S(void, VideoProcessorGetStreamAutoProcessingMode) \
	S(void, VideoProcessorGetStreamFilter) \
	S(HRESULT, VideoProcessorGetStreamExtension) \
	S(HRESULT, VideoProcessorBlt)

#define D3D11_VIDEOCONTEXT_SLOTS_3(S) \
	S(void, VideoProcessorSetStreamRotation) \
	S(void, VideoProcessorGetStreamRotation)

#define D3D11_VIDEOCONTEXT_METHODS \
	D3D11_VIDEOCONTEXT_SLOTS_1(D3D11_SLOT) \
	STDMETHOD(DecoderBeginFrame)(THIS_ ID3D11VideoDecoder *pDecoder, \
				     ID3D11VideoDecoderOutputView *pView, \
				     UINT ContentKeySize, \
				     const void *pContentKey) PURE; \
	D3D11_VIDEOCONTEXT_SLOTS_2(D3D11_SLOT) \
	STDMETHOD(NegotiateCryptoSessionKeyExchange) \
		(THIS_ ID3D11CryptoSession *pCryptoSession, UINT DataSize, \
		 void *pData) PURE; \
	STDMETHOD_(void, EncryptionBlt) \
		(THIS_ ID3D11CryptoSession *pCryptoSession, \
		 ID3D11Texture2D *pSrcSurface, ID3D11Texture2D *pDstSurface, \
		 UINT IVSize, void *pIV) PURE; \
	STDMETHOD_(void, DecryptionBlt) \
		(THIS_ ID3D11CryptoSession *pCryptoSession, \
		 ID3D11Texture2D *pSrcSurface, ID3D11Texture2D *pDstSurface, \
		 D3D11_ENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo, \
		 UINT ContentKeySize, const void *pContentKey, UINT IVSize, \
		 void *pIV) PURE; \
	STDMETHOD_(void, StartSessionKeyRefresh) \
		(THIS_ ID3D11CryptoSession *pCryptoSession, \
		 UINT RandomNumberSize, void *pRandomNumber) PURE; \
	STDMETHOD_(void, FinishSessionKeyRefresh) \
		(THIS_ ID3D11CryptoSession *pCryptoSession) PURE; \
	STDMETHOD(GetEncryptionBltKey)(THIS_ ID3D11CryptoSession \
				       *pCryptoSession, UINT KeySize, \
				       void *pReadbackKey) PURE; \
	STDMETHOD(NegotiateAuthenticatedChannelKeyExchange) \
		(THIS_ ID3D11AuthenticatedChannel *pChannel, UINT DataSize, \
		 void *pData) PURE; \
	STDMETHOD(QueryAuthenticatedChannel) \
		(THIS_ ID3D11AuthenticatedChannel *pChannel, UINT InputSize, \
		 const void *pInput, UINT OutputSize, void *pOutput) PURE; \
	STDMETHOD(ConfigureAuthenticatedChannel) \
		(THIS_ ID3D11AuthenticatedChannel *pChannel, UINT InputSize, \
		 const void *pInput, \
		 D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *pOutput) PURE; \
	D3D11_VIDEOCONTEXT_SLOTS_3(D3D11_SLOT)

#undef INTERFACE
#define INTERFACE ID3D11VideoContext
DECLARE_INTERFACE_(ID3D11VideoContext, ID3D11DeviceChild) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	D3D11_VIDEOCONTEXT_METHODS
};

DEFINE_GUID(IID_ID3D11VideoContext, 0x61f21c45, 0x3c0e, 0x4a74,
	    0x9c, 0xea, 0x67, 0x10, 0x0d, 0x9a, 0xd5, 0xe4);

/* --------------------------------------------------- ID3D11VideoContext1 -- */

#define D3D11_VIDEOCONTEXT1_SLOTS_1(S) \
	S(HRESULT, DecoderEnableDownsampling) \
	S(HRESULT, DecoderUpdateDownsampling) \
	S(void, VideoProcessorSetOutputColorSpace1) \
	S(void, VideoProcessorSetOutputShaderUsage) \
	S(void, VideoProcessorGetOutputColorSpace1) \
	S(void, VideoProcessorGetOutputShaderUsage) \
	S(void, VideoProcessorSetStreamColorSpace1) \
	S(void, VideoProcessorSetStreamMirror) \
	S(void, VideoProcessorGetStreamColorSpace1) \
	S(void, VideoProcessorGetStreamMirror) \
	S(HRESULT, VideoProcessorGetBehaviorHints)

#undef INTERFACE
#define INTERFACE ID3D11VideoContext1
DECLARE_INTERFACE_(ID3D11VideoContext1, ID3D11VideoContext) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	D3D11_VIDEOCONTEXT_METHODS
	STDMETHOD(SubmitDecoderBuffers1)
		(THIS_ ID3D11VideoDecoder *pDecoder, UINT NumBuffers,
		 const D3D11_VIDEO_DECODER_BUFFER_DESC1 *pBufferDesc) PURE;
	STDMETHOD(GetDataForNewHardwareKey)
		(THIS_ ID3D11CryptoSession *pCryptoSession,
		 UINT PrivateInputSize, const void *pPrivatInputData,
		 UINT64 *pPrivateOutputData) PURE;
	STDMETHOD(CheckCryptoSessionStatus)
		(THIS_ ID3D11CryptoSession *pCryptoSession,
		 D3D11_CRYPTO_SESSION_STATUS *pStatus) PURE;
	D3D11_VIDEOCONTEXT1_SLOTS_1(D3D11_SLOT)
};

DEFINE_GUID(IID_ID3D11VideoContext1, 0xa7f026da, 0xa5f8, 0x4487,
	    0xa5, 0x64, 0x15, 0xe3, 0x43, 0x57, 0x65, 0x1e);

#endif /* D3D11_VIDEOCONTEXT_H */
