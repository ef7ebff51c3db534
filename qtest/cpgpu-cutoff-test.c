/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that grows with the video memory, cut off by a reset: commands that must
 * be completed continue without their ring, a reset of the device discards all,
 * and neither keeps the caller waiting
 */
#include "qemu/osdep.h"
#include "cpgpu-cutoff.h"

#define PAGES   (VRAM / PAGE)
#define ROUNDS  2               /* with workers that run, and that are held */
#define MARK    0x5a5a5a5au     /* of a record that was not written */

QCpgpu *cutoff_start_with(const char *opts)
{
    QCpgpu *g = cpgpu_start_with("q35", opts, NULL);

    cpgpu_ring_on_n(g, 0, 4);
    cpgpu_ring_on_n(g, 1, 4);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    return g;
}

uint32_t cutoff_pages(QCpgpu *g, unsigned session)
{
    return cpgpu_sess_reg(g, session, CPGPU_SESS_PAGES);
}

static uint64_t last_fence;     /* that submit_marked() has asked for */

/* Start a command whose end would be seen: a record, a fence, an interrupt */
static void submit_marked(QCpgpu *g, unsigned ring, struct cpgpu_cmd cmd)
{
    cmd.flags |= CPGPU_CMD_FENCE | CPGPU_CMD_IRQ;
    cmd.fence = ++last_fence;
    cmd.result = g->rings[ring].result;
    qtest_writel(g->qts, cmd.result, MARK);
    util_submit(g, ring, cmd);
}

static uint32_t record(QCpgpu *g, unsigned ring)
{
    return qtest_readl(g->qts, g->rings[ring].result);
}

static void reset_ring_0(QCpgpu *g)
{
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    g_assert_cmphex(util_ring_status(g, 0) & ~CPGPU_RING_STATUS_BUSY, ==, 0);
    g_assert_cmpuint(cpgpu_ring_reg(g, 0, CPGPU_RING_HEAD), ==, 0);
    g_assert_cmpuint(cpgpu_ring_reg(g, 0, CPGPU_RING_TAIL), ==, 0);
    cpgpu_ring_on(g, 4);
}

/* Submit the command, for workers that are held, or have just been released */
static void begin(QCpgpu *g, struct cpgpu_cmd cmd, bool held)
{
    cpgpu_hold_workers(g, true);
    submit_marked(g, 0, cmd);
    g_assert_true(util_is_busy(g));
    cpgpu_hold_workers(g, held);
}

/*
 * Reset ring 0 under the command: the ring is off immediately, the work
 * continues, and what the ring does next comes after it.  Returns false if the
 * command had finished before, which it cannot while workers are @held.
 */
static bool cut_off(QCpgpu *g, struct cpgpu_cmd cmd, bool held)
{
    bool cut;

    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(0));
    begin(g, cmd, held);
    reset_ring_0(g);
    cut = record(g, 0) == MARK;
    g_assert_true((cut && util_is_busy(g)) || !held);
    cpgpu_hold_workers(g, false);
    return cut;
}

/* If the command was @cut off, its end was not reported in any way. */
static void assert_cut_off(QCpgpu *g, bool cut)
{
    if (!cut) {
        return;
    }
    g_assert_cmphex(record(g, 0), ==, MARK);
    g_assert_cmphex(qtest_readq(g->qts, g->rings[0].fence), !=, last_fence);
    g_assert_cmphex(cpgpu_ring_done(g, 0), !=, last_fence);
    g_assert_false(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RING(0));
    cpgpu_assert_no_error(g);
}

/* Session @n has pages with @count bytes of @plain in front, else zeros */
static void assert_content(QCpgpu *g, unsigned n, const uint8_t *key,
                           const uint8_t *plain, size_t count)
{
    uint8_t got[16 * PAGE];

    for (uint64_t at = 0; at < VRAM; at += at < MiB ? sizeof(got) : MiB) {
        cpgpu_get_plain(g, n, key, at, got, sizeof(got));
        if (at + sizeof(got) <= count) {
            g_assert_cmpmem(got, sizeof(got), plain + at, sizeof(got));
        } else {
            g_assert_true(util_is_zero(got, sizeof(got)));
        }
    }
}

static void seal_all(QCpgpu *g, unsigned n)
{
    cpgpu_seal(g, n, 0, VRAM);
    g_assert_cmpuint(cutoff_pages(g, n), ==, PAGES);
}

