// SPDX-License-Identifier: GPL-2.0
/*
 * The random number generator, as a hwrng.
 *
 * hwrng asks for some dozen bytes at a time.  A register read costs a virtual
 * machine as much as many bytes by DMA, so a pool is filled by one ring
 * command and handed out; the registers serve those who cannot wait.
 */
#include <linux/dma-mapping.h>
#include <linux/jiffies.h>

#include <drm/drm_drv.h>
#include <drm/drm_print.h>

#include "cpgpu_device.h"

#define CPGPU_RNG_POOL	SZ_4K

/*
 * Entropy per 1024 bits.  A DRBG behind health-tested noise is as good as it
 * gets; one with a fixed seed is known to everybody.  (0 would mean "default",
 * which is full entropy in newer kernels.)
 */
#define CPGPU_RNG_QUALITY		1000
#define CPGPU_RNG_QUALITY_SEEDED	1

/* Take from the stock; what was given out is no longer kept. */
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

	ret = cpgpu_ring_exec(cpgpu, &cmd);
	if (ret)
		return ret < 0 ? ret : cpgpu_status_to_errno(ret);
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

/* A failed health test stops the generator until it is started anew. */
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
 * What there is without waiting, with the device entered.  Returns the number of
 * bytes; 0 if there is none yet; -EIO if there will be none and @wait is set.
 */
static int rng_read_now(struct cpgpu_device *cpgpu, void *data, size_t max,
			bool wait)
{
	struct cpgpu_rng *rng = &cpgpu->rng;

	if (!rng_ready(cpgpu)) {
		/* Nor may what is in stock be used: it was made just before. */
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
	/* The pool stays until no read is left, the ring ends with the device. */
	if (!ret && wait) {
		ret = rng_refill(cpgpu);
		if (!ret)
			ret = rng_take(rng, data, max);
	}
	mutex_unlock(&rng->lock);

	return ret;
}

/**
 * cpgpu_rng_irq - the generator became ready or failed
 *
 * @cpgpu: the device
 */
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

/**
 * cpgpu_rng_init - register the hwrng
 *
 * @cpgpu: the device, with its ring running
 *
 * Return: 0 or a negative errno.
 */
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
