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

/* -------------------------------------------------- mapping, by the usage -- */

TEST(each_usage_has_its_types_of_mapping)
{
	enum { RD = 1, WR = 2, RW = 4, DISCARD = 8, KEEP = 16 };
	static const struct {
		D3D11_USAGE usage;
		UINT cpu_access;
		bool buffer;
		int allowed;
	} cases[] = {
		{ D3D11_USAGE_DEFAULT, 0, false, 0 },
		{ D3D11_USAGE_DEFAULT, 0, true, 0 },
		{ D3D11_USAGE_DYNAMIC, D3D11_CPU_ACCESS_WRITE, false, DISCARD },
		{ D3D11_USAGE_DYNAMIC, D3D11_CPU_ACCESS_WRITE, true,
		  DISCARD | KEEP },
		{ D3D11_USAGE_STAGING, D3D11_CPU_ACCESS_READ, false, RD },
		{ D3D11_USAGE_STAGING, D3D11_CPU_ACCESS_WRITE, true, WR },
		{ D3D11_USAGE_STAGING,
		  D3D11_CPU_ACCESS_READ | D3D11_CPU_ACCESS_WRITE, true,
		  RD | WR | RW },
	};
	D3D11_TEXTURE2D_DESC texture_desc = staging_desc(8, 8);
	D3D11_BUFFER_DESC buffer_desc = { .ByteWidth = 256 };
	D3D11_MAPPED_SUBRESOURCE mapped;
	struct app *app AUTO(close_app) = open_app();
	UINT type;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		void *resource AUTO(release) = NULL;

		texture_desc.Usage = cases[i].usage;
		texture_desc.CPUAccessFlags = cases[i].cpu_access;
		buffer_desc.Usage = cases[i].usage;
		buffer_desc.CPUAccessFlags = cases[i].cpu_access;
		if (cases[i].buffer)
			OK(create_buffer(app, &buffer_desc, NULL,
					 (ID3D11Buffer **)&resource));
		else
			resource = new_texture(app, texture_desc);
		for (type = 1; type <= 5; type++) {
			bool allowed = cases[i].allowed & 1 << (type - 1);

			CHECK_HR(map(app, resource, type, &mapped),
				 allowed ? S_OK : E_INVALIDARG);
			if (allowed)
				OK(unmap(app, resource));
		}
	}
}

TEST(DO_NOT_WAIT_is_not_for_types_that_never_wait)
{
	const D3D11_BUFFER_DESC desc = {
		.ByteWidth = 64,
		.Usage = D3D11_USAGE_DYNAMIC,
		.BindFlags = D3D11_BIND_VERTEX_BUFFER,
		.CPUAccessFlags = D3D11_CPU_ACCESS_WRITE,
	};
	D3D11_MAPPED_SUBRESOURCE mapped;
	struct app *app AUTO(close_app) = open_app();
	ID3D11Buffer *buffer AUTO(release) = NULL;
	UINT type;

	OK(create_buffer(app, &desc, NULL, &buffer));
	for (type = D3D11_MAP_WRITE_DISCARD;
	     type <= D3D11_MAP_WRITE_NO_OVERWRITE; type++)
		CHECK_FAILS(app, ID3D11DeviceContext_Map(
				app->context, (ID3D11Resource *)buffer, 0,
				(D3D11_MAP)type, D3D11_MAP_FLAG_DO_NOT_WAIT,
				&mapped), E_INVALIDARG, "::Map");
}

TEST(CreateBuffer_makes_all_kinds)
{
	static const D3D11_BUFFER_DESC descs[] = {
		{ 1, D3D11_USAGE_DEFAULT, 0, 0, 0, 0 },
		{ 64, D3D11_USAGE_DEFAULT, D3D11_BIND_CONSTANT_BUFFER, 0, 0,
		  0 },
		{ 64, D3D11_USAGE_DYNAMIC, D3D11_BIND_CONSTANT_BUFFER,
		  D3D11_CPU_ACCESS_WRITE, 0, 0 },
		{ 100, D3D11_USAGE_DEFAULT,
		  D3D11_BIND_VERTEX_BUFFER | D3D11_BIND_INDEX_BUFFER, 0, 0, 0 },
		{ 24, D3D11_USAGE_DEFAULT, D3D11_BIND_SHADER_RESOURCE, 0,
		  D3D11_RESOURCE_MISC_BUFFER_STRUCTURED, 12 },
		{ 2048, D3D11_USAGE_DEFAULT, D3D11_BIND_UNORDERED_ACCESS, 0,
		  D3D11_RESOURCE_MISC_BUFFER_STRUCTURED, 2048 },
		{ 64, D3D11_USAGE_DEFAULT, D3D11_BIND_UNORDERED_ACCESS, 0,
		  D3D11_RESOURCE_MISC_BUFFER_ALLOW_RAW_VIEWS |
		  D3D11_RESOURCE_MISC_DRAWINDIRECT_ARGS, 0 },
		{ 64, D3D11_USAGE_DEFAULT, 0, 0,
		  D3D11_RESOURCE_MISC_RESTRICTED_CONTENT, 0 },
	};
	D3D11_BUFFER_DESC told;
	ID3D11Buffer *buffer;
	struct app *app AUTO(close_app) = open_app();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(descs); i++) {
		OK(create_buffer(app, &descs[i], NULL, &buffer));
		ID3D11Buffer_GetDesc(buffer, &told);
		CHECK_MEM(&told, &descs[i], sizeof(told));
		RELEASE(buffer);
	}
}

