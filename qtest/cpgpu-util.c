/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks that several test files of the cpgpu share, see cpgpu-util.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-util.h"

int util_main(int argc, char **argv, const char *group, const UtilTest *tests,
              unsigned count)
{
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < count; i++) {
        g_autofree char *path = g_strdup_printf("/cpgpu/%s/%s", group,
                                                tests[i].name);

        qtest_add_func(path, tests[i].run);
    }
    return g_test_run();
}

void util_pattern(void *buf, size_t len, uint32_t id)
{
    uint8_t *p = buf;

    for (size_t i = 0; i < len; i++) {
        /* byte 16n..16n+7 count the blocks, the rest says whose they are */
        p[i] = i % 16 < 8 ? (i / 16) >> (8 * (i % 4)) ^ 0xa5
                          : id >> (8 * (i % 4)) ^ (i % 16) * 17;
    }
}

bool util_is_zero(const void *buf, size_t len)
{
    const uint8_t *p = buf;

    return !len || (!p[0] && !memcmp(p, p + 1, len - 1));
}

/* Not qtest_pid(), which QEMU 7.2 does not have yet */
pid_t util_pid(void)
{
    g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children",
                                            getpid());
    g_autofree char *pids = NULL;
    long pid;

    g_assert_true(g_file_get_contents(path, &pids, NULL, NULL));
    /* the only one: nothing but blanks follows */
    g_assert_cmpint(qemu_strtol(g_strstrip(pids), NULL, 10, &pid), ==, 0);
    return pid;
}

void util_salt(QCpgpu *g, uint8_t salt[16])
{
    for (int i = 0; i < 4; i++) {
        stl_le_p(salt + 4 * i, cpgpu_readl(g, CPGPU_SALT(i)));
    }
}

uint64_t util_nonce(QCpgpu *g)
{
    return cpgpu_readq(g, CPGPU_NONCE_LO);
}

void util_surface_key(QCpgpu *g, unsigned slot, const uint8_t *key,
                      uint8_t out[REF_KEY])
{
    uint8_t salt[16];

    util_salt(g, salt);
    ref_surface_key(key, salt, cpgpu_sess_handle(g, slot),
                    cpgpu_sess_reg(g, slot, CPGPU_SESS_KEY_INSTANCE), out);
}

QCpgpu *util_start_sealed(const char *device_opts, uint64_t len)
{
    QCpgpu *g = cpgpu_start(device_opts);

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, len);
    return g;
}

void util_put_cipher(QCpgpu *g, uint64_t addr, const uint8_t *key,
                     const uint8_t iv[CPGPU_IV_SIZE], const void *plain,
                     size_t len)
{
    g_autofree uint8_t *buf = g_memdup2(plain, len);

    ref_ctr(key, iv, buf, len);
    cpgpu_write(g, addr, buf, len);
}

void util_assert_plain(QCpgpu *g, unsigned session, const uint8_t *key,
                       uint64_t vram, const void *plain, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    cpgpu_get_plain(g, session, key, vram, got, len);
    g_assert_cmpmem(got, len, plain, len);
}

void util_assert_works(QCpgpu *g, unsigned session, const uint8_t *key,
                       uint64_t vram)
{
    static uint32_t id;
    uint8_t plain[CPGPU_PAGE_SIZE];

    util_pattern(plain, sizeof(plain), ++id);
    cpgpu_put_plain(g, session, key, vram, plain, sizeof(plain));
    util_assert_plain(g, session, key, vram, plain, sizeof(plain));
}

bool util_is_busy(QCpgpu *g)
{
    return cpgpu_readl(g, CPGPU_STATUS) & CPGPU_STATUS_BUSY;
}

void util_wait_idle(QCpgpu *g)
{
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;

    while (util_is_busy(g)) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
}

void util_wrap(QCpgpu *g, bool channel, const uint8_t *key,
               uint8_t blob[CPGPU_BLOB_SIZE])
{
    if (channel) {
        cpgpu_wrap_for_channel(g, key, CPGPU_KEY_SIZE, blob);
    } else {
        cpgpu_wrap(g, key, CPGPU_KEY_SIZE, blob);
    }
}

