/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DECRYPT_BLT and ENCRYPT_BLT with thousands of random combinations of their
 * features, compared with OpenSSL
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"
#include "cpgpu-model.h"

#define AREA        (2 * MiB)   /* sealed */
#define PIECES      6           /* of guest memory, at most */

enum { WHOLE, PATTERN, MAP, KINDS };

typedef struct Case {
    struct cpgpu_cmd cmd;
    int kind;
    bool content_key;
    size_t len;
    uint8_t *plain, *mask;
    uint64_t freed[PIECES + 3];         /* a list, a map, a read back */
    int allocated;
} Case;

static uint64_t case_alloc(QCpgpu *g, Case *c, size_t len)
{
    uint64_t addr = cpgpu_alloc(g, len);

    g_assert_cmpint(c->allocated, <, ARRAY_SIZE(c->freed));
    c->freed[c->allocated++] = addr;
    return addr;
}

static void case_free(QCpgpu *g, Case *c)
{
    while (c->allocated) {
        guest_free(g->alloc, c->freed[--c->allocated]);
    }
    g_free(c->plain);
    g_free(c->mask);
}

/* Many small numbers, and some of every size up to @most */
static uint32_t random_number(uint32_t least, uint32_t most)
{
    uint32_t limit = MAX(least + 1, most >> g_test_rand_int_range(0, 12));

    return g_test_rand_int_range(least, 1 + MIN(limit, most));
}

static void choose_pattern(Case *c)
{
    uint32_t first = g_test_rand_bit() ? random_number(0, 2 * c->len) : 0;
    uint32_t skip = random_number(0, c->len);
    uint32_t encrypt = random_number(first ? 0 : 1, c->len);

    for (size_t i = 0; i < c->len; i++) {
        c->mask[i] = i < first || (skip + encrypt &&
                                   (i - first) % (skip + encrypt) >= skip);
    }
    c->cmd = cpgpu_cmd_pattern(c->cmd, first, skip, encrypt);
    g_test_message("  pattern %u %u %u", first, skip, encrypt);
}

static void choose_map(QCpgpu *g, Case *c)
{
    g_autofree struct cpgpu_subsample *map = NULL;
    uint32_t most = MAX(random_number(1, c->len), c->len / 4000);
    uint32_t n = 0;
    uint64_t at;

    map = g_new(struct cpgpu_subsample, c->len);
    for (size_t pos = 0; pos < c->len; n++) {
        uint32_t clear = g_test_rand_int_range(0, most + 1);
        uint32_t encrypted = g_test_rand_int_range(clear ? 0 : 1, most + 1);

        clear = MIN(clear, c->len - pos);
        encrypted = MIN(encrypted, c->len - pos - clear);
        memset(c->mask + pos, 0, clear);
        memset(c->mask + pos + clear, 1, encrypted);
        pos += clear + encrypted;
        map[n].clear = cpu_to_le32(clear);
        map[n].encrypted = cpu_to_le32(encrypted);
    }
    at = case_alloc(g, c, n * sizeof(map[0]));
    cpgpu_write(g, at, map, n * sizeof(map[0]));
    c->cmd = cpgpu_cmd_map(c->cmd, at, n);
    g_test_message("  map of %u", n);
}

static void choose_place(Case *c, size_t most)
{
    struct cpgpu_cmd *cmd = &c->cmd;
    uint64_t span;

    c->len = 16 * random_number(1, most / 16);
    cmd->length = span = c->len;
    if (g_test_rand_bit()) {
        uint32_t row = 16 * random_number(1, c->len / 16);
        uint32_t pitch = row + 16 * g_test_rand_int_range(0, 20);
        uint32_t rows = MIN(c->len / row, MAX(1, AREA / 2 / pitch));

        *cmd = cpgpu_cmd_rect(*cmd, row, rows, pitch);
        c->len = cmd->length;
        span = (uint64_t)(rows - 1) * pitch + row;
        g_test_message("  %u rows of %u, %u apart", rows, row, pitch);
    }
    cmd->vram = 16 * g_test_rand_int_range(0, 1 + (AREA - span) / 16);
}

