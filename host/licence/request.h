/* SPDX-License-Identifier: MIT */
/* One request of a client and its answer: see cpgpu-licence(7). */
#ifndef REQUEST_H
#define REQUEST_H

#include <stddef.h>

#include "keyring.h"
#include "session.h"
#include "trust.h"

#define REQUEST_LINE_MAX 65536	/* bytes in a line, without its end */

/* Whom the server trusts and what it can give: all clients' */
struct office {
	struct trust *trust;
	struct keyring *keyring;
	bool needs_channel;	/* content only for sessions that have one */
};

struct client {
	unsigned int number;	/* for the log */
	struct sessions sessions;
};

/*
 * Do what @line asks for.  Returns the answer, a line with its end, to be
 * free()d; NULL: out of memory.
 */
char *request_answer(const struct office *office, struct client *client,
		     const char *line, size_t size);

/* The client is gone, or another takes its place. */
void request_end_sessions(struct client *client);

/* The server ends the connection: for the report. */
void request_evicted(const struct client *client, const char *reason);

/* An answer to no request in particular; @error is one of the protocol's. */
char *request_refusal(const char *error, const char *text);

#endif /* REQUEST_H */
