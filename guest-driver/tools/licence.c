// SPDX-License-Identifier: MIT
/*
 * One JSON object a line each way, one question at a time; binary values are
 * base64.
 *
 * A virtio port stays connected when a program that used it ends, so half a
 * line or the answer to a question of that program may come first.  An empty
 * line ends what it may have left unfinished, and what comes before the answer
 * to our greeting is skipped.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <libavutil/base64.h>

#include "common.h"
#include "licence_ask.h"

#define PROTOCOL 2
#define LINE_MAX_SIZE 65536
#define KEY_ID_TEXT (2 * DRM_CPGPU_KEY_SIZE + 1)
#define WORDS_MAX 200

/* What the server says of a refusal, for people. */
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

void licence_nonsense(const struct licence *licence, const char *what)
{
	die("what answers at %s is no licence server that this player knows: %s",
	    licence->path, what);
}

/* The server's words, without what a terminal could take for a command. */
static void copy_words(char *words, const char *from)
{
	size_t i;

	for (i = 0; from[i] && i < WORDS_MAX - 1; i++)
		words[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	words[i] = '\0';
}

static void __attribute__((noreturn))
die_refused(const struct licence *licence, json_t *answer)
{
	const char *error = json_string_value(json_object_get(answer, "error"));
	const char *text = json_string_value(json_object_get(answer, "text"));
	char words[WORDS_MAX];
	size_t i;

	if (!error)
		licence_nonsense(licence, "a refusal without a reason");
	copy_words(words, text ? text : error);
	for (i = 0; i < REFUSAL_COUNT; i++) {
		if (!strcmp(refusals[i].error, error))
			die("the licence server gives no key: %s (%s)",
			    refusals[i].text, words);
	}
	die("the licence server refuses: %s", words);
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

/* A socket that was closed is no reason for a signal. */
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

/* More of it into the buffer, which has room. */
static void read_some(struct licence *licence, long long deadline)
{
	ssize_t n;

	wait_for(licence, POLLIN, deadline);
	n = read(licence->fd, licence->line + licence->used,
		 LINE_MAX_SIZE - licence->used);
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
		if (licence->used == LINE_MAX_SIZE)
			licence_nonsense(licence, "a line without an end");
		read_some(licence, deadline);
	}
	licence->taken = end + 1 - licence->line;
	return end - licence->line;
}

/* ------------------------------------------------------------- questions -- */

/* The line that asks @question, which is used up; to be freed. */
static char *question_line(struct licence *licence, const char *op,
			   json_t *question)
{
	char *text = NULL, *line;

	licence->id++;
	if (question &&
	    !json_object_set_new(question, "op", json_string(op)) &&
	    !json_object_set_new(question, "id", json_integer(licence->id)))
		text = json_dumps(question, JSON_COMPACT);
	if (!text || asprintf(&line, "%s\n", text) < 0)
		die("out of memory");
	json_decref(question);
	free(text);
	return line;
}

/* Is it the answer to the last question?  Without an id it may be a complaint. */
static bool is_ours(const struct licence *licence, json_t *answer)
{
	json_t *id = json_object_get(answer, "id");

	if (!json_is_integer(id))
		return !licence->port || licence->server;
	return json_integer_value(id) == licence->id;
}

json_t *licence_ask(struct licence *licence, const char *op, json_t *question)
{
	return licence_try(licence, op, question, NULL);
}

static bool is_refusal(json_t *answer, const char *error)
{
	const char *word = json_string_value(json_object_get(answer, "error"));

	return error && word && !strcmp(word, error);
}

json_t *licence_try(struct licence *licence, const char *op, json_t *question,
		    const char *error)
{
	long long deadline = now_ms() + licence->timeout_ms;
	bool stale = licence->port && !licence->server;
	char *line = question_line(licence, op, question);
	json_t *answer, *ok;
	size_t size;

	write_all(licence, line, strlen(line), deadline);
	free(line);
	for (;;) {
		size = read_line(licence, deadline);
		answer = json_loadb(licence->line, size, JSON_REJECT_DUPLICATES,
				    NULL);
		if (json_is_object(answer) && is_ours(licence, answer))
			break;
		if (!stale)
			licence_nonsense(licence, json_is_object(answer) ?
				     "the answer to another question" :
				     "a line that is no JSON object");
		json_decref(answer);
	}
	ok = json_object_get(answer, "ok");
	if (json_is_false(ok) && is_refusal(answer, error)) {
		json_decref(answer);
		return NULL;
	}
	if (json_is_false(ok))
		die_refused(licence, answer);
	if (!json_is_true(ok) || !json_is_integer(json_object_get(answer, "id")))
		licence_nonsense(licence, "an answer that is neither yes nor no");
	return answer;
}

json_t *licence_binary(const void *data, size_t size)
{
	size_t room = AV_BASE64_SIZE(size);
	char *text = malloc(room);
	json_t *value;

	if (!text)
		die("out of memory");
	av_base64_encode(text, room, data, size);
	value = json_string(text);
	free(text);
	return value;
}

size_t licence_take(const struct licence *licence, json_t *answer,
		    const char *name, uint8_t *data, size_t max)
{
	const char *text = json_string_value(json_object_get(answer, name));
	uint8_t decoded[DRM_CPGPU_BLOB_SIZE + 3];
	int size = -1;

	/* some bytes more, so that a longer value is seen */
	if (text && strlen(text) < AV_BASE64_SIZE(sizeof(decoded)))
		size = av_base64_decode(decoded, text, sizeof(decoded));
	if (size < 0 || (size_t)size > max ||
	    strlen(text) != AV_BASE64_SIZE((size_t)size) - 1)
		licence_nonsense(licence, strcmp(name, "key") ?
				 "a message of another form" :
				 "a key of another form");
	memcpy(data, decoded, size);
	return size;
}

/* The "key" of an answer, exactly @size bytes. */
static void take_key(const struct licence *licence, json_t *answer,
		     uint8_t *key, size_t size)
{
	uint8_t data[DRM_CPGPU_BLOB_SIZE];

	if (licence_take(licence, answer, "key", data, sizeof(data)) != size)
		licence_nonsense(licence, "a key of another form");
	memcpy(key, data, size);
}

/* ------------------------------------------------------------ connection -- */

static void connect_socket(struct licence *licence)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(licence->path) >= sizeof(address.sun_path))
		die("%s is too long for the path of a socket", licence->path);
	strcpy(address.sun_path, licence->path);
	licence->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			     0);
	if (licence->fd < 0)
		die("cannot make a socket: %s", strerror(errno));
	if (!connect(licence->fd, (struct sockaddr *)&address, sizeof(address)))
		return;
	if (errno == ECONNREFUSED)
		die("no licence server listens at %s: start cpgpu-licensed",
		    licence->path);
	if (errno == EAGAIN)
		die("the licence server at %s has too many clients",
		    licence->path);
	die("cannot connect to %s: %s", licence->path, strerror(errno));
}

