// SPDX-License-Identifier: MIT
/* Direct3D 9: filling surfaces, and copies between them */
#include "d3d9_fixture.h"

static uint32_t pixel_at(IDirect3DSurface9 *surface, UINT x, UINT y)
{
	const RECT rect = { x, y, x + 1, y + 1 };
	D3DLOCKED_RECT locked;
	uint32_t pixel;

	OK(IDirect3DSurface9_LockRect(surface, &locked, &rect,
				      D3DLOCK_READONLY));
	memcpy(&pixel, locked.pBits, sizeof(pixel));
	OK(IDirect3DSurface9_UnlockRect(surface));
	return pixel;
}

static IDirect3DSurface9 *render_target(const struct d3d9 *d3d9, BOOL lockable)
{
	IDirect3DSurface9 *surface;

	OK(IDirect3DDevice9Ex_CreateRenderTarget(
		d3d9->device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8, 0, 0, lockable,
		&surface, NULL));
	return surface;
}

static IDirect3DSurface9 *plain(const struct d3d9 *d3d9)
{
	return d3d9_surface(d3d9, WIDTH, HEIGHT, D3DPOOL_DEFAULT, 0);
}

/* ----------------------------------------------------------------- fills -- */

TEST(ColorFill_fills_a_rectangle)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = plain(d3d9);
	const RECT part = { 3, 2, 7, 5 };

	OK(IDirect3DDevice9Ex_ColorFill(d3d9->device, surface, NULL, 0x112233));
	OK(IDirect3DDevice9Ex_ColorFill(d3d9->device, surface, &part,
					0xff445566));
	CHECK_EQ(pixel_at(surface, 0, 0), 0x112233);
	CHECK_EQ(pixel_at(surface, 3, 2), 0xff445566);
	CHECK_EQ(pixel_at(surface, 6, 4), 0xff445566);
	CHECK_EQ(pixel_at(surface, 7, 4), 0x112233);
	CHECK_EQ(pixel_at(surface, 6, 5), 0x112233);
	CHECK_EQ(pixel_at(surface, WIDTH - 1, HEIGHT - 1), 0x112233);
}

TEST(ColorFill_packs_the_pixels_of_each_format)
{
	static const struct {
		D3DFORMAT format;
		uint32_t pixel;
	} packed[] = {
		{ D3DFMT_A8R8G8B8, 0x80ff8040 },
		{ D3DFMT_A8B8G8R8, 0x804080ff },
		{ D3DFMT_R5G6B5, 0xfc08 },
		{ D3DFMT_A1R5G5B5, 0xfe08 },
		{ D3DFMT_A4R4G4B4, 0x8f84 },
	};
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface;
	D3DLOCKED_RECT locked;
	uint16_t half;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(packed); i++) {
		OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			d3d9->device, WIDTH, HEIGHT, packed[i].format,
			D3DPOOL_DEFAULT, &surface, NULL));
		OK(IDirect3DDevice9Ex_ColorFill(d3d9->device, surface, NULL,
						0x80ff8040));
		OK(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
		memcpy(&half, locked.pBits, sizeof(half));
		if (packed[i].pixel > 0xffff)
			CHECK_MEM(locked.pBits, &packed[i].pixel, 4);
		else
			CHECK_EQ(half, packed[i].pixel);
	}
}

TEST(ColorFill_refuses_bad_arguments)
{
	static const RECT outside = { 0, 0, WIDTH + 1, 1 };
	static const RECT empty = { 2, 2, 2, 3 };
	struct d3d9 *d3d9 = d3d9_open(), *other = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *surface = plain(d3d9), *yuv;
	D3DLOCKED_RECT locked;

	INVALID(IDirect3DDevice9Ex_ColorFill(device, NULL, NULL, 0));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, surface, &outside, 0));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, surface, &empty, 0));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, plain(other), NULL, 0));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, d3d9_system(d3d9), NULL,
					     0));
	/* something else than a surface */
	INVALID(IDirect3DDevice9Ex_ColorFill(device, (void *)device, NULL, 0));
	/* a restricted one without content */
	INVALID(IDirect3DDevice9Ex_ColorFill(device, d3d9_restricted(d3d9),
					     NULL, 0));
	OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		device, 64, 64, D3DFMT_YUY2, D3DPOOL_DEFAULT, &yuv, NULL));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, yuv, NULL, 0));
	OK(IDirect3DSurface9_LockRect(surface, &locked, NULL, 0));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, surface, NULL, 0));
}

