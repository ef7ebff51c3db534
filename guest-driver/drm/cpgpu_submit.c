// SPDX-License-Identifier: GPL-2.0
/*
 * The submit ioctl: from what user space asks for to a job of ring commands.
 * All that user space can get wrong is found here; the device should find
 * nothing but lost keys.
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem_shmem_helper.h>

#include "cpgpu_device.h"
#include "cpgpu_job.h"

static_assert(DRM_CPGPU_MAX_OPS <= CPGPU_RING_JOB_CMDS);
static_assert(DRM_CPGPU_IV_SIZE == CPGPU_IV_SIZE);
static_assert(DRM_CPGPU_KEY_SIZE == CPGPU_KEY_SIZE);
static_assert(DRM_CPGPU_OP_SIZE_V1 ==
	      offsetofend(struct drm_cpgpu_op, content_key));

/* Is an op right in itself? */
static int op_check(struct cpgpu_device *cpgpu, const struct drm_cpgpu_op *op)
{
	bool content_key = op->flags & DRM_CPGPU_OP_CONTENT_KEY;
	u32 needs;

	switch (op->type) {
	case DRM_CPGPU_OP_DECRYPT:
		needs = CPGPU_CAP_DECRYPTION_BLT;
		break;
	case DRM_CPGPU_OP_ENCRYPT:
		/* The device makes the IV, and tells it in the record. */
		if (content_key || !op->result_handle ||
		    memchr_inv(op->iv, 0, sizeof(op->iv)))
			return -EINVAL;
		needs = CPGPU_CAP_ENCRYPTED_READ_BACK;
		break;
	default:
		return -EINVAL;
	}

	if (op->flags & ~DRM_CPGPU_OP_CONTENT_KEY)
		return -EINVAL;
	if (content_key)
		needs |= CPGPU_CAP_CONTENT_KEY;
	else if (memchr_inv(op->content_key, 0, sizeof(op->content_key)))
		return -EINVAL;

	if (!op->length || !IS_ALIGNED(op->length, CPGPU_BLOCK_ALIGN) ||
	    !IS_ALIGNED(op->src_offset, CPGPU_BLOCK_ALIGN) ||
	    !IS_ALIGNED(op->dst_offset, CPGPU_BLOCK_ALIGN))
		return -EINVAL;

	if (!IS_ALIGNED(op->result_offset, 8) ||
	    offset_in_page(op->result_offset) +
	    sizeof(struct drm_cpgpu_result) > PAGE_SIZE ||
	    (!op->result_handle && op->result_offset))
		return -EINVAL;

	return (cpgpu->caps & needs) == needs ? 0 : -EOPNOTSUPP;
}

static bool range_fits(u64 offset, u64 length, struct drm_gem_object *obj)
{
	return length <= obj->size && offset <= obj->size - length;
}

/* A system object whose pages we may use; puts nothing on failure. */
static struct drm_gem_object *system_object(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);

	if (!obj)
		return ERR_PTR(-ENOENT);
	if (to_cpgpu_vram_object(obj) || obj->import_attach) {
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

/* Find the objects; the job puts them, complete or not. */
static int op_lookup(struct drm_file *file, const struct drm_cpgpu_op *op,
		     struct cpgpu_job_op *job_op)
{
	bool decrypt = op->type == DRM_CPGPU_OP_DECRYPT;
	u32 system = decrypt ? op->src_handle : op->dst_handle;
	u32 protected = decrypt ? op->dst_handle : op->src_handle;
	struct drm_gem_object *obj;

	job_op->session = cpgpu_session_find(file, op->session);
	if (!job_op->session)
		return -ENOENT;

	obj = system_object(file, system);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	job_op->sobj = obj;

	obj = protected_object(file, protected);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	job_op->vobj = obj;

	if (!op->result_handle)
		return 0;

	obj = system_object(file, op->result_handle);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	job_op->result_obj = obj;

	return 0;
}

/* Does the session's key open the object? */
static int op_check_key(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op)
{
	struct cpgpu_vram_object *vobj = to_cpgpu_vram_object(job_op->vobj);

	if (!cpgpu_session_has_key(job_op->session))
		return -ENOKEY;
	if (vobj->session != job_op->session)
		return -EACCES;

	return cpgpu_vram_object_stale(cpgpu, vobj) ? -ESTALE : 0;
}

/*
 * Walk the pieces of [offset, offset + length) of a mapped object.  Fills in
 * @list unless it is NULL; returns the number of pieces.
 */
static u32 sg_walk(struct sg_table *sgt, u64 offset, u64 length,
		   struct cpgpu_sg *list)
{
	struct scatterlist *sg;
	u32 count = 0;
	int i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		u64 size = sg_dma_len(sg);

		if (offset >= size) {
			offset -= size;
			continue;
		}
		size = min(size - offset, length);
		if (list) {
			list[count].address = cpu_to_le64(sg_dma_address(sg) +
							  offset);
			list[count].length = cpu_to_le32(size);
		}
		count++;
		offset = 0;
		length -= size;
		if (!length)
			break;
	}

	return count;
}

