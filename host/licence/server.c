// SPDX-License-Identifier: MIT
/*
 * One thread serves all in turn: of each connection it reads what is there,
 * answers one line, and does not read on before that answer is gone.  So none
 * of them can keep the server from the others for longer than one request
 * takes, nor make it keep more than one line and one answer in memory.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "server.h"

/*
 * A client with sessions that has asked for something so lately is at work: it
 * need not make room for another.
 */
#define AT_WORK_MS	10000

struct connection {
	int fd;			/* -1: this place is free */
	struct client client;
	char *in;		/* REQUEST_LINE_MAX + 1 bytes of room */
	size_t in_size;
	bool skipping;		/* the rest of a line that is too long */
	bool at_end;		/* the other side sends no more */
	char *out;		/* the answer that is on its way, or NULL */
	size_t out_size;
	size_t out_done;
	int64_t begun;		/* in ms, as the next */
	int64_t heard;		/* the last request */
};

struct server {
	struct sockaddr_un address;
	ino_t inode;		/* of the socket */
	int fd;
	unsigned int count;	/* connections so far */
	bool one_is_over;
	struct connection connections[CONNECTIONS_MAX];
};

/* ----------------------------------------------------------- the socket -- */

/* A socket that nobody listens to any more is in the way: it may be replaced. */
static void check_place(const struct sockaddr_un *address)
{
	const char *path = address->sun_path;
	struct stat st;
	int fd;

	if (lstat(path, &st)) {
		if (errno == ENOENT)
			return;
		die("cannot listen on %s: %s", path, strerror(errno));
	}
	if (!S_ISSOCK(st.st_mode))
		die("cannot listen on %s: it exists and is no socket", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && !connect(fd, (const struct sockaddr *)address,
				sizeof(*address)))
		die("another server listens on %s", path);
	close(fd);
}

/* Clients may take the socket's being there for a sign: so listen first. */
static int listen_at(const struct sockaddr_un *address)
{
	struct sockaddr_un before = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			0);
	int length = snprintf(before.sun_path, sizeof(before.sun_path),
			      "%s.%d", address->sun_path, (int)getpid());

	if (length >= (int)sizeof(before.sun_path))
		die_usage("--socket: a socket's path has up to %zu bytes",
			  sizeof(before.sun_path) - 10);
	unlink(before.sun_path);
	if (fd < 0 ||
	    bind(fd, (const struct sockaddr *)&before, sizeof(before)))
		die("cannot listen on %s: %s", address->sun_path,
		    strerror(errno));
	if (listen(fd, SOMAXCONN) ||
	    rename(before.sun_path, address->sun_path)) {
		int error = errno;

		unlink(before.sun_path);
		die("cannot listen on %s: %s", address->sun_path,
		    strerror(error));
	}
	return fd;
}

struct server *server_open(const char *path)
{
	struct server *server = calloc(1, sizeof(*server));
	struct stat st;
	int i;

	if (!server)
		die("out of memory");
	server->address.sun_family = AF_UNIX;
	if (!*path || strlen(path) >= sizeof(server->address.sun_path) - 10)
		die_usage("--socket: a socket's path has up to %zu bytes",
			  sizeof(server->address.sun_path) - 10);
	strcpy(server->address.sun_path, path);
	for (i = 0; i < CONNECTIONS_MAX; i++)
		server->connections[i].fd = -1;
	check_place(&server->address);
	server->fd = listen_at(&server->address);
	server->inode = stat(path, &st) ? 0 : st.st_ino;
	return server;
}

/* ---------------------------------------------------------- connections -- */

static void hang_up(struct server *server, struct connection *connection)
{
	request_end_sessions(&connection->client);
	close(connection->fd);
	connection->fd = -1;
	free(connection->in);
	free(connection->out);
	connection->in = connection->out = NULL;
	server->one_is_over = true;
	log_event("connection %u: ended", connection->client.number);
}

/* What is said last; a client that reads what it is sent has room for it. */
static void say_last(int fd, const char *text)
{
	char *line = request_refusal("limit", text);

	if (line)
		send(fd, line, strlen(line), MSG_NOSIGNAL);
	free(line);
}

/* The server's decision: tell the client, the log and the report why. */
static void evict(struct server *server, struct connection *connection,
		  const char *reason, const char *text)
{
	log_event("connection %u: %s", connection->client.number, text);
	/* not into the middle of an answer */
	if (!connection->out)
		say_last(connection->fd, text);
	request_evicted(&connection->client, reason);
	hang_up(server, connection);
}

