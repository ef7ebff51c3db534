// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: CopySubresourceRegion, UpdateSubresource and their likes, of
 * textures and buffers
 */
#include "d3d11.h"

/* ------------------------------------------------------ a texture's bytes -- */

#define WIDTH	32
#define HEIGHT	8

struct kind {
	DXGI_FORMAT format;
	UINT bytes;	/* of a pixel, or of its luma */
	bool planar;
};

static const struct kind kinds[] = {
	{ DXGI_FORMAT_B8G8R8A8_UNORM, 4, false },
	{ DXGI_FORMAT_R16G16B16A16_FLOAT, 8, false },
	{ DXGI_FORMAT_R8_UNORM, 1, false },
	{ DXGI_FORMAT_YUY2, 2, false },
	{ DXGI_FORMAT_NV12, 1, true },
	{ DXGI_FORMAT_P010, 2, true },
};

static UINT pitch_of(const struct kind *kind)
{
	return (WIDTH * kind->bytes + 63) & -64u;
}

static size_t size_of(const struct kind *kind)
{
	return pitch_of(kind) * (kind->planar ? HEIGHT * 3 / 2 : HEIGHT);
}

static ID3D11Texture2D *new_kind(struct app *app, const struct kind *kind,
				 bool staging)
{
	D3D11_TEXTURE2D_DESC desc = staging ? staging_desc(WIDTH, HEIGHT) :
					      default_desc(WIDTH, HEIGHT);

	desc.Format = kind->format;
	return new_texture(app, desc);
}

/* Where a byte of a row of luma, or of the chroma of this row, is. */
static size_t place_of(const struct kind *kind, UINT x, UINT y, bool chroma)
{
	return (size_t)pitch_of(kind) * (chroma ? HEIGHT + y / 2 : y) +
	       x * kind->bytes;
}

/* The copy as this test understands it, byte by byte. */
static void model(const struct kind *kind, uint8_t *to, UINT x, UINT y,
		  const uint8_t *from, const D3D11_BOX *box)
{
	UINT row, column, byte, chroma;

	for (row = box->top; row < box->bottom; row++)
		for (column = box->left; column < box->right; column++)
			for (byte = 0; byte < kind->bytes; byte++)
				for (chroma = 0; chroma <= kind->planar;
				     chroma++)
					to[place_of(kind, x + column - box->left,
						    y + row - box->top,
						    chroma) + byte] =
					from[place_of(kind, column, row,
						      chroma) + byte];
}

static const struct {
	D3D11_BOX box;
	UINT x, y;
} moves[] = {
	{ BOX(0, 0, WIDTH, HEIGHT), 0, 0 },
	{ BOX(0, 0, 2, 2), 0, 0 },
	{ BOX(0, 0, 2, 2), WIDTH - 2, HEIGHT - 2 },
	{ BOX(WIDTH - 2, HEIGHT - 2, WIDTH, HEIGHT), 0, 0 },
	{ BOX(4, 2, 10, 6), 20, 4 },
	{ BOX(8, 4, WIDTH, HEIGHT), 8, 0 },
};

TEST(CopySubresourceRegion_copies_boxes)
{
	uint8_t in[4096], expected[4096], out[4096];
	const struct kind *kind;
	struct app *app AUTO(close_app) = open_app();
	size_t i;

	for (kind = kinds; kind < kinds + ARRAY_SIZE(kinds); kind++) {
		ID3D11Texture2D *a AUTO(release) = new_kind(app, kind, true);
		ID3D11Texture2D *b AUTO(release) = new_kind(app, kind, true);

		fill_pattern(in, sizeof(in), 1);
		put_bytes(app, a, in, size_of(kind));
		fill_pattern(expected, sizeof(expected), 2);
		put_bytes(app, b, expected, size_of(kind));
		for (i = 0; i < ARRAY_SIZE(moves); i++) {
			OK(copy_box(app, b, moves[i].x, moves[i].y, a,
				    &moves[i].box));
			model(kind, expected, moves[i].x, moves[i].y, in,
			      &moves[i].box);
			get_bytes(app, b, out, size_of(kind));
			CHECK_MEM(out, expected, size_of(kind));
		}
	}
}

