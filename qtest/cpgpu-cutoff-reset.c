/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device is reset while it works: part of cpgpu-cutoff-test */
#include "qemu/osdep.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-cutoff.h"

static void reset_soft(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
}

static void reset_flr(QCpgpu *g)
{
    uint8_t cap = qpci_find_capability(&g->dev, PCI_CAP_ID_EXP, 0);

    qpci_config_writew(&g->dev, cap + PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
    cpgpu_enable(g);
}

static void reset_twice(QCpgpu *g)
{
    reset_soft(g);
    reset_flr(g);
    reset_soft(g);
}

/* What is under way when the device is reset */
typedef struct Work {
    const char *name;
    bool sealed;                /* all pages but the last are sealed before */
    struct cpgpu_cmd cmd;       /* in ring 0, */
    void (*start)(QCpgpu *g);   /* or what else there is to start */
} Work;

static void destroy(QCpgpu *g)
{
    cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD), CPGPU_SESS_CMD_DESTROY);
}

static void lose_content(QCpgpu *g)
{
    cpgpu_lose_content(g, 0);
}

static void reset_ring(QCpgpu *g)
{
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
}

static const Work works[] = {
    { "nothing", true },
    { "seal", false, { .opcode = CPGPU_OP_SEAL, .length = VRAM - PAGE } },
    { "unseal", true, { .opcode = CPGPU_OP_UNSEAL, .length = VRAM - PAGE } },
    { "fill", true,
      { .opcode = CPGPU_OP_FILL, .fill = 1, .length = VRAM - PAGE } },
    { "encrypt", true,
      { .opcode = CPGPU_OP_ENCRYPT_BLT, .data = 64 * MiB,
        .length = VRAM - PAGE } },
    { "finish", true, { .opcode = CPGPU_OP_REFRESH_FINISH } },
    { "destroy", true, .start = destroy },
    { "lose-content", true, .start = lose_content },
    { "finish-without-ring", true, { .opcode = CPGPU_OP_REFRESH_FINISH },
      reset_ring },
};

static void start_work(QCpgpu *g, const Work *w)
{
    if (w->sealed) {
        cpgpu_seal(g, 0, 0, VRAM - PAGE);
    }
    if (w->cmd.opcode == CPGPU_OP_REFRESH_FINISH) {
        cpgpu_run_ok(g, cpgpu_cmd_refresh_start(0));
    }
    if (w->cmd.opcode) {
        util_submit(g, 0, w->cmd);
    }
    if (w->start) {
        w->start(g);
    }
}

/* After a reset: a ring, and a key in session 0 */
static void resume(QCpgpu *g, const uint8_t *key)
{
    cpgpu_ring_on(g, 4);
    cpgpu_sess_key(g, 0, key);
}

/*
 * Pages that were sealed are zero in the end, others keep their content.  What
 * is sealed anew and written before the scrubbing has ended stays, too.  The
 * result record of the first command afterwards has nothing of the last one.
 */
static void check_reset(const Work *w, void (*reset)(QCpgpu *g), bool wait)
{
    g_autoptr(QCpgpu) g = cutoff_start();
    uint8_t raw[PAGE], got[PAGE], plain[PAGE];
    bool still;

    util_pattern(raw, PAGE, 1);
    util_pattern(plain, PAGE, 2);
    cpgpu_vram_write(g, VRAM - PAGE, raw, PAGE);
    start_work(g, w);
    reset(g);
    still = util_is_busy(g);
    g_test_message("%s: %s", w->name, still ? "still busy" : "idle");
    for (unsigned n = 0; n < 2; n++) {
        g_assert_cmphex(cpgpu_sess_state(g, n), ==, CPGPU_SESS_FREE);
        g_assert_cmpuint(cutoff_pages(g, n), ==, 0);
    }
    if (wait) {
        util_wait_idle(g);
        util_assert_vram_zero(g, 0, VRAM - PAGE);
    }
    resume(g, key_b);
    cpgpu_seal(g, 0, 0, 2 * MiB);
    g_assert_true(util_is_zero(g->last.data, sizeof(g->last.data)));
    cpgpu_put_plain(g, 0, key_b, MiB, plain, PAGE);
    util_wait_idle(g);
    util_assert_plain(g, 0, key_b, MiB, plain, PAGE);
    util_assert_vram_zero(g, 2 * MiB, VRAM - PAGE - 2 * MiB);
    cpgpu_vram_read(g, VRAM - PAGE, got, PAGE);
    g_assert_cmpmem(got, PAGE, raw, PAGE);
    g_assert_cmpuint(cutoff_pages(g, 0), ==, 2 * MiB / PAGE);
    cpgpu_assert_no_error(g);
}

