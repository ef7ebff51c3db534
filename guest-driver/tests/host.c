// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "host.h"

#define WAIT_MS	20000
#define POLL_MS	20

/* A request must not be visible before it is complete. */
static void put_request(const char *name, const char *property,
			const char *value)
{
	char path[256], ready[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s.new", name);
	snprintf(ready, sizeof(ready), "%s.request", name);
	file = fopen(path, "we");
	if (!file)
		test_fail(__FILE__, __LINE__, "%s: %s", path, strerror(errno));
	fprintf(file, "%s %s\n", property, value);
	CHECK(!fclose(file) && !rename(path, ready));
}

static void take_answer(const char *name)
{
	char path[256], text[256] = "";
	int waited;
	FILE *file;

	snprintf(path, sizeof(path), "%s.answer", name);
	for (waited = 0; !(file = fopen(path, "re")); waited += POLL_MS) {
		if (waited > WAIT_MS)
			test_fail(__FILE__, __LINE__, "the host is silent");
		usleep(POLL_MS * 1000);
	}
	CHECK(fgets(text, sizeof(text), file));
	fclose(file);
	unlink(path);
	text[strcspn(text, "\n")] = '\0';
	if (strcmp(text, "ok"))
		test_fail(__FILE__, __LINE__, "the host says: %s", text);
}

void host_set(const char *property, const char *value)
{
	const char *folder = getenv("CPGPU_HOST");
	static unsigned int count;
	char name[192];

	if (!folder)
		test_skip("the host must help: boot with guest-driver/tests/run-vm");
	snprintf(name, sizeof(name), "%s/%d-%u", folder, getpid(), count++);
	put_request(name, property, value);
	take_answer(name);
}

void host_lose_all_keys(void)
{
	host_set("teardown", "\"keys\"");
}

void host_lose_all_content(void)
{
	host_set("teardown", "\"content\"");
}

static void host_set_number(const char *property, unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	host_set(property, text);
}

void host_lose_key(unsigned int slot)
{
	host_set_number("lose-key", slot);
}

void host_lose_content(unsigned int slot)
{
	host_set_number("lose-content", slot);
}
