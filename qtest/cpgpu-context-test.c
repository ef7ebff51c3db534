/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several channels and contexts: what is each one's, what they share */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-model.h"

/* ------------------------------------------------------------ protection -- */

static void assert_levels(Chan *c, const uint32_t *want, int n)
{
    for (int i = 0; i < n; i++) {
        g_assert_cmphex(chan_ask_value(&c[i], CHAN_PROTECTION), ==, want[i]);
    }
}

/* A context's level is what any of its channels asks for, not another's */
static void test_protection(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Chan c[5];

    for (int i = 0; i < 5; i++) {
        chan_open(&c[i], g, i, i < 3 ? 1 : i == 3 ? 0 : 2);
    }
    g_assert_cmpuint(chan_set_protection(&c[0], 1), ==, CPGPU_ST_OK);
    assert_levels(c, (uint32_t[]) { 1, 1, 1, 0, 0 }, 5);
    g_assert_cmpuint(chan_set_protection(&c[1], 2), ==, CPGPU_ST_OK);
    assert_levels(c, (uint32_t[]) { 3, 3, 3, 0, 0 }, 5);
    g_assert_cmpuint(chan_set_protection(&c[3], 2), ==, CPGPU_ST_OK);
    assert_levels(c, (uint32_t[]) { 3, 3, 3, 2, 0 }, 5);

    /* one channel cannot take away what another asks for */
    g_assert_cmpuint(chan_set_protection(&c[2], 3), ==, CPGPU_ST_OK);
    g_assert_cmpuint(chan_set_protection(&c[2], 0), ==, CPGPU_ST_OK);
    g_assert_cmphex(chan_reg(g, 2, CPGPU_CHAN_PROTECTION), ==, 0);
    assert_levels(c, (uint32_t[]) { 3, 3, 3, 2, 0 }, 5);
    g_assert_cmpuint(chan_set_protection(&c[1], 1), ==, CPGPU_ST_OK);
    assert_levels(c, (uint32_t[]) { 1, 1, 1, 2, 0 }, 5);
    g_assert_cmpuint(chan_set_protection(&c[0], 0), ==, CPGPU_ST_OK);
    assert_levels(c, (uint32_t[]) { 1, 1, 1, 2, 0 }, 5);

    /* with the channel goes its part */
    chan_destroy(&c[1]);
    g_assert_cmphex(chan_ask_value(&c[0], CHAN_PROTECTION), ==, 0);
    g_assert_cmphex(chan_ask_value(&c[3], CHAN_PROTECTION), ==, 2);
    chan_open(&c[1], g, 1, 1);
    g_assert_cmphex(chan_ask_value(&c[1], CHAN_PROTECTION), ==, 0);
    cpgpu_stop(g);
}

/* -------------------------------------------------------------- bindings -- */

static void test_bind(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t mine, other, wrong[] = { 0, 0, 0, 0, 0, 0, UINT64_MAX };
    Chan c, d;

    chan_open(&c, g, 0, 1);
    chan_open(&d, g, 1, 2);
    chan_sess_create(g, 0, 1);
    chan_sess_create(g, 1, 2);
    chan_sess_create(g, 2, 0);
    mine = chan_sess_handle(g, 0);
    other = chan_sess_handle(g, 1);
    wrong[1] = other;
    wrong[2] = chan_sess_handle(g, 2);
    wrong[3] = c.handle;
    wrong[4] = CPGPU_DEVICE_HANDLE(1);
    wrong[5] = mine + (1ull << 47);

    g_assert_cmpuint(chan_bind(&c, mine), ==, CPGPU_ST_OK);
    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        g_assert_cmpuint(chan_bind(&c, wrong[i]), ==, CPGPU_ST_BAD_HANDLE);
        g_assert_cmphex(chan_bound(&c), ==, mine);
    }
    g_assert_cmpuint(chan_bind(&d, mine), ==, CPGPU_ST_BAD_HANDLE);
    g_assert_cmphex(chan_bound(&d), ==, 0);
    g_assert_cmpuint(chan_bind(&d, other), ==, CPGPU_ST_OK);
    g_assert_cmphex(chan_bound(&d), ==, other);
    g_assert_cmphex(chan_bound(&c), ==, mine);
    cpgpu_stop(g);
}

static uint32_t bind_with(Chan *c, uint64_t decoder, uint64_t session,
                          uint64_t device)
{
    ChanMsg m = chan_msg(c, CHAN_BIND_SESSION);

    m.session.decoder = cpu_to_le64(decoder);
    m.session.session = cpu_to_le64(session);
    m.session.device = cpu_to_le64(device);
    return chan_sign_send(c, &m);
}

