// SPDX-License-Identifier: GPL-2.0-only
/*
 * The primary plane.
 */
#include <linux/iosys-map.h>
#include <linux/kref.h>
#include <linux/slab.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_damage_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_format_helper.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_print.h>
#include <drm/drm_rect.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"
#include "cpgpu_plane.h"

/**
 * struct cpgpu_scanout - a pair of scanout buffers
 * @ref: held by plane states
 * @cpgpu: the device
 * @node: place of both buffers, one after the other
 * @pitch: bytes per line
 * @width: pixels per line
 * @height: lines
 * @size: bytes of one buffer
 * @front: index of the buffer that was shown last
 * @stale: for each buffer, the area that has changed since it was last written
 */
struct cpgpu_scanout {
	struct kref ref;
	struct cpgpu_device *cpgpu;
	struct drm_mm_node node;
	u32 pitch;
	u32 width;
	u32 height;
	u64 size;
	unsigned int front;
	struct drm_rect stale[2];
};

/**
 * struct cpgpu_plane_state - state of the plane
 * @base: base
 * @scanout: scanout buffers for a framebuffer in system memory, else NULL
 * @map: mappings of the framebuffer's objects
 * @data: addresses of its pixels in @map
 */
struct cpgpu_plane_state {
	struct drm_plane_state base;
	struct cpgpu_scanout *scanout;
	struct iosys_map map[DRM_FORMAT_MAX_PLANES];
	struct iosys_map data[DRM_FORMAT_MAX_PLANES];
};

static struct cpgpu_plane_state *to_plane_state(struct drm_plane_state *state)
{
	return container_of(state, struct cpgpu_plane_state, base);
}

static void scanout_free(struct kref *ref)
{
	struct cpgpu_scanout *scanout = container_of(ref, struct cpgpu_scanout,
						     ref);

	cpgpu_vram_free(scanout->cpgpu, &scanout->node);
	kfree(scanout);
}

static struct cpgpu_scanout *scanout_create(struct cpgpu_device *cpgpu,
					    u32 width, u32 height)
{
	struct cpgpu_scanout *scanout;
	int ret;

	scanout = kzalloc(sizeof(*scanout), GFP_KERNEL);
	if (!scanout)
		return ERR_PTR(-ENOMEM);

	kref_init(&scanout->ref);
	scanout->cpgpu = cpgpu;
	scanout->width = width;
	scanout->height = height;
	scanout->pitch = ALIGN(width * 4, CPGPU_PLANE_PITCH_ALIGN);
	scanout->size = ALIGN((u64)scanout->pitch * height, CPGPU_PAGE_SIZE);
	scanout->stale[0] = DRM_RECT_INIT(0, 0, width, height);
	scanout->stale[1] = scanout->stale[0];

	ret = cpgpu_vram_alloc(cpgpu, &scanout->node, 2 * scanout->size);
	if (ret) {
		kfree(scanout);
		return ERR_PTR(ret);
	}

	return scanout;
}

/* Extend a rectangle so that it includes another one. */
static void rect_unite(struct drm_rect *rect, const struct drm_rect *other)
{
	if (!drm_rect_visible(other))
		return;
	if (!drm_rect_visible(rect)) {
		*rect = *other;
		return;
	}
	rect->x1 = min(rect->x1, other->x1);
	rect->y1 = min(rect->y1, other->y1);
	rect->x2 = max(rect->x2, other->x2);
	rect->y2 = max(rect->y2, other->y2);
}

/*
 * Update the hidden buffer, make it the front buffer and return its place.
 * @damage is in framebuffer coordinates; @x and @y are the framebuffer's
 * coordinates at the top left corner of the screen.
 */
static u64 scanout_update(struct cpgpu_scanout *scanout,
			  struct drm_framebuffer *fb,
			  const struct iosys_map *data,
			  const struct drm_rect *damage, int x, int y)
{
	struct drm_rect screen = DRM_RECT_INIT(0, 0, scanout->width,
					       scanout->height);
	unsigned int back = !scanout->front;
	struct drm_rect clip = *damage;
	struct iosys_map dst;
	u64 offset;

	drm_rect_translate(&clip, -x, -y);
	if (!drm_rect_intersect(&clip, &screen))
		clip = DRM_RECT_INIT(0, 0, 0, 0);
	rect_unite(&scanout->stale[0], &clip);
	rect_unite(&scanout->stale[1], &clip);

	offset = scanout->node.start + back * scanout->size;
	clip = scanout->stale[back];
	if (drm_rect_visible(&clip)) {
		iosys_map_set_vaddr_iomem(&dst,
					  scanout->cpgpu->vram_io + offset);
		iosys_map_incr(&dst, drm_fb_clip_offset(scanout->pitch,
							fb->format, &clip));
		drm_rect_translate(&clip, x, y);
		drm_fb_memcpy(&dst, &scanout->pitch, data, fb, &clip);
	}
	scanout->stale[back] = DRM_RECT_INIT(0, 0, 0, 0);
	scanout->front = back;

	return offset;
}

