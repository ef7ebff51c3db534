// SPDX-License-Identifier: MIT
/* Direct3D 9: what Present puts on the display, and the back buffers */
#include <xf86drm.h>

#include "d3d9_screen.h"

/* ----------------------------------------------------------- the picture -- */

TEST(Present_shows_the_back_buffer)
{
	static const uint32_t colors[] = { 0x102030, 0xff0000, 0x00ff00 };
	struct d3d9 d3d9 = open_screen(0);
	IDirect3DSurface9 *buffer = back_buffer(&d3d9, 0);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(colors); i++) {
		OK(IDirect3DDevice9Ex_ColorFill(d3d9.device, buffer, NULL,
						colors[i]));
		OK(IDirect3DDevice9Ex_Present(d3d9.device, NULL, NULL, NULL,
					      NULL));
		check_shows(colors[i]);
	}
	OK(IDirect3DDevice9Ex_CheckDeviceState(d3d9.device, NULL));
	OK(IDirect3DDevice9Ex_WaitForVBlank(d3d9.device, 0));
}

TEST(Present_shows_a_restricted_back_buffer)
{
	static uint8_t data[2][SCREEN_SIZE], back[SCREEN_SIZE];
	struct d3d9 d3d9 = open_screen(D3DPRESENTFLAG_RESTRICTED_CONTENT);
	struct d3d9_session s = d3d9_keyed_session(&d3d9);
	IDirect3DSurface9 *buffer = back_buffer(&d3d9, 0), *system;
	struct drm_cpgpu_gem_info info;
	struct shown shown;
	uint8_t iv[KEY_SIZE];
	int i;

	system = d3d9_surface(&d3d9, SCREEN_WIDTH, SCREEN_HEIGHT,
			      D3DPOOL_SYSTEMMEM, 0);
	/* there is nothing yet */
	INVALID(present(&d3d9));
	for (i = 0; i < 2; i++) {
		D3DLOCKED_RECT locked;

		fill_pattern(data[i], SCREEN_SIZE, i + 1);
		memcpy(back, data[i], SCREEN_SIZE);
		next_iv(iv);
		judge_ctr(s.key, iv, back, SCREEN_SIZE);
		OK(IDirect3DSurface9_LockRect(system, &locked, NULL, 0));
		memcpy(locked.pBits, back, SCREEN_SIZE);
		OK(IDirect3DSurface9_UnlockRect(system));
		OK(d3d9_decrypt(&s, system, buffer, SCREEN_SIZE, iv));
		CHECK_HR(present(&d3d9), D3D_OK);
		shown = look();
		CHECK_EQ(shown.crtc->mode.hdisplay, SCREEN_WIDTH);
		info = object_info(shown.dev, shown.object);
		CHECK(info.flags & DRM_CPGPU_GEM_PROTECTED);
		cpgpu_close(shown.dev);
	}
	/* two memories by turns: the back buffer has the first picture again */
	OK(d3d9_encrypt(&s, buffer, system, SCREEN_SIZE, iv));
	{
		D3DLOCKED_RECT locked;

		OK(IDirect3DSurface9_LockRect(system, &locked, NULL, 0));
		memcpy(back, locked.pBits, SCREEN_SIZE);
		judge_ctr(s.key, iv, back, SCREEN_SIZE);
		CHECK_MEM(back, data[0], SCREEN_SIZE);
	}
}

TEST(Present_without_being_master_is_occluded)
{
	struct cpgpu_device *first = open_device();
	struct d3d9 d3d9 = open_screen(0);
	struct d3d9_told told;

	CHECK(drmIsMaster(cpgpu_fd(first)));
	d3d9_listen(&d3d9, &told);
	OK(IDirect3DDevice9Ex_Present(d3d9.device, NULL, NULL, NULL, NULL));
	CHECK_EQ(told.count, 1);
	CHECK_EQ(told.error, S_PRESENT_OCCLUDED);
	CHECK(strstr(told.text, "master"));
	CHECK_HR(present(&d3d9), S_PRESENT_OCCLUDED);
	/* the reason is the same, and is not told again */
	CHECK_EQ(told.count, 1);
	CHECK_HR(IDirect3DDevice9Ex_CheckDeviceState(d3d9.device, NULL),
		 S_PRESENT_OCCLUDED);
	cpgpu_close(first);
	CHECK_HR(present(&d3d9), D3D_OK);
	OK(IDirect3DDevice9Ex_CheckDeviceState(d3d9.device, NULL));
}

