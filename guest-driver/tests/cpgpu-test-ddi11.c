// SPDX-License-Identifier: MIT
/* What only the Direct3D 11.1 driver table has, by its documented names. */
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "ddi11.h"
#include "host.h"

TEST(pfnSetErrorCb_may_be_missing)
{
	const D3D11DDI_CORELAYER_DEVICECALLBACKS none = {};
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	D3D10DDI_HRTCORELAYER runtime = {};
	D3D10DDI_HDEVICE device;

	OK(cpgpu_ddi_open_d3d11(NULL, runtime, &none, &device, &funcs));
	funcs.pfnFinishSessionKeyRefresh(device, ddi11_session(NULL));
	cpgpu_ddi_close_d3d11(device);
	/* A closed device is an error, with nobody to report it to. */
	funcs.pfnFinishSessionKeyRefresh(device, ddi11_session(NULL));
	CHECK_HR(funcs.pfnNegotiateCryptoSessionKeyExchange(
			 device, ddi11_session(NULL), 0, NULL), E_INVALIDARG);
	cpgpu_ddi_close_d3d11(device);
}

TEST(pfnSetErrorCb_is_told_of_its_own_device)
{
	struct ddi *other = ddi_open();
	struct ddi_session s = ddi_keyed_session(ddi_open());
	struct ddi *own = s.ddi;

	CHECK_HR(ddi_finish(&s), E_INVALIDARG);
	CHECK_EQ(other->errors, 0);
	s.ddi = other;
	CHECK_HR(ddi_finish(&s), E_INVALIDARG);
	CHECK_EQ(own->errors, 0);
}

TEST(pfnGetCryptoKeyExchangeType_gives_RSAES_OAEP)
{
	GUID type = {};
	const struct {
		const GUID *crypto, *profile;
		UINT index;
		GUID *out;
		HRESULT expected;
	} cases[] = {
		{ &aes128_ctr, NULL, 1, &type, E_INVALIDARG },
		{ &unknown_guid, NULL, 0, &type, D3DDDIERR_UNSUPPORTEDCRYPTO },
		{ &aes128_ctr, &unknown_guid, 0, &type,
		  D3DDDIERR_UNSUPPORTEDCRYPTO },
		{ &aes128_ctr, NULL, 0, NULL, E_INVALIDARG },
		{ &aes128_ctr, NULL, 0, &type, S_OK },
	};
	struct ddi *ddi = ddi_open();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_MEM(&type, &no_guid, sizeof(type));
		CHECK_HR(ddi->funcs.pfnGetCryptoKeyExchangeType(
				 ddi->device, cases[i].crypto, cases[i].profile,
				 cases[i].index, cases[i].out),
			 cases[i].expected);
	}
	CHECK_MEM(&type, &rsaes_oaep, sizeof(type));
}

TEST(pfnGetContentProtectionCaps_takes_NULL_for_no_type)
{
	D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps = {};
	struct ddi *ddi = ddi_open();

	OK(ddi->funcs.pfnGetContentProtectionCaps(ddi->device, NULL, NULL,
						  &caps));
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
	/* D3D11_KEY_EXCHANGE_HW_PROTECTION */
	static const GUID hw_protection = {
		0xb1170d8a, 0x628d, 0x4da3,
		{ 0xad, 0x3b, 0x82, 0xdd, 0xb0, 0x8b, 0x49, 0x70 }
	};
	D3D11_1DDIARG_CREATECRYPTOSESSION args =
		ddi11_session_args(&aes128_ctr, &no_guid);
	uint64_t memory[64];
	struct ddi *ddi = ddi_open();

	CHECK(ddi->funcs.pfnCalcPrivateCryptoSessionSize(ddi->device, &args) <=
	      sizeof(memory));
	args.KeyExchangeType = hw_protection;
	CHECK_HR(ddi11_create_session(ddi, memory, &args),
		 D3DDDIERR_UNSUPPORTEDCRYPTO);
	args.KeyExchangeType = no_guid;
	CHECK_HR(ddi11_create_session(ddi, memory, &args),
		 D3DDDIERR_UNSUPPORTEDCRYPTO);
	CHECK_HR(ddi11_create_session(ddi, memory, NULL), E_INVALIDARG);
	CHECK_HR(ddi11_create_session(ddi, NULL, &args), E_INVALIDARG);
}

#define MEMORY_SIZE 8192

/* Memory of which the driver may use @size bytes. */
static uint8_t *runtime_memory(SIZE_T size)
{
	uint8_t *memory = aligned_alloc(16, MEMORY_SIZE);

	CHECK(size > 0 && size < 4096);
	CHECK(memory);
	memset(memory, UNTOUCHED, MEMORY_SIZE);
	return memory;
}

