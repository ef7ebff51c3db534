// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: the keys of IDirect3DCryptoSession9 */
#include <stdlib.h>

#include "d3d9_fixture.h"
#include "host.h"

static HRESULT create(const struct d3d9 *d3d9, const GUID *crypto,
		      const GUID *profile)
{
	IDirect3DCryptoSession9 *session = (void *)1;
	HANDLE handle = NULL;
	HRESULT hr;

	hr = IDirect3DDevice9Video_CreateCryptoSession(d3d9->video, crypto,
						       profile, &session,
						       &handle);
	CHECK(SUCCEEDED(hr) == !!session);
	CHECK(SUCCEEDED(hr) == !!handle);
	if (session)
		CHECK_EQ(IDirect3DCryptoSession9_Release(session), 0);
	return hr;
}

/* ---------------------------------------------------------------- keys -- */

TEST(CreateCryptoSession_wants_AES128_CTR)
{
	struct d3d9 d3d9 = d3d9_open();
	IDirect3DCryptoSession9 *session;
	HANDLE handle;

	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, NULL), D3D_OK);
	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, &GUID_NULL), D3D_OK);
	CHECK_HR(create(&d3d9, NULL, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &GUID_NULL, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &unknown_guid, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_PROPRIETARY, NULL),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(create(&d3d9, &D3DCRYPTOTYPE_AES128_CTR, &unknown_guid),
		 D3DERR_UNSUPPORTEDCRYPTO);
	CHECK_HR(IDirect3DDevice9Video_CreateCryptoSession(
			d3d9.video, &D3DCRYPTOTYPE_AES128_CTR, NULL, NULL,
			&handle), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DDevice9Video_CreateCryptoSession(
			d3d9.video, &D3DCRYPTOTYPE_AES128_CTR, NULL, &session,
			NULL), D3DERR_INVALIDCALL);
}

TEST(GetCertificate_gives_the_devices_chain)
{
	struct cpgpu_device *dev = open_device();
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	uint8_t *chain, *copy;
	size_t size;
	UINT told;

	CHECK_OK(cpgpu_query_certificate(dev, &chain, &size));
	CHECK_HR(IDirect3DCryptoSession9_GetCertificateSize(session.session,
							    &told), D3D_OK);
	CHECK_EQ(told, size);
	copy = calloc(1, size);
	CHECK_HR(IDirect3DCryptoSession9_GetCertificate(session.session, told,
							copy), D3D_OK);
	CHECK_MEM(copy, chain, size);
	memset(copy, 0, size);
	CHECK(FAILED(IDirect3DCryptoSession9_GetCertificate(session.session,
							    told - 1, copy)));
	CHECK_EQ(copy[0], 0);
	CHECK_HR(IDirect3DCryptoSession9_GetCertificate(session.session, told,
							NULL),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetCertificateSize(session.session,
							    NULL),
		 D3DERR_INVALIDCALL);
}

TEST(NegotiateKeyExchange_takes_a_wrapped_key)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	uint8_t blob[BLOB_SIZE + 1] = { 0 };

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE - 1, blob), E_INVALIDARG);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE + 1, blob), E_INVALIDARG);
	CHECK_HR(d3d9_exchange(&session, 0, blob), E_INVALIDARG);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, NULL), D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, blob), D3D_OK);
	d3d9_check_key(&session);
	/* what cannot be unwrapped leaves the key as it is */
	blob[100] ^= 1;
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, blob), E_INVALIDARG);
	d3d9_check_key(&session);
}

TEST(NegotiateKeyExchange_takes_data_once)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, blob), D3D_OK);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, blob), D3DERR_INVALIDCALL);
	d3d9_check_key(&session);
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, blob), D3D_OK);
	d3d9_check_key(&session);
}

/* Nothing that needs a key works without one, and memory stays as it was. */
TEST(session_without_key_does_nothing)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_new_session(&d3d9);
	IDirect3DSurface9 *restricted = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t bytes[KEY_SIZE], untouched[KEY_SIZE];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(d3d9_start(&session, bytes, KEY_SIZE), D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_finish(&session), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DCryptoSession9_GetEncryptionBltKey(session.session,
							     bytes, KEY_SIZE),
		 D3DERR_INVALIDCALL);
	CHECK(FAILED(d3d9_encrypt(&session, restricted, system, SURFACE_SIZE,
			     bytes)));
	CHECK_HR(d3d9_decrypt(&session, system, restricted, SURFACE_SIZE, NULL,
			 NULL, bytes), D3DERR_INVALIDCALL);
	CHECK_MEM(bytes, untouched, KEY_SIZE);
}

