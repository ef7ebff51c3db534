/* SPDX-License-Identifier: MIT */
/*
 * The path of a frame from the clip to a framebuffer.
 *
 * BGRA is decrypted directly to the framebuffer.  NV12 and YUYV are decrypted
 * to a protected surface, which the device converts to the framebuffer.
 */
#ifndef FEED_H
#define FEED_H

#include <stdint.h>

#include <cpgpu.h>

#include "clip.h"
#include "keys.h"

/* One framebuffer and its input. */
struct buffer {
	struct cpgpu_surface surface;
	uint64_t vram_offset;
	uint64_t size;
	uint32_t framebuffer;
	uint32_t input;			/* system object: one frame, results */
	uint8_t *map;
	uint32_t sync;			/* signalled when the frame is ready */
	unsigned int frame;		/* its number, or NO_FRAME */
	unsigned int clip_frame;
	unsigned int refreshes;		/* finished before it was decrypted */
};

#define NO_FRAME (~0u)

struct feed {
	struct cpgpu_device *dev;
	const struct clip *clip;
	struct keys *keys;
	uint32_t pitch;			/* of a framebuffer */
	uint32_t results_offset;	/* in the input object */
	struct cpgpu_surface source;	/* NV12 and YUYV: before conversion */
};

/* End the program if the device lacks a capability that the clip needs. */
void feed_check_device(const struct clip *clip, uint32_t caps);

/* Keeps pointers to @clip and @keys; the keys may change. */
void feed_open(struct feed *feed, struct cpgpu_device *dev,
	       const struct clip *clip, struct keys *keys);

/* Initialize @buffer, except for its framebuffer. */
void feed_open_buffer(struct feed *feed, struct buffer *buffer);

/* Queue @frame, number @number, for @buffer. */
void feed_submit(struct feed *feed, struct buffer *buffer,
		 const struct clip_frame *frame, unsigned int number);

/* Wait until the frame is ready; a failure ends the program. */
void feed_wait(struct feed *feed, struct buffer *buffer);

void feed_close_buffer(struct feed *feed, struct buffer *buffer);
void feed_close(struct feed *feed);

#endif /* FEED_H */
