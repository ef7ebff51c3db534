// SPDX-License-Identifier: MIT
/* Decryption of data that is encrypted in parts: patterns and sub-samples. */
#include <stdlib.h>

#include "partial.h"

#define SIZE (3 * PAGE + 48)

/* A session, an object of @size bytes with noise in it, and memory for data. */
struct ground {
	struct session session;
	struct memory memory;
	uint32_t object;
	size_t size;
	uint8_t *data;			/* the expected plaintext */
	uint8_t *back;
	struct runs runs;
};

static struct ground *prepare(size_t size, uint32_t cap)
{
	struct ground *ground = calloc(1, sizeof(*ground));

	CHECK(ground);
	ground->session = keyed_session(open_device());
	if ((device_info(ground->session.dev).caps & cap) != cap)
		test_skip("this device cannot decrypt parts");
	ground->memory = create_memory(ground->session.dev, size);
	ground->object = create_protected(&ground->session, size);
	ground->size = size;
	ground->data = malloc(size);
	ground->back = malloc(size);
	CHECK(ground->data && ground->back);
	return ground;
}

static struct ground *prepare_partial(size_t size)
{
	return prepare(size, DRM_CPGPU_CAP_PARTIAL_DECRYPTION);
}

/* An op for new data, encrypted as the runs say. */
static void fill_op(struct ground *ground, struct drm_cpgpu_op *op,
		    uint32_t seed)
{
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	fill_pattern(ground->data, ground->size, seed);
	memcpy(ground->memory.map, ground->data, ground->size);
	judge_runs(&ground->runs, ground->session.key, iv, ground->memory.map,
		   ground->size);
	cpgpu_op_decrypt(op, ground->session.handle, ground->memory.handle, 0,
			 ground->object, 0, ground->size, iv, NULL);
}

static void check_result(struct ground *ground, struct drm_cpgpu_op *op)
{
	CHECK_OK(cpgpu_submit_wait(ground->session.dev, op, 1, WAIT_MS));
	read_protected(&ground->session, ground->object, 0, ground->back,
		       ground->size, ground->session.key);
	CHECK_MEM(ground->back, ground->data, ground->size);
}

static void check_pattern(struct ground *ground, uint32_t first, uint32_t skip,
			  uint32_t encrypt)
{
	struct drm_cpgpu_op op;

	test_note("first %u, skip %u, encrypt %u", first, skip, encrypt);
	pattern_runs(&ground->runs, ground->size, first, skip, encrypt);
	fill_op(ground, &op, first * 7 + skip * 3 + encrypt);
	cpgpu_op_set_pattern(&op, first, skip, encrypt);
	check_result(ground, &op);
}

static void check_map(struct ground *ground, uint32_t seed)
{
	struct drm_cpgpu_op op;

	fill_op(ground, &op, seed);
	cpgpu_op_set_subsamples(&op, ground->runs.run, ground->runs.count);
	check_result(ground, &op);
}

/* ------------------------------------------------------------- patterns -- */

TEST(patterns_of_whole_blocks)
{
	struct ground *ground = prepare_partial(SIZE);

	check_pattern(ground, 0, 144, 16);
	check_pattern(ground, 16, 16, 16);
	check_pattern(ground, PAGE, PAGE, PAGE);
	check_pattern(ground, 0, PAGE, PAGE);
}

TEST(patterns_of_odd_bytes)
{
	struct ground *ground = prepare_partial(SIZE);

	check_pattern(ground, 1, 1, 1);
	check_pattern(ground, 5, 3, 7);
	check_pattern(ground, 0, 17, 31);
	check_pattern(ground, PAGE - 1, 1, PAGE + 1);
	check_pattern(ground, 15, 4095, 1);
}

TEST(patterns_at_their_limits)
{
	struct ground *ground = prepare_partial(SIZE);

	/* a head, and the rest in clear */
	check_pattern(ground, 1, 0, 0);
	check_pattern(ground, PAGE + 3, 0, 0);
	check_pattern(ground, 33, SIZE, 0);
	/* all is encrypted */
	check_pattern(ground, SIZE, 1, 1);
	check_pattern(ground, ~0u, 0, 0);
	check_pattern(ground, 0, 0, 5);
	check_pattern(ground, 7, 0, ~0u);
	/* nothing is, since the skip never ends */
	check_pattern(ground, 0, ~0u, 1);
}

/* ---------------------------------------------------------- sub-samples -- */

TEST(one_run_of_each_kind)
{
	struct ground *ground = prepare_partial(SIZE);

	ground->runs.count = 1;
	ground->runs.run[0] = (struct drm_cpgpu_subsample) { 0, SIZE };
	check_map(ground, 1);
	ground->runs.run[0] = (struct drm_cpgpu_subsample) { SIZE, 0 };
	check_map(ground, 2);
	ground->runs.run[0] = (struct drm_cpgpu_subsample) { SIZE - 1, 1 };
	check_map(ground, 3);
	ground->runs.run[0] = (struct drm_cpgpu_subsample) { 1, SIZE - 1 };
	check_map(ground, 4);
}

TEST(runs_of_all_sizes)
{
	static const uint32_t most[] = { 1, 3, 15, 16, 17, 100, 5000, 65535 };
	struct ground *ground = prepare_partial(SIZE);
	uint32_t i, round;

	for (i = 0; i < ARRAY_SIZE(most); i++) {
		for (round = 0; round < 8; round++) {
			random_runs(&ground->runs, SIZE, most[i], round);
			check_map(ground, i * 100 + round);
		}
	}
}