void util_assert_page(QCpgpu *g, unsigned slot, const uint8_t *key,
                      uint64_t nonce, unsigned page, const void *plain)
{
    uint8_t surface_key[REF_KEY], want[REF_PAGE], got[REF_PAGE];

    util_surface_key(g, slot, key, surface_key);
    memcpy(want, plain, REF_PAGE);
    ref_page_crypt(surface_key, nonce, want);
    cpgpu_vram_read(g, (uint64_t)page * REF_PAGE, got, sizeof(got));
    g_assert_cmpmem(got, sizeof(got), want, sizeof(want));
}

void util_assert_vram_zero(QCpgpu *g, uint64_t offset, size_t len)
{
    g_autofree uint8_t *buf = g_malloc(len);

    cpgpu_vram_read(g, offset, buf, len);
    g_assert_true(util_is_zero(buf, len));
}

void util_assert_refuses(QCpgpu *g, uint32_t offset, uint32_t value,
                         uint32_t status)
{
    uint32_t before = cpgpu_readl(g, offset);

    g_test_message("register %x", offset);
    cpgpu_assert_no_error(g);
    cpgpu_writel(g, offset, value);
    cpgpu_assert_mmio_error(g, status, offset);
    g_assert_cmphex(cpgpu_readl(g, offset), ==, before);
}

static int block_cmp(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

void util_assert_not_in_vram(QCpgpu *g, const void *plain, size_t len)
{
    g_autofree uint8_t *vram = g_malloc(g->vram_size);
    g_autofree uint8_t *blocks = g_memdup2(plain, len);

    qsort(blocks, len / 16, 16, block_cmp);
    cpgpu_vram_read(g, 0, vram, g->vram_size);
    for (uint64_t i = 0; i < g->vram_size; i += 16) {
        g_assert_null(bsearch(vram + i, blocks, len / 16, 16, block_cmp));
    }
}

void util_assert_stops(QCpgpu *g, struct cpgpu_cmd cmd, uint32_t status)
{
    uint32_t index = g->rings[0].tail;

    g_assert_true(CPGPU_ST_STOPS(status));
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, status);
    cpgpu_assert_stopped(g, status, index);
    cpgpu_ring_recover(g);
}

void util_assert_fails(QCpgpu *g, struct cpgpu_cmd cmd, uint32_t status)
{
    uint32_t index = g->rings[0].tail;

    g_assert_false(CPGPU_ST_STOPS(status));
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, status);
    g_assert_false(cpgpu_ring_stopped(g));
    cpgpu_assert_error(g, status, CPGPU_SRC_RING, 0, index);
    g_assert_true(util_is_zero(g->last.data, sizeof(g->last.data)));
}

void util_assert_wrong(QCpgpu *g, struct cpgpu_cmd cmd, const UtilWrong *wrong,
                       unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const UtilWrong *w = &wrong[i];
        struct cpgpu_cmd bad = cmd;
        uint8_t *field = (uint8_t *)&bad + w->offset;

        g_test_message("0x%" PRIx64 " in the field at 0x%zx", w->value,
                       w->offset);
        if (field == (uint8_t *)&bad.flags) {
            bad.flags |= w->value;
        } else if (w->size == 4) {
            stl_he_p(field, w->value);
        } else {
            stq_he_p(field, w->value);
        }
        if (CPGPU_ST_STOPS(w->status)) {
            util_assert_stops(g, bad, w->status);
        } else {
            util_assert_fails(g, bad, w->status);
        }
    }
}

void util_assert_vram_only(QCpgpu *g, struct cpgpu_cmd cmd)
{
    static const UtilWrong wrong[] = {
        UTIL_WRONG(ring, 1, BAD_FLAGS),
        UTIL_WRONG(fence, 1, BAD_FLAGS),
        UTIL_WRONG(data, CPGPU_PAGE_SIZE, BAD_FLAGS),
        UTIL_WRONG(sg_count, 1, BAD_FLAGS),
        UTIL_WRONG(map_count, 1, BAD_FLAGS),
        UTIL_WRONG(map, 8, BAD_FLAGS),
        UTIL_WRONG(pattern_first, 1, BAD_FLAGS),
        UTIL_WRONG(pattern_skip, 1, BAD_FLAGS),
        UTIL_WRONG(pattern_encrypt, 1, BAD_FLAGS),
        UTIL_WRONG(reserved0, 1, BAD_FLAGS),
        UTIL_WRONG(flags, CPGPU_CMD_CONTENT_KEY, BAD_FLAGS),
        UTIL_WRONG(flags, CPGPU_CMD_PATTERN, BAD_FLAGS),
        UTIL_WRONG(flags, CPGPU_CMD_SUBSAMPLES, BAD_FLAGS),
        UTIL_WRONG(flags, CPGPU_CMD_READ_BACK_KEY, BAD_FLAGS),
        UTIL_WRONG(flags, CPGPU_BIT(7), BAD_FLAGS),
        UTIL_WRONG(flags, CPGPU_BIT(31), BAD_FLAGS),
    };

    util_assert_wrong(g, cmd, wrong, ARRAY_SIZE(wrong));
}

