/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a channel answers to each question */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qapi/qmp/qdict.h"
#include "cpgpu-fixture.h"

static const uint8_t aes128_ctr[] = CPGPU_ENCRYPTION_AES128_CTR;

static uint32_t ask_index(Chan *c, unsigned kind, uint32_t index)
{
    ChanMsg m = chan_msg(c, kind);

    m.index.index = cpu_to_le32(index);
    return chan_send(c, &m);
}

/* As the documents have it, for a 64-bit program */
FIXTURE_TEST_ALONE(test_sizes, "sizes")
{
    static const struct {
        unsigned kind, in, out;
    } documented[] = {
        { CHAN_INITIALIZE, 56, 48 }, { CHAN_SET_PROTECTION, 56, 48 },
        { CHAN_BIND_SESSION, 72, 48 }, { CHAN_SHARE, 72, 48 },
        { CHAN_SET_ENCRYPTION, 64, 48 }, { CHAN_PROTECTION, 32, 56 },
        { CHAN_TYPE, 32, 56 }, { CHAN_DEVICE, 32, 56 },
        { CHAN_SESSION, 40, 72 }, { CHAN_PROCESS_COUNT, 32, 56 },
        { CHAN_PROCESS, 40, 64 }, { CHAN_UNRESTRICTED_COUNT, 32, 56 },
        { CHAN_OUTPUT_COUNT, 48, 72 }, { CHAN_OUTPUT, 56, 80 },
        { CHAN_ACCESSIBILITY, 32, 64 }, { CHAN_ENCRYPTION_COUNT, 32, 56 },
        { CHAN_ENCRYPTION, 40, 72 }, { CHAN_CURRENT_ENCRYPTION, 32, 64 },
    };

    g_assert_cmpuint(ARRAY_SIZE(documented), ==, CHAN_KINDS);
    for (int i = 0; i < CHAN_KINDS; i++) {
        g_assert_cmpuint(documented[i].kind, ==, i);
        g_assert_cmpuint(chan_kinds[i].in, ==, documented[i].in);
        g_assert_cmpuint(chan_kinds[i].out, ==, documented[i].out);
    }
}

/* Every question, on both types of channel */
static void test_all(QCpgpu *g)
{
    bool software = chan_type(g) == CPGPU_CHAN_TYPE_SOFTWARE;
    unsigned answered = 0;
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 0, 1);
    chan_sess_create(g, 0, 1);
    if (software) {
        cpgpu_assert_ok(chan_share(&c, CPGPU_PROCESS_HANDLE, 7, true));
    }
    for (unsigned kind = CHAN_COMMANDS; kind < CHAN_KINDS; kind++) {
        bool known = software || !chan_kinds[kind].software_only;

        m = chan_msg(&c, kind);
        if (kind == CHAN_OUTPUT || kind == CHAN_OUTPUT_COUNT) {
            m.output.session = cpu_to_le64(cpgpu_sess_handle(g, 0));
        }
        g_assert_cmpuint(chan_send(&c, &m), ==,
                         known ? CPGPU_ST_OK : CPGPU_ST_NOT_AVAILABLE);
        g_assert_cmpuint(c.last.size, ==, chan_kinds[kind].out);
        answered += known;
    }
    g_assert_cmpuint(answered, ==, software ? 13 : 10);
}
FIXTURE_ENTRY(all_hardware, "all/hardware", test_all, CHAN_HARDWARE)
FIXTURE_ENTRY(all_software, "all/software", test_all, CHAN_SOFTWARE)

FIXTURE_TEST(test_unknown, "unknown")
{
    Chan c;

    chan_open(&c, g, 0, 1);
    for (unsigned kind = CHAN_COMMANDS; kind < CHAN_KINDS; kind++) {
        for (int bit = 0; bit < 128; bit++) {
            ChanMsg m = chan_msg(&c, kind);

            m.query.type[bit / 8] ^= 1 << bit % 8;
            m.room = sizeof(struct cpgpu_answer);
            cpgpu_assert_st(chan_send(&c, &m), NOT_AVAILABLE);
        }
    }
}

