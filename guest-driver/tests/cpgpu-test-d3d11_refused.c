// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: blts and resources that are refused, and devices that can do
 * less; otherwise as cpgpu-test-d3d11_errors.c
 */
#include "d3d11.h"

#define START		"ID3D11VideoContext::StartSessionKeyRefresh"
#define FINISH		"ID3D11VideoContext::FinishSessionKeyRefresh"
#define DECRYPT		"ID3D11VideoContext::DecryptionBlt"
#define ENCRYPT		"ID3D11VideoContext::EncryptionBlt"
#define GET_KEY		"ID3D11VideoContext::GetEncryptionBltKey"

/* ------------------------------------------------------------------- blts -- */

/* @call is of EncryptionBlt with bytes, which must stay untouched. */
static void check_encryption_refused(struct picture *p, ID3D11Texture2D *from,
				     ID3D11Texture2D *to, UINT iv_size,
				     bool has_iv)
{
	uint8_t iv[32], untouched[32];

	memset(iv, 0xee, sizeof(iv));
	memset(untouched, 0xee, sizeof(untouched));
	ID3D11VideoContext1_EncryptionBlt(p->app.vc, p->session, from, to,
					  iv_size, has_iv ? iv : NULL);
	CHECK_TOLD(&p->app, E_INVALIDARG, ENCRYPT);
	CHECK_MEM(iv, untouched, sizeof(iv));
}

TEST(EncryptionBlt_refuses_bad_arguments)
{
	struct picture *p = open_picture();
	D3D11_TEXTURE2D_DESC desc = staging_desc(PICTURE_WIDTH, PICTURE_HEIGHT);
	ID3D11Texture2D *other, *bigger;
	uint8_t before[PICTURE_SIZE], after[PICTURE_SIZE];

	desc.Usage = D3D11_USAGE_DEFAULT;
	desc.CPUAccessFlags = 0;
	other = new_texture(&p->app, &desc);
	bigger = new_staging(&p->app, PICTURE_WIDTH, PICTURE_HEIGHT + 1);
	fill_pattern(before, PICTURE_SIZE, 99);
	put_bytes(&p->app, p->staging, before, PICTURE_SIZE);

	check_encryption_refused(p, NULL, p->staging, 16, true);
	check_encryption_refused(p, p->target, NULL, 16, true);
	check_encryption_refused(p, p->target, p->staging, 16, false);
	check_encryption_refused(p, p->target, p->staging, 0, true);
	check_encryption_refused(p, p->target, p->staging, 15, true);
	check_encryption_refused(p, p->target, p->staging, 17, true);
	/* from what is not protected, to what is, to what is not staging */
	check_encryption_refused(p, other, p->staging, 16, true);
	check_encryption_refused(p, p->target, p->target, 16, true);
	check_encryption_refused(p, p->target, other, 16, true);
	/* of another size */
	check_encryption_refused(p, p->target, bigger, 16, true);

	get_bytes(&p->app, p->staging, after, PICTURE_SIZE);
	CHECK_MEM(after, before, PICTURE_SIZE);
	RELEASE(other);
	RELEASE(bigger);
	check_picture(p);
	close_picture(p);
}

static void check_decryption_refused(struct picture *p, ID3D11Texture2D *from,
				     ID3D11Texture2D *to, UINT key_size,
				     bool has_key, UINT iv_size, bool has_iv)
{
	uint8_t iv[32], key[32] = { 0 };

	memset(iv, 0xee, sizeof(iv));
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, p->session, from, to, NULL,
					  key_size, has_key ? key : NULL,
					  iv_size, has_iv ? iv : NULL);
	CHECK_TOLD(&p->app, E_INVALIDARG, DECRYPT);
}

