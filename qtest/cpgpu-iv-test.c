/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IV rule: under one key no counter block is used twice.  Every key has a
 * mark, the lowest IV that the next DecryptionBlt under it may have.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define MAX64   UINT64_MAX
#define AREA    (2 * CPGPU_MIB)

typedef struct Dut {
    QCpgpu *g;
    uint64_t data;
    uint8_t key[16];            /* session 0's */
    uint32_t content;           /* a content key for all, or 0 */
} Dut;

static void start(Dut *d, const char *opts)
{
    d->g = cpgpu_start(opts);
    d->data = cpgpu_alloc(d->g, AREA);
    d->content = 0;
    memcpy(d->key, key_a, 16);
    cpgpu_sess_key(d->g, 0, d->key);
    cpgpu_seal(d->g, 0, 0, AREA);
}

/* Only content keys take IVs with any Count */
static void start_with_content_key(Dut *d, const char *opts)
{
    start(d, opts);
    d->content = 999;
}

static struct cpgpu_cmd with_content_key(Dut *d, struct cpgpu_cmd cmd,
                                         uint32_t which)
{
    uint8_t content[16] = "content key";

    stl_be_p(content + 12, which);
    cmd.flags |= CPGPU_CMD_CONTENT_KEY;
    ref_ecb_encrypt(d->key, content, cmd.key);
    return cmd;
}

/* @blocks blocks with the IV @upper, @count, into the session's first pages */
static struct cpgpu_cmd with_iv(Dut *d, uint64_t upper, uint64_t count,
                                uint64_t blocks)
{
    struct cpgpu_cmd cmd;
    uint8_t iv[CPGPU_IV_SIZE];

    stq_be_p(iv, upper);
    stq_be_p(iv + 8, count);
    cmd = cpgpu_cmd_decrypt(0, d->data, 0, blocks * 16, iv);
    return d->content ? with_content_key(d, cmd, d->content) : cmd;
}

static void assert_ok(Dut *d, struct cpgpu_cmd cmd)
{
    g_assert_cmpuint(cpgpu_run(d->g, cmd), ==, CPGPU_ST_OK);
}

static void assert_used(Dut *d, struct cpgpu_cmd cmd)
{
    util_assert_fails(d->g, cmd, CPGPU_ST_BAD_IV);
}

/* The mark is exactly here: one block below is refused, this one is not */
static void assert_mark(Dut *d, uint64_t upper, uint64_t count)
{
    assert_used(d, with_iv(d, count ? upper : upper - 1, count - 1, 1));
    assert_ok(d, with_iv(d, upper, count, 1));
}

/* ------------------------------------------------------------- the mark -- */

static void test_mark(void)
{
    Dut d;

    start_with_content_key(&d, NULL);
    assert_ok(&d, with_iv(&d, 0, 0, 1));        /* a new key takes any */
    assert_mark(&d, 0, 1);
    assert_ok(&d, with_iv(&d, 5, 1000, 256));
    assert_used(&d, with_iv(&d, 5, 1000, 256)); /* again */
    assert_used(&d, with_iv(&d, 5, 999, 1));    /* backwards */
    assert_used(&d, with_iv(&d, 4, MAX64, 1));
    assert_used(&d, with_iv(&d, 0, 0, 1));
    assert_mark(&d, 5, 1256);
    /* a gap is allowed, and is then gone */
    assert_ok(&d, with_iv(&d, 9, 77, 2));
    assert_used(&d, with_iv(&d, 9, 0, 1));
    assert_used(&d, with_iv(&d, 6, 0, 1));
    assert_mark(&d, 9, 79);
    /* as an unsigned number: bytes in order, high bits and all */
    assert_ok(&d, with_iv(&d, 0x8000000000000000ull, 0, 1));
    assert_used(&d, with_iv(&d, 0x7fffffffffffffffull, MAX64, 1));
    assert_mark(&d, 0x8000000000000000ull, 1);
    cpgpu_stop(d.g);
}

