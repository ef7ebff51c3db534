// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
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

/* Numbers come first, with an index into @numbers. */
static const struct option long_options[] = {
	{ "rounds", required_argument, NULL, 'n' },
	{ "ms", required_argument, NULL, 'n' },
	{ "batch", required_argument, NULL, 'n' },
	{ "depth", required_argument, NULL, 'n' },
	{ "size", required_argument, NULL, 'n' },
	{ "sealed", required_argument, NULL, 'n' },
	{ "sessions", required_argument, NULL, 'n' },
	{ "threads", required_argument, NULL, 'n' },
	{ "irq", no_argument, NULL, 'i' },
	{ "device", required_argument, NULL, 'D' },
	{ "driver", required_argument, NULL, 'R' },
	{ "help", no_argument, NULL, 'h' },
	{ }
};

static const struct {
	size_t offset;
	uint64_t least, most;
} numbers[] = {
	{ offsetof(struct options, rounds), 1, 10000 },
	{ offsetof(struct options, ms), 1, 60000 },
	{ offsetof(struct options, batch), 1, 4096 },
	{ offsetof(struct options, depth), 1, 4096 },
	{ offsetof(struct options, size), 16, 1u << 30 },
	{ offsetof(struct options, sealed), 0, 1u << 30 },
	{ offsetof(struct options, sessions), 1, 256 },
	{ offsetof(struct options, threads), 1, 64 },
};

void options_parse(struct options *o, int argc, char **argv,
		   const char *usage)
{
	int c, index;

	o->rounds = 1;
	o->ms = 200;
	while ((c = getopt_long(argc, argv, "h", long_options, &index)) != -1) {
		if (c == 'n') {
			*(uint64_t *)((char *)o + numbers[index].offset) =
				number(optarg, numbers[index].least,
				       numbers[index].most);
		} else if (c == 'i') {
			o->irq = true;
		} else if (c == 'D') {
			o->device = optarg;
		} else if (c == 'R') {
			o->driver = optarg;
		} else if (c == 'h') {
			printf("%s%s", usage, common);
			exit(0);
		} else {
			exit(2);
		}
	}
	o->seconds = o->ms * 1e-3;
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
