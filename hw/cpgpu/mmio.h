/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: register dispatch and the global block
 *
 * The register handlers of the blocks return a CPGPU_ST_*, which is latched in
 * CPGPU_ERROR when it is not OK.  Those that read find *val zero.
 */
#ifndef HW_CPGPU_MMIO_H
#define HW_CPGPU_MMIO_H

#include "types.h"

extern const MemoryRegionOps cpgpu_mmio_ops;

#endif
