// SPDX-License-Identifier: MIT
/*
 * Direct3D: what applications do wrong, in a program that is built with the
 * libraries for the sanitizers.  They detect double release, use after release
 * and similar errors, because each object is a separate allocation; the library
 * survives everything else.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cpgpu.h>

#include "harness.h"
#include "pci.h"

#define PROGRAM "cpgpu-misuse-d3d"

struct program {
	pid_t pid;
	int in, out;
	int status;
	size_t used;
	char text[16384];
};

/* Start the program that is built with the sanitizers. */
static void start(struct program *program, const char *word)
{
	int in[2], out[2];

	*program = (struct program) { .pid = 0 };
	CHECK(!pipe(in));
	CHECK(!pipe(out));
	program->pid = fork();
	CHECK(program->pid >= 0);
	if (!program->pid) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(out[1], 2);
		close(in[1]);
		close(out[0]);
		/* the sanitizer does not support every random layout */
		personality(ADDR_NO_RANDOMIZE);
		setenv("ASAN_OPTIONS",
		       "exitcode=99:symbolize=0:detect_leaks=1", 1);
		execlp(PROGRAM, PROGRAM, word, NULL);
		fprintf(stderr, "%s: %s\n", PROGRAM, strerror(errno));
		_exit(1);
	}
	close(in[0]);
	close(out[1]);
	program->in = in[1];
	program->out = out[0];
}

/* Read what it prints until it has printed @text, or to its end. */
static bool read_until(struct program *program, const char *text)
{
	size_t left;
	ssize_t got;

	for (;;) {
		if (text && strstr(program->text, text))
			return true;
		left = sizeof(program->text) - 1 - program->used;
		got = left ? read(program->out, program->text + program->used,
				  left) : 0;
		if (got <= 0)
			return false;
		program->used += got;
	}
}

static void wait_for(struct program *program)
{
	read_until(program, NULL);
	close(program->out);
	close(program->in);
	CHECK(waitpid(program->pid, &program->status, 0) == program->pid);
}

/* It must have found nothing; its last line tells what it did. */
static void check_clean(struct program *program)
{
	char *line, *state;

	if (program->status)
		test_fail(__FILE__, __LINE__, "status %#x: %.3000s",
			  program->status, program->text);
	for (line = strtok_r(program->text, "\n", &state); line;
	     line = strtok_r(NULL, "\n", &state))
		test_note("%s", line);
}

static struct program misuse(const char *word)
{
	struct program program;

	start(&program, word);
	wait_for(&program);
	return program;
}

static void check_survives(const char *word)
{
	struct program program = misuse(word);

	check_clean(&program);
}

/* The sanitizer must report this kind of error. */
static void check_caught(const char *word, const char *kind)
{
	const struct program result = misuse(word);

	if (!WIFEXITED(result.status) || WEXITSTATUS(result.status) != 99 ||
	    !strstr(result.text, kind))
		test_fail(__FILE__, __LINE__, "%s: no %s, status %#x: %.500s",
			  word, kind, result.status, result.text);
}

#define USE_AFTER_FREE "AddressSanitizer: heap-use-after-free"

SLOW_TEST(proper_use_is_clean, 120)
{
	const struct program result = misuse("nothing");

	if (result.status || result.text[0])
		test_fail(__FILE__, __LINE__, "status %#x: %.2000s",
			  result.status, result.text);
}

SLOW_TEST(no_method_crashes_whatever_its_arguments, 900)
{
	check_survives("slots");
}

SLOW_TEST(QueryInterface_finds_the_same_from_all_interfaces, 300)
{
	check_survives("query");
}

SLOW_TEST(Release_of_a_part_once_too_often_has_no_effect, 120)
{
	check_survives("release");
}

SLOW_TEST(objects_outlive_their_devices_in_any_order, 300)
{
	check_survives("outlive");
}

SLOW_TEST(threads_make_and_release_objects_of_one_device, 600)
{
	check_survives("threads");
}

SLOW_TEST(objects_outlive_the_removal_of_the_hardware, 600)
{
	struct cpgpu_device *dev = wait_device();
	struct program program;
	char name[PCI_NAME_SIZE];
	bool ready;

	pci_name(dev, name);
	cpgpu_close(dev);
	start(&program, "removal");
	ready = read_until(&program, "remove the device\n");
	if (ready) {
		pci_unbind(name);
		CHECK_EQ(write(program.in, "\n", 1), 1);
	}
	wait_for(&program);
	if (ready)
		pci_bind(name);
	cpgpu_close(wait_device());
	check_clean(&program);
}

SLOW_TEST(double_Release_is_caught, 300)
{
	check_caught("double-release-session", USE_AFTER_FREE);
	check_caught("double-release-device", USE_AFTER_FREE);
}

SLOW_TEST(use_after_Release_is_caught, 300)
{
	check_caught("use-after-release-session", USE_AFTER_FREE);
	check_caught("use-after-release-texture", USE_AFTER_FREE);
	check_caught("use-after-release-device", USE_AFTER_FREE);
}

SLOW_TEST(short_buffer_is_caught, 120)
{
	check_caught("short-buffer", "AddressSanitizer: heap-buffer-overflow");
}
