/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CONVERT: NV12 and YUYV to XRGB8888, bit for bit as the manual says */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-model.h"

#define PAGE    CPGPU_PAGE_SIZE
#define VRAM    (4 * MiB)
#define SOURCE  0               /* where the tests put their source pictures, */
#define DEST    (2 * MiB)       /* and where the results go; all is sealed */

/* ---------------------------------------------------------------- model -- */

/* A source picture in memory of its own */
typedef struct Yuv {
    uint32_t format, pitch;
    const uint8_t *luma, *chroma;       /* YUYV: chroma is unused */
} Yuv;

/* Division, not a shift: rounded down by hand */
static uint8_t mix(int yc, int c, int d_factor, int d, int e_factor, int e)
{
    int v = yc * c + d_factor * d + e_factor * e + 128;

    return v < 0 ? 0 : v / 256 > 255 ? 255 : v / 256;
}

static void model_pixel(uint32_t format, int y, int u, int v, uint8_t *out)
{
    /* factor of luma; of u and v in red, green and blue */
    static const int factors[4][7] = {
        [0] = { 298, 0, 409, -100, -208, 516, 0 },
        [1] = { 298, 0, 459, -55, -136, 541, 0 },       /* BT.709 */
        [2] = { 256, 0, 359, -88, -183, 454, 0 },       /* full range */
        [3] = { 256, 0, 403, -48, -120, 475, 0 },       /* both */
    };
    bool full = format & CPGPU_CONVERT_FULL_RANGE;
    const int *k = factors[full * 2 + !!(format & CPGPU_CONVERT_BT709)];

    for (int i = 0; i < 3; i++) {
        out[2 - i] = mix(k[0], full ? y : y - 16, k[1 + 2 * i], u - 128,
                         k[2 + 2 * i], v - 128);
    }
    out[3] = 0xff;
}

static void model_convert(const Yuv *yuv, unsigned width, unsigned height,
                          uint8_t *out, uint32_t out_pitch)
{
    bool nv12 = (yuv->format & 0xff) == CPGPU_FORMAT_NV12;

    for (unsigned y = 0; y < height; y++) {
        for (unsigned x = 0; x < width; x++) {
            const uint8_t *luma = yuv->luma + y * yuv->pitch;
            const uint8_t *group = nv12
                ? yuv->chroma + y / 2 * yuv->pitch + x / 2 * 2
                : luma + x / 2 * 4 + 1;

            model_pixel(yuv->format, luma[nv12 ? x : 2 * x], group[0],
                        group[nv12 ? 1 : 2], out + y * out_pitch + 4 * x);
        }
    }
}

/* --------------------------------------------------------------- picture -- */

/* What one command is about: where all of it is, and how large */
typedef struct Shape {
    uint32_t format;
    unsigned width, height;
    uint64_t luma, chroma, dst;
    uint32_t src_pitch, pitch;
} Shape;

static bool is_nv12(const Shape *p)
{
    return (p->format & CPGPU_CONVERT_FORMAT_MASK) == CPGPU_FORMAT_NV12;
}

static uint32_t least_pitch(const Shape *p)
{
    return ROUND_UP(is_nv12(p) ? p->width : 2 * p->width, 16);
}

static struct cpgpu_cmd convert(const Shape *p)
{
    struct cpgpu_cmd cmd = {
        .opcode = CPGPU_OP_CONVERT, .vram = p->dst, .src = p->luma,
        .src_chroma = is_nv12(p) ? p->chroma : 0,
        .src_pitch = p->src_pitch, .format = p->format,
    };

    return cpgpu_cmd_rect(cmd, 4 * p->width, p->height, p->pitch);
}

/* A source as tight as can be at SOURCE, the result at DEST */
static Shape shape(uint32_t format, unsigned width, unsigned height)
{
    Shape p = {
        .format = format, .width = width, .height = height,
        .luma = SOURCE, .dst = DEST, .pitch = 4 * width,
    };

    p.src_pitch = least_pitch(&p);
    p.chroma = p.luma + p.src_pitch * height;
    return p;
}

