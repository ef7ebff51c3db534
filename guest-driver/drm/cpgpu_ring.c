// SPDX-License-Identifier: GPL-2.0
/*
 * The command ring.
 *
 * Two kinds of users put batches of commands on it: the DRM scheduler (user
 * jobs) and the driver itself (seal, unseal, bulk random numbers).  Every
 * command has a result record, so a command that fails on its own terms does
 * not stop the ring.  When the ring does stop, or makes no progress, it is
 * reset: the oldest batch is to blame, because commands complete in order; it
 * ends with an error, and the batches behind it are put on the ring again.
 *
 * The scheduler's own timeout is not used.  It sees only user jobs, and its
 * recovery would hand them all back to run_job().
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/log2.h>
#include <linux/moduleparam.h>

#include <drm/drm_print.h>

#include "cpgpu_device.h"

#define RING_SIZE	1024u
#define RING_REG(name)	(CPGPU_MMIO_RING(0) + CPGPU_RING_##name)

/* Slots that the driver's own commands must leave to the scheduler. */
#define RING_RESERVED	(CPGPU_RING_JOBS * CPGPU_RING_JOB_CMDS)

static_assert(RING_RESERVED < RING_SIZE);

static unsigned int timeout_ms = 10000;
module_param(timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms,
		 "Reset the ring after so many ms without progress (default 10000)");

static unsigned long ring_timeout(void)
{
	return msecs_to_jiffies(max(READ_ONCE(timeout_ms), 100u));
}

/* Slots in use: from the oldest batch in flight to the tail. */
static u32 ring_used(struct cpgpu_ring *ring)
{
	struct cpgpu_batch *oldest;

	oldest = list_first_entry_or_null(&ring->inflight, struct cpgpu_batch,
					  link);

	return oldest ? ring->tail - oldest->first : 0;
}

/* Write a batch's commands; the caller rings the doorbell. */
static void ring_write(struct cpgpu_ring *ring, struct cpgpu_batch *batch)
{
	u32 i;

	batch->first = ring->tail;
	for (i = 0; i < batch->count; i++) {
		u32 slot = ring->tail++ % RING_SIZE;
		struct cpgpu_cmd *cmd = &ring->cmds[slot];

		/* What a command that never ran will be found to have said. */
		memset(&ring->results[slot], 0, sizeof(*ring->results));
		ring->results[slot].status = cpu_to_le32(CPGPU_ST_ABORTED);

		*cmd = batch->cmds[i];
		cmd->result = cpu_to_le64(ring->results_dma +
					  slot * sizeof(*ring->results));
		if (i == batch->count - 1) {
			cmd->flags |= cpu_to_le32(CPGPU_CMD_FENCE |
						  CPGPU_CMD_IRQ);
			cmd->fence = cpu_to_le64(batch->seqno);
		}
	}
}

static void ring_doorbell(struct cpgpu_device *cpgpu)
{
	/* writel() orders the commands before it */
	cpgpu_write(cpgpu, RING_REG(TAIL), cpgpu->ring.tail);
}

/* Take a batch off the ring, with its results. */
static void ring_retire(struct cpgpu_ring *ring, struct cpgpu_batch *batch,
			int error, struct list_head *done)
{
	u32 i;

	for (i = 0; i < batch->count; i++) {
		struct cpgpu_result *result;

		result = &ring->results[(batch->first + i) % RING_SIZE];
		batch->results[i] = *result;
		memzero_explicit(result, sizeof(*result));
	}
	batch->error = error;
	list_move_tail(&batch->link, done);
}

/* Retire what the fence says is finished. */
static void ring_retire_finished(struct cpgpu_ring *ring,
				 struct list_head *done)
{
	u64 value = le64_to_cpu(READ_ONCE(*ring->fence));
	struct cpgpu_batch *batch, *next;

	/* The device wrote the results before the fence. */
	dma_rmb();
	list_for_each_entry_safe(batch, next, &ring->inflight, link) {
		if (batch->seqno > value)
			break;
		ring->completed = batch->seqno;
		ring_retire(ring, batch, 0, done);
	}
}

/* Tell the owners, outside the lock: they signal fences. */
static void ring_notify(struct cpgpu_ring *ring, struct list_head *done)
{
	struct cpgpu_batch *batch, *next;

	if (list_empty(done))
		return;

	list_for_each_entry_safe(batch, next, done, link) {
		list_del_init(&batch->link);
		batch->done(batch, batch->error);
	}
	wake_up_all(&ring->space);
}

/* Switch the ring on, empty. */
static void ring_enable(struct cpgpu_device *cpgpu)
{
	struct cpgpu_ring *ring = &cpgpu->ring;

	cpgpu_write(cpgpu, RING_REG(CTRL), CPGPU_RING_CTRL_RESET);
	cpgpu_write(cpgpu, RING_REG(BASE_LO), lower_32_bits(ring->cmds_dma));
	cpgpu_write(cpgpu, RING_REG(BASE_HI), upper_32_bits(ring->cmds_dma));
	cpgpu_write(cpgpu, RING_REG(SIZE), ilog2(RING_SIZE));
	cpgpu_write(cpgpu, RING_REG(FENCE_LO), lower_32_bits(ring->fence_dma));
	cpgpu_write(cpgpu, RING_REG(FENCE_HI), upper_32_bits(ring->fence_dma));
	cpgpu_write(cpgpu, RING_REG(CTRL), CPGPU_RING_CTRL_ENABLE);
	ring->tail = 0;
}

