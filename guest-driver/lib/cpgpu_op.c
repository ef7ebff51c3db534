// SPDX-License-Identifier: MIT
/*
 * The operations of a submission: see cpgpu_op.h.
 */
#include <string.h>

#include "cpgpu_op.h"

/* bytes of a pixel that the display shows */
#define PIXEL 4

void cpgpu_op_copy(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		   uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		   uint64_t length)
{
	*op = (struct drm_cpgpu_op) {
		.type = DRM_CPGPU_OP_COPY,
		.session = session,
		.src_handle = src,
		.src_offset = src_offset,
		.dst_handle = dst,
		.dst_offset = dst_offset,
		.length = length,
	};
}

void cpgpu_op_decrypt(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		      uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		      uint64_t length, const uint8_t iv[DRM_CPGPU_IV_SIZE],
		      const uint8_t *wrapped)
{
	cpgpu_op_copy(op, session, src, src_offset, dst, dst_offset, length);
	op->type = DRM_CPGPU_OP_DECRYPT;
	memcpy(op->iv, iv, sizeof(op->iv));
	if (wrapped) {
		op->flags = DRM_CPGPU_OP_CONTENT_KEY;
		memcpy(op->content_key, wrapped, sizeof(op->content_key));
	}
}

void cpgpu_op_encrypt(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		      uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		      uint64_t length, uint32_t result, uint64_t result_offset)
{
	cpgpu_op_copy(op, session, src, src_offset, dst, dst_offset, length);
	op->type = DRM_CPGPU_OP_ENCRYPT;
	op->result_handle = result;
	op->result_offset = result_offset;
}

void cpgpu_op_fill(struct drm_cpgpu_op *op, uint32_t session, uint32_t dst,
		   uint64_t dst_offset, uint64_t length, uint32_t value)
{
	*op = (struct drm_cpgpu_op) {
		.type = DRM_CPGPU_OP_FILL,
		.session = session,
		.dst_handle = dst,
		.dst_offset = dst_offset,
		.length = length,
		.fill = value,
	};
}

void cpgpu_op_convert(struct drm_cpgpu_op *op, uint32_t session,
		      uint32_t format, const struct cpgpu_surface *src,
		      const struct cpgpu_surface *dst, uint32_t width,
		      uint32_t height)
{
	*op = (struct drm_cpgpu_op) {
		.type = DRM_CPGPU_OP_CONVERT,
		.session = session,
		.src_handle = src->handle,
		.src_offset = src->offset,
		.src_chroma_offset = src->chroma_offset,
		.dst_handle = dst->handle,
		.dst_offset = dst->offset,
		.format = format,
	};
	cpgpu_op_set_rect(op, width * PIXEL, height, dst->pitch, src->pitch);
}

void cpgpu_op_set_pattern(struct drm_cpgpu_op *op, uint32_t first,
			  uint32_t skip, uint32_t encrypt)
{
	op->flags |= DRM_CPGPU_OP_PATTERN;
	op->pattern_first = first;
	op->pattern_skip = skip;
	op->pattern_encrypt = encrypt;
}

void cpgpu_op_set_subsamples(struct drm_cpgpu_op *op,
			     const struct drm_cpgpu_subsample *map,
			     uint32_t count)
{
	op->flags |= DRM_CPGPU_OP_SUBSAMPLES;
	op->map = (uintptr_t)map;
	op->map_count = count;
}

void cpgpu_op_set_rect(struct drm_cpgpu_op *op, uint32_t row_bytes,
		       uint32_t rows, uint32_t pitch, uint32_t src_pitch)
{
	op->flags |= DRM_CPGPU_OP_RECT;
	op->row_bytes = row_bytes;
	op->rows = rows;
	op->pitch = pitch;
	op->src_pitch = src_pitch;
	op->length = (uint64_t)row_bytes * rows;
}

void cpgpu_op_set_read_back_key(struct drm_cpgpu_op *op)
{
	op->flags |= DRM_CPGPU_OP_READ_BACK_KEY;
}