/* A refused command writes nothing, takes no nonce, leaves the mark */
static void test_refused(void)
{
    static const uint64_t blocks[] = { 1, 3, 256, AREA / 16 };
    g_autofree uint8_t *before = g_malloc(AREA), *after = g_malloc(AREA);
    Dut d;
    uint64_t nonce;

    start(&d, NULL);
    util_pattern(before, AREA, 3);
    cpgpu_write(d.g, d.data, before, AREA);
    assert_ok(&d, with_iv(&d, 3, 0, AREA / 16));
    cpgpu_vram_read(d.g, 0, before, AREA);
    nonce = util_nonce(d.g);
    for (int i = 0; i < ARRAY_SIZE(blocks); i++) {
        assert_used(&d, with_iv(&d, 3, AREA / 16 - 1, blocks[i]));
        assert_used(&d, with_iv(&d, 2, 0, blocks[i]));
    }
    cpgpu_vram_read(d.g, 0, after, AREA);
    g_assert_cmpmem(before, AREA, after, AREA);
    g_assert_cmphex(util_nonce(d.g), ==, nonce);
    g_assert_cmpuint(cpgpu_stat(d.g, "stat-bytes-decrypted"), ==, AREA);
    assert_mark(&d, 3, AREA / 16);
    cpgpu_stop(d.g);
}

static void pattern_of(struct cpgpu_cmd *cmd, uint32_t first, uint32_t skip,
                       uint32_t encrypt)
{
    cmd->flags |= CPGPU_CMD_PATTERN;
    cmd->pattern_first = first;
    cmd->pattern_skip = skip;
    cmd->pattern_encrypt = encrypt;
}

static void map_of(Dut *d, struct cpgpu_cmd *cmd, uint32_t clear,
                   uint32_t encrypted)
{
    const uint32_t map[2] = { cpu_to_le32(clear), cpu_to_le32(encrypted) };

    cmd->flags |= CPGPU_CMD_SUBSAMPLES;
    cmd->map = cpgpu_alloc(d->g, sizeof(map));
    cmd->map_count = 1;
    cpgpu_write(d->g, cmd->map, map, sizeof(map));
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
    Dut d;

    start(&d, NULL);
    for (int i = 0; i < ARRAY_SIZE(patterns); i++) {
        const uint32_t *p = patterns[i];

        g_test_message("pattern %u %u %u", p[0], p[1], p[2]);
        cmd = with_iv(&d, i, 100, 4);
        pattern_of(&cmd, p[0], p[1], p[2]);
        assert_ok(&d, cmd);
        assert_mark(&d, i, 100 + p[3]);
    }
    for (int n = 0; n <= 64; n++) {
        uint64_t blocks = (n + 15) / 16;

        cmd = with_iv(&d, 100 + n, 7, 4);
        map_of(&d, &cmd, 64 - n, n);
        assert_ok(&d, cmd);
        assert_used(&d, with_iv(&d, 100 + n, 6, 1));
        if (!blocks) {
            assert_ok(&d, cmd);     /* nothing was used, nor is now */
        }
        assert_mark(&d, 100 + n, 7 + blocks);
    }
    cmd = with_iv(&d, 1000, 0, 12);
    cmd.flags = CPGPU_CMD_RECT;
    cmd.row_bytes = 48;
    cmd.rows = 4;
    cmd.pitch = PAGE;
    assert_ok(&d, cmd);
    assert_mark(&d, 1000, 12);
    cpgpu_stop(d.g);
}

/* ------------------------------------------------------------- the wrap -- */

