/* SPDX-License-Identifier: GPL-2.0-or-later */
/* WAIT: a ring that goes on when another one has come so far */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WAITING (CPGPU_RING_STATUS_ON | CPGPU_RING_STATUS_BUSY | \
                 CPGPU_RING_STATUS_WAITING)

static const struct cpgpu_cmd nop;

static void assert_waits(QCpgpu *g, unsigned ring, uint32_t index)
{
    g_assert_cmphex(util_ring_status(g, ring), ==, WAITING);
    g_assert_cmpuint(cpgpu_ring_reg(g, ring, CPGPU_RING_HEAD), ==, index);
}

static void assert_idle(QCpgpu *g, unsigned ring)
{
    cpgpu_ring_wait_n(g, ring);
    g_assert_cmphex(util_ring_status(g, ring), ==, CPGPU_RING_STATUS_ON);
}

static struct cpgpu_cmd wait_then_fence(unsigned ring, uint64_t value,
                                        uint64_t fence)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_wait(ring, value);

    cmd.flags = CPGPU_CMD_FENCE;
    cmd.fence = fence;
    return cmd;
}

static void test_satisfied_before(void)
{
    QCpgpu *g = util_start_rings(NULL);

    /* nothing was done yet, and that is enough for 0 */
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_wait(1, 0)), ==, CPGPU_ST_OK);
    util_submit(g, 1, util_fence(5));
    util_wait_fence(g, 1, 5);
    for (uint64_t value = 0; value <= 5; value++) {
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_wait(1, value)),
                         ==, CPGPU_ST_OK);
        g_assert_true(util_is_zero(g->last.data, 16));
    }
    util_submit(g, 0, cpgpu_cmd_wait(1, 6));
    assert_waits(g, 0, g->rings[0].tail - 1);
    cpgpu_stop(g);
}

/* Not before, not for less, and everything behind it waits as well */
static void test_satisfied_after(void)
{
    QCpgpu *g = util_start_rings(NULL);
    struct cpgpu_cmd cmd = wait_then_fence(3, 0x100000007ull, 21);
    struct cpgpu_result res = { .status = 99 };
    const uint64_t not_yet[] = {
        1, 6, 0xffffffff, 0x100000000ull, 0x100000006ull,
    };

    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(1));
    cmd.flags |= CPGPU_CMD_IRQ;
    cmd.result = g->rings[1].result;
    cpgpu_write(g, cmd.result, &res, sizeof(res));
    cpgpu_put_n(g, 1, &nop);
    cpgpu_put_n(g, 1, &cmd);
    util_submit(g, 1, util_fence(22));
    for (int i = 0; i < ARRAY_SIZE(not_yet); i++) {
        util_submit(g, 3, util_fence(not_yet[i]));
        util_wait_fence(g, 3, not_yet[i]);
        assert_waits(g, 1, 1);
        g_assert_cmpuint(cpgpu_ring_done(g, 1), ==, 0);
        cpgpu_read(g, cmd.result, &res, sizeof(res));
        g_assert_cmpuint(res.status, ==, 99);
        g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS), ==, 0);
    }
    /* some more into the ring that waits */
    util_submit(g, 1, util_fence(23));
    assert_waits(g, 1, 1);
    util_submit(g, 3, util_fence(0x100000008ull));
    assert_idle(g, 1);
    g_assert_cmpuint(cpgpu_ring_done(g, 1), ==, 23);
    cpgpu_read(g, cmd.result, &res, sizeof(res));
    g_assert_cmpuint(res.status, ==, CPGPU_ST_OK);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS), ==, CPGPU_INTR_RING(1));
    cpgpu_stop(g);
}

/* 0 waits for 1, that for 2, that for 3: in whichever order they are rung */
static void test_chain(void)
{
    static const uint8_t orders[][3] = {
        { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 },
    };
    QCpgpu *g = util_start_rings(NULL);
    uint64_t value = 0;

    for (int i = 0; i < ARRAY_SIZE(orders); i++) {
        value++;
        for (int j = 0; j < 3; j++) {
            unsigned n = orders[i][j];

            util_submit(g, n, wait_then_fence(n + 1, value, value));
            assert_waits(g, n, g->rings[n].tail - 1);
        }
        util_submit(g, 3, util_fence(value));
        for (int n = 3; n >= 0; n--) {
            assert_idle(g, n);
            g_assert_cmpuint(cpgpu_ring_done(g, n), ==, value);
        }
    }
    cpgpu_stop(g);
}

