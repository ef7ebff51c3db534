// SPDX-License-Identifier: MIT
/* Authenticated channels: ownership, keys, commands and questions. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "channel.h"
#include "debugfs.h"

#define CHANNELS_MAX 64

static const uint8_t protection_type[] = CPGPU_CONFIGURE_PROTECTION;
static const uint8_t binding_type[] = CPGPU_CONFIGURE_CRYPTO_SESSION;

/* ------------------------------------------------------------ lifetime -- */

TEST(new_channel_has_handles)
{
	struct cpgpu_device *dev = open_device();
	struct channel a = create_channel(dev), b = create_channel(dev), c;

	CHECK(a.handle && b.handle && a.handle != b.handle);
	CHECK(a.hw_handle && b.hw_handle && a.hw_handle != b.hw_handle);
	CHECK(a.hw_handle < 1ull << 47 && b.hw_handle < 1ull << 47);
	/* the device never uses a handle twice */
	CHECK_OK(cpgpu_channel_destroy(dev, a.handle));
	c = create_channel(dev);
	CHECK(c.hw_handle != a.hw_handle && c.hw_handle != b.hw_handle);
}

TEST(handles_of_device_sessions_and_channels_differ)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct session a = create_session(dev), b = create_session(dev);
	struct channel channel = create_channel(dev);
	uint64_t handles[] = {
		device_info(dev).device_handle,
		device_info(other).device_handle,
		session_status(&a).hw_handle, session_status(&b).hw_handle,
		channel.hw_handle,
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(handles); i++) {
		CHECK(handles[i]);
		for (j = 0; j < i; j++)
			CHECK(handles[i] != handles[j]);
	}
	CHECK_EQ(session_status(&a).hw_handle, handles[2]);
	CHECK_EQ(device_info(dev).device_handle, handles[0]);
}

TEST(create_refuses_bad_arguments)
{
	static const uint32_t types[] = { 0, 1, 4, 1u << 31, ~0u };
	struct cpgpu_device *dev = open_device();
	uint32_t good = channel_type(dev), handle;
	struct drm_cpgpu_channel_create args;
	uint64_t hw_handle;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		CHECK_RET(cpgpu_channel_create(dev, types[i], &handle,
					       &hw_handle), -EINVAL);
	args = (struct drm_cpgpu_channel_create) { .type = good, .flags = 1 };
	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_CHANNEL_CREATE, &args),
		  -EINVAL);
	args = (struct drm_cpgpu_channel_create) { .type = good, .pad = 1 };
	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_CHANNEL_CREATE, &args),
		  -EINVAL);
}

/* Types 2 and 3 exist, but a device has only one of them. */
TEST(other_type_is_not_available)
{
	struct cpgpu_device *dev = open_device();
	uint32_t other = channel_type(dev) ^ 1, caps = device_info(dev).caps;
	uint64_t hw_handle;
	uint32_t handle;

	CHECK_EQ(!!(caps & DRM_CPGPU_CAP_SOFTWARE),
		 !(caps & DRM_CPGPU_CAP_HARDWARE));
	CHECK_RET(cpgpu_channel_create(dev, other, &handle, &hw_handle),
		  -EOPNOTSUPP);
}

TEST(all_channels_can_be_taken)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	unsigned int i, j, n = device_info(dev).channels;
	struct channel channels[CHANNELS_MAX];
	uint32_t type = channel_type(dev), handle;
	uint64_t hw_handle;

	CHECK(n >= 1 && n <= CHANNELS_MAX);
	for (i = 0; i < n; i++) {
		channels[i] = create_channel(dev);
		for (j = 0; j < i; j++)
			CHECK(channels[i].handle != channels[j].handle);
	}
	CHECK_RET(cpgpu_channel_create(dev, type, &handle, &hw_handle), -EBUSY);
	CHECK_RET(cpgpu_channel_create(other, type, &handle, &hw_handle),
		  -EBUSY);
	CHECK_OK(cpgpu_channel_destroy(dev, channels[n / 2].handle));
	create_channel(other);
	CHECK_RET(cpgpu_channel_create(dev, type, &handle, &hw_handle), -EBUSY);
	/* closing the file frees all of its channels */
	cpgpu_close(dev);
	for (i = 0; i < n - 1; i++)
		create_channel(other);
}

