// SPDX-License-Identifier: MIT
/* What stays in the video memory: copies, fills and conversions. */
#include <stdlib.h>

#include "fixture.h"
#include "yuv.h"

#define SIZE (6 * PAGE)

/* Two objects of a session, and what is in them. */
struct ground {
	struct session session;
	uint32_t object[2];
	uint8_t *data[2];
	uint8_t *back;
	size_t size;
};

static struct ground prepare(size_t size, uint32_t cap)
{
	struct ground ground = { .size = size };
	struct session *session = &ground.session;
	int i;

	*session = keyed_session(open_device());
	if ((device_info(session->dev).caps & cap) != cap)
		test_skip("this device cannot do that");
	for (i = 0; i < 2; i++) {
		ground.object[i] = create_protected(session, size);
		ground.data[i] = malloc(size);
		CHECK(ground.data[i]);
		fill_pattern(ground.data[i], size, 100 + i);
		write_protected(session, ground.object[i], 0, ground.data[i],
				size, session->key, NULL);
	}
	ground.back = malloc(size);
	CHECK(ground.back);
	return ground;
}

/* Both objects hold what is expected, and can be read with the key. */
static void check_objects(struct ground *ground)
{
	int i;

	for (i = 0; i < 2; i++) {
		read_protected(&ground->session, ground->object[i], 0,
			       ground->back, ground->size,
			       ground->session.key);
		CHECK_MEM(ground->back, ground->data[i], ground->size);
	}
}

static void run(struct ground *ground, struct drm_cpgpu_op *op)
{
	CHECK_OK(cpgpu_submit_wait(ground->session.dev, op, 1, WAIT_MS));
}

/* ---------------------------------------------------------------- copies -- */

static void check_copy(struct ground *ground, int from, uint64_t src, int to,
		       uint64_t dst, uint64_t length)
{
	struct drm_cpgpu_op op;

	test_note("copy %u bytes from %u to %u", (unsigned int)length,
		  (unsigned int)src, (unsigned int)dst);
	cpgpu_op_copy(&op, ground->session.handle, ground->object[from], src,
		      ground->object[to], dst, length);
	run(ground, &op);
	memmove(ground->data[to] + dst, ground->data[from] + src, length);
	check_objects(ground);
}

TEST(copies_of_all_shapes)
{
	struct ground ground = prepare(SIZE, DRM_CPGPU_CAP_COPY);

	check_copy(&ground, 0, 0, 1, 0, BLOCK);
	check_copy(&ground, 0, PAGE, 1, 2 * PAGE, PAGE);
	check_copy(&ground, 0, PAGE - 16, 1, 48, PAGE + 64);
	check_copy(&ground, 0, 16, 1, PAGE - 32, 64);
	check_copy(&ground, 0, 0, 1, 0, SIZE);
	/* in one object, and next to each other */
	check_copy(&ground, 1, 0, 1, 3 * PAGE, 3 * PAGE);
	check_copy(&ground, 1, 32, 1, 48, 16);
}

TEST(large_copy)
{
	struct ground ground = prepare(4 * MIB, DRM_CPGPU_CAP_COPY);

	check_copy(&ground, 0, 2 * PAGE + 16, 1, 48, 3 * MIB);
}

TEST(copy_of_a_rectangle)
{
	const uint32_t row = 48, rows = 40, pitch = 112, src_pitch = 80;
	struct ground ground = prepare(SIZE, DRM_CPGPU_CAP_COPY);
	struct drm_cpgpu_op op;
	uint32_t y;

	cpgpu_op_copy(&op, ground.session.handle, ground.object[0], 160,
		      ground.object[1], 32, 0);
	cpgpu_op_set_rect(&op, row, rows, pitch, src_pitch);
	run(&ground, &op);
	for (y = 0; y < rows; y++)
		memcpy(ground.data[1] + 32 + y * pitch,
		       ground.data[0] + 160 + y * src_pitch, row);
	check_objects(&ground);
}

