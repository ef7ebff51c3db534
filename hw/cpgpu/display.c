/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: scanout of one plane, vblank, EDID
 *
 * Plaintext of sealed pages is only in QEMU's own surface, which no BAR shows.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "display.h"
#include "engine.h"
#include "irq.h"
#include "pages.h"
#include "qapi/error.h"
#include "qemu/main-loop.h"
#include "trace.h"

#define BYTES_PER_PIXEL 4

static uint64_t plane_bytes(CpgpuDisplay *d, uint32_t pitch)
{
    return (uint64_t)pitch * (d->height - 1) + d->width * BYTES_PER_PIXEL;
}

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
    if (p->pitch < d->width * BYTES_PER_PIXEL ||
        p->pitch > CPGPU_PLANE_PITCH_MAX ||
        !cpgpu_in_vram(s, p->offset, plane_bytes(d, p->pitch))) {
        return CPGPU_ST_BAD_RANGE;
    }
    return CPGPU_ST_OK;
}

/* --------------------------------------------------------------- scanout -- */

/* Bytes that the monitor shows of one page of the plane: one piece of a row. */
typedef struct Visible {
    uint32_t y, x;              /* row, and byte in the row */
    size_t len;
} Visible;

/* The first piece from @pos on and before @end; false: there is none. */
static bool next_visible(const CpgpuDisplay *d, uint64_t pos, uint64_t end,
                         Visible *v)
{
    uint32_t row_bytes = d->width * BYTES_PER_PIXEL;
    uint64_t start;

    v->y = pos / d->shown.pitch;
    v->x = pos % d->shown.pitch;
    if (v->x >= row_bytes) {
        v->y++;
        v->x = 0;
    }
    start = (uint64_t)v->y * d->shown.pitch + v->x;
    if (v->y >= d->height || start >= end) {
        return false;
    }
    v->len = MIN(row_bytes - v->x, end - start);
    return true;
}

/*
 * Draw what is visible of the page @pos bytes into the plane, no more: what
 * lies between the rows may be much larger.  Rows are added to
 * [*top, *bottom).
 */
static void draw_page(CpgpuState *s, DisplaySurface *ds, uint64_t pos,
                      uint32_t *top, uint32_t *bottom)
{
    CpgpuDisplay *d = &s->display;
    uint8_t bytes[CPGPU_PAGE_SIZE] QEMU_ALIGNED(16);
    uint64_t end = pos + CPGPU_PAGE_SIZE;
    bool decrypted = false;
    Visible v;

    while (next_visible(d, pos, end, &v)) {
        uint8_t *row = surface_data(ds) + (size_t)v.y * surface_stride(ds);

        pos = (uint64_t)v.y * d->shown.pitch + v.x;
        decrypted |= cpgpu_pages_scan(s, d->shown.offset + pos,
                                      ROUND_UP(v.len, CPGPU_BLOCK_ALIGN),
                                      bytes);
        memcpy(row + v.x, bytes, v.len);
        *top = MIN(*top, v.y);
        *bottom = MAX(*bottom, v.y + 1);
        pos += v.len;
    }
    s->stats.pages_scanned += decrypted;
}

/* The first page of the plane from @pos on of which something is visible. */
static uint64_t next_page(const CpgpuDisplay *d, uint64_t pos)
{
    Visible v;

    if (!next_visible(d, pos, UINT64_MAX, &v)) {
        return UINT64_MAX;
    }
    return ROUND_DOWN((uint64_t)v.y * d->shown.pitch + v.x, CPGPU_PAGE_SIZE);
}

/* Tell QEMU which rows of the surface are new: in the main loop only. */
static void show_rows(void *opaque)
{
    CpgpuDisplay *d = &((CpgpuState *)opaque)->display;
    uint32_t bottom = MIN(d->new_bottom, d->height);

    if (d->new_top < bottom) {
        dpy_gfx_update(d->con, 0, d->new_top, d->width, bottom - d->new_top);
    }
    d->new_top = UINT32_MAX;
    d->new_bottom = 0;
}

/* Draw what @snap says has changed; all of it when there is none. */
static void draw_plane(CpgpuState *s, DisplaySurface *ds,
                       DirtyBitmapSnapshot *snap)
{
    CpgpuDisplay *d = &s->display;
    uint64_t total = plane_bytes(d, d->shown.pitch);
    uint32_t top = d->height, bottom = 0;

    for (uint64_t pos = 0; pos < total;
         pos = next_page(d, pos + CPGPU_PAGE_SIZE)) {
        if (!snap ||
            memory_region_snapshot_get_dirty(&s->mem.mr, snap,
                                             d->shown.offset + pos,
                                             MIN(total - pos,
                                                 CPGPU_PAGE_SIZE))) {
            draw_page(s, ds, pos, &top, &bottom);
        }
    }
    cpgpu_stream_end();
    if (top < bottom) {
        s->stats.frames++;
        trace_cpgpu_scanout(d->shown.offset, top, bottom);
        d->new_top = MIN(d->new_top, top);
        d->new_bottom = MAX(d->new_bottom, bottom);
    }
}

