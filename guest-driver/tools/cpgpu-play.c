// SPDX-License-Identifier: MIT
/* cpgpu-play: the command line. */
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavutil/log.h>
#include <libavutil/parseutils.h>

#include <cpgpu_keyx.h>

#include "common.h"
#include "player.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define KEY_LINE_MAX 128
#define COUNT_MAX 100000000

static const char help[] =
"Usage: cpgpu-play {--license=PATH | --key-file=PATH | --key=KEY} [OPTION]... FILE\n"
"Play an encrypted clip on the monitor of a cpgpu device.  FILE is QuickTime\n"
"or MP4 with uncompressed BGRA, NV12 or YUYV video under the CENC scheme\n"
"'cenc'; frames are encrypted as a whole or in part (sub-samples).\n"
"\n"
"      --license=PATH     get the keys, wrapped for the device, from the licence\n"
"                         server at this Unix socket or virtio port, such as\n"
"                         /dev/virtio-ports/org.cpgpu.licence\n"
"  -k, --key=[KID:]KEY    the clip's key, 32 hex digits; with KID (32 hex\n"
"                         digits), refuse a clip with another key id\n"
"      --key-file=PATH    read [KID:]KEY from the first line of PATH (-: standard\n"
"                         input), so that other users cannot see it\n"
"      --no-key-check     play even if the key decrypts to noise\n"
"      --trust=PEM        use only a device whose certificate leads to one of\n"
"                         the root certificates in PEM\n"
"      --pixel-format=F   bgra, nv12 or yuyv, overrides the file; needed for\n"
"                         NV12 clips made by ffmpeg\n"
"      --colours=RULE     601, 709, 601-full or 709-full: conversion of YUV to\n"
"                         RGB (default: as in the file, else 601)\n"
"  -d, --device=PATH      device node (default: the first cpgpu device)\n"
"  -c, --connector=NAME   for example Virtual-1 (default: first connected)\n"
"  -r, --refresh-every=N  refresh the session key every N frames (0: never)\n"
"      --buffers=N        framebuffers, 2 to 8 (default 3)\n"
"      --frames=N         stop after N frames\n"
"      --loop=N           play N times (0: until interrupted; default 1)\n"
"      --rate=FPS         frames per second, also 30000/1001 (default: the clip's)\n"
"      --stop-at=N[,N]... pause when frame N is shown: create DIR/shown.N, and\n"
"                         continue when DIR/go.N exists\n"
"      --stop-dir=DIR     the folder for --stop-at\n"
"      --hold=SECONDS     keep the last picture for this time\n"
"      --hold-file=PATH   create PATH.ready after the last frame, and keep the\n"
"                         picture until PATH exists; if PATH.refresh appears,\n"
"                         refresh the key once more and create PATH.refreshed\n"
"      --report=PATH      write events as lines of JSON (-: standard output)\n"
"  -q, --quiet            print errors only\n"
"  -v, --verbose          print more\n"
"      --help             print this help and exit\n"
"      --version          print the version and exit\n"
"\n"
"Exit status: 0 played (or interrupted), 1 failure, 2 wrong use.\n";

/* [KID:]KEY; the key is wiped, because ps shows arguments. */
static void parse_key(struct player_options *options, char *text)
{
	char *key = strchr(text, ':');

	if (key) {
		*key++ = '\0';
		if (cpgpu_keyx_parse_key(text, options->key_id))
			die_usage("the key id must be 32 hex digits");
		options->has_key_id = true;
	} else {
		key = text;
	}
	if (cpgpu_keyx_parse_key(key, options->key))
		die_usage("the key must be 32 hex digits (an AES-128 key)");
	cpgpu_keyx_wipe(key, strlen(key));
	options->has_key = true;
}