/* What they are for: one ring makes what the next one takes, back and forth */
static void test_data(void)
{
    enum { LEN = 512 * KiB, LAPS = 12 };
    QCpgpu *g = util_start_rings(NULL);
    uint64_t data = cpgpu_alloc(g, LEN), out[LAPS], records;
    g_autofree uint8_t *buf = g_malloc0(LEN), *want = g_malloc(LEN);
    uint8_t iv[LAPS][16];

    records = cpgpu_alloc(g, LAPS * CPGPU_RESULT_SIZE);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, LEN);
    qtest_memset(g->qts, data, 0, LEN);
    /* ring 1 writes keystream, ring 2 reads it back before the next one */
    for (int i = 0; i < LAPS; i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_wait(2, i);

        cpgpu_put_n(g, 1, &cmd);
        cmd = cpgpu_cmd_decrypt_any(0, data, 0, LEN);
        memcpy(iv[i], cmd.iv, 16);
        cmd.flags = CPGPU_CMD_FENCE;
        cmd.fence = i + 1;
        cpgpu_put_n(g, 1, &cmd);

        cmd = cpgpu_cmd_wait(1, i + 1);
        cpgpu_put_n(g, 2, &cmd);
        out[i] = cpgpu_alloc(g, LEN);
        cmd = cpgpu_cmd_encrypt(0, 0, out[i], LEN);
        cmd.result = records + i * CPGPU_RESULT_SIZE;
        cmd.flags = CPGPU_CMD_FENCE;
        cmd.fence = i + 1;
        cpgpu_put_n(g, 2, &cmd);
    }
    cpgpu_kick_n(g, 2);
    cpgpu_kick_n(g, 1);
    assert_idle(g, 1);
    assert_idle(g, 2);
    for (int i = 0; i < LAPS; i++) {
        struct cpgpu_result res;

        cpgpu_read(g, records + i * sizeof(res), &res, sizeof(res));
        cpgpu_read(g, out[i], buf, LEN);
        ref_ctr(key_a, res.data, buf, LEN);
        memset(want, 0, LEN);
        ref_ctr(key_a, iv[i], want, LEN);
        g_assert_cmpmem(buf, LEN, want, LEN);
    }
    cpgpu_stop(g);
}

/* Many waits in a row, all rings on the same one */
static void test_many(void)
{
    QCpgpu *g = util_start_rings("rings=16");

    for (unsigned n = 0; n < 15; n++) {
        for (int i = 1; i <= 64; i++) {
            struct cpgpu_cmd cmd = wait_then_fence(15, i, i);

            cpgpu_put_n(g, n, &cmd);
        }
        cpgpu_kick_n(g, n);
    }
    for (int i = 1; i <= 64; i++) {
        util_submit(g, 15, util_fence(i));
        for (unsigned n = 0; n < 15; n++) {
            util_wait_fence(g, n, i);
            if (i < 64) {
                assert_waits(g, n, i);
            }
        }
    }
    for (unsigned n = 0; n < 15; n++) {
        assert_idle(g, n);
    }
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

/* ------------------------------------------------------- wrong commands -- */

static void test_wrong(void)
{
    static const uint32_t no_such[] = {
        2, 4, 5, 16, 255, 0x80000000, UINT32_MAX,
    };
    QCpgpu *g = util_start_rings(NULL);
    const struct cpgpu_cmd good = cpgpu_cmd_wait(1, 0);
    struct cpgpu_cmd cmd;

    for (int i = 0; i < ARRAY_SIZE(no_such); i++) {
        cmd = cpgpu_cmd_wait(no_such[i], 0);
        cpgpu_put_n(g, 2, &cmd);            /* ring 2 is itself no such */
        cpgpu_kick_n(g, 2);
        cpgpu_ring_wait_n(g, 2);
        cpgpu_assert_stopped_n(g, 2, CPGPU_ST_BAD_RANGE, 0);
        cpgpu_ring_recover_n(g, 2);
    }
    for (int i = 0; i < CPGPU_CMD_SIZE; i++) {
        uint8_t *byte = (uint8_t *)&cmd + i;
        size_t wait = offsetof(struct cpgpu_cmd, wait);
        size_t result = offsetof(struct cpgpu_cmd, result);

        /* the fields that it has; fence is one of FENCE, all else is none */
        if (i < 8 || (i >= offsetof(struct cpgpu_cmd, ring) &&
                      i < offsetof(struct cpgpu_cmd, fence)) ||
            (i >= wait && i < wait + 8) || (i >= result && i < result + 8)) {
            continue;
        }
        cmd = good;
        *byte = 1;
        g_test_message("byte %d", i);
        util_assert_stops(g, cmd, CPGPU_ST_BAD_FLAGS);
    }
    for (int bit = 2; bit < 32; bit++) {
        cmd = good;
        cmd.flags = CPGPU_BIT(bit);
        util_assert_stops(g, cmd, CPGPU_ST_BAD_FLAGS);
    }
    g_assert_cmpuint(cpgpu_run(g, good), ==, CPGPU_ST_OK);
    cpgpu_stop(g);

    /* no other ring at all */
    g = cpgpu_start("rings=1");
    util_assert_stops(g, cpgpu_cmd_wait(0, 0), CPGPU_ST_BAD_RANGE);
    util_assert_stops(g, cpgpu_cmd_wait(1, 0), CPGPU_ST_BAD_RANGE);
    cpgpu_stop(g);
}

/* ---------------------------------------------------------------- never -- */

/* It never comes: this ring waits until it is reset, nobody else does */
static void test_never(void)
{
    QCpgpu *g = util_start_rings(NULL);

    cpgpu_sess_key(g, 0, key_a);
    for (int i = 0; i < 3; i++) {
        util_submit(g, 1, wait_then_fence(2, UINT64_MAX, 77));
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_seal(0, i * PAGE, PAGE)),
                         ==, CPGPU_ST_OK);
        assert_waits(g, 1, 0);
        g_assert_cmphex(cpgpu_readl(g, CPGPU_STATUS), ==, CPGPU_STATUS_BUSY);
        cpgpu_ring_recover_n(g, 1);
        g_assert_cmphex(cpgpu_readl(g, CPGPU_STATUS), ==, 0);
        g_assert_cmpuint(cpgpu_ring_done(g, 1), ==, 0);
        g_assert_cmpuint(cpgpu_run_n(g, 1, nop), ==, CPGPU_ST_OK);
        cpgpu_ring_recover_n(g, 1);
    }
    /* what it waited for comes after all: it must not come back to life */
    util_submit(g, 1, wait_then_fence(2, 9, 77));
    cpgpu_ring_recover_n(g, 1);
    util_submit(g, 2, util_fence(9));
    util_wait_fence(g, 2, 9);
    g_assert_cmpuint(cpgpu_ring_done(g, 1), ==, 0);
    g_assert_cmpuint(cpgpu_ring_reg(g, 1, CPGPU_RING_HEAD), ==, 0);
    cpgpu_assert_no_error(g);

    util_submit(g, 1, cpgpu_cmd_wait(2, 100));
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_STATUS), ==, 0);
    cpgpu_stop(g);
}

