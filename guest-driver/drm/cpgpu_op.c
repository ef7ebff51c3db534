// SPDX-License-Identifier: GPL-2.0
/*
 * From an op of user space to a ring command.
 *
 * All that user space can get wrong in an op is found here; the device should
 * find nothing but lost keys and used IVs.
 */
#include <linux/nospec.h>
#include <linux/string.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_file.h>

#include "cpgpu_device.h"
#include "cpgpu_job.h"

static_assert(DRM_CPGPU_IV_SIZE == CPGPU_IV_SIZE);
static_assert(DRM_CPGPU_KEY_SIZE == CPGPU_KEY_SIZE);
static_assert(DRM_CPGPU_MAX_SUBSAMPLES == CPGPU_MAP_MAX);
static_assert(DRM_CPGPU_FORMAT_NV12 == CPGPU_FORMAT_NV12);
static_assert(DRM_CPGPU_FORMAT_YUYV == CPGPU_FORMAT_YUYV);
static_assert(DRM_CPGPU_CONVERT_BT709 == CPGPU_CONVERT_BT709);
static_assert(DRM_CPGPU_CONVERT_FULL_RANGE == CPGPU_CONVERT_FULL_RANGE);

/* -------------------------------------------------------------- tables -- */

enum op_side {
	OP_NONE,
	OP_SYSTEM,
	OP_PROTECTED,
};

/**
 * struct op_type - what a type of op means
 *
 * @opcode: CPGPU_OP_*; 0 where there is no such type
 * @caps: CPGPU_CAP_* that it needs
 * @flags: DRM_CPGPU_OP_* that it may have
 * @src: what it reads
 * @dst: what it writes
 */
struct op_type {
	u32 opcode;
	u32 caps;
	u32 flags;
	enum op_side src;
	enum op_side dst;
};

