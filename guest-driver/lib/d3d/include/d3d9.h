/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 9Ex: mingw-w64's header, and the interfaces of content protection,
 * which it lacks
 *
 *	Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d);
 *	IDirect3D9Ex_CreateDeviceEx(d3d, D3DADAPTER_DEFAULT, D3DDEVTYPE_HAL,
 *				    NULL, D3DCREATE_HARDWARE_VERTEXPROCESSING,
 *				    &parameters, NULL, &device);
 *	IDirect3DDevice9Ex_QueryInterface(device, &IID_IDirect3DDevice9Video,
 *					  (void **)&video);
 */
#ifndef CPGPU_D3D9_H
#define CPGPU_D3D9_H

#include <windows.h>
#include_next <d3d9.h>
#include "d3d9_authchannel.h"

/*
 * Both members are big-endian in memory, so that these are the 16 bytes of
 * AES-CTR's counter block.
 */
typedef struct _D3DAES_CTR_IV {
	UINT64 IV;
	UINT64 Count;
} D3DAES_CTR_IV;

/* Encrypted bytes at the beginning, then clear and encrypted ones by turns. */
typedef struct _D3DENCRYPTED_BLOCK_INFO {
	UINT NumEncryptedBytesAtBeginning;
	UINT NumBytesInSkipPattern;
	UINT NumBytesInEncryptPattern;
} D3DENCRYPTED_BLOCK_INFO;

typedef struct IDirect3DAuthenticatedChannel9 IDirect3DAuthenticatedChannel9;
typedef struct IDirect3DCryptoSession9 IDirect3DCryptoSession9;

#if defined(__cplusplus) && !defined(CINTERFACE)
#define D3D9_UNKNOWN_METHODS
#else
#define D3D9_UNKNOWN_METHODS \
	STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **out) PURE; \
	STDMETHOD_(ULONG, AddRef)(THIS) PURE; \
	STDMETHOD_(ULONG, Release)(THIS) PURE;
#endif

#undef INTERFACE
#define INTERFACE IDirect3DDevice9Video
DECLARE_INTERFACE_(IDirect3DDevice9Video, IUnknown) {
	D3D9_UNKNOWN_METHODS
	/* No crypto type: all that there are; no profile: without decoding */
	STDMETHOD(GetContentProtectionCaps)(THIS_ const GUID *pCryptoType,
		const GUID *pDecodeProfile, D3DCONTENTPROTECTIONCAPS *pCaps)
		PURE;
	STDMETHOD(CreateAuthenticatedChannel)(THIS_
		D3DAUTHENTICATEDCHANNELTYPE ChannelType,
		IDirect3DAuthenticatedChannel9 **ppAuthenticatedChannel,
		HANDLE *pChannelHandle) PURE;
	STDMETHOD(CreateCryptoSession)(THIS_ const GUID *pCryptoType,
		const GUID *pDecodeProfile,
		IDirect3DCryptoSession9 **ppCryptoSession,
		HANDLE *pCryptoHandle) PURE;
};

#undef INTERFACE
#define INTERFACE IDirect3DAuthenticatedChannel9
DECLARE_INTERFACE_(IDirect3DAuthenticatedChannel9, IUnknown) {
	D3D9_UNKNOWN_METHODS
	STDMETHOD(GetCertificateSize)(THIS_ UINT *pCertificateSize) PURE;
	STDMETHOD(GetCertificate)(THIS_ UINT CertifacteSize,
		BYTE *ppCertificate) PURE;
	STDMETHOD(NegotiateKeyExchange)(THIS_ UINT DataSize, void *pData) PURE;
	STDMETHOD(Query)(THIS_ UINT InputSize, const void *pInput,
		UINT OutputSize, void *pOutput) PURE;
	STDMETHOD(Configure)(THIS_ UINT InputSize, const void *pInput,
		D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT *pOutput) PURE;
};

/*
 * Keys, IVs and random numbers are 16 bytes.  System memory of a blt has the
 * protected surface's pitch (GetSurfacePitch) and begins at its first byte;
 * its size is a multiple of BlockAlignmentSize and holds the whole surface.
 */
#undef INTERFACE
#define INTERFACE IDirect3DCryptoSession9
DECLARE_INTERFACE_(IDirect3DCryptoSession9, IUnknown) {
	D3D9_UNKNOWN_METHODS
	STDMETHOD(GetCertificateSize)(THIS_ UINT *pCertificateSize) PURE;
	STDMETHOD(GetCertificate)(THIS_ UINT CertifacteSize,
		BYTE *ppCertificate) PURE;
	STDMETHOD(NegotiateKeyExchange)(THIS_ UINT DataSize, void *pData) PURE;
	STDMETHOD(EncryptionBlt)(THIS_ IDirect3DSurface9 *pSrcSurface,
		IDirect3DSurface9 *pDstSurface, UINT DstSurfaceSize,
		void *pIV) PURE;
	STDMETHOD(DecryptionBlt)(THIS_ IDirect3DSurface9 *pSrcSurface,
		IDirect3DSurface9 *pDstSurface, UINT SrcSurfaceSize,
		D3DENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo,
		void *pContentKey, void *pIV) PURE;
	STDMETHOD(GetSurfacePitch)(THIS_ IDirect3DSurface9 *pSrcSurface,
		UINT *pSurfacePitch) PURE;
	STDMETHOD(StartSessionKeyRefresh)(THIS_ void *pRandomNumber,
		UINT RandomNumberSize) PURE;
	STDMETHOD(FinishSessionKeyRefresh)(THIS) PURE;
	STDMETHOD(GetEncryptionBltKey)(THIS_ void *pReadbackKey,
		UINT KeySize) PURE;
};

