// SPDX-License-Identifier: MIT
/* Direct3D 9: render targets, textures, private data, queries */
#include <pthread.h>

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

/* ---------------------------------------------------------------- scenes -- */

TEST(Clear_fills_the_render_target)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *target = render_target(d3d9, TRUE);
	const D3DRECT rects[2] = { { -5, -5, 2, 2 }, { 60, 6, 900, 900 } };

	OK(IDirect3DDevice9Ex_SetRenderTarget(device, 0, target));
	OK(IDirect3DDevice9Ex_BeginScene(device));
	INVALID(IDirect3DDevice9Ex_BeginScene(device));
	OK(IDirect3DDevice9Ex_Clear(device, 0, NULL, D3DCLEAR_TARGET, 0xaa, 1,
				    0));
	OK(IDirect3DDevice9Ex_Clear(device, 2, rects, D3DCLEAR_TARGET, 0xbb, 1,
				    0));
	OK(IDirect3DDevice9Ex_EndScene(device));
	INVALID(IDirect3DDevice9Ex_EndScene(device));
	CHECK_EQ(pixel_at(target, 1, 1), 0xbb);
	CHECK_EQ(pixel_at(target, 2, 1), 0xaa);
	CHECK_EQ(pixel_at(target, WIDTH - 1, HEIGHT - 1), 0xbb);
	INVALID(IDirect3DDevice9Ex_Clear(device, 1, NULL, D3DCLEAR_TARGET, 0, 1,
					 0));
	INVALID(IDirect3DDevice9Ex_Clear(device, 0, rects, D3DCLEAR_TARGET, 0,
					 1, 0));
	INVALID(IDirect3DDevice9Ex_Clear(device, 0, NULL, D3DCLEAR_ZBUFFER, 0,
					 1, 0));
	INVALID(IDirect3DDevice9Ex_Clear(device, 0, NULL, 0, 0, 1, 0));
}

TEST(the_device_keeps_its_render_target)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *target = render_target(d3d9, TRUE), *same, *buffer;
	IDirect3DTexture9 *texture;

	OK(IDirect3DDevice9Ex_SetRenderTarget(device, 0, target));
	CHECK_EQ(IDirect3DSurface9_Release(target), 0);
	OK(IDirect3DDevice9Ex_Clear(device, 0, NULL, D3DCLEAR_TARGET, 0xcc, 1,
				    0));
	OK(IDirect3DDevice9Ex_GetRenderTarget(device, 0, &same));
	CHECK(same == target);
	CHECK_EQ(pixel_at(same, 0, 0), 0xcc);
	OK(IDirect3DDevice9Ex_GetBackBuffer(device, 0, 0, 0, &buffer));
	OK(IDirect3DDevice9Ex_SetRenderTarget(device, 0, buffer));
	/* now it is only ours */
	CHECK_EQ(pixel_at(same, 0, 0), 0xcc);
	CHECK_EQ(IDirect3DSurface9_Release(same), 0);
	IDirect3DSurface9_Release(buffer);
	/* and so for the level of a texture, and for the device's end */
	OK(IDirect3DDevice9Ex_CreateTexture(device, WIDTH, HEIGHT, 1,
					    D3DUSAGE_RENDERTARGET,
					    D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
					    &texture, NULL));
	OK(IDirect3DTexture9_GetSurfaceLevel(texture, 0, &same));
	OK(IDirect3DDevice9Ex_SetRenderTarget(device, 0, same));
	IDirect3DSurface9_Release(same);
	CHECK_EQ(IDirect3DTexture9_Release(texture), 0);
	OK(IDirect3DDevice9Ex_Clear(device, 0, NULL, D3DCLEAR_TARGET, 1, 1, 0));
	target = render_target(d3d9, TRUE);
	OK(IDirect3DDevice9Ex_SetRenderTarget(device, 0, target));
	CHECK_EQ(IDirect3DSurface9_Release(target), 0);
	d3d9_close(d3d9);
}

#define TURNS 300

static IDirect3DSurface9 *texture_target(IDirect3DDevice9Ex *device)
{
	IDirect3DTexture9 *texture;
	IDirect3DSurface9 *level;

	OK(IDirect3DDevice9Ex_CreateTexture(device, WIDTH, HEIGHT, 1,
					    D3DUSAGE_RENDERTARGET,
					    D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
					    &texture, NULL));
	OK(IDirect3DTexture9_GetSurfaceLevel(texture, 0, &level));
	IDirect3DTexture9_Release(texture);
	return level;
}

