/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Protected pictures: right on the monitor, and only there */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WIDTH   256
#define HEIGHT  64
#define PITCH   (WIDTH * 4)     /* four lines a page */
#define SURFACE (16 * PAGE)

static const uint8_t black_page[PAGE];

/* A keyed session 0 whose sealed surface at 0 is shown, with @bytes in it */
static QCpgpu *start_shown(uint8_t bytes[SURFACE])
{
    QCpgpu *g = cpgpu_start(NULL);

    util_pattern(bytes, SURFACE, 1);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, SURFACE);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    util_mode_on(g, WIDTH, HEIGHT, 60000);
    util_plane(g, 0, PITCH);
    util_vblank(g);
    return g;
}

static void assert_shown(QCpgpu *g, const uint8_t *bytes)
{
    g_autoptr(Picture) p = util_screendump(g);

    util_assert_picture(p, WIDTH, HEIGHT, bytes, PITCH);
}

static void test_sealed(void)
{
    uint8_t bytes[SURFACE];
    QCpgpu *g = start_shown(bytes);

    assert_shown(g, bytes);
    util_assert_not_in_vram(g, bytes, SURFACE);
    util_pattern(bytes, SURFACE, 2);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    assert_shown(g, bytes);
    util_pattern(bytes + 5 * PAGE - 32, 64, 3);
    cpgpu_put_plain(g, 0, key_a, 5 * PAGE - 32, bytes + 5 * PAGE - 32, 64);
    assert_shown(g, bytes);
    cpgpu_stop(g);
}

/* Pages of a surface may be of any kind: each is shown as what it is */
static void test_mixed(void)
{
    uint8_t bytes[SURFACE];
    QCpgpu *g = start_shown(bytes);

    /* pages 2, 3: nobody's, raw; page 4: another session's */
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(0, 2 * PAGE, 3 * PAGE)),
                     ==, CPGPU_ST_OK);
    memset(bytes + 2 * PAGE, 0, 3 * PAGE);
    assert_shown(g, bytes);
    util_pattern(bytes + 2 * PAGE, PAGE, 5);
    cpgpu_vram_write(g, 2 * PAGE, bytes + 2 * PAGE, PAGE);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, 4 * PAGE, PAGE);
    util_pattern(bytes + 4 * PAGE, PAGE, 6);
    cpgpu_put_plain(g, 1, key_b, 4 * PAGE, bytes + 4 * PAGE, PAGE);
    assert_shown(g, bytes);

    /* one session loses its key: its page goes black, alone */
    cpgpu_lose_key(g, 1);
    memcpy(bytes + 4 * PAGE, black_page, PAGE);
    assert_shown(g, bytes);
    cpgpu_stop(g);
}

static void test_lost_key(void)
{
    uint8_t bytes[SURFACE];
    QCpgpu *g = start_shown(bytes);

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
            g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY),
                             ==, CPGPU_ST_OK);
            break;
        }
        p = util_screendump(g);
        util_assert_black(p);
        g_assert_cmpuint(p->width, ==, WIDTH);
    }
    /* a new session with the same key does not bring it back */
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, SURFACE);
    {
        g_autoptr(Picture) p = util_screendump(g);

        util_assert_black(p);
    }
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    assert_shown(g, bytes);
    cpgpu_stop(g);
}

/* A guest write into a sealed page spoils the pixels it hits, no others */
static void test_guest_write(void)
{
    uint8_t bytes[SURFACE], ones[16];
    QCpgpu *g = start_shown(bytes);
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
    cpgpu_stop(g);
}

/* Refresh must never show */
static void test_refresh(void)
{
    uint8_t bytes[SURFACE], key[16];
    QCpgpu *g = start_shown(bytes);

    memcpy(key, key_a, 16);
    for (int i = 0; i < 5; i++) {
        assert_shown(g, bytes);
        cpgpu_sess_refresh(g, 0, key);
        assert_shown(g, bytes);
        util_pattern(bytes + i * PAGE, PAGE, 10 + i);
        cpgpu_put_plain(g, 0, key, i * PAGE, bytes + i * PAGE, PAGE);
    }
    cpgpu_stop(g);
}

