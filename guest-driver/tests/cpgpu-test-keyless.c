// SPDX-License-Identifier: MIT
/*
 * The player without keys of its own: cpgpu-licensed, which runs in the same
 * machine here, has them.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "clip.h"
#include "feed.h"
#include "fixture.h"
#include "keys.h"
#include "licence.h"
#include "play_run.h"

#define OTHER_KEY_ID "ffffffffffffffffffffffffffffffff"
#define LICENCE "--license licence.sock "
#define QUESTIONS_MAX 600	/* a channel's numbers run out before */

static pid_t server;

/* The last certificate of the device's chain, as the root to trust. */
static void write_root(void)
{
	struct cpgpu_device *dev = open_device();
	const uint8_t *data, *end;
	uint8_t *chain;
	X509 *root = NULL;
	FILE *file;
	size_t size;

	CHECK_OK(cpgpu_query_certificate(dev, &chain, &size));
	cpgpu_close(dev);
	data = chain;
	end = chain + size;
	while (data < end) {
		X509_free(root);
		root = d2i_X509(NULL, &data, end - data);
		CHECK(root);
	}
	file = fopen(in_dir("root.pem"), "we");
	CHECK(file);
	CHECK(PEM_write_X509(file, root));
	CHECK_EQ(fclose(file), 0);
	X509_free(root);
	free(chain);
}

static void wait_file(const char *name)
{
	int i;

	for (i = 0; access(in_dir(name), F_OK); i++) {
		CHECK(i < 3000);
		usleep(10000);
	}
}

/* One that has the key of @key_id, and trusts the device if @root is its own. */
static void start_server(const char *key_id, const char *root,
			 const char *options)
{
	char line[512];

	snprintf(line, sizeof(line),
		 "cd %s && echo %s:" CLIP_KEY " >keys && exec cpgpu-licensed --quiet --socket=licence.sock --root=%s --keys=keys --report=events --test-reveal=reveal %s 2>said",
		 in_dir("."), key_id, root, options);
	server = fork();
	CHECK(server >= 0);
	if (!server) {
		/* also when the test fails */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl("/bin/sh", "sh", "-c", line, NULL);
		_exit(127);
	}
	wait_file("licence.sock");
}

static void open_server(void)
{
	write_root();
	start_server(CLIP_KEY_ID, "root.pem", "");
}

/* The server exits with 0, and has reported so many of each event. */
static void close_server(unsigned int sessions, unsigned int wrapped,
			 unsigned int refreshes)
{
	static char events[TEXT_MAX];
	int status;

	CHECK_EQ(kill(server, SIGTERM), 0);
	CHECK_EQ(waitpid(server, &status, 0), server);
	CHECK_EQ(status, 0);
	read_text(in_dir("events"), events);
	CHECK_EQ(count(events, "{\"event\":\"open\""), sessions);
	CHECK_EQ(count(events, "{\"event\":\"content\""), wrapped);
	CHECK_EQ(count(events, "{\"event\":\"refresh\""), refreshes);
	CHECK_EQ(count(events, "{\"event\":\"close\""), sessions);
}

/* Play; the player must not print a key. */
static void check_played(const char *options, unsigned int frames,
			 unsigned int refreshes)
{
	static char text[TEXT_MAX];
	char arguments[256];
	int status;

	snprintf(arguments, sizeof(arguments),
		 LICENCE "--report report %s clip.mov", options);
	status = play(arguments, text);
	test_note("%s", text);
	CHECK_EQ(status, 0);
	CHECK(!strstr(text, CLIP_KEY));
	read_text(in_dir("report"), text);
	CHECK(strstr(text, "{\"event\":\"licence\",\"server\":\"cpgpu-licensed "));
	CHECK_EQ(number(text, "end", "frames"), frames);
	CHECK_EQ(number(text, "end", "refreshes"), refreshes);
	CHECK_EQ(number(text, "end", "licence_keys"), refreshes + 1);
	CHECK(!strstr(text, CLIP_KEY));
}

static void make_good_clip(void)
{
	struct clip_plan plan = good_clip();

	make_clip(&plan);
}