static void check_limits(struct server *server, const struct limits *limits)
{
	struct connection *connection;
	int64_t now = now_ms();
	int i;

	for (i = 0; i < CONNECTIONS_MAX; i++) {
		connection = &server->connections[i];
		if (connection->fd < 0)
			continue;
		if (limits->total && now >= connection->begun +
					    limits->total * 1000)
			evict(server, connection, "total",
			      "the connection has reached the limit of its time");
		else if (limits->idle && now >= connection->heard +
						limits->idle * 1000)
			evict(server, connection, "idle",
			      "the connection was idle for too long");
	}
}

/* When check_limits() has to be called next, if nothing else happens */
static const struct timespec *next_limit(const struct server *server,
					 const struct limits *limits,
					 struct timespec *wait)
{
	const struct connection *connection;
	int64_t next = INT64_MAX, now = now_ms();
	int i;

	for (i = 0; i < CONNECTIONS_MAX; i++) {
		connection = &server->connections[i];
		if (connection->fd < 0)
			continue;
		if (limits->total &&
		    connection->begun + limits->total * 1000 < next)
			next = connection->begun + limits->total * 1000;
		if (limits->idle &&
		    connection->heard + limits->idle * 1000 < next)
			next = connection->heard + limits->idle * 1000;
	}
	if (next == INT64_MAX)
		return NULL;
	next = next > now ? next - now : 0;
	wait->tv_sec = next / 1000;
	wait->tv_nsec = next % 1000 * 1000000;
	return wait;
}

/* Those without sessions lose nothing, so they go first. */
static bool goes_before(const struct connection *one,
			const struct connection *other)
{
	bool has = session_count(&one->client.sessions);
	bool other_has = session_count(&other->client.sessions);

	return has != other_has ? other_has : one->heard < other->heard;
}

/*
 * A place for one more; if there is none, that of the client that has been idle
 * for longest, unless it is at work.
 */
static struct connection *make_room(struct server *server)
{
	struct connection *connection, *idle = NULL;
	int i;

	for (i = 0; i < CONNECTIONS_MAX; i++) {
		connection = &server->connections[i];
		if (connection->fd < 0)
			return connection;
		if (!idle || goes_before(connection, idle))
			idle = connection;
	}
	if (session_count(&idle->client.sessions) &&
	    now_ms() < idle->heard + AT_WORK_MS)
		return NULL;
	evict(server, idle, "room", "the connection has to make room");
	return idle;
}

static void turn_away(int fd)
{
	log_event("no room for one more connection");
	say_last(fd, "the server has no room for one more");
	close(fd);
}

