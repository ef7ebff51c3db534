/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places that are not guest RAM, see cpgpu-place.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "qapi/qmp/qdict.h"
#include "cpgpu-fixture.h"
#include "cpgpu-place.h"

#define PAGE            CPGPU_PAGE_SIZE
#define BAR_BYTES       (64 * KiB)      /* of each BAR that are looked at */
#define NVME_PMRCTL     0xe04

static uint64_t other_stat(Others *o, const char *name)
{
    QDict *rsp = qtest_qmp(o->g->qts, "{'execute': 'qom-get', 'arguments': "
                           "{'path': '/machine/peripheral/gpu1', "
                           "'property': %s}}", name);
    uint64_t value;

    g_assert_true(qdict_haskey(rsp, "return"));
    value = qdict_get_int(rsp, "return");
    qobject_unref(rsp);
    return value;
}

static QPCIBar open_bar(Others *o, unsigned slot, QPCIDevice *dev, int bar)
{
    if (!dev->bus) {
        qpci_device_init(dev, o->g->bus,
                         &(QPCIAddress) { .devfn = QPCI_DEVFN(slot, 0) });
        qpci_device_enable(dev);
    }
    return qpci_iomap(dev, bar, NULL);
}

void others_start(Others *o, QCpgpu *g)
{
    QPCIBar regs;

    *o = (Others) { .g = g };
    o->bars[0] = open_bar(o, 5, &o->dev[0], CPGPU_BAR_MMIO).addr;
    o->bars[1] = open_bar(o, 5, &o->dev[0], CPGPU_BAR_VRAM).addr;
    o->bars[2] = open_bar(o, 6, &o->dev[1], 0).addr;
    regs = open_bar(o, 7, &o->dev[2], 0);
    o->bars[3] = open_bar(o, 7, &o->dev[2], 4).addr;
    qpci_io_writel(&o->dev[2], regs, NVME_PMRCTL, 1);
    qtest_writel(g->qts, o->bars[0] + CPGPU_SCRATCH, 0x5c5a7c44);
    for (int i = 1; i < OTHERS_BARS; i++) {
        o->before[i] = g_malloc(BAR_BYTES);
        util_pattern(o->before[i], BAR_BYTES, i);
        cpgpu_write(g, o->bars[i], o->before[i], BAR_BYTES);
    }
    others_assert_untouched(o);
}

void others_assert_untouched(Others *o)
{
    g_assert_cmphex(qtest_readl(o->g->qts, o->bars[0] + CPGPU_SCRATCH), ==,
                    0x5c5a7c44);
    g_assert_cmpuint(other_stat(o, "stat-guest-errors"), ==, 0);
    g_assert_cmpuint(other_stat(o, "stat-rng-bytes"), ==, 0);
    for (int i = 1; i < OTHERS_BARS; i++) {
        cpgpu_assert_ram(o->g, o->bars[i], o->before[i], BAR_BYTES);
    }
}

void others_stop(Others *o)
{
    for (int i = 1; i < OTHERS_BARS; i++) {
        g_free(o->before[i]);
    }
}

static struct cpgpu_cmd listed(struct cpgpu_cmd cmd)
{
    return cpgpu_cmd_list(cmd, 2);
}

/* The data, its list, its map */
static void check_data(QCpgpu *g, uint64_t place, uint64_t good)
{
    const struct cpgpu_sg sg[2] = { { good, 64 }, { place, 64 } };
    const struct cpgpu_sg large[2] = { { good, MiB }, { place, MiB } };
    uint64_t list = cpgpu_sg(g, sg, 2), large_list = cpgpu_sg(g, large, 2);
    const struct cpgpu_cmd cmds[] = {
        /* at once and on workers */
        cpgpu_cmd_decrypt_any(0, place, 0, 64),
        cpgpu_cmd_decrypt_any(0, place, 0, 2 * MiB),
        cpgpu_cmd_encrypt(0, 0, place, 64),
        cpgpu_cmd_encrypt(0, 0, place, 2 * MiB),
        cpgpu_cmd_rng_fill(place, 64),
        cpgpu_cmd_rng_fill(place, MiB),
        /* the second of two pieces */
        listed(cpgpu_cmd_decrypt_any(0, list, 0, 128)),
        listed(cpgpu_cmd_encrypt(0, 0, list, 128)),
        listed(cpgpu_cmd_encrypt(0, 0, large_list, 2 * MiB)),
        listed(cpgpu_cmd_rng_fill(list, 128)),
        /* the list, the map */
        listed(cpgpu_cmd_encrypt(0, 0, place, 128)),
        cpgpu_cmd_map(cpgpu_cmd_decrypt_any(0, good, 0, 64), place, 4),
    };

    for (int i = 0; i < ARRAY_SIZE(cmds); i++) {
        util_assert_stops(g, cmds[i], CPGPU_ST_BAD_ADDRESS);
    }
    guest_free(g->alloc, list);
    guest_free(g->alloc, large_list);
}

/* The doorbell is rung, and the ring stops at its last command */
static void assert_stops(QCpgpu *g)
{
    cpgpu_drain(g);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, g->rings[0].tail - 1);
}

/* The record, the fence, the ring; @place begins a page */
static void check_ring(QCpgpu *g, uint64_t place)
{
    QCpgpuRing old = g->rings[0];

    util_put(g, 0, (struct cpgpu_cmd) { .result = place });
    assert_stops(g);

    g->rings[0].fence = place;
    cpgpu_ring_recover(g);
    util_put(g, 0, util_fence(1));
    assert_stops(g);

    g->rings[0].fence = old.fence;
    g->rings[0].base = place;
    cpgpu_ring_recover(g);
    g->rings[0].tail = 1;
    assert_stops(g);
    g->rings[0].base = old.base;
    cpgpu_ring_recover(g);
}

void place_check(QCpgpu *g, uint64_t place)
{
    uint64_t good = cpgpu_alloc(g, 2 * MiB), nonce = util_nonce(g);
    g_autofree uint8_t *before = g_malloc(4 * MiB);

    g_test_message("place %" PRIx64, place);
    cpgpu_vram_read(g, 0, before, 4 * MiB);
    qtest_memset(g->qts, good, 0x5a, 2 * MiB);
    check_data(g, place, good);
    if (QEMU_IS_ALIGNED(place, PAGE)) {
        check_ring(g, place);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce);
    cpgpu_assert_vram(g, 0, before, 4 * MiB);
    memset(before, 0x5a, 2 * MiB);
    cpgpu_assert_ram(g, good, before, 2 * MiB);
    guest_free(g->alloc, good);
}
