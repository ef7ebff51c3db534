// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: textures and buffers
 */
#include "d3d11.h"

TEST(CreateTexture2D_makes_what_GetDesc_tells)
{
	D3D11_TEXTURE2D_DESC desc = protected_desc(33, 7), told;
	D3D11_RESOURCE_DIMENSION dimension;
	ID3D11Texture2D *texture;
	ID3D11Device *device;
	struct app *app AUTO(close_app) = open_app();

	texture = new_texture(app, desc);
	ID3D11Texture2D_GetDesc(texture, &told);
	CHECK_MEM(&told, &desc, sizeof(desc));
	ID3D11Texture2D_GetType(texture, &dimension);
	CHECK_EQ(dimension, D3D11_RESOURCE_DIMENSION_TEXTURE2D);
	ID3D11Texture2D_SetEvictionPriority(texture, 0x28000000);
	CHECK_EQ(ID3D11Texture2D_GetEvictionPriority(texture), 0x28000000);
	ID3D11Texture2D_GetDevice(texture, &device);
	CHECK(device == app->device);
	ID3D11Device_Release(device);
	RELEASE(texture);
	/* just asking whether it would work */
	CHECK_EQ(ID3D11Device_CreateTexture2D(app->device, &desc, NULL, NULL),
		 S_FALSE);
	/* the other flag for the same thing */
	desc.MiscFlags = D3D11_RESOURCE_MISC_HW_PROTECTED;
	texture = new_texture(app, desc);
	RELEASE(texture);
}

TEST(CreateTexture2D_takes_initial_data)
{
	D3D11_TEXTURE2D_DESC desc = staging_desc(5, 3);
	uint8_t in[72], out[192];
	D3D11_SUBRESOURCE_DATA data = { .pSysMem = in, .SysMemPitch = 24 };
	ID3D11Texture2D *texture;
	struct app *app AUTO(close_app) = open_app();
	int row;

	fill_pattern(in, sizeof(in), 3);
	OK(ID3D11Device_CreateTexture2D(app->device, &desc, &data, &texture));
	get_bytes(app, texture, out, sizeof(out));
	for (row = 0; row < 3; row++)
		CHECK_MEM(out + 64 * row, in + 24 * row, 20);
	RELEASE(texture);
}

TEST(CreateBuffer_makes_what_GetDesc_tells)
{
	const D3D11_BUFFER_DESC desc = {
		.ByteWidth = 1000,
		.Usage = D3D11_USAGE_STAGING,
		.CPUAccessFlags = D3D11_CPU_ACCESS_READ |
				  D3D11_CPU_ACCESS_WRITE,
	};
	D3D11_RESOURCE_DIMENSION dimension;
	uint8_t in[1000], out[1000];
	D3D11_BUFFER_DESC told;
	ID3D11Buffer *buffer;
	struct app *app AUTO(close_app) = open_app();

	fill_pattern(in, sizeof(in), 3);
	OK(create_buffer(app, &desc, in, &buffer));
	ID3D11Buffer_GetDesc(buffer, &told);
	CHECK_MEM(&told, &desc, sizeof(desc));
	ID3D11Buffer_GetType(buffer, &dimension);
	CHECK_EQ(dimension, D3D11_RESOURCE_DIMENSION_BUFFER);
	ID3D11Buffer_SetEvictionPriority(buffer, 5);
	CHECK_EQ(ID3D11Buffer_GetEvictionPriority(buffer), 5);
	get_bytes(app, buffer, out, sizeof(out));
	CHECK_MEM(out, in, sizeof(in));
	RELEASE(buffer);
	CHECK_EQ(ID3D11Device_CreateBuffer(app->device, &desc, NULL, NULL),
		 S_FALSE);
}

TEST(CheckFormatSupport_tells_texture_formats)
{
	UINT support = 0;
	struct app *app AUTO(close_app) = open_app();

	OK(ID3D11Device_CheckFormatSupport(app->device, DXGI_FORMAT_NV12,
					   &support));
	CHECK(support & D3D11_FORMAT_SUPPORT_TEXTURE2D);
	CHECK_EQ(ID3D11Device_CheckFormatSupport(app->device, (DXGI_FORMAT)71,
						 &support), E_FAIL);
	CHECK_EQ(support, 0);
	CHECK_FAILS(app,
		    ID3D11Device_CheckFormatSupport(app->device,
						    DXGI_FORMAT_NV12, NULL),
		    E_INVALIDARG, "ID3D11Device::CheckFormatSupport");
}

TEST(Map_and_Unmap_give_memory)
{
	D3D11_TEXTURE2D_DESC desc = staging_desc(17, 3);
	D3D11_MAPPED_SUBRESOURCE mapped;
	void *resource;
	struct app *app AUTO(close_app) = open_app();

	resource = new_texture(app, desc);
	OK(ID3D11DeviceContext_Map(app->context, resource, 0, D3D11_MAP_WRITE,
				   D3D11_MAP_FLAG_DO_NOT_WAIT, &mapped));
	CHECK_EQ(mapped.RowPitch, 128);
	CHECK_EQ(mapped.DepthPitch, 384);
	memset(mapped.pData, 0x5a, mapped.DepthPitch);
	CHECK_HR(map(app, resource, D3D11_MAP_READ, &mapped), E_INVALIDARG);
	OK(unmap(app, resource));
	CHECK_HR(unmap(app, resource), E_INVALIDARG);
	OK(map(app, resource, D3D11_MAP_READ, &mapped));
	CHECK_EQ(((uint8_t *)mapped.pData)[383], 0x5a);
	OK(unmap(app, resource));
	RELEASE(resource);

	/* dynamic: written from scratch each time */
	desc.Usage = D3D11_USAGE_DYNAMIC;
	desc.CPUAccessFlags = D3D11_CPU_ACCESS_WRITE;
	desc.BindFlags = D3D11_BIND_SHADER_RESOURCE;
	resource = new_texture(app, desc);
	OK(map(app, resource, D3D11_MAP_WRITE_DISCARD, &mapped));
	OK(unmap(app, resource));
	CHECK_HR(map(app, resource, D3D11_MAP_WRITE, &mapped), E_INVALIDARG);
	RELEASE(resource);
}

TEST(CopyResource_copies_what_is_not_protected)
{
	uint8_t in[64 * 8], out[64 * 8];
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *c AUTO(release) = new_staging(app, 16, 8);
	ID3D11Texture2D *b AUTO(release) =
		new_texture(app, default_desc(16, 8));
	ID3D11Texture2D *a AUTO(release) = new_staging(app, 16, 8);

	fill_pattern(in, sizeof(in), 9);
	put_bytes(app, a, in, sizeof(in));
	OK(copy(app, b, a));
	OK(copy(app, c, b));
	get_bytes(app, c, out, sizeof(out));
	CHECK_MEM(out, in, sizeof(in));
}
