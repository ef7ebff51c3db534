// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11CryptoSession */
#include <stdlib.h>

#include "d3d11_objects.h"

static struct session *session_of(ID3D11CryptoSession *iface)
{
	return com_container(iface, struct session, iface);
}

static const IID *const session_iids[] = {
	&IID_IUnknown, &IID_ID3D11DeviceChild, &IID_ID3D11CryptoSession,
};

CHILD_METHODS(session, ID3D11CryptoSession)

static void session_GetCryptoType(ID3D11CryptoSession *This, GUID *type)
{
	if (type)
		*type = session_of(This)->crypto;
}

static void session_GetDecoderProfile(ID3D11CryptoSession *This, GUID *profile)
{
	if (profile)
		*profile = session_of(This)->profile;
}

static D3D11_1DDI_CERTIFICATE_INFO certificate_info(const struct session *s)
{
	return (D3D11_1DDI_CERTIFICATE_INFO) {
		.CertificateType = D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION,
		.CryptoSessionType = s->crypto,
	};
}

static HRESULT session_GetCertificateSize(ID3D11CryptoSession *This, UINT *size)
{
	struct session *session = session_of(This);
	struct device *device = session->child.device;
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(session);

	driver_begin();
	device->funcs.pfnGetCertificateSize(device->ddi, &info, size);
	return d3d11_driver_said(device, driver_end(),
				 "ID3D11CryptoSession::GetCertificateSize");
}

static HRESULT session_GetCertificate(ID3D11CryptoSession *This, UINT size,
				      BYTE *certificate)
{
	struct session *session = session_of(This);
	struct device *device = session->child.device;
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(session);

	driver_begin();
	device->funcs.pfnGetCertificate(device->ddi, &info, size, certificate);
	return d3d11_driver_said(device, driver_end(),
				 "ID3D11CryptoSession::GetCertificate");
}

static void session_GetCryptoSessionHandle(ID3D11CryptoSession *This,
					   HANDLE *handle)
{
	struct session *session = session_of(This);
	struct device *device = session->child.device;
	HRESULT hr;

	hr = device->funcs.pfnCryptoSessionGetHandle(device->ddi, session->ddi,
						     handle);
	d3d11_driver_said(device, hr,
			  "ID3D11CryptoSession::GetCryptoSessionHandle");
}

static const ID3D11CryptoSessionVtbl session_vtbl = {
	CHILD_VTBL(session),
	.GetCryptoType = session_GetCryptoType,
	.GetDecoderProfile = session_GetDecoderProfile,
	.GetCertificateSize = session_GetCertificateSize,
	.GetCertificate = session_GetCertificate,
	.GetCryptoSessionHandle = session_GetCryptoSessionHandle,
};

struct session *d3d11_session(struct device *device, ID3D11CryptoSession *iface,
			      const char *function)
{
	if (!iface || iface->lpVtbl != &session_vtbl) {
		fail(device, E_INVALIDARG, function,
		     "the crypto session is NULL or not of this library");
		return NULL;
	}
	if (session_of(iface)->child.device != device) {
		fail(device, E_INVALIDARG, function,
		     "the crypto session belongs to another device");
		return NULL;
	}
	return session_of(iface);
}

/* ----------------------------------------------------------------- making -- */

static void destroy_session(struct com *com)
{
	struct session *session = com_container(com, struct session, child.com);
	struct device *device = session->child.device;

	device->funcs.pfnDestroyCryptoSession(device->ddi, session->ddi);
	child_free(&session->child);
	free(session);
}

HRESULT d3d11_create_session(struct device *device, const GUID *crypto,
			     const GUID *profile, const GUID *exchange,
			     ID3D11CryptoSession **out)
{
	static const char name[] = "ID3D11VideoDevice::CreateCryptoSession";
	D3D11_1DDIARG_CREATECRYPTOSESSION arg = { .DecodeProfile = GUID_NULL };
	struct session *session;
	HRESULT hr;

	if (out)
		*out = NULL;
	if (!crypto || !exchange || !out)
		return fail(device, E_INVALIDARG, name,
			    "pCryptoType, pKeyExchangeType or ppCryptoSession is NULL");
	arg.CryptoType = *crypto;
	arg.KeyExchangeType = *exchange;
	if (profile)
		arg.DecodeProfile = *profile;
	session = calloc(1, sizeof(*session) +
			 device->funcs.pfnCalcPrivateCryptoSessionSize(
				 device->ddi, &arg));
	if (!session)
		return fail(device, E_OUTOFMEMORY, name, "no memory");
	session->iface.lpVtbl = &session_vtbl;
	session->crypto = arg.CryptoType;
	session->profile = arg.DecodeProfile;
	session->ddi.pDrvPrivate = session->private;
	hr = device->funcs.pfnCreateCryptoSession(
		device->ddi, &arg, session->ddi,
		(D3D11_1DDI_HRTCRYPTOSESSION) { session });
	if (FAILED(hr)) {
		free(session);
		return d3d11_driver_said(device, hr, name);
	}
	child_init(&session->child, device, destroy_session);
	*out = &session->iface;
	return S_OK;
}
