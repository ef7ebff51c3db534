// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display: CRTC, encoder, connector.  The plane is in cpgpu_plane.c.
 */
#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_edid.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>
#include <drm/drm_vblank.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"
#include "cpgpu_plane.h"

/**
 * DOC: Display
 *
 * The device latches the plane registers at the first vblank after a commit and
 * then raises CPGPU_INTR_FLIP, at which the driver sends the page-flip event.
 * Vblanks are interrupts of the device, and it counts them in a register.
 *
 * A framebuffer in protected video memory is scanned out where it is; the device
 * decrypts it for the monitor.  One in system memory is copied to a pair of
 * buffers in video memory, of which the hidden one is always the one written.
 */

/* Exact refresh rate of a mode in mHz, or 0 if the mode is invalid */
static u32 mode_refresh(const struct drm_display_mode *mode)
{
	u64 pixels = (u64)mode->htotal * mode->vtotal;

	return pixels ? div64_u64(mode->clock * 1000000ull, pixels) : 0;
}

static enum drm_mode_status
cpgpu_crtc_mode_valid(struct drm_crtc *crtc, const struct drm_display_mode *mode)
{
	u32 refresh = mode_refresh(mode);

	if (mode->flags & (DRM_MODE_FLAG_INTERLACE | DRM_MODE_FLAG_DBLSCAN))
		return MODE_NO_INTERLACE;
	if (mode->hdisplay < CPGPU_DISP_SIZE_MIN ||
	    mode->hdisplay > crtc->dev->mode_config.max_width)
		return MODE_BAD_HVALUE;
	if (mode->vdisplay < CPGPU_DISP_SIZE_MIN ||
	    mode->vdisplay > crtc->dev->mode_config.max_height)
		return MODE_BAD_VVALUE;
	if (refresh < CPGPU_DISP_REFRESH_MIN ||
	    refresh > CPGPU_DISP_REFRESH_MAX)
		return MODE_CLOCK_RANGE;

	return MODE_OK;
}

/**
 * cpgpu_kms_send_event() - send the pending event of the last commit
 * @cpgpu: the device, with event_lock held
 */
void cpgpu_kms_send_event(struct cpgpu_device *cpgpu)
{
	struct cpgpu_kms *kms = &cpgpu->kms;

	lockdep_assert_held(&cpgpu->drm.event_lock);

	if (!kms->event)
		return;

	drm_crtc_send_vblank_event(&kms->crtc, kms->event);
	kms->event = NULL;
	drm_crtc_vblank_put(&kms->crtc);
}

static void cpgpu_crtc_enable(struct drm_crtc *crtc,
			      struct cpgpu_atomic_commit *state)
{
	struct cpgpu_device *cpgpu = to_cpgpu(crtc->dev);
	const struct drm_display_mode *mode = &crtc->state->adjusted_mode;
	int idx;

	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		/* Disabled until the plane has been set up for the new size */
		cpgpu_write(cpgpu, CPGPU_PLANE_CTRL, 0);
		cpgpu_write(cpgpu, CPGPU_PLANE_COMMIT, 1);
		cpgpu_write(cpgpu, CPGPU_DISP_WIDTH, mode->hdisplay);
		cpgpu_write(cpgpu, CPGPU_DISP_HEIGHT, mode->vdisplay);
		cpgpu_write(cpgpu, CPGPU_DISP_REFRESH, mode_refresh(mode));
		cpgpu_write(cpgpu, CPGPU_DISP_CTRL, CPGPU_DISP_CTRL_ENABLE);
		drm_dev_exit(idx);
	}

	drm_crtc_vblank_on(crtc);
}

static void cpgpu_crtc_disable(struct drm_crtc *crtc,
			       struct cpgpu_atomic_commit *state)
{
	struct cpgpu_device *cpgpu = to_cpgpu(crtc->dev);
	int idx;

	drm_crtc_vblank_off(crtc);

	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		cpgpu_write(cpgpu, CPGPU_DISP_CTRL, 0);
		drm_dev_exit(idx);
	}

	/* A disabled CRTC raises no FLIP, and is not flushed if it stays off. */
	spin_lock_irq(&crtc->dev->event_lock);
	cpgpu_kms_send_event(cpgpu);
	if (crtc->state->event && !crtc->state->active) {
		drm_crtc_send_vblank_event(crtc, crtc->state->event);
		crtc->state->event = NULL;
	}
	spin_unlock_irq(&crtc->dev->event_lock);
}

