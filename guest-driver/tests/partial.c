// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "partial.h"

static void add_run(struct runs *runs, uint32_t clear, uint32_t encrypted)
{
	CHECK(runs->count < DRM_CPGPU_MAX_SUBSAMPLES);
	runs->run[runs->count++] = (struct drm_cpgpu_subsample) {
		.clear = clear,
		.encrypted = encrypted,
	};
}

static uint32_t at_most(uint32_t value, size_t left)
{
	return value < left ? value : left;
}

void pattern_runs(struct runs *runs, size_t size, uint32_t first, uint32_t skip,
		  uint32_t encrypt)
{
	uint32_t clear, encrypted;
	size_t left = size;

	runs->count = 0;
	first = at_most(first, left);
	if (first)
		add_run(runs, 0, first);
	left -= first;
	while (left) {
		if (!skip && !encrypt)
			skip = left;
		clear = at_most(skip, left);
		left -= clear;
		encrypted = at_most(encrypt, left);
		left -= encrypted;
		add_run(runs, clear, encrypted);
	}
}

void random_runs(struct runs *runs, size_t size, uint32_t most, uint32_t seed)
{
	size_t left = size;
	uint16_t random[2];

	runs->count = 0;
	while (left) {
		fill_pattern(random, sizeof(random),
			     seed * 65537 + runs->count);
		random[0] = at_most(random[0] % (most + 1), left);
		left -= random[0];
		random[1] = at_most(random[1] % (most + 1), left);
		left -= random[1];
		/* the last one may take all the rest */
		if (runs->count == DRM_CPGPU_MAX_SUBSAMPLES - 1) {
			add_run(runs, random[0] + left, random[1]);
			break;
		}
		if (random[0] || random[1])
			add_run(runs, random[0], random[1]);
		else
			seed++;
	}
}

void judge_runs(const struct runs *runs, const uint8_t key[KEY_SIZE],
		const uint8_t iv[KEY_SIZE], void *data, size_t size)
{
	uint8_t *packed = malloc(size), *p = data;
	size_t at = 0, n = 0;
	uint32_t i, j;

	CHECK(packed);
	for (i = 0; i < runs->count; i++) {
		at += runs->run[i].clear;
		for (j = 0; j < runs->run[i].encrypted; j++)
			packed[n++] = p[at++];
	}
	CHECK_EQ(at, size);
	judge_ctr(key, iv, packed, n);
	for (i = 0, at = 0, n = 0; i < runs->count; i++) {
		at += runs->run[i].clear;
		for (j = 0; j < runs->run[i].encrypted; j++)
			p[at++] = packed[n++];
	}
	free(packed);
}
