// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: views of textures, ClearView of render targets, and DiscardView
 */
#include "d3d11.h"

#define WIDTH	16
#define HEIGHT	8

static ID3D11Texture2D *target_texture(struct app *app, DXGI_FORMAT format,
				       UINT count)
{
	D3D11_TEXTURE2D_DESC desc = default_desc(WIDTH, HEIGHT);

	desc.Format = format;
	desc.ArraySize = count;
	desc.BindFlags = D3D11_BIND_RENDER_TARGET | D3D11_BIND_SHADER_RESOURCE;
	return new_texture(app, desc);
}

static void *new_target(struct app *app, void *texture, DXGI_FORMAT format)
{
	const D3D11_RENDER_TARGET_VIEW_DESC desc = {
		.Format = format,
		.ViewDimension = D3D11_RTV_DIMENSION_TEXTURE2D,
	};
	ID3D11RenderTargetView *view;

	OK(ID3D11Device_CreateRenderTargetView(app->device, texture, &desc,
					       &view));
	return view;
}

/* The newest interfaces of the device and its context. */
static ID3D11Device3 *device3(struct app *app)
{
	ID3D11Device3 *device;

	OK(ID3D11Device_QueryInterface(app->device, &IID_ID3D11Device3,
				       (void **)&device));
	ID3D11Device3_Release(device);
	return device;
}

static ID3D11DeviceContext1 *context1(struct app *app)
{
	ID3D11DeviceContext1 *context;

	OK(ID3D11DeviceContext_QueryInterface(app->context,
					      &IID_ID3D11DeviceContext1,
					      (void **)&context));
	ID3D11DeviceContext1_Release(context);
	return context;
}

static HRESULT clear(struct app *app, void *view, const FLOAT *colour,
		     const D3D11_RECT *rects, UINT count)
{
	ID3D11DeviceContext1_ClearView(context1(app), view, colour, rects,
				       count);
	return reported(app, "ID3D11DeviceContext1::ClearView");
}

/* ------------------------------------------------------------- creation -- */

TEST(views_tell_what_they_are_views_of)
{
	D3D11_SHADER_RESOURCE_VIEW_DESC1 shader1;
	D3D11_SHADER_RESOURCE_VIEW_DESC shader;
	D3D11_RENDER_TARGET_VIEW_DESC1 target1;
	D3D11_RENDER_TARGET_VIEW_DESC target;
	struct app *app AUTO(close_app) = open_app();
	void *array AUTO(release) =
		target_texture(app, DXGI_FORMAT_B8G8R8A8_UNORM, 3);
	ID3D11ShaderResourceView1 *sv;
	ID3D11RenderTargetView1 *rtv;
	ID3D11Resource *resource;

	/* without a description: all */
	OK(ID3D11Device3_CreateRenderTargetView1(device3(app), array, NULL,
						 &rtv));
	ID3D11RenderTargetView1_GetDesc(rtv, &target);
	CHECK_EQ(target.Format, DXGI_FORMAT_B8G8R8A8_UNORM);
	CHECK_EQ(target.ViewDimension, D3D11_RTV_DIMENSION_TEXTURE2DARRAY);
	CHECK_EQ(target.Texture2DArray.FirstArraySlice, 0);
	CHECK_EQ(target.Texture2DArray.ArraySize, 3);
	ID3D11RenderTargetView1_GetResource(rtv, &resource);
	CHECK(resource == array);
	ID3D11Resource_Release(resource);
	RELEASE(rtv);
	/* a slice of it */
	target1 = (D3D11_RENDER_TARGET_VIEW_DESC1) {
		.ViewDimension = D3D11_RTV_DIMENSION_TEXTURE2DARRAY,
		.Texture2DArray = { .FirstArraySlice = 1, .ArraySize = -1 },
	};
	OK(ID3D11Device3_CreateRenderTargetView1(device3(app), array, &target1,
						 &rtv));
	ID3D11RenderTargetView1_GetDesc1(rtv, &target1);
	CHECK_EQ(target1.Texture2DArray.FirstArraySlice, 1);
	CHECK_EQ(target1.Texture2DArray.ArraySize, 2);
	CHECK_EQ(target1.Texture2DArray.PlaneSlice, 0);
	RELEASE(rtv);

	OK(ID3D11Device3_CreateShaderResourceView1(device3(app), array, NULL,
						   &sv));
	ID3D11ShaderResourceView1_GetDesc(sv, &shader);
	CHECK_EQ(shader.ViewDimension, D3D11_SRV_DIMENSION_TEXTURE2DARRAY);
	CHECK_EQ(shader.Texture2DArray.MipLevels, 1);
	CHECK_EQ(shader.Texture2DArray.ArraySize, 3);
	ID3D11ShaderResourceView1_GetDesc1(sv, &shader1);
	CHECK_EQ(shader1.Format, DXGI_FORMAT_B8G8R8A8_UNORM);
	CHECK_EQ(shader1.Texture2DArray.ArraySize, 3);
	RELEASE(sv);
}

