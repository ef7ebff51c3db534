/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Session-key refresh, proven by result: the test computes K xor R itself and
 * looks at what goes in and comes out under which key.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE

static uint32_t start_status(QCpgpu *g, unsigned n)
{
    cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
    return cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_REFRESH_START);
}

static void start(QCpgpu *g, unsigned n, uint8_t r[16])
{
    g_assert_cmpuint(start_status(g, n), ==, CPGPU_ST_OK);
    cpgpu_sess_random(g, n, r);
    g_assert_false(util_is_zero(r, 16));
}

static uint32_t finish(QCpgpu *g, unsigned n)
{
    return cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_REFRESH_FINISH);
}

/* Both directions work under @key: read back, write, read back */
static void assert_key_works(QCpgpu *g, unsigned n, const uint8_t *key,
                             uint64_t vram, const uint8_t *plain, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    cpgpu_get_plain(g, n, key, vram, got, len);
    g_assert_cmpmem(got, len, plain, len);
    cpgpu_put_plain(g, n, key, vram, plain, len);
    cpgpu_get_plain(g, n, key, vram, got, len);
    g_assert_cmpmem(got, len, plain, len);
}

/* A keyed session 0 with two pages that hold pattern 1 */
static QCpgpu *start_session(const char *opts, uint8_t plain[2 * PAGE])
{
    QCpgpu *g = cpgpu_start(opts);

    util_pattern(plain, 2 * PAGE, 1);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0x4000, 2 * PAGE);
    cpgpu_put_plain(g, 0, key_a, 0x4000, plain, 2 * PAGE);
    return g;
}

/* The old key is in use until FINISH, the new one from then on */
static void test_old_then_new(void)
{
    uint8_t plain[2 * PAGE], r[16], new_key[16], zero[16];
    QCpgpu *g = start_session(NULL, plain);

    assert_key_works(g, 0, key_a, 0x4000, plain, sizeof(plain));
    start(g, 0, r);
    assert_key_works(g, 0, key_a, 0x4000, plain, sizeof(plain));
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_OK);
    ref_xor(new_key, key_a, r, 16);
    assert_key_works(g, 0, new_key, 0x4000, plain, sizeof(plain));
    cpgpu_sess_random(g, 0, zero);
    g_assert_true(util_is_zero(zero, 16));
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_REFRESHES)),
                     ==, 1);
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_KEY_INSTANCE)),
                     ==, 1);
    cpgpu_stop(g);
}

static void test_start_twice(void)
{
    uint8_t plain[2 * PAGE], r1[16], r2[16], new_key[16];
    QCpgpu *g = start_session(NULL, plain);

    start(g, 0, r1);
    start(g, 0, r2);
    g_assert_cmpint(memcmp(r1, r2, 16), !=, 0);
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_OK);
    ref_xor(new_key, key_a, r2, 16);
    assert_key_works(g, 0, new_key, 0x4000, plain, sizeof(plain));
    cpgpu_stop(g);
}

/* FINISH without START, or twice: refused, key and pages as they were */
static void test_finish_without_start(void)
{
    uint8_t plain[2 * PAGE], before[2 * PAGE], after[2 * PAGE], key[16];
    QCpgpu *g = start_session(NULL, plain);

    memcpy(key, key_a, 16);
    for (int i = 0; i < 2; i++) {
        cpgpu_vram_read(g, 0x4000, before, sizeof(before));
        g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_NOT_PENDING);
        cpgpu_assert_error(g, CPGPU_ST_NOT_PENDING, CPGPU_SRC_SESSION, 0,
                           CPGPU_SESS_CMD_REFRESH_FINISH);
        util_assert_fails(g, cpgpu_cmd_refresh_finish(0),
                          CPGPU_ST_NOT_PENDING);
        cpgpu_vram_read(g, 0x4000, after, sizeof(after));
        g_assert_cmpmem(before, sizeof(before), after, sizeof(after));
        g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_REFRESHES)),
                         ==, i);
        assert_key_works(g, 0, key, 0x4000, plain, sizeof(plain));
        cpgpu_sess_refresh(g, 0, key);
        cpgpu_clear_error(g);
    }
    cpgpu_stop(g);
}

