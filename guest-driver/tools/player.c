// SPDX-License-Identifier: MIT
/*
 * Frame n is decrypted into buffer n modulo the number of buffers, while
 * earlier frames are shown or wait for their vblank.  The player only handles
 * ciphertext: decrypted pictures stay in the device and go to the monitor.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drmMode.h>

#include <cpgpu.h>
#include <cpgpu_keyx.h>

#include "clip.h"
#include "common.h"
#include "display.h"
#include "feed.h"
#include "keys.h"
#include "licence.h"
#include "pci.h"
#include "player.h"
#include "report.h"

#define POLL_US		50000

struct player {
	struct player_options *options;
	struct cpgpu_device *dev;
	struct clip clip;
	struct licence licence;
	struct keys keys;
	struct feed feed;
	struct display display;
	struct buffer buffers[PLAYER_BUFFERS_MAX];

	AVRational rate;

	unsigned int next;		/* frame to be submitted */
	unsigned int loop;
	bool at_end;			/* no more frames to submit */
	uint32_t first_vblank;		/* of frame 0, plus all delays */
	unsigned int shown;
	unsigned int late;
	double first_ms;
};

static volatile sig_atomic_t interrupted;

static void on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* -------------------------------------------------------------- set-up -- */

static void open_clip(struct player *player)
{
	struct player_options *options = player->options;
	struct clip *clip = &player->clip;

	clip_open(clip, options->file, &options->hints);
	if (options->has_key_id &&
	    memcmp(options->key_id, clip->key_id, CLIP_KEY_SIZE))
		die("this is not the key of %s: the clip needs another key id",
		    options->file);
	if (!options->licence && options->check_key &&
	    !clip_key_fits(clip, options->key))
		die("this is not the key of %s: it decrypts to noise (use --no-key-check to play it anyway)",
		    options->file);
	player->rate = options->rate.num ? options->rate : clip->rate;
	if (!player->rate.num)
		die("%s has no frame rate: set it with --rate",
		    options->file);
}

/* @text as a JSON string; to be freed. */
static char *json_text(const char *text)
{
	char *json;
	size_t size;
	FILE *file = open_memstream(&json, &size);

	if (!file)
		die("out of memory");
	print_json_text(file, text);
	fclose(file);
	return json;
}

/* Comes last, so that the licence server is not used in vain. */
static void open_keys(struct player *player, uint32_t caps)
{
	struct player_options *options = player->options;
	char *server;

	if (!options->licence) {
		keys_open(&player->keys, player->dev, caps, options->roots,
			  options->key);
		cpgpu_keyx_wipe(options->key, sizeof(options->key));
		return;
	}
	keys_open_licensed(&player->keys, player->dev, caps, &player->licence,
			   player->clip.key_id);
	server = json_text(player->licence.server);
	report("licence", "\"server\":%s", server);
	free(server);
	if (options->verbosity > 1)
		fprintf(stderr, "keys from %s at %s\n", player->licence.server,
			options->licence);
}

static void report_buffer(struct player *player, unsigned int index)
{
	struct buffer *buffer = &player->buffers[index];

	report("buffer",
	       "\"buffer\":%u,\"vram_offset\":%llu,\"size\":%llu,\"pitch\":%u,\"stale\":false",
	       index, (unsigned long long)buffer->vram_offset,
	       (unsigned long long)buffer->size, player->feed.pitch);
	if (player->options->verbosity > 1)
		fprintf(stderr, "buffer %u: VRAM 0x%llx, %llu bytes, pitch %u\n",
			index, (unsigned long long)buffer->vram_offset,
			(unsigned long long)buffer->size, player->feed.pitch);
}

static void open_buffer(struct player *player, unsigned int index)
{
	struct buffer *buffer = &player->buffers[index];

	feed_open_buffer(&player->feed, buffer);
	buffer->framebuffer = display_add_framebuffer(&player->display,
						      buffer->surface.handle,
						      player->feed.pitch);
	report_buffer(player, index);
}

static void report_start(struct player *player)
{
	const struct player_options *options = player->options;
	char pci[PCI_NAME_MAX], key_id[KEY_TEXT_SIZE], *file;

	pci_name(player->display.fd, pci);
	print_key(key_id, player->clip.key_id);
	file = json_text(options->file);
	report("start",
	       "\"file\":%s,\"codec\":\"rawvideo\",\"pixel_format\":\"%s\",\"partial\":%s,\"width\":%u,\"height\":%u,\"pitch\":%u,\"rate\":%.3f,\"refresh_hz\":%.3f,\"device\":\"%s\",\"pci\":\"%s\",\"connector\":\"%s\",\"key_id\":\"%s\",\"refresh_every\":%u,\"buffers\":%u",
	       file, player->clip.format->name,
	       player->clip.partial ? "true" : "false", player->clip.width,
	       player->clip.height, player->feed.pitch,
	       av_q2d(player->rate), av_q2d(player->display.refresh),
	       cpgpu_path(player->dev), pci, player->display.name, key_id,
	       options->refresh_every, options->buffers);
	if (options->verbosity)
		fprintf(stderr, "%s: %ux%u %s, %.3f frames/s on %s of %s at %.3f Hz\n",
			options->file, player->clip.width, player->clip.height,
			player->clip.format->name,
			av_q2d(player->rate), player->display.name,
			cpgpu_path(player->dev),
			av_q2d(player->display.refresh));
	free(file);
}

