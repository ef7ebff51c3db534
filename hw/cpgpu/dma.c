/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: guest memory
 *
 * The device reads and writes guest RAM only: no registers of any device, no
 * unassigned memory, and no memory in a PCI BAR.  An address is translated
 * once, and the result is both checked and used.  A second translation by an
 * IOMMU could differ, and pci_dma_map() would read another device's registers
 * into a bounce buffer before they could be refused.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "dma.h"
#include "hw/pci/pci_bus.h"
#include "qemu/rcu.h"

/* Whether the memory is mapped through a PCI BAR, as that of ivshmem is */
static bool in_pci_space(CpgpuState *s, MemoryRegion *mr)
{
    PCIDevice *dev = PCI_DEVICE(s);

    while ((mr = mr->container)) {
        if (mr == pci_device_root_bus(dev)->address_space_mem ||
            object_dynamic_cast(memory_region_owner(mr), TYPE_PCI_DEVICE)) {
            return true;
        }
    }
    return false;
}

/*
 * All RAM of a machine, hotplugged RAM included, is owned by memory backends.
 * Memory of a device is owned by the device.
 */
static bool is_backend(CpgpuState *s, Object *owner)
{
    if (!owner) {
        return false;
    }
    /* Cache the class: a dynamic cast takes long for a small command. */
    if (object_get_class(owner) != s->backend_class) {
        if (!object_dynamic_cast(owner, TYPE_MEMORY_BACKEND)) {
            return false;
        }
        s->backend_class = object_get_class(owner);
    }
    return true;
}

static bool is_guest_ram(CpgpuState *s, MemoryRegion *mr, bool to_guest)
{
    return memory_region_is_ram(mr) && !memory_region_is_ram_device(mr) &&
           !(to_guest && memory_region_is_rom(mr)) &&
           is_backend(s, memory_region_owner(mr)) &&
           !(mr->container && in_pci_space(s, mr));
}

/*
 * Translate @addr.  Returns NULL if it is not in guest RAM.  *@len is reduced
 * to what is contiguous.  The caller holds the RCU read lock.
 */
static uint8_t *find_ram(CpgpuState *s, uint64_t addr, uint64_t *len,
                         bool to_guest, MemoryRegion **mr)
{
    hwaddr offset, n = *len;

    *mr = address_space_translate(pci_get_address_space(PCI_DEVICE(s)), addr,
                                  &offset, &n, to_guest,
                                  MEMTXATTRS_UNSPECIFIED);
    if (!n || !is_guest_ram(s, *mr, to_guest)) {
        return NULL;
    }
    *len = n;
    if (!to_guest) {
        fuzz_dma_read_cb(addr, n, *mr);
    }
    return (uint8_t *)memory_region_get_ram_ptr(*mr) + offset;
}

uint8_t cpgpu_dma_read(CpgpuState *s, uint64_t addr, void *buf, size_t len)
{
    uint8_t *to = buf;
    uint64_t left = addr + len < addr ? 0 : len;

    RCU_READ_LOCK_GUARD();
    smp_mb();       /* what the guest wrote before its doorbell is there */
    while (left) {
        uint64_t n = left;
        MemoryRegion *mr;
        uint8_t *from = find_ram(s, addr, &n, false, &mr);

        if (!from) {
            break;
        }
        memcpy(to, from, n);
        addr += n;
        to += n;
        left -= n;
    }
    if (to != (uint8_t *)buf + len) {
        memset(buf, 0, len);
        return CPGPU_ST_BAD_ADDRESS;
    }
    return CPGPU_ST_OK;
}

/*
 * Map guest RAM as one or more pieces, of which there may be @max in all.
 * Unlike pci_dma_map() this never uses a bounce buffer; pci_dma_unmap() undoes
 * both.
 */
static uint8_t map_ram(CpgpuState *s, CpgpuDma *d, unsigned max,
                       uint64_t addr, uint64_t len)
{
    MemoryRegion *mr, *last_mr = NULL;
    uint8_t *end = NULL;

    RCU_READ_LOCK_GUARD();

    if (addr + len < addr) {
        return CPGPU_ST_BAD_ADDRESS;
    }
    while (len) {
        uint64_t n = len;
        uint8_t *p = find_ram(s, addr, &n, d->to_guest, &mr);

        if (!p) {
            return CPGPU_ST_BAD_ADDRESS;
        }
        if (mr != last_mr || p != end) {
            if (d->count == max) {
                return CPGPU_ST_BAD_SG;
            }
            memory_region_ref(mr);
            d->pieces[d->count++].base = p;
            d->pieces[d->count].pos = d->pieces[d->count - 1].pos;
        }
        d->pieces[d->count].pos += n;
        last_mr = mr;
        end = p + n;
        addr += n;
        len -= n;
    }
    return CPGPU_ST_OK;
}