TEST(CheckDeviceState_does_not_take_the_display)
{
	struct cpgpu_device *first = open_device(), *second;
	struct d3d9 d3d9 = open_screen(0);

#define STATE() IDirect3DDevice9Ex_CheckDeviceState(d3d9.device, NULL)
	CHECK(drmIsMaster(cpgpu_fd(first)));
	CHECK_HR(STATE(), S_PRESENT_OCCLUDED);
	cpgpu_close(first);
	/* Present could show something, but has not been called */
	CHECK_HR(STATE(), D3D_OK);
	second = open_device();
	CHECK(drmIsMaster(cpgpu_fd(second)));
	CHECK_HR(STATE(), S_PRESENT_OCCLUDED);
	cpgpu_close(second);
	CHECK_HR(present(&d3d9), D3D_OK);
	CHECK_HR(STATE(), D3D_OK);
}

TEST(Present_of_a_size_without_a_mode_is_occluded)
{
	D3DPRESENT_PARAMETERS parameters = screen_parameters(0);
	struct d3d9_told told;
	struct d3d9 d3d9;

	parameters.BackBufferHeight = 8;
	d3d9 = open_with(parameters);
	d3d9_listen(&d3d9, &told);
	CHECK_HR(present(&d3d9), S_PRESENT_OCCLUDED);
	CHECK(strstr(told.text, "mode"));
}

TEST(a_closed_device_shows_nothing)
{
	struct d3d9 d3d9 = open_screen(0);
	uint32_t id;

	OK(present(&d3d9));
	id = look().crtc->buffer_id;
	CHECK(id);
	IDirect3DDevice9Video_Release(d3d9.video);
	CHECK_EQ(IDirect3DDevice9Ex_Release(d3d9.device), 0);
	CHECK(look().crtc->buffer_id != id);
}

/* ---------------------------------------------------------- back buffers -- */

TEST(back_buffers_take_turns)
{
	static const struct {
		D3DSWAPEFFECT effect;
		UINT count, presents;
		/* what the back buffer has then, when N has colour N */
		uint32_t first;
	} turns[] = {
		{ D3DSWAPEFFECT_FLIP, 2, 1, 1 },
		{ D3DSWAPEFFECT_FLIP, 2, 3, 0 },
		{ D3DSWAPEFFECT_FLIPEX, 3, 2, 2 },
		{ D3DSWAPEFFECT_DISCARD, 3, 4, 0 },
		{ D3DSWAPEFFECT_COPY, 1, 2, 0 },
	};
	D3DPRESENT_PARAMETERS parameters;
	D3DLOCKED_RECT locked;
	IDirect3DSurface9 *first;
	struct d3d9 d3d9;
	size_t i;
	UINT n;

	for (i = 0; i < ARRAY_SIZE(turns); i++) {
		parameters = screen_parameters(
			D3DPRESENTFLAG_LOCKABLE_BACKBUFFER);
		parameters.SwapEffect = turns[i].effect;
		parameters.BackBufferCount = turns[i].count;
		d3d9 = open_with(parameters);
		for (n = 0; n < turns[i].count; n++)
			OK(IDirect3DDevice9Ex_ColorFill(
				d3d9.device, back_buffer(&d3d9, n), NULL, n));
		/* only the first device gets the display */
		for (n = 0; n < turns[i].presents; n++)
			CHECK(SUCCEEDED(present(&d3d9)));
		first = back_buffer(&d3d9, 0);
		OK(IDirect3DSurface9_LockRect(first, &locked, NULL, 0));
		CHECK_EQ(*(uint32_t *)locked.pBits & 0xffffff, turns[i].first);
		/* not while somebody writes to it */
		INVALID(present(&d3d9));
		OK(IDirect3DSurface9_UnlockRect(first));
	}
}

TEST(D3DPRESENT_DONOTFLIP_leaves_the_back_buffer)
{
	struct d3d9 d3d9 = open_screen(D3DPRESENTFLAG_LOCKABLE_BACKBUFFER);
	IDirect3DSurface9 *buffer = back_buffer(&d3d9, 0);
	D3DLOCKED_RECT locked;

	OK(IDirect3DDevice9Ex_ColorFill(d3d9.device, buffer, NULL, 0xabcdef));
	OK(IDirect3DDevice9Ex_PresentEx(d3d9.device, NULL, NULL, NULL, NULL,
					4));
	check_shows(0xabcdef);
	OK(IDirect3DSurface9_LockRect(buffer, &locked, NULL, 0));
	CHECK_EQ(*(uint32_t *)locked.pBits & 0xffffff, 0xabcdef);
}

