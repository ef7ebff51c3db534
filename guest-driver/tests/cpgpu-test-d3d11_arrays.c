// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: texture arrays, whose subresources have memory of their own, and
 * textures of the newer description
 */
#include "d3d11.h"

#define COUNT	3
#define WIDTH	16
#define HEIGHT	4
#define PITCH	64
#define SIZE	(PITCH * HEIGHT)

static ID3D11Texture2D *new_array(struct app *app, D3D11_TEXTURE2D_DESC desc)
{
	desc.ArraySize = COUNT;
	return new_texture(app, desc);
}

static HRESULT map_one(struct app *app, ID3D11Texture2D *array, UINT index,
		       D3D11_MAPPED_SUBRESOURCE *mapped)
{
	HRESULT hr = ID3D11DeviceContext_Map(app->context,
					     (ID3D11Resource *)array, index,
					     D3D11_MAP_READ_WRITE, 0, mapped);

	CHECK_HR(reported(app, "::Map"), hr);
	return hr;
}

static void unmap_one(struct app *app, ID3D11Texture2D *array, UINT index)
{
	ID3D11DeviceContext_Unmap(app->context, (ID3D11Resource *)array, index);
	OK(reported(app, "::Unmap"));
}

static void put_slice(struct app *app, ID3D11Texture2D *array, UINT index,
		      uint32_t seed)
{
	D3D11_MAPPED_SUBRESOURCE mapped;

	OK(map_one(app, array, index, &mapped));
	fill_pattern(mapped.pData, SIZE, seed);
	unmap_one(app, array, index);
}

static void check_slice(struct app *app, ID3D11Texture2D *array, UINT index,
			uint32_t seed)
{
	D3D11_MAPPED_SUBRESOURCE mapped;
	uint8_t expected[SIZE];

	fill_pattern(expected, SIZE, seed);
	OK(map_one(app, array, index, &mapped));
	CHECK_MEM(mapped.pData, expected, SIZE);
	unmap_one(app, array, index);
}

static HRESULT copy_slice(struct app *app, void *to, UINT to_index, void *from,
			  UINT from_index)
{
	ID3D11DeviceContext_CopySubresourceRegion(app->context, to, to_index, 0,
						  0, 0, from, from_index, NULL);
	return reported(app, "::CopySubresourceRegion");
}

TEST(subresources_have_memory_of_their_own)
{
	D3D11_MAPPED_SUBRESOURCE mapped[COUNT], more;
	D3D11_TEXTURE2D_DESC desc;
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *array AUTO(release) =
		new_array(app, staging_desc(WIDTH, HEIGHT));
	UINT i;

	ID3D11Texture2D_GetDesc(array, &desc);
	CHECK_EQ(desc.ArraySize, COUNT);
	/* all at once, and each of them once */
	for (i = 0; i < COUNT; i++) {
		OK(map_one(app, array, i, &mapped[i]));
		CHECK_EQ(mapped[i].RowPitch, PITCH);
		CHECK_EQ(mapped[i].DepthPitch, SIZE);
		fill_pattern(mapped[i].pData, SIZE, i);
	}
	CHECK_HR(map_one(app, array, 1, &more), E_INVALIDARG);
	CHECK_HR(map_one(app, array, COUNT, &more), E_INVALIDARG);
	CHECK_HR(map_one(app, array, UINT32_MAX, &more), E_INVALIDARG);
	for (i = 0; i < COUNT; i++)
		unmap_one(app, array, i);
	ID3D11DeviceContext_Unmap(app->context, (ID3D11Resource *)array, COUNT);
	CHECK_HR(reported(app, "::Unmap"), E_INVALIDARG);
	for (i = 0; i < COUNT; i++)
		check_slice(app, array, i, i);
}

