/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Key exchange data works once, in a session or in a channel: replays as
 * attacks on the picture, and all ways to present the data again
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-fixture.h"
#include "cpgpu-attack.h"
#include "cpgpu-model.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#define OK      CPGPU_ST_OK
#define USED    CPGPU_ST_USED_BLOB
#define LEVEL   (CPGPU_PROTECTION_ENABLED | \
                 CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN)

enum {
    IN_PLACE, CREATED_ANEW, OTHER_SESSION, REFRESHED, KEY_LOST, CONTENT_LOST,
    RESET, FLR, AGAINS
};

static const char *const agains[AGAINS] = {
    "in place", "session created anew", "another session", "after a refresh",
    "key lost", "content lost", "reset", "function-level reset",
};

/* What the guest does before it uses the blob a second time */
static void prepare_again(Attacker *a, int how)
{
    switch (how) {
    case CREATED_ANEW:
        cpgpu_sess_cmd(a->g, 0, CPGPU_SESS_CMD_DESTROY);
        break;
    case OTHER_SESSION:
        attack_run(a, cpgpu_cmd_unseal(0, 0, ATTACK_OPEN));
        a->session = 1;
        break;
    case REFRESHED:
        attack_run(a, cpgpu_cmd_refresh_start(0));
        attack_run(a, cpgpu_cmd_refresh_finish(0));
        break;
    case KEY_LOST:
        cpgpu_lose_key(a->g, 0);
        break;
    case CONTENT_LOST:
        cpgpu_lose_content(a->g, 0);
        break;
    case RESET ... FLR:
        util_resets[how == FLR ? UTIL_RESET_FLR : UTIL_RESET_SOFT].reset(a->g);
        cpgpu_ring_on(a->g, 6);
        break;
    }
}

/*
 * If the device accepted a blob again, the guest would have a session with the
 * same key and no used IVs, and could decrypt the clip as often as it likes.
 */
static void test_replay(void)
{
    g_autoptr(QCpgpu) g = attack_start(NULL);
    uint32_t status[AGAINS];
    AttackServer server;
    AttackScore s = { 0 };
    Attacker a;

    attack_server_init(&server, g);
    attacker_init(&a, g, &server.relay, false);
    for (int i = 0; i < ARRAY_SIZE(agains); i++) {
        attack_server_init(&server, g);
        cpgpu_assert_ok(attack_key(&a, 0, 0, server.relay.blob[0]));
        attack_load(&a);
        prepare_again(&a, i);
        status[i] = attack_key(&a, a.session, 0, server.relay.blob[0]);
        attack_load(&a);
        attack_see_iv(&a);
        attack_run(&a, attack_decrypt(&a, NULL, 0, ATTACK_STREAM,
                                      ATTACK_STREAM_BYTES));
        attack_score(&s, &a, &server, agains[i], status[i]);
        attack_free_sessions(g);
    }
    attack_assert_chance(&s);
    for (int i = 0; i < ARRAY_SIZE(agains); i++) {
        if (status[i] != USED) {
            g_error("%s: status %u", agains[i], status[i]);
        }
    }
}

/*
 * A context has a channel that forbids reading back and requires a protected
 * link.  The guest replays the clip in another context, which requires
 * neither.
 */
static void test_other_context(void)
{
    g_autoptr(QCpgpu) g = attack_start(NULL);
    uint8_t got[ATTACK_CLIP], guess[ATTACK_BYTES];
    AttackServer server;
    unsigned read_back;
    Attacker a;
    Chan c;

    attack_server_init(&server, g);
    attacker_init(&a, g, &server.relay, false);
    chan_open(&c, g, 0, 1);
    cpgpu_assert_ok(chan_set_protection(&c, LEVEL));
    cpgpu_assert_ok(attack_key(&a, 0, 1, server.relay.blob[0]));
    attack_load(&a);
    attack_see_iv(&a);
    g_assert_true(util_is_zero(a.next_iv, sizeof(a.next_iv)));  /* refused */
    g_assert_cmpfloat(attack_convert(&a, ATTACK_SECRET, ATTACK_BYTES,
                                     guess), ==, -1);

    attack_run(&a, cpgpu_cmd_unseal(0, 0, ATTACK_OPEN));
    for (uint32_t context = 0; context < 3; context += 2) {
        uint32_t status = attack_key(&a, 1 + context / 2, context,
                                     server.relay.blob[0]);

        attack_load(&a);
        read_back = attack_run(&a, cpgpu_cmd_encrypt(0, ATTACK_SECRET, a.out,
                                                     sizeof(got)));
        g_test_message("context %u: key exchange %u, read-back %u", context,
                       status, read_back);
        g_assert_cmpuint(status, ==, USED);
        g_assert_cmpuint(read_back, ==, CPGPU_ST_NO_KEY);
    }
}

