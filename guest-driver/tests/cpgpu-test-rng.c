// SPDX-License-Identifier: MIT
/* /dev/hwrng, fed by the device. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "host.h"

#define SYSFS "/sys/class/misc/hw_random/"
#define SAMPLE (64 * 1024)
/*
 * Of 1000 blocks of good random numbers, 0.8 fail FIPS 140-2 on average: more
 * than 4 of 200 happens once in a million runs.
 */
#define RNGTEST_BLOCKS "200"
#define RNGTEST_FAILURES_MAX 4

static void read_sysfs(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t n;

	CHECK(file);
	n = fread(text, 1, size - 1, file);
	text[n] = '\0';
	fclose(file);
}

static void need_ours_as_current(void)
{
	char name[128];

	read_sysfs(SYSFS "rng_current", name, sizeof(name));
	if (!strstr(name, "cpgpu"))
		test_fail(__FILE__, __LINE__, "rng_current is %s", name);
}

static void read_hwrng(uint8_t *data, size_t size)
{
	int fd = open("/dev/hwrng", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	CHECK(fd >= 0);
	while (size) {
		n = read(fd, data, size);
		CHECK(n > 0);
		data += n;
		size -= n;
	}
	close(fd);
}

TEST(device_is_offered)
{
	char names[512];

	read_sysfs(SYSFS "rng_available", names, sizeof(names));
	CHECK(strstr(names, "cpgpu"));
	need_ours_as_current();
}

TEST(reads_differ)
{
	static uint8_t a[SAMPLE], b[SAMPLE];
	unsigned int counts[256] = {}, i;

	need_ours_as_current();
	read_hwrng(a, SAMPLE);
	read_hwrng(b, SAMPLE);
	CHECK(memcmp(a, b, SAMPLE));
	/* 256 of each on average; 6 standard deviations are 96 */
	for (i = 0; i < SAMPLE; i++)
		counts[a[i]]++;
	for (i = 0; i < 256; i++)
		CHECK(counts[i] > 150 && counts[i] < 370);
}

/* No word comes twice in a row, as it would if the device were asked wrongly. */
TEST(words_do_not_repeat)
{
	static uint32_t words[SAMPLE / 4];
	unsigned int i, same = 0, zero = 0;

	need_ours_as_current();
	read_hwrng((uint8_t *)words, SAMPLE);
	for (i = 1; i < SAMPLE / 4; i++) {
		same += words[i] == words[i - 1];
		zero += !words[i];
	}
	CHECK_EQ(same, 0);
	CHECK(zero <= 1);
}

TEST(odd_sizes_can_be_read)
{
	uint8_t data[64];
	int size;

	need_ours_as_current();
	for (size = 1; size <= 33; size++) {
		memset(data, 0xee, sizeof(data));
		read_hwrng(data, size);
		CHECK_EQ(data[size], 0xee);
	}
}

SLOW_TEST(rngtest_is_content, 120)
{
	char line[256];
	int successes = -1, failures = -1, status;
	FILE *out;

	need_ours_as_current();
	if (system("command -v rngtest >/dev/null"))
		test_skip("rngtest is not installed (package rng-tools5)");
	out = popen("rngtest -c " RNGTEST_BLOCKS " < /dev/hwrng 2>&1", "r");
	CHECK(out);
	while (fgets(line, sizeof(line), out)) {
		line[strcspn(line, "\n")] = '\0';
		sscanf(line, "rngtest: FIPS 140-2 successes: %d", &successes);
		sscanf(line, "rngtest: FIPS 140-2 failures: %d", &failures);
		test_note("%s", line);
	}
	/* 1: some block failed, which is counted here */
	status = pclose(out);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
	CHECK_EQ(successes + failures, atoi(RNGTEST_BLOCKS));
	CHECK(failures <= RNGTEST_FAILURES_MAX);
}

/*
 * Without noise there is no key exchange.  When the noise is back it works
 * again, without rebinding the driver.
 */
TEST(all_works_when_the_noise_is_back)
{
	struct session session = create_session(open_device());
	uint8_t key[KEY_SIZE], data[64];
	int i, ret;

	CHECK_OK(cpgpu_keyx_random_key(key));
	host_set("rng-fault", "\"silent\"");
	ret = exchange_key(&session, key);
	host_set("rng-fault", "\"none\"");
	CHECK_RET(ret, -EIO);
	for (i = 0; i < 100 && ret == -EIO; i++) {
		usleep(50000);
		ret = exchange_key(&session, key);
	}
	CHECK_OK(ret);
	read_hwrng(data, sizeof(data));
}
