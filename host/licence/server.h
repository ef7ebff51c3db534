/* SPDX-License-Identifier: MIT */
/* The socket and its connections. */
#ifndef SERVER_H
#define SERVER_H

#include <signal.h>
#include <stdbool.h>

#include "request.h"

#define CONNECTIONS_MAX 64

/* How long a connection may last, in seconds; 0 is no limit. */
struct limits {
	long idle;		/* without a request */
	long total;
};

struct server;

/* Listen on the Unix socket @path, which appears when the server is ready, or die(). */
struct server *server_open(const char *path);

/*
 * Serve clients until a signal sets @stop or @reload, or, with @once, until the
 * first connection has ended, which returns true.  Signals are blocked except as
 * in @mask while the server waits.
 */
bool server_run(struct server *server, const struct server_ctx *ctx,
		const struct limits *limits, bool once, const sigset_t *mask,
		const volatile sig_atomic_t *stop,
		const volatile sig_atomic_t *reload);

/* End all connections and remove the socket. */
void server_close(struct server *server);

#endif /* SERVER_H */
