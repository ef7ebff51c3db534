// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common.h"
#include "report.h"

static FILE *report_file;
static struct timespec report_start;

void report_open(const char *path)
{
	clock_gettime(CLOCK_MONOTONIC, &report_start);
	if (!path)
		return;
	report_file = strcmp(path, "-") ? fopen(path, "we") : stdout;
	if (!report_file)
		die("cannot write %s: %s", path, strerror(errno));
}

void report(const char *event, const char *fields, ...)
{
	va_list ap;

	if (!report_file)
		return;
	fprintf(report_file, "{\"event\":\"%s\"", event);
	if (fields) {
		putc(',', report_file);
		va_start(ap, fields);
		vfprintf(report_file, fields, ap);
		va_end(ap);
	}
	fputs("}\n", report_file);
	finish_output(report_file, "the report");
}

double report_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - report_start.tv_sec) * 1e3 +
	       (now.tv_nsec - report_start.tv_nsec) / 1e6;
}
