/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifying user space about lost keys.
 */
#ifndef CPGPU_TEARDOWN_H
#define CPGPU_TEARDOWN_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct cpgpu_device;
struct cpgpu_file;
struct drm_device;
struct drm_file;

/**
 * struct cpgpu_teardown - files to notify
 * @files: open files with an eventfd; protected by @lock
 * @work: looks for lost keys
 */
struct cpgpu_teardown {
	/** @lock: protects @files and &cpgpu_file.teardown */
	struct mutex lock;
	struct list_head files;
	struct work_struct work;
};

void cpgpu_teardown_init(struct cpgpu_device *cpgpu);
void cpgpu_teardown_unplug(struct cpgpu_device *cpgpu);
void cpgpu_teardown_check(struct cpgpu_file *cfile);
void cpgpu_teardown_close(struct cpgpu_file *cfile);
int cpgpu_teardown_event_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file);

#endif /* CPGPU_TEARDOWN_H */
