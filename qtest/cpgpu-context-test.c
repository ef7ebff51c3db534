/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several channels and contexts: what is each one's, what they share */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-model.h"

/* ------------------------------------------------------------ protection -- */

/* A context's level is what any of its channels asks for, not another's */
static void test_protection(void)
{
    enum { CHANNELS = 5 };
    static const uint32_t contexts[CHANNELS] = { 1, 1, 1, 0, 2 };
    static const struct {
        unsigned channel;
        uint32_t flags, levels[CHANNELS];
    } steps[] = {
        { 0, 1, { 1, 1, 1, 0, 0 } },
        { 1, 2, { 3, 3, 3, 0, 0 } },
        { 3, 2, { 3, 3, 3, 2, 0 } },
        /* one channel cannot take away what another asks for */
        { 2, 3, { 3, 3, 3, 2, 0 } },
        { 2, 0, { 3, 3, 3, 2, 0 } },
        { 1, 1, { 1, 1, 1, 2, 0 } },
        { 0, 0, { 1, 1, 1, 2, 0 } },
    };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c[CHANNELS];

    for (int i = 0; i < CHANNELS; i++) {
        chan_open(&c[i], g, i, contexts[i]);
    }
    for (int i = 0; i < ARRAY_SIZE(steps); i++) {
        unsigned n = steps[i].channel;

        cpgpu_assert_ok(chan_set_protection(&c[n], steps[i].flags));
        g_assert_cmphex(chan_reg(g, n, CPGPU_CHAN_PROTECTION), ==,
                        steps[i].flags);
        for (int j = 0; j < CHANNELS; j++) {
            g_assert_cmphex(chan_ask_value(&c[j], CHAN_PROTECTION), ==,
                            steps[i].levels[j]);
        }
    }

    /* what a channel asks for ends with the channel */
    chan_destroy(&c[1]);
    g_assert_cmphex(chan_ask_value(&c[0], CHAN_PROTECTION), ==, 0);
    g_assert_cmphex(chan_ask_value(&c[3], CHAN_PROTECTION), ==, 2);
    chan_open(&c[1], g, 1, 1);
    g_assert_cmphex(chan_ask_value(&c[1], CHAN_PROTECTION), ==, 0);
}

/* -------------------------------------------------------------- bindings -- */

static void test_bind(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint64_t mine, other, wrong[] = { 0, 0, 0, 0, 0, 0, UINT64_MAX };
    Chan c, d;

    chan_open(&c, g, 0, 1);
    chan_open(&d, g, 1, 2);
    chan_sess_create(g, 0, 1);
    chan_sess_create(g, 1, 2);
    chan_sess_create(g, 2, 0);
    mine = cpgpu_sess_handle(g, 0);
    other = cpgpu_sess_handle(g, 1);
    wrong[1] = other;
    wrong[2] = cpgpu_sess_handle(g, 2);
    wrong[3] = c.handle;
    wrong[4] = CPGPU_DEVICE_HANDLE(1);
    wrong[5] = mine + (1ull << 47);

    cpgpu_assert_ok(chan_bind(&c, mine));
    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        cpgpu_assert_st(chan_bind(&c, wrong[i]), BAD_HANDLE);
        g_assert_cmphex(chan_bound(&c), ==, mine);
    }
    cpgpu_assert_st(chan_bind(&d, mine), BAD_HANDLE);
    g_assert_cmphex(chan_bound(&d), ==, 0);
    cpgpu_assert_ok(chan_bind(&d, other));
    g_assert_cmphex(chan_bound(&d), ==, other);
    g_assert_cmphex(chan_bound(&c), ==, mine);
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
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);
    const uint64_t device = CPGPU_DEVICE_HANDLE(1);
    const uint64_t wrong[] = { 0, CPGPU_DEVICE_HANDLE(2), device | 1ull << 40 };
    uint64_t session;

    chan_sess_create(g, 0, 1);
    session = cpgpu_sess_handle(g, 0);
    cpgpu_assert_st(bind_with(&c, 1, session, device), BAD_HANDLE);
    cpgpu_assert_st(bind_with(&c, session, session, device), BAD_HANDLE);
    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        cpgpu_assert_st(bind_with(&c, 0, session, wrong[i]), BAD_HANDLE);
    }
    g_assert_cmphex(chan_bound(&c), ==, 0);
    cpgpu_assert_ok(bind_with(&c, 0, session, device));
    g_assert_cmphex(chan_bound(&c), ==, session);
}

