// SPDX-License-Identifier: MIT
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "play_run.h"

/* The player of the same build is meant, not an installed one. */
__attribute__((constructor)) static void use_own_programs(void)
{
	char self[2048], path[4200];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	CHECK(n > 0);
	self[n] = '\0';
	snprintf(path, sizeof(path), "%s:%s", dirname(self), getenv("PATH"));
	setenv("PATH", path, 1);
}

static char dir[64];

static void remove_dir(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	CHECK_EQ(system(command), 0);
}

const char *in_dir(const char *name)
{
	static char path[4][256];
	static int next;
	char *p = path[next++ % 4];

	if (!*dir) {
		strcpy(dir, "/tmp/cpgpu-test-play.XXXXXX");
		CHECK(mkdtemp(dir));
		test_at_end(remove_dir);
	}
	snprintf(p, sizeof(path[0]), "%s/%s", dir, name);
	return p;
}

struct clip_plan good_clip(void)
{
	static char path[256];

	/* a copy, since in_dir() reuses its buffers */
	strcpy(path, in_dir("clip.mov"));
	return (struct clip_plan) {
		.path = path,
		.width = 128,
		.height = 80,
		.frames = FRAMES,
		.rate = 30,
	};
}

void read_text(const char *path, char *text)
{
	FILE *file = fopen(path, "re");
	size_t n;

	CHECK(file);
	n = fread(text, 1, TEXT_MAX - 1, file);
	text[n] = '\0';
	fclose(file);
}

unsigned int count(const char *text, const char *word)
{
	unsigned int n = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		n++;
	return n;
}

/* The number after "name": in a line that has @event; -1 if none. */
double number(const char *report, const char *event, const char *name)
{
	char word[64];
	const char *line, *value;

	snprintf(word, sizeof(word), "{\"event\":\"%s\"", event);
	line = strstr(report, word);
	snprintf(word, sizeof(word), "\"%s\":", name);
	value = line ? strstr(line, word) : NULL;
	return value ? atof(value + strlen(word)) : -1;
}

/* Run the player with these arguments; its exit status and error output. */
int play(const char *arguments, char *errors)
{
	char command[1024];
	int status;

	snprintf(command, sizeof(command), "cd %s && cpgpu-play %s 2>errors",
		 in_dir("."), arguments);
	status = system(command);
	CHECK(WIFEXITED(status));
	read_text(in_dir("errors"), errors);
	return WEXITSTATUS(status);
}

/* One line on standard error that has @word in it, and this exit status. */
void check_refused(const char *arguments, int status, const char *word)
{
	static char errors[TEXT_MAX];
	int actual = play(arguments, errors);

	test_note("%s: %d, %.*s", arguments, actual,
		  (int)strcspn(errors, "\n"), errors);
	CHECK_EQ(actual, status);
	CHECK_EQ(count(errors, "\n"), 1);
	CHECK(!strncmp(errors, "cpgpu-play: ", 12));
	CHECK(strstr(errors, word));
}
