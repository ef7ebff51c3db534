// SPDX-License-Identifier: MIT
/* Direct3D 9: the mode of the display, Reset, and wrong parameters */
#include "d3d9_screen.h"

/* ----------------------------------------------------------------- modes -- */

TEST(full_screen_takes_the_wanted_mode)
{
	D3DPRESENT_PARAMETERS parameters = screen_parameters(0);
	D3DDISPLAYMODEEX mode = {
		.Size = sizeof(mode), .Width = SCREEN_WIDTH,
		.Height = SCREEN_HEIGHT, .RefreshRate = 30,
		.Format = D3DFMT_X8R8G8B8,
		.ScanLineOrdering = D3DSCANLINEORDERING_PROGRESSIVE,
	};
	D3DDISPLAYMODEEX now = { .Size = sizeof(now) };
	struct d3d9 d3d9;

	parameters.Windowed = FALSE;
	parameters.FullScreen_RefreshRateInHz = 30;
	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d9.d3d));
	OK(IDirect3D9Ex_CreateDeviceEx(d3d9.d3d, 0, D3DDEVTYPE_HAL, NULL, 0,
				       &parameters, &mode, &d3d9.device));
	OK(present(&d3d9));
	OK(IDirect3DDevice9Ex_GetDisplayModeEx(d3d9.device, 0, &now, NULL));
	CHECK_EQ(now.Width, SCREEN_WIDTH);
	CHECK_EQ(now.Height, SCREEN_HEIGHT);
	CHECK_EQ(now.RefreshRate, 30);
	/* the same size, faster */
	parameters.FullScreen_RefreshRateInHz = mode.RefreshRate = 50;
	OK(IDirect3DDevice9Ex_ResetEx(d3d9.device, &parameters, &mode));
	OK(present(&d3d9));
	OK(IDirect3DDevice9Ex_GetDisplayModeEx(d3d9.device, 0, &now, NULL));
	CHECK_EQ(now.RefreshRate, 50);
}

TEST(a_window_without_a_size_has_that_of_the_display)
{
	D3DPRESENT_PARAMETERS parameters = {
		.SwapEffect = D3DSWAPEFFECT_DISCARD,
		.Windowed = TRUE,
	};
	IDirect3DDevice9Ex *device;
	IDirect3D9Ex *d3d;
	D3DDISPLAYMODE mode;

	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	OK(create_device(d3d, &parameters, &device));
	OK(IDirect3DDevice9Ex_GetDisplayMode(device, 0, &mode));
	CHECK_EQ(parameters.BackBufferWidth, mode.Width);
	CHECK_EQ(parameters.BackBufferHeight, mode.Height);
	CHECK_EQ(parameters.BackBufferFormat, D3DFMT_X8R8G8B8);
	CHECK_EQ(parameters.BackBufferCount, 1);
	INVALID(IDirect3DDevice9Ex_GetDisplayMode(device, 1, &mode));
	INVALID(IDirect3DDevice9Ex_GetDisplayMode(device, 0, NULL));
}

/* ----------------------------------------------------------------- reset -- */

TEST(Reset_makes_new_back_buffers)
{
	struct d3d9 d3d9 = open_screen(0);
	D3DPRESENT_PARAMETERS parameters = screen_parameters(0);
	IDirect3DSurface9 *buffer = back_buffer(&d3d9, 0), *target;
	IDirect3DSurface9 *kept;
	D3DSURFACE_DESC desc;

	parameters.BackBufferWidth = 2 * SCREEN_WIDTH;
	parameters.BackBufferCount = 0;
	INVALID(IDirect3DDevice9Ex_Reset(d3d9.device, NULL));
	/* somebody still has the old one */
	INVALID(IDirect3DDevice9Ex_Reset(d3d9.device, &parameters));
	CHECK_EQ(parameters.BackBufferCount, 0);
	IDirect3DSurface9_Release(buffer);
	/* an Ex device keeps its surfaces */
	kept = d3d9_surface(&d3d9, 64, 64, D3DPOOL_DEFAULT, 0);
	OK(present(&d3d9));
	OK(IDirect3DDevice9Ex_Reset(d3d9.device, &parameters));
	CHECK_EQ(parameters.BackBufferCount, 1);
	OK(IDirect3DSurface9_GetDesc(back_buffer(&d3d9, 0), &desc));
	CHECK_EQ(desc.Width, 2 * SCREEN_WIDTH);
	OK(IDirect3DDevice9Ex_GetRenderTarget(d3d9.device, 0, &target));
	CHECK(target == back_buffer(&d3d9, 0));
	OK(present(&d3d9));
	CHECK_EQ(look().crtc->mode.hdisplay, 2 * SCREEN_WIDTH);
	CHECK_EQ(IDirect3DSurface9_Release(kept), 0);
}

