// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: blts and resources that are refused, and devices with fewer
 * capabilities; otherwise like cpgpu-test-d3d11_errors.c
 */
#include "d3d11.h"

/* ------------------------------------------------------------------- blts -- */

TEST(EncryptionBlt_refuses_bad_arguments)
{
	struct picture *p AUTO(close_picture) = open_picture();
	void *other AUTO(release) = new_texture(
		p->app, default_desc(PICTURE_WIDTH, PICTURE_HEIGHT));
	void *bigger AUTO(release) =
		new_staging(p->app, PICTURE_WIDTH, PICTURE_HEIGHT + 1);
	uint8_t before[PICTURE_SIZE], after[PICTURE_SIZE], iv[32];
	const struct {
		void *from, *to;
		UINT iv_size;
		void *iv;
	} bad[] = {
		{ NULL, p->staging, 16, iv },
		{ p->target, NULL, 16, iv },
		{ p->target, p->staging, 16, NULL },
		{ p->target, p->staging, 0, iv },
		{ p->target, p->staging, 15, iv },
		{ p->target, p->staging, 17, iv },
		/* from what is not protected, to what is, to what is not staging */
		{ other, p->staging, 16, iv },
		{ p->target, p->target, 16, iv },
		{ p->target, other, 16, iv },
		/* of another size */
		{ p->target, bigger, 16, iv },
	};
	size_t i;

	fill_pattern(before, PICTURE_SIZE, 99);
	put_bytes(p->app, p->staging, before, PICTURE_SIZE);
	POISON(iv);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(encrypt(p->app, p->session, bad[i].from, bad[i].to,
				 bad[i].iv_size, bad[i].iv), E_INVALIDARG);
	CHECK_UNTOUCHED(iv);
	get_bytes(p->app, p->staging, after, PICTURE_SIZE);
	CHECK_MEM(after, before, PICTURE_SIZE);
	check_picture(p);
}

TEST(DecryptionBlt_refuses_bad_arguments)
{
	struct picture *p AUTO(close_picture) = open_picture();
	void *bigger AUTO(release) =
		new_staging(p->app, PICTURE_WIDTH, PICTURE_HEIGHT + 1);
	void *other AUTO(release) =
		new_staging(p->app, PICTURE_WIDTH, PICTURE_HEIGHT);
	void *staging = p->staging, *target = p->target;
	uint8_t iv[32], key[32] = { 0 };
	const struct decryption bad[] = {
		{ NULL, target, 16, iv, 0, NULL, NULL },
		{ staging, NULL, 16, iv, 0, NULL, NULL },
		{ staging, target, 16, NULL, 0, NULL, NULL },
		{ staging, target, 0, iv, 0, NULL, NULL },
		{ staging, target, 15, iv, 0, NULL, NULL },
		{ staging, target, 17, iv, 0, NULL, NULL },
		/* content keys of another size */
		{ staging, target, 16, iv, 0, key, NULL },
		{ staging, target, 16, iv, 15, key, NULL },
		{ staging, target, 16, iv, 17, key, NULL },
		/* to what is not protected, from what is */
		{ staging, other, 16, iv, 0, NULL, NULL },
		{ target, target, 16, iv, 0, NULL, NULL },
		/* of another size */
		{ bigger, target, 16, iv, 0, NULL, NULL },
	};
	size_t i;

	POISON(iv);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(decrypt(p->app, p->session, &bad[i]), E_INVALIDARG);
	check_picture(p);
}

TEST(DecryptionBlt_refuses_a_used_IV)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	put_bytes(p->app, p->staging, p->data, PICTURE_SIZE);
	judge_ctr(p->key, iv, p->data, PICTURE_SIZE);
	OK(load_picture(p, p->session, iv));
	CHECK_HR(load_picture(p, p->session, iv), E_INVALIDARG);
	check_picture(p);
}

