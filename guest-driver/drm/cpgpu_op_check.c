// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks of ops that need neither the device nor its objects, so that
 * tests/cpgpu_op_test.c can cover them.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/string.h>

#include "cpgpu_op_check.h"

static_assert(DRM_CPGPU_IV_SIZE == CPGPU_IV_SIZE);
static_assert(DRM_CPGPU_KEY_SIZE == CPGPU_KEY_SIZE);
static_assert(DRM_CPGPU_MAX_SUBSAMPLES == CPGPU_MAP_MAX);
static_assert(DRM_CPGPU_FORMAT_NV12 == CPGPU_FORMAT_NV12);
static_assert(DRM_CPGPU_FORMAT_YUYV == CPGPU_FORMAT_YUYV);
static_assert(DRM_CPGPU_CONVERT_BT709 == CPGPU_CONVERT_BT709);
static_assert(DRM_CPGPU_CONVERT_FULL_RANGE == CPGPU_CONVERT_FULL_RANGE);

static const struct cpgpu_op_type op_types[] = {
	[DRM_CPGPU_OP_DECRYPT] = {
		.opcode = CPGPU_OP_DECRYPT_BLT,
		.caps = CPGPU_CAP_DECRYPTION_BLT,
		.flags = DRM_CPGPU_OP_CONTENT_KEY | DRM_CPGPU_OP_PATTERN |
			 DRM_CPGPU_OP_SUBSAMPLES | DRM_CPGPU_OP_RECT,
		.src = CPGPU_SIDE_SYSTEM,
		.dst = CPGPU_SIDE_PROTECTED,
	},
	[DRM_CPGPU_OP_ENCRYPT] = {
		.opcode = CPGPU_OP_ENCRYPT_BLT,
		.caps = CPGPU_CAP_ENCRYPTED_READ_BACK,
		.flags = DRM_CPGPU_OP_READ_BACK_KEY | DRM_CPGPU_OP_RECT,
		.src = CPGPU_SIDE_PROTECTED,
		.dst = CPGPU_SIDE_SYSTEM,
	},
	[DRM_CPGPU_OP_COPY] = {
		.opcode = CPGPU_OP_COPY,
		.caps = CPGPU_CAP_COPY,
		.flags = DRM_CPGPU_OP_RECT,
		.src = CPGPU_SIDE_PROTECTED,
		.dst = CPGPU_SIDE_PROTECTED,
	},
	[DRM_CPGPU_OP_FILL] = {
		.opcode = CPGPU_OP_FILL,
		.caps = CPGPU_CAP_COPY,
		.flags = DRM_CPGPU_OP_RECT,
		.dst = CPGPU_SIDE_PROTECTED,
	},
	[DRM_CPGPU_OP_CONVERT] = {
		.opcode = CPGPU_OP_CONVERT,
		.caps = CPGPU_CAP_CONVERT,
		.flags = DRM_CPGPU_OP_RECT,
		.src = CPGPU_SIDE_PROTECTED,
		.dst = CPGPU_SIDE_PROTECTED,
	},
};

static const struct {
	u32 flag;	/* DRM_CPGPU_OP_* */
	u32 cmd_flag;	/* CPGPU_CMD_* */
	u32 cap;	/* CPGPU_CAP_* that it needs */
} op_flags[] = {
	{ DRM_CPGPU_OP_CONTENT_KEY, CPGPU_CMD_CONTENT_KEY,
	  CPGPU_CAP_CONTENT_KEY },
	{ DRM_CPGPU_OP_PATTERN, CPGPU_CMD_PATTERN,
	  CPGPU_CAP_PARTIAL_DECRYPTION },
	{ DRM_CPGPU_OP_SUBSAMPLES, CPGPU_CMD_SUBSAMPLES,
	  CPGPU_CAP_PARTIAL_DECRYPTION },
	{ DRM_CPGPU_OP_READ_BACK_KEY, CPGPU_CMD_READ_BACK_KEY,
	  CPGPU_CAP_READ_BACK_KEY },
	{ DRM_CPGPU_OP_RECT, CPGPU_CMD_RECT, 0 },
};

/**
 * cpgpu_op_find_type() - look up the type of an op
 * @op: the op
 *
 * Return: the type, or NULL when there is no such type.
 */
const struct cpgpu_op_type *cpgpu_op_find_type(const struct drm_cpgpu_op *op)
{
	if (op->type >= ARRAY_SIZE(op_types) || !op_types[op->type].opcode)
		return NULL;

	return &op_types[array_index_nospec(op->type, ARRAY_SIZE(op_types))];
}

