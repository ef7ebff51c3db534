// SPDX-License-Identifier: MIT
#include <sys/mman.h>

#include "d3d9_screen.h"

D3DPRESENT_PARAMETERS screen_parameters(DWORD flags)
{
	return (D3DPRESENT_PARAMETERS) {
		.BackBufferWidth = SCREEN_WIDTH,
		.BackBufferHeight = SCREEN_HEIGHT,
		.BackBufferFormat = D3DFMT_X8R8G8B8,
		.SwapEffect = D3DSWAPEFFECT_DISCARD,
		.Windowed = TRUE,
		.Flags = flags,
	};
}

HRESULT create_device(IDirect3D9Ex *d3d, D3DPRESENT_PARAMETERS *parameters,
		      IDirect3DDevice9Ex **device)
{
	return IDirect3D9Ex_CreateDeviceEx(d3d, 0, D3DDEVTYPE_HAL, NULL,
					   D3DCREATE_HARDWARE_VERTEXPROCESSING,
					   parameters, NULL, device);
}

struct d3d9 open_with(D3DPRESENT_PARAMETERS parameters)
{
	struct d3d9 d3d9;

	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d9.d3d));
	OK(create_device(d3d9.d3d, &parameters, &d3d9.device));
	OK(IDirect3DDevice9Ex_QueryInterface(d3d9.device,
					     &IID_IDirect3DDevice9Video,
					     (void **)&d3d9.video));
	return d3d9;
}

struct d3d9 open_screen(DWORD flags)
{
	return open_with(screen_parameters(flags));
}

IDirect3DSurface9 *back_buffer(const struct d3d9 *d3d9, UINT index)
{
	IDirect3DSurface9 *surface;

	OK(IDirect3DDevice9Ex_GetBackBuffer(d3d9->device, 0, index,
					    D3DBACKBUFFER_TYPE_MONO, &surface));
	return surface;
}

HRESULT present(const struct d3d9 *d3d9)
{
	return IDirect3DDevice9Ex_PresentEx(d3d9->device, NULL, NULL, NULL,
					    NULL, 0);
}

struct shown look(void)
{
	struct shown shown = { .dev = open_device() };
	int fd = cpgpu_fd(shown.dev);
	drmModeRes *res = drmModeGetResources(fd);
	drmModeFB2 *fb;

	CHECK(res && res->count_crtcs >= 1);
	shown.crtc = drmModeGetCrtc(fd, res->crtcs[0]);
	CHECK(shown.crtc);
	drmModeFreeResources(res);
	if (!shown.crtc->mode_valid || !shown.crtc->buffer_id)
		return shown;
	fb = drmModeGetFB2(fd, shown.crtc->buffer_id);
	CHECK(fb);
	shown.object = fb->handles[0];
	shown.pitch = fb->pitches[0];
	drmModeFreeFB2(fb);
	return shown;
}

void check_shows(uint32_t pixel)
{
	struct shown shown = look();
	const uint32_t *pixels;
	void *map;
	size_t i;

	CHECK_EQ(shown.crtc->mode.hdisplay, SCREEN_WIDTH);
	CHECK_EQ(shown.crtc->mode.vdisplay, SCREEN_HEIGHT);
	CHECK_EQ(shown.pitch, SCREEN_PITCH);
	CHECK_OK(cpgpu_object_map(shown.dev, shown.object, &map));
	pixels = map;
	for (i = 0; i < SCREEN_SIZE / 4; i++)
		CHECK_EQ(pixels[i] & 0xffffff, pixel);
	munmap(map, SCREEN_SIZE);
	drmModeFreeCrtc(shown.crtc);
	cpgpu_close(shown.dev);
}
