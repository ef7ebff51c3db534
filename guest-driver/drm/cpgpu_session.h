/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Crypto sessions: a slot of the device each, owned by one open file.
 */
#ifndef CPGPU_SESSION_H
#define CPGPU_SESSION_H

#include <linux/bitmap.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "cpgpu_hw.h"

struct cpgpu_device;
struct cpgpu_file;
struct dma_fence;
struct drm_cpgpu_session_status;
struct drm_device;
struct drm_file;

/**
 * struct cpgpu_slots - the device's session slots
 * @taken: slots in use
 * @leaving: how many of these belong to sessions whose handle is gone
 * @wait: woken when a slot becomes free
 */
struct cpgpu_slots {
	/** @lock: protects @taken and @leaving */
	spinlock_t lock;
	DECLARE_BITMAP(taken, CPGPU_SESSIONS_MAX);
	unsigned int leaving;
	wait_queue_head_t wait;
};

/**
 * struct cpgpu_session - a crypto session
 * @ref: references to this memory: one for all of @users, and one for each
 *       object that is sealed to the session
 * @users: references to the slot: the handle, jobs, and lookups
 * @cpgpu: the device
 * @cfile: the file, whose context number the slot carries
 * @slot: index of the slot in the device
 * @pending: a refresh was started.  Cleared when FINISH is submitted, even if
 *           the device has not executed it yet.  Protected by @lock
 * @destroyed: the handle is gone
 * @released: the slot has been released, which freed its pages in the device
 * @reported_state: state in which user space was notified of a lost key;
 *                  protected by the lock of &cpgpu_file.sessions
 * @reported_instance: key instance at that time
 * @last: finished fence of the last job; protected by &cpgpu_file.lock
 * @release: releases the slot
 */
struct cpgpu_session {
	struct kref ref;
	refcount_t users;
	struct cpgpu_device *cpgpu;
	struct cpgpu_file *cfile;
	u32 slot;
	/** @lock: serialises key exchange, refresh and sealing */
	struct mutex lock;
	bool pending;
	bool destroyed;
	bool released;
	u32 reported_state;
	u32 reported_instance;
	struct dma_fence *last;
	struct work_struct release;
};

struct cpgpu_session *cpgpu_session_find(struct drm_file *file, u32 handle);
void cpgpu_session_use(struct cpgpu_session *session);
void cpgpu_session_unuse(struct cpgpu_session *session);
void cpgpu_session_put(struct cpgpu_session *session);
u32 cpgpu_session_reg(struct cpgpu_session *session, u32 reg);
int cpgpu_session_check_key(struct cpgpu_session *session);
int cpgpu_session_read_status(struct cpgpu_session *session,
			      struct drm_cpgpu_session_status *args);

void cpgpu_slots_init(struct cpgpu_device *cpgpu);
void cpgpu_sessions_close(struct cpgpu_file *cfile);
bool cpgpu_sessions_lost(struct cpgpu_file *cfile);

int cpgpu_session_create_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file);
int cpgpu_session_destroy_ioctl(struct drm_device *drm, void *data,
				struct drm_file *file);

#endif /* CPGPU_SESSION_H */
