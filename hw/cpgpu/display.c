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

static uint8_t write_ctrl(CpgpuState *s, unsigned n, uint32_t val)
{
    CpgpuDisplay *d = &s->display;
    bool enabled = val & CPGPU_DISP_CTRL_ENABLE;

    if (enabled == d->enabled) {
        return CPGPU_ST_OK;
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
    return CPGPU_ST_OK;
}

static uint32_t read_status(CpgpuState *s, unsigned n)
{
    const CpgpuDisplay *d = &s->display;

    return (d->flip_pending ? CPGPU_DISP_STATUS_FLIP_PENDING : 0) |
           (s->protection.link_protected ? CPGPU_DISP_STATUS_LINK_PROTECTED
                                         : 0) |
           (cpgpu_scanning_out(d) ? CPGPU_DISP_STATUS_PLANE_SHOWN : 0);
}

static uint8_t set_mode(CpgpuState *s, uint32_t *reg, uint32_t val,
                        uint32_t min, uint32_t max)
{
    if (val < min || val > max) {
        return CPGPU_ST_BAD_RANGE;
    }
    *reg = val;
    s->mem.stale = true;
    return CPGPU_ST_OK;
}

static uint8_t write_width(CpgpuState *s, unsigned n, uint32_t val)
{
    return set_mode(s, &s->display.width, val, CPGPU_DISP_SIZE_MIN,
                    CPGPU_DISP_SIZE_MAX);
}

static uint8_t write_height(CpgpuState *s, unsigned n, uint32_t val)
{
    return set_mode(s, &s->display.height, val, CPGPU_DISP_SIZE_MIN,
                    CPGPU_DISP_SIZE_MAX);
}

static uint8_t write_refresh(CpgpuState *s, unsigned n, uint32_t val)
{
    return set_mode(s, &s->display.refresh, val, CPGPU_DISP_REFRESH_MIN,
                    CPGPU_DISP_REFRESH_MAX);
}

static uint8_t write_plane_ctrl(CpgpuState *s, unsigned n, uint32_t val)
{
    uint32_t on = CPGPU_PLANE_CTRL_ENABLE |
                  CPGPU_PLANE_CTRL_FORMAT(CPGPU_FORMAT_XRGB8888);

    if (val != on && val != (on & ~CPGPU_PLANE_CTRL_ENABLE) && val != 0) {
        return CPGPU_ST_BAD_FLAGS;
    }
    s->display.plane_ctrl = val;
    return CPGPU_ST_OK;
}

static uint8_t write_commit(CpgpuState *s, unsigned n, uint32_t val)
{
    CpgpuDisplay *d = &s->display;
    CpgpuPlane p = {
        .enabled = d->plane_ctrl & CPGPU_PLANE_CTRL_ENABLE,
        .offset = d->plane_offset,
        .pitch = d->plane_pitch,
    };
    uint8_t status;

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

#define REG(_reg) [CPGPU_REG_INDEX(CPGPU_ ## _reg - CPGPU_MMIO_DISPLAY)]
#define U32(_field) CPGPU_REG_U32(CpgpuDisplay, _field)

static const CpgpuReg display_regs[] = {
    REG(DISP_CTRL) = { CPGPU_RW, CPGPU_REG_BOOL(CpgpuDisplay, enabled),
                       .reserved = ~CPGPU_DISP_CTRL_ENABLE,
                       .write = write_ctrl },
    REG(DISP_STATUS) = { CPGPU_RO, .read = read_status },
    REG(DISP_WIDTH) = { CPGPU_RW, U32(width), .setup = true,
                        .write = write_width },
    REG(DISP_HEIGHT) = { CPGPU_RW, U32(height), .setup = true,
                         .write = write_height },
    REG(DISP_REFRESH) = { CPGPU_RW, U32(refresh), .setup = true,
                          .write = write_refresh },
    REG(DISP_MAX_WIDTH) = { CPGPU_RO, CPGPU_REG_VALUE(CPGPU_DISP_SIZE_MAX) },
    REG(DISP_MAX_HEIGHT) = { CPGPU_RO, CPGPU_REG_VALUE(CPGPU_DISP_SIZE_MAX) },
    REG(DISP_VBLANKS) = { CPGPU_RO, U32(vblanks) },
    REG(PLANE_CTRL) = { CPGPU_RW, U32(plane_ctrl),
                        .write = write_plane_ctrl },
    REG(PLANE_OFFSET_LO) = { CPGPU_RW,
                             CPGPU_REG_LO(CpgpuDisplay, plane_offset) },
    REG(PLANE_OFFSET_HI) = { CPGPU_RW,
                             CPGPU_REG_HI(CpgpuDisplay, plane_offset) },
    REG(PLANE_PITCH) = { CPGPU_RW, U32(plane_pitch) },
    REG(PLANE_COMMIT) = { CPGPU_WO, .reserved = ~1u, .write = write_commit },
};

const CpgpuRegBlock cpgpu_display_block = {
    .regs = display_regs,
    .count = ARRAY_SIZE(display_regs),
    .in_use = offsetof(CpgpuDisplay, enabled),
};

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
