/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11: ID3D11Device, ID3D11Texture2D, ID3D11Buffer and their bases
 *
 * Methods that have nothing to do with content protection are in the lists
 * D3D11_*_SLOTS: they only have a slot and a name, see D3D_SLOT.
 */
#ifndef D3D11_DEVICE_H
#define D3D11_DEVICE_H

#include "d3d11_types.h"

typedef struct ID3D11Device ID3D11Device;
typedef struct ID3D11DeviceChild ID3D11DeviceChild;
typedef struct ID3D11DeviceContext ID3D11DeviceContext;
typedef struct ID3D11Resource ID3D11Resource;
typedef struct ID3D11Texture2D ID3D11Texture2D;
typedef struct ID3D11Buffer ID3D11Buffer;

/* one slot of a list in an interface */
#define D3D11_SLOT(type, name)	D3D_SLOT(type, name);

#define D3D11_PRIVATE_DATA_METHODS \
	STDMETHOD(GetPrivateData)(THIS_ REFGUID guid, UINT *pDataSize, \
				  void *pData) PURE; \
	STDMETHOD(SetPrivateData)(THIS_ REFGUID guid, UINT DataSize, \
				  const void *pData) PURE; \
	STDMETHOD(SetPrivateDataInterface)(THIS_ REFGUID guid, \
					   const IUnknown *pData) PURE;

/* ----------------------------------------------------- ID3D11DeviceChild -- */

#define D3D11_DEVICECHILD_METHODS \
	STDMETHOD_(void, GetDevice)(THIS_ ID3D11Device **ppDevice) PURE; \
	D3D11_PRIVATE_DATA_METHODS

#undef INTERFACE
#define INTERFACE ID3D11DeviceChild
DECLARE_INTERFACE_(ID3D11DeviceChild, IUnknown) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
};

DEFINE_GUID(IID_ID3D11DeviceChild, 0x1841e5c8, 0x16b0, 0x489b,
	    0xbc, 0xc8, 0x44, 0xcf, 0xb0, 0xd5, 0xde, 0xae);

/* -------------------------------------------------------- ID3D11Resource -- */

#define D3D11_RESOURCE_METHODS \
	STDMETHOD_(void, GetType)(THIS_ D3D11_RESOURCE_DIMENSION \
				  *pResourceDimension) PURE; \
	STDMETHOD_(void, SetEvictionPriority)(THIS_ UINT EvictionPriority) \
		PURE; \
	STDMETHOD_(UINT, GetEvictionPriority)(THIS) PURE;

#undef INTERFACE
#define INTERFACE ID3D11Resource
DECLARE_INTERFACE_(ID3D11Resource, ID3D11DeviceChild) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	D3D11_RESOURCE_METHODS
};

DEFINE_GUID(IID_ID3D11Resource, 0xdc8e63f3, 0xd12b, 0x4952,
	    0xb4, 0x7b, 0x5e, 0x45, 0x02, 0x6a, 0x86, 0x2d);

/* ------------------------------------------------------- ID3D11Texture2D -- */

#undef INTERFACE
#define INTERFACE ID3D11Texture2D
DECLARE_INTERFACE_(ID3D11Texture2D, ID3D11Resource) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	D3D11_RESOURCE_METHODS
	STDMETHOD_(void, GetDesc)(THIS_ D3D11_TEXTURE2D_DESC *pDesc) PURE;
};

DEFINE_GUID(IID_ID3D11Texture2D, 0x6f15aaf2, 0xd208, 0x4e89,
	    0x9a, 0xb4, 0x48, 0x95, 0x35, 0xd3, 0x4f, 0x9c);

/* ---------------------------------------------------------- ID3D11Buffer -- */

#undef INTERFACE
#define INTERFACE ID3D11Buffer
DECLARE_INTERFACE_(ID3D11Buffer, ID3D11Resource) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	D3D11_RESOURCE_METHODS
	STDMETHOD_(void, GetDesc)(THIS_ D3D11_BUFFER_DESC *pDesc) PURE;
};

DEFINE_GUID(IID_ID3D11Buffer, 0x48570b85, 0xd1ee, 0x4fcd,
	    0xa2, 0x50, 0xeb, 0x35, 0x07, 0x22, 0xb0, 0x37);

/* ---------------------------------------------------------- ID3D11Device -- */

#define D3D11_DEVICE_SLOTS_1(S) \
	S(HRESULT, CreateTexture1D)

