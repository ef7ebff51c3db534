/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks on the picture by a guest that brought no key
 *
 * Each is a way to get the keystream of a read-back into a sealed page before
 * the read-back is made, and then the convert oracle (cpgpu-attack.h).  None
 * may reveal more of the clip than guessing does.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "qemu/units.h"
#include "cpgpu-chan.h"
#include "cpgpu-attack.h"
#include "cpgpu-model.h"

#define Q       ATTACK_STREAM
#define Q_BYTES ATTACK_STREAM_BYTES
#define PAGE    CPGPU_PAGE_SIZE

/* The key that the read-backs are made under, as DECRYPT_BLT would name it */
static const uint8_t *own(const Attacker *a)
{
    return a->own_key ? a->wrapped : NULL;
}

/* One attack */
typedef struct Way {
    const char *name;
    uint32_t (*run)(Attacker *a);
    /* expected: read back under the session key, and under a key of its own */
    uint32_t status, own_status;
    /* without @run: DECRYPT_BLT of this shape at the IV that comes next */
    unsigned before;            /* bytes from an earlier IV on, */
    unsigned clear;             /* and clear bytes among them */
    bool rect;
    struct cpgpu_subsample map[2];
    uint32_t pattern[3];
} Way;

/* -------------------------------------------- at the IV that comes next -- */

static uint32_t at_next_iv(Attacker *a, const Way *w)
{
    unsigned more = w->before + w->clear;
    struct cpgpu_cmd cmd = attack_decrypt(a, own(a), -(int64_t)w->before / 16,
                                          Q - more, Q_BYTES + more);

    if (w->rect) {
        cmd = cpgpu_cmd_rect(cmd, PAGE, Q_BYTES / PAGE, PAGE);
    }
    if (w->map[1].encrypted) {
        cmd = cpgpu_cmd_map(cmd, cpgpu_subsamples(a->g, w->map, 2), 2);
    }
    if (w->pattern[2]) {
        cmd = cpgpu_cmd_pattern(cmd, w->pattern[0], w->pattern[1],
                                w->pattern[2]);
    }
    return attack_run(a, cmd);
}

static uint32_t way_plain(Attacker *a)
{
    return at_next_iv(a, &(Way) { 0 });
}

/* Several commands, of which only the first has the very IV */
static uint32_t way_pieces(Attacker *a)
{
    uint32_t status = CPGPU_ST_OK, len = Q_BYTES / 8;

    for (int i = 0; i < 8; i++) {
        status = attack_run(a, attack_decrypt(a, own(a), i * len / 16,
                                              Q + i * len, len));
    }
    return status;
}

/* --------------------------------- under a content key that might be it -- */

static uint32_t with_content_key(Attacker *a, const uint8_t wrapped[16])
{
    return attack_run(a, attack_decrypt(a, wrapped, 0, Q, Q_BYTES));
}

static uint32_t way_zero_key(Attacker *a)
{
    static const uint8_t zero[16];

    return with_content_key(a, zero);
}

static uint32_t way_clip_key(Attacker *a)
{
    return with_content_key(a, a->relay->wrapped);
}

static uint32_t way_read_back_key(Attacker *a)
{
    if (!a->own_key) {
        attack_new_read_back_key(a);
    }
    return with_content_key(a, a->wrapped);
}

static uint32_t way_former_read_back_key(Attacker *a)
{
    uint8_t former[16];

    attack_new_read_back_key(a);
    memcpy(former, a->wrapped, 16);
    attack_new_read_back_key(a);
    return with_content_key(a, former);
}

/* Refresh, with the R of the fewest bits out of many; the clip stays */
static void refresh_with_low_r(Attacker *a)
{
    unsigned bits = 128;

    for (int i = 0; i < 4096 && bits > 50; i++) {
        unsigned n = 0;

        attack_run(a, cpgpu_cmd_refresh_start(0));
        for (int j = 0; j < 16; j++) {
            n += ctpop8(a->g->last.data[j]);
        }
        bits = MIN(n, bits);
    }
    attack_run(a, cpgpu_cmd_refresh_finish(0));
    attack_see_iv(a);
}

