/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Open files.
 */
#ifndef CPGPU_FILE_H
#define CPGPU_FILE_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include <drm/gpu_scheduler.h>

struct cpgpu_device;
struct drm_device;
struct drm_file;
struct eventfd_ctx;

/**
 * struct cpgpu_contexts - numbers for open files
 *
 * @files: the files by number; more than are open, see cpgpu_file.ref
 * @next: where to look for a free number: none comes back soon
 */
struct cpgpu_contexts {
	struct xarray files;
	u32 next;
};

/**
 * struct cpgpu_file - an open file
 *
 * @ref: the file itself; its jobs, since a scheduler may look at the entity
 *       until it has freed the last one; its sessions and channels, which have
 *       its number in the device
 * @cpgpu: the device
 * @context: its number, never 0
 * @entity: its queue, at one of the schedulers
 * @sessions: its sessions by handle
 * @channels: its authenticated channels by handle
 * @teardown: to be signalled when a key got lost, or NULL; protected by
 *            cpgpu_teardown.lock
 * @teardown_link: on cpgpu_teardown.files while @teardown is set
 */
struct cpgpu_file {
	struct kref ref;
	struct cpgpu_device *cpgpu;
	u32 context;
	/** @lock: orders submissions of this file */
	struct mutex lock;
	struct drm_sched_entity entity;
	struct xarray sessions;
	struct xarray channels;
	struct eventfd_ctx *teardown;
	struct list_head teardown_link;
};

void cpgpu_contexts_init(struct cpgpu_device *cpgpu);
void cpgpu_file_get(struct cpgpu_file *cfile);
void cpgpu_file_put(struct cpgpu_file *cfile);
int cpgpu_file_open(struct drm_device *drm, struct drm_file *file);
void cpgpu_file_close(struct drm_device *drm, struct drm_file *file);

#endif /* CPGPU_FILE_H */
