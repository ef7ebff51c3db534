/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that grows with the video memory, cut off: what must be done whole goes
 * on without its ring, a reset of the device leaves nothing, and neither keeps
 * the caller waiting for it
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define VRAM    (32 * CPGPU_MIB)
#define PAGES   (VRAM / PAGE)
#define TRIES   100
#define MARK    0x5a5a5a5au     /* of a record that nobody has written */

/*
 * One worker, so that there is time to look before it is done.  Ring 1 is on,
 * sessions 0 and 1 have keys.
 */
static QCpgpu *start_with(const char *opts)
{
    QCpgpu *g = cpgpu_start_with("q35", opts, NULL);

    cpgpu_ring_on_n(g, 0, 4);
    cpgpu_ring_on_n(g, 1, 4);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    return g;
}

static QCpgpu *start(void)
{
    return start_with("vram=32M,workers=1");
}

static bool busy(QCpgpu *g)
{
    return cpgpu_readl(g, CPGPU_STATUS) & CPGPU_STATUS_BUSY;
}

static uint32_t sealed_pages(QCpgpu *g, unsigned session)
{
    return cpgpu_readl(g, cpgpu_sess(session, CPGPU_SESS_PAGES));
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

/* Nothing was told about it: neither at its end nor later */
static void assert_untold(QCpgpu *g, unsigned ring)
{
    g_assert_cmphex(record(g, ring), ==, MARK);
    g_assert_cmphex(qtest_readq(g->qts, g->rings[ring].fence), !=, last_fence);
    g_assert_cmphex(cpgpu_ring_done(g, ring), !=, last_fence);
    g_assert_false(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RING(ring));
    cpgpu_assert_no_error(g);
}

/*
 * Reset ring 0 under the command: the ring is off at once, the work goes on,
 * and what the ring does next comes after it.  False: the command was over
 * before.
 */
static bool cut_off(QCpgpu *g, struct cpgpu_cmd cmd)
{
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(0));
    submit_marked(g, 0, cmd);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    g_assert_cmphex(util_ring_status(g, 0) & ~CPGPU_RING_STATUS_BUSY, ==, 0);
    g_assert_cmpuint(cpgpu_ring_reg(g, 0, CPGPU_RING_HEAD), ==, 0);
    g_assert_cmpuint(cpgpu_ring_reg(g, 0, CPGPU_RING_TAIL), ==, 0);
    cpgpu_ring_on(g, 4);
    return record(g, 0) == MARK;
}

/* The next try, until enough of them met what they were meant to meet */
static bool try_again(unsigned *tries, unsigned met)
{
    g_assert_cmpuint((*tries)++, <, TRIES);
    return met < 2;
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
    g_assert_cmpuint(sealed_pages(g, n), ==, PAGES);
}

/* And who is not the owner is not */
static void assert_sealed_by(QCpgpu *g, unsigned n)
{
    g_assert_cmpuint(sealed_pages(g, n), ==, PAGES);
    g_assert_cmpuint(sealed_pages(g, !n), ==, 0);
    util_assert_fails(g, cpgpu_cmd_unseal(!n, VRAM - PAGE, PAGE),
                      CPGPU_ST_NOT_OWNER);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(n, 0, VRAM)), ==,
                     CPGPU_ST_OK);
    g_assert_cmpuint(sealed_pages(g, n), ==, 0);
    util_assert_vram_zero(g, 0, VRAM);
}

/* ------------------------------------------------------- a ring is reset -- */

static void test_seal(void)
{
    QCpgpu *g = start();
    const uint8_t zero[PAGE] = { 0 };
    unsigned tries = 0, met = 0;

    while (try_again(&tries, met)) {
        uint64_t nonce = util_nonce(g);
        bool cut = cut_off(g, cpgpu_cmd_seal(0, 0, VRAM));

        /* the session waits for it, whoever asks */
        g_assert_cmpuint(cpgpu_run_n(g, 1, cpgpu_cmd_fill(0, 0, 0, PAGE)), ==,
                         CPGPU_ST_OK);
        if (cut) {
            assert_untold(g, 0);
            met++;
        }
        g_assert_cmphex(util_nonce(g), ==, nonce + PAGES + 1);
        util_assert_page(g, 0, key_a, nonce + 1, 1, zero);
        util_assert_page(g, 0, key_a, nonce + PAGES - 1, PAGES - 1, zero);
        assert_content(g, 0, key_a, NULL, 0);
        assert_sealed_by(g, 0);
    }
    cpgpu_stop(g);
}

