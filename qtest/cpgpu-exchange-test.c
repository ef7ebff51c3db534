/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Authenticated channels: the key exchange, and what it leaves */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-model.h"
#include <openssl/evp.h>
#include <openssl/x509v3.h>

/* Every channel has its own key, which is not that of any session */
static void test_own_keys(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c[16];

    cpgpu_sess_key(g, 0, key_a);
    for (unsigned n = 0; n < 16; n++) {
        chan_open(&c[n], g, n, 1);
    }
    for (unsigned n = 0; n < 16; n++) {
        ChanMsg m = chan_msg(&c[n], CHAN_SET_PROTECTION);

        chan_sign(&c[(n + 1) % 16], &m);
        cpgpu_assert_st(chan_send(&c[n], &m), BAD_MAC);
        model_cmac(key_a, m.bytes + 16, m.size - 16, m.bytes);
        cpgpu_assert_st(chan_send(&c[n], &m), BAD_MAC);
        chan_sign(&c[n], &m);
        cpgpu_assert_ok(chan_send(&c[n], &m));
    }
    /* a channel does not notice the loss of a session's key, nor vice versa */
    cpgpu_lose_key(g, 0);
    cpgpu_assert_ok(chan_ask(&c[0], CHAN_TYPE));
    cpgpu_sess_key(g, 0, key_b);
    chan_destroy(&c[0]);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
}

/* Protection, binding, counters and key are what they were */
static void assert_unchanged(Chan *c, uint64_t session)
{
    ChanMsg m = chan_msg(c, CHAN_INITIALIZE);

    cpgpu_assert_st(chan_sign_send(c, &m), BAD_STATE);
    g_assert_cmphex(chan_reg(c->g, c->n, CPGPU_CHAN_PROTECTION), ==, 3);
    g_assert_cmphex(chan_bound(c), ==, session);
    m = chan_msg(c, CHAN_PROTECTION);
    m.query.sequence = cpu_to_le32(c->query - 2);
    cpgpu_assert_st(chan_send(c, &m), BAD_SEQUENCE);
}

/*
 * Once per channel: the same key once more would allow a replay of all that was
 * said under it.  A new key needs a new channel.
 */
static void test_again(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);
    uint8_t blob[CPGPU_BLOB_SIZE];
    uint64_t session;
    ChanMsg m;

    chan_sess_create(g, 0, 1);
    session = cpgpu_sess_handle(g, 0);
    cpgpu_assert_ok(chan_set_protection(&c, 3));
    cpgpu_assert_ok(chan_bind(&c, session));
    for (int i = 0; i < 6; i++) {
        cpgpu_wrap_for_channel(g, i & 1 ? key_b : c.key, CPGPU_KEY_SIZE, blob);
        blob[200] ^= i >= 4;
        chan_put(g, 0, blob, i >= 2 ? 100 : sizeof(blob));
        chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE, CPGPU_ST_BAD_STATE);
        chan_assert_state(g, 0, READY);
        assert_unchanged(&c, session);
    }

    m = chan_msg(&c, CHAN_SET_PROTECTION);
    m.protection.flags = cpu_to_le32(1);
    chan_sign(&c, &m);
    chan_destroy(&c);
    chan_open(&c, g, 0, 1);
    g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 0);
    g_assert_cmphex(chan_bound(&c), ==, 0);
    /* the same key and numbers: the handle is another, and in the MAC */
    cpgpu_assert_st(chan_send(&c, &m), BAD_HANDLE);
    m.configure.channel = cpu_to_le64(c.handle);
    cpgpu_assert_st(chan_send(&c, &m), BAD_MAC);
    g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 0);
}

