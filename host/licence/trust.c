// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "trust.h"

#define AUTH_LEVEL	2	/* 112 bits: RSA of 2048 bits, no SHA-1 */
#define ERRORS_MAX	128	/* X509_V_ERR_* are less */

struct trust {
	X509_STORE *store;
	STACK_OF(X509) *roots;
	bool has_crls;
};

/* ------------------------------------------------------------- loading -- */

static bool failed(char *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool failed(char *error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(error, CHAIN_TEXT_MAX, format, ap);
	va_end(ap);
	ERR_clear_error();
	return false;
}

/* Was the last PEM section followed by the end, or by one that cannot be read? */
static bool at_end(void)
{
	unsigned long last = ERR_peek_last_error();

	ERR_clear_error();
	return ERR_GET_LIB(last) == ERR_LIB_PEM &&
	       ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
}

static BIO *open_file(const char *path, char *error)
{
	BIO *bio = BIO_new_file(path, "r");

	if (!bio)
		failed(error, "cannot read %s: %s", path, strerror(errno));
	return bio;
}

static bool add_root(struct trust *trust, X509 *root, const char *path,
		     char *error)
{
	if (!X509_check_ca(root) || !chain_signed_by(root, root))
		return failed(error, "%s: certificate %d is not a root's", path,
			      sk_X509_num(trust->roots) + 1);
	if (!X509_STORE_add_cert(trust->store, root) ||
	    !X509_add_cert(trust->roots, root, X509_ADD_FLAG_UP_REF))
		return failed(error, "out of memory");
	return true;
}

static bool load_roots(struct trust *trust, const char *path, char *error)
{
	BIO *bio = open_file(path, error);
	bool ok = bio;
	X509 *root;

	while (ok && (root = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
		ok = add_root(trust, root, path, error);
		X509_free(root);
	}
	BIO_free(bio);
	if (ok && !at_end())
		return failed(error, "%s: certificate %d cannot be read", path,
			      sk_X509_num(trust->roots) + 1);
	if (ok && !sk_X509_num(trust->roots))
		return failed(error, "no certificate in %s: want a root's, as 'cpgpu-identity root' makes one",
			      path);
	return ok;
}

/* Is one of @crls a current list of @root? */
static bool check_list(X509 *root, STACK_OF(X509_CRL) *crls, const char *path,
		       char *error)
{
	X509_CRL *crl;
	int i;

	for (i = 0; i < sk_X509_CRL_num(crls); i++) {
		crl = sk_X509_CRL_value(crls, i);
		if (X509_NAME_cmp(X509_CRL_get_issuer(crl),
				  X509_get_subject_name(root)) ||
		    X509_CRL_verify(crl, X509_get0_pubkey(root)) != 1)
			continue;
		if (X509_cmp_current_time(X509_CRL_get0_nextUpdate(crl)) < 0)
			return failed(error, "%s has expired: run 'cpgpu-identity crl'",
				      path);
		return true;
	}
	return failed(error, "%s has no revocation list of the root: run 'cpgpu-identity crl'",
		      path);
}

static bool load_crls(struct trust *trust, const char *path, char *error)
{
	STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();
	BIO *bio = open_file(path, error);
	bool ok = bio && crls;
	X509_CRL *crl;
	int i;

	while (ok && (crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL))) {
		if (!X509_STORE_add_crl(trust->store, crl) ||
		    !sk_X509_CRL_push(crls, crl)) {
			X509_CRL_free(crl);
			ok = failed(error, "out of memory");
		}
	}
	if (ok && !at_end())
		ok = failed(error, "%s: revocation list %d cannot be read",
			    path, sk_X509_CRL_num(crls) + 1);
	for (i = 0; ok && i < sk_X509_num(trust->roots); i++)
		ok = check_list(sk_X509_value(trust->roots, i), crls, path,
				error);
	BIO_free(bio);
	sk_X509_CRL_pop_free(crls, X509_CRL_free);
	trust->has_crls = true;
	return ok;
}

struct trust *trust_load(const char *roots, const char *crls,
			 char error[CHAIN_TEXT_MAX])
{
	struct trust *trust = calloc(1, sizeof(*trust));

	if (trust) {
		trust->store = X509_STORE_new();
		trust->roots = sk_X509_new_null();
	}
	if (!trust || !trust->store || !trust->roots)
		failed(error, "out of memory");
	else if (load_roots(trust, roots, error) &&
		 (!crls || load_crls(trust, crls, error)))
		return trust;
	trust_free(trust);
	return NULL;
}

void trust_free(struct trust *trust)
{
	if (!trust)
		return;
	X509_STORE_free(trust->store);
	sk_X509_pop_free(trust->roots, X509_free);
	free(trust);
}

/* ------------------------------------------------------------ verifying -- */

/* Errors found by OpenSSL: where in the chain each is, from 1 on, or 0 */
struct findings {
	int at[ERRORS_MAX];
	bool any;
};

/* Continue after each error, since which of them counts is decided later. */
static int note_error(int ok, X509_STORE_CTX *ctx)
{
	struct findings *found = X509_STORE_CTX_get_app_data(ctx);
	int number = X509_STORE_CTX_get_error(ctx);
	int at = X509_STORE_CTX_get_error_depth(ctx) + 1;

	if (ok)
		return 1;
	if (number < 0 || number >= ERRORS_MAX)
		number = X509_V_ERR_UNSPECIFIED;
	if (!found->at[number] || found->at[number] > at)
		found->at[number] = at;
	found->any = true;
	return 1;
}

/* Returns false if OpenSSL itself failed. */
static bool run_openssl(const struct trust *trust, const struct chain *chain,
			struct findings *found)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *rest = sk_X509_new_null();
	X509_VERIFY_PARAM *param;
	bool ok = ctx && rest;
	int i;

	for (i = 1; ok && i < chain->count; i++)
		ok = sk_X509_push(rest, chain->certs[i]);
	if (ok && X509_STORE_CTX_init(ctx, trust->store, chain->certs[0],
				      rest)) {
		param = X509_STORE_CTX_get0_param(ctx);
		X509_VERIFY_PARAM_set_auth_level(param, AUTH_LEVEL);
		if (trust->has_crls)
			X509_VERIFY_PARAM_set_flags(param,
						    X509_V_FLAG_CRL_CHECK |
						    X509_V_FLAG_CRL_CHECK_ALL);
		X509_STORE_CTX_set_app_data(ctx, found);
		X509_STORE_CTX_set_verify_cb(ctx, note_error);
		ok = X509_verify_cert(ctx) == 1 || found->any;
	} else {
		ok = false;
	}
	X509_STORE_CTX_free(ctx);
	sk_X509_free(rest);
	ERR_clear_error();
	return ok;
}