u32 cpgpu_op_cmd_flags(const struct drm_cpgpu_op *op)
{
	u32 flags = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(op_flags); i++)
		if (op->flags & op_flags[i].flag)
			flags |= op_flags[i].cmd_flag;

	return flags;
}

/* Are all fields zero that the op does not use?  Clear the ones it uses. */
static bool unused_is_zero(const struct cpgpu_op_type *type,
			   const struct drm_cpgpu_op *op)
{
	struct drm_cpgpu_op rest = *op;

	rest.type = 0;
	rest.flags = 0;
	rest.session = 0;
	rest.dst_handle = 0;
	rest.dst_offset = 0;
	rest.length = 0;
	rest.result_handle = 0;
	if (op->result_handle)
		rest.result_offset = 0;
	if (type->src != CPGPU_SIDE_NONE) {
		rest.src_handle = 0;
		rest.src_offset = 0;
	}
	if (op->type == DRM_CPGPU_OP_DECRYPT)
		memset(rest.iv, 0, sizeof(rest.iv));
	if (op->flags & DRM_CPGPU_OP_CONTENT_KEY)
		memset(rest.content_key, 0, sizeof(rest.content_key));
	if (op->flags & DRM_CPGPU_OP_SUBSAMPLES) {
		rest.map = 0;
		rest.map_count = 0;
	}
	if (op->flags & DRM_CPGPU_OP_PATTERN) {
		rest.pattern_first = 0;
		rest.pattern_skip = 0;
		rest.pattern_encrypt = 0;
	}
	if (op->flags & DRM_CPGPU_OP_RECT) {
		rest.row_bytes = 0;
		rest.rows = 0;
		rest.pitch = 0;
		if (cpgpu_op_copies(type))
			rest.src_pitch = 0;
	}
	if (op->type == DRM_CPGPU_OP_FILL)
		rest.fill = 0;
	if (op->type == DRM_CPGPU_OP_CONVERT) {
		rest.format = 0;
		if (cpgpu_op_has_chroma(op))
			rest.src_chroma_offset = 0;
	}

	return !memchr_inv(&rest, 0, sizeof(rest));
}

static bool partial_valid(const struct drm_cpgpu_op *op)
{
	switch (op->flags & (DRM_CPGPU_OP_PATTERN | DRM_CPGPU_OP_SUBSAMPLES)) {
	case 0:
		return true;
	case DRM_CPGPU_OP_PATTERN:
		/* A pattern cannot mean that nothing is encrypted. */
		return op->pattern_first || op->pattern_encrypt;
	case DRM_CPGPU_OP_SUBSAMPLES:
		return op->map_count &&
		       op->map_count <= DRM_CPGPU_MAX_SUBSAMPLES;
	default:
		return false;
	}
}

static bool rect_valid(const struct drm_cpgpu_op *op)
{
	if (!(op->flags & DRM_CPGPU_OP_RECT))
		return true;

	return IS_ALIGNED(op->row_bytes | op->pitch, CPGPU_BLOCK_ALIGN) &&
	       op->pitch >= op->row_bytes &&
	       op->length == (u64)op->row_bytes * op->rows;
}

/* Bytes that COPY and CONVERT read of a row, in each plane */
static u64 source_row_bytes(const struct drm_cpgpu_op *op)
{
	u32 width = op->row_bytes / 4;

	if (op->type != DRM_CPGPU_OP_CONVERT)
		return op->flags & DRM_CPGPU_OP_RECT ? op->row_bytes :
						       op->length;

	return ALIGN(cpgpu_op_has_chroma(op) ? width : 2 * width,
		     CPGPU_BLOCK_ALIGN);
}

static bool source_pitch_valid(const struct cpgpu_op_type *type,
			       const struct drm_cpgpu_op *op)
{
	if (!cpgpu_op_copies(type) || !(op->flags & DRM_CPGPU_OP_RECT))
		return true;

	return IS_ALIGNED(op->src_pitch, CPGPU_BLOCK_ALIGN) &&
	       op->src_pitch >= source_row_bytes(op);
}

static bool convert_valid(const struct drm_cpgpu_op *op)
{
	if (op->type != DRM_CPGPU_OP_CONVERT)
		return true;

	if (!(op->flags & DRM_CPGPU_OP_RECT) ||
	    op->row_bytes / 4 > CPGPU_CONVERT_WIDTH_MAX ||
	    op->format & ~(CPGPU_CONVERT_FORMAT_MASK | CPGPU_CONVERT_BT709 |
			   CPGPU_CONVERT_FULL_RANGE))
		return false;

	switch (op->format & CPGPU_CONVERT_FORMAT_MASK) {
	case CPGPU_FORMAT_NV12:
		return IS_ALIGNED(op->rows, 2) &&
		       IS_ALIGNED(op->src_chroma_offset, CPGPU_BLOCK_ALIGN);
	case CPGPU_FORMAT_YUYV:
		return true;
	default:
		return false;
	}
}

