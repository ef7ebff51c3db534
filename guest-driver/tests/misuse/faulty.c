// SPDX-License-Identifier: MIT
/*
 * cpgpu-misuse-d3d: misuse of Direct3D's objects, as in faulty applications, for
 * AddressSanitizer and UndefinedBehaviorSanitizer.  They must detect some of
 * these errors, and the library must survive the others.  cpgpu-test-d3d_misuse
 * runs it.  See words[].
 */
#include <stdio.h>
#include <stdlib.h>

#include "misuse.h"

static ID3D11Device *device;
static ID3D11DeviceContext *context;
static ID3D11VideoDevice2 *video;
static ID3D11VideoContext1 *vc;
static ID3D11CryptoSession *session;
static ID3D11AuthenticatedChannel *channel;
static ID3D11Texture2D *texture;

static void must(HRESULT hr)
{
	if (hr == S_OK)
		return;
	fprintf(stderr, "a call failed with 0x%08x\n", hr);
	exit(3);
}

static void make_all(void)
{
	const D3D11_TEXTURE2D_DESC desc = {
		.Width = 16,
		.Height = 16,
		.MipLevels = 1,
		.ArraySize = 1,
		.Format = DXGI_FORMAT_B8G8R8A8_UNORM,
		.SampleDesc = { 1, 0 },
		.Usage = D3D11_USAGE_STAGING,
		.CPUAccessFlags = D3D11_CPU_ACCESS_READ,
	};

	must(cpgpu_d3d_create_d3d11(NULL, 0, &device, &context));
	must(ID3D11Device_QueryInterface(device, &IID_ID3D11VideoDevice2,
					 (void **)&video));
	must(ID3D11DeviceContext_QueryInterface(
		context, &IID_ID3D11VideoContext1, (void **)&vc));
	must(ID3D11VideoDevice2_CreateCryptoSession(
		video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL,
		&D3D11_KEY_EXCHANGE_RSAES_OAEP, &session));
	must(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &channel));
	must(ID3D11Device_CreateTexture2D(device, &desc, NULL, &texture));
	must(ID3D11Texture2D_SetPrivateData(texture, &IID_IUnknown, 5,
					    "data"));
}

static void release_all(void)
{
	ID3D11Texture2D_Release(texture);
	ID3D11AuthenticatedChannel_Release(channel);
	ID3D11CryptoSession_Release(session);
	ID3D11VideoContext1_Release(vc);
	ID3D11VideoDevice2_Release(video);
	ID3D11DeviceContext_Release(context);
	ID3D11Device_Release(device);
}

/* ----------------------------------------------------------------- misuse -- */

static void double_release_session(void)
{
	ID3D11CryptoSession_Release(session);
	ID3D11CryptoSession_Release(session);
}

static void double_release_device(void)
{
	release_all();
	ID3D11Device_Release(device);
}

static void use_after_release_session(void)
{
	ID3D11CryptoSession_Release(session);
	ID3D11VideoContext1_FinishSessionKeyRefresh(vc, session);
}

static void use_after_release_texture(void)
{
	D3D11_MAPPED_SUBRESOURCE mapped;

	ID3D11Texture2D_Release(texture);
	ID3D11DeviceContext_Map(context, (ID3D11Resource *)texture, 0,
				D3D11_MAP_READ, 0, &mapped);
}

static void use_after_release_device(void)
{
	release_all();
	ID3D11Device_GetFeatureLevel(device);
}

/* The caller's buffer is too small. */
static void short_buffer(void)
{
	uint8_t *bytes = malloc(sizeof(GUID) - 1);

	ID3D11CryptoSession_GetCryptoType(session, (GUID *)bytes);
}

static const struct {
	const char *word;
	void (*run)(void);
} words[] = {
	{ "nothing", release_all },
	{ "double-release-session", double_release_session },
	{ "double-release-device", double_release_device },
	{ "use-after-release-session", use_after_release_session },
	{ "use-after-release-texture", use_after_release_texture },
	{ "use-after-release-device", use_after_release_device },
	{ "short-buffer", short_buffer },
}, whole[] = {
	{ "slots", run_slots },
	{ "query", run_query },
	{ "release", run_release },
	{ "outlive", run_outlive },
	{ "threads", run_threads },
	{ "removal", run_removal },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc == 2 && i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].word, argv[1]))
			continue;
		make_all();
		words[i].run();
		return 0;
	}
	for (i = 0; argc == 2 && i < ARRAY_SIZE(whole); i++) {
		if (strcmp(whole[i].word, argv[1]))
			continue;
		whole[i].run();
		return 0;
	}
	fprintf(stderr, "usage: cpgpu-misuse-d3d WORD\n");
	return 2;
}
