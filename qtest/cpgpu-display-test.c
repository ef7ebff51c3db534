/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The display block: modes, vertical blanks, flips, and what COMMIT refuses */
#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define WIDTH   64
#define HEIGHT  48
#define PITCH   (WIDTH * 4)
#define SURFACE (3 * CPGPU_PAGE_SIZE)   /* HEIGHT * PITCH */

/* Unsealed surfaces of random-looking pixels, at 0, SURFACE, 2 * SURFACE.. */
static void fill_surface(QCpgpu *g, unsigned n, uint8_t bytes[SURFACE])
{
    util_pattern(bytes, SURFACE, n + 1);
    cpgpu_vram_write(g, n * SURFACE, bytes, SURFACE);
}

static bool flip_pending(QCpgpu *g)
{
    return cpgpu_readl(g, CPGPU_DISP_STATUS) & CPGPU_DISP_STATUS_FLIP_PENDING;
}

static bool take_intr(QCpgpu *g, uint32_t bit)
{
    bool set = cpgpu_readl(g, CPGPU_INTR_STATUS) & bit;

    cpgpu_writel(g, CPGPU_INTR_STATUS, bit);
    return set;
}

/* The screen shows @bytes in a mode of this size */
static void assert_mode_shown(QCpgpu *g, unsigned width, unsigned height,
                              const uint8_t *bytes, uint32_t pitch)
{
    g_autoptr(Picture) p = util_screendump(g);

    util_assert_picture(p, width, height, bytes, pitch);
}

static void assert_shown(QCpgpu *g, const uint8_t *bytes)
{
    assert_mode_shown(g, WIDTH, HEIGHT, bytes, PITCH);
}

/* At the next vblank the plane flips, or not, and the screen shows @bytes */
static void assert_vblank(QCpgpu *g, bool flips, const uint8_t *bytes)
{
    util_vblank(g);
    g_assert_false(flip_pending(g));
    g_assert_cmpint(take_intr(g, CPGPU_INTR_FLIP), ==, flips);
    assert_shown(g, bytes);
}

static void display_off(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_DISP_CTRL, 0);
}

/* A display of the usual size */
static QCpgpu *start(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    util_mode_on(g, WIDTH, HEIGHT, 60000);
    return g;
}

static void test_off_is_black(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t bytes[SURFACE];

    fill_surface(g, 0, bytes);
    util_assert_shows_black(g);
    util_mode_on(g, WIDTH, HEIGHT, 60000);
    util_assert_shows_black(g);                 /* no plane yet */
    util_flip(g, 0, PITCH);
    assert_shown(g, bytes);
    cpgpu_writel(g, CPGPU_PLANE_CTRL, 0);       /* plane off */
    assert_shown(g, bytes);
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 1);
    util_vblank(g);
    util_assert_shows_black(g);
    util_flip(g, 0, PITCH);
    assert_shown(g, bytes);
    display_off(g);
    util_assert_shows_black(g);
    cpgpu_writel(g, CPGPU_DISP_CTRL, CPGPU_DISP_CTRL_ENABLE);
    assert_shown(g, bytes);
    cpgpu_assert_no_error(g);
}

/* A flip is seen from the next vertical blank on */
static void test_flip(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t bytes[3][SURFACE];
    int shown = 0;

    for (int i = 0; i < 3; i++) {
        fill_surface(g, i, bytes[i]);
    }
    util_mode(g, WIDTH, HEIGHT, 60000);
    util_plane(g, 0, PITCH);                    /* display off: immediately */
    g_assert_false(flip_pending(g));
    g_assert_true(take_intr(g, CPGPU_INTR_FLIP));
    util_mode_on(g, WIDTH, HEIGHT, 60000);
    assert_shown(g, bytes[0]);

    for (int i = 0; i < 7; i++) {
        int next = (shown + 1) % 3;

        util_plane(g, next * SURFACE, PITCH);
        g_assert_true(flip_pending(g));
        g_assert_false(take_intr(g, CPGPU_INTR_FLIP));
        assert_shown(g, bytes[shown]);
        qtest_clock_step(g->qts, 1000);
        g_assert_true(flip_pending(g));
        assert_vblank(g, true, bytes[next]);
        shown = next;
    }
    /* a second commit replaces the first, and makes one flip of both */
    util_plane(g, 0, PITCH);
    util_plane(g, 2 * SURFACE, PITCH);
    assert_vblank(g, true, bytes[2]);
    /* registers without COMMIT do nothing */
    cpgpu_writel(g, CPGPU_PLANE_OFFSET_LO, 0);
    assert_vblank(g, false, bytes[2]);
    /* nor does a COMMIT of 0, which is no error; 2 is one */
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 0);
    cpgpu_assert_no_error(g);
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 2);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_FLAGS, CPGPU_PLANE_COMMIT);
    g_assert_false(flip_pending(g));
    assert_vblank(g, false, bytes[2]);
    /* off with a flip waiting: it takes effect */
    util_plane(g, SURFACE, PITCH);
    display_off(g);
    g_assert_false(flip_pending(g));
    g_assert_true(take_intr(g, CPGPU_INTR_FLIP));
    cpgpu_writel(g, CPGPU_DISP_CTRL, CPGPU_DISP_CTRL_ENABLE);
    assert_shown(g, bytes[1]);
    g_assert_cmpuint(cpgpu_stat(g, "stat-flips"), ==, 10);
}

