/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Protected pictures: right on the monitor, and only there */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WIDTH   256
#define HEIGHT  64
#define PITCH   (WIDTH * 4)     /* four lines a page */
#define SURFACE (16 * PAGE)

static uint8_t bytes[SURFACE];  /* what is in the surface */

/* A keyed session 0 whose sealed surface at 0 is shown */
static void start_shown(QCpgpu *g)
{
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, SURFACE);
    util_pattern(bytes, SURFACE, 1);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    fixture_show(g, WIDTH, HEIGHT, 0, PITCH);
}

static void assert_shown(QCpgpu *g, const uint8_t *want)
{
    fixture_assert_shown(g, WIDTH, HEIGHT, want, PITCH);
}

/* Change a part of the picture */
static void change(QCpgpu *g, const uint8_t *key, size_t at, size_t len,
                   uint32_t id)
{
    util_pattern(bytes + at, len, id);
    cpgpu_put_plain(g, 0, key, at, bytes + at, len);
}

FIXTURE_TEST(test_sealed, "sealed", .prepare = start_shown)
{
    assert_shown(g, bytes);
    util_assert_not_in_vram(g, bytes, SURFACE);
    change(g, key_a, 0, SURFACE, 2);
    assert_shown(g, bytes);
    change(g, key_a, 5 * PAGE - 32, 64, 3);
    assert_shown(g, bytes);
}

/* Pages of a surface may be of any kind: each is shown as what it is */
FIXTURE_TEST(test_mixed, "mixed", .prepare = start_shown)
{
    /* pages 2, 3: nobody's, raw; page 4: another session's */
    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 2 * PAGE, 3 * PAGE));
    memset(bytes + 2 * PAGE, 0, 3 * PAGE);
    assert_shown(g, bytes);
    util_pattern(bytes + 2 * PAGE, PAGE, 5);
    cpgpu_vram_write(g, 2 * PAGE, bytes + 2 * PAGE, PAGE);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, 4 * PAGE, PAGE);
    util_pattern(bytes + 4 * PAGE, PAGE, 6);
    cpgpu_put_plain(g, 1, key_b, 4 * PAGE, bytes + 4 * PAGE, PAGE);
    assert_shown(g, bytes);

    /* one session loses its key: its page goes black, and no other */
    cpgpu_lose_key(g, 1);
    memset(bytes + 4 * PAGE, 0, PAGE);
    assert_shown(g, bytes);
}

FIXTURE_TEST(test_lost_key, "lost-key", .prepare = start_shown)
{
    assert_shown(g, bytes);
    for (int how = 0; how < 3; how++) {
        g_autoptr(Picture) p = NULL;

        switch (how) {
        case 0:
            cpgpu_lose_key(g, 0);
            break;
        case 1:
            cpgpu_sess_key(g, 0, key_a);    /* the same key, a new instance */
            break;
        case 2:
            cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY));
            break;
        }
        p = util_screendump(g);
        util_assert_black(p);
        g_assert_cmpuint(p->width, ==, WIDTH);
    }
    /* a new session with the same key does not bring it back */
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, SURFACE);
    util_assert_shows_black(g);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    assert_shown(g, bytes);
}

/* A guest write into a sealed page spoils the pixels it hits, no others */
FIXTURE_TEST(test_guest_write, "guest-write", .prepare = start_shown)
{
    uint8_t ones[16];
    g_autoptr(Picture) p = NULL;
    unsigned spoilt = 0;

    memset(ones, 0xff, sizeof(ones));
    assert_shown(g, bytes);
    cpgpu_vram_write(g, 7 * PAGE + 160, ones, sizeof(ones));
    p = util_screendump(g);
    for (unsigned i = 0; i < WIDTH * HEIGHT; i++) {
        bool hit = i / 4 == (7 * PAGE + 160) / 16;
        bool same = p->rgb[3 * i] == bytes[4 * i + 2] &&
                    p->rgb[3 * i + 1] == bytes[4 * i + 1] &&
                    p->rgb[3 * i + 2] == bytes[4 * i];

        g_assert(same || hit);
        spoilt += !same;
    }
    g_assert_cmpuint(spoilt, ==, 4);
}

/* Refresh must never show */
FIXTURE_TEST(test_refresh, "refresh", .prepare = start_shown)
{
    uint8_t key[16];

    memcpy(key, key_a, 16);
    for (int i = 0; i < 5; i++) {
        assert_shown(g, bytes);
        cpgpu_sess_refresh(g, 0, key);
        assert_shown(g, bytes);
        change(g, key, i * PAGE, PAGE, 10 + i);
    }
}

