/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The protection level decides what the monitor shows and what ENCRYPT_BLT
 * returns
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WIDTH   256
#define HEIGHT  64
#define PITCH   (WIDTH * 4)     /* four lines a page */
#define SURFACE (16 * PAGE)
#define HALF    (SURFACE / 2)

#define ENABLED         CPGPU_PROTECTION_ENABLED
#define FULLSCREEN      CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN

static uint8_t bytes[SURFACE];  /* of the picture */
static Chan c[2];

/*
 * Session 0 of context 1 and session 1 of context 2 have half of the picture
 * each.  Each context has a channel.
 */
static QCpgpu *start_shown(bool always_on)
{
    QCpgpu *g = cpgpu_start(always_on ? "protection-always-on=on"
                                      : "protection-always-on=off");

    util_pattern(bytes, SURFACE, 1);
    for (unsigned n = 0; n < 2; n++) {
        chan_open(&c[n], g, n, n + 1);
        chan_sess_create(g, n, n + 1);
        cpgpu_sess_key(g, n, n ? key_b : key_a);
        cpgpu_seal(g, n, n * HALF, HALF);
        cpgpu_put_plain(g, n, n ? key_b : key_a, n * HALF, bytes + n * HALF,
                        HALF);
    }
    fixture_show(g, WIDTH, HEIGHT, 0, PITCH);
    return g;
}

/* The monitor shows these halves of the picture, the others black */
static void assert_shown(QCpgpu *g, bool upper, bool lower)
{
    uint8_t want[SURFACE] = { 0 };

    memcpy(want, bytes, upper ? HALF : 0);
    memcpy(want + HALF, bytes + HALF, lower ? HALF : 0);
    fixture_assert_shown(g, WIDTH, HEIGHT, want, PITCH);
}

static void set_level(Chan *channel, uint32_t flags)
{
    cpgpu_assert_ok(chan_set_protection(channel, flags));
}

static void assert_link(QCpgpu *g, bool is_protected)
{
    g_assert_cmpint(!!(cpgpu_readl(g, CPGPU_DISP_STATUS) &
                       CPGPU_DISP_STATUS_LINK_PROTECTED), ==, is_protected);
}

/*
 * All flags of both contexts, with and without a protected link, always-on or
 * not: each half is shown exactly when it is allowed.
 */
FIXTURE_TEST_ALONE(test_scanout, "scanout")
{
    unsigned looks = 0;

    for (int always_on = 0; always_on < 2; always_on++) {
        g_autoptr(QCpgpu) g = start_shown(always_on);

        for (unsigned i = 0; i < 32; i++, looks++) {
            /* in an order in which much changes from one to the next */
            unsigned how = i * 11 % 32;
            uint32_t flags[2] = { how & 3, how >> 2 & 3 };
            bool link = how >> 4, may[2];

            for (unsigned n = 0; n < 2; n++) {
                set_level(&c[n], flags[n]);
                may[n] = flags[n] & ENABLED ? link : always_on;
            }
            cpgpu_link(g, link);
            assert_link(g, link);
            g_test_message("always-on %d, flags %u %u, link %d", always_on,
                           flags[0], flags[1], link);
            assert_shown(g, may[0], may[1]);
        }
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
 * The host requires a protected link: without one, no level shows sealed
 * content. Changes show immediately, and do not affect what is not sealed.
 */
FIXTURE_TEST_ALONE(test_required_link, "required-link")
{
    for (int always_on = 0; always_on < 2; always_on++) {
        g_autoptr(QCpgpu) g = start_shown(always_on);

        for (unsigned how = 0; how < 16; how++) {
            uint32_t flags = how & 3;
            bool link = how & 4, required = how & 8;
            bool may = always_on && (link || !required);

            set_level(&c[0], flags);
            cpgpu_link(g, link);
            require_link(g, required);
            assert_link(g, link);
            assert_shown(g, flags & ENABLED ? link : may, may);
        }
        require_link(g, true);
        cpgpu_link(g, false);
        cpgpu_run_ok(g, cpgpu_cmd_unseal(1, HALF, HALF));
        cpgpu_vram_write(g, HALF, bytes + HALF, HALF);
        assert_shown(g, false, true);
        /* nothing but the property has changed */
        set_level(&c[0], 0);
        assert_shown(g, false, true);
        require_link(g, false);
        assert_shown(g, always_on, true);
        require_link(g, true);
        assert_shown(g, false, true);
    }
}

/* From the command line, and a reset of the device leaves it */
FIXTURE_TEST(test_required_at_start, "required-at-start",
             "require-protected-link=on,link-protected=off")
{
    uint8_t page[PAGE];

    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    cpgpu_ring_on(g, 6);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    util_pattern(page, PAGE, 1);
    cpgpu_put_plain(g, 0, key_a, 0, page, PAGE);
    fixture_show(g, 16, 16, 0, 64);
    util_assert_shows_black(g);
    cpgpu_link(g, true);
    fixture_assert_shown(g, 16, 16, page, 64);
}

/* Each event brings its change to the screen by itself */
FIXTURE_TEST_ALONE(test_changes_show, "changes-show")
{
    g_autoptr(QCpgpu) g = start_shown(false);
    Chan more;

    assert_shown(g, false, false);
    set_level(&c[0], ENABLED);
    assert_shown(g, true, false);
    chan_open(&more, g, 5, 2);
    assert_shown(g, true, false);
    set_level(&more, ENABLED);
    assert_shown(g, true, true);
    cpgpu_link(g, false);
    assert_shown(g, false, false);
    cpgpu_link(g, true);
    assert_shown(g, true, true);
    chan_destroy(&more);
    assert_shown(g, true, false);
    set_level(&c[0], 0);
    assert_shown(g, false, false);
}

/* Refused messages do not change the screen */
FIXTURE_TEST_ALONE(test_refused, "refused")
{
    g_autoptr(QCpgpu) g = start_shown(false);
    ChanMsg m = chan_msg(&c[0], CHAN_SET_PROTECTION);

    m.protection.flags = cpu_to_le32(ENABLED);
    cpgpu_assert_st(chan_send(&c[0], &m), BAD_MAC);
    assert_shown(g, false, false);
    cpgpu_assert_st(chan_set_protection(&c[0], ENABLED | 4), BAD_FLAGS);
    assert_shown(g, false, false);
    set_level(&c[0], ENABLED);
    cpgpu_assert_st(chan_set_protection(&c[0], 4), BAD_FLAGS);
    assert_shown(g, true, false);
}

/* No level hides what is not sealed */
FIXTURE_TEST_ALONE(test_unsealed, "unsealed")
{
    for (int always_on = 0; always_on < 2; always_on++) {
        g_autoptr(QCpgpu) g = start_shown(always_on);

        cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, HALF));
        cpgpu_vram_write(g, 0, bytes, HALF);
        cpgpu_link(g, false);
        for (uint32_t flags = 0; flags < 4; flags++) {
            set_level(&c[0], flags);
            assert_shown(g, true, always_on);
        }
    }
}