TEST(initial_data_is_one_structure_for_each_subresource)
{
	uint8_t bytes[COUNT][SIZE];
	D3D11_SUBRESOURCE_DATA data[COUNT];
	D3D11_TEXTURE2D_DESC desc = staging_desc(WIDTH, HEIGHT);
	ID3D11Texture2D *array;
	struct app *app AUTO(close_app) = open_app();
	UINT i;

	desc.ArraySize = COUNT;
	for (i = 0; i < COUNT; i++) {
		fill_pattern(bytes[i], SIZE, 10 + i);
		data[i] = (D3D11_SUBRESOURCE_DATA) { bytes[i], PITCH, 0 };
	}
	OK(ID3D11Device_CreateTexture2D(app->device, &desc, data, &array));
	for (i = 0; i < COUNT; i++)
		check_slice(app, array, i, 10 + i);
	RELEASE(array);
	/* the last one is checked, too */
	data[COUNT - 1].pSysMem = NULL;
	CHECK_FAILS(app, ID3D11Device_CreateTexture2D(app->device, &desc, data,
						      &array), E_INVALIDARG,
		    "::CreateTexture2D");
	data[COUNT - 1] = (D3D11_SUBRESOURCE_DATA) { bytes[0], PITCH - 1, 0 };
	CHECK_FAILS(app, ID3D11Device_CreateTexture2D(app->device, &desc, data,
						      &array), E_INVALIDARG,
		    "::CreateTexture2D");
}

TEST(slices_are_copied_one_by_one_or_all)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *a AUTO(release) =
		new_array(app, staging_desc(WIDTH, HEIGHT));
	ID3D11Texture2D *b AUTO(release) =
		new_array(app, staging_desc(WIDTH, HEIGHT));
	ID3D11Texture2D *single AUTO(release) = new_staging(app, WIDTH, HEIGHT);
	UINT i;

	for (i = 0; i < COUNT; i++)
		put_slice(app, a, i, 20 + i);
	OK(copy(app, b, a));
	for (i = 0; i < COUNT; i++)
		check_slice(app, b, i, 20 + i);
	OK(copy_slice(app, b, 0, a, 2));
	check_slice(app, b, 0, 22);
	check_slice(app, b, 1, 21);
	/* within an array */
	OK(copy_slice(app, b, 2, b, 1));
	check_slice(app, b, 2, 21);
	/* between an array and a texture */
	OK(copy_slice(app, single, 0, a, 1));
	check_slice(app, single, 0, 21);
	OK(copy_slice(app, a, 0, single, 0));
	check_slice(app, a, 0, 21);

	CHECK_HR(copy_slice(app, b, 1, b, 1), E_INVALIDARG);
	CHECK_HR(copy_slice(app, b, COUNT, a, 0), E_INVALIDARG);
	CHECK_HR(copy_slice(app, b, 0, a, COUNT), E_INVALIDARG);
	CHECK_HR(copy_slice(app, b, 0, a, UINT32_MAX), E_INVALIDARG);
	CHECK_HR(copy(app, single, a), E_INVALIDARG);
	CHECK_HR(copy(app, a, single), E_INVALIDARG);
}

TEST(a_mapped_slice_does_not_keep_others_from_being_copied)
{
	D3D11_MAPPED_SUBRESOURCE mapped;
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *a AUTO(release) =
		new_array(app, staging_desc(WIDTH, HEIGHT));

	put_slice(app, a, 1, 1);
	OK(map_one(app, a, 0, &mapped));
	OK(copy_slice(app, a, 2, a, 1));
	CHECK_HR(copy_slice(app, a, 2, a, 0), E_INVALIDARG);
	CHECK_HR(copy_slice(app, a, 0, a, 1), E_INVALIDARG);
	unmap_one(app, a, 0);
	check_slice(app, a, 2, 1);
}

