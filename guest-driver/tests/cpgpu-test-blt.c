// SPDX-License-Identifier: MIT
/* Decryption and encryption blts, compared with OpenSSL. */
#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"

/* ---------------------------------------------------------- round trips -- */

static void round_trip(uint64_t size, const uint8_t *content_key)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, size);
	uint8_t *data = calloc(1, size), wrapped[KEY_SIZE];

	CHECK(data);
	fill_pattern(data, size, size);
	if (content_key)
		judge_ecb(session.key, content_key, wrapped);
	write_protected(&session, object, 0, data, size,
			content_key ? content_key : session.key,
			content_key ? wrapped : NULL);
	CHECK(holds_pattern(&session, object, size, size, session.key));
	free(data);
}

TEST(one_block)
{
	round_trip(BLOCK, NULL);
}

TEST(one_page)
{
	round_trip(PAGE, NULL);
}

TEST(one_page_and_a_block)
{
	round_trip(PAGE + BLOCK, NULL);
}

TEST(one_mebibyte)
{
	round_trip(MIB, NULL);
}

/* Thousands of scattered pages keep the device busy for a while. */
TEST(eight_mebibytes)
{
	round_trip(8 * MIB, NULL);
}

TEST(content_key_is_unwrapped)
{
	uint8_t key[KEY_SIZE];

	fill_pattern(key, sizeof(key), 40);
	round_trip(5 * PAGE, key);
}

TEST(wrapped_key_of_the_library_is_the_judges)
{
	uint8_t session[KEY_SIZE], content[KEY_SIZE], a[KEY_SIZE], b[KEY_SIZE];

	fill_pattern(session, KEY_SIZE, 41);
	fill_pattern(content, KEY_SIZE, 42);
	CHECK_OK(cpgpu_keyx_wrap_content_key(session, content, a));
	judge_ecb(session, content, b);
	CHECK_MEM(a, b, KEY_SIZE);
}

/* A wrong key gives other data: the comparison is able to fail. */
TEST(wrong_key_gives_noise)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	uint8_t data[64], back[64], other[KEY_SIZE] = { 1 };

	fill_pattern(data, sizeof(data), 43);
	write_protected(&session, object, 0, data, sizeof(data), other, NULL);
	read_protected(&session, object, 0, back, sizeof(back), session.key);
	CHECK(memcmp(back, data, sizeof(data)));
}

/* ------------------------------------------------------- parts of objects -- */

TEST(partial_write_leaves_the_rest)
{
	static uint8_t data[4 * PAGE], back[4 * PAGE], part[PAGE];
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, sizeof(data));
	static const struct {
		uint32_t offset, size;
	} parts[] = {
		{ 0, 16 }, { 16, 16 }, { PAGE - 16, 16 }, { PAGE - 32, 64 },
		{ 2 * PAGE, PAGE }, { 2 * PAGE + 48, PAGE - 16 },
		{ 4 * PAGE - 16, 16 },
	};
	size_t i;

	fill_pattern(data, sizeof(data), 44);
	write_protected(&session, object, 0, data, sizeof(data), session.key,
			NULL);
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		fill_pattern(part, parts[i].size, 50 + i);
		memcpy(data + parts[i].offset, part, parts[i].size);
		write_protected(&session, object, parts[i].offset, part,
				parts[i].size, session.key, NULL);
		read_protected(&session, object, 0, back, sizeof(back),
			       session.key);
		CHECK_MEM(back, data, sizeof(data));
	}
}

TEST(partial_read_is_the_part)
{
	static uint8_t data[3 * PAGE], back[3 * PAGE];
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, sizeof(data));

	fill_pattern(data, sizeof(data), 45);
	write_protected(&session, object, 0, data, sizeof(data), session.key,
			NULL);
	read_protected(&session, object, PAGE - 32, back, PAGE + 64,
		       session.key);
	CHECK_MEM(back, data + PAGE - 32, PAGE + 64);
	read_protected(&session, object, 3 * PAGE - 16, back, 16, session.key);
	CHECK_MEM(back, data + 3 * PAGE - 16, 16);
}