static void test_wrap(void)
{
    Dut d;

    start_with_content_key(&d, NULL);
    /* over the end of an upper half that is fresh, even that of IV 0 */
    assert_ok(&d, with_iv(&d, 0, MAX64 - 1, 4));
    assert_used(&d, with_iv(&d, 0, 1, 1));      /* was used after the wrap */
    assert_used(&d, with_iv(&d, 0, MAX64, 1));
    assert_ok(&d, with_iv(&d, 1, MAX64, 256));
    assert_mark(&d, 2, 0);                      /* uses 2 || 0 */

    /* not so if anything of it is gone */
    assert_used(&d, with_iv(&d, 2, MAX64 - 1, 3));
    assert_used(&d, with_iv(&d, 2, MAX64, 2));
    assert_mark(&d, 2, 1);
    /* up to its end is no wrap */
    assert_ok(&d, with_iv(&d, 2, MAX64 - 3, 4));
    assert_used(&d, with_iv(&d, 2, MAX64, 1));
    assert_mark(&d, 3, 0);

    /* a wrap of encrypted bytes only */
    {
        struct cpgpu_cmd cmd = with_iv(&d, 3, MAX64, 4);

        map_of(&d, &cmd, 48, 16);
        assert_ok(&d, cmd);
        cmd = with_iv(&d, 4, 0, 1);
        assert_ok(&d, cmd);
        cmd = with_iv(&d, 4, MAX64, 4);
        map_of(&d, &cmd, 47, 17);
        assert_used(&d, cmd);
    }
    cpgpu_stop(d.g);
}

/* Behind the last upper half there is nothing: the key is used up */
static void assert_used_up(Dut *d)
{
    static const uint64_t halves[] = { 0, 1, 1ull << 63, MAX64 };

    for (int i = 0; i < ARRAY_SIZE(halves); i++) {
        for (int j = 0; j < ARRAY_SIZE(halves); j++) {
            assert_used(d, with_iv(d, halves[i], halves[j], 1));
        }
    }
    assert_used(d, with_iv(d, MAX64, MAX64, 4));
}

static void test_used_up(void)
{
    Dut d;

    start_with_content_key(&d, NULL);
    assert_ok(&d, with_iv(&d, MAX64, MAX64, 2));
    assert_used_up(&d);
    cpgpu_sess_refresh(d.g, 0, d.key);
    assert_ok(&d, with_iv(&d, MAX64, 0, 1));    /* all ones alone is not it */
    assert_mark(&d, MAX64, 1);
    assert_ok(&d, with_iv(&d, MAX64, MAX64, 1));
    assert_used_up(&d);
    /* a content key goes its own way */
    assert_ok(&d, with_content_key(&d, with_iv(&d, 0, 0, 1), 1));
    cpgpu_sess_refresh(d.g, 0, d.key);
    assert_ok(&d, with_iv(&d, 0, 0, 1));
    cpgpu_stop(d.g);

    start_with_content_key(&d, "sequential-ctr-iv=off");
    assert_ok(&d, with_iv(&d, MAX64, 5, 1));
    assert_used_up(&d);
    cpgpu_stop(d.g);
}

/* ------------------------------------------------------------ the model -- */

typedef struct Model {
    uint64_t upper, count;      /* the mark */
    bool used_up;
} Model;

/* The rule once more, in halves; whether the command may be done */
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

/* Thousands of IVs about the mark and the ends, on three keys */
static void test_random(void)
{
    Model keys[3] = { { 0 } };
    unsigned taken = 0, refused = 0;
    Dut d;

    start_with_content_key(&d, NULL);
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
        cmd = with_iv(&d, upper, count, blocks);
        if (k) {
            cmd = with_content_key(&d, cmd, k);
        }
        g_test_message("key %u mark %" PRIx64 ":%" PRIx64 " IV %" PRIx64
                       ":%" PRIx64 " %" PRIu64 " blocks", k, m->upper,
                       m->count, upper, count, blocks);
        if (model_take(m, upper, count, blocks)) {
            g_assert_cmpuint(cpgpu_run(d.g, cmd), ==, CPGPU_ST_OK);
            taken++;
        } else {
            g_assert_cmpuint(cpgpu_run(d.g, cmd), ==, CPGPU_ST_BAD_IV);
            refused++;
        }
        if (g_test_rand_int_range(0, 200) == 0) {
            cpgpu_sess_refresh(d.g, 0, d.key);
            memset(keys, 0, sizeof(keys));
        }
    }
    g_assert_cmpuint(taken, >, 500);
    g_assert_cmpuint(refused, >, 500);
    cpgpu_stop(d.g);
}

