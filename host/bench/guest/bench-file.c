// SPDX-License-Identifier: MIT
/*
 * bench-file: reading from a device node, a stream or a disk
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bare.h"
#include "options.h"

#define DEPTH_MAX	128
#define SPAN		(64ull << 20)	/* of the disk that is read */

static const char usage[] =
"Usage: bench-file TEST --device PATH [OPTION...]\n"
"\n"
"  stream           bytes per second by read()\n"
"  disk             reads per second, past the cache, asynchronous\n"
"\n"
"  --size BYTES     of one read (default 4096)\n"
"  --depth N        disk: reads in flight, up to 128 (default 1)\n";

static int open_device(const struct options *o, int flags)
{
	int fd;

	if (!o->device)
		fail("--device is needed");
	fd = open(o->device, O_RDONLY | O_CLOEXEC | flags);
	if (fd < 0)
		fail("%s: %s", o->device, strerror(errno));
	return fd;
}

static double stream_rate(const struct options *o, int fd, void *data)
{
	double begin = now();
	uint64_t bytes = 0;

	do {
		ssize_t n = read(fd, data, o->size);

		if (n <= 0)
			fail("%s: %s", o->device,
			     n ? strerror(errno) : "end of data");
		bytes += n;
	} while (now() - begin < o->seconds);
	return bytes / (now() - begin);
}

/* ----------------------------------------------------------------- disk -- */

struct queue {
	aio_context_t aio;
	struct iocb cbs[DEPTH_MAX];
	uint64_t next;
};

static void disk_submit(struct queue *q, const struct options *o,
			struct iocb *cb)
{
	cb->aio_offset = q->next++ * o->size % SPAN;
	if (syscall(SYS_io_submit, q->aio, 1, &cb) != 1)
		fail("io_submit: %s", strerror(errno));
}

static unsigned int disk_wait(struct queue *q, const struct options *o,
			      unsigned int least, struct io_event *events)
{
	long n = syscall(SYS_io_getevents, q->aio, least, o->depth, events,
			 NULL);
	long i;

	if (n < (long)least)
		fail("io_getevents: %s", strerror(errno));
	for (i = 0; i < n; i++)
		if (events[i].res != (int64_t)o->size)
			fail("%s: a read ended with %lld", o->device,
			     (long long)events[i].res);
	return n;
}

static double disk_rate(struct queue *q, const struct options *o)
{
	struct io_event events[DEPTH_MAX];
	double begin = now();
	uint64_t done = 0;
	unsigned int left, i, n;

	for (i = 0; i < o->depth; i++)
		disk_submit(q, o, &q->cbs[i]);
	do {
		n = disk_wait(q, o, 1, events);
		for (i = 0; i < n; i++)
			disk_submit(q, o, (struct iocb *)(uintptr_t)
				    events[i].obj);
		done += n;
	} while (now() - begin < o->seconds);
	for (left = o->depth; left; left -= n) {
		n = disk_wait(q, o, left, events);
		done += n;
	}
	return done / (now() - begin);
}

static void disk_setup(struct queue *q, const struct options *o, int fd,
		       uint8_t *data)
{
	unsigned int i;

	if (o->depth > DEPTH_MAX)
		fail("--depth is at most %u", DEPTH_MAX);
	if (syscall(SYS_io_setup, o->depth, &q->aio))
		fail("io_setup: %s", strerror(errno));
	for (i = 0; i < o->depth; i++)
		q->cbs[i] = (struct iocb) {
			.aio_lio_opcode = IOCB_CMD_PREAD,
			.aio_fildes = fd,
			.aio_buf = (uintptr_t)data + i * o->size,
			.aio_nbytes = o->size,
		};
}

int main(int argc, char **argv)
{
	struct options o = { .size = 4096, .depth = 1 };
	struct queue q = { 0 };
	uint8_t *data;
	unsigned int i;
	bool disk;
	int fd;

	options_parse(&o, argc, argv, usage);
	disk = !strcmp(o.test, "disk");
	if (!disk && strcmp(o.test, "stream"))
		options_no_test(&o);
	fd = open_device(&o, disk ? O_DIRECT : 0);
	data = aligned_alloc(4096, o.size * o.depth);
	if (!data)
		fail("no memory");
	if (disk)
		disk_setup(&q, &o, fd, data);
	for (i = 0; i < o.rounds; i++)
		report(disk ? disk_rate(&q, &o) : stream_rate(&o, fd, data));
	return 0;
}
