/* SPDX-License-Identifier: MIT */
/*
 * The driver side of Direct3D 9: content protection
 *
 * What the user-mode driver offers to the runtime.  Names, order and layouts
 * are those of the documented driver interface for x64, misspelt names
 * included; <cpgpu_ddi.h> describes how to get the tables of a cpgpu device.
 *
 * Every function returns S_OK, or one of
 *   D3DDDIERR_NOTAVAILABLE       the device cannot do this
 *   D3DDDIERR_UNSUPPORTEDCRYPTO  not supported with this decoder profile
 *   D3DDDIERR_INVALIDHANDLE      no such session, channel, resource or device
 *   E_INVALIDARG                 a size, key, message or address is wrong, or
 *                                the object is one of another device
 *   D3DERR_INVALIDCALL           not now: no key, no refresh was started, the
 *                                IV was used before
 *   D3DERR_CANNOTPROTECTCONTENT  the protection level forbids the read back
 *   D3DERR_OUTOFVIDEOMEMORY, E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED, E_FAIL
 * and changes the caller's memory only if it succeeds.
 */
#ifndef CPGPU_D3DUMDDI_H
#define CPGPU_D3DUMDDI_H

#include <d3d9.h>

#define D3DDDIERR_NOTAVAILABLE		D3DERR_NOTAVAILABLE
#define D3DDDIERR_DEVICEREMOVED		D3DERR_DEVICEREMOVED
#define D3DDDIERR_INVALIDHANDLE		MAKE_D3DHRESULT(2163)
#define D3DDDIERR_UNSUPPORTEDCRYPTO	D3DERR_UNSUPPORTEDCRYPTO
#define D3DDDIERR_OUTOFHWPROTECTEDMEMORY MAKE_D3DHRESULT(2183)

/* -------------------------------------------------------------- adapter -- */

typedef enum _D3DDDICAPS_TYPE {
	/* pInfo: DDICONTENTPROTECTIONCAPS; pData: D3DCONTENTPROTECTIONCAPS */
	D3DDDICAPS_GETCONTENTPROTECTIONCAPS = 42,
	/* pInfo: DDICERTIFICATEINFO; pData: UINT */
	D3DDDICAPS_GETCERTIFICATESIZE = 43,
	/* pInfo: DDICERTIFICATEINFO; pData: X.509 in DER, leaf first */
	D3DDDICAPS_GETCERTIFICATE = 44,
} D3DDDICAPS_TYPE;

typedef struct _D3DDDIARG_GETCAPS {
	D3DDDICAPS_TYPE Type;
	const VOID *pInfo;
	VOID *pData;
	UINT DataSize;
} D3DDDIARG_GETCAPS;

/* GUID_NULL: all crypto types; GUID_NULL: not for decoding */
typedef struct _DDICONTENTPROTECTIONCAPS {
	GUID CryptoType;
	GUID DecodeProfile;
} DDICONTENTPROTECTIONCAPS;

typedef enum _D3DDDI_CERTIFICATETYPE {
	D3DDDI_CERTTYPE_AUTHENTICATED_CHANNEL = 1,
	D3DDDI_CERTTYPE_CRYPTOSESSION = 2,
} D3DDDI_CERTIFICATETYPE;

typedef enum _DDIAUTHENTICATEDCHANNELTYPE {
	DDIAUTHENTICATEDCHANNEL_DRIVER_SOFTWARE = 2,
	DDIAUTHENTICATEDCHANNEL_DRIVER_HARDWARE = 3,
} DDIAUTHENTICATEDCHANNELTYPE;

typedef struct _DDICERTIFICATEINFO {
	D3DDDI_CERTIFICATETYPE CertificateType;
	DDIAUTHENTICATEDCHANNELTYPE ChannelType;	/* of a channel's */
	GUID CryptoSessionType;				/* of a session's */
} DDICERTIFICATEINFO;

typedef struct _D3DDDI_DEVICEFUNCS D3DDDI_DEVICEFUNCS;

