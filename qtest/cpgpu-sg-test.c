/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the device may reach by DMA: scatter-gather lists and addresses */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE
#define HOLE    0xc0000000ull   /* nothing is there in this machine */

static const uint8_t zero_iv[CPGPU_IV_SIZE];

/* The same list is wrong for all three commands that take one */
static void assert_list_stops(QCpgpu *g, uint64_t list, uint32_t count,
                              uint64_t length, uint32_t status)
{
    const struct cpgpu_cmd cmds[] = {
        cpgpu_cmd_decrypt(0, list, 0, length, zero_iv),
        cpgpu_cmd_encrypt(0, 0, list, length),
        cpgpu_cmd_rng_fill(list, length),
    };

    for (int i = 0; i < ARRAY_SIZE(cmds) - (length > CPGPU_RNG_FILL_MAX); i++) {
        util_assert_stops(g, cpgpu_cmd_list(cmds[i], count), status);
    }
}

/*
 * A list of odd pieces, out of order in memory: decrypt from it, encrypt to
 * it, fill it; the bytes around each piece do not change.
 */
static void check_scattered(unsigned count, unsigned piece_max)
{
    enum { STRIDE = 8 * PAGE };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 2 * MiB);
    g_autofree struct cpgpu_sg *sg = g_new0(struct cpgpu_sg, count);
    uint64_t area = cpgpu_alloc(g, count * STRIDE), len = 0, list;
    g_autofree uint8_t *plain = NULL, *cipher = NULL, *got = NULL;

    for (unsigned i = 0; i < count; i++) {
        sg[i].length = 16 + 16 * (i * 37 % (piece_max / 16));
        sg[i].address = area + (count - 1 - i) * STRIDE + 16 * (1 + i % 7);
        len += sg[i].length;
    }
    list = cpgpu_sg(g, sg, count);
    plain = g_malloc(len);
    got = g_malloc(STRIDE);
    util_pattern(plain, len, count);
    cipher = g_memdup2(plain, len);
    ref_ctr(key_a, zero_iv, cipher, len);

    qtest_memset(g->qts, area, 0xee, count * STRIDE);
    for (unsigned i = 0, done = 0; i < count; done += sg[i++].length) {
        cpgpu_write(g, sg[i].address, cipher + done, sg[i].length);
    }
    cpgpu_run_ok(g, cpgpu_cmd_list(cpgpu_cmd_decrypt(0, list, 48, len, zero_iv),
                                   count));

    qtest_memset(g->qts, area, 0xee, count * STRIDE);
    cpgpu_run_ok(g, cpgpu_cmd_list(cpgpu_cmd_encrypt(0, 48, list, len), count));
    memcpy(cipher, plain, len);
    ref_ctr(key_a, g->last.data, cipher, len);
    for (unsigned i = 0, done = 0; i < count; done += sg[i++].length) {
        uint64_t base = area + (count - 1 - i) * STRIDE;
        unsigned at = sg[i].address - base;

        cpgpu_read(g, base, got, STRIDE);
        g_assert_cmpmem(got + at, sg[i].length, cipher + done, sg[i].length);
        for (unsigned j = 0; j < STRIDE; j++) {
            g_assert(j - at < sg[i].length || got[j] == 0xee);
        }
    }

    cpgpu_run_ok(g, cpgpu_cmd_list(cpgpu_cmd_rng_fill(list, len), count));
    for (unsigned i = 0; i < count; i++) {
        uint64_t at = sg[i].address;

        g_assert_cmphex(qtest_readb(g->qts, at - 1), ==, 0xee);
        g_assert_cmphex(qtest_readb(g->qts, at + sg[i].length), ==, 0xee);
    }
    cpgpu_assert_no_error(g);
}

FIXTURE_TEST_ALONE(test_scattered_small, "scattered/small")
{
    check_scattered(1, 256);
    check_scattered(13, 1024);
}

FIXTURE_TEST_ALONE(test_scattered_large, "scattered/large")
{
    check_scattered(120, 4 * PAGE);
}

/* As many entries as there may be, and one more */
FIXTURE_TEST(test_most_entries, "most-entries", .sealed = 2 * MiB)
{
    g_autofree struct cpgpu_sg *sg = g_new0(struct cpgpu_sg, CPGPU_SG_MAX + 1);
    g_autofree uint8_t *plain = g_malloc(16 * CPGPU_SG_MAX), *buf = NULL;
    uint64_t area = cpgpu_alloc(g, 32 * CPGPU_SG_MAX + 32), list;

    for (int i = 0; i <= CPGPU_SG_MAX; i++) {
        sg[i] = (struct cpgpu_sg) { .address = area + 32 * i, .length = 16 };
    }
    list = cpgpu_alloc(g, (CPGPU_SG_MAX + 1) * CPGPU_SG_SIZE);
    cpgpu_write(g, list, sg, (CPGPU_SG_MAX + 1) * CPGPU_SG_SIZE);
    cpgpu_run_ok(g, cpgpu_cmd_list(
        cpgpu_cmd_encrypt(0, 0, list, 16 * CPGPU_SG_MAX), CPGPU_SG_MAX));
    memset(plain, 0, 16 * CPGPU_SG_MAX);
    ref_ctr(key_a, g->last.data, plain, 16 * CPGPU_SG_MAX);
    buf = g_malloc(32 * CPGPU_SG_MAX);
    cpgpu_read(g, area, buf, 32 * CPGPU_SG_MAX);
    for (int i = 0; i < CPGPU_SG_MAX; i++) {
        g_assert_cmpmem(buf + 32 * i, 16, plain + 16 * i, 16);
        g_assert_true(util_is_zero(buf + 32 * i + 16, 16));
    }
    assert_list_stops(g, list, CPGPU_SG_MAX + 1, 16 * (CPGPU_SG_MAX + 1),
                      CPGPU_ST_BAD_SG);
    assert_list_stops(g, list, UINT32_MAX, 16, CPGPU_ST_BAD_SG);
}

