/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RNG block: sources of noise, health tests against crafted noise, faults
 * and the way back
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#include <nettle/sha2.h>

#define STARTUP         1024
#define SEED_NOISE      128
#define RCT_CUTOFF      9
#define APT_CUTOFF      71
#define APT_WINDOW      512

static uint32_t rng_status(QCpgpu *g)
{
    return cpgpu_readl(g, CPGPU_RNG_STATUS);
}

/* A backend answers later: only then is there a seed, and a salt */
static void wait_not_busy(QCpgpu *g)
{
    fixture_wait_until(!(rng_status(g) & CPGPU_RNG_STATUS_BUSY));
}

static void control(QCpgpu *g, uint32_t bit)
{
    cpgpu_writel(g, CPGPU_RNG_CTRL, bit);
    wait_not_busy(g);
}

static void assert_ready(QCpgpu *g)
{
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
}

static bool has_seed(QCpgpu *g)
{
    return cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_SEEDED_RNG;
}

/* Nothing can be read while there is no seed */
static void assert_no_data(QCpgpu *g)
{
    cpgpu_assert_reg(g, CPGPU_RNG_DATA, 0);
    cpgpu_assert_mmio_error(g, CPGPU_ST_RNG_FAILED, CPGPU_RNG_DATA);
}

FIXTURE_TEST(test_unseeded_says_so, "unseeded")
{
    g_assert_false(has_seed(g));
    assert_ready(g);
}

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
    g_autoptr(QCpgpu) g = start_backend(object);
    uint8_t salt[16];

    assert_ready(g);
    g_assert_false(has_seed(g));
    util_salt(g, salt);
    g_assert_false(util_is_zero(salt, 16));
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), !=,
                    cpgpu_readl(g, CPGPU_RNG_DATA));
    control(g, CPGPU_RNG_CTRL_RESEED);
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 2);
    cpgpu_assert_no_error(g);
}
FIXTURE_ENTRY(backend_builtin, "backend/builtin", .with = test_backend,
              .data = "rng-builtin")
FIXTURE_ENTRY(backend_random, "backend/random", .with = test_backend,
              .data = "rng-random,filename=/dev/urandom")

/* A backend that never answers: no random numbers meanwhile */
FIXTURE_TEST_ALONE(test_backend_silent, "backend/silent")
{
    g_autofree char *dir = g_dir_make_tmp("cpgpu-XXXXXX", NULL);
    g_autofree char *fifo = g_build_filename(dir, "noise", NULL);
    g_autofree char *args = g_strdup_printf(
        "-object rng-random,filename=%s,id=rng0", fifo);
    QCpgpu *g;
    int fd;

    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    /* a writer that stays mute, for the reader to wait for */
    fd = open(fifo, O_RDWR);
    g_assert_cmpint(fd, >=, 0);
    g = cpgpu_start_with("q35", "vram=4M,rng=rng0", args);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_BUSY);
    assert_no_data(g);
    cpgpu_stop(g);
    close(fd);
    unlink(fifo);
    rmdir(dir);
}

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

static void noise_free(Noise *n)
{
    unlink(n->path);
    g_free(n->path);
    g_free(n);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Noise, noise_free)

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
    uint8_t digest[64], want[16];
    struct sha512_ctx sha;
    RefDrbg drbg;

    assert_ready(g);
    sha512_init(&sha);
    sha512_update(&sha, SEED_NOISE, n->bytes + STARTUP);
    sha512_digest(&sha, sizeof(digest), digest);
    ref_drbg_instantiate(&drbg, digest);
    ref_drbg_generate(&drbg, want, sizeof(want));
    cpgpu_assert_salt(g, want);
}

static void assert_failed(QCpgpu *g, uint32_t bit)
{
    g_assert_cmphex(rng_status(g) & ~CPGPU_RNG_STATUS_SEEDED, ==, bit);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RNG);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RNG);
    assert_no_data(g);
}

/* The device starts from this noise, and its health test @bit fails */
static void check_fails(Noise *n, uint32_t bit)
{
    g_autoptr(QCpgpu) g = noise_start(n);

    assert_failed(g, bit);
}