/* --------------------------------------------------------------- pictures -- */

/* The last session key that the server revealed, which is for tests only. */
static void revealed_key(uint8_t key[KEY_SIZE])
{
	static char text[TEXT_MAX];
	char word[16], digits[64];
	char *line = text;
	int n, found = 0;

	read_text(in_dir("reveal"), text);
	for (; sscanf(line, "%15s %63s%n", word, digits, &n) == 2; line += n) {
		if (strcmp(word, "session") && strcmp(word, "refreshed"))
			continue;
		CHECK_OK(cpgpu_keyx_parse_key(digits, key));
		found++;
	}
	CHECK(found);
}

/* What is in @buffer is frame @n of the clip, bit for bit. */
static void check_picture(const struct feed *feed, const struct buffer *buffer,
			  const struct clip_plan *plan, unsigned int n)
{
	struct session session = {
		.dev = feed->dev,
		.handle = feed->keys->session,
	};
	size_t size = clip_plan_frame_size(plan);
	uint8_t *back = malloc(size), *frame = malloc(size), key[KEY_SIZE];

	CHECK(back && frame);
	revealed_key(key);
	read_protected(&session, buffer->surface.handle, 0, back, size, key);
	clip_plan_frame(plan, n, frame);
	CHECK_MEM(back, frame, size);
	free(back);
	free(frame);
}

/*
 * The player's own code decrypts frames, with refreshes; at the end it holds
 * only wrapped keys.
 */
TEST(frames_are_right_bit_for_bit)
{
	static const uint8_t none[KEY_SIZE];
	static const struct clip_hints hints;
	struct cpgpu_device *dev = open_device();
	struct clip_plan plan = good_clip();
	struct licence licence;
	struct buffer buffer = {};
	struct clip_frame frame;
	struct clip clip;
	struct feed feed;
	struct keys keys;
	unsigned int n;

	make_clip(&plan);
	open_server();
	licence_connect(&licence, in_dir("licence.sock"), LICENCE_TIMEOUT_MS);
	clip_open(&clip, plan.path, &hints);
	keys_open_licensed(&keys, dev, device_info(dev).caps, &licence,
			   clip.key_id);
	feed_open(&feed, dev, &clip, &keys);
	feed_open_buffer(&feed, &buffer);
	for (n = 0; clip_next(&clip, &frame); n++) {
		if (n % 4 == 3)
			keys_refresh_start(&keys);
		if (n && n % 4 == 0)
			keys_refresh_finish(&keys, NULL);
		feed_submit(&feed, &buffer, &frame, n);
		feed_wait(&feed, &buffer);
		check_picture(&feed, &buffer, &plan, n);
	}
	CHECK_EQ(n, FRAMES);
	CHECK_MEM(keys.session_key, none, KEY_SIZE);
	CHECK_MEM(keys.content_key, none, KEY_SIZE);
	keys_close(&keys);
	clip_close(&clip);
	close_server(1, 3, 2);
}

/* ---------------------------------------------------------------- playing -- */

TEST(plays_and_refreshes)
{
	make_good_clip();
	open_server();
	check_played("", FRAMES, 0);
	check_played("--refresh-every 5", FRAMES, 2);
	check_played("--refresh-every 1 --buffers 2", FRAMES, FRAMES - 1);
	close_server(3, 1 + 3 + FRAMES, 2 + FRAMES - 1);
}

/* The server queries the device, through the player, before it gives a key. */
TEST(plays_with_a_channel)
{
	static char events[TEXT_MAX];

	make_good_clip();
	write_root();
	start_server(CLIP_KEY_ID, "root.pem", "--require-channel");
	check_played("--refresh-every 5", FRAMES, 2);
	read_text(in_dir("events"), events);
	CHECK_EQ(count(events, "{\"event\":\"proven\""), 1);
	CHECK_EQ(count(events, "{\"event\":\"refused\""), 0);
	close_server(1, 3, 2);
}

