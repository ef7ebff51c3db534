/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libqos driver for the cpgpu, see cpgpu-qos.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "qapi/qmp/qdict.h"
#include "libqos/pci-pc.h"
#include "cpgpu-qos.h"
#include "cpgpu-ref.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* ---------------------------------------------------------- start, stop -- */

void cpgpu_enable(QCpgpu *g)
{
    static const int bars[] = { PCI_BASE_ADDRESS_0, PCI_BASE_ADDRESS_2 };
    uint64_t addr[] = { g->mmio.addr, g->vram.addr };

    for (int i = 0; i < ARRAY_SIZE(bars); i++) {
        qpci_config_writel(&g->dev, bars[i], addr[i]);
    }
    qpci_device_enable(&g->dev);
}

static void cpgpu_map(QCpgpu *g)
{
    g->qts = g->dev.bus->qts;
    g->mmio = qpci_iomap(&g->dev, CPGPU_BAR_MMIO, &g->mmio_size);
    g->vram = qpci_iomap(&g->dev, CPGPU_BAR_VRAM, &g->vram_size);
    qpci_device_enable(&g->dev);
}

/* @devfn: libqos takes the number of the bus in the bits above it */
static void cpgpu_find(QCpgpu *g, QPCIBus *bus, unsigned devfn)
{
    QPCIAddress addr = {
        .devfn = devfn,
        .vendor_id = CPGPU_PCI_VENDOR_ID,
        .device_id = CPGPU_PCI_DEVICE_ID,
    };

    qpci_device_init(&g->dev, bus, &addr);
}

static void cpgpu_init_bus(QCpgpu *g)
{
    g->bus = qpci_new_pc(g->qts, NULL);
    alloc_init(&g->own_alloc, ALLOC_NO_FLAGS, MiB, CPGPU_RAM, 4096);
    g->alloc = &g->own_alloc;
}

QCpgpu *cpgpu_start_with(const char *machine, const char *device_opts,
                         const char *args)
{
    QCpgpu *g = g_new0(QCpgpu, 1);

    g->qts = qtest_initf("-machine %s -nodefaults -display none -m %u "
                         "-device cpgpu,id=gpu0,addr=%x%s%s %s",
                         machine, (unsigned)(CPGPU_RAM / MiB), CPGPU_SLOT,
                         device_opts ? "," : "", device_opts ?: "",
                         args ?: "");
    cpgpu_init_bus(g);
    cpgpu_find(g, g->bus, QPCI_DEVFN(CPGPU_SLOT, 0));
    cpgpu_map(g);
    return g;
}

/* Bus 1 is below the port, with all of the memory that libqos gives out. */
static void cpgpu_set_up_port(QCpgpu *g)
{
    QPCIAddress addr = { .devfn = QPCI_DEVFN(CPGPU_PORT_SLOT, 0) };
    QPCIDevice port;

    qpci_device_init(&port, g->bus, &addr);
    qpci_config_writeb(&port, PCI_SECONDARY_BUS, 1);
    qpci_config_writeb(&port, PCI_SUBORDINATE_BUS, 1);
    qpci_config_writew(&port, PCI_MEMORY_BASE, 0xe000);
    qpci_config_writew(&port, PCI_MEMORY_LIMIT, 0xeff0);
    qpci_device_enable(&port);
}

QCpgpu *cpgpu_start_in_port(const char *device_opts)
{
    QCpgpu *g = g_new0(QCpgpu, 1);

    g->qts = qtest_initf("-machine q35 -nodefaults -display none -m %u "
                         "-global ICH9-LPC."
                         "acpi-pci-hotplug-with-bridge-support=off "
                         "-device pcie-root-port,id=slot1,addr=%x,chassis=1 "
                         "-device cpgpu,id=gpu0,bus=slot1,vram=4M%s%s",
                         (unsigned)(CPGPU_RAM / MiB), CPGPU_PORT_SLOT,
                         device_opts ? "," : "", device_opts ?: "");
    cpgpu_init_bus(g);
    cpgpu_set_up_port(g);
    cpgpu_find(g, g->bus, 1 << 8 | QPCI_DEVFN(0, 0));
    cpgpu_map(g);
    return g;
}

