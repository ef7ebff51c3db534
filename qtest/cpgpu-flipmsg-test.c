/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages to a channel, each kind 10,000 times with some bytes flipped: no
 * command is accepted, none changes anything, every answer is complete
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-flips.h"

typedef struct Talk {
    Chan ready, keyed;          /* both of context 1 */
    uint64_t session;
    uint32_t next;              /* lowest sequence number of a question */
} Talk;

static void talk_start(Talk *t, QCpgpu *g)
{
    chan_open(&t->ready, g, 0, 1);
    chan_create(&t->keyed, g, 1, 1);
    chan_key(&t->keyed, key_a);
    chan_sess_create(g, 0, 1);
    t->session = cpgpu_sess_handle(g, 0);
    cpgpu_assert_ok(chan_set_protection(&t->ready, 1));
    cpgpu_assert_ok(chan_bind(&t->ready, t->session));
    cpgpu_assert_ok(chan_share(&t->ready, CPGPU_PROCESS_HANDLE, 5, true));
}

static ChanMsg talk_msg(Talk *t, unsigned kind)
{
    Chan *c = kind == CHAN_INITIALIZE ? &t->keyed : &t->ready;
    ChanMsg m = chan_msg(c, kind);

    switch (kind) {
    case CHAN_INITIALIZE:
        m.initialize.start_configure = cpu_to_le32(77);
        m.initialize.start_query = cpu_to_le32(88);
        break;
    case CHAN_SET_PROTECTION:
        m.protection.flags = cpu_to_le32(2);
        break;
    case CHAN_BIND_SESSION:
        m.session.session = cpu_to_le64(t->session);
        break;
    case CHAN_OUTPUT:
    case CHAN_OUTPUT_COUNT:
        m.output.session = cpu_to_le64(t->session);
        break;
    }
    return m;
}

/* All that a command could have changed is as talk_start() left it */
static void assert_nothing_changed(Talk *t)
{
    QCpgpu *g = t->ready.g;

    g_assert_cmphex(chan_reg(g, 0, CPGPU_CHAN_PROTECTION), ==, 1);
    chan_assert_state(g, 1, KEYED);
    cpgpu_clear_error(g);
    g_assert_cmphex(chan_bound(&t->ready), ==, t->session);
    g_assert_cmpuint(chan_ask_value(&t->ready, CHAN_PROCESS_COUNT), ==, 1);
    cpgpu_assert_ok(chan_ask(&t->ready, CHAN_CURRENT_ENCRYPTION));
}

/* No message with a flip is accepted, and none changes anything */
static void test_command(const void *arg)
{
    unsigned kind = GPOINTER_TO_UINT(arg), first;
    g_autoptr(QCpgpu) g = cpgpu_start(CHAN_SOFTWARE);
    Talk t;
    Chan *c = kind == CHAN_INITIALIZE ? &t.keyed : &t.ready;
    ChanMsg good, m;

    talk_start(&t, g);
    good = talk_msg(&t, kind);
    chan_sign(c, &good);
    cpgpu_writel(g, cpgpu_chan(c->n, CPGPU_CHAN_IN_SIZE), good.size);
    cpgpu_writel(g, cpgpu_chan(c->n, CPGPU_CHAN_OUT_ROOM), good.room);
    for (unsigned i = 0; i < FLIPS; i++) {
        bool guid_same;

        m = good;
        flip(m.bytes, m.size, i, &first);
        guid_same = !memcmp(m.configure.type, good.configure.type,
                            CPGPU_GUID_SIZE);
        g_assert_cmpuint(chan_send_quick(c, &m, true), ==,
                         guid_same ? CPGPU_ST_BAD_MAC
                                   : CPGPU_ST_NOT_AVAILABLE);
        g_assert_cmphex(c->protection, ==, c == &t.ready);
        g_assert_cmphex(c->state, ==, c == &t.ready ? CPGPU_CHAN_READY
                                                    : CPGPU_CHAN_KEYED);
        if (i % 1000 == 999) {
            assert_nothing_changed(&t);
            cpgpu_writel(g, cpgpu_chan(c->n, CPGPU_CHAN_IN_SIZE), good.size);
        }
        progress(chan_kinds[kind].name, i);
    }
    /* the sequence number was not used up */
    cpgpu_clear_error(g);
    cpgpu_assert_ok(chan_send(c, &good));
}