/* A wrong blob leaves the channel without a key, and another may follow */
static void test_bad_blobs(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t blob[CPGPU_BLOB_SIZE], msg[40] = "longer than a key";
    Chan c;

    chan_create(&c, g, 7, 1);
    for (int i = 0; i < 10; i++) {
        memset(blob, i ? 0xff : 0, sizeof(blob));
        if (i >= 2) {
            /* too short, too long, or one bit wrong */
            cpgpu_wrap_for_channel(g, msg, i == 2 ? 15 : i == 3 ? 17 :
                                           i == 4 ? 40 : 16, blob);
            blob[i * 28] ^= i > 4 ? 1 << (i % 8) : 0;
        }
        g_test_message("blob %d", i);
        chan_put(g, 7, blob, sizeof(blob));
        chan_assert_cmd(g, 7, CPGPU_CHAN_CMD_KEY_EXCHANGE,
                        CPGPU_ST_BAD_KEY_BLOB);
        chan_assert_state(g, 7, CREATED);
        cpgpu_assert_st(chan_ask(&c, CHAN_TYPE), NO_KEY);
    }
    chan_key(&c, key_a);
}

/* The leaf has an RSA key, a name that says "test", and only this purpose */
static EVP_PKEY *check_leaf(QCpgpu *g, bool channel)
{
    X509 *cert = cpgpu_certificate(g, channel);
    EVP_PKEY *key = X509_get_pubkey(cert);
    EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL,
                                                 NULL);
    char name[256], oid[64];

    g_assert_true(EVP_PKEY_is_a(key, "RSA"));
    g_assert_cmpint(EVP_PKEY_get_bits(key), ==, 2048);
    X509_NAME_oneline(X509_get_subject_name(cert), name, sizeof(name));
    g_assert_nonnull(strstr(name, "cpgpu test device"));
    g_assert_nonnull(strstr(name, channel ? "OU=channel" : "OU=session"));
    g_assert_nonnull(usage);
    g_assert_cmpint(sk_ASN1_OBJECT_num(usage), ==, 1);
    OBJ_obj2txt(oid, sizeof(oid), sk_ASN1_OBJECT_value(usage, 0), 1);
    g_assert_cmpstr(oid, ==, channel ? "1.3.6.1.4.1.32473.1.2"
                                     : "1.3.6.1.4.1.32473.1.1");
    sk_ASN1_OBJECT_pop_free(usage, ASN1_OBJECT_free);
    X509_free(cert);
    return key;
}

static void test_certificates(void)
{
    static const uint32_t windows[][2] = {
        { CPGPU_MMIO_CERT, CPGPU_CERT_SIZE },
        { CPGPU_MMIO_CHANNEL_CERT, CPGPU_CHANNEL_CERT_SIZE },
    };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    EVP_PKEY *key[2];

    g_assert(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_TEST_IDENTITY);
    for (int i = 0; i < 2; i++) {
        uint32_t size = cpgpu_readl(g, windows[i][1]), base = windows[i][0];

        key[i] = check_leaf(g, i);
        g_assert_cmphex(cpgpu_readl(g, base + ROUND_UP(size, 4) - 4), !=, 0);
        /* the window behind the certificates reads as zero */
        for (uint32_t at = ROUND_UP(size, 4); at < CPGPU_CERT_WINDOW; at += 4) {
            g_assert_cmphex(cpgpu_readl(g, base + at), ==, 0);
        }
    }
    g_assert_false(EVP_PKEY_eq(key[0], key[1]));
    EVP_PKEY_free(key[0]);
    EVP_PKEY_free(key[1]);
    cpgpu_assert_no_error(g);
}

static void try_session(QCpgpu *g, const uint8_t *blob, uint32_t status)
{
    uint32_t state = cpgpu_sess_state(g, 0);
    uint32_t instance = cpgpu_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE);

    cpgpu_sess_blob(g, 0, blob);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_KEY_EXCHANGE), ==,
                     status);
    if (status) {
        cpgpu_assert_error(g, status, CPGPU_SRC_SESSION, 0,
                           CPGPU_SESS_CMD_KEY_EXCHANGE);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, state);
        g_assert_cmpuint(cpgpu_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==,
                         instance);
    } else {
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEYED);
    }
}

