// SPDX-License-Identifier: MIT
/*
 * The player's licence client, with a server that sends what the test wants.
 * No device is needed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "harness.h"
#include "licence.h"

#define LINE_SIZE 8192
#define STEPS_MAX 8
#define TIMEOUT_MS 4000
#define SHORT_MS 30

/* A line that the server receives, and its answer. */
struct step {
	const char *wants;	/* in the line; NULL: answer without waiting */
	const char *says;	/* @ is the line's id; NULL: nothing */
};

#define HELLO { "\"op\":\"hello\"", \
	"{\"id\":@,\"ok\":true,\"protocol\":2,\"server\":\"test 1\"}\n" }

static const uint8_t chain[] = { 1, 2, 3, 4 };
static const uint8_t key_id[16] = { 0x01, 0x23, 0xab, [15] = 0xff };
static const uint8_t random_number[16] = { 0x52, [15] = 0x52 };

static char dir[] = "/tmp/cpgpu-test-licence.XXXXXX";
static char path[64];
static int timeout_ms = TIMEOUT_MS;

static void remove_dir(void)
{
	unlink(path);
	CHECK_EQ(rmdir(dir), 0);
}

/* A folder for the socket of this test. */
static void make_dir(void)
{
	CHECK(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/socket", dir);
	test_at_end(remove_dir);
}

/* ---------------------------------------------------------------- server -- */

static int listen_there(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	CHECK(fd >= 0);
	strcpy(address.sun_path, path);
	CHECK_EQ(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	CHECK_EQ(listen(fd, 1), 0);
	return fd;
}

/* A line that is not empty; false at the end. */
static bool hear(FILE *in, char *line)
{
	do {
		if (!fgets(line, LINE_SIZE, in))
			return false;
	} while (*line == '\n');
	return true;
}

/* @text with the id of @line in the place of each @. */
static void say(int fd, const char *text, const char *line)
{
	const char *id = strstr(line, "\"id\":");
	char out[LINE_SIZE], *to = out;

	for (; *text; text++) {
		if (*text == '@')
			to += sprintf(to, "%lld",
				      id ? atoll(id + strlen("\"id\":")) : 0);
		else
			*to++ = *text;
	}
	/* the client may have disconnected */
	if (send(fd, out, to - out, MSG_NOSIGNAL) < 0 &&
	    errno == ENOTSOCK && write(fd, out, to - out) < 0)
		_exit(3);
}

/* Whether the client sent the expected lines. */
static bool serve(int fd, const struct step *steps)
{
	FILE *in = fdopen(dup(fd), "r");
	char line[LINE_SIZE] = "";
	bool good = true;

	for (; good && (steps->wants || steps->says); steps++) {
		good = !steps->wants || hear(in, line);
		if (good && steps->wants && !strstr(line, steps->wants)) {
			fprintf(stderr, "not %s: %s", steps->wants, line);
			good = false;
		}
		if (good && steps->says)
			say(fd, steps->says, line);
	}
	fclose(in);
	return good;
}

/* Serves one client and then waits until it has left, or disconnects it. */
static pid_t start_server(const struct step *steps, bool waits)
{
	int listener = listen_there(), fd;
	char byte;
	bool good;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid) {
		close(listener);
		return pid;
	}
	/* also when the test fails */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = accept(listener, NULL, NULL);
	good = serve(fd, steps);
	while (good && waits && read(fd, &byte, 1) > 0)
		;
	_exit(!good);
}

/* ---------------------------------------------------------------- client -- */

static void session(struct licence *licence)
{
	uint8_t blob[DRM_CPGPU_BLOB_SIZE], wrapped[16];

	licence_open(licence, chain, sizeof(chain), blob);
	licence_content_key(licence, key_id, wrapped);
}

/* Run @work on a connection; returns its exit status and its output. */
static int run_client(const char *where, void (*work)(struct licence *),
		      char *words)
{
	struct licence licence;
	int pipes[2], status;
	ssize_t n, size = 0;
	pid_t pid;

	CHECK_EQ(pipe(pipes), 0);
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		licence_connect(&licence, where, timeout_ms);
		if (work)
			work(&licence);
		licence_close(&licence);
		exit(0);
	}
	close(pipes[1]);
	while ((n = read(pipes[0], words + size, LINE_SIZE - 1 - size)) > 0)
		size += n;
	words[size] = '\0';
	close(pipes[0]);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* One line on standard error that has @word in it, and exit status 1. */
static bool is_failure(int status, const char *words, const char *word)
{
	return status == 1 && strstr(words, word) &&
	       strchr(words, '\n') == words + strlen(words) - 1;
}

static void check_words(int status, const char *words, const char *word)
{
	test_note("%d, %.*s", status, (int)strcspn(words, "\n"), words);
	CHECK(is_failure(status, words, word));
}

static void check_fails(const struct step *steps, bool waits,
			void (*work)(struct licence *), const char *word)
{
	pid_t pid = start_server(steps, waits);
	char words[LINE_SIZE];
	int status = run_client(path, work, words);

	check_words(status, words, word);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
	unlink(path);
}

/* The server's answer to the greeting, or to the question after it. */
static void check_greeting(const char *says, const char *word)
{
	const struct step steps[] = { { "hello", says }, {} };

	check_fails(steps, true, NULL, word);
}

static void check_opening(const char *says, const char *word)
{
	const struct step steps[] = { HELLO, { "\"open\"", says }, {} };

	check_fails(steps, true, session, word);
}

/* ----------------------------------------------------------- all is well -- */

/* 256 bytes, 0xa5 each */
#define SIX "paWl"
#define S4 SIX SIX SIX SIX
#define S16 S4 S4 S4 S4
#define BLOB S16 S16 S16 S16 S16 S4 SIX "pQ=="
#define KEY(byte) "AAECAwQFBgcICQoLDA0O" byte

static void whole_session(struct licence *licence)
{
	uint8_t blob[DRM_CPGPU_BLOB_SIZE], wrapped[16];
	int i;

	CHECK(!strcmp(licence->server, "test 1"));
	licence_open(licence, chain, sizeof(chain), blob);
	for (i = 0; i < DRM_CPGPU_BLOB_SIZE; i++)
		CHECK_EQ(blob[i], 0xa5);
	licence_content_key(licence, key_id, wrapped);
	for (i = 0; i < 16; i++)
		CHECK_EQ(wrapped[i], i);
	licence_refresh(licence, random_number);
	licence_content_key(licence, key_id, wrapped);
	CHECK_EQ(wrapped[15], 0xff);
	CHECK_EQ(licence->keys, 2);
}

static const struct step good_steps[] = {
	HELLO,
	{ "{\"chain\":\"AQIDBA==\",\"op\":\"open\",",
	  "{\"id\":@,\"ok\":true,\"session\":77,\"key\":\"" BLOB "\"}\n" },
	{ "{\"session\":77,\"kid\":\"0123ab000000000000000000000000ff\",\"op\":\"content\",",
	  "{\"key\":\"" KEY("Dw==") "\",\"id\":@,\"ok\":true,\"more\":[1]}\n" },
	{ "{\"session\":77,\"random\":\"UgAAAAAAAAAAAAAAAAAAUg==\",\"op\":\"refresh\",",
	  "{\"id\":@,\"ok\":true}\r\n" },
	{ "\"op\":\"content\"",
	  "{\"id\":@,\"ok\":true,\"key\":\"" KEY("/w==") "\"}\n" },
	{ "{\"session\":77,\"op\":\"close\",", "{\"id\":@,\"ok\":true}\n" },
	{}
};

TEST(gets_keys_and_follows_a_refresh)
{
	char words[LINE_SIZE];
	int status;
	pid_t pid;

	make_dir();
	pid = start_server(good_steps, true);
	status = run_client(path, whole_session, words);
	CHECK_EQ(status, 0);
	CHECK(!*words);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

TEST(takes_answers_in_pieces)
{
	static const struct step steps[] = {
		{ "hello", "{\"id\":" }, { NULL, "@,\"ok\":true,\"protocol\":2," },
		{ NULL, "\"server\":\"te" }, { NULL, "st\"}" }, { NULL, "\n" },
		{ "close", NULL }, {}
	};
	char words[LINE_SIZE];
	int status;

	make_dir();
	start_server(steps, true);
	status = run_client(path, NULL, words);
	CHECK_EQ(status, 0);
}

/* -------------------------------------------------------------- refusals -- */

TEST(tells_refusals_apart)
{
	static const struct {
		const char *error, *word;
	} all[] = {
		{ "expired", "certificate has expired" },
		{ "not-yet-valid", "not valid yet" },
		{ "revoked", "has been revoked" },
		{ "foreign", "does not lead to its root" },
		{ "broken", "is broken" },
		{ "wrong-purpose", "is not for session keys" },
		{ "unknown-kid", "does not have this clip's" },
		{ "no-session", "does not know our session" },
		{ "limit", "refuses: the reason of limit" },
	};
	char says[256];
	size_t i;

	make_dir();
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(says, sizeof(says),
			 "{\"id\":@,\"ok\":false,\"error\":\"%s\",\"text\":\"the reason of %s\"}\n",
			 all[i].error, all[i].error);
		check_opening(says, all[i].word);
	}
	check_opening("{\"id\":null,\"ok\":false,\"error\":\"bad-request\",\"text\":\"what?\"}\n",
		      "refuses: what?");
	check_opening("{\"id\":@,\"ok\":false,\"error\":\"limit\"}\n",
		      "refuses: limit");
	check_opening("{\"id\":@,\"ok\":false}\n", "without a reason");
}

TEST(shows_no_controls_of_a_terminal)
{
	char says[LINE_SIZE], words[LINE_SIZE], *to = says;
	const struct step steps[] = { { "hello", says }, {} };
	int i;

	make_dir();
	to += sprintf(to, "{\"id\":@,\"ok\":false,\"error\":\"x\",\"text\":\"\\u001b[2J\\n\xc3\xa9");
	for (i = 0; i < 4000; i++)
		*to++ = 'x';
	strcpy(to, "\"}\n");
	start_server(steps, true);
	CHECK_EQ(run_client(path, NULL, words), 1);
	CHECK(strstr(words, "refuses: ?[2J???xx"));
	CHECK(strlen(words) < 300);
	for (i = 0; words[i + 1]; i++)
		CHECK(words[i] >= ' ' && words[i] <= '~');
}

TEST(says_who_is_not_there)
{
	char words[LINE_SIZE], longer[256];
	int listener, status;

	make_dir();
	status = run_client(path, NULL, words);
	check_words(status, words, "cannot find the licence server's socket");
	status = run_client("/etc/passwd", NULL, words);
	check_words(status, words, "neither a Unix socket nor a virtio port");
	status = run_client("/dev/null", NULL, words);
	check_words(status, words, "no licence server at the other end");
	listener = listen_there();
	close(listener);
	status = run_client(path, NULL, words);
	check_words(status, words, "start cpgpu-licensed");
	memset(longer, '/', sizeof(longer));
	strcpy(longer + 120, path);
	status = run_client(longer, NULL, words);
	check_words(status, words, "too long");
}

TEST(does_not_wait_for_ever)
{
	static const struct step nothing[] = { { "hello", NULL }, {} };
	static const struct step half[] = { { "hello", "{\"id\":@" }, {} };
	static const struct step later[] = { HELLO, { "open", NULL }, {} };

	make_dir();
	timeout_ms = SHORT_MS;
	check_fails(nothing, true, NULL, "did not answer within 1 s");
	check_fails(half, true, NULL, "did not answer within 1 s");
	check_fails(later, true, session, "did not answer within 1 s");
}

TEST(says_when_the_server_leaves)
{
	static const struct step first[] = { { "hello", NULL }, {} };
	static const struct step half[] = { { "hello", "{\"id\":@" }, {} };
	static const struct step later[] = { HELLO, { "open", NULL }, {} };
	static const struct step greeted[] = { HELLO, {} };

	make_dir();
	check_fails(first, false, NULL, "no licence server at the other end");
	check_fails(half, false, NULL, "no licence server at the other end");
	check_fails(later, false, session, "closed the connection");
	check_fails(greeted, false, session, "closed the connection");
}

/* -------------------------------------------------------------- nonsense -- */

TEST(refuses_nonsense_for_a_greeting)
{
	make_dir();
	check_greeting("HTTP/1.1 400 Bad Request\n", "not a JSON object");
	check_greeting("\n", "not a JSON object");
	check_greeting("[1]\n", "not a JSON object");
	check_greeting("{\"id\":@,\"ok\":true,\"ok\":true}\n", "not a JSON object");
	check_greeting("{\"id\":@1,\"ok\":true}\n", "another request");
	check_greeting("{\"ok\":true,\"protocol\":2,\"server\":\"x\"}\n",
		       "without a result");
	check_greeting("{\"id\":@}\n", "without a result");
	check_greeting("{\"id\":@,\"ok\":1}\n", "without a result");
	check_greeting("{\"id\":@,\"ok\":true}\n", "an incomplete greeting");
	check_greeting("{\"id\":@,\"ok\":true,\"protocol\":\"1\",\"server\":\"x\"}\n",
		       "an incomplete greeting");
	check_greeting("{\"id\":@,\"ok\":true,\"protocol\":1,\"server\":\"x\"}\n",
		       "speaks protocol 1, and this player 2");
}

TEST(refuses_nonsense_for_a_key)
{
#define OPENED(key) "{\"id\":@,\"ok\":true,\"session\":1,\"key\":" key "}\n"
	make_dir();
	check_opening(OPENED("null"), "a malformed key");
	check_opening(OPENED("\"\""), "a malformed key");
	check_opening(OPENED("\"" KEY("Dw==") "\""), "a malformed key");
	/* 255 and 257 bytes, a letter that is none, no padding */
	check_opening(OPENED("\"" S16 S16 S16 S16 S16 S4 SIX "\""),
		      "a malformed key");
	check_opening(OPENED("\"" S16 S16 S16 S16 S16 S4 SIX "paU=\""),
		      "a malformed key");
	check_opening(OPENED("\"-" S16 S16 S16 S16 S16 S4 SIX "Q==\""),
		      "a malformed key");
	check_opening(OPENED("\"" S16 S16 S16 S16 S16 S4 SIX "pQ\""),
		      "a malformed key");
	check_opening("{\"id\":@,\"ok\":true,\"key\":\"" BLOB "\"}\n",
		      "no session number");
	check_opening("{\"id\":@,\"ok\":true,\"session\":\"1\",\"key\":\"" BLOB "\"}\n",
		      "no session number");
}

TEST(refuses_a_line_without_end)
{
	char words[LINE_SIZE], block[4096];
	int listener, fd, status, i;
	pid_t pid;

	make_dir();
	memset(block, 'x', sizeof(block));
	listener = listen_there();
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		fd = accept(listener, NULL, NULL);
		for (i = 0; i < 17; i++)
			send(fd, block, sizeof(block), MSG_NOSIGNAL);
		while (read(fd, block, sizeof(block)) > 0)
			;
		_exit(0);
	}
	status = run_client(path, NULL, words);
	check_words(status, words, "a line without an end");
}