TEST(CreateTexture2D1_knows_the_layout)
{
	static const struct {
		D3D11_TEXTURE_LAYOUT layout;
		UINT count;
		HRESULT result;
	} cases[] = {
		{ D3D11_TEXTURE_LAYOUT_UNDEFINED, 1, S_OK },
		{ D3D11_TEXTURE_LAYOUT_UNDEFINED, 2, S_OK },
		{ D3D11_TEXTURE_LAYOUT_ROW_MAJOR, 1, S_OK },
		{ D3D11_TEXTURE_LAYOUT_ROW_MAJOR, 2, E_INVALIDARG },
		{ D3D11_TEXTURE_LAYOUT_64K_STANDARD_SWIZZLE, 1, E_INVALIDARG },
		{ (D3D11_TEXTURE_LAYOUT)3, 1, E_INVALIDARG },
	};
	const D3D11_TEXTURE2D_DESC older = staging_desc(WIDTH, HEIGHT);
	D3D11_TEXTURE2D_DESC1 desc = { .MipLevels = 0 }, told;
	ID3D11Texture2D1 *texture;
	ID3D11Device3 *device;
	struct app *app AUTO(close_app) = open_app();
	size_t i;

	memcpy(&desc, &older, sizeof(older));
	OK(ID3D11Device_QueryInterface(app->device, &IID_ID3D11Device3,
				       (void **)&device));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		desc.TextureLayout = cases[i].layout;
		desc.ArraySize = cases[i].count;
		texture = (ID3D11Texture2D1 *)app;
		CHECK_HR(ID3D11Device3_CreateTexture2D1(device, &desc, NULL,
							&texture),
			 cases[i].result);
		CHECK_HR(reported(app, "ID3D11Device3::CreateTexture2D1"),
			 cases[i].result);
		if (cases[i].result) {
			CHECK(!texture);
			continue;
		}
		ID3D11Texture2D1_GetDesc1(texture, &told);
		CHECK_MEM(&told, &desc, sizeof(desc));
		RELEASE(texture);
	}
	CHECK_FAILS(app, ID3D11Device3_CreateTexture2D1(device, NULL, NULL,
							&texture), E_INVALIDARG,
		    "ID3D11Device3::CreateTexture2D1");
	ID3D11Device3_Release(device);
}

/* ------------------------------------------------------ protected arrays -- */

static ID3D11Texture2D *protected_array(struct picture *p)
{
	return new_array(p->app, protected_desc(PICTURE_WIDTH, PICTURE_HEIGHT));
}

TEST(blts_use_the_first_subresource)
{
	struct picture *p AUTO(close_picture) = open_picture();
	ID3D11Texture2D *array AUTO(release) = protected_array(p);
	uint8_t back[PICTURE_SIZE], iv[KEY_SIZE];
	D3D11_MAPPED_SUBRESOURCE mapped;

	CHECK_HR(map_one(p->app, array, 1, &mapped), E_ACCESSDENIED);
	write_texture(p->app, p->session, p->staging, array, p->data,
		      PICTURE_SIZE, p->key, NULL);
	read_texture(p->app, p->session, array, p->staging, back, PICTURE_SIZE,
		     p->key);
	CHECK_MEM(back, p->data, PICTURE_SIZE);
	/* the others have not been written: there is nothing to copy */
	CHECK_HR(copy_slice(p->app, p->target, 0, array, 1), E_INVALIDARG);
	CHECK_HR(encrypt(p->app, p->session, array, p->staging, KEY_SIZE, iv),
		 S_OK);
	check_picture(p);
}

TEST(protected_slices_are_copied_in_video_memory)
{
	struct picture *p AUTO(close_picture) = open_picture();
	ID3D11Texture2D *array AUTO(release) = protected_array(p);
	ID3D11Texture2D *other AUTO(release) =
		new_protected(p->app, PICTURE_WIDTH, PICTURE_HEIGHT);
	uint8_t back[PICTURE_SIZE];

	OK(copy_slice(p->app, array, 2, p->target, 0));
	OK(copy_slice(p->app, array, 1, array, 2));
	OK(copy_slice(p->app, other, 0, array, 1));
	read_texture(p->app, p->session, other, p->staging, back, PICTURE_SIZE,
		     p->key);
	CHECK_MEM(back, p->data, PICTURE_SIZE);
	/* out of it: never */
	CHECK_HR(copy_slice(p->app, p->staging, 0, array, 1), E_ACCESSDENIED);
	check_picture(p);
}
