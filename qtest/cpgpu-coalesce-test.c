/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RING_COALESCE: one interrupt for several commands, and none is lost */
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
    cpgpu_kick_n(g, ring);
    cpgpu_ring_wait_n(g, ring);
}

static void step_us(QCpgpu *g, unsigned us)
{
    qtest_clock_step(g->qts, us * 1000ll);
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

static void test_by_count(void)
{
    QCpgpu *g = util_start_rings(NULL);

    coalesce(g, 0, COUNT(4));
    for (int lap = 0; lap < 3; lap++) {
        for (int i = 0; i < 3; i++) {
            commands(g, 0, 1);
            assert_quiet(g, 0);
        }
        /* those that do not ask for it do not count */
        g_assert_cmpuint(cpgpu_run(g, nop), ==, CPGPU_ST_OK);
        assert_quiet(g, 0);
        commands(g, 0, 1);
        assert_raised(g, 0);
    }
    /* one interrupt tells of all that were done in one go */
    commands(g, 0, 10);
    assert_raised(g, 0);
    commands(g, 0, 3);
    assert_quiet(g, 0);
    commands(g, 0, 1);
    assert_raised(g, 0);
    /* no time ever passes for them */
    commands(g, 0, 3);
    step_us(g, 10 * 1000 * 1000);
    assert_quiet(g, 0);
    /* one is as good as none at all */
    coalesce(g, 0, COUNT(1));
    raised(g, 0);
    commands(g, 0, 1);
    assert_raised(g, 0);
    cpgpu_stop(g);
}

static void test_most(void)
{
    QCpgpu *g = util_start_rings(NULL);

    coalesce(g, 0, COUNT(0xffff) | USEC(0xffff));
    commands(g, 0, 60);
    step_us(g, 0xfffe);
    assert_quiet(g, 0);
    step_us(g, 1);
    assert_raised(g, 0);
    cpgpu_stop(g);
}

static void test_by_time(void)
{
    QCpgpu *g = util_start_rings(NULL);

    coalesce(g, 0, USEC(1000));
    for (int lap = 0; lap < 3; lap++) {
        commands(g, 0, 1);
        assert_quiet(g, 0);
        step_us(g, 600);
        /* from the first of them on: later ones do not put it off */
        commands(g, 0, 20);
        step_us(g, 399);
        assert_quiet(g, 0);
        step_us(g, 1);
        assert_raised(g, 0);
        /* and then there is nothing to tell */
        step_us(g, 5000);
        assert_quiet(g, 0);
    }
    g_assert_cmpuint(cpgpu_run(g, nop), ==, CPGPU_ST_OK);
    step_us(g, 5000);
    assert_quiet(g, 0);
    cpgpu_stop(g);
}

/* Whichever is first */
static void test_both(void)
{
    QCpgpu *g = util_start_rings(NULL);

    coalesce(g, 0, COUNT(3) | USEC(1000));
    commands(g, 0, 2);
    step_us(g, 500);
    assert_quiet(g, 0);
    commands(g, 0, 1);
    assert_raised(g, 0);
    step_us(g, 5000);
    assert_quiet(g, 0);

    commands(g, 0, 2);
    assert_quiet(g, 0);
    step_us(g, 1000);
    assert_raised(g, 0);
    /* the two are told of: three more are needed */
    commands(g, 0, 2);
    assert_quiet(g, 0);
    step_us(g, 999);
    commands(g, 0, 1);
    assert_raised(g, 0);
    /* and one more than needed: that was told, too */
    commands(g, 0, 4);
    assert_raised(g, 0);
    step_us(g, 5000);
    assert_quiet(g, 0);
    cpgpu_stop(g);
}

/* A new value while some are pending: told at once, or under the new rule */
static void test_changes(void)
{
    QCpgpu *g = util_start_rings(NULL);

    coalesce(g, 0, COUNT(10));
    commands(g, 0, 3);
    coalesce(g, 0, COUNT(9));
    assert_quiet(g, 0);
    coalesce(g, 0, COUNT(3));
    assert_raised(g, 0);

    /* as many as that have passed already */
    for (int with_time = 0; with_time < 2; with_time++) {
        coalesce(g, 0, COUNT(10));
        commands(g, 0, 3);
        coalesce(g, 0, COUNT(1 + with_time) | USEC(with_time * 1000));
        assert_raised(g, 0);
        step_us(g, 2000);
        assert_quiet(g, 0);
    }

    coalesce(g, 0, COUNT(10));
    commands(g, 0, 3);
    coalesce(g, 0, 0);
    assert_raised(g, 0);
    commands(g, 0, 1);
    assert_raised(g, 0);

    coalesce(g, 0, COUNT(10));
    commands(g, 0, 3);
    coalesce(g, 0, USEC(100));
    step_us(g, 100);
    assert_raised(g, 0);

    coalesce(g, 0, USEC(10000));
    commands(g, 0, 3);
    coalesce(g, 0, USEC(100));
    step_us(g, 100);
    assert_raised(g, 0);
    step_us(g, 20000);
    assert_quiet(g, 0);

    coalesce(g, 0, USEC(100));
    commands(g, 0, 3);
    coalesce(g, 0, COUNT(4));
    step_us(g, 20000);
    assert_quiet(g, 0);
    commands(g, 0, 1);
    assert_raised(g, 0);
    /* with nothing pending there is nothing to tell */
    coalesce(g, 0, 0);
    assert_quiet(g, 0);
    cpgpu_stop(g);
}

/* What a reset ring had pending is forgotten; its setting stays */
static void test_reset(void)
{
    QCpgpu *g = util_start_rings(NULL);

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
        step_us(g, 5000);
        assert_quiet(g, 1);
        commands(g, 1, 2);
        assert_quiet(g, 1);
        commands(g, 1, 1);
        assert_raised(g, 1);
    }
    commands(g, 1, 2);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_cmphex(cpgpu_ring_reg(g, 1, CPGPU_RING_COALESCE), ==, 0);
    step_us(g, 5000);
    assert_quiet(g, 1);
    cpgpu_ring_on_n(g, 1, 6);
    coalesce(g, 1, COUNT(2));
    commands(g, 1, 1);
    assert_quiet(g, 1);
    commands(g, 1, 1);
    assert_raised(g, 1);
    cpgpu_stop(g);
}

