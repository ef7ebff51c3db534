/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The protection level is real: it decides what the monitor shows and what
 * ENCRYPT_BLT gives out
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WIDTH   256
#define HEIGHT  64
#define PITCH   (WIDTH * 4)     /* four lines a page */
#define SURFACE (16 * PAGE)
#define HALF    (SURFACE / 2)

#define ENABLED         CPGPU_PROTECTION_ENABLED
#define FULLSCREEN      CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN

static const char *const options[] = {
    "protection-always-on=on", "protection-always-on=off",
};

/*
 * Sessions 0 of context 1 and 1 of context 2 have half of the picture each; a
 * channel each.
 */
static QCpgpu *start_shown(bool always_on, uint8_t bytes[SURFACE], Chan c[2])
{
    QCpgpu *g = cpgpu_start(options[!always_on]);

    util_pattern(bytes, SURFACE, 1);
    for (unsigned n = 0; n < 2; n++) {
        chan_open(&c[n], g, n, n + 1);
        chan_sess_create(g, n, n + 1);
        cpgpu_sess_key(g, n, n ? key_b : key_a);
        cpgpu_seal(g, n, n * HALF, HALF);
        cpgpu_put_plain(g, n, n ? key_b : key_a, n * HALF, bytes + n * HALF,
                        HALF);
    }
    util_mode_on(g, WIDTH, HEIGHT, 60000);
    util_plane(g, 0, PITCH);
    util_vblank(g);
    return g;
}

/* The monitor shows these halves of the picture, the others black */
static void assert_shown(QCpgpu *g, const uint8_t *bytes, bool upper,
                         bool lower)
{
    g_autoptr(Picture) p = util_screendump(g);
    g_autofree uint8_t *want = g_malloc0(SURFACE);

    memcpy(want, bytes, upper ? HALF : 0);
    memcpy(want + HALF, bytes + HALF, lower ? HALF : 0);
    util_assert_picture(p, WIDTH, HEIGHT, want, PITCH);
}

static void assert_link(QCpgpu *g, bool is_protected)
{
    g_assert_cmpint(!!(cpgpu_readl(g, CPGPU_DISP_STATUS) &
                       CPGPU_DISP_STATUS_LINK_PROTECTED), ==, is_protected);
}

/*
 * All flags of both contexts, link protected or not, always-on or not: each
 * half is shown just when it may be.
 */
static void test_scanout(void)
{
    uint8_t bytes[SURFACE];
    unsigned looks = 0;
    Chan c[2];

    for (int always_on = 0; always_on < 2; always_on++) {
        QCpgpu *g = start_shown(always_on, bytes, c);

        for (unsigned i = 0; i < 32; i++, looks++) {
            /* in an order in which much changes from one to the next */
            unsigned how = i * 11 % 32;
            uint32_t flags[2] = { how & 3, how >> 2 & 3 };
            bool link = how >> 4, may[2];

            for (unsigned n = 0; n < 2; n++) {
                g_assert_cmpuint(chan_set_protection(&c[n], flags[n]), ==,
                                 CPGPU_ST_OK);
                may[n] = flags[n] & ENABLED ? link : always_on;
            }
            cpgpu_link(g, link);
            assert_link(g, link);
            g_test_message("always-on %d, flags %u %u, link %d", always_on,
                           flags[0], flags[1], link);
            assert_shown(g, bytes, may[0], may[1]);
        }
        cpgpu_stop(g);
    }
    g_assert_cmpuint(looks, ==, 64);
}

static void require_link(QCpgpu *g, bool required)
{
    qtest_qmp_assert_success(g->qts, "{'execute': 'qom-set', 'arguments': "
                             "{'path': %s, 'property': "
                             "'require-protected-link', 'value': %i}}",
                             CPGPU_QOM_PATH, required);
}

/*
 * The host insists on a protected link: no level shows sealed content without.
 * Turning it on and off shows at once, and is nothing to what is not sealed.
 */
