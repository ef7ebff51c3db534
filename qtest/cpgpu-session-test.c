/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Crypto sessions: the state machine, key exchange, ordering */
#include "qemu/osdep.h"
#include "cpgpu-fixture.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#define N_STATES        6
#define N_CMDS          6       /* CPGPU_SESS_CMD_* start at 1 */

typedef struct Transition {
    uint32_t status, next;
} Transition;

#define FAILS(status)           { CPGPU_ST_##status }
#define TO(state)               { CPGPU_ST_OK, CPGPU_SESS_##state }

/*
 * For CREATE, DESTROY, KEY_EXCHANGE, REFRESH_START, REFRESH_FINISH.  A command
 * that fails leaves the state as it is.
 */
static const Transition table[N_STATES][N_CMDS - 1] = {
    [CPGPU_SESS_FREE] = {
        TO(CREATED), FAILS(BAD_SESSION), FAILS(BAD_SESSION),
        FAILS(BAD_SESSION), FAILS(BAD_SESSION)
    },
    [CPGPU_SESS_CREATED] = {
        FAILS(BAD_STATE), TO(FREE), TO(KEYED), FAILS(NO_KEY), FAILS(NO_KEY)
    },
    [CPGPU_SESS_KEYED] = {
        FAILS(BAD_STATE), TO(FREE), TO(KEYED), TO(REFRESH), FAILS(NOT_PENDING)
    },
    [CPGPU_SESS_REFRESH] = {
        FAILS(BAD_STATE), TO(FREE), TO(KEYED), TO(REFRESH), TO(KEYED)
    },
    [CPGPU_SESS_KEY_LOST] = {
        FAILS(BAD_STATE), TO(FREE), TO(KEYED), FAILS(NO_KEY), FAILS(NO_KEY)
    },
    [CPGPU_SESS_CONTENT_LOST] = {
        FAILS(BAD_STATE), TO(FREE), TO(KEYED), FAILS(NO_KEY), FAILS(NO_KEY)
    },
};

static Transition transition(uint32_t state, uint32_t cmd)
{
    Transition t = table[state][cmd - CPGPU_SESS_CMD_CREATE];

    QEMU_BUILD_BUG_ON(CPGPU_SESS_CMD_CREATE != 1 ||
                      CPGPU_SESS_CMD_REFRESH_FINISH != N_CMDS - 1);
    if (t.status) {
        t.next = state;
    }
    return t;
}

static void enter_state(QCpgpu *g, unsigned n, uint32_t state)
{
    if (state == CPGPU_SESS_CREATED) {
        cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE));
    } else if (state != CPGPU_SESS_FREE) {
        cpgpu_sess_key(g, n, key_a);
    }
    if (state == CPGPU_SESS_REFRESH) {
        cpgpu_assert_ok(cpgpu_sess_refresh_start(g, n));
    } else if (state == CPGPU_SESS_KEY_LOST) {
        cpgpu_lose_key(g, n);
    } else if (state == CPGPU_SESS_CONTENT_LOST) {
        cpgpu_lose_content(g, n);
    }
    cpgpu_assert_sess_state(g, n, state);
}

/* Every command by register in every state */
FIXTURE_TEST(test_transitions, "transitions")
{
    unsigned n = 0;

    for (uint32_t state = 0; state < N_STATES; state++) {
        for (uint32_t cmd = 1; cmd < N_CMDS; cmd++, n++) {
            Transition t = transition(state, cmd);
            uint32_t instance;

            g_test_message("state %u, command %u", state, cmd);
            enter_state(g, n, state);
            instance = cpgpu_sess_reg(g, n, CPGPU_SESS_KEY_INSTANCE);
            cpgpu_sess_wrap(g, n, key_b);
            if (cmd == CPGPU_SESS_CMD_REFRESH_START) {
                cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
            }
            cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
            cpgpu_assert_no_error(g);

            g_assert_cmpuint(cpgpu_sess_cmd(g, n, cmd), ==, t.status);
            cpgpu_assert_sess_state(g, n, t.next);
            g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
            if (t.status) {
                cpgpu_assert_error(g, t.status, CPGPU_SRC_SESSION, n, cmd);
                cpgpu_assert_sess_reg(g, n, CPGPU_SESS_KEY_INSTANCE, instance);
            } else {
                cpgpu_assert_no_error(g);
            }
        }
    }
}

