// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/encryption_info.h>
#include <libavutil/intreadwrite.h>

#include <cpgpu_keyx.h>

#include "clip.h"
#include "common.h"

#define SIZE_MIN 16
#define SIZE_MAX_PIXELS 4096

static const struct clip_format formats[] = {
	{
		.name = "bgra",
		.tags = { MKTAG('B', 'G', 'R', 'A') },
		.bits = 32,
		.row_bits = 32,
		.width_step = 4,
		.height_step = 1,
	},
	{
		/* ffmpeg writes 'raw ', which is ambiguous */
		.name = "nv12",
		.device = DRM_CPGPU_FORMAT_NV12,
		.tags = { MKTAG('N', 'V', '1', '2') },
		.bits = 12,
		.row_bits = 8,
		.width_step = 16,
		.height_step = 2,
	},
	{
		.name = "yuyv",
		.device = DRM_CPGPU_FORMAT_YUYV,
		.tags = { MKTAG('y', 'u', 'v', 's'), MKTAG('Y', 'U', 'Y', '2') },
		.bits = 16,
		.row_bits = 16,
		.width_step = 8,
		.height_step = 1,
	},
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

const struct clip_format *clip_find_format(const char *name)
{
	size_t i;

	for (i = 0; i < FORMAT_COUNT; i++) {
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	}
	return NULL;
}

uint32_t clip_row_bytes(const struct clip *clip)
{
	return clip->width * clip->format->row_bits / 8;
}

static void open_container(struct clip *clip)
{
	const AVInputFormat *mov = av_find_input_format("mov");
	char *url;
	int ret;

	if (access(clip->path, R_OK))
		die("cannot read %s: %s", clip->path, strerror(errno));
	/* never a network address, even if the name looks like one */
	if (asprintf(&url, "file:%s", clip->path) < 0)
		die("out of memory");
	ret = avformat_open_input(&clip->container, url, mov, NULL);
	free(url);
	if (ret < 0)
		die("%s is not a QuickTime or MP4 file, or is damaged",
		    clip->path);
}

/* ------------------------------------------------------- contents -- */

static void find_format(struct clip *clip, uint32_t tag)
{
	char text[AV_FOURCC_MAX_STRING_SIZE];
	const uint32_t *known;
	size_t i;

	for (i = 0; i < FORMAT_COUNT; i++) {
		for (known = formats[i].tags; *known; known++) {
			if (*known == tag) {
				clip->format = &formats[i];
				return;
			}
		}
	}
	av_fourcc_make_string(text, tag);
	die("%s has pixels of format '%s', which is not supported: if they are " CLIP_FORMAT_NAMES ", use --pixel-format",
	    clip->path, text);
}

static void check_size(const struct clip *clip)
{
	const struct clip_format *format = clip->format;

	if (clip->width < SIZE_MIN || clip->width > SIZE_MAX_PIXELS ||
	    clip->height < SIZE_MIN || clip->height > SIZE_MAX_PIXELS)
		die("%s has %ux%u pixels: only sizes from %d to %d are supported",
		    clip->path, clip->width, clip->height, SIZE_MIN,
		    SIZE_MAX_PIXELS);
	if (clip->width % format->width_step)
		die("%s is %u pixels wide: in format %s the width must be a multiple of %u",
		    clip->path, clip->width, format->name, format->width_step);
	if (clip->height % format->height_step)
		die("%s is %u pixels high: in format %s the height must be a multiple of %u",
		    clip->path, clip->height, format->name,
		    format->height_step);
}

static void find_colours(struct clip *clip, const AVCodecParameters *par)
{
	clip->colours.full_range = par->color_range == AVCOL_RANGE_JPEG;
	switch (par->color_space) {
	case AVCOL_SPC_BT709:
		clip->colours.bt709 = true;
		break;
	case AVCOL_SPC_UNSPECIFIED:
	case AVCOL_SPC_BT470BG:
	case AVCOL_SPC_SMPTE170M:
		break;
	default:
		die("%s has a colour space other than BT.601 and BT.709: choose one of these with --colours",
		    clip->path);
	}
}

static void choose_stream(struct clip *clip, const struct clip_hints *hints)
{
	const AVCodecParameters *par;
	const AVStream *stream;
	int i;

	i = av_find_best_stream(clip->container, AVMEDIA_TYPE_VIDEO, -1, -1,
				NULL, 0);
	if (i < 0)
		die("%s has no video", clip->path);
	stream = clip->container->streams[i];
	par = stream->codecpar;
	if (par->codec_id != AV_CODEC_ID_RAWVIDEO)
		die("%s has %s video: only uncompressed video (rawvideo) is supported",
		    clip->path, avcodec_get_name(par->codec_id));
	clip->format = hints->format;
	if (!clip->format)
		find_format(clip, par->codec_tag);
	clip->stream = i;
	clip->width = par->width;
	clip->height = par->height;
	check_size(clip);
	if (hints->colours)
		clip->colours = *hints->colours;
	else if (clip->format->device)
		find_colours(clip, par);
	clip->frame_size = (size_t)clip->width * clip->height *
			   clip->format->bits / 8;
	clip->rate = stream->avg_frame_rate;
	if (clip->rate.num <= 0 || clip->rate.den <= 0)
		clip->rate = (AVRational) { 0, 1 };
}

/* --------------------------------------------------------------- frames -- */

/* Read the next video packet into clip->packet; false at the end. */
static bool read_packet(struct clip *clip)
{
	int ret;

	do {
		av_packet_unref(clip->packet);
		ret = av_read_frame(clip->container, clip->packet);
	} while (ret >= 0 && clip->packet->stream_index != clip->stream);
	if (ret == AVERROR_EOF)
		return false;
	if (ret < 0)
		die("cannot read frame %u of %s: %s", clip->frames, clip->path,
		    av_err2str(ret));
	if (clip->packet->size != (int)clip->frame_size ||
	    clip->packet->flags & AV_PKT_FLAG_CORRUPT)
		die("frame %u of %s has %d bytes instead of %zu: the file is damaged or truncated",
		    clip->frames, clip->path, clip->packet->size,
		    clip->frame_size);
	return true;
}

static void grow_map(struct clip *clip, unsigned int count)
{
	if (count <= clip->map_size)
		return;
	clip->map = realloc(clip->map, count * sizeof(*clip->map));
	if (!clip->map)
		die("out of memory");
	clip->map_size = count;
}

/* Convert the map of encrypted parts to the form that the device takes. */
static void read_map(struct clip *clip, const AVEncryptionInfo *info,
		     struct clip_frame *frame)
{
	uint64_t total = 0, encrypted = 0;
	const AVSubsampleEncryptionInfo *in;
	unsigned int i, n = 0;

	if (info->crypt_byte_block || info->skip_byte_block)
		die("%s is encrypted in a pattern: only 'cenc' without a pattern is supported",
		    clip->path);
	if (info->subsample_count > DRM_CPGPU_MAX_SUBSAMPLES)
		die("frame %u of %s has %u sub-samples: only up to %u are supported",
		    clip->frames, clip->path, info->subsample_count,
		    DRM_CPGPU_MAX_SUBSAMPLES);
	grow_map(clip, info->subsample_count);
	for (i = 0; i < info->subsample_count; i++) {
		in = &info->subsamples[i];
		total += in->bytes_of_clear_data;
		total += in->bytes_of_protected_data;
		encrypted += in->bytes_of_protected_data;
		if (in->bytes_of_clear_data || in->bytes_of_protected_data)
			clip->map[n++] = (struct drm_cpgpu_subsample) {
				.clear = in->bytes_of_clear_data,
				.encrypted = in->bytes_of_protected_data,
			};
	}
	if (!info->subsample_count)
		encrypted = total = clip->frame_size;
	if (total != clip->frame_size)
		die("frame %u of %s has a map of %llu bytes instead of %zu: the file is damaged",
		    clip->frames, clip->path, (unsigned long long)total,
		    clip->frame_size);
	frame->blocks = (encrypted + CLIP_BLOCK - 1) / CLIP_BLOCK;
	frame->map = encrypted < clip->frame_size ? clip->map : NULL;
	frame->map_count = frame->map ? n : 0;
}

static void read_encryption(struct clip *clip, struct clip_frame *frame)
{
	AVEncryptionInfo *info = NULL;
	size_t size = 0;
	uint8_t *data;

	data = av_packet_get_side_data(clip->packet,
				       AV_PKT_DATA_ENCRYPTION_INFO, &size);
	if (data)
		info = av_encryption_info_get_side_data(data, size);
	if (!info)
		die("%s is not encrypted (frame %u has no CENC data)",
		    clip->path, clip->frames);
	if (info->scheme != MKBETAG('c', 'e', 'n', 'c'))
		die("%s is encrypted under scheme '%c%c%c%c': only 'cenc' (AES-CTR) is supported",
		    clip->path, info->scheme >> 24, info->scheme >> 16 & 0xff,
		    info->scheme >> 8 & 0xff, info->scheme & 0xff);
	if (info->iv_size != CLIP_KEY_SIZE ||
	    info->key_id_size != CLIP_KEY_SIZE)
		die("%s has an IV or key id of a size other than 16 bytes", clip->path);
	if (!clip->frames)
		memcpy(clip->key_id, info->key_id, CLIP_KEY_SIZE);
	else if (memcmp(clip->key_id, info->key_id, CLIP_KEY_SIZE))
		die("%s changes its key at frame %u: only clips with one key are supported",
		    clip->path, clip->frames);
	memcpy(frame->iv, info->iv, CLIP_KEY_SIZE);
	read_map(clip, info, frame);
	av_encryption_info_free(info);
}

bool clip_next(struct clip *clip, struct clip_frame *frame)
{
	if (!read_packet(clip))
		return false;
	read_encryption(clip, frame);
	frame->data = clip->packet->data;
	clip->frames++;
	return true;
}

void clip_rewind(struct clip *clip)
{
	int ret = av_seek_frame(clip->container, clip->stream, 0,
				AVSEEK_FLAG_BACKWARD);

	if (ret < 0)
		die("cannot go back to the start of %s: %s", clip->path,
		    av_err2str(ret));
	clip->frames = 0;
}

void clip_open(struct clip *clip, const char *path,
	       const struct clip_hints *hints)
{
	struct clip_frame frame;

	*clip = (struct clip) { .path = path };
	clip->packet = av_packet_alloc();
	if (!clip->packet)
		die("out of memory");
	open_container(clip);
	choose_stream(clip, hints);
	if (!clip_next(clip, &frame))
		die("%s has no frames", path);
	clip->partial = frame.map;
	clip_rewind(clip);
}

void clip_close(struct clip *clip)
{
	av_packet_free(&clip->packet);
	avformat_close_input(&clip->container);
	free(clip->map);
}

/* ------------------------------------------------------- key check -- */

/* bytes that are checked, and the mean luma step that counts as noise */
#define CHECK_SIZE 4096
#define CHECK_PIXELS 256
#define CHECK_STEP 64

/*
 * Copy the encrypted parts of the first @size bytes to @packed (@pack), or
 * back. The keystream continues from one part to the next, so they can be
 * decrypted together.  Returns their total size.
 */
static size_t move_encrypted(const struct clip_frame *frame, uint8_t *data,
			     size_t size, uint8_t *packed, bool pack)
{
	struct drm_cpgpu_subsample whole = { .encrypted = size }, run;
	size_t at = 0, count = 0;
	unsigned int i;

	for (i = 0; at < size && i < (frame->map ? frame->map_count : 1); i++) {
		run = frame->map ? frame->map[i] : whole;
		if (run.clear >= size - at)
			break;
		at += run.clear;
		if (run.encrypted > size - at)
			run.encrypted = size - at;
		if (pack)
			memcpy(packed + count, data + at, run.encrypted);
		else
			memcpy(data + at, packed + count, run.encrypted);
		at += run.encrypted;
		count += run.encrypted;
	}
	return count;
}

/* Is the whole picture opaque, or equally transparent? */
static bool alpha_is_constant(const uint8_t *data)
{
	bool same = true;
	int i;

	for (i = 1; i < CHECK_PIXELS; i++)
		same &= data[i * 4 + 3] == data[3];
	return same;
}

/* In noise, the mean step is 85. */
static bool luma_is_smooth(const uint8_t *data, size_t size, size_t stride)
{
	unsigned long sum = 0, steps = 0;
	size_t i;

	for (i = stride; i < size; i += stride, steps++)
		sum += abs(data[i] - data[i - stride]);
	return sum < CHECK_STEP * steps;
}

static bool is_picture(const struct clip *clip, const uint8_t *data,
		       size_t size)
{
	size_t luma = (size_t)clip->width * clip->height;

	switch (clip->format->device) {
	case DRM_CPGPU_FORMAT_NV12:
		return luma_is_smooth(data, size < luma ? size : luma, 1);
	case DRM_CPGPU_FORMAT_YUYV:
		return luma_is_smooth(data, size, 2);
	default:
		return alpha_is_constant(data);
	}
}

bool clip_key_fits(struct clip *clip, const uint8_t key[CLIP_KEY_SIZE])
{
	uint8_t data[CHECK_SIZE], packed[CHECK_SIZE];
	size_t size = sizeof(data), count;
	struct clip_frame frame;
	bool fits;
	int ret;

	if (!clip_next(clip, &frame))
		die("%s has no frames", clip->path);
	if (size > clip->frame_size)
		size = clip->frame_size;
	memcpy(data, frame.data, size);
	count = move_encrypted(&frame, data, size, packed, true);
	ret = cpgpu_keyx_ctr(key, frame.iv, packed, count);
	if (ret)
		die_error(ret, "cannot check the key");
	move_encrypted(&frame, data, size, packed, false);
	fits = is_picture(clip, data, size);
	cpgpu_keyx_wipe(data, sizeof(data));
	cpgpu_keyx_wipe(packed, sizeof(packed));
	clip_rewind(clip);
	return fits;
}
