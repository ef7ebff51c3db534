/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RNG block: output against the model of SP 800-90A, health tests against
 * crafted noise, faults and the way back
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#include <nettle/sha2.h>

#define STARTUP         1024
#define SEED_NOISE      128
#define RCT_CUTOFF      9
#define APT_CUTOFF      71
#define APT_WINDOW      512
#define RESEED_INTERVAL (1u << 20)

static uint32_t rng_status(QCpgpu *g)
{
    return cpgpu_readl(g, CPGPU_RNG_STATUS);
}

/* A backend answers later; only then there are numbers, and a salt */
static void wait_not_busy(QCpgpu *g)
{
    int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    while (rng_status(g) & CPGPU_RNG_STATUS_BUSY) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(100);
    }
}

static struct cpgpu_cmd fill_cmd(uint64_t data, uint64_t len)
{
    return (struct cpgpu_cmd) {
        .opcode = CPGPU_OP_RNG_FILL, .data = data, .length = len,
    };
}

static void assert_words(QCpgpu *g, RefRng *model, unsigned count)
{
    while (count--) {
        g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), ==,
                        ref_rng_word(model));
    }
}

static void assert_fill(QCpgpu *g, RefRng *model, uint64_t data, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len), *want = g_malloc(len);

    g_assert_cmpuint(cpgpu_run(g, fill_cmd(data, len)), ==, CPGPU_ST_OK);
    cpgpu_read(g, data, got, len);
    ref_rng_fill(model, want, len);
    g_assert_cmpmem(got, len, want, len);
}

static void assert_random_number(QCpgpu *g, RefRng *model, unsigned session)
{
    uint8_t want[16];

    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_start(session)),
                     ==, CPGPU_ST_OK);
    ref_drbg_generate(&model->drbg, want, sizeof(want));
    g_assert_cmpmem(g->last.data, 16, want, 16);
}

/* All that comes out of a device with seed= in one long interleaving */
static void test_seeded(void)
{
    QCpgpu *g = cpgpu_start("seed=any-old-text");
    RefRng *model = ref_rng_new("any-old-text");
    uint64_t data = cpgpu_alloc(g, MiB);
    uint8_t salt[16], plain[16];
    uint64_t iv;

    g_assert_cmphex(rng_status(g), ==,
                    CPGPU_RNG_STATUS_READY | CPGPU_RNG_STATUS_SEEDED);
    g_assert(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_SEEDED_RNG);
    util_salt(g, salt);
    g_assert_cmpmem(salt, 16, model->salt, 16);

    assert_words(g, model, 3);
    assert_fill(g, model, data, 16);
    assert_words(g, model, 100);
    assert_fill(g, model, data, 65536);
    assert_fill(g, model, data, 65536 + 16);
    assert_fill(g, model, data, MiB);

    cpgpu_sess_key(g, 0, key_a);
    assert_random_number(g, model, 0);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
    iv = ref_read_back_iv(
        key_a, salt, cpgpu_readq(g, cpgpu_sess(0, CPGPU_SESS_HANDLE_LO)), 1);
    for (int i = 0; i < 5; i++) {
        cpgpu_get_plain(g, 0, key_a, 0, plain, 16);
        g_assert_true(util_is_zero(plain, 16));
        g_assert_cmphex(ldq_be_p(g->last.data), ==, iv + i);
        g_assert_cmphex(ldq_be_p(g->last.data + 8), ==, CPGPU_IV_COUNT_DEVICE);
    }
    assert_words(g, model, 10);

    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, 1);
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    ref_rng_reseed(model);
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, 2);
    assert_fill(g, model, data, 4096);
    assert_random_number(g, model, 0);

    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    ref_rng_restart(model);
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, 3);
    assert_words(g, model, 70);

    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    ref_rng_restart(model);
    assert_words(g, model, 70);
    util_salt(g, salt);
    g_assert_cmpmem(salt, 16, model->salt, 16);
    cpgpu_ring_on(g, 6);
    assert_fill(g, model, data, 4096);
    cpgpu_assert_no_error(g);
    ref_rng_free(model);
    cpgpu_stop(g);
}

