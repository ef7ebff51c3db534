// SPDX-License-Identifier: MIT
/*
 * What SUBMIT refuses in ops of version 1.1: each test takes valid ops, as
 * prepare() shows, and makes one field invalid.
 */
#include <unistd.h>

#include "fixture.h"

#define PITCH	256
#define ROWS	16
/* of the pictures that are converted */
#define WIDTH	32
#define HEIGHT	16

enum kind {
	PLAIN, PATTERN, MAP, RECT, READ, READ_BACK, COPY, COPY_RECT, FILL,
	FILL_RECT, NV12, YUYV, KINDS,
};

struct ground {
	struct session session;
	struct memory memory;		/* 4 pages */
	uint32_t src;			/* 2 pages */
	uint32_t dst;			/* 2 pages */
	struct drm_cpgpu_subsample map[2];
	struct drm_cpgpu_op good[KINDS];
};

static void fill_in_decrypts(struct ground *ground)
{
	uint32_t session = ground->session.handle, i;
	uint8_t iv[KEY_SIZE] = {};

	for (i = PLAIN; i <= RECT; i++)
		cpgpu_op_decrypt(&ground->good[i], session,
				 ground->memory.handle, 0, ground->dst, 0, PAGE,
				 iv, NULL);
	cpgpu_op_set_pattern(&ground->good[PATTERN], 3, 5, 7);
	ground->map[0] = (struct drm_cpgpu_subsample) { 5, 1000 };
	ground->map[1] = (struct drm_cpgpu_subsample) { 0, PAGE - 1005 };
	cpgpu_op_set_subsamples(&ground->good[MAP], ground->map, 2);
	cpgpu_op_set_rect(&ground->good[RECT], 64, ROWS, PITCH, 0);
	for (i = READ; i <= READ_BACK; i++)
		cpgpu_op_encrypt(&ground->good[i], session, ground->src, 0,
				 ground->memory.handle, 0, PAGE,
				 ground->memory.handle, 3 * PAGE);
	cpgpu_op_set_read_back_key(&ground->good[READ_BACK]);
}

static void fill_in_others(struct ground *ground)
{
	struct drm_cpgpu_op *good = ground->good;
	uint32_t session = ground->session.handle;
	struct cpgpu_surface src = {
		.handle = ground->src, .pitch = 64, .chroma_offset = PAGE,
	};
	struct cpgpu_surface dst = { .handle = ground->dst, .pitch = PITCH };

	cpgpu_op_copy(&good[COPY], session, ground->src, 0, ground->dst, PAGE,
		      PAGE);
	cpgpu_op_copy(&good[COPY_RECT], session, ground->src, 0, ground->dst,
		      0, 0);
	cpgpu_op_set_rect(&good[COPY_RECT], 64, ROWS, PITCH, 128);
	cpgpu_op_fill(&good[FILL], session, ground->dst, 0, PAGE, 0x123456);
	cpgpu_op_fill(&good[FILL_RECT], session, ground->dst, 0, 0, 0x123456);
	cpgpu_op_set_rect(&good[FILL_RECT], 64, ROWS, PITCH, 0);
	cpgpu_op_convert(&good[NV12], session, DRM_CPGPU_FORMAT_NV12, &src,
			 &dst, WIDTH, HEIGHT);
	src.chroma_offset = 0;
	cpgpu_op_convert(&good[YUYV], session, DRM_CPGPU_FORMAT_YUYV, &src,
			 &dst, WIDTH, HEIGHT);
}

