/* SPDX-License-Identifier: MIT */
/* The player's report: one JSON object per line, flushed after each line. */
#ifndef REPORT_H
#define REPORT_H

/* Start a report in @path ("-": standard output, NULL: none). */
void report_open(const char *path);

/*
 * Write the line {"event":"@event", ...}.  @fields is a printf format for the
 * other members, already as JSON, or NULL.
 */
void report(const char *event, const char *fields, ...)
	__attribute__((format(printf, 2, 3)));

/* Milliseconds since report_open(). */
double report_clock(void);

#endif /* REPORT_H */
