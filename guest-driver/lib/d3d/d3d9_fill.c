// SPDX-License-Identifier: MIT
/* Direct3D 9: filling surfaces with a colour */
#include "d3d9_object.h"

/* How a colour's channels, of 8 bits in D3DCOLOR, are packed into a pixel. */
struct packing {
	D3DFORMAT format;
	struct channel {
		UINT bits;
		UINT shift;
	} a, r, g, b;
};

static const struct packing packings[] = {
	{ D3DFMT_A8R8G8B8, { 8, 24 }, { 8, 16 }, { 8, 8 }, { 8, 0 } },
	{ D3DFMT_X8R8G8B8, { 8, 24 }, { 8, 16 }, { 8, 8 }, { 8, 0 } },
	{ D3DFMT_A8B8G8R8, { 8, 24 }, { 8, 0 }, { 8, 8 }, { 8, 16 } },
	{ D3DFMT_X8B8G8R8, { 8, 24 }, { 8, 0 }, { 8, 8 }, { 8, 16 } },
	{ D3DFMT_R5G6B5, { 0, 0 }, { 5, 11 }, { 6, 5 }, { 5, 0 } },
	{ D3DFMT_X1R5G5B5, { 1, 15 }, { 5, 10 }, { 5, 5 }, { 5, 0 } },
	{ D3DFMT_A1R5G5B5, { 1, 15 }, { 5, 10 }, { 5, 5 }, { 5, 0 } },
	{ D3DFMT_A4R4G4B4, { 4, 12 }, { 4, 8 }, { 4, 4 }, { 4, 0 } },
};

static const struct packing *find_packing(D3DFORMAT format)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(packings); i++) {
		if (packings[i].format == format)
			return &packings[i];
	}
	return NULL;
}

/* The most significant bits of a channel. */
static UINT pack(struct channel channel, UINT value)
{
	return value >> (8 - channel.bits) << channel.shift;
}

static UINT pixel_of(const struct packing *packing, D3DCOLOR color)
{
	return pack(packing->a, color >> 24) |
	       pack(packing->r, color >> 16 & 0xff) |
	       pack(packing->g, color >> 8 & 0xff) |
	       pack(packing->b, color & 0xff);
}

static void fill_row(BYTE *row, UINT bytes, UINT pixel, UINT pixel_bytes)
{
	UINT i;

	for (i = 0; i < bytes; i += pixel_bytes)
		memcpy(row + i, &pixel, pixel_bytes);
}

static HRESULT fill_open(struct d3d9_surface *surface,
			 const struct d3d9_area *area, UINT pixel)
{
	UINT pixel_bytes = d3d9_format_bits(surface->desc.Format) / 8;
	BYTE *pixels;
	HRESULT hr;
	UINT y;

	hr = d3d9_surface_pixels(surface, &pixels);
	if (FAILED(hr))
		return hr;
	for (y = 0; y < area->rows; y++)
		fill_row(pixels + area->offset + (size_t)y * surface->pitch,
			 area->row_bytes, pixel, pixel_bytes);
	return S_OK;
}

static HRESULT fill_protected(struct d3d9_surface *surface,
			      const struct d3d9_area *area, UINT pixel)
{
	const CPGPU_DDI_ROWS rows = {
		.Offset = area->offset,
		.RowBytes = area->row_bytes,
		.Rows = area->rows,
	};

	return cpgpu_ddi_fill_resource(surface->device->handle, surface->handle,
				       &rows, pixel);
}

HRESULT d3d9_surface_fill(struct d3d9_surface *surface, const RECT *rect,
			  D3DCOLOR color, const char *function)
{
	const struct packing *packing = find_packing(surface->desc.Format);
	bool secret = d3d9_surface_is_protected(surface);
	struct d3d9_device *device = surface->device;
	struct d3d9_area area;
	HRESULT hr;
	UINT pixel;

	if (!packing)
		return d3d9_refuse(device, function,
				   "format %d cannot be filled, only RGB with 16 or 32 bits",
				   surface->desc.Format);
	if (!d3d9_surface_area(surface, rect, &area))
		return d3d9_refuse(device, function,
				   "the rectangle is not inside of the surface");
	if (secret && d3d9_format_bits(surface->desc.Format) != 32)
		return d3d9_refuse(device, function,
				   "restricted surfaces can be filled with 32-bit pixels only");
	if (secret)
		area = d3d9_surface_blocks(surface, &area);
	if (secret && !d3d9_is_in_blocks(&area))
		return d3d9_refuse(device, function,
				   "a rectangle of a restricted surface must begin and end at multiples of 16 bytes, or end at the right edge");
	pixel = pixel_of(packing, color);
	pthread_mutex_lock(&device->lock);
	hr = secret ? fill_protected(surface, &area, pixel) :
		      fill_open(surface, &area, pixel);
	pthread_mutex_unlock(&device->lock);
	if (hr == D3DERR_INVALIDCALL)
		return d3d9_refuse(device, function, "%s", secret ?
				   "the restricted surface has no content: decrypt into it first" :
				   "the surface is locked: call UnlockRect first");
	return d3d9_result(device, hr, function);
}
