/* SPDX-License-Identifier: MIT */
/*
 * An encrypted clip: frame after frame, still encrypted.
 *
 * What can be played is raw BGRA in QuickTime or MP4 under the 'cenc' scheme
 * with whole samples encrypted.  Anything else ends the program with a line
 * that says what is wrong.
 */
#ifndef CLIP_H
#define CLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libavutil/rational.h>

#define CLIP_KEY_SIZE	16
#define CLIP_BLOCK	16	/* of the cipher */
#define CLIP_PIXEL	4	/* bytes: B G R A */

struct AVFormatContext;
struct AVPacket;

struct clip {
	const char *path;
	struct AVFormatContext *format;
	struct AVPacket *packet;
	int stream;

	unsigned int width;
	unsigned int height;
	size_t frame_size;
	AVRational rate;		/* frames a second; 0/1: not known */
	uint8_t key_id[CLIP_KEY_SIZE];	/* of the first frame */
	unsigned int frames;		/* read so far */
};

struct clip_frame {
	const uint8_t *data;		/* clip.frame_size bytes of ciphertext */
	uint8_t iv[CLIP_KEY_SIZE];	/* counter block of the first block */
};

/* Open @path and read its first frame: clip_next() gives that one again. */
void clip_open(struct clip *clip, const char *path);

/* The next frame, valid until the next call; false at the end. */
bool clip_next(struct clip *clip, struct clip_frame *frame);

/* Back to the first frame. */
void clip_rewind(struct clip *clip);

void clip_close(struct clip *clip);

/*
 * Does @key decrypt the clip to a picture?  The fourth byte of each pixel is
 * the same all over an opaque picture, and noise under a wrong key.
 */
bool clip_key_fits(struct clip *clip, const uint8_t key[CLIP_KEY_SIZE]);

#endif /* CLIP_H */