static void test_bind_device(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    const uint64_t device = CPGPU_DEVICE_HANDLE(1);
    uint64_t session;
    Chan c;

    chan_open(&c, g, 0, 1);
    chan_sess_create(g, 0, 1);
    session = chan_sess_handle(g, 0);
    g_assert_cmpuint(bind_with(&c, 1, session, device), ==,
                     CPGPU_ST_BAD_HANDLE);
    g_assert_cmpuint(bind_with(&c, session, session, device), ==,
                     CPGPU_ST_BAD_HANDLE);
    g_assert_cmpuint(bind_with(&c, 0, session, 0), ==, CPGPU_ST_BAD_HANDLE);
    g_assert_cmpuint(bind_with(&c, 0, session, CPGPU_DEVICE_HANDLE(2)), ==,
                     CPGPU_ST_BAD_HANDLE);
    g_assert_cmpuint(bind_with(&c, 0, session, device | 1ull << 40), ==,
                     CPGPU_ST_BAD_HANDLE);
    g_assert_cmphex(chan_bound(&c), ==, 0);
    g_assert_cmpuint(bind_with(&c, 0, session, device), ==, CPGPU_ST_OK);
    g_assert_cmphex(chan_bound(&c), ==, session);
    cpgpu_stop(g);
}

/*
 * A session that goes takes the binding with it, and another in its slot is
 * another one
 */
static void test_stale_binding(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t old;
    Chan c;

    chan_open(&c, g, 0, 1);
    chan_sess_create(g, 0, 1);
    cpgpu_sess_key(g, 0, key_a);
    old = chan_sess_handle(g, 0);
    g_assert_cmpuint(chan_bind(&c, old), ==, CPGPU_ST_OK);
    /* keys come and go, the session stays */
    cpgpu_sess_key(g, 0, key_b);
    g_assert_cmphex(chan_bound(&c), ==, old);
    cpgpu_lose_key(g, 0);
    g_assert_cmphex(chan_bound(&c), ==, old);

    g_assert_cmpuint(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY), ==,
                     CPGPU_ST_OK);
    g_assert_cmphex(chan_bound(&c), ==, 0);
    chan_sess_create(g, 0, 1);
    g_assert_cmphex(chan_sess_handle(g, 0), !=, old);
    g_assert_cmphex(chan_bound(&c), ==, 0);
    g_assert_cmpuint(chan_bind(&c, old), ==, CPGPU_ST_BAD_HANDLE);
    g_assert_cmpuint(chan_bind(&c, chan_sess_handle(g, 0)), ==, CPGPU_ST_OK);
    g_assert_cmphex(chan_bound(&c), ==, chan_sess_handle(g, 0));

    /* nor does it live on in a channel of another life */
    chan_destroy(&c);
    chan_open(&c, g, 0, 1);
    g_assert_cmphex(chan_bound(&c), ==, 0);
    cpgpu_stop(g);
}

/* A session's context is set while it is free, like a channel's */
static void test_session_context(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    const uint32_t reg = cpgpu_sess(3, CPGPU_SESS_CONTEXT);

    cpgpu_writel(g, reg, 0xdeadbeef);
    g_assert_cmphex(cpgpu_readl(g, reg), ==, 0xdeadbeef);
    g_assert_cmphex(chan_sess_handle(g, 3), ==, 0);
    chan_sess_create(g, 3, 77);
    g_assert_cmphex(chan_sess_handle(g, 3), !=, 0);
    for (int i = 0; i < 2; i++) {
        cpgpu_writel(g, reg, 5);
        cpgpu_assert_mmio_error(g, CPGPU_ST_BAD_STATE, reg);
        g_assert_cmphex(cpgpu_readl(g, reg), ==, 77);
        cpgpu_sess_key(g, 3, key_a);
    }
    g_assert_cmpuint(cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_DESTROY), ==,
                     CPGPU_ST_OK);
    g_assert_cmphex(cpgpu_readl(g, reg), ==, 0);
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

/* ----------------------------------------------- shared resources' list -- */

typedef struct Process {
    uint32_t type;
    uint64_t process;
} Process;

/* The channel lists exactly these, in whatever order */
static void assert_list(Chan *c, const Process *want, unsigned count)
{
    uint64_t seen = 0;

    g_assert_cmpuint(chan_ask_value(c, CHAN_PROCESS_COUNT), ==, count);
    for (uint32_t i = 0; i <= count; i++) {
        ChanMsg m = chan_msg(c, CHAN_PROCESS);
        unsigned j = 0;

        m.index.index = cpu_to_le32(i < count ? i : count * 7 + 1);
        if (i == count) {
            g_assert_cmpuint(chan_send(c, &m), ==, CPGPU_ST_BAD_RANGE);
            m = chan_msg(c, CHAN_PROCESS);
            m.index.index = cpu_to_le32(count);
            g_assert_cmpuint(chan_send(c, &m), ==, CPGPU_ST_BAD_RANGE);
            break;
        }
        g_assert_cmpuint(chan_send(c, &m), ==, CPGPU_ST_OK);
        g_assert_cmpuint(le32_to_cpu(c->last.process.index), ==, i);
        while (j < count &&
               (want[j].type != le32_to_cpu(c->last.process.process_type) ||
                want[j].process != le64_to_cpu(c->last.process.process))) {
            j++;
        }
        g_assert_cmpuint(j, <, count);
        g_assert_false(seen & 1ull << j);
        seen |= 1ull << j;
    }
}

