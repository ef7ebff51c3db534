/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MSI-X messages that change the device itself: the guest directs them to PCI
 * configuration space, where they reset the device or unplug it
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-fixture.h"

#define VECTORS         6       /* with four rings */
#define ECAM            0xb0000000u     /* configuration space as memory */
#define ECAM_REGISTER   0x60    /* of the host bridge; bit 0 enables it */
#define GENERATE_CALLS  (1u << 20)      /* then the RNG takes a new seed */
#define FRAME_NS        (1000 * 1000 * 1000 / 60)

typedef struct Source {
    const char *name;
    const char *opts;           /* of the device */
    uint32_t intr;
    unsigned vector;
    void (*prepare)(QCpgpu *g); /* or NULL */
    /* Makes one access, or none, to the device: it may be gone then. */
    void (*raise)(QCpgpu *g);
    /* It came to its end, if the message did not cut it off. */
    void (*assert_done)(QCpgpu *g);
    /* A register that is accessed after the message, and does not exist */
    uint32_t bad_register;
} Source;

/* Three of them, each with an interrupt, and fence values up to 3 */
static void put(QCpgpu *g, struct cpgpu_cmd cmd)
{
    cmd.flags |= CPGPU_CMD_IRQ;
    for (int i = 1; i <= 3; i++) {
        util_put(g, 0, cpgpu_cmd_fence(cmd, i));
    }
}

/* All commands are done within the access that rings the doorbell. */
static void raise_ring(QCpgpu *g)
{
    put(g, (struct cpgpu_cmd) { 0 });
    cpgpu_kick(g);
}

static void assert_ring_done(QCpgpu *g)
{
    util_wait_fence(g, 0, 3);
    cpgpu_ring_wait(g);
}

static void prepare_blt(QCpgpu *g)
{
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, MiB);
}

/* The first command ends in a worker, and others follow it. */
static void raise_blt(QCpgpu *g)
{
    put(g, cpgpu_cmd_encrypt(0, 0, cpgpu_alloc(g, MiB), MiB));
    cpgpu_kick(g);
}

static void raise_create(QCpgpu *g)
{
    cpgpu_sess_begin(g, 0, CPGPU_SESS_CMD_CREATE);
}

static void assert_created(QCpgpu *g)
{
    cpgpu_sess_wait(g, 0);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_CREATED);
}

/* The next random number takes a new seed, and that raises INTR_RNG. */
static void prepare_refresh(QCpgpu *g)
{
    uint64_t data = cpgpu_alloc(g, CPGPU_SG_MAX * 16);
    g_autofree struct cpgpu_sg *sg = g_new0(struct cpgpu_sg, CPGPU_SG_MAX);
    struct cpgpu_cmd cmd = cpgpu_cmd_list(
        cpgpu_cmd_rng_fill(cpgpu_alloc(g, CPGPU_SG_MAX * sizeof(*sg)),
                           CPGPU_SG_MAX * 16), CPGPU_SG_MAX);

    for (int i = 0; i < CPGPU_SG_MAX; i++) {
        sg[i].address = cpu_to_le64(data + 16 * i);
        sg[i].length = cpu_to_le32(16);
    }
    cpgpu_write(g, cmd.data, sg, CPGPU_SG_MAX * sizeof(*sg));
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
    cpgpu_writel(g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    for (unsigned n = 0; n < GENERATE_CALLS; n += CPGPU_SG_MAX) {
        cpgpu_run_ok(g, cmd);
    }
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 2);
}

static void raise_refresh(QCpgpu *g)
{
    cpgpu_sess_begin(g, 0, CPGPU_SESS_CMD_REFRESH_START);
}

static void assert_refreshing(QCpgpu *g)
{
    uint8_t r[CPGPU_KEY_SIZE];

    cpgpu_sess_wait(g, 0);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_REFRESH);
    cpgpu_sess_random(g, 0, r);
    g_assert_false(util_is_zero(r, sizeof(r)));
    cpgpu_assert_reg(g, CPGPU_RNG_RESEEDS, 3);
}

static void prepare_display(QCpgpu *g)
{
    util_mode_on(g, 64, 48, 60000);
    util_plane(g, 0, 256);
}

