/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks of ops that need neither the device nor its objects.
 */
#ifndef CPGPU_OP_CHECK_H
#define CPGPU_OP_CHECK_H

#include <linux/types.h>

#include <drm/cpgpu_drm.h>

#include "cpgpu_hw.h"

enum cpgpu_side {
	CPGPU_SIDE_NONE,
	CPGPU_SIDE_SYSTEM,
	CPGPU_SIDE_PROTECTED,
};

/**
 * struct cpgpu_op_type - what a type of op means
 * @opcode: CPGPU_OP_*; 0 where there is no such type
 * @caps: CPGPU_CAP_* that it needs
 * @flags: DRM_CPGPU_OP_* that it accepts
 * @src: kind of object that it reads
 * @dst: kind of object that it writes
 */
struct cpgpu_op_type {
	u32 opcode;
	u32 caps;
	u32 flags;
	enum cpgpu_side src;
	enum cpgpu_side dst;
};

/**
 * struct cpgpu_op_sizes - sizes of the objects of an op, in bytes
 * @src: the source, if there is one
 * @dst: the destination
 * @result: the object of the result record, if there is one
 * @same: source and destination are the same object
 */
struct cpgpu_op_sizes {
	u64 src;
	u64 dst;
	u64 result;
	bool same;
};

/* Is the op of COPY or CONVERT type, with data that stays in video memory? */
static inline bool cpgpu_op_copies(const struct cpgpu_op_type *type)
{
	return type->src == CPGPU_SIDE_PROTECTED &&
	       type->dst == CPGPU_SIDE_PROTECTED;
}

/* Does the op convert from two planes? */
static inline bool cpgpu_op_has_chroma(const struct drm_cpgpu_op *op)
{
	return op->type == DRM_CPGPU_OP_CONVERT &&
	       (op->format & CPGPU_CONVERT_FORMAT_MASK) == CPGPU_FORMAT_NV12;
}

const struct cpgpu_op_type *cpgpu_op_find_type(const struct drm_cpgpu_op *op);
int cpgpu_op_check(const struct cpgpu_op_type *type,
		   const struct drm_cpgpu_op *op, u32 caps);
bool cpgpu_op_check_places(const struct cpgpu_op_type *type,
			   const struct drm_cpgpu_op *op,
			   const struct cpgpu_op_sizes *sizes);
bool cpgpu_op_check_subsamples(const struct drm_cpgpu_subsample *map, u32 count,
			       u64 length);
u32 cpgpu_op_cmd_flags(const struct drm_cpgpu_op *op);

#endif /* CPGPU_OP_CHECK_H */