TEST(DecryptionBlt_refuses_the_devices_IVs)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	iv[12] = 0x80;
	put_bytes(p->app, p->staging, p->data, PICTURE_SIZE);
	judge_ctr(p->key, iv, p->data, PICTURE_SIZE);
	CHECK_HR(load_picture(p, p->session, iv), E_INVALIDARG);
}

TEST(blts_refuse_what_is_mapped)
{
	struct picture *p AUTO(close_picture) = open_picture();
	D3D11_MAPPED_SUBRESOURCE mapped;
	uint8_t iv[KEY_SIZE];

	OK(map(p->app, p->staging, D3D11_MAP_READ, &mapped));
	POISON(iv);
	CHECK_HR(load_picture(p, p->session, iv), E_INVALIDARG);
	CHECK_HR(store_picture(p, p->session, iv), E_INVALIDARG);
	CHECK_UNTOUCHED(iv);
	OK(unmap(p->app, p->staging));
	check_picture(p);
}

TEST(blts_refuse_what_is_another_sessions)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t key[KEY_SIZE], iv[KEY_SIZE], before[KEY_SIZE];
	ID3D11CryptoSession *session = new_keyed_session(p->app, key);

	next_iv(iv);
	memcpy(before, iv, sizeof(iv));
	CHECK_HR(load_picture(p, session, iv), E_ACCESSDENIED);
	CHECK_HR(store_picture(p, session, iv), E_ACCESSDENIED);
	CHECK_MEM(iv, before, sizeof(iv));
	check_picture(p);
	/* without its session, another one can take over the texture */
	RELEASE(p->session);
	p->session = session;
	memcpy(p->key, key, KEY_SIZE);
	put_picture(p, key, NULL);
	check_picture(p);
}

/* -------------------------------------------------------------- resources -- */

