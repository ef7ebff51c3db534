// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base64.h"
#include "clock.h"
#include "log.h"
#include "operation.h"
#include "report.h"
#include "reveal.h"

#define PROTOCOL	2
#define ID_MAX		64
#define KEY_SIZE	CPGPU_KEYX_KEY_SIZE

const char bad_request[] = "bad-request";

const char *refuse(struct request *request, const char *error,
		   const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(request->text, sizeof(request->text), format, ap);
	va_end(ap);
	return error;
}

/* ------------------------------------------------------------- members -- */

bool get_binary(const struct request *request, const char *name, uint8_t *data,
		size_t max, size_t *size)
{
	const json_t *value = json_object_get(request->question, name);

	return json_is_string(value) &&
	       base64_decode(json_string_value(value),
			     json_string_length(value), data, max, size);
}

bool put_binary(struct request *request, const char *name, const uint8_t *data,
		size_t size)
{
	char text[BASE64_LENGTH(CPGPU_KEYX_BLOB_SIZE)];

	base64_encode(data, size, text);
	return !json_object_set_new(request->answer, name, json_string(text));
}

const char *get_session(struct request *request, struct session **session)
{
	const json_t *value = json_object_get(request->question, "session");

	if (!json_is_integer(value))
		return refuse(request, bad_request,
			      "\"session\" must be the number that open gave");
	*session = session_find(&request->client->sessions,
				json_integer_value(value));
	if (!*session)
		return refuse(request, "no-session",
			      "this connection has no such session");
	return NULL;
}

/* ------------------------------------------------------------- sessions -- */

void tell(const struct client *client, const char *event,
	  const struct session *session, const char *name, const char *value)
{
	report_event(json_pack("{s:s,s:i,s:I,s:s*}", "event", event,
			       "connection", client->number,
			       "session", (json_int_t)session->number,
			       name, value));
}

static void end_session(struct client *client, struct session *session)
{
	log_event("connection %u: session %lld is closed", client->number,
		  (long long)session->number);
	tell(client, "close", session, "", NULL);
	session_close(&client->sessions, session);
}

void request_end_sessions(struct client *client)
{
	int i;

	for (i = 0; i < SESSIONS_MAX; i++) {
		if (client->sessions.slots[i])
			end_session(client, client->sessions.slots[i]);
	}
}

void request_evicted(const struct client *client, const char *reason)
{
	report_event(json_pack("{s:s,s:i,s:s}", "event", "evicted",
			       "connection", client->number, "reason",
			       reason));
}

/* ---------------------------------------------------------- operations -- */

/* Each returns NULL, or the word of an error. */

static const char *op_hello(struct request *request)
{
	request_end_sessions(request->client);
	json_object_set_new(request->answer, "protocol",
			    json_integer(PROTOCOL));
	json_object_set_new(request->answer, "server",
			    json_string("cpgpu-licensed " CPGPU_LIB_VERSION));
	if (request->office->needs_channel)
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
	tell(request->client, "open", session, "subject", name);
	return NULL;
}

const char *refuse_device(struct request *request, const char *error,
			  const char *text)
{
	log_event("connection %u: no key: %s: %s", request->client->number,
		  error, text);
	report_event(json_pack("{s:s,s:i,s:s,s:s}", "event", "refused",
			       "connection", request->client->number, "error",
			       error, "text", text));
	return refuse(request, error, "%s", text);
}

static const char *word_of(enum verdict verdict)
{
	static const char * const words[] = {
		[CHAIN_EXPIRED] = "expired",
		[CHAIN_NOT_YET_VALID] = "not-yet-valid",
		[CHAIN_REVOKED] = "revoked",
		[CHAIN_FOREIGN] = "foreign",
		[CHAIN_BROKEN] = "broken",
		[CHAIN_WRONG_PURPOSE] = "wrong-purpose",
		[CHAIN_UNDECIDED] = "failed",
	};

	return words[verdict];
}

const char *judge(struct request *request, struct chain *chain,
		  enum purpose purpose, const uint8_t *der, size_t size)
{
	enum verdict verdict = chain_read(chain, purpose, der, size);

	if (verdict == CHAIN_GOOD)
		verdict = trust_judge(request->office->trust, chain);
	if (verdict == CHAIN_GOOD)
		return NULL;
	return refuse_device(request, word_of(verdict), chain->text);
}

