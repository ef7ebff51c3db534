// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "d3d9_fixture.h"

const GUID unknown_guid = {
	0x12345678, 0x1234, 0x1234, { 1, 2, 3, 4, 5, 6, 7, 8 }
};

struct d3d9 *d3d9_open(void)
{
	D3DPRESENT_PARAMETERS parameters = {
		.BackBufferWidth = WIDTH,
		.BackBufferHeight = HEIGHT,
		.SwapEffect = D3DSWAPEFFECT_DISCARD,
		.Windowed = TRUE,
	};
	struct d3d9 *d3d9 = calloc(1, sizeof(*d3d9));

	CHECK(d3d9);
	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d9->d3d));
	OK(IDirect3D9Ex_CreateDeviceEx(d3d9->d3d, D3DADAPTER_DEFAULT,
				       D3DDEVTYPE_HAL, NULL,
				       D3DCREATE_HARDWARE_VERTEXPROCESSING,
				       &parameters, NULL, &d3d9->device));
	OK(IDirect3DDevice9Ex_QueryInterface(d3d9->device,
					     &IID_IDirect3DDevice9Video,
					     (void **)&d3d9->video));
	return d3d9;
}

void d3d9_close(struct d3d9 *d3d9)
{
	IDirect3DDevice9Video_Release(d3d9->video);
	IDirect3DDevice9Ex_Release(d3d9->device);
	IDirect3D9Ex_Release(d3d9->d3d);
	free(d3d9);
}

DWORD d3d9_caps(const struct d3d9 *d3d9)
{
	D3DCONTENTPROTECTIONCAPS caps;

	OK(IDirect3DDevice9Video_GetContentProtectionCaps(d3d9->video, NULL,
							  NULL, &caps));
	return caps.Caps;
}

/* ------------------------------------------------------------ sessions -- */

struct d3d9_session d3d9_new_session(struct d3d9 *d3d9)
{
	struct d3d9_session session = { .d3d9 = d3d9 };

	OK(IDirect3DDevice9Video_CreateCryptoSession(
		d3d9->video, &D3DCRYPTOTYPE_AES128_CTR, NULL, &session.session,
		&session.handle));
	return session;
}

void d3d9_wrap_key(const struct d3d9_session *session,
		   const uint8_t key[KEY_SIZE], uint8_t blob[BLOB_SIZE])
{
	BYTE *chain;
	UINT size;

	OK(IDirect3DCryptoSession9_GetCertificateSize(session->session, &size));
	chain = malloc(size);
	CHECK(chain);
	OK(IDirect3DCryptoSession9_GetCertificate(session->session, size,
						  chain));
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	free(chain);
}

void d3d9_new_key(struct d3d9_session *session)
{
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(session->key));
	d3d9_wrap_key(session, session->key, blob);
	OK(d3d9_exchange(session, BLOB_SIZE, blob));
}

struct d3d9_session d3d9_keyed_session(struct d3d9 *d3d9)
{
	struct d3d9_session session = d3d9_new_session(d3d9);

	d3d9_new_key(&session);
	return session;
}

struct d3d9_session d3d9_scene(struct d3d9 *d3d9)
{
	struct d3d9_session session = d3d9_keyed_session(d3d9);

	session.surface = d3d9_restricted(d3d9);
	session.system = d3d9_system(d3d9);
	return session;
}

void d3d9_refresh(struct d3d9_session *session)
{
	uint8_t random[KEY_SIZE];
	int i;

	OK(d3d9_start(session, random, KEY_SIZE));
	OK(d3d9_finish(session));
	for (i = 0; i < KEY_SIZE; i++)
		session->key[i] ^= random[i];
}

/* ------------------------------------------------------------ surfaces -- */

IDirect3DSurface9 *d3d9_surface(const struct d3d9 *d3d9, UINT width,
				UINT height, D3DPOOL pool, DWORD usage)
{
	IDirect3DSurface9 *surface;

	OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
		d3d9->device, width, height, D3DFMT_X8R8G8B8, pool, &surface,
		NULL, usage));
	return surface;
}

