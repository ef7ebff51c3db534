/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A refresh walks over all pages of its session, while other rings work on the
 * same pages, on other pages of the session, and on other sessions
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define AREA    (32 * CPGPU_MIB)        /* of session 0, from 0 on */
#define CHUNK   (4 * CPGPU_MIB)
#define OTHER   (48 * CPGPU_MIB)        /* pages of session 1 */
#define ANY     (4 * CPGPU_MIB)         /* how many bytes these are */
#define SMALL   (48 * KiB)              /* is not left to the workers */

typedef struct Walk {
    QCpgpu *g;
    uint8_t key[16];            /* session 0's */
    uint8_t *model;             /* what its pages hold */
    uint64_t zeros, out, records;
} Walk;

/* Queue a command, whose record is number @i */
static void put(Walk *w, unsigned ring, struct cpgpu_cmd cmd, unsigned i)
{
    util_put(w->g, ring, cpgpu_cmd_record(cmd, w->records, i));
}

static void submit(Walk *w, unsigned ring, struct cpgpu_cmd cmd, unsigned i)
{
    put(w, ring, cmd, i);
    cpgpu_kick_n(w->g, ring);
}

static void submit_finish(Walk *w)
{
    util_submit(w->g, 0, cpgpu_cmd_refresh_finish(0));
}

static struct cpgpu_result record(Walk *w, unsigned i)
{
    return cpgpu_record(w->g, w->records, i);
}

static void assert_records_ok(Walk *w, unsigned first, unsigned end)
{
    for (unsigned i = first; i < end; i++) {
        cpgpu_assert_ok(record(w, i).status);
    }
}

/* ENCRYPT_BLT with record @i has succeeded: @plain is at @data, under @key */
static void assert_read_back(Walk *w, unsigned i, uint64_t data,
                             const uint8_t *key, const void *plain, size_t len)
{
    struct cpgpu_result res = record(w, i);

    cpgpu_assert_ok(res.status);
    cpgpu_assert_cipher(w->g, data, key, res.data, plain, len);
}

/*
 * A blt that decrypts zeros, so that the pages hold keystream; @key is the one
 * that is active when it runs.
 */
static struct cpgpu_cmd write_blt(Walk *w, const uint8_t *key, uint64_t vram,
                                  size_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, w->zeros, vram, len);

    memset(w->model + vram, 0, len);
    ref_ctr(key, cmd.iv, w->model + vram, len);
    return cmd;
}

static Walk *walk_start(void)
{
    Walk *w = g_new0(Walk, 1);

    /* rings that share a key have no order among them, nor have their IVs */
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
    for (uint64_t at = 0; at < AREA; at += CHUNK) {
        cpgpu_run_ok(w->g, write_blt(w, w->key, at, CHUNK));
    }
    return w;
}

static void walk_stop(Walk *w)
{
    cpgpu_stop(w->g);
    g_free(w->model);
    g_free(w);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Walk, walk_stop)

/* START; w->key becomes the key that FINISH will make active */
static void walk_pend(Walk *w)
{
    uint8_t r[16];

    cpgpu_assert_ok(cpgpu_sess_refresh_start(w->g, 0));
    cpgpu_sess_random(w->g, 0, r);
    ref_xor(w->key, w->key, r, 16);
}

static void check_range(Walk *w, uint64_t at, size_t len)
{
    for (size_t i = at; i < at + len; i += CHUNK) {
        util_assert_plain(w->g, 0, w->key, i, w->model + i,
                          MIN(at + len - i, CHUNK));
    }
}

/* Every @step-th page is sealed with the nonce that a walk gives it */
static void check_nonces(Walk *w, uint64_t nonce, unsigned first, unsigned step)
{
    for (unsigned p = first; p < AREA / PAGE; p += step) {
        util_assert_page(w->g, 0, w->key, nonce + p, p,
                         w->model + (uint64_t)p * PAGE);
    }
}

static bool finish_runs(Walk *w)
{
    return util_ring_status(w->g, 0) & CPGPU_RING_STATUS_BUSY;
}

/* Pages whose key is lost are of no use: give them back, and begin again */
static void seal_again(Walk *w)
{
    cpgpu_run_ok(w->g, cpgpu_cmd_unseal(0, 0, AREA));
    cpgpu_seal(w->g, 0, 0, AREA);
}

/* Where and how much: no two of them meet; all in the first half */
static uint64_t blt_place(unsigned i, size_t *len)
{
    static const size_t lengths[] = {
        16, 4096, 48, 65536, 300000 / 16 * 16, 8192 + 16, MiB - 4096,
    };

    *len = lengths[i % ARRAY_SIZE(lengths)];
    return i * (AREA / 2 / 30) / 16 * 16;
}

