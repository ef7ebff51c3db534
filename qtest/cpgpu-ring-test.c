/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command ring: slots, doorbell, fences, and commands that are wrong */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define HOLE    0xc0000000ull   /* nothing is there in this machine */

static const struct cpgpu_cmd nop;

static uint32_t ring_reg(QCpgpu *g, uint32_t reg)
{
    return cpgpu_readl(g, cpgpu_ring(reg));
}

static uint64_t ring_done(QCpgpu *g)
{
    return cpgpu_readq(g, cpgpu_ring(CPGPU_RING_DONE_LO));
}

static uint64_t fence_value(QCpgpu *g)
{
    return qtest_readq(g->qts, g->rings[0].fence);
}

/* A ready session 0 with 1 MiB of sealed pages at 0 */
static QCpgpu *start_session(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, MiB);
    return g;
}

/* Several times round rings of each size, with every slot in use */
static void test_wrap_around(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    for (unsigned log2 = CPGPU_RING_SIZE_MIN; log2 <= CPGPU_RING_SIZE_MAX;
         log2++) {
        uint64_t fence = 0;

        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
        cpgpu_ring_on(g, log2);
        for (int lap = 0; lap < (log2 > 8 ? 2 : 5); lap++) {
            /* all at once, then one by one */
            for (unsigned i = 0; i < g->rings[0].slots; i++) {
                struct cpgpu_cmd cmd = {
                    .flags = CPGPU_CMD_FENCE, .fence = ++fence,
                };

                cpgpu_put(g, &cmd);
                if (lap == 1 && log2 < 6) {
                    cpgpu_kick(g);
                }
            }
            cpgpu_kick(g);
            cpgpu_ring_wait(g);
            g_assert_false(cpgpu_ring_stopped(g));
            g_assert_cmpuint(fence_value(g), ==, fence);
            g_assert_cmpuint(ring_done(g), ==, fence);
        }
    }
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

/* Each slot's own command runs, once and in order */
static void test_each_slot(void)
{
    QCpgpu *g = start_session();
    uint64_t records = cpgpu_alloc(g, 64 * CPGPU_RESULT_SIZE);
    uint64_t data = cpgpu_alloc(g, 64 * 16), last = 0;

    for (int i = 0; i < 64; i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data + 16 * i, 16);

        cmd.result = records + i * CPGPU_RESULT_SIZE;
        cpgpu_put(g, &cmd);
    }
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    for (int i = 0; i < 64; i++) {
        struct cpgpu_result res;
        uint8_t buf[16];

        cpgpu_read(g, records + i * sizeof(res), &res, sizeof(res));
        g_assert_cmpuint(res.status, ==, CPGPU_ST_OK);
        if (i) {
            g_assert_cmphex(ldq_be_p(res.data), ==, last + 1);
        }
        last = ldq_be_p(res.data);
        cpgpu_read(g, data + 16 * i, buf, 16);
        ref_ctr(key_a, res.data, buf, 16);
        g_assert_true(util_is_zero(buf, 16));
    }
    cpgpu_stop(g);
}

static void test_doorbell(void)
{
    const uint32_t tail = cpgpu_ring(CPGPU_RING_TAIL);
    QCpgpu *g = cpgpu_start(NULL);
    static const uint32_t far[] = { 65, 66, 1000, 0x80000000, UINT32_MAX };

    for (int i = 0; i < ARRAY_SIZE(far); i++) {
        cpgpu_writel(g, tail, far[i]);
        cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_INDEX, tail);
        g_assert_cmpuint(cpgpu_readl(g, tail), ==, 0);
        g_assert_cmphex(ring_reg(g, CPGPU_RING_STATUS), ==,
                        CPGPU_RING_STATUS_ON);
    }
    for (int i = 0; i < 5; i++) {
        cpgpu_put(g, &nop);
    }
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    /* backwards is a very long way forwards; the same again is nothing */
    cpgpu_writel(g, tail, 4);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_INDEX, tail);
    cpgpu_writel(g, tail, 5);
    cpgpu_assert_no_error(g);
    g_assert_cmpuint(ring_reg(g, CPGPU_RING_HEAD), ==, 5);
    /* off: no doorbell */
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
    cpgpu_writel(g, tail, 6);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_STATE, tail);
    /* 0 -> 1 starts from zero */
    cpgpu_ring_on(g, 6);
    g_assert_cmpuint(ring_reg(g, CPGPU_RING_HEAD), ==, 0);
    g_assert_cmpuint(cpgpu_readl(g, tail), ==, 0);
    cpgpu_stop(g);
}

/* --------------------------------------------------------------- fences -- */

