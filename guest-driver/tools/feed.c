// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "common.h"
#include "feed.h"

#define PIXEL		4	/* bytes, of a framebuffer */
#define PITCH_ALIGN	64	/* of a framebuffer */
#define TIMEOUT_MS	60000

/* each op has a result record of its own */
#define RESULT_STRIDE	32
#define OPS		2	/* decrypt, convert */

static uint32_t round_up(uint32_t value, uint32_t step)
{
	return (value + step - 1) / step * step;
}

void feed_check_device(const struct clip *clip, uint32_t caps)
{
	const uint32_t needed = DRM_CPGPU_CAP_CONTENT_KEY |
				DRM_CPGPU_CAP_DECRYPTION_BLT;

	if ((caps & needed) != needed)
		die("the device cannot decrypt with content keys (content-key=off or decryption-blt=off)");
	if (clip->partial && !(caps & DRM_CPGPU_CAP_PARTIAL_DECRYPTION))
		die("%s has partially encrypted frames, which the device cannot decrypt (partial-decryption=off)",
		    clip->path);
	if (clip->format->device && !(caps & DRM_CPGPU_CAP_CONVERT))
		die("%s has pixels of format %s, which the device cannot convert (convert-blt=off)",
		    clip->path, clip->format->name);
}

/* -------------------------------------------------------------- set-up -- */

static uint32_t create_protected(struct feed *feed, uint64_t size)
{
	uint32_t handle;
	int ret;

	ret = cpgpu_object_create_protected(feed->dev, feed->keys->session,
					    size, &handle);
	if (ret == -ENOSPC)
		die("video memory is full: use fewer --buffers, or a device with more vram");
	if (ret)
		die_error(ret, "cannot allocate protected memory");
	return handle;
}

void feed_open(struct feed *feed, struct cpgpu_device *dev,
	       const struct clip *clip, struct keys *keys)
{
	*feed = (struct feed) {
		.dev = dev,
		.clip = clip,
		.keys = keys,
		.pitch = round_up(clip->width * PIXEL, PITCH_ALIGN),
		.results_offset = round_up(clip->frame_size, RESULT_STRIDE),
	};
	if (!clip->format->device)
		return;
	feed->source = (struct cpgpu_surface) {
		.handle = create_protected(feed, clip->frame_size),
		.pitch = clip_row_bytes(clip),
	};
	if (clip->format->device == DRM_CPGPU_FORMAT_NV12)
		feed->source.chroma_offset = (uint64_t)clip->width *
					     clip->height;
}

static uint64_t input_size(const struct feed *feed)
{
	return feed->results_offset + OPS * RESULT_STRIDE;
}

void feed_open_buffer(struct feed *feed, struct buffer *buffer)
{
	struct drm_cpgpu_gem_info info;
	void *map;
	int ret;

	buffer->surface.pitch = feed->pitch;
	buffer->surface.handle = create_protected(feed, (uint64_t)feed->pitch *
						  feed->clip->height);
	ret = cpgpu_object_info(feed->dev, buffer->surface.handle, &info);
	if (ret)
		die_error(ret, "cannot query protected memory");
	buffer->vram_offset = info.vram_offset;
	buffer->size = info.size;
	ret = cpgpu_object_create(feed->dev, input_size(feed), &buffer->input);
	if (!ret)
		ret = cpgpu_object_map(feed->dev, buffer->input, &map);
	if (!ret)
		ret = cpgpu_sync_create(feed->dev, &buffer->sync);
	if (ret)
		die_error(ret, "cannot allocate memory for frames");
	buffer->map = map;
	buffer->frame = NO_FRAME;
}

/* --------------------------------------------------------------- frames -- */

static struct drm_cpgpu_result *result(const struct feed *feed,
				       const struct buffer *buffer,
				       unsigned int i)
{
	return (void *)(buffer->map + feed->results_offset + i * RESULT_STRIDE);
}

