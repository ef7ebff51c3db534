/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every register: when it is writable, what it refuses, what it then reads */
#include "qemu/osdep.h"
#include "cpgpu-fixture.h"

enum { RO, WO, RW };

typedef struct Reg {
    uint32_t offset;
    int access;
    uint32_t sample;    /* a value an RW register takes */
    uint32_t reserved;  /* bits that a write must not set */
} Reg;

#define INTR_RESERVED   0xffe00000u

static const Reg regs[] = {
    { CPGPU_ID, RO }, { CPGPU_VERSION, RO }, { CPGPU_CAPS, RO },
    { CPGPU_LIMITS, RO }, { CPGPU_VRAM_SIZE_LO, RO },
    { CPGPU_VRAM_SIZE_HI, RO }, { CPGPU_PAGE_SIZE_REG, RO },
    { CPGPU_BLOCK_ALIGN_REG, RO }, { CPGPU_CTRL, WO, 0, ~1u },
    { CPGPU_STATUS, RO },
    { CPGPU_INTR_ENABLE, RW, CPGPU_INTR_FLIP | CPGPU_INTR_RNG, INTR_RESERVED },
    { CPGPU_ERROR_INFO, RO }, { CPGPU_CERT_SIZE, RO },
    { CPGPU_SCRATCH, RW, 0xfedcba98 },
    { CPGPU_SALT(0), RO }, { CPGPU_SALT(1), RO }, { CPGPU_SALT(2), RO },
    { CPGPU_SALT(3), RO }, { CPGPU_NONCE_LO, RO }, { CPGPU_NONCE_HI, RO },
    { CPGPU_CONTEXT_END, WO }, { CPGPU_CHANNEL_CERT_SIZE, RO },

    { CPGPU_RNG_CTRL, WO, 0, ~3u }, { CPGPU_RNG_STATUS, RO },
    { CPGPU_RNG_RESEEDS, RO },

    { CPGPU_DISP_CTRL, RW, 0, ~1u }, { CPGPU_DISP_STATUS, RO },
    { CPGPU_DISP_WIDTH, RW, 640 }, { CPGPU_DISP_HEIGHT, RW, 480 },
    { CPGPU_DISP_REFRESH, RW, 30000 }, { CPGPU_DISP_MAX_WIDTH, RO },
    { CPGPU_DISP_MAX_HEIGHT, RO }, { CPGPU_DISP_VBLANKS, RO },
    { CPGPU_PLANE_CTRL, RW, CPGPU_PLANE_CTRL_FORMAT(CPGPU_FORMAT_XRGB8888),
      0xffff00fe },
    { CPGPU_PLANE_OFFSET_LO, RW, 0x3000 }, { CPGPU_PLANE_OFFSET_HI, RW, 0 },
    { CPGPU_PLANE_PITCH, RW, 2560 }, { CPGPU_PLANE_COMMIT, WO, 0, ~1u },

    { CPGPU_MMIO_EDID, RO }, { CPGPU_MMIO_EDID + CPGPU_EDID_SIZE - 4, RO },
    { CPGPU_MMIO_CERT, RO }, { CPGPU_MMIO_CERT + CPGPU_CERT_WINDOW - 4, RO },
    { CPGPU_MMIO_CHANNEL_CERT, RO },
    { CPGPU_MMIO_CHANNEL_CERT + CPGPU_CERT_WINDOW - 4, RO },

    { cpgpu_ring(CPGPU_RING_CTRL), RW, 0, ~3u },
    { cpgpu_ring(CPGPU_RING_STATUS), RO },
    { cpgpu_ring(CPGPU_RING_BASE_LO), RW, 0x12345680 },
    { cpgpu_ring(CPGPU_RING_BASE_HI), RW, 0x9abcdef0 },
    { cpgpu_ring(CPGPU_RING_SIZE), RW, 12 },
    { cpgpu_ring(CPGPU_RING_HEAD), RO }, { cpgpu_ring(CPGPU_RING_ERROR), RO },
    { cpgpu_ring(CPGPU_RING_ERROR_INDEX), RO },
    { cpgpu_ring(CPGPU_RING_COALESCE), RW, 0xfffe8001 },
    { cpgpu_ring(CPGPU_RING_FENCE_LO), RW, 0x12345678 },
    { cpgpu_ring(CPGPU_RING_FENCE_HI), RW, 0x80000001 },
    { cpgpu_ring(CPGPU_RING_DONE_LO), RO },
    { cpgpu_ring(CPGPU_RING_DONE_HI), RO },
    { cpgpu_ring_n(3, CPGPU_RING_CTRL), RW, 0, ~3u },
    { cpgpu_ring_n(3, CPGPU_RING_BASE_HI), RW, 0x456 },
    { cpgpu_ring_n(3, CPGPU_RING_DONE_HI), RO },

    { cpgpu_sess(0, CPGPU_SESS_STATE), RO },
    { cpgpu_sess(0, CPGPU_SESS_CMD), WO },
    { cpgpu_sess(0, CPGPU_SESS_STATUS), RO },
    { cpgpu_sess(0, CPGPU_SESS_KEY_INSTANCE), RO },
    { cpgpu_sess(63, CPGPU_SESS_SIZE), RW, 0xffffffff },
    { cpgpu_sess(0, CPGPU_SESS_REFRESHES), RO },
    { cpgpu_sess(63, CPGPU_SESS_PAGES), RO },
    { cpgpu_sess(0, CPGPU_SESS_RANDOM(0)), RO },
    { cpgpu_sess(0, CPGPU_SESS_RANDOM(3)), RO },
    { cpgpu_sess(63, CPGPU_SESS_CONTEXT), RW, 0xffffffff },
    { cpgpu_sess(0, CPGPU_SESS_HANDLE_LO), RO },
    { cpgpu_sess(63, CPGPU_SESS_HANDLE_HI), RO },
    { cpgpu_sess(0, CPGPU_SESS_BLOB(0)), WO },
    { cpgpu_sess(63, CPGPU_SESS_BLOB(63)), WO },

    { cpgpu_chan(0, CPGPU_CHAN_STATE), RO },
    { cpgpu_chan(15, CPGPU_CHAN_CMD), WO },
    { cpgpu_chan(0, CPGPU_CHAN_STATUS), RO },
    { cpgpu_chan(15, CPGPU_CHAN_TYPE), RW, 0xffffffff },
    { cpgpu_chan(0, CPGPU_CHAN_CONTEXT), RW, 0x87654321 },
    { cpgpu_chan(15, CPGPU_CHAN_IN_SIZE), RW, 0xffffffff },
    { cpgpu_chan(0, CPGPU_CHAN_OUT_ROOM), RW, 0x10000 },
    { cpgpu_chan(0, CPGPU_CHAN_OUT_SIZE), RO },
    { cpgpu_chan(0, CPGPU_CHAN_HANDLE_LO), RO },
    { cpgpu_chan(0, CPGPU_CHAN_HANDLE_HI), RO },
    { cpgpu_chan(15, CPGPU_CHAN_PROTECTION), RO },
    { cpgpu_chan(0, CPGPU_CHAN_IN(0)), WO },
    { cpgpu_chan(15, CPGPU_CHAN_IN(63)), WO },
    { cpgpu_chan(0, CPGPU_CHAN_OUT(0)), RO },
    { cpgpu_chan(15, CPGPU_CHAN_OUT(63)), RO },
};

