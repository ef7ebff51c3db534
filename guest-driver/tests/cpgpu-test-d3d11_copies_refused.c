// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: copies and updates that are refused, with the reason
 */
#include "d3d11.h"

TEST(UpdateSubresource_refuses_bad_arguments)
{
	uint8_t data[4096];
	struct app *app AUTO(close_app) = open_app();
	struct app *stranger AUTO(close_app) = open_app();
	void *good AUTO(release) = new_texture(app, default_desc(8, 8));
	void *staging AUTO(release) = new_staging(app, 8, 8);
	void *secret AUTO(release) = new_protected(app, 8, 8);
	void *foreign AUTO(release) =
		new_texture(stranger, default_desc(8, 8));
	void *constants AUTO(release) = new_buffer(
		app, 64, D3D11_USAGE_DEFAULT, D3D11_BIND_CONSTANT_BUFFER);
	const D3D11_BOX all = BOX(0, 0, 8, 8), wide = BOX(0, 0, 9, 8);
	const D3D11_BOX tall = BOX(0, 0, 8, 9), deep = { 0, 0, 0, 8, 8, 2 };
	const D3D11_BOX some = BOX(16, 0, 32, 1), odd = BOX(16, 0, 33, 1);
	const struct {
		void *to;
		UINT index;
		const D3D11_BOX *box;
		const void *data;
		UINT pitch, flags;
		HRESULT result;
		const char *reason;
	} cases[] = {
		{ good, 0, &all, data, 32, 0, S_OK, "" },
		{ good, 0, NULL, data, 32, 1, S_OK, "" },
		{ good, 0, NULL, data, 32, 2, S_OK, "" },
		{ NULL, 0, &all, data, 32, 0, E_INVALIDARG, "NULL" },
		{ app->context, 0, &all, data, 32, 0, E_INVALIDARG, "library" },
		{ foreign, 0, &all, data, 32, 0, E_INVALIDARG, "device" },
		{ good, 1, &all, data, 32, 0, E_INVALIDARG, "subresource" },
		{ good, 0, &all, NULL, 32, 0, E_INVALIDARG, "pSrcData" },
		{ good, 0, NULL, NULL, 32, 0, E_INVALIDARG, "pSrcData" },
		{ good, 0, &all, data, 31, 0, E_INVALIDARG, "SrcRowPitch" },
		{ good, 0, &all, data, 0, 0, E_INVALIDARG, "SrcRowPitch" },
		{ good, 0, &wide, data, 64, 0, E_INVALIDARG, "beyond" },
		{ good, 0, &tall, data, 32, 0, E_INVALIDARG, "beyond" },
		{ good, 0, &deep, data, 32, 0, E_INVALIDARG, "beyond" },
		{ good, 0, &all, data, 32, 3, E_INVALIDARG, "CopyFlags" },
		{ good, 0, &all, data, 32, 4, E_INVALIDARG, "CopyFlags" },
		{ staging, 0, &all, data, 32, 0, E_INVALIDARG, "DEFAULT" },
		{ secret, 0, &all, data, 32, 0, E_ACCESSDENIED, "Decryption" },
		{ constants, 0, &some, data, 0, 0, S_OK, "" },
		{ constants, 0, &odd, data, 0, 0, E_INVALIDARG, "16" },
	};
	ID3D11DeviceContext1 *context;
	size_t i;

	fill_pattern(data, sizeof(data), 1);
	OK(ID3D11DeviceContext_QueryInterface(app->context,
					      &IID_ID3D11DeviceContext1,
					      (void **)&context));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ID3D11DeviceContext1_UpdateSubresource1(
			context, cases[i].to, cases[i].index, cases[i].box,
			cases[i].data, cases[i].pitch, UINT32_MAX,
			cases[i].flags);
		CHECK_HR(because(app, "1::UpdateSubresource1", cases[i].reason),
			 cases[i].result);
	}
	ID3D11DeviceContext1_Release(context);
	/* the older method does not take a part of the constants */
	ID3D11DeviceContext_UpdateSubresource(app->context, constants, 0, &some,
					      data, 0, 0);
	CHECK_HR(because(app, "::UpdateSubresource", "UpdateSubresource1"),
		 E_INVALIDARG);
}

