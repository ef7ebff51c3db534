/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command ring: batches go in, are completed in order, and survive a
 * reset of the ring unless they caused it.
 */
#ifndef CPGPU_RING_H
#define CPGPU_RING_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "cpgpu_hw.h"

struct cpgpu_device;

/* Jobs that the scheduler may have on the ring at a time, and their limit. */
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
 * struct cpgpu_ring - state of the ring
 *
 * @cmds: the ring, coherent memory
 * @cmds_dma: its device address
 * @results: a result record for each slot of the ring, coherent memory
 * @results_dma: its device address
 * @fence: the device writes the fence value of finished batches here
 * @fence_dma: its device address
 * @inflight: batches on the ring, oldest first
 * @tail: index of the next free command
 * @seqno: fence value of the newest batch
 * @completed: fence value of the newest finished batch
 * @resets: how often it had to be reset
 * @running: commands are taken
 * @space: woken when commands have left the ring
 * @recover: resets a stopped ring
 * @watchdog: finds a ring that makes no progress
 * @watch_seqno: @completed when the watchdog last looked
 * @watch_head: the HEAD register then
 */
struct cpgpu_ring {
	/** @lock: protects everything below */
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
	u32 resets;
	bool running;
	wait_queue_head_t space;
	struct work_struct recover;
	struct delayed_work watchdog;
	u64 watch_seqno;
	u32 watch_head;
};

int cpgpu_ring_init(struct cpgpu_device *cpgpu);
void cpgpu_ring_start(struct cpgpu_device *cpgpu);
void cpgpu_ring_stop(struct cpgpu_device *cpgpu);
void cpgpu_ring_irq(struct cpgpu_device *cpgpu);
void cpgpu_ring_error_irq(struct cpgpu_device *cpgpu);
int cpgpu_ring_push(struct cpgpu_device *cpgpu, struct cpgpu_batch *batch);
int cpgpu_ring_exec(struct cpgpu_device *cpgpu, const struct cpgpu_cmd *cmd);

#endif /* CPGPU_RING_H */
