/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IV rule: under one key no counter block is used twice.  Every key has a
 * IV mark, the lowest IV that the next DecryptionBlt under it may have.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-iv.h"

static void test_mark(void)
{
    g_autoptr(IvDut) d = iv_start_content(NULL);

    iv_run_at(d, 0, 0, 1);        /* a new key takes any */
    iv_assert_mark(d, 0, 1);
    iv_run_at(d, 5, 1000, 256);
    iv_refuse_at(d, 5, 1000, 256); /* again */
    iv_refuse_at(d, 5, 999, 1);    /* backwards */
    iv_refuse_at(d, 4, MAX64, 1);
    iv_refuse_at(d, 0, 0, 1);
    iv_assert_mark(d, 5, 1256);
    /* a gap is allowed, and cannot be used later */
    iv_run_at(d, 9, 77, 2);
    iv_refuse_at(d, 9, 0, 1);
    iv_refuse_at(d, 6, 0, 1);
    iv_assert_mark(d, 9, 79);
    /* as an unsigned number: bytes in order, high bits and all */
    iv_run_at(d, 0x8000000000000000ull, 0, 1);
    iv_refuse_at(d, 0x7fffffffffffffffull, MAX64, 1);
    iv_assert_mark(d, 0x8000000000000000ull, 1);
}

/* A refused command writes nothing, takes no nonce, leaves the IV mark */
static void test_refused(void)
{
    static const uint64_t blocks[] = { 1, 3, 256, AREA / 16 };
    g_autofree uint8_t *before = g_malloc(AREA), *after = g_malloc(AREA);
    g_autoptr(IvDut) d = iv_start(NULL);
    uint64_t nonce;

    util_pattern(before, AREA, 3);
    cpgpu_write(d->g, d->data, before, AREA);
    iv_run_at(d, 3, 0, AREA / 16);
    cpgpu_vram_read(d->g, 0, before, AREA);
    nonce = util_nonce(d->g);
    for (int i = 0; i < ARRAY_SIZE(blocks); i++) {
        iv_refuse_at(d, 3, AREA / 16 - 1, blocks[i]);
        iv_refuse_at(d, 2, 0, blocks[i]);
    }
    cpgpu_vram_read(d->g, 0, after, AREA);
    g_assert_cmpmem(before, AREA, after, AREA);
    g_assert_cmphex(util_nonce(d->g), ==, nonce);
    g_assert_cmpuint(cpgpu_stat(d->g, "stat-bytes-decrypted"), ==, AREA);
    iv_assert_mark(d, 3, AREA / 16);
}

/* Only encrypted bytes use up the keystream, in blocks begun */
static void test_partial(void)
{
    static const uint32_t patterns[][4] = {     /* of 64 bytes; blocks used */
        { 17, 0, 0, 2 }, { 1, 0, 0, 1 }, { 16, 0, 0, 1 }, { 0, 63, 1, 1 },
        { 0, 1, 1, 2 }, { 0, 3, 1, 1 }, { 1, 15, 1, 1 }, { 33, 1, 1, 3 },
        { 64, 0, 0, 4 }, { UINT32_MAX, UINT32_MAX, UINT32_MAX, 4 },
        { 0, 0, 1, 4 }, { 0, 64, 1, 0 },
    };
    struct cpgpu_cmd cmd;
    g_autoptr(IvDut) d = iv_start(NULL);

    for (int i = 0; i < ARRAY_SIZE(patterns); i++) {
        const uint32_t *p = patterns[i];

        g_test_message("pattern %u %u %u", p[0], p[1], p[2]);
        iv_run(d, cpgpu_cmd_pattern(iv_cmd(d, i, 100, 4), p[0], p[1], p[2]));
        iv_assert_mark(d, i, 100 + p[3]);
    }
    for (int n = 0; n <= 64; n++) {
        uint64_t blocks = (n + 15) / 16;

        cmd = iv_map(d, iv_cmd(d, 100 + n, 7, 4), 64 - n, n);
        iv_run(d, cmd);
        iv_refuse_at(d, 100 + n, 6, 1);
        if (!blocks) {
            iv_run(d, cmd);     /* nothing was used, nor is now */
        }
        iv_assert_mark(d, 100 + n, 7 + blocks);
    }
    iv_run(d, cpgpu_cmd_rect(iv_cmd(d, 1000, 0, 12), 48, 4, PAGE));
    iv_assert_mark(d, 1000, 12);
}

/* ------------------------------------------------------------- wrapping -- */

