/* SPDX-License-Identifier: MIT */
/* What the tools share: error messages, and output of common values. */
#ifndef COMMON_H
#define COMMON_H

#include <stdint.h>
#include <stdio.h>

/* exit status: failure, or wrong use */
#define EXIT_FAILED 1
#define EXIT_USAGE  2

/* Print "program: message" and exit with EXIT_FAILED. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* The same, followed by the text of @error, a negative errno. */
void die_error(int error, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* Print "program: message (see --help)" and exit with EXIT_USAGE. */
void die_usage(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* Report why cpgpu_open() failed, and exit. */
void die_open(int error, const char *path) __attribute__((noreturn));

/* Flush @file; exit if anything could not be written (disk full, closed pipe). */
void finish_output(FILE *file, const char *name);

/* Print @text as a JSON string, quotes included. */
void print_json_text(FILE *file, const char *text);

#define KEY_TEXT_SIZE 33

/* Write a key or key id as 32 hex digits. */
void print_key(char text[KEY_TEXT_SIZE], const uint8_t key[16]);

/* Parse a decimal number in @min..@max given to @option, or die_usage(). */
long parse_number(const char *text, long min, long max, const char *option);

#endif /* COMMON_H */
