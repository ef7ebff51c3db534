// SPDX-License-Identifier: MIT
/*
 * What the driver does when its rings stop or hang.  User space cannot cause
 * that through the driver, so these tests bypass it and write to the rings'
 * registers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cpgpu_hw.h"
#include "fixture.h"
#include "kernel_log.h"

#define DATA_SIZE	(64 * PAGE)
#define JOBS		3
#define FILES_PER_RING	2
#define TIMEOUT_MS	"/sys/module/cpgpu/parameters/timeout_ms"

static void set_timeout(const char *ms)
{
	FILE *file = fopen(TIMEOUT_MS, "we");

	CHECK(file);
	CHECK(fputs(ms, file) >= 0);
	CHECK(fclose(file) == 0);
}

/* One file's work; several, so that every ring has some. */
struct work {
	struct session session;
	uint32_t object[JOBS];
	struct memory memory[JOBS];
	uint32_t sync[JOBS];
	uint8_t iv[JOBS][KEY_SIZE];
};

struct ground {
	volatile uint32_t *regs;
	unsigned int rings;
	struct work work[FILES_PER_RING * CPGPU_RINGS_MAX];
};

static uint32_t ring_register(struct ground *ground, unsigned int ring,
			      uint32_t offset)
{
	return ground->regs[(CPGPU_MMIO_RING(ring) + offset) / 4];
}

static void set_ring_register(struct ground *ground, unsigned int ring,
			      uint32_t offset, uint32_t value)
{
	ground->regs[(CPGPU_MMIO_RING(ring) + offset) / 4] = value;
}

static void prepare_work(struct work *work, struct cpgpu_device *dev)
{
	int i;

	work->session = keyed_session(dev);
	for (i = 0; i < JOBS; i++) {
		work->object[i] = create_protected(&work->session, DATA_SIZE);
		work->memory[i] = create_memory(dev, DATA_SIZE + PAGE);
		next_iv(work->iv[i]);
		fill_pattern(work->memory[i].map, DATA_SIZE, 30 + i);
		judge_ctr(work->session.key, work->iv[i], work->memory[i].map,
			  DATA_SIZE);
		work->sync[i] = create_sync(dev);
	}
}

static void prepare(struct ground *ground)
{
	struct cpgpu_device *dev = open_device();
	unsigned int i;

	ground->regs = map_bar(dev, 0, 0x10000, true);
	ground->rings = device_info(dev).rings;
	for (i = 0; i < FILES_PER_RING * ground->rings; i++)
		prepare_work(&ground->work[i], i ? open_device() : dev);
}

static void submit_work(struct work *work)
{
	struct drm_cpgpu_result *result;
	struct drm_cpgpu_sync sync;
	struct drm_cpgpu_op op;
	int i;

	for (i = 0; i < JOBS; i++) {
		cpgpu_op_decrypt(&op, work->session.handle,
				 work->memory[i].handle, 0, work->object[i], 0,
				 DATA_SIZE, work->iv[i], NULL);
		op.result_handle = work->memory[i].handle;
		op.result_offset = DATA_SIZE;
		result = (void *)(work->memory[i].map + DATA_SIZE);
		result->status = 0xee;
		sync = signal_sync(work->sync[i]);
		CHECK_OK(cpgpu_submit(work->session.dev, &op, 1, &sync, 1));
	}
}

static void submit_all(struct ground *ground)
{
	unsigned int i;

	for (i = 0; i < FILES_PER_RING * ground->rings; i++)
		submit_work(&ground->work[i]);
}

/* The number of a file's failed jobs; the others' results must be right. */
static unsigned int count_failed(struct work *work, int error)
{
	struct drm_cpgpu_result *result;
	unsigned int failed = 0;
	int i, ret;

	for (i = 0; i < JOBS; i++) {
		ret = cpgpu_sync_wait(work->session.dev, work->sync[i], 0,
				      WAIT_MS);
		result = (void *)(work->memory[i].map + DATA_SIZE);
		if (ret) {
			CHECK_RET(ret, error);
			CHECK(result->status);
			failed++;
			continue;
		}
		CHECK_EQ(result->status, 0);
		CHECK(holds_pattern(&work->session, work->object[i], DATA_SIZE,
				    30 + i, work->session.key));
	}
	return failed;
}

static void wait_all(struct ground *ground)
{
	struct work *work;
	unsigned int i;
	int job;

	for (i = 0; i < FILES_PER_RING * ground->rings; i++) {
		work = &ground->work[i];
		for (job = 0; job < JOBS; job++)
			CHECK(cpgpu_sync_wait(work->session.dev,
					      work->sync[job], 0, WAIT_MS) !=
			      -ETIME);
	}
}

