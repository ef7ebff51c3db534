/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Crypto sessions: the state machine, key exchange, ordering */
#include "qemu/osdep.h"
#include "cpgpu-util.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#define N_STATES        6
#define N_CMDS          6       /* CPGPU_SESS_CMD_* start at 1 */

typedef struct Transition {
    uint32_t status, next;
} Transition;

#define SAME(state, st)         { CPGPU_ST_##st, CPGPU_SESS_##state }
#define TO(state)               { CPGPU_ST_OK, CPGPU_SESS_##state }

static const Transition table[N_STATES][N_CMDS] = {
    [CPGPU_SESS_FREE] = {
        [CPGPU_SESS_CMD_CREATE] = TO(CREATED),
        [CPGPU_SESS_CMD_DESTROY] = SAME(FREE, BAD_SESSION),
        [CPGPU_SESS_CMD_KEY_EXCHANGE] = SAME(FREE, BAD_SESSION),
        [CPGPU_SESS_CMD_REFRESH_START] = SAME(FREE, BAD_SESSION),
        [CPGPU_SESS_CMD_REFRESH_FINISH] = SAME(FREE, BAD_SESSION),
    },
    [CPGPU_SESS_CREATED] = {
        [CPGPU_SESS_CMD_CREATE] = SAME(CREATED, BAD_STATE),
        [CPGPU_SESS_CMD_DESTROY] = TO(FREE),
        [CPGPU_SESS_CMD_KEY_EXCHANGE] = TO(KEYED),
        [CPGPU_SESS_CMD_REFRESH_START] = SAME(CREATED, NO_KEY),
        [CPGPU_SESS_CMD_REFRESH_FINISH] = SAME(CREATED, NO_KEY),
    },
    [CPGPU_SESS_KEYED] = {
        [CPGPU_SESS_CMD_CREATE] = SAME(KEYED, BAD_STATE),
        [CPGPU_SESS_CMD_DESTROY] = TO(FREE),
        [CPGPU_SESS_CMD_KEY_EXCHANGE] = TO(KEYED),
        [CPGPU_SESS_CMD_REFRESH_START] = TO(REFRESH),
        [CPGPU_SESS_CMD_REFRESH_FINISH] = SAME(KEYED, NOT_PENDING),
    },
    [CPGPU_SESS_REFRESH] = {
        [CPGPU_SESS_CMD_CREATE] = SAME(REFRESH, BAD_STATE),
        [CPGPU_SESS_CMD_DESTROY] = TO(FREE),
        [CPGPU_SESS_CMD_KEY_EXCHANGE] = TO(KEYED),
        [CPGPU_SESS_CMD_REFRESH_START] = TO(REFRESH),
        [CPGPU_SESS_CMD_REFRESH_FINISH] = TO(KEYED),
    },
    [CPGPU_SESS_KEY_LOST] = {
        [CPGPU_SESS_CMD_CREATE] = SAME(KEY_LOST, BAD_STATE),
        [CPGPU_SESS_CMD_DESTROY] = TO(FREE),
        [CPGPU_SESS_CMD_KEY_EXCHANGE] = TO(KEYED),
        [CPGPU_SESS_CMD_REFRESH_START] = SAME(KEY_LOST, NO_KEY),
        [CPGPU_SESS_CMD_REFRESH_FINISH] = SAME(KEY_LOST, NO_KEY),
    },
    [CPGPU_SESS_CONTENT_LOST] = {
        [CPGPU_SESS_CMD_CREATE] = SAME(CONTENT_LOST, BAD_STATE),
        [CPGPU_SESS_CMD_DESTROY] = TO(FREE),
        [CPGPU_SESS_CMD_KEY_EXCHANGE] = TO(KEYED),
        [CPGPU_SESS_CMD_REFRESH_START] = SAME(CONTENT_LOST, NO_KEY),
        [CPGPU_SESS_CMD_REFRESH_FINISH] = SAME(CONTENT_LOST, NO_KEY),
    },
};

