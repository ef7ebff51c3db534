// SPDX-License-Identifier: MIT
/*
 * cpgpu-play from its command line.  The tests called refuses_* need no device:
 * the player checks its options and the clip first.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xf86drm.h>

#include "fixture.h"
#include "play_run.h"

#define WITH_KEY "--key " CLIP_KEY " "

/* ------------------------------------------------------------- refusals -- */

TEST(refuses_a_missing_file)
{
	check_refused(WITH_KEY "none.mov", 1, "No such file");
}

TEST(refuses_what_is_no_clip)
{
	static const char text[] = "this is no clip, but long enough to try";
	int fd = open(in_dir("text.mov"), O_CREAT | O_WRONLY, 0600);

	CHECK(write(fd, text, sizeof(text)) == sizeof(text));
	close(fd);
	check_refused(WITH_KEY "text.mov", 1, "not a QuickTime or MP4");
	check_refused(WITH_KEY "/tmp", 1, "not a QuickTime or MP4");
	check_refused(WITH_KEY "/dev/null", 1, "not a QuickTime or MP4");
}

TEST(refuses_a_clip_that_is_not_encrypted)
{
	struct clip_plan plan = good_clip();

	plan.clear = true;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "not encrypted");
}

TEST(refuses_other_codecs_and_pixels)
{
	struct clip_plan plan = good_clip();

	plan.other_codec = true;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "mpeg4");
	plan = good_clip();
	plan.pixels = CLIP_RGB;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "bgra, nv12 or yuyv");
	/* the sizes do not lie */
	check_refused(WITH_KEY "--pixel-format nv12 clip.mov", 1, "damaged");
	/* what ffmpeg calls 'raw ' may be anything of that size */
	plan.pixels = CLIP_NV12;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "--pixel-format");
}

TEST(refuses_other_colours)
{
	struct clip_plan plan = good_clip();

	plan.pixels = CLIP_YUYV;
	plan.bt2020 = true;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "--colours");
	check_refused(WITH_KEY "--colours 2020 clip.mov", 2, "709-full");
	/* nothing else was wrong with the clip */
	check_refused(WITH_KEY "--colours 709 --device /dev/null clip.mov", 1,
		      "not a cpgpu device");
}

TEST(refuses_sizes_that_do_not_fit)
{
	struct clip_plan plan = good_clip();

	plan.width = 130;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "multiple of 4");
	plan.width = 8;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "sizes from");
	plan.width = 132;
	plan.pixels = CLIP_YUYV;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "multiple of 8");
	plan.width = 136;
	plan.pixels = CLIP_NV12;
	plan.tagged = true;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "multiple of 16");
	plan.width = 128;
	plan.height = 81;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "multiple of 2");
}

TEST(refuses_the_wrong_key)
{
	struct clip_plan plan = good_clip();

	make_clip(&plan);
	check_refused("--key 10112233445566778899aabbccddeeff clip.mov", 1,
		      "not the key");
	check_refused("--key 00112233445566778899aabbccddeeff:" CLIP_KEY
		      " clip.mov", 1, "key id");
}

/* What a wrong key looks like, from the other side. */
TEST(refuses_noise)
{
	struct clip_plan plan = good_clip();

	plan.noise = true;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "noise");
	plan.pixels = CLIP_YUYV;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "noise");
	plan.pixels = CLIP_NV12;
	plan.tagged = true;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "noise");
}

TEST(refuses_a_damaged_clip)
{
	struct clip_plan plan = good_clip();
	struct stat st;

	/* the index is at the end, and so lost */
	make_clip(&plan);
	CHECK_EQ(stat(plan.path, &st), 0);
	CHECK_EQ(truncate(plan.path, st.st_size / 2), 0);
	check_refused(WITH_KEY "clip.mov", 1, "damaged");
}

