// SPDX-License-Identifier: MIT
/*
 * A media player that looks for a hardware decoder by D3D11VA: the device of an
 * adapter, the profiles, and the pool of textures
 */
#define COBJMACROS
#include <initguid.h>
#include <d3d11.h>
#include <d3d10_1.h>
#include <dxgi1_2.h>

#include "common.h"

struct player {
	IDXGIAdapter1 *adapter;
	ID3D11Device *device;
	ID3D11DeviceContext *context;
	ID3D11VideoDevice *video_device;
	ID3D11VideoContext *video_context;
};

static void open_adapter(struct player *player)
{
	IDXGIFactory1 *factory;

	must("CreateDXGIFactory1",
	     CreateDXGIFactory1(&IID_IDXGIFactory1, (void **)&factory));
	must("EnumAdapters1",
	     IDXGIFactory1_EnumAdapters1(factory, 0, &player->adapter));
	IDXGIFactory1_Release(factory);
}

static void open_device(struct player *player)
{
	const UINT flags = D3D11_CREATE_DEVICE_VIDEO_SUPPORT;
	ID3D10Multithread *multithread;
	D3D_FEATURE_LEVEL level;

	/* with an adapter, its driver is not asked for */
	must("D3D11CreateDevice for the adapter",
	     D3D11CreateDevice((IDXGIAdapter *)player->adapter,
			       D3D_DRIVER_TYPE_UNKNOWN, NULL, flags, NULL, 0,
			       D3D11_SDK_VERSION, &player->device, &level,
			       &player->context));
	say("it has the feature level that it was created with",
	    level == ID3D11Device_GetFeatureLevel(player->device));
	say("it was created for video",
	    ID3D11Device_GetCreationFlags(player->device) == flags);
	must("ID3D10Multithread",
	     ID3D11Device_QueryInterface(player->device,
					 &IID_ID3D10Multithread,
					 (void **)&multithread));
	ID3D10Multithread_SetMultithreadProtected(multithread, TRUE);
	ID3D10Multithread_Enter(multithread);
	ID3D10Multithread_Leave(multithread);
	ID3D10Multithread_Release(multithread);
	must("ID3D11VideoDevice",
	     ID3D11Device_QueryInterface(player->device,
					 &IID_ID3D11VideoDevice,
					 (void **)&player->video_device));
	must("ID3D11VideoContext",
	     ID3D11DeviceContext_QueryInterface(
		     player->context, &IID_ID3D11VideoContext,
		     (void **)&player->video_context));
}

static const struct {
	const char *name;
	const GUID *profile;
} known[] = {
	{ "H.264", &D3D11_DECODER_PROFILE_H264_VLD_NOFGT },
	{ "H.265", &D3D11_DECODER_PROFILE_HEVC_VLD_MAIN },
	{ "VP9", &D3D11_DECODER_PROFILE_VP9_VLD_PROFILE0 },
	{ "MPEG-2", &D3D11_DECODER_PROFILE_MPEG2_VLD },
};

static BOOL has_profile(struct player *player, const GUID *wanted)
{
	ID3D11VideoDevice *device = player->video_device;
	UINT i, count = ID3D11VideoDevice_GetVideoDecoderProfileCount(device);
	GUID profile;

	for (i = 0; i < count; i++) {
		need("GetVideoDecoderProfile",
		     ID3D11VideoDevice_GetVideoDecoderProfile(device, i,
							      &profile));
		if (IsEqualGUID(&profile, wanted))
			return TRUE;
	}
	return FALSE;
}

/* What a player does for each codec, and when it has none. */
static void look_for_decoders(struct player *player)
{
	D3D11_VIDEO_DECODER_DESC desc = { D3D11_DECODER_PROFILE_H264_VLD_NOFGT, 1920, 1088,
					  DXGI_FORMAT_NV12 };
	D3D11_VIDEO_DECODER_CONFIG config;
	ID3D11VideoDecoder *decoder;
	BOOL supported = TRUE;
	UINT count = 1;
	size_t i;
	GUID profile;

	for (i = 0; i < ARRAYSIZE(known); i++) {
		printf("%s ", known[i].name);
		say("decoder", has_profile(player, known[i].profile));
	}
	show("GetVideoDecoderProfile behind the last",
	     ID3D11VideoDevice_GetVideoDecoderProfile(
		     player->video_device,
		     ID3D11VideoDevice_GetVideoDecoderProfileCount(
			     player->video_device),
		     &profile));
	if (FAILED(show("CheckVideoDecoderFormat of H.264",
			ID3D11VideoDevice_CheckVideoDecoderFormat(
				player->video_device, &desc.Guid,
				DXGI_FORMAT_NV12, &supported))) || !supported)
		printf("the player decodes in software\n");
	say("H.264 has configurations",
	    SUCCEEDED(ID3D11VideoDevice_GetVideoDecoderConfigCount(
		    player->video_device, &desc, &count)) && count);
	memset(&config, 0, sizeof(config));
	say("CreateVideoDecoder of H.264 fails",
	    FAILED(ID3D11VideoDevice_CreateVideoDecoder(
		    player->video_device, &desc, &config, &decoder)));
}

/* For frames of a software decoder: written by the CPU, copied to the GPU. */
static void upload_frame(struct player *player)
{
	D3D11_TEXTURE2D_DESC desc = {
		64, 32, 1, 1, DXGI_FORMAT_NV12, { 1, 0 }, D3D11_USAGE_STAGING,
		0, D3D11_CPU_ACCESS_WRITE | D3D11_CPU_ACCESS_READ, 0
	};
	D3D11_MAPPED_SUBRESOURCE mapped;
	ID3D11Texture2D *frame, *copy;

	must("CreateTexture2D of NV12, staging",
	     ID3D11Device_CreateTexture2D(player->device, &desc, NULL, &frame));
	need("the same again",
	     ID3D11Device_CreateTexture2D(player->device, &desc, NULL, &copy));
	must("Map", ID3D11DeviceContext_Map(player->context,
					    (ID3D11Resource *)frame, 0,
					    D3D11_MAP_WRITE, 0, &mapped));
	memset(mapped.pData, 0x80, (size_t)mapped.RowPitch * 48);
	ID3D11DeviceContext_Unmap(player->context, (ID3D11Resource *)frame, 0);
	ID3D11DeviceContext_CopyResource(player->context,
					 (ID3D11Resource *)copy,
					 (ID3D11Resource *)frame);
	ID3D11DeviceContext_Flush(player->context);
	must("Map of the copy",
	     ID3D11DeviceContext_Map(player->context, (ID3D11Resource *)copy,
				     0, D3D11_MAP_READ, 0, &mapped));
	say("it has the frame's first and last byte",
	    ((BYTE *)mapped.pData)[0] == 0x80 &&
	    ((BYTE *)mapped.pData)[mapped.RowPitch * 47 + 63] == 0x80);
	ID3D11DeviceContext_Unmap(player->context, (ID3D11Resource *)copy, 0);
	ID3D11Texture2D_Release(copy);
	ID3D11Texture2D_Release(frame);
}

static void close_player(struct player *player)
{
	ID3D11VideoContext_Release(player->video_context);
	ID3D11VideoDevice_Release(player->video_device);
	ID3D11DeviceContext_Release(player->context);
	say("nothing holds the device",
	    !ID3D11Device_Release(player->device));
	say("nothing holds the adapter",
	    !IDXGIAdapter1_Release(player->adapter));
}

int main(void)
{
	struct player player;

	open_adapter(&player);
	open_device(&player);
	look_for_decoders(&player);
	upload_frame(&player);
	close_player(&player);
	return 0;
}