/* A ring that stops has not lost what it was about to tell */
static void test_stopped(void)
{
    QCpgpu *g = util_start_rings(NULL);
    struct cpgpu_cmd bad = { .opcode = 0x99, .flags = CPGPU_CMD_IRQ };

    coalesce(g, 2, USEC(1000));
    cpgpu_put_n(g, 2, &irq);
    cpgpu_put_n(g, 2, &irq);
    util_submit(g, 2, bad);
    cpgpu_ring_wait_n(g, 2);
    cpgpu_assert_stopped_n(g, 2, CPGPU_ST_BAD_OPCODE, 2);
    step_us(g, 1000);
    assert_raised(g, 2);
    cpgpu_stop(g);
}

/* Each ring for itself, and its own message */
static void test_each_ring(void)
{
    QCpgpu *g = util_start_rings("rings=16");
    Msix *m = util_msix_start(g, CPGPU_VECTOR_RING(16));

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
    g_free(m);
    cpgpu_stop(g);
}

/* Long blts that end on a worker count as well as those of the doorbell */
static void test_workers(void)
{
    QCpgpu *g = util_start_rings(NULL);
    uint64_t data = cpgpu_alloc(g, CPGPU_MIB);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, CPGPU_MIB);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, CPGPU_MIB);
    cmd.flags = CPGPU_CMD_IRQ;
    coalesce(g, 3, COUNT(8) | USEC(500));
    for (int i = 0; i < 7; i++) {
        cpgpu_put_n(g, 3, i % 2 ? &irq : &cmd);
    }
    cpgpu_kick_n(g, 3);
    cpgpu_ring_wait_n(g, 3);
    assert_quiet(g, 3);
    util_submit(g, 3, cmd);
    cpgpu_ring_wait_n(g, 3);
    assert_raised(g, 3);
    util_submit(g, 3, cmd);
    cpgpu_ring_wait_n(g, 3);
    assert_quiet(g, 3);
    step_us(g, 500);
    assert_raised(g, 3);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/coalesce/by-count", test_by_count);
    qtest_add_func("/cpgpu/coalesce/by-time", test_by_time);
    qtest_add_func("/cpgpu/coalesce/both", test_both);
    qtest_add_func("/cpgpu/coalesce/most", test_most);
    qtest_add_func("/cpgpu/coalesce/changes", test_changes);
    qtest_add_func("/cpgpu/coalesce/reset", test_reset);
    qtest_add_func("/cpgpu/coalesce/stopped", test_stopped);
    qtest_add_func("/cpgpu/coalesce/each-ring", test_each_ring);
    qtest_add_func("/cpgpu/coalesce/workers", test_workers);
    return g_test_run();
}