/* A link that is bad from the beginning; a reset of the device leaves it */
FIXTURE_TEST_ALONE(test_link_at_start, "link-at-start")
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

/* Commands on a hidden surface work as on any other */
FIXTURE_TEST_ALONE(test_hidden_goes_on, "hidden-goes-on")
{
    g_autoptr(QCpgpu) g = start_shown(false);
    uint8_t key[16];

    memcpy(key, key_a, 16);
    util_pattern(bytes, HALF, 9);
    cpgpu_put_plain(g, 0, key, 0, bytes, HALF);
    cpgpu_sess_refresh(g, 0, key);
    cpgpu_run_ok(g, cpgpu_cmd_copy(0, 0, PAGE, PAGE));
    memcpy(bytes + PAGE, bytes, PAGE);
    assert_shown(g, false, false);
    set_level(&c[0], ENABLED);
    assert_shown(g, true, false);
}

static void read_back(QCpgpu *g, bool may)
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    uint8_t got[PAGE];

    for (int own_key = 0; own_key < 2; own_key++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, PAGE);

        cmd.flags = own_key ? CPGPU_CMD_READ_BACK_KEY : 0;
        qtest_memset(g->qts, data, 0, PAGE);
        if (may) {
            cpgpu_run_ok(g, cmd);
            cpgpu_assert_no_error(g);
        } else {
            cpgpu_run_fails(g, cmd, PROTECTION);
        }
        cpgpu_read(g, data, got, PAGE);
        g_assert_cmpint(util_is_zero(got, PAGE), ==, !may);
    }
    guest_free(g->alloc, data);
}

FIXTURE_TEST_ALONE(test_read_back, "read-back")
{
    Chan more;

    for (int always_on = 0; always_on < 2; always_on++) {
        g_autoptr(QCpgpu) g = start_shown(always_on);

        cpgpu_run_ok(g, cpgpu_cmd_read_back_key(0));
        for (unsigned how = 0; how < 8; how++) {
            uint32_t flags = how & 3;

            cpgpu_link(g, how & 4);     /* is nothing to it */
            /* nor is another context's level */
            set_level(&c[1], ~flags & 3);
            set_level(&c[0], flags);
            read_back(g, (always_on || flags & ENABLED) &&
                         !(flags & FULLSCREEN));
        }
        /* two channels of one context: one asks for one thing, one for two */
        set_level(&c[0], ENABLED);
        chan_open(&more, g, 7, 1);
        read_back(g, true);
        set_level(&more, FULLSCREEN);
        read_back(g, false);
        chan_destroy(&more);
        read_back(g, true);
    }
}

/* What counts is the level at the time when the command starts */
FIXTURE_TEST(test_read_back_queued, "read-back-queued", .rings = true)
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, PAGE);
    uint32_t index;

    chan_open(&c[0], g, 0, 0);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    qtest_memset(g->qts, data, 0x5a, PAGE);
    util_put(g, 0, cpgpu_cmd_wait(1, 5));
    index = g->rings[0].tail;
    cpgpu_put(g, &cmd);
    cpgpu_kick(g);
    set_level(&c[0], FULLSCREEN);
    cpgpu_assert_no_error(g);
    util_submit(g, 1, util_fence(5));
    cpgpu_ring_wait(g);
    /* without a record it stops the ring */
    cpgpu_assert_stopped(g, CPGPU_ST_PROTECTION, index);
    for (int i = 0; i < PAGE; i += 512) {
        g_assert_cmphex(qtest_readb(g->qts, data + i), ==, 0x5a);
    }
    cpgpu_ring_recover(g);
    set_level(&c[0], 0);
    cpgpu_run_ok(g, cmd);
}

/* What is wrong with the command itself is reported first */
FIXTURE_TEST(test_read_back_order, "read-back-order",
             "protection-always-on=off")
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    Chan c;

    chan_open(&c, g, 0, 0);
    cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE), BAD_SESSION);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_CREATE));
    cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE), NO_KEY);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE), NOT_OWNER);
    cpgpu_seal(g, 0, 0, PAGE);
    cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, 0, data, PAGE), PROTECTION);
    set_level(&c, ENABLED);
    cpgpu_run_ok(g, cpgpu_cmd_encrypt(0, 0, data, PAGE));
}

FIXTURE_MAIN(fixture_add, "protection")