static void read_key_file(struct player_options *options, char *path)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char line[KEY_LINE_MAX];

	if (!file)
		die("cannot read %s: %s", path, strerror(errno));
	/* stdio must not keep a copy of the key in its buffer */
	setvbuf(file, NULL, _IONBF, 0);
	if (!fgets(line, sizeof(line), file))
		die("there is no key in %s", path);
	line[strcspn(line, "\r\n")] = '\0';
	parse_key(options, line);
	cpgpu_keyx_wipe(line, sizeof(line));
	if (file != stdin)
		fclose(file);
}

static void parse_format(struct player_options *options, char *text)
{
	options->hints.format = clip_find_format(text);
	if (!options->hints.format)
		die_usage("--pixel-format needs " CLIP_FORMAT_NAMES ", not \"%s\"",
			  text);
}

static void parse_colours(struct player_options *options, char *text)
{
	static const struct {
		const char *name;
		struct clip_colours colours;
	} rules[] = {
		{ "601", { false, false } },
		{ "709", { true, false } },
		{ "601-full", { false, true } },
		{ "709-full", { true, true } },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		if (!strcmp(rules[i].name, text)) {
			options->hints.colours = &rules[i].colours;
			return;
		}
	}
	die_usage("--colours needs 601, 709, 601-full or 709-full, not \"%s\"",
		  text);
}

static void parse_stops(struct player_options *options, char *text)
{
	char *word;

	while ((word = strsep(&text, ","))) {
		options->stop_at = realloc(options->stop_at,
					   (options->stop_count + 1) *
					   sizeof(*options->stop_at));
		if (!options->stop_at)
			die("out of memory");
		options->stop_at[options->stop_count++] =
			parse_number(word, 0, COUNT_MAX, "--stop-at");
	}
}

static void parse_rate(struct player_options *options, char *text)
{
	if (av_parse_video_rate(&options->rate, text) ||
	    av_q2d(options->rate) > 240 || av_q2d(options->rate) < 1)
		die_usage("--rate needs 1 to 240 frames per second, not \"%s\"",
			  text);
}

static void print_and_exit(const char *text)
{
	fputs(text, stdout);
	finish_output(stdout, "standard output");
	exit(EXIT_SUCCESS);
}

static void print_help(struct player_options *options, char *arg)
{
	(void)options, (void)arg;
	print_and_exit(help);
}

static void print_version(struct player_options *options, char *arg)
{
	(void)options, (void)arg;
	print_and_exit("cpgpu-play " CPGPU_LIB_VERSION "\n");
}

/*
 * An option calls a function, or sets a member of struct player_options to its
 * argument or to min.
 */
static const struct play_option {
	const char *name;
	int has_arg;
	void (*parse)(struct player_options *options, char *arg);
	size_t member;
	/* range of a number; max 0: the argument is a string */
	unsigned int min, max;
	char letter;
} play_options[] = {
#define TEXT(name, member, letter) \
	{ name, required_argument, NULL, \
	  offsetof(struct player_options, member), 0, 0, letter }
#define NUMBER(name, member, min, max, letter) \
	{ name, required_argument, NULL, \
	  offsetof(struct player_options, member), min, max, letter }
#define PARSED(name, parse, letter) \
	{ name, required_argument, parse, 0, 0, 0, letter }
#define SWITCH(name, member, value, letter) \
	{ name, no_argument, NULL, \
	  offsetof(struct player_options, member), value, 0, letter }
#define ACTION(name, parse) \
	{ name, no_argument, parse, 0, 0, 0, 0 }
	/* not letters for users: equal, so that --lic is not ambiguous */
	TEXT("license", licence, 'L'),
	TEXT("licence", licence, 'L'),
	PARSED("key", parse_key, 'k'),
	PARSED("key-file", read_key_file, 0),
	SWITCH("no-key-check", check_key, 0, 0),
	TEXT("trust", roots, 0),
	PARSED("pixel-format", parse_format, 0),
	PARSED("colours", parse_colours, 0),
	TEXT("device", device, 'd'),
	TEXT("connector", connector, 'c'),
	NUMBER("refresh-every", refresh_every, 0, COUNT_MAX, 'r'),
	NUMBER("buffers", buffers, 2, PLAYER_BUFFERS_MAX, 0),
	NUMBER("frames", frames, 1, COUNT_MAX, 0),
	NUMBER("loop", loops, 0, COUNT_MAX, 0),
	PARSED("rate", parse_rate, 0),
	PARSED("stop-at", parse_stops, 0),
	TEXT("stop-dir", stop_dir, 0),
	NUMBER("hold", hold_seconds, 0, COUNT_MAX, 0),
	TEXT("hold-file", hold_file, 0),
	TEXT("report", report, 0),
	SWITCH("quiet", verbosity, 0, 'q'),
	SWITCH("verbose", verbosity, 2, 'v'),
	ACTION("help", print_help),
	ACTION("version", print_version),
};