TEST(UpdateSubresource_writes_boxes)
{
	uint8_t in[8192], expected[4096], out[4096];
	const struct kind *kind;
	struct app *app AUTO(close_app) = open_app();
	size_t i;

	fill_pattern(in, sizeof(in), 3);
	for (kind = kinds; kind < kinds + ARRAY_SIZE(kinds); kind++) {
		ID3D11Texture2D *a AUTO(release) = new_kind(app, kind, false);
		ID3D11Texture2D *b AUTO(release) = new_kind(app, kind, true);

		/* all of it, so that the padding is all that is not known */
		ID3D11DeviceContext_UpdateSubresource(
			app->context, (ID3D11Resource *)a, 0, NULL, in,
			pitch_of(kind), 0);
		OK(reported(app, "::UpdateSubresource"));
		OK(copy(app, b, a));
		get_bytes(app, b, expected, size_of(kind));
		model(kind, expected, 0, 0, in, &moves[0].box);
		for (i = 0; i < ARRAY_SIZE(moves); i++) {
			const D3D11_BOX *box = &moves[i].box;
			const UINT height = box->bottom - box->top;
			/* a pitch that is not the texture's */
			const UINT pitch = (box->right - box->left) *
					   kind->bytes + 7;
			UINT row, rows = kind->planar ? height * 3 / 2 : height;

			for (row = 0; row < rows; row++)
				memcpy(expected + place_of(kind, box->left,
					row < height ? box->top + row :
					box->top + 2 * (row - height),
					row >= height),
				       in + 5 * i + row * pitch, pitch - 7);
			ID3D11DeviceContext_UpdateSubresource(
				app->context, (ID3D11Resource *)a, 0, box,
				in + 5 * i, pitch, 0);
			OK(reported(app, "::UpdateSubresource"));
			OK(copy(app, b, a));
			get_bytes(app, b, out, size_of(kind));
			CHECK_MEM(out, expected, size_of(kind));
		}
	}
}

TEST(boxes_that_are_not_inside_copy_nothing)
{
	static const struct {
		D3D11_BOX box;
		UINT x, y, z;
		const char *reason;
	} bad[] = {
		{ BOX(0, 0, WIDTH + 1, 1), 0, 0, 0, "beyond" },
		{ BOX(0, 0, 1, HEIGHT + 1), 0, 0, 0, "beyond" },
		{ BOX(0, 0, UINT32_MAX, UINT32_MAX), 0, 0, 0, "beyond" },
		{ BOX(WIDTH, 0, WIDTH + 1, 1), 0, 0, 0, "beyond" },
		{ { 0, 0, 0, 1, 1, 2 }, 0, 0, 0, "beyond" },
		{ BOX(0, 0, 2, 1), WIDTH - 1, 0, 0, "room" },
		{ BOX(0, 0, 1, 2), 0, HEIGHT - 1, 0, "room" },
		{ BOX(0, 0, 1, 1), WIDTH, 0, 0, "room" },
		{ BOX(0, 0, 2, 2), UINT32_MAX, 0, 0, "room" },
		{ BOX(0, 0, 2, 2), 0, UINT32_MAX, 0, "room" },
		{ BOX(0, 0, 1, 1), 0, 0, 1, "DstZ" },
	}, empty[] = {
		{ BOX(0, 0, 0, 0), 0, 0, 0, "" },
		{ BOX(5, 0, 5, 1), 0, 0, 0, "" },
		{ BOX(5, 0, 4, 1), 0, 0, 0, "" },
		{ BOX(0, 3, 1, 3), WIDTH, 0, 0, "" },
		{ { 0, 0, 1, 1, 1, 1 }, 0, 0, 0, "" },
	};
	uint8_t in[WIDTH * HEIGHT * 4], before[sizeof(in)], out[sizeof(in)];
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *a AUTO(release) = new_staging(app, WIDTH, HEIGHT);
	ID3D11Texture2D *b AUTO(release) = new_staging(app, WIDTH, HEIGHT);
	size_t i;

	fill_pattern(in, sizeof(in), 1);
	fill_pattern(before, sizeof(before), 2);
	put_bytes(app, a, in, sizeof(in));
	put_bytes(app, b, before, sizeof(before));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ID3D11DeviceContext_CopySubresourceRegion(
			app->context, (ID3D11Resource *)b, 0, bad[i].x,
			bad[i].y, bad[i].z, (ID3D11Resource *)a, 0,
			&bad[i].box);
		CHECK_HR(because(app, "::CopySubresourceRegion", bad[i].reason),
			 E_INVALIDARG);
	}
	for (i = 0; i < ARRAY_SIZE(empty); i++)
		OK(copy_box(app, b, empty[i].x, empty[i].y, a, &empty[i].box));
	get_bytes(app, b, out, sizeof(out));
	CHECK_MEM(out, before, sizeof(out));
}

