/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: drawing the plane into the console's surface
 *
 * Plaintext of sealed pages is only in this surface, which no BAR shows.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "display.h"
#include "engine.h"
#include "pages.h"
#include "qemu/main-loop.h"
#include "trace.h"

/* A piece of a row, within one page of the plane, that the monitor shows */
typedef struct Visible {
    uint32_t y, x;              /* row, and byte in the row */
    size_t len;
} Visible;

/* Find the first piece at or after @pos and before @end, if there is one. */
static bool next_visible(const CpgpuDisplay *d, uint64_t pos, uint64_t end,
                         Visible *v)
{
    uint32_t row_bytes = d->width * CPGPU_BYTES_PER_PIXEL;
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
 * Draw the visible part of the page that is @pos bytes into the plane.  The
 * part between the rows, which may be much larger, is not decrypted.  Adds the
 * rows to [*top, *bottom).
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

/* The first page at or after @pos that has a visible part */
static uint64_t next_page(const CpgpuDisplay *d, uint64_t pos)
{
    Visible v;

    if (!next_visible(d, pos, UINT64_MAX, &v)) {
        return UINT64_MAX;
    }
    return ROUND_DOWN((uint64_t)v.y * d->shown.pitch + v.x, CPGPU_PAGE_SIZE);
}

/* Have QEMU show the rows that were drawn.  In the main loop only. */
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

/* Draw the pages that have changed according to @snap, or all if it is NULL. */
static void draw_plane(CpgpuState *s, DisplaySurface *ds,
                       DirtyBitmapSnapshot *snap)
{
    CpgpuDisplay *d = &s->display;
    uint64_t total = cpgpu_plane_bytes(d, d->shown.pitch);
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
           !(ds->flags & QEMU_PLACEHOLDER_FLAG);
}

/* Bring the surface, which fits, up to date, without releasing the BQL. */
static void draw(CpgpuState *s, DirtyBitmapSnapshot *snap)
{
    CpgpuDisplay *d = &s->display;
    DisplaySurface *ds = qemu_console_surface(d->con);

    d->deferred = false;
    if (cpgpu_scanning_out(d) &&
        cpgpu_engine_touches(s, d->shown.offset,
                             cpgpu_plane_bytes(d, d->shown.pitch))) {
        /* Keep the last picture, which is complete, until the job has ended. */
        d->deferred = true;
        s->mem.stale = true;
        return;
    }
    if (cpgpu_scanning_out(d)) {
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
    if (cpgpu_scanning_out(d)) {
        snap = memory_region_snapshot_and_clear_dirty(
            &s->mem.mr, d->shown.offset, cpgpu_plane_bytes(d, d->shown.pitch),
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

void cpgpu_scanout_init(CpgpuState *s)
{
    CpgpuDisplay *d = &s->display;

    d->show_bh = qemu_bh_new(show_rows, s);
    d->job_done.notify = job_done;
    notifier_list_add(&s->engine.job_done, &d->job_done);
    d->con = graphic_console_init(DEVICE(s), 0, &cpgpu_gfx_ops, s);
}

void cpgpu_scanout_exit(CpgpuState *s)
{
    notifier_remove(&s->display.job_done);
    graphic_console_close(s->display.con);
    qemu_bh_delete(s->display.show_bh);
}
