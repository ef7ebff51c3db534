/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: what the device can do
 */
#ifndef HW_CPGPU_CAPS_H
#define HW_CPGPU_CAPS_H

#include "types.h"

/*
 * Compute CPGPU_CAPS from the properties of the device, once they no longer
 * change.  The result is s->effective_caps.
 */
void cpgpu_caps_realize(CpgpuState *s);
/* Whether the device has all of the capabilities @caps (CPGPU_CAP_*). */
bool cpgpu_caps_has(const CpgpuState *s, uint32_t caps);

#endif
