/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters that QMP can read: each counts what its name says, exactly */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qapi/qmp/qdict.h"
#include "cpgpu-fixture.h"

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

FIXTURE_TEST(test_zero_at_start, "zero-at-start")
{
    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        g_assert_cmpuint(cpgpu_stat(g, names[i]), ==, 0);
    }
}

FIXTURE_TEST(test_each, "each")
{
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
    cpgpu_drain(g);
    assert_only(g, &s, COMMANDS, 5);
    cpgpu_seal(g, 0, 0, 2 * MiB);
    assert_only(g, &s, COMMANDS, 1);

    cpgpu_run_ok(g, cpgpu_cmd_decrypt_any(0, data, 16, 4096));
    assert_only(g, &s, DECRYPTED, 4096);
    cpgpu_run_ok(g, cpgpu_cmd_decrypt_any(0, data, 0, MiB));
    assert_only(g, &s, DECRYPTED, MiB);
    cpgpu_run_ok(g, cpgpu_cmd_encrypt(0, 16, data, 48));
    assert_only(g, &s, ENCRYPTED, 48);

    cpgpu_run_ok(g, cpgpu_cmd_refresh_start(0));
    assert_only(g, &s, COMMANDS, 1);
    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 4096, 2 * MiB - 4096));
    assert_only(g, &s, COMMANDS, 1);
    cpgpu_run_ok(g, cpgpu_cmd_refresh_finish(0));
    s.was[REENCRYPTED] += 4096;
    assert_only(g, &s, REFRESHES, 1);

    cpgpu_run_ok(g, fill);
    assert_only(g, &s, RNG_BYTES, 4096);
    cpgpu_readl(g, CPGPU_RNG_DATA);
    assert_only(g, &s, RNG_BYTES, 4);

    cpgpu_writel(g, CPGPU_ID, 0);
    assert_only(g, &s, GUEST_ERRORS, 1);
    cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_DESTROY);
    cpgpu_clear_error(g);
    assert_only(g, &s, GUEST_ERRORS, 1);
    cpgpu_run_fails(g, cpgpu_cmd_seal(0, 0, PAGE), SEALED);
    assert_only(g, &s, COMMAND_ERRORS, 1);
    cpgpu_run_stops(g, cpgpu_cmd_seal(0, 1, PAGE), BAD_ALIGN);
    assert_only(g, &s, COMMAND_ERRORS, 1);
    /* what fails is not counted as done */
    cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, MiB, data, 4096), NOT_OWNER);
    assert_only(g, &s, COMMAND_ERRORS, 1);
    cpgpu_run_fails(g, cpgpu_cmd_refresh_finish(0), NOT_PENDING);
    assert_only(g, &s, COMMAND_ERRORS, 1);
}

FIXTURE_TEST(test_display, "display", .sealed = 3 * PAGE)
{
    Stats s;

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
}

/* A reset does not clear the counters */
FIXTURE_TEST(test_survive_reset, "survive-reset", .sealed = PAGE)
{
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    g_assert_cmpuint(cpgpu_stat(g, "stat-commands"), ==, 1);
    g_assert_cmpuint(cpgpu_stat(g, "stat-key-exchanges"), ==, 1);
}

FIXTURE_MAIN(fixture_add, "stats")
