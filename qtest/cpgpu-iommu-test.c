/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Behind an IOMMU: memory that is contiguous for the device is scattered, and
 * what is not mapped for the device does not exist for it
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-place.h"
#include "cpgpu-vtd.h"

#define PAGE            CPGPU_PAGE_SIZE

#define WINDOW          VTD_WINDOW
#define WINDOW_PAGES    512     /* of which these are scattered */

static void map_page(Iommu *m, unsigned i, unsigned page, unsigned access)
{
    iommu_map(m, i, m->pages + page * PAGE, access);
}

/* Where the window's page @i is: one here, one there, and backwards */
static unsigned scattered(unsigned i)
{
    return (WINDOW_PAGES - 1 - i) * 5 % WINDOW_PAGES;
}

static void map_scattered(Iommu *m)
{
    for (unsigned i = 0; i < WINDOW_PAGES; i++) {
        map_page(m, i, scattered(i), VTD_RW);
    }
    iommu_invalidate(m);
}

/* @args as those of iommu_start() */
static Iommu *start_with(const char *args)
{
    Iommu *m = g_new0(Iommu, 1);

    iommu_start(m, NULL, "vram=4M", args);
    map_scattered(m);
    cpgpu_ring_on(m->g, 6);
    cpgpu_sess_key(m->g, 0, key_a);
    cpgpu_seal(m->g, 0, 0, 4 * MiB);
    return m;
}

static Iommu *start(void)
{
    return start_with(NULL);
}

static void stop(Iommu *m)
{
    cpgpu_stop(m->g);
    g_free(m);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Iommu, stop)

/* The window as the device sees it, read or written by the test */
static void window_copy(Iommu *m, uint64_t at, void *buf, size_t len,
                        bool write)
{
    for (size_t done = 0, n; done < len; done += n) {
        uint64_t here = at + done;
        uint64_t addr = m->pages + scattered(here / PAGE) * PAGE + here % PAGE;

        n = MIN(len - done, PAGE - here % PAGE);
        if (write) {
            cpgpu_write(m->g, addr, buf + done, n);
        } else {
            cpgpu_read(m->g, addr, buf + done, n);
        }
    }
}

/* In by the window, and back out by it */
static void check_blts(Iommu *m, uint64_t at, size_t len)
{
    g_autofree uint8_t *plain = g_malloc(len), *buf = g_malloc(len);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, WINDOW + at, 32, len);

    g_test_message("%zu bytes at %" PRIx64, len, at);
    util_pattern(plain, len, len);
    memcpy(buf, plain, len);
    ref_ctr(key_a, cmd.iv, buf, len);
    window_copy(m, at, buf, len, true);
    cpgpu_run_ok(m->g, cmd);
    memset(buf, 0x55, len);
    window_copy(m, at, buf, len, true);
    cpgpu_run_ok(m->g, cpgpu_cmd_encrypt(0, 32, WINDOW + at, len));
    window_copy(m, at, buf, len, false);
    ref_ctr(key_a, m->g->last.data, buf, len);
    g_assert_cmpmem(buf, len, plain, len);
}

static void test_scattered(void)
{
    g_autoptr(Iommu) m = start();

    check_blts(m, 0, 16);
    check_blts(m, PAGE - 16, 32);
    check_blts(m, 2 * PAGE + 48, 9 * PAGE);
    check_blts(m, PAGE / 2, 64 * KiB);
    check_blts(m, 16, 700 * KiB);
    check_blts(m, 0, WINDOW_PAGES * PAGE);
    cpgpu_assert_no_error(m->g);
}

/* Move what a helper left at @addr into the window */
static void into_window(Iommu *m, uint64_t at, uint64_t addr, size_t len)
{
    g_autofree uint8_t *buf = g_malloc(len);

    cpgpu_read(m->g, addr, buf, len);
    window_copy(m, at, buf, len, true);
}

