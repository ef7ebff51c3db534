/* SPDX-License-Identifier: MIT */
/*
 * The server's end of an authenticated channel of a device.  What it asks, and in
 * which order, cpgpu-licence(7) tells.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cpgpu_channel.h>
#include <cpgpu_keyx.h>

/* An answer must come within this time, and is good for as long. */
#define CHANNEL_ANSWER_MS	10000
/*
 * A channel that was asked nothing for longer is not asked again: a relay gets
 * through some 100000 questions a second, so an eighth of a step until then.
 */
#define CHANNEL_PAUSE_MS	20000

/* What is said to the device next */
struct channel_message {
	uint8_t data[CPGPU_CHAN_MESSAGE_MAX];
	size_t size;
	bool command;		/* for CONFIGURE; else for QUERY */
};

struct channel {
	uint8_t key[CPGPU_KEYX_KEY_SIZE];
	uint64_t handle;
	uint64_t session;	/* handle of the session to bind, */
	uint64_t device;	/* and of the device, as the channel tells it */
	uint32_t protection;	/* CPGPU_PROTECTION_*, to be switched on */
	uint32_t query;		/* sequence numbers of the next messages */
	uint32_t configure;
	unsigned int step;	/* the message that was sent, or is next */
	bool waiting;		/* it was sent */
	bool proven;
	int64_t sent;		/* in ms, as the next */
	int64_t answered;	/* the last good answer to the last step */
};

/* With a random key and random numbers; false: there are none. */
bool channel_begin(struct channel *channel, uint64_t handle, uint64_t session);

/* Make the next message.  NULL, or what is wrong: the channel is of no use then. */
const char *channel_ask(struct channel *channel,
			struct channel_message *message, int64_t now);

/* Take the answer to it.  NULL, or what is wrong: the channel is of no use then. */
const char *channel_answer(struct channel *channel, const uint8_t *answer,
			   size_t size, int64_t now);

/* Has it answered all, and lately? */
bool channel_is_proven(const struct channel *channel, int64_t now);

#endif /* CHANNEL_H */
