/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Teardown: loss of keys, or of keys and content, in one session or in all of
 * them; what is left then, and recovery
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WIDTH   256
#define HEIGHT  64
#define PITCH   (WIDTH * 4)
#define SURFACE (16 * PAGE)
#define OTHER   MiB             /* where session 1 has its pages */

static uint8_t bytes[SURFACE];  /* what is in both surfaces */

/* Sessions 0, whose surface is shown, and 1, with content each */
static void start(QCpgpu *g)
{
    util_pattern(bytes, SURFACE, 1);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, 0, SURFACE);
    cpgpu_seal(g, 1, OTHER, SURFACE);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    cpgpu_put_plain(g, 1, key_b, OTHER, bytes, SURFACE);
    fixture_show(g, WIDTH, HEIGHT, 0, PITCH);
}

static void assert_shown(QCpgpu *g)
{
    fixture_assert_shown(g, WIDTH, HEIGHT, bytes, PITCH);
}

static void assert_zero_pages(QCpgpu *g, uint64_t at, bool zero)
{
    uint8_t page[PAGE];

    for (uint64_t i = at; i < at + SURFACE; i += PAGE) {
        cpgpu_vram_read(g, i, page, PAGE);
        g_assert_cmpint(util_is_zero(page, PAGE), ==, zero);
    }
}

/* One of the session's pages, in the state after a loss and a new key */
static void assert_stale(QCpgpu *g, unsigned n, uint64_t at)
{
    uint64_t data = cpgpu_alloc(g, PAGE);

    cpgpu_run_fails(g, cpgpu_cmd_encrypt(n, at, data, PAGE), STALE);
    cpgpu_run_fails(g, cpgpu_cmd_decrypt_any(n, data, at, PAGE), STALE);
    cpgpu_run_fails(g, cpgpu_cmd_fill(n, 0, at, PAGE), STALE);
    cpgpu_run_fails(g, cpgpu_cmd_seal(n, at, PAGE), SEALED);
    guest_free(g->alloc, data);
}

/* A new key and new pages for session 0, and everything works again */
static void recover(QCpgpu *g, const uint8_t *key)
{
    cpgpu_sess_key(g, 0, key);
    assert_stale(g, 0, 0);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_PAGES, SURFACE / PAGE);
    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, SURFACE));
    util_assert_vram_zero(g, 0, SURFACE);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_PAGES, 0);
    cpgpu_seal(g, 0, 0, SURFACE);
    cpgpu_put_plain(g, 0, key, 0, bytes, SURFACE);
    util_assert_plain(g, 0, key, 0, bytes, SURFACE);
    assert_shown(g);
}

static void check_loss(QCpgpu *g, bool content)
{
    const uint32_t state = content ? CPGPU_SESS_CONTENT_LOST
                                   : CPGPU_SESS_KEY_LOST;
    uint8_t before[SURFACE], after[SURFACE];
    uint64_t data = cpgpu_alloc(g, PAGE);

    assert_shown(g);
    cpgpu_vram_read(g, 0, before, SURFACE);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    (content ? cpgpu_lose_content : cpgpu_lose_key)(g, 0);

    cpgpu_assert_sess_state(g, 0, state);
    cpgpu_assert_sess_state(g, 1, CPGPU_SESS_KEYED);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 2);
    cpgpu_assert_sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE, 1);
    cpgpu_assert_no_error(g);

    assert_zero_pages(g, 0, content);
    cpgpu_vram_read(g, 0, after, SURFACE);
    g_assert_cmpint(!memcmp(before, after, SURFACE), ==, !content);
    util_assert_shows_black(g);
    util_assert_plain(g, 1, key_b, OTHER, bytes, SURFACE);

    cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE), NO_KEY);
    cpgpu_run_fails(g, cpgpu_cmd_seal(0, SURFACE, PAGE), NO_KEY);
    /* without a key its pages are still its own, not another's */
    cpgpu_run_fails(g, cpgpu_cmd_seal(1, 0, PAGE), SEALED);
    cpgpu_run_fails(g, cpgpu_cmd_encrypt(1, 0, data, PAGE), NOT_OWNER);

    recover(g, key_b);
}

FIXTURE_TEST(test_lose_key, "lose-key", .prepare = start)
{
    check_loss(g, false);
}

FIXTURE_TEST(test_lose_content, "lose-content", .prepare = start)
{
    check_loss(g, true);
}