QCpgpu *cpgpu_start_other(QCpgpu *g, unsigned slot)
{
    QCpgpu *other = g_new0(QCpgpu, 1);

    cpgpu_find(other, g->bus, QPCI_DEVFN(slot, 0));
    other->alloc = g->alloc;
    cpgpu_map(other);
    return other;
}

QCpgpu *cpgpu_start(const char *device_opts)
{
    g_autofree char *opts = g_strdup_printf("vram=4M%s%s",
                                            device_opts ? "," : "",
                                            device_opts ?: "");
    QCpgpu *g = cpgpu_start_with("q35", opts, NULL);

    cpgpu_ring_on(g, 6);
    return g;
}

void cpgpu_stop(QCpgpu *g)
{
    alloc_destroy(&g->own_alloc);
    qpci_free_pc(g->bus);
    qtest_quit(g->qts);
    g_free(g);
}

/* ------------------------------------------------- registers and memory -- */

uint32_t cpgpu_readl(QCpgpu *g, uint32_t offset)
{
    return qpci_io_readl(&g->dev, g->mmio, offset);
}

void cpgpu_writel(QCpgpu *g, uint32_t offset, uint32_t value)
{
    qpci_io_writel(&g->dev, g->mmio, offset, value);
}

uint64_t cpgpu_readq(QCpgpu *g, uint32_t offset)
{
    uint64_t lo = cpgpu_readl(g, offset);

    return lo | (uint64_t)cpgpu_readl(g, offset + 4) << 32;
}

uint64_t cpgpu_alloc(QCpgpu *g, size_t size)
{
    return guest_alloc(g->alloc, size);
}

/* Both ends of the protocol take time with the square of a line's length. */
#define LINE_BYTES      (24 * KiB)

void cpgpu_read(QCpgpu *g, uint64_t addr, void *buf, size_t len)
{
    for (size_t at = 0; at < len; at += LINE_BYTES) {
        qtest_bufread(g->qts, addr + at, (uint8_t *)buf + at,
                      MIN(len - at, LINE_BYTES));
    }
}

void cpgpu_write(QCpgpu *g, uint64_t addr, const void *buf, size_t len)
{
    for (size_t at = 0; at < len; at += LINE_BYTES) {
        qtest_bufwrite(g->qts, addr + at, (const uint8_t *)buf + at,
                       MIN(len - at, LINE_BYTES));
    }
}

void cpgpu_vram_read(QCpgpu *g, uint64_t offset, void *buf, size_t len)
{
    g_assert(offset + len <= g->vram_size);
    cpgpu_read(g, g->vram.addr + offset, buf, len);
}

void cpgpu_vram_write(QCpgpu *g, uint64_t offset, const void *buf, size_t len)
{
    g_assert(offset + len <= g->vram_size);
    cpgpu_write(g, g->vram.addr + offset, buf, len);
}

void cpgpu_clear_error(QCpgpu *g)
{
    cpgpu_writel(g, CPGPU_ERROR, 0);
    cpgpu_writel(g, CPGPU_INTR_STATUS, CPGPU_INTR_ERROR);
}

void cpgpu_assert_error(QCpgpu *g, uint32_t code, uint32_t source,
                        uint32_t unit, uint32_t info)
{
    uint32_t error = cpgpu_readl(g, CPGPU_ERROR);

    if (g->shared_error) {
        return;
    }
    g_assert_cmpuint(CPGPU_ERROR_CODE(error), ==, code);
    g_assert_cmpuint(CPGPU_ERROR_SOURCE(error), ==, source);
    g_assert_cmpuint(CPGPU_ERROR_UNIT(error), ==, unit);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_ERROR_INFO), ==, info);
    g_assert(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_ERROR);
    cpgpu_clear_error(g);
}

void cpgpu_assert_no_error(QCpgpu *g)
{
    if (g->shared_error) {
        return;
    }
    g_assert_cmphex(cpgpu_readl(g, CPGPU_ERROR), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_ERROR_INFO), ==, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_INTR_STATUS) & CPGPU_INTR_ERROR,
                    ==, 0);
}