static void test_required_link(void)
{
    uint8_t bytes[SURFACE];
    Chan c[2];

    for (int always_on = 0; always_on < 2; always_on++) {
        QCpgpu *g = start_shown(always_on, bytes, c);

        for (unsigned how = 0; how < 16; how++) {
            uint32_t flags = how & 3;
            bool link = how & 4, required = how & 8;

            g_assert_cmpuint(chan_set_protection(&c[0], flags), ==,
                             CPGPU_ST_OK);
            cpgpu_link(g, link);
            require_link(g, required);
            assert_link(g, link);
            assert_shown(g, bytes,
                         flags & ENABLED ? link
                                         : always_on && (link || !required),
                         always_on && (link || !required));
        }
        require_link(g, true);
        cpgpu_link(g, false);
        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(1, HALF, HALF)), ==,
                         CPGPU_ST_OK);
        cpgpu_vram_write(g, HALF, bytes + HALF, HALF);
        assert_shown(g, bytes, false, true);
        /* nothing but the property has changed */
        g_assert_cmpuint(chan_set_protection(&c[0], 0), ==, CPGPU_ST_OK);
        assert_shown(g, bytes, false, true);
        require_link(g, false);
        assert_shown(g, bytes, always_on, true);
        require_link(g, true);
        assert_shown(g, bytes, false, true);
        cpgpu_stop(g);
    }
}

/* From the command line, and a reset of the device leaves it */
static void test_required_at_start(void)
{
    uint8_t page[PAGE];
    QCpgpu *g = cpgpu_start("require-protected-link=on,link-protected=off");

    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    cpgpu_ring_on(g, 6);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    util_pattern(page, PAGE, 1);
    cpgpu_put_plain(g, 0, key_a, 0, page, PAGE);
    util_mode_on(g, 16, 16, 60000);
    util_plane(g, 0, 64);
    util_vblank(g);
    {
        g_autoptr(Picture) p = util_screendump(g);

        util_assert_black(p);
    }
    cpgpu_link(g, true);
    {
        g_autoptr(Picture) p = util_screendump(g);

        util_assert_picture(p, 16, 16, page, 64);
    }
    cpgpu_stop(g);
}

/* Each event alone brings its change to the screen */
static void test_changes_show(void)
{
    uint8_t bytes[SURFACE];
    Chan c[2], more;
    QCpgpu *g = start_shown(false, bytes, c);

    assert_shown(g, bytes, false, false);
    g_assert_cmpuint(chan_set_protection(&c[0], ENABLED), ==, CPGPU_ST_OK);
    assert_shown(g, bytes, true, false);
    chan_open(&more, g, 5, 2);
    assert_shown(g, bytes, true, false);
    g_assert_cmpuint(chan_set_protection(&more, ENABLED), ==, CPGPU_ST_OK);
    assert_shown(g, bytes, true, true);
    cpgpu_link(g, false);
    assert_shown(g, bytes, false, false);
    cpgpu_link(g, true);
    assert_shown(g, bytes, true, true);
    chan_destroy(&more);
    assert_shown(g, bytes, true, false);
    g_assert_cmpuint(chan_set_protection(&c[0], 0), ==, CPGPU_ST_OK);
    assert_shown(g, bytes, false, false);
    cpgpu_stop(g);
}

/* What is refused changes nothing on the screen either */
static void test_refused(void)
{
    uint8_t bytes[SURFACE];
    Chan c[2];
    QCpgpu *g = start_shown(false, bytes, c);
    ChanMsg m;

    m = chan_msg(&c[0], CHAN_SET_PROTECTION);
    m.protection.flags = cpu_to_le32(ENABLED);
    g_assert_cmpuint(chan_send(&c[0], &m), ==, CPGPU_ST_BAD_MAC);
    assert_shown(g, bytes, false, false);
    g_assert_cmpuint(chan_set_protection(&c[0], ENABLED | 4), ==,
                     CPGPU_ST_BAD_FLAGS);
    assert_shown(g, bytes, false, false);
    g_assert_cmpuint(chan_set_protection(&c[0], ENABLED), ==, CPGPU_ST_OK);
    g_assert_cmpuint(chan_set_protection(&c[0], 4), ==, CPGPU_ST_BAD_FLAGS);
    assert_shown(g, bytes, true, false);
    cpgpu_stop(g);
}