static void enter_state(QCpgpu *g, unsigned n, uint32_t state)
{
    if (state == CPGPU_SESS_CREATED) {
        g_assert_cmpuint(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE), ==, 0);
    } else if (state != CPGPU_SESS_FREE) {
        cpgpu_sess_key(g, n, key_a);
    }
    if (state == CPGPU_SESS_REFRESH) {
        cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
        g_assert_cmpuint(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_REFRESH_START),
                         ==, 0);
    } else if (state == CPGPU_SESS_KEY_LOST) {
        cpgpu_lose_key(g, n);
    } else if (state == CPGPU_SESS_CONTENT_LOST) {
        cpgpu_lose_content(g, n);
    }
    g_assert_cmphex(cpgpu_sess_state(g, n), ==, state);
}

static uint32_t sess_reg(QCpgpu *g, unsigned n, uint32_t reg)
{
    return cpgpu_readl(g, cpgpu_sess(n, reg));
}

/* Every command by register in every state */
static void test_transitions(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t blob[CPGPU_BLOB_SIZE];
    unsigned n = 0;

    for (uint32_t state = 0; state < N_STATES; state++) {
        for (uint32_t cmd = 1; cmd < N_CMDS; cmd++, n++) {
            const Transition *t = &table[state][cmd];
            uint32_t instance;

            g_test_message("state %u, command %u", state, cmd);
            enter_state(g, n, state);
            instance = sess_reg(g, n, CPGPU_SESS_KEY_INSTANCE);
            cpgpu_wrap(g, key_b, sizeof(key_b), blob);
            cpgpu_sess_blob(g, n, blob);
            if (cmd == CPGPU_SESS_CMD_REFRESH_START) {
                cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE),
                             CPGPU_KEY_SIZE);
            }
            cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
            cpgpu_assert_no_error(g);

            g_assert_cmpuint(cpgpu_sess_cmd(g, n, cmd), ==, t->status);
            g_assert_cmphex(cpgpu_sess_state(g, n), ==, t->next);
            g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
            if (t->status) {
                cpgpu_assert_error(g, t->status, CPGPU_SRC_SESSION, n, cmd);
                g_assert_cmpuint(sess_reg(g, n, CPGPU_SESS_KEY_INSTANCE),
                                 ==, instance);
            } else {
                cpgpu_assert_no_error(g);
            }
        }
    }
    cpgpu_stop(g);
}

/* Every session command that has a ring form, in every state */
static void test_transitions_by_ring(void)
{
    static const uint32_t forms[][2] = {
        { CPGPU_SESS_CMD_REFRESH_START, CPGPU_OP_REFRESH_START },
        { CPGPU_SESS_CMD_REFRESH_FINISH, CPGPU_OP_REFRESH_FINISH },
    };
    QCpgpu *g = cpgpu_start(NULL);
    unsigned n = 0;

    for (uint32_t state = 0; state < N_STATES; state++) {
        for (int i = 0; i < ARRAY_SIZE(forms); i++, n++) {
            const Transition *t = &table[state][forms[i][0]];
            struct cpgpu_cmd cmd = {
                .opcode = forms[i][1], .session = n,
                .length = i == 0 ? CPGPU_KEY_SIZE : 0,
            };

            enter_state(g, n, state);
            if (t->status) {
                util_assert_fails(g, cmd, t->status);
            } else {
                g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
            }
            g_assert_cmphex(cpgpu_sess_state(g, n), ==, t->next);
            if (forms[i][1] == CPGPU_OP_REFRESH_START && !t->status) {
                uint8_t r[CPGPU_KEY_SIZE];

                cpgpu_sess_random(g, n, r);
                g_assert_cmpmem(g->last.data, 16, r, 16);
                g_assert_false(util_is_zero(r, sizeof(r)));
            } else {
                g_assert_true(util_is_zero(g->last.data, 16));
            }
        }
    }
    cpgpu_stop(g);
}

