// SPDX-License-Identifier: MIT
/* The Direct3D 9 driver tables, each function by its documented name. */
#include <stdlib.h>

#include "channel.h"
#include "ddi.h"

struct ddi {
	HANDLE adapter;
	HANDLE device;
	D3DDDI_ADAPTERFUNCS adapter_funcs;
	D3DDDI_DEVICEFUNCS funcs;
};

const struct ddi_codes ddi_codes = {
	.state = D3DERR_INVALIDCALL,
	.handle = D3DDDIERR_INVALIDHANDLE,
	.crypto = D3DDDIERR_NOTAVAILABLE,
	.protect = D3DERR_CANNOTPROTECTCONTENT,
	.d3d9 = true,
};

struct ddi *ddi_open(void)
{
	struct ddi *ddi = calloc(1, sizeof(*ddi));
	D3DDDIARG_CREATEDEVICE args = { .Interface = 9 };

	CHECK(ddi);
	args.pDeviceFuncs = &ddi->funcs;
	CHECK_HR(cpgpu_ddi_open_adapter(NULL, &ddi->adapter,
					&ddi->adapter_funcs), S_OK);
	CHECK_HR(ddi->adapter_funcs.pfnCreateDevice(ddi->adapter, &args), S_OK);
	ddi->device = args.hDevice;
	return ddi;
}

void ddi_close(struct ddi *ddi)
{
	CHECK_HR(ddi->funcs.pfnDestroyDevice(ddi->device), S_OK);
	CHECK_HR(ddi->adapter_funcs.pfnCloseAdapter(ddi->adapter), S_OK);
	free(ddi);
}

HANDLE ddi_owner(const struct ddi *ddi)
{
	return ddi->device;
}

static HRESULT get_caps(struct ddi *ddi, D3DDDICAPS_TYPE type, const void *info,
			void *data, UINT size)
{
	D3DDDIARG_GETCAPS args = {
		.Type = type,
		.pInfo = info,
		.pData = data,
		.DataSize = size,
	};

	return ddi->adapter_funcs.pfnGetCaps(ddi->adapter, &args);
}

HRESULT ddi_query_caps(struct ddi *ddi, const GUID *crypto,
		       const GUID *profile, UINT *caps, UINT *block,
		       ULONGLONG *memory)
{
	DDICONTENTPROTECTIONCAPS info = { *crypto, *profile };
	D3DCONTENTPROTECTIONCAPS all;
	HRESULT hr;

	hr = get_caps(ddi, D3DDDICAPS_GETCONTENTPROTECTIONCAPS, &info, &all,
		      sizeof(all));
	if (SUCCEEDED(hr)) {
		*caps = all.Caps;
		*block = all.BlockAlignmentSize;
		*memory = all.ProtectedMemorySize;
	}
	return hr;
}

HRESULT ddi_certificate(struct ddi *ddi, UINT channel_type, const GUID *crypto,
			void *data, UINT *size)
{
	DDICERTIFICATEINFO info = {
		.CertificateType = D3DDDI_CERTTYPE_CRYPTOSESSION,
	};

	if (channel_type) {
		info.CertificateType = D3DDDI_CERTTYPE_AUTHENTICATED_CHANNEL;
		info.ChannelType = channel_type;
	} else {
		info.CryptoSessionType = *crypto;
	}
	if (data)
		return get_caps(ddi, D3DDDICAPS_GETCERTIFICATE, &info, data,
				*size);
	return get_caps(ddi, D3DDDICAPS_GETCERTIFICATESIZE, &info, size,
			sizeof(*size));
}

/* -------------------------------------------------------------- sessions -- */

HRESULT ddi_create_session(struct ddi *ddi, const GUID *crypto,
			   const GUID *profile, void **session)
{
	D3DDDIARG_CREATECRYPTOSESSION args = {
		.CryptoType = *crypto,
		.DecodeProfile = *profile,
	};
	HRESULT hr = ddi->funcs.pfnCreateCryptoSession(ddi->device, &args);

	*session = args.hCryptoSession;
	return hr;
}

HRESULT ddi_destroy_session(struct ddi *ddi, void *session)
{
	D3DDDIARG_DESTROYCRYPTOSESSION args = { session };

	return ddi->funcs.pfnDestroyCryptoSession(ddi->device, &args);
}

HANDLE ddi_session_handle(struct ddi *ddi __attribute__((unused)),
			  void *session)
{
	return session;
}

