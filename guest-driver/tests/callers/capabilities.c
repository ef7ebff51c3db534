// SPDX-License-Identifier: MIT
/*
 * A reporter of capabilities: walks the crypto types, profiles and key exchanges
 * of Direct3D 11 and 9
 */
#define COBJMACROS
#include <initguid.h>
#include <d3d11_1.h>
#include <d3d9.h>

#include "common.h"

static const struct {
	const char *name;
	const GUID *type;
} crypto_types[] = {
	{ "no encryption", NULL },
	{ "AES128_CTR", &D3D11_CRYPTO_TYPE_AES128_CTR },
	{ "a type of another vendor", &D3DCRYPTOTYPE_PROPRIETARY },
};

static const struct {
	const char *name;
	const GUID *profile;
} profiles[] = {
	{ "no decoding", NULL },
	{ "H.264", &D3D11_DECODER_PROFILE_H264_VLD_NOFGT },
	{ "H.265", &D3D11_DECODER_PROFILE_HEVC_VLD_MAIN },
	{ "H.265, 10 bits", &D3D11_DECODER_PROFILE_HEVC_VLD_MAIN10 },
	{ "VP9", &D3D11_DECODER_PROFILE_VP9_VLD_PROFILE0 },
};

struct flag {
	UINT bit;
	const char *name;
};

#define FLAG11(name) { D3D11_CONTENT_PROTECTION_CAPS_##name, #name }
static const struct flag flags11[] = {
	FLAG11(SOFTWARE),
	FLAG11(HARDWARE),
	FLAG11(PROTECTION_ALWAYS_ON),
	FLAG11(PARTIAL_DECRYPTION),
	FLAG11(CONTENT_KEY),
	FLAG11(FRESHEN_SESSION_KEY),
	FLAG11(ENCRYPTED_READ_BACK),
	FLAG11(ENCRYPTED_READ_BACK_KEY),
	FLAG11(SEQUENTIAL_CTR_IV),
	FLAG11(ENCRYPT_SLICEDATA_ONLY),
	FLAG11(DECRYPTION_BLT),
	{ 0, NULL }
};

#define FLAG9(name) { D3DCPCAPS_##name, #name }
static const struct flag flags9[] = {
	FLAG9(SOFTWARE),
	FLAG9(HARDWARE),
	FLAG9(PROTECTIONALWAYSON),
	FLAG9(PARTIALDECRYPTION),
	FLAG9(CONTENTKEY),
	FLAG9(FRESHENSESSIONKEY),
	FLAG9(ENCRYPTEDREADBACK),
	FLAG9(ENCRYPTEDREADBACKKEY),
	FLAG9(SEQUENTIAL_CTR_IV),
	FLAG9(ENCRYPTSLICEDATAONLY),
	{ 0, NULL }
};

static void print_flags(const struct flag *flag, UINT caps)
{
	for (; flag->name; flag++)
		printf("    %s: %s\n", flag->name,
		       caps & flag->bit ? "yes" : "no");
}

/* -------------------------------------------------------- Direct3D 11 -- */

static const char *exchange_name(const GUID *exchange)
{
	if (IsEqualGUID(exchange, &D3D11_KEY_EXCHANGE_RSAES_OAEP))
		return "RSAES-OAEP";
	if (IsEqualGUID(exchange, &D3D11_KEY_EXCHANGE_HW_PROTECTION))
		return "by the hardware's own messages";
	return "another one";
}

static void report_pair11(ID3D11VideoDevice *device, const GUID *type,
			  const GUID *profile)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps;
	GUID exchange;
	UINT i;

	memset(&caps, 0, sizeof(caps));
	if (FAILED(show("", ID3D11VideoDevice_GetContentProtectionCaps(
			device, type, profile, &caps))))
		return;
	print_flags(flags11, caps.Caps);
	printf("    blocks of %u bytes\n", caps.BlockAlignmentSize);
	say("    memory is limited", caps.ProtectedMemorySize != 0);
	for (i = 0; i < caps.KeyExchangeTypeCount; i++) {
		if (FAILED(show("    CheckCryptoKeyExchange",
				ID3D11VideoDevice_CheckCryptoKeyExchange(
					device, type, profile, i, &exchange))))
			continue;
		printf("    key exchange %u: %s\n", i,
		       exchange_name(&exchange));
	}
}

static void report11(void)
{
	ID3D11VideoDevice *video;
	ID3D11Device *device;
	size_t i, j;

	must("D3D11CreateDevice",
	     D3D11CreateDevice(NULL, D3D_DRIVER_TYPE_HARDWARE, NULL,
			       D3D11_CREATE_DEVICE_VIDEO_SUPPORT, NULL, 0,
			       D3D11_SDK_VERSION, &device, NULL, NULL));
	must("ID3D11VideoDevice",
	     ID3D11Device_QueryInterface(device, &IID_ID3D11VideoDevice,
					 (void **)&video));
	printf("%u decoder profiles\n",
	       ID3D11VideoDevice_GetVideoDecoderProfileCount(video));
	for (i = 0; i < ARRAYSIZE(crypto_types); i++) {
		for (j = 0; j < ARRAYSIZE(profiles); j++) {
			printf("  %s, %s", crypto_types[i].name,
			       profiles[j].name);
			report_pair11(video, crypto_types[i].type,
				      profiles[j].profile);
		}
	}
	ID3D11VideoDevice_Release(video);
	ID3D11Device_Release(device);
}

/* --------------------------------------------------------- Direct3D 9 -- */

static void report_pair9(IDirect3DDevice9Video *device, const GUID *type,
			 const GUID *profile)
{
	D3DCONTENTPROTECTIONCAPS caps;

	memset(&caps, 0, sizeof(caps));
	if (FAILED(show("", IDirect3DDevice9Video_GetContentProtectionCaps(
			device, type, profile, &caps))))
		return;
	print_flags(flags9, caps.Caps);
	printf("    blocks of %u bytes\n", caps.BlockAlignmentSize);
	say("    keys are exchanged by RSAES-OAEP",
	    IsEqualGUID(&caps.KeyExchangeType, &D3DKEYEXCHANGE_RSAES_OAEP));
}

static void report9(void)
{
	D3DPRESENT_PARAMETERS parameters;
	IDirect3DDevice9Video *video;
	IDirect3DDevice9Ex *device;
	IDirect3D9Ex *d3d;
	size_t i;

	must("Direct3DCreate9Ex", Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	memset(&parameters, 0, sizeof(parameters));
	parameters.BackBufferWidth = 1;
	parameters.BackBufferHeight = 1;
	parameters.Windowed = TRUE;
	parameters.SwapEffect = D3DSWAPEFFECT_COPY;
	must("CreateDeviceEx",
	     IDirect3D9Ex_CreateDeviceEx(
		     d3d, D3DADAPTER_DEFAULT, D3DDEVTYPE_HAL, NULL,
		     D3DCREATE_HARDWARE_VERTEXPROCESSING, &parameters, NULL,
		     &device));
	must("IDirect3DDevice9Video",
	     IDirect3DDevice9Ex_QueryInterface(device,
					       &IID_IDirect3DDevice9Video,
					       (void **)&video));
	for (i = 0; i < ARRAYSIZE(crypto_types); i++) {
		printf("  %s", crypto_types[i].name);
		report_pair9(video, crypto_types[i].type, NULL);
	}
	IDirect3DDevice9Video_Release(video);
	IDirect3DDevice9Ex_Release(device);
	IDirect3D9Ex_Release(d3d);
}

int main(void)
{
	report11();
	report9();
	return 0;
}
