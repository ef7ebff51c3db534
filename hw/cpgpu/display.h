/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: scanout of one plane, vblank, EDID
 *
 * All functions are called under the BQL.
 */
#ifndef HW_CPGPU_DISPLAY_H
#define HW_CPGPU_DISPLAY_H

#include "hw/display/edid.h"
#include "qemu/notify.h"
#include "qemu/timer.h"
#include "reg.h"
#include "types.h"

typedef struct CpgpuPlane {
    bool enabled;
    uint64_t offset;
    uint32_t pitch;
} CpgpuPlane;

typedef struct CpgpuDisplay {
    QemuConsole *con;
    qemu_edid_info edid_info;
    uint8_t edid[CPGPU_EDID_SIZE];
    bool edid_on;
    /* registers */
    bool enabled;
    uint32_t width, height, refresh, vblanks;
    uint32_t plane_ctrl, plane_pitch;
    uint64_t plane_offset;
    bool flip_pending;
    /* checked at COMMIT, and what is being shown */
    CpgpuPlane next, shown;
    QEMUTimer *timer;
    int64_t next_vblank;        /* ns of the virtual clock */
    QEMUBH *show_bh;
    uint32_t new_top, new_bottom;       /* rows drawn, not yet shown by QEMU */
    bool deferred;              /* a job kept us from updating */
    Notifier job_done;
} CpgpuDisplay;

#define CPGPU_BYTES_PER_PIXEL 4

/* From the first to the last byte of a plane of the mode's size */
static inline uint64_t cpgpu_plane_bytes(const CpgpuDisplay *d, uint32_t pitch)
{
    return (uint64_t)pitch * (d->height - 1) +
           d->width * CPGPU_BYTES_PER_PIXEL;
}
static inline bool cpgpu_scanning_out(const CpgpuDisplay *d)
{
    return d->enabled && d->shown.enabled;
}

/* scanout.c: the console, and what it shows */
void cpgpu_scanout_init(CpgpuState *s);
void cpgpu_scanout_exit(CpgpuState *s);

bool cpgpu_display_realize(CpgpuState *s, Error **errp);
void cpgpu_display_exit(CpgpuState *s);
void cpgpu_display_reset(CpgpuState *s);
extern const CpgpuRegBlock cpgpu_display_block;

#endif