TEST(DecryptionBlt_refuses_bad_arguments)
{
	struct picture *p = open_picture();
	ID3D11Texture2D *bigger = new_staging(&p->app, PICTURE_WIDTH, PICTURE_HEIGHT + 1);
	ID3D11Texture2D *other = new_staging(&p->app, PICTURE_WIDTH, PICTURE_HEIGHT);

	check_decryption_refused(p, NULL, p->target, 0, false, 16, true);
	check_decryption_refused(p, p->staging, NULL, 0, false, 16, true);
	check_decryption_refused(p, p->staging, p->target, 0, false, 16, false);
	check_decryption_refused(p, p->staging, p->target, 0, false, 0, true);
	check_decryption_refused(p, p->staging, p->target, 0, false, 15, true);
	check_decryption_refused(p, p->staging, p->target, 0, false, 17, true);
	/* content keys of another size */
	check_decryption_refused(p, p->staging, p->target, 0, true, 16, true);
	check_decryption_refused(p, p->staging, p->target, 15, true, 16, true);
	check_decryption_refused(p, p->staging, p->target, 17, true, 16, true);
	/* to what is not protected, from what is */
	check_decryption_refused(p, p->staging, other, 0, false, 16, true);
	check_decryption_refused(p, p->target, p->target, 0, false, 16, true);
	/* of another size */
	check_decryption_refused(p, bigger, p->target, 0, false, 16, true);
	RELEASE(bigger);
	RELEASE(other);
	check_picture(p);
	close_picture(p);
}

TEST(DecryptionBlt_refuses_a_used_IV)
{
	struct picture *p = open_picture();
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	put_bytes(&p->app, p->staging, p->data, PICTURE_SIZE);
	judge_ctr(p->key, iv, p->data, PICTURE_SIZE);
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, p->session, p->staging,
					  p->target, NULL, 0, NULL, KEY_SIZE,
					  iv);
	CHECK_NOTHING_TOLD(&p->app);
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, p->session, p->staging,
					  p->target, NULL, 0, NULL, KEY_SIZE,
					  iv);
	CHECK_TOLD(&p->app, E_INVALIDARG, DECRYPT);
	check_picture(p);
	close_picture(p);
}

TEST(DecryptionBlt_refuses_the_devices_IVs)
{
	struct picture *p = open_picture();
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	iv[12] = 0x80;
	put_bytes(&p->app, p->staging, p->data, PICTURE_SIZE);
	judge_ctr(p->key, iv, p->data, PICTURE_SIZE);
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, p->session, p->staging,
					  p->target, NULL, 0, NULL, KEY_SIZE,
					  iv);
	CHECK_TOLD(&p->app, E_INVALIDARG, DECRYPT);
	close_picture(p);
}

TEST(blts_refuse_what_is_mapped)
{
	struct picture *p = open_picture();
	D3D11_MAPPED_SUBRESOURCE mapped;

	GOOD(ID3D11DeviceContext_Map(p->app.context,
				     (ID3D11Resource *)p->staging, 0,
				     D3D11_MAP_READ, 0, &mapped));
	check_decryption_refused(p, p->staging, p->target, 0, false, 16, true);
	check_encryption_refused(p, p->target, p->staging, 16, true);
	ID3D11DeviceContext_Unmap(p->app.context, (ID3D11Resource *)p->staging,
				  0);
	check_picture(p);
	close_picture(p);
}

TEST(blts_refuse_what_is_another_sessions)
{
	struct picture *p = open_picture();
	uint8_t key[KEY_SIZE], iv[KEY_SIZE], untouched[KEY_SIZE];
	ID3D11CryptoSession *session = new_keyed_session(&p->app, key);

	next_iv(iv);
	memcpy(untouched, iv, sizeof(iv));
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, session, p->staging,
					  p->target, NULL, 0, NULL, KEY_SIZE,
					  iv);
	CHECK_TOLD(&p->app, E_ACCESSDENIED, DECRYPT);
	ID3D11VideoContext1_EncryptionBlt(p->app.vc, session, p->target,
					  p->staging, KEY_SIZE, iv);
	CHECK_TOLD(&p->app, E_ACCESSDENIED, ENCRYPT);
	CHECK_MEM(iv, untouched, sizeof(iv));
	check_picture(p);
	/* when its session is gone, the texture begins anew with another one */
	RELEASE(p->session);
	p->session = session;
	memcpy(p->key, key, KEY_SIZE);
	write_texture(&p->app, session, p->staging, p->target, p->data, PICTURE_SIZE,
		      key, NULL);
	check_picture(p);
	close_picture(p);
}

