/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reset by register, by the machine and by function-level reset: in every
 * session state and with work in flight it wipes keys and pages
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qapi/qmp/qdict.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE

/* Channels 1..4 in the four states that are not FREE, all of context 7 */
static void enter_channel_states(QCpgpu *g)
{
    Chan c;

    for (uint32_t n = 4; n; n--) {
        chan_create(&c, g, n, 7);
        if (n != CPGPU_CHAN_CREATED) {
            chan_key(&c, key_c);
        }
        if (n == CPGPU_CHAN_KEY_LOST) {
            cpgpu_qom_set(g, "teardown", "keys");
        } else if (n == CPGPU_CHAN_READY) {
            chan_init(&c, 1, 1);
            cpgpu_assert_ok(chan_set_protection(&c, 3));
        }
        cpgpu_assert_chan_reg(g, n, CPGPU_CHAN_STATE, n);
    }
}

/* Sessions 1..5 in the five states that are not FREE, with two pages each */
static void enter_all_states(QCpgpu *g)
{
    uint8_t plain[2 * PAGE];

    cpgpu_assert_ok(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_CREATE));
    for (int n = 2; n <= 5; n++) {
        cpgpu_sess_key(g, n, key_a);
        cpgpu_seal(g, n, n * 2 * PAGE, 2 * PAGE);
        util_pattern(plain, sizeof(plain), n);
        cpgpu_put_plain(g, n, key_a, n * 2 * PAGE, plain, sizeof(plain));
    }
    cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 3));
    cpgpu_lose_key(g, 4);
    cpgpu_lose_content(g, 5);
    for (int n = 0; n <= 5; n++) {
        cpgpu_assert_sess_state(g, n, n);
    }
}

static void test_every_state(const void *arg)
{
    const UtilReset *r = arg;
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t raw[PAGE], salt[2][16];
    uint64_t nonce;
    uint32_t reseeds;

    enter_channel_states(g);
    enter_all_states(g);
    fixture_show(g, 64, 48, 4 * PAGE, 256);
    /* a fence value whose upper half a read has latched */
    cpgpu_run_ok(g, util_fence(UINT64_MAX));
    cpgpu_assert_fence(g, 0, UINT64_MAX);
    cpgpu_writel(g, CPGPU_SCRATCH, 0x12345678);
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_ERROR | CPGPU_INTR_VBLANK);
    cpgpu_writel(g, CPGPU_ID, 0);
    util_pattern(raw, PAGE, 50);
    cpgpu_vram_write(g, 0, raw, PAGE);
    nonce = util_nonce(g);
    reseeds = cpgpu_readl(g, CPGPU_RNG_RESEEDS);
    util_salt(g, salt[0]);

    r->reset(g);

    util_assert_fresh(g);
    util_assert_vram_zero(g, 4 * PAGE, 8 * PAGE);
    cpgpu_assert_vram(g, 0, raw, PAGE);
    g_assert_cmphex(util_nonce(g), ==, nonce);
    util_salt(g, salt[1]);
    g_assert_cmpmem(salt[0], 16, salt[1], 16);
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, reseeds + 1);
    util_assert_shows_black(g);

    /* nobody's pages, and a slot that remembers no key */
    cpgpu_ring_on(g, 6);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_seal(g, 0, 0, 12 * PAGE);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 2, CPGPU_SESS_CMD_CREATE));
    cpgpu_run_fails(g, cpgpu_cmd_seal(2, 20 * PAGE, PAGE), NO_KEY);
}

/* Key exchanges in progress, the first of them; the workers are held */
static void start_exchanges(QCpgpu *g, bool sessions)
{
    uint8_t blob[CPGPU_BLOB_SIZE];
    Chan c;

    for (unsigned n = 0; n < 8; n++) {
        chan_create(&c, g, n, n);
        cpgpu_wrap_for_channel(g, key_c, sizeof(key_c), blob);
        chan_put(g, n, blob, sizeof(blob));
        if (sessions) {
            cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE);
            cpgpu_sess_wrap(g, n, key_a);
        }
    }
    cpgpu_hold_workers(g, true);
    for (unsigned n = 0; n < 8; n++) {
        cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_CMD),
                     CPGPU_CHAN_CMD_KEY_EXCHANGE);
        if (sessions) {
            cpgpu_sess_begin(g, n, CPGPU_SESS_CMD_KEY_EXCHANGE);
        }
    }
    g_assert_true(util_is_busy(g));
}

