/* SPDX-License-Identifier: GPL-2.0 */
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
 *
 * @hwrng: base
 * @pool: random bytes in stock, coherent memory
 * @pool_dma: its device address
 * @pool_left: bytes not handed out yet, at the end of @pool
 * @restart_at: no earlier restart after a failed health test, in jiffies
 */
struct cpgpu_rng {
	struct hwrng hwrng;
	/** @lock: protects the members below */
	struct mutex lock;
	u8 *pool;
	dma_addr_t pool_dma;
	size_t pool_left;
	unsigned long restart_at;
};

int cpgpu_rng_init(struct cpgpu_device *cpgpu);
void cpgpu_rng_irq(struct cpgpu_device *cpgpu);

#endif /* CPGPU_RNG_H */