FIXTURE_TEST_ALONE(test_health_pass, "health/pass")
{
    g_autoptr(Noise) n = noise_new();
    g_autoptr(QCpgpu) g = NULL;

    noise_biased(n, 0, APT_CUTOFF - 1);
    noise_biased(n, 1, APT_CUTOFF - 1);
    noise_stuck(n, 400, RCT_CUTOFF - 1);
    noise_stuck(n, STARTUP - 4, RCT_CUTOFF - 1);
    g = noise_start(n);
    assert_started_from(g, n);
}

FIXTURE_TEST_ALONE(test_health_rct, "health/rct")
{
    static const unsigned at[] = { 1, 300, APT_WINDOW - 4, STARTUP - 9,
                                   STARTUP - 4, STARTUP + SEED_NOISE - 9 };

    for (int i = 0; i < ARRAY_SIZE(at); i++) {
        g_autoptr(Noise) n = noise_new();

        g_test_message("9 equal bytes at %u", at[i]);
        noise_stuck(n, at[i], RCT_CUTOFF);
        check_fails(n, CPGPU_RNG_STATUS_RCT);
    }
}

FIXTURE_TEST_ALONE(test_health_apt, "health/apt")
{
    for (unsigned window = 0; window < 2; window++) {
        g_autoptr(Noise) n = noise_new();

        noise_biased(n, window, APT_CUTOFF);
        check_fails(n, CPGPU_RNG_STATUS_APT);
    }
}

/* The health tests continue while the device runs */
FIXTURE_TEST_ALONE(test_health_continuous, "health/continuous")
{
    g_autoptr(Noise) n = noise_new();
    g_autoptr(QCpgpu) g = NULL;

    noise_stuck(n, STARTUP + SEED_NOISE + 60, RCT_CUTOFF);
    g = noise_start(n);
    assert_started_from(g, n);
    control(g, CPGPU_RNG_CTRL_RESEED);
    assert_failed(g, CPGPU_RNG_STATUS_RCT);
    control(g, CPGPU_RNG_CTRL_RESTART);
    assert_ready(g);
}

typedef struct Fault {
    const char *name;
    uint32_t bit;
} Fault;

static const Fault stuck = { "stuck", CPGPU_RNG_STATUS_RCT };
static const Fault biased = { "biased", CPGPU_RNG_STATUS_APT };

static void assert_refused(QCpgpu *g, uint64_t data)
{
    uint8_t before[64];

    cpgpu_read(g, data, before, sizeof(before));
    cpgpu_run_fails(g, cpgpu_cmd_rng_fill(data, 64), RNG_FAILED);
    cpgpu_assert_ram(g, data, before, sizeof(before));
    cpgpu_run_fails(g, cpgpu_cmd_refresh_start(0), RNG_FAILED);
    cpgpu_assert_st(cpgpu_sess_refresh_start(g, 0), RNG_FAILED);
    cpgpu_assert_error(g, CPGPU_ST_RNG_FAILED, CPGPU_SRC_SESSION, 0,
                       CPGPU_SESS_CMD_REFRESH_START);
    cpgpu_writel(g, cpgpu_sess(1, CPGPU_SESS_SIZE), CPGPU_BLOB_SIZE);
    cpgpu_assert_st(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_KEY_EXCHANGE),
                    RNG_FAILED);
    cpgpu_assert_sess_state(g, 1, CPGPU_SESS_CREATED);
    cpgpu_clear_error(g);
}

