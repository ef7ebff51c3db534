/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 9 for tests: a device, a session with a known key, surfaces, and
 * blts that are compared with OpenSSL.  If a function here fails, so does the
 * test.
 */
#ifndef D3D9_FIXTURE_H
#define D3D9_FIXTURE_H

#include <cpgpu_d3d.h>
#include <d3d9.h>

#include "fixture.h"
#include "hresult.h"

#define BLOB_SIZE DRM_CPGPU_BLOB_SIZE

/* Surfaces of the tests: X8R8G8B8, so that a row has no padding */
#define WIDTH	64
#define HEIGHT	8
#define PITCH	(WIDTH * 4)
#define SURFACE_SIZE (PITCH * HEIGHT)

#define INVALID(call) CHECK_HR(call, D3DERR_INVALIDCALL)

extern const GUID unknown_guid;

struct d3d9 {
	IDirect3D9Ex *d3d;
	IDirect3DDevice9Ex *device;
	IDirect3DDevice9Video *video;
};

struct d3d9 *d3d9_open(void);
void d3d9_close(struct d3d9 *d3d9);

/* D3DCPCAPS_* without crypto type and profile */
DWORD d3d9_caps(const struct d3d9 *d3d9);

/* ------------------------------------------------------------ sessions -- */

struct d3d9_session {
	struct d3d9 *d3d9;
	IDirect3DCryptoSession9 *session;
	HANDLE handle;
	uint8_t key[KEY_SIZE];
	/* of d3d9_scene() only: a restricted one, one in system memory */
	IDirect3DSurface9 *surface, *system;
};

/* One without a key, one with a random key, and one with surfaces, too. */
struct d3d9_session d3d9_new_session(struct d3d9 *d3d9);
struct d3d9_session d3d9_keyed_session(struct d3d9 *d3d9);
struct d3d9_session d3d9_scene(struct d3d9 *d3d9);

/* Wrap @key to the certificate of the session. */
void d3d9_wrap_key(const struct d3d9_session *session,
		   const uint8_t key[KEY_SIZE], uint8_t blob[BLOB_SIZE]);

/* Exchange a new random key. */
void d3d9_new_key(struct d3d9_session *session);

/* START, FINISH, and the key in @session is K xor R. */
void d3d9_refresh(struct d3d9_session *session);

/* ------------------------------------------------------------ surfaces -- */

/* 32 bits a pixel */
IDirect3DSurface9 *d3d9_surface(const struct d3d9 *d3d9, UINT width,
				UINT height, D3DPOOL pool, DWORD usage);
IDirect3DSurface9 *d3d9_restricted(const struct d3d9 *d3d9);
IDirect3DSurface9 *d3d9_system(const struct d3d9 *d3d9);

/* SURFACE_SIZE bytes */
void d3d9_fill(IDirect3DSurface9 *surface, const void *data);
void d3d9_read(IDirect3DSurface9 *surface, void *data);

/* Encrypt @data under @key as an application would, and have it decrypted. */
void d3d9_write_protected(const struct d3d9_session *session,
			  IDirect3DSurface9 *surface, const void *data,
			  const uint8_t key[KEY_SIZE], void *wrapped);

/* Read back and decrypt with @key. */
void d3d9_read_protected(const struct d3d9_session *session,
			 IDirect3DSurface9 *surface, void *data,
			 const uint8_t key[KEY_SIZE]);

/* Write a pattern to the surface of the scene; check that it is there. */
void d3d9_put(const struct d3d9_session *session, uint32_t seed);
void d3d9_check(const struct d3d9_session *session, uint32_t seed,
		const uint8_t key[KEY_SIZE]);

/* What is written to a new surface comes back under the session's key. */
void d3d9_check_key(const struct d3d9_session *session);

/* ------------------------------------------------- shorter than the macros -- */

#define d3d9_start(s, random, size) \
	IDirect3DCryptoSession9_StartSessionKeyRefresh((s)->session, random, \
						       size)
#define d3d9_finish(s) \
	IDirect3DCryptoSession9_FinishSessionKeyRefresh((s)->session)
#define d3d9_exchange(s, size, blob) \
	IDirect3DCryptoSession9_NegotiateKeyExchange((s)->session, size, blob)
#define d3d9_read_back_key(s, wrapped, size) \
	IDirect3DCryptoSession9_GetEncryptionBltKey((s)->session, wrapped, size)
#define d3d9_pitch(s, surface, pitch) \
	IDirect3DCryptoSession9_GetSurfacePitch((s)->session, surface, pitch)
#define d3d9_encrypt(s, src, dst, size, iv) \
	IDirect3DCryptoSession9_EncryptionBlt((s)->session, src, dst, size, iv)
#define d3d9_decrypt(s, src, dst, size, iv) \
	IDirect3DCryptoSession9_DecryptionBlt((s)->session, src, dst, size, \
					      NULL, NULL, iv)

/* Between the two surfaces of the scene. */
#define d3d9_load(s, iv) \
	d3d9_decrypt(s, (s)->system, (s)->surface, SURFACE_SIZE, iv)
#define d3d9_store(s, iv) \
	d3d9_encrypt(s, (s)->surface, (s)->system, SURFACE_SIZE, iv)

/* ------------------------------------------------------ the side channel -- */

struct d3d9_told {
	unsigned int count;
	HRESULT error;
	char function[80];
	char text[256];
};

/* @told is filled in by each failed call. */
void d3d9_listen(const struct d3d9 *d3d9, struct d3d9_told *told);

#endif /* D3D9_FIXTURE_H */