#define OPTION_COUNT ARRAY_SIZE(play_options)
/* getopt_long() returns this for the first option of the table */
#define OPTION_BASE 256

static void set_option(struct player_options *options,
		       const struct play_option *option, char *arg)
{
	void *member = (char *)options + option->member;
	char name[32];

	if (option->parse) {
		option->parse(options, arg);
	} else if (!arg) {
		*(unsigned int *)member = option->min;
	} else if (option->max) {
		snprintf(name, sizeof(name), "--%s", option->name);
		*(unsigned int *)member = parse_number(arg, option->min,
						       option->max, name);
	} else {
		*(const char **)member = arg;
	}
}

static void parse_options(struct player_options *options, int argc, char **argv)
{
	struct option long_options[OPTION_COUNT + 1] = {};
	size_t i;
	int c;

	for (i = 0; i < OPTION_COUNT; i++) {
		long_options[i].name = play_options[i].name;
		long_options[i].has_arg = play_options[i].has_arg;
		long_options[i].val = play_options[i].letter ?
				      play_options[i].letter :
				      OPTION_BASE + (int)i;
	}
	while ((c = getopt_long(argc, argv, "k:d:c:r:qv", long_options,
				NULL)) != -1) {
		for (i = 0; i < OPTION_COUNT && long_options[i].val != c; i++)
			;
		if (i == OPTION_COUNT) {
			/* getopt has reported the error */
			fputs("Try cpgpu-play --help.\n", stderr);
			exit(EXIT_USAGE);
		}
		set_option(options, &play_options[i], optarg);
	}
}

/* Exactly one of the player and a licence server has the key. */
static void check_keys(const struct player_options *options)
{
	if (!options->has_key && !options->licence)
		die_usage("a key is needed: use --license, --key-file or --key");
	if (!options->licence)
		return;
	if (options->has_key)
		die_usage("--license cannot be combined with --key or --key-file: with a licence server, the player has no key");
	if (!options->check_key)
		die_usage("--license cannot be combined with --no-key-check: without a key, there is no check");
	if (options->roots)
		die_usage("--license cannot be combined with --trust: the licence server verifies the device");
}

int main(int argc, char **argv)
{
	struct player_options options = {
		.buffers = 3,
		.loops = 1,
		.rate = { 0, 1 },
		.check_key = 1,
		.verbosity = 1,
	};

	parse_options(&options, argc, argv);
	if (optind + 1 != argc)
		die_usage(optind < argc ? "only one FILE can be played" :
					  "FILE is missing");
	check_keys(&options);
	if (!options.stop_count != !options.stop_dir)
		die_usage("--stop-at and --stop-dir must be used together");
	if (options.hold_seconds && options.hold_file)
		die_usage("--hold and --hold-file cannot be combined");
	options.file = argv[optind];
	av_log_set_level(options.verbosity > 1 ? AV_LOG_WARNING : AV_LOG_QUIET);
	player_run(&options);
	free(options.stop_at);
	return EXIT_SUCCESS;
}
