// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cipher-speed: the speed of the device's cipher backend, and of its parts
 *
 * This program is linked with the device's own object files, so it times the code
 * that runs in QEMU.  It prints a line for each burst:
 *
 *	KERNEL SIZE BYTES_PER_SECOND
 *
 * Kernels take turns, so that a disturbance of the machine affects all of them.
 */
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <nettle/aes.h>
#include <nettle/ctr.h>
#ifdef HAVE_GCRYPT
#include <gcrypt.h>
#endif

typedef struct Error Error;	/* QEMU's, for the header's sake */
#include "stream.h"

#define PAGE		4096
#define HUGE_PAGE	(2u << 20)
#define SIZE_MAX_BYTES	(64u << 20)
#define BATCH		65536	/* bytes between two looks at the clock */
#define SIZES_MAX	16
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

struct work {
	uint8_t *dst;
	uint8_t *src;
	size_t size;
	CpgpuKey *app, *old, *new;
	struct aes128_ctx aes;
	uint64_t nonce;
#ifdef HAVE_GCRYPT
	gcry_cipher_hd_t gcrypt;
#endif
};

static const uint8_t test_key[16] = "benchmark key 1";
static const uint8_t test_iv[16] = "benchmark iv 01";

/* ------------------------------------------------------------- kernels -- */

static void run_memcpy(struct work *w)
{
	memcpy(w->dst, w->src, w->size);
}

static void run_ceiling(struct work *w)
{
	size_t done;

	/* the same page each time: nothing but the cipher, in the L1 cache */
	for (done = 0; done < w->size; done += PAGE)
		aes128_encrypt(&w->aes, PAGE, w->dst, w->dst);
}

static void run_nettle_ctr(struct work *w)
{
	uint8_t ctr[16];

	memcpy(ctr, test_iv, sizeof(ctr));
	ctr_crypt(&w->aes, (nettle_cipher_func *)aes128_encrypt, 16, ctr,
		  w->size, w->dst, w->src);
}

/* as the scanout takes off one keystream */
static void run_room_one(struct work *w)
{
	CpgpuStream a = cpgpu_stream(w->app, CPGPU_USE_DATA, test_iv);

	cpgpu_stream_xor(w->dst, w->src, w->size, &a, NULL);
}

static CpgpuStream page_stream(const CpgpuKey *key, uint64_t nonce)
{
	return (CpgpuStream) { .key = key, .prefix = nonce };
}

/* as a decryption blt does it: the sealed side has a stream for each page */
static void run_room_blt(struct work *w)
{
	CpgpuStream a = cpgpu_stream(w->app, CPGPU_USE_DATA, test_iv);
	size_t at;

	for (at = 0; at < w->size; at += PAGE) {
		CpgpuStream b = page_stream(w->new, w->nonce++);

		cpgpu_stream_xor(w->dst + at, w->src + at, PAGE, &a, &b);
	}
}

/* as a refresh does it: both streams by page, in place */
static void run_room_refresh(struct work *w)
{
	size_t at;

	for (at = 0; at < w->size; at += PAGE) {
		CpgpuStream a = page_stream(w->old, at);
		CpgpuStream b = page_stream(w->new, w->nonce++);

		cpgpu_stream_xor(w->dst + at, w->dst + at, PAGE, &a, &b);
	}
}

static void room_runs(struct work *w, CpgpuRuns *runs)
{
	CpgpuStream a = cpgpu_stream(w->app, CPGPU_USE_DATA, test_iv);
	size_t at;

	for (at = 0; at < w->size; at += PAGE) {
		CpgpuStream b = page_stream(w->new, w->nonce++);

		cpgpu_stream_xor_runs(w->dst + at, w->src + at, PAGE, &a, runs,
				      &b);
	}
}

/* a CENC sub-sample map of large runs that end anywhere */
static void run_room_cenc(struct work *w)
{
	static CpgpuRun map[SIZE_MAX_BYTES / 4096];
	CpgpuRuns runs = { .map = map };
	size_t at;

	for (at = 0; at < w->size; at += PAGE)
		map[runs.map_left++] = (CpgpuRun) { 101, PAGE - 101 };
	room_runs(w, &runs);
}

/* the cbcs pattern: one block of ten */
static void run_room_pattern(struct work *w)
{
	CpgpuRuns runs = { .skip = 144, .encrypt = 16 };

	room_runs(w, &runs);
}

