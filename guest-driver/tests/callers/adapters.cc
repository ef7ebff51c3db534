// SPDX-License-Identifier: MIT
/* A program that lists the adapters and their outputs with DXGI */
#include <d3d11_4.h>
#include <dxgi1_6.h>
#include <wrl/client.h>

#include "common.h"

using Microsoft::WRL::ComPtr;

namespace {

void ShowOutputs(IDXGIAdapter1 *adapter)
{
	ComPtr<IDXGIOutput> output;
	ComPtr<IDXGIAdapter> parent;
	DXGI_OUTPUT_DESC desc;
	UINT count = 0, modes;
	HRESULT hr;

	for (;; count++) {
		hr = adapter->EnumOutputs(count, output.ReleaseAndGetAddressOf());
		if (FAILED(hr))
			break;
		need("IDXGIOutput::GetDesc", output->GetDesc(&desc));
		say("the output is part of a desktop", desc.AttachedToDesktop);
		must("its adapter", output->GetParent(IID_PPV_ARGS(
			parent.ReleaseAndGetAddressOf())));
		modes = 0;
		show("GetDisplayModeList",
		     output->GetDisplayModeList(DXGI_FORMAT_B8G8R8A8_UNORM, 0,
						&modes, nullptr));
		say("it has modes", modes != 0);
	}
	printf("%u outputs\n", count);
	show("behind the last output", hr);
}

bool IsSame(IUnknown *one, IUnknown *other)
{
	ComPtr<IUnknown> a, b;

	need("IUnknown", one->QueryInterface(IID_PPV_ARGS(&a)));
	need("IUnknown", other->QueryInterface(IID_PPV_ARGS(&b)));
	return a == b;
}

bool IsSameLuid(const LUID &a, const LUID &b)
{
	return a.LowPart == b.LowPart && a.HighPart == b.HighPart;
}

void ShowAdapter(IDXGIFactory1 *factory, IDXGIAdapter1 *adapter)
{
	DXGI_ADAPTER_DESC1 desc = {};
	DXGI_ADAPTER_DESC old = {};
	ComPtr<IDXGIFactory1> parent;
	LARGE_INTEGER version = {};

	must("GetDesc1", adapter->GetDesc1(&desc));
	must("GetDesc", adapter->GetDesc(&old));
	printf("%ls, vendor 0x%04x, device 0x%04x\n", desc.Description,
	       desc.VendorId, desc.DeviceId);
	say("it is made of software", desc.Flags & DXGI_ADAPTER_FLAG_SOFTWARE);
	say("it has video memory", desc.DedicatedVideoMemory != 0);
	say("it has a LUID", desc.AdapterLuid.LowPart || desc.AdapterLuid.HighPart);
	say("both descriptions are of one adapter",
	    old.DeviceId == desc.DeviceId &&
		    IsSameLuid(old.AdapterLuid, desc.AdapterLuid));
	must("GetParent", adapter->GetParent(IID_PPV_ARGS(&parent)));
	say("its parent is the factory", IsSame(parent.Get(), factory));
	show("CheckInterfaceSupport of IDXGIDevice",
	     adapter->CheckInterfaceSupport(__uuidof(IDXGIDevice), &version));
	ShowOutputs(adapter);
}

/* From a device up to its adapter, and from the adapter's LUID back. */
void ShowDevice(IDXGIFactory1 *factory, IDXGIAdapter1 *adapter)
{
	ComPtr<ID3D11Device> device;
	ComPtr<IDXGIDevice> dxgi_device;
	ComPtr<IDXGIAdapter> its_adapter;
	ComPtr<IDXGIAdapter1> found;
	ComPtr<IDXGIFactory4> factory4;
	DXGI_ADAPTER_DESC desc = {}, its_desc = {};

	must("D3D11CreateDevice",
	     D3D11CreateDevice(adapter, D3D_DRIVER_TYPE_UNKNOWN, nullptr, 0,
			       nullptr, 0, D3D11_SDK_VERSION, &device, nullptr,
			       nullptr));
	must("IDXGIDevice", device.As(&dxgi_device));
	must("GetAdapter", dxgi_device->GetAdapter(&its_adapter));
	need("GetDesc", adapter->GetDesc(&desc));
	need("GetDesc", its_adapter->GetDesc(&its_desc));
	say("the device is of this adapter",
	    IsSameLuid(desc.AdapterLuid, its_desc.AdapterLuid));
	must("IDXGIFactory4", factory->QueryInterface(IID_PPV_ARGS(&factory4)));
	must("EnumAdapterByLuid",
	     factory4->EnumAdapterByLuid(desc.AdapterLuid,
					 IID_PPV_ARGS(&found)));
	say("a new device has no error",
	    device->GetDeviceRemovedReason() == S_OK);
}

void ShowVersions(IUnknown *factory)
{
	ComPtr<IDXGIFactory2> factory2;
	ComPtr<IDXGIFactory6> factory6;
	ComPtr<ID3D11Device> device;

	show("IDXGIFactory2", factory->QueryInterface(IID_PPV_ARGS(&factory2)));
	show("IDXGIFactory6", factory->QueryInterface(IID_PPV_ARGS(&factory6)));
	show("ID3D11Device of a factory",
	     factory->QueryInterface(IID_PPV_ARGS(&device)));
}

}  /* namespace */

int main()
{
	ComPtr<IDXGIFactory1> factory;
	ComPtr<IDXGIAdapter1> adapter;
	UINT count;
	HRESULT hr;

	must("CreateDXGIFactory1", CreateDXGIFactory1(IID_PPV_ARGS(&factory)));
	ShowVersions(factory.Get());
	for (count = 0;; count++) {
		hr = factory->EnumAdapters1(count,
					    adapter.ReleaseAndGetAddressOf());
		if (FAILED(hr))
			break;
		ShowAdapter(factory.Get(), adapter.Get());
		ShowDevice(factory.Get(), adapter.Get());
	}
	printf("%u adapters\n", count);
	show("behind the last adapter", hr);
	return 0;
}