TEST(back_buffers_belong_to_the_swap_chain)
{
	struct d3d9 d3d9 = open_screen(0);
	IDirect3DSurface9 *buffer = back_buffer(&d3d9, 0), *same;
	IDirect3DSwapChain9Ex *chain;
	D3DPRESENT_PARAMETERS got;
	IDirect3DDevice9 *device;
	D3DSURFACE_DESC desc;
	void *container;
	UINT count;

	OK(IDirect3DSurface9_GetContainer(buffer, &IID_IDirect3DSwapChain9Ex,
					  (void **)&chain));
	OK(IDirect3DDevice9Ex_GetSwapChain(d3d9.device, 0,
					   (IDirect3DSwapChain9 **)&container));
	CHECK(container == chain);
	OK(IDirect3DSwapChain9Ex_GetBackBuffer(chain, 0, 0, &same));
	CHECK(same == buffer);
	OK(IDirect3DSwapChain9Ex_GetDevice(chain, &device));
	CHECK((void *)device == (void *)d3d9.device);
	OK(IDirect3DSwapChain9Ex_GetPresentParameters(chain, &got));
	CHECK_EQ(got.BackBufferCount, 1);
	CHECK_EQ(got.BackBufferWidth, SCREEN_WIDTH);
	OK(IDirect3DSurface9_GetDesc(buffer, &desc));
	CHECK_EQ(desc.Usage, D3DUSAGE_RENDERTARGET);
	CHECK_EQ(desc.Width, SCREEN_WIDTH);
	CHECK_EQ(IDirect3DDevice9Ex_GetNumberOfSwapChains(d3d9.device), 1);
	OK(IDirect3DSwapChain9Ex_Present(chain, NULL, NULL, NULL, NULL, 0));
	OK(IDirect3DSwapChain9Ex_GetLastPresentCount(chain, &count));
	CHECK_EQ(count, 1);
	/* the buffer keeps the chain, and that the device */
	IDirect3DSwapChain9Ex_Release(chain);
	IDirect3DSwapChain9Ex_Release(chain);
	IDirect3DDevice9_Release(device);
	IDirect3DSurface9_Release(same);
	IDirect3DDevice9Video_Release(d3d9.video);
	CHECK_EQ(IDirect3DDevice9Ex_Release(d3d9.device), 1);
	OK(IDirect3DSurface9_GetDesc(buffer, &desc));
	CHECK_EQ(IDirect3DSurface9_Release(buffer), 0);
}

TEST(GetFrontBufferData_reads_what_is_shown)
{
	struct d3d9 d3d9 = open_screen(0);
	IDirect3DSurface9 *out, *wrong;
	D3DLOCKED_RECT locked;

	OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		d3d9.device, SCREEN_WIDTH, SCREEN_HEIGHT, D3DFMT_A8R8G8B8,
		D3DPOOL_SYSTEMMEM, &out, NULL));
	wrong = d3d9_surface(&d3d9, SCREEN_WIDTH, SCREEN_HEIGHT,
			     D3DPOOL_SYSTEMMEM, 0);
	/* nothing is shown yet */
	INVALID(IDirect3DDevice9Ex_GetFrontBufferData(d3d9.device, 0, out));
	OK(IDirect3DDevice9Ex_ColorFill(d3d9.device, back_buffer(&d3d9, 0),
					NULL, 0x00654321));
	OK(present(&d3d9));
	OK(IDirect3DDevice9Ex_GetFrontBufferData(d3d9.device, 0, out));
	OK(IDirect3DSurface9_LockRect(out, &locked, NULL, 0));
	CHECK_EQ(*(uint32_t *)locked.pBits, 0xff654321);
	INVALID(IDirect3DDevice9Ex_GetFrontBufferData(d3d9.device, 0, wrong));
	INVALID(IDirect3DDevice9Ex_GetFrontBufferData(d3d9.device, 0, NULL));
	INVALID(IDirect3DDevice9Ex_GetFrontBufferData(d3d9.device, 1, out));
}

TEST(GetFrontBufferData_never_reads_restricted_content)
{
	struct d3d9 d3d9 = open_screen(D3DPRESENTFLAG_RESTRICTED_CONTENT);
	IDirect3DSurface9 *out;
	D3DLOCKED_RECT locked;

	OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		d3d9.device, SCREEN_WIDTH, SCREEN_HEIGHT, D3DFMT_A8R8G8B8,
		D3DPOOL_SYSTEMMEM, &out, NULL));
	INVALID(IDirect3DDevice9Ex_GetFrontBufferData(d3d9.device, 0, out));
	INVALID(IDirect3DSurface9_LockRect(back_buffer(&d3d9, 0), &locked, NULL,
					   0));
}
