// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffer objects.
 */
#include <linux/workqueue.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include "cpgpu_device.h"

/**
 * DOC: Memory
 *
 * System objects come from the shmem helper.  Blts read and write them by DMA,
 * and they can be shared with other drivers.
 *
 * Protected objects have a fixed place in video memory that is sealed to a
 * session.  They cannot be mapped, exported or moved.  When one is freed, its
 * place can be used again only after the device has unsealed it.
 */

static int vram_try_alloc(struct cpgpu_vram *vram, struct drm_mm_node *node,
			  u64 size)
{
	int ret;

	mutex_lock(&vram->lock);
	ret = drm_mm_insert_node_generic(&vram->mm, node, size,
					 CPGPU_PAGE_SIZE, 0, DRM_MM_INSERT_BEST);
	if (!ret)
		vram->used += size;
	mutex_unlock(&vram->lock);

	return ret;
}

/**
 * cpgpu_vram_alloc() - allocate video memory
 * @cpgpu: the device
 * @node: receives the place
 * @size: bytes, a multiple of the page size
 *
 * Return: 0 or -ENOSPC.
 */
int cpgpu_vram_alloc(struct cpgpu_device *cpgpu, struct drm_mm_node *node,
		     u64 size)
{
	int ret;

	ret = vram_try_alloc(&cpgpu->vram, node, size);
	if (ret == -ENOSPC) {
		cpgpu_vram_flush(cpgpu);
		ret = vram_try_alloc(&cpgpu->vram, node, size);
	}

	return ret;
}

void cpgpu_vram_free(struct cpgpu_device *cpgpu, struct drm_mm_node *node)
{
	struct cpgpu_vram *vram = &cpgpu->vram;

	mutex_lock(&vram->lock);
	vram->used -= node->size;
	drm_mm_remove_node(node);
	mutex_unlock(&vram->lock);
}

/**
 * cpgpu_vram_flush() - wait until freed objects have been unsealed
 * @cpgpu: the device
 *
 * Called before memory or pages are counted, because closed objects must not be.
 */
void cpgpu_vram_flush(struct cpgpu_device *cpgpu)
{
	flush_work(&cpgpu->vram.reaper);
}

u64 cpgpu_vram_available(struct cpgpu_device *cpgpu)
{
	struct cpgpu_vram *vram = &cpgpu->vram;
	u64 available;

	cpgpu_vram_flush(cpgpu);
	mutex_lock(&vram->lock);
	available = vram->size - vram->used;
	mutex_unlock(&vram->lock);

	return available;
}

/* Run SEAL or UNSEAL on an object.  Returns what cpgpu_ring_exec() returns. */
static int vram_object_exec(struct cpgpu_device *cpgpu,
			    struct cpgpu_vram_object *vobj, u32 opcode)
{
	const struct cpgpu_cmd cmd = {
		.opcode = cpu_to_le32(opcode),
		.session = cpu_to_le32(vobj->session->slot),
		.vram = cpu_to_le64(vobj->node.start),
		.length = cpu_to_le64(vobj->node.size),
	};

	return cpgpu_ring_exec(cpgpu, &cmd);
}

static void vram_object_unseal(struct cpgpu_device *cpgpu,
			       struct cpgpu_vram_object *vobj)
{
	int ret;

	/* The device freed the pages when the session was destroyed. */
	if (READ_ONCE(vobj->session->released))
		return;

	ret = vram_object_exec(cpgpu, vobj, CPGPU_OP_UNSEAL);
	/* These two mean that the session was destroyed in the meantime. */
	if (ret && ret != -ENODEV && ret != CPGPU_ST_NOT_OWNER &&
	    ret != CPGPU_ST_BAD_SESSION)
		drm_err(&cpgpu->drm, "cannot unseal: %s\n",
			ret < 0 ? "no answer" : cpgpu_status_name(ret));
}

static void vram_reap(struct work_struct *work)
{
	struct cpgpu_vram *vram = container_of(work, struct cpgpu_vram, reaper);
	struct cpgpu_device *cpgpu = container_of(vram, struct cpgpu_device,
						  vram);
	struct cpgpu_vram_object *vobj, *next;

	llist_for_each_entry_safe(vobj, next, llist_del_all(&vram->dying),
				  dying) {
		vram_object_unseal(cpgpu, vobj);
		mutex_lock(&vram->lock);
		list_del(&vobj->link);
		mutex_unlock(&vram->lock);
		cpgpu_vram_free(cpgpu, &vobj->node);
		cpgpu_session_put(vobj->session);
		kfree(vobj);
	}
}

/*
 * The last reference may be that of a job.  Its scheduler must not wait for a
 * ring, so a work item unseals the object.
 */
