// SPDX-License-Identifier: MIT
/* The kernel's messages since boot; run-all runs this last. */
#include "fixture.h"
#include "kernel_log.h"

TEST(kernel_has_nothing_to_complain_about)
{
	struct kernel_log log = kernel_log_all();

	kernel_log_check(&log);
}
