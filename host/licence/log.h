/* SPDX-License-Identifier: MIT */
/*
 * Messages on standard error.  They never contain secrets, and contain what clients
 * send only in printable form.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

/* exit statuses */
#define EXIT_FAILED 1
#define EXIT_USAGE  2

/* Print "cpgpu-licensed: message". */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then exit with EXIT_FAILED. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* The same, with a hint at --help, then exit with EXIT_USAGE. */
void die_usage(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* Turn log_event() off. */
void log_be_quiet(void);

/*
 * Log something that a client has caused.  The lines per second are limited, so
 * that no client can fill a disk.
 */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* LOG_H */