/* Screendumps while a worker re-encrypts the surface and other pages */
FIXTURE_TEST(test_refresh_while_looking, "refresh-while-looking",
             .prepare = start_shown)
{
    unsigned looks = 0;

    cpgpu_seal(g, 0, SURFACE, g->vram_size - SURFACE);
    assert_shown(g, bytes);
    for (int i = 0; i < 10; i++) {
        cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));
        cpgpu_sess_begin(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH);
        do {
            /* a flip makes the device compose all of the picture again */
            util_plane(g, 0, PITCH);
            util_vblank(g);
            assert_shown(g, bytes);
            looks++;
        } while (cpgpu_sess_state(g, 0) & CPGPU_SESS_STATE_BUSY);
        cpgpu_assert_sess_state(g, 0, CPGPU_SESS_KEYED);
    }
    g_test_message("%u looks", looks);
}

/* A large blt into the visible surface: the old picture, then the new one */
FIXTURE_TEST(test_blt_while_looking, "blt-while-looking",
             .prepare = start_shown)
{
    uint8_t next[SURFACE] = { 0 };
    uint64_t data = cpgpu_alloc(g, 3 * MiB);
    bool old = true;
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 0, 3 * MiB);

    cpgpu_seal(g, 0, SURFACE, 4 * MiB - SURFACE);
    assert_shown(g, bytes);
    /* the source is all zeros, so the picture will be the keystream */
    qtest_memset(g->qts, data, 0, 3 * MiB);
    ref_ctr(key_a, cmd.iv, next, SURFACE);
    cpgpu_put(g, &cmd);
    cpgpu_kick(g);
    while (cpgpu_readl(g, cpgpu_ring(CPGPU_RING_STATUS)) &
           CPGPU_RING_STATUS_BUSY) {
        g_autoptr(Picture) p = NULL;

        util_plane(g, 0, PITCH);
        util_vblank(g);
        p = util_screendump(g);
        old = old && p->rgb[0] == bytes[2] && p->rgb[1] == bytes[1] &&
              p->rgb[2] == bytes[0];
        util_assert_picture(p, WIDTH, HEIGHT, old ? bytes : next, PITCH);
    }
    assert_shown(g, next);
}

/* A blt that a ring reset cut off: the picture is what memory now holds */
FIXTURE_TEST(test_cut_off_blt, "cut-off-blt", .prepare = start_shown)
{
    uint64_t data = cpgpu_alloc(g, 4 * MiB - SURFACE);

    cpgpu_seal(g, 0, SURFACE, 4 * MiB - SURFACE);
    for (int i = 0; i < 5; i++) {
        assert_shown(g, bytes);
        util_put(g, 0, cpgpu_cmd_decrypt_any(0, data, 0, 4 * MiB - SURFACE));
        cpgpu_kick(g);
        cpgpu_ring_recover(g);
        cpgpu_get_plain(g, 0, key_a, 0, bytes, SURFACE);
        assert_shown(g, bytes);
        change(g, key_a, 0, SURFACE, 20 + i);
    }
}

static uint64_t scanned(QCpgpu *g)
{
    static const char name[] = "stat-pages-scanned";
    uint64_t before = cpgpu_stat(g, name);
    g_autoptr(Picture) p = util_screendump(g);

    return cpgpu_stat(g, name) - before;
}

/* Decryption for the monitor costs only what changed */
FIXTURE_TEST(test_only_what_changed, "only-what-changed",
             .prepare = start_shown)
{
    uint8_t raw[16] = { 1 };

    g_assert_cmpuint(scanned(g), ==, SURFACE / PAGE);
    g_assert_cmpuint(scanned(g), ==, 0);
    cpgpu_put_plain(g, 0, key_a, 3 * PAGE, bytes, 16);
    g_assert_cmpuint(scanned(g), ==, 1);
    cpgpu_put_plain(g, 0, key_a, 5 * PAGE - 16, bytes, 32);
    g_assert_cmpuint(scanned(g), ==, 2);
    g_assert_cmpuint(scanned(g), ==, 0);
    /* a write by the guest is a change as well */
    cpgpu_vram_write(g, 9 * PAGE, raw, sizeof(raw));
    g_assert_cmpuint(scanned(g), ==, 1);
    /* elsewhere in memory is not */
    cpgpu_seal(g, 0, SURFACE, PAGE);
    cpgpu_vram_write(g, 100 * PAGE, raw, sizeof(raw));
    g_assert_cmpuint(scanned(g), ==, 0);
}