/* All calls with a handle that does not belong to this file. */
static void check_unknown(struct cpgpu_device *dev, uint32_t handle)
{
	uint8_t blob[DRM_CPGPU_BLOB_SIZE] = { 1 };
	struct cpgpu_configure message = { };
	struct cpgpu_answer answer;
	size_t size = sizeof(answer);

	CHECK_RET(cpgpu_channel_destroy(dev, handle), -ENOENT);
	CHECK_RET(cpgpu_channel_key_exchange(dev, handle, blob, sizeof(blob)),
		  -ENOENT);
	CHECK_RET(cpgpu_channel_configure(dev, handle, &message,
					  sizeof(message), &answer, &size,
					  NULL), -ENOENT);
	CHECK_RET(cpgpu_channel_query(dev, handle, &message, sizeof(message),
				      &answer, &size, NULL), -ENOENT);
}

TEST(unknown_channels_are_refused)
{
	static const uint32_t handles[] = { 0, NO_HANDLE, ~0u };
	struct cpgpu_device *dev = open_device();
	struct session session = keyed_session(dev);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(handles); i++)
		check_unknown(dev, handles[i]);
	check_unknown(dev, session.handle);
}

TEST(destroyed_channel_is_gone)
{
	struct channel channel = ready_channel(open_device());

	CHECK_OK(cpgpu_channel_destroy(channel.dev, channel.handle));
	check_unknown(channel.dev, channel.handle);
}

TEST(channels_of_other_files_are_unknown)
{
	struct cpgpu_device *dev = open_device();
	struct channel foreign = ready_channel(open_device());

	check_unknown(dev, foreign.handle);
	CHECK_EQ(protection(&foreign), 0);
}

TEST(pad_must_be_zero)
{
	struct channel channel = ready_channel(open_device());
	struct drm_cpgpu_channel_destroy args = {
		.handle = channel.handle, .pad = 1,
	};

	CHECK_RET(device_ioctl(channel.dev, DRM_IOCTL_CPGPU_CHANNEL_DESTROY,
			       &args), -EINVAL);
	CHECK_EQ(protection(&channel), 0);
}

/* --------------------------------------------------------- key exchange -- */

static int raw_exchange(const struct channel *channel, uint64_t data,
			uint32_t size)
{
	struct drm_cpgpu_channel_key_exchange args = {
		.handle = channel->handle,
		.size = size,
		.data = data,
	};

	return device_ioctl(channel->dev, DRM_IOCTL_CPGPU_CHANNEL_KEY_EXCHANGE,
			    &args);
}

TEST(exchange_wants_256_bytes)
{
	static const uint32_t sizes[] = { 0, 1, 16, 255, 257, 512, ~0u };
	struct channel channel = create_channel(open_device());
	uint8_t blob[512] = { };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_RET(raw_exchange(&channel, pointer(blob), sizes[i]),
			  -EINVAL);
	CHECK_RET(cpgpu_channel_key_exchange(channel.dev, channel.handle, blob,
					     (1ull << 32) + 256), -EINVAL);
	CHECK_RET(raw_exchange(&channel, BAD_POINTER, 256), -EFAULT);
	CHECK_RET(raw_exchange(&channel, 0, 256), -EFAULT);
}

