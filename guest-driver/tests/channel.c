// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "channel.h"

uint32_t channel_type(struct cpgpu_device *dev)
{
	return device_info(dev).caps & DRM_CPGPU_CAP_SOFTWARE ?
	       DRM_CPGPU_CHANNEL_SOFTWARE : DRM_CPGPU_CHANNEL_HARDWARE;
}

struct channel create_channel(struct cpgpu_device *dev)
{
	struct channel channel = { .dev = dev };

	CHECK_OK(cpgpu_channel_create(dev, channel_type(dev), &channel.handle,
				      &channel.hw_handle));
	return channel;
}

void make_blob(struct cpgpu_device *dev, uint8_t key[KEY_SIZE],
	       uint8_t blob[DRM_CPGPU_BLOB_SIZE])
{
	uint8_t *chain;
	size_t size;

	CHECK_OK(cpgpu_keyx_random_key(key));
	CHECK_OK(cpgpu_query_channel_certificate(dev, &chain, &size));
	CHECK_OK(cpgpu_keyx_wrap_channel_key(chain, size, key, blob));
	free(chain);
}

void make_session_blob(struct cpgpu_device *dev, uint8_t key[KEY_SIZE],
		       uint8_t blob[DRM_CPGPU_BLOB_SIZE])
{
	uint8_t *chain;
	size_t size;

	CHECK_OK(cpgpu_keyx_random_key(key));
	CHECK_OK(cpgpu_query_certificate(dev, &chain, &size));
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	free(chain);
}

struct channel keyed_channel(struct cpgpu_device *dev)
{
	struct channel channel = create_channel(dev);
	uint8_t blob[DRM_CPGPU_BLOB_SIZE], numbers[KEY_SIZE];

	make_blob(dev, channel.key, blob);
	CHECK_OK(cpgpu_channel_key_exchange(dev, channel.handle, blob,
					    sizeof(blob)));
	/* where the numbers start is the application's choice */
	CHECK_OK(cpgpu_keyx_random_key(numbers));
	memcpy(&channel.configure, numbers, 4);
	memcpy(&channel.query, numbers + 4, 4);
	channel.configure &= 0x7fffffff;
	channel.query &= 0x7fffffff;
	return channel;
}

struct channel ready_channel(struct cpgpu_device *dev)
{
	struct channel channel = keyed_channel(dev);

	CHECK_EQ(initialize(&channel), CPGPU_ST_OK);
	return channel;
}

/* ------------------------------------------------------------- messages -- */

static void sign(const struct channel *channel, void *message, size_t size)
{
	CHECK_OK(cpgpu_keyx_cmac(channel->key,
				 (uint8_t *)message + CPGPU_MAC_SIZE,
				 size - CPGPU_MAC_SIZE, message));
}

void sign_command(struct channel *channel, const uint8_t type[CPGPU_GUID_SIZE],
		  void *command, size_t size)
{
	struct cpgpu_configure *head = command;

	memcpy(head->type, type, sizeof(head->type));
	head->channel = channel->hw_handle;
	head->sequence = channel->configure++;
	sign(channel, command, size);
}

struct verdict send_command(struct channel *channel, const void *command,
			    size_t size)
{
	struct verdict verdict = { .size = sizeof(verdict.answer) };

	CHECK_OK(cpgpu_channel_configure(channel->dev, channel->handle, command,
					 size, &verdict.answer, &verdict.size,
					 &verdict.status));
	return verdict;
}

struct verdict send_question(struct channel *channel, const void *question,
			     size_t size)
{
	struct verdict verdict = { .size = sizeof(verdict.answer) };

	CHECK_OK(cpgpu_channel_query(channel->dev, channel->handle, question,
				     size, &verdict.answer, &verdict.size,
				     &verdict.status));
	return verdict;
}

/* --------------------------------------------------------------- answers -- */

static uint32_t result_of(uint32_t status)
{
	switch (status) {
	case CPGPU_ST_OK:
		return CPGPU_RESULT_OK;
	case CPGPU_ST_NOT_AVAILABLE:
		return CPGPU_RESULT_FAIL;
	default:
		return CPGPU_RESULT_INVALIDARG;
	}
}

static void check_verdict(const struct channel *channel,
			  const struct verdict *verdict, const uint8_t *type,
			  uint64_t handle, uint32_t sequence)
{
	const struct cpgpu_answer *head = &verdict->answer.head;

	CHECK(verdict->size >= sizeof(*head));
	CHECK_OK(cpgpu_keyx_cmac_verify(channel->key,
					verdict->answer.bytes + CPGPU_MAC_SIZE,
					verdict->size - CPGPU_MAC_SIZE,
					head->omac));
	CHECK_MEM(head->type, type, CPGPU_GUID_SIZE);
	CHECK_EQ(head->channel, handle);
	CHECK_EQ(head->sequence, sequence);
	CHECK_EQ(head->result, result_of(verdict->status));
}

void check_command_verdict(const struct channel *channel,
			   const struct cpgpu_configure *head,
			   const struct verdict *verdict)
{
	CHECK_EQ(verdict->size, sizeof(struct cpgpu_answer));
	check_verdict(channel, verdict, head->type, head->channel,
		      head->sequence);
}

void check_answer_verdict(const struct channel *channel,
			  const struct cpgpu_query *head,
			  const struct verdict *verdict)
{
	size_t i;

	check_verdict(channel, verdict, head->type, head->channel,
		      head->sequence);
	/* what failed says nothing more */
	for (i = sizeof(struct cpgpu_answer); i < verdict->size; i++)
		CHECK(!verdict->status || !verdict->answer.bytes[i]);
}

struct verdict command(struct channel *channel,
		       const uint8_t type[CPGPU_GUID_SIZE], void *command,
		       size_t size)
{
	struct verdict verdict;

	sign_command(channel, type, command, size);
	verdict = send_command(channel, command, size);
	check_command_verdict(channel, command, &verdict);
	return verdict;
}

struct verdict ask(struct channel *channel,
		   const uint8_t type[CPGPU_GUID_SIZE], void *question,
		   size_t size)
{
	struct cpgpu_query *head = question;
	struct verdict verdict;

	memcpy(head->type, type, sizeof(head->type));
	head->channel = channel->hw_handle;
	head->sequence = channel->query++;
	verdict = send_question(channel, question, size);
	check_answer_verdict(channel, head, &verdict);
	return verdict;
}

/* ------------------------------------------------------- the common ones -- */

uint32_t initialize(struct channel *channel)
{
	struct cpgpu_configure_initialize message = {
		.start_query = channel->query,
		.start_configure = channel->configure,
	};
	struct verdict verdict;

	verdict = COMMAND(channel, INITIALIZE, &message);
	/* its own number did not count */
	channel->configure--;
	return verdict.status;
}

uint32_t set_protection(struct channel *channel, uint32_t flags)
{
	struct cpgpu_configure_protection message = { .flags = flags };

	return COMMAND(channel, PROTECTION, &message).status;
}

uint32_t protection(struct channel *channel)
{
	struct verdict verdict = ASK_FOR(channel, PROTECTION);

	CHECK_EQ(verdict.status, CPGPU_ST_OK);
	CHECK_EQ(verdict.size, sizeof(verdict.answer.value));
	return verdict.answer.value.value;
}
