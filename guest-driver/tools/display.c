// SPDX-License-Identifier: MIT
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "common.h"
#include "display.h"

/* longer than a virtual machine may be paused */
#define FLIP_TIMEOUT_MS 20000

/* slower modes flicker on real monitors, so the clip's rate is multiplied */
#define REFRESH_MIN 50

/* ---------------------------------------------------------------- modes -- */

/* Vblanks per second, as a fraction: the clock is in kHz. */
static AVRational mode_refresh(const drmModeModeInfo *mode)
{
	AVRational refresh;

	av_reduce(&refresh.num, &refresh.den, mode->clock * 1000ll,
		  (int64_t)mode->htotal * mode->vtotal, 1 << 30);
	return refresh;
}

/* Does each frame last an integer number of vblanks, except for rounding? */
static bool is_multiple(AVRational refresh, AVRational rate)
{
	double ratio = av_q2d(refresh) / av_q2d(rate);
	long n = ratio + 0.5;

	return n >= 1 && ratio / n > 0.9995 && ratio / n < 1.0005;
}

static bool find_mode(const drmModeConnector *connector, unsigned int width,
		      unsigned int height, AVRational rate,
		      drmModeModeInfo *found)
{
	const drmModeModeInfo *mode;
	int i;

	for (i = 0; i < connector->count_modes; i++) {
		mode = &connector->modes[i];
		if (mode->hdisplay != width || mode->vdisplay != height ||
		    mode->flags & (DRM_MODE_FLAG_INTERLACE |
				   DRM_MODE_FLAG_DBLSCAN) ||
		    !is_multiple(mode_refresh(mode), rate))
			continue;
		*found = *mode;
		return true;
	}
	return false;
}

static unsigned int round_up(unsigned int value, unsigned int step)
{
	return (value + step - 1) / step * step;
}

/*
 * Reduced blanking.  The product of the totals is a multiple of 1000 pixels, so
 * that an integer number of Hz needs an integer number of kHz and the rate is
 * exact.
 */
static void make_mode(unsigned int width, unsigned int height, AVRational rate,
		      drmModeModeInfo *mode)
{
	unsigned int times = 1;
	AVRational refresh;

	while (av_q2d(rate) * times < REFRESH_MIN)
		times++;
	refresh = av_mul_q(rate, av_make_q(times, 1));
	*mode = (drmModeModeInfo) {
		.hdisplay = width,
		.hsync_start = width + 48,
		.hsync_end = width + 48 + 32,
		.htotal = round_up(width + 160, 40),
		.vdisplay = height,
		.vsync_start = height + 3,
		.vsync_end = height + 3 + 10,
		.vtotal = round_up(height + 20, 25),
		.vrefresh = av_q2d(refresh) + 0.5,
		.flags = DRM_MODE_FLAG_PHSYNC | DRM_MODE_FLAG_NVSYNC,
		.type = DRM_MODE_TYPE_USERDEF,
	};
	mode->clock = mode->htotal * mode->vtotal * av_q2d(refresh) / 1000 +
		      0.5;
	snprintf(mode->name, sizeof(mode->name), "%ux%u", width, height);
}

/* ----------------------------------------------------------- connectors -- */

static void connector_name(const drmModeConnector *connector, char *name,
			   size_t size)
{
	const char *type;

	type = drmModeGetConnectorTypeName(connector->connector_type);
	snprintf(name, size, "%s-%u", type ? type : "Unknown",
		 connector->connector_type_id);
}

static drmModeConnector *find_connector(struct display *display,
					const drmModeRes *res,
					const char *wanted)
{
	drmModeConnector *connector;
	int i;

	for (i = 0; i < res->count_connectors; i++) {
		connector = drmModeGetConnector(display->fd,
						res->connectors[i]);
		if (!connector)
			continue;
		connector_name(connector, display->name, sizeof(display->name));
		if (wanted ? !strcmp(wanted, display->name) :
			     connector->connection == DRM_MODE_CONNECTED)
			return connector;
		drmModeFreeConnector(connector);
	}
	if (wanted)
		die("the device has no connector %s", wanted);
	die("no monitor is connected to the device");
}

