// SPDX-License-Identifier: MIT
/* cpgpu-play: the command line. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavutil/log.h>
#include <libavutil/parseutils.h>

#include <cpgpu_keyx.h>

#include "common.h"
#include "player.h"

#define KEY_TEXT_MAX 128
#define COUNT_MAX 100000000

static const char help[] =
"Usage: cpgpu-play {--license=PATH | --key-file=PATH | --key=KEY} [OPTION]... FILE\n"
"Play an encrypted clip on the monitor of a cpgpu device.  FILE is QuickTime\n"
"or MP4 with uncompressed BGRA, NV12 or YUYV video under the CENC scheme\n"
"'cenc', frames encrypted whole or in parts (sub-samples).\n"
"\n"
"      --license=PATH     get the keys, wrapped for the device, from the licence\n"
"                         server behind this Unix socket or virtio port, such as\n"
"                         /dev/virtio-ports/org.cpgpu.licence\n"
"  -k, --key=[KID:]KEY    the clip's key, 32 hex digits; with KID: (32 hex\n"
"                         digits) a clip with another key id is refused\n"
"      --key-file=PATH    read that from the first line of PATH (-: standard\n"
"                         input), so that other users cannot see it\n"
"      --no-key-check     play even if the key gives noise\n"
"      --trust=PEM        give no key to a device whose certificate does not\n"
"                         lead to one of the root certificates in PEM\n"
"      --pixel-format=F   bgra, nv12 or yuyv, whatever the file says; ffmpeg's\n"
"                         NV12 needs it\n"
"      --colours=RULE     601, 709, 601-full or 709-full: how YUV becomes RGB\n"
"                         (default: as the file says, else 601)\n"
"  -d, --device=PATH      device node (default: the first cpgpu device)\n"
"  -c, --connector=NAME   for example Virtual-1 (default: first connected)\n"
"  -r, --refresh-every=N  refresh the session key every N frames (0: never)\n"
"      --buffers=N        framebuffers, 2 to 8 (default 3)\n"
"      --frames=N         stop after N frames\n"
"      --loop=N           play N times (0: until interrupted; default 1)\n"
"      --rate=FPS         frames a second, also 30000/1001 (default: the clip's)\n"
"      --stop-at=N[,N]... stop when frame N is shown: create DIR/shown.N, and\n"
"                         go on when DIR/go.N exists\n"
"      --stop-dir=DIR     the folder for --stop-at\n"
"      --hold=SECONDS     keep the last picture that long\n"
"      --hold-file=PATH   create PATH.ready after the last frame, and keep the\n"
"                         picture until PATH exists; if PATH.refresh appears,\n"
"                         refresh the key once more and create PATH.refreshed\n"
"      --report=PATH      write what happens as lines of JSON (-: standard\n"
"                         output)\n"
"  -q, --quiet            print errors only\n"
"  -v, --verbose          print more\n"
"      --help             print this and leave\n"
"      --version          print the version and leave\n"
"\n"
"Exit status: 0 played (or interrupted), 1 it failed, 2 wrong use.\n";

enum {
	OPT_LICENCE = 256, OPT_KEY_FILE, OPT_NO_KEY_CHECK, OPT_TRUST, OPT_PIXEL_FORMAT,
	OPT_COLOURS, OPT_BUFFERS,
	OPT_FRAMES, OPT_LOOP, OPT_RATE, OPT_STOP_AT, OPT_STOP_DIR, OPT_HOLD,
	OPT_HOLD_FILE, OPT_REPORT, OPT_HELP, OPT_VERSION,
};

static const struct option long_options[] = {
	{ "license", required_argument, NULL, OPT_LICENCE },
	{ "licence", required_argument, NULL, OPT_LICENCE },
	{ "key", required_argument, NULL, 'k' },
	{ "key-file", required_argument, NULL, OPT_KEY_FILE },
	{ "no-key-check", no_argument, NULL, OPT_NO_KEY_CHECK },
	{ "trust", required_argument, NULL, OPT_TRUST },
	{ "pixel-format", required_argument, NULL, OPT_PIXEL_FORMAT },
	{ "colours", required_argument, NULL, OPT_COLOURS },
	{ "device", required_argument, NULL, 'd' },
	{ "connector", required_argument, NULL, 'c' },
	{ "refresh-every", required_argument, NULL, 'r' },
	{ "buffers", required_argument, NULL, OPT_BUFFERS },
	{ "frames", required_argument, NULL, OPT_FRAMES },
	{ "loop", required_argument, NULL, OPT_LOOP },
	{ "rate", required_argument, NULL, OPT_RATE },
	{ "stop-at", required_argument, NULL, OPT_STOP_AT },
	{ "stop-dir", required_argument, NULL, OPT_STOP_DIR },
	{ "hold", required_argument, NULL, OPT_HOLD },
	{ "hold-file", required_argument, NULL, OPT_HOLD_FILE },
	{ "report", required_argument, NULL, OPT_REPORT },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ }
};

/* [KID:]KEY; the text is wiped, for it may be what "ps" shows. */
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
}

static void read_key_file(struct player_options *options, const char *path)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char line[KEY_TEXT_MAX];

	if (!file)
		die("cannot read %s: %s", path, strerror(errno));
	/* no copy of the key in a buffer that is not ours */
	setvbuf(file, NULL, _IONBF, 0);
	if (!fgets(line, sizeof(line), file))
		die("there is no key in %s", path);
	line[strcspn(line, "\r\n")] = '\0';
	parse_key(options, line);
	cpgpu_keyx_wipe(line, sizeof(line));
	if (file != stdin)
		fclose(file);
}