HRESULT ddi_session_exchange(struct ddi *ddi, void *session, UINT size,
			     void *data)
{
	D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE args = { session, size, data };

	return ddi->funcs.pfnCryptoSessionKeyExchange(ddi->device, &args);
}

HRESULT ddi_start(struct ddi *ddi, void *session, UINT size, void *random)
{
	D3DDDIARG_STARTSESSIONKEYREFRESH args = { session, random, size };

	return ddi->funcs.pfnStartSessionKeyRefresh(ddi->device, &args);
}

HRESULT ddi_finish(struct ddi *ddi, void *session)
{
	D3DDDIARG_FINISHSESSIONKEYREFRESH args = { session };

	return ddi->funcs.pfnFinishSessionKeyRefresh(ddi->device, &args);
}

HRESULT ddi_read_back_key(struct ddi *ddi, void *session, UINT size,
			  void *wrapped)
{
	D3DDDIARG_GETENCRYPTIONBLTKEY args = { session, wrapped, size };

	return ddi->funcs.pfnGetEncryptionBltKey(ddi->device, &args);
}

/* ------------------------------------------------------------------ blts -- */

HRESULT ddi_encrypt(struct ddi *ddi, void *session, HANDLE src, HANDLE dst,
		    UINT size, void *iv)
{
	D3DDDIARG_ENCRYPTIONBLT args = {
		.hCryptoSession = session,
		.hSrcResource = src,
		.hDstResource = dst,
		.DstResourceSize = size,
		.pIV = iv,
	};

	return ddi->funcs.pfnEncryptionBlt(ddi->device, &args);
}

HRESULT ddi_decrypt(struct ddi *ddi, void *session, HANDLE src, HANDLE dst,
		    UINT size, const UINT pattern[3], void *content_key,
		    void *iv)
{
	D3DDDIENCRYPTED_BLOCK_INFO info;
	D3DDDIARG_DECRYPTIONBLT args = {
		.hCryptoSession = session,
		.hSrcResource = src,
		.hDstResource = dst,
		.SrcResourceSize = size,
		.pEncryptedBlockInfo = pattern ? &info : NULL,
		.pContentKey = content_key,
		.pIV = iv,
	};

	if (pattern)
		memcpy(&info, pattern, sizeof(info));
	return ddi->funcs.pfnDecryptionBlt(ddi->device, &args);
}

/* -------------------------------------------------------------- channels -- */

HRESULT ddi_create_channel(struct ddi *ddi, UINT type, void **channel,
			   HANDLE *handle)
{
	D3DDDIARG_CREATEAUTHENTICATEDCHANNEL args = { .ChannelType = type };
	HRESULT hr;

	hr = ddi->funcs.pfnCreateAuthenticatedChannel(ddi->device, &args);
	*channel = *handle = args.hChannel;
	return hr;
}

HRESULT ddi_destroy_channel(struct ddi *ddi, void *channel)
{
	D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL args = { channel };

	return ddi->funcs.pfnDestroyAuthenticatedChannel(ddi->device, &args);
}

HRESULT ddi_channel_exchange(struct ddi *ddi, void *channel, UINT size,
			     void *data)
{
	D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE args = {
		channel, size, data
	};

	return ddi->funcs.pfnAuthenticatedChannelKeyExchange(ddi->device,
							     &args);
}

/* The message itself says which channel is meant. */
HRESULT ddi_configure(struct ddi *ddi, void *channel __attribute__((unused)),
		      const void *in, UINT in_size, void *out)
{
	D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL args = { in_size, in, out };

	return ddi->funcs.pfnConfigureAuthenticatedChannel(ddi->device, &args);
}

HRESULT ddi_query(struct ddi *ddi, void *channel __attribute__((unused)),
		  const void *in, UINT in_size, void *out, UINT out_size)
{
	D3DDDIARG_QUERYAUTHENTICATEDCHANNEL args = {
		in_size, in, out_size, out
	};

	return ddi->funcs.pfnQueryAuthenticatedChannel(ddi->device, &args);
}

/* ------------------------------------------------------ of this table only -- */

