/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Properties: what each changes, and the message for a value that is wrong */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qapi/qmp/qdict.h"
#include "libqos/pci-pc.h"
#include "cpgpu-fixture.h"

typedef struct Wrong {
    const char *prop, *value;
    const char *says;           /* a part of the message */
} Wrong;

static const Wrong wrong[] = {
    { "vram", "3M", "power of two" },
    { "vram", "512K", "power of two" },
    { "vram", "0", "power of two" },
    { "vram", "8G", "power of two" },
    { "vram", "much", "vram" },
    { "sessions", "0", "from 1 to 256" },
    { "sessions", "257", "from 1 to 256" },
    { "sessions", "-1", "sessions" },
    { "rings", "0", "from 1 to 16" },
    { "rings", "17", "from 1 to 16" },
    { "rings", "-1", "rings" },
    { "channels", "0", "from 1 to 64" },
    { "channels", "65", "from 1 to 64" },
    { "channels", "-1", "channels" },
    { "software-protection", "soft", "software-protection" },
    { "protection-always-on", "never", "protection-always-on" },
    { "link-protected", "hdcp", "link-protected" },
    { "require-protected-link", "hdcp", "require-protected-link" },
    { "workers", "17", "from 0 to 16" },
    { "workers", "-2", "workers" },
    { "iv-check", "maybe", "iv-check" },
    { "seed", "", "seed" },
    { "rng", "nobody", "nobody" },
    { "identity", "/nonexistent/identity.pem", "identity" },
    { "identity", "/dev/null", "identity" },
    { "xres", "15", "xres and yres must be from 16 to 4096" },
    { "xres", "4097", "xres and yres must be from 16 to 4096" },
    { "yres", "15", "xres and yres must be from 16 to 4096" },
    { "yres", "4097", "xres and yres must be from 16 to 4096" },
    { "yres", "4294967295", "xres and yres must be from 16 to 4096" },
    { "refresh_rate", "999", "refresh_rate must be from 1000 to 240000" },
    { "refresh_rate", "240001", "refresh_rate must be from 1000 to 240000" },
    { "refresh_rate", "4294967295", "refresh_rate must be from 1000" },
    { "freshen-session-key", "perhaps", "freshen-session-key" },
    { "nonsense", "1", "nonsense" },
};

static char *plug_error(QTestState *qts, const char *prop, const char *value,
                        const char *prop2, const char *value2)
{
    QDict *rsp, *args = qdict_new();
    char *desc;

    qdict_put_str(args, "driver", "cpgpu");
    qdict_put_str(args, "id", "gpu1");
    qdict_put_str(args, prop, value);
    if (prop2) {
        qdict_put_str(args, prop2, value2);
    }
    rsp = qtest_qmp(qts, "{'execute': 'device_add', 'arguments': %p}", args);
    g_test_message("%s=%s", prop, value);
    g_assert_true(qdict_haskey(rsp, "error"));
    desc = g_strdup(qdict_get_str(qdict_get_qdict(rsp, "error"), "desc"));
    qobject_unref(rsp);
    return desc;
}

FIXTURE_TEST_ALONE(test_wrong_values, "wrong-values")
{
    /* conventional PCI: there devices can be plugged in */
    QTestState *qts = qtest_init("-machine pc -nodefaults -display none");

    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        g_autofree char *desc = plug_error(qts, wrong[i].prop, wrong[i].value,
                                           NULL, NULL);

        g_test_message("%s", desc);
        g_assert_nonnull(strstr(desc, wrong[i].says));
        g_assert_null(strchr(desc, '\n'));
    }
    qtest_qmp_assert_success(qts, "{'execute': 'object-add', 'arguments': "
                             "{'qom-type': 'rng-builtin', 'id': 'rng0'}}");
    {
        g_autofree char *desc = plug_error(qts, "rng", "rng0", "seed", "x");

        g_assert_nonnull(strstr(desc, "exclude each other"));
    }
    /* they left nothing behind: a device with good values can be plugged in */
    qtest_qmp_device_add(qts, "cpgpu", "gpu1", "{'vram': 1048576}");
    qtest_quit(qts);
}

FIXTURE_TEST_ALONE(test_vram_size, "vram")
{
    QCpgpu *g = cpgpu_start_with("q35", "vram=1M", NULL);
    uint8_t out[16] = "the last bytes.";

    g_assert_cmphex(cpgpu_readq(g, CPGPU_VRAM_SIZE_LO), ==, 1 * MiB);
    g_assert_cmphex(g->vram_size, ==, 1 * MiB);
    cpgpu_vram_write(g, MiB - 16, out, 16);
    cpgpu_assert_vram(g, MiB - 16, out, 16);
    cpgpu_ring_on(g, 4);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, MiB);
    cpgpu_run_stops(g, cpgpu_cmd_seal(0, MiB, 4096), BAD_RANGE);
    cpgpu_stop(g);

    g = cpgpu_start_with("q35", NULL, NULL);
    g_assert_cmphex(cpgpu_readq(g, CPGPU_VRAM_SIZE_LO), ==, 64 * MiB);
    g_assert_cmphex(g->vram_size, ==, 64 * MiB);
    cpgpu_stop(g);
}

