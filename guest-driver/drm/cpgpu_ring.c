// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command rings.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/log2.h>

#include <drm/drm_print.h>

#include "cpgpu_device.h"

/**
 * DOC: Rings
 *
 * Batches of commands come from the DRM scheduler of each ring (user jobs) and,
 * on ring 0, from the driver itself (seal, unseal, bulk random numbers).  Every
 * command has a result record, so a command that fails does not stop its ring.
 *
 * When a ring does stop or makes no progress, it is reset.  Commands complete in
 * order, so the oldest batch is the culprit: it ends with an error, and the
 * batches behind it are put on the ring again.  The other rings continue.
 *
 * The timeout of the DRM schedulers is not used, for two reasons.  It covers
 * user jobs only, but the driver's own commands can hang as well.  And it works
 * per ring, while commands of one session wait for each other in the device
 * across rings: of several rings that make no progress, only the one that has
 * stalled longest may be reset.  A single watchdog sees all of them.
 */

#define RING_SIZE	1024u

/* Slots that the driver's own commands must leave to the scheduler */
#define RING_RESERVED	(CPGPU_RING_JOBS * CPGPU_RING_JOB_CMDS)

static_assert(RING_RESERVED < RING_SIZE);

u32 cpgpu_ring_reg(struct cpgpu_ring *ring, u32 reg)
{
	return cpgpu_read(ring->cpgpu, CPGPU_MMIO_RING(ring->index) + reg);
}

static void ring_set(struct cpgpu_ring *ring, u32 reg, u32 value)
{
	cpgpu_write(ring->cpgpu, CPGPU_MMIO_RING(ring->index) + reg, value);
}

static struct cpgpu_batch *ring_oldest(struct cpgpu_ring *ring)
{
	return list_first_entry_or_null(&ring->inflight, struct cpgpu_batch,
					link);
}

/* Slots in use: from the oldest batch in flight to the tail. */
static u32 ring_used(struct cpgpu_ring *ring)
{
	struct cpgpu_batch *oldest = ring_oldest(ring);

	return oldest ? ring->tail - oldest->first : 0;
}

