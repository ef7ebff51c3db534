// SPDX-License-Identifier: GPL-2.0-only
/*
 * From an op of user space to a ring command.
 *
 * Everything that user space can get wrong in an op is found here.  The device
 * should find only lost keys and IVs that were used before.
 */
#include <linux/string.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_file.h>

#include "cpgpu_device.h"
#include "cpgpu_job.h"
#include "cpgpu_map.h"
#include "cpgpu_op.h"
#include "cpgpu_op_check.h"

/* Look up an object and store it where the job keeps objects of its kind. */
static int find_object(struct drm_file *file, enum cpgpu_side side, u32 handle,
		       struct drm_gem_object **system,
		       struct drm_gem_object **protected)
{
	bool wants_system = side == CPGPU_SIDE_SYSTEM;
	struct drm_gem_object *obj;
	bool is_system;

	if (side == CPGPU_SIDE_NONE)
		return 0;

	obj = drm_gem_object_lookup(file, handle);
	if (!obj)
		return -ENOENT;
	is_system = !to_cpgpu_vram_object(obj);
	if (is_system != wants_system) {
		drm_gem_object_put(obj);
		return -EACCES;
	}
	*(wants_system ? system : protected) = obj;

	return 0;
}

/* The job puts what this has found, also after an error. */
static int op_lookup(struct drm_file *file, const struct cpgpu_op_type *type,
		     const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op)
{
	int ret;

	job_op->session = cpgpu_session_find(file, op->session);
	if (!job_op->session)
		return -ENOENT;

	ret = find_object(file, type->src, op->src_handle, &job_op->sobj,
			  &job_op->vsrc);
	if (ret)
		return ret;
	ret = find_object(file, type->dst, op->dst_handle, &job_op->sobj,
			  &job_op->vdst);
	if (ret || !op->result_handle)
		return ret;

	ret = find_object(file, CPGPU_SIDE_SYSTEM, op->result_handle,
			  &job_op->result_obj, NULL);
	if (ret)
		return ret;

	/* The driver writes the record, and has no pages of imported objects. */
	return job_op->result_obj->import_attach ? -EACCES : 0;
}

static bool places_valid(const struct cpgpu_op_type *type,
			 const struct drm_cpgpu_op *op,
			 const struct cpgpu_job_op *job_op)
{
	const struct drm_gem_object *src = job_op->vsrc ?: job_op->sobj;
	const struct drm_gem_object *dst = job_op->vdst ?: job_op->sobj;
	const struct cpgpu_op_sizes sizes = {
		.src = src ? src->size : 0,
		.dst = dst->size,
		.result = job_op->result_obj ? job_op->result_obj->size : 0,
		.same = src == dst,
	};

	return cpgpu_op_check_places(type, op, &sizes);
}

/**
 * cpgpu_op_take() - check an op and take references to its objects
 * @cpgpu: the device, outside of drm_dev_enter(), because this reads user memory
 * @file: the file that owns objects and session
 * @op: the op, copied from user space
 * @job_op: zeroed; receives the references, also on failure
 *
 * Return: 0 or a negative errno as documented for struct drm_cpgpu_submit.
 */
int cpgpu_op_take(struct cpgpu_device *cpgpu, struct drm_file *file,
		  const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op)
{
	const struct cpgpu_op_type *type = cpgpu_op_find_type(op);
	int ret;

	if (!type)
		return -EINVAL;

	ret = cpgpu_op_check(type, op, cpgpu->caps);
	if (ret)
		return ret;
	ret = op_lookup(file, type, op, job_op);
	if (ret)
		return ret;
	if (!places_valid(type, op, job_op))
		return -EINVAL;

	return op->flags & DRM_CPGPU_OP_SUBSAMPLES ?
	       cpgpu_take_subsamples(job_op, op) : 0;
}

/* Can the session's key decrypt the object? */
static int check_object_key(struct cpgpu_device *cpgpu,
			    struct cpgpu_session *session,
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

static int check_keys(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op)
{
	return cpgpu_session_check_key(job_op->session) ?:
	       check_object_key(cpgpu, job_op->session, job_op->vsrc) ?:
	       check_object_key(cpgpu, job_op->session, job_op->vdst);
}

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
	if (cpgpu_op_has_chroma(op))
		cmd->src_chroma = vram_address(job_op->vsrc,
					       op->src_chroma_offset);
}

/* Fill in everything except guest addresses. */
static void fill_in(const struct cpgpu_op_type *type,
		    const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op,
		    struct cpgpu_cmd *cmd)
{
	cmd->opcode = cpu_to_le32(type->opcode);
	cmd->flags = cpu_to_le32(cpgpu_op_cmd_flags(op));
	cmd->session = cpu_to_le32(job_op->session->slot);
	cmd->length = cpu_to_le64(op->length);
	if (job_op->vdst)
		cmd->vram = vram_address(job_op->vdst, op->dst_offset);
	else
		cmd->vram = vram_address(job_op->vsrc, op->src_offset);

	/* These fields share a union. */
	if (op->type == DRM_CPGPU_OP_DECRYPT) {
		memcpy(cmd->iv, op->iv, sizeof(cmd->iv));
		memcpy(cmd->key, op->content_key, sizeof(cmd->key));
	} else if (op->type == DRM_CPGPU_OP_FILL) {
		cmd->fill = cpu_to_le32(op->fill);
	} else if (cpgpu_op_copies(type)) {
		fill_in_source(op, job_op, cmd);
	}

	cmd->pattern_first = cpu_to_le32(op->pattern_first);
	cmd->pattern_skip = cpu_to_le32(op->pattern_skip);
	cmd->pattern_encrypt = cpu_to_le32(op->pattern_encrypt);
	cmd->row_bytes = cpu_to_le32(op->row_bytes);
	cmd->rows = cpu_to_le32(op->rows);
	cmd->pitch = cpu_to_le32(op->pitch);
}

/**
 * cpgpu_op_build() - build the ring command for an op
 * @cpgpu: the device, entered
 * @op: the op
 * @job_op: filled in by cpgpu_op_take(); receives the memory of the command
 * @cmd: zeroed; receives the command
 *
 * Return: 0 or a negative errno as documented for struct drm_cpgpu_submit.
 */
int cpgpu_op_build(struct cpgpu_device *cpgpu, const struct drm_cpgpu_op *op,
		   struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd)
{
	const struct cpgpu_op_type *type = cpgpu_op_find_type(op);
	u64 offset;
	int ret;

	ret = check_keys(cpgpu, job_op);
	if (ret)
		return ret;

	fill_in(type, op, job_op, cmd);

	if (job_op->sobj) {
		offset = type->src == CPGPU_SIDE_SYSTEM ? op->src_offset :
							  op->dst_offset;
		ret = cpgpu_map_data(cpgpu, job_op, cmd, offset, op->length);
		if (ret)
			return ret;
	}
	if (op->flags & DRM_CPGPU_OP_SUBSAMPLES) {
		ret = cpgpu_map_subsamples(cpgpu, job_op, cmd, op->map_count);
		if (ret)
			return ret;
	}

	return job_op->result_obj ?
	       cpgpu_map_result(job_op, op->result_offset) : 0;
}