/* Convert @src, which is in video memory already; nothing else changes */
static void check(QCpgpu *g, const Shape *p, const uint8_t *src)
{
    size_t span = (p->height - 1) * p->pitch + 4 * p->width;
    uint64_t begin = p->dst & -PAGE, end = ROUND_UP(p->dst + span, PAGE);
    g_autofree uint8_t *want = g_malloc(end - begin);
    Yuv yuv = {
        .format = p->format, .pitch = p->src_pitch,
        .luma = src + p->luma, .chroma = src + p->chroma,
    };

    g_test_message("format %x, %ux%u, pitches %u and %u", p->format, p->width,
                   p->height, p->src_pitch, p->pitch);
    model_get(g, 0, key_a, begin, want, end - begin);
    model_convert(&yuv, p->width, p->height, want + (p->dst - begin), p->pitch);
    cpgpu_run_ok(g, convert(p));
    model_assert(g, 0, key_a, begin, want, end - begin);
}

static uint8_t *random_source(QCpgpu *g)
{
    uint8_t *src = g_malloc(DEST);

    model_random(src, DEST);
    model_put(g, 0, key_a, SOURCE, src, DEST);
    return src;
}

static const uint32_t formats[] = { CPGPU_FORMAT_NV12, CPGPU_FORMAT_YUYV };
static const uint32_t matrices[] = {
    0, CPGPU_CONVERT_BT709, CPGPU_CONVERT_FULL_RANGE,
    CPGPU_CONVERT_BT709 | CPGPU_CONVERT_FULL_RANGE,
};

/* ------------------------------------------------------- what is right -- */

/* Colours that everybody knows: is the formula itself right? */
static void test_known(void)
{
    static const struct {
        uint32_t matrix;
        uint8_t y, u, v;
        uint32_t rgb;
    } known[] = {
        { 0, 16, 128, 128, 0x000000 }, { 0, 235, 128, 128, 0xffffff },
        { 0, 126, 128, 128, 0x808080 }, { 0, 0, 128, 128, 0x000000 },
        { 0, 255, 128, 128, 0xffffff },
        { 0, 81, 90, 240, 0xff0000 }, { 0, 145, 54, 34, 0x00ff01 },
        { 0, 41, 240, 110, 0x0000ff },
        { CPGPU_CONVERT_BT709, 63, 102, 240, 0xff0100 },
        { CPGPU_CONVERT_BT709, 173, 42, 26, 0x00ff00 },
        { CPGPU_CONVERT_BT709, 32, 240, 118, 0x0100ff },
        { CPGPU_CONVERT_FULL_RANGE, 0, 128, 128, 0x000000 },
        { CPGPU_CONVERT_FULL_RANGE, 255, 128, 128, 0xffffff },
        { CPGPU_CONVERT_FULL_RANGE, 76, 85, 255, 0xfe0000 },
        { CPGPU_CONVERT_FULL_RANGE | CPGPU_CONVERT_BT709,
          182, 30, 12, 0x00ff00 },
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);

    for (int i = 0; i < ARRAY_SIZE(known); i++) {
        uint8_t row[16], got[16];
        Shape p = shape(CPGPU_FORMAT_YUYV | known[i].matrix, 4, 1);

        for (int x = 0; x < 16; x++) {
            row[x] = x % 2 == 0 ? known[i].y
                                : x % 4 == 1 ? known[i].u : known[i].v;
        }
        model_put(g, 0, key_a, SOURCE, row, sizeof(row));
        cpgpu_run_ok(g, convert(&p));
        model_get(g, 0, key_a, DEST, got, sizeof(got));
        for (int x = 0; x < 4; x++) {
            uint32_t rgb = ldl_le_p(got + 4 * x);

            g_test_message("colour %d: %06x", i, rgb & 0xffffff);
            g_assert_cmphex(rgb >> 24, ==, 0xff);
            for (int c = 0; c < 24; c += 8) {
                int off = (rgb >> c & 0xff) - (known[i].rgb >> c & 0xff);

                g_assert_cmpint(ABS(off), <=, 1);
            }
        }
    }
}

