/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RING_COALESCE: one interrupt for several commands, of which none is lost */
#include "qemu/osdep.h"
#include "cpgpu-util.h"

#define COUNT(n)        CPGPU_RING_COALESCE_COUNT(n)
#define USEC(us)        CPGPU_RING_COALESCE_USEC(us)

static const struct cpgpu_cmd nop;
static const struct cpgpu_cmd irq = { .flags = CPGPU_CMD_IRQ };

static void coalesce(QCpgpu *g, unsigned n, uint32_t value)
{
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_COALESCE), value);
    g_assert_cmphex(cpgpu_ring_reg(g, n, CPGPU_RING_COALESCE), ==, value);
}

/* @n commands with IRQ, at one doorbell */
static void commands(QCpgpu *g, unsigned ring, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        cpgpu_put_n(g, ring, &irq);
    }
    cpgpu_drain_n(g, ring);
}

static void step_us(QCpgpu *g, unsigned us)
{
    qtest_clock_step(g->qts, us * 1000ll);
}

/* Three commands of ring 0, with this setting */
static void pending(QCpgpu *g, uint32_t value)
{
    coalesce(g, 0, value);
    commands(g, 0, 3);
}

/* Whether the ring raised its interrupt since the last look */
static bool raised(QCpgpu *g, unsigned ring)
{
    uint32_t bit = CPGPU_INTR_RING(ring);
    bool set = cpgpu_readl(g, CPGPU_INTR_STATUS) & bit;

    cpgpu_writel(g, CPGPU_INTR_STATUS, bit);
    return set;
}

#define assert_raised(g, ring)  g_assert_true(raised(g, ring))
#define assert_quiet(g, ring)   g_assert_false(raised(g, ring))

/* commands(), or step_us(), and the look at the interrupt */
static bool after(QCpgpu *g, unsigned ring, unsigned n)
{
    commands(g, ring, n);
    return raised(g, ring);
}

static bool after_us(QCpgpu *g, unsigned ring, unsigned us)
{
    step_us(g, us);
    return raised(g, ring);
}

#define raised_after(g, ring, n)        g_assert_true(after(g, ring, n))
#define quiet_after(g, ring, n)         g_assert_false(after(g, ring, n))
#define raised_after_us(g, ring, us)    g_assert_true(after_us(g, ring, us))
#define quiet_after_us(g, ring, us)     g_assert_false(after_us(g, ring, us))

static void test_by_count(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);

    coalesce(g, 0, COUNT(4));
    for (int lap = 0; lap < 3; lap++) {
        for (int i = 0; i < 3; i++) {
            quiet_after(g, 0, 1);
        }
        /* commands without IRQ do not count */
        cpgpu_run_ok(g, nop);
        assert_quiet(g, 0);
        raised_after(g, 0, 1);
    }
    /* one interrupt reports all that were done at one doorbell */
    raised_after(g, 0, 10);
    quiet_after(g, 0, 3);
    raised_after(g, 0, 1);
    /* without USEC they wait however long it takes */
    commands(g, 0, 3);
    quiet_after_us(g, 0, 10 * 1000 * 1000);
    /* a count of one coalesces nothing */
    coalesce(g, 0, COUNT(1));
    raised(g, 0);
    raised_after(g, 0, 1);
}

static void test_most(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);

    coalesce(g, 0, COUNT(0xffff) | USEC(0xffff));
    commands(g, 0, 60);
    quiet_after_us(g, 0, 0xfffe);
    raised_after_us(g, 0, 1);
}

static void test_by_time(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);

    coalesce(g, 0, USEC(1000));
    for (int lap = 0; lap < 3; lap++) {
        quiet_after(g, 0, 1);
        step_us(g, 600);
        /* counted from the first command: later ones do not delay it */
        commands(g, 0, 20);
        quiet_after_us(g, 0, 399);
        raised_after_us(g, 0, 1);
        /* and then there is nothing to report */
        quiet_after_us(g, 0, 5000);
    }
    cpgpu_run_ok(g, nop);
    quiet_after_us(g, 0, 5000);
}

/* Whichever is first */
static void test_both(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);

    coalesce(g, 0, COUNT(3) | USEC(1000));
    commands(g, 0, 2);
    quiet_after_us(g, 0, 500);
    raised_after(g, 0, 1);
    quiet_after_us(g, 0, 5000);

    quiet_after(g, 0, 2);
    raised_after_us(g, 0, 1000);
    /* two were reported, three more are needed */
    quiet_after(g, 0, 2);
    step_us(g, 999);
    raised_after(g, 0, 1);
    /* one more than needed is reported with the others */
    raised_after(g, 0, 4);
    quiet_after_us(g, 0, 5000);
}

