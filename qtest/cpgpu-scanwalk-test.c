/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A refresh must never be visible: while the pages of a sealed picture are
 * re-encrypted under key after key, every frame is the same, bit for bit.  The
 * lines of the picture are far apart, so that the refresh, which goes through
 * the session's pages in order, is always somewhere within the picture.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define WIDTH   64
#define HEIGHT  64
#define LINE    (WIDTH * 4)
#define PITCH   (64 * KiB)
#define PICTURE (8 * CPGPU_MIB)         /* 4 MiB of it in mid-area */
#define AREA    (24 * CPGPU_MIB)
#define FRAMES  100                     /* while the engine works */

typedef struct Look {
    QCpgpu *g;
    uint8_t key[2][16];
    unsigned sessions;          /* the lines belong to them in turn */
    uint8_t lines[HEIGHT][LINE];
    uint64_t records[2];
    unsigned refreshes[2];
} Look;

static Look *look_start(unsigned sessions)
{
    Look *l = g_new0(Look, 1);

    l->g = cpgpu_start_with("q35", "vram=32M", NULL);
    l->sessions = sessions;
    util_pattern(l->lines, sizeof(l->lines), 1);
    for (unsigned n = 0; n < sessions; n++) {
        cpgpu_ring_on_n(l->g, n, 8);
        l->records[n] = cpgpu_alloc(l->g, 256 * CPGPU_RESULT_SIZE);
        memcpy(l->key[n], n ? key_b : key_a, 16);
        cpgpu_sess_key(l->g, n, l->key[n]);
    }
    /* strips as far apart as the lines, so that each has a line of its own */
    for (uint64_t at = 0; at < AREA; at += PITCH) {
        cpgpu_seal(l->g, at / PITCH % sessions, at, PITCH);
    }
    for (unsigned y = 0; y < HEIGHT; y++) {
        unsigned n = y % sessions;

        cpgpu_put_plain(l->g, n, l->key[n], PICTURE + y * PITCH, l->lines[y],
                        LINE);
    }
    fixture_show(l->g, WIDTH, HEIGHT, PICTURE, PITCH);
    return l;
}

static void look_stop(Look *l)
{
    cpgpu_stop(l->g);
    g_free(l);
}

/* A flip makes the device compose all of the picture again */
static void assert_frame(Look *l)
{
    cpgpu_writel(l->g, CPGPU_PLANE_COMMIT, 1);
    util_vblank(l->g);
    fixture_assert_shown(l->g, WIDTH, HEIGHT, l->lines[0], LINE);
}

/* A ring full of START, FINISH, START, FINISH ... each with a record */
static void put_refreshes(Look *l, unsigned n)
{
    for (unsigned i = 0; i < 128; i++) {
        util_put(l->g, n, cpgpu_cmd_record(cpgpu_cmd_refresh_start(n),
                                           l->records[n], i));
        util_put(l->g, n, cpgpu_cmd_refresh_finish(n));
    }
    cpgpu_kick_n(l->g, n);
}

static void take_refreshes(Look *l, unsigned n)
{
    cpgpu_ring_wait_n(l->g, n);
    g_assert_false(cpgpu_ring_stopped_n(l->g, n));
    for (unsigned i = 0; i < 128; i++) {
        struct cpgpu_result res = cpgpu_record(l->g, l->records[n], i);

        cpgpu_assert_ok(res.status);
        ref_xor(l->key[n], l->key[n], res.data, 16);
    }
    l->refreshes[n] += 128;
    cpgpu_assert_sess_reg(l->g, n, CPGPU_SESS_REFRESHES, l->refreshes[n]);
}

/* The lines can also be read back, with the newest key */
static void assert_lines(Look *l)
{
    for (unsigned y = 0; y < HEIGHT; y++) {
        unsigned n = y % l->sessions;

        util_assert_plain(l->g, n, l->key[n], PICTURE + y * PITCH, l->lines[y],
                          LINE);
    }
}

static void check_frames(unsigned sessions)
{
    Look *l = look_start(sessions);
    unsigned at_work = 0, in_walk = 0, frames = 0;
    uint64_t scanned = cpgpu_stat(l->g, "stat-pages-scanned");

    while (at_work < FRAMES) {
        for (unsigned n = 0; n < sessions; n++) {
            put_refreshes(l, n);
        }
        while (util_ring_status(l->g, 0) & CPGPU_RING_STATUS_BUSY) {
            uint32_t before, after;

            /* now and then a walk that stands still, wherever it is */
            cpgpu_hold_workers(l->g, frames % 3 == 0);
            before = cpgpu_ring_reg(l->g, 0, CPGPU_RING_HEAD);
            assert_frame(l);
            frames++;
            after = cpgpu_ring_reg(l->g, 0, CPGPU_RING_HEAD);
            cpgpu_hold_workers(l->g, false);
            at_work += after != l->g->rings[0].tail;
            /* the frame did not even wait for one FINISH to complete */
            in_walk += before == after && after % 2;
        }
        for (unsigned n = 0; n < sessions; n++) {
            take_refreshes(l, n);
        }
        assert_lines(l);
    }
    scanned = cpgpu_stat(l->g, "stat-pages-scanned") - scanned;
    g_test_message("%u frames, %u while the engine worked, %u inside of a "
                   "single walk", frames, at_work, in_walk);
    g_assert_cmpuint(scanned, >=, (uint64_t)frames * HEIGHT);
    g_assert_cmpuint(in_walk, >=, 5);
    assert_frame(l);
    look_stop(l);
}

FIXTURE_TEST_ALONE(test_one_session, "one-session")
{
    check_frames(1);
}

/* Two sessions that are refreshed at the same time share the picture */
FIXTURE_TEST_ALONE(test_two_sessions, "two-sessions")
{
    check_frames(2);
}

FIXTURE_MAIN(fixture_add, "scanwalk")
