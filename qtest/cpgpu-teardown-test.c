/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Teardown: keys lost, keys and content lost, of one session or of all; what
 * is then left, and how to go on
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-chan.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WIDTH   256
#define HEIGHT  64
#define PITCH   (WIDTH * 4)
#define SURFACE (16 * PAGE)
#define OTHER   MiB             /* where session 1 has its pages */

static uint32_t sess_reg(QCpgpu *g, unsigned n, uint32_t reg)
{
    return cpgpu_readl(g, cpgpu_sess(n, reg));
}

/* Sessions 0, whose surface is shown, and 1, with content each */
static QCpgpu *start(uint8_t bytes[SURFACE])
{
    QCpgpu *g = cpgpu_start(NULL);

    util_pattern(bytes, SURFACE, 1);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, 0, SURFACE);
    cpgpu_seal(g, 1, OTHER, SURFACE);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    cpgpu_put_plain(g, 1, key_b, OTHER, bytes, SURFACE);
    util_mode_on(g, WIDTH, HEIGHT, 60000);
    util_plane(g, 0, PITCH);
    util_vblank(g);
    return g;
}

static void assert_shown(QCpgpu *g, const uint8_t *bytes)
{
    g_autoptr(Picture) p = util_screendump(g);

    if (bytes) {
        util_assert_picture(p, WIDTH, HEIGHT, bytes, PITCH);
    } else {
        util_assert_black(p);
    }
}

static void assert_zero_pages(QCpgpu *g, uint64_t at, bool zero)
{
    uint8_t page[PAGE];

    for (uint64_t i = at; i < at + SURFACE; i += PAGE) {
        cpgpu_vram_read(g, i, page, PAGE);
        g_assert_cmpint(util_is_zero(page, PAGE), ==, zero);
    }
}

static void assert_plain(QCpgpu *g, unsigned n, const uint8_t *key,
                         uint64_t at, const uint8_t *bytes)
{
    g_autofree uint8_t *got = g_malloc(SURFACE);

    cpgpu_get_plain(g, n, key, at, got, SURFACE);
    g_assert_cmpmem(got, SURFACE, bytes, SURFACE);
}

/* One of the session's pages, in the state after a loss and a new key */
static void assert_stale(QCpgpu *g, unsigned n, uint64_t at)
{
    uint64_t data = cpgpu_alloc(g, PAGE);

    util_assert_fails(g, cpgpu_cmd_encrypt(n, at, data, PAGE),
                      CPGPU_ST_STALE);
    util_assert_fails(g, cpgpu_cmd_decrypt_any(n, data, at, PAGE),
                      CPGPU_ST_STALE);
    util_assert_fails(g, cpgpu_cmd_fill(n, 0, at, PAGE), CPGPU_ST_STALE);
    util_assert_fails(g, cpgpu_cmd_seal(n, at, PAGE), CPGPU_ST_SEALED);
    guest_free(g->alloc, data);
}

/* Loss, a new key, new pages: and all is well again */
static void recover(QCpgpu *g, unsigned n, const uint8_t *key, uint64_t at,
                    const uint8_t *bytes)
{
    cpgpu_sess_key(g, n, key);
    assert_stale(g, n, at);
    g_assert_cmpuint(sess_reg(g, n, CPGPU_SESS_PAGES), ==, SURFACE / PAGE);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(n, at, SURFACE)), ==,
                     CPGPU_ST_OK);
    util_assert_vram_zero(g, at, SURFACE);
    g_assert_cmpuint(sess_reg(g, n, CPGPU_SESS_PAGES), ==, 0);
    cpgpu_seal(g, n, at, SURFACE);
    cpgpu_put_plain(g, n, key, at, bytes, SURFACE);
    assert_plain(g, n, key, at, bytes);
}

/* ---------------------------------------------------------- one session -- */