static void test_wrap(void)
{
    g_autoptr(IvDut) d = iv_start_content(NULL);

    /* over the end of an upper half that is fresh, even that of IV 0 */
    iv_run_at(d, 0, MAX64 - 1, 4);
    iv_refuse_at(d, 0, 1, 1);      /* was used after the wrap */
    iv_refuse_at(d, 0, MAX64, 1);
    iv_run_at(d, 1, MAX64, 256);
    iv_assert_mark(d, 2, 0);                      /* uses 2 || 0 */

    /* not so if any of it was used */
    iv_refuse_at(d, 2, MAX64 - 1, 3);
    iv_refuse_at(d, 2, MAX64, 2);
    iv_assert_mark(d, 2, 1);
    /* up to its end is no wrap */
    iv_run_at(d, 2, MAX64 - 3, 4);
    iv_refuse_at(d, 2, MAX64, 1);
    iv_assert_mark(d, 3, 0);

    /* a wrap of encrypted bytes only */
    iv_run(d, iv_map(d, iv_cmd(d, 3, MAX64, 4), 48, 16));
    iv_run_at(d, 4, 0, 1);
    iv_refuse(d, iv_map(d, iv_cmd(d, 4, MAX64, 4), 47, 17));
}

/* Behind the last upper half there is nothing: the key is used up */
static void assert_used_up(IvDut *d)
{
    static const uint64_t halves[] = { 0, 1, 1ull << 63, MAX64 };

    for (int i = 0; i < ARRAY_SIZE(halves); i++) {
        for (int j = 0; j < ARRAY_SIZE(halves); j++) {
            iv_refuse_at(d, halves[i], halves[j], 1);
        }
    }
    iv_refuse_at(d, MAX64, MAX64, 4);
}

static void test_used_up(void)
{
    g_autoptr(IvDut) d = iv_start_content(NULL);
    g_autoptr(IvDut) not_sequential = NULL;

    iv_run_at(d, MAX64, MAX64, 2);
    assert_used_up(d);
    cpgpu_sess_refresh(d->g, 0, d->key);
    iv_run_at(d, MAX64, 0, 1);      /* the last upper half is still unused */
    iv_assert_mark(d, MAX64, 1);
    iv_run_at(d, MAX64, MAX64, 1);
    assert_used_up(d);
    iv_run_content(d, 1, 0, 0); /* another content key has its own IV mark */
    cpgpu_sess_refresh(d->g, 0, d->key);
    iv_run_at(d, 0, 0, 1);

    not_sequential = iv_start_content("sequential-ctr-iv=off");
    iv_run_at(not_sequential, MAX64, 5, 1);
    assert_used_up(not_sequential);
}

typedef struct Model {
    uint64_t upper, count;      /* the IV mark */
    bool used_up;
} Model;

/* The rule once more, in halves; whether the command may run */
static bool model_take(Model *m, uint64_t upper, uint64_t count,
                       uint64_t blocks)
{
    bool over = blocks > MAX64 - count;     /* past, or just to, the end */
    bool past = over && blocks - 1 > MAX64 - count;

    if (m->used_up || upper < m->upper ||
        (upper == m->upper && count < m->count)) {
        return false;
    }
    if (past && upper == m->upper && m->count) {
        return false;
    }
    m->used_up = over && upper == MAX64;
    m->upper = over ? upper + 1 : upper;
    m->count = over ? 0 : count + blocks;
    return true;
}

/* Thousands of IVs near the IV mark and the ends, under three keys */
static void test_random(void)
{
    Model keys[3] = { { 0 } };
    unsigned taken = 0, refused = 0;
    g_autoptr(IvDut) d = iv_start_content(NULL);

    for (int i = 0; i < 4000; i++) {
        unsigned k = g_test_rand_int_range(0, 3);
        Model *m = &keys[k];
        uint64_t blocks = g_test_rand_int_range(1, 9);
        uint64_t upper = m->upper + g_test_rand_int_range(0, 8) / 7 -
                         g_test_rand_int_range(0, 8) / 7;
        uint64_t count = g_test_rand_int_range(0, 5) ? m->count : MAX64;
        struct cpgpu_cmd cmd;

        if (upper == MAX64 && m->upper == 0) {
            upper = 0;
        }
        count += g_test_rand_int_range(-6, 3);
        cmd = iv_cmd(d, upper, count, blocks);
        if (k) {
            cmd = iv_content_key(d, cmd, k);
        }
        g_test_message("key %u mark %" PRIx64 ":%" PRIx64 " IV %" PRIx64
                       ":%" PRIx64 " %" PRIu64 " blocks", k, m->upper,
                       m->count, upper, count, blocks);
        if (model_take(m, upper, count, blocks)) {
            iv_run(d, cmd);
            taken++;
        } else {
            cpgpu_assert_st(cpgpu_run(d->g, cmd), BAD_IV);
            refused++;
        }
        if (g_test_rand_int_range(0, 200) == 0) {
            cpgpu_sess_refresh(d->g, 0, d->key);
            memset(keys, 0, sizeof(keys));
        }
    }
    g_assert_cmpuint(taken, >, 500);
    g_assert_cmpuint(refused, >, 500);
}

