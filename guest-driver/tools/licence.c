// SPDX-License-Identifier: MIT
/* The client of the licence server: its connection and its session. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common.h"
#include "licence_request.h"

#define PROTOCOL 2

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
		die("cannot create a socket: %s", strerror(errno));
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
	json_t *answer = licence_request(licence, "hello", json_object());
	json_t *protocol = json_object_get(answer, "protocol");
	json_t *server = json_object_get(answer, "server");

	if (!json_is_integer(protocol) || !json_is_string(server))
		licence_bad_answer(licence, "an incomplete greeting");
	if (json_integer_value(protocol) != PROTOCOL)
		die("the licence server at %s speaks protocol %lld, and this player %d",
		    licence->path, (long long)json_integer_value(protocol),
		    PROTOCOL);
	licence->server = malloc(LICENCE_TEXT_MAX);
	if (!licence->server)
		die("out of memory");
	licence_copy_text(licence->server, json_string_value(server));
	licence->needs_channel = json_is_true(json_object_get(answer,
							      "needs_channel"));
	json_decref(answer);
}

void licence_connect(struct licence *licence, const char *path, int timeout_ms)
{
	struct stat st;

	*licence = (struct licence) {
		.path = path,
		.timeout_ms = timeout_ms,
		.line = malloc(LICENCE_LINE_MAX),
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

	answer = licence_request(licence, "open",
				 json_pack("{s:o}", "chain",
					   licence_binary(chain, size)));
	session = json_object_get(answer, "session");
	if (!json_is_integer(session))
		licence_bad_answer(licence, "no session number");
	licence->session = json_integer_value(session);
	licence_get_key(licence, answer, blob, DRM_CPGPU_BLOB_SIZE);
	json_decref(answer);
}

void licence_content_key(struct licence *licence,
			 const uint8_t key_id[DRM_CPGPU_KEY_SIZE],
			 uint8_t wrapped[DRM_CPGPU_KEY_SIZE])
{
	char text[KEY_TEXT_SIZE];
	json_t *answer;

	/* the last confirmation of the device may be too old */
	if (licence->proven)
		licence_check(licence);
	print_key(text, key_id);
	answer = licence_request(licence, "content",
				 json_pack("{s:I,s:s}", "session",
					   (json_int_t)licence->session, "kid",
					   text));
	licence_get_key(licence, answer, wrapped, DRM_CPGPU_KEY_SIZE);
	json_decref(answer);
	licence->keys++;
}

void licence_refresh(struct licence *licence,
		     const uint8_t random[DRM_CPGPU_KEY_SIZE])
{
	json_t *request = json_pack("{s:I,s:o}", "session",
				    (json_int_t)licence->session, "random",
				    licence_binary(random, DRM_CPGPU_KEY_SIZE));

	json_decref(licence_request(licence, "refresh", request));
}

void licence_close(struct licence *licence)
{
	/* the clip has been played, so errors do not matter */
	licence_send(licence, "close", json_pack("{s:I}", "session",
						 (json_int_t)licence->session));
	close(licence->fd);
	free(licence->server);
	free(licence->line);
	*licence = (struct licence) { .fd = -1 };
}
