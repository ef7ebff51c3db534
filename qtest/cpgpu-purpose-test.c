/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A key has one purpose: content keys that equal another key or look like a
 * counter block, and key exchanges with a key of the other kind
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"
#include "cpgpu-model.h"

#define PAGE    CPGPU_PAGE_SIZE
#define DATA    (64 * MiB)      /* guest memory that nothing else uses */
#define IN_USE  CPGPU_ST_KEY_IN_USE

static struct cpgpu_cmd under(QCpgpu *g, unsigned session, const uint8_t *key,
                              const uint8_t *content_key)
{
    return cpgpu_cmd_content_key(cpgpu_cmd_decrypt_any(session, DATA,
                                                       session * PAGE, 16),
                                 key, content_key);
}

/*
 * A content key that serves another purpose decrypts the data to noise: the
 * status must not reveal what a key is.  Only a read-back key is refused,
 * because anybody can recognize its wrapped form.
 */
typedef enum Outcome {
    USED, NOISE, REFUSED,
} Outcome;

static void assert_content(QCpgpu *g, unsigned session, const uint8_t *key,
                           const uint8_t *content_key, Outcome outcome)
{
    uint64_t nonce = util_nonce(g);
    struct cpgpu_cmd cmd = under(g, session, key, content_key);
    uint8_t want[16] = { 0 }, used[16];

    if (outcome == REFUSED) {
        util_assert_fails(g, cmd, IN_USE);
        g_assert_cmphex(util_nonce(g), ==, nonce);
        return;
    }
    memcpy(used, content_key, 16);
    if (outcome == NOISE) {
        model_replaced_key(key, cmd.key, used);
    }
    cpgpu_run_ok(g, cmd);
    cpgpu_assert_no_error(g);
    model_ctr(used, cmd.iv, want, 16);  /* of the zeros at DATA */
    util_assert_plain(g, session, key, session * PAGE, want, 16);
}

/* Session @n, created again, with this key and the page of its number */
static void key_and_page(QCpgpu *g, unsigned n, const uint8_t *key)
{
    if (cpgpu_sess_state(g, n) != CPGPU_SESS_FREE) {
        cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY));
    }
    cpgpu_sess_key(g, n, key);
    cpgpu_seal(g, n, n * PAGE, PAGE);
}

/* Channel 0 has key_c */
static void key_channel(Chan *c, QCpgpu *g)
{
    chan_create(c, g, 0, 1);
    chan_key(c, key_c);
}

static void reset(QCpgpu *g, int how)
{
    util_resets[how].reset(g);
    cpgpu_ring_on(g, 6);
}

/* After each kind of reset, key_a or key_c is still no content key */
static void check_resets(QCpgpu *g, const uint8_t *key, const uint8_t *content)
{
    for (int i = 0; i < UTIL_RESETS; i++) {
        reset(g, i);
        key_and_page(g, 0, key);
        assert_content(g, 0, key, content, NOISE);
    }
}

/* Keys have no zeros where counter blocks of the session key have them */
FIXTURE_TEST(test_form, "form")
{
    uint8_t content[16];

    key_and_page(g, 0, key_a);
    for (int i = 0; i < 64; i++) {
        model_random(content, 16);
        memset(content + 8, 0, i ? 4 : 8);
        assert_content(g, 0, key_a, content, NOISE);
        /* any one of these bits makes it a valid key */
        content[8 + i / 8 % 4] |= 1 << i % 8;
        assert_content(g, 0, key_a, content, USED);
    }
    memset(content, 0, 16);
    assert_content(g, 0, key_a, content, NOISE);
}

/* Nor does their wrapped form begin with the tag of read-back keys */
FIXTURE_TEST(test_tag, "tag")
{
    struct cpgpu_cmd cmd;
    uint8_t wrapped[16], content[16];

    key_and_page(g, 0, key_a);
    for (int i = 0; i < 64; i++) {
        model_random(wrapped, 16);
        for (int change = 0; change < 2; change++) {
            stl_le_p(wrapped, CPGPU_READ_BACK_TAG ^
                              (change ? 1u << i % 32 : 0));
            model_ecb_decrypt(key_a, wrapped, content);
            cmd = under(g, 0, key_a, content);
            g_assert_cmpmem(cmd.key, 16, wrapped, 16);
            assert_content(g, 0, key_a, content, change ? USED : REFUSED);
        }
    }
}