TEST(pfnGetCaps_knows_three_questions)
{
	DDICONTENTPROTECTIONCAPS info = { .CryptoType = aes128_ctr };
	DDICERTIFICATEINFO certificate = {
		.CertificateType = D3DDDI_CERTTYPE_CRYPTOSESSION,
		.CryptoSessionType = aes128_ctr,
	};
	struct ddi *ddi = ddi_open();
	uint8_t data[8192];
	UINT i;

	for (i = 0; i < 64; i++) {
		if (i == D3DDDICAPS_GETCONTENTPROTECTIONCAPS)
			CHECK_HR(get_caps(ddi, i, &info, data,
					  sizeof(D3DCONTENTPROTECTIONCAPS)),
				 S_OK);
		else if (i == D3DDDICAPS_GETCERTIFICATESIZE)
			CHECK_HR(get_caps(ddi, i, &certificate, data,
					  sizeof(UINT)), S_OK);
		else if (i == D3DDDICAPS_GETCERTIFICATE)
			CHECK_HR(get_caps(ddi, i, &certificate, data,
					  sizeof(data)), S_OK);
		else
			CHECK_HR(get_caps(ddi, i, &info, data, sizeof(data)),
				 D3DDDIERR_NOTAVAILABLE);
	}
}

TEST(pfnGetCaps_checks_its_arguments)
{
	const UINT type = D3DDDICAPS_GETCONTENTPROTECTIONCAPS;
	DDICONTENTPROTECTIONCAPS info = { .CryptoType = aes128_ctr };
	DDICERTIFICATEINFO certificate = { .CertificateType = 3 };
	D3DCONTENTPROTECTIONCAPS caps = {}, zero = {};
	struct ddi *ddi = ddi_open();
	UINT size = 0;

	CHECK_HR(get_caps(ddi, type, NULL, &caps, sizeof(caps)), E_INVALIDARG);
	CHECK_HR(get_caps(ddi, type, &info, NULL, sizeof(caps)), E_INVALIDARG);
	CHECK_HR(get_caps(ddi, type, &info, &caps, sizeof(caps) - 1),
		 E_INVALIDARG);
	CHECK_HR(get_caps(ddi, type, &info, &caps, sizeof(caps) + 1),
		 E_INVALIDARG);
	CHECK_HR(get_caps(ddi, D3DDDICAPS_GETCERTIFICATESIZE, &certificate,
			  &size, sizeof(size)), E_INVALIDARG);
	CHECK_HR(get_caps(ddi, D3DDDICAPS_GETCERTIFICATESIZE, &certificate,
			  &size, 2), E_INVALIDARG);
	CHECK_HR(ddi->adapter_funcs.pfnGetCaps(ddi->adapter, NULL),
		 E_INVALIDARG);
	CHECK_MEM(&caps, &zero, sizeof(caps));
	CHECK_EQ(size, 0);
}

TEST(pfnGetCaps_names_RSAES_OAEP)
{
	static const GUID rsaes_oaep = {
		0xc1949895, 0xd72a, 0x4a1d,
		{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
	};
	DDICONTENTPROTECTIONCAPS info = { .CryptoType = aes128_ctr };
	D3DCONTENTPROTECTIONCAPS caps;

	CHECK_HR(get_caps(ddi_open(), D3DDDICAPS_GETCONTENTPROTECTIONCAPS,
			  &info, &caps, sizeof(caps)), S_OK);
	CHECK_MEM(&caps.KeyExchangeType, &rsaes_oaep, sizeof(rsaes_oaep));
	CHECK_EQ(caps.BufferAlignmentStart, 16);
}

TEST(pfnCloseAdapter_leaves_its_devices)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session session = ddi_keyed_session(ddi);
	uint8_t random[KEY_SIZE];

	CHECK_HR(ddi->adapter_funcs.pfnCloseAdapter(ddi->adapter), S_OK);
	CHECK_HR(ddi->adapter_funcs.pfnCloseAdapter(ddi->adapter),
		 D3DDDIERR_INVALIDHANDLE);
	CHECK_HR(ddi_start(ddi, session.session, KEY_SIZE, random), S_OK);
	CHECK_HR(ddi_finish(ddi, session.session), S_OK);
}

TEST(pfnCreateDevice_wants_a_place_for_the_table)
{
	struct ddi *ddi = ddi_open();
	D3DDDIARG_CREATEDEVICE args = {};

	CHECK_HR(ddi->adapter_funcs.pfnCreateDevice(ddi->adapter, &args),
		 E_INVALIDARG);
	CHECK_HR(ddi->adapter_funcs.pfnCreateDevice(ddi->adapter, NULL),
		 E_INVALIDARG);
	args.pDeviceFuncs = &ddi->funcs;
	CHECK_HR(ddi->adapter_funcs.pfnCreateDevice(NULL, &args),
		 D3DDDIERR_INVALIDHANDLE);
	CHECK(!args.hDevice);
}

