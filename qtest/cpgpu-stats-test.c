/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters that QMP can read: each counts what its name says, exactly */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qapi/qmp/qdict.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE

static const char *const names[] = {
    "stat-commands", "stat-command-errors", "stat-guest-errors",
    "stat-bytes-decrypted", "stat-bytes-encrypted", "stat-bytes-reencrypted",
    "stat-refreshes", "stat-key-exchanges", "stat-rng-bytes", "stat-frames",
    "stat-pages-scanned", "stat-flips",
};

enum {
    COMMANDS, COMMAND_ERRORS, GUEST_ERRORS, DECRYPTED, ENCRYPTED, REENCRYPTED,
    REFRESHES, KEY_EXCHANGES, RNG_BYTES, FRAMES, PAGES_SCANNED, FLIPS,
};

typedef struct Stats {
    uint64_t was[ARRAY_SIZE(names)];
} Stats;

static void start_counting(QCpgpu *g, Stats *s)
{
    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        s->was[i] = cpgpu_stat(g, names[i]);
    }
}

/* Exactly one counter moved since, by @n; start_counting() again */
static void assert_only(QCpgpu *g, Stats *s, int which, uint64_t n)
{
    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        uint64_t now = cpgpu_stat(g, names[i]);
        uint64_t want = i == which ? n : 0;

        /* ring commands count as such whatever else they do */
        if (i == COMMANDS && which != COMMANDS) {
            want = now - s->was[i];
        }
        if (now - s->was[i] != want) {
            g_test_message("%s", names[i]);
        }
        g_assert_cmpuint(now - s->was[i], ==, want);
        s->was[i] = now;
    }
}

static void test_zero_at_start(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        g_assert_cmpuint(cpgpu_stat(g, names[i]), ==, 0);
    }
    cpgpu_stop(g);
}

static void test_each(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t data = cpgpu_alloc(g, 2 * MiB);
    const struct cpgpu_cmd nop = { 0 };
    struct cpgpu_cmd fill = {
        .opcode = CPGPU_OP_RNG_FILL, .data = data, .length = 4096,
    };
    uint8_t key[16];
    Stats s;

    memcpy(key, key_a, 16);
    start_counting(g, &s);
    cpgpu_sess_key(g, 0, key);
    assert_only(g, &s, KEY_EXCHANGES, 1);

    for (int i = 0; i < 5; i++) {
        cpgpu_put(g, &nop);
    }
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    assert_only(g, &s, COMMANDS, 5);
    cpgpu_seal(g, 0, 0, 2 * MiB);
    assert_only(g, &s, COMMANDS, 1);

    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_decrypt_any(0, data, 16, 4096)),
                     ==, CPGPU_ST_OK);
    assert_only(g, &s, DECRYPTED, 4096);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_decrypt_any(0, data, 0, MiB)),
                     ==, CPGPU_ST_OK);
    assert_only(g, &s, DECRYPTED, MiB);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_encrypt(0, 16, data, 48)),
                     ==, CPGPU_ST_OK);
    assert_only(g, &s, ENCRYPTED, 48);

    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_start(0)), ==, 0);
    assert_only(g, &s, COMMANDS, 1);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(0, 4096, 2 * MiB - 4096)),
                     ==, CPGPU_ST_OK);
    assert_only(g, &s, COMMANDS, 1);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_finish(0)), ==, 0);
    s.was[REENCRYPTED] += 4096;
    assert_only(g, &s, REFRESHES, 1);

    g_assert_cmpuint(cpgpu_run(g, fill), ==, CPGPU_ST_OK);
    assert_only(g, &s, RNG_BYTES, 4096);
    cpgpu_readl(g, CPGPU_RNG_DATA);
    assert_only(g, &s, RNG_BYTES, 4);

    cpgpu_writel(g, CPGPU_ID, 0);
    assert_only(g, &s, GUEST_ERRORS, 1);
    cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_DESTROY);
    cpgpu_clear_error(g);
    assert_only(g, &s, GUEST_ERRORS, 1);
    util_assert_fails(g, cpgpu_cmd_seal(0, 0, PAGE), CPGPU_ST_SEALED);
    assert_only(g, &s, COMMAND_ERRORS, 1);
    util_assert_stops(g, cpgpu_cmd_seal(0, 1, PAGE), CPGPU_ST_BAD_ALIGN);
    assert_only(g, &s, COMMAND_ERRORS, 1);
    /* what fails is not counted as done */
    util_assert_fails(g, cpgpu_cmd_encrypt(0, MiB, data, 4096),
                      CPGPU_ST_NOT_OWNER);
    assert_only(g, &s, COMMAND_ERRORS, 1);
    util_assert_fails(g, cpgpu_cmd_refresh_finish(0), CPGPU_ST_NOT_PENDING);
    assert_only(g, &s, COMMAND_ERRORS, 1);
    cpgpu_stop(g);
}

static void test_display(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Stats s;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, 3 * PAGE);
    util_mode_on(g, 64, 64, 60000);     /* four pages, the last unsealed */
    start_counting(g, &s);
    util_plane(g, 0, 256);
    assert_only(g, &s, COMMANDS, 0);
    util_vblank(g);
    assert_only(g, &s, FLIPS, 1);
    util_picture_free(util_screendump(g));
    g_assert_cmpuint(cpgpu_stat(g, "stat-pages-scanned") -
                     s.was[PAGES_SCANNED], ==, 3);
    g_assert_cmpuint(cpgpu_stat(g, "stat-frames"), >, s.was[FRAMES]);
    cpgpu_stop(g);
}

/* A reset is no reason to forget what happened */
static void test_survive_reset(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_cmpuint(cpgpu_stat(g, "stat-commands"), ==, 1);
    g_assert_cmpuint(cpgpu_stat(g, "stat-key-exchanges"), ==, 1);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/stats/zero-at-start", test_zero_at_start);
    qtest_add_func("/cpgpu/stats/each", test_each);
    qtest_add_func("/cpgpu/stats/display", test_display);
    qtest_add_func("/cpgpu/stats/survive-reset", test_survive_reset);
    return g_test_run();
}