/* Change the file's first sub-sample: one encrypted byte more. */
static void spoil_map(const char *path)
{
	/* box, flags, count; IV, count, clear bytes, encrypted bytes */
	const int at = 4 + 4 + 4 + 8 + 2 + 2 + 3;
	static uint8_t data[MIB];
	FILE *file = fopen(path, "r+e");
	uint8_t *box;
	size_t size;

	CHECK(file);
	size = fread(data, 1, sizeof(data), file);
	CHECK(size < sizeof(data));
	box = memmem(data, size, "senc", 4);
	CHECK(box);
	box[at]++;
	CHECK_OK(fseek(file, box + at - data, SEEK_SET));
	CHECK_EQ(fwrite(box + at, 1, 1, file), 1);
	CHECK_OK(fclose(file));
}

TEST(refuses_a_map_that_does_not_fit)
{
	struct clip_plan plan = good_clip();

	plan.partial = true;
	make_clip(&plan);
	check_refused(WITH_KEY "--device /dev/null clip.mov", 1,
		      "not a cpgpu device");
	spoil_map(plan.path);
	check_refused(WITH_KEY "clip.mov", 1, "a map of 40961 bytes");
}

TEST(refuses_wrong_use)
{
	struct clip_plan plan = good_clip();

	make_clip(&plan);
	check_refused("", 2, "FILE");
	check_refused("clip.mov", 2, "key");
	check_refused(WITH_KEY "clip.mov clip.mov", 2, "one FILE");
	check_refused("--key 1234 clip.mov", 2, "32 hex digits");
	check_refused("--key x0112233445566778899aabbccddeeff clip.mov", 2,
		      "32 hex digits");
	check_refused("--key 12:" CLIP_KEY " clip.mov", 2, "key id");
	check_refused(WITH_KEY "--buffers 1 clip.mov", 2, "--buffers");
	check_refused(WITH_KEY "--buffers 9 clip.mov", 2, "--buffers");
	check_refused(WITH_KEY "--refresh-every x clip.mov", 2,
		      "--refresh-every");
	check_refused(WITH_KEY "--frames 0 clip.mov", 2, "--frames");
	check_refused(WITH_KEY "--rate 0 clip.mov", 2, "--rate");
	check_refused(WITH_KEY "--stop-at 1 clip.mov", 2, "--stop-dir");
	check_refused(WITH_KEY "--hold 1 --hold-file x clip.mov", 2, "--hold");
	check_refused("--key-file none clip.mov", 1, "none");
	check_refused(WITH_KEY "--pixel-format yv12 clip.mov", 2, "nv12");
}

TEST(refuses_a_device_of_another_kind)
{
	struct clip_plan plan = good_clip();

	make_clip(&plan);
	check_refused(WITH_KEY "--device /dev/null clip.mov", 1,
		      "not a cpgpu device");
	check_refused(WITH_KEY "--device /dev/none clip.mov", 1,
		      "No such file");
}

/* No error shows a key, not even a wrong one. */
TEST(refuses_without_showing_the_key)
{
	static char errors[TEXT_MAX];
	struct clip_plan plan = good_clip();

	make_clip(&plan);
	play("--key 10112233445566778899aabbccddeeff clip.mov", errors);
	CHECK(!strstr(errors, "10112233"));
	play("--key 10112233445566778899aabbccddeef clip.mov", errors);
	CHECK(!strstr(errors, "10112233"));
}

/* -------------------------------------------------------------- playing -- */

static bool has_cap(uint32_t cap)
{
	struct cpgpu_device *dev = open_device();
	uint32_t caps = device_info(dev).caps;

	cpgpu_close(dev);
	return caps & cap;
}

static void check_played(const char *options, unsigned int frames,
			 unsigned int refreshes)
{
	static char text[TEXT_MAX];
	char arguments[512];
	int status;

	snprintf(arguments, sizeof(arguments),
		 WITH_KEY "--report report %s clip.mov", options);
	status = play(arguments, text);
	test_note("%s", text);
	CHECK_EQ(status, 0);
	read_text(in_dir("report"), text);
	CHECK_EQ(count(text, "{\"event\":\"frame\""), frames);
	CHECK_EQ(count(text, "{\"event\":\"refresh_finish\""), refreshes);
	CHECK_EQ(number(text, "end", "frames"), frames);
	CHECK_EQ(number(text, "end", "refreshes"), refreshes);
	/* no key of any kind, and no R */
	CHECK(!strstr(text, CLIP_KEY));
}

TEST(plays_every_frame)
{
	struct clip_plan plan = good_clip();

	make_clip(&plan);
	check_played("", FRAMES, 0);
}

