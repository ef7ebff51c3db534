// SPDX-License-Identifier: MIT
/*
 * A media player that looks for a hardware decoder by DXVA 2: a Direct3D 9Ex
 * device behind a device manager, and its decoder service
 */
#define COBJMACROS
#include <initguid.h>
#include <d3d9.h>
#include <dxva2api.h>

#include "common.h"

struct player {
	IDirect3D9Ex *d3d;
	IDirect3DDevice9Ex *device;
	IDirect3DDeviceManager9 *manager;
	HANDLE handle;
	IDirectXVideoDecoderService *service;
};

static void open_device(struct player *player)
{
	D3DPRESENT_PARAMETERS parameters;
	D3DDISPLAYMODEEX mode;

	must("Direct3DCreate9Ex",
	     Direct3DCreate9Ex(D3D_SDK_VERSION, &player->d3d));
	memset(&mode, 0, sizeof(mode));
	mode.Size = sizeof(mode);
	if (FAILED(IDirect3D9Ex_GetAdapterDisplayModeEx(
			player->d3d, D3DADAPTER_DEFAULT, &mode, NULL)))
		mode.Format = D3DFMT_X8R8G8B8;
	memset(&parameters, 0, sizeof(parameters));
	parameters.BackBufferWidth = 640;
	parameters.BackBufferHeight = 480;
	parameters.BackBufferFormat = mode.Format;
	parameters.Windowed = TRUE;
	parameters.SwapEffect = D3DSWAPEFFECT_DISCARD;
	parameters.Flags = D3DPRESENTFLAG_VIDEO;
	must("CreateDeviceEx",
	     IDirect3D9Ex_CreateDeviceEx(
		     player->d3d, D3DADAPTER_DEFAULT, D3DDEVTYPE_HAL, NULL,
		     D3DCREATE_SOFTWARE_VERTEXPROCESSING |
		     D3DCREATE_MULTITHREADED | D3DCREATE_FPU_PRESERVE,
		     &parameters, NULL, &player->device));
}

static void open_manager(struct player *player)
{
	UINT token = 0;

	must("DXVA2CreateDirect3DDeviceManager9",
	     DXVA2CreateDirect3DDeviceManager9(&token, &player->manager));
	show("OpenDeviceHandle before ResetDevice",
	     IDirect3DDeviceManager9_OpenDeviceHandle(player->manager,
						      &player->handle));
	show("ResetDevice with another token",
	     IDirect3DDeviceManager9_ResetDevice(
		     player->manager, (IDirect3DDevice9 *)player->device,
		     token + 1));
	must("ResetDevice", IDirect3DDeviceManager9_ResetDevice(
		player->manager, (IDirect3DDevice9 *)player->device, token));
	must("OpenDeviceHandle",
	     IDirect3DDeviceManager9_OpenDeviceHandle(player->manager,
						      &player->handle));
	must("TestDevice",
	     IDirect3DDeviceManager9_TestDevice(player->manager,
						player->handle));
	must("GetVideoService",
	     IDirect3DDeviceManager9_GetVideoService(
		     player->manager, player->handle,
		     &IID_IDirectXVideoDecoderService,
		     (void **)&player->service));
}

static void look_for_decoders(struct player *player)
{
	DXVA2_ConfigPictureDecode *configs = NULL;
	D3DFORMAT *formats = NULL;
	DXVA2_VideoDesc desc;
	UINT count = 1;
	GUID *devices = NULL;

	must("GetDecoderDeviceGuids",
	     IDirectXVideoDecoderService_GetDecoderDeviceGuids(
		     player->service, &count, &devices));
	printf("there are %u decoders\n", count);
	/* memory of the service is given back in this way; NULL is allowed */
	CoTaskMemFree(devices);
	show("GetDecoderRenderTargets of H.264",
	     IDirectXVideoDecoderService_GetDecoderRenderTargets(
		     player->service, &DXVA2_ModeH264_E, &count, &formats));
	memset(&desc, 0, sizeof(desc));
	desc.SampleWidth = 1920;
	desc.SampleHeight = 1088;
	show("GetDecoderConfigurations of H.264",
	     IDirectXVideoDecoderService_GetDecoderConfigurations(
		     player->service, &DXVA2_ModeH264_E, &desc, NULL, &count,
		     &configs));
}

/* The player's surfaces, and the device for its own use. */
static void use_device(struct player *player)
{
	IDirect3DDevice9 *device;
	IDirect3DSurface9 *surfaces[2];
	D3DSURFACE_DESC desc;
	UINT i;

	must("LockDevice",
	     IDirect3DDeviceManager9_LockDevice(player->manager,
						player->handle, &device,
						TRUE));
	say("it is the player's device",
	    device == (IDirect3DDevice9 *)player->device);
	IDirect3DDevice9_Release(device);
	must("UnlockDevice",
	     IDirect3DDeviceManager9_UnlockDevice(player->manager,
						  player->handle, FALSE));
	must("CreateSurface",
	     IDirectXVideoDecoderService_CreateSurface(
		     player->service, 64, 32, ARRAYSIZE(surfaces) - 1,
		     D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT, 0,
		     DXVA2_VideoSoftwareRenderTarget, surfaces, NULL));
	for (i = 0; i < ARRAYSIZE(surfaces); i++) {
		must("GetDesc",
		     IDirect3DSurface9_GetDesc(surfaces[i], &desc));
		printf("surface %u has %u x %u pixels\n", i, desc.Width,
		       desc.Height);
		IDirect3DSurface9_Release(surfaces[i]);
	}
}

static void close_player(struct player *player)
{
	IDirectXVideoDecoderService_Release(player->service);
	must("CloseDeviceHandle",
	     IDirect3DDeviceManager9_CloseDeviceHandle(player->manager,
						       player->handle));
	show("TestDevice with a closed handle",
	     IDirect3DDeviceManager9_TestDevice(player->manager,
						player->handle));
	say("nothing holds the manager",
	    !IDirect3DDeviceManager9_Release(player->manager));
	say("nothing holds the device",
	    !IDirect3DDevice9Ex_Release(player->device));
	IDirect3D9Ex_Release(player->d3d);
}

int main(void)
{
	struct player player;

	open_device(&player);
	open_manager(&player);
	look_for_decoders(&player);
	use_device(&player);
	close_player(&player);
	return 0;
}
