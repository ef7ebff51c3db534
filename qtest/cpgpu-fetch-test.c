/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands are fetched many at a time: each slot still runs once, in order,
 * with its old or its new content, and results come before the fence value
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

static void fetch_stop(Fetch *f)
{
    cpgpu_stop(f->g);
    g_free(f);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fetch, fetch_stop)

static Fetch *fetch_start(void)
{
    Fetch *f = g_new0(Fetch, 1);

    f->g = util_start_sealed(NULL, 2 * MiB);
    f->data = cpgpu_alloc(f->g, 2 * MANY * 16);
    f->records = cpgpu_alloc(f->g, 2 * MANY * CPGPU_RESULT_SIZE);
    return f;
}

/* Begin again, with an empty ring and without results */
static void fetch_ring(Fetch *f, unsigned log2_size)
{
    cpgpu_writel(f->g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    cpgpu_ring_on(f->g, log2_size);
    qtest_memset(f->g->qts, f->data, 0, 2 * MANY * 16);
    qtest_memset(f->g->qts, f->records, 0, 2 * MANY * CPGPU_RESULT_SIZE);
    f->last_iv = 0;
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

/* Whether command @i was done; then its record and its data are complete */
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
    cpgpu_assert_ok(res.status);
    ref_ctr(key_a, res.data, got, 16);
    g_assert_true(util_is_zero(got, 16));
    *iv = ldq_be_p(res.data);
    return true;
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

/* The ring has completed fence value @value, in its register and in memory */
static void assert_fence(Fetch *f, uint64_t value)
{
    g_assert_cmpuint(cpgpu_ring_done(f->g, 0), ==, value);
    g_assert_cmpuint(qtest_readq(f->g->qts, f->g->rings[0].fence), ==, value);
}

static void put_nth(Fetch *f, unsigned i)
{
    util_put(f->g, 0, nth(f, i));
}

static void put_some(Fetch *f, unsigned first, unsigned n)
{
    for (unsigned i = first; i < first + n; i++) {
        put_nth(f, i);
    }
}

/* Commands @first to @first + @n - 1, at one doorbell, to their end */
static void run_some(Fetch *f, unsigned first, unsigned n)
{
    put_some(f, first, n);
    cpgpu_drain(f->g);
    assert_done(f, first, n);
}

/* Any number of commands at one doorbell, from any place in the ring */
static void test_any_number(void)
{
    static const uint16_t numbers[] = {
        1, 63, 64, 65, 66, 127, 128, 129, 200, 255, 256, 3, 256, 131, 77, 64,
    };
    g_autoptr(Fetch) f = fetch_start();
    unsigned done = 0;

    fetch_ring(f, 8);
    for (int i = 0; i < ARRAY_SIZE(numbers); i++) {
        g_test_message("%u commands at slot %u", numbers[i], done % 256);
        run_some(f, done, numbers[i]);
        done += numbers[i];
        assert_fence(f, done);
    }
}

/* A full ring of the largest size, and small ones round and round */
static void test_wrap_inside(void)
{
    g_autoptr(Fetch) f = fetch_start();

    for (unsigned log2 = 1; log2 <= 7; log2++) {
        unsigned done = 0, size = 1u << log2;

        fetch_ring(f, log2);
        for (int i = 0; i < 12; i++) {
            unsigned n = size - i % (size < 4 ? size : 4);

            run_some(f, done, n);
            done += n;
        }
    }
    fetch_ring(f, CPGPU_RING_SIZE_MAX);
    put_some(f, 0, MANY);
    cpgpu_drain(f->g);
    for (unsigned i = 0; i < MANY; i += 61) {
        uint64_t iv, before;

        g_assert_true(was_done(f, i, &iv));
        g_assert_true(!i || was_done(f, i - 1, &before));
        g_assert_true(!i || iv == before + 1);
    }
}

/* More doorbells while commands are still to be fetched */
static void test_more_behind(void)
{
    g_autoptr(Fetch) f = fetch_start();
    uint64_t big = cpgpu_alloc(f->g, 2 * MiB);

    fetch_ring(f, 8);
    for (unsigned i = 0; i < 240; i++) {
        if (i % 40 == 7) {
            /* into pages behind those that are read back */
            util_put(f->g, 0, cpgpu_cmd_decrypt_any(0, big, MiB, MiB));
        }
        put_nth(f, i);
        cpgpu_kick(f->g);
    }
    cpgpu_ring_wait(f->g);
    assert_done(f, 0, 240);
}

/* ------------------------------------------------- a ring that is rewritten */

/*
 * Slots change right after the doorbell, some behind a long command: either the
 * old command runs or the new one, never a mixture.
 */
static void test_rewritten(void)
{
    g_autoptr(Fetch) f = fetch_start();
    unsigned old = 0, new = 0;
    uint64_t big = cpgpu_alloc(f->g, 2 * MiB), iv;

    for (int round = 0; round < 6; round++) {
        fetch_ring(f, 9);
        util_put(f->g, 0, round % 2 ? cpgpu_cmd_decrypt_any(0, big, MiB, MiB)
                                    : (struct cpgpu_cmd) { 0 });
        put_some(f, 1, 511);
        cpgpu_kick(f->g);
        for (unsigned i = 511; i > 0; i--) {
            f->g->rings[0].tail = i;
            put_nth(f, MANY + i);
        }
        f->g->rings[0].tail = 512;
        cpgpu_ring_wait(f->g);
        g_assert_false(cpgpu_ring_stopped(f->g));
        for (unsigned i = 1; i < 512; i++) {
            bool first = was_done(f, i, &iv);
            bool second = was_done(f, MANY + i, &iv);

            g_assert_true(first != second);
            old += first;
            new += second;
        }
    }
    g_test_message("%u old commands, %u new ones", old, new);
}

/* ------------------------------------------------------- at the end of RAM */

/* A ring of which the last @beyond slots would be behind the end of memory */
static void ring_at_end(Fetch *f, unsigned log2, unsigned beyond)
{
    QCpgpuRing *r = &f->g->rings[0];

    r->slots = 1u << log2;
    r->base = CPGPU_RAM - (r->slots - beyond) * CPGPU_CMD_SIZE;
    fetch_ring(f, log2);
}

static void test_end_of_ram(void)
{
    g_autoptr(Fetch) f = fetch_start();

    for (unsigned log2 = 1; log2 <= 7; log2++) {
        unsigned size = 1u << log2;

        ring_at_end(f, log2, 0);
        run_some(f, 0, size);

        /* half of the slots are beyond: those before are still run */
        ring_at_end(f, log2, size / 2);
        put_some(f, 0, size / 2);
        f->g->rings[0].tail = size;
        cpgpu_drain(f->g);
        cpgpu_assert_stopped(f->g, CPGPU_ST_BAD_ADDRESS, size / 2);
        assert_done(f, 0, size / 2);
        assert_fence(f, size / 2);
    }
}

/* -------------------------------------------------------- results and fence */

/*
 * Some fence values may be skipped, but they come in order, and the results of
 * all commands up to the last one are in memory.
 */
static void test_fence_after_results(void)
{
    enum { COMMANDS = 200 };
    g_autoptr(Fetch) f = fetch_start();
    uint64_t big = cpgpu_alloc(f->g, MiB), iv;
    unsigned seen = 0;

    for (int round = 0; round < 4; round++) {
        uint64_t value = 0;

        qtest_writeq(f->g->qts, f->g->rings[0].fence, 0);
        fetch_ring(f, 8);
        for (unsigned i = 0; i < COMMANDS; i++) {
            struct cpgpu_cmd cmd = nth(f, i);

            if (i % 7 == 3) {
                /* the long ones read back to elsewhere, without a record */
                cmd.vram = MiB;
                cmd.data = big;
                cmd.length = MiB;
                cmd.result = 0;
            }
            cpgpu_put(f->g, &cmd);
        }
        cpgpu_kick(f->g);
        while (value < COMMANDS) {
            uint64_t now = qtest_readq(f->g->qts, f->g->rings[0].fence);

            g_assert_cmpuint(now, >=, value);
            g_assert_cmpuint(now, <=, COMMANDS);
            /* the register is never behind what is in memory */
            g_assert_cmpuint(cpgpu_ring_done(f->g, 0), >=, now);
            for (; value < now; value++) {
                g_assert_true(value % 7 == 3 || was_done(f, value, &iv));
            }
            seen += now != 0;
        }
        cpgpu_ring_wait(f->g);
        g_assert_cmpuint(cpgpu_ring_done(f->g, 0), ==, COMMANDS);
    }
    g_test_message("%u looks", seen);
}

/* A ring that stops has reported all that was done before */
static void test_stop_after_fences(void)
{
    g_autoptr(Fetch) f = fetch_start();

    for (unsigned n = 1; n < 200; n += 23) {
        struct cpgpu_cmd bad = { .opcode = 0x99, .flags = CPGPU_CMD_FENCE,
                                 .fence = 999 };

        fetch_ring(f, 8);
        put_some(f, 0, n);
        cpgpu_put(f->g, &bad);
        put_nth(f, n);
        cpgpu_drain(f->g);
        cpgpu_assert_stopped(f->g, CPGPU_ST_BAD_OPCODE, n);
        assert_done(f, 0, n);
        assert_fence(f, n);
    }
}

UTIL_MAIN("fetch",
          { "any-number", test_any_number },
          { "wrap-inside", test_wrap_inside },
          { "more-behind", test_more_behind }, { "rewritten", test_rewritten },
          { "end-of-ram", test_end_of_ram },
          { "fence-after-results", test_fence_after_results },
          { "stop-after-fences", test_stop_after_fences })
