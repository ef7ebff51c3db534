/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys of sessions.
 */
#ifndef CPGPU_KEY_H
#define CPGPU_KEY_H

struct drm_device;
struct drm_file;

int cpgpu_session_key_exchange_ioctl(struct drm_device *drm, void *data,
				     struct drm_file *file);
int cpgpu_session_refresh_start_ioctl(struct drm_device *drm, void *data,
				      struct drm_file *file);
int cpgpu_session_refresh_finish_ioctl(struct drm_device *drm, void *data,
				       struct drm_file *file);
int cpgpu_session_read_back_key_ioctl(struct drm_device *drm, void *data,
				      struct drm_file *file);

#endif /* CPGPU_KEY_H */