/*
 * No session key is accepted as a content key: the session's own, another's,
 * nor an earlier one
 */
FIXTURE_TEST(test_session_keys, "session-keys")
{
    uint8_t key[16], random[16];

    memcpy(key, key_a, 16);
    key_and_page(g, 0, key);
    assert_content(g, 0, key, key, NOISE);
    assert_content(g, 0, key, key_b, USED);
    key_and_page(g, 1, key_b);
    assert_content(g, 0, key, key_b, NOISE);   /* by now it is one */
    assert_content(g, 1, key_b, key, NOISE);

    /* after a refresh, the old key and the new one */
    cpgpu_sess_refresh(g, 0, key);
    assert_content(g, 0, key, key, NOISE);
    assert_content(g, 0, key, key_a, NOISE);
    assert_content(g, 1, key_b, key, NOISE);

    /* R is known with START, but the key counts from FINISH on */
    cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));
    cpgpu_sess_random(g, 0, random);
    ref_xor(key, key, random, 16);
    assert_content(g, 1, key_b, key, USED);
    assert_content(g, 1, key_b, key, USED);
    cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
    assert_content(g, 1, key_b, key, NOISE);

    /* keys that are gone */
    cpgpu_lose_key(g, 0);
    assert_content(g, 1, key_b, key_a, NOISE);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY));
    assert_content(g, 1, key_b, key_a, NOISE);
    check_resets(g, key_b, key_a);
}

FIXTURE_TEST(test_channel_keys, "channel-keys")
{
    Chan c;

    key_and_page(g, 0, key_a);
    assert_content(g, 0, key_a, key_c, USED);
    key_channel(&c, g);
    assert_content(g, 0, key_a, key_c, NOISE);
    chan_destroy(&c);
    assert_content(g, 0, key_a, key_c, NOISE);
    check_resets(g, key_a, key_c);
}

/* READ_BACK_KEY, unwrapped by the owner of @key */
static void get_read_back_key(QCpgpu *g, unsigned session, const uint8_t *key,
                              uint8_t out[16])
{
    cpgpu_run_ok(g, cpgpu_cmd_read_back_key(session));
    model_ecb_decrypt(key, g->last.data, out);
}

/*
 * A key that READ_BACK_KEY returned is never accepted as a content key, in any
 * session; nor is the current read-back key, however it is wrapped.
 */
FIXTURE_TEST(test_read_back_keys, "read-back-keys")
{
    enum { KEYS = 20 };
    uint8_t keys[KEYS][16], given[KEYS][16], key[16];

    memcpy(key, key_a, 16);
    key_and_page(g, 0, key);
    key_and_page(g, 1, key_b);
    for (int i = 0; i < KEYS; i++) {
        get_read_back_key(g, i % 2, i % 2 ? key_b : key, keys[i]);
        memcpy(given[i], g->last.data, 16);
        g_assert_cmphex(ldl_le_p(given[i]), ==, CPGPU_READ_BACK_TAG);
        g_assert_cmphex(ldl_be_p(keys[i] + 8), !=, 0);
        g_assert_true(!i || memcmp(given[i], given[i - 1], 16));
        for (unsigned n = 0; n < 2; n++) {
            const uint8_t *own = n ? key_b : key;

            /* it has the tag under the key that it was made for */
            assert_content(g, n, own, keys[i], n == i % 2 ? REFUSED : NOISE);
            if (i) {
                assert_content(g, n, own, keys[i - 1],
                               n == i % 2 ? NOISE : REFUSED);
            }
        }
    }
    cpgpu_sess_refresh(g, 0, key);
    assert_content(g, 0, key, keys[KEYS - 1], NOISE);
    assert_content(g, 0, key, keys[KEYS - 2], NOISE);
    for (int i = 0; i <= UTIL_RESETS; i++) {
        for (int j = 0; j < KEYS; j++) {
            struct cpgpu_cmd cmd = under(g, 0, key, key);

            memcpy(cmd.key, given[j], 16);
            util_assert_fails(g, cmd, IN_USE);
        }
        if (i < UTIL_RESETS) {
            reset(g, i);
            memcpy(key, i ? key_b : key_a, 16);
            key_and_page(g, 0, key);
        }
    }
}