static void check_runtime_memory(uint8_t *memory, SIZE_T size)
{
	for (; size < MEMORY_SIZE; size++)
		CHECK_EQ(memory[size], UNTOUCHED);
	free(memory);
}

/* The runtime's memory holds all that the driver keeps of an object. */
TEST(pfnCalcPrivateCryptoSessionSize_is_all_that_is_written)
{
	const D3D11_1DDIARG_CREATECRYPTOSESSION args =
		ddi11_session_args(&aes128_ctr, &no_guid);
	struct ddi_session s = { .ddi = ddi_open() };
	SIZE_T size;

	size = s.ddi->funcs.pfnCalcPrivateCryptoSessionSize(s.ddi->device,
							    &args);
	s.session = runtime_memory(size);
	OK(ddi11_create_session(s.ddi, s.session, &args));
	ddi_new_key(&s);
	ddi_check_key(&s);
	OK(ddi_destroy_session(&s));
	check_runtime_memory(s.session, size);
}

TEST(pfnCalcPrivateAuthenticatedChannelSize_is_all_that_is_written)
{
	D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL args = {
		.ChannelType = channel_type(open_device()),
	};
	struct ddi_channel c = { .ddi = ddi_open() };
	SIZE_T size;

	size = c.ddi->funcs.pfnCalcPrivateAuthenticatedChannelSize(
		c.ddi->device, &args);
	c.channel = runtime_memory(size);
	OK(ddi11_create_channel(c.ddi, c.channel, &args));
	OK(ddi_destroy_channel(&c));
	check_runtime_memory(c.channel, size);
}

TEST(pfnNegotiateCryptoSessionKeyExchangeMT_takes_no_flags)
{
	struct ddi_session s = ddi_new_session(ddi_open());
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(s.key));
	ddi_wrap_key(s.ddi, s.key, blob);
	CHECK_HR(ON_SESSION(&s, pfnNegotiateCryptoSessionKeyExchangeMT, 1,
			    BLOB_SIZE, blob), E_INVALIDARG);
	CHECK_HR(ON_SESSION(&s, pfnNegotiateCryptoSessionKeyExchangeMT, 0, 255,
			    blob), E_INVALIDARG);
	OK(ON_SESSION(&s, pfnNegotiateCryptoSessionKeyExchangeMT, 0, BLOB_SIZE,
		      blob));
	ddi_check_key(&s);
}

TEST(pfnCryptoSessionGetHandle_wants_a_session_and_a_place)
{
	struct ddi_session s = ddi_new_session(ddi_open());
	const struct ddi_session none = { .ddi = s.ddi };
	const struct ddi_session foreign = {
		.ddi = ddi_open(),
		.session = s.session,
	};
	HANDLE handle = NULL;

	CHECK_HR(ON_SESSION(&s, pfnCryptoSessionGetHandle, NULL), E_INVALIDARG);
	CHECK_HR(ON_SESSION(&none, pfnCryptoSessionGetHandle, &handle),
		 E_INVALIDARG);
	CHECK_HR(ON_SESSION(&foreign, pfnCryptoSessionGetHandle, &handle),
		 E_INVALIDARG);
	CHECK(!handle);
}

/* The runtime may use an object's memory again for the next one. */
TEST(session_in_the_same_place_is_another_one)
{
	const D3D11_1DDIARG_CREATECRYPTOSESSION args =
		ddi11_session_args(&aes128_ctr, &no_guid);
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE], iv[KEY_SIZE];

	ddi_put(&s, 0);
	OK(ddi_destroy_session(&s));
	OK(ddi11_create_session(s.ddi, s.session, &args));
	ddi_wrap_key(s.ddi, s.key, blob);
	OK(ddi_session_exchange(&s, BLOB_SIZE, blob));
	CHECK_HR(ddi_store(&s, iv), E_ACCESSDENIED);
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
	struct ddi_session s = ddi_new_session(ddi_open());
	UINT64 out = 5;

	CHECK_HR(ON_SESSION(&s, pfnGetDataForNewHardwareKey, 4, "abc", &out),
		 D3DDDIERR_NOTAVAILABLE);
	CHECK_EQ(out, 5);
}

TEST(pfnGetCryptoSessionPrivateDataSize_needs_nothing)
{
	struct ddi *ddi = ddi_open();
	UINT in = 1, out = 2;

	ddi->funcs.pfnGetCryptoSessionPrivateDataSize(
		ddi->device, &unknown_guid, NULL, &rsaes_oaep, &in, &out);
	CHECK_HR(ddi11_outcome(ddi), D3DDDIERR_UNSUPPORTEDCRYPTO);
	ddi->funcs.pfnGetCryptoSessionPrivateDataSize(
		ddi->device, &aes128_ctr, NULL, NULL, &in, &out);
	CHECK_HR(ddi11_outcome(ddi), E_INVALIDARG);
	CHECK(in == 1 && out == 2);
	ddi->funcs.pfnGetCryptoSessionPrivateDataSize(
		ddi->device, &aes128_ctr, NULL, &rsaes_oaep, &in, &out);
	OK(ddi11_outcome(ddi));
	CHECK(in == 0 && out == 0);
}

