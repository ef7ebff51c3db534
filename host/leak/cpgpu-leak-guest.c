// SPDX-License-Identifier: MIT
/*
 * The part of `make check-leak` that runs in the VM, as root: reads all of the
 * device that a guest can read, or puts secrets where they must not be.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cpgpu_hw.h>

#define DRIVER	"/sys/bus/pci/drivers/cpgpu"
#define PIECE	(1 << 20)
#define MASK	0x5a
#define SECRETS	64		/* planted in one place at most */
#define STEP	64		/* bytes from one to the next, */
#define SHIFT	5		/*   which begins at an odd address */
#define SIZE	16

static const char help[] =
	"Usage: cpgpu-leak-guest read DIR\n"
	"       cpgpu-leak-guest plant FILE\n"
	"\n"
	"read writes each BAR of the cpgpu device, and its configuration space, to\n"
	"DIR/bar0, bar2, bar4 and config; registers by aligned 32-bit reads.\n"
	"plant reads lines \"ram HEX\", \"vram HEX\" (16 bytes each) and \"scratch HEX\"\n"
	"(4 bytes), all xored with 5a so that they are secrets only where they are\n"
	"planted, and leaves a process behind that keeps them there.\n"
	"Exit status: 0 success, 1 failure, 2 wrong use.\n";

static void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fputs("cpgpu-leak-guest: ", stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

/* Find the file @name in sysfs of the first device of the driver. */
static void find_file(const char *name, char path[512])
{
	DIR *dir = opendir(DRIVER);
	struct dirent *entry;

	if (!dir)
		die("no driver: %s: %s", DRIVER, strerror(errno));
	while ((entry = readdir(dir))) {
		if (strchr(entry->d_name, ':')) {
			snprintf(path, 512, "%s/%s/%s", DRIVER, entry->d_name,
				 name);
			closedir(dir);
			return;
		}
	}
	die("the driver has no device");
}

static volatile uint8_t *map_bar(int number, size_t *size)
{
	char name[16], path[512];
	struct stat st;
	void *data;
	int fd;

	snprintf(name, sizeof(name), "resource%d", number);
	find_file(name, path);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		die("cannot open %s: %s", path, strerror(errno));
	*size = st.st_size;
	data = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		die("cannot map %s: %s (iomem=relaxed on the kernel's command line?)",
		    path, strerror(errno));
	close(fd);
	return data;
}

/* ----------------------------------------------------------------- read -- */

static int create(const char *dir, const char *name)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		die("cannot write %s: %s", path, strerror(errno));
	return fd;
}

static void put(int fd, const void *data, size_t size)
{
	ssize_t done;

	for (; size; size -= done, data = (const char *)data + done) {
		done = write(fd, data, size);
		if (done < 0)
			die("cannot write: %s", strerror(errno));
	}
}

static void read_bar(const char *dir, int number)
{
	static uint32_t piece[PIECE / 4];
	size_t size, at, i, count;
	volatile uint8_t *bar = map_bar(number, &size);
	char name[16];
	int fd;

	snprintf(name, sizeof(name), "bar%d", number);
	fd = create(dir, name);
	for (at = 0; at < size; at += count) {
		count = size - at < PIECE ? size - at : PIECE;
		for (i = 0; i < count / 4; i++)
			piece[i] = *(volatile uint32_t *)(bar + at + 4 * i);
		put(fd, piece, count);
	}
	if (close(fd))
		die("cannot write: %s", strerror(errno));
	munmap((void *)bar, size);
}

static void read_config(const char *dir)
{
	uint8_t data[4096];
	char path[512];
	ssize_t size;
	int in, out = create(dir, "config");

	find_file("config", path);
	in = open(path, O_RDONLY | O_CLOEXEC);
	size = in < 0 ? -1 : read(in, data, sizeof(data));
	if (size < 64)
		die("cannot read %s: %s", path, strerror(errno));
	put(out, data, size);
	close(in);
	close(out);
}

/*
 * There are registers only at some places of their BAR, and each read of
 * another one raises an interrupt, which the driver would report.
 */
static void read_all(const char *dir)
{
	size_t size;
	volatile uint8_t *bar = map_bar(CPGPU_BAR_MMIO, &size);
	volatile uint32_t *enable = (volatile void *)(bar + CPGPU_INTR_ENABLE);
	volatile uint32_t *status = (volatile void *)(bar + CPGPU_INTR_STATUS);
	volatile uint32_t *error = (volatile void *)(bar + CPGPU_ERROR);

	*enable &= ~CPGPU_INTR_ERROR;
	read_bar(dir, CPGPU_BAR_MMIO);
	*error = 0;
	*status = CPGPU_INTR_ERROR;
	*enable |= CPGPU_INTR_ERROR;
	munmap((void *)bar, size);
	read_bar(dir, CPGPU_BAR_VRAM);
	read_bar(dir, CPGPU_BAR_MSIX);
	read_config(dir);
}

/* ---------------------------------------------------------------- plant -- */

/* Write the unmasked bytes of @hex, one by one, to where they are planted. */
static void put_secret(volatile uint8_t *place, const char *hex, size_t size)
{
	unsigned int byte;
	size_t i;

	for (i = 0; i < size; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			die("\"%s\" is not a masked secret", hex);
		place[i] = byte ^ MASK;
	}
}

static void put_scratch(const char *hex)
{
	unsigned int value;
	size_t size;
	volatile uint8_t *bar = map_bar(CPGPU_BAR_MMIO, &size);

	if (sscanf(hex, "%8x", &value) != 1)
		die("\"%s\" is not a masked word", hex);
	*(volatile uint32_t *)(bar + CPGPU_SCRATCH) = value ^ MASK * 0x01010101u;
	munmap((void *)bar, size);
}

static void plant_all(FILE *file)
{
	volatile uint8_t *ram, *vram;
	unsigned int in_ram = 0, in_vram = 0;
	char kind[16], hex[64];
	size_t size;

	ram = mmap(NULL, SECRETS * STEP, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (ram == MAP_FAILED)
		die("out of memory");
	vram = map_bar(CPGPU_BAR_VRAM, &size);
	/* the driver gives out the end of it last */
	vram += size - SECRETS * STEP;
	while (fscanf(file, "%15s %63s", kind, hex) == 2) {
		if (in_ram == SECRETS || in_vram == SECRETS)
			die("too many secrets");
		if (!strcmp(kind, "ram"))
			put_secret(ram + STEP * in_ram++ + SHIFT, hex, SIZE);
		else if (!strcmp(kind, "vram"))
			put_secret(vram + STEP * in_vram++ + SHIFT, hex, SIZE);
		else if (!strcmp(kind, "scratch"))
			put_scratch(hex);
		else
			die("\"%s\" is not a place", kind);
	}
}

static void plant(const char *path)
{
	FILE *file = fopen(path, "re");
	int ready[2];
	char byte;

	if (!file || pipe(ready))
		die("cannot read %s: %s", path, strerror(errno));
	if (!fork()) {
		close(ready[0]);
		plant_all(file);
		put(ready[1], "", 1);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		exit(1);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(help, stdout);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "read")) {
		read_all(argv[2]);
	} else if (argc == 3 && !strcmp(argv[1], "plant")) {
		plant(argv[2]);
	} else {
		fputs("cpgpu-leak-guest: wrong use, see --help\n", stderr);
		return 2;
	}
	return 0;
}
