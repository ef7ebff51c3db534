/* SPDX-License-Identifier: MIT */
/*
 * Authenticated channels as an application uses them: messages are signed and
 * answers are checked.  If a function here fails, so does the test.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <cpgpu_channel.h>

#include "fixture.h"

#define MESSAGE_MAX	DRM_CPGPU_MESSAGE_MAX

struct channel {
	struct cpgpu_device *dev;
	uint32_t handle;
	uint64_t hw_handle;
	uint8_t key[KEY_SIZE];
	/* to be used next */
	uint32_t configure, query;
};

/* An answer: large enough for the longest. */
union answer {
	struct cpgpu_answer head;
	struct cpgpu_answer_value value;
	struct cpgpu_answer_device_handle device;
	struct cpgpu_answer_crypto_session session;
	struct cpgpu_answer_process process;
	struct cpgpu_answer_output_id_count count;
	struct cpgpu_answer_output_id output;
	struct cpgpu_answer_accessibility accessibility;
	struct cpgpu_answer_encryption encryption;
	struct cpgpu_answer_current_encryption current;
	uint8_t bytes[MESSAGE_MAX];
};

/* What comes back with an answer. */
struct verdict {
	uint32_t status;
	size_t size;
	union answer answer;
};

/* The one type that the device has. */
uint32_t channel_type(struct cpgpu_device *dev);

/* One without a key, with its key, and initialised. */
struct channel create_channel(struct cpgpu_device *dev);
struct channel keyed_channel(struct cpgpu_device *dev);
struct channel ready_channel(struct cpgpu_device *dev);

/* A random key, wrapped for a channel of the device, or for a session. */
void make_blob(struct cpgpu_device *dev, uint8_t key[KEY_SIZE],
	       uint8_t blob[DRM_CPGPU_BLOB_SIZE]);
void make_session_blob(struct cpgpu_device *dev, uint8_t key[KEY_SIZE],
		       uint8_t blob[DRM_CPGPU_BLOB_SIZE]);

/* Fill in the head of a command, with the next sequence number, and sign it. */
void sign_command(struct channel *channel, const uint8_t type[CPGPU_GUID_SIZE],
		  void *command, size_t size);

/* Send it as it is, without a look at the answer. */
struct verdict send_command(struct channel *channel, const void *command,
			    size_t size);
struct verdict send_question(struct channel *channel, const void *question,
			     size_t size);

/*
 * Sign and send a command, or ask a question.  The answer must be signed,
 * repeat the head of the message, and have a result that corresponds to the
 * status.
 */
struct verdict command(struct channel *channel,
		       const uint8_t type[CPGPU_GUID_SIZE], void *command,
		       size_t size);
struct verdict ask(struct channel *channel,
		   const uint8_t type[CPGPU_GUID_SIZE], void *question,
		   size_t size);

/* The same by the name of the type; a question without arguments. */
#define COMMAND(channel, type, message) \
	command(channel, (const uint8_t []) CPGPU_CONFIGURE_##type, message, \
		sizeof(*(message)))
#define ASK(channel, type, question) \
	ask(channel, (const uint8_t []) CPGPU_QUERY_##type, question, \
	    sizeof(*(question)))
#define ASK_FOR(channel, type) \
	ASK(channel, type, &(struct cpgpu_query) { .sequence = 0 })

/* Check such an answer to what begins with @head. */
void check_command_verdict(const struct channel *channel,
			   const struct cpgpu_configure *head,
			   const struct verdict *verdict);
void check_answer_verdict(const struct channel *channel,
			  const struct cpgpu_query *head,
			  const struct verdict *verdict);

/* INITIALIZE with the numbers in @channel: the status. */
uint32_t initialize(struct channel *channel);

/* Set, and ask for, CPGPU_PROTECTION_*. */
uint32_t set_protection(struct channel *channel, uint32_t flags);
uint32_t protection(struct channel *channel);

#endif /* CHANNEL_H */
