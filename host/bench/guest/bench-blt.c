// SPDX-License-Identifier: MIT
/*
 * bench-blt: blts as an application does them, through libcpgpu and the driver
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cpgpu.h>
#include <cpgpu_keyx.h>

#include "bare.h"
#include "options.h"

#define WAIT_MS		60000
#define DEPTH_MAX	32

static const char usage[] =
"Usage: bench-blt TEST [OPTION...]\n"
"Blts through libcpgpu and the driver: bytes per second.\n"
"\n"
"  decrypt          decryption blts\n"
"  encrypt          encryption blts\n"
"\n"
"  --device PATH    device node (default: the first cpgpu)\n"
"  --size BYTES     of one blt (default 8 MiB)\n"
"  --batch N        blts in one submission, up to 64 (default 1)\n"
"  --depth N        submissions in flight, up to 32 (default 1)\n";

struct bench {
	struct cpgpu_device *dev;
	uint32_t session;
	uint32_t memory;		/* the application's side, */
	uint32_t surface;		/* the sealed side, */
	uint32_t results;		/* and a record for each blt */
	uint32_t syncs[DEPTH_MAX];
	uint64_t iv;
};

static void check(int ret, const char *what)
{
	if (ret)
		fail("%s: %s", what, strerror(-ret));
}

static void give_key(struct bench *b)
{
	uint8_t key[CPGPU_KEYX_KEY_SIZE], blob[CPGPU_KEYX_BLOB_SIZE];
	uint8_t *chain;
	size_t size;

	check(cpgpu_session_create(b->dev, &b->session), "session");
	check(cpgpu_query_certificate(b->dev, &chain, &size), "certificate");
	check(cpgpu_keyx_random_key(key), "key");
	check(cpgpu_keyx_wrap_session_key(chain, size, key, blob), "wrap");
	check(cpgpu_session_key_exchange(b->dev, b->session, blob,
					 sizeof(blob)), "key exchange");
	free(chain);
}

static void setup(struct bench *b, const struct options *o)
{
	unsigned int i;

	check(cpgpu_open(o->device, &b->dev), o->device ? o->device : "cpgpu");
	give_key(b);
	check(cpgpu_object_create(b->dev, o->size, &b->memory), "memory");
	check(cpgpu_object_create(b->dev, DRM_CPGPU_MAX_OPS *
				  sizeof(struct drm_cpgpu_result),
				  &b->results), "memory");
	check(cpgpu_object_create_protected(b->dev, b->session, o->size,
					    &b->surface), "video memory");
	for (i = 0; i < o->depth; i++)
		check(cpgpu_sync_create(b->dev, &b->syncs[i]), "sync object");
}

static void decrypt_op(struct bench *b, struct drm_cpgpu_op *op, uint64_t size)
{
	uint8_t iv[DRM_CPGPU_IV_SIZE] = { 0 };
	/* the upper half, big-endian, goes up with each blt */
	uint64_t upper = __builtin_bswap64(++b->iv);

	memcpy(iv, &upper, sizeof(upper));
	cpgpu_op_decrypt(op, b->session, b->memory, 0, b->surface, 0, size, iv,
			 NULL);
}

static void submit(struct bench *b, const struct options *o, bool encrypt,
		   uint32_t sync)
{
	struct drm_cpgpu_op ops[DRM_CPGPU_MAX_OPS];
	struct drm_cpgpu_sync signal = {
		.flags = DRM_CPGPU_SYNC_SIGNAL,
		.handle = sync,
	};
	unsigned int i;

	for (i = 0; i < o->batch; i++) {
		if (encrypt)
			cpgpu_op_encrypt(&ops[i], b->session, b->surface, 0,
					 b->memory, 0, o->size, b->results,
					 i * sizeof(struct drm_cpgpu_result));
		else
			decrypt_op(b, &ops[i], o->size);
	}
	check(cpgpu_submit(b->dev, ops, o->batch, &signal, 1), "submit");
}

static void wait_for(struct bench *b, uint32_t sync)
{
	check(cpgpu_sync_wait(b->dev, sync, 0, WAIT_MS), "a blt");
}

/* The first blt brings the memory in; that is not what is measured. */
static void warm_up(struct bench *b, const struct options *o, bool encrypt)
{
	submit(b, o, encrypt, b->syncs[0]);
	wait_for(b, b->syncs[0]);
}

static double rate(struct bench *b, const struct options *o, bool encrypt)
{
	double begin = now();
	uint64_t n = 0, i;

	do {
		if (n >= o->depth)
			wait_for(b, b->syncs[n % o->depth]);
		submit(b, o, encrypt, b->syncs[n % o->depth]);
		n++;
	} while (now() - begin < o->seconds);
	for (i = 0; i < o->depth && i < n; i++)
		wait_for(b, b->syncs[i]);
	return n * o->batch * o->size / (now() - begin);
}

int main(int argc, char **argv)
{
	struct options o = { .batch = 1, .depth = 1, .size = 8 << 20 };
	struct bench b = { 0 };
	bool encrypt;
	unsigned int i;

	options_parse(&o, argc, argv, usage);
	encrypt = !strcmp(o.test, "encrypt");
	if (!encrypt && strcmp(o.test, "decrypt"))
		options_no_test(&o);
	if (o.depth > DEPTH_MAX || o.batch > DRM_CPGPU_MAX_OPS)
		fail("--depth is at most %u, --batch %u", DEPTH_MAX,
		     DRM_CPGPU_MAX_OPS);
	setup(&b, &o);
	warm_up(&b, &o, encrypt);
	for (i = 0; i < o.rounds; i++)
		report(rate(&b, &o, encrypt));
	cpgpu_close(b.dev);
	return 0;
}
