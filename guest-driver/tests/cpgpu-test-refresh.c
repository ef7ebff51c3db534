// SPDX-License-Identifier: MIT
/* Session key refresh: START gives R, FINISH makes the key K xor R. */
#include <unistd.h>

#include "fixture.h"

static int start(const struct session *session, uint32_t size, void *data)
{
	struct drm_cpgpu_session_refresh_start args = {
		.handle = session->handle,
		.size = size,
		.data = pointer(data),
	};

	return device_ioctl(session->dev,
			    DRM_IOCTL_CPGPU_SESSION_REFRESH_START, &args);
}

static int finish(const struct session *session)
{
	return cpgpu_session_refresh_finish(session->dev, session->handle, NULL,
					    0);
}

static void xor_key(uint8_t *out, const uint8_t *a, const uint8_t *b)
{
	int i;

	for (i = 0; i < KEY_SIZE; i++)
		out[i] = a[i] ^ b[i];
}

/* -------------------------------------------------------------- states -- */

TEST(start_gives_a_random_number)
{
	static const uint8_t zero[KEY_SIZE];
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_session_status before = session_status(&session);
	uint8_t a[KEY_SIZE] = {}, b[KEY_SIZE] = {};

	CHECK_OK(start(&session, KEY_SIZE, a));
	CHECK_EQ(session_status(&session).state,
		 DRM_CPGPU_SESSION_REFRESH_PENDING);
	CHECK_OK(start(&session, KEY_SIZE, b));
	CHECK_EQ(session_status(&session).state,
		 DRM_CPGPU_SESSION_REFRESH_PENDING);
	CHECK(memcmp(a, zero, KEY_SIZE));
	CHECK(memcmp(b, zero, KEY_SIZE));
	CHECK(memcmp(a, b, KEY_SIZE));
	CHECK_EQ(session_status(&session).key_instance, before.key_instance);
	CHECK_EQ(session_status(&session).refreshes, 0);
}

TEST(start_wants_16_bytes)
{
	static const uint32_t sizes[] = { 0, 1, 15, 17, 32, 4096, ~0u };
	struct session session = keyed_session(open_device());
	uint8_t data[64];
	size_t i;

	POISON(data);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		CHECK_RET(start(&session, sizes[i], data), -EINVAL);
		CHECK_UNTOUCHED(data);
	}
	/* and left nothing pending */
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_KEYED);
	CHECK_RET(finish(&session), -EINVAL);
}

TEST(start_writes_no_more_than_16_bytes)
{
	struct session session = keyed_session(open_device());
	uint8_t data[3][KEY_SIZE];

	POISON(data);
	CHECK_OK(start(&session, KEY_SIZE, data[1]));
	CHECK_UNTOUCHED(data[0]);
	CHECK_UNTOUCHED(data[2]);
}

TEST(start_refuses_a_bad_pointer)
{
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_session_refresh_start args = {
		.handle = session.handle,
		.size = KEY_SIZE,
		.data = BAD_POINTER,
	};
	uint8_t random[KEY_SIZE];

	CHECK_RET(device_ioctl(session.dev,
			       DRM_IOCTL_CPGPU_SESSION_REFRESH_START, &args),
		  -EFAULT);
	/* a later one is not hindered */
	CHECK_OK(start(&session, KEY_SIZE, random));
	CHECK_OK(finish(&session));
}

TEST(session_without_key_cannot_refresh)
{
	struct session session = create_session(open_device());
	uint8_t random[KEY_SIZE];

	POISON(random);
	CHECK_RET(start(&session, KEY_SIZE, random), -ENOKEY);
	CHECK_UNTOUCHED(random);
	CHECK_RET(finish(&session), -ENOKEY);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_CREATED);
}

TEST(finish_wants_a_start)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);

	CHECK_RET(finish(&session), -EINVAL);
	/* the key is the same as before */
	write_pattern(&session, object, BLOCK, 1);
	CHECK(holds_pattern(&session, object, BLOCK, 1, session.key));
	CHECK_EQ(session_status(&session).refreshes, 0);
}

TEST(random_number_is_used_once)
{
	struct session session = keyed_session(open_device());

	refresh_session(&session);
	CHECK_RET(finish(&session), -EINVAL);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_KEYED);
	wait_idle(&session);
	CHECK_EQ(session_status(&session).refreshes, 1);
}