TEST(copies_follow_each_other)
{
	struct ground ground = prepare(SIZE, DRM_CPGPU_CAP_COPY);
	struct drm_cpgpu_op ops[DRM_CPGPU_MAX_OPS];
	int i;

	/* block by block through the object: each reads what the last wrote */
	for (i = 0; i < DRM_CPGPU_MAX_OPS; i++) {
		cpgpu_op_copy(&ops[i], ground.session.handle, ground.object[0],
			      i * BLOCK, ground.object[0], (i + 1) * BLOCK,
			      BLOCK);
		memcpy(ground.data[0] + (i + 1) * BLOCK,
		       ground.data[0] + i * BLOCK, BLOCK);
	}
	CHECK_OK(cpgpu_submit_wait(ground.session.dev, ops, DRM_CPGPU_MAX_OPS,
				   WAIT_MS));
	check_objects(&ground);
}

/* ----------------------------------------------------------------- fills -- */

static void fill_bytes(uint8_t *data, size_t size, uint32_t value)
{
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = value >> i % 4 * 8;
}

TEST(fills_of_all_shapes)
{
	static const struct {
		uint32_t offset, size, value;
	} fills[] = {
		{ 0, 16, 0x12345678 }, { PAGE - 16, 32, ~0u },
		{ PAGE, 2 * PAGE, 0 }, { 3 * PAGE + 48, PAGE, 0x00ff8000 },
		{ 0, SIZE, 0x01020304 },
	};
	struct ground ground = prepare(SIZE, DRM_CPGPU_CAP_COPY);
	struct drm_cpgpu_op op;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fills); i++) {
		test_note("case %zu", i);
		cpgpu_op_fill(&op, ground.session.handle, ground.object[0],
			      fills[i].offset, fills[i].size, fills[i].value);
		run(&ground, &op);
		fill_bytes(ground.data[0] + fills[i].offset, fills[i].size,
			   fills[i].value);
		check_objects(&ground);
	}
}

TEST(fill_of_a_rectangle)
{
	const uint32_t row = 64, rows = 50, pitch = 144, value = 0xa1b2c3d4;
	struct ground ground = prepare(SIZE, DRM_CPGPU_CAP_COPY);
	struct drm_cpgpu_op op;
	uint32_t y;

	cpgpu_op_fill(&op, ground.session.handle, ground.object[0], 16, 0,
		      value);
	cpgpu_op_set_rect(&op, row, rows, pitch, 0);
	run(&ground, &op);
	for (y = 0; y < rows; y++)
		fill_bytes(ground.data[0] + 16 + y * pitch, row, value);
	check_objects(&ground);
}

/* ----------------------------------------------------------- conversions -- */

/* A picture in object 0 at @offset, and its conversion in object 1. */
struct shape {
	uint32_t width, height;
	uint32_t gap;			/* bytes that rows are longer */
	uint32_t dst_gap;
	uint64_t offset, dst_offset;
};

static uint32_t align16(uint32_t value)
{
	return (value + 15) & ~15u;
}

static void check_convert(struct ground *ground, uint32_t format,
			  const struct shape *shape)
{
	bool nv12 = (format & 0xff) == DRM_CPGPU_FORMAT_NV12;
	uint32_t row = align16(nv12 ? shape->width : 2 * shape->width);
	uint32_t w = shape->width, h = shape->height, y;
	struct cpgpu_surface src = {
		.handle = ground->object[0],
		.offset = shape->offset,
		.pitch = row + shape->gap,
	};
	struct cpgpu_surface dst = {
		.handle = ground->object[1],
		.offset = shape->dst_offset,
		.pitch = w * 4 + shape->dst_gap,
	};
	uint8_t *expected = malloc((size_t)w * h * 4);
	struct yuv_picture picture;
	struct drm_cpgpu_op op;

	test_note("%ux%u, format 0x%x", w, h, format);
	CHECK(expected);
	if (nv12)
		src.chroma_offset = shape->offset + (uint64_t)src.pitch * h +
				    16;
	cpgpu_op_convert(&op, ground->session.handle, format, &src, &dst, w, h);
	run(ground, &op);
	picture = (struct yuv_picture) {
		.format = format, .width = w, .height = h, .pitch = src.pitch,
		.luma = ground->data[0] + src.offset,
		.chroma = ground->data[0] + src.chroma_offset,
	};
	judge_convert(&picture, expected);
	for (y = 0; y < h; y++)
		memcpy(ground->data[1] + dst.offset + (uint64_t)y * dst.pitch,
		       expected + (size_t)y * w * 4, w * 4);
	check_objects(ground);
	free(expected);
}