#undef D3D9_UNKNOWN_METHODS

DEFINE_GUID(IID_IDirect3DDevice9Video, 0x26dc4561, 0xa1ee, 0x4ae7,
	    0x96, 0xda, 0x11, 0x8a, 0x36, 0xc0, 0xec, 0x95);
DEFINE_GUID(IID_IDirect3DAuthenticatedChannel9, 0xff24beee, 0xda21, 0x4beb,
	    0x98, 0xb5, 0xd2, 0xf8, 0x99, 0xf9, 0x8a, 0xf9);
DEFINE_GUID(IID_IDirect3DCryptoSession9, 0xfa0ab799, 0x7a9c, 0x48ca,
	    0x8c, 0x5b, 0x23, 0x7e, 0x71, 0xa5, 0x44, 0x34);

#ifdef __cplusplus
__CRT_UUID_DECL(IDirect3DDevice9Video, 0x26dc4561, 0xa1ee, 0x4ae7,
		0x96, 0xda, 0x11, 0x8a, 0x36, 0xc0, 0xec, 0x95)
__CRT_UUID_DECL(IDirect3DAuthenticatedChannel9, 0xff24beee, 0xda21, 0x4beb,
		0x98, 0xb5, 0xd2, 0xf8, 0x99, 0xf9, 0x8a, 0xf9)
__CRT_UUID_DECL(IDirect3DCryptoSession9, 0xfa0ab799, 0x7a9c, 0x48ca,
		0x8c, 0x5b, 0x23, 0x7e, 0x71, 0xa5, 0x44, 0x34)
#endif

#if !defined(__cplusplus) || defined(CINTERFACE)

#define IDirect3DDevice9Video_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3DDevice9Video_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3DDevice9Video_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3DDevice9Video_GetContentProtectionCaps(p, ...) \
	((p)->lpVtbl->GetContentProtectionCaps(p, __VA_ARGS__))
#define IDirect3DDevice9Video_CreateAuthenticatedChannel(p, ...) \
	((p)->lpVtbl->CreateAuthenticatedChannel(p, __VA_ARGS__))
#define IDirect3DDevice9Video_CreateCryptoSession(p, ...) \
	((p)->lpVtbl->CreateCryptoSession(p, __VA_ARGS__))

#define IDirect3DAuthenticatedChannel9_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3DAuthenticatedChannel9_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3DAuthenticatedChannel9_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3DAuthenticatedChannel9_GetCertificateSize(p, ...) \
	((p)->lpVtbl->GetCertificateSize(p, __VA_ARGS__))
#define IDirect3DAuthenticatedChannel9_GetCertificate(p, ...) \
	((p)->lpVtbl->GetCertificate(p, __VA_ARGS__))
#define IDirect3DAuthenticatedChannel9_NegotiateKeyExchange(p, ...) \
	((p)->lpVtbl->NegotiateKeyExchange(p, __VA_ARGS__))
#define IDirect3DAuthenticatedChannel9_Query(p, ...) \
	((p)->lpVtbl->Query(p, __VA_ARGS__))
#define IDirect3DAuthenticatedChannel9_Configure(p, ...) \
	((p)->lpVtbl->Configure(p, __VA_ARGS__))

#define IDirect3DCryptoSession9_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3DCryptoSession9_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3DCryptoSession9_GetCertificateSize(p, ...) \
	((p)->lpVtbl->GetCertificateSize(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_GetCertificate(p, ...) \
	((p)->lpVtbl->GetCertificate(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_NegotiateKeyExchange(p, ...) \
	((p)->lpVtbl->NegotiateKeyExchange(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_EncryptionBlt(p, ...) \
	((p)->lpVtbl->EncryptionBlt(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_DecryptionBlt(p, ...) \
	((p)->lpVtbl->DecryptionBlt(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_GetSurfacePitch(p, ...) \
	((p)->lpVtbl->GetSurfacePitch(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_StartSessionKeyRefresh(p, ...) \
	((p)->lpVtbl->StartSessionKeyRefresh(p, __VA_ARGS__))
#define IDirect3DCryptoSession9_FinishSessionKeyRefresh(p) \
	((p)->lpVtbl->FinishSessionKeyRefresh(p))
#define IDirect3DCryptoSession9_GetEncryptionBltKey(p, ...) \
	((p)->lpVtbl->GetEncryptionBltKey(p, __VA_ARGS__))

#endif

#endif /* CPGPU_D3D9_H */