static uint32_t check_device(struct player *player)
{
	struct drm_cpgpu_query_info info;
	int ret = cpgpu_query_info(player->dev, &info);

	if (ret)
		die_error(ret, "cannot query the device's capabilities");
	feed_check_device(&player->clip, info.caps);
	return info.caps;
}

/* ------------------------------------------------------------- refresh -- */

static void refresh_start(struct player *player)
{
	keys_refresh_start(&player->keys);
	report("refresh_start", "\"before_frame\":%u,\"ms\":%.3f", player->next,
	       report_clock());
}

static void report_refresh(struct player *player)
{
	report("refresh_finish",
	       "\"before_frame\":%u,\"refreshes\":%u,\"ms\":%.3f",
	       player->next, player->keys.refreshes, report_clock());
}

static void refresh_finish(struct player *player)
{
	keys_refresh_finish(&player->keys, NULL);
	report_refresh(player);
}

/*
 * A refresh is finished before each frame whose number is a multiple of
 * --refresh-every.  It is started one frame earlier, so that the device decrypts
 * a frame while the refresh is pending.  If the IV of a frame was used before,
 * as in a loop, there is an additional refresh.
 */
static void refresh(struct player *player, const struct clip_frame *frame)
{
	unsigned int every = player->options->refresh_every;
	unsigned int n = player->next;

	if (every && n && n % every == 0) {
		if (every == 1)
			refresh_start(player);
		refresh_finish(player);
	}
	if (keys_iv_is_used(&player->keys, frame->iv, frame->blocks)) {
		refresh_start(player);
		refresh_finish(player);
	}
	if (every > 1 && n % every == every - 1)
		refresh_start(player);
}

/* ---------------------------------------------------------------- frames -- */

/* The next frame of the clip, including its repetitions. */
static bool next_frame(struct player *player, struct clip_frame *frame)
{
	const struct player_options *options = player->options;

	if (options->frames && player->next >= options->frames)
		return false;
	if (clip_next(&player->clip, frame))
		return true;
	player->loop++;
	if (options->loops && player->loop >= options->loops)
		return false;
	clip_rewind(&player->clip);
	return clip_next(&player->clip, frame);
}

/* Submit the next frame to the device, if there is one. */
static void submit_next(struct player *player)
{
	struct buffer *buffer = &player->buffers[player->next %
						 player->options->buffers];
	struct clip_frame frame;

	if (player->at_end)
		return;
	if (!next_frame(player, &frame)) {
		player->at_end = true;
		return;
	}
	refresh(player, &frame);
	feed_submit(&player->feed, buffer, &frame, player->next++);
}

static bool file_exists(const char *path)
{
	return !access(path, F_OK);
}

static void touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0)
		die("cannot create %s: %s", path, strerror(errno));
	close(fd);
}

/* Pause at a frame that --stop-at names, until the go file exists. */
static void maybe_stop(struct player *player, const struct buffer *buffer)
{
	const struct player_options *options = player->options;
	char path[4096];
	unsigned int i;

	for (i = 0; i < options->stop_count; i++) {
		if (options->stop_at[i] == buffer->frame)
			break;
	}
	if (i == options->stop_count)
		return;
	report("stopped", "\"frame\":%u,\"buffer\":%u,\"ms\":%.3f",
	       buffer->frame, (unsigned int)(buffer - player->buffers),
	       report_clock());
	snprintf(path, sizeof(path), "%s/shown.%u", options->stop_dir,
		 buffer->frame);
	touch(path);
	snprintf(path, sizeof(path), "%s/go.%u", options->stop_dir,
		 buffer->frame);
	while (!file_exists(path) && !interrupted)
		usleep(POLL_US);
}

/* The vblank of frame @n, relative to that of frame 0. */
static uint32_t due(const struct player *player, unsigned int n)
{
	return llround(n * av_q2d(player->display.refresh) /
		       av_q2d(player->rate));
}

static void show(struct player *player, struct buffer *buffer)
{
	uint32_t vblank, want = player->first_vblank + due(player,
							   buffer->frame);
	int32_t delay;

	if (buffer->frame)
		display_wait_vblank(&player->display, want - 1);
	vblank = display_flip(&player->display, buffer->framebuffer);
	if (!buffer->frame) {
		player->first_vblank = vblank;
		player->first_ms = report_clock();
	} else {
		/* a delay shifts all later frames */
		delay = vblank - want;
		player->late += delay > 0;
		player->first_vblank += delay;
	}
	player->shown++;
	report("frame",
	       "\"frame\":%u,\"clip_frame\":%u,\"buffer\":%u,\"vram_offset\":%llu,\"refreshes\":%u,\"vblank\":%u,\"ms\":%.3f",
	       buffer->frame, buffer->clip_frame,
	       (unsigned int)(buffer - player->buffers),
	       (unsigned long long)buffer->vram_offset, buffer->refreshes,
	       vblank, report_clock());
}