static void prepare(struct ground *ground)
{
	const uint32_t caps = DRM_CPGPU_CAP_PARTIAL_DECRYPTION |
			      DRM_CPGPU_CAP_READ_BACK_KEY |
			      DRM_CPGPU_CAP_COPY | DRM_CPGPU_CAP_CONVERT;
	uint8_t wrapped[KEY_SIZE];
	int i;

	ground->session = keyed_session(open_device());
	if ((device_info(ground->session.dev).caps & caps) != caps)
		test_skip("this device cannot do all of it");
	ground->memory = create_memory(ground->session.dev, 4 * PAGE);
	ground->src = create_protected(&ground->session, 2 * PAGE);
	ground->dst = create_protected(&ground->session, 2 * PAGE);
	CHECK_OK(cpgpu_session_read_back_key(ground->session.dev,
					     ground->session.handle, wrapped));
	fill_in_decrypts(ground);
	fill_in_others(ground);
	for (i = 0; i < KINDS; i++) {
		test_note("good op %d", i);
		if (ground->good[i].type == DRM_CPGPU_OP_DECRYPT)
			next_iv(ground->good[i].iv);
		CHECK_OK(cpgpu_submit_wait(ground->session.dev,
					   &ground->good[i], 1, WAIT_MS));
	}
}

static int submit(const struct ground *ground, const struct drm_cpgpu_op *op)
{
	return cpgpu_submit(ground->session.dev, op, 1, NULL, 0);
}

/* Submit a copy of a good op with one field changed. */
#define SPOILT(kind, field, value, error) \
	do { \
		struct drm_cpgpu_op op = ground.good[kind]; \
		op.field = value; \
		test_note("op %d", kind); \
		CHECK_RET(submit(&ground, &op), error); \
	} while (0)

#define ALL_SPOILT(field, value, error) \
	do { \
		int kind; \
		for (kind = 0; kind < KINDS; kind++) \
			SPOILT(kind, field, value, error); \
	} while (0)

/* ------------------------------------------------------ flags and fields -- */

static bool flag_fits(uint32_t type, uint32_t flag)
{
	switch (flag) {
	case DRM_CPGPU_OP_RECT:
		return true;
	case DRM_CPGPU_OP_READ_BACK_KEY:
		return type == DRM_CPGPU_OP_ENCRYPT;
	default:
		return type == DRM_CPGPU_OP_DECRYPT;
	}
}

TEST(flags_of_other_types)
{
	struct ground ground;
	uint32_t flag;
	int kind;

	prepare(&ground);
	for (kind = 0; kind < KINDS; kind++) {
		for (flag = 1; flag; flag <<= 1) {
			if (flag <= DRM_CPGPU_OP_RECT &&
			    flag_fits(ground.good[kind].type, flag))
				continue;
			SPOILT(kind, flags, ground.good[kind].flags | flag,
			       -EINVAL);
		}
	}
}

/* A flag whose fields are all 0, and fields without their flag. */
TEST(flags_and_fields_go_together)
{
	struct ground ground;

	prepare(&ground);
	SPOILT(PLAIN, flags, DRM_CPGPU_OP_PATTERN, -EINVAL);
	SPOILT(PLAIN, flags, DRM_CPGPU_OP_SUBSAMPLES, -EINVAL);
	SPOILT(PLAIN, flags, DRM_CPGPU_OP_RECT, -EINVAL);
	SPOILT(COPY, flags, DRM_CPGPU_OP_RECT, -EINVAL);
	SPOILT(FILL, flags, DRM_CPGPU_OP_RECT, -EINVAL);
	SPOILT(PATTERN, flags, 0, -EINVAL);
	SPOILT(MAP, flags, 0, -EINVAL);
	SPOILT(RECT, flags, 0, -EINVAL);
	SPOILT(COPY_RECT, flags, 0, -EINVAL);
	SPOILT(NV12, flags, 0, -EINVAL);
	SPOILT(YUYV, flags, 0, -EINVAL);
	SPOILT(PATTERN, flags,
	       DRM_CPGPU_OP_PATTERN | DRM_CPGPU_OP_SUBSAMPLES, -EINVAL);
}

#define UNUSED(field, value, used) \
	do { \
		int kind; \
		for (kind = 0; kind < KINDS; kind++) \
			if (!((used) & 1u << kind)) \
				SPOILT(kind, field, value, -EINVAL); \
	} while (0)

#define BIT(kind) (1u << (kind))
#define DECRYPTS (BIT(PLAIN) | BIT(PATTERN) | BIT(MAP) | BIT(RECT))
#define RECTS (BIT(RECT) | BIT(COPY_RECT) | BIT(FILL_RECT) | BIT(NV12) | \
	       BIT(YUYV))

