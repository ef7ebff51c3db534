// SPDX-License-Identifier: MIT
/*
 * Several rings in use: files must see nothing of them but correct results, in
 * order.  Also the check of IVs, whose outcome depends on the order.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpgpu_hw.h"
#include "debugfs.h"
#include "fixture.h"

/* ------------------------------------------------------------------ IVs -- */

#define IV_SIZE 64

struct iv_ground {
	struct session session;
	struct memory memory;		/* data, and a result after it */
	uint32_t object;
	uint8_t content[KEY_SIZE];
	bool use_content;
};

static struct iv_ground prepare_iv(uint32_t caps)
{
	struct iv_ground ground = { .session = keyed_session(open_device()) };

	if ((device_info(ground.session.dev).caps & caps) != caps)
		test_skip("this device does not look at IVs like that");
	ground.memory = create_memory(ground.session.dev, 2 * PAGE);
	ground.object = create_protected(&ground.session, PAGE);
	return ground;
}

/*
 * Decrypt new data under IV @high || @low: 0, or the error of the fence.  If
 * it fails, nothing may have been written.
 */
static int try_iv(struct iv_ground *ground, uint64_t high, uint64_t low)
{
	static uint8_t data[IV_SIZE], before[IV_SIZE], after[IV_SIZE];
	struct session *session = &ground->session;
	struct drm_cpgpu_result *result = (void *)(ground->memory.map + PAGE);
	uint8_t iv[KEY_SIZE], wrapped[KEY_SIZE];
	const uint8_t *key = ground->use_content ? ground->content :
						   session->key;
	struct drm_cpgpu_op op;
	int i, ret;

	for (i = 0; i < 8; i++) {
		iv[7 - i] = high >> 8 * i;
		iv[15 - i] = low >> 8 * i;
	}
	read_protected(session, ground->object, 0, before, IV_SIZE,
		       session->key);
	fill_pattern(data, IV_SIZE, high * 31 + low);
	memcpy(ground->memory.map, data, IV_SIZE);
	judge_ctr(key, iv, ground->memory.map, IV_SIZE);
	judge_ecb(session->key, ground->content, wrapped);
	cpgpu_op_decrypt(&op, session->handle, ground->memory.handle, 0,
			 ground->object, 0, IV_SIZE, iv,
			 ground->use_content ? wrapped : NULL);
	op.result_handle = ground->memory.handle;
	op.result_offset = PAGE;
	ret = cpgpu_submit_wait(session->dev, &op, 1, WAIT_MS);
	CHECK_EQ(result->status, ret ? CPGPU_ST_BAD_IV : 0);
	read_protected(session, ground->object, 0, after, IV_SIZE,
		       session->key);
	CHECK_MEM(after, ret ? before : data, IV_SIZE);
	return ret;
}

#define BLOCKS (IV_SIZE / BLOCK)

TEST(used_iv_is_refused)
{
	struct iv_ground ground = prepare_iv(DRM_CPGPU_CAP_IV_CHECK);

	CHECK_OK(try_iv(&ground, 5, 0));
	CHECK_RET(try_iv(&ground, 5, 0), -EEXIST);
	CHECK_RET(try_iv(&ground, 4, 0x7fffffff - BLOCKS), -EEXIST);
	CHECK_RET(try_iv(&ground, 0, 0), -EEXIST);
	/* a refusal uses nothing up */
	CHECK_OK(try_iv(&ground, 6, 0));
	CHECK_RET(try_iv(&ground, 5, 0), -EEXIST);
}

TEST(counts_go_on_block_by_block)
{
	struct iv_ground ground = prepare_iv(DRM_CPGPU_CAP_IV_CHECK |
					     DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV);

	/* under the session key not all counts are for applications */
	CHECK_OK(cpgpu_keyx_random_key(ground.content));
	ground.use_content = true;
	CHECK_OK(try_iv(&ground, 1, 100));
	CHECK_RET(try_iv(&ground, 1, 100 + BLOCKS - 1), -EEXIST);
	CHECK_OK(try_iv(&ground, 1, 100 + BLOCKS));
	CHECK_RET(try_iv(&ground, 1, 100), -EEXIST);
	/* a count that wraps uses up all of its upper half */
	CHECK_RET(try_iv(&ground, 1, -1ull), -EEXIST);
	CHECK_OK(try_iv(&ground, 2, -2ull));
	CHECK_RET(try_iv(&ground, 2, 5000), -EEXIST);
	CHECK_OK(try_iv(&ground, 3, 0));
	/* and the last of all uses up the key */
	CHECK_OK(try_iv(&ground, ~0ull, -2ull));
	CHECK_RET(try_iv(&ground, ~0ull, ~0ull), -EEXIST);
}