/* Make a render target, and release the last reference to it. */
static void *replace_targets(void *arg)
{
	const struct d3d9 *d3d9 = arg;
	IDirect3DSurface9 *target;
	int i;

	for (i = 0; i < TURNS; i++) {
		target = i % 2 ? render_target(d3d9, FALSE) :
				 texture_target(d3d9->device);
		OK(IDirect3DDevice9Ex_SetRenderTarget(d3d9->device, 0, target));
		IDirect3DSurface9_Release(target);
	}
	return NULL;
}

TEST(threads_may_release_and_use_the_render_target)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *target, *buffer;
	D3DSURFACE_DESC desc;
	pthread_t thread;
	int i;

	OK(IDirect3DDevice9Ex_GetBackBuffer(device, 0, 0, 0, &buffer));
	CHECK(!pthread_create(&thread, NULL, replace_targets, d3d9));
	for (i = 0; i < TURNS; i++) {
		OK(IDirect3DDevice9Ex_Clear(device, 0, NULL, D3DCLEAR_TARGET,
					    i, 1, 0));
		OK(IDirect3DDevice9Ex_GetRenderTarget(device, 0, &target));
		if (i % 3 == 0)
			OK(IDirect3DDevice9Ex_SetRenderTarget(device, 0,
							      buffer));
		OK(IDirect3DSurface9_GetDesc(target, &desc));
		CHECK(desc.Usage & D3DUSAGE_RENDERTARGET);
		IDirect3DSurface9_Release(target);
	}
	CHECK(!pthread_join(thread, NULL));
	IDirect3DSurface9_Release(buffer);
	IDirect3DDevice9Video_Release(d3d9->video);
	CHECK_EQ(IDirect3DDevice9Ex_Release(device), 0);
}

TEST(SetRenderTarget_refuses_bad_arguments)
{
	struct d3d9 *d3d9 = d3d9_open(), *other = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DSurface9 *target = render_target(d3d9, FALSE), *out;

	INVALID(IDirect3DDevice9Ex_SetRenderTarget(device, 1, target));
	INVALID(IDirect3DDevice9Ex_SetRenderTarget(device, 0, NULL));
	INVALID(IDirect3DDevice9Ex_SetRenderTarget(device, 0, plain(d3d9)));
	INVALID(IDirect3DDevice9Ex_SetRenderTarget(device, 0,
						   render_target(other, 0)));
	INVALID(IDirect3DDevice9Ex_GetRenderTarget(device, 0, NULL));
	INVALID(IDirect3DDevice9Ex_GetRenderTarget(device, 0xffffffff, &out));
	OK(IDirect3DDevice9Ex_SetDepthStencilSurface(device, NULL));
	INVALID(IDirect3DDevice9Ex_SetDepthStencilSurface(device, target));
	CHECK_HR(IDirect3DDevice9Ex_GetDepthStencilSurface(device, &out),
		 D3DERR_NOTFOUND);
	CHECK_HR(IDirect3DDevice9Ex_CreateDepthStencilSurface(
			 device, 64, 64, D3DFMT_D24S8, 0, 0, TRUE, &out, NULL),
		 D3DERR_NOTAVAILABLE);
	INVALID(IDirect3DDevice9Ex_CreateDepthStencilSurfaceEx(
		device, 64, 64, D3DFMT_D24S8, 0, 0, TRUE, NULL, NULL, 0));
}

/* -------------------------------------------------------------- textures -- */

