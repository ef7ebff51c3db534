/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * COPY and FILL: the right bytes, nothing else, and never from sealed to clear
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-model.h"

#define PAGE    CPGPU_PAGE_SIZE
#define SEALED  (2 * MiB)       /* pages of session 0; the rest is unsealed */
#define VRAM    (4 * MiB)

/* A device, and what its video memory must hold */
typedef struct World {
    QCpgpu *g;
    uint8_t *model;
} World;

static World *start(void)
{
    World *w = g_new0(World, 1);

    w->g = util_start_sealed(NULL, SEALED);
    w->model = g_malloc(VRAM);
    model_random(w->model, VRAM);
    model_put(w->g, 0, key_a, 0, w->model, SEALED);
    cpgpu_vram_write(w->g, SEALED, w->model + SEALED, VRAM - SEALED);
    return w;
}

static void check(World *w, uint64_t offset, size_t len)
{
    model_assert(w->g, 0, key_a, offset, w->model + offset, len);
}

/* Nothing has changed but what the model says */
static void check_and_stop(World *w)
{
    g_autofree uint8_t *got = g_malloc(VRAM - SEALED);

    check(w, 0, SEALED);
    cpgpu_vram_read(w->g, SEALED, got, VRAM - SEALED);
    g_assert_cmpmem(got, VRAM - SEALED, w->model + SEALED, VRAM - SEALED);
    cpgpu_assert_no_error(w->g);
    cpgpu_stop(w->g);
    g_free(w->model);
    g_free(w);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, check_and_stop)

static uint64_t span_of(const struct cpgpu_cmd *cmd)
{
    return cmd->flags & CPGPU_CMD_RECT ?
           (uint64_t)(cmd->rows - 1) * cmd->pitch + cmd->row_bytes :
           cmd->length;
}

/* Row by row, byte by byte */
static void apply(World *w, const struct cpgpu_cmd *cmd)
{
    bool rect = cmd->flags & CPGPU_CMD_RECT;
    size_t rows = rect ? cmd->rows : 1;
    size_t row_bytes = rect ? cmd->row_bytes : cmd->length;

    for (size_t y = 0; y < rows; y++) {
        uint8_t *dst = w->model + cmd->vram + y * cmd->pitch;

        for (size_t x = 0; x < row_bytes; x++) {
            if (cmd->opcode == CPGPU_OP_COPY) {
                dst[x] = w->model[cmd->src + y * cmd->src_pitch + x];
            } else {
                dst[x] = cmd->fill >> (8 * (x % 4));
            }
        }
    }
}

static void run(World *w, struct cpgpu_cmd cmd)
{
    cpgpu_run_ok(w->g, cmd);
    apply(w, &cmd);
}

static struct cpgpu_cmd copy_rect(uint64_t src, uint32_t src_pitch,
                                  uint64_t dst, uint32_t pitch,
                                  uint32_t row_bytes, uint32_t rows)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_rect(cpgpu_cmd_copy(0, src, dst, 0),
                                          row_bytes, rows, pitch);

    cmd.src_pitch = src_pitch;
    return cmd;
}

/* ------------------------------------------------------- what is right -- */

static void test_linear(void)
{
    static const struct {
        uint64_t src, dst, len;
    } copies[] = {
        { 0, PAGE, PAGE }, { 16, PAGE + 48, 16 }, { 0, 16, 16 },
        { 1024, 0, 1024 }, { 0, 2048, 2048 },   /* in one page */
        { 4080, 8176, 32 }, { PAGE + 16, 16, 3 * KiB },
        { 3 * PAGE, 0, 3 * PAGE }, { 0, 3 * PAGE, 3 * PAGE }, /* adjacent */
        { 2048, 2048 + 20 * PAGE, 20 * PAGE },  /* share a page */
        { 0, MiB, 64 * KiB }, { 0, MiB, 64 * KiB + 16 },
        { 48, MiB + 16, 256 * KiB }, { 48, MiB + 16, 256 * KiB + 16 },
        { 0, MiB, MiB }, { MiB + 16, 0, MiB - 16 }, { 16, MiB, MiB - 4112 },
    };
    g_autoptr(World) w = start();

    for (int i = 0; i < ARRAY_SIZE(copies); i++) {
        g_test_message("copy %d", i);
        run(w, cpgpu_cmd_copy(0, copies[i].src, copies[i].dst, copies[i].len));
        check(w, copies[i].dst, copies[i].len);
    }
}