TEST(chroma_needs_even_positions)
{
	static const struct {
		DXGI_FORMAT format;
		D3D11_BOX box;
		UINT x, y;
		const char *reason;	/* NULL: allowed */
	} cases[] = {
		{ DXGI_FORMAT_NV12, BOX(1, 0, 4, 2), 0, 0, "horizontal" },
		{ DXGI_FORMAT_NV12, BOX(0, 0, 3, 2), 0, 0, "horizontal" },
		{ DXGI_FORMAT_NV12, BOX(0, 1, 2, 4), 0, 0, "vertical" },
		{ DXGI_FORMAT_NV12, BOX(0, 0, 2, 1), 0, 0, "vertical" },
		{ DXGI_FORMAT_NV12, BOX(0, 0, 2, 2), 1, 0, "horizontal" },
		{ DXGI_FORMAT_NV12, BOX(0, 0, 2, 2), 0, 1, "vertical" },
		{ DXGI_FORMAT_NV12, BOX(0, 0, 2, 2), 2, 2, NULL },
		{ DXGI_FORMAT_P010, BOX(0, 0, 2, 2), 1, 0, "horizontal" },
		{ DXGI_FORMAT_P010, BOX(0, 1, 2, 3), 0, 0, "vertical" },
		{ DXGI_FORMAT_YUY2, BOX(1, 0, 3, 1), 0, 0, "horizontal" },
		{ DXGI_FORMAT_YUY2, BOX(0, 1, 2, 2), 0, 3, NULL },
		{ DXGI_FORMAT_B8G8R8A8_UNORM, BOX(1, 1, 2, 2), 3, 5, NULL },
	};
	struct app *app AUTO(close_app) = open_app();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct kind kind = { cases[i].format, 0, 0 };
		ID3D11Texture2D *a AUTO(release) = new_kind(app, &kind, true);
		ID3D11Texture2D *b AUTO(release) = new_kind(app, &kind, true);

		ID3D11DeviceContext_CopySubresourceRegion(
			app->context, (ID3D11Resource *)b, 0, cases[i].x,
			cases[i].y, 0, (ID3D11Resource *)a, 0, &cases[i].box);
		CHECK_HR(because(app, "::CopySubresourceRegion",
				 cases[i].reason ? cases[i].reason : ""),
			 cases[i].reason ? E_INVALIDARG : S_OK);
	}
}

/* --------------------------------------------------------------- buffers -- */

#define BYTES 1000

TEST(buffers_are_copied_by_bytes)
{
	static const struct {
		UINT left, right, x, y;
		HRESULT result;
	} cases[] = {
		{ 0, BYTES, 0, 0, S_OK },
		{ 1, 2, 0, 0, S_OK },
		{ 0, 1, BYTES - 1, 0, S_OK },
		{ 17, 500, 333, 0, S_OK },
		{ 0, BYTES - 1, 1, 0, S_OK },
		{ 0, BYTES, 1, 0, E_INVALIDARG },
		{ 0, BYTES + 1, 0, 0, E_INVALIDARG },
		{ 0, UINT32_MAX, 0, 0, E_INVALIDARG },
		{ 0, 1, BYTES, 0, E_INVALIDARG },
		{ 0, 1, UINT32_MAX, 0, E_INVALIDARG },
		{ 0, 1, 0, 1, E_INVALIDARG },
	};
	uint8_t in[BYTES], expected[BYTES], out[BYTES];
	struct app *app AUTO(close_app) = open_app();
	ID3D11Buffer *a AUTO(release) =
		new_buffer(app, BYTES, D3D11_USAGE_STAGING, 0);
	ID3D11Buffer *b AUTO(release) =
		new_buffer(app, BYTES, D3D11_USAGE_STAGING, 0);
	ID3D11Buffer *target AUTO(release) =
		new_buffer(app, BYTES, D3D11_USAGE_DEFAULT, 0);
	size_t i;

	fill_pattern(in, BYTES, 5);
	fill_pattern(expected, BYTES, 6);
	put_bytes(app, a, in, BYTES);
	put_bytes(app, b, expected, BYTES);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const D3D11_BOX box =
			BOX(cases[i].left, 0, cases[i].right, 1);

		CHECK_HR(copy_box(app, b, cases[i].x, cases[i].y, a, &box),
			 cases[i].result);
		if (SUCCEEDED(cases[i].result))
			memcpy(expected + cases[i].x, in + cases[i].left,
			       cases[i].right - cases[i].left);
		get_bytes(app, b, out, BYTES);
		CHECK_MEM(out, expected, BYTES);
	}
	/* the same by UpdateSubresource, for which rows have no pitch */
	ID3D11DeviceContext_UpdateSubresource(
		app->context, (ID3D11Resource *)target, 0, NULL, in, 0, 0);
	ID3D11DeviceContext_UpdateSubresource(
		app->context, (ID3D11Resource *)target, 0,
		&(D3D11_BOX) BOX(10, 0, 20, 1), in, 0, 0);
	OK(reported(app, "::UpdateSubresource"));
	OK(copy(app, b, target));
	memcpy(expected, in, BYTES);
	memcpy(expected + 10, in, 10);
	get_bytes(app, b, out, BYTES);
	CHECK_MEM(out, expected, BYTES);
}
