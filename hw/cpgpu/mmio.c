/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: register dispatch and the global block
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu.h"
#include "device.h"
#include "mmio.h"
#include "trace.h"

#define RING_BYTES (CPGPU_MMIO_RING(1) - CPGPU_MMIO_RING(0))

static uint32_t intr_all(const CpgpuState *s)
{
    return CPGPU_INTR_ERROR | CPGPU_INTR_VBLANK | CPGPU_INTR_FLIP |
           CPGPU_INTR_SESSION | CPGPU_INTR_RNG |
           (CPGPU_INTR_RING(s->ring_count) - 1);
}

static uint8_t global_read(CpgpuState *s, hwaddr reg, uint32_t *val)
{
    size_t chain_len;

    switch (reg) {
    case CPGPU_ID:
        *val = CPGPU_ID_VALUE;
        break;
    case CPGPU_VERSION:
        *val = CPGPU_VERSION_VALUE;
        break;
    case CPGPU_CAPS:
        *val = s->effective_caps;
        break;
    case CPGPU_LIMITS:
        *val = s->session_count | s->ring_count << 16 |
               s->channel_count << 24;
        break;
    case CPGPU_VRAM_SIZE_LO:
        *val = s->mem.size;
        break;
    case CPGPU_VRAM_SIZE_HI:
        *val = s->mem.size >> 32;
        break;
    case CPGPU_PAGE_SIZE_REG:
        *val = CPGPU_PAGE_SIZE;
        break;
    case CPGPU_BLOCK_ALIGN_REG:
        *val = CPGPU_BLOCK_ALIGN;
        break;
    case CPGPU_CTRL:
    case CPGPU_CONTEXT_END:
        break;
    case CPGPU_STATUS:
        *val = cpgpu_engine_busy(s) ? CPGPU_STATUS_BUSY : 0;
        break;
    case CPGPU_INTR_STATUS:
        *val = s->irq.status;
        break;
    case CPGPU_INTR_ENABLE:
        *val = s->irq.enable;
        break;
    case CPGPU_ERROR:
        *val = s->irq.error;
        break;
    case CPGPU_ERROR_INFO:
        *val = s->irq.error_info;
        break;
    case CPGPU_CERT_SIZE:
        cpgpu_identity_chain(s->identity, CPGPU_IDENTITY_SESSION, &chain_len);
        *val = chain_len;
        break;
    case CPGPU_CHANNEL_CERT_SIZE:
        cpgpu_identity_chain(s->identity, CPGPU_IDENTITY_CHANNEL, &chain_len);
        *val = chain_len;
        break;
    case CPGPU_SCRATCH:
        *val = s->scratch;
        break;
    case CPGPU_SALT(0) ... CPGPU_SALT(3):
        *val = ldl_le_p(s->mem.salt + (reg - CPGPU_SALT(0)));
        break;
    case CPGPU_NONCE_LO:
        *val = s->mem.next_nonce;
        s->nonce_hi = s->mem.next_nonce >> 32;
        break;
    case CPGPU_NONCE_HI:
        *val = s->nonce_hi;
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    return CPGPU_ST_OK;
}

static uint8_t global_write(CpgpuState *s, hwaddr reg, uint32_t val)
{
    switch (reg) {
    case CPGPU_CTRL:
        if (val & ~CPGPU_CTRL_RESET) {
            return CPGPU_ST_BAD_FLAGS;
        }
        if (val & CPGPU_CTRL_RESET) {
            cpgpu_reset(s);
        }
        break;
    case CPGPU_INTR_STATUS:
        if (val & ~intr_all(s)) {
            return CPGPU_ST_BAD_FLAGS;
        }
        cpgpu_irq_set_status(s, s->irq.status & ~val);
        break;
    case CPGPU_INTR_ENABLE:
        if (val & ~intr_all(s)) {
            return CPGPU_ST_BAD_FLAGS;
        }
        cpgpu_irq_set_enable(s, val);
        break;
    case CPGPU_ERROR:
        s->irq.error = 0;
        s->irq.error_info = 0;
        break;
    case CPGPU_SCRATCH:
        s->scratch = val;
        break;
    case CPGPU_CONTEXT_END:
        cpgpu_channel_end_context(s, val);
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    return CPGPU_ST_OK;
}

/* A read-only window onto @len bytes; what is behind them reads as zero. */
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

static uint8_t dispatch_read(CpgpuState *s, hwaddr addr, uint32_t *val)
{
    switch (addr) {
    case CPGPU_MMIO_GLOBAL ... CPGPU_MMIO_RNG - 1:
        return global_read(s, addr, val);
    case CPGPU_MMIO_RNG ... CPGPU_MMIO_DISPLAY - 1:
        return cpgpu_rng_read(s, addr, val);
    case CPGPU_MMIO_DISPLAY ... CPGPU_MMIO_EDID - 1:
        return cpgpu_display_read(s, addr, val);
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
    if (addr >= CPGPU_MMIO_RING(0) && addr < CPGPU_MMIO_RING(s->ring_count)) {
        addr -= CPGPU_MMIO_RING(0);
        return cpgpu_ring_read(s, addr / RING_BYTES, addr % RING_BYTES, val);
    }
    if (addr >= CPGPU_MMIO_SESSION(0) &&
        addr < CPGPU_MMIO_SESSION(s->session_count)) {
        addr -= CPGPU_MMIO_SESSION(0);
        return cpgpu_session_read(s, addr >> 12, addr & 0xfff, val);
    }
    if (addr >= CPGPU_MMIO_CHANNEL(0) &&
        addr < CPGPU_MMIO_CHANNEL(s->channel_count)) {
        addr -= CPGPU_MMIO_CHANNEL(0);
        return cpgpu_channel_read(s, addr >> 12, addr & 0xfff, val);
    }
    return CPGPU_ST_BAD_REGISTER;
}

static uint8_t dispatch_write(CpgpuState *s, hwaddr addr, uint32_t val)
{
    switch (addr) {
    case CPGPU_MMIO_GLOBAL ... CPGPU_MMIO_RNG - 1:
        return global_write(s, addr, val);
    case CPGPU_MMIO_RNG ... CPGPU_MMIO_DISPLAY - 1:
        return cpgpu_rng_write(s, addr, val);
    case CPGPU_MMIO_DISPLAY ... CPGPU_MMIO_EDID - 1:
        return cpgpu_display_write(s, addr, val);
    }
    if (addr >= CPGPU_MMIO_RING(0) && addr < CPGPU_MMIO_RING(s->ring_count)) {
        addr -= CPGPU_MMIO_RING(0);
        return cpgpu_ring_write(s, addr / RING_BYTES, addr % RING_BYTES, val);
    }
    if (addr >= CPGPU_MMIO_SESSION(0) &&
        addr < CPGPU_MMIO_SESSION(s->session_count)) {
        addr -= CPGPU_MMIO_SESSION(0);
        return cpgpu_session_write(s, addr >> 12, addr & 0xfff, val);
    }
    if (addr >= CPGPU_MMIO_CHANNEL(0) &&
        addr < CPGPU_MMIO_CHANNEL(s->channel_count)) {
        addr -= CPGPU_MMIO_CHANNEL(0);
        return cpgpu_channel_write(s, addr >> 12, addr & 0xfff, val);
    }
    return CPGPU_ST_BAD_REGISTER;
}

static uint64_t cpgpu_mmio_read(void *opaque, hwaddr addr, unsigned size)
{
    CpgpuState *s = opaque;
    uint32_t val = 0;
    uint8_t status;

    if (!DEVICE(s)->realized) {
        return 0;               /* gone after the first half of a read */
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
        return;                 /* gone after the first half of a write */
    }
    trace_cpgpu_mmio_write(addr);
    status = dispatch_write(s, addr, val);
    if (status) {
        cpgpu_error(s, CPGPU_SRC_MMIO, 0, status, addr);
    }
    cpgpu_irq_deliver(s);
}

/*
 * The traces name registers, not values: some of them are random numbers.
 *
 * A 64-bit access is made two of 32 bits here, so that it means the same under
 * TCG, which hands it over whole, and KVM, which would have it cut in two.
 */
const MemoryRegionOps cpgpu_mmio_ops = {
    .read = cpgpu_mmio_read,
    .write = cpgpu_mmio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 4, .max_access_size = 8 },
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};
