// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: views of textures, as far as there is use for them without
 * drawing: ClearView takes those of render targets
 */
#include <stdlib.h>

#include "d3d11_resource.h"

/* The older descriptions lack the plane: the format tells it. */
#define ANY_PLANE UINT32_MAX

static struct d3d11_view *target_of(ID3D11RenderTargetView1 *iface)
{
	return com_container(iface, struct d3d11_view, iface.target);
}

static struct d3d11_view *shader_of(ID3D11ShaderResourceView1 *iface)
{
	return com_container(iface, struct d3d11_view, iface.shader);
}

static void get_resource(const struct d3d11_view *view, ID3D11Resource **out)
{
	if (!out)
		return;
	*out = &view->resource->iface.resource;
	ID3D11Resource_AddRef(*out);
}

#define VIEW_METHODS(prefix, interface) \
CHILD_METHODS(prefix, interface) \
static void STDMETHODCALLTYPE \
prefix##_GetResource(interface *This, ID3D11Resource **out) \
{ \
	get_resource(prefix##_of(This), out); \
}

VIEW_METHODS(target, ID3D11RenderTargetView1)
VIEW_METHODS(shader, ID3D11ShaderResourceView1)

/* --------------------------------------------- descriptions of targets -- */

static void STDMETHODCALLTYPE
target_GetDesc(ID3D11RenderTargetView1 *This,
	       D3D11_RENDER_TARGET_VIEW_DESC *desc)
{
	const struct d3d11_view_range *range = &target_of(This)->range;

	if (!desc)
		return;
	memset(desc, 0, sizeof(*desc));
	desc->Format = range->format;
	desc->ViewDimension = D3D11_RTV_DIMENSION_TEXTURE2D;
	if (!range->array)
		return;
	desc->ViewDimension = D3D11_RTV_DIMENSION_TEXTURE2DARRAY;
	desc->Texture2DArray.FirstArraySlice = range->first;
	desc->Texture2DArray.ArraySize = range->count;
}

static void STDMETHODCALLTYPE
target_GetDesc1(ID3D11RenderTargetView1 *This,
		D3D11_RENDER_TARGET_VIEW_DESC1 *desc)
{
	const struct d3d11_view_range *range = &target_of(This)->range;

	if (!desc)
		return;
	memset(desc, 0, sizeof(*desc));
	desc->Format = range->format;
	if (range->array) {
		desc->ViewDimension = D3D11_RTV_DIMENSION_TEXTURE2DARRAY;
		desc->Texture2DArray.FirstArraySlice = range->first;
		desc->Texture2DArray.ArraySize = range->count;
		desc->Texture2DArray.PlaneSlice = range->plane;
	} else {
		desc->ViewDimension = D3D11_RTV_DIMENSION_TEXTURE2D;
		desc->Texture2D.PlaneSlice = range->plane;
	}
}

/* These return false if the view is not one of a two-dimensional texture. */
static bool read_target(const D3D11_RENDER_TARGET_VIEW_DESC *desc,
			struct d3d11_view_range *range)
{
	*range = (struct d3d11_view_range) {
		.format = desc->Format,
		.array = desc->ViewDimension ==
			 D3D11_RTV_DIMENSION_TEXTURE2DARRAY,
		.mip = desc->Texture2D.MipSlice,
		.mips = 1,
		.count = 1,
		.plane = ANY_PLANE,
	};
	if (!range->array)
		return desc->ViewDimension == D3D11_RTV_DIMENSION_TEXTURE2D;
	range->first = desc->Texture2DArray.FirstArraySlice;
	range->count = desc->Texture2DArray.ArraySize;
	return true;
}

static bool read_target1(const D3D11_RENDER_TARGET_VIEW_DESC1 *desc,
			 struct d3d11_view_range *range)
{
	*range = (struct d3d11_view_range) {
		.format = desc->Format,
		.array = desc->ViewDimension ==
			 D3D11_RTV_DIMENSION_TEXTURE2DARRAY,
		.mip = desc->Texture2D.MipSlice,
		.mips = 1,
		.count = 1,
		.plane = desc->Texture2D.PlaneSlice,
	};
	if (!range->array)
		return desc->ViewDimension == D3D11_RTV_DIMENSION_TEXTURE2D;
	range->first = desc->Texture2DArray.FirstArraySlice;
	range->count = desc->Texture2DArray.ArraySize;
	range->plane = desc->Texture2DArray.PlaneSlice;
	return true;
}

/* ----------------------------------------- descriptions of shader views -- */

static void STDMETHODCALLTYPE
shader_GetDesc(ID3D11ShaderResourceView1 *This,
	       D3D11_SHADER_RESOURCE_VIEW_DESC *desc)
{
	const struct d3d11_view_range *range = &shader_of(This)->range;

	if (!desc)
		return;
	memset(desc, 0, sizeof(*desc));
	desc->Format = range->format;
	desc->ViewDimension = D3D11_SRV_DIMENSION_TEXTURE2D;
	desc->Texture2D.MipLevels = 1;
	if (!range->array)
		return;
	desc->ViewDimension = D3D11_SRV_DIMENSION_TEXTURE2DARRAY;
	desc->Texture2DArray.FirstArraySlice = range->first;
	desc->Texture2DArray.ArraySize = range->count;
}

static void STDMETHODCALLTYPE
shader_GetDesc1(ID3D11ShaderResourceView1 *This,
		D3D11_SHADER_RESOURCE_VIEW_DESC1 *desc)
{
	const struct d3d11_view_range *range = &shader_of(This)->range;

	if (!desc)
		return;
	memset(desc, 0, sizeof(*desc));
	desc->Format = range->format;
	desc->Texture2D.MipLevels = 1;
	if (range->array) {
		desc->ViewDimension = D3D11_SRV_DIMENSION_TEXTURE2DARRAY;
		desc->Texture2DArray.FirstArraySlice = range->first;
		desc->Texture2DArray.ArraySize = range->count;
		desc->Texture2DArray.PlaneSlice = range->plane;
	} else {
		desc->ViewDimension = D3D11_SRV_DIMENSION_TEXTURE2D;
		desc->Texture2D.PlaneSlice = range->plane;
	}
}

/* In both kinds of textures, the levels come first. */
static bool read_shader(const D3D11_SHADER_RESOURCE_VIEW_DESC *desc,
			struct d3d11_view_range *range)
{
	*range = (struct d3d11_view_range) {
		.format = desc->Format,
		.array = desc->ViewDimension ==
			 D3D11_SRV_DIMENSION_TEXTURE2DARRAY,
		.mip = desc->Texture2D.MostDetailedMip,
		.mips = desc->Texture2D.MipLevels,
		.count = 1,
		.plane = ANY_PLANE,
	};
	if (!range->array)
		return desc->ViewDimension == D3D11_SRV_DIMENSION_TEXTURE2D;
	range->first = desc->Texture2DArray.FirstArraySlice;
	range->count = desc->Texture2DArray.ArraySize;
	return true;
}

static bool read_shader1(const D3D11_SHADER_RESOURCE_VIEW_DESC1 *desc,
			 struct d3d11_view_range *range)
{
	*range = (struct d3d11_view_range) {
		.format = desc->Format,
		.array = desc->ViewDimension ==
			 D3D11_SRV_DIMENSION_TEXTURE2DARRAY,
		.mip = desc->Texture2D.MostDetailedMip,
		.mips = desc->Texture2D.MipLevels,
		.count = 1,
		.plane = desc->Texture2D.PlaneSlice,
	};
	if (!range->array)
		return desc->ViewDimension == D3D11_SRV_DIMENSION_TEXTURE2D;
	range->first = desc->Texture2DArray.FirstArraySlice;
	range->count = desc->Texture2DArray.ArraySize;
	range->plane = desc->Texture2DArray.PlaneSlice;
	return true;
}

VTABLE(ID3D11RenderTargetView1, target)

VTABLE(ID3D11ShaderResourceView1, shader)

/* ---------------------------------------------- creation and destruction -- */

struct d3d11_view *d3d11_view_of(struct d3d11_device *device, void *iface,
				 const char *function)
{
	ID3D11View *any = iface;
	struct d3d11_view *view = NULL;

	if (any && ((const void *)any->lpVtbl == &target_vtbl ||
		    (const void *)any->lpVtbl == &shader_vtbl))
		view = com_container(any, struct d3d11_view, iface.view);
	return d3d11_child_belongs(device, view ? &view->child : NULL,
				   "the view", function) ? view : NULL;
}

bool d3d11_view_is_target(const struct d3d11_view *view)
{
	return view->iface.target.lpVtbl == &target_vtbl;
}

static void destroy_view(struct com *com)
{
	struct d3d11_view *view = com_container(com, struct d3d11_view,
						child.com);

	com_release(&view->resource->child.com);
	d3d11_child_free(&view->child);
	free(view);
}

#define VIEW_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d11_view, iface, child.com)

static const struct com_class target_class = {
	.destroy = destroy_view,
	.interfaces = {
		VIEW_INTERFACE(IID_IUnknown),
		VIEW_INTERFACE(IID_ID3D11DeviceChild),
		VIEW_INTERFACE(IID_ID3D11View),
		VIEW_INTERFACE(IID_ID3D11RenderTargetView),
		VIEW_INTERFACE(IID_ID3D11RenderTargetView1),
	},
};

static const struct com_class shader_class = {
	.destroy = destroy_view,
	.interfaces = {
		VIEW_INTERFACE(IID_IUnknown),
		VIEW_INTERFACE(IID_ID3D11DeviceChild),
		VIEW_INTERFACE(IID_ID3D11View),
		VIEW_INTERFACE(IID_ID3D11ShaderResourceView),
		VIEW_INTERFACE(IID_ID3D11ShaderResourceView1),
	},
};

/* Complete the range of a view of @texture, or say what is wrong with it. */
static const char *check_range(const struct d3d11_resource *texture,
			       struct d3d11_view_range *range)
{
	UINT plane;

	if (range->mip || (range->mips != 1 && range->mips != UINT32_MAX))
		return "textures have one level: the view must be of level 0";
	if (range->first >= texture->count)
		return "the texture has no such slice";
	if (range->count == UINT32_MAX)
		range->count = texture->count - range->first;
	if (!range->count || range->count > texture->count - range->first)
		return "the texture does not have that many slices";
	if (!range->format)
		range->format = texture->desc.texture.Format;
	if (!d3d11_format_view(texture->desc.texture.Format, range->format,
			       &plane))
		return "a texture of this format has no views of this Format";
	if (range->plane != ANY_PLANE && range->plane != plane)
		return "PlaneSlice is not the plane that the Format tells";
	range->plane = plane;
	return NULL;
}

static const char *check_view(const struct d3d11_resource *texture,
			      const struct com_class *class, bool known,
			      struct d3d11_view_range *range)
{
	UINT bind = class == &target_class ? D3D11_BIND_RENDER_TARGET :
					     D3D11_BIND_SHADER_RESOURCE;

	if (d3d11_is_buffer(texture))
		return "the device has no views of buffers";
	if (!known)
		return "ViewDimension must be TEXTURE2D or TEXTURE2DARRAY";
	if (!(texture->desc.texture.BindFlags & bind))
		return "the texture lacks the bind flag for such views";
	return check_range(texture, range);
}

/* Takes a reference to @texture. */
static HRESULT make_view(struct d3d11_resource *texture,
			 const struct com_class *class,
			 const struct d3d11_view_range *range,
			 const char *function, void *out)
{
	struct d3d11_device *device = texture->child.device;
	struct d3d11_view *view = calloc(1, sizeof(*view));

	if (!view)
		return d3d11_fail(device, E_OUTOFMEMORY, function, "no memory");
	if (class == &target_class)
		view->iface.target.lpVtbl = &target_vtbl;
	else
		view->iface.shader.lpVtbl = &shader_vtbl;
	d3d11_child_init(&view->child, class, device);
	com_add_ref(&texture->child.com);
	view->resource = texture;
	view->range = *range;
	*(void **)out = &view->iface;
	return S_OK;
}

/*
 * @known: is @range, of a description, one of a texture?  Without a description,
 * @described is false.
 */
static HRESULT create(struct d3d11_device *device, ID3D11Resource *iface,
		      const struct com_class *class, bool described, bool known,
		      struct d3d11_view_range *range, const char *function,
		      void *out)
{
	struct d3d11_resource *texture;
	const char *wrong;

	if (out)
		*(void **)out = NULL;
	texture = d3d11_resource_of(device, iface, function);
	if (!texture)
		return E_INVALIDARG;
	if (!described)
		*range = (struct d3d11_view_range) {
			.array = texture->count > 1,
			.mips = 1,
			.count = texture->count,
			.plane = ANY_PLANE,
		};
	wrong = check_view(texture, class, !described || known, range);
	if (wrong)
		return d3d11_fail(device, E_INVALIDARG, function, "%s", wrong);
	return out ? make_view(texture, class, range, function, out) : S_FALSE;
}

HRESULT d3d11_create_target(struct d3d11_device *device, ID3D11Resource *iface,
			    const D3D11_RENDER_TARGET_VIEW_DESC *desc,
			    ID3D11RenderTargetView **out)
{
	struct d3d11_view_range range;
	bool known = desc && read_target(desc, &range);

	return create(device, iface, &target_class, desc, known, &range,
		      "ID3D11Device::CreateRenderTargetView", out);
}

HRESULT d3d11_create_target1(struct d3d11_device *device, ID3D11Resource *iface,
			     const D3D11_RENDER_TARGET_VIEW_DESC1 *desc,
			     ID3D11RenderTargetView1 **out)
{
	struct d3d11_view_range range;
	bool known = desc && read_target1(desc, &range);

	return create(device, iface, &target_class, desc, known, &range,
		      "ID3D11Device3::CreateRenderTargetView1", out);
}

HRESULT d3d11_create_shader_view(struct d3d11_device *device,
				 ID3D11Resource *iface,
				 const D3D11_SHADER_RESOURCE_VIEW_DESC *desc,
				 ID3D11ShaderResourceView **out)
{
	struct d3d11_view_range range;
	bool known = desc && read_shader(desc, &range);

	return create(device, iface, &shader_class, desc, known, &range,
		      "ID3D11Device::CreateShaderResourceView", out);
}

HRESULT d3d11_create_shader_view1(struct d3d11_device *device,
				  ID3D11Resource *iface,
				  const D3D11_SHADER_RESOURCE_VIEW_DESC1 *desc,
				  ID3D11ShaderResourceView1 **out)
{
	struct d3d11_view_range range;
	bool known = desc && read_shader1(desc, &range);

	return create(device, iface, &shader_class, desc, known, &range,
		      "ID3D11Device3::CreateShaderResourceView1", out);
}

#include "d3d11_view.vtables.h"
