// SPDX-License-Identifier: MIT
/*
 * Frame n is decrypted into buffer n modulo the number of buffers, while
 * earlier ones are shown or wait for their vblank.  The player moves
 * ciphertext only: what comes out of the device goes to the monitor.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xf86drmMode.h>

#include <cpgpu.h>
#include <cpgpu_keyx.h>

#include "clip.h"
#include "common.h"
#include "display.h"
#include "keys.h"
#include "pci.h"
#include "player.h"
#include "report.h"

#define PITCH_ALIGN	64
/* each blt leaves a result record at its own place */
#define RESULT_STRIDE	32
#define DECRYPT_TIMEOUT_MS 60000
#define POLL_US		50000
#define NO_FRAME	(~0u)

/* One framebuffer, and the way into it. */
struct buffer {
	uint32_t handle;		/* protected object */
	uint32_t framebuffer;
	uint64_t vram_offset;
	uint64_t size;
	uint32_t input;			/* system object: one frame, results */
	uint8_t *map;
	uint32_t sync;			/* signalled when the frame is in */
	unsigned int frame;		/* what it holds, or NO_FRAME */
	unsigned int clip_frame;
	unsigned int refreshes;		/* done before it was decrypted */
};

struct player {
	struct player_options *options;
	struct cpgpu_device *dev;
	struct clip clip;
	struct keys keys;
	struct display display;
	struct buffer buffers[PLAYER_BUFFERS_MAX];

	uint32_t pitch;
	unsigned int rows_per_op;	/* all, or 1 */
	unsigned int op_count;
	size_t results_offset;		/* in the input object */
	AVRational rate;

	unsigned int next;		/* frame to be submitted */
	unsigned int loop;
	bool at_end;			/* no more frames to submit */
	uint32_t first_vblank;		/* frame 0's, later by each delay */
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

	clip_open(clip, options->file);
	if (options->has_key_id &&
	    memcmp(options->key_id, clip->key_id, CLIP_KEY_SIZE))
		die("this is not the key of %s: the clip wants another key id",
		    options->file);
	if (options->check_key && !clip_key_fits(clip, options->key))
		die("this is not the key of %s: it decrypts to noise (--no-key-check plays it all the same)",
		    options->file);
	player->rate = options->rate.num ? options->rate : clip->rate;
	if (!player->rate.num)
		die("%s does not tell its frame rate: give --rate",
		    options->file);
}

/* One blt for the frame if its rows follow each other on the screen too. */
static void plan_blts(struct player *player)
{
	uint32_t row = player->clip.width * CLIP_PIXEL;

	player->pitch = (row + PITCH_ALIGN - 1) / PITCH_ALIGN * PITCH_ALIGN;
	player->rows_per_op = player->pitch == row ? player->clip.height : 1;
	player->op_count = player->clip.height / player->rows_per_op;
	player->results_offset = (player->clip.frame_size + RESULT_STRIDE - 1) /
				 RESULT_STRIDE * RESULT_STRIDE;
}

static void report_buffer(struct player *player, unsigned int index)
{
	struct buffer *buffer = &player->buffers[index];

	report("buffer",
	       "\"buffer\":%u,\"vram_offset\":%llu,\"size\":%llu,\"pitch\":%u,\"stale\":false",
	       index, (unsigned long long)buffer->vram_offset,
	       (unsigned long long)buffer->size, player->pitch);
	if (player->options->verbosity > 1)
		fprintf(stderr, "buffer %u: VRAM 0x%llx, %llu bytes, pitch %u\n",
			index, (unsigned long long)buffer->vram_offset,
			(unsigned long long)buffer->size, player->pitch);
}

static void open_buffer(struct player *player, unsigned int index)
{
	struct buffer *buffer = &player->buffers[index];
	struct drm_cpgpu_gem_info info;
	void *map;
	int ret;

	ret = cpgpu_object_create_protected(player->dev, player->keys.session,
					    (uint64_t)player->pitch *
					    player->clip.height,
					    &buffer->handle);
	if (ret == -ENOSPC)
		die("video memory is full: use fewer --buffers, or a device with more vram");
	if (ret)
		die_error(ret, "cannot get protected memory");
	ret = cpgpu_object_info(player->dev, buffer->handle, &info);
	if (ret)
		die_error(ret, "cannot ask about protected memory");
	buffer->vram_offset = info.vram_offset;
	buffer->size = info.size;
	buffer->framebuffer = display_add_framebuffer(&player->display,
						      buffer->handle,
						      player->pitch);
	ret = cpgpu_object_create(player->dev, player->results_offset +
				  player->op_count * RESULT_STRIDE,
				  &buffer->input);
	if (!ret)
		ret = cpgpu_object_map(player->dev, buffer->input, &map);
	if (!ret)
		ret = cpgpu_sync_create(player->dev, &buffer->sync);
	if (ret)
		die_error(ret, "cannot get memory for frames");
	buffer->map = map;
	buffer->frame = NO_FRAME;
	report_buffer(player, index);
}