/* Ciphertext that begins and ends in the middle of pages. */
TEST(source_offset_is_kept)
{
	static uint8_t data[2 * PAGE], back[2 * PAGE];
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, 4 * PAGE);
	uint32_t object = create_protected(&session, sizeof(data));
	uint8_t iv[KEY_SIZE] = { 3 };
	struct drm_cpgpu_op op;

	fill_pattern(data, sizeof(data), 46);
	memcpy(memory.map + PAGE - 48, data, sizeof(data));
	judge_ctr(session.key, iv, memory.map + PAGE - 48, sizeof(data));
	cpgpu_op_decrypt(&op, session.handle, memory.handle, PAGE - 48, object,
			 0, sizeof(data), iv, NULL);
	CHECK_OK(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS));
	read_protected(&session, object, 0, back, sizeof(back), session.key);
	CHECK_MEM(back, data, sizeof(data));
}

/* Read back writes where it should and nowhere else. */
TEST(destination_offset_is_kept)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, 4 * PAGE);
	uint32_t object = create_protected(&session, 2 * PAGE);
	struct drm_cpgpu_op op;
	size_t i, written = 0;

	memset(memory.map, 0xa5, memory.size);
	cpgpu_op_encrypt(&op, session.handle, object, 0, memory.handle,
			 PAGE - 48, PAGE + 96, memory.handle, 3 * PAGE);
	CHECK_OK(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS));
	for (i = 0; i < 3 * PAGE; i++) {
		if (i >= PAGE - 48 && i < 2 * PAGE + 48)
			written += memory.map[i] != 0xa5;
		else
			CHECK_EQ(memory.map[i], 0xa5);
	}
	CHECK(written > PAGE);
	for (i = sizeof(struct drm_cpgpu_result); i < PAGE; i++)
		CHECK_EQ(memory.map[3 * PAGE + i], 0xa5);
}

/* ------------------------------------------------------------------ IVs -- */

/* Under a content key all IVs are for applications. */
static void check_iv(const uint8_t iv[KEY_SIZE])
{
	static uint8_t data[PAGE], back[PAGE];
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, PAGE);
	uint32_t object = create_protected(&session, PAGE);
	uint8_t content[KEY_SIZE], wrapped[KEY_SIZE];
	struct drm_cpgpu_op op;

	CHECK_OK(cpgpu_keyx_random_key(content));
	judge_ecb(session.key, content, wrapped);
	fill_pattern(data, PAGE, 47);
	memcpy(memory.map, data, PAGE);
	judge_ctr(content, iv, memory.map, PAGE);
	cpgpu_op_decrypt(&op, session.handle, memory.handle, 0, object, 0,
			 PAGE, iv, wrapped);
	CHECK_OK(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS));
	read_protected(&session, object, 0, back, PAGE, session.key);
	CHECK_MEM(back, data, PAGE);
}

/* The low 8 bytes wrap without a carry into the high ones. */
TEST(counter_wraps_in_its_low_half)
{
	uint8_t iv[KEY_SIZE];

	memset(iv, 0xff, sizeof(iv));
	check_iv(iv);
	iv[15] = 0xfe;
	check_iv(iv);
	iv[0] = 0;
	check_iv(iv);
}

TEST(counter_carries_through_its_low_half)
{
	uint8_t iv[KEY_SIZE] = {};

	memset(iv + 12, 0xff, 4);
	check_iv(iv);
	memset(iv + 9, 0xff, 7);
	check_iv(iv);
}

/* Under the session key a part of the counts is the device's own. */
TEST(some_counts_are_the_devices)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, PAGE);
	uint32_t object = create_protected(&session, PAGE);
	static const struct {
		uint64_t count;
		int expected;
	} cases[] = {
		/* the last block that the page needs is the last one allowed */
		{ 0x80000000 - PAGE / BLOCK, 0 },
		{ 0x80000001 - PAGE / BLOCK, -ERANGE },
		{ 0x7fffffff, -ERANGE },
		{ 0x80000000, -ERANGE },
		{ 0xffffffff, -ERANGE },
		{ 0x100000000, -ERANGE },
		{ ~0ull, -ERANGE },
	};
	struct drm_cpgpu_op op;
	uint8_t iv[KEY_SIZE];
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		next_iv(iv);
		for (j = 0; j < 8; j++)
			iv[8 + j] = cases[i].count >> 8 * (7 - j);
		cpgpu_op_decrypt(&op, session.handle, memory.handle, 0, object,
				 0, PAGE, iv, NULL);
		test_note("count %#llx", (long long)cases[i].count);
		CHECK_RET(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS),
			  cases[i].expected);
	}
}

