/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several rings: each is in order, and none depends on another */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE

static const struct cpgpu_cmd nop;
static const struct cpgpu_cmd bad = { .opcode = 0x99 };

static void check_count(unsigned rings, const char *opts)
{
    g_autoptr(QCpgpu) g = cpgpu_start(opts);
    static const uint32_t regs[] = {
        CPGPU_RING_CTRL, CPGPU_RING_TAIL, CPGPU_RING_COALESCE,
        CPGPU_RING_DONE_LO,
    };

    g_test_message("%s", opts);
    g_assert_cmpuint(cpgpu_rings(g), ==, rings);
    qpci_msix_enable(&g->dev);
    g_assert_cmpuint(qpci_msix_table_size(&g->dev), ==,
                     CPGPU_VECTOR_RING(rings));
    qpci_msix_disable(&g->dev);
    for (unsigned n = 1; n < rings; n++) {
        cpgpu_ring_on_n(g, n, 2);
        cpgpu_assert_ok(cpgpu_run_n(g, n, nop));
    }
    cpgpu_assert_no_error(g);
    for (unsigned n = rings; n < CPGPU_RINGS_MAX; n++) {
        for (int i = 0; i < ARRAY_SIZE(regs); i++) {
            uint32_t reg = cpgpu_ring_n(n, regs[i]);

            cpgpu_assert_reg(g, reg, 0);
            cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, reg);
            cpgpu_writel(g, reg, 1);
            cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, reg);
        }
    }
}

FIXTURE_TEST_ALONE(test_count, "count")
{
    check_count(4, NULL);
    check_count(1, "rings=1");
    check_count(2, "rings=2");
    check_count(16, "rings=16");
}

/* The registers of a ring are its own */
FIXTURE_TEST_ALONE(test_registers, "registers")
{
    g_autoptr(QCpgpu) g = cpgpu_start_with("q35", "vram=4M,rings=16", NULL);
    static const uint32_t regs[] = {
        CPGPU_RING_BASE_LO, CPGPU_RING_BASE_HI, CPGPU_RING_FENCE_LO,
        CPGPU_RING_FENCE_HI, CPGPU_RING_COALESCE,
    };

    for (unsigned n = 0; n < 16; n++) {
        for (int i = 0; i < ARRAY_SIZE(regs); i++) {
            cpgpu_writel(g, cpgpu_ring_n(n, regs[i]), (n << 4 | i) << 8);
        }
        cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_SIZE), 1 + n % 12);
    }
    for (unsigned n = 0; n < 16; n++) {
        for (int i = 0; i < ARRAY_SIZE(regs); i++) {
            cpgpu_assert_ring_reg(g, n, regs[i], (n << 4 | i) << 8);
        }
        cpgpu_assert_ring_reg(g, n, CPGPU_RING_SIZE, 1 + n % 12);
    }
    cpgpu_assert_no_error(g);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    for (unsigned n = 0; n < 16; n++) {
        for (uint32_t reg = 0; reg <= CPGPU_RING_DONE_HI; reg += 4) {
            if (reg != CPGPU_RING_SIZE) {
                cpgpu_assert_ring_reg(g, n, reg, 0);
            }
        }
    }
}

/* Ring @n does all that a ring does, with session @n on its pages */
static void assert_ring_works(QCpgpu *g, unsigned n)
{
    enum { LEN = 96 * KiB };
    g_autofree uint8_t *plain = g_malloc(LEN);
    uint64_t data = cpgpu_alloc(g, LEN);
    uint64_t vram = n * 2 * LEN + 16;

    for (size_t len = 64; len <= LEN; len += LEN - 64) {
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(n, data, vram, len);

        util_pattern(plain, len, n + len);
        cpgpu_write_cipher(g, &cmd, key_a, plain);
        cpgpu_assert_ok(cpgpu_run_n(g, n, cmd));
        cmd = cpgpu_cmd_encrypt(n, vram, data, len);
        cpgpu_assert_ok(cpgpu_run_n(g, n, cmd));
        cpgpu_assert_cipher(g, data, key_a, g->last.data, plain, len);
    }
    guest_free(g->alloc, data);
}

static QCpgpu *start_sessions(const char *opts, unsigned sessions)
{
    QCpgpu *g = util_start_rings(opts);

    for (unsigned n = 0; n < sessions; n++) {
        cpgpu_sess_key(g, n, key_a);
        cpgpu_seal(g, n, n * 192 * KiB, 192 * KiB);
    }
    return g;
}