static void draw_black(CpgpuState *s, DisplaySurface *ds)
{
    memset(surface_data(ds), 0,
           (size_t)surface_stride(ds) * surface_height(ds));
    s->display.new_top = 0;
    s->display.new_bottom = s->display.height;
}

/* Whether the console's surface is of the mode's size. */
static bool surface_fits(CpgpuDisplay *d)
{
    DisplaySurface *ds = qemu_console_surface(d->con);

    return surface_width(ds) == d->width && surface_height(ds) == d->height &&
           !is_placeholder(ds);
}

/* The monitor shows the plane. */
static bool scanning_out(const CpgpuDisplay *d)
{
    return d->enabled && d->shown.enabled;
}

/* Bring the surface, which fits, up to date.  Keeps the BQL. */
static void draw(CpgpuState *s, DirtyBitmapSnapshot *snap)
{
    CpgpuDisplay *d = &s->display;
    DisplaySurface *ds = qemu_console_surface(d->con);

    d->deferred = false;
    if (scanning_out(d) &&
        cpgpu_engine_touches(s, d->shown.offset,
                             plane_bytes(d, d->shown.pitch))) {
        /* The picture that is there is a whole one: let it stand. */
        d->deferred = true;
        s->mem.stale = true;
        return;
    }
    if (scanning_out(d)) {
        draw_plane(s, ds, s->mem.stale ? NULL : snap);
    } else if (s->mem.stale) {
        draw_black(s, ds);
    }
    s->mem.stale = false;
}

/*
 * Under TCG, taking the snapshot releases the BQL for a moment, so that vCPUs
 * can finish the writes that they are executing.  So nothing that was read
 * before is still known to hold after it; whatever changes the picture
 * meanwhile sets mem.stale.  For the same reason this must not be called with
 * the re-entrancy guard set: the guard would refuse accesses that vCPUs make in
 * that moment.
 */
static CpgpuGfxRet cpgpu_gfx_update(void *opaque)
{
    CpgpuState *s = opaque;
    CpgpuDisplay *d = &s->display;
    DirtyBitmapSnapshot *snap = NULL;
    bool redraw = s->mem.stale;

    s->mem.stale = false;
    object_ref(OBJECT(s));
    if (scanning_out(d)) {
        snap = memory_region_snapshot_and_clear_dirty(
            &s->mem.mr, d->shown.offset, plane_bytes(d, d->shown.pitch),
            DIRTY_MEMORY_VGA);
    }
    s->mem.stale |= redraw;
    if (!DEVICE(s)->realized) {
        /* A vCPU has unplugged the device meanwhile. */
        g_free(snap);
        object_unref(OBJECT(s));
        return CPGPU_GFX_DONE;
    }
    if (!surface_fits(d)) {
        dpy_gfx_replace_surface(d->con,
                                qemu_create_displaysurface(d->width,
                                                           d->height));
        s->mem.stale = true;
    }
    draw(s, snap);
    g_free(snap);
    show_rows(s);
    object_unref(OBJECT(s));
    return CPGPU_GFX_DONE;
}

static void cpgpu_gfx_invalidate(void *opaque)
{
    ((CpgpuState *)opaque)->mem.stale = true;
}

static const GraphicHwOps cpgpu_gfx_ops = {
    .gfx_update = cpgpu_gfx_update,
    .invalidate = cpgpu_gfx_invalidate,
};

/*
 * Catch up if a job kept us from updating, before the next one may do so.  In
 * any thread.
 */
static void job_done(Notifier *n, void *data)
{
    CpgpuState *s = data;
    CpgpuDisplay *d = &s->display;

    if (d->deferred && surface_fits(d)) {
        draw(s, NULL);
        qemu_bh_schedule(d->show_bh);
    }
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
        /* The host was busy: leave out vblanks, keep the phase. */
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
            d->shown.enabled = false;   /* made for another mode */
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
               (scanning_out(d) ? CPGPU_DISP_STATUS_PLANE_SHOWN : 0);
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

/* What the user left out of xres=, yres=, xmax=, ymax=, refresh_rate=. */
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
    d->show_bh = qemu_bh_new(show_rows, s);
    d->job_done.notify = job_done;
    notifier_list_add(&s->engine.job_done, &d->job_done);
    d->con = graphic_console_init(DEVICE(s), 0, &cpgpu_gfx_ops, s);
    return true;
}

void cpgpu_display_exit(CpgpuState *s)
{
    notifier_remove(&s->display.job_done);
    graphic_console_close(s->display.con);
    timer_free(s->display.timer);
    qemu_bh_delete(s->display.show_bh);
}