static bool can_copy(void)
{
	struct cpgpu_device *dev = open_device();
	bool can = device_info(dev).caps & DRM_CPGPU_CAP_COPY;

	cpgpu_close(dev);
	return can;
}

TEST(ColorFill_fills_restricted_content_in_the_device)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	IDirect3DDevice9Ex *device = s.d3d9->device;
	const RECT part = { 4, 1, 8, 2 }, odd = { 1, 1, 8, 2 };
	uint8_t data[SURFACE_SIZE];
	uint32_t pixel;

	if (!can_copy())
		test_skip("this device does not copy: run it with copy-blt=on");
	d3d9_put(&s, 5);
	OK(IDirect3DDevice9Ex_ColorFill(device, s.surface, &part, 0x98765432));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, s.surface, &odd, 0));
	d3d9_read_protected(&s, s.surface, data, s.key);
	memcpy(&pixel, data + PITCH + 7 * 4, 4);
	CHECK_EQ(pixel, 0x98765432);
	memcpy(&pixel, data + PITCH + 8 * 4, 4);
	CHECK(pixel != 0x98765432);
}

/* ---------------------------------------------------------------- copies -- */

TEST(StretchRect_copies_without_scaling)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *src = plain(d3d9), *dst = plain(d3d9);
	const RECT from = { 0, 0, 4, 2 }, to = { 8, 3, 12, 5 };
	const RECT large = { 0, 0, 8, 2 };

#define STRETCH(src, from, dst, to) \
	IDirect3DDevice9Ex_StretchRect(device, src, from, dst, to, \
				       D3DTEXF_LINEAR)
	OK(IDirect3DDevice9Ex_ColorFill(device, src, NULL, 0x1234));
	OK(IDirect3DDevice9Ex_ColorFill(device, dst, NULL, 0x5678));
	OK(STRETCH(src, &from, dst, &to));
	CHECK_EQ(pixel_at(dst, 8, 3), 0x1234);
	CHECK_EQ(pixel_at(dst, 11, 4), 0x1234);
	CHECK_EQ(pixel_at(dst, 12, 4), 0x5678);
	CHECK_EQ(pixel_at(dst, 11, 5), 0x5678);
	CHECK_HR(STRETCH(src, &large, dst, &to), D3DERR_NOTAVAILABLE);
	CHECK_HR(STRETCH(src, NULL, dst, &to), D3DERR_NOTAVAILABLE);
	OK(STRETCH(src, NULL, dst, NULL));
	CHECK_EQ(pixel_at(dst, WIDTH - 1, HEIGHT - 1), 0x1234);
}

TEST(StretchRect_copies_planar_surfaces_as_a_whole)
{
	const D3DFORMAT nv12 = (D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2');
	const size_t size = 64 * 16 * 3 / 2;
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *surfaces[2];
	const RECT part = { 0, 0, 64, 8 };
	uint8_t data[64 * 16 * 3 / 2];
	D3DLOCKED_RECT locked;
	int i;

	fill_pattern(data, size, 8);
	for (i = 0; i < 2; i++)
		OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
			device, 64, 16, nv12, D3DPOOL_DEFAULT, &surfaces[i],
			NULL));
	OK(IDirect3DSurface9_LockRect(surfaces[0], &locked, NULL, 0));
	memcpy(locked.pBits, data, size);
	OK(IDirect3DSurface9_UnlockRect(surfaces[0]));
	OK(STRETCH(surfaces[0], NULL, surfaces[1], NULL));
	OK(IDirect3DSurface9_LockRect(surfaces[1], &locked, NULL, 0));
	CHECK_MEM(locked.pBits, data, size);
	OK(IDirect3DSurface9_UnlockRect(surfaces[1]));
	INVALID(STRETCH(surfaces[0], &part, surfaces[1], &part));
}

