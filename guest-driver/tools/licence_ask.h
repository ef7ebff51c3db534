/* SPDX-License-Identifier: MIT */
/* How the client of the licence server asks: for its own files. */
#ifndef LICENCE_ASK_H
#define LICENCE_ASK_H

#include <jansson.h>

#include "licence.h"

/* Send @question, which is used up, and return the server's yes. */
json_t *licence_ask(struct licence *licence, const char *op, json_t *question);

/* The same; NULL if the server refuses with the word @error. */
json_t *licence_try(struct licence *licence, const char *op, json_t *question,
		    const char *error);

/* A binary value for a question, and one of an answer: its size, up to @max. */
json_t *licence_binary(const void *data, size_t size);
size_t licence_take(const struct licence *licence, json_t *answer,
		    const char *name, uint8_t *data, size_t max);

/* End the program: what answers is no licence server. */
void licence_nonsense(const struct licence *licence, const char *what)
	__attribute__((noreturn));

#endif /* LICENCE_ASK_H */
