/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts: which event, which vector, when a message and when a level */
#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-util.h"

#define VECTORS         6       /* with four rings */
#define ALL_INTR        (CPGPU_INTR_RING(0) | CPGPU_INTR_ERROR | \
                         CPGPU_INTR_VBLANK | CPGPU_INTR_FLIP | \
                         CPGPU_INTR_SESSION | CPGPU_INTR_RNG)

static const struct cpgpu_cmd nop_irq = { .flags = CPGPU_CMD_IRQ };

#define MISC    (1u << CPGPU_VECTOR_MISC)
#define DISPLAY (1u << CPGPU_VECTOR_DISPLAY)
#define RING    (1u << CPGPU_VECTOR_RING(0))

/* How to raise each of the sources */
static void raise_ring(QCpgpu *g)
{
    cpgpu_run_ok(g, nop_irq);
}

static void raise_error(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_ID, 0);
    cpgpu_writel(g, CPGPU_ERROR, 0);
}

static void raise_session(QCpgpu *g)
{
    uint32_t cmd = cpgpu_sess_state(g, 0) == CPGPU_SESS_FREE
                   ? CPGPU_SESS_CMD_CREATE : CPGPU_SESS_CMD_DESTROY;

    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, cmd));
}

static void raise_rng(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
}

static void raise_vblank(QCpgpu *g)
{
    util_vblank(g);
}

static void raise_flip(QCpgpu *g)
{
    util_flip(g, 0, 256);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_VBLANK);
}

static const struct Source {
    uint32_t bit;
    void (*raise)(QCpgpu *g);
    unsigned vector;
} sources[] = {
    { CPGPU_INTR_RING(0), raise_ring, RING },
    { CPGPU_INTR_ERROR, raise_error, MISC },
    { CPGPU_INTR_SESSION, raise_session, MISC },
    { CPGPU_INTR_RNG, raise_rng, MISC },
    { CPGPU_INTR_VBLANK, raise_vblank, DISPLAY },
    { CPGPU_INTR_FLIP, raise_flip, DISPLAY },
};

static QCpgpu *start(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    util_mode_on(g, 64, 48, 60000);
    cpgpu_writel(g, CPGPU_INTR_STATUS, cpgpu_readl(g, CPGPU_INTR_STATUS));
    return g;
}

static void test_msix(void)
{
    g_autoptr(QCpgpu) g = start();
    g_autofree Msix *m = util_msix_start(g, VECTORS);

    for (int i = 0; i < ARRAY_SIZE(sources); i++) {
        const struct Source *s = &sources[i];

        g_test_message("source %x", s->bit);
        /* not enabled: latched, no message */
        cpgpu_writel(g, CPGPU_INTR_ENABLE, ALL_INTR & ~s->bit &
                     ~CPGPU_INTR_VBLANK);
        s->raise(g);
        g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS) & s->bit, ==, s->bit);
        g_assert_cmphex(util_msix_taken(m), ==, 0);
        /* ENABLE gains a bit that is set: a message, once */
        cpgpu_writel(g, CPGPU_INTR_ENABLE, s->bit);
        g_assert_cmphex(util_msix_taken(m), ==, s->vector);
        cpgpu_writel(g, CPGPU_INTR_ENABLE, s->bit);
        g_assert_cmphex(util_msix_taken(m), ==, 0);
        /* again while it is set: not an edge */
        s->raise(g);
        g_assert_cmphex(util_msix_taken(m), ==, 0);
        /* cleared and set again: an edge */
        cpgpu_writel(g, CPGPU_INTR_STATUS, s->bit);
        g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS) & s->bit, ==, 0);
        s->raise(g);
        g_assert_cmphex(util_msix_taken(m), ==, s->vector);
        cpgpu_writel(g, CPGPU_INTR_STATUS, s->bit);
        g_assert_cmphex(util_msix_taken(m), ==, 0);
    }
}

/* A masked vector keeps its message pending */
static void test_msix_mask(void)
{
    g_autoptr(QCpgpu) g = start();
    g_autofree Msix *m = util_msix_start(g, VECTORS);

    cpgpu_writel(g, CPGPU_INTR_ENABLE, ALL_INTR & ~CPGPU_INTR_VBLANK);
    for (int i = 0; i < ARRAY_SIZE(sources); i++) {
        const struct Source *s = &sources[i];
        int vector = ctz32(s->vector);

        if (s->bit == CPGPU_INTR_VBLANK) {
            continue;
        }
        util_msix_mask(m, vector, true);
        g_assert_true(qpci_msix_masked(&g->dev, vector));
        g_assert_false(qpci_msix_pending(&g->dev, vector));
        s->raise(g);
        g_assert_cmphex(util_msix_taken(m), ==, 0);
        g_assert_true(qpci_msix_pending(&g->dev, vector));
        util_msix_mask(m, vector, false);
        g_assert_cmphex(util_msix_taken(m), ==, s->vector);
        g_assert_false(qpci_msix_pending(&g->dev, vector));
        cpgpu_writel(g, CPGPU_INTR_STATUS, s->bit);
    }
}

