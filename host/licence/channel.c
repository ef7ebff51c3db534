// SPDX-License-Identifier: MIT
/*
 * Queries carry no MAC, so a relay could ask the device in advance and keep the
 * answers.  That is useless because each sequence number is an unpredictable,
 * large step ahead of the one before: the relay would have to ask with all the
 * numbers of a step.  The first query is protected in the same way, since
 * INITIALIZE crosses in the clear.  A long pause between two queries would give
 * the relay time to do it, so a channel does not survive one.
 */
#include <endian.h>
#include <string.h>

#include "channel.h"

/* The device accepts increasing numbers only: enough for 256 to 512 queries. */
#define FIRST_MASK	0x7fffffffu
#define STEP_MASK	0x00ffffffu

union message {
	struct cpgpu_configure command;
	struct cpgpu_configure_initialize initialize;
	struct cpgpu_configure_crypto_session bind;
	struct cpgpu_configure_protection protection;
	struct cpgpu_query question;
	struct cpgpu_query_crypto_session session;
};

union answer {
	struct cpgpu_answer head;
	struct cpgpu_answer_device_handle device;
	struct cpgpu_answer_crypto_session session;
	struct cpgpu_answer_value value;
};

/* ----------------------------------------------------------------- steps -- */

static void fill_initialize(const struct channel *channel,
			    union message *message)
{
	message->initialize.start_query = htole32(channel->query);
	message->initialize.start_configure = htole32(channel->configure);
}

static void fill_bind(const struct channel *channel, union message *message)
{
	message->bind.session = htole64(channel->session);
	message->bind.device = htole64(channel->device);
}

static void fill_protection(const struct channel *channel,
			    union message *message)
{
	message->protection.flags = htole32(channel->protection);
}

static const char *check_device(struct channel *channel,
				const union answer *answer)
{
	channel->device = le64toh(answer->device.device);
	return NULL;
}

static const char *check_session(struct channel *channel,
				 const union answer *answer)
{
	return le64toh(answer->session.session) == channel->session &&
	       le64toh(answer->session.device) == channel->device ?
	       NULL : "another session is bound to the channel";
}

static const char *check_protection(struct channel *channel,
				    const union answer *answer)
{
	return (le32toh(answer->value.value) & channel->protection) ==
	       channel->protection ? NULL : "the protection is off";
}

/* The last step is repeated for each new proof. */
static const struct step {
	uint8_t type[CPGPU_GUID_SIZE];
	bool command;
	size_t size, answer_size;
	void (*fill)(const struct channel *channel, union message *message);
	const char *(*check)(struct channel *channel,
			     const union answer *answer);
} steps[] = {
	{ CPGPU_CONFIGURE_INITIALIZE, true,
	  sizeof(struct cpgpu_configure_initialize),
	  sizeof(struct cpgpu_answer), fill_initialize, NULL },
	{ CPGPU_QUERY_DEVICE_HANDLE, false, sizeof(struct cpgpu_query),
	  sizeof(struct cpgpu_answer_device_handle), NULL, check_device },
	{ CPGPU_CONFIGURE_CRYPTO_SESSION, true,
	  sizeof(struct cpgpu_configure_crypto_session),
	  sizeof(struct cpgpu_answer), fill_bind, NULL },
	{ CPGPU_CONFIGURE_PROTECTION, true,
	  sizeof(struct cpgpu_configure_protection),
	  sizeof(struct cpgpu_answer), fill_protection, NULL },
	{ CPGPU_QUERY_CRYPTO_SESSION, false,
	  sizeof(struct cpgpu_query_crypto_session),
	  sizeof(struct cpgpu_answer_crypto_session), NULL, check_session },
	{ CPGPU_QUERY_PROTECTION, false, sizeof(struct cpgpu_query),
	  sizeof(struct cpgpu_answer_value), NULL, check_protection },
};

#define LAST_STEP (sizeof(steps) / sizeof(steps[0]) - 1)

/* -------------------------------------------------------------- messages -- */

static bool random_word(uint32_t *word)
{
	uint8_t bytes[CPGPU_KEYX_KEY_SIZE];

	if (cpgpu_keyx_random_key(bytes))
		return false;
	memcpy(word, bytes, sizeof(*word));
	return true;
}

