/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command ring: slots, doorbell, fences, and commands that are wrong */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define HOLE    0xc0000000ull   /* nothing is there in this machine */

static const struct cpgpu_cmd nop;

static uint64_t fence_value(QCpgpu *g)
{
    return qtest_readq(g->qts, g->rings[0].fence);
}

/* The ring has completed this value, and has written it to memory */
static void assert_fence(QCpgpu *g, uint64_t value)
{
    g_assert_cmphex(fence_value(g), ==, value);
    cpgpu_assert_fence(g, 0, value);
}

/* The next command is put into the ring, which stops at it */
static void assert_stops_at(QCpgpu *g, struct cpgpu_cmd cmd, uint32_t status,
                            uint32_t index)
{
    util_put(g, 0, cmd);
    cpgpu_drain(g);
    cpgpu_assert_stopped(g, status, index);
}

/* Several times round rings of each size, with every slot in use */
FIXTURE_TEST(test_wrap_around, "wrap-around")
{
    for (unsigned log2 = CPGPU_RING_SIZE_MIN; log2 <= CPGPU_RING_SIZE_MAX;
         log2++) {
        uint64_t fence = 0;

        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
        cpgpu_ring_on(g, log2);
        for (int lap = 0; lap < (log2 > 8 ? 2 : 5); lap++) {
            /* all at once, then one by one */
            for (unsigned i = 0; i < g->rings[0].slots; i++) {
                util_put(g, 0, util_fence(++fence));
                if (lap == 1 && log2 < 6) {
                    cpgpu_kick(g);
                }
            }
            cpgpu_drain(g);
            g_assert_false(cpgpu_ring_stopped(g));
            assert_fence(g, fence);
        }
    }
    cpgpu_assert_no_error(g);
}

/* Each slot's own command runs, once and in order */
FIXTURE_TEST(test_each_slot, "each-slot", .sealed = MiB)
{
    uint64_t records = cpgpu_alloc(g, 64 * CPGPU_RESULT_SIZE);
    uint64_t data = cpgpu_alloc(g, 64 * 16), last = 0;
    const uint8_t zero[16] = { 0 };

    for (int i = 0; i < 64; i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data + 16 * i, 16);

        util_put(g, 0, cpgpu_cmd_record(cmd, records, i));
    }
    cpgpu_drain(g);
    for (int i = 0; i < 64; i++) {
        struct cpgpu_result res = cpgpu_record(g, records, i);

        cpgpu_assert_ok(res.status);
        if (i) {
            g_assert_cmphex(ldq_be_p(res.data), ==, last + 1);
        }
        last = ldq_be_p(res.data);
        cpgpu_assert_cipher(g, data + 16 * i, key_a, res.data, zero, 16);
    }
}

FIXTURE_TEST(test_doorbell, "doorbell")
{
    const uint32_t tail = cpgpu_ring(CPGPU_RING_TAIL);
    static const uint32_t far[] = { 65, 66, 1000, 0x80000000, UINT32_MAX };

    for (int i = 0; i < ARRAY_SIZE(far); i++) {
        cpgpu_writel(g, tail, far[i]);
        cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_INDEX, tail);
        cpgpu_assert_reg(g, tail, 0);
        cpgpu_assert_ring_reg(g, 0, CPGPU_RING_STATUS, CPGPU_RING_STATUS_ON);
    }
    for (int i = 0; i < 5; i++) {
        cpgpu_put(g, &nop);
    }
    cpgpu_drain(g);
    /* backwards is a very long way forwards; the same value has no effect */
    cpgpu_writel(g, tail, 4);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_INDEX, tail);
    cpgpu_writel(g, tail, 5);
    cpgpu_assert_no_error(g);
    cpgpu_assert_ring_reg(g, 0, CPGPU_RING_HEAD, 5);
    /* off: no doorbell */
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
    cpgpu_writel(g, tail, 6);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_STATE, tail);
    /* 0 -> 1 starts from zero */
    cpgpu_ring_on(g, 6);
    cpgpu_assert_ring_reg(g, 0, CPGPU_RING_HEAD, 0);
    cpgpu_assert_reg(g, tail, 0);
}

FIXTURE_TEST(test_fences, "fences")
{
    static const uint64_t values[] = {
        1, 2, 0x1122334455667788, UINT64_MAX, 0, 7,
    };

    for (int i = 0; i < ARRAY_SIZE(values); i++) {
        cpgpu_run_ok(g, util_fence(values[i]));
        assert_fence(g, values[i]);
    }
    /* without the flag, nothing is written */
    cpgpu_run_ok(g, nop);
    assert_fence(g, 7);
    /* a failed command ends too, and so has its fence */
    cpgpu_run_fails(g, cpgpu_cmd_fence(cpgpu_cmd_seal(5, 0, PAGE), 8),
                    BAD_SESSION);
    g_assert_cmphex(fence_value(g), ==, 8);
    /* no address: the register alone */
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_FENCE_LO), 0);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_FENCE_HI), 0);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_ENABLE);
    g->rings[0].tail = 0;
    cpgpu_run_ok(g, util_fence(9));
    cpgpu_assert_fence(g, 0, 9);
    g_assert_cmphex(fence_value(g), ==, 8);
}

