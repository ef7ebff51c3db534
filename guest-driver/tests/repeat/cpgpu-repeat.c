// SPDX-License-Identifier: MIT
/*
 * cpgpu-repeat: work for run-repeat
 *
 * Keeps the device busy with blts, refreshes and vblanks, and prints their
 * results and times: ciphertext as a hash, times in nanoseconds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <xf86drm.h>

#include "cpgpu.h"
#include "cpgpu_keyx.h"

#define MIB		(1u << 20)
#define ROUNDS		10
#define BLTS		30	/* in each round */
#define READ_BACK	(MIB / 2)
#define PATIENCE	10000	/* ms */

#define TRY(call) do {							\
	int ret_ = (call);						\
									\
	if (ret_ < 0) {							\
		printf("%s: %s\n", #call, strerror(-ret_));		\
		exit(1);						\
	}								\
} while (0)

struct work {
	struct cpgpu_device *dev;
	uint32_t session, sync;
	uint32_t sealed, memory, record;
	uint8_t *data;
	void *result;
	uint8_t iv[DRM_CPGPU_IV_SIZE];
	uint64_t hash;
};

static void mix(struct work *w, const void *data, size_t size)
{
	const uint64_t *word = data;

	for (; size >= sizeof(*word); size -= sizeof(*word)) {
		w->hash = (w->hash ^ *word++) * 0x100000001b3;
		w->hash ^= w->hash >> 29;
	}
}

static void get_key(struct work *w)
{
	uint8_t key[CPGPU_KEYX_KEY_SIZE], blob[CPGPU_KEYX_BLOB_SIZE];
	uint8_t *chain;
	size_t size;

	TRY(cpgpu_query_certificate(w->dev, &chain, &size));
	TRY(cpgpu_keyx_random_key(key));
	TRY(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	TRY(cpgpu_session_create(w->dev, &w->session));
	TRY(cpgpu_session_key_exchange(w->dev, w->session, blob, sizeof(blob)));
	free(chain);
}

static void get_memory(struct work *w)
{
	size_t i;

	TRY(cpgpu_object_create_protected(w->dev, w->session, 4 * MIB,
					  &w->sealed));
	TRY(cpgpu_object_create(w->dev, 2 * MIB, &w->memory));
	TRY(cpgpu_object_map(w->dev, w->memory, (void **)&w->data));
	TRY(cpgpu_object_create(w->dev, 4096, &w->record));
	TRY(cpgpu_object_map(w->dev, w->record, &w->result));
	for (i = 0; i < MIB; i++)
		w->data[i] = i * 7 + (i >> 9);
}

static void blt(struct work *w, unsigned int n)
{
	struct drm_cpgpu_op op;

	w->iv[7]++;
	if (!w->iv[7])
		w->iv[6]++;
	cpgpu_op_decrypt(&op, w->session, w->memory, 0, w->sealed,
			 n * 37 % 1000 * 16, 16ull << n % 16, w->iv, NULL);
	TRY(cpgpu_submit_wait(w->dev, &op, 1, PATIENCE));
	if (n % 5)
		return;
	cpgpu_op_encrypt(&op, w->session, w->sealed, 0, w->memory, MIB,
			 READ_BACK, w->record, 0);
	TRY(cpgpu_submit_wait(w->dev, &op, 1, PATIENCE));
	mix(w, w->data + MIB, READ_BACK);
	mix(w, w->result, sizeof(struct drm_cpgpu_result));
}

static void refresh(struct work *w)
{
	struct drm_cpgpu_sync signal = {
		.flags = DRM_CPGPU_SYNC_SIGNAL,
		.handle = w->sync,
	};
	uint8_t random[DRM_CPGPU_KEY_SIZE];

	TRY(cpgpu_session_refresh_start(w->dev, w->session, random));
	mix(w, random, sizeof(random));
	TRY(cpgpu_session_refresh_finish(w->dev, w->session, &signal, 1));
	TRY(cpgpu_sync_wait(w->dev, w->sync, 0, PATIENCE));
}

static void tell(struct work *w, unsigned int round)
{
	drmVBlank vblank = {
		.request = { .type = DRM_VBLANK_RELATIVE, .sequence = 1 },
	};
	struct timespec t;

	TRY(drmWaitVBlank(cpgpu_fd(w->dev), &vblank));
	clock_gettime(CLOCK_MONOTONIC, &t);
	printf("round %u: hash %016" PRIx64 ", vblank %u at %ld.%06ld s, now %ld.%09ld s\n",
	       round, w->hash, vblank.reply.sequence,
	       vblank.reply.tval_sec, vblank.reply.tval_usec,
	       (long)t.tv_sec, t.tv_nsec);
}

int main(void)
{
	struct work w = { 0 };
	unsigned int i, round;

	TRY(cpgpu_open(NULL, &w.dev));
	TRY(cpgpu_sync_create(w.dev, &w.sync));
	get_key(&w);
	get_memory(&w);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < BLTS; i++)
			blt(&w, i);
		refresh(&w);
		tell(&w, round);
	}
	cpgpu_close(w.dev);
	return 0;
}