static void test_unseal(void)
{
    QCpgpu *g = start();
    unsigned tries = 0, met = 0;

    while (try_again(&tries, met)) {
        bool cut;

        seal_all(g, 0);
        cut = cut_off(g, cpgpu_cmd_unseal(0, 0, VRAM));
        /* the ring goes on when it is over */
        util_submit(g, 0, (struct cpgpu_cmd) { 0 });
        cpgpu_ring_wait(g);
        g_assert_false(busy(g));
        if (cut) {
            assert_untold(g, 0);
            met++;
        }
        g_assert_cmpuint(sealed_pages(g, 0), ==, 0);
        util_assert_vram_zero(g, 0, VRAM);
        seal_all(g, 1);
        assert_sealed_by(g, 1);
    }
    cpgpu_stop(g);
}

/* The key is K xor R for all pages, each of which was brought over once */
static void test_finish(void)
{
    QCpgpu *g = start();
    g_autofree uint8_t *plain = g_malloc(MiB);
    uint8_t key[16];
    unsigned tries = 0, met = 0;

    memcpy(key, key_a, 16);
    seal_all(g, 0);
    util_pattern(plain, MiB, 1);
    cpgpu_put_plain(g, 0, key, 0, plain, MiB);
    while (try_again(&tries, met)) {
        uint64_t bytes = cpgpu_stat(g, "stat-bytes-reencrypted");
        uint64_t nonce = util_nonce(g);
        bool cut;

        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_start(0)), ==, 0);
        for (int i = 0; i < 16; i++) {
            key[i] ^= g->last.data[i];
        }
        cut = cut_off(g, cpgpu_cmd_refresh_finish(0));
        /* the new key is in use meanwhile */
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEYED);
        g_assert_cmpuint(cpgpu_run_n(g, 1, cpgpu_cmd_fill(0,
                                                          tries * 0x01010101,
                                                          0, PAGE)), ==,
                         CPGPU_ST_OK);
        memset(plain, tries, PAGE);
        util_wait_idle(g);
        if (cut) {
            assert_untold(g, 0);
            met++;
        }
        assert_content(g, 0, key, plain, MiB);
        g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_REFRESHES)),
                         ==, tries);
        g_assert_cmpuint(cpgpu_stat(g, "stat-refreshes"), ==, tries);
        g_assert_cmpuint(cpgpu_stat(g, "stat-bytes-reencrypted") - bytes, ==,
                         VRAM);
        util_assert_page(g, 0, key, nonce + PAGES - 1, PAGES - 1,
                         (uint8_t[PAGE]) { 0 });
    }
    assert_sealed_by(g, 0);
    cpgpu_stop(g);
}

/* Twice, with commands in between that never had their turn */
static void test_two_ring_resets(void)
{
    QCpgpu *g = start();

    for (int i = 0; i < 5; i++) {
        cut_off(g, cpgpu_cmd_seal(0, 0, VRAM));
        cut_off(g, cpgpu_cmd_unseal(0, 0, VRAM));
        util_wait_idle(g);
        /* an UNSEAL that had its turn after all is right, too */
        if (sealed_pages(g, 0)) {
            assert_content(g, 0, key_a, NULL, 0);
            assert_sealed_by(g, 0);
        }
        util_assert_vram_zero(g, 0, VRAM);
    }
    cpgpu_stop(g);
}

/* Another ring's command is none of its business */
static void test_other_ring(void)
{
    QCpgpu *g = start();
    uint64_t fence;

    submit_marked(g, 1, cpgpu_cmd_seal(1, 0, VRAM));
    fence = last_fence;
    cut_off(g, (struct cpgpu_cmd) { 0 });
    cpgpu_ring_wait_n(g, 1);
    g_assert_cmpuint(record(g, 1), ==, CPGPU_ST_OK);
    g_assert_cmphex(cpgpu_ring_done(g, 1), ==, fence);
    assert_sealed_by(g, 1);
    cpgpu_stop(g);
}

/* DESTROY by register comes after what goes on, and then has it all */
static void test_destroy_after(void)
{
    QCpgpu *g = start();

    for (int i = 0; i < 3; i++) {
        cut_off(g, cpgpu_cmd_seal(0, 0, VRAM));
        g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY), ==,
                         CPGPU_ST_OK);
        g_assert_cmpuint(sealed_pages(g, 0), ==, 0);
        util_assert_vram_zero(g, 0, VRAM);
        cpgpu_sess_key(g, 0, key_a);
    }
    cpgpu_stop(g);
}

