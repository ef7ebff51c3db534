/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random register accesses and random commands, half of them nearly right. QEMU
 * must not crash, statuses must be documented ones, and after a reset the
 * device must work as if nothing had happened.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define DATA    (CPGPU_MIB + PAGE)      /* what commands may overwrite */

static uint32_t pick(const uint32_t *from, unsigned n)
{
    return from[g_test_rand_int_range(0, n)];
}

static uint32_t random32(void)
{
    return g_test_rand_int() & g_test_rand_int();
}

static uint64_t random_vram(void)
{
    static const uint32_t near_page[] = { 0, 0, 0, 16, 4080, 8, 1 };
    uint64_t page = g_test_rand_int_range(0, 1100);

    return page * PAGE + pick(near_page, ARRAY_SIZE(near_page));
}

/* Mostly right, so that it gets far */
static void random_convert(struct cpgpu_cmd *cmd)
{
    static const uint32_t formats[] = {
        CPGPU_FORMAT_NV12, CPGPU_FORMAT_NV12 | CPGPU_CONVERT_BT709,
        CPGPU_FORMAT_YUYV | CPGPU_CONVERT_FULL_RANGE, CPGPU_FORMAT_YUYV, 9,
    };

    cmd->flags = CPGPU_CMD_RECT;
    cmd->format = pick(formats, ARRAY_SIZE(formats));
    cmd->row_bytes = 16 * g_test_rand_int_range(1, 100);
    cmd->rows = 2 * g_test_rand_int_range(1, 60);
    cmd->pitch = cmd->row_bytes + 16 * g_test_rand_int_range(0, 4);
    cmd->length = (uint64_t)cmd->row_bytes * cmd->rows;
    cmd->vram = random_vram();
    cmd->src = random_vram();
    cmd->src_pitch = cmd->row_bytes / 32 * 16 + 16;
    if ((cmd->format & CPGPU_CONVERT_FORMAT_MASK) == CPGPU_FORMAT_NV12) {
        cmd->src_chroma = random_vram();
    }
}

/*
 * Whether a command with a wrong bit can write to guest memory outside of its
 * data. Rings, fences and records are there, and the device may overwrite them
 * if a command has their address.
 */
static bool spares_guest(const struct cpgpu_cmd *cmd, uint64_t data)
{
    if (cmd->opcode != CPGPU_OP_RNG_FILL &&
        cmd->opcode != CPGPU_OP_ENCRYPT_BLT) {
        return true;
    }
    if (cmd->sg_count) {
        return false;           /* the list could be anything */
    }
    return cmd->data >= CPGPU_RAM - 16 ||
           (cmd->data >= data && cmd->data < data + DATA &&
            cmd->length <= data + DATA - cmd->data) ||
           cmd->data + cmd->length <= MiB;  /* not allocated */
}

/* Change any field at all. */
static void spoil(struct cpgpu_cmd *cmd, uint64_t data)
{
    struct cpgpu_cmd good = *cmd;

    do {
        unsigned at = g_test_rand_int_range(0, CPGPU_CMD_SIZE);

        *cmd = good;
        ((uint8_t *)cmd)[at] ^= 1 << g_test_rand_int_range(0, 8);
    } while (!spares_guest(cmd, data));
}

static struct cpgpu_cmd random_command(QCpgpu *g, uint64_t data)
{
    static const uint32_t opcodes[] = {
        CPGPU_OP_NOP, CPGPU_OP_RNG_FILL, CPGPU_OP_SEAL, CPGPU_OP_UNSEAL,
        CPGPU_OP_DECRYPT_BLT, CPGPU_OP_ENCRYPT_BLT, CPGPU_OP_REFRESH_START,
        CPGPU_OP_REFRESH_FINISH, CPGPU_OP_READ_BACK_KEY, CPGPU_OP_COPY,
        CPGPU_OP_FILL, CPGPU_OP_CONVERT, 0x33,
    };
    static const uint32_t lengths[] = {
        0, 16, 4096, 8192, 65536, 65552, MiB, 15,
    };
    const uint64_t addresses[] = {
        data, data, data, data + 16, data + 8, g->vram.addr, g->mmio.addr,
        CPGPU_RAM - 16, UINT64_MAX - 15, 0,
    };
    struct cpgpu_cmd cmd = {
        .opcode = pick(opcodes, ARRAY_SIZE(opcodes)),
        .session = g_test_rand_int_range(0, 5),
    };
    uint64_t length = pick(lengths, ARRAY_SIZE(lengths));
    uint64_t address = addresses[g_test_rand_int_range(0,
                                                       ARRAY_SIZE(addresses))];

