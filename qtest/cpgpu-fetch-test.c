/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands are fetched many at a time: each slot still runs once, in order, as
 * it was or as it is, and the results come before the fence that tells of them
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define MANY    4096

typedef struct Fetch {
    QCpgpu *g;
    uint64_t data;              /* 16 bytes for each command */
    uint64_t records;           /* and a record */
    uint64_t last_iv;
} Fetch;

static void fetch_start(Fetch *f)
{
    f->g = cpgpu_start(NULL);
    cpgpu_sess_key(f->g, 0, key_a);
    cpgpu_seal(f->g, 0, 0, 2 * MiB);
    f->data = cpgpu_alloc(f->g, 2 * MANY * 16);
    f->records = cpgpu_alloc(f->g, 2 * MANY * CPGPU_RESULT_SIZE);
    f->last_iv = 0;
}

static void fetch_ring(Fetch *f, unsigned log2_size)
{
    cpgpu_writel(f->g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    cpgpu_ring_on(f->g, log2_size);
}

/* Command @i: read back block @i, which holds nothing but zeros */
static struct cpgpu_cmd nth(Fetch *f, unsigned i)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, i * 16, f->data + i * 16, 16);

    cmd.result = f->records + i * CPGPU_RESULT_SIZE;
    cmd.flags = CPGPU_CMD_FENCE;
    cmd.fence = i + 1;
    return cmd;
}

/* Whether command @i was done; then it was done whole */
static bool was_done(Fetch *f, unsigned i, uint64_t *iv)
{
    struct cpgpu_result res;
    uint8_t got[16];

    cpgpu_read(f->g, f->records + i * sizeof(res), &res, sizeof(res));
    cpgpu_read(f->g, f->data + i * 16, got, 16);
    if (util_is_zero(&res, sizeof(res))) {
        g_assert_true(util_is_zero(got, 16));
        return false;
    }
    g_assert_cmpuint(res.status, ==, CPGPU_ST_OK);
    ref_ctr(key_a, res.data, got, 16);
    g_assert_true(util_is_zero(got, 16));
    *iv = ldq_be_p(res.data);
    return true;
}

static void forget(Fetch *f)
{
    qtest_memset(f->g->qts, f->data, 0, 2 * MANY * 16);
    qtest_memset(f->g->qts, f->records, 0, 2 * MANY * CPGPU_RESULT_SIZE);
    f->last_iv = 0;
}

/* Commands @first to @first + @n - 1 were done once, and in this order */
static void assert_done(Fetch *f, unsigned first, unsigned n)
{
    for (unsigned i = first; i < first + n; i++) {
        uint64_t iv;

        g_assert_true(was_done(f, i, &iv));
        if (f->last_iv) {
            g_assert_cmphex(iv, ==, f->last_iv + 1);
        }
        f->last_iv = iv;
    }
}

static void put_nth(Fetch *f, unsigned i)
{
    struct cpgpu_cmd cmd = nth(f, i);

    cpgpu_put(f->g, &cmd);
}

/* Any number of commands at one doorbell, from any place in the ring */
static void test_any_number(void)
{
    static const uint16_t numbers[] = {
        1, 63, 64, 65, 66, 127, 128, 129, 200, 255, 256, 3, 256, 131, 77, 64,
    };
    Fetch f;
    unsigned done = 0;

    fetch_start(&f);
    fetch_ring(&f, 8);
    forget(&f);
    for (int i = 0; i < ARRAY_SIZE(numbers); i++) {
        g_test_message("%u commands at slot %u", numbers[i], done % 256);
        for (unsigned j = 0; j < numbers[i]; j++) {
            put_nth(&f, done + j);
        }
        cpgpu_kick(f.g);
        cpgpu_ring_wait(f.g);
        assert_done(&f, done, numbers[i]);
        done += numbers[i];
        g_assert_cmpuint(cpgpu_ring_done(f.g, 0), ==, done);
        g_assert_cmpuint(qtest_readq(f.g->qts, f.g->rings[0].fence), ==, done);
    }
    cpgpu_stop(f.g);
}

