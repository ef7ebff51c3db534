/* SPDX-License-Identifier: GPL-2.0-or-later */
/* WAIT: a ring continues when another one has reached a fence value */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WAITING (CPGPU_RING_STATUS_ON | CPGPU_RING_STATUS_BUSY | \
                 CPGPU_RING_STATUS_WAITING)

static const struct cpgpu_cmd nop;

static void assert_waits(QCpgpu *g, unsigned ring, uint32_t index)
{
    cpgpu_assert_ring_reg(g, ring, CPGPU_RING_STATUS, WAITING);
    cpgpu_assert_ring_reg(g, ring, CPGPU_RING_HEAD, index);
}

static void assert_idle(QCpgpu *g, unsigned ring)
{
    cpgpu_ring_wait_n(g, ring);
    cpgpu_assert_ring_reg(g, ring, CPGPU_RING_STATUS, CPGPU_RING_STATUS_ON);
}

static struct cpgpu_cmd wait_then_fence(unsigned ring, uint64_t value,
                                        uint64_t fence)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_wait(ring, value);

    cmd = cpgpu_cmd_fence(cmd, fence);
    return cmd;
}

FIXTURE_TEST(test_satisfied_before, "satisfied-before", .rings = true)
{
    /* nothing was done yet, and that is enough for 0 */
    cpgpu_run_ok(g, cpgpu_cmd_wait(1, 0));
    util_submit(g, 1, util_fence(5));
    util_wait_fence(g, 1, 5);
    for (uint64_t value = 0; value <= 5; value++) {
        cpgpu_run_ok(g, cpgpu_cmd_wait(1, value));
        g_assert_true(util_is_zero(g->last.data, 16));
    }
    util_submit(g, 0, cpgpu_cmd_wait(1, 6));
    assert_waits(g, 0, g->rings[0].tail - 1);
}

/* Not before, not for a smaller value, and all commands behind it wait, too */
FIXTURE_TEST(test_satisfied_after, "satisfied-after", .rings = true)
{
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
        cpgpu_assert_fence(g, 1, 0);
        cpgpu_read(g, cmd.result, &res, sizeof(res));
        g_assert_cmpuint(res.status, ==, 99);
        cpgpu_assert_reg(g, CPGPU_INTR_STATUS, 0);
    }
    /* some more into the ring that waits */
    util_submit(g, 1, util_fence(23));
    assert_waits(g, 1, 1);
    util_submit(g, 3, util_fence(0x100000008ull));
    assert_idle(g, 1);
    cpgpu_assert_fence(g, 1, 23);
    cpgpu_read(g, cmd.result, &res, sizeof(res));
    cpgpu_assert_ok(res.status);
    cpgpu_assert_reg(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(1));
}

/* 0 waits for 1, that for 2, that for 3: in whichever order they are rung */
FIXTURE_TEST(test_chain, "chain", .rings = true)
{
    static const uint8_t orders[][3] = {
        { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 },
    };
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
            cpgpu_assert_fence(g, n, value);
        }
    }
}

/* One ring produces what the next one consumes, back and forth */
FIXTURE_TEST(test_data, "data", .rings = true)
{
    enum { LEN = 512 * KiB, LAPS = 12 };
    uint64_t data = cpgpu_alloc(g, LEN), out[LAPS], records;
    g_autofree uint8_t *buf = g_malloc0(LEN), *want = g_malloc(LEN);
    uint8_t iv[LAPS][16];

    records = cpgpu_alloc(g, LAPS * CPGPU_RESULT_SIZE);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, LEN);
    qtest_memset(g->qts, data, 0, LEN);
    /* ring 1 writes keystream, ring 2 reads it back before the next one */
    for (int i = 0; i < LAPS; i++) {
        struct cpgpu_cmd cmd;

        util_put(g, 1, cpgpu_cmd_wait(2, i));
        cmd = cpgpu_cmd_decrypt_any(0, data, 0, LEN);
        memcpy(iv[i], cmd.iv, 16);
        util_put(g, 1, cpgpu_cmd_fence(cmd, i + 1));

        util_put(g, 2, cpgpu_cmd_wait(1, i + 1));
        out[i] = cpgpu_alloc(g, LEN);
        cmd = cpgpu_cmd_encrypt(0, 0, out[i], LEN);
        util_put(g, 2, cpgpu_cmd_record(cpgpu_cmd_fence(cmd, i + 1),
                                        records, i));
    }
    cpgpu_kick_n(g, 2);
    cpgpu_kick_n(g, 1);
    assert_idle(g, 1);
    assert_idle(g, 2);
    for (int i = 0; i < LAPS; i++) {
        struct cpgpu_result res;

        res = cpgpu_record(g, records, i);
        cpgpu_read(g, out[i], buf, LEN);
        ref_ctr(key_a, res.data, buf, LEN);
        memset(want, 0, LEN);
        ref_ctr(key_a, iv[i], want, LEN);
        g_assert_cmpmem(buf, LEN, want, LEN);
    }
}

