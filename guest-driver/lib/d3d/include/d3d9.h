/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 9Ex with content protection
 *
 * The interfaces have the names and the order of the public ABI.  Methods that
 * have nothing to do with content protection exist by name only (D3D_SLOT) and
 * return E_NOTIMPL, or 0 if they return no HRESULT.
 *
 *	Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d);
 *	IDirect3D9Ex_CreateDeviceEx(d3d, D3DADAPTER_DEFAULT, D3DDEVTYPE_HAL,
 *				    NULL, D3DCREATE_HARDWARE_VERTEXPROCESSING,
 *				    &parameters, NULL, &device);
 *	IDirect3DDevice9Ex_QueryInterface(device, &IID_IDirect3DDevice9Video,
 *					  (void **)&video);
 *
 * Objects may be used by one thread at a time, or with
 * D3DCREATE_MULTITHREADED by several.  They keep their device alive, and can
 * only be used with objects of the same device: those of another one give
 * D3DERR_INVALIDCALL.  The functions of cpgpu_d3d.h describe errors in words.
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

/* the slots by name only */
#define D3D9_SLOT(type, name) D3D_SLOT(type, name);

#define D3D9_SLOTS_1(S) \
	S(HRESULT, RegisterSoftwareDevice)

#define D3D9_SLOTS_2(S) \
	S(HRESULT, GetAdapterIdentifier) \
	S(UINT, GetAdapterModeCount) \
	S(HRESULT, EnumAdapterModes) \
	S(HRESULT, GetAdapterDisplayMode) \
	S(HRESULT, CheckDeviceType) \
	S(HRESULT, CheckDeviceFormat) \
	S(HRESULT, CheckDeviceMultiSampleType) \
	S(HRESULT, CheckDepthStencilMatch) \
	S(HRESULT, CheckDeviceFormatConversion) \
	S(HRESULT, GetDeviceCaps) \
	S(HMONITOR, GetAdapterMonitor)

#define D3D9_METHODS \
	D3D9_SLOTS_1(D3D9_SLOT) \
	STDMETHOD_(UINT, GetAdapterCount)(THIS) PURE; \
	D3D9_SLOTS_2(D3D9_SLOT) \
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

#define D3D9_EX_SLOTS_1(S) \
	S(UINT, GetAdapterModeCountEx) \
	S(HRESULT, EnumAdapterModesEx) \
	S(HRESULT, GetAdapterDisplayModeEx)

#define D3D9_EX_SLOTS_2(S) \
	S(HRESULT, GetAdapterLUID)

#undef INTERFACE
#define INTERFACE IDirect3D9Ex
DECLARE_INTERFACE_(IDirect3D9Ex, IDirect3D9) {
	D3D_IUNKNOWN_METHODS
	D3D9_METHODS
	D3D9_EX_SLOTS_1(D3D9_SLOT)
	STDMETHOD(CreateDeviceEx)(THIS_ UINT Adapter, D3DDEVTYPE DeviceType,
		HWND hFocusWindow, DWORD BehaviorFlags,
		D3DPRESENT_PARAMETERS *pPresentationParameters,
		D3DDISPLAYMODEEX *pFullscreenDisplayMode,
		IDirect3DDevice9Ex **ppReturnedDeviceInterface) PURE;
	D3D9_EX_SLOTS_2(D3D9_SLOT)
};

#define D3D9_RESOURCE_SLOTS_1(S) \
	S(HRESULT, SetPrivateData) \
	S(HRESULT, GetPrivateData) \
	S(HRESULT, FreePrivateData) \
	S(DWORD, SetPriority) \
	S(DWORD, GetPriority) \
	S(void, PreLoad)

#define D3D9_RESOURCE_METHODS \
	STDMETHOD(GetDevice)(THIS_ IDirect3DDevice9 **ppDevice) PURE; \
	D3D9_RESOURCE_SLOTS_1(D3D9_SLOT) \
	STDMETHOD_(D3DRESOURCETYPE, GetType)(THIS) PURE;

#undef INTERFACE
#define INTERFACE IDirect3DResource9
DECLARE_INTERFACE_(IDirect3DResource9, IUnknown) {
	D3D_IUNKNOWN_METHODS
	D3D9_RESOURCE_METHODS
};

#define D3D9_SURFACE_SLOTS_1(S) \
	S(HRESULT, GetContainer)

#define D3D9_SURFACE_SLOTS_2(S) \
	S(HRESULT, GetDC) \
	S(HRESULT, ReleaseDC)

#undef INTERFACE
#define INTERFACE IDirect3DSurface9
DECLARE_INTERFACE_(IDirect3DSurface9, IDirect3DResource9) {
	D3D_IUNKNOWN_METHODS
	D3D9_RESOURCE_METHODS
	D3D9_SURFACE_SLOTS_1(D3D9_SLOT)
	STDMETHOD(GetDesc)(THIS_ D3DSURFACE_DESC *pDesc) PURE;
	STDMETHOD(LockRect)(THIS_ D3DLOCKED_RECT *pLockedRect,
		const RECT *pRect, DWORD Flags) PURE;
	STDMETHOD(UnlockRect)(THIS) PURE;
	D3D9_SURFACE_SLOTS_2(D3D9_SLOT)
};

