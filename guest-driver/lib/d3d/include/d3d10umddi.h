/* SPDX-License-Identifier: MIT */
/*
 * The driver side of Direct3D 11.1: content protection
 *
 * What the user-mode driver offers to the runtime.  Names, order and layouts
 * are those of the documented driver interface for x64; <cpgpu_ddi.h> describes
 * how to get the table of a cpgpu device.
 *
 * Functions that return nothing report their errors to pfnSetErrorCb, and then
 * leave the caller's memory unchanged.  An object belongs to the hDevice with
 * which it was created: with another one, every function fails with
 * E_INVALIDARG.
 */
#ifndef CPGPU_D3D10UMDDI_H
#define CPGPU_D3D10UMDDI_H

#include <windows.h>

/* ------------------------------------------------------------- handles -- */

/* of the driver: memory that the runtime allocates for it */
typedef struct D3D10DDI_HDEVICE {
	void *pDrvPrivate;
} D3D10DDI_HDEVICE;

typedef struct D3D10DDI_HRESOURCE {
	void *pDrvPrivate;
} D3D10DDI_HRESOURCE;

typedef struct D3D11_1DDI_HCRYPTOSESSION {
	void *pDrvPrivate;
} D3D11_1DDI_HCRYPTOSESSION;

typedef struct D3D11_1DDI_HAUTHCHANNEL {
	void *pDrvPrivate;
} D3D11_1DDI_HAUTHCHANNEL;

typedef struct D3D11_1DDI_HDECODE {
	void *pDrvPrivate;
} D3D11_1DDI_HDECODE;

/* of the runtime: what the driver calls it with */
typedef struct D3D10DDI_HRTCORELAYER {
	void *handle;
} D3D10DDI_HRTCORELAYER;

typedef struct D3D11_1DDI_HRTCRYPTOSESSION {
	void *handle;
} D3D11_1DDI_HRTCRYPTOSESSION;

typedef struct D3D11_1DDI_HRTAUTHCHANNEL {
	void *handle;
} D3D11_1DDI_HRTAUTHCHANNEL;

typedef void (APIENTRY *PFND3D10DDI_SETERROR_CB)(
	D3D10DDI_HRTCORELAYER hRTCoreLayer, HRESULT hResult);

/* The first member of the documented table; the driver calls no other. */
typedef struct D3D11DDI_CORELAYER_DEVICECALLBACKS {
	PFND3D10DDI_SETERROR_CB pfnSetErrorCb;
} D3D11DDI_CORELAYER_DEVICECALLBACKS;

/* -------------------------------------------------------- capabilities -- */

/*
 * From 0x2000 on these are not the values of D3D11_CONTENT_PROTECTION_CAPS:
 * MEMORY_TRANSITION is between the driver and the runtime only.  See
 * cpgpu_ddi_caps_to_d3d11().
 */
typedef enum D3D11_1DDI_CONTENT_PROTECTION_CAPS {
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_SOFTWARE = 0x1,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_HARDWARE = 0x2,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_PROTECTION_ALWAYS_ON = 0x4,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_PARTIAL_DECRYPTION = 0x8,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_CONTENT_KEY = 0x10,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY = 0x20,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK = 0x40,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK_KEY = 0x80,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_SEQUENTIAL_CTR_IV = 0x100,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_ENCRYPT_SLICEDATA_ONLY = 0x200,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT = 0x400,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_HARDWARE_PROTECT_UNCOMPRESSED =
		0x800,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_HARDWARE_PROTECTED_MEMORY_PAGEABLE =
		0x1000,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_MEMORY_TRANSITION = 0x2000,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_HARDWARE_TEARDOWN = 0x4000,
	D3D11_1DDI_CONTENT_PROTECTION_CAPS_HARDWARE_DRM_COMMUNICATION = 0x8000,
} D3D11_1DDI_CONTENT_PROTECTION_CAPS;

typedef struct D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS {
	UINT Caps;	/* D3D11_1DDI_CONTENT_PROTECTION_CAPS_* */
	UINT KeyExchangeTypeCount;
	UINT BlockAlignmentSize;
	ULONGLONG ProtectedMemorySize;
} D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;

/* as D3D11_CRYPTO_TYPE_AES128_CTR and D3D11_KEY_EXCHANGE_RSAES_OAEP */
DEFINE_GUID(D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, 0x9b6bd711, 0x4f74, 0x41c9,
	    0x9e, 0x7b, 0x0b, 0xe2, 0xd7, 0xd9, 0x3b, 0x4f);
