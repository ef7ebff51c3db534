// SPDX-License-Identifier: MIT
/* Lost keys and lost content, and the event that reports them. */
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "channel.h"
#include "debugfs.h"
#include "host.h"
#include "kernel_log.h"

/* long enough to see that the driver's work does not run */
#define NOTHING_MS 300

static int new_event(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	CHECK(fd >= 0);
	return fd;
}

/* A device that signals @event when keys are lost. */
static struct cpgpu_device *listening_device(int *event)
{
	struct cpgpu_device *dev = open_device();

	*event = new_event();
	CHECK_OK(cpgpu_teardown_event(dev, *event));
	return dev;
}

static bool told_within(int event, int ms)
{
	struct pollfd poller = { .fd = event, .events = POLLIN };
	uint64_t count;

	if (poll(&poller, 1, ms) != 1)
		return false;
	CHECK_EQ(read(event, &count, sizeof(count)), (ssize_t)sizeof(count));
	CHECK(count);
	return true;
}

static bool told(int event)
{
	return told_within(event, WAIT_MS);
}

/* For losses that must not be reported; this waits for a while. */
static bool not_told(int event)
{
	return !told_within(event, NOTHING_MS);
}

static unsigned int slot_of(const struct session *session)
{
	return session_slot(session->dev, session_status(session).hw_handle);
}

static uint32_t state_of(const struct session *session)
{
	return session_status(session).state;
}

/* ------------------------------------------------------ setting it up -- */

TEST(only_eventfds_are_taken)
{
	struct drm_cpgpu_teardown_event args = { .flags = 1 };
	struct cpgpu_device *dev = open_device();
	int event = new_event(), pipes[2];

	args.fd = event;
	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_TEARDOWN_EVENT, &args),
		  -EINVAL);
	CHECK_RET(cpgpu_teardown_event(dev, -2), -EBADF);
	CHECK_RET(cpgpu_teardown_event(dev, 1000), -EBADF);
	CHECK_RET(cpgpu_teardown_event(dev, cpgpu_fd(dev)), -EINVAL);
	CHECK(!pipe2(pipes, O_CLOEXEC));
	CHECK_RET(cpgpu_teardown_event(dev, pipes[0]), -EINVAL);
	CHECK_OK(cpgpu_teardown_event(dev, -1));
	CHECK_OK(cpgpu_teardown_event(dev, event));
	CHECK_OK(cpgpu_teardown_event(dev, event));
	CHECK_OK(cpgpu_teardown_event(dev, -1));
	CHECK_OK(cpgpu_teardown_event(dev, -1));
}

TEST(everyday_work_is_not_told)
{
	int event;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);
	struct channel channel = ready_channel(dev);

	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	refresh_session(&session);
	wait_idle(&session);
	CHECK_OK(exchange_key(&session, session.key));
	CHECK_OK(cpgpu_session_destroy(dev, session.handle));
	CHECK_OK(cpgpu_channel_destroy(dev, channel.handle));
	CHECK(not_told(event));
}

/* ------------------------------------------------------------- sessions -- */

/* Work is refused until the session has another key. */
static void check_lost(struct session *session, uint32_t object, uint32_t state)
{
	struct memory memory = create_memory(session->dev, 2 * PAGE);
	uint8_t random[KEY_SIZE];
	struct drm_cpgpu_op op;
	uint32_t handle;

	CHECK_EQ(state_of(session), state);
	CHECK_EQ(object_info(session->dev, object).state,
		 DRM_CPGPU_GEM_STATE_STALE);
	CHECK_RET(cpgpu_session_refresh_start(session->dev, session->handle,
					      random), -ENOKEY);
	CHECK_RET(cpgpu_session_refresh_finish(session->dev, session->handle,
					       NULL, 0), -ENOKEY);
	CHECK_RET(cpgpu_object_create_protected(session->dev, session->handle,
						PAGE, &handle), -ENOKEY);
	op = decrypt_op(session, &memory, object, BLOCK);
	CHECK_RET(cpgpu_submit(session->dev, &op, 1, NULL, 0), -ENOKEY);
	CHECK_OK(exchange_key(session, session->key));
	CHECK_EQ(state_of(session), DRM_CPGPU_SESSION_KEYED);
	CHECK_RET(cpgpu_submit(session->dev, &op, 1, NULL, 0), -ESTALE);
	CHECK_OK(cpgpu_object_close(session->dev, object));
	close_memory(&memory);
}

