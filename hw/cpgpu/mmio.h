/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: register dispatch and the global block
 */
#ifndef HW_CPGPU_MMIO_H
#define HW_CPGPU_MMIO_H

#include "types.h"

extern const MemoryRegionOps cpgpu_mmio_ops;

#endif
