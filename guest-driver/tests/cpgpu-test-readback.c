// SPDX-License-Identifier: MIT
/* Read-back keys: the device creates them, and encrypts under them. */
#include "fixture.h"

#define SIZE (2 * PAGE + 32)

/* A session, an object of it, and the data that was put there. */
struct ground {
	struct session session;
	uint32_t object;
	uint8_t data[SIZE];
};

static struct ground prepare(uint32_t seed)
{
	struct ground ground = { .session = keyed_session(open_device()) };

	if (!(device_info(ground.session.dev).caps &
	      DRM_CPGPU_CAP_READ_BACK_KEY))
		test_skip("this device has no read-back keys");
	ground.object = create_protected(&ground.session, SIZE);
	fill_pattern(ground.data, SIZE, seed);
	write_protected(&ground.session, ground.object, 0, ground.data, SIZE,
			ground.session.key, NULL);
	return ground;
}

static int ask(const struct session *session, uint32_t size, uint64_t data)
{
	struct drm_cpgpu_session_read_back_key args = {
		.handle = session->handle,
		.size = size,
		.data = data,
	};

	return device_ioctl(session->dev,
			    DRM_IOCTL_CPGPU_SESSION_READ_BACK_KEY, &args);
}

static void get_key(const struct session *session, uint8_t key[KEY_SIZE])
{
	uint8_t wrapped[KEY_SIZE], again[KEY_SIZE];

	CHECK_OK(cpgpu_session_read_back_key(session->dev, session->handle,
					     wrapped));
	CHECK_OK(cpgpu_keyx_unwrap_read_back_key(session->key, wrapped, key));
	/* judge_ecb() only encrypts, which must give the wrapped key again */
	judge_ecb(session->key, key, again);
	CHECK_MEM(again, wrapped, KEY_SIZE);
}

/* Read the object under the read-back key: the op's error. */
static int read_back(const struct ground *ground, const uint8_t key[KEY_SIZE],
		     uint8_t *back)
{
	struct memory memory = create_memory(ground->session.dev, 4 * PAGE);
	struct drm_cpgpu_result *result = (void *)(memory.map + 3 * PAGE);
	struct drm_cpgpu_op op;
	int ret;

	cpgpu_op_encrypt(&op, ground->session.handle, ground->object, 0,
			 memory.handle, 0, SIZE, memory.handle, 3 * PAGE);
	cpgpu_op_set_read_back_key(&op);
	ret = cpgpu_submit_wait(ground->session.dev, &op, 1, WAIT_MS);
	CHECK_EQ(!result->status, !ret);
	memcpy(back, memory.map, SIZE);
	judge_ctr(key, result->iv, back, SIZE);
	close_memory(&memory);
	return ret;
}

static void check_key(const struct ground *ground, const uint8_t *key,
		      bool right)
{
	static uint8_t back[SIZE];

	CHECK_OK(read_back(ground, key, back));
	if (right)
		CHECK_MEM(back, ground->data, SIZE);
	else
		CHECK(memcmp(back, ground->data, SIZE));
}

TEST(key_opens_what_is_read_back)
{
	static uint8_t back[SIZE];
	struct ground ground = prepare(1);
	uint8_t key[KEY_SIZE];

	get_key(&ground.session, key);
	CHECK(memcmp(key, ground.session.key, KEY_SIZE));
	check_key(&ground, key, true);
	check_key(&ground, ground.session.key, false);
	/* without the flag it is the session key, as before */
	read_protected(&ground.session, ground.object, 0, back, SIZE,
		       ground.session.key);
	CHECK_MEM(back, ground.data, SIZE);
}

TEST(new_key_takes_the_place_of_the_old)
{
	struct ground ground = prepare(2);
	uint8_t old[KEY_SIZE], new[KEY_SIZE];

	get_key(&ground.session, old);
	get_key(&ground.session, new);
	CHECK(memcmp(old, new, KEY_SIZE));
	check_key(&ground, new, true);
	check_key(&ground, old, false);
}