IDirect3DSurface9 *d3d9_restricted(const struct d3d9 *d3d9)
{
	return d3d9_surface(d3d9, WIDTH, HEIGHT, D3DPOOL_DEFAULT,
			    D3DUSAGE_RESTRICTED_CONTENT);
}

IDirect3DSurface9 *d3d9_system(const struct d3d9 *d3d9)
{
	return d3d9_surface(d3d9, WIDTH, HEIGHT, D3DPOOL_SYSTEMMEM, 0);
}

static void *lock(IDirect3DSurface9 *surface)
{
	D3DLOCKED_RECT locked;

	OK(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
	CHECK_EQ(locked.Pitch, PITCH);
	return locked.pBits;
}

void d3d9_fill(IDirect3DSurface9 *surface, const void *data)
{
	memcpy(lock(surface), data, SURFACE_SIZE);
	OK(IDirect3DSurface9_UnlockRect(surface));
}

void d3d9_read(IDirect3DSurface9 *surface, void *data)
{
	memcpy(data, lock(surface), SURFACE_SIZE);
	OK(IDirect3DSurface9_UnlockRect(surface));
}

void d3d9_write_protected(const struct d3d9_session *session,
			  IDirect3DSurface9 *surface, const void *data,
			  const uint8_t key[KEY_SIZE], void *wrapped)
{
	IDirect3DSurface9 *system = d3d9_system(session->d3d9);
	uint8_t secret[SURFACE_SIZE], iv[KEY_SIZE];

	next_iv(iv);
	memcpy(secret, data, SURFACE_SIZE);
	judge_ctr(key, iv, secret, SURFACE_SIZE);
	d3d9_fill(system, secret);
	OK(IDirect3DCryptoSession9_DecryptionBlt(session->session, system,
						 surface, SURFACE_SIZE, NULL,
						 wrapped, iv));
	IDirect3DSurface9_Release(system);
}

void d3d9_read_protected(const struct d3d9_session *session,
			 IDirect3DSurface9 *surface, void *data,
			 const uint8_t key[KEY_SIZE])
{
	IDirect3DSurface9 *system = d3d9_system(session->d3d9);
	uint8_t iv[KEY_SIZE];

	OK(d3d9_encrypt(session, surface, system, SURFACE_SIZE, iv));
	d3d9_read(system, data);
	judge_ctr(key, iv, data, SURFACE_SIZE);
	IDirect3DSurface9_Release(system);
}

void d3d9_put(const struct d3d9_session *session, uint32_t seed)
{
	uint8_t data[SURFACE_SIZE];

	fill_pattern(data, SURFACE_SIZE, seed);
	d3d9_write_protected(session, session->surface, data, session->key,
			     NULL);
}

void d3d9_check(const struct d3d9_session *session, uint32_t seed,
		const uint8_t key[KEY_SIZE])
{
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE];

	fill_pattern(data, SURFACE_SIZE, seed);
	d3d9_read_protected(session, session->surface, back, key);
	CHECK_MEM(back, data, SURFACE_SIZE);
}

void d3d9_check_key(const struct d3d9_session *session)
{
	struct d3d9_session copy = *session;

	copy.surface = d3d9_restricted(session->d3d9);
	d3d9_put(&copy, 77);
	d3d9_check(&copy, 77, session->key);
	IDirect3DSurface9_Release(copy.surface);
}

/* ------------------------------------------------------ the side channel -- */

static void hear(void *context, HRESULT error, const char *function,
		 const char *text)
{
	struct d3d9_told *told = context;

	told->count++;
	told->error = error;
	snprintf(told->function, sizeof(told->function), "%s", function);
	snprintf(told->text, sizeof(told->text), "%s", text);
}

void d3d9_listen(const struct d3d9 *d3d9, struct d3d9_told *told)
{
	memset(told, 0, sizeof(*told));
	OK(cpgpu_d3d_set_debug_callback((IUnknown *)d3d9->device, hear, told));
}