/* The largest is beyond what libqos can map: only look at the registers */
FIXTURE_TEST_ALONE(test_vram_4g, "vram-4g")
{
    QTestState *qts = qtest_init("-machine q35 -nodefaults -display none "
                                 "-device cpgpu,addr=4,vram=4G");
    QPCIBus *bus = qpci_new_pc(qts, NULL);
    QPCIDevice *dev = qpci_device_find(bus, QPCI_DEVFN(CPGPU_SLOT, 0));
    QPCIBar mmio = qpci_iomap(dev, CPGPU_BAR_MMIO, NULL);

    qpci_device_enable(dev);
    g_assert_cmphex(qpci_io_readl(dev, mmio, CPGPU_VRAM_SIZE_LO), ==, 0);
    g_assert_cmphex(qpci_io_readl(dev, mmio, CPGPU_VRAM_SIZE_HI), ==, 1);
    g_free(dev);
    qpci_free_pc(bus);
    qtest_quit(qts);
}

static void check_sessions(unsigned count)
{
    g_autofree char *opts = g_strdup_printf("vram=4M,sessions=%u", count);
    g_autoptr(QCpgpu) g = cpgpu_start_with("q35", opts, NULL);
    struct cpgpu_cmd cmd = cpgpu_cmd_seal(count, 0, 4096);

    cpgpu_ring_on(g, 4);
    g_assert_cmpuint(CPGPU_LIMITS_SESSIONS(cpgpu_readl(g, CPGPU_LIMITS)),
                     ==, count);
    g_assert_cmphex(g->mmio_size, >=, CPGPU_MMIO_SESSION(count));
    cpgpu_sess_key(g, count - 1, key_a);
    cpgpu_seal(g, count - 1, 0, 4096);
    cpgpu_run_fails(g, cmd, BAD_SESSION);
    cmd.session = UINT32_MAX;
    cpgpu_run_fails(g, cmd, BAD_SESSION);
}

FIXTURE_TEST_ALONE(test_sessions, "sessions")
{
    check_sessions(1);
    check_sessions(3);
    check_sessions(256);
}

FIXTURE_TEST_ALONE(test_freshen_session_key, "freshen-session-key")
{
    QCpgpu *g = cpgpu_start("freshen-session-key=off");
    uint32_t off = cpgpu_readl(g, CPGPU_CAPS);

    cpgpu_stop(g);
    g = cpgpu_start("freshen-session-key=on");
    cpgpu_assert_reg(g, CPGPU_CAPS, off | CPGPU_CAP_FRESHEN_SESSION_KEY);
    g_assert_cmphex(off & CPGPU_CAP_FRESHEN_SESSION_KEY, ==, 0);
    cpgpu_stop(g);
}

/* The capabilities that a property changes, and no others */
FIXTURE_TEST_ALONE(test_caps, "caps")
{
    static const struct {
        const char *opts;
        uint32_t gone, come;
    } changes[] = {
        { "software-protection=on", CPGPU_CAP_HARDWARE, CPGPU_CAP_SOFTWARE },
        { "protection-always-on=off", CPGPU_CAP_PROTECTION_ALWAYS_ON, 0 },
        { "channels=1", 0, 0 }, { "link-protected=off", 0, 0 },
        { "require-protected-link=on", 0, 0 },
    };
    QCpgpu *g = cpgpu_start(NULL);
    uint32_t caps = cpgpu_readl(g, CPGPU_CAPS);

    g_assert_cmphex(caps & (CPGPU_CAP_SOFTWARE | CPGPU_CAP_HARDWARE |
                            CPGPU_CAP_PROTECTION_ALWAYS_ON |
                            CPGPU_CAP_HARDWARE_TEARDOWN), ==,
                    CPGPU_CAP_HARDWARE | CPGPU_CAP_PROTECTION_ALWAYS_ON |
                    CPGPU_CAP_HARDWARE_TEARDOWN);
    cpgpu_stop(g);
    for (int i = 0; i < ARRAY_SIZE(changes); i++) {
        g = cpgpu_start(changes[i].opts);
        cpgpu_assert_reg(g, CPGPU_CAPS,
                         (caps & ~changes[i].gone) | changes[i].come);
        cpgpu_stop(g);
    }
}

static void check_mode(const char *opts, unsigned width, unsigned height,
                       unsigned refresh)
{
    g_autoptr(QCpgpu) g = cpgpu_start(opts);

    cpgpu_assert_reg(g, CPGPU_DISP_WIDTH, width);
    cpgpu_assert_reg(g, CPGPU_DISP_HEIGHT, height);
    cpgpu_assert_reg(g, CPGPU_DISP_REFRESH, refresh);
    /* xmax and ymax describe the monitor, not the device */
    cpgpu_assert_reg(g, CPGPU_DISP_MAX_WIDTH, CPGPU_DISP_SIZE_MAX);
    cpgpu_assert_reg(g, CPGPU_DISP_MAX_HEIGHT, CPGPU_DISP_SIZE_MAX);
}

