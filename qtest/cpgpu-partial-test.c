/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blts beyond the plain ones: partly encrypted data, rectangles, read-back
 * keys, and devices that lack one of these
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define LEN     (CPGPU_MAP_MAX * 64)     /* of data with the largest map */
#define AREA    (64 * PAGE)     /* where rectangles are */

/* Encrypt the bytes of @plain that @mask marks, with one keystream for all */
static void put_marked(QCpgpu *g, const struct cpgpu_cmd *cmd,
                       const uint8_t *key, const uint8_t *plain,
                       const uint8_t *mask, size_t len)
{
    g_autofree uint8_t *packed = g_malloc0(len + 1);
    g_autofree uint8_t *buf = g_memdup2(plain, len);
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        if (mask[i]) {
            packed[n++] = buf[i];
        }
    }
    ref_ctr(key, cmd->iv, packed, n);
    n = 0;
    for (size_t i = 0; i < len; i++) {
        if (mask[i]) {
            buf[i] = packed[n++];
        }
    }
    cpgpu_write(g, cmd->data, buf, len);
}

/* Byte by byte from the definition */
static void mark_pattern(uint8_t *mask, size_t len, uint32_t first,
                         uint32_t skip, uint32_t encrypt)
{
    for (size_t i = 0; i < len; i++) {
        mask[i] = i < first ||
                  (skip + encrypt && (i - first) % (skip + encrypt) >= skip);
    }
}

/* A random map of @len bytes; returns how many entries it has */
static size_t random_map(struct cpgpu_subsample *map, uint8_t *mask, size_t len,
                         unsigned longest)
{
    size_t n = 0, pos = 0;

    while (pos < len) {
        size_t clear = g_test_rand_int_range(0, longest + 1);
        size_t encrypted = g_test_rand_int_range(clear ? 0 : 1, longest + 1);

        clear = MIN(clear, len - pos);
        encrypted = MIN(encrypted, len - pos - clear);
        memset(mask + pos, 0, clear);
        memset(mask + pos + clear, 1, encrypted);
        pos += clear + encrypted;
        map[n].clear = cpu_to_le32(clear);
        map[n++].encrypted = cpu_to_le32(encrypted);
    }
    return n;
}

/* Run @cmd on partly encrypted data; the surface then holds the plaintext */
static void check_partial(QCpgpu *g, struct cpgpu_cmd cmd, const uint8_t *mask,
                          uint32_t id)
{
    size_t len = cmd.length;
    g_autofree uint8_t *plain = g_malloc(len);

    util_pattern(plain, len, id);
    put_marked(g, &cmd, key_a, plain, mask, len);
    cpgpu_run_ok(g, cmd);
    util_assert_plain(g, 0, key_a, cmd.vram, plain, len);
}

FIXTURE_TEST(test_pattern_known, "pattern/known", .sealed = 2 * PAGE)
{
    static const uint32_t known[][3] = {
        { 100, 20, 2 },         /* the example of the documents */
        { 0, 0, 1 }, { 1, 1, 1 }, { 16, 16, 16 }, { 5, 0, 7 }, { 4096, 0, 0 },
        { 17, 0, 0 }, { UINT32_MAX, UINT32_MAX, UINT32_MAX },
        { 0, UINT32_MAX, UINT32_MAX }, { 0, 1, UINT32_MAX },
        { 0, 511, 1 }, { 3, 9 * 16, 16 },
    };
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t mask[2 * PAGE - 32];

    for (int i = 0; i < ARRAY_SIZE(known); i++) {
        const uint32_t *k = known[i];
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 16, sizeof(mask));

        g_test_message("pattern %u %u %u", k[0], k[1], k[2]);
        mark_pattern(mask, sizeof(mask), k[0], k[1], k[2]);
        if (k[1] == UINT32_MAX) {
            memset(mask, k[0] != 0, sizeof(mask));
        }
        if (k[1] == 1 && k[2] == UINT32_MAX) {
            memset(mask, 1, sizeof(mask));
            mask[0] = 0;
        }
        check_partial(g, cpgpu_cmd_pattern(cmd, k[0], k[1], k[2]), mask, i);
    }
}

