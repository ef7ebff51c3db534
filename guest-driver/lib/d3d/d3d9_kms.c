// SPDX-License-Identifier: MIT
/* Direct3D 9: the monitor of a cpgpu device */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "d3d9_kms.h"

#define REFRESH_DEFAULT 60

/* --------------------------------------------------------------- reading -- */

unsigned int kms_refresh(const drmModeModeInfo *mode)
{
	uint64_t total = (uint64_t)mode->htotal * mode->vtotal;

	return total ? (mode->clock * 1000ull + total / 2) / total : 0;
}

static bool same_mode(const drmModeModeInfo *a, const drmModeModeInfo *b)
{
	return a->hdisplay == b->hdisplay && a->vdisplay == b->vdisplay &&
	       kms_refresh(a) == kms_refresh(b);
}

static bool has_mode(const struct kms_output *output,
		     const drmModeModeInfo *mode)
{
	unsigned int i;

	for (i = 0; i < output->count; i++) {
		if (same_mode(&output->modes[i], mode))
			return true;
	}
	return false;
}

/* The preferred ones first, if @preferred, or else the others. */
static void add_modes(struct kms_output *output,
		      const drmModeConnector *connector, bool preferred)
{
	const drmModeModeInfo *mode;
	int i;

	for (i = 0; i < connector->count_modes; i++) {
		mode = &connector->modes[i];
		if (!(mode->type & DRM_MODE_TYPE_PREFERRED) == !preferred &&
		    !(mode->flags & (DRM_MODE_FLAG_INTERLACE |
				     DRM_MODE_FLAG_DBLSCAN)) &&
		    !has_mode(output, mode))
			output->modes[output->count++] = *mode;
	}
}

static int read_modes(struct kms_output *output,
		      const drmModeConnector *connector)
{
	output->modes = calloc(connector->count_modes + 1,
			       sizeof(*output->modes));
	if (!output->modes)
		return -ENOMEM;
	add_modes(output, connector, true);
	add_modes(output, connector, false);
	if (output->count)
		output->current = output->modes[0];
	return output->count ? 0 : -ENODEV;
}

/* The CRTC in use, or else the first one that can drive the connector. */
static int read_crtc(int fd, struct kms_output *output, const drmModeRes *res,
		     const drmModeConnector *connector)
{
	uint32_t possible = 0, current = 0;
	drmModeEncoder *encoder;
	drmModeCrtc *crtc;
	int i;

	for (i = 0; i < connector->count_encoders; i++) {
		encoder = drmModeGetEncoder(fd, connector->encoders[i]);
		if (!encoder)
			continue;
		possible |= encoder->possible_crtcs;
		if (encoder->encoder_id == connector->encoder_id)
			current = encoder->crtc_id;
		drmModeFreeEncoder(encoder);
	}
	for (i = 0; i < res->count_crtcs; i++) {
		if (!(possible & 1u << i) ||
		    (output->crtc && res->crtcs[i] != current))
			continue;
		output->crtc = res->crtcs[i];
		output->pipe = i;
	}
	if (!output->crtc)
		return -ENODEV;
	crtc = drmModeGetCrtc(fd, output->crtc);
	if (crtc && crtc->mode_valid)
		output->current = crtc->mode;
	drmModeFreeCrtc(crtc);
	return 0;
}

/* What the kernel knows, or if that is nothing, what the monitor says. */
static drmModeConnector *read_connector(int fd, uint32_t id)
{
	drmModeConnector *connector = drmModeGetConnectorCurrent(fd, id);

	if (!connector || connector->count_modes)
		return connector;
	drmModeFreeConnector(connector);
	return drmModeGetConnector(fd, id);
}

static drmModeConnector *find_connector(int fd, const drmModeRes *res)
{
	drmModeConnector *connector;
	int i;

	for (i = 0; i < res->count_connectors; i++) {
		connector = read_connector(fd, res->connectors[i]);
		if (connector && connector->connection == DRM_MODE_CONNECTED)
			return connector;
		drmModeFreeConnector(connector);
	}
	return NULL;
}

int kms_read(int fd, struct kms_output *output)
{
	drmModeRes *res = drmModeGetResources(fd);
	drmModeConnector *connector;
	int ret;

	*output = (struct kms_output) { 0 };
	if (!res)
		return errno ? -errno : -ENODEV;
	connector = find_connector(fd, res);
	if (connector) {
		output->connector = connector->connector_id;
		ret = read_modes(output, connector);
		if (!ret)
			ret = read_crtc(fd, output, res, connector);
		drmModeFreeConnector(connector);
	} else {
		ret = -ENODEV;
	}
	drmModeFreeResources(res);
	if (ret)
		kms_free(output);
	return ret;
}

int kms_read_node(const char *node, struct kms_output *output)
{
	int fd = open(node, O_RDWR | O_CLOEXEC);
	int ret;

	*output = (struct kms_output) { 0 };
	if (fd < 0)
		return -errno;
	kms_leave_display(fd);
	ret = kms_read(fd, output);
	close(fd);
	return ret;
}

void kms_free(struct kms_output *output)
{
	free(output->modes);
	output->modes = NULL;
	output->count = 0;
}

/* --------------------------------------------------------------- setting -- */

static unsigned int round_up(unsigned int value, unsigned int step)
{
	return (value + step - 1) / step * step;
}

/* The totals make every whole number of Hz a whole number of kHz. */
static drmModeModeInfo make_mode(unsigned int width, unsigned int height,
				 unsigned int hz)
{
	drmModeModeInfo mode = {
		.hdisplay = width,
		.hsync_start = width + 48,
		.hsync_end = width + 48 + 32,
		.htotal = round_up(width + 160, 40),
		.vdisplay = height,
		.vsync_start = height + 3,
		.vsync_end = height + 3 + 10,
		.vtotal = round_up(height + 20, 25),
		.vrefresh = hz,
		.flags = DRM_MODE_FLAG_PHSYNC | DRM_MODE_FLAG_NVSYNC,
		.type = DRM_MODE_TYPE_USERDEF,
	};

	mode.clock = (uint64_t)mode.htotal * mode.vtotal * hz / 1000;
	snprintf(mode.name, sizeof(mode.name), "%ux%u", width, height);
	return mode;
}

static bool mode_fits(const drmModeModeInfo *mode, unsigned int width,
		      unsigned int height, unsigned int hz)
{
	return mode->hdisplay == width && mode->vdisplay == height &&
	       (!hz || kms_refresh(mode) == hz);
}

drmModeModeInfo kms_choose(const struct kms_output *output, unsigned int width,
			   unsigned int height, unsigned int hz)
{
	unsigned int i;

	if (mode_fits(&output->current, width, height, hz))
		return output->current;
	for (i = 0; i < output->count; i++) {
		if (mode_fits(&output->modes[i], width, height, hz))
			return output->modes[i];
	}
	return make_mode(width, height, hz ? hz : REFRESH_DEFAULT);
}

bool kms_take_display(int fd)
{
	return drmIsMaster(fd) || !drmSetMaster(fd);
}

/* The kernel tells nobody who the master is: the way to ask is to try. */
bool kms_can_take_display(int fd)
{
	if (drmIsMaster(fd))
		return true;
	if (drmSetMaster(fd))
		return false;
	drmDropMaster(fd);
	return true;
}

void kms_leave_display(int fd)
{
	if (drmIsMaster(fd))
		drmDropMaster(fd);
}
