/* SPDX-License-Identifier: MIT */
/* The session keys of one connection, in locked memory. */
#ifndef SESSION_H
#define SESSION_H

#include <stdint.h>

#include <cpgpu_keyx.h>

#define SESSIONS_MAX 16		/* of one connection */

struct session {
	int64_t number;
	uint8_t key[CPGPU_KEYX_KEY_SIZE];
};

struct sessions {
	struct session *slots[SESSIONS_MAX];
	int64_t last;		/* number of the newest one ever */
};

/* A new session with a random key; NULL: there are as many as there may be. */
struct session *session_open(struct sessions *sessions);

/* NULL: there is none with that number. */
struct session *session_find(const struct sessions *sessions, int64_t number);

/* Forget it: the key is wiped. */
void session_close(struct sessions *sessions, struct session *session);

/* How many there are */
int session_count(const struct sessions *sessions);

#endif /* SESSION_H */