TEST(fields_that_are_not_used)
{
	struct ground ground;

	prepare(&ground);
	UNUSED(iv[0], 1, DECRYPTS);
	UNUSED(iv[15], 1, DECRYPTS);
	UNUSED(content_key[0], 1, 0);
	UNUSED(map, pointer(ground.map), BIT(MAP));
	UNUSED(map_count, 1, BIT(MAP));
	UNUSED(pattern_first, 1, BIT(PATTERN));
	UNUSED(pattern_skip, 1, BIT(PATTERN));
	UNUSED(pattern_encrypt, 1, BIT(PATTERN));
	UNUSED(row_bytes, 64, RECTS);
	UNUSED(rows, 1, RECTS);
	UNUSED(pitch, 64, RECTS);
	UNUSED(src_pitch, 64, BIT(COPY_RECT) | BIT(NV12) | BIT(YUYV));
	UNUSED(src_chroma_offset, 16, BIT(NV12));
	UNUSED(format, DRM_CPGPU_FORMAT_NV12, BIT(NV12) | BIT(YUYV));
	UNUSED(fill, 1, BIT(FILL) | BIT(FILL_RECT));
	SPOILT(FILL, src_handle, ground.src, -EINVAL);
	SPOILT(FILL, src_offset, 16, -EINVAL);
}

/* ------------------------------------------------------ patterns and maps -- */

TEST(bad_patterns)
{
	struct drm_cpgpu_op op;
	struct ground ground;

	prepare(&ground);
	op = ground.good[PATTERN];
	op.pattern_first = op.pattern_encrypt = 0;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	op.pattern_skip = 0;
	CHECK_RET(submit(&ground, &op), -EINVAL);
}

TEST(bad_maps)
{
	struct ground ground;

	prepare(&ground);
	SPOILT(MAP, map_count, 0, -EINVAL);
	SPOILT(MAP, map_count, DRM_CPGPU_MAX_SUBSAMPLES + 1, -EINVAL);
	SPOILT(MAP, map_count, ~0u, -EINVAL);
	SPOILT(MAP, map_count, 1, -EINVAL);
	SPOILT(MAP, map, 0, -EFAULT);
	SPOILT(MAP, map, BAD_POINTER, -EFAULT);
	SPOILT(MAP, length, PAGE - BLOCK, -EINVAL);
	SPOILT(MAP, length, PAGE + BLOCK, -EINVAL);
	ground.map[0].clear++;
	SPOILT(MAP, map_count, 2, -EINVAL);
	ground.map[0].clear -= 2;
	SPOILT(MAP, map_count, 2, -EINVAL);
	/* sums that wrap around to the right one */
	ground.map[0] = (struct drm_cpgpu_subsample) { ~0u, ~0u };
	ground.map[1] = (struct drm_cpgpu_subsample) { 2, PAGE };
	SPOILT(MAP, map_count, 2, -EINVAL);
	/* and one that says nothing */
	ground.map[0] = (struct drm_cpgpu_subsample) { 0, PAGE };
	ground.map[1] = (struct drm_cpgpu_subsample) { 0, 0 };
	SPOILT(MAP, map_count, 2, -EINVAL);
}

/* ------------------------------------------------------------ rectangles -- */

static void check_bad_rects(const struct ground *g, enum kind kind)
{
	struct ground ground = *g;
	struct drm_cpgpu_op op;

	SPOILT(kind, row_bytes, 0, -EINVAL);
	SPOILT(kind, row_bytes, 80, -EINVAL);
	SPOILT(kind, rows, 0, -EINVAL);
	SPOILT(kind, rows, ROWS + 2, -EINVAL);
	SPOILT(kind, pitch, 0, -EINVAL);
	SPOILT(kind, pitch, 48, -EINVAL);
	SPOILT(kind, pitch, PITCH + 8, -EINVAL);
	SPOILT(kind, length, ground.good[kind].length + 64, -EINVAL);
	/* beyond the end of the 2 pages, from the start or with the last row */
	SPOILT(kind, pitch, 4 * PITCH, -EINVAL);
	SPOILT(kind, pitch, ~15u, -EINVAL);
	op = ground.good[kind];
	op.rows = ~15u;
	op.pitch = ~15u;
	op.length = (uint64_t)op.row_bytes * op.rows;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	/* odd bytes, with the right length */
	op = ground.good[kind];
	op.row_bytes -= 8;
	op.length = (uint64_t)op.row_bytes * op.rows;
	CHECK_RET(submit(&ground, &op), -EINVAL);
}