static void report_start(struct player *player)
{
	const struct player_options *options = player->options;
	char pci[PCI_NAME_MAX], key_id[2 * CLIP_KEY_SIZE + 1], *file;
	size_t size;
	FILE *text;
	int i;

	pci_name(player->display.fd, pci);
	for (i = 0; i < CLIP_KEY_SIZE; i++)
		sprintf(key_id + 2 * i, "%02x", player->clip.key_id[i]);
	text = open_memstream(&file, &size);
	if (!text)
		die("out of memory");
	json_string(text, options->file);
	fclose(text);
	report("start",
	       "\"file\":%s,\"codec\":\"rawvideo\",\"pixel_format\":\"bgra\",\"width\":%u,\"height\":%u,\"pitch\":%u,\"rate\":%.3f,\"refresh_hz\":%.3f,\"device\":\"%s\",\"pci\":\"%s\",\"connector\":\"%s\",\"key_id\":\"%s\",\"refresh_every\":%u,\"buffers\":%u",
	       file, player->clip.width, player->clip.height, player->pitch,
	       av_q2d(player->rate), av_q2d(player->display.refresh),
	       cpgpu_path(player->dev), pci, player->display.name, key_id,
	       options->refresh_every, options->buffers);
	if (options->verbosity)
		fprintf(stderr, "%s: %ux%u, %.3f frames/s on %s of %s at %.3f Hz\n",
			options->file, player->clip.width, player->clip.height,
			av_q2d(player->rate), player->display.name,
			cpgpu_path(player->dev),
			av_q2d(player->display.refresh));
	free(file);
}

static void check_device(struct player *player)
{
	const uint32_t needed = DRM_CPGPU_CAP_CONTENT_KEY |
				DRM_CPGPU_CAP_DECRYPTION_BLT;
	struct drm_cpgpu_query_info info;
	int ret = cpgpu_query_info(player->dev, &info);

	if (ret)
		die_error(ret, "cannot ask what the device can do");
	if ((info.caps & needed) != needed)
		die("the device cannot decrypt under a content key");
}

/* ------------------------------------------------------------- refresh -- */

/*
 * A refresh ends before each frame whose number is a multiple of
 * --refresh-every, and starts one frame earlier, so that a frame goes through
 * the device while the refresh is pending.
 */
static void refresh_start(struct player *player)
{
	keys_refresh_start(&player->keys);
	report("refresh_start", "\"before_frame\":%u,\"ms\":%.3f", player->next,
	       report_clock());
}

static void refresh(struct player *player)
{
	unsigned int every = player->options->refresh_every;
	unsigned int frame = player->next;

	if (!every)
		return;
	if (frame && frame % every == 0) {
		if (every == 1)
			refresh_start(player);
		keys_refresh_finish(&player->keys, NULL);
		report("refresh_finish",
		       "\"before_frame\":%u,\"refreshes\":%u,\"ms\":%.3f",
		       frame, player->keys.refreshes, report_clock());
	}
	if (every > 1 && frame % every == every - 1)
		refresh_start(player);
}

/* ---------------------------------------------------------------- frames -- */

/* The next frame of the clip, over all its repetitions. */
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

static struct drm_cpgpu_result *result(struct player *player,
				       struct buffer *buffer, unsigned int i)
{
	return (void *)(buffer->map + player->results_offset +
			i * RESULT_STRIDE);
}

static void fill_op(struct player *player, struct buffer *buffer,
		    unsigned int i, const uint8_t *iv, struct drm_cpgpu_op *op)
{
	uint64_t length = (uint64_t)player->clip.width * CLIP_PIXEL *
			  player->rows_per_op;

	cpgpu_op_decrypt(op, player->keys.session, buffer->input, i * length,
			 buffer->handle,
			 (uint64_t)i * player->rows_per_op * player->pitch,
			 length, iv, player->keys.wrapped);
	cpgpu_keyx_iv_advance(op->iv, i * length / CLIP_BLOCK);
	op->result_handle = buffer->input;
	op->result_offset = player->results_offset + i * RESULT_STRIDE;
	/* anything but 0: only the device can make it 0 */
	result(player, buffer, i)->status = ~0u;
}

static void submit_blts(struct player *player, struct buffer *buffer,
			const uint8_t *iv)
{
	struct drm_cpgpu_sync sync = {
		.flags = DRM_CPGPU_SYNC_SIGNAL,
		.handle = buffer->sync,
	};
	struct drm_cpgpu_op ops[DRM_CPGPU_MAX_OPS];
	unsigned int done, i, n;
	int ret;

	for (done = 0; done < player->op_count; done += n) {
		n = player->op_count - done;
		if (n > DRM_CPGPU_MAX_OPS)
			n = DRM_CPGPU_MAX_OPS;
		for (i = 0; i < n; i++)
			fill_op(player, buffer, done + i, iv, &ops[i]);
		/* work is done in order: the last signal speaks for all */
		ret = cpgpu_submit(player->dev, ops, n, &sync,
				   done + n == player->op_count);
		if (ret)
			die_error(ret, "cannot submit frame %u", player->next);
	}
}

