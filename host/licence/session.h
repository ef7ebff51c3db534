/* SPDX-License-Identifier: MIT */
/* The sessions of one connection, with their keys and channels in locked memory. */
#ifndef SESSION_H
#define SESSION_H

#include <stdint.h>

#include <cpgpu_keyx.h>
#include <openssl/x509.h>

#include "channel.h"

#define SESSIONS_MAX 16		/* of one connection */

struct session {
	int64_t number;
	uint8_t key[CPGPU_KEYX_KEY_SIZE];
	X509 *device;		/* the certificate that the key was given to */
	struct channel channel;
	bool has_channel;
};

struct sessions {
	struct session *slots[SESSIONS_MAX];
	int64_t last;		/* number of the newest one ever */
};

/*
 * Open a session of @device with a random key.  Returns NULL if there are too many,
 * or no memory.
 */
struct session *session_open(struct sessions *sessions, X509 *device);

/* Returns NULL if there is no session with that number. */
struct session *session_find(const struct sessions *sessions, int64_t number);

/* Free a session and wipe its key. */
void session_close(struct sessions *sessions, struct session *session);

/* Wipe the channel's state and key. */
void session_drop_channel(struct session *session);

/* The number of open sessions */
int session_count(const struct sessions *sessions);

#endif /* SESSION_H */
