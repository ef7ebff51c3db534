/* SPDX-License-Identifier: MIT */
/* The command line of the guest's benchmark programs, and what they print. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
	const char *test;
	unsigned int rounds;
	double seconds;			/* of a round */
	unsigned int batch, depth;
	bool irq;
	uint64_t size;			/* bytes */
	uint64_t sealed;		/* bytes */
	unsigned int sessions;
	unsigned int threads;
	const char *device, *driver;
};

/* Prints @usage for --help; ends the program with 2 for wrong use. */
void options_parse(struct options *o, int argc, char **argv,
		   const char *usage);

/* End the program: there is no such test. */
void __attribute__((noreturn)) options_no_test(const struct options *o);

/* One result: a line of its own, at once. */
void report(double value);

#endif /* OPTIONS_H */
