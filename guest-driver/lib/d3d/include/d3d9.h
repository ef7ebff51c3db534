/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 9Ex with content protection
 *
 * The interfaces in the order and with the names of the public ABI.  What has
 * nothing to do with content protection is there by name only (D3D_SLOT) and
 * returns E_NOTIMPL, or 0 if it returns no HRESULT.
 *
 *	Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d);
 *	IDirect3D9Ex_CreateDeviceEx(d3d, D3DADAPTER_DEFAULT, D3DDEVTYPE_HAL,
 *				    NULL, D3DCREATE_HARDWARE_VERTEXPROCESSING,
 *				    &parameters, NULL, &device);
 *	IDirect3DDevice9Ex_QueryInterface(device, &IID_IDirect3DDevice9Video,
 *					  (void **)&video);
 *
 * Objects may be used by one thread at a time, or with
 * D3DCREATE_MULTITHREADED by several.  Those of one device know each other,
 * and keep it alive; the object of another device is D3DERR_INVALIDCALL.
 * What went wrong is told in words by what cpgpu_d3d.h offers.
 */
#ifndef D3D9_H
#define D3D9_H

#include "d3d9caps.h"
#include "d3d9types.h"

#define DIRECT3D_VERSION	0x0900
#define D3D_SDK_VERSION		32
#define D3DADAPTER_DEFAULT	0

#define D3DCREATE_FPU_PRESERVE			0x00000002
#define D3DCREATE_MULTITHREADED			0x00000004
#define D3DCREATE_PUREDEVICE			0x00000010
#define D3DCREATE_SOFTWARE_VERTEXPROCESSING	0x00000020
#define D3DCREATE_HARDWARE_VERTEXPROCESSING	0x00000040
#define D3DCREATE_MIXED_VERTEXPROCESSING	0x00000080

typedef struct IDirect3D9 IDirect3D9;
typedef struct IDirect3D9Ex IDirect3D9Ex;
typedef struct IDirect3DDevice9 IDirect3DDevice9;
typedef struct IDirect3DDevice9Ex IDirect3DDevice9Ex;
typedef struct IDirect3DResource9 IDirect3DResource9;
typedef struct IDirect3DSurface9 IDirect3DSurface9;
typedef struct IDirect3DDevice9Video IDirect3DDevice9Video;
typedef struct IDirect3DAuthenticatedChannel9 IDirect3DAuthenticatedChannel9;
typedef struct IDirect3DCryptoSession9 IDirect3DCryptoSession9;

DEFINE_GUID(IID_IDirect3D9, 0x81bdcbca, 0x64d4, 0x426d,
	    0xae, 0x8d, 0xad, 0x01, 0x47, 0xf4, 0x27, 0x5c);
DEFINE_GUID(IID_IDirect3D9Ex, 0x02177241, 0x69fc, 0x400c,
	    0x8f, 0xf1, 0x93, 0xa4, 0x4d, 0xf6, 0x86, 0x1d);
DEFINE_GUID(IID_IDirect3DDevice9, 0xd0223b96, 0xbf7a, 0x43fd,
	    0x92, 0xbd, 0xa4, 0x3b, 0x0d, 0x82, 0xb9, 0xeb);
DEFINE_GUID(IID_IDirect3DDevice9Ex, 0xb18b10ce, 0x2649, 0x405a,
	    0x87, 0x0f, 0x95, 0xf7, 0x77, 0xd4, 0x31, 0x3a);
DEFINE_GUID(IID_IDirect3DResource9, 0x05eec05d, 0x8f7d, 0x4362,
	    0xb9, 0x99, 0xd1, 0xba, 0xf3, 0x57, 0xc7, 0x04);
DEFINE_GUID(IID_IDirect3DSurface9, 0x0cfbaf3a, 0x9ff6, 0x429a,
	    0x99, 0xb3, 0xa2, 0x79, 0x6a, 0xf8, 0xb8, 0x9b);
DEFINE_GUID(IID_IDirect3DDevice9Video, 0x26dc4561, 0xa1ee, 0x4ae7,
	    0x96, 0xda, 0x11, 0x8a, 0x36, 0xc0, 0xec, 0x95);