/* One is stopped, one waits until reset, one was switched off at work */
FIXTURE_TEST_ALONE(test_independent, "independent")
{
    g_autoptr(QCpgpu) g = start_sessions("rings=5", 5);
    uint64_t data = cpgpu_alloc(g, 192 * KiB);
    struct cpgpu_cmd blt = cpgpu_cmd_encrypt(1, 192 * KiB, data, 192 * KiB);

    /* 1: stopped, with work behind; 2: waits; 3: off */
    cpgpu_put_n(g, 1, &nop);
    cpgpu_put_n(g, 1, &bad);
    cpgpu_put_n(g, 1, &blt);
    cpgpu_drain_n(g, 1);
    cpgpu_assert_stopped_n(g, 1, CPGPU_ST_BAD_OPCODE, 1);
    util_submit(g, 2, cpgpu_cmd_wait(0, UINT64_MAX));
    for (int i = 0; i < 32; i++) {
        cpgpu_put_n(g, 3, &blt);
    }
    cpgpu_kick_n(g, 3);
    cpgpu_writel(g, cpgpu_ring_n(3, CPGPU_RING_CTRL), 0);

    for (int i = 0; i < 3; i++) {
        assert_ring_works(g, 0);
        assert_ring_works(g, 4);
    }
    cpgpu_assert_no_error(g);
    cpgpu_assert_ring_reg(g, 1, CPGPU_RING_STATUS,
                          CPGPU_RING_STATUS_ON | CPGPU_RING_STATUS_STOPPED);
    cpgpu_assert_ring_reg(g, 2, CPGPU_RING_STATUS,
                          CPGPU_RING_STATUS_ON | CPGPU_RING_STATUS_BUSY |
                          CPGPU_RING_STATUS_WAITING);
    cpgpu_assert_ring_reg(g, 3, CPGPU_RING_STATUS, 0);
    cpgpu_assert_ring_reg(g, 1, CPGPU_RING_HEAD, 1);

    /* each recovers by itself, and the others do not notice */
    for (unsigned n = 1; n <= 3; n++) {
        cpgpu_ring_recover_n(g, n);
        assert_ring_works(g, n);
        assert_ring_works(g, 0);
    }
    cpgpu_assert_no_error(g);
}

/* The error registers say which one it was */
FIXTURE_TEST(test_errors, "errors", "rings=16", .rings = true)
{
    for (int n = 15; n >= 0; n--) {
        for (int i = 0; i < n; i++) {
            cpgpu_put_n(g, n, &nop);
        }
        util_submit(g, n, bad);
        cpgpu_ring_wait_n(g, n);
        cpgpu_assert_stopped_n(g, n, CPGPU_ST_BAD_OPCODE, n);
    }
    /* all stopped: session commands and the reset of one still work */
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_ring_recover_n(g, 7);
    cpgpu_assert_ok(cpgpu_run_n(g, 7, cpgpu_cmd_seal(0, 0, PAGE)));
    g_assert_true(cpgpu_ring_stopped_n(g, 8));
}

enum { ROUNDS = 6, SMALL = 4 * KiB + 16, LARGE = 160 * KiB };

typedef struct Work {
    uint64_t out[ROUNDS], records;
} Work;

static size_t work_length(int round)
{
    return round % 2 ? LARGE : SMALL;
}

/* Write, read back, write over it, read back ... in one doorbell */
static void put_work(QCpgpu *g, unsigned n, Work *w)
{
    g_autofree uint8_t *buf = g_malloc(LARGE);

    w->records = cpgpu_alloc(g, ROUNDS * CPGPU_RESULT_SIZE);
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t len = work_length(i), vram = n * 192 * KiB + 32;
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(n, cpgpu_alloc(g, len),
                                                     vram, len);

        util_pattern(buf, len, n * ROUNDS + i);
        cpgpu_write_cipher(g, &cmd, key_a, buf);
        cpgpu_put_n(g, n, &cmd);
        w->out[i] = cpgpu_alloc(g, len);
        cmd = cpgpu_cmd_encrypt(n, vram, w->out[i], len);
        cmd.flags = CPGPU_CMD_IRQ;
        util_put(g, n, cpgpu_cmd_record(cpgpu_cmd_fence(cmd, i + 1),
                                        w->records, i));
    }
}

