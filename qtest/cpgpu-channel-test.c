/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Authenticated channels: registers, states, key exchange */
#include "qemu/osdep.h"
#include "cpgpu-chan.h"

#define N_STATES        5
#define N_CMDS          5

static unsigned channels(QCpgpu *g)
{
    return CPGPU_LIMITS_CHANNELS(cpgpu_readl(g, CPGPU_LIMITS));
}

/* ------------------------------------------------------------- registers -- */

static const uint32_t read_only[] = {
    CPGPU_CHAN_STATE, CPGPU_CHAN_STATUS, CPGPU_CHAN_OUT_SIZE,
    CPGPU_CHAN_HANDLE_LO, CPGPU_CHAN_HANDLE_HI, CPGPU_CHAN_PROTECTION,
    CPGPU_CHAN_OUT(0), CPGPU_CHAN_OUT(31), CPGPU_CHAN_OUT(63),
};

static void test_read_only(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 15, 3);
    cpgpu_assert_ok(chan_set_protection(&c, 1));
    for (int i = 0; i < ARRAY_SIZE(read_only); i++) {
        for (unsigned n = 14; n < 16; n++) {
            util_assert_refuses(g, cpgpu_chan(n, read_only[i]),
                                ~chan_reg(g, n, read_only[i]),
                                CPGPU_ST_BAD_REGISTER);
        }
    }
}

static void assert_hole(QCpgpu *g, uint32_t offset)
{
    g_test_message("hole %x", offset);
    g_assert_cmphex(cpgpu_readl(g, offset), ==, 0);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, offset);
    cpgpu_writel(g, offset, 0);
    cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_REGISTER, offset);
}

static void test_holes(void)
{
    static const uint32_t holes[] = { 0x02c, 0x0fc, 0x300, 0x7fc, 0xffc };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);

    g_assert_cmpuint(channels(g), ==, 16);
    g_assert_cmphex(g->mmio_size, ==, 0x200000);
    for (unsigned n = 0; n < 16; n += 15) {
        for (int i = 0; i < ARRAY_SIZE(holes); i++) {
            assert_hole(g, cpgpu_chan(n, holes[i]));
        }
    }
    assert_hole(g, cpgpu_chan(16, CPGPU_CHAN_STATE));
    assert_hole(g, cpgpu_chan(63, CPGPU_CHAN_CMD));
    assert_hole(g, CPGPU_MMIO_SESSION(255));
    assert_hole(g, g->mmio_size - 4);
}

static void assert_rw(QCpgpu *g, unsigned n, uint32_t reg, uint32_t value)
{
    cpgpu_writel(g, cpgpu_chan(n, reg), value);
    g_assert_cmphex(chan_reg(g, n, reg), ==, value);
    cpgpu_assert_no_error(g);
}

/* TYPE and CONTEXT are for a free channel only; the sizes for any */
static void test_read_write(void)
{
    static const uint32_t values[] = { 0, 1, 0x12345678, UINT32_MAX };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    for (int i = 0; i < ARRAY_SIZE(values); i++) {
        assert_rw(g, 2, CPGPU_CHAN_CONTEXT, values[i]);
        assert_rw(g, 2, CPGPU_CHAN_IN_SIZE, values[i]);
        assert_rw(g, 2, CPGPU_CHAN_OUT_ROOM, values[i]);
    }
    assert_rw(g, 2, CPGPU_CHAN_OUT_ROOM, 256);
    assert_rw(g, 2, CPGPU_CHAN_TYPE, CPGPU_CHAN_TYPE_HARDWARE);
    g_assert_cmphex(chan_reg(g, 1, CPGPU_CHAN_CONTEXT), ==, 0);

    chan_open(&c, g, 2, 0xfffffffe);
    for (int i = 0; i < ARRAY_SIZE(values); i++) {
        assert_rw(g, 2, CPGPU_CHAN_IN_SIZE, values[i]);
        assert_rw(g, 2, CPGPU_CHAN_OUT_ROOM, values[i]);
        util_assert_refuses(g, cpgpu_chan(2, CPGPU_CHAN_CONTEXT), values[i],
                            CPGPU_ST_BAD_STATE);
        g_assert_cmphex(chan_reg(g, 2, CPGPU_CHAN_CONTEXT), ==, 0xfffffffe);
    }
    util_assert_refuses(g, cpgpu_chan(2, CPGPU_CHAN_TYPE),
                        CPGPU_CHAN_TYPE_SOFTWARE, CPGPU_ST_BAD_STATE);
    g_assert_cmphex(chan_reg(g, 2, CPGPU_CHAN_TYPE), ==,
                    CPGPU_CHAN_TYPE_HARDWARE);

    chan_destroy(&c);
    g_assert_cmphex(chan_reg(g, 2, CPGPU_CHAN_CONTEXT), ==, 0);
    assert_rw(g, 2, CPGPU_CHAN_CONTEXT, 9);
}

