// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "chain.h"

#define RSA_BITS 2048

/* extended key usages: see docs/guide/identity.rst */
static const struct {
	const char *oid;
	const char *name;
} purposes[] = {
	[PURPOSE_SESSION] = { "1.3.6.1.4.1.32473.1.1", "sessions" },
	[PURPOSE_CHANNEL] = { "1.3.6.1.4.1.32473.1.2", "channels" },
};

enum verdict chain_verdict(struct chain *chain, enum verdict verdict,
			   const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(chain->text, sizeof(chain->text), format, ap);
	va_end(ap);
	return verdict;
}

void chain_name(const X509_NAME *name, char text[CHAIN_NAME_MAX])
{
	BIO *bio = BIO_new(BIO_s_mem());
	int length = -1;

	/* RFC 2253 escapes control characters and all above ASCII */
	if (bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0)
		length = BIO_read(bio, text, CHAIN_NAME_MAX - 1);
	text[length > 0 ? length : 0] = '\0';
	BIO_free(bio);
}

/* ------------------------------------------------------------ splitting -- */

/* OpenSSL accepts some encodings that it would not write itself: refuse those. */
static bool is_canonical(X509 *cert, const uint8_t *der, size_t size)
{
	unsigned char *again = NULL;
	int length = i2d_X509(cert, &again);
	bool same = length == (int)size && !memcmp(again, der, size);

	OPENSSL_free(again);
	return same;
}

static X509 *read_certificate(const uint8_t *der, size_t size)
{
	const unsigned char *p = der;
	X509 *cert = d2i_X509(NULL, &p, size);

	if (cert && (p != der + size || !is_canonical(cert, der, size))) {
		X509_free(cert);
		cert = NULL;
	}
	ERR_clear_error();
	return cert;
}

/* Each certificate begins with its length: the bytes 30 82 and two more. */
static enum verdict split(struct chain *chain, const uint8_t *der, size_t size)
{
	size_t at, length;
	X509 *cert;

	for (at = 0; at < size; at += length) {
		if (chain->count == CHAIN_CERTS_MAX)
			return chain_verdict(chain, CHAIN_BROKEN,
					     "more than %d certificates",
					     CHAIN_CERTS_MAX);
		if (size - at < 4 || der[at] != 0x30 || der[at + 1] != 0x82)
			return chain_verdict(chain, CHAIN_BROKEN,
					     "no certificate begins at byte %zu of %zu",
					     at, size);
		length = 4 + (der[at + 2] << 8 | der[at + 3]);
		if (length > size - at)
			return chain_verdict(chain, CHAIN_BROKEN,
					     "the certificate at byte %zu of %zu is cut off",
					     at, size);
		cert = read_certificate(der + at, length);
		if (!cert)
			return chain_verdict(chain, CHAIN_BROKEN,
					     "certificate %d cannot be read",
					     chain->count + 1);
		chain->certs[chain->count++] = cert;
	}
	return CHAIN_GOOD;
}

/* ------------------------------------------------------------- checking -- */

/* Can the device use the first certificate? */
static enum verdict check_leaf(struct chain *chain)
{
	X509 *leaf = chain->certs[0];
	EVP_PKEY *pkey = X509_get0_pubkey(leaf);
	int bits = pkey ? EVP_PKEY_get_bits(pkey) : 0;
	ASN1_OBJECT *algorithm;
	char kind[80];

	X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL,
			       X509_get_X509_PUBKEY(leaf));
	OBJ_obj2txt(kind, sizeof(kind), algorithm, 0);
	if (!pkey || !EVP_PKEY_is_a(pkey, "RSA") || bits != RSA_BITS)
		return chain_verdict(chain, CHAIN_BROKEN,
				     "the device needs RSA of %d bits, not %s of %d",
				     RSA_BITS, kind, bits);
	if (X509_get_extension_flags(leaf) & EXFLAG_CA)
		return chain_verdict(chain, CHAIN_BROKEN,
				     "certificate 1 is an authority's");
	/* without the extension all bits are set */
	if (!(X509_get_key_usage(leaf) & KU_KEY_ENCIPHERMENT))
		return chain_verdict(chain, CHAIN_BROKEN,
				     "certificate 1 may not encipher keys");
	return CHAIN_GOOD;
}

static bool has_usage(const EXTENDED_KEY_USAGE *usages, enum purpose purpose)
{
	char oid[80];
	int i;

	for (i = 0; i < sk_ASN1_OBJECT_num(usages); i++) {
		OBJ_obj2txt(oid, sizeof(oid), sk_ASN1_OBJECT_value(usages, i),
			    1);
		if (!strcmp(oid, purposes[purpose].oid))
			return true;
	}
	return false;
}

