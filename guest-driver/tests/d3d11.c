// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "d3d11.h"

/* ---------------------------------------------------------------- device -- */

static void callback(void *context, HRESULT error, const char *function,
		     const char *text)
{
	struct app *app = context;

	app->told = error;
	app->count++;
	snprintf(app->function, sizeof(app->function), "%s", function);
	snprintf(app->text, sizeof(app->text), "%s", text);
}

void open_app(struct app *app)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps;

	memset(app, 0, sizeof(*app));
	GOOD(cpgpu_d3d_create_d3d11(NULL, 0, &app->device, &app->context));
	GOOD(ID3D11Device_QueryInterface(app->device, &IID_ID3D11VideoDevice2,
					 (void **)&app->video));
	GOOD(ID3D11DeviceContext_QueryInterface(app->context,
						&IID_ID3D11VideoContext1,
						(void **)&app->vc));
	GOOD(cpgpu_d3d_set_debug_callback((IUnknown *)app->device, callback,
					  app));
	GOOD(ID3D11VideoDevice2_GetContentProtectionCaps(
		app->video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, &caps));
	app->caps = caps.Caps;
}

void close_app(struct app *app)
{
	CHECK_EQ(ID3D11VideoContext1_Release(app->vc), 1);
	CHECK_EQ(ID3D11DeviceContext_Release(app->context), 0);
	CHECK_EQ(ID3D11VideoDevice2_Release(app->video), 1);
	CHECK_EQ(ID3D11Device_Release(app->device), 0);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length &&
	       !strcmp(text + length - end_length, end);
}

void check_told(struct app *app, HRESULT error, const char *method,
		const char *file, int line)
{
	HRESULT last = cpgpu_d3d_get_last_error((IUnknown *)app->context);

	if (last != error || app->told != error ||
	    (error && (!ends_with(app->function, method) || !app->text[0])))
		test_fail(file, line,
			  "told 0x%08x, last error 0x%08x, of %s (\"%s\"); expected 0x%08x of %s",
			  app->told, last, app->function, app->text, error,
			  method ? method : "nothing");
	app->told = S_OK;
	app->function[0] = 0;
	app->text[0] = 0;
}

/* -------------------------------------------------------------- sessions -- */

ID3D11CryptoSession *new_session(struct app *app)
{
	ID3D11CryptoSession *session;

	GOOD(ID3D11VideoDevice2_CreateCryptoSession(
		app->video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL,
		&D3D11_KEY_EXCHANGE_RSAES_OAEP, &session));
	return session;
}

void wrap_key(ID3D11CryptoSession *session, const uint8_t key[KEY_SIZE],
	      uint8_t blob[BLOB_SIZE])
{
	BYTE *chain;
	UINT size;

	GOOD(ID3D11CryptoSession_GetCertificateSize(session, &size));
	chain = malloc(size);
	CHECK(chain);
	GOOD(ID3D11CryptoSession_GetCertificate(session, size, chain));
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	free(chain);
}

ID3D11CryptoSession *new_keyed_session(struct app *app, uint8_t key[KEY_SIZE])
{
	ID3D11CryptoSession *session = new_session(app);
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	GOOD(ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
		app->vc, session, sizeof(blob), blob));
	return session;
}

void refresh(struct app *app, ID3D11CryptoSession *session,
	     uint8_t key[KEY_SIZE])
{
	uint8_t random[KEY_SIZE];

	ID3D11VideoContext1_StartSessionKeyRefresh(app->vc, session, KEY_SIZE,
						   random);
	CHECK_NOTHING_TOLD(app);
	ID3D11VideoContext1_FinishSessionKeyRefresh(app->vc, session);
	CHECK_NOTHING_TOLD(app);
	cpgpu_keyx_refresh(key, random);
}

/* ------------------------------------------------------------- resources -- */

D3D11_TEXTURE2D_DESC staging_desc(UINT width, UINT height)
{
	return (D3D11_TEXTURE2D_DESC) {
		.Width = width,
		.Height = height,
		.MipLevels = 1,
		.ArraySize = 1,
		.Format = DXGI_FORMAT_B8G8R8A8_UNORM,
		.SampleDesc = { 1, 0 },
		.Usage = D3D11_USAGE_STAGING,
		.CPUAccessFlags = D3D11_CPU_ACCESS_READ |
				  D3D11_CPU_ACCESS_WRITE,
	};
}

D3D11_TEXTURE2D_DESC protected_desc(UINT width, UINT height)
{
	D3D11_TEXTURE2D_DESC desc = staging_desc(width, height);

	desc.Usage = D3D11_USAGE_DEFAULT;
	desc.CPUAccessFlags = 0;
	desc.BindFlags = D3D11_BIND_RENDER_TARGET;
	desc.MiscFlags = D3D11_RESOURCE_MISC_RESTRICTED_CONTENT;
	return desc;
}