static void check_loss(bool content)
{
    const uint32_t state = content ? CPGPU_SESS_CONTENT_LOST
                                   : CPGPU_SESS_KEY_LOST;
    uint8_t bytes[SURFACE], before[SURFACE], after[SURFACE];
    QCpgpu *g = start(bytes);
    uint64_t data = cpgpu_alloc(g, PAGE);

    assert_shown(g, bytes);
    cpgpu_vram_read(g, 0, before, SURFACE);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    (content ? cpgpu_lose_content : cpgpu_lose_key)(g, 0);

    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, state);
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_KEYED);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 2);
    g_assert_cmpuint(sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE), ==, 1);
    cpgpu_assert_no_error(g);

    assert_zero_pages(g, 0, content);
    cpgpu_vram_read(g, 0, after, SURFACE);
    g_assert_cmpint(!memcmp(before, after, SURFACE), ==, !content);
    assert_shown(g, NULL);
    assert_plain(g, 1, key_b, OTHER, bytes);

    util_assert_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE), CPGPU_ST_NO_KEY);
    util_assert_fails(g, cpgpu_cmd_seal(0, SURFACE, PAGE), CPGPU_ST_NO_KEY);
    /* without a key its pages are still its own, not another's */
    util_assert_fails(g, cpgpu_cmd_seal(1, 0, PAGE), CPGPU_ST_SEALED);
    util_assert_fails(g, cpgpu_cmd_encrypt(1, 0, data, PAGE),
                      CPGPU_ST_NOT_OWNER);

    recover(g, 0, key_b, 0, bytes);
    assert_shown(g, bytes);
    cpgpu_stop(g);
}

static void test_lose_key(void)
{
    check_loss(false);
}

static void test_lose_content(void)
{
    check_loss(true);
}

/* From the worse state there is no way back to the better one */
static void test_both(void)
{
    uint8_t bytes[SURFACE];
    QCpgpu *g = start(bytes);

    cpgpu_lose_key(g, 0);
    assert_zero_pages(g, 0, false);
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 2);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    cpgpu_lose_content(g, 0);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CONTENT_LOST);
    assert_zero_pages(g, 0, true);
    cpgpu_lose_key(g, 0);
    cpgpu_lose_content(g, 0);
    /* the key was lost once */
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 2);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CONTENT_LOST);
    assert_shown(g, NULL);
    recover(g, 0, key_a, 0, bytes);
    assert_shown(g, bytes);
    cpgpu_stop(g);
}

/* A session that has no key cannot lose one */
static void test_nothing_to_lose(void)
{
    static const char *const all[] = { "keys", "content" };
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    chan_create(&c, g, 0, 1);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_CREATE), ==, 0);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    for (int i = 0; i < 2; i++) {
        for (unsigned n = 0; n < 2; n++) {
            (i ? cpgpu_lose_content : cpgpu_lose_key)(g, n);
        }
        cpgpu_qom_set(g, "teardown", all[i]);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_FREE);
        g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_CREATED);
        g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_STATE), ==,
                        CPGPU_CHAN_CREATED);
        g_assert_cmpuint(sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE), ==, 0);
    }
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION,
                    ==, 0);
    chan_key(&c, key_c);
    cpgpu_sess_key(g, 1, key_a);
    cpgpu_stop(g);
}