/* Errors that have a verdict of their own: those in the chain come first. */
static const int foreign_errors[] = {
	X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
	X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
	X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	0
};
static const int time_errors[] = {
	X509_V_ERR_CERT_REVOKED,
	X509_V_ERR_CERT_NOT_YET_VALID,
	X509_V_ERR_CERT_HAS_EXPIRED,
	0
};
/* Errors in the revocation lists, for which the device cannot be blamed */
static const int list_errors[] = {
	X509_V_ERR_CRL_HAS_EXPIRED,
	X509_V_ERR_UNABLE_TO_GET_CRL,
	X509_V_ERR_CRL_SIGNATURE_FAILURE,
	X509_V_ERR_CRL_NOT_YET_VALID,
	X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
	X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD,
	X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
	X509_V_ERR_KEYUSAGE_NO_CRL_SIGN,
	X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
	X509_V_ERR_DIFFERENT_CRL_SCOPE,
	X509_V_ERR_CRL_PATH_VALIDATION_ERROR,
	0
};

static bool is_in(int number, const int *list)
{
	while (*list && *list != number)
		list++;
	return *list;
}

/* The first number in @list that OpenSSL has found, or 0 */
static int first_of(const struct findings *found, const int *list)
{
	while (*list && !found->at[*list])
		list++;
	return *list;
}

/* The name of certificate @at in the chain, from 1 on */
static void name_of(const struct chain *chain, int at,
		    char name[CHAIN_NAME_MAX])
{
	if (at <= chain->count)
		chain_name(X509_get_subject_name(chain->certs[at - 1]), name);
	else
		strcpy(name, "the root");
}