/* Each key has an IV mark of its own */
static void test_each_key(void)
{
    g_autoptr(IvDut) d = iv_start(NULL);
    struct cpgpu_cmd cmd;

    cpgpu_sess_key(d->g, 1, key_a);      /* the same bits, another session */
    cpgpu_seal(d->g, 1, AREA, PAGE);
    iv_run_at(d, 9, 0, 1);
    iv_run_content(d, 1, 4, 0);
    iv_run_content(d, 2, 2, 0);
    cmd = iv_cmd(d, 1, 0, 1);
    cmd.session = 1;
    cmd.vram = AREA;
    iv_run(d, cmd);
    iv_refuse_at(d, 9, 0, 1);
    iv_refuse_content(d, 1, 4, 0);
    iv_refuse_content(d, 2, 2, 0);
    iv_refuse(d, cmd);
    iv_assert_mark(d, 9, 1);
    iv_run_content(d, 1, 4, 1);
    iv_run_content(d, 2, 2, 1);
}

/* A session remembers KEYS content keys, and forgets none of them */
static void test_content_keys(void)
{
    enum { KEYS = 256 };
    g_autoptr(IvDut) d = iv_start(NULL);

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < KEYS; i++) {
            iv_run_content(d, i, i, 0);
            if (i % 50 == 0) {
                /* one whose command is refused is not remembered */
                struct cpgpu_cmd bad = iv_cmd(d, 0, 0, 1);

                bad.vram = AREA;
                util_assert_fails(d->g, iv_content_key(d, bad, 5000 + i),
                                  CPGPU_ST_NOT_OWNER);
            }
        }
        iv_refuse_content(d, KEYS, 0, 0);
        iv_refuse_content(d, KEYS, MAX64, 0);
        for (int i = KEYS - 1; i >= 0; i--) {
            iv_refuse_content(d, i, i, 0);
            iv_run_content(d, i, i, 1);
        }
        iv_run_at(d, 0, 0, 1);
        cpgpu_sess_refresh(d->g, 0, d->key);
    }
}

/* ----------------------------------------------------- when marks clear -- */

enum { BY_FINISH, BY_KEY_EXCHANGE, BY_LOSS, BY_DESTROY, BY_RESET, WAYS };

static void clear_marks(IvDut *d, int way)
{
    switch (way) {
    case BY_FINISH:
        cpgpu_sess_refresh(d->g, 0, d->key);
        return;
    case BY_LOSS:
        cpgpu_lose_key(d->g, 0);
        break;
    case BY_DESTROY:
        cpgpu_assert_ok(cpgpu_sess_cmd(d->g, 0, CPGPU_SESS_CMD_DESTROY));
        break;
    case BY_RESET:
        cpgpu_writel(d->g, CPGPU_CTRL, CPGPU_CTRL_RESET);
        cpgpu_ring_on(d->g, 6);
        break;
    }
    cpgpu_sess_key(d->g, 0, key_a);
}

/* IV marks go with their keys; nothing else clears them */
static void test_cleared(void)
{
    g_autoptr(IvDut) d = iv_start(NULL);

    for (int i = 0; i < WAYS; i++) {
        g_test_message("way %d", i);
        iv_run_at(d, 6, 0, 1);
        iv_run_content(d, 1, 8, 0);
        util_assert_fails(d->g, cpgpu_cmd_refresh_finish(0),
                          CPGPU_ST_NOT_PENDING);
        iv_run(d, cpgpu_cmd_refresh_start(0));
        iv_run(d, cpgpu_cmd_unseal(0, 0, PAGE));
        iv_run(d, cpgpu_cmd_seal(0, 0, PAGE));
        cpgpu_ring_recover(d->g);
        iv_refuse_at(d, 6, 0, 1);
        iv_refuse_content(d, 1, 8, 0);

        clear_marks(d, i);
        /* the pages are stale by now, or free */
        cpgpu_run(d->g, cpgpu_cmd_unseal(0, 0, AREA));
        cpgpu_clear_error(d->g);
        cpgpu_seal(d->g, 0, 0, AREA);
        iv_run_at(d, 0, 0, 1);
        iv_run_content(d, 1, 0, 0);
    }
}