/* A worker's fence comes after its work */
FIXTURE_TEST(test_fence_of_large_blt, "fence-of-large-blt", .sealed = MiB)
{
    g_autofree uint8_t *zero = g_malloc0(MiB);
    uint64_t data = cpgpu_alloc(g, MiB), record = g->rings[0].result;
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, MiB);
    struct cpgpu_result res;

    util_submit(g, 0, cpgpu_cmd_record(cpgpu_cmd_fence(cmd, 42), record, 0));
    fixture_wait_until(fence_value(g) == 42);
    res = cpgpu_record(g, record, 0);
    cpgpu_assert_cipher(g, data, key_a, res.data, zero, MiB);
    cpgpu_ring_wait(g);
}

FIXTURE_TEST(test_bad_opcodes, "bad/opcodes")
{
    static const uint32_t bad[] = {
        5, 6, 15, 0x16, 0x1f, 0x22, 0xff, 0x100, 0x10000, 0x80000010,
        UINT32_MAX,
    };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_test_message("opcode %x", bad[i]);
        cpgpu_run_stops(g, (struct cpgpu_cmd) { .opcode = bad[i] }, BAD_OPCODE);
    }
}

FIXTURE_TEST(test_reserved, "bad/reserved", .sealed = MiB)
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    uint8_t iv[16] = { 0 };
    struct cpgpu_cmd good[] = {
        nop,        cpgpu_cmd_rng_fill(data, 16),
        cpgpu_cmd_seal(0, 2 * MiB, PAGE), cpgpu_cmd_unseal(0, 0, PAGE),
        cpgpu_cmd_decrypt(0, data, 0, 16, iv),
        cpgpu_cmd_encrypt(0, 0, data, 16), cpgpu_cmd_refresh_start(0),
        cpgpu_cmd_refresh_finish(0),
    };

    for (int i = 0; i < ARRAY_SIZE(good); i++) {
        uint32_t known = CPGPU_CMD_FENCE | CPGPU_CMD_IRQ;
        struct cpgpu_cmd cmd;

        if (good[i].opcode == CPGPU_OP_DECRYPT_BLT) {
            known |= CPGPU_CMD_CONTENT_KEY | CPGPU_CMD_PATTERN |
                     CPGPU_CMD_SUBSAMPLES | CPGPU_CMD_RECT;
        } else if (good[i].opcode == CPGPU_OP_ENCRYPT_BLT) {
            known |= CPGPU_CMD_READ_BACK_KEY | CPGPU_CMD_RECT;
        }
        g_test_message("opcode %x", good[i].opcode);
        for (int bit = 0; bit < 32; bit++) {
            cmd = good[i];
            if (!(CPGPU_BIT(bit) & known)) {
                cmd.flags = CPGPU_BIT(bit);
                cpgpu_run_stops(g, cmd, BAD_FLAGS);
            }
        }
        cmd = good[i];
        cmd.ring = 1;
        cpgpu_run_stops(g, cmd, BAD_FLAGS);
    }
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_PAGES, MiB / PAGE);
}

enum { SESSION = 1, DATA = 2, VRAM = 4, LENGTH = 8, IV = 16, KEY = 32,
       SG_COUNT = 64, FENCE = 128, MAP = 256, MAP_COUNT = 512, FIRST = 1024,
       SKIP = 2048, ENCRYPT = 4096, ROW_BYTES = 8192, ROWS = 16384,
       PITCH = 32768 };
/* what no command uses unless one of its flags says so */
#define BY_FLAG (FENCE | KEY | MAP | MAP_COUNT | FIRST | SKIP | ENCRYPT | \
                 ROW_BYTES | ROWS | PITCH)