TEST(plays_with_refreshes)
{
	struct clip_plan plan = good_clip();

	make_clip(&plan);
	check_played("--refresh-every 5", FRAMES, 2);
	check_played("--refresh-every 1", FRAMES, FRAMES - 1);
	check_played("--refresh-every 2 --buffers 2", FRAMES, FRAMES / 2 - 1);
}

TEST(plays_again_and_stops_early)
{
	struct clip_plan plan = good_clip();
	/* the IVs come again with each round, so the device wants a new key */
	unsigned int new_rounds = has_cap(DRM_CPGPU_CAP_IV_CHECK) ? 2 : 0;

	make_clip(&plan);
	check_played("--loop 3 --buffers 8", 3 * FRAMES, new_rounds);
	check_played("--frames 5", 5, 0);
	/* refreshes at 10 and 20, rounds at 12 and 24 */
	check_played("--loop 0 --frames 30 --refresh-every 10", 30,
		     2 + new_rounds);
	/* each round begins with a new key anyway */
	check_played("--loop 3 --refresh-every 6", 3 * FRAMES, 5);
	check_played("--loop 3 --refresh-every 13", 3 * FRAMES, 2 + new_rounds);
}

/* Rows that do not follow each other in memory. */
TEST(plays_rows_with_gaps)
{
	struct clip_plan plan = good_clip();

	plan.width = 100;
	plan.height = 150;
	make_clip(&plan);
	check_played("--refresh-every 3", FRAMES, 3);
}

/* cpgpu-test-feed checks what is shown. */
TEST(plays_partly_encrypted_clips)
{
	static char text[TEXT_MAX];
	struct clip_plan plan = good_clip();

	plan.partial = true;
	make_clip(&plan);
	check_played("--refresh-every 5", FRAMES, 2);
	read_text(in_dir("report"), text);
	CHECK(strstr(text, "\"pixel_format\":\"bgra\",\"partial\":true"));
}

TEST(plays_nv12_and_yuyv)
{
	static char text[TEXT_MAX];
	struct clip_plan plan = good_clip();

	if (!has_cap(DRM_CPGPU_CAP_CONVERT))
		test_skip("this device cannot convert");
	plan.pixels = CLIP_NV12;
	make_clip(&plan);
	check_played("--pixel-format nv12 --refresh-every 5", FRAMES, 2);
	read_text(in_dir("report"), text);
	CHECK(strstr(text, "\"pixel_format\":\"nv12\",\"partial\":false"));
	plan.pixels = CLIP_YUYV;
	plan.bt709 = true;
	make_clip(&plan);
	check_played("--buffers 2", FRAMES, 0);
	read_text(in_dir("report"), text);
	CHECK(strstr(text, "\"pixel_format\":\"yuyv\""));
}

TEST(device_without_conversion_says_so)
{
	struct clip_plan plan = good_clip();

	if (has_cap(DRM_CPGPU_CAP_CONVERT))
		test_skip("this device can convert: run it with convert-blt=off");
	plan.pixels = CLIP_YUYV;
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "convert-blt=off");
}

TEST(device_without_refresh_plays_once)
{
	struct clip_plan plan = good_clip();

	if (has_cap(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY) ||
	    !has_cap(DRM_CPGPU_CAP_IV_CHECK))
		test_skip("run it with freshen-session-key=off and iv-check=on");
	make_clip(&plan);
	check_played("", FRAMES, 0);
	check_refused("--quiet --loop 2 " WITH_KEY "clip.mov", 1, "--loop");
}

TEST(plays_in_time)
{
	static char text[TEXT_MAX];
	struct clip_plan plan = good_clip();
	double seconds;

	plan.frames = 31;
	make_clip(&plan);
	check_played("--refresh-every 10", 31, 3);
	read_text(in_dir("report"), text);
	seconds = number(text, "end", "seconds");
	/* 30 intervals of 1/30 s, and a machine that may be busy */
	CHECK(seconds > 0.95);
	CHECK_EQ(number(text, "start", "width"), 128);
	CHECK_EQ(number(text, "start", "pitch"), 512);
	CHECK_EQ(number(text, "start", "rate"), 30);
	CHECK_EQ(number(text, "start", "refresh_hz"), 60);
}