FIXTURE_TEST(test_pattern_random, "pattern/random", .sealed = 2 * PAGE)
{
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t mask[2 * PAGE];

    for (int i = 0; i < 1500; i++) {
        uint32_t len = 16 * g_test_rand_int_range(1, 80);
        uint32_t vram = 16 * g_test_rand_int_range(0, 400);
        uint32_t first = g_test_rand_int_range(0, 100);
        uint32_t skip = g_test_rand_int_range(0, 60);
        uint32_t encrypt = g_test_rand_int_range(first ? 0 : 1, 60);
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, vram, len);

        g_test_message("case %d: %u bytes at %u, pattern %u %u %u", i, len,
                       vram, first, skip, encrypt);
        mark_pattern(mask, len, first, skip, encrypt);
        check_partial(g, cpgpu_cmd_pattern(cmd, first, skip, encrypt), mask, i);
    }
}

FIXTURE_TEST(test_map_random, "map/random", .sealed = 2 * PAGE)
{
    uint64_t data = cpgpu_alloc(g, 2 * PAGE), at = cpgpu_alloc(g, 2 * PAGE);
    struct cpgpu_subsample map[PAGE];
    uint8_t mask[2 * PAGE];

    for (int i = 0; i < 1500; i++) {
        uint32_t len = 16 * g_test_rand_int_range(1, 60);
        uint32_t vram = 16 * g_test_rand_int_range(0, 400);
        size_t n = random_map(map, mask, len, 1 + i % 90);
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, vram, len);

        g_test_message("case %d: %u bytes at %u, %zu runs", i, len, vram, n);
        cpgpu_write(g, at, map, n * sizeof(map[0]));
        check_partial(g, cpgpu_cmd_map(cmd, at, n), mask, i);
    }
}

/* As many runs as a map can hold, on the worker, under a content key */
FIXTURE_TEST(test_map_large, "map/large", .sealed = LEN)
{
    static const uint8_t content[16] = "a content key 16";
    uint64_t data = cpgpu_alloc(g, LEN), at = cpgpu_alloc(g, LEN);
    g_autofree struct cpgpu_subsample *map =
        g_new(struct cpgpu_subsample, CPGPU_MAP_MAX);
    g_autofree uint8_t *plain = g_malloc(LEN), *mask = g_malloc(LEN);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 0, LEN);

    for (int i = 0; i < CPGPU_MAP_MAX; i++) {
        map[i].clear = cpu_to_le32(i % 65);
        map[i].encrypted = cpu_to_le32(64 - i % 65);
    }
    cpgpu_write(g, at, map, CPGPU_MAP_MAX * sizeof(map[0]));
    util_pattern(plain, LEN, 1);
    for (size_t i = 0; i < LEN; i++) {
        mask[i] = i % 64 >= i / 64 % 65;
    }
    put_marked(g, &cmd, content, plain, mask, LEN);
    cmd = cpgpu_cmd_content_key(cmd, key_a, content);
    cpgpu_run_ok(g, cpgpu_cmd_map(cmd, at, CPGPU_MAP_MAX));
    util_assert_plain(g, 0, key_a, 0, plain, LEN);
    util_assert_not_in_vram(g, plain, LEN);
}

