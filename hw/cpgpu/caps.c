/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: what the device can do
 */
#include "qemu/osdep.h"
#include "caps.h"
#include "cpgpu.h"

void cpgpu_caps_realize(CpgpuState *s)
{
    uint32_t caps = s->caps | CPGPU_CAP_PROTECT_UNCOMPRESSED |
                    CPGPU_CAP_HARDWARE_TEARDOWN |
                    (s->software_protection ? CPGPU_CAP_SOFTWARE
                                            : CPGPU_CAP_HARDWARE);

    if (!(caps & CPGPU_CAP_ENCRYPTED_READ_BACK)) {
        caps &= ~CPGPU_CAP_READ_BACK_KEY;
    }
    if (!(caps & CPGPU_CAP_DECRYPTION_BLT)) {
        caps &= ~(CPGPU_CAP_PARTIAL_DECRYPTION | CPGPU_CAP_CONTENT_KEY);
    }
    if (s->rng.seed) {
        caps |= CPGPU_CAP_SEEDED_RNG;
    }
    if (!s->identity_path) {
        caps |= CPGPU_CAP_TEST_IDENTITY;
    }
    s->effective_caps = caps;
}

bool cpgpu_caps_has(const CpgpuState *s, uint32_t caps)
{
    return !(caps & ~s->effective_caps);
}
