// SPDX-License-Identifier: MIT
/* Events of the API: see event.h */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "event.h"

/* Signalling writes 8 bytes, which must not end up in any other file. */
static bool is_eventfd(int fd)
{
	static const char wanted[] = "anon_inode:[eventfd]";
	char path[32], name[sizeof(wanted)];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return readlink(path, name, sizeof(name)) == sizeof(wanted) - 1 &&
	       !memcmp(name, wanted, sizeof(wanted) - 1);
}

int event_open(HANDLE event)
{
	intptr_t fd = (intptr_t)event;
	int own;

	if (fd <= 0 || fd > INT_MAX)
		return -1;
	own = fcntl(fd, F_DUPFD_CLOEXEC, 1);
	if (own >= 0 && !is_eventfd(own)) {
		close(own);
		return -1;
	}
	return own;
}

void event_signal(int fd)
{
	struct pollfd writable = { .fd = fd, .events = POLLOUT };
	const uint64_t one = 1;

	/* an eventfd at its maximum would block, and is signalled anyway */
	if (poll(&writable, 1, 0) != 1 || write(fd, &one, sizeof(one)) < 0)
		return;
}

BOOL event_set(HANDLE event)
{
	int fd = event_open(event);

	if (fd < 0)
		return FALSE;
	event_signal(fd);
	close(fd);
	return TRUE;
}