static void check_work(QCpgpu *g, unsigned n, const Work *w)
{
    g_autofree uint8_t *want = g_malloc(LARGE);

    cpgpu_assert_fence(g, n, ROUNDS);
    g_assert_cmpuint(qtest_readq(g->qts, g->rings[n].fence), ==, ROUNDS);
    for (int i = 0; i < ROUNDS; i++) {
        size_t len = work_length(i);
        struct cpgpu_result res = cpgpu_record(g, w->records, i);

        cpgpu_assert_ok(res.status);
        util_pattern(want, len, n * ROUNDS + i);
        cpgpu_assert_cipher(g, w->out[i], key_a, res.data, want, len);
    }
}

FIXTURE_TEST_ALONE(test_all_at_once, "all-at-once")
{
    g_autoptr(QCpgpu) g = start_sessions("rings=16", 16);
    Work w[16];

    for (int round = 0; round < 3; round++) {
        for (unsigned n = 0; n < 16; n++) {
            put_work(g, n, &w[n]);
        }
        cpgpu_kick_rings(g, 0, 16);
        cpgpu_wait_rings(g, 0, 16);
        for (unsigned n = 0; n < 16; n++) {
            check_work(g, n, &w[n]);
        }
        g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS) & 0xffff, ==, 0xffff);
        cpgpu_writel(g, CPGPU_INTR_STATUS, 0xffff);
        cpgpu_assert_reg(g, CPGPU_STATUS, 0);
    }
    cpgpu_assert_no_error(g);
}

/* A full ring of 4096 commands, of any kind, delays no other ring */
static void check_fair(size_t bytes)
{
    g_autoptr(QCpgpu) g = start_sessions(NULL, 3);
    uint64_t data = cpgpu_alloc(g, 192 * KiB), out = cpgpu_alloc(g, 128 * KiB);
    struct cpgpu_cmd blt = cpgpu_cmd_encrypt(0, 0, data, bytes);
    struct cpgpu_cmd small = cpgpu_cmd_encrypt(2, 384 * KiB, out, 128 * KiB);
    unsigned at_work = 0;

    g_test_message("%zu bytes each", bytes);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    cpgpu_ring_on(g, CPGPU_RING_SIZE_MAX);
    for (unsigned i = 0; i < g->rings[0].slots; i++) {
        cpgpu_put(g, &blt);
    }
    cpgpu_kick(g);
    for (int i = 1; i <= 4; i++) {
        /* small and large, each waited for */
        util_submit(g, 1, util_fence(i));
        util_wait_fence(g, 1, i);
        g_test_message("fence: ring 0 at %u",
                       cpgpu_ring_reg(g, 0, CPGPU_RING_HEAD));
        cpgpu_assert_ok(cpgpu_run_n(g, 2, small));
        g_test_message("blt: ring 0 at %u",
                       cpgpu_ring_reg(g, 0, CPGPU_RING_HEAD));
        at_work += (util_ring_status(g, 0) & CPGPU_RING_STATUS_BUSY) != 0;
    }
    g_assert_cmpuint(at_work, ==, 4);
    cpgpu_ring_recover(g);
}

FIXTURE_TEST_ALONE(test_fair, "fair")
{
    check_fair(64 * KiB);
    check_fair(192 * KiB);
}

FIXTURE_TEST(test_vectors, "vectors", "rings=16", .rings = true)
{
    Msix *m = util_msix_start(g, CPGPU_VECTOR_RING(16));
    struct cpgpu_cmd cmd = { .flags = CPGPU_CMD_IRQ };

    cpgpu_writel(g, CPGPU_INTR_ENABLE, 0xffff);
    for (unsigned n = 0; n < 16; n++) {
        cpgpu_assert_ok(cpgpu_run_n(g, n, cmd));
        g_assert_cmphex(util_msix_taken(m), ==, 1u << CPGPU_VECTOR_RING(n));
        cpgpu_assert_reg(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(n));
        cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(n));
    }
    /* only those that are enabled, and each by itself */
    cpgpu_writel(g, CPGPU_INTR_ENABLE, 0x5555);
    for (unsigned n = 0; n < 16; n++) {
        cpgpu_assert_ok(cpgpu_run_n(g, n, cmd));
    }
    g_assert_cmphex(util_msix_taken(m), ==, 0x5555u << CPGPU_VECTOR_RING(0));
    cpgpu_writel(g, CPGPU_INTR_ENABLE, 0xffff);
    g_assert_cmphex(util_msix_taken(m), ==, 0xaaaau << CPGPU_VECTOR_RING(0));
    g_free(m);
}