/*
 * A refused content key leaves no IV mark and takes no slot: 256 others can be
 * used, and the same IV is accepted with another key.
 */
FIXTURE_TEST(test_no_trace_left, "no-trace-left")
{
    uint8_t content[16] = "content key";
    struct cpgpu_cmd cmd;

    key_and_page(g, 0, key_a);
    cmd = under(g, 0, key_a, content);
    for (uint32_t i = 0; i < 256; i++) {
        stl_le_p(cmd.key, CPGPU_READ_BACK_TAG);
        stl_be_p(cmd.key + 12, i);
        util_assert_fails(g, cmd, IN_USE);
        stl_be_p(content + 12, i);
        cmd = cpgpu_cmd_content_key(cmd, key_a, content);
        cpgpu_run_ok(g, cmd);
    }
}

/*
 * From a guess of the plaintext of some ciphertext, a guest can compute a
 * wrapped key that unwraps to a counter block if the guess is right, or to a
 * known key if that block was loaded. The device must not reveal whether it
 * was.
 */
FIXTURE_TEST(test_guesses, "guesses")
{
    uint8_t secret[16], guess[16], seen[16], own[16] = "a key of my own.";
    struct cpgpu_cmd cmd;

    key_and_page(g, 0, key_a);
    key_and_page(g, 1, own);
    for (int i = 0; i < 32; i++) {
        bool right = i % 2, loaded = i / 2 % 2;

        model_random(secret, 16);
        cpgpu_put_plain(g, 0, key_a, 0, secret, 16);
        cpgpu_run_ok(g, cpgpu_cmd_encrypt(0, 0, DATA + 16, 16));
        cpgpu_read(g, DATA + 16, seen, 16);
        memcpy(guess, secret, 16);
        guess[i % 16] ^= !right;
        cmd = under(g, 0, key_a, own);
        if (!loaded) {
            ref_xor(cmd.key, seen, guess, 16);
        } else if (!right) {
            cmd.key[i % 16] ^= 1;
        }
        cpgpu_run_ok(g, cmd);
        cpgpu_assert_no_error(g);
    }
}

/* In session or channel 5 */
static void assert_exchange(QCpgpu *g, bool channel, const uint8_t *key,
                            uint32_t status)
{
    uint8_t blob[CPGPU_BLOB_SIZE];

    util_wrap(g, channel, key, blob);
    g_assert_cmpuint(fixture_exchange(g, 5, channel, blob), ==, status);
    if (status) {
        /* the data is used up nevertheless */
        cpgpu_assert_st(fixture_exchange(g, 5, channel, blob), USED_BLOB);
    }
}

/* A key cannot serve a session and a channel, but several of one kind */
FIXTURE_TEST(test_exchange, "exchange")
{
    uint8_t key[16], back[16], form[16];
    Chan c;

    memcpy(key, key_a, 16);
    key_and_page(g, 0, key);
    key_channel(&c, g);
    get_read_back_key(g, 0, key, back);
    cpgpu_sess_refresh(g, 0, key);
    cpgpu_sess_refresh(g, 0, key);
    for (int i = 0; i <= UTIL_RESETS; i++) {
        assert_exchange(g, false, key_a, CPGPU_ST_OK);
        assert_exchange(g, true, key_a, IN_USE);
        assert_exchange(g, true, key_c, CPGPU_ST_OK);
        assert_exchange(g, false, key_c, IN_USE);
        for (int channel = 0; channel < 2; channel++) {
            /* what looks like a counter block */
            memcpy(form, channel ? key_c : key_a, 16);
            memset(form + 8, 0, 4);
            assert_exchange(g, channel, form, IN_USE);
            form[8 + i % 4] = 1 << i;
            assert_exchange(g, channel, form, CPGPU_ST_OK);
        }
        if (i == 0) {
            assert_exchange(g, false, back, IN_USE);
            assert_exchange(g, true, back, IN_USE);
            assert_exchange(g, true, key, IN_USE);      /* refreshed twice */
            assert_exchange(g, false, key, CPGPU_ST_OK);
        }
        if (i < UTIL_RESETS) {
            reset(g, i);
        }
    }
}

