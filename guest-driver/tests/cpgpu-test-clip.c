// SPDX-License-Identifier: MIT
/*
 * The player's own code: its reading of a clip against ffmpeg's, and its IVs.
 * The environment names the files: CLIP an encrypted clip, CLIP_KEY its key,
 * CLIP_RAW all frames as ffmpeg decodes them; run-host makes them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "clip.h"
#include "fixture.h"
#include "keys.h"
#include "make_clip.h"
#include "partial.h"

static const struct clip_hints no_hints;

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	if (!value)
		test_skip("%s is not set: run-host does that", name);
	return value;
}

static void get_key(uint8_t key[KEY_SIZE])
{
	CHECK_OK(cpgpu_keyx_parse_key(environment("CLIP_KEY"), key));
}

/* Ciphertext, IV and counter rule give what ffmpeg gives, byte for byte. */
static unsigned int check_frames(struct clip *clip, FILE *raw)
{
	uint8_t *expected = malloc(clip->frame_size);
	uint8_t *frame_data = malloc(clip->frame_size);
	struct clip_frame frame;
	uint8_t key[KEY_SIZE];
	unsigned int n;

	CHECK(expected && frame_data);
	get_key(key);
	for (n = 0; clip_next(clip, &frame); n++) {
		CHECK_EQ(fread(expected, 1, clip->frame_size, raw),
			 clip->frame_size);
		CHECK(memcmp(frame.data, expected, clip->frame_size));
		memcpy(frame_data, frame.data, clip->frame_size);
		judge_ctr(key, frame.iv, frame_data, clip->frame_size);
		CHECK_MEM(frame_data, expected, clip->frame_size);
	}
	CHECK_EQ(fgetc(raw), EOF);
	free(expected);
	free(frame_data);
	return n;
}

TEST(every_frame_decrypts_as_ffmpeg_does)
{
	FILE *raw = fopen(environment("CLIP_RAW"), "re");
	struct clip clip;
	unsigned int n;

	CHECK(raw);
	clip_open(&clip, environment("CLIP"), &no_hints);
	n = check_frames(&clip, raw);
	CHECK(n > 1);
	test_note("%u frames of %ux%u", n, clip.width, clip.height);
	/* and once more from the start */
	clip_rewind(&clip);
	rewind(raw);
	CHECK_EQ(check_frames(&clip, raw), n);
	clip_close(&clip);
	fclose(raw);
}

TEST(rows_can_be_decrypted_by_themselves)
{
	FILE *raw = fopen(environment("CLIP_RAW"), "re");
	uint8_t key[KEY_SIZE], iv[KEY_SIZE], *row, *expected;
	struct clip_frame frame;
	struct clip clip;
	unsigned int y;
	size_t size;

	CHECK(raw);
	get_key(key);
	clip_open(&clip, environment("CLIP"), &no_hints);
	CHECK(clip_next(&clip, &frame));
	size = clip_row_bytes(&clip);
	row = malloc(size);
	expected = malloc(size);
	CHECK(row && expected);
	for (y = 0; y < clip.height; y++) {
		memcpy(iv, frame.iv, KEY_SIZE);
		cpgpu_keyx_iv_advance(iv, y * size / BLOCK);
		memcpy(row, frame.data + y * size, size);
		CHECK_OK(cpgpu_keyx_ctr(key, iv, row, size));
		CHECK_EQ(fread(expected, 1, size, raw), size);
		CHECK_MEM(row, expected, size);
	}
}

TEST(key_check_tells_right_from_wrong)
{
	uint8_t key[KEY_SIZE];
	struct clip clip;
	int i;

	get_key(key);
	clip_open(&clip, environment("CLIP"), &no_hints);
	CHECK(clip_key_fits(&clip, key));
	for (i = 0; i < KEY_SIZE; i++) {
		key[i] ^= 1;
		CHECK(!clip_key_fits(&clip, key));
		key[i] ^= 1;
	}
	CHECK(clip_key_fits(&clip, key));
}

/* -------------------------------------------- other pixels, and parts -- */

#define PLAN_FRAMES 4

/* Decrypt what the player's code gives, as it says what is encrypted. */
static void decrypt_frame(const struct clip *clip,
			  const struct clip_frame *frame, uint8_t *out)
{
	static struct runs runs;
	uint8_t key[KEY_SIZE];

	CHECK_OK(cpgpu_keyx_parse_key(CLIP_KEY, key));
	pattern_runs(&runs, clip->frame_size, clip->frame_size, 0, 0);
	if (frame->map) {
		runs.count = frame->map_count;
		memcpy(runs.run, frame->map,
		       frame->map_count * sizeof(*frame->map));
	}
	memcpy(out, frame->data, clip->frame_size);
	judge_runs(&runs, key, frame->iv, out, clip->frame_size);
}