/* -------------------------------------------------------------- sessions -- */

void cpgpu_sess_wait(QCpgpu *g, unsigned n)
{
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;

    while (cpgpu_sess_state(g, n) & CPGPU_SESS_STATE_BUSY) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(50);
    }
}

uint32_t cpgpu_sess_cmd(QCpgpu *g, unsigned n, uint32_t cmd)
{
    cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_CMD), cmd);
    cpgpu_sess_wait(g, n);
    return cpgpu_sess_reg(g, n, CPGPU_SESS_STATUS);
}

uint32_t cpgpu_sess_reg(QCpgpu *g, unsigned n, uint32_t reg)
{
    return cpgpu_readl(g, cpgpu_sess(n, reg));
}

uint32_t cpgpu_sess_state(QCpgpu *g, unsigned n)
{
    return cpgpu_sess_reg(g, n, CPGPU_SESS_STATE);
}

uint64_t cpgpu_sess_handle(QCpgpu *g, unsigned n)
{
    return cpgpu_readq(g, cpgpu_sess(n, CPGPU_SESS_HANDLE_LO));
}

void cpgpu_sess_random(QCpgpu *g, unsigned n, uint8_t r[CPGPU_KEY_SIZE])
{
    for (int i = 0; i < 4; i++) {
        stl_le_p(r + 4 * i, cpgpu_sess_reg(g, n, CPGPU_SESS_RANDOM(i)));
    }
}

void cpgpu_sess_blob(QCpgpu *g, unsigned n, const uint8_t *blob)
{
    for (int i = 0; i < CPGPU_BLOB_SIZE / 4; i++) {
        cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_BLOB(i)),
                     ldl_le_p(blob + 4 * i));
    }
    cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_BLOB_SIZE);
}

X509 *cpgpu_certificate(QCpgpu *g, bool channel)
{
    g_autofree uint8_t *der = g_malloc(CPGPU_CERT_WINDOW);
    const uint8_t *p = der;
    size_t size = cpgpu_readl(g, channel ? CPGPU_CHANNEL_CERT_SIZE
                                         : CPGPU_CERT_SIZE);
    X509 *cert;

    g_assert_cmpuint(size, <=, CPGPU_CERT_WINDOW);
    qpci_memread(&g->dev, g->mmio, channel ? CPGPU_MMIO_CHANNEL_CERT
                                           : CPGPU_MMIO_CERT,
                 der, ROUND_UP(size, 4));
    cert = d2i_X509(NULL, &p, size);
    g_assert_nonnull(cert);
    return cert;
}

/* Frees @cert. */
static void wrap_to(X509 *cert, const uint8_t *msg, size_t len,
                    uint8_t blob[CPGPU_BLOB_SIZE])
{
    size_t out = CPGPU_BLOB_SIZE;
    EVP_PKEY_CTX *ctx;

    ctx = EVP_PKEY_CTX_new(X509_get0_pubkey(cert), NULL);
    g_assert(EVP_PKEY_encrypt_init(ctx) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha512()) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha512()) == 1);
    g_assert(EVP_PKEY_encrypt(ctx, blob, &out, msg, len) == 1);
    g_assert_cmpuint(out, ==, CPGPU_BLOB_SIZE);
    EVP_PKEY_CTX_free(ctx);
    X509_free(cert);
}

void cpgpu_wrap(QCpgpu *g, const uint8_t *msg, size_t len,
                uint8_t blob[CPGPU_BLOB_SIZE])
{
    wrap_to(cpgpu_certificate(g, false), msg, len, blob);
}

void cpgpu_wrap_for_channel(QCpgpu *g, const uint8_t *msg, size_t len,
                            uint8_t blob[CPGPU_BLOB_SIZE])
{
    wrap_to(cpgpu_certificate(g, true), msg, len, blob);
}

