/* SPDX-License-Identifier: MIT */
/*
 * The way of a frame from the clip into a framebuffer.
 *
 * BGRA is decrypted right into the framebuffer.  NV12 and YUYV are decrypted
 * into one protected surface, and converted from there by the device.
 */
#ifndef FEED_H
#define FEED_H

#include <stdint.h>

#include <cpgpu.h>

#include "clip.h"
#include "keys.h"

/* One framebuffer, and the way into it. */
struct buffer {
	struct cpgpu_surface surface;
	uint64_t vram_offset;
	uint64_t size;
	uint32_t framebuffer;
	uint32_t input;			/* system object: one frame, results */
	uint8_t *map;
	uint32_t sync;			/* signalled when the frame is in */
	unsigned int frame;		/* what it holds, or NO_FRAME */
	unsigned int clip_frame;
	unsigned int refreshes;		/* done before it was decrypted */
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

/* End the program unless the device can do what the clip needs. */
void feed_check_device(const struct clip *clip, uint32_t caps);

/* @clip and @keys are used from here on; the keys may change. */
void feed_open(struct feed *feed, struct cpgpu_device *dev,
	       const struct clip *clip, struct keys *keys);

/* All of @buffer but its framebuffer. */
void feed_open_buffer(struct feed *feed, struct buffer *buffer);

/* Queue @frame, number @number, for @buffer. */
void feed_submit(struct feed *feed, struct buffer *buffer,
		 const struct clip_frame *frame, unsigned int number);

/* Wait until it is in, or end the program if it did not get there. */
void feed_wait(struct feed *feed, struct buffer *buffer);

void feed_close_buffer(struct feed *feed, struct buffer *buffer);
void feed_close(struct feed *feed);

#endif /* FEED_H */
