// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: copies between surfaces
 *
 * Protected content stays protected: the device copies it within video memory,
 * if it can, and there are no copies out of it or into it.
 */
#include "d3d9_device.h"

static HRESULT check_pools(struct d3d9_device *device,
			   const struct d3d9_surface *src, D3DPOOL src_pool,
			   const struct d3d9_surface *dst, D3DPOOL dst_pool,
			   const char *function)
{
	if (!src || !dst)
		return d3d9_refuse(device, function,
				   "both surfaces must be this device's, and not NULL");
	if (src == dst)
		return d3d9_refuse(device, function,
				   "source and destination are the same surface");
	if (src->desc.Pool != src_pool)
		return d3d9_refuse(device, function,
				   "the source must be in %s",
				   src_pool == D3DPOOL_DEFAULT ?
				   "D3DPOOL_DEFAULT" : "D3DPOOL_SYSTEMMEM");
	if (dst->desc.Pool != dst_pool)
		return d3d9_refuse(device, function,
				   "the destination must be in %s",
				   dst_pool == D3DPOOL_DEFAULT ?
				   "D3DPOOL_DEFAULT" : "D3DPOOL_SYSTEMMEM");
	if (src->desc.Format != dst->desc.Format)
		return d3d9_refuse(device, function,
				   "formats %d and %d: there is no conversion",
				   src->desc.Format, dst->desc.Format);
	return D3D_OK;
}

static HRESULT check_protection(struct d3d9_device *device,
				const struct d3d9_surface *src,
				const struct d3d9_surface *dst,
				const char *function)
{
	if (d3d9_surface_is_protected(src) && !d3d9_surface_is_protected(dst))
		return d3d9_refuse(device, function,
				   "restricted content cannot be copied to a surface that is not: use EncryptionBlt");
	if (!d3d9_surface_is_protected(src) && d3d9_surface_is_protected(dst))
		return d3d9_refuse(device, function,
				   "a restricted surface is written by DecryptionBlt only");
	return D3D_OK;
}

static HRESULT copy_open(struct d3d9_surface *src,
			 const struct d3d9_area *from, struct d3d9_surface *dst,
			 const struct d3d9_area *to)
{
	BYTE *in, *out;
	HRESULT hr;
	UINT y;

	hr = d3d9_surface_pixels(src, &in);
	if (SUCCEEDED(hr))
		hr = d3d9_surface_pixels(dst, &out);
	if (FAILED(hr))
		return hr;
	for (y = 0; y < from->rows; y++)
		memcpy(out + to->offset + (size_t)y * dst->pitch,
		       in + from->offset + (size_t)y * src->pitch,
		       from->row_bytes);
	return S_OK;
}

static HRESULT copy_protected(struct d3d9_surface *src,
			      const struct d3d9_area *from,
			      struct d3d9_surface *dst,
			      const struct d3d9_area *to)
{
	const struct d3d9_area in = d3d9_surface_blocks(src, from);
	const struct d3d9_area out = d3d9_surface_blocks(dst, to);
	const CPGPU_DDI_ROWS rows = {
		.Offset = out.offset,
		.RowBytes = out.row_bytes,
		.Rows = out.rows,
	};

	/* the padding may be copied, but not to other pixels, or from them */
	if (!d3d9_is_in_blocks(&in) || !d3d9_is_in_blocks(&out))
		return E_INVALIDARG;
	return cpgpu_ddi_copy_resource(src->device->handle, dst->handle, &rows,
				       src->handle, in.offset);
}

static const char *why_not(HRESULT hr, bool secret)
{
	if (hr == D3DERR_INVALIDCALL)
		return secret ?
		       "the source has no content: decrypt into it first" :
		       "a surface is locked: call UnlockRect first";
	if (hr == E_INVALIDARG)
		return "rectangles of restricted surfaces must begin and end at multiples of 16 bytes, or end at the right edge";
	if (secret && hr == D3DERR_NOTAVAILABLE)
		return "the device does not copy protected memory: run it with copy-blt=on";
	return cpgpu_ddi_reason(hr);
}

/* The caller has checked that both areas have the same size. */
static HRESULT try_copy(struct d3d9_surface *src, const struct d3d9_area *from,
			struct d3d9_surface *dst, const struct d3d9_area *to,
			const char **why)
{
	bool secret = d3d9_surface_is_protected(src);
	struct d3d9_device *device = src->device;
	HRESULT hr;

	pthread_mutex_lock(&device->lock);
	hr = secret ? copy_protected(src, from, dst, to) :
		      copy_open(src, from, dst, to);
	pthread_mutex_unlock(&device->lock);
	if (FAILED(hr))
		*why = why_not(hr, secret);
	return hr == E_INVALIDARG ? D3DERR_INVALIDCALL : hr;
}

