/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blts beyond the plain ones: partly encrypted data, rectangles, read-back
 * keys, and devices that lack one of these
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE

static QCpgpu *start_sealed(const char *opts, uint64_t len)
{
    QCpgpu *g = cpgpu_start(opts);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, len);
    return g;
}

/* --------------------------------------------------------- the reference -- */

/* Encrypt the bytes of @buf that @mask marks, with one keystream after all */
static void encrypt_marked(const uint8_t *iv, uint8_t *buf,
                           const uint8_t *mask, size_t len)
{
    g_autofree uint8_t *packed = g_malloc0(len + 1);
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        if (mask[i]) {
            packed[n++] = buf[i];
        }
    }
    ref_ctr(key_a, iv, packed, n);
    n = 0;
    for (size_t i = 0; i < len; i++) {
        if (mask[i]) {
            buf[i] = packed[n++];
        }
    }
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
    g_autofree uint8_t *plain = g_malloc(len), *buf = g_malloc(len);

    util_pattern(plain, len, id);
    memcpy(buf, plain, len);
    encrypt_marked(cmd.iv, buf, mask, len);
    cpgpu_write(g, cmd.data, buf, len);
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    cpgpu_get_plain(g, 0, key_a, cmd.vram, buf, len);
    g_assert_cmpmem(buf, len, plain, len);
}

/* --------------------------------------------------------------- pattern -- */

static void test_pattern_known(void)
{
    static const uint32_t known[][3] = {
        { 100, 20, 2 },         /* the example of the documents */
        { 0, 0, 1 }, { 1, 1, 1 }, { 16, 16, 16 }, { 5, 0, 7 }, { 4096, 0, 0 },
        { 17, 0, 0 }, { UINT32_MAX, UINT32_MAX, UINT32_MAX },
        { 0, UINT32_MAX, UINT32_MAX }, { 0, 1, UINT32_MAX },
        { 0, 511, 1 }, { 3, 9 * 16, 16 },
    };
    QCpgpu *g = start_sealed(NULL, 2 * PAGE);
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t mask[2 * PAGE - 32];

    for (int i = 0; i < ARRAY_SIZE(known); i++) {
        const uint32_t *k = known[i];

        g_test_message("pattern %u %u %u", k[0], k[1], k[2]);
        mark_pattern(mask, sizeof(mask), k[0], k[1], k[2]);
        if (k[1] == UINT32_MAX) {
            memset(mask, k[0] != 0, sizeof(mask));
        }
        if (k[1] == 1 && k[2] == UINT32_MAX) {
            memset(mask, 1, sizeof(mask));
            mask[0] = 0;
        }
        check_partial(g, cpgpu_cmd_pattern(cpgpu_cmd_decrypt_any(0, data, 16,
                                                                 sizeof(mask)),
                                           k[0], k[1], k[2]), mask, i);
    }
    cpgpu_stop(g);
}

static void test_pattern_random(void)
{
    QCpgpu *g = start_sealed(NULL, 2 * PAGE);
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t mask[2 * PAGE];

    for (int i = 0; i < 1500; i++) {
        uint32_t len = 16 * g_test_rand_int_range(1, 80);
        uint32_t vram = 16 * g_test_rand_int_range(0, 400);
        uint32_t first = g_test_rand_int_range(0, 100);
        uint32_t skip = g_test_rand_int_range(0, 60);
        uint32_t encrypt = g_test_rand_int_range(first ? 0 : 1, 60);

        g_test_message("case %d: %u bytes at %u, pattern %u %u %u", i, len,
                       vram, first, skip, encrypt);
        mark_pattern(mask, len, first, skip, encrypt);
        check_partial(g, cpgpu_cmd_pattern(cpgpu_cmd_decrypt_any(0, data, vram,
                                                                 len),
                                           first, skip, encrypt), mask, i);
    }
    cpgpu_stop(g);
}

/* ----------------------------------------------------------- sub-samples -- */

