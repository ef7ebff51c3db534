// SPDX-License-Identifier: MIT
/* The operations by which the server talks to a device through a channel. */
#include <string.h>

#include "clock.h"
#include "log.h"
#include "operation.h"

#define HANDLE_MAX ((1LL << 47) - 1)

/* The session's channel has become unusable. */
static const char *fail_channel(struct request *request, struct session *session,
			   const char *text)
{
	session_drop_channel(session);
	return refuse_device(request, "unproven", text);
}

/* Put the next message into the answer. */
static const char *put_message(struct request *request, struct session *session)
{
	struct channel_message message;
	const char *error = channel_next_message(&session->channel, &message,
						 now_ms());

	if (error)
		return fail_channel(request, session, error);
	if (!put_binary(request, "message", message.data, message.size) ||
	    json_object_set_new(request->answer, "command",
				json_boolean(message.command)))
		return refuse(request, "failed", "the server is out of memory");
	return NULL;
}

static bool get_handle(const struct request *request, const char *name,
		       uint64_t *handle)
{
	const json_t *value = json_object_get(request->question, name);

	if (!json_is_integer(value) || json_integer_value(value) < 1 ||
	    json_integer_value(value) > HANDLE_MAX)
		return false;
	*handle = json_integer_value(value);
	return true;
}

static const char *begin(struct request *request, struct session *session,
			 const uint8_t *der, size_t size)
{
	uint8_t blob[CPGPU_KEYX_BLOB_SIZE];
	uint64_t handle, bound;

	if (!get_handle(request, "channel", &handle) ||
	    !get_handle(request, "handle", &bound))
		return refuse(request, bad_request,
			      "\"channel\" and \"handle\" must be handles of the device's");
	if (!channel_begin(&session->channel, handle, bound))
		return refuse(request, "failed", "the server cannot make a key");
	if (cpgpu_keyx_wrap_channel_key(der, size, session->channel.key, blob) ||
	    !put_binary(request, "key", blob, sizeof(blob))) {
		session_drop_channel(session);
		return refuse(request, "failed", "the server cannot wrap a key");
	}
	session->has_channel = true;
	return put_message(request, session);
}

const char *op_channel(struct request *request)
{
	uint8_t der[CHAIN_SIZE_MAX + 1];
	struct session *session;
	struct chain chain;
	size_t size;
	const char *error = get_session(request, &session);

	if (error)
		return error;
	if (!get_binary(request, "chain", der, sizeof(der), &size))
		return refuse(request, bad_request,
			      "\"chain\" must be up to %d bytes in base64",
			      CHAIN_SIZE_MAX);
	session_drop_channel(session);
	error = verify(request, &chain, PURPOSE_CHANNEL, der, size);
	if (!error && !chain_same_device(session->device, chain.certs[0]))
		error = refuse_device(request, "foreign",
				      "the certificate is that of another device than the session's");
	if (!error)
		error = begin(request, session, der, size);
	chain_free(&chain);
	return error;
}

const char *op_answer(struct request *request)
{
	uint8_t answer[CPGPU_CHAN_MESSAGE_MAX];
	struct session *session;
	bool was_proven;
	size_t size;
	const char *error = get_session(request, &session);

	if (error)
		return error;
	if (!get_binary(request, "answer", answer, sizeof(answer), &size))
		return refuse(request, bad_request,
			      "\"answer\" must be up to %d bytes in base64",
			      CPGPU_CHAN_MESSAGE_MAX);
	if (!session->has_channel)
		return refuse(request, bad_request,
			      "the session has no channel");
	was_proven = session->channel.proven;
	error = channel_answer(&session->channel, answer, size, now_ms());
	if (error)
		return fail_channel(request, session, error);
	if (!session->channel.proven)
		return put_message(request, session);
	if (!was_proven) {
		log_event("connection %u: session %lld is protected",
			  request->client->number, (long long)session->number);
		report_session(request->client, "proven", session, "", NULL);
	}
	json_object_set_new(request->answer, "proven", json_true());
	return NULL;
}

const char *op_check(struct request *request)
{
	struct session *session;
	const char *error = get_session(request, &session);

	if (error)
		return error;
	if (!session->has_channel || !session->channel.proven)
		return refuse(request, "unproven",
			      "the session has no channel that was proven");
	if (session->channel.waiting)
		return fail_channel(request, session,
			       "the question before was not answered");
	return put_message(request, session);
}
