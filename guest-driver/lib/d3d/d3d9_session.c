// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DCryptoSession9 */
#include <stdlib.h>

#include "d3d9_object.h"

struct session {
	IDirect3DCryptoSession9 iface;
	struct com com;
	struct d3d9_device *device;
	HANDLE handle;
	DDICERTIFICATEINFO certificate;
};

#define FUNCTION(name) "IDirect3DCryptoSession9::" name

static struct session *session_of(IDirect3DCryptoSession9 *This)
{
	return com_container(This, struct session, iface);
}

COM_METHODS(session, IDirect3DCryptoSession9, session_of(This)->com)

/* ------------------------------------------------------------------ keys -- */

static HRESULT STDMETHODCALLTYPE
session_GetCertificateSize(IDirect3DCryptoSession9 *This, UINT *size)
{
	struct session *session = session_of(This);

	return d3d9_certificate_size(session->device, &session->certificate,
				     size, FUNCTION("GetCertificateSize"));
}

static HRESULT STDMETHODCALLTYPE
session_GetCertificate(IDirect3DCryptoSession9 *This, UINT size,
		       BYTE *certificate)
{
	struct session *session = session_of(This);

	return d3d9_certificate(session->device, &session->certificate, size,
				certificate, FUNCTION("GetCertificate"));
}

static HRESULT STDMETHODCALLTYPE
session_NegotiateKeyExchange(IDirect3DCryptoSession9 *This, UINT size,
			     void *data)
{
	struct session *session = session_of(This);
	struct d3d9_device *device = session->device;
	D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE exchange = {
		.hCryptoSession = session->handle,
		.DataSize = size,
		.pData = data,
	};

	if (!data)
		return d3d9_refuse(device, FUNCTION("NegotiateKeyExchange"),
				   "pData is NULL");
	return d3d9_run(device, pfnCryptoSessionKeyExchange, &exchange,
			FUNCTION("NegotiateKeyExchange"));
}

static HRESULT STDMETHODCALLTYPE
session_StartSessionKeyRefresh(IDirect3DCryptoSession9 *This, void *random,
			       UINT size)
{
	struct session *session = session_of(This);
	struct d3d9_device *device = session->device;
	D3DDDIARG_STARTSESSIONKEYREFRESH start = {
		.hCryptoSession = session->handle,
		.pRandomNumber = random,
		.RandomNumberSize = size,
	};

	if (!random)
		return d3d9_refuse(device, FUNCTION("StartSessionKeyRefresh"),
				   "pRandomNumber is NULL");
	return d3d9_run(device, pfnStartSessionKeyRefresh, &start,
			FUNCTION("StartSessionKeyRefresh"));
}

static HRESULT STDMETHODCALLTYPE
session_FinishSessionKeyRefresh(IDirect3DCryptoSession9 *This)
{
	struct session *session = session_of(This);
	struct d3d9_device *device = session->device;
	D3DDDIARG_FINISHSESSIONKEYREFRESH finish = {
		.hCryptoSession = session->handle,
	};

	return d3d9_run(device, pfnFinishSessionKeyRefresh, &finish,
			FUNCTION("FinishSessionKeyRefresh"));
}

static HRESULT STDMETHODCALLTYPE
session_GetEncryptionBltKey(IDirect3DCryptoSession9 *This, void *key, UINT size)
{
	struct session *session = session_of(This);
	struct d3d9_device *device = session->device;
	D3DDDIARG_GETENCRYPTIONBLTKEY get = {
		.hCryptoSession = session->handle,
		.pReadBackKey = key,
		.KeySize = size,
	};

	if (!key)
		return d3d9_refuse(device, FUNCTION("GetEncryptionBltKey"),
				   "pReadbackKey is NULL");
	return d3d9_run(device, pfnGetEncryptionBltKey, &get,
			FUNCTION("GetEncryptionBltKey"));
}

/* ------------------------------------------------------------------ blts -- */

