/* SPDX-License-Identifier: MIT */
/* The command line of the guest's benchmark programs, and what they print. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
	const char *test;
	uint64_t rounds, ms, batch, depth;
	uint64_t size, sealed;		/* in bytes */
	uint64_t sessions, threads;
	double seconds;			/* of a round: ms as options_parse() got it */
	bool irq;
	const char *device, *driver;
};

/* Prints @usage for --help, and exits with status 2 for wrong use. */
void options_parse(struct options *o, int argc, char **argv,
		   const char *usage);

/* Exit because there is no such test. */
void __attribute__((noreturn)) options_no_test(const struct options *o);

/* Print one result on a line of its own, and flush it. */
void report(double value);

#endif /* OPTIONS_H */