/* Session @n owns all pages, which the other session cannot unseal */
static void assert_sealed_by(QCpgpu *g, unsigned n)
{
    g_assert_cmpuint(cutoff_pages(g, n), ==, PAGES);
    g_assert_cmpuint(cutoff_pages(g, !n), ==, 0);
    util_assert_fails(g, cpgpu_cmd_unseal(!n, VRAM - PAGE, PAGE),
                      CPGPU_ST_NOT_OWNER);
    cpgpu_run_ok(g, cpgpu_cmd_unseal(n, 0, VRAM));
    g_assert_cmpuint(cutoff_pages(g, n), ==, 0);
    util_assert_vram_zero(g, 0, VRAM);
}

/* ------------------------------------------------------- a ring is reset -- */

static void test_seal(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();
    const uint8_t zero[PAGE] = { 0 };

    for (int i = 0; i < ROUNDS; i++) {
        uint64_t nonce = util_nonce(g);
        bool cut = cut_off(g, cpgpu_cmd_seal(0, 0, VRAM), i % 2);

        /* commands of the session wait for it, from any ring */
        cpgpu_assert_ok(cpgpu_run_n(g, 1, cpgpu_cmd_fill(0, 0, 0, PAGE)));
        assert_cut_off(g, cut);
        g_assert_cmphex(util_nonce(g), ==, nonce + PAGES + 1);
        util_assert_page(g, 0, key_a, nonce + 1, 1, zero);
        util_assert_page(g, 0, key_a, nonce + PAGES - 1, PAGES - 1, zero);
        assert_content(g, 0, key_a, NULL, 0);
        assert_sealed_by(g, 0);
    }
}

static void test_unseal(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < ROUNDS; i++) {
        bool cut;

        seal_all(g, 0);
        cut = cut_off(g, cpgpu_cmd_unseal(0, 0, VRAM), i % 2);
        /* the ring continues when the command has finished */
        util_submit(g, 0, (struct cpgpu_cmd) { 0 });
        cpgpu_ring_wait(g);
        g_assert_false(util_is_busy(g));
        assert_cut_off(g, cut);
        g_assert_cmpuint(cutoff_pages(g, 0), ==, 0);
        util_assert_vram_zero(g, 0, VRAM);
        seal_all(g, 1);
        assert_sealed_by(g, 1);
    }
}

/* The key is K xor R for all pages, each of which was brought over once */
static void test_finish(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();
    g_autofree uint8_t *plain = g_malloc(MiB);
    uint8_t key[16];

    memcpy(key, key_a, 16);
    seal_all(g, 0);
    util_pattern(plain, MiB, 1);
    cpgpu_put_plain(g, 0, key, 0, plain, MiB);
    for (unsigned i = 1; i <= ROUNDS; i++) {
        uint64_t bytes = cpgpu_stat(g, "stat-bytes-reencrypted");
        uint64_t nonce = util_nonce(g);
        bool cut;

        cpgpu_run_ok(g, cpgpu_cmd_refresh_start(0));
        ref_xor(key, key, g->last.data, 16);
        cut = cut_off(g, cpgpu_cmd_refresh_finish(0), i % 2);
        /* the new key is already in use */
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEYED);
        cpgpu_assert_ok(cpgpu_run_n(g, 1, cpgpu_cmd_fill(0, i * 0x01010101,
                                                         0, PAGE)));
        memset(plain, i, PAGE);
        util_wait_idle(g);
        assert_cut_off(g, cut);
        assert_content(g, 0, key, plain, MiB);
        g_assert_cmpuint(cpgpu_sess_reg(g, 0, CPGPU_SESS_REFRESHES), ==, i);
        g_assert_cmpuint(cpgpu_stat(g, "stat-refreshes"), ==, i);
        g_assert_cmpuint(cpgpu_stat(g, "stat-bytes-reencrypted") - bytes, ==,
                         VRAM);
        util_assert_page(g, 0, key, nonce + PAGES - 1, PAGES - 1,
                         (uint8_t[PAGE]) { 0 });
    }
    assert_sealed_by(g, 0);
}