/* A new value applies to what is pending: reported now, or by the new rule */
static void test_changes(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);

    pending(g, COUNT(10));
    coalesce(g, 0, COUNT(9));
    assert_quiet(g, 0);
    coalesce(g, 0, COUNT(3));
    assert_raised(g, 0);

    /* more than the new count are pending already */
    for (int with_time = 0; with_time < 2; with_time++) {
        pending(g, COUNT(10));
        coalesce(g, 0, COUNT(1 + with_time) | USEC(with_time * 1000));
        assert_raised(g, 0);
        quiet_after_us(g, 0, 2000);
    }

    pending(g, COUNT(10));
    coalesce(g, 0, 0);
    assert_raised(g, 0);
    raised_after(g, 0, 1);

    pending(g, COUNT(10));
    coalesce(g, 0, USEC(100));
    raised_after_us(g, 0, 100);

    pending(g, USEC(10000));
    coalesce(g, 0, USEC(100));
    raised_after_us(g, 0, 100);
    quiet_after_us(g, 0, 20000);

    pending(g, USEC(100));
    coalesce(g, 0, COUNT(4));
    quiet_after_us(g, 0, 20000);
    raised_after(g, 0, 1);
    /* with nothing pending there is nothing to report */
    coalesce(g, 0, 0);
    assert_quiet(g, 0);
}

/* A reset of the ring discards what is pending and keeps the setting */
static void test_reset(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);

    coalesce(g, 1, COUNT(3) | USEC(1000));
    for (int how = 0; how < 2; how++) {
        commands(g, 1, 2);
        if (how) {
            cpgpu_ring_recover_n(g, 1);
        } else {
            cpgpu_writel(g, cpgpu_ring_n(1, CPGPU_RING_CTRL), 0);
            cpgpu_ring_on_n(g, 1, 6);
        }
        g_assert_cmphex(cpgpu_ring_reg(g, 1, CPGPU_RING_COALESCE), ==,
                        COUNT(3) | USEC(1000));
        raised(g, 1);
        quiet_after_us(g, 1, 5000);
        quiet_after(g, 1, 2);
        raised_after(g, 1, 1);
    }
    commands(g, 1, 2);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_cmphex(cpgpu_ring_reg(g, 1, CPGPU_RING_COALESCE), ==, 0);
    quiet_after_us(g, 1, 5000);
    cpgpu_ring_on_n(g, 1, 6);
    coalesce(g, 1, COUNT(2));
    quiet_after(g, 1, 1);
    raised_after(g, 1, 1);
}

/* A ring that stops still reports what is pending */
static void test_stopped(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);
    struct cpgpu_cmd bad = { .opcode = 0x99, .flags = CPGPU_CMD_IRQ };

    coalesce(g, 2, USEC(1000));
    cpgpu_put_n(g, 2, &irq);
    cpgpu_put_n(g, 2, &irq);
    cpgpu_put_n(g, 2, &bad);
    cpgpu_drain_n(g, 2);
    cpgpu_assert_stopped_n(g, 2, CPGPU_ST_BAD_OPCODE, 2);
    raised_after_us(g, 2, 1000);
}

/* Each ring has a setting and a message of its own */
static void test_each_ring(void)
{
    g_autoptr(QCpgpu) g = util_start_rings("rings=16");
    g_autofree Msix *m = util_msix_start(g, CPGPU_VECTOR_RING(16));

    cpgpu_writel(g, CPGPU_INTR_ENABLE, 0xffff);
    for (unsigned n = 0; n < 16; n++) {
        coalesce(g, n, n % 2 ? COUNT(n + 1) : USEC(100 * (n + 1)));
        commands(g, n, n ? n : 1);
    }
    g_assert_cmphex(util_msix_taken(m), ==, 0);
    for (unsigned n = 0; n < 16; n++) {
        if (n % 2) {
            commands(g, n, 1);
        } else {
            step_us(g, n ? 200 : 100);
        }
        g_assert_cmphex(util_msix_taken(m), ==, 1u << CPGPU_VECTOR_RING(n));
        assert_raised(g, n);
    }
}

/* Long blts that end on a worker count as well as those of the doorbell */
static void test_workers(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);
    uint64_t data = cpgpu_alloc(g, CPGPU_MIB);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, CPGPU_MIB);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, CPGPU_MIB);
    cmd.flags = CPGPU_CMD_IRQ;
    coalesce(g, 3, COUNT(8) | USEC(500));
    for (int i = 0; i < 7; i++) {
        cpgpu_put_n(g, 3, i % 2 ? &irq : &cmd);
    }
    cpgpu_drain_n(g, 3);
    assert_quiet(g, 3);
    util_submit(g, 3, cmd);
    cpgpu_ring_wait_n(g, 3);
    assert_raised(g, 3);
    util_submit(g, 3, cmd);
    cpgpu_ring_wait_n(g, 3);
    assert_quiet(g, 3);
    raised_after_us(g, 3, 500);
}

UTIL_MAIN("coalesce",
          { "by-count", test_by_count }, { "by-time", test_by_time },
          { "both", test_both }, { "most", test_most },
          { "changes", test_changes }, { "reset", test_reset },
          { "stopped", test_stopped }, { "each-ring", test_each_ring },
          { "workers", test_workers })