/*
 * Lines as far apart as they may be: pages between them are not decrypted, and
 * writing to them changes nothing
 */
FIXTURE_TEST(test_gaps, "gaps", .sealed = MiB)
{
    static const struct {
        uint32_t width, pitch;
        unsigned line_pages;    /* pages that a line has a part in */
    } modes[] = {
        { 64, CPGPU_PLANE_PITCH_MAX, 1 },
        { 1024, CPGPU_PLANE_PITCH_MAX, 1 },
        { 1025, CPGPU_PLANE_PITCH_MAX, 2 },
        { 1025, 2 * PAGE, 2 },
        { 17, PAGE, 1 },
    };
    const unsigned height = 16;
    g_autofree uint8_t *large = g_malloc(MiB);

    util_pattern(large, MiB, 1);
    cpgpu_put_plain(g, 0, key_a, 0, large, MiB);
    for (int i = 0; i < ARRAY_SIZE(modes); i++) {
        uint32_t width = modes[i].width, pitch = modes[i].pitch;

        fixture_show(g, width, height, 0, pitch);
        g_assert_cmpuint(scanned(g), ==, height * modes[i].line_pages);
        fixture_assert_shown(g, width, height, large, pitch);
        if (pitch > 2 * PAGE) {
            cpgpu_put_plain(g, 0, key_a, 3 * PAGE, large + 3 * PAGE, 9 * PAGE);
            g_assert_cmpuint(scanned(g), ==, 0);
        }
        cpgpu_put_plain(g, 0, key_a, pitch, large + pitch, 16);
        g_assert_cmpuint(scanned(g), ==, 1);
        cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
    }
}

/* A page with several lines counts once, and only its lines are shown */
FIXTURE_TEST(test_lines_in_a_page, "lines-in-a-page", .prepare = start_shown)
{
    cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
    fixture_show(g, 67, HEIGHT, 0, 448);
    g_assert_cmpuint(scanned(g), ==, HEIGHT * 448 / PAGE);
    fixture_assert_shown(g, 67, HEIGHT, bytes, 448);
}

/*
 * If a picture cannot be composed because the engine is writing to it, it is
 * composed when the engine has finished.  What the engine does after that does
 * not cause it to be composed again.
 */
FIXTURE_TEST(test_late_once, "late-once", .prepare = start_shown)
{
    static const char name[] = "stat-pages-scanned";
    static const struct cpgpu_cmd nop;
    uint64_t before;

    cpgpu_seal(g, 0, SURFACE, g->vram_size - SURFACE);
    cpgpu_hold_workers(g, true);
    util_start_long_work(g);
    util_picture_free(util_screendump(g));
    before = cpgpu_stat(g, name);
    cpgpu_hold_workers(g, false);
    cpgpu_ring_wait(g);
    g_assert_cmpuint(cpgpu_stat(g, name), >, before);
    before = cpgpu_stat(g, name);
    for (int i = 0; i < 50; i++) {
        cpgpu_put(g, &nop);
    }
    cpgpu_drain(g);
    cpgpu_put_plain(g, 0, key_a, SURFACE, bytes, SURFACE);
    g_assert_cmpuint(cpgpu_stat(g, name), ==, before);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    g_assert_cmpuint(cpgpu_stat(g, name), ==, before);
    assert_shown(g, bytes);
    g_assert_cmpuint(cpgpu_stat(g, name), >, before);
}

/* Flip between two sealed surfaces */
FIXTURE_TEST(test_flip, "flip", .prepare = start_shown)
{
    uint8_t other[SURFACE];

    util_pattern(other, SURFACE, 9);
    cpgpu_seal(g, 0, MiB, SURFACE);
    cpgpu_put_plain(g, 0, key_a, MiB, other, SURFACE);
    for (int i = 1; i < 6; i++) {
        util_plane(g, i % 2 ? MiB : 0, PITCH);
        assert_shown(g, i % 2 ? bytes : other);
        util_vblank(g);
        assert_shown(g, i % 2 ? other : bytes);
    }
}

FIXTURE_MAIN(fixture_add, "scanout")