static const uint32_t holes[] = {
    0x060, 0x07c, 0x100, 0xffc, 0x1010, 0x1ffc, 0x2034, 0x2ffc,
    CPGPU_MMIO_EDID + CPGPU_EDID_SIZE, 0x3ffc,
    CPGPU_MMIO_RING(0) + 0x38, CPGPU_MMIO_RING(0) + 0x7fc,
    CPGPU_MMIO_RING(3) + 0x38, CPGPU_MMIO_RING(4),
    CPGPU_MMIO_RING(15) + CPGPU_RING_TAIL,
    CPGPU_MMIO_SESSION(0) + 0x38, CPGPU_MMIO_SESSION(0) + 0xfc,
    CPGPU_MMIO_SESSION(0) + 0x200,
    CPGPU_MMIO_SESSION(63) + 0xffc, CPGPU_MMIO_CHANNEL(0) - 4,
    CPGPU_MMIO_CHANNEL(0) + 0x2c, CPGPU_MMIO_CHANNEL(15) + 0xfc,
    CPGPU_MMIO_CHANNEL(0) + 0x300, CPGPU_MMIO_CHANNEL(15) + 0xffc,
    CPGPU_MMIO_CHANNEL(16), CPGPU_MMIO_CHANNEL(63) + 0x200,
};

FIXTURE_TEST(test_access, "access", .bare = true)
{
    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        const Reg *r = &regs[i];
        uint32_t before = cpgpu_readl(g, r->offset);

        g_test_message("register %05x", r->offset);
        cpgpu_assert_no_error(g);
        switch (r->access) {
        case RO:
            cpgpu_writel(g, r->offset, ~before);
            cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, r->offset);
            cpgpu_assert_reg(g, r->offset, before);
            break;
        case WO:
            g_assert_cmphex(before, ==, 0);
            break;
        case RW:
            cpgpu_writel(g, r->offset, r->sample);
            cpgpu_assert_reg(g, r->offset, r->sample);
            cpgpu_assert_no_error(g);
            break;
        }
    }
}