static void test_map_random(void)
{
    QCpgpu *g = start_sealed(NULL, 2 * PAGE);
    uint64_t data = cpgpu_alloc(g, 2 * PAGE), at = cpgpu_alloc(g, 2 * PAGE);
    struct cpgpu_subsample map[PAGE];
    uint8_t mask[2 * PAGE];

    for (int i = 0; i < 1500; i++) {
        uint32_t len = 16 * g_test_rand_int_range(1, 60);
        uint32_t vram = 16 * g_test_rand_int_range(0, 400);
        size_t n = random_map(map, mask, len, 1 + i % 90);

        g_test_message("case %d: %u bytes at %u, %zu runs", i, len, vram, n);
        cpgpu_write(g, at, map, n * sizeof(map[0]));
        check_partial(g, cpgpu_cmd_map(cpgpu_cmd_decrypt_any(0, data, vram,
                                                             len),
                                       at, n), mask, i);
    }
    cpgpu_stop(g);
}

/* As many runs as a map can hold, on the worker, under a content key */
static void test_map_large(void)
{
    enum { LEN = CPGPU_MAP_MAX * 64 };
    static const uint8_t content[16] = "a content key 16";
    QCpgpu *g = start_sealed(NULL, LEN);
    uint64_t data = cpgpu_alloc(g, LEN);
    uint64_t at = cpgpu_alloc(g, CPGPU_MAP_MAX *
                                 sizeof(struct cpgpu_subsample));
    g_autofree struct cpgpu_subsample *map =
        g_new(struct cpgpu_subsample, CPGPU_MAP_MAX);
    g_autofree uint8_t *plain = g_malloc(LEN), *buf = g_malloc(LEN);
    g_autofree uint8_t *packed = g_malloc(LEN);
    struct cpgpu_cmd cmd = cpgpu_cmd_map(cpgpu_cmd_decrypt_any(0, data, 0,
                                                               LEN), at,
                                         CPGPU_MAP_MAX);
    size_t n = 0;

    for (int i = 0; i < CPGPU_MAP_MAX; i++) {
        map[i].clear = cpu_to_le32(i % 65);
        map[i].encrypted = cpu_to_le32(64 - i % 65);
    }
    cpgpu_write(g, at, map, CPGPU_MAP_MAX * sizeof(map[0]));
    util_pattern(plain, LEN, 1);
    for (int pass = 0; pass < 2; pass++) {
        n = 0;
        for (size_t i = 0; i < LEN; i++) {
            if (i % 64 >= i / 64 % 65) {
                if (pass == 0) {
                    packed[n++] = plain[i];
                } else {
                    buf[i] = packed[n++];
                }
            } else {
                buf[i] = plain[i];
            }
        }
        if (pass == 0) {
            ref_ctr(content, cmd.iv, packed, n);
        }
    }
    cpgpu_write(g, data, buf, LEN);
    cmd.flags |= CPGPU_CMD_CONTENT_KEY;
    ref_ecb_encrypt(key_a, content, cmd.key);
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    cpgpu_get_plain(g, 0, key_a, 0, buf, LEN);
    g_assert_cmpmem(buf, LEN, plain, LEN);
    util_assert_not_in_vram(g, plain, LEN);
    cpgpu_stop(g);
}

static void test_map_wrong(void)
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
    QCpgpu *g = start_sealed(NULL, PAGE);
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
        util_assert_stops(g, cpgpu_cmd_map(cmd, at, bad[i].count),
                          CPGPU_ST_BAD_MAP);
    }
    util_assert_stops(g, cpgpu_cmd_map(cmd, at + 4, 1), CPGPU_ST_BAD_ALIGN);
    util_assert_stops(g, cpgpu_cmd_map(cmd, 1ull << 40, 1),
                      CPGPU_ST_BAD_ADDRESS);
    util_assert_stops(g, cpgpu_cmd_map(cmd, UINT64_MAX - 7, 1),
                      CPGPU_ST_BAD_ADDRESS);
    util_assert_stops(g, cpgpu_cmd_map(cmd, vram, 1), CPGPU_ST_BAD_ADDRESS);
    /* a pattern that encrypts nothing, and both at once */
    util_assert_stops(g, cpgpu_cmd_pattern(cmd, 0, 0, 0), CPGPU_ST_BAD_MAP);
    util_assert_stops(g, cpgpu_cmd_pattern(cmd, 0, 16, 0), CPGPU_ST_BAD_MAP);
    util_assert_stops(g, cpgpu_cmd_map(cpgpu_cmd_pattern(cmd, 1, 1, 1), at, 1),
                      CPGPU_ST_BAD_FLAGS);
    g_assert_cmphex(util_nonce(g), ==, nonce);
    cpgpu_stop(g);
}

