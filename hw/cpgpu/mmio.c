/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: register dispatch and the global block
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "device.h"
#include "mmio.h"
#include "reg.h"
#include "trace.h"

#define RING_BYTES  (CPGPU_MMIO_RING(1) - CPGPU_MMIO_RING(0))
#define BLOCK_BYTES 0x1000      /* of all other blocks */

/* --------------------------------------------------------- global block -- */

static uint32_t read_limits(CpgpuState *s, unsigned n)
{
    return s->session_count | s->ring_count << 16 | s->channel_count << 24;
}

static uint32_t read_status(CpgpuState *s, unsigned n)
{
    return cpgpu_engine_busy(s) ? CPGPU_STATUS_BUSY : 0;
}

static uint32_t chain_size(CpgpuState *s, CpgpuIdentityPurpose purpose)
{
    size_t len;

    cpgpu_identity_chain(s->identity, purpose, &len);
    return len;
}

static uint32_t read_cert_size(CpgpuState *s, unsigned n)
{
    return chain_size(s, CPGPU_IDENTITY_SESSION);
}

static uint32_t read_channel_cert_size(CpgpuState *s, unsigned n)
{
    return chain_size(s, CPGPU_IDENTITY_CHANNEL);
}

static uint32_t read_nonce(CpgpuState *s, unsigned n)
{
    s->nonce_hi = s->mem.next_nonce >> 32;
    return s->mem.next_nonce;
}

static uint8_t write_ctrl(CpgpuState *s, unsigned n, uint32_t val)
{
    if (val & CPGPU_CTRL_RESET) {
        cpgpu_reset(s);
    }
    return CPGPU_ST_OK;
}

static bool intr_valid(const CpgpuState *s, uint32_t val)
{
    return !(val & ~(CPGPU_INTR_ERROR | CPGPU_INTR_VBLANK | CPGPU_INTR_FLIP |
                     CPGPU_INTR_SESSION | CPGPU_INTR_RNG |
                     (CPGPU_INTR_RING(s->ring_count) - 1)));
}

static uint8_t write_intr_status(CpgpuState *s, unsigned n, uint32_t val)
{
    if (!intr_valid(s, val)) {
        return CPGPU_ST_BAD_FLAGS;
    }
    cpgpu_irq_set_status(s, s->irq.status & ~val);
    return CPGPU_ST_OK;
}

static uint8_t write_intr_enable(CpgpuState *s, unsigned n, uint32_t val)
{
    if (!intr_valid(s, val)) {
        return CPGPU_ST_BAD_FLAGS;
    }
    cpgpu_irq_set_enable(s, val);
    return CPGPU_ST_OK;
}

static uint8_t write_error(CpgpuState *s, unsigned n, uint32_t val)
{
    s->irq.error = 0;
    s->irq.error_info = 0;
    return CPGPU_ST_OK;
}

static uint8_t write_context_end(CpgpuState *s, unsigned n, uint32_t val)
{
    cpgpu_channel_end_context(s, val);
    return CPGPU_ST_OK;
}

#define REG(_reg) [CPGPU_REG_INDEX(CPGPU_ ## _reg)]
#define U32(_field) CPGPU_REG_U32(CpgpuState, _field)

static const CpgpuReg global_regs[] = {
    REG(ID) = { CPGPU_RO, CPGPU_REG_VALUE(CPGPU_ID_VALUE) },
    REG(VERSION) = { CPGPU_RO, CPGPU_REG_VALUE(CPGPU_VERSION_VALUE) },
    REG(CAPS) = { CPGPU_RO, U32(effective_caps) },
    REG(LIMITS) = { CPGPU_RO, .read = read_limits },
    REG(VRAM_SIZE_LO) = { CPGPU_RO, CPGPU_REG_LO(CpgpuState, mem.size) },
    REG(VRAM_SIZE_HI) = { CPGPU_RO, CPGPU_REG_HI(CpgpuState, mem.size) },
    REG(PAGE_SIZE_REG) = { CPGPU_RO, CPGPU_REG_VALUE(CPGPU_PAGE_SIZE) },
    REG(BLOCK_ALIGN_REG) = { CPGPU_RO, CPGPU_REG_VALUE(CPGPU_BLOCK_ALIGN) },
    REG(CTRL) = { CPGPU_WO, .reserved = ~CPGPU_CTRL_RESET,
                  .write = write_ctrl },
    REG(STATUS) = { CPGPU_RO, .read = read_status },
    REG(INTR_STATUS) = { CPGPU_RW, U32(irq.status),
                         .write = write_intr_status },
    REG(INTR_ENABLE) = { CPGPU_RW, U32(irq.enable),
                         .write = write_intr_enable },
    REG(ERROR) = { CPGPU_RW, U32(irq.error), .write = write_error },
    REG(ERROR_INFO) = { CPGPU_RO, U32(irq.error_info) },
    REG(CERT_SIZE) = { CPGPU_RO, .read = read_cert_size },
    REG(SCRATCH) = { CPGPU_RW, U32(scratch) },
    [CPGPU_REG_INDEX(CPGPU_SALT(0)) ... CPGPU_REG_INDEX(CPGPU_SALT(3))] = {
        CPGPU_RO, CPGPU_REG_ARRAY(CpgpuState, mem.salt, CPGPU_SALT(0)) },
    REG(NONCE_LO) = { CPGPU_RO, .read = read_nonce },
    REG(NONCE_HI) = { CPGPU_RO, U32(nonce_hi) },
    REG(CONTEXT_END) = { CPGPU_WO, .write = write_context_end },
    REG(CHANNEL_CERT_SIZE) = { CPGPU_RO, .read = read_channel_cert_size },
};

static const CpgpuRegBlock global_block = {
    .regs = global_regs,
    .count = ARRAY_SIZE(global_regs),
};