TEST(pfnDestroyDevice_ends_all)
{
	struct drm_cpgpu_query_info before = device_info(open_device());
	struct ddi *ddi = ddi_open();
	D3DDDI_DEVICEFUNCS funcs = ddi->funcs;
	struct ddi_session session = ddi_keyed_session(ddi);
	D3DDDIARG_FINISHSESSIONKEYREFRESH args = { session.session };
	HANDLE device = ddi->device, handle;
	uint8_t data[PAGE] = {};
	void *channel;

	ddi_write_protected(&session, ddi_restricted(ddi, PAGE), data, PAGE);
	CHECK_HR(ddi_create_channel(ddi, channel_type(open_device()), &channel,
				    &handle), S_OK);
	ddi_buffer(ddi, PAGE);
	ddi_close(ddi);
	ddi_check_closed();
	CHECK_HR(funcs.pfnFinishSessionKeyRefresh(device, &args),
		 D3DDDIERR_INVALIDHANDLE);
	CHECK_HR(funcs.pfnDestroyDevice(device), D3DDDIERR_INVALIDHANDLE);
	check_nothing_leaked(before.vram_free);
}

TEST(pfnGetPitch_tells_it_of_any_surface)
{
	CPGPU_DDI_RESOURCE_DESC desc = {
		.RowBytes = 321,
		.Rows = 7,
		.Restricted = TRUE,
	};
	struct ddi_session session = ddi_new_session(ddi_open());
	struct ddi *ddi = session.ddi;
	D3DDDIARG_GETPITCH args = { .hCryptoSession = session.session };

	CHECK_HR(cpgpu_ddi_create_resource(ddi->device, &desc, &args.hResource),
		 S_OK);
	CHECK_HR(ddi->funcs.pfnGetPitch(ddi->device, &args), S_OK);
	CHECK_EQ(args.Pitch, 384);
	args.Pitch = 1;
	args.SubResourceIndex = 1;
	CHECK_HR(ddi->funcs.pfnGetPitch(ddi->device, &args), E_INVALIDARG);
	args.SubResourceIndex = 0;
	args.hResource = session.session;
	CHECK_HR(ddi->funcs.pfnGetPitch(ddi->device, &args),
		 D3DDDIERR_INVALIDHANDLE);
	args.hCryptoSession = NULL;
	CHECK_HR(ddi->funcs.pfnGetPitch(ddi->device, &args),
		 D3DDDIERR_INVALIDHANDLE);
	CHECK_EQ(args.Pitch, 1);
	CHECK_HR(ddi->funcs.pfnGetPitch(ddi->device, NULL), E_INVALIDARG);
}

/* The sizes that a caller of Direct3D 9 gives. */
TEST(blts_take_a_size_that_fits)
{
	static const UINT bad[] = {
		0, 1, 15, 17, PAGE - 1, PAGE + 16, ~0u - 15, ~0u
	};
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, 2 * PAGE);
	uint8_t data[PAGE], back[PAGE], iv[KEY_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		next_iv(iv);
		CHECK_HR(ddi_decrypt(session.ddi, session.session, buffer,
				     surface, bad[i], NULL, NULL, iv),
			 E_INVALIDARG);
	}
	/* memory comes in pages, surfaces do not */
	next_iv(iv);
	CHECK_HR(ddi_decrypt(session.ddi, session.session, buffer,
			     ddi_restricted(session.ddi, 48), 64, NULL, NULL,
			     iv), E_INVALIDARG);
	CHECK_HR(ddi_decrypt(session.ddi, session.session,
			     ddi_buffer(session.ddi, 48), surface, 64, NULL,
			     NULL, iv), E_INVALIDARG);
	/* less than all: the rest is what a fresh surface has */
	fill_pattern(data, PAGE, 11);
	ddi_write_protected(&session, surface, data, 1024);
	memset(data + 1024, 0, PAGE - 1024);
	ddi_read_protected(&session, surface, back, PAGE, session.key);
	CHECK_MEM(back, data, PAGE);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(ddi_encrypt(session.ddi, session.session, surface,
				     buffer, bad[i], iv), E_INVALIDARG);
}