/* "A field that a command does not use must be zero" */
FIXTURE_TEST(test_unused_fields, "bad/unused-fields", .sealed = MiB)
{
    static const struct {
        uint32_t opcode, unused;
    } ops[] = {
        { CPGPU_OP_NOP, SESSION | DATA | VRAM | LENGTH | IV | KEY | SG_COUNT },
        { CPGPU_OP_RNG_FILL, SESSION | VRAM | IV | KEY },
        { CPGPU_OP_SEAL, DATA | IV | KEY | SG_COUNT },
        { CPGPU_OP_UNSEAL, DATA | IV | KEY | SG_COUNT },
        { CPGPU_OP_DECRYPT_BLT, KEY },
        { CPGPU_OP_ENCRYPT_BLT, IV | KEY },
        { CPGPU_OP_REFRESH_START, DATA | VRAM | IV | KEY | SG_COUNT },
        { CPGPU_OP_REFRESH_FINISH,
          DATA | VRAM | LENGTH | IV | KEY | SG_COUNT },
        { CPGPU_OP_READ_BACK_KEY, DATA | VRAM | IV | KEY | SG_COUNT },
    };
    uint64_t data = cpgpu_alloc(g, PAGE);

    for (int i = 0; i < ARRAY_SIZE(ops); i++) {
        for (uint32_t field = SESSION; field <= PITCH; field <<= 1) {
            struct cpgpu_cmd cmd = { .opcode = ops[i].opcode };

            if (!((ops[i].unused | BY_FLAG) & field)) {
                continue;
            }
            g_test_message("opcode %x field %x", ops[i].opcode, field);
            cmd.length = ops[i].unused & LENGTH ? 0 : 16;
            cmd.data = ops[i].unused & DATA ? 0 : data;
            cmd.session += field == SESSION;
            cmd.data += field == DATA ? data : 0;
            cmd.vram += field == VRAM ? PAGE : 0;
            cmd.length += field == LENGTH ? 16 : 0;
            cmd.iv[15] = field == IV;
            cmd.key[0] = field == KEY;
            cmd.sg_count = field == SG_COUNT;
            cmd.fence = field == FENCE;
            cmd.map = field == MAP ? data : 0;
            cmd.map_count = field == MAP_COUNT;
            cmd.pattern_first = field == FIRST;
            cmd.pattern_skip = field == SKIP;
            cmd.pattern_encrypt = field == ENCRYPT;
            cmd.row_bytes = field == ROW_BYTES;
            cmd.rows = field == ROWS;
            cmd.pitch = field == PITCH;
            cpgpu_run_stops(g, cmd, BAD_FLAGS);
        }
    }
}

typedef struct BadRange {
    uint64_t vram, length;
    uint32_t seal;              /* status of SEAL and UNSEAL */
    bool blt_ok;                /* otherwise blts have the same status */
} BadRange;

FIXTURE_TEST(test_ranges, "bad/ranges", .sealed = MiB)
{
    static const BadRange bad[] = {
        { 0, 0, CPGPU_ST_BAD_SIZE },
        { 0, 15, CPGPU_ST_BAD_ALIGN },
        { 0, 17, CPGPU_ST_BAD_ALIGN },
        { 8, 16, CPGPU_ST_BAD_ALIGN },
        { 1, 4096, CPGPU_ST_BAD_ALIGN },
        { 0, 4096 + 16, CPGPU_ST_BAD_ALIGN, true },
        { 16, 4096, CPGPU_ST_BAD_ALIGN, true },
        { 4 * MiB, 4096, CPGPU_ST_BAD_RANGE },
        { 4 * MiB - 4096, 8192, CPGPU_ST_BAD_RANGE },
        { 0, 4 * MiB + 4096, CPGPU_ST_BAD_RANGE },
        { 0x100000000ull, 4096, CPGPU_ST_BAD_RANGE },
        { 0xfffffffffffff000ull, 0x1000, CPGPU_ST_BAD_RANGE },
        { 0xfffffffffffff000ull, 0x2000, CPGPU_ST_BAD_RANGE },
        { 0x1000, 0xfffffffffffff000ull, CPGPU_ST_BAD_RANGE },
        { 1ull << 63, 1ull << 63, CPGPU_ST_BAD_RANGE },
        { 0, 0x100000000ull, CPGPU_ST_BAD_RANGE },
    };
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t iv[16] = { 0 };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        const BadRange *b = &bad[i];

        g_test_message("vram %" PRIx64 " length %" PRIx64, b->vram, b->length);
        util_assert_stops(g, cpgpu_cmd_seal(0, b->vram, b->length), b->seal);
        util_assert_stops(g, cpgpu_cmd_unseal(0, b->vram, b->length), b->seal);
        if (!b->blt_ok) {
            util_assert_stops(g, cpgpu_cmd_decrypt(0, data, b->vram, b->length,
                                                   iv), b->seal);
            util_assert_stops(g, cpgpu_cmd_encrypt(0, b->vram, data,
                                                   b->length), b->seal);
        }
    }
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_PAGES, MiB / PAGE);
}