TEST(bad_rectangles)
{
	struct ground ground;

	prepare(&ground);
	check_bad_rects(&ground, RECT);
	check_bad_rects(&ground, COPY_RECT);
	check_bad_rects(&ground, FILL_RECT);
	check_bad_rects(&ground, NV12);
	check_bad_rects(&ground, YUYV);
	SPOILT(COPY_RECT, src_pitch, 0, -EINVAL);
	SPOILT(COPY_RECT, src_pitch, 48, -EINVAL);
	SPOILT(COPY_RECT, src_pitch, 136, -EINVAL);
	SPOILT(COPY_RECT, src_pitch, 1024, -EINVAL);
	SPOILT(COPY_RECT, src_pitch, ~15u, -EINVAL);
	/* the end of the object is as far as the last row goes, not its gap */
	SPOILT(RECT, dst_offset, 2 * PAGE - PITCH * (ROWS - 1) - 64, 0);
	SPOILT(FILL_RECT, dst_offset, 2 * PAGE - PITCH * (ROWS - 1) - 64, 0);
	SPOILT(FILL_RECT, dst_offset, 2 * PAGE - PITCH * (ROWS - 1) - 48,
	       -EINVAL);
}

/* -------------------------------------------------------- copy, fill, convert */

TEST(bad_places)
{
	static const enum kind kinds[] = { COPY, COPY_RECT, NV12, YUYV };
	struct ground ground;
	size_t i;

	prepare(&ground);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		SPOILT(kinds[i], src_offset, 8, -EINVAL);
		SPOILT(kinds[i], dst_offset, 8, -EINVAL);
		SPOILT(kinds[i], src_offset, 2 * PAGE, -EINVAL);
		SPOILT(kinds[i], dst_offset, 2 * PAGE, -EINVAL);
		SPOILT(kinds[i], src_offset, -(uint64_t)BLOCK, -EINVAL);
		SPOILT(kinds[i], dst_offset, -(uint64_t)BLOCK, -EINVAL);
	}
	SPOILT(FILL, dst_offset, 8, -EINVAL);
	SPOILT(FILL, dst_offset, PAGE + BLOCK, -EINVAL);
	SPOILT(FILL, length, 0, -EINVAL);
	SPOILT(FILL, length, -(uint64_t)BLOCK, -EINVAL);
	SPOILT(COPY, length, 0, -EINVAL);
	SPOILT(COPY, length, PAGE + 8, -EINVAL);
	SPOILT(COPY, src_offset, PAGE + BLOCK, -EINVAL);
}

TEST(overlapping_places)
{
	struct ground ground;
	struct drm_cpgpu_op op;

	prepare(&ground);
	op = ground.good[COPY];
	op.dst_handle = ground.src;
	op.length = PAGE;
	op.dst_offset = PAGE - BLOCK;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	op.dst_offset = 0;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	op.dst_offset = 0;
	op.src_offset = PAGE - BLOCK;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	/* neighbours do not overlap */
	op.src_offset = PAGE;
	CHECK_OK(submit(&ground, &op));
	/* between the rows is inside, too */
	op = ground.good[COPY_RECT];
	op.dst_handle = ground.src;
	op.dst_offset = 64;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	op = ground.good[NV12];
	op.dst_handle = ground.src;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	/* only the chroma overlaps */
	op.src_offset = PAGE;
	op.src_chroma_offset = 2048;
	CHECK_RET(submit(&ground, &op), -EINVAL);
}