/* Two resets, with commands in between that may never have started */
static void test_two_ring_resets(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < 5; i++) {
        cut_off(g, cpgpu_cmd_seal(0, 0, VRAM), i % 2);
        cut_off(g, cpgpu_cmd_unseal(0, 0, VRAM), false);
        util_wait_idle(g);
        /* the UNSEAL may have run, or not */
        if (cutoff_pages(g, 0)) {
            assert_content(g, 0, key_a, NULL, 0);
            assert_sealed_by(g, 0);
        }
        util_assert_vram_zero(g, 0, VRAM);
    }
}

/* A reset of one ring leaves another ring's command alone */
static void test_other_ring(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();
    uint64_t fence;

    cpgpu_hold_workers(g, true);
    submit_marked(g, 1, cpgpu_cmd_seal(1, 0, VRAM));
    fence = last_fence;
    submit_marked(g, 0, (struct cpgpu_cmd) { 0 });
    reset_ring_0(g);
    g_assert(util_ring_status(g, 1) & CPGPU_RING_STATUS_BUSY);
    cpgpu_hold_workers(g, false);
    cpgpu_ring_wait_n(g, 1);
    cpgpu_assert_ok(record(g, 1));
    g_assert_cmphex(cpgpu_ring_done(g, 1), ==, fence);
    assert_sealed_by(g, 1);
}

/* DESTROY by register waits for the command and then frees all its pages */
static void test_destroy_after(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < 3; i++) {
        begin(g, cpgpu_cmd_seal(0, 0, VRAM), true);
        reset_ring_0(g);
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD), CPGPU_SESS_CMD_DESTROY);
        g_assert(cpgpu_sess_state(g, 0) & CPGPU_SESS_STATE_BUSY);
        cpgpu_hold_workers(g, false);
        cpgpu_sess_wait(g, 0);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_FREE);
        g_assert_cmpuint(cutoff_pages(g, 0), ==, 0);
        util_assert_vram_zero(g, 0, VRAM);
        cpgpu_sess_key(g, 0, key_a);
    }
}

/* With workers=0 a command has finished before it can be cut off */
static void test_no_workers(void)
{
    g_autoptr(QCpgpu) g = cutoff_start_with("vram=32M,workers=0");

    submit_marked(g, 0, cpgpu_cmd_seal(0, 0, VRAM));
    g_assert_false(util_is_busy(g));
    cpgpu_assert_ok(record(g, 0));
    cpgpu_lose_content(g, 0);
    g_assert_false(util_is_busy(g));
    util_assert_vram_zero(g, 0, VRAM);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, VRAM));
    seal_all(g, 1);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_false(util_is_busy(g));
    util_assert_vram_zero(g, 0, VRAM);
}

/* ------------------------------------------ which session gets the pages -- */

/* A SEAL of a page that another session's SEAL has not reached yet */
static void test_rivals(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < 5; i++) {
        unsigned first = i & 1, other = !first;

        submit_marked(g, first, cpgpu_cmd_seal(first, 0, VRAM));
        submit_marked(g, other, cpgpu_cmd_seal(other, VRAM - PAGE, PAGE));
        cpgpu_ring_wait_n(g, 0);
        cpgpu_ring_wait_n(g, 1);
        cpgpu_assert_ok(record(g, first));
        cpgpu_assert_st(record(g, other), SEALED);
        cpgpu_clear_error(g);
        assert_content(g, first, first ? key_b : key_a, NULL, 0);
        assert_sealed_by(g, first);
    }
}

/* A SEAL of free pages, between those that a DESTROY frees */
static void test_seal_beside_destroy(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < ROUNDS; i++) {
        cpgpu_seal(g, 0, 0, 15 * MiB);
        cpgpu_seal(g, 0, 17 * MiB, 15 * MiB);
        cpgpu_hold_workers(g, true);
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD), CPGPU_SESS_CMD_DESTROY);
        submit_marked(g, 1, cpgpu_cmd_seal(1, 16 * MiB, PAGE));
        cpgpu_ring_wait_n(g, 1);
        cpgpu_assert_ok(record(g, 1));
        g_assert(cpgpu_sess_state(g, 0) & CPGPU_SESS_STATE_BUSY);
        cpgpu_hold_workers(g, false);
        cpgpu_sess_wait(g, 0);
        g_assert_cmpuint(cutoff_pages(g, 1), ==, 1);
        cpgpu_run_ok(g, cpgpu_cmd_unseal(1, 16 * MiB, PAGE));
        cpgpu_sess_key(g, 0, key_a);
    }
}

