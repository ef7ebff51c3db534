/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What commands to a channel do, and what they refuse */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-model.h"

/* All five do what they say; SHARED_RESOURCE for software channels only */
static void test_all(gconstpointer opts)
{
    QCpgpu *g = cpgpu_start(opts);
    bool software = chan_type(g) == CPGPU_CHAN_TYPE_SOFTWARE;
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 0, 7);
    chan_sess_create(g, 4, 7);
    g_assert_cmpuint(chan_set_protection(&c, CPGPU_PROTECTION_ENABLED), ==,
                     CPGPU_ST_OK);
    g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 1);
    g_assert_cmphex(chan_ask_value(&c, CHAN_PROTECTION), ==, 1);

    g_assert_cmphex(chan_bound(&c), ==, 0);
    g_assert_cmpuint(chan_bind(&c, chan_sess_handle(g, 4)), ==, CPGPU_ST_OK);
    g_assert_cmphex(chan_bound(&c), ==, chan_sess_handle(g, 4));

    m = chan_msg(&c, CHAN_SHARE);
    g_assert_cmpuint(chan_sign_send(&c, &m), ==,
                     software ? CPGPU_ST_OK : CPGPU_ST_NOT_AVAILABLE);
    m = chan_msg(&c, CHAN_SET_ENCRYPTION);
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_OK);
    cpgpu_stop(g);
}

/* A GUID one bit away from a command's is nobody's */
static void test_unknown(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 0, 1);
    for (unsigned kind = 0; kind < CHAN_COMMANDS; kind++) {
        for (int bit = 0; bit < 128; bit++) {
            ChanMsg m = chan_msg(&c, kind);

            m.configure.type[bit / 8] ^= 1 << bit % 8;
            g_assert_cmpuint(chan_sign_send(&c, &m), ==,
                             CPGPU_ST_NOT_AVAILABLE);
        }
    }
    /* a question is no command, and no command a question */
    for (unsigned kind = 0; kind < CHAN_KINDS; kind++) {
        bool command = kind < CHAN_COMMANDS;
        ChanMsg m = chan_msg(&c, command ? CHAN_TYPE : CHAN_SET_PROTECTION);

        memcpy(command ? m.query.type : m.configure.type,
               chan_kinds[kind].guid, CPGPU_GUID_SIZE);
        g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_NOT_AVAILABLE);
    }
    cpgpu_stop(g);
}

/* ------------------------------------------------------------------- MAC -- */

/* Each byte behind the MAC counts, padding too, and each of the MAC */
static void test_mac(void)
{
    QCpgpu *g = cpgpu_start(CHAN_SOFTWARE);
    unsigned sent = 0;
    Chan c;

    chan_open(&c, g, 0, 1);
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
    cpgpu_stop(g);
}

/* The MAC is over the structure: neither less, nor what comes behind it */
static void test_mac_range(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 0, 1);
    for (unsigned size = 0; size <= CPGPU_CHAN_MESSAGE_MAX - 16; size += 4) {
        ChanMsg m = chan_msg(&c, CHAN_SET_PROTECTION);
        bool right = size == sizeof(m.protection) - 16;

        m.size = CPGPU_CHAN_MESSAGE_MAX;
        memset(m.bytes + sizeof(m.protection), 0x77,
               m.size - sizeof(m.protection));
        m.protection.flags = cpu_to_le32(size & 3);
        model_cmac(c.key, m.bytes + 16, size, m.bytes);
        g_assert_cmpuint(chan_send(&c, &m), ==,
                         right ? CPGPU_ST_OK : CPGPU_ST_BAD_MAC);
    }
    /* not as the driver interface's text has it, with the MAC as zeros */
    {
        ChanMsg m = chan_msg(&c, CHAN_SET_PROTECTION);
        uint8_t mac[16];

        model_cmac(c.key, m.bytes, m.size, mac);
        memcpy(m.bytes, mac, 16);
        g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_BAD_MAC);
    }
    cpgpu_stop(g);
}

/* Who puts something into the padding, and signs it, is understood */
static void test_padding(void)
{
    QCpgpu *g = cpgpu_start(CHAN_SOFTWARE);
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 0, 1);
    m = chan_msg(&c, CHAN_SET_PROTECTION);
    m.protection.flags = cpu_to_le32(2);
    m.configure.pad = m.protection.pad = UINT32_MAX;
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_OK);
    m = chan_msg(&c, CHAN_SHARE);
    m.share.pad0 = m.share.pad1 = m.configure.pad = 0x12345678;
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_OK);
    m = chan_msg(&c, CHAN_TYPE);
    m.query.pad = UINT32_MAX;
    g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_OK);
    m = chan_msg(&c, CHAN_PROCESS);
    m.index.pad = UINT32_MAX;
    g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_OK);
    cpgpu_stop(g);
}

