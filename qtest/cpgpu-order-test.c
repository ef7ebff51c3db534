/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages to a channel with several things wrong: the first check that fails
 * says why.  Every message is sent with each fault it can have, each two of
 * them and each three, and with all.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "cpgpu-chan.h"

/* In the order of the checks */
enum {
    IN_TINY,            /* no whole head */
    ROOM_TINY,          /* no room for an answer's head */
    UNKNOWN,            /* nobody knows the GUID */
    ROOM_SMALL,         /* a question: no room for this answer */
    IN_SMALL,           /* less than the structure */
    NO_KEY,
    MAC,                /* a command: wrong */
    HANDLE,             /* not this channel's */
    STATE,              /* INITIALIZE too often, or not yet */
    SEQUENCE,           /* used before */
    TYPE,               /* not for this type of channel */
    DEVICE,             /* what the message itself says is wrong */
    DECODER,
    SESSION,
    INDEX,
    VALUE,
    FAULTS
};

static const char *const names[FAULTS] = {
    "IN_SIZE below a head", "OUT_ROOM below a head", "unknown GUID",
    "OUT_ROOM too small", "IN_SIZE too small", "no key", "MAC",
    "channel handle", "state", "sequence", "type", "device handle",
    "decoder", "session handle", "index", "value",
};

static uint32_t status_of(unsigned kind, int fault)
{
    switch (fault) {
    case UNKNOWN:
    case TYPE:
        return CPGPU_ST_NOT_AVAILABLE;
    case NO_KEY:
        return CPGPU_ST_NO_KEY;
    case MAC:
        return CPGPU_ST_BAD_MAC;
    case STATE:
        return kind == CHAN_INITIALIZE ? CPGPU_ST_BAD_STATE
                                       : CPGPU_ST_BAD_SEQUENCE;
    case SEQUENCE:
        return CPGPU_ST_BAD_SEQUENCE;
    case HANDLE:
    case DEVICE:
    case DECODER:
    case SESSION:
        return CPGPU_ST_BAD_HANDLE;
    case INDEX:
        return CPGPU_ST_BAD_RANGE;
    case VALUE:
        return kind == CHAN_SET_PROTECTION ? CPGPU_ST_BAD_FLAGS
                                           : CPGPU_ST_BAD_RANGE;
    default:
        return CPGPU_ST_BAD_SIZE;
    }
}

/* The faults that a message can have */
static uint32_t possible(unsigned kind, bool software)
{
    const ChanKind *k = &chan_kinds[kind];
    uint32_t mask = 1u << IN_TINY | 1u << ROOM_TINY | 1u << UNKNOWN |
                    1u << NO_KEY | 1u << HANDLE | 1u << STATE;

    if (kind < CHAN_COMMANDS) {
        mask |= 1u << IN_SMALL | 1u << MAC;
    }
    if (kind != CHAN_INITIALIZE) {
        mask |= 1u << SEQUENCE;
    }
    if (k->out > sizeof(struct cpgpu_answer)) {
        mask |= 1u << ROOM_SMALL;
    }
    if (k->in > sizeof(struct cpgpu_query)) {
        mask |= 1u << IN_SMALL;
    }
    if (k->software_only && !software) {
        mask |= 1u << TYPE;
    }
    switch (kind) {
    case CHAN_SET_PROTECTION:
    case CHAN_SHARE:
    case CHAN_SET_ENCRYPTION:
        return mask | 1u << VALUE;
    case CHAN_BIND_SESSION:
        return mask | 1u << DEVICE | 1u << DECODER | 1u << SESSION;
    case CHAN_SESSION:
        return mask | 1u << DECODER;
    case CHAN_PROCESS:
    case CHAN_ENCRYPTION:
        return mask | 1u << INDEX;
    case CHAN_OUTPUT:
        return mask | 1u << INDEX | 1u << DEVICE | 1u << SESSION;
    case CHAN_OUTPUT_COUNT:
        return mask | 1u << DEVICE | 1u << SESSION;
    default:
        return mask;
    }
}