static void open_port(struct licence *licence)
{
	licence->fd = open(licence->path, O_RDWR | O_NONBLOCK | O_NOCTTY |
			   O_CLOEXEC);
	if (licence->fd < 0 && errno == EBUSY)
		die("another program uses %s", licence->path);
	if (licence->fd < 0)
		die("cannot open %s: %s", licence->path, strerror(errno));
	licence->port = true;
}

static void greet(struct licence *licence)
{
	json_t *answer, *protocol, *server;

	if (licence->port)
		write_all(licence, "\n", 1, now_ms() + licence->timeout_ms);
	answer = licence_ask(licence, "hello", json_object());
	protocol = json_object_get(answer, "protocol");
	server = json_object_get(answer, "server");
	if (!json_is_integer(protocol) || !json_is_string(server))
		licence_nonsense(licence, "no greeting");
	if (json_integer_value(protocol) != PROTOCOL)
		die("the licence server at %s speaks protocol %lld, and this player %d",
		    licence->path, (long long)json_integer_value(protocol),
		    PROTOCOL);
	licence->server = malloc(WORDS_MAX);
	if (!licence->server)
		die("out of memory");
	copy_words(licence->server, json_string_value(server));
	licence->needs_channel = json_is_true(json_object_get(answer,
							      "needs_channel"));
	json_decref(answer);
}

void licence_connect(struct licence *licence, const char *path, int timeout_ms)
{
	struct stat st;

	/* no two programs one after the other should use the same numbers */
	*licence = (struct licence) {
		.path = path,
		.timeout_ms = timeout_ms,
		.id = now_ms() << 10,
		.line = malloc(LINE_MAX_SIZE),
	};
	if (!licence->line)
		die("out of memory");
	if (stat(path, &st))
		die("cannot find the licence server's socket or port %s: %s",
		    path, strerror(errno));
	if (S_ISSOCK(st.st_mode))
		connect_socket(licence);
	else if (S_ISCHR(st.st_mode))
		open_port(licence);
	else
		die("%s is neither a Unix socket nor a virtio port", path);
	greet(licence);
}

/* -------------------------------------------------------------- sessions -- */

void licence_open(struct licence *licence, const void *chain, size_t size,
		  uint8_t blob[DRM_CPGPU_BLOB_SIZE])
{
	json_t *answer, *session;

	answer = licence_ask(licence, "open",
		     json_pack("{s:o}", "chain", licence_binary(chain, size)));
	session = json_object_get(answer, "session");
	if (!json_is_integer(session))
		licence_nonsense(licence, "no number of a session");
	licence->session = json_integer_value(session);
	take_key(licence, answer, blob, DRM_CPGPU_BLOB_SIZE);
	json_decref(answer);
}

void licence_content_key(struct licence *licence,
			 const uint8_t key_id[DRM_CPGPU_KEY_SIZE],
			 uint8_t wrapped[DRM_CPGPU_KEY_SIZE])
{
	char text[KEY_ID_TEXT];
	json_t *answer;
	int i;

	/* what the device said last may be too old */
	if (licence->proven)
		licence_check(licence);
	for (i = 0; i < DRM_CPGPU_KEY_SIZE; i++)
		sprintf(text + 2 * i, "%02x", key_id[i]);
	answer = licence_ask(licence, "content",
		     json_pack("{s:I,s:s}", "session",
			       (json_int_t)licence->session, "kid", text));
	take_key(licence, answer, wrapped, DRM_CPGPU_KEY_SIZE);
	json_decref(answer);
	licence->keys++;
}

void licence_refresh(struct licence *licence,
		     const uint8_t random[DRM_CPGPU_KEY_SIZE])
{
	json_decref(licence_ask(licence, "refresh",
			json_pack("{s:I,s:o}", "session",
				  (json_int_t)licence->session, "random",
				  licence_binary(random, DRM_CPGPU_KEY_SIZE))));
}

void licence_close(struct licence *licence)
{
	char *line = question_line(licence, "close",
				   json_pack("{s:I}", "session",
					     (json_int_t)licence->session));

	/* all is played, so it does not matter any more who hears it */
	if (write_some(licence, line, strlen(line)) < 0)
		errno = 0;
	free(line);
	close(licence->fd);
	free(licence->server);
	free(licence->line);
	*licence = (struct licence) { .fd = -1 };
}
