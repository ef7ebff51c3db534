/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a display client sees: a small VNC client (RFC 6143, no authentication,
 * raw encoding) asks for incremental updates only, so that a change which the
 * device does not report stays invisible.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"
#include <sys/socket.h>
#include <sys/un.h>

#define PAGE            CPGPU_PAGE_SIZE
#define WIDTH           270     /* no multiple of 16, QEMU's unit of change */
#define HEIGHT          100
#define PITCH           1088u
#define SURFACE         ROUND_UP(PITCH * HEIGHT, PAGE)

#define RAW             0
#define DESKTOP_SIZE    -223

typedef struct Vnc {
    QCpgpu *g;
    char *dir;
    int fd;
    unsigned width, height;
    uint8_t *pixels;            /* XRGB8888 */
} Vnc;

/* Returns false if nothing comes within @ms; -1: it is an error then */
static bool vnc_read(Vnc *v, void *buf, size_t len, int ms)
{
    GPollFD pfd = { .fd = v->fd, .events = G_IO_IN };
    size_t got = 0;
    ssize_t n;

    while (got < len) {
        if (g_poll(&pfd, 1, got || ms < 0 ? CPGPU_TIMEOUT_US / 1000 : ms) < 1) {
            g_assert_cmpuint(got, ==, 0);
            g_assert_cmpint(ms, >=, 0);
            return false;
        }
        n = read(v->fd, (uint8_t *)buf + got, len - got);
        g_assert_cmpint(n, >, 0);
        got += n;
    }
    return true;
}

static void vnc_write(Vnc *v, const void *buf, size_t len)
{
    g_assert_cmpint(write(v->fd, buf, len), ==, len);
}

static void vnc_size(Vnc *v, unsigned width, unsigned height)
{
    v->width = width;
    v->height = height;
    g_free(v->pixels);
    v->pixels = g_malloc0(width * height * 4);
}

static void vnc_hello(Vnc *v)
{
    static const uint8_t pixel_format[] = {
        0, 0, 0, 0, /* bits, depth, endian, colour */ 32, 24, 0, 1,
        /* maxima */ 0, 255, 0, 255, 0, 255, /* shifts */ 16, 8, 0, 0, 0, 0,
    };
    uint8_t encodings[12] = { 2, 0, 0, 2 }, buf[64];

    vnc_read(v, buf, 12, -1);
    g_assert_cmpmem(buf, 12, "RFB 003.008\n", 12);
    vnc_write(v, buf, 12);
    vnc_read(v, buf, 2, -1);
    g_assert_cmpmem(buf, 2, "\1\1", 2);         /* one type: no security */
    vnc_write(v, "\1", 1);
    vnc_read(v, buf, 4, -1);
    g_assert_cmphex(ldl_be_p(buf), ==, 0);
    vnc_write(v, "\1", 1);
    vnc_read(v, buf, 24, -1);
    vnc_size(v, lduw_be_p(buf), lduw_be_p(buf + 2));
    g_assert_cmpuint(ldl_be_p(buf + 20), <, sizeof(buf));
    vnc_read(v, buf, ldl_be_p(buf + 20), -1);   /* the server's name */
    vnc_write(v, pixel_format, sizeof(pixel_format));
    stl_be_p(encodings + 4, RAW);
    stl_be_p(encodings + 8, DESKTOP_SIZE);
    vnc_write(v, encodings, sizeof(encodings));
}

/* What has changed since the last answer, when it has */
static void vnc_request(Vnc *v, bool incremental)
{
    uint8_t msg[10] = { 3, incremental };

    stw_be_p(msg + 6, v->width);
    stw_be_p(msg + 8, v->height);
    vnc_write(v, msg, sizeof(msg));
}

