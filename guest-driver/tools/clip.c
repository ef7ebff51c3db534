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

/* pixels that the key check looks at; the smallest mode has 256 */
#define CHECK_PIXELS 256

#define SIZE_MIN 16
#define SIZE_MAX_PIXELS 4096

static void open_container(struct clip *clip)
{
	const AVInputFormat *mov = av_find_input_format("mov");
	char *url;
	int ret;

	if (access(clip->path, R_OK))
		die("cannot read %s: %s", clip->path, strerror(errno));
	/* a file name, whatever it looks like: never a network address */
	if (asprintf(&url, "file:%s", clip->path) < 0)
		die("out of memory");
	ret = avformat_open_input(&clip->format, url, mov, NULL);
	free(url);
	if (ret < 0)
		die("%s is not a QuickTime or MP4 file, or is damaged",
		    clip->path);
}

static void choose_stream(struct clip *clip)
{
	const AVCodecParameters *par;
	const AVStream *stream;
	char tag[AV_FOURCC_MAX_STRING_SIZE];
	int i;

	i = av_find_best_stream(clip->format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL,
				0);
	if (i < 0)
		die("%s has no video in it", clip->path);
	stream = clip->format->streams[i];
	par = stream->codecpar;
	if (par->codec_id != AV_CODEC_ID_RAWVIDEO)
		die("%s is %s video: only uncompressed video (rawvideo) can be played",
		    clip->path, avcodec_get_name(par->codec_id));
	if (par->codec_tag != MKTAG('B', 'G', 'R', 'A'))
		die("%s has pixels of format '%s': only BGRA can be played",
		    clip->path, av_fourcc_make_string(tag, par->codec_tag));
	if (par->width < SIZE_MIN || par->width > SIZE_MAX_PIXELS ||
	    par->height < SIZE_MIN || par->height > SIZE_MAX_PIXELS)
		die("%s has %dx%d pixels: sizes from %d to %d can be played",
		    clip->path, par->width, par->height, SIZE_MIN,
		    SIZE_MAX_PIXELS);
	/* rows go to places of their own, so each must begin a cipher block */
	if (par->width * CLIP_PIXEL % CLIP_BLOCK)
		die("%s is %d pixels wide: the width must be a multiple of %d",
		    clip->path, par->width, CLIP_BLOCK / CLIP_PIXEL);

	clip->stream = i;
	clip->width = par->width;
	clip->height = par->height;
	clip->frame_size = (size_t)par->width * par->height * CLIP_PIXEL;
	clip->rate = stream->avg_frame_rate;
	if (clip->rate.num <= 0 || clip->rate.den <= 0)
		clip->rate = (AVRational) { 0, 1 };
}

/* Next packet of our stream into clip->packet; false at the end. */
static bool read_packet(struct clip *clip)
{
	int ret;

	do {
		av_packet_unref(clip->packet);
		ret = av_read_frame(clip->format, clip->packet);
	} while (ret >= 0 && clip->packet->stream_index != clip->stream);
	if (ret == AVERROR_EOF)
		return false;
	if (ret < 0)
		die("cannot read frame %u of %s: %s", clip->frames, clip->path,
		    av_err2str(ret));
	if (clip->packet->size != (int)clip->frame_size ||
	    clip->packet->flags & AV_PKT_FLAG_CORRUPT)
		die("frame %u of %s has %d bytes instead of %zu: the file is damaged or cut off",
		    clip->frames, clip->path, clip->packet->size,
		    clip->frame_size);
	return true;
}

/* All of the frame is under one counter stream: nothing clear in between. */
static bool is_whole_sample(const AVEncryptionInfo *info, size_t size)
{
	if (info->crypt_byte_block || info->skip_byte_block)
		return false;
	return !info->subsample_count ||
	       (info->subsample_count == 1 &&
		!info->subsamples[0].bytes_of_clear_data &&
		info->subsamples[0].bytes_of_protected_data == size);
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
		die("%s is encrypted under scheme '%c%c%c%c': only 'cenc' (AES-CTR) can be played",
		    clip->path, info->scheme >> 24, info->scheme >> 16 & 0xff,
		    info->scheme >> 8 & 0xff, info->scheme & 0xff);
	if (!is_whole_sample(info, clip->frame_size))
		die("%s has partly encrypted frames: only wholly encrypted ones can be played",
		    clip->path);
	if (info->iv_size != CLIP_KEY_SIZE ||
	    info->key_id_size != CLIP_KEY_SIZE)
		die("%s has an IV or key id of an unknown size", clip->path);
	if (!clip->frames)
		memcpy(clip->key_id, info->key_id, CLIP_KEY_SIZE);
	else if (memcmp(clip->key_id, info->key_id, CLIP_KEY_SIZE))
		die("%s changes its key at frame %u: only clips with one key can be played",
		    clip->path, clip->frames);
	memcpy(frame->iv, info->iv, CLIP_KEY_SIZE);
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
	int ret = av_seek_frame(clip->format, clip->stream, 0,
				AVSEEK_FLAG_BACKWARD);

	if (ret < 0)
		die("cannot go back to the start of %s: %s", clip->path,
		    av_err2str(ret));
	clip->frames = 0;
}

void clip_open(struct clip *clip, const char *path)
{
	struct clip_frame frame;

	*clip = (struct clip) { .path = path };
	clip->packet = av_packet_alloc();
	if (!clip->packet)
		die("out of memory");
	open_container(clip);
	choose_stream(clip);
	if (!clip_next(clip, &frame))
		die("%s has no frame in it", path);
	clip_rewind(clip);
}

void clip_close(struct clip *clip)
{
	av_packet_free(&clip->packet);
	avformat_close_input(&clip->format);
}

bool clip_key_fits(struct clip *clip, const uint8_t key[CLIP_KEY_SIZE])
{
	uint8_t pixels[CHECK_PIXELS * CLIP_PIXEL];
	struct clip_frame frame;
	bool fits = true;
	int i, ret;

	if (!clip_next(clip, &frame))
		die("%s has no frame in it", clip->path);
	memcpy(pixels, frame.data, sizeof(pixels));
	ret = cpgpu_keyx_ctr(key, frame.iv, pixels, sizeof(pixels));
	if (ret)
		die_error(ret, "cannot check the key");
	for (i = 1; i < CHECK_PIXELS; i++)
		fits &= pixels[i * CLIP_PIXEL + 3] == pixels[3];
	cpgpu_keyx_wipe(pixels, sizeof(pixels));
	clip_rewind(clip);
	return fits;
}
