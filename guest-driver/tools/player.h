/* SPDX-License-Identifier: MIT */
/* Plays a clip on the monitor. */
#ifndef PLAYER_H
#define PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include <libavutil/rational.h>

#include "clip.h"

#define PLAYER_BUFFERS_MAX 8

/* The options of the command line. */
struct player_options {
	const char *file;
	const char *device;		/* node; NULL: the first one */
	const char *connector;		/* name; NULL: the first connected */
	const char *licence;		/* server; NULL: the player has the key */
	const char *roots;		/* PEM; NULL: accept any device */
	const char *report;		/* path; NULL: none */
	const char *stop_dir;
	const char *hold_file;
	unsigned int *stop_at;		/* frames, stop_count of them */
	unsigned int stop_count;
	unsigned int buffers;
	unsigned int refresh_every;	/* frames; 0: never */
	unsigned int frames;		/* 0: all */
	unsigned int loops;		/* 0: until interrupted */
	unsigned int hold_seconds;
	AVRational rate;		/* 0/1: that of the clip */
	struct clip_hints hints;
	bool has_key;
	bool has_key_id;
	unsigned int check_key;		/* 0 or 1 */
	unsigned int verbosity;		/* 0 quiet, 1, 2 */
	uint8_t key_id[16];
	uint8_t key[16];
};

/* Play the clip; an error ends the program. */
void player_run(struct player_options *options);

#endif /* PLAYER_H */