/* Many waits in a row, all rings on the same one */
FIXTURE_TEST(test_many, "many", "rings=16", .rings = true)
{
    for (unsigned n = 0; n < 15; n++) {
        for (int i = 1; i <= 64; i++) {
            util_put(g, n, wait_then_fence(15, i, i));
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
}

FIXTURE_TEST_ALONE(test_wrong, "wrong")
{
    static const uint32_t no_such[] = {
        2, 4, 5, 16, 255, 0x80000000, UINT32_MAX,
    };
    QCpgpu *g = util_start_rings(NULL);
    const struct cpgpu_cmd good = cpgpu_cmd_wait(1, 0);
    struct cpgpu_cmd cmd;

    for (int i = 0; i < ARRAY_SIZE(no_such); i++) {
        cmd = cpgpu_cmd_wait(no_such[i], 0);
        cpgpu_put_n(g, 2, &cmd);            /* a ring cannot wait for itself */
        cpgpu_drain_n(g, 2);
        cpgpu_assert_stopped_n(g, 2, CPGPU_ST_BAD_RANGE, 0);
        cpgpu_ring_recover_n(g, 2);
    }
    for (int i = 0; i < CPGPU_CMD_SIZE; i++) {
        uint8_t *byte = (uint8_t *)&cmd + i;
        size_t wait = offsetof(struct cpgpu_cmd, wait);
        size_t result = offsetof(struct cpgpu_cmd, result);

        /*
         * skip the fields that WAIT uses; a fence value without FENCE is wrong
         */
        if (i < 8 || (i >= offsetof(struct cpgpu_cmd, ring) &&
                      i < offsetof(struct cpgpu_cmd, fence)) ||
            (i >= wait && i < wait + 8) || (i >= result && i < result + 8)) {
            continue;
        }
        cmd = good;
        *byte = 1;
        g_test_message("byte %d", i);
        cpgpu_run_stops(g, cmd, BAD_FLAGS);
    }
    for (int bit = 2; bit < 32; bit++) {
        cmd = good;
        cmd.flags = CPGPU_BIT(bit);
        cpgpu_run_stops(g, cmd, BAD_FLAGS);
    }
    cpgpu_run_ok(g, good);
    cpgpu_stop(g);

    /* no other ring at all */
    g = cpgpu_start("rings=1");
    cpgpu_run_stops(g, cpgpu_cmd_wait(0, 0), BAD_RANGE);
    cpgpu_run_stops(g, cpgpu_cmd_wait(1, 0), BAD_RANGE);
    cpgpu_stop(g);
}

/* The value never comes: the ring waits until it is reset, and no other does */
FIXTURE_TEST(test_never, "never", .rings = true)
{
    cpgpu_sess_key(g, 0, key_a);
    for (int i = 0; i < 3; i++) {
        util_submit(g, 1, wait_then_fence(2, UINT64_MAX, 77));
        cpgpu_run_ok(g, cpgpu_cmd_seal(0, i * PAGE, PAGE));
        assert_waits(g, 1, 0);
        cpgpu_assert_reg(g, CPGPU_STATUS, CPGPU_STATUS_BUSY);
        cpgpu_ring_recover_n(g, 1);
        cpgpu_assert_reg(g, CPGPU_STATUS, 0);
        cpgpu_assert_fence(g, 1, 0);
        cpgpu_assert_ok(cpgpu_run_n(g, 1, nop));
        cpgpu_ring_recover_n(g, 1);
    }
    /* the value comes after the reset: the command must not run any more */
    util_submit(g, 1, wait_then_fence(2, 9, 77));
    cpgpu_ring_recover_n(g, 1);
    util_submit(g, 2, util_fence(9));
    util_wait_fence(g, 2, 9);
    cpgpu_assert_fence(g, 1, 0);
    cpgpu_assert_ring_reg(g, 1, CPGPU_RING_HEAD, 0);
    cpgpu_assert_no_error(g);

    util_submit(g, 1, cpgpu_cmd_wait(2, 100));
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    cpgpu_assert_reg(g, CPGPU_STATUS, 0);
}

/* Two rings that wait for each other, until one of them is reset */
FIXTURE_TEST(test_each_other, "each-other", .rings = true)
{
    util_submit(g, 0, wait_then_fence(1, 1, 1));
    util_submit(g, 1, wait_then_fence(0, 1, 1));
    cpgpu_assert_ok(cpgpu_run_n(g, 2, nop));
    assert_waits(g, 0, 0);
    assert_waits(g, 1, 0);
    cpgpu_ring_recover(g);
    assert_waits(g, 1, 0);
    util_submit(g, 0, util_fence(1));
    assert_idle(g, 1);
    cpgpu_assert_fence(g, 1, 1);
}

/* The other ring may be off, stopped or reset, and come back */
FIXTURE_TEST(test_other_in_trouble, "other-in-trouble")
{
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
    cpgpu_run_ok(g, cpgpu_cmd_wait(1, 5));
}

FIXTURE_MAIN(fixture_add, "wait")
