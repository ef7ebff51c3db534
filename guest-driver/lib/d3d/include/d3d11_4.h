/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11.4: mingw-w64's header, and the two video interfaces that it lacks.
 * A method's declaration in C repeats those of the interfaces that it inherits.
 */
#ifndef CPGPU_D3D11_4_H
#define CPGPU_D3D11_4_H

#include <d3d11_1.h>
#include_next <d3d11_4.h>

#ifndef __ID3D11VideoDevice2_INTERFACE_DEFINED__
typedef enum D3D11_FEATURE_VIDEO {
	D3D11_FEATURE_VIDEO_DECODER_HISTOGRAM = 0
} D3D11_FEATURE_VIDEO;

typedef enum D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS {
	D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE = 0
} D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS;

typedef struct D3D11_VIDEO_DECODER_BUFFER_DESC2 {
	D3D11_VIDEO_DECODER_BUFFER_TYPE BufferType;
	UINT DataOffset;
	UINT DataSize;
	void *pIV;
	UINT IVSize;
	D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK *pSubSampleMappingBlock;
	UINT SubSampleMappingCount;
	UINT cBlocksStripeEncrypted;
	UINT cBlocksStripeClear;
} D3D11_VIDEO_DECODER_BUFFER_DESC2;
#endif

#ifndef __ID3D11VideoDevice2_INTERFACE_DEFINED__
#define __ID3D11VideoDevice2_INTERFACE_DEFINED__
#undef INTERFACE
#define INTERFACE ID3D11VideoDevice2
#if defined(__cplusplus) && !defined(CINTERFACE)
DECLARE_INTERFACE_(ID3D11VideoDevice2, ID3D11VideoDevice1) {
	STDMETHOD(CheckFeatureSupport)(THIS_ D3D11_FEATURE_VIDEO feature, void
		*data, UINT size) PURE;
	STDMETHOD(NegotiateCryptoSessionKeyExchangeMT)(THIS_
		ID3D11CryptoSession *session, D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS
		flags, UINT size, void *data) PURE;
};
#else
DECLARE_INTERFACE_(ID3D11VideoDevice2, ID3D11VideoDevice1) {
	STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppvObject) PURE;
	STDMETHOD_(ULONG, AddRef)(THIS) PURE;
	STDMETHOD_(ULONG, Release)(THIS) PURE;
	STDMETHOD(CreateVideoDecoder)(THIS_ const D3D11_VIDEO_DECODER_DESC
		*pVideoDesc, const D3D11_VIDEO_DECODER_CONFIG *pConfig,
		ID3D11VideoDecoder **ppDecoder) PURE;
	STDMETHOD(CreateVideoProcessor)(THIS_ ID3D11VideoProcessorEnumerator
		*pEnum, UINT RateConversionIndex, ID3D11VideoProcessor
		**ppVideoProcessor) PURE;
	STDMETHOD(CreateAuthenticatedChannel)(THIS_
		D3D11_AUTHENTICATED_CHANNEL_TYPE ChannelType,
		ID3D11AuthenticatedChannel **ppAuthenticatedChannel) PURE;
	STDMETHOD(CreateCryptoSession)(THIS_ const GUID *pCryptoType, const
		GUID *pDecoderProfile, const GUID *pKeyExchangeType,
		ID3D11CryptoSession **ppCryptoSession) PURE;
	STDMETHOD(CreateVideoDecoderOutputView)(THIS_ ID3D11Resource
		*pResource, const D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC *pDesc,
		ID3D11VideoDecoderOutputView **ppVDOVView) PURE;
	STDMETHOD(CreateVideoProcessorInputView)(THIS_ ID3D11Resource
		*pResource, ID3D11VideoProcessorEnumerator *pEnum, const
		D3D11_VIDEO_PROCESSOR_INPUT_VIEW_DESC *pDesc,
		ID3D11VideoProcessorInputView **ppVPIView) PURE;
	STDMETHOD(CreateVideoProcessorOutputView)(THIS_ ID3D11Resource
		*pResource, ID3D11VideoProcessorEnumerator *pEnum, const
		D3D11_VIDEO_PROCESSOR_OUTPUT_VIEW_DESC *pDesc,
		ID3D11VideoProcessorOutputView **ppVPOView) PURE;
	STDMETHOD(CreateVideoProcessorEnumerator)(THIS_ const
		D3D11_VIDEO_PROCESSOR_CONTENT_DESC *pDesc,
		ID3D11VideoProcessorEnumerator **ppEnum) PURE;
	STDMETHOD_(UINT, GetVideoDecoderProfileCount)(THIS) PURE;
	STDMETHOD(GetVideoDecoderProfile)(THIS_ UINT Index, GUID
		*pDecoderProfile) PURE;
	STDMETHOD(CheckVideoDecoderFormat)(THIS_ const GUID *pDecoderProfile,
		DXGI_FORMAT Format, WINBOOL *pSupported) PURE;
	STDMETHOD(GetVideoDecoderConfigCount)(THIS_ const
		D3D11_VIDEO_DECODER_DESC *pDesc, UINT *pCount) PURE;
	STDMETHOD(GetVideoDecoderConfig)(THIS_ const D3D11_VIDEO_DECODER_DESC
		*pDesc, UINT Index, D3D11_VIDEO_DECODER_CONFIG *pConfig) PURE;
	STDMETHOD(GetContentProtectionCaps)(THIS_ const GUID *pCryptoType,
		const GUID *pDecoderProfile, D3D11_VIDEO_CONTENT_PROTECTION_CAPS
		*pCaps) PURE;
	STDMETHOD(CheckCryptoKeyExchange)(THIS_ const GUID *pCryptoType, const
		GUID *pDecoderProfile, UINT Index, GUID *pKeyExchangeType) PURE;
	STDMETHOD(SetPrivateData)(THIS_ REFGUID guid, UINT DataSize, const
		void *pData) PURE;
	STDMETHOD(SetPrivateDataInterface)(THIS_ REFGUID guid, const IUnknown
		*pData) PURE;
	STDMETHOD(GetCryptoSessionPrivateDataSize)(THIS_ const GUID
		*crypto_type, const GUID *decoder_profile, const GUID
		*key_exchange_type, UINT *input_size, UINT *output_size) PURE;
	STDMETHOD(GetVideoDecoderCaps)(THIS_ const GUID *decoder_profile, UINT
		sample_width, UINT sample_height, const DXGI_RATIONAL *framerate, UINT
		bitrate, const GUID *crypto_type, UINT *decoder_caps) PURE;
	STDMETHOD(CheckVideoDecoderDownsampling)(THIS_ const
		D3D11_VIDEO_DECODER_DESC *input_desc, DXGI_COLOR_SPACE_TYPE
		input_colour_space, const D3D11_VIDEO_DECODER_CONFIG *input_config,
		const DXGI_RATIONAL *framerate, const D3D11_VIDEO_SAMPLE_DESC
		*output_desc, WINBOOL *supported, WINBOOL *real_time_hint) PURE;
	STDMETHOD(RecommendVideoDecoderDownsampleParameters)(THIS_ const
		D3D11_VIDEO_DECODER_DESC *input_desc, DXGI_COLOR_SPACE_TYPE
		input_colour_space, const D3D11_VIDEO_DECODER_CONFIG *input_config,
		const DXGI_RATIONAL *framerate, D3D11_VIDEO_SAMPLE_DESC
		*recommended_output_desc) PURE;
	STDMETHOD(CheckFeatureSupport)(THIS_ D3D11_FEATURE_VIDEO feature, void
		*data, UINT size) PURE;
	STDMETHOD(NegotiateCryptoSessionKeyExchangeMT)(THIS_
		ID3D11CryptoSession *session, D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS
		flags, UINT size, void *data) PURE;
};
#ifdef COBJMACROS
#define ID3D11VideoDevice2_QueryInterface(This, ...) \
	((This)->lpVtbl->QueryInterface(This, __VA_ARGS__))
