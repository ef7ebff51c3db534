/* SPDX-License-Identifier: MIT */
/* What the tools share: leaving with one clear line, and JSON. */
#ifndef COMMON_H
#define COMMON_H

#include <stdio.h>

/* exit status: it failed, or it was used wrongly */
#define EXIT_FAILED 1
#define EXIT_USAGE  2

/* Print "program: message" and leave with EXIT_FAILED. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* The same, followed by the meaning of @error, a negative errno. */
void die_error(int error, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* Print "program: message", point to --help and leave with EXIT_USAGE. */
void die_usage(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* Say why no device could be opened, and leave. */
void die_open(int error, const char *path) __attribute__((noreturn));

/* Flush what was written; leave if that failed (disk full, closed pipe). */
void finish_output(FILE *file, const char *name);

/* Print @text as a JSON string, quotes included. */
void print_json_text(FILE *file, const char *text);

/* Read a decimal number in @min..@max given to @option, or die_usage(). */
long parse_number(const char *text, long min, long max, const char *option);

#endif /* COMMON_H */
