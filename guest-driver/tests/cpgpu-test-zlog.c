// SPDX-License-Identifier: MIT
/* What the kernel said since it started; run-all runs this last. */
#include "fixture.h"
#include "kernel_log.h"

static void kernel_has_nothing_to_complain_about(void)
{
	struct kernel_log log = kernel_log_all();

	kernel_log_check(&log);
}

static const struct test tests[] = {
	TEST(kernel_has_nothing_to_complain_about),
};

int main(int argc, char **argv)
{
	return RUN_TESTS(argc, argv, tests);
}
