/* SPDX-License-Identifier: GPL-2.0 */
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
struct drm_device;
struct drm_file;

/**
 * struct cpgpu_slots - the device's session slots
 *
 * @taken: slots in use
 * @leaving: of these, slots nobody can reach any more
 * @wait: woken when a slot becomes free
 */
struct cpgpu_slots {
	/** @lock: protects the members below */
	spinlock_t lock;
	DECLARE_BITMAP(taken, CPGPU_SESSIONS_MAX);
	unsigned int leaving;
	wait_queue_head_t wait;
};

/**
 * struct cpgpu_session - a session
 *
 * @ref: keeps this memory: the slot's users together, and each object sealed
 * @users: keeps the slot: the handle, jobs, and whoever looked it up
 * @cpgpu: the device
 * @cfile: the file, whose number the slot has in the device
 * @slot: index of the slot in the device
 * @pending: START was done; the device may still have a FINISH before it in
 *           its queue.  Protected by @lock
 * @destroyed: the handle is gone
 * @released: the slot is given back; its pages are nobody's
 * @told_state: state in which user space was told that the key is lost,
 * @told_instance: and key instance; protected by the lock of
 *                 cpgpu_file.sessions
 * @last: finished fence of the last job, protected by cpgpu_file.lock
 * @release: gives the slot back
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
	u32 told_state;
	u32 told_instance;
	struct dma_fence *last;
	struct work_struct release;
};

struct cpgpu_session *cpgpu_session_find(struct drm_file *file, u32 handle);
void cpgpu_session_use(struct cpgpu_session *session);
void cpgpu_session_unuse(struct cpgpu_session *session);
void cpgpu_session_put(struct cpgpu_session *session);
u32 cpgpu_session_reg(struct cpgpu_session *session, u32 reg);
int cpgpu_session_check_key(struct cpgpu_session *session);

void cpgpu_slots_init(struct cpgpu_device *cpgpu);
void cpgpu_sessions_open(struct cpgpu_file *cfile);
void cpgpu_sessions_close(struct cpgpu_file *cfile);
bool cpgpu_sessions_lost(struct cpgpu_file *cfile);

int cpgpu_session_create_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file);
int cpgpu_session_destroy_ioctl(struct drm_device *drm, void *data,
				struct drm_file *file);
int cpgpu_session_status_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file);

/* cpgpu_key.c */
int cpgpu_session_key_exchange_ioctl(struct drm_device *drm, void *data,
				     struct drm_file *file);
int cpgpu_session_refresh_start_ioctl(struct drm_device *drm, void *data,
				      struct drm_file *file);
int cpgpu_session_refresh_finish_ioctl(struct drm_device *drm, void *data,
				       struct drm_file *file);
int cpgpu_session_read_back_key_ioctl(struct drm_device *drm, void *data,
				      struct drm_file *file);

#endif /* CPGPU_SESSION_H */
