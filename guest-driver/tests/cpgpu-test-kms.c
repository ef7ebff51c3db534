// SPDX-License-Identifier: MIT
/* The display: modes, planes on protected objects, flips, vblanks. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "screen.h"

#define WIDTH 640
#define HEIGHT 352
#define LARGE (24 * MIB)

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static uint32_t vblank_count(int fd)
{
	drmVBlank vblank = { .request.type = DRM_VBLANK_RELATIVE };

	CHECK_OK(drmWaitVBlank(fd, &vblank));
	return vblank.reply.sequence;
}

/* ----------------------------------------------------------------- tests -- */

TEST(connector_has_an_edid)
{
	static const uint8_t header[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	struct screen screen = open_screen();
	drmModePropertyBlobRes *blob;
	const uint8_t *edid;
	uint64_t id;
	uint8_t sum = 0;
	int i;

	property(screen.fd, screen.connector, DRM_MODE_OBJECT_CONNECTOR, "EDID",
		 &id);
	blob = drmModeGetPropertyBlob(screen.fd, id);
	CHECK(blob && blob->length >= 128 && blob->length % 128 == 0);
	edid = blob->data;
	CHECK_MEM(edid, header, sizeof(header));
	for (i = 0; i < 128; i++)
		sum += edid[i];
	CHECK_EQ(sum, 0);
	test_note("preferred mode %s", screen.mode.name);
	drmModeFreePropertyBlob(blob);
}

TEST(preferred_mode_shows_a_protected_object)
{
	struct screen screen = open_screen();
	uint32_t fb = protected_fb(&screen, &screen.mode, NULL);
	drmModeCrtc *crtc;

	CHECK_OK(set_crtc(&screen, fb, &screen.mode));
	crtc = drmModeGetCrtc(screen.fd, screen.crtc);
	CHECK(crtc && crtc->mode_valid);
	CHECK_EQ(crtc->buffer_id, fb);
	CHECK_EQ(crtc->mode.hdisplay, screen.mode.hdisplay);
	drmModeFreeCrtc(crtc);
}

TEST(any_size_can_be_set)
{
	static const struct {
		unsigned int width, height, hz;
	} sizes[] = {
		{ 640, 352, 60 }, { 320, 240, 30 }, { 100, 100, 24 },
		{ 1000, 500, 50 }, { 16, 16, 60 },
	};
	struct screen screen = open_screen();
	drmModeModeInfo mode;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		mode = custom_mode(sizes[i].width, sizes[i].height,
				   sizes[i].hz);
		CHECK_OK(set_crtc(&screen, protected_fb(&screen, &mode, NULL),
				  &mode));
	}
}

TEST(impossible_modes_are_refused)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60), bad;
	uint32_t fb = protected_fb(&screen, &mode, NULL);

	bad = custom_mode(8, 8, 60);
	CHECK(set_crtc(&screen, fb, &bad) < 0);
	bad = mode;
	bad.clock = 0;
	CHECK(set_crtc(&screen, fb, &bad) < 0);
	bad = mode;
	bad.clock *= 1000;
	CHECK(set_crtc(&screen, fb, &bad) < 0);
	/* larger than the framebuffer */
	bad = custom_mode(WIDTH * 2, HEIGHT, 60);
	CHECK(set_crtc(&screen, fb, &bad) < 0);
	CHECK_OK(set_crtc(&screen, fb, &mode));
}

TEST(unfit_framebuffers_are_refused)
{
	struct screen screen = open_screen();
	uint32_t pitch = pitch_of(WIDTH), id;
	uint32_t small = create_protected(&screen.session, 10 * PAGE);
	uint32_t object = create_protected(&screen.session,
					   (uint64_t)pitch * HEIGHT);
	const uint32_t xrgb = DRM_FORMAT_XRGB8888;
	const int fd = screen.fd;

	CHECK(add_fb(fd, small, WIDTH, HEIGHT, pitch, xrgb, &id) < 0);
	CHECK(add_fb(fd, object, WIDTH, HEIGHT + 8, pitch, xrgb, &id) < 0);
	CHECK(add_fb(fd, object, WIDTH, HEIGHT, WIDTH * 4 - 64, xrgb, &id) < 0);
	CHECK(add_fb(fd, NO_HANDLE, WIDTH, HEIGHT, pitch, xrgb, &id) < 0);
	CHECK(add_fb(fd, object, WIDTH, HEIGHT, pitch, DRM_FORMAT_NV12, &id) <
	      0);
	CHECK_OK(add_fb(fd, object, WIDTH, HEIGHT, pitch, xrgb, &id));
}