/* ------------------------------------------------------------------ DXGI -- */

static void *query(void *object, REFIID iid)
{
	void *found;

	OK(IUnknown_QueryInterface((IUnknown *)object, iid, &found));
	IUnknown_Release((IUnknown *)found);
	return found;
}

TEST(resources_are_DXGI_resources)
{
	D3D11_TEXTURE2D_DESC desc = protected_desc(8, 8);
	HANDLE handle = (HANDLE)&desc;
	ID3D11Device *device;
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *texture AUTO(release) = NULL;
	IDXGIResource *resource;
	DXGI_USAGE usage;
	UINT priority;

	desc.BindFlags |= D3D11_BIND_SHADER_RESOURCE;
	texture = new_texture(app, desc);
	resource = query(texture, &IID_IDXGIResource);
	OK(IDXGIResource_GetUsage(resource, &usage));
	CHECK_EQ(usage, DXGI_USAGE_RENDER_TARGET_OUTPUT |
			DXGI_USAGE_SHADER_INPUT);
	OK(IDXGIResource_SetEvictionPriority(resource, 9));
	CHECK_EQ(ID3D11Texture2D_GetEvictionPriority(texture), 9);
	OK(IDXGIResource_GetEvictionPriority(resource, &priority));
	CHECK_EQ(priority, 9);
	OK(IDXGIResource_GetDevice(resource, &IID_ID3D11Device,
				   (void **)&device));
	CHECK(device == app->device);
	ID3D11Device_Release(device);
	OK(IDXGIResource_GetParent(resource, &IID_ID3D11Device,
				   (void **)&device));
	ID3D11Device_Release(device);
	CHECK_FAILS(app, IDXGIResource_GetSharedHandle(resource, &handle),
		    DXGI_ERROR_INVALID_CALL, "IDXGIResource::GetSharedHandle");
	CHECK(!handle);
	CHECK_FAILS(app, IDXGIResource_GetSharedHandle(resource, NULL),
		    DXGI_ERROR_INVALID_CALL, "IDXGIResource::GetSharedHandle");
	CHECK_FAILS(app, IDXGIResource_GetUsage(resource, NULL),
		    DXGI_ERROR_INVALID_CALL, "IDXGIResource::GetUsage");
	CHECK_FAILS(app, IDXGIResource_GetEvictionPriority(resource, NULL),
		    DXGI_ERROR_INVALID_CALL, "::GetEvictionPriority");
}

TEST(DXGI_resources_refuse_what_they_do_not_have)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *texture AUTO(release) = new_staging(app, 8, 8);
	IDXGIResource1 *resource = query(texture, &IID_IDXGIResource1);
	IDXGISurface2 *surface = (IDXGISurface2 *)app;
	HANDLE handle = (HANDLE)app;

	CHECK_FAILS(app, IDXGIResource1_CreateSharedHandle(resource, NULL, 0,
							   NULL, &handle),
		    DXGI_ERROR_INVALID_CALL, "1::CreateSharedHandle");
	CHECK(!handle);
	CHECK_FAILS(app, IDXGIResource1_CreateSubresourceSurface(resource, 0,
								 &surface),
		    DXGI_ERROR_UNSUPPORTED, "1::CreateSubresourceSurface");
	CHECK(!surface);
}

