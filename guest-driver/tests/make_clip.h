/* SPDX-License-Identifier: MIT */
/* Clips for the player's tests, written by libavformat. */
#ifndef MAKE_CLIP_H
#define MAKE_CLIP_H

#include <stdbool.h>
#include <stdint.h>

#define CLIP_KEY "00112233445566778899aabbccddeeff"
#define CLIP_KEY_ID "0123456789abcdef0123456789abcdef"

struct clip_plan {
	const char *path;
	unsigned int width;
	unsigned int height;
	unsigned int frames;
	unsigned int rate;
	bool clear;		/* not encrypted */
	bool other_codec;	/* MPEG-4 instead of uncompressed video */
	bool other_pixels;	/* RGB without alpha instead of BGRA */
	bool noise_alpha;	/* not opaque: as if under a wrong key */
};

/* Write the clip, or fail the test. */
void make_clip(const struct clip_plan *plan);

#endif /* MAKE_CLIP_H */
