/* SPDX-License-Identifier: MIT */
/* The player's report: one JSON object a line, each written out at once. */
#ifndef REPORT_H
#define REPORT_H

/* Start a report in @path ("-": standard output, NULL: none). */
void report_open(const char *path);

/*
 * One line: {"event":"@event", ...}.  @fields is what follows, in printf's
 * language and already JSON, or NULL.
 */
void report(const char *event, const char *fields, ...)
	__attribute__((format(printf, 2, 3)));

/* Milliseconds since the program opened its report. */
double report_clock(void);

#endif /* REPORT_H */
