/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: what every header of the device needs
 *
 * The names of the structs that the device is made of, and the hardware
 * interface.  The structs themselves are in the headers of the files that own
 * them; cpgpu.h puts them together.
 */
#ifndef HW_CPGPU_TYPES_H
#define HW_CPGPU_TYPES_H

#include "compat.h"
#include "qom/object.h"
#include "cpgpu_hw.h"

#define TYPE_CPGPU "cpgpu"
OBJECT_DECLARE_SIMPLE_TYPE(CpgpuState, CPGPU)

typedef struct CpgpuJob CpgpuJob;

#endif
