/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11 as an application has it.  Everything here fails the test when it
 * fails.
 */
#ifndef D3D11_H
#define D3D11_H

#define COBJMACROS
#include <cpgpu_d3d.h>
#include <d3d11.h>

#include "fixture.h"

#define BLOB_SIZE DRM_CPGPU_BLOB_SIZE

/* A device with all its interfaces, and what its side channel told. */
struct app {
	ID3D11Device *device;
	ID3D11DeviceContext *context;
	ID3D11VideoDevice2 *video;
	ID3D11VideoContext1 *vc;
	UINT caps;
	HRESULT told;		/* to the debug callback; S_OK: nothing */
	char function[128];
	char text[256];
	int count;
};

/* The callback gets @app: it must stay where it is. */
void open_app(struct app *app);
/* All references must be gone then. */
void close_app(struct app *app);

/* Give up an object; it must have had one reference. */
#define RELEASE(object) CHECK_EQ(IUnknown_Release((IUnknown *)(object)), 0)

/*
 * The last call failed with @error: the side channel has told that of a
 * method whose name ends with @method; forget it.  S_OK: it told nothing.
 */
#define CHECK_TOLD(app, error, method) \
	check_told(app, error, method, __FILE__, __LINE__)
#define CHECK_NOTHING_TOLD(app) CHECK_TOLD(app, S_OK, NULL)
void check_told(struct app *app, HRESULT error, const char *method,
		const char *file, int line);

/* A call with a result: it is @error, and the side channel says the same. */
#define CHECK_HR(app, call, error, method) \
	do { \
		CHECK_EQ(call, error); \
		CHECK_TOLD(app, error, method); \
	} while (0)

/* A call that works. */
#define GOOD(call) CHECK_EQ(call, S_OK)

/* -------------------------------------------------------------- sessions -- */

ID3D11CryptoSession *new_session(struct app *app);

/* A blob for the device's certificate, as the session gives it. */
void wrap_key(ID3D11CryptoSession *session, const uint8_t key[KEY_SIZE],
	      uint8_t blob[BLOB_SIZE]);

/* One with a random key. */
ID3D11CryptoSession *new_keyed_session(struct app *app, uint8_t key[KEY_SIZE]);

/* Start and Finish; @key changes. */
void refresh(struct app *app, ID3D11CryptoSession *session,
	     uint8_t key[KEY_SIZE]);

/* ------------------------------------------------------------- resources -- */

/* B8G8R8A8, unless changed */
D3D11_TEXTURE2D_DESC staging_desc(UINT width, UINT height);
D3D11_TEXTURE2D_DESC protected_desc(UINT width, UINT height);
ID3D11Texture2D *new_texture(struct app *app, const D3D11_TEXTURE2D_DESC *desc);
ID3D11Texture2D *new_staging(struct app *app, UINT width, UINT height);
ID3D11Texture2D *new_protected(struct app *app, UINT width, UINT height);

/* The bytes that Map gives: all rows with their padding. */
size_t mapped_size(struct app *app, void *resource);

/* Write to, and read from, a staging resource: mapped_size() bytes. */
void put_bytes(struct app *app, void *resource, const void *data, size_t size);
void get_bytes(struct app *app, void *resource, void *data, size_t size);

/* ------------------------------------------------------------------ blts -- */

/*
 * Encrypt @data under @key with a new IV, put it into @staging and have it
 * decrypted into @target.  @wrapped: content key to send, or NULL.
 */
void write_texture(struct app *app, ID3D11CryptoSession *session,
		   ID3D11Texture2D *staging, ID3D11Texture2D *target,
		   const void *data, size_t size, const uint8_t key[KEY_SIZE],
		   const uint8_t *wrapped);

/* Read back and decrypt with @key. */
void read_texture(struct app *app, ID3D11CryptoSession *session,
		  ID3D11Texture2D *source, ID3D11Texture2D *staging, void *data,
		  size_t size, const uint8_t key[KEY_SIZE]);

/* -------------------------------------------------------------- a picture -- */

#define PICTURE_WIDTH	16
#define PICTURE_HEIGHT	4
#define PICTURE_SIZE	(64 * PICTURE_HEIGHT)

/* A session with its key, and a protected texture with a picture in it. */
struct picture {
	struct app app;
	ID3D11CryptoSession *session;
	uint8_t key[KEY_SIZE];
	ID3D11Texture2D *staging, *target;
	uint8_t data[PICTURE_SIZE];
};

struct picture *open_picture(void);
void close_picture(struct picture *p);

/* The picture and the key are what they were. */
void check_picture(struct picture *p);

#endif /* D3D11_H */