static void cpgpu_vram_object_free(struct drm_gem_object *obj)
{
	struct cpgpu_vram_object *vobj = to_cpgpu_vram_object(obj);
	struct cpgpu_device *cpgpu = to_cpgpu(obj->dev);

	drm_gem_object_release(obj);
	llist_add(&vobj->dying, &cpgpu->vram.dying);
	queue_work(cpgpu->wq, &cpgpu->vram.reaper);
}

static struct dma_buf *cpgpu_vram_object_export(struct drm_gem_object *obj,
						int flags)
{
	drm_dbg_prime(obj->dev,
		      "a protected object is ciphertext that only this device can read: it is not exported\n");

	return ERR_PTR(-EACCES);
}

static int cpgpu_vram_object_mmap(struct drm_gem_object *obj,
				  struct vm_area_struct *vma)
{
	return -EACCES;
}

static const struct drm_gem_object_funcs cpgpu_vram_object_funcs = {
	.free = cpgpu_vram_object_free,
	.export = cpgpu_vram_object_export,
	.mmap = cpgpu_vram_object_mmap,
};

/* Returns NULL for a system object. */
struct cpgpu_vram_object *to_cpgpu_vram_object(struct drm_gem_object *obj)
{
	if (obj->funcs != &cpgpu_vram_object_funcs)
		return NULL;

	return container_of(obj, struct cpgpu_vram_object, base);
}

/**
 * cpgpu_vram_object_stale() - has the key of an object been lost?
 * @cpgpu: the device, entered
 * @vobj: the object
 *
 * Return: true if the object can no longer be decrypted.
 */
bool cpgpu_vram_object_stale(struct cpgpu_device *cpgpu,
			     struct cpgpu_vram_object *vobj)
{
	return READ_ONCE(vobj->session->destroyed) ||
	       cpgpu_session_reg(vobj->session, CPGPU_SESS_KEY_INSTANCE) !=
	       vobj->key_instance;
}

/* Called with the session locked. */
static int vram_object_seal(struct cpgpu_device *cpgpu,
			    struct cpgpu_vram_object *vobj)
{
	struct cpgpu_session *session = vobj->session;
	int ret, idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;
	/* Read this first, so that a key lost later makes the object stale. */
	vobj->key_instance = cpgpu_session_reg(session, CPGPU_SESS_KEY_INSTANCE);
	ret = cpgpu_session_check_key(session);
	drm_dev_exit(idx);
	if (ret)
		return ret;

	return cpgpu_status_to_errno(vram_object_exec(cpgpu, vobj,
						      CPGPU_OP_SEAL));
}

/* Called with the session locked. */
static struct drm_gem_object *
vram_object_create(struct cpgpu_device *cpgpu, struct cpgpu_session *session,
		   u64 size)
{
	struct cpgpu_vram_object *vobj;
	int ret;

	vobj = kzalloc(sizeof(*vobj), GFP_KERNEL);
	if (!vobj)
		return ERR_PTR(-ENOMEM);

	vobj->session = session;
	ret = cpgpu_session_check_key(session);
	if (ret)
		goto err_free;
	ret = cpgpu_vram_alloc(cpgpu, &vobj->node, size);
	if (ret)
		goto err_free;
	ret = vram_object_seal(cpgpu, vobj);
	if (ret)
		goto err_vram;

	kref_get(&session->ref);
	vobj->base.funcs = &cpgpu_vram_object_funcs;
	drm_gem_private_object_init(&cpgpu->drm, &vobj->base, size);
	mutex_lock(&cpgpu->vram.lock);
	list_add_tail(&vobj->link, &cpgpu->vram.objects);
	mutex_unlock(&cpgpu->vram.lock);

	return &vobj->base;

err_vram:
	cpgpu_vram_free(cpgpu, &vobj->node);
err_free:
	kfree(vobj);

	return ERR_PTR(ret);
}

static struct drm_gem_object *gem_create(struct cpgpu_device *cpgpu,
					 struct drm_cpgpu_gem_create *args,
					 struct drm_file *file)
{
	struct drm_gem_shmem_object *shmem;
	struct cpgpu_session *session;
	struct drm_gem_object *obj;
	int ret;

	if (!(args->flags & DRM_CPGPU_GEM_PROTECTED)) {
		shmem = drm_gem_shmem_create(&cpgpu->drm, args->size);
		return IS_ERR(shmem) ? ERR_CAST(shmem) : &shmem->base;
	}

	session = cpgpu_session_find(file, args->session);
	if (!session)
		return ERR_PTR(-ENOENT);
	if (args->size > cpgpu->vram.size) {
		obj = ERR_PTR(-ENOSPC);
		goto out_unuse;
	}

