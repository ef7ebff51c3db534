// SPDX-License-Identifier: MIT
/* Direct3D 9: the formats of surfaces, and where pixels are in memory */
#include "d3d9_object.h"

static const struct d3d9_format formats[] = {
	{ D3DFMT_R8G8B8, 24, false, false },
	{ D3DFMT_A8R8G8B8, 32, false, false },
	{ D3DFMT_X8R8G8B8, 32, false, false },
	{ D3DFMT_R5G6B5, 16, false, false },
	{ D3DFMT_X1R5G5B5, 16, false, false },
	{ D3DFMT_A1R5G5B5, 16, false, false },
	{ D3DFMT_A4R4G4B4, 16, false, false },
	{ D3DFMT_A8, 8, false, false },
	{ D3DFMT_A2B10G10R10, 32, false, false },
	{ D3DFMT_A8B8G8R8, 32, false, false },
	{ D3DFMT_X8B8G8R8, 32, false, false },
	{ D3DFMT_G16R16, 32, false, false },
	{ D3DFMT_A2R10G10B10, 32, false, false },
	{ D3DFMT_A16B16G16R16, 64, false, false },
	{ D3DFMT_L8, 8, false, false },
	{ D3DFMT_A8L8, 16, false, false },
	{ D3DFMT_L16, 16, false, false },
	{ D3DFMT_A16B16G16R16F, 64, false, false },
	{ D3DFMT_A32B32G32R32F, 128, false, false },
	{ D3DFMT_UYVY, 16, true, false },
	{ D3DFMT_YUY2, 16, true, false },
	{ (D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2'), 8, true, true },
	{ (D3DFORMAT)MAKEFOURCC('Y', 'V', '1', '2'), 8, true, true },
	{ (D3DFORMAT)MAKEFOURCC('P', '0', '1', '0'), 16, true, true },
};

const struct d3d9_format *d3d9_find_format(D3DFORMAT format)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].format == format)
			return &formats[i];
	}
	return NULL;
}

UINT d3d9_format_bits(D3DFORMAT format)
{
	const struct d3d9_format *found = d3d9_find_format(format);

	return found ? found->bits : 0;
}

/* ----------------------------------------------------------------- areas -- */

static bool is_whole(const D3DSURFACE_DESC *desc, const RECT *rect)
{
	return !rect->left && !rect->top && rect->right == (LONG)desc->Width &&
	       rect->bottom == (LONG)desc->Height;
}

static bool rect_fits(const D3DSURFACE_DESC *desc, const RECT *rect)
{
	return rect->left >= 0 && rect->top >= 0 && rect->left < rect->right &&
	       rect->top < rect->bottom && rect->right <= (LONG)desc->Width &&
	       rect->bottom <= (LONG)desc->Height;
}

bool d3d9_surface_area(const struct d3d9_surface *surface, const RECT *rect,
		       struct d3d9_area *area)
{
	const D3DSURFACE_DESC *desc = &surface->desc;
	const struct d3d9_format *format = d3d9_find_format(desc->Format);
	const RECT all = { 0, 0, desc->Width, desc->Height };

	if (!rect)
		rect = &all;
	if (!rect_fits(desc, rect))
		return false;
	/* the rows of a part are not contiguous across both planes */
	if (format->planar && !is_whole(desc, rect))
		return false;
	if (format->pairs && (rect->left % 2 || rect->right % 2))
		return false;
	area->offset = (UINT)rect->top * surface->pitch +
		       (UINT)rect->left * format->bits / 8;
	area->row_bytes = (UINT)(rect->right - rect->left) * format->bits / 8;
	area->rows = rect->bottom - rect->top;
	if (format->planar)
		area->rows += area->rows / 2;
	return true;
}

struct d3d9_area d3d9_surface_blocks(const struct d3d9_surface *surface,
				     const struct d3d9_area *area)
{
	UINT end = area->offset % surface->pitch + area->row_bytes;
	struct d3d9_area blocks = *area;

	if (end == surface->desc.Width *
		   d3d9_format_bits(surface->desc.Format) / 8)
		blocks.row_bytes += -end % D3D9_BLOCK;
	return blocks;
}
