/* SPDX-License-Identifier: MIT */
/* The driver's figures in debugfs. */
#ifndef DEBUGFS_H
#define DEBUGFS_H

#include "fixture.h"

/* A line "name  value" of the device's file vram. */
uint64_t vram_figure(struct cpgpu_device *dev, const char *name);

/* The same of the file channels, and how many channels it lists. */
uint64_t channel_figure(struct cpgpu_device *dev, const char *name);
unsigned int channel_count(struct cpgpu_device *dev);

/* The device's slot of a session with this name in messages. */
unsigned int session_slot(struct cpgpu_device *dev, uint64_t hw_handle);

/* A column of the line of @ring in the device's file rings. */
uint64_t ring_figure(struct cpgpu_device *dev, unsigned int ring,
		     const char *column);

#endif /* DEBUGFS_H */