/* -------------------------------------------------------------- sequence -- */

static uint32_t say(Chan *c, bool command, uint32_t sequence)
{
    ChanMsg m = chan_msg(c, command ? CHAN_SET_PROTECTION : CHAN_TYPE);

    if (!command) {
        m.query.sequence = cpu_to_le32(sequence);
        return chan_send(c, &m);
    }
    m.configure.sequence = cpu_to_le32(sequence);
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

/* From some start: below it no, itself, no more itself, gaps, never back */
static void check_sequence(Chan *c, bool command, uint32_t start)
{
    static const uint32_t steps[] = { 1, 2, 3, 100, 65536, 0x1000000 };
    uint32_t at = start;

    if (start) {
        g_assert_cmpuint(say(c, command, start - 1), ==,
                         CPGPU_ST_BAD_SEQUENCE);
        g_assert_cmpuint(say(c, command, 0), ==, CPGPU_ST_BAD_SEQUENCE);
    }
    g_assert_cmpuint(say(c, command, start), ==, CPGPU_ST_OK);
    for (int i = 0; i < ARRAY_SIZE(steps); i++) {
        g_assert_cmpuint(say(c, command, at), ==, CPGPU_ST_BAD_SEQUENCE);
        if (at > UINT32_MAX - steps[i]) {
            break;
        }
        at += steps[i];
        g_assert_cmpuint(say(c, command, at), ==, CPGPU_ST_OK);
        g_assert_cmpuint(say(c, command, at - 1), ==, CPGPU_ST_BAD_SEQUENCE);
        g_assert_cmpuint(say(c, command, 0), ==, CPGPU_ST_BAD_SEQUENCE);
    }
}

static void test_sequence(void)
{
    static const uint32_t starts[] = {
        0, 1, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffd,
    };
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    for (int i = 0; i < ARRAY_SIZE(starts); i++) {
        for (int command = 0; command < 2; command++) {
            /* the other counter is another one */
            uint32_t other = 0x33333333;

            reopen(&c, g, command ? starts[i] : other,
                   command ? other : starts[i]);
            g_assert_cmpuint(say(&c, !command, other + 5), ==, CPGPU_ST_OK);
            check_sequence(&c, command, starts[i]);
            g_assert_cmpuint(say(&c, !command, other + 5), ==,
                             CPGPU_ST_BAD_SEQUENCE);
            g_assert_cmpuint(say(&c, !command, other + 6), ==, CPGPU_ST_OK);
        }
    }
    /* the first may leave a gap, too */
    reopen(&c, g, 10, 10);
    g_assert_cmpuint(say(&c, true, 0xf0000000), ==, CPGPU_ST_OK);
    g_assert_cmpuint(say(&c, true, 11), ==, CPGPU_ST_BAD_SEQUENCE);
    cpgpu_stop(g);
}

/* At the end there is no way but a new channel: numbers never begin anew */
static void test_sequence_end(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    for (int command = 0; command < 2; command++) {
        for (int gap = 0; gap < 2; gap++) {
            uint32_t start = gap ? 5 : UINT32_MAX;

            reopen(&c, g, start, start);
            g_assert_cmpuint(say(&c, command, UINT32_MAX), ==, CPGPU_ST_OK);
            g_assert_cmpuint(say(&c, command, UINT32_MAX), ==,
                             CPGPU_ST_BAD_SEQUENCE);
            g_assert_cmpuint(say(&c, command, 0), ==, CPGPU_ST_BAD_SEQUENCE);
            g_assert_cmpuint(say(&c, command, 6), ==, CPGPU_ST_BAD_SEQUENCE);
            g_assert_cmpuint(say(&c, !command, start), ==, CPGPU_ST_OK);
        }
    }
    cpgpu_stop(g);
}

/* INITIALIZE's own number is not looked at; its second time is refused */
static void test_initialize(void)
{
    static const uint32_t own[] = { 0, 1, 0x80000000, UINT32_MAX };
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    for (int i = 0; i < ARRAY_SIZE(own); i++) {
        ChanMsg m;

        chan_create(&c, g, 0, 1);
        chan_key(&c, key_a);
        g_assert_cmpuint(chan_set_protection(&c, 1), ==,
                         CPGPU_ST_BAD_SEQUENCE);
        m = chan_msg(&c, CHAN_INITIALIZE);
        m.configure.sequence = cpu_to_le32(own[i]);
        m.initialize.start_configure = cpu_to_le32(50);
        m.initialize.start_query = cpu_to_le32(70);
        g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_OK);
        g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_BAD_STATE);
        m.initialize.start_configure = cpu_to_le32(1);
        m.initialize.start_query = cpu_to_le32(1);
        g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_BAD_STATE);
        g_assert_cmpuint(say(&c, true, 49), ==, CPGPU_ST_BAD_SEQUENCE);
        g_assert_cmpuint(say(&c, false, 69), ==, CPGPU_ST_BAD_SEQUENCE);
        g_assert_cmpuint(say(&c, true, 50), ==, CPGPU_ST_OK);
        g_assert_cmpuint(say(&c, false, 70), ==, CPGPU_ST_OK);
        chan_destroy(&c);
    }
    cpgpu_stop(g);
}