/* An entropy input wears out after 2^20 requests */
static void test_reseed_interval(void)
{
    QCpgpu *g = cpgpu_start("seed=long");
    RefRng *model = ref_rng_new("long");
    uint64_t data = cpgpu_alloc(g, 4096);
    struct cpgpu_cmd cmd = fill_cmd(data, 16);
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
        cpgpu_kick(g);
        cpgpu_ring_wait(g);
        for (unsigned i = 0; i < n; i++) {
            ref_drbg_generate(&model->drbg, buf, 16);
        }
    }
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, 1);
    ref_rng_reseed(model);
    assert_fill(g, model, data, 16);
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, 2);
    assert_fill(g, model, data, 16);
    ref_rng_free(model);
    cpgpu_stop(g);
}

static void collect(const char *opts, uint32_t words[68])
{
    QCpgpu *g = cpgpu_start(opts);
    uint8_t salt[16];

    for (int i = 0; i < 64; i++) {
        words[i] = cpgpu_readl(g, CPGPU_RNG_DATA);
    }
    util_salt(g, salt);
    memcpy(words + 64, salt, 16);
    cpgpu_stop(g);
}

static unsigned count_equal(const uint32_t *a, const uint32_t *b, unsigned n)
{
    unsigned equal = 0;

    while (n--) {
        equal += a[n] == b[n];
    }
    return equal;
}

static void test_repeatability(void)
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

static void test_unseeded_says_so(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_SEEDED_RNG, ==, 0);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    cpgpu_stop(g);
}

/* --------------------------------------------------------- rng= backends -- */

static QCpgpu *start_backend(const char *object)
{
    g_autofree char *args = g_strdup_printf("-object %s,id=rng0", object);
    QCpgpu *g = cpgpu_start_with("q35", "vram=4M,rng=rng0", args);

    wait_not_busy(g);
    cpgpu_ring_on(g, 6);
    return g;
}

static void test_backend(const void *object)
{
    QCpgpu *g = start_backend(object);
    uint8_t salt[16];

    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_SEEDED_RNG, ==, 0);
    util_salt(g, salt);
    g_assert_false(util_is_zero(salt, 16));
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), !=,
                    cpgpu_readl(g, CPGPU_RNG_DATA));
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    wait_not_busy(g);
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, 2);
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

/* A backend that never answers: nothing is given out meanwhile */
static void test_backend_silent(void)
{
    g_autofree char *dir = g_dir_make_tmp("cpgpu-XXXXXX", NULL);
    g_autofree char *fifo = g_build_filename(dir, "noise", NULL);
    g_autofree char *args = NULL;
    QCpgpu *g;

    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    args = g_strdup_printf("-object rng-random,filename=%s,id=rng0", fifo);
    /* a writer that stays mute, for the reader to wait for */
    int fd = open(fifo, O_RDWR);
    g_assert_cmpint(fd, >=, 0);
    g = cpgpu_start_with("q35", "vram=4M,rng=rng0", args);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_BUSY);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), ==, 0);
    cpgpu_assert_mmio_error(g, CPGPU_ST_RNG_FAILED, CPGPU_RNG_DATA);
    cpgpu_stop(g);
    close(fd);
    unlink(fifo);
    rmdir(dir);
}

/* -------------------------------------------- health tests, SP 800-90B 4.4 */

typedef struct Noise {
    uint8_t bytes[8192];
    char *path;
} Noise;

/* No byte equals its neighbour, and none is too frequent */
static Noise *noise_new(void)
{
    Noise *n = g_new0(Noise, 1);

    for (int i = 0; i < sizeof(n->bytes); i++) {
        n->bytes[i] = i * 167 + i / 256 * 31 + i / 64;
    }
    return n;
}