/*
 * Half of the blts write, half read back: of pages that the walk has passed
 * and of pages that it comes to.  Each ring has a small one first, which must
 * be done while the walk is held up.
 */
static void blts_beside_walk(Walk *w)
{
    enum { BLTS = 30 };
    uint64_t nonce, vram;
    size_t len;

    walk_pend(w);
    nonce = util_nonce(w->g);
    for (unsigned i = 0; i < BLTS; i++) {
        vram = blt_place(i, &len);
        put(w, 1 + i % 3,
            i % 2 ? write_blt(w, w->key, vram, len)
                  : cpgpu_cmd_encrypt(0, AREA - vram - len, w->out + i * MiB,
                                      len), i);
    }
    cpgpu_hold_workers(w->g, true);
    submit_finish(w);
    cpgpu_kick_rings(w->g, 1, 4);
    for (unsigned n = 1; n < 4; n++) {
        g_assert_cmpuint(cpgpu_ring_reg(w->g, n, CPGPU_RING_HEAD), >,
                         w->g->rings[n].tail - BLTS / 3);
    }
    g_assert_true(finish_runs(w));
    cpgpu_hold_workers(w->g, false);
    for (unsigned n = 0; n < 4; n++) {
        cpgpu_ring_wait_n(w->g, n);
        g_assert_false(cpgpu_ring_stopped_n(w->g, n));
    }
    assert_records_ok(w, 0, BLTS);
    for (unsigned i = 0; i < BLTS; i += 2) {
        vram = blt_place(i, &len);
        assert_read_back(w, i, w->out + i * MiB, w->key,
                         w->model + AREA - vram - len, len);
    }
    check_range(w, 0, AREA);
    /* pages that no blt came to: the new key, in order */
    check_nonces(w, nonce, AREA / PAGE / 2 + 5, 97);
}

FIXTURE_TEST_ALONE(test_same_session, "same-session")
{
    g_autoptr(Walk) w = walk_start();

    for (int round = 0; round < 3; round++) {
        blts_beside_walk(w);
    }
    cpgpu_assert_no_error(w->g);
}

/* Copies and fills, whose pages on both sides may have either key */
FIXTURE_TEST_ALONE(test_copies, "copies")
{
    enum { COPIES = 8 };
    const size_t len = AREA / 2 / COPIES - 48;
    g_autoptr(Walk) w = walk_start();

    for (int round = 0; round < 3; round++) {
        walk_pend(w);
        for (unsigned i = 0; i < COPIES; i++) {
            uint64_t src = i * (AREA / 2 / COPIES) + 16;
            uint64_t dst = AREA - src - len, some = 4096 * (i + 1);
            uint8_t byte = i + round;

            memcpy(w->model + dst, w->model + src, len);
            put(w, 1 + i % 3, cpgpu_cmd_copy(0, src, dst, len), 2 * i);
            memset(w->model + dst, byte, some);
            put(w, 1 + i % 3, cpgpu_cmd_fill(0, 0x01010101 * byte, dst, some),
                2 * i + 1);
        }
        submit_finish(w);
        cpgpu_kick_rings(w->g, 1, 4);
        cpgpu_wait_rings(w->g, 0, 4);
        assert_records_ok(w, 0, 2 * COPIES);
        check_range(w, 0, AREA);
    }
}

/* Session 1 writes @plain and reads it back, on ring 2 */
static void run_other(Walk *w, uint64_t in, const uint8_t *plain, size_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(1, in, OTHER, len);

    cpgpu_write_cipher(w->g, &cmd, key_b, plain);
    put(w, 2, cmd, 0);
    submit(w, 2, cpgpu_cmd_encrypt(1, OTHER, w->out, len), 1);
    cpgpu_ring_wait_n(w->g, 2);
    assert_records_ok(w, 0, 1);
    assert_read_back(w, 1, w->out, key_b, plain, len);
}

/* Another session has nothing to do with it */
FIXTURE_TEST_ALONE(test_other_session, "other-session")
{
    g_autoptr(Walk) w = walk_start();
    g_autofree uint8_t *plain = g_malloc(ANY);
    uint64_t in = cpgpu_alloc(w->g, ANY);

    for (int round = 0; round < 3; round++) {
        walk_pend(w);
        util_pattern(plain, ANY, round);
        cpgpu_hold_workers(w->g, true);
        submit_finish(w);
        run_other(w, in, plain, SMALL);
        g_assert_true(finish_runs(w));
        cpgpu_hold_workers(w->g, false);
        run_other(w, in, plain, ANY);
        cpgpu_ring_wait(w->g);
    }
    check_range(w, 0, AREA);
}

