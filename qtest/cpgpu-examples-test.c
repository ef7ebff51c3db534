/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The worked examples of the hardware manual, one test for each of its
 * sections: first the model agrees with the numbers, then the device does.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-examples.h"
#include "cpgpu-vectors.h"

static void test_model(void)
{
    RefRng *r = ref_rng_new(EX_SEED);
    uint8_t out[16];

    g_assert_cmpmem(r->salt, 16, ex_salt, 16);
    for (int i = 0; i < ARRAY_SIZE(ex_words); i++) {
        g_assert_cmphex(ref_rng_word(r), ==, ex_words[i]);
    }
    ref_drbg_generate(&r->drbg, out, sizeof(out));
    g_assert_cmpmem(out, 16, ex_random, 16);
    ref_rng_free(r);

    ref_surface_key(ex_key, ex_salt, EX_HANDLE, EX_INSTANCE, out);
    g_assert_cmpmem(out, 16, ex_surface_key, 16);
    ref_surface_key(ex_new_key, ex_salt, EX_HANDLE, EX_INSTANCE, out);
    g_assert_cmpmem(out, 16, ex_new_surface_key, 16);
    g_assert_cmphex(ref_read_back_iv(ex_key, ex_salt, EX_HANDLE, EX_INSTANCE),
                    ==, EX_IV_START);
    ref_ecb_encrypt(ex_key, ex_content_key, out);
    g_assert_cmpmem(out, 16, ex_wrapped_key, 16);
}

/* The session of the examples, with its key and a sealed page */
static QCpgpu *start(const char *opts)
{
    QCpgpu *g = cpgpu_start(opts);

    cpgpu_sess_key(g, EX_SLOT, ex_key);
    g_assert_cmphex(util_nonce(g), ==, 1);
    cpgpu_seal(g, EX_SLOT, 0, CPGPU_PAGE_SIZE);
    return g;
}

static void test_random_numbers(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start("seed=" EX_SEED);
    uint8_t salt[16];

    util_salt(g, salt);
    g_assert_cmpmem(salt, 16, ex_salt, 16);
    for (int i = 0; i < ARRAY_SIZE(ex_words); i++) {
        g_assert_cmphex(cpgpu_readl(g, CPGPU_RNG_DATA), ==, ex_words[i]);
    }
}

static void test_sealed_pages_and_refresh(void)
{
    g_autoptr(QCpgpu) g = start("seed=" EX_SEED);
    uint8_t buf[32], key[16];

    cpgpu_vram_read(g, 0, buf, sizeof(buf));
    g_assert_cmpmem(buf, sizeof(buf), ex_page, sizeof(ex_page));

    cpgpu_readl(g, CPGPU_RNG_DATA);
    memcpy(key, ex_key, sizeof(key));
    cpgpu_sess_refresh(g, EX_SLOT, key);
    g_assert_cmpmem(key, 16, ex_new_key, 16);
    cpgpu_vram_read(g, 0, buf, 16);
    g_assert_cmpmem(buf, 16, ex_new_page, 16);
}

/* A DECRYPT_BLT of @data under the content key */
static struct cpgpu_cmd under_content_key(uint64_t data, uint64_t len,
                                          const uint8_t *iv)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(EX_SLOT, data, 0, len, iv);

    cmd.flags = CPGPU_CMD_CONTENT_KEY;
    memcpy(cmd.key, ex_wrapped_key, 16);
    return cmd;
}

static void test_decryption(void)
{
    g_autoptr(QCpgpu) g = start("seed=" EX_SEED);
    uint64_t data = cpgpu_alloc(g, 4096);

    g_assert_cmphex(cpgpu_sess_handle(g, EX_SLOT), ==, EX_HANDLE);
    cpgpu_write(g, data, nist_cipher, 16);
    cpgpu_run_ok(g, under_content_key(data, 16, nist_iv));

    for (int i = 0; i < 2; i++) {
        util_assert_plain(g, EX_SLOT, ex_key, 0, nist_plain, 16);
        g_assert_cmphex(ldq_be_p(g->last.data), ==, EX_IV_START + i);
        g_assert_cmphex(ldq_be_p(g->last.data + 8), ==, CPGPU_IV_COUNT_DEVICE);
    }
}

