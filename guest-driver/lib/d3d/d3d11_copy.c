// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: CopyResource, CopySubresourceRegion and UpdateSubresource
 *
 * Protected content is copied by the device, and to protected memory only.
 */
#include "d3d11_resource.h"

#define ONLY_BLTS "protected content is read by EncryptionBlt and written by DecryptionBlt only"

struct copy {
	struct d3d11_resource *src, *dst;
	UINT src_subresource, dst_subresource;
	struct d3d11_region from, to;	/* of the same size */
};

/* ----------------------------------------------------------- copying it -- */

static HANDLE src_memory(const struct copy *copy)
{
	return copy->src->ddi[copy->src_subresource];
}

static HANDLE dst_memory(const struct copy *copy)
{
	return copy->dst->ddi[copy->dst_subresource];
}

static void copy_rows(char *to, size_t to_pitch, const char *from,
		      size_t from_pitch, const struct d3d11_rows *rows)
{
	UINT i;

	for (i = 0; i < rows->count; i++)
		memcpy(to + i * to_pitch, from + i * from_pitch, rows->bytes);
}

static void copy_planes(const struct copy *copy, char *to, UINT to_pitch,
			const char *from, UINT from_pitch)
{
	struct d3d11_rows in, out;
	UINT plane;

	for (plane = 0; plane < d3d11_planes(copy->src); plane++) {
		in = d3d11_rows_of(copy->src, &copy->from, plane, from_pitch);
		out = d3d11_rows_of(copy->dst, &copy->to, plane, to_pitch);
		copy_rows(to + out.offset, to_pitch, from + in.offset,
			  from_pitch, &in);
	}
}

static HRESULT copy_memory(struct d3d11_device *device, const struct copy *copy)
{
	HANDLE ddi = device->ddi.pDrvPrivate;
	UINT to_pitch, from_pitch;
	void *to, *from;
	HRESULT hr;

	hr = cpgpu_ddi_map_resource(ddi, src_memory(copy), &from, &from_pitch);
	if (FAILED(hr))
		return hr;
	hr = cpgpu_ddi_map_resource(ddi, dst_memory(copy), &to, &to_pitch);
	if (SUCCEEDED(hr)) {
		copy_planes(copy, to, to_pitch, from, from_pitch);
		cpgpu_ddi_unmap_resource(ddi, dst_memory(copy));
	}
	cpgpu_ddi_unmap_resource(ddi, src_memory(copy));
	return hr;
}

static HRESULT copy_protected(struct d3d11_device *device,
			      const struct copy *copy)
{
	HANDLE ddi = device->ddi.pDrvPrivate;
	CPGPU_DDI_ROWS rows;
	UINT plane, to_pitch, from_pitch;
	struct d3d11_rows in, out;
	HRESULT hr = S_OK;

	cpgpu_ddi_resource_size(ddi, src_memory(copy), &from_pitch, NULL);
	cpgpu_ddi_resource_size(ddi, dst_memory(copy), &to_pitch, NULL);
	for (plane = 0; plane < d3d11_planes(copy->src) && SUCCEEDED(hr);
	     plane++) {
		in = d3d11_rows_of(copy->src, &copy->from, plane, from_pitch);
		out = d3d11_rows_of(copy->dst, &copy->to, plane, to_pitch);
		/* the rows' padding may be copied, but not other pixels */
		rows.RowBytes = in.last && out.last ?
				d3d11_whole_blocks(in.bytes) : in.bytes;
		rows.Rows = in.count;
		rows.Offset = out.offset;
		hr = cpgpu_ddi_copy_resource(ddi, dst_memory(copy), &rows,
					     src_memory(copy), in.offset);
	}
	return hr;
}

HRESULT d3d11_fail_protected(struct d3d11_device *device, HRESULT hr,
			     const char *function)
{
	switch (hr) {
	case E_INVALIDARG:
		return d3d11_fail(device, hr, function,
				  "protected content has blocks of 16 bytes: positions, widths and repeated values must fit to them");
	case E_ACCESSDENIED:
		return d3d11_fail(device, hr, function,
				  "the destination holds content of another crypto session");
	case D3DERR_INVALIDCALL:
		return d3d11_fail(device, E_INVALIDARG, function,
				  "a protected resource has no content yet, or its crypto session or key is gone");
	case D3DDDIERR_NOTAVAILABLE:
		return d3d11_fail(device, hr, function,
				  "the device cannot copy or fill protected content");
	default:
		return d3d11_result(device, hr, function);
	}
}

