// SPDX-License-Identifier: MIT
/*
 * Files, sessions and objects that are closed while the device is working, and
 * many concurrent users.  Afterwards all sessions and all video memory must be
 * free.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

#define ROUNDS 10
#define OBJECT (4 * MIB)

static uint64_t free_memory(void)
{
	struct cpgpu_device *dev = open_device();
	uint64_t bytes = device_info(dev).vram_free;

	cpgpu_close(dev);
	return bytes;
}

/* Queue much work, refreshes in between, and do not wait for any of it. */
static void queue_much(struct session *session)
{
	struct memory memory = create_memory(session->dev, OBJECT + PAGE);
	uint32_t object = create_protected(session, OBJECT);
	struct drm_cpgpu_op ops[8];
	uint8_t iv[KEY_SIZE];
	int i, n;

	for (n = 0; n < 8; n++) {
		for (i = 0; i < 8; i += 2) {
			next_iv(iv);
			cpgpu_op_decrypt(&ops[i], session->handle,
					 memory.handle, 0, object, 0, OBJECT,
					 iv, NULL);
			cpgpu_op_encrypt(&ops[i + 1], session->handle, object,
					 0, memory.handle, 0, OBJECT,
					 memory.handle, OBJECT);
		}
		CHECK_OK(cpgpu_submit(session->dev, ops, 8, NULL, 0));
		refresh_session(session);
	}
	/* the mapping would keep the file open */
	close_memory(&memory);
}

static void work_hard(void)
{
	struct session session = keyed_session(open_device());

	queue_much(&session);
}

/* ----------------------------------------------------------- sudden ends -- */

TEST(file_closes_in_mid_flight)
{
	uint64_t before = free_memory();
	struct session session;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		session = keyed_session(open_device());
		queue_much(&session);
		cpgpu_close(session.dev);
	}
	check_nothing_leaked(before);
}

TEST(process_exits_in_mid_flight)
{
	uint64_t before = free_memory();
	int i, status;
	pid_t pid;

	for (i = 0; i < ROUNDS; i++) {
		pid = fork();
		CHECK(pid >= 0);
		if (!pid) {
			work_hard();
			_exit(0);
		}
		CHECK_EQ(waitpid(pid, &status, 0), pid);
		CHECK_EQ(status, 0);
	}
	check_nothing_leaked(before);
}

SLOW_TEST(process_is_killed_at_any_moment, 120)
{
	uint64_t before = free_memory();
	int i, status;
	pid_t pid;

	for (i = 0; i < 4 * ROUNDS; i++) {
		pid = fork();
		CHECK(pid >= 0);
		if (!pid) {
			for (;;)
				work_hard();
		}
		usleep(7000 * i);
		CHECK_EQ(kill(pid, SIGKILL), 0);
		CHECK_EQ(waitpid(pid, &status, 0), pid);
		CHECK(WIFSIGNALED(status));
	}
	check_nothing_leaked(before);
}

TEST(session_is_destroyed_with_work_queued)
{
	struct cpgpu_device *dev = open_device();
	uint64_t before = device_info(dev).vram_free;
	struct session session;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		session = keyed_session(dev);
		queue_much(&session);
		CHECK_OK(cpgpu_session_destroy(dev, session.handle));
	}
	cpgpu_close(dev);
	check_nothing_leaked(before);
}

/* Work already queued still has its objects, and its result is right. */
TEST(objects_close_with_work_queued)
{
	static uint8_t data[MIB];
	struct session session = keyed_session(open_device());
	uint64_t before = device_info(session.dev).vram_free;
	struct memory in = create_memory(session.dev, MIB);
	struct memory out = create_memory(session.dev, MIB + PAGE);
	struct drm_cpgpu_sync sync = signal_sync(create_sync(session.dev));
	struct drm_cpgpu_result *result = (void *)(out.map + MIB);
	uint32_t object = create_protected(&session, MIB);
	struct drm_cpgpu_op ops[2];
	uint8_t iv[KEY_SIZE] = { 9 };

	fill_pattern(data, MIB, 90);
	memcpy(in.map, data, MIB);
	judge_ctr(session.key, iv, in.map, MIB);
	cpgpu_op_decrypt(&ops[0], session.handle, in.handle, 0, object, 0, MIB,
			 iv, NULL);
	cpgpu_op_encrypt(&ops[1], session.handle, object, 0, out.handle, 0, MIB,
			 out.handle, MIB);
	CHECK_OK(cpgpu_submit(session.dev, ops, 2, &sync, 1));
	close_memory(&in);
	CHECK_OK(cpgpu_object_close(session.dev, object));
	CHECK_OK(cpgpu_object_close(session.dev, out.handle));
	CHECK_OK(cpgpu_sync_wait(session.dev, sync.handle, 0, WAIT_MS));
	CHECK_EQ(result->status, 0);
	judge_ctr(session.key, result->iv, out.map, MIB);
	CHECK_MEM(out.map, data, MIB);
	CHECK_EQ(device_info(session.dev).vram_free, before);
}