/* What is not sealed is nobody's secret: no level hides it */
static void test_unsealed(void)
{
    uint8_t bytes[SURFACE];
    Chan c[2];

    for (int always_on = 0; always_on < 2; always_on++) {
        QCpgpu *g = start_shown(always_on, bytes, c);

        g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_unseal(0, 0, HALF)), ==,
                         CPGPU_ST_OK);
        cpgpu_vram_write(g, 0, bytes, HALF);
        cpgpu_link(g, false);
        for (uint32_t flags = 0; flags < 4; flags++) {
            g_assert_cmpuint(chan_set_protection(&c[0], flags), ==,
                             CPGPU_ST_OK);
            assert_shown(g, bytes, true, always_on);
        }
        cpgpu_stop(g);
    }
}

/* A link that is bad from the beginning; a reset of the device leaves it */
static void test_link_at_start(void)
{
    QCpgpu *g = cpgpu_start("link-protected=off");

    assert_link(g, false);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    assert_link(g, false);
    cpgpu_link(g, true);
    assert_link(g, true);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    assert_link(g, true);
    cpgpu_stop(g);
    g = cpgpu_start(NULL);
    assert_link(g, true);
    cpgpu_stop(g);
}

/* While a surface is hidden all goes on with it but the view */
static void test_hidden_goes_on(void)
{
    uint8_t bytes[SURFACE], key[16];
    Chan c[2];
    QCpgpu *g = start_shown(false, bytes, c);

    memcpy(key, key_a, 16);
    util_pattern(bytes, HALF, 9);
    cpgpu_put_plain(g, 0, key, 0, bytes, HALF);
    cpgpu_sess_refresh(g, 0, key);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_copy(0, 0, PAGE, PAGE)), ==,
                     CPGPU_ST_OK);
    memcpy(bytes + PAGE, bytes, PAGE);
    assert_shown(g, bytes, false, false);
    g_assert_cmpuint(chan_set_protection(&c[0], ENABLED), ==, CPGPU_ST_OK);
    assert_shown(g, bytes, true, false);
    cpgpu_stop(g);
}

/* ------------------------------------------------------------- read-back -- */

static void read_back(QCpgpu *g, bool may)
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    uint8_t got[PAGE];

    for (int own_key = 0; own_key < 2; own_key++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, PAGE);

        cmd.flags = own_key ? CPGPU_CMD_READ_BACK_KEY : 0;
        qtest_memset(g->qts, data, 0, PAGE);
        if (may) {
            g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
            cpgpu_assert_no_error(g);
        } else {
            util_assert_fails(g, cmd, CPGPU_ST_PROTECTION);
        }
        cpgpu_read(g, data, got, PAGE);
        g_assert_cmpint(util_is_zero(got, PAGE), ==, !may);
    }
    guest_free(g->alloc, data);
}

