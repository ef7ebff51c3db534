// SPDX-License-Identifier: MIT
/*
 * The protocol of the licence server: one JSON object a line each way, one
 * request at a time, binary values in base64.
 *
 * A virtio port stays connected when a program that used it ends.  So a partial
 * line may have been sent, which an empty line terminates, and answers to
 * earlier programs may come first, which are skipped until the greeting has
 * been answered.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <libavutil/base64.h>

#include "common.h"
#include "licence_request.h"

/* The reasons of the server, in plain words. */
static const struct {
	const char *error;
	const char *text;
} refusals[] = {
	{ "expired", "this device's certificate has expired" },
	{ "not-yet-valid", "this device's certificate is not valid yet" },
	{ "revoked", "this device's certificate has been revoked" },
	{ "foreign", "this device's certificate does not lead to its root" },
	{ "broken", "this device's certificate is broken" },
	{ "wrong-purpose", "this device's certificate is not for session keys" },
	{ "unknown-kid", "it does not have this clip's" },
	{ "unproven", "the device does not confirm that the session is protected" },
	{ "no-session", "it does not know our session any more" },
};

#define REFUSAL_COUNT (sizeof(refusals) / sizeof(refusals[0]))

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* -------------------------------------------------------------- failures -- */

static void __attribute__((noreturn)) die_gone(const struct licence *licence)
{
	if (licence->server)
		die("the licence server at %s closed the connection",
		    licence->path);
	die("there is no licence server at the other end of %s", licence->path);
}

void licence_bad_answer(const struct licence *licence, const char *what)
{
	die("what answers at %s is not a licence server that this player supports: %s",
	    licence->path, what);
}

