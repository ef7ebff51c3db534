// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "log.h"

#define LINES_PER_SECOND 20

static bool quiet;

static void print(const char *format, va_list ap, const char *tail)
{
	fputs("cpgpu-licensed: ", stderr);
	vfprintf(stderr, format, ap);
	fprintf(stderr, "%s\n", tail);
}

void warn(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print(format, ap, "");
	va_end(ap);
}

void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print(format, ap, "");
	va_end(ap);
	exit(EXIT_FAILED);
}

void die_usage(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print(format, ap, "; see 'cpgpu-licensed --help'");
	va_end(ap);
	exit(EXIT_USAGE);
}

void log_be_quiet(void)
{
	quiet = true;
}

void log_event(const char *format, ...)
{
	static unsigned int lines, left_out;
	static time_t second;
	struct timespec now;
	va_list ap;

	if (quiet)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec != second) {
		if (left_out)
			warn("%u more lines were left out", left_out);
		second = now.tv_sec;
		lines = left_out = 0;
	}
	if (lines++ >= LINES_PER_SECOND) {
		left_out++;
		return;
	}
	va_start(ap, format);
	print(format, ap, "");
	va_end(ap);
}