TEST(textures_are_DXGI_surfaces)
{
	uint8_t in[64 * 5], out[64 * 5];
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *texture AUTO(release) = new_staging(app, 16, 5);
	IDXGISurface2 *surface = query(texture, &IID_IDXGISurface2);
	DXGI_SURFACE_DESC desc;
	DXGI_MAPPED_RECT rect;
	ID3D11Texture2D *found;
	UINT index = 7;
	HDC dc;

	OK(IDXGISurface2_GetDesc(surface, &desc));
	CHECK_EQ(desc.Width, 16);
	CHECK_EQ(desc.Height, 5);
	CHECK_EQ(desc.Format, DXGI_FORMAT_B8G8R8A8_UNORM);
	CHECK_EQ(desc.SampleDesc.Count, 1);
	OK(IDXGISurface2_Map(surface, &rect, DXGI_MAP_WRITE));
	CHECK_EQ(rect.Pitch, 64);
	fill_pattern(in, sizeof(in), 3);
	memcpy(rect.pBits, in, sizeof(in));
	/* it is the same mapping as the context's */
	CHECK_FAILS(app, IDXGISurface2_Map(surface, &rect, DXGI_MAP_READ),
		    E_INVALIDARG, "IDXGISurface::Map");
	OK(IDXGISurface2_Unmap(surface));
	get_bytes(app, texture, out, sizeof(out));
	CHECK_MEM(out, in, sizeof(in));
	CHECK_FAILS(app, IDXGISurface2_Unmap(surface), E_INVALIDARG,
		    "IDXGISurface::Unmap");
	OK(IDXGISurface2_GetResource(surface, &IID_ID3D11Texture2D,
				     (void **)&found, &index));
	CHECK(found == texture && !index);
	ID3D11Texture2D_Release(found);
	CHECK_FAILS(app, IDXGISurface2_GetResource(surface,
						   &IID_ID3D11Texture2D,
						   (void **)&found, NULL),
		    DXGI_ERROR_INVALID_CALL, "2::GetResource");
	CHECK_FAILS(app, IDXGISurface2_GetDC(surface, FALSE, &dc),
		    DXGI_ERROR_INVALID_CALL, "1::GetDC");
	CHECK_FAILS(app, IDXGISurface2_ReleaseDC(surface, NULL),
		    DXGI_ERROR_INVALID_CALL, "1::ReleaseDC");
	CHECK_FAILS(app, IDXGISurface2_GetDesc(surface, NULL),
		    DXGI_ERROR_INVALID_CALL, "::GetDesc");
}

TEST(IDXGISurface_Map_checks_its_flags)
{
	static const struct {
		UINT flags;
		HRESULT result;
	} cases[] = {
		{ 0, DXGI_ERROR_INVALID_CALL },
		{ DXGI_MAP_READ, S_OK },
		{ DXGI_MAP_READ | DXGI_MAP_WRITE, E_INVALIDARG },
		{ DXGI_MAP_WRITE, E_INVALIDARG },
		{ DXGI_MAP_DISCARD, DXGI_ERROR_INVALID_CALL },
		{ DXGI_MAP_WRITE | DXGI_MAP_DISCARD, E_INVALIDARG },
		{ DXGI_MAP_READ | DXGI_MAP_DISCARD, DXGI_ERROR_INVALID_CALL },
		{ 8, DXGI_ERROR_INVALID_CALL },
		{ UINT32_MAX, DXGI_ERROR_INVALID_CALL },
	};
	D3D11_TEXTURE2D_DESC desc = staging_desc(8, 8);
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *secret AUTO(release) = new_protected(app, 8, 8);
	ID3D11Texture2D *texture AUTO(release) = NULL;
	IDXGISurface *surface;
	DXGI_MAPPED_RECT rect;
	size_t i;

	desc.CPUAccessFlags = D3D11_CPU_ACCESS_READ;
	texture = new_texture(app, desc);
	surface = query(texture, &IID_IDXGISurface);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_HR(IDXGISurface_Map(surface, &rect, cases[i].flags),
			 cases[i].result);
		CHECK_HR(reported(app, "IDXGISurface::Map"), cases[i].result);
		if (!cases[i].result)
			OK(IDXGISurface_Unmap(surface));
	}
	CHECK_FAILS(app, IDXGISurface_Map(surface, NULL, DXGI_MAP_READ),
		    DXGI_ERROR_INVALID_CALL, "IDXGISurface::Map");
	surface = query(secret, &IID_IDXGISurface);
	CHECK_FAILS(app, IDXGISurface_Map(surface, &rect, DXGI_MAP_READ),
		    E_ACCESSDENIED, "IDXGISurface::Map");
}

TEST(arrays_and_buffers_are_no_surfaces)
{
	D3D11_TEXTURE2D_DESC desc = staging_desc(8, 8);
	const D3D11_BUFFER_DESC buffer_desc = { .ByteWidth = 16 };
	struct app *app AUTO(close_app) = open_app();
	ID3D11Buffer *buffer AUTO(release) = NULL;
	ID3D11Texture2D *array AUTO(release) = NULL;
	void *found;

	desc.ArraySize = 2;
	array = new_texture(app, desc);
	OK(create_buffer(app, &buffer_desc, NULL, &buffer));
	CHECK_HR(ID3D11Texture2D_QueryInterface(array, &IID_IDXGISurface,
						&found), E_NOINTERFACE);
	CHECK_HR(ID3D11Buffer_QueryInterface(buffer, &IID_IDXGISurface,
					     &found), E_NOINTERFACE);
	query(array, &IID_IDXGIResource);
	query(buffer, &IID_IDXGIResource);
}
