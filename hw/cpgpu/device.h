/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device as a whole
 */
#ifndef HW_CPGPU_DEVICE_H
#define HW_CPGPU_DEVICE_H

#include "types.h"

/*
 * Reset the device: all is as after power-on except key exchange data and
 * nonces, which are not forgotten, and pages, which may be scrubbed later.
 */
void cpgpu_reset(CpgpuState *s);

#endif