TEST(CreateTexture_makes_one_level)
{
	static const struct {
		DWORD usage;
		D3DPOOL pool;
		bool lockable;
	} kinds[] = {
		{ 0, D3DPOOL_SYSTEMMEM, true },
		{ D3DUSAGE_DYNAMIC, D3DPOOL_DEFAULT, true },
		{ 0, D3DPOOL_DEFAULT, false },
		{ D3DUSAGE_RENDERTARGET, D3DPOOL_DEFAULT, false },
		{ D3DUSAGE_RESTRICTED_CONTENT, D3DPOOL_DEFAULT, false },
	};
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface, *again;
	IDirect3DTexture9 *texture, *container;
	D3DLOCKED_RECT locked;
	D3DSURFACE_DESC desc;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		OK(IDirect3DDevice9Ex_CreateTexture(
			d3d9->device, WIDTH, HEIGHT, 1, kinds[i].usage,
			D3DFMT_X8R8G8B8, kinds[i].pool, &texture, NULL));
		CHECK_EQ(IDirect3DTexture9_GetLevelCount(texture), 1);
		CHECK_EQ(IDirect3DTexture9_GetType(texture), D3DRTYPE_TEXTURE);
		OK(IDirect3DTexture9_GetLevelDesc(texture, 0, &desc));
		CHECK_EQ(desc.Usage, kinds[i].usage);
		CHECK_EQ(desc.Pool, kinds[i].pool);
		CHECK_EQ(desc.Width, WIDTH);
		OK(IDirect3DTexture9_GetSurfaceLevel(texture, 0, &surface));
		OK(IDirect3DTexture9_GetSurfaceLevel(texture, 0, &again));
		CHECK(surface == again);
		IDirect3DSurface9_Release(again);
		OK(IDirect3DSurface9_GetContainer(surface,
						  &IID_IDirect3DTexture9,
						  (void **)&container));
		CHECK(container == texture);
		IDirect3DTexture9_Release(container);
		CHECK_EQ(SUCCEEDED(IDirect3DTexture9_LockRect(
				 texture, 0, &locked, NULL, 0)),
			 kinds[i].lockable);
		if (kinds[i].lockable)
			OK(IDirect3DTexture9_UnlockRect(texture, 0));
		/* the level keeps the texture */
		CHECK_EQ(IDirect3DTexture9_Release(texture), 1);
		OK(IDirect3DSurface9_GetDesc(surface, &desc));
		CHECK_EQ(IDirect3DSurface9_Release(surface), 0);
	}
}

TEST(a_restricted_texture_takes_a_picture)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	IDirect3DTexture9 *texture;

	OK(IDirect3DDevice9Ex_CreateTexture(
		s.d3d9->device, WIDTH, HEIGHT, 1, D3DUSAGE_RESTRICTED_CONTENT,
		D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT, &texture, NULL));
	OK(IDirect3DTexture9_GetSurfaceLevel(texture, 0, &s.surface));
	d3d9_put(&s, 6);
	d3d9_check(&s, 6, s.key);
}

TEST(CreateTexture_refuses_bad_arguments)
{
	static const struct {
		UINT width, height, levels;
		DWORD usage;
		D3DPOOL pool;
		HRESULT expected;
	} bad[] = {
		{ 0, 4, 1, 0, D3DPOOL_DEFAULT, D3DERR_INVALIDCALL },
		{ 4, 0xffffffff, 1, 0, D3DPOOL_DEFAULT, D3DERR_INVALIDCALL },
		{ 16385, 4, 1, 0, D3DPOOL_DEFAULT, D3DERR_INVALIDCALL },
		{ 4, 4, 0, 0, D3DPOOL_DEFAULT, D3DERR_NOTAVAILABLE },
		{ 4, 4, 2, 0, D3DPOOL_DEFAULT, D3DERR_NOTAVAILABLE },
		{ 4, 4, 0xffffffff, 0, D3DPOOL_DEFAULT, D3DERR_NOTAVAILABLE },
		{ 4, 4, 1, 0, D3DPOOL_MANAGED, D3DERR_INVALIDCALL },
		{ 4, 4, 1, 0, 7, D3DERR_INVALIDCALL },
		{ 4, 4, 1, D3DUSAGE_DEPTHSTENCIL, D3DPOOL_DEFAULT,
		  D3DERR_INVALIDCALL },
		{ 4, 4, 1, D3DUSAGE_RENDERTARGET, D3DPOOL_SYSTEMMEM,
		  D3DERR_INVALIDCALL },
		{ 4, 4, 1, D3DUSAGE_RENDERTARGET | D3DUSAGE_DYNAMIC,
		  D3DPOOL_DEFAULT, D3DERR_INVALIDCALL },
	};
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DTexture9 *texture;
	IDirect3DSurface9 *surface;
	const RECT outside = { 0, 0, 5, 4 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		texture = (void *)1;
		CHECK_HR(IDirect3DDevice9Ex_CreateTexture(
				 d3d9->device, bad[i].width, bad[i].height,
				 bad[i].levels, bad[i].usage, D3DFMT_X8R8G8B8,
				 bad[i].pool, &texture, NULL),
			 bad[i].expected);
		CHECK(!texture);
	}
	INVALID(IDirect3DDevice9Ex_CreateTexture(
		d3d9->device, 4, 4, 1, 0, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
		NULL, NULL));
	OK(IDirect3DDevice9Ex_CreateTexture(
		d3d9->device, 4, 4, 1, 0, D3DFMT_X8R8G8B8, D3DPOOL_SYSTEMMEM,
		&texture, NULL));
	INVALID(IDirect3DTexture9_GetSurfaceLevel(texture, 1, &surface));
	CHECK(!surface);
	INVALID(IDirect3DTexture9_GetSurfaceLevel(texture, 0, NULL));
	INVALID(IDirect3DTexture9_GetLevelDesc(texture, 0, NULL));
	INVALID(IDirect3DTexture9_UnlockRect(texture, 1));
	INVALID(IDirect3DTexture9_UnlockRect(texture, 0));
	INVALID(IDirect3DTexture9_LockRect(texture, 0, NULL, NULL, 0));
	INVALID(IDirect3DTexture9_AddDirtyRect(texture, &outside));
	OK(IDirect3DTexture9_AddDirtyRect(texture, NULL));
}