DEFINE_GUID(D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY, 0xab4e9afd, 0x1d1c, 0x46e6,
	    0xa7, 0x2f, 0x08, 0x69, 0x91, 0x7b, 0x0d, 0xe8);
DEFINE_GUID(D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP, 0xc1949895, 0xd72a, 0x4a1d,
	    0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20);

/* ---------------------------------------------------------- structures -- */

typedef enum D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE {
	D3D11_1DDI_AUTHENTICATED_CHANNEL_DRIVER_SOFTWARE = 2,
	D3D11_1DDI_AUTHENTICATED_CHANNEL_DRIVER_HARDWARE = 3,
} D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE;

typedef enum D3D11_1DDI_CERTIFICATE_TYPE {
	D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL = 1,
	D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION = 2,
} D3D11_1DDI_CERTIFICATE_TYPE;

typedef struct D3D11_1DDI_CERTIFICATE_INFO {
	D3D11_1DDI_CERTIFICATE_TYPE CertificateType;
	union {
		D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE ChannelType;
		GUID CryptoSessionType;
	};
} D3D11_1DDI_CERTIFICATE_INFO;

typedef struct D3D11_1DDIARG_CREATECRYPTOSESSION {
	GUID CryptoType;
	GUID DecodeProfile;	/* GUID_NULL: not for decoding */
	GUID KeyExchangeType;
} D3D11_1DDIARG_CREATECRYPTOSESSION;

typedef struct D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL {
	D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE ChannelType;
	HANDLE hChannel;	/* out: what messages call the channel */
} D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL;

typedef struct D3D11_1DDI_ENCRYPTED_BLOCK_INFO {
	UINT NumEncryptedBytesAtBeginning;
	UINT NumBytesInSkipPattern;
	UINT NumBytesInEncryptPattern;
} D3D11_1DDI_ENCRYPTED_BLOCK_INFO;

/* both big-endian */
typedef struct D3D11_1DDI_AES_CTR_IV {
	UINT64 IV;
	UINT64 Count;
} D3D11_1DDI_AES_CTR_IV;

/* as D3D11_AUTHENTICATED_CONFIGURE_OUTPUT */
typedef struct D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT {
	BYTE omac[16];
	GUID ConfigureType;
	HANDLE hChannel;
	UINT SequenceNumber;
	HRESULT ReturnCode;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT;

typedef enum D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS {
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK = 0,
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_KEY_LOST = 1,
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_KEY_AND_CONTENT_LOST = 2,
} D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS;

typedef enum D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS {
	D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE = 0,
} D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS;

/* ------------------------------------------------------ what can be done -- */

/* S_OK; D3DDDIERR_UNSUPPORTEDCRYPTO */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_GETCONTENTPROTECTIONCAPS)(
	D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType,
	const GUID *pDecodeProfile,
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *pCaps);

/* S_OK; D3DDDIERR_UNSUPPORTEDCRYPTO; E_INVALIDARG no such Index */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_GETCRYPTOKEYEXCHANGETYPE)(
	D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType,
	const GUID *pDecodeProfile, UINT Index, GUID *pKeyExchangeType);

typedef void (APIENTRY *PFND3DWDDM2_0DDI_GETCRYPTOSESSIONPRIVATEDATASIZE)(
	D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType,
	const GUID *pDecodeProfile, const GUID *pKeyExchangeType,
	UINT *pPrivateInputSize, UINT *pPrivateOutputSize);

/* ------------------------------------------------------ crypto sessions -- */

typedef SIZE_T (APIENTRY *PFND3D11_1DDI_CALCPRIVATECRYPTOSESSIONSIZE)(
	D3D10DDI_HDEVICE hDevice,
	const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData);

/* S_OK; D3DDDIERR_UNSUPPORTEDCRYPTO, D3DDDIERR_DEVICEREMOVED, E_OUTOFMEMORY */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_CREATECRYPTOSESSION)(
	D3D10DDI_HDEVICE hDevice,
	const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData,
	D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3D11_1DDI_HRTCRYPTOSESSION hRTCryptoSession);

typedef void (APIENTRY *PFND3D11_1DDI_DESTROYCRYPTOSESSION)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession);

typedef void (APIENTRY *PFND3D11_1DDI_GETCERTIFICATESIZE)(
	D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pInfo,
	UINT *pCertificateSize);

/* X.509 in DER, leaf first, one after the other */
typedef void (APIENTRY *PFND3D11_1DDI_GETCERTIFICATE)(
	D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pInfo,
	UINT CertificateSize, BYTE *pCertificate);

