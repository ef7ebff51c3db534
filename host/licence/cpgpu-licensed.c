// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <openssl/crypto.h>

#include "log.h"
#include "report.h"
#include "reveal.h"
#include "server.h"

/* keys of all connections and of the keyring, and what OpenSSL takes of it */
#define SECURE_HEAP	(256 * 1024)
#define SECURE_LEAST	32

/* an hour, and a day */
#define IDLE_LIMIT	3600
#define TOTAL_LIMIT	86400
#define LIMIT_MAX	(365L * 86400)

struct options {
	const char *socket;
	const char *root;
	const char *crl;
	const char *keys;
	const char *report;
	const char *reveal;
	struct limits limits;
	bool needs_channel;
	bool once;
	bool quiet;
};

static volatile sig_atomic_t stop, reload;

static const char help[] =
	"Usage: cpgpu-licensed --socket=PATH --root=PEM [--crl=PEM] --keys=FILE\n"
	"                      [OPTION]...\n"
	"\n"
	"Gives keys to cpgpu devices: checks a device's certificates, makes a session\n"
	"key that only this device can open, and wraps content keys under it.  Runs on\n"
	"the host; the VM's programs reach it by a virtio-serial port and never see a\n"
	"key.\n"
	"\n"
	"  --socket=PATH       listen on this Unix socket\n"
	"  --root=PEM          give keys to devices of this root (or these roots)\n"
	"  --crl=PEM           but not to those on these revocation lists\n"
	"  --keys=FILE         the content keys, a line KID:KEY for each, both 32 hex\n"
	"                      digits; -: standard input\n"
	"  --require-channel   give content keys only to sessions whose protection the\n"
	"                      device confirms through an authenticated channel\n"
	"  --once              end when the first connection has ended\n"
	"  --idle-limit=SEC    end a connection without a request for so long; 0: never\n"
	"                      (default 3600; with --once 0)\n"
	"  --total-limit=SEC   end a connection after that time; 0: never\n"
	"                      (default 86400; with --once 0)\n"
	"  --report=PATH       write what happens to PATH, as lines of JSON\n"
	"  --test-reveal=PATH  ONLY FOR TESTS: write each key to PATH\n"
	"  --quiet             print errors only\n"
	"  --help              print this and leave\n"
	"  --version           print the version and leave\n"
	"\n"
	"SIGHUP: read the roots, lists and keys anew.  SIGTERM, SIGINT: end.\n"
	"Exit status: 0 ended by a signal or --once, 1 it failed, 2 wrong use.\n"
	"See cpgpu-licensed(1), and cpgpu-licence(7) for the protocol.\n";

static void print_and_leave(const char *text)
{
	fputs(text, stdout);
	if (fflush(stdout))
		die("cannot write: %s", strerror(errno));
	exit(EXIT_SUCCESS);
}

static long parse_limit(const char *name, const char *text)
{
	char *end;
	long seconds;

	errno = 0;
	seconds = strtol(text, &end, 10);
	if (errno || end == text || *end || seconds < 0 || seconds > LIMIT_MAX)
		die_usage("%s: a number of seconds, 0 for none", name);
	return seconds;
}

/* Whoever serves one connection only has no other to keep a place for. */
static void set_defaults(struct options *options)
{
	if (options->limits.idle < 0)
		options->limits.idle = options->once ? 0 : IDLE_LIMIT;
	if (options->limits.total < 0)
		options->limits.total = options->once ? 0 : TOTAL_LIMIT;
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option known[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "root", required_argument, NULL, 'r' },
		{ "crl", required_argument, NULL, 'c' },
		{ "keys", required_argument, NULL, 'k' },
		{ "report", required_argument, NULL, 'R' },
		{ "test-reveal", required_argument, NULL, 'T' },
		{ "require-channel", no_argument, NULL, 'C' },
		{ "idle-limit", required_argument, NULL, 'i' },
		{ "total-limit", required_argument, NULL, 't' },
		{ "once", no_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{}
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		switch (option) {
		case 's': options->socket = optarg; break;
		case 'r': options->root = optarg; break;
		case 'c': options->crl = optarg; break;
		case 'k': options->keys = optarg; break;
		case 'R': options->report = optarg; break;
		case 'T': options->reveal = optarg; break;
		case 'C': options->needs_channel = true; break;
		case 'i':
			options->limits.idle = parse_limit("--idle-limit",
							   optarg);
			break;
		case 't':
			options->limits.total = parse_limit("--total-limit",
							    optarg);
			break;
		case 'o': options->once = true; break;
		case 'q': options->quiet = true; break;
		case 'h': print_and_leave(help); break;
		case 'v':
			print_and_leave("cpgpu-licensed " CPGPU_LIB_VERSION
					"\n");
			break;
		case ':': die_usage("%s needs a value", argv[optind - 1]);
		default: die_usage("'%s' is not known here", argv[optind - 1]);
		}
	}
	if (optind < argc)
		die_usage("'%s' is not known here", argv[optind]);
	if (!options->socket)
		die_usage("say where to listen, with --socket=PATH");
	if (!options->root)
		die_usage("say whom to trust, with --root=PEM");
	if (!options->keys)
		die_usage("say which keys there are, with --keys=FILE");
	set_defaults(options);
}

