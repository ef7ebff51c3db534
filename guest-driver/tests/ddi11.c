// SPDX-License-Identifier: MIT
/* The Direct3D 11.1 driver table, each function by its documented name. */
#include <stdlib.h>

#include "ddi11.h"

const struct ddi_codes ddi_codes = {
	.state = E_INVALIDARG,
	.handle = E_INVALIDARG,
	.crypto = D3DDDIERR_UNSUPPORTEDCRYPTO,
	.protect = DXGI_ERROR_CANNOT_PROTECT_CONTENT,
};

static void set_error(D3D10DDI_HRTCORELAYER runtime, HRESULT error)
{
	struct ddi *ddi = runtime.handle;

	ddi->error = error;
	ddi->errors++;
}

struct ddi *ddi_open(void)
{
	const D3D11DDI_CORELAYER_DEVICECALLBACKS callbacks = {
		.pfnSetErrorCb = set_error,
	};
	struct ddi *ddi = calloc(1, sizeof(*ddi));
	D3D10DDI_HRTCORELAYER runtime = { .handle = ddi };

	CHECK(ddi);
	OK(cpgpu_ddi_open_d3d11(NULL, runtime, &callbacks, &ddi->device,
				&ddi->funcs));
	return ddi;
}

void ddi_close(struct ddi *ddi)
{
	cpgpu_ddi_close_d3d11(ddi->device);
	free(ddi);
}

HANDLE ddi_owner(const struct ddi *ddi)
{
	return ddi->device.pDrvPrivate;
}

HRESULT ddi11_outcome(struct ddi *ddi)
{
	HRESULT hr = ddi->errors ? ddi->error : S_OK;

	CHECK(ddi->errors <= 1);
	CHECK(!ddi->errors || FAILED(hr));
	ddi->errors = 0;
	return hr;
}

HRESULT ddi_query_caps(struct ddi *ddi, const GUID *crypto,
		       const GUID *profile, struct ddi_caps *caps)
{
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS all;
	HRESULT hr;

	hr = ddi->funcs.pfnGetContentProtectionCaps(ddi->device, crypto,
						    profile, &all);
	if (SUCCEEDED(hr)) {
		caps->caps = cpgpu_ddi_caps_to_d3d11(all.Caps);
		caps->block = all.BlockAlignmentSize;
		caps->memory = all.ProtectedMemorySize;
		CHECK_EQ(all.KeyExchangeTypeCount, 1);
	}
	return hr;
}

HRESULT ddi_certificate(struct ddi *ddi, UINT channel_type, const GUID *crypto,
			void *data, UINT *size)
{
	D3D11_1DDI_CERTIFICATE_INFO info = {
		.CertificateType = D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION,
	};

	if (channel_type) {
		info.CertificateType =
			D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL;
		info.ChannelType = channel_type;
	} else {
		info.CryptoSessionType = *crypto;
	}
	if (data)
		ddi->funcs.pfnGetCertificate(ddi->device, &info, *size, data);
	else
		ddi->funcs.pfnGetCertificateSize(ddi->device, &info, size);
	return ddi11_outcome(ddi);
}

/* -------------------------------------------------------------- sessions -- */

D3D11_1DDIARG_CREATECRYPTOSESSION ddi11_session_args(const GUID *crypto,
						     const GUID *profile)
{
	return (D3D11_1DDIARG_CREATECRYPTOSESSION) {
		.CryptoType = *crypto,
		.DecodeProfile = *profile,
		.KeyExchangeType = rsaes_oaep,
	};
}

HRESULT ddi11_create_session(struct ddi *ddi, void *memory,
			     const D3D11_1DDIARG_CREATECRYPTOSESSION *args)
{
	const D3D11_1DDI_HRTCRYPTOSESSION runtime = {};

	return ddi->funcs.pfnCreateCryptoSession(
		ddi->device, args, ddi11_session(memory), runtime);
}

HRESULT ddi_create_session(struct ddi *ddi, const GUID *crypto,
			   const GUID *profile, void **session)
{
	const D3D11_1DDIARG_CREATECRYPTOSESSION args =
		ddi11_session_args(crypto, profile);

	*session = malloc(ddi->funcs.pfnCalcPrivateCryptoSessionSize(
		ddi->device, &args));
	CHECK(*session);
	return ddi11_create_session(ddi, *session, &args);
}

HRESULT ddi_destroy_session(const struct ddi_session *s)
{
	ON_SESSION(s, pfnDestroyCryptoSession);
	return ddi11_outcome(s->ddi);
}