static void test_key_exchange_between(void)
{
    uint8_t plain[2 * PAGE], r[16];
    QCpgpu *g = start_session(NULL, plain);

    start(g, 0, r);
    cpgpu_sess_key(g, 0, key_b);
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_NOT_PENDING);
    cpgpu_seal(g, 0, 0x8000, 2 * PAGE);
    cpgpu_put_plain(g, 0, key_b, 0x8000, plain, sizeof(plain));
    assert_key_works(g, 0, key_b, 0x8000, plain, sizeof(plain));
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_REFRESHES)),
                     ==, 0);
    cpgpu_stop(g);
}

static void test_pending_lost(void)
{
    uint8_t plain[2 * PAGE], r[16];
    QCpgpu *g = start_session(NULL, plain);

    start(g, 0, r);
    cpgpu_lose_key(g, 0);
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_NO_KEY);
    cpgpu_sess_random(g, 0, r);
    g_assert_true(util_is_zero(r, 16));

    cpgpu_sess_key(g, 0, key_b);
    start(g, 0, r);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY), ==, 0);
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_BAD_SESSION);
    cpgpu_sess_key(g, 0, key_b);
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_NOT_PENDING);
    cpgpu_stop(g);
}

/* With the capability off both fail, by register and by ring */
static void test_not_available(void)
{
    uint8_t plain[2 * PAGE], r[16];
    QCpgpu *g = start_session("freshen-session-key=off", plain);

    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_FRESHEN_SESSION_KEY,
                    ==, 0);
    g_assert_cmpuint(start_status(g, 0), ==, CPGPU_ST_NOT_AVAILABLE);
    cpgpu_assert_error(g, CPGPU_ST_NOT_AVAILABLE, CPGPU_SRC_SESSION, 0,
                       CPGPU_SESS_CMD_REFRESH_START);
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_NOT_AVAILABLE);
    cpgpu_clear_error(g);
    util_assert_fails(g, cpgpu_cmd_refresh_start(0), CPGPU_ST_NOT_AVAILABLE);
    util_assert_fails(g, cpgpu_cmd_refresh_finish(0), CPGPU_ST_NOT_AVAILABLE);
    cpgpu_sess_random(g, 0, r);
    g_assert_true(util_is_zero(r, 16));
    /* checked before anything else, even on a session that is free */
    g_assert_cmpuint(start_status(g, 7), ==, CPGPU_ST_NOT_AVAILABLE);
    assert_key_works(g, 0, key_a, 0x4000, plain, sizeof(plain));
    cpgpu_stop(g);
}

/* R is not given out when the RNG is broken; a pending one still counts */
static void test_rng_failed(void)
{
    uint8_t plain[2 * PAGE], r[16], again[16], new_key[16];
    QCpgpu *g = start_session(NULL, plain);

    start(g, 0, r);
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    g_assert_cmpuint(start_status(g, 0), ==, CPGPU_ST_RNG_FAILED);
    cpgpu_clear_error(g);
    util_assert_fails(g, cpgpu_cmd_refresh_start(0), CPGPU_ST_RNG_FAILED);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_REFRESH);
    cpgpu_sess_random(g, 0, again);
    g_assert_cmpmem(again, 16, r, 16);
    g_assert_cmpuint(finish(g, 0), ==, CPGPU_ST_OK);
    ref_xor(new_key, key_a, r, 16);
    assert_key_works(g, 0, new_key, 0x4000, plain, sizeof(plain));
    cpgpu_stop(g);
}

/* ----------------------------------------------------- order in the ring -- */

/*
 * One doorbell: read back, write, FINISH, read back, write.  What was queued
 * before FINISH uses the old key, what comes after it the new one.
 */
