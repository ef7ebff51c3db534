/* SPDX-License-Identifier: MIT */
/* Direct3D 11: what the files about resources, views and copies share */
#ifndef D3D11_RESOURCE_H
#define D3D11_RESOURCE_H

#include "d3d11_objects.h"

/* --------------------------------------------------------------- formats -- */

struct d3d11_format {
	DXGI_FORMAT format;
	/* formats of one group can be copied to each other */
	DXGI_FORMAT group;
	UINT bytes;	/* of a pixel, or of its luma */
	bool planar;	/* chroma follows, with half as many rows */
	bool pairs;	/* pixels share chroma: the width is even */
};

/* NULL: no texture has this format */
const struct d3d11_format *d3d11_format(DXGI_FORMAT format);

/* Can a texture of @format have a view of format @view, and of which plane? */
bool d3d11_format_view(DXGI_FORMAT format, DXGI_FORMAT view, UINT *plane);

/* ------------------------------------------------------------- resources -- */

#define D3D11_PROTECTED (D3D11_RESOURCE_MISC_RESTRICTED_CONTENT | \
			 D3D11_RESOURCE_MISC_HW_PROTECTED)

/*
 * d3d11_resource_check.c: which rule does the description break?  NULL: none.
 * All of @resource is set except its memory.
 */
const char *d3d11_check_texture(const struct d3d11_resource *resource,
				const D3D11_SUBRESOURCE_DATA *data);
const char *d3d11_check_buffer(const struct d3d11_resource *resource,
			       const D3D11_SUBRESOURCE_DATA *data);

static inline bool d3d11_is_buffer(const struct d3d11_resource *resource)
{
	return resource->dimension == D3D11_RESOURCE_DIMENSION_BUFFER;
}

/* Bytes of a row and rows of one subresource; a buffer has one row. */
void d3d11_resource_layout(const struct d3d11_resource *resource,
			   UINT *row_bytes, UINT *rows);

/* d3d11_surface.c: IDXGIResource and IDXGISurface of resources */
extern const IDXGIResource1Vtbl d3d11_dxgi_resource_vtbl;
extern const IDXGISurface2Vtbl d3d11_surface_vtbl;

/* --------------------------------------------------------------- mapping -- */

/* d3d11_map.c: both report what is wrong as @function's error */
HRESULT d3d11_map(struct d3d11_resource *resource, UINT subresource,
		  D3D11_MAP type, UINT flags, D3D11_MAPPED_SUBRESOURCE *mapped,
		  const char *function);
HRESULT d3d11_unmap(struct d3d11_resource *resource, UINT subresource,
		    const char *function);

/* --------------------------------------------------------------- regions -- */

/* Part of a subresource: pixels and rows, or bytes and one row of a buffer. */
struct d3d11_region {
	UINT left, top, width, height;
};

/* The bytes of one plane of a region.  They fit into 32 bits. */
struct d3d11_rows {
	UINT offset;
	UINT bytes;	/* of each row */
	UINT count;
	bool last;	/* only padding comes after these bytes of a row */
};

/* d3d11_region.c */
UINT d3d11_planes(const struct d3d11_resource *resource);
struct d3d11_region d3d11_region_whole(const struct d3d11_resource *resource);
struct d3d11_rows d3d11_rows_of(const struct d3d11_resource *resource,
				const struct d3d11_region *region, UINT plane,
				UINT pitch);

/* The region of a box, or what is wrong with it.  No width: the box is empty. */
const char *d3d11_region_of(const struct d3d11_resource *resource,
			    const D3D11_BOX *box, struct d3d11_region *region);

/* Is it allowed for the format?  NULL, or what is wrong. */
const char *d3d11_region_aligned(const struct d3d11_resource *resource,
				 const struct d3d11_region *region);

/* ---------------------------------------------------------------- copies -- */

struct d3d11_place {
	ID3D11Resource *resource;
	UINT subresource;
	UINT x, y, z;
};

struct d3d11_update {
	UINT subresource;
	const D3D11_BOX *box;
	const void *data;
	UINT row_pitch;
	UINT flags;
	bool partly;	/* may a constant buffer have a box? */
};

/* d3d11_copy.c: all report what is wrong */
void d3d11_copy_resource(struct d3d11_device *device, ID3D11Resource *to,
			 ID3D11Resource *from, const char *function);
void d3d11_copy_region(struct d3d11_device *device,
		       const struct d3d11_place *dst, ID3D11Resource *src,
		       UINT src_subresource, const D3D11_BOX *box, UINT flags,
		       const char *function);
void d3d11_update(struct d3d11_device *device, ID3D11Resource *iface,
		  const struct d3d11_update *args, const char *function);

/* Report what a failed copy or fill of protected content means. */
HRESULT d3d11_fail_protected(struct d3d11_device *device, HRESULT hr,
			     const char *function);

/* the device's unit in video memory */
static inline UINT d3d11_whole_blocks(UINT bytes)
{
	return (bytes + 15) & ~15u;
}

/* ----------------------------------------------------------------- views -- */

/* What all descriptions of views of textures tell, in their own words. */
struct d3d11_view_range {
	DXGI_FORMAT format;
	bool array;		/* else the view of a texture's only picture */
	UINT mip, mips;
	UINT first, count;	/* subresources */
	UINT plane;
};

struct d3d11_view {
	union {
		ID3D11View view;
		ID3D11RenderTargetView1 target;
		ID3D11ShaderResourceView1 shader;
	} iface;
	struct d3d11_child child;
	struct d3d11_resource *resource;	/* with a reference */
	struct d3d11_view_range range;
};

/* d3d11_view.c */
struct d3d11_view *d3d11_view_of(struct d3d11_device *device, void *iface,
				 const char *function);
bool d3d11_view_is_target(const struct d3d11_view *view);

/* d3d11_colour.c: @pixel receives the bytes of the format */
bool d3d11_pack_colour(DXGI_FORMAT format, const FLOAT colour[4],
		       uint8_t pixel[16]);

/* d3d11_clear.c; no @rects: all */
void d3d11_clear(struct d3d11_device *device, void *view,
		 const FLOAT colour[4], const D3D11_RECT *rects, UINT count,
		 const char *function);
void d3d11_discard(struct d3d11_device *device,
		   const struct d3d11_resource *resource,
		   const char *function);
void d3d11_discard_view(struct d3d11_device *device, void *iface,
			const D3D11_RECT *rects, UINT count,
			const char *function);

/* --------------------------------------------------------------- queries -- */

/* d3d11_query.c */
void d3d11_query_begin(struct d3d11_device *device, ID3D11Asynchronous *iface);
void d3d11_query_end(struct d3d11_device *device, ID3D11Asynchronous *iface);
HRESULT d3d11_query_data(struct d3d11_device *device, ID3D11Asynchronous *iface,
			 void *data, UINT size, UINT flags);

#endif /* D3D11_RESOURCE_H */