TEST(bad_conversions)
{
	const uint32_t flags = DRM_CPGPU_CONVERT_BT709 |
			       DRM_CPGPU_CONVERT_FULL_RANGE;
	struct ground ground;
	struct drm_cpgpu_op op;

	prepare(&ground);
	SPOILT(NV12, format, 0, -EINVAL);
	SPOILT(YUYV, format, 1, -EINVAL);
	SPOILT(YUYV, format, 4, -EINVAL);
	SPOILT(YUYV, format, DRM_CPGPU_FORMAT_YUYV | 1u << 10, -EINVAL);
	SPOILT(NV12, format, DRM_CPGPU_FORMAT_NV12 | 1u << 31, -EINVAL);
	SPOILT(NV12, format, DRM_CPGPU_FORMAT_NV12 | flags, 0);
	SPOILT(NV12, src_pitch, WIDTH - 16, -EINVAL);
	SPOILT(NV12, src_pitch, WIDTH, 0);
	SPOILT(YUYV, src_pitch, 2 * WIDTH - 16, -EINVAL);
	SPOILT(NV12, src_chroma_offset, 8, -EINVAL);
	SPOILT(NV12, src_chroma_offset, 2 * PAGE - 64, -EINVAL);
	SPOILT(NV12, src_chroma_offset, -(uint64_t)BLOCK, -EINVAL);
	/* an odd number of rows */
	op = ground.good[NV12];
	op.rows--;
	op.length -= op.row_bytes;
	CHECK_RET(submit(&ground, &op), -EINVAL);
	op = ground.good[YUYV];
	op.rows--;
	op.length -= op.row_bytes;
	CHECK_OK(submit(&ground, &op));
}

/* All is right about it but that the device has no such long rows. */
TEST(conversions_of_endless_rows)
{
	const uint32_t width = 16384;
	struct cpgpu_surface src = {}, dst = {};
	struct ground ground;
	struct drm_cpgpu_op op;
	int too_wide;

	prepare(&ground);
	src.handle = create_protected(&ground.session, 4 * width);
	dst.handle = create_protected(&ground.session, 6 * width);
	src.pitch = 2 * width + 32;
	dst.pitch = 4 * width + 64;
	for (too_wide = 0; too_wide < 2; too_wide++) {
		cpgpu_op_convert(&op, ground.session.handle,
				 DRM_CPGPU_FORMAT_YUYV, &src, &dst,
				 width + 4 * too_wide, 1);
		CHECK_RET(submit(&ground, &op), too_wide ? -EINVAL : 0);
	}
}

TEST(wrong_objects)
{
	static const enum kind kinds[] = { COPY, COPY_RECT, NV12, YUYV };
	struct ground ground;
	struct session other;
	uint32_t foreign;
	size_t i;

	prepare(&ground);
	other = keyed_session(ground.session.dev);
	foreign = create_protected(&other, 2 * PAGE);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		SPOILT(kinds[i], src_handle, 0, -ENOENT);
		SPOILT(kinds[i], src_handle, NO_HANDLE, -ENOENT);
		SPOILT(kinds[i], dst_handle, NO_HANDLE, -ENOENT);
		SPOILT(kinds[i], src_handle, ground.memory.handle, -EACCES);
		SPOILT(kinds[i], dst_handle, ground.memory.handle, -EACCES);
		SPOILT(kinds[i], src_handle, foreign, -EACCES);
		SPOILT(kinds[i], dst_handle, foreign, -EACCES);
	}
	SPOILT(FILL, dst_handle, ground.memory.handle, -EACCES);
	SPOILT(FILL, dst_handle, foreign, -EACCES);
	ALL_SPOILT(session, other.handle, -EACCES);
	ALL_SPOILT(session, NO_HANDLE, -ENOENT);
}

/* One of the two objects belongs to a key that was replaced. */
TEST(stale_objects)
{
	static const enum kind kinds[] = { COPY, COPY_RECT, NV12, YUYV };
	uint8_t key[KEY_SIZE] = { [KEY_SIZE / 2] = 3 };
	struct ground ground;
	uint32_t fresh;
	size_t i;

	prepare(&ground);
	CHECK_OK(exchange_key(&ground.session, key));
	ALL_SPOILT(dst_offset, ground.good[kind].dst_offset, -ESTALE);
	fresh = create_protected(&ground.session, 2 * PAGE);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		SPOILT(kinds[i], src_handle, fresh, -ESTALE);
		SPOILT(kinds[i], dst_handle, fresh, -ESTALE);
	}
	SPOILT(FILL, dst_handle, fresh, 0);
}

