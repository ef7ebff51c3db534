/* SPDX-License-Identifier: MIT */
/* Direct3D 11: ID3D11DeviceContext */
#ifndef D3D11_CONTEXT_H
#define D3D11_CONTEXT_H

#include "d3d11_device.h"

#define D3D11_DEVICECONTEXT_SLOTS_1(S) \
	S(void, VSSetConstantBuffers) \
	S(void, PSSetShaderResources) \
	S(void, PSSetShader) \
	S(void, PSSetSamplers) \
	S(void, VSSetShader) \
	S(void, DrawIndexed) \
	S(void, Draw)

#define D3D11_DEVICECONTEXT_SLOTS_2(S) \
	S(void, PSSetConstantBuffers) \
	S(void, IASetInputLayout) \
	S(void, IASetVertexBuffers) \
	S(void, IASetIndexBuffer) \
	S(void, DrawIndexedInstanced) \
	S(void, DrawInstanced) \
	S(void, GSSetConstantBuffers) \
	S(void, GSSetShader) \
	S(void, IASetPrimitiveTopology) \
	S(void, VSSetShaderResources) \
	S(void, VSSetSamplers) \
	S(void, Begin) \
	S(void, End) \
	S(HRESULT, GetData) \
	S(void, SetPredication) \
	S(void, GSSetShaderResources) \
	S(void, GSSetSamplers) \
	S(void, OMSetRenderTargets) \
	S(void, OMSetRenderTargetsAndUnorderedAccessViews) \
	S(void, OMSetBlendState) \
	S(void, OMSetDepthStencilState) \
	S(void, SOSetTargets) \
	S(void, DrawAuto) \
	S(void, DrawIndexedInstancedIndirect) \
	S(void, DrawInstancedIndirect) \
	S(void, Dispatch) \
	S(void, DispatchIndirect) \
	S(void, RSSetState) \
	S(void, RSSetViewports) \
	S(void, RSSetScissorRects) \
	S(void, CopySubresourceRegion)

#define D3D11_DEVICECONTEXT_SLOTS_3(S) \
	S(void, UpdateSubresource) \
	S(void, CopyStructureCount) \
	S(void, ClearRenderTargetView) \
	S(void, ClearUnorderedAccessViewUint) \
	S(void, ClearUnorderedAccessViewFloat) \
	S(void, ClearDepthStencilView) \
	S(void, GenerateMips) \
	S(void, SetResourceMinLOD) \
	S(FLOAT, GetResourceMinLOD) \
	S(void, ResolveSubresource) \
	S(void, ExecuteCommandList) \
	S(void, HSSetShaderResources) \
	S(void, HSSetShader) \
	S(void, HSSetSamplers) \
	S(void, HSSetConstantBuffers) \
	S(void, DSSetShaderResources) \
	S(void, DSSetShader) \
	S(void, DSSetSamplers) \
	S(void, DSSetConstantBuffers) \
	S(void, CSSetShaderResources) \
	S(void, CSSetUnorderedAccessViews) \
	S(void, CSSetShader) \
	S(void, CSSetSamplers) \
	S(void, CSSetConstantBuffers) \
	S(void, VSGetConstantBuffers) \
	S(void, PSGetShaderResources) \
	S(void, PSGetShader) \
	S(void, PSGetSamplers) \
	S(void, VSGetShader) \
	S(void, PSGetConstantBuffers) \
	S(void, IAGetInputLayout) \
	S(void, IAGetVertexBuffers) \
	S(void, IAGetIndexBuffer) \
	S(void, GSGetConstantBuffers) \
	S(void, GSGetShader) \
	S(void, IAGetPrimitiveTopology) \
	S(void, VSGetShaderResources) \
	S(void, VSGetSamplers) \
	S(void, GetPredication) \
	S(void, GSGetShaderResources) \
	S(void, GSGetSamplers) \
	S(void, OMGetRenderTargets) \
	S(void, OMGetRenderTargetsAndUnorderedAccessViews) \
	S(void, OMGetBlendState) \
	S(void, OMGetDepthStencilState) \
	S(void, SOGetTargets) \
	S(void, RSGetState) \
	S(void, RSGetViewports) \
	S(void, RSGetScissorRects) \
	S(void, HSGetShaderResources) \
	S(void, HSGetShader) \
	S(void, HSGetSamplers) \
	S(void, HSGetConstantBuffers) \
	S(void, DSGetShaderResources) \
	S(void, DSGetShader) \
	S(void, DSGetSamplers) \
	S(void, DSGetConstantBuffers) \
	S(void, CSGetShaderResources) \
	S(void, CSGetUnorderedAccessViews) \
	S(void, CSGetShader) \
	S(void, CSGetSamplers) \
	S(void, CSGetConstantBuffers)

#define D3D11_DEVICECONTEXT_SLOTS_4(S) \
	S(HRESULT, FinishCommandList)

#undef INTERFACE
#define INTERFACE ID3D11DeviceContext
DECLARE_INTERFACE_(ID3D11DeviceContext, ID3D11DeviceChild) {
	D3D_IUNKNOWN_METHODS
	D3D11_DEVICECHILD_METHODS
	D3D11_DEVICECONTEXT_SLOTS_1(D3D11_SLOT)
	STDMETHOD(Map)(THIS_ ID3D11Resource *pResource, UINT Subresource,
		       D3D11_MAP MapType, UINT MapFlags,
		       D3D11_MAPPED_SUBRESOURCE *pMappedResource) PURE;
	STDMETHOD_(void, Unmap)(THIS_ ID3D11Resource *pResource,
				UINT Subresource) PURE;
	D3D11_DEVICECONTEXT_SLOTS_2(D3D11_SLOT)
	STDMETHOD_(void, CopyResource)(THIS_ ID3D11Resource *pDstResource,
				       ID3D11Resource *pSrcResource) PURE;
	D3D11_DEVICECONTEXT_SLOTS_3(D3D11_SLOT)
	STDMETHOD_(void, ClearState)(THIS) PURE;
	STDMETHOD_(void, Flush)(THIS) PURE;
	STDMETHOD_(D3D11_DEVICE_CONTEXT_TYPE, GetType)(THIS) PURE;
	STDMETHOD_(UINT, GetContextFlags)(THIS) PURE;
	D3D11_DEVICECONTEXT_SLOTS_4(D3D11_SLOT)
};

DEFINE_GUID(IID_ID3D11DeviceContext, 0xc0bfa96c, 0xe089, 0x44fb,
	    0x8e, 0xaf, 0x26, 0xf8, 0x79, 0x61, 0x90, 0xda);

#endif /* D3D11_CONTEXT_H */