static void check_every_format(struct ground *ground, const struct shape *shape)
{
	static const uint32_t rules[] = {
		0, DRM_CPGPU_CONVERT_BT709, DRM_CPGPU_CONVERT_FULL_RANGE,
		DRM_CPGPU_CONVERT_BT709 | DRM_CPGPU_CONVERT_FULL_RANGE,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		check_convert(ground, DRM_CPGPU_FORMAT_NV12 | rules[i], shape);
		check_convert(ground, DRM_CPGPU_FORMAT_YUYV | rules[i], shape);
	}
}

TEST(conversions_of_all_sizes)
{
	static const struct shape shapes[] = {
		{ .width = 16, .height = 2 },
		{ .width = 4, .height = 2 },
		{ .width = 20, .height = 6, .gap = 32, .dst_gap = 16 },
		{ .width = 128, .height = 16, .offset = 48, .dst_offset = 96 },
		{ .width = 100, .height = 34, .gap = 48, .dst_gap = 64,
		  .offset = PAGE - 16, .dst_offset = PAGE - 48 },
	};
	struct ground ground = prepare(SIZE, DRM_CPGPU_CAP_CONVERT);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		check_every_format(&ground, &shapes[i]);
}

/* Every luma and chroma value comes up: all results are clamped right. */
TEST(conversion_of_a_large_picture)
{
	static const struct shape shape = {
		.width = 640, .height = 360, .dst_gap = 64,
	};
	struct ground ground = prepare(MIB, DRM_CPGPU_CAP_CONVERT);

	check_every_format(&ground, &shape);
}

/* The worked examples of the manual. */
TEST(conversion_as_the_manual_has_it)
{
	static const uint8_t yuv[4][3] = {
		{ 16, 128, 128 }, { 235, 128, 128 }, { 81, 90, 240 },
		{ 200, 30, 60 },
	};
	static const uint8_t expected[4][16] = {
		{ 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff,
		  0x00, 0x00, 0xff, 0xff, 0x11, 0xff, 0x6a, 0xff },
		{ 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff,
		  0x00, 0x18, 0xff, 0xff, 0x07, 0xff, 0x5c, 0xff },
		{ 0x10, 0x10, 0x10, 0xff, 0xeb, 0xeb, 0xeb, 0xff,
		  0x0e, 0x0e, 0xee, 0xff, 0x1a, 0xff, 0x69, 0xff },
		{ 0x10, 0x10, 0x10, 0xff, 0xeb, 0xeb, 0xeb, 0xff,
		  0x0a, 0x24, 0xff, 0xff, 0x12, 0xfa, 0x5d, 0xff },
	};
	static const uint32_t rules[4] = {
		0, DRM_CPGPU_CONVERT_BT709, DRM_CPGPU_CONVERT_FULL_RANGE,
		DRM_CPGPU_CONVERT_BT709 | DRM_CPGPU_CONVERT_FULL_RANGE,
	};
	struct ground ground = prepare(PAGE, DRM_CPGPU_CAP_CONVERT);
	struct session *session = &ground.session;
	struct cpgpu_surface src = { .handle = ground.object[0], .pitch = 16 };
	struct cpgpu_surface dst = { .handle = ground.object[1], .pitch = 32 };
	uint8_t row[16], back[32];
	struct drm_cpgpu_op op;
	int i, rule;

	/* two pixels share their chroma: each example is two of the eight */
	for (i = 0; i < 4; i++) {
		row[4 * i] = row[4 * i + 2] = yuv[i][0];
		row[4 * i + 1] = yuv[i][1];
		row[4 * i + 3] = yuv[i][2];
	}
	write_protected(session, ground.object[0], 0, row, sizeof(row),
			session->key, NULL);
	for (rule = 0; rule < 4; rule++) {
		cpgpu_op_convert(&op, session->handle,
				 DRM_CPGPU_FORMAT_YUYV | rules[rule], &src,
				 &dst, 8, 1);
		run(&ground, &op);
		read_protected(session, ground.object[1], 0, back, sizeof(back),
			       session->key);
		for (i = 0; i < 8; i++)
			CHECK_MEM(back + 4 * i, expected[rule] + i / 2 * 4, 4);
	}
}