/* The driver may refuse it immediately, or when it is to be shown. */
static void check_never_shown(struct screen *screen, uint32_t pitch,
			      uint32_t format)
{
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	uint32_t object, id;

	object = create_protected(&screen->session, (uint64_t)pitch * HEIGHT);
	if (!add_fb(screen->fd, object, WIDTH, HEIGHT, pitch, format, &id))
		CHECK(set_crtc(screen, id, &mode) < 0);
}

TEST(what_the_device_cannot_show_is_refused)
{
	struct screen screen = open_screen();
	const uint32_t pitch = pitch_of(WIDTH);

	/* rows at multiples of 64 bytes, and one format */
	check_never_shown(&screen, pitch + 4, DRM_FORMAT_XRGB8888);
	check_never_shown(&screen, pitch + 16, DRM_FORMAT_XRGB8888);
	check_never_shown(&screen, pitch, DRM_FORMAT_RGB565);
	check_never_shown(&screen, pitch, DRM_FORMAT_XBGR8888);
}

TEST(flips_come_at_vblanks)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	uint32_t fbs[2] = { protected_fb(&screen, &mode, NULL),
			    protected_fb(&screen, &mode, NULL) };
	struct flip first, flip;
	double per_vblank;
	uint32_t last;
	int i;

	CHECK_OK(set_crtc(&screen, fbs[0], &mode));
	first = flip_to(&screen, fbs[1]);
	last = first.sequence;
	for (i = 0; i < 40; i++) {
		flip = flip_to(&screen, fbs[i & 1]);
		CHECK((int32_t)(flip.sequence - last) >= 1);
		last = flip.sequence;
	}
	per_vblank = (flip.seconds - first.seconds) /
		     (flip.sequence - first.sequence);
	test_note("41 flips over %u vblanks of %.2f ms",
		  flip.sequence - first.sequence, per_vblank * 1e3);
	/* 60 Hz; a busy host leaves out vblanks, but never adds any */
	CHECK(per_vblank > 1 / 66.0 && per_vblank < 1 / 20.0);
}

TEST(second_flip_waits_for_the_first)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 2);
	uint32_t fbs[2] = { protected_fb(&screen, &mode, NULL),
			    protected_fb(&screen, &mode, NULL) };
	struct flip flip = {};

	CHECK_OK(set_crtc(&screen, fbs[0], &mode));
	flip_to(&screen, fbs[1]);
	CHECK_OK(drmModePageFlip(screen.fd, screen.crtc, fbs[0],
				 DRM_MODE_PAGE_FLIP_EVENT, &flip));
	CHECK_EQ(drmModePageFlip(screen.fd, screen.crtc, fbs[1], 0, NULL) ?
		 errno : 0, EBUSY);
	wait_flip(&screen, &flip);
}

TEST(vblanks_are_counted)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 50);
	drmVBlank vblank = {
		.request.type = DRM_VBLANK_RELATIVE, .request.sequence = 25,
	};
	uint32_t before;
	double start, took;

	CHECK_OK(set_crtc(&screen, protected_fb(&screen, &mode, NULL), &mode));
	before = vblank_count(screen.fd);
	start = now();
	CHECK_OK(drmWaitVBlank(screen.fd, &vblank));
	took = now() - start;
	CHECK(vblank.reply.sequence - before >= 25);
	test_note("25 vblanks at 50 Hz took %.3f s", took);
	CHECK(took > 0.40);
}

/* -------------------------------------------------------- atomic commits -- */