TEST(each_content_key_has_its_own_ivs)
{
	struct iv_ground ground = prepare_iv(DRM_CPGPU_CAP_IV_CHECK);
	int i;

	CHECK_OK(try_iv(&ground, 9, 0));
	ground.use_content = true;
	for (i = 0; i < 3; i++) {
		fill_pattern(ground.content, KEY_SIZE, i);
		CHECK_OK(try_iv(&ground, 3, 0));
		CHECK_RET(try_iv(&ground, 3, 0), -EEXIST);
	}
	fill_pattern(ground.content, KEY_SIZE, 0);
	CHECK_RET(try_iv(&ground, 2, 0), -EEXIST);
	CHECK_OK(try_iv(&ground, 4, 0));
}

TEST(refresh_gives_the_ivs_back)
{
	struct iv_ground ground = prepare_iv(DRM_CPGPU_CAP_IV_CHECK);
	uint8_t random[KEY_SIZE], key[KEY_SIZE] = { [KEY_SIZE / 2] = 8 };

	CHECK_OK(try_iv(&ground, 5, 0));
	/* not the START, the FINISH */
	CHECK_OK(cpgpu_session_refresh_start(ground.session.dev,
					     ground.session.handle, random));
	CHECK_RET(try_iv(&ground, 5, 0), -EEXIST);
	refresh_session(&ground.session);
	CHECK_OK(try_iv(&ground, 5, 0));
	CHECK_RET(try_iv(&ground, 5, 0), -EEXIST);
	CHECK_OK(exchange_key(&ground.session, key));
	CHECK_OK(cpgpu_object_close(ground.session.dev, ground.object));
	ground.object = create_protected(&ground.session, PAGE);
	CHECK_OK(try_iv(&ground, 0, 7));
}

TEST(later_ops_go_on_after_a_used_iv)
{
	struct iv_ground ground = prepare_iv(DRM_CPGPU_CAP_IV_CHECK);
	struct session *session = &ground.session;
	uint8_t iv[KEY_SIZE] = { 1 }, back[BLOCK], expected[BLOCK] = {};
	struct drm_cpgpu_op ops[3];
	int i;

	for (i = 0; i < 3; i++)
		cpgpu_op_decrypt(&ops[i], session->handle, ground.memory.handle,
				 0, ground.object, i * BLOCK, BLOCK, iv, NULL);
	ops[2].iv[0] = 2;
	CHECK_RET(cpgpu_submit_wait(session->dev, ops, 3, WAIT_MS), -EEXIST);
	for (i = 0; i < 3; i++) {
		memset(expected, 0, BLOCK);
		if (i != 1)
			judge_ctr(session->key, ops[i].iv, expected, BLOCK);
		read_protected(session, ground.object, i * BLOCK, back, BLOCK,
			       session->key);
		CHECK_MEM(back, expected, BLOCK);
	}
}

TEST(device_without_iv_check_takes_all)
{
	struct iv_ground ground = prepare_iv(0);

	if (device_info(ground.session.dev).caps & DRM_CPGPU_CAP_IV_CHECK)
		test_skip("this device looks at IVs: run it with iv-check=off");
	CHECK_OK(try_iv(&ground, 5, 0));
	CHECK_OK(try_iv(&ground, 5, 0));
	CHECK_OK(try_iv(&ground, 0, 0));
}

/* Each command needs a higher upper half. */
TEST(device_without_sequential_ivs_wants_new_halves)
{
	struct iv_ground ground = prepare_iv(DRM_CPGPU_CAP_IV_CHECK);

	if (device_info(ground.session.dev).caps &
	    DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV)
		test_skip("this device takes counts as they go on: run it with sequential-ctr-iv=off");
	CHECK_OK(try_iv(&ground, 5, 7));
	CHECK_RET(try_iv(&ground, 5, 7 + BLOCKS), -EEXIST);
	CHECK_RET(try_iv(&ground, 5, (1u << 31) - BLOCKS), -EEXIST);
	CHECK_OK(try_iv(&ground, 6, 0));
}

