/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A refresh walks over all pages of its session, while other rings go on with
 * the same pages, with other pages of the session, and with other sessions
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define AREA    (32 * CPGPU_MIB)        /* of session 0, from 0 on */
#define CHUNK   (4 * CPGPU_MIB)
#define OTHER   (48 * CPGPU_MIB)        /* pages of session 1 */
#define ANY     (4 * CPGPU_MIB)         /* so many of them */
#define MOST    30                      /* rounds, on a busy host */

typedef struct Walk {
    QCpgpu *g;
    uint8_t key[16];            /* session 0's */
    uint8_t *model;             /* what its pages hold */
    uint64_t zeros, out, records;
} Walk;

static struct cpgpu_cmd with_record(Walk *w, struct cpgpu_cmd cmd, unsigned i)
{
    cmd.result = w->records + i * CPGPU_RESULT_SIZE;
    return cmd;
}

static uint32_t record(Walk *w, unsigned i, uint8_t data[16])
{
    struct cpgpu_result res;

    cpgpu_read(w->g, w->records + i * sizeof(res), &res, sizeof(res));
    memcpy(data, res.data, 16);
    return res.status;
}

static void assert_record_ok(Walk *w, unsigned i)
{
    uint8_t data[16];

    g_assert_cmpuint(record(w, i, data), ==, CPGPU_ST_OK);
}

/*
 * A blt that decrypts zeros, so that the pages hold keystream; @key is the one
 * that it will be done under.
 */
static struct cpgpu_cmd write_blt(Walk *w, const uint8_t *key, uint64_t vram,
                                  size_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, w->zeros, vram, len);

    memset(w->model + vram, 0, len);
    ref_ctr(key, cmd.iv, w->model + vram, len);
    return cmd;
}

static void write_all(Walk *w)
{
    for (uint64_t at = 0; at < AREA; at += CHUNK) {
        g_assert_cmpuint(cpgpu_run(w->g, write_blt(w, w->key, at, CHUNK)),
                         ==, CPGPU_ST_OK);
    }
}

static Walk *walk_start(void)
{
    Walk *w = g_new0(Walk, 1);

    /* rings that share a key have no order among them, and so no IVs have */
    w->g = cpgpu_start_with("q35", "vram=64M,iv-check=off", NULL);
    for (unsigned n = 0; n < cpgpu_rings(w->g); n++) {
        cpgpu_ring_on_n(w->g, n, 8);
    }
    w->zeros = cpgpu_alloc(w->g, 2 * CHUNK);
    qtest_memset(w->g->qts, w->zeros, 0, 2 * CHUNK);
    w->out = cpgpu_alloc(w->g, AREA);
    w->records = cpgpu_alloc(w->g, 256 * CPGPU_RESULT_SIZE);
    memcpy(w->key, key_a, 16);
    cpgpu_sess_key(w->g, 0, w->key);
    cpgpu_sess_key(w->g, 1, key_b);
    cpgpu_seal(w->g, 0, 0, AREA);
    cpgpu_seal(w->g, 1, OTHER, ANY);
    w->model = g_malloc(AREA);
    write_all(w);
    return w;
}

static void walk_stop(Walk *w)
{
    cpgpu_stop(w->g);
    g_free(w->model);
    g_free(w);
}

