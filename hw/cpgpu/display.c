/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: one plane, vblank, EDID
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "display.h"
#include "irq.h"
#include "pages.h"
#include "qapi/error.h"
#include "trace.h"

static uint8_t plane_check(CpgpuState *s, const CpgpuPlane *p)
{
    CpgpuDisplay *d = &s->display;

    if (!p->enabled) {
        return CPGPU_ST_OK;
    }
    if (!QEMU_IS_ALIGNED(p->offset, CPGPU_PAGE_SIZE) ||
        !QEMU_IS_ALIGNED(p->pitch, CPGPU_PLANE_PITCH_ALIGN)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (p->pitch < d->width * CPGPU_BYTES_PER_PIXEL ||
        p->pitch > CPGPU_PLANE_PITCH_MAX ||
        !cpgpu_in_vram(s, p->offset, cpgpu_plane_bytes(d, p->pitch))) {
        return CPGPU_ST_BAD_RANGE;
    }
    return CPGPU_ST_OK;
}

/* ---------------------------------------------------------------- vblank -- */

static void latch_plane(CpgpuState *s)
{
    CpgpuDisplay *d = &s->display;

    d->shown = d->next;
    d->flip_pending = false;
    s->mem.stale = true;
    s->stats.flips++;
    trace_cpgpu_flip(d->shown.enabled, d->shown.offset, d->shown.pitch);
    cpgpu_irq_raise(s, CPGPU_INTR_FLIP);
}

/* The timer runs only while the display is on. */
static void vblank(CpgpuState *s)
{
    CpgpuDisplay *d = &s->display;

    d->vblanks++;
    if (d->flip_pending) {
        latch_plane(s);
    }
    cpgpu_irq_raise(s, CPGPU_INTR_VBLANK);
}

static void arm_vblank(CpgpuDisplay *d)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    int64_t period = NANOSECONDS_PER_SECOND * 1000 / d->refresh;

    d->next_vblank += period;
    if (d->next_vblank <= now) {
        /* The host was busy: skip vblanks, but keep the phase. */
        d->next_vblank += (now - d->next_vblank) / period * period + period;
    }
    timer_mod(d->timer, d->next_vblank);
}

static void vblank_timer(void *opaque)
{
    CpgpuState *s = opaque;

    arm_vblank(&s->display);
    cpgpu_call_guarded(s, vblank);
}

/* ------------------------------------------------------------- registers -- */

static void set_enabled(CpgpuState *s, bool enabled)
{
    CpgpuDisplay *d = &s->display;

    if (enabled == d->enabled) {
        return;
    }
    d->enabled = enabled;
    s->mem.stale = true;
    trace_cpgpu_display(enabled, d->width, d->height, d->refresh);
    if (enabled) {
        if (plane_check(s, &d->shown)) {
            d->shown.enabled = false;   /* for another mode */
        }
        d->vblanks = 0;
        d->next_vblank = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
        arm_vblank(d);
    } else {
        timer_del(d->timer);
        if (d->flip_pending) {
            latch_plane(s);
        }
    }
}

static uint8_t write_mode(CpgpuState *s, uint32_t *reg, uint32_t val,
                          uint32_t min, uint32_t max)
{
    if (s->display.enabled) {
        return CPGPU_ST_BAD_STATE;
    }
    if (val < min || val > max) {
        return CPGPU_ST_BAD_RANGE;
    }
    *reg = val;
    s->mem.stale = true;
    return CPGPU_ST_OK;
}

static uint8_t write_plane_ctrl(CpgpuDisplay *d, uint32_t val)
{
    uint32_t on = CPGPU_PLANE_CTRL_ENABLE |
                  CPGPU_PLANE_CTRL_FORMAT(CPGPU_FORMAT_XRGB8888);

    if (val != on && val != (on & ~CPGPU_PLANE_CTRL_ENABLE) && val != 0) {
        return CPGPU_ST_BAD_FLAGS;
    }
    d->plane_ctrl = val;
    return CPGPU_ST_OK;
}

