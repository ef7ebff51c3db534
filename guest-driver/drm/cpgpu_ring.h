/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command rings: batches go in, are completed in order, and survive a
 * reset of their ring unless they caused it.
 */
#ifndef CPGPU_RING_H
#define CPGPU_RING_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include <drm/gpu_scheduler.h>

#include "cpgpu_hw.h"

struct cpgpu_device;

/* Jobs that a scheduler may have on its ring at a time, and their limit. */
#define CPGPU_RING_JOBS		8
#define CPGPU_RING_JOB_CMDS	64

/**
 * struct cpgpu_batch - commands that complete together
 *
 * @cmds: the commands; kept by the owner until @done, for a second try
 * @results: receives their result records
 * @count: number of commands
 * @done: called once, from any context, when the last command has ended or
 *        with an errno when the batch was given up
 * @link: on cpgpu_ring.inflight
 * @first: ring index of the first command
 * @seqno: fence value of the last command
 * @error: the errno for @done
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
};

/**
 * struct cpgpu_ring - a ring
 *
 * @cpgpu: the device
 * @index: which of its rings
 * @name: for people
 * @cmds: the ring, coherent memory
 * @cmds_dma: its device address
 * @results: a result record for each slot of the ring, coherent memory
 * @results_dma: its device address
 * @fence: the device writes the fence value of finished batches here
 * @fence_dma: its device address
 * @inflight: batches on the ring, oldest first
 * @tail: index of the next free command
 * @seqno: fence value of the newest batch; they are counted from 1
 * @completed: fence value of the newest finished batch
 * @commands: how many there were in all batches
 * @resets: how often it had to be reset
 * @running: commands are taken
 * @moved: when it was last seen to make progress, in jiffies
 * @watch_head: the HEAD register when the watchdog last looked
 * @space: woken when commands have left the ring
 * @sched: puts user jobs on the ring
 * @fence_context: fence context of their hardware fences
 * @fence_seqno: seqno of the newest; only @sched makes them
 */
struct cpgpu_ring {
	struct cpgpu_device *cpgpu;
	u32 index;
	char name[16];
	/** @lock: protects everything up to @watch_head */
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
	bool running;
	unsigned long moved;
	u32 watch_head;
	wait_queue_head_t space;
	struct drm_gpu_scheduler sched;
	u64 fence_context;
	u64 fence_seqno;
};

u32 cpgpu_rings_wanted(u32 have);
int cpgpu_rings_init(struct cpgpu_device *cpgpu);
void cpgpu_rings_start(struct cpgpu_device *cpgpu);
void cpgpu_rings_stop(struct cpgpu_device *cpgpu);
void cpgpu_rings_error_irq(struct cpgpu_device *cpgpu);
unsigned long cpgpu_rings_patience(struct cpgpu_device *cpgpu);
void cpgpu_ring_irq(struct cpgpu_ring *ring);
u32 cpgpu_ring_reg(struct cpgpu_ring *ring, u32 reg);
int cpgpu_ring_push(struct cpgpu_ring *ring, struct cpgpu_batch *batch);
int cpgpu_ring_exec(struct cpgpu_device *cpgpu, const struct cpgpu_cmd *cmd);

#endif /* CPGPU_RING_H */