/* The certificate must have exactly one of the two purposes, the right one. */
static enum verdict check_purpose(struct chain *chain, enum purpose purpose)
{
	enum purpose other = purpose == PURPOSE_SESSION ? PURPOSE_CHANNEL :
							  PURPOSE_SESSION;
	EXTENDED_KEY_USAGE *usages =
		X509_get_ext_d2i(chain->certs[0], NID_ext_key_usage, NULL,
				 NULL);
	bool is = usages && has_usage(usages, purpose);
	bool is_other = usages && has_usage(usages, other);

	sk_ASN1_OBJECT_pop_free(usages, ASN1_OBJECT_free);
	/* check_leaf() refuses authorities, with a better reason */
	if (is != is_other ? is :
	    X509_get_extension_flags(chain->certs[0]) & EXFLAG_CA)
		return CHAIN_GOOD;
	if (is_other && !is)
		return chain_verdict(chain, CHAIN_WRONG_PURPOSE,
				     "certificate 1 is for %s, not %s",
				     purposes[other].name,
				     purposes[purpose].name);
	return chain_verdict(chain, CHAIN_WRONG_PURPOSE,
			     "certificate 1 is for %s of sessions and channels",
			     is ? "both" : "neither");
}

/* An authority issues each name once, and both certificates of a device have it. */
bool chain_same_device(X509 *one, X509 *other)
{
	char name[CHAIN_NAME_MAX] = "", other_name[CHAIN_NAME_MAX] = "";

	if (X509_NAME_cmp(X509_get_issuer_name(one),
			  X509_get_issuer_name(other)))
		return false;
	return X509_NAME_get_text_by_NID(X509_get_subject_name(one),
					 NID_commonName, name,
					 sizeof(name)) > 0 &&
	       X509_NAME_get_text_by_NID(X509_get_subject_name(other),
					 NID_commonName, other_name,
					 sizeof(other_name)) > 0 &&
	       !strcmp(name, other_name);
}

bool chain_signed_by(X509 *cert, X509 *issuer)
{
	EVP_PKEY *pkey = X509_get0_pubkey(issuer);
	bool ok = pkey && X509_check_issued(issuer, cert) == X509_V_OK &&
		  X509_verify(cert, pkey) == 1;

	ERR_clear_error();
	return ok;
}

/*
 * Each certificate must be signed by the next.  OpenSSL would find its own way to
 * a root and ignore certificates that it does not need.
 */
static enum verdict check_links(struct chain *chain)
{
	X509_NAME *issuer;
	X509 *cert, *next;
	int i;

	for (i = 1; i < chain->count; i++) {
		cert = chain->certs[i - 1];
		next = chain->certs[i];
		issuer = X509_get_issuer_name(cert);
		if (!X509_NAME_cmp(X509_get_subject_name(cert), issuer))
			return chain_verdict(chain, CHAIN_BROKEN,
					     "certificate %d signs itself, but is not the last one",
					     i);
		if (X509_NAME_cmp(X509_get_subject_name(next), issuer))
			return chain_verdict(chain, CHAIN_BROKEN,
					     "certificate %d names another issuer than certificate %d",
					     i, i + 1);
		if (!chain_signed_by(cert, next))
			return chain_verdict(chain, CHAIN_BROKEN,
					     "certificate %d is not signed by certificate %d",
					     i, i + 1);
	}
	return CHAIN_GOOD;
}

enum verdict chain_read(struct chain *chain, enum purpose purpose,
			const uint8_t *der, size_t size)
{
	enum verdict verdict;

	*chain = (struct chain) {};
	if (!size)
		return chain_verdict(chain, CHAIN_BROKEN,
				     "no certificate in it");
	if (size > CHAIN_SIZE_MAX)
		return chain_verdict(chain, CHAIN_BROKEN,
				     "%zu bytes of certificates, the device's window has %d",
				     size, CHAIN_SIZE_MAX);
	verdict = split(chain, der, size);
	if (verdict == CHAIN_GOOD)
		verdict = check_purpose(chain, purpose);
	if (verdict == CHAIN_GOOD)
		verdict = check_leaf(chain);
	if (verdict == CHAIN_GOOD)
		verdict = check_links(chain);
	return verdict;
}

void chain_free(struct chain *chain)
{
	while (chain->count)
		X509_free(chain->certs[--chain->count]);
}