static void set_result(const struct feed *feed, const struct buffer *buffer,
		       unsigned int i, struct drm_cpgpu_op *op)
{
	op->result_handle = buffer->input;
	op->result_offset = feed->results_offset + i * RESULT_STRIDE;
	/* the device overwrites this with 0 on success */
	result(feed, buffer, i)->status = ~0u;
}

static void fill_decrypt(const struct feed *feed, const struct buffer *buffer,
			 const struct clip_frame *frame,
			 struct drm_cpgpu_op *op)
{
	const struct clip *clip = feed->clip;
	uint32_t row = clip_row_bytes(clip), dst = buffer->surface.handle;

	if (clip->format->device)
		dst = feed->source.handle;
	cpgpu_op_decrypt(op, feed->keys->session, buffer->input, 0, dst, 0,
			 clip->frame_size, frame->iv, feed->keys->wrapped);
	if (frame->map)
		cpgpu_op_set_subsamples(op, frame->map, frame->map_count);
	if (!clip->format->device && row != feed->pitch)
		cpgpu_op_set_rect(op, row, clip->height, feed->pitch, 0);
}

static void fill_convert(const struct feed *feed, const struct buffer *buffer,
			 struct drm_cpgpu_op *op)
{
	const struct clip *clip = feed->clip;
	uint32_t format = clip->format->device;

	if (clip->colours.bt709)
		format |= DRM_CPGPU_CONVERT_BT709;
	if (clip->colours.full_range)
		format |= DRM_CPGPU_CONVERT_FULL_RANGE;
	cpgpu_op_convert(op, feed->keys->session, format, &feed->source,
			 &buffer->surface, clip->width, clip->height);
}

static unsigned int op_count(const struct feed *feed)
{
	return feed->clip->format->device ? 2 : 1;
}

void feed_submit(struct feed *feed, struct buffer *buffer,
		 const struct clip_frame *frame, unsigned int number)
{
	struct drm_cpgpu_sync sync = {
		.flags = DRM_CPGPU_SYNC_SIGNAL,
		.handle = buffer->sync,
	};
	struct drm_cpgpu_op ops[OPS];
	unsigned int i, n = op_count(feed);
	int ret;

	memcpy(buffer->map, frame->data, feed->clip->frame_size);
	fill_decrypt(feed, buffer, frame, &ops[0]);
	if (n > 1)
		fill_convert(feed, buffer, &ops[1]);
	for (i = 0; i < n; i++)
		set_result(feed, buffer, i, &ops[i]);
	ret = cpgpu_submit(feed->dev, ops, n, &sync, 1);
	if (ret)
		die_error(ret, "cannot submit frame %u", number);
	keys_use_iv(feed->keys, frame->iv, frame->blocks);
	buffer->frame = number;
	buffer->clip_frame = feed->clip->frames - 1;
	buffer->refreshes = feed->keys->refreshes;
}

void feed_wait(struct feed *feed, struct buffer *buffer)
{
	unsigned int i;
	int ret;

	ret = cpgpu_sync_wait(feed->dev, buffer->sync, 0, TIMEOUT_MS);
	if (ret == -EEXIST)
		die("the device refuses the IV of frame %u, which was used before under this key: use --refresh-every 1",
		    buffer->frame);
	for (i = 0; i < op_count(feed); i++) {
		if (result(feed, buffer, i)->status && ret != -ETIME)
			die("the device failed to %s frame %u (status %d)",
			    i ? "convert" : "decrypt", buffer->frame,
			    (int)result(feed, buffer, i)->status);
	}
	if (ret)
		die_error(ret, "the device failed to decrypt frame %u",
			  buffer->frame);
}

/* ------------------------------------------------ the end of the program -- */

void feed_close_buffer(struct feed *feed, struct buffer *buffer)
{
	munmap(buffer->map, input_size(feed));
	cpgpu_object_close(feed->dev, buffer->surface.handle);
	cpgpu_object_close(feed->dev, buffer->input);
	cpgpu_sync_destroy(feed->dev, buffer->sync);
}

void feed_close(struct feed *feed)
{
	if (feed->source.handle)
		cpgpu_object_close(feed->dev, feed->source.handle);
}