static void test_read_back(void)
{
    uint8_t bytes[SURFACE];
    struct cpgpu_cmd key = {
        .opcode = CPGPU_OP_READ_BACK_KEY, .length = CPGPU_KEY_SIZE,
    };
    Chan c[2], more;

    for (int always_on = 0; always_on < 2; always_on++) {
        QCpgpu *g = start_shown(always_on, bytes, c);

        g_assert_cmpuint(cpgpu_run(g, key), ==, CPGPU_ST_OK);
        for (unsigned how = 0; how < 8; how++) {
            uint32_t flags = how & 3;

            cpgpu_link(g, how & 4);     /* is nothing to it */
            /* nor is another context's level */
            g_assert_cmpuint(chan_set_protection(&c[1], ~flags & 3), ==,
                             CPGPU_ST_OK);
            g_assert_cmpuint(chan_set_protection(&c[0], flags), ==,
                             CPGPU_ST_OK);
            read_back(g, (always_on || flags & ENABLED) &&
                         !(flags & FULLSCREEN));
        }
        /* two channels of one context: one asks for one thing, one for two */
        g_assert_cmpuint(chan_set_protection(&c[0], ENABLED), ==,
                         CPGPU_ST_OK);
        chan_open(&more, g, 7, 1);
        read_back(g, true);
        g_assert_cmpuint(chan_set_protection(&more, FULLSCREEN), ==,
                         CPGPU_ST_OK);
        read_back(g, false);
        chan_destroy(&more);
        read_back(g, true);
        cpgpu_stop(g);
    }
}

/* The level counts that is set when the command starts */
static void test_read_back_queued(void)
{
    QCpgpu *g = util_start_rings(NULL);
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, PAGE);
    struct cpgpu_cmd wait = cpgpu_cmd_wait(1, 5);
    uint32_t index;
    Chan c;

    chan_open(&c, g, 0, 0);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    qtest_memset(g->qts, data, 0x5a, PAGE);
    cpgpu_put(g, &wait);
    index = g->rings[0].tail;
    cpgpu_put(g, &cmd);
    cpgpu_kick(g);
    g_assert_cmpuint(chan_set_protection(&c, FULLSCREEN), ==, CPGPU_ST_OK);
    cpgpu_assert_no_error(g);
    util_submit(g, 1, util_fence(5));
    cpgpu_ring_wait(g);
    /* without a record it stops the ring */
    cpgpu_assert_stopped(g, CPGPU_ST_PROTECTION, index);
    for (int i = 0; i < PAGE; i += 512) {
        g_assert_cmphex(qtest_readb(g->qts, data + i), ==, 0x5a);
    }
    cpgpu_ring_recover(g);
    g_assert_cmpuint(chan_set_protection(&c, 0), ==, CPGPU_ST_OK);
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    cpgpu_stop(g);
}

/* What is wrong with the command itself is told first */
static void test_read_back_order(void)
{
    QCpgpu *g = cpgpu_start("protection-always-on=off");
    uint64_t data = cpgpu_alloc(g, PAGE);
    Chan c;

    chan_open(&c, g, 0, 0);
    util_assert_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE),
                      CPGPU_ST_BAD_SESSION);
    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_CREATE), ==, 0);
    util_assert_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE), CPGPU_ST_NO_KEY);
    cpgpu_sess_key(g, 0, key_a);
    util_assert_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE),
                      CPGPU_ST_NOT_OWNER);
    cpgpu_seal(g, 0, 0, PAGE);
    util_assert_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE),
                      CPGPU_ST_PROTECTION);
    g_assert_cmpuint(chan_set_protection(&c, ENABLED), ==, CPGPU_ST_OK);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_encrypt(0, 0, data, PAGE)), ==,
                     CPGPU_ST_OK);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/protection/scanout", test_scanout);
    qtest_add_func("/cpgpu/protection/required-link", test_required_link);
    qtest_add_func("/cpgpu/protection/required-at-start",
                   test_required_at_start);
    qtest_add_func("/cpgpu/protection/changes-show", test_changes_show);
    qtest_add_func("/cpgpu/protection/refused", test_refused);
    qtest_add_func("/cpgpu/protection/unsealed", test_unsealed);
    qtest_add_func("/cpgpu/protection/link-at-start", test_link_at_start);
    qtest_add_func("/cpgpu/protection/hidden-goes-on", test_hidden_goes_on);
    qtest_add_func("/cpgpu/protection/read-back", test_read_back);
    qtest_add_func("/cpgpu/protection/read-back-queued",
                   test_read_back_queued);
    qtest_add_func("/cpgpu/protection/read-back-order", test_read_back_order);
    return g_test_run();
}