/* Write a batch's commands.  The caller rings the doorbell. */
static void ring_write(struct cpgpu_ring *ring, struct cpgpu_batch *batch)
{
	u32 i;

	batch->first = ring->tail;
	for (i = 0; i < batch->count; i++) {
		u32 slot = ring->tail++ % RING_SIZE;
		struct cpgpu_cmd *cmd = &ring->cmds[slot];

		/* The default status of commands that never run */
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

static void ring_doorbell(struct cpgpu_ring *ring)
{
	/* writel() orders the commands before it */
	ring_set(ring, CPGPU_RING_TAIL, ring->tail);
}

/* Take a batch off the ring and copy its results. */
static void ring_retire(struct cpgpu_ring *ring, struct cpgpu_batch *batch,
			int error, struct list_head *done)
{
	ktime_t now;
	u32 i;

	for (i = 0; i < batch->count; i++) {
		struct cpgpu_result *result;

		result = &ring->results[(batch->first + i) % RING_SIZE];
		batch->results[i] = *result;
		memzero_explicit(result, sizeof(*result));
	}
	batch->error = error;

	/* Before that time the ring was busy with older batches. */
	now = ktime_get();
	batch->busy_ns = ktime_to_ns(ktime_sub(now, max(batch->pushed,
							ring->retired)));
	ring->retired = now;
	ring->moved = jiffies;
	list_move_tail(&batch->link, done);
}

/* Retire the batches that the fence value covers. */
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

/* Call the owners outside of the lock, because they signal fences. */
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

void cpgpu_ring_irq(struct cpgpu_ring *ring)
{
	unsigned long flags;
	LIST_HEAD(done);

	spin_lock_irqsave(&ring->lock, flags);
	ring_retire_finished(ring, &done);
	spin_unlock_irqrestore(&ring->lock, flags);

	ring_notify(ring, &done);
}

static int ring_push(struct cpgpu_ring *ring, struct cpgpu_batch *batch,
		     u32 reserved)
{
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&ring->lock, flags);
	if (READ_ONCE(ring->cpgpu->gone)) {
		ret = -ENODEV;
		goto out_unlock;
	}
	if (ring_used(ring) + batch->count + reserved > RING_SIZE) {
		ret = -EAGAIN;
		goto out_unlock;
	}

	if (list_empty(&ring->inflight)) {
		ring->moved = jiffies;
		/* Has no effect if the watchdog runs for another ring. */
		schedule_delayed_work(&ring->cpgpu->watchdog,
				      cpgpu_timeout() / 4);
	}
	batch->pushed = ktime_get();
	batch->seqno = ++ring->seqno;
	ring->commands += batch->count;
	ring_write(ring, batch);
	list_add_tail(&batch->link, &ring->inflight);
	ring_doorbell(ring);
out_unlock:
	spin_unlock_irqrestore(&ring->lock, flags);

	return ret;
}

/**
 * cpgpu_ring_push() - start the commands of a scheduler job
 * @ring: the scheduler's ring
 * @batch: at most CPGPU_RING_JOB_CMDS commands
 *
 * There is always space for CPGPU_RING_JOBS of these.
 *
 * Return: 0, or -ENODEV when the device is gone; then &cpgpu_batch.done is not
 * called.
 */
int cpgpu_ring_push(struct cpgpu_ring *ring, struct cpgpu_batch *batch)
{
	int ret;

	ret = ring_push(ring, batch, 0);
	if (drm_WARN_ON_ONCE(&ring->cpgpu->drm, ret == -EAGAIN))
		ret = -EIO;

	return ret;
}

struct ring_exec {
	struct cpgpu_batch batch;
	struct completion done;
	int error;
};

static void exec_done(struct cpgpu_batch *batch, int error)
{
	struct ring_exec *exec = container_of(batch, struct ring_exec, batch);

	exec->error = error;
	complete(&exec->done);
}

/**
 * cpgpu_ring_exec() - run one of the driver's own commands and wait for it
 * @cpgpu: the device
 * @cmd: the command
 *
 * It runs concurrently with the commands on other rings.
 *
 * Return: the command's status (CPGPU_ST_*), or a negative errno when it was
 * not executed.
 */
int cpgpu_ring_exec(struct cpgpu_device *cpgpu, const struct cpgpu_cmd *cmd)
{
	struct cpgpu_ring *ring = &cpgpu->rings[0];
	struct cpgpu_result result;
	struct ring_exec exec = {
		.batch = {
			.cmds = cmd,
			.results = &result,
			.count = 1,
			.done = exec_done,
		},
	};
	int ret;

	init_completion(&exec.done);
	wait_event(ring->space,
		   (ret = ring_push(ring, &exec.batch, RING_RESERVED)) !=
		   -EAGAIN);
	if (ret)
		return ret;

	/* The watchdog limits this wait. */
	wait_for_completion(&exec.done);

	return exec.error ?: (int)le32_to_cpu(result.status);
}

/* Enable the ring, empty. */
static void ring_enable(struct cpgpu_ring *ring)
{
	ring_set(ring, CPGPU_RING_CTRL, CPGPU_RING_CTRL_RESET);
	ring_set(ring, CPGPU_RING_BASE_LO, lower_32_bits(ring->cmds_dma));
	ring_set(ring, CPGPU_RING_BASE_HI, upper_32_bits(ring->cmds_dma));
	ring_set(ring, CPGPU_RING_SIZE, ilog2(RING_SIZE));
	ring_set(ring, CPGPU_RING_FENCE_LO, lower_32_bits(ring->fence_dma));
	ring_set(ring, CPGPU_RING_FENCE_HI, upper_32_bits(ring->fence_dma));
	ring_set(ring, CPGPU_RING_CTRL, CPGPU_RING_CTRL_ENABLE);
	ring->tail = 0;
}

/* Reset the ring, fail the oldest batch and restart the others. */
static void ring_reset(struct cpgpu_ring *ring, int error,
		       struct list_head *done)
{
	struct cpgpu_batch *culprit, *batch;

	ring_retire_finished(ring, done);
	culprit = ring_oldest(ring);

	/* After this write the device accesses neither ring nor results. */
	ring_set(ring, CPGPU_RING_CTRL, CPGPU_RING_CTRL_RESET);

	/* The culprit may have completed just before the reset. */
	ring_retire_finished(ring, done);
	if (culprit && culprit == ring_oldest(ring))
		ring_retire(ring, culprit, error, done);

	ring->resets++;
	ring_enable(ring);
	list_for_each_entry(batch, &ring->inflight, link)
		ring_write(ring, batch);
	if (ring->tail)
		ring_doorbell(ring);
}

/*
 * The two work functions below need no drm_dev_enter(): cpgpu_rings_stop()
 * cancels both before the registers are unmapped.
 */

static void ring_recover(struct cpgpu_ring *ring)
{
	struct cpgpu_device *cpgpu = ring->cpgpu;
	u32 status, index;
	LIST_HEAD(done);

	spin_lock_irq(&ring->lock);
	if (!READ_ONCE(cpgpu->gone) &&
	    (cpgpu_ring_reg(ring, CPGPU_RING_STATUS) &
	     CPGPU_RING_STATUS_STOPPED)) {
		status = cpgpu_ring_reg(ring, CPGPU_RING_ERROR);
		index = cpgpu_ring_reg(ring, CPGPU_RING_ERROR_INDEX);
		drm_err_ratelimited(&cpgpu->drm,
				    "%s stopped at command %u: %s; resetting it\n",
				    ring->name, index,
				    cpgpu_status_name(status));
		ring_reset(ring, -EIO, &done);
	}
	spin_unlock_irq(&ring->lock);

	ring_notify(ring, &done);
}

/* The device reports only the first error, so look at all rings. */
static void rings_recover(struct work_struct *work)
{
	struct cpgpu_device *cpgpu = container_of(work, struct cpgpu_device,
						  recover);
	u32 i;

	for (i = 0; i < cpgpu->num_rings; i++)
		ring_recover(&cpgpu->rings[i]);
}

/* Returns whether the ring has work, and in @since its last progress. */
static bool ring_watch(struct cpgpu_ring *ring, unsigned long *since)
{
	LIST_HEAD(done);
	bool busy;
	u32 head;

	spin_lock_irq(&ring->lock);
	/* Covers lost interrupts, too. */
	ring_retire_finished(ring, &done);
	head = cpgpu_ring_reg(ring, CPGPU_RING_HEAD);
	if (ring->watch_head != head)
		ring->moved = jiffies;
	ring->watch_head = head;
	*since = ring->moved;
	busy = !list_empty(&ring->inflight);
	spin_unlock_irq(&ring->lock);

	ring_notify(ring, &done);

	return busy;
}

static void ring_reset_hung(struct cpgpu_ring *ring, unsigned long since)
{
	LIST_HEAD(done);

	spin_lock_irq(&ring->lock);
	if (!READ_ONCE(ring->cpgpu->gone) && ring->moved == since) {
		drm_err_ratelimited(&ring->cpgpu->drm,
				    "%s hangs at command %u; resetting it\n",
				    ring->name, ring->watch_head);
		ring_reset(ring, -ETIMEDOUT, &done);
	}
	spin_unlock_irq(&ring->lock);

	ring_notify(ring, &done);
}

static void ring_rearm_watchdog(struct cpgpu_ring *ring)
{
	spin_lock_irq(&ring->lock);
	ring->moved = jiffies;
	spin_unlock_irq(&ring->lock);
}

/*
 * After a reset the other stalled rings get their full time again: they may have
 * waited for the one that was reset.
 */
static void rings_watch(struct work_struct *work)
{
	struct cpgpu_device *cpgpu = container_of(to_delayed_work(work),
						  struct cpgpu_device,
						  watchdog);
	struct cpgpu_ring *oldest = NULL;
	unsigned long since, oldest_since = 0;
	u32 i;

	for (i = 0; i < cpgpu->num_rings; i++) {
		if (!ring_watch(&cpgpu->rings[i], &since))
			continue;
		if (!oldest || time_before(since, oldest_since)) {
			oldest = &cpgpu->rings[i];
			oldest_since = since;
		}
	}
	if (!oldest)
		return;

	if (time_after_eq(jiffies, oldest_since + cpgpu_timeout())) {
		ring_reset_hung(oldest, oldest_since);
		for (i = 0; i < cpgpu->num_rings; i++)
			ring_rearm_watchdog(&cpgpu->rings[i]);
	}
	schedule_delayed_work(&cpgpu->watchdog, cpgpu_timeout() / 4);
}

void cpgpu_rings_start(struct cpgpu_device *cpgpu)
{
	u32 i;

	for (i = 0; i < cpgpu->num_rings; i++)
		ring_enable(&cpgpu->rings[i]);
}

static void ring_stop(struct cpgpu_ring *ring)
{
	struct cpgpu_batch *batch, *next;
	LIST_HEAD(done);

	spin_lock_irq(&ring->lock);
	ring_set(ring, CPGPU_RING_CTRL, CPGPU_RING_CTRL_RESET);
	ring_retire_finished(ring, &done);
	list_for_each_entry_safe(batch, next, &ring->inflight, link)
		ring_retire(ring, batch, -ENODEV, &done);
	spin_unlock_irq(&ring->lock);

	ring_notify(ring, &done);
}

/**
 * cpgpu_rings_stop() - give up everything in flight
 * @cpgpu: the device, marked as gone, so that no new batches come
 */
void cpgpu_rings_stop(struct cpgpu_device *cpgpu)
{
	u32 i;

	for (i = 0; i < cpgpu->num_rings; i++)
		ring_stop(&cpgpu->rings[i]);
	cancel_work_sync(&cpgpu->recover);
	cancel_delayed_work_sync(&cpgpu->watchdog);
}

static int ring_init(struct cpgpu_device *cpgpu, u32 index)
{
	struct cpgpu_ring *ring = &cpgpu->rings[index];
	struct device *dev = cpgpu->drm.dev;

	ring->cpgpu = cpgpu;
	ring->index = index;
	snprintf(ring->name, sizeof(ring->name), "cpgpu-ring%u", index);
	spin_lock_init(&ring->lock);
	INIT_LIST_HEAD(&ring->inflight);
	init_waitqueue_head(&ring->space);

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

int cpgpu_rings_init(struct cpgpu_device *cpgpu)
{
	int ret = 0;
	u32 i;

	INIT_WORK(&cpgpu->recover, rings_recover);
	INIT_DELAYED_WORK(&cpgpu->watchdog, rings_watch);

	for (i = 0; i < cpgpu->num_rings && !ret; i++)
		ret = ring_init(cpgpu, i);

	return ret;
}