typedef struct List {
    const char *what;
    struct cpgpu_sg sg[4];
    unsigned count;
    uint64_t length;
} List;

FIXTURE_TEST(test_bad_lists, "bad-lists", .sealed = 2 * MiB)
{
    uint64_t a = cpgpu_alloc(g, 4 * PAGE);
    const List bad[] = {
        { "sum too small", { { a, 16 }, { a + 64, 16 } }, 2, 48 },
        { "sum too large", { { a, 32 }, { a + 64, 32 } }, 2, 48 },
        { "enough before the last", { { a, 48 }, { a + 64, 16 } }, 2, 48 },
        { "zero entry", { { a, 16 }, { a + 64, 0 }, { a + 128, 16 } }, 3, 32 },
        { "only a zero entry", { { a, 0 } }, 1, 16 },
        { "reserved", { { a, 16 }, { a + 64, 16, 1 } }, 2, 32 },
        { "reserved, high bit", { { a, 16, 0x80000000 } }, 1, 16 },
        { "address unaligned", { { a + 8, 16 } }, 1, 16 },
        { "lengths unaligned", { { a, 8 }, { a + 64, 24 } }, 2, 32 },
        { "sum wraps in 32 bits", { { a, 0xfffffff0 }, { a, 32 } }, 2, 16 },
    };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_test_message("%s", bad[i].what);
        assert_list_stops(g, cpgpu_sg(g, bad[i].sg, bad[i].count),
                          bad[i].count, bad[i].length, CPGPU_ST_BAD_SG);
    }
}

/* Only where the device writes do overlaps matter */
FIXTURE_TEST(test_overlaps, "overlaps", .sealed = 2 * MiB)
{
    uint64_t a = cpgpu_alloc(g, 4 * PAGE);
    const List overlapping[] = {
        { "same twice", { { a, 32 }, { a, 32 } }, 2, 64 },
        { "by one block", { { a, 64 }, { a + 48, 64 } }, 2, 128 },
        { "one inside", { { a, 256 }, { a + 64, 16 } }, 2, 272 },
        { "backwards", { { a + 48, 64 }, { a, 64 } }, 2, 128 },
        { "first and last",
          { { a, 64 }, { a + 128, 16 }, { a + 256, 16 }, { a + 32, 16 } },
          4, 112 },
    };
    const struct cpgpu_sg touching[] = {
        { a + 64, 64 }, { a, 64 }, { a + 128, 16 },
    };
    struct cpgpu_cmd cmd;
    uint8_t before[PAGE];

    for (int i = 0; i < ARRAY_SIZE(overlapping); i++) {
        const List *l = &overlapping[i];
        uint64_t list = cpgpu_sg(g, l->sg, l->count);

        g_test_message("%s", l->what);
        cpgpu_read(g, a, before, PAGE);
        cmd = cpgpu_cmd_encrypt(0, 0, list, l->length);
        cpgpu_run_stops(g, cpgpu_cmd_list(cmd, l->count), BAD_SG);
        cmd = cpgpu_cmd_rng_fill(list, l->length);
        cpgpu_run_stops(g, cpgpu_cmd_list(cmd, l->count), BAD_SG);
        cpgpu_assert_ram(g, a, before, PAGE);
        cmd = cpgpu_cmd_decrypt_any(0, list, 0, l->length);
        cpgpu_run_ok(g, cpgpu_cmd_list(cmd, l->count));
    }
    cmd = cpgpu_cmd_encrypt(0, 0, cpgpu_sg(g, touching, 3), 144);
    cpgpu_run_ok(g, cpgpu_cmd_list(cmd, 3));
}

