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

/* Enough for the keys of all connections and of the keyring, and for OpenSSL */
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
	"Gives keys to cpgpu devices: verifies a device's certificates, makes a session\n"
	"key that only this device can decrypt, and wraps content keys with it.  Runs on\n"
	"the host; programs in the VM reach it through a virtio-serial port and never\n"
	"see a key.\n"
	"\n"
	"  --socket=PATH       listen on this Unix socket\n"
	"  --root=PEM          give keys to devices of these root certificates\n"
	"  --crl=PEM           except to devices on these revocation lists\n"
	"  --keys=FILE         content keys, one KID:KEY in a line, both 32 hex digits;\n"
	"                      - is standard input\n"
	"  --require-channel   give content keys only to sessions whose protection the\n"
	"                      device confirms through an authenticated channel\n"
	"  --once              exit when the first connection has ended\n"
	"  --idle-limit=SEC    end a connection after SEC seconds without a request; 0 is\n"
	"                      no limit (default 3600; with --once 0)\n"
	"  --total-limit=SEC   end a connection after SEC seconds; 0 is no limit\n"
	"                      (default 86400; with --once 0)\n"
	"  --report=PATH       write events to PATH, as lines of JSON\n"
	"  --test-reveal=PATH  ONLY FOR TESTS: write each key to PATH\n"
	"  --quiet             print errors only\n"
	"  --help              print this and exit\n"
	"  --version           print the version and exit\n"
	"\n"
	"SIGHUP makes it read roots, lists and keys again, SIGTERM and SIGINT exit.\n"
	"Exit status: 0 by a signal or --once, 1 failure, 2 wrong use.\n"
	"See cpgpu-licensed(1), and cpgpu-licence(7) for the protocol.\n";

static void print_and_exit(const char *text)
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
		die_usage("%s needs a number of seconds; 0 is no limit", name);
	return seconds;
}

/* With a single connection, no other needs the slot. */
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
		case 'h': print_and_exit(help); break;
		case 'v':
			print_and_exit("cpgpu-licensed " CPGPU_LIB_VERSION
					"\n");
			break;
		case ':': die_usage("%s needs a value", argv[optind - 1]);
		default: die_usage("unknown argument '%s'", argv[optind - 1]);
		}
	}
	if (optind < argc)
		die_usage("unknown argument '%s'", argv[optind]);
	if (!options->socket)
		die_usage("--socket=PATH is missing: where to listen");
	if (!options->root)
		die_usage("--root=PEM is missing: which devices to trust");
	if (!options->keys)
		die_usage("--keys=FILE is missing: which keys to give");
	set_defaults(options);
}

/* ----------------------------------------------------------- protection -- */

/* Keep keys away from disks: no swapping, and no core dumps. */
static void protect_memory(void)
{
	umask(077);
	prctl(PR_SET_DUMPABLE, 0);
	switch (CRYPTO_secure_malloc_init(SECURE_HEAP, SECURE_LEAST)) {
	case 0:
		die("cannot allocate locked memory for the keys");
	case 1:
		break;
	default:
		warn("cannot lock memory, so keys may be swapped out: raise 'ulimit -l' to %d",
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

/* Signals are blocked except while the server waits. */
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

static void load_ctx(struct server_ctx *ctx, const struct options *options)
{
	char error[CHAIN_TEXT_MAX], keys_error[KEYRING_ERROR_MAX];

	ctx->trust = trust_load(options->root, options->crl, error);
	if (!ctx->trust)
		die("%s", error);
	ctx->keyring = keyring_load(options->keys, keys_error);
	if (!ctx->keyring)
		die("%s", keys_error);
	if (!options->crl)
		warn("without --crl, revoked devices get keys, too");
}

/* Whatever cannot be read is kept unchanged. */
static void reload_ctx(struct server_ctx *ctx, const struct options *options)
{
	char error[CHAIN_TEXT_MAX], keys_error[KEYRING_ERROR_MAX];
	struct trust *trust = trust_load(options->root, options->crl, error);
	struct keyring *keyring = ctx->keyring;

	if (trust) {
		trust_free(ctx->trust);
		ctx->trust = trust;
	} else {
		warn("%s; roots, lists and keys stay unchanged", error);
		return;
	}
	if (strcmp(options->keys, "-"))
		keyring = keyring_load(options->keys, keys_error);
	if (!keyring) {
		warn("%s; the keys stay unchanged", keys_error);
	} else if (keyring != ctx->keyring) {
		keyring_free(ctx->keyring);
		ctx->keyring = keyring;
	}
	log_event("roots, lists and keys read again, %u keys",
		  keyring_size(ctx->keyring));
}

int main(int argc, char **argv)
{
	struct options options = { .limits = { -1, -1 } };
	struct server *server;
	struct server_ctx ctx;
	sigset_t mask;

	parse(&options, argc, argv);
	protect_memory();
	if (options.quiet)
		log_be_quiet();
	load_ctx(&ctx, &options);
	ctx.needs_channel = options.needs_channel;
	if (options.report)
		report_open(options.report);
	if (options.reveal)
		reveal_open(options.reveal);
	catch_signals(&mask);
	server = server_open(options.socket);
	log_event("listening on %s, %u keys", options.socket,
		  keyring_size(ctx.keyring));
	while (!stop) {
		reload = 0;
		if (server_run(server, &ctx, &options.limits, options.once,
			       &mask, &stop, &reload))
			break;
		if (reload)
			reload_ctx(&ctx, &options);
	}
	server_close(server);
	keyring_free(ctx.keyring);
	trust_free(ctx.trust);
	return EXIT_SUCCESS;
}