static void raise_vblank(QCpgpu *g)
{
    qtest_clock_step(g->qts, FRAME_NS + 1000);
}

static void assert_flipped(QCpgpu *g)
{
    cpgpu_assert_reg(g, CPGPU_DISP_VBLANKS, 1);
    g_assert_cmpuint(cpgpu_stat(g, "stat-flips"), ==, 1);
}

static void prepare_teardown(QCpgpu *g)
{
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, 0, MiB);
    cpgpu_seal(g, 1, MiB, MiB);
}

static void raise_teardown(QCpgpu *g)
{
    cpgpu_qom_set(g, "teardown", "content");
}

static void assert_torn_down(QCpgpu *g)
{
    for (int n = 0; n < 2; n++) {
        cpgpu_assert_sess_state(g, n, CPGPU_SESS_CONTENT_LOST);
    }
    util_wait_idle(g);
    util_assert_vram_zero(g, 0, 2 * MiB);
}

static void prepare_silence(QCpgpu *g)
{
    cpgpu_qom_set(g, "rng-fault", "silent");
    cpgpu_assert_reg(g, CPGPU_RNG_STATUS, CPGPU_RNG_STATUS_BUSY);
}

static void raise_noise(QCpgpu *g)
{
    cpgpu_qom_set(g, "rng-fault", "none");
}

static void assert_ready(QCpgpu *g)
{
    cpgpu_assert_reg(g, CPGPU_RNG_STATUS, CPGPU_RNG_STATUS_READY);
}

static void prepare_scratch(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_SCRATCH, ~0u);
}

/* CERT_SIZE cannot be written, SCRATCH can. */
static void raise_wide_write(QCpgpu *g)
{
    QEMU_BUILD_BUG_ON(CPGPU_SCRATCH != CPGPU_CERT_SIZE + 4);
    qtest_writeq(g->qts, g->mmio.addr + CPGPU_CERT_SIZE, 0);
}

static void assert_scratch(QCpgpu *g)
{
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, CPGPU_CERT_SIZE);
    cpgpu_assert_reg(g, CPGPU_SCRATCH, 0);
}

/* The doorbell, and RING_ERROR, which cannot be written */
static void raise_wide_doorbell(QCpgpu *g)
{
    QEMU_BUILD_BUG_ON(CPGPU_RING_ERROR != CPGPU_RING_TAIL + 4);
    put(g, (struct cpgpu_cmd) { 0 });
    qtest_writeq(g->qts, g->mmio.addr + cpgpu_ring(CPGPU_RING_TAIL),
                 g->rings[0].tail);
}

static void assert_wide_done(QCpgpu *g)
{
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER,
                            cpgpu_ring(CPGPU_RING_ERROR));
    assert_ring_done(g);
}

#define NO_REGISTER     0x800   /* nor is there one behind it */

static void raise_wide_read(QCpgpu *g)
{
    g_assert_cmphex(qtest_readq(g->qts, g->mmio.addr + NO_REGISTER), ==, 0);
}

static void assert_read(QCpgpu *g)
{
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, NO_REGISTER);
}

static const Source sources[] = {
    { "ring", "workers=0", CPGPU_INTR_RING(0), CPGPU_VECTOR_RING(0),
      NULL, raise_ring, assert_ring_done },
    { "worker", "workers=1", CPGPU_INTR_RING(0), CPGPU_VECTOR_RING(0),
      prepare_blt, raise_blt, assert_ring_done },
    { "session", "workers=1", CPGPU_INTR_SESSION, CPGPU_VECTOR_MISC,
      NULL, raise_create, assert_created },
    { "rng", "workers=1", CPGPU_INTR_RNG, CPGPU_VECTOR_MISC,
      prepare_refresh, raise_refresh, assert_refreshing },
    { "vblank", "workers=1", CPGPU_INTR_FLIP | CPGPU_INTR_VBLANK,
      CPGPU_VECTOR_DISPLAY,
      prepare_display, raise_vblank, assert_flipped },
    { "teardown", "workers=1", CPGPU_INTR_SESSION, CPGPU_VECTOR_MISC,
      prepare_teardown, raise_teardown, assert_torn_down },
    { "rng-fault", "workers=1", CPGPU_INTR_RNG, CPGPU_VECTOR_MISC,
      prepare_silence, raise_noise, assert_ready },
    { "wide-write", "workers=1", CPGPU_INTR_ERROR, CPGPU_VECTOR_MISC,
      prepare_scratch, raise_wide_write, assert_scratch },
    { "wide-doorbell", "workers=0", CPGPU_INTR_RING(0), CPGPU_VECTOR_RING(0),
      NULL, raise_wide_doorbell, assert_wide_done,
      cpgpu_ring(CPGPU_RING_ERROR) },
    { "wide-read", "workers=1", CPGPU_INTR_ERROR, CPGPU_VECTOR_MISC,
      NULL, raise_wide_read, assert_read, NO_REGISTER + 4 },
};

