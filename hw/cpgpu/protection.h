/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: protection levels and the link to the monitor
 */
#ifndef HW_CPGPU_PROTECTION_H
#define HW_CPGPU_PROTECTION_H

#include "types.h"

typedef struct CpgpuProtection {
    bool link_protected;        /* to the monitor */
    bool require_protected_link;        /* for sealed content, by the host */
} CpgpuProtection;

#endif