/* Checks before the sequence leave it alone; once past it, it is used up */
static void test_sequence_used(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    ChanMsg m;
    Chan c;

    reopen(&c, g, 100, 100);
    m = chan_msg(&c, CHAN_SET_PROTECTION);
    m.configure.sequence = cpu_to_le32(200);
    chan_sign(&c, &m);
    m.bytes[0] ^= 1;
    g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_BAD_MAC);
    m.configure.channel ^= cpu_to_le64(1);
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_BAD_HANDLE);
    m.size--;
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_BAD_SIZE);
    g_assert_cmpuint(say(&c, true, 101), ==, CPGPU_ST_OK);

    /* refused for what it says: a bad value, a kind for another type */
    m = chan_msg(&c, CHAN_SET_PROTECTION);
    m.configure.sequence = cpu_to_le32(200);
    m.protection.flags = cpu_to_le32(4);
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_BAD_FLAGS);
    g_assert_cmpuint(say(&c, true, 200), ==, CPGPU_ST_BAD_SEQUENCE);
    g_assert_cmpuint(say(&c, true, 201), ==, CPGPU_ST_OK);
    m = chan_msg(&c, CHAN_SHARE);
    m.configure.sequence = cpu_to_le32(300);
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_NOT_AVAILABLE);
    g_assert_cmpuint(say(&c, true, 300), ==, CPGPU_ST_BAD_SEQUENCE);

    m = chan_msg(&c, CHAN_ENCRYPTION);
    m.query.sequence = cpu_to_le32(200);
    m.index.index = cpu_to_le32(1);
    g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_BAD_RANGE);
    g_assert_cmpuint(say(&c, false, 200), ==, CPGPU_ST_BAD_SEQUENCE);
    m = chan_msg(&c, CHAN_PROCESS_COUNT);
    m.query.sequence = cpu_to_le32(300);
    g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_NOT_AVAILABLE);
    g_assert_cmpuint(say(&c, false, 300), ==, CPGPU_ST_BAD_SEQUENCE);
    m = chan_msg(&c, CHAN_TYPE);
    m.query.sequence = cpu_to_le32(400);
    m.query.channel = 0;
    g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_BAD_HANDLE);
    g_assert_cmpuint(say(&c, false, 400), ==, CPGPU_ST_OK);
    cpgpu_stop(g);
}

/* ---------------------------------------------------------------- values -- */

static void test_protection_flags(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 0, 1);
    for (int bit = 2; bit < 32; bit++) {
        g_assert_cmpuint(chan_set_protection(&c, 3), ==, CPGPU_ST_OK);
        for (uint32_t low = 0; low < 4; low++) {
            g_assert_cmpuint(chan_set_protection(&c, 1u << bit | low), ==,
                             CPGPU_ST_BAD_FLAGS);
            g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 3);
        }
    }
    for (uint32_t flags = 0; flags < 4; flags++) {
        g_assert_cmpuint(chan_set_protection(&c, flags), ==, CPGPU_ST_OK);
        g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, flags);
        g_assert_cmphex(chan_ask_value(&c, CHAN_PROTECTION), ==, flags);
    }
    cpgpu_stop(g);
}

static void test_encryption(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 0, 1);
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
    g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_BAD_RANGE);
    cpgpu_stop(g);
}

/* More room than an answer needs changes nothing, and none is no answer */
static void test_room(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 0, 1);
    for (unsigned kind = CHAN_SET_PROTECTION; kind < CHAN_KINDS; kind++) {
        for (unsigned room = 0; room <= CPGPU_CHAN_MESSAGE_MAX; room++) {
            ChanMsg m = chan_msg(&c, kind);
            uint32_t status;

            if (kind < CHAN_COMMANDS) {
                chan_sign(&c, &m);
            }
            m.room = room;
            status = chan_send(&c, &m);
            g_assert_cmpint(status == CPGPU_ST_BAD_SIZE, ==,
                            room < chan_kinds[kind].out);
        }
    }
    cpgpu_stop(g);
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
    qtest_add_func("/cpgpu/configure/protection-flags",
                   test_protection_flags);
    qtest_add_func("/cpgpu/configure/encryption", test_encryption);
    qtest_add_func("/cpgpu/configure/room", test_room);
    return g_test_run();
}