TEST(StretchRect_refuses_bad_arguments)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	IDirect3DDevice9Ex *device = s.d3d9->device;
	IDirect3DSurface9 *a = plain(s.d3d9), *b = plain(s.d3d9), *argb;
	IDirect3DSurface9 *target = render_target(s.d3d9, TRUE);
	const RECT outside = { 0, 0, WIDTH, HEIGHT + 1 };
	struct d3d9_told told;
	D3DLOCKED_RECT locked;

	OK(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		device, WIDTH, HEIGHT, D3DFMT_A8R8G8B8, D3DPOOL_DEFAULT, &argb,
		NULL));
	INVALID(STRETCH(NULL, NULL, b, NULL));
	INVALID(STRETCH(a, NULL, NULL, NULL));
	INVALID(STRETCH(a, NULL, a, NULL));
	INVALID(STRETCH(a, &outside, b, NULL));
	INVALID(STRETCH(a, NULL, b, &outside));
	INVALID(STRETCH(a, NULL, argb, NULL));
	INVALID(STRETCH(s.system, NULL, b, NULL));
	INVALID(STRETCH(a, NULL, s.system, NULL));
	INVALID(STRETCH(target, NULL, b, NULL));
	OK(STRETCH(b, NULL, target, NULL));
	INVALID(IDirect3DDevice9Ex_StretchRect(device, a, NULL, b, NULL, 3));
	/* nothing leaves protected memory, or gets in */
	d3d9_put(&s, 1);
	d3d9_listen(s.d3d9, &told);
	INVALID(STRETCH(s.surface, NULL, b, NULL));
	CHECK(strstr(told.text, "use EncryptionBlt"));
	INVALID(STRETCH(a, NULL, s.surface, NULL));
	CHECK(strstr(told.text, "DecryptionBlt only"));
	OK(IDirect3DSurface9_LockRect(a, &locked, NULL, 0));
	INVALID(STRETCH(a, NULL, b, NULL));
}

TEST(StretchRect_copies_restricted_content_in_the_device)
{
	struct d3d9_session s = d3d9_scene(d3d9_open()), copy = s;
	IDirect3DDevice9Ex *device = s.d3d9->device;

	if (!can_copy())
		test_skip("this device does not copy: run it with copy-blt=on");
	copy.surface = d3d9_restricted(s.d3d9);
	/* there is nothing to be copied yet */
	INVALID(STRETCH(s.surface, NULL, copy.surface, NULL));
	d3d9_put(&s, 9);
	OK(STRETCH(s.surface, NULL, copy.surface, NULL));
	d3d9_check(&copy, 9, s.key);
	d3d9_check(&s, 9, s.key);
}

TEST(restricted_rows_may_end_within_a_block)
{
	enum { LONG_WIDTH = 1366, LONG_PITCH = 5504, ROWS = 2 };
	static uint32_t data[ROWS][LONG_PITCH / 4];
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	IDirect3DDevice9Ex *device = s.d3d9->device;
	const RECT right = { 4, 0, LONG_WIDTH, ROWS }, left = { 0, 0, 2, ROWS };
	const RECT last = { LONG_WIDTH - 2, 0, LONG_WIDTH, ROWS };
	IDirect3DSurface9 *system, *surfaces[2];
	D3DLOCKED_RECT locked;
	uint8_t iv[KEY_SIZE];
	int i;

	if (!can_copy())
		test_skip("this device does not copy: run it with copy-blt=on");
	system = d3d9_surface(s.d3d9, LONG_WIDTH, ROWS, D3DPOOL_SYSTEMMEM, 0);
	for (i = 0; i < 2; i++)
		surfaces[i] = d3d9_surface(s.d3d9, LONG_WIDTH, ROWS,
					   D3DPOOL_DEFAULT,
					   D3DUSAGE_RESTRICTED_CONTENT);
	next_iv(iv);
	OK(d3d9_decrypt(&s, system, surfaces[0], sizeof(data), iv));
	OK(IDirect3DDevice9Ex_ColorFill(device, surfaces[0], NULL, 0x11));
	OK(IDirect3DDevice9Ex_ColorFill(device, surfaces[0], &right, 0x22));
	INVALID(IDirect3DDevice9Ex_ColorFill(device, surfaces[0], &left, 0));
	OK(STRETCH(surfaces[0], NULL, surfaces[1], NULL));
	OK(STRETCH(surfaces[0], &last, surfaces[1], &last));
	/* this would also write the pixels beside the rectangle */
	INVALID(STRETCH(surfaces[0], &last, surfaces[1], &left));
	OK(d3d9_encrypt(&s, surfaces[1], system, sizeof(data), iv));
	OK(IDirect3DSurface9_LockRect(system, &locked, NULL, 0));
	memcpy(data, locked.pBits, sizeof(data));
	judge_ctr(s.key, iv, (uint8_t *)data, sizeof(data));
	for (i = 0; i < ROWS; i++) {
		CHECK_EQ(data[i][3], 0x11);
		CHECK_EQ(data[i][4], 0x22);
		CHECK_EQ(data[i][LONG_WIDTH - 1], 0x22);
	}
}