void cpgpu_sess_key(QCpgpu *g, unsigned n, const uint8_t key[CPGPU_KEY_SIZE])
{
    uint8_t blob[CPGPU_BLOB_SIZE];

    if (cpgpu_sess_state(g, n) == CPGPU_SESS_FREE) {
        cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE));
    }
    cpgpu_wrap(g, key, CPGPU_KEY_SIZE, blob);
    cpgpu_sess_blob(g, n, blob);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_KEY_EXCHANGE));
    g_assert_cmphex(cpgpu_sess_state(g, n), ==, CPGPU_SESS_KEYED);
}

void cpgpu_sess_refresh(QCpgpu *g, unsigned n, uint8_t key[CPGPU_KEY_SIZE])
{
    uint8_t r[CPGPU_KEY_SIZE];

    cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_REFRESH_START));
    cpgpu_sess_random(g, n, r);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_REFRESH_FINISH));
    ref_xor(key, key, r, CPGPU_KEY_SIZE);
}

/* ------------------------------------------------------------------- QOM -- */

uint64_t cpgpu_stat(QCpgpu *g, const char *name)
{
    QDict *rsp = qtest_qmp(g->qts, "{'execute': 'qom-get', 'arguments': "
                           "{'path': %s, 'property': %s}}",
                           CPGPU_QOM_PATH, name);
    uint64_t value;

    g_assert_true(qdict_haskey(rsp, "return"));
    value = qdict_get_int(rsp, "return");
    qobject_unref(rsp);
    return value;
}

/* @format: that of @value in a QMP command */
#define qom_set(g, name, format, value) \
    qtest_qmp_assert_success((g)->qts, "{'execute': 'qom-set', 'arguments': " \
                             "{'path': %s, 'property': %s, 'value': " format \
                             "}}", CPGPU_QOM_PATH, name, value)

void cpgpu_qom_set(QCpgpu *g, const char *name, const char *value)
{
    qom_set(g, name, "%s", value);
}

void cpgpu_hold_workers(QCpgpu *g, bool hold)
{
    qom_set(g, "hold-workers", "%i", hold);
}

void cpgpu_lose_key(QCpgpu *g, unsigned session)
{
    qom_set(g, "lose-key", "%u", session);
}

void cpgpu_lose_content(QCpgpu *g, unsigned session)
{
    qom_set(g, "lose-content", "%u", session);
}

void cpgpu_link(QCpgpu *g, bool is_protected)
{
    qom_set(g, "link-protected", "%i", is_protected);
}

/* ---------------------------------------------------------------- qgraph -- */

static void *cpgpu_get_driver(void *obj, const char *interface)
{
    QCpgpu *g = obj;

    if (!g_strcmp0(interface, "pci-device")) {
        return &g->dev;
    }
    fprintf(stderr, "%s not present in cpgpu\n", interface);
    g_assert_not_reached();
}

static void cpgpu_start_hw(QOSGraphObject *obj)
{
    cpgpu_map((QCpgpu *)obj);
}

static void *cpgpu_create(void *pci_bus, QGuestAllocator *alloc, void *addr)
{
    QCpgpu *g = g_new0(QCpgpu, 1);

    qpci_device_init(&g->dev, pci_bus, addr);
    g->alloc = alloc;
    g->obj.get_driver = cpgpu_get_driver;
    g->obj.start_hw = cpgpu_start_hw;
    return &g->obj;
}

static void cpgpu_register_nodes(void)
{
    QOSGraphEdgeOptions opts = {
        .extra_device_opts = "id=gpu0,addr=04.0,vram=4M",
        /* a lean build lacks the default VGA, parallel port and floppy */
        .before_cmd_line = "-nodefaults",
    };

    add_qpci_address(&opts, &(QPCIAddress) {
        .devfn = QPCI_DEVFN(CPGPU_SLOT, 0),
        .vendor_id = CPGPU_PCI_VENDOR_ID,
        .device_id = CPGPU_PCI_DEVICE_ID,
    });
    qos_node_create_driver("cpgpu", cpgpu_create);
    qos_node_consumes("cpgpu", "pci-bus", &opts);
    qos_node_produces("cpgpu", "pci-device");
}

libqos_init(cpgpu_register_nodes);
