/* SPDX-License-Identifier: MIT */
/*
 * Devices of Direct3D 9 with a small display.  If a function here fails, so
 * does the test.
 */
#ifndef D3D9_SCREEN_H
#define D3D9_SCREEN_H

#include <xf86drmMode.h>

#include "d3d9_fixture.h"

/* The display takes modes of any size; this one has rows without padding. */
#define SCREEN_WIDTH	64
#define SCREEN_HEIGHT	32
#define SCREEN_PITCH	(SCREEN_WIDTH * 4)
#define SCREEN_SIZE	(SCREEN_PITCH * SCREEN_HEIGHT)

/* A window of that size; @flags: D3DPRESENTFLAG_* */
D3DPRESENT_PARAMETERS screen_parameters(DWORD flags);

HRESULT create_device(IDirect3D9Ex *d3d, D3DPRESENT_PARAMETERS *parameters,
		      IDirect3DDevice9Ex **device);

struct d3d9 open_with(D3DPRESENT_PARAMETERS parameters);
struct d3d9 open_screen(DWORD flags);

IDirect3DSurface9 *back_buffer(const struct d3d9 *d3d9, UINT index);

/* PresentEx without further arguments */
HRESULT present(const struct d3d9 *d3d9);

/* What the display shows now, looked at from outside. */
struct shown {
	struct cpgpu_device *dev;
	drmModeCrtc *crtc;
	uint32_t object;		/* 0: nothing */
	uint32_t pitch;
};

struct shown look(void);

/* The whole display has this colour. */
void check_shows(uint32_t pixel);

#endif /* D3D9_SCREEN_H */