FIXTURE_TEST(test_other_sizes, "bad/other-sizes", .sealed = MiB)
{
    static const uint64_t start[] = { 0, 1, 15, 17, 32, 1ull << 32 | 16 };
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd;

    for (int i = 0; i < ARRAY_SIZE(start); i++) {
        cmd = cpgpu_cmd_refresh_start(0);
        cmd.length = start[i];
        cpgpu_run_stops(g, cmd, BAD_SIZE);
        cpgpu_assert_sess_state(g, 0, CPGPU_SESS_KEYED);
    }
    cpgpu_run_stops(g, cpgpu_cmd_rng_fill(data, 0), BAD_SIZE);
    cpgpu_run_stops(g, cpgpu_cmd_rng_fill(data, CPGPU_RNG_FILL_MAX + 16),
                    BAD_SIZE);
    cpgpu_run_stops(g, cpgpu_cmd_rng_fill(data, UINT64_MAX - 15), BAD_SIZE);
    cpgpu_run_stops(g, cpgpu_cmd_rng_fill(data, 24), BAD_ALIGN);
}

/* Commands after a bad one wait; other sessions and registers still work */
FIXTURE_TEST(test_stop_and_recover, "stop-and-recover", .sealed = MiB)
{
    struct cpgpu_cmd bad = { .opcode = 0x99 };
    uint8_t plain[PAGE];
    uint32_t index;

    qtest_writeq(g->qts, g->rings[0].fence, 0);
    util_pattern(plain, PAGE, 1);
    cpgpu_put_plain(g, 0, key_a, 0, plain, PAGE);
    index = g->rings[0].tail + 1;
    cpgpu_put(g, &nop);
    util_put(g, 0, cpgpu_cmd_fence(bad, 5));
    cpgpu_put(g, &nop);
    cpgpu_drain(g);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_OPCODE, index);
    g_assert_cmphex(fence_value(g), ==, 0);
    g_assert_false(util_ring_status(g, 0) & CPGPU_RING_STATUS_BUSY);

    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_TAIL), index + 3);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_STATE, cpgpu_ring(CPGPU_RING_TAIL));
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));

    cpgpu_ring_recover(g);
    cpgpu_assert_ring_reg(g, 0, CPGPU_RING_ERROR, 0);
    cpgpu_assert_ring_reg(g, 0, CPGPU_RING_ERROR_INDEX, 0);
    util_assert_plain(g, 0, key_a, 0, plain, PAGE);
    cpgpu_seal(g, 1, 2 * MiB, PAGE);
    cpgpu_assert_no_error(g);
}

/* No record to put the status into: then every failure stops */
FIXTURE_TEST(test_no_record, "no-record", .sealed = MiB)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_fence(cpgpu_cmd_seal(0, 0, PAGE), 77);

    assert_stops_at(g, cmd, CPGPU_ST_SEALED, g->rings[0].tail);
    g_assert_cmphex(cpgpu_ring_done(g, 0), !=, 77);
    cpgpu_ring_recover(g);
    cpgpu_run_fails(g, cmd, SEALED);
    cpgpu_assert_fence(g, 0, 77);
    /* and a good command needs none */
    util_put(g, 0, cpgpu_cmd_seal(0, MiB, PAGE));
    cpgpu_drain(g);
    g_assert_false(cpgpu_ring_stopped(g));
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_PAGES, MiB / PAGE + 1);
}

/* The ring at a bad address, which is checked when a command is fetched */
FIXTURE_TEST(test_ring_in_a_bad_place, "bad/place")
{
    const uint64_t bad[] = {
        HOLE, g->vram.addr, g->mmio.addr, 0xfed00000, 0xffffffffffffff00ull,
        CPGPU_RAM, 1ull << 40,
    };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_test_message("ring at %" PRIx64, bad[i]);
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_BASE_LO), bad[i]);
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_BASE_HI), bad[i] >> 32);
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_ENABLE);
        cpgpu_assert_no_error(g);
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_TAIL), 1);
        cpgpu_ring_wait(g);
        cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, 0);
    }
    cpgpu_ring_recover(g);
    cpgpu_run_ok(g, nop);

    /* without bus mastering every place is a bad one */
    qpci_config_writew(&g->dev, PCI_COMMAND, PCI_COMMAND_MEMORY);
    assert_stops_at(g, nop, CPGPU_ST_BAD_ADDRESS, 1);
    qpci_device_enable(&g->dev);
    cpgpu_ring_recover(g);
    cpgpu_run_ok(g, nop);
}

/* RING_CTRL.RESET in the middle of the work, again and again */
FIXTURE_TEST(test_reset_in_flight, "reset-in-flight", .sealed = MiB)
{
    cpgpu_seal(g, 0, MiB, UTIL_WORK - MiB);
    for (int i = 0; i < 5; i++) {
        util_start_long_work(g);
        cpgpu_ring_recover(g);
        cpgpu_assert_reg(g, CPGPU_STATUS, 0);
        util_assert_works(g, 0, key_a, 0);
    }
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_KEYED);
}

FIXTURE_MAIN(fixture_add, "ring")