static void test_exchange_in_flight(const void *arg)
{
    const UtilReset *r = arg;
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    for (int i = 0; i < 5; i++) {
        start_exchanges(g, true);
        cpgpu_hold_workers(g, i % 2);
        r->reset(g);
        util_assert_fresh(g);
        cpgpu_hold_workers(g, false);
        qtest_clock_step(g->qts, 1000 * 1000 * 1000);
        util_assert_fresh(g);
    }
    chan_open(&c, g, 0, 1);
    cpgpu_sess_key(g, 0, key_a);
}

/* Large blts in progress, with a session command after them */
static void test_in_flight(const void *arg)
{
    const UtilReset *r = arg;
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);

    for (int i = 0; i < 4; i++) {
        cpgpu_sess_key(g, 0, key_a);
        cpgpu_seal(g, 0, 0, UTIL_WORK);
        cpgpu_hold_workers(g, true);
        util_start_long_work(g);
        if (i % 2) {
            cpgpu_sess_begin(g, 1, CPGPU_SESS_CMD_CREATE);
            g_assert(cpgpu_sess_state(g, 1) & CPGPU_SESS_STATE_BUSY);
        }
        cpgpu_hold_workers(g, false);
        r->reset(g);
        util_assert_fresh(g);
        util_assert_vram_zero(g, 0, UTIL_WORK);
        cpgpu_ring_on(g, 6);
    }
    /* nothing that was cut off comes back to write a page */
    g_usleep(20000);
    util_assert_vram_zero(g, 0, UTIL_WORK);
}

/* A refresh in progress: all pages of a session between two keys */
static void test_refresh_in_flight(const void *arg)
{
    const UtilReset *r = arg;
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);

    cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));
    cpgpu_sess_begin(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
    r->reset(g);
    util_assert_fresh(g);
    util_assert_vram_zero(g, 0, 4 * MiB);
}

/* A stopped ring and a failed RNG work again */
static void test_heals(const void *arg)
{
    const UtilReset *r = arg;
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);

    util_put(g, 0, (struct cpgpu_cmd) { .opcode = 0x55 });
    cpgpu_drain(g);
    g_assert_true(cpgpu_ring_stopped(g));
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    g_assert(cpgpu_readl(g, CPGPU_RNG_STATUS) & CPGPU_RNG_STATUS_RCT);
    cpgpu_qom_set(g, "rng-fault", "none");
    r->reset(g);
    util_assert_fresh(g);
    cpgpu_ring_on(g, 3);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
}

/* A conventional PCI function has no function-level reset to offer */
static void test_no_flr_on_pci(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start_with("pc", "vram=4M", NULL);

    g_assert_cmphex(qpci_find_capability(&g->dev, PCI_CAP_ID_EXP, 0), ==, 0);
    cpgpu_ring_on(g, 3);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    util_resets[UTIL_RESET_SOFT].reset(g);
    util_assert_fresh(g);
    util_assert_vram_zero(g, 0, PAGE);
}

/* Take the device away, and plug in another one, as it was at the start */
static void unplug_and_plug(QCpgpu *g, unsigned mib, unsigned workers)
{
    qpci_unplug_acpi_device_test(g->qts, "gpu0", CPGPU_SLOT);
    qtest_clock_step(g->qts, 1000 * 1000 * 1000);
    qtest_qmp_device_add(g->qts, "cpgpu", "gpu0",
                         "{'addr': '4', 'vram': %u, 'workers': %u}",
                         mib * CPGPU_MIB, workers);
    cpgpu_enable(g);
    util_assert_fresh(g);
}

/* QEMU survives a device that is unplugged while it works */
static void test_unplug(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start_with("pc", "vram=4M", NULL);

    for (int i = 0; i < 3; i++) {
        cpgpu_ring_on(g, 6);
        cpgpu_sess_key(g, 0, key_a);
        cpgpu_seal(g, 0, 0, UTIL_WORK);
        util_start_long_work(g);
        start_exchanges(g, false);
        cpgpu_hold_workers(g, i % 2);
        unplug_and_plug(g, 4, 1);
    }
}