static void welcome(struct server *server)
{
	struct connection *connection;
	int fd = accept4(server->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	char *in;

	if (fd < 0) {
		/* else it would be asked for again and again */
		if (errno == EMFILE || errno == ENFILE)
			make_room(server);
		return;
	}
	connection = make_room(server);
	in = connection ? malloc(REQUEST_LINE_MAX + 1) : NULL;
	if (!in) {
		turn_away(fd);
		return;
	}
	*connection = (struct connection) {
		.fd = fd,
		.in = in,
		.client.number = ++server->count,
		.begun = now_ms(),
	};
	connection->heard = connection->begun;
	log_event("connection %u: begins", server->count);
}

/* -------------------------------------------------------------- traffic -- */

/* False: the connection is lost */
static bool send_answer(struct connection *connection)
{
	ssize_t size;

	while (connection->out) {
		size = send(connection->fd,
			    connection->out + connection->out_done,
			    connection->out_size - connection->out_done,
			    MSG_NOSIGNAL);
		if (size < 0)
			return errno == EAGAIN || errno == EINTR;
		connection->out_done += size;
		if (connection->out_done == connection->out_size) {
			free(connection->out);
			connection->out = NULL;
		}
	}
	return true;
}

static bool set_answer(struct connection *connection, char *line)
{
	connection->out = line;
	connection->out_size = line ? strlen(line) : 0;
	connection->out_done = 0;
	return line;
}

/* False: the connection is lost */
static bool receive(struct connection *connection)
{
	size_t room = REQUEST_LINE_MAX + 1 - connection->in_size;
	ssize_t size = recv(connection->fd,
			    connection->in + connection->in_size, room, 0);

	if (size < 0)
		return errno == EAGAIN || errno == EINTR;
	connection->at_end = !size;
	connection->in_size += size;
	return true;
}

static char *line_end(const struct connection *connection)
{
	return memchr(connection->in, '\n', connection->in_size);
}

static void drop(struct connection *connection, size_t size)
{
	connection->in_size -= size;
	memmove(connection->in, connection->in + size, connection->in_size);
}

static bool is_blank(const char *line, size_t size)
{
	while (size && strchr(" \t\r", line[size - 1]) && line[size - 1])
		size--;
	return !size;
}

/* Deal with one line, if there is a whole one; false: out of memory */
static bool take_line(const struct office *office,
		      struct connection *connection)
{
	char *end = line_end(connection);
	size_t size;
	bool ok = true;

	if (!end && connection->in_size > REQUEST_LINE_MAX) {
		if (!connection->skipping)
			ok = set_answer(connection,
					request_refusal("bad-request",
							"the line is longer than 65536 bytes"));
		connection->skipping = true;
		connection->in_size = 0;
	}
	if (!end || !ok)
		return ok;
	size = end - connection->in;
	if (!connection->skipping && !is_blank(connection->in, size)) {
		connection->heard = now_ms();
		ok = set_answer(connection,
				request_answer(office, &connection->client,
					       connection->in, size));
	}
	connection->skipping = false;
	drop(connection, size + 1);
	return ok;
}

/* Is there something to do without waiting? */
static bool is_ready(const struct connection *connection)
{
	return connection->fd >= 0 && !connection->out &&
	       (line_end(connection) || connection->at_end);
}

static bool serve(const struct office *office, struct connection *connection,
		  short events)
{
	/* both directions are shut: nobody would get an answer */
	if (events & (POLLERR | POLLHUP | POLLNVAL))
		return false;
	if (events & POLLIN && !receive(connection))
		return false;
	if (!send_answer(connection))
		return false;
	if (connection->out)
		return true;
	if (connection->at_end && !line_end(connection))
		return false;
	return take_line(office, connection) && send_answer(connection);
}

/* ----------------------------------------------------------------- loop -- */

/* What to wait for; returns whether not to wait at all */
static bool prepare(const struct server *server,
		    struct pollfd fds[CONNECTIONS_MAX + 1])
{
	const struct connection *connection;
	bool ready = false;
	int i;

	fds[CONNECTIONS_MAX] = (struct pollfd) {
		.fd = server->fd,
		.events = POLLIN,
	};
	for (i = 0; i < CONNECTIONS_MAX; i++) {
		connection = &server->connections[i];
		fds[i] = (struct pollfd) { .fd = connection->fd };
		if (connection->fd < 0)
			continue;
		if (is_ready(connection))
			ready = true;
		else if (connection->out)
			fds[i].events = POLLOUT;
		else if (!connection->at_end)
			fds[i].events = POLLIN;
	}
	return ready;
}

bool server_run(struct server *server, const struct office *office,
		const struct limits *limits, bool once, const sigset_t *mask,
		const volatile sig_atomic_t *stop,
		const volatile sig_atomic_t *reload)
{
	static const struct timespec now = {};
	struct pollfd fds[CONNECTIONS_MAX + 1];
	struct connection *connection;
	struct timespec wait;
	bool ready;
	int i;

	while (!*stop && !*reload) {
		ready = prepare(server, fds);
		if (ppoll(fds, CONNECTIONS_MAX + 1,
			  ready ? &now : next_limit(server, limits, &wait),
			  mask) < 0) {
			if (errno != EINTR)
				die("cannot wait for clients: %s",
				    strerror(errno));
			continue;
		}
		for (i = 0; i < CONNECTIONS_MAX; i++) {
			connection = &server->connections[i];
			if (connection->fd >= 0 &&
			    !serve(office, connection, fds[i].revents))
				hang_up(server, connection);
		}
		check_limits(server, limits);
		if (once && server->one_is_over)
			return true;
		if (fds[CONNECTIONS_MAX].revents)
			welcome(server);
	}
	return false;
}

void server_close(struct server *server)
{
	struct stat st;
	int i;

	for (i = 0; i < CONNECTIONS_MAX; i++) {
		if (server->connections[i].fd >= 0)
			hang_up(server, &server->connections[i]);
	}
	/* unless another server's stands there by now */
	if (!stat(server->address.sun_path, &st) && st.st_ino == server->inode)
		unlink(server->address.sun_path);
	close(server->fd);
	free(server);
}