/* The driver sets hDevice and *pDeviceFuncs, and uses no other member. */
typedef struct _D3DDDIARG_CREATEDEVICE {
	HANDLE hDevice;
	UINT Interface;
	UINT Version;
	const void *pCallbacks;
	VOID *pCommandBuffer;
	UINT CommandBufferSize;
	void *pAllocationList;
	UINT AllocationListSize;
	void *pPatchLocationList;
	UINT PatchLocationListSize;
	D3DDDI_DEVICEFUNCS *pDeviceFuncs;
	UINT Flags;
	UINT64 CommandBuffer;
} D3DDDIARG_CREATEDEVICE;

typedef HRESULT (APIENTRY *PFND3DDDI_GETCAPS)(
	HANDLE hAdapter, const D3DDDIARG_GETCAPS *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_CREATEDEVICE)(
	HANDLE hAdapter, D3DDDIARG_CREATEDEVICE *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_CLOSEADAPTER)(HANDLE hAdapter);

typedef struct _D3DDDI_ADAPTERFUNCS {
	PFND3DDDI_GETCAPS pfnGetCaps;
	PFND3DDDI_CREATEDEVICE pfnCreateDevice;
	PFND3DDDI_CLOSEADAPTER pfnCloseAdapter;
} D3DDDI_ADAPTERFUNCS;

/* ------------------------------------------------------ crypto sessions -- */

typedef struct _D3DDDIARG_CREATECRYPTOSESSION {
	GUID CryptoType;
	GUID DecodeProfile;	/* GUID_NULL: not for decoding */
	HANDLE hCryptoSession;	/* out; also what channels call it */
} D3DDDIARG_CREATECRYPTOSESSION;

typedef struct _D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE {
	HANDLE hCryptoSession;
	UINT DataSize;		/* 256 */
	VOID *pData;
} D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE;

typedef struct _D3DDDIARG_DESTROYCRYPTOSESSION {
	HANDLE hCryptoSession;
} D3DDDIARG_DESTROYCRYPTOSESSION;

typedef struct _D3DDDIARG_STARTSESSIONKEYREFRESH {
	HANDLE hCryptoSession;
	VOID *pRandomNumber;	/* receives R */
	UINT RandomNumberSize;	/* 16 */
} D3DDDIARG_STARTSESSIONKEYREFRESH;

typedef struct _D3DDDIARG_FINISHSESSIONKEYREFRESH {
	HANDLE hCryptoSession;
} D3DDDIARG_FINISHSESSIONKEYREFRESH;

typedef struct _D3DDDIARG_GETENCRYPTIONBLTKEY {
	HANDLE hCryptoSession;
	VOID *pReadBackKey;	/* receives it, under the session key */
	UINT KeySize;		/* 16 */
} D3DDDIARG_GETENCRYPTIONBLTKEY;

/* ----------------------------------------------------------------- blts -- */

/* SubResourceIndex is 0: resources have one surface. */

typedef struct _D3DDDIARG_ENCRYPTIONBLT {
	HANDLE hCryptoSession;
	HANDLE hSrcResource;	/* protected */
	UINT SrcSubResourceIndex;
	HANDLE hDstResource;
	UINT DstSubResourceIndex;
	UINT DstResourceSize;	/* bytes to read back, a multiple of 16 */
	VOID *pIV;		/* receives 16 bytes */
} D3DDDIARG_ENCRYPTIONBLT;

typedef struct _D3DDDIENCRYPTED_BLOCK_INFO {
	UINT NumEncryptedBytesAtBeginning;
	UINT NumBytesInSkipPattern;
	UINT NumBytesInEncryptPattern;
} D3DDDIENCRYPTED_BLOCK_INFO;

typedef struct _D3DDDIARG_DECRYPTIONBLT {
	HANDLE hCryptoSession;
	HANDLE hSrcResource;
	UINT SrcSubResourceIndex;
	HANDLE hDstResource;	/* protected */
	UINT DstSubResourceIndex;
	UINT SrcResourceSize;	/* bytes to decrypt, a multiple of 16 */
	D3DDDIENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo; /* NULL: all */
	VOID *pContentKey;	/* NULL: the session key */
	VOID *pIV;
} D3DDDIARG_DECRYPTIONBLT;