static uint8_t commit(CpgpuState *s, uint32_t val)
{
    CpgpuDisplay *d = &s->display;
    CpgpuPlane p = {
        .enabled = d->plane_ctrl & CPGPU_PLANE_CTRL_ENABLE,
        .offset = d->plane_offset,
        .pitch = d->plane_pitch,
    };
    uint8_t status;

    if (val & ~1u) {
        return CPGPU_ST_BAD_FLAGS;
    }
    if (!val) {
        return CPGPU_ST_OK;
    }
    status = plane_check(s, &p);
    if (status) {
        return status;
    }
    d->next = p;
    d->flip_pending = true;
    if (!d->enabled) {
        latch_plane(s);
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_display_write(CpgpuState *s, hwaddr reg, uint32_t val)
{
    CpgpuDisplay *d = &s->display;

    switch (reg) {
    case CPGPU_DISP_CTRL:
        if (val & ~CPGPU_DISP_CTRL_ENABLE) {
            return CPGPU_ST_BAD_FLAGS;
        }
        set_enabled(s, val & CPGPU_DISP_CTRL_ENABLE);
        return CPGPU_ST_OK;
    case CPGPU_DISP_WIDTH:
        return write_mode(s, &d->width, val, CPGPU_DISP_SIZE_MIN,
                          CPGPU_DISP_SIZE_MAX);
    case CPGPU_DISP_HEIGHT:
        return write_mode(s, &d->height, val, CPGPU_DISP_SIZE_MIN,
                          CPGPU_DISP_SIZE_MAX);
    case CPGPU_DISP_REFRESH:
        return write_mode(s, &d->refresh, val, CPGPU_DISP_REFRESH_MIN,
                          CPGPU_DISP_REFRESH_MAX);
    case CPGPU_PLANE_CTRL:
        return write_plane_ctrl(d, val);
    case CPGPU_PLANE_OFFSET_LO:
        d->plane_offset = deposit64(d->plane_offset, 0, 32, val);
        return CPGPU_ST_OK;
    case CPGPU_PLANE_OFFSET_HI:
        d->plane_offset = deposit64(d->plane_offset, 32, 32, val);
        return CPGPU_ST_OK;
    case CPGPU_PLANE_PITCH:
        d->plane_pitch = val;
        return CPGPU_ST_OK;
    case CPGPU_PLANE_COMMIT:
        return commit(s, val);
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
}

uint8_t cpgpu_display_read(CpgpuState *s, hwaddr reg, uint32_t *val)
{
    CpgpuDisplay *d = &s->display;

    switch (reg) {
    case CPGPU_DISP_CTRL:
        *val = d->enabled ? CPGPU_DISP_CTRL_ENABLE : 0;
        break;
    case CPGPU_DISP_STATUS:
        *val = (d->flip_pending ? CPGPU_DISP_STATUS_FLIP_PENDING : 0) |
               (s->protection.link_protected
                ? CPGPU_DISP_STATUS_LINK_PROTECTED : 0) |
               (cpgpu_scanning_out(d) ? CPGPU_DISP_STATUS_PLANE_SHOWN : 0);
        break;
    case CPGPU_DISP_WIDTH:
        *val = d->width;
        break;
    case CPGPU_DISP_HEIGHT:
        *val = d->height;
        break;
    case CPGPU_DISP_REFRESH:
        *val = d->refresh;
        break;
    case CPGPU_DISP_MAX_WIDTH:
    case CPGPU_DISP_MAX_HEIGHT:
        *val = CPGPU_DISP_SIZE_MAX;
        break;
    case CPGPU_DISP_VBLANKS:
        *val = d->vblanks;
        break;
    case CPGPU_PLANE_CTRL:
        *val = d->plane_ctrl;
        break;
    case CPGPU_PLANE_OFFSET_LO:
        *val = d->plane_offset;
        break;
    case CPGPU_PLANE_OFFSET_HI:
        *val = d->plane_offset >> 32;
        break;
    case CPGPU_PLANE_PITCH:
        *val = d->plane_pitch;
        break;
    case CPGPU_PLANE_COMMIT:
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    return CPGPU_ST_OK;
}

/* ------------------------------------------------------------------ life -- */

void cpgpu_display_reset(CpgpuState *s)
{
    CpgpuDisplay *d = &s->display;

    timer_del(d->timer);
    d->enabled = false;
    d->flip_pending = false;
    d->width = d->edid_info.prefx;
    d->height = d->edid_info.prefy;
    d->refresh = d->edid_info.refresh_rate;
    d->vblanks = 0;
    d->plane_ctrl = 0;
    d->plane_pitch = 0;
    d->plane_offset = 0;
    memset(&d->next, 0, sizeof(d->next));
    memset(&d->shown, 0, sizeof(d->shown));
    d->deferred = false;
    s->mem.stale = true;
}

/* Defaults of xres=, yres=, xmax=, ymax= and refresh_rate= */
static bool edid_defaults(qemu_edid_info *info, Error **errp)
{
    info->prefx = info->prefx ? info->prefx : 1280;
    info->prefy = info->prefy ? info->prefy : 720;
    info->refresh_rate = info->refresh_rate ? info->refresh_rate : 60000;
    info->maxx = info->maxx ? info->maxx : 1920;
    info->maxy = info->maxy ? info->maxy : 1200;
    if (info->prefx < CPGPU_DISP_SIZE_MIN ||
        info->prefy < CPGPU_DISP_SIZE_MIN ||
        info->prefx > CPGPU_DISP_SIZE_MAX ||
        info->prefy > CPGPU_DISP_SIZE_MAX) {
        error_setg(errp, "cpgpu: xres and yres must be from %d to %d",
                   CPGPU_DISP_SIZE_MIN, CPGPU_DISP_SIZE_MAX);
        return false;
    }
    if (info->refresh_rate < CPGPU_DISP_REFRESH_MIN ||
        info->refresh_rate > CPGPU_DISP_REFRESH_MAX) {
        error_setg(errp, "cpgpu: refresh_rate must be from %d to %d mHz",
                   CPGPU_DISP_REFRESH_MIN, CPGPU_DISP_REFRESH_MAX);
        return false;
    }
    return true;
}

bool cpgpu_display_realize(CpgpuState *s, Error **errp)
{
    CpgpuDisplay *d = &s->display;

    if (!edid_defaults(&d->edid_info, errp)) {
        return false;
    }
    d->edid_info.vendor = "CPG";
    d->edid_info.name = "cpgpu";
    if (d->edid_on) {
        qemu_edid_generate(d->edid, sizeof(d->edid), &d->edid_info);
    }
    d->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, vblank_timer, s);
    cpgpu_scanout_init(s);
    return true;
}

void cpgpu_display_exit(CpgpuState *s)
{
    cpgpu_scanout_exit(s);
    timer_free(s->display.timer);
}