/* What goes in cannot be read back, neither before nor after its command */
static void test_write_only(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);
    uint8_t buf[CPGPU_CHAN_MESSAGE_MAX], got[CPGPU_CHAN_MESSAGE_MAX];

    memset(buf, 0x5a, sizeof(buf));
    chan_put(g, 0, buf, sizeof(buf));
    for (int pass = 0; pass < 2; pass++) {
        qpci_memread(&g->dev, g->mmio, cpgpu_chan(0, CPGPU_CHAN_IN(0)), got,
                     sizeof(got));
        g_assert_true(util_is_zero(got, sizeof(got)));
        g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_CMD), ==, 0);
        cpgpu_assert_no_error(g);
        if (pass == 0) {
            g_assert_cmpuint(chan_ask_value(&c, CHAN_TYPE), ==, c.type);
        }
    }
}

static void test_software_cap(void)
{
    static const char *const opts[] = { CHAN_HARDWARE, CHAN_SOFTWARE };
    static const uint32_t caps[] = { CPGPU_CAP_HARDWARE, CPGPU_CAP_SOFTWARE };
    static const uint32_t types[] = {
        0, 1, CPGPU_CHAN_TYPE_SOFTWARE, CPGPU_CHAN_TYPE_HARDWARE, 4,
        0x102, 0x80000003, UINT32_MAX,
    };

    for (int soft = 0; soft < 2; soft++) {
        g_autoptr(QCpgpu) g = cpgpu_start(opts[soft]);

        g_assert_cmphex(cpgpu_readl(g, CPGPU_CAPS) & 3, ==, caps[soft]);
        g_assert(cpgpu_readl(g, CPGPU_CAPS) & CPGPU_CAP_HARDWARE_TEARDOWN);
        for (int i = 0; i < ARRAY_SIZE(types); i++) {
            bool right = types[i] == CPGPU_CHAN_TYPE_HARDWARE - soft;

            cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_TYPE), types[i]);
            cpgpu_clear_error(g);
            chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_CREATE,
                            right ? CPGPU_ST_OK : CPGPU_ST_NOT_AVAILABLE);
            g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_STATE), ==,
                            right ? CPGPU_CHAN_CREATED : CPGPU_CHAN_FREE);
            g_assert_cmpint(chan_reg_handle(g, 0) != 0, ==, right);
            if (right) {
                chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_DESTROY, CPGPU_ST_OK);
            }
        }
    }
}

static void test_count(void)
{
    static const unsigned counts[] = { 1, 2, 64 };

    for (int i = 0; i < ARRAY_SIZE(counts); i++) {
        g_autofree char *opts = g_strdup_printf("channels=%u", counts[i]);
        g_autoptr(QCpgpu) g = cpgpu_start(opts);
        Chan c;

        g_assert_cmpuint(channels(g), ==, counts[i]);
        g_assert_cmpuint(cpgpu_rings(g), ==, 4);
        g_assert_cmpuint(CPGPU_LIMITS_SESSIONS(cpgpu_readl(g, CPGPU_LIMITS)),
                         ==, 64);
        chan_open(&c, g, counts[i] - 1, 1);
        g_assert_cmpuint(chan_ask_value(&c, CHAN_TYPE), ==, c.type);
        if (counts[i] < CPGPU_CHANNELS_MAX) {
            assert_hole(g, cpgpu_chan(counts[i], CPGPU_CHAN_STATE));
        }
    }
}

/* ---------------------------------------------------------------- states -- */

typedef struct Transition {
    uint32_t status, next;
} Transition;