/* S_OK; E_INVALIDARG, E_OUTOFMEMORY; DataSize is 256 */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_NEGOTIATECRYPTOSESSIONKEYESCHANGE)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	UINT DataSize, BYTE *pData);

/* the same, from any thread */
typedef HRESULT (APIENTRY *PFND3DWDDM2_4DDI_NEGOTIATECRYPTOSESSIONKEYEXCHANGE)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags,
	UINT DataSize, BYTE *pData);

/* pIV receives 16 bytes; hSrcResource is protected, hDstResource not */
typedef void (APIENTRY *PFND3D11_1DDI_ENCRYPTIONBLT)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3D10DDI_HRESOURCE hSrcResource, D3D10DDI_HRESOURCE hDstResource,
	UINT IVSize, VOID *pIV);

/* pEncryptedBlockInfo NULL: all encrypted; pContentKey NULL: session key */
typedef void (APIENTRY *PFND3D11_1DDI_DECRYPTIONBLT)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3D10DDI_HRESOURCE hSrcResource, D3D10DDI_HRESOURCE hDstResource,
	const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo,
	UINT ContentKeySize, const VOID *pContentKey, UINT IVSize,
	const VOID *pIV);

/*
 * pRandomNumber receives R, RandomNumberSize bytes (16).  The documentation
 * annotates these arguments differently, but its text agrees with this.
 */
typedef void (APIENTRY *PFND3D11_1DDI_STARTSESSIONKEYREFRESH)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	UINT RandomNumberSize, VOID *pRandomNumber);

/* from here on the key is key xor R */
typedef void (APIENTRY *PFND3D11_1DDI_FINISHSESSIONKEYREFRESH)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession);

typedef void (APIENTRY *PFND3D11_1DDI_GETENCRYPTIONBLTKEY)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	UINT KeySize, VOID *pReadbackKey);

/* what authenticated channels call the session */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_CRYPTOSESSIONGETHANDLE)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	HANDLE *pHandle);

/* D3DDDIERR_NOTAVAILABLE: there are no decoders */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_VIDEODECODERGETHANDLE)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HDECODE hDecoder,
	HANDLE *pHandle);

/* D3DDDIERR_NOTAVAILABLE: HARDWARE_DRM_COMMUNICATION is not offered */
typedef HRESULT (APIENTRY *PFND3DWDDM2_0DDI_GETDATAFORNEWHARDWAREKEY)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	UINT PrivateInputSize, const VOID *pPrivatInputData,
	UINT64 *pPrivateOutputData);

typedef void (APIENTRY *PFND3DWDDM2_0DDI_CHECKCRYPTOSESSIONSTATUS)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS *pStatus);

/* ----------------------------------------------- authenticated channels -- */

typedef SIZE_T (APIENTRY *PFND3D11_1DDI_CALCPRIVATEAUTHENTICATEDCHANNELSIZE)(
	D3D10DDI_HDEVICE hDevice,
	const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData);

/* S_OK; D3DDDIERR_NOTAVAILABLE no such type; DEVICEREMOVED, E_OUTOFMEMORY */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_CREATEAUTHENTICATEDCHANNEL)(
	D3D10DDI_HDEVICE hDevice,
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData,
	D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	D3D11_1DDI_HRTAUTHCHANNEL hRTAuthChannel);

typedef void (APIENTRY *PFND3D11_1DDI_DESTROYAUTHENTICATEDCHANNEL)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel);

/* S_OK; E_INVALIDARG, E_OUTOFMEMORY; DataSize is 256 */
typedef HRESULT (APIENTRY *
		 PFND3D11_1DDI_NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	UINT DataSize, VOID *pData);

/*
 * S_OK; E_FAIL no such query or command; E_INVALIDARG, E_OUTOFMEMORY.  If
 * the output is large enough, it receives a signed answer even when the call
 * fails.
 */
typedef HRESULT (APIENTRY *PFND3D11_1DDI_QUERYAUTHENTICATEDCHANNEL)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	UINT InputDataSize, const VOID *pInputData, UINT OutputDataSize,
	VOID *pOutputData);

typedef HRESULT (APIENTRY *PFND3D11_1DDI_CONFIGUREAUTHENTICATEDCHANNEL)(
	D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
	UINT InputDataSize, const VOID *pInputData,
	D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *pOutputData);

/* --------------------------------------------------------------- tables -- */