/* Looked at all the while a worker re-encrypts the surface and much else */
static void test_refresh_while_looking(void)
{
    uint8_t bytes[SURFACE];
    QCpgpu *g = start_shown(bytes);
    unsigned looks = 0;

    cpgpu_seal(g, 0, SURFACE, g->vram_size - SURFACE);
    assert_shown(g, bytes);
    for (int i = 0; i < 10; i++) {
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
        g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_START),
                         ==, CPGPU_ST_OK);
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD),
                     CPGPU_SESS_CMD_REFRESH_FINISH);
        do {
            /* a flip makes the device compose all of the picture again */
            util_plane(g, 0, PITCH);
            util_vblank(g);
            assert_shown(g, bytes);
            looks++;
        } while (cpgpu_sess_state(g, 0) & CPGPU_SESS_STATE_BUSY);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_KEYED);
    }
    g_test_message("%u looks", looks);
    cpgpu_stop(g);
}

/* A large blt into the visible surface: the old picture, then the new one */
static void test_blt_while_looking(void)
{
    uint8_t bytes[SURFACE], next[SURFACE] = { 0 };
    QCpgpu *g = start_shown(bytes);
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
    cpgpu_stop(g);
}

/* A blt that a ring reset cut off: the picture is what memory now holds */
static void test_cut_off_blt(void)
{
    uint8_t bytes[SURFACE];
    QCpgpu *g = start_shown(bytes);
    uint64_t data = cpgpu_alloc(g, 4 * MiB - SURFACE);
    struct cpgpu_cmd cmd;

    cpgpu_seal(g, 0, SURFACE, 4 * MiB - SURFACE);
    for (int i = 0; i < 5; i++) {
        assert_shown(g, bytes);
        cmd = cpgpu_cmd_decrypt_any(0, data, 0, 4 * MiB - SURFACE);
        cpgpu_put(g, &cmd);
        cpgpu_kick(g);
        cpgpu_ring_recover(g);
        cpgpu_get_plain(g, 0, key_a, 0, bytes, SURFACE);
        assert_shown(g, bytes);
        util_pattern(bytes, SURFACE, 20 + i);
        cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    }
    cpgpu_stop(g);
}

static uint64_t scanned(QCpgpu *g)
{
    static const char name[] = "stat-pages-scanned";
    uint64_t before = cpgpu_stat(g, name);
    g_autoptr(Picture) p = util_screendump(g);

    return cpgpu_stat(g, name) - before;
}

/* Decryption for the monitor costs only what changed */
static void test_only_what_changed(void)
{
    uint8_t bytes[SURFACE], raw[16] = { 1 };
    QCpgpu *g = start_shown(bytes);

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
    cpgpu_stop(g);
}

/*
 * Lines as far apart as they may be: pages between them are not deciphered, and
 * what is written there changes nothing
 */
static void test_gaps(void)
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
    QCpgpu *g = cpgpu_start(NULL);
    g_autofree uint8_t *bytes = g_malloc(MiB);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, MiB);
    util_pattern(bytes, MiB, 1);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, MiB);
    for (int i = 0; i < ARRAY_SIZE(modes); i++) {
        g_autoptr(Picture) p = NULL;

        util_mode_on(g, modes[i].width, height, 60000);
        util_plane(g, 0, modes[i].pitch);
        util_vblank(g);
        g_assert_cmpuint(scanned(g), ==, height * modes[i].line_pages);
        p = util_screendump(g);
        util_assert_picture(p, modes[i].width, height, bytes, modes[i].pitch);
        if (modes[i].pitch > 2 * PAGE) {
            cpgpu_put_plain(g, 0, key_a, 3 * PAGE, bytes + 3 * PAGE, 9 * PAGE);
            g_assert_cmpuint(scanned(g), ==, 0);
        }
        cpgpu_put_plain(g, 0, key_a, modes[i].pitch, bytes + modes[i].pitch,
                        16);
        g_assert_cmpuint(scanned(g), ==, 1);
        cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
    }
    cpgpu_stop(g);
}

