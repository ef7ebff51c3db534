/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The display: one plane, one CRTC, one monitor.
 */
#ifndef CPGPU_KMS_H
#define CPGPU_KMS_H

#include <drm/drm_connector.h>
#include <drm/drm_crtc.h>
#include <drm/drm_encoder.h>
#include <drm/drm_plane.h>

struct cpgpu_device;
struct drm_pending_vblank_event;

/**
 * struct cpgpu_kms - the display
 * @plane: primary plane
 * @crtc: the CRTC
 * @encoder: encoder without a function of its own
 * @connector: connector of the monitor
 * @event: event of the last commit, sent when the device reports that the commit
 *         took effect; protected by &drm_device.event_lock
 */
struct cpgpu_kms {
	struct drm_plane plane;
	struct drm_crtc crtc;
	struct drm_encoder encoder;
	struct drm_connector connector;
	struct drm_pending_vblank_event *event;
};

int cpgpu_kms_init(struct cpgpu_device *cpgpu);
void cpgpu_kms_send_event(struct cpgpu_device *cpgpu);
void cpgpu_kms_irq(struct cpgpu_device *cpgpu, u32 status);

#endif /* CPGPU_KMS_H */