FIXTURE_TEST(test_map_wrong, "map/wrong", .sealed = PAGE)
{
    static const struct {
        struct cpgpu_subsample map[3];
        uint32_t count;
    } bad[] = {
        { { { 16, 48 } }, 0 },
        { { { 16, 47 } }, 1 },                  /* too short */
        { { { 16, 49 } }, 1 },                  /* longer than the data */
        { { { 16, 48 }, { 0, 0 } }, 2 },        /* says nothing */
        { { { 16, 48 }, { UINT32_MAX, 1 }, { 0, UINT32_MAX } }, 3 },
        { { { UINT32_MAX, 65 } }, 1 },          /* right in 32 bits */
        { { { 16, 48 } }, CPGPU_MAP_MAX + 1 },
        { { { 16, 48 } }, UINT32_MAX },
    };
    uint64_t data = cpgpu_alloc(g, PAGE), at = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 0, 64);
    uint64_t vram = qpci_config_readl(&g->dev, PCI_BASE_ADDRESS_2) & ~0xfull;
    uint64_t nonce = util_nonce(g);

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        struct cpgpu_subsample le[3];

        for (int j = 0; j < 3; j++) {
            le[j].clear = cpu_to_le32(bad[i].map[j].clear);
            le[j].encrypted = cpu_to_le32(bad[i].map[j].encrypted);
        }
        g_test_message("map %d", i);
        cpgpu_write(g, at, le, sizeof(le));
        cpgpu_run_stops(g, cpgpu_cmd_map(cmd, at, bad[i].count), BAD_MAP);
    }
    cpgpu_run_stops(g, cpgpu_cmd_map(cmd, at + 4, 1), BAD_ALIGN);
    cpgpu_run_stops(g, cpgpu_cmd_map(cmd, 1ull << 40, 1), BAD_ADDRESS);
    cpgpu_run_stops(g, cpgpu_cmd_map(cmd, UINT64_MAX - 7, 1), BAD_ADDRESS);
    cpgpu_run_stops(g, cpgpu_cmd_map(cmd, vram, 1), BAD_ADDRESS);
    /* a pattern that encrypts nothing, and both at once */
    cpgpu_run_stops(g, cpgpu_cmd_pattern(cmd, 0, 0, 0), BAD_MAP);
    cpgpu_run_stops(g, cpgpu_cmd_pattern(cmd, 0, 16, 0), BAD_MAP);
    cpgpu_run_stops(g, cpgpu_cmd_map(cpgpu_cmd_pattern(cmd, 1, 1, 1), at, 1),
                    BAD_FLAGS);
    g_assert_cmphex(util_nonce(g), ==, nonce);
}

/* Rows land where they belong, and nothing between them changes */
FIXTURE_TEST(test_rect, "rect/rows", .sealed = AREA)
{
    static const struct {
        uint32_t vram, row_bytes, rows, pitch;
    } rects[] = {
        { 0, 16, 1, 16 }, { 16, 16, 300, 48 }, { 4080, 32, 7, 4096 },
        { 64, 4096, 5, 4112 }, { 4000, 160, 4, 20000 }, { 0, 64, 64, 64 },
        { 48, 5008, 9, 9008 }, { 1024, 2048, 100, 2560 },
    };
    uint64_t data = cpgpu_alloc(g, AREA);
    g_autofree uint8_t *model = g_malloc0(AREA), *rows = g_malloc(AREA);

    for (int i = 0; i < ARRAY_SIZE(rects); i++) {
        uint32_t vram = rects[i].vram, row = rects[i].row_bytes;
        uint32_t count = rects[i].rows, pitch = rects[i].pitch;
        size_t len = row * count;
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, vram, len);

        g_test_message("rectangle %d", i);
        util_pattern(rows, len, i + 1);
        for (unsigned y = 0; y < count; y++) {
            memcpy(model + vram + y * pitch, rows + y * row, row);
        }
        cpgpu_write_cipher(g, &cmd, key_a, rows);
        cpgpu_run_ok(g, cpgpu_cmd_rect(cmd, row, count, pitch));
        util_assert_plain(g, 0, key_a, 0, model, AREA);

        cmd = cpgpu_cmd_encrypt(0, vram, data, len);
        cpgpu_run_ok(g, cpgpu_cmd_rect(cmd, row, count, pitch));
        cpgpu_assert_cipher(g, data, key_a, g->last.data, rows, len);
    }
}

