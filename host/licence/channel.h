/* SPDX-License-Identifier: MIT */
/*
 * The server's end of an authenticated channel of a device.  The messages and
 * their order are described in cpgpu-licence(7).
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cpgpu_channel.h>
#include <cpgpu_keyx.h>

/* An answer must arrive within this time, and is valid for as long. */
#define CHANNEL_ANSWER_MS	10000
/*
 * A channel that was idle for longer is not used again.  A relay can ask about
 * 100,000 queries a second, so until then it covers an eighth of a step.
 */
#define CHANNEL_PAUSE_MS	20000

/* The next message to the device */
struct channel_message {
	uint8_t data[CPGPU_CHAN_MESSAGE_MAX];
	size_t size;
	bool command;		/* for CONFIGURE; else for QUERY */
};

struct channel {
	uint8_t key[CPGPU_KEYX_KEY_SIZE];
	uint64_t handle;
	uint64_t session;	/* handle of the session to bind */
	uint64_t device;	/* handle of the device, from its answer */
	uint32_t protection;	/* CPGPU_PROTECTION_* to switch on */
	uint32_t query;		/* sequence numbers of the next messages */
	uint32_t configure;
	unsigned int step;	/* of the last message, or of the next one */
	bool waiting;		/* for the answer to that message */
	bool proven;
	int64_t sent;		/* in ms, as is the next */
	int64_t answered;	/* when the last step's last good query was sent */
};

/* Start with a random key and random numbers.  Returns false if there are none. */
bool channel_begin(struct channel *channel, uint64_t handle, uint64_t session);

/* Make the next message.  Returns NULL, or why the channel is unusable now. */
const char *channel_next_message(struct channel *channel,
				 struct channel_message *message, int64_t now);

/* Check the answer to it.  Returns NULL, or why the channel is unusable now. */
const char *channel_answer(struct channel *channel, const uint8_t *answer,
			   size_t size, int64_t now);

/* Has the device answered all queries, and the last one lately? */
bool channel_is_proven(const struct channel *channel, int64_t now);

#endif /* CHANNEL_H */
