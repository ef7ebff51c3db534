/* SPDX-License-Identifier: MIT */
/* One request of a client and its answer: see cpgpu-licence(7). */
#ifndef REQUEST_H
#define REQUEST_H

#include <stddef.h>

#include "client.h"

#define REQUEST_LINE_MAX 65536	/* bytes in a line, without its end */

/*
 * Do what @line asks for.  Returns the answer, a line with its line feed, which
 * the caller frees, or NULL if memory is short.
 */
char *request_answer(const struct server_ctx *ctx, struct client *client,
		     const char *line, size_t size);

/* The same kind of line, in answer to no request; @error is one of the protocol's. */
char *request_refusal(const char *error, const char *text);

#endif /* REQUEST_H */
