// SPDX-License-Identifier: MIT
/* Direct3D 11: the rules for descriptions of textures and buffers */
#include "d3d11_resource.h"

/* as in Direct3D 11 */
#define MAX_TEXTURE_SIZE	16384
#define MAX_ARRAY_SIZE		2048
#define MAX_STRUCTURE_SIZE	2048

#define SHARED (D3D11_RESOURCE_MISC_SHARED | \
		D3D11_RESOURCE_MISC_SHARED_KEYEDMUTEX | \
		D3D11_RESOURCE_MISC_SHARED_NTHANDLE | \
		D3D11_RESOURCE_MISC_RESTRICT_SHARED_RESOURCE | \
		D3D11_RESOURCE_MISC_RESTRICT_SHARED_RESOURCE_DRIVER)
#define CPU_ACCESS (D3D11_CPU_ACCESS_READ | D3D11_CPU_ACCESS_WRITE)

#define TEXTURE_MISC (D3D11_PROTECTED | D3D11_RESOURCE_MISC_TEXTURECUBE | \
		      D3D11_RESOURCE_MISC_RESOURCE_CLAMP)
#define BUFFER_MISC (D3D11_PROTECTED | \
		     D3D11_RESOURCE_MISC_DRAWINDIRECT_ARGS | \
		     D3D11_RESOURCE_MISC_BUFFER_ALLOW_RAW_VIEWS | \
		     D3D11_RESOURCE_MISC_BUFFER_STRUCTURED)

/* what the device writes */
#define BIND_OUTPUT (D3D11_BIND_STREAM_OUTPUT | D3D11_BIND_RENDER_TARGET | \
		     D3D11_BIND_UNORDERED_ACCESS | D3D11_BIND_DECODER)
#define BIND_BUFFER (D3D11_BIND_VERTEX_BUFFER | D3D11_BIND_INDEX_BUFFER | \
		     D3D11_BIND_CONSTANT_BUFFER | D3D11_BIND_STREAM_OUTPUT)
#define BIND_BOTH (D3D11_BIND_SHADER_RESOURCE | D3D11_BIND_RENDER_TARGET | \
		   D3D11_BIND_UNORDERED_ACCESS | D3D11_BIND_DECODER | \
		   D3D11_BIND_VIDEO_ENCODER)

static const char *check_protected(const struct d3d11_resource *resource,
				   UINT bind,
				   const D3D11_SUBRESOURCE_DATA *data)
{
	if (resource->usage != D3D11_USAGE_DEFAULT || resource->cpu_access)
		return "protected content needs D3D11_USAGE_DEFAULT and no CPU access";
	if (bind & (D3D11_BIND_VERTEX_BUFFER | D3D11_BIND_INDEX_BUFFER))
		return "protected content cannot be vertices or indices";
	return data ? "protected content cannot have initial data" : NULL;
}

static const char *check_usage(const struct d3d11_resource *resource, UINT bind,
			       const D3D11_SUBRESOURCE_DATA *data)
{
	UINT cpu = resource->cpu_access;

	switch (resource->usage) {
	case D3D11_USAGE_DEFAULT:
		return cpu ? "D3D11_USAGE_DEFAULT has no CPU access" : NULL;
	case D3D11_USAGE_IMMUTABLE:
		if (bind & BIND_OUTPUT)
			return "D3D11_USAGE_IMMUTABLE cannot be bound for output";
		return cpu || !data ? "D3D11_USAGE_IMMUTABLE needs initial data and no CPU access" : NULL;
	case D3D11_USAGE_DYNAMIC:
		if (bind & BIND_OUTPUT)
			return "D3D11_USAGE_DYNAMIC cannot be bound for output";
		return cpu != D3D11_CPU_ACCESS_WRITE ? "D3D11_USAGE_DYNAMIC needs CPU write access" : NULL;
	case D3D11_USAGE_STAGING:
		return !cpu || bind ? "D3D11_USAGE_STAGING needs CPU access and cannot be bound" : NULL;
	default:
		return "unknown Usage";
	}
}

/* The properties that both kinds have; @data: NULL or one per subresource. */
static const char *check_use(const struct d3d11_resource *resource, UINT bind,
			     UINT misc, const D3D11_SUBRESOURCE_DATA *data)
{
	UINT i;

	if (resource->cpu_access & ~CPU_ACCESS)
		return "unknown bits in CPUAccessFlags";
	if (misc & SHARED)
		return "resources cannot be shared";
	for (i = 0; data && i < resource->count; i++)
		if (!data[i].pSysMem)
			return "pInitialData has no data for a subresource";
	return resource->restricted ? check_protected(resource, bind, data) :
				      check_usage(resource, bind, data);
}

/* -------------------------------------------------------------- textures -- */

/* Do all bytes of a subresource, with its padding, have 32-bit offsets? */
static bool is_small(UINT row_bytes, UINT rows)
{
	uint64_t pitch = row_bytes + CPGPU_DDI_ROW_ALIGNMENT - 1;

	return pitch / CPGPU_DDI_ROW_ALIGNMENT * CPGPU_DDI_ROW_ALIGNMENT *
	       rows <= UINT32_MAX;
}