/* The ring commands on pages, in every state */
static void test_page_commands(void)
{
    static const uint32_t want[N_STATES] = {
        [CPGPU_SESS_FREE] = CPGPU_ST_BAD_SESSION,
        [CPGPU_SESS_CREATED] = CPGPU_ST_NO_KEY,
        [CPGPU_SESS_KEYED] = CPGPU_ST_OK,
        [CPGPU_SESS_REFRESH] = CPGPU_ST_OK,
        [CPGPU_SESS_KEY_LOST] = CPGPU_ST_NO_KEY,
        [CPGPU_SESS_CONTENT_LOST] = CPGPU_ST_NO_KEY,
    };
    static const uint8_t iv[CPGPU_IV_SIZE];
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t data = cpgpu_alloc(g, 4096);

    for (uint32_t state = 0; state < N_STATES; state++) {
        uint64_t vram = state * CPGPU_PAGE_SIZE;

        enter_state(g, state, state);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_seal(state, vram, 4096)),
                         ==, want[state]);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_decrypt(state, data, vram, 16,
                                                        iv)),
                         ==, want[state]);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_encrypt(state, vram, data,
                                                        16)),
                         ==, want[state]);
        g_assert_false(cpgpu_ring_stopped(g));
        g_assert_cmphex(cpgpu_sess_state(g, state), ==, state);
    }
    cpgpu_stop(g);
}

static void test_bad_commands(void)
{
    static const uint32_t bad[] = { 0, 6, 0x100, 0x80000001, UINT32_MAX };
    QCpgpu *g = cpgpu_start(NULL);

    cpgpu_sess_key(g, 2, key_a);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    for (int i = 0; i < 2 * ARRAY_SIZE(bad); i++) {
        unsigned n = 2 + i % 2;         /* 3 is free, which does not matter */
        uint32_t cmd = bad[i / 2];

        cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_CMD), cmd);
        g_assert_cmphex(cpgpu_sess_state(g, n), ==,
                        n == 2 ? CPGPU_SESS_KEYED : CPGPU_SESS_FREE);
        g_assert_cmpuint(sess_reg(g, n, CPGPU_SESS_STATUS), ==,
                         CPGPU_ST_BAD_OPCODE);
        cpgpu_assert_error(g, CPGPU_ST_BAD_OPCODE, CPGPU_SRC_SESSION, n, cmd);
        g_assert_false(cpgpu_readl(g, CPGPU_INTR_STATUS) &
                       CPGPU_INTR_SESSION);
    }
    cpgpu_stop(g);
}

/* The argument of the next command: only START and KEY_EXCHANGE look at it */
static void test_sizes(void)
{
    static const uint32_t bad[] = { 0, 1, 15, 17, 32, 255, 257, UINT32_MAX };
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t blob[CPGPU_BLOB_SIZE], r[CPGPU_KEY_SIZE], again[CPGPU_KEY_SIZE];
    const uint32_t size_reg = cpgpu_sess(1, CPGPU_SESS_SIZE);

    cpgpu_sess_key(g, 1, key_a);
    cpgpu_wrap(g, key_b, sizeof(key_b), blob);
    cpgpu_sess_blob(g, 1, blob);
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        cpgpu_writel(g, size_reg, bad[i]);
        g_assert_cmphex(cpgpu_readl(g, size_reg), ==, bad[i]);
        g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_REFRESH_START),
                         ==, CPGPU_ST_BAD_SIZE);
        cpgpu_assert_error(g, CPGPU_ST_BAD_SIZE, CPGPU_SRC_SESSION, 1,
                           CPGPU_SESS_CMD_REFRESH_START);
        g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_KEYED);
        cpgpu_sess_random(g, 1, r);
        g_assert_true(util_is_zero(r, sizeof(r)));
        g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_KEY_EXCHANGE),
                         ==, CPGPU_ST_BAD_SIZE);
        cpgpu_clear_error(g);
        g_assert_cmpuint(sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE), ==, 1);
    }

    /* a pending number outlives a START of wrong size */
    cpgpu_writel(g, size_reg, CPGPU_KEY_SIZE);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_REFRESH_START),
                     ==, CPGPU_ST_OK);
    cpgpu_sess_random(g, 1, r);
    cpgpu_writel(g, size_reg, 8);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_REFRESH_START),
                     ==, CPGPU_ST_BAD_SIZE);
    cpgpu_sess_random(g, 1, again);
    g_assert_cmpmem(r, 16, again, 16);
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_REFRESH);

    /* the state is looked at before the size */
    g_assert_cmpuint(cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_CREATE), ==, 0);
    cpgpu_writel(g, cpgpu_sess(3, CPGPU_SESS_SIZE), 8);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_REFRESH_START),
                     ==, CPGPU_ST_NO_KEY);
    cpgpu_stop(g);
}