static void test_values(gconstpointer opts)
{
    static const uint32_t contexts[] = { 0, 1, 0x80000000, UINT32_MAX };
    g_autoptr(QCpgpu) g = cpgpu_start(opts);
    uint32_t type = chan_type(g);
    Chan c;

    g_assert_cmpuint(type, ==, strstr(opts, "=on") ? 2 : 3);
    for (int i = 0; i < ARRAY_SIZE(contexts); i++) {
        chan_open(&c, g, 3, contexts[i]);
        g_assert_cmpuint(chan_ask_value(&c, CHAN_TYPE), ==, type);
        g_assert_cmpuint(chan_ask_value(&c, CHAN_PROTECTION), ==, 0);
        g_assert_cmpuint(chan_ask_value(&c, CHAN_ENCRYPTION_COUNT), ==, 1);
        cpgpu_assert_ok(chan_ask(&c, CHAN_DEVICE));
        g_assert_cmphex(le64_to_cpu(c.last.device.device), ==,
                        (uint64_t)contexts[i] << 8 | 1);
        cpgpu_assert_ok(chan_ask(&c, CHAN_SESSION));
        g_assert_cmphex(le64_to_cpu(c.last.session.device), ==,
                        (uint64_t)contexts[i] << 8 | 1);
        g_assert_cmphex(c.last.session.session, ==, 0);
        g_assert_cmphex(c.last.session.decoder, ==, 0);
        chan_destroy(&c);
    }
}
FIXTURE_ENTRY(values_hardware, "values/hardware", .with = test_values,
              .data = CHAN_HARDWARE)
FIXTURE_ENTRY(values_software, "values/software", .with = test_values,
              .data = CHAN_SOFTWARE)

FIXTURE_TEST(test_encryption, "encryption")
{
    static const uint32_t beyond[] = { 1, 2, 0x100, 0x80000000, UINT32_MAX };
    Chan c;

    chan_open(&c, g, 0, 1);
    cpgpu_assert_ok(ask_index(&c, CHAN_ENCRYPTION, 0));
    g_assert_cmphex(c.last.encryption.index, ==, 0);
    g_assert_cmphex(c.last.encryption.pad, ==, 0);
    g_assert_cmpmem(c.last.encryption.encryption, 16, aes128_ctr, 16);
    for (int i = 0; i < ARRAY_SIZE(beyond); i++) {
        cpgpu_assert_st(ask_index(&c, CHAN_ENCRYPTION, beyond[i]), BAD_RANGE);
    }
    cpgpu_assert_ok(chan_ask(&c, CHAN_CURRENT_ENCRYPTION));
    g_assert_cmpmem(c.last.current.encryption, 16, aes128_ctr, 16);
}

/* GUID text to bytes: Data1..3 little-endian, as printed elsewhere */
FIXTURE_TEST_ALONE(test_guid_bytes, "guid-bytes")
{
    static const uint8_t printed[] = {
        0x11, 0xd7, 0x6b, 0x9b, 0x74, 0x4f, 0xc9, 0x41,
        0x9e, 0x7b, 0x0b, 0xe2, 0xd7, 0xd9, 0x3b, 0x4f,
    };

    g_assert_cmpmem(aes128_ctr, 16, printed, 16);
    for (int i = 0; i < CHAN_KINDS; i++) {
        for (int j = 0; j < i; j++) {
            g_assert_cmpint(memcmp(chan_kinds[i].guid, chan_kinds[j].guid,
                                   16), !=, 0);
        }
    }
}

static uint32_t ask_output(Chan *c, unsigned kind, uint64_t device,
                           uint64_t session, uint32_t index)
{
    ChanMsg m = chan_msg(c, kind);

    m.output.device = cpu_to_le64(device);
    m.output.session = cpu_to_le64(session);
    if (kind == CHAN_OUTPUT) {
        m.output.index = cpu_to_le32(index);
    }
    return chan_send(c, &m);
}