static const char *check_size(const D3D11_TEXTURE2D_DESC1 *desc)
{
	UINT row_bytes, rows;

	if (!desc->Width || desc->Width > MAX_TEXTURE_SIZE || !desc->Height ||
	    desc->Height > MAX_TEXTURE_SIZE)
		return "Width and Height are 1..16384";
	if (!desc->ArraySize || desc->ArraySize > MAX_ARRAY_SIZE)
		return "ArraySize is 1..2048";
	if (desc->MipLevels != 1)
		return "there are no mipmaps: MipLevels must be 1";
	if (desc->SampleDesc.Count != 1 || desc->SampleDesc.Quality)
		return "textures are not multisampled: SampleDesc must be 1, 0";
	if (!d3d11_format_layout(desc->Format, desc->Width, desc->Height,
				 &row_bytes, &rows))
		return "the Format is not supported, or not in this size";
	if (!is_small(row_bytes, rows))
		return "a picture must be smaller than 4 GiB";
	return NULL;
}

static const char *check_layout(const D3D11_TEXTURE2D_DESC1 *desc)
{
	switch (desc->TextureLayout) {
	case D3D11_TEXTURE_LAYOUT_UNDEFINED:
		return NULL;
	case D3D11_TEXTURE_LAYOUT_ROW_MAJOR:
		return desc->ArraySize == 1 ? NULL :
		       "a texture array has no row-major layout";
	case D3D11_TEXTURE_LAYOUT_64K_STANDARD_SWIZZLE:
		return "the device does not have the standard swizzle";
	default:
		return "unknown TextureLayout";
	}
}

static const char *check_texture_flags(const D3D11_TEXTURE2D_DESC1 *desc)
{
	if (desc->MiscFlags & ~(TEXTURE_MISC | SHARED))
		return "MiscFlags has bits that no texture of this device can have";
	if (desc->MiscFlags & D3D11_RESOURCE_MISC_TEXTURECUBE &&
	    (desc->ArraySize % 6 || desc->Width != desc->Height))
		return "a cube needs squares, six for each";
	if (desc->BindFlags & BIND_BUFFER)
		return "BindFlags has bits that are for buffers";
	if (desc->BindFlags & ~BIND_BOTH)
		return "BindFlags has bits that no texture of this device can have";
	if (desc->Usage == D3D11_USAGE_DYNAMIC && desc->ArraySize != 1)
		return "D3D11_USAGE_DYNAMIC is not for texture arrays";
	return NULL;
}

const char *d3d11_check_texture(const struct d3d11_resource *resource,
				const D3D11_SUBRESOURCE_DATA *data)
{
	const D3D11_TEXTURE2D_DESC1 *desc = &resource->desc.texture;
	const char *wrong = check_size(desc);
	UINT row_bytes, rows, i;

	if (!wrong)
		wrong = check_layout(desc);
	/* the bind flags that both kinds refuse have the better reason there */
	if (!wrong)
		wrong = check_use(resource, desc->BindFlags, desc->MiscFlags,
				  data);
	if (!wrong)
		wrong = check_texture_flags(desc);
	if (wrong)
		return wrong;
	d3d11_resource_layout(resource, &row_bytes, &rows);
	for (i = 0; data && i < resource->count; i++)
		if (data[i].SysMemPitch < row_bytes)
			return "SysMemPitch is less than a row";
	return NULL;
}

/* --------------------------------------------------------------- buffers -- */

static const char *check_structure(const D3D11_BUFFER_DESC *desc)
{
	UINT stride = desc->StructureByteStride;

	if (!(desc->MiscFlags & D3D11_RESOURCE_MISC_BUFFER_STRUCTURED))
		return NULL;
	if (!stride || stride > MAX_STRUCTURE_SIZE || stride % 4 ||
	    desc->ByteWidth % stride)
		return "StructureByteStride is a multiple of 4, at most 2048, and ByteWidth a multiple of it";
	if (desc->MiscFlags & D3D11_RESOURCE_MISC_BUFFER_ALLOW_RAW_VIEWS)
		return "a structured buffer has no raw views";
	if (desc->BindFlags & (BIND_BUFFER | D3D11_BIND_RENDER_TARGET))
		return "a structured buffer holds no vertices, indices or constants";
	return NULL;
}

static const char *check_buffer_flags(const D3D11_BUFFER_DESC *desc)
{
	UINT bind = desc->BindFlags;

	if (desc->MiscFlags & ~(BUFFER_MISC | SHARED))
		return "MiscFlags has bits that no buffer of this device can have";
	if (bind & ~(BIND_BUFFER | BIND_BOTH))
		return "BindFlags has bits that no buffer of this device can have";
	if (bind & D3D11_BIND_CONSTANT_BUFFER) {
		if (bind != D3D11_BIND_CONSTANT_BUFFER)
			return "D3D11_BIND_CONSTANT_BUFFER stands alone";
		if (desc->ByteWidth % 16)
			return "ByteWidth of a constant buffer is a multiple of 16";
	}
	return NULL;
}

const char *d3d11_check_buffer(const struct d3d11_resource *resource,
			       const D3D11_SUBRESOURCE_DATA *data)
{
	const D3D11_BUFFER_DESC *desc = &resource->desc.buffer;
	const char *wrong;

	if (!desc->ByteWidth)
		return "ByteWidth is 0";
	wrong = check_use(resource, desc->BindFlags, desc->MiscFlags, data);
	if (!wrong)
		wrong = check_buffer_flags(desc);
	return wrong ? wrong : check_structure(desc);
}

void d3d11_resource_layout(const struct d3d11_resource *resource,
			   UINT *row_bytes, UINT *rows)
{
	const D3D11_TEXTURE2D_DESC1 *desc = &resource->desc.texture;

	if (!d3d11_is_buffer(resource)) {
		d3d11_format_layout(desc->Format, desc->Width, desc->Height,
				    row_bytes, rows);
	} else {
		*row_bytes = resource->desc.buffer.ByteWidth;
		*rows = 1;
	}
}