/*
 * A second device with the same identity accepts what the first one has
 * accepted, because it cannot know of it.  Neither device accepts the IVs of
 * the other's read-backs, nor its read-back keys, so this reveals nothing of
 * the clip.
 */
static void test_other_device(void)
{
    g_autoptr(QCpgpu) g =
        cpgpu_start_with("q35", ATTACK_OPTS,
                         "-device cpgpu,id=gpu1,addr=5," ATTACK_OPTS);
    QCpgpu *g2 = cpgpu_start_other(g, 5);
    uint32_t status[2];
    AttackScore s = { 0 };
    AttackServer server;
    Attacker a, b;

    cpgpu_ring_on(g, 6);
    cpgpu_ring_on(g2, 6);
    for (int own_key = 0; own_key < 2; own_key++) {
        attack_server_init(&server, g);
        attacker_init(&a, g, &server.relay, own_key);
        attacker_init(&b, g2, &server.relay, own_key);
        cpgpu_assert_ok(attack_key(&a, 0, 0, server.relay.blob[0]));
        g_test_message("second device: key exchange %u",
                       attack_key(&b, 0, 0, server.relay.blob[0]));
        attack_load(&a);
        attack_load(&b);
        attack_see_iv(&a);
        attack_see_iv(&b);
        for (int i = 0; i < 2; i++) {
            Attacker *whose = i ? &a : &b;

            memcpy(b.next_iv, whose->next_iv, sizeof(b.next_iv));
            status[own_key] = attack_run(&b, attack_decrypt(
                &b, own_key ? whose->wrapped : NULL, 0, ATTACK_STREAM,
                ATTACK_STREAM_BYTES));
            attack_score(&s, &b, &server, i ? "the first device's next IV"
                                            : "its own next IV",
                         status[own_key]);
        }
        attack_free_sessions(g);
        attack_free_sessions(g2);
    }
    attack_assert_chance(&s);
    g_assert_cmpuint(status[0], ==, CPGPU_ST_RESERVED_IV);
    g_assert_cmpuint(status[1], ==, CPGPU_ST_KEY_IN_USE);
    g_free(g2);
}

static void between_nothing(QCpgpu *g)
{
}

static void between_teardown(QCpgpu *g)
{
    cpgpu_qom_set(g, "teardown", "content");
    cpgpu_clear_error(g);
}

static void between_rng_fault(QCpgpu *g)
{
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_qom_set(g, "rng-fault", "none");
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    cpgpu_clear_error(g);
}

/* In either order, to the same slot and to another, and across resets */
static void test_pairs(void)
{
    const UtilReset between[] = {
        { "nothing", between_nothing },
        util_resets[UTIL_RESET_SOFT],
        util_resets[UTIL_RESET_SYSTEM],
        util_resets[UTIL_RESET_FLR],
        { "teardown", between_teardown },
        { "RNG started again", between_rng_fault },
    };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    unsigned refused = 0;

    for (int i = 0; i < ARRAY_SIZE(between); i++) {
        for (int how = 0; how < 8; how++) {
            bool first = how & 1, second = how & 2;
            unsigned n = how & 4 ? 3 : 2;
            uint8_t key[16], blob[CPGPU_BLOB_SIZE];

            g_test_message("%s, then %s %u: %s", first ? "channel" : "session",
                           second ? "channel" : "session", n,
                           between[i].name);
            model_random(key, sizeof(key));
            util_wrap(g, first, key, blob);
            cpgpu_assert_ok(fixture_exchange(g, 2, first, blob));
            between[i].reset(g);
            for (int again = 0; again < 3; again++, refused++) {
                cpgpu_assert_st(fixture_exchange(g, n, second, blob),
                                USED_BLOB);
            }
            /* one bit off it is not that blob, but none at all */
            blob[CPGPU_BLOB_SIZE - 1] ^= 1;
            for (int again = 0; again < 2; again++) {
                cpgpu_assert_st(fixture_exchange(g, n, second, blob),
                                BAD_KEY_BLOB);
            }
        }
    }
    g_test_message("%u replays refused", refused);
}

/* As a number plus the RSA modulus; false: that has too many bits */
static bool add_modulus(QCpgpu *g, bool channel, uint8_t *blob)
{
    X509 *cert = cpgpu_certificate(g, channel);
    BIGNUM *n = NULL, *sum = BN_bin2bn(blob, CPGPU_BLOB_SIZE, NULL);
    int size;

    g_assert(EVP_PKEY_get_bn_param(X509_get0_pubkey(cert),
                                   OSSL_PKEY_PARAM_RSA_N, &n) == 1);
    g_assert(BN_add(sum, sum, n) == 1);
    size = BN_bn2binpad(sum, blob, CPGPU_BLOB_SIZE);
    BN_free(n);
    BN_free(sum);
    X509_free(cert);
    return size == CPGPU_BLOB_SIZE;
}