static HRESULT copy(struct d3d9_surface *src, const struct d3d9_area *from,
		    struct d3d9_surface *dst, const struct d3d9_area *to,
		    const char *function)
{
	const char *why;
	HRESULT hr = try_copy(src, from, dst, to, &why);

	if (FAILED(hr))
		report_error(&src->device->report, hr, function, "%s", why);
	return hr;
}

HRESULT d3d9_copy_all(struct d3d9_surface *src, struct d3d9_surface *dst,
		      const char **why)
{
	struct d3d9_area from, to;

	d3d9_surface_area(src, NULL, &from);
	d3d9_surface_area(dst, NULL, &to);
	return try_copy(src, &from, dst, &to, why);
}

/* --------------------------------------------------------------- methods -- */

HRESULT STDMETHODCALLTYPE
d3d9_device_StretchRect(IDirect3DDevice9Ex *This, IDirect3DSurface9 *src_iface,
			const RECT *src_rect, IDirect3DSurface9 *dst_iface,
			const RECT *dst_rect, D3DTEXTUREFILTERTYPE filter)
{
	static const char function[] = "IDirect3DDevice9::StretchRect";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_surface *src = d3d9_surface_of(device, src_iface);
	struct d3d9_surface *dst = d3d9_surface_of(device, dst_iface);
	struct d3d9_area from, to;
	HRESULT hr;

	hr = check_pools(device, src, D3DPOOL_DEFAULT, dst, D3DPOOL_DEFAULT,
			 function);
	if (SUCCEEDED(hr))
		hr = check_protection(device, src, dst, function);
	if (FAILED(hr))
		return hr;
	if ((UINT)filter > D3DTEXF_LINEAR)
		return d3d9_refuse(device, function,
				   "Filter must be NONE, POINT or LINEAR");
	if (src->desc.Usage & D3DUSAGE_RENDERTARGET &&
	    !(dst->desc.Usage & D3DUSAGE_RENDERTARGET))
		return d3d9_refuse(device, function,
				   "from a render target, only to a render target");
	if (!d3d9_surface_area(src, src_rect, &from) ||
	    !d3d9_surface_area(dst, dst_rect, &to))
		return d3d9_refuse(device, function,
				   "a rectangle is outside of its surface, or is a part of a planar one");
	if (from.row_bytes != to.row_bytes || from.rows != to.rows)
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "the rectangles differ in size: the device does not scale");
	return copy(src, &from, dst, &to, function);
}

/* The rectangle of @dst at @point that is as large as @rect of @src. */
static RECT moved_rect(const struct d3d9_surface *src, const RECT *rect,
		       const POINT *point)
{
	const RECT all = { 0, 0, src->desc.Width, src->desc.Height };
	const RECT *from = rect ? rect : &all;
	int64_t x = point ? point->x : 0, y = point ? point->y : 0;
	int64_t right = x + ((int64_t)from->right - from->left);
	int64_t bottom = y + ((int64_t)from->bottom - from->top);
	RECT moved = { x, y, right, bottom };

	/* what does not fit into 32 bits fits into no surface either */
	if (right != moved.right || bottom != moved.bottom)
		moved.right = moved.left;
	return moved;
}

HRESULT STDMETHODCALLTYPE
d3d9_device_UpdateSurface(IDirect3DDevice9Ex *This,
			  IDirect3DSurface9 *src_iface, const RECT *rect,
			  IDirect3DSurface9 *dst_iface, const POINT *point)
{
	static const char function[] = "IDirect3DDevice9::UpdateSurface";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_surface *src = d3d9_surface_of(device, src_iface);
	struct d3d9_surface *dst = d3d9_surface_of(device, dst_iface);
	struct d3d9_area from, to;
	RECT moved;
	HRESULT hr;

	hr = check_pools(device, src, D3DPOOL_SYSTEMMEM, dst, D3DPOOL_DEFAULT,
			 function);
	if (SUCCEEDED(hr))
		hr = check_protection(device, src, dst, function);
	if (FAILED(hr))
		return hr;
	moved = moved_rect(src, rect, point);
	if (!d3d9_surface_area(src, rect, &from) ||
	    !d3d9_surface_area(dst, &moved, &to) || to.rows != from.rows)
		return d3d9_refuse(device, function,
				   "the rectangle is outside of a surface, or is a part of a planar one");
	return copy(src, &from, dst, &to, function);
}

