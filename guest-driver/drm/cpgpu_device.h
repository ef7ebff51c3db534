/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The device: registers, status codes, interrupt mask, session commands.
 */
#ifndef CPGPU_DEVICE_H
#define CPGPU_DEVICE_H

#include <linux/io.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <drm/drm_device.h>

#include "cpgpu_channel.h"
#include "cpgpu_file.h"
#include "cpgpu_gem.h"
#include "cpgpu_hw.h"
#include "cpgpu_irq.h"
#include "cpgpu_kms.h"
#include "cpgpu_ring.h"
#include "cpgpu_rng.h"
#include "cpgpu_session.h"
#include "cpgpu_teardown.h"

struct drm_gpu_scheduler;

/**
 * struct cpgpu_certificate - a certificate chain of the device
 * @chain: the chain as the device stores it
 * @size: its size in bytes
 */
struct cpgpu_certificate {
	__le32 *chain;
	u32 size;
};

/**
 * struct cpgpu_device - one device
 * @drm: base
 * @mmio: the register BAR
 * @vram_io: the video memory BAR, write-combined
 * @gone: the device no longer answers; nothing may wait for it
 * @hw_version: CPGPU_VERSION
 * @caps: CPGPU_CAP_*
 * @num_sessions: session slots
 * @num_channels: authenticated channels
 * @num_rings: rings in use
 * @certificate: certificate chain for session keys
 * @channel_certificate: certificate chain for channel keys
 * @intr_enable: CPGPU_INTR_* that are enabled; protected by @intr_lock
 * @num_vectors: interrupt vectors in use
 * @vectors: arguments of the interrupt handlers
 * @session_wq: woken by CPGPU_INTR_SESSION, which channels raise too
 * @wq: work that must not run in its caller's context: unsealing objects and
 *      releasing slots
 * @rings: the command rings
 * @scheds: their schedulers, in the form that entities need
 * @recover: resets stopped rings
 * @watchdog: finds a ring that makes no progress
 * @vram: video memory manager
 * @slots: session slots
 * @channels: authenticated channels
 * @contexts: context numbers of open files
 * @teardown: files to notify about lost keys
 * @kms: display
 * @rng: hardware random number generator
 */
struct cpgpu_device {
	struct drm_device drm;
	void __iomem *mmio;
	void __iomem *vram_io;
	bool gone;
	u32 hw_version;
	u32 caps;
	u32 num_sessions;
	u32 num_channels;
	u32 num_rings;
	struct cpgpu_certificate certificate;
	struct cpgpu_certificate channel_certificate;
	/** @intr_lock: protects @intr_enable and the register that it shadows */
	spinlock_t intr_lock;
	u32 intr_enable;
	int num_vectors;
	struct cpgpu_vector vectors[CPGPU_VECTOR_RING(CPGPU_RINGS_MAX)];
	wait_queue_head_t session_wq;
	struct workqueue_struct *wq;
	struct cpgpu_ring rings[CPGPU_RINGS_MAX];
	struct drm_gpu_scheduler *scheds[CPGPU_RINGS_MAX];
	struct work_struct recover;
	struct delayed_work watchdog;
	struct cpgpu_vram vram;
	struct cpgpu_slots slots;
	struct cpgpu_channels channels;
	struct cpgpu_contexts contexts;
	struct cpgpu_teardown teardown;
	struct cpgpu_kms kms;
	struct cpgpu_rng rng;
};

static inline struct cpgpu_device *to_cpgpu(struct drm_device *drm)
{
	return container_of(drm, struct cpgpu_device, drm);
}

static inline u32 cpgpu_read(struct cpgpu_device *cpgpu, u32 offset)
{
	return readl(cpgpu->mmio + offset);
}

/* For values in two registers that do not change in between */
static inline u64 cpgpu_read64(struct cpgpu_device *cpgpu, u32 offset)
{
	return cpgpu_read(cpgpu, offset) |
	       (u64)cpgpu_read(cpgpu, offset + 4) << 32;
}

static inline void cpgpu_write(struct cpgpu_device *cpgpu, u32 offset, u32 value)
{
	writel(value, cpgpu->mmio + offset);
}

int cpgpu_device_init(struct cpgpu_device *cpgpu);
void cpgpu_device_set_gone(struct cpgpu_device *cpgpu);
unsigned long cpgpu_timeout(void);
void cpgpu_intr_set(struct cpgpu_device *cpgpu, u32 bits, bool on);
int cpgpu_command_wait(struct cpgpu_device *cpgpu, u32 regs);
int cpgpu_session_command(struct cpgpu_device *cpgpu, u32 slot, u32 command,
			  u32 size, const __le32 *blob);
int cpgpu_status_to_errno(int status);
const char *cpgpu_status_name(u32 status);

#endif /* CPGPU_DEVICE_H */