static void test_vblanks(void)
{
    static const uint32_t rates[] = { 1000, 24000, 60000, 59940, 240000 };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);

    qtest_clock_step(g->qts, NANOSECONDS_PER_SECOND);
    g_assert_false(take_intr(g, CPGPU_INTR_VBLANK));
    for (int i = 0; i < ARRAY_SIZE(rates); i++) {
        int64_t period = NANOSECONDS_PER_SECOND * 1000 / rates[i];

        util_mode_on(g, WIDTH, HEIGHT, rates[i]);
        g_assert_cmpuint(cpgpu_readl(g, CPGPU_DISP_VBLANKS), ==, 0);
        for (uint32_t n = 1; n <= 20; n++) {
            /* just before it, and just behind it */
            qtest_clock_step(g->qts, period - 1000);
            g_assert_false(take_intr(g, CPGPU_INTR_VBLANK));
            qtest_clock_step(g->qts, 1000);
            g_assert_true(take_intr(g, CPGPU_INTR_VBLANK));
            g_assert_cmpuint(cpgpu_readl(g, CPGPU_DISP_VBLANKS), ==, n);
        }
        display_off(g);
        qtest_clock_step(g->qts, 2 * NANOSECONDS_PER_SECOND);
        g_assert_false(take_intr(g, CPGPU_INTR_VBLANK));
    }
}

static void test_modes(void)
{
    static const unsigned sizes[][2] = {
        { 16, 16 }, { 17, 16 }, { 4096, 16 }, { 16, 4096 }, { 641, 480 },
        { 1001, 701 },
    };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    g_autofree uint8_t *bytes = g_malloc(4 * MiB);

    util_pattern(bytes, 4 * MiB, 3);
    cpgpu_vram_write(g, 0, bytes, 4 * MiB);
    for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
        uint32_t pitch = ROUND_UP(sizes[i][0] * 4, 64);

        g_test_message("%ux%u", sizes[i][0], sizes[i][1]);
        util_mode_on(g, sizes[i][0], sizes[i][1], 60000);
        util_flip(g, 0, pitch);
        assert_mode_shown(g, sizes[i][0], sizes[i][1], bytes, pitch);
        display_off(g);
    }
    cpgpu_assert_no_error(g);
}

/* A pitch far wider than the line, and a surface up to the end of memory */
static void test_pitch_and_end(void)
{
    g_autoptr(QCpgpu) g = start();
    const uint32_t pitch = CPGPU_PLANE_PITCH_MAX;
    const uint32_t offset = 4 * MiB - HEIGHT * pitch;
    g_autofree uint8_t *bytes = g_malloc(HEIGHT * pitch);

    util_pattern(bytes, HEIGHT * pitch, 4);
    cpgpu_vram_write(g, offset, bytes, HEIGHT * pitch);
    util_flip(g, offset, pitch);
    assert_mode_shown(g, WIDTH, HEIGHT, bytes, pitch);
    /* the last line needs only its pixels, not all of the pitch */
    util_flip(g, 4 * MiB - SURFACE, PITCH);
    assert_shown(g, bytes + HEIGHT * pitch - SURFACE);
    cpgpu_assert_no_error(g);
}