#define D3D9_DEVICE_SLOTS_1(S) \
	S(HRESULT, TestCooperativeLevel) \
	S(UINT, GetAvailableTextureMem) \
	S(HRESULT, EvictManagedResources)

#define D3D9_DEVICE_SLOTS_2(S) \
	S(HRESULT, GetDeviceCaps) \
	S(HRESULT, GetDisplayMode)

#define D3D9_DEVICE_SLOTS_3(S) \
	S(HRESULT, SetCursorProperties) \
	S(void, SetCursorPosition) \
	S(BOOL, ShowCursor) \
	S(HRESULT, CreateAdditionalSwapChain) \
	S(HRESULT, GetSwapChain) \
	S(UINT, GetNumberOfSwapChains) \
	S(HRESULT, Reset) \
	S(HRESULT, Present) \
	S(HRESULT, GetBackBuffer) \
	S(HRESULT, GetRasterStatus) \
	S(HRESULT, SetDialogBoxMode) \
	S(void, SetGammaRamp) \
	S(void, GetGammaRamp) \
	S(HRESULT, CreateTexture) \
	S(HRESULT, CreateVolumeTexture) \
	S(HRESULT, CreateCubeTexture) \
	S(HRESULT, CreateVertexBuffer) \
	S(HRESULT, CreateIndexBuffer)

#define D3D9_DEVICE_SLOTS_4(S) \
	S(HRESULT, CreateDepthStencilSurface) \
	S(HRESULT, UpdateSurface) \
	S(HRESULT, UpdateTexture) \
	S(HRESULT, GetRenderTargetData) \
	S(HRESULT, GetFrontBufferData) \
	S(HRESULT, StretchRect) \
	S(HRESULT, ColorFill)

#define D3D9_DEVICE_SLOTS_5(S) \
	S(HRESULT, SetRenderTarget) \
	S(HRESULT, GetRenderTarget) \
	S(HRESULT, SetDepthStencilSurface) \
	S(HRESULT, GetDepthStencilSurface) \
	S(HRESULT, BeginScene) \
	S(HRESULT, EndScene) \
	S(HRESULT, Clear) \
	S(HRESULT, SetTransform) \
	S(HRESULT, GetTransform) \
	S(HRESULT, MultiplyTransform) \
	S(HRESULT, SetViewport) \
	S(HRESULT, GetViewport) \
	S(HRESULT, SetMaterial) \
	S(HRESULT, GetMaterial) \
	S(HRESULT, SetLight) \
	S(HRESULT, GetLight) \
	S(HRESULT, LightEnable) \
	S(HRESULT, GetLightEnable) \
	S(HRESULT, SetClipPlane) \
	S(HRESULT, GetClipPlane) \
	S(HRESULT, SetRenderState) \
	S(HRESULT, GetRenderState) \
	S(HRESULT, CreateStateBlock) \
	S(HRESULT, BeginStateBlock) \
	S(HRESULT, EndStateBlock) \
	S(HRESULT, SetClipStatus) \
	S(HRESULT, GetClipStatus) \
	S(HRESULT, GetTexture) \
	S(HRESULT, SetTexture) \
	S(HRESULT, GetTextureStageState) \
	S(HRESULT, SetTextureStageState) \
	S(HRESULT, GetSamplerState) \
	S(HRESULT, SetSamplerState) \
	S(HRESULT, ValidateDevice) \
	S(HRESULT, SetPaletteEntries) \
	S(HRESULT, GetPaletteEntries) \
	S(HRESULT, SetCurrentTexturePalette) \
	S(HRESULT, GetCurrentTexturePalette) \
	S(HRESULT, SetScissorRect) \
	S(HRESULT, GetScissorRect) \
	S(HRESULT, SetSoftwareVertexProcessing) \
	S(BOOL, GetSoftwareVertexProcessing) \
	S(HRESULT, SetNPatchMode) \
	S(float, GetNPatchMode) \
	S(HRESULT, DrawPrimitive) \
	S(HRESULT, DrawIndexedPrimitive) \
	S(HRESULT, DrawPrimitiveUP) \
	S(HRESULT, DrawIndexedPrimitiveUP) \
	S(HRESULT, ProcessVertices) \
	S(HRESULT, CreateVertexDeclaration) \
	S(HRESULT, SetVertexDeclaration) \
	S(HRESULT, GetVertexDeclaration) \
	S(HRESULT, SetFVF) \
	S(HRESULT, GetFVF) \
	S(HRESULT, CreateVertexShader) \
	S(HRESULT, SetVertexShader) \
	S(HRESULT, GetVertexShader) \
	S(HRESULT, SetVertexShaderConstantF) \
	S(HRESULT, GetVertexShaderConstantF) \
	S(HRESULT, SetVertexShaderConstantI) \
	S(HRESULT, GetVertexShaderConstantI) \
	S(HRESULT, SetVertexShaderConstantB) \
	S(HRESULT, GetVertexShaderConstantB) \
	S(HRESULT, SetStreamSource) \
	S(HRESULT, GetStreamSource) \
	S(HRESULT, SetStreamSourceFreq) \
	S(HRESULT, GetStreamSourceFreq) \
	S(HRESULT, SetIndices) \
	S(HRESULT, GetIndices) \
	S(HRESULT, CreatePixelShader) \
	S(HRESULT, SetPixelShader) \
	S(HRESULT, GetPixelShader) \
	S(HRESULT, SetPixelShaderConstantF) \
	S(HRESULT, GetPixelShaderConstantF) \
	S(HRESULT, SetPixelShaderConstantI) \
	S(HRESULT, GetPixelShaderConstantI) \
	S(HRESULT, SetPixelShaderConstantB) \
	S(HRESULT, GetPixelShaderConstantB) \
	S(HRESULT, DrawRectPatch) \
	S(HRESULT, DrawTriPatch) \
	S(HRESULT, DeletePatch) \
	S(HRESULT, CreateQuery)

