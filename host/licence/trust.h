/* SPDX-License-Identifier: MIT */
/* Which devices get a key: those of a root, and not on a revocation list. */
#ifndef TRUST_H
#define TRUST_H

#include "chain.h"

struct trust;

/*
 * Read root certificates and, unless @crls is NULL, revocation lists, both
 * PEM.  NULL: it did not work, and @error says why.
 */
struct trust *trust_load(const char *roots, const char *crls,
			 char error[CHAIN_TEXT_MAX]);
void trust_free(struct trust *trust);

/* Judge a chain that chain_read() found good; not so good: @chain->text. */
enum verdict trust_judge(const struct trust *trust, struct chain *chain);

#endif /* TRUST_H */
