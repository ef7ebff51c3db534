/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What commands to a channel do, and what they refuse */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-model.h"

/* All five do what they say; SHARED_RESOURCE for software channels only */
static void test_all(gconstpointer opts)
{
    g_autoptr(QCpgpu) g = cpgpu_start(opts);
    bool software = chan_type(g) == CPGPU_CHAN_TYPE_SOFTWARE;
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 0, 7);
    chan_sess_create(g, 4, 7);
    cpgpu_assert_ok(chan_set_protection(&c, CPGPU_PROTECTION_ENABLED));
    g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 1);
    g_assert_cmphex(chan_ask_value(&c, CHAN_PROTECTION), ==, 1);

    g_assert_cmphex(chan_bound(&c), ==, 0);
    cpgpu_assert_ok(chan_bind(&c, cpgpu_sess_handle(g, 4)));
    g_assert_cmphex(chan_bound(&c), ==, cpgpu_sess_handle(g, 4));

    m = chan_msg(&c, CHAN_SHARE);
    g_assert_cmpuint(chan_sign_send(&c, &m), ==,
                     software ? CPGPU_ST_OK : CPGPU_ST_NOT_AVAILABLE);
    m = chan_msg(&c, CHAN_SET_ENCRYPTION);
    cpgpu_assert_ok(chan_sign_send(&c, &m));
}

/* A GUID one bit away from a command's is unknown */
static void test_unknown(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);

    for (unsigned kind = 0; kind < CHAN_COMMANDS; kind++) {
        for (int bit = 0; bit < 128; bit++) {
            ChanMsg m = chan_msg(&c, kind);

            m.configure.type[bit / 8] ^= 1 << bit % 8;
            cpgpu_assert_st(chan_sign_send(&c, &m), NOT_AVAILABLE);
        }
    }
    /* a question is no command, and no command a question */
    for (unsigned kind = 0; kind < CHAN_KINDS; kind++) {
        bool command = kind < CHAN_COMMANDS;
        ChanMsg m = chan_msg(&c, command ? CHAN_TYPE : CHAN_SET_PROTECTION);

        memcpy(command ? m.query.type : m.configure.type,
               chan_kinds[kind].guid, CPGPU_GUID_SIZE);
        cpgpu_assert_st(chan_send(&c, &m), NOT_AVAILABLE);
    }
}

/* ------------------------------------------------------------------- MAC -- */

/* Each byte behind the MAC counts, padding too, and each of the MAC */
static void test_mac(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, CHAN_SOFTWARE);
    unsigned sent = 0;

    for (unsigned kind = 1; kind < CHAN_COMMANDS; kind++) {
        for (unsigned byte = 0; byte < chan_kinds[kind].in; byte++, sent++) {
            ChanMsg m = chan_msg(&c, kind);
            bool guid = byte / 16 == 1;

            chan_sign(&c, &m);
            m.bytes[byte] ^= 1 << sent % 8;
            g_assert_cmpuint(chan_send(&c, &m), ==,
                             guid ? CPGPU_ST_NOT_AVAILABLE : CPGPU_ST_BAD_MAC);
            g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 0);
        }
    }
    g_test_message("%u messages", sent);
    g_assert_cmpuint(chan_ask_value(&c, CHAN_PROCESS_COUNT), ==, 0);
}

/* The MAC covers the structure: neither less, nor what follows it */
static void test_mac_range(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);
    uint8_t mac[16];
    ChanMsg m;

    for (unsigned size = 0; size <= CPGPU_CHAN_MESSAGE_MAX - 16; size += 4) {
        bool right = size == sizeof(m.protection) - 16;

        m = chan_msg(&c, CHAN_SET_PROTECTION);
        m.size = CPGPU_CHAN_MESSAGE_MAX;
        memset(m.bytes + sizeof(m.protection), 0x77,
               m.size - sizeof(m.protection));
        m.protection.flags = cpu_to_le32(size & 3);
        model_cmac(c.key, m.bytes + 16, size, m.bytes);
        g_assert_cmpuint(chan_send(&c, &m), ==,
                         right ? CPGPU_ST_OK : CPGPU_ST_BAD_MAC);
    }
    /* nor is the MAC of the whole message, with its own place zero, right */
    m = chan_msg(&c, CHAN_SET_PROTECTION);
    model_cmac(c.key, m.bytes, m.size, mac);
    memcpy(m.bytes, mac, 16);
    cpgpu_assert_st(chan_send(&c, &m), BAD_MAC);
}

