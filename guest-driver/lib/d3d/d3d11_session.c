// SPDX-License-Identifier: MIT
/* Direct3D 11: ID3D11CryptoSession */
#include <stdlib.h>

#include "d3d11_objects.h"

static struct d3d11_session *session_of(ID3D11CryptoSession *iface)
{
	return com_container(iface, struct d3d11_session, iface);
}

CHILD_METHODS(session, ID3D11CryptoSession)

static void STDMETHODCALLTYPE
session_GetCryptoType(ID3D11CryptoSession *This, GUID *type)
{
	if (type)
		*type = session_of(This)->crypto;
}

static void STDMETHODCALLTYPE
session_GetDecoderProfile(ID3D11CryptoSession *This, GUID *profile)
{
	if (profile)
		*profile = session_of(This)->profile;
}

static D3D11_1DDI_CERTIFICATE_INFO
certificate_info(const struct d3d11_session *s)
{
	return (D3D11_1DDI_CERTIFICATE_INFO) {
		.CertificateType = D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION,
		.CryptoSessionType = s->crypto,
	};
}

static HRESULT STDMETHODCALLTYPE
session_GetCertificateSize(ID3D11CryptoSession *This, UINT *size)
{
	struct d3d11_session *session = session_of(This);
	struct d3d11_device *device = session->child.device;
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(session);

	return d3d11_certificate_size(device, &info, size,
				      "ID3D11CryptoSession::GetCertificateSize");
}

static HRESULT STDMETHODCALLTYPE
session_GetCertificate(ID3D11CryptoSession *This, UINT size, BYTE *data)
{
	struct d3d11_session *session = session_of(This);
	struct d3d11_device *device = session->child.device;
	const D3D11_1DDI_CERTIFICATE_INFO info = certificate_info(session);

	return d3d11_certificate(device, &info, size, data,
				 "ID3D11CryptoSession::GetCertificate");
}

static void STDMETHODCALLTYPE
session_GetCryptoSessionHandle(ID3D11CryptoSession *This, HANDLE *handle)
{
	struct d3d11_session *session = session_of(This);
	struct d3d11_device *device = session->child.device;
	HRESULT hr;

	hr = device->funcs.pfnCryptoSessionGetHandle(device->ddi, session->ddi,
						     handle);
	d3d11_result(device, hr,
			  "ID3D11CryptoSession::GetCryptoSessionHandle");
}

VTABLE(ID3D11CryptoSession, session)

struct d3d11_session *d3d11_session_of(struct d3d11_device *device,
				       ID3D11CryptoSession *iface,
				       const char *function)
{
	struct d3d11_session *session = NULL;

	if (iface && iface->lpVtbl == &session_vtbl)
		session = session_of(iface);
	return d3d11_child_belongs(device, session ? &session->child : NULL,
				   "the crypto session", function) ? session : NULL;
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy_session(struct com *com)
{
	struct d3d11_session *session =
		com_container(com, struct d3d11_session, child.com);
	struct d3d11_device *device = session->child.device;

	/* copies use the session that a resource is sealed to */
	pthread_mutex_lock(&device->context.lock);
	device->funcs.pfnDestroyCryptoSession(device->ddi, session->ddi);
	pthread_mutex_unlock(&device->context.lock);
	d3d11_child_free(&session->child);
	free(session);
}

#define SESSION_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d11_session, iface, child.com)

static const struct com_class session_class = {
	.destroy = destroy_session,
	.interfaces = {
		SESSION_INTERFACE(IID_IUnknown),
		SESSION_INTERFACE(IID_ID3D11DeviceChild),
		SESSION_INTERFACE(IID_ID3D11CryptoSession),
	},
};

HRESULT d3d11_create_session(struct d3d11_device *device, const GUID *crypto,
			     const GUID *profile, const GUID *exchange,
			     ID3D11CryptoSession **out)
{
	static const char name[] = "ID3D11VideoDevice::CreateCryptoSession";
	D3D11_1DDIARG_CREATECRYPTOSESSION arg = { .DecodeProfile = GUID_NULL };
	struct d3d11_session *session;
	HRESULT hr;

	if (out)
		*out = NULL;
	if (!crypto || !exchange || !out)
		return d3d11_fail(device, E_INVALIDARG, name,
				  "pCryptoType, pKeyExchangeType or ppCryptoSession is NULL");
	arg.CryptoType = *crypto;
	arg.KeyExchangeType = *exchange;
	if (profile)
		arg.DecodeProfile = *profile;
	session = calloc(1, sizeof(*session) +
			 device->funcs.pfnCalcPrivateCryptoSessionSize(
				 device->ddi, &arg));
	if (!session)
		return d3d11_fail(device, E_OUTOFMEMORY, name, "no memory");
	session->iface.lpVtbl = &session_vtbl;
	session->crypto = arg.CryptoType;
	session->profile = arg.DecodeProfile;
	session->ddi.pDrvPrivate = session->private;
	hr = device->funcs.pfnCreateCryptoSession(
		device->ddi, &arg, session->ddi,
		(D3D11_1DDI_HRTCRYPTOSESSION) { session });
	if (FAILED(hr)) {
		free(session);
		return d3d11_result(device, hr, name);
	}
	d3d11_child_init(&session->child, &session_class, device);
	*out = &session->iface;
	return S_OK;
}

#include "d3d11_session.vtables.h"