static HRESULT STDMETHODCALLTYPE
session_EncryptionBlt(IDirect3DCryptoSession9 *This, IDirect3DSurface9 *src,
		      IDirect3DSurface9 *dst, UINT size, void *iv)
{
	struct session *session = session_of(This);
	D3DDDIARG_ENCRYPTIONBLT blt = {
		.hCryptoSession = session->handle,
		.pIV = iv,
	};

	return d3d9_encrypt(session->device, &blt, src, dst, size);
}

static HRESULT STDMETHODCALLTYPE
session_DecryptionBlt(IDirect3DCryptoSession9 *This, IDirect3DSurface9 *src,
		      IDirect3DSurface9 *dst, UINT size,
		      D3DENCRYPTED_BLOCK_INFO *info, void *content_key,
		      void *iv)
{
	struct session *session = session_of(This);
	D3DDDIENCRYPTED_BLOCK_INFO blocks;
	D3DDDIARG_DECRYPTIONBLT blt = {
		.hCryptoSession = session->handle,
		.pContentKey = content_key,
		.pIV = iv,
	};

	if (info) {
		blocks = (D3DDDIENCRYPTED_BLOCK_INFO) {
			info->NumEncryptedBytesAtBeginning,
			info->NumBytesInSkipPattern,
			info->NumBytesInEncryptPattern,
		};
		blt.pEncryptedBlockInfo = &blocks;
	}
	return d3d9_decrypt(session->device, &blt, src, dst, size);
}

static HRESULT STDMETHODCALLTYPE
session_GetSurfacePitch(IDirect3DCryptoSession9 *This, IDirect3DSurface9 *src,
			UINT *pitch)
{
	struct session *session = session_of(This);
	struct d3d9_device *device = session->device;
	struct d3d9_surface *surface = d3d9_surface_of(device, src);
	D3DDDIARG_GETPITCH get = { .hCryptoSession = session->handle };
	HRESULT hr;

	if (!pitch || !surface || !d3d9_surface_is_protected(surface))
		return d3d9_refuse(device, FUNCTION("GetSurfacePitch"),
				   "pPitch is NULL, or pSrcSurface is not a restricted surface of this device");
	get.hResource = surface->handle;
	hr = d3d9_call(device, pfnGetPitch, &get);
	if (SUCCEEDED(hr))
		*pitch = get.Pitch;
	return d3d9_result(device, hr, FUNCTION("GetSurfacePitch"));
}

VTABLE(IDirect3DCryptoSession9, session)

/* ---------------------------------------------- creation and destruction -- */

static void destroy(struct com *com)
{
	struct session *session = com_container(com, struct session, com);
	D3DDDIARG_DESTROYCRYPTOSESSION end = {
		.hCryptoSession = session->handle,
	};

	if (session->handle)
		d3d9_call(session->device, pfnDestroyCryptoSession, &end);
	free(session);
}

#define SESSION_INTERFACE(iid) COM_INTERFACE(iid, struct session, iface, com)

static const struct com_class session_class = {
	.destroy = destroy,
	.interfaces = {
		SESSION_INTERFACE(IID_IUnknown),
		SESSION_INTERFACE(IID_IDirect3DCryptoSession9),
	},
};

HRESULT d3d9_session_create(struct d3d9_device *device,
			    const GUID *crypto_type, const GUID *profile,
			    IDirect3DCryptoSession9 **out, HANDLE *handle)
{
	struct session *session = calloc(1, sizeof(*session));
	D3DDDIARG_CREATECRYPTOSESSION create = {
		.CryptoType = *crypto_type,
		.DecodeProfile = *profile,
	};
	HRESULT hr;

	if (!session)
		return E_OUTOFMEMORY;
	session->iface.lpVtbl = &session_vtbl;
	session->device = device;
	session->certificate = (DDICERTIFICATEINFO) {
		.CertificateType = D3DDDI_CERTTYPE_CRYPTOSESSION,
		.CryptoSessionType = *crypto_type,
	};
	com_init(&session->com, &session_class, &device->com);
	hr = d3d9_call(device, pfnCreateCryptoSession, &create);
	if (FAILED(hr)) {
		com_release(&session->com);
		return hr;
	}
	session->handle = create.hCryptoSession;
	*handle = create.hCryptoSession;
	*out = &session->iface;
	return D3D_OK;
}

#include "d3d9_session.vtables.h"