TEST(garbage_is_rejected)
{
	struct channel channel = create_channel(open_device());
	uint8_t blob[DRM_CPGPU_BLOB_SIZE];

	/* more than the modulus, zero, one, and something in between */
	memset(blob, 0xff, sizeof(blob));
	CHECK_RET(raw_exchange(&channel, pointer(blob), 256), -EKEYREJECTED);
	memset(blob, 0, sizeof(blob));
	CHECK_RET(raw_exchange(&channel, pointer(blob), 256), -EKEYREJECTED);
	blob[255] = 1;
	CHECK_RET(raw_exchange(&channel, pointer(blob), 256), -EKEYREJECTED);
	fill_pattern(blob, sizeof(blob), 7);
	blob[0] = 0x12;
	CHECK_RET(raw_exchange(&channel, pointer(blob), 256), -EKEYREJECTED);
	/* and the channel still accepts its key */
	make_blob(channel.dev, channel.key, blob);
	CHECK_OK(raw_exchange(&channel, pointer(blob), 256));
	CHECK_EQ(initialize(&channel), CPGPU_ST_OK);
}

/* Re-keying a channel would allow the replay of old messages. */
TEST(channel_gets_one_key)
{
	struct channel channel = create_channel(open_device());
	uint8_t first[DRM_CPGPU_BLOB_SIZE], second[DRM_CPGPU_BLOB_SIZE];
	uint8_t key[KEY_SIZE];

	make_blob(channel.dev, channel.key, first);
	make_blob(channel.dev, key, second);
	CHECK_OK(raw_exchange(&channel, pointer(first), 256));
	CHECK_RET(raw_exchange(&channel, pointer(first), 256), -EALREADY);
	CHECK_EQ(initialize(&channel), CPGPU_ST_OK);
	CHECK_RET(raw_exchange(&channel, pointer(first), 256), -EALREADY);
	CHECK_RET(raw_exchange(&channel, pointer(second), 256), -EALREADY);
	/* it is keyed and initialised as before */
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	CHECK_EQ(protection(&channel), 1);
}

/* A channel refuses a blob for a session, and vice versa. */
TEST(key_data_is_for_one_purpose)
{
	struct cpgpu_device *dev = open_device();
	struct channel channel = create_channel(dev);
	struct session session = create_session(dev);
	uint8_t for_session[DRM_CPGPU_BLOB_SIZE];
	uint8_t for_channel[DRM_CPGPU_BLOB_SIZE];

	make_blob(dev, channel.key, for_channel);
	make_session_blob(dev, session.key, for_session);
	CHECK_RET(raw_exchange(&channel, pointer(for_session), 256),
		  -EKEYREJECTED);
	CHECK_RET(cpgpu_session_key_exchange(dev, session.handle, for_channel,
					     256), -EKEYREJECTED);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_CREATED);
	CHECK_OK(raw_exchange(&channel, pointer(for_channel), 256));
	CHECK_OK(cpgpu_session_key_exchange(dev, session.handle, for_session,
					    256));
	CHECK_EQ(initialize(&channel), CPGPU_ST_OK);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_KEYED);
}

/* A message signed with @key is refused by @channel. */
static void check_foreign_key(struct channel *channel,
			      const uint8_t key[KEY_SIZE])
{
	struct cpgpu_configure_protection message = { .flags = 1 };
	struct channel forger = *channel;
	struct verdict verdict;

	memcpy(forger.key, key, KEY_SIZE);
	sign_command(&forger, protection_type, &message, sizeof(message));
	verdict = send_command(channel, &message, sizeof(message));
	CHECK_EQ(verdict.status, CPGPU_ST_BAD_MAC);
	check_command_verdict(channel, &message.head, &verdict);
	CHECK_EQ(protection(channel), 0);
}

TEST(channel_and_session_have_keys_of_their_own)
{
	struct cpgpu_device *dev = open_device();
	struct session session = keyed_session(dev);
	struct channel a = ready_channel(dev), b = ready_channel(dev);

	check_foreign_key(&a, session.key);
	check_foreign_key(&a, b.key);
	check_foreign_key(&b, a.key);
	/* a refresh concerns only the session */
	CHECK_EQ(set_protection(&a, 1), CPGPU_ST_OK);
	refresh_session(&session);
	wait_idle(&session);
	CHECK_EQ(protection(&a), 1);
}