/* All values of Y, U and V, in all formats and with all matrices */
static void test_all_values(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    g_autofree uint8_t *src = random_source(g);

    for (int f = 0; f < ARRAY_SIZE(formats); f++) {
        for (int m = 0; m < ARRAY_SIZE(matrices); m++) {
            Shape p = shape(formats[f] | matrices[m], 320, 180);

            check(g, &p, src);
        }
    }
}

static void test_sizes(void)
{
    static const unsigned sizes[][2] = {
        { 4, 2 }, { 8, 2 }, { 12, 4 }, { 16, 2 }, { 20, 10 }, { 36, 600 },
        { 1024, 4 }, { 1028, 34 }, { 640, 360 }, { 4096, 16 },
        { CPGPU_CONVERT_WIDTH_MAX, 2 }, { CPGPU_CONVERT_WIDTH_MAX - 4, 4 },
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    g_autofree uint8_t *src = random_source(g);

    for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
        for (int f = 0; f < ARRAY_SIZE(formats); f++) {
            Shape p = shape(formats[f] | matrices[i % 4], sizes[i][0],
                            sizes[i][1]);

            check(g, &p, src);
            if (!is_nv12(&p)) {
                p.height--;             /* odd heights are all right there */
                check(g, &p, src);
            }
        }
    }
}

/* Sizes, pitches and places at random */
static void test_random(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    g_autofree uint8_t *src = random_source(g);

    for (int i = 0; i < 400; i++) {
        Shape p = {
            .format = formats[i % 2] |
                      matrices[g_test_rand_int_range(0, 4)],
            .width = 4 * g_test_rand_int_range(1, i % 10 ? 40 : 500),
            .height = 2 * g_test_rand_int_range(1, i % 10 ? 20 : 60),
        };
        uint64_t plane;

        p.src_pitch = least_pitch(&p) + 16 * g_test_rand_int_range(0, 30);
        p.pitch = 4 * p.width + 16 * g_test_rand_int_range(0, 30);
        plane = p.height * p.src_pitch;
        p.luma = 16 * g_test_rand_int_range(0, (DEST - plane) / 16);
        p.chroma = 16 * g_test_rand_int_range(0, (DEST - plane / 2) / 16);
        p.dst = DEST + 16 * g_test_rand_int_range(0,
                            (VRAM - DEST - p.height * p.pitch) / 16);
        check(g, &p, src);
    }
}

/* The source is clear, or half of it is */
static void test_unsealed(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    g_autofree uint8_t *src = random_source(g);
    uint64_t clear = MiB;

    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, clear, DEST - clear));
    cpgpu_vram_write(g, clear, src + clear, DEST - clear);
    for (int f = 0; f < ARRAY_SIZE(formats); f++) {
        Shape p = shape(formats[f], 256, 100);

        p.luma = clear + 48;
        p.chroma = clear + 512 * KiB;
        check(g, &p, src);
        p.luma = clear - 16 * KiB;
        check(g, &p, src);
        p.chroma = 4096;
        check(g, &p, src);
    }
    util_assert_not_in_vram(g, src, 64 * KiB);
}

/* The pages that are written get the next nonces, the others keep theirs */
static void test_nonces(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    g_autofree uint8_t *src = random_source(g);
    Shape p = shape(CPGPU_FORMAT_NV12, 64, 32);
    uint64_t nonce = util_nonce(g);
    g_autofree uint8_t *page = g_malloc(3 * PAGE);

    p.dst = DEST + PAGE - 256;
    check(g, &p, src);
    g_assert_cmphex(util_nonce(g), ==, nonce + 3);
    model_get(g, 0, key_a, DEST, page, 3 * PAGE);
    for (int i = 0; i < 3; i++) {
        util_assert_page(g, 0, key_a, nonce + i, DEST / PAGE + i,
                         page + i * PAGE);
    }
}

/* ------------------------------------------------------- what is wrong -- */