/* A key with another purpose is not used; there is no error, but noise. */
TEST(content_keys_have_one_purpose)
{
	struct session session = keyed_session(open_device());
	struct session other = keyed_session(session.dev);
	struct memory memory = create_memory(session.dev, PAGE);
	uint32_t object = create_protected(&session, PAGE);
	uint8_t key[KEY_SIZE], wrapped[KEY_SIZE], iv[KEY_SIZE];
	uint8_t want[PAGE], back[PAGE];
	struct drm_cpgpu_op op;
	size_t i;

	for (i = 0; i < 4; i++) {
		CHECK_OK(cpgpu_keyx_random_key(key));
		if (i < 2)
			memcpy(key, i ? other.key : session.key, KEY_SIZE);
		else
			memset(key + 8, i - 2, 4);
		judge_ecb(session.key, key, wrapped);
		next_iv(iv);
		memset(want, 0, PAGE);
		memset(memory.map, 0, PAGE);
		judge_ctr(key, iv, want, PAGE);
		cpgpu_op_decrypt(&op, session.handle, memory.handle, 0, object,
				 0, PAGE, iv, wrapped);
		CHECK_OK(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS));
		read_protected(&session, object, 0, back, PAGE, session.key);
		CHECK_EQ(!memcmp(want, back, PAGE), i == 3);
	}
	memcpy(wrapped, "CPRK", 4);
	next_iv(iv);
	cpgpu_op_decrypt(&op, session.handle, memory.handle, 0, object, 0, PAGE,
			 iv, wrapped);
	CHECK_RET(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS), -ENOTUNIQ);
}

TEST(library_counts_as_the_judge)
{
	uint8_t key[KEY_SIZE] = { 5 }, iv[KEY_SIZE], next[KEY_SIZE];
	uint8_t a[128], b[128];

	memset(iv, 0xff, sizeof(iv));
	iv[15] = 0xfd;
	fill_pattern(a, sizeof(a), 48);
	memcpy(b, a, sizeof(b));
	CHECK_OK(cpgpu_keyx_ctr(key, iv, a, sizeof(a)));
	judge_ctr(key, iv, b, sizeof(b));
	CHECK_MEM(a, b, sizeof(b));
	/* the same in two halves */
	fill_pattern(a, sizeof(a), 48);
	memcpy(next, iv, sizeof(iv));
	cpgpu_keyx_iv_advance(next, 4);
	CHECK_OK(cpgpu_keyx_ctr(key, iv, a, 64));
	CHECK_OK(cpgpu_keyx_ctr(key, next, a + 64, 64));
	CHECK_MEM(a, b, sizeof(b));
}

#define READS 100

TEST(device_never_repeats_an_iv)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, 2 * PAGE);
	uint32_t object = create_protected(&session, PAGE);
	static const uint8_t count[8] = { [4] = 0x80 };
	uint8_t ivs[READS][KEY_SIZE];
	struct drm_cpgpu_result *result = (void *)(memory.map + PAGE);
	struct drm_cpgpu_op op;
	int i, j;

	for (i = 0; i < READS; i++) {
		if (i % 10 == 9)
			refresh_session(&session);
		cpgpu_op_encrypt(&op, session.handle, object, 0, memory.handle,
				 0, BLOCK, memory.handle, PAGE);
		CHECK_OK(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS));
		CHECK_EQ(result->status, 0);
		memcpy(ivs[i], result->iv, KEY_SIZE);
		CHECK_MEM(ivs[i] + 8, count, 8);
		for (j = 0; j < i; j++)
			CHECK(memcmp(ivs[i], ivs[j], KEY_SIZE));
	}
}

