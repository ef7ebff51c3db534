/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that makes no sense: random registers and random commands, half of
 * them nearly right.  QEMU must live, statuses must be documented ones, and
 * after a reset the device must work as if nothing had happened.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE

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

static struct cpgpu_cmd random_command(QCpgpu *g, uint64_t data)
{
    static const uint32_t opcodes[] = {
        CPGPU_OP_NOP, CPGPU_OP_RNG_FILL, CPGPU_OP_SEAL, CPGPU_OP_UNSEAL,
        CPGPU_OP_DECRYPT_BLT, CPGPU_OP_ENCRYPT_BLT, CPGPU_OP_REFRESH_START,
        CPGPU_OP_REFRESH_FINISH, 0x33,
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

    switch (cmd.opcode) {
    case CPGPU_OP_REFRESH_START:
        cmd.length = g_test_rand_bit() ? 16 : 17;
        break;
    case CPGPU_OP_NOP:
    case CPGPU_OP_REFRESH_FINISH:
        break;
    case CPGPU_OP_RNG_FILL:
        cmd.session = 0;
        cmd.data = addresses[g_test_rand_int_range(0, ARRAY_SIZE(addresses))];
        cmd.length = pick(lengths, ARRAY_SIZE(lengths));
        break;
    default:
        cmd.vram = random_vram();
        cmd.length = pick(lengths, ARRAY_SIZE(lengths));
        if (cmd.opcode >= CPGPU_OP_DECRYPT_BLT) {
            cmd.data = addresses[g_test_rand_int_range(0,
                                                       ARRAY_SIZE(addresses))];
        }
        if (cmd.opcode == CPGPU_OP_DECRYPT_BLT &&
            g_test_rand_int_range(0, 4)) {
            cpgpu_next_iv(cmd.iv);
        }
        break;
    }
    /* now and then any field at all */
    if (g_test_rand_int_range(0, 8) == 0) {
        unsigned at = g_test_rand_int_range(0, CPGPU_CMD_SIZE);

        ((uint8_t *)&cmd)[at] ^= 1 << g_test_rand_int_range(0, 8);
    }
    return cmd;
}

static void assert_works(QCpgpu *g)
{
    uint8_t plain[2 * PAGE], got[2 * PAGE], key[16];

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
    cpgpu_get_plain(g, 0, key, PAGE - 16, got, sizeof(got));
    g_assert_cmpmem(got, sizeof(got), plain, sizeof(plain));
}

static void test_commands(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t data = cpgpu_alloc(g, MiB + PAGE);

    for (int n = 0; n < 3; n++) {
        cpgpu_sess_key(g, n, n % 2 ? key_a : key_b);
    }
    for (int i = 0; i < 2000; i++) {
        uint32_t status = cpgpu_run(g, random_command(g, data));

        g_assert(status <= CPGPU_ST_BAD_SG || status == CPGPU_ST_BAD_MAP ||
                 (status >= CPGPU_ST_BAD_SESSION &&
                  status <= CPGPU_ST_RNG_FAILED) || status == CPGPU_ST_BAD_IV);
        g_assert_cmpint(cpgpu_ring_stopped(g), ==, CPGPU_ST_STOPS(status));
        if (cpgpu_ring_stopped(g)) {
            cpgpu_ring_recover(g);
        }
        if (i % 500 == 250) {
            cpgpu_lose_key(g, 1);
            cpgpu_sess_key(g, 1, key_a);
        }
    }
    assert_works(g);
    cpgpu_stop(g);
}

/* Blocks that have registers, and a word somewhere in one of them */
static uint32_t random_register(QCpgpu *g)
{
    static const uint32_t blocks[] = {
        CPGPU_MMIO_GLOBAL, CPGPU_MMIO_RNG, CPGPU_MMIO_DISPLAY,
        CPGPU_MMIO_RING(0), CPGPU_MMIO_SESSION(0), CPGPU_MMIO_SESSION(1),
        CPGPU_MMIO_SESSION(2),
    };

    if (g_test_rand_int_range(0, 20) == 0) {
        return g_test_rand_int_range(0, g->mmio_size / 4) * 4;
    }
    return pick(blocks, ARRAY_SIZE(blocks)) +
           4 * g_test_rand_int_range(0, 24);
}

static void test_registers(void)
{
    static const uint32_t values[] = { 0, 1, 2, 3, 4, 5, 16, 256, 4096 };
    QCpgpu *g = cpgpu_start(NULL);

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
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/random/commands", test_commands);
    qtest_add_func("/cpgpu/random/registers", test_registers);
    return g_test_run();
}
