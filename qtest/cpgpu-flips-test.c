/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys on their way into the device, each kind 10,000 times with some bytes
 * flipped: none is accepted but the right one
 */
#include "qemu/osdep.h"
#include "cpgpu-chan.h"
#include "cpgpu-flips.h"
#include "cpgpu-model.h"

/* ---------------------------------------------------------- key exchange -- */

/* So many sessions or channels at a time keep the device busy */
#define SLOTS   16

/* Wait for the key exchange of slot @n, which is refused */
static void assert_refused(QCpgpu *g, bool channel, unsigned n)
{
    if (channel) {
        cpgpu_assert_st(chan_wait(g, n), BAD_KEY_BLOB);
        chan_assert_state(g, n, CREATED);
    } else {
        cpgpu_sess_wait(g, n);
        cpgpu_assert_st(cpgpu_sess_reg(g, n, CPGPU_SESS_STATUS), BAD_KEY_BLOB);
        g_assert_cmphex(cpgpu_sess_state(g, n), ==, CPGPU_SESS_CREATED);
    }
}

static void flip_blobs(QCpgpu *g, bool channel, const uint8_t *good)
{
    uint8_t blob[CPGPU_BLOB_SIZE];
    unsigned at;

    for (unsigned i = 0; i < FLIPS; i++) {
        unsigned n = i % SLOTS;

        memcpy(blob, good, sizeof(blob));
        flip(blob, sizeof(blob), i, &at);
        qpci_memwrite(&g->dev, g->mmio,
                      channel ? cpgpu_chan(n, CPGPU_CHAN_IN(0))
                              : cpgpu_sess(n, CPGPU_SESS_BLOB(0)),
                      blob, sizeof(blob));
        cpgpu_writel(g, channel ? cpgpu_chan(n, CPGPU_CHAN_CMD)
                                : cpgpu_sess(n, CPGPU_SESS_CMD),
                     channel ? CPGPU_CHAN_CMD_KEY_EXCHANGE
                             : CPGPU_SESS_CMD_KEY_EXCHANGE);
        for (n = 0; i % SLOTS == SLOTS - 1 && n < SLOTS; n++) {
            assert_refused(g, channel, n);
        }
        progress(channel ? "key exchange of a channel"
                         : "key exchange of a session", i);
    }
}

static void test_session_blob(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t good[CPGPU_BLOB_SIZE];

    cpgpu_wrap(g, key_a, sizeof(key_a), good);
    for (unsigned n = 0; n < SLOTS; n++) {
        cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE));
        cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_BLOB_SIZE);
    }
    flip_blobs(g, false, good);
    /* the blob without a flip is accepted */
    cpgpu_sess_blob(g, 0, good);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_KEY_EXCHANGE));
    g_assert_cmpuint(cpgpu_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 1);
}

static void test_channel_blob(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t good[CPGPU_BLOB_SIZE];
    Chan c[SLOTS];

    cpgpu_wrap_for_channel(g, key_a, sizeof(key_a), good);
    for (unsigned n = 0; n < SLOTS; n++) {
        chan_create(&c[n], g, n, 1);
        cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_IN_SIZE), CPGPU_BLOB_SIZE);
    }
    flip_blobs(g, true, good);
    cpgpu_clear_error(g);
    memcpy(c[0].key, key_a, sizeof(key_a));
    chan_put(g, 0, good, sizeof(good));
    chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE, CPGPU_ST_OK);
    chan_init(&c[0], 1, 1);
}

/* --------------------------------------------------- wrapped content key -- */

#define BATCH   51
#define DATA    64

/*
 * Any 16 bytes are a wrapped key: a flip gives another one, the model says
 * which, and its plaintext is not the right one
 */
static void test_content_key(void)
{
    static const uint8_t content[16] = "the content key.", iv[16] = { 1, 2 };
    g_autoptr(QCpgpu) g = cpgpu_start("iv-check=off");
    uint64_t data = cpgpu_alloc(g, DATA);
    uint8_t plain[DATA], cipher[DATA], wrapped[16], got[BATCH * DATA];
    unsigned at;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
    util_pattern(plain, DATA, 3);
    memcpy(cipher, plain, DATA);
    model_ctr(content, iv, cipher, DATA);
    model_ecb(key_a, content, wrapped);
    cpgpu_write(g, data, cipher, DATA);
    /* the first of each batch is the key as it is */
    for (unsigned i = 0; i < FLIPS; i += BATCH - 1) {
        uint8_t keys[BATCH][16];

        for (unsigned j = 0; j < BATCH; j++) {
            struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(0, data, j * DATA, DATA,
                                                     iv);

            cmd.flags = CPGPU_CMD_CONTENT_KEY;
            memcpy(cmd.key, wrapped, 16);
            if (j) {
                flip(cmd.key, 16, i + j, &at);
            }
            memcpy(keys[j], cmd.key, 16);
            cpgpu_put(g, &cmd);
        }
        cpgpu_drain(g);
        g_assert_false(cpgpu_ring_stopped(g));
        cpgpu_get_plain(g, 0, key_a, 0, got, sizeof(got));
        for (unsigned j = 0; j < BATCH; j++) {
            uint8_t want[DATA], key[16];

            model_ecb_decrypt(key_a, keys[j], key);
            memcpy(want, cipher, DATA);
            model_ctr(key, iv, want, DATA);
            g_assert_cmpmem(got + j * DATA, DATA, want, DATA);
            for (int k = 0; k < DATA; k += 16) {
                g_assert_cmpint(!memcmp(want + k, plain + k, 16), ==, !j);
            }
        }
    }
    cpgpu_assert_no_error(g);
    g_test_message("wrapped content key: %u", FLIPS);
}

UTIL_MAIN("flips",
          { "session-blob", test_session_blob },
          { "channel-blob", test_channel_blob },
          { "content-key", test_content_key })