/* Not guest RAM, or a way back into the device itself */
FIXTURE_TEST(test_bad_addresses, "bad-addresses", .sealed = 2 * MiB)
{
    const uint64_t good = cpgpu_alloc(g, 4 * PAGE);
    const uint64_t bad[] = {
        HOLE, g->vram.addr, g->vram.addr + MiB, g->mmio.addr,
        g->mmio.addr + CPGPU_MMIO_RING(0), 0xfed00000, 0xfee00000,
        CPGPU_RAM - 16, CPGPU_RAM, 1ull << 32, 1ull << 52,
        0xfffffffffffffff0ull, 0x7ffffffffffffff0ull,
    };
    uint64_t nonce = util_nonce(g);

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        struct cpgpu_sg sg[2] = { { good, 32 }, { bad[i], 32 } };
        /* as data, small and on a worker; as the list; in the list */
        const struct cpgpu_cmd cmds[] = {
            cpgpu_cmd_decrypt(0, bad[i], 0, 32, zero_iv),
            cpgpu_cmd_encrypt(0, 0, bad[i], 32),
            cpgpu_cmd_decrypt(0, bad[i], 0, MiB, zero_iv),
            cpgpu_cmd_encrypt(0, 0, bad[i], MiB),
            cpgpu_cmd_rng_fill(bad[i], 32),
        };

        g_test_message("address %" PRIx64, bad[i]);
        for (int j = 0; j < ARRAY_SIZE(cmds); j++) {
            cpgpu_run_stops(g, cmds[j], BAD_ADDRESS);
        }
        /* an entry that wraps is a bad entry wherever it is */
        assert_list_stops(g, cpgpu_sg(g, sg, 2), 2, 64,
                          bad[i] + 32 < bad[i] ? CPGPU_ST_BAD_SG
                                               : CPGPU_ST_BAD_ADDRESS);
        assert_list_stops(g, bad[i], 2, 64, CPGPU_ST_BAD_ADDRESS);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce);
}

/* The result record obeys the same rules */
FIXTURE_TEST(test_bad_results, "bad-results")
{
    const struct {
        uint64_t result;
        uint32_t status;
    } bad[] = {
        { g->rings[0].result + 4, CPGPU_ST_BAD_ALIGN },
        { g->rings[0].result + 1, CPGPU_ST_BAD_ALIGN },
        { HOLE, CPGPU_ST_BAD_ADDRESS },
        { g->vram.addr, CPGPU_ST_BAD_ADDRESS },
        { g->mmio.addr + CPGPU_SCRATCH, CPGPU_ST_BAD_ALIGN },
        { g->mmio.addr, CPGPU_ST_BAD_ADDRESS },
        { CPGPU_RAM - 8, CPGPU_ST_BAD_ADDRESS },
        { 0xfffffffffffffff8ull, CPGPU_ST_BAD_ADDRESS },
    };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_test_message("result at %" PRIx64, bad[i].result);
        util_put(g, 0, cpgpu_cmd_record(util_fence(99), bad[i].result, 0));
        cpgpu_drain(g);
        cpgpu_assert_stopped(g, bad[i].status, g->rings[0].tail - 1);
        cpgpu_assert_fence(g, 0, 0);
        cpgpu_ring_recover(g);
    }
    util_assert_vram_zero(g, 0, PAGE);
}

FIXTURE_TEST(test_bad_fence_address, "bad-fence-address")
{
    const uint64_t bad[] = { HOLE, g->vram.addr, g->mmio.addr, CPGPU_RAM };
    const uint64_t good = g->rings[0].fence;

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
        g->rings[0].fence = bad[i];
        cpgpu_ring_on(g, 6);
        util_put(g, 0, util_fence(1));
        cpgpu_drain(g);
        cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, 0);
    }
    util_assert_vram_zero(g, 0, PAGE);
    g->rings[0].fence = good;
    cpgpu_ring_recover(g);
    cpgpu_run_ok(g, (struct cpgpu_cmd) { 0 });
}

FIXTURE_TEST(test_bad_alignment, "bad-alignment", .sealed = 2 * MiB)
{
    uint64_t a = cpgpu_alloc(g, 2 * PAGE);

    for (unsigned off = 1; off < 16; off++) {
        cpgpu_run_stops(g, cpgpu_cmd_decrypt(0, a + off, 0, 16, zero_iv),
                        BAD_ALIGN);
        cpgpu_run_stops(g, cpgpu_cmd_encrypt(0, 0, a + off, 16), BAD_ALIGN);
        assert_list_stops(g, a + off, 1, 16, CPGPU_ST_BAD_ALIGN);
    }
}

/* The device reads a list once: it may be in what the command overwrites */
FIXTURE_TEST(test_list_in_its_own_target, "list-in-its-own-target",
             .sealed = 2 * MiB)
{
    uint64_t a = cpgpu_alloc(g, PAGE);
    struct cpgpu_sg sg[2] = { { a, 32 }, { a + 512, 64 } };
    uint8_t want[96] = { 0 };
    cpgpu_write(g, a, sg, sizeof(sg));
    cpgpu_run_ok(g, cpgpu_cmd_list(cpgpu_cmd_encrypt(0, 0, a, 96), 2));
    ref_ctr(key_a, g->last.data, want, sizeof(want));
    cpgpu_assert_ram(g, a, want, 16);
    cpgpu_assert_ram(g, a + 512 + 48, want + 80, 16);
}

FIXTURE_MAIN(fixture_add, "sg")