/* ------------------------------------------------------------- refresh -- */

TEST(StartSessionKeyRefresh_gives_16_bytes)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[KEY_SIZE + 1], again[KEY_SIZE];

	memset(random, 0, sizeof(random));
	random[KEY_SIZE] = 0xee;
	CHECK_HR(d3d9_start(&session, random, KEY_SIZE), D3D_OK);
	CHECK_EQ(random[KEY_SIZE], 0xee);
	CHECK_HR(d3d9_start(&session, again, KEY_SIZE), D3D_OK);
	CHECK(memcmp(random, again, KEY_SIZE));
	/* the old key stays in use */
	d3d9_check_key(&session);
}

TEST(StartSessionKeyRefresh_wants_16_bytes)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[32], untouched[32];

	memset(random, 0xee, sizeof(random));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(d3d9_start(&session, random, 0), E_INVALIDARG);
	CHECK_HR(d3d9_start(&session, random, 15), E_INVALIDARG);
	CHECK_HR(d3d9_start(&session, random, 17), E_INVALIDARG);
	CHECK_HR(d3d9_start(&session, random, 32), E_INVALIDARG);
	CHECK_HR(d3d9_start(&session, NULL, KEY_SIZE), D3DERR_INVALIDCALL);
	CHECK_MEM(random, untouched, sizeof(random));
	/* and no refresh has begun */
	CHECK_HR(d3d9_finish(&session), D3DERR_INVALIDCALL);
	d3d9_check_key(&session);
}

TEST(FinishSessionKeyRefresh_makes_it_K_xor_R)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE], old[KEY_SIZE];
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);

	fill_pattern(data, sizeof(data), 11);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	memcpy(old, session.key, KEY_SIZE);
	d3d9_refresh(&session);
	CHECK(memcmp(old, session.key, KEY_SIZE));
	/* what was there stays, and comes under the new key only */
	d3d9_read_protected(&session, surface, back, session.key);
	CHECK_MEM(back, data, sizeof(data));
	d3d9_read_protected(&session, surface, back, old);
	CHECK(memcmp(back, data, sizeof(data)));
	d3d9_check_key(&session);
}

TEST(FinishSessionKeyRefresh_wants_a_start)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);

	CHECK_HR(d3d9_finish(&session), D3DERR_INVALIDCALL);
	d3d9_refresh(&session);
	/* the number is used up */
	CHECK_HR(d3d9_finish(&session), D3DERR_INVALIDCALL);
	d3d9_check_key(&session);
}

TEST(NegotiateKeyExchange_drops_the_random_number)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[KEY_SIZE], blob[BLOB_SIZE];

	CHECK_HR(d3d9_start(&session, random, KEY_SIZE), D3D_OK);
	CHECK_OK(cpgpu_keyx_random_key(session.key));
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, blob), D3D_OK);
	CHECK_HR(d3d9_finish(&session), D3DERR_INVALIDCALL);
	d3d9_check_key(&session);
}

/* The host takes the key: nothing works until there is a new one. */
TEST(lost_key_must_be_exchanged_again)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE];
	uint8_t random[KEY_SIZE], blob[BLOB_SIZE];

	fill_pattern(data, sizeof(data), 61);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	CHECK_HR(d3d9_start(&session, random, KEY_SIZE), D3D_OK);
	host_lose_all_keys();
	CHECK_HR(d3d9_finish(&session), D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_start(&session, random, KEY_SIZE), D3DERR_INVALIDCALL);
	CHECK_HR(d3d9_encrypt(&session, surface, system, SURFACE_SIZE, random),
		 D3DERR_INVALIDCALL);
	CHECK_OK(cpgpu_keyx_random_key(session.key));
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(d3d9_exchange(&session, BLOB_SIZE, blob), D3D_OK);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	d3d9_read_protected(&session, surface, back, session.key);
	CHECK_MEM(back, data, sizeof(data));
}

TEST(device_without_refresh_says_NOTAVAILABLE)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	uint8_t random[KEY_SIZE], untouched[KEY_SIZE];

	if (d3d9_caps(&d3d9) & D3DCPCAPS_FRESHENSESSIONKEY)
		test_skip("this device can refresh: run it with freshen-session-key=off");
	memset(random, 0xee, sizeof(random));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(d3d9_start(&session, random, KEY_SIZE), D3DERR_NOTAVAILABLE);
	CHECK_MEM(random, untouched, KEY_SIZE);
	CHECK_HR(d3d9_finish(&session), D3DERR_NOTAVAILABLE);
}