/* A key wrapped for a session is refused by a channel, and vice versa */
static void test_purposes(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t for_session[CPGPU_BLOB_SIZE], for_channel[CPGPU_BLOB_SIZE];
    Chan c;

    cpgpu_wrap(g, key_a, sizeof(key_a), for_session);
    cpgpu_wrap_for_channel(g, key_b, sizeof(key_b), for_channel);
    chan_create(&c, g, 0, 1);
    chan_sess_create(g, 0, 1);
    for (int i = 0; i < 2; i++) {
        chan_put(g, 0, for_session, sizeof(for_session));
        chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE,
                        CPGPU_ST_BAD_KEY_BLOB);
        chan_assert_state(g, 0, CREATED);
        cpgpu_assert_st(chan_ask(&c, CHAN_TYPE), NO_KEY);
        try_session(g, for_channel, CPGPU_ST_BAD_KEY_BLOB);
    }
    try_session(g, for_session, CPGPU_ST_OK);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
    try_session(g, for_channel, CPGPU_ST_BAD_KEY_BLOB);
    g_assert_cmpuint(cpgpu_sess_reg(g, 0, CPGPU_SESS_PAGES), ==, 1);
    chan_put(g, 0, for_channel, sizeof(for_channel));
    chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE, CPGPU_ST_OK);
    memcpy(c.key, key_b, sizeof(key_b));
    chan_init(&c, 1, 1);
    cpgpu_assert_ok(chan_bind(&c, cpgpu_sess_handle(g, 0)));
}

static void test_sizes(void)
{
    static const uint32_t bad[] = { 0, 1, 16, 255, 257, 260, UINT32_MAX };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t blob[CPGPU_BLOB_SIZE];
    Chan c;

    chan_create(&c, g, 0, 1);
    cpgpu_wrap_for_channel(g, key_a, sizeof(key_a), blob);
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        chan_put(g, 0, blob, sizeof(blob));
        cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_IN_SIZE), bad[i]);
        chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE, CPGPU_ST_BAD_SIZE);
        chan_assert_state(g, 0, CREATED);
        /* and the blob was discarded */
        cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_IN_SIZE), 256);
        chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE,
                        CPGPU_ST_BAD_KEY_BLOB);
    }
}

/* IN is cleared after every command: no message can be sent a second time */
static void test_in_cleared(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);
    ChanMsg m;

    for (unsigned kind = CHAN_SET_PROTECTION; kind <= CHAN_TYPE; kind++) {
        ChanMsg none = {
            .kind = kind, .size = chan_kinds[kind].in, .room = 256,
        };

        m = chan_msg(&c, kind);
        chan_sign_send(&c, &m);
        /* not chan_send(), which writes IN */
        cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_IN_SIZE), m.size);
        chan_assert_cmd(g, 0, kind < CHAN_COMMANDS ? CPGPU_CHAN_CMD_CONFIGURE
                                                   : CPGPU_CHAN_CMD_QUERY,
                        CPGPU_ST_NOT_AVAILABLE);
        /* as with a message of zeros, whose GUID is unknown */
        cpgpu_assert_st(chan_send(&c, &none), NOT_AVAILABLE);
    }
}

/* Only KEY_EXCHANGE takes time; meanwhile no register can be written */
static void test_busy(void)
{
    static const uint32_t writable[] = {
        CPGPU_CHAN_CMD, CPGPU_CHAN_TYPE, CPGPU_CHAN_CONTEXT,
        CPGPU_CHAN_IN_SIZE, CPGPU_CHAN_OUT_ROOM, CPGPU_CHAN_IN(0),
        CPGPU_CHAN_IN(63),
    };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    for (int i = 0; i < ARRAY_SIZE(writable); i++) {
        uint32_t reg = writable[i];

        chan_create(&c, g, 0, 1);
        chan_put_key(g, 0, key_a, 0);
        cpgpu_hold_workers(g, true);
        cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_CMD),
                     CPGPU_CHAN_CMD_KEY_EXCHANGE);
        cpgpu_writel(g, cpgpu_chan(0, reg), CPGPU_CHAN_CMD_DESTROY);
        cpgpu_assert_error(g, CPGPU_ST_BUSY, CPGPU_SRC_CHANNEL, 0,
                           reg == CPGPU_CHAN_CMD ? CPGPU_CHAN_CMD_DESTROY : 0);
        cpgpu_hold_workers(g, false);
        chan_wait(g, 0);
        chan_assert_state(g, 0, KEYED);
        g_assert_cmpuint(chan_reg(g, 0, CPGPU_CHAN_CONTEXT), ==, 1);
        chan_destroy(&c);
    }
}