/* ---------------------------------------------------------------- rings -- */

#define FILES	8
#define ROUNDS	12
#define SMALL	(12 * PAGE)
#define LARGE	(96 * PAGE)	/* more than is done inside a doorbell */

/*
 * A long queue of one file, without waiting: write, read back to a separate
 * place, refresh, and so on.  What was read back in round n must be round n's
 * data under round n's key.
 */
static void work(unsigned int seed, uint64_t size)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, size);
	struct memory in = create_memory(session.dev, ROUNDS * size);
	struct memory out = create_memory(session.dev, ROUNDS * (size + PAGE));
	uint8_t keys[ROUNDS][KEY_SIZE], iv[KEY_SIZE], *data, *back;
	struct drm_cpgpu_sync sync = signal_sync(create_sync(session.dev));
	struct drm_cpgpu_result *result;
	struct drm_cpgpu_op ops[2];
	uint64_t at;
	int n;

	data = malloc(size);
	CHECK(data);
	for (n = 0; n < ROUNDS; n++) {
		at = n * (size + PAGE);
		memcpy(keys[n], session.key, KEY_SIZE);
		next_iv(iv);
		fill_pattern(in.map + n * size, size, seed + n);
		judge_ctr(session.key, iv, in.map + n * size, size);
		cpgpu_op_decrypt(&ops[0], session.handle, in.handle, n * size,
				 object, 0, size, iv, NULL);
		cpgpu_op_encrypt(&ops[1], session.handle, object, 0,
				 out.handle, at, size, out.handle, at + size);
		/* together, or one by one */
		if (n & 1) {
			CHECK_OK(cpgpu_submit(session.dev, &ops[0], 1, NULL, 0));
			CHECK_OK(cpgpu_submit(session.dev, &ops[1], 1, &sync,
					      1));
		} else {
			CHECK_OK(cpgpu_submit(session.dev, ops, 2, &sync, 1));
		}
		if (n % 3 == 2)
			refresh_session(&session);
	}
	CHECK_OK(cpgpu_sync_wait(session.dev, sync.handle, 0, WAIT_MS));
	for (n = 0; n < ROUNDS; n++) {
		at = n * (size + PAGE);
		back = out.map + at;
		result = (void *)(back + size);
		CHECK_EQ(result->status, 0);
		judge_ctr(keys[n], result->iv, back, size);
		fill_pattern(data, size, seed + n);
		CHECK_MEM(back, data, size);
	}
	free(data);
}

static void start_worker(unsigned int seed, uint64_t size)
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid) {
		work(seed, size);
		_exit(0);
	}
}

static void run_workers(uint64_t size)
{
	struct cpgpu_device *dev = open_device();
	unsigned int rings = device_info(dev).rings, used = 0, i;
	uint64_t before[CPGPU_RINGS_MAX], after;
	int status;

	for (i = 0; i < rings; i++)
		before[i] = ring_figure(dev, i, "batches");
	for (i = 0; i < FILES; i++)
		start_worker(i * 100, size);
	for (i = 0; i < FILES; i++) {
		CHECK(wait(&status) > 0);
		CHECK_EQ(status, 0);
	}
	for (i = 0; i < rings; i++) {
		after = ring_figure(dev, i, "batches");
		test_note("ring %u: %llu batches", i,
			  (unsigned long long)(after - before[i]));
		used += after != before[i];
	}
	CHECK(rings < 2 || used > 1);
}

SLOW_TEST(files_at_work_with_small_blts, 180)
{
	run_workers(SMALL);
}

SLOW_TEST(files_at_work_with_large_blts, 180)
{
	run_workers(LARGE);
}

/* Files that come and go move between the rings, and their work with them. */
TEST(short_lived_files)
{
	static uint8_t data[4 * PAGE], back[4 * PAGE];
	struct session session;
	uint32_t object;
	int i;

	for (i = 0; i < 40; i++) {
		session = keyed_session(open_device());
		object = create_protected(&session, sizeof(data));
		fill_pattern(data, sizeof(data), i);
		write_protected(&session, object, 0, data, sizeof(data),
				session.key, NULL);
		refresh_session(&session);
		read_protected(&session, object, 0, back, sizeof(back),
			       session.key);
		CHECK_MEM(back, data, sizeof(back));
		/* every second one stays until the end */
		if (i & 1)
			cpgpu_close(session.dev);
	}
}
