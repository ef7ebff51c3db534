/* SPDX-License-Identifier: MIT */
/* The Direct3D 11.1 driver table, for the tests of ddi.h and for its own. */
#ifndef DDI11_H
#define DDI11_H

#include "ddi.h"

struct ddi {
	D3D10DDI_HDEVICE device;
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	/* what pfnSetErrorCb received since the last look, and how often */
	HRESULT error;
	unsigned int errors;
};

/* The outcome of a function that returns nothing: one error, or none. */
HRESULT ddi11_outcome(struct ddi *ddi);

static inline D3D11_1DDI_HCRYPTOSESSION ddi11_session(void *session)
{
	return (D3D11_1DDI_HCRYPTOSESSION) { session };
}

/* Call a function of the device on a session. */
#define ON_SESSION(s, function, ...) \
	(s)->ddi->funcs.function((s)->ddi->device, \
				      ddi11_session((s)->session), \
				      ##__VA_ARGS__)

/* With the key exchange that the driver supports. */
D3D11_1DDIARG_CREATECRYPTOSESSION ddi11_session_args(const GUID *crypto,
						     const GUID *profile);

/* Create an object in the caller's memory. */
HRESULT ddi11_create_session(struct ddi *ddi, void *memory,
			     const D3D11_1DDIARG_CREATECRYPTOSESSION *args);
HRESULT ddi11_create_channel(struct ddi *ddi, void *memory,
			     D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *args);

/* Blts with these sizes of wrapped key and IV. */
HRESULT ddi11_encrypt(const struct ddi_session *s, const struct ddi_blt *blt,
		      UINT iv_size);
HRESULT ddi11_decrypt(const struct ddi_session *s, const struct ddi_blt *blt,
		      UINT key_size, UINT iv_size);

#endif /* DDI11_H */