typedef struct _D3DDDIARG_GETPITCH {
	HANDLE hCryptoSession;
	HANDLE hResource;
	UINT SubResourceIndex;
	UINT Pitch;		/* out */
} D3DDDIARG_GETPITCH;

/* ----------------------------------------------- authenticated channels -- */

typedef struct _D3DDDIARG_CREATEAUTHENTICATEDCHANNEL {
	DDIAUTHENTICATEDCHANNELTYPE ChannelType;
	HANDLE hChannel;	/* out; also what messages call it */
} D3DDDIARG_CREATEAUTHENTICATEDCHANNEL;

typedef struct _D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE {
	HANDLE hChannel;
	UINT DataSize;		/* 256 */
	VOID *pData;
} D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE;

/*
 * The channel is the one that the message names.  Sizes must be those of the
 * message's structures, else E_INVALIDARG without an answer; once the message
 * has reached the device, there is a signed answer even when the call fails.
 */
typedef struct _D3DDDIARG_QUERYAUTHENTICATEDCHANNEL {
	UINT InputSize;
	const VOID *pInputData;
	UINT OutputSize;
	VOID *pOutputData;
} D3DDDIARG_QUERYAUTHENTICATEDCHANNEL;

typedef struct _D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL {
	UINT InputSize;
	const VOID *pInputData;
	VOID *pOutputData;
} D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL;

typedef struct _D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL {
	HANDLE hChannel;
} D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL;

/* ---------------------------------------------------------------- table -- */

typedef HRESULT (APIENTRY *PFND3DDDI_CREATEAUTHENTICATEDCHANNEL)(
	HANDLE hDevice, D3DDDIARG_CREATEAUTHENTICATEDCHANNEL *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_AUTHENTICATEDCHANNELKEYEXCHANGE)(
	HANDLE hDevice, D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_QUERYAUTHENTICATEDCHANNEL)(
	HANDLE hDevice, const D3DDDIARG_QUERYAUTHENTICATEDCHANNEL *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_CONFIGUREAUTHENICATEDCHANNEL)(
	HANDLE hDevice, const D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_DESTROYAUTHENTICATEDCHANNEL)(
	HANDLE hDevice, const D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_CREATECRYPTOSESSION)(
	HANDLE hDevice, D3DDDIARG_CREATECRYPTOSESSION *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_CRYPTOSESSIONKEYEXCHANGE)(
	HANDLE hDevice, D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_DESTROYCRYPTOSESSION)(
	HANDLE hDevice, const D3DDDIARG_DESTROYCRYPTOSESSION *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_ENCRYPTIONBLT)(
	HANDLE hDevice, const D3DDDIARG_ENCRYPTIONBLT *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_GETPITCH)(
	HANDLE hDevice, D3DDDIARG_GETPITCH *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_STARTSESSIONKEYREFRESH)(
	HANDLE hDevice, D3DDDIARG_STARTSESSIONKEYREFRESH *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_FINISHSESSIONKEYREFRESH)(
	HANDLE hDevice, const D3DDDIARG_FINISHSESSIONKEYREFRESH *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_GETENCRYPTIONBLTKEY)(
	HANDLE hDevice, const D3DDDIARG_GETENCRYPTIONBLTKEY *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_DECRYPTIONBLT)(
	HANDLE hDevice, const D3DDDIARG_DECRYPTIONBLT *pData);
typedef HRESULT (APIENTRY *PFND3DDDI_DESTROYDEVICE)(HANDLE hDevice);

#ifndef D3DDDI_UNUSED_DEFINED
#define D3DDDI_UNUSED_DEFINED
/* a function that has nothing to do with content protection: NULL */
typedef void (APIENTRY *D3DDDI_UNUSED)(void);
#endif

