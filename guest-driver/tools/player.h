/* SPDX-License-Identifier: MIT */
/* The way of a clip to the monitor. */
#ifndef PLAYER_H
#define PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include <libavutil/rational.h>

#include "clip.h"

#define PLAYER_BUFFERS_MAX 8

/* What the command line asks for. */
struct player_options {
	const char *file;
	const char *device;		/* node; NULL: find it */
	const char *connector;		/* name; NULL: the first connected */
	const char *licence;		/* who has the key; NULL: we do */
	const char *roots;		/* PEM; NULL: any device will do */
	const char *report;		/* path; NULL: none */
	const char *stop_dir;
	const char *hold_file;
	unsigned int *stop_at;		/* frames, stop_count of them */
	unsigned int stop_count;
	unsigned int buffers;
	unsigned int refresh_every;	/* frames; 0: never */
	unsigned int frames;		/* 0: all */
	unsigned int loops;		/* 0: for ever */
	unsigned int hold_seconds;
	AVRational rate;		/* 0/1: the clip's */
	struct clip_hints hints;
	bool check_key;
	bool has_key_id;
	int verbosity;			/* 0 quiet, 1, 2 */
	uint8_t key_id[16];
	uint8_t key[16];
};

/* Play; returns when done, and ends the program when it cannot. */
void player_run(struct player_options *options);

#endif /* PLAYER_H */