/* A binding ends with its session, and another session does not inherit it */
static void test_stale_binding(void)
{
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, NULL);
    uint64_t old;

    chan_sess_create(g, 0, 1);
    cpgpu_sess_key(g, 0, key_a);
    old = cpgpu_sess_handle(g, 0);
    cpgpu_assert_ok(chan_bind(&c, old));
    /* keys come and go, the session stays */
    cpgpu_sess_key(g, 0, key_b);
    g_assert_cmphex(chan_bound(&c), ==, old);
    cpgpu_lose_key(g, 0);
    g_assert_cmphex(chan_bound(&c), ==, old);

    cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, CPGPU_SESS_CMD_DESTROY));
    g_assert_cmphex(chan_bound(&c), ==, 0);
    chan_sess_create(g, 0, 1);
    g_assert_cmphex(cpgpu_sess_handle(g, 0), !=, old);
    g_assert_cmphex(chan_bound(&c), ==, 0);
    cpgpu_assert_st(chan_bind(&c, old), BAD_HANDLE);
    cpgpu_assert_ok(chan_bind(&c, cpgpu_sess_handle(g, 0)));
    g_assert_cmphex(chan_bound(&c), ==, cpgpu_sess_handle(g, 0));

    /* nor does another channel in the same slot */
    chan_destroy(&c);
    chan_open(&c, g, 0, 1);
    g_assert_cmphex(chan_bound(&c), ==, 0);
}

/* A session's context is set while it is free, like a channel's */
static void test_session_context(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    const uint32_t reg = cpgpu_sess(3, CPGPU_SESS_CONTEXT);

    cpgpu_writel(g, reg, 0xdeadbeef);
    g_assert_cmphex(cpgpu_readl(g, reg), ==, 0xdeadbeef);
    g_assert_cmphex(cpgpu_sess_handle(g, 3), ==, 0);
    chan_sess_create(g, 3, 77);
    g_assert_cmphex(cpgpu_sess_handle(g, 3), !=, 0);
    for (int i = 0; i < 2; i++) {
        util_assert_refuses(g, reg, 5, CPGPU_ST_BAD_STATE);
        g_assert_cmphex(cpgpu_readl(g, reg), ==, 77);
        cpgpu_sess_key(g, 3, key_a);
    }
    cpgpu_assert_ok(cpgpu_sess_cmd(g, 3, CPGPU_SESS_CMD_DESTROY));
    g_assert_cmphex(cpgpu_readl(g, reg), ==, 0);
    cpgpu_assert_no_error(g);
}

/* ----------------------------------------------- shared resources' list -- */

typedef struct Process {
    uint32_t type;
    uint64_t process;
} Process;

/* The question for process @index of the list */
static uint32_t ask_process(Chan *c, uint32_t index)
{
    ChanMsg m = chan_msg(c, CHAN_PROCESS);

    m.index.index = cpu_to_le32(index);
    return chan_send(c, &m);
}

