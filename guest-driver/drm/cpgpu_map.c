// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest memory that a command refers to: data, scatter-gather lists,
 * sub-sample maps, result records.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_gem_shmem_helper.h>

#include "cpgpu_device.h"
#include "cpgpu_job.h"
#include "cpgpu_map.h"
#include "cpgpu_op_check.h"

static int list_alloc(struct cpgpu_device *cpgpu, struct cpgpu_job_list *list,
		      u32 count, size_t size)
{
	list->size = array_size(count, size);
	list->data = dma_alloc_coherent(cpgpu->drm.dev, list->size, &list->dma,
					GFP_KERNEL | __GFP_NOWARN);

	return list->data ? 0 : -ENOMEM;
}

/*
 * Walk the pieces of [offset, offset + length) of a mapped object and store them
 * in @list unless it is NULL.  Returns their number, or -EINVAL if the object was
 * imported and is too short, or if its pieces are not aligned.
 */
static int sg_walk(struct sg_table *sgt, u64 offset, u64 length,
		   struct cpgpu_sg *list)
{
	struct scatterlist *sg;
	int count = 0, i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		u64 size = sg_dma_len(sg);
		u64 address;

		if (offset >= size) {
			offset -= size;
			continue;
		}
		size = min(size - offset, length);
		address = sg_dma_address(sg) + offset;
		if (!IS_ALIGNED(address | size, CPGPU_BLOCK_ALIGN))
			return -EINVAL;
		if (list) {
			list[count].address = cpu_to_le64(address);
			list[count].length = cpu_to_le32(size);
		}
		count++;
		offset = 0;
		length -= size;
		if (!length)
			break;
	}

	return length ? -EINVAL : count;
}

/**
 * cpgpu_map_data() - pin and map the system object
 * @cpgpu: the device, entered
 * @job_op: has the system object; receives a scatter-gather list
 * @cmd: receives the address of the data or of the list
 * @offset: first byte
 * @length: bytes, inside the object
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_map_data(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op,
		   struct cpgpu_cmd *cmd, u64 offset, u64 length)
{
	struct sg_table *sgt;
	struct cpgpu_sg one;
	int count, ret;

	sgt = drm_gem_shmem_get_pages_sgt(to_drm_gem_shmem_obj(job_op->sobj));
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);

	count = sg_walk(sgt, offset, length, NULL);
	if (count < 0)
		return count;
	if (count == 1) {
		sg_walk(sgt, offset, length, &one);
		cmd->data = one.address;
		return 0;
	}
	if (count > CPGPU_SG_MAX)
		return -EINVAL;

	ret = list_alloc(cpgpu, &job_op->sg, count, sizeof(struct cpgpu_sg));
	if (ret)
		return ret;
	sg_walk(sgt, offset, length, job_op->sg.data);
	cmd->data = cpu_to_le64(job_op->sg.dma);
	cmd->sg_count = cpu_to_le32(count);

	return 0;
}

/**
 * cpgpu_take_subsamples() - copy a sub-sample map from user space and check it
 * @job_op: receives the copy
 * @op: the op, with a valid number of entries
 *
 * The copy is checked, because user space may change the original at any time.
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_take_subsamples(struct cpgpu_job_op *job_op,
			  const struct drm_cpgpu_op *op)
{
	struct drm_cpgpu_subsample *map;

	map = vmemdup_user(u64_to_user_ptr(op->map),
			   array_size(op->map_count, sizeof(*map)));
	if (IS_ERR(map))
		return PTR_ERR(map);
	job_op->subsamples = map;

	return cpgpu_op_check_subsamples(map, op->map_count, op->length) ?
	       0 : -EINVAL;
}

/**
 * cpgpu_map_subsamples() - copy a sub-sample map to memory of the device
 * @cpgpu: the device, entered
 * @job_op: has the copy of cpgpu_take_subsamples()
 * @cmd: receives the address
 * @count: entries of the map
 *
 * Return: 0 or -ENOMEM.
 */
int cpgpu_map_subsamples(struct cpgpu_device *cpgpu,
			 struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd,
			 u32 count)
{
	struct cpgpu_subsample *map;
	int ret;
	u32 i;

	ret = list_alloc(cpgpu, &job_op->map, count, sizeof(*map));
	if (ret)
		return ret;

	map = job_op->map.data;
	for (i = 0; i < count; i++) {
		map[i].clear = cpu_to_le32(job_op->subsamples[i].clear);
		map[i].encrypted = cpu_to_le32(job_op->subsamples[i].encrypted);
	}
	kvfree(job_op->subsamples);
	job_op->subsamples = NULL;

	cmd->map = cpu_to_le64(job_op->map.dma);
	cmd->map_count = cpu_to_le32(count);

	return 0;
}

/**
 * cpgpu_map_result() - pin the page that receives the result record
 * @job_op: has the result object; receives the page
 * @offset: offset of the record in the object
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_map_result(struct cpgpu_job_op *job_op, u64 offset)
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

static void list_free(struct cpgpu_device *cpgpu, struct cpgpu_job_list *list)
{
	if (list->data)
		dma_free_coherent(cpgpu->drm.dev, list->size, list->data,
				  list->dma);
}

void cpgpu_unmap(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op)
{
	list_free(cpgpu, &job_op->sg);
	list_free(cpgpu, &job_op->map);
	kvfree(job_op->subsamples);
}
