// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/log.h>

#include "fixture.h"
#include "make_clip.h"

static void describe_stream(AVStream *stream, const struct clip_plan *plan)
{
	AVCodecParameters *par = stream->codecpar;

	par->codec_type = AVMEDIA_TYPE_VIDEO;
	par->codec_id = AV_CODEC_ID_RAWVIDEO;
	par->codec_tag = MKTAG('B', 'G', 'R', 'A');
	par->format = AV_PIX_FMT_BGRA;
	par->bits_per_coded_sample = 32;
	if (plan->other_pixels) {
		par->codec_tag = MKTAG('r', 'a', 'w', ' ');
		par->format = AV_PIX_FMT_RGB24;
		par->bits_per_coded_sample = 24;
	}
	if (plan->other_codec) {
		par->codec_id = AV_CODEC_ID_MPEG4;
		par->codec_tag = MKTAG('m', 'p', '4', 'v');
		par->format = AV_PIX_FMT_YUV420P;
	}
	par->width = plan->width;
	par->height = plan->height;
	stream->time_base = (AVRational) { 1, plan->rate };
	stream->avg_frame_rate = (AVRational) { plan->rate, 1 };
}

static void write_frame(AVFormatContext *format, const struct clip_plan *plan,
			unsigned int n)
{
	size_t size = (size_t)plan->width * plan->height * 4, i;
	AVPacket *packet = av_packet_alloc();

	CHECK(packet);
	CHECK_OK(av_new_packet(packet, size));
	fill_pattern(packet->data, size, n);
	for (i = 3; i < size && !plan->noise_alpha; i += 4)
		packet->data[i] = 0xff;
	packet->pts = packet->dts = n;
	packet->duration = 1;
	packet->flags = AV_PKT_FLAG_KEY;
	av_packet_rescale_ts(packet, (AVRational) { 1, plan->rate },
			     format->streams[0]->time_base);
	CHECK_OK(av_write_frame(format, packet));
	av_packet_free(&packet);
}

void make_clip(const struct clip_plan *plan)
{
	AVFormatContext *format;
	AVDictionary *options = NULL;
	AVStream *stream;
	unsigned int i;

	av_log_set_level(AV_LOG_QUIET);
	CHECK(avformat_alloc_output_context2(&format, NULL, "mov",
					     plan->path) >= 0);
	stream = avformat_new_stream(format, NULL);
	CHECK(stream);
	describe_stream(stream, plan);
	if (!plan->clear) {
		av_dict_set(&options, "encryption_scheme", "cenc-aes-ctr", 0);
		av_dict_set(&options, "encryption_key", CLIP_KEY, 0);
		av_dict_set(&options, "encryption_kid", CLIP_KEY_ID, 0);
	}
	CHECK(avio_open(&format->pb, plan->path, AVIO_FLAG_WRITE) >= 0);
	CHECK(avformat_write_header(format, &options) >= 0);
	for (i = 0; i < plan->frames; i++)
		write_frame(format, plan, i);
	CHECK_OK(av_write_trailer(format));
	avio_closep(&format->pb);
	avformat_free_context(format);
	av_dict_free(&options);
}