static struct cpgpu_vram_object *fb_vram_object(struct drm_framebuffer *fb)
{
	return to_cpgpu_vram_object(drm_gem_fb_get_obj(fb, 0));
}

/* Place in video memory of the first visible pixel of a protected framebuffer */
static u64 protected_offset(struct drm_plane_state *state)
{
	struct drm_framebuffer *fb = state->fb;

	return fb_vram_object(fb)->node.start + fb->offsets[0] +
	       (u64)(state->src.y1 >> 16) * fb->pitches[0] +
	       (u64)(state->src.x1 >> 16) * fb->format->cpp[0];
}

static int cpgpu_plane_check(struct drm_plane *plane,
			     struct cpgpu_atomic_commit *commit)
{
	struct drm_plane_state *state =
		drm_atomic_get_new_plane_state(commit, plane);
	struct drm_crtc_state *crtc_state = NULL;
	int ret;

	if (state->crtc)
		crtc_state = drm_atomic_get_new_crtc_state(commit, state->crtc);

	ret = drm_atomic_helper_check_plane_state(state, crtc_state,
						  DRM_PLANE_NO_SCALING,
						  DRM_PLANE_NO_SCALING,
						  false, true);
	if (ret || !state->visible || !fb_vram_object(state->fb))
		return ret;

	if (!IS_ALIGNED(state->fb->pitches[0], CPGPU_PLANE_PITCH_ALIGN) ||
	    !IS_ALIGNED(protected_offset(state), CPGPU_PAGE_SIZE)) {
		drm_dbg_kms(plane->dev,
			    "protected framebuffer: pitch or start misaligned\n");
		return -EINVAL;
	}
	if (state->fb->pitches[0] > CPGPU_PLANE_PITCH_MAX) {
		drm_dbg_kms(plane->dev,
			    "protected framebuffer: pitch over %u bytes\n",
			    CPGPU_PLANE_PITCH_MAX);
		return -EINVAL;
	}

	return 0;
}

/* Reuse the buffers of the previous state if they have the right size. */
static struct cpgpu_scanout *scanout_get(struct drm_plane *plane,
					 struct drm_plane_state *state)
{
	struct cpgpu_scanout *old = to_plane_state(plane->state)->scanout;
	u32 width = drm_rect_width(&state->dst);
	u32 height = drm_rect_height(&state->dst);

	if (!old || old->width != width || old->height != height)
		return scanout_create(to_cpgpu(plane->dev), width, height);

	kref_get(&old->ref);

	return old;
}

static void cpgpu_plane_cleanup_fb(struct drm_plane *plane,
				   struct drm_plane_state *state)
{
	struct cpgpu_plane_state *cstate = to_plane_state(state);

	if (!cstate->scanout)
		return;

	drm_gem_fb_vunmap(state->fb, cstate->map);
	kref_put(&cstate->scanout->ref, scanout_free);
	cstate->scanout = NULL;
}

static int cpgpu_plane_prepare_fb(struct drm_plane *plane,
				  struct drm_plane_state *state)
{
	struct cpgpu_plane_state *cstate = to_plane_state(state);
	struct cpgpu_scanout *scanout;
	int ret;

	if (!state->fb)
		return 0;

	/* Wait for jobs that write to it. */
	ret = drm_gem_plane_helper_prepare_fb(plane, state);
	if (ret || !state->visible || fb_vram_object(state->fb))
		return ret;

	scanout = scanout_get(plane, state);
	if (IS_ERR(scanout))
		return PTR_ERR(scanout);

	ret = drm_gem_fb_vmap(state->fb, cstate->map, cstate->data);
	if (ret) {
		kref_put(&scanout->ref, scanout_free);
		return ret;
	}
	cstate->scanout = scanout;

	return 0;
}

static void cpgpu_plane_update(struct drm_plane *plane,
			       struct cpgpu_atomic_commit *commit)
{
	struct drm_plane_state *old =
		drm_atomic_get_old_plane_state(commit, plane);
	struct drm_plane_state *state =
		drm_atomic_get_new_plane_state(commit, plane);
	struct cpgpu_plane_state *cstate = to_plane_state(state);
	struct cpgpu_device *cpgpu = to_cpgpu(plane->dev);
	struct drm_rect damage;
	u64 offset;
	u32 pitch;
	int idx;