static void check_status(const struct ddi_session *s,
			 D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS expected)
{
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS status = 99;

	ON_SESSION(s, pfnCheckCryptoSessionStatus, &status);
	OK(ddi11_outcome(s->ddi));
	CHECK_EQ(status, expected);
}

TEST(pfnCheckCryptoSessionStatus_of_a_sound_session_is_OK)
{
	struct ddi_session s = ddi_new_session(ddi_open());
	D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS untouched = 99;
	uint8_t random[KEY_SIZE];

	check_status(&s, D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
	s = ddi_keyed_session(s.ddi);
	check_status(&s, D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
	if (ddi_has(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		OK(ddi_start(&s, KEY_SIZE, random));
	check_status(&s, D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
	s.session = NULL;
	ON_SESSION(&s, pfnCheckCryptoSessionStatus, &untouched);
	CHECK_HR(ddi11_outcome(s.ddi), E_INVALIDARG);
	CHECK_EQ(untouched, 99);
}

TEST(pfnCheckCryptoSessionStatus_tells_that_the_key_is_lost)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t blob[BLOB_SIZE];

	host_lose_all_keys();
	check_status(&s, D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_KEY_LOST);
	ddi_wrap_key(s.ddi, s.key, blob);
	OK(ddi_session_exchange(&s, BLOB_SIZE, blob));
	check_status(&s, D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_OK);
}

TEST(pfnCheckCryptoSessionStatus_tells_that_content_is_lost)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());

	host_lose_all_content();
	check_status(&s,
		     D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_KEY_AND_CONTENT_LOST);
}

TEST(blts_check_the_sizes_of_key_and_IV)
{
	static const UINT bad[] = { 0, 8, 15, 17, ~0u };
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t iv[KEY_SIZE], key[KEY_SIZE] = {};
	struct ddi_blt load = { s.buffer, s.surface, .iv = iv };
	size_t i;

	ddi_put(&s, 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		/* good in all but its size */
		next_iv(iv);
		load.content_key = NULL;
		CHECK_HR(ddi11_decrypt(&s, &load, 0, bad[i]), E_INVALIDARG);
		load.content_key = key;
		CHECK_HR(ddi11_decrypt(&s, &load, bad[i], KEY_SIZE),
			 E_INVALIDARG);
		CHECK_HR(ddi11_encrypt(&s, BLT(s.surface, s.buffer, 0, iv),
				       bad[i]),
			 E_INVALIDARG);
	}
}

TEST(blts_want_resources_of_the_same_size)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	HANDLE shorter = ddi_buffer(s.ddi, DDI_SIZE - 16);
	HANDLE longer = ddi_buffer(s.ddi, DDI_SIZE + 16);
	uint8_t iv[KEY_SIZE];

	ddi_put(&s, 0);
	next_iv(iv);
	CHECK_HR(ddi_decrypt(&s, BLT(shorter, s.surface, 0, iv)), E_INVALIDARG);
	CHECK_HR(ddi_decrypt(&s, BLT(longer, s.surface, 0, iv)), E_INVALIDARG);
	CHECK_HR(ddi_encrypt(&s, BLT(s.surface, longer, 0, iv)), E_INVALIDARG);
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
	struct ddi_session s = ddi_keyed_session(ddi_open());

	ddi_put(&s, 0);
	ddi_new_channel(s.ddi);
	ddi_close(s.ddi);
	ddi_check_closed();
	check_nothing_leaked(before.vram_free);
}

TEST(cpgpu_ddi_set_teardown_event_wants_an_eventfd)
{
	int event = eventfd(0, EFD_CLOEXEC), other = dup(1);
	HANDLE device = ddi_owner(ddi_open());

	CHECK(event > 0 && other > 0);
	OK(cpgpu_ddi_set_teardown_event(device, (HANDLE)(intptr_t)event));
	CHECK_HR(cpgpu_ddi_set_teardown_event(device,
					      (HANDLE)(intptr_t)other),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_set_teardown_event(device, (HANDLE)(intptr_t)-1),
		 E_INVALIDARG);
	OK(cpgpu_ddi_set_teardown_event(device, NULL));
	CHECK_HR(cpgpu_ddi_set_teardown_event(&event, NULL),
		 D3DDDIERR_INVALIDHANDLE);
}
