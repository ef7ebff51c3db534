/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cpgpu behind Intel's IOMMU, see cpgpu-vtd.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-vtd.h"

#define PAGE            CPGPU_PAGE_SIZE
#define ENTRIES         (PAGE / 8)

/* Registers, and entries of the tables */
#define VTD_BASE        0xfed90000ull
#define VTD_ECAP        0x10
#define VTD_GCMD        0x18
#define VTD_GSTS        0x1c
#define VTD_RTADDR      0x20
#define VTD_CCMD        0x28
#define VTD_TE          (1u << 31)
#define VTD_SRTP        (1u << 30)
#define VTD_INVALIDATE  (1ull << 63)
#define VTD_CCMD_GLOBAL (1ull << 61)
#define VTD_IOTLB_GLOBAL (1ull << 60)
#define VTD_PRESENT     1
#define VTD_39_BITS     1       /* three levels of tables */

static uint64_t new_tables(QCpgpu *g, unsigned count)
{
    uint64_t table = cpgpu_alloc(g, count * PAGE);

    qtest_memset(g->qts, table, 0, count * PAGE);
    return table;
}

static void set_entry(QCpgpu *g, uint64_t table, unsigned i, uint64_t value)
{
    qtest_writeq(g->qts, table + i * 8, value);
}

static void wait_clear(QCpgpu *g, uint64_t reg)
{
    int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    while (qtest_readq(g->qts, reg) & VTD_INVALIDATE) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
}

void iommu_invalidate(Iommu *m)
{
    QCpgpu *g = m->g;
    uint64_t ecap = qtest_readq(g->qts, VTD_BASE + VTD_ECAP);
    uint64_t iotlb = VTD_BASE + ((ecap >> 8) & 0x3ff) * 16 + 8;

    qtest_writeq(g->qts, VTD_BASE + VTD_CCMD, VTD_INVALIDATE | VTD_CCMD_GLOBAL);
    wait_clear(g, VTD_BASE + VTD_CCMD);
    qtest_writeq(g->qts, iotlb, VTD_INVALIDATE | VTD_IOTLB_GLOBAL);
    wait_clear(g, iotlb);
}

static void set_command(QCpgpu *g, uint32_t bits, uint32_t bit)
{
    qtest_writel(g->qts, VTD_BASE + VTD_GCMD, bits);
    g_assert_cmphex(qtest_readl(g->qts, VTD_BASE + VTD_GSTS) & bit, ==, bit);
}

/* Fill last-level tables: page after page of memory */
static void map_in_order(QCpgpu *g, uint64_t table, uint64_t addr,
                         unsigned pages)
{
    g_autofree uint64_t *entries = g_new(uint64_t, pages);

    for (unsigned i = 0; i < pages; i++) {
        entries[i] = cpu_to_le64((addr + i * PAGE) | VTD_RW);
    }
    cpgpu_write(g, table, entries, pages * 8);
}

static uint64_t make_tables(Iommu *m)
{
    QCpgpu *g = m->g;
    uint64_t top = new_tables(g, 1), low = new_tables(g, 1);
    uint64_t high = new_tables(g, 1), identity;

    set_entry(g, top, 0, low | VTD_RW);
    set_entry(g, top, VTD_WINDOW >> 30, high | VTD_RW);
    m->window = new_tables(g, VTD_WINDOW_PAGES / ENTRIES);
    for (unsigned i = 0; i < VTD_WINDOW_PAGES / ENTRIES; i++) {
        set_entry(g, high, i, (m->window + i * PAGE) | VTD_RW);
    }
    map_in_order(g, m->window, m->pages, VTD_WINDOW_PAGES);
    identity = new_tables(g, VTD_IDENTITY / (2 * MiB));
    for (unsigned i = 0; i < VTD_IDENTITY / (2 * MiB); i++) {
        set_entry(g, low, i, (identity + i * PAGE) | VTD_RW);
    }
    map_in_order(g, identity, 0, VTD_IDENTITY / PAGE);
    return top;
}

uint64_t iommu_entry(Iommu *m, unsigned i)
{
    return m->window + i * 8;
}

void iommu_map(Iommu *m, unsigned i, uint64_t addr, unsigned access)
{
    set_entry(m->g, m->window, i, access ? addr | access : 0);
}

void iommu_start(Iommu *m, const char *machine, const char *device_opts,
                 const char *args)
{
    g_autofree char *q35 = g_strdup_printf("q35%s", machine ?: "");
    g_autofree char *more = g_strdup_printf("-device intel-iommu %s",
                                            args ?: "");
    uint64_t root, context, top;
    QCpgpu *g;

    m->g = g = cpgpu_start_with(q35, device_opts, more);
    m->pages = cpgpu_alloc(g, VTD_WINDOW_PAGES * PAGE);
    top = make_tables(m);
    root = new_tables(g, 1);
    context = new_tables(g, 1);
    set_entry(g, root, 0, context | VTD_PRESENT);
    set_entry(g, context, 2 * g->dev.devfn, top | VTD_PRESENT);
    set_entry(g, context, 2 * g->dev.devfn + 1, 1 << 8 | VTD_39_BITS);
    qtest_writeq(g->qts, VTD_BASE + VTD_RTADDR, root);
    set_command(g, VTD_SRTP, VTD_SRTP);
    iommu_invalidate(m);
    set_command(g, VTD_TE, VTD_TE);
}
