/* SPDX-License-Identifier: MIT */
/*
 * A small test harness that speaks TAP.  It has main(): a test program is one or
 * more files of TEST(name) { ... }, which run in the order of their definition.
 *
 * Each test runs in a process of its own: a crash or a hang fails that test only,
 * and whatever the test opened is closed when the next one starts.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct test {
	const char *name;
	void (*run)(void);
	unsigned int timeout;	/* in seconds */
};

/*
 * The linker puts the tests of all files into one array.  The alignment keeps
 * the compiler from leaving gaps between its elements.
 */
#define SLOW_TEST(function, seconds) \
	static void function(void); \
	static const struct test test_##function \
		__attribute__((section("tests"), used, no_reorder, \
			       aligned(__alignof__(struct test)))) = { \
		.name = #function, .run = function, .timeout = seconds, \
	}; \
	static void function(void)

#define TEST(function) SLOW_TEST(function, 60)

/* Call a function on a variable when it goes out of scope. */
#define AUTO(function) __attribute__((cleanup(function)))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Fail this test if @condition does not hold. */
#define CHECK(condition) \
	do { \
		if (!(condition)) \
			test_fail(__FILE__, __LINE__, "%s", #condition); \
	} while (0)

/* Fail this test unless two integers are equal; prints both. */
#define CHECK_EQ(actual, expected) \
	test_check_equal(__FILE__, __LINE__, #actual, (long long)(actual), \
			 (long long)(expected))

/* Fail this test unless a call gave 0, or this negative errno. */
#define CHECK_RET(call, expected) \
	test_check_return(__FILE__, __LINE__, #call, call, expected)

#define CHECK_OK(call) CHECK_RET(call, 0)

/* Fail this test unless @size bytes are equal; prints where they differ. */
#define CHECK_MEM(actual, expected, size) \
	test_check_memory(__FILE__, __LINE__, #actual, actual, expected, size)

/* Fill a variable with a value that CHECK_UNTOUCHED() expects to find again. */
#define UNTOUCHED 0xee
#define POISON(variable) memset(&(variable), UNTOUCHED, sizeof(variable))
#define CHECK_UNTOUCHED(variable) \
	test_check_untouched(__FILE__, __LINE__, #variable, &(variable), \
			     sizeof(variable))

void test_fail(const char *file, int line, const char *format, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
void test_check_equal(const char *file, int line, const char *what,
		      long long actual, long long expected);
void test_check_return(const char *file, int line, const char *what,
		       int actual, int expected);
void test_check_memory(const char *file, int line, const char *what,
		       const void *actual, const void *expected, size_t size);
void test_check_untouched(const char *file, int line, const char *what,
			  const void *data, size_t size);

/* This test cannot be done here, for a reason outside what it tests. */
void test_skip(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* Call this once the test has passed.  There is one such function. */
void test_at_end(void (*function)(void));

/* A line for people who read the output. */
void test_note(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif /* HARNESS_H */