/* ------------------------------------------------------------- refreshes -- */

/*
 * Decrypt, copy, FINISH and fill, all queued: each gives the same result as
 * when it runs alone.
 */
TEST(work_around_a_refresh)
{
	struct ground ground = prepare(4 * MIB, DRM_CPGPU_CAP_COPY);
	struct session *session = &ground.session;
	struct drm_cpgpu_op op;
	int round;

	for (round = 0; round < 5; round++) {
		cpgpu_op_copy(&op, session->handle, ground.object[0], 0,
			      ground.object[1], MIB, 3 * MIB);
		CHECK_OK(cpgpu_submit(session->dev, &op, 1, NULL, 0));
		memcpy(ground.data[1] + MIB, ground.data[0], 3 * MIB);
		refresh_session(session);
		cpgpu_op_fill(&op, session->handle, ground.object[0], 2 * MIB,
			      MIB, round);
		CHECK_OK(cpgpu_submit(session->dev, &op, 1, NULL, 0));
		fill_bytes(ground.data[0] + 2 * MIB, MIB, round);
		refresh_session(session);
	}
	check_objects(&ground);
}

/* --------------------------------------------------------- switched off -- */

TEST(device_without_copy_says_so)
{
	struct ground ground = prepare(PAGE, 0);
	struct drm_cpgpu_op op;

	if (device_info(ground.session.dev).caps & DRM_CPGPU_CAP_COPY)
		test_skip("this device can copy: run it with copy-blt=off");
	cpgpu_op_copy(&op, ground.session.handle, ground.object[0], 0,
		      ground.object[1], 0, PAGE);
	CHECK_RET(cpgpu_submit(ground.session.dev, &op, 1, NULL, 0),
		  -EOPNOTSUPP);
	cpgpu_op_fill(&op, ground.session.handle, ground.object[0], 0, PAGE, 0);
	CHECK_RET(cpgpu_submit(ground.session.dev, &op, 1, NULL, 0),
		  -EOPNOTSUPP);
	check_objects(&ground);
}

TEST(device_without_convert_says_so)
{
	struct ground ground = prepare(PAGE, 0);
	struct cpgpu_surface src = { .handle = ground.object[0], .pitch = 32 };
	struct cpgpu_surface dst = { .handle = ground.object[1], .pitch = 64 };
	struct drm_cpgpu_op op;

	if (device_info(ground.session.dev).caps & DRM_CPGPU_CAP_CONVERT)
		test_skip("this device can convert: run it with convert-blt=off");
	cpgpu_op_convert(&op, ground.session.handle, DRM_CPGPU_FORMAT_YUYV,
			 &src, &dst, 16, 2);
	CHECK_RET(cpgpu_submit(ground.session.dev, &op, 1, NULL, 0),
		  -EOPNOTSUPP);
	check_objects(&ground);
}