/* Hand the next frame to the device, if there is one. */
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
	refresh(player);
	memcpy(buffer->map, frame.data, player->clip.frame_size);
	submit_blts(player, buffer, frame.iv);
	buffer->frame = player->next++;
	buffer->clip_frame = player->clip.frames - 1;
	buffer->refreshes = player->keys.refreshes;
}

static void wait_decrypted(struct player *player, struct buffer *buffer)
{
	unsigned int i;
	int ret;

	ret = cpgpu_sync_wait(player->dev, buffer->sync, 0,
			      DECRYPT_TIMEOUT_MS);
	for (i = 0; i < player->op_count; i++) {
		if (result(player, buffer, i)->status && ret != -ETIME)
			die("the device failed to decrypt frame %u (status %d)",
			    buffer->frame,
			    (int)result(player, buffer, i)->status);
	}
	if (ret)
		die_error(ret, "the device failed to decrypt frame %u",
			  buffer->frame);
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

/* Stop at a frame that --stop-at names until somebody lets us go on. */
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

/* Vblank at which frame @n is due, when frame 0 came at vblank 0. */
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
		/* the rest of the clip moves on by each delay */
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
		/* two buffers: the other one is still on the screen */
		if (count > 2)
			submit_next(player);
		wait_decrypted(player, buffer);
		show(player, buffer);
		maybe_stop(player, buffer);
		if (count == 2)
			submit_next(player);
	}
}

/* ------------------------------------------------------------- the end -- */

static void check_refreshes(struct player *player)
{
	struct drm_cpgpu_session_status status;
	int ret = cpgpu_session_status(player->dev, player->keys.session,
				       &status);

	if (ret)
		die_error(ret, "cannot ask about the session");
	if (status.refreshes != player->keys.refreshes)
		die("%u key refreshes were queued, but the device did %u",
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
		/* an interrupted player may have decrypted one more */
		wait_decrypted(player, buffer);
		report("content",
		       "\"frame\":%u,\"clip_frame\":%u,\"buffer\":%u,\"vram_offset\":%llu",
		       buffer->frame, buffer->clip_frame, i,
		       (unsigned long long)buffer->vram_offset);
	}
	check_refreshes(player);
	report("end",
	       "\"frames\":%u,\"refreshes\":%u,\"bytes\":%.0f,\"seconds\":%.3f,\"late\":%u,\"mib_per_second\":%.1f",
	       player->shown, player->keys.refreshes, bytes, seconds,
	       player->late, bytes / (1 << 20) / (seconds > 0 ? seconds : 1));
	if (player->options->verbosity)
		fprintf(stderr, "%u frames in %.1f s, %u late; %u key refreshes\n",
			player->shown, seconds, player->late,
			player->keys.refreshes);
}

/*
 * While the picture stands, a file PATH.refresh asks for one more refresh: the
 * picture stays as it is, and all of its ciphertext changes.
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
	report("refresh_finish",
	       "\"before_frame\":%u,\"refreshes\":%u,\"ms\":%.3f",
	       player->next, player->keys.refreshes, report_clock());
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
		munmap(buffer->map, player->results_offset +
		       player->op_count * RESULT_STRIDE);
		/* takes it off the screen, too */
		drmModeRmFB(player->display.fd, buffer->framebuffer);
		cpgpu_object_close(player->dev, buffer->handle);
		cpgpu_object_close(player->dev, buffer->input);
		cpgpu_sync_destroy(player->dev, buffer->sync);
	}
	keys_close(&player->keys);
	clip_close(&player->clip);
	cpgpu_close(player->dev);
}

void player_run(struct player_options *options)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct player player = { .options = options };
	unsigned int i;
	int ret;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);

	/* all that can be said of the clip comes before the device is asked */
	open_clip(&player);
	plan_blts(&player);
	ret = cpgpu_open(options->device, &player.dev);
	if (ret)
		die_open(ret, options->device);
	check_device(&player);
	display_open(&player.display, cpgpu_fd(player.dev), options->connector,
		     player.clip.width, player.clip.height, player.rate);
	report_open(options->report);
	report_start(&player);
	keys_open(&player.keys, player.dev, options->roots, options->key);
	cpgpu_keyx_wipe(options->key, sizeof(options->key));
	for (i = 0; i < options->buffers; i++)
		open_buffer(&player, i);

	/* black: the last buffer is not used before frame 0 is shown */
	display_start(&player.display,
		      player.buffers[options->buffers - 1].framebuffer);
	play(&player);
	report_end(&player);
	hold(&player);
	close_all(&player);
}