/* up to what Windows 7 has; no later member is about content protection */
struct _D3DDDI_DEVICEFUNCS {
	D3DDDI_UNUSED pfnSetRenderState;
	D3DDDI_UNUSED pfnUpdateWInfo;
	D3DDDI_UNUSED pfnValidateDevice;
	D3DDDI_UNUSED pfnSetTextureStageState;
	D3DDDI_UNUSED pfnSetTexture;
	D3DDDI_UNUSED pfnSetPixelShader;
	D3DDDI_UNUSED pfnSetPixelShaderConst;
	D3DDDI_UNUSED pfnSetStreamSourceUm;
	D3DDDI_UNUSED pfnSetIndices;
	D3DDDI_UNUSED pfnSetIndicesUm;
	D3DDDI_UNUSED pfnDrawPrimitive;
	D3DDDI_UNUSED pfnDrawIndexedPrimitive;
	D3DDDI_UNUSED pfnDrawRectPatch;
	D3DDDI_UNUSED pfnDrawTriPatch;
	D3DDDI_UNUSED pfnDrawPrimitive2;
	D3DDDI_UNUSED pfnDrawIndexedPrimitive2;
	D3DDDI_UNUSED pfnVolBlt;
	D3DDDI_UNUSED pfnBufBlt;
	D3DDDI_UNUSED pfnTexBlt;
	D3DDDI_UNUSED pfnStateSet;
	D3DDDI_UNUSED pfnSetPriority;
	D3DDDI_UNUSED pfnClear;
	D3DDDI_UNUSED pfnUpdatePalette;
	D3DDDI_UNUSED pfnSetPalette;
	D3DDDI_UNUSED pfnSetVertexShaderConst;
	D3DDDI_UNUSED pfnMultiplyTransform;
	D3DDDI_UNUSED pfnSetTransform;
	D3DDDI_UNUSED pfnSetViewport;
	D3DDDI_UNUSED pfnSetZRange;
	D3DDDI_UNUSED pfnSetMaterial;
	D3DDDI_UNUSED pfnSetLight;
	D3DDDI_UNUSED pfnCreateLight;
	D3DDDI_UNUSED pfnDestroyLight;
	D3DDDI_UNUSED pfnSetClipPlane;
	D3DDDI_UNUSED pfnGetInfo;
	D3DDDI_UNUSED pfnLock;
	D3DDDI_UNUSED pfnUnlock;
	D3DDDI_UNUSED pfnCreateResource;
	D3DDDI_UNUSED pfnDestroyResource;
	D3DDDI_UNUSED pfnSetDisplayMode;
	D3DDDI_UNUSED pfnPresent;
	D3DDDI_UNUSED pfnFlush;
	D3DDDI_UNUSED pfnCreateVertexShaderFunc;
	D3DDDI_UNUSED pfnDeleteVertexShaderFunc;
	D3DDDI_UNUSED pfnSetVertexShaderFunc;
	D3DDDI_UNUSED pfnCreateVertexShaderDecl;
	D3DDDI_UNUSED pfnDeleteVertexShaderDecl;
	D3DDDI_UNUSED pfnSetVertexShaderDecl;
	D3DDDI_UNUSED pfnSetVertexShaderConstI;
	D3DDDI_UNUSED pfnSetVertexShaderConstB;
	D3DDDI_UNUSED pfnSetScissorRect;
	D3DDDI_UNUSED pfnSetStreamSource;
	D3DDDI_UNUSED pfnSetStreamSourceFreq;
	D3DDDI_UNUSED pfnSetConvolutionKernelMono;
	D3DDDI_UNUSED pfnComposeRects;
	D3DDDI_UNUSED pfnBlt;
	D3DDDI_UNUSED pfnColorFill;
	D3DDDI_UNUSED pfnDepthFill;
	D3DDDI_UNUSED pfnCreateQuery;
	D3DDDI_UNUSED pfnDestroyQuery;
	D3DDDI_UNUSED pfnIssueQuery;
	D3DDDI_UNUSED pfnGetQueryData;
	D3DDDI_UNUSED pfnSetRenderTarget;
	D3DDDI_UNUSED pfnSetDepthStencil;
	D3DDDI_UNUSED pfnGenerateMipSubLevels;
	D3DDDI_UNUSED pfnSetPixelShaderConstI;
	D3DDDI_UNUSED pfnSetPixelShaderConstB;
	D3DDDI_UNUSED pfnCreatePixelShader;
	D3DDDI_UNUSED pfnDeletePixelShader;
	D3DDDI_UNUSED pfnCreateDecodeDevice;
	D3DDDI_UNUSED pfnDestroyDecodeDevice;
	D3DDDI_UNUSED pfnSetDecodeRenderTarget;
	D3DDDI_UNUSED pfnDecodeBeginFrame;
	D3DDDI_UNUSED pfnDecodeEndFrame;
	D3DDDI_UNUSED pfnDecodeExecute;
	D3DDDI_UNUSED pfnDecodeExtensionExecute;
	D3DDDI_UNUSED pfnCreateVideoProcessDevice;
	D3DDDI_UNUSED pfnDestroyVideoProcessDevice;
	D3DDDI_UNUSED pfnVideoProcessBeginFrame;
	D3DDDI_UNUSED pfnVideoProcessEndFrame;
	D3DDDI_UNUSED pfnSetVideoProcessRenderTarget;
	D3DDDI_UNUSED pfnVideoProcessBlt;
	D3DDDI_UNUSED pfnCreateExtensionDevice;
	D3DDDI_UNUSED pfnDestroyExtensionDevice;
	D3DDDI_UNUSED pfnExtensionExecute;
	D3DDDI_UNUSED pfnCreateOverlay;
	D3DDDI_UNUSED pfnUpdateOverlay;
	D3DDDI_UNUSED pfnFlipOverlay;
	D3DDDI_UNUSED pfnGetOverlayColorControls;
	D3DDDI_UNUSED pfnSetOverlayColorControls;
	D3DDDI_UNUSED pfnDestroyOverlay;
	PFND3DDDI_DESTROYDEVICE pfnDestroyDevice;
	D3DDDI_UNUSED pfnQueryResourceResidency;
	D3DDDI_UNUSED pfnOpenResource;
	D3DDDI_UNUSED pfnGetCaptureAllocationHandle;
	D3DDDI_UNUSED pfnCaptureToSysMem;
	D3DDDI_UNUSED pfnLockAsync;
	D3DDDI_UNUSED pfnUnlockAsync;
	D3DDDI_UNUSED pfnRename;
	D3DDDI_UNUSED pfnCreateVideoProcessor;
	D3DDDI_UNUSED pfnSetVideoProcessBltState;
	D3DDDI_UNUSED pfnGetVideoProcessBltStatePrivate;
	D3DDDI_UNUSED pfnSetVideoProcessStreamState;
	D3DDDI_UNUSED pfnGetVideoProcessStreamStatePrivate;
	D3DDDI_UNUSED pfnVideoProcessBltHD;
	D3DDDI_UNUSED pfnDestroyVideoProcessor;
	PFND3DDDI_CREATEAUTHENTICATEDCHANNEL pfnCreateAuthenticatedChannel;
	PFND3DDDI_AUTHENTICATEDCHANNELKEYEXCHANGE
		pfnAuthenticatedChannelKeyExchange;
	PFND3DDDI_QUERYAUTHENTICATEDCHANNEL pfnQueryAuthenticatedChannel;
	PFND3DDDI_CONFIGUREAUTHENICATEDCHANNEL pfnConfigureAuthenticatedChannel;
	PFND3DDDI_DESTROYAUTHENTICATEDCHANNEL pfnDestroyAuthenticatedChannel;
	PFND3DDDI_CREATECRYPTOSESSION pfnCreateCryptoSession;
	PFND3DDDI_CRYPTOSESSIONKEYEXCHANGE pfnCryptoSessionKeyExchange;
	PFND3DDDI_DESTROYCRYPTOSESSION pfnDestroyCryptoSession;
	PFND3DDDI_ENCRYPTIONBLT pfnEncryptionBlt;
	PFND3DDDI_GETPITCH pfnGetPitch;
	PFND3DDDI_STARTSESSIONKEYREFRESH pfnStartSessionKeyRefresh;
	PFND3DDDI_FINISHSESSIONKEYREFRESH pfnFinishSessionKeyRefresh;
	PFND3DDDI_GETENCRYPTIONBLTKEY pfnGetEncryptionBltKey;
	PFND3DDDI_DECRYPTIONBLT pfnDecryptionBlt;
	D3DDDI_UNUSED pfnResolveSharedResource;
};

#endif /* CPGPU_D3DUMDDI_H */
