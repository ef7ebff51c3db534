// SPDX-License-Identifier: MIT
/*
 * The player's own code decrypts frames into a framebuffer, which must then
 * hold, bit for bit, the clip's frame or its conversion by the manual's
 * formula.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clip.h"
#include "feed.h"
#include "fixture.h"
#include "keys.h"
#include "make_clip.h"
#include "yuv.h"

#define FRAMES 5

static void make_path(char path[64])
{
	int fd;

	strcpy(path, "/tmp/cpgpu-test-feed.XXXXXX");
	fd = mkstemp(path);
	CHECK(fd >= 0);
	close(fd);
}

/* What framebuffer @row by row has to show of a frame: B G R X. */
static void expected_picture(const struct clip_plan *plan,
			     const struct clip *clip, unsigned int n,
			     uint8_t *picture)
{
	size_t size = clip_plan_frame_size(plan);
	struct yuv_picture yuv = {
		.format = clip->format->device,
		.width = plan->width,
		.height = plan->height,
		.pitch = clip_row_bytes(clip),
	};
	uint8_t *frame = malloc(size);

	CHECK(frame);
	clip_plan_frame(plan, n, frame);
	yuv.luma = frame;
	yuv.chroma = frame + plan->width * plan->height;
	if (plan->bt709)
		yuv.format |= DRM_CPGPU_CONVERT_BT709;
	if (clip->colours.full_range)
		yuv.format |= DRM_CPGPU_CONVERT_FULL_RANGE;
	if (yuv.format)
		judge_convert(&yuv, picture);
	else
		memcpy(picture, frame, size);
	free(frame);
}

static void check_buffer(struct feed *feed, struct buffer *buffer,
			 const uint8_t *picture)
{
	struct session session = {
		.dev = feed->dev,
		.handle = feed->keys->session,
	};
	size_t row = feed->clip->width * 4, size = buffer->size;
	uint8_t *back = malloc(size);
	unsigned int y;

	CHECK(back);
	read_protected(&session, buffer->surface.handle, 0, back, size,
		       feed->keys->session_key);
	for (y = 0; y < feed->clip->height; y++)
		CHECK_MEM(back + y * feed->pitch, picture + y * row, row);
	free(back);
}

static void check_frames(const struct clip_plan *plan,
			 const struct clip_hints *hints)
{
	uint8_t *picture = malloc((size_t)plan->width * plan->height * 4);
	struct cpgpu_device *dev = open_device();
	uint32_t caps = device_info(dev).caps;
	uint8_t key[KEY_SIZE];
	struct buffer buffer = {};
	struct clip_frame frame;
	struct clip clip;
	struct feed feed;
	struct keys keys;
	unsigned int n;

	CHECK(picture);
	CHECK_OK(cpgpu_keyx_parse_key(CLIP_KEY, key));
	clip_open(&clip, plan->path, hints);
	CHECK(clip_key_fits(&clip, key));
	CHECK_EQ(clip.partial, plan->partial);
	feed_check_device(&clip, caps);
	keys_open(&keys, dev, caps, NULL, key);
	feed_open(&feed, dev, &clip, &keys);
	feed_open_buffer(&feed, &buffer);
	for (n = 0; clip_next(&clip, &frame); n++) {
		if (n == 2) {
			keys_refresh_start(&keys);
			keys_refresh_finish(&keys, NULL);
		}
		feed_submit(&feed, &buffer, &frame, n);
		feed_wait(&feed, &buffer);
		expected_picture(plan, &clip, n, picture);
		check_buffer(&feed, &buffer, picture);
	}
	CHECK_EQ(n, plan->frames);
	free(picture);
	clip_close(&clip);
}

static void check_clip(struct clip_plan *plan, const struct clip_hints *hints)
{
	static const struct clip_hints none;
	char path[64];

	make_path(path);
	plan->path = path;
	plan->frames = FRAMES;
	plan->rate = 25;
	make_clip(plan);
	check_frames(plan, hints ? hints : &none);
	unlink(path);
}

static void need_convert(void)
{
	struct cpgpu_device *dev = open_device();

	if (!(device_info(dev).caps & DRM_CPGPU_CAP_CONVERT))
		test_skip("this device cannot convert");
	cpgpu_close(dev);
}

TEST(bgra_is_shown_as_it_is)
{
	struct clip_plan plan = { .width = 128, .height = 80 };

	check_clip(&plan, NULL);
	/* rows with gaps on the screen */
	plan.width = 100;
	plan.height = 150;
	check_clip(&plan, NULL);
}

TEST(partly_encrypted_bgra)
{
	struct clip_plan plan = {
		.width = 128, .height = 80, .partial = true,
	};

	check_clip(&plan, NULL);
	plan.width = 100;
	check_clip(&plan, NULL);
}

TEST(nv12_is_converted)
{
	struct clip_hints hints = { .format = clip_find_format("nv12") };
	struct clip_plan plan = {
		.width = 144, .height = 90, .pixels = CLIP_NV12,
	};

	need_convert();
	check_clip(&plan, &hints);
	plan.tagged = true;
	plan.bt709 = true;
	check_clip(&plan, NULL);
	plan.width = 1280;
	plan.height = 720;
	check_clip(&plan, NULL);
}

TEST(yuyv_is_converted)
{
	struct clip_colours full = { .full_range = true };
	struct clip_hints hints = { .colours = &full };
	struct clip_plan plan = {
		.width = 136, .height = 91, .pixels = CLIP_YUYV,
	};

	need_convert();
	check_clip(&plan, NULL);
	check_clip(&plan, &hints);
	plan.bt709 = true;
	check_clip(&plan, NULL);
}
