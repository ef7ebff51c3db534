// SPDX-License-Identifier: MIT
/*
 * A hostile program: key exchange data and messages with bytes changed at
 * random, and threads and processes that interfere with each other.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "kernel_log.h"

#define FLIPS	10000
#define THREADS	6
#define SLOW	1200

static const uint8_t protection_type[] = CPGPU_CONFIGURE_PROTECTION;
static const uint8_t device_type[] = CPGPU_QUERY_DEVICE_HANDLE;

/* Change one to four bytes of @data, always in the same way for one @seed. */
static void flip(uint8_t *data, size_t size, unsigned int *seed)
{
	unsigned int i, count = 1 + rand_r(seed) % 4;
	uint8_t before[DRM_CPGPU_MESSAGE_MAX];

	memcpy(before, data, size);
	do {
		for (i = 0; i < count; i++)
			data[rand_r(seed) % size] ^= 1 + rand_r(seed) % 255;
	} while (!memcmp(before, data, size));
}

/* ------------------------------------------------------------------ blobs -- */

typedef int exchange_function(struct cpgpu_device *dev, uint32_t handle,
			      const void *blob, size_t size);

/* Nothing but the blob itself is a key. */
static void check_flipped_blobs(struct cpgpu_device *dev, uint32_t handle,
				const uint8_t blob[DRM_CPGPU_BLOB_SIZE],
				exchange_function *exchange)
{
	struct kernel_log log = kernel_log_start();
	uint8_t flipped[DRM_CPGPU_BLOB_SIZE];
	unsigned int seed = 1;
	int i;

	for (i = 0; i < FLIPS; i++) {
		memcpy(flipped, blob, sizeof(flipped));
		flip(flipped, sizeof(flipped), &seed);
		CHECK_RET(exchange(dev, handle, flipped, sizeof(flipped)),
			  -EKEYREJECTED);
	}
	CHECK_OK(exchange(dev, handle, blob, DRM_CPGPU_BLOB_SIZE));
	kernel_log_check(&log);
}

SLOW_TEST(flipped_keys_of_channels_are_rejected, SLOW)
{
	struct channel channel = create_channel(open_device());
	uint8_t blob[DRM_CPGPU_BLOB_SIZE];

	make_blob(channel.dev, channel.key, blob);
	check_flipped_blobs(channel.dev, channel.handle, blob,
			    cpgpu_channel_key_exchange);
	CHECK_EQ(initialize(&channel), CPGPU_ST_OK);
}

SLOW_TEST(flipped_keys_of_sessions_are_rejected, SLOW)
{
	struct session session = create_session(open_device());
	uint32_t instance = session_status(&session).key_instance;
	uint8_t blob[DRM_CPGPU_BLOB_SIZE], key[KEY_SIZE];

	make_session_blob(session.dev, key, blob);
	check_flipped_blobs(session.dev, session.handle, blob,
			    cpgpu_session_key_exchange);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_KEYED);
	CHECK_EQ(session_status(&session).key_instance, instance + 1);
}

/* --------------------------------------------------------------- messages -- */

/* None is executed, and each leaves the channel as it was. */
SLOW_TEST(flipped_commands_are_refused, SLOW)
{
	struct channel channel = ready_channel(open_device());
	struct kernel_log log = kernel_log_start();
	struct cpgpu_configure_protection message = { .flags = 1 }, flipped;
	struct verdict verdict;
	unsigned int seed = 2;
	int i;

	sign_command(&channel, protection_type, &message, sizeof(message));
	for (i = 0; i < FLIPS; i++) {
		flipped = message;
		flip((uint8_t *)&flipped, sizeof(flipped), &seed);
		verdict = send_command(&channel, &flipped, sizeof(flipped));
		CHECK(verdict.status == CPGPU_ST_BAD_MAC ||
		      verdict.status == CPGPU_ST_NOT_AVAILABLE);
		check_command_verdict(&channel, &flipped.head, &verdict);
	}
	CHECK_EQ(protection(&channel), 0);
	verdict = send_command(&channel, &message, sizeof(message));
	CHECK_EQ(verdict.status, CPGPU_ST_OK);
	CHECK_EQ(protection(&channel), 1);
	kernel_log_check(&log);
}

/*
 * Questions are not signed, so some of the changed ones are answered.  The
 * answer is signed, and identifies the question.
 */