/* The keystream of partly encrypted data does not start anew in each row */
FIXTURE_TEST(test_rect_partial, "rect/partial", .sealed = 4 * PAGE)
{
    enum { ROW = 48, ROWS = 90, PITCH = 112 };
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t plain[ROW * ROWS], mask[ROW * ROWS];
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 32, 0);

    util_pattern(plain, sizeof(plain), 9);
    mark_pattern(mask, sizeof(mask), 21, 5, 40);
    put_marked(g, &cmd, key_a, plain, mask, sizeof(plain));
    cmd = cpgpu_cmd_pattern(cpgpu_cmd_rect(cmd, ROW, ROWS, PITCH), 21, 5, 40);
    cpgpu_run_ok(g, cmd);
    for (int y = 0; y < ROWS; y++) {
        util_assert_plain(g, 0, key_a, 32 + y * PITCH, plain + y * ROW, ROW);
    }
}

FIXTURE_TEST(test_rect_wrong, "rect/wrong", .sealed = MiB)
{
    uint64_t data = cpgpu_alloc(g, MiB);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 0, 64), bad;

    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 16, 0, 16), BAD_SIZE);
    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 0, 16, 16), BAD_SIZE);
    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 32, 2, 16), BAD_SIZE);
    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 32, 2, 0), BAD_SIZE);
    bad = cpgpu_cmd_rect(cmd, 32, 2, 64);
    bad.length = 80;
    cpgpu_run_stops(g, bad, BAD_SIZE);
    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 24, 2, 64), BAD_ALIGN);
    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 32, 2, 72), BAD_ALIGN);
    /* beyond the video memory, and so far beyond that 64 bits are needed */
    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 16, 2, 4 * MiB), BAD_RANGE);
    cpgpu_run_stops(g, cpgpu_cmd_rect(cmd, 16, UINT32_MAX, 0xfffffff0u),
                    BAD_RANGE);
    cpgpu_run_stops(g,
                    cpgpu_cmd_rect(cmd, 0xfffffff0u, UINT32_MAX, 0xfffffff0u),
                    BAD_RANGE);
    /* a row in a page without an owner */
    cpgpu_run_fails(g, cpgpu_cmd_rect(cmd, 16, 2, MiB), NOT_OWNER);
}

static void get_key(QCpgpu *g, const uint8_t *session_key, uint8_t key[16])
{
    struct aes128_ctx aes;

    cpgpu_run_ok(g, cpgpu_cmd_read_back_key(0));
    aes128_set_decrypt_key(&aes, session_key);
    aes128_decrypt(&aes, 16, key, g->last.data);
}

static void check_read_back(QCpgpu *g, uint64_t data, const uint8_t *key,
                            const uint8_t *plain, size_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, len);

    cmd.flags = CPGPU_CMD_READ_BACK_KEY;
    cpgpu_run_ok(g, cmd);
    cpgpu_assert_cipher(g, data, key, g->last.data, plain, len);
}

