/* SPDX-License-Identifier: MIT */
/* Devices get keys if they belong to a root and are on no revocation list. */
#ifndef TRUST_H
#define TRUST_H

#include "chain.h"

struct trust;

/*
 * Read root certificates and, unless @crls is NULL, revocation lists, both
 * PEM.  Returns NULL on failure, with the reason in @error.
 */
struct trust *trust_load(const char *roots, const char *crls,
			 char error[CHAIN_TEXT_MAX]);
void trust_free(struct trust *trust);

/* Verify a chain that chain_read() found good; if it is not, @chain->text says why. */
enum verdict trust_verify(const struct trust *trust, struct chain *chain);

#endif /* TRUST_H */