TEST(device_without_copies_says_NOTAVAILABLE)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *surface = d3d9_restricted(d3d9);

	if (can_copy())
		test_skip("this device copies: run it with copy-blt=off");
	CHECK_HR(STRETCH(surface, NULL, d3d9_restricted(d3d9), NULL),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(IDirect3DDevice9Ex_ColorFill(device, surface, NULL, 0),
		 D3DERR_NOTAVAILABLE);
}

TEST(UpdateSurface_copies_from_system_memory)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	IDirect3DDevice9Ex *device = s.d3d9->device;
	IDirect3DSurface9 *dst = plain(s.d3d9);
	const RECT part = { 0, 0, 2, 2 };
	const POINT at = { 5, 3 };
	static const POINT bad[] = {
		{ -1, 0 }, { 0, -1 }, { WIDTH - 1, 0 }, { 0, HEIGHT - 1 },
		{ 0x7fffffff, 0 }, { 0, 0x7fffffff },
	};
	uint8_t data[SURFACE_SIZE];
	uint32_t pixel;
	size_t i;

#define UPDATE(src, rect, dst, point) \
	IDirect3DDevice9Ex_UpdateSurface(device, src, rect, dst, point)
	fill_pattern(data, SURFACE_SIZE, 4);
	d3d9_fill(s.system, data);
	OK(UPDATE(s.system, NULL, dst, NULL));
	d3d9_read(dst, data);
	fill_pattern(data, SURFACE_SIZE, 4);
	OK(UPDATE(s.system, &part, dst, &at));
	memcpy(&pixel, data + PITCH + 4, 4);
	CHECK_EQ(pixel_at(dst, 6, 4), pixel);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		INVALID(UPDATE(s.system, &part, dst, &bad[i]));
	INVALID(UPDATE(NULL, NULL, dst, NULL));
	INVALID(UPDATE(s.system, NULL, NULL, NULL));
	INVALID(UPDATE(dst, NULL, s.system, NULL));
	INVALID(UPDATE(s.system, NULL, s.surface, NULL));
}

TEST(GetRenderTargetData_reads_render_targets)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	IDirect3DDevice9Ex *device = s.d3d9->device;
	IDirect3DSurface9 *target = render_target(s.d3d9, FALSE), *secret;
	IDirect3DSurface9 *small = d3d9_surface(s.d3d9, WIDTH, HEIGHT - 1,
						D3DPOOL_SYSTEMMEM, 0);

#define GET(src, dst) IDirect3DDevice9Ex_GetRenderTargetData(device, src, dst)
	OK(IDirect3DDevice9Ex_ColorFill(device, target, NULL, 0x77));
	OK(GET(target, s.system));
	CHECK_EQ(pixel_at(s.system, 1, 1), 0x77);
	INVALID(GET(target, small));
	INVALID(GET(plain(s.d3d9), s.system));
	INVALID(GET(NULL, s.system));
	INVALID(GET(target, NULL));
	INVALID(GET(target, plain(s.d3d9)));
	OK(IDirect3DDevice9Ex_CreateRenderTargetEx(
		device, WIDTH, HEIGHT, D3DFMT_X8R8G8B8, 0, 0, FALSE, &secret,
		NULL, D3DUSAGE_RESTRICTED_CONTENT));
	INVALID(GET(secret, s.system));
}