FIXTURE_TEST(test_read_back_key, "read-back-key/use", .sealed = PAGE)
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, 64), bad;
    uint8_t one[16], two[16], session[16], plain[64];

    cmd.flags = CPGPU_CMD_READ_BACK_KEY;
    cpgpu_run_fails(g, cpgpu_cmd_read_back_key(1), BAD_SESSION);
    cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_CREATE);
    cpgpu_run_fails(g, cpgpu_cmd_read_back_key(1), NO_KEY);
    bad = cpgpu_cmd_read_back_key(0);
    bad.length = 32;
    cpgpu_run_stops(g, bad, BAD_SIZE);
    cpgpu_run_fails(g, cmd, NO_KEY);     /* none made yet */

    util_pattern(plain, 64, 1);
    cpgpu_put_plain(g, 0, key_a, 0, plain, 64);
    get_key(g, key_a, one);
    check_read_back(g, data, one, plain, 64);
    get_key(g, key_a, two);
    g_assert_cmpint(memcmp(one, two, 16), !=, 0);   /* new each time */
    check_read_back(g, data, two, plain, 64);
    cpgpu_get_plain(g, 0, key_a, 0, plain, 64);     /* the other still works */

    /* it stays over a refresh; the next one comes under the new key */
    memcpy(session, key_a, 16);
    cpgpu_sess_refresh(g, 0, session);
    check_read_back(g, data, two, plain, 64);
    get_key(g, session, one);
    check_read_back(g, data, one, plain, 64);

    /* a key exchange drops it, and so does the loss of the key */
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_run(g, cpgpu_cmd_unseal(0, 0, PAGE));
    cpgpu_seal(g, 0, 0, PAGE);
    cpgpu_run_fails(g, cmd, NO_KEY);
    get_key(g, key_b, one);
    cpgpu_lose_key(g, 0);
    cpgpu_run_fails(g, cmd, NO_KEY);
    cpgpu_run_fails(g, cpgpu_cmd_read_back_key(0), NO_KEY);
}

FIXTURE_TEST(test_read_back_key_rng, "read-back-key/no-random-numbers",
             .sealed = PAGE)
{
    uint8_t key[16];

    get_key(g, key_a, key);
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_clear_error(g);
    cpgpu_run_fails(g, cpgpu_cmd_read_back_key(0), RNG_FAILED);
}

/* @all: the capabilities without the option; @refused: bits of cmds[] */
static void check_without(uint32_t all, const char *prop, uint32_t lost,
                          unsigned refused)
{
    g_autofree char *off = g_strdup_printf("%s=off", prop);
    g_autoptr(QCpgpu) g = util_start_sealed(off, PAGE);
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd dec = cpgpu_cmd_decrypt_any(0, data, 0, 64);
    struct cpgpu_cmd enc = cpgpu_cmd_encrypt(0, 0, data, 64);
    struct cpgpu_cmd cmds[] = {
        dec, cpgpu_cmd_pattern(cpgpu_cmd_decrypt_any(0, data, 0, 64), 1, 1, 1),
        dec, enc, cpgpu_cmd_read_back_key(0), enc,
    };

    cmds[2].flags = CPGPU_CMD_CONTENT_KEY;
    cmds[5].flags = CPGPU_CMD_READ_BACK_KEY;
    g_test_message("%s", off);
    cpgpu_assert_reg(g, CPGPU_CAPS, all & ~lost);
    g_assert_cmphex(all & lost, ==, lost);
    for (int i = 0; i < ARRAY_SIZE(cmds); i++) {
        if (refused & CPGPU_BIT(i)) {
            cpgpu_run_fails(g, cmds[i], NOT_AVAILABLE);
        } else {
            cpgpu_run_ok(g, cmds[i]);
        }
    }
}

FIXTURE_TEST(test_without, "without")
{
    static const struct {
        const char *prop;
        uint32_t lost, refused;
    } cases[] = {
        { "partial-decryption", CPGPU_CAP_PARTIAL_DECRYPTION, 0x02 },
        { "content-key", CPGPU_CAP_CONTENT_KEY, 0x04 },
        { "read-back-key", CPGPU_CAP_READ_BACK_KEY, 0x30 },
        { "encrypted-read-back",
          CPGPU_CAP_ENCRYPTED_READ_BACK | CPGPU_CAP_READ_BACK_KEY, 0x38 },
        { "decryption-blt", CPGPU_CAP_DECRYPTION_BLT | CPGPU_CAP_CONTENT_KEY |
                            CPGPU_CAP_PARTIAL_DECRYPTION, 0x07 },
    };
    uint32_t all = cpgpu_readl(g, CPGPU_CAPS);

    for (int i = 0; i < ARRAY_SIZE(cases); i++) {
        check_without(all, cases[i].prop, cases[i].lost, cases[i].refused);
    }
}

FIXTURE_MAIN(fixture_add, "partial")