TEST(without_a_key_nothing_is_said)
{
	struct channel channel = create_channel(open_device());
	struct cpgpu_configure_protection message = { .flags = 1 };
	static const uint8_t type[] = CPGPU_QUERY_PROTECTION;
	static const uint8_t zero[CPGPU_MAC_SIZE];
	struct cpgpu_query question = { .channel = channel.hw_handle };
	struct verdict verdict;

	sign_command(&channel, protection_type, &message, sizeof(message));
	verdict = send_command(&channel, &message, sizeof(message));
	CHECK_EQ(verdict.status, CPGPU_ST_NO_KEY);
	CHECK_EQ(verdict.size, sizeof(struct cpgpu_answer));
	CHECK_EQ(verdict.answer.head.result, CPGPU_RESULT_INVALIDARG);
	CHECK_MEM(verdict.answer.head.omac, zero, sizeof(zero));
	memcpy(question.type, type, sizeof(type));
	verdict = send_question(&channel, &question, sizeof(question));
	CHECK_EQ(verdict.status, CPGPU_ST_NO_KEY);
	CHECK_EQ(verdict.answer.head.result, CPGPU_RESULT_INVALIDARG);
	CHECK_MEM(verdict.answer.head.omac, zero, sizeof(zero));
	CHECK_EQ(verdict.answer.value.value, 0);
}

/* ------------------------------------------------------------ sequences -- */

TEST(messages_want_initialize_first)
{
	struct channel channel = keyed_channel(open_device());

	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_BAD_SEQUENCE);
	CHECK_EQ(ASK_FOR(&channel, PROTECTION).status, CPGPU_ST_BAD_SEQUENCE);
	CHECK_EQ(initialize(&channel), CPGPU_ST_OK);
	CHECK_EQ(initialize(&channel), CPGPU_ST_BAD_STATE);
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	CHECK_EQ(protection(&channel), 1);
}

TEST(numbers_only_grow)
{
	struct channel channel = ready_channel(open_device());
	uint32_t configure = channel.configure, query = channel.query;

	/* below the first number */
	channel.configure = configure - 1;
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_BAD_SEQUENCE);
	/* the start, the same again, the next, far ahead, and back */
	channel.configure = configure;
	CHECK_EQ(set_protection(&channel, 0), CPGPU_ST_OK);
	channel.configure = configure;
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_BAD_SEQUENCE);
	CHECK_EQ(set_protection(&channel, 0), CPGPU_ST_OK);
	channel.configure = configure + 1000000;
	CHECK_EQ(set_protection(&channel, 0), CPGPU_ST_OK);
	channel.configure = configure + 999999;
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_BAD_SEQUENCE);
	/* the last there is; it does not start again from 0 */
	channel.configure = ~0u;
	CHECK_EQ(set_protection(&channel, 0), CPGPU_ST_OK);
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_BAD_SEQUENCE);
	/* questions have numbers of their own */
	channel.query = query - 1;
	CHECK_EQ(ASK_FOR(&channel, CHANNEL_TYPE).status, CPGPU_ST_BAD_SEQUENCE);
	CHECK_EQ(protection(&channel), 0);
	channel.query = query;
	CHECK_EQ(ASK_FOR(&channel, CHANNEL_TYPE).status, CPGPU_ST_BAD_SEQUENCE);
	CHECK_EQ(protection(&channel), 0);
}

/* A recorded command is sent again unchanged. */
TEST(nothing_is_done_twice)
{
	struct channel channel = ready_channel(open_device());
	struct cpgpu_configure_protection message = { .flags = 1 };
	struct verdict verdict;

	CHECK_EQ(COMMAND(&channel, PROTECTION, &message).status, CPGPU_ST_OK);
	CHECK_EQ(set_protection(&channel, 0), CPGPU_ST_OK);
	verdict = send_command(&channel, &message, sizeof(message));
	CHECK_EQ(verdict.status, CPGPU_ST_BAD_SEQUENCE);
	check_command_verdict(&channel, &message.head, &verdict);
	CHECK_EQ(protection(&channel), 0);
}