static FILE *decode_by_ffmpeg(const char *dir, const char *pixels)
{
	char command[512], path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/raw", dir);
	snprintf(command, sizeof(command),
		 "ffmpeg -nostdin -y -loglevel error -decryption_key " CLIP_KEY
		 " -i %s/clip.mov -f rawvideo -pix_fmt %s %s", dir, pixels,
		 path);
	CHECK_EQ(system(command), 0);
	file = fopen(path, "re");
	CHECK(file);
	return file;
}

/* The frame, ours and ffmpeg's are the same; returns encrypted runs seen. */
static unsigned int check_plan(struct clip_plan *plan, const char *pixels)
{
	char dir[] = "/tmp/cpgpu-test-clip.XXXXXX", path[128];
	size_t size = clip_plan_frame_size(plan);
	uint8_t *frame_data = malloc(size), *expected = malloc(size);
	struct clip_frame frame;
	unsigned int n, runs = 0;
	struct clip clip;
	FILE *raw;

	CHECK(frame_data && expected && mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/clip.mov", dir);
	plan->path = path;
	plan->rate = 25;
	plan->frames = PLAN_FRAMES;
	make_clip(plan);
	raw = decode_by_ffmpeg(dir, pixels);
	clip_open(&clip, path, &no_hints);
	CHECK_EQ(clip.frame_size, size);
	for (n = 0; clip_next(&clip, &frame); n++) {
		clip_plan_frame(plan, n, expected);
		decrypt_frame(&clip, &frame, frame_data);
		CHECK_MEM(frame_data, expected, size);
		CHECK_EQ(fread(frame_data, 1, size, raw), size);
		CHECK_MEM(frame_data, expected, size);
		runs += frame.map_count;
	}
	CHECK_EQ(n, PLAN_FRAMES);
	fclose(raw);
	clip_close(&clip);
	snprintf(path, sizeof(path), "rm -r %s", dir);
	CHECK_EQ(system(path), 0);
	return runs;
}

TEST(sub_samples_are_ffmpegs)
{
	struct clip_plan plan = { .width = 128, .height = 80, .partial = true };
	unsigned int runs = check_plan(&plan, "bgra");

	test_note("%u sub-samples", runs);
	CHECK_EQ(runs, 7 * PLAN_FRAMES);
}

TEST(yuyv_and_nv12_are_ffmpegs)
{
	struct clip_plan plan = {
		.width = 64, .height = 48, .pixels = CLIP_YUYV,
	};

	CHECK_EQ(check_plan(&plan, "yuyv422"), 0);
	plan.pixels = CLIP_NV12;
	plan.tagged = true;
	CHECK_EQ(check_plan(&plan, "nv12"), 0);
}

/* ------------------------------------------------------------ used IVs -- */

static void put_iv(uint8_t iv[KEY_SIZE], uint64_t high, uint64_t low)
{
	int i;

	for (i = 0; i < 8; i++) {
		iv[7 - i] = high >> 8 * i;
		iv[15 - i] = low >> 8 * i;
	}
}

static bool used(const struct keys *keys, uint64_t high, uint64_t low)
{
	uint8_t iv[KEY_SIZE];

	put_iv(iv, high, low);
	return keys_iv_is_used(keys, iv, 10);
}

static void use(struct keys *keys, uint64_t high, uint64_t low)
{
	uint8_t iv[KEY_SIZE];

	put_iv(iv, high, low);
	keys_use_iv(keys, iv, 10);
}

/* The player knows beforehand which IVs the device will refuse. */
TEST(used_ivs_are_remembered)
{
	struct keys keys = {
		.caps = DRM_CPGPU_CAP_IV_CHECK |
			DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV,
	};

	CHECK(!used(&keys, 0, 0));
	use(&keys, 5, 100);
	CHECK(used(&keys, 4, 500));
	CHECK(used(&keys, 5, 109));
	CHECK(!used(&keys, 5, 110));
	CHECK(!used(&keys, 6, 0));
	/* it would wrap, and 5:0 is below the mark */
	CHECK(used(&keys, 5, -3ull));
	CHECK(!used(&keys, 6, -3ull));
	use(&keys, 6, -3ull);
	CHECK(used(&keys, 6, 1000));
	CHECK(!used(&keys, 7, 0));
	use(&keys, ~0ull, -3ull);
	CHECK(used(&keys, ~0ull, 1000));
	keys.caps = 0;
	CHECK(!used(&keys, 0, 0));
}

TEST(ivs_of_a_device_without_sequences)
{
	struct keys keys = { .caps = DRM_CPGPU_CAP_IV_CHECK };

	use(&keys, 0x1ff, 100);
	CHECK(used(&keys, 0x1ff, 110));
	CHECK(used(&keys, 0x1ff, 0));
	CHECK(!used(&keys, 0x200, 0));
	use(&keys, ~0ull, 0);
	CHECK(used(&keys, ~0ull, 1000));
}
