// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: AddressSanitizer detects double release, use after release and
 * similar errors, because each object is a separate allocation; and it reports
 * nothing if all objects are used correctly
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define PROGRAM "cpgpu-misuse-d3d11"

struct result {
	int status;
	char text[16384];
};

/* Run the program that is built with the sanitizer. */
static struct result misuse(const char *word)
{
	struct result result = { 0 };
	size_t used = 0;
	int pipes[2];
	ssize_t got;
	pid_t pid;

	CHECK(!pipe(pipes));
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		dup2(pipes[1], 1);
		dup2(pipes[1], 2);
		close(pipes[0]);
		/* the sanitizer does not support every random layout */
		personality(ADDR_NO_RANDOMIZE);
		setenv("ASAN_OPTIONS", "exitcode=99:symbolize=0", 1);
		execlp(PROGRAM, PROGRAM, word, NULL);
		fprintf(stderr, "%s: %s\n", PROGRAM, strerror(errno));
		_exit(1);
	}
	close(pipes[1]);
	while (used < sizeof(result.text) - 1 &&
	       (got = read(pipes[0], result.text + used,
			   sizeof(result.text) - 1 - used)) > 0)
		used += got;
	close(pipes[0]);
	CHECK(waitpid(pid, &result.status, 0) == pid);
	return result;
}

/* The sanitizer must report this kind of error. */
static void check_caught(const char *word, const char *kind)
{
	const struct result result = misuse(word);

	if (!WIFEXITED(result.status) || WEXITSTATUS(result.status) != 99 ||
	    !strstr(result.text, kind))
		test_fail(__FILE__, __LINE__, "%s: no %s, status %#x: %.500s",
			  word, kind, result.status, result.text);
}

#define USE_AFTER_FREE "AddressSanitizer: heap-use-after-free"

SLOW_TEST(proper_use_is_clean, 120)
{
	const struct result result = misuse("nothing");

	if (result.status || result.text[0])
		test_fail(__FILE__, __LINE__, "status %#x: %.2000s",
			  result.status, result.text);
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
