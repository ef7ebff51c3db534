// SPDX-License-Identifier: MIT
/*
 * Direct3D 9: showing surfaces on the monitor
 *
 * The device has one plane without scaling, so that the display takes a mode of
 * the size of the back buffers.  Only the DRM master may do that.
 */
#include <errno.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "d3d9_kms.h"
#include "d3d9_object.h"

int d3d9_why_occluded(const struct d3d9_device *device)
{
	struct kms_output output;
	int ret;

	if (!kms_can_take_display(device->file))
		return -EACCES;
	ret = kms_read(device->file, &output);
	if (!ret)
		kms_free(&output);
	return ret;
}

const char *d3d9_occluded_text(int error)
{
	switch (error) {
	case -EACCES:
	case -EPERM:
		return "nothing is shown: another program is the DRM master of the display";
	case -ENODEV:
	case -EOPNOTSUPP:
		return "nothing is shown: no monitor is connected to the device";
	case -EINVAL:
	case -ERANGE:
		return "nothing is shown: the display has no mode of the size of the back buffers";
	case -ENOSPC:
		return "nothing is shown: the video memory is full";
	default:
		return "nothing is shown: the display failed";
	}
}

/* With the device's lock held, so that no blt replaces the object. */
static int add_framebuffer(const struct d3d9_surface *surface, uint32_t *id)
{
	const struct d3d9_device *device = surface->device;
	uint32_t handles[4] = { 0 }, pitches[4] = { surface->pitch };
	uint32_t offsets[4] = { 0 };

	if (FAILED(cpgpu_ddi_resource_object(device->handle, surface->handle,
					     &handles[0])))
		return -ENODEV;
	return drmModeAddFB2(device->file, surface->desc.Width,
			     surface->desc.Height, DRM_FORMAT_XRGB8888, handles,
			     pitches, offsets, id, 0) ? -errno : 0;
}

/*
 * Without a change of the mode this is a flip: the kernel returns when the
 * plane shows the new framebuffer.
 */
static int set_framebuffer(const struct d3d9_swapchain *chain,
			   const struct d3d9_surface *surface, uint32_t id)
{
	int file = chain->device->file;
	struct kms_output output;
	drmModeModeInfo mode;
	int ret;

	ret = kms_read(file, &output);
	if (ret)
		return ret;
	mode = kms_choose(&output, surface->desc.Width, surface->desc.Height,
			  chain->parameters.FullScreen_RefreshRateInHz);
	ret = drmModeSetCrtc(file, output.crtc, id, 0, 0, &output.connector, 1,
			     &mode) ? -errno : 0;
	kms_free(&output);
	return ret;
}

int d3d9_scan_out(struct d3d9_swapchain *chain, struct d3d9_surface *surface)
{
	struct d3d9_device *device = chain->device;
	uint32_t id;
	int ret;

	if (!kms_take_display(device->file))
		return -EACCES;
	pthread_mutex_lock(&device->lock);
	ret = add_framebuffer(surface, &id);
	pthread_mutex_unlock(&device->lock);
	if (ret)
		return ret;
	ret = set_framebuffer(chain, surface, id);
	if (ret) {
		drmModeRmFB(device->file, id);
		return ret;
	}
	d3d9_scan_out_end(chain);
	chain->framebuffer = id;
	return 0;
}

/* This switches the display off, if the framebuffer is still shown. */
void d3d9_scan_out_end(struct d3d9_swapchain *chain)
{
	if (chain->framebuffer)
		drmModeRmFB(chain->device->file, chain->framebuffer);
	chain->framebuffer = 0;
}