static bool intx_pin(QCpgpu *g)
{
    bool pin = false;

    /* the eight PIRQs of the Q35 end in these inputs of the I/O APIC */
    for (int i = 16; i < 24; i++) {
        pin |= qtest_get_irq(g->qts, i);
    }
    return pin;
}

/* With MSI-X on, the pin stays down */
static bool intx_level(QCpgpu *g)
{
    bool status = qpci_config_readw(&g->dev, PCI_STATUS) &
                  PCI_STATUS_INTERRUPT;

    g_assert_cmpint(intx_pin(g), ==, status);
    return status;
}

static void test_intx(void)
{
    g_autoptr(QCpgpu) g = start();

    qtest_irq_intercept_in(g->qts, "ioapic");
    cpgpu_writel(g, CPGPU_INTR_ENABLE, 0);
    for (int i = 0; i < ARRAY_SIZE(sources); i++) {
        const struct Source *s = &sources[i];

        g_test_message("source %x", s->bit);
        g_assert_false(intx_level(g));
        s->raise(g);
        g_assert_false(intx_level(g));
        cpgpu_writel(g, CPGPU_INTR_ENABLE, s->bit);
        g_assert_true(intx_level(g));
        cpgpu_writel(g, CPGPU_INTR_ENABLE, 0);
        g_assert_false(intx_level(g));
        cpgpu_writel(g, CPGPU_INTR_ENABLE, s->bit);
        cpgpu_writel(g, CPGPU_INTR_STATUS, s->bit);
        g_assert_false(intx_level(g));
        s->raise(g);
        g_assert_true(intx_level(g));
        cpgpu_writel(g, CPGPU_INTR_STATUS, ALL_INTR);
        g_assert_false(intx_level(g));
        cpgpu_writel(g, CPGPU_INTR_ENABLE, 0);
    }
}

/* With MSI-X on, and the ring's interrupt enabled and pending */
static Msix *start_pending(QCpgpu *g)
{
    Msix *m;

    qtest_irq_intercept_in(g->qts, "ioapic");
    m = util_msix_start(g, VECTORS);
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(0));
    raise_ring(g);
    g_assert_cmphex(util_msix_taken(m), ==, RING);
    return m;
}

static void test_intx_off_under_msix(void)
{
    g_autoptr(QCpgpu) g = start();
    g_autofree Msix *m = start_pending(g);

    g_assert_false(intx_level(g));
    qpci_msix_disable(&g->dev);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(0));
    raise_ring(g);
    g_assert_cmphex(util_msix_taken(m), ==, 0);
    g_assert_true(intx_level(g));
}

/* Ways to write a bit in the upper byte of a word in configuration space */
typedef struct Way {
    const char *name;
    int offset, size;           /* from the word on */
} Way;

static const Way ways[] = {
    { "the upper byte", 1, 1 }, { "the word", 0, 2 },
    { "the dword", 0, 4 },      /* the word is the lower half */
    { "the dword before", -2, 4 },      /* the upper half */
};

static void write_way(QCpgpu *g, const Way *way, uint8_t word, uint16_t value)
{
    uint8_t at = word + way->offset;

    switch (way->size) {
    case 1:
        qpci_config_writeb(&g->dev, at, value >> 8);
        break;
    case 2:
        qpci_config_writew(&g->dev, at, value);
        break;
    case 4:
        /* what else is in those dwords ignores writes, or takes zeros */
        qpci_config_writel(&g->dev, at,
                           (uint32_t)value << (way->offset ? 16 : 0));
        break;
    }
}

/* A source that is pending and enabled when MSI-X goes off raises the pin. */
static void test_msix_off(void)
{
    static const Way *const msix_ways[] = { &ways[0], &ways[1], &ways[3] };
    g_autoptr(QCpgpu) g = start();
    uint8_t flags = qpci_find_capability(&g->dev, PCI_CAP_ID_MSIX, 0) +
                    PCI_MSIX_FLAGS;
    g_autofree Msix *m = start_pending(g);

    for (int i = 0; i < ARRAY_SIZE(msix_ways); i++) {
        const Way *way = msix_ways[i];

        g_test_message("%s", way->name);
        g_assert_false(intx_level(g));
        write_way(g, way, flags, 0);
        g_assert_true(intx_level(g));
        /* on, and off again with the function masked */
        write_way(g, way, flags, PCI_MSIX_FLAGS_ENABLE);
        g_assert_false(intx_level(g));
        write_way(g, way, flags, PCI_MSIX_FLAGS_MASKALL);
        g_assert_true(intx_level(g));
        write_way(g, way, flags, PCI_MSIX_FLAGS_ENABLE);
        g_assert_cmphex(util_msix_taken(m), ==, 0);
    }
    /* one that is not enabled, or not pending, raises nothing */
    cpgpu_writel(g, CPGPU_INTR_ENABLE, 0);
    write_way(g, &ways[0], flags, 0);
    g_assert_false(intx_level(g));
    write_way(g, &ways[0], flags, PCI_MSIX_FLAGS_ENABLE);
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(0));
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(0));
    write_way(g, &ways[0], flags, 0);
    g_assert_false(intx_level(g));
}

