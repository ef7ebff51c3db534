// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "debugfs.h"

#define TEXT_MAX 65536

static void read_file(struct cpgpu_device *dev, const char *name, char *text)
{
	char path[128];
	struct stat st;
	FILE *file;
	size_t n;

	CHECK_OK(fstat(cpgpu_fd(dev), &st));
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/%s",
		 minor(st.st_rdev), name);
	file = fopen(path, "re");
	if (!file)
		test_skip("%s: %s", path, strerror(errno));
	n = fread(text, 1, TEXT_MAX - 1, file);
	text[n] = '\0';
	fclose(file);
}

static uint64_t figure(struct cpgpu_device *dev, const char *file,
		       const char *name)
{
	static char text[TEXT_MAX];
	size_t len = strlen(name);
	char *line;

	read_file(dev, file, text);
	for (line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, len) && line[len] == ' ')
			return strtoull(line + len, NULL, 10);
	}
	test_fail(__FILE__, __LINE__, "no line \"%s\" in debugfs %s", name,
		  file);
}

uint64_t vram_figure(struct cpgpu_device *dev, const char *name)
{
	return figure(dev, "vram", name);
}

uint64_t channel_figure(struct cpgpu_device *dev, const char *name)
{
	return figure(dev, "channels", name);
}

unsigned int channel_count(struct cpgpu_device *dev)
{
	static char text[TEXT_MAX];
	unsigned int count = 0;
	char *line;

	read_file(dev, "channels", text);
	for (line = text; (line = strstr(line, "\nchannel ")); line++)
		count++;
	return count;
}

unsigned int session_slot(struct cpgpu_device *dev, uint64_t hw_handle)
{
	static char text[TEXT_MAX];
	char handle[40], *line;

	read_file(dev, "sessions", text);
	snprintf(handle, sizeof(handle), ", handle %#llx",
		 (unsigned long long)hw_handle);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char *found = strstr(line, handle);

		if (found && !found[strlen(handle)] &&
		    !strncmp(line, "session ", 8))
			return strtoul(line + 8, NULL, 10);
	}
	test_fail(__FILE__, __LINE__, "no session%s in debugfs", handle);
}

/* Words are separated by blanks, in the header and in the lines. */
static int find_column(char *header, const char *column)
{
	char *word;
	int i;

	for (i = 0; (word = strtok(i ? NULL : header, " \n")); i++) {
		if (!strcmp(word, column))
			return i;
	}
	test_fail(__FILE__, __LINE__, "no column \"%s\" in debugfs rings",
		  column);
}

uint64_t ring_figure(struct cpgpu_device *dev, unsigned int ring,
		     const char *column)
{
	static char text[TEXT_MAX];
	char *line, *word;
	unsigned int i;
	int n;

	read_file(dev, "rings", text);
	for (i = 0, line = text; i <= ring; i++) {
		line = strchr(line, '\n');
		CHECK(line);
		line++;
	}
	line[-1] = '\0';
	line[strcspn(line, "\n")] = '\0';
	n = find_column(text, column);
	for (word = strtok(line, " "); word && n--; )
		word = strtok(NULL, " ");
	CHECK(word);
	return strtoull(word, NULL, 0);
}