static bool result_valid(const struct drm_cpgpu_op *op)
{
	/* ENCRYPT returns the IV that the device has chosen in the record. */
	if (!op->result_handle)
		return op->type != DRM_CPGPU_OP_ENCRYPT;

	return IS_ALIGNED(op->result_offset, 8) &&
	       offset_in_page(op->result_offset) +
	       sizeof(struct drm_cpgpu_result) <= PAGE_SIZE;
}

/**
 * cpgpu_op_check() - check an op by itself
 * @type: type of the op
 * @op: the op
 * @caps: CPGPU_CAP_* of the device
 *
 * Return: 0, -EINVAL for a field out of range, or -EOPNOTSUPP.
 */
int cpgpu_op_check(const struct cpgpu_op_type *type,
		   const struct drm_cpgpu_op *op, u32 caps)
{
	u32 needs = type->caps;
	int i;

	if (op->flags & ~type->flags || !unused_is_zero(type, op))
		return -EINVAL;

	if (!op->length ||
	    !IS_ALIGNED(op->length | op->src_offset | op->dst_offset,
			CPGPU_BLOCK_ALIGN))
		return -EINVAL;

	if (!partial_valid(op) || !rect_valid(op) || !convert_valid(op) ||
	    !source_pitch_valid(type, op) || !result_valid(op))
		return -EINVAL;

	for (i = 0; i < ARRAY_SIZE(op_flags); i++)
		if (op->flags & op_flags[i].flag)
			needs |= op_flags[i].cap;

	return (caps & needs) == needs ? 0 : -EOPNOTSUPP;
}

/* Bytes from the first to the last of some rows */
static u64 span(u64 row_bytes, u32 rows, u32 pitch)
{
	/* All of these have at most 32 bits, except for the length of one row. */
	return (u64)(rows - 1) * pitch + row_bytes;
}

static bool fits(u64 size, u64 offset, u64 length)
{
	return length <= size && offset <= size - length;
}

/*
 * Is a plane that COPY or CONVERT reads inside its object, and apart from the
 * @written bytes of the destination?
 */
static bool source_fits(const struct drm_cpgpu_op *op,
			const struct cpgpu_op_sizes *sizes, u64 offset,
			u32 rows, u64 written)
{
	u64 length = span(source_row_bytes(op), rows, op->src_pitch);

	if (!fits(sizes->src, offset, length))
		return false;

	return !sizes->same || offset >= op->dst_offset + written ||
	       op->dst_offset >= offset + length;
}

/**
 * cpgpu_op_check_places() - check that an op stays inside its objects
 * @type: type of the op
 * @op: the op, which cpgpu_op_check() has accepted
 * @sizes: the objects
 *
 * Return: true when it does, and its source and destination do not overlap.
 */
bool cpgpu_op_check_places(const struct cpgpu_op_type *type,
			   const struct drm_cpgpu_op *op,
			   const struct cpgpu_op_sizes *sizes)
{
	bool rect = op->flags & DRM_CPGPU_OP_RECT;
	/* Rows have a pitch in protected objects only. */
	u64 length = rect ? span(op->row_bytes, op->rows, op->pitch) :
			    op->length;
	u64 written = type->dst == CPGPU_SIDE_SYSTEM ? op->length : length;

	if (op->result_handle && !fits(sizes->result, op->result_offset,
				       sizeof(struct drm_cpgpu_result)))
		return false;
	if (!fits(sizes->dst, op->dst_offset, written))
		return false;

	if (type->src == CPGPU_SIDE_NONE)
		return true;
	if (type->src == CPGPU_SIDE_SYSTEM)
		return fits(sizes->src, op->src_offset, op->length);
	if (type->dst == CPGPU_SIDE_SYSTEM)
		return fits(sizes->src, op->src_offset, length);

	if (!source_fits(op, sizes, op->src_offset, rect ? op->rows : 1,
			 written))
		return false;

	return !cpgpu_op_has_chroma(op) ||
	       source_fits(op, sizes, op->src_chroma_offset, op->rows / 2,
			   written);
}

/**
 * cpgpu_op_check_subsamples() - check a sub-sample map
 * @map: the map
 * @count: number of its entries
 * @length: length of the op
 *
 * Return: true when no entry is empty and their sum is @length.
 */
bool cpgpu_op_check_subsamples(const struct drm_cpgpu_subsample *map, u32 count,
			       u64 length)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		if (!map[i].clear && !map[i].encrypted)
			return false;
		sum += (u64)map[i].clear + map[i].encrypted;
	}

	return sum == length;
}
