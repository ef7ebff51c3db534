/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Authenticated channels: a block of registers each, owned by one open file.
 */
#ifndef CPGPU_CHANNELS_H
#define CPGPU_CHANNELS_H

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
 * struct cpgpu_channels - the device's channels
 *
 * @taken: those in use, by index
 * @messages: commands and questions that the device took
 * @refused: of these, those that it did not follow or answer
 */
struct cpgpu_channels {
	struct ida taken;
	atomic64_t messages;
	atomic64_t refused;
};

/**
 * struct cpgpu_channel - a channel
 *
 * @ref: keeps the memory and the device's channel: the handle, and whoever
 *       looked it up
 * @cpgpu: the device
 * @cfile: the file, whose number the channel has in the device
 * @index: index in the device
 * @hw_handle: what messages call it
 * @lost: user space was told that the key is lost; protected by the lock of
 *        cpgpu_file.channels
 */
struct cpgpu_channel {
	struct kref ref;
	struct cpgpu_device *cpgpu;
	struct cpgpu_file *cfile;
	u32 index;
	/** @lock: one command at a time */
	struct mutex lock;
	u64 hw_handle;
	bool lost;
};

void cpgpu_channels_init(struct cpgpu_device *cpgpu);
void cpgpu_channels_open(struct cpgpu_file *cfile);
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

#endif /* CPGPU_CHANNELS_H */