/* A full ring of the largest size, and small ones round and round */
static void test_wrap_inside(void)
{
    Fetch f;

    fetch_start(&f);
    for (unsigned log2 = 1; log2 <= 7; log2++) {
        unsigned done = 0, size = 1u << log2;

        fetch_ring(&f, log2);
        forget(&f);
        for (int i = 0; i < 12; i++) {
            unsigned n = size - i % (size < 4 ? size : 4);

            for (unsigned j = 0; j < n; j++) {
                put_nth(&f, done + j);
            }
            cpgpu_kick(f.g);
            cpgpu_ring_wait(f.g);
            assert_done(&f, done, n);
            done += n;
        }
    }
    fetch_ring(&f, CPGPU_RING_SIZE_MAX);
    forget(&f);
    for (unsigned i = 0; i < MANY; i++) {
        put_nth(&f, i);
    }
    cpgpu_kick(f.g);
    cpgpu_ring_wait(f.g);
    for (unsigned i = 0; i < MANY; i += 61) {
        uint64_t iv, before;

        g_assert_true(was_done(&f, i, &iv));
        g_assert_true(!i || was_done(&f, i - 1, &before));
        g_assert_true(!i || iv == before + 1);
    }
    cpgpu_stop(f.g);
}

/* More doorbells while commands are still to be fetched */
static void test_more_behind(void)
{
    Fetch f;
    uint64_t big;

    fetch_start(&f);
    big = cpgpu_alloc(f.g, 2 * MiB);
    fetch_ring(&f, 8);
    forget(&f);
    for (unsigned i = 0; i < 240; i++) {
        if (i % 40 == 7) {
            /* into pages behind those that are read back */
            struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, big, MiB, MiB);

            cpgpu_put(f.g, &cmd);
        }
        put_nth(&f, i);
        cpgpu_kick(f.g);
    }
    cpgpu_ring_wait(f.g);
    assert_done(&f, 0, 240);
    cpgpu_stop(f.g);
}

/* ------------------------------------------------- a ring that is rewritten */

/*
 * Slots change right after the doorbell, some behind a long command: what runs
 * is the old command or the new one, and never half of each.
 */
static void test_rewritten(void)
{
    Fetch f;
    unsigned old = 0, new = 0;
    uint64_t big, iv;

    fetch_start(&f);
    big = cpgpu_alloc(f.g, 2 * MiB);
    for (int round = 0; round < 6; round++) {
        fetch_ring(&f, 9);
        forget(&f);
        if (round % 2) {
            struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, big, MiB, MiB);

            cpgpu_put(f.g, &cmd);
        } else {
            cpgpu_put(f.g, &(struct cpgpu_cmd) { 0 });
        }
        for (unsigned i = 1; i < 512; i++) {
            put_nth(&f, i);
        }
        cpgpu_kick(f.g);
        for (unsigned i = 511; i > 0; i--) {
            f.g->rings[0].tail = i;
            put_nth(&f, MANY + i);
        }
        f.g->rings[0].tail = 512;
        cpgpu_ring_wait(f.g);
        g_assert_false(cpgpu_ring_stopped(f.g));
        for (unsigned i = 1; i < 512; i++) {
            bool first = was_done(&f, i, &iv);
            bool second = was_done(&f, MANY + i, &iv);

            g_assert_true(first != second);
            old += first;
            new += second;
        }
    }
    g_test_message("%u as they were, %u as they are", old, new);
    cpgpu_stop(f.g);
}

/* ------------------------------------------------------- at the end of RAM */

static void test_end_of_ram(void)
{
    Fetch f;
    QCpgpu *g;

    fetch_start(&f);
    g = f.g;
    for (unsigned log2 = 1; log2 <= 7; log2++) {
        unsigned size = 1u << log2;

        /* the last slot ends where memory does */
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
        g->rings[0].base = CPGPU_RAM - size * CPGPU_CMD_SIZE;
        g->rings[0].slots = size;
        cpgpu_ring_on(g, log2);
        forget(&f);
        for (unsigned i = 0; i < size; i++) {
            put_nth(&f, i);
        }
        cpgpu_kick(g);
        cpgpu_ring_wait(g);
        assert_done(&f, 0, size);

        /* half of the slots are beyond: those before are still run */
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
        g->rings[0].base = CPGPU_RAM - size / 2 * CPGPU_CMD_SIZE;
        cpgpu_ring_on(g, log2);
        forget(&f);
        for (unsigned i = 0; i < size / 2; i++) {
            put_nth(&f, i);
        }
        g->rings[0].tail = size;
        cpgpu_kick(g);
        cpgpu_ring_wait(g);
        cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, size / 2);
        assert_done(&f, 0, size / 2);
        g_assert_cmpuint(cpgpu_ring_done(g, 0), ==, size / 2);
        g_assert_cmpuint(qtest_readq(g->qts, g->rings[0].fence), ==, size / 2);
    }
    cpgpu_stop(g);
}