/* ------------------------------------------------------------ rectangles -- */

/* Rows land where they belong, and nothing between them changes */
static void test_rect(void)
{
    static const struct {
        uint32_t vram, row_bytes, rows, pitch;
    } rects[] = {
        { 0, 16, 1, 16 }, { 16, 16, 300, 48 }, { 4080, 32, 7, 4096 },
        { 64, 4096, 5, 4112 }, { 4000, 160, 4, 20000 }, { 0, 64, 64, 64 },
        { 48, 5008, 9, 9008 }, { 1024, 2048, 100, 2560 },
    };
    enum { AREA = 64 * PAGE };
    QCpgpu *g = start_sealed(NULL, AREA);
    uint64_t data = cpgpu_alloc(g, AREA);
    g_autofree uint8_t *model = g_malloc0(AREA), *got = g_malloc(AREA);
    g_autofree uint8_t *rows = g_malloc(AREA), *back = g_malloc(AREA);

    for (int i = 0; i < ARRAY_SIZE(rects); i++) {
        size_t row = rects[i].row_bytes;
        size_t len = row * rects[i].rows;
        struct cpgpu_cmd cmd;

        g_test_message("rectangle %d", i);
        util_pattern(rows, len, i + 1);
        for (unsigned y = 0; y < rects[i].rows; y++) {
            memcpy(model + rects[i].vram + y * rects[i].pitch, rows + y * row,
                   row);
        }
        cmd = cpgpu_cmd_rect(cpgpu_cmd_decrypt_any(0, data, rects[i].vram, len),
                             row, rects[i].rows, rects[i].pitch);
        memcpy(got, rows, len);
        ref_ctr(key_a, cmd.iv, got, len);
        cpgpu_write(g, data, got, len);
        g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
        cpgpu_get_plain(g, 0, key_a, 0, got, AREA);
        g_assert_cmpmem(got, AREA, model, AREA);

        cmd = cpgpu_cmd_rect(cpgpu_cmd_encrypt(0, rects[i].vram, data, len),
                             row,
                             rects[i].rows, rects[i].pitch);
        g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
        cpgpu_read(g, data, back, len);
        ref_ctr(key_a, g->last.data, back, len);
        g_assert_cmpmem(back, len, rows, len);
    }
    cpgpu_stop(g);
}

/* The keystream of partly encrypted data does not start anew in each row */
static void test_rect_partial(void)
{
    enum { ROW = 48, ROWS = 90, PITCH = 112 };
    QCpgpu *g = start_sealed(NULL, 4 * PAGE);
    uint64_t data = cpgpu_alloc(g, 2 * PAGE);
    uint8_t plain[ROW * ROWS], buf[ROW * ROWS], mask[ROW * ROWS];
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 32, 0);

    util_pattern(plain, sizeof(plain), 9);
    memcpy(buf, plain, sizeof(buf));
    mark_pattern(mask, sizeof(mask), 21, 5, 40);
    encrypt_marked(cmd.iv, buf, mask, sizeof(buf));
    cpgpu_write(g, data, buf, sizeof(buf));
    cmd = cpgpu_cmd_pattern(cpgpu_cmd_rect(cmd, ROW, ROWS, PITCH), 21, 5, 40);
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    for (int y = 0; y < ROWS; y++) {
        cpgpu_get_plain(g, 0, key_a, 32 + y * PITCH, buf, ROW);
        g_assert_cmpmem(buf, ROW, plain + y * ROW, ROW);
    }
    cpgpu_stop(g);
}