ID3D11Texture2D *new_texture(struct app *app, const D3D11_TEXTURE2D_DESC *desc)
{
	ID3D11Texture2D *texture;

	GOOD(ID3D11Device_CreateTexture2D(app->device, desc, NULL, &texture));
	return texture;
}

ID3D11Texture2D *new_staging(struct app *app, UINT width, UINT height)
{
	const D3D11_TEXTURE2D_DESC desc = staging_desc(width, height);

	return new_texture(app, &desc);
}

ID3D11Texture2D *new_protected(struct app *app, UINT width, UINT height)
{
	const D3D11_TEXTURE2D_DESC desc = protected_desc(width, height);

	return new_texture(app, &desc);
}

static D3D11_MAPPED_SUBRESOURCE map(struct app *app, void *resource)
{
	D3D11_MAPPED_SUBRESOURCE mapped;

	GOOD(ID3D11DeviceContext_Map(app->context, (ID3D11Resource *)resource,
				     0, D3D11_MAP_READ_WRITE, 0, &mapped));
	return mapped;
}

static void unmap(struct app *app, void *resource)
{
	ID3D11DeviceContext_Unmap(app->context, (ID3D11Resource *)resource, 0);
	CHECK_NOTHING_TOLD(app);
}

size_t mapped_size(struct app *app, void *resource)
{
	D3D11_MAPPED_SUBRESOURCE mapped = map(app, resource);

	unmap(app, resource);
	return mapped.DepthPitch;
}

void put_bytes(struct app *app, void *resource, const void *data, size_t size)
{
	D3D11_MAPPED_SUBRESOURCE mapped = map(app, resource);

	CHECK_EQ(mapped.DepthPitch, size);
	memcpy(mapped.pData, data, size);
	unmap(app, resource);
}

void get_bytes(struct app *app, void *resource, void *data, size_t size)
{
	D3D11_MAPPED_SUBRESOURCE mapped = map(app, resource);

	CHECK_EQ(mapped.DepthPitch, size);
	memcpy(data, mapped.pData, size);
	unmap(app, resource);
}

/* ------------------------------------------------------------------ blts -- */

void write_texture(struct app *app, ID3D11CryptoSession *session,
		   ID3D11Texture2D *staging, ID3D11Texture2D *target,
		   const void *data, size_t size, const uint8_t key[KEY_SIZE],
		   const uint8_t *wrapped)
{
	uint8_t iv[KEY_SIZE];
	void *bytes = malloc(size);

	CHECK(bytes);
	memcpy(bytes, data, size);
	next_iv(iv);
	judge_ctr(key, iv, bytes, size);
	put_bytes(app, staging, bytes, size);
	free(bytes);
	ID3D11VideoContext1_DecryptionBlt(app->vc, session, staging, target,
					  NULL, wrapped ? KEY_SIZE : 0, wrapped,
					  sizeof(iv), iv);
	CHECK_NOTHING_TOLD(app);
}

void read_texture(struct app *app, ID3D11CryptoSession *session,
		  ID3D11Texture2D *source, ID3D11Texture2D *staging, void *data,
		  size_t size, const uint8_t key[KEY_SIZE])
{
	uint8_t iv[KEY_SIZE] = { 0 };

	ID3D11VideoContext1_EncryptionBlt(app->vc, session, source, staging,
					  sizeof(iv), iv);
	CHECK_NOTHING_TOLD(app);
	get_bytes(app, staging, data, size);
	judge_ctr(key, iv, data, size);
}

/* -------------------------------------------------------------- a picture -- */

struct picture *open_picture(void)
{
	struct picture *p = calloc(1, sizeof(*p));

	CHECK(p);
	open_app(&p->app);
	p->session = new_keyed_session(&p->app, p->key);
	p->staging = new_staging(&p->app, PICTURE_WIDTH, PICTURE_HEIGHT);
	p->target = new_protected(&p->app, PICTURE_WIDTH, PICTURE_HEIGHT);
	fill_pattern(p->data, PICTURE_SIZE, 21);
	write_texture(&p->app, p->session, p->staging, p->target, p->data,
		      PICTURE_SIZE, p->key, NULL);
	return p;
}

void check_picture(struct picture *p)
{
	uint8_t back[PICTURE_SIZE];

	read_texture(&p->app, p->session, p->target, p->staging, back,
		     PICTURE_SIZE, p->key);
	CHECK_MEM(back, p->data, PICTURE_SIZE);
}

void close_picture(struct picture *p)
{
	RELEASE(p->session);
	RELEASE(p->staging);
	RELEASE(p->target);
	close_app(&p->app);
	free(p);
}
