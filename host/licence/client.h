/* SPDX-License-Identifier: MIT */
/* What the requests of all clients share, and what belongs to one of them. */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>

#include "keyring.h"
#include "session.h"
#include "trust.h"

/* Which devices the server trusts, and what it can give them */
struct server_ctx {
	struct trust *trust;
	struct keyring *keyring;
	bool needs_channel;	/* content only for sessions that have one */
};

struct client {
	unsigned int number;	/* for the log */
	struct sessions sessions;
};

#endif /* CLIENT_H */
