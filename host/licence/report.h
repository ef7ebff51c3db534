/* SPDX-License-Identifier: MIT */
/* --report: what happens as lines of JSON, for programs.  No keys. */
#ifndef REPORT_H
#define REPORT_H

#include <jansson.h>

/* Write to the file @path from now on, or die(). */
void report_open(const char *path);

/* Write @event, which is NULL or as json_pack() made it, and forget it. */
void report_event(json_t *event);

#endif /* REPORT_H */
