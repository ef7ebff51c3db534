/* SPDX-License-Identifier: MIT */
/* Requests to the licence server: internal to licence*.c. */
#ifndef LICENCE_REQUEST_H
#define LICENCE_REQUEST_H

#include <jansson.h>

#include "licence.h"

#define LICENCE_LINE_MAX 65536
#define LICENCE_TEXT_MAX 200

/* Send @request, which is consumed, and return the server's positive answer. */
json_t *licence_request(struct licence *licence, const char *op,
			json_t *request);

/* The same, but return NULL if the server refuses with @error. */
json_t *licence_request_or(struct licence *licence, const char *op,
			   json_t *request, const char *error);

/* Send @request, which is consumed, without waiting for an answer. */
void licence_send(struct licence *licence, const char *op, json_t *request);

/* A binary value for a request. */
json_t *licence_binary(const void *data, size_t size);

/* The binary value @name of an answer, up to @max bytes; returns its size. */
size_t licence_get_binary(const struct licence *licence, json_t *answer,
			  const char *name, uint8_t *data, size_t max);

/* The "key" of an answer, exactly @size bytes. */
void licence_get_key(const struct licence *licence, json_t *answer,
		     uint8_t *key, size_t size);

/* Copy text of the server, without anything that a terminal could execute. */
void licence_copy_text(char text[LICENCE_TEXT_MAX], const char *from);

/* End the program: the server does not speak the protocol. */
void licence_bad_answer(const struct licence *licence, const char *what)
	__attribute__((noreturn));

#endif /* LICENCE_REQUEST_H */
