/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The display as tests use it, see cpgpu-util.h */
#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "cpgpu-util.h"

void util_mode(QCpgpu *g, unsigned width, unsigned height, unsigned mhz)
{
    cpgpu_writel(g, CPGPU_DISP_WIDTH, width);
    cpgpu_writel(g, CPGPU_DISP_HEIGHT, height);
    cpgpu_writel(g, CPGPU_DISP_REFRESH, mhz);
}

void util_mode_on(QCpgpu *g, unsigned width, unsigned height, unsigned mhz)
{
    util_mode(g, width, height, mhz);
    cpgpu_writel(g, CPGPU_DISP_CTRL, CPGPU_DISP_CTRL_ENABLE);
    cpgpu_assert_no_error(g);
}

void util_plane(QCpgpu *g, uint64_t offset, uint32_t pitch)
{
    cpgpu_writel(g, CPGPU_PLANE_CTRL, CPGPU_PLANE_CTRL_ENABLE |
                 CPGPU_PLANE_CTRL_FORMAT(CPGPU_FORMAT_XRGB8888));
    cpgpu_writel(g, CPGPU_PLANE_OFFSET_LO, offset);
    cpgpu_writel(g, CPGPU_PLANE_OFFSET_HI, offset >> 32);
    cpgpu_writel(g, CPGPU_PLANE_PITCH, pitch);
    cpgpu_writel(g, CPGPU_PLANE_COMMIT, 1);
}

void util_vblank(QCpgpu *g)
{
    uint32_t before = cpgpu_readl(g, CPGPU_DISP_VBLANKS);
    uint32_t mhz = cpgpu_readl(g, CPGPU_DISP_REFRESH);

    qtest_clock_step(g->qts, NANOSECONDS_PER_SECOND * 1000 / mhz + 1);
    g_assert_cmpuint(cpgpu_readl(g, CPGPU_DISP_VBLANKS), ==, before + 1);
}

void util_flip(QCpgpu *g, uint64_t offset, uint32_t pitch)
{
    util_plane(g, offset, pitch);
    util_vblank(g);
}

Picture *util_screendump(QCpgpu *g)
{
    g_autofree char *name = NULL;
    g_autofree char *text = NULL;
    Picture *p = g_new0(Picture, 1);
    size_t size, header, line;
    unsigned max;
    int fd = g_file_open_tmp("cpgpu-XXXXXX.ppm", &name, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    qtest_qmp_assert_success(g->qts, "{'execute': 'screendump', "
                             "'arguments': {'filename': %s}}", name);
    g_assert_true(g_file_get_contents(name, &text, &size, NULL));
    unlink(name);
    g_assert_cmpint(sscanf(text, "P6 %u %u %u", &p->width, &p->height, &max),
                    ==, 3);
    g_assert_cmpuint(max, ==, 255);
    /* QEMU 7.2 pads the lines of a PPM to 4 bytes */
    header = snprintf(NULL, 0, "P6\n%u %u\n%u\n", p->width, p->height, max);
    line = (size - header) / p->height;
    g_assert_cmpuint(header + line * p->height, ==, size);
    g_assert_cmpuint(line, >=, 3 * p->width);
    p->rgb = g_malloc(3 * p->width * p->height);
    for (unsigned y = 0; y < p->height; y++) {
        memcpy(p->rgb + y * 3 * p->width, text + header + y * line,
               3 * p->width);
    }
    return p;
}

void util_picture_free(Picture *p)
{
    g_free(p->rgb);
    g_free(p);
}

void util_assert_black(const Picture *p)
{
    g_assert_true(util_is_zero(p->rgb, 3 * p->width * p->height));
}

void util_assert_shows_black(QCpgpu *g)
{
    g_autoptr(Picture) p = util_screendump(g);

    util_assert_black(p);
}

void util_assert_picture(const Picture *p, unsigned width, unsigned height,
                         const uint8_t *bytes, uint32_t pitch)
{
    g_assert_cmpuint(p->width, ==, width);
    g_assert_cmpuint(p->height, ==, height);
    for (unsigned y = 0; y < height; y++) {
        for (unsigned x = 0; x < width; x++) {
            const uint8_t *rgb = p->rgb + 3 * (y * width + x);
            const uint8_t *bgrx = bytes + y * pitch + 4 * x;

            g_assert_cmphex(rgb[0] << 16 | rgb[1] << 8 | rgb[2], ==,
                            bgrx[2] << 16 | bgrx[1] << 8 | bgrx[0]);
        }
    }
}
