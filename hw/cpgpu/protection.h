/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: protection levels, and the link to the monitor
 *
 * A channel sets a protection level for its context, and so decides what may
 * leave the video memory.  All of it is called under the BQL.
 */
#ifndef HW_CPGPU_PROTECTION_H
#define HW_CPGPU_PROTECTION_H

#include "types.h"

typedef struct CpgpuProtection {
    /* what each channel has set, and for which context */
    struct {
        uint32_t context, flags;        /* CPGPU_PROTECTION_* */
    } levels[CPGPU_CHANNELS_MAX];
    bool link_protected;        /* to the monitor */
    bool require_protected_link;        /* for sealed content, by the host */
} CpgpuProtection;

/* Set the part of @channel (its index) in the level of @context. */
void cpgpu_protection_set(CpgpuState *s, unsigned channel, uint32_t context,
                          uint32_t flags);
/* What all channels of @context have set together: CPGPU_PROTECTION_*. */
uint32_t cpgpu_protection_level(const CpgpuState *s, uint32_t context);
/* Whether content of @context may be shown on the monitor. */
bool cpgpu_protection_may_show(const CpgpuState *s, uint32_t context);
/* Whether it may be read back, encrypted. */
bool cpgpu_protection_may_read_back(const CpgpuState *s, uint32_t context);
/* Drop the levels; the link stays as the host has set it. */
void cpgpu_protection_reset(CpgpuState *s);

#endif