static void find_crtc(struct display *display, const drmModeRes *res,
		      const drmModeConnector *connector)
{
	drmModeEncoder *encoder;
	uint32_t possible = 0;
	int i;

	for (i = 0; i < connector->count_encoders; i++) {
		encoder = drmModeGetEncoder(display->fd,
					    connector->encoders[i]);
		if (encoder)
			possible |= encoder->possible_crtcs;
		drmModeFreeEncoder(encoder);
	}
	for (i = 0; i < res->count_crtcs; i++) {
		if (possible & 1u << i) {
			display->crtc = res->crtcs[i];
			display->pipe = i;
			return;
		}
	}
	die("no CRTC can drive connector %s", display->name);
}

void display_open(struct display *display, int fd, const char *name,
		  unsigned int width, unsigned int height, AVRational rate)
{
	drmModeConnector *connector;
	drmModeRes *res;

	*display = (struct display) { .fd = fd };
	if (!drmIsMaster(fd))
		die("another program uses the display: stop it, or run the player on a text console");
	res = drmModeGetResources(fd);
	if (!res)
		die("the device has no display: %s", strerror(errno));
	connector = find_connector(display, res, name);
	if (connector->connection != DRM_MODE_CONNECTED)
		die("no monitor is connected to %s", display->name);
	display->connector = connector->connector_id;
	find_crtc(display, res, connector);
	if (!find_mode(connector, width, height, rate, &display->mode))
		make_mode(width, height, rate, &display->mode);
	display->refresh = mode_refresh(&display->mode);
	drmModeFreeConnector(connector);
	drmModeFreeResources(res);
}

/* ---------------------------------------------------------------- flips -- */

uint32_t display_add_framebuffer(struct display *display, uint32_t handle,
				 uint32_t pitch)
{
	uint32_t handles[4] = { handle }, pitches[4] = { pitch };
	uint32_t offsets[4] = {};
	uint32_t id;

	if (drmModeAddFB2(display->fd, display->mode.hdisplay,
			  display->mode.vdisplay, DRM_FORMAT_XRGB8888, handles,
			  pitches, offsets, &id, 0))
		die("cannot create a framebuffer: %s", strerror(errno));
	return id;
}

void display_start(struct display *display, uint32_t framebuffer)
{
	if (drmModeSetCrtc(display->fd, display->crtc, framebuffer, 0, 0,
			   &display->connector, 1, &display->mode))
		die("the device refuses mode %s at %.3f Hz: %s",
		    display->mode.name, av_q2d(display->refresh),
		    strerror(errno));
}

struct flip {
	bool done;
	uint32_t sequence;
};

static void on_flip(int fd, unsigned int sequence, unsigned int sec,
		    unsigned int usec, void *data)
{
	struct flip *flip = data;

	(void)fd, (void)sec, (void)usec;
	flip->done = true;
	flip->sequence = sequence;
}

uint32_t display_flip(struct display *display, uint32_t framebuffer)
{
	drmEventContext context = { .version = 2,
				    .page_flip_handler = on_flip };
	struct pollfd poll_fd = { .fd = display->fd, .events = POLLIN };
	struct flip flip = {};
	int ret;

	if (drmModePageFlip(display->fd, display->crtc, framebuffer,
			    DRM_MODE_PAGE_FLIP_EVENT, &flip))
		die("cannot flip: %s", strerror(errno));
	while (!flip.done) {
		ret = poll(&poll_fd, 1, FLIP_TIMEOUT_MS);
		if (!ret)
			die("the device did not flip within %d s",
			    FLIP_TIMEOUT_MS / 1000);
		if (ret < 0 && errno != EINTR)
			die("cannot wait for a flip: %s", strerror(errno));
		if (ret > 0 && drmHandleEvent(display->fd, &context))
			die("cannot read the flip event: %s", strerror(errno));
	}
	return flip.sequence;
}

void display_wait_vblank(struct display *display, uint32_t sequence)
{
	drmVBlank wait = {
		.request.type = DRM_VBLANK_ABSOLUTE |
				(display->pipe << DRM_VBLANK_HIGH_CRTC_SHIFT &
				 DRM_VBLANK_HIGH_CRTC_MASK),
		.request.sequence = sequence,
	};

	if (drmWaitVBlank(display->fd, &wait))
		die("cannot wait for a vblank: %s", strerror(errno));
}