#define ID3D11VideoDevice2_AddRef(This)	((This)->lpVtbl->AddRef(This))
#define ID3D11VideoDevice2_Release(This)	((This)->lpVtbl->Release(This))
#define ID3D11VideoDevice2_CreateVideoDecoder(This, ...) \
	((This)->lpVtbl->CreateVideoDecoder(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CreateVideoProcessor(This, ...) \
	((This)->lpVtbl->CreateVideoProcessor(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CreateAuthenticatedChannel(This, ...) \
	((This)->lpVtbl->CreateAuthenticatedChannel(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CreateCryptoSession(This, ...) \
	((This)->lpVtbl->CreateCryptoSession(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CreateVideoDecoderOutputView(This, ...) \
	((This)->lpVtbl->CreateVideoDecoderOutputView(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CreateVideoProcessorInputView(This, ...) \
	((This)->lpVtbl->CreateVideoProcessorInputView(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CreateVideoProcessorOutputView(This, ...) \
	((This)->lpVtbl->CreateVideoProcessorOutputView(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CreateVideoProcessorEnumerator(This, ...) \
	((This)->lpVtbl->CreateVideoProcessorEnumerator(This, __VA_ARGS__))
#define ID3D11VideoDevice2_GetVideoDecoderProfileCount(This)	((This)->lpVtbl->GetVideoDecoderProfileCount(This))
#define ID3D11VideoDevice2_GetVideoDecoderProfile(This, ...) \
	((This)->lpVtbl->GetVideoDecoderProfile(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CheckVideoDecoderFormat(This, ...) \
	((This)->lpVtbl->CheckVideoDecoderFormat(This, __VA_ARGS__))
#define ID3D11VideoDevice2_GetVideoDecoderConfigCount(This, ...) \
	((This)->lpVtbl->GetVideoDecoderConfigCount(This, __VA_ARGS__))
#define ID3D11VideoDevice2_GetVideoDecoderConfig(This, ...) \
	((This)->lpVtbl->GetVideoDecoderConfig(This, __VA_ARGS__))
#define ID3D11VideoDevice2_GetContentProtectionCaps(This, ...) \
	((This)->lpVtbl->GetContentProtectionCaps(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CheckCryptoKeyExchange(This, ...) \
	((This)->lpVtbl->CheckCryptoKeyExchange(This, __VA_ARGS__))
#define ID3D11VideoDevice2_SetPrivateData(This, ...) \
	((This)->lpVtbl->SetPrivateData(This, __VA_ARGS__))
#define ID3D11VideoDevice2_SetPrivateDataInterface(This, ...) \
	((This)->lpVtbl->SetPrivateDataInterface(This, __VA_ARGS__))
#define ID3D11VideoDevice2_GetCryptoSessionPrivateDataSize(This, ...) \
	((This)->lpVtbl->GetCryptoSessionPrivateDataSize(This, __VA_ARGS__))
#define ID3D11VideoDevice2_GetVideoDecoderCaps(This, ...) \
	((This)->lpVtbl->GetVideoDecoderCaps(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CheckVideoDecoderDownsampling(This, ...) \
	((This)->lpVtbl->CheckVideoDecoderDownsampling(This, __VA_ARGS__))
#define ID3D11VideoDevice2_RecommendVideoDecoderDownsampleParameters(This, ...) \
	((This)->lpVtbl->RecommendVideoDecoderDownsampleParameters(This, __VA_ARGS__))
#define ID3D11VideoDevice2_CheckFeatureSupport(This, ...) \
	((This)->lpVtbl->CheckFeatureSupport(This, __VA_ARGS__))
#define ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(This, ...) \
	((This)->lpVtbl->NegotiateCryptoSessionKeyExchangeMT(This, __VA_ARGS__))
#endif
#endif
#endif
#ifdef __cplusplus
__CRT_UUID_DECL(ID3D11VideoDevice2, 0x59c0cb01, 0x35f0, 0x4a70,
		0x8f, 0x67, 0x87, 0x90, 0x5c, 0x90, 0x6a, 0x53)
#endif
DEFINE_GUID(IID_ID3D11VideoDevice2, 0x59c0cb01, 0x35f0, 0x4a70,
	    0x8f, 0x67, 0x87, 0x90, 0x5c, 0x90, 0x6a, 0x53);

#ifndef __ID3D11VideoContext3_INTERFACE_DEFINED__
#define __ID3D11VideoContext3_INTERFACE_DEFINED__
#undef INTERFACE
#define INTERFACE ID3D11VideoContext3
#if defined(__cplusplus) && !defined(CINTERFACE)
DECLARE_INTERFACE_(ID3D11VideoContext3, ID3D11VideoContext2) {
	STDMETHOD(DecoderBeginFrame1)(THIS_ ID3D11VideoDecoder *decoder,
		ID3D11VideoDecoderOutputView *view, UINT content_key_size, const void
		*content_key, UINT histogram_count, const UINT *histogram_offsets,
		ID3D11Buffer *const *histogram_buffers) PURE;
	STDMETHOD(SubmitDecoderBuffers2)(THIS_ ID3D11VideoDecoder *decoder,
		UINT buffer_count, const D3D11_VIDEO_DECODER_BUFFER_DESC2 *buffers)
		PURE;
};
#else
DECLARE_INTERFACE_(ID3D11VideoContext3, ID3D11VideoContext2) {
	STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppvObject) PURE;
	STDMETHOD_(ULONG, AddRef)(THIS) PURE;
	STDMETHOD_(ULONG, Release)(THIS) PURE;
	STDMETHOD_(void, GetDevice)(THIS_ ID3D11Device **ppDevice) PURE;
	STDMETHOD(GetPrivateData)(THIS_ REFGUID guid, UINT *pDataSize, void
		*pData) PURE;
	STDMETHOD(SetPrivateData)(THIS_ REFGUID guid, UINT DataSize, const
		void *pData) PURE;
	STDMETHOD(SetPrivateDataInterface)(THIS_ REFGUID guid, const IUnknown
		*pData) PURE;
	STDMETHOD(GetDecoderBuffer)(THIS_ ID3D11VideoDecoder *decoder,
		D3D11_VIDEO_DECODER_BUFFER_TYPE type, UINT *buffer_size, void
		**buffer) PURE;
	STDMETHOD(ReleaseDecoderBuffer)(THIS_ ID3D11VideoDecoder *decoder,
		D3D11_VIDEO_DECODER_BUFFER_TYPE type) PURE;
	STDMETHOD(DecoderBeginFrame)(THIS_ ID3D11VideoDecoder *decoder,
		ID3D11VideoDecoderOutputView *view, UINT key_size, const void *key)
		PURE;
	STDMETHOD(DecoderEndFrame)(THIS_ ID3D11VideoDecoder *decoder) PURE;
	STDMETHOD(SubmitDecoderBuffers)(THIS_ ID3D11VideoDecoder *decoder,
		UINT buffers_count, const D3D11_VIDEO_DECODER_BUFFER_DESC
		*buffer_desc) PURE;
	STDMETHOD(DecoderExtension)(THIS_ ID3D11VideoDecoder *decoder, const
		D3D11_VIDEO_DECODER_EXTENSION *extension) PURE;
	STDMETHOD_(void, VideoProcessorSetOutputTargetRect)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL enable, const RECT *rect)
		PURE;
	STDMETHOD_(void, VideoProcessorSetOutputBackgroundColor)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL y_cb_cr, const
		D3D11_VIDEO_COLOR *color) PURE;
	STDMETHOD_(void, VideoProcessorSetOutputColorSpace)(THIS_
		ID3D11VideoProcessor *processor, const
		D3D11_VIDEO_PROCESSOR_COLOR_SPACE *color_space) PURE;
	STDMETHOD_(void, VideoProcessorSetOutputAlphaFillMode)(THIS_
		ID3D11VideoProcessor *processor, D3D11_VIDEO_PROCESSOR_ALPHA_FILL_MODE
		alpha_fill_mode, UINT stream_idx) PURE;
	STDMETHOD_(void, VideoProcessorSetOutputConstriction)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL enable, SIZE size) PURE;
	STDMETHOD_(void, VideoProcessorSetOutputStereoMode)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL enable) PURE;
	STDMETHOD(VideoProcessorSetOutputExtension)(THIS_ ID3D11VideoProcessor
		*processor, const GUID *guid, UINT data_size, void *data) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputTargetRect)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL *enabled, RECT *rect) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputBackgroundColor)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL *y_cb_cr, D3D11_VIDEO_COLOR
		*color) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputColorSpace)(THIS_
		ID3D11VideoProcessor *processor, D3D11_VIDEO_PROCESSOR_COLOR_SPACE
		*color_space) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputAlphaFillMode)(THIS_
		ID3D11VideoProcessor *processor, D3D11_VIDEO_PROCESSOR_ALPHA_FILL_MODE
		*alpha_fill_mode, UINT *stream_idx) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputConstriction)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL *enabled, SIZE *size) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputStereoMode)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL *enabled) PURE;
	STDMETHOD(VideoProcessorGetOutputExtension)(THIS_ ID3D11VideoProcessor
		*processor, const GUID *guid, UINT data_size, void *data) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamFrameFormat)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx,
		D3D11_VIDEO_FRAME_FORMAT format) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamColorSpace)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, const
		D3D11_VIDEO_PROCESSOR_COLOR_SPACE *color_space) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamOutputRate)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx,
		D3D11_VIDEO_PROCESSOR_OUTPUT_RATE rate, WINBOOL repeat, const
		DXGI_RATIONAL *custom_rate) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamSourceRect)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable,
		const RECT *rect) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamDestRect)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable,
		const RECT *rect) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamAlpha)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable,
		float alpha) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamPalette)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, UINT entry_count,
		const UINT *entries) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamPixelAspectRatio)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable,
		const DXGI_RATIONAL *src_aspect_ratio, const DXGI_RATIONAL
		*dst_aspect_ratio) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamLumaKey)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable,
		float lower, float upper) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamStereoFormat)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable,
		D3D11_VIDEO_PROCESSOR_STEREO_FORMAT format, WINBOOL left_view_frame0,
		WINBOOL base_view_frame0, D3D11_VIDEO_PROCESSOR_STEREO_FLIP_MODE
		flip_mode, int mono_offset) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamAutoProcessingMode)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable)
		PURE;
	STDMETHOD_(void, VideoProcessorSetStreamFilter)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx,
		D3D11_VIDEO_PROCESSOR_FILTER filter, WINBOOL enable, int level) PURE;
	STDMETHOD(VideoProcessorSetStreamExtension)(THIS_ ID3D11VideoProcessor
		*processor, UINT stream_idx, const GUID *guid, UINT data_size, void
		*data) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamFrameFormat)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx,
		D3D11_VIDEO_FRAME_FORMAT *format) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamColorSpace)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx,
		D3D11_VIDEO_PROCESSOR_COLOR_SPACE *color_space) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamOutputRate)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx,
		D3D11_VIDEO_PROCESSOR_OUTPUT_RATE *rate, WINBOOL *repeat,
		DXGI_RATIONAL *custom_rate) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamSourceRect)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enabled,
		RECT *rect) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamDestRect)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enabled,
		RECT *rect) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamAlpha)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enabled,
		float *alpha) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamPalette)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, UINT entry_count,
		UINT *entries) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamPixelAspectRatio)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enabled,
		DXGI_RATIONAL *src_aspect_ratio, DXGI_RATIONAL *dst_aspect_ratio)
		PURE;
	STDMETHOD_(void, VideoProcessorGetStreamLumaKey)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enabled,
		float *lower, float *upper) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamStereoFormat)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enabled,
		D3D11_VIDEO_PROCESSOR_STEREO_FORMAT *format, WINBOOL
		*left_view_frame0, WINBOOL *base_view_frame0,
		D3D11_VIDEO_PROCESSOR_STEREO_FLIP_MODE *flip_mode, int *mono_offset)
		PURE;
	STDMETHOD_(void, VideoProcessorGetStreamAutoProcessingMode)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enabled)
		PURE;
	STDMETHOD_(void, VideoProcessorGetStreamFilter)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx,
		D3D11_VIDEO_PROCESSOR_FILTER filter, WINBOOL *enabled, int *level)
		PURE;
	STDMETHOD(VideoProcessorGetStreamExtension)(THIS_ ID3D11VideoProcessor
		*processor, UINT stream_idx, const GUID *guid, UINT data_size, void
		*data) PURE;
	STDMETHOD(VideoProcessorBlt)(THIS_ ID3D11VideoProcessor *processor,
		ID3D11VideoProcessorOutputView *view, UINT frame_idx, UINT
		stream_count, const D3D11_VIDEO_PROCESSOR_STREAM *streams) PURE;
	STDMETHOD(NegotiateCryptoSessionKeyExchange)(THIS_ ID3D11CryptoSession
		*session, UINT data_size, void *data) PURE;
	STDMETHOD_(void, EncryptionBlt)(THIS_ ID3D11CryptoSession *session,
		ID3D11Texture2D *src_surface, ID3D11Texture2D *dst_surface, UINT
		iv_size, void *iv) PURE;
	STDMETHOD_(void, DecryptionBlt)(THIS_ ID3D11CryptoSession *session,
		ID3D11Texture2D *src_surface, ID3D11Texture2D *dst_surface,
		D3D11_ENCRYPTED_BLOCK_INFO *block_info, UINT key_size, const void
		*key, UINT iv_size, void *iv) PURE;
	STDMETHOD_(void, StartSessionKeyRefresh)(THIS_ ID3D11CryptoSession
		*session, UINT random_number_size, void *random_number) PURE;
	STDMETHOD_(void, FinishSessionKeyRefresh)(THIS_ ID3D11CryptoSession
		*session) PURE;
	STDMETHOD(GetEncryptionBltKey)(THIS_ ID3D11CryptoSession *session,
		UINT key_size, void *key) PURE;
	STDMETHOD(NegotiateAuthenticatedChannelKeyExchange)(THIS_
		ID3D11AuthenticatedChannel *channel, UINT data_size, void *data) PURE;
	STDMETHOD(QueryAuthenticatedChannel)(THIS_ ID3D11AuthenticatedChannel
		*channel, UINT input_size, const void *input, UINT output_size, void
		*output) PURE;
	STDMETHOD(ConfigureAuthenticatedChannel)(THIS_
		ID3D11AuthenticatedChannel *channel, UINT input_size, const void
		*input, D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *output) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamRotation)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL enable,
		D3D11_VIDEO_PROCESSOR_ROTATION rotation) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamRotation)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_idx, WINBOOL *enable,
		D3D11_VIDEO_PROCESSOR_ROTATION *rotation) PURE;
	STDMETHOD(SubmitDecoderBuffers1)(THIS_ ID3D11VideoDecoder *decoder,
		UINT buffer_count, const D3D11_VIDEO_DECODER_BUFFER_DESC1
		*buffer_desc) PURE;
	STDMETHOD(GetDataForNewHardwareKey)(THIS_ ID3D11CryptoSession
		*session, UINT input_size, const void *input_data, UINT64
		*output_data) PURE;
	STDMETHOD(CheckCryptoSessionStatus)(THIS_ ID3D11CryptoSession
		*session, D3D11_CRYPTO_SESSION_STATUS *status) PURE;
	STDMETHOD(DecoderEnableDownsampling)(THIS_ ID3D11VideoDecoder
		*decoder, DXGI_COLOR_SPACE_TYPE colour_space, const
		D3D11_VIDEO_SAMPLE_DESC *output_desc, UINT reference_frame_count)
		PURE;
	STDMETHOD(DecoderUpdateDownsampling)(THIS_ ID3D11VideoDecoder
		*decoder, const D3D11_VIDEO_SAMPLE_DESC *output_desc) PURE;
	STDMETHOD_(void, VideoProcessorSetOutputColorSpace1)(THIS_
		ID3D11VideoProcessor *processor, DXGI_COLOR_SPACE_TYPE colour_space)
		PURE;
	STDMETHOD_(void, VideoProcessorSetOutputShaderUsage)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL shader_usage) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputColorSpace1)(THIS_
		ID3D11VideoProcessor *processor, DXGI_COLOR_SPACE_TYPE *colour_space)
		PURE;
	STDMETHOD_(void, VideoProcessorGetOutputShaderUsage)(THIS_
		ID3D11VideoProcessor *processor, WINBOOL *shader_usage) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamColorSpace1)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_index,
		DXGI_COLOR_SPACE_TYPE colour_space) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamMirror)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_index, WINBOOL enable,
		WINBOOL flip_horizontal, WINBOOL flip_vertical) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamColorSpace1)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_index,
		DXGI_COLOR_SPACE_TYPE *colour_space) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamMirror)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_index, WINBOOL *enable,
		WINBOOL *flip_horizontal, WINBOOL *flip_vertical) PURE;
	STDMETHOD(VideoProcessorGetBehaviorHints)(THIS_ ID3D11VideoProcessor
		*processor, UINT output_width, UINT output_height, DXGI_FORMAT
		output_format, UINT stream_count, const
		D3D11_VIDEO_PROCESSOR_STREAM_BEHAVIOR_HINT *streams, UINT
		*behaviour_hints) PURE;
	STDMETHOD_(void, VideoProcessorSetOutputHDRMetaData)(THIS_
		ID3D11VideoProcessor *processor, DXGI_HDR_METADATA_TYPE type, UINT
		size, const void *meta_data) PURE;
	STDMETHOD_(void, VideoProcessorGetOutputHDRMetaData)(THIS_
		ID3D11VideoProcessor *processor, DXGI_HDR_METADATA_TYPE *type, UINT
		size, void *meta_data) PURE;
	STDMETHOD_(void, VideoProcessorSetStreamHDRMetaData)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_index,
		DXGI_HDR_METADATA_TYPE type, UINT size, const void *meta_data) PURE;
	STDMETHOD_(void, VideoProcessorGetStreamHDRMetaData)(THIS_
		ID3D11VideoProcessor *processor, UINT stream_index,
		DXGI_HDR_METADATA_TYPE *type, UINT size, void *meta_data) PURE;
	STDMETHOD(DecoderBeginFrame1)(THIS_ ID3D11VideoDecoder *decoder,
		ID3D11VideoDecoderOutputView *view, UINT content_key_size, const void
		*content_key, UINT histogram_count, const UINT *histogram_offsets,
		ID3D11Buffer *const *histogram_buffers) PURE;
	STDMETHOD(SubmitDecoderBuffers2)(THIS_ ID3D11VideoDecoder *decoder,
		UINT buffer_count, const D3D11_VIDEO_DECODER_BUFFER_DESC2 *buffers)
		PURE;
};
#ifdef COBJMACROS
#define ID3D11VideoContext3_QueryInterface(This, ...) \
	((This)->lpVtbl->QueryInterface(This, __VA_ARGS__))
