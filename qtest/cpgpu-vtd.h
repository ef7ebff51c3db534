/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cpgpu behind Intel's IOMMU, and what the IOMMU shows to it */
#ifndef CPGPU_VTD_H
#define CPGPU_VTD_H

#include "cpgpu-util.h"

#define VTD_READ        1
#define VTD_WRITE       2
#define VTD_RW          (VTD_READ | VTD_WRITE)

/*
 * Memory below VTD_IDENTITY is mapped as it is, for rings, records and so on;
 * the window as tests like.
 */
#define VTD_IDENTITY    (64 * CPGPU_MIB)
#define VTD_WINDOW      0x40000000ull
#define VTD_WINDOW_PAGES 2048   /* more than QEMU's IOMMU keeps in its cache */

typedef struct Iommu {
    QCpgpu *g;
    uint64_t window;            /* the last-level tables of the window */
    uint64_t pages;             /* as many pages of memory */
} Iommu;

/*
 * Start a Q35 with a cpgpu behind the IOMMU, which translates; the window
 * shows m->pages in order.  @machine: more properties of the machine, ",a=b".
 */
void iommu_start(Iommu *m, const char *machine, const char *device_opts,
                 const char *args);
/* Let the window show @addr at page @i; access 0: nothing */
void iommu_map(Iommu *m, unsigned i, uint64_t addr, unsigned access);
/* Where the entry for page @i of the window is in guest memory */
uint64_t iommu_entry(Iommu *m, unsigned i);
/* Invalidate the IOMMU's caches */
void iommu_invalidate(Iommu *m);

#endif /* CPGPU_VTD_H */