/* The ciphertext into guest memory, in one piece or in several */
static void put_data(QCpgpu *g, Case *c, const uint8_t *cipher)
{
    struct cpgpu_sg sg[PIECES];
    size_t pos = 0, n = 0;

    if (g_test_rand_bit()) {
        c->cmd.data = case_alloc(g, c, c->len);
        cpgpu_write(g, c->cmd.data, cipher, c->len);
        return;
    }
    while (pos < c->len) {
        size_t len = n == PIECES - 1 ? c->len - pos
                   : 16 * random_number(1, (c->len - pos) / 16);

        len = MIN(len, c->len - pos);
        sg[n].address = case_alloc(g, c, len);
        sg[n].length = len;
        sg[n].reserved = 0;
        cpgpu_write(g, sg[n++].address, cipher + pos, len);
        pos += len;
    }
    c->cmd.data = cpgpu_sg(g, sg, n);
    c->cmd.sg_count = n;
    c->freed[c->allocated++] = c->cmd.data;
}

static void choose(QCpgpu *g, Case *c, size_t most)
{
    static const uint8_t contents[][16] = {
        "a content key 01", "and another 02",
    };
    const uint8_t *key = key_a;
    g_autofree uint8_t *cipher = NULL;

    memset(c, 0, sizeof(*c));
    c->cmd.opcode = CPGPU_OP_DECRYPT_BLT;
    choose_place(c, most);
    c->plain = g_malloc(c->len);
    c->mask = g_malloc(c->len);
    model_random(c->plain, c->len);
    memset(c->mask, 1, c->len);
    c->kind = g_test_rand_int_range(0, KINDS);
    if (c->kind == PATTERN) {
        choose_pattern(c);
    } else if (c->kind == MAP) {
        choose_map(g, c);
    }
    model_next_iv(c->cmd.iv);
    if (g_test_rand_bit()) {
        key = contents[g_test_rand_bit()];
        c->cmd.flags |= CPGPU_CMD_CONTENT_KEY;
        model_ecb(key_a, key, c->cmd.key);
    }
    cipher = g_memdup2(c->plain, c->len);
    model_ctr_marked(key, c->cmd.iv, cipher, c->mask, c->len);
    put_data(g, c, cipher);
}

/* Read a rectangle back as one */
static void check_read_back(QCpgpu *g, Case *c)
{
    g_autofree uint8_t *got = g_malloc(c->len);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, c->cmd.vram,
                                             case_alloc(g, c, c->len), c->len);

    if (c->cmd.flags & CPGPU_CMD_RECT) {
        cmd = cpgpu_cmd_rect(cmd, c->cmd.row_bytes, c->cmd.rows, c->cmd.pitch);
    }
    cpgpu_run_ok(g, cmd);
    cpgpu_read(g, cmd.data, got, c->len);
    model_ctr(key_a, g->last.data, got, c->len);
    g_assert_cmpmem(got, c->len, c->plain, c->len);
}

static void apply(uint8_t *model, const Case *c)
{
    bool rect = c->cmd.flags & CPGPU_CMD_RECT;
    size_t row = rect ? c->cmd.row_bytes : c->len;
    size_t rows = rect ? c->cmd.rows : 1;

    for (size_t y = 0; y < rows; y++) {
        memcpy(model + c->cmd.vram + y * c->cmd.pitch, c->plain + y * row, row);
    }
}

static void run_cases(QCpgpu *g, int cases, int between, size_t most)
{
    g_autofree uint8_t *model = g_malloc0(AREA);

    for (int i = 0; i < cases; i++) {
        Case c;

        g_test_message("case %d", i);
        choose(g, &c, most);
        g_test_message("  %zu bytes at 0x%" PRIx64 ", %u pieces", c.len,
                       c.cmd.vram, c.cmd.sg_count);
        cpgpu_run_ok(g, c.cmd);
        check_read_back(g, &c);
        apply(model, &c);
        if (i % between == between - 1) {
            model_assert(g, 0, key_a, 0, model, AREA);
        }
        case_free(g, &c);
    }
}

FIXTURE_TEST(test_small, "small", .sealed = AREA)
{
    run_cases(g, 3000, 200, 4096);
}

/* In slices, on as many workers as there are */
FIXTURE_TEST(test_large, "large", .sealed = AREA)
{
    run_cases(g, 120, 20, MiB);
}

/* The same without any worker */
FIXTURE_TEST(test_inline, "inline", "workers=0", .sealed = AREA)
{
    run_cases(g, 60, 20, MiB);
}

FIXTURE_MAIN(fixture_add, "openssl")
