// SPDX-License-Identifier: MIT
/*
 * All commands and questions of authenticated channels, and how the protection
 * level affects reading back.
 */
#include "channel.h"

static const uint8_t binding_type[] = CPGPU_CONFIGURE_CRYPTO_SESSION;
static const uint8_t aes128_ctr[] = CPGPU_ENCRYPTION_AES128_CTR;

static bool is_software(const struct channel *channel)
{
	return channel_type(channel->dev) == DRM_CPGPU_CHANNEL_SOFTWARE;
}

/* What only software channels know is not available to the others. */
static uint32_t software_only(const struct channel *channel)
{
	return is_software(channel) ? CPGPU_ST_OK : CPGPU_ST_NOT_AVAILABLE;
}

/* A question without arguments, with @size bytes of answer. */
static struct verdict ask_plain(struct channel *channel,
				const uint8_t type[CPGPU_GUID_SIZE],
				uint32_t status, size_t size)
{
	struct cpgpu_query question = { };
	struct verdict verdict = ask(channel, type, &question,
				     sizeof(question));

	CHECK_EQ(verdict.status, status);
	CHECK_EQ(verdict.size, size);
	return verdict;
}

static uint32_t ask_value(struct channel *channel,
			  const uint8_t type[CPGPU_GUID_SIZE], uint32_t status)
{
	return ask_plain(channel, type, status,
			 sizeof(struct cpgpu_answer_value)).answer.value.value;
}

/* ------------------------------------------------------------ questions -- */

TEST(channel_type_is_what_was_asked_for)
{
	static const uint8_t type[] = CPGPU_QUERY_CHANNEL_TYPE;
	struct channel channel = ready_channel(open_device());

	CHECK_EQ(ask_value(&channel, type, CPGPU_ST_OK),
		 channel_type(channel.dev));
}

TEST(device_handle_is_that_of_the_file)
{
	static const uint8_t type[] = CPGPU_QUERY_DEVICE_HANDLE;
	struct channel channel = ready_channel(open_device());
	struct verdict verdict;

	verdict = ask_plain(&channel, type, CPGPU_ST_OK,
			    sizeof(struct cpgpu_answer_device_handle));
	CHECK_EQ(verdict.answer.device.device,
		 device_info(channel.dev).device_handle);
}

TEST(content_is_not_accessible)
{
	static const uint8_t type[] = CPGPU_QUERY_ACCESSIBILITY;
	struct channel channel = ready_channel(open_device());
	struct verdict verdict;

	verdict = ask_plain(&channel, type, CPGPU_ST_OK,
			    sizeof(struct cpgpu_answer_accessibility));
	CHECK(verdict.answer.accessibility.bus == CPGPU_BUS_PCI ||
	      verdict.answer.accessibility.bus == CPGPU_BUS_PCI_EXPRESS);
	CHECK_EQ(verdict.answer.accessibility.contiguous, 0);
	CHECK_EQ(verdict.answer.accessibility.non_contiguous, 0);
}

static struct verdict ask_index(struct channel *channel,
				const uint8_t type[CPGPU_GUID_SIZE],
				uint32_t index)
{
	struct cpgpu_query_index question = { .index = index };

	return ask(channel, type, &question, sizeof(question));
}

TEST(content_is_encrypted_in_one_way)
{
	static const uint8_t count[] = CPGPU_QUERY_ENCRYPTION_COUNT;
	static const uint8_t nth[] = CPGPU_QUERY_ENCRYPTION;
	static const uint8_t current[] = CPGPU_QUERY_CURRENT_ENCRYPTION;
	struct channel channel = ready_channel(open_device());
	struct verdict verdict;

	CHECK_EQ(ask_value(&channel, count, CPGPU_ST_OK), 1);
	verdict = ask_index(&channel, nth, 0);
	CHECK_EQ(verdict.status, CPGPU_ST_OK);
	CHECK_EQ(verdict.size, sizeof(struct cpgpu_answer_encryption));
	CHECK_MEM(verdict.answer.encryption.encryption, aes128_ctr,
		  sizeof(aes128_ctr));
	verdict = ask_plain(&channel, current, CPGPU_ST_OK,
			    sizeof(struct cpgpu_answer_current_encryption));
	CHECK_MEM(verdict.answer.current.encryption, aes128_ctr,
		  sizeof(aes128_ctr));
	CHECK_EQ(ask_index(&channel, nth, 1).status, CPGPU_ST_BAD_RANGE);
	CHECK_EQ(ask_index(&channel, nth, ~0u).status, CPGPU_ST_BAD_RANGE);
}