/* -------------------------------------------------------- results and fence */

/*
 * Some fence values may be left out, but they come in order, and whatever the
 * last one tells of is there.
 */
static void test_fence_after_results(void)
{
    enum { COMMANDS = 200 };
    Fetch f;
    uint64_t big, iv;
    unsigned seen = 0;

    fetch_start(&f);
    big = cpgpu_alloc(f.g, MiB);
    for (int round = 0; round < 4; round++) {
        uint64_t value = 0;

        qtest_writeq(f.g->qts, f.g->rings[0].fence, 0);
        fetch_ring(&f, 8);
        forget(&f);
        for (unsigned i = 0; i < COMMANDS; i++) {
            struct cpgpu_cmd cmd = nth(&f, i);

            if (i % 7 == 3) {
                /* the long ones read back to elsewhere, without a record */
                cmd.vram = MiB;
                cmd.data = big;
                cmd.length = MiB;
                cmd.result = 0;
            }
            cpgpu_put(f.g, &cmd);
        }
        cpgpu_kick(f.g);
        while (value < COMMANDS) {
            uint64_t now = qtest_readq(f.g->qts, f.g->rings[0].fence);

            g_assert_cmpuint(now, >=, value);
            g_assert_cmpuint(now, <=, COMMANDS);
            /* the register is never behind what is in memory */
            g_assert_cmpuint(cpgpu_ring_done(f.g, 0), >=, now);
            for (; value < now; value++) {
                g_assert_true(value % 7 == 3 || was_done(&f, value, &iv));
            }
            seen += now != 0;
        }
        cpgpu_ring_wait(f.g);
        g_assert_cmpuint(cpgpu_ring_done(f.g, 0), ==, COMMANDS);
    }
    g_test_message("%u looks", seen);
    cpgpu_stop(f.g);
}

/* A ring that stops has told of all that was done before */
static void test_stop_after_fences(void)
{
    Fetch f;

    fetch_start(&f);
    for (unsigned n = 1; n < 200; n += 23) {
        struct cpgpu_cmd bad = { .opcode = 0x99, .flags = CPGPU_CMD_FENCE,
                                 .fence = 999 };

        fetch_ring(&f, 8);
        forget(&f);
        for (unsigned i = 0; i < n; i++) {
            put_nth(&f, i);
        }
        cpgpu_put(f.g, &bad);
        put_nth(&f, n);
        cpgpu_kick(f.g);
        cpgpu_ring_wait(f.g);
        cpgpu_assert_stopped(f.g, CPGPU_ST_BAD_OPCODE, n);
        assert_done(&f, 0, n);
        g_assert_cmpuint(cpgpu_ring_done(f.g, 0), ==, n);
        g_assert_cmpuint(qtest_readq(f.g->qts, f.g->rings[0].fence), ==, n);
    }
    cpgpu_stop(f.g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/fetch/any-number", test_any_number);
    qtest_add_func("/cpgpu/fetch/wrap-inside", test_wrap_inside);
    qtest_add_func("/cpgpu/fetch/more-behind", test_more_behind);
    qtest_add_func("/cpgpu/fetch/rewritten", test_rewritten);
    qtest_add_func("/cpgpu/fetch/end-of-ram", test_end_of_ram);
    qtest_add_func("/cpgpu/fetch/fence-after-results",
                   test_fence_after_results);
    qtest_add_func("/cpgpu/fetch/stop-after-fences", test_stop_after_fences);
    return g_test_run();
}