    switch (cmd.opcode) {
    case CPGPU_OP_CONVERT:
        random_convert(&cmd);
        break;
    case CPGPU_OP_COPY:
        cmd = cpgpu_cmd_copy(cmd.session, random_vram(), random_vram(), length);
        break;
    case CPGPU_OP_FILL:
        cmd = cpgpu_cmd_fill(cmd.session, g_test_rand_int(), random_vram(),
                             length);
        break;
    case CPGPU_OP_READ_BACK_KEY:
    case CPGPU_OP_REFRESH_START:
        cmd.length = g_test_rand_bit() ? 16 : 17;
        break;
    case CPGPU_OP_NOP:
    case CPGPU_OP_REFRESH_FINISH:
        break;
    case CPGPU_OP_RNG_FILL:
        cmd = cpgpu_cmd_rng_fill(address, length);
        break;
    default:
        cmd.vram = random_vram();
        cmd.length = length;
        if (cmd.opcode >= CPGPU_OP_DECRYPT_BLT) {
            cmd.data = address;
        }
        if (cmd.opcode == CPGPU_OP_DECRYPT_BLT && g_test_rand_int_range(0, 4)) {
            cpgpu_next_iv(cmd.iv);
        }
        break;
    }
    if (g_test_rand_int_range(0, 8) == 0) {
        spoil(&cmd, data);
    }
    return cmd;
}

static void assert_works(QCpgpu *g)
{
    uint8_t plain[2 * PAGE], key[16];

    cpgpu_enable(g);
    cpgpu_qom_set(g, "rng-fault", "none");
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    cpgpu_assert_no_error(g);
    cpgpu_ring_on(g, 6);
    memcpy(key, key_a, 16);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, 4 * MiB);
    util_pattern(plain, sizeof(plain), 1);
    cpgpu_put_plain(g, 0, key, PAGE - 16, plain, sizeof(plain));
    cpgpu_sess_refresh(g, 0, key);
    util_assert_plain(g, 0, key, PAGE - 16, plain, sizeof(plain));
}

static bool is_documented(uint32_t status)
{
    return status <= CPGPU_ST_BAD_SG || status == CPGPU_ST_BAD_MAP ||
           (status >= CPGPU_ST_BAD_SESSION && status <= CPGPU_ST_RNG_FAILED) ||
           status == CPGPU_ST_ABORTED || status == CPGPU_ST_BAD_IV ||
           (status >= CPGPU_ST_PROTECTION && status <= CPGPU_ST_NO_ROOM);
}

FIXTURE_TEST(test_commands, "commands")
{
    uint64_t data = cpgpu_alloc(g, DATA);

    for (int n = 0; n < 3; n++) {
        cpgpu_sess_key(g, n, n % 2 ? key_a : key_b);
    }
    for (int i = 0; i < 2000; i++) {
        uint32_t status = cpgpu_run(g, random_command(g, data));

        g_assert_true(is_documented(status));
        g_assert_cmpuint(status, !=, CPGPU_ST_ABORTED);
        g_assert_cmpint(cpgpu_ring_stopped(g), ==, CPGPU_ST_STOPS(status));
        if (cpgpu_ring_stopped(g)) {
            cpgpu_ring_recover(g);
        }
        if (i % 500 == 250) {
            (i % 1000 == 250 ? cpgpu_lose_key : cpgpu_lose_content)(g, 1);
            cpgpu_sess_key(g, 1, key_a);
        }
    }
    assert_works(g);
}

/* To channel @n, which may be in any state: a level for the display, mostly */
static void random_message(QCpgpu *g, unsigned n)
{
    static Chan c[4];
    uint32_t state = chan_reg(g, n, CPGPU_CHAN_STATE);

    if (state == CPGPU_CHAN_FREE) {
        chan_open(&c[n], g, n, 0);
    } else if (state == CPGPU_CHAN_READY) {
        cpgpu_assert_ok(
            chan_set_protection(&c[n], g_test_rand_int_range(0, 4)));
    } else {
        chan_destroy(&c[n]);
    }
}

/* Whatever is off, stopped or without a key works again */
static void revive(QCpgpu *g)
{
    for (unsigned n = 0; n < 4; n++) {
        uint32_t status = util_ring_status(g, n);

        if ((status & CPGPU_RING_STATUS_STOPPED) ||
            !(status & CPGPU_RING_STATUS_ON)) {
            cpgpu_ring_recover_n(g, n);
        }
    }
    for (unsigned n = 0; n < 4; n++) {
        if (cpgpu_sess_state(g, n) <= CPGPU_SESS_CREATED) {
            /* which would wait for rings, and these may never come to an end */
            for (unsigned i = 0; i < 4; i++) {
                cpgpu_ring_recover_n(g, i);
            }
            cpgpu_sess_key(g, n, key_a);
        }
    }
}