static void parse_format(struct player_options *options, const char *text)
{
	options->hints.format = clip_find_format(text);
	if (!options->hints.format)
		die_usage("--pixel-format wants " CLIP_FORMAT_NAMES ", not \"%s\"",
			  text);
}

static void parse_colours(struct player_options *options, const char *text)
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

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!strcmp(rules[i].name, text)) {
			options->hints.colours = &rules[i].colours;
			return;
		}
	}
	die_usage("--colours wants 601, 709, 601-full or 709-full, not \"%s\"",
		  text);
}

static void parse_stops(struct player_options *options, char *text)
{
	char *word;

	for (; (word = strsep(&text, ","));) {
		options->stop_at = realloc(options->stop_at,
					   (options->stop_count + 1) *
					   sizeof(*options->stop_at));
		if (!options->stop_at)
			die("out of memory");
		options->stop_at[options->stop_count++] =
			parse_number(word, 0, COUNT_MAX, "--stop-at");
	}
}

static void parse_option(struct player_options *options, int c, bool *has_key)
{
	switch (c) {
	case OPT_LICENCE:
		options->licence = optarg;
		break;
	case 'k':
		parse_key(options, optarg);
		*has_key = true;
		break;
	case OPT_KEY_FILE:
		read_key_file(options, optarg);
		*has_key = true;
		break;
	case OPT_NO_KEY_CHECK:
		options->check_key = false;
		break;
	case OPT_TRUST:
		options->roots = optarg;
		break;
	case OPT_PIXEL_FORMAT:
		parse_format(options, optarg);
		break;
	case OPT_COLOURS:
		parse_colours(options, optarg);
		break;
	case 'd':
		options->device = optarg;
		break;
	case 'c':
		options->connector = optarg;
		break;
	case 'r':
		options->refresh_every = parse_number(optarg, 0, COUNT_MAX,
						      "--refresh-every");
		break;
	case OPT_BUFFERS:
		options->buffers = parse_number(optarg, 2, PLAYER_BUFFERS_MAX,
						"--buffers");
		break;
	case OPT_FRAMES:
		options->frames = parse_number(optarg, 1, COUNT_MAX, "--frames");
		break;
	case OPT_LOOP:
		options->loops = parse_number(optarg, 0, COUNT_MAX, "--loop");
		break;
	case OPT_RATE:
		if (av_parse_video_rate(&options->rate, optarg) ||
		    av_q2d(options->rate) > 240 || av_q2d(options->rate) < 1)
			die_usage("--rate wants 1 to 240 frames a second, not \"%s\"",
				  optarg);
		break;
	case OPT_STOP_AT:
		parse_stops(options, optarg);
		break;
	case OPT_STOP_DIR:
		options->stop_dir = optarg;
		break;
	case OPT_HOLD:
		options->hold_seconds = parse_number(optarg, 0, COUNT_MAX,
						     "--hold");
		break;
	case OPT_HOLD_FILE:
		options->hold_file = optarg;
		break;
	case OPT_REPORT:
		options->report = optarg;
		break;
	case 'q':
		options->verbosity = 0;
		break;
	case 'v':
		options->verbosity = 2;
		break;
	case OPT_HELP:
		fputs(help, stdout);
		finish_output(stdout, "standard output");
		exit(EXIT_SUCCESS);
	case OPT_VERSION:
		puts("cpgpu-play " CPGPU_LIB_VERSION);
		finish_output(stdout, "standard output");
		exit(EXIT_SUCCESS);
	default:
		/* getopt has said what is wrong */
		fputs("Try cpgpu-play --help.\n", stderr);
		exit(EXIT_USAGE);
	}
}

/* Who has the key?  With a licence server, nobody in this machine. */
static void check_keys(const struct player_options *options, bool has_key)
{
	if (!has_key && !options->licence)
		die_usage("the clip's key is needed: --license, --key-file or --key");
	if (!options->licence)
		return;
	if (has_key)
		die_usage("--license and --key or --key-file exclude each other: with a licence server the player has no key");
	if (!options->check_key)
		die_usage("--license and --no-key-check exclude each other: without a key there is no check");
	if (options->roots)
		die_usage("--license and --trust exclude each other: the licence server says whom it trusts");
}

int main(int argc, char **argv)
{
	struct player_options options = {
		.buffers = 3,
		.loops = 1,
		.rate = { 0, 1 },
		.check_key = true,
		.verbosity = 1,
	};
	bool has_key = false;
	int c;

	while ((c = getopt_long(argc, argv, "k:d:c:r:qv", long_options,
				NULL)) != -1)
		parse_option(&options, c, &has_key);
	if (optind + 1 != argc)
		die_usage(optind < argc ? "one FILE at a time" :
					  "which FILE is to be played?");
	check_keys(&options, has_key);
	if (!options.stop_count != !options.stop_dir)
		die_usage("--stop-at and --stop-dir go together");
	if (options.hold_seconds && options.hold_file)
		die_usage("--hold and --hold-file exclude each other");
	options.file = argv[optind];
	av_log_set_level(options.verbosity > 1 ? AV_LOG_WARNING : AV_LOG_QUIET);
	player_run(&options);
	free(options.stop_at);
	return EXIT_SUCCESS;
}
