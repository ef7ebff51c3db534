/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Buffer objects: system memory, and protected video memory.
 */
#ifndef CPGPU_GEM_H
#define CPGPU_GEM_H

#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include <drm/drm_gem.h>
#include <drm/drm_mm.h>

struct cpgpu_device;
struct cpgpu_session;
struct drm_file;

/**
 * struct cpgpu_vram - the video memory
 * @size: bytes
 * @mm: allocator
 * @used: bytes in use
 * @objects: all protected objects
 * @dying: freed objects that wait to be unsealed
 * @reaper: unseals them
 */
struct cpgpu_vram {
	u64 size;
	/** @lock: protects @mm, @used and @objects */
	struct mutex lock;
	struct drm_mm mm;
	u64 used;
	struct list_head objects;
	struct llist_head dying;
	struct work_struct reaper;
};

/**
 * struct cpgpu_vram_object - a protected object
 * @base: base
 * @node: place in video memory, sealed to @session
 * @session: the session, which may be destroyed before the object
 * @key_instance: the session's key instance when the object was sealed
 * @link: on &cpgpu_vram.objects
 * @dying: on &cpgpu_vram.dying
 */
struct cpgpu_vram_object {
	struct drm_gem_object base;
	struct drm_mm_node node;
	struct cpgpu_session *session;
	u32 key_instance;
	struct list_head link;
	struct llist_node dying;
};

struct cpgpu_vram_object *to_cpgpu_vram_object(struct drm_gem_object *obj);
bool cpgpu_vram_object_stale(struct cpgpu_device *cpgpu,
			     struct cpgpu_vram_object *vobj);

int cpgpu_vram_alloc(struct cpgpu_device *cpgpu, struct drm_mm_node *node,
		     u64 size);
void cpgpu_vram_free(struct cpgpu_device *cpgpu, struct drm_mm_node *node);
void cpgpu_vram_flush(struct cpgpu_device *cpgpu);
u64 cpgpu_vram_available(struct cpgpu_device *cpgpu);

int cpgpu_gem_init(struct cpgpu_device *cpgpu);
int cpgpu_gem_create_ioctl(struct drm_device *drm, void *data,
			   struct drm_file *file);
int cpgpu_gem_mmap_offset_ioctl(struct drm_device *drm, void *data,
				struct drm_file *file);
int cpgpu_gem_dumb_map_offset(struct drm_file *file, struct drm_device *drm,
			      u32 handle, u64 *offset);
int cpgpu_gem_info_ioctl(struct drm_device *drm, void *data,
			 struct drm_file *file);

#endif /* CPGPU_GEM_H */