static drmModeAtomicReq *full_request(struct screen *screen, uint32_t fb,
				      const drmModeModeInfo *mode)
{
	drmModeAtomicReq *req = drmModeAtomicAlloc();
	uint32_t blob;

	CHECK(req);
	CHECK_OK(drmModeCreatePropertyBlob(screen->fd, mode, sizeof(*mode),
					   &blob));
	add_property(req, screen->fd, screen->crtc, DRM_MODE_OBJECT_CRTC,
		     "MODE_ID", blob);
	add_property(req, screen->fd, screen->crtc, DRM_MODE_OBJECT_CRTC,
		     "ACTIVE", 1);
	add_property(req, screen->fd, screen->connector,
		     DRM_MODE_OBJECT_CONNECTOR, "CRTC_ID", screen->crtc);
	add_plane(req, screen, fb, mode);
	return req;
}

static int commit(struct screen *screen, drmModeAtomicReq *req, uint32_t flags,
		  void *data)
{
	int ret = drmModeAtomicCommit(screen->fd, req, flags, data);

	ret = ret ? -errno : 0;
	drmModeAtomicFree(req);
	return ret;
}

TEST(crtc_runs_without_its_plane)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	uint32_t fb = protected_fb(&screen, &mode, NULL);
	const uint32_t flags = DRM_MODE_ATOMIC_ALLOW_MODESET;
	drmModeAtomicReq *req;
	uint32_t before;

	CHECK_OK(commit(&screen, full_request(&screen, 0, &mode), flags, NULL));
	before = vblank_count(screen.fd);
	usleep(200000);
	CHECK(vblank_count(screen.fd) != before);
	CHECK_OK(commit(&screen, full_request(&screen, fb, &mode), flags,
			NULL));
	req = drmModeAtomicAlloc();
	add_plane(req, &screen, 0, &mode);
	CHECK_OK(commit(&screen, req, 0, NULL));
	req = drmModeAtomicAlloc();
	add_plane(req, &screen, fb, &mode);
	CHECK_OK(commit(&screen, req, 0, NULL));
}

TEST(test_only_changes_nothing)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	drmModeModeInfo other = custom_mode(320, 240, 60);
	uint32_t fb = protected_fb(&screen, &mode, NULL);
	drmModeCrtc *crtc;

	CHECK_OK(set_crtc(&screen, fb, &mode));
	CHECK_OK(commit(&screen,
			full_request(&screen,
				     protected_fb(&screen, &other, NULL),
				     &other),
			DRM_MODE_ATOMIC_TEST_ONLY |
			DRM_MODE_ATOMIC_ALLOW_MODESET, NULL));
	crtc = drmModeGetCrtc(screen.fd, screen.crtc);
	CHECK(crtc);
	CHECK_EQ(crtc->mode.hdisplay, WIDTH);
	CHECK_EQ(crtc->buffer_id, fb);
	drmModeFreeCrtc(crtc);
}

TEST(plane_must_fill_the_screen)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	uint32_t fb = protected_fb(&screen, &mode, NULL);
	drmModeAtomicReq *req = full_request(&screen, fb, &mode);
	const uint32_t flags = DRM_MODE_ATOMIC_ALLOW_MODESET |
			       DRM_MODE_ATOMIC_TEST_ONLY;

	/* the last value of a property counts */
	add_property(req, screen.fd, screen.plane, DRM_MODE_OBJECT_PLANE,
		     "CRTC_W", WIDTH / 2);
	CHECK(commit(&screen, req, flags, NULL) < 0);
	req = full_request(&screen, fb, &mode);
	add_property(req, screen.fd, screen.plane, DRM_MODE_OBJECT_PLANE,
		     "CRTC_X", 8);
	CHECK(commit(&screen, req, flags, NULL) < 0);
}

/* -------------------------------------------------------------- lifetime -- */

static void wait_free(struct cpgpu_device *dev, uint64_t bytes)
{
	int waited;

	for (waited = 0; device_info(dev).vram_free != bytes; waited += 10) {
		if (waited >= WAIT_MS)
			CHECK_EQ(device_info(dev).vram_free, bytes);
		usleep(10000);
	}
}

