// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "d3d11.h"

const GUID unknown_guid = {
	0x12345678, 0x9abc, 0xdef0, { 1, 2, 3, 4, 5, 6, 7, 8 }
};

/* ---------------------------------------------------------------- device -- */

static void callback(void *context, HRESULT error, const char *function,
		     const char *text)
{
	struct app *app = context;

	app->error = error;
	app->count++;
	snprintf(app->function, sizeof(app->function), "%s", function);
	snprintf(app->text, sizeof(app->text), "%s", text);
}

struct app *open_app(void)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps;
	struct app *app = calloc(1, sizeof(*app));

	CHECK(app);
	OK(cpgpu_d3d_create_d3d11(NULL, 0, &app->device, &app->context));
	OK(ID3D11Device_QueryInterface(app->device, &IID_ID3D11VideoDevice2,
				       (void **)&app->video));
	OK(ID3D11DeviceContext_QueryInterface(app->context,
					      &IID_ID3D11VideoContext1,
					      (void **)&app->vc));
	OK(cpgpu_d3d_set_debug_callback((IUnknown *)app->device, callback,
					app));
	OK(ID3D11VideoDevice2_GetContentProtectionCaps(app->video, AES128_CTR,
						       NULL, &caps));
	app->caps = caps.Caps;
	return app;
}

void close_app(struct app **app)
{
	CHECK_EQ(ID3D11VideoContext1_Release((*app)->vc), 1);
	CHECK_EQ(ID3D11DeviceContext_Release((*app)->context), 0);
	CHECK_EQ(ID3D11VideoDevice2_Release((*app)->video), 1);
	CHECK_EQ(ID3D11Device_Release((*app)->device), 0);
	free(*app);
}

void release(void *object)
{
	RELEASE(*(IUnknown **)object);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length &&
	       !strcmp(text + length - end_length, end);
}

HRESULT reported(struct app *app, const char *method)
{
	HRESULT error = cpgpu_d3d_get_last_error((IUnknown *)app->context);

	if (error != app->error ||
	    (error && (!ends_with(app->function, method) || !app->text[0])))
		test_fail(
			__FILE__, __LINE__,
			"last error 0x%08x, reported 0x%08x, of %s (\"%s\"), not %s",
			error, app->error, app->function, app->text, method);
	app->error = S_OK;
	app->function[0] = 0;
	app->text[0] = 0;
	return error;
}

HRESULT because(struct app *app, const char *method, const char *reason)
{
	if (!strstr(app->text, reason))
		test_fail(__FILE__, __LINE__, "\"%s\" is not about %s",
			  app->text, reason);
	return reported(app, method);
}

/* ------------------------------------------------------------ short calls -- */

#define VC	"ID3D11VideoContext::"
#define CONTEXT	"ID3D11DeviceContext::"

/* The call returned @hr; the side channel must have reported the same. */
static HRESULT same(struct app *app, HRESULT hr, const char *method)
{
	CHECK_HR(reported(app, method), FAILED(hr) ? hr : S_OK);
	return hr;
}

HRESULT negotiate(struct app *app, ID3D11CryptoSession *session, UINT size,
		  void *blob)
{
	return same(app, ID3D11VideoContext1_NegotiateCryptoSessionKeyExchange(
			app->vc, session, size, blob),
		    VC "NegotiateCryptoSessionKeyExchange");
}

HRESULT start(struct app *app, ID3D11CryptoSession *session, UINT size,
	      void *random)
{
	ID3D11VideoContext1_StartSessionKeyRefresh(app->vc, session, size,
						   random);
	return reported(app, VC "StartSessionKeyRefresh");
}

HRESULT finish(struct app *app, ID3D11CryptoSession *session)
{
	ID3D11VideoContext1_FinishSessionKeyRefresh(app->vc, session);
	return reported(app, VC "FinishSessionKeyRefresh");
}

HRESULT read_back_key(struct app *app, ID3D11CryptoSession *session, UINT size,
		      void *wrapped)
{
	return same(app, ID3D11VideoContext1_GetEncryptionBltKey(
			app->vc, session, size, wrapped),
		    VC "GetEncryptionBltKey");
}

HRESULT check_status(struct app *app, ID3D11CryptoSession *session,
		     D3D11_CRYPTO_SESSION_STATUS *status)
{
	return same(app,
		    ID3D11VideoContext1_CheckCryptoSessionStatus(
			    app->vc, session, status),
		    "::CheckCryptoSessionStatus");
}

HRESULT encrypt(struct app *app, ID3D11CryptoSession *session, void *from,
		void *to, UINT iv_size, void *iv)
{
	ID3D11VideoContext1_EncryptionBlt(app->vc, session, from, to, iv_size,
					  iv);
	return reported(app, VC "EncryptionBlt");
}