static void test_rect(void)
{
    static const struct {
        uint32_t src, src_pitch, dst, pitch, row_bytes, rows;
    } rects[] = {
        { 0, 16, MiB, 16, 16, 1 }, { 0, 16, MiB, 4096, 16, 200 },
        { 64, 4096, MiB + 16, 48, 48, 200 }, { 0, 1040, MiB, 1024, 1024, 300 },
        { 4000, 5008, MiB + 32, 9008, 5008, 60 }, { 0, 0, MiB, 0, 64, 1 },
        { 0, 2560, MiB, 2560, 2560, 400 }, { 80, 96, 40 * KiB, 96, 80, 150 },
    };
    g_autoptr(World) w = start();

    for (int i = 0; i < ARRAY_SIZE(rects); i++) {
        uint32_t row = rects[i].row_bytes;
        struct cpgpu_cmd cmd = copy_rect(rects[i].src,
                                         MAX(rects[i].src_pitch, row),
                                         rects[i].dst,
                                         MAX(rects[i].pitch, row), row,
                                         rects[i].rows);

        g_test_message("rectangle %d", i);
        run(w, cmd);
        check(w, cmd.vram & -PAGE, ROUND_UP(span_of(&cmd), PAGE) + PAGE);
    }
}

/* From clear to sealed, also from both in one command; clear stays clear */
static void test_unsealed(void)
{
    g_autoptr(World) w = start();

    run(w, cpgpu_cmd_copy(0, SEALED, 0, PAGE));
    run(w, cpgpu_cmd_copy(0, 3 * MiB + 16, 5 * PAGE + 48, 600 * KiB));
    run(w, cpgpu_cmd_copy(0, SEALED - 100 * KiB, 0, 300 * KiB));
    run(w, cpgpu_cmd_copy(0, SEALED - 16, 48, 32));
    run(w, copy_rect(SEALED - 8 * PAGE, 4112, 64, 2048, 2000, 17));
    check(w, 0, MiB);
}

static void test_fill(void)
{
    static const struct {
        uint32_t value, dst, len;
    } fills[] = {
        { 0, 0, PAGE }, { UINT32_MAX, 16, 16 }, { 0x04030201, 4080, 32 },
        { 0x80000001, 2 * PAGE + 48, 64 * KiB }, { 0xff00ff00, 0, MiB },
        { 0xa1b2c3d4, 16, 256 * KiB + 32 },
    };
    g_autoptr(World) w = start();

    for (int i = 0; i < ARRAY_SIZE(fills); i++) {
        g_test_message("fill %d", i);
        run(w, cpgpu_cmd_fill(0, fills[i].value, fills[i].dst, fills[i].len));
        check(w, 0, MiB + PAGE);
    }
    run(w, cpgpu_cmd_rect(cpgpu_cmd_fill(0, 0x11223344, 16, 0), 48, 500, 112));
    run(w, cpgpu_cmd_rect(cpgpu_cmd_fill(0, 0x55667788, 4000, 0), 5008, 30,
                          9008));
    check(w, 0, MiB);
}

/* Each page that is written, even in part, gets the next nonce; no other */
static void check_nonces(World *w, struct cpgpu_cmd cmd, unsigned pages)
{
    uint64_t nonce = util_nonce(w->g);
    unsigned first = cmd.vram / PAGE;

    run(w, cmd);
    g_assert_cmphex(util_nonce(w->g), ==, nonce + pages);
    for (unsigned i = 0; i < pages; i++) {
        util_assert_page(w->g, 0, key_a, nonce + i, first + i,
                         w->model + (first + i) * PAGE);
    }
}

static void test_nonces(void)
{
    g_autoptr(World) w = start();

    check_nonces(w, cpgpu_cmd_copy(0, MiB, 0, PAGE), 1);
    check_nonces(w, cpgpu_cmd_copy(0, 1024, 0, 16), 1);
    check_nonces(w, cpgpu_cmd_copy(0, MiB, 4080, 32), 2);
    check_nonces(w, cpgpu_cmd_copy(0, SEALED + 16, 3 * PAGE + 16, 7 * PAGE), 8);
    check_nonces(w, cpgpu_cmd_copy(0, MiB + 16, 0, 300 * KiB), 75);
    check_nonces(w, copy_rect(MiB, 512, 2 * PAGE + 32, 1024, 256, 9), 3);
    check_nonces(w, cpgpu_cmd_fill(0, 0x01020304, 0, PAGE), 1);
    check_nonces(w, cpgpu_cmd_fill(0, 0x01020304, PAGE - 16, 2 * PAGE), 3);
    check_nonces(w, cpgpu_cmd_fill(0, 0x01020304, 16, 80 * KiB), 21);
    util_assert_not_in_vram(w->g, w->model, 16 * PAGE);
}