/* A list of pieces, the list itself, ring, fence and record in the window */
static void test_all_of_it(void)
{
    const struct cpgpu_sg sg[3] = {
        { WINDOW + 9 * PAGE - 64, 3 * PAGE }, { WINDOW + 100 * PAGE, 16 },
        { WINDOW + 2 * PAGE + 16, PAGE },
    };
    enum { SLOTS = 8, LEN = 4 * PAGE + 16 };
    /* slots 0 to 2 are on one page, the others on quite another one */
    const uint64_t ring = 61 * PAGE - 3 * CPGPU_CMD_SIZE;
    const uint64_t list = 50 * PAGE - 16, record = 51 * PAGE - 16;
    const uint64_t fence = 70 * PAGE + 8;
    struct cpgpu_result res = { .status = cpu_to_le32(99) };
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, WINDOW + list, LEN);
    uint8_t got[LEN];
    size_t done = 0;
    uint64_t value;
    g_autoptr(Iommu) m = start();

    into_window(m, list, cpgpu_sg(m->g, sg, 3), sizeof(sg));
    window_copy(m, record, &res, sizeof(res), true);
    cmd.sg_count = 3;
    cmd.result = WINDOW + record;
    cmd.flags = CPGPU_CMD_FENCE;
    cmd.fence = 0x1122334455667788ull;
    /* the helpers fill ring 1, which is where the test can write */
    cpgpu_ring_on_n(m->g, 1, 3);
    for (int i = 0; i < SLOTS; i++) {
        util_put(m->g, 1, i == 5 ? cmd : (struct cpgpu_cmd) { 0 });
    }
    into_window(m, ring, m->g->rings[1].base, SLOTS * CPGPU_CMD_SIZE);

    cpgpu_writel(m->g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    m->g->rings[0].base = WINDOW + ring;
    m->g->rings[0].slots = SLOTS;
    m->g->rings[0].fence = WINDOW + fence;
    cpgpu_ring_on(m->g, 3);
    m->g->rings[0].tail = SLOTS;
    cpgpu_drain(m->g);
    g_assert_false(cpgpu_ring_stopped(m->g));
    window_copy(m, record, &res, sizeof(res), false);
    cpgpu_assert_ok(le32_to_cpu(res.status));
    for (int i = 0; i < 3; i++) {
        window_copy(m, sg[i].address - WINDOW, got + done, sg[i].length, false);
        done += sg[i].length;
    }
    ref_ctr(key_a, res.data, got, LEN);
    g_assert_true(util_is_zero(got, LEN));
    window_copy(m, fence, &value, 8, false);
    g_assert_cmphex(le64_to_cpu(value), ==, cmd.fence);
}

/* The command has an address where the device has no memory */
static void assert_no_memory(Iommu *m, struct cpgpu_cmd cmd)
{
    util_assert_stops(m->g, cmd, CPGPU_ST_BAD_ADDRESS);
}

/* What is not mapped completely is refused, and nothing is touched */
static void test_unmapped(void)
{
    static const size_t lengths[] = { PAGE, 32 * PAGE, 300 * PAGE };
    g_autofree uint8_t *before = g_malloc(WINDOW_PAGES * PAGE);
    g_autofree uint8_t *after = g_malloc(WINDOW_PAGES * PAGE);
    g_autoptr(Iommu) m = start();
    uint64_t nonce;

    nonce = util_nonce(m->g);
    util_pattern(before, WINDOW_PAGES * PAGE, 5);
    window_copy(m, 0, before, WINDOW_PAGES * PAGE, true);
    for (int i = 0; i < ARRAY_SIZE(lengths); i++) {
        uint64_t at = 100 * PAGE, last = (at + lengths[i]) / PAGE - 1;
        struct cpgpu_cmd encrypt = cpgpu_cmd_encrypt(0, 0, WINDOW + at,
                                                     lengths[i]);

        /* only the last page is wrong */
        map_page(m, last, 0, 0);
        iommu_invalidate(m);
        assert_no_memory(m, cpgpu_cmd_decrypt_any(0, WINDOW + at, 0,
                                                  lengths[i]));
        assert_no_memory(m, encrypt);
        map_page(m, last, scattered(last), VTD_READ);
        iommu_invalidate(m);
        assert_no_memory(m, encrypt);
        map_page(m, last, scattered(last), VTD_RW);
        iommu_invalidate(m);
    }
    /* beyond all tables */
    assert_no_memory(m, cpgpu_cmd_encrypt(0, 0, 0x7000000000ull, PAGE));
    assert_no_memory(m, cpgpu_cmd_encrypt(0, 0, 1ull << 45, PAGE));
    g_assert_cmphex(util_nonce(m->g), ==, nonce);
    window_copy(m, 0, after, WINDOW_PAGES * PAGE, false);
    g_assert_cmpmem(before, WINDOW_PAGES * PAGE, after, WINDOW_PAGES * PAGE);
    /* to read from, a page need not be writable */
    map_page(m, 3, scattered(3), VTD_READ);
    iommu_invalidate(m);
    cpgpu_run_ok(m->g, cpgpu_cmd_decrypt_any(0, WINDOW, 0, 8 * PAGE));
}