/* The keystream is what zeros decrypt to */
static void test_count_wraps(void)
{
    g_autoptr(QCpgpu) g = start(NULL);
    uint64_t data = cpgpu_alloc(g, 4096);

    qtest_memset(g->qts, data, 0, 32);
    cpgpu_run_ok(g, under_content_key(data, 32, ex_wrap_iv));
    util_assert_plain(g, EX_SLOT, ex_key, 0, ex_wrap_stream, 32);
}

static void test_conversion(void)
{
    g_autoptr(QCpgpu) g = start(NULL);
    struct cpgpu_cmd cmd = cpgpu_cmd_rect(
        CPGPU_CMD(CONVERT, .session = EX_SLOT, .src = CPGPU_PAGE_SIZE,
                  .src_pitch = sizeof(ex_yuyv)), 32, 1, 32);
    uint32_t pixels[8];

    cpgpu_vram_write(g, CPGPU_PAGE_SIZE, ex_yuyv, sizeof(ex_yuyv));
    for (int i = 0; i < 4; i++) {
        cmd.format = CPGPU_FORMAT_YUYV | (i & 1 ? CPGPU_CONVERT_BT709 : 0) |
                     (i & 2 ? CPGPU_CONVERT_FULL_RANGE : 0);
        cpgpu_run_ok(g, cmd);
        cpgpu_get_plain(g, EX_SLOT, ex_key, 0, pixels, sizeof(pixels));
        for (int j = 0; j < 8; j++) {
            g_assert_cmpmem(&pixels[j], 4, &ex_convert[i][j / 2 * 4], 4);
        }
    }
}

/* Send bytes and compare bytes, without the helpers for messages */
static void say(QCpgpu *g, uint32_t cmd, const void *in, unsigned in_size,
                uint32_t status, const void *out, unsigned out_size)
{
    uint8_t got[CPGPU_CHAN_MESSAGE_MAX];

    chan_put(g, 0, in, in_size);
    cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_OUT_ROOM), out_size);
    chan_assert_cmd(g, 0, cmd, status);
    g_assert_cmpuint(chan_reg(g, 0, CPGPU_CHAN_OUT_SIZE), ==, out_size);
    qpci_memread(&g->dev, g->mmio, cpgpu_chan(0, CPGPU_CHAN_OUT(0)), got,
                 sizeof(got));
    g_assert_cmpmem(got, out_size, out, out_size);
}

#define SAY(cmd, in, status, out) \
    say(g, CPGPU_CHAN_CMD_##cmd, in, sizeof(in), CPGPU_ST_##status, \
        out, sizeof(out))

static void test_channel(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start("seed=" EX_SEED);
    Chan c;

    chan_create(&c, g, 0, EX_CONTEXT);
    chan_sess_create(g, EX_SLOT, EX_CONTEXT);
    chan_key(&c, ex_channel_key);
    SAY(CONFIGURE, ex_channel_initialize, OK, ex_channel_initialize_answer);
    SAY(CONFIGURE, ex_channel_bind, OK, ex_channel_bind_answer);
    SAY(CONFIGURE, ex_channel_protect, OK, ex_channel_protect_answer);
    SAY(CONFIGURE, ex_channel_protect, BAD_SEQUENCE, ex_channel_protect_again);
    SAY(QUERY, ex_channel_ask, OK, ex_channel_ask_answer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cpgpu/examples/model", test_model);
    qtest_add_func("/cpgpu/examples/random-numbers", test_random_numbers);
    qtest_add_func("/cpgpu/examples/sealed-pages-and-refresh",
                   test_sealed_pages_and_refresh);
    qtest_add_func("/cpgpu/examples/decryption", test_decryption);
    qtest_add_func("/cpgpu/examples/count-wraps", test_count_wraps);
    qtest_add_func("/cpgpu/examples/conversion", test_conversion);
    qtest_add_func("/cpgpu/examples/channel", test_channel);
    return g_test_run();
}