static void vnc_rectangle(Vnc *v)
{
    uint8_t head[12];
    unsigned x, y, width, height;

    vnc_read(v, head, sizeof(head), -1);
    x = lduw_be_p(head);
    y = lduw_be_p(head + 2);
    width = lduw_be_p(head + 4);
    height = lduw_be_p(head + 6);
    if ((int32_t)ldl_be_p(head + 8) == DESKTOP_SIZE) {
        vnc_size(v, width, height);
        return;
    }
    g_assert_cmpint(ldl_be_p(head + 8), ==, RAW);
    g_assert_cmpuint(x + width, <=, v->width);
    g_assert_cmpuint(y + height, <=, v->height);
    for (unsigned i = 0; i < height; i++) {
        vnc_read(v, v->pixels + 4 * ((y + i) * v->width + x), 4 * width, -1);
    }
}

/* The answer to a request, if it comes within @ms */
static bool vnc_update(Vnc *v, int ms)
{
    uint8_t head[4];

    if (!vnc_read(v, head, sizeof(head), ms)) {
        return false;
    }
    g_assert_cmpuint(head[0], ==, 0);
    for (unsigned n = lduw_be_p(head + 2); n; n--) {
        vnc_rectangle(v);
    }
    return true;
}

static Vnc *vnc_start(void)
{
    Vnc *v = g_new0(Vnc, 1);
    struct sockaddr_un addr = { .sun_family = AF_UNIX };
    g_autofree char *path = NULL, *args = NULL;

    v->dir = g_dir_make_tmp("cpgpu-XXXXXX", NULL);
    path = g_build_filename(v->dir, "vnc", NULL);
    args = g_strdup_printf("-vnc unix:%s", path);
    v->g = cpgpu_start_with("q35", "vram=4M", args);
    cpgpu_ring_on(v->g, 6);
    g_assert_cmpuint(g_strlcpy(addr.sun_path, path, sizeof(addr.sun_path)), <,
                     sizeof(addr.sun_path));
    v->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    g_assert_cmpint(connect(v->fd, (struct sockaddr *)&addr, sizeof(addr)), ==,
                    0);
    vnc_hello(v);
    vnc_request(v, false);
    return v;
}

static void vnc_stop(Vnc *v)
{
    g_autofree char *path = g_build_filename(v->dir, "vnc", NULL);

    close(v->fd);
    cpgpu_stop(v->g);
    unlink(path);
    rmdir(v->dir);
    g_free(v->dir);
    g_free(v->pixels);
    g_free(v);
}

static bool shows(Vnc *v, const uint8_t *bytes)
{
    if (v->width != WIDTH || v->height != HEIGHT) {
        return false;
    }
    for (unsigned y = 0; y < HEIGHT; y++) {
        for (unsigned x = 0; x < WIDTH; x++) {
            uint32_t seen = ldl_le_p(v->pixels + 4 * (y * WIDTH + x));
            uint32_t is = bytes ? ldl_le_p(bytes + y * PITCH + 4 * x) : 0;

            if ((seen ^ is) & 0xffffff) {
                return false;
            }
        }
    }
    return true;
}

/* Take updates until the client sees exactly this; NULL: black. */
static void assert_seen(Vnc *v, const uint8_t *bytes)
{
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;

    while (!shows(v, bytes)) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        if (vnc_update(v, 100)) {
            vnc_request(v, true);
        }
    }
}

/* What is changed at a time: bytes of the surface, from @start on */
static const struct {
    uint32_t start, len;
} changes[] = {
    /* corners; @len is the least that a blt writes */
    { 0, 16 },
    { WIDTH * 4 - 8, 16 },
    { PITCH * (HEIGHT - 1), 16 },
    { PITCH * (HEIGHT - 1) + WIDTH * 4 - 8, 16 },
    /* a line, the first and the last of them */
    { PITCH * 50, PITCH },
    { 0, PITCH },
    { PITCH * (HEIGHT - 1), PITCH },
    /* both sides of a page boundary within a line, a whole page, and two */
    { 5 * PAGE - 16, 16 },
    { 5 * PAGE, 16 },
    { 7 * PAGE, PAGE },
    { 11 * PAGE - 64, 128 },
    /* nearly all */
    { PITCH, PITCH * (HEIGHT - 2) },
};