HRESULT decrypt(struct app *app, ID3D11CryptoSession *session,
		const struct decryption *args)
{
	ID3D11VideoContext1_DecryptionBlt(app->vc, session, args->from,
					  args->to, args->info, args->key_size,
					  args->key, args->iv_size, args->iv);
	return reported(app, VC "DecryptionBlt");
}

HRESULT map(struct app *app, void *resource, UINT type,
	    D3D11_MAPPED_SUBRESOURCE *mapped)
{
	return same(app, ID3D11DeviceContext_Map(app->context, resource, 0,
						 (D3D11_MAP)type, 0, mapped),
		    CONTEXT "Map");
}

HRESULT unmap(struct app *app, void *resource)
{
	ID3D11DeviceContext_Unmap(app->context, resource, 0);
	return reported(app, CONTEXT "Unmap");
}

HRESULT copy(struct app *app, void *to, void *from)
{
	ID3D11DeviceContext_CopyResource(app->context, to, from);
	return reported(app, "::CopyResource");
}

HRESULT create_buffer(struct app *app, const D3D11_BUFFER_DESC *desc,
		      const void *data, ID3D11Buffer **buffer)
{
	const D3D11_SUBRESOURCE_DATA initial = { .pSysMem = data };

	return same(app, ID3D11Device_CreateBuffer(app->device, desc,
						   data ? &initial : NULL,
						   buffer),
		    "ID3D11Device::CreateBuffer");
}

HRESULT copy_box(struct app *app, void *to, UINT x, UINT y, void *from,
			const D3D11_BOX *box)
{
	ID3D11DeviceContext_CopySubresourceRegion(app->context, to, 0, x, y, 0,
						  from, 0, box);
	return reported(app, "ID3D11DeviceContext::CopySubresourceRegion");
}

/* -------------------------------------------------------------- sessions -- */

ID3D11CryptoSession *new_session(struct app *app)
{
	ID3D11CryptoSession *session;

	OK(ID3D11VideoDevice2_CreateCryptoSession(app->video, AES128_CTR, NULL,
						  RSAES_OAEP, &session));
	return session;
}

void wrap_key(ID3D11CryptoSession *session, const uint8_t key[KEY_SIZE],
	      uint8_t blob[BLOB_SIZE])
{
	BYTE *chain;
	UINT size;

	OK(ID3D11CryptoSession_GetCertificateSize(session, &size));
	chain = malloc(size);
	CHECK(chain);
	OK(ID3D11CryptoSession_GetCertificate(session, size, chain));
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	free(chain);
}

ID3D11CryptoSession *new_keyed_session(struct app *app, uint8_t key[KEY_SIZE])
{
	ID3D11CryptoSession *session = new_session(app);
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(key));
	wrap_key(session, key, blob);
	OK(negotiate(app, session, sizeof(blob), blob));
	return session;
}

HANDLE session_handle(ID3D11CryptoSession *session)
{
	HANDLE handle = NULL;

	ID3D11CryptoSession_GetCryptoSessionHandle(session, &handle);
	return handle;
}

