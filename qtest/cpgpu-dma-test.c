/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest memory that the device cannot access completely: whatever a command has
 * there, it is refused, and no part of it is done
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-place.h"

#define HOLE    0xc0000000ull
#define IOAPIC  0xfec00000ull
#define HPET    0xfed00000ull
#define ROM     0xffff0000ull           /* the end of the firmware */

static void test_places(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);
    const uint64_t places[] = {
        HOLE, IOAPIC, HPET, g->mmio.addr, g->vram.addr, g->vram.addr + 2 * MiB,
        CPGPU_RAM - 16,         /* half of it is memory */
        g->vram.addr - 16, g->vram.addr + 4 * MiB - 16,
        (1ull << 63) - 32,
    };

    for (int i = 0; i < ARRAY_SIZE(places); i++) {
        place_check(g, places[i]);
    }
}

/* What belongs to other devices: registers, and memory that is like RAM */
static void test_others(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start_with("q35", "vram=4M", OTHERS_ARGS);
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
}

/* The last bytes of memory can be used like any others */
static void test_last_bytes(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, CPGPU_RAM - 64, 0, 64);
    struct cpgpu_result res;
    uint8_t plain[64];

    util_pattern(plain, 64, 1);
    util_put_cipher(g, CPGPU_RAM - 64, key_a, cmd.iv, plain, 64);
    cpgpu_run_ok(g, cmd);
    util_assert_plain(g, 0, key_a, 0, plain, 64);

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
}

/* A record of which half is behind the end is not written in part */
static void test_no_half(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);
    struct cpgpu_result before, after;

    memset(&before, 0x5a, sizeof(before));
    cpgpu_write(g, CPGPU_RAM - sizeof(before), &before, sizeof(before));
    util_submit(g, 0, (struct cpgpu_cmd) { .result = CPGPU_RAM - 16 });
    cpgpu_ring_wait(g);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, g->rings[0].tail - 1);
    cpgpu_read(g, CPGPU_RAM - sizeof(after), &after, sizeof(after));
    g_assert_cmpmem(&before, sizeof(before), &after, sizeof(after));
}

/* The firmware's ROM is not RAM */
static void test_rom(void)
{
    enum { LEN = 64 * KiB };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);
    g_autofree uint8_t *rom = g_malloc(LEN), *got = g_malloc(LEN);

    cpgpu_read(g, ROM, rom, LEN);
    g_assert_false(util_is_zero(rom, LEN));
    place_check(g, ROM);
    cpgpu_read(g, ROM, got, LEN);
    g_assert_cmpmem(got, LEN, rom, LEN);
}

/* The right to DMA is taken away while blts are under way, and given back */
static void test_bus_master(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);
    uint64_t data = cpgpu_alloc(g, 4 * MiB);
    uint16_t command = qpci_config_readw(&g->dev, PCI_COMMAND);

    for (int round = 0; round < 5; round++) {
        util_put(g, 0, cpgpu_cmd_decrypt_any(0, data, 0, 4 * MiB));
        for (int i = 0; i < 40; i++) {
            util_put(g, 0, cpgpu_cmd_encrypt(0, 0, data, 4 * MiB));
        }
        cpgpu_kick(g);
        qpci_config_writew(&g->dev, PCI_COMMAND, command & ~PCI_COMMAND_MASTER);
        cpgpu_ring_wait(g);
        if (cpgpu_ring_stopped(g)) {
            cpgpu_assert_st(cpgpu_ring_reg(g, 0, CPGPU_RING_ERROR),
                            BAD_ADDRESS);
            cpgpu_clear_error(g);
        }
        qpci_config_writew(&g->dev, PCI_COMMAND, command);
        cpgpu_ring_recover(g);
        util_assert_works(g, 0, key_a, 48);
    }
}

UTIL_MAIN("dma",
          { "places", test_places }, { "others", test_others },
          { "last-bytes", test_last_bytes }, { "no-half", test_no_half },
          { "rom", test_rom }, { "bus-master", test_bus_master })