TEST(key_comes_from_a_file)
{
	static char errors[TEXT_MAX];
	struct clip_plan plan = good_clip();
	FILE *file = fopen(in_dir("key"), "we");

	CHECK(file);
	fputs(CLIP_KEY_ID ":" CLIP_KEY "\n", file);
	CHECK_EQ(fclose(file), 0);
	make_clip(&plan);
	CHECK_EQ(play("-q --frames 2 --key-file key clip.mov", errors), 0);
	CHECK_EQ(play("-q --frames 2 --key-file - clip.mov <key", errors), 0);
	CHECK(!*errors);
}

/* In the background, so that the test can check the held picture. */
static pid_t start_player(const char *options)
{
	char command[1024];
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid)
		return pid;
	snprintf(command, sizeof(command),
		 "cd %s && exec cpgpu-play " WITH_KEY
		 "--report report %s clip.mov 2>errors", in_dir("."), options);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

static void wait_file(const char *name)
{
	int i;

	for (i = 0; access(in_dir(name), F_OK); i++) {
		CHECK(i < 2000);
		usleep(10000);
	}
}

static void make_file(const char *name)
{
	int fd = open(in_dir(name), O_CREAT | O_WRONLY, 0600);

	CHECK(fd >= 0);
	close(fd);
}

TEST(stops_and_holds_when_told)
{
	static char text[TEXT_MAX];
	struct clip_plan plan = good_clip();
	int status;
	pid_t pid;

	make_clip(&plan);
	pid = start_player("--stop-at 3,7 --stop-dir . --hold-file hold --buffers 2");
	wait_file("shown.3");
	usleep(300000);
	read_text(in_dir("report"), text);
	CHECK_EQ(count(text, "{\"event\":\"frame\""), 4);
	make_file("go.3");
	wait_file("shown.7");
	make_file("go.7");
	wait_file("hold.ready");
	read_text(in_dir("report"), text);
	CHECK_EQ(count(text, "{\"event\":\"frame\""), FRAMES);
	CHECK_EQ(count(text, "{\"event\":\"content\""), 2);
	CHECK_EQ(number(text, "end", "refreshes"), 0);
	make_file("hold.refresh");
	wait_file("hold.refreshed");
	read_text(in_dir("report"), text);
	CHECK_EQ(number(text, "refresh_finish", "refreshes"), 1);
	CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
	make_file("hold");
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

TEST(ends_well_when_interrupted)
{
	struct clip_plan plan = good_clip();
	struct cpgpu_device *dev = open_device();
	uint64_t before = device_info(dev).vram_free;
	int status, i;
	pid_t pid;

	cpgpu_close(dev);
	make_clip(&plan);
	for (i = 0; i < 2; i++) {
		/* the second one has no chance to clean up */
		unlink(in_dir("shown.20"));
		pid = start_player("--loop 0 --refresh-every 3 --stop-at 20 --stop-dir .");
		wait_file("shown.20");
		CHECK_EQ(kill(pid, i ? SIGKILL : SIGTERM), 0);
		CHECK_EQ(waitpid(pid, &status, 0), pid);
		CHECK_EQ(status, i ? SIGKILL : 0);
		check_nothing_leaked(before);
	}
}

TEST(another_program_has_the_display)
{
	struct clip_plan plan = good_clip();
	struct cpgpu_device *dev = open_device();

	/* this test is the other program */
	CHECK(drmIsMaster(cpgpu_fd(dev)));
	make_clip(&plan);
	check_refused(WITH_KEY "clip.mov", 1, "another program");
}

TEST(no_session_or_monitor_is_told)
{
	struct clip_plan plan = good_clip();
	struct cpgpu_device *dev = open_device();
	uint32_t handle;

	make_clip(&plan);
	CHECK_OK(drmDropMaster(cpgpu_fd(dev)));
	check_refused(WITH_KEY "--connector HDMI-9 clip.mov", 1, "HDMI-9");
	while (!cpgpu_session_create(dev, &handle))
		;
	check_refused("--quiet " WITH_KEY "clip.mov", 1, "sessions");
}
