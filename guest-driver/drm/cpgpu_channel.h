/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Authenticated channels.
 */
#ifndef CPGPU_CHANNEL_H
#define CPGPU_CHANNEL_H

#include <linux/atomic.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "cpgpu_hw.h"

struct cpgpu_device;
struct cpgpu_file;
struct drm_device;
struct drm_file;

/**
 * struct cpgpu_channels - the device's authenticated channels
 * @taken: indices of the channels in use
 * @messages: number of messages that the device accepted or refused
 * @refused: number of messages that it refused
 */
struct cpgpu_channels {
	struct ida taken;
	atomic64_t messages;
	atomic64_t refused;
};

/**
 * struct cpgpu_channel - an authenticated channel
 * @ref: references to this memory and to the device's channel: the handle, and
 *       lookups
 * @cpgpu: the device
 * @cfile: the file, whose context number the channel carries
 * @index: index of the channel in the device
 * @hw_handle: the channel's handle in messages
 * @lost: user space was notified of the lost key; protected by the lock of
 *        &cpgpu_file.channels
 */
struct cpgpu_channel {
	struct kref ref;
	struct cpgpu_device *cpgpu;
	struct cpgpu_file *cfile;
	u32 index;
	/** @lock: serialises commands */
	struct mutex lock;
	u64 hw_handle;
	bool lost;
};

void cpgpu_channels_close(struct cpgpu_file *cfile);
bool cpgpu_channels_lost(struct cpgpu_file *cfile);

int cpgpu_channel_create_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file);
int cpgpu_channel_destroy_ioctl(struct drm_device *drm, void *data,
				struct drm_file *file);
int cpgpu_channel_key_exchange_ioctl(struct drm_device *drm, void *data,
				     struct drm_file *file);
int cpgpu_channel_configure_ioctl(struct drm_device *drm, void *data,
				  struct drm_file *file);
int cpgpu_channel_query_ioctl(struct drm_device *drm, void *data,
			      struct drm_file *file);

#endif /* CPGPU_CHANNEL_H */