DEFINE_GUID(IID_IDirect3DAuthenticatedChannel9, 0xff24beee, 0xda21, 0x4beb,
	    0x98, 0xb5, 0xd2, 0xf8, 0x99, 0xf9, 0x8a, 0xf9);
DEFINE_GUID(IID_IDirect3DCryptoSession9, 0xfa0ab799, 0x7a9c, 0x48ca,
	    0x8c, 0x5b, 0x23, 0x7e, 0x71, 0xa5, 0x44, 0x34);

#define D3D9_METHODS \
	D3D_SLOT(HRESULT, RegisterSoftwareDevice); \
	STDMETHOD_(UINT, GetAdapterCount)(THIS) PURE; \
	D3D_SLOT(HRESULT, GetAdapterIdentifier); \
	D3D_SLOT(UINT, GetAdapterModeCount); \
	D3D_SLOT(HRESULT, EnumAdapterModes); \
	D3D_SLOT(HRESULT, GetAdapterDisplayMode); \
	D3D_SLOT(HRESULT, CheckDeviceType); \
	D3D_SLOT(HRESULT, CheckDeviceFormat); \
	D3D_SLOT(HRESULT, CheckDeviceMultiSampleType); \
	D3D_SLOT(HRESULT, CheckDepthStencilMatch); \
	D3D_SLOT(HRESULT, CheckDeviceFormatConversion); \
	D3D_SLOT(HRESULT, GetDeviceCaps); \
	D3D_SLOT(HMONITOR, GetAdapterMonitor); \
	STDMETHOD(CreateDevice)(THIS_ UINT Adapter, D3DDEVTYPE DeviceType, \
		HWND hFocusWindow, DWORD BehaviorFlags, \
		D3DPRESENT_PARAMETERS *pPresentationParameters, \
		IDirect3DDevice9 **ppReturnedDeviceInterface) PURE;

#undef INTERFACE
#define INTERFACE IDirect3D9
DECLARE_INTERFACE_(IDirect3D9, IUnknown) {
	D3D_IUNKNOWN_METHODS
	D3D9_METHODS
};

#undef INTERFACE
#define INTERFACE IDirect3D9Ex
DECLARE_INTERFACE_(IDirect3D9Ex, IDirect3D9) {
	D3D_IUNKNOWN_METHODS
	D3D9_METHODS
	D3D_SLOT(UINT, GetAdapterModeCountEx);
	D3D_SLOT(HRESULT, EnumAdapterModesEx);
	D3D_SLOT(HRESULT, GetAdapterDisplayModeEx);
	STDMETHOD(CreateDeviceEx)(THIS_ UINT Adapter, D3DDEVTYPE DeviceType,
		HWND hFocusWindow, DWORD BehaviorFlags,
		D3DPRESENT_PARAMETERS *pPresentationParameters,
		D3DDISPLAYMODEEX *pFullscreenDisplayMode,
		IDirect3DDevice9Ex **ppReturnedDeviceInterface) PURE;
	D3D_SLOT(HRESULT, GetAdapterLUID);
};

#define D3D9_RESOURCE_METHODS \
	STDMETHOD(GetDevice)(THIS_ IDirect3DDevice9 **ppDevice) PURE; \
	D3D_SLOT(HRESULT, SetPrivateData); \
	D3D_SLOT(HRESULT, GetPrivateData); \
	D3D_SLOT(HRESULT, FreePrivateData); \
	D3D_SLOT(DWORD, SetPriority); \
	D3D_SLOT(DWORD, GetPriority); \
	D3D_SLOT(void, PreLoad); \
	STDMETHOD_(D3DRESOURCETYPE, GetType)(THIS) PURE;

#undef INTERFACE
#define INTERFACE IDirect3DResource9
DECLARE_INTERFACE_(IDirect3DResource9, IUnknown) {
	D3D_IUNKNOWN_METHODS
	D3D9_RESOURCE_METHODS
};