SLOW_TEST(flipped_questions_get_signed_answers, SLOW)
{
	struct channel channel = ready_channel(open_device());
	struct kernel_log log = kernel_log_start();
	uint64_t device = device_info(channel.dev).device_handle;
	struct cpgpu_query question, flipped;
	unsigned int seed = 3, answered = 0;
	struct verdict verdict;
	int i;

	for (i = 0; i < FLIPS; i++) {
		question = (struct cpgpu_query) {
			.channel = channel.hw_handle,
			.sequence = channel.query++,
		};
		memcpy(question.type, device_type, sizeof(device_type));
		flipped = question;
		flip((uint8_t *)&flipped, sizeof(flipped), &seed);
		verdict = send_question(&channel, &flipped, sizeof(flipped));
		check_answer_verdict(&channel, &flipped, &verdict);
		if (verdict.status)
			continue;
		CHECK_MEM(&flipped, &question, sizeof(question.type) +
			  sizeof(question.channel));
		CHECK_EQ(verdict.answer.device.device, device);
		answered++;
	}
	test_note("%u of %d answered", answered, FLIPS);
	kernel_log_check(&log);
}

/* Random bytes of any size, which are not a message. */
SLOW_TEST(noise_is_refused, SLOW)
{
	struct channel channel = ready_channel(open_device());
	struct kernel_log log = kernel_log_start();
	uint8_t noise[DRM_CPGPU_MESSAGE_MAX];
	unsigned int seed = 4;
	size_t size, i;
	int n;

	for (n = 0; n < FLIPS; n++) {
		size = 1 + rand_r(&seed) % sizeof(noise);
		for (i = 0; i < size; i++)
			noise[i] = rand_r(&seed);
		CHECK(send_command(&channel, noise, size).status);
		CHECK(send_question(&channel, noise, size).status);
	}
	CHECK_EQ(protection(&channel), 0);
	kernel_log_check(&log);
}

/* ---------------------------------------------------------------- threads -- */

/* All channels of the device are free; @dev then owns them. */
static void check_all_free(struct cpgpu_device *dev)
{
	unsigned int i, n = device_info(dev).channels;

	for (i = 0; i < n; i++)
		create_channel(dev);
}

struct crowd {
	struct cpgpu_device *dev;
	/* the handles that all of them use */
	_Atomic uint32_t handles[4];
	atomic_bool stop;
	atomic_uint bad, exchanged, created;
};

/* Success, or an error that another thread may have caused. */
static bool explained(int ret)
{
	return !ret || ret == -ENOENT || ret == -EALREADY || ret == -EBUSY;
}

static void meddle(struct crowd *crowd, unsigned int *seed)
{
	_Atomic uint32_t *handle = &crowd->handles[rand_r(seed) % 4];
	struct cpgpu_query question = { };
	union answer answer;
	size_t size = sizeof(answer);
	uint8_t key[KEY_SIZE], blob[DRM_CPGPU_BLOB_SIZE];
	uint32_t status, new;
	uint64_t hw_handle;
	int ret;

	switch (rand_r(seed) % 6) {
	case 0:
		ret = cpgpu_channel_create(crowd->dev,
					   channel_type(crowd->dev), &new,
					   &hw_handle);
		if (!ret) {
			crowd->created++;
			/*
			 * now and then the keys are lost while the objects
			 * remain
			 */
			new = atomic_exchange(handle, new);
			if (rand_r(seed) % 8)
				cpgpu_channel_destroy(crowd->dev, new);
		}
		break;
	case 1:
		ret = cpgpu_channel_destroy(crowd->dev, *handle);
		break;
	case 2:
		/* a blob works once */
		make_blob(crowd->dev, key, blob);
		ret = cpgpu_channel_key_exchange(crowd->dev, *handle, blob,
						 sizeof(blob));
		crowd->exchanged += !ret;
		break;
	case 3:
		ret = cpgpu_channel_configure(crowd->dev, *handle, &question,
					      sizeof(question), &answer, &size,
					      &status);
		break;
	default:
		memcpy(question.type, device_type, sizeof(device_type));
		ret = cpgpu_channel_query(crowd->dev, *handle, &question,
					  sizeof(question), &answer, &size,
					  &status);
		break;
	}
	if (!explained(ret))
		crowd->bad++;
}

static void *crowd_thread(void *arg)
{
	struct crowd *crowd = arg;
	unsigned int seed = (uintptr_t)pthread_self() >> 12;

	while (!crowd->stop)
		meddle(crowd, &seed);
	return NULL;
}