	if (!drm_dev_enter(plane->dev, &idx))
		return;

	if (!state->visible) {
		cpgpu_write(cpgpu, CPGPU_PLANE_CTRL, 0);
		goto out_exit;
	}

	if (cstate->scanout) {
		if (!drm_atomic_helper_damage_merged(old, state, &damage))
			damage = DRM_RECT_INIT(0, 0, 0, 0);
		offset = scanout_update(cstate->scanout, state->fb,
					cstate->data, &damage,
					state->src.x1 >> 16,
					state->src.y1 >> 16);
		pitch = cstate->scanout->pitch;
	} else {
		offset = protected_offset(state);
		pitch = state->fb->pitches[0];
	}

	cpgpu_write(cpgpu, CPGPU_PLANE_OFFSET_LO, lower_32_bits(offset));
	cpgpu_write(cpgpu, CPGPU_PLANE_OFFSET_HI, upper_32_bits(offset));
	cpgpu_write(cpgpu, CPGPU_PLANE_PITCH, pitch);
	cpgpu_write(cpgpu, CPGPU_PLANE_CTRL, CPGPU_PLANE_CTRL_ENABLE |
		    CPGPU_PLANE_CTRL_FORMAT(CPGPU_FORMAT_XRGB8888));
out_exit:
	drm_dev_exit(idx);
}

static void cpgpu_plane_disable(struct drm_plane *plane,
				struct cpgpu_atomic_commit *commit)
{
	struct cpgpu_device *cpgpu = to_cpgpu(plane->dev);
	int idx;

	if (!drm_dev_enter(plane->dev, &idx))
		return;
	cpgpu_write(cpgpu, CPGPU_PLANE_CTRL, 0);
	drm_dev_exit(idx);
}

static const struct drm_plane_helper_funcs cpgpu_plane_helper_funcs = {
	.prepare_fb = cpgpu_plane_prepare_fb,
	.cleanup_fb = cpgpu_plane_cleanup_fb,
	.atomic_check = cpgpu_plane_check,
	.atomic_update = cpgpu_plane_update,
	.atomic_disable = cpgpu_plane_disable,
};

static void cpgpu_plane_destroy_state(struct drm_plane *plane,
				      struct drm_plane_state *state)
{
	__drm_atomic_helper_plane_destroy_state(state);
	kfree(to_plane_state(state));
}

static struct drm_plane_state *
cpgpu_plane_duplicate_state(struct drm_plane *plane)
{
	struct cpgpu_plane_state *cstate;

	if (!plane->state)
		return NULL;

	/* Buffers and mappings are set up in prepare_fb. */
	cstate = kzalloc(sizeof(*cstate), GFP_KERNEL);
	if (!cstate)
		return NULL;
	__drm_atomic_helper_plane_duplicate_state(plane, &cstate->base);

	return &cstate->base;
}

static void cpgpu_plane_reset(struct drm_plane *plane)
{
	struct cpgpu_plane_state *cstate;

	if (plane->state) {
		cpgpu_plane_destroy_state(plane, plane->state);
		plane->state = NULL;
	}

	cstate = kzalloc(sizeof(*cstate), GFP_KERNEL);
	__drm_atomic_helper_plane_reset(plane, cstate ? &cstate->base : NULL);
}

static const struct drm_plane_funcs cpgpu_plane_funcs = {
	.update_plane = drm_atomic_helper_update_plane,
	.disable_plane = drm_atomic_helper_disable_plane,
	.destroy = drm_plane_cleanup,
	.reset = cpgpu_plane_reset,
	.atomic_duplicate_state = cpgpu_plane_duplicate_state,
	.atomic_destroy_state = cpgpu_plane_destroy_state,
};

static const u32 cpgpu_plane_formats[] = { DRM_FORMAT_XRGB8888 };

int cpgpu_plane_init(struct cpgpu_device *cpgpu)
{
	struct drm_plane *plane = &cpgpu->kms.plane;
	int ret;

	ret = drm_universal_plane_init(&cpgpu->drm, plane, 0,
				       &cpgpu_plane_funcs, cpgpu_plane_formats,
				       ARRAY_SIZE(cpgpu_plane_formats), NULL,
				       DRM_PLANE_TYPE_PRIMARY, NULL);
	if (ret)
		return ret;

	drm_plane_helper_add(plane, &cpgpu_plane_helper_funcs);
	drm_plane_enable_fb_damage_clips(plane);

	return 0;
}