/* A texture with another format or usage, with data if that is needed. */
static void *variant(struct app *app, DXGI_FORMAT format, D3D11_USAGE usage)
{
	static const uint8_t bytes[16 * 8 * 8];
	const D3D11_SUBRESOURCE_DATA data = { bytes, 16 * 8, 0 };
	D3D11_TEXTURE2D_DESC desc = default_desc(8, 8);
	ID3D11Texture2D *texture;

	desc.Format = format;
	desc.Usage = usage;
	desc.BindFlags = D3D11_BIND_SHADER_RESOURCE;
	if (usage == D3D11_USAGE_DYNAMIC)
		desc.CPUAccessFlags = D3D11_CPU_ACCESS_WRITE;
	OK(ID3D11Device_CreateTexture2D(app->device, &desc, &data, &texture));
	return texture;
}

TEST(copies_refuse_what_does_not_go_together)
{
	struct app *app AUTO(close_app) = open_app();
	struct app *stranger AUTO(close_app) = open_app();
	void *a AUTO(release) = new_staging(app, 8, 8);
	void *foreign AUTO(release) = new_staging(stranger, 8, 8);
	void *buffer AUTO(release) =
		new_buffer(app, 256, D3D11_USAGE_STAGING, 0);
	void *srgb AUTO(release) = variant(
		app, DXGI_FORMAT_B8G8R8A8_UNORM_SRGB, D3D11_USAGE_DEFAULT);
	void *rgba AUTO(release) = variant(app, DXGI_FORMAT_R8G8B8A8_UNORM,
					   D3D11_USAGE_DEFAULT);
	void *immutable AUTO(release) = variant(
		app, DXGI_FORMAT_B8G8R8A8_UNORM, D3D11_USAGE_IMMUTABLE);
	void *dynamic AUTO(release) = variant(app, DXGI_FORMAT_B8G8R8A8_UNORM,
					      D3D11_USAGE_DYNAMIC);
	void *secret AUTO(release) = new_protected(app, 8, 8);
	const struct {
		void *to, *from;
		HRESULT result;
		const char *reason;
	} cases[] = {
		{ srgb, a, S_OK, "" },
		{ a, srgb, S_OK, "" },
		{ dynamic, a, S_OK, "" },
		{ a, dynamic, S_OK, "" },
		{ a, immutable, S_OK, "" },
		{ immutable, a, E_INVALIDARG, "IMMUTABLE" },
		{ rgba, a, E_INVALIDARG, "group" },
		{ buffer, a, E_INVALIDARG, "buffer" },
		{ a, buffer, E_INVALIDARG, "buffer" },
		{ NULL, a, E_INVALIDARG, "NULL" },
		{ a, NULL, E_INVALIDARG, "NULL" },
		{ app->context, a, E_INVALIDARG, "library" },
		{ a, app->device, E_INVALIDARG, "library" },
		{ foreign, a, E_INVALIDARG, "another device" },
		{ a, foreign, E_INVALIDARG, "another device" },
		{ a, a, E_INVALIDARG, "s" },
		{ secret, a, E_ACCESSDENIED, "DecryptionBlt" },
		{ a, secret, E_ACCESSDENIED, "EncryptionBlt" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ID3D11DeviceContext_CopyResource(app->context, cases[i].to,
						 cases[i].from);
		CHECK_HR(because(app, "::CopyResource", cases[i].reason),
			 cases[i].result);
		ID3D11DeviceContext_CopySubresourceRegion(
			app->context, cases[i].to, 0, 0, 0, 0, cases[i].from, 0,
			NULL);
		CHECK_HR(because(app, "::CopySubresourceRegion",
				 cases[i].reason), cases[i].result);
	}
}

TEST(CopySubresourceRegion1_checks_its_flags)
{
	static const struct {
		UINT flags;
		HRESULT result;
	} cases[] = {
		{ 0, S_OK },
		{ D3D11_COPY_NO_OVERWRITE, S_OK },
		{ D3D11_COPY_DISCARD, S_OK },
		{ D3D11_COPY_NO_OVERWRITE | D3D11_COPY_DISCARD, E_INVALIDARG },
		{ 4, E_INVALIDARG },
		{ UINT32_MAX, E_INVALIDARG },
	};
	struct app *app AUTO(close_app) = open_app();
	void *a AUTO(release) = new_staging(app, 8, 8);
	void *b AUTO(release) = new_staging(app, 8, 8);
	ID3D11DeviceContext1 *context;
	size_t i;

	OK(ID3D11DeviceContext_QueryInterface(app->context,
					      &IID_ID3D11DeviceContext1,
					      (void **)&context));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ID3D11DeviceContext1_CopySubresourceRegion1(
			context, a, 0, 0, 0, 0, b, 0, NULL, cases[i].flags);
		CHECK_HR(reported(app,
				  "DeviceContext1::CopySubresourceRegion1"),
			 cases[i].result);
	}
	ID3D11DeviceContext1_Release(context);
}