static uint32_t way_wrapped_before_refresh(Attacker *a)
{
    attack_new_read_back_key(a);
    refresh_with_low_r(a);
    return with_content_key(a, a->wrapped);
}

static uint32_t way_plain_after_refresh(Attacker *a)
{
    refresh_with_low_r(a);
    return way_plain(a);
}

static uint32_t way_r_as_key(Attacker *a)
{
    uint8_t r[16];

    attack_run(a, cpgpu_cmd_refresh_start(0));
    memcpy(r, a->g->last.data, 16);
    attack_run(a, cpgpu_cmd_refresh_finish(0));
    attack_see_iv(a);
    return with_content_key(a, r);
}

/* Keystream of @len bytes, seen in zeros that were read back */
static void see_keystream(Attacker *a, uint64_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, Q, a->out, len);

    attack_run(a, cpgpu_cmd_fill(0, 0, Q, len));
    cmd.flags |= a->own_key ? CPGPU_CMD_READ_BACK_KEY : 0;
    attack_run(a, cmd);
}

/* E(K, IV) unwraps to that IV: a content key that the guest knows */
static uint32_t way_keystream_as_key(Attacker *a)
{
    uint8_t block[16];

    see_keystream(a, 16);
    cpgpu_read(a->g, a->out, block, 16);
    attack_see_iv(a);
    return with_content_key(a, block);
}

/* Keystream that was seen, in the hope that its IV comes again */
static uint32_t way_keystream_again(Attacker *a)
{
    g_autofree uint8_t *stream = g_malloc(Q_BYTES);

    see_keystream(a, Q_BYTES);
    cpgpu_read(a->g, a->out, stream, Q_BYTES);
    cpgpu_vram_write(a->g, ATTACK_OPEN + MiB, stream, Q_BYTES);
    cpgpu_ring_recover(a->g);
    return attack_run(a, cpgpu_cmd_copy(0, ATTACK_OPEN + MiB, Q, Q_BYTES));
}

/* What was read back, given back at the IV that it was read back with */
static uint32_t way_feed_back(Attacker *a)
{
    struct cpgpu_cmd cmd;

    see_keystream(a, Q_BYTES);
    memcpy(a->next_iv, a->g->last.data, sizeof(a->next_iv));
    cmd = attack_decrypt(a, own(a), 0, Q, Q_BYTES);
    cmd.data = a->out;
    return attack_run(a, cmd);
}

/* -------------------------------------------- another session, same key -- */

/* The application itself has given the key to two sessions */
static uint32_t way_other_session(Attacker *a)
{
    attack_run(a, cpgpu_cmd_unseal(0, 0, ATTACK_OPEN));
    attack_key(a, 1, 0, a->relay->blob[1]);
    attack_load(a);
    return way_plain(a);
}

static uint32_t way_other_read_back_key(Attacker *a)
{
    uint8_t first[16];

    attack_new_read_back_key(a);
    memcpy(first, a->wrapped, 16);
    attack_run(a, cpgpu_cmd_unseal(0, 0, ATTACK_OPEN));
    attack_key(a, 1, 0, a->relay->blob[1]);
    attack_load(a);
    attack_see_iv(a);
    return with_content_key(a, first);
}

#define RESERVED CPGPU_ST_RESERVED_IV
#define IN_USE  CPGPU_ST_KEY_IN_USE
#define OK      CPGPU_ST_OK     /* it may, as it leads to nothing */