static const struct op_type op_types[] = {
	[DRM_CPGPU_OP_DECRYPT] = {
		.opcode = CPGPU_OP_DECRYPT_BLT,
		.caps = CPGPU_CAP_DECRYPTION_BLT,
		.flags = DRM_CPGPU_OP_CONTENT_KEY | DRM_CPGPU_OP_PATTERN |
			 DRM_CPGPU_OP_SUBSAMPLES | DRM_CPGPU_OP_RECT,
		.src = OP_SYSTEM,
		.dst = OP_PROTECTED,
	},
	[DRM_CPGPU_OP_ENCRYPT] = {
		.opcode = CPGPU_OP_ENCRYPT_BLT,
		.caps = CPGPU_CAP_ENCRYPTED_READ_BACK,
		.flags = DRM_CPGPU_OP_READ_BACK_KEY | DRM_CPGPU_OP_RECT,
		.src = OP_PROTECTED,
		.dst = OP_SYSTEM,
	},
	[DRM_CPGPU_OP_COPY] = {
		.opcode = CPGPU_OP_COPY,
		.caps = CPGPU_CAP_COPY,
		.flags = DRM_CPGPU_OP_RECT,
		.src = OP_PROTECTED,
		.dst = OP_PROTECTED,
	},
	[DRM_CPGPU_OP_FILL] = {
		.opcode = CPGPU_OP_FILL,
		.caps = CPGPU_CAP_COPY,
		.flags = DRM_CPGPU_OP_RECT,
		.dst = OP_PROTECTED,
	},
	[DRM_CPGPU_OP_CONVERT] = {
		.opcode = CPGPU_OP_CONVERT,
		.caps = CPGPU_CAP_CONVERT,
		.flags = DRM_CPGPU_OP_RECT,
		.src = OP_PROTECTED,
		.dst = OP_PROTECTED,
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

/* -------------------------------------------------------------- checks -- */

static bool is_nv12(const struct drm_cpgpu_op *op)
{
	return (op->format & CPGPU_CONVERT_FORMAT_MASK) == CPGPU_FORMAT_NV12;
}

/* Does it stay inside the video memory? */
static bool has_two(const struct op_type *type)
{
	return type->src == OP_PROTECTED && type->dst == OP_PROTECTED;
}

/* Is all zero that the op does not use?  Strike out what it does use. */
static bool unused_is_zero(const struct op_type *type,
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
	if (type->src != OP_NONE) {
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
		if (has_two(type))
			rest.src_pitch = 0;
	}
	if (op->type == DRM_CPGPU_OP_FILL)
		rest.fill = 0;
	if (op->type == DRM_CPGPU_OP_CONVERT) {
		rest.format = 0;
		if (is_nv12(op))
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
		/* That nothing is encrypted is not said by a pattern. */
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

/* Bytes that COPY and CONVERT read of a row, in each plane. */
static u64 source_row_bytes(const struct drm_cpgpu_op *op)
{
	u32 width = op->row_bytes / 4;

	if (op->type != DRM_CPGPU_OP_CONVERT)
		return op->flags & DRM_CPGPU_OP_RECT ? op->row_bytes :
						       op->length;

	return ALIGN(is_nv12(op) ? width : 2 * width, CPGPU_BLOCK_ALIGN);
}

static bool source_pitch_valid(const struct op_type *type,
			       const struct drm_cpgpu_op *op)
{
	if (!has_two(type) || !(op->flags & DRM_CPGPU_OP_RECT))
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
	/* The device makes the IV, and tells it in the record. */
	if (!op->result_handle)
		return op->type != DRM_CPGPU_OP_ENCRYPT;

	return IS_ALIGNED(op->result_offset, 8) &&
	       offset_in_page(op->result_offset) +
	       sizeof(struct drm_cpgpu_result) <= PAGE_SIZE;
}

/* Is an op right in itself? */
static int op_check(struct cpgpu_device *cpgpu, const struct op_type *type,
		    const struct drm_cpgpu_op *op)
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

	return (cpgpu->caps & needs) == needs ? 0 : -EOPNOTSUPP;
}

/* ------------------------------------------------------------- objects -- */

/* A system object, our own or another driver's. */
static struct drm_gem_object *system_object(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);

	if (!obj)
		return ERR_PTR(-ENOENT);
	if (to_cpgpu_vram_object(obj)) {
		drm_gem_object_put(obj);
		return ERR_PTR(-EACCES);
	}

	return obj;
}

static struct drm_gem_object *protected_object(struct drm_file *file,
					       u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);

	if (!obj)
		return ERR_PTR(-ENOENT);
	if (!to_cpgpu_vram_object(obj)) {
		drm_gem_object_put(obj);
		return ERR_PTR(-EACCES);
	}

	return obj;
}

/* Find one object and put it where the job keeps it. */
static int find_object(struct drm_file *file, enum op_side side, u32 handle,
		       struct drm_gem_object **system,
		       struct drm_gem_object **protected)
{
	struct drm_gem_object *obj;

	if (side == OP_NONE)
		return 0;

	obj = side == OP_SYSTEM ? system_object(file, handle) :
				  protected_object(file, handle);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	*(side == OP_SYSTEM ? system : protected) = obj;

	return 0;
}

/* Find all; the job puts them, complete or not. */
static int op_lookup(struct drm_file *file, const struct op_type *type,
		     const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op)
{
	int ret;

	job_op->session = cpgpu_session_find(file, op->session);
	if (!job_op->session)
		return -ENOENT;

	ret = find_object(file, type->src, op->src_handle, &job_op->sobj,
			  &job_op->vsrc);
	if (!ret)
		ret = find_object(file, type->dst, op->dst_handle,
				  &job_op->sobj, &job_op->vdst);
	if (!ret && op->result_handle)
		ret = find_object(file, OP_SYSTEM, op->result_handle,
				  &job_op->result_obj, NULL);
	/* We write the record ourselves, and have no pages of others. */
	if (!ret && job_op->result_obj && job_op->result_obj->import_attach)
		ret = -EACCES;

	return ret;
}

/* Does the session's key open the object? */
static int check_key(struct cpgpu_device *cpgpu, struct cpgpu_session *session,
		     struct drm_gem_object *obj)
{
	struct cpgpu_vram_object *vobj;

	if (!obj)
		return 0;

	vobj = to_cpgpu_vram_object(obj);
	if (vobj->session != session)
		return -EACCES;

	return cpgpu_vram_object_stale(cpgpu, vobj) ? -ESTALE : 0;
}

static int op_check_keys(struct cpgpu_device *cpgpu,
			 struct cpgpu_job_op *job_op)
{
	int ret;

	ret = cpgpu_session_check_key(job_op->session);
	if (!ret)
		ret = check_key(cpgpu, job_op->session, job_op->vsrc);

	return ret ?: check_key(cpgpu, job_op->session, job_op->vdst);
}

/* -------------------------------------------------------------- places -- */

/* Bytes from the first to the last of some rows. */
static u64 span(u64 row_bytes, u32 rows, u32 pitch)
{
	/* None of these has more than 32 bits, but for a single row. */
	return (u64)(rows - 1) * pitch + row_bytes;
}

static bool fits(struct drm_gem_object *obj, u64 offset, u64 length)
{
	return length <= obj->size && offset <= obj->size - length;
}

/* Some bytes of a protected object, as the device addresses them. */
static bool overlap(struct drm_gem_object *one, u64 offset, u64 length,
		    struct drm_gem_object *other, u64 other_offset,
		    u64 other_length)
{
	return one == other && offset < other_offset + other_length &&
	       other_offset < offset + length;
}

/* A place in the source of COPY or CONVERT: in it, and not in what is written */
static bool source_fits(const struct drm_cpgpu_op *op,
			struct cpgpu_job_op *job_op, u64 offset, u32 rows,
			u64 written)
{
	u64 length = span(source_row_bytes(op), rows, op->src_pitch);

	return fits(job_op->vsrc, offset, length) &&
	       !overlap(job_op->vsrc, offset, length, job_op->vdst,
			op->dst_offset, written);
}

/* Is everything inside its object? */
static bool places_valid(const struct op_type *type,
			 const struct drm_cpgpu_op *op,
			 struct cpgpu_job_op *job_op)
{
	bool rect = op->flags & DRM_CPGPU_OP_RECT;
	u64 length = rect ? span(op->row_bytes, op->rows, op->pitch) :
			    op->length;

	if (job_op->result_obj &&
	    !fits(job_op->result_obj, op->result_offset,
		  sizeof(struct drm_cpgpu_result)))
		return false;

	if (type->src == OP_SYSTEM &&
	    !fits(job_op->sobj, op->src_offset, op->length))
		return false;
	if (type->dst == OP_SYSTEM)
		return fits(job_op->sobj, op->dst_offset, op->length) &&
		       fits(job_op->vsrc, op->src_offset, length);

	if (!fits(job_op->vdst, op->dst_offset, length))
		return false;
	if (!has_two(type))
		return true;

	if (!source_fits(op, job_op, op->src_offset, rect ? op->rows : 1,
			 length))
		return false;

	return op->type != DRM_CPGPU_OP_CONVERT || !is_nv12(op) ||
	       source_fits(op, job_op, op->src_chroma_offset, op->rows / 2,
			   length);
}

/* ------------------------------------------------------------- command -- */

static __le64 vram_address(struct drm_gem_object *obj, u64 offset)
{
	return cpu_to_le64(to_cpgpu_vram_object(obj)->node.start + offset);
}

static void fill_in_source(const struct drm_cpgpu_op *op,
			   struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd)
{
	cmd->src = vram_address(job_op->vsrc, op->src_offset);
	cmd->src_pitch = cpu_to_le32(op->src_pitch);
	cmd->format = cpu_to_le32(op->format);
	if (op->type == DRM_CPGPU_OP_CONVERT && is_nv12(op))
		cmd->src_chroma = vram_address(job_op->vsrc,
					       op->src_chroma_offset);
}

/* All but guest addresses. */
static void fill_in(const struct op_type *type, const struct drm_cpgpu_op *op,
		    struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd)
{
	int i;

	cmd->opcode = cpu_to_le32(type->opcode);
	for (i = 0; i < ARRAY_SIZE(op_flags); i++)
		if (op->flags & op_flags[i].flag)
			cmd->flags |= cpu_to_le32(op_flags[i].cmd_flag);
	cmd->session = cpu_to_le32(job_op->session->slot);
	cmd->length = cpu_to_le64(op->length);
	if (type->dst == OP_PROTECTED)
		cmd->vram = vram_address(job_op->vdst, op->dst_offset);
	else
		cmd->vram = vram_address(job_op->vsrc, op->src_offset);

	/* One union: what is not of the type is not to be touched. */
	if (op->type == DRM_CPGPU_OP_DECRYPT) {
		memcpy(cmd->iv, op->iv, sizeof(cmd->iv));
		memcpy(cmd->key, op->content_key, sizeof(cmd->key));
	} else if (op->type == DRM_CPGPU_OP_FILL) {
		cmd->fill = cpu_to_le32(op->fill);
	} else if (has_two(type)) {
		fill_in_source(op, job_op, cmd);
	}

	cmd->pattern_first = cpu_to_le32(op->pattern_first);
	cmd->pattern_skip = cpu_to_le32(op->pattern_skip);
	cmd->pattern_encrypt = cpu_to_le32(op->pattern_encrypt);
	cmd->row_bytes = cpu_to_le32(op->row_bytes);
	cmd->rows = cpu_to_le32(op->rows);
	cmd->pitch = cpu_to_le32(op->pitch);
}

static int map_memory(struct cpgpu_device *cpgpu, const struct op_type *type,
		      const struct drm_cpgpu_op *op,
		      struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd)
{
	u64 offset = type->src == OP_SYSTEM ? op->src_offset : op->dst_offset;
	int ret = 0;

	if (job_op->sobj)
		ret = cpgpu_map_data(cpgpu, job_op, cmd, offset, op->length);
	if (!ret && op->flags & DRM_CPGPU_OP_SUBSAMPLES)
		ret = cpgpu_map_subsamples(cpgpu, job_op, cmd, op->map_count);
	if (!ret && job_op->result_obj)
		ret = cpgpu_map_result(job_op, op->result_offset);

	return ret;
}

static const struct op_type *find_type(const struct drm_cpgpu_op *op)
{
	if (op->type >= ARRAY_SIZE(op_types) || !op_types[op->type].opcode)
		return NULL;

	return &op_types[array_index_nospec(op->type, ARRAY_SIZE(op_types))];
}

/**
 * cpgpu_op_take - check an op and take references to what it names
 *
 * @cpgpu: the device, not entered: this reads user memory, which may be slow
 * @file: the file whose objects and session the op names
 * @op: the op, copied from user space
 * @job_op: zeroed; receives what the command holds on to, also on failure
 *
 * Return: 0 or a negative errno as in drm_cpgpu_submit.
 */
int cpgpu_op_take(struct cpgpu_device *cpgpu, struct drm_file *file,
		  const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op)
{
	const struct op_type *type = find_type(op);
	int ret;

	if (!type)
		return -EINVAL;

	ret = op_check(cpgpu, type, op);
	if (!ret)
		ret = op_lookup(file, type, op, job_op);
	if (!ret && !places_valid(type, op, job_op))
		ret = -EINVAL;
	if (!ret && op->flags & DRM_CPGPU_OP_SUBSAMPLES)
		ret = cpgpu_take_subsamples(job_op, op);

	return ret;
}

/**
 * cpgpu_op_build - make the ring command for an op
 *
 * @cpgpu: the device, entered
 * @op: the op
 * @job_op: what cpgpu_op_take() made of it; receives the memory of the command
 * @cmd: zeroed; receives the command
 *
 * Return: 0 or a negative errno as in drm_cpgpu_submit.
 */
int cpgpu_op_build(struct cpgpu_device *cpgpu, const struct drm_cpgpu_op *op,
		   struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd)
{
	const struct op_type *type = find_type(op);
	int ret;

	ret = op_check_keys(cpgpu, job_op);
	if (ret)
		return ret;

	fill_in(type, op, job_op, cmd);

	return map_memory(cpgpu, type, op, job_op, cmd);
}
