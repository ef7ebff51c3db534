/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debugfs.
 */
#ifndef CPGPU_DEBUGFS_H
#define CPGPU_DEBUGFS_H

struct drm_minor;

void cpgpu_debugfs_init(struct drm_minor *minor);

#endif /* CPGPU_DEBUGFS_H */