#define D3D9_DEVICE_METHODS \
	D3D9_DEVICE_SLOTS_1(D3D9_SLOT) \
	STDMETHOD(GetDirect3D)(THIS_ IDirect3D9 **ppD3D9) PURE; \
	D3D9_DEVICE_SLOTS_2(D3D9_SLOT) \
	STDMETHOD(GetCreationParameters)( \
		THIS_ D3DDEVICE_CREATION_PARAMETERS *pParameters) PURE; \
	D3D9_DEVICE_SLOTS_3(D3D9_SLOT) \
	STDMETHOD(CreateRenderTarget)(THIS_ UINT Width, UINT Height, \
		D3DFORMAT Format, D3DMULTISAMPLE_TYPE MultiSample, \
		DWORD MultisampleQuality, BOOL Lockable, \
		IDirect3DSurface9 **ppSurface, HANDLE *pSharedHandle) PURE; \
	D3D9_DEVICE_SLOTS_4(D3D9_SLOT) \
	STDMETHOD(CreateOffscreenPlainSurface)(THIS_ UINT Width, UINT Height, \
		D3DFORMAT Format, D3DPOOL Pool, IDirect3DSurface9 **ppSurface, \
		HANDLE *pSharedHandle) PURE; \
	D3D9_DEVICE_SLOTS_5(D3D9_SLOT)

#undef INTERFACE
#define INTERFACE IDirect3DDevice9
DECLARE_INTERFACE_(IDirect3DDevice9, IUnknown) {
	D3D_IUNKNOWN_METHODS
	D3D9_DEVICE_METHODS
};

#define D3D9_DEVICE_EX_SLOTS_1(S) \
	S(HRESULT, SetConvolutionMonoKernel) \
	S(HRESULT, ComposeRects) \
	S(HRESULT, PresentEx) \
	S(HRESULT, GetGPUThreadPriority) \
	S(HRESULT, SetGPUThreadPriority) \
	S(HRESULT, WaitForVBlank) \
	S(HRESULT, CheckResourceResidency) \
	S(HRESULT, SetMaximumFrameLatency) \
	S(HRESULT, GetMaximumFrameLatency) \
	S(HRESULT, CheckDeviceState)

#define D3D9_DEVICE_EX_SLOTS_2(S) \
	S(HRESULT, CreateDepthStencilSurfaceEx) \
	S(HRESULT, ResetEx) \
	S(HRESULT, GetDisplayModeEx)

#undef INTERFACE
#define INTERFACE IDirect3DDevice9Ex
DECLARE_INTERFACE_(IDirect3DDevice9Ex, IDirect3DDevice9) {
	D3D_IUNKNOWN_METHODS
	D3D9_DEVICE_METHODS
	D3D9_DEVICE_EX_SLOTS_1(D3D9_SLOT)
	STDMETHOD(CreateRenderTargetEx)(THIS_ UINT Width, UINT Height,
		D3DFORMAT Format, D3DMULTISAMPLE_TYPE MultiSample,
		DWORD MultisampleQuality, BOOL Lockable,
		IDirect3DSurface9 **ppSurface, HANDLE *pSharedHandle,
		DWORD Usage) PURE;
	STDMETHOD(CreateOffscreenPlainSurfaceEx)(THIS_ UINT Width,
		UINT Height, D3DFORMAT Format, D3DPOOL Pool,
		IDirect3DSurface9 **ppSurface, HANDLE *pSharedHandle,
		DWORD Usage) PURE;
	D3D9_DEVICE_EX_SLOTS_2(D3D9_SLOT)
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
 * Direct3DCreate9Ex - create the object that creates devices
 * @SDKVersion: D3D_SDK_VERSION
 * @ppD3D:      receives the object; Release() it
 *
 * It has one adapter, the cpgpu device that is chosen as cpgpu_d3d.h describes;
 * CreateDeviceEx() opens it.  The window may be NULL: nothing is shown.
 *
 * Errors: D3DERR_NOTAVAILABLE another version, E_POINTER, E_OUTOFMEMORY.
 * CreateDeviceEx() also returns D3DERR_NOTAVAILABLE if there is no device, or
 * if @Adapter or @DeviceType has another value.
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
