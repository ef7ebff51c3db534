// SPDX-License-Identifier: MIT
/* The Direct3D 9 driver tables, each function by its documented name. */
#include <stdlib.h>

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
	OK(cpgpu_ddi_open_adapter(NULL, &ddi->adapter, &ddi->adapter_funcs));
	OK(ddi->adapter_funcs.pfnCreateDevice(ddi->adapter, &args));
	ddi->device = args.hDevice;
	return ddi;
}

void ddi_close(struct ddi *ddi)
{
	OK(ddi->funcs.pfnDestroyDevice(ddi->device));
	OK(ddi->adapter_funcs.pfnCloseAdapter(ddi->adapter));
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
		       const GUID *profile, struct ddi_caps *caps)
{
	DDICONTENTPROTECTIONCAPS info = { *crypto, *profile };
	D3DCONTENTPROTECTIONCAPS all;
	HRESULT hr;

	hr = get_caps(ddi, D3DDDICAPS_GETCONTENTPROTECTIONCAPS, &info, &all,
		      sizeof(all));
	if (SUCCEEDED(hr)) {
		caps->caps = all.Caps;
		caps->block = all.BlockAlignmentSize;
		caps->memory = all.ProtectedMemorySize;
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

/* Call a function of the device with these members of its argument. */
#define CALL(ddi, function, type, ...) \
	(ddi)->funcs.function((ddi)->device, \
				   &(D3DDDIARG_##type) { __VA_ARGS__ })

HRESULT ddi_destroy_session(const struct ddi_session *s)
{
	return CALL(s->ddi, pfnDestroyCryptoSession, DESTROYCRYPTOSESSION,
		    s->session);
}

HANDLE ddi_session_handle(const struct ddi_session *s)
{
	return s->session;
}

HRESULT ddi_session_exchange(const struct ddi_session *s, UINT size, void *data)
{
	return CALL(s->ddi, pfnCryptoSessionKeyExchange, CRYPTOSESSIONKEYEXCHANGE,
		    s->session, size, data);
}

HRESULT ddi_start(const struct ddi_session *s, UINT size, void *random)
{
	return CALL(s->ddi, pfnStartSessionKeyRefresh, STARTSESSIONKEYREFRESH,
		    s->session, random, size);
}

HRESULT ddi_finish(const struct ddi_session *s)
{
	return CALL(s->ddi, pfnFinishSessionKeyRefresh, FINISHSESSIONKEYREFRESH,
		    s->session);
}

HRESULT ddi_read_back_key(const struct ddi_session *s, UINT size, void *wrapped)
{
	return CALL(s->ddi, pfnGetEncryptionBltKey, GETENCRYPTIONBLTKEY,
		    s->session, wrapped, size);
}

HRESULT ddi_encrypt(const struct ddi_session *s, const struct ddi_blt *blt)
{
	return CALL(s->ddi, pfnEncryptionBlt, ENCRYPTIONBLT,
		    .hCryptoSession = s->session,
		    .hSrcResource = blt->src,
		    .hDstResource = blt->dst,
		    .DstResourceSize = blt->size,
		    .pIV = blt->iv);
}

HRESULT ddi_decrypt(const struct ddi_session *s, const struct ddi_blt *blt)
{
	D3DDDIENCRYPTED_BLOCK_INFO info;

	if (blt->pattern)
		memcpy(&info, blt->pattern, sizeof(info));
	return CALL(s->ddi, pfnDecryptionBlt, DECRYPTIONBLT,
		    .hCryptoSession = s->session,
		    .hSrcResource = blt->src,
		    .hDstResource = blt->dst,
		    .SrcResourceSize = blt->size,
		    .pEncryptedBlockInfo = blt->pattern ? &info : NULL,
		    .pContentKey = blt->content_key,
		    .pIV = blt->iv);
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

HRESULT ddi_destroy_channel(const struct ddi_channel *c)
{
	return CALL(c->ddi, pfnDestroyAuthenticatedChannel,
		    DESTROYAUTHENTICATEDCHANNEL, c->channel);
}

HRESULT ddi_channel_exchange(const struct ddi_channel *c, UINT size, void *data)
{
	return CALL(c->ddi, pfnAuthenticatedChannelKeyExchange,
		    AUTHENTICATEDCHANNELKEYEXCHANGE, c->channel, size, data);
}

/* The message itself names the channel. */
HRESULT ddi_configure(const struct ddi_channel *c, const void *in, UINT in_size,
		      void *out)
{
	return CALL(c->ddi, pfnConfigureAuthenticatedChannel,
		    CONFIGUREAUTHENTICATEDCHANNEL, in_size, in, out);
}

HRESULT ddi_query(const struct ddi_channel *c, const void *in, UINT in_size,
		  void *out, UINT out_size)
{
	return CALL(c->ddi, pfnQueryAuthenticatedChannel,
		    QUERYAUTHENTICATEDCHANNEL, in_size, in, out_size, out);
}

/* ------------------------------------------------------ of this table only -- */

TEST(pfnGetCaps_knows_three_questions)
{
	DDICONTENTPROTECTIONCAPS info = { .CryptoType = aes128_ctr };
	DDICERTIFICATEINFO certificate = {
		.CertificateType = D3DDDI_CERTTYPE_CRYPTOSESSION,
		.CryptoSessionType = aes128_ctr,
	};
	uint8_t data[8192];
	const struct {
		const void *info;
		UINT size;
	} known[64] = {
		[D3DDDICAPS_GETCONTENTPROTECTIONCAPS] = {
			&info, sizeof(D3DCONTENTPROTECTIONCAPS) },
		[D3DDDICAPS_GETCERTIFICATESIZE] = {
			&certificate, sizeof(UINT) },
		[D3DDDICAPS_GETCERTIFICATE] = { &certificate, sizeof(data) },
	};
	struct ddi *ddi = ddi_open();
	UINT i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i].info)
			OK(get_caps(ddi, i, known[i].info, data,
				    known[i].size));
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
	DDICONTENTPROTECTIONCAPS info = { .CryptoType = aes128_ctr };
	D3DCONTENTPROTECTIONCAPS caps;

	OK(get_caps(ddi_open(), D3DDDICAPS_GETCONTENTPROTECTIONCAPS, &info,
		    &caps, sizeof(caps)));
	CHECK_MEM(&caps.KeyExchangeType, &rsaes_oaep, sizeof(rsaes_oaep));
	CHECK_EQ(caps.BufferAlignmentStart, 16);
}

TEST(pfnCloseAdapter_leaves_its_devices)
{
	struct ddi *ddi = ddi_open();
	struct ddi_session s = ddi_keyed_session(ddi);
	uint8_t random[KEY_SIZE];

	OK(ddi->adapter_funcs.pfnCloseAdapter(ddi->adapter));
	CHECK_HR(ddi->adapter_funcs.pfnCloseAdapter(ddi->adapter),
		 D3DDDIERR_INVALIDHANDLE);
	OK(ddi_start(&s, KEY_SIZE, random));
	OK(ddi_finish(&s));
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
	struct ddi_session s = ddi_keyed_session(ddi_open());
	D3DDDIARG_FINISHSESSIONKEYREFRESH args = { s.session };
	D3DDDI_DEVICEFUNCS funcs = s.ddi->funcs;
	HANDLE device = s.ddi->device;

	ddi_put(&s, 0);
	ddi_new_channel(s.ddi);
	ddi_close(s.ddi);
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
	struct ddi_session s = ddi_new_session(ddi_open());
	D3DDDIARG_GETPITCH args = { .hCryptoSession = s.session };
	struct ddi *ddi = s.ddi;

	OK(cpgpu_ddi_create_resource(ddi->device, &desc, &args.hResource));
	OK(ddi->funcs.pfnGetPitch(ddi->device, &args));
	CHECK_EQ(args.Pitch, 384);
	args.Pitch = 1;
	args.SubResourceIndex = 1;
	CHECK_HR(ddi->funcs.pfnGetPitch(ddi->device, &args), E_INVALIDARG);
	args.SubResourceIndex = 0;
	args.hResource = s.session;
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
	struct ddi_session s = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(s.ddi, PAGE);
	HANDLE buffer = ddi_buffer(s.ddi, 2 * PAGE);
	HANDLE short_surface = ddi_restricted(s.ddi, 48);
	HANDLE short_buffer = ddi_buffer(s.ddi, 48);
	uint8_t data[PAGE], back[PAGE], iv[KEY_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		next_iv(iv);
		CHECK_HR(ddi_decrypt(&s, BLT(buffer, surface, bad[i], iv)),
			 E_INVALIDARG);
	}
	/* memory is allocated in pages, but these surfaces are shorter */
	next_iv(iv);
	CHECK_HR(ddi_decrypt(&s, BLT(buffer, short_surface, 64, iv)),
		 E_INVALIDARG);
	CHECK_HR(ddi_decrypt(&s, BLT(short_buffer, surface, 64, iv)),
		 E_INVALIDARG);
	/* less than all: the rest is what a fresh surface has */
	fill_pattern(data, PAGE, 11);
	ddi_write_protected(&s, surface, data, 1024);
	memset(data + 1024, 0, PAGE - 1024);
	ddi_read_protected(&s, surface, back, PAGE, s.key);
	CHECK_MEM(back, data, PAGE);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(ddi_encrypt(&s, BLT(surface, buffer, bad[i], iv)),
			 E_INVALIDARG);
}

TEST(blts_know_one_subresource)
{
	static const struct {
		UINT src, dst;
		HRESULT expected;
	} cases[] = {
		{ 1, 0, E_INVALIDARG }, { 0, 1, E_INVALIDARG }, { 0, 0, S_OK },
	};
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t iv[KEY_SIZE];
	size_t i;

	next_iv(iv);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_HR(CALL(s.ddi, pfnDecryptionBlt, DECRYPTIONBLT,
			      .hCryptoSession = s.session,
			      .hSrcResource = s.buffer,
			      .hDstResource = s.surface,
			      .SrcSubResourceIndex = cases[i].src,
			      .DstSubResourceIndex = cases[i].dst,
			      .SrcResourceSize = DDI_SIZE,
			      .pIV = iv), cases[i].expected);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_HR(CALL(s.ddi, pfnEncryptionBlt, ENCRYPTIONBLT,
			      .hCryptoSession = s.session,
			      .hSrcResource = s.surface,
			      .hDstResource = s.buffer,
			      .SrcSubResourceIndex = cases[i].src,
			      .DstSubResourceIndex = cases[i].dst,
			      .DstResourceSize = DDI_SIZE,
			      .pIV = iv), cases[i].expected);
}

TEST(functions_want_arguments)
{
	struct ddi *ddi = ddi_open();

#define WANTS_ARGUMENTS(function) \
	CHECK_HR(ddi->funcs.function(ddi->device, NULL), E_INVALIDARG)
	WANTS_ARGUMENTS(pfnCreateCryptoSession);
	WANTS_ARGUMENTS(pfnDestroyCryptoSession);
	WANTS_ARGUMENTS(pfnCryptoSessionKeyExchange);
	WANTS_ARGUMENTS(pfnStartSessionKeyRefresh);
	WANTS_ARGUMENTS(pfnFinishSessionKeyRefresh);
	WANTS_ARGUMENTS(pfnGetEncryptionBltKey);
	WANTS_ARGUMENTS(pfnEncryptionBlt);
	WANTS_ARGUMENTS(pfnDecryptionBlt);
	WANTS_ARGUMENTS(pfnCreateAuthenticatedChannel);
	WANTS_ARGUMENTS(pfnDestroyAuthenticatedChannel);
	WANTS_ARGUMENTS(pfnAuthenticatedChannelKeyExchange);
	WANTS_ARGUMENTS(pfnQueryAuthenticatedChannel);
	WANTS_ARGUMENTS(pfnConfigureAuthenticatedChannel);
	ddi->device = NULL;
	CHECK_HR(CALL(ddi, pfnCreateCryptoSession, CREATECRYPTOSESSION,
		      .CryptoType = no_guid),
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