/* A message that cannot be answered leaves the channel as it is. */
TEST(fault_uses_no_number_up)
{
	struct channel channel = ready_channel(open_device());
	struct cpgpu_configure_protection message = { .flags = 1 };
	struct drm_cpgpu_channel_message args = {
		.handle = channel.handle,
		.in_size = sizeof(message),
		.out_size = MESSAGE_MAX,
		.in = pointer(&message),
		.out = BAD_POINTER,
	};
	struct verdict verdict;

	sign_command(&channel, protection_type, &message, sizeof(message));
	CHECK_RET(device_ioctl(channel.dev, DRM_IOCTL_CPGPU_CHANNEL_CONFIGURE,
			       &args), -EFAULT);
	args.out = 0;
	CHECK_RET(device_ioctl(channel.dev, DRM_IOCTL_CPGPU_CHANNEL_CONFIGURE,
			       &args), -EFAULT);
	args.in = BAD_POINTER;
	args.out = pointer(&verdict.answer);
	CHECK_RET(device_ioctl(channel.dev, DRM_IOCTL_CPGPU_CHANNEL_CONFIGURE,
			       &args), -EFAULT);
	CHECK_RET(device_ioctl(channel.dev, DRM_IOCTL_CPGPU_CHANNEL_QUERY,
			       &args), -EFAULT);
	verdict = send_command(&channel, &message, sizeof(message));
	CHECK_EQ(verdict.status, CPGPU_ST_OK);
	CHECK_EQ(protection(&channel), 1);
}

/* ------------------------------------------------------------------ sizes -- */

TEST(sizes_beyond_a_message_are_refused)
{
	static const uint32_t sizes[] = { 0, 257, 4096, 1u << 31, ~0u };
	struct channel channel = ready_channel(open_device());
	struct drm_cpgpu_channel_message args;
	uint8_t message[4096] = { };
	size_t i, size = sizeof(message);

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		args = (struct drm_cpgpu_channel_message) {
			.handle = channel.handle,
			.in_size = sizes[i],
			.out_size = sizeof(message),
			.in = pointer(message),
			.out = pointer(message),
		};
		CHECK_RET(device_ioctl(channel.dev,
				       DRM_IOCTL_CPGPU_CHANNEL_CONFIGURE,
				       &args), -EINVAL);
		CHECK_RET(device_ioctl(channel.dev,
				       DRM_IOCTL_CPGPU_CHANNEL_QUERY, &args),
			  -EINVAL);
	}
	CHECK_RET(cpgpu_channel_query(channel.dev, channel.handle, message,
				      (1ull << 32) + 40, message, &size, NULL),
		  -EINVAL);
	CHECK_EQ(protection(&channel), 0);
}

/* A command of every size, at the end of a page that nothing follows. */
TEST(commands_of_every_size)
{
	struct channel channel = ready_channel(open_device());
	struct cpgpu_configure_protection message = { .flags = 1 };
	uint8_t *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct verdict verdict;
	uint8_t *place;
	size_t size;

	CHECK(page != MAP_FAILED && !munmap(page + PAGE, PAGE));
	for (size = 1; size <= MESSAGE_MAX; size++) {
		sign_command(&channel, protection_type, &message,
			     sizeof(message));
		place = page + PAGE - size;
		memset(place, 0x5a, size);
		memcpy(place, &message, size < sizeof(message) ?
		       size : sizeof(message));
		verdict = send_command(&channel, place, size);
		if (size < sizeof(struct cpgpu_configure)) {
			CHECK_EQ(verdict.status, CPGPU_ST_BAD_SIZE);
			CHECK_EQ(verdict.size, 0);
			continue;
		}
		check_command_verdict(&channel, &message.head, &verdict);
		CHECK_EQ(verdict.status, size < sizeof(message) ?
			 CPGPU_ST_BAD_SIZE : CPGPU_ST_OK);
	}
	munmap(page, PAGE);
}

