/* SPDX-License-Identifier: MIT */
/* The certificate chain of a device: cut up, read, and held together. */
#ifndef CHAIN_H
#define CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/x509.h>

#define CHAIN_SIZE_MAX	8192	/* CPGPU_CERT_WINDOW of the device */
#define CHAIN_CERTS_MAX	8
#define CHAIN_NAME_MAX	256
#define CHAIN_TEXT_MAX	768

/* what is to be said of a chain, in the words of cpgpu-identity(1) */
enum verdict {
	CHAIN_GOOD,
	CHAIN_EXPIRED,
	CHAIN_NOT_YET_VALID,
	CHAIN_REVOKED,
	CHAIN_FOREIGN,
	CHAIN_BROKEN,
	CHAIN_WRONG_PURPOSE,
	CHAIN_UNDECIDED,	/* for a reason that is not the device's */
};

/* What a device has its keys for */
enum purpose {
	PURPOSE_SESSION,
	PURPOSE_CHANNEL,
};

struct chain {
	X509 *certs[CHAIN_CERTS_MAX];	/* the device's own comes first */
	int count;
	char text[CHAIN_TEXT_MAX];	/* why it is not good: one line */
};

/* Set @chain->text and return @verdict. */
enum verdict chain_verdict(struct chain *chain, enum verdict verdict,
			   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Read the chain at @der: nothing but whole certificates, of which the first
 * is one that the device can use for @purpose, and each is signed by the next.
 * CHAIN_GOOD, CHAIN_BROKEN or CHAIN_WRONG_PURPOSE; chain_free() it in any case.
 */
enum verdict chain_read(struct chain *chain, enum purpose purpose,
			const uint8_t *der, size_t size);
void chain_free(struct chain *chain);

/* The subject's name as RFC 2253 has it, printable ASCII, cut off if long. */
void chain_name(const X509_NAME *name, char text[CHAIN_NAME_MAX]);

/* Have two devices' certificates the same issuer and common name? */
bool chain_same_device(X509 *one, X509 *other);

/* Does @issuer name itself in @cert, and is the signature by its key? */
bool chain_signed_by(X509 *cert, X509 *issuer);

#endif /* CHAIN_H */
