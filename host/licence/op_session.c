// SPDX-License-Identifier: MIT
/* The operations that give keys to a device and follow their refreshes. */
#include <string.h>

#include "clock.h"
#include "log.h"
#include "operation.h"
#include "reveal.h"

#define PROTOCOL	2
#define KEY_SIZE	CPGPU_KEYX_KEY_SIZE

const char *op_hello(struct request *request)
{
	end_sessions(request->client);
	json_object_set_new(request->answer, "protocol",
			    json_integer(PROTOCOL));
	json_object_set_new(request->answer, "server",
			    json_string("cpgpu-licensed " CPGPU_LIB_VERSION));
	if (request->ctx->needs_channel)
		json_object_set_new(request->answer, "needs_channel",
				    json_true());
	if (reveal_is_on())
		json_object_set_new(request->answer, "test_reveal",
				    json_true());
	return NULL;
}

static const char *give_session(struct request *request, X509 *device,
				const uint8_t *der, size_t size)
{
	struct sessions *sessions = &request->client->sessions;
	uint8_t blob[CPGPU_KEYX_BLOB_SIZE];
	char name[CHAIN_NAME_MAX];
	struct session *session;

	if (session_count(sessions) == SESSIONS_MAX)
		return refuse(request, "limit",
			      "%d sessions are the most of one connection",
			      SESSIONS_MAX);
	session = session_open(sessions, device);
	if (!session)
		return refuse(request, "failed", "the server cannot make a key");
	if (cpgpu_keyx_wrap_session_key(der, size, session->key, blob) ||
	    !put_binary(request, "key", blob, sizeof(blob))) {
		session_close(sessions, session);
		return refuse(request, "failed", "the server cannot wrap a key");
	}
	reveal("session", session->key);
	json_object_set_new(request->answer, "session",
			    json_integer(session->number));
	chain_name(X509_get_subject_name(device), name);
	log_event("connection %u: session %lld for %s",
		  request->client->number, (long long)session->number, name);
	report_session(request->client, "open", session, "subject", name);
	return NULL;
}

const char *op_open(struct request *request)
{
	/* one byte more, to tell a chain that is too large from bad base64 */
	uint8_t der[CHAIN_SIZE_MAX + 1];
	struct chain chain;
	const char *error;
	size_t size;

	if (!get_binary(request, "chain", der, sizeof(der), &size))
		return refuse(request, bad_request,
			      "\"chain\" must be up to %d bytes in base64",
			      CHAIN_SIZE_MAX);
	error = verify(request, &chain, PURPOSE_SESSION, der, size);
	if (!error)
		error = give_session(request, chain.certs[0], der, size);
	chain_free(&chain);
	return error;
}

/* A channel that a client has opened is checked even if none is required. */
static bool may_have_content(const struct request *request,
			     const struct session *session)
{
	if (!session->has_channel)
		return !request->ctx->needs_channel;
	return channel_is_proven(&session->channel, now_ms());
}

const char *op_content(struct request *request)
{
	const json_t *kid_value = json_object_get(request->question, "kid");
	uint8_t kid[KEY_SIZE], wrapped[KEY_SIZE];
	struct session *session;
	const uint8_t *key;
	const char *error = get_session(request, &session);

	if (error)
		return error;
	if (!json_is_string(kid_value) ||
	    cpgpu_keyx_parse_key(json_string_value(kid_value), kid))
		return refuse(request, bad_request,
			      "\"kid\" must be a key id of 32 hex digits");
	if (!may_have_content(request, session))
		return refuse(request, "unproven",
			      "no answer of a channel shows that the session is protected now");
	key = keyring_find(request->ctx->keyring, kid);
	if (!key)
		return refuse(request, "unknown-kid",
			      "the server has no key with this id");
	if (cpgpu_keyx_wrap_content_key(session->key, key, wrapped) ||
	    !put_binary(request, "key", wrapped, sizeof(wrapped)))
		return refuse(request, "failed", "the server cannot wrap a key");
	reveal("content", key);
	report_session(request->client, "content", session, "kid",
	     json_string_value(kid_value));
	return NULL;
}

const char *op_refresh(struct request *request)
{
	uint8_t random[KEY_SIZE];
	struct session *session;
	size_t size;
	const char *error = get_session(request, &session);

	if (error)
		return error;
	if (!get_binary(request, "random", random, sizeof(random), &size) ||
	    size != sizeof(random))
		return refuse(request, bad_request,
			      "\"random\" must be %d bytes in base64",
			      KEY_SIZE);
	cpgpu_keyx_refresh(session->key, random);
	reveal("refreshed", session->key);
	report_session(request->client, "refresh", session, "", NULL);
	return NULL;
}

const char *op_close(struct request *request)
{
	struct session *session;
	const char *error = get_session(request, &session);

	if (error)
		return error;
	end_session(request->client, session);
	return NULL;
}