/* Create, exchange, send and destroy concurrently, on the same handles. */
SLOW_TEST(threads_share_channels, SLOW)
{
	struct kernel_log log = kernel_log_start();
	struct crowd crowd = { .dev = open_device() };
	pthread_t threads[THREADS];
	unsigned int i;

	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, crowd_thread, &crowd));
	sleep(6);
	crowd.stop = true;
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	test_note("%u channels, %u keys", crowd.created, crowd.exchanged);
	CHECK_EQ(crowd.bad, 0);
	CHECK(crowd.created && crowd.exchanged);
	/* all lost slots become free again */
	cpgpu_close(crowd.dev);
	check_all_free(open_device());
	kernel_log_check(&log);
}

struct shared_channel {
	struct channel channel;
	uint32_t first;
	unsigned int mixed_up;
};

/*
 * The sequence numbers of one thread are lower than those of the others, so
 * most questions are refused; but each refusal is signed and repeats the number
 * of its question.
 */
static void *ask_thread(void *arg)
{
	struct shared_channel *shared = arg;
	struct channel *channel = &shared->channel;
	struct cpgpu_query question = { .channel = channel->hw_handle };
	const struct cpgpu_answer *head;
	struct verdict verdict;
	int i;

	memcpy(question.type, device_type, sizeof(device_type));
	for (i = 0; i < 1500; i++) {
		question.sequence = shared->first + i;
		verdict = send_question(channel, &question, sizeof(question));
		head = &verdict.answer.head;
		shared->mixed_up += head->sequence != question.sequence ||
			cpgpu_keyx_cmac_verify(channel->key,
					       verdict.answer.bytes +
					       CPGPU_MAC_SIZE,
					       verdict.size - CPGPU_MAC_SIZE,
					       head->omac);
	}
	return NULL;
}

SLOW_TEST(answers_go_to_who_asked, SLOW)
{
	struct channel channel = ready_channel(open_device());
	struct shared_channel shared[THREADS];
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++) {
		shared[i] = (struct shared_channel) {
			.channel = channel,
			.first = channel.query + i * 10000,
		};
		CHECK(!pthread_create(&threads[i], NULL, ask_thread,
				      &shared[i]));
	}
	for (i = 0; i < THREADS; i++) {
		CHECK(!pthread_join(threads[i], NULL));
		CHECK_EQ(shared[i].mixed_up, 0);
	}
}

struct double_destroy {
	struct channel channel;
	pthread_barrier_t barrier;
	atomic_uint destroyed;
};

static void *destroy_thread(void *arg)
{
	struct double_destroy *race = arg;

	pthread_barrier_wait(&race->barrier);
	if (!cpgpu_channel_destroy(race->channel.dev, race->channel.handle))
		race->destroyed++;
	return NULL;
}

SLOW_TEST(channel_is_destroyed_once, SLOW)
{
	struct kernel_log log = kernel_log_start();
	struct cpgpu_device *dev = open_device();
	struct double_destroy race = { };
	pthread_t threads[THREADS];
	int i, round;

	pthread_barrier_init(&race.barrier, NULL, THREADS);
	for (round = 0; round < 300; round++) {
		race.channel = create_channel(dev);
		race.destroyed = 0;
		for (i = 0; i < THREADS; i++)
			CHECK(!pthread_create(&threads[i], NULL, destroy_thread,
					      &race));
		for (i = 0; i < THREADS; i++)
			CHECK(!pthread_join(threads[i], NULL));
		CHECK_EQ(race.destroyed, 1);
	}
	pthread_barrier_destroy(&race.barrier);
	kernel_log_check(&log);
}

/* ------------------------------------------------------------- processes -- */

static void work_until_killed(void)
{
	struct cpgpu_device *dev = open_device();
	struct channel channels[4];
	unsigned int i;

	for (i = 0; ; i++) {
		struct channel *channel = &channels[i % ARRAY_SIZE(channels)];

		if (i >= ARRAY_SIZE(channels))
			CHECK_OK(cpgpu_channel_destroy(dev, channel->handle));
		*channel = ready_channel(dev);
		CHECK_EQ(set_protection(channel, 1), CPGPU_ST_OK);
		CHECK_EQ(protection(channel), 1);
	}
}

/* Killed at any moment; channels and what they enabled go with the process. */
SLOW_TEST(killed_processes_leave_nothing, SLOW)
{
	struct kernel_log log = kernel_log_start();
	struct cpgpu_device *dev;
	unsigned int seed = 5;
	pid_t child;
	int round;

	for (round = 0; round < 40; round++) {
		child = fork();
		CHECK(child >= 0);
		if (!child)
			work_until_killed();
		usleep(1000 + rand_r(&seed) % 60000);
		CHECK_OK(kill(child, SIGKILL));
		CHECK_EQ(waitpid(child, NULL, 0), child);
		dev = open_device();
		check_all_free(dev);
		cpgpu_close(dev);
	}
	kernel_log_check(&log);
}