TEST(views_keep_their_texture)
{
	D3D11_RESOURCE_DIMENSION dimension;
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *texture =
		target_texture(app, DXGI_FORMAT_B8G8R8A8_UNORM, 1);
	ID3D11RenderTargetView *view =
		new_target(app, texture, DXGI_FORMAT_UNKNOWN);
	ID3D11Resource *resource;

	CHECK_EQ(ID3D11Texture2D_Release(texture), 1);
	ID3D11RenderTargetView_GetResource(view, &resource);
	ID3D11Resource_GetType(resource, &dimension);
	CHECK_EQ(dimension, D3D11_RESOURCE_DIMENSION_TEXTURE2D);
	ID3D11Resource_Release(resource);
	RELEASE(view);
}

/* Formats of textures, and those of views that they have. */
static const struct {
	DXGI_FORMAT texture, view;
	HRESULT result;
	UINT plane;
} formats[] = {
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_R8_UNORM, S_OK, 0 },
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_R8G8_UNORM, S_OK, 1 },
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_NV12, E_INVALIDARG, 0 },
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_UNKNOWN, E_INVALIDARG, 0 },
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_R16_UNORM, E_INVALIDARG, 0 },
	{ DXGI_FORMAT_P010, DXGI_FORMAT_R16_UNORM, S_OK, 0 },
	{ DXGI_FORMAT_P010, DXGI_FORMAT_R16G16_UNORM, S_OK, 1 },
	{ DXGI_FORMAT_AYUV, DXGI_FORMAT_R8G8B8A8_UNORM, S_OK, 0 },
	{ DXGI_FORMAT_YUY2, DXGI_FORMAT_R8G8B8A8_UNORM, E_INVALIDARG, 0 },
	{ DXGI_FORMAT_R8G8B8A8_TYPELESS, DXGI_FORMAT_R8G8B8A8_UNORM_SRGB, S_OK,
	  0 },
	{ DXGI_FORMAT_R8G8B8A8_TYPELESS, DXGI_FORMAT_UNKNOWN, E_INVALIDARG, 0 },
	{ DXGI_FORMAT_R8G8B8A8_UNORM, DXGI_FORMAT_R8G8B8A8_UNORM_SRGB,
	  E_INVALIDARG, 0 },
	{ DXGI_FORMAT_B8G8R8A8_UNORM, DXGI_FORMAT_B8G8R8A8_UNORM, S_OK, 0 },
};

TEST(views_have_formats_of_their_textures)
{
	struct app *app AUTO(close_app) = open_app();
	D3D11_RENDER_TARGET_VIEW_DESC1 desc = {
		.ViewDimension = D3D11_RTV_DIMENSION_TEXTURE2D,
	};
	ID3D11RenderTargetView1 *view;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		void *texture AUTO(release) =
			target_texture(app, formats[i].texture, 1);

		desc.Format = formats[i].view;
		desc.Texture2D.PlaneSlice = formats[i].plane;
		view = (ID3D11RenderTargetView1 *)app;
		CHECK_HR(ID3D11Device3_CreateRenderTargetView1(
				device3(app), texture, &desc, &view),
			 formats[i].result);
		CHECK_HR(reported(app,
				  "ID3D11Device3::CreateRenderTargetView1"),
			 formats[i].result);
		if (formats[i].result) {
			CHECK(!view);
			continue;
		}
		RELEASE(view);
		/* the other plane */
		desc.Texture2D.PlaneSlice = !formats[i].plane;
		CHECK_FAILS(app, ID3D11Device3_CreateRenderTargetView1(
				    device3(app), texture, &desc, &view),
			    E_INVALIDARG, "3::CreateRenderTargetView1");
	}
}