/* More key changes than one channel has numbers for questions. */
TEST(opens_another_channel_when_one_is_used_up)
{
	static const struct clip_hints hints;
	struct cpgpu_device *dev = open_device();
	static char events[TEXT_MAX];
	struct clip_plan plan = good_clip();
	struct licence licence;
	struct clip clip;
	struct keys keys;
	unsigned int first, n = 1;

	make_clip(&plan);
	write_root();
	start_server(CLIP_KEY_ID, "root.pem", "--require-channel");
	licence_connect(&licence, in_dir("licence.sock"), LICENCE_TIMEOUT_MS);
	clip_open(&clip, plan.path, &hints);
	keys_open_licensed(&keys, dev, device_info(dev).caps, &licence,
			   clip.key_id);
	first = licence.channel;
	for (; licence.channel == first; n++) {
		CHECK(n < QUESTIONS_MAX);
		licence_content_key(&licence, clip.key_id, keys.wrapped);
	}
	test_note("another channel after %u keys", n);
	/* the old server has exited, and the new one answers */
	CHECK_RET(cpgpu_channel_destroy(dev, first), -ENOENT);
	licence_content_key(&licence, clip.key_id, keys.wrapped);
	read_text(in_dir("events"), events);
	CHECK_EQ(count(events, "{\"event\":\"proven\""), 2);
	CHECK_EQ(count(events, "{\"event\":\"refused\""), 1);
	keys_close(&keys);
	clip_close(&clip);
	cpgpu_close(dev);
	close_server(1, n + 1, 0);
}

/* The device wants a new key for each round, and so the server makes one. */
TEST(plays_again_with_new_keys)
{
	struct cpgpu_device *dev = open_device();
	unsigned int rounds = device_info(dev).caps & DRM_CPGPU_CAP_IV_CHECK ?
			      2 : 0;

	cpgpu_close(dev);
	make_good_clip();
	open_server();
	check_played("--loop 3", 3 * FRAMES, rounds);
	close_server(1, 1 + rounds, rounds);
}

TEST(unknown_content_is_told)
{
	make_good_clip();
	write_root();
	start_server(OTHER_KEY_ID, "root.pem", "");
	check_refused(LICENCE "clip.mov", 1, "does not have this clip's");
	CHECK_EQ(kill(server, SIGTERM), 0);
}

TEST(foreign_device_is_told)
{
	char command[256];

	make_good_clip();
	snprintf(command, sizeof(command),
		 "cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=other -keyout other.key -out other.pem 2>log",
		 in_dir("."));
	CHECK_EQ(system(command), 0);
	start_server(CLIP_KEY_ID, "other.pem", "");
	check_refused(LICENCE "clip.mov", 1, "does not lead to its root");
	CHECK_EQ(kill(server, SIGTERM), 0);
}

TEST(missing_server_is_told)
{
	make_good_clip();
	check_refused(LICENCE "clip.mov", 1, "cannot find the licence server");
	check_refused("--license clip.mov clip.mov", 1,
		      "neither a Unix socket nor a virtio port");
}

/* It is killed between two refreshes: one clear line, and no leftovers. */
TEST(server_that_dies_is_told)
{
	struct cpgpu_device *dev = open_device();
	uint64_t before = device_info(dev).vram_free;
	static char text[TEXT_MAX];
	char line[256];
	int status;
	pid_t pid;

	cpgpu_close(dev);
	make_good_clip();
	open_server();
	snprintf(line, sizeof(line),
		 "cd %s && exec cpgpu-play -q " LICENCE "--refresh-every 5 --stop-at 3 --stop-dir . --buffers 2 clip.mov 2>errors",
		 in_dir("."));
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		execl("/bin/sh", "sh", "-c", line, NULL);
		_exit(127);
	}
	wait_file("shown.3");
	CHECK_EQ(kill(server, SIGKILL), 0);
	CHECK_EQ(waitpid(server, NULL, 0), server);
	CHECK_EQ(mknod(in_dir("go.3"), S_IFREG | 0600, 0), 0);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	read_text(in_dir("errors"), text);
	test_note("%s", text);
	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 1);
	CHECK_EQ(count(text, "\n"), 1);
	CHECK(strstr(text, "the licence server at licence.sock closed"));
	check_nothing_leaked(before);
}