/* ------------------------------------------------------------ many blts -- */

TEST(ops_run_in_order)
{
	uint8_t data[DRM_CPGPU_MAX_OPS][BLOCK], back[BLOCK];
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, sizeof(data));
	uint32_t object = create_protected(&session, PAGE);
	struct drm_cpgpu_op ops[DRM_CPGPU_MAX_OPS];
	uint8_t iv[KEY_SIZE];
	int i, round;

	/* all write the same place: the last one must win, each time */
	for (round = 0; round < 10; round++) {
		fill_pattern(data, sizeof(data), 60 + round);
		for (i = 0; i < DRM_CPGPU_MAX_OPS; i++) {
			next_iv(iv);
			memcpy(memory.map + i * BLOCK, data[i], BLOCK);
			judge_ctr(session.key, iv, memory.map + i * BLOCK,
				  BLOCK);
			cpgpu_op_decrypt(&ops[i], session.handle,
					 memory.handle, i * BLOCK, object, 32,
					 BLOCK, iv, NULL);
		}
		CHECK_OK(cpgpu_submit_wait(session.dev, ops, DRM_CPGPU_MAX_OPS,
					   WAIT_MS));
		read_protected(&session, object, 32, back, BLOCK, session.key);
		CHECK_MEM(back, data[DRM_CPGPU_MAX_OPS - 1], BLOCK);
	}
}

#define LONG_QUEUE 128

/* More commands than any ring holds, and no wait in between. */
TEST(long_queues_lose_nothing)
{
	static uint8_t data[DRM_CPGPU_MAX_OPS * BLOCK], back[sizeof(data)];
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev,
					     LONG_QUEUE * sizeof(data));
	uint32_t object = create_protected(&session, memory.size);
	struct drm_cpgpu_op ops[DRM_CPGPU_MAX_OPS];
	uint8_t iv[KEY_SIZE];
	uint64_t offset;
	int i, n;

	fill_pattern(data, sizeof(data), 70);
	for (n = 0; n < LONG_QUEUE; n++) {
		offset = n * sizeof(data);
		memcpy(memory.map + offset, data, sizeof(data));
		for (i = 0; i < DRM_CPGPU_MAX_OPS; i++) {
			next_iv(iv);
			judge_ctr(session.key, iv, memory.map + offset, BLOCK);
			cpgpu_op_decrypt(&ops[i], session.handle,
					 memory.handle, offset, object, offset,
					 BLOCK, iv, NULL);
			offset += BLOCK;
		}
		CHECK_OK(cpgpu_submit(session.dev, ops, DRM_CPGPU_MAX_OPS, NULL,
				      0));
	}
	for (n = 0; n < LONG_QUEUE; n += 9) {
		read_protected(&session, object, n * sizeof(data), back,
			       sizeof(back), session.key);
		CHECK_MEM(back, data, sizeof(back));
	}
}

/* ------------------------------------------------------------- results -- */

TEST(decrypt_leaves_a_result_too)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, 2 * PAGE);
	uint32_t object = create_protected(&session, PAGE);
	struct drm_cpgpu_result *result;
	uint8_t iv[KEY_SIZE] = {}, zero[KEY_SIZE] = {};
	struct drm_cpgpu_op op;

	/* the last possible place in a page */
	result = (void *)(memory.map + 2 * PAGE - sizeof(*result));
	memset(memory.map, 0xa5, memory.size);
	cpgpu_op_decrypt(&op, session.handle, memory.handle, 0, object, 0,
			 BLOCK, iv, NULL);
	op.result_handle = memory.handle;
	op.result_offset = 2 * PAGE - sizeof(*result);
	CHECK_OK(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS));
	CHECK_EQ(result->status, 0);
	CHECK_EQ(result->pad, 0);
	CHECK_MEM(result->iv, zero, KEY_SIZE);
	CHECK_EQ(memory.map[2 * PAGE - sizeof(*result) - 1], 0xa5);
}
