/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is derived at a key exchange, and how the IVs of ENCRYPT_BLT go on: the
 * same key never gives the same twice
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE

/* The IV that the next ENCRYPT_BLT makes; @own_key: under a read-back key */
static uint64_t take_iv(QCpgpu *g, bool own_key)
{
    uint64_t data = cpgpu_alloc(g, 16);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, 16);

    cmd.flags = own_key ? CPGPU_CMD_READ_BACK_KEY : 0;
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    g_assert_cmphex(ldq_be_p(g->last.data + 8), ==, CPGPU_IV_COUNT_DEVICE);
    guest_free(g->alloc, data);
    return ldq_be_p(g->last.data);
}

static void make_read_back_key(QCpgpu *g)
{
    const struct cpgpu_cmd cmd = {
        .opcode = CPGPU_OP_READ_BACK_KEY, .length = CPGPU_KEY_SIZE,
    };

    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
}

/* Session 0 has @key anew: where its IVs start */
static uint64_t start_of(QCpgpu *g, const uint8_t *key)
{
    uint8_t salt[16];

    util_salt(g, salt);
    return ref_read_back_iv(
        key, salt, cpgpu_readq(g, cpgpu_sess(0, CPGPU_SESS_HANDLE_LO)),
        cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_KEY_INSTANCE)));
}

/* Key exchange, and a page to read back from */
static void take_key(QCpgpu *g, const uint8_t *key)
{
    cpgpu_sess_key(g, 0, key);
    if (cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_PAGES))) {
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(0, 0, PAGE)), ==,
                         CPGPU_ST_OK);
    }
    cpgpu_seal(g, 0, 0, PAGE);
}

/* One up with each, whatever is in between, and under either key */
static void test_goes_on(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t key[16];
    uint64_t iv;

    memcpy(key, key_a, 16);
    take_key(g, key);
    iv = start_of(g, key);
    for (int i = 0; i < 4; i++) {
        g_assert_cmphex(take_iv(g, false), ==, iv++);
        make_read_back_key(g);
        g_assert_cmphex(take_iv(g, true), ==, iv++);
        g_assert_cmphex(take_iv(g, false), ==, iv++);
        cpgpu_sess_refresh(g, 0, key);
        g_assert_cmphex(take_iv(g, true), ==, iv++);    /* it has stayed */
        g_assert_cmphex(take_iv(g, false), ==, iv++);
    }
    cpgpu_stop(g);
}

/* The same key again, in every way that there is */
static void test_starts(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t starts[6];
    unsigned n = 0;

    for (; n < ARRAY_SIZE(starts); n++) {
        switch (n) {
        case 1:
            break;                              /* one more key exchange */
        case 2:
            cpgpu_lose_key(g, 0);
            break;
        case 3:
            cpgpu_lose_content(g, 0);
            break;
        case 4:
            cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY);
            break;
        case 5:
            cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
            cpgpu_ring_on(g, 6);
            break;
        }
        take_key(g, key_a);
        starts[n] = start_of(g, key_a);
        g_assert_cmphex(take_iv(g, false), ==, starts[n]);
        g_assert_cmphex(starts[n] >> 62, ==, 0);
        for (unsigned i = 0; i < n; i++) {
            g_assert_cmphex(starts[i], !=, starts[n]);
        }
    }
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/derive/goes-on", test_goes_on);
    qtest_add_func("/cpgpu/derive/starts", test_starts);
    return g_test_run();
}
