/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Telling user space that keys got lost.
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
 * struct cpgpu_teardown - who wants to be told
 *
 * @files: open files with an eventfd
 * @work: looks for keys that got lost
 */
struct cpgpu_teardown {
	/** @lock: protects @files and what they have to do with it */
	struct mutex lock;
	struct list_head files;
	struct work_struct work;
};

void cpgpu_teardown_init(struct cpgpu_device *cpgpu);
void cpgpu_teardown_irq(struct cpgpu_device *cpgpu);
void cpgpu_teardown_stop(struct cpgpu_device *cpgpu);
void cpgpu_teardown_unplug(struct cpgpu_device *cpgpu);
void cpgpu_teardown_look(struct cpgpu_file *cfile);
void cpgpu_teardown_close(struct cpgpu_file *cfile);
int cpgpu_teardown_event_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file);

#endif /* CPGPU_TEARDOWN_H */