static void test_share(void)
{
    static const Process list[] = {
        { CPGPU_PROCESS_UNKNOWN, 0 }, { CPGPU_PROCESS_DWM, 0 },
        { CPGPU_PROCESS_HANDLE, 0 }, { CPGPU_PROCESS_HANDLE, 1 },
        { CPGPU_PROCESS_HANDLE, 0xfedcba9876543210 },
    };
    static const Process bad[] = {
        { 3, 0 }, { 0x100, 0 }, { UINT32_MAX, 1 },
        { CPGPU_PROCESS_UNKNOWN, 1 }, { CPGPU_PROCESS_DWM, 1ull << 63 },
    };
    QCpgpu *g = cpgpu_start(CHAN_SOFTWARE);
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 0, 1);
    assert_list(&c, list, 0);
    for (int i = 0; i < ARRAY_SIZE(list); i++) {
        g_assert_cmpuint(chan_share(&c, list[i].type, list[i].process, false),
                         ==, CPGPU_ST_BAD_HANDLE);
        for (int again = 0; again < 3; again++) {
            g_assert_cmpuint(chan_share(&c, list[i].type, list[i].process,
                                        true), ==, CPGPU_ST_OK);
            assert_list(&c, list, i + 1);
        }
    }
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        for (int allow = 0; allow < 2; allow++) {
            g_assert_cmpuint(chan_share(&c, bad[i].type, bad[i].process,
                                        allow), ==, CPGPU_ST_BAD_RANGE);
        }
    }
    for (uint32_t allow = 2; allow; allow <<= 1) {
        m = chan_msg(&c, CHAN_SHARE);
        m.share.allow = cpu_to_le32(allow);
        g_assert_cmpuint(chan_sign_send(&c, &m), ==, CPGPU_ST_BAD_RANGE);
    }
    assert_list(&c, list, ARRAY_SIZE(list));
    g_assert_cmpuint(chan_ask_value(&c, CHAN_UNRESTRICTED_COUNT), ==, 0);
    for (int i = 0; i < ARRAY_SIZE(list); i++) {
        g_assert_cmpuint(chan_share(&c, list[i].type, list[i].process, false),
                         ==, CPGPU_ST_OK);
        g_assert_cmpuint(chan_share(&c, list[i].type, list[i].process, false),
                         ==, CPGPU_ST_BAD_HANDLE);
        assert_list(&c, list + i + 1, ARRAY_SIZE(list) - i - 1);
    }
    cpgpu_stop(g);
}

/* 64 in all the device; another is refused, and so is only that one */
static void test_share_full(void)
{
    enum { ALL = 64, FIRST = 40 };
    QCpgpu *g = cpgpu_start(CHAN_SOFTWARE);
    Process list[ALL];
    Chan c, d;

    chan_open(&c, g, 0, 1);
    chan_open(&d, g, 1, 2);
    for (int i = 0; i < ALL; i++) {
        list[i] = (Process) { CPGPU_PROCESS_HANDLE, 1000 + i };
        g_assert_cmpuint(chan_share(i < FIRST ? &c : &d, list[i].type,
                                    list[i].process, true), ==, CPGPU_ST_OK);
    }
    g_assert_cmpuint(chan_share(&c, CPGPU_PROCESS_DWM, 0, true), ==,
                     CPGPU_ST_BUSY);
    g_assert_cmpuint(chan_share(&d, CPGPU_PROCESS_HANDLE, 1000, true), ==,
                     CPGPU_ST_BUSY);
    g_assert_cmpuint(chan_share(&c, CPGPU_PROCESS_HANDLE, 1000, true), ==,
                     CPGPU_ST_OK);
    assert_list(&c, list, FIRST);
    assert_list(&d, list + FIRST, ALL - FIRST);
    g_assert_cmpuint(chan_share(&d, CPGPU_PROCESS_HANDLE, 1000 + ALL - 1,
                                false), ==, CPGPU_ST_OK);
    list[FIRST - 1] = list[FIRST];
    g_assert_cmpuint(chan_share(&c, CPGPU_PROCESS_DWM, 0, true), ==,
                     CPGPU_ST_OK);
    g_assert_cmpuint(chan_ask_value(&c, CHAN_PROCESS_COUNT), ==, FIRST + 1);
    cpgpu_stop(g);
}