TEST(lost_key_is_told)
{
	int event;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);
	uint32_t object = create_protected(&session, PAGE);

	host_lose_key(slot_of(&session));
	CHECK(told(event));
	CHECK(not_told(event));
	check_lost(&session, object, DRM_CPGPU_SESSION_KEY_LOST);
	/* a new key may get lost as well */
	CHECK(not_told(event));
	host_lose_key(slot_of(&session));
	CHECK(told(event));
}

TEST(lost_content_is_told)
{
	int event;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);
	uint32_t object = create_protected(&session, PAGE);

	host_lose_content(slot_of(&session));
	CHECK(told(event));
	CHECK(not_told(event));
	check_lost(&session, object, DRM_CPGPU_SESSION_CONTENT_LOST);
}

TEST(content_lost_after_the_key_is_told)
{
	int event;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);
	uint32_t object = create_protected(&session, PAGE);

	host_lose_key(slot_of(&session));
	CHECK(told(event));
	host_lose_content(slot_of(&session));
	CHECK(told(event));
	check_lost(&session, object, DRM_CPGPU_SESSION_CONTENT_LOST);
}

TEST(session_without_key_loses_none)
{
	int event;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = create_session(dev);

	host_lose_all_keys();
	CHECK(not_told(event));
	CHECK_EQ(state_of(&session), DRM_CPGPU_SESSION_CREATED);
}

/* An immediate new key does not hide the loss. */
TEST(loss_is_told_before_a_new_key)
{
	int event, i;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);

	for (i = 0; i < 5; i++) {
		host_lose_key(slot_of(&session));
		CHECK_OK(exchange_key(&session, session.key));
		CHECK(told_within(event, 0));
	}
	CHECK(not_told(event));
}

/* A refresh, blts and the loss at the same time: errors, but no harm. */
TEST(key_lost_in_the_middle_of_work)
{
	struct kernel_log log = kernel_log_start();
	int event, i;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);
	uint32_t object = create_protected(&session, 4 * MIB);
	struct memory memory = create_memory(dev, 4 * MIB);
	struct drm_cpgpu_sync sync = signal_sync(create_sync(dev));
	struct drm_cpgpu_op op;
	int ret;

	for (i = 0; i < 8; i++) {
		op = decrypt_op(&session, &memory, object, 4 * MIB);
		CHECK_OK(cpgpu_submit(dev, &op, 1, &sync, 1));
		if (i == 4)
			refresh_session(&session);
	}
	host_lose_all_content();
	CHECK(told(event));
	ret = cpgpu_sync_wait(dev, sync.handle, 0, WAIT_MS);
	CHECK(!ret || ret == -ENOKEY || ret == -ESTALE || ret == -EIO);
	CHECK_EQ(state_of(&session), DRM_CPGPU_SESSION_CONTENT_LOST);
	close_memory(&memory);
	kernel_log_check(&log);
}

/* ----------------------------------------------------------------- files -- */

TEST(each_file_is_told_of_its_own)
{
	int event, their_event;
	struct cpgpu_device *dev = listening_device(&event);
	struct cpgpu_device *other = listening_device(&their_event);
	struct session session = keyed_session(dev);
	struct session theirs = keyed_session(other);

	host_lose_key(slot_of(&theirs));
	CHECK(told(their_event));
	CHECK(not_told(event));
	CHECK_EQ(state_of(&session), DRM_CPGPU_SESSION_KEYED);
	host_lose_all_keys();
	CHECK(told(event));
	/* that file had no key any more */
	CHECK(not_told(their_event));
}