static void do_copy(struct d3d11_device *device, const struct copy *copy,
		    const char *function)
{
	bool restricted = copy->src->restricted;
	HRESULT hr;

	d3d11_lock(device);
	hr = restricted ? copy_protected(device, copy) :
			  copy_memory(device, copy);
	d3d11_unlock(device);
	if (FAILED(hr) && restricted)
		d3d11_fail_protected(device, hr, function);
	else if (hr == D3DERR_INVALIDCALL)
		d3d11_fail(device, E_INVALIDARG, function,
			   "a subresource is mapped");
	else
		d3d11_result(device, hr, function);
}

/* -------------------------------------------------------------- checking -- */

static bool same_group(const struct d3d11_resource *a,
		       const struct d3d11_resource *b)
{
	if (a->dimension != b->dimension)
		return false;
	return d3d11_is_buffer(a) ||
	       d3d11_format(a->desc.texture.Format)->group ==
	       d3d11_format(b->desc.texture.Format)->group;
}

/* The resources of a copy; false, and reported, if they do not go together. */
static bool find_copy(struct d3d11_device *device, struct copy *copy,
		      ID3D11Resource *to, ID3D11Resource *from,
		      const char *function)
{
	copy->dst = d3d11_resource_of(device, to, function);
	copy->src = copy->dst ? d3d11_resource_of(device, from, function) :
				NULL;
	if (!copy->src)
		return false;
	if (copy->src->restricted != copy->dst->restricted)
		d3d11_fail(device, E_ACCESSDENIED, function, ONLY_BLTS);
	else if (!same_group(copy->src, copy->dst))
		d3d11_fail(device, E_INVALIDARG, function,
			   "a buffer and a texture, or textures of formats that are not of one group");
	else if (copy->dst->usage == D3D11_USAGE_IMMUTABLE)
		d3d11_fail(device, E_INVALIDARG, function,
			   "the destination is D3D11_USAGE_IMMUTABLE");
	else
		return true;
	return false;
}

static const char *check_flags(UINT flags)
{
	const UINT both = D3D11_COPY_NO_OVERWRITE | D3D11_COPY_DISCARD;

	return flags & ~both || flags == both ?
	       "CopyFlags is 0, NO_OVERWRITE or DISCARD" : NULL;
}

/* Set the place of @copy's source in its destination, if it fits there. */
static const char *place(struct copy *copy, UINT x, UINT y, UINT z)
{
	struct d3d11_region all = d3d11_region_whole(copy->dst);

	if (z)
		return "DstZ must be 0: there are no volumes";
	if (x > all.width || copy->from.width > all.width - x ||
	    y > all.height || copy->from.height > all.height - y)
		return "the destination does not have room for it there";
	copy->to = copy->from;
	copy->to.left = x;
	copy->to.top = y;
	return d3d11_region_aligned(copy->dst, &copy->to);
}

static const char *check_region(struct copy *copy,
				const struct d3d11_place *dst,
				const D3D11_BOX *box, UINT flags)
{
	const char *wrong = check_flags(flags);

	if (!wrong && (copy->src_subresource >= copy->src->count ||
		       copy->dst_subresource >= copy->dst->count))
		wrong = "a resource has no such subresource";
	if (!wrong && src_memory(copy) == dst_memory(copy))
		wrong = "source and destination are the same subresource";
	if (!wrong)
		wrong = d3d11_region_of(copy->src, box, &copy->from);
	if (!wrong && copy->from.width)
		wrong = place(copy, dst->x, dst->y, dst->z);
	return wrong;
}

void d3d11_copy_region(struct d3d11_device *device,
		       const struct d3d11_place *dst, ID3D11Resource *src,
		       UINT src_subresource, const D3D11_BOX *box, UINT flags,
		       const char *function)
{
	struct copy copy = {
		.src_subresource = src_subresource,
		.dst_subresource = dst->subresource,
	};
	const char *wrong;

	if (!find_copy(device, &copy, dst->resource, src, function))
		return;
	wrong = check_region(&copy, dst, box, flags);
	if (wrong)
		d3d11_fail(device, E_INVALIDARG, function, "%s", wrong);
	/* an empty box is allowed */
	else if (copy.from.width)
		do_copy(device, &copy, function);
}

