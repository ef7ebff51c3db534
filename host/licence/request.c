// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operation.h"
#include "request.h"

#define ID_MAX		64

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

/* The answer gets the id of the question, so that clients can match them. */
static const char *handle(struct request *request, const char *line, size_t size)
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

char *request_answer(const struct server_ctx *ctx, struct client *client,
		     const char *line, size_t size)
{
	struct request request = { .ctx = ctx, .client = client };
	const char *error;
	char *text;

	request.answer = json_pack("{s:n,s:b}", "id", "ok", 1);
	if (!request.answer)
		return NULL;
	error = handle(&request, line, size);
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
