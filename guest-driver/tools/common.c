// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

static void complain(const char *format, va_list ap, const char *tail)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, format, ap);
	fprintf(stderr, "%s\n", tail);
}

void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	complain(format, ap, "");
	va_end(ap);
	exit(EXIT_FAILED);
}

void die_error(int error, const char *format, ...)
{
	char tail[128];
	va_list ap;

	snprintf(tail, sizeof(tail), ": %s", strerror(-error));
	va_start(ap, format);
	complain(format, ap, tail);
	va_end(ap);
	exit(EXIT_FAILED);
}

void die_usage(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	complain(format, ap, " (see --help)");
	va_end(ap);
	exit(EXIT_USAGE);
}

void die_open(int error, const char *path)
{
	if (path && (error == -ENODEV || error == -ENOTTY))
		die("%s is not a cpgpu device", path);
	if (path)
		die_error(error, "cannot open %s", path);
	if (error == -ENOENT)
		die("no cpgpu device found: check that lspci shows one, and load the module (modprobe cpgpu)");
	die_error(error, "cannot open the cpgpu device in /dev/dri");
}

void finish_output(FILE *file, const char *name)
{
	if (fflush(file) || ferror(file))
		die("cannot write %s: %s", name, strerror(errno));
}

void print_json_text(FILE *file, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	putc('"', file);
	for (; *p; p++) {
		if (*p == '"' || *p == '\\')
			fprintf(file, "\\%c", *p);
		else if (*p < 0x20)
			fprintf(file, "\\u%04x", *p);
		else
			putc(*p, file);
	}
	putc('"', file);
}

void print_key(char text[KEY_TEXT_SIZE], const uint8_t key[16])
{
	int i;

	for (i = 0; i < 16; i++)
		sprintf(text + 2 * i, "%02x", key[i]);
}

long parse_number(const char *text, long min, long max, const char *option)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || end == text || *end || value < min || value > max)
		die_usage("%s needs a number from %ld to %ld, not \"%s\"",
			  option, min, max, text);
	return value;
}