/* ---------------------------------------------------------- private data -- */

TEST(resources_keep_private_data)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = plain(d3d9);
	IDirect3DSurface9 *object = d3d9_system(d3d9);
	const char data[] = "private";
	IUnknown *got;
	char back[32];
	DWORD size;

#define SET(data, size, flags) \
	IDirect3DSurface9_SetPrivateData(surface, &unknown_guid, data, size, \
					 flags)
#define GET_DATA(data, size) \
	IDirect3DSurface9_GetPrivateData(surface, &unknown_guid, data, size)
	size = sizeof(back);
	CHECK_HR(GET_DATA(back, &size), D3DERR_NOTFOUND);
	OK(SET(data, sizeof(data), 0));
	OK(GET_DATA(NULL, &size));
	CHECK_EQ(size, sizeof(data));
	size--;
	CHECK_HR(GET_DATA(back, &size), D3DERR_MOREDATA);
	CHECK_EQ(size, sizeof(data));
	OK(GET_DATA(back, &size));
	CHECK_MEM(back, data, sizeof(data));
	/* an interface has a reference as long as it is there */
	OK(SET(object, sizeof(object), D3DSPD_IUNKNOWN));
	size = sizeof(got);
	OK(GET_DATA(&got, &size));
	CHECK((void *)got == (void *)object);
	CHECK_EQ(IUnknown_Release(got), 2);
	OK(IDirect3DSurface9_FreePrivateData(surface, &unknown_guid));
	CHECK_HR(IDirect3DSurface9_FreePrivateData(surface, &unknown_guid),
		 D3DERR_NOTFOUND);
	CHECK_EQ(IDirect3DSurface9_Release(object), 0);
	INVALID(SET(object, sizeof(object) - 1, D3DSPD_IUNKNOWN));
	INVALID(SET(data, sizeof(data), 2));
	INVALID(SET(NULL, 8, 0));
	INVALID(GET_DATA(back, NULL));
	INVALID(IDirect3DSurface9_GetPrivateData(surface, NULL, back, &size));
	INVALID(IDirect3DSurface9_FreePrivateData(surface, NULL));
}

TEST(resources_have_priorities_in_video_memory)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DSurface9 *surface = plain(d3d9), *system = d3d9_system(d3d9);
	void *container;

	CHECK_EQ(IDirect3DSurface9_SetPriority(surface, 5), 0);
	CHECK_EQ(IDirect3DSurface9_GetPriority(surface), 5);
	CHECK_EQ(IDirect3DSurface9_SetPriority(surface, 6), 5);
	CHECK_EQ(IDirect3DSurface9_SetPriority(system, 5), 0);
	CHECK_EQ(IDirect3DSurface9_GetPriority(system), 0);
	IDirect3DSurface9_PreLoad(surface);
	OK(IDirect3DSurface9_GetContainer(surface, &IID_IDirect3DDevice9,
					  &container));
	CHECK(container == d3d9->device);
	CHECK_HR(IDirect3DSurface9_GetContainer(
			 surface, &IID_IDirect3DTexture9, &container),
		 E_NOINTERFACE);
	INVALID(IDirect3DSurface9_GetContainer(surface, NULL, &container));
	INVALID(IDirect3DSurface9_GetContainer(surface, &IID_IUnknown, NULL));
}