/* Padding that is not zero, but signed, is ignored */
static void test_padding(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, CHAN_SOFTWARE);
    ChanMsg m;

    m = chan_msg(&c, CHAN_SET_PROTECTION);
    m.protection.flags = cpu_to_le32(2);
    m.configure.pad = m.protection.pad = UINT32_MAX;
    cpgpu_assert_ok(chan_sign_send(&c, &m));
    m = chan_msg(&c, CHAN_SHARE);
    m.share.pad0 = m.share.pad1 = m.configure.pad = 0x12345678;
    cpgpu_assert_ok(chan_sign_send(&c, &m));
    m = chan_msg(&c, CHAN_TYPE);
    m.query.pad = UINT32_MAX;
    cpgpu_assert_ok(chan_send(&c, &m));
    m = chan_msg(&c, CHAN_PROCESS);
    m.index.pad = UINT32_MAX;
    cpgpu_assert_ok(chan_send(&c, &m));
}

/* -------------------------------------------------------------- sequence -- */

/* chan_msg() with another number */
static ChanMsg numbered(Chan *c, unsigned kind, uint32_t sequence)
{
    ChanMsg m = chan_msg(c, kind);

    if (kind < CHAN_COMMANDS) {
        m.configure.sequence = cpu_to_le32(sequence);
    } else {
        m.query.sequence = cpu_to_le32(sequence);
    }
    return m;
}

static uint32_t say(Chan *c, bool command, uint32_t sequence)
{
    ChanMsg m = numbered(c, command ? CHAN_SET_PROTECTION : CHAN_TYPE,
                         sequence);

    return chan_sign_send(c, &m);
}

static void reopen(Chan *c, QCpgpu *g, uint32_t configure, uint32_t query)
{
    if (chan_reg(g, 0, CPGPU_CHAN_STATE) != CPGPU_CHAN_FREE) {
        chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_DESTROY, CPGPU_ST_OK);
    }
    chan_create(c, g, 0, 1);
    chan_key(c, key_a);
    chan_init(c, configure, query);
}

/* Numbers from @start on: none below it, each once, gaps, never back */
static void check_sequence(Chan *c, bool command, uint32_t start)
{
    static const uint32_t steps[] = { 1, 2, 3, 100, 65536, 0x1000000 };
    uint32_t at = start;

    if (start) {
        cpgpu_assert_st(say(c, command, start - 1), BAD_SEQUENCE);
        cpgpu_assert_st(say(c, command, 0), BAD_SEQUENCE);
    }
    cpgpu_assert_ok(say(c, command, start));
    for (int i = 0; i < ARRAY_SIZE(steps); i++) {
        cpgpu_assert_st(say(c, command, at), BAD_SEQUENCE);
        if (at > UINT32_MAX - steps[i]) {
            break;
        }
        at += steps[i];
        cpgpu_assert_ok(say(c, command, at));
        cpgpu_assert_st(say(c, command, at - 1), BAD_SEQUENCE);
        cpgpu_assert_st(say(c, command, 0), BAD_SEQUENCE);
    }
}