/* ------------------------------------------------------------------ port -- */

/* A raw terminal behaves much like a virtio port. */
static int open_port(void)
{
	struct termios raw;
	int fd = posix_openpt(O_RDWR | O_NOCTTY);

	CHECK(fd >= 0);
	CHECK_EQ(grantpt(fd), 0);
	CHECK_EQ(unlockpt(fd), 0);
	CHECK_EQ(tcgetattr(fd, &raw), 0);
	cfmakeraw(&raw);
	CHECK_EQ(tcsetattr(fd, TCSANOW, &raw), 0);
	return fd;
}

TEST(skips_what_another_program_left)
{
	static const struct step left[] = {
		{ NULL, "of a line\"}\n{\"id\":77,\"ok\":true,\"session\":3}\n" },
		{ NULL, "{\"id\":null,\"ok\":false,\"error\":\"bad-request\",\"text\":\"x\"}\n" },
		HELLO, { "\"open\"", "{\"id\":78,\"ok\":true}\n" }, {}
	};
	char words[LINE_SIZE], first;
	int fd = open_port(), slave, status;
	pid_t pid;

	/* so that the terminal stays when the client has left */
	slave = open(ptsname(fd), O_RDWR | O_NOCTTY);
	CHECK(slave >= 0);
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		/* the newline ends what another program left unfinished */
		if (read(fd, &first, 1) != 1 || first != '\n')
			_exit(2);
		_exit(!serve(fd, left));
	}
	status = run_client(ptsname(fd), session, words);
	/* but after the greeting nothing is skipped */
	check_words(status, words, "the answer to another request");
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