/* Only the cipher that the device uses can be configured. */
TEST(encryption_cannot_be_changed)
{
	struct channel channel = ready_channel(open_device());
	struct cpgpu_configure_encryption message = { };

	memcpy(message.encryption, aes128_ctr, sizeof(aes128_ctr));
	CHECK_EQ(COMMAND(&channel, ENCRYPTION_WHEN_ACCESSIBLE, &message).status,
		 CPGPU_ST_OK);
	message.encryption[3] ^= 1;
	CHECK_EQ(COMMAND(&channel, ENCRYPTION_WHEN_ACCESSIBLE, &message).status,
		 CPGPU_ST_BAD_RANGE);
	memset(message.encryption, 0, sizeof(message.encryption));
	CHECK_EQ(COMMAND(&channel, ENCRYPTION_WHEN_ACCESSIBLE, &message).status,
		 CPGPU_ST_BAD_RANGE);
}

TEST(unknown_types_are_answered)
{
	struct channel channel = ready_channel(open_device());
	static const uint8_t question_type[] = CPGPU_QUERY_PROTECTION;
	static const uint8_t zero[CPGPU_GUID_SIZE];
	struct cpgpu_query question = { };
	struct cpgpu_configure message = { };
	struct verdict verdict;

	/* a question is no command, and a command no question */
	verdict = command(&channel, question_type, &message, sizeof(message));
	CHECK_EQ(verdict.status, CPGPU_ST_NOT_AVAILABLE);
	verdict = ask(&channel, binding_type, &question, sizeof(question));
	CHECK_EQ(verdict.status, CPGPU_ST_NOT_AVAILABLE);
	CHECK_EQ(verdict.size, sizeof(struct cpgpu_answer));
	CHECK_EQ(command(&channel, zero, &message, sizeof(message)).status,
		 CPGPU_ST_NOT_AVAILABLE);
	CHECK_EQ(ask(&channel, zero, &question, sizeof(question)).status,
		 CPGPU_ST_NOT_AVAILABLE);
	CHECK_EQ(protection(&channel), 0);
}

/* --------------------------------------------------------------- sessions -- */

static uint32_t bind(struct channel *channel, uint64_t decoder,
		     uint64_t session, uint64_t device)
{
	struct cpgpu_configure_crypto_session message = {
		.decoder = decoder, .session = session, .device = device,
	};

	return COMMAND(channel, CRYPTO_SESSION, &message).status;
}

/* The session that the channel reports as bound; 0: none. */
static uint64_t bound_session(struct channel *channel)
{
	struct cpgpu_query_crypto_session question = { };
	struct verdict verdict = ASK(channel, CRYPTO_SESSION, &question);

	CHECK_EQ(verdict.status, CPGPU_ST_OK);
	CHECK_EQ(verdict.size, sizeof(struct cpgpu_answer_crypto_session));
	CHECK_EQ(verdict.answer.session.decoder, 0);
	CHECK_EQ(verdict.answer.session.device,
		 device_info(channel->dev).device_handle);
	return verdict.answer.session.session;
}