TEST(finish_refuses_bad_arguments)
{
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_sync sync = signal_sync(NO_HANDLE);
	struct drm_cpgpu_session_refresh_finish good = {
		.handle = session.handle,
	}, args;
	const unsigned long request = DRM_IOCTL_CPGPU_SESSION_REFRESH_FINISH;
	uint8_t random[KEY_SIZE];

	CHECK_OK(start(&session, KEY_SIZE, random));
	args = good;
	args.flags = 1;
	CHECK_RET(device_ioctl(session.dev, request, &args), -EINVAL);
	args = good;
	args.pad = 1;
	CHECK_RET(device_ioctl(session.dev, request, &args), -EINVAL);
	args = good;
	args.sync_count = DRM_CPGPU_MAX_SYNCS + 1;
	args.syncs = pointer(&sync);
	CHECK_RET(device_ioctl(session.dev, request, &args), -EINVAL);
	args.sync_count = 1;
	CHECK_RET(device_ioctl(session.dev, request, &args), -ENOENT);
	args.syncs = BAD_POINTER;
	CHECK_RET(device_ioctl(session.dev, request, &args), -EFAULT);
	/* none of them used R up */
	CHECK_EQ(session_status(&session).state,
		 DRM_CPGPU_SESSION_REFRESH_PENDING);
	CHECK_OK(device_ioctl(session.dev, request, &good));
}

TEST(finish_signals_when_done)
{
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_sync sync = signal_sync(create_sync(session.dev));
	uint8_t random[KEY_SIZE];

	create_protected(&session, 4 * MIB);
	CHECK_OK(start(&session, KEY_SIZE, random));
	CHECK_OK(cpgpu_session_refresh_finish(session.dev, session.handle,
					      &sync, 1));
	CHECK_OK(cpgpu_sync_wait(session.dev, sync.handle, 0, WAIT_MS));
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_KEYED);
	CHECK_EQ(session_status(&session).refreshes, 1);
	CHECK_EQ(session_status(&session).pages, 4 * MIB / PAGE);
}

TEST(device_without_refresh_says_so)
{
	struct session session = keyed_session(open_device());
	uint8_t random[KEY_SIZE];

	if (device_info(session.dev).caps & DRM_CPGPU_CAP_FRESHEN_SESSION_KEY)
		test_skip("this device can refresh: run it with freshen-session-key=off");
	POISON(random);
	CHECK_RET(start(&session, KEY_SIZE, random), -EOPNOTSUPP);
	CHECK_UNTOUCHED(random);
	CHECK_RET(finish(&session), -EOPNOTSUPP);
}

/* ------------------------------------------------------ proven by result -- */

#define DATA_SIZE (3 * PAGE + 32)

static bool holds(const struct session *session, uint32_t object, uint32_t seed,
		  const uint8_t *key)
{
	return holds_pattern(session, object, DATA_SIZE, seed, key);
}

/* The read-back is under K until FINISH, and under K xor R after it. */
TEST(key_becomes_old_key_xor_random_number)
{
	struct session session = keyed_session(open_device());
	uint32_t object = pattern_object(&session, DATA_SIZE, 11);
	uint8_t random[KEY_SIZE], fresh[KEY_SIZE];

	CHECK(holds(&session, object, 11, session.key));
	CHECK_OK(start(&session, KEY_SIZE, random));
	xor_key(fresh, session.key, random);
	CHECK(holds(&session, object, 11, session.key));
	CHECK(!holds(&session, object, 11, fresh));
	CHECK_OK(finish(&session));
	CHECK(holds(&session, object, 11, fresh));
	CHECK(!holds(&session, object, 11, session.key));
}

TEST(latest_random_number_counts)
{
	struct session session = keyed_session(open_device());
	uint32_t object = pattern_object(&session, DATA_SIZE, 12);
	uint8_t first[KEY_SIZE], second[KEY_SIZE], fresh[KEY_SIZE];

	CHECK_OK(start(&session, KEY_SIZE, first));
	CHECK_OK(start(&session, KEY_SIZE, second));
	CHECK_OK(finish(&session));
	xor_key(fresh, session.key, second);
	CHECK(holds(&session, object, 12, fresh));
	xor_key(fresh, session.key, first);
	CHECK(!holds(&session, object, 12, fresh));
}

TEST(writes_use_the_key_of_their_moment)
{
	uint8_t data[4][BLOCK], back[4][BLOCK], random[KEY_SIZE];
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	int i;

	fill_pattern(data, sizeof(data), 13);
	for (i = 0; i < 4; i++) {
		write_protected(&session, object, i * BLOCK, data[i], BLOCK,
				session.key, NULL);
		switch (i) {
		case 0:
			CHECK_OK(start(&session, KEY_SIZE, random));
			break;
		case 1:
			CHECK_OK(finish(&session));
			xor_key(session.key, session.key, random);
			break;
		case 2:
			refresh_session(&session);
			break;
		}
	}
	read_protected(&session, object, 0, back, sizeof(back), session.key);
	CHECK_MEM(back, data, sizeof(back));
}

/*
 * A large blt under K, FINISH, and a blt under K xor R, all queued without
 * waiting.  Each must use the key that is valid at its place in the queue.
 */