void refresh(struct app *app, ID3D11CryptoSession *session,
	     uint8_t key[KEY_SIZE])
{
	uint8_t random[KEY_SIZE];

	OK(start(app, session, KEY_SIZE, random));
	OK(finish(app, session));
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

D3D11_TEXTURE2D_DESC default_desc(UINT width, UINT height)
{
	D3D11_TEXTURE2D_DESC desc = staging_desc(width, height);

	desc.Usage = D3D11_USAGE_DEFAULT;
	desc.CPUAccessFlags = 0;
	return desc;
}

D3D11_TEXTURE2D_DESC protected_desc(UINT width, UINT height)
{
	D3D11_TEXTURE2D_DESC desc = default_desc(width, height);

	desc.BindFlags = D3D11_BIND_RENDER_TARGET;
	desc.MiscFlags = D3D11_RESOURCE_MISC_RESTRICTED_CONTENT;
	return desc;
}

ID3D11Texture2D *new_texture(struct app *app, D3D11_TEXTURE2D_DESC desc)
{
	ID3D11Texture2D *texture;

	OK(ID3D11Device_CreateTexture2D(app->device, &desc, NULL, &texture));
	return texture;
}

ID3D11Texture2D *new_staging(struct app *app, UINT width, UINT height)
{
	return new_texture(app, staging_desc(width, height));
}

ID3D11Texture2D *new_protected(struct app *app, UINT width, UINT height)
{
	return new_texture(app, protected_desc(width, height));
}

ID3D11Buffer *new_buffer(struct app *app, UINT size, D3D11_USAGE usage,
				UINT bind)
{
	const D3D11_BUFFER_DESC desc = {
		.ByteWidth = size,
		.Usage = usage,
		.BindFlags = bind,
		.CPUAccessFlags =
			usage == D3D11_USAGE_STAGING ?
			D3D11_CPU_ACCESS_READ | D3D11_CPU_ACCESS_WRITE :
			usage == D3D11_USAGE_DYNAMIC ?
			D3D11_CPU_ACCESS_WRITE : 0,
	};
	ID3D11Buffer *buffer;

	OK(create_buffer(app, &desc, NULL, &buffer));
	return buffer;
}

size_t mapped_size(struct app *app, void *resource)
{
	D3D11_MAPPED_SUBRESOURCE mapped;

	OK(map(app, resource, D3D11_MAP_READ_WRITE, &mapped));
	OK(unmap(app, resource));
	return mapped.DepthPitch;
}

void put_bytes(struct app *app, void *resource, const void *data, size_t size)
{
	D3D11_MAPPED_SUBRESOURCE mapped;

	OK(map(app, resource, D3D11_MAP_READ_WRITE, &mapped));
	CHECK_EQ(mapped.DepthPitch, size);
	memcpy(mapped.pData, data, size);
	OK(unmap(app, resource));
}

void get_bytes(struct app *app, void *resource, void *data, size_t size)
{
	D3D11_MAPPED_SUBRESOURCE mapped;

	OK(map(app, resource, D3D11_MAP_READ_WRITE, &mapped));
	CHECK_EQ(mapped.DepthPitch, size);
	memcpy(data, mapped.pData, size);
	OK(unmap(app, resource));
}

/* ------------------------------------------------------------------ blts -- */

void write_texture(struct app *app, ID3D11CryptoSession *session, void *staging,
		   void *target, const void *data, size_t size,
		   const uint8_t key[KEY_SIZE], const uint8_t *wrapped)
{
	uint8_t iv[KEY_SIZE];
	struct decryption args = {
		.from = staging,
		.to = target,
		.iv_size = sizeof(iv),
		.iv = iv,
		.key_size = wrapped ? KEY_SIZE : 0,
		.key = wrapped,
	};
	void *bytes = malloc(size);

	CHECK(bytes);
	memcpy(bytes, data, size);
	next_iv(iv);
	judge_ctr(key, iv, bytes, size);
	put_bytes(app, staging, bytes, size);
	free(bytes);
	OK(decrypt(app, session, &args));
}

void read_texture(struct app *app, ID3D11CryptoSession *session, void *source,
		  void *staging, void *data, size_t size,
		  const uint8_t key[KEY_SIZE])
{
	uint8_t iv[KEY_SIZE] = { 0 };

	OK(encrypt(app, session, source, staging, sizeof(iv), iv));
	get_bytes(app, staging, data, size);
	judge_ctr(key, iv, data, size);
}

/* -------------------------------------------------------------- a picture -- */

struct picture *open_picture(void)
{
	struct picture *p = calloc(1, sizeof(*p));

	CHECK(p);
	p->app = open_app();
	p->session = new_keyed_session(p->app, p->key);
	p->staging = new_staging(p->app, PICTURE_WIDTH, PICTURE_HEIGHT);
	p->target = new_protected(p->app, PICTURE_WIDTH, PICTURE_HEIGHT);
	fill_pattern(p->data, PICTURE_SIZE, 21);
	put_picture(p, p->key, NULL);
	return p;
}

void close_picture(struct picture **picture)
{
	struct picture *p = *picture;

	RELEASE(p->session);
	RELEASE(p->staging);
	RELEASE(p->target);
	close_app(&p->app);
	free(p);
}

void put_picture(struct picture *p, const uint8_t key[KEY_SIZE],
		 const uint8_t *wrapped)
{
	write_texture(p->app, p->session, p->staging, p->target, p->data,
		      PICTURE_SIZE, key, wrapped);
}

void check_content(struct picture *p, const uint8_t key[KEY_SIZE], bool good)
{
	uint8_t back[PICTURE_SIZE];

	read_texture(p->app, p->session, p->target, p->staging, back,
		     PICTURE_SIZE, key);
	if (good)
		CHECK_MEM(back, p->data, PICTURE_SIZE);
	else
		CHECK(memcmp(back, p->data, PICTURE_SIZE));
}

void check_picture(struct picture *p)
{
	check_content(p, p->key, true);
}

HRESULT load_picture(struct picture *p, ID3D11CryptoSession *session, void *iv)
{
	return decrypt(p->app, session, DECRYPTION(p->staging, p->target, iv));
}

HRESULT store_picture(struct picture *p, ID3D11CryptoSession *session, void *iv)
{
	return encrypt(p->app, session, p->target, p->staging, KEY_SIZE, iv);
}