static QCpgpu *noise_start(Noise *n)
{
    int fd = g_file_open_tmp("cpgpu-XXXXXX.noise", &n->path, NULL);
    g_autofree char *object = NULL;

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, n->bytes, sizeof(n->bytes)), ==,
                    sizeof(n->bytes));
    close(fd);
    object = g_strdup_printf("rng-random,filename=%s", n->path);
    return start_backend(object);
}

static void noise_stop(Noise *n, QCpgpu *g)
{
    cpgpu_stop(g);
    unlink(n->path);
    g_free(n->path);
    g_free(n);
}

/* @count bytes A in a window that begins with A, no two of them in a row */
static void noise_biased(Noise *n, unsigned window, unsigned count)
{
    uint8_t *w = n->bytes + window * APT_WINDOW;

    for (int i = 0; i < APT_WINDOW; i++) {
        if (w[i] == 0xaa) {
            w[i] = 0xab + i % 2;
        }
    }
    for (int i = 0; i < count; i++) {
        w[i * 5] = 0xaa;
    }
}

static void noise_stuck(Noise *n, unsigned at, unsigned count)
{
    memset(n->bytes + at, 0x77, count);
    n->bytes[at - 1] = 0x55;
    n->bytes[at + count] = 0x55;
}

/* The salt shows that exactly noise bytes 1024..1151 became the seed */
static void assert_started_from(QCpgpu *g, const Noise *n)
{
    uint8_t digest[64], want[16], salt[16];
    struct sha512_ctx sha;
    RefDrbg drbg;

    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    sha512_init(&sha);
    sha512_update(&sha, SEED_NOISE, n->bytes + STARTUP);
    sha512_digest(&sha, sizeof(digest), digest);
    ref_drbg_instantiate(&drbg, digest);
    ref_drbg_generate(&drbg, want, sizeof(want));
    util_salt(g, salt);
    g_assert_cmpmem(salt, 16, want, 16);
}

static void assert_failed(QCpgpu *g, uint32_t bit)
{
    g_assert_cmphex(rng_status(g) & ~CPGPU_RNG_STATUS_SEEDED, ==, bit);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RNG);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RNG);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), ==, 0);
    cpgpu_assert_mmio_error(g, CPGPU_ST_RNG_FAILED, CPGPU_RNG_DATA);
}

static void test_health_pass(void)
{
    Noise *n = noise_new();
    QCpgpu *g;

    noise_biased(n, 0, APT_CUTOFF - 1);
    noise_biased(n, 1, APT_CUTOFF - 1);
    noise_stuck(n, 400, RCT_CUTOFF - 1);
    noise_stuck(n, STARTUP - 4, RCT_CUTOFF - 1);
    g = noise_start(n);
    assert_started_from(g, n);
    noise_stop(n, g);
}

static void test_health_rct(void)
{
    static const unsigned at[] = { 1, 300, APT_WINDOW - 4, STARTUP - 9,
                                   STARTUP - 4, STARTUP + SEED_NOISE - 9 };

    for (int i = 0; i < ARRAY_SIZE(at); i++) {
        Noise *n = noise_new();
        QCpgpu *g;

        g_test_message("9 equal bytes at %u", at[i]);
        noise_stuck(n, at[i], RCT_CUTOFF);
        g = noise_start(n);
        assert_failed(g, CPGPU_RNG_STATUS_RCT);
        noise_stop(n, g);
    }
}

static void test_health_apt(void)
{
    for (unsigned window = 0; window < 2; window++) {
        Noise *n = noise_new();
        QCpgpu *g;

        noise_biased(n, window, APT_CUTOFF);
        g = noise_start(n);
        assert_failed(g, CPGPU_RNG_STATUS_APT);
        noise_stop(n, g);
    }
}