/* The status of a question of which only byte @at is wrong */
static uint32_t expected_status(const ChanMsg *m, unsigned at, uint32_t next)
{
    if (at < 16) {
        return CPGPU_ST_NOT_AVAILABLE;
    } else if (at < 24) {
        return CPGPU_ST_BAD_HANDLE;
    } else if (at < 28) {
        return le32_to_cpu(m->query.sequence) < next ? CPGPU_ST_BAD_SEQUENCE
                                                     : CPGPU_ST_OK;
    } else if (at < 32) {
        return CPGPU_ST_OK;     /* padding */
    }
    switch (m->kind) {
    case CHAN_SESSION:
        return CPGPU_ST_BAD_HANDLE;
    case CHAN_PROCESS:
    case CHAN_ENCRYPTION:
        return at < 36 ? CPGPU_ST_BAD_RANGE : CPGPU_ST_OK;
    default:
        return at < 48 ? CPGPU_ST_BAD_HANDLE :
               at < 52 ? CPGPU_ST_BAD_RANGE : CPGPU_ST_OK;
    }
}

/*
 * Follow the number that a message may have used up; near the end of all
 * numbers, continue with a new channel
 */
static void keep_counting(Talk *t, const ChanMsg *m)
{
    Chan *c = &t->ready;

    if (memcmp(m->query.type, chan_kinds[m->kind].guid, CPGPU_GUID_SIZE) ||
        le64_to_cpu(m->query.channel) != c->handle ||
        le32_to_cpu(m->query.sequence) < t->next) {
        return;
    }
    t->next = le32_to_cpu(m->query.sequence) + 1;
    c->query = MAX(c->query, t->next);
    if (c->query > 0xfff00000) {
        cpgpu_clear_error(c->g);
        chan_destroy(c);
        chan_open(c, c->g, 0, 1);
        cpgpu_writel(c->g, cpgpu_chan(0, CPGPU_CHAN_IN_SIZE), m->size);
        cpgpu_writel(c->g, cpgpu_chan(0, CPGPU_CHAN_OUT_ROOM), m->room);
        t->next = c->query;
    }
}

/* Questions have no MAC: the status depends on the byte that is wrong */
static void test_question(const void *arg)
{
    unsigned kind = GPOINTER_TO_UINT(arg), checked = 0, first = 0;
    g_autoptr(QCpgpu) g = cpgpu_start(CHAN_SOFTWARE);
    ChanMsg m;
    Talk t;

    talk_start(&t, g);
    t.next = t.ready.query;
    m = talk_msg(&t, kind);
    cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_IN_SIZE), m.size);
    cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_OUT_ROOM), m.room);
    for (unsigned i = 0; i < FLIPS; i++) {
        uint32_t status;
        unsigned flips;

        m = talk_msg(&t, kind);
        flips = flip(m.bytes, m.size, i, &first);
        status = chan_send_quick(&t.ready, &m, true);
        if (flips == 1) {
            g_assert_cmpuint(status, ==, expected_status(&m, first, t.next));
            checked++;
        } else {
            g_assert(status == CPGPU_ST_OK || status >= CPGPU_ST_BAD_SEQUENCE ||
                     status == CPGPU_ST_BAD_RANGE ||
                     status == CPGPU_ST_NOT_AVAILABLE);
        }
        keep_counting(&t, &m);
        progress(chan_kinds[kind].name, i);
    }
    g_assert_cmpuint(checked, >, FLIPS / 2);
}

static void add(unsigned kind, const char *group, GTestDataFunc test)
{
    g_autofree char *name = g_strdup(chan_kinds[kind].name);
    g_autofree char *path = g_strdup_printf("/cpgpu/flips/%s/%s", group,
                                            g_strdelimit(name, " ", '-'));

    qtest_add_data_func(path, GUINT_TO_POINTER(kind), test);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (unsigned kind = 0; kind < CHAN_COMMANDS; kind++) {
        add(kind, "command", test_command);
    }
    for (unsigned kind = CHAN_COMMANDS; kind < CHAN_KINDS; kind++) {
        add(kind, "question", test_question);
    }
    return g_test_run();
}