TEST(protected_content_is_not_reached_otherwise)
{
	static const D3D11_MAP types[] = {
		D3D11_MAP_READ, D3D11_MAP_WRITE, D3D11_MAP_READ_WRITE,
		D3D11_MAP_WRITE_DISCARD, D3D11_MAP_WRITE_NO_OVERWRITE,
	};
	struct picture *p AUTO(close_picture) = open_picture();
	D3D11_MAPPED_SUBRESOURCE mapped = { .RowPitch = 77 };
	uint8_t before[PICTURE_SIZE], after[PICTURE_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		CHECK_HR(map(p->app, p->target, types[i], &mapped),
			 E_ACCESSDENIED);
	CHECK_EQ(mapped.RowPitch, 77);
	fill_pattern(before, PICTURE_SIZE, 99);
	put_bytes(p->app, p->staging, before, PICTURE_SIZE);
	CHECK_HR(copy(p->app, p->staging, p->target), E_ACCESSDENIED);
	CHECK_HR(copy(p->app, p->target, p->staging), E_ACCESSDENIED);
	get_bytes(p->app, p->staging, after, PICTURE_SIZE);
	CHECK_MEM(after, before, PICTURE_SIZE);
	check_picture(p);
}

static HRESULT create_texture(struct app *app, const D3D11_TEXTURE2D_DESC *desc,
			      const D3D11_SUBRESOURCE_DATA *data)
{
	ID3D11Texture2D *texture = (ID3D11Texture2D *)app;
	HRESULT hr;

	hr = ID3D11Device_CreateTexture2D(app->device, desc, data, &texture);
	CHECK(!texture);
	CHECK_HR(reported(app, "ID3D11Device::CreateTexture2D"), hr);
	return hr;
}

/* Change a good description and try it. */
#define REFUSED(desc, data, ...) \
	do { \
		D3D11_TEXTURE2D_DESC d = desc(8, 8); \
		__VA_ARGS__; \
		CHECK_HR(create_texture(app, &d, data), E_INVALIDARG); \
	} while (0)
#define STAGING(...) REFUSED(staging_desc, NULL, __VA_ARGS__)
#define PROTECTED(...) REFUSED(protected_desc, NULL, __VA_ARGS__)

TEST(CreateTexture2D_refuses_bad_descriptions)
{
	const D3D11_SUBRESOURCE_DATA good = { "", 64, 0 };
	const D3D11_SUBRESOURCE_DATA no_memory = { NULL, 64, 0 };
	const D3D11_SUBRESOURCE_DATA bad_pitch = { "", 31, 0 };
	struct app *app AUTO(close_app) = open_app();

	CHECK_HR(create_texture(app, NULL, NULL), E_INVALIDARG);
	STAGING(d.Width = 0);
	STAGING(d.Height = 0);
	STAGING(d.Width = 16385);
	STAGING(d.Height = UINT32_MAX);
	STAGING(d.MipLevels = 2);
	STAGING(d.ArraySize = 0);
	STAGING(d.ArraySize = 2049);
	STAGING(d.ArraySize = UINT32_MAX);
	STAGING(d.SampleDesc.Count = 4);
	STAGING(d.SampleDesc.Quality = 1);
	STAGING(d.Format = DXGI_FORMAT_UNKNOWN);
	STAGING(d.Format = (DXGI_FORMAT)71);
	STAGING(d.Format = DXGI_FORMAT_NV12, d.Width = 7);
	STAGING(d.Format = DXGI_FORMAT_NV12, d.Height = 7);
	STAGING(d.Usage = (D3D11_USAGE)4);
	STAGING(d.CPUAccessFlags = 0);
	STAGING(d.CPUAccessFlags |= 1);
	STAGING(d.BindFlags = D3D11_BIND_RENDER_TARGET);
	STAGING(d.MiscFlags = D3D11_RESOURCE_MISC_SHARED);
	STAGING(d.MiscFlags = D3D11_RESOURCE_MISC_BUFFER_STRUCTURED);
	STAGING(d.MiscFlags = D3D11_RESOURCE_MISC_TILED);
	STAGING(d.MiscFlags = D3D11_RESOURCE_MISC_TEXTURECUBE, d.ArraySize = 5);
	STAGING(d.MiscFlags = D3D11_RESOURCE_MISC_TEXTURECUBE, d.ArraySize = 6,
		d.Width = 9);
	STAGING(d.Usage = D3D11_USAGE_DEFAULT);
	STAGING(d.Usage = D3D11_USAGE_IMMUTABLE, d.CPUAccessFlags = 0);
	STAGING(d.Usage = D3D11_USAGE_DYNAMIC);
	STAGING(d.Usage = D3D11_USAGE_DYNAMIC, d.ArraySize = 2,
		d.CPUAccessFlags = D3D11_CPU_ACCESS_WRITE);
	STAGING(d.Usage = D3D11_USAGE_DYNAMIC,
		d.CPUAccessFlags = D3D11_CPU_ACCESS_WRITE,
		d.BindFlags = D3D11_BIND_RENDER_TARGET);
	REFUSED(default_desc, NULL, d.BindFlags = D3D11_BIND_CONSTANT_BUFFER);
	REFUSED(default_desc, NULL, d.BindFlags = D3D11_BIND_DEPTH_STENCIL);
	REFUSED(staging_desc, &no_memory, (void)0);
	REFUSED(staging_desc, &bad_pitch, (void)0);
	PROTECTED(d.Usage = D3D11_USAGE_STAGING, d.BindFlags = 0,
		  d.CPUAccessFlags = D3D11_CPU_ACCESS_READ);
	PROTECTED(d.Usage = D3D11_USAGE_DYNAMIC);
	PROTECTED(d.CPUAccessFlags = D3D11_CPU_ACCESS_READ);
	PROTECTED(d.BindFlags = D3D11_BIND_VERTEX_BUFFER);
	REFUSED(protected_desc, &good, (void)0);
}

#define BIND(x)	D3D11_BIND_##x
#define MISC(x)	D3D11_RESOURCE_MISC_##x

TEST(CreateBuffer_refuses_bad_descriptions)
{
	static const D3D11_BUFFER_DESC bad[] = {
		/* size, usage, bind, CPU access, misc, stride */
		{ 0, D3D11_USAGE_DEFAULT, 0, 0, 0, 0 },
		{ 16, D3D11_USAGE_DEFAULT, BIND(INDEX_BUFFER), 0,
		  MISC(RESTRICTED_CONTENT), 0 },
		{ 16, D3D11_USAGE_DEFAULT, BIND(DEPTH_STENCIL), 0, 0, 0 },
		{ 16, D3D11_USAGE_DEFAULT, 0x80000000, 0, 0, 0 },
		{ 16, D3D11_USAGE_DEFAULT, 0, 0, MISC(TEXTURECUBE), 0 },
		{ 16, D3D11_USAGE_DEFAULT, 0, 0, 0x80000000, 0 },
		/* constants */
		{ 15, D3D11_USAGE_DEFAULT, BIND(CONSTANT_BUFFER), 0, 0, 0 },
		{ 17, D3D11_USAGE_DEFAULT, BIND(CONSTANT_BUFFER), 0, 0, 0 },
		{ 16, D3D11_USAGE_DEFAULT,
		  BIND(CONSTANT_BUFFER) | BIND(VERTEX_BUFFER), 0, 0, 0 },
		/* structures */
		{ 24, D3D11_USAGE_DEFAULT, BIND(SHADER_RESOURCE), 0,
		  MISC(BUFFER_STRUCTURED), 0 },
		{ 24, D3D11_USAGE_DEFAULT, BIND(SHADER_RESOURCE), 0,
		  MISC(BUFFER_STRUCTURED), 6 },
		{ 24, D3D11_USAGE_DEFAULT, BIND(SHADER_RESOURCE), 0,
		  MISC(BUFFER_STRUCTURED), 16 },
		{ 4104, D3D11_USAGE_DEFAULT, BIND(SHADER_RESOURCE), 0,
		  MISC(BUFFER_STRUCTURED), 2052 },
		{ 24, D3D11_USAGE_DEFAULT, BIND(VERTEX_BUFFER), 0,
		  MISC(BUFFER_STRUCTURED), 8 },
		{ 24, D3D11_USAGE_DEFAULT, BIND(SHADER_RESOURCE), 0,
		  MISC(BUFFER_STRUCTURED) | MISC(BUFFER_ALLOW_RAW_VIEWS), 8 },
		/* usages */
		{ 16, D3D11_USAGE_IMMUTABLE, BIND(VERTEX_BUFFER), 0, 0, 0 },
		{ 16, D3D11_USAGE_DYNAMIC, BIND(VERTEX_BUFFER), 0, 0, 0 },
		{ 16, D3D11_USAGE_DYNAMIC, BIND(STREAM_OUTPUT),
		  D3D11_CPU_ACCESS_WRITE, 0, 0 },
		{ 16, D3D11_USAGE_STAGING, BIND(VERTEX_BUFFER),
		  D3D11_CPU_ACCESS_READ, 0, 0 },
		{ 16, D3D11_USAGE_STAGING, 0, 0, 0, 0 },
	};
	ID3D11Buffer *buffer = (ID3D11Buffer *)&bad;
	struct app *app AUTO(close_app) = open_app();
	size_t i;

	CHECK_HR(create_buffer(app, NULL, NULL, &buffer), E_INVALIDARG);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_HR(create_buffer(app, &bad[i], NULL, &buffer),
			 E_INVALIDARG);
		CHECK(!buffer);
	}
}

