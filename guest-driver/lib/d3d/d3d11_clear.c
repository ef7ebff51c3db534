// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: ClearView, and the discarding of content
 *
 * Protected content is filled by the device, for the session that it is sealed
 * to.
 */
#include "d3d11_resource.h"

/* One value for all pixels of a plane's part. */
struct clear {
	struct d3d11_device *device;
	const struct d3d11_view *view;
	UINT bytes;		/* of a pixel */
	uint8_t pixel[16];
};

/* The size of the picture that a view shows, in its pixels. */
static struct d3d11_region whole_view(const struct d3d11_view *view)
{
	struct d3d11_region all = d3d11_region_whole(view->resource);

	if (view->range.plane) {
		all.width /= 2;
		all.height /= 2;
	}
	return all;
}

/* The part of @rect that is inside; no width: nothing is. */
static struct d3d11_region clip(const struct d3d11_region *all,
				const D3D11_RECT *rect)
{
	LONG left = rect->left > 0 ? rect->left : 0;
	LONG top = rect->top > 0 ? rect->top : 0;
	LONG right = rect->right < (LONG)all->width ? rect->right :
						      (LONG)all->width;
	LONG bottom = rect->bottom < (LONG)all->height ? rect->bottom :
							 (LONG)all->height;

	if (left >= right || top >= bottom)
		return (struct d3d11_region) { 0, 0, 0, 0 };
	return (struct d3d11_region) { left, top, right - left, bottom - top };
}

static struct d3d11_rows rows_of(const struct clear *clear,
				 const struct d3d11_region *region, UINT pitch)
{
	const struct d3d11_resource *texture = clear->view->resource;
	UINT top = region->top;

	if (clear->view->range.plane)
		top += texture->desc.texture.Height;
	return (struct d3d11_rows) {
		.offset = top * pitch + region->left * clear->bytes,
		.bytes = region->width * clear->bytes,
		.count = region->height,
		.last = region->left + region->width ==
			whole_view(clear->view).width,
	};
}

static HRESULT clear_memory(const struct clear *clear, HANDLE memory,
			    const struct d3d11_region *region)
{
	HANDLE ddi = clear->device->ddi.pDrvPrivate;
	struct d3d11_rows rows;
	UINT pitch, row, i;
	void *mapped;
	char *to;
	HRESULT hr;

	hr = cpgpu_ddi_map_resource(ddi, memory, &mapped, &pitch);
	if (FAILED(hr))
		return hr;
	rows = rows_of(clear, region, pitch);
	for (row = 0; row < rows.count; row++) {
		to = (char *)mapped + rows.offset + (size_t)row * pitch;
		for (i = 0; i < rows.bytes; i += clear->bytes)
			memcpy(to + i, clear->pixel, clear->bytes);
	}
	return cpgpu_ddi_unmap_resource(ddi, memory);
}

/* The device repeats 32 bits: false if the pixels are not such a pattern. */
static bool repeated(const struct clear *clear, UINT *value)
{
	uint8_t bytes[16];
	UINT i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = clear->pixel[i % clear->bytes];
	memcpy(value, bytes, sizeof(*value));
	return !memcmp(bytes, bytes + 4, sizeof(bytes) - 4);
}

static HRESULT clear_protected(const struct clear *clear, HANDLE memory,
			       const struct d3d11_region *region)
{
	HANDLE ddi = clear->device->ddi.pDrvPrivate;
	struct d3d11_rows rows;
	CPGPU_DDI_ROWS fill;
	UINT pitch, value;

	if (!repeated(clear, &value))
		return E_INVALIDARG;
	cpgpu_ddi_resource_size(ddi, memory, &pitch, NULL);
	rows = rows_of(clear, region, pitch);
	fill.Offset = rows.offset;
	fill.RowBytes = rows.last ? d3d11_whole_blocks(rows.bytes) : rows.bytes;
	fill.Rows = rows.count;
	return cpgpu_ddi_fill_resource(ddi, memory, &fill, value);
}

/* Clear the region in all slices of the view; false, and reported, if not. */
static bool clear_region(const struct clear *clear,
			 const struct d3d11_region *region,
			 const char *function)
{
	const struct d3d11_view *view = clear->view;
	const struct d3d11_resource *texture = view->resource;
	HRESULT hr = S_OK;
	UINT i;

	d3d11_lock(clear->device);
	for (i = 0; i < view->range.count && SUCCEEDED(hr); i++)
		hr = (texture->restricted ? clear_protected : clear_memory)(
			clear, texture->ddi[view->range.first + i], region);
	d3d11_unlock(clear->device);
	if (FAILED(hr) && texture->restricted)
		d3d11_fail_protected(clear->device, hr, function);
	else if (FAILED(hr))
		d3d11_result(clear->device, hr, function);
	return SUCCEEDED(hr);
}

static const char *check_clear(const struct d3d11_view *view,
			       const FLOAT colour[4], const D3D11_RECT *rects,
			       UINT count)
{
	if (!d3d11_view_is_target(view))
		return "the view must be one of a render target";
	if (!colour)
		return "the color is NULL";
	return count && !rects ? "pRect is NULL" : NULL;
}

void d3d11_clear(struct d3d11_device *device, void *iface,
		 const FLOAT colour[4], const D3D11_RECT *rects, UINT count,
		 const char *function)
{
	struct d3d11_view *view = d3d11_view_of(device, iface, function);
	struct clear clear = { .device = device, .view = view };
	struct d3d11_region all, region;
	const char *wrong;
	UINT i;

	if (!view)
		return;
	wrong = check_clear(view, colour, rects, count);
	if (!wrong && !d3d11_pack_colour(view->range.format, colour,
					 clear.pixel))
		wrong = "views of this format cannot be cleared";
	if (wrong) {
		d3d11_fail(device, E_INVALIDARG, function, "%s", wrong);
		return;
	}
	clear.bytes = d3d11_format(view->range.format)->bytes;
	all = whole_view(view);
	if (!rects)
		clear_region(&clear, &all, function);
	for (i = 0; i < count; i++) {
		region = clip(&all, &rects[i]);
		if (region.width && !clear_region(&clear, &region, function))
			return;
	}
}

/* ------------------------------------------------------------ discarding -- */

/* What content is after this is not defined: what it was is fine. */
void d3d11_discard(struct d3d11_device *device,
		   const struct d3d11_resource *resource, const char *function)
{
	if (resource->usage != D3D11_USAGE_DEFAULT &&
	    resource->usage != D3D11_USAGE_DYNAMIC)
		d3d11_fail(device, E_INVALIDARG, function,
			   "the resource must be D3D11_USAGE_DEFAULT or DYNAMIC");
}

void d3d11_discard_view(struct d3d11_device *device, void *iface,
			const D3D11_RECT *rects, UINT count,
			const char *function)
{
	struct d3d11_view *view = d3d11_view_of(device, iface, function);

	if (view && count && !rects)
		d3d11_fail(device, E_INVALIDARG, function, "pRects is NULL");
	else if (view)
		d3d11_discard(device, view->resource, function);
}
