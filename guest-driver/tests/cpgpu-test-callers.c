// SPDX-License-Identifier: MIT
/*
 * Programs as others write them (callers/): each is run, and must print what
 * callers/NAME.expected says.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "host.h"

#define OUTPUT_MAX 16384

/* The expected output, from its file */
#define EXPECT(name) \
	__asm__(".section .rodata\nexpected_" #name ": .incbin \"callers/" \
		#name ".expected\"\n.byte 0\n.previous\n"); \
	extern const char expected_##name[]

/* The programs are in this one's folder. */
static FILE *start(const char *name, const char *argument)
{
	char self[PATH_MAX] = "", command[PATH_MAX + 128];
	FILE *file;

	CHECK(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	*strrchr(self, '/') = 0;
	snprintf(command, sizeof(command), "%s/cpgpu-caller-%s %s 2>&1", self,
		 name, argument);
	file = popen(command, "r");
	CHECK(file);
	return file;
}

/* Compare line by line: the first difference is what one wants to see. */
static void check_lines(FILE *file, const char *expected)
{
	char line[512];
	unsigned int n = 0;
	size_t size;

	while (fgets(line, sizeof(line), file)) {
		n++;
		size = strlen(line);
		if (strncmp(expected, line, size))
			test_fail(__FILE__, __LINE__,
				  "line %u is \"%.*s\", not \"%.*s\"", n,
				  (int)strcspn(line, "\n"), line,
				  (int)strcspn(expected, "\n"), expected);
		expected += size;
	}
	if (*expected)
		test_fail(__FILE__, __LINE__, "after line %u \"%.*s\" is missing",
			  n, (int)strcspn(expected, "\n"), expected);
}

static void end(FILE *file)
{
	int status = pclose(file);

	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 0);
}

#define CALLER(name) \
	EXPECT(name); \
	TEST(name) \
	{ \
		FILE *file = start(#name, ""); \
		\
		check_lines(file, expected_##name); \
		end(file); \
	}

CALLER(decryptor)
CALLER(proxy)
CALLER(d3d11va)
CALLER(dxva2)
CALLER(capabilities)
CALLER(protected9)
CALLER(adapters)

/* Keys are lost while a browser's proxy waits for that. */
TEST(proxy_hears_of_lost_keys)
{
	static const char *const after[] = {
		"keys are lost: yes\n",
		"CheckCryptoSessionStatus: S_OK\n",
		"the session's status is 1\n",
	};
	FILE *file = start("proxy", "wait");
	char line[512];
	size_t i;

	do
		CHECK(fgets(line, sizeof(line), file));
	while (strcmp(line, "waiting\n"));
	host_lose_all_keys();
	for (i = 0; i < ARRAY_SIZE(after); i++) {
		CHECK(fgets(line, sizeof(line), file));
		CHECK(!strcmp(line, after[i]));
	}
	CHECK(!fgets(line, sizeof(line), file));
	end(file);
}