bool channel_begin(struct channel *channel, uint64_t handle, uint64_t session)
{
	memset(channel, 0, sizeof(*channel));
	channel->handle = handle;
	channel->session = session;
	channel->protection = CPGPU_PROTECTION_ENABLED;
	if (cpgpu_keyx_random_key(channel->key) ||
	    !random_word(&channel->query) || !random_word(&channel->configure))
		return false;
	channel->query &= FIRST_MASK;
	channel->configure &= FIRST_MASK;
	return true;
}

static bool take_step(uint32_t *sequence)
{
	uint32_t step;

	if (!random_word(&step))
		return false;
	step = (step & STEP_MASK) + 1;
	if (*sequence > UINT32_MAX - step)
		return false;
	*sequence += step;
	return true;
}

static bool sign(const struct channel *channel, union message *message,
		 size_t size)
{
	uint8_t *bytes = (uint8_t *)message;

	return !cpgpu_keyx_cmac(channel->key, bytes + CPGPU_MAC_SIZE,
				size - CPGPU_MAC_SIZE, message->command.omac);
}

const char *channel_next_message(struct channel *channel,
				 struct channel_message *message, int64_t now)
{
	const struct step *step = &steps[channel->step];
	union message text = {};

	if (channel->proven && now > channel->sent + CHANNEL_PAUSE_MS)
		return "the channel was idle for too long: open another one";
	if (step->command) {
		memcpy(text.command.type, step->type, sizeof(step->type));
		text.command.channel = htole64(channel->handle);
		text.command.sequence = htole32(channel->configure);
	} else {
		if (!take_step(&channel->query))
			return "the channel's numbers are used up: open another one";
		memcpy(text.question.type, step->type, sizeof(step->type));
		text.question.channel = htole64(channel->handle);
		text.question.sequence = htole32(channel->query);
	}
	if (step->fill)
		step->fill(channel, &text);
	if (step->command && !sign(channel, &text, step->size))
		return "the server cannot sign a message";
	memcpy(message->data, &text, step->size);
	message->size = step->size;
	message->command = step->command;
	channel->sent = now;
	channel->waiting = true;
	return NULL;
}

/* --------------------------------------------------------------- answers -- */

/* Nothing in an answer is looked at before its MAC has been verified. */
static const char *check(struct channel *channel, const union answer *answer,
			 size_t size)
{
	const struct step *step = &steps[channel->step];
	uint32_t sequence = step->command ? channel->configure : channel->query;

	if (size != step->answer_size ||
	    cpgpu_keyx_cmac_verify(channel->key,
				   (const uint8_t *)answer + CPGPU_MAC_SIZE,
				   size - CPGPU_MAC_SIZE, answer->head.omac))
		return "the answer is not the device's";
	if (memcmp(answer->head.type, step->type, sizeof(step->type)) ||
	    le64toh(answer->head.channel) != channel->handle ||
	    le32toh(answer->head.sequence) != sequence)
		return "the answer belongs to another message";
	if (le32toh(answer->head.result) != CPGPU_RESULT_OK)
		return "the device has refused the message";
	return step->check ? step->check(channel, answer) : NULL;
}

const char *channel_answer(struct channel *channel, const uint8_t *answer,
			   size_t size, int64_t now)
{
	union answer text = {};
	const char *error;

	if (!channel->waiting)
		return "there is no message to answer";
	channel->waiting = false;
	if (now > channel->sent + CHANNEL_ANSWER_MS)
		return "the answer comes too late";
	if (size > sizeof(text))
		return "the answer is not the device's";
	memcpy(&text, answer, size);
	error = check(channel, &text, size);
	if (error)
		return error;
	/* INITIALIZE sets the number that the next command must have */
	if (steps[channel->step].command && channel->step)
		channel->configure++;
	if (channel->step < LAST_STEP) {
		channel->step++;
		return NULL;
	}
	channel->proven = true;
	channel->answered = channel->sent;
	return NULL;
}

bool channel_is_proven(const struct channel *channel, int64_t now)
{
	return channel->proven && now <= channel->answered + CHANNEL_ANSWER_MS;
}