/* Pin and map the system object, tell the device where it is. */
static int op_map(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op,
		  struct cpgpu_cmd *cmd, u64 offset, u64 length)
{
	struct sg_table *sgt;
	struct cpgpu_sg one;
	u32 count;

	sgt = drm_gem_shmem_get_pages_sgt(to_drm_gem_shmem_obj(job_op->sobj));
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);

	count = sg_walk(sgt, offset, length, NULL);
	if (count == 1) {
		sg_walk(sgt, offset, length, &one);
		cmd->data = one.address;
		return 0;
	}
	if (count > CPGPU_SG_MAX)
		return -EINVAL;

	job_op->sg_size = array_size(count, sizeof(*job_op->sg));
	job_op->sg = dma_alloc_coherent(cpgpu->drm.dev, job_op->sg_size,
					&job_op->sg_dma,
					GFP_KERNEL | __GFP_NOWARN);
	if (!job_op->sg)
		return -ENOMEM;
	sg_walk(sgt, offset, length, job_op->sg);
	cmd->data = cpu_to_le64(job_op->sg_dma);
	cmd->sg_count = cpu_to_le32(count);

	return 0;
}

/* Find and pin the page that receives the result record. */
static int op_map_result(struct cpgpu_job_op *job_op, u64 offset)
{
	struct drm_gem_shmem_object *shmem;
	struct sg_table *sgt;

	shmem = to_drm_gem_shmem_obj(job_op->result_obj);
	sgt = drm_gem_shmem_get_pages_sgt(shmem);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);

	job_op->result_page = shmem->pages[offset >> PAGE_SHIFT];
	job_op->result_offset = offset_in_page(offset);

	return 0;
}

static int op_build(struct cpgpu_device *cpgpu, struct drm_file *file,
		    const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op,
		    struct cpgpu_cmd *cmd)
{
	bool decrypt = op->type == DRM_CPGPU_OP_DECRYPT;
	u64 system_offset = decrypt ? op->src_offset : op->dst_offset;
	u64 vram_offset = decrypt ? op->dst_offset : op->src_offset;
	int ret;

	ret = op_check(cpgpu, op);
	if (ret)
		return ret;

	ret = op_lookup(file, op, job_op);
	if (ret)
		return ret;

	if (!range_fits(system_offset, op->length, job_op->sobj) ||
	    !range_fits(vram_offset, op->length, job_op->vobj) ||
	    (job_op->result_obj &&
	     !range_fits(op->result_offset, sizeof(struct drm_cpgpu_result),
			 job_op->result_obj)))
		return -EINVAL;

	ret = op_check_key(cpgpu, job_op);
	if (ret)
		return ret;

