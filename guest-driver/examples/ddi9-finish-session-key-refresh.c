// SPDX-License-Identifier: MIT
/*
 * PFND3DDDI_FINISHSESSIONKEYREFRESH
 *
 * The driver function of Direct3D 9: from this call on, all buffers use the
 * updated session key, K xor R.  The driver returns S_OK, or
 * D3DDDIERR_NOTAVAILABLE if the device cannot refresh keys.
 */
#include "resource.h"

static const char about[] =
	"Refresh a session key by the Direct3D 9 driver table, and prove that the\n"
	"key becomes K xor R, and only when it is finished.";

/* The runtime's view of the driver. */
struct runtime {
	D3DDDI_ADAPTERFUNCS adapter_funcs;
	D3DDDI_DEVICEFUNCS funcs;
	HANDLE adapter, device, session;
	HANDLE restricted, system;
};

static void open_device(struct runtime *rt)
{
	D3DDDIARG_CREATEDEVICE device = { .pDeviceFuncs = &rt->funcs };
	D3DDDIARG_CREATECRYPTOSESSION session = {
		.CryptoType = D3DCRYPTOTYPE_AES128_CTR,
	};

	must(cpgpu_ddi_open_adapter(NULL, &rt->adapter, &rt->adapter_funcs),
	     "open the driver (is there a cpgpu device?)");
	must(rt->adapter_funcs.pfnCreateDevice(rt->adapter, &device),
	     "create a device");
	rt->device = device.hDevice;
	must(rt->funcs.pfnCreateCryptoSession(rt->device, &session),
	     "create a crypto session");
	rt->session = session.hCryptoSession;
	rt->restricted = create_resource(rt->device, TRUE);
	rt->system = create_resource(rt->device, FALSE);
}

static void exchange_key(struct runtime *rt, const uint8_t key[KEY_SIZE])
{
	const DDICERTIFICATEINFO info = {
		.CertificateType = D3DDDI_CERTTYPE_CRYPTOSESSION,
		.CryptoSessionType = D3DCRYPTOTYPE_AES128_CTR,
	};
	uint8_t chain[16384], blob[BLOB_SIZE];
	UINT size;
	D3DDDIARG_GETCAPS caps = {
		D3DDDICAPS_GETCERTIFICATESIZE, &info, &size, sizeof(size),
	};
	D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE exchange = {
		rt->session, BLOB_SIZE, blob,
	};

	must(rt->adapter_funcs.pfnGetCaps(rt->adapter, &caps),
	     "get the size of the certificate");
	must(size <= sizeof(chain) ? S_OK : E_OUTOFMEMORY, "keep the chain");
	caps = (D3DDDIARG_GETCAPS) {
		D3DDDICAPS_GETCERTIFICATE, &info, chain, size,
	};
	must(rt->adapter_funcs.pfnGetCaps(rt->adapter, &caps),
	     "get the certificate");
	wrap_key(chain, size, key, blob);
	must(rt->funcs.pfnCryptoSessionKeyExchange(rt->device, &exchange),
	     "exchange the session key");
}

static void write_picture(struct runtime *rt, const uint8_t key[KEY_SIZE])
{
	uint8_t iv[KEY_SIZE];
	D3DDDIARG_DECRYPTIONBLT blt = {
		.hCryptoSession = rt->session,
		.hSrcResource = rt->system,
		.hDstResource = rt->restricted,
		.SrcResourceSize = PICTURE_SIZE,
		.pIV = iv,
	};

	encrypted_picture(key, iv, map_resource(rt->device, rt->system));
	unmap_resource(rt->device, rt->system);
	must(rt->funcs.pfnDecryptionBlt(rt->device, &blt),
	     "decrypt into the protected resource");
}

static bool reads_under(struct runtime *rt, const uint8_t key[KEY_SIZE])
{
	uint8_t iv[KEY_SIZE];
	D3DDDIARG_ENCRYPTIONBLT blt = {
		.hCryptoSession = rt->session,
		.hSrcResource = rt->restricted,
		.hDstResource = rt->system,
		.DstResourceSize = PICTURE_SIZE,
		.pIV = iv,
	};
	bool good;

	must(rt->funcs.pfnEncryptionBlt(rt->device, &blt),
	     "read back the protected resource");
	good = shows_picture(key, iv, map_resource(rt->device, rt->system));
	unmap_resource(rt->device, rt->system);
	return good;
}

int main(int argc, char **argv)
{
	uint8_t key[KEY_SIZE], random[KEY_SIZE], refreshed[KEY_SIZE];
	PFND3DDDI_FINISHSESSIONKEYREFRESH finish;
	D3DDDIARG_FINISHSESSIONKEYREFRESH data;
	D3DDDIARG_STARTSESSIONKEYREFRESH start;
	struct runtime rt;

	begin(argc, argv, about);
	open_device(&rt);
	new_key(key);
	exchange_key(&rt, key);
	write_picture(&rt, key);

	finish = rt.funcs.pfnFinishSessionKeyRefresh;
	data = (D3DDDIARG_FINISHSESSIONKEYREFRESH) { rt.session };
	prove(FAILED(finish(rt.device, &data)),
	      "without StartSessionKeyRefresh it fails");
	start = (D3DDDIARG_STARTSESSIONKEYREFRESH) {
		rt.session, random, KEY_SIZE,
	};
	must(rt.funcs.pfnStartSessionKeyRefresh(rt.device, &start),
	     "start the refresh (can this device do it?)");
	refresh_key(key, random, refreshed);
	prove(reads_under(&rt, key), "the device still uses K");

	must(finish(rt.device, &data), "finish the refresh");
	show("pfnFinishSessionKeyRefresh gave S_OK; R was", random);
	prove(reads_under(&rt, refreshed), "now it uses K xor R");
	prove(!reads_under(&rt, key), "and no more K");
	must(rt.funcs.pfnDestroyDevice(rt.device), "end the device");
	must(rt.adapter_funcs.pfnCloseAdapter(rt.adapter), "close the adapter");
	forget(key);
	forget(refreshed);
	return end();
}