TEST(views_refuse_bad_descriptions)
{
	static const D3D11_BUFFER_DESC buffer_desc = {
		.ByteWidth = 64, .BindFlags = D3D11_BIND_RENDER_TARGET,
	};
	struct app *app AUTO(close_app) = open_app();
	struct app *stranger AUTO(close_app) = open_app();
	void *array AUTO(release) =
		target_texture(app, DXGI_FORMAT_B8G8R8A8_UNORM, 3);
	void *foreign AUTO(release) =
		target_texture(stranger, DXGI_FORMAT_B8G8R8A8_UNORM, 3);
	void *unbound AUTO(release) = new_texture(app, default_desc(8, 8));
	ID3D11Buffer *buffer AUTO(release) = NULL;
	const struct {
		void *resource;
		UINT dimension, mip, mips, first, count;
		const char *reason;
	} bad[] = {
		{ NULL, 5, 0, 1, 0, 1, "NULL" },
		{ foreign, 5, 0, 1, 0, 1, "another device" },
		{ app->context, 5, 0, 1, 0, 1, "library" },
		{ unbound, 5, 0, 1, 0, 1, "bind flag" },
		{ array, 0, 0, 1, 0, 1, "ViewDimension" },
		{ array, 1, 0, 1, 0, 1, "ViewDimension" },
		{ array, 7, 0, 1, 0, 1, "ViewDimension" },
		{ array, UINT32_MAX, 0, 1, 0, 1, "ViewDimension" },
		{ array, 5, 1, 1, 0, 1, "level" },
		{ array, 5, 0, 1, 3, 1, "slice" },
		{ array, 5, 0, 1, UINT32_MAX, 1, "slice" },
		{ array, 5, 0, 1, 0, 0, "slices" },
		{ array, 5, 0, 1, 0, 4, "slices" },
		{ array, 5, 0, 1, 1, UINT32_MAX - 1, "slices" },
	};
	ID3D11ShaderResourceView *view;
	ID3D11RenderTargetView *target;
	size_t i;

	OK(create_buffer(app, &buffer_desc, NULL, &buffer));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		const D3D11_SHADER_RESOURCE_VIEW_DESC desc = {
			.ViewDimension = (D3D11_SRV_DIMENSION)bad[i].dimension,
			.Texture2DArray = { bad[i].mip, bad[i].mips,
					    bad[i].first, bad[i].count },
		};
		const D3D11_RENDER_TARGET_VIEW_DESC target_desc = {
			.ViewDimension = (D3D11_RTV_DIMENSION)bad[i].dimension,
			.Texture2DArray = { bad[i].mip, bad[i].first,
					    bad[i].count },
		};

		CHECK_HR(ID3D11Device_CreateShaderResourceView(
				app->device, bad[i].resource, &desc, &view),
			 E_INVALIDARG);
		CHECK(!view);
		CHECK_HR(because(app, "::CreateShaderResourceView",
				 bad[i].reason), E_INVALIDARG);
		CHECK_HR(ID3D11Device_CreateRenderTargetView(
				app->device, bad[i].resource, &target_desc,
				&target), E_INVALIDARG);
		CHECK(!target);
		CHECK_HR(because(app, "::CreateRenderTargetView",
				 bad[i].reason), E_INVALIDARG);
	}
	CHECK_HR(ID3D11Device_CreateRenderTargetView(
			app->device, (ID3D11Resource *)buffer, NULL, &target),
		 E_INVALIDARG);
	CHECK_HR(because(app, "::CreateRenderTargetView", "buffers"),
		 E_INVALIDARG);
	/* just asking */
	CHECK_EQ(ID3D11Device_CreateRenderTargetView(app->device, array, NULL,
						     NULL), S_FALSE);
}

/* ------------------------------------------------------------- clearing -- */