HRESULT STDMETHODCALLTYPE
d3d9_device_GetRenderTargetData(IDirect3DDevice9Ex *This,
				IDirect3DSurface9 *src_iface,
				IDirect3DSurface9 *dst_iface)
{
	static const char function[] = "IDirect3DDevice9::GetRenderTargetData";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_surface *src = d3d9_surface_of(device, src_iface);
	struct d3d9_surface *dst = d3d9_surface_of(device, dst_iface);
	struct d3d9_area from, to;
	HRESULT hr;

	hr = check_pools(device, src, D3DPOOL_DEFAULT, dst, D3DPOOL_SYSTEMMEM,
			 function);
	if (SUCCEEDED(hr))
		hr = check_protection(device, src, dst, function);
	if (FAILED(hr))
		return hr;
	if (!(src->desc.Usage & D3DUSAGE_RENDERTARGET))
		return d3d9_refuse(device, function,
				   "the source is no render target: lock it instead");
	if (src->desc.Width != dst->desc.Width ||
	    src->desc.Height != dst->desc.Height)
		return d3d9_refuse(device, function,
				   "the surfaces differ in size");
	d3d9_surface_area(src, NULL, &from);
	d3d9_surface_area(dst, NULL, &to);
	return copy(src, &from, dst, &to, function);
}

HRESULT STDMETHODCALLTYPE
d3d9_device_ColorFill(IDirect3DDevice9Ex *This, IDirect3DSurface9 *iface,
		      const RECT *rect, D3DCOLOR color)
{
	static const char function[] = "IDirect3DDevice9::ColorFill";
	struct d3d9_device *device = d3d9_device_this(This);
	struct d3d9_surface *surface = d3d9_surface_of(device, iface);

	if (!surface)
		return d3d9_refuse(device, function,
				   "pSurface must be this device's, and not NULL");
	if (surface->desc.Pool != D3DPOOL_DEFAULT)
		return d3d9_refuse(device, function,
				   "the surface must be in D3DPOOL_DEFAULT");
	return d3d9_surface_fill(surface, rect, color, function);
}

/* ---------------------------------------------------------- front buffer -- */

/* X8R8G8B8 to A8R8G8B8: the same bits, opaque */
static void make_opaque(struct d3d9_surface *surface)
{
	struct d3d9_area area;
	BYTE *pixels;
	UINT x, y;

	d3d9_surface_area(surface, NULL, &area);
	if (FAILED(d3d9_surface_pixels(surface, &pixels)))
		return;
	for (y = 0; y < area.rows; y++)
		for (x = 3; x < area.row_bytes; x += 4)
			pixels[(size_t)y * surface->pitch + x] = 0xff;
}

HRESULT d3d9_swapchain_front(struct d3d9_swapchain *chain,
			     IDirect3DSurface9 *iface, const char *function)
{
	struct d3d9_device *device = chain->device;
	struct d3d9_surface *dst = d3d9_surface_of(device, iface);
	struct d3d9_surface *front = chain->front;
	const char *why;
	HRESULT hr;

	if (!dst || dst->desc.Pool != D3DPOOL_SYSTEMMEM ||
	    dst->desc.Format != D3DFMT_A8R8G8B8)
		return d3d9_refuse(device, function,
				   "pDestSurface must be a D3DFMT_A8R8G8B8 surface of this device in D3DPOOL_SYSTEMMEM");
	if (d3d9_surface_is_protected(front))
		return d3d9_refuse(device, function,
				   "the front buffer is restricted: nobody can read it");
	if (dst->desc.Width != front->desc.Width ||
	    dst->desc.Height != front->desc.Height)
		return d3d9_refuse(device, function,
				   "the display has %ux%u pixels, the surface %ux%u",
				   front->desc.Width, front->desc.Height,
				   dst->desc.Width, dst->desc.Height);
	if (!chain->presents)
		return d3d9_refuse(device, function,
				   "nothing has been presented yet");
	hr = d3d9_copy_all(front, dst, &why);
	if (FAILED(hr))
		return report_error(&device->report, hr, function, "%s", why);
	pthread_mutex_lock(&device->lock);
	make_opaque(dst);
	pthread_mutex_unlock(&device->lock);
	return D3D_OK;
}