FIXTURE_TEST_ALONE(test_mode, "mode")
{
    check_mode("xres=800,yres=608,xmax=1000,ymax=900,refresh_rate=50000",
               800, 608, 50000);
    /* each has its own default */
    check_mode("xres=800", 800, 720, 60000);
}

/* The first and the last value that the display's properties may have */
FIXTURE_TEST_ALONE(test_mode_limits, "mode-limits")
{
    check_mode("xres=16,yres=4096,refresh_rate=1000", CPGPU_DISP_SIZE_MIN,
               CPGPU_DISP_SIZE_MAX, CPGPU_DISP_REFRESH_MIN);
    check_mode("xres=4096,yres=16,refresh_rate=240000", CPGPU_DISP_SIZE_MAX,
               CPGPU_DISP_SIZE_MIN, CPGPU_DISP_REFRESH_MAX);
}

FIXTURE_TEST(test_edid_off, "edid-off", "edid=off")
{
    for (int i = 0; i < CPGPU_EDID_SIZE; i += 4) {
        cpgpu_assert_reg(g, CPGPU_MMIO_EDID + i, 0);
    }
    cpgpu_assert_no_error(g);
}

/* A new folder with id.pem, with keys for sessions and for channels */
static char *make_identity(void)
{
    char *dir = g_dir_make_tmp("cpgpu-XXXXXX", NULL);
    g_autofree char *make = g_strdup_printf(
        "cd %s && for n in 1 2; do "
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=qtest "
        "-addext extendedKeyUsage=1.3.6.1.4.1.32473.1.$n "
        "-keyout key.pem -out cert.pem 2>/dev/null && "
        "cat key.pem cert.pem >> id.pem || exit; done", dir);

    g_assert_cmpint(system(make), ==, 0);
    return dir;
}

static void remove_identity(const char *dir)
{
    g_autofree char *remove = g_strdup_printf("rm -r %s", dir);

    g_assert_cmpint(system(remove), ==, 0);
}

/* With another identity the device clears CAP_TEST_IDENTITY */
FIXTURE_TEST_ALONE(test_identity, "identity")
{
    g_autofree char *dir = make_identity();
    g_autofree char *opts = g_strdup_printf("identity=%s/id.pem", dir);
    QCpgpu *g = cpgpu_start(opts);
    Chan c;

    g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_TEST_IDENTITY,
                    ==, 0);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, 4096);
    chan_create(&c, g, 0, 1);
    chan_key(&c, key_b);
    cpgpu_stop(g);
    remove_identity(dir);
}

/* A damaged key or a missing part is reported when the device is created */
FIXTURE_TEST_ALONE(test_damaged_identity, "damaged-identity")
{
    static const char *const programs[] = {
        "/^-----BEGIN PRIV/{n;n;n;n;n;n;n;s/./A/30;s/./B/31;s/./C/32}",
        "/^-----BEGIN CERT/,/^-----END CERT/d",
        "/^-----END PRIV/d",
    };
    g_autofree char *dir = make_identity();
    g_autofree char *pem = g_build_filename(dir, "bad.pem", NULL);
    QTestState *qts = qtest_init("-machine pc -nodefaults -display none");

    for (int i = 0; i < ARRAY_SIZE(programs); i++) {
        g_autofree char *spoil = g_strdup_printf(
            "sed '%s' %s/id.pem > %s && ! cmp -s %s %s/id.pem", programs[i],
            dir, pem, pem, dir);
        g_autofree char *desc = NULL;

        g_assert_cmpint(system(spoil), ==, 0);
        desc = plug_error(qts, "identity", pem, NULL, NULL);
        g_test_message("%s", desc);
        g_assert_true(g_str_has_prefix(desc, "cpgpu: identity: "));
        g_assert_null(strchr(desc, '\n'));
    }
    qtest_quit(qts);
    remove_identity(dir);
}

FIXTURE_TEST(test_fault_properties, "faults")
{
    static const char *const bad[][2] = {
        { "rng-fault", "'sometimes'" }, { "rng-fault", "''" },
        { "lose-key", "64" }, { "lose-key", "-1" },
        { "lose-content", "64" }, { "lose-content", "'all'" },
        { "teardown", "'key'" }, { "teardown", "''" }, { "teardown", "true" },
        { "hold-workers", "1" },
        { "link-protected", "'hdcp'" }, { "channels", "3" },
        { "require-protected-link", "1" },
        { "software-protection", "true" },
        { "stat-commands", "0" },
    };

    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        g_autofree char *text = g_strdup_printf(
            "{'execute': 'qom-set', 'arguments': {'path': '%s', "
            "'property': '%s', 'value': %s}}", CPGPU_QOM_PATH, bad[i][0],
            bad[i][1]);
        QDict *rsp;

        g_test_message("%s", text);
        qtest_qmp_send_raw(g->qts, "%s", text);
        rsp = qtest_qmp_receive(g->qts);
        g_assert_true(qdict_haskey(rsp, "error"));
        qobject_unref(rsp);
    }
    g_assert(cpgpu_readl(g, CPGPU_RNG_STATUS) & CPGPU_RNG_STATUS_READY);
}

FIXTURE_MAIN(fixture_add, "props")