static void test_flags(void)
{
    static const UtilWrong wrong[] = {
        UTIL_WRONG(fill, 1, BAD_FLAGS),
        UTIL_WRONG(format, 0, BAD_FLAGS),
        UTIL_WRONG(format, CPGPU_FORMAT_XRGB8888, BAD_FLAGS),
        UTIL_WRONG(format, 4, BAD_FLAGS),
        UTIL_WRONG(format, 0xff, BAD_FLAGS),
        UTIL_WRONG(format, CPGPU_FORMAT_NV12 | CPGPU_BIT(10), BAD_FLAGS),
        UTIL_WRONG(format, CPGPU_FORMAT_NV12 | CPGPU_BIT(31), BAD_FLAGS),
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    Shape p = shape(CPGPU_FORMAT_NV12, 64, 2);
    struct cpgpu_cmd ok = convert(&p), bad = ok;

    util_assert_vram_only(g, ok);
    util_assert_wrong(g, ok, wrong, ARRAY_SIZE(wrong));
    bad.format = CPGPU_FORMAT_YUYV;             /* has no chroma plane */
    bad.src_pitch = 128;
    util_assert_stops(g, bad, CPGPU_ST_BAD_FLAGS);
    bad = ok;                                   /* no rectangle */
    bad.flags = 0;
    util_assert_stops(g, bad, CPGPU_ST_BAD_FLAGS);
    bad.row_bytes = bad.rows = bad.pitch = 0;
    util_assert_stops(g, bad, CPGPU_ST_BAD_FLAGS);
    cpgpu_run_ok(g, ok);
}

static void stops(QCpgpu *g, Shape p, uint32_t status)
{
    g_test_message("%ux%u, pitches %u and %u", p.width, p.height, p.src_pitch,
                   p.pitch);
    util_assert_stops(g, convert(&p), status);
}

static void test_geometry(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    uint64_t nonce = util_nonce(g);

    for (int f = 0; f < ARRAY_SIZE(formats); f++) {
        Shape ok = shape(formats[f], 64, 2), p = ok;
        const UtilWrong wrong[] = {
            UTIL_WRONG(src_pitch, ok.src_pitch - 16, BAD_SIZE),
            UTIL_WRONG(src_pitch, 0, BAD_SIZE),
            UTIL_WRONG(src_pitch, ok.src_pitch + 8, BAD_ALIGN),
            UTIL_WRONG(pitch, ok.pitch - 16, BAD_SIZE),
            UTIL_WRONG(pitch, ok.pitch + 8, BAD_ALIGN),
            UTIL_WRONG(vram, DEST + 8, BAD_ALIGN),
            UTIL_WRONG(vram, VRAM - 256, BAD_RANGE),
        };

        util_assert_wrong(g, convert(&ok), wrong, ARRAY_SIZE(wrong));
        p.width = 66;
        p.pitch += 16;
        stops(g, p, CPGPU_ST_BAD_ALIGN);
        stops(g, shape(formats[f], CPGPU_CONVERT_WIDTH_MAX + 4, 2),
              CPGPU_ST_BAD_SIZE);
        /* 20 pixels: the source's row is read in blocks of 16 bytes */
        p = shape(formats[f], 20, 2);
        p.src_pitch = is_nv12(&p) ? 20 : 40;
        stops(g, p, CPGPU_ST_BAD_SIZE);
        p = ok;
        p.height = 0;
        stops(g, p, CPGPU_ST_BAD_SIZE);
        p.height = 3;
        if (is_nv12(&p)) {
            stops(g, p, CPGPU_ST_BAD_SIZE);
        } else {
            cpgpu_run_ok(g, convert(&p));
            nonce++;
        }
    }
    g_assert_cmphex(util_nonce(g), ==, nonce);
}

/* Places that are wrong for the source plane of luma, or that of chroma */
static void check_plane(QCpgpu *g, const Shape *ok, bool chroma)
{
    uint64_t size = ok->src_pitch * (chroma ? 2 : 4);
    UtilWrong wrong[] = {
        UTIL_WRONG(src, 24, BAD_ALIGN),
        UTIL_WRONG(src, VRAM - size + 16, BAD_RANGE),
        UTIL_WRONG(src, UINT64_MAX - 15, BAD_RANGE),
        /* overlap: with the first block, with the last one, with all */
        UTIL_WRONG(src, DEST - size + 16, BAD_RANGE),
        UTIL_WRONG(src, DEST + 4 * ok->pitch - 16, BAD_RANGE),
        UTIL_WRONG(src, DEST, BAD_RANGE),
    };

    for (int i = 0; chroma && i < ARRAY_SIZE(wrong); i++) {
        wrong[i].offset = offsetof(struct cpgpu_cmd, src_chroma);
    }
    util_assert_wrong(g, convert(ok), wrong, ARRAY_SIZE(wrong));
}

static void test_source(void)
{
    static const UtilWrong wide = UTIL_WRONG(src_pitch, UINT32_MAX - 15,
                                             BAD_RANGE);
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, VRAM);
    uint64_t nonce = util_nonce(g);

    for (int f = 0; f < ARRAY_SIZE(formats); f++) {
        Shape ok = shape(formats[f], 64, 4);

        check_plane(g, &ok, false);
        if (is_nv12(&ok)) {
            check_plane(g, &ok, true);
        }
        util_assert_wrong(g, convert(&ok), &wide, 1);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce);
}