/* A command uses its IVs when it starts, even if it is then cut off */
static void test_cut_off(void)
{
    g_autoptr(IvDut) d = iv_start(NULL);

    for (uint64_t i = 1; i < 6; i++) {
        struct cpgpu_cmd cmd = iv_cmd(d, i, 0, AREA / 16);

        cpgpu_put(d->g, &cmd);
        cpgpu_kick(d->g);
        cpgpu_ring_recover(d->g);
        iv_refuse(d, cmd);
        iv_assert_mark(d, i, AREA / 16);
    }
}

/* The IV is checked last, and a command with another mistake uses none */
static void test_checked_last(void)
{
    g_autoptr(IvDut) d = iv_start(NULL);
    const UtilWrong wrong[] = {
        UTIL_WRONG(length, 24, BAD_ALIGN),
        UTIL_WRONG(vram, 4 * MiB, BAD_RANGE),
        UTIL_WRONG(vram, AREA, NOT_OWNER),
        UTIL_WRONG(session, 2, BAD_SESSION),
        UTIL_WRONG(data, d->g->vram.addr, BAD_ADDRESS),
        UTIL_WRONG(ring, 1, BAD_FLAGS),
    };

    cpgpu_sess_key(d->g, 1, key_b);
    iv_run_at(d, 5, 0, 1);
    for (uint64_t upper = 4; upper < 9; upper++) {
        util_assert_wrong(d->g, iv_cmd(d, upper, 0, 1), wrong,
                          ARRAY_SIZE(wrong));
        util_assert_stops(d->g, iv_map(d, iv_cmd(d, upper, 0, 4), 16, 16),
                          CPGPU_ST_BAD_MAP);
    }
    iv_assert_mark(d, 5, 1);
}

/* Each command needs an upper half of its own */
static void test_not_sequential(void)
{
    g_autoptr(IvDut) d = iv_start_content("sequential-ctr-iv=off");

    g_assert_cmphex(cpgpu_readl(d->g, CPGPU_CAPS) &
                    (CPGPU_CAP_SEQUENTIAL_CTR_IV | CPGPU_CAP_IV_CHECK),
                    ==, CPGPU_CAP_IV_CHECK);
    iv_run_at(d, 0, 0, 1);
    iv_refuse_at(d, 0, 1, 1);
    iv_refuse_at(d, 0, MAX64, 1);
    iv_run_at(d, 1, MAX64 - 1, 4);
    iv_refuse_at(d, 1, 100, 1);
    iv_run_at(d, 2, 0, 1);
    /* with nothing encrypted in it, too */
    iv_run(d, iv_map(d, iv_cmd(d, 7, 0, 4), 64, 0));
    iv_refuse_at(d, 7, 1, 1);
    iv_run_at(d, 8, 0, 1);
    iv_run_content(d, 1, 3, 5);
    iv_refuse_content(d, 1, 3, 6);
}

static void test_off(void)
{
    g_autoptr(IvDut) d = iv_start_content("iv-check=off");

    g_assert_cmphex(cpgpu_readl(d->g, CPGPU_CAPS) & CPGPU_CAP_IV_CHECK, ==, 0);
    for (int i = 0; i < 2; i++) {
        iv_run_at(d, 5, 5, 2);
        iv_run_at(d, 0, 0, 1);
        iv_run_at(d, MAX64, MAX64, 2);
    }
    for (int i = 0; i < 300; i++) {
        iv_run_content(d, i, 0, 0);
    }
    cpgpu_assert_no_error(d->g);
}

/* ------------------------------------------------ what the device keeps -- */

static void assert_reserved(IvDut *d, struct cpgpu_cmd cmd)
{
    g_autofree uint8_t *before = g_malloc(PAGE), *after = g_malloc(PAGE);
    uint64_t nonce = util_nonce(d->g);

    cpgpu_vram_read(d->g, 0, before, PAGE);
    util_assert_fails(d->g, cmd, CPGPU_ST_RESERVED_IV);
    cpgpu_vram_read(d->g, 0, after, PAGE);
    g_assert_cmpmem(before, PAGE, after, PAGE);
    g_assert_cmphex(util_nonce(d->g), ==, nonce);
}

