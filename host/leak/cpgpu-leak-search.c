// SPDX-License-Identifier: MIT
/*
 * Looks for secrets in memory: at each byte of some files, whether the 16 bytes
 * that begin there are one of many needles.  The needles are keys, and all
 * 16-byte blocks of raw frames.
 *
 * A bit for each of some million hash values says whether a needle may begin
 * with these 8 bytes; few places get past that, to a hash table of all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NEEDLE		16
#define FILTER_BITS	26	/* 8 MiB of bits */
#define DISTINCT_LEAST	8	/* different bytes in a block that is searched for */
#define SHOWN_MAX	8	/* places printed for one needle in one file */
#define FRAME_LABEL	0	/* label of all blocks of frames */
#define PROGRESS_NS	500000000ull

static const char help[] =
	"Usage: cpgpu-leak-search NEEDLES FRAMES FRAME-SIZE FILE...\n"
	"\n"
	"Searches each FILE, at every byte, for the values in NEEDLES, lines of 32 hex\n"
	"digits and a label, and for each 16-byte block of the raw FRAMES of FRAME-SIZE\n"
	"bytes.  Blocks with fewer than 8 different bytes are left out, since they may\n"
	"be anywhere by chance.  Prints lines of words:\n"
	"\n"
	"  needles NUMBER                different values in NEEDLES\n"
	"  blocks ALL DIFFERENT LEFT-OUT of the frames\n"
	"  progress BYTES ALL-BYTES      repeatedly\n"
	"  hit FILE OFFSET LABEL         up to 8 of each label in a file\n"
	"  searched FILE BYTES HITS\n"
	"\n"
	"Exit status: 0 searched, with or without hits; 1 failure; 2 wrong use.\n";

struct needle {
	uint64_t value[2];
	uint32_t label;
	bool used;
};

static struct needle *table;
static size_t table_size, needle_count;	/* a power of two, and what is in use */
static uint64_t filter[(1ull << FILTER_BITS) / 64];
static char **labels;
static unsigned int *shown;		/* how often, of each label */
static size_t label_count;
static uint64_t bytes_done, bytes_all;