TEST(finish_is_ordered_with_queued_work)
{
	static uint8_t back[2 * MIB], data[2 * MIB];
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, 4 * MIB);
	uint32_t object = create_protected(&session, 2 * MIB);
	uint8_t iv[KEY_SIZE] = { 7 };
	struct drm_cpgpu_op op;

	fill_pattern(data, sizeof(data), 14);
	memcpy(memory.map, data, MIB);
	judge_ctr(session.key, iv, memory.map, MIB);
	cpgpu_op_decrypt(&op, session.handle, memory.handle, 0, object, 0, MIB,
			 iv, NULL);
	CHECK_OK(cpgpu_submit(session.dev, &op, 1, NULL, 0));
	refresh_session(&session);
	iv[0] = 8;
	memcpy(memory.map + MIB, data + MIB, MIB);
	judge_ctr(session.key, iv, memory.map + MIB, MIB);
	cpgpu_op_decrypt(&op, session.handle, memory.handle, MIB, object, MIB,
			 MIB, iv, NULL);
	CHECK_OK(cpgpu_submit(session.dev, &op, 1, NULL, 0));
	refresh_session(&session);
	read_protected(&session, object, 0, back, sizeof(back), session.key);
	CHECK_MEM(back, data, sizeof(back));
}

TEST(content_key_must_be_wrapped_again)
{
	uint8_t content[KEY_SIZE], old_wrap[KEY_SIZE], new_wrap[KEY_SIZE];
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	uint8_t data[64];

	fill_pattern(data, sizeof(data), 15);
	fill_pattern(content, sizeof(content), 16);
	judge_ecb(session.key, content, old_wrap);
	write_protected(&session, object, 0, data, sizeof(data), content,
			old_wrap);
	refresh_session(&session);
	CHECK(holds_pattern(&session, object, 64, 15, session.key));
	/* the old wrap now unwraps to another key */
	write_protected(&session, object, 0, data, sizeof(data), content,
			old_wrap);
	CHECK(!holds_pattern(&session, object, 64, 15, session.key));
	judge_ecb(session.key, content, new_wrap);
	write_protected(&session, object, 0, data, sizeof(data), content,
			new_wrap);
	CHECK(holds_pattern(&session, object, 64, 15, session.key));
}

TEST(every_object_survives_many_refreshes)
{
	struct session session = keyed_session(open_device());
	uint32_t objects[5];
	int i;

	for (i = 0; i < 5; i++)
		objects[i] = pattern_object(&session, DATA_SIZE, 20 + i);
	for (i = 0; i < 50; i++)
		refresh_session(&session);
	for (i = 0; i < 5; i++)
		CHECK(holds(&session, objects[i], 20 + i, session.key));
	CHECK_EQ(session_status(&session).refreshes, 50);
}

TEST(other_sessions_are_left_alone)
{
	struct cpgpu_device *dev = open_device();
	struct session a = keyed_session(dev), b = keyed_session(dev);
	uint32_t object = pattern_object(&b, DATA_SIZE, 30);

	create_protected(&a, PAGE);
	refresh_session(&a);
	CHECK(holds(&b, object, 30, b.key));
	CHECK_EQ(session_status(&b).refreshes, 0);
}

static void copy_vram(uint8_t *out, const volatile uint8_t *vram, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		out[i] = vram[i];
}

/* At rest: no block of ciphertext is the same after FINISH. */
TEST(all_ciphertext_changes)
{
	static uint8_t data[DATA_SIZE], before[DATA_SIZE], after[DATA_SIZE];
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_sync sync = signal_sync(create_sync(session.dev));
	const volatile uint8_t *vram = map_vram(session.dev);
	uint32_t object = create_protected(&session, DATA_SIZE);
	uint8_t random[KEY_SIZE];
	size_t i;

	fill_pattern(data, DATA_SIZE, 31);
	write_protected(&session, object, 0, data, DATA_SIZE, session.key,
			NULL);
	vram += object_info(session.dev, object).vram_offset;
	copy_vram(before, vram, DATA_SIZE);
	CHECK_OK(start(&session, KEY_SIZE, random));
	copy_vram(after, vram, DATA_SIZE);
	CHECK_MEM(after, before, DATA_SIZE);
	CHECK_OK(cpgpu_session_refresh_finish(session.dev, session.handle,
					      &sync, 1));
	CHECK_OK(cpgpu_sync_wait(session.dev, sync.handle, 0, WAIT_MS));
	copy_vram(after, vram, DATA_SIZE);
	for (i = 0; i < DATA_SIZE; i += BLOCK) {
		CHECK(memcmp(after + i, before + i, BLOCK));
		CHECK(memcmp(after + i, data + i, BLOCK));
	}
}
