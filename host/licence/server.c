// SPDX-License-Identifier: MIT
/*
 * One thread serves all connections in turn.  It answers one line of each and
 * reads no more of it until that answer is sent, so no client can delay the
 * others for longer than one request takes, or make the server keep more than
 * one line and one answer in memory.
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
#include "operation.h"
#include "report.h"
#include "server.h"

/*
 * A client that has sessions and has sent a request within this time is active:
 * its connection is not closed in favour of a new one.
 */
#define ACTIVE_MS	10000

struct connection {
	int fd;			/* -1: this slot is free */
	struct client client;
	char *in;		/* a buffer of REQUEST_LINE_MAX + 1 bytes */
	size_t in_size;
	bool skipping;		/* the rest of a line that is too long */
	bool at_end;		/* the client has closed its side */
	char *out;		/* the answer that is being sent, or NULL */
	size_t out_size;
	size_t out_done;
	int64_t begun;		/* in ms, as is the next */
	int64_t heard;		/* time of the last request */
};

/* Why the server ends a connection: for the report, and for people */
struct reason {
	const char *word;
	const char *text;
};

static const struct reason total_limit = {
	"total", "the connection has reached its time limit"
};
static const struct reason idle_limit = {
	"idle", "the connection was idle for too long"
};
static const struct reason no_slot = {
	"room", "the connection is closed to make room for another"
};

struct server {
	struct sockaddr_un address;
	ino_t inode;		/* of the socket */
	int fd;
	unsigned int count;	/* connections so far */
	bool one_has_ended;
	struct connection connections[CONNECTIONS_MAX];
};

/* ----------------------------------------------------------- the socket -- */

/* A socket that no server listens on any more may be replaced, and nothing else. */
static void check_path(const struct sockaddr_un *address)
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

/* Clients may wait for the socket to appear, so it gets its name after listen(). */
static int listen_at(const struct sockaddr_un *address)
{
	struct sockaddr_un temporary = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			0);
	int length = snprintf(temporary.sun_path, sizeof(temporary.sun_path),
			      "%s.%d", address->sun_path, (int)getpid());

	if (length >= (int)sizeof(temporary.sun_path))
		die_usage("--socket: a socket's path has up to %zu bytes",
			  sizeof(temporary.sun_path) - 10);
	unlink(temporary.sun_path);
	if (fd < 0 ||
	    bind(fd, (const struct sockaddr *)&temporary, sizeof(temporary)))
		die("cannot listen on %s: %s", address->sun_path,
		    strerror(errno));
	if (listen(fd, SOMAXCONN) ||
	    rename(temporary.sun_path, address->sun_path)) {
		int error = errno;

		unlink(temporary.sun_path);
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
	check_path(&server->address);
	server->fd = listen_at(&server->address);
	server->inode = stat(path, &st) ? 0 : st.st_ino;
	return server;
}

/* ---------------------------------------------------------- connections -- */

static void drop_client(struct server *server, struct connection *connection)
{
	end_sessions(&connection->client);
	close(connection->fd);
	connection->fd = -1;
	free(connection->in);
	free(connection->out);
	connection->in = connection->out = NULL;
	server->one_has_ended = true;
	log_event("connection %u: ended", connection->client.number);
}

/* A client that reads its answers has space for this one in its socket. */
static void send_refusal(int fd, const char *text)
{
	char *line = request_refusal("limit", text);

	if (line)
		send(fd, line, strlen(line), MSG_NOSIGNAL);
	free(line);
}

static void evict(struct server *server, struct connection *connection,
		  const struct reason *reason)
{
	log_event("connection %u: %s", connection->client.number, reason->text);
	/* not in the middle of an answer */
	if (!connection->out)
		send_refusal(connection->fd, reason->text);
	report_event(json_pack("{s:s,s:i,s:s}", "event", "evicted",
			       "connection", connection->client.number,
			       "reason", reason->word));
	drop_client(server, connection);
}

/* When a connection reaches one of the limits, and which */
static int64_t find_deadline(const struct connection *connection,
			     const struct limits *limits,
			     const struct reason **reason)
{
	int64_t total = INT64_MAX, idle = INT64_MAX;

	if (connection->fd >= 0 && limits->total)
		total = connection->begun + limits->total * 1000;
	if (connection->fd >= 0 && limits->idle)
		idle = connection->heard + limits->idle * 1000;
	*reason = total <= idle ? &total_limit : &idle_limit;
	return total <= idle ? total : idle;
}