static void test_fences(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    struct cpgpu_cmd cmd = { .flags = CPGPU_CMD_FENCE };
    static const uint64_t values[] = {
        1, 2, 0x1122334455667788, UINT64_MAX, 0, 7,
    };

    for (int i = 0; i < ARRAY_SIZE(values); i++) {
        cmd.fence = values[i];
        g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
        g_assert_cmphex(fence_value(g), ==, values[i]);
        g_assert_cmphex(ring_done(g), ==, values[i]);
    }
    /* without the flag, nothing is written */
    g_assert_cmpuint(cpgpu_run(g, nop), ==, CPGPU_ST_OK);
    g_assert_cmphex(fence_value(g), ==, 7);
    g_assert_cmphex(ring_done(g), ==, 7);
    /* a failed command ends too, and so has its fence */
    cmd = cpgpu_cmd_seal(5, 0, PAGE);
    cmd.flags = CPGPU_CMD_FENCE;
    cmd.fence = 8;
    util_assert_fails(g, cmd, CPGPU_ST_BAD_SESSION);
    g_assert_cmphex(fence_value(g), ==, 8);
    /* no address: the register alone */
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_FENCE_LO), 0);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_FENCE_HI), 0);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_ENABLE);
    g->rings[0].tail = 0;
    cmd = (struct cpgpu_cmd) { .flags = CPGPU_CMD_FENCE, .fence = 9 };
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    g_assert_cmphex(ring_done(g), ==, 9);
    g_assert_cmphex(fence_value(g), ==, 8);
    cpgpu_stop(g);
}

/* A worker's fence comes after its work */
static void test_fence_of_large_blt(void)
{
    QCpgpu *g = start_session();
    g_autofree uint8_t *got = g_malloc(MiB), *want = g_malloc(MiB);
    uint64_t data = cpgpu_alloc(g, MiB);
    int64_t end = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, MiB);

    cmd.flags = CPGPU_CMD_FENCE;
    cmd.fence = 42;
    cmd.result = g->rings[0].result;
    cpgpu_put(g, &cmd);
    cpgpu_kick(g);
    while (fence_value(g) != 42) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
    cpgpu_read(g, data, got, MiB);
    cpgpu_read(g, g->rings[0].result, &g->last, sizeof(g->last));
    memset(want, 0, MiB);
    ref_ctr(key_a, g->last.data, want, MiB);
    g_assert_cmpmem(got, MiB, want, MiB);
    cpgpu_ring_wait(g);
    cpgpu_stop(g);
}

/* ------------------------------------------------------- wrong commands -- */

static void test_bad_opcodes(void)
{
    static const uint32_t bad[] = {
        5, 6, 15, 0x16, 0x1f, 0x22, 0xff, 0x100, 0x10000, 0x80000010,
        UINT32_MAX,
    };
    QCpgpu *g = cpgpu_start(NULL);

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_test_message("opcode %x", bad[i]);
        util_assert_stops(g, (struct cpgpu_cmd) { .opcode = bad[i] },
                          CPGPU_ST_BAD_OPCODE);
    }
    cpgpu_stop(g);
}

static void test_reserved(void)
{
    QCpgpu *g = start_session();
    uint64_t data = cpgpu_alloc(g, PAGE);
    uint8_t iv[16] = { 0 };
    struct cpgpu_cmd good[] = {
        nop,
        { .opcode = CPGPU_OP_RNG_FILL, .data = data, .length = 16 },
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
                util_assert_stops(g, cmd, CPGPU_ST_BAD_FLAGS);
            }
        }
        cmd = good[i];
        cmd.ring = 1;
        util_assert_stops(g, cmd, CPGPU_ST_BAD_FLAGS);
    }
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_PAGES)),
                     ==, MiB / PAGE);
    cpgpu_stop(g);
}

enum { SESSION = 1, DATA = 2, VRAM = 4, LENGTH = 8, IV = 16, KEY = 32,
       SG_COUNT = 64, FENCE = 128, MAP = 256, MAP_COUNT = 512, FIRST = 1024,
       SKIP = 2048, ENCRYPT = 4096, ROW_BYTES = 8192, ROWS = 16384,
       PITCH = 32768 };
/* what no command uses unless one of its flags says so */
#define BY_FLAG (FENCE | KEY | MAP | MAP_COUNT | FIRST | SKIP | ENCRYPT | \
                 ROW_BYTES | ROWS | PITCH)

/* "A field that a command does not use must be zero" */
static void test_unused_fields(void)
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
    QCpgpu *g = start_session();
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
            util_assert_stops(g, cmd, CPGPU_ST_BAD_FLAGS);
        }
    }
    cpgpu_stop(g);
}

typedef struct BadRange {
    uint64_t vram, length;
    uint32_t blt, seal;         /* status of blts, of SEAL and UNSEAL */
} BadRange;

