// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include <cpgpu_d3d.h>

#include "video11.h"

HRESULT last_error(struct video11 *video)
{
	return cpgpu_d3d_get_last_error((IUnknown *)video->device);
}

static ID3D11Texture2D *create_texture(struct video11 *video, D3D11_USAGE usage,
				       UINT access, UINT misc)
{
	const D3D11_TEXTURE2D_DESC desc = {
		.Width = WIDTH,
		.Height = HEIGHT,
		.MipLevels = 1,
		.ArraySize = 1,
		.Format = DXGI_FORMAT_B8G8R8A8_UNORM,
		.SampleDesc = { .Count = 1 },
		.Usage = usage,
		.CPUAccessFlags = access,
		.MiscFlags = misc,
	};
	ID3D11Texture2D *texture;

	must(ID3D11Device_CreateTexture2D(video->device, &desc, NULL, &texture),
	     "create a texture");
	return texture;
}

static void create_device(struct video11 *video)
{
	must(D3D11CreateDevice(NULL, D3D_DRIVER_TYPE_HARDWARE, NULL,
			       D3D11_CREATE_DEVICE_VIDEO_SUPPORT, NULL, 0,
			       D3D11_SDK_VERSION, &video->device, NULL,
			       &video->context),
	     "create a device (is there a cpgpu device?)");
	must(ID3D11Device_QueryInterface(video->device, &IID_ID3D11VideoDevice,
					 (void **)&video->video_device),
	     "get ID3D11VideoDevice");
	must(ID3D11DeviceContext_QueryInterface(video->context,
						&IID_ID3D11VideoContext,
						(void **)&video->video_context),
	     "get ID3D11VideoContext");
}

static void check_caps(struct video11 *video)
{
	D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps;

	must(ID3D11VideoDevice_GetContentProtectionCaps(
			video->video_device, &D3D11_CRYPTO_TYPE_AES128_CTR,
			NULL, &caps), "query the capabilities");
	if (!(caps.Caps & D3D11_CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY))
		must(DXGI_ERROR_UNSUPPORTED, "refresh keys with this device");
}

void open_video11(struct video11 *video)
{
	create_device(video);
	check_caps(video);
	must(ID3D11VideoDevice_CreateCryptoSession(
			video->video_device, &D3D11_CRYPTO_TYPE_AES128_CTR,
			NULL, &D3D11_KEY_EXCHANGE_RSAES_OAEP, &video->session),
	     "create a crypto session");
	video->restricted =
		create_texture(video, D3D11_USAGE_DEFAULT, 0,
			       D3D11_RESOURCE_MISC_RESTRICTED_CONTENT);
	video->staging = create_texture(video, D3D11_USAGE_STAGING,
					D3D11_CPU_ACCESS_READ |
					D3D11_CPU_ACCESS_WRITE, 0);
}

void close_video11(struct video11 *video)
{
	ID3D11Texture2D_Release(video->staging);
	ID3D11Texture2D_Release(video->restricted);
	ID3D11CryptoSession_Release(video->session);
	ID3D11VideoContext_Release(video->video_context);
	ID3D11VideoDevice_Release(video->video_device);
	ID3D11DeviceContext_Release(video->context);
	ID3D11Device_Release(video->device);
}

void exchange_key(struct video11 *video, const uint8_t key[KEY_SIZE])
{
	uint8_t blob[BLOB_SIZE];
	BYTE *chain;
	UINT size;

	must(ID3D11CryptoSession_GetCertificateSize(video->session, &size),
	     "get the size of the certificate");
	chain = malloc(size);
	must(chain ? S_OK : E_OUTOFMEMORY, "keep the certificate");
	must(ID3D11CryptoSession_GetCertificate(video->session, size, chain),
	     "get the certificate");
	/* a real player verifies the certificate here */
	wrap_key(chain, size, key, blob);
	free(chain);
	must(ID3D11VideoContext_NegotiateCryptoSessionKeyExchange(
			video->video_context, video->session, BLOB_SIZE, blob),
	     "exchange the session key");
}

static void *map_staging(struct video11 *video, D3D11_MAP type)
{
	D3D11_MAPPED_SUBRESOURCE mapped;

	must(ID3D11DeviceContext_Map(video->context,
				     (ID3D11Resource *)video->staging, 0, type,
				     0, &mapped), "map the staging texture");
	return mapped.pData;
}

static void unmap_staging(struct video11 *video)
{
	ID3D11DeviceContext_Unmap(video->context,
				  (ID3D11Resource *)video->staging, 0);
}

void write_picture(struct video11 *video, const uint8_t key[KEY_SIZE])
{
	uint8_t iv[KEY_SIZE];

	encrypted_picture(key, iv, map_staging(video, D3D11_MAP_WRITE));
	unmap_staging(video);
	ID3D11VideoContext_DecryptionBlt(video->video_context, video->session,
					 video->staging, video->restricted,
					 NULL, 0, NULL, KEY_SIZE, iv);
	must(last_error(video), "decrypt into the protected texture");
}

void read_picture(struct video11 *video, uint8_t iv[KEY_SIZE],
		  uint8_t data[PICTURE_SIZE])
{
	ID3D11VideoContext_EncryptionBlt(video->video_context, video->session,
					 video->restricted, video->staging,
					 KEY_SIZE, iv);
	must(last_error(video), "read back the protected texture");
	memcpy(data, map_staging(video, D3D11_MAP_READ), PICTURE_SIZE);
	unmap_staging(video);
}