/* ------------------------------------------------------- one mark a key -- */

static void test_each_key(void)
{
    Dut d;
    struct cpgpu_cmd cmd;

    start(&d, NULL);
    cpgpu_sess_key(d.g, 1, key_a);      /* the same bits, another session */
    cpgpu_seal(d.g, 1, AREA, PAGE);
    assert_ok(&d, with_iv(&d, 9, 0, 1));
    assert_ok(&d, with_content_key(&d, with_iv(&d, 4, 0, 1), 1));
    assert_ok(&d, with_content_key(&d, with_iv(&d, 2, 0, 1), 2));
    cmd = with_iv(&d, 1, 0, 1);
    cmd.session = 1;
    cmd.vram = AREA;
    assert_ok(&d, cmd);
    assert_used(&d, with_iv(&d, 9, 0, 1));
    assert_used(&d, with_content_key(&d, with_iv(&d, 4, 0, 1), 1));
    assert_used(&d, with_content_key(&d, with_iv(&d, 2, 0, 1), 2));
    assert_used(&d, cmd);
    assert_mark(&d, 9, 1);
    assert_ok(&d, with_content_key(&d, with_iv(&d, 4, 1, 1), 1));
    assert_ok(&d, with_content_key(&d, with_iv(&d, 2, 1, 1), 2));
    cpgpu_stop(d.g);
}

/* So many content keys are remembered in a session, and none is forgotten */
static void test_content_keys(void)
{
    enum { KEYS = 256 };
    Dut d;

    start(&d, NULL);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < KEYS; i++) {
            assert_ok(&d, with_content_key(&d, with_iv(&d, i, 0, 1), i));
            if (i % 50 == 0) {
                /* one that is refused takes no place */
                struct cpgpu_cmd bad = with_iv(&d, 0, 0, 1);

                bad.vram = AREA;
                util_assert_fails(d.g, with_content_key(&d, bad, 5000 + i),
                                  CPGPU_ST_NOT_OWNER);
            }
        }
        assert_used(&d, with_content_key(&d, with_iv(&d, 0, 0, 1), KEYS));
        assert_used(&d, with_content_key(&d, with_iv(&d, MAX64, 0, 1), KEYS));
        for (int i = KEYS - 1; i >= 0; i--) {
            assert_used(&d, with_content_key(&d, with_iv(&d, i, 0, 1), i));
            assert_ok(&d, with_content_key(&d, with_iv(&d, i, 1, 1), i));
        }
        assert_ok(&d, with_iv(&d, 0, 0, 1));
        cpgpu_sess_refresh(d.g, 0, d.key);
    }
    cpgpu_stop(d.g);
}

/* ----------------------------------------------------- when marks clear -- */

static void cleared_by_finish(Dut *d)
{
    cpgpu_sess_refresh(d->g, 0, d->key);
}

static void cleared_by_key_exchange(Dut *d)
{
    cpgpu_sess_key(d->g, 0, key_a);
}

static void cleared_by_loss(Dut *d)
{
    cpgpu_lose_key(d->g, 0);
    cpgpu_sess_key(d->g, 0, key_a);
}

static void cleared_by_destroy(Dut *d)
{
    g_assert_cmpuint(cpgpu_sess_cmd(d->g, 0, CPGPU_SESS_CMD_DESTROY), ==, 0);
    cpgpu_sess_key(d->g, 0, key_a);
}