void util_check_without(const char *device_opts, uint32_t cap,
                        const struct cpgpu_cmd *cmds, unsigned count)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint32_t all = cpgpu_readl(g, CPGPU_CAPS);

    g_assert_cmphex(all & cap, ==, cap);
    cpgpu_stop(g);
    g = util_start_sealed(device_opts, CPGPU_MIB);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS), ==, all & ~cap);
    for (unsigned i = 0; i < count; i++) {
        util_assert_fails(g, cmds[i], CPGPU_ST_NOT_AVAILABLE);
    }
}

void util_start_long_work(QCpgpu *g)
{
    uint64_t data = cpgpu_alloc(g, UTIL_WORK);
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;

    g_assert_cmpuint(g->rings[0].slots, >=, 60);
    do {
        /* on a busy host all of it may be done before we look */
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        for (int i = 0; i < 60; i++) {
            util_put(g, 0, cpgpu_cmd_decrypt_any(0, data, 0, UTIL_WORK));
        }
        cpgpu_kick(g);
    } while (!(util_ring_status(g, 0) & CPGPU_RING_STATUS_BUSY));
    guest_free(g->alloc, data);
}

/* ---------------------------------------------------------------- resets -- */

static void reset_soft(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    util_wait_idle(g);
}

static void reset_system(QCpgpu *g)
{
    qtest_qmp_assert_success(g->qts, "{'execute': 'system_reset'}");
    qtest_qmp_eventwait(g->qts, "RESET");
    cpgpu_enable(g);
    util_wait_idle(g);
}

static void reset_flr(QCpgpu *g)
{
    uint8_t cap = qpci_find_capability(&g->dev, PCI_CAP_ID_EXP, 0);

    g_assert_cmphex(cap, !=, 0);
    g_assert(qpci_config_readl(&g->dev, cap + PCI_EXP_DEVCAP) &
             PCI_EXP_DEVCAP_FLR);
    qpci_config_writew(&g->dev, cap + PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
    cpgpu_enable(g);
    util_wait_idle(g);
}

const UtilReset util_resets[UTIL_RESETS] = {
    [UTIL_RESET_SOFT] = { "soft", reset_soft },
    [UTIL_RESET_SYSTEM] = { "system", reset_system },
    [UTIL_RESET_FLR] = { "flr", reset_flr },
};

void util_assert_fresh(QCpgpu *g)
{
    for (int n = 0; n < 8; n++) {
        g_assert_cmphex(cpgpu_sess_state(g, n), ==, CPGPU_SESS_FREE);
        g_assert_cmphex(cpgpu_sess_reg(g, n, CPGPU_SESS_PAGES), ==, 0);
        g_assert_cmphex(cpgpu_sess_reg(g, n, CPGPU_SESS_REFRESHES), ==, 0);
        g_assert_cmphex(cpgpu_sess_reg(g, n, CPGPU_SESS_KEY_INSTANCE), ==, 0);
        for (int i = 0; i < 4; i++) {
            g_assert_cmphex(cpgpu_sess_reg(g, n, CPGPU_SESS_RANDOM(i)), ==, 0);
        }
        for (uint32_t reg = 0; reg <= CPGPU_CHAN_PROTECTION; reg += 4) {
            g_assert_cmphex(cpgpu_readl(g, CPGPU_MMIO_CHANNEL(n) + reg), ==, 0);
        }
    }
    g_assert_cmphex(cpgpu_readl(g, CPGPU_STATUS), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_ENABLE), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_SCRATCH), ==, 0);
    g_assert_cmphex(cpgpu_ring_reg(g, 0, CPGPU_RING_STATUS), ==, 0);
    g_assert_cmphex(cpgpu_ring_reg(g, 0, CPGPU_RING_CTRL), ==, 0);
    g_assert_cmphex(cpgpu_ring_reg(g, 0, CPGPU_RING_TAIL), ==, 0);
    g_assert_cmphex(cpgpu_ring_reg(g, 0, CPGPU_RING_DONE_HI), ==, 0);
    g_assert_cmphex(cpgpu_ring_done(g, 0), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_DISP_CTRL), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_PLANE_CTRL), ==, 0);
    g_assert(cpgpu_readl(g, CPGPU_RNG_STATUS) & CPGPU_RNG_STATUS_READY);
    cpgpu_assert_no_error(g);
}

