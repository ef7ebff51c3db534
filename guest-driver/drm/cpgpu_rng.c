// SPDX-License-Identifier: GPL-2.0-only
/*
 * The random number generator, as a hwrng.
 *
 * hwrng reads a few dozen bytes at a time.  In a virtual machine a register read
 * is expensive, so a ring command fills a pool by DMA, from which reads are
 * served.  The registers are for reads that must not wait.
 */
#include <linux/dma-mapping.h>
#include <linux/jiffies.h>

#include <drm/drm_drv.h>
#include <drm/drm_print.h>

#include "cpgpu_device.h"

#define CPGPU_RNG_POOL	SZ_4K

/*
 * Entropy per 1024 bits.  A DRBG with health-tested noise has nearly all of it,
 * one with a fixed seed has none.  The value for none is 1, because newer kernels
 * take 0 for full entropy.
 */
#define CPGPU_RNG_QUALITY		1000
#define CPGPU_RNG_QUALITY_SEEDED	1

/* Take bytes out of the pool and erase them there. */
static size_t rng_take(struct cpgpu_rng *rng, u8 *data, size_t max)
{
	size_t count = min(max, rng->pool_left);
	u8 *from = rng->pool + CPGPU_RNG_POOL - rng->pool_left;

	memcpy(data, from, count);
	memzero_explicit(from, count);
	rng->pool_left -= count;

	return count;
}

static int rng_refill(struct cpgpu_device *cpgpu)
{
	struct cpgpu_rng *rng = &cpgpu->rng;
	const struct cpgpu_cmd cmd = {
		.opcode = cpu_to_le32(CPGPU_OP_RNG_FILL),
		.data = cpu_to_le64(rng->pool_dma),
		.length = cpu_to_le64(CPGPU_RNG_POOL),
	};
	int ret;

	ret = cpgpu_status_to_errno(cpgpu_ring_exec(cpgpu, &cmd));
	if (ret)
		return ret;
	rng->pool_left = CPGPU_RNG_POOL;

	return 0;
}

static bool rng_ready(struct cpgpu_device *cpgpu)
{
	return cpgpu_read(cpgpu, CPGPU_RNG_STATUS) & CPGPU_RNG_STATUS_READY;
}

static size_t rng_words(struct cpgpu_device *cpgpu, u8 *data, size_t max)
{
	size_t count = 0;

	while (count < max && rng_ready(cpgpu)) {
		u32 word = cpgpu_read(cpgpu, CPGPU_RNG_DATA);
		size_t size = min(max - count, sizeof(word));

		memcpy(data + count, &word, size);
		count += size;
	}

	return count;
}

/* A failed health test stops the generator until it is restarted. */
static void rng_restart(struct cpgpu_device *cpgpu)
{
	struct cpgpu_rng *rng = &cpgpu->rng;
	u32 status = cpgpu_read(cpgpu, CPGPU_RNG_STATUS);

	if (!(status & (CPGPU_RNG_STATUS_RCT | CPGPU_RNG_STATUS_APT)) ||
	    time_before(jiffies, rng->restart_at))
		return;

	rng->restart_at = jiffies + HZ;
	cpgpu_write(cpgpu, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
}

/*
 * Read without waiting, with the device entered.  Returns the number of bytes, 0
 * if the pool must be refilled first, or -EIO if the generator has failed and
 * @wait is set.
 */
static int rng_read_now(struct cpgpu_device *cpgpu, void *data, size_t max,
			bool wait)
{
	struct cpgpu_rng *rng = &cpgpu->rng;

	if (!rng_ready(cpgpu)) {
		/* The pool was filled shortly before the failure: drop it, too. */
		memzero_explicit(rng->pool, CPGPU_RNG_POOL);
		rng->pool_left = 0;
		rng_restart(cpgpu);
	}
	if (!rng_ready(cpgpu))
		return wait ? -EIO : 0;
	if (rng->pool_left || wait)
		return rng_take(rng, data, max);

	return rng_words(cpgpu, data, max);
}

static int cpgpu_rng_read(struct hwrng *hwrng, void *data, size_t max, bool wait)
{
	struct cpgpu_rng *rng = container_of(hwrng, struct cpgpu_rng, hwrng);
	struct cpgpu_device *cpgpu = container_of(rng, struct cpgpu_device, rng);
	int ret, idx;

	mutex_lock(&rng->lock);
	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		ret = rng_read_now(cpgpu, data, max, wait);
		drm_dev_exit(idx);
	} else {
		ret = -ENODEV;
	}
	/*
	 * Needs no drm_dev_enter(): the pool is freed after hwrng is
	 * unregistered, and the ring refuses commands once the device is gone.
	 */
	if (!ret && wait) {
		ret = rng_refill(cpgpu);
		if (!ret)
			ret = rng_take(rng, data, max);
	}
	mutex_unlock(&rng->lock);

	return ret;
}

void cpgpu_rng_irq(struct cpgpu_device *cpgpu)
{
	u32 status = cpgpu_read(cpgpu, CPGPU_RNG_STATUS);

	if (status & (CPGPU_RNG_STATUS_RCT | CPGPU_RNG_STATUS_APT))
		drm_err_ratelimited(&cpgpu->drm,
				    "random number health test failed:%s%s\n",
				    status & CPGPU_RNG_STATUS_RCT ?
				    " repetition" : "",
				    status & CPGPU_RNG_STATUS_APT ?
				    " proportion" : "");
}

static void rng_wipe(void *arg)
{
	struct cpgpu_rng *rng = arg;

	memzero_explicit(rng->pool, CPGPU_RNG_POOL);
}

int cpgpu_rng_init(struct cpgpu_device *cpgpu)
{
	struct cpgpu_rng *rng = &cpgpu->rng;
	struct device *dev = cpgpu->drm.dev;
	int ret;

	mutex_init(&rng->lock);
	rng->restart_at = jiffies;
	rng->pool = dmam_alloc_coherent(dev, CPGPU_RNG_POOL, &rng->pool_dma,
					GFP_KERNEL);
	if (!rng->pool)
		return -ENOMEM;

	ret = devm_add_action(dev, rng_wipe, rng);
	if (ret)
		return ret;

	rng->hwrng.name = devm_kasprintf(dev, GFP_KERNEL, "cpgpu-%s",
					 dev_name(dev));
	if (!rng->hwrng.name)
		return -ENOMEM;
	rng->hwrng.read = cpgpu_rng_read;
	rng->hwrng.quality = cpgpu->caps & CPGPU_CAP_SEEDED_RNG ?
			     CPGPU_RNG_QUALITY_SEEDED : CPGPU_RNG_QUALITY;

	return devm_hwrng_register(dev, &rng->hwrng);
}