TEST(framebuffer_keeps_its_object)
{
	struct screen screen = open_screen();
	struct cpgpu_device *dev = screen.session.dev;
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	uint32_t object, fb, other = protected_fb(&screen, &mode, NULL);
	uint64_t before, taken;

	/* this removes the console from the screen and frees its memory */
	CHECK_OK(set_crtc(&screen, other, &mode));
	before = device_info(dev).vram_free;
	fb = protected_fb(&screen, &mode, &object);
	taken = before - device_info(dev).vram_free;
	CHECK(taken >= WIDTH * 4 * HEIGHT);
	CHECK_OK(cpgpu_object_close(dev, object));
	CHECK_EQ(device_info(dev).vram_free, before - taken);
	flip_to(&screen, fb);
	flip_to(&screen, other);
	CHECK_EQ(device_info(dev).vram_free, before - taken);
	CHECK_OK(drmModeRmFB(screen.fd, fb));
	/* the flip's event comes before the kernel releases the old picture */
	wait_free(dev, before);
}

TEST(stale_object_can_be_shown)
{
	struct screen screen = open_screen();
	struct session *session = &screen.session;
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	uint32_t object, fb = protected_fb(&screen, &mode, &object);
	uint32_t other = protected_fb(&screen, &mode, NULL);

	CHECK_OK(set_crtc(&screen, fb, &mode));
	CHECK_OK(cpgpu_session_destroy(session->dev, session->handle));
	CHECK_EQ(object_info(session->dev, object).state,
		 DRM_CPGPU_GEM_STATE_STALE);
	flip_to(&screen, other);
	flip_to(&screen, fb);
}

TEST(refresh_while_flipping)
{
	struct screen screen = open_screen();
	struct session *session = &screen.session;
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	uint32_t objects[2], fbs[2];
	int i;

	for (i = 0; i < 2; i++) {
		fbs[i] = protected_fb(&screen, &mode, &objects[i]);
		write_pattern(session, objects[i], PAGE, 100 + i);
	}
	CHECK_OK(set_crtc(&screen, fbs[0], &mode));
	for (i = 0; i < 30; i++) {
		refresh_session(session);
		flip_to(&screen, fbs[i & 1]);
	}
	for (i = 0; i < 2; i++)
		CHECK(holds_pattern(session, objects[i], PAGE, 100 + i,
				    session->key));
}

/*
 * Queue @last after fills of hundreds of megabytes, which take longer than a
 * vblank.
 */
static void queue_behind_much(struct screen *screen, uint32_t large,
			      const struct drm_cpgpu_op *last,
			      struct drm_cpgpu_sync *sync)
{
	struct session *session = &screen->session;
	struct drm_cpgpu_op ops[DRM_CPGPU_MAX_OPS];
	int i;

	for (i = 0; i < DRM_CPGPU_MAX_OPS - 1; i++)
		cpgpu_op_fill(&ops[i], session->handle, large, 0, LARGE, i);
	ops[i] = *last;
	CHECK_OK(cpgpu_submit(session->dev, ops, DRM_CPGPU_MAX_OPS, sync, 1));
	CHECK_RET(cpgpu_sync_wait(session->dev, sync->handle, 0, 0), -ETIME);
}

/* Whatever writes to a framebuffer, it is shown after that. */
TEST(flips_wait_for_what_is_queued)
{
	struct screen screen = open_screen();
	struct session *session = &screen.session;
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	struct drm_cpgpu_sync sync = signal_sync(create_sync(session->dev));
	struct memory memory = create_memory(session->dev, PAGE);
	struct cpgpu_surface src = { .pitch = PAGE }, dst = { .pitch = PAGE };
	uint32_t object, fb, other, large, session_handle = session->handle;
	struct drm_cpgpu_op ops[4];
	uint8_t iv[KEY_SIZE];
	size_t i;

	if (~device_info(session->dev).caps &
	    (DRM_CPGPU_CAP_COPY | DRM_CPGPU_CAP_CONVERT))
		test_skip("this device cannot copy and convert");
	fb = protected_fb(&screen, &mode, &object);
	other = protected_fb(&screen, &mode, NULL);
	large = create_protected(session, LARGE);
	src.handle = large;
	dst.handle = object;
	next_iv(iv);
	cpgpu_op_decrypt(&ops[0], session_handle, memory.handle, 0, object, 0,
			 PAGE, iv, NULL);
	cpgpu_op_copy(&ops[1], session_handle, large, 0, object, 0, PAGE);
	cpgpu_op_fill(&ops[2], session_handle, object, 0, PAGE, 1);
	cpgpu_op_convert(&ops[3], session_handle, DRM_CPGPU_FORMAT_YUYV, &src,
			 &dst, 16, 16);
	CHECK_OK(set_crtc(&screen, other, &mode));
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		test_note("op %zu", i);
		flip_to(&screen, other);
		queue_behind_much(&screen, large, &ops[i], &sync);
		flip_to(&screen, fb);
		CHECK_OK(cpgpu_sync_wait(session->dev, sync.handle, 0, 0));
	}
}

