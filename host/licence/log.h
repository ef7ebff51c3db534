/* SPDX-License-Identifier: MIT */
/*
 * What the server says, on standard error.  Nothing secret ever goes in here;
 * what clients send only after it was made printable.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

/* exit status: it failed, or it was used wrongly */
#define EXIT_FAILED 1
#define EXIT_USAGE  2

/* Print "cpgpu-licensed: message". */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and leave. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* The same, point to --help, and leave with EXIT_USAGE. */
void die_usage(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* No word from log_event(). */
void log_be_quiet(void);

/*
 * Something that clients bring about.  So that none of them can fill a disk
 * with it, there are only so many lines in a second.
 */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* LOG_H */
