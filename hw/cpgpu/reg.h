/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: tables of registers
 *
 * A block of registers, such as that of a ring, is described by an array with
 * an entry for each 32-bit word.  hw/register.h does not fit: it needs a QOM
 * object for each register, of which the device has thousands, and an access
 * cannot fail with a status.
 */
#ifndef HW_CPGPU_REG_H
#define HW_CPGPU_REG_H

#include "types.h"

typedef enum CpgpuRegAccess {
    CPGPU_REG_NONE,             /* no such register */
    CPGPU_RO,
    CPGPU_RW,
    CPGPU_WO,                   /* reads as zero */
} CpgpuRegAccess;

typedef enum CpgpuRegType {
    CPGPU_REG_CONSTANT,
    CPGPU_REG_BYTE,             /* read-only, like all but those below */
    CPGPU_REG_UINT32,
    CPGPU_REG_UINT64_LO,
    CPGPU_REG_UINT64_HI,
    CPGPU_REG_WORDS,            /* a word of a little-endian array */
} CpgpuRegType;

/*
 * A handler takes the place of the access to the field.  @n is the number of
 * the ring, session or channel.
 */
typedef struct CpgpuReg {
    CpgpuRegAccess access;
    CpgpuRegType type;
    uint32_t field;             /* offset in the unit; CONSTANT: the value */
    uint16_t first;             /* WORDS: index of the first one's register */
    bool setup;                 /* cannot be written while the unit is in use */
    uint8_t align;              /* a written value is a multiple; 0: of any */
    uint32_t reserved;          /* bits that must not be written */
    uint32_t (*read)(CpgpuState *s, unsigned n);
    uint8_t (*write)(CpgpuState *s, unsigned n, uint32_t val);
} CpgpuReg;

#define CPGPU_REG_INDEX(_offset) ((_offset) / 4)

/* Where the value of a register is: one of these in its entry */
#define CPGPU_REG_VALUE(_value) \
    .type = CPGPU_REG_CONSTANT, .field = (_value)
#define CPGPU_REG_FIELD(_reg_type, _type, _unit, _field) \
    .type = (_reg_type), \
    .field = offsetof(_unit, _field) + \
             type_check(_type, typeof_field(_unit, _field))
#define CPGPU_REG_BOOL(_unit, _field) \
    CPGPU_REG_FIELD(CPGPU_REG_BYTE, bool, _unit, _field)
#define CPGPU_REG_U8(_unit, _field) \
    CPGPU_REG_FIELD(CPGPU_REG_BYTE, uint8_t, _unit, _field)
#define CPGPU_REG_U32(_unit, _field) \
    CPGPU_REG_FIELD(CPGPU_REG_UINT32, uint32_t, _unit, _field)
#define CPGPU_REG_LO(_unit, _field) \
    CPGPU_REG_FIELD(CPGPU_REG_UINT64_LO, uint64_t, _unit, _field)
#define CPGPU_REG_HI(_unit, _field) \
    CPGPU_REG_FIELD(CPGPU_REG_UINT64_HI, uint64_t, _unit, _field)
#define CPGPU_REG_ARRAY(_unit, _field, _offset) \
    .type = CPGPU_REG_WORDS, .field = offsetof(_unit, _field), \
    .first = CPGPU_REG_INDEX(_offset)

typedef struct CpgpuRegBlock {
    const CpgpuReg *regs;
    unsigned count;
    size_t in_use;      /* offset in the unit of a byte: not 0 while in use */
    /* If not NULL: whether to ignore a write, having reported an error. */
    bool (*refuse)(CpgpuState *s, unsigned n, hwaddr reg, uint32_t val);
} CpgpuRegBlock;

/*
 * Access the register at offset @reg of a block: that of ring, session or
 * channel @n, with the struct @unit.  Returns a CPGPU_ST_*.
 */
uint8_t cpgpu_reg_read(const CpgpuRegBlock *b, CpgpuState *s, unsigned n,
                       const void *unit, hwaddr reg, uint32_t *val);
uint8_t cpgpu_reg_write(const CpgpuRegBlock *b, CpgpuState *s, unsigned n,
                        void *unit, hwaddr reg, uint32_t val);
bool cpgpu_reg_writable(const CpgpuRegBlock *b, hwaddr reg);

#endif