static void check_order(size_t len, bool by_register)
{
    QCpgpu *g = cpgpu_start(NULL);
    g_autofree uint8_t *plain = g_malloc(len), *buf = g_malloc(len);
    uint64_t in[2], out[2];
    uint8_t r[16], keys[2][16], iv[2][16] = { { 1 }, { 2 } };
    uint64_t results = cpgpu_alloc(g, PAGE);
    struct cpgpu_result res;

    memcpy(keys[0], key_a, 16);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, 3 * len);
    util_pattern(plain, len, 7);
    cpgpu_put_plain(g, 0, key_a, 0, plain, len);
    start(g, 0, r);
    ref_xor(keys[1], key_a, r, 16);

    for (int i = 0; i < 2; i++) {
        struct cpgpu_cmd cmd;

        in[i] = cpgpu_alloc(g, len);
        out[i] = cpgpu_alloc(g, len);
        util_pattern(buf, len, 8 + i);
        ref_ctr(keys[i], iv[i], buf, len);
        cpgpu_write(g, in[i], buf, len);

        cmd = cpgpu_cmd_encrypt(0, 0, out[i], len);
        cmd.result = results + i * CPGPU_RESULT_SIZE;
        cpgpu_put(g, &cmd);
        cmd = cpgpu_cmd_decrypt(0, in[i], (1 + i) * len, len, iv[i]);
        cpgpu_put(g, &cmd);
        if (i == 0 && by_register) {
            cpgpu_kick(g);
            cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD),
                         CPGPU_SESS_CMD_REFRESH_FINISH);
            cpgpu_sess_wait(g, 0);
        } else if (i == 0) {
            cmd = cpgpu_cmd_refresh_finish(0);
            cpgpu_put(g, &cmd);
        }
    }
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    g_assert_false(cpgpu_ring_stopped(g));

    for (int i = 0; i < 2; i++) {
        g_autofree uint8_t *want = g_malloc(len);

        /* read back under the key of its place in the order */
        cpgpu_read(g, results + i * sizeof(res), &res, sizeof(res));
        g_assert_cmpuint(res.status, ==, CPGPU_ST_OK);
        cpgpu_read(g, out[i], buf, len);
        ref_ctr(keys[i], res.data, buf, len);
        g_assert_cmpmem(buf, len, plain, len);

        /* decrypted under the key of its place, shown by the new one */
        util_pattern(want, len, 8 + i);
        cpgpu_get_plain(g, 0, keys[1], (1 + i) * len, buf, len);
        g_assert_cmpmem(buf, len, want, len);
    }
    cpgpu_stop(g);
}

static void test_order_small(void)
{
    check_order(2 * PAGE, false);
}

static void test_order_large(void)
{
    check_order(1 * MiB, false);
}

static void test_order_register(void)
{
    check_order(1 * MiB, true);
}

/* A content key in flight is unwrapped with the key active at that point */
static void test_content_key_in_flight(void)
{
    static const uint8_t iv[16] = { 3 };
    static const uint8_t content[16] = "the content key";
    uint8_t plain[2 * PAGE], r[16], keys[2][16], cipher[PAGE], got[PAGE];
    QCpgpu *g = start_session(NULL, plain);
    uint64_t data = cpgpu_alloc(g, PAGE);

    memcpy(keys[0], key_a, 16);
    start(g, 0, r);
    ref_xor(keys[1], key_a, r, 16);
    memcpy(cipher, plain, PAGE);
    ref_ctr(content, iv, cipher, PAGE);
    cpgpu_write(g, data, cipher, PAGE);
    cpgpu_seal(g, 0, 0x8000, 2 * PAGE);
    for (int i = 0; i < 2; i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(0, data, 0x8000 + i * PAGE,
                                                 PAGE, iv);

        cmd.flags = CPGPU_CMD_CONTENT_KEY;
        ref_ecb_encrypt(keys[i], content, cmd.key);
        cpgpu_put(g, &cmd);
        cmd = cpgpu_cmd_refresh_finish(0);
        if (i == 0) {
            cpgpu_put(g, &cmd);
        }
    }
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    g_assert_false(cpgpu_ring_stopped(g));
    for (int i = 0; i < 2; i++) {
        cpgpu_get_plain(g, 0, keys[1], 0x8000 + i * PAGE, got, PAGE);
        g_assert_cmpmem(got, PAGE, plain, PAGE);
    }
    cpgpu_stop(g);
}

/* -------------------------------------------------------- pages at rest -- */