/*
 * Under the session key every Count from 2^31 on is the device's, wherever in a
 * command it comes up; under a content key none is.
 */
static void check_reserved(const char *opts)
{
    static const uint64_t uppers[] = { 0, 1, 1ull << 63, MAX64 };
    const uint64_t end = CPGPU_IV_COUNT_DEVICE;
    const struct {
        uint64_t count, blocks;
    } bad[] = {
        { end, 1 }, { end + 1, 1 }, { end - 1, 2 }, { end - 3, 256 },
        { 2 * end - 1, 1 }, { 2 * end, 1 }, { 1ull << 63, 4 },
        { MAX64, 1 }, { MAX64, 2 }, { MAX64 - 1, 3 },
        { end - AREA / 16 + 1, AREA / 16 },
    };
    g_autoptr(IvDut) d = iv_start(opts);
    g_autoptr(IvDut) content = NULL;

    for (int i = 0; i < ARRAY_SIZE(uppers); i++) {
        for (int j = 0; j < ARRAY_SIZE(bad); j++) {
            assert_reserved(d, iv_cmd(d, uppers[i], bad[j].count,
                                      bad[j].blocks));
        }
        /* and none of that has moved the IV mark */
        iv_run_at(d, uppers[i], end - 2, 2);
    }

    content = iv_start_content(opts);
    iv_run_at(content, 1, end - 1, 2);
    iv_run_at(content, 2, MAX64, 1);
}

static void test_reserved(void)
{
    check_reserved(NULL);
    check_reserved("iv-check=off");
    check_reserved("sequential-ctr-iv=off");
}

/* Only encrypted bytes use counter blocks, and may reach the reserved range */
static void test_reserved_partial(void)
{
    const uint64_t end = CPGPU_IV_COUNT_DEVICE;
    g_autoptr(IvDut) d = iv_start(NULL);

    iv_run(d, iv_map(d, iv_cmd(d, 1, end - 1, 4), 48, 16));
    assert_reserved(d, iv_map(d, iv_cmd(d, 2, end - 1, 4), 47, 17));
    iv_run(d, cpgpu_cmd_pattern(iv_cmd(d, 2, end - 1, 4), 0, 48, 16));
    assert_reserved(d, cpgpu_cmd_pattern(iv_cmd(d, 3, end - 1, 4), 1, 15, 16));
    /* not even where nothing is encrypted */
    assert_reserved(d, iv_map(d, iv_cmd(d, 3, end, 4), 64, 0));
}

/* The IVs of read-backs are in the reserved range, and refused otherwise */
static void test_read_back_iv(void)
{
    uint64_t data, last = 0;
    g_autoptr(IvDut) d = iv_start("iv-check=off");

    data = cpgpu_alloc(d->g, PAGE);
    for (int i = 0; i < 6; i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, PAGE);
        uint64_t iv;

        if (i == 3) {
            cpgpu_sess_refresh(d->g, 0, d->key);
        }
        iv_run(d, cmd);
        iv = ldq_be_p(d->g->last.data);
        g_assert_cmphex(ldq_be_p(d->g->last.data + 8), ==,
                        CPGPU_IV_COUNT_DEVICE);
        g_assert_true(!i || iv == last + 1);
        last = iv;
        for (int j = -1; j < 3; j++) {
            assert_reserved(d, iv_cmd(d, iv + j, CPGPU_IV_COUNT_DEVICE, 4));
        }
    }
    /* a new key starts somewhere else */
    cpgpu_sess_key(d->g, 0, key_a);
    cpgpu_run_ok(d->g, cpgpu_cmd_unseal(0, 0, AREA));
    cpgpu_seal(d->g, 0, 0, PAGE);
    iv_run(d, cpgpu_cmd_encrypt(0, 0, data, PAGE));
    g_assert_true(ldq_be_p(d->g->last.data) - last > MiB &&
                  last - ldq_be_p(d->g->last.data) > MiB);
}

UTIL_MAIN("iv",
          { "mark", test_mark }, { "refused", test_refused },
          { "partial", test_partial }, { "wrap", test_wrap },
          { "used-up", test_used_up }, { "random", test_random },
          { "each-key", test_each_key }, { "content-keys", test_content_keys },
          { "cleared", test_cleared }, { "cut-off", test_cut_off },
          { "checked-last", test_checked_last },
          { "not-sequential", test_not_sequential }, { "off", test_off },
          { "reserved", test_reserved },
          { "reserved-partial", test_reserved_partial },
          { "read-back", test_read_back_iv })