/* Every session command that has a ring form, in every state */
FIXTURE_TEST(test_transitions_by_ring, "transitions-by-ring")
{
    unsigned n = 0;

    for (uint32_t state = 0; state < N_STATES; state++) {
        for (int finish = 0; finish < 2; finish++, n++) {
            Transition t = transition(state,
                                      CPGPU_SESS_CMD_REFRESH_START + finish);
            struct cpgpu_cmd cmd = finish ? cpgpu_cmd_refresh_finish(n)
                                          : cpgpu_cmd_refresh_start(n);

            enter_state(g, n, state);
            if (t.status) {
                util_assert_fails(g, cmd, t.status);
            } else {
                cpgpu_run_ok(g, cmd);
            }
            cpgpu_assert_sess_state(g, n, t.next);
            if (!finish && !t.status) {
                uint8_t r[CPGPU_KEY_SIZE];

                cpgpu_sess_random(g, n, r);
                g_assert_cmpmem(g->last.data, 16, r, 16);
                g_assert_false(util_is_zero(r, sizeof(r)));
            } else {
                g_assert_true(util_is_zero(g->last.data, 16));
            }
        }
    }
}

/* The ring commands on pages, in every state */
FIXTURE_TEST(test_page_commands, "page-commands")
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
    uint64_t data = cpgpu_alloc(g, 4096);

    for (uint32_t state = 0; state < N_STATES; state++) {
        uint64_t vram = state * CPGPU_PAGE_SIZE;
        const struct cpgpu_cmd cmds[] = {
            cpgpu_cmd_seal(state, vram, 4096),
            cpgpu_cmd_decrypt(state, data, vram, 16, iv),
            cpgpu_cmd_encrypt(state, vram, data, 16),
        };

        enter_state(g, state, state);
        for (int i = 0; i < ARRAY_SIZE(cmds); i++) {
            g_assert_cmpuint(cpgpu_run(g, cmds[i]), ==, want[state]);
        }
        g_assert_false(cpgpu_ring_stopped(g));
        cpgpu_assert_sess_state(g, state, state);
    }
}

FIXTURE_TEST(test_bad_commands, "bad-commands")
{
    static const uint32_t bad[] = { 0, 6, 0x100, 0x80000001, UINT32_MAX };

    cpgpu_sess_key(g, 2, key_a);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    for (int i = 0; i < 2 * ARRAY_SIZE(bad); i++) {
        unsigned n = 2 + i % 2;         /* 3 is free, which does not matter */
        uint32_t cmd = bad[i / 2];

        cpgpu_sess_begin(g, n, cmd);
        cpgpu_assert_sess_state(g, n,
                                n == 2 ? CPGPU_SESS_KEYED : CPGPU_SESS_FREE);
        cpgpu_assert_sess_reg(g, n, CPGPU_SESS_STATUS, CPGPU_ST_BAD_OPCODE);
        cpgpu_assert_error(g, CPGPU_ST_BAD_OPCODE, CPGPU_SRC_SESSION, n, cmd);
        g_assert_false(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
    }
}

/* The argument of the next command: only START and KEY_EXCHANGE look at it */
FIXTURE_TEST(test_sizes, "sizes")
{
    static const uint32_t bad[] = { 0, 1, 15, 17, 32, 255, 257, UINT32_MAX };
    uint8_t r[CPGPU_KEY_SIZE], again[CPGPU_KEY_SIZE];
    const uint32_t size_reg = cpgpu_sess(1, CPGPU_SESS_SIZE);

    cpgpu_sess_key(g, 1, key_a);
    cpgpu_sess_wrap(g, 1, key_b);
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        cpgpu_writel(g, size_reg, bad[i]);
        cpgpu_assert_reg(g, size_reg, bad[i]);
        cpgpu_assert_st(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_REFRESH_START),
                        BAD_SIZE);
        cpgpu_assert_error(g, CPGPU_ST_BAD_SIZE, CPGPU_SRC_SESSION, 1,
                           CPGPU_SESS_CMD_REFRESH_START);
        cpgpu_assert_sess_state(g, 1, CPGPU_SESS_KEYED);
        cpgpu_sess_random(g, 1, r);
        g_assert_true(util_is_zero(r, sizeof(r)));
        cpgpu_assert_st(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_KEY_EXCHANGE),
                        BAD_SIZE);
        cpgpu_clear_error(g);
        cpgpu_assert_sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE, 1);
    }

    /* a pending number outlives a START of wrong size */
    cpgpu_writel(g, size_reg, CPGPU_KEY_SIZE);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_REFRESH_START));
    cpgpu_sess_random(g, 1, r);
    cpgpu_writel(g, size_reg, 8);
    cpgpu_assert_st(cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_REFRESH_START),
                    BAD_SIZE);
    cpgpu_sess_random(g, 1, again);
    g_assert_cmpmem(r, 16, again, 16);
    cpgpu_assert_sess_state(g, 1, CPGPU_SESS_REFRESH);

    /* the state is looked at before the size */
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_CREATE));
    cpgpu_writel(g, cpgpu_sess(3, CPGPU_SESS_SIZE), 8);
    cpgpu_assert_st(cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_REFRESH_START), NO_KEY);
}