/* INTx is switched off while it is asserted, and then the machine is reset. */
static void test_intx_disable(void)
{
    for (int i = 0; i < 3; i++) {
        const Way *way = &ways[i];
        g_autoptr(QCpgpu) g = start();
        uint16_t command = qpci_config_readw(&g->dev, PCI_COMMAND);

        g_test_message("%s", way->name);
        qtest_irq_intercept_in(g->qts, "ioapic");
        raise_ring(g);
        cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(0));
        g_assert_true(intx_level(g));
        for (int twice = 0; twice < 2; twice++) {
            write_way(g, way, PCI_COMMAND, command | PCI_COMMAND_INTX_DISABLE);
            g_assert_cmphex(qpci_config_readw(&g->dev, PCI_COMMAND), ==,
                            command | PCI_COMMAND_INTX_DISABLE);
            g_assert_false(intx_pin(g));
            /* the status bit says what the pin would be */
            g_assert(qpci_config_readw(&g->dev, PCI_STATUS) &
                     PCI_STATUS_INTERRUPT);
            write_way(g, way, PCI_COMMAND, command);
            g_assert_true(intx_level(g));
        }
        write_way(g, way, PCI_COMMAND, command | PCI_COMMAND_INTX_DISABLE);
        util_resets[UTIL_RESET_SYSTEM].reset(g);
        g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS), ==, 0);
        g_assert_false(intx_level(g));
    }
}

/* When the interrupt of a fence comes, its value is in memory */
static void test_fence_irq(void)
{
    g_autoptr(QCpgpu) g = start();
    g_autofree Msix *m = util_msix_start(g, VECTORS);
    struct cpgpu_cmd cmd = { .flags = CPGPU_CMD_FENCE, .fence = 1 };

    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(0));
    cpgpu_run_ok(g, cmd);
    g_assert_cmphex(util_msix_taken(m), ==, 0);
    cmd.fence = 2;
    cmd.flags |= CPGPU_CMD_IRQ;
    cpgpu_run_ok(g, cmd);
    g_assert_cmphex(util_msix_taken(m), ==, RING);
    g_assert_cmphex(qtest_readq(g->qts, g->rings[0].fence), ==, 2);

    /* many in one doorbell: one edge */
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(0));
    for (int i = 0; i < 10; i++) {
        cpgpu_put(g, &nop_irq);
    }
    cpgpu_drain(g);
    g_assert_cmphex(util_msix_taken(m), ==, RING);
}

/* A command that ends on a worker raises the interrupt as well */
static void test_large_blt_irq(void)
{
    g_autoptr(QCpgpu) g = start();
    g_autofree Msix *m = util_msix_start(g, VECTORS);
    uint64_t data = cpgpu_alloc(g, CPGPU_MIB);
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(1, 0, data, CPGPU_MIB);

    cpgpu_sess_key(g, 1, key_a);
    cpgpu_seal(g, 1, 0, CPGPU_MIB);
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(0));
    cmd.flags = CPGPU_CMD_FENCE | CPGPU_CMD_IRQ;
    cmd.fence = 3;
    util_submit(g, 0, cmd);
    while (util_msix_taken(m) != RING) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
    g_assert_cmphex(qtest_readq(g->qts, g->rings[0].fence), ==, 3);
    cpgpu_ring_wait(g);
}

/* A command that stops the ring: the error interrupt, not the ring's */
static void test_error_irq(void)
{
    g_autoptr(QCpgpu) g = start();
    g_autofree Msix *m = util_msix_start(g, VECTORS);
    struct cpgpu_cmd bad = { .opcode = 0x77, .flags = CPGPU_CMD_IRQ };

    cpgpu_writel(g, CPGPU_INTR_ENABLE, ALL_INTR & ~CPGPU_INTR_VBLANK);
    cpgpu_put(g, &bad);
    cpgpu_drain(g);
    g_assert_cmphex(util_msix_taken(m), ==, MISC);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_OPCODE, 0);
    cpgpu_lose_key(g, 5);       /* free: has none to lose */
    g_assert_cmphex(util_msix_taken(m), ==, 0);
    cpgpu_sess_key(g, 5, key_a);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    util_msix_taken(m);
    cpgpu_lose_key(g, 5);
    g_assert_cmphex(util_msix_taken(m), ==, MISC);
}

UTIL_MAIN("irq",
          { "msix", test_msix }, { "msix-mask", test_msix_mask },
          { "intx", test_intx },
          { "intx-off-under-msix", test_intx_off_under_msix },
          { "msix-off", test_msix_off }, { "intx-disable", test_intx_disable },
          { "fence", test_fence_irq }, { "large-blt", test_large_blt_irq },
          { "error", test_error_irq })
