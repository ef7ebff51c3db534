// SPDX-License-Identifier: MIT
/* Direct3D 11: formats of textures and views */
#include "d3d11_resource.h"

/* without planes and shared chroma */
#define PIXEL(format, group, bytes) \
	{ DXGI_FORMAT_##format, DXGI_FORMAT_##group, bytes, false, false }
#define VIDEO(format, bytes, planar) \
	{ DXGI_FORMAT_##format, DXGI_FORMAT_##format, bytes, planar, true }

static const struct d3d11_format formats[] = {
	PIXEL(R32G32B32A32_FLOAT, R32G32B32A32_TYPELESS, 16),
	PIXEL(R32G32B32A32_UINT, R32G32B32A32_TYPELESS, 16),
	PIXEL(R16G16B16A16_FLOAT, R16G16B16A16_TYPELESS, 8),
	PIXEL(R16G16B16A16_UNORM, R16G16B16A16_TYPELESS, 8),
	PIXEL(R10G10B10A2_UNORM, R10G10B10A2_TYPELESS, 4),
	PIXEL(R8G8B8A8_TYPELESS, R8G8B8A8_TYPELESS, 4),
	PIXEL(R8G8B8A8_UNORM, R8G8B8A8_TYPELESS, 4),
	PIXEL(R8G8B8A8_UNORM_SRGB, R8G8B8A8_TYPELESS, 4),
	PIXEL(R8G8B8A8_UINT, R8G8B8A8_TYPELESS, 4),
	PIXEL(R16G16_UNORM, R16G16_TYPELESS, 4),
	PIXEL(R16G16_UINT, R16G16_TYPELESS, 4),
	PIXEL(R32_FLOAT, R32_TYPELESS, 4),
	PIXEL(R32_UINT, R32_TYPELESS, 4),
	PIXEL(R8G8_UNORM, R8G8_TYPELESS, 2),
	PIXEL(R8G8_UINT, R8G8_TYPELESS, 2),
	PIXEL(R16_UNORM, R16_TYPELESS, 2),
	PIXEL(R16_UINT, R16_TYPELESS, 2),
	PIXEL(R8_UNORM, R8_TYPELESS, 1),
	PIXEL(R8_UINT, R8_TYPELESS, 1),
	PIXEL(B8G8R8A8_TYPELESS, B8G8R8A8_TYPELESS, 4),
	PIXEL(B8G8R8A8_UNORM, B8G8R8A8_TYPELESS, 4),
	PIXEL(B8G8R8A8_UNORM_SRGB, B8G8R8A8_TYPELESS, 4),
	PIXEL(B8G8R8X8_UNORM, B8G8R8X8_TYPELESS, 4),
	PIXEL(B8G8R8X8_UNORM_SRGB, B8G8R8X8_TYPELESS, 4),
	PIXEL(AYUV, AYUV, 4),
	PIXEL(Y410, Y410, 4),
	VIDEO(NV12, 1, true),
	VIDEO(P010, 2, true),
	VIDEO(P016, 2, true),
	VIDEO(YUY2, 2, false),
};

const struct d3d11_format *d3d11_format(DXGI_FORMAT format)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].format == format)
			return &formats[i];
	return NULL;
}

bool d3d11_format_layout(DXGI_FORMAT format, UINT width, UINT height,
			 UINT *row_bytes, UINT *rows)
{
	const struct d3d11_format *f = d3d11_format(format);

	if (!f || (f->pairs && width % 2) || (f->planar && height % 2))
		return false;
	*row_bytes = width * f->bytes;
	*rows = f->planar ? height + height / 2 : height;
	return true;
}

/* How views see the planes of video formats. */
static const struct {
	DXGI_FORMAT format;
	DXGI_FORMAT view;
	UINT plane;
} views[] = {
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_R8_UNORM, 0 },
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_R8_UINT, 0 },
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_R8G8_UNORM, 1 },
	{ DXGI_FORMAT_NV12, DXGI_FORMAT_R8G8_UINT, 1 },
	{ DXGI_FORMAT_P010, DXGI_FORMAT_R16_UNORM, 0 },
	{ DXGI_FORMAT_P010, DXGI_FORMAT_R16_UINT, 0 },
	{ DXGI_FORMAT_P010, DXGI_FORMAT_R16G16_UNORM, 1 },
	{ DXGI_FORMAT_P010, DXGI_FORMAT_R16G16_UINT, 1 },
	{ DXGI_FORMAT_P016, DXGI_FORMAT_R16_UNORM, 0 },
	{ DXGI_FORMAT_P016, DXGI_FORMAT_R16_UINT, 0 },
	{ DXGI_FORMAT_P016, DXGI_FORMAT_R16G16_UNORM, 1 },
	{ DXGI_FORMAT_P016, DXGI_FORMAT_R16G16_UINT, 1 },
	{ DXGI_FORMAT_AYUV, DXGI_FORMAT_R8G8B8A8_UNORM, 0 },
	{ DXGI_FORMAT_AYUV, DXGI_FORMAT_R8G8B8A8_UINT, 0 },
	{ DXGI_FORMAT_Y410, DXGI_FORMAT_R10G10B10A2_UNORM, 0 },
};

bool d3d11_format_view(DXGI_FORMAT format, DXGI_FORMAT view, UINT *plane)
{
	const struct d3d11_format *f = d3d11_format(format);
	const struct d3d11_format *v = d3d11_format(view);
	size_t i;

	*plane = 0;
	if (!f || !v)
		return false;
	/* only typeless formats have views of several formats of their group */
	if (f == v || f->format == f->group)
		if (f->group == v->group && v->format != v->group)
			return true;
	for (i = 0; i < ARRAY_SIZE(views); i++) {
		if (views[i].format != format || views[i].view != view)
			continue;
		*plane = views[i].plane;
		return true;
	}
	return false;
}
