// SPDX-License-Identifier: MIT
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "screen.h"

#define EVENT_MS 20000

/* ---------------------------------------------------------------- set-up -- */

uint32_t property(int fd, uint32_t object, uint32_t type, const char *name,
		  uint64_t *value)
{
	drmModeObjectProperties *props;
	drmModePropertyRes *prop;
	uint32_t i, id = 0;

	props = drmModeObjectGetProperties(fd, object, type);
	CHECK(props);
	for (i = 0; i < props->count_props; i++) {
		prop = drmModeGetProperty(fd, props->props[i]);
		CHECK(prop);
		if (!strcmp(prop->name, name)) {
			id = prop->prop_id;
			if (value)
				*value = props->prop_values[i];
		}
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	if (!id)
		test_fail(__FILE__, __LINE__, "no property %s", name);
	return id;
}

static uint32_t primary_plane(int fd)
{
	drmModePlaneRes *planes = drmModeGetPlaneResources(fd);
	uint32_t i, found = 0;
	uint64_t type;

	CHECK(planes);
	for (i = 0; i < planes->count_planes; i++) {
		property(fd, planes->planes[i], DRM_MODE_OBJECT_PLANE, "type",
			 &type);
		if (type == DRM_PLANE_TYPE_PRIMARY)
			found = planes->planes[i];
	}
	CHECK(found);
	drmModeFreePlaneResources(planes);
	return found;
}

struct screen open_screen(void)
{
	struct screen screen = { .session = keyed_session(open_device()) };
	drmModeConnector *connector;
	drmModeRes *res;
	int i, fd;

	fd = screen.fd = cpgpu_fd(screen.session.dev);
	CHECK(drmIsMaster(fd));
	CHECK_OK(drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1));
	CHECK_OK(drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1));
	res = drmModeGetResources(fd);
	CHECK(res && res->count_connectors >= 1 && res->count_crtcs >= 1);
	screen.connector = res->connectors[0];
	screen.crtc = res->crtcs[0];
	screen.plane = primary_plane(fd);
	connector = drmModeGetConnector(fd, screen.connector);
	CHECK(connector);
	CHECK_EQ(connector->connection, DRM_MODE_CONNECTED);
	CHECK(connector->count_modes > 0);
	screen.mode = connector->modes[0];
	for (i = 0; i < connector->count_modes; i++) {
		if (connector->modes[i].type & DRM_MODE_TYPE_PREFERRED)
			screen.mode = connector->modes[i];
	}
	drmModeFreeConnector(connector);
	drmModeFreeResources(res);
	return screen;
}

drmModeModeInfo custom_mode(unsigned int width, unsigned int height,
			    unsigned int hz)
{
	drmModeModeInfo mode = {
		.hdisplay = width, .hsync_start = width + 16,
		.hsync_end = width + 48, .htotal = width + 160,
		.vdisplay = height, .vsync_start = height + 2,
		.vsync_end = height + 6, .vtotal = height + 48,
		.vrefresh = hz, .type = DRM_MODE_TYPE_USERDEF,
	};

	mode.clock = mode.htotal * mode.vtotal * hz / 1000;
	snprintf(mode.name, sizeof(mode.name), "%ux%u", width, height);
	return mode;
}

uint32_t pitch_of(unsigned int width)
{
	return (width * 4 + 63) / 64 * 64;
}

int add_fb(int fd, uint32_t handle, unsigned int width, unsigned int height,
	   uint32_t pitch, uint32_t format, uint32_t *id)
{
	uint32_t handles[4] = { handle }, pitches[4] = { pitch }, zero[4] = {};

	return drmModeAddFB2(fd, width, height, format, handles, pitches, zero,
			     id, 0) ? -errno : 0;
}

uint32_t protected_fb(struct screen *screen, const drmModeModeInfo *mode,
		      uint32_t *object)
{
	uint32_t handle, id, pitch = pitch_of(mode->hdisplay);

	handle = create_protected(&screen->session,
				  (uint64_t)pitch * mode->vdisplay);
	CHECK_OK(add_fb(screen->fd, handle, mode->hdisplay, mode->vdisplay,
			pitch, DRM_FORMAT_XRGB8888, &id));
	if (object)
		*object = handle;
	return id;
}

