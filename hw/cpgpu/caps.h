/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: what the device can do
 */
#ifndef HW_CPGPU_CAPS_H
#define HW_CPGPU_CAPS_H

#include "types.h"

/* CPGPU_CAP_*, as the guest reads them.  Fixed once the device is realized. */
uint32_t cpgpu_caps(CpgpuState *s);

#endif