static struct cpgpu_cmd random_cmd(void)
{
    bool fill = g_test_rand_int_range(0, 3) == 0;
    bool rect = g_test_rand_bit();
    uint32_t most = g_test_rand_int_range(0, 20) ? 8 * KiB : 256 * KiB;
    uint32_t row = 16 * g_test_rand_int_range(1, (rect ? 2 * KiB : most) / 16);
    uint32_t pitch = row + 16 * g_test_rand_int_range(0, 40);
    uint32_t src_pitch = row + 16 * g_test_rand_int_range(0, 40);
    uint32_t most_rows = MIN(most / row, MiB / MAX(pitch, src_pitch));
    uint32_t rows = rect ? g_test_rand_int_range(1, 1 + most_rows) : 1;
    uint64_t span = (uint64_t)(rows - 1) * pitch + row;
    uint64_t src_span = (uint64_t)(rows - 1) * src_pitch + row;
    uint64_t dst = 16 * g_test_rand_int_range(0, 1 + (SEALED - span) / 16);
    uint64_t src;
    struct cpgpu_cmd cmd;

    do {                                /* near each other, but apart */
        src = 16 * g_test_rand_int_range(0, 1 + (VRAM - src_span) / 16);
        if (g_test_rand_bit()) {
            src = dst + src % (4 * PAGE);
        }
    } while (src + src_span > VRAM ||
             (src < dst + span && dst < src + src_span));
    cmd = fill ? cpgpu_cmd_fill(0, g_test_rand_int(), dst, row)
               : cpgpu_cmd_copy(0, src, dst, row);
    if (rect) {
        cmd = cpgpu_cmd_rect(cmd, row, rows, pitch);
        cmd.src_pitch = fill ? 0 : src_pitch;
    }
    return cmd;
}

static void test_random(void)
{
    g_autoptr(World) w = start();

    for (int i = 0; i < 600; i++) {
        struct cpgpu_cmd cmd = random_cmd();
        uint64_t begin = cmd.vram & -PAGE;

        run(w, cmd);
        check(w, begin, MIN(ROUND_UP(cmd.vram + span_of(&cmd), PAGE), SEALED) -
                        begin);
        if (i % 100 == 0) {
            check(w, 0, SEALED);
        }
    }
}

/* Many in a row, without waiting in between, run in order */
static void test_queued(void)
{
    g_autoptr(World) w = start();

    for (int round = 0; round < 6; round++) {
        for (int i = 0; i < 50; i++) {
            struct cpgpu_cmd cmd = random_cmd();

            cpgpu_put(w->g, &cmd);
            apply(w, &cmd);
        }
        cpgpu_drain(w->g);
        g_assert_false(cpgpu_ring_stopped(w->g));
        check(w, 0, SEALED);
    }
}

/* ------------------------------------------------------- what is wrong -- */

/* The fields that only the other of the two has, or neither */
static void test_flags(void)
{
    static const UtilWrong wrong[] = {
        UTIL_WRONG(src_chroma, 16, BAD_FLAGS),
        UTIL_WRONG(src_pitch, 64, BAD_FLAGS),   /* COPY: without a rectangle */
        UTIL_WRONG(format, 1, BAD_FLAGS),
    };
    static const UtilWrong wrong_copy = UTIL_WRONG(fill, 1, BAD_FLAGS);
    static const UtilWrong wrong_fill = UTIL_WRONG(src, 16, BAD_FLAGS);
    static const UtilWrong wrong_linear[] = {
        UTIL_WRONG(row_bytes, 64, BAD_FLAGS),
        UTIL_WRONG(rows, 1, BAD_FLAGS),
        UTIL_WRONG(pitch, 64, BAD_FLAGS),
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);
    struct cpgpu_cmd cmds[] = {
        cpgpu_cmd_copy(0, 0, PAGE, 64), cpgpu_cmd_fill(0, 1, PAGE, 64),
        cpgpu_cmd_rect(cpgpu_cmd_fill(0, 1, PAGE, 0), 32, 2, 64),
    };

    for (int c = 0; c < ARRAY_SIZE(cmds); c++) {
        struct cpgpu_cmd ok = cmds[c];

        g_test_message("command %d", c);
        util_assert_vram_only(g, ok);
        util_assert_wrong(g, ok, wrong, ARRAY_SIZE(wrong));
        util_assert_wrong(g, ok, c == 0 ? &wrong_copy : &wrong_fill, 1);
        if (!(ok.flags & CPGPU_CMD_RECT)) {
            util_assert_wrong(g, ok, wrong_linear, ARRAY_SIZE(wrong_linear));
        }
        cpgpu_run_ok(g, ok);
    }
}