static void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fputs("cpgpu-leak-search: ", stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

static void *map_file(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *data;

	if (fd < 0 || fstat(fd, &st))
		die("cannot read %s: %s", path, strerror(errno));
	*size = st.st_size;
	if (*size < NEEDLE)
		die("%s has only %zu bytes", path, *size);
	data = mmap(NULL, *size, PROT_READ, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		die("cannot map %s: %s", path, strerror(errno));
	close(fd);
	madvise(data, *size, MADV_SEQUENTIAL);
	return data;
}

/* -------------------------------------------------------------- needles -- */

static uint64_t hash(uint64_t value)
{
	return value * 0x9e3779b97f4a7c15ull;
}

static uint64_t load(const uint8_t *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

/* Where the needle at @p is, or would be */
static struct needle *lookup(const uint8_t *p)
{
	uint64_t low = load(p), high = load(p + 8);
	size_t i = hash(low ^ high << 1) >> 20 & (table_size - 1);

	while (table[i].used &&
	       (table[i].value[0] != low || table[i].value[1] != high))
		i = (i + 1) & (table_size - 1);
	return &table[i];
}

/* Returns false if it is there already. */
static bool add_needle(const uint8_t *p, uint32_t label)
{
	struct needle *needle = lookup(p);
	uint64_t bit = hash(load(p)) >> (64 - FILTER_BITS);

	if (needle->used)
		return false;
	if (!load(p))
		die("needle \"%s\" begins with zeros", labels[label]);
	if (2 * ++needle_count > table_size)
		die("too many needles");
	*needle = (struct needle) {
		.value = { load(p), load(p + 8) },
		.label = label,
		.used = true,
	};
	filter[bit / 64] |= 1ull << bit % 64;
	return true;
}

static uint32_t add_label(const char *text)
{
	labels = realloc(labels, (label_count + 1) * sizeof(*labels));
	shown = realloc(shown, (label_count + 1) * sizeof(*shown));
	if (!labels || !shown)
		die("out of memory");
	labels[label_count] = strdup(text);
	return label_count++;
}

static void read_needles(const char *path)
{
	FILE *file = fopen(path, "re");
	uint8_t value[NEEDLE];
	char line[256];
	size_t count = 0;
	int i;

	if (!file)
		die("cannot read %s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		for (i = 0; i < NEEDLE; i++) {
			if (sscanf(line + 2 * i, "%2hhx", &value[i]) != 1)
				die("%s: a line is not a needle", path);
		}
		if (line[2 * NEEDLE] != ' ')
			die("%s: a line is not a needle", path);
		/* if a value has two names, the first one is used */
		count += add_needle(value, add_label(line + 2 * NEEDLE + 1));
	}
	fclose(file);
	printf("needles %zu\n", count);
}

/* A block with few different bytes may be anywhere by chance. */
static bool says_little(const uint8_t *block)
{
	uint64_t seen[4] = {};
	int i, count = 0;

	for (i = 0; i < NEEDLE; i++)
		seen[block[i] / 64] |= 1ull << block[i] % 64;
	for (i = 0; i < 4; i++)
		count += __builtin_popcountll(seen[i]);
	return count < DISTINCT_LEAST;
}

static void read_frames(const char *path, size_t frame_size)
{
	size_t size, at, frame, left_out = 0, count = 0;
	const uint8_t *data = map_file(path, &size);

	for (frame = 0; frame + frame_size <= size; frame += frame_size) {
		for (at = 0; at + NEEDLE <= frame_size; at += NEEDLE) {
			/* a needle is found by its first bytes */
			if (says_little(data + frame + at) ||
			    !load(data + frame + at))
				left_out++;
			else
				count += add_needle(data + frame + at,
						    FRAME_LABEL);
		}
	}
	printf("blocks %zu %zu %zu\n",
	       size / frame_size * (frame_size / NEEDLE), count, left_out);
	munmap((void *)data, size);
}

static void make_table(const char *needles, const char *frames)
{
	struct stat st;
	size_t most = 0;

	if (!stat(needles, &st))
		most += st.st_size / (2 * NEEDLE);
	if (!stat(frames, &st))
		most += st.st_size / NEEDLE;
	for (table_size = 1024; table_size < 3 * most; table_size *= 2)
		;
	table = calloc(table_size, sizeof(*table));
	if (!table)
		die("out of memory");
}

/* --------------------------------------------------------------- search -- */

static void show_progress(size_t at)
{
	static uint64_t last;
	struct timespec now;
	uint64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ns = now.tv_sec * 1000000000ull + now.tv_nsec;
	if (ns - last < PROGRESS_NS)
		return;
	last = ns;
	printf("progress %llu %llu\n", (unsigned long long)(bytes_done + at),
	       (unsigned long long)bytes_all);
	fflush(stdout);
}

/* Skip zeros from @at: the 8 bytes before the returned offset are all zero. */
static size_t skip_zeros(const uint8_t *data, size_t at, size_t end)
{
	while (at + 8 <= end && !load(data + at))
		at += 8;
	return at;
}

static bool passes(uint64_t value)
{
	uint64_t bit = hash(value) >> (64 - FILTER_BITS);

	return filter[bit / 64] >> bit % 64 & 1;
}

static void search(const char *path)
{
	const struct needle *needle;
	size_t size, at, hits = 0, piece = 0, next;
	const uint8_t *data = map_file(path, &size);
	uint64_t value;

	memset(shown, 0, label_count * sizeof(*shown));
	for (at = 0; at + NEEDLE <= size; at++) {
		if (at >= piece) {
			show_progress(at);
			piece = at + (1 << 20);
		}
		value = load(data + at);
		if (!value) {
			/* the last of them may be a needle's first bytes */
			next = skip_zeros(data, at, size);
			at = next - 8;
			continue;
		}
		if (!passes(value))
			continue;
		needle = lookup(data + at);
		if (!needle->used)
			continue;
		hits++;
		if (shown[needle->label]++ < SHOWN_MAX)
			printf("hit %s %zu %s\n", path, at,
			       labels[needle->label]);
	}
	printf("searched %s %zu %zu\n", path, size, hits);
	munmap((void *)data, size);
	bytes_done += size;
}

int main(int argc, char **argv)
{
	struct stat st;
	size_t frame_size;
	int i;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(help, stdout);
		return 0;
	}
	frame_size = argc > 4 ? strtoul(argv[3], NULL, 10) : 0;
	if (frame_size < NEEDLE || frame_size % NEEDLE) {
		fputs("cpgpu-leak-search: wrong use, see --help\n", stderr);
		return 2;
	}
	make_table(argv[1], argv[2]);
	add_label("frame: a block of one");
	read_needles(argv[1]);
	read_frames(argv[2], frame_size);
	for (i = 4; i < argc; i++) {
		if (stat(argv[i], &st))
			die("cannot read %s: %s", argv[i], strerror(errno));
		bytes_all += st.st_size;
	}
	for (i = 4; i < argc; i++)
		search(argv[i]);
	if (fflush(stdout) || ferror(stdout))
		die("cannot write: %s", strerror(errno));
	return 0;
}
