/* SPDX-License-Identifier: MIT */
/* The socket and its connections. */
#ifndef SERVER_H
#define SERVER_H

#include <signal.h>
#include <stdbool.h>

#include "request.h"

#define CONNECTIONS_MAX 64

/* How long a connection lasts, in seconds; 0: as long as it likes. */
struct limits {
	long idle;		/* without a request */
	long total;
};

struct server;

/* Listen on the Unix socket @path, which appears when that is done; or die(). */
struct server *server_open(const char *path);

/*
 * Serve clients until @stop or @reload is set, while signals are as in @mask,
 * or, with @once, until the first connection has come to its end.  The return
 * value says that that is so.
 */
bool server_run(struct server *server, const struct office *office,
		const struct limits *limits, bool once, const sigset_t *mask,
		const volatile sig_atomic_t *stop,
		const volatile sig_atomic_t *reload);

/* End all connections and remove the socket. */
void server_close(struct server *server);

#endif /* SERVER_H */
