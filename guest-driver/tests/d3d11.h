/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11 as an application uses it.  If a function here fails, so does the
 * test, except for functions that return an HRESULT.
 */
#ifndef D3D11_H
#define D3D11_H

#include <cpgpu_d3d.h>
#include <d3d11_4.h>

#include "fixture.h"
#include "hresult.h"

#define BLOB_SIZE DRM_CPGPU_BLOB_SIZE

#define AES128_CTR	(&D3D11_CRYPTO_TYPE_AES128_CTR)
#define RSAES_OAEP	(&D3D11_KEY_EXCHANGE_RSAES_OAEP)

extern const GUID unknown_guid;

/* A device with all its interfaces, and what its side channel reported. */
struct app {
	ID3D11Device *device;
	ID3D11DeviceContext *context;
	ID3D11VideoDevice2 *video;
	ID3D11VideoContext1 *vc;
	UINT caps;
	HRESULT error;		/* to the debug callback; S_OK: nothing */
	char function[128];
	char text[256];
	int count;
};

struct app *open_app(void);
/* All references must be gone then.  For AUTO(), as are the next ones. */
void close_app(struct app **app);

/* Give up an object; it must have had one reference. */
#define RELEASE(object) CHECK_EQ(IUnknown_Release((IUnknown *)(object)), 0)
void release(void *object);

/*
 * Get and clear what the side channel reported about the last call: S_OK, or an
 * error of a method whose name ends with @method.
 */
HRESULT reported(struct app *app, const char *method);

/* The same; the text of an error must have @reason in it. */
HRESULT because(struct app *app, const char *method, const char *reason);

/* A call that must fail with @error, and report it. */
#define CHECK_FAILS(app, call, error, method) \
	do { \
		CHECK_HR(call, error); \
		CHECK_HR(reported(app, method), error); \
	} while (0)

/* ------------------------------------------------------------ short calls -- */

/*
 * The result of a call.  If the call returns nothing, it is what the side
 * channel reported; otherwise the side channel must have reported the same.
 */
HRESULT negotiate(struct app *app, ID3D11CryptoSession *session, UINT size,
		  void *blob);
HRESULT start(struct app *app, ID3D11CryptoSession *session, UINT size,
	      void *random);
HRESULT finish(struct app *app, ID3D11CryptoSession *session);
HRESULT read_back_key(struct app *app, ID3D11CryptoSession *session, UINT size,
		      void *wrapped);
HRESULT check_status(struct app *app, ID3D11CryptoSession *session,
		     D3D11_CRYPTO_SESSION_STATUS *status);
HRESULT encrypt(struct app *app, ID3D11CryptoSession *session, void *from,
		void *to, UINT iv_size, void *iv);

struct decryption {
	void *from, *to;
	UINT iv_size;
	void *iv;
	UINT key_size;
	const void *key;
	D3D11_ENCRYPTED_BLOCK_INFO *info;
};

HRESULT decrypt(struct app *app, ID3D11CryptoSession *session,
		const struct decryption *args);

/* for all of one resource under the session key */
#define DECRYPTION(from, to, iv) \
	(&(struct decryption) { from, to, KEY_SIZE, iv, 0, NULL, NULL })

HRESULT map(struct app *app, void *resource, UINT type,
	    D3D11_MAPPED_SUBRESOURCE *mapped);
HRESULT unmap(struct app *app, void *resource);
HRESULT copy(struct app *app, void *to, void *from);
HRESULT copy_box(struct app *app, void *to, UINT x, UINT y, void *from,
		 const D3D11_BOX *box);
HRESULT create_buffer(struct app *app, const D3D11_BUFFER_DESC *desc,
		      const void *data, ID3D11Buffer **buffer);

/* -------------------------------------------------------------- sessions -- */

ID3D11CryptoSession *new_session(struct app *app);

/* A blob for the device's certificate, as the session gives it. */
void wrap_key(ID3D11CryptoSession *session, const uint8_t key[KEY_SIZE],
	      uint8_t blob[BLOB_SIZE]);

/* One with a random key. */
ID3D11CryptoSession *new_keyed_session(struct app *app, uint8_t key[KEY_SIZE]);

HANDLE session_handle(ID3D11CryptoSession *session);

/* Start and Finish; @key changes. */
void refresh(struct app *app, ID3D11CryptoSession *session,
	     uint8_t key[KEY_SIZE]);

/* ------------------------------------------------------------- resources -- */

/* B8G8R8A8, unless changed */
D3D11_TEXTURE2D_DESC staging_desc(UINT width, UINT height);
D3D11_TEXTURE2D_DESC default_desc(UINT width, UINT height);
D3D11_TEXTURE2D_DESC protected_desc(UINT width, UINT height);
ID3D11Texture2D *new_texture(struct app *app, D3D11_TEXTURE2D_DESC desc);
ID3D11Texture2D *new_staging(struct app *app, UINT width, UINT height);
ID3D11Texture2D *new_protected(struct app *app, UINT width, UINT height);

/* A box in a plane. */
#define BOX(left, top, right, bottom) { left, top, 0, right, bottom, 1 }

/* One with the CPU access that its usage needs. */
ID3D11Buffer *new_buffer(struct app *app, UINT size, D3D11_USAGE usage,
			 UINT bind);

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
void write_texture(struct app *app, ID3D11CryptoSession *session, void *staging,
		   void *target, const void *data, size_t size,
		   const uint8_t key[KEY_SIZE], const uint8_t *wrapped);

/* Read back and decrypt with @key. */
void read_texture(struct app *app, ID3D11CryptoSession *session, void *source,
		  void *staging, void *data, size_t size,
		  const uint8_t key[KEY_SIZE]);

/* -------------------------------------------------------------- a picture -- */

/* Rows are padded to 64 bytes: these need no padding. */
#define PICTURE_WIDTH	48
#define PICTURE_HEIGHT	20
#define PICTURE_SIZE	(PICTURE_WIDTH * 4 * PICTURE_HEIGHT)

/* A session with its key, and a protected texture with a picture in it. */
struct picture {
	struct app *app;
	ID3D11CryptoSession *session;
	uint8_t key[KEY_SIZE];
	ID3D11Texture2D *staging, *target;
	uint8_t data[PICTURE_SIZE];
};

struct picture *open_picture(void);
void close_picture(struct picture **picture);

/* Write the picture's data again. */
void put_picture(struct picture *p, const uint8_t key[KEY_SIZE],
		 const uint8_t *wrapped);

/* What the protected texture holds is the picture, if @key is the right one. */
void check_content(struct picture *p, const uint8_t key[KEY_SIZE], bool good);

/* The picture and the key are what they were. */
void check_picture(struct picture *p);

/* Blts between the picture's textures. */
HRESULT load_picture(struct picture *p, ID3D11CryptoSession *session, void *iv);
HRESULT store_picture(struct picture *p, ID3D11CryptoSession *session,
		      void *iv);

#endif /* D3D11_H */