static const char *op_open(struct request *request)
{
	/* one byte more, so that what is too large can be told from no base64 */
	uint8_t der[CHAIN_SIZE_MAX + 1];
	struct chain chain;
	const char *error;
	size_t size;

	if (!get_binary(request, "chain", der, sizeof(der), &size))
		return refuse(request, bad_request,
			      "\"chain\" must be up to %d bytes in base64",
			      CHAIN_SIZE_MAX);
	error = judge(request, &chain, PURPOSE_SESSION, der, size);
	if (!error)
		error = give_session(request, chain.certs[0], der, size);
	chain_free(&chain);
	return error;
}

/* A client that has opened a channel wants it to be looked at. */
static bool may_have_content(const struct request *request,
			     const struct session *session)
{
	if (!session->has_channel)
		return !request->office->needs_channel;
	return channel_is_proven(&session->channel, now_ms());
}

static const char *op_content(struct request *request)
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
	key = keyring_find(request->office->keyring, kid);
	if (!key)
		return refuse(request, "unknown-kid",
			      "the server has no key with this id");
	if (cpgpu_keyx_wrap_content_key(session->key, key, wrapped) ||
	    !put_binary(request, "key", wrapped, sizeof(wrapped)))
		return refuse(request, "failed", "the server cannot wrap a key");
	reveal("content", key);
	tell(request->client, "content", session, "kid",
	     json_string_value(kid_value));
	return NULL;
}

static const char *op_refresh(struct request *request)
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
	tell(request->client, "refresh", session, "", NULL);
	return NULL;
}

static const char *op_close(struct request *request)
{
	struct session *session;
	const char *error = get_session(request, &session);

	if (error)
		return error;
	end_session(request->client, session);
	return NULL;
}

static const struct {
	const char *name;
	const char *(*run)(struct request *request);
} operations[] = {
	{ "hello", op_hello },
	{ "open", op_open },
	{ "channel", op_channel },
	{ "answer", op_answer },
	{ "check", op_check },
	{ "content", op_content },
	{ "refresh", op_refresh },
	{ "close", op_close },
};

/* ------------------------------------------------------------- answers -- */

static const char *dispatch(struct request *request)
{
	const json_t *op = json_object_get(request->question, "op");
	size_t i;

	if (!json_is_string(op))
		return refuse(request, bad_request,
			      "\"op\" must say what to do");
	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		if (!strcmp(json_string_value(op), operations[i].name))
			return operations[i].run(request);
	}
	return refuse(request, bad_request,
		      "\"op\" must be hello, open, channel, answer, check, content, refresh or close");
}

static bool id_is_good(const json_t *id)
{
	return json_is_integer(id) ||
	       (json_is_string(id) && json_string_length(id) <= ID_MAX);
}

/* The question's id goes into the answer, so that they can be told apart. */
static const char *run(struct request *request, const char *line, size_t size)
{
	json_error_t where;
	json_t *id;

	request->question = json_loadb(line, size, JSON_REJECT_DUPLICATES,
				       &where);
	if (!json_is_object(request->question))
		return refuse(request, bad_request,
			      "the line is no JSON object");
	id = json_object_get(request->question, "id");
	if (id && !id_is_good(id))
		return refuse(request, bad_request,
			      "\"id\" must be an integer or a string of up to %d bytes",
			      ID_MAX);
	if (id)
		json_object_set(request->answer, "id", id);
	return dispatch(request);
}

static char *to_line(const json_t *answer)
{
	char *text = json_dumps(answer, JSON_COMPACT), *line = NULL;

	if (text && asprintf(&line, "%s\n", text) < 0)
		line = NULL;
	free(text);
	return line;
}

char *request_answer(const struct office *office, struct client *client,
		     const char *line, size_t size)
{
	struct request request = { .office = office, .client = client };
	const char *error;
	char *text;

	request.answer = json_pack("{s:n,s:b}", "id", "ok", 1);
	if (!request.answer)
		return NULL;
	error = run(&request, line, size);
	if (error) {
		json_object_set_new(request.answer, "ok", json_false());
		json_object_set_new(request.answer, "error",
				    json_string(error));
		json_object_set_new(request.answer, "text",
				    json_string(request.text));
	}
	text = to_line(request.answer);
	json_decref(request.question);
	json_decref(request.answer);
	return text;
}

char *request_refusal(const char *error, const char *refusal)
{
	json_t *answer = json_pack("{s:n,s:b,s:s,s:s}", "id", "ok", 0,
				   "error", error, "text", refusal);
	char *line = to_line(answer);

	json_decref(answer);
	return line;
}
