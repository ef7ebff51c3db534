/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device as a whole, without the bus that it is on
 */
#ifndef HW_CPGPU_DEVICE_H
#define HW_CPGPU_DEVICE_H

#include "types.h"

/*
 * Reset the device: all is as after power-on except key exchange data and
 * nonces, which are not forgotten, and pages, which may be scrubbed later.
 */
void cpgpu_reset(CpgpuState *s);

/* workers=: as many as the host has processors */
#define CPGPU_WORKERS_AUTO UINT32_MAX

bool cpgpu_device_realize(CpgpuState *s, Error **errp);
void cpgpu_device_exit(CpgpuState *s);

#endif