static const Way ways[] = {
    { "the next IV", NULL, RESERVED, IN_USE },
    { "in rows", NULL, RESERVED, IN_USE, .rect = true },
    { "in pieces", way_pieces, RESERVED, IN_USE },
    { "Count runs into it", NULL, RESERVED, IN_USE, .before = PAGE },
    { "with a map", NULL, RESERVED, IN_USE,
      .clear = 16, .map = { { 16, 8 }, { 0, Q_BYTES - 8 } } },
    { "runs into it in a map", NULL, RESERVED, IN_USE, .before = PAGE,
      .clear = 16, .map = { { 0, PAGE - 5 }, { 16, Q_BYTES + 5 } } },
    { "with a pattern", NULL, RESERVED, IN_USE,
      .clear = 32, .pattern = { 0, 32, Q_BYTES } },
    { "runs into it in a pattern", NULL, RESERVED, IN_USE, .before = PAGE,
      .clear = 16, .pattern = { PAGE, 16, Q_BYTES } },
    { "content key: zero", way_zero_key, OK, OK },
    { "content key: the clip's", way_clip_key, OK, OK },
    { "content key: the read-back key", way_read_back_key, IN_USE, IN_USE },
    { "content key: the former read-back key", way_former_read_back_key,
      IN_USE, IN_USE },
    { "content key: read-back key of before a refresh",
      way_wrapped_before_refresh, IN_USE, IN_USE },
    { "the next IV after a refresh with a chosen R", way_plain_after_refresh,
      RESERVED, IN_USE },
    { "content key: R", way_r_as_key, OK, OK },
    { "content key: keystream that was seen", way_keystream_as_key, OK, OK },
    { "keystream that was seen", way_keystream_again, OK, OK },
    { "read back and given back", way_feed_back, RESERVED, IN_USE },
    { "another session with the key", way_other_session, RESERVED, IN_USE },
    { "content key: another session's read-back key", way_other_read_back_key,
      IN_USE, IN_USE },
};

/* ----------------------------------------------------- the clip's bytes -- */

static void try_ways(const char *opts, bool own_key)
{
    g_autoptr(QCpgpu) g = attack_start(opts);
    AttackServer server;
    uint32_t status[ARRAY_SIZE(ways)];
    AttackScore s = { 0 };
    Attacker a;

    attack_server_init(&server, g);
    attacker_init(&a, g, &server.relay, own_key);
    for (int i = 0; i < ARRAY_SIZE(ways); i++) {
        attack_server_init(&server, g);         /* new keys, new clip */
        g_assert_cmpuint(attack_key(&a, 0, 0, server.relay.blob[0]), ==, OK);
        attack_load(&a);
        attack_see_iv(&a);
        status[i] = ways[i].run ? ways[i].run(&a) : at_next_iv(&a, &ways[i]);
        attack_score(&s, &a, &server, ways[i].name, status[i]);
        attack_free_sessions(g);
    }
    attack_assert_chance(&s);
    for (int i = 0; i < ARRAY_SIZE(ways); i++) {
        uint32_t want = own_key ? ways[i].own_status : ways[i].status;

        if (status[i] != want) {
            g_error("%s: status %u, not %u", ways[i].name, status[i], want);
        }
    }
}

static void test_session_key(void)
{
    try_ways(NULL, false);
}

static void test_read_back_key(void)
{
    try_ways(NULL, true);
}

static void test_no_iv_check(void)
{
    try_ways("iv-check=off", false);
    try_ways("iv-check=off", true);
}

/* ------------------------------------------------------ the surface key -- */

static void give_aes(void *opaque, const uint8_t (*x)[16], unsigned n,
                     uint8_t (*out)[16])
{
    for (unsigned i = 0; i < n; i++) {
        model_ecb(opaque, x[i], out[i]);
    }
}

static unsigned bytes_right(const Attacker *a, const AttackServer *server,
                            const uint8_t key[16], uint64_t nonce)
{
    uint8_t page[PAGE];
    unsigned right = 0;

    cpgpu_vram_read(a->g, ATTACK_SECRET, page, PAGE);
    ref_page_crypt(key, nonce, page);
    for (int i = 0; i < PAGE; i++) {
        right += page[i] == server->clip[i];
    }
    return right;
}

/*
 * Even an attacker who could encrypt any block under the session key cannot
 * derive the surface key by CMAC from the salt, slot, handle and instance, all
 * of which can be read.  Sealed pages stay noise.
 */