/* A session whose content is lost does not go back to KEY_LOST */
FIXTURE_TEST(test_both, "both", .prepare = start)
{
    cpgpu_lose_key(g, 0);
    assert_zero_pages(g, 0, false);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 2);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    cpgpu_lose_content(g, 0);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_CONTENT_LOST);
    assert_zero_pages(g, 0, true);
    cpgpu_lose_key(g, 0);
    cpgpu_lose_content(g, 0);
    /* the key was lost once */
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 2);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_CONTENT_LOST);
    util_assert_shows_black(g);
    recover(g, key_a);
}

/* A session that has no key cannot lose one */
FIXTURE_TEST(test_nothing_to_lose, "nothing-to-lose")
{
    static const char *const all[] = { "keys", "content" };
    Chan c;

    chan_create(&c, g, 0, 1);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_CREATE));
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    for (int i = 0; i < 2; i++) {
        for (unsigned n = 0; n < 2; n++) {
            (i ? cpgpu_lose_content : cpgpu_lose_key)(g, n);
        }
        cpgpu_qom_set(g, "teardown", all[i]);
        cpgpu_assert_sess_state(g, 0, CPGPU_SESS_FREE);
        cpgpu_assert_sess_state(g, 1, CPGPU_SESS_CREATED);
        cpgpu_assert_chan_reg(g, 0, CPGPU_CHAN_STATE, CPGPU_CHAN_CREATED);
        cpgpu_assert_sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE, 0);
    }
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION,
                    ==, 0);
    chan_key(&c, key_c);
    cpgpu_sess_key(g, 1, key_a);
}

/* Only the pages of the session that loses its content are scrubbed */
FIXTURE_TEST(test_among_others, "among-others")
{
    uint8_t plain[PAGE], got[PAGE];

    util_pattern(plain, PAGE, 7);
    for (unsigned n = 0; n < 3; n++) {
        cpgpu_sess_key(g, n, n ? key_b : key_a);
    }
    /*
     * in turn: session 0's, 1's, 2's (whose key is lost), and without an owner
     */
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
            util_assert_plain(g, 1, key_b, i * PAGE, plain, PAGE);
        }
    }
}

/* A refresh that waits for its FINISH, and a read-back key, are gone too */
FIXTURE_TEST(test_pending, "pending", .prepare = start)
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, SURFACE, data, PAGE);
    uint8_t r[16];

    cmd.flags = CPGPU_CMD_READ_BACK_KEY;
    cpgpu_run_ok(g, cpgpu_cmd_read_back_key(0));
    cpgpu_run_ok(g, cpgpu_cmd_refresh_start(0));
    cpgpu_sess_random(g, 0, r);
    g_assert_false(util_is_zero(r, 16));
    cpgpu_lose_content(g, 0);
    cpgpu_sess_random(g, 0, r);
    g_assert_true(util_is_zero(r, 16));
    cpgpu_run_fails(g, cpgpu_cmd_refresh_finish(0), NO_KEY);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_run_fails(g, cpgpu_cmd_refresh_finish(0), NOT_PENDING);
    cpgpu_seal(g, 0, SURFACE, PAGE);
    cpgpu_run_fails(g, cmd, NO_KEY);
}

/*
 * While large blts write into the pages: these stay scrubbed, the ring is not
 * stopped, and the pages of another session are not affected
 */
FIXTURE_TEST_ALONE(test_at_work, "at-work")
{
    for (int how = 0; how < 4; how++) {
        g_autoptr(QCpgpu) g = cpgpu_start(how < 2 ? NULL : "workers=0");
        uint8_t plain[PAGE];

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

            util_put(g, 0, cpgpu_cmd_record(cmd, g->rings[0].result, 0));
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
        cpgpu_assert_sess_state(g, 0, CPGPU_SESS_CONTENT_LOST);
        if (!(how & 1)) {
            util_assert_plain(g, 1, key_b, UTIL_WORK, plain, PAGE);
        }
    }
}

/* The pages of a refresh are not put under a new key once they are lost */
FIXTURE_TEST(test_refresh_at_work, "refresh-at-work")
{
    uint8_t key[16];

    memcpy(key, key_a, 16);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, 4 * MiB);
    for (int i = 0; i < 10; i++) {
        cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));
        cpgpu_sess_begin(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
        cpgpu_lose_content(g, 0);
        cpgpu_sess_wait(g, 0);
        util_wait_idle(g);
        util_assert_vram_zero(g, 0, 4 * MiB);
        cpgpu_assert_sess_state(g, 0, CPGPU_SESS_CONTENT_LOST);
        cpgpu_clear_error(g);
        cpgpu_sess_key(g, 0, key);
        cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, 4 * MiB));
        cpgpu_seal(g, 0, 0, 4 * MiB);
    }
}