/* What the message says itself */
static void spoil_payload(ChanMsg *m, uint32_t faults, uint64_t session)
{
    uint64_t device_bit = faults & 1u << DEVICE ? cpu_to_le64(0x100) : 0;

    if (faults & 1u << SESSION) {
        session ^= 0x300;
    }
    switch (m->kind) {
    case CHAN_SET_PROTECTION:
        m->protection.flags = cpu_to_le32(faults & 1u << VALUE ? 5 : 1);
        break;
    case CHAN_SHARE:
        m->share.allow = cpu_to_le32(faults & 1u << VALUE ? 2 : 1);
        break;
    case CHAN_SET_ENCRYPTION:
        m->encryption.encryption[15] ^= !!(faults & 1u << VALUE);
        break;
    case CHAN_BIND_SESSION:
        m->session.session = cpu_to_le64(session);
        m->session.device ^= device_bit;
        m->session.decoder = cpu_to_le64(faults & 1u << DECODER ? 1 : 0);
        break;
    case CHAN_SESSION:
        m->query_session.decoder = cpu_to_le64(faults & 1u << DECODER ? 1 : 0);
        break;
    case CHAN_PROCESS:
    case CHAN_ENCRYPTION:
        m->index.index = cpu_to_le32(faults & 1u << INDEX ? 1 : 0);
        break;
    case CHAN_OUTPUT:
        m->output.index = cpu_to_le32(faults & 1u << INDEX ? 1 : 0);
        /* fall through */
    case CHAN_OUTPUT_COUNT:
        m->output.session = cpu_to_le64(session);
        m->output.device ^= device_bit;
        break;
    }
}

static void spoil_head(ChanMsg *m, uint32_t faults, uint32_t used)
{
    bool command = m->kind < CHAN_COMMANDS;

    if (faults & 1u << UNKNOWN) {
        (command ? m->configure.type : m->query.type)[7] ^= 0x80;
    }
    if (faults & 1u << HANDLE) {
        *(command ? &m->configure.channel : &m->query.channel) ^=
            cpu_to_le64(1ull << 40);
    }
    if (faults & 1u << SEQUENCE) {
        *(command ? &m->configure.sequence : &m->query.sequence) =
            cpu_to_le32(used);
    }
}

static void spoil_sizes(ChanMsg *m, uint32_t faults)
{
    if (faults & 1u << IN_TINY) {
        m->size = (m->kind < CHAN_COMMANDS ? sizeof(struct cpgpu_configure)
                                           : sizeof(struct cpgpu_query)) - 1;
    } else if (faults & 1u << IN_SMALL) {
        m->size--;
    }
    m->room = chan_kinds[m->kind].out;
    if (faults & 1u << ROOM_TINY) {
        m->room = sizeof(struct cpgpu_answer) - 1;
    } else if (faults & 1u << ROOM_SMALL) {
        m->room--;
    }
}

/* Channels in each of the states, all of context 1 */
typedef struct Channels {
    Chan created, keyed, ready;
    uint64_t session;
    uint32_t used[2];           /* last sequence number: question, command */
} Channels;

static Channels *open_all(QCpgpu *g)
{
    Channels *all = g_new0(Channels, 1);

    chan_create(&all->created, g, 0, 1);
    memcpy(all->created.key, key_b, sizeof(key_b));
    chan_create(&all->keyed, g, 1, 1);
    chan_key(&all->keyed, key_a);
    chan_open(&all->ready, g, 2, 1);
    chan_sess_create(g, 0, 1);
    all->session = chan_sess_handle(g, 0);
    if (all->ready.type == CPGPU_CHAN_TYPE_SOFTWARE) {
        g_assert_cmpuint(chan_share(&all->ready, CPGPU_PROCESS_DWM, 0, true),
                         ==, CPGPU_ST_OK);
    }
    all->used[0] = all->ready.query - 1;
    all->used[1] = all->ready.configure - 1;
    return all;
}

static Chan *pick(Channels *all, unsigned kind, uint32_t faults)
{
    bool wrong_state = faults & 1u << STATE;

    if (faults & 1u << NO_KEY) {
        return &all->created;
    }
    return wrong_state == (kind == CHAN_INITIALIZE) ? &all->ready
                                                    : &all->keyed;
}

/* A good INITIALIZE was good once; make it so again */
static void after_good(Channels *all, Chan *c, const ChanMsg *m)
{
    if (c == &all->keyed) {
        chan_destroy(c);
        chan_create(c, c->g, 1, 1);
        chan_key(c, key_a);
    } else if (m->kind >= CHAN_COMMANDS) {
        all->used[0] = le32_to_cpu(m->query.sequence);
    } else if (m->kind != CHAN_INITIALIZE) {
        all->used[1] = le32_to_cpu(m->configure.sequence);
    }
}