TEST(session_is_bound_to_the_channel)
{
	struct cpgpu_device *dev = open_device();
	struct channel channel = ready_channel(dev), other = ready_channel(dev);
	struct session a = keyed_session(dev), b = create_session(dev);
	uint64_t device = device_info(dev).device_handle;
	uint64_t handle_a = session_status(&a).hw_handle;
	uint64_t handle_b = session_status(&b).hw_handle;

	CHECK_EQ(bound_session(&channel), 0);
	CHECK_EQ(bind(&channel, 0, handle_a, device), CPGPU_ST_OK);
	CHECK_EQ(bound_session(&channel), handle_a);
	CHECK_EQ(bound_session(&other), 0);
	CHECK_EQ(bind(&channel, 0, handle_b, device), CPGPU_ST_OK);
	CHECK_EQ(bound_session(&channel), handle_b);
	/* the next session has another handle, even in the same slot */
	CHECK_OK(cpgpu_session_destroy(dev, b.handle));
	CHECK_EQ(bound_session(&channel), 0);
	b = create_session(dev);
	CHECK(session_status(&b).hw_handle != handle_b);
	CHECK_EQ(bound_session(&channel), 0);
	CHECK_EQ(bind(&channel, 0, handle_b, device), CPGPU_ST_BAD_HANDLE);
}

TEST(foreign_handles_are_refused)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct channel channel = ready_channel(dev);
	struct session mine = keyed_session(dev), theirs = keyed_session(other);
	uint64_t device = device_info(dev).device_handle;
	uint64_t session = session_status(&mine).hw_handle;
	uint64_t foreign = session_status(&theirs).hw_handle;

	CHECK_EQ(bind(&channel, 0, foreign, device), CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(bind(&channel, 0, session, device_info(other).device_handle),
		 CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(bind(&channel, 1, session, device), CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(bind(&channel, 0, 0, device), CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(bind(&channel, 0, channel.hw_handle, device),
		 CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(bind(&channel, 0, ~0ull, ~0ull), CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(bound_session(&channel), 0);
	/* each refusal has consumed a sequence number */
	CHECK_EQ(bind(&channel, 0, session, device), CPGPU_ST_OK);
}

TEST(there_are_no_decoders)
{
	struct channel channel = ready_channel(open_device());
	struct cpgpu_query_crypto_session question = { .decoder = 1 };

	CHECK_EQ(ASK(&channel, CRYPTO_SESSION, &question).status,
		 CPGPU_ST_BAD_HANDLE);
}

TEST(monitor_is_the_only_output)
{
	struct channel channel = ready_channel(open_device());
	struct session session = keyed_session(channel.dev);
	struct cpgpu_query_output_id_count how_many = {
		.device = device_info(channel.dev).device_handle,
		.session = session_status(&session).hw_handle,
	};
	struct cpgpu_query_output_id which = {
		.device = how_many.device, .session = how_many.session,
	};
	struct verdict verdict;

	verdict = ASK(&channel, OUTPUT_ID_COUNT, &how_many);
	CHECK_EQ(verdict.status, CPGPU_ST_OK);
	CHECK_EQ(verdict.size, sizeof(struct cpgpu_answer_output_id_count));
	CHECK_EQ(verdict.answer.count.device, how_many.device);
	CHECK_EQ(verdict.answer.count.session, how_many.session);
	CHECK_EQ(verdict.answer.count.count, 1);
	verdict = ASK(&channel, OUTPUT_ID, &which);
	CHECK_EQ(verdict.status, CPGPU_ST_OK);
	CHECK_EQ(verdict.size, sizeof(struct cpgpu_answer_output_id));
	CHECK_EQ(verdict.answer.output.index, 0);
	CHECK_EQ(verdict.answer.output.output, 1);
	which.index = 1;
	CHECK_EQ(ASK(&channel, OUTPUT_ID, &which).status, CPGPU_ST_BAD_RANGE);
	which = (struct cpgpu_query_output_id) { .device = how_many.device };
	CHECK_EQ(ASK(&channel, OUTPUT_ID, &which).status, CPGPU_ST_BAD_HANDLE);
	how_many.device++;
	CHECK_EQ(ASK(&channel, OUTPUT_ID_COUNT, &how_many).status,
		 CPGPU_ST_BAD_HANDLE);
}

/* ----------------------------------------------------------- sharing -- */

static uint32_t share(struct channel *channel, uint32_t process_type,
		      uint64_t process, uint32_t allow)
{
	struct cpgpu_configure_shared_resource message = {
		.process_type = process_type,
		.process = process,
		.allow = allow,
	};

	return COMMAND(channel, SHARED_RESOURCE, &message).status;
}

static uint32_t sharers(struct channel *channel)
{
	static const uint8_t type[] = CPGPU_QUERY_PROCESS_COUNT;

	return ask_value(channel, type, software_only(channel));
}

TEST(processes_are_listed)
{
	static const uint8_t nth[] = CPGPU_QUERY_PROCESS;
	struct channel channel = ready_channel(open_device());
	uint32_t done = software_only(&channel);
	struct verdict verdict;

	CHECK_EQ(sharers(&channel), 0);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_HANDLE, 1234, 1), done);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_DWM, 0, 1), done);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_HANDLE, 1234, 1), done);
	verdict = ask_index(&channel, nth, 0);
	CHECK_EQ(verdict.status, done);
	CHECK_EQ(verdict.size, sizeof(struct cpgpu_answer_process));
	if (!is_software(&channel))
		return;
	CHECK_EQ(sharers(&channel), 2);
	CHECK_EQ(verdict.answer.process.process_type, CPGPU_PROCESS_HANDLE);
	CHECK_EQ(verdict.answer.process.process, 1234);
	CHECK_EQ(ask_index(&channel, nth, 2).status, CPGPU_ST_BAD_RANGE);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_HANDLE, 1234, 0), CPGPU_ST_OK);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_HANDLE, 1234, 0),
		 CPGPU_ST_BAD_HANDLE);
	CHECK_EQ(share(&channel, 3, 0, 1), CPGPU_ST_BAD_RANGE);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_DWM, 0, 2), CPGPU_ST_BAD_RANGE);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_DWM, 1, 1), CPGPU_ST_BAD_RANGE);
	CHECK_EQ(sharers(&channel), 1);
}