TEST(CreateTexture2D_refuses_pictures_of_4_GiB)
{
	D3D11_TEXTURE2D_DESC desc = default_desc(16384, 16384);
	struct app *app AUTO(close_app) = open_app();

	desc.Format = DXGI_FORMAT_R32G32B32A32_FLOAT;
	CHECK_EQ(ID3D11Device_CreateTexture2D(app->device, &desc, NULL, NULL),
		 E_INVALIDARG);
	CHECK_HR(because(app, "::CreateTexture2D", "4 GiB"), E_INVALIDARG);
	desc.Height--;
	CHECK_EQ(ID3D11Device_CreateTexture2D(app->device, &desc, NULL, NULL),
		 S_FALSE);
}

TEST(Map_and_CopyResource_refuse_bad_arguments)
{
	D3D11_TEXTURE2D_DESC desc = staging_desc(8, 8);
	D3D11_MAPPED_SUBRESOURCE mapped;
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *wider AUTO(release) = new_staging(app, 9, 8);
	ID3D11Texture2D *b AUTO(release) = new_staging(app, 8, 8);
	ID3D11Texture2D *a;

	desc.CPUAccessFlags = D3D11_CPU_ACCESS_READ;
	a = new_texture(app, desc);
#define MAP_REFUSED(resource, sub, type, flags, out) \
	CHECK_FAILS(app, ID3D11DeviceContext_Map( \
			app->context, (ID3D11Resource *)(resource), sub, \
			(D3D11_MAP)(type), flags, out), E_INVALIDARG, \
		    "ID3D11DeviceContext::Map")
	MAP_REFUSED(NULL, 0, D3D11_MAP_READ, 0, &mapped);
	MAP_REFUSED(a, 1, D3D11_MAP_READ, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_WRITE, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_READ_WRITE, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_WRITE_DISCARD, 0, &mapped);
	MAP_REFUSED(a, 0, 0, 0, &mapped);
	MAP_REFUSED(a, 0, 6, 0, &mapped);
	MAP_REFUSED(a, UINT32_MAX, D3D11_MAP_READ, 0, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_READ, 1, &mapped);
	MAP_REFUSED(a, 0, D3D11_MAP_READ, 0, NULL);
	CHECK_HR(copy(app, NULL, a), E_INVALIDARG);
	CHECK_HR(copy(app, a, NULL), E_INVALIDARG);
	CHECK_HR(copy(app, a, a), E_INVALIDARG);
	CHECK_HR(copy(app, a, wider), E_INVALIDARG);
	OK(map(app, a, D3D11_MAP_READ, &mapped));
	CHECK_HR(copy(app, b, a), E_INVALIDARG);
	CHECK_HR(copy(app, a, b), E_INVALIDARG);
	ID3D11DeviceContext_Unmap(app->context, (ID3D11Resource *)a, 1);
	CHECK_HR(reported(app, "::Unmap"), E_INVALIDARG);
	OK(unmap(app, a));
	RELEASE(a);
}