/* Every page of the session is sealed anew, in order; nobody else's is */
static void test_pages_at_rest(void)
{
    static const unsigned pages[] = { 1, 2, 3, 9, 700, 1023 };
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t plain[ARRAY_SIZE(pages)][PAGE], other[PAGE], raw[PAGE];
    uint8_t before[PAGE], after[PAGE], key[16];
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
        util_pattern(plain[i], PAGE, pages[i]);
        cpgpu_put_plain(g, 5, key, pages[i] * PAGE, plain[i], PAGE);
    }

    for (int round = 0; round < 3; round++) {
        cpgpu_vram_read(g, 4 * PAGE, before, PAGE);
        nonce = util_nonce(g);
        cpgpu_sess_refresh(g, 5, key);
        /* the gaps between the session's pages take nonces, too */
        g_assert_cmphex(util_nonce(g), ==, nonce + 1023);
        for (int i = 0; i < ARRAY_SIZE(pages); i++) {
            util_assert_page(g, 5, key, nonce + pages[i] - pages[0], pages[i],
                             plain[i]);
        }
        cpgpu_vram_read(g, 4 * PAGE, after, PAGE);
        g_assert_cmpmem(after, PAGE, before, PAGE);
        cpgpu_vram_read(g, 5 * PAGE, after, PAGE);
        g_assert_cmpmem(after, PAGE, raw, PAGE);
        g_assert_cmpuint(cpgpu_stat(g, "stat-bytes-reencrypted"), ==,
                         (round + 1) * ARRAY_SIZE(pages) * PAGE);
    }
    assert_key_works(g, 6, key_b, 4 * PAGE, other, PAGE);
    cpgpu_stop(g);
}

/* Enough pages to keep a worker busy: each of them comes out right */
static void test_many_pages(void)
{
    const size_t len = 2 * MiB + 5 * PAGE;
    QCpgpu *g = cpgpu_start(NULL);
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
    cpgpu_stop(g);
}

static void test_hundred_times(void)
{
    uint8_t plain[2 * PAGE], key[16];
    QCpgpu *g = start_session(NULL, plain);

    memcpy(key, key_a, 16);
    for (int i = 0; i < 100; i++) {
        if (i % 2) {
            struct cpgpu_cmd cmd = cpgpu_cmd_refresh_start(0);

            g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
            ref_xor(key, key, g->last.data, 16);
            g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_finish(0)),
                             ==, CPGPU_ST_OK);
        } else {
            cpgpu_sess_refresh(g, 0, key);
        }
    }
    assert_key_works(g, 0, key, 0x4000, plain, sizeof(plain));
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_REFRESHES)),
                     ==, 100);
    g_assert_cmpuint(cpgpu_stat(g, "stat-refreshes"), ==, 100);
    cpgpu_stop(g);
}

/* Stale pages keep out of a refresh: they stay stale and as they are */
static void test_stale_pages(void)
{
    uint8_t plain[2 * PAGE], before[2 * PAGE], after[2 * PAGE], key[16];
    QCpgpu *g = start_session(NULL, plain);
    uint64_t nonce;

    memcpy(key, key_b, 16);
    cpgpu_sess_key(g, 0, key);
    cpgpu_vram_read(g, 0x4000, before, sizeof(before));
    nonce = util_nonce(g);
    cpgpu_sess_refresh(g, 0, key);
    g_assert_cmphex(util_nonce(g), ==, nonce);
    cpgpu_vram_read(g, 0x4000, after, sizeof(after));
    g_assert_cmpmem(before, sizeof(before), after, sizeof(after));
    util_assert_fails(g, cpgpu_cmd_encrypt(0, 0x4000,
                                           g->rings[0].result + 64, 16),
                      CPGPU_ST_STALE);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/refresh/old-then-new", test_old_then_new);
    qtest_add_func("/cpgpu/refresh/start-twice", test_start_twice);
    qtest_add_func("/cpgpu/refresh/finish-without-start",
                   test_finish_without_start);
    qtest_add_func("/cpgpu/refresh/key-exchange-between",
                   test_key_exchange_between);
    qtest_add_func("/cpgpu/refresh/pending-lost", test_pending_lost);
    qtest_add_func("/cpgpu/refresh/not-available", test_not_available);
    qtest_add_func("/cpgpu/refresh/rng-failed", test_rng_failed);
    qtest_add_func("/cpgpu/refresh/order/small", test_order_small);
    qtest_add_func("/cpgpu/refresh/order/large", test_order_large);
    qtest_add_func("/cpgpu/refresh/order/register", test_order_register);
    qtest_add_func("/cpgpu/refresh/order/content-key",
                   test_content_key_in_flight);
    qtest_add_func("/cpgpu/refresh/pages/at-rest", test_pages_at_rest);
    qtest_add_func("/cpgpu/refresh/pages/many", test_many_pages);
    qtest_add_func("/cpgpu/refresh/pages/stale", test_stale_pages);
    qtest_add_func("/cpgpu/refresh/hundred-times", test_hundred_times);
    return g_test_run();
}
