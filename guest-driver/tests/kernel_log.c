// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "kernel_log.h"

#define RECORD_MAX 8192

/* how the kernel says that it met something that must not be */
static const char *const bad_words[] = {
	"WARNING:", "BUG:", "Oops", "Kernel panic", "general protection",
	"Call Trace", "refcount_t:", "Unable to handle", "blocked for more",
	"rcu_sched self-detected", "possible circular locking",
	"Memory manager not clean", "cpgpu *ERROR*",
};

static struct kernel_log open_log(int whence)
{
	struct kernel_log log;

	log.fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log.fd < 0)
		test_fail(__FILE__, __LINE__, "/dev/kmsg: %s",
			  strerror(errno));
	CHECK(lseek(log.fd, 0, whence) >= 0);
	return log;
}

struct kernel_log kernel_log_start(void)
{
	return open_log(SEEK_END);
}

struct kernel_log kernel_log_all(void)
{
	return open_log(SEEK_SET);
}

static bool is_bad(const char *line)
{
	size_t i;

	for (i = 0; i < sizeof(bad_words) / sizeof(bad_words[0]); i++) {
		if (strstr(line, bad_words[i]))
			return true;
	}
	return false;
}

void kernel_log_check(struct kernel_log *log)
{
	char record[RECORD_MAX], *text;
	int bad = 0, total = 0;
	ssize_t n;

	/* one record each; EPIPE: some were overwritten before we came */
	while ((n = read(log->fd, record, sizeof(record) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		text = strchr(record, ';');
		text = text ? text + 1 : record;
		text[strcspn(text, "\n")] = '\0';
		total++;
		if (is_bad(text)) {
			bad++;
			test_note("%s", text);
		}
	}
	CHECK_EQ(errno, EAGAIN);
	close(log->fd);
	test_note("%d kernel messages", total);
	CHECK_EQ(bad, 0);
}