static uint16_t pin(QCpgpu *g)
{
    return qpci_config_readw(&g->dev, PCI_STATUS) & PCI_STATUS_INTERRUPT;
}

FIXTURE_TEST(test_intx, "intx", "rings=16", .rings = true)
{
    struct cpgpu_cmd cmd = { .flags = CPGPU_CMD_IRQ };

    cpgpu_writel(g, CPGPU_INTR_ENABLE, 0xffff);
    for (unsigned n = 0; n < 16; n++) {
        cpgpu_assert_ok(cpgpu_run_n(g, n, cmd));
    }
    /* the pin is down when the last of them is cleared */
    for (unsigned n = 0; n < 16; n++) {
        g_assert_cmphex(pin(g), !=, 0);
        cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_RING(n));
    }
    g_assert_cmphex(pin(g), ==, 0);
}

/* Session 9 is created or destroyed by register, behind what is in the rings */
static void begin_session_command(QCpgpu *g, int round)
{
    cpgpu_sess_begin(g, 9, round % 2 ? CPGPU_SESS_CMD_DESTROY
                                     : CPGPU_SESS_CMD_CREATE);
}

static void assert_session_command_done(QCpgpu *g)
{
    cpgpu_sess_wait(g, 9);
    cpgpu_assert_sess_reg(g, 9, CPGPU_SESS_STATUS, CPGPU_ST_OK);
}

/* A register command comes after all rings' commands that were before it */
FIXTURE_TEST_ALONE(test_session_commands, "session-commands")
{
    g_autoptr(QCpgpu) g = start_sessions(NULL, 3);
    uint64_t data = cpgpu_alloc(g, 3 * 192 * KiB);
    uint32_t tails[3];

    for (int round = 0; round < 5; round++) {
        for (unsigned n = 0; n < 3; n++) {
            uint64_t at = n * 192 * KiB;
            struct cpgpu_cmd blt = cpgpu_cmd_encrypt(n, at, data + at,
                                                     192 * KiB);

            for (unsigned i = 0; i < 20 + 20 * n; i++) {
                cpgpu_put_n(g, n, &blt);
            }
            cpgpu_kick_n(g, n);
            tails[n] = g->rings[n].tail;
        }
        /* a ring that is stopped does not count */
        cpgpu_put_n(g, 3, &bad);
        util_submit(g, 3, nop);
        begin_session_command(g, round);
        /* nor do commands whose doorbell is written later */
        util_submit(g, 0, cpgpu_cmd_wait(2, UINT64_MAX));
        assert_session_command_done(g);
        for (unsigned n = 0; n < 3; n++) {
            cpgpu_assert_ring_reg(g, n, CPGPU_RING_HEAD, tails[n]);
        }
        cpgpu_ring_recover_n(g, 0);
        cpgpu_ring_recover_n(g, 3);
    }
}

/* One that waits holds it up, until it is reset */
FIXTURE_TEST_ALONE(test_session_command_behind_wait,
                   "session-command-behind-wait")
{
    g_autoptr(QCpgpu) g = start_sessions(NULL, 2);

    for (int how = 0; how < 3; how++) {
        util_submit(g, 1, cpgpu_cmd_wait(0, 1000 + how));
        begin_session_command(g, how);
        assert_ring_works(g, 0);
        g_assert(cpgpu_sess_state(g, 9) & CPGPU_SESS_STATE_BUSY);
        switch (how) {
        case 0:
            cpgpu_ring_recover_n(g, 1);
            break;
        case 1:
            cpgpu_writel(g, cpgpu_ring_n(1, CPGPU_RING_CTRL), 0);
            cpgpu_ring_on_n(g, 1, 6);
            break;
        case 2:
            util_submit(g, 0, util_fence(1002));
            break;
        }
        assert_session_command_done(g);
        assert_ring_works(g, 1);
    }
}

FIXTURE_MAIN(fixture_add, "rings")
