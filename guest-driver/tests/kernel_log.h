/* SPDX-License-Identifier: MIT */
/* What the kernel said while a test ran. */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

struct kernel_log {
	int fd;
};

/* From now on. */
struct kernel_log kernel_log_start(void);

/* From when the machine started. */
struct kernel_log kernel_log_all(void);

/* Fail the test if there was a warning, a bug, an oops or an error among it. */
void kernel_log_check(struct kernel_log *log);

#endif /* KERNEL_LOG_H */