/* What pixels a colour becomes; values from the formats' definitions. */
static const struct {
	DXGI_FORMAT format;
	UINT bytes;
	FLOAT colour[4];
	uint8_t pixel[16];
} colours[] = {
	{ DXGI_FORMAT_B8G8R8A8_UNORM, 4, { 1, 0.5f, 0, 0.2f },
	  { 0, 128, 255, 51 } },
	{ DXGI_FORMAT_R8G8B8A8_UNORM, 4, { 1, 0.5f, 0, 0.2f },
	  { 255, 128, 0, 51 } },
	{ DXGI_FORMAT_R8G8B8A8_UNORM, 4, { 2, -1, __builtin_nanf(""), 1 },
	  { 255, 0, 0, 255 } },
	/* linear 0.5 is 188 and 0.002 is 7 on sRGB's curve; alpha is linear */
	{ DXGI_FORMAT_R8G8B8A8_UNORM_SRGB, 4, { 0.5f, 0.002f, 1, 0.5f },
	  { 188, 7, 255, 128 } },
	{ DXGI_FORMAT_R10G10B10A2_UNORM, 4, { 1, 0, 1, 1 },
	  { 0xff, 0x03, 0xf0, 0xff } },
	{ DXGI_FORMAT_R16G16B16A16_FLOAT, 8, { 1, -2, 0.5f, 0 },
	  { 0x00, 0x3c, 0x00, 0xc0, 0x00, 0x38, 0, 0 } },
	{ DXGI_FORMAT_R32_FLOAT, 4, { 1, 0, 0, 0 }, { 0, 0, 0x80, 0x3f } },
	{ DXGI_FORMAT_R32_UINT, 4, { 1e10f, 0, 0, 0 },
	  { 0xff, 0xff, 0xff, 0xff } },
	{ DXGI_FORMAT_R32_UINT, 4, { 258.9f, 0, 0, 0 }, { 2, 1, 0, 0 } },
	{ DXGI_FORMAT_R16_UNORM, 2, { 1, 0, 0, 0 }, { 0xff, 0xff } },
	{ DXGI_FORMAT_R8G8_UNORM, 2, { 0, 1, 0, 0 }, { 0, 0xff } },
	{ DXGI_FORMAT_R8_UNORM, 1, { 0.25f, 1, 0, 0 }, { 64 } },
};

TEST(ClearRenderTargetView_converts_the_colour)
{
	struct app *app AUTO(close_app) = open_app();
	D3D11_TEXTURE2D_DESC desc = staging_desc(WIDTH, HEIGHT);
	uint8_t out[WIDTH * 8 * HEIGHT];
	size_t i, size;
	UINT row, x, pitch;

	for (i = 0; i < ARRAY_SIZE(colours); i++) {
		void *texture AUTO(release) =
			target_texture(app, colours[i].format, 1);
		void *view AUTO(release) =
			new_target(app, texture, DXGI_FORMAT_UNKNOWN);
		void *staging AUTO(release) = NULL;

		desc.Format = colours[i].format;
		staging = new_texture(app, desc);
		ID3D11DeviceContext_ClearRenderTargetView(app->context, view,
							  colours[i].colour);
		OK(reported(app, "::ClearRenderTargetView"));
		OK(copy(app, staging, texture));
		size = mapped_size(app, staging);
		get_bytes(app, staging, out, size);
		pitch = size / HEIGHT;
		for (row = 0; row < HEIGHT; row++)
			for (x = 0; x < WIDTH; x++)
				CHECK_MEM(out + row * pitch +
					  x * colours[i].bytes,
					  colours[i].pixel, colours[i].bytes);
	}
}