#define TO(state)       { CPGPU_ST_OK, CPGPU_CHAN_##state }
#define SAME            UINT32_MAX
#define NO(status)      { CPGPU_ST_##status, SAME }

/* CONFIGURE is the first INITIALIZE, QUERY asks for the type */
static const Transition table[N_STATES][N_CMDS] = {
    /* CREATE, DESTROY, KEY_EXCHANGE, CONFIGURE, QUERY */
    [CPGPU_CHAN_FREE] = {
        TO(CREATED), NO(BAD_STATE), NO(BAD_STATE), NO(BAD_STATE), NO(BAD_STATE)
    },
    [CPGPU_CHAN_CREATED] = {
        NO(BAD_STATE), TO(FREE), TO(KEYED), NO(NO_KEY), NO(NO_KEY)
    },
    [CPGPU_CHAN_KEYED] = {
        NO(BAD_STATE), TO(FREE), NO(BAD_STATE), TO(READY), NO(BAD_SEQUENCE)
    },
    [CPGPU_CHAN_READY] = {
        NO(BAD_STATE), TO(FREE), NO(BAD_STATE), NO(BAD_STATE), TO(READY)
    },
    [CPGPU_CHAN_KEY_LOST] = {
        NO(BAD_STATE), TO(FREE), NO(BAD_STATE), NO(NO_KEY), NO(NO_KEY)
    },
};

static void enter_state(Chan *c, QCpgpu *g, uint32_t state)
{
    *c = (Chan) { .g = g };
    cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_TYPE), chan_type(g));
    if (state != CPGPU_CHAN_FREE) {
        chan_create(c, g, 0, 1);
    }
    if (state > CPGPU_CHAN_CREATED) {
        chan_key(c, key_a);
    }
    if (state == CPGPU_CHAN_READY) {
        chan_init(c, 5, 6);
    } else if (state == CPGPU_CHAN_KEY_LOST) {
        cpgpu_qom_set(g, "teardown", "keys");
    }
    g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_STATE), ==, state);
}

static uint32_t run_cmd(Chan *c, uint32_t state, uint32_t cmd)
{
    ChanMsg m;

    if (cmd <= CPGPU_CHAN_CMD_KEY_EXCHANGE || state == CPGPU_CHAN_FREE) {
        return chan_cmd(c->g, 0, cmd);
    }
    if (cmd == CPGPU_CHAN_CMD_QUERY) {
        return chan_ask(c, CHAN_TYPE);
    }
    m = chan_msg(c, CHAN_INITIALIZE);
    return chan_sign_send(c, &m);
}

static void test_transitions(void)
{
    uint8_t blob[CPGPU_BLOB_SIZE];

    for (uint32_t state = 0; state < N_STATES; state++) {
        for (uint32_t cmd = 1; cmd <= N_CMDS; cmd++) {
            const Transition *t = &table[state][cmd - 1];
            uint32_t next = t->next == SAME ? state : t->next;
            g_autoptr(QCpgpu) g = cpgpu_start(NULL);
            Chan c;

            g_test_message("state %u, command %u", state, cmd);
            cpgpu_wrap_for_channel(g, key_b, sizeof(key_b), blob);
            enter_state(&c, g, state);
            chan_put(g, 0, blob, sizeof(blob));
            cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_OUT_ROOM), 256);
            cpgpu_assert_no_error(g);
            g_assert_cmpuint(run_cmd(&c, state, cmd), ==, t->status);
            g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_STATE), ==, next);
            g_assert_cmpuint(chan_reg(g, 0, CPGPU_CHAN_STATUS), ==, t->status);
            g_assert_cmpint(chan_reg_handle(g, 0) != 0, ==,
                            next != CPGPU_CHAN_FREE);
            if (t->status && (cmd < CPGPU_CHAN_CMD_CONFIGURE ||
                              state == CPGPU_CHAN_FREE)) {
                cpgpu_assert_error(g, t->status, CPGPU_SRC_CHANNEL, 0, cmd);
                g_assert_cmpuint(chan_reg(g, 0, CPGPU_CHAN_OUT_SIZE), ==, 0);
            }
        }
    }
}