static void test_sizes(void)
{
    static const UtilWrong wrong[] = {
        UTIL_WRONG(length, 0, BAD_SIZE),
        UTIL_WRONG(length, 24, BAD_ALIGN),
        UTIL_WRONG(length, UINT64_MAX - 15, BAD_RANGE),
        UTIL_WRONG(vram, PAGE + 8, BAD_ALIGN),
        UTIL_WRONG(vram, VRAM - 48, BAD_RANGE),
        UTIL_WRONG(vram, UINT64_MAX - 15, BAD_RANGE),
    };
    static const UtilWrong wrong_rect[] = {
        UTIL_WRONG(length, 64 + 16, BAD_SIZE),
        UTIL_WRONG(pitch, 16, BAD_SIZE),
        UTIL_WRONG(pitch, 40, BAD_ALIGN),
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);
    uint64_t nonce = util_nonce(g);

    for (int fill = 0; fill < 2; fill++) {
        struct cpgpu_cmd cmd = fill ? cpgpu_cmd_fill(0, 1, PAGE, 64)
                                    : cpgpu_cmd_copy(0, 8 * PAGE, PAGE, 64);
        struct cpgpu_cmd rect = cpgpu_cmd_rect(cmd, 32, 2, 64);

        rect.src_pitch = fill ? 0 : 32;
        util_assert_wrong(g, cmd, wrong, ARRAY_SIZE(wrong));
        util_assert_wrong(g, rect, wrong_rect, ARRAY_SIZE(wrong_rect));
        rect = cpgpu_cmd_rect(rect, UINT32_MAX - 15, UINT32_MAX,
                              UINT32_MAX - 15);
        rect.src_pitch = fill ? 0 : UINT32_MAX - 15;
        util_assert_stops(g, rect, CPGPU_ST_BAD_RANGE);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce);
}

static void test_source(void)
{
    static const UtilWrong wrong[] = {
        UTIL_WRONG(src, 8 * PAGE + 8, BAD_ALIGN),
        UTIL_WRONG(src, VRAM - 48, BAD_RANGE),
        UTIL_WRONG(src, UINT64_MAX - 15, BAD_RANGE),
        UTIL_WRONG(src, INT64_MAX - 15, BAD_RANGE),
    };
    static const UtilWrong wrong_rect[] = {
        UTIL_WRONG(src_pitch, 72, BAD_ALIGN),
        UTIL_WRONG(src_pitch, 16, BAD_SIZE),
        UTIL_WRONG(src_pitch, 0, BAD_SIZE),
        UTIL_WRONG(src_pitch, UINT32_MAX - 15, BAD_RANGE),
        /* the last row ends behind the end */
        UTIL_WRONG(src_pitch, 4 * MiB / 3 & -16, BAD_RANGE),
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);
    struct cpgpu_cmd rect = copy_rect(8 * PAGE, 64, PAGE, 64, 32, 4);
    uint64_t nonce = util_nonce(g);

    util_assert_wrong(g, cpgpu_cmd_copy(0, 8 * PAGE, PAGE, 64), wrong,
                      ARRAY_SIZE(wrong));
    util_assert_wrong(g, rect, wrong_rect, ARRAY_SIZE(wrong_rect));
    g_assert_cmphex(util_nonce(g), ==, nonce);
    cpgpu_run_ok(g, rect);
}