/* START; returns the key that there will be after FINISH */
static void walk_pend(Walk *w, uint8_t next[16])
{
    uint8_t r[16];

    cpgpu_writel(w->g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
    g_assert_cmpuint(cpgpu_sess_cmd(w->g, 0, CPGPU_SESS_CMD_REFRESH_START),
                     ==, CPGPU_ST_OK);
    cpgpu_sess_random(w->g, 0, r);
    ref_xor(next, w->key, r, 16);
}

static void check_range(Walk *w, uint64_t at, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    for (size_t i = 0; i < len; i += CHUNK) {
        size_t n = MIN(len - i, CHUNK);

        cpgpu_get_plain(w->g, 0, w->key, at + i, got, n);
        g_assert_cmpmem(got, n, w->model + at + i, n);
    }
}

static bool finish_runs(Walk *w)
{
    return util_ring_status(w->g, 0) & CPGPU_RING_STATUS_BUSY;
}

/* ------------------------------------------------------ blts beside a walk */

/* Where and how much: no two of them meet; all in the first half */
static void blt_place(unsigned i, uint64_t *vram, size_t *len)
{
    static const size_t lengths[] = {
        16, 4096, 48, 65536, 300000 / 16 * 16, 8192 + 16, MiB - 4096,
    };

    *len = lengths[i % ARRAY_SIZE(lengths)];
    *vram = i * (AREA / 2 / 30) / 16 * 16;
}

/*
 * Half of the blts write, half read back: of pages that the walk has passed
 * and of pages that it comes to
 */
static void test_same_session(void)
{
    Walk *w = walk_start();
    unsigned beside = 0;

    for (int round = 0; round < 3 || (!beside && round < MOST); round++) {
        enum { BLTS = 30 };
        uint64_t nonce, out[BLTS];
        uint8_t next[16], iv[16];
        uint32_t head;
        size_t len;
        uint64_t vram;

        walk_pend(w, next);
        memcpy(w->key, next, 16);
        nonce = util_nonce(w->g);
        for (unsigned i = 0; i < BLTS; i++) {
            struct cpgpu_cmd cmd;

            blt_place(i, &vram, &len);
            out[i] = w->out + i * MiB;
            if (i % 2) {
                cmd = write_blt(w, next, vram, len);
            } else {
                cmd = cpgpu_cmd_encrypt(0, AREA - vram - len, out[i], len);
            }
            cmd = with_record(w, cmd, i);
            cpgpu_put_n(w->g, 1 + i % 3, &cmd);
        }
        head = cpgpu_ring_reg(w->g, 1, CPGPU_RING_HEAD);
        util_submit(w->g, 0, cpgpu_cmd_refresh_finish(0));
        for (unsigned n = 1; n < 4; n++) {
            cpgpu_kick_n(w->g, n);
        }
        /* some are done before the refresh is */
        do {
            beside += cpgpu_ring_reg(w->g, 1, CPGPU_RING_HEAD) != head &&
                      finish_runs(w);
        } while (finish_runs(w));
        for (unsigned n = 0; n < 4; n++) {
            cpgpu_ring_wait_n(w->g, n);
            g_assert_false(cpgpu_ring_stopped_n(w->g, n));
        }
        for (unsigned i = 0; i < BLTS; i++) {
            g_autofree uint8_t *got = NULL;

            blt_place(i, &vram, &len);
            g_assert_cmpuint(record(w, i, iv), ==, CPGPU_ST_OK);
            if (i % 2 == 0) {
                got = g_malloc(len);
                cpgpu_read(w->g, out[i], got, len);
                ref_ctr(next, iv, got, len);
                g_assert_cmpmem(got, len, w->model + AREA - vram - len, len);
            }
        }
        check_range(w, 0, AREA);
        /* pages that no blt came to: the new key, in order */
        for (unsigned p = AREA / PAGE / 2 + 5; p < AREA / PAGE; p += 97) {
            util_assert_page(w->g, 0, next, nonce + p, p,
                             w->model + (uint64_t)p * PAGE);
        }
    }
    g_assert_cmpuint(beside, >, 0);
    cpgpu_assert_no_error(w->g);
    walk_stop(w);
}

/* Copies and fills, whose pages on both sides may have either key */
static void test_copies(void)
{
    enum { COPIES = 8 };
    const size_t len = AREA / 2 / COPIES - 48;
    Walk *w = walk_start();

    for (int round = 0; round < 3; round++) {
        uint8_t next[16];

        walk_pend(w, next);
        memcpy(w->key, next, 16);
        for (unsigned i = 0; i < COPIES; i++) {
            uint64_t src = i * (AREA / 2 / COPIES) + 16;
            uint64_t dst = AREA - src - len;
            struct cpgpu_cmd cmd = {
                .opcode = CPGPU_OP_COPY, .src = src, .vram = dst,
                .length = len,
            };

            cmd = with_record(w, cmd, 2 * i);
            memcpy(w->model + dst, w->model + src, len);
            cpgpu_put_n(w->g, 1 + i % 3, &cmd);
            cmd = (struct cpgpu_cmd) {
                .opcode = CPGPU_OP_FILL, .vram = dst, .length = 4096 * (i + 1),
                .fill = 0x01010101 * (i + round),
            };
            cmd = with_record(w, cmd, 2 * i + 1);
            memset(w->model + dst, i + round, cmd.length);
            cpgpu_put_n(w->g, 1 + i % 3, &cmd);
        }
        util_submit(w->g, 0, cpgpu_cmd_refresh_finish(0));
        for (unsigned n = 1; n < 4; n++) {
            cpgpu_kick_n(w->g, n);
        }
        for (unsigned n = 0; n < 4; n++) {
            cpgpu_ring_wait_n(w->g, n);
        }
        for (unsigned i = 0; i < 2 * COPIES; i++) {
            assert_record_ok(w, i);
        }
        check_range(w, 0, AREA);
    }
    walk_stop(w);
}

/* Another session has nothing to do with it */
static void test_other_session(void)
{
    Walk *w = walk_start();
    g_autofree uint8_t *plain = g_malloc(ANY), *got = g_malloc(ANY);
    uint64_t in = cpgpu_alloc(w->g, ANY);
    unsigned beside = 0;

    /* on a busy host the refresh is done first now and then */
    for (int round = 0; round < 3 || (!beside && round < MOST); round++) {
        struct cpgpu_cmd cmd;
        uint8_t next[16], iv[16];

        walk_pend(w, next);
        memcpy(w->key, next, 16);
        cmd = cpgpu_cmd_decrypt_any(1, in, OTHER, ANY);
        util_pattern(plain, ANY, round);
        memcpy(got, plain, ANY);
        ref_ctr(key_b, cmd.iv, got, ANY);
        cpgpu_write(w->g, in, got, ANY);
        cmd = with_record(w, cmd, 0);
        cpgpu_put_n(w->g, 2, &cmd);
        cmd = with_record(w, cpgpu_cmd_encrypt(1, OTHER, w->out, ANY), 1);
        cpgpu_put_n(w->g, 2, &cmd);
        util_submit(w->g, 0, cpgpu_cmd_refresh_finish(0));
        cpgpu_kick_n(w->g, 2);
        cpgpu_ring_wait_n(w->g, 2);
        beside += finish_runs(w);
        assert_record_ok(w, 0);
        g_assert_cmpuint(record(w, 1, iv), ==, CPGPU_ST_OK);
        cpgpu_read(w->g, w->out, got, ANY);
        ref_ctr(key_b, iv, got, ANY);
        g_assert_cmpmem(got, ANY, plain, ANY);
        cpgpu_ring_wait(w->g);
    }
    check_range(w, 0, AREA);
    g_assert_cmpuint(beside, >, 0);
    walk_stop(w);
}

/* ----------------------------------------------------- FINISH and order -- */

/* What is under way when FINISH is rung is done under the old key */
static void test_finish_waits(void)
{
    Walk *w = walk_start();
    g_autofree uint8_t *got = g_malloc(2 * CHUNK);

    for (int round = 0; round < 4; round++) {
        uint8_t old[16], next[16], iv[16];
        struct cpgpu_cmd cmd;

        memcpy(old, w->key, 16);
        walk_pend(w, next);
        /* encrypted throughout, but slow: the walk would overtake it */
        cmd = with_record(w, write_blt(w, old, 16, 2 * CHUNK), 0);
        cmd.flags = CPGPU_CMD_PATTERN;
        cmd.pattern_encrypt = 16;
        util_submit(w->g, 1, cmd);
        util_submit(w->g, 2,
                    with_record(w, cpgpu_cmd_encrypt(0, AREA / 2, w->out,
                                                     2 * CHUNK), 1));
        if (round % 2) {
            cpgpu_writel(w->g, cpgpu_sess(0, CPGPU_SESS_CMD),
                         CPGPU_SESS_CMD_REFRESH_FINISH);
            cpgpu_sess_wait(w->g, 0);
        } else {
            g_assert_cmpuint(cpgpu_run(w->g, cpgpu_cmd_refresh_finish(0)),
                             ==, CPGPU_ST_OK);
        }
        cpgpu_ring_wait_n(w->g, 1);
        cpgpu_ring_wait_n(w->g, 2);
        memcpy(w->key, next, 16);
        assert_record_ok(w, 0);
        g_assert_cmpuint(record(w, 1, iv), ==, CPGPU_ST_OK);
        cpgpu_read(w->g, w->out, got, 2 * CHUNK);
        ref_ctr(old, iv, got, 2 * CHUNK);
        g_assert_cmpmem(got, 2 * CHUNK, w->model + AREA / 2, 2 * CHUNK);
        check_range(w, 0, 3 * CHUNK);
        g_assert_cmpuint(cpgpu_readl(w->g, cpgpu_sess(0,
                                                      CPGPU_SESS_REFRESHES)),
                         ==, round + 1);
    }
    walk_stop(w);
}

/* A refresh while the one before it still walks */
static void test_two_refreshes(void)
{
    Walk *w = walk_start();
    uint8_t next[16], r[16];

    for (int round = 0; round < 3; round++) {
        struct cpgpu_cmd cmd;

        walk_pend(w, next);
        util_submit(w->g, 0, cpgpu_cmd_refresh_finish(0));
        cmd = with_record(w, cpgpu_cmd_refresh_start(0), 0);
        cpgpu_put_n(w->g, 1, &cmd);
        cmd = with_record(w, cpgpu_cmd_refresh_finish(0), 1);
        util_submit(w->g, 1, cmd);
        cpgpu_ring_wait_n(w->g, 0);
        cpgpu_ring_wait_n(w->g, 1);
        g_assert_cmpuint(record(w, 0, r), ==, CPGPU_ST_OK);
        ref_xor(w->key, next, r, 16);
        assert_record_ok(w, 1);
        check_range(w, 0, AREA);
    }
    walk_stop(w);
}

/* A ring that is reset in mid-walk leaves no page behind */
static void test_ring_reset(void)
{
    Walk *w = walk_start();
    unsigned in_walk = 0;

    for (int round = 0; round < 4 || (!in_walk && round < MOST); round++) {
        uint64_t nonce = util_nonce(w->g);
        struct cpgpu_cmd cmd;
        uint8_t next[16];

        walk_pend(w, next);
        memcpy(w->key, next, 16);
        cmd = with_record(w, write_blt(w, next, CHUNK, 48), 0);
        cpgpu_put_n(w->g, 1, &cmd);
        util_submit(w->g, 0, cpgpu_cmd_refresh_finish(0));
        cpgpu_kick_n(w->g, 1);
        in_walk += finish_runs(w);
        cpgpu_ring_recover(w->g);
        cpgpu_ring_wait_n(w->g, 1);
        assert_record_ok(w, 0);
        /* the walk goes on without the ring */
        util_wait_idle(w->g);
        g_assert_cmphex(cpgpu_sess_state(w->g, 0), ==, CPGPU_SESS_KEYED);
        g_assert_cmpuint(cpgpu_readl(w->g, cpgpu_sess(0,
                                                      CPGPU_SESS_REFRESHES)),
                         ==, round + 1);
        for (unsigned p = 7; p < AREA / PAGE; p += 211) {
            util_assert_page(w->g, 0, next, nonce + p, p,
                             w->model + (uint64_t)p * PAGE);
        }
    }
    check_range(w, 0, AREA);
    g_assert_cmpuint(in_walk, >, 0);
    walk_stop(w);
}

/* ---------------------------------------------- commands that are alone -- */

/* UNSEAL and SEAL wait for the blts and the walk of their session */
static void test_alone(void)
{
    Walk *w = walk_start();
    g_autofree uint8_t *got = g_malloc(CHUNK);

    for (int round = 0; round < 6; round++) {
        uint8_t next[16], iv[16];

        if (round % 2) {
            walk_pend(w, next);
            util_submit(w->g, 0, cpgpu_cmd_refresh_finish(0));
            memcpy(w->key, next, 16);
            util_submit(w->g, 3,
                        with_record(w, write_blt(w, w->key, 32, CHUNK), 3));
        }
        util_submit(w->g, 1,
                    with_record(w, write_blt(w, w->key, CHUNK + 32, CHUNK),
                                0));
        util_submit(w->g, 2, with_record(w, cpgpu_cmd_unseal(0, 3 * CHUNK / 2,
                                                             CHUNK), 1));
        util_submit(w->g, 3, with_record(w, cpgpu_cmd_seal(0, AREA, CHUNK),
                                         2));
        /* what comes later finds the pages gone, even if they are not yet */
        util_submit(w->g, 1, with_record(w, cpgpu_cmd_decrypt_any(
                                                0, w->zeros, 3 * CHUNK / 2,
                                                CHUNK), 4));
        for (unsigned n = 0; n < 4; n++) {
            cpgpu_ring_wait_n(w->g, n);
        }
        for (unsigned i = 0; i < 3; i++) {
            assert_record_ok(w, i);
        }
        g_assert_cmpuint(record(w, 4, iv), ==, CPGPU_ST_NOT_OWNER);
        util_assert_vram_zero(w->g, 3 * CHUNK / 2, CHUNK);
        cpgpu_get_plain(w->g, 0, w->key, AREA, got, CHUNK);
        g_assert_true(util_is_zero(got, CHUNK));
        g_assert_cmpuint(cpgpu_readl(w->g, cpgpu_sess(0, CPGPU_SESS_PAGES)),
                         ==, AREA / PAGE);
        check_range(w, 0, 3 * CHUNK / 2);
        check_range(w, 5 * CHUNK / 2, CHUNK);

        g_assert_cmpuint(cpgpu_run(w->g, cpgpu_cmd_unseal(0, AREA, CHUNK)),
                         ==, CPGPU_ST_OK);
        cpgpu_seal(w->g, 0, 3 * CHUNK / 2, CHUNK);
        memset(w->model + 3 * CHUNK / 2, 0, CHUNK);
    }
    walk_stop(w);
}

/* The session goes, or its key changes, behind blts of all rings */
static void test_session_goes(void)
{
    Walk *w = walk_start();

    for (int round = 0; round < 4; round++) {
        bool destroy = round % 2;

        for (unsigned n = 0; n < 4; n++) {
            struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, w->zeros,
                                                         n * 2 * CHUNK,
                                                         2 * CHUNK);

            util_submit(w->g, n, with_record(w, cmd, n));
        }
        if (destroy) {
            g_assert_cmpuint(cpgpu_sess_cmd(w->g, 0, CPGPU_SESS_CMD_DESTROY),
                             ==, CPGPU_ST_OK);
            util_assert_vram_zero(w->g, 0, AREA);
        } else {
            cpgpu_sess_key(w->g, 0, key_b);
        }
        for (unsigned n = 0; n < 4; n++) {
            cpgpu_ring_wait_n(w->g, n);
            assert_record_ok(w, n);
        }
        if (destroy) {
            util_assert_vram_zero(w->g, 0, AREA);
            cpgpu_sess_key(w->g, 0, key_a);
        } else {
            util_assert_fails(w->g, cpgpu_cmd_encrypt(0, CHUNK, w->out, PAGE),
                              CPGPU_ST_STALE);
            g_assert_cmpuint(cpgpu_run(w->g, cpgpu_cmd_unseal(0, 0, AREA)),
                             ==, CPGPU_ST_OK);
        }
        cpgpu_seal(w->g, 0, 0, AREA);
    }
    walk_stop(w);
}

