// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "kernel_log.h"

#define RECORD_MAX 8192

/* messages that mean an error in the kernel or in the driver */
static const char *const bad_words[] = {
	"WARNING:", "BUG:", "Oops", "Kernel panic", "general protection",
	"Call Trace", "refcount_t:", "Unable to handle", "blocked for more",
	"rcu_sched self-detected", "possible circular locking",
	"Memory manager not clean", "*ERROR*",
};

/*
 * what the driver correctly reports while cpgpu-test-recovery corrupts its
 * rings, and about doorbells of a disabled ring
 */
static const char *const expected_words[] = {
	"018: wrong state", "818: wrong state", " hangs at command",
	" stopped at command",
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

static bool has_word(const char *line, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (strstr(line, words[i]))
			return true;
	}
	return false;
}

#define HAS_WORD(line, words) \
	has_word(line, words, ARRAY_SIZE(words))

static bool is_bad(const char *line)
{
	return HAS_WORD(line, bad_words) && !HAS_WORD(line, expected_words);
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
