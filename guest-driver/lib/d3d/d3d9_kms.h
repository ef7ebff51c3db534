/* SPDX-License-Identifier: MIT */
/* Direct3D 9: the monitor of a cpgpu device, by the KMS part of its driver */
#ifndef D3D9_KMS_H
#define D3D9_KMS_H

#include <stdbool.h>
#include <stdint.h>

#include <xf86drmMode.h>

struct kms_output {
	uint32_t connector;
	uint32_t crtc;
	unsigned int pipe;		/* index of the CRTC */
	/* the monitor's, without interlaced ones; the preferred one is first */
	drmModeModeInfo *modes;
	unsigned int count;
	/* what is set now, or else the preferred one */
	drmModeModeInfo current;
};

/*
 * Read the first connected output: 0, or -errno: -ENODEV no monitor, and others
 * from opening and from ioctls.
 */
int kms_read(int fd, struct kms_output *output);
int kms_read_node(const char *node, struct kms_output *output);
void kms_free(struct kms_output *output);

/* Hz, rounded */
unsigned int kms_refresh(const drmModeModeInfo *mode);

/*
 * A mode of exactly this size: the monitor's, if it has one, or else one with
 * reduced blanking.  @hz 0: any refresh rate.
 */
drmModeModeInfo kms_choose(const struct kms_output *output, unsigned int width,
			   unsigned int height, unsigned int hz);

/* Is, or becomes, this file the DRM master? */
bool kms_take_display(int fd);

/* Is it, or could it become that?  It stays what it was. */
bool kms_can_take_display(int fd);

/* Opening a file makes it the master, if there is none. */
void kms_leave_display(int fd);

#endif /* D3D9_KMS_H */