#define ID3D11VideoContext3_AddRef(This)	((This)->lpVtbl->AddRef(This))
#define ID3D11VideoContext3_Release(This)	((This)->lpVtbl->Release(This))
#define ID3D11VideoContext3_GetDevice(This, ...) \
	((This)->lpVtbl->GetDevice(This, __VA_ARGS__))
#define ID3D11VideoContext3_GetPrivateData(This, ...) \
	((This)->lpVtbl->GetPrivateData(This, __VA_ARGS__))
#define ID3D11VideoContext3_SetPrivateData(This, ...) \
	((This)->lpVtbl->SetPrivateData(This, __VA_ARGS__))
#define ID3D11VideoContext3_SetPrivateDataInterface(This, ...) \
	((This)->lpVtbl->SetPrivateDataInterface(This, __VA_ARGS__))
#define ID3D11VideoContext3_GetDecoderBuffer(This, ...) \
	((This)->lpVtbl->GetDecoderBuffer(This, __VA_ARGS__))
#define ID3D11VideoContext3_ReleaseDecoderBuffer(This, ...) \
	((This)->lpVtbl->ReleaseDecoderBuffer(This, __VA_ARGS__))
#define ID3D11VideoContext3_DecoderBeginFrame(This, ...) \
	((This)->lpVtbl->DecoderBeginFrame(This, __VA_ARGS__))
