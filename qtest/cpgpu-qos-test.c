/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI identity of the device, by the qgraph: a conventional PCI function on
 * the "pc" machine. All other tests run it as a PCIe endpoint.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qemu/module.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-util.h"

static void test_pci_identity(void *obj, void *data, QGuestAllocator *alloc)
{
    QCpgpu *g = obj;

    g_assert_cmphex(qpci_config_readw(&g->dev, PCI_VENDOR_ID), ==,
                    CPGPU_PCI_VENDOR_ID);
    g_assert_cmphex(qpci_config_readw(&g->dev, PCI_DEVICE_ID), ==,
                    CPGPU_PCI_DEVICE_ID);
    g_assert_cmphex(qpci_config_readb(&g->dev, PCI_REVISION_ID), ==,
                    CPGPU_PCI_REVISION);
    /* QEMU's own */
    g_assert_cmphex(qpci_config_readw(&g->dev, PCI_SUBSYSTEM_VENDOR_ID), ==,
                    0x1af4);
    g_assert_cmphex(qpci_config_readw(&g->dev, PCI_SUBSYSTEM_ID), ==, 0x1100);
    /* display controller, other: firmware must not take it for a VGA */
    g_assert_cmphex(qpci_config_readw(&g->dev, PCI_CLASS_DEVICE), ==, 0x0380);
    g_assert_cmphex(qpci_config_readb(&g->dev, PCI_INTERRUPT_PIN), ==, 1);
    g_assert_cmphex(qpci_find_capability(&g->dev, PCI_CAP_ID_EXP, 0), ==, 0);
}

static void test_bars(void *obj, void *data, QGuestAllocator *alloc)
{
    QCpgpu *g = obj;
    uint32_t mmio = qpci_config_readl(&g->dev, PCI_BASE_ADDRESS_0);
    uint32_t vram = qpci_config_readl(&g->dev, PCI_BASE_ADDRESS_2);

    g_assert_cmphex(mmio & ~PCI_BASE_ADDRESS_MEM_MASK, ==, 0);
    g_assert_cmphex(vram & ~PCI_BASE_ADDRESS_MEM_MASK, ==,
                    PCI_BASE_ADDRESS_MEM_TYPE_64 |
                    PCI_BASE_ADDRESS_MEM_PREFETCH);
    g_assert_cmphex(g->vram_size, ==, 4 * MiB);
    g_assert_cmphex(g->mmio_size, ==, 2 * MiB);
    g_assert_cmphex(qpci_config_readl(&g->dev, PCI_BASE_ADDRESS_1), ==, 0);
    g_assert_cmphex(qpci_config_readl(&g->dev, PCI_BASE_ADDRESS_5), ==, 0);
}

/* MSI-X: a BAR of one page, with the table and then the pending bits */
static void test_msix_bar(void *obj, void *data, QGuestAllocator *alloc)
{
    QCpgpu *g = obj;
    uint8_t cap = qpci_find_capability(&g->dev, PCI_CAP_ID_MSIX, 0);
    uint32_t bar = qpci_config_readl(&g->dev, PCI_BASE_ADDRESS_4);

    g_assert_cmphex(bar & ~PCI_BASE_ADDRESS_MEM_MASK, ==, 0);
    qpci_config_writel(&g->dev, PCI_BASE_ADDRESS_4, UINT32_MAX);
    g_assert_cmphex(qpci_config_readl(&g->dev, PCI_BASE_ADDRESS_4), ==,
                    0xfffff000);
    qpci_config_writel(&g->dev, PCI_BASE_ADDRESS_4, bar);
    g_assert_cmphex(cap, !=, 0);
    g_assert_cmphex(qpci_config_readw(&g->dev, cap + PCI_MSIX_FLAGS) &
                    PCI_MSIX_FLAGS_QSIZE, ==, CPGPU_VECTOR_RING(4) - 1);
    g_assert_cmphex(qpci_config_readl(&g->dev, cap + PCI_MSIX_TABLE), ==,
                    CPGPU_BAR_MSIX);
    g_assert_cmphex(qpci_config_readl(&g->dev, cap + PCI_MSIX_PBA), ==,
                    CPGPU_BAR_MSIX | 2048);
}