static void test_surface_key(void)
{
    static const char *const labels[] = { "cpgpu surface", "cpgpu session" };
    g_autoptr(QCpgpu) g = attack_start(NULL);
    uint8_t salt[16], key[16], msg[64];
    unsigned hits = 0, trials = 0;
    AttackServer server;
    uint64_t nonce;
    Attacker a;

    attack_server_init(&server, g);
    attacker_init(&a, g, &server.relay, false);
    attack_key(&a, 0, 0, server.relay.blob[0]);
    attack_load(&a);
    nonce = util_nonce(g) - 1;                  /* the clip came last */
    util_salt(g, salt);
    for (int i = 0; i < 4; i++) {
        const char *label = labels[i % 2];
        size_t at = 4, len = strlen(label) + 1;
        unsigned right;

        stl_be_p(msg, 1);
        memcpy(msg + at, label, len);
        memcpy(msg + at + len, salt, 16);
        at += len + 16;
        if (i < 2) {
            stl_be_p(msg + at, 0);              /* the slot */
            stl_be_p(msg + at + 4, 128);
            at += 8;
        } else {
            stq_be_p(msg + at, cpgpu_sess_handle(g, 0));
            stl_be_p(msg + at + 8,
                     cpgpu_sess_reg(g, 0, CPGPU_SESS_KEY_INSTANCE));
            stl_be_p(msg + at + 12, 256);
            at += 16;
        }
        attack_cmac(give_aes, server.key, msg, at, key);
        right = bytes_right(&a, &server, key, nonce);
        g_test_message("%s, %zu bytes: %u of %u bytes right", label, at,
                       right, PAGE);
        hits += right;
        trials += PAGE;
    }
    g_test_message("%u of %u bytes right, chance is %u", hits, trials,
                   trials / 256);
    g_assert_true(attack_is_chance(hits, trials, 256));
}

/* --------------------------------------------- what a status may reveal -- */

enum { COLOURS = 64 };

/* One block of @colour, encrypted under the session key; its ciphertext */
static void see_block(Attacker *a, const AttackServer *server, bool relayed,
                      int colour, uint8_t block[16])
{
    memset(block, colour, 16);
    if (relayed) {
        /* as the application sends it */
        model_ctr(server->key, server->relay.iv, block, 16);
    } else {
        /* as the guest reads it back */
        attack_run(a, cpgpu_cmd_fill(0, 0x01010101u * colour, Q, 16));
        attack_run(a, cpgpu_cmd_encrypt(0, Q, a->out, 16));
        cpgpu_read(a->g, a->out, block, 16);
    }
}

/*
 * Ciphertext xor plaintext is the encrypted counter block, which as a wrapped
 * key is not a valid one.  The status must not depend on that, or a guest could
 * find out the colour of a flat area by trying all.
 */
static void test_status(void)
{
    enum { TRIALS = 32 };
    g_autoptr(QCpgpu) g = attack_start(NULL);
    AttackServer server;
    unsigned hits = 0;
    Attacker a;

    attack_server_init(&server, g);
    attacker_init(&a, g, &server.relay, false);
    for (int i = 0; i < TRIALS; i++) {
        int colour = g_test_rand_int_range(0, COLOURS);
        int guess = g_test_rand_int_range(0, COLOURS);
        uint8_t block[16], wrapped[16];
        uint32_t status, usual;

        attack_server_init(&server, g);
        attack_key(&a, 0, 0, server.relay.blob[0]);
        attack_load(&a);
        see_block(&a, &server, i % 2, colour, block);
        for (int c = -1; c < COLOURS; c++) {
            memset(wrapped, c, 16);
            ref_xor(wrapped, wrapped, block, 16);
            status = attack_run(&a, attack_decrypt(&a, wrapped, 0, Q, 16));
            if (c < 0) {
                usual = status;
            } else if (status != usual) {
                guess = c;
            }
        }
        hits += guess == colour;
        attack_free_sessions(g);
    }
    g_test_message("%u of %u blocks right, chance is %.1f", hits, TRIALS,
                   (double)TRIALS / COLOURS);
    g_assert_true(attack_is_chance(hits, TRIALS, COLOURS));
}

UTIL_MAIN("attack",
          { "session-key", test_session_key },
          { "read-back-key", test_read_back_key },
          { "no-iv-check", test_no_iv_check },
          { "surface-key", test_surface_key }, { "status", test_status })
