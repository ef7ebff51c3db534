/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is derived at a key exchange, and how the IVs of ENCRYPT_BLT continue:
 * the same key never leads to the same values twice
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
    cpgpu_run_ok(g, cmd);
    g_assert_cmphex(ldq_be_p(g->last.data + 8), ==, CPGPU_IV_COUNT_DEVICE);
    guest_free(g->alloc, data);
    return ldq_be_p(g->last.data);
}

/* Where the IVs of session 0 start, which has just got @key */
static uint64_t start_of(QCpgpu *g, const uint8_t *key)
{
    uint8_t salt[16];

    util_salt(g, salt);
    return ref_read_back_iv(key, salt, cpgpu_sess_handle(g, 0),
                            cpgpu_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE));
}

/* Key exchange, and a page to read back from */
static void take_key(QCpgpu *g, const uint8_t *key)
{
    cpgpu_sess_key(g, 0, key);
    if (cpgpu_sess_reg(g, 0, CPGPU_SESS_PAGES)) {
        cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, PAGE));
    }
    cpgpu_seal(g, 0, 0, PAGE);
}

/* The IV goes up by one with each command, under either key */
static void test_goes_on(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t key[16];
    uint64_t iv;

    memcpy(key, key_a, 16);
    take_key(g, key);
    iv = start_of(g, key);
    for (int i = 0; i < 4; i++) {
        g_assert_cmphex(take_iv(g, false), ==, iv++);
        cpgpu_run_ok(g, cpgpu_cmd_read_back_key(0));
        g_assert_cmphex(take_iv(g, true), ==, iv++);
        g_assert_cmphex(take_iv(g, false), ==, iv++);
        cpgpu_sess_refresh(g, 0, key);
        g_assert_cmphex(take_iv(g, true), ==, iv++);    /* key still valid */
        g_assert_cmphex(take_iv(g, false), ==, iv++);
    }
}

/* The same key again, in every way that there is */
static void test_starts(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
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
}

UTIL_MAIN("derive",
          { "goes-on", test_goes_on }, { "starts", test_starts })