#ifndef D3DDDI_UNUSED_DEFINED
#define D3DDDI_UNUSED_DEFINED
/* a function that has nothing to do with content protection: NULL */
typedef void (APIENTRY *D3DDDI_UNUSED)(void);
#endif

#define D3D11_1DDI_VIDEODEVICEFUNCS_MEMBERS \
	D3DDDI_UNUSED pfnGetVideoDecoderProfileCount; \
	D3DDDI_UNUSED pfnGetVideoDecoderProfile; \
	D3DDDI_UNUSED pfnCheckVideoDecoderFormat; \
	D3DDDI_UNUSED pfnGetVideoDecoderConfigCount; \
	D3DDDI_UNUSED pfnGetVideoDecoderConfig; \
	D3DDDI_UNUSED pfnGetVideoDecoderBufferTypeCount; \
	D3DDDI_UNUSED pfnGetVideoDecoderBufferInfo; \
	D3DDDI_UNUSED pfnCalcPrivateVideoDecoderSize; \
	D3DDDI_UNUSED pfnCreateVideoDecoder; \
	D3DDDI_UNUSED pfnDestroyVideoDecoder; \
	D3DDDI_UNUSED pfnVideoDecoderExtension; \
	D3DDDI_UNUSED pfnVideoDecoderBeginFrame; \
	D3DDDI_UNUSED pfnVideoDecoderEndFrame; \
	D3DDDI_UNUSED pfnVideoDecoderSubmitBuffers; \
	D3DDDI_UNUSED pfnCalcPrivateVideoProcessorEnumSize; \
	D3DDDI_UNUSED pfnCreateVideoProcessorEnum; \
	D3DDDI_UNUSED pfnDestroyVideoProcessorEnum; \
	D3DDDI_UNUSED pfnCheckVideoProcessorFormat; \
	D3DDDI_UNUSED pfnGetVideoProcessorCaps; \
	D3DDDI_UNUSED pfnGetVideoProcessorRateConversionCaps; \
	D3DDDI_UNUSED pfnGetVideoProcessorCustomRate; \
	D3DDDI_UNUSED pfnGetVideoProcessorFilterRange; \
	D3DDDI_UNUSED pfnCalcPrivateVideoProcessorSize; \
	D3DDDI_UNUSED pfnCreateVideoProcessor; \
	D3DDDI_UNUSED pfnDestroyVideoProcessor; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputTargetRect; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputBackgroundColor; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputColorSpace; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputAlphaFillMode; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputConstriction; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputStereoMode; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputExtension; \
	D3DDDI_UNUSED pfnVideoProcessorGetOutputExtension; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamFrameFormat; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamColorSpace; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamOutputRate; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamSourceRect; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamDestRect; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamAlpha; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamPalette; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamPixelAspectRatio; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamLumaKey; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamStereoFormat; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamAutoProcessingMode; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamFilter; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamExtension; \
	D3DDDI_UNUSED pfnVideoProcessorGetStreamExtension; \
	D3DDDI_UNUSED pfnVideoProcessorBlt; \
	D3DDDI_UNUSED pfnCalcPrivateVideoDecoderOutputViewSize; \
	D3DDDI_UNUSED pfnCreateVideoDecoderOutputView; \
	D3DDDI_UNUSED pfnDestroyVideoDecoderOutputView; \
	D3DDDI_UNUSED pfnCalcPrivateVideoProcessorInputViewSize; \
	D3DDDI_UNUSED pfnCreateVideoProcessorInputView; \
	D3DDDI_UNUSED pfnDestroyVideoProcessorInputView; \
	D3DDDI_UNUSED pfnCalcPrivateVideoProcessorOutputViewSize; \
	D3DDDI_UNUSED pfnCreateVideoProcessorOutputView; \
	D3DDDI_UNUSED pfnDestroyVideoProcessorOutputView; \
	D3DDDI_UNUSED pfnVideoProcessorInputViewReadAfterWriteHazard; \
	PFND3D11_1DDI_GETCONTENTPROTECTIONCAPS pfnGetContentProtectionCaps; \
	PFND3D11_1DDI_GETCRYPTOKEYEXCHANGETYPE pfnGetCryptoKeyExchangeType; \
	PFND3D11_1DDI_CALCPRIVATECRYPTOSESSIONSIZE \
		pfnCalcPrivateCryptoSessionSize; \
	PFND3D11_1DDI_CREATECRYPTOSESSION pfnCreateCryptoSession; \
	PFND3D11_1DDI_DESTROYCRYPTOSESSION pfnDestroyCryptoSession; \
	PFND3D11_1DDI_GETCERTIFICATESIZE pfnGetCertificateSize; \
	PFND3D11_1DDI_GETCERTIFICATE pfnGetCertificate; \
	PFND3D11_1DDI_NEGOTIATECRYPTOSESSIONKEYESCHANGE \
		pfnNegotiateCryptoSessionKeyExchange; \
	PFND3D11_1DDI_ENCRYPTIONBLT pfnEncryptionBlt; \
	PFND3D11_1DDI_DECRYPTIONBLT pfnDecryptionBlt; \
	PFND3D11_1DDI_STARTSESSIONKEYREFRESH pfnStartSessionKeyRefresh; \
	PFND3D11_1DDI_FINISHSESSIONKEYREFRESH pfnFinishSessionKeyRefresh; \
	PFND3D11_1DDI_GETENCRYPTIONBLTKEY pfnGetEncryptionBltKey; \
	PFND3D11_1DDI_CALCPRIVATEAUTHENTICATEDCHANNELSIZE \
		pfnCalcPrivateAuthenticatedChannelSize; \
	PFND3D11_1DDI_CREATEAUTHENTICATEDCHANNEL \
		pfnCreateAuthenticatedChannel; \
	PFND3D11_1DDI_DESTROYAUTHENTICATEDCHANNEL \
		pfnDestroyAuthenticatedChannel; \
	PFND3D11_1DDI_NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE \
		pfnNegotiateAuthenticatedChannelKeyExchange; \
	PFND3D11_1DDI_QUERYAUTHENTICATEDCHANNEL pfnQueryAuthenticatedChannel; \
	PFND3D11_1DDI_CONFIGUREAUTHENTICATEDCHANNEL \
		pfnConfigureAuthenticatedChannel; \
	PFND3D11_1DDI_VIDEODECODERGETHANDLE pfnVideoDecoderGetHandle; \
	PFND3D11_1DDI_CRYPTOSESSIONGETHANDLE pfnCryptoSessionGetHandle; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamRotation; \
	D3DDDI_UNUSED pfnGetCaptureHandle;