static void init_port(QCpgpu *g, QPCIDevice *port)
{
    QPCIAddress addr = { .devfn = QPCI_DEVFN(CPGPU_PORT_SLOT, 0) };

    qpci_device_init(port, g->bus, &addr);
}

/* Have the vector write @value to configuration space at a capability. */
static void aim(Msix *m, unsigned vector, QPCIDevice *dev, uint8_t cap,
                uint8_t reg, uint32_t value)
{
    if (cap) {
        cap = qpci_find_capability(dev, cap, 0);
        g_assert_cmphex(cap, !=, 0);
    }
    util_msix_aim(m, vector, ECAM + (dev->devfn << 12) + cap + reg, value);
}

static void aim_flr(Msix *m, unsigned vector)
{
    aim(m, vector, &m->g->dev, PCI_CAP_ID_EXP, PCI_EXP_DEVCTL,
        PCI_EXP_DEVCTL_BCR_FLR);
}

static bool bus_master_off(QCpgpu *g)
{
    return !(qpci_config_readw(&g->dev, PCI_COMMAND) & PCI_COMMAND_MASTER);
}

static void aim_msix_off(Msix *m, unsigned vector)
{
    aim(m, vector, &m->g->dev, PCI_CAP_ID_MSIX, 0, 0);
}

static bool msix_off(QCpgpu *g)
{
    uint8_t cap = qpci_find_capability(&g->dev, PCI_CAP_ID_MSIX, 0);

    return !(qpci_config_readw(&g->dev, cap + PCI_MSIX_FLAGS) &
             PCI_MSIX_FLAGS_ENABLE);
}

static void aim_memory_off(Msix *m, unsigned vector)
{
    aim(m, vector, &m->g->dev, 0, PCI_COMMAND, PCI_COMMAND_MASTER);
}

static bool memory_off(QCpgpu *g)
{
    return !(qpci_config_readw(&g->dev, PCI_COMMAND) & PCI_COMMAND_MEMORY);
}

static void aim_unplug(Msix *m, unsigned vector)
{
    QPCIDevice port;

    init_port(m->g, &port);
    aim(m, vector, &port, PCI_CAP_ID_EXP, PCI_EXP_SLTCTL,
        PCI_EXP_SLTCTL_PWR_OFF | PCI_EXP_SLTCTL_PWR_IND_OFF);
}

static bool is_gone(QCpgpu *g)
{
    return qpci_config_readw(&g->dev, PCI_VENDOR_ID) == 0xffff;
}

static void plug(QCpgpu *g)
{
    QPCIDevice port;

    qtest_qmp_eventwait(g->qts, "DEVICE_DELETED");
    qtest_qmp_device_add(g->qts, "cpgpu", "gpu0",
                         "{'bus': 'slot1', 'vram': %u}", 4 * CPGPU_MIB);
    init_port(g, &port);
    qpci_config_writew(&port, PCI_EXP_SLTCTL +
                       qpci_find_capability(&port, PCI_CAP_ID_EXP, 0),
                       PCI_EXP_SLTCTL_PWR_ON | PCI_EXP_SLTCTL_PWR_IND_ON);
    cpgpu_enable(g);
}

typedef enum End { GOES_ON, RESET, NEW_DEVICE } End;

typedef struct Effect {
    const char *name;
    void (*aim)(Msix *m, unsigned vector);
    bool (*happened)(QCpgpu *g);
    void (*recover)(QCpgpu *g);
    End end;
} Effect;

