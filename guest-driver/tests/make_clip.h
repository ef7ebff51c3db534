/* SPDX-License-Identifier: MIT */
/* Clips for the player's tests, written by libavformat. */
#ifndef MAKE_CLIP_H
#define MAKE_CLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLIP_KEY "00112233445566778899aabbccddeeff"
#define CLIP_KEY_ID "0123456789abcdef0123456789abcdef"

enum clip_pixels {
	CLIP_BGRA,
	CLIP_NV12,	/* libavformat says 'raw ', and so does the file */
	CLIP_YUYV,
	CLIP_RGB,	/* which the player does not know */
};

struct clip_plan {
	const char *path;
	unsigned int width;
	unsigned int height;
	unsigned int frames;
	unsigned int rate;
	enum clip_pixels pixels;
	bool tagged;		/* NV12: the file says what it is */
	bool bt709;		/* the file says so */
	bool bt2020;		/* a rule that nobody here knows */
	bool partial;		/* sub-samples of odd sizes */
	bool clear;		/* not encrypted */
	bool other_codec;	/* MPEG-4 instead of uncompressed video */
	bool noise;		/* as if under a wrong key */
};

/* Write the clip, or fail the test. */
void make_clip(const struct clip_plan *plan);

/* The size of a frame, and what it is before it is encrypted. */
size_t clip_plan_frame_size(const struct clip_plan *plan);
void clip_plan_frame(const struct clip_plan *plan, unsigned int n,
		     uint8_t *data);

#endif /* MAKE_CLIP_H */
