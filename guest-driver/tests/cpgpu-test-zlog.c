// SPDX-License-Identifier: MIT
/* What the kernel said since it started; run-all runs this last. */
#include "fixture.h"
#include "kernel_log.h"

TEST(kernel_has_nothing_to_complain_about)
{
	struct kernel_log log = kernel_log_all();

	kernel_log_check(&log);
}
