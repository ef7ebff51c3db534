/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The submit ioctl.
 */
#ifndef CPGPU_SUBMIT_H
#define CPGPU_SUBMIT_H

struct drm_device;
struct drm_file;

int cpgpu_submit_ioctl(struct drm_device *drm, void *data,
		       struct drm_file *file);

#endif /* CPGPU_SUBMIT_H */
