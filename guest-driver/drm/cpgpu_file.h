/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Open files.
 */
#ifndef CPGPU_FILE_H
#define CPGPU_FILE_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include <drm/gpu_scheduler.h>

#include "cpgpu_hw.h"

struct cpgpu_device;
struct eventfd_ctx;

/**
 * struct cpgpu_contexts - context numbers of open files
 * @files: the files by number, including closed ones that are still referenced
 * @next: where to search for a free number, so that none is reused soon
 */
struct cpgpu_contexts {
	struct xarray files;
	u32 next;
};

/**
 * struct cpgpu_file - an open file
 * @ref: held by the file itself; by its jobs, because a scheduler may access
 *       @entity until it has freed the last one; and by its sessions and
 *       channels, which carry its number in the device
 * @cpgpu: the device
 * @context: its number, never 0
 * @entity: its queue, which feeds one of the schedulers at a time
 * @busy_ns: time that each ring has spent on its jobs
 * @sessions: its sessions by handle
 * @channels: its authenticated channels by handle
 * @teardown: signalled when a key is lost, or NULL; protected by
 *            &cpgpu_teardown.lock
 * @teardown_link: on &cpgpu_teardown.files while @teardown is set
 */
struct cpgpu_file {
	struct kref ref;
	struct cpgpu_device *cpgpu;
	u32 context;
	/** @lock: orders the submissions of this file */
	struct mutex lock;
	struct drm_sched_entity entity;
	atomic64_t busy_ns[CPGPU_RINGS_MAX];
	struct xarray sessions;
	struct xarray channels;
	struct eventfd_ctx *teardown;
	struct list_head teardown_link;
};

struct cpgpu_file *cpgpu_file_alloc(struct cpgpu_device *cpgpu);
void cpgpu_file_get(struct cpgpu_file *cfile);
void cpgpu_file_put(struct cpgpu_file *cfile);

#endif /* CPGPU_FILE_H */