/* The end of an exchange is reported, right or wrong; other channels work */
static void test_interrupt(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    g_autofree Msix *msix = util_msix_start(g, CPGPU_VECTOR_RING(4));
    Chan c, other;
    ChanMsg m;

    chan_open(&other, g, 1, 1);
    cpgpu_assert_ok(chan_ask(&other, CHAN_TYPE));
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_SESSION);
    for (int i = 0; i < 6; i++) {
        chan_create(&c, g, 0, 1);
        cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
        util_msix_taken(msix);
        chan_put_key(g, 0, key_a, i & 1);
        cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_CMD),
                     CPGPU_CHAN_CMD_KEY_EXCHANGE);
        /* not chan_send(), which asserts that there is no error */
        m = chan_msg(&other, CHAN_TYPE);
        cpgpu_assert_ok(chan_send_quick(&other, &m, true));
        chan_wait(g, 0);
        g_assert_cmpuint(chan_reg(g, 0, CPGPU_CHAN_STATUS), ==,
                         i & 1 ? CPGPU_ST_BAD_KEY_BLOB : CPGPU_ST_OK);
        g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
        g_assert(util_msix_taken(msix) & (1u << CPGPU_VECTOR_MISC));
        cpgpu_clear_error(g);
        chan_destroy(&c);
    }
}

/* Rings that wait delay a session's command, but not a channel's */
static void test_beside_rings(void)
{
    g_autoptr(QCpgpu) g = util_start_rings(NULL);
    Chan c;

    util_submit(g, 0, cpgpu_cmd_wait(1, 7));
    cpgpu_writel(g, cpgpu_sess(1, CPGPU_SESS_CMD), CPGPU_SESS_CMD_CREATE);
    chan_open(&c, g, 0, 1);
    cpgpu_assert_ok(chan_ask(&c, CHAN_TYPE));
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==,
                    CPGPU_SESS_FREE | CPGPU_SESS_STATE_BUSY);
    g_assert(util_ring_status(g, 0) & CPGPU_RING_STATUS_WAITING);
    util_submit(g, 1, util_fence(7));
    cpgpu_sess_wait(g, 1);
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_CREATED);
    cpgpu_assert_no_error(g);
}

/* All channels exchange keys at the same time, sessions too */
static void test_all_at_once(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start("channels=64");
    uint8_t key[CPGPU_KEY_SIZE] = "my own key is ..";
    uint8_t blob[CPGPU_BLOB_SIZE];
    Chan c[64];

    for (unsigned n = 0; n < 64; n++) {
        chan_create(&c[n], g, n, n);
        chan_sess_create(g, n, n);
        key[15] = n;
        memcpy(c[n].key, key, sizeof(key));
        cpgpu_wrap_for_channel(g, key, sizeof(key), blob);
        chan_put(g, n, blob, sizeof(blob));
        key[0] = 'M';           /* the session's is another one */
        cpgpu_wrap(g, key, sizeof(key), blob);
        key[0] = 'm';
        cpgpu_sess_blob(g, n, blob);
    }
    for (unsigned n = 0; n < 64; n++) {
        cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_CMD),
                     CPGPU_CHAN_CMD_KEY_EXCHANGE);
        cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_CMD),
                     CPGPU_SESS_CMD_KEY_EXCHANGE);
    }
    for (unsigned n = 0; n < 64; n++) {
        chan_wait(g, n);
        cpgpu_sess_wait(g, n);
        g_assert_cmphex(cpgpu_sess_state(g, n), ==, CPGPU_SESS_KEYED);
        chan_init(&c[n], n, n);
        cpgpu_assert_ok(chan_bind(&c[n], cpgpu_sess_handle(g, n)));
    }
}

UTIL_MAIN("exchange",
          { "own-keys", test_own_keys }, { "again", test_again },
          { "bad-blobs", test_bad_blobs },
          { "certificates", test_certificates }, { "purposes", test_purposes },
          { "sizes", test_sizes }, { "all-at-once", test_all_at_once },
          { "beside-rings", test_beside_rings },
          { "in-cleared", test_in_cleared }, { "busy", test_busy },
          { "interrupt", test_interrupt })
