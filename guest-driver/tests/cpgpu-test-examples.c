// SPDX-License-Identifier: MIT
/* The example programs do what they say */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define OUTPUT_MAX 4096

/* Run @command and keep its output; returns its exit status. */
static int run(const char *command, char output[OUTPUT_MAX])
{
	char line[512];
	size_t size;
	FILE *file;
	int status;

	snprintf(line, sizeof(line), "cpgpu-example-%s 2>&1", command);
	file = popen(line, "r");
	CHECK(file);
	size = fread(output, 1, OUTPUT_MAX - 1, file);
	output[size] = 0;
	status = pclose(file);
	CHECK(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static unsigned int count(const char *text, const char *word)
{
	unsigned int n = 0;

	while ((text = strstr(text, word))) {
		text += strlen(word);
		n++;
	}
	return n;
}

/* It succeeds, names its function, and proves @proofs statements. */
static void check_example(const char *name, unsigned int proofs)
{
	char output[OUTPUT_MAX];
	int status = run(name, output);

	if (status)
		test_note("%s", output);
	CHECK_EQ(status, 0);
	CHECK_EQ(count(output, "true: "), proofs);
	CHECK_EQ(count(output, "NOT TRUE"), 0);
	CHECK(strstr(output, "SessionKeyRefresh"));
}

static void check_wrong_use(const char *name)
{
	char command[128], output[OUTPUT_MAX];

	snprintf(command, sizeof(command), "%s --help", name);
	CHECK_EQ(run(command, output), 0);
	CHECK(!strncmp(output, "Usage: cpgpu-example-", 21));
	snprintf(command, sizeof(command), "%s --version", name);
	CHECK_EQ(run(command, output), 0);
	snprintf(command, sizeof(command), "%s more", name);
	CHECK_EQ(run(command, output), 2);
	CHECK(strstr(output, "--help"));
	CHECK(!setenv("CPGPU_DEVICE", "/dev/null", 1));
	CHECK_EQ(run(name, output), 1);
	CHECK(strstr(output, "cpgpu device"));
	CHECK_EQ(count(output, "\n"), 1);
}

TEST(start_session_key_refresh)
{
	check_example("start-session-key-refresh", 4);
	check_wrong_use("start-session-key-refresh");
}

TEST(finish_session_key_refresh)
{
	check_example("finish-session-key-refresh", 9);
	check_wrong_use("finish-session-key-refresh");
}

TEST(ddi11_start_session_key_refresh)
{
	check_example("ddi11-start-session-key-refresh", 4);
	check_wrong_use("ddi11-start-session-key-refresh");
}

TEST(ddi9_finish_session_key_refresh)
{
	check_example("ddi9-finish-session-key-refresh", 4);
	check_wrong_use("ddi9-finish-session-key-refresh");
}