static void put(Vnc *v, bool sealed, const uint8_t *bytes, uint32_t start,
                uint32_t len)
{
    if (sealed) {
        cpgpu_put_plain(v->g, 0, key_a, start, bytes + start, len);
    } else {
        cpgpu_vram_write(v->g, start, bytes + start, len);
    }
}

static void show(Vnc *v)
{
    fixture_show(v->g, WIDTH, HEIGHT, 0, PITCH);
}

static void check_changes(bool sealed)
{
    g_autofree uint8_t *bytes = g_malloc(SURFACE);
    Vnc *v = vnc_start();

    if (sealed) {
        cpgpu_sess_key(v->g, 0, key_a);
        cpgpu_seal(v->g, 0, 0, 4 * MiB);
    }
    util_pattern(bytes, SURFACE, 1);
    put(v, sealed, bytes, 0, SURFACE);
    show(v);
    assert_seen(v, bytes);
    for (int i = 0; i < ARRAY_SIZE(changes); i++) {
        uint32_t start = changes[i].start, len = changes[i].len;

        g_test_message("%u bytes at %u", len, start);
        util_pattern(bytes + start, len, i + 2);
        put(v, sealed, bytes, start, len);
        assert_seen(v, bytes);
    }
    /* two far apart, which may be in one update */
    memset(bytes + 16, 0x55, 16);
    memset(bytes + PITCH * 90, 0x66, 16);
    put(v, sealed, bytes, PITCH * 90, 16);
    put(v, sealed, bytes, 16, 16);
    assert_seen(v, bytes);
    cpgpu_writel(v->g, CPGPU_DISP_CTRL, 0);
    assert_seen(v, NULL);
    cpgpu_writel(v->g, CPGPU_DISP_CTRL, CPGPU_DISP_CTRL_ENABLE);
    assert_seen(v, bytes);
    vnc_stop(v);
}

FIXTURE_TEST_ALONE(test_changes, "changes")
{
    check_changes(false);
}

FIXTURE_TEST_ALONE(test_sealed_changes, "sealed-changes")
{
    check_changes(true);
}

/* Flips to another surface and back; a key that is lost */
FIXTURE_TEST_ALONE(test_whole, "whole")
{
    g_autofree uint8_t *bytes = g_malloc(2 * SURFACE);
    Vnc *v = vnc_start();

    cpgpu_sess_key(v->g, 0, key_a);
    cpgpu_seal(v->g, 0, 0, SURFACE);
    util_pattern(bytes, 2 * SURFACE, 1);
    put(v, true, bytes, 0, SURFACE);
    put(v, false, bytes, SURFACE, SURFACE);
    show(v);
    assert_seen(v, bytes);
    for (int i = 1; i < 4; i++) {
        uint32_t at = i % 2 * SURFACE;

        util_plane(v->g, at, PITCH);
        util_vblank(v->g);
        assert_seen(v, bytes + at);
    }
    util_plane(v->g, 0, PITCH);
    util_vblank(v->g);
    assert_seen(v, bytes);
    cpgpu_lose_key(v->g, 0);
    assert_seen(v, NULL);
    vnc_stop(v);
}

/*
 * A picture that is requested while the engine works in it, and its end state
 */
FIXTURE_TEST_ALONE(test_late, "late")
{
    g_autofree uint8_t *bytes = g_malloc(SURFACE);
    Vnc *v = vnc_start();

    cpgpu_sess_key(v->g, 0, key_a);
    cpgpu_seal(v->g, 0, 0, 4 * MiB);
    show(v);
    assert_seen(v, NULL);
    for (int i = 0; i < 5; i++) {
        struct cpgpu_cmd fill = cpgpu_cmd_fill(0, 0x01020304 * (i + 1), 0,
                                               4 * MiB);

        util_start_long_work(v->g);
        util_submit(v->g, 0, fill);
        for (unsigned at = 0; at < SURFACE; at += 4) {
            stl_le_p(bytes + at, fill.fill);
        }
        assert_seen(v, bytes);
        cpgpu_ring_wait(v->g);
    }
    vnc_stop(v);
}

FIXTURE_MAIN(fixture_add, "vnc")
