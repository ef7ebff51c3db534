// SPDX-License-Identifier: MIT
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

#define STATUS_USAGE 2
#define STATUS_SKIPPED 77
#define POLL_US 2000
/* seconds from which on a test's time is worth a line */
#define SLOW 1.0
#define REASON_MAX 200

/* from the linker: the section's bounds */
extern const struct test __start_tests[], __stop_tests[];

/* shared with the process of the test */
static char *skip_reason;

static void (*at_end)(void);

/* --------------------------------------------------------- in the test -- */

static void print_note(const char *format, va_list ap)
{
	printf("# ");
	vprintf(format, ap);
	putchar('\n');
	fflush(stdout);
}

void test_note(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print_note(format, ap);
	va_end(ap);
}

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list ap;

	printf("# failed at %s:%d\n", file, line);
	va_start(ap, format);
	print_note(format, ap);
	va_end(ap);
	_exit(EXIT_FAILURE);
}

void test_at_end(void (*function)(void))
{
	at_end = function;
}

void test_skip(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(skip_reason, REASON_MAX, format, ap);
	va_end(ap);
	_exit(STATUS_SKIPPED);
}

void test_check_equal(const char *file, int line, const char *what,
		      long long actual, long long expected)
{
	if (actual != expected)
		test_fail(file, line, "%s is %lld (0x%llx), expected %lld (0x%llx)",
			  what, actual, actual, expected, expected);
}

static const char *return_name(int ret)
{
	return ret < 0 ? strerrorname_np(-ret) : ret ? "no errno" : "success";
}

void test_check_return(const char *file, int line, const char *what,
		       int actual, int expected)
{
	if (actual != expected)
		test_fail(file, line, "%s gave %d (%s), expected %d (%s)", what,
			  actual, return_name(actual), expected,
			  return_name(expected));
}

void test_check_memory(const char *file, int line, const char *what,
		       const void *actual, const void *expected, size_t size)
{
	const unsigned char *a = actual, *b = expected;
	size_t i;

	for (i = 0; i < size; i++) {
		if (a[i] != b[i])
			test_fail(file, line, "%s differs at byte %zu of %zu: 0x%02x, expected 0x%02x",
				  what, i, size, a[i], b[i]);
	}
}

void test_check_untouched(const char *file, int line, const char *what,
			  const void *data, size_t size)
{
	const unsigned char *p = data;
	size_t i;

	for (i = 0; i < size; i++) {
		if (p[i] != UNTOUCHED)
			test_fail(file, line, "%s was written to at byte %zu of %zu",
				  what, i, size);
	}
}

/* ------------------------------------------------------------ around it -- */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Wait status of @pid, or -1 if it had to be killed. */
static int wait_for(pid_t pid, unsigned int timeout)
{
	double until = seconds() + timeout;
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (seconds() > until) {
			/* its children, too: it leads a group */
			kill(-pid, SIGKILL);
			waitpid(pid, &status, 0);
			return -1;
		}
		usleep(POLL_US);
	}
	return status;
}

static bool run_test(const struct test *test, int number)
{
	bool ok = false, skipped = false;
	double start = seconds();
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		perror("fork");
		exit(EXIT_FAILURE);
	}
	if (!pid) {
		setpgid(0, 0);
		test->run();
		if (at_end)
			at_end();
		fflush(stdout);
		_exit(EXIT_SUCCESS);
	}
	setpgid(pid, pid);
	status = wait_for(pid, test->timeout);
	if (status == -1)
		printf("# still running after %u s, killed\n", test->timeout);
	else if (WIFSIGNALED(status))
		printf("# died of signal %d (%s)\n", WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == STATUS_SKIPPED)
		ok = skipped = true;
	else
		ok = !WEXITSTATUS(status);
	if (seconds() - start > SLOW)
		printf("# took %.1f s\n", seconds() - start);
	printf("%s %d - %s%s%s\n", ok ? "ok" : "not ok", number, test->name,
	       skipped ? " # SKIP " : "", skipped ? skip_reason : "");
	return ok;
}

/* Which tests the command line asks for. */
struct choice {
	char **words;	/* up to NULL */
	bool exact;	/* they are whole names */
};

static bool wanted(const struct test *test, const struct choice *choice)
{
	char **word;

	for (word = choice->words; *word; word++) {
		if (choice->exact ? !strcmp(test->name, *word) :
				    !!strstr(test->name, *word))
			return true;
	}
	return !*choice->words;
}

static void print_help(const char *program)
{
	printf("Usage: %s [--list | [--exact] WORD...]\n"
	       "Run tests on this machine's cpgpu device and print TAP.\n"
	       "With WORDs: only the tests with one of them in their name, or,\n"
	       "after --exact, of that name.  --list prints the names.\n"
	       "Exit status: 0 all passed, 1 one failed, 2 wrong use.\n",
	       program);
}

static int list_tests(void)
{
	const struct test *test;

	for (test = __start_tests; test < __stop_tests; test++)
		puts(test->name);
	return EXIT_SUCCESS;
}

static int run_tests(const struct choice *choice)
{
	int planned = 0, failed = 0, number = 0;
	const struct test *test;

	for (test = __start_tests; test < __stop_tests; test++)
		planned += wanted(test, choice);
	printf("TAP version 13\n1..%d\n", planned);
	for (test = __start_tests; test < __stop_tests; test++) {
		if (wanted(test, choice))
			failed += !run_test(test, ++number);
	}
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *option = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
	struct choice choice = { .exact = !strcmp(option, "--exact") };

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(option, "--help")) {
		print_help(program_invocation_short_name);
		return EXIT_SUCCESS;
	}
	if (!strcmp(option, "--list"))
		return list_tests();
	if (*option && !choice.exact) {
		fprintf(stderr, "%s: unknown option %s (see --help)\n",
			program_invocation_short_name, option);
		return STATUS_USAGE;
	}
	choice.words = argv + 1 + choice.exact;
	skip_reason = mmap(NULL, REASON_MAX, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (skip_reason == MAP_FAILED) {
		perror("mmap");
		return EXIT_FAILURE;
	}
	return run_tests(&choice);
}