#define D3D11_DEVICE_SLOTS_2(S) \
	S(HRESULT, CreateTexture3D) \
	S(HRESULT, CreateShaderResourceView) \
	S(HRESULT, CreateUnorderedAccessView) \
	S(HRESULT, CreateRenderTargetView) \
	S(HRESULT, CreateDepthStencilView) \
	S(HRESULT, CreateInputLayout) \
	S(HRESULT, CreateVertexShader) \
	S(HRESULT, CreateGeometryShader) \
	S(HRESULT, CreateGeometryShaderWithStreamOutput) \
	S(HRESULT, CreatePixelShader) \
	S(HRESULT, CreateHullShader) \
	S(HRESULT, CreateDomainShader) \
	S(HRESULT, CreateComputeShader) \
	S(HRESULT, CreateClassLinkage) \
	S(HRESULT, CreateBlendState) \
	S(HRESULT, CreateDepthStencilState) \
	S(HRESULT, CreateRasterizerState) \
	S(HRESULT, CreateSamplerState) \
	S(HRESULT, CreateQuery) \
	S(HRESULT, CreatePredicate) \
	S(HRESULT, CreateCounter) \
	S(HRESULT, CreateDeferredContext) \
	S(HRESULT, OpenSharedResource)

#define D3D11_DEVICE_SLOTS_3(S) \
	S(HRESULT, CheckMultisampleQualityLevels) \
	S(void, CheckCounterInfo) \
	S(HRESULT, CheckCounter) \
	S(HRESULT, CheckFeatureSupport)

#undef INTERFACE
#define INTERFACE ID3D11Device
DECLARE_INTERFACE_(ID3D11Device, IUnknown) {
	D3D_IUNKNOWN_METHODS
	STDMETHOD(CreateBuffer)(THIS_ const D3D11_BUFFER_DESC *pDesc,
				const D3D11_SUBRESOURCE_DATA *pInitialData,
				ID3D11Buffer **ppBuffer) PURE;
	D3D11_DEVICE_SLOTS_1(D3D11_SLOT)
	STDMETHOD(CreateTexture2D)(THIS_ const D3D11_TEXTURE2D_DESC *pDesc,
				   const D3D11_SUBRESOURCE_DATA *pInitialData,
				   ID3D11Texture2D **ppTexture2D) PURE;
	D3D11_DEVICE_SLOTS_2(D3D11_SLOT)
	STDMETHOD(CheckFormatSupport)(THIS_ DXGI_FORMAT Format,
				      UINT *pFormatSupport) PURE;
	D3D11_DEVICE_SLOTS_3(D3D11_SLOT)
	D3D11_PRIVATE_DATA_METHODS
	STDMETHOD_(D3D_FEATURE_LEVEL, GetFeatureLevel)(THIS) PURE;
	STDMETHOD_(UINT, GetCreationFlags)(THIS) PURE;
	STDMETHOD(GetDeviceRemovedReason)(THIS) PURE;
	STDMETHOD_(void, GetImmediateContext)(THIS_ ID3D11DeviceContext
					      **ppImmediateContext) PURE;
	STDMETHOD(SetExceptionMode)(THIS_ UINT RaiseFlags) PURE;
	STDMETHOD_(UINT, GetExceptionMode)(THIS) PURE;
};

DEFINE_GUID(IID_ID3D11Device, 0xdb6f6ddb, 0xac77, 0x4e88,
	    0x82, 0x53, 0x81, 0x9d, 0xf9, 0xbb, 0xf1, 0x40);

/**
 * D3D11CreateDevice - create a device and its immediate context
 * @pAdapter:            NULL: the default device node, see cpgpu_d3d.h
 * @DriverType:          D3D_DRIVER_TYPE_HARDWARE or, with an adapter, UNKNOWN
 * @Software:            NULL
 * @Flags:               D3D11_CREATE_DEVICE_*
 * @pFeatureLevels:      the first one up to 11_1 is used; NULL: 11_0
 * @FeatureLevels:       how many
 * @SDKVersion:          D3D11_SDK_VERSION
 * @ppDevice:            receives the device, or NULL
 * @pFeatureLevel:       receives its feature level, or NULL
 * @ppImmediateContext:  receives its immediate context, or NULL
 *
 * Returns S_OK; S_FALSE if all three are NULL and it would work; E_INVALIDARG;
 * DXGI_ERROR_UNSUPPORTED another driver type, feature level, or no device.
 */
D3D_EXTERN_C HRESULT WINAPI
D3D11CreateDevice(IDXGIAdapter *pAdapter, D3D_DRIVER_TYPE DriverType,
		  HMODULE Software, UINT Flags,
		  const D3D_FEATURE_LEVEL *pFeatureLevels, UINT FeatureLevels,
		  UINT SDKVersion, ID3D11Device **ppDevice,
		  D3D_FEATURE_LEVEL *pFeatureLevel,
		  ID3D11DeviceContext **ppImmediateContext);

#endif /* D3D11_DEVICE_H */