#ifdef HAVE_GCRYPT
static void run_gcrypt_ctr(struct work *w)
{
	gcry_cipher_setctr(w->gcrypt, test_iv, sizeof(test_iv));
	gcry_cipher_encrypt(w->gcrypt, w->dst, w->size, w->src, w->size);
}
#endif

static const struct kernel {
	const char *name;
	void (*run)(struct work *w);
	const char *about;
} kernels[] = {
	{ "memcpy", run_memcpy, "the C library's memcpy()" },
	{ "ceiling", run_ceiling, "nettle's aes128_encrypt() on one page" },
	{ "nettle-ctr", run_nettle_ctr, "nettle's ctr_crypt()" },
	{ "room-one", run_room_one, "one keystream" },
	{ "room-blt", run_room_blt, "two keystreams, as a blt" },
	{ "room-refresh", run_room_refresh, "two keystreams, as a refresh" },
	{ "room-cenc", run_room_cenc, "two, one of them with sub-samples" },
	{ "room-pattern", run_room_pattern, "two, one of them 1 block of 10" },
#ifdef HAVE_GCRYPT
	{ "gcrypt-ctr", run_gcrypt_ctr, "libgcrypt's AES-128-CTR" },
#endif
};

/* --------------------------------------------------------------- timing -- */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

/* Short bursts that nobody interrupts, where we may. */
static bool undisturbed(bool on)
{
	struct sched_param param = { .sched_priority = on };

	return !sched_setscheduler(0, on ? SCHED_FIFO : SCHED_OTHER, &param);
}

static double burst(const struct kernel *k, struct work *w, double seconds)
{
	unsigned int batch = w->size < BATCH ? BATCH / w->size : 1;
	double begin, elapsed;
	uint64_t bytes = 0;
	unsigned int i;

	undisturbed(true);
	k->run(w);
	begin = now();
	do {
		for (i = 0; i < batch; i++)
			k->run(w);
		bytes += batch * w->size;
		elapsed = now() - begin;
	} while (elapsed < seconds);
	if (undisturbed(false))
		usleep(2000);
	return bytes / elapsed;
}

/* callgrind counts this function only (--toggle-collect). */
void counted(const struct kernel *k, struct work *w);
__attribute__((noinline))
void counted(const struct kernel *k, struct work *w)
{
	k->run(w);
}

/* ------------------------------------------------------------------ main -- */

/* As QEMU has the guest's memory: in huge pages, if there are any. */
static void *buffer(size_t size)
{
	size_t length = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	uint8_t *p = aligned_alloc(HUGE_PAGE, length);

	if (!p) {
		fprintf(stderr, "cipher-speed: no memory\n");
		exit(1);
	}
	madvise(p, length, MADV_HUGEPAGE);
	memset(p, 0x5a, size);
	return p;
}

static void work_init(struct work *w, size_t max)
{
	static const uint8_t old[16] = "old surface key", new[16] = "new one";

	if (!cpgpu_stream_works()) {
		fprintf(stderr, "cipher-speed: the cipher backend does not match %s\n",
			cpgpu_stream_library);
		exit(1);
	}
	w->dst = buffer(max);
	w->src = buffer(max);
	w->app = cpgpu_key_new(test_key);
	w->old = cpgpu_key_new(old);
	w->new = cpgpu_key_new(new);
	aes128_set_encrypt_key(&w->aes, test_key);
#ifdef HAVE_GCRYPT
	if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
		gcry_check_version(NULL);
		gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
	}
	if (gcry_cipher_open(&w->gcrypt, GCRY_CIPHER_AES128,
			     GCRY_CIPHER_MODE_CTR, 0) ||
	    gcry_cipher_setkey(w->gcrypt, test_key, sizeof(test_key))) {
		fprintf(stderr, "cipher-speed: libgcrypt has no AES-128-CTR\n");
		exit(1);
	}
#endif
}

/* Check that the timed functions agree with those of nettle. */
static void check(struct work *w)
{
	uint8_t *other = buffer(w->size);

	run_nettle_ctr(w);
	memcpy(other, w->dst, w->size);
	run_room_one(w);
	if (memcmp(w->dst, other, w->size)) {
		fprintf(stderr, "cipher-speed: the cipher backend gives wrong results\n");
		exit(1);
	}
	free(other);
}