	ret = mutex_lock_interruptible(&session->lock);
	if (ret) {
		obj = ERR_PTR(ret);
		goto out_unuse;
	}
	obj = vram_object_create(cpgpu, session, args->size);
	mutex_unlock(&session->lock);
out_unuse:
	cpgpu_session_unuse(session);

	return obj;
}

int cpgpu_gem_create_ioctl(struct drm_device *drm, void *data,
			   struct drm_file *file)
{
	struct cpgpu_device *cpgpu = to_cpgpu(drm);
	struct drm_cpgpu_gem_create *args = data;
	struct drm_gem_object *obj;
	int ret;

	if (args->flags & ~DRM_CPGPU_GEM_PROTECTED || args->pad ||
	    !args->size || args->size > LLONG_MAX - PAGE_SIZE ||
	    (args->session && !(args->flags & DRM_CPGPU_GEM_PROTECTED)))
		return -EINVAL;
	args->size = PAGE_ALIGN(args->size);

	obj = gem_create(cpgpu, args, file);
	if (IS_ERR(obj))
		return PTR_ERR(obj);

	ret = drm_gem_handle_create(file, obj, &args->handle);
	drm_gem_object_put(obj);

	return ret;
}

int cpgpu_gem_mmap_offset_ioctl(struct drm_device *drm, void *data,
				struct drm_file *file)
{
	struct drm_cpgpu_gem_mmap_offset *args = data;
	struct drm_gem_object *obj;
	int ret;

	if (args->pad)
		return -EINVAL;

	obj = drm_gem_object_lookup(file, args->handle);
	if (!obj)
		return -ENOENT;

	if (to_cpgpu_vram_object(obj))
		ret = -EACCES;
	else if (obj->import_attach)
		ret = -EINVAL;
	else
		ret = drm_gem_create_mmap_offset(obj);
	if (!ret)
		args->offset = drm_vma_node_offset_addr(&obj->vma_node);
	drm_gem_object_put(obj);

	return ret;
}

/* Any object except a protected one may be used as a dumb buffer. */
int cpgpu_gem_dumb_map_offset(struct drm_file *file, struct drm_device *drm,
			      u32 handle, u64 *offset)
{
	struct drm_cpgpu_gem_mmap_offset args = { .handle = handle };
	int ret;

	ret = cpgpu_gem_mmap_offset_ioctl(drm, &args, file);
	*offset = args.offset;

	return ret;
}

int cpgpu_gem_info_ioctl(struct drm_device *drm, void *data,
			 struct drm_file *file)
{
	struct drm_cpgpu_gem_info *args = data;
	struct cpgpu_vram_object *vobj;
	struct drm_gem_object *obj;
	int idx;

	if (args->pad)
		return -EINVAL;

	if (!drm_dev_enter(drm, &idx))
		return -ENODEV;

	obj = drm_gem_object_lookup(file, args->handle);
	if (!obj) {
		drm_dev_exit(idx);
		return -ENOENT;
	}

	args->flags = 0;
	args->size = obj->size;
	args->vram_offset = ~0ull;
	args->state = 0;
	vobj = to_cpgpu_vram_object(obj);
	if (vobj) {
		args->flags = DRM_CPGPU_GEM_PROTECTED;
		args->vram_offset = vobj->node.start;
		if (cpgpu_vram_object_stale(to_cpgpu(drm), vobj))
			args->state = DRM_CPGPU_GEM_STATE_STALE;
	}
	drm_gem_object_put(obj);
	drm_dev_exit(idx);

	return 0;
}

static void cpgpu_gem_fini(struct drm_device *drm, void *arg)
{
	struct cpgpu_device *cpgpu = to_cpgpu(drm);

	destroy_workqueue(cpgpu->wq);
	drm_mm_takedown(&cpgpu->vram.mm);
}

int cpgpu_gem_init(struct cpgpu_device *cpgpu)
{
	struct cpgpu_vram *vram = &cpgpu->vram;
	int ret;

	ret = drmm_mutex_init(&cpgpu->drm, &vram->lock);
	if (ret)
		return ret;
	INIT_LIST_HEAD(&vram->objects);
	init_llist_head(&vram->dying);
	INIT_WORK(&vram->reaper, vram_reap);

	cpgpu->wq = alloc_workqueue("cpgpu", WQ_UNBOUND, 0);
	if (!cpgpu->wq)
		return -ENOMEM;
	drm_mm_init(&vram->mm, 0, vram->size);

	return drmm_add_action_or_reset(&cpgpu->drm, cpgpu_gem_fini, NULL);
}
