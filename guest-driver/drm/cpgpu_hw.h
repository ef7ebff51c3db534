/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hardware interface, which is shared with the device model, with the
 * kernel's types for little-endian integers
 */
#ifndef __CPGPU_DRM_HW_H__
#define __CPGPU_DRM_HW_H__

#include <linux/types.h>

#define CPGPU_LE32 __le32
#define CPGPU_LE64 __le64

#include "hw/cpgpu/cpgpu_hw.h"

#endif /* __CPGPU_DRM_HW_H__ */
