// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "d3d9_fixture.h"

const GUID unknown_guid = {
	0x12345678, 0x1234, 0x1234, { 1, 2, 3, 4, 5, 6, 7, 8 }
};

struct d3d9 d3d9_open(void)
{
	D3DPRESENT_PARAMETERS parameters = {
		.BackBufferWidth = WIDTH,
		.BackBufferHeight = HEIGHT,
		.SwapEffect = D3DSWAPEFFECT_DISCARD,
		.Windowed = TRUE,
	};
	struct d3d9 d3d9;

	CHECK_HR(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d9.d3d), S_OK);
	CHECK_HR(IDirect3D9Ex_CreateDeviceEx(d3d9.d3d, D3DADAPTER_DEFAULT,
					     D3DDEVTYPE_HAL, NULL,
					     D3DCREATE_HARDWARE_VERTEXPROCESSING,
					     &parameters, NULL, &d3d9.device),
		 D3D_OK);
	CHECK_HR(IDirect3DDevice9Ex_QueryInterface(d3d9.device,
						   &IID_IDirect3DDevice9Video,
						   (void **)&d3d9.video),
		 S_OK);
	return d3d9;
}

void d3d9_close(struct d3d9 *d3d9)
{
	IDirect3DDevice9Video_Release(d3d9->video);
	IDirect3DDevice9Ex_Release(d3d9->device);
	IDirect3D9Ex_Release(d3d9->d3d);
}

DWORD d3d9_caps(const struct d3d9 *d3d9)
{
	D3DCONTENTPROTECTIONCAPS caps;

	CHECK_HR(IDirect3DDevice9Video_GetContentProtectionCaps(d3d9->video,
								NULL, NULL,
								&caps), S_OK);
	return caps.Caps;
}

/* ------------------------------------------------------------ sessions -- */

struct d3d9_session d3d9_new_session(const struct d3d9 *d3d9)
{
	struct d3d9_session session = { .d3d9 = d3d9 };

	CHECK_HR(IDirect3DDevice9Video_CreateCryptoSession(d3d9->video,
							   &D3DCRYPTOTYPE_AES128_CTR,
							   NULL,
							   &session.session,
							   &session.handle),
		 D3D_OK);
	return session;
}

void d3d9_wrap_key(const struct d3d9_session *session,
		   const uint8_t key[KEY_SIZE], uint8_t blob[BLOB_SIZE])
{
	BYTE *chain;
	UINT size;

	CHECK_HR(IDirect3DCryptoSession9_GetCertificateSize(session->session,
							    &size), D3D_OK);
	chain = malloc(size);
	CHECK(chain);
	CHECK_HR(IDirect3DCryptoSession9_GetCertificate(session->session, size,
							chain), D3D_OK);
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	free(chain);
}

struct d3d9_session d3d9_keyed_session(const struct d3d9 *d3d9)
{
	struct d3d9_session session = d3d9_new_session(d3d9);
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	d3d9_wrap_key(&session, session.key, blob);
	CHECK_HR(IDirect3DCryptoSession9_NegotiateKeyExchange(session.session,
							      BLOB_SIZE, blob),
		 D3D_OK);
	return session;
}

void d3d9_refresh(struct d3d9_session *session)
{
	uint8_t random[KEY_SIZE];
	int i;

	CHECK_HR(IDirect3DCryptoSession9_StartSessionKeyRefresh(session->session,
								random,
								KEY_SIZE),
		 D3D_OK);
	CHECK_HR(IDirect3DCryptoSession9_FinishSessionKeyRefresh(session->session),
		 D3D_OK);
	for (i = 0; i < KEY_SIZE; i++)
		session->key[i] ^= random[i];
}

/* ------------------------------------------------------------ surfaces -- */

static IDirect3DSurface9 *create(const struct d3d9 *d3d9, D3DPOOL pool,
				 DWORD usage)
{
	IDirect3DSurface9 *surface;

	CHECK_HR(IDirect3DDevice9Ex_CreateOffscreenPlainSurfaceEx(
			d3d9->device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8, pool,
			&surface, NULL, usage), D3D_OK);
	return surface;
}

IDirect3DSurface9 *d3d9_restricted(const struct d3d9 *d3d9)
{
	return create(d3d9, D3DPOOL_DEFAULT, D3DUSAGE_RESTRICTED_CONTENT);
}

IDirect3DSurface9 *d3d9_system(const struct d3d9 *d3d9)
{
	return create(d3d9, D3DPOOL_SYSTEMMEM, 0);
}

static void *lock(IDirect3DSurface9 *surface)
{
	D3DLOCKED_RECT locked;

	CHECK_HR(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0),
		 D3D_OK);
	CHECK_EQ(locked.Pitch, PITCH);
	return locked.pBits;
}

void d3d9_fill(IDirect3DSurface9 *surface, const void *data)
{
	memcpy(lock(surface), data, SURFACE_SIZE);
	CHECK_HR(IDirect3DSurface9_UnlockRect(surface), D3D_OK);
}

void d3d9_read(IDirect3DSurface9 *surface, void *data)
{
	memcpy(data, lock(surface), SURFACE_SIZE);
	CHECK_HR(IDirect3DSurface9_UnlockRect(surface), D3D_OK);
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
	CHECK_HR(IDirect3DCryptoSession9_DecryptionBlt(session->session, system,
						       surface, SURFACE_SIZE,
						       NULL, wrapped, iv),
		 D3D_OK);
	IDirect3DSurface9_Release(system);
}

void d3d9_read_protected(const struct d3d9_session *session,
			 IDirect3DSurface9 *surface, void *data,
			 const uint8_t key[KEY_SIZE])
{
	IDirect3DSurface9 *system = d3d9_system(session->d3d9);
	uint8_t iv[KEY_SIZE];

	CHECK_HR(IDirect3DCryptoSession9_EncryptionBlt(session->session,
						       surface, system,
						       SURFACE_SIZE, iv),
		 D3D_OK);
	d3d9_read(system, data);
	judge_ctr(key, iv, data, SURFACE_SIZE);
	IDirect3DSurface9_Release(system);
}

void d3d9_check_key(const struct d3d9_session *session)
{
	IDirect3DSurface9 *surface = d3d9_restricted(session->d3d9);
	uint8_t data[SURFACE_SIZE], back[SURFACE_SIZE];

	fill_pattern(data, sizeof(data), 77);
	d3d9_write_protected(session, surface, data, session->key, NULL);
	d3d9_read_protected(session, surface, back, session->key);
	CHECK_MEM(back, data, sizeof(data));
	IDirect3DSurface9_Release(surface);
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
	CHECK_HR(cpgpu_d3d_set_debug_callback((IUnknown *)d3d9->device, hear,
					      told), S_OK);
}