static void cpgpu_crtc_flush(struct drm_crtc *crtc,
			     struct cpgpu_atomic_commit *state)
{
	struct cpgpu_device *cpgpu = to_cpgpu(crtc->dev);
	struct drm_pending_vblank_event *event;
	int idx;

	/*
	 * Event and commit are set under the lock, so that cpgpu_kms_irq() does
	 * not take the FLIP of an earlier commit for this one's.
	 */
	spin_lock_irq(&crtc->dev->event_lock);
	cpgpu_kms_send_event(cpgpu);
	event = crtc->state->event;
	crtc->state->event = NULL;
	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		if (event && !drm_crtc_vblank_get(crtc)) {
			cpgpu->kms.event = event;
			event = NULL;
		}
		cpgpu_write(cpgpu, CPGPU_PLANE_COMMIT, 1);
		drm_dev_exit(idx);
	}
	if (event)
		drm_crtc_send_vblank_event(crtc, event);
	spin_unlock_irq(&crtc->dev->event_lock);
}

void cpgpu_kms_irq(struct cpgpu_device *cpgpu, u32 status)
{
	struct drm_crtc *crtc = &cpgpu->kms.crtc;
	unsigned long flags;

	/* Update the counter first: the event carries it. */
	if (status & CPGPU_INTR_VBLANK)
		drm_crtc_handle_vblank(crtc);

	if (!(status & CPGPU_INTR_FLIP))
		return;

	spin_lock_irqsave(&cpgpu->drm.event_lock, flags);
	if (!(cpgpu_read(cpgpu, CPGPU_DISP_STATUS) &
	      CPGPU_DISP_STATUS_FLIP_PENDING))
		cpgpu_kms_send_event(cpgpu);
	spin_unlock_irqrestore(&cpgpu->drm.event_lock, flags);
}

static int cpgpu_crtc_enable_vblank(struct drm_crtc *crtc)
{
	cpgpu_intr_set(to_cpgpu(crtc->dev), CPGPU_INTR_VBLANK, true);

	return 0;
}

static void cpgpu_crtc_disable_vblank(struct drm_crtc *crtc)
{
	cpgpu_intr_set(to_cpgpu(crtc->dev), CPGPU_INTR_VBLANK, false);
}

static u32 cpgpu_crtc_get_vblank_counter(struct drm_crtc *crtc)
{
	return cpgpu_read(to_cpgpu(crtc->dev), CPGPU_DISP_VBLANKS);
}

static const struct drm_crtc_helper_funcs cpgpu_crtc_helper_funcs = {
	.mode_valid = cpgpu_crtc_mode_valid,
	.atomic_enable = cpgpu_crtc_enable,
	.atomic_disable = cpgpu_crtc_disable,
	.atomic_flush = cpgpu_crtc_flush,
};

static const struct drm_crtc_funcs cpgpu_crtc_funcs = {
	.reset = drm_atomic_helper_crtc_reset,
	.set_config = drm_atomic_helper_set_config,
	.page_flip = drm_atomic_helper_page_flip,
	.atomic_duplicate_state = drm_atomic_helper_crtc_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_crtc_destroy_state,
	.enable_vblank = cpgpu_crtc_enable_vblank,
	.disable_vblank = cpgpu_crtc_disable_vblank,
	.get_vblank_counter = cpgpu_crtc_get_vblank_counter,
};

static int cpgpu_read_edid_block(void *context, u8 *buf, unsigned int block,
				 size_t len)
{
	struct cpgpu_device *cpgpu = context;
	size_t start = block * EDID_LENGTH;
	size_t i;

	if (start + len > CPGPU_EDID_SIZE)
		return -EINVAL;

	for (i = 0; i < len; i += 4) {
		__le32 word = cpu_to_le32(cpgpu_read(cpgpu, CPGPU_MMIO_EDID +
						     start + i));

		memcpy(buf + i, &word, min(sizeof(word), len - i));
	}

	return 0;
}