static void time_of(const struct chain *chain, int at, bool end, char time[64])
{
	BIO *bio = BIO_new(BIO_s_mem());
	const ASN1_TIME *asn1;
	int length = -1;

	strcpy(time, end ? "an earlier day" : "later on");
	if (bio && at <= chain->count) {
		asn1 = end ? X509_get0_notAfter(chain->certs[at - 1]) :
			     X509_get0_notBefore(chain->certs[at - 1]);
		if (ASN1_TIME_print_ex(bio, asn1, ASN1_DTFLGS_ISO8601))
			length = BIO_read(bio, time, 63);
		if (length > 0)
			time[length] = '\0';
	}
	BIO_free(bio);
}

/* Errors in none of the lists make the chain broken. */
static enum verdict check_chain(const struct findings *found,
				 struct chain *chain)
{
	char name[CHAIN_NAME_MAX];
	int i;

	for (i = 1; i < ERRORS_MAX; i++) {
		if (!found->at[i] || is_in(i, foreign_errors) ||
		    is_in(i, time_errors) || is_in(i, list_errors))
			continue;
		name_of(chain, found->at[i], name);
		return chain_verdict(chain, CHAIN_BROKEN,
				     "certificate %d, %s: %s", found->at[i],
				     name, X509_verify_cert_error_string(i));
	}
	return CHAIN_GOOD;
}

/*
 * The last certificate must be a root or be signed by one: OpenSSL ignores it if
 * it finds another way to a root that it trusts.
 */
static bool ends_at_root(const struct trust *trust, const struct chain *chain)
{
	X509 *last = chain->certs[chain->count - 1], *root;
	int i;

	for (i = 0; i < sk_X509_num(trust->roots); i++) {
		root = sk_X509_value(trust->roots, i);
		if (!X509_cmp(last, root) || chain_signed_by(last, root))
			return true;
	}
	return false;
}

static enum verdict check_times(const struct findings *found,
				struct chain *chain)
{
	int number = first_of(found, time_errors), at = found->at[number];
	char name[CHAIN_NAME_MAX], time[64];

	if (!number)
		return CHAIN_GOOD;
	name_of(chain, at, name);
	if (number == X509_V_ERR_CERT_REVOKED)
		return chain_verdict(chain, CHAIN_REVOKED,
				     "certificate %d, %s", at, name);
	time_of(chain, at, number == X509_V_ERR_CERT_HAS_EXPIRED, time);
	if (number == X509_V_ERR_CERT_NOT_YET_VALID)
		return chain_verdict(chain, CHAIN_NOT_YET_VALID,
				     "certificate %d, %s, from %s", at, name,
				     time);
	return chain_verdict(chain, CHAIN_EXPIRED, "certificate %d, %s, on %s",
			     at, name, time);
}

static enum verdict check_lists(const struct findings *found,
			       struct chain *chain)
{
	int number = first_of(found, list_errors);

	if (!number)
		return CHAIN_GOOD;
	return chain_verdict(chain, CHAIN_UNDECIDED,
			     "the server's revocation list cannot be used (%s): its owner must renew it",
			     X509_verify_cert_error_string(number));
}

enum verdict trust_verify(const struct trust *trust, struct chain *chain)
{
	struct findings found = {};
	char name[CHAIN_NAME_MAX];
	enum verdict verdict;

	if (!run_openssl(trust, chain, &found))
		return chain_verdict(chain, CHAIN_UNDECIDED,
				     "the server cannot verify certificates");
	verdict = check_chain(&found, chain);
	if (verdict != CHAIN_GOOD)
		return verdict;
	if (first_of(&found, foreign_errors)) {
		name_of(chain, 1, name);
		return chain_verdict(chain, CHAIN_FOREIGN,
				     "%s does not come from the root", name);
	}
	if (!ends_at_root(trust, chain))
		return chain_verdict(chain, CHAIN_BROKEN,
				     "certificate %d is not the root",
				     chain->count);
	verdict = check_times(&found, chain);
	if (verdict == CHAIN_GOOD)
		verdict = check_lists(&found, chain);
	return verdict;
}