/* The channel lists exactly these, in whatever order */
static void assert_list(Chan *c, const Process *want, unsigned count)
{
    uint64_t seen = 0;

    g_assert_cmpuint(chan_ask_value(c, CHAN_PROCESS_COUNT), ==, count);
    for (uint32_t i = 0; i < count; i++) {
        unsigned j = 0;

        cpgpu_assert_ok(ask_process(c, i));
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
    cpgpu_assert_st(ask_process(c, count * 7 + 1), BAD_RANGE);
    cpgpu_assert_st(ask_process(c, count), BAD_RANGE);
}

static uint32_t share(Chan *c, const Process *p, bool allow)
{
    return chan_share(c, p->type, p->process, allow);
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
    Chan c;
    g_autoptr(QCpgpu) g = chan_start(&c, CHAN_SOFTWARE);
    ChanMsg m;

    assert_list(&c, list, 0);
    for (int i = 0; i < ARRAY_SIZE(list); i++) {
        cpgpu_assert_st(share(&c, &list[i], false), BAD_HANDLE);
        for (int again = 0; again < 3; again++) {
            cpgpu_assert_ok(share(&c, &list[i], true));
            assert_list(&c, list, i + 1);
        }
    }
    for (int i = 0; i < ARRAY_SIZE(bad); i++) {
        for (int allow = 0; allow < 2; allow++) {
            cpgpu_assert_st(share(&c, &bad[i], allow), BAD_RANGE);
        }
    }
    for (uint32_t allow = 2; allow; allow <<= 1) {
        m = chan_msg(&c, CHAN_SHARE);
        m.share.allow = cpu_to_le32(allow);
        cpgpu_assert_st(chan_sign_send(&c, &m), BAD_RANGE);
    }
    assert_list(&c, list, ARRAY_SIZE(list));
    g_assert_cmpuint(chan_ask_value(&c, CHAN_UNRESTRICTED_COUNT), ==, 0);
    for (int i = 0; i < ARRAY_SIZE(list); i++) {
        cpgpu_assert_ok(share(&c, &list[i], false));
        cpgpu_assert_st(share(&c, &list[i], false), BAD_HANDLE);
        assert_list(&c, list + i + 1, ARRAY_SIZE(list) - i - 1);
    }
}

/* The device has space for 64 in all; only what exceeds that is refused */
static void test_share_full(void)
{
    enum { ALL = 64, FIRST = 40 };
    g_autoptr(QCpgpu) g = cpgpu_start(CHAN_SOFTWARE);
    Process list[ALL];
    Chan c, d;

    chan_open(&c, g, 0, 1);
    chan_open(&d, g, 1, 2);
    for (int i = 0; i < ALL; i++) {
        list[i] = (Process) { CPGPU_PROCESS_HANDLE, 1000 + i };
        cpgpu_assert_ok(share(i < FIRST ? &c : &d, &list[i], true));
    }
    cpgpu_assert_st(chan_share(&c, CPGPU_PROCESS_DWM, 0, true), BUSY);
    cpgpu_assert_st(chan_share(&d, CPGPU_PROCESS_HANDLE, 1000, true), BUSY);
    cpgpu_assert_ok(chan_share(&c, CPGPU_PROCESS_HANDLE, 1000, true));
    assert_list(&c, list, FIRST);
    assert_list(&d, list + FIRST, ALL - FIRST);
    cpgpu_assert_ok(chan_share(&d, CPGPU_PROCESS_HANDLE, 1000 + ALL - 1,
                               false));
    list[FIRST - 1] = list[FIRST];
    cpgpu_assert_ok(chan_share(&c, CPGPU_PROCESS_DWM, 0, true));
    g_assert_cmpuint(chan_ask_value(&c, CHAN_PROCESS_COUNT), ==, FIRST + 1);
}

/*
 * The list is the context's: all its channels see it, no other context's does,
 * it outlives them, and ends with CONTEXT_END or a reset.
 */
static void test_share_contexts(void)
{
    static const Process dwm = { CPGPU_PROCESS_DWM, 0 };
    static const Process app = { CPGPU_PROCESS_HANDLE, 0 };
    g_autoptr(QCpgpu) g = cpgpu_start(CHAN_SOFTWARE);
    Chan c[4];

    for (int i = 0; i < 4; i++) {
        chan_open(&c[i], g, i, i / 2);  /* 0, 0, 1, 1 */
    }
    cpgpu_assert_ok(share(&c[0], &dwm, true));
    cpgpu_assert_ok(share(&c[2], &app, true));
    for (int i = 0; i < 4; i++) {
        assert_list(&c[i], i / 2 ? &app : &dwm, 1);
    }
    cpgpu_assert_st(share(&c[1], &app, false), BAD_HANDLE);

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
}

/* The end of a context is the end of its list only */
static void test_context_end(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 0, 3);
    chan_sess_create(g, 0, 3);
    cpgpu_assert_ok(chan_bind(&c, cpgpu_sess_handle(g, 0)));
    cpgpu_assert_ok(chan_set_protection(&c, 1));
    cpgpu_writel(g, CPGPU_CONTEXT_END, 3);
    g_assert_cmphex(chan_bound(&c), ==, cpgpu_sess_handle(g, 0));
    g_assert_cmphex(chan_ask_value(&c, CHAN_PROTECTION), ==, 1);
    g_assert_cmphex(cpgpu_sess_state(g, 0), ==, CPGPU_SESS_CREATED);
}

/* -------------------------------------------------------------- together -- */

/* Channels that take turns do not see each other's keys and numbers */
static void test_interleaved(void)
{
    enum { N = 16, ROUNDS = 200 };
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
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
            cpgpu_assert_ok(chan_set_protection(&c[i], level[i]));
        }
        for (int j = i % 5; j < N; j += 5) {
            want |= level[j];
        }
        g_assert_cmphex(chan_ask_value(&c[i], CHAN_PROTECTION), ==, want);
        if (round % 7 == 0) {
            ChanMsg m = chan_msg(&c[i], CHAN_TYPE);

            m.query.channel = cpu_to_le64(c[(i + 1) % N].handle);
            cpgpu_assert_st(chan_send(&c[i], &m), BAD_HANDLE);
        }
    }
}

UTIL_MAIN("context",
          { "protection", test_protection }, { "bind", test_bind },
          { "bind-device", test_bind_device },
          { "stale-binding", test_stale_binding },
          { "session-context", test_session_context }, { "share", test_share },
          { "share-full", test_share_full },
          { "share-contexts", test_share_contexts },
          { "end", test_context_end }, { "interleaved", test_interleaved })