TEST(Reset_without_Ex_wants_all_surfaces_released)
{
	D3DPRESENT_PARAMETERS parameters = screen_parameters(0);
	IDirect3D9 *d3d = Direct3DCreate9(D3D_SDK_VERSION);
	IDirect3DTexture9 *texture, *system;
	IDirect3DSurface9 *surface;
	IDirect3DDevice9 *device;

	CHECK(d3d);
	OK(IDirect3D9_CreateDevice(d3d, 0, D3DDEVTYPE_HAL, NULL, 0, &parameters,
				   &device));
	OK(IDirect3DDevice9_CreateOffscreenPlainSurface(
		device, 64, 64, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT, &surface,
		NULL));
	INVALID(IDirect3DDevice9_Reset(device, &parameters));
	CHECK_EQ(IDirect3DSurface9_Release(surface), 0);
	OK(IDirect3DDevice9_Reset(device, &parameters));
	/* of textures, those in the same pool only */
	OK(IDirect3DDevice9_CreateTexture(device, 64, 64, 1, 0, D3DFMT_X8R8G8B8,
					  D3DPOOL_SYSTEMMEM, &system, NULL));
	OK(IDirect3DDevice9_Reset(device, &parameters));
	OK(IDirect3DDevice9_CreateTexture(device, 64, 64, 1, 0, D3DFMT_X8R8G8B8,
					  D3DPOOL_DEFAULT, &texture, NULL));
	INVALID(IDirect3DDevice9_Reset(device, &parameters));
	CHECK_EQ(IDirect3DTexture9_Release(texture), 0);
	CHECK_EQ(IDirect3DTexture9_Release(system), 0);
	OK(IDirect3DDevice9_Reset(device, &parameters));
	/* a render target that only the device still has is no obstacle */
	OK(IDirect3DDevice9_CreateRenderTarget(device, 64, 64, D3DFMT_X8R8G8B8,
					       0, 0, FALSE, &surface, NULL));
	OK(IDirect3DDevice9_SetRenderTarget(device, 0, surface));
	INVALID(IDirect3DDevice9_Reset(device, &parameters));
	CHECK_EQ(IDirect3DSurface9_Release(surface), 0);
	OK(IDirect3DDevice9_Reset(device, &parameters));
	CHECK_EQ(IDirect3DDevice9_Release(device), 0);
}

TEST(ResetEx_wants_a_mode_for_full_screen)
{
	D3DPRESENT_PARAMETERS parameters = screen_parameters(0);
	D3DDISPLAYMODEEX mode = {
		.Size = sizeof(mode), .Width = SCREEN_WIDTH,
		.Height = SCREEN_HEIGHT, .Format = D3DFMT_X8R8G8B8,
	};
	struct d3d9 d3d9 = open_screen(0);

#define RESET(mode) IDirect3DDevice9Ex_ResetEx(d3d9.device, &parameters, mode)
	OK(RESET(NULL));
	INVALID(RESET(&mode));
	parameters.Windowed = FALSE;
	INVALID(RESET(NULL));
	OK(RESET(&mode));
	mode.Width++;
	INVALID(RESET(&mode));
	mode.Width--;
	mode.Size--;
	INVALID(RESET(&mode));
	INVALID(IDirect3DDevice9Ex_ResetEx(d3d9.device, NULL, NULL));
}

/* --------------------------------------------------------- bad arguments -- */

