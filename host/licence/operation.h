/* SPDX-License-Identifier: MIT */
/* What the operations of a request have in common. */
#ifndef OPERATION_H
#define OPERATION_H

#include <jansson.h>

#include "client.h"

struct request {
	const struct server_ctx *ctx;
	struct client *client;
	json_t *question;
	json_t *answer;
	char text[CHAIN_TEXT_MAX];	/* of an error, for people */
};

extern const char bad_request[];

/* Set the text of an error.  Returns @error, one of the protocol's words. */
const char *refuse(struct request *request, const char *error,
		   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same; log and report also say that a device gets no key. */
const char *refuse_device(struct request *request, const char *error,
			  const char *text);

/* A binary value of at most @max bytes */
bool get_binary(const struct request *request, const char *name, uint8_t *data,
		size_t max, size_t *size);
bool put_binary(struct request *request, const char *name, const uint8_t *data,
		size_t size);

/* Sets @session, or returns an error. */
const char *get_session(struct request *request, struct session **session);

/*
 * Read the chain at @der and verify it.  Returns NULL or an error; the caller has
 * to chain_free() the chain in both cases.
 */
const char *verify(struct request *request, struct chain *chain,
		   enum purpose purpose, const uint8_t *der, size_t size);

/* Add a line about a session to the report; @name is left out if @value is NULL. */
void report_session(const struct client *client, const char *event,
		    const struct session *session, const char *name,
		    const char *value);

/* End one session of a client, or all of them, and report that. */
void end_session(struct client *client, struct session *session);
void end_sessions(struct client *client);

/* The operations: each returns NULL or the word of an error. */
const char *op_hello(struct request *request);
const char *op_open(struct request *request);
const char *op_channel(struct request *request);
const char *op_answer(struct request *request);
const char *op_check(struct request *request);
const char *op_content(struct request *request);
const char *op_refresh(struct request *request);
const char *op_close(struct request *request);

#endif /* OPERATION_H */