static const Effect effects[] = {
    { "flr", aim_flr, bus_master_off, cpgpu_enable, RESET },
    { "msix-off", aim_msix_off, msix_off, cpgpu_enable, GOES_ON },
    { "memory-off", aim_memory_off, memory_off, cpgpu_enable, GOES_ON },
    { "unplug", aim_unplug, is_gone, plug, NEW_DEVICE },
};

static QCpgpu *start(const char *opts)
{
    QCpgpu *g = cpgpu_start_in_port(opts);
    QPCIAddress addr = { .devfn = 0 };
    QPCIDevice host;

    qpci_device_init(&host, g->bus, &addr);
    qpci_config_writel(&host, ECAM_REGISTER + 4, 0);
    qpci_config_writel(&host, ECAM_REGISTER, ECAM | 1);
    cpgpu_ring_on(g, 6);
    return g;
}

/* No session is left over that was never created. */
static void assert_no_session(QCpgpu *g)
{
    cpgpu_assert_st(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_REFRESH_FINISH),
                    BAD_SESSION);
    cpgpu_sess_wrap(g, 0, key_b);
    cpgpu_assert_st(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_KEY_EXCHANGE),
                    BAD_SESSION);
    cpgpu_assert_sess_state(g, 0, CPGPU_SESS_FREE);
    cpgpu_clear_error(g);
}

static void assert_works(QCpgpu *g)
{
    Msix *m = util_msix_start(g, VECTORS);

    cpgpu_ring_on(g, 6);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, MiB);
    util_assert_works(g, 0, key_a, 0);
    cpgpu_writel(g, CPGPU_INTR_STATUS, cpgpu_readl(g, CPGPU_INTR_STATUS));
    cpgpu_writel(g, CPGPU_INTR_ENABLE, CPGPU_INTR_RING(0));
    g_assert_cmphex(util_msix_taken(m), ==, 0);
    cpgpu_run_ok(g, (struct cpgpu_cmd) { .flags = CPGPU_CMD_IRQ });
    g_assert_cmphex(util_msix_taken(m), ==, 1u << CPGPU_VECTOR_RING(0));
    cpgpu_assert_no_error(g);
    g_free(m);
}

typedef struct Case {
    const Source *source;
    const Effect *effect;
} Case;

static void test_case(const void *arg)
{
    const Case *c = arg;
    const Source *s = c->source;
    const Effect *e = c->effect;
    g_autoptr(QCpgpu) g = start(s->opts);
    Msix *m;

    if (s->prepare) {
        s->prepare(g);
    }
    cpgpu_writel(g, CPGPU_INTR_STATUS, cpgpu_readl(g, CPGPU_INTR_STATUS));
    m = util_msix_start(g, VECTORS);
    e->aim(m, s->vector);
    cpgpu_writel(g, CPGPU_INTR_ENABLE, s->intr);
    g_assert_false(e->happened(g));
    s->raise(g);
    fixture_wait_until(e->happened(g));
    e->recover(g);
    if (e->end == GOES_ON) {
        g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS) & s->intr, ==,
                        s->intr);
        s->assert_done(g);
        cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    } else if (e->end == RESET && s->bad_register) {
        /* The second half of the access came to the device after its reset. */
        cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, s->bad_register);
    }
    util_wait_idle(g);
    util_assert_fresh(g);
    qtest_clock_step(g->qts, 1000 * 1000 * 1000);
    util_assert_fresh(g);
    assert_no_session(g);
    assert_works(g);
    g_free(m);
}

int main(int argc, char **argv)
{
    static Case cases[ARRAY_SIZE(sources)][ARRAY_SIZE(effects)];

    /*
     * Make QEMU's C library overwrite freed memory, so that a use of it shows.
     */
    g_setenv("MALLOC_PERTURB_", "165", false);
    g_test_init(&argc, &argv, NULL);
    for (int i = 0; i < ARRAY_SIZE(sources); i++) {
        for (int j = 0; j < ARRAY_SIZE(effects); j++) {
            g_autofree char *path = g_strdup_printf("/cpgpu/reenter/%s/%s",
                                                    sources[i].name,
                                                    effects[j].name);

            cases[i][j] = (Case) { &sources[i], &effects[j] };
            qtest_add_data_func(path, &cases[i][j], test_case);
        }
    }
    return g_test_run();
}
