/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: guest memory
 *
 * The device reads and writes plain guest RAM only: no MMIO, no holes, and not
 * its own video memory, where a guest could otherwise make it work on pages
 * behind the memory room's back.
 */
#include "qemu/osdep.h"
#include "blt.h"
#include "qemu/rcu.h"

static bool range_is_ram(CpgpuState *s, uint64_t addr, uint64_t len,
                         bool to_guest)
{
    AddressSpace *as = pci_get_address_space(PCI_DEVICE(s));

    RCU_READ_LOCK_GUARD();

    if (addr + len < addr) {
        return false;
    }
    while (len) {
        hwaddr xlat, n = len;
        MemoryRegion *mr = address_space_translate(as, addr, &xlat, &n,
                                                   to_guest,
                                                   MEMTXATTRS_UNSPECIFIED);

        if (!n || mr == &s->mem.mr || !memory_access_is_direct(mr, to_guest)) {
            return false;
        }
        addr += n;
        len -= n;
    }
    return true;
}

uint8_t cpgpu_dma_read(CpgpuState *s, uint64_t addr, void *buf, size_t len)
{
    if (!range_is_ram(s, addr, len, false) ||
        pci_dma_read(PCI_DEVICE(s), addr, buf, len) != MEMTX_OK) {
        memset(buf, 0, len);
        return CPGPU_ST_BAD_ADDRESS;
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_dma_write(CpgpuState *s, uint64_t addr, const void *buf,
                        size_t len)
{
    if (!range_is_ram(s, addr, len, true) ||
        pci_dma_write(PCI_DEVICE(s), addr, buf, len) != MEMTX_OK) {
        return CPGPU_ST_BAD_ADDRESS;
    }
    return CPGPU_ST_OK;
}

static DMADirection direction(const CpgpuDma *d)
{
    return d->to_guest ? DMA_DIRECTION_FROM_DEVICE : DMA_DIRECTION_TO_DEVICE;
}

static bool is_vram(CpgpuState *s, const uint8_t *p)
{
    return p >= s->mem.ram && p < s->mem.ram + s->mem.size;
}

/* Map one piece of guest memory, which may be several pieces of ours. */
static uint8_t map_piece(CpgpuJob *job, uint64_t addr, uint64_t len)
{
    CpgpuDma *d = &job->dma;

    if (!QEMU_IS_ALIGNED(addr, CPGPU_BLOCK_ALIGN)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    if (!range_is_ram(job->s, addr, len, d->to_guest)) {
        return CPGPU_ST_BAD_ADDRESS;
    }
    while (len) {
        dma_addr_t n = len;
        void *p;

        if (d->count == CPGPU_DMA_PIECES) {
            return CPGPU_ST_BAD_SG;
        }
        p = pci_dma_map(PCI_DEVICE(job->s), addr, &n, direction(d));
        if (!p) {
            return CPGPU_ST_BAD_ADDRESS;
        }
        d->pieces[d->count++].base = p;
        d->pieces[d->count].pos = d->pieces[d->count - 1].pos + n;
        /* Behind an IOMMU it may no longer be what it was just now. */
        if (!n || !QEMU_IS_ALIGNED(n, CPGPU_BLOCK_ALIGN) ||
            is_vram(job->s, p)) {
            return CPGPU_ST_BAD_ADDRESS;
        }
        addr += n;
        len -= n;
    }
    return CPGPU_ST_OK;
}

static int compare_address(const void *a, const void *b)
{
    uint64_t x = ((const struct cpgpu_sg *)a)->address;
    uint64_t y = ((const struct cpgpu_sg *)b)->address;

    return x < y ? -1 : x > y;
}

/* Whether list entries, whose ends do not wrap, overlap. */
static bool list_overlaps(CpgpuDma *d, unsigned count)
{
    bool ascending = true;

    for (unsigned i = 1; i < count && ascending; i++) {
        ascending = d->list[i - 1].address + d->list[i - 1].length <=
                    d->list[i].address;
    }
    if (ascending) {
        return false;
    }
    memcpy(d->sorted, d->list, count * sizeof(d->list[0]));
    qsort(d->sorted, count, sizeof(d->sorted[0]), compare_address);
    for (unsigned i = 1; i < count; i++) {
        if (d->sorted[i - 1].address + d->sorted[i - 1].length >
            d->sorted[i].address) {
            return true;
        }
    }
    return false;
}

/* Take a private copy of the guest's list, and check that. */
static uint8_t fetch_list(CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    CpgpuDma *d = &job->dma;
    uint64_t sum = 0;
    uint8_t status;

    if (cmd->sg_count > CPGPU_SG_MAX) {
        return CPGPU_ST_BAD_SG;
    }
    if (!QEMU_IS_ALIGNED(cmd->data, CPGPU_SG_SIZE)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    job->entries += cmd->sg_count;
    status = cpgpu_dma_read(job->s, cmd->data, d->list,
                            cmd->sg_count * CPGPU_SG_SIZE);
    if (status) {
        return status;
    }
    for (unsigned i = 0; i < cmd->sg_count; i++) {
        struct cpgpu_sg *e = &d->list[i];

        e->address = le64_to_cpu(e->address);
        e->length = le32_to_cpu(e->length);
        if (e->reserved || !e->length ||
            e->address + e->length < e->address ||
            !QEMU_IS_ALIGNED(e->address | e->length, CPGPU_BLOCK_ALIGN)) {
            return CPGPU_ST_BAD_SG;
        }
        sum += e->length;
    }
    if (sum != cmd->length ||
        (d->to_guest && list_overlaps(d, cmd->sg_count))) {
        return CPGPU_ST_BAD_SG;
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_dma_map(CpgpuJob *job, bool to_guest)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    CpgpuDma *d = &job->dma;
    uint8_t status;

    d->to_guest = to_guest;
    d->pieces[0].pos = 0;
    if (cmd->sg_count == 0) {
        return map_piece(job, cmd->data, cmd->length);
    }
    status = fetch_list(job);
    for (unsigned i = 0; i < cmd->sg_count && !status; i++) {
        status = map_piece(job, d->list[i].address, d->list[i].length);
    }
    return status;
}

uint8_t cpgpu_dma_fetch_map(CpgpuJob *job)
{
    const struct cpgpu_cmd *cmd = &job->cmd;
    CpgpuDma *d = &job->dma;
    uint64_t sum = 0;
    uint8_t status;

    if (!cmd->map_count || cmd->map_count > CPGPU_MAP_MAX) {
        return CPGPU_ST_BAD_MAP;
    }
    if (!QEMU_IS_ALIGNED(cmd->map, 8)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    job->entries += cmd->map_count;
    status = cpgpu_dma_read(job->s, cmd->map, d->map,
                            cmd->map_count * sizeof(d->map[0]));
    if (status) {
        return status;
    }
    for (unsigned i = 0; i < cmd->map_count; i++) {
        CpgpuRun *r = &d->map[i];

        r->clear = le32_to_cpu(r->clear);
        r->encrypted = le32_to_cpu(r->encrypted);
        if (!r->clear && !r->encrypted) {
            return CPGPU_ST_BAD_MAP;
        }
        sum += (uint64_t)r->clear + r->encrypted;
        job->encrypted_bytes += r->encrypted;
    }
    return sum == cmd->length ? CPGPU_ST_OK : CPGPU_ST_BAD_MAP;
}

void cpgpu_dma_unmap(CpgpuJob *job)
{
    CpgpuDma *d = &job->dma;

    for (unsigned i = 0; i < d->count; i++) {
        const CpgpuPiece *p = &d->pieces[i];
        uint64_t len = p[1].pos - p->pos;

        pci_dma_unmap(PCI_DEVICE(job->s), p->base, len, direction(d), len);
    }
    d->count = 0;
}

CpgpuCursor cpgpu_dma_cursor(const CpgpuDma *d, uint64_t pos)
{
    unsigned first = 0, end = d->count;

    /* The last piece that begins at pos or before it. */
    while (end - first > 1) {
        unsigned middle = first + (end - first) / 2;

        if (d->pieces[middle].pos <= pos) {
            first = middle;
        } else {
            end = middle;
        }
    }
    return (CpgpuCursor) { .dma = d, .piece = first, .pos = pos };
}

uint8_t *cpgpu_dma_take(CpgpuCursor *c, size_t *len)
{
    const CpgpuPiece *p = &c->dma->pieces[c->piece];
    uint8_t *data;

    if (c->pos == p[1].pos) {
        c->piece++;
        p++;
    }
    data = p->base + (c->pos - p->pos);
    *len = MIN(*len, p[1].pos - c->pos);
    c->pos += *len;
    return data;
}

void cpgpu_dma_init(CpgpuDma *d)
{
    d->pieces = g_new(CpgpuPiece, CPGPU_DMA_PIECES + 1);
    d->list = g_new(struct cpgpu_sg, CPGPU_SG_MAX);
    d->sorted = g_new(struct cpgpu_sg, CPGPU_SG_MAX);
    d->map = g_new(CpgpuRun, CPGPU_MAP_MAX);
    QEMU_BUILD_BUG_ON(sizeof(CpgpuRun) != sizeof(struct cpgpu_subsample));
}

void cpgpu_dma_free(CpgpuDma *d)
{
    g_free(d->pieces);
    g_free(d->list);
    g_free(d->sorted);
    g_free(d->map);
}