#define SESSIONS    64
#define CHANNELS    16

static void check_lost_channel(Chan *c)
{
    ChanMsg m;

    cpgpu_assert_chan_reg(c->g, c->n, CPGPU_CHAN_STATE, CPGPU_CHAN_KEY_LOST);
    cpgpu_assert_chan_reg(c->g, c->n, CPGPU_CHAN_PROTECTION, 0);
    g_assert_cmphex(chan_reg_handle(c->g, c->n), ==, c->handle);
    for (unsigned kind = 0; kind < CHAN_KINDS; kind++) {
        m = chan_msg(c, kind);
        if (kind < CHAN_COMMANDS) {
            chan_sign(c, &m);
        }
        cpgpu_assert_st(chan_send(c, &m), NO_KEY);
    }
}

/* Keys can be exchanged again; what was sealed before stays stale */
static void check_recovery(QCpgpu *g, Chan *c)
{
    for (unsigned n = 0; n < SESSIONS - 1; n += 9) {
        cpgpu_sess_key(g, n, key_b);
        assert_stale(g, n, n * PAGE);
    }
    for (unsigned n = 0; n < CHANNELS; n += 3) {
        chan_destroy(&c[n]);
        chan_open(&c[n], g, n, n);
        g_assert_cmpuint(chan_ask_value(&c[n], CHAN_PROTECTION), ==, 0);
        cpgpu_assert_ok(chan_set_protection(&c[n], 1));
    }
}

static void check_all(QCpgpu *g, bool content)
{
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
            cpgpu_assert_ok(chan_set_protection(&c[n], 3));
        }
    }
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_SESSION);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    util_msix_taken(msix);

    cpgpu_qom_set(g, "teardown", content ? "content" : "keys");
    cpgpu_assert_reg(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    g_assert_cmphex(util_msix_taken(msix), ==, 1u << CPGPU_VECTOR_MISC);
    for (unsigned n = 0; n < SESSIONS; n++) {
        uint8_t got[PAGE];

        cpgpu_assert_sess_state(g, n,
                                n == SESSIONS - 1 ? CPGPU_SESS_FREE
                                : content         ? CPGPU_SESS_CONTENT_LOST
                                                  : CPGPU_SESS_KEY_LOST);
        cpgpu_vram_read(g, n * PAGE, got, PAGE);
        g_assert_cmpint(util_is_zero(got, PAGE), ==,
                        content || n == SESSIONS - 1);
    }
    cpgpu_assert_vram(g, SESSIONS * PAGE, page, PAGE);
    for (unsigned n = 0; n < CHANNELS; n++) {
        if (n < CHANNELS - 2) {
            check_lost_channel(&c[n]);
        } else {
            cpgpu_assert_chan_reg(g, n, CPGPU_CHAN_STATE, CPGPU_CHAN_CREATED);
        }
    }
    check_recovery(g, c);
    g_free(msix);
}

FIXTURE_TEST(test_all_keys, "all-keys")
{
    check_all(g, false);
}

FIXTURE_TEST(test_all_content, "all-content")
{
    check_all(g, true);
}

/* Key exchanges that are under way during a teardown succeed or are lost */
FIXTURE_TEST(test_exchange_at_work, "exchange-at-work")
{
    uint8_t blob[CPGPU_BLOB_SIZE];
    Chan c[8];

    for (int round = 0; round < 5; round++) {
        for (unsigned n = 0; n < 8; n++) {
            chan_create(&c[n], g, n, n);
            memcpy(c[n].key, key_c, sizeof(key_c));
            cpgpu_wrap_for_channel(g, key_c, sizeof(key_c), blob);
            chan_put(g, n, blob, sizeof(blob));
            cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE);
            cpgpu_sess_wrap(g, n, key_a);
        }
        for (unsigned n = 0; n < 8; n++) {
            cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_CMD),
                         CPGPU_CHAN_CMD_KEY_EXCHANGE);
            cpgpu_sess_begin(g, n, CPGPU_SESS_CMD_KEY_EXCHANGE);
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
            cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY));
        }
    }
}

FIXTURE_MAIN(fixture_add, "teardown")