static void test_fault(const void *arg)
{
    const Fault *f = arg;
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, CPGPU_PAGE_SIZE);
    uint64_t data = cpgpu_alloc(g, 4096);
    uint8_t plain[16];

    cpgpu_assert_ok(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_CREATE));
    cpgpu_sess_wrap(g, 1, key_b);

    cpgpu_qom_set(g, "rng-fault", f->name);
    control(g, CPGPU_RNG_CTRL_RESTART);
    cpgpu_clear_error(g);
    assert_failed(g, f->bit);
    assert_refused(g, data);
    /* what needs no random number still works */
    cpgpu_seal(g, 0, CPGPU_PAGE_SIZE, CPGPU_PAGE_SIZE);
    cpgpu_get_plain(g, 0, key_a, 0, plain, 16);

    /* it is not enough that the source works again */
    cpgpu_qom_set(g, "rng-fault", "none");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    cpgpu_assert_mmio_error(g, CPGPU_ST_RNG_FAILED, CPGPU_RNG_CTRL);
    assert_refused(g, data);

    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RNG);
    control(g, CPGPU_RNG_CTRL_RESTART);
    assert_ready(g);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RNG);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), !=,
                    cpgpu_readl(g, CPGPU_RNG_DATA));
    cpgpu_run_ok(g, cpgpu_cmd_rng_fill(data, 64));
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_START));
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_KEY_EXCHANGE));
    cpgpu_assert_no_error(g);
}
FIXTURE_ENTRY(fault_stuck, "fault/stuck", .with = test_fault, .data = &stuck)
FIXTURE_ENTRY(fault_biased, "fault/biased", .with = test_fault, .data = &biased)

/* A source that falls silent: not ready, no numbers, until RESTART */
FIXTURE_TEST(test_fault_silent, "fault/silent")
{
    uint64_t data = cpgpu_alloc(g, 4096);

    cpgpu_qom_set(g, "rng-fault", "silent");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    g_assert_cmphex(rng_status(g) & CPGPU_RNG_STATUS_READY, ==, 0);
    cpgpu_clear_error(g);
    assert_no_data(g);
    cpgpu_run_fails(g, cpgpu_cmd_rng_fill(data, 64), RNG_FAILED);
    cpgpu_qom_set(g, "rng-fault", "none");
    control(g, CPGPU_RNG_CTRL_RESTART);
    assert_ready(g);
}

/* When a silent source speaks again, the RNG gets its seed by itself. */
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
    cpgpu_run_fails(g, cpgpu_cmd_rng_fill(data, 64), RNG_FAILED);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RNG);
    cpgpu_qom_set(g, "rng-fault", "none");
    wait_not_busy(g);
    g_assert_cmphex(rng_status(g) & ~CPGPU_RNG_STATUS_SEEDED, ==,
                    CPGPU_RNG_STATUS_READY);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_RNG);
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, reseeds + 1);
    cpgpu_run_ok(g, cpgpu_cmd_rng_fill(data, 64));
    cpgpu_assert_no_error(g);
    guest_free(g->alloc, data);
}

static void test_speaks_again(const void *source)
{
    g_autoptr(QCpgpu) g =
        strchr(source, '=') ? cpgpu_start(source) : start_backend(source);

    assert_speaks_again(g);
    /* a silence while the device is reset is no other */
    cpgpu_qom_set(g, "rng-fault", "silent");
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_cmphex(rng_status(g) & CPGPU_RNG_STATUS_READY, ==, 0);
    cpgpu_qom_set(g, "rng-fault", "none");
    wait_not_busy(g);
    cpgpu_ring_on(g, 6);
    assert_speaks_again(g);
}
FIXTURE_ENTRY(speaks_again_host, "speaks-again/host",
              .with = test_speaks_again, .data = "rng-fault=none")
FIXTURE_ENTRY(speaks_again_seed, "speaks-again/seed",
              .with = test_speaks_again, .data = "seed=again")
FIXTURE_ENTRY(speaks_again_backend, "speaks-again/backend",
              .with = test_speaks_again, .data = "rng-builtin")

/* No false alarms of the health tests: their probability is 2^-30 a byte */
FIXTURE_TEST(test_many_reseeds, "many-reseeds")
{
    for (int i = 0; i < 200; i++) {
        cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
        cpgpu_readl(g, CPGPU_RNG_DATA);
    }
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 201);
    g_assert_cmphex(rng_status(g), ==, CPGPU_RNG_STATUS_READY);
    cpgpu_assert_no_error(g);
}

FIXTURE_MAIN(fixture_add, "rng")