/*
 * Every ring executes something else, with a session command after them;
 * workers, if there are any, are held.
 */
static void start_all_rings(QCpgpu *g, bool workers)
{
    uint64_t in = cpgpu_alloc(g, 2 * MiB), out = cpgpu_alloc(g, 2 * MiB);

    for (unsigned n = 0; n < 4; n++) {
        cpgpu_ring_on_n(g, n, 6);
    }
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, 0, 16 * MiB);
    cpgpu_seal(g, 1, 16 * MiB, 4 * MiB);
    for (int i = 0; i < 20; i++) {
        util_put(g, 0, cpgpu_cmd_refresh_start(0));
        util_put(g, 0, cpgpu_cmd_refresh_finish(0));
        util_put(g, 1, cpgpu_cmd_decrypt_any(0, in, i * MiB / 2, 2 * MiB));
        util_put(g, 2, cpgpu_cmd_encrypt(1, 16 * MiB, out, 2 * MiB));
    }
    /* a deferred interrupt, and then a wait that nothing ends */
    cpgpu_writel(g, cpgpu_ring_n(3, CPGPU_RING_COALESCE),
                 CPGPU_RING_COALESCE_USEC(1000));
    cpgpu_put_n(g, 3, &(struct cpgpu_cmd) { .flags = CPGPU_CMD_IRQ });
    util_put(g, 3, cpgpu_cmd_wait(0, UINT64_MAX));
    if (workers) {
        cpgpu_hold_workers(g, true);
    }
    cpgpu_kick_rings(g, 0, 4);
    cpgpu_sess_begin(g, 2, CPGPU_SESS_CMD_CREATE);
    g_assert(cpgpu_sess_state(g, 2) & CPGPU_SESS_STATE_BUSY);
}

static void test_unplug_all_rings(void)
{
    static const unsigned workers[] = { 0, 1, 2, 4 };

    for (int i = 0; i < ARRAY_SIZE(workers); i++) {
        g_autofree char *opts = g_strdup_printf("vram=32M,workers=%u",
                                                workers[i]);
        g_autoptr(QCpgpu) g = cpgpu_start_with("pc", opts, NULL);

        g_test_message("%s", opts);
        for (int round = 0; round < 2; round++) {
            start_all_rings(g, workers[i]);
            if (workers[i]) {
                g_assert(util_ring_status(g, 0) & CPGPU_RING_STATUS_BUSY);
                cpgpu_hold_workers(g, round);
            }
            unplug_and_plug(g, 32, workers[i]);
        }
    }
}

static void test_not_migratable(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    QDict *rsp = qtest_qmp(g->qts, "{'execute': 'migrate', 'arguments': "
                           "{'uri': 'exec:cat >/dev/null'}}");

    g_assert_true(qdict_haskey(rsp, "error"));
    qobject_unref(rsp);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(const void *);
    } tests[] = {
        { "every-state", test_every_state },
        { "in-flight", test_in_flight },
        { "refresh-in-flight", test_refresh_in_flight },
        { "exchange-in-flight", test_exchange_in_flight },
        { "heals", test_heals },
    };

    g_test_init(&argc, &argv, NULL);
    for (int i = 0; i < UTIL_RESETS; i++) {
        for (int j = 0; j < ARRAY_SIZE(tests); j++) {
            g_autofree char *path = g_strdup_printf("/cpgpu/reset/%s/%s",
                                                    util_resets[i].name,
                                                    tests[j].name);

            qtest_add_data_func(path, &util_resets[i], tests[j].test);
        }
    }
    qtest_add_func("/cpgpu/reset/no-flr-on-pci", test_no_flr_on_pci);
    qtest_add_func("/cpgpu/reset/unplug", test_unplug);
    qtest_add_func("/cpgpu/reset/unplug-all-rings", test_unplug_all_rings);
    qtest_add_func("/cpgpu/reset/not-migratable", test_not_migratable);
    return g_test_run();
}