/* Answer buffers of every size; nothing is written beyond their end. */
TEST(answers_fit_or_do_not_come)
{
	static const uint8_t type[] = CPGPU_QUERY_CHANNEL_TYPE;
	struct channel channel = ready_channel(open_device());
	const size_t needed = sizeof(struct cpgpu_answer_value);
	struct cpgpu_query question = { .channel = channel.hw_handle };
	uint8_t out[MESSAGE_MAX + 64];
	size_t room, size, i;
	uint32_t status;

	memcpy(question.type, type, sizeof(type));
	for (room = 0; room <= sizeof(out); room++) {
		question.sequence = channel.query++;
		memset(out, 0xa5, sizeof(out));
		size = room;
		CHECK_OK(cpgpu_channel_query(channel.dev, channel.handle,
					     &question, sizeof(question), out,
					     &size, &status));
		CHECK_EQ(status, room < needed ? CPGPU_ST_BAD_SIZE :
			 CPGPU_ST_OK);
		CHECK_EQ(size, room < needed ? 0 : needed);
		for (i = size; i < sizeof(out); i++)
			CHECK_EQ(out[i], 0xa5);
	}
}

/* ------------------------------------------------------------ forgeries -- */

TEST(every_changed_byte_is_noticed)
{
	struct channel channel = ready_channel(open_device());
	struct cpgpu_configure_crypto_session binding = { };
	struct cpgpu_configure_protection level = { .flags = 1 };
	struct {
		const uint8_t *type;
		uint8_t *message;
		size_t size;
	} cases[] = {
		{ protection_type, (uint8_t *)&level, sizeof(level) },
		{ binding_type, (uint8_t *)&binding, sizeof(binding) },
	};
	struct session session = keyed_session(channel.dev);
	struct verdict verdict;
	size_t i, j;

	binding.session = session_status(&session).hw_handle;
	binding.device = device_info(channel.dev).device_handle;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		sign_command(&channel, cases[i].type, cases[i].message,
			     cases[i].size);
		for (j = 0; j < cases[i].size; j++) {
			cases[i].message[j] ^= 0x40;
			verdict = send_command(&channel, cases[i].message,
					       cases[i].size);
			/* another type is none at all */
			CHECK_EQ(verdict.status, j / CPGPU_GUID_SIZE == 1 ?
				 CPGPU_ST_NOT_AVAILABLE :
				 CPGPU_ST_BAD_MAC);
			check_command_verdict(&channel,
					      (void *)cases[i].message,
					      &verdict);
			cases[i].message[j] ^= 0x40;
		}
		verdict = send_command(&channel, cases[i].message,
				       cases[i].size);
		CHECK_EQ(verdict.status, CPGPU_ST_OK);
	}
}

TEST(message_of_another_channel_is_refused)
{
	struct cpgpu_device *dev = open_device();
	struct channel channel = ready_channel(dev), other = ready_channel(dev);
	struct channel forged = channel;

	/* the right key, but the name of the other one */
	forged.hw_handle = other.hw_handle;
	CHECK_EQ(set_protection(&forged, 1), CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(ASK_FOR(&forged, PROTECTION).status, CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(protection(&channel), 0);
	CHECK_EQ(protection(&other), 0);
}

/* ------------------------------------------------------------------ debugfs */

TEST(debugfs_counts)
{
	struct cpgpu_device *dev = open_device();
	uint64_t messages = channel_figure(dev, "messages");
	uint64_t refused = channel_figure(dev, "refused");
	uint64_t lines = channel_count(dev);
	struct channel channel = ready_channel(dev);

	CHECK_EQ(channel_count(dev), lines + 1);
	CHECK_EQ(protection(&channel), 0);
	channel.configure--;
	CHECK_EQ(set_protection(&channel, 0), CPGPU_ST_BAD_SEQUENCE);
	/* the three are INITIALIZE, the question and the refused command */
	CHECK_EQ(channel_figure(dev, "messages"), messages + 3);
	CHECK_EQ(channel_figure(dev, "refused"), refused + 1);
	CHECK_OK(cpgpu_channel_destroy(dev, channel.handle));
	CHECK_EQ(channel_count(dev), lines);
}