typedef struct Wrapping {
    const char *what, *hash, *mgf, *label;
    size_t len;
} Wrapping;

static const Wrapping wrong[] = {
    { "15 bytes", "SHA512", "SHA512", NULL, 15 },
    { "17 bytes", "SHA512", "SHA512", NULL, 17 },
    { "40 bytes", "SHA512", "SHA512", NULL, 40 },
    { "1 byte", "SHA512", "SHA512", NULL, 1 },
    { "126 bytes", "SHA512", "SHA512", NULL, 126 },
    { "SHA-1", "SHA1", "SHA1", NULL, 16 },
    { "SHA-256", "SHA256", "SHA256", NULL, 16 },
    { "MGF1-SHA-1", "SHA512", "SHA1", NULL, 16 },
    { "label", "SHA512", "SHA512", "x", 16 },
    { "PKCS #1 1.5", NULL, NULL, NULL, 16 },
};

static void assert_blob_refused(QCpgpu *g, const char *what,
                                const uint8_t *blob)
{
    uint8_t before[16], after[16];

    g_test_message("%s", what);
    cpgpu_sess_random(g, 0, before);
    cpgpu_sess_blob(g, 0, blob);
    cpgpu_assert_st(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_KEY_EXCHANGE),
                    BAD_KEY_BLOB);
    cpgpu_assert_error(g, CPGPU_ST_BAD_KEY_BLOB, CPGPU_SRC_SESSION, 0,
                       CPGPU_SESS_CMD_KEY_EXCHANGE);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_REFRESH);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 1);
    cpgpu_sess_random(g, 0, after);
    g_assert_cmpmem(before, 16, after, 16);
}

/* A failed key exchange changes nothing: not the key, not the pending R */
FIXTURE_TEST(test_bad_blobs, "bad-blobs")
{
    static const uint8_t msg[128] = "some other key, longer than it should be";
    X509 *cert = cpgpu_certificate(g, false);
    uint8_t blob[CPGPU_BLOB_SIZE], r[16], new_key[16], plain[64];

    enter_state(g, 0, CPGPU_SESS_REFRESH);
    cpgpu_seal(g, 0, 0, CPGPU_PAGE_SIZE);
    util_pattern(plain, sizeof(plain), 1);
    cpgpu_put_plain(g, 0, key_a, 0, plain, sizeof(plain));

    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        const Wrapping *w = &wrong[i];

        fixture_rsa_wrap(X509_get0_pubkey(cert), w->hash, w->mgf, w->label, msg,
                         w->len, blob);
        assert_blob_refused(g, w->what, blob);
    }
    X509_free(cert);
    memset(blob, 0, sizeof(blob));
    assert_blob_refused(g, "zero", blob);
    memset(blob, 0xff, sizeof(blob));
    assert_blob_refused(g, "not below the modulus", blob);
    for (int i = 0; i < 4; i++) {
        cpgpu_wrap(g, key_b, sizeof(key_b), blob);
        blob[i * 85] ^= 1 << i;
        assert_blob_refused(g, "one bit wrong", blob);
    }

    util_assert_plain(g, 0, key_a, 0, plain, sizeof(plain));
    cpgpu_sess_random(g, 0, r);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH));
    ref_xor(new_key, key_a, r, 16);
    util_assert_plain(g, 0, new_key, 0, plain, sizeof(plain));
}

/* All sessions concurrently, each with its own key and page */
FIXTURE_TEST(test_all_slots, "all-slots")
{
    unsigned count = CPGPU_LIMITS_SESSIONS(cpgpu_readl(g, CPGPU_LIMITS));
    uint8_t plain[64], key[16];

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
                cpgpu_assert_sess_reg(g, n, CPGPU_SESS_PAGES, 1);
            } else {
                util_assert_plain(g, n, key, n * CPGPU_PAGE_SIZE, plain,
                                  sizeof(plain));
            }
        }
    }
}