/* In each spoilt ring the first job is to blame, and all others are done. */
static void check_outcome(struct ground *ground, int error,
			  unsigned int spoilt)
{
	unsigned int i, failed = 0;

	wait_all(ground);
	for (i = 0; i < ground->rings; i++) {
		test_note("ring %u", i);
		CHECK_EQ(ring_register(ground, i, CPGPU_RING_STATUS) &
			 (CPGPU_RING_STATUS_ON | CPGPU_RING_STATUS_STOPPED),
			 CPGPU_RING_STATUS_ON);
	}
	for (i = 0; i < FILES_PER_RING * ground->rings; i++)
		failed += count_failed(&ground->work[i], error);
	CHECK_EQ(failed, spoilt);
}

/* The IVs may be used again, since the key is new. */
static void check_goes_on(struct ground *ground)
{
	struct work *work;
	unsigned int i;
	int job;

	for (i = 0; i < FILES_PER_RING * ground->rings; i++)
		refresh_session(&ground->work[i].session);
	submit_all(ground);
	for (i = 0; i < FILES_PER_RING * ground->rings; i++) {
		work = &ground->work[i];
		for (job = 0; job < JOBS; job++)
			CHECK_OK(cpgpu_sync_wait(work->session.dev,
						 work->sync[job], 0, WAIT_MS));
	}
}

static void switch_off(struct ground *ground)
{
	unsigned int i;

	for (i = 0; i < ground->rings; i++)
		set_ring_register(ground, i, CPGPU_RING_CTRL,
				  CPGPU_RING_CTRL_RESET);
}

TEST(hanging_rings_are_reset)
{
	struct kernel_log log = kernel_log_start();
	static struct ground ground;

	prepare(&ground);
	/* what the reset leaves over needs less than that, even on a busy host */
	set_timeout("2000");
	/* a ring that is switched off ignores the doorbell */
	switch_off(&ground);
	submit_all(&ground);
	check_outcome(&ground, -ETIMEDOUT, ground.rings);
	set_timeout("10000");
	check_goes_on(&ground);
	kernel_log_check(&log);
}

/* Only the oldest job of that ring fails, and the other rings continue. */
TEST(one_ring_hangs_alone)
{
	struct kernel_log log = kernel_log_start();
	static struct ground ground;

	prepare(&ground);
	/* as do the other rings */
	set_timeout("3000");
	set_ring_register(&ground, ground.rings - 1, CPGPU_RING_CTRL,
			  CPGPU_RING_CTRL_RESET);
	submit_all(&ground);
	check_outcome(&ground, -ETIMEDOUT, 1);
	set_timeout("10000");
	check_goes_on(&ground);
	kernel_log_check(&log);
}

TEST(stopped_rings_are_reset)
{
	struct kernel_log log = kernel_log_start();
	static struct ground ground;
	unsigned int i;

	prepare(&ground);
	switch_off(&ground);
	submit_all(&ground);
	usleep(100000);
	/* on again, with their commands where there is no memory */
	for (i = 0; i < ground.rings; i++) {
		set_ring_register(&ground, i, CPGPU_RING_BASE_LO, 0);
		set_ring_register(&ground, i, CPGPU_RING_BASE_HI, 0x4000);
		set_ring_register(&ground, i, CPGPU_RING_CTRL,
				  CPGPU_RING_CTRL_ENABLE);
		set_ring_register(&ground, i, CPGPU_RING_TAIL, 1);
	}
	check_outcome(&ground, -EIO, ground.rings);
	check_goes_on(&ground);
	kernel_log_check(&log);
}

/*
 * A 64-bit access must have the same effect however QEMU runs the CPU: it is
 * two 32-bit accesses, the lower half first.  Narrower ones have no effect.
 */
TEST(registers_take_64_bits)
{
	volatile uint32_t *regs = map_bar(open_device(), 0, 0x10000, true);
	volatile uint64_t *wide = (volatile uint64_t *)regs;
	volatile uint16_t *narrow = (volatile uint16_t *)regs;
	uint32_t enable = regs[CPGPU_INTR_ENABLE / 4];
	uint32_t other = enable ^ CPGPU_INTR_VBLANK;

	CHECK_EQ(wide[CPGPU_ID / 8],
		 CPGPU_ID_VALUE | (uint64_t)CPGPU_VERSION_VALUE << 32);
	/* INTR_STATUS takes a zero, INTR_ENABLE what is next to it */
	wide[CPGPU_INTR_STATUS / 8] = (uint64_t)other << 32;
	CHECK_EQ(regs[CPGPU_INTR_ENABLE / 4], other);
	wide[CPGPU_INTR_STATUS / 8] = (uint64_t)enable << 32;
	CHECK_EQ(regs[CPGPU_INTR_ENABLE / 4], enable);
	CHECK_EQ(narrow[CPGPU_ID / 2], 0);
	narrow[CPGPU_SCRATCH / 2] = ~regs[CPGPU_SCRATCH / 4];
	CHECK_EQ(narrow[CPGPU_SCRATCH / 2], 0);
}
