// SPDX-License-Identifier: MIT
/*
 * A browser's proxy for the sessions of a content decryption module: chooses a
 * key exchange, keeps a session, and hears of lost keys
 *
 * With an argument it waits until keys are lost.
 */
#include <initguid.h>
#include <d3d11_1.h>
#include <dxgi1_4.h>
#include <wrl/client.h>

#include "common.h"

using Microsoft::WRL::ComPtr;

namespace {

class Proxy {
public:
	void Open();
	void ListKeyExchanges();
	void CreateSession();
	void ExchangeKey();
	void Refresh();
	void ShowStatus();
	void Watch(bool waits);

private:
	ComPtr<ID3D11Device> device_;
	ComPtr<ID3D11DeviceContext> context_;
	ComPtr<ID3D11VideoDevice> video_device_;
	ComPtr<ID3D11VideoDevice1> video_device1_;
	ComPtr<ID3D11VideoContext> video_context_;
	ComPtr<ID3D11VideoContext1> video_context1_;
	ComPtr<IDXGIAdapter3> adapter_;
	ComPtr<ID3D11CryptoSession> session_;
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps_;
};

void Proxy::Open()
{
	const D3D_FEATURE_LEVEL levels[] = { D3D_FEATURE_LEVEL_11_1 };
	ComPtr<IDXGIDevice2> dxgi_device;

	must("D3D11CreateDevice",
	     D3D11CreateDevice(nullptr, D3D_DRIVER_TYPE_HARDWARE, nullptr,
			       D3D11_CREATE_DEVICE_VIDEO_SUPPORT, levels, 1,
			       D3D11_SDK_VERSION, &device_, nullptr,
			       &context_));
	must("IDXGIDevice2", device_.As(&dxgi_device));
	must("IDXGIObject::GetParent",
	     dxgi_device->GetParent(IID_PPV_ARGS(adapter_.GetAddressOf())));
	must("ID3D11VideoDevice",
	     device_->QueryInterface(IID_PPV_ARGS(&video_device_)));
	must("ID3D11VideoDevice1", device_.As(&video_device1_));
	must("ID3D11VideoContext",
	     context_->QueryInterface(__uuidof(ID3D11VideoContext),
				      (void **)&video_context_));
	must("ID3D11VideoContext1", video_context_.As(&video_context1_));
	must("GetContentProtectionCaps",
	     video_device_->GetContentProtectionCaps(
		     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr, &caps_));
}

void Proxy::ListKeyExchanges()
{
	bool hardware = false, rsa = false;
	GUID exchange;

	for (UINT i = 0; i < caps_.KeyExchangeTypeCount; i++) {
		need("CheckCryptoKeyExchange",
		     video_device_->CheckCryptoKeyExchange(
			     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr, i,
			     &exchange));
		hardware |= exchange == D3D11_KEY_EXCHANGE_HW_PROTECTION;
		rsa |= exchange == D3D11_KEY_EXCHANGE_RSAES_OAEP;
	}
	say("keys are exchanged by RSAES-OAEP", rsa);
	say("keys are exchanged by the hardware's own messages", hardware);
	show("CheckCryptoKeyExchange behind the last",
	     video_device_->CheckCryptoKeyExchange(
		     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr,
		     caps_.KeyExchangeTypeCount, &exchange));
}

void Proxy::CreateSession()
{
	UINT in = 1, out = 1;

	/* the browser's first choice */
	show("CreateCryptoSession by D3D11_KEY_EXCHANGE_HW_PROTECTION",
	     video_device_->CreateCryptoSession(
		     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr,
		     &D3D11_KEY_EXCHANGE_HW_PROTECTION, &session_));
	must("CreateCryptoSession by D3D11_KEY_EXCHANGE_RSAES_OAEP",
	     video_device_->CreateCryptoSession(
		     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr,
		     &D3D11_KEY_EXCHANGE_RSAES_OAEP, &session_));
	must("GetCryptoSessionPrivateDataSize",
	     video_device1_->GetCryptoSessionPrivateDataSize(
		     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr,
		     &D3D11_KEY_EXCHANGE_RSAES_OAEP, &in, &out));
	printf("private data: %u bytes in, %u out\n", in, out);
}

void Proxy::ExchangeKey()
{
	uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
	BYTE *chain;
	UINT size;

	must("GetCertificateSize", session_->GetCertificateSize(&size));
	chain = new BYTE[size];
	must("GetCertificate", session_->GetCertificate(size, chain));
	new_key(chain, size, key, blob);
	delete[] chain;
	must("NegotiateCryptoSessionKeyExchange",
	     video_context_->NegotiateCryptoSessionKeyExchange(
		     session_.Get(), sizeof(blob), blob));
	cpgpu_keyx_wipe(key, sizeof(key));
}

/* The key becomes key xor R, which is the same if R is 0 only. */
void Proxy::Refresh()
{
	uint8_t random[KEY_SIZE] = {};
	bool is_random = false;

	video_context_->StartSessionKeyRefresh(session_.Get(), sizeof(random),
					       random);
	for (uint8_t byte : random)
		is_random |= byte;
	say("StartSessionKeyRefresh gives a random number", is_random);
	video_context_->FinishSessionKeyRefresh(session_.Get());
}

void Proxy::ShowStatus()
{
	D3D11_CRYPTO_SESSION_STATUS status;

	must("CheckCryptoSessionStatus",
	     video_context1_->CheckCryptoSessionStatus(session_.Get(),
						       &status));
	printf("the session's status is %d\n", status);
}

void Proxy::Watch(bool waits)
{
	HANDLE event = new_event();
	DWORD cookie = 0;

	say("it tells of lost keys",
	    !!(caps_.Caps & D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_TEARDOWN));
	must("RegisterHardwareContentProtectionTeardownStatusEvent",
	     adapter_->RegisterHardwareContentProtectionTeardownStatusEvent(
		     event, &cookie));
	say("keys are lost", wait_event(event, 0));
	if (waits) {
		printf("waiting\n");
		fflush(stdout);
		say("keys are lost", wait_event(event, 20000));
	}
	adapter_->UnregisterHardwareContentProtectionTeardownStatus(cookie);
	close_event(event);
}

}  /* namespace */

int main(int argc, char **)
{
	Proxy proxy;

	proxy.Open();
	proxy.ListKeyExchanges();
	proxy.CreateSession();
	proxy.ExchangeKey();
	proxy.ShowStatus();
	proxy.Refresh();
	proxy.ShowStatus();
	proxy.Watch(argc > 1);
	proxy.ShowStatus();
	return 0;
}
