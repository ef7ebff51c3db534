/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: access to registers that are described by tables
 */
#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "reg.h"

static const CpgpuReg *find(const CpgpuRegBlock *b, hwaddr reg)
{
    static const CpgpuReg none;

    return CPGPU_REG_INDEX(reg) < b->count ? &b->regs[CPGPU_REG_INDEX(reg)]
                                           : &none;
}

static uint32_t load(const CpgpuReg *r, const void *unit, hwaddr reg)
{
    const void *field = unit + r->field;

    switch (r->type) {
    case CPGPU_REG_BYTE:
        return *(const uint8_t *)field;
    case CPGPU_REG_UINT32:
        return *(const uint32_t *)field;
    case CPGPU_REG_UINT64_LO:
        return *(const uint64_t *)field;
    case CPGPU_REG_UINT64_HI:
        return *(const uint64_t *)field >> 32;
    case CPGPU_REG_WORDS:
        return ldl_le_p(field + reg - r->first * 4);
    default:
        return r->field;
    }
}

static void store(const CpgpuReg *r, void *unit, hwaddr reg, uint32_t val)
{
    void *field = unit + r->field;
    uint64_t *wide = field;

    switch (r->type) {
    case CPGPU_REG_UINT32:
        *(uint32_t *)field = val;
        break;
    case CPGPU_REG_UINT64_LO:
        *wide = deposit64(*wide, 0, 32, val);
        break;
    case CPGPU_REG_UINT64_HI:
        *wide = deposit64(*wide, 32, 32, val);
        break;
    case CPGPU_REG_WORDS:
        stl_le_p(field + reg - r->first * 4, val);
        break;
    default:
        g_assert_not_reached();
    }
}

uint8_t cpgpu_reg_read(const CpgpuRegBlock *b, CpgpuState *s, unsigned n,
                       const void *unit, hwaddr reg, uint32_t *val)
{
    const CpgpuReg *r = find(b, reg);

    if (!r->access) {
        return CPGPU_ST_BAD_REGISTER;
    }
    if (r->access != CPGPU_WO) {
        *val = r->read ? r->read(s, n) : load(r, unit, reg);
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_reg_write(const CpgpuRegBlock *b, CpgpuState *s, unsigned n,
                        void *unit, hwaddr reg, uint32_t val)
{
    const CpgpuReg *r = find(b, reg);

    if (b->refuse && b->refuse(s, n, reg, val)) {
        return CPGPU_ST_OK;
    }
    if (r->access < CPGPU_RW) {
        return CPGPU_ST_BAD_REGISTER;
    }
    if (r->setup && *(uint8_t *)(unit + b->in_use)) {
        return CPGPU_ST_BAD_STATE;
    }
    if (val & r->reserved) {
        return CPGPU_ST_BAD_FLAGS;
    }
    if (r->align && val % r->align) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (r->write) {
        return r->write(s, n, val);
    }
    store(r, unit, reg, val);
    return CPGPU_ST_OK;
}

bool cpgpu_reg_writable(const CpgpuRegBlock *b, hwaddr reg)
{
    return find(b, reg)->access >= CPGPU_RW;
}