#undef INTERFACE
#define INTERFACE IDirect3DSurface9
DECLARE_INTERFACE_(IDirect3DSurface9, IDirect3DResource9) {
	D3D_IUNKNOWN_METHODS
	D3D9_RESOURCE_METHODS
	D3D_SLOT(HRESULT, GetContainer);
	STDMETHOD(GetDesc)(THIS_ D3DSURFACE_DESC *pDesc) PURE;
	STDMETHOD(LockRect)(THIS_ D3DLOCKED_RECT *pLockedRect,
		const RECT *pRect, DWORD Flags) PURE;
	STDMETHOD(UnlockRect)(THIS) PURE;
	D3D_SLOT(HRESULT, GetDC);
	D3D_SLOT(HRESULT, ReleaseDC);
};

#define D3D9_DEVICE_METHODS \
	D3D_SLOT(HRESULT, TestCooperativeLevel); \
	D3D_SLOT(UINT, GetAvailableTextureMem); \
	D3D_SLOT(HRESULT, EvictManagedResources); \
	STDMETHOD(GetDirect3D)(THIS_ IDirect3D9 **ppD3D9) PURE; \
	D3D_SLOT(HRESULT, GetDeviceCaps); \
	D3D_SLOT(HRESULT, GetDisplayMode); \
	STDMETHOD(GetCreationParameters)( \
		THIS_ D3DDEVICE_CREATION_PARAMETERS *pParameters) PURE; \
	D3D_SLOT(HRESULT, SetCursorProperties); \
	D3D_SLOT(void, SetCursorPosition); \
	D3D_SLOT(BOOL, ShowCursor); \
	D3D_SLOT(HRESULT, CreateAdditionalSwapChain); \
	D3D_SLOT(HRESULT, GetSwapChain); \
	D3D_SLOT(UINT, GetNumberOfSwapChains); \
	D3D_SLOT(HRESULT, Reset); \
	D3D_SLOT(HRESULT, Present); \
	D3D_SLOT(HRESULT, GetBackBuffer); \
	D3D_SLOT(HRESULT, GetRasterStatus); \
	D3D_SLOT(HRESULT, SetDialogBoxMode); \
	D3D_SLOT(void, SetGammaRamp); \
	D3D_SLOT(void, GetGammaRamp); \
	D3D_SLOT(HRESULT, CreateTexture); \
	D3D_SLOT(HRESULT, CreateVolumeTexture); \
	D3D_SLOT(HRESULT, CreateCubeTexture); \
	D3D_SLOT(HRESULT, CreateVertexBuffer); \
	D3D_SLOT(HRESULT, CreateIndexBuffer); \
	STDMETHOD(CreateRenderTarget)(THIS_ UINT Width, UINT Height, \
		D3DFORMAT Format, D3DMULTISAMPLE_TYPE MultiSample, \
		DWORD MultisampleQuality, BOOL Lockable, \
		IDirect3DSurface9 **ppSurface, HANDLE *pSharedHandle) PURE; \
	D3D_SLOT(HRESULT, CreateDepthStencilSurface); \
	D3D_SLOT(HRESULT, UpdateSurface); \
	D3D_SLOT(HRESULT, UpdateTexture); \
	D3D_SLOT(HRESULT, GetRenderTargetData); \
	D3D_SLOT(HRESULT, GetFrontBufferData); \
	D3D_SLOT(HRESULT, StretchRect); \
	D3D_SLOT(HRESULT, ColorFill); \
	STDMETHOD(CreateOffscreenPlainSurface)(THIS_ UINT Width, UINT Height, \
		D3DFORMAT Format, D3DPOOL Pool, IDirect3DSurface9 **ppSurface, \
		HANDLE *pSharedHandle) PURE; \
	D3D_SLOT(HRESULT, SetRenderTarget); \
	D3D_SLOT(HRESULT, GetRenderTarget); \
	D3D_SLOT(HRESULT, SetDepthStencilSurface); \
	D3D_SLOT(HRESULT, GetDepthStencilSurface); \
	D3D_SLOT(HRESULT, BeginScene); \
	D3D_SLOT(HRESULT, EndScene); \
	D3D_SLOT(HRESULT, Clear); \
	D3D_SLOT(HRESULT, SetTransform); \
	D3D_SLOT(HRESULT, GetTransform); \
	D3D_SLOT(HRESULT, MultiplyTransform); \
	D3D_SLOT(HRESULT, SetViewport); \
	D3D_SLOT(HRESULT, GetViewport); \
	D3D_SLOT(HRESULT, SetMaterial); \
	D3D_SLOT(HRESULT, GetMaterial); \
	D3D_SLOT(HRESULT, SetLight); \
	D3D_SLOT(HRESULT, GetLight); \
	D3D_SLOT(HRESULT, LightEnable); \
	D3D_SLOT(HRESULT, GetLightEnable); \
	D3D_SLOT(HRESULT, SetClipPlane); \
	D3D_SLOT(HRESULT, GetClipPlane); \
	D3D_SLOT(HRESULT, SetRenderState); \
	D3D_SLOT(HRESULT, GetRenderState); \
	D3D_SLOT(HRESULT, CreateStateBlock); \
	D3D_SLOT(HRESULT, BeginStateBlock); \
	D3D_SLOT(HRESULT, EndStateBlock); \
	D3D_SLOT(HRESULT, SetClipStatus); \
	D3D_SLOT(HRESULT, GetClipStatus); \
	D3D_SLOT(HRESULT, GetTexture); \
	D3D_SLOT(HRESULT, SetTexture); \
	D3D_SLOT(HRESULT, GetTextureStageState); \
	D3D_SLOT(HRESULT, SetTextureStageState); \
	D3D_SLOT(HRESULT, GetSamplerState); \
	D3D_SLOT(HRESULT, SetSamplerState); \
	D3D_SLOT(HRESULT, ValidateDevice); \
	D3D_SLOT(HRESULT, SetPaletteEntries); \
	D3D_SLOT(HRESULT, GetPaletteEntries); \
	D3D_SLOT(HRESULT, SetCurrentTexturePalette); \
	D3D_SLOT(HRESULT, GetCurrentTexturePalette); \
	D3D_SLOT(HRESULT, SetScissorRect); \
	D3D_SLOT(HRESULT, GetScissorRect); \
	D3D_SLOT(HRESULT, SetSoftwareVertexProcessing); \
	D3D_SLOT(BOOL, GetSoftwareVertexProcessing); \
	D3D_SLOT(HRESULT, SetNPatchMode); \
	D3D_SLOT(float, GetNPatchMode); \
	D3D_SLOT(HRESULT, DrawPrimitive); \
	D3D_SLOT(HRESULT, DrawIndexedPrimitive); \
	D3D_SLOT(HRESULT, DrawPrimitiveUP); \
	D3D_SLOT(HRESULT, DrawIndexedPrimitiveUP); \
	D3D_SLOT(HRESULT, ProcessVertices); \
	D3D_SLOT(HRESULT, CreateVertexDeclaration); \
	D3D_SLOT(HRESULT, SetVertexDeclaration); \
	D3D_SLOT(HRESULT, GetVertexDeclaration); \
	D3D_SLOT(HRESULT, SetFVF); \
	D3D_SLOT(HRESULT, GetFVF); \
	D3D_SLOT(HRESULT, CreateVertexShader); \
	D3D_SLOT(HRESULT, SetVertexShader); \
	D3D_SLOT(HRESULT, GetVertexShader); \
	D3D_SLOT(HRESULT, SetVertexShaderConstantF); \
	D3D_SLOT(HRESULT, GetVertexShaderConstantF); \
	D3D_SLOT(HRESULT, SetVertexShaderConstantI); \
	D3D_SLOT(HRESULT, GetVertexShaderConstantI); \
	D3D_SLOT(HRESULT, SetVertexShaderConstantB); \
	D3D_SLOT(HRESULT, GetVertexShaderConstantB); \
	D3D_SLOT(HRESULT, SetStreamSource); \
	D3D_SLOT(HRESULT, GetStreamSource); \
	D3D_SLOT(HRESULT, SetStreamSourceFreq); \
	D3D_SLOT(HRESULT, GetStreamSourceFreq); \
	D3D_SLOT(HRESULT, SetIndices); \
	D3D_SLOT(HRESULT, GetIndices); \
	D3D_SLOT(HRESULT, CreatePixelShader); \
	D3D_SLOT(HRESULT, SetPixelShader); \
	D3D_SLOT(HRESULT, GetPixelShader); \
	D3D_SLOT(HRESULT, SetPixelShaderConstantF); \
	D3D_SLOT(HRESULT, GetPixelShaderConstantF); \
	D3D_SLOT(HRESULT, SetPixelShaderConstantI); \
	D3D_SLOT(HRESULT, GetPixelShaderConstantI); \
	D3D_SLOT(HRESULT, SetPixelShaderConstantB); \
	D3D_SLOT(HRESULT, GetPixelShaderConstantB); \
	D3D_SLOT(HRESULT, DrawRectPatch); \
	D3D_SLOT(HRESULT, DrawTriPatch); \
	D3D_SLOT(HRESULT, DeletePatch); \
	D3D_SLOT(HRESULT, CreateQuery);