FIXTURE_TEST(test_output, "output")
{
    const uint64_t device = CPGPU_DEVICE_HANDLE(5);
    uint64_t session, other;
    Chan c;

    chan_open(&c, g, 0, 5);
    chan_sess_create(g, 0, 5);
    chan_sess_create(g, 1, 6);
    session = cpgpu_sess_handle(g, 0);
    other = cpgpu_sess_handle(g, 1);

    cpgpu_assert_ok(ask_output(&c, CHAN_OUTPUT_COUNT, device, session, 0));
    g_assert_cmphex(le64_to_cpu(c.last.output_count.device), ==, device);
    g_assert_cmphex(le64_to_cpu(c.last.output_count.session), ==, session);
    g_assert_cmpuint(le32_to_cpu(c.last.output_count.count), ==, 1);
    g_assert_cmphex(c.last.output_count.pad, ==, 0);

    cpgpu_assert_ok(ask_output(&c, CHAN_OUTPUT, device, session, 0));
    g_assert_cmphex(le64_to_cpu(c.last.output.device), ==, device);
    g_assert_cmphex(le64_to_cpu(c.last.output.session), ==, session);
    g_assert_cmphex(c.last.output.index, ==, 0);
    g_assert_cmphex(c.last.output.pad, ==, 0);
    g_assert_cmphex(le64_to_cpu(c.last.output.output), ==, 1);

    cpgpu_assert_st(ask_output(&c, CHAN_OUTPUT, device, session, 1), BAD_RANGE);
    for (unsigned kind = CHAN_OUTPUT_COUNT; kind <= CHAN_OUTPUT; kind++) {
        const uint64_t wrong[][2] = {
            { 0, session }, { device + 0x100, session }, { session, device },
            { device | 1ull << 32, session }, { device, other },
            { device, 0 }, { device, session + 0x100 }, { device, c.handle },
            { device, session | 1ull << 63 }, { device, device },
            { CPGPU_DEVICE_HANDLE(6), other },
        };

        for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
            cpgpu_assert_st(ask_output(&c, kind, wrong[i][0], wrong[i][1], 0),
                            BAD_HANDLE);
        }
    }
}

/* The bus depends on the machine; the CPU can never access content */
static void check_bus(const char *machine, const char *opts, uint32_t bus)
{
    g_autoptr(QCpgpu) g = cpgpu_start_with(machine, opts, NULL);
    Chan c;

    chan_open(&c, g, 0, 1);
    cpgpu_assert_ok(chan_ask(&c, CHAN_ACCESSIBILITY));
    g_assert_cmpuint(le32_to_cpu(c.last.accessibility.bus), ==, bus);
    g_assert_cmpuint(c.last.accessibility.contiguous, ==, 0);
    g_assert_cmpuint(c.last.accessibility.non_contiguous, ==, 0);
    g_assert_cmpuint(c.last.accessibility.pad, ==, 0);
}

FIXTURE_TEST_ALONE(test_accessibility, "accessibility")
{
    check_bus("q35", "vram=4M", CPGPU_BUS_PCI_EXPRESS);
    check_bus("pc", "vram=4M", CPGPU_BUS_PCI);
}

/* The query names a decoder, but the device has none */
FIXTURE_TEST(test_decoder, "decoder")
{
    static const uint64_t decoders[] = { 1, 2, 0x100000000, UINT64_MAX };
    Chan c;

    chan_open(&c, g, 0, 1);
    for (int i = 0; i < ARRAY_SIZE(decoders); i++) {
        ChanMsg m = chan_msg(&c, CHAN_SESSION);

        m.query_session.decoder = cpu_to_le64(decoders[i]);
        cpgpu_assert_st(chan_send(&c, &m), BAD_HANDLE);
    }
    cpgpu_assert_ok(chan_ask(&c, CHAN_SESSION));
}

/* The same question has another MAC each time */
FIXTURE_TEST(test_fresh, "fresh")
{
    enum { N = 50 };
    uint8_t macs[N][16];
    Chan c;

    chan_open(&c, g, 0, 1);
    for (int i = 0; i < N; i++) {
        cpgpu_assert_ok(chan_ask(&c, CHAN_PROTECTION));
        memcpy(macs[i], c.last.head.omac, 16);
        for (int j = 0; j < i; j++) {
            g_assert_cmpint(memcmp(macs[i], macs[j], 16), !=, 0);
        }
    }
}

/* The next command clears the answer of the one before */
FIXTURE_TEST(test_no_leftovers, "no-leftovers")
{
    uint8_t out[CPGPU_CHAN_MESSAGE_MAX];
    Chan c;

    chan_open(&c, g, 0, 1);
    for (uint32_t cmd = 1; cmd <= 7; cmd++) {
        cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_OUT_ROOM), 256);
        cpgpu_assert_ok(chan_ask(&c, CHAN_CURRENT_ENCRYPTION));
        cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_IN_SIZE), 3);
        chan_cmd(g, 0, cmd);
        cpgpu_clear_error(g);
        cpgpu_assert_chan_reg(g, 0, CPGPU_CHAN_OUT_SIZE, 0);
        qpci_memread(&g->dev, g->mmio, cpgpu_chan(0, CPGPU_CHAN_OUT(0)), out,
                     sizeof(out));
        g_assert_true(util_is_zero(out, sizeof(out)));
        if (cmd == CPGPU_CHAN_CMD_DESTROY) {
            chan_open(&c, g, 0, 1);
        }
    }
}

FIXTURE_MAIN(fixture_add, "query")