	vram_offset += to_cpgpu_vram_object(job_op->vobj)->node.start;
	cmd->opcode = cpu_to_le32(decrypt ? CPGPU_OP_DECRYPT_BLT :
					    CPGPU_OP_ENCRYPT_BLT);
	cmd->session = cpu_to_le32(job_op->session->slot);
	cmd->vram = cpu_to_le64(vram_offset);
	cmd->length = cpu_to_le64(op->length);
	memcpy(cmd->iv, op->iv, sizeof(cmd->iv));
	if (op->flags & DRM_CPGPU_OP_CONTENT_KEY) {
		cmd->flags = cpu_to_le32(CPGPU_CMD_CONTENT_KEY);
		memcpy(cmd->key, op->content_key, sizeof(cmd->key));
	}

	ret = op_map(cpgpu, job_op, cmd, system_offset, op->length);
	if (!ret && job_op->result_obj)
		ret = op_map_result(job_op, op->result_offset);

	return ret;
}

static int submit(struct cpgpu_device *cpgpu, struct drm_file *file,
		  const struct drm_cpgpu_submit *args,
		  const struct drm_cpgpu_op *ops, struct cpgpu_syncs *syncs)
{
	struct cpgpu_job *job;
	int ret = 0;
	u32 i;

	job = cpgpu_job_create(file, args->op_count);
	if (IS_ERR(job))
		return PTR_ERR(job);

	for (i = 0; i < args->op_count && !ret; i++)
		ret = op_build(cpgpu, file, &ops[i], &job->ops[i],
			       &job->cmds[i]);
	if (!ret)
		ret = cpgpu_job_add_syncs(job, file, args->syncs,
					  args->sync_count, syncs);
	if (!ret)
		ret = cpgpu_job_push(job, file, syncs);

	cpgpu_job_put(job);

	return ret;
}

/* Copied once: what is checked is what is used. */
static struct drm_cpgpu_op *copy_ops(const struct drm_cpgpu_submit *args)
{
	u32 stride = args->op_stride ?: DRM_CPGPU_OP_SIZE_V1;
	char __user *user = u64_to_user_ptr(args->ops);
	struct drm_cpgpu_op *ops;
	int ret = 0;
	u32 i;

	if (stride < DRM_CPGPU_OP_SIZE_V1 || !IS_ALIGNED(stride, sizeof(u64)))
		return ERR_PTR(-EINVAL);
	if (stride > PAGE_SIZE)
		return ERR_PTR(-E2BIG);

	ops = kcalloc(args->op_count, sizeof(*ops), GFP_KERNEL);
	if (!ops)
		return ERR_PTR(-ENOMEM);

	/* Older and newer programs have smaller and larger structs. */
	for (i = 0; i < args->op_count && !ret; i++)
		ret = copy_struct_from_user(&ops[i], sizeof(*ops),
					    user + (size_t)i * stride, stride);
	if (ret) {
		kfree_sensitive(ops);
		return ERR_PTR(ret);
	}

	return ops;
}

int cpgpu_submit_ioctl(struct drm_device *drm, void *data,
		       struct drm_file *file)
{
	struct drm_cpgpu_submit *args = data;
	struct drm_cpgpu_op *ops;
	struct cpgpu_syncs *syncs;
	int ret, idx;

	if (args->flags || !args->op_count ||
	    args->op_count > DRM_CPGPU_MAX_OPS ||
	    args->sync_count > DRM_CPGPU_MAX_SYNCS)
		return -EINVAL;

	if (!drm_dev_enter(drm, &idx))
		return -ENODEV;

	ops = copy_ops(args);
	if (IS_ERR(ops)) {
		ret = PTR_ERR(ops);
		goto out_exit;
	}
	syncs = kzalloc(sizeof(*syncs), GFP_KERNEL);
	if (syncs) {
		ret = submit(to_cpgpu(drm), file, args, ops, syncs);
		cpgpu_syncs_free(syncs);
		kfree(syncs);
	} else {
		ret = -ENOMEM;
	}
	kfree_sensitive(ops);
out_exit:
	drm_dev_exit(idx);

	return ret;
}
