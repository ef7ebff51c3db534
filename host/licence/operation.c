// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>

#include "base64.h"
#include "log.h"
#include "operation.h"
#include "report.h"

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

/* -------------------------------------------------------------- reports -- */

void report_session(const struct client *client, const char *event,
		    const struct session *session, const char *name,
		    const char *value)
{
	report_event(json_pack("{s:s,s:i,s:I,s:s*}", "event", event,
			       "connection", client->number,
			       "session", (json_int_t)session->number,
			       name, value));
}

void end_session(struct client *client, struct session *session)
{
	log_event("connection %u: session %lld is closed", client->number,
		  (long long)session->number);
	report_session(client, "close", session, "", NULL);
	session_close(&client->sessions, session);
}

void end_sessions(struct client *client)
{
	int i;

	for (i = 0; i < SESSIONS_MAX; i++) {
		if (client->sessions.slots[i])
			end_session(client, client->sessions.slots[i]);
	}
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

const char *verify(struct request *request, struct chain *chain,
		   enum purpose purpose, const uint8_t *der, size_t size)
{
	enum verdict verdict = chain_read(chain, purpose, der, size);

	if (verdict == CHAIN_GOOD)
		verdict = trust_verify(request->ctx->trust, chain);
	if (verdict == CHAIN_GOOD)
		return NULL;
	return refuse_device(request, word_of(verdict), chain->text);
}