static void test_overlap(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);
    const struct cpgpu_cmd bad[] = {
        cpgpu_cmd_copy(0, PAGE, PAGE, PAGE),
        cpgpu_cmd_copy(0, PAGE, 2 * PAGE - 16, PAGE),
        cpgpu_cmd_copy(0, 2 * PAGE - 16, PAGE, PAGE),
        cpgpu_cmd_copy(0, 0, 16, 32),
        cpgpu_cmd_copy(0, 16, 0, 300 * KiB),
        /* rows in each other's gaps: the spans count */
        copy_rect(0, 64, 32, 64, 32, 8), copy_rect(32, 64, 0, 64, 32, 8),
    };
    uint64_t nonce = util_nonce(g);

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        util_assert_stops(g, bad[i], CPGPU_ST_BAD_RANGE);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce);
    cpgpu_run_ok(g, copy_rect(0, 64, 480, 64, 32, 8));
}

/* Pages of two sessions, unsealed pages, and a session without a key */
static void test_owner(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);
    const struct cpgpu_cmd bad[] = {
        /* to unsealed pages, all of it or only the last block */
        cpgpu_cmd_copy(0, 0, SEALED, PAGE),
        cpgpu_cmd_copy(1, MiB, SEALED - 16, 32),
        cpgpu_cmd_copy(0, SEALED, SEALED + PAGE, PAGE),
        cpgpu_cmd_fill(0, 0, SEALED, PAGE),
        cpgpu_cmd_fill(1, 0, SEALED - 16, 32),
        /* another session's page, as source and as destination */
        cpgpu_cmd_copy(0, MiB, 0, 64), cpgpu_cmd_copy(0, MiB - 16, 0, 32),
        cpgpu_cmd_copy(0, 0, MiB, 64), cpgpu_cmd_copy(0, 0, MiB - 16, 32),
        cpgpu_cmd_fill(0, 0, MiB, 64),
        /* one between the rows */
        copy_rect(MiB - 16, MiB, 0, 16, 16, 2),
    };
    uint64_t nonce;

    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, MiB, MiB);
    nonce = util_nonce(g);
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_test_message("command %d", i);
        util_assert_fails(g, bad[i], CPGPU_ST_NOT_OWNER);
    }
    for (int fill = 0; fill < 2; fill++) {
        struct cpgpu_cmd cmd = fill ? cpgpu_cmd_fill(2, 0, 0, 64)
                                    : cpgpu_cmd_copy(2, SEALED, 0, 64);

        util_assert_fails(g, cmd, CPGPU_ST_BAD_SESSION);
        cmd.session = CPGPU_SESSIONS_MAX;
        util_assert_fails(g, cmd, CPGPU_ST_BAD_SESSION);
        cmd.session = 2;
        cpgpu_sess_cmd(g, 2, CPGPU_SESS_CMD_CREATE);
        util_assert_fails(g, cmd, CPGPU_ST_NO_KEY);
        cpgpu_sess_cmd(g, 2, CPGPU_SESS_CMD_DESTROY);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce);
}

static void test_stale(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);
    const struct cpgpu_cmd bad[] = {
        cpgpu_cmd_copy(0, 0, MiB, 64), cpgpu_cmd_copy(0, MiB, 0, 64),
        cpgpu_cmd_copy(0, MiB - 16, MiB + 64, 32),
        cpgpu_cmd_fill(0, 0, MiB - 16, 32),
    };

    cpgpu_lose_key(g, 0);
    util_assert_fails(g, cpgpu_cmd_copy(0, 0, PAGE, 64), CPGPU_ST_NO_KEY);
    util_assert_fails(g, cpgpu_cmd_fill(0, 0, 0, 64), CPGPU_ST_NO_KEY);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_seal(g, 0, MiB, MiB);
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        util_assert_fails(g, bad[i], CPGPU_ST_STALE);
    }
    cpgpu_run_ok(g, cpgpu_cmd_copy(0, MiB, MiB + PAGE, 64));
}

static void test_without(void)
{
    const struct cpgpu_cmd cmds[] = {
        cpgpu_cmd_copy(0, 0, PAGE, 64), cpgpu_cmd_fill(0, 0, 0, 64),
    };

    util_check_without("copy-blt=off", CPGPU_CAP_COPY, cmds, 2);
}

UTIL_MAIN("copy",
          { "linear", test_linear }, { "rect", test_rect },
          { "unsealed", test_unsealed }, { "fill", test_fill },
          { "nonces", test_nonces }, { "random", test_random },
          { "queued", test_queued }, { "wrong/flags", test_flags },
          { "wrong/sizes", test_sizes }, { "wrong/source", test_source },
          { "wrong/overlap", test_overlap }, { "wrong/owner", test_owner },
          { "wrong/stale", test_stale }, { "without", test_without })
