/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The random number generator, as a hwrng.
 */
#ifndef CPGPU_RNG_H
#define CPGPU_RNG_H

#include <linux/hw_random.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct cpgpu_device;

/**
 * struct cpgpu_rng - state of the hwrng
 * @hwrng: base
 * @pool: buffer of random bytes, coherent memory
 * @pool_dma: DMA address of @pool
 * @pool_left: unused bytes, at the end of @pool
 * @restart_at: earliest restart after a failed health test, in jiffies
 */
struct cpgpu_rng {
	struct hwrng hwrng;
	/** @lock: protects the pool and @restart_at */
	struct mutex lock;
	u8 *pool;
	dma_addr_t pool_dma;
	size_t pool_left;
	unsigned long restart_at;
};

int cpgpu_rng_init(struct cpgpu_device *cpgpu);
void cpgpu_rng_irq(struct cpgpu_device *cpgpu);

#endif /* CPGPU_RNG_H */