/* -------------------------------------------------------- key exchange -- */

static EVP_PKEY *device_key(QCpgpu *g)
{
    X509 *cert = cpgpu_certificate(g, false);
    EVP_PKEY *key = X509_get_pubkey(cert);

    X509_free(cert);
    return key;
}

typedef struct Wrapping {
    const char *what;
    int padding;
    const char *hash, *mgf, *label;
    size_t len;
} Wrapping;

static const Wrapping wrong[] = {
    { "15 bytes", RSA_PKCS1_OAEP_PADDING, "SHA512", "SHA512", NULL, 15 },
    { "17 bytes", RSA_PKCS1_OAEP_PADDING, "SHA512", "SHA512", NULL, 17 },
    { "40 bytes", RSA_PKCS1_OAEP_PADDING, "SHA512", "SHA512", NULL, 40 },
    { "1 byte", RSA_PKCS1_OAEP_PADDING, "SHA512", "SHA512", NULL, 1 },
    { "126 bytes", RSA_PKCS1_OAEP_PADDING, "SHA512", "SHA512", NULL, 126 },
    { "SHA-1", RSA_PKCS1_OAEP_PADDING, "SHA1", "SHA1", NULL, 16 },
    { "SHA-256", RSA_PKCS1_OAEP_PADDING, "SHA256", "SHA256", NULL, 16 },
    { "MGF1-SHA-1", RSA_PKCS1_OAEP_PADDING, "SHA512", "SHA1", NULL, 16 },
    { "label", RSA_PKCS1_OAEP_PADDING, "SHA512", "SHA512", "x", 16 },
    { "PKCS #1 1.5", RSA_PKCS1_PADDING, NULL, NULL, NULL, 16 },
};

static void wrap_wrongly(EVP_PKEY *key, const Wrapping *w,
                         uint8_t blob[CPGPU_BLOB_SIZE])
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    size_t out = CPGPU_BLOB_SIZE;
    uint8_t msg[128] = "some other key, longer than it should be";

    g_assert(EVP_PKEY_encrypt_init(ctx) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_padding(ctx, w->padding) == 1);
    if (w->hash) {
        EVP_PKEY_CTX_set_rsa_oaep_md_name(ctx, w->hash, NULL);
        EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, w->mgf, NULL);
    }
    if (w->label) {
        char *label = OPENSSL_strdup(w->label);

        EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, label, strlen(label));
    }
    g_assert(EVP_PKEY_encrypt(ctx, blob, &out, msg, w->len) == 1);
    EVP_PKEY_CTX_free(ctx);
}

static void assert_blob_refused(QCpgpu *g, const char *what,
                                const uint8_t *blob)
{
    uint8_t before[16], after[16];

    g_test_message("%s", what);
    cpgpu_sess_random(g, 0, before);
    cpgpu_sess_blob(g, 0, blob);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_KEY_EXCHANGE),
                     ==, CPGPU_ST_BAD_KEY_BLOB);
    cpgpu_assert_error(g, CPGPU_ST_BAD_KEY_BLOB, CPGPU_SRC_SESSION, 0,
                       CPGPU_SESS_CMD_KEY_EXCHANGE);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_REFRESH);
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 1);
    cpgpu_sess_random(g, 0, after);
    g_assert_cmpmem(before, 16, after, 16);
}