/* Reset the ring, blame the oldest batch, start the others again. */
static void ring_reset(struct cpgpu_device *cpgpu, int error,
		       struct list_head *done)
{
	struct cpgpu_ring *ring = &cpgpu->ring;
	struct cpgpu_batch *batch;

	/* After this write the device touches neither ring nor results. */
	cpgpu_write(cpgpu, RING_REG(CTRL), CPGPU_RING_CTRL_RESET);
	ring_retire_finished(ring, done);

	batch = list_first_entry_or_null(&ring->inflight, struct cpgpu_batch,
					 link);
	if (batch)
		ring_retire(ring, batch, error, done);

	ring->resets++;
	ring_enable(cpgpu);
	list_for_each_entry(batch, &ring->inflight, link)
		ring_write(ring, batch);
	if (ring->tail)
		ring_doorbell(cpgpu);
}

/*
 * The two works below do not use drm_dev_enter(): those who wait for a batch
 * do, and would hold up drm_dev_unplug() for good.  cpgpu_ring_stop() ends
 * both before the registers are unmapped.
 */

static void cpgpu_ring_recover(struct work_struct *work)
{
	struct cpgpu_ring *ring = container_of(work, struct cpgpu_ring, recover);
	struct cpgpu_device *cpgpu = container_of(ring, struct cpgpu_device,
						  ring);
	u32 status, index;
	LIST_HEAD(done);

	spin_lock_irq(&ring->lock);
	if (ring->running && (cpgpu_read(cpgpu, RING_REG(STATUS)) &
			      CPGPU_RING_STATUS_STOPPED)) {
		status = cpgpu_read(cpgpu, RING_REG(ERROR));
		index = cpgpu_read(cpgpu, RING_REG(ERROR_INDEX));
		drm_err_ratelimited(&cpgpu->drm,
				    "ring stopped at command %u: %s; resetting it\n",
				    index, cpgpu_status_name(status));
		ring_reset(cpgpu, -EIO, &done);
	}
	spin_unlock_irq(&ring->lock);

	ring_notify(ring, &done);
}

static void cpgpu_ring_watchdog(struct work_struct *work)
{
	struct cpgpu_ring *ring = container_of(to_delayed_work(work),
					       struct cpgpu_ring, watchdog);
	struct cpgpu_device *cpgpu = container_of(ring, struct cpgpu_device,
						  ring);
	LIST_HEAD(done);
	u32 head;

	spin_lock_irq(&ring->lock);
	/* Also the way out when an interrupt got lost. */
	ring_retire_finished(ring, &done);
	head = cpgpu_read(cpgpu, RING_REG(HEAD));
	if (ring->running && !list_empty(&ring->inflight)) {
		if (ring->watch_seqno == ring->completed &&
		    ring->watch_head == head) {
			drm_err_ratelimited(&cpgpu->drm,
					    "ring hangs at command %u; resetting it\n",
					    head);
			ring_reset(cpgpu, -ETIMEDOUT, &done);
			head = 0;
		}
		ring->watch_seqno = ring->completed;
		ring->watch_head = head;
		schedule_delayed_work(&ring->watchdog, ring_timeout());
	}
	spin_unlock_irq(&ring->lock);

	ring_notify(ring, &done);
}

/**
 * cpgpu_ring_irq - a fence was written
 *
 * @cpgpu: the device
 */
void cpgpu_ring_irq(struct cpgpu_device *cpgpu)
{
	struct cpgpu_ring *ring = &cpgpu->ring;
	unsigned long flags;
	LIST_HEAD(done);

	spin_lock_irqsave(&ring->lock, flags);
	ring_retire_finished(ring, &done);
	spin_unlock_irqrestore(&ring->lock, flags);

	ring_notify(ring, &done);
}

/**
 * cpgpu_ring_error_irq - an error was reported, the ring may have stopped
 *
 * @cpgpu: the device
 */
void cpgpu_ring_error_irq(struct cpgpu_device *cpgpu)
{
	schedule_work(&cpgpu->ring.recover);
}

static int ring_push(struct cpgpu_device *cpgpu, struct cpgpu_batch *batch,
		     u32 reserved)
{
	struct cpgpu_ring *ring = &cpgpu->ring;
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&ring->lock, flags);
	if (!ring->running) {
		ret = -ENODEV;
	} else if (ring_used(ring) + batch->count + reserved > RING_SIZE) {
		ret = -EAGAIN;
	} else {
		if (list_empty(&ring->inflight)) {
			ring->watch_seqno = ring->completed;
			ring->watch_head = ring->tail;
			mod_delayed_work(system_wq, &ring->watchdog,
					 ring_timeout());
		}
		batch->seqno = ++ring->seqno;
		ring_write(ring, batch);
		list_add_tail(&batch->link, &ring->inflight);
		ring_doorbell(cpgpu);
	}
	spin_unlock_irqrestore(&ring->lock, flags);

	return ret;
}