void licence_copy_text(char text[LICENCE_TEXT_MAX], const char *from)
{
	size_t i;

	for (i = 0; from[i] && i < LICENCE_TEXT_MAX - 1; i++)
		text[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	text[i] = '\0';
}

static void __attribute__((noreturn))
die_refused(const struct licence *licence, json_t *answer)
{
	const char *error = json_string_value(json_object_get(answer, "error"));
	const char *reason = json_string_value(json_object_get(answer, "text"));
	char text[LICENCE_TEXT_MAX];
	size_t i;

	if (!error)
		licence_bad_answer(licence, "a refusal without a reason");
	licence_copy_text(text, reason ? reason : error);
	for (i = 0; i < REFUSAL_COUNT; i++) {
		if (!strcmp(refusals[i].error, error))
			die("the licence server gives no key: %s (%s)",
			    refusals[i].text, text);
	}
	die("the licence server refuses: %s", text);
}

/* ----------------------------------------------------------------- lines -- */

static void wait_for(const struct licence *licence, short event,
		     long long deadline)
{
	struct pollfd pollfd = { .fd = licence->fd, .events = event };
	long long left;
	int ret;

	do {
		left = deadline - now_ms();
		if (left <= 0)
			die("the licence server at %s did not answer within %d s",
			    licence->path, (licence->timeout_ms + 999) / 1000);
		ret = poll(&pollfd, 1, left);
	} while (!ret || (ret < 0 && errno == EINTR));
	if (ret < 0)
		die("cannot wait for %s: %s", licence->path, strerror(errno));
	if (!(pollfd.revents & event))
		die_gone(licence);
}

/* A closed socket must not raise SIGPIPE. */
static ssize_t write_some(const struct licence *licence, const char *data,
			  size_t size)
{
	return licence->port ? write(licence->fd, data, size) :
	       send(licence->fd, data, size, MSG_NOSIGNAL);
}

static void write_all(const struct licence *licence, const char *data,
		      size_t size, long long deadline)
{
	ssize_t n;

	while (size) {
		wait_for(licence, POLLOUT, deadline);
		n = write_some(licence, data, size);
		if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
			die_gone(licence);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			die("cannot write to %s: %s", licence->path,
			    strerror(errno));
		if (n > 0) {
			data += n;
			size -= n;
		}
	}
}

/* Append to the buffer, which is not full. */
static void read_some(struct licence *licence, long long deadline)
{
	ssize_t n;

	wait_for(licence, POLLIN, deadline);
	n = read(licence->fd, licence->line + licence->used,
		 LICENCE_LINE_MAX - licence->used);
	if (!n || (n < 0 && errno == ECONNRESET))
		die_gone(licence);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("cannot read from %s: %s", licence->path, strerror(errno));
	if (n > 0)
		licence->used += n;
}

/* The next line is at licence->line, until the next call; returns its length. */
static size_t read_line(struct licence *licence, long long deadline)
{
	char *end;

	licence->used -= licence->taken;
	memmove(licence->line, licence->line + licence->taken, licence->used);
	licence->taken = 0;
	while (!(end = memchr(licence->line, '\n', licence->used))) {
		if (licence->used == LICENCE_LINE_MAX)
			licence_bad_answer(licence, "a line without an end");
		read_some(licence, deadline);
	}
	licence->taken = end + 1 - licence->line;
	return end - licence->line;
}

/* -------------------------------------------------------------- requests -- */

/* The line of @request, which is consumed; to be freed. */
static char *request_line(struct licence *licence, const char *op,
			  json_t *request)
{
	char *text = NULL, *line;

	/* programs that use the same port must not use the same ids */
	if (!licence->id)
		licence->id = now_ms() << 10;
	licence->id++;
	if (request &&
	    !json_object_set_new(request, "op", json_string(op)) &&
	    !json_object_set_new(request, "id", json_integer(licence->id)))
		text = json_dumps(request, JSON_COMPACT);
	if (!text || asprintf(&line, "%s\n", text) < 0)
		die("out of memory");
	json_decref(request);
	free(text);
	return line;
}

void licence_send(struct licence *licence, const char *op, json_t *request)
{
	char *line = request_line(licence, op, request);

	if (write_some(licence, line, strlen(line)) < 0)
		errno = 0;
	free(line);
}

/* An answer without an id may report that the request was not understood. */
static bool is_ours(const struct licence *licence, json_t *answer)
{
	json_t *id = json_object_get(answer, "id");

	if (!json_is_integer(id))
		return !licence->port || licence->server;
	return json_integer_value(id) == licence->id;
}

/* Read lines up to the answer to the last request. */
static json_t *read_answer(struct licence *licence, long long deadline)
{
	bool may_be_stale = licence->port && !licence->server;
	json_t *answer;
	size_t size;

	for (;;) {
		size = read_line(licence, deadline);
		answer = json_loadb(licence->line, size, JSON_REJECT_DUPLICATES,
				    NULL);
		if (json_is_object(answer) && is_ours(licence, answer))
			return answer;
		if (!may_be_stale)
			licence_bad_answer(licence, json_is_object(answer) ?
					   "the answer to another request" :
					   "a line that is not a JSON object");
		json_decref(answer);
	}
}

static bool is_refusal(json_t *answer, const char *error)
{
	const char *word = json_string_value(json_object_get(answer, "error"));

	return error && word && !strcmp(word, error);
}

json_t *licence_request_or(struct licence *licence, const char *op,
			   json_t *request, const char *error)
{
	long long deadline = now_ms() + licence->timeout_ms;
	char *line = request_line(licence, op, request);
	json_t *answer, *ok;

	if (licence->port && !licence->server)
		write_all(licence, "\n", 1, deadline);
	write_all(licence, line, strlen(line), deadline);
	free(line);
	answer = read_answer(licence, deadline);
	ok = json_object_get(answer, "ok");
	if (json_is_false(ok) && is_refusal(answer, error)) {
		json_decref(answer);
		return NULL;
	}
	if (json_is_false(ok))
		die_refused(licence, answer);
	if (!json_is_true(ok) || !json_is_integer(json_object_get(answer, "id")))
		licence_bad_answer(licence,
				   "an answer without a result");
	return answer;
}

json_t *licence_request(struct licence *licence, const char *op,
			json_t *request)
{
	return licence_request_or(licence, op, request, NULL);
}

json_t *licence_binary(const void *data, size_t size)
{
	size_t text_size = AV_BASE64_SIZE(size);
	char *text = malloc(text_size);
	json_t *value;

	if (!text)
		die("out of memory");
	av_base64_encode(text, text_size, data, size);
	value = json_string(text);
	free(text);
	return value;
}

size_t licence_get_binary(const struct licence *licence, json_t *answer,
			  const char *name, uint8_t *data, size_t max)
{
	const char *text = json_string_value(json_object_get(answer, name));
	uint8_t decoded[DRM_CPGPU_BLOB_SIZE + 3];
	int size = -1;

	/* the buffer has a few bytes more, to detect a longer value */
	if (text && strlen(text) < AV_BASE64_SIZE(sizeof(decoded)))
		size = av_base64_decode(decoded, text, sizeof(decoded));
	if (size < 0 || (size_t)size > max ||
	    strlen(text) != AV_BASE64_SIZE((size_t)size) - 1)
		licence_bad_answer(licence, strcmp(name, "key") ?
				   "a malformed message" :
				   "a malformed key");
	memcpy(data, decoded, size);
	return size;
}

void licence_get_key(const struct licence *licence, json_t *answer,
		     uint8_t *key, size_t size)
{
	uint8_t data[DRM_CPGPU_BLOB_SIZE];

	if (licence_get_binary(licence, answer, "key", data,
			       sizeof(data)) != size)
		licence_bad_answer(licence, "a malformed key");
	memcpy(key, data, size);
}
