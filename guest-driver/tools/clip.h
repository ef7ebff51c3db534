/* SPDX-License-Identifier: MIT */
/*
 * Reads the encrypted frames of a clip.
 *
 * Supported are QuickTime and MP4 with uncompressed BGRA, NV12 or YUYV under
 * the CENC scheme 'cenc', with full-sample or sub-sample encryption.  Anything
 * else ends the program with an error message.
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
	const char *name;		/* as in options: "nv12" */
	uint32_t device;		/* DRM_CPGPU_FORMAT_*; 0: no conversion */
	uint32_t tags[3];		/* of QuickTime, terminated by 0 */
	unsigned int bits;		/* of a pixel, in all planes */
	unsigned int row_bits;		/* of a pixel, in plane 0 */
	unsigned int width_step;	/* each row starts a new block */
	unsigned int height_step;
};

/* The conversion of NV12 and YUYV to RGB. */
struct clip_colours {
	bool bt709;			/* else BT.601 */
	bool full_range;		/* else 16..235 */
};

/* Properties from the command line, which override the file. */
struct clip_hints {
	const struct clip_format *format;	/* NULL: as in the file */
	const struct clip_colours *colours;	/* NULL: as in the file */
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
	AVRational rate;		/* frames per second; 0/1: unknown */
	uint8_t key_id[CLIP_KEY_SIZE];	/* of the first frame */
	bool partial;			/* the first frame has clear parts */
	unsigned int frames;		/* read so far */
	struct drm_cpgpu_subsample *map;	/* of the frame read last */
	unsigned int map_size;		/* allocated entries */
};

struct clip_frame {
	const uint8_t *data;		/* clip.frame_size bytes of ciphertext */
	uint8_t iv[CLIP_KEY_SIZE];	/* first counter block */
	const struct drm_cpgpu_subsample *map;	/* NULL: all is encrypted */
	unsigned int map_count;
	uint64_t blocks;		/* of keystream that it uses */
};

/* The format @name, or NULL; and the names of all formats, for messages. */
const struct clip_format *clip_find_format(const char *name);
#define CLIP_FORMAT_NAMES "bgra, nv12 or yuyv"

/* Open @path and check its first frame, which clip_next() will return. */
void clip_open(struct clip *clip, const char *path,
	       const struct clip_hints *hints);

/* The next frame, valid until the next call; false at the end. */
bool clip_next(struct clip *clip, struct clip_frame *frame);

/* Go back to the first frame. */
void clip_rewind(struct clip *clip);

void clip_close(struct clip *clip);

/* Bytes of a row of pixels, in the first plane. */
uint32_t clip_row_bytes(const struct clip *clip);

/*
 * Does @key decrypt the clip to a picture?  In an opaque picture the fourth
 * byte of all BGRA pixels is the same, and adjacent luma values of NV12 and
 * YUYV differ little.  Under a wrong key all is noise.
 */
bool clip_key_fits(struct clip *clip, const uint8_t key[CLIP_KEY_SIZE]);

#endif /* CLIP_H */