static int cpgpu_connector_get_modes(struct drm_connector *connector)
{
	struct cpgpu_device *cpgpu = to_cpgpu(connector->dev);
	const struct drm_edid *edid = NULL;
	int count, idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return 0;

	/* An EDID of zeros means that the device was configured without one. */
	if (cpgpu_read(cpgpu, CPGPU_MMIO_EDID))
		edid = drm_edid_read_custom(connector, cpgpu_read_edid_block,
					    cpgpu);
	drm_dev_exit(idx);

	count = drm_edid_connector_update(connector, edid);
	count += drm_edid_connector_add_modes(connector);
	drm_edid_free(edid);
	if (count)
		return count;

	count = drm_add_modes_noedid(connector,
				     connector->dev->mode_config.max_width,
				     connector->dev->mode_config.max_height);
	drm_set_preferred_mode(connector, 1024, 768);

	return count;
}

static const struct drm_connector_helper_funcs cpgpu_connector_helper_funcs = {
	.get_modes = cpgpu_connector_get_modes,
};

static const struct drm_connector_funcs cpgpu_connector_funcs = {
	.fill_modes = drm_helper_probe_single_connector_modes,
	.reset = drm_atomic_helper_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

static int cpgpu_output_init(struct cpgpu_device *cpgpu)
{
	struct drm_connector *connector = &cpgpu->kms.connector;
	struct drm_encoder *encoder = &cpgpu->kms.encoder;
	struct drm_device *drm = &cpgpu->drm;
	int ret;

	ret = drmm_encoder_init(drm, encoder, NULL, DRM_MODE_ENCODER_VIRTUAL,
				NULL);
	if (ret)
		return ret;
	encoder->possible_crtcs = drm_crtc_mask(&cpgpu->kms.crtc);

	ret = drmm_connector_init(drm, connector, &cpgpu_connector_funcs,
				  DRM_MODE_CONNECTOR_VIRTUAL, NULL);
	if (ret)
		return ret;
	drm_connector_helper_add(connector, &cpgpu_connector_helper_funcs);
	drm_connector_attach_edid_property(connector);

	return drm_connector_attach_encoder(connector, encoder);
}

static const struct drm_mode_config_funcs cpgpu_mode_config_funcs = {
	.fb_create = drm_gem_fb_create_with_dirty,
	.atomic_check = drm_atomic_helper_check,
	.atomic_commit = drm_atomic_helper_commit,
};

/*
 * The CRTC comes before the planes, because the device checks them against the
 * mode.  At the end this waits for the flip, not for a vblank: that wait has a
 * limit of 100 ms, but a mode may have only one vblank per second.
 */
static void cpgpu_commit_tail(struct cpgpu_atomic_commit *state)
{
	struct drm_device *drm = state->dev;

	drm_atomic_helper_commit_modeset_disables(drm, state);
	drm_atomic_helper_commit_modeset_enables(drm, state);
	drm_atomic_helper_commit_planes(drm, state,
					DRM_PLANE_COMMIT_ACTIVE_ONLY);
	drm_atomic_helper_commit_hw_done(state);
	drm_atomic_helper_wait_for_flip_done(drm, state);
	drm_atomic_helper_cleanup_planes(drm, state);
}

static const struct drm_mode_config_helper_funcs cpgpu_mode_config_helper = {
	.atomic_commit_tail = cpgpu_commit_tail,
};

int cpgpu_kms_init(struct cpgpu_device *cpgpu)
{
	struct drm_device *drm = &cpgpu->drm;
	struct drm_mode_config *config = &drm->mode_config;
	int ret;

	ret = drmm_mode_config_init(drm);
	if (ret)
		return ret;

	config->funcs = &cpgpu_mode_config_funcs;
	config->helper_private = &cpgpu_mode_config_helper;
	config->max_width = cpgpu_read(cpgpu, CPGPU_DISP_MAX_WIDTH);
	config->max_height = cpgpu_read(cpgpu, CPGPU_DISP_MAX_HEIGHT);
	config->preferred_depth = 24;

	ret = cpgpu_plane_init(cpgpu);
	if (ret)
		return ret;

	ret = drmm_crtc_init_with_planes(drm, &cpgpu->kms.crtc,
					 &cpgpu->kms.plane, NULL,
					 &cpgpu_crtc_funcs, NULL);
	if (ret)
		return ret;
	drm_crtc_helper_add(&cpgpu->kms.crtc, &cpgpu_crtc_helper_funcs);

	ret = cpgpu_output_init(cpgpu);
	if (ret)
		return ret;

	/* The counter register uses all 32 bits. */
	drm->max_vblank_count = U32_MAX;
	ret = drm_vblank_init(drm, 1);
	if (ret)
		return ret;

	drm_mode_config_reset(drm);

	return 0;
}