/* A failed key exchange changes nothing: not the key, not the pending R */
static void test_bad_blobs(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    EVP_PKEY *key = device_key(g);
    uint8_t blob[CPGPU_BLOB_SIZE], r[16], new_key[16], plain[64], got[64];

    enter_state(g, 0, CPGPU_SESS_REFRESH);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
    util_pattern(plain, sizeof(plain), 1);
    cpgpu_put_plain(g, 0, key_a, 0, plain, sizeof(plain));

    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        wrap_wrongly(key, &wrong[i], blob);
        assert_blob_refused(g, wrong[i].what, blob);
    }
    EVP_PKEY_free(key);
    memset(blob, 0, sizeof(blob));
    assert_blob_refused(g, "zero", blob);
    memset(blob, 0xff, sizeof(blob));
    assert_blob_refused(g, "not below the modulus", blob);
    for (int i = 0; i < 4; i++) {
        cpgpu_wrap(g, key_b, sizeof(key_b), blob);
        blob[i * 85] ^= 1 << i;
        assert_blob_refused(g, "one bit wrong", blob);
    }

    cpgpu_get_plain(g, 0, key_a, 0, got, sizeof(got));
    g_assert_cmpmem(got, sizeof(got), plain, sizeof(plain));
    cpgpu_sess_random(g, 0, r);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH),
                     ==, CPGPU_ST_OK);
    ref_xor(new_key, key_a, r, 16);
    cpgpu_get_plain(g, 0, new_key, 0, got, sizeof(got));
    g_assert_cmpmem(got, sizeof(got), plain, sizeof(plain));
    cpgpu_stop(g);
}

/* All sessions at once, each with its own key and page */
static void test_all_slots(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    unsigned count = CPGPU_LIMITS_SESSIONS(cpgpu_readl(g, CPGPU_LIMITS));
    uint8_t plain[64], got[64], key[16];

    g_assert_cmpuint(count, ==, 64);
    for (int pass = 0; pass < 2; pass++) {
        for (unsigned n = 0; n < count; n++) {
            memcpy(key, key_a, sizeof(key));
            key[15] = n;
            util_pattern(plain, sizeof(plain), n);
            if (pass == 0) {
                cpgpu_sess_key(g, n, key);
                cpgpu_seal(g, n, n * CPGPU_PAGE_SIZE, CPGPU_PAGE_SIZE);
                cpgpu_put_plain(g, n, key, n * CPGPU_PAGE_SIZE, plain,
                                sizeof(plain));
                g_assert_cmpuint(sess_reg(g, n, CPGPU_SESS_PAGES), ==, 1);
            } else {
                cpgpu_get_plain(g, n, key, n * CPGPU_PAGE_SIZE, got,
                                sizeof(got));
                g_assert_cmpmem(got, sizeof(got), plain, sizeof(plain));
            }
        }
    }
    cpgpu_stop(g);
}

/* A command waits for the ring work before it; meanwhile no other goes in */
static void test_busy(void)
{
    static const uint32_t others[] = {
        CPGPU_SESS_SIZE, CPGPU_SESS_CONTEXT, CPGPU_SESS_BLOB(0),
        CPGPU_SESS_BLOB(63),
    };
    QCpgpu *g = cpgpu_start(NULL);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, UTIL_WORK);
    util_start_long_work(g);
    cpgpu_writel(g, cpgpu_sess(1, CPGPU_SESS_CMD), CPGPU_SESS_CMD_CREATE);
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==,
                    CPGPU_SESS_FREE | CPGPU_SESS_STATE_BUSY);
    cpgpu_assert_no_error(g);
    cpgpu_writel(g, cpgpu_sess(1, CPGPU_SESS_CMD), CPGPU_SESS_CMD_DESTROY);
    cpgpu_assert_error(g, CPGPU_ST_BUSY, CPGPU_SRC_SESSION, 1,
                       CPGPU_SESS_CMD_DESTROY);
    for (int i = 0; i < ARRAY_SIZE(others); i++) {
        cpgpu_writel(g, cpgpu_sess(1, others[i]), 1);
        cpgpu_assert_error(g, CPGPU_ST_BUSY, CPGPU_SRC_SESSION, 1, 0);
    }
    cpgpu_sess_wait(g, 1);
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_CREATED);
    g_assert_cmpuint(sess_reg(g, 1, CPGPU_SESS_STATUS), ==, CPGPU_ST_OK);
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_ring(CPGPU_RING_HEAD)), ==,
                     g->rings[0].tail);
    cpgpu_stop(g);
}

