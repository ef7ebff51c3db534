// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cpgpu_keyx.h>

#include "bare.h"

#define RING_LOG2	12
#define PFN_MASK	((1ull << 55) - 1)
#define POLLS_MAX	(1u << 28)

void fail(const char *text, ...)
{
	va_list args;

	va_start(args, text);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, text, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

/* -------------------------------------------------------------- device -- */

static size_t bar_size(const char *name)
{
	unsigned long size;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/uio/%s/maps/map0/size", name);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%lx", &size) != 1)
		fail("cannot read %s", path);
	fclose(file);
	return size;
}

void bare_open(struct bare *dev, const char *name)
{
	char path[128];
	void *map;

	snprintf(path, sizeof(path), "/dev/%s", name);
	dev->fd = open(path, O_RDWR | O_CLOEXEC);
	if (dev->fd < 0)
		fail("%s: %s; is a device bound to cpgpu-uio?", path,
		     strerror(errno));
	map = mmap(NULL, bar_size(name), PROT_READ | PROT_WRITE, MAP_SHARED,
		   dev->fd, 0);
	if (map == MAP_FAILED)
		fail("%s: %s", path, strerror(errno));
	dev->regs = map;
	if (bare_read(dev, CPGPU_ID) != CPGPU_ID_VALUE)
		fail("%s is no cpgpu", path);
	bare_write(dev, CPGPU_CTRL, CPGPU_CTRL_RESET);
	while (!(bare_read(dev, CPGPU_RNG_STATUS) & CPGPU_RNG_STATUS_READY))
		sched_yield();
}

void bare_wait_irq(struct bare *dev)
{
	uint32_t count;

	if (read(dev->fd, &count, sizeof(count)) != sizeof(count))
		fail("no interrupt: %s", strerror(errno));
	bare_write(dev, CPGPU_INTR_STATUS, CPGPU_INTR_RING(0));
}

/* -------------------------------------------------------------- memory -- */

static void set_huge_pages(size_t more)
{
	static const char path[] = "/proc/sys/vm/nr_hugepages";
	size_t have;
	FILE *file = fopen(path, "r+");

	if (!file || fscanf(file, "%zu", &have) != 1)
		fail("cannot read %s", path);
	rewind(file);
	fprintf(file, "%zu", have + more);
	if (fclose(file))
		fail("cannot write %s", path);
}

static uint64_t physical(const void *p)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	off_t at = (uintptr_t)p / 4096 * 8;
	uint64_t entry;

	if (fd < 0 || pread(fd, &entry, sizeof(entry), at) != sizeof(entry))
		fail("cannot read /proc/self/pagemap");
	close(fd);
	if (!(entry & PFN_MASK))
		fail("no physical addresses: run me as root");
	return (entry & PFN_MASK) * 4096;
}

struct bare_memory bare_memory(size_t pages)
{
	struct bare_memory m = { .pages = pages };
	size_t i;