/* What is under way when FINISH is rung is done under the old key */
FIXTURE_TEST_ALONE(test_finish_waits, "finish-waits")
{
    g_autoptr(Walk) w = walk_start();

    for (int round = 0; round < 4; round++) {
        uint8_t old[16];
        struct cpgpu_cmd cmd;

        memcpy(old, w->key, 16);
        walk_pend(w);
        /* encrypted throughout, but slow: the walk would overtake it */
        cmd = write_blt(w, old, 16, 2 * CHUNK);
        submit(w, 1, cpgpu_cmd_pattern(cmd, 0, 0, 16), 0);
        submit(w, 2, cpgpu_cmd_encrypt(0, AREA / 2, w->out, 2 * CHUNK), 1);
        if (round % 2) {
            cpgpu_sess_begin(w->g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
            cpgpu_sess_wait(w->g, 0);
        } else {
            cpgpu_run_ok(w->g, cpgpu_cmd_refresh_finish(0));
        }
        cpgpu_wait_rings(w->g, 1, 3);
        assert_records_ok(w, 0, 1);
        assert_read_back(w, 1, w->out, old, w->model + AREA / 2, 2 * CHUNK);
        check_range(w, 0, 3 * CHUNK);
        cpgpu_assert_sess_reg(w->g, 0, CPGPU_SESS_REFRESHES, round + 1);
    }
}

/* A refresh while the previous one is still in progress */
FIXTURE_TEST_ALONE(test_two_refreshes, "two-refreshes")
{
    g_autoptr(Walk) w = walk_start();

    for (int round = 0; round < 3; round++) {
        walk_pend(w);
        submit_finish(w);
        put(w, 1, cpgpu_cmd_refresh_start(0), 0);
        submit(w, 1, cpgpu_cmd_refresh_finish(0), 1);
        cpgpu_wait_rings(w->g, 0, 2);
        assert_records_ok(w, 0, 2);
        ref_xor(w->key, w->key, record(w, 0).data, 16);
        check_range(w, 0, AREA);
    }
}

/* A ring reset before or during a walk leaves no page under the old key */
FIXTURE_TEST_ALONE(test_ring_reset, "ring-reset")
{
    g_autoptr(Walk) w = walk_start();

    for (int round = 0; round < 4; round++) {
        uint64_t nonce = util_nonce(w->g);

        walk_pend(w);
        put(w, 1, write_blt(w, w->key, CHUNK, 48), 0);
        cpgpu_hold_workers(w->g, true);
        submit_finish(w);
        cpgpu_kick_n(w->g, 1);
        g_assert_true(finish_runs(w));
        cpgpu_hold_workers(w->g, round % 2);
        cpgpu_ring_recover(w->g);
        cpgpu_hold_workers(w->g, false);
        cpgpu_ring_wait_n(w->g, 1);
        assert_records_ok(w, 0, 1);
        /* the walk continues without the ring */
        util_wait_idle(w->g);
        cpgpu_assert_sess_state(w->g, 0, CPGPU_SESS_KEYED);
        cpgpu_assert_sess_reg(w->g, 0, CPGPU_SESS_REFRESHES, round + 1);
        check_nonces(w, nonce, 7, 211);
    }
    check_range(w, 0, AREA);
}

/* UNSEAL and SEAL wait for the blts and the walk of their session */
FIXTURE_TEST_ALONE(test_alone, "alone")
{
    const uint64_t given = 3 * CHUNK / 2;       /* back, in each round */
    g_autoptr(Walk) w = walk_start();
    g_autofree uint8_t *zero = g_malloc0(CHUNK);

    for (int round = 0; round < 6; round++) {
        if (round % 2) {
            walk_pend(w);
            submit_finish(w);
            submit(w, 3, write_blt(w, w->key, 32, CHUNK), 3);
        }
        submit(w, 1, write_blt(w, w->key, CHUNK + 32, CHUNK), 0);
        submit(w, 2, cpgpu_cmd_unseal(0, given, CHUNK), 1);
        submit(w, 3, cpgpu_cmd_seal(0, AREA, CHUNK), 2);
        /* what comes later finds the pages gone, even if they are not yet */
        submit(w, 1, cpgpu_cmd_decrypt_any(0, w->zeros, given, CHUNK), 4);
        cpgpu_wait_rings(w->g, 0, 4);
        assert_records_ok(w, 0, 3);
        cpgpu_assert_st(record(w, 4).status, NOT_OWNER);
        util_assert_vram_zero(w->g, given, CHUNK);
        util_assert_plain(w->g, 0, w->key, AREA, zero, CHUNK);
        cpgpu_assert_sess_reg(w->g, 0, CPGPU_SESS_PAGES, AREA / PAGE);
        check_range(w, 0, given);
        check_range(w, given + CHUNK, CHUNK);

        cpgpu_run_ok(w->g, cpgpu_cmd_unseal(0, AREA, CHUNK));
        cpgpu_seal(w->g, 0, given, CHUNK);
        memset(w->model + given, 0, CHUNK);
    }
}

/* The session is destroyed, or gets another key, after blts of all rings */
FIXTURE_TEST_ALONE(test_session_goes, "session-goes")
{
    g_autoptr(Walk) w = walk_start();

    for (int round = 0; round < 4; round++) {
        bool destroy = round % 2;

        for (unsigned n = 0; n < 4; n++) {
            submit(w, n, cpgpu_cmd_decrypt_any(0, w->zeros, n * 2 * CHUNK,
                                               2 * CHUNK), n);
        }
        if (destroy) {
            cpgpu_assert_ok(cpgpu_sess_cmd(w->g, 0, CPGPU_SESS_CMD_DESTROY));
            util_assert_vram_zero(w->g, 0, AREA);
        } else {
            cpgpu_sess_key(w->g, 0, key_b);
        }
        cpgpu_wait_rings(w->g, 0, 4);
        assert_records_ok(w, 0, 4);
        if (destroy) {
            util_assert_vram_zero(w->g, 0, AREA);
            cpgpu_sess_key(w->g, 0, key_a);
            cpgpu_seal(w->g, 0, 0, AREA);
        } else {
            cpgpu_run_fails(w->g, cpgpu_cmd_encrypt(0, CHUNK, w->out, PAGE),
                            STALE);
            seal_again(w);
        }
    }
}

/* A lost key ends the blts of its session, and of no other */
FIXTURE_TEST_ALONE(test_key_lost, "key-lost")
{
    enum { BLTS = 30 };
    g_autoptr(Walk) w = walk_start();
    g_autofree uint8_t *want = g_malloc(ANY);

    for (int round = 0; round < 5; round++) {
        struct cpgpu_cmd cmd;
        bool held = round % 2;

        for (unsigned i = 0; i < BLTS; i++) {
            cmd = cpgpu_cmd_decrypt_any(1, w->zeros, OTHER, ANY);
            put(w, 2, cmd, BLTS + i);
        }
        memset(want, 0, ANY);
        ref_ctr(key_b, cmd.iv, want, ANY);
        for (unsigned i = 0; i < BLTS; i++) {
            put(w, 1, cpgpu_cmd_decrypt_any(0, w->zeros, 0, 2 * CHUNK), i);
        }
        cpgpu_hold_workers(w->g, held);
        cpgpu_kick_n(w->g, 2);
        cpgpu_kick_n(w->g, 1);
        cpgpu_lose_key(w->g, 0);
        cpgpu_ring_wait_n(w->g, 1);
        g_assert_true(!held || util_is_busy(w->g));
        cpgpu_hold_workers(w->g, false);
        for (unsigned i = 0; i < BLTS; i++) {
            uint32_t status = record(w, i).status;

            g_assert(status == CPGPU_ST_OK || status == CPGPU_ST_ABORTED ||
                     status == CPGPU_ST_NO_KEY);
        }
        cpgpu_ring_wait_n(w->g, 2);
        assert_records_ok(w, BLTS, 2 * BLTS);
        util_assert_plain(w->g, 1, key_b, OTHER, want, ANY);
        cpgpu_sess_key(w->g, 0, key_a);
        seal_again(w);
    }
}

/* START, FINISH, START, FINISH ... as many as there is room for */
static void flood(Walk *w, unsigned n)
{
    uint32_t head = cpgpu_ring_reg(w->g, n, CPGPU_RING_HEAD);

    while (w->g->rings[n].tail - head < 200) {
        util_put(w->g, n, cpgpu_cmd_refresh_start(n % 3));
        util_put(w->g, n, cpgpu_cmd_refresh_finish(n % 3));
    }
    cpgpu_kick_n(w->g, n);
}

/* One ring is full of refreshes all the time, or three are */
static void check_flood(unsigned rings)
{
    g_autoptr(Walk) w = walk_start();

    cpgpu_sess_key(w->g, 2, key_a);
    cpgpu_seal(w->g, 2, OTHER + ANY, ANY);
    for (int i = 0; i < 10; i++) {
        /* of a session that is refreshed all the time, too */
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(i % 2, i % 2 ? OTHER : 0,
                                                 w->out, i % 3 ? MiB : PAGE);

        for (unsigned n = 0; n < rings; n++) {
            flood(w, n);
        }
        cpgpu_assert_ok(cpgpu_run_n(w->g, 3, cmd));
    }
    g_assert_true(finish_runs(w));
    for (unsigned n = 0; n < rings; n++) {
        cpgpu_assert_ring_reg(w->g, n, CPGPU_RING_ERROR, 0);
        cpgpu_ring_recover_n(w->g, n);
    }
}

FIXTURE_TEST_ALONE(test_flood, "flood")
{
    check_flood(1);
    check_flood(3);
}

FIXTURE_MAIN(fixture_add, "walk")
