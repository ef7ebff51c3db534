/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: protection levels, and the link to the monitor
 */
#include "qemu/osdep.h"
#include "caps.h"
#include "cpgpu.h"
#include "protection.h"

void cpgpu_protection_set(CpgpuState *s, unsigned channel, uint32_t context,
                          uint32_t flags)
{
    s->protection.levels[channel].context = context;
    s->protection.levels[channel].flags = flags;
    s->mem.stale = true;
}

uint32_t cpgpu_protection_level(const CpgpuState *s, uint32_t context)
{
    uint32_t flags = 0;

    for (unsigned n = 0; n < s->channel_count; n++) {
        if (s->protection.levels[n].context == context) {
            flags |= s->protection.levels[n].flags;
        }
    }
    return flags;
}

/* Content stays in the video memory until a channel has it protected. */
static bool protected_enough(const CpgpuState *s, uint32_t flags)
{
    return (flags & CPGPU_PROTECTION_ENABLED) ||
           cpgpu_caps_has(s, CPGPU_CAP_PROTECTION_ALWAYS_ON);
}

bool cpgpu_protection_may_show(const CpgpuState *s, uint32_t context)
{
    const CpgpuProtection *p = &s->protection;
    uint32_t flags = cpgpu_protection_level(s, context);

    return protected_enough(s, flags) &&
           (p->link_protected || !(flags & CPGPU_PROTECTION_ENABLED ||
                                   p->require_protected_link));
}

/*
 * "Overlay or fullscreen only" does not restrict the monitor, since the plane
 * fills the screen, but what is read back could be shown anywhere.
 */
bool cpgpu_protection_may_read_back(const CpgpuState *s, uint32_t context)
{
    uint32_t flags = cpgpu_protection_level(s, context);

    return protected_enough(s, flags) &&
           !(flags & CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN);
}

void cpgpu_protection_reset(CpgpuState *s)
{
    memset(s->protection.levels, 0, sizeof(s->protection.levels));
}