int set_crtc(struct screen *screen, uint32_t fb, drmModeModeInfo *mode)
{
	return drmModeSetCrtc(screen->fd, screen->crtc, fb, 0, 0,
			      &screen->connector, 1, mode) ? -errno : 0;
}

/* ---------------------------------------------------------------- events -- */

static void on_flip(int fd, unsigned int sequence, unsigned int sec,
		    unsigned int usec, void *data)
{
	struct flip *flip = data;

	(void)fd;
	flip->done = true;
	flip->sequence = sequence;
	flip->seconds = sec + usec / 1e6;
}

void wait_flip(struct screen *screen, struct flip *flip)
{
	drmEventContext context = { .version = 2,
				    .page_flip_handler = on_flip };
	struct pollfd poll_fd = { .fd = screen->fd, .events = POLLIN };

	while (!flip->done) {
		CHECK_EQ(poll(&poll_fd, 1, EVENT_MS), 1);
		CHECK_OK(drmHandleEvent(screen->fd, &context));
	}
}

struct flip flip_to(struct screen *screen, uint32_t fb)
{
	struct flip flip = {};

	CHECK_OK(drmModePageFlip(screen->fd, screen->crtc, fb,
				 DRM_MODE_PAGE_FLIP_EVENT, &flip));
	wait_flip(screen, &flip);
	return flip;
}

void add_property(drmModeAtomicReq *req, int fd, uint32_t object, uint32_t type,
		  const char *name, uint64_t value)
{
	uint32_t id = property(fd, object, type, name, NULL);

	CHECK(drmModeAtomicAddProperty(req, object, id, value) > 0);
}

void add_plane(drmModeAtomicReq *req, struct screen *screen, uint32_t fb,
	       const drmModeModeInfo *mode)
{
	const uint32_t type = DRM_MODE_OBJECT_PLANE;
	uint32_t w = fb ? mode->hdisplay : 0, h = fb ? mode->vdisplay : 0;
	uint32_t plane = screen->plane;
	int fd = screen->fd;

	add_property(req, fd, plane, type, "FB_ID", fb);
	add_property(req, fd, plane, type, "CRTC_ID", fb ? screen->crtc : 0);
	add_property(req, fd, plane, type, "SRC_X", 0);
	add_property(req, fd, plane, type, "SRC_Y", 0);
	add_property(req, fd, plane, type, "SRC_W", (uint64_t)w << 16);
	add_property(req, fd, plane, type, "SRC_H", (uint64_t)h << 16);
	add_property(req, fd, plane, type, "CRTC_X", 0);
	add_property(req, fd, plane, type, "CRTC_Y", 0);
	add_property(req, fd, plane, type, "CRTC_W", w);
	add_property(req, fd, plane, type, "CRTC_H", h);
}

/* --------------------------------------------------------------- fences -- */

int slow_fence(struct screen *screen)
{
	drmModeModeInfo mode = custom_mode(SLOW_WIDTH, SLOW_HEIGHT, SLOW_HZ);
	uint32_t fbs[2] = { protected_fb(screen, &mode, NULL),
			    protected_fb(screen, &mode, NULL) };
	drmModeAtomicReq *req = drmModeAtomicAlloc();
	int fence = -1;

	CHECK(req);
	CHECK_OK(set_crtc(screen, fbs[0], &mode));
	/* a vblank has just passed: the next flip takes a whole period */
	flip_to(screen, fbs[0]);
	add_plane(req, screen, fbs[1], &mode);
	add_property(req, screen->fd, screen->crtc, DRM_MODE_OBJECT_CRTC,
		     "OUT_FENCE_PTR", pointer(&fence));
	CHECK_OK(drmModeAtomicCommit(screen->fd, req, DRM_MODE_ATOMIC_NONBLOCK,
				     NULL));
	CHECK(fence >= 0);
	drmModeAtomicFree(req);
	return fence;
}
