// SPDX-License-Identifier: MIT
/*
 * PFND3D11_1DDI_STARTSESSIONKEYREFRESH
 *
 * The driver function behind the same method, as the Direct3D runtime calls it:
 * a member of D3D11_1DDI_VIDEODEVICEFUNCS that returns nothing.  The driver
 * generates and saves a random number R, and stores it at pRandomNumber.  It
 * reports errors to the runtime's pfnSetErrorCb.
 */
#include <stdlib.h>

#include "resource.h"

static const char about[] =
	"Start the refresh of a session key by the Direct3D 11.1 driver table, and\n"
	"prove that K stays in use until it is finished, and K xor R follows.";

/* The runtime's view of the driver. */
struct runtime {
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS funcs;
	D3D10DDI_HDEVICE device;
	D3D11_1DDI_HCRYPTOSESSION session;
	D3D10DDI_HRESOURCE restricted, staging;
	HRESULT error;
};

static void set_error(D3D10DDI_HRTCORELAYER runtime, HRESULT hr)
{
	((struct runtime *)runtime.handle)->error = hr;
}

/* Functions that return nothing succeed unless they call set_error(). */
static void worked(struct runtime *rt, const char *what)
{
	must(rt->error, what);
}

static void open_device(struct runtime *rt)
{
	const D3D11DDI_CORELAYER_DEVICECALLBACKS callbacks = { set_error };
	const D3D10DDI_HRTCORELAYER layer = { rt };

	must(cpgpu_ddi_open_d3d11(NULL, layer, &callbacks, &rt->device,
				  &rt->funcs),
	     "open the driver (is there a cpgpu device?)");
}

/* The runtime provides the memory of the session. */
static void create_session(struct runtime *rt)
{
	D3D11_1DDIARG_CREATECRYPTOSESSION create = {
		.CryptoType = D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
		.KeyExchangeType = D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
	};
	const D3D11_1DDI_HRTCRYPTOSESSION none = { NULL };

	rt->session.pDrvPrivate = calloc(1,
		rt->funcs.pfnCalcPrivateCryptoSessionSize(rt->device, &create));
	must(rt->session.pDrvPrivate ? S_OK : E_OUTOFMEMORY, "get memory");
	must(rt->funcs.pfnCreateCryptoSession(rt->device, &create, rt->session,
					      none), "create a crypto session");
}

static void exchange_key(struct runtime *rt, const uint8_t key[KEY_SIZE])
{
	const D3D11_1DDI_CERTIFICATE_INFO info = {
		.CertificateType = D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION,
		.CryptoSessionType = D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
	};
	uint8_t chain[16384], blob[BLOB_SIZE];
	UINT size = 0;

	rt->funcs.pfnGetCertificateSize(rt->device, &info, &size);
	must(size <= sizeof(chain) ? S_OK : E_OUTOFMEMORY, "keep the chain");
	rt->funcs.pfnGetCertificate(rt->device, &info, size, chain);
	worked(rt, "get the certificate");
	wrap_key(chain, size, key, blob);
	must(rt->funcs.pfnNegotiateCryptoSessionKeyExchange(
			rt->device, rt->session, BLOB_SIZE, blob),
	     "exchange the session key");
}

static void write_picture(struct runtime *rt, const uint8_t key[KEY_SIZE])
{
	HANDLE device = rt->device.pDrvPrivate;
	HANDLE staging = rt->staging.pDrvPrivate;
	uint8_t iv[KEY_SIZE];

	encrypted_picture(key, iv, map_resource(device, staging));
	unmap_resource(device, staging);
	rt->funcs.pfnDecryptionBlt(rt->device, rt->session, rt->staging,
				   rt->restricted, NULL, 0, NULL, KEY_SIZE, iv);
	worked(rt, "decrypt into the protected resource");
}

static bool reads_under(struct runtime *rt, const uint8_t key[KEY_SIZE])
{
	HANDLE device = rt->device.pDrvPrivate;
	HANDLE staging = rt->staging.pDrvPrivate;
	uint8_t iv[KEY_SIZE];
	bool good;

	rt->funcs.pfnEncryptionBlt(rt->device, rt->session, rt->restricted,
				   rt->staging, KEY_SIZE, iv);
	worked(rt, "read back the protected resource");
	good = shows_picture(key, iv, map_resource(device, staging));
	unmap_resource(device, staging);
	return good;
}

int main(int argc, char **argv)
{
	uint8_t key[KEY_SIZE], random[KEY_SIZE], refreshed[KEY_SIZE];
	PFND3D11_1DDI_STARTSESSIONKEYREFRESH start;
	struct runtime rt = { .error = S_OK };

	begin(argc, argv, about);
	open_device(&rt);
	create_session(&rt);
	rt.restricted.pDrvPrivate = create_resource(rt.device.pDrvPrivate, TRUE);
	rt.staging.pDrvPrivate = create_resource(rt.device.pDrvPrivate, FALSE);
	new_key(key);
	exchange_key(&rt, key);
	write_picture(&rt, key);

	start = rt.funcs.pfnStartSessionKeyRefresh;
	start(rt.device, rt.session, KEY_SIZE, random);
	worked(&rt, "start the refresh");
	show("pfnStartSessionKeyRefresh gave R", random);
	refresh_key(key, random, refreshed);
	prove(reads_under(&rt, key), "the device still uses K");

	rt.funcs.pfnFinishSessionKeyRefresh(rt.device, rt.session);
	worked(&rt, "finish the refresh");
	prove(reads_under(&rt, refreshed),
	      "after pfnFinishSessionKeyRefresh it uses K xor R");
	prove(!reads_under(&rt, key), "and no more K");

	start(rt.device, rt.session, KEY_SIZE - 1, random);
	prove(rt.error == E_INVALIDARG,
	      "pfnSetErrorCb was called with E_INVALIDARG for 15 bytes");
	cpgpu_ddi_close_d3d11(rt.device);
	free(rt.session.pDrvPrivate);
	forget(key);
	forget(refreshed);
	return end();
}