TEST(CreateDeviceEx_checks_the_presentation_parameters)
{
	const D3DPRESENT_PARAMETERS good = screen_parameters(0);
	IDirect3DDevice9Ex *device;
	IDirect3D9Ex *d3d;

#define BAD(member, value, expected) do { \
	D3DPRESENT_PARAMETERS bad = good; \
	bad.member = value; \
	device = (void *)1; \
	CHECK_HR(create_device(d3d, &bad, &device), expected); \
	CHECK(!device); \
} while (0)
	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	BAD(SwapEffect, 0, D3DERR_INVALIDCALL);
	BAD(SwapEffect, 6, D3DERR_INVALIDCALL);
	BAD(SwapEffect, D3DSWAPEFFECT_OVERLAY, D3DERR_UNSUPPORTEDOVERLAY);
	BAD(BackBufferCount, 31, D3DERR_INVALIDCALL);
	BAD(BackBufferCount, 0xffffffff, D3DERR_INVALIDCALL);
	BAD(BackBufferWidth, 16385, D3DERR_INVALIDCALL);
	BAD(BackBufferHeight, 0xffffffff, D3DERR_INVALIDCALL);
	BAD(BackBufferFormat, D3DFMT_YUY2, D3DERR_INVALIDCALL);
	BAD(MultiSampleType, D3DMULTISAMPLE_2_SAMPLES, D3DERR_NOTAVAILABLE);
	BAD(EnableAutoDepthStencil, TRUE, D3DERR_NOTAVAILABLE);
	BAD(PresentationInterval, 2, D3DERR_INVALIDCALL);
	BAD(FullScreen_RefreshRateInHz, 60, D3DERR_INVALIDCALL);
	BAD(Flags, 0x80000000, D3DERR_INVALIDCALL);
	BAD(Flags, D3DPRESENTFLAG_LOCKABLE_BACKBUFFER |
		   D3DPRESENTFLAG_RESTRICTED_CONTENT, D3DERR_INVALIDCALL);
	BAD(Windowed, FALSE, D3DERR_INVALIDCALL);
}

TEST(swap_chains_refuse_bad_arguments)
{
	static const RECT all = { 0, 0, SCREEN_WIDTH, SCREEN_HEIGHT };
	D3DPRESENT_PARAMETERS parameters = screen_parameters(0);
	struct d3d9 d3d9 = open_screen(0);
	IDirect3DDevice9Ex *device = d3d9.device;
	IDirect3DSwapChain9 *chain;
	IDirect3DSurface9 *buffer;
	D3DRASTER_STATUS status;

	INVALID(IDirect3DDevice9Ex_GetBackBuffer(device, 0, 1, 0, &buffer));
	CHECK(!buffer);
	INVALID(IDirect3DDevice9Ex_GetBackBuffer(device, 0, 0xffffffff, 0,
						 &buffer));
	INVALID(IDirect3DDevice9Ex_GetBackBuffer(device, 1, 0, 0, &buffer));
	INVALID(IDirect3DDevice9Ex_GetBackBuffer(device, 0, 0, 1, &buffer));
	INVALID(IDirect3DDevice9Ex_GetBackBuffer(device, 0, 0, 0, NULL));
	INVALID(IDirect3DDevice9Ex_GetSwapChain(device, 1, &chain));
	CHECK(!chain);
	INVALID(IDirect3DDevice9Ex_GetSwapChain(device, 0, NULL));
	CHECK_HR(IDirect3DDevice9Ex_CreateAdditionalSwapChain(
			 device, &parameters, &chain), D3DERR_NOTAVAILABLE);
	INVALID(IDirect3DDevice9Ex_CreateAdditionalSwapChain(device, NULL,
							     &chain));
	INVALID(IDirect3DDevice9Ex_PresentEx(device, &all, NULL, NULL, NULL,
					     0));
	INVALID(IDirect3DDevice9Ex_PresentEx(device, NULL, NULL, NULL, NULL,
					     0x20));
	INVALID(IDirect3DDevice9Ex_GetRasterStatus(device, 0, &status));
	INVALID(IDirect3DDevice9Ex_GetRasterStatus(device, 0, NULL));
	INVALID(IDirect3DDevice9Ex_WaitForVBlank(device, 1));
}