static void test_bad_commits(void)
{
    static const struct {
        uint64_t offset;
        uint32_t pitch, status;
    } bad[] = {
        { 16, PITCH, CPGPU_ST_BAD_ALIGN },
        { 4095, PITCH, CPGPU_ST_BAD_ALIGN },
        { 0, PITCH + 4, CPGPU_ST_BAD_ALIGN },
        { 0, PITCH + 32, CPGPU_ST_BAD_ALIGN },
        { 0, PITCH - 64, CPGPU_ST_BAD_RANGE },
        { 0, 0, CPGPU_ST_BAD_RANGE },
        { 0, 0xffffffc0, CPGPU_ST_BAD_RANGE },
        { 0, CPGPU_PLANE_PITCH_MAX + CPGPU_PLANE_PITCH_ALIGN,
          CPGPU_ST_BAD_RANGE },
        { 4 * MiB - SURFACE + 4096, PITCH, CPGPU_ST_BAD_RANGE },
        { 4 * MiB, PITCH, CPGPU_ST_BAD_RANGE },
        { 1ull << 32, PITCH, CPGPU_ST_BAD_RANGE },
        { 0xfffffffffffff000ull, PITCH, CPGPU_ST_BAD_RANGE },
    };
    g_autoptr(QCpgpu) g = start();
    uint8_t bytes[SURFACE];

    fill_surface(g, 1, bytes);
    util_flip(g, SURFACE, PITCH);
    take_intr(g, CPGPU_INTR_FLIP);
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_test_message("offset %" PRIx64 " pitch %u", bad[i].offset,
                       bad[i].pitch);
        util_plane(g, bad[i].offset, bad[i].pitch);
        cpgpu_assert_mmio_error(g, bad[i].status, CPGPU_PLANE_COMMIT);
        g_assert_false(flip_pending(g));
        assert_vblank(g, false, bytes);
    }
    /* a plane that stays off need not fit */
    cpgpu_writel(g, CPGPU_PLANE_CTRL, 0);
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 1);
    cpgpu_assert_no_error(g);
    /* on, but without a format */
    cpgpu_writel(g, CPGPU_PLANE_CTRL, CPGPU_PLANE_CTRL_ENABLE);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_FLAGS, CPGPU_PLANE_CTRL);
}

/* COMMIT takes 1, ignores 0, and refuses anything else */
static void test_commit_values(void)
{
    static const uint32_t bad[] = { 2, 3, 0x80000001 };
    g_autoptr(QCpgpu) g = start();

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        cpgpu_writel(g, CPGPU_PLANE_COMMIT, bad[i]);
        cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_FLAGS, CPGPU_PLANE_COMMIT);
        g_assert_false(flip_pending(g));
    }
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 0);
    cpgpu_assert_no_error(g);
    g_assert_false(flip_pending(g));
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 1);
    g_assert_true(flip_pending(g));
}

static void assert_plane_shown(QCpgpu *g, bool is_shown)
{
    uint32_t status = cpgpu_readl(g, CPGPU_DISP_STATUS);

    g_assert_cmphex(status & CPGPU_DISP_STATUS_PLANE_SHOWN, ==,
                    is_shown ? CPGPU_DISP_STATUS_PLANE_SHOWN : 0);
}

/* The plane fits the mode in which it was set, but not the next one */
static void test_plane_outgrown(void)
{
    g_autoptr(QCpgpu) g = start();
    uint8_t bytes[SURFACE];

    fill_surface(g, 0, bytes);
    util_plane(g, 4 * MiB - SURFACE, PITCH);
    assert_plane_shown(g, false);               /* not before the flip */
    util_vblank(g);
    assert_plane_shown(g, true);
    display_off(g);
    assert_plane_shown(g, false);
    util_mode_on(g, 1024, 768, 60000);
    g_assert(cpgpu_readl(g, CPGPU_PLANE_CTRL) & CPGPU_PLANE_CTRL_ENABLE);
    assert_plane_shown(g, false);
    util_assert_shows_black(g);
    display_off(g);
    util_mode_on(g, WIDTH, HEIGHT, 60000);
    assert_plane_shown(g, false);               /* not shown again */
    util_flip(g, 0, PITCH);
    assert_plane_shown(g, true);
    assert_shown(g, bytes);
    cpgpu_writel(g, CPGPU_PLANE_CTRL, 0);
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 1);
    assert_plane_shown(g, true);
    util_vblank(g);
    assert_plane_shown(g, false);
}

UTIL_MAIN("display",
          { "off-is-black", test_off_is_black }, { "flip", test_flip },
          { "vblanks", test_vblanks }, { "modes", test_modes },
          { "pitch-and-end", test_pitch_and_end },
          { "bad-commits", test_bad_commits },
          { "commit-values", test_commit_values },
          { "plane-outgrown", test_plane_outgrown })