static const struct kernel *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kernels); i++)
		if (!strcmp(kernels[i].name, name))
			return &kernels[i];
	return NULL;
}

static void usage(FILE *out)
{
	size_t i;

	fprintf(out,
		"Usage: cipher-speed [OPTION...]\n"
		"Times the device's cipher backend and its parts on the host.\n"
		"This program's cipher library: %s\n\n"
		"  --rounds N     bursts of each kernel (default 9)\n"
		"  --ms N         milliseconds of a burst (default 6)\n"
		"  --size BYTES   of the data, a multiple of 4096 (may be repeated;\n"
		"                 default 4096, 65536, 1048576, 8388608)\n"
		"  --kernel NAME  only this one (may be repeated)\n"
		"  --count        run each kernel once, in a function named\n"
		"                 'counted', for callgrind\n"
		"  --help         this text\n\n"
		"Kernels:\n", cpgpu_stream_library);
	for (i = 0; i < ARRAY_SIZE(kernels); i++)
		fprintf(out, "  %-14s %s\n", kernels[i].name, kernels[i].about);
	fprintf(out, "\nExit status: 0 done, 1 failed, 2 wrong use.\n");
}

static unsigned long number(const char *text, unsigned long least,
			    unsigned long most)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno || *end || end == text || value < least || value > most) {
		fprintf(stderr, "cipher-speed: '%s' is not a number from %lu to %lu; see --help\n",
			text, least, most);
		exit(2);
	}
	return value;
}

struct options {
	size_t sizes[SIZES_MAX];
	unsigned int size_count;
	bool chosen[ARRAY_SIZE(kernels)], some;
	unsigned int rounds;
	unsigned int ms;
	bool count;
};

static void add_size(struct options *o, const char *text)
{
	size_t size = number(text, PAGE, SIZE_MAX_BYTES);

	if (o->size_count == SIZES_MAX || size % PAGE) {
		fprintf(stderr, "cipher-speed: up to %u sizes, multiples of %u\n",
			SIZES_MAX, PAGE);
		exit(2);
	}
	o->sizes[o->size_count++] = size;
}

static void choose(struct options *o, const char *name)
{
	const struct kernel *k = find(name);

	if (!k) {
		fprintf(stderr, "cipher-speed: no kernel '%s'; see --help\n",
			name);
		exit(2);
	}
	o->chosen[k - kernels] = true;
	o->some = true;
}

static void parse(struct options *o, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "ms", required_argument, NULL, 'm' },
		{ "size", required_argument, NULL, 's' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "count", no_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (c) {
		case 'r':
			o->rounds = number(optarg, 1, 10000);
			break;
		case 'm':
			o->ms = number(optarg, 1, 10000);
			break;
		case 's':
			add_size(o, optarg);
			break;
		case 'k':
			choose(o, optarg);
			break;
		case 'c':
			o->count = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "cipher-speed: '%s' is too much; see --help\n",
			argv[optind]);
		exit(2);
	}
	if (!o->size_count) {
		add_size(o, "4096");
		add_size(o, "65536");
		add_size(o, "1048576");
		add_size(o, "8388608");
	}
	if (!o->some)
		memset(o->chosen, true, sizeof(o->chosen));
}

static void round_of(const struct options *o, struct work *w)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kernels); i++) {
		const struct kernel *k = &kernels[i];

		if (!o->chosen[i])
			continue;
		if (o->count) {
			k->run(w);
			counted(k, w);
		} else {
			printf("%s %zu %.0f\n", k->name, w->size,
			       burst(k, w, o->ms * 1e-3));
		}
	}
}

int main(int argc, char **argv)
{
	struct options o = { .rounds = 9, .ms = 6 };
	struct work w = { 0 };
	unsigned int i, r;
	size_t max = 0;

	parse(&o, argc, argv);
	for (i = 0; i < o.size_count; i++)
		max = o.sizes[i] > max ? o.sizes[i] : max;
	work_init(&w, max);
	w.size = PAGE + PAGE;
	if (w.size > max)
		w.size = max;
	check(&w);
	for (i = 0; i < o.size_count; i++) {
		w.size = o.sizes[i];
		for (r = 0; r < (o.count ? 1 : o.rounds); r++)
			round_of(&o, &w);
	}
	return 0;
}
