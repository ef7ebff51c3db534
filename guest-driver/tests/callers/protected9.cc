// SPDX-License-Identifier: MIT
/*
 * The protected path of Direct3D 9Ex: an authenticated channel that controls it,
 * a session, and blts to and from a protected surface
 */
#include <d3d9.h>
#include <wrl/client.h>

#include "common.h"

using Microsoft::WRL::ComPtr;

namespace {

const UINT kWidth = 64, kHeight = 32, kSize = kWidth * kHeight * 4;

class ProtectedPath {
public:
	void Open();
	void OpenChannel();
	void QueryChannelType();
	void OpenSession();
	void CreateSurfaces();
	void RoundTrip(const char *what);
	void Refresh();

private:
	void FillSystem(const uint8_t *iv);
	bool SystemHolds(const uint8_t *iv);

	ComPtr<IDirect3D9Ex> d3d_;
	ComPtr<IDirect3DDevice9Ex> device_;
	ComPtr<IDirect3DDevice9Video> video_;
	ComPtr<IDirect3DAuthenticatedChannel9> channel_;
	ComPtr<IDirect3DCryptoSession9> session_;
	ComPtr<IDirect3DSurface9> protected_, system_;
	HANDLE channel_handle_, session_handle_;
	uint8_t channel_key_[KEY_SIZE], key_[KEY_SIZE];
};

void ProtectedPath::Open()
{
	D3DPRESENT_PARAMETERS parameters = {};
	D3DCONTENTPROTECTIONCAPS caps = {};

	must("Direct3DCreate9Ex", Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d_));
	parameters.BackBufferWidth = kWidth;
	parameters.BackBufferHeight = kHeight;
	parameters.BackBufferFormat = D3DFMT_X8R8G8B8;
	parameters.SwapEffect = D3DSWAPEFFECT_DISCARD;
	parameters.Windowed = TRUE;
	must("CreateDeviceEx",
	     d3d_->CreateDeviceEx(D3DADAPTER_DEFAULT, D3DDEVTYPE_HAL, nullptr,
				  D3DCREATE_HARDWARE_VERTEXPROCESSING |
					  D3DCREATE_MULTITHREADED,
				  &parameters, nullptr, &device_));
	must("IDirect3DDevice9Video", device_.As(&video_));
	must("GetContentProtectionCaps",
	     video_->GetContentProtectionCaps(&D3DCRYPTOTYPE_AES128_CTR,
					      nullptr, &caps));
	say("keys are exchanged by RSAES-OAEP",
	    caps.KeyExchangeType == D3DKEYEXCHANGE_RSAES_OAEP);
}

/* Each of the two has a certificate chain and a key of its own. */
template <class T>
void ExchangeKey(T *owner, int (*wrap)(const void *, size_t, const uint8_t *,
				       uint8_t *), uint8_t *key)
{
	uint8_t blob[BLOB_SIZE];
	UINT size = 0;
	BYTE *chain;
	int failed;

	must("GetCertificateSize", owner->GetCertificateSize(&size));
	chain = new BYTE[size];
	must("GetCertificate", owner->GetCertificate(size, chain));
	failed = cpgpu_keyx_random_key(key) || wrap(chain, size, key, blob);
	need("making a key", failed ? E_FAIL : S_OK);
	delete[] chain;
	must("NegotiateKeyExchange",
	     owner->NegotiateKeyExchange(sizeof(blob), blob));
}

void ProtectedPath::OpenChannel()
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREINITIALIZE initialize = {};
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT output = {};

	must("CreateAuthenticatedChannel",
	     video_->CreateAuthenticatedChannel(
		     D3DAUTHENTICATEDCHANNEL_DRIVER_HARDWARE, &channel_,
		     &channel_handle_));
	ExchangeKey(channel_.Get(), cpgpu_keyx_wrap_channel_key, channel_key_);
	initialize.Parameters.ConfigureType =
		D3DAUTHENTICATEDCONFIGURE_INITIALIZE;
	initialize.Parameters.hChannel = channel_handle_;
	initialize.Parameters.SequenceNumber = 1;
	initialize.StartSequenceQuery = 100;
	initialize.StartSequenceConfigure = 200;
	need("signing",
	     cpgpu_keyx_cmac(channel_key_, &initialize.Parameters.ConfigureType,
			     sizeof(initialize) -
				     sizeof(initialize.Parameters.omac),
			     (uint8_t *)&initialize.Parameters.omac) ?
		     E_FAIL : S_OK);
	must("Configure INITIALIZE",
	     channel_->Configure(sizeof(initialize), &initialize, &output));
	must("its answer", output.ReturnCode);
}

