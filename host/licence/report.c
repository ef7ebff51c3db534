// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "report.h"

static FILE *file;

void report_open(const char *path)
{
	file = fopen(path, "we");
	if (!file)
		die("cannot write %s: %s", path, strerror(errno));
}

void report_event(json_t *event)
{
	if (file && event) {
		json_dumpf(event, file, JSON_COMPACT);
		fputc('\n', file);
		if (fflush(file))
			die("cannot write the report: %s", strerror(errno));
	}
	json_decref(event);
}