/* The list is the file's, and ends with it. */
TEST(list_ends_with_the_file)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct channel channel = ready_channel(dev), theirs;
	uint32_t done = software_only(&channel), i, full;

	full = is_software(&channel) ? CPGPU_ST_BUSY : CPGPU_ST_NOT_AVAILABLE;
	for (i = 0; i < 64; i++)
		CHECK_EQ(share(&channel, CPGPU_PROCESS_HANDLE, i, 1), done);
	CHECK_EQ(share(&channel, CPGPU_PROCESS_HANDLE, i, 1), full);
	CHECK_EQ(sharers(&channel), is_software(&channel) ? 64 : 0);
	theirs = ready_channel(other);
	CHECK_EQ(sharers(&theirs), 0);
	CHECK_EQ(share(&theirs, CPGPU_PROCESS_DWM, 0, 1), full);
	cpgpu_close(dev);
	CHECK_EQ(share(&theirs, CPGPU_PROCESS_DWM, 0, 1), done);
	CHECK_EQ(sharers(&theirs), is_software(&theirs));
}

TEST(nothing_is_shared_without_restriction)
{
	static const uint8_t type[] = CPGPU_QUERY_UNRESTRICTED_COUNT;
	struct channel channel = ready_channel(open_device());

	CHECK_EQ(ask_value(&channel, type, software_only(&channel)), 0);
}

/* ------------------------------------------------------ protection level -- */

TEST(level_is_that_of_all_channels_of_the_file)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct channel a = ready_channel(dev), b = ready_channel(dev);
	struct channel theirs = ready_channel(other);

	CHECK_EQ(set_protection(&a, CPGPU_PROTECTION_ENABLED), CPGPU_ST_OK);
	CHECK_EQ(protection(&a), CPGPU_PROTECTION_ENABLED);
	CHECK_EQ(protection(&b), CPGPU_PROTECTION_ENABLED);
	CHECK_EQ(protection(&theirs), 0);
	CHECK_EQ(set_protection(&b, CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN),
		 CPGPU_ST_OK);
	CHECK_EQ(protection(&a), 3);
	/* a channel cannot take back what another one has enabled */
	CHECK_EQ(set_protection(&b, 0), CPGPU_ST_OK);
	CHECK_EQ(protection(&b), CPGPU_PROTECTION_ENABLED);
	CHECK_OK(cpgpu_channel_destroy(dev, a.handle));
	CHECK_EQ(protection(&b), 0);
	CHECK_EQ(protection(&theirs), 0);
}