static void test_ranges(void)
{
    static const BadRange bad[] = {
        { 0, 0, CPGPU_ST_BAD_SIZE, CPGPU_ST_BAD_SIZE },
        { 0, 15, CPGPU_ST_BAD_ALIGN, CPGPU_ST_BAD_ALIGN },
        { 0, 17, CPGPU_ST_BAD_ALIGN, CPGPU_ST_BAD_ALIGN },
        { 8, 16, CPGPU_ST_BAD_ALIGN, CPGPU_ST_BAD_ALIGN },
        { 1, 4096, CPGPU_ST_BAD_ALIGN, CPGPU_ST_BAD_ALIGN },
        { 0, 4096 + 16, CPGPU_ST_OK, CPGPU_ST_BAD_ALIGN },
        { 16, 4096, CPGPU_ST_OK, CPGPU_ST_BAD_ALIGN },
        { 4 * MiB, 4096, CPGPU_ST_BAD_RANGE, CPGPU_ST_BAD_RANGE },
        { 4 * MiB - 4096, 8192, CPGPU_ST_BAD_RANGE, CPGPU_ST_BAD_RANGE },
        { 0, 4 * MiB + 4096, CPGPU_ST_BAD_RANGE, CPGPU_ST_BAD_RANGE },
        { 0x100000000ull, 4096, CPGPU_ST_BAD_RANGE, CPGPU_ST_BAD_RANGE },
        { 0xfffffffffffff000ull, 0x1000, CPGPU_ST_BAD_RANGE,
          CPGPU_ST_BAD_RANGE },
        { 0xfffffffffffff000ull, 0x2000, CPGPU_ST_BAD_RANGE,
          CPGPU_ST_BAD_RANGE },
        { 0x1000, 0xfffffffffffff000ull, CPGPU_ST_BAD_RANGE,
          CPGPU_ST_BAD_RANGE },
        { 0x8000000000000000ull, 0x8000000000000000ull, CPGPU_ST_BAD_RANGE,
          CPGPU_ST_BAD_RANGE },
        { 0, 0x100000000ull, CPGPU_ST_BAD_RANGE, CPGPU_ST_BAD_RANGE },
    };
    QCpgpu *g = start_session();
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t iv[16] = { 0 };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        const BadRange *b = &bad[i];

        g_test_message("vram %" PRIx64 " length %" PRIx64, b->vram, b->length);
        util_assert_stops(g, cpgpu_cmd_seal(0, b->vram, b->length), b->seal);
        util_assert_stops(g, cpgpu_cmd_unseal(0, b->vram, b->length), b->seal);
        if (b->blt) {
            util_assert_stops(g, cpgpu_cmd_decrypt(0, data, b->vram, b->length,
                                                   iv), b->blt);
            util_assert_stops(g, cpgpu_cmd_encrypt(0, b->vram, data,
                                                   b->length), b->blt);
        }
    }
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_PAGES)),
                     ==, MiB / PAGE);
    cpgpu_stop(g);
}

static void test_other_sizes(void)
{
    static const uint64_t start[] = { 0, 1, 15, 17, 32, 1ull << 32 | 16 };
    QCpgpu *g = start_session();
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd;

    for (int i = 0; i < ARRAY_SIZE(start); i++) {
        cmd = cpgpu_cmd_refresh_start(0);
        cmd.length = start[i];
        util_assert_stops(g, cmd, CPGPU_ST_BAD_SIZE);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEYED);
    }
    cmd = (struct cpgpu_cmd) { .opcode = CPGPU_OP_RNG_FILL, .data = data };
    util_assert_stops(g, cmd, CPGPU_ST_BAD_SIZE);
    cmd.length = CPGPU_RNG_FILL_MAX + 16;
    util_assert_stops(g, cmd, CPGPU_ST_BAD_SIZE);
    cmd.length = UINT64_MAX - 15;
    util_assert_stops(g, cmd, CPGPU_ST_BAD_SIZE);
    cmd.length = 24;
    util_assert_stops(g, cmd, CPGPU_ST_BAD_ALIGN);
    cpgpu_stop(g);
}

/* ------------------------------------------------------- stop, go again -- */