/* Rectangles outside and inverted ones are nothing; others are clipped. */
TEST(ClearView_clears_rectangles)
{
	static const FLOAT white[4] = { 1, 1, 1, 1 };
	static const D3D11_RECT rects[] = {
		{ 1, 1, 3, 2 }, { -5, 6, 2, 100 }, { 14, -3, 2147483647, 1 },
		{ 5, 5, 5, 6 }, { 8, 5, 7, 6 }, { 16, 0, 20, 8 },
		{ -2147483647 - 1, 3, -1, 4 },
	};
	uint32_t out[WIDTH * HEIGHT];
	struct app *app AUTO(close_app) = open_app();
	void *texture AUTO(release) =
		target_texture(app, DXGI_FORMAT_B8G8R8A8_UNORM, 1);
	void *view AUTO(release) =
		new_target(app, texture, DXGI_FORMAT_UNKNOWN);
	void *staging AUTO(release) = new_staging(app, WIDTH, HEIGHT);
	int x, y;

	OK(clear(app, view, white, rects, ARRAY_SIZE(rects)));
	OK(copy(app, staging, texture));
	get_bytes(app, staging, out, sizeof(out));
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			CHECK_EQ(out[y * WIDTH + x],
				 (y == 1 && (x == 1 || x == 2)) ||
				 (y >= 6 && x < 2) || (y == 0 && x >= 14) ?
				 0xffffffff : 0);
	/* none, and all */
	OK(clear(app, view, (FLOAT [4]) { 0 }, NULL, 0));
	OK(copy(app, staging, texture));
	get_bytes(app, staging, out, sizeof(out));
	CHECK_EQ(out[WIDTH + 1], 0);
}

TEST(ClearView_clears_one_plane)
{
	static const FLOAT half[4] = { 0.5f, 1, 0, 0 };
	D3D11_TEXTURE2D_DESC desc = staging_desc(WIDTH, HEIGHT);
	uint8_t out[64 * HEIGHT * 3 / 2], expected[sizeof(out)] = { 0 };
	struct app *app AUTO(close_app) = open_app();
	void *texture AUTO(release) = target_texture(app, DXGI_FORMAT_NV12, 1);
	void *luma AUTO(release) =
		new_target(app, texture, DXGI_FORMAT_R8_UNORM);
	void *chroma AUTO(release) =
		new_target(app, texture, DXGI_FORMAT_R8G8_UNORM);
	ID3D11Texture2D *staging AUTO(release) = NULL;
	int x, y;

	desc.Format = DXGI_FORMAT_NV12;
	staging = new_texture(app, desc);
	OK(clear(app, luma, half, &(D3D11_RECT) { 0, 0, 100, 2 }, 1));
	OK(clear(app, chroma, half, &(D3D11_RECT) { 6, 3, 100, 100 }, 1));
	for (y = 0; y < 2; y++)
		memset(expected + 64 * y, 128, WIDTH);
	for (x = 6; x < WIDTH / 2; x++) {
		expected[64 * (HEIGHT + 3) + 2 * x] = 128;
		expected[64 * (HEIGHT + 3) + 2 * x + 1] = 255;
	}
	OK(copy(app, staging, texture));
	get_bytes(app, staging, out, sizeof(out));
	CHECK_MEM(out, expected, sizeof(out));
}

TEST(ClearView_refuses_bad_arguments)
{
	static const FLOAT black[4];
	struct app *app AUTO(close_app) = open_app();
	struct app *stranger AUTO(close_app) = open_app();
	void *texture AUTO(release) =
		target_texture(app, DXGI_FORMAT_B8G8R8A8_UNORM, 1);
	void *view AUTO(release) =
		new_target(app, texture, DXGI_FORMAT_UNKNOWN);
	void *theirs AUTO(release) = target_texture(
		stranger, DXGI_FORMAT_B8G8R8A8_UNORM, 1);
	void *foreign AUTO(release) =
		new_target(stranger, theirs, DXGI_FORMAT_UNKNOWN);
	ID3D11ShaderResourceView *shader AUTO(release) = NULL;
	D3D11_MAPPED_SUBRESOURCE mapped;

	OK(ID3D11Device_CreateShaderResourceView(app->device, texture, NULL,
						 &shader));
	CHECK_HR(clear(app, NULL, black, NULL, 0), E_INVALIDARG);
	CHECK_HR(clear(app, foreign, black, NULL, 0), E_INVALIDARG);
	CHECK_HR(clear(app, texture, black, NULL, 0), E_INVALIDARG);
	CHECK_HR(clear(app, shader, black, NULL, 0), E_INVALIDARG);
	CHECK_HR(clear(app, view, NULL, NULL, 0), E_INVALIDARG);
	CHECK_HR(clear(app, view, black, NULL, 1), E_INVALIDARG);
	CHECK_HR(clear(app, view, black, NULL, UINT32_MAX), E_INVALIDARG);
	/* a default texture cannot be mapped, whatever views it has */
	CHECK_HR(map(app, texture, D3D11_MAP_READ, &mapped), E_INVALIDARG);
	OK(clear(app, view, black, NULL, 0));
}

