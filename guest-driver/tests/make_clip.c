// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/log.h>

#include "fixture.h"
#include "make_clip.h"

static const struct {
	uint32_t tag;
	enum AVPixelFormat format;
	int bits;
} kinds[] = {
	[CLIP_BGRA] = { MKTAG('B', 'G', 'R', 'A'), AV_PIX_FMT_BGRA, 32 },
	[CLIP_NV12] = { MKTAG('r', 'a', 'w', ' '), AV_PIX_FMT_NV12, 12 },
	[CLIP_YUYV] = { MKTAG('y', 'u', 'v', 's'), AV_PIX_FMT_YUYV422, 16 },
	[CLIP_RGB] = { MKTAG('r', 'a', 'w', ' '), AV_PIX_FMT_RGB24, 24 },
};

/* --------------------------------------------------------------- frames -- */

size_t clip_plan_frame_size(const struct clip_plan *plan)
{
	return (size_t)plan->width * plan->height * kinds[plan->pixels].bits /
	       8;
}

/*
 * libavformat encrypts parts of H.264 only: of each NAL unit all but its
 * length, 4 bytes, and one more.  So a partly encrypted frame is given to it as
 * NAL units; the lengths are pixels like others, and the first one ends on
 * 0xff, which is opaque.
 */
static void write_nal_lengths(uint8_t *data, size_t size)
{
	static const uint32_t lengths[] = { 0x17ff, 33, 2, 4099, 257, 1 };
	size_t at = 0, i, left;

	for (i = 0; ; i++) {
		left = size - at - 4;
		if (i == ARRAY_SIZE(lengths) || lengths[i] + 8 > left) {
			AV_WB32(data + at, left);
			return;
		}
		AV_WB32(data + at, lengths[i]);
		at += 4 + lengths[i];
	}
}

void clip_plan_frame(const struct clip_plan *plan, unsigned int n,
		     uint8_t *data)
{
	size_t size = clip_plan_frame_size(plan), i;
	size_t luma = (size_t)plan->width * plan->height;

	fill_pattern(data, size, n);
	if (plan->noise)
		return;
	/* alpha, or luma with small steps; all the rest is noise */
	for (i = 3; plan->pixels == CLIP_BGRA && i < size; i += 4)
		data[i] = 0xff;
	for (i = 0; plan->pixels == CLIP_NV12 && i < luma; i++)
		data[i] = i * 3 + n * 7;
	for (i = 0; plan->pixels == CLIP_YUYV && i < luma; i++)
		data[2 * i] = i * 3 + n * 7;
	if (plan->partial)
		write_nal_lengths(data, size);
}

static void write_frame(AVFormatContext *container,
			const struct clip_plan *plan, unsigned int n)
{
	AVPacket *packet = av_packet_alloc();

	CHECK(packet);
	CHECK_OK(av_new_packet(packet, clip_plan_frame_size(plan)));
	clip_plan_frame(plan, n, packet->data);
	packet->pts = packet->dts = n;
	packet->duration = 1;
	packet->flags = AV_PKT_FLAG_KEY;
	av_packet_rescale_ts(packet, (AVRational) { 1, plan->rate },
			     container->streams[0]->time_base);
	CHECK_OK(av_write_frame(container, packet));
	av_packet_free(&packet);
}

/* ----------------------------------------------------------------- file -- */

/* An H.264 header that says: NAL units have lengths of 4 bytes. */
static void make_avc(AVCodecParameters *par)
{
	static const uint8_t avcc[] = { 1, 66, 0, 10, 0xff, 0xe0, 0 };

	par->codec_id = AV_CODEC_ID_H264;
	par->codec_tag = MKTAG('a', 'v', 'c', '1');
	par->extradata = av_mallocz(sizeof(avcc) + AV_INPUT_BUFFER_PADDING_SIZE);
	CHECK(par->extradata);
	memcpy(par->extradata, avcc, sizeof(avcc));
	par->extradata_size = sizeof(avcc);
}

static void describe_stream(AVStream *stream, const struct clip_plan *plan)
{
	AVCodecParameters *par = stream->codecpar;

	par->codec_type = AVMEDIA_TYPE_VIDEO;
	par->codec_id = AV_CODEC_ID_RAWVIDEO;
	par->codec_tag = kinds[plan->pixels].tag;
	par->format = kinds[plan->pixels].format;
	par->bits_per_coded_sample = kinds[plan->pixels].bits;
	if (plan->partial)
		make_avc(par);
	if (plan->other_codec) {
		par->codec_id = AV_CODEC_ID_MPEG4;
		par->codec_tag = MKTAG('m', 'p', '4', 'v');
		par->format = AV_PIX_FMT_YUV420P;
	}
	if (plan->bt709) {
		par->color_primaries = AVCOL_PRI_BT709;
		par->color_trc = AVCOL_TRC_BT709;
		par->color_space = AVCOL_SPC_BT709;
	}
	if (plan->bt2020) {
		par->color_primaries = AVCOL_PRI_BT2020;
		par->color_trc = AVCOL_TRC_BT2020_10;
		par->color_space = AVCOL_SPC_BT2020_NCL;
	}
	par->width = plan->width;
	par->height = plan->height;
	stream->time_base = (AVRational) { 1, plan->rate };
	stream->avg_frame_rate = (AVRational) { plan->rate, 1 };
}

/* Write what the frames are into the box 'frma' of the finished file. */
static void retag(const char *path, uint32_t tag)
{
	static uint8_t data[64 * MIB];
	FILE *file = fopen(path, "r+e");
	uint8_t *box;
	size_t size;

	CHECK(file);
	size = fread(data, 1, sizeof(data), file);
	CHECK(size < sizeof(data));
	box = memmem(data, size, "frma", 4);
	CHECK(box);
	AV_WL32(box + 4, tag);
	CHECK_OK(fseek(file, box + 4 - data, SEEK_SET));
	CHECK_EQ(fwrite(box + 4, 4, 1, file), 1);
	CHECK_OK(fclose(file));
}

void make_clip(const struct clip_plan *plan)
{
	AVFormatContext *container;
	AVDictionary *options = NULL;
	AVStream *stream;
	unsigned int i;

	av_log_set_level(AV_LOG_QUIET);
	CHECK(avformat_alloc_output_context2(&container, NULL, "mov",
					     plan->path) >= 0);
	stream = avformat_new_stream(container, NULL);
	CHECK(stream);
	describe_stream(stream, plan);
	av_dict_set(&options, "movflags", "write_colr", 0);
	if (!plan->clear) {
		av_dict_set(&options, "encryption_scheme", "cenc-aes-ctr", 0);
		av_dict_set(&options, "encryption_key", CLIP_KEY, 0);
		av_dict_set(&options, "encryption_kid", CLIP_KEY_ID, 0);
	}
	CHECK(avio_open(&container->pb, plan->path, AVIO_FLAG_WRITE) >= 0);
	CHECK(avformat_write_header(container, &options) >= 0);
	for (i = 0; i < plan->frames; i++)
		write_frame(container, plan, i);
	CHECK_OK(av_write_trailer(container));
	avio_closep(&container->pb);
	avformat_free_context(container);
	av_dict_free(&options);
	if (plan->partial)
		retag(plan->path, kinds[plan->pixels].tag);
	if (plan->tagged)
		retag(plan->path, MKTAG('N', 'V', '1', '2'));
}