/* What follows a bad command waits; other sessions and registers go on */
static void test_stop_and_recover(void)
{
    QCpgpu *g = start_session();
    struct cpgpu_cmd bad = { .opcode = 0x99, .flags = CPGPU_CMD_FENCE,
                             .fence = 5 };
    uint32_t index = g->rings[0].tail + 1;
    uint8_t plain[PAGE], got[PAGE];

    qtest_writeq(g->qts, g->rings[0].fence, 0);
    util_pattern(plain, PAGE, 1);
    cpgpu_put_plain(g, 0, key_a, 0, plain, PAGE);
    index = g->rings[0].tail + 1;
    cpgpu_put(g, &nop);
    cpgpu_put(g, &bad);
    cpgpu_put(g, &nop);
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_OPCODE, index);
    g_assert_cmphex(fence_value(g), ==, 0);
    g_assert_cmphex(ring_reg(g, CPGPU_RING_STATUS) & CPGPU_RING_STATUS_BUSY,
                    ==, 0);

    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_TAIL), index + 3);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_STATE,
                            cpgpu_ring(CPGPU_RING_TAIL));
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_START),
                     ==, CPGPU_ST_OK);

    cpgpu_ring_recover(g);
    g_assert_cmpuint(ring_reg(g, CPGPU_RING_ERROR), ==, 0);
    g_assert_cmpuint(ring_reg(g, CPGPU_RING_ERROR_INDEX), ==, 0);
    cpgpu_get_plain(g, 0, key_a, 0, got, PAGE);
    g_assert_cmpmem(got, PAGE, plain, PAGE);
    cpgpu_seal(g, 1, 2 * MiB, PAGE);
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

/* No record to put the status into: then every failure stops */
static void test_no_record(void)
{
    QCpgpu *g = start_session();
    struct cpgpu_cmd cmd = cpgpu_cmd_seal(0, 0, PAGE);
    uint32_t index = g->rings[0].tail;

    cmd.flags = CPGPU_CMD_FENCE;
    cmd.fence = 77;
    cpgpu_put(g, &cmd);
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    cpgpu_assert_stopped(g, CPGPU_ST_SEALED, index);
    g_assert_cmphex(ring_done(g), !=, 77);
    cpgpu_ring_recover(g);
    util_assert_fails(g, cmd, CPGPU_ST_SEALED);
    g_assert_cmphex(ring_done(g), ==, 77);
    /* and a good command needs none */
    cmd = cpgpu_cmd_seal(0, MiB, PAGE);
    cpgpu_put(g, &cmd);
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    g_assert_false(cpgpu_ring_stopped(g));
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_PAGES)),
                     ==, MiB / PAGE + 1);
    cpgpu_stop(g);
}

/* The ring itself in a bad place: it is only looked at when fetched from */
static void test_ring_in_a_bad_place(void)
{
    QCpgpu *g = cpgpu_start(NULL);
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
    g_assert_cmpuint(cpgpu_run(g, nop), ==, CPGPU_ST_OK);

    /* without bus mastering every place is a bad one */
    qpci_config_writew(&g->dev, PCI_COMMAND, PCI_COMMAND_MEMORY);
    cpgpu_put(g, &nop);
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, 1);
    qpci_device_enable(&g->dev);
    cpgpu_ring_recover(g);
    g_assert_cmpuint(cpgpu_run(g, nop), ==, CPGPU_ST_OK);
    cpgpu_stop(g);
}

/* RING_CTRL.RESET in the middle of the work, again and again */
static void test_reset_in_flight(void)
{
    QCpgpu *g = start_session();
    uint8_t plain[PAGE], got[PAGE];

    cpgpu_seal(g, 0, MiB, UTIL_WORK - MiB);
    for (int i = 0; i < 5; i++) {
        util_start_long_work(g);
        cpgpu_ring_recover(g);
        g_assert_cmphex(cpgpu_readl(g, CPGPU_STATUS), ==, 0);
        util_pattern(plain, PAGE, i);
        cpgpu_put_plain(g, 0, key_a, 0, plain, PAGE);
        cpgpu_get_plain(g, 0, key_a, 0, got, PAGE);
        g_assert_cmpmem(got, PAGE, plain, PAGE);
    }
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEYED);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/ring/wrap-around", test_wrap_around);
    qtest_add_func("/cpgpu/ring/each-slot", test_each_slot);
    qtest_add_func("/cpgpu/ring/doorbell", test_doorbell);
    qtest_add_func("/cpgpu/ring/fences", test_fences);
    qtest_add_func("/cpgpu/ring/fence-of-large-blt", test_fence_of_large_blt);
    qtest_add_func("/cpgpu/ring/bad/opcodes", test_bad_opcodes);
    qtest_add_func("/cpgpu/ring/bad/reserved", test_reserved);
    qtest_add_func("/cpgpu/ring/bad/unused-fields", test_unused_fields);
    qtest_add_func("/cpgpu/ring/bad/ranges", test_ranges);
    qtest_add_func("/cpgpu/ring/bad/other-sizes", test_other_sizes);
    qtest_add_func("/cpgpu/ring/bad/place", test_ring_in_a_bad_place);
    qtest_add_func("/cpgpu/ring/stop-and-recover", test_stop_and_recover);
    qtest_add_func("/cpgpu/ring/no-record", test_no_record);
    qtest_add_func("/cpgpu/ring/reset-in-flight", test_reset_in_flight);
    return g_test_run();
}