	m.address = calloc(pages, sizeof(*m.address));
	if (!m.address)
		fail("no memory");
	m.data = mmap(NULL, pages * BARE_PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (m.data == MAP_FAILED) {
		set_huge_pages(pages);
		m.data = mmap(NULL, pages * BARE_PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	}
	if (m.data == MAP_FAILED)
		fail("no %zu huge pages", pages);
	memset(m.data, 0, pages * BARE_PAGE);
	for (i = 0; i < pages; i++)
		m.address[i] = physical(m.data + i * BARE_PAGE);
	return m;
}

/* --------------------------------------------------------------- rings -- */

/* In the ring's page, behind the commands */
#define FENCE_AT	(CPGPU_CMD_SIZE << RING_LOG2)
#define RESULT_AT	(FENCE_AT + 64)

static void write_address(struct bare *dev, uint32_t reg, uint64_t value)
{
	bare_write(dev, reg, value);
	bare_write(dev, reg + 4, value >> 32);
}

void bare_ring_open(struct bare_ring *r, struct bare *dev, unsigned int index)
{
	struct bare_memory m = bare_memory(1);
	uint32_t base = CPGPU_MMIO_RING(index);

	*r = (struct bare_ring) {
		.dev = dev,
		.index = index,
		.slots = 1u << RING_LOG2,
		.cmds = (struct cpgpu_cmd *)m.data,
		.done = (uint64_t *)(m.data + FENCE_AT),
		.result = (struct cpgpu_result *)(m.data + RESULT_AT),
		.result_address = m.address[0] + RESULT_AT,
	};
	bare_write(dev, base + CPGPU_RING_CTRL, CPGPU_RING_CTRL_RESET);
	write_address(dev, base + CPGPU_RING_BASE_LO, m.address[0]);
	write_address(dev, base + CPGPU_RING_FENCE_LO, m.address[0] + FENCE_AT);
	bare_write(dev, base + CPGPU_RING_SIZE, RING_LOG2);
	bare_write(dev, base + CPGPU_RING_CTRL, CPGPU_RING_CTRL_ENABLE);
}

struct cpgpu_cmd *bare_slot(struct bare_ring *r)
{
	struct cpgpu_cmd *cmd = bare_next(r);

	memset(cmd, 0, sizeof(*cmd));
	return cmd;
}

void bare_doorbell(struct bare_ring *r)
{
	/* the commands are written before the doorbell is */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	bare_write(r->dev, CPGPU_MMIO_RING(r->index) + CPGPU_RING_TAIL,
		   r->tail);
}

static void __attribute__((noreturn)) stopped(struct bare_ring *r)
{
	uint32_t base = CPGPU_MMIO_RING(r->index);

	fail("ring %u: status 0x%x, error %u at command %u", r->index,
	     bare_read(r->dev, base + CPGPU_RING_STATUS),
	     bare_read(r->dev, base + CPGPU_RING_ERROR),
	     bare_read(r->dev, base + CPGPU_RING_ERROR_INDEX));
}

void bare_wait(struct bare_ring *r, uint64_t value)
{
	uint32_t status = CPGPU_MMIO_RING(r->index) + CPGPU_RING_STATUS;
	unsigned int polls;

	for (polls = 1; *r->done < value; polls++) {
		if (polls == POLLS_MAX)
			stopped(r);
		/* now and then: is it still on? */
		if (!(polls % (1u << 16)) &&
		    (bare_read(r->dev, status) & CPGPU_RING_STATUS_STOPPED))
			stopped(r);
	}
}

struct cpgpu_result bare_run(struct bare_ring *r, const struct cpgpu_cmd *cmd)
{
	struct cpgpu_cmd *slot = bare_slot(r);

	*slot = *cmd;
	slot->flags |= CPGPU_CMD_FENCE;
	slot->fence = ++r->fence;
	slot->result = r->result_address;
	bare_doorbell(r);
	bare_wait(r, slot->fence);
	return *(const struct cpgpu_result *)r->result;
}

/* ------------------------------------------------------------ sessions -- */

void bare_session_command(struct bare *dev, unsigned int session,
			  uint32_t command, uint32_t size)
{
	uint32_t base = CPGPU_MMIO_SESSION(session);
	uint32_t status;

	bare_write(dev, base + CPGPU_SESS_SIZE, size);
	bare_write(dev, base + CPGPU_SESS_CMD, command);
	while (bare_read(dev, base + CPGPU_SESS_STATE) &
	       CPGPU_SESS_STATE_BUSY)
		;
	status = bare_read(dev, base + CPGPU_SESS_STATUS);
	if (status)
		fail("session %u: command %u ended with status %u", session,
		     command, status);
}

void bare_session_open(struct bare *dev, unsigned int session)
{
	static uint32_t chain[CPGPU_CERT_WINDOW / 4];
	uint32_t size = bare_read(dev, CPGPU_CERT_SIZE);
	uint32_t blob[CPGPU_BLOB_SIZE / 4];
	uint8_t key[CPGPU_KEY_SIZE];
	unsigned int i;

	for (i = 0; i < (size + 3) / 4; i++)
		chain[i] = bare_read(dev, CPGPU_MMIO_CERT + i * 4);
	if (cpgpu_keyx_random_key(key) ||
	    cpgpu_keyx_wrap_session_key(chain, size, key, (uint8_t *)blob))
		fail("cannot wrap a key to the device's certificate");
	bare_session_command(dev, session, CPGPU_SESS_CMD_CREATE, 0);
	for (i = 0; i < CPGPU_BLOB_SIZE / 4; i++)
		bare_write(dev, CPGPU_MMIO_SESSION(session) + CPGPU_SESS_BLOB(i),
			   blob[i]);
	bare_session_command(dev, session, CPGPU_SESS_CMD_KEY_EXCHANGE,
			     CPGPU_BLOB_SIZE);
}

void bare_seal(struct bare_ring *r, unsigned int session, uint64_t offset,
	       uint64_t size)
{
	struct cpgpu_cmd cmd = {
		.opcode = CPGPU_OP_SEAL,
		.session = session,
		.vram = offset,
		.length = size,
	};
	struct cpgpu_result result = bare_run(r, &cmd);

	if (result.status)
		fail("SEAL ended with status %u", result.status);
}