static void test_sequence(void)
{
    static const uint32_t starts[] = {
        0, 1, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffd,
    };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    for (int i = 0; i < ARRAY_SIZE(starts); i++) {
        for (int command = 0; command < 2; command++) {
            uint32_t other = 0x33333333;

            reopen(&c, g, command ? starts[i] : other,
                   command ? other : starts[i]);
            cpgpu_assert_ok(say(&c, !command, other + 5));
            check_sequence(&c, command, starts[i]);
            cpgpu_assert_st(say(&c, !command, other + 5), BAD_SEQUENCE);
            cpgpu_assert_ok(say(&c, !command, other + 6));
        }
    }
    /* the first one may leave a gap, too */
    reopen(&c, g, 10, 10);
    cpgpu_assert_ok(say(&c, true, 0xf0000000));
    cpgpu_assert_st(say(&c, true, 11), BAD_SEQUENCE);
}

/* Behind the last number there is none, but in a new channel */
static void test_sequence_end(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    for (int command = 0; command < 2; command++) {
        for (int gap = 0; gap < 2; gap++) {
            uint32_t start = gap ? 5 : UINT32_MAX;

            reopen(&c, g, start, start);
            cpgpu_assert_ok(say(&c, command, UINT32_MAX));
            cpgpu_assert_st(say(&c, command, UINT32_MAX), BAD_SEQUENCE);
            cpgpu_assert_st(say(&c, command, 0), BAD_SEQUENCE);
            cpgpu_assert_st(say(&c, command, 6), BAD_SEQUENCE);
            cpgpu_assert_ok(say(&c, !command, start));
        }
    }
}

/* INITIALIZE's own number is not looked at; its second time is refused */
static void test_initialize(void)
{
    static const uint32_t own[] = { 0, 1, 0x80000000, UINT32_MAX };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    for (int i = 0; i < ARRAY_SIZE(own); i++) {
        ChanMsg m;

        chan_create(&c, g, 0, 1);
        chan_key(&c, key_a);
        cpgpu_assert_st(chan_set_protection(&c, 1), BAD_SEQUENCE);
        m = numbered(&c, CHAN_INITIALIZE, own[i]);
        m.initialize.start_configure = cpu_to_le32(50);
        m.initialize.start_query = cpu_to_le32(70);
        cpgpu_assert_ok(chan_sign_send(&c, &m));
        cpgpu_assert_st(chan_send(&c, &m), BAD_STATE);
        m.initialize.start_configure = cpu_to_le32(1);
        m.initialize.start_query = cpu_to_le32(1);
        cpgpu_assert_st(chan_sign_send(&c, &m), BAD_STATE);
        cpgpu_assert_st(say(&c, true, 49), BAD_SEQUENCE);
        cpgpu_assert_st(say(&c, false, 69), BAD_SEQUENCE);
        cpgpu_assert_ok(say(&c, true, 50));
        cpgpu_assert_ok(say(&c, false, 70));
        chan_destroy(&c);
    }
}

/* Checks before that of the number do not use it up, those behind it do */
static void test_sequence_used(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    ChanMsg m;
    Chan c;

    reopen(&c, g, 100, 100);
    m = numbered(&c, CHAN_SET_PROTECTION, 200);
    chan_sign(&c, &m);
    m.bytes[0] ^= 1;
    cpgpu_assert_st(chan_send(&c, &m), BAD_MAC);
    m.configure.channel ^= cpu_to_le64(1);
    cpgpu_assert_st(chan_sign_send(&c, &m), BAD_HANDLE);
    m.size--;
    cpgpu_assert_st(chan_sign_send(&c, &m), BAD_SIZE);
    cpgpu_assert_ok(say(&c, true, 101));

    /* refused for a bad value, or as a kind for another type of channel */
    m = numbered(&c, CHAN_SET_PROTECTION, 200);
    m.protection.flags = cpu_to_le32(4);
    cpgpu_assert_st(chan_sign_send(&c, &m), BAD_FLAGS);
    cpgpu_assert_st(say(&c, true, 200), BAD_SEQUENCE);
    cpgpu_assert_ok(say(&c, true, 201));
    m = numbered(&c, CHAN_SHARE, 300);
    cpgpu_assert_st(chan_sign_send(&c, &m), NOT_AVAILABLE);
    cpgpu_assert_st(say(&c, true, 300), BAD_SEQUENCE);

    m = numbered(&c, CHAN_ENCRYPTION, 200);
    m.index.index = cpu_to_le32(1);
    cpgpu_assert_st(chan_send(&c, &m), BAD_RANGE);
    cpgpu_assert_st(say(&c, false, 200), BAD_SEQUENCE);
    m = numbered(&c, CHAN_PROCESS_COUNT, 300);
    cpgpu_assert_st(chan_send(&c, &m), NOT_AVAILABLE);
    cpgpu_assert_st(say(&c, false, 300), BAD_SEQUENCE);
    m = numbered(&c, CHAN_TYPE, 400);
    m.query.channel = 0;
    cpgpu_assert_st(chan_send(&c, &m), BAD_HANDLE);
    cpgpu_assert_ok(say(&c, false, 400));
}