/* Memory that is freed while blts into it are queued is not reused early. */
TEST(memory_is_not_given_on_while_in_use)
{
	struct session session = keyed_session(open_device());
	struct memory noise = create_memory(session.dev, MIB);
	struct drm_cpgpu_op op;
	uint32_t object;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		object = create_protected(&session, MIB);
		for (i = 0; i < 4; i++) {
			op = decrypt_op(&session, &noise, object, MIB);
			CHECK_OK(cpgpu_submit(session.dev, &op, 1, NULL, 0));
		}
		CHECK_OK(cpgpu_object_close(session.dev, object));
		object = pattern_object(&session, MIB, 91);
		CHECK(holds_pattern(&session, object, MIB, 91, session.key));
		CHECK_OK(cpgpu_object_close(session.dev, object));
	}
}

/* ------------------------------------------------------------ many users -- */

static void one_user(unsigned int seed)
{
	const size_t size = 64 * 1024;
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, size);
	uint32_t round;

	for (round = seed * 100; round < seed * 100 + 10; round++) {
		write_pattern(&session, object, size, round);
		refresh_session(&session);
		CHECK(holds_pattern(&session, object, size, round,
				    session.key));
	}
}

SLOW_TEST(many_processes_at_once, 120)
{
	uint64_t before = free_memory();
	int i, status, failed = 0;
	pid_t pids[8];

	for (i = 0; i < 8; i++) {
		pids[i] = fork();
		CHECK(pids[i] >= 0);
		if (!pids[i]) {
			one_user(i);
			_exit(0);
		}
	}
	for (i = 0; i < 8; i++) {
		CHECK_EQ(waitpid(pids[i], &status, 0), pids[i]);
		failed += status != 0;
	}
	CHECK_EQ(failed, 0);
	check_nothing_leaked(before);
}

struct racer {
	struct session session;
	struct memory memory;
	uint32_t object;
	volatile bool stop;
};

static void *race_refresh(void *arg)
{
	struct racer *racer = arg;
	uint8_t random[KEY_SIZE];

	while (!racer->stop) {
		cpgpu_session_refresh_start(racer->session.dev,
					    racer->session.handle, random);
		cpgpu_session_refresh_finish(racer->session.dev,
					     racer->session.handle, NULL, 0);
	}
	return NULL;
}

static void *race_submit(void *arg)
{
	struct racer *racer = arg;
	struct drm_cpgpu_op op;
	uint8_t iv[KEY_SIZE];

	while (!racer->stop) {
		next_iv(iv);
		cpgpu_op_decrypt(&op, racer->session.handle,
				 racer->memory.handle, 0, racer->object, 0,
				 MIB, iv, NULL);
		cpgpu_submit_wait(racer->session.dev, &op, 1, WAIT_MS);
	}
	return NULL;
}

static void *race_objects(void *arg)
{
	struct racer *racer = arg;
	uint32_t handle;

	while (!racer->stop) {
		if (!cpgpu_object_create_protected(racer->session.dev,
						   racer->session.handle,
						   3 * PAGE, &handle))
			cpgpu_object_close(racer->session.dev, handle);
	}
	return NULL;
}

static void *race_keys(void *arg)
{
	struct racer *racer = arg;
	struct session session;

	while (!racer->stop) {
		session = keyed_session(racer->session.dev);
		cpgpu_session_destroy(session.dev, session.handle);
	}
	return NULL;
}

/* The results of the ioctls do not matter; that nothing hangs does. */
TEST(threads_of_one_session_race)
{
	void *(*const runners[])(void *) = {
		race_refresh, race_refresh, race_submit, race_submit,
		race_objects, race_keys,
	};
	struct racer racer = { .session = keyed_session(open_device()) };
	const int count = ARRAY_SIZE(runners);
	pthread_t threads[ARRAY_SIZE(runners)];
	uint8_t key[KEY_SIZE];
	uint32_t object;
	int i;

	racer.memory = create_memory(racer.session.dev, MIB);
	racer.object = create_protected(&racer.session, MIB);
	for (i = 0; i < count; i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, runners[i], &racer),
			 0);
	sleep(3);
	racer.stop = true;
	for (i = 0; i < count; i++)
		CHECK_EQ(pthread_join(threads[i], NULL), 0);

	/* the key is unknown now; with a new one the session works */
	fill_pattern(key, sizeof(key), 92);
	CHECK_OK(exchange_key(&racer.session, key));
	object = pattern_object(&racer.session, PAGE, 93);
	CHECK(holds_pattern(&racer.session, object, PAGE, 93, key));
}

TEST(opening_and_closing_is_cheap)
{
	uint64_t before = free_memory();
	int i;

	for (i = 0; i < 200; i++)
		cpgpu_close(open_device());
	check_nothing_leaked(before);
}