/* With workers=0 a command is over before anybody can cut it off */
static void test_no_workers(void)
{
    QCpgpu *g = start_with("vram=32M,workers=0");

    submit_marked(g, 0, cpgpu_cmd_seal(0, 0, VRAM));
    g_assert_false(busy(g));
    g_assert_cmpuint(record(g, 0), ==, CPGPU_ST_OK);
    cpgpu_lose_content(g, 0);
    g_assert_false(busy(g));
    util_assert_vram_zero(g, 0, VRAM);
    cpgpu_sess_key(g, 0, key_a);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(0, 0, VRAM)), ==, 0);
    seal_all(g, 1);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_false(busy(g));
    util_assert_vram_zero(g, 0, VRAM);
    cpgpu_stop(g);
}

/* ------------------------------------------------- who gets which pages -- */

/* A SEAL of a page that another session's SEAL has yet to come to */
static void test_rivals(void)
{
    QCpgpu *g = start();

    for (int i = 0; i < 5; i++) {
        unsigned first = i & 1, other = !first;

        submit_marked(g, first, cpgpu_cmd_seal(first, 0, VRAM));
        submit_marked(g, other, cpgpu_cmd_seal(other, VRAM - PAGE, PAGE));
        cpgpu_ring_wait_n(g, 0);
        cpgpu_ring_wait_n(g, 1);
        g_assert_cmpuint(record(g, first), ==, CPGPU_ST_OK);
        g_assert_cmpuint(record(g, other), ==, CPGPU_ST_SEALED);
        cpgpu_clear_error(g);
        assert_content(g, first, first ? key_b : key_a, NULL, 0);
        assert_sealed_by(g, first);
    }
    cpgpu_stop(g);
}

/* A SEAL of pages that nobody has, between those that a DESTROY frees */
static void test_seal_beside_destroy(void)
{
    QCpgpu *g = start();
    unsigned tries = 0, met = 0;

    while (try_again(&tries, met)) {
        cpgpu_seal(g, 0, 0, 15 * MiB);
        cpgpu_seal(g, 0, 17 * MiB, 15 * MiB);
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD), CPGPU_SESS_CMD_DESTROY);
        submit_marked(g, 1, cpgpu_cmd_seal(1, 16 * MiB, PAGE));
        met += !!(cpgpu_sess_state(g, 0) & CPGPU_SESS_STATE_BUSY);
        cpgpu_ring_wait_n(g, 1);
        g_assert_cmpuint(record(g, 1), ==, CPGPU_ST_OK);
        cpgpu_sess_wait(g, 0);
        g_assert_cmpuint(sealed_pages(g, 1), ==, 1);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(1, 16 * MiB, PAGE)), ==,
                         CPGPU_ST_OK);
        cpgpu_sess_key(g, 0, key_a);
    }
    cpgpu_stop(g);
}

/* --------------------------------------------------------- keys get lost -- */

/* SEAL is done whole, but its pages are stale; then their content is lost */
static void test_lost_during_seal(void)
{
    QCpgpu *g = start();
    uint8_t got[PAGE];

    for (int i = 0; i < 3; i++) {
        submit_marked(g, 0, cpgpu_cmd_seal(0, 0, VRAM));
        cpgpu_lose_key(g, 0);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEY_LOST);
        cpgpu_ring_wait(g);
        g_assert_cmpuint(record(g, 0), ==, CPGPU_ST_OK);
        g_assert_cmpuint(sealed_pages(g, 0), ==, PAGES);
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
    cpgpu_stop(g);
}

static void test_content_lost_during_seal(void)
{
    QCpgpu *g = start();

    submit_marked(g, 0, cpgpu_cmd_seal(0, 0, VRAM));
    cpgpu_qom_set(g, "teardown", "content");
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CONTENT_LOST);
    util_wait_idle(g);
    g_assert_cmpuint(record(g, 0), ==, CPGPU_ST_OK);
    util_assert_vram_zero(g, 0, VRAM);
    assert_sealed_by(g, 0);
    cpgpu_stop(g);
}

/* Content of many sessions, each with its pages, and new pages meanwhile */
static void test_all_content_lost(void)
{
    QCpgpu *g = start();
    uint8_t plain[PAGE], got[PAGE];

    cpgpu_seal(g, 0, 0, 4 * MiB);
    cpgpu_seal(g, 1, 4 * MiB, 4 * MiB);
    cpgpu_seal(g, 0, 8 * MiB, 16 * MiB);
    cpgpu_qom_set(g, "teardown", "content");
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, 30 * MiB, PAGE);
    util_pattern(plain, PAGE, 1);
    cpgpu_put_plain(g, 1, key_b, 30 * MiB, plain, PAGE);
    util_wait_idle(g);
    cpgpu_get_plain(g, 1, key_b, 30 * MiB, got, PAGE);
    g_assert_cmpmem(got, PAGE, plain, PAGE);
    util_assert_vram_zero(g, 0, 30 * MiB);
    cpgpu_stop(g);
}