/* ----------------------------------------------------------------- rings -- */

QCpgpu *util_start_rings(const char *device_opts)
{
    QCpgpu *g = cpgpu_start(device_opts);

    for (unsigned n = 1; n < cpgpu_rings(g); n++) {
        cpgpu_ring_on_n(g, n, 6);
    }
    return g;
}

struct cpgpu_cmd util_fence(uint64_t value)
{
    return (struct cpgpu_cmd) { .flags = CPGPU_CMD_FENCE, .fence = value };
}

void util_put(QCpgpu *g, unsigned ring, struct cpgpu_cmd cmd)
{
    cpgpu_put_n(g, ring, &cmd);
}

void util_submit(QCpgpu *g, unsigned ring, struct cpgpu_cmd cmd)
{
    cpgpu_put_n(g, ring, &cmd);
    cpgpu_kick_n(g, ring);
}

uint32_t util_ring_status(QCpgpu *g, unsigned ring)
{
    return cpgpu_ring_reg(g, ring, CPGPU_RING_STATUS);
}

void util_wait_fence(QCpgpu *g, unsigned ring, uint64_t value)
{
    int64_t end = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;

    while (cpgpu_ring_done(g, ring) < value) {
        g_assert_false(cpgpu_ring_stopped_n(g, ring));
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
}

/* ----------------------------------------------------------------- MSI-X -- */

static void write_entry(Msix *m, unsigned vector, unsigned field,
                        uint32_t value)
{
    QPCIDevice *dev = &m->g->dev;

    qpci_io_writel(dev, dev->msix_table_bar, dev->msix_table_off +
                   vector * PCI_MSIX_ENTRY_SIZE + field, value);
}

void util_msix_mask(Msix *m, unsigned vector, bool mask)
{
    write_entry(m, vector, PCI_MSIX_ENTRY_VECTOR_CTRL,
                mask ? PCI_MSIX_ENTRY_CTRL_MASKBIT : 0);
}

void util_msix_aim(Msix *m, unsigned vector, uint64_t addr, uint32_t data)
{
    write_entry(m, vector, PCI_MSIX_ENTRY_LOWER_ADDR, addr);
    write_entry(m, vector, PCI_MSIX_ENTRY_UPPER_ADDR, addr >> 32);
    write_entry(m, vector, PCI_MSIX_ENTRY_DATA, data);
}

Msix *util_msix_start(QCpgpu *g, unsigned vectors)
{
    Msix *m = g_new0(Msix, 1);

    m->g = g;
    m->vectors = vectors;
    m->mailbox = cpgpu_alloc(g, 4096);
    qtest_memset(g->qts, m->mailbox, 0, 4096);
    qpci_msix_enable(&g->dev);
    g_assert_cmpuint(qpci_msix_table_size(&g->dev), ==, vectors);
    for (unsigned v = 0; v < vectors; v++) {
        util_msix_aim(m, v, m->mailbox + 16 * v, 0x100 + v);
        util_msix_mask(m, v, false);
    }
    return m;
}

uint32_t util_msix_taken(Msix *m)
{
    uint32_t taken = 0;

    for (unsigned v = 0; v < m->vectors; v++) {
        uint64_t addr = m->mailbox + 16 * v;
        uint32_t data = qtest_readl(m->g->qts, addr);

        g_assert(data == 0 || data == 0x100 + v);
        if (data) {
            taken |= 1u << v;
            qtest_writel(m->g->qts, addr, 0);
        }
    }
    return taken;
}
