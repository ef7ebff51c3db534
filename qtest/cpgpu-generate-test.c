/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes random numbers, and how many at a time: with seed= the table in
 * docs/hardware/rng.rst predicts all of them
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-util.h"

#define CHUNK   65536   /* the largest Generate call */

typedef struct Seeded {
    QCpgpu *g;
    RefRng *model;
    uint64_t data;
} Seeded;

static Seeded *start(void)
{
    Seeded *t = g_new0(Seeded, 1);

    t->g = cpgpu_start("seed=as-foretold");
    t->model = ref_rng_new("as-foretold");
    t->data = cpgpu_alloc(t->g, 4 * CHUNK);
    cpgpu_sess_key(t->g, 0, key_a);     /* which takes none */
    return t;
}

/* Random numbers were taken without an error */
static void stop(Seeded *t)
{
    cpgpu_assert_no_error(t->g);
    ref_rng_free(t->model);
    cpgpu_stop(t->g);
    g_free(t);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Seeded, stop)

static void assert_words(Seeded *t, unsigned count)
{
    while (count--) {
        g_assert_cmphex(cpgpu_readl(t->g, CPGPU_RNG_DATA), ==,
                        ref_rng_word(t->model));
    }
}

static void assert_read_back_key(Seeded *t)
{
    uint8_t wrapped[CPGPU_KEY_SIZE];

    cpgpu_run_ok(t->g, cpgpu_cmd_read_back_key(0));
    stl_le_p(wrapped, CPGPU_READ_BACK_TAG);
    ref_drbg_generate(&t->model->drbg, wrapped + 4, 12);
    g_assert_cmpmem(t->g->last.data, 16, wrapped, 16);
}

static void assert_random_number(Seeded *t)
{
    uint8_t want[CPGPU_KEY_SIZE];

    cpgpu_run_ok(t->g, cpgpu_cmd_refresh_start(0));
    ref_drbg_generate(&t->model->drbg, want, sizeof(want));
    g_assert_cmpmem(t->g->last.data, 16, want, 16);
}

/* Entries of these lengths, each of which is filled by calls of its own */
static void assert_fill(Seeded *t, const uint32_t *lengths, unsigned count)
{
    struct cpgpu_sg sg[8] = { 0 };
    struct cpgpu_cmd cmd = { .opcode = CPGPU_OP_RNG_FILL, .sg_count = count };

    for (unsigned i = 0; i < count; i++) {
        /* a gap in between, so that they cannot be taken for one */
        sg[i].address = i ? sg[i - 1].address + sg[i - 1].length + 16
                          : t->data;
        sg[i].length = lengths[i];
        cmd.length += lengths[i];
    }
    cmd.data = cpgpu_sg(t->g, sg, count);
    cpgpu_run_ok(t->g, cmd);
    for (unsigned i = 0; i < count; i++) {
        g_autofree uint8_t *got = g_malloc(lengths[i]);
        g_autofree uint8_t *want = g_malloc(lengths[i]);

        cpgpu_read(t->g, sg[i].address, got, lengths[i]);
        ref_rng_fill(t->model, want, lengths[i]);
        g_assert_cmpmem(got, lengths[i], want, lengths[i]);
    }
}

static void test_order(void)
{
    static const uint32_t entries[] = { 16, CHUNK, CHUNK + 16, 48 };
    struct cpgpu_cmd none = { .opcode = CPGPU_OP_READ_BACK_KEY };
    g_autoptr(Seeded) t = start();

    assert_words(t, 3);
    assert_read_back_key(t);
    assert_random_number(t);
    assert_fill(t, entries, ARRAY_SIZE(entries));
    assert_words(t, 70);
    /* what is refused takes none */
    util_assert_stops(t->g, none, CPGPU_ST_BAD_SIZE);
    none.session = 1;
    util_assert_fails(t->g, none, CPGPU_ST_BAD_SESSION);
    assert_read_back_key(t);
    cpgpu_sess_cmd(t->g, 1, CPGPU_SESS_CMD_CREATE);
    cpgpu_sess_key(t->g, 1, key_b);
    assert_random_number(t);
}

/* RESEED leaves the words that are there; RESTART and a reset do not */
static void test_pool(void)
{
    g_autoptr(Seeded) t = start();

    assert_words(t, 10);
    cpgpu_writel(t->g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    ref_rng_reseed(t->model);
    assert_words(t, 60);
    cpgpu_writel(t->g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    ref_rng_restart(t->model);
    assert_words(t, 10);
    /* both in one write are one RESTART */
    cpgpu_writel(t->g, CPGPU_RNG_CTRL,
                 CPGPU_RNG_CTRL_RESEED | CPGPU_RNG_CTRL_RESTART);
    ref_rng_restart(t->model);
    assert_words(t, 10);
    cpgpu_writel(t->g, CPGPU_RNG_CTRL, 0);
    assert_words(t, 10);
    cpgpu_writel(t->g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    ref_rng_restart(t->model);
    assert_words(t, 70);
    g_assert_cmpuint(cpgpu_readl(t->g, CPGPU_RNG_RESEEDS), ==, 5);
}

/* RESEED while the RNG waits for noise is no error, and not one more reseed */
static void test_reseed_while_busy(void)
{
    g_autoptr(Seeded) t = start();
    uint32_t status;

    cpgpu_qom_set(t->g, "rng-fault", "silent");
    status = cpgpu_readl(t->g, CPGPU_RNG_STATUS);
    g_assert(status & CPGPU_RNG_STATUS_BUSY);
    cpgpu_writel(t->g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    g_assert_cmphex(cpgpu_readl(t->g, CPGPU_RNG_STATUS), ==, status);
    g_assert_cmpuint(cpgpu_readl(t->g, CPGPU_RNG_RESEEDS), ==, 1);
}

UTIL_MAIN("generate",
          { "order", test_order }, { "pool", test_pool },
          { "reseed-while-busy", test_reseed_while_busy })