/* A lost key ends its own session's blts; a bystander's go on */
static void test_key_lost(void)
{
    enum { BLTS = 30 };
    Walk *w = walk_start();
    g_autofree uint8_t *got = g_malloc(ANY), *want = g_malloc(ANY);

    for (int round = 0; round < 5; round++) {
        struct cpgpu_cmd cmd;
        uint8_t iv[16];

        for (unsigned i = 0; i < BLTS; i++) {
            cmd = cpgpu_cmd_decrypt_any(1, w->zeros, OTHER, ANY);
            cmd = with_record(w, cmd, BLTS + i);
            cpgpu_put_n(w->g, 2, &cmd);
        }
        memset(want, 0, ANY);
        ref_ctr(key_b, cmd.iv, want, ANY);
        for (unsigned i = 0; i < BLTS; i++) {
            cmd = cpgpu_cmd_decrypt_any(0, w->zeros, 0, 2 * CHUNK);
            cmd = with_record(w, cmd, i);
            cpgpu_put_n(w->g, 1, &cmd);
        }
        cpgpu_kick_n(w->g, 2);
        cpgpu_kick_n(w->g, 1);
        cpgpu_lose_key(w->g, 0);
        g_assert(util_ring_status(w->g, 2) & CPGPU_RING_STATUS_BUSY);
        cpgpu_ring_wait_n(w->g, 1);
        for (unsigned i = 0; i < BLTS; i++) {
            uint32_t status = record(w, i, iv);

            g_assert(status == CPGPU_ST_OK || status == CPGPU_ST_ABORTED ||
                     status == CPGPU_ST_NO_KEY);
        }
        cpgpu_ring_wait_n(w->g, 2);
        for (unsigned i = 0; i < BLTS; i++) {
            assert_record_ok(w, BLTS + i);
        }
        cpgpu_get_plain(w->g, 1, key_b, OTHER, got, ANY);
        g_assert_cmpmem(got, ANY, want, ANY);
        cpgpu_sess_key(w->g, 0, key_a);
        g_assert_cmpuint(cpgpu_run(w->g, cpgpu_cmd_unseal(0, 0, AREA)),
                         ==, CPGPU_ST_OK);
        cpgpu_seal(w->g, 0, 0, AREA);
    }
    walk_stop(w);
}