static void test_rect_wrong(void)
{
    QCpgpu *g = start_sealed(NULL, MiB);
    uint64_t data = cpgpu_alloc(g, MiB);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 0, 64), bad;

    util_assert_stops(g, cpgpu_cmd_rect(cmd, 16, 0, 16), CPGPU_ST_BAD_SIZE);
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 0, 16, 16), CPGPU_ST_BAD_SIZE);
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 32, 2, 16), CPGPU_ST_BAD_SIZE);
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 32, 2, 0), CPGPU_ST_BAD_SIZE);
    bad = cpgpu_cmd_rect(cmd, 32, 2, 64);
    bad.length = 80;
    util_assert_stops(g, bad, CPGPU_ST_BAD_SIZE);
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 24, 2, 64), CPGPU_ST_BAD_ALIGN);
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 32, 2, 72), CPGPU_ST_BAD_ALIGN);
    /* beyond the video memory, and so far beyond that 64 bits are needed */
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 16, 2, 4 * MiB),
                      CPGPU_ST_BAD_RANGE);
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 16, UINT32_MAX, 0xfffffff0u),
                      CPGPU_ST_BAD_RANGE);
    util_assert_stops(g, cpgpu_cmd_rect(cmd, 0xfffffff0u, UINT32_MAX,
                                        0xfffffff0u),
                      CPGPU_ST_BAD_RANGE);
    /* a row in a page of nobody */
    util_assert_fails(g, cpgpu_cmd_rect(cmd, 16, 2, MiB), CPGPU_ST_NOT_OWNER);
    cpgpu_stop(g);
}

/* -------------------------------------------------------- read-back keys -- */

static struct cpgpu_cmd make_key(unsigned session)
{
    return (struct cpgpu_cmd) {
        .opcode = CPGPU_OP_READ_BACK_KEY, .session = session,
        .length = CPGPU_KEY_SIZE,
    };
}

static void get_key(QCpgpu *g, const uint8_t *session_key, uint8_t key[16])
{
    struct aes128_ctx aes;

    g_assert_cmpuint(cpgpu_run(g, make_key(0)), ==, CPGPU_ST_OK);
    aes128_set_decrypt_key(&aes, session_key);
    aes128_decrypt(&aes, 16, key, g->last.data);
}

static void check_read_back(QCpgpu *g, uint64_t data, const uint8_t *key,
                            const uint8_t *plain, size_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, len);
    g_autofree uint8_t *got = g_malloc(len);

    cmd.flags = CPGPU_CMD_READ_BACK_KEY;
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    cpgpu_read(g, data, got, len);
    ref_ctr(key, g->last.data, got, len);
    g_assert_cmpmem(got, len, plain, len);
}

static void test_read_back_key(void)
{
    QCpgpu *g = start_sealed(NULL, PAGE);
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, 64), bad;
    uint8_t one[16], two[16], session[16], plain[64];

    cmd.flags = CPGPU_CMD_READ_BACK_KEY;
    util_assert_fails(g, make_key(1), CPGPU_ST_BAD_SESSION);
    cpgpu_sess_cmd(g, 1, CPGPU_SESS_CMD_CREATE);
    util_assert_fails(g, make_key(1), CPGPU_ST_NO_KEY);
    bad = make_key(0);
    bad.length = 32;
    util_assert_stops(g, bad, CPGPU_ST_BAD_SIZE);
    util_assert_fails(g, cmd, CPGPU_ST_NO_KEY);     /* none made yet */

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

    /* it goes with a key exchange, and with a lost key */
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_run(g, cpgpu_cmd_unseal(0, 0, PAGE));
    cpgpu_seal(g, 0, 0, PAGE);
    util_assert_fails(g, cmd, CPGPU_ST_NO_KEY);
    get_key(g, key_b, one);
    cpgpu_lose_key(g, 0);
    util_assert_fails(g, cmd, CPGPU_ST_NO_KEY);
    util_assert_fails(g, make_key(0), CPGPU_ST_NO_KEY);
    cpgpu_stop(g);
}