static void test_reset_values(void *obj, void *data, QGuestAllocator *alloc)
{
    QCpgpu *g = obj;

    g_assert_cmphex(cpgpu_readl(g, CPGPU_ID), ==, CPGPU_ID_VALUE);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_VERSION), ==, 0x20000);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS), ==,
                    CPGPU_CAP_HARDWARE | CPGPU_CAP_PROTECTION_ALWAYS_ON |
                    CPGPU_CAP_PARTIAL_DECRYPTION | CPGPU_CAP_CONTENT_KEY |
                    CPGPU_CAP_FRESHEN_SESSION_KEY |
                    CPGPU_CAP_ENCRYPTED_READ_BACK | CPGPU_CAP_READ_BACK_KEY |
                    CPGPU_CAP_SEQUENTIAL_CTR_IV | CPGPU_CAP_DECRYPTION_BLT |
                    CPGPU_CAP_PROTECT_UNCOMPRESSED |
                    CPGPU_CAP_HARDWARE_TEARDOWN |
                    CPGPU_CAP_TEST_IDENTITY | CPGPU_CAP_IV_CHECK |
                    CPGPU_CAP_COPY | CPGPU_CAP_CONVERT);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_LIMITS), ==,
                    64 | 4 << 16 | 16 << 24);
    g_assert_cmphex(cpgpu_readq(g, CPGPU_VRAM_SIZE_LO), ==, 4 * MiB);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_PAGE_SIZE_REG), ==, 4096);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_BLOCK_ALIGN_REG), ==, 16);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_STATUS), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_ENABLE), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_SCRATCH), ==, 0);
    g_assert_cmphex(cpgpu_readq(g, CPGPU_NONCE_LO), ==, 1);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_STATUS), ==,
                    CPGPU_RNG_STATUS_READY);
    /* the runner keeps one QEMU and resets it for each test */
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), >=, 1);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_DISP_CTRL), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_DISP_STATUS), ==,
                    CPGPU_DISP_STATUS_LINK_PROTECTED);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_DISP_VBLANKS), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_PLANE_CTRL), ==, 0);
    for (unsigned n = 0; n < 4; n++) {
        for (uint32_t reg = 0; reg <= CPGPU_RING_DONE_HI; reg += 4) {
            if (reg != CPGPU_RING_SIZE) {
                g_assert_cmphex(cpgpu_ring_reg(g, n, reg), ==, 0);
            }
        }
    }
    for (int n = 0; n < 64; n++) {
        g_assert_cmphex(cpgpu_sess_state(g, n), ==, CPGPU_SESS_FREE);
        g_assert_cmphex(cpgpu_sess_reg(g, n, CPGPU_SESS_PAGES),
                        ==, 0);
    }
    for (int n = 0; n < 16; n++) {
        for (uint32_t reg = 0; reg <= CPGPU_CHAN_PROTECTION; reg += 4) {
            g_assert_cmphex(cpgpu_readl(g, CPGPU_MMIO_CHANNEL(n) + reg), ==,
                            0);
        }
    }
    cpgpu_assert_no_error(g);
}

/* VRAM is plain memory where no session owns it */
static void test_plain_vram(void *obj, void *data, QGuestAllocator *alloc)
{
    QCpgpu *g = obj;
    uint8_t out[64], in[64];

    util_pattern(out, sizeof(out), 3);
    cpgpu_vram_write(g, g->vram_size - 64, out, sizeof(out));
    cpgpu_vram_read(g, g->vram_size - 64, in, sizeof(in));
    g_assert_cmpmem(in, sizeof(in), out, sizeof(out));
}

static void register_tests(void)
{
    qos_add_test("pci-identity", "cpgpu", test_pci_identity, NULL);
    qos_add_test("bars", "cpgpu", test_bars, NULL);
    qos_add_test("msix-bar", "cpgpu", test_msix_bar, NULL);
    qos_add_test("reset-values", "cpgpu", test_reset_values, NULL);
    qos_add_test("plain-vram", "cpgpu", test_plain_vram, NULL);
}

libqos_init(register_tests);
