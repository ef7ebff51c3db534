// SPDX-License-Identifier: MIT
/*
 * bench-ring: commands, random numbers, blts and refreshes on the bare device
 */
#include <string.h>

#include "bare.h"
#include "options.h"

#define MIB		(1u << 20)
#define BLT_MAX		(8u * MIB)

static const char usage[] =
"Usage: bench-ring TEST [OPTION...]\n"
"Drives the device that is bound to cpgpu-uio, without a driver in between.\n"
"\n"
"  nop              commands per second that do nothing but write a fence\n"
"  rng              bytes per second of RNG_FILL commands of --size\n"
"  decrypt          bytes per second of DECRYPT_BLT commands of --size\n"
"  encrypt          the same of ENCRYPT_BLT\n"
"  refresh          seconds from REFRESH_FINISH to its fence\n"
"  refresh-register the same by register commands, with REFRESH_START\n"
"\n"
"  --device NAME    of the UIO device (default uio0)\n"
"  --batch N        commands for each doorbell (default 1)\n"
"  --depth N        commands in flight at most (default: the batch)\n"
"  --irq            sleep until the interrupt of each batch\n"
"  --size BYTES     of one command (default 1 MiB)\n"
"  --sealed BYTES   sealed to each session before a refresh (default 0)\n"
"  --sessions N     with a key, one of them is refreshed (default 1)\n";

static struct bare dev;
static struct bare_ring ring;

/* -------------------------------------------------------- NOP and fence -- */

static void nops(unsigned int count, bool irq)
{
	while (count--) {
		struct cpgpu_cmd *cmd = bare_next(&ring);

		/* the slots were cleared, and hold nothing else than NOPs */
		cmd->flags = CPGPU_CMD_FENCE |
			     (irq && !count ? CPGPU_CMD_IRQ : 0);
		cmd->fence = ++ring.fence;
	}
	bare_doorbell(&ring);
}

/* The clock is looked at rarely: under emulation that is dear. */
static double nop_rate(const struct options *o)
{
	unsigned int looks = 1 + (o->irq ? 256 : 4096) / o->batch, i;
	double begin = now(), elapsed;
	uint64_t first = ring.fence;

	do {
		for (i = 0; i < looks; i++) {
			nops(o->batch, o->irq);
			if (o->irq)
				bare_wait_irq(&dev);
			if (ring.fence - first >= o->depth)
				bare_wait(&ring,
					  ring.fence - o->depth + o->batch);
		}
		bare_wait(&ring, ring.fence);
		elapsed = now() - begin;
	} while (elapsed < o->seconds);
	return (ring.fence - first) / elapsed;
}

static void run_nop(const struct options *o)
{
	unsigned int i;

	for (i = 0; i < o->rounds; i++)
		report(nop_rate(o));
}

/* ------------------------------------------------------ bulk commands -- */

/* Fill in everything but fence and list for command number @n. */
typedef void (*fill_fn)(struct cpgpu_cmd *cmd, uint64_t n);

static void fill_rng(struct cpgpu_cmd *cmd, uint64_t n)
{
	(void)n;
	cmd->opcode = CPGPU_OP_RNG_FILL;
}

static void fill_decrypt(struct cpgpu_cmd *cmd, uint64_t n)
{
	cmd->opcode = CPGPU_OP_DECRYPT_BLT;
	/* the upper half, big-endian, goes up with each command */
	n = __builtin_bswap64(n);
	memcpy(cmd->iv, &n, sizeof(n));
}

static void fill_encrypt(struct cpgpu_cmd *cmd, uint64_t n)
{
	(void)n;
	cmd->opcode = CPGPU_OP_ENCRYPT_BLT;
}

/* A list of @m's pages in its last bytes; one piece needs none. */
static void set_data(struct cpgpu_cmd *cmd, struct bare_memory *m,
		     uint64_t size)
{
	struct cpgpu_sg *sg = (struct cpgpu_sg *)(m->data +
			      (m->pages - 1) * BARE_PAGE);
	uint64_t left = size;
	size_t i;

	cmd->length = size;
	if (size <= BARE_PAGE) {
		cmd->data = m->address[0];
		return;
	}
	for (i = 0; left; i++) {
		sg[i].address = m->address[i];
		sg[i].length = left < BARE_PAGE ? left : BARE_PAGE;
		left -= sg[i].length;
	}
	cmd->data = m->address[m->pages - 1];
	cmd->sg_count = i;
}

