/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command rings.
 */
#ifndef CPGPU_RING_H
#define CPGPU_RING_H

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include <drm/gpu_scheduler.h>

#include "cpgpu_hw.h"

struct cpgpu_device;

/* How many jobs a scheduler may have on its ring, and their maximum size */
#define CPGPU_RING_JOBS		8
#define CPGPU_RING_JOB_CMDS	64

/**
 * struct cpgpu_batch - commands that complete together
 * @cmds: the commands; the owner keeps them until @done, because a reset may
 *        require that they are written again
 * @results: receives their result records
 * @count: number of commands
 * @done: called once, from any context, when the last command has completed, or
 *        with an errno when the batch was given up
 * @link: on &cpgpu_ring.inflight
 * @first: ring index of the first command
 * @seqno: fence value of the last command
 * @error: errno for @done
 * @pushed: when it was put on the ring
 * @busy_ns: time that the ring has spent on it, valid in @done
 */
struct cpgpu_batch {
	const struct cpgpu_cmd *cmds;
	struct cpgpu_result *results;
	u32 count;
	void (*done)(struct cpgpu_batch *batch, int error);

	/* private to the ring */
	struct list_head link;
	u32 first;
	u64 seqno;
	int error;
	ktime_t pushed;
	u64 busy_ns;
};

/**
 * struct cpgpu_ring - a command ring
 * @cpgpu: the device
 * @index: number of the ring
 * @name: name for log and traces
 * @cmds: the ring, coherent memory
 * @cmds_dma: DMA address of @cmds
 * @results: a result record for each slot of the ring, coherent memory
 * @results_dma: DMA address of @results
 * @fence: the device writes the fence value of completed batches here
 * @fence_dma: DMA address of @fence
 * @inflight: batches on the ring, oldest first
 * @tail: index of the next free command
 * @seqno: fence value of the newest batch, counted from 1
 * @completed: fence value of the newest completed batch
 * @commands: number of commands in all batches so far
 * @resets: number of resets
 * @retired: when the newest completed batch was taken off the ring
 * @moved: last time that it was seen to make progress, in jiffies
 * @watch_head: HEAD register when the watchdog last looked
 * @space: woken when commands have left the ring
 * @sched: puts user jobs on the ring
 * @fence_context: fence context of their hardware fences
 * @fence_seqno: seqno of the newest; only @sched creates them
 */
struct cpgpu_ring {
	struct cpgpu_device *cpgpu;
	u32 index;
	char name[16];
	/** @lock: protects the members up to @watch_head */
	spinlock_t lock;
	struct cpgpu_cmd *cmds;
	dma_addr_t cmds_dma;
	struct cpgpu_result *results;
	dma_addr_t results_dma;
	__le64 *fence;
	dma_addr_t fence_dma;
	struct list_head inflight;
	u32 tail;
	u64 seqno;
	u64 completed;
	u64 commands;
	u32 resets;
	ktime_t retired;
	unsigned long moved;
	u32 watch_head;
	wait_queue_head_t space;
	struct drm_gpu_scheduler sched;
	u64 fence_context;
	u64 fence_seqno;
};

int cpgpu_rings_init(struct cpgpu_device *cpgpu);
void cpgpu_rings_start(struct cpgpu_device *cpgpu);
void cpgpu_rings_stop(struct cpgpu_device *cpgpu);
void cpgpu_ring_irq(struct cpgpu_ring *ring);
u32 cpgpu_ring_reg(struct cpgpu_ring *ring, u32 reg);
int cpgpu_ring_push(struct cpgpu_ring *ring, struct cpgpu_batch *batch);
int cpgpu_ring_exec(struct cpgpu_device *cpgpu, const struct cpgpu_cmd *cmd);

#endif /* CPGPU_RING_H */
