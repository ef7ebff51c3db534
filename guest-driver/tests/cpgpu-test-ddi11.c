// SPDX-License-Identifier: MIT
/* The Direct3D 11.1 driver table, each function by its documented name. */
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "channel.h"
#include "ddi.h"
#include "host.h"

struct ddi {
	D3D10DDI_HDEVICE device;
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	/* what pfnSetErrorCb was told since the last look, and how often */
	HRESULT error;
	unsigned int errors;
};

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
	CHECK_HR(cpgpu_ddi_open_d3d11(NULL, runtime, &callbacks, &ddi->device,
				      &ddi->funcs), S_OK);
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

/* The outcome of a function that returns nothing: told once, or not at all. */
static HRESULT outcome(struct ddi *ddi)
{
	HRESULT hr = ddi->errors ? ddi->error : S_OK;

	CHECK(ddi->errors <= 1);
	CHECK(!ddi->errors || FAILED(hr));
	ddi->errors = 0;
	return hr;
}

HRESULT ddi_query_caps(struct ddi *ddi, const GUID *crypto,
		       const GUID *profile, UINT *caps, UINT *block,
		       ULONGLONG *memory)
{
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS all;
	HRESULT hr;

	hr = ddi->funcs.pfnGetContentProtectionCaps(ddi->device, crypto,
						    profile, &all);
	if (SUCCEEDED(hr)) {
		*caps = cpgpu_ddi_caps_to_d3d11(all.Caps);
		*block = all.BlockAlignmentSize;
		*memory = all.ProtectedMemorySize;
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
	return outcome(ddi);
}

/* -------------------------------------------------------------- sessions -- */

static D3D11_1DDI_HCRYPTOSESSION to_session(void *session)
{
	return (D3D11_1DDI_HCRYPTOSESSION) { session };
}

HRESULT ddi_create_session(struct ddi *ddi, const GUID *crypto,
			   const GUID *profile, void **session)
{
	const D3D11_1DDIARG_CREATECRYPTOSESSION args = {
		.CryptoType = *crypto,
		.DecodeProfile = *profile,
		.KeyExchangeType = {
			0xc1949895, 0xd72a, 0x4a1d,
			{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
		},
	};
	D3D11_1DDI_HRTCRYPTOSESSION runtime = {};
	void *memory;

	memory = malloc(ddi->funcs.pfnCalcPrivateCryptoSessionSize(ddi->device,
								   &args));
	CHECK(memory);
	*session = memory;
	return ddi->funcs.pfnCreateCryptoSession(ddi->device, &args,
						 to_session(memory), runtime);
}

HRESULT ddi_destroy_session(struct ddi *ddi, void *session)
{
	ddi->funcs.pfnDestroyCryptoSession(ddi->device, to_session(session));
	return outcome(ddi);
}

HANDLE ddi_session_handle(struct ddi *ddi, void *session)
{
	HANDLE handle;

	CHECK_HR(ddi->funcs.pfnCryptoSessionGetHandle(ddi->device,
						      to_session(session),
						      &handle), S_OK);
	return handle;
}

HRESULT ddi_session_exchange(struct ddi *ddi, void *session, UINT size,
			     void *data)
{
	return ddi->funcs.pfnNegotiateCryptoSessionKeyExchange(
		ddi->device, to_session(session), size, data);
}

HRESULT ddi_start(struct ddi *ddi, void *session, UINT size, void *random)
{
	ddi->funcs.pfnStartSessionKeyRefresh(ddi->device, to_session(session),
					     size, random);
	return outcome(ddi);
}

HRESULT ddi_finish(struct ddi *ddi, void *session)
{
	ddi->funcs.pfnFinishSessionKeyRefresh(ddi->device, to_session(session));
	return outcome(ddi);
}

HRESULT ddi_read_back_key(struct ddi *ddi, void *session, UINT size,
			  void *wrapped)
{
	ddi->funcs.pfnGetEncryptionBltKey(ddi->device, to_session(session),
					  size, wrapped);
	return outcome(ddi);
}

/* ------------------------------------------------------------------ blts -- */

static D3D10DDI_HRESOURCE to_resource(HANDLE resource)
{
	return (D3D10DDI_HRESOURCE) { resource };
}

HRESULT ddi_encrypt(struct ddi *ddi, void *session, HANDLE src, HANDLE dst,
		    UINT size __attribute__((unused)), void *iv)
{
	ddi->funcs.pfnEncryptionBlt(ddi->device, to_session(session),
				    to_resource(src), to_resource(dst),
				    KEY_SIZE, iv);
	return outcome(ddi);
}

HRESULT ddi_decrypt(struct ddi *ddi, void *session, HANDLE src, HANDLE dst,
		    UINT size __attribute__((unused)), const UINT pattern[3],
		    void *content_key, void *iv)
{
	D3D11_1DDI_ENCRYPTED_BLOCK_INFO info;

	if (pattern)
		memcpy(&info, pattern, sizeof(info));
	ddi->funcs.pfnDecryptionBlt(ddi->device, to_session(session),
				    to_resource(src), to_resource(dst),
				    pattern ? &info : NULL,
				    content_key ? KEY_SIZE : 0, content_key,
				    KEY_SIZE, iv);
	return outcome(ddi);
}

/* -------------------------------------------------------------- channels -- */

static D3D11_1DDI_HAUTHCHANNEL to_channel(void *channel)
{
	return (D3D11_1DDI_HAUTHCHANNEL) { channel };
}

HRESULT ddi_create_channel(struct ddi *ddi, UINT type, void **channel,
			   HANDLE *handle)
{
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL args = { .ChannelType = type };
	D3D11_1DDI_HRTAUTHCHANNEL runtime = {};
	HRESULT hr;

	*channel = malloc(ddi->funcs.pfnCalcPrivateAuthenticatedChannelSize(
		ddi->device, &args));
	CHECK(*channel);
	hr = ddi->funcs.pfnCreateAuthenticatedChannel(
		ddi->device, &args, to_channel(*channel), runtime);
	*handle = args.hChannel;
	return hr;
}

HRESULT ddi_destroy_channel(struct ddi *ddi, void *channel)
{
	ddi->funcs.pfnDestroyAuthenticatedChannel(ddi->device,
						  to_channel(channel));
	return outcome(ddi);
}

HRESULT ddi_channel_exchange(struct ddi *ddi, void *channel, UINT size,
			     void *data)
{
	return ddi->funcs.pfnNegotiateAuthenticatedChannelKeyExchange(
		ddi->device, to_channel(channel), size, data);
}

HRESULT ddi_configure(struct ddi *ddi, void *channel, const void *in,
		      UINT in_size, void *out)
{
	return ddi->funcs.pfnConfigureAuthenticatedChannel(
		ddi->device, to_channel(channel), in_size, in, out);
}

HRESULT ddi_query(struct ddi *ddi, void *channel, const void *in, UINT in_size,
		  void *out, UINT out_size)
{
	return ddi->funcs.pfnQueryAuthenticatedChannel(
		ddi->device, to_channel(channel), in_size, in, out_size, out);
}

/* ------------------------------------------------------ of this table only -- */

TEST(pfnSetErrorCb_may_be_missing)
{
	const D3D11DDI_CORELAYER_DEVICECALLBACKS none = {};
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	D3D10DDI_HRTCORELAYER runtime = {};
	D3D10DDI_HDEVICE device;

	CHECK_HR(cpgpu_ddi_open_d3d11(NULL, runtime, &none, &device, &funcs),
		 S_OK);
	funcs.pfnFinishSessionKeyRefresh(device, to_session(NULL));
	cpgpu_ddi_close_d3d11(device);
	/* a device that is gone is an error, and there is nobody to tell */
	funcs.pfnFinishSessionKeyRefresh(device, to_session(NULL));
	CHECK_HR(funcs.pfnNegotiateCryptoSessionKeyExchange(
			 device, to_session(NULL), 0, NULL), E_INVALIDARG);
	cpgpu_ddi_close_d3d11(device);
}

TEST(pfnSetErrorCb_is_told_of_its_own_device)
{
	struct ddi *ddi = ddi_open(), *other = ddi_open();
	struct ddi_session session = ddi_keyed_session(ddi);

	CHECK_HR(ddi_finish(ddi, session.session), E_INVALIDARG);
	CHECK_EQ(other->errors, 0);
	CHECK_HR(ddi_finish(other, session.session), E_INVALIDARG);
	CHECK_EQ(ddi->errors, 0);
}

TEST(pfnGetCryptoKeyExchangeType_gives_RSAES_OAEP)
{
	static const GUID rsaes_oaep = {
		0xc1949895, 0xd72a, 0x4a1d,
		{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
	};
	struct ddi *ddi = ddi_open();
	GUID type = {};

	CHECK_HR(ddi->funcs.pfnGetCryptoKeyExchangeType(
			 ddi->device, &aes128_ctr, NULL, 1, &type),
		 E_INVALIDARG);
	CHECK_HR(ddi->funcs.pfnGetCryptoKeyExchangeType(
			 ddi->device, &unknown_guid, NULL, 0, &type),
		 D3DDDIERR_UNSUPPORTEDCRYPTO);
	CHECK_HR(ddi->funcs.pfnGetCryptoKeyExchangeType(
			 ddi->device, &aes128_ctr, &unknown_guid, 0, &type),
		 D3DDDIERR_UNSUPPORTEDCRYPTO);
	CHECK_HR(ddi->funcs.pfnGetCryptoKeyExchangeType(
			 ddi->device, &aes128_ctr, NULL, 0, NULL),
		 E_INVALIDARG);
	CHECK_MEM(&type, &no_guid, sizeof(type));
	CHECK_HR(ddi->funcs.pfnGetCryptoKeyExchangeType(
			 ddi->device, &aes128_ctr, NULL, 0, &type), S_OK);
	CHECK_MEM(&type, &rsaes_oaep, sizeof(type));
}

TEST(pfnGetContentProtectionCaps_takes_NULL_for_no_type)
{
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps = {};
	struct ddi *ddi = ddi_open();

	CHECK_HR(ddi->funcs.pfnGetContentProtectionCaps(ddi->device, NULL, NULL,
							&caps), S_OK);
	/* the driver's own numbering: not HARDWARE_TEARDOWN of the API */
	CHECK(caps.Caps & D3D11_1DDI_CONTENT_PROTECTION_CAPS_HARDWARE_TEARDOWN);
	CHECK(!(caps.Caps &
		D3D11_1DDI_CONTENT_PROTECTION_CAPS_MEMORY_TRANSITION));
	CHECK_HR(ddi->funcs.pfnGetContentProtectionCaps(ddi->device, NULL, NULL,
							NULL), E_INVALIDARG);
}

TEST(cpgpu_ddi_caps_to_d3d11_leaves_out_MEMORY_TRANSITION)
{
	CHECK_EQ(cpgpu_ddi_caps_to_d3d11(0x1fff), 0x1fff);
	CHECK_EQ(cpgpu_ddi_caps_to_d3d11(0x4000), 0x2000);
	CHECK_EQ(cpgpu_ddi_caps_to_d3d11(0x8000), 0x4000);
	CHECK_EQ(cpgpu_ddi_caps_to_d3d11(0x2000), 0);
}

TEST(pfnCreateCryptoSession_refuses_other_key_exchanges)
{
	D3D11_1DDIARG_CREATECRYPTOSESSION args = {
		.CryptoType = aes128_ctr,
		/* D3D11_KEY_EXCHANGE_HW_PROTECTION */
		.KeyExchangeType = {
			0xb1170d8a, 0x628d, 0x4da3,
			{ 0xad, 0x3b, 0x82, 0xdd, 0xb0, 0x8b, 0x49, 0x70 }
		},
	};
	D3D11_1DDI_HRTCRYPTOSESSION runtime = {};
	uint64_t memory[64];
	struct ddi *ddi = ddi_open();

	CHECK(ddi->funcs.pfnCalcPrivateCryptoSessionSize(ddi->device, &args) <=
	      sizeof(memory));
	CHECK_HR(ddi->funcs.pfnCreateCryptoSession(ddi->device, &args,
						   to_session(memory), runtime),
		 D3DDDIERR_UNSUPPORTEDCRYPTO);
	args.KeyExchangeType = no_guid;
	CHECK_HR(ddi->funcs.pfnCreateCryptoSession(ddi->device, &args,
						   to_session(memory), runtime),
		 D3DDDIERR_UNSUPPORTEDCRYPTO);
	CHECK_HR(ddi->funcs.pfnCreateCryptoSession(ddi->device, NULL,
						   to_session(memory), runtime),
		 E_INVALIDARG);
	CHECK_HR(ddi->funcs.pfnCreateCryptoSession(ddi->device, &args,
						   to_session(NULL), runtime),
		 E_INVALIDARG);
}

/* The runtime's memory holds all that the driver keeps of an object. */
TEST(pfnCalcPrivateCryptoSessionSize_is_all_that_is_written)
{
	D3D11_1DDIARG_CREATECRYPTOSESSION args = {
		.CryptoType = aes128_ctr,
		.KeyExchangeType = {
			0xc1949895, 0xd72a, 0x4a1d,
			{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
		},
	};
	D3D11_1DDI_HRTCRYPTOSESSION runtime = {};
	struct ddi *ddi = ddi_open();
	struct ddi_session session = { .ddi = ddi };
	uint8_t blob[BLOB_SIZE], *memory;
	SIZE_T size, i;

	size = ddi->funcs.pfnCalcPrivateCryptoSessionSize(ddi->device, &args);
	CHECK(size > 0 && size < 4096);
	memory = aligned_alloc(16, 8192);
	CHECK(memory);
	memset(memory, 0xee, 8192);
	session.session = memory;
	CHECK_HR(ddi->funcs.pfnCreateCryptoSession(ddi->device, &args,
						   to_session(memory), runtime),
		 S_OK);
	CHECK_OK(cpgpu_keyx_random_key(session.key));
	ddi_wrap_key(ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(ddi, memory, BLOB_SIZE, blob), S_OK);
	ddi_check_key(&session);
	CHECK_HR(ddi_destroy_session(ddi, memory), S_OK);
	for (i = size; i < 8192; i++)
		CHECK_EQ(memory[i], 0xee);
	free(memory);
}

TEST(pfnCalcPrivateAuthenticatedChannelSize_is_all_that_is_written)
{
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL args = {
		.ChannelType = channel_type(open_device()),
	};
	D3D11_1DDI_HRTAUTHCHANNEL runtime = {};
	struct ddi *ddi = ddi_open();
	uint8_t *memory;
	SIZE_T size, i;

	size = ddi->funcs.pfnCalcPrivateAuthenticatedChannelSize(ddi->device,
								 &args);
	CHECK(size > 0 && size < 4096);
	memory = aligned_alloc(16, 8192);
	CHECK(memory);
	memset(memory, 0xee, 8192);
	CHECK_HR(ddi->funcs.pfnCreateAuthenticatedChannel(
			 ddi->device, &args, to_channel(memory), runtime),
		 S_OK);
	CHECK_HR(ddi_destroy_channel(ddi, memory), S_OK);
	for (i = size; i < 8192; i++)
		CHECK_EQ(memory[i], 0xee);
	free(memory);
}

TEST(pfnNegotiateCryptoSessionKeyExchangeMT_takes_no_flags)
{
	struct ddi_session session = ddi_new_session(ddi_open());
	struct ddi *ddi = session.ddi;
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	ddi_wrap_key(ddi, session.key, blob);
	CHECK_HR(ddi->funcs.pfnNegotiateCryptoSessionKeyExchangeMT(
			 ddi->device, to_session(session.session), 1, BLOB_SIZE,
			 blob), E_INVALIDARG);
	CHECK_HR(ddi->funcs.pfnNegotiateCryptoSessionKeyExchangeMT(
			 ddi->device, to_session(session.session), 0, 255,
			 blob), E_INVALIDARG);
	CHECK_HR(ddi->funcs.pfnNegotiateCryptoSessionKeyExchangeMT(
			 ddi->device, to_session(session.session), 0, BLOB_SIZE,
			 blob), S_OK);
	ddi_check_key(&session);
}

TEST(pfnCryptoSessionGetHandle_wants_a_session_and_a_place)
{
	struct ddi_session session = ddi_new_session(ddi_open());
	struct ddi *ddi = session.ddi;
	HANDLE handle = NULL;

	CHECK_HR(ddi->funcs.pfnCryptoSessionGetHandle(
			 ddi->device, to_session(session.session), NULL),
		 E_INVALIDARG);
	CHECK_HR(ddi->funcs.pfnCryptoSessionGetHandle(
			 ddi->device, to_session(NULL), &handle), E_INVALIDARG);
	CHECK_HR(ddi->funcs.pfnCryptoSessionGetHandle(
			 ddi_open()->device, to_session(session.session),
			 &handle), E_INVALIDARG);
	CHECK(!handle);
}

/* The runtime may use an object's memory again for the next one. */
TEST(session_in_the_same_place_is_another_one)
{
	D3D11_1DDIARG_CREATECRYPTOSESSION args = {
		.CryptoType = aes128_ctr,
		.KeyExchangeType = {
			0xc1949895, 0xd72a, 0x4a1d,
			{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
		},
	};
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	D3D11_1DDI_HRTCRYPTOSESSION runtime = {};
	uint8_t data[PAGE] = {}, blob[BLOB_SIZE];
	struct ddi *ddi = session.ddi;

	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_HR(ddi_destroy_session(ddi, session.session), S_OK);
	CHECK_HR(ddi->funcs.pfnCreateCryptoSession(
			 ddi->device, &args, to_session(session.session),
			 runtime), S_OK);
	ddi_wrap_key(ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(ddi, session.session, BLOB_SIZE, blob),
		 S_OK);
	CHECK_HR(ddi_encrypt(ddi, session.session, surface, buffer, PAGE, data),
		 E_ACCESSDENIED);
}

TEST(pfnVideoDecoderGetHandle_has_no_decoder)
{
	D3D11_1DDI_HDECODE decoder = {};
	struct ddi *ddi = ddi_open();
	HANDLE handle;

	CHECK_HR(ddi->funcs.pfnVideoDecoderGetHandle(ddi->device, decoder,
						     &handle),
		 D3DDDIERR_NOTAVAILABLE);
}

TEST(pfnGetDataForNewHardwareKey_is_not_available)
{
	struct ddi_session session = ddi_new_session(ddi_open());
	struct ddi *ddi = session.ddi;
	UINT64 out = 5;

	CHECK_HR(ddi->funcs.pfnGetDataForNewHardwareKey(
			 ddi->device, to_session(session.session), 4, "abc",
			 &out), D3DDDIERR_NOTAVAILABLE);
	CHECK_EQ(out, 5);
}

TEST(pfnGetCryptoSessionPrivateDataSize_needs_nothing)
{
	static const GUID rsaes_oaep = {
		0xc1949895, 0xd72a, 0x4a1d,
		{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
	};
	struct ddi *ddi = ddi_open();
	UINT in = 1, out = 2;

	ddi->funcs.pfnGetCryptoSessionPrivateDataSize(
		ddi->device, &unknown_guid, NULL, &rsaes_oaep, &in, &out);
	CHECK_HR(outcome(ddi), D3DDDIERR_UNSUPPORTEDCRYPTO);
	ddi->funcs.pfnGetCryptoSessionPrivateDataSize(
		ddi->device, &aes128_ctr, NULL, NULL, &in, &out);
	CHECK_HR(outcome(ddi), E_INVALIDARG);
	CHECK(in == 1 && out == 2);
	ddi->funcs.pfnGetCryptoSessionPrivateDataSize(
		ddi->device, &aes128_ctr, NULL, &rsaes_oaep, &in, &out);
	CHECK_HR(outcome(ddi), S_OK);
	CHECK(in == 0 && out == 0);
}

static D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS status(struct ddi_session *session)
{
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS status = 99;
	struct ddi *ddi = session->ddi;

	ddi->funcs.pfnCheckCryptoSessionStatus(
		ddi->device, to_session(session->session), &status);
	CHECK_HR(outcome(ddi), S_OK);
	return status;
}

TEST(pfnCheckCryptoSessionStatus_of_a_sound_session_is_OK)
{
	struct ddi_session session = ddi_new_session(ddi_open());
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS untouched = 99;
	struct ddi *ddi = session.ddi;
	uint8_t random[KEY_SIZE];

	CHECK_EQ(status(&session), D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
	session = ddi_keyed_session(ddi);
	CHECK_EQ(status(&session), D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
	if (ddi_has(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		CHECK_HR(ddi_start(ddi, session.session, KEY_SIZE, random),
			 S_OK);
	CHECK_EQ(status(&session), D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
	ddi->funcs.pfnCheckCryptoSessionStatus(ddi->device, to_session(NULL),
					       &untouched);
	CHECK_HR(outcome(ddi), E_INVALIDARG);
	CHECK_EQ(untouched, 99);
}

TEST(pfnCheckCryptoSessionStatus_tells_that_the_key_is_lost)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE];

	host_lose_all_keys();
	CHECK_EQ(status(&session), D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_KEY_LOST);
	ddi_wrap_key(session.ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(session.ddi, session.session, BLOB_SIZE,
				      blob), S_OK);
	CHECK_EQ(status(&session), D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
}

TEST(pfnCheckCryptoSessionStatus_tells_that_content_is_lost)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());

	host_lose_all_content();
	CHECK_EQ(status(&session),
		 D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_KEY_AND_CONTENT_LOST);
}

TEST(blts_check_the_sizes_of_key_and_IV)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	HANDLE buffer = ddi_buffer(session.ddi, PAGE);
	uint8_t iv[KEY_SIZE], key[KEY_SIZE] = {}, data[PAGE] = {};
	static const UINT bad[] = { 0, 8, 15, 17, ~0u };
	struct ddi *ddi = session.ddi;
	size_t i;

	ddi_write_protected(&session, surface, data, PAGE);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		/* good in all but its size */
		next_iv(iv);
		ddi->funcs.pfnDecryptionBlt(
			ddi->device, to_session(session.session),
			to_resource(buffer), to_resource(surface), NULL, 0,
			NULL, bad[i], iv);
		CHECK_HR(outcome(ddi), E_INVALIDARG);
		ddi->funcs.pfnDecryptionBlt(
			ddi->device, to_session(session.session),
			to_resource(buffer), to_resource(surface), NULL, bad[i],
			key, KEY_SIZE, iv);
		CHECK_HR(outcome(ddi), E_INVALIDARG);
		ddi->funcs.pfnEncryptionBlt(
			ddi->device, to_session(session.session),
			to_resource(surface), to_resource(buffer), bad[i], iv);
		CHECK_HR(outcome(ddi), E_INVALIDARG);
	}
}

TEST(blts_want_resources_of_the_same_size)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	uint8_t data[PAGE] = {}, iv[KEY_SIZE];

	ddi_write_protected(&session, surface, data, PAGE);
	next_iv(iv);
	CHECK_HR(ddi_decrypt(session.ddi, session.session,
			     ddi_buffer(session.ddi, PAGE - 16), surface, 0,
			     NULL, NULL, iv), E_INVALIDARG);
	CHECK_HR(ddi_decrypt(session.ddi, session.session,
			     ddi_buffer(session.ddi, PAGE + 16), surface, 0,
			     NULL, NULL, iv), E_INVALIDARG);
	CHECK_HR(ddi_encrypt(session.ddi, session.session, surface,
			     ddi_buffer(session.ddi, PAGE + 16), 0, iv),
		 E_INVALIDARG);
}

/* The members of the table are where a runtime looks for them. */
TEST(table_has_what_content_protection_needs_and_no_more)
{
	struct ddi *ddi = ddi_open();
	void **slots = (void **)&ddi->funcs;
	size_t i, set = 0;

	for (i = 0; i < sizeof(ddi->funcs) / sizeof(*slots); i++)
		set += !!slots[i];
	CHECK_EQ(set, 25);
	CHECK(!ddi->funcs.pfnGetVideoDecoderProfileCount);
	CHECK_EQ(offsetof(D3D11_1DDI_VIDEODEVICEFUNCS,
			  pfnStartSessionKeyRefresh),
		 offsetof(D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
			  pfnStartSessionKeyRefresh));
	CHECK_EQ(sizeof(D3D11_1DDI_VIDEODEVICEFUNCS),
		 offsetof(D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
			  pfnGetDataForNewHardwareKey));
}

/* ------------------------------------------------------------ the device -- */

TEST(cpgpu_ddi_open_d3d11_tells_what_is_wrong)
{
	const D3D11DDI_CORELAYER_DEVICECALLBACKS callbacks = {};
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	D3D10DDI_HRTCORELAYER runtime = {};
	D3D10DDI_HDEVICE device = {};

	CHECK_HR(cpgpu_ddi_open_d3d11("/dev/null", runtime, &callbacks, &device,
				      &funcs), E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_open_d3d11("/no/such/node", runtime, &callbacks,
				      &device, &funcs), DXGI_ERROR_NOT_FOUND);
	CHECK_HR(cpgpu_ddi_open_d3d11(NULL, runtime, NULL, &device, &funcs),
		 E_INVALIDARG);
	CHECK_OK(setenv("CPGPU_DEVICE", "/dev/null", 1));
	CHECK_HR(cpgpu_ddi_open_d3d11(NULL, runtime, &callbacks, &device,
				      &funcs), E_INVALIDARG);
	CHECK(!device.pDrvPrivate);
}

TEST(cpgpu_ddi_close_d3d11_ends_all)
{
	struct drm_cpgpu_query_info before = device_info(open_device());
	struct ddi *ddi = ddi_open();
	struct ddi_session session = ddi_keyed_session(ddi);
	uint8_t data[PAGE] = {};
	void *channel;
	HANDLE handle;

	ddi_write_protected(&session, ddi_restricted(ddi, PAGE), data, PAGE);
	CHECK_HR(ddi_create_channel(ddi, channel_type(open_device()), &channel,
				    &handle), S_OK);
	ddi_buffer(ddi, PAGE);
	ddi_close(ddi);
	ddi_check_closed();
	check_nothing_leaked(before.vram_free);
}

TEST(cpgpu_ddi_set_teardown_event_wants_an_eventfd)
{
	int event = eventfd(0, EFD_CLOEXEC), other = dup(1);
	HANDLE device = ddi_owner(ddi_open());

	CHECK(event > 0 && other > 0);
	CHECK_HR(cpgpu_ddi_set_teardown_event(device,
					      (HANDLE)(intptr_t)event), S_OK);
	CHECK_HR(cpgpu_ddi_set_teardown_event(device,
					      (HANDLE)(intptr_t)other),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_set_teardown_event(device, (HANDLE)(intptr_t)-1),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_set_teardown_event(device, NULL), S_OK);
	CHECK_HR(cpgpu_ddi_set_teardown_event(&event, NULL),
		 D3DDDIERR_INVALIDHANDLE);
}
