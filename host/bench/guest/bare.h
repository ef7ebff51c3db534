/* SPDX-License-Identifier: MIT */
/*
 * The device without its driver: registers, memory that it can reach, and
 * command rings, through the UIO module of the benchmark.
 *
 * Functions end the program with a message when something fails.
 */
#ifndef BARE_H
#define BARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpgpu_hw.h"

#define BARE_PAGE	(2u << 20)	/* contiguous for the device */

struct bare {
	int fd;
	volatile uint32_t *regs;
};

/* Memory that stays where it is; each BARE_PAGE has an address of its own. */
struct bare_memory {
	uint8_t *data;
	uint64_t *address;
	size_t pages;
};

struct bare_ring {
	struct bare *dev;
	unsigned int index;
	uint32_t tail, slots;
	uint64_t fence;			/* last one submitted */
	struct cpgpu_cmd *cmds;
	volatile uint64_t *done;
	volatile struct cpgpu_result *result;
	uint64_t result_address;
};

void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *text,
							  ...);
double now(void);

/* @name: of the UIO device, such as uio0 */
void bare_open(struct bare *dev, const char *name);

static inline uint32_t bare_read(struct bare *dev, uint32_t reg)
{
	return dev->regs[reg / 4];
}

static inline void bare_write(struct bare *dev, uint32_t reg, uint32_t value)
{
	dev->regs[reg / 4] = value;
}

/* Sleep until the next interrupt of ring 0, and allow for another. */
void bare_wait_irq(struct bare *dev);

struct bare_memory bare_memory(size_t pages);

void bare_ring_open(struct bare_ring *r, struct bare *dev, unsigned int index);

/* The next free slot, with what an older command left in it. */
static inline struct cpgpu_cmd *bare_next(struct bare_ring *r)
{
	/* a division would be dear under emulation */
	return &r->cmds[r->tail++ & (r->slots - 1)];
}

/* The same, cleared. */
struct cpgpu_cmd *bare_slot(struct bare_ring *r);
void bare_doorbell(struct bare_ring *r);

/* Wait for fence @value; a stopped ring ends the program. */
void bare_wait(struct bare_ring *r, uint64_t value);

/* Submit one command with a fence and a result and wait; its result. */
struct cpgpu_result bare_run(struct bare_ring *r, const struct cpgpu_cmd *cmd);

/* ------------------------------------------------------------ sessions -- */

/* A session command by register; fails unless its status is OK. */
void bare_session_command(struct bare *dev, unsigned int session,
			  uint32_t command, uint32_t size);

/* Create session @session and give it a key. */
void bare_session_open(struct bare *dev, unsigned int session);

/* Seal a piece of video memory. */
void bare_seal(struct bare_ring *r, unsigned int session, uint64_t offset,
	       uint64_t size);

#endif /* BARE_H */