/* ----------------------------------------------------- queries, settings -- */

TEST(CreateQuery_knows_events)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DQuery9 *query;
	BOOL happened = FALSE;
	IDirect3DDevice9 *device;

#define QUERY(type, out) \
	IDirect3DDevice9Ex_CreateQuery(d3d9->device, type, out)
	OK(QUERY(D3DQUERYTYPE_EVENT, NULL));
	CHECK_HR(QUERY(D3DQUERYTYPE_OCCLUSION, NULL), D3DERR_NOTAVAILABLE);
	CHECK_HR(QUERY(0, &query), D3DERR_NOTAVAILABLE);
	CHECK(!query);
	OK(QUERY(D3DQUERYTYPE_EVENT, &query));
	CHECK_EQ(IDirect3DQuery9_GetType(query), D3DQUERYTYPE_EVENT);
	CHECK_EQ(IDirect3DQuery9_GetDataSize(query), sizeof(BOOL));
	OK(IDirect3DQuery9_GetDevice(query, &device));
	CHECK((void *)device == (void *)d3d9->device);
	INVALID(IDirect3DQuery9_Issue(query, D3DISSUE_BEGIN));
	INVALID(IDirect3DQuery9_Issue(query, 0));
	OK(IDirect3DQuery9_Issue(query, D3DISSUE_END));
	OK(IDirect3DQuery9_GetData(query, NULL, 0, D3DGETDATA_FLUSH));
	OK(IDirect3DQuery9_GetData(query, &happened, sizeof(happened), 0));
	CHECK_EQ(happened, TRUE);
	INVALID(IDirect3DQuery9_GetData(query, &happened, 3, 0));
	INVALID(IDirect3DQuery9_GetData(query, NULL, 4, 0));
	INVALID(IDirect3DQuery9_GetData(query, &happened, 4, 2));
	INVALID(IDirect3DQuery9_GetDevice(query, NULL));
	CHECK_EQ(IDirect3DQuery9_Release(query), 0);
}

TEST(the_device_remembers_its_settings)
{
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DDevice9Ex *device = d3d9->device;
	IDirect3DResource9 *resources[] = {
		(IDirect3DResource9 *)plain(d3d9), (IDirect3DResource9 *)device,
	};
	UINT latency;
	INT priority;

	OK(IDirect3DDevice9Ex_GetMaximumFrameLatency(device, &latency));
	CHECK_EQ(latency, 3);
	OK(IDirect3DDevice9Ex_SetMaximumFrameLatency(device, 7));
	OK(IDirect3DDevice9Ex_GetMaximumFrameLatency(device, &latency));
	CHECK_EQ(latency, 7);
	OK(IDirect3DDevice9Ex_SetMaximumFrameLatency(device, 0));
	OK(IDirect3DDevice9Ex_GetMaximumFrameLatency(device, &latency));
	CHECK_EQ(latency, 3);
	INVALID(IDirect3DDevice9Ex_SetMaximumFrameLatency(device, 31));
	INVALID(IDirect3DDevice9Ex_GetMaximumFrameLatency(device, NULL));
	OK(IDirect3DDevice9Ex_SetGPUThreadPriority(device, -7));
	OK(IDirect3DDevice9Ex_GetGPUThreadPriority(device, &priority));
	CHECK_EQ(priority, -7);
	INVALID(IDirect3DDevice9Ex_SetGPUThreadPriority(device, 8));
	INVALID(IDirect3DDevice9Ex_GetGPUThreadPriority(device, NULL));
	OK(IDirect3DDevice9Ex_TestCooperativeLevel(device));
	OK(IDirect3DDevice9Ex_EvictManagedResources(device));
	OK(IDirect3DDevice9Ex_CheckResourceResidency(device, resources, 1));
	OK(IDirect3DDevice9Ex_CheckResourceResidency(device, NULL, 0));
	INVALID(IDirect3DDevice9Ex_CheckResourceResidency(device, resources,
							  2));
	INVALID(IDirect3DDevice9Ex_CheckResourceResidency(device, NULL, 1));
	CHECK(IDirect3DDevice9Ex_GetAvailableTextureMem(device) >= 1 << 20);
	CHECK_EQ(IDirect3DDevice9Ex_GetAvailableTextureMem(device) %
		 (1 << 20), 0);
}