/* ----------------------------------------- a device that can do less of it -- */

TEST(device_without_refresh_says_so)
{
	uint8_t random[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();

	if (p->app->caps & D3D11_CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY)
		test_skip("this device can refresh: run it with freshen-session-key=off");
	POISON(random);
	CHECK_HR(start(p->app, p->session, KEY_SIZE, random),
		 D3DERR_NOTAVAILABLE);
	CHECK_UNTOUCHED(random);
	CHECK_HR(finish(p->app, p->session), D3DERR_NOTAVAILABLE);
	check_picture(p);
}

TEST(device_without_read_back_key_says_so)
{
	uint8_t key[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();

	if (p->app->caps &
	    D3D11_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK_KEY)
		test_skip("this device has read-back keys: run it with read-back-key=off");
	POISON(key);
	CHECK_HR(read_back_key(p->app, p->session, KEY_SIZE, key),
		 D3DERR_NOTAVAILABLE);
	CHECK_UNTOUCHED(key);
	check_picture(p);
}

TEST(device_without_partial_decryption_says_so)
{
	D3D11_ENCRYPTED_BLOCK_INFO info = { 16, 16, 16 };
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t iv[KEY_SIZE];
	struct decryption args = *DECRYPTION(p->staging, p->target, iv);

	if (p->app->caps & D3D11_CONTENT_PROTECTION_CAPS_PARTIAL_DECRYPTION)
		test_skip("this device knows patterns: run it with partial-decryption=off");
	args.info = &info;
	next_iv(iv);
	CHECK_HR(decrypt(p->app, p->session, &args), E_INVALIDARG);
	check_picture(p);
}