#define ID3D11VideoContext3_DecoderEndFrame(This, ...) \
	((This)->lpVtbl->DecoderEndFrame(This, __VA_ARGS__))
#define ID3D11VideoContext3_SubmitDecoderBuffers(This, ...) \
	((This)->lpVtbl->SubmitDecoderBuffers(This, __VA_ARGS__))
#define ID3D11VideoContext3_DecoderExtension(This, ...) \
	((This)->lpVtbl->DecoderExtension(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputTargetRect(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputTargetRect(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputBackgroundColor(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputBackgroundColor(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputColorSpace(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputColorSpace(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputAlphaFillMode(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputAlphaFillMode(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputConstriction(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputConstriction(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputStereoMode(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputStereoMode(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputExtension(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputExtension(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputTargetRect(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputTargetRect(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputBackgroundColor(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputBackgroundColor(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputColorSpace(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputColorSpace(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputAlphaFillMode(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputAlphaFillMode(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputConstriction(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputConstriction(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputStereoMode(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputStereoMode(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputExtension(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputExtension(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamFrameFormat(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamFrameFormat(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamColorSpace(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamColorSpace(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamOutputRate(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamOutputRate(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamSourceRect(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamSourceRect(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamDestRect(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamDestRect(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamAlpha(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamAlpha(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamPalette(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamPalette(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamPixelAspectRatio(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamPixelAspectRatio(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamLumaKey(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamLumaKey(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamStereoFormat(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamStereoFormat(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamAutoProcessingMode(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamAutoProcessingMode(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamFilter(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamFilter(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamExtension(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamExtension(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamFrameFormat(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamFrameFormat(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamColorSpace(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamColorSpace(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamOutputRate(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamOutputRate(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamSourceRect(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamSourceRect(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamDestRect(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamDestRect(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamAlpha(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamAlpha(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamPalette(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamPalette(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamPixelAspectRatio(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamPixelAspectRatio(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamLumaKey(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamLumaKey(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamStereoFormat(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamStereoFormat(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamAutoProcessingMode(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamAutoProcessingMode(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamFilter(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamFilter(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamExtension(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamExtension(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorBlt(This, ...) \
	((This)->lpVtbl->VideoProcessorBlt(This, __VA_ARGS__))
#define ID3D11VideoContext3_NegotiateCryptoSessionKeyExchange(This, ...) \
	((This)->lpVtbl->NegotiateCryptoSessionKeyExchange(This, __VA_ARGS__))
#define ID3D11VideoContext3_EncryptionBlt(This, ...) \
	((This)->lpVtbl->EncryptionBlt(This, __VA_ARGS__))
#define ID3D11VideoContext3_DecryptionBlt(This, ...) \
	((This)->lpVtbl->DecryptionBlt(This, __VA_ARGS__))
#define ID3D11VideoContext3_StartSessionKeyRefresh(This, ...) \
	((This)->lpVtbl->StartSessionKeyRefresh(This, __VA_ARGS__))
#define ID3D11VideoContext3_FinishSessionKeyRefresh(This, ...) \
	((This)->lpVtbl->FinishSessionKeyRefresh(This, __VA_ARGS__))
#define ID3D11VideoContext3_GetEncryptionBltKey(This, ...) \
	((This)->lpVtbl->GetEncryptionBltKey(This, __VA_ARGS__))
#define ID3D11VideoContext3_NegotiateAuthenticatedChannelKeyExchange(This, ...) \
	((This)->lpVtbl->NegotiateAuthenticatedChannelKeyExchange(This, __VA_ARGS__))
#define ID3D11VideoContext3_QueryAuthenticatedChannel(This, ...) \
	((This)->lpVtbl->QueryAuthenticatedChannel(This, __VA_ARGS__))
#define ID3D11VideoContext3_ConfigureAuthenticatedChannel(This, ...) \
	((This)->lpVtbl->ConfigureAuthenticatedChannel(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamRotation(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamRotation(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamRotation(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamRotation(This, __VA_ARGS__))
#define ID3D11VideoContext3_SubmitDecoderBuffers1(This, ...) \
	((This)->lpVtbl->SubmitDecoderBuffers1(This, __VA_ARGS__))
#define ID3D11VideoContext3_GetDataForNewHardwareKey(This, ...) \
	((This)->lpVtbl->GetDataForNewHardwareKey(This, __VA_ARGS__))
#define ID3D11VideoContext3_CheckCryptoSessionStatus(This, ...) \
	((This)->lpVtbl->CheckCryptoSessionStatus(This, __VA_ARGS__))
#define ID3D11VideoContext3_DecoderEnableDownsampling(This, ...) \
	((This)->lpVtbl->DecoderEnableDownsampling(This, __VA_ARGS__))
#define ID3D11VideoContext3_DecoderUpdateDownsampling(This, ...) \
	((This)->lpVtbl->DecoderUpdateDownsampling(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputColorSpace1(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputColorSpace1(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputShaderUsage(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputShaderUsage(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputColorSpace1(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputColorSpace1(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputShaderUsage(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputShaderUsage(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamColorSpace1(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamColorSpace1(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamMirror(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamMirror(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamColorSpace1(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamColorSpace1(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamMirror(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamMirror(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetBehaviorHints(This, ...) \
	((This)->lpVtbl->VideoProcessorGetBehaviorHints(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetOutputHDRMetaData(This, ...) \
	((This)->lpVtbl->VideoProcessorSetOutputHDRMetaData(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetOutputHDRMetaData(This, ...) \
	((This)->lpVtbl->VideoProcessorGetOutputHDRMetaData(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorSetStreamHDRMetaData(This, ...) \
	((This)->lpVtbl->VideoProcessorSetStreamHDRMetaData(This, __VA_ARGS__))
#define ID3D11VideoContext3_VideoProcessorGetStreamHDRMetaData(This, ...) \
	((This)->lpVtbl->VideoProcessorGetStreamHDRMetaData(This, __VA_ARGS__))
#define ID3D11VideoContext3_DecoderBeginFrame1(This, ...) \
	((This)->lpVtbl->DecoderBeginFrame1(This, __VA_ARGS__))
#define ID3D11VideoContext3_SubmitDecoderBuffers2(This, ...) \
	((This)->lpVtbl->SubmitDecoderBuffers2(This, __VA_ARGS__))
#endif
#endif
#endif
#ifdef __cplusplus
__CRT_UUID_DECL(ID3D11VideoContext3, 0xa9e2faa0, 0xcb39, 0x418f,
		0xa0, 0xb7, 0xd8, 0xaa, 0xd4, 0xde, 0x67, 0x2e)
#endif
DEFINE_GUID(IID_ID3D11VideoContext3, 0xa9e2faa0, 0xcb39, 0x418f,
	    0xa0, 0xb7, 0xd8, 0xaa, 0xd4, 0xde, 0x67, 0x2e);

#endif /* CPGPU_D3D11_4_H */