static void play(struct player *player)
{
	unsigned int n, count = player->options->buffers;
	struct buffer *buffer;

	submit_next(player);
	for (n = 0; n < player->next && !interrupted; n++) {
		buffer = &player->buffers[n % count];
		/* with two buffers, the other one is still on the screen */
		if (count > 2)
			submit_next(player);
		feed_wait(&player->feed, buffer);
		show(player, buffer);
		maybe_stop(player, buffer);
		if (count == 2)
			submit_next(player);
	}
}

/* --------------------------------------------------- the end of the clip -- */

static void check_refreshes(struct player *player)
{
	struct drm_cpgpu_session_status status;
	int ret = cpgpu_session_status(player->dev, player->keys.session,
				       &status);

	if (ret)
		die_error(ret, "cannot query the session");
	if (status.refreshes != player->keys.refreshes)
		die("%u key refreshes were queued, but the device executed %u",
		    player->keys.refreshes, status.refreshes);
}

static void report_end(struct player *player)
{
	double seconds = (report_clock() - player->first_ms) / 1e3;
	double bytes = (double)player->shown * player->clip.frame_size;
	struct buffer *buffer;
	unsigned int i;

	for (i = 0; i < player->options->buffers; i++) {
		buffer = &player->buffers[i];
		if (buffer->frame == NO_FRAME)
			continue;
		/* after an interrupt, the last one may not have been shown */
		feed_wait(&player->feed, buffer);
		report("content",
		       "\"frame\":%u,\"clip_frame\":%u,\"buffer\":%u,\"vram_offset\":%llu",
		       buffer->frame, buffer->clip_frame, i,
		       (unsigned long long)buffer->vram_offset);
	}
	check_refreshes(player);
	report("end",
	       "\"frames\":%u,\"refreshes\":%u,\"licence_keys\":%u,\"bytes\":%.0f,\"seconds\":%.3f,\"late\":%u,\"mib_per_second\":%.1f",
	       player->shown, player->keys.refreshes, player->licence.keys,
	       bytes, seconds, player->late, bytes / (1 << 20) / (seconds > 0 ? seconds : 1));
	if (player->options->verbosity)
		fprintf(stderr, "%u frames in %.1f s, %u late; %u key refreshes\n",
			player->shown, seconds, player->late,
			player->keys.refreshes);
}

/*
 * While the picture is held, a file PATH.refresh requests one more refresh: the
 * picture stays, but all of its ciphertext changes.
 */
static void maybe_refresh(struct player *player, bool *done)
{
	const char *base = player->options->hold_file;
	char path[4096];

	snprintf(path, sizeof(path), "%s.refresh", base);
	if (*done || !file_exists(path))
		return;
	*done = true;
	keys_refresh_now(&player->keys);
	report_refresh(player);
	snprintf(path, sizeof(path), "%s.refreshed", base);
	touch(path);
}

static void hold(struct player *player)
{
	const struct player_options *options = player->options;
	double until = report_clock() + options->hold_seconds * 1e3;
	bool refreshed = false;
	char path[4096];

	if (interrupted || (!options->hold_seconds && !options->hold_file))
		return;
	report("hold", "\"ms\":%.3f", report_clock());
	if (options->hold_file) {
		snprintf(path, sizeof(path), "%s.ready", options->hold_file);
		touch(path);
	}
	while (!interrupted && (options->hold_file ?
				!file_exists(options->hold_file) :
				report_clock() < until)) {
		if (options->hold_file)
			maybe_refresh(player, &refreshed);
		usleep(POLL_US);
	}
}

static void close_all(struct player *player)
{
	struct buffer *buffer;
	unsigned int i;

	for (i = 0; i < player->options->buffers; i++) {
		buffer = &player->buffers[i];
		/* also removes it from the screen */
		drmModeRmFB(player->display.fd, buffer->framebuffer);
		feed_close_buffer(&player->feed, buffer);
	}
	feed_close(&player->feed);
	keys_close(&player->keys);
	clip_close(&player->clip);
	cpgpu_close(player->dev);
}

void player_run(struct player_options *options)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct player player = { .options = options };
	unsigned int i;
	uint32_t caps;
	int ret;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);

	/* report errors of the clip before the device is opened */
	open_clip(&player);
	if (options->licence)
		licence_connect(&player.licence, options->licence,
				LICENCE_TIMEOUT_MS);
	ret = cpgpu_open(options->device, &player.dev);
	if (ret)
		die_open(ret, options->device);
	caps = check_device(&player);
	display_open(&player.display, cpgpu_fd(player.dev), options->connector,
		     player.clip.width, player.clip.height, player.rate);
	report_open(options->report);
	open_keys(&player, caps);
	feed_open(&player.feed, player.dev, &player.clip, &player.keys);
	report_start(&player);
	for (i = 0; i < options->buffers; i++)
		open_buffer(&player, i);

	/* the last buffer is black, and not used before frame 0 is shown */
	display_start(&player.display,
		      player.buffers[options->buffers - 1].framebuffer);
	play(&player);
	report_end(&player);
	hold(&player);
	close_all(&player);
}