/* A page with several lines counts once, and only its lines are shown */
static void test_lines_in_a_page(void)
{
    uint8_t bytes[SURFACE];
    QCpgpu *g = start_shown(bytes);
    g_autoptr(Picture) p = NULL;

    cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
    util_mode_on(g, 67, HEIGHT, 60000);
    util_plane(g, 0, 448);
    util_vblank(g);
    g_assert_cmpuint(scanned(g), ==, HEIGHT * 448 / PAGE);
    p = util_screendump(g);
    util_assert_picture(p, 67, HEIGHT, bytes, 448);
    cpgpu_stop(g);
}

/*
 * A picture that could not be composed, because the engine was at work in it,
 * follows when the engine is through; and what the engine does after that is no
 * reason to compose it again.
 */
static void test_late_once(void)
{
    static const char name[] = "stat-pages-scanned";
    static const struct cpgpu_cmd nop;
    uint8_t bytes[SURFACE];
    QCpgpu *g = start_shown(bytes);
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;
    uint64_t before;

    cpgpu_seal(g, 0, SURFACE, g->vram_size - SURFACE);
    do {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        util_start_long_work(g);
        util_picture_free(util_screendump(g));
        before = cpgpu_stat(g, name);
        cpgpu_ring_wait(g);
        /* until the work was still going on when somebody looked */
    } while (cpgpu_stat(g, name) == before);
    before = cpgpu_stat(g, name);
    for (int i = 0; i < 50; i++) {
        cpgpu_put(g, &nop);
    }
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    cpgpu_put_plain(g, 0, key_a, SURFACE, bytes, SURFACE);
    g_assert_cmpuint(cpgpu_stat(g, name), ==, before);
    cpgpu_put_plain(g, 0, key_a, 0, bytes, SURFACE);
    g_assert_cmpuint(cpgpu_stat(g, name), ==, before);
    assert_shown(g, bytes);
    g_assert_cmpuint(cpgpu_stat(g, name), >, before);
    cpgpu_stop(g);
}

/* Flip between two sealed surfaces */
static void test_flip(void)
{
    uint8_t bytes[2][SURFACE];
    QCpgpu *g = start_shown(bytes[0]);

    util_pattern(bytes[1], SURFACE, 9);
    cpgpu_seal(g, 0, MiB, SURFACE);
    cpgpu_put_plain(g, 0, key_a, MiB, bytes[1], SURFACE);
    for (int i = 1; i < 6; i++) {
        util_plane(g, i % 2 ? MiB : 0, PITCH);
        assert_shown(g, bytes[(i + 1) % 2]);
        util_vblank(g);
        assert_shown(g, bytes[i % 2]);
    }
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/scanout/sealed", test_sealed);
    qtest_add_func("/cpgpu/scanout/mixed", test_mixed);
    qtest_add_func("/cpgpu/scanout/lost-key", test_lost_key);
    qtest_add_func("/cpgpu/scanout/guest-write", test_guest_write);
    qtest_add_func("/cpgpu/scanout/refresh", test_refresh);
    qtest_add_func("/cpgpu/scanout/refresh-while-looking",
                   test_refresh_while_looking);
    qtest_add_func("/cpgpu/scanout/blt-while-looking",
                   test_blt_while_looking);
    qtest_add_func("/cpgpu/scanout/cut-off-blt", test_cut_off_blt);
    qtest_add_func("/cpgpu/scanout/only-what-changed",
                   test_only_what_changed);
    qtest_add_func("/cpgpu/scanout/gaps", test_gaps);
    qtest_add_func("/cpgpu/scanout/lines-in-a-page", test_lines_in_a_page);
    qtest_add_func("/cpgpu/scanout/late-once", test_late_once);
    qtest_add_func("/cpgpu/scanout/flip", test_flip);
    return g_test_run();
}