/* A write with one reserved bit set is ignored whole */
FIXTURE_TEST(test_reserved_bits, "reserved-bits", .bare = true)
{
    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        const Reg *r = &regs[i];
        uint32_t before = cpgpu_readl(g, r->offset);

        for (int bit = 0; bit < 32; bit++) {
            if (!(r->reserved & CPGPU_BIT(bit))) {
                continue;
            }
            g_test_message("register %05x bit %d", r->offset, bit);
            cpgpu_writel(g, r->offset, CPGPU_BIT(bit) | ~r->reserved);
            cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_FLAGS, r->offset);
            cpgpu_assert_reg(g, r->offset, before);
        }
    }
}

FIXTURE_TEST(test_holes, "holes", .bare = true)
{
    const uint32_t behind = CPGPU_MMIO_SESSION(64);

    for (int i = 0; i < ARRAY_SIZE(holes); i++) {
        g_test_message("offset %05x", holes[i]);
        cpgpu_assert_reg(g, holes[i], 0);
        cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, holes[i]);
        cpgpu_writel(g, holes[i], 0);
        cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, holes[i]);
    }
    cpgpu_readl(g, behind + CPGPU_SESS_STATE);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, behind);
    cpgpu_writel(g, behind + CPGPU_SESS_CMD, CPGPU_SESS_CMD_CREATE);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, behind + CPGPU_SESS_CMD);
    cpgpu_readl(g, g->mmio_size - 4);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, g->mmio_size - 4);
}

/* Aligned accesses of 32 bits, and of 64 bits as two of them, do something. */
FIXTURE_TEST(test_access_sizes, "access-sizes", .bare = true)
{
    uint64_t scratch = g->mmio.addr + CPGPU_SCRATCH;
    uint64_t id = g->mmio.addr + CPGPU_ID;

    cpgpu_writel(g, CPGPU_SCRATCH, 0x11223344);
    for (int i = 0; i < 4; i++) {
        qtest_writeb(g->qts, scratch + i, 0xff);
        g_assert_cmphex(qtest_readb(g->qts, id + i), ==, 0);
    }
    for (int i = 0; i < 3; i++) {
        qtest_writew(g->qts, scratch + i, 0xffff);
        g_assert_cmphex(qtest_readw(g->qts, id + i), ==, 0);
    }
    for (int i = 1; i < 4; i++) {
        qtest_writel(g->qts, scratch - 4 + i, 0xffffffff);
        g_assert_cmphex(qtest_readl(g->qts, id + i), ==, 0);
    }
    cpgpu_assert_reg(g, CPGPU_SCRATCH, 0x11223344);
    cpgpu_assert_no_error(g);

    g_assert_cmphex(qtest_readq(g->qts, id), ==,
                    CPGPU_ID_VALUE | (uint64_t)CPGPU_VERSION_VALUE << 32);
    qtest_writeq(g->qts, scratch - 4, 0x5566778800000000);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, CPGPU_CERT_SIZE);
    cpgpu_assert_reg(g, CPGPU_SCRATCH, 0x55667788);

    /* the lower half first: it latches the upper one */
    g_assert_cmphex(qtest_readq(g->qts, g->mmio.addr + CPGPU_NONCE_LO), ==, 1);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_ring_on(g, 6);
    cpgpu_seal(g, 0, 0, 5 * CPGPU_PAGE_SIZE);
    g_assert_cmphex(qtest_readq(g->qts, g->mmio.addr + CPGPU_NONCE_LO), ==, 6);
}

/* CPGPU_ERROR holds the first error until it is written */
FIXTURE_TEST(test_first_error, "first-error", .bare = true)
{
    uint32_t error;

    cpgpu_writel(g, CPGPU_ID, 0);
    error = cpgpu_readl(g, CPGPU_ERROR);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_ERROR);
    cpgpu_writel(g, CPGPU_RNG_CTRL, 0x80000000);
    cpgpu_sess_cmd(g, 9, CPGPU_SESS_CMD_DESTROY);
    cpgpu_assert_reg(g, CPGPU_ERROR, error);
    cpgpu_assert_reg(g, CPGPU_ERROR_INFO, CPGPU_ID);
    /* the interrupt is raised for later errors as well */
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_ERROR);
    cpgpu_writel(g, CPGPU_ERROR, 0xffffffff);
    cpgpu_assert_reg(g, CPGPU_ERROR, 0);
    cpgpu_assert_reg(g, CPGPU_ERROR_INFO, 0);
    cpgpu_sess_cmd(g, 9, CPGPU_SESS_CMD_DESTROY);
    cpgpu_assert_error(g, CPGPU_ST_BAD_SESSION, CPGPU_SRC_SESSION, 9,
                       CPGPU_SESS_CMD_DESTROY);
    g_assert_cmpuint(cpgpu_stat(g, "stat-guest-errors"), ==, 4);
}