static double bulk_rate(const struct options *o, fill_fn fill,
			struct bare_memory *m)
{
	static uint64_t number;
	uint64_t first = ring.fence;
	double begin = now(), elapsed;

	do {
		unsigned int i;

		for (i = 0; i < o->batch; i++) {
			struct cpgpu_cmd *cmd = bare_slot(&ring);

			fill(cmd, ++number);
			set_data(cmd, m, o->size);
			cmd->flags = CPGPU_CMD_FENCE;
			if (o->irq && i == o->batch - 1)
				cmd->flags |= CPGPU_CMD_IRQ;
			cmd->fence = ++ring.fence;
		}
		bare_doorbell(&ring);
		if (o->irq)
			bare_wait_irq(&dev);
		if (ring.fence - first >= o->depth)
			bare_wait(&ring, ring.fence - o->depth + o->batch);
		elapsed = now() - begin;
	} while (elapsed < o->seconds);
	bare_wait(&ring, ring.fence);
	return (ring.fence - first) * o->size / (now() - begin);
}

static void run_bulk(const struct options *o, fill_fn fill)
{
	struct bare_memory m = bare_memory((o->size - 1) / BARE_PAGE + 2);
	unsigned int i;

	if (o->size > BLT_MAX)
		fail("--size is at most %u", BLT_MAX);
	for (i = 0; i < o->rounds; i++)
		report(bulk_rate(o, fill, &m));
}

static void run_blt(const struct options *o, fill_fn fill)
{
	bare_session_open(&dev, 0);
	bare_seal(&ring, 0, 0, BLT_MAX);
	run_bulk(o, fill);
}

/* -------------------------------------------------------------- refresh -- */

static void refresh_setup(const struct options *o)
{
	unsigned int i;

	for (i = 0; i < o->sessions; i++) {
		bare_session_open(&dev, i);
		if (o->sealed)
			bare_seal(&ring, i, i * o->sealed, o->sealed);
	}
}

static void run_refresh(const struct options *o)
{
	struct cpgpu_cmd start = {
		.opcode = CPGPU_OP_REFRESH_START,
		.length = CPGPU_KEY_SIZE,
	};
	struct cpgpu_cmd finish = { .opcode = CPGPU_OP_REFRESH_FINISH };
	unsigned int i;

	refresh_setup(o);
	for (i = 0; i < o->rounds; i++) {
		struct cpgpu_result result = bare_run(&ring, &start);
		double begin = now();

		if (!result.status)
			result = bare_run(&ring, &finish);
		if (result.status)
			fail("refresh ended with status %u", result.status);
		report(now() - begin);
	}
}

static void run_refresh_register(const struct options *o)
{
	unsigned int i;

	refresh_setup(o);
	for (i = 0; i < o->rounds; i++) {
		double begin = now();

		bare_session_command(&dev, 0, CPGPU_SESS_CMD_REFRESH_START,
				     CPGPU_KEY_SIZE);
		bare_session_command(&dev, 0, CPGPU_SESS_CMD_REFRESH_FINISH,
				     CPGPU_KEY_SIZE);
		report(now() - begin);
	}
}

int main(int argc, char **argv)
{
	struct options o = {
		.batch = 1, .size = MIB, .sessions = 1,
		.device = "uio0",
	};

	options_parse(&o, argc, argv, usage);
	bare_open(&dev, o.device);
	bare_ring_open(&ring, &dev, 0);
	if (o.irq)
		bare_write(&dev, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(0));
	if (!o.depth)
		o.depth = o.batch;
	if (o.depth < o.batch || o.depth > ring.slots)
		fail("--depth is from the batch to %u", ring.slots);
	if (!strcmp(o.test, "nop"))
		run_nop(&o);
	else if (!strcmp(o.test, "rng"))
		run_bulk(&o, fill_rng);
	else if (!strcmp(o.test, "decrypt"))
		run_blt(&o, fill_decrypt);
	else if (!strcmp(o.test, "encrypt"))
		run_blt(&o, fill_encrypt);
	else if (!strcmp(o.test, "refresh"))
		run_refresh(&o);
	else if (!strcmp(o.test, "refresh-register"))
		run_refresh_register(&o);
	else
		options_no_test(&o);
	return 0;
}