/* -------------------------------------------------------------- dispatch -- */

/* A read-only window onto @len bytes; what follows them reads as zero. */
static uint8_t window_read(const uint8_t *data, size_t len, hwaddr offset,
                           uint32_t *val)
{
    for (unsigned i = 0; i < 4 && offset + i < len; i++) {
        *val |= (uint32_t)data[offset + i] << (i * 8);
    }
    return CPGPU_ST_OK;
}

static uint8_t certificate_read(CpgpuState *s, CpgpuIdentityPurpose purpose,
                                hwaddr offset, uint32_t *val)
{
    size_t len;
    const uint8_t *chain = cpgpu_identity_chain(s->identity, purpose, &len);

    return window_read(chain, len, offset, val);
}

/* A register: its block, which one of them if there are several, and where */
typedef struct Place {
    const CpgpuRegBlock *block;
    unsigned n;
    void *unit;
    hwaddr reg;
} Place;

/* Place::block is NULL if there is no register. */
static Place find_place(CpgpuState *s, hwaddr addr)
{
    hwaddr reg = addr % BLOCK_BYTES;
    unsigned n;

    switch (addr - reg) {
    case CPGPU_MMIO_GLOBAL:
        return (Place) { &global_block, 0, s, reg };
    case CPGPU_MMIO_RNG:
        return (Place) { &cpgpu_rng_block, 0, &s->rng, reg };
    case CPGPU_MMIO_DISPLAY:
        return (Place) { &cpgpu_display_block, 0, &s->display, reg };
    case CPGPU_MMIO_RING(0) ... CPGPU_MMIO_RING(CPGPU_RINGS_MAX) - 1:
        n = (addr - CPGPU_MMIO_RING(0)) / RING_BYTES;
        if (n < s->ring_count) {
            return (Place) { &cpgpu_ring_block, n, &s->rings[n],
                             addr % RING_BYTES };
        }
        break;
    case CPGPU_MMIO_SESSION(0) ... CPGPU_MMIO_SESSION(CPGPU_SESSIONS_MAX) - 1:
        n = (addr - CPGPU_MMIO_SESSION(0)) / BLOCK_BYTES;
        if (n < s->session_count) {
            return (Place) { &cpgpu_session_block, n, &s->sessions[n], reg };
        }
        break;
    case CPGPU_MMIO_CHANNEL(0) ... CPGPU_MMIO_CHANNEL(CPGPU_CHANNELS_MAX) - 1:
        n = (addr - CPGPU_MMIO_CHANNEL(0)) / BLOCK_BYTES;
        if (n < s->channel_count) {
            return (Place) { &cpgpu_channel_block, n, &s->channels[n], reg };
        }
        break;
    }
    return (Place) { };
}

static uint8_t dispatch_read(CpgpuState *s, hwaddr addr, uint32_t *val)
{
    Place p;

    switch (addr) {
    case CPGPU_MMIO_EDID ... CPGPU_MMIO_EDID + CPGPU_EDID_SIZE - 1:
        return window_read(s->display.edid, CPGPU_EDID_SIZE,
                           addr - CPGPU_MMIO_EDID, val);
    case CPGPU_MMIO_CERT ... CPGPU_MMIO_CERT + CPGPU_CERT_WINDOW - 1:
        return certificate_read(s, CPGPU_IDENTITY_SESSION,
                                addr - CPGPU_MMIO_CERT, val);
    case CPGPU_MMIO_CHANNEL_CERT ...
         CPGPU_MMIO_CHANNEL_CERT + CPGPU_CERT_WINDOW - 1:
        return certificate_read(s, CPGPU_IDENTITY_CHANNEL,
                                addr - CPGPU_MMIO_CHANNEL_CERT, val);
    }
    p = find_place(s, addr);
    return p.block ? cpgpu_reg_read(p.block, s, p.n, p.unit, p.reg, val)
                   : CPGPU_ST_BAD_REGISTER;
}

static uint8_t dispatch_write(CpgpuState *s, hwaddr addr, uint32_t val)
{
    Place p = find_place(s, addr);

    return p.block ? cpgpu_reg_write(p.block, s, p.n, p.unit, p.reg, val)
                   : CPGPU_ST_BAD_REGISTER;
}

static uint64_t cpgpu_mmio_read(void *opaque, hwaddr addr, unsigned size)
{
    CpgpuState *s = opaque;
    uint32_t val = 0;
    uint8_t status;

    if (!DEVICE(s)->realized) {
        return 0;               /* unplugged by the first half of a read */
    }
    status = dispatch_read(s, addr, &val);
    trace_cpgpu_mmio_read(addr);
    if (status) {
        cpgpu_error(s, CPGPU_SRC_MMIO, 0, status, addr);
    }
    cpgpu_irq_deliver(s);
    return val;
}

static void cpgpu_mmio_write(void *opaque, hwaddr addr, uint64_t val,
                             unsigned size)
{
    CpgpuState *s = opaque;
    uint8_t status;

    if (!DEVICE(s)->realized) {
        return;                 /* unplugged by the first half of a write */
    }
    trace_cpgpu_mmio_write(addr);
    status = dispatch_write(s, addr, val);
    if (status) {
        cpgpu_error(s, CPGPU_SRC_MMIO, 0, status, addr);
    }
    cpgpu_irq_deliver(s);
}

/*
 * The trace events have no values, because some are random numbers.
 *
 * With impl.max_access_size, QEMU splits 64-bit accesses.  TCG would pass them
 * on whole, and KVM would not, so that they would mean different things.
 */
const MemoryRegionOps cpgpu_mmio_ops = {
    .read = cpgpu_mmio_read,
    .write = cpgpu_mmio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 4, .max_access_size = 8 },
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};
