/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The primary plane.
 */
#ifndef CPGPU_PLANE_H
#define CPGPU_PLANE_H

struct cpgpu_device;

int cpgpu_plane_init(struct cpgpu_device *cpgpu);

#endif /* CPGPU_PLANE_H */