/**
 * cpgpu_ring_push - start the commands of a scheduler job
 *
 * @cpgpu: the device
 * @batch: at most CPGPU_RING_JOB_CMDS commands
 *
 * There is always room for CPGPU_RING_JOBS of these.
 *
 * Return: 0, or -ENODEV when the device is gone; then @batch->done is not
 * called.
 */
int cpgpu_ring_push(struct cpgpu_device *cpgpu, struct cpgpu_batch *batch)
{
	int ret;

	ret = ring_push(cpgpu, batch, 0);
	if (drm_WARN_ON_ONCE(&cpgpu->drm, ret == -EAGAIN))
		ret = -EIO;

	return ret;
}

struct cpgpu_exec {
	struct cpgpu_batch batch;
	struct completion done;
	int error;
};

static void cpgpu_exec_done(struct cpgpu_batch *batch, int error)
{
	struct cpgpu_exec *exec = container_of(batch, struct cpgpu_exec, batch);

	exec->error = error;
	complete(&exec->done);
}

/**
 * cpgpu_ring_exec - run one command of the driver's own and wait for it
 *
 * @cpgpu: the device
 * @cmd: the command
 *
 * Return: the command's status (CPGPU_ST_*), or a negative errno when it was
 * not carried out.
 */
int cpgpu_ring_exec(struct cpgpu_device *cpgpu, const struct cpgpu_cmd *cmd)
{
	struct cpgpu_result result;
	struct cpgpu_exec exec = {
		.batch = {
			.cmds = cmd,
			.results = &result,
			.count = 1,
			.done = cpgpu_exec_done,
		},
	};
	int ret;

	init_completion(&exec.done);
	wait_event(cpgpu->ring.space,
		   (ret = ring_push(cpgpu, &exec.batch, RING_RESERVED)) !=
		   -EAGAIN);
	if (ret)
		return ret;

	/* The watchdog bounds this. */
	wait_for_completion(&exec.done);

	return exec.error ?: (int)le32_to_cpu(result.status);
}

/**
 * cpgpu_ring_start - begin to take commands
 *
 * @cpgpu: the device, with its interrupts set up
 */
void cpgpu_ring_start(struct cpgpu_device *cpgpu)
{
	struct cpgpu_ring *ring = &cpgpu->ring;

	spin_lock_irq(&ring->lock);
	ring_enable(cpgpu);
	ring->running = true;
	spin_unlock_irq(&ring->lock);
}

/**
 * cpgpu_ring_stop - give up everything in flight and take no more
 *
 * @cpgpu: the device
 */
void cpgpu_ring_stop(struct cpgpu_device *cpgpu)
{
	struct cpgpu_ring *ring = &cpgpu->ring;
	struct cpgpu_batch *batch, *next;
	LIST_HEAD(done);

	spin_lock_irq(&ring->lock);
	ring->running = false;
	cpgpu_write(cpgpu, RING_REG(CTRL), CPGPU_RING_CTRL_RESET);
	ring_retire_finished(ring, &done);
	list_for_each_entry_safe(batch, next, &ring->inflight, link)
		ring_retire(ring, batch, -ENODEV, &done);
	spin_unlock_irq(&ring->lock);

	ring_notify(ring, &done);
	cancel_work_sync(&ring->recover);
	cancel_delayed_work_sync(&ring->watchdog);
}

/**
 * cpgpu_ring_init - allocate the ring
 *
 * @cpgpu: the device
 *
 * Return: 0 or -ENOMEM.
 */
int cpgpu_ring_init(struct cpgpu_device *cpgpu)
{
	struct cpgpu_ring *ring = &cpgpu->ring;
	struct device *dev = cpgpu->drm.dev;

	spin_lock_init(&ring->lock);
	INIT_LIST_HEAD(&ring->inflight);
	init_waitqueue_head(&ring->space);
	INIT_WORK(&ring->recover, cpgpu_ring_recover);
	INIT_DELAYED_WORK(&ring->watchdog, cpgpu_ring_watchdog);

	ring->cmds = dmam_alloc_coherent(dev, RING_SIZE * sizeof(*ring->cmds),
					 &ring->cmds_dma, GFP_KERNEL);
	ring->results = dmam_alloc_coherent(dev,
					    RING_SIZE * sizeof(*ring->results),
					    &ring->results_dma, GFP_KERNEL);
	ring->fence = dmam_alloc_coherent(dev, sizeof(*ring->fence),
					  &ring->fence_dma, GFP_KERNEL);
	if (!ring->cmds || !ring->results || !ring->fence)
		return -ENOMEM;

	return 0;
}