/* ---------------------------------------------------------------- flood -- */

/* START, FINISH, START, FINISH ... on one ring, or on three */
static void check_flood(unsigned rings)
{
    Walk *w = walk_start();

    cpgpu_sess_key(w->g, 2, key_a);
    cpgpu_seal(w->g, 2, OTHER + ANY, ANY);
    for (unsigned n = 0; n < rings; n++) {
        for (int i = 0; i < 100; i++) {
            struct cpgpu_cmd cmd = cpgpu_cmd_refresh_start(n % 3);

            cpgpu_put_n(w->g, n, &cmd);
            cmd = cpgpu_cmd_refresh_finish(n % 3);
            cpgpu_put_n(w->g, n, &cmd);
        }
        cpgpu_kick_n(w->g, n);
    }
    for (int i = 0; i < 10; i++) {
        /* of a session that is refreshed all the time, too */
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(i % 2, i % 2 ? OTHER : 0,
                                                 w->out, i % 3 ? MiB : PAGE);

        g_assert_cmpuint(cpgpu_run_n(w->g, 3, cmd), ==, CPGPU_ST_OK);
    }
    g_assert_true(finish_runs(w));
    for (unsigned n = 0; n < rings; n++) {
        g_assert_cmpuint(cpgpu_ring_reg(w->g, n, CPGPU_RING_ERROR), ==, 0);
        cpgpu_ring_recover_n(w->g, n);
    }
    walk_stop(w);
}

static void test_flood(void)
{
    check_flood(1);
    check_flood(3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/walk/same-session", test_same_session);
    qtest_add_func("/cpgpu/walk/copies", test_copies);
    qtest_add_func("/cpgpu/walk/other-session", test_other_session);
    qtest_add_func("/cpgpu/walk/finish-waits", test_finish_waits);
    qtest_add_func("/cpgpu/walk/two-refreshes", test_two_refreshes);
    qtest_add_func("/cpgpu/walk/ring-reset", test_ring_reset);
    qtest_add_func("/cpgpu/walk/alone", test_alone);
    qtest_add_func("/cpgpu/walk/session-goes", test_session_goes);
    qtest_add_func("/cpgpu/walk/key-lost", test_key_lost);
    qtest_add_func("/cpgpu/walk/flood", test_flood);
    return g_test_run();
}