TEST(file_closes_with_a_flip_pending)
{
	struct cpgpu_device *dev = open_device();
	uint64_t before = device_info(dev).vram_free;
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 10);
	struct screen screen;
	struct flip flip;
	uint32_t fb;
	int i;

	cpgpu_close(dev);
	for (i = 0; i < 5; i++) {
		screen = open_screen();
		fb = protected_fb(&screen, &mode, NULL);
		CHECK_OK(set_crtc(&screen, fb, &mode));
		CHECK_OK(drmModePageFlip(screen.fd, screen.crtc,
					 protected_fb(&screen, &mode, NULL),
					 DRM_MODE_PAGE_FLIP_EVENT, &flip));
		cpgpu_close(screen.session.dev);
	}
	check_nothing_leaked(before);
}

TEST(dumb_buffer_can_be_drawn_and_shown)
{
	struct screen screen = open_screen();
	drmModeModeInfo mode = custom_mode(WIDTH, HEIGHT, 60);
	struct drm_mode_create_dumb dumb = {
		.width = WIDTH, .height = HEIGHT, .bpp = 32,
	};
	struct drm_mode_map_dumb map = {};
	uint32_t fb;
	void *p;

	CHECK_OK(device_ioctl(screen.session.dev, DRM_IOCTL_MODE_CREATE_DUMB,
			      &dumb));
	map.handle = dumb.handle;
	CHECK_OK(device_ioctl(screen.session.dev, DRM_IOCTL_MODE_MAP_DUMB,
			      &map));
	p = mmap(NULL, dumb.size, PROT_READ | PROT_WRITE, MAP_SHARED, screen.fd,
		 map.offset);
	CHECK(p != MAP_FAILED);
	memset(p, 0x80, dumb.size);
	CHECK_OK(add_fb(screen.fd, dumb.handle, WIDTH, HEIGHT, dumb.pitch,
			DRM_FORMAT_XRGB8888, &fb));
	CHECK_OK(set_crtc(&screen, fb, &mode));
	flip_to(&screen, fb);
}

/* -------------------------------------------------------------- modetest -- */

/* Run a shell command; its output goes to @text, if any is wanted. */
static int run(const char *command, char *text, size_t size)
{
	FILE *out = popen(command, "r");
	size_t n;
	int status;

	CHECK(out);
	n = fread(text, 1, size - 1, out);
	text[n] = '\0';
	status = pclose(out);
	CHECK(WIFEXITED(status));
	return WEXITSTATUS(status);
}

TEST(modetest_lists_and_flips)
{
	static char text[65536];
	struct screen screen;
	char command[256], *line;
	double rate = 0;

	if (system("command -v modetest >/dev/null"))
		test_skip("modetest is not installed (package libdrm-tests)");
	CHECK_EQ(run("modetest -M cpgpu 2>&1", text, sizeof(text)), 0);
	CHECK(strstr(text, "Connectors:"));
	CHECK(strstr(text, "EDID"));
	screen = open_screen();
	snprintf(command, sizeof(command),
		 "sleep 4 | modetest -M cpgpu -s %u@%u:%s -v 2>&1",
		 screen.connector, screen.crtc, screen.mode.name);
	/* it needs to be master */
	cpgpu_close(screen.session.dev);
	CHECK_EQ(run(command, text, sizeof(text)), 0);
	for (line = text; (line = strstr(line, "freq: ")); line++)
		rate = atof(line + 6);
	test_note("modetest flips at %.2f Hz", rate);
	CHECK(rate > 20 && rate < 250);
}
