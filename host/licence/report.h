/* SPDX-License-Identifier: MIT */
/* --report: events as lines of JSON, for programs.  Keys are never in it. */
#ifndef REPORT_H
#define REPORT_H

#include <jansson.h>

/* Write to the file @path from now on, or die(). */
void report_open(const char *path);

/* Write an event, as json_pack() returns it, and release it; NULL is ignored. */
void report_event(json_t *event);

#endif /* REPORT_H */