/* --------------------------------------------------------- keys get lost -- */

/* SEAL completes, but its pages are stale; then their content is lost */
static void test_lost_during_seal(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();
    uint8_t got[PAGE];

    for (int i = 0; i < 3; i++) {
        begin(g, cpgpu_cmd_seal(0, 0, VRAM), i % 2);
        cpgpu_lose_key(g, 0);
        cpgpu_hold_workers(g, false);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEY_LOST);
        cpgpu_ring_wait(g);
        cpgpu_assert_ok(record(g, 0));
        g_assert_cmpuint(cutoff_pages(g, 0), ==, PAGES);
        cpgpu_vram_read(g, VRAM - PAGE, got, PAGE);
        g_assert_false(util_is_zero(got, PAGE));
        cpgpu_lose_content(g, 0);
        /* what comes next waits until the pages are scrubbed */
        cpgpu_sess_key(g, 0, key_a);
        util_assert_fails(g, cpgpu_cmd_fill(0, 0, VRAM - PAGE, PAGE),
                          CPGPU_ST_STALE);
        util_assert_vram_zero(g, 0, VRAM);
        assert_sealed_by(g, 0);
    }
}

static void test_content_lost_during_seal(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    begin(g, cpgpu_cmd_seal(0, 0, VRAM), true);
    cpgpu_qom_set(g, "teardown", "content");
    cpgpu_hold_workers(g, false);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CONTENT_LOST);
    util_wait_idle(g);
    cpgpu_assert_ok(record(g, 0));
    util_assert_vram_zero(g, 0, VRAM);
    assert_sealed_by(g, 0);
}

/* Content of many sessions, each with its pages, and new pages meanwhile */
static void test_all_content_lost(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();
    uint8_t plain[PAGE];

    cpgpu_seal(g, 0, 0, 4 * MiB);
    cpgpu_seal(g, 1, 4 * MiB, 4 * MiB);
    cpgpu_seal(g, 0, 8 * MiB, 16 * MiB);
    cpgpu_qom_set(g, "teardown", "content");
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, 30 * MiB, PAGE);
    util_pattern(plain, PAGE, 1);
    cpgpu_put_plain(g, 1, key_b, 30 * MiB, plain, PAGE);
    util_wait_idle(g);
    util_assert_plain(g, 1, key_b, 30 * MiB, plain, PAGE);
    util_assert_vram_zero(g, 0, 30 * MiB);
}

/* A refresh needs the key, and is aborted without it */
static void test_lost_during_finish(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < ROUNDS; i++) {
        bool held = i % 2;

        seal_all(g, 0);
        cpgpu_run_ok(g, cpgpu_cmd_refresh_start(0));
        begin(g, cpgpu_cmd_refresh_finish(0), held);
        cpgpu_lose_key(g, 0);
        cpgpu_ring_wait(g);
        if (held || record(g, 0)) {
            cpgpu_assert_st(record(g, 0), ABORTED);
        }
        cpgpu_hold_workers(g, false);
        cpgpu_clear_error(g);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEY_LOST);
        cpgpu_sess_key(g, 0, key_a);
        assert_sealed_by(g, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/cutoff/seal", test_seal);
    qtest_add_func("/cpgpu/cutoff/unseal", test_unseal);
    qtest_add_func("/cpgpu/cutoff/finish", test_finish);
    qtest_add_func("/cpgpu/cutoff/two-ring-resets", test_two_ring_resets);
    qtest_add_func("/cpgpu/cutoff/other-ring", test_other_ring);
    qtest_add_func("/cpgpu/cutoff/destroy-after", test_destroy_after);
    qtest_add_func("/cpgpu/cutoff/no-workers", test_no_workers);
    qtest_add_func("/cpgpu/cutoff/rivals", test_rivals);
    qtest_add_func("/cpgpu/cutoff/seal-beside-destroy",
                   test_seal_beside_destroy);
    qtest_add_func("/cpgpu/cutoff/lost-during-seal", test_lost_during_seal);
    qtest_add_func("/cpgpu/cutoff/content-lost-during-seal",
                   test_content_lost_during_seal);
    qtest_add_func("/cpgpu/cutoff/all-content-lost", test_all_content_lost);
    qtest_add_func("/cpgpu/cutoff/lost-during-finish", test_lost_during_finish);
    cutoff_add_reset_tests();
    return g_test_run();
}