#undef INTERFACE
#define INTERFACE IDirect3DDevice9
DECLARE_INTERFACE_(IDirect3DDevice9, IUnknown) {
	D3D_IUNKNOWN_METHODS
	D3D9_DEVICE_METHODS
};

#undef INTERFACE
#define INTERFACE IDirect3DDevice9Ex
DECLARE_INTERFACE_(IDirect3DDevice9Ex, IDirect3DDevice9) {
	D3D_IUNKNOWN_METHODS
	D3D9_DEVICE_METHODS
	D3D_SLOT(HRESULT, SetConvolutionMonoKernel);
	D3D_SLOT(HRESULT, ComposeRects);
	D3D_SLOT(HRESULT, PresentEx);
	D3D_SLOT(HRESULT, GetGPUThreadPriority);
	D3D_SLOT(HRESULT, SetGPUThreadPriority);
	D3D_SLOT(HRESULT, WaitForVBlank);
	D3D_SLOT(HRESULT, CheckResourceResidency);
	D3D_SLOT(HRESULT, SetMaximumFrameLatency);
	D3D_SLOT(HRESULT, GetMaximumFrameLatency);
	D3D_SLOT(HRESULT, CheckDeviceState);
	STDMETHOD(CreateRenderTargetEx)(THIS_ UINT Width, UINT Height,
		D3DFORMAT Format, D3DMULTISAMPLE_TYPE MultiSample,
		DWORD MultisampleQuality, BOOL Lockable,
		IDirect3DSurface9 **ppSurface, HANDLE *pSharedHandle,
		DWORD Usage) PURE;
	STDMETHOD(CreateOffscreenPlainSurfaceEx)(THIS_ UINT Width,
		UINT Height, D3DFORMAT Format, D3DPOOL Pool,
		IDirect3DSurface9 **ppSurface, HANDLE *pSharedHandle,
		DWORD Usage) PURE;
	D3D_SLOT(HRESULT, CreateDepthStencilSurfaceEx);
	D3D_SLOT(HRESULT, ResetEx);
	D3D_SLOT(HRESULT, GetDisplayModeEx);
};