TEST(key_stays_over_refreshes)
{
	struct ground ground = prepare(3);
	uint8_t key[KEY_SIZE];

	get_key(&ground.session, key);
	refresh_session(&ground.session);
	check_key(&ground, key, true);
	/* a key requested now is wrapped under the new session key */
	get_key(&ground.session, key);
	check_key(&ground, key, true);
}

TEST(key_must_be_asked_for)
{
	static uint8_t back[SIZE];
	struct ground ground = prepare(4);
	uint8_t key[KEY_SIZE];

	CHECK_RET(read_back(&ground, ground.session.key, back), -ENOKEY);
	get_key(&ground.session, key);
	check_key(&ground, key, true);
}

TEST(key_ends_with_a_key_exchange)
{
	static uint8_t back[SIZE];
	struct ground ground = prepare(5);
	uint8_t key[KEY_SIZE];

	get_key(&ground.session, key);
	fill_pattern(key, KEY_SIZE, 6);
	CHECK_OK(exchange_key(&ground.session, key));
	CHECK_OK(cpgpu_object_close(ground.session.dev, ground.object));
	ground.object = create_protected(&ground.session, SIZE);
	CHECK_RET(read_back(&ground, key, back), -ENOKEY);
}

TEST(sessions_have_keys_of_their_own)
{
	struct ground one = prepare(6), other = prepare(7);
	uint8_t key[KEY_SIZE], foreign[KEY_SIZE];

	get_key(&one.session, key);
	get_key(&other.session, foreign);
	CHECK(memcmp(key, foreign, KEY_SIZE));
	check_key(&one, key, true);
	check_key(&other, foreign, true);
	check_key(&one, foreign, false);
}

TEST(bad_arguments_are_refused)
{
	static const uint32_t sizes[] = { 0, 1, 15, 17, 32, ~0u };
	struct ground ground = prepare(8);
	struct session keyless = create_session(ground.session.dev);
	struct session other = { .dev = open_device(),
				 .handle = ground.session.handle };
	uint8_t data[3][KEY_SIZE], key[KEY_SIZE];
	size_t i;

	POISON(data);
	get_key(&ground.session, key);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_RET(ask(&ground.session, sizes[i], pointer(data)),
			  -EINVAL);
	CHECK_RET(ask(&ground.session, KEY_SIZE, BAD_POINTER), -EFAULT);
	CHECK_RET(ask(&keyless, KEY_SIZE, pointer(data)), -ENOKEY);
	CHECK_RET(ask(&other, KEY_SIZE, pointer(data)), -ENOENT);
	CHECK_UNTOUCHED(data);
	/* none of them took the place of the key */
	check_key(&ground, key, true);
	CHECK_OK(ask(&ground.session, KEY_SIZE, pointer(data[1])));
	CHECK_UNTOUCHED(data[0]);
	CHECK_UNTOUCHED(data[2]);
	CHECK(memcmp(data[1], data[0], KEY_SIZE));
}

TEST(device_without_read_back_keys_says_so)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, 2 * PAGE);
	uint32_t object = create_protected(&session, PAGE);
	uint8_t wrapped[KEY_SIZE];
	struct drm_cpgpu_op op;

	if (device_info(session.dev).caps & DRM_CPGPU_CAP_READ_BACK_KEY)
		test_skip("this device has them: run it with read-back-key=off");
	CHECK_RET(cpgpu_session_read_back_key(session.dev, session.handle,
					      wrapped), -EOPNOTSUPP);
	cpgpu_op_encrypt(&op, session.handle, object, 0, memory.handle, 0, PAGE,
			 memory.handle, PAGE);
	cpgpu_op_set_read_back_key(&op);
	CHECK_RET(cpgpu_submit(session.dev, &op, 1, NULL, 0), -EOPNOTSUPP);
}
