// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

static const char common[] =
"\n"
"  --rounds N       results to print, one per line (default 1)\n"
"  --ms N           least duration of one (default 200)\n"
"  --help           this text\n"
"\n"
"Exit status: 0 done, 1 failed, 2 wrong use.\n";

void report(double value)
{
	printf("%.9g\n", value);
	fflush(stdout);
}

static uint64_t number(const char *text, uint64_t least, uint64_t most)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end || end == text || value < least || value > most) {
		fprintf(stderr, "%s: '%s' is not a number from %llu to %llu; see --help\n",
			program_invocation_short_name, text,
			(unsigned long long)least, (unsigned long long)most);
		exit(2);
	}
	return value;
}

static bool option(struct options *o, int c)
{
	switch (c) {
	case 'r':
		o->rounds = number(optarg, 1, 10000);
		return true;
	case 'm':
		o->seconds = number(optarg, 1, 60000) * 1e-3;
		return true;
	case 'b':
		o->batch = number(optarg, 1, 4096);
		return true;
	case 'd':
		o->depth = number(optarg, 1, 4096);
		return true;
	case 'i':
		o->irq = true;
		return true;
	case 's':
		o->size = number(optarg, 16, 1u << 30);
		return true;
	case 'p':
		o->sealed = number(optarg, 0, 1u << 30);
		return true;
	case 'n':
		o->sessions = number(optarg, 1, 256);
		return true;
	case 't':
		o->threads = number(optarg, 1, 64);
		return true;
	case 'D':
		o->device = optarg;
		return true;
	case 'R':
		o->driver = optarg;
		return true;
	default:
		return false;
	}
}

void options_parse(struct options *o, int argc, char **argv,
		   const char *usage)
{
	static const struct option long_options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "ms", required_argument, NULL, 'm' },
		{ "batch", required_argument, NULL, 'b' },
		{ "depth", required_argument, NULL, 'd' },
		{ "irq", no_argument, NULL, 'i' },
		{ "size", required_argument, NULL, 's' },
		{ "sealed", required_argument, NULL, 'p' },
		{ "sessions", required_argument, NULL, 'n' },
		{ "threads", required_argument, NULL, 't' },
		{ "device", required_argument, NULL, 'D' },
		{ "driver", required_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	int c;

	o->rounds = 1;
	o->seconds = 0.2;
	while ((c = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		if (c == 'h') {
			printf("%s%s", usage, common);
			exit(0);
		}
		if (!option(o, c))
			exit(2);
	}
	if (optind != argc - 1) {
		fprintf(stderr, "%s: name one test; see --help\n",
			program_invocation_short_name);
		exit(2);
	}
	o->test = argv[optind];
}

void options_no_test(const struct options *o)
{
	fprintf(stderr, "%s: no test '%s'; see --help\n",
		program_invocation_short_name, o->test);
	exit(2);
}