/* -------------------------------------------------------------- resources -- */

TEST(protected_content_is_not_reached_otherwise)
{
	static const D3D11_MAP types[] = {
		D3D11_MAP_READ, D3D11_MAP_WRITE, D3D11_MAP_READ_WRITE,
		D3D11_MAP_WRITE_DISCARD, D3D11_MAP_WRITE_NO_OVERWRITE,
	};
	struct picture *p = open_picture();
	ID3D11Resource *target = (ID3D11Resource *)p->target;
	ID3D11Resource *staging = (ID3D11Resource *)p->staging;
	D3D11_MAPPED_SUBRESOURCE mapped = { .RowPitch = 77 };
	uint8_t before[PICTURE_SIZE], after[PICTURE_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		CHECK_HR(&p->app, ID3D11DeviceContext_Map(
				p->app.context, target, 0, types[i], 0,
				&mapped), E_ACCESSDENIED,
			 "ID3D11DeviceContext::Map");
	CHECK_EQ(mapped.RowPitch, 77);
	fill_pattern(before, PICTURE_SIZE, 99);
	put_bytes(&p->app, p->staging, before, PICTURE_SIZE);
	ID3D11DeviceContext_CopyResource(p->app.context, staging, target);
	CHECK_TOLD(&p->app, E_ACCESSDENIED, "::CopyResource");
	ID3D11DeviceContext_CopyResource(p->app.context, target, staging);
	CHECK_TOLD(&p->app, E_ACCESSDENIED, "::CopyResource");
	get_bytes(&p->app, p->staging, after, PICTURE_SIZE);
	CHECK_MEM(after, before, PICTURE_SIZE);
	check_picture(p);
	close_picture(p);
}

static void check_texture_refused(struct app *app,
				  const D3D11_TEXTURE2D_DESC *desc,
				  const D3D11_SUBRESOURCE_DATA *data, int line)
{
	ID3D11Texture2D *texture = (ID3D11Texture2D *)app;
	HRESULT hr;

	hr = ID3D11Device_CreateTexture2D(app->device, desc, data, &texture);
	if (hr != E_INVALIDARG || texture)
		test_fail(__FILE__, line, "CreateTexture2D gave 0x%08x", hr);
	CHECK_TOLD(app, E_INVALIDARG, "ID3D11Device::CreateTexture2D");
}

#define REFUSED(app, base, data, ...) \
	do { \
		D3D11_TEXTURE2D_DESC desc = base(8, 8); \
		__VA_ARGS__; \
		check_texture_refused(app, &desc, data, __LINE__); \
	} while (0)

TEST(CreateTexture2D_refuses_bad_descriptions)
{
	const D3D11_SUBRESOURCE_DATA good = { "", 64, 0 };
	const D3D11_SUBRESOURCE_DATA no_memory = { NULL, 64, 0 };
	const D3D11_SUBRESOURCE_DATA bad_pitch = { "", 31, 0 };
	struct app app;

	open_app(&app);
	check_texture_refused(&app, NULL, NULL, __LINE__);
	REFUSED(&app, staging_desc, NULL, desc.Width = 0);
	REFUSED(&app, staging_desc, NULL, desc.Height = 0);
	REFUSED(&app, staging_desc, NULL, desc.Width = 16385);
	REFUSED(&app, staging_desc, NULL, desc.Height = UINT32_MAX);
	REFUSED(&app, staging_desc, NULL, desc.MipLevels = 2);
	REFUSED(&app, staging_desc, NULL, desc.ArraySize = 2);
	REFUSED(&app, staging_desc, NULL, desc.SampleDesc.Count = 4);
	REFUSED(&app, staging_desc, NULL, desc.SampleDesc.Quality = 1);
	REFUSED(&app, staging_desc, NULL, desc.Format = DXGI_FORMAT_UNKNOWN);
	REFUSED(&app, staging_desc, NULL, desc.Format = (DXGI_FORMAT)71);
	REFUSED(&app, staging_desc, NULL, desc.Format = DXGI_FORMAT_NV12,
		desc.Width = 7);
	REFUSED(&app, staging_desc, NULL, desc.Format = DXGI_FORMAT_NV12,
		desc.Height = 7);
	REFUSED(&app, staging_desc, NULL, desc.Usage = (D3D11_USAGE)4);
	REFUSED(&app, staging_desc, NULL, desc.CPUAccessFlags = 0);
	REFUSED(&app, staging_desc, NULL, desc.CPUAccessFlags |= 1);
	REFUSED(&app, staging_desc, NULL,
		desc.BindFlags = D3D11_BIND_RENDER_TARGET);
	REFUSED(&app, staging_desc, NULL,
		desc.MiscFlags = D3D11_RESOURCE_MISC_SHARED);
	REFUSED(&app, staging_desc, NULL, desc.Usage = D3D11_USAGE_DEFAULT);
	REFUSED(&app, staging_desc, NULL, desc.Usage = D3D11_USAGE_IMMUTABLE,
		desc.CPUAccessFlags = 0);
	REFUSED(&app, staging_desc, NULL, desc.Usage = D3D11_USAGE_DYNAMIC);
	REFUSED(&app, staging_desc, &no_memory, (void)0);
	REFUSED(&app, staging_desc, &bad_pitch, (void)0);
	/* protected */
	REFUSED(&app, protected_desc, NULL, desc.Usage = D3D11_USAGE_STAGING,
		desc.BindFlags = 0,
		desc.CPUAccessFlags = D3D11_CPU_ACCESS_READ);
	REFUSED(&app, protected_desc, NULL, desc.Usage = D3D11_USAGE_DYNAMIC);
	REFUSED(&app, protected_desc, NULL,
		desc.CPUAccessFlags = D3D11_CPU_ACCESS_READ);
	REFUSED(&app, protected_desc, NULL,
		desc.BindFlags = D3D11_BIND_VERTEX_BUFFER);
	REFUSED(&app, protected_desc, &good, (void)0);
	close_app(&app);
}

TEST(CreateBuffer_refuses_bad_descriptions)
{
	D3D11_BUFFER_DESC desc = { .ByteWidth = 0 };
	ID3D11Buffer *buffer = (ID3D11Buffer *)&desc;
	struct app app;

	open_app(&app);
	CHECK_HR(&app, ID3D11Device_CreateBuffer(app.device, &desc, NULL,
						 &buffer),
		 E_INVALIDARG, "ID3D11Device::CreateBuffer");
	CHECK(!buffer);
	CHECK_HR(&app, ID3D11Device_CreateBuffer(app.device, NULL, NULL,
						 &buffer),
		 E_INVALIDARG, "ID3D11Device::CreateBuffer");
	desc.ByteWidth = 16;
	desc.MiscFlags = D3D11_RESOURCE_MISC_RESTRICTED_CONTENT;
	desc.BindFlags = D3D11_BIND_INDEX_BUFFER;
	CHECK_HR(&app, ID3D11Device_CreateBuffer(app.device, &desc, NULL,
						 &buffer),
		 E_INVALIDARG, "ID3D11Device::CreateBuffer");
	close_app(&app);
}

TEST(Map_and_CopyResource_refuse_bad_arguments)
{
	D3D11_TEXTURE2D_DESC desc = staging_desc(8, 8);
	D3D11_MAPPED_SUBRESOURCE mapped;
	ID3D11Texture2D *a, *b, *wider;
	struct app app;

	open_app(&app);
	desc.CPUAccessFlags = D3D11_CPU_ACCESS_READ;
	a = new_texture(&app, &desc);
	b = new_staging(&app, 8, 8);
	wider = new_staging(&app, 9, 8);
#define MAP_REFUSED(resource, sub, type, flags, out) \
	CHECK_HR(&app, ID3D11DeviceContext_Map( \
			app.context, (ID3D11Resource *)(resource), sub, \
			(D3D11_MAP)(type), flags, out), E_INVALIDARG, \
		 "ID3D11DeviceContext::Map")
	MAP_REFUSED(NULL, 0, D3D11_MAP_READ, 0, &mapped);
	MAP_REFUSED(a, 1, D3D11_MAP_READ, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_WRITE, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_READ_WRITE, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_WRITE_DISCARD, 0, &mapped);
	MAP_REFUSED(a, 0, 0, 0, &mapped);
	MAP_REFUSED(a, 0, 6, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_READ, 1, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_READ, 0, NULL);
#define COPY_REFUSED(to, from) \
	do { \
		ID3D11DeviceContext_CopyResource( \
			app.context, (ID3D11Resource *)(to), \
			(ID3D11Resource *)(from)); \
		CHECK_TOLD(&app, E_INVALIDARG, "::CopyResource"); \
	} while (0)
	COPY_REFUSED(NULL, a);
	COPY_REFUSED(a, NULL);
	COPY_REFUSED(a, a);
	COPY_REFUSED(a, wider);
	GOOD(ID3D11DeviceContext_Map(app.context, (ID3D11Resource *)a, 0,
				     D3D11_MAP_READ, 0, &mapped));
	COPY_REFUSED(b, a);
	COPY_REFUSED(a, b);
	ID3D11DeviceContext_Unmap(app.context, (ID3D11Resource *)a, 1);
	CHECK_TOLD(&app, E_INVALIDARG, "::Unmap");
	ID3D11DeviceContext_Unmap(app.context, (ID3D11Resource *)a, 0);
	CHECK_NOTHING_TOLD(&app);
	RELEASE(a);
	RELEASE(b);
	RELEASE(wider);
	close_app(&app);
}

/* ----------------------------------------- a device that can do less of it -- */

TEST(device_without_refresh_says_so)
{
	uint8_t random[KEY_SIZE], untouched[KEY_SIZE];
	struct picture *p = open_picture();

	if (p->app.caps & D3D11_CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY)
		test_skip("this device can refresh: run it with freshen-session-key=off");
	memset(random, 0xee, sizeof(random));
	memset(untouched, 0xee, sizeof(untouched));
	ID3D11VideoContext1_StartSessionKeyRefresh(p->app.vc, p->session,
						   KEY_SIZE, random);
	CHECK_TOLD(&p->app, D3DERR_NOTAVAILABLE, START);
	CHECK_MEM(random, untouched, KEY_SIZE);
	ID3D11VideoContext1_FinishSessionKeyRefresh(p->app.vc, p->session);
	CHECK_TOLD(&p->app, D3DERR_NOTAVAILABLE, FINISH);
	check_picture(p);
	close_picture(p);
}

TEST(device_without_read_back_key_says_so)
{
	uint8_t key[KEY_SIZE], untouched[KEY_SIZE];
	struct picture *p = open_picture();

	if (p->app.caps & D3D11_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK_KEY)
		test_skip("this device has read-back keys: run it with read-back-key=off");
	memset(key, 0xee, sizeof(key));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(&p->app, ID3D11VideoContext1_GetEncryptionBltKey(
			p->app.vc, p->session, KEY_SIZE, key),
		 D3DERR_NOTAVAILABLE, GET_KEY);
	CHECK_MEM(key, untouched, KEY_SIZE);
	check_picture(p);
	close_picture(p);
}

TEST(device_without_partial_decryption_says_so)
{
	D3D11_ENCRYPTED_BLOCK_INFO info = { 16, 16, 16 };
	struct picture *p = open_picture();
	uint8_t iv[KEY_SIZE];

	if (p->app.caps & D3D11_CONTENT_PROTECTION_CAPS_PARTIAL_DECRYPTION)
		test_skip("this device knows patterns: run it with partial-decryption=off");
	next_iv(iv);
	ID3D11VideoContext1_DecryptionBlt(p->app.vc, p->session, p->staging,
					  p->target, &info, 0, NULL, KEY_SIZE,
					  iv);
	CHECK_TOLD(&p->app, E_INVALIDARG, DECRYPT);
	check_picture(p);
	close_picture(p);
}
