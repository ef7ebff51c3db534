/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Session-key refresh: the test computes K xor R itself, and checks under which
 * key data goes in and comes out.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE

static void start(QCpgpu *g, uint8_t r[16])
{
    cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));
    cpgpu_sess_random(g, 0, r);
    g_assert_false(util_is_zero(r, 16));
}

/* Returns, in @next, the key after FINISH */
static void pend(QCpgpu *g, uint8_t next[16])
{
    uint8_t r[16];

    start(g, r);
    ref_xor(next, key_a, r, 16);
}

static uint32_t finish(QCpgpu *g)
{
    return cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
}

static void assert_no_random(QCpgpu *g)
{
    uint8_t r[16];

    cpgpu_sess_random(g, 0, r);
    g_assert_true(util_is_zero(r, 16));
}

/* Both directions work under @key: read back, write, read back */
static void assert_key_works(QCpgpu *g, unsigned n, const uint8_t *key,
                             uint64_t vram, const uint8_t *plain, size_t len)
{
    util_assert_plain(g, n, key, vram, plain, len);
    cpgpu_put_plain(g, n, key, vram, plain, len);
    util_assert_plain(g, n, key, vram, plain, len);
}

static uint8_t plain[2 * PAGE]; /* what session 0 has at 0x4000 */

static void start_session(QCpgpu *g)
{
    util_pattern(plain, 2 * PAGE, 1);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0x4000, 2 * PAGE);
    cpgpu_put_plain(g, 0, key_a, 0x4000, plain, 2 * PAGE);
}

static void assert_session_works(QCpgpu *g, const uint8_t *key)
{
    assert_key_works(g, 0, key, 0x4000, plain, sizeof(plain));
}

/* The old key is in use until FINISH, the new one from then on */
FIXTURE_TEST(test_old_then_new, "old-then-new", .prepare = start_session)
{
    uint8_t next[16];

    assert_session_works(g, key_a);
    pend(g, next);
    assert_session_works(g, key_a);
    cpgpu_assert_ok(finish(g));
    assert_session_works(g, next);
    assert_no_random(g);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_REFRESHES, 1);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 1);
}

FIXTURE_TEST(test_start_twice, "start-twice", .prepare = start_session)
{
    uint8_t first[16], next[16];

    pend(g, first);
    pend(g, next);
    g_assert_cmpint(memcmp(first, next, 16), !=, 0);
    cpgpu_assert_ok(finish(g));
    assert_session_works(g, next);
}

/* FINISH without START, or twice: refused, key and pages as they were */
FIXTURE_TEST(test_finish_without_start, "finish-without-start",
             .prepare = start_session)
{
    uint8_t before[2 * PAGE], key[16];

    memcpy(key, key_a, 16);
    for (int i = 0; i < 2; i++) {
        cpgpu_vram_read(g, 0x4000, before, sizeof(before));
        cpgpu_assert_st(finish(g), NOT_PENDING);
        cpgpu_assert_error(g, CPGPU_ST_NOT_PENDING, CPGPU_SRC_SESSION, 0,
                           CPGPU_SESS_CMD_REFRESH_FINISH);
        cpgpu_run_fails(g, cpgpu_cmd_refresh_finish(0), NOT_PENDING);
        cpgpu_assert_vram(g, 0x4000, before, sizeof(before));
        cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_REFRESHES, i);
        assert_session_works(g, key);
        cpgpu_sess_refresh(g, 0, key);
        cpgpu_clear_error(g);
    }
}

FIXTURE_TEST(test_key_exchange_between, "key-exchange-between",
             .prepare = start_session)
{
    uint8_t r[16];

    start(g, r);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_assert_st(finish(g), NOT_PENDING);
    cpgpu_seal(g, 0, 0x8000, 2 * PAGE);
    cpgpu_put_plain(g, 0, key_b, 0x8000, plain, sizeof(plain));
    assert_key_works(g, 0, key_b, 0x8000, plain, sizeof(plain));
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_REFRESHES, 0);
}

FIXTURE_TEST(test_pending_lost, "pending-lost", .prepare = start_session)
{
    uint8_t r[16];

    start(g, r);
    cpgpu_lose_key(g, 0);
    cpgpu_assert_st(finish(g), NO_KEY);
    assert_no_random(g);

    cpgpu_sess_key(g, 0, key_b);
    start(g, r);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY));
    cpgpu_assert_st(finish(g), BAD_SESSION);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_assert_st(finish(g), NOT_PENDING);
}