/* A command waits for earlier ring work; meanwhile no other is accepted */
FIXTURE_TEST(test_busy, "busy", .sealed = UTIL_WORK)
{
    static const uint32_t others[] = {
        CPGPU_SESS_SIZE, CPGPU_SESS_CONTEXT, CPGPU_SESS_BLOB(0),
        CPGPU_SESS_BLOB(63),
    };

    cpgpu_hold_workers(g, true);
    util_start_long_work(g);
    cpgpu_sess_begin(g, 1, CPGPU_SESS_CMD_CREATE);
    cpgpu_assert_sess_state(g, 1, CPGPU_SESS_FREE | CPGPU_SESS_STATE_BUSY);
    cpgpu_assert_no_error(g);
    cpgpu_sess_begin(g, 1, CPGPU_SESS_CMD_DESTROY);
    cpgpu_assert_error(g, CPGPU_ST_BUSY, CPGPU_SRC_SESSION, 1,
                       CPGPU_SESS_CMD_DESTROY);
    for (int i = 0; i < ARRAY_SIZE(others); i++) {
        cpgpu_writel(g, cpgpu_sess(1, others[i]), 1);
        cpgpu_assert_error(g, CPGPU_ST_BUSY, CPGPU_SRC_SESSION, 1, 0);
    }
    cpgpu_hold_workers(g, false);
    cpgpu_sess_wait(g, 1);
    cpgpu_assert_sess_state(g, 1, CPGPU_SESS_CREATED);
    cpgpu_assert_sess_reg(g, 1, CPGPU_SESS_STATUS, CPGPU_ST_OK);
    cpgpu_assert_reg(g, cpgpu_ring(CPGPU_RING_HEAD), g->rings[0].tail);
}

FIXTURE_TEST(test_destroy_scrubs, "destroy-scrubs")
{
    uint8_t plain[CPGPU_PAGE_SIZE];

    util_pattern(plain, sizeof(plain), 9);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, 0x3000, 0x2000);
    cpgpu_seal(g, 1, 0x5000, 0x1000);
    cpgpu_put_plain(g, 0, key_a, 0x3000, plain, sizeof(plain));
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_PAGES, 2);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY));
    util_assert_vram_zero(g, 0x3000, 0x2000);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_PAGES, 0);
    cpgpu_assert_sess_reg(g, 1, CPGPU_SESS_PAGES, 1);

    /* unowned again, and the slot remembers no key */
    cpgpu_seal(g, 1, 0x3000, 0x2000);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_CREATE));
    cpgpu_assert_st(cpgpu_run(g, cpgpu_cmd_seal(0, 0x8000, 0x1000)), NO_KEY);
}

/* lose-key comes from outside; it hits the session that it names */
FIXTURE_TEST(test_lose_key, "lose-key")
{
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_SESSION);
    cpgpu_lose_key(g, 0);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_SESSION);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_KEY_LOST);
    cpgpu_assert_sess_state(g, 1, CPGPU_SESS_KEYED);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 2);
    cpgpu_assert_sess_reg(g, 1, CPGPU_SESS_KEY_INSTANCE, 1);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 3);
    /* no key instance is used twice in a slot */
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY));
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_CREATE));
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, 3);
}

static void lose_all_keys(QCpgpu *g, unsigned n)
{
    cpgpu_qom_set(g, "teardown", "keys");
}

/*
 * A session whose key is lost must not free its keys again when it is
 * destroyed: their memory may be in use for the keys of others by then.
 */
FIXTURE_TEST(test_destroy_after_loss, "destroy-after-loss", "workers=0")
{
    static void (*const lose[])(QCpgpu *, unsigned) = {
        cpgpu_lose_key, cpgpu_lose_content, lose_all_keys,
    };
    enum { N = 6, SIZE = 4096 };
    /* no workers: all memory comes from one thread, and is soon used again */
    uint8_t plain[SIZE], key[CPGPU_KEY_SIZE];

    util_pattern(plain, SIZE, 1);
    for (unsigned i = 0; i < ARRAY_SIZE(lose); i++) {
        for (unsigned n = 0; n < N; n++) {
            cpgpu_sess_key(g, n, memcpy(key, key_a, sizeof(key)));
            cpgpu_sess_refresh(g, n, key);
            cpgpu_run_ok(g, cpgpu_cmd_read_back_key(n));
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
                util_assert_plain(g, n, key_b, n * SIZE, plain, SIZE);
            }
            cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY));
        }
    }
}

FIXTURE_MAIN(fixture_add, "session")