TEST(blts_know_one_subresource)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t iv[KEY_SIZE];
	D3DDDIARG_DECRYPTIONBLT decrypt = {
		.hCryptoSession = session.session,
		.hSrcResource = ddi_buffer(session.ddi, PAGE),
		.hDstResource = ddi_restricted(session.ddi, PAGE),
		.SrcResourceSize = PAGE,
		.pIV = iv,
	};
	D3DDDIARG_ENCRYPTIONBLT encrypt = {
		.hCryptoSession = session.session,
		.hSrcResource = decrypt.hDstResource,
		.hDstResource = decrypt.hSrcResource,
		.DstResourceSize = PAGE,
		.pIV = iv,
	};
	const D3DDDI_DEVICEFUNCS *funcs = &session.ddi->funcs;
	HANDLE device = session.ddi->device;

	next_iv(iv);
	decrypt.SrcSubResourceIndex = 1;
	CHECK_HR(funcs->pfnDecryptionBlt(device, &decrypt), E_INVALIDARG);
	decrypt.SrcSubResourceIndex = 0;
	decrypt.DstSubResourceIndex = 1;
	CHECK_HR(funcs->pfnDecryptionBlt(device, &decrypt), E_INVALIDARG);
	decrypt.DstSubResourceIndex = 0;
	CHECK_HR(funcs->pfnDecryptionBlt(device, &decrypt), S_OK);
	encrypt.SrcSubResourceIndex = 1;
	CHECK_HR(funcs->pfnEncryptionBlt(device, &encrypt), E_INVALIDARG);
	encrypt.SrcSubResourceIndex = 0;
	encrypt.DstSubResourceIndex = 1;
	CHECK_HR(funcs->pfnEncryptionBlt(device, &encrypt), E_INVALIDARG);
	encrypt.DstSubResourceIndex = 0;
	CHECK_HR(funcs->pfnEncryptionBlt(device, &encrypt), S_OK);
}

/* Every function of the device, with no arguments and with no device. */
TEST(functions_want_arguments)
{
	struct ddi *ddi = ddi_open();
	const D3DDDI_DEVICEFUNCS *f = &ddi->funcs;
	D3DDDIARG_CREATECRYPTOSESSION create = {};

	CHECK_HR(f->pfnCreateCryptoSession(ddi->device, NULL), E_INVALIDARG);
	CHECK_HR(f->pfnDestroyCryptoSession(ddi->device, NULL), E_INVALIDARG);
	CHECK_HR(f->pfnCryptoSessionKeyExchange(ddi->device, NULL),
		 E_INVALIDARG);
	CHECK_HR(f->pfnStartSessionKeyRefresh(ddi->device, NULL), E_INVALIDARG);
	CHECK_HR(f->pfnFinishSessionKeyRefresh(ddi->device, NULL),
		 E_INVALIDARG);
	CHECK_HR(f->pfnGetEncryptionBltKey(ddi->device, NULL), E_INVALIDARG);
	CHECK_HR(f->pfnEncryptionBlt(ddi->device, NULL), E_INVALIDARG);
	CHECK_HR(f->pfnDecryptionBlt(ddi->device, NULL), E_INVALIDARG);
	CHECK_HR(f->pfnCreateAuthenticatedChannel(ddi->device, NULL),
		 E_INVALIDARG);
	CHECK_HR(f->pfnDestroyAuthenticatedChannel(ddi->device, NULL),
		 E_INVALIDARG);
	CHECK_HR(f->pfnAuthenticatedChannelKeyExchange(ddi->device, NULL),
		 E_INVALIDARG);
	CHECK_HR(f->pfnQueryAuthenticatedChannel(ddi->device, NULL),
		 E_INVALIDARG);
	CHECK_HR(f->pfnConfigureAuthenticatedChannel(ddi->device, NULL),
		 E_INVALIDARG);
	CHECK_HR(f->pfnCreateCryptoSession(NULL, &create),
		 D3DDDIERR_INVALIDHANDLE);
}

TEST(table_has_what_content_protection_needs_and_no_more)
{
	struct ddi *ddi = ddi_open();
	void **slots = (void **)&ddi->funcs;
	size_t i, set = 0;

	for (i = 0; i < sizeof(ddi->funcs) / sizeof(*slots); i++)
		set += !!slots[i];
	CHECK_EQ(set, 15);
	CHECK(!ddi->funcs.pfnSetRenderState && !ddi->funcs.pfnLock);
}

TEST(cpgpu_ddi_open_adapter_tells_what_is_wrong)
{
	D3DDDI_ADAPTERFUNCS funcs;
	HANDLE adapter = NULL;

	CHECK_HR(cpgpu_ddi_open_adapter("/dev/null", &adapter, &funcs),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_open_adapter("/no/such/node", &adapter, &funcs),
		 D3DDDIERR_NOTAVAILABLE);
	CHECK_HR(cpgpu_ddi_open_adapter(NULL, NULL, &funcs), E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_open_adapter(NULL, &adapter, NULL), E_INVALIDARG);
	CHECK(!adapter);
}