/* With the capability off both fail, by register and by ring */
FIXTURE_TEST(test_not_available, "not-available", "freshen-session-key=off",
             .prepare = start_session)
{
    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_FRESHEN_SESSION_KEY,
                    ==, 0);
    cpgpu_assert_st(cpgpu_sess_refresh_start(g, 0), NOT_AVAILABLE);
    cpgpu_assert_error(g, CPGPU_ST_NOT_AVAILABLE, CPGPU_SRC_SESSION, 0,
                       CPGPU_SESS_CMD_REFRESH_START);
    cpgpu_assert_st(finish(g), NOT_AVAILABLE);
    cpgpu_clear_error(g);
    cpgpu_run_fails(g, cpgpu_cmd_refresh_start(0), NOT_AVAILABLE);
    cpgpu_run_fails(g, cpgpu_cmd_refresh_finish(0), NOT_AVAILABLE);
    assert_no_random(g);
    /* checked before anything else, even on a session that is free */
    cpgpu_assert_st(cpgpu_sess_refresh_start(g, 7), NOT_AVAILABLE);
    assert_session_works(g, key_a);
}

/* No R is returned if the RNG has failed; a pending one stays valid */
FIXTURE_TEST(test_rng_failed, "rng-failed", .prepare = start_session)
{
    uint8_t r[16], again[16], new_key[16];

    start(g, r);
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    cpgpu_assert_st(cpgpu_sess_refresh_start(g, 0), RNG_FAILED);
    cpgpu_clear_error(g);
    cpgpu_run_fails(g, cpgpu_cmd_refresh_start(0), RNG_FAILED);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_REFRESH);
    cpgpu_sess_random(g, 0, again);
    g_assert_cmpmem(again, 16, r, 16);
    cpgpu_assert_ok(finish(g));
    ref_xor(new_key, key_a, r, 16);
    assert_session_works(g, new_key);
}

/*
 * One doorbell: read back, write, FINISH, read back, write.  What was queued
 * before FINISH uses the old key, what comes after it the new one.
 */
static void check_order(QCpgpu *g, size_t len, bool by_register)
{
    g_autofree uint8_t *old = g_malloc(len), *buf = g_malloc(len);
    uint64_t out[2], results = cpgpu_alloc(g, PAGE);
    uint8_t keys[2][16];
    struct cpgpu_cmd cmd;

    memcpy(keys[0], key_a, 16);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, 3 * len);
    util_pattern(old, len, 7);
    cpgpu_put_plain(g, 0, key_a, 0, old, len);
    pend(g, keys[1]);

    for (int i = 0; i < 2; i++) {
        out[i] = cpgpu_alloc(g, len);
        cmd = cpgpu_cmd_encrypt(0, 0, out[i], len);
        util_put(g, 0, cpgpu_cmd_record(cmd, results, i));
        cmd = cpgpu_cmd_decrypt_any(0, cpgpu_alloc(g, len), (1 + i) * len, len);
        util_pattern(buf, len, 8 + i);
        cpgpu_write_cipher(g, &cmd, keys[i], buf);
        cpgpu_put(g, &cmd);
        if (i == 0 && by_register) {
            cpgpu_kick(g);
            cpgpu_sess_begin(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
            cpgpu_sess_wait(g, 0);
        } else if (i == 0) {
            util_put(g, 0, cpgpu_cmd_refresh_finish(0));
        }
    }
    cpgpu_drain(g);
    g_assert_false(cpgpu_ring_stopped(g));

    for (int i = 0; i < 2; i++) {
        struct cpgpu_result res = cpgpu_record(g, results, i);

        /* read back under the key of its place in the order */
        cpgpu_assert_ok(res.status);
        cpgpu_assert_cipher(g, out[i], keys[i], res.data, old, len);

        /* decrypted under the key of its place, shown by the new one */
        util_pattern(buf, len, 8 + i);
        util_assert_plain(g, 0, keys[1], (1 + i) * len, buf, len);
    }
}

FIXTURE_TEST(test_order_small, "order/small")
{
    check_order(g, 2 * PAGE, false);
}

FIXTURE_TEST(test_order_large, "order/large")
{
    check_order(g, 1 * MiB, false);
}

FIXTURE_TEST(test_order_register, "order/register")
{
    check_order(g, 1 * MiB, true);
}

/* A content key in flight is unwrapped with the key active at that point */
FIXTURE_TEST(test_content_key_in_flight, "order/content-key",
             .prepare = start_session)
{
    static const uint8_t iv[16] = { 3 };
    static const uint8_t content[16] = "the content key";
    uint8_t keys[2][16];
    uint64_t data = cpgpu_alloc(g, PAGE);

    memcpy(keys[0], key_a, 16);
    pend(g, keys[1]);
    cpgpu_seal(g, 0, 0x8000, 2 * PAGE);
    for (int i = 0; i < 2; i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(0, data, 0x8000 + i * PAGE,
                                                 PAGE, iv);

        cpgpu_write_cipher(g, &cmd, content, plain);
        util_put(g, 0, cpgpu_cmd_content_key(cmd, keys[i], content));
        if (i == 0) {
            util_put(g, 0, cpgpu_cmd_refresh_finish(0));
        }
    }
    cpgpu_drain(g);
    g_assert_false(cpgpu_ring_stopped(g));
    for (int i = 0; i < 2; i++) {
        util_assert_plain(g, 0, keys[1], 0x8000 + i * PAGE, plain, PAGE);
    }
}