/* what later models add behind them */
#define D3DWDDM2_0DDI_VIDEODEVICEFUNCS_MEMBERS \
	PFND3DWDDM2_0DDI_GETDATAFORNEWHARDWAREKEY pfnGetDataForNewHardwareKey; \
	PFND3DWDDM2_0DDI_CHECKCRYPTOSESSIONSTATUS pfnCheckCryptoSessionStatus; \
	D3DDDI_UNUSED pfnVideoDecoderSubmitBuffers1; \
	D3DDDI_UNUSED pfnQueryVideoCapabilities; \
	D3DDDI_UNUSED pfnCheckVideoProcessorFormatConversion; \
	D3DDDI_UNUSED pfnVideoDecoderEnableDownsampling; \
	D3DDDI_UNUSED pfnVideoDecoderUpdateDownsampling; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamMirror; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputColorSpace1; \
	D3DDDI_UNUSED pfnVideoProcessorSetStreamColorSpace1; \
	D3DDDI_UNUSED pfnVideoProcessorSetOutputShaderUsage; \
	D3DDDI_UNUSED pfnVideoProcessorGetBehaviorHints; \
	PFND3DWDDM2_0DDI_GETCRYPTOSESSIONPRIVATEDATASIZE \
		pfnGetCryptoSessionPrivateDataSize;

typedef struct D3D11_1DDI_VIDEODEVICEFUNCS {
	D3D11_1DDI_VIDEODEVICEFUNCS_MEMBERS
} D3D11_1DDI_VIDEODEVICEFUNCS;

typedef struct D3DWDDM2_0DDI_VIDEODEVICEFUNCS {
	D3D11_1DDI_VIDEODEVICEFUNCS_MEMBERS
	D3DWDDM2_0DDI_VIDEODEVICEFUNCS_MEMBERS
} D3DWDDM2_0DDI_VIDEODEVICEFUNCS;

typedef struct D3DWDDM2_4DDI_VIDEODEVICEFUNCS {
	D3D11_1DDI_VIDEODEVICEFUNCS_MEMBERS
	D3DWDDM2_0DDI_VIDEODEVICEFUNCS_MEMBERS
	PFND3DWDDM2_4DDI_NEGOTIATECRYPTOSESSIONKEYEXCHANGE
		pfnNegotiateCryptoSessionKeyExchangeMT;
} D3DWDDM2_4DDI_VIDEODEVICEFUNCS;

#endif /* CPGPU_D3D10UMDDI_H */