/* Two that wait for each other, until one of them is helped */
static void test_each_other(void)
{
    QCpgpu *g = util_start_rings(NULL);

    util_submit(g, 0, wait_then_fence(1, 1, 1));
    util_submit(g, 1, wait_then_fence(0, 1, 1));
    g_assert_cmpuint(cpgpu_run_n(g, 2, nop), ==, CPGPU_ST_OK);
    assert_waits(g, 0, 0);
    assert_waits(g, 1, 0);
    cpgpu_ring_recover(g);
    assert_waits(g, 1, 0);
    util_submit(g, 0, util_fence(1));
    assert_idle(g, 1);
    g_assert_cmpuint(cpgpu_ring_done(g, 1), ==, 1);
    cpgpu_stop(g);
}

/* The other ring is off, stops, is reset: it may come back */
static void test_other_in_trouble(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    struct cpgpu_cmd bad = { .opcode = 0x99 };

    util_submit(g, 0, wait_then_fence(1, 5, 1));
    assert_waits(g, 0, 0);
    cpgpu_ring_on_n(g, 1, 4);
    assert_waits(g, 0, 0);
    util_submit(g, 1, util_fence(4));
    util_submit(g, 1, bad);
    cpgpu_ring_wait_n(g, 1);
    cpgpu_assert_stopped_n(g, 1, CPGPU_ST_BAD_OPCODE, 1);
    assert_waits(g, 0, 0);
    cpgpu_ring_recover_n(g, 1);
    assert_waits(g, 0, 0);
    util_submit(g, 1, util_fence(5));
    assert_idle(g, 0);
    /* what was done is done, also when the ring is no longer on */
    cpgpu_writel(g, cpgpu_ring_n(1, CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_wait(1, 5)), ==, CPGPU_ST_OK);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/wait/satisfied-before", test_satisfied_before);
    qtest_add_func("/cpgpu/wait/satisfied-after", test_satisfied_after);
    qtest_add_func("/cpgpu/wait/chain", test_chain);
    qtest_add_func("/cpgpu/wait/data", test_data);
    qtest_add_func("/cpgpu/wait/many", test_many);
    qtest_add_func("/cpgpu/wait/wrong", test_wrong);
    qtest_add_func("/cpgpu/wait/never", test_never);
    qtest_add_func("/cpgpu/wait/each-other", test_each_other);
    qtest_add_func("/cpgpu/wait/other-in-trouble", test_other_in_trouble);
    return g_test_run();
}