/* ----------------------------------------------------------- sizes of ops -- */

struct long_op {
	struct drm_cpgpu_op op;
	uint64_t tail[4];
};

static int submit_strided(const struct ground *ground, const void *ops,
			  uint32_t count, uint32_t stride)
{
	struct drm_cpgpu_submit args = {
		.op_count = count,
		.ops = pointer(ops),
		.op_stride = stride,
	};

	return device_ioctl(ground->session.dev, DRM_IOCTL_CPGPU_SUBMIT, &args);
}

/* A program of 1.0: 88 bytes an op, one after the other, and no stride. */
TEST(short_ops_still_work)
{
	static uint8_t zero[DRM_CPGPU_OP_SIZE_V1 + 8];
	uint8_t ops[3][DRM_CPGPU_OP_SIZE_V1], back[BLOCK], data[3][BLOCK];
	struct ground ground;
	struct drm_cpgpu_op op;
	uint8_t iv[KEY_SIZE];
	int i, stride;

	prepare(&ground);
	for (stride = 0; stride <= DRM_CPGPU_OP_SIZE_V1;
	     stride += DRM_CPGPU_OP_SIZE_V1) {
		fill_pattern(data, sizeof(data), stride);
		for (i = 0; i < 3; i++) {
			next_iv(iv);
			memcpy(ground.memory.map + i * BLOCK, data[i], BLOCK);
			judge_ctr(ground.session.key, iv,
				  ground.memory.map + i * BLOCK, BLOCK);
			cpgpu_op_decrypt(&op, ground.session.handle,
					 ground.memory.handle, i * BLOCK,
					 ground.dst, i * BLOCK, BLOCK, iv,
					 NULL);
			memcpy(ops[i], &op, sizeof(ops[i]));
		}
		CHECK_OK(submit_strided(&ground, ops, 3, stride));
		wait_idle(&ground.session);
		for (i = 0; i < 3; i++) {
			read_protected(&ground.session, ground.dst, i * BLOCK,
				       back, BLOCK, ground.session.key);
			CHECK_MEM(back, data[i], BLOCK);
		}
	}
	CHECK_RET(submit_strided(&ground, zero, 1, 0), -EINVAL);
}

TEST(bad_strides)
{
	static const uint32_t bad[] = {
		1, 8, DRM_CPGPU_OP_SIZE_V1 - 8, DRM_CPGPU_OP_SIZE_V1 + 4,
		sizeof(struct drm_cpgpu_op) - 1,
	};
	static uint8_t page[2 * PAGE];
	struct ground ground;
	size_t i;

	prepare(&ground);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_RET(submit_strided(&ground, &ground.good[FILL], 1,
					 bad[i]), -EINVAL);
	memcpy(page, &ground.good[FILL], sizeof(struct drm_cpgpu_op));
	CHECK_OK(submit_strided(&ground, page, 1, PAGE));
	CHECK_RET(submit_strided(&ground, page, 1, PAGE + 8), -E2BIG);
	CHECK_RET(submit_strided(&ground, page, 1, ~7u), -E2BIG);
}

/* A program of the future: fine as long as it does not use what is new. */
TEST(long_ops_need_a_zero_tail)
{
	struct long_op ops[3] = {};
	struct ground ground;
	uint8_t *byte;
	int i, j;

	prepare(&ground);
	for (i = 0; i < 3; i++)
		ops[i].op = ground.good[FILL];
	CHECK_OK(submit_strided(&ground, ops, 3, sizeof(ops[0])));
	for (i = 0; i < 3; i++) {
		for (j = 0; j < 32; j += 31) {
			byte = (uint8_t *)ops[i].tail + j;
			*byte = 1;
			CHECK_RET(submit_strided(&ground, ops, 3,
						 sizeof(ops[0])), -E2BIG);
			*byte = 0;
		}
	}
	CHECK_OK(submit_strided(&ground, ops, 3, sizeof(ops[0])));
}