void d3d11_copy_resource(struct d3d11_device *device, ID3D11Resource *to,
			 ID3D11Resource *from, const char *function)
{
	struct copy copy;
	UINT i;

	if (!find_copy(device, &copy, to, from, function))
		return;
	copy.from = d3d11_region_whole(copy.src);
	copy.to = d3d11_region_whole(copy.dst);
	if (copy.src == copy.dst ||
	    memcmp(&copy.from, &copy.to, sizeof(copy.to)) ||
	    copy.src->count != copy.dst->count) {
		d3d11_fail(device, E_INVALIDARG, function,
			   "needs two resources of the same size and number of subresources");
		return;
	}
	for (i = 0; i < copy.src->count; i++) {
		copy.src_subresource = i;
		copy.dst_subresource = i;
		do_copy(device, &copy, function);
	}
}

/* ---------------------------------------------------- UpdateSubresource -- */

/* The data has its planes one after the other, as a mapped texture does. */
static HRESULT update(struct d3d11_device *device,
		      const struct d3d11_resource *dst, HANDLE memory,
		      const struct d3d11_region *to, const char *data,
		      UINT row_pitch)
{
	HANDLE ddi = device->ddi.pDrvPrivate;
	struct d3d11_rows rows;
	UINT pitch, plane;
	void *mapped;
	HRESULT hr;

	hr = cpgpu_ddi_map_resource(ddi, memory, &mapped, &pitch);
	if (FAILED(hr))
		return hr;
	for (plane = 0; plane < d3d11_planes(dst); plane++) {
		rows = d3d11_rows_of(dst, to, plane, pitch);
		copy_rows((char *)mapped + rows.offset, pitch, data, row_pitch,
			  &rows);
		data += (size_t)rows.count * row_pitch;
	}
	return cpgpu_ddi_unmap_resource(ddi, memory);
}

static const char *check_constants(const struct d3d11_resource *dst,
				   const D3D11_BOX *box, bool partly)
{
	if (!d3d11_is_buffer(dst) || !box ||
	    !(dst->desc.buffer.BindFlags & D3D11_BIND_CONSTANT_BUFFER))
		return NULL;
	if (!partly)
		return "only UpdateSubresource1 takes a box for a constant buffer";
	return box->left % 16 || box->right % 16 ?
	       "constants are 16 bytes: the box must be a multiple of that" :
	       NULL;
}

static const char *check_update(const struct d3d11_resource *dst,
				const struct d3d11_update *args,
				struct d3d11_region *to)
{
	const char *wrong = check_flags(args->flags);

	if (!wrong && args->subresource >= dst->count)
		wrong = "the resource has no such subresource";
	if (!wrong && dst->usage != D3D11_USAGE_DEFAULT)
		wrong = "the destination must be D3D11_USAGE_DEFAULT: use Map for others";
	if (!wrong)
		wrong = check_constants(dst, args->box, args->partly);
	if (!wrong)
		wrong = d3d11_region_of(dst, args->box, to);
	if (wrong || !to->width)
		return wrong;
	if (!args->data)
		return "pSrcData is NULL";
	if (!d3d11_is_buffer(dst) &&
	    args->row_pitch < d3d11_rows_of(dst, to, 0, 0).bytes)
		return "SrcRowPitch is less than a row of the box";
	return NULL;
}

void d3d11_update(struct d3d11_device *device, ID3D11Resource *iface,
		  const struct d3d11_update *args, const char *function)
{
	struct d3d11_resource *dst = d3d11_resource_of(device, iface, function);
	struct d3d11_region to;
	const char *wrong;
	HRESULT hr;

	if (!dst)
		return;
	if (dst->restricted) {
		d3d11_fail(device, E_ACCESSDENIED, function, ONLY_BLTS);
		return;
	}
	wrong = check_update(dst, args, &to);
	if (wrong) {
		d3d11_fail(device, E_INVALIDARG, function, "%s", wrong);
		return;
	}
	if (!to.width)
		return;
	d3d11_lock(device);
	hr = update(device, dst, dst->ddi[args->subresource], &to, args->data,
		    args->row_pitch);
	d3d11_unlock(device);
	d3d11_result(device, hr, function);
}