TEST(other_flags_are_refused)
{
	struct channel channel = ready_channel(open_device());
	int bit;

	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	for (bit = 2; bit < 32; bit++)
		CHECK_EQ(set_protection(&channel, 1u << bit),
			 CPGPU_ST_BAD_FLAGS);
	CHECK_EQ(protection(&channel), 1);
}

/* Read @object back; returns the fence's error and the device's status. */
static int read_back(const struct session *session, uint32_t object,
		     uint32_t *status)
{
	struct memory memory = create_memory(session->dev, 2 * PAGE);
	struct drm_cpgpu_result *result = (void *)(memory.map + PAGE);
	struct drm_cpgpu_op op;
	int ret;

	memset(memory.map, 0xa5, 2 * PAGE);
	cpgpu_op_encrypt(&op, session->handle, object, 0, memory.handle, 0,
			 PAGE, memory.handle, PAGE);
	ret = cpgpu_submit_wait(session->dev, &op, 1, WAIT_MS);
	*status = result->status;
	/* a refused read-back writes nothing */
	if (ret)
		CHECK(memory.map[0] == 0xa5 && memory.map[PAGE - 1] == 0xa5);
	close_memory(&memory);
	return ret;
}

static void check_read_back(const struct session *session, uint32_t object,
			    bool allowed)
{
	uint32_t status;

	CHECK_RET(read_back(session, object, &status), allowed ? 0 : -EPERM);
	CHECK_EQ(status, allowed ? CPGPU_ST_OK : CPGPU_ST_PROTECTION);
}

TEST(level_forbids_reading_back)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct session session = keyed_session(dev);
	struct session theirs = keyed_session(other);
	uint32_t object = create_protected(&session, PAGE);
	uint32_t foreign = create_protected(&theirs, PAGE);
	struct channel channel = ready_channel(dev);
	struct channel their_channel = ready_channel(other);

	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	CHECK_EQ(set_protection(&their_channel, 1), CPGPU_ST_OK);
	check_read_back(&session, object, true);
	CHECK_EQ(set_protection(&channel, 3), CPGPU_ST_OK);
	check_read_back(&session, object, false);
	check_read_back(&theirs, foreign, true);
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	check_read_back(&session, object, true);
}

/* Ops after a refused one in the same submission still run. */
TEST(ops_after_a_forbidden_one_run)
{
	struct session session = keyed_session(open_device());
	struct channel channel = ready_channel(session.dev);
	struct memory memory = create_memory(session.dev, 2 * PAGE);
	struct drm_cpgpu_result *results = (void *)(memory.map + PAGE);
	uint32_t object = create_protected(&session, PAGE);
	struct drm_cpgpu_op ops[2];

	CHECK_EQ(set_protection(&channel, 3), CPGPU_ST_OK);
	memset(results, 0xff, PAGE);
	cpgpu_op_encrypt(&ops[0], session.handle, object, 0, memory.handle, 0,
			 PAGE, memory.handle, PAGE);
	ops[1] = decrypt_op(&session, &memory, object, PAGE);
	ops[1].result_handle = memory.handle;
	ops[1].result_offset = PAGE + sizeof(*results);
	CHECK_RET(cpgpu_submit_wait(session.dev, ops, 2, WAIT_MS), -EPERM);
	CHECK_EQ(results[0].status, CPGPU_ST_PROTECTION);
	CHECK_EQ(results[1].status, CPGPU_ST_OK);
}

/* Unless protection is always on, a channel must have enabled it. */
TEST(reading_back_wants_protection)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	struct channel channel = ready_channel(session.dev);
	bool always = device_info(session.dev).caps &
		      DRM_CPGPU_CAP_PROTECTION_ALWAYS_ON;

	check_read_back(&session, object, always);
	CHECK_EQ(set_protection(&channel, 1), CPGPU_ST_OK);
	check_read_back(&session, object, true);
	CHECK_OK(cpgpu_channel_destroy(session.dev, channel.handle));
	check_read_back(&session, object, always);
}