/* The device's own memory does not become guest memory by a mapping */
static void test_own_memory(void)
{
    g_autoptr(Iommu) m = start();

    iommu_map(m, 5, m->g->vram.addr, VTD_RW);
    iommu_map(m, 6, m->g->mmio.addr, VTD_RW);
    iommu_invalidate(m);
    for (unsigned page = 5; page <= 6; page++) {
        uint64_t at = WINDOW + page * PAGE;

        assert_no_memory(m, cpgpu_cmd_decrypt_any(0, at, 0, 64));
        assert_no_memory(m, cpgpu_cmd_encrypt(0, 0, at, 64));
        assert_no_memory(m, cpgpu_cmd_encrypt(0, 0, at - 4 * PAGE, 300 * PAGE));
    }
}

/* Nor does the memory of other devices, whatever a command has there */
static void test_others(void)
{
    g_autoptr(Iommu) m = start_with(OTHERS_ARGS);
    Others o;

    others_start(&o, m->g);
    for (int bar = 0; bar < OTHERS_BARS; bar++) {
        for (unsigned i = 0; i < WINDOW_PAGES; i++) {
            iommu_map(m, i, o.bars[bar] + i * PAGE, VTD_RW);
        }
        iommu_invalidate(m);
        place_check(m->g, WINDOW);
        others_assert_untouched(&o);
    }
    others_stop(&o);
}

/* A mapping is removed while a long blt uses it, and only the blt ends */
static void test_remapped(void)
{
    g_autoptr(Iommu) m = start();

    for (int round = 0; round < 6; round++) {
        struct cpgpu_cmd cmds[2] = {
            cpgpu_cmd_decrypt_any(0, WINDOW, 0, WINDOW_PAGES * PAGE),
            cpgpu_cmd_encrypt(0, 0, WINDOW, WINDOW_PAGES * PAGE),
        };

        for (int i = 0; i < 30; i++) {
            cpgpu_put(m->g, &cmds[1]);
        }
        cpgpu_put(m->g, &cmds[0]);
        cpgpu_kick(m->g);
        for (unsigned i = 0; i < WINDOW_PAGES; i += 16) {
            map_page(m, i, 0, 0);
        }
        iommu_invalidate(m);
        cpgpu_ring_wait(m->g);
        if (cpgpu_ring_stopped(m->g)) {
            cpgpu_assert_st(cpgpu_ring_reg(m->g, 0, CPGPU_RING_ERROR),
                            BAD_ADDRESS);
            cpgpu_clear_error(m->g);
            cpgpu_ring_recover(m->g);
        }
        assert_no_memory(m, cmds[1]);
        map_scattered(m);
        check_blts(m, 16, 100 * KiB);
    }
}

UTIL_MAIN("iommu",
          { "scattered", test_scattered }, { "all-of-it", test_all_of_it },
          { "unmapped", test_unmapped }, { "own-memory", test_own_memory },
          { "others", test_others }, { "remapped", test_remapped })