/* Pages of all kinds among those that are lost: only these are scrubbed */
static void test_among_others(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t plain[PAGE], got[PAGE];

    util_pattern(plain, PAGE, 7);
    for (unsigned n = 0; n < 3; n++) {
        cpgpu_sess_key(g, n, n ? key_b : key_a);
    }
    /* in turn: session 0's, 1's, 2's, whose key is lost later, nobody's */
    for (unsigned i = 0; i < 40; i++) {
        if (i % 4 == 3) {
            cpgpu_vram_write(g, i * PAGE, plain, PAGE);
        } else {
            cpgpu_seal(g, i % 4, i * PAGE, PAGE);
            cpgpu_put_plain(g, i % 4, i % 4 ? key_b : key_a, i * PAGE, plain,
                            PAGE);
        }
    }
    cpgpu_lose_key(g, 2);
    cpgpu_lose_content(g, 0);
    for (unsigned i = 0; i < 40; i++) {
        cpgpu_vram_read(g, i * PAGE, got, PAGE);
        g_assert_cmpint(util_is_zero(got, PAGE), ==, i % 4 == 0);
        if (i % 4 == 3) {
            g_assert_cmpmem(got, PAGE, plain, PAGE);
        } else if (i % 4 == 1) {
            cpgpu_get_plain(g, 1, key_b, i * PAGE, got, PAGE);
            g_assert_cmpmem(got, PAGE, plain, PAGE);
        }
    }
    cpgpu_stop(g);
}

/* A refresh that waits for its FINISH, and a read-back key, are gone too */
static void test_pending(void)
{
    struct cpgpu_cmd own = {
        .opcode = CPGPU_OP_READ_BACK_KEY, .length = CPGPU_KEY_SIZE,
    };
    uint8_t bytes[SURFACE], r[16];
    QCpgpu *g = start(bytes);
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, SURFACE, data, PAGE);

    cmd.flags = CPGPU_CMD_READ_BACK_KEY;
    g_assert_cmpuint(cpgpu_run(g, own), ==, CPGPU_ST_OK);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_start(0)), ==, 0);
    cpgpu_sess_random(g, 0, r);
    g_assert_false(util_is_zero(r, 16));
    cpgpu_lose_content(g, 0);
    cpgpu_sess_random(g, 0, r);
    g_assert_true(util_is_zero(r, 16));
    util_assert_fails(g, cpgpu_cmd_refresh_finish(0), CPGPU_ST_NO_KEY);
    cpgpu_sess_key(g, 0, key_a);
    util_assert_fails(g, cpgpu_cmd_refresh_finish(0), CPGPU_ST_NOT_PENDING);
    cpgpu_seal(g, 0, SURFACE, PAGE);
    util_assert_fails(g, cmd, CPGPU_ST_NO_KEY);
    cpgpu_stop(g);
}

/*
 * While large blts write into the pages: what is scrubbed stays scrubbed, the
 * ring goes on, other sessions' work is done
 */
static void test_at_work(void)
{
    for (int how = 0; how < 4; how++) {
        QCpgpu *g = cpgpu_start(how < 2 ? NULL : "workers=0");
        uint8_t plain[PAGE], got[PAGE];

        cpgpu_sess_key(g, 0, key_a);
        cpgpu_sess_key(g, 1, key_b);
        cpgpu_seal(g, 0, 0, UTIL_WORK);
        cpgpu_seal(g, 1, UTIL_WORK, PAGE);
        util_pattern(plain, PAGE, 3);
        cpgpu_put_plain(g, 1, key_b, UTIL_WORK, plain, PAGE);
        /* all of it has records to fail into, so that the ring does not stop */
        for (int i = 0; i < 20; i++) {
            struct cpgpu_cmd cmd = cpgpu_cmd_fill(0, 0x12345678 + i, 0,
                                                  UTIL_WORK);

            cmd.result = g->rings[0].result;
            cpgpu_put(g, &cmd);
        }
        cpgpu_kick(g);
        if (how & 1) {
            cpgpu_qom_set(g, "teardown", "content");
        } else {
            cpgpu_lose_content(g, 0);
        }
        cpgpu_ring_wait(g);
        g_assert_false(cpgpu_ring_stopped(g));
        cpgpu_clear_error(g);
        util_wait_idle(g);
        util_assert_vram_zero(g, 0, UTIL_WORK);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CONTENT_LOST);
        if (!(how & 1)) {
            cpgpu_get_plain(g, 1, key_b, UTIL_WORK, got, PAGE);
            g_assert_cmpmem(got, PAGE, plain, PAGE);
        }
        cpgpu_stop(g);
    }
}