/* -------------------------------------------------- content protection -- */

#undef INTERFACE
#define INTERFACE IDirect3DDevice9Video
DECLARE_INTERFACE_(IDirect3DDevice9Video, IUnknown) {
	D3D_IUNKNOWN_METHODS
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
	D3D_IUNKNOWN_METHODS
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
	D3D_IUNKNOWN_METHODS
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

D3D_EXTERN_C_BEGIN

/**
 * Direct3DCreate9Ex - the beginning
 * @SDKVersion: D3D_SDK_VERSION
 * @ppD3D:      receives the object; Release() it
 *
 * Its one adapter is the cpgpu device that cpgpu_d3d.h tells how to choose; it
 * is opened by CreateDeviceEx().  The window may be NULL: nothing is shown.
 *
 * Errors: D3DERR_NOTAVAILABLE another version, E_POINTER, E_OUTOFMEMORY.
 * CreateDeviceEx() also gives D3DERR_NOTAVAILABLE when there is no device or
 * @Adapter or @DeviceType is another.
 */
HRESULT Direct3DCreate9Ex(UINT SDKVersion, IDirect3D9Ex **ppD3D);

D3D_EXTERN_C_END

/* ---------------------------------------------------------- C's macros -- */

#ifndef __cplusplus

#define IDirect3D9_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3D9_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3D9_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3D9_GetAdapterCount(p) ((p)->lpVtbl->GetAdapterCount(p))
#define IDirect3D9_CreateDevice(p, ...) \
	((p)->lpVtbl->CreateDevice(p, __VA_ARGS__))

#define IDirect3D9Ex_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3D9Ex_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3D9Ex_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3D9Ex_GetAdapterCount(p) ((p)->lpVtbl->GetAdapterCount(p))
#define IDirect3D9Ex_CreateDevice(p, ...) \
	((p)->lpVtbl->CreateDevice(p, __VA_ARGS__))
#define IDirect3D9Ex_CreateDeviceEx(p, ...) \
	((p)->lpVtbl->CreateDeviceEx(p, __VA_ARGS__))

#define IDirect3DDevice9_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3DDevice9_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3DDevice9_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3DDevice9_GetDirect3D(p, ...) \
	((p)->lpVtbl->GetDirect3D(p, __VA_ARGS__))
#define IDirect3DDevice9_GetCreationParameters(p, ...) \
	((p)->lpVtbl->GetCreationParameters(p, __VA_ARGS__))
#define IDirect3DDevice9_CreateRenderTarget(p, ...) \
	((p)->lpVtbl->CreateRenderTarget(p, __VA_ARGS__))
#define IDirect3DDevice9_CreateOffscreenPlainSurface(p, ...) \
	((p)->lpVtbl->CreateOffscreenPlainSurface(p, __VA_ARGS__))

#define IDirect3DDevice9Ex_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3DDevice9Ex_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3DDevice9Ex_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3DDevice9Ex_GetDirect3D(p, ...) \
	((p)->lpVtbl->GetDirect3D(p, __VA_ARGS__))
#define IDirect3DDevice9Ex_GetCreationParameters(p, ...) \
	((p)->lpVtbl->GetCreationParameters(p, __VA_ARGS__))
#define IDirect3DDevice9Ex_CreateRenderTarget(p, ...) \
	((p)->lpVtbl->CreateRenderTarget(p, __VA_ARGS__))
#define IDirect3DDevice9Ex_CreateOffscreenPlainSurface(p, ...) \
	((p)->lpVtbl->CreateOffscreenPlainSurface(p, __VA_ARGS__))
#define IDirect3DDevice9Ex_CreateRenderTargetEx(p, ...) \
	((p)->lpVtbl->CreateRenderTargetEx(p, __VA_ARGS__))
#define IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(p, ...) \
	((p)->lpVtbl->CreateOffscreenPlainSurfaceEx(p, __VA_ARGS__))

#define IDirect3DResource9_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3DResource9_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3DResource9_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3DResource9_GetDevice(p, ...) \
	((p)->lpVtbl->GetDevice(p, __VA_ARGS__))
#define IDirect3DResource9_GetType(p) ((p)->lpVtbl->GetType(p))

#define IDirect3DSurface9_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IDirect3DSurface9_AddRef(p) ((p)->lpVtbl->AddRef(p))
#define IDirect3DSurface9_Release(p) ((p)->lpVtbl->Release(p))
#define IDirect3DSurface9_GetDevice(p, ...) \
	((p)->lpVtbl->GetDevice(p, __VA_ARGS__))
#define IDirect3DSurface9_GetType(p) ((p)->lpVtbl->GetType(p))
#define IDirect3DSurface9_GetDesc(p, ...) \
	((p)->lpVtbl->GetDesc(p, __VA_ARGS__))
#define IDirect3DSurface9_LockRect(p, ...) \
	((p)->lpVtbl->LockRect(p, __VA_ARGS__))
#define IDirect3DSurface9_UnlockRect(p) ((p)->lpVtbl->UnlockRect(p))

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

#endif /* !__cplusplus */

#endif /* D3D9_H */