static void test_read_back_key_rng(void)
{
    QCpgpu *g = start_sealed(NULL, PAGE);
    uint8_t key[16];

    get_key(g, key_a, key);
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_clear_error(g);
    util_assert_fails(g, make_key(0), CPGPU_ST_RNG_FAILED);
    cpgpu_stop(g);
}

/* ---------------------------------------------------------- capabilities -- */

static void check_without(const char *prop, uint32_t lost, unsigned refused)
{
    g_autofree char *off = g_strdup_printf("%s=off", prop);
    QCpgpu *g = cpgpu_start(NULL);
    uint32_t all = cpgpu_readl(g, CPGPU_CAPS);
    uint64_t data;
    struct cpgpu_cmd dec, enc, cmds[6];

    cpgpu_stop(g);
    g = start_sealed(off, PAGE);
    g_test_message("%s", off);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS), ==, all & ~lost);
    g_assert_cmphex(all & lost, ==, lost);
    data = cpgpu_alloc(g, PAGE);
    dec = cpgpu_cmd_decrypt_any(0, data, 0, 64);
    enc = cpgpu_cmd_encrypt(0, 0, data, 64);
    cmds[0] = dec;
    cmds[1] = cpgpu_cmd_pattern(dec, 1, 1, 1);
    cpgpu_next_iv(cmds[1].iv);
    cmds[2] = dec;
    cmds[2].flags = CPGPU_CMD_CONTENT_KEY;
    cmds[3] = enc;
    cmds[4] = make_key(0);
    cmds[5] = enc;
    cmds[5].flags = CPGPU_CMD_READ_BACK_KEY;
    for (int i = 0; i < 6; i++) {
        if (refused & CPGPU_BIT(i)) {
            util_assert_fails(g, cmds[i], CPGPU_ST_NOT_AVAILABLE);
        } else {
            g_assert_cmpuint(cpgpu_run(g, cmds[i]), ==, CPGPU_ST_OK);
        }
    }
    cpgpu_stop(g);
}

static void test_without(void)
{
    check_without("partial-decryption", CPGPU_CAP_PARTIAL_DECRYPTION, 0x02);
    check_without("content-key", CPGPU_CAP_CONTENT_KEY, 0x04);
    check_without("read-back-key", CPGPU_CAP_READ_BACK_KEY, 0x30);
    check_without("encrypted-read-back",
                  CPGPU_CAP_ENCRYPTED_READ_BACK | CPGPU_CAP_READ_BACK_KEY,
                  0x38);
    check_without("decryption-blt",
                  CPGPU_CAP_DECRYPTION_BLT | CPGPU_CAP_CONTENT_KEY |
                  CPGPU_CAP_PARTIAL_DECRYPTION, 0x07);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/partial/pattern/known", test_pattern_known);
    qtest_add_func("/cpgpu/partial/pattern/random", test_pattern_random);
    qtest_add_func("/cpgpu/partial/map/random", test_map_random);
    qtest_add_func("/cpgpu/partial/map/large", test_map_large);
    qtest_add_func("/cpgpu/partial/map/wrong", test_map_wrong);
    qtest_add_func("/cpgpu/partial/rect/rows", test_rect);
    qtest_add_func("/cpgpu/partial/rect/partial", test_rect_partial);
    qtest_add_func("/cpgpu/partial/rect/wrong", test_rect_wrong);
    qtest_add_func("/cpgpu/partial/read-back-key/use", test_read_back_key);
    qtest_add_func("/cpgpu/partial/read-back-key/no-random-numbers",
                   test_read_back_key_rng);
    qtest_add_func("/cpgpu/partial/without", test_without);
    return g_test_run();
}
