/* SPDX-License-Identifier: MIT */
/* What the operations of a request have in common. */
#ifndef OPERATION_H
#define OPERATION_H

#include <jansson.h>

#include "request.h"

struct request {
	const struct office *office;
	struct client *client;
	json_t *question;
	json_t *answer;
	char text[CHAIN_TEXT_MAX];
};

extern const char bad_request[];

/* Set what people read of an error, and return its word. */
const char *refuse(struct request *request, const char *error,
		   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, and tell log and report that a device gets no key. */
const char *refuse_device(struct request *request, const char *error,
			  const char *text);

/* A binary value, which has at most @max bytes */
bool get_binary(const struct request *request, const char *name, uint8_t *data,
		size_t max, size_t *size);
bool put_binary(struct request *request, const char *name, const uint8_t *data,
		size_t size);

/* Sets @session, or returns an error. */
const char *get_session(struct request *request, struct session **session);

/*
 * Read the chain at @der and judge it: NULL or an error; chain_free() it in any
 * case.
 */
const char *judge(struct request *request, struct chain *chain,
		  enum purpose purpose, const uint8_t *der, size_t size);

/* One more line of the report; with a NULL @value it has no @name. */
void tell(const struct client *client, const char *event,
	  const struct session *session, const char *name, const char *value);

/* Those about channels: each returns NULL, or the word of an error. */
const char *op_channel(struct request *request);
const char *op_answer(struct request *request);
const char *op_check(struct request *request);

#endif /* OPERATION_H */