/* A refused key exchange does not change the session, nor its pending R */
FIXTURE_TEST(test_refused_exchange, "refused-exchange")
{
    uint8_t key[16], r[2][16], plain[PAGE], blob[CPGPU_BLOB_SIZE];
    uint32_t instance;
    Chan c;

    memcpy(key, key_a, 16);
    key_and_page(g, 0, key);
    util_pattern(plain, PAGE, 7);
    cpgpu_put_plain(g, 0, key, 0, plain, PAGE);
    key_channel(&c, g);
    cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));
    cpgpu_sess_random(g, 0, r[0]);
    instance = cpgpu_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE);
    cpgpu_wrap(g, key_c, CPGPU_KEY_SIZE, blob);
    for (int i = 0; i < 2; i++) {
        uint32_t status = i ? CPGPU_ST_USED_BLOB : IN_USE;

        cpgpu_sess_blob(g, 0, blob);
        g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_KEY_EXCHANGE), ==,
                         status);
        cpgpu_assert_error(g, status, CPGPU_SRC_SESSION, 0,
                           CPGPU_SESS_CMD_KEY_EXCHANGE);
        cpgpu_assert_sess_state(g, 0, CPGPU_SESS_REFRESH);
        cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE, instance);
        cpgpu_sess_random(g, 0, r[1]);
        g_assert_cmpmem(r[0], 16, r[1], 16);
        util_assert_plain(g, 0, key, 0, plain, PAGE);
    }
    cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
    ref_xor(key, key, r[0], 16);
    util_assert_plain(g, 0, key, 0, plain, PAGE);
}

FIXTURE_TEST_ALONE(test_log, "log")
{
    static const char *const lines[] = {
        "cpgpu_iv_reserved session 0 count 0x80000000 blocks 0x1",
        "cpgpu_blob_used",
        "cpgpu_key_in_use",
        "cpgpu_content_key session 0 replaced 1",
        "cpgpu_content_key_refused session 0",
        "cpgpu: ring 0: status 33 at 0x",
        "cpgpu: ring 0: status 35 at 0x",
        "cpgpu: session 5: status 34 at 0x3",
        "cpgpu: session 5: status 35 at 0x3",
        "cpgpu: channel 5: status 34 at 0x3",
        "cpgpu: channel 5: status 35 at 0x3",
    };
    g_autofree char *path = NULL, *log = NULL;
    QCpgpu *g = fixture_start_logged("-d guest_errors -trace 'cpgpu_*'", &path);
    uint8_t iv[16] = { [12] = 0x80 };
    struct cpgpu_cmd cmd;
    Chan c;

    key_and_page(g, 0, key_a);
    cpgpu_run_fails(g, cpgpu_cmd_decrypt(0, DATA, 0, 16, iv), RESERVED_IV);
    assert_content(g, 0, key_a, key_a, NOISE);
    cmd = under(g, 0, key_a, key_a);
    stl_le_p(cmd.key, CPGPU_READ_BACK_TAG);
    util_assert_fails(g, cmd, IN_USE);
    key_channel(&c, g);
    assert_exchange(g, false, key_c, IN_USE);
    assert_exchange(g, true, key_a, IN_USE);
    log = fixture_stop_logged(g, path);
    fixture_assert_logged(log, lines, ARRAY_SIZE(lines));
}

FIXTURE_MAIN(fixture_add, "purpose")