/* Every page of the session is sealed again, in order, and no other page */
FIXTURE_TEST(test_pages_at_rest, "pages/at-rest")
{
    static const unsigned pages[] = { 1, 2, 3, 9, 700, 1023 };
    uint8_t own[ARRAY_SIZE(pages)][PAGE], other[PAGE], raw[PAGE];
    uint8_t before[PAGE], key[16];
    uint64_t nonce;

    memcpy(key, key_a, 16);
    cpgpu_sess_key(g, 5, key);
    cpgpu_sess_key(g, 6, key_b);
    cpgpu_seal(g, 6, 4 * PAGE, PAGE);
    util_pattern(other, PAGE, 99);
    cpgpu_put_plain(g, 6, key_b, 4 * PAGE, other, PAGE);
    util_pattern(raw, PAGE, 98);
    cpgpu_vram_write(g, 5 * PAGE, raw, PAGE);
    for (int i = ARRAY_SIZE(pages) - 1; i >= 0; i--) {
        cpgpu_seal(g, 5, pages[i] * PAGE, PAGE);
        util_pattern(own[i], PAGE, pages[i]);
        cpgpu_put_plain(g, 5, key, pages[i] * PAGE, own[i], PAGE);
    }

    for (int round = 0; round < 3; round++) {
        cpgpu_vram_read(g, 4 * PAGE, before, PAGE);
        nonce = util_nonce(g);
        cpgpu_sess_refresh(g, 5, key);
        /* the gaps between the session's pages take nonces, too */
        g_assert_cmphex(util_nonce(g), ==, nonce + 1023);
        for (int i = 0; i < ARRAY_SIZE(pages); i++) {
            util_assert_page(g, 5, key, nonce + pages[i] - pages[0], pages[i],
                             own[i]);
        }
        cpgpu_assert_vram(g, 4 * PAGE, before, PAGE);
        cpgpu_assert_vram(g, 5 * PAGE, raw, PAGE);
        g_assert_cmpuint(cpgpu_stat(g, "stat-bytes-reencrypted"), ==,
                         (round + 1) * ARRAY_SIZE(pages) * PAGE);
    }
    assert_key_works(g, 6, key_b, 4 * PAGE, other, PAGE);
}

/* Enough pages to keep a worker busy: each of them comes out right */
FIXTURE_TEST(test_many_pages, "pages/many")
{
    const size_t len = 2 * MiB + 5 * PAGE;
    g_autofree uint8_t *plain = g_malloc(len), *before = g_malloc(len);
    g_autofree uint8_t *after = g_malloc(len);
    uint64_t nonce;
    uint8_t key[16];

    memcpy(key, key_a, 16);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, PAGE, len);
    util_pattern(plain, len, 4);
    cpgpu_put_plain(g, 0, key, PAGE, plain, len);
    cpgpu_vram_read(g, PAGE, before, len);
    nonce = util_nonce(g);
    cpgpu_sess_refresh(g, 0, key);
    cpgpu_vram_read(g, PAGE, after, len);
    for (size_t i = 0; i < len; i += 16) {
        g_assert_cmpint(memcmp(before + i, after + i, 16), !=, 0);
    }
    for (size_t page = 0; page < len / PAGE; page++) {
        util_assert_page(g, 0, key, nonce + page, 1 + page,
                         plain + page * PAGE);
    }
    util_assert_not_in_vram(g, plain, len);
    assert_key_works(g, 0, key, PAGE, plain, len);
}

FIXTURE_TEST(test_hundred_times, "hundred-times", .prepare = start_session)
{
    uint8_t key[16];

    memcpy(key, key_a, 16);
    for (int i = 0; i < 100; i++) {
        if (i % 2) {
            cpgpu_run_ok(g, cpgpu_cmd_refresh_start(0));
            ref_xor(key, key, g->last.data, 16);
            cpgpu_run_ok(g, cpgpu_cmd_refresh_finish(0));
        } else {
            cpgpu_sess_refresh(g, 0, key);
        }
    }
    assert_session_works(g, key);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_REFRESHES, 100);
    g_assert_cmpuint(cpgpu_stat(g, "stat-refreshes"), ==, 100);
}

/* A refresh does not touch stale pages */
FIXTURE_TEST(test_stale_pages, "pages/stale", .prepare = start_session)
{
    uint8_t before[2 * PAGE], key[16];
    uint64_t nonce;

    memcpy(key, key_b, 16);
    cpgpu_sess_key(g, 0, key);
    cpgpu_vram_read(g, 0x4000, before, sizeof(before));
    nonce = util_nonce(g);
    cpgpu_sess_refresh(g, 0, key);
    g_assert_cmphex(util_nonce(g), ==, nonce);
    cpgpu_assert_vram(g, 0x4000, before, sizeof(before));
    cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, 0x4000, cpgpu_alloc(g, 16), 16),
                    STALE);
}

FIXTURE_MAIN(fixture_add, "refresh")
