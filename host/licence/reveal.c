// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "reveal.h"

static int fd = -1;

void reveal_open(const char *path)
{
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW |
		  O_CLOEXEC, 0600);
	if (fd < 0 || fchmod(fd, 0600))
		die("cannot write %s: %s", path, strerror(errno));
	warn("ONLY FOR TESTS: all keys are written to %s (--test-reveal)", path);
}

bool reveal_is_on(void)
{
	return fd >= 0;
}

void reveal(const char *kind, const uint8_t key[CPGPU_KEYX_KEY_SIZE])
{
	char line[80];
	int i, length;

	if (fd < 0)
		return;
	length = snprintf(line, sizeof(line), "%s ", kind);
	for (i = 0; i < CPGPU_KEYX_KEY_SIZE; i++)
		length += sprintf(line + length, "%02x", key[i]);
	line[length++] = '\n';
	if (write(fd, line, length) != length)
		die("cannot write the keys of --test-reveal: %s",
		    strerror(errno));
	cpgpu_keyx_wipe(line, sizeof(line));
}