/* ------------------------------------------------------------------ luck -- */

#define FLIPS 10000

/*
 * All answers of a good session, with one bit of one of them changed; false when
 * no more clients come.
 */
static bool serve_flipped(int listener, unsigned int seed)
{
	char line[LINE_SIZE], texts[STEPS_MAX][2048];
	struct step steps[STEPS_MAX];
	int fd = accept(listener, NULL, NULL), i, bad;

	if (fd < 0)
		return false;
	srandom(seed);
	memcpy(steps, good_steps, sizeof(good_steps));
	for (i = 0; steps[i].wants; i++)
		steps[i].says = strcpy(texts[i], steps[i].says);
	bad = random() % (i - 1);
	texts[bad][random() % strlen(texts[bad])] ^= 1 << random() % 8;
	for (i = 0; steps[i].wants; i++)
		steps[i].wants = "";
	if (serve(fd, steps))
		while (read(fd, line, sizeof(line)) > 0)
			;
	close(fd);
	return true;
}

static void flipped_session(struct licence *licence)
{
	session(licence);
	licence_refresh(licence, random_number);
	licence_content_key(licence, key_id, (uint8_t[16]) {});
}

/* It ends with 0 or with one line; it neither crashes nor hangs. */
SLOW_TEST(survives_10000_flipped_bits, 200)
{
	unsigned int i, refused = 0;
	char words[LINE_SIZE];
	int listener, status;
	pid_t pid;

	make_dir();
	timeout_ms = SHORT_MS;
	listener = listen_there();
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		/* also when the test fails */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (i = 0; serve_flipped(listener, i); i++)
			;
		_exit(0);
	}
	for (i = 0; i < FLIPS; i++) {
		status = run_client(path, flipped_session, words);
		CHECK(status ? is_failure(status, words, "licence server") :
			       !*words);
		refused += status;
	}
	printf("# %u of %u were refused\n", refused, FLIPS);
	/* the rest can only be detected by the device */
	CHECK(refused > FLIPS / 20 && refused < FLIPS);
	/* not by counting: clients that find the queue full never connect */
	CHECK_EQ(shutdown(listener, SHUT_RDWR), 0);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
	close(listener);
}