HANDLE ddi_session_handle(const struct ddi_session *s)
{
	HANDLE handle;

	OK(ON_SESSION(s, pfnCryptoSessionGetHandle, &handle));
	return handle;
}

HRESULT ddi_session_exchange(const struct ddi_session *s, UINT size, void *data)
{
	return ON_SESSION(s, pfnNegotiateCryptoSessionKeyExchange, size, data);
}

HRESULT ddi_start(const struct ddi_session *s, UINT size, void *random)
{
	ON_SESSION(s, pfnStartSessionKeyRefresh, size, random);
	return ddi11_outcome(s->ddi);
}

HRESULT ddi_finish(const struct ddi_session *s)
{
	ON_SESSION(s, pfnFinishSessionKeyRefresh);
	return ddi11_outcome(s->ddi);
}

HRESULT ddi_read_back_key(const struct ddi_session *s, UINT size, void *wrapped)
{
	ON_SESSION(s, pfnGetEncryptionBltKey, size, wrapped);
	return ddi11_outcome(s->ddi);
}

/* ------------------------------------------------------------------ blts -- */

static D3D10DDI_HRESOURCE to_resource(HANDLE resource)
{
	return (D3D10DDI_HRESOURCE) { resource };
}

HRESULT ddi11_encrypt(const struct ddi_session *s, const struct ddi_blt *blt,
		      UINT iv_size)
{
	ON_SESSION(s, pfnEncryptionBlt, to_resource(blt->src),
		   to_resource(blt->dst), iv_size, blt->iv);
	return ddi11_outcome(s->ddi);
}

HRESULT ddi11_decrypt(const struct ddi_session *s, const struct ddi_blt *blt,
		      UINT key_size, UINT iv_size)
{
	D3D11_1DDI_ENCRYPTED_BLOCK_INFO info;

	if (blt->pattern)
		memcpy(&info, blt->pattern, sizeof(info));
	ON_SESSION(s, pfnDecryptionBlt, to_resource(blt->src),
		   to_resource(blt->dst), blt->pattern ? &info : NULL,
		   key_size, blt->content_key, iv_size, blt->iv);
	return ddi11_outcome(s->ddi);
}

HRESULT ddi_encrypt(const struct ddi_session *s, const struct ddi_blt *blt)
{
	return ddi11_encrypt(s, blt, KEY_SIZE);
}

HRESULT ddi_decrypt(const struct ddi_session *s, const struct ddi_blt *blt)
{
	return ddi11_decrypt(s, blt, blt->content_key ? KEY_SIZE : 0, KEY_SIZE);
}

/* -------------------------------------------------------------- channels -- */

static D3D11_1DDI_HAUTHCHANNEL to_channel(void *channel)
{
	return (D3D11_1DDI_HAUTHCHANNEL) { channel };
}

#define ON_CHANNEL(c, function, ...) \
	(c)->ddi->funcs.function((c)->ddi->device, \
				      to_channel((c)->channel), ##__VA_ARGS__)

HRESULT ddi11_create_channel(struct ddi *ddi, void *memory,
			     D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *args)
{
	const D3D11_1DDI_HRTAUTHCHANNEL runtime = {};

	return ddi->funcs.pfnCreateAuthenticatedChannel(
		ddi->device, args, to_channel(memory), runtime);
}

HRESULT ddi_create_channel(struct ddi *ddi, UINT type, void **channel,
			   HANDLE *handle)
{
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL args = { .ChannelType = type };
	HRESULT hr;

	*channel = malloc(ddi->funcs.pfnCalcPrivateAuthenticatedChannelSize(
		ddi->device, &args));
	CHECK(*channel);
	hr = ddi11_create_channel(ddi, *channel, &args);
	*handle = args.hChannel;
	return hr;
}

HRESULT ddi_destroy_channel(const struct ddi_channel *c)
{
	ON_CHANNEL(c, pfnDestroyAuthenticatedChannel);
	return ddi11_outcome(c->ddi);
}

HRESULT ddi_channel_exchange(const struct ddi_channel *c, UINT size, void *data)
{
	return ON_CHANNEL(c, pfnNegotiateAuthenticatedChannelKeyExchange, size,
			  data);
}

HRESULT ddi_configure(const struct ddi_channel *c, const void *in, UINT in_size,
		      void *out)
{
	return ON_CHANNEL(c, pfnConfigureAuthenticatedChannel, in_size, in, out);
}

HRESULT ddi_query(const struct ddi_channel *c, const void *in, UINT in_size,
		  void *out, UINT out_size)
{
	return ON_CHANNEL(c, pfnQueryAuthenticatedChannel, in_size, in, out_size,
			  out);
}