/* Anything but a command, at any time */
static void random_event(QCpgpu *g)
{
    unsigned n = g_test_rand_int_range(0, 4);

    switch (g_test_rand_int_range(0, 15)) {
    case 0:
        cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_CTRL),
                     CPGPU_RING_CTRL_RESET);
        break;
    case 1:
        cpgpu_lose_key(g, n);
        break;
    case 2 ... 3:
        cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
        cpgpu_sess_begin(g, n, g_test_rand_int_range(1, 6));
        break;
    case 12:
        cpgpu_lose_content(g, n);
        break;
    case 13:
        random_message(g, n);
        break;
    case 14:
        if (g_test_rand_int_range(0, 5) == 0) {
            cpgpu_qom_set(g, "teardown", n & 1 ? "keys" : "content");
        }
        break;
    case 4:
        cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_COALESCE), random32());
        break;
    case 5:
        util_picture_free(util_screendump(g));
        break;
    case 6:
        if (g_test_rand_int_range(0, 5) == 0) {
            cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
        }
        break;
    default:
        qtest_clock_step(g->qts, 1000 * 1000);
        break;
    }
    revive(g);
}

/* All rings at the same time, without waiting for any of them */
FIXTURE_TEST(test_rings, "rings", .rings = true)
{
    enum { RECORDS = 1024 };
    uint64_t data = cpgpu_alloc(g, DATA);
    uint64_t records = cpgpu_alloc(g, RECORDS * CPGPU_RESULT_SIZE);

    g->shared_error = true;
    qtest_memset(g->qts, records, 0, RECORDS * CPGPU_RESULT_SIZE);
    for (int n = 0; n < 4; n++) {
        cpgpu_sess_key(g, n, n % 2 ? key_a : key_b);
    }
    for (int i = 0; i < 400; i++) {
        unsigned n = g_test_rand_int_range(0, 4);
        uint32_t left = g->rings[n].slots -
                        (g->rings[n].tail -
                         cpgpu_ring_reg(g, n, CPGPU_RING_HEAD));

        for (int j = g_test_rand_int_range(0, 12); j && left; j--, left--) {
            struct cpgpu_cmd cmd = random_command(g, data);

            if (g_test_rand_int_range(0, 30) == 0) {
                cmd = cpgpu_cmd_wait(g_test_rand_int_range(0, 4),
                                     g_test_rand_int_range(0, 100));
            }
            cmd = cpgpu_cmd_record(cmd, records,
                                   g_test_rand_int_range(0, RECORDS));
            util_put(g, n, cpgpu_cmd_fence(cmd, i));
        }
        cpgpu_kick_n(g, n);
        if (i % 3 == 0) {
            random_event(g);
        }
    }
    for (int i = 0; i < RECORDS; i++) {
        g_assert_true(is_documented(cpgpu_record(g, records, i).status));
    }
    g->shared_error = false;
    assert_works(g);
}

/* Blocks that have registers, and a word somewhere in one of them */
static uint32_t random_register(QCpgpu *g)
{
    static const uint32_t blocks[] = {
        CPGPU_MMIO_GLOBAL, CPGPU_MMIO_RNG, CPGPU_MMIO_DISPLAY,
        CPGPU_MMIO_RING(0), CPGPU_MMIO_SESSION(0), CPGPU_MMIO_SESSION(1),
        CPGPU_MMIO_SESSION(2), CPGPU_MMIO_CHANNEL(0), CPGPU_MMIO_CHANNEL(1),
        cpgpu_chan(0, CPGPU_CHAN_IN(0)),
    };

    if (g_test_rand_int_range(0, 20) == 0) {
        return g_test_rand_int_range(0, g->mmio_size / 4) * 4;
    }
    return pick(blocks, ARRAY_SIZE(blocks)) + 4 * g_test_rand_int_range(0, 24);
}

FIXTURE_TEST(test_registers, "registers")
{
    static const uint32_t values[] = { 0, 1, 2, 3, 4, 5, 16, 256, 4096 };

    for (int i = 0; i < 10000; i++) {
        uint32_t reg = random_register(g);

        if (g_test_rand_int_range(0, 4) == 0) {
            cpgpu_readl(g, reg);
        } else {
            cpgpu_writel(g, reg, g_test_rand_bit()
                         ? pick(values, ARRAY_SIZE(values)) : random32());
        }
        if (i % 1000 == 0) {
            util_picture_free(util_screendump(g));
            qtest_clock_step(g->qts, 100 * 1000 * 1000);
        }
    }
    assert_works(g);
}

FIXTURE_MAIN(fixture_add, "random")