TEST(event_can_be_replaced_and_taken_away)
{
	int event, second = new_event();
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);

	CHECK_OK(cpgpu_teardown_event(dev, second));
	host_lose_all_keys();
	CHECK(told(second));
	CHECK(not_told(event));
	CHECK_OK(exchange_key(&session, session.key));
	CHECK_OK(cpgpu_teardown_event(dev, -1));
	host_lose_all_keys();
	CHECK(not_told(second));
	/* losses before the registration are not reported later */
	CHECK_OK(cpgpu_teardown_event(dev, event));
	/* not even when the driver checks again */
	CHECK_OK(exchange_key(&session, session.key));
	CHECK(not_told(event));
	host_lose_all_keys();
	CHECK(told(event));
}

/* The driver keeps its own reference to the eventfd. */
TEST(event_closed_by_its_owner_does_no_harm)
{
	struct kernel_log log = kernel_log_start();
	int event;
	struct cpgpu_device *dev = listening_device(&event);
	struct session session = keyed_session(dev);

	close(event);
	host_lose_all_keys();
	CHECK_OK(exchange_key(&session, session.key));
	cpgpu_close(dev);
	host_lose_all_keys();
	kernel_log_check(&log);
}

/* -------------------------------------------------------------- channels -- */

TEST(lost_channel_is_told_and_stays_lost)
{
	static const uint8_t type[] = CPGPU_QUERY_PROTECTION;
	int event;
	struct cpgpu_device *dev = listening_device(&event);
	struct channel channel = ready_channel(dev), fresh;
	struct cpgpu_query question = { };
	uint8_t blob[DRM_CPGPU_BLOB_SIZE], key[KEY_SIZE];
	struct verdict verdict;

	/* a session that loses its own at the same time makes no difference */
	keyed_session(dev);
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	host_lose_all_keys();
	CHECK(told(event));
	make_blob(dev, key, blob);
	CHECK_RET(cpgpu_channel_key_exchange(dev, channel.handle, blob,
					     sizeof(blob)), -EALREADY);
	/* other commands make the driver check again */
	keyed_session(dev);
	CHECK(not_told(event));
	memcpy(question.type, type, sizeof(type));
	question.channel = channel.hw_handle;
	question.sequence = channel.query++;
	verdict = send_question(&channel, &question, sizeof(question));
	CHECK_EQ(verdict.status, CPGPU_ST_NO_KEY);
	CHECK_EQ(verdict.answer.head.result, CPGPU_RESULT_INVALIDARG);
	/* what it had enabled is disabled; another channel works */
	fresh = ready_channel(dev);
	CHECK_EQ(protection(&fresh), 0);
	CHECK_OK(cpgpu_channel_destroy(dev, channel.handle));
	CHECK_EQ(protection(&fresh), 0);
	CHECK(not_told(event));
}

TEST(channel_knows_a_session_that_lost_its_key)
{
	struct cpgpu_device *dev = open_device();
	struct session session = keyed_session(dev);
	struct channel channel = ready_channel(dev);
	struct cpgpu_configure_crypto_session message = {
		.session = session_status(&session).hw_handle,
		.device = device_info(dev).device_handle,
	};

	host_lose_key(slot_of(&session));
	CHECK_EQ(state_of(&session), DRM_CPGPU_SESSION_KEY_LOST);
	/* a lost session key does not concern the channel's key */
	CHECK_EQ(COMMAND(&channel, CRYPTO_SESSION, &message).status,
		 CPGPU_ST_OK);
}

/* Losses, keys, events and closing, many times in quick succession. */
SLOW_TEST(losses_in_a_hurry, 120)
{
	struct kernel_log log = kernel_log_start();
	struct cpgpu_device *dev;
	struct session session;
	int event, i;

	for (i = 0; i < 20; i++) {
		dev = listening_device(&event);
		session = keyed_session(dev);
		ready_channel(dev);
		if (i % 3 == 0)
			host_lose_all_content();
		else
			host_lose_key(slot_of(&session));
		CHECK(told(event));
		if (i % 2)
			cpgpu_close(dev);
		close(event);
	}
	kernel_log_check(&log);
}