static void test_destroy_scrubs(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint8_t plain[CPGPU_PAGE_SIZE];

    util_pattern(plain, sizeof(plain), 9);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, 0x3000, 0x2000);
    cpgpu_seal(g, 1, 0x5000, 0x1000);
    cpgpu_put_plain(g, 0, key_a, 0x3000, plain, sizeof(plain));
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_PAGES), ==, 2);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY), ==, 0);
    util_assert_vram_zero(g, 0x3000, 0x2000);
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_PAGES), ==, 0);
    g_assert_cmpuint(sess_reg(g, 1, CPGPU_SESS_PAGES), ==, 1);

    /* unowned again, and the slot remembers no key */
    cpgpu_seal(g, 1, 0x3000, 0x2000);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_CREATE), ==, 0);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_seal(0, 0x8000, 0x1000)),
                     ==, CPGPU_ST_NO_KEY);
    cpgpu_stop(g);
}

/* lose-key is a wish from outside; it cannot hit a session without a key */
static void test_lose_key(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    cpgpu_lose_key(g, 0);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEY_LOST);
    g_assert_cmphex(cpgpu_sess_state(g, 1), ==, CPGPU_SESS_KEYED);
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 2);
    g_assert_cmpuint(sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE), ==, 1);
    cpgpu_sess_key(g, 0, key_b);
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 3);
    /* the slot remembers: no key instance comes twice in it */
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY), ==, 0);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_CREATE), ==, 0);
    g_assert_cmpuint(sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE), ==, 3);
    cpgpu_stop(g);
}

static void lose_all_keys(QCpgpu *g, unsigned n)
{
    cpgpu_qom_set(g, "teardown", "keys");
}

/*
 * Sessions whose keys are lost have nothing more to give back when they are
 * destroyed: by then, the memory of their keys may hold those of others.
 */
static void test_destroy_after_loss(void)
{
    static void (*const lose[])(QCpgpu *, unsigned) = {
        cpgpu_lose_key, cpgpu_lose_content, lose_all_keys,
    };
    enum { N = 6, SIZE = 4096 };
    /* no workers: all memory comes from one thread, and is soon used again */
    QCpgpu *g = cpgpu_start("workers=0");
    uint8_t plain[SIZE], got[SIZE], key[CPGPU_KEY_SIZE];

    util_pattern(plain, SIZE, 1);
    for (unsigned i = 0; i < ARRAY_SIZE(lose); i++) {
        for (unsigned n = 0; n < N; n++) {
            cpgpu_sess_key(g, n, memcpy(key, key_a, sizeof(key)));
            cpgpu_sess_refresh(g, n, key);
            g_assert_cmpuint(cpgpu_run(g, (struct cpgpu_cmd) {
                .opcode = CPGPU_OP_READ_BACK_KEY, .session = n,
                .length = CPGPU_KEY_SIZE,
            }), ==, CPGPU_ST_OK);
        }
        for (unsigned n = 0; n < N; n++) {
            lose[i](g, n);
        }
        for (unsigned n = N; n < 2 * N; n++) {
            cpgpu_sess_key(g, n, key_b);
            cpgpu_seal(g, n, n * SIZE, SIZE);
            cpgpu_put_plain(g, n, key_b, n * SIZE, plain, SIZE);
        }
        for (unsigned n = 0; n < 2 * N; n++) {
            if (n >= N) {
                cpgpu_get_plain(g, n, key_b, n * SIZE, got, SIZE);
                g_assert_cmpmem(got, SIZE, plain, SIZE);
            }
            g_assert_cmpuint(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY), ==,
                             CPGPU_ST_OK);
        }
    }
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/session/transitions", test_transitions);
    qtest_add_func("/cpgpu/session/transitions-by-ring",
                   test_transitions_by_ring);
    qtest_add_func("/cpgpu/session/page-commands", test_page_commands);
    qtest_add_func("/cpgpu/session/bad-commands", test_bad_commands);
    qtest_add_func("/cpgpu/session/sizes", test_sizes);
    qtest_add_func("/cpgpu/session/bad-blobs", test_bad_blobs);
    qtest_add_func("/cpgpu/session/all-slots", test_all_slots);
    qtest_add_func("/cpgpu/session/busy", test_busy);
    qtest_add_func("/cpgpu/session/destroy-scrubs", test_destroy_scrubs);
    qtest_add_func("/cpgpu/session/lose-key", test_lose_key);
    qtest_add_func("/cpgpu/session/destroy-after-loss",
                   test_destroy_after_loss);
    return g_test_run();
}
