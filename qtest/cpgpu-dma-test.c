/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest memory that the device cannot have whole: whatever was to lie there,
 * the command is refused, and nothing of it is done by half
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-place.h"

#define PAGE    CPGPU_PAGE_SIZE
#define HOLE    0xc0000000ull
#define IOAPIC  0xfec00000ull
#define HPET    0xfed00000ull
#define ROM     0xffff0000ull           /* the end of the firmware */

static QCpgpu *start_session(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, 4 * MiB);
    return g;
}

static void test_places(void)
{
    QCpgpu *g = start_session();
    const uint64_t places[] = {
        HOLE, IOAPIC, HPET, g->mmio.addr, g->vram.addr, g->vram.addr + 2 * MiB,
        CPGPU_RAM - 16,         /* half of it is memory */
        g->vram.addr - 16, g->vram.addr + 4 * MiB - 16,
        (1ull << 63) - 32,
    };

    for (int i = 0; i < ARRAY_SIZE(places); i++) {
        place_check(g, places[i]);
    }
    cpgpu_stop(g);
}

/* What belongs to other devices: registers, and memory that is like RAM */
static void test_others(void)
{
    QCpgpu *g = cpgpu_start_with("q35", "vram=4M", OTHERS_ARGS);
    Others o;

    others_start(&o, g);
    cpgpu_ring_on(g, 6);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, 4 * MiB);
    for (int i = 0; i < OTHERS_BARS; i++) {
        place_check(g, o.bars[i]);
        others_assert_untouched(&o);
    }
    others_stop(&o);
    cpgpu_stop(g);
}

/* The last bytes of memory are as good as any */
static void test_last_bytes(void)
{
    QCpgpu *g = start_session();
    uint8_t plain[64], buf[64];
    struct cpgpu_result res;
    struct cpgpu_cmd cmd;

    cmd = cpgpu_cmd_decrypt_any(0, CPGPU_RAM - 64, 0, 64);
    util_pattern(plain, 64, 1);
    memcpy(buf, plain, 64);
    ref_ctr(key_a, cmd.iv, buf, 64);
    cpgpu_write(g, CPGPU_RAM - 64, buf, 64);
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    cpgpu_get_plain(g, 0, key_a, 0, buf, 64);
    g_assert_cmpmem(buf, 64, plain, 64);

    cmd = (struct cpgpu_cmd) { .result = CPGPU_RAM - CPGPU_RESULT_SIZE };
    util_submit(g, 0, cmd);
    cpgpu_ring_wait(g);
    cpgpu_read(g, CPGPU_RAM - sizeof(res), &res, sizeof(res));
    g_assert_true(util_is_zero(&res, sizeof(res)));
    cmd.result += 8;
    util_submit(g, 0, cmd);
    cpgpu_ring_wait(g);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, g->rings[0].tail - 1);

    g->rings[0].fence = CPGPU_RAM - 8;
    cpgpu_ring_recover(g);
    util_submit(g, 0, util_fence(0x1234567890));
    cpgpu_ring_wait(g);
    g_assert_cmphex(qtest_readq(g->qts, CPGPU_RAM - 8), ==, 0x1234567890);
    cpgpu_stop(g);
}

/* Half of a record, or of a fence, is worse than none */
static void test_no_half(void)
{
    QCpgpu *g = start_session();
    struct cpgpu_result before, after;

    memset(&before, 0x5a, sizeof(before));
    cpgpu_write(g, CPGPU_RAM - sizeof(before), &before, sizeof(before));
    util_submit(g, 0, (struct cpgpu_cmd) { .result = CPGPU_RAM - 16 });
    cpgpu_ring_wait(g);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, g->rings[0].tail - 1);
    cpgpu_read(g, CPGPU_RAM - sizeof(after), &after, sizeof(after));
    g_assert_cmpmem(&before, sizeof(before), &after, sizeof(after));
    cpgpu_stop(g);
}

/* The firmware's ROM is not RAM */
static void test_rom(void)
{
    enum { LEN = 64 * KiB };
    QCpgpu *g = start_session();
    g_autofree uint8_t *rom = g_malloc(LEN), *got = g_malloc(LEN);

    cpgpu_read(g, ROM, rom, LEN);
    g_assert_false(util_is_zero(rom, LEN));
    place_check(g, ROM);
    cpgpu_read(g, ROM, got, LEN);
    g_assert_cmpmem(got, LEN, rom, LEN);
    cpgpu_stop(g);
}

/* The right to DMA is taken away while blts are under way, and given back */
static void test_bus_master(void)
{
    QCpgpu *g = start_session();
    uint64_t data = cpgpu_alloc(g, 4 * MiB);
    uint16_t command = qpci_config_readw(&g->dev, PCI_COMMAND);

    for (int round = 0; round < 5; round++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 0, 4 * MiB);
        uint8_t plain[PAGE], got[PAGE];

        cpgpu_put(g, &cmd);
        for (int i = 0; i < 40; i++) {
            cmd = cpgpu_cmd_encrypt(0, 0, data, 4 * MiB);
            cpgpu_put(g, &cmd);
        }
        cpgpu_kick(g);
        qpci_config_writew(&g->dev, PCI_COMMAND,
                           command & ~PCI_COMMAND_MASTER);
        cpgpu_ring_wait(g);
        if (cpgpu_ring_stopped(g)) {
            g_assert_cmpuint(cpgpu_ring_reg(g, 0, CPGPU_RING_ERROR), ==,
                             CPGPU_ST_BAD_ADDRESS);
            cpgpu_clear_error(g);
        }
        qpci_config_writew(&g->dev, PCI_COMMAND, command);
        cpgpu_ring_recover(g);
        util_pattern(plain, PAGE, round);
        cpgpu_put_plain(g, 0, key_a, 48, plain, PAGE);
        cpgpu_get_plain(g, 0, key_a, 48, got, PAGE);
        g_assert_cmpmem(got, PAGE, plain, PAGE);
    }
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/dma/places", test_places);
    qtest_add_func("/cpgpu/dma/others", test_others);
    qtest_add_func("/cpgpu/dma/last-bytes", test_last_bytes);
    qtest_add_func("/cpgpu/dma/no-half", test_no_half);
    qtest_add_func("/cpgpu/dma/rom", test_rom);
    qtest_add_func("/cpgpu/dma/bus-master", test_bus_master);
    return g_test_run();
}