/* A refresh needs the key: it ends */
static void test_lost_during_finish(void)
{
    QCpgpu *g = start();
    unsigned tries = 0, met = 0;

    while (try_again(&tries, met)) {
        seal_all(g, 0);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_start(0)), ==, 0);
        submit_marked(g, 0, cpgpu_cmd_refresh_finish(0));
        cpgpu_lose_key(g, 0);
        cpgpu_ring_wait(g);
        if (record(g, 0)) {
            g_assert_cmpuint(record(g, 0), ==, CPGPU_ST_ABORTED);
            met++;
        }
        cpgpu_clear_error(g);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEY_LOST);
        cpgpu_sess_key(g, 0, key_a);
        assert_sealed_by(g, 0);
    }
    cpgpu_stop(g);
}

/* --------------------------------------------------- the device is reset -- */

static void reset_soft(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
}

static void reset_flr(QCpgpu *g)
{
    uint8_t cap = qpci_find_capability(&g->dev, PCI_CAP_ID_EXP, 0);

    qpci_config_writew(&g->dev, cap + PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
    cpgpu_enable(g);
}

static void reset_twice(QCpgpu *g)
{
    reset_soft(g);
    reset_flr(g);
    reset_soft(g);
}

typedef struct Work {
    const char *name;
    bool sealed;                /* begins with all pages but the last sealed */
    void (*start)(QCpgpu *g);
} Work;

static void work_none(QCpgpu *g)
{
}

static void work_seal(QCpgpu *g)
{
    util_submit(g, 0, cpgpu_cmd_seal(0, 0, VRAM - PAGE));
}

static void work_unseal(QCpgpu *g)
{
    util_submit(g, 0, cpgpu_cmd_unseal(0, 0, VRAM - PAGE));
}

static void work_fill(QCpgpu *g)
{
    util_submit(g, 0, cpgpu_cmd_fill(0, 1, 0, VRAM - PAGE));
}

static void work_finish(QCpgpu *g)
{
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_start(0)), ==, 0);
    util_submit(g, 0, cpgpu_cmd_refresh_finish(0));
}

static void work_destroy(QCpgpu *g)
{
    cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD), CPGPU_SESS_CMD_DESTROY);
}

static void work_lose(QCpgpu *g)
{
    cpgpu_lose_content(g, 0);
}

static void work_cut_off_finish(QCpgpu *g)
{
    work_finish(g);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
}

static const Work works[] = {
    { "nothing", true, work_none },
    { "seal", false, work_seal },
    { "unseal", true, work_unseal },
    { "fill", true, work_fill },
    { "finish", true, work_finish },
    { "destroy", true, work_destroy },
    { "lose-content", true, work_lose },
    { "finish-without-ring", true, work_cut_off_finish },
};

/*
 * What was sealed is zero in the end, what was not has stayed.  Who does not
 * wait for that, but seals the pages anew, finds what he put there.
 */