static void check_limits(struct server *server, const struct limits *limits)
{
	const struct reason *reason;
	int64_t now = now_ms();
	int i;

	for (i = 0; i < CONNECTIONS_MAX; i++) {
		if (now >= find_deadline(&server->connections[i], limits,
					 &reason))
			evict(server, &server->connections[i], reason);
	}
}

/* How long ppoll() may wait until check_limits() has something to do */
static const struct timespec *next_limit(const struct server *server,
					 const struct limits *limits,
					 struct timespec *wait)
{
	int64_t next = INT64_MAX, now = now_ms(), deadline;
	const struct reason *reason;
	int i;

	for (i = 0; i < CONNECTIONS_MAX; i++) {
		deadline = find_deadline(&server->connections[i], limits,
					 &reason);
		if (deadline < next)
			next = deadline;
	}
	if (next == INT64_MAX)
		return NULL;
	next = next > now ? next - now : 0;
	wait->tv_sec = next / 1000;
	wait->tv_nsec = next % 1000 * 1000000;
	return wait;
}

/* Connections without sessions lose nothing, so they are evicted first. */
static bool goes_before(const struct connection *one,
			const struct connection *other)
{
	bool has = session_count(&one->client.sessions);
	bool other_has = session_count(&other->client.sessions);

	return has != other_has ? other_has : one->heard < other->heard;
}

/*
 * A slot for one more connection.  If none is free, the connection that has been
 * idle for longest is evicted, unless its client is active.
 */
static struct connection *get_slot(struct server *server)
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
	    now_ms() < idle->heard + ACTIVE_MS)
		return NULL;
	evict(server, idle, &no_slot);
	return idle;
}

static void reject_client(int fd)
{
	log_event("too many connections, one more is rejected");
	send_refusal(fd, "the server has too many connections");
	close(fd);
}

static void accept_client(struct server *server)
{
	struct connection *connection;
	int fd = accept4(server->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	char *in;

	if (fd < 0) {
		/* it stays in the queue: free a descriptor, or ppoll() spins */
		if (errno == EMFILE || errno == ENFILE)
			get_slot(server);
		return;
	}
	connection = get_slot(server);
	in = connection ? malloc(REQUEST_LINE_MAX + 1) : NULL;
	if (!in) {
		reject_client(fd);
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

/* Returns false if the connection is lost. */
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

/* Returns false if the connection is lost. */
static bool receive(struct connection *connection)
{
	ssize_t size = recv(connection->fd,
			    connection->in + connection->in_size,
			    REQUEST_LINE_MAX + 1 - connection->in_size, 0);

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

static void consume(struct connection *connection, size_t size)
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

/* Answer one line, if a whole one has arrived.  Returns false without memory. */
static bool answer_line(const struct server_ctx *ctx,
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
				request_answer(ctx, &connection->client,
					       connection->in, size));
	}
	connection->skipping = false;
	consume(connection, size + 1);
	return ok;
}

/* Can it be served without waiting? */
static bool is_ready(const struct connection *connection)
{
	return connection->fd >= 0 && !connection->out &&
	       (line_end(connection) || connection->at_end);
}

static bool serve(const struct server_ctx *ctx, struct connection *connection,
		  short events)
{
	/* both directions are shut, so an answer would reach nobody */
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
	return answer_line(ctx, connection) && send_answer(connection);
}

/* ----------------------------------------------------------------- loop -- */

/* Set what to wait for.  Returns true if a connection can be served at once. */
static bool prepare_poll(const struct server *server,
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

bool server_run(struct server *server, const struct server_ctx *ctx,
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
		ready = prepare_poll(server, fds);
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
			    !serve(ctx, connection, fds[i].revents))
				drop_client(server, connection);
		}
		check_limits(server, limits);
		if (once && server->one_has_ended)
			return true;
		if (fds[CONNECTIONS_MAX].revents)
			accept_client(server);
	}
	return false;
}

void server_close(struct server *server)
{
	struct stat st;
	int i;

	for (i = 0; i < CONNECTIONS_MAX; i++) {
		if (server->connections[i].fd >= 0)
			drop_client(server, &server->connections[i]);
	}
	/* unless another server has replaced it */
	if (!stat(server->address.sun_path, &st) && st.st_ino == server->inode)
		unlink(server->address.sun_path);
	close(server->fd);
	free(server);
}
