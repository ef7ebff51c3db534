// SPDX-License-Identifier: MIT
/*
 * A browser's hardware decryptor: media samples go through buffers, which the
 * blts take as textures, into protected memory
 */
#include <d3d11_1.h>
#include <wrl/client.h>

#include "common.h"

using Microsoft::WRL::ComPtr;

namespace {

const UINT kSampleSize = 4096;

enum Kind { kEncrypted, kPattern, kClear, kContentKey };

struct Sample {
	const char *name;
	Kind kind;
	uint8_t data[kSampleSize];
};

class Decryptor {
public:
	void Open();
	void ExchangeKey();
	void CreateBuffers();
	bool Decrypt(const Sample &sample);
	bool IsAlive();

private:
	ComPtr<ID3D11Buffer> CreateBuffer(D3D11_USAGE usage, UINT access,
					  UINT misc);
	void Write(const uint8_t *data);
	bool ReadsAs(const uint8_t *data);
	void Blt(const Sample &sample, D3D11_AES_CTR_IV *iv);

	ComPtr<ID3D11Device> device_;
	ComPtr<ID3D11DeviceContext> context_;
	ComPtr<ID3D11VideoDevice> video_device_;
	ComPtr<ID3D11VideoContext1> video_context_;
	ComPtr<ID3D11CryptoSession> session_;
	ComPtr<ID3D11Buffer> encrypted_, protected_, readable_;
	uint8_t key_[KEY_SIZE], content_key_[KEY_SIZE];
};

void Decryptor::Open()
{
	const D3D_FEATURE_LEVEL levels[] = {
		D3D_FEATURE_LEVEL_11_1, D3D_FEATURE_LEVEL_11_0
	};
	ComPtr<ID3D10Multithread> multithread;
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps = {};

	must("D3D11CreateDevice",
	     D3D11CreateDevice(nullptr, D3D_DRIVER_TYPE_HARDWARE, nullptr,
			       D3D11_CREATE_DEVICE_VIDEO_SUPPORT, levels,
			       ARRAYSIZE(levels), D3D11_SDK_VERSION,
			       device_.GetAddressOf(), nullptr,
			       context_.GetAddressOf()));
	must("ID3D10Multithread", device_.As(&multithread));
	multithread->SetMultithreadProtected(TRUE);
	say("other threads are kept out",
	    multithread->GetMultithreadProtected());
	must("ID3D11VideoDevice", device_.As(&video_device_));
	must("ID3D11VideoContext1", context_.As(&video_context_));
	must("GetContentProtectionCaps",
	     video_device_->GetContentProtectionCaps(
		     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr, &caps));
	say("it has DecryptionBlt",
	    !!(caps.Caps & D3D11_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT));
	say("it takes partly encrypted samples",
	    !!(caps.Caps & D3D11_CONTENT_PROTECTION_CAPS_PARTIAL_DECRYPTION));
	say("it takes content keys",
	    !!(caps.Caps & D3D11_CONTENT_PROTECTION_CAPS_CONTENT_KEY));
}

void Decryptor::ExchangeKey()
{
	uint8_t blob[BLOB_SIZE];
	UINT size = 0;

	must("CreateCryptoSession",
	     video_device_->CreateCryptoSession(
		     &D3D11_CRYPTO_TYPE_AES128_CTR, nullptr,
		     &D3D11_KEY_EXCHANGE_RSAES_OAEP, session_.GetAddressOf()));
	must("GetCertificateSize", session_->GetCertificateSize(&size));
	ComPtr<ID3D11CryptoSession> same = session_;
	BYTE *chain = new BYTE[size];
	must("GetCertificate", same->GetCertificate(size, chain));
	new_key(chain, size, key_, blob);
	delete[] chain;
	must("NegotiateCryptoSessionKeyExchange",
	     video_context_->NegotiateCryptoSessionKeyExchange(
		     session_.Get(), sizeof(blob), blob));
	need("a content key",
	     cpgpu_keyx_random_key(content_key_) ? E_FAIL : S_OK);
}

ComPtr<ID3D11Buffer> Decryptor::CreateBuffer(D3D11_USAGE usage, UINT access,
					     UINT misc)
{
	D3D11_BUFFER_DESC desc = {};
	ComPtr<ID3D11Buffer> buffer;

	desc.ByteWidth = kSampleSize;
	desc.Usage = usage;
	desc.CPUAccessFlags = access;
	desc.MiscFlags = misc;
	need("CreateBuffer", device_->CreateBuffer(&desc, nullptr, &buffer));
	return buffer;
}

void Decryptor::CreateBuffers()
{
	encrypted_ = CreateBuffer(D3D11_USAGE_STAGING, D3D11_CPU_ACCESS_WRITE,
				  0);
	protected_ = CreateBuffer(D3D11_USAGE_DEFAULT, 0,
				  D3D11_RESOURCE_MISC_RESTRICTED_CONTENT);
	readable_ = CreateBuffer(D3D11_USAGE_STAGING, D3D11_CPU_ACCESS_READ, 0);
}

void Decryptor::Write(const uint8_t *data)
{
	D3D11_MAPPED_SUBRESOURCE mapped = {};

	need("Map for writing",
	     context_->Map(encrypted_.Get(), 0, D3D11_MAP_WRITE, 0, &mapped));
	memcpy(mapped.pData, data, kSampleSize);
	context_->Unmap(encrypted_.Get(), 0);
}

ID3D11Texture2D *AsTexture(const ComPtr<ID3D11Buffer> &buffer)
{
	return reinterpret_cast<ID3D11Texture2D *>(buffer.Get());
}

/* Does protected memory hold @data? */
bool Decryptor::ReadsAs(const uint8_t *data)
{
	D3D11_MAPPED_SUBRESOURCE mapped = {};
	uint8_t iv[KEY_SIZE], copy[kSampleSize];

	video_context_->EncryptionBlt(session_.Get(), AsTexture(protected_),
				      AsTexture(readable_), sizeof(iv), iv);
	need("Map for reading",
	     context_->Map(readable_.Get(), 0, D3D11_MAP_READ, 0, &mapped));
	memcpy(copy, mapped.pData, kSampleSize);
	context_->Unmap(readable_.Get(), 0);
	if (!memcmp(copy, data, kSampleSize))
		return false;	/* not encrypted */
	crypt_data(key_, iv, copy, kSampleSize);
	return !memcmp(copy, data, kSampleSize);
}

void Decryptor::Blt(const Sample &sample, D3D11_AES_CTR_IV *iv)
{
	/* half of it is encrypted; or nothing */
	D3D11_ENCRYPTED_BLOCK_INFO info = {};
	uint8_t wrapped[KEY_SIZE];
	bool has_key = sample.kind == kContentKey;

	if (sample.kind == kPattern)
		info.NumEncryptedBytesAtBeginning = kSampleSize / 2;
	if (sample.kind != kEncrypted)
		info.NumBytesInSkipPattern = kSampleSize;
	if (has_key)
		need("wrapping a key",
		     cpgpu_keyx_wrap_content_key(key_, content_key_, wrapped) ?
			     E_FAIL : S_OK);
	video_context_->DecryptionBlt(
		session_.Get(), AsTexture(encrypted_), AsTexture(protected_),
		sample.kind == kPattern || sample.kind == kClear ? &info :
								   nullptr,
		has_key ? KEY_SIZE : 0, has_key ? wrapped : nullptr,
		sizeof(*iv), iv);
}

bool Decryptor::Decrypt(const Sample &sample)
{
	uint8_t bytes[kSampleSize];
	D3D11_AES_CTR_IV iv;

	next_iv(reinterpret_cast<uint8_t *>(&iv));
	memcpy(bytes, sample.data, kSampleSize);
	if (sample.kind != kClear)
		crypt_data(sample.kind == kContentKey ? content_key_ : key_,
			   reinterpret_cast<uint8_t *>(&iv), bytes,
			   sample.kind == kPattern ? kSampleSize / 2 :
						     kSampleSize);
	Write(bytes);
	Blt(sample, &iv);
	return ReadsAs(sample.data);
}

bool Decryptor::IsAlive()
{
	D3D11_CRYPTO_SESSION_STATUS status =
		D3D11_CRYPTO_SESSION_STATUS_KEY_LOST;

	must("CheckCryptoSessionStatus",
	     video_context_->CheckCryptoSessionStatus(session_.Get(),
						      &status));
	return status == D3D11_CRYPTO_SESSION_STATUS_OK;
}

}  /* namespace */

int main()
{
	static Sample samples[] = {
		{ "a sample that is encrypted", kEncrypted, {} },
		{ "one of which half is clear", kPattern, {} },
		{ "a clear one", kClear, {} },
		{ "one under a content key", kContentKey, {} },
		{ "another one", kEncrypted, {} },
	};
	Decryptor decryptor;
	uint8_t seed = 0;

	decryptor.Open();
	decryptor.ExchangeKey();
	decryptor.CreateBuffers();
	for (Sample &sample : samples) {
		for (uint8_t &byte : sample.data)
			byte = seed = uint8_t(seed * 5 + 3);
		seed++;
		say(sample.name, decryptor.Decrypt(sample));
	}
	say("the session has its key", decryptor.IsAlive());
	return 0;
}