static void test_reset(const void *arg)
{
    check_reset(arg, reset_soft, true);
    check_reset(arg, reset_soft, false);
    check_reset(arg, reset_flr, false);
    check_reset(arg, reset_twice, true);
}

/* A reset does not wait for the pages, it says that they are being scrubbed */
static void test_reset_is_quick(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < 2; i++) {
        cpgpu_seal(g, 0, 0, VRAM);
        cpgpu_hold_workers(g, true);
        reset_soft(g);
        g_assert_true(util_is_busy(g));
        cpgpu_hold_workers(g, false);
        util_wait_idle(g);
        util_assert_vram_zero(g, 0, VRAM);
        resume(g, key_a);
    }
}

/* SEAL of what is scrubbed last waits for it, and what it seals stays */
static void test_seal_after_reset(void)
{
    const uint64_t size = 256 * MiB, at = size - 2 * MiB;
    g_autoptr(QCpgpu) g = cutoff_start_with("vram=256M,workers=1");
    uint8_t plain[PAGE];

    cpgpu_seal(g, 0, 0, size);
    reset_soft(g);
    resume(g, key_b);
    cpgpu_seal(g, 0, at, 2 * MiB);
    util_pattern(plain, PAGE, 1);
    cpgpu_put_plain(g, 0, key_b, at, plain, PAGE);
    util_wait_idle(g);
    util_assert_plain(g, 0, key_b, at, plain, PAGE);
    util_assert_vram_zero(g, at - MiB, MiB);
}

/* Pages that are not scrubbed yet are never shown under the next key */
static void test_reset_and_look(void)
{
    g_autoptr(QCpgpu) g = cutoff_start();

    for (int i = 0; i < 3; i++) {
        cpgpu_seal(g, 0, 0, VRAM);
        cpgpu_run_ok(g, cpgpu_cmd_fill(0, ~0u, 0, VRAM));
        reset_soft(g);
        util_mode_on(g, 64, 64, 60000);
        util_flip(g, VRAM - 64 * 256, 256);
        do {
            util_assert_shows_black(g);
            if (cpgpu_sess_state(g, 0) == CPGPU_SESS_FREE) {
                cpgpu_sess_key(g, 0, key_a);
            }
        } while (util_is_busy(g));
        util_assert_shows_black(g);
        cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
        cpgpu_ring_on(g, 4);
    }
}

/* The device is unplugged while pages are scrubbed, or a command runs */
static void test_unplug(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start_with("pc", "vram=32M,workers=1", NULL);

    for (int i = 0; i < ARRAY_SIZE(works) * 2; i++) {
        const Work *w = &works[i / 2];

        resume(g, key_a);
        start_work(g, w);
        if (i & 1) {
            reset_soft(g);
        }
        qpci_unplug_acpi_device_test(g->qts, "gpu0", CPGPU_SLOT);
        qtest_qmp_device_add(g->qts, "cpgpu", "gpu0",
                             "{'addr': '4', 'vram': %u, 'workers': 1}", VRAM);
        cpgpu_enable(g);
        g_assert_false(util_is_busy(g));
    }
}

void cutoff_add_reset_tests(void)
{
    for (int i = 0; i < ARRAY_SIZE(works); i++) {
        g_autofree char *path = g_strdup_printf("/cpgpu/cutoff/reset/%s",
                                                works[i].name);

        qtest_add_data_func(path, &works[i], test_reset);
    }
    qtest_add_func("/cpgpu/cutoff/reset-is-quick", test_reset_is_quick);
    qtest_add_func("/cpgpu/cutoff/seal-after-reset", test_seal_after_reset);
    qtest_add_func("/cpgpu/cutoff/reset-and-look", test_reset_and_look);
    qtest_add_func("/cpgpu/cutoff/unplug", test_unplug);
}
