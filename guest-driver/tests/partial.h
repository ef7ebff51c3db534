/* SPDX-License-Identifier: MIT */
/* Data that is encrypted in parts, by OpenSSL. */
#ifndef PARTIAL_H
#define PARTIAL_H

#include "fixture.h"

/* What of some data is encrypted: runs that add up to its size. */
struct runs {
	struct drm_cpgpu_subsample run[DRM_CPGPU_MAX_SUBSAMPLES];
	uint32_t count;
};

/* The runs that a pattern makes of @size bytes. */
void pattern_runs(struct runs *runs, size_t size, uint32_t first, uint32_t skip,
		  uint32_t encrypt);

/* Random runs of 0 to @most bytes, none of them empty, @size bytes in all. */
void random_runs(struct runs *runs, size_t size, uint32_t most, uint32_t seed);

/*
 * Encrypt or decrypt the encrypted runs in place; the keystream continues from
 * one to the next.
 */
void judge_runs(const struct runs *runs, const uint8_t key[KEY_SIZE],
		const uint8_t iv[KEY_SIZE], void *data, size_t size);

#endif /* PARTIAL_H */
