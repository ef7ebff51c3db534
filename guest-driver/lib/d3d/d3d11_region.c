// SPDX-License-Identifier: MIT
/* Direct3D 11: parts of subresources, and where their bytes are */
#include "d3d11_resource.h"

static const struct d3d11_format *
format_of(const struct d3d11_resource *resource)
{
	return d3d11_format(resource->desc.texture.Format);
}

UINT d3d11_planes(const struct d3d11_resource *resource)
{
	return !d3d11_is_buffer(resource) && format_of(resource)->planar ? 2 : 1;
}

struct d3d11_region d3d11_region_whole(const struct d3d11_resource *resource)
{
	const D3D11_TEXTURE2D_DESC1 *desc = &resource->desc.texture;

	if (d3d11_is_buffer(resource))
		return (struct d3d11_region) {
			0, 0, resource->desc.buffer.ByteWidth, 1
		};
	return (struct d3d11_region) { 0, 0, desc->Width, desc->Height };
}

const char *d3d11_region_aligned(const struct d3d11_resource *resource,
				 const struct d3d11_region *region)
{
	if (d3d11_is_buffer(resource))
		return NULL;
	if (format_of(resource)->pairs && (region->left | region->width) % 2)
		return "pixels of this format share chroma: horizontal positions must be even";
	if (format_of(resource)->planar && (region->top | region->height) % 2)
		return "rows of this format share chroma: vertical positions must be even";
	return NULL;
}

const char *d3d11_region_of(const struct d3d11_resource *resource,
			    const D3D11_BOX *box, struct d3d11_region *region)
{
	*region = d3d11_region_whole(resource);
	if (!box)
		return NULL;
	if (box->left >= box->right || box->top >= box->bottom ||
	    box->front >= box->back) {
		*region = (struct d3d11_region) { 0, 0, 0, 0 };
		return NULL;
	}
	if (box->right > region->width || box->bottom > region->height ||
	    box->back > 1)
		return "the box reaches beyond the subresource";
	*region = (struct d3d11_region) {
		box->left, box->top, box->right - box->left,
		box->bottom - box->top,
	};
	return d3d11_region_aligned(resource, region);
}

struct d3d11_rows d3d11_rows_of(const struct d3d11_resource *resource,
				const struct d3d11_region *region, UINT plane,
				UINT pitch)
{
	UINT top = region->top, height = region->height, bytes;

	if (d3d11_is_buffer(resource))
		return (struct d3d11_rows) {
			.offset = region->left,
			.bytes = region->width,
			.count = 1,
		};
	bytes = format_of(resource)->bytes;
	if (plane) {
		top = resource->desc.texture.Height + top / 2;
		height /= 2;
	}
	return (struct d3d11_rows) {
		.offset = top * pitch + region->left * bytes,
		.bytes = region->width * bytes,
		.count = height,
		.last = region->left + region->width ==
			resource->desc.texture.Width,
	};
}
