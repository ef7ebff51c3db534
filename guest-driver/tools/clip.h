/* SPDX-License-Identifier: MIT */
/*
 * An encrypted clip: frame after frame, still encrypted.
 *
 * What can be played is uncompressed BGRA, NV12 or YUYV in QuickTime or MP4
 * under the CENC scheme 'cenc', whole samples encrypted or parts of them.
 * Anything else ends the program with a line that says what is wrong.
 */
#ifndef CLIP_H
#define CLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libavutil/rational.h>

#include <cpgpu.h>

#define CLIP_KEY_SIZE	16
#define CLIP_BLOCK	16	/* of the cipher */

struct AVFormatContext;
struct AVPacket;

struct clip_format {
	const char *name;		/* for people and options: "nv12" */
	uint32_t device;		/* DRM_CPGPU_FORMAT_*; 0: shown as it is */
	uint32_t tags[3];		/* QuickTime's, up to a 0 */
	unsigned int bits;		/* of a pixel, in all */
	unsigned int row_bits;		/* of a pixel, in a row of plane 0 */
	unsigned int width_step;	/* so that each row begins a block */
	unsigned int height_step;
};

/* How NV12 and YUYV become red, green and blue. */
struct clip_colours {
	bool bt709;			/* else BT.601 */
	bool full_range;		/* else 16..235 */
};

/* What the command line says about a clip, and the file may not. */
struct clip_hints {
	const struct clip_format *format;	/* NULL: as the file says */
	const struct clip_colours *colours;	/* NULL: as the file says */
};

struct clip {
	const char *path;
	struct AVFormatContext *container;
	struct AVPacket *packet;
	int stream;

	const struct clip_format *format;
	struct clip_colours colours;
	unsigned int width;
	unsigned int height;
	size_t frame_size;
	AVRational rate;		/* frames a second; 0/1: not known */
	uint8_t key_id[CLIP_KEY_SIZE];	/* of the first frame */
	bool partial;			/* the first frame is partly clear */
	unsigned int frames;		/* read so far */
	struct drm_cpgpu_subsample *map;	/* of the frame read last */
	unsigned int map_size;		/* entries there is room for */
};

struct clip_frame {
	const uint8_t *data;		/* clip.frame_size bytes of ciphertext */
	uint8_t iv[CLIP_KEY_SIZE];	/* counter block of the first block */
	const struct drm_cpgpu_subsample *map;	/* NULL: all is encrypted */
	unsigned int map_count;
	uint64_t blocks;		/* of keystream that it takes */
};

/* The format of that name, or NULL; names of all, for messages. */
const struct clip_format *clip_find_format(const char *name);
#define CLIP_FORMAT_NAMES "bgra, nv12 or yuyv"

/* Open @path and read its first frame: clip_next() gives that one again. */
void clip_open(struct clip *clip, const char *path,
	       const struct clip_hints *hints);

/* The next frame, valid until the next call; false at the end. */
bool clip_next(struct clip *clip, struct clip_frame *frame);

/* Back to the first frame. */
void clip_rewind(struct clip *clip);

void clip_close(struct clip *clip);

/* Bytes of a row of pixels, in the first plane. */
uint32_t clip_row_bytes(const struct clip *clip);

/*
 * Does @key decrypt the clip to a picture?  The fourth byte of each BGRA pixel
 * is the same all over an opaque picture, and neighbours in the luma of NV12
 * and YUYV differ little; under a wrong key all is noise.
 */
bool clip_key_fits(struct clip *clip, const uint8_t key[CLIP_KEY_SIZE]);

#endif /* CLIP_H */