/* ------------------------------------------------------ protected content -- */

TEST(ClearView_fills_protected_content)
{
	static const FLOAT orange[4] = { 1, 0.5f, 0, 1 };
	const UINT pitch = PICTURE_WIDTH * 4;
	struct picture *p AUTO(close_picture) = open_picture();
	void *view AUTO(release) =
		new_target(p->app, p->target, DXGI_FORMAT_UNKNOWN);
	void *empty AUTO(release) = new_protected(p->app, 16, 16);
	void *empty_view AUTO(release) =
		new_target(p->app, empty, DXGI_FORMAT_UNKNOWN);
	uint32_t value = 0xffff8000;
	UINT x, y;

	OK(clear(p->app, view, orange, &(D3D11_RECT) { 8, 2, 16, 5 }, 1));
	for (y = 2; y < 5; y++)
		for (x = 8; x < 16; x++)
			memcpy(p->data + y * pitch + 4 * x, &value, 4);
	check_picture(p);
	/* blocks are four pixels */
	CHECK_HR(clear(p->app, view, orange, &(D3D11_RECT) { 9, 2, 16, 5 }, 1),
		 E_INVALIDARG);
	check_picture(p);
	/* without content, it has no session that could fill it */
	CHECK_HR(clear(p->app, empty_view, orange, NULL, 0), E_INVALIDARG);
	OK(clear(p->app, view, orange, NULL, 0));
	for (x = 0; x < PICTURE_SIZE; x += 4)
		memcpy(p->data + x, &value, 4);
	check_picture(p);
}

/* ------------------------------------------------------------ discarding -- */

TEST(content_can_be_discarded)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11DeviceContext1 *context = context1(app);
	void *texture AUTO(release) =
		target_texture(app, DXGI_FORMAT_B8G8R8A8_UNORM, 1);
	void *view AUTO(release) =
		new_target(app, texture, DXGI_FORMAT_UNKNOWN);
	void *staging AUTO(release) = new_staging(app, 8, 8);
	void *secret AUTO(release) = new_protected(app, 8, 8);
	const D3D11_RECT rect = { 0, 0, 1, 1 };

	ID3D11DeviceContext1_DiscardResource(context, texture);
	OK(reported(app, "::DiscardResource"));
	ID3D11DeviceContext1_DiscardResource(context, secret);
	OK(reported(app, "::DiscardResource"));
	ID3D11DeviceContext1_DiscardView(context, view);
	OK(reported(app, "::DiscardView"));
	ID3D11DeviceContext1_DiscardView1(context, view, &rect, 1);
	OK(reported(app, "::DiscardView1"));
	ID3D11DeviceContext1_DiscardResource(context, staging);
	CHECK_HR(because(app, "::DiscardResource", "DYNAMIC"), E_INVALIDARG);
	ID3D11DeviceContext1_DiscardResource(context, NULL);
	CHECK_HR(reported(app, "::DiscardResource"), E_INVALIDARG);
	ID3D11DeviceContext1_DiscardView(context, NULL);
	CHECK_HR(reported(app, "::DiscardView"), E_INVALIDARG);
	ID3D11DeviceContext1_DiscardView1(context, view, NULL, 1);
	CHECK_HR(reported(app, "::DiscardView1"), E_INVALIDARG);
	/* there is nothing to generate */
	ID3D11DeviceContext_GenerateMips(app->context, NULL);
	CHECK_HR(because(app, "::GenerateMips", "mipmaps"), E_NOTIMPL);
	ID3D11DeviceContext_SetResourceMinLOD(app->context, texture, 1);
	CHECK_HR(because(app, "::SetResourceMinLOD", "mipmaps"), E_NOTIMPL);
}