/* The tests go on while the device runs */
static void test_health_continuous(void)
{
    Noise *n = noise_new();
    QCpgpu *g;

    noise_stuck(n, STARTUP + SEED_NOISE + 60, RCT_CUTOFF);
    g = noise_start(n);
    assert_started_from(g, n);
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    wait_not_busy(g);
    assert_failed(g, CPGPU_RNG_STATUS_RCT);
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    wait_not_busy(g);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    noise_stop(n, g);
}

/* ---------------------------------------------------------------- faults -- */

typedef struct Fault {
    const char *name;
    uint32_t bit;
} Fault;

static const Fault stuck = { "stuck", CPGPU_RNG_STATUS_RCT };
static const Fault biased = { "biased", CPGPU_RNG_STATUS_APT };

static void assert_refused(QCpgpu *g, uint64_t data)
{
    uint8_t before[64], after[64];

    cpgpu_read(g, data, before, sizeof(before));
    util_assert_fails(g, fill_cmd(data, 64), CPGPU_ST_RNG_FAILED);
    cpgpu_read(g, data, after, sizeof(after));
    g_assert_cmpmem(before, 64, after, 64);
    util_assert_fails(g, cpgpu_cmd_refresh_start(0), CPGPU_ST_RNG_FAILED);
    cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_START),
                     ==, CPGPU_ST_RNG_FAILED);
    cpgpu_assert_error(g, CPGPU_ST_RNG_FAILED, CPGPU_SRC_SESSION, 0,
                       CPGPU_SESS_CMD_REFRESH_START);
    cpgpu_writel(g, cpgpu_sess(1, CPGPU_SESS_SIZE), CPGPU_BLOB_SIZE);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_KEY_EXCHANGE),
                     ==, CPGPU_ST_RNG_FAILED);
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_CREATED);
    cpgpu_clear_error(g);
}

static void test_fault(const void *arg)
{
    const Fault *f = arg;
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t data = cpgpu_alloc(g, 4096);
    uint8_t blob[CPGPU_BLOB_SIZE], plain[16];

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_CREATE), ==, 0);
    cpgpu_wrap(g, key_b, sizeof(key_b), blob);
    cpgpu_sess_blob(g, 1, blob);

    cpgpu_qom_set(g, "rng-fault", f->name);
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    wait_not_busy(g);
    cpgpu_clear_error(g);
    assert_failed(g, f->bit);
    assert_refused(g, data);
    /* what needs no random number goes on */
    cpgpu_seal(g, 0, CPGPU_PAGE_SIZE, CPGPU_PAGE_SIZE);
    cpgpu_get_plain(g, 0, key_a, 0, plain, 16);

    /* the source alone being well again is not enough */
    cpgpu_qom_set(g, "rng-fault", "none");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    cpgpu_assert_mmio_error(g, CPGPU_ST_RNG_FAILED, CPGPU_RNG_CTRL);
    assert_refused(g, data);

    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RNG);
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    wait_not_busy(g);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RNG);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), !=,
                    cpgpu_readl(g, CPGPU_RNG_DATA));
    g_assert_cmpuint(cpgpu_run(g, fill_cmd(data, 64)), ==, CPGPU_ST_OK);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_START),
                     ==, CPGPU_ST_OK);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_KEY_EXCHANGE),
                     ==, CPGPU_ST_OK);
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

/* A source that stops talking: not ready, nothing given out, RESTART helps */
static void test_fault_silent(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t data = cpgpu_alloc(g, 4096);

    cpgpu_qom_set(g, "rng-fault", "silent");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    g_assert_cmphex(rng_status(g) & CPGPU_RNG_STATUS_READY, ==, 0);
    cpgpu_clear_error(g);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), ==, 0);
    cpgpu_assert_mmio_error(g, CPGPU_ST_RNG_FAILED, CPGPU_RNG_DATA);
    util_assert_fails(g, fill_cmd(data, 64), CPGPU_ST_RNG_FAILED);
    cpgpu_qom_set(g, "rng-fault", "none");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    wait_not_busy(g);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    cpgpu_stop(g);
}

