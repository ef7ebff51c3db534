// SPDX-License-Identifier: MIT
/*
 * What the driver does when its ring stops or hangs.  User space cannot bring
 * that about through the driver, so these tests go behind its back and write
 * to the ring's registers.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xf86drm.h>

#include "cpgpu_hw.h"
#include "fixture.h"
#include "kernel_log.h"

#define DATA_SIZE	(64 * PAGE)
#define JOBS		6
#define TIMEOUT_MS	"/sys/module/cpgpu/parameters/timeout_ms"
#define RING(name)	(CPGPU_MMIO_RING(0) + CPGPU_RING_##name)

static volatile uint32_t *map_registers(struct cpgpu_device *dev)
{
	drmDevicePtr drm;
	char path[128];
	void *map;
	int fd;

	CHECK_OK(drmGetDevice2(cpgpu_fd(dev), 0, &drm));
	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%04x:%02x:%02x.%u/resource0",
		 drm->businfo.pci->domain, drm->businfo.pci->bus,
		 drm->businfo.pci->dev, drm->businfo.pci->func);
	drmFreeDevice(&drm);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		test_skip("%s: %s", path, strerror(errno));
	map = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		test_skip("the kernel keeps user space off the BAR: boot with iomem=relaxed");
	return map;
}

static void write_register(volatile uint32_t *regs, uint32_t offset,
			   uint32_t value)
{
	regs[offset / 4] = value;
}

static void set_timeout(const char *ms)
{
	FILE *file = fopen(TIMEOUT_MS, "we");

	CHECK(file);
	CHECK(fputs(ms, file) >= 0);
	CHECK(fclose(file) == 0);
}

struct work {
	struct session session;
	uint32_t object[JOBS];
	struct memory memory[JOBS];
	uint32_t sync[JOBS];
	uint8_t iv[BLOCK];
};

static void prepare(struct work *work)
{
	struct cpgpu_device *dev = open_device();
	int i;

	work->session = keyed_session(dev);
	fill_pattern(work->iv, BLOCK, 1);
	for (i = 0; i < JOBS; i++) {
		work->object[i] = create_protected(&work->session, DATA_SIZE);
		work->memory[i] = create_memory(dev, DATA_SIZE + PAGE);
		fill_pattern(work->memory[i].map, DATA_SIZE, 30 + i);
		judge_ctr(work->session.key, work->iv, work->memory[i].map,
			  DATA_SIZE);
		work->sync[i] = create_sync(dev);
	}
}

static void submit_all(struct work *work)
{
	struct drm_cpgpu_sync sync;
	struct drm_cpgpu_op op;
	int i;

	for (i = 0; i < JOBS; i++) {
		cpgpu_op_decrypt(&op, work->session.handle,
				 work->memory[i].handle, 0, work->object[i], 0,
				 DATA_SIZE, work->iv, NULL);
		op.result_handle = work->memory[i].handle;
		op.result_offset = DATA_SIZE;
		sync = signal_sync(work->sync[i]);
		CHECK_OK(cpgpu_submit(work->session.dev, &op, 1, &sync, 1));
	}
}

/* The first job is to blame, the others are done. */
static void check_outcome(struct work *work, int error)
{
	static uint8_t data[DATA_SIZE], back[DATA_SIZE];
	struct drm_cpgpu_result *result;
	int i;

	for (i = 0; i < JOBS; i++) {
		CHECK_RET(cpgpu_sync_wait(work->session.dev, work->sync[i], 0,
					  WAIT_MS), i ? 0 : error);
		result = (void *)(work->memory[i].map + DATA_SIZE);
		if (!i) {
			CHECK(result->status);
			continue;
		}
		CHECK_EQ(result->status, 0);
		fill_pattern(data, DATA_SIZE, 30 + i);
		read_protected(&work->session, work->object[i], 0, back,
			       DATA_SIZE, work->session.key);
		CHECK_MEM(back, data, DATA_SIZE);
	}
}

static void hanging_ring_is_reset(void)
{
	struct kernel_log log = kernel_log_start();
	volatile uint32_t *regs;
	struct work work;

	prepare(&work);
	regs = map_registers(work.session.dev);
	set_timeout("300");
	/* a ring that was switched off takes no doorbell */
	write_register(regs, RING(CTRL), CPGPU_RING_CTRL_RESET);
	submit_all(&work);
	check_outcome(&work, -ETIMEDOUT);
	set_timeout("10000");
	/* and it goes on */
	refresh_session(&work.session);
	submit_all(&work);
	CHECK_OK(cpgpu_sync_wait(work.session.dev, work.sync[JOBS - 1], 0,
				 WAIT_MS));
	kernel_log_check(&log);
}

static void stopped_ring_is_reset(void)
{
	struct kernel_log log = kernel_log_start();
	volatile uint32_t *regs;
	struct work work;

	prepare(&work);
	regs = map_registers(work.session.dev);
	write_register(regs, RING(CTRL), CPGPU_RING_CTRL_RESET);
	submit_all(&work);
	usleep(100000);
	/* on again, with its commands where there is no memory */
	write_register(regs, RING(BASE_LO), 0);
	write_register(regs, RING(BASE_HI), 0x4000);
	write_register(regs, RING(CTRL), CPGPU_RING_CTRL_ENABLE);
	write_register(regs, RING(TAIL), 1);
	check_outcome(&work, -EIO);
	refresh_session(&work.session);
	submit_all(&work);
	CHECK_OK(cpgpu_sync_wait(work.session.dev, work.sync[JOBS - 1], 0,
				 WAIT_MS));
	kernel_log_check(&log);
}

static const struct test tests[] = {
	TEST(hanging_ring_is_reset),
	TEST(stopped_ring_is_reset),
};

int main(int argc, char **argv)
{
	return RUN_TESTS(argc, argv, tests);
}