static uint32_t check_one(Channels *all, unsigned kind, uint32_t faults)
{
    Chan *c = pick(all, kind, faults);
    int first = faults ? ctz32(faults) : FAULTS;
    uint32_t before = chan_reg(c->g, 2, CPGPU_CHAN_PROTECTION), status;
    ChanMsg m = chan_msg(c, kind);

    spoil_head(&m, faults, all->used[kind < CHAN_COMMANDS]);
    spoil_payload(&m, faults, all->session);
    if (kind < CHAN_COMMANDS) {
        chan_sign(c, &m);
        m.bytes[faults % 16] ^= faults & 1u << MAC ? 1u << faults % 7 : 0;
    }
    spoil_sizes(&m, faults);
    status = chan_send(c, &m);
    if (status != (faults ? status_of(kind, first) : CPGPU_ST_OK)) {
        g_test_message("%s, first fault %s of 0x%x: status %u",
                       chan_kinds[kind].name,
                       faults ? names[first] : "none", faults, status);
        g_assert_not_reached();
    }
    if (faults) {
        g_assert_cmphex(chan_reg(c->g, 2, CPGPU_CHAN_PROTECTION), ==, before);
    }
    if (first > SEQUENCE) {
        after_good(all, c, &m);
    }
    return status;
}

static void check_kind(Channels *all, unsigned kind)
{
    bool software = all->ready.type == CPGPU_CHAN_TYPE_SOFTWARE;
    uint32_t mask = possible(kind, software), faults = mask, sent = 0;

    /* all the subsets that are small enough, from the largest to none */
    for (;;) {
        /*
         * what has no key has had no INITIALIZE; what is of a wrong type is so
         * whatever we do
         */
        if (!(faults & 1u << NO_KEY && faults & 1u << STATE) &&
            (mask & ~faults & 1u << TYPE) == 0 &&
            (ctpop32(faults & ~(1u << TYPE)) <= 3 ||
             faults == (mask & ~(1u << STATE)))) {
            check_one(all, kind, faults);
            sent++;
        }
        if (!faults) {
            break;
        }
        faults = (faults - 1) & mask;
    }
    g_test_message("%s: %u messages", chan_kinds[kind].name, sent);
}

static void check_all(const char *opts, unsigned first, unsigned end)
{
    QCpgpu *g = cpgpu_start(opts);
    g_autofree Channels *all = open_all(g);

    for (unsigned kind = first; kind < end; kind++) {
        check_kind(all, kind);
    }
    cpgpu_stop(g);
}

static void test_commands(gconstpointer opts)
{
    check_all(opts, 0, CHAN_COMMANDS);
}

static void test_questions(gconstpointer opts)
{
    check_all(opts, CHAN_COMMANDS, CHAN_KINDS);
}

/* A free channel comes before all: it has no answer */
static void test_free(void)
{
    QCpgpu *g = cpgpu_start(NULL);

    for (uint32_t size = 0; size <= 512; size += 64) {
        cpgpu_writel(g, cpgpu_chan(5, CPGPU_CHAN_IN_SIZE), size);
        cpgpu_writel(g, cpgpu_chan(5, CPGPU_CHAN_OUT_ROOM), 512 - size);
        for (uint32_t cmd = CPGPU_CHAN_CMD_DESTROY;
             cmd <= CPGPU_CHAN_CMD_QUERY; cmd++) {
            chan_assert_cmd(g, 5, cmd, CPGPU_ST_BAD_STATE);
            g_assert_cmpuint(chan_reg(g, 5, CPGPU_CHAN_OUT_SIZE), ==, 0);
        }
    }
    cpgpu_stop(g);
}

/* More than there are registers for */
static void test_too_large(void)
{
    static const uint32_t sizes[] = { 257, 260, 512, 0x10030, UINT32_MAX };
    QCpgpu *g = cpgpu_start(NULL);
    Chan c;

    chan_open(&c, g, 0, 1);
    for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
        for (unsigned kind = CHAN_SET_PROTECTION; kind <= CHAN_TYPE; kind++) {
            for (int what = 1; what < 4; what++) {
                ChanMsg m = chan_msg(&c, kind);

                if (kind < CHAN_COMMANDS) {
                    chan_sign(&c, &m);
                }
                m.size = what & 1 ? sizes[i] : m.size;
                m.room = what & 2 ? sizes[i] : m.room;
                g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_BAD_SIZE);
            }
        }
    }
    g_assert_cmpuint(chan_set_protection(&c, 2), ==, CPGPU_ST_OK);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_data_func("/cpgpu/order/hardware/commands", CHAN_HARDWARE,
                        test_commands);
    qtest_add_data_func("/cpgpu/order/hardware/questions", CHAN_HARDWARE,
                        test_questions);
    qtest_add_data_func("/cpgpu/order/software/commands", CHAN_SOFTWARE,
                        test_commands);
    qtest_add_data_func("/cpgpu/order/software/questions", CHAN_SOFTWARE,
                        test_questions);
    qtest_add_func("/cpgpu/order/free", test_free);
    qtest_add_func("/cpgpu/order/too-large", test_too_large);
    return g_test_run();
}