static void test_owner(void)
{
    static const UtilWrong wrong[] = {
        UTIL_WRONG(vram, 3 * MiB, NOT_OWNER),
        UTIL_WRONG(vram, 3 * MiB - 16, NOT_OWNER),      /* its end */
        UTIL_WRONG(src, MiB - 16, NOT_OWNER),
        UTIL_WRONG(src_chroma, MiB - 16, NOT_OWNER),
        UTIL_WRONG(session, 1, NOT_OWNER),
        UTIL_WRONG(session, 2, BAD_SESSION),
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);
    Shape p = shape(CPGPU_FORMAT_NV12, 64, 4);
    struct cpgpu_cmd ok = convert(&p), bad = ok;

    /* 0: session 0, 1 MiB: session 1, 2 MiB: session 0, 3 MiB: nobody */
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, MiB, MiB);
    cpgpu_seal(g, 0, DEST, MiB);
    util_assert_wrong(g, ok, wrong, ARRAY_SIZE(wrong));
    bad.vram = 3 * MiB;
    bad.src = bad.src_chroma = 3 * MiB + PAGE;  /* not even clear to clear */
    util_assert_fails(g, bad, CPGPU_ST_NOT_OWNER);
    cpgpu_sess_cmd(g, 2, CPGPU_SESS_CMD_CREATE);
    bad = ok;
    bad.session = 2;
    util_assert_fails(g, bad, CPGPU_ST_NO_KEY);
    cpgpu_run_ok(g, ok);

    cpgpu_lose_key(g, 0);
    util_assert_fails(g, ok, CPGPU_ST_NO_KEY);
    cpgpu_sess_key(g, 0, key_b);
    util_assert_fails(g, ok, CPGPU_ST_STALE);
    cpgpu_run(g, cpgpu_cmd_unseal(0, DEST, MiB));
    cpgpu_seal(g, 0, DEST, MiB);
    util_assert_fails(g, ok, CPGPU_ST_STALE);   /* the source still is */
    ok.src = 3 * MiB;
    util_assert_fails(g, ok, CPGPU_ST_STALE);   /* one plane of it */
    ok.src_chroma = 3 * MiB;
    cpgpu_run_ok(g, ok);
}

static void test_without(void)
{
    Shape p = shape(CPGPU_FORMAT_YUYV, 64, 2);
    struct cpgpu_cmd cmd = convert(&p);

    util_check_without("convert-blt=off", CPGPU_CAP_CONVERT, &cmd, 1);
}

UTIL_MAIN("convert",
          { "known", test_known }, { "all-values", test_all_values },
          { "sizes", test_sizes }, { "random", test_random },
          { "unsealed", test_unsealed }, { "nonces", test_nonces },
          { "wrong/flags", test_flags }, { "wrong/geometry", test_geometry },
          { "wrong/source", test_source }, { "wrong/owner", test_owner },
          { "without", test_without })