void cpgpu_dma_unmap(CpgpuState *s, CpgpuDma *d)
{
    /* The direction decides whether the pages are marked as dirty. */
    DMADirection dir = d->written ? DMA_DIRECTION_FROM_DEVICE
                                  : DMA_DIRECTION_TO_DEVICE;

    for (unsigned i = 0; i < d->count; i++) {
        const CpgpuPiece *p = &d->pieces[i];
        uint64_t len = p[1].pos - p->pos;

        pci_dma_unmap(PCI_DEVICE(s), p->base, len, dir, len);
    }
    d->count = 0;
}

/* Writes all or nothing, even if the data crosses a page boundary. */
uint8_t cpgpu_dma_write(CpgpuState *s, uint64_t addr, const void *buf,
                        size_t len)
{
    CpgpuPiece pieces[3];
    CpgpuDma d = { .pieces = pieces, .to_guest = true };
    uint8_t status;

    pieces[0].pos = 0;
    status = map_ram(s, &d, ARRAY_SIZE(pieces) - 1, addr, len);
    if (!status) {
        smp_mb();   /* who sees these bytes must see all earlier writes, too */
        for (unsigned i = 0; i < d.count; i++) {
            memcpy(pieces[i].base, (const uint8_t *)buf + pieces[i].pos,
                   pieces[i + 1].pos - pieces[i].pos);
        }
        d.written = true;
    }
    cpgpu_dma_unmap(s, &d);
    return status;
}

/* Map one range of guest memory, which may become several pieces. */
static uint8_t map_piece(CpgpuState *s, CpgpuDma *d, uint64_t addr,
                         uint64_t len)
{
    unsigned first = d->count;
    uint8_t status;

    if (!QEMU_IS_ALIGNED(addr, CPGPU_BLOCK_ALIGN)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    status = map_ram(s, d, CPGPU_DMA_PIECES, addr, len);
    for (unsigned i = first; i < d->count && !status; i++) {
        if (!QEMU_IS_ALIGNED(d->pieces[i + 1].pos, CPGPU_BLOCK_ALIGN)) {
            status = CPGPU_ST_BAD_ADDRESS;
        }
    }
    return status;
}

static int compare_address(const void *a, const void *b)
{
    uint64_t x = ((const struct cpgpu_sg *)a)->address;
    uint64_t y = ((const struct cpgpu_sg *)b)->address;

    return x < y ? -1 : x > y;
}

/* Whether list entries overlap.  Their ends do not wrap. */
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

/* Make a private copy of the guest's list, and check it. */
static uint8_t fetch_list(CpgpuState *s, CpgpuDma *d,
                          const struct cpgpu_cmd *cmd)
{
    uint64_t sum = 0;
    uint8_t status;

    if (cmd->sg_count > CPGPU_SG_MAX) {
        return CPGPU_ST_BAD_SG;
    }
    if (!QEMU_IS_ALIGNED(cmd->data, CPGPU_SG_SIZE)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    status = cpgpu_dma_read(s, cmd->data, d->list,
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

uint8_t cpgpu_dma_map(CpgpuState *s, CpgpuDma *d, const struct cpgpu_cmd *cmd,
                      bool to_guest)
{
    uint8_t status;

    d->to_guest = to_guest;
    d->written = false;
    d->pieces[0].pos = 0;
    if (cmd->sg_count == 0) {
        return map_piece(s, d, cmd->data, cmd->length);
    }
    status = fetch_list(s, d, cmd);
    for (unsigned i = 0; i < cmd->sg_count && !status; i++) {
        status = map_piece(s, d, d->list[i].address, d->list[i].length);
    }
    return status;
}

uint8_t cpgpu_dma_fetch_map(CpgpuState *s, CpgpuDma *d,
                            const struct cpgpu_cmd *cmd, uint64_t *encrypted)
{
    uint64_t sum = 0;
    uint8_t status;

    if (!cmd->map_count || cmd->map_count > CPGPU_MAP_MAX) {
        return CPGPU_ST_BAD_MAP;
    }
    if (!QEMU_IS_ALIGNED(cmd->map, 8)) {
        return CPGPU_ST_BAD_ALIGN;
    }
    *encrypted = 0;
    status = cpgpu_dma_read(s, cmd->map, d->map,
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
        *encrypted += r->encrypted;
    }
    return sum == cmd->length ? CPGPU_ST_OK : CPGPU_ST_BAD_MAP;
}

CpgpuCursor cpgpu_dma_cursor(const CpgpuDma *d, uint64_t pos)
{
    unsigned first = 0, end = d->count;

    /* Find the last piece that begins at @pos or before it. */
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