static void check_reset(const Work *w, void (*reset)(QCpgpu *g), bool wait)
{
    QCpgpu *g = start();
    uint8_t raw[PAGE], got[PAGE], plain[PAGE];
    bool still;

    util_pattern(raw, PAGE, 1);
    util_pattern(plain, PAGE, 2);
    cpgpu_vram_write(g, VRAM - PAGE, raw, PAGE);
    if (w->sealed) {
        cpgpu_seal(g, 0, 0, VRAM - PAGE);
    }
    w->start(g);
    reset(g);
    still = busy(g);
    g_test_message("%s: %s", w->name, still ? "still busy" : "idle");
    for (unsigned n = 0; n < 2; n++) {
        g_assert_cmphex(cpgpu_sess_state(g, n), ==, CPGPU_SESS_FREE);
        g_assert_cmpuint(sealed_pages(g, n), ==, 0);
    }
    if (wait) {
        util_wait_idle(g);
        util_assert_vram_zero(g, 0, VRAM - PAGE);
    }
    cpgpu_ring_on(g, 4);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_seal(g, 0, 0, 2 * MiB);
    cpgpu_put_plain(g, 0, key_b, MiB, plain, PAGE);
    util_wait_idle(g);
    cpgpu_get_plain(g, 0, key_b, MiB, got, PAGE);
    g_assert_cmpmem(got, PAGE, plain, PAGE);
    util_assert_vram_zero(g, 2 * MiB, VRAM - PAGE - 2 * MiB);
    cpgpu_vram_read(g, VRAM - PAGE, got, PAGE);
    g_assert_cmpmem(got, PAGE, raw, PAGE);
    g_assert_cmpuint(sealed_pages(g, 0), ==, 2 * MiB / PAGE);
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

static void test_reset(const void *arg)
{
    check_reset(arg, reset_soft, true);
    check_reset(arg, reset_soft, false);
    check_reset(arg, reset_flr, false);
    check_reset(arg, reset_twice, true);
}

/* A reset does not wait for the pages, it says that they are being scrubbed */
static void test_reset_is_quick(void)
{
    QCpgpu *g = start();
    unsigned tries = 0, met = 0;

    while (try_again(&tries, met)) {
        cpgpu_seal(g, 0, 0, VRAM);
        reset_soft(g);
        met += busy(g);
        util_wait_idle(g);
        util_assert_vram_zero(g, 0, VRAM);
        cpgpu_ring_on(g, 4);
        cpgpu_sess_key(g, 0, key_a);
    }
    cpgpu_stop(g);
}

/* SEAL of what is scrubbed last waits for it, and what it seals stays */
static void test_seal_after_reset(void)
{
    const uint64_t size = 256 * MiB, at = size - 2 * MiB;
    QCpgpu *g = start_with("vram=256M,workers=1");
    uint8_t plain[PAGE], got[PAGE];

    cpgpu_seal(g, 0, 0, size);
    reset_soft(g);
    cpgpu_ring_on(g, 4);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_seal(g, 0, at, 2 * MiB);
    util_pattern(plain, PAGE, 1);
    cpgpu_put_plain(g, 0, key_b, at, plain, PAGE);
    util_wait_idle(g);
    cpgpu_get_plain(g, 0, key_b, at, got, PAGE);
    g_assert_cmpmem(got, PAGE, plain, PAGE);
    util_assert_vram_zero(g, at - MiB, MiB);
    cpgpu_stop(g);
}

static void assert_black(QCpgpu *g)
{
    g_autoptr(Picture) p = util_screendump(g);

    util_assert_black(p);
}

/* Pages that are not scrubbed yet are never shown under the next key */
static void test_reset_and_look(void)
{
    QCpgpu *g = start();

    for (int i = 0; i < 3; i++) {
        cpgpu_seal(g, 0, 0, VRAM);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_fill(0, ~0u, 0, VRAM)), ==,
                         CPGPU_ST_OK);
        reset_soft(g);
        util_mode_on(g, 64, 64, 60000);
        util_plane(g, VRAM - 64 * 256, 256);
        util_vblank(g);
        do {
            assert_black(g);
            if (cpgpu_sess_state(g, 0) == CPGPU_SESS_FREE) {
                cpgpu_sess_key(g, 0, key_a);
            }
        } while (busy(g));
        assert_black(g);
        cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
        cpgpu_ring_on(g, 4);
    }
    cpgpu_stop(g);
}

/* The device leaves while pages are scrubbed, or a command goes on */
static void test_unplug(void)
{
    QCpgpu *g = cpgpu_start_with("pc", "vram=32M,workers=1", NULL);

    for (int i = 0; i < ARRAY_SIZE(works) * 2; i++) {
        const Work *w = &works[i / 2];

        cpgpu_ring_on(g, 4);
        cpgpu_sess_key(g, 0, key_a);
        if (w->sealed) {
            cpgpu_seal(g, 0, 0, VRAM - PAGE);
        }
        w->start(g);
        if (i & 1) {
            reset_soft(g);
        }
        qpci_unplug_acpi_device_test(g->qts, "gpu0", CPGPU_SLOT);
        qtest_qmp_device_add(g->qts, "cpgpu", "gpu0",
                             "{'addr': '4', 'vram': %u, 'workers': 1}", VRAM);
        cpgpu_enable(g);
        g_assert_false(busy(g));
    }
    cpgpu_stop(g);
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
    qtest_add_func("/cpgpu/cutoff/lost-during-finish",
                   test_lost_during_finish);
    for (int i = 0; i < ARRAY_SIZE(works); i++) {
        g_autofree char *path = g_strdup_printf("/cpgpu/cutoff/reset/%s",
                                                works[i].name);

        qtest_add_data_func(path, &works[i], test_reset);
    }
    qtest_add_func("/cpgpu/cutoff/reset-is-quick", test_reset_is_quick);
    qtest_add_func("/cpgpu/cutoff/seal-after-reset", test_seal_after_reset);
    qtest_add_func("/cpgpu/cutoff/reset-and-look", test_reset_and_look);
    qtest_add_func("/cpgpu/cutoff/unplug", test_unplug);
    return g_test_run();
}