/* A silent source speaks again: what waited for it goes on by itself. */
static void assert_speaks_again(QCpgpu *g)
{
    uint32_t reseeds = cpgpu_readl(g, CPGPU_RNG_RESEEDS);
    uint64_t data = cpgpu_alloc(g, 4096);

    cpgpu_qom_set(g, "rng-fault", "silent");
    /* time for whatever the backend had been asked for before */
    for (int i = 0; i < 50; i++) {
        g_assert_cmphex(rng_status(g) & ~CPGPU_RNG_STATUS_SEEDED, ==,
                        CPGPU_RNG_STATUS_BUSY);
        g_usleep(1000);
    }
    util_assert_fails(g, fill_cmd(data, 64), CPGPU_ST_RNG_FAILED);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RNG);
    cpgpu_qom_set(g, "rng-fault", "none");
    wait_not_busy(g);
    g_assert_cmphex(rng_status(g) & ~CPGPU_RNG_STATUS_SEEDED, ==,
                    CPGPU_RNG_STATUS_READY);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RNG);
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, reseeds + 1);
    g_assert_cmpuint(cpgpu_run(g, fill_cmd(data, 64)), ==, CPGPU_ST_OK);
    cpgpu_assert_no_error(g);
    guest_free(g->alloc, data);
}

static void test_speaks_again(const void *source)
{
    QCpgpu *g = strchr(source, '=') ? cpgpu_start(source)
                                    : start_backend(source);

    assert_speaks_again(g);
    /* a silence while the device is reset is no other */
    cpgpu_qom_set(g, "rng-fault", "silent");
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_cmphex(rng_status(g) & CPGPU_RNG_STATUS_READY, ==, 0);
    cpgpu_qom_set(g, "rng-fault", "none");
    wait_not_busy(g);
    cpgpu_ring_on(g, 6);
    assert_speaks_again(g);
    cpgpu_stop(g);
}

/* The health tests do not cry wolf: a false alarm has odds of 2^-30 a byte */
static void test_many_reseeds(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    for (int i = 0; i < 200; i++) {
        cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
        cpgpu_readl(g, CPGPU_RNG_DATA);
    }
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_RNG_RESEEDS), ==, 201);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/rng/seeded", test_seeded);
    qtest_add_func("/cpgpu/rng/reseed-interval", test_reseed_interval);
    qtest_add_func("/cpgpu/rng/repeatability", test_repeatability);
    qtest_add_func("/cpgpu/rng/unseeded", test_unseeded_says_so);
    qtest_add_func("/cpgpu/rng/many-reseeds", test_many_reseeds);
    qtest_add_data_func("/cpgpu/rng/backend/builtin", "rng-builtin",
                        test_backend);
    qtest_add_data_func("/cpgpu/rng/backend/random",
                        "rng-random,filename=/dev/urandom", test_backend);
    qtest_add_func("/cpgpu/rng/backend/silent", test_backend_silent);
    qtest_add_func("/cpgpu/rng/health/pass", test_health_pass);
    qtest_add_func("/cpgpu/rng/health/rct", test_health_rct);
    qtest_add_func("/cpgpu/rng/health/apt", test_health_apt);
    qtest_add_func("/cpgpu/rng/health/continuous", test_health_continuous);
    qtest_add_data_func("/cpgpu/rng/fault/stuck", &stuck, test_fault);
    qtest_add_data_func("/cpgpu/rng/fault/biased", &biased, test_fault);
    qtest_add_func("/cpgpu/rng/fault/silent", test_fault_silent);
    qtest_add_data_func("/cpgpu/rng/speaks-again/host", "rng-fault=none",
                        test_speaks_again);
    qtest_add_data_func("/cpgpu/rng/speaks-again/seed", "seed=again",
                        test_speaks_again);
    qtest_add_data_func("/cpgpu/rng/speaks-again/backend", "rng-builtin",
                        test_speaks_again);
    return g_test_run();
}