void ProtectedPath::QueryChannelType()
{
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT input = {};
	D3DAUTHENTICATEDCHANNEL_QUERYCHANNELTYPE_OUTPUT output = {};

	input.QueryType = D3DAUTHENTICATEDQUERY_CHANNELTYPE;
	input.hChannel = channel_handle_;
	input.SequenceNumber = 100;
	must("Query CHANNELTYPE",
	     channel_->Query(sizeof(input), &input, sizeof(output), &output));
	say("the answer is signed",
	    !cpgpu_keyx_cmac_verify(
		    channel_key_, &output.Output.QueryType,
		    sizeof(output) - sizeof(output.Output.omac),
		    (const uint8_t *)&output.Output.omac));
	say("the channel is the hardware's",
	    output.ChannelType == D3DAUTHENTICATEDCHANNEL_DRIVER_HARDWARE);
	input.SequenceNumber = 100;
	show("Query with a used sequence number",
	     channel_->Query(sizeof(input), &input, sizeof(output), &output));
}

void ProtectedPath::OpenSession()
{
	must("CreateCryptoSession",
	     video_->CreateCryptoSession(&D3DCRYPTOTYPE_AES128_CTR, nullptr,
					 &session_, &session_handle_));
	ExchangeKey(session_.Get(), cpgpu_keyx_wrap_session_key, key_);
}

void ProtectedPath::CreateSurfaces()
{
	UINT pitch = 0;

	must("CreateOffscreenPlainSurfaceEx, protected",
	     device_->CreateOffscreenPlainSurfaceEx(
		     kWidth, kHeight, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
		     &protected_, nullptr, D3DUSAGE_RESTRICTED_CONTENT));
	must("CreateOffscreenPlainSurface in system memory",
	     device_->CreateOffscreenPlainSurface(
		     kWidth, kHeight, D3DFMT_X8R8G8B8, D3DPOOL_SYSTEMMEM,
		     &system_, nullptr));
	must("GetSurfacePitch",
	     session_->GetSurfacePitch(protected_.Get(), &pitch));
	say("rows are packed", pitch == kWidth * 4);
}

uint8_t Pixel(UINT at)
{
	return uint8_t(at / kWidth + at * 3);
}

void ProtectedPath::FillSystem(const uint8_t *iv)
{
	D3DLOCKED_RECT rect;
	uint8_t *bytes;

	need("LockRect", system_->LockRect(&rect, nullptr, 0));
	bytes = static_cast<uint8_t *>(rect.pBits);
	for (UINT i = 0; i < kSize; i++)
		bytes[i] = Pixel(i);
	crypt_data(key_, iv, bytes, kSize);
	need("UnlockRect", system_->UnlockRect());
}

bool ProtectedPath::SystemHolds(const uint8_t *iv)
{
	static uint8_t copy[kSize];
	D3DLOCKED_RECT rect;
	bool same = true;

	need("LockRect", system_->LockRect(&rect, nullptr, D3DLOCK_READONLY));
	memcpy(copy, rect.pBits, kSize);
	need("UnlockRect", system_->UnlockRect());
	crypt_data(key_, iv, copy, kSize);
	for (UINT i = 0; i < kSize; i++)
		same &= copy[i] == Pixel(i);
	return same;
}

void ProtectedPath::RoundTrip(const char *what)
{
	uint8_t in[KEY_SIZE], out[KEY_SIZE];

	next_iv(in);
	FillSystem(in);
	must("DecryptionBlt",
	     session_->DecryptionBlt(system_.Get(), protected_.Get(), kSize,
				     nullptr, nullptr, in));
	must("EncryptionBlt",
	     session_->EncryptionBlt(protected_.Get(), system_.Get(), kSize,
				     out));
	say(what, SystemHolds(out));
}

void ProtectedPath::Refresh()
{
	uint8_t random[KEY_SIZE] = {};

	must("StartSessionKeyRefresh",
	     session_->StartSessionKeyRefresh(random, sizeof(random)));
	must("FinishSessionKeyRefresh", session_->FinishSessionKeyRefresh());
	cpgpu_keyx_refresh(key_, random);
}

}  /* namespace */

int main()
{
	ProtectedPath path;

	path.Open();
	path.OpenChannel();
	path.QueryChannelType();
	path.OpenSession();
	path.CreateSurfaces();
	path.RoundTrip("the picture comes back");
	path.Refresh();
	path.RoundTrip("it comes back under the new key");
	return 0;
}
