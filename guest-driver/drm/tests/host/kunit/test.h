/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of KUnit as the tests here need, for user space.  The program prints
 * TAP; its exit status is 1 if a test failed.
 */
#ifndef CPGPU_TESTS_KUNIT_H
#define CPGPU_TESTS_KUNIT_H

#include <stdio.h>

#include "../kernel.h"

struct kunit {
	bool failed;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(function)	{ function, #function }

#define KUNIT_EXPECT_TRUE_MSG(test, condition, ...) do {		\
	if (!(condition)) {						\
		(test)->failed = true;					\
		printf("# %s:%d: expected %s: ", __FILE__, __LINE__,	\
		       #condition);					\
		printf(__VA_ARGS__);					\
		printf("\n");						\
	}								\
} while (0)
#define KUNIT_EXPECT_TRUE(test, condition)				\
	KUNIT_EXPECT_TRUE_MSG(test, condition, " ")
#define KUNIT_EXPECT_FALSE(test, condition)				\
	KUNIT_EXPECT_TRUE(test, !(condition))
#define KUNIT_EXPECT_EQ(test, left, right)				\
	KUNIT_EXPECT_TRUE(test, (left) == (right))
#define KUNIT_EXPECT_EQ_MSG(test, left, right, ...)			\
	KUNIT_EXPECT_TRUE_MSG(test, (left) == (right), __VA_ARGS__)

#define kunit_test_suite(suite)						\
int main(void)								\
{									\
	return kunit_run(&(suite));					\
}

static inline int kunit_run(struct kunit_suite *suite)
{
	struct kunit_case *test_case;
	int count = 0, failed = 0;

	for (test_case = suite->test_cases; test_case->run_case; test_case++) {
		struct kunit test = { false };

		test_case->run_case(&test);
		failed += test.failed;
		printf("%sok %d - %s/%s\n", test.failed ? "not " : "", ++count,
		       suite->name, test_case->name);
	}
	printf("1..%d\n", count);

	return failed > 0;
}

#define MODULE_DESCRIPTION(text) _Static_assert(1, text)
#define MODULE_LICENSE(text) _Static_assert(1, text)

#endif /* CPGPU_TESTS_KUNIT_H */