/* The pages of a refresh are not put under a new key once they are lost */
static void test_refresh_at_work(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t key[16];

    memcpy(key, key_a, 16);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, 4 * MiB);
    for (int i = 0; i < 10; i++) {
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
        g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_START),
                         ==, CPGPU_ST_OK);
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD),
                     CPGPU_SESS_CMD_REFRESH_FINISH);
        cpgpu_lose_content(g, 0);
        cpgpu_sess_wait(g, 0);
        util_wait_idle(g);
        util_assert_vram_zero(g, 0, 4 * MiB);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CONTENT_LOST);
        cpgpu_clear_error(g);
        cpgpu_sess_key(g, 0, key);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(0, 0, 4 * MiB)), ==,
                         CPGPU_ST_OK);
        cpgpu_seal(g, 0, 0, 4 * MiB);
    }
    cpgpu_stop(g);
}

/* ------------------------------------------------------------- all of it -- */

#define SESSIONS    64
#define CHANNELS    16

static void check_lost_channel(Chan *c)
{
    ChanMsg m;

    g_assert_cmphex(chan_reg(c->g, c->n, CPGPU_CHAN_STATE), ==,
                    CPGPU_CHAN_KEY_LOST);
    g_assert_cmphex(chan_reg(c->g, c->n, CPGPU_CHAN_PROTECTION), ==, 0);
    g_assert_cmphex(chan_reg_handle(c->g, c->n), ==, c->handle);
    for (unsigned kind = 0; kind < CHAN_KINDS; kind++) {
        m = chan_msg(c, kind);
        if (kind < CHAN_COMMANDS) {
            chan_sign(c, &m);
        }
        g_assert_cmpuint(chan_send(c, &m), ==, CPGPU_ST_NO_KEY);
    }
}

static void check_all(bool content)
{
    QCpgpu *g = cpgpu_start(NULL);
    Msix *msix = util_msix_start(g, CPGPU_VECTOR_RING(4));
    uint8_t page[PAGE], key[16] = "keys of all ....";
    Chan c[CHANNELS];

    util_pattern(page, PAGE, 2);
    for (unsigned n = 0; n < SESSIONS - 1; n++) {
        key[15] = n;
        cpgpu_sess_key(g, n, key);
        cpgpu_seal(g, n, n * PAGE, PAGE);
        cpgpu_put_plain(g, n, key, n * PAGE, page, PAGE);
    }
    cpgpu_vram_write(g, SESSIONS * PAGE, page, PAGE);   /* nobody's */
    for (unsigned n = 0; n < CHANNELS; n++) {
        chan_create(&c[n], g, n, n);
        if (n < CHANNELS - 2) {
            chan_key(&c[n], key_c);
        }
        if (n < CHANNELS - 3) {
            chan_init(&c[n], 1, 1);
            g_assert_cmpuint(chan_set_protection(&c[n], 3), ==, CPGPU_ST_OK);
        }
    }
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_SESSION);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    util_msix_taken(msix);

    cpgpu_qom_set(g, "teardown", content ? "content" : "keys");
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS), ==,
                    CPGPU_INTR_SESSION);
    g_assert_cmphex(util_msix_taken(msix), ==, 1u << CPGPU_VECTOR_MISC);
    for (unsigned n = 0; n < SESSIONS; n++) {
        uint8_t got[PAGE];

        g_assert_cmphex(cpgpu_sess_state(g, n), ==,
                        n == SESSIONS - 1 ? CPGPU_SESS_FREE :
                        content ? CPGPU_SESS_CONTENT_LOST
                                : CPGPU_SESS_KEY_LOST);
        cpgpu_vram_read(g, n * PAGE, got, PAGE);
        g_assert_cmpint(util_is_zero(got, PAGE), ==,
                        content || n == SESSIONS - 1);
    }
    {
        uint8_t got[PAGE];

        cpgpu_vram_read(g, SESSIONS * PAGE, got, PAGE);
        g_assert_cmpmem(got, PAGE, page, PAGE);
    }
    for (unsigned n = 0; n < CHANNELS; n++) {
        if (n < CHANNELS - 2) {
            check_lost_channel(&c[n]);
        } else {
            g_assert_cmphex(chan_reg(g, n, CPGPU_CHAN_STATE), ==,
                            CPGPU_CHAN_CREATED);
        }
    }
    /* recovery */
    for (unsigned n = 0; n < SESSIONS - 1; n += 9) {
        cpgpu_sess_key(g, n, key_b);
        assert_stale(g, n, n * PAGE);
    }
    for (unsigned n = 0; n < CHANNELS; n += 3) {
        chan_destroy(&c[n]);
        chan_open(&c[n], g, n, n);
        g_assert_cmpuint(chan_ask_value(&c[n], CHAN_PROTECTION), ==, 0);
        g_assert_cmpuint(chan_set_protection(&c[n], 1), ==, CPGPU_ST_OK);
    }
    g_free(msix);
    cpgpu_stop(g);
}