/* INTR_STATUS: 1 clears, 0 leaves, reserved bits make it ignore the write */
FIXTURE_TEST(test_intr_status, "intr-status", .bare = true)
{
    const uint32_t both = CPGPU_INTR_SESSION | CPGPU_INTR_ERROR;

    cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY);
    cpgpu_assert_reg(g, CPGPU_INTR_STATUS, both);
    cpgpu_writel(g, CPGPU_INTR_STATUS, 0);
    cpgpu_assert_reg(g, CPGPU_INTR_STATUS, both);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION | CPGPU_BIT(31));
    cpgpu_assert_reg(g, CPGPU_INTR_STATUS, both);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION | CPGPU_INTR_FLIP);
    cpgpu_assert_reg(g, CPGPU_INTR_STATUS, CPGPU_INTR_ERROR);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_ERROR);
    cpgpu_assert_reg(g, CPGPU_INTR_STATUS, 0);
}

FIXTURE_TEST(test_bad_values, "bad-values", .bare = true)
{
    const struct {
        uint32_t offset, value, status;
    } bad[] = {
        { CPGPU_DISP_WIDTH, 0, CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_WIDTH, 15, CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_WIDTH, cpgpu_readl(g, CPGPU_DISP_MAX_WIDTH) + 1,
          CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_WIDTH, UINT32_MAX, CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_HEIGHT, 15, CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_HEIGHT, cpgpu_readl(g, CPGPU_DISP_MAX_HEIGHT) + 1,
          CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_REFRESH, 0, CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_REFRESH, 999, CPGPU_ST_BAD_RANGE },
        { CPGPU_DISP_REFRESH, 240001, CPGPU_ST_BAD_RANGE },
        { CPGPU_PLANE_CTRL, CPGPU_PLANE_CTRL_FORMAT(2), CPGPU_ST_BAD_FLAGS },
        { cpgpu_ring(CPGPU_RING_SIZE), 0, CPGPU_ST_BAD_SIZE },
        { cpgpu_ring(CPGPU_RING_SIZE), 13, CPGPU_ST_BAD_SIZE },
        { cpgpu_ring(CPGPU_RING_SIZE), 0x101, CPGPU_ST_BAD_SIZE },
        { cpgpu_ring(CPGPU_RING_BASE_LO), 0x10040, CPGPU_ST_BAD_ALIGN },
        { cpgpu_ring(CPGPU_RING_BASE_LO), 0x10001, CPGPU_ST_BAD_ALIGN },
        { cpgpu_ring(CPGPU_RING_FENCE_LO), 0x10004, CPGPU_ST_BAD_ALIGN },
    };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        util_assert_refuses(g, bad[i].offset, bad[i].value, bad[i].status);
    }
}

/* The registers of a running block do not change under it */
FIXTURE_TEST(test_rw_while_off, "rw-while-off")
{
    static const uint32_t locked[] = {
        CPGPU_DISP_WIDTH, CPGPU_DISP_HEIGHT, CPGPU_DISP_REFRESH,
        cpgpu_ring(CPGPU_RING_BASE_LO), cpgpu_ring(CPGPU_RING_BASE_HI),
        cpgpu_ring(CPGPU_RING_SIZE), cpgpu_ring(CPGPU_RING_FENCE_LO),
        cpgpu_ring(CPGPU_RING_FENCE_HI),
    };

    util_mode_on(g, 64, 48, 60000);
    for (int i = 0; i < ARRAY_SIZE(locked); i++) {
        util_assert_refuses(g, locked[i], cpgpu_readl(g, locked[i]),
                            CPGPU_ST_BAD_STATE);
    }
    cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), 0);
    for (int i = 0; i < ARRAY_SIZE(locked); i++) {
        cpgpu_writel(g, locked[i], cpgpu_readl(g, locked[i]));
    }
    cpgpu_assert_no_error(g);
}

FIXTURE_TEST(test_edid, "edid", "vram=4M,xres=640,yres=400", .bare = true)
{
    static const uint8_t header[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
    uint8_t edid[128], sum = 0;

    qpci_memread(&g->dev, g->mmio, CPGPU_MMIO_EDID, edid, sizeof(edid));
    g_assert_cmpmem(edid, sizeof(header), header, sizeof(header));
    for (int i = 0; i < sizeof(edid); i++) {
        sum += edid[i];
    }
    g_assert_cmpuint(sum, ==, 0);
    /* the first detailed timing is the preferred mode */
    g_assert_cmpuint(edid[56] | (edid[58] & 0xf0) << 4, ==, 640);
    g_assert_cmpuint(edid[59] | (edid[61] & 0xf0) << 4, ==, 400);
}

FIXTURE_MAIN(fixture_add, "regs")
