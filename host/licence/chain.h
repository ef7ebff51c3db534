/* SPDX-License-Identifier: MIT */
/* Reading the certificate chain of a device. */
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

/* The verdicts on a chain, in the words of cpgpu-identity(1) */
enum verdict {
	CHAIN_GOOD,
	CHAIN_EXPIRED,
	CHAIN_NOT_YET_VALID,
	CHAIN_REVOKED,
	CHAIN_FOREIGN,
	CHAIN_BROKEN,
	CHAIN_WRONG_PURPOSE,
	CHAIN_UNDECIDED,	/* because of a fault of the server */
};

/* What a key of a device is for */
enum purpose {
	PURPOSE_SESSION,
	PURPOSE_CHANNEL,
};

struct chain {
	X509 *certs[CHAIN_CERTS_MAX];	/* the first is the device's own */
	int count;
	char text[CHAIN_TEXT_MAX];	/* one line that says why it is not good */
};

/* Set @chain->text and return @verdict. */
enum verdict chain_verdict(struct chain *chain, enum verdict verdict,
			   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Read the chain at @der.  It must consist of whole certificates, of which the
 * first is one that the device can use for @purpose and each is signed by the
 * next.  Returns CHAIN_GOOD, CHAIN_BROKEN or CHAIN_WRONG_PURPOSE; the caller has to
 * chain_free() it in all cases.
 */
enum verdict chain_read(struct chain *chain, enum purpose purpose,
			const uint8_t *der, size_t size);
void chain_free(struct chain *chain);

/* A name in the form of RFC 2253, as printable ASCII, truncated if it is long */
void chain_name(const X509_NAME *name, char text[CHAIN_NAME_MAX]);

/* Do the certificates of two devices have the same issuer and common name? */
bool chain_same_device(X509 *one, X509 *other);

/* Does @cert name @issuer as its issuer, and is it signed with its key? */
bool chain_signed_by(X509 *cert, X509 *issuer);

#endif /* CHAIN_H */