/* ---------------------------------------------------------------- values -- */

static void test_protection_flags(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);

    for (int bit = 2; bit < 32; bit++) {
        cpgpu_assert_ok(chan_set_protection(&c, 3));
        for (uint32_t low = 0; low < 4; low++) {
            cpgpu_assert_st(chan_set_protection(&c, 1u << bit | low),
                            BAD_FLAGS);
            g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 3);
        }
    }
    for (uint32_t flags = 0; flags < 4; flags++) {
        cpgpu_assert_ok(chan_set_protection(&c, flags));
        g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, flags);
        g_assert_cmphex(chan_ask_value(&c, CHAN_PROTECTION), ==, flags);
    }
}

static void test_encryption(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);
    ChanMsg m;

    for (int bit = -1; bit < 128; bit++) {
        m = chan_msg(&c, CHAN_SET_ENCRYPTION);
        if (bit >= 0) {
            m.encryption.encryption[bit / 8] ^= 1 << bit % 8;
        }
        g_assert_cmpuint(chan_sign_send(&c, &m), ==,
                         bit < 0 ? CPGPU_ST_OK : CPGPU_ST_BAD_RANGE);
    }
    memset(m.encryption.encryption, 0, 16);
    m.configure.sequence = cpu_to_le32(c.configure);
    cpgpu_assert_st(chan_sign_send(&c, &m), BAD_RANGE);
}

/* Without space for the whole answer there is none; more changes nothing */
static void test_room(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);

    for (unsigned kind = CHAN_SET_PROTECTION; kind < CHAN_KINDS; kind++) {
        for (unsigned room = 0; room <= CPGPU_CHAN_MESSAGE_MAX; room++) {
            ChanMsg m = chan_msg(&c, kind);
            uint32_t status;

            m.room = room;
            status = chan_sign_send(&c, &m);
            g_assert_cmpint(status == CPGPU_ST_BAD_SIZE, ==,
                            room < chan_kinds[kind].out);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_data_func("/cpgpu/configure/all/hardware", CHAN_HARDWARE,
                        test_all);
    qtest_add_data_func("/cpgpu/configure/all/software", CHAN_SOFTWARE,
                        test_all);
    qtest_add_func("/cpgpu/configure/unknown", test_unknown);
    qtest_add_func("/cpgpu/configure/mac", test_mac);
    qtest_add_func("/cpgpu/configure/mac-range", test_mac_range);
    qtest_add_func("/cpgpu/configure/padding", test_padding);
    qtest_add_func("/cpgpu/configure/sequence", test_sequence);
    qtest_add_func("/cpgpu/configure/sequence-end", test_sequence_end);
    qtest_add_func("/cpgpu/configure/initialize", test_initialize);
    qtest_add_func("/cpgpu/configure/sequence-used", test_sequence_used);
    qtest_add_func("/cpgpu/configure/protection-flags", test_protection_flags);
    qtest_add_func("/cpgpu/configure/encryption", test_encryption);
    qtest_add_func("/cpgpu/configure/room", test_room);
    return g_test_run();
}