static void cleared_by_reset(Dut *d)
{
    cpgpu_writel(d->g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    cpgpu_ring_on(d->g, 6);
    cpgpu_sess_key(d->g, 0, key_a);
}

/* Marks go with their keys; all else leaves them */
static void test_cleared(void)
{
    static void (*const by[])(Dut *d) = {
        cleared_by_finish, cleared_by_key_exchange, cleared_by_loss,
        cleared_by_destroy, cleared_by_reset,
    };
    Dut d;

    start(&d, NULL);
    for (int i = 0; i < ARRAY_SIZE(by); i++) {
        g_test_message("way %d", i);
        assert_ok(&d, with_iv(&d, 6, 0, 1));
        assert_ok(&d, with_content_key(&d, with_iv(&d, 8, 0, 1), 1));
        /* these do not */
        util_assert_fails(d.g, cpgpu_cmd_refresh_finish(0),
                          CPGPU_ST_NOT_PENDING);
        g_assert_cmpuint(cpgpu_run(d.g, cpgpu_cmd_refresh_start(0)), ==, 0);
        assert_ok(&d, cpgpu_cmd_unseal(0, 0, PAGE));
        assert_ok(&d, cpgpu_cmd_seal(0, 0, PAGE));
        cpgpu_ring_recover(d.g);
        assert_used(&d, with_iv(&d, 6, 0, 1));
        assert_used(&d, with_content_key(&d, with_iv(&d, 8, 0, 1), 1));

        by[i](&d);
        /* stale pages by now, or nobody's */
        cpgpu_run(d.g, cpgpu_cmd_unseal(0, 0, AREA));
        cpgpu_clear_error(d.g);
        cpgpu_seal(d.g, 0, 0, AREA);
        assert_ok(&d, with_iv(&d, 0, 0, 1));
        assert_ok(&d, with_content_key(&d, with_iv(&d, 0, 0, 1), 1));
    }
    cpgpu_stop(d.g);
}

/* The mark moves when a command starts: cut off, it has used its IVs */
static void test_cut_off(void)
{
    Dut d;

    start(&d, NULL);
    for (uint64_t i = 1; i < 6; i++) {
        struct cpgpu_cmd cmd = with_iv(&d, i, 0, AREA / 16);

        cpgpu_put(d.g, &cmd);
        cpgpu_kick(d.g);
        cpgpu_ring_recover(d.g);
        assert_used(&d, cmd);
        assert_mark(&d, i, AREA / 16);
    }
    cpgpu_stop(d.g);
}

/* ----------------------------------------------- what else may be wrong -- */

/* Whatever else is wrong is told first, and does not move the mark */
static void test_checked_last(void)
{
    struct cpgpu_cmd cmd;
    Dut d;

    start(&d, NULL);
    cpgpu_sess_key(d.g, 1, key_b);
    assert_ok(&d, with_iv(&d, 5, 0, 1));
    for (uint64_t upper = 4; upper < 9; upper++) {
        cmd = with_iv(&d, upper, 0, 1);
        cmd.length = 24;
        util_assert_stops(d.g, cmd, CPGPU_ST_BAD_ALIGN);
        cmd = with_iv(&d, upper, 0, 1);
        cmd.vram = 4 * MiB;
        util_assert_stops(d.g, cmd, CPGPU_ST_BAD_RANGE);
        cmd = with_iv(&d, upper, 0, 1);
        cmd.vram = AREA;
        util_assert_fails(d.g, cmd, CPGPU_ST_NOT_OWNER);
        cmd = with_iv(&d, upper, 0, 1);
        cmd.session = 2;
        util_assert_fails(d.g, cmd, CPGPU_ST_BAD_SESSION);
        cmd = with_iv(&d, upper, 0, 1);
        cmd.data = d.g->vram.addr;
        util_assert_stops(d.g, cmd, CPGPU_ST_BAD_ADDRESS);
        cmd = with_iv(&d, upper, 0, 4);
        map_of(&d, &cmd, 16, 16);
        util_assert_stops(d.g, cmd, CPGPU_ST_BAD_MAP);
        cmd = with_iv(&d, upper, 0, 1);
        cmd.ring = 1;
        util_assert_stops(d.g, cmd, CPGPU_ST_BAD_FLAGS);
    }
    assert_mark(&d, 5, 1);
    cpgpu_stop(d.g);
}

/* Each command an upper half of its own */
static void test_not_sequential(void)
{
    struct cpgpu_cmd cmd;
    Dut d;

    start_with_content_key(&d, "sequential-ctr-iv=off");
    g_assert_cmphex(cpgpu_readl(d.g, CPGPU_CAPS) &
                    (CPGPU_CAP_SEQUENTIAL_CTR_IV | CPGPU_CAP_IV_CHECK),
                    ==, CPGPU_CAP_IV_CHECK);
    assert_ok(&d, with_iv(&d, 0, 0, 1));
    assert_used(&d, with_iv(&d, 0, 1, 1));
    assert_used(&d, with_iv(&d, 0, MAX64, 1));
    assert_ok(&d, with_iv(&d, 1, MAX64 - 1, 4));
    assert_used(&d, with_iv(&d, 1, 100, 1));
    assert_ok(&d, with_iv(&d, 2, 0, 1));
    /* with nothing encrypted in it, too */
    cmd = with_iv(&d, 7, 0, 4);
    map_of(&d, &cmd, 64, 0);
    assert_ok(&d, cmd);
    assert_used(&d, with_iv(&d, 7, 1, 1));
    assert_ok(&d, with_iv(&d, 8, 0, 1));
    assert_ok(&d, with_content_key(&d, with_iv(&d, 3, 5, 1), 1));
    assert_used(&d, with_content_key(&d, with_iv(&d, 3, 6, 1), 1));
    cpgpu_stop(d.g);
}

static void test_off(void)
{
    Dut d;

    start_with_content_key(&d, "iv-check=off");
    g_assert_cmphex(cpgpu_readl(d.g, CPGPU_CAPS) & CPGPU_CAP_IV_CHECK, ==, 0);
    for (int i = 0; i < 2; i++) {
        assert_ok(&d, with_iv(&d, 5, 5, 2));
        assert_ok(&d, with_iv(&d, 0, 0, 1));
        assert_ok(&d, with_iv(&d, MAX64, MAX64, 2));
    }
    for (int i = 0; i < 300; i++) {
        assert_ok(&d, with_content_key(&d, with_iv(&d, 0, 0, 1), i));
    }
    cpgpu_assert_no_error(d.g);
    cpgpu_stop(d.g);
}

/* ------------------------------------------------ what the device keeps -- */

static void assert_reserved(Dut *d, struct cpgpu_cmd cmd)
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
static void test_reserved(void)
{
    static const uint64_t uppers[] = { 0, 1, 1ull << 63, MAX64 };
    const uint64_t end = CPGPU_IV_COUNT_DEVICE;
    static const char *const opts[] = {
        NULL, "iv-check=off", "sequential-ctr-iv=off"
    };

    for (int o = 0; o < ARRAY_SIZE(opts); o++) {
        Dut d;

        start(&d, opts[o]);
        for (int i = 0; i < ARRAY_SIZE(uppers); i++) {
            const struct {
                uint64_t count, blocks;
            } bad[] = {
                { end, 1 }, { end + 1, 1 }, { end - 1, 2 }, { end - 3, 256 },
                { 2 * end - 1, 1 }, { 2 * end, 1 }, { 1ull << 63, 4 },
                { MAX64, 1 }, { MAX64, 2 }, { MAX64 - 1, 3 },
                { end - AREA / 16 + 1, AREA / 16 },
            };

            for (int j = 0; j < ARRAY_SIZE(bad); j++) {
                assert_reserved(&d, with_iv(&d, uppers[i], bad[j].count,
                                            bad[j].blocks));
            }
            /* and none of that has moved the mark */
            assert_ok(&d, with_iv(&d, uppers[i], end - 2, 2));
        }
        cpgpu_stop(d.g);

        start_with_content_key(&d, opts[o]);
        assert_ok(&d, with_iv(&d, 1, end - 1, 2));
        assert_ok(&d, with_iv(&d, 2, MAX64, 1));
        cpgpu_stop(d.g);
    }
}

/* Only encrypted bytes use counter blocks: the range begins among them */
static void test_reserved_partial(void)
{
    const uint64_t end = CPGPU_IV_COUNT_DEVICE;
    struct cpgpu_cmd cmd;
    Dut d;

    start(&d, NULL);
    cmd = with_iv(&d, 1, end - 1, 4);
    map_of(&d, &cmd, 48, 16);
    assert_ok(&d, cmd);
    cmd = with_iv(&d, 2, end - 1, 4);
    map_of(&d, &cmd, 47, 17);
    assert_reserved(&d, cmd);
    cmd = with_iv(&d, 2, end - 1, 4);
    pattern_of(&cmd, 0, 48, 16);
    assert_ok(&d, cmd);
    cmd = with_iv(&d, 3, end - 1, 4);
    pattern_of(&cmd, 1, 15, 16);
    assert_reserved(&d, cmd);
    /* not even where nothing is encrypted */
    cmd = with_iv(&d, 3, end, 4);
    map_of(&d, &cmd, 64, 0);
    assert_reserved(&d, cmd);
    cpgpu_stop(d.g);
}

/* What is read back comes from the range, and its IV is refused */
static void test_read_back_iv(void)
{
    uint64_t data, last = 0;
    Dut d;

    start(&d, "iv-check=off");
    data = cpgpu_alloc(d.g, PAGE);
    for (int i = 0; i < 6; i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, PAGE);
        uint64_t iv;

        if (i == 3) {
            cpgpu_sess_refresh(d.g, 0, d.key);
        }
        assert_ok(&d, cmd);
        iv = ldq_be_p(d.g->last.data);
        g_assert_cmphex(ldq_be_p(d.g->last.data + 8), ==,
                        CPGPU_IV_COUNT_DEVICE);
        g_assert_true(!i || iv == last + 1);
        last = iv;
        for (int j = -1; j < 3; j++) {
            assert_reserved(&d, with_iv(&d, iv + j, CPGPU_IV_COUNT_DEVICE, 4));
        }
    }
    /* a new key begins somewhere else */
    cpgpu_sess_key(d.g, 0, key_a);
    g_assert_cmpuint(cpgpu_run(d.g, cpgpu_cmd_unseal(0, 0, AREA)), ==, 0);
    cpgpu_seal(d.g, 0, 0, PAGE);
    assert_ok(&d, cpgpu_cmd_encrypt(0, 0, data, PAGE));
    g_assert_true(ldq_be_p(d.g->last.data) - last > MiB &&
                  last - ldq_be_p(d.g->last.data) > MiB);
    cpgpu_stop(d.g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/iv/mark", test_mark);
    qtest_add_func("/cpgpu/iv/refused", test_refused);
    qtest_add_func("/cpgpu/iv/partial", test_partial);
    qtest_add_func("/cpgpu/iv/wrap", test_wrap);
    qtest_add_func("/cpgpu/iv/used-up", test_used_up);
    qtest_add_func("/cpgpu/iv/random", test_random);
    qtest_add_func("/cpgpu/iv/each-key", test_each_key);
    qtest_add_func("/cpgpu/iv/content-keys", test_content_keys);
    qtest_add_func("/cpgpu/iv/cleared", test_cleared);
    qtest_add_func("/cpgpu/iv/cut-off", test_cut_off);
    qtest_add_func("/cpgpu/iv/checked-last", test_checked_last);
    qtest_add_func("/cpgpu/iv/not-sequential", test_not_sequential);
    qtest_add_func("/cpgpu/iv/off", test_off);
    qtest_add_func("/cpgpu/iv/reserved", test_reserved);
    qtest_add_func("/cpgpu/iv/reserved-partial", test_reserved_partial);
    qtest_add_func("/cpgpu/iv/read-back", test_read_back_iv);
    return g_test_run();
}