/* As many as a map may have, none of them a whole block. */
TEST(thousands_of_odd_runs)
{
	const uint32_t count = DRM_CPGPU_MAX_SUBSAMPLES;
	struct ground *ground = prepare_partial(count * 8);
	uint32_t i;

	ground->runs.count = count;
	for (i = 0; i < count; i++)
		ground->runs.run[i] = (struct drm_cpgpu_subsample) {
			.clear = i % 7 + 1,
			.encrypted = 7 - i % 7,
		};
	check_map(ground, 1);
	random_runs(&ground->runs, ground->size, 9, 5);
	test_note("%u runs", ground->runs.count);
	CHECK(ground->runs.count > 10000);
	check_map(ground, 2);
}

/* Megabytes, so that the device works on it in slices. */
TEST(large_data_in_parts)
{
	struct ground *ground = prepare_partial(4 * MIB);

	random_runs(&ground->runs, ground->size, 4000, 1);
	check_map(ground, 1);
	check_pattern(ground, 100, 1000, 999);
}

TEST(content_key_and_map)
{
	struct ground *ground = prepare_partial(SIZE);
	uint8_t content[KEY_SIZE], iv[KEY_SIZE], wrapped[KEY_SIZE];
	struct drm_cpgpu_op op;

	fill_pattern(content, KEY_SIZE, 9);
	judge_ecb(ground->session.key, content, wrapped);
	random_runs(&ground->runs, SIZE, 50, 1);
	next_iv(iv);
	fill_pattern(ground->data, SIZE, 10);
	memcpy(ground->memory.map, ground->data, SIZE);
	judge_runs(&ground->runs, content, iv, ground->memory.map, SIZE);
	cpgpu_op_decrypt(&op, ground->session.handle, ground->memory.handle, 0,
			 ground->object, 0, SIZE, iv, wrapped);
	cpgpu_op_set_subsamples(&op, ground->runs.run, ground->runs.count);
	check_result(ground, &op);
}

/* The map is the kernel's own from submission on. */
TEST(map_may_be_scribbled_over)
{
	struct ground *ground = prepare_partial(MIB);
	struct memory large = create_memory(ground->session.dev, 8 * MIB);
	uint32_t object = create_protected(&ground->session, 8 * MIB);
	struct drm_cpgpu_op op, first;
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	cpgpu_op_decrypt(&first, ground->session.handle, large.handle, 0,
			 object, 0, 8 * MIB, iv, NULL);
	random_runs(&ground->runs, MIB, 300, 1);
	fill_op(ground, &op, 11);
	cpgpu_op_set_subsamples(&op, ground->runs.run, ground->runs.count);
	CHECK_OK(cpgpu_submit(ground->session.dev, &first, 1, NULL, 0));
	CHECK_OK(cpgpu_submit(ground->session.dev, &op, 1, NULL, 0));
	memset(&ground->runs, 0xff, sizeof(ground->runs));
	wait_idle(&ground->session);
	read_protected(&ground->session, ground->object, 0, ground->back,
		       MIB, ground->session.key);
	CHECK_MEM(ground->back, ground->data, MIB);
}

/* Rows with gaps; the runs continue across the ends of rows. */
TEST(map_and_rectangle)
{
	const uint32_t row = 208, rows = 64, pitch = 320;
	struct ground *ground = prepare_partial(row * rows);
	uint32_t object = create_protected(&ground->session, pitch * rows);
	struct drm_cpgpu_op op;
	uint32_t y;

	random_runs(&ground->runs, ground->size, 77, 1);
	fill_op(ground, &op, 12);
	op.dst_handle = object;
	cpgpu_op_set_subsamples(&op, ground->runs.run, ground->runs.count);
	cpgpu_op_set_rect(&op, row, rows, pitch, 0);
	CHECK_OK(cpgpu_submit_wait(ground->session.dev, &op, 1, WAIT_MS));
	for (y = 0; y < rows; y++) {
		read_protected(&ground->session, object, y * pitch,
			       ground->back, row, ground->session.key);
		CHECK_MEM(ground->back, ground->data + y * row, row);
	}
}

TEST(device_without_partial_decryption_says_so)
{
	struct ground *ground = prepare(SIZE, 0);
	struct drm_cpgpu_op op;

	if (device_info(ground->session.dev).caps &
	    DRM_CPGPU_CAP_PARTIAL_DECRYPTION)
		test_skip("this device can: run it with partial-decryption=off");
	pattern_runs(&ground->runs, SIZE, SIZE, 0, 0);
	fill_op(ground, &op, 1);
	cpgpu_op_set_pattern(&op, SIZE, 0, 0);
	CHECK_RET(cpgpu_submit(ground->session.dev, &op, 1, NULL, 0),
		  -EOPNOTSUPP);
	fill_op(ground, &op, 1);
	cpgpu_op_set_subsamples(&op, ground->runs.run, ground->runs.count);
	CHECK_RET(cpgpu_submit(ground->session.dev, &op, 1, NULL, 0),
		  -EOPNOTSUPP);
	fill_op(ground, &op, 1);
	check_result(ground, &op);
}