static void test_unknown_commands(void)
{
    static const uint32_t bad[] = { 0, 6, 0x104, 0x80000001, UINT32_MAX };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 3, 1);
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        chan_assert_cmd(g, 3, bad[i], CPGPU_ST_BAD_OPCODE);
        chan_cmd(g, 4, bad[i]);
        cpgpu_assert_error(g, CPGPU_ST_BAD_OPCODE, CPGPU_SRC_CHANNEL, 4,
                           bad[i]);
        chan_assert_state(g, 3, READY);
    }
    cpgpu_assert_ok(chan_ask(&c, CHAN_TYPE));
}

/* A handle is never given twice, whether to a channel or to a session */
static void test_handles(void)
{
    enum { ROUNDS = 20, TAKEN = 3 * ROUNDS };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint64_t taken[TAKEN];
    int n = 0;

    for (int i = 0; i < ROUNDS; i++) {
        Chan a, b;

        chan_create(&a, g, 0, i);
        chan_create(&b, g, 1, i);
        chan_sess_create(g, 5, i);
        taken[n++] = a.handle;
        taken[n++] = b.handle;
        taken[n++] = cpgpu_sess_handle(g, 5);
        g_assert_cmphex(cpgpu_sess_reg(g, 5, CPGPU_SESS_CONTEXT), ==, i);
        if (i % 2) {
            cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
        } else {
            chan_destroy(&a);
            chan_destroy(&b);
            cpgpu_assert_ok(cpgpu_sess_cmd(g, 5, CPGPU_SESS_CMD_DESTROY));
        }
        g_assert_cmphex(chan_reg_handle(g, 0), ==, 0);
        g_assert_cmphex(cpgpu_sess_handle(g, 5), ==, 0);
        g_assert_cmphex(cpgpu_sess_reg(g, 5, CPGPU_SESS_CONTEXT), ==, 0);
        g_assert_cmphex(chan_reg(g, 1, CPGPU_CHAN_CONTEXT), ==, 0);
    }
    for (int i = 0; i < n; i++) {
        g_assert_cmphex(taken[i], !=, 0);
        g_assert_cmphex(taken[i], <, 1ull << 47);
        for (int j = 0; j < i; j++) {
            g_assert_cmphex(taken[i], !=, taken[j]);
        }
        /* nor is it the handle of any context's device */
        g_assert_cmphex(taken[i] & 0xff, !=, CPGPU_DEVICE_HANDLE(0));
    }
}

static void test_reset(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t out[CPGPU_CHAN_MESSAGE_MAX];
    Chan c[16];

    for (unsigned n = 0; n < 16; n++) {
        chan_open(&c[n], g, n, n);
        cpgpu_assert_ok(chan_set_protection(&c[n], 3));
    }
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    for (unsigned n = 0; n < 16; n++) {
        static const uint32_t zero[] = {
            CPGPU_CHAN_STATE, CPGPU_CHAN_STATUS, CPGPU_CHAN_CONTEXT,
            CPGPU_CHAN_IN_SIZE, CPGPU_CHAN_OUT_ROOM, CPGPU_CHAN_OUT_SIZE,
            CPGPU_CHAN_HANDLE_LO, CPGPU_CHAN_HANDLE_HI,
            CPGPU_CHAN_PROTECTION,
        };

        for (int i = 0; i < ARRAY_SIZE(zero); i++) {
            g_assert_cmphex(chan_reg(g, n, zero[i]), ==, 0);
        }
        qpci_memread(&g->dev, g->mmio, cpgpu_chan(n, CPGPU_CHAN_OUT(0)), out,
                     sizeof(out));
        g_assert_true(util_is_zero(out, sizeof(out)));
    }
    cpgpu_assert_no_error(g);
    chan_open(&c[0], g, 0, 0);
    g_assert_cmpuint(chan_ask_value(&c[0], CHAN_PROTECTION), ==, 0);
}

UTIL_MAIN("channel",
          { "read-only", test_read_only }, { "holes", test_holes },
          { "read-write", test_read_write }, { "write-only", test_write_only },
          { "software-cap", test_software_cap }, { "count", test_count },
          { "transitions", test_transitions },
          { "unknown-commands", test_unknown_commands },
          { "handles", test_handles }, { "reset", test_reset })