/*
 * The list is the context's: all its channels see it, no other context's does,
 * it outlives them, and ends with CONTEXT_END or a reset.
 */
static void test_share_contexts(void)
{
    static const Process dwm = { CPGPU_PROCESS_DWM, 0 };
    static const Process app = { CPGPU_PROCESS_HANDLE, 0 };
    QCpgpu *g = cpgpu_start(CHAN_SOFTWARE);
    Chan c[4];

    for (int i = 0; i < 4; i++) {
        chan_open(&c[i], g, i, i / 2);  /* 0, 0, 1, 1 */
    }
    g_assert_cmpuint(chan_share(&c[0], dwm.type, 0, true), ==, CPGPU_ST_OK);
    g_assert_cmpuint(chan_share(&c[2], app.type, 0, true), ==, CPGPU_ST_OK);
    for (int i = 0; i < 4; i++) {
        assert_list(&c[i], i / 2 ? &app : &dwm, 1);
    }
    g_assert_cmpuint(chan_share(&c[1], app.type, 0, false), ==,
                     CPGPU_ST_BAD_HANDLE);

    for (int i = 0; i < 2; i++) {
        chan_destroy(&c[i]);
    }
    chan_open(&c[0], g, 9, 0);
    assert_list(&c[0], &dwm, 1);
    cpgpu_qom_set(g, "teardown", "keys");
    for (int i = 2; i < 4; i++) {
        chan_destroy(&c[i]);
        chan_open(&c[i], g, i, 1);
        assert_list(&c[i], &app, 1);
    }

    cpgpu_writel(g, CPGPU_CONTEXT_END, 7);
    assert_list(&c[3], &app, 1);
    cpgpu_writel(g, CPGPU_CONTEXT_END, 1);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_CONTEXT_END), ==, 0);
    cpgpu_assert_no_error(g);
    assert_list(&c[2], &app, 0);
    chan_destroy(&c[0]);
    chan_open(&c[0], g, 0, 0);
    assert_list(&c[0], &dwm, 1);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    chan_open(&c[0], g, 0, 0);
    assert_list(&c[0], &dwm, 0);
    cpgpu_stop(g);
}

/* The end of a context is the end of its list only */
static void test_context_end(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 0, 3);
    chan_sess_create(g, 0, 3);
    g_assert_cmpuint(chan_bind(&c, chan_sess_handle(g, 0)), ==, CPGPU_ST_OK);
    g_assert_cmpuint(chan_set_protection(&c, 1), ==, CPGPU_ST_OK);
    cpgpu_writel(g, CPGPU_CONTEXT_END, 3);
    g_assert_cmphex(chan_bound(&c), ==, chan_sess_handle(g, 0));
    g_assert_cmphex(chan_ask_value(&c, CHAN_PROTECTION), ==, 1);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CREATED);
    cpgpu_stop(g);
}

/* -------------------------------------------------------------- together -- */

/* Channels that take turns do not see each other's keys and numbers */
static void test_interleaved(void)
{
    enum { N = 16, ROUNDS = 200 };
    QCpgpu *g = cpgpu_start(NULL);
    uint32_t level[N] = { 0 };
    Chan c[N];

    for (int i = 0; i < N; i++) {
        chan_open(&c[i], g, i, i % 5);
    }
    for (int round = 0; round < ROUNDS; round++) {
        int i = g_test_rand_int_range(0, N);
        uint32_t want = 0;

        if (round % 2) {
            level[i] = g_test_rand_int_range(0, 4);
            g_assert_cmpuint(chan_set_protection(&c[i], level[i]), ==,
                             CPGPU_ST_OK);
        }
        for (int j = i % 5; j < N; j += 5) {
            want |= level[j];
        }
        g_assert_cmphex(chan_ask_value(&c[i], CHAN_PROTECTION), ==, want);
        if (round % 7 == 0) {
            ChanMsg m = chan_msg(&c[i], CHAN_TYPE);

            m.query.channel = cpu_to_le64(c[(i + 1) % N].handle);
            g_assert_cmpuint(chan_send(&c[i], &m), ==, CPGPU_ST_BAD_HANDLE);
        }
    }
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/context/protection", test_protection);
    qtest_add_func("/cpgpu/context/bind", test_bind);
    qtest_add_func("/cpgpu/context/bind-device", test_bind_device);
    qtest_add_func("/cpgpu/context/stale-binding", test_stale_binding);
    qtest_add_func("/cpgpu/context/session-context", test_session_context);
    qtest_add_func("/cpgpu/context/share", test_share);
    qtest_add_func("/cpgpu/context/share-full", test_share_full);
    qtest_add_func("/cpgpu/context/share-contexts", test_share_contexts);
    qtest_add_func("/cpgpu/context/end", test_context_end);
    qtest_add_func("/cpgpu/context/interleaved", test_interleaved);
    return g_test_run();
}
