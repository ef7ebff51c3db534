/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages to a channel with several faults: the first check that fails
 * determines the status.  Every message is sent with each fault that it can
 * have, with each combination of two and of three, and with all of them.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "cpgpu-fixture.h"

/* In the order of the checks */
enum {
    IN_TINY, ROOM_TINY, UNKNOWN, ROOM_SMALL, IN_SMALL, NO_KEY, MAC, HANDLE,
    STATE,              /* INITIALIZE too often, or not yet */
    SEQUENCE,           /* used before */
    TYPE,               /* not for this type of channel */
    /* faults in the contents of the message */
    DEVICE, DECODER, SESSION, INDEX, VALUE,
    FAULTS
};

/* The status is that of most messages, see status_of(). */
static const struct {
    const char *name;
    uint32_t status;
} fault_table[FAULTS] = {
    [IN_TINY] = { "IN_SIZE below a head", CPGPU_ST_BAD_SIZE },
    [ROOM_TINY] = { "OUT_ROOM below a head", CPGPU_ST_BAD_SIZE },
    [UNKNOWN] = { "unknown GUID", CPGPU_ST_NOT_AVAILABLE },
    [ROOM_SMALL] = { "OUT_ROOM too small", CPGPU_ST_BAD_SIZE },
    [IN_SMALL] = { "IN_SIZE too small", CPGPU_ST_BAD_SIZE },
    [NO_KEY] = { "no key", CPGPU_ST_NO_KEY },
    [MAC] = { "MAC", CPGPU_ST_BAD_MAC },
    [HANDLE] = { "channel handle", CPGPU_ST_BAD_HANDLE },
    [STATE] = { "state", CPGPU_ST_BAD_SEQUENCE },
    [SEQUENCE] = { "sequence", CPGPU_ST_BAD_SEQUENCE },
    [TYPE] = { "type", CPGPU_ST_NOT_AVAILABLE },
    [DEVICE] = { "device handle", CPGPU_ST_BAD_HANDLE },
    [DECODER] = { "decoder", CPGPU_ST_BAD_HANDLE },
    [SESSION] = { "session handle", CPGPU_ST_BAD_HANDLE },
    [INDEX] = { "index", CPGPU_ST_BAD_RANGE },
    [VALUE] = { "value", CPGPU_ST_BAD_RANGE },
};

static uint32_t status_of(unsigned kind, int fault)
{
    if (fault == STATE && kind == CHAN_INITIALIZE) {
        return CPGPU_ST_BAD_STATE;
    }
    if (fault == VALUE && kind == CHAN_SET_PROTECTION) {
        return CPGPU_ST_BAD_FLAGS;
    }
    return fault_table[fault].status;
}

/* The faults that a message can have */
static uint32_t possible(unsigned kind, bool software)
{
    static const uint32_t payload[CHAN_KINDS] = {
        [CHAN_SET_PROTECTION] = 1u << VALUE,
        [CHAN_SHARE] = 1u << VALUE,
        [CHAN_SET_ENCRYPTION] = 1u << VALUE,
        [CHAN_BIND_SESSION] = 1u << DEVICE | 1u << DECODER | 1u << SESSION,
        [CHAN_SESSION] = 1u << DECODER,
        [CHAN_PROCESS] = 1u << INDEX,
        [CHAN_ENCRYPTION] = 1u << INDEX,
        [CHAN_OUTPUT] = 1u << INDEX | 1u << DEVICE | 1u << SESSION,
        [CHAN_OUTPUT_COUNT] = 1u << DEVICE | 1u << SESSION,
    };
    const ChanKind *k = &chan_kinds[kind];
    uint32_t mask = 1u << IN_TINY | 1u << ROOM_TINY | 1u << UNKNOWN |
                    1u << NO_KEY | 1u << HANDLE | 1u << STATE | payload[kind];

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
    return mask;
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
    all->session = cpgpu_sess_handle(g, 0);
    if (all->ready.type == CPGPU_CHAN_TYPE_SOFTWARE) {
        cpgpu_assert_ok(chan_share(&all->ready, CPGPU_PROCESS_DWM, 0, true));
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
    return wrong_state == (kind == CHAN_INITIALIZE) ? &all->ready : &all->keyed;
}

/* INITIALIZE succeeds only once per key: create the channel again */
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
                       faults ? fault_table[first].name : "none", faults,
                       status);
        g_assert_not_reached();
    }
    if (faults) {
        cpgpu_assert_chan_reg(c->g, 2, CPGPU_CHAN_PROTECTION, before);
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
         * a channel without a key is not initialized, and a message of the
         * wrong type cannot be made right
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
    g_autoptr(QCpgpu) g = cpgpu_start(opts);
    g_autofree Channels *all = open_all(g);

    for (unsigned kind = first; kind < end; kind++) {
        check_kind(all, kind);
    }
}

static void test_commands(gconstpointer opts)
{
    check_all(opts, 0, CHAN_COMMANDS);
}
FIXTURE_ENTRY(hardware_commands, "hardware/commands", .with = test_commands,
              .data = CHAN_HARDWARE)
FIXTURE_ENTRY(software_commands, "software/commands", .with = test_commands,
              .data = CHAN_SOFTWARE)

static void test_questions(gconstpointer opts)
{
    check_all(opts, CHAN_COMMANDS, CHAN_KINDS);
}
FIXTURE_ENTRY(hardware_questions, "hardware/questions", .with = test_questions,
              .data = CHAN_HARDWARE)
FIXTURE_ENTRY(software_questions, "software/questions", .with = test_questions,
              .data = CHAN_SOFTWARE)

/* That the channel is free is found first, and there is no answer */
FIXTURE_TEST(test_free, "free")
{
    for (uint32_t size = 0; size <= 512; size += 64) {
        cpgpu_writel(g, cpgpu_chan(5, CPGPU_CHAN_IN_SIZE), size);
        cpgpu_writel(g, cpgpu_chan(5, CPGPU_CHAN_OUT_ROOM), 512 - size);
        for (uint32_t cmd = CPGPU_CHAN_CMD_DESTROY;
             cmd <= CPGPU_CHAN_CMD_QUERY; cmd++) {
            chan_assert_cmd(g, 5, cmd, CPGPU_ST_BAD_STATE);
            cpgpu_assert_chan_reg(g, 5, CPGPU_CHAN_OUT_SIZE, 0);
        }
    }
}

/* Sizes beyond the message registers */
FIXTURE_TEST(test_too_large, "too-large")
{
    static const uint32_t sizes[] = { 257, 260, 512, 0x10030, UINT32_MAX };
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
                cpgpu_assert_st(chan_send(&c, &m), BAD_SIZE);
            }
        }
    }
    cpgpu_assert_ok(chan_set_protection(&c, 2));
}

FIXTURE_MAIN(fixture_add, "order")
