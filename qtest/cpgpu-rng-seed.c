/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The RNG block: output against the model of SP 800-90A */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define RESEED_INTERVAL (1u << 20)

static void assert_words(QCpgpu *g, RefRng *model, unsigned count)
{
    while (count--) {
        cpgpu_assert_reg(g, CPGPU_RNG_DATA, ref_rng_word(model));
    }
}

static void assert_fill(QCpgpu *g, RefRng *model, uint64_t data, size_t len)
{
    g_autofree uint8_t *want = g_malloc(len);

    cpgpu_run_ok(g, cpgpu_cmd_rng_fill(data, len));
    ref_rng_fill(model, want, len);
    cpgpu_assert_ram(g, data, want, len);
}

static void assert_random_number(QCpgpu *g, RefRng *model, unsigned session)
{
    uint8_t want[16];

    cpgpu_run_ok(g, cpgpu_cmd_refresh_start(session));
    ref_drbg_generate(&model->drbg, want, sizeof(want));
    g_assert_cmpmem(g->last.data, 16, want, 16);
}

/* All uses of random numbers in a device with seed=, interleaved */
FIXTURE_TEST(test_seeded, "seeded", "seed=any-old-text")
{
    RefRng *model = ref_rng_new("any-old-text");
    uint64_t data = cpgpu_alloc(g, MiB);
    const uint8_t zero[16] = { 0 };
    uint64_t iv;

    cpgpu_assert_reg(g, CPGPU_RNG_STATUS,
                     CPGPU_RNG_STATUS_READY | CPGPU_RNG_STATUS_SEEDED);
    g_assert_true(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_SEEDED_RNG);
    cpgpu_assert_salt(g, model->salt);

    assert_words(g, model, 3);
    assert_fill(g, model, data, 16);
    assert_words(g, model, 100);
    assert_fill(g, model, data, 65536);
    assert_fill(g, model, data, 65536 + 16);
    assert_fill(g, model, data, MiB);

    cpgpu_sess_key(g, 0, key_a);
    assert_random_number(g, model, 0);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
    iv = ref_read_back_iv(key_a, model->salt, cpgpu_sess_handle(g, 0), 1);
    for (int i = 0; i < 5; i++) {
        util_assert_plain(g, 0, key_a, 0, zero, 16);
        g_assert_cmphex(ldq_be_p(g->last.data), ==, iv + i);
        g_assert_cmphex(ldq_be_p(g->last.data + 8), ==, CPGPU_IV_COUNT_DEVICE);
    }
    assert_words(g, model, 10);

    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 1);
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    ref_rng_reseed(model);
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 2);
    assert_fill(g, model, data, 4096);
    assert_random_number(g, model, 0);

    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    ref_rng_restart(model);
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 3);
    assert_words(g, model, 70);

    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    ref_rng_restart(model);
    assert_words(g, model, 70);
    cpgpu_assert_salt(g, model->salt);
    cpgpu_ring_on(g, 6);
    assert_fill(g, model, data, 4096);
    cpgpu_assert_no_error(g);
    ref_rng_free(model);
}

/* An entropy input wears out after 2^20 requests */
FIXTURE_TEST(test_reseed_interval, "reseed-interval", "seed=long")
{
    RefRng *model = ref_rng_new("long");
    uint64_t data = cpgpu_alloc(g, 4096);
    struct cpgpu_cmd cmd = cpgpu_cmd_rng_fill(data, 16);
    unsigned left = RESEED_INTERVAL - 1; /* the salt */
    uint8_t buf[16];

    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
    cpgpu_ring_on(g, CPGPU_RING_SIZE_MAX);
    for (unsigned i = 0; i < g->rings[0].slots; i++) {
        cpgpu_put(g, &cmd);
    }
    g->rings[0].tail = 0;
    for (unsigned n; left; left -= n) {
        n = MIN(left, g->rings[0].slots);
        g->rings[0].tail += n;
        cpgpu_drain(g);
        for (unsigned i = 0; i < n; i++) {
            ref_drbg_generate(&model->drbg, buf, 16);
        }
    }
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 1);
    ref_rng_reseed(model);
    assert_fill(g, model, data, 16);
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 2);
    assert_fill(g, model, data, 16);
    ref_rng_free(model);
}

static void collect(const char *opts, uint32_t words[68])
{
    g_autoptr(QCpgpu) g = cpgpu_start(opts);

    for (int i = 0; i < 64; i++) {
        words[i] = cpgpu_readl(g, CPGPU_RNG_DATA);
    }
    util_salt(g, (uint8_t *)(words + 64));
}

static unsigned count_equal(const uint32_t *a, const uint32_t *b, unsigned n)
{
    unsigned equal = 0;

    while (n--) {
        equal += a[n] == b[n];
    }
    return equal;
}

FIXTURE_TEST_ALONE(test_repeatability, "repeatability")
{
    uint32_t a[68], b[68];

    collect("seed=one", a);
    collect("seed=one", b);
    g_assert_cmpuint(count_equal(a, b, 68), ==, 68);
    collect("seed=two", b);
    g_assert_cmpuint(count_equal(a, b, 68), <, 2);
    /* without a seed, each run is another; equal words are 1 in 2^32 */
    collect(NULL, a);
    collect(NULL, b);
    g_assert_cmpuint(count_equal(a, b, 68), <, 2);
    g_assert_cmpuint(count_equal(a, a + 1, 63), <, 2);
}