/* RSA would make the same of it, but it is not the same to remember */
static void test_modulus(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    unsigned tries = 0;

    for (int done = 0; done < 8;) {
        uint8_t key[16], blob[CPGPU_BLOB_SIZE], twin[CPGPU_BLOB_SIZE];
        bool channel = done & 1;

        g_assert_cmpuint(tries++, <, 100000);
        model_random(key, sizeof(key));
        util_wrap(g, channel, key, blob);
        memcpy(twin, blob, sizeof(twin));
        if (!add_modulus(g, channel, twin)) {
            continue;
        }
        cpgpu_assert_st(fixture_exchange(g, 2, channel, twin), BAD_KEY_BLOB);
        cpgpu_assert_ok(fixture_exchange(g, 2, channel, blob));
        cpgpu_assert_st(fixture_exchange(g, 2, channel, twin), BAD_KEY_BLOB);
        g_assert_cmpuint(fixture_exchange(g, 2, channel, blob), ==, USED);
        done++;
    }
    g_test_message("%u blobs to find 8", tries);
}

/* To all sessions at the same time, on the way to the worker: one gets it */
static void test_at_once(void)
{
    enum { SESSIONS = 16, ROUNDS = 10 };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t key[16], blob[CPGPU_BLOB_SIZE];

    for (int round = 0; round < ROUNDS; round++) {
        unsigned keyed = 0;

        model_random(key, sizeof(key));
        util_wrap(g, false, key, blob);
        for (unsigned n = 0; n < SESSIONS; n++) {
            chan_sess_create(g, n, n);
            cpgpu_sess_blob(g, n, blob);
        }
        for (unsigned n = 0; n < SESSIONS; n++) {
            cpgpu_sess_begin(g, n, CPGPU_SESS_CMD_KEY_EXCHANGE);
        }
        for (unsigned n = 0; n < SESSIONS; n++) {
            uint32_t status;

            cpgpu_sess_wait(g, n);
            status = cpgpu_sess_reg(g, n, CPGPU_SESS_STATUS);
            g_assert_true(status == OK || status == USED);
            keyed += status == OK;
            cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY);
        }
        g_assert_cmpuint(keyed, ==, 1);
        cpgpu_clear_error(g);
    }
}

/*
 * As many key exchanges as the device can record, which takes 65536 RSA
 * operations: with -m slow only, because cpgpu-keys-test fills the record
 * without them
 */
static void test_room(void)
{
    static const char *const lines[] = {
        "cpgpu_blobs_full", "cpgpu: session 2: status 36 at 0x3",
        "cpgpu: channel 2: status 36 at 0x3",
    };
    g_autofree char *path = NULL, *log = NULL;
    uint8_t key[16], first[CPGPU_BLOB_SIZE], blob[CPGPU_BLOB_SIZE];
    QCpgpu *g = fixture_start_logged("-d guest_errors -trace cpgpu_blobs_full",
                                     &path);

    util_wrap(g, true, key_c, first);
    cpgpu_assert_ok(fixture_exchange(g, 2, true, first));
    for (unsigned n = 1; n < CPGPU_BLOBS_MAX; n++) {
        model_random(key, sizeof(key));
        util_wrap(g, true, key, blob);
        cpgpu_assert_ok(fixture_exchange(g, 2, true, blob));
    }
    for (int i = 0; i < UTIL_RESETS; i++) {
        for (int channel = 0; channel < 2; channel++) {
            model_random(key, sizeof(key));
            util_wrap(g, channel, key, blob);
            cpgpu_assert_st(fixture_exchange(g, 2, channel, blob), NO_ROOM);
            g_assert_cmpuint(fixture_exchange(g, 2, channel, first), ==, USED);
        }
        util_resets[i].reset(g);
    }
    log = fixture_stop_logged(g, path);
    fixture_assert_logged(log, lines, ARRAY_SIZE(lines));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (g_test_slow()) {
        qtest_add_func("/cpgpu/replay/room", test_room);
    }
    qtest_add_func("/cpgpu/replay/clip", test_replay);
    qtest_add_func("/cpgpu/replay/other-context", test_other_context);
    qtest_add_func("/cpgpu/replay/other-device", test_other_device);
    qtest_add_func("/cpgpu/replay/pairs", test_pairs);
    qtest_add_func("/cpgpu/replay/modulus", test_modulus);
    qtest_add_func("/cpgpu/replay/at-once", test_at_once);
    return g_test_run();
}