/* ----------------------------------------------------------- protection -- */

/* Keys shall not come to a disk, by swapping or by a core dump. */
static void protect_memory(void)
{
	umask(077);
	prctl(PR_SET_DUMPABLE, 0);
	switch (CRYPTO_secure_malloc_init(SECURE_HEAP, SECURE_LEAST)) {
	case 0:
		die("cannot get protected memory for the keys");
	case 1:
		break;
	default:
		warn("memory cannot be locked, keys may be swapped out: raise 'ulimit -l' to %d",
		     SECURE_HEAP / 1024);
	}
}

static void on_signal(int number)
{
	if (number == SIGHUP)
		reload = 1;
	else
		stop = 1;
}

/* The signals come while the server waits, and at no other time. */
static void catch_signals(sigset_t *mask)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;
	size_t i;

	sigemptyset(&blocked);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(&blocked, numbers[i]);
	sigprocmask(SIG_BLOCK, &blocked, mask);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		sigaction(numbers[i], &action, NULL);
		sigdelset(mask, numbers[i]);
	}
}

/* ---------------------------------------------------------------- start -- */

static void load_office(struct office *office, const struct options *options)
{
	char error[CHAIN_TEXT_MAX], keys_error[KEYRING_ERROR_MAX];

	office->trust = trust_load(options->root, options->crl, error);
	if (!office->trust)
		die("%s", error);
	office->keyring = keyring_load(options->keys, keys_error);
	if (!office->keyring)
		die("%s", keys_error);
	if (!options->crl)
		warn("no --crl: revoked devices get keys as well");
}

/* What cannot be read stays as it was. */
static void reload_office(struct office *office, const struct options *options)
{
	char error[CHAIN_TEXT_MAX], keys_error[KEYRING_ERROR_MAX];
	struct trust *trust = trust_load(options->root, options->crl, error);
	struct keyring *keyring = office->keyring;

	if (trust) {
		trust_free(office->trust);
		office->trust = trust;
	} else {
		warn("%s; nothing has changed", error);
		return;
	}
	if (strcmp(options->keys, "-"))
		keyring = keyring_load(options->keys, keys_error);
	if (!keyring) {
		warn("%s; the keys stay as they were", keys_error);
	} else if (keyring != office->keyring) {
		keyring_free(office->keyring);
		office->keyring = keyring;
	}
	log_event("roots, lists and keys were read anew, %u keys",
		  keyring_size(office->keyring));
}

int main(int argc, char **argv)
{
	struct options options = { .limits = { -1, -1 } };
	struct server *server;
	struct office office;
	sigset_t mask;

	parse(&options, argc, argv);
	protect_memory();
	if (options.quiet)
		log_be_quiet();
	load_office(&office, &options);
	office.needs_channel = options.needs_channel;
	if (options.report)
		report_open(options.report);
	if (options.reveal)
		reveal_open(options.reveal);
	catch_signals(&mask);
	server = server_open(options.socket);
	log_event("listening on %s, %u keys", options.socket,
		  keyring_size(office.keyring));
	while (!stop) {
		reload = 0;
		if (server_run(server, &office, &options.limits, options.once,
			       &mask, &stop, &reload))
			break;
		if (reload)
			reload_office(&office, &options);
	}
	server_close(server);
	keyring_free(office.keyring);
	trust_free(office.trust);
	return EXIT_SUCCESS;
}
