/* SPDX-License-Identifier: MIT */
/*
 * Running the player on a clip, and reading its output.  The program search
 * path begins with the folder of the test program.
 */
#ifndef PLAY_RUN_H
#define PLAY_RUN_H

#include "make_clip.h"

#define TEXT_MAX 65536
#define FRAMES 12

/*
 * A path in a folder of its own for each test, which is removed when the test
 * has passed.  The last few paths stay valid.
 */
const char *in_dir(const char *name);

/* A clip that can be played, at in_dir("clip.mov"), not made yet. */
struct clip_plan good_clip(void);

/* The file's content; at most TEXT_MAX - 1 bytes. */
void read_text(const char *path, char *text);
unsigned int count(const char *text, const char *word);

/* The number after "name": in a line that has @event; -1 if none. */
double number(const char *report, const char *event, const char *name);

/* Run the player with these arguments; its exit status and error output. */
int play(const char *arguments, char *errors);

/* One line on standard error that has @word in it, and this exit status. */
void check_refused(const char *arguments, int status, const char *word);

#endif /* PLAY_RUN_H */