static void test_all_keys(void)
{
    check_all(false);
}

static void test_all_content(void)
{
    check_all(true);
}

/* Key exchanges on their way when it happens: they end one way or the other */
static void test_exchange_at_work(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t blob[CPGPU_BLOB_SIZE];
    Chan c[8];

    for (int round = 0; round < 5; round++) {
        for (unsigned n = 0; n < 8; n++) {
            chan_create(&c[n], g, n, n);
            memcpy(c[n].key, key_c, sizeof(key_c));
            cpgpu_wrap_for_channel(g, key_c, sizeof(key_c), blob);
            chan_put(g, n, blob, sizeof(blob));
            cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE);
            cpgpu_wrap(g, key_a, sizeof(key_a), blob);
            cpgpu_sess_blob(g, n, blob);
        }
        for (unsigned n = 0; n < 8; n++) {
            cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_CMD),
                         CPGPU_CHAN_CMD_KEY_EXCHANGE);
            cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_CMD),
                         CPGPU_SESS_CMD_KEY_EXCHANGE);
        }
        cpgpu_qom_set(g, "teardown", round & 1 ? "content" : "keys");
        for (unsigned n = 0; n < 8; n++) {
            uint32_t state;

            while (chan_reg(g, n, CPGPU_CHAN_STATE) & CPGPU_CHAN_STATE_BUSY) {
                g_usleep(100);
            }
            cpgpu_sess_wait(g, n);
            state = chan_reg(g, n, CPGPU_CHAN_STATE);
            if (state == CPGPU_CHAN_KEYED) {
                chan_init(&c[n], 1, 1);
            } else {
                check_lost_channel(&c[n]);
            }
            chan_destroy(&c[n]);
            g_assert_cmpuint(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY), ==,
                             CPGPU_ST_OK);
        }
    }
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/teardown/lose-key", test_lose_key);
    qtest_add_func("/cpgpu/teardown/lose-content", test_lose_content);
    qtest_add_func("/cpgpu/teardown/both", test_both);
    qtest_add_func("/cpgpu/teardown/nothing-to-lose", test_nothing_to_lose);
    qtest_add_func("/cpgpu/teardown/among-others", test_among_others);
    qtest_add_func("/cpgpu/teardown/pending", test_pending);
    qtest_add_func("/cpgpu/teardown/at-work", test_at_work);
    qtest_add_func("/cpgpu/teardown/refresh-at-work", test_refresh_at_work);
    qtest_add_func("/cpgpu/teardown/all-keys", test_all_keys);
    qtest_add_func("/cpgpu/teardown/all-content", test_all_content);
    qtest_add_func("/cpgpu/teardown/exchange-at-work", test_exchange_at_work);
    return g_test_run();
}
