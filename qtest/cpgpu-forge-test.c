/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest between an application and its channel: commands that it forges, and
 * answers that it obtains before the application asks for them
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-attack.h"
#include "cpgpu-model.h"

#define OK      CPGPU_ST_OK
#define LEVEL   (CPGPU_PROTECTION_ENABLED | \
                 CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN)

/* ------------------------------------------------------ the application -- */

/*
 * Channel 0 with a key of its own, and protection on.  @blob is the key
 * exchange data, which the guest sees.
 */
static void open_channel(Chan *c, QCpgpu *g, uint8_t blob[CPGPU_BLOB_SIZE])
{
    chan_create(c, g, 0, 1);
    model_random(c->key, sizeof(c->key));
    cpgpu_wrap_for_channel(g, c->key, sizeof(c->key), blob);
    chan_put(g, 0, blob, CPGPU_BLOB_SIZE);
    chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE, OK);
    chan_init(c, g_test_rand_int_range(0, 1 << 20),
              g_test_rand_int_range(0, 1 << 20));
    g_assert_cmpuint(chan_set_protection(c, LEVEL), ==, OK);
}

/* ----------------------------------------------------- commands made up -- */

/* What the guest knows of a channel: all but the key */
typedef struct Forger {
    QCpgpu *g;
    uint64_t handle;
    uint32_t sequence;          /* of the next command */
    uint8_t blob[CPGPU_BLOB_SIZE];
    ChanMsg seen;               /* a command that went through it */
    unsigned tries, accepted;
} Forger;

/* PROTECTION = 0, which only the guest wants */
static ChanMsg wanted(const Forger *f)
{
    ChanMsg m = {
        .kind = CHAN_SET_PROTECTION, .size = sizeof(m.protection), .room = 256,
    };

    memcpy(m.configure.type, chan_kinds[m.kind].guid, CPGPU_GUID_SIZE);
    m.configure.channel = cpu_to_le64(f->handle);
    m.configure.sequence = cpu_to_le32(f->sequence);
    return m;
}

/* chan_send() without the key; @answer, if there is one, has 256 bytes */
static uint32_t send_raw(QCpgpu *g, const ChanMsg *m, uint32_t cmd,
                         uint8_t *answer)
{
    uint32_t status;

    chan_put(g, 0, m->bytes, m->size);
    cpgpu_writel(g, cpgpu_chan(0, CPGPU_CHAN_OUT_ROOM), m->room);
    status = chan_cmd(g, 0, cmd);
    if (answer) {
        qpci_memread(&g->dev, g->mmio, cpgpu_chan(0, CPGPU_CHAN_OUT(0)),
                     answer, CPGPU_CHAN_MESSAGE_MAX);
    }
    return status;
}

static void try_message(Forger *f, const ChanMsg *m)
{
    uint32_t before = chan_reg(f->g, 0, CPGPU_CHAN_PROTECTION);
    uint32_t status = send_raw(f->g, m, CPGPU_CHAN_CMD_CONFIGURE, NULL);

    f->tries++;
    if (status == OK || chan_reg(f->g, 0, CPGPU_CHAN_PROTECTION) != before) {
        f->accepted++;
    }
}

static void try_mac(Forger *f, const uint8_t mac[16])
{
    ChanMsg m = wanted(f);

    memcpy(m.bytes, mac, CPGPU_MAC_SIZE);
    try_message(f, &m);
}

static void aes_by_convert(void *opaque, const uint8_t (*x)[16], unsigned n,
                           uint8_t (*out)[16])
{
    Attacker *a = opaque;

    attack_aes(a, 0, a->relay->blob[0], x, n, out);
}

/* The channel's key exchange data in a session, and the convert oracle */
static void forge_by_session(Forger *f)
{
    AttackRelay relay;
    ChanMsg m = wanted(f);
    uint8_t mac[16];
    Attacker a;

    memcpy(relay.blob[0], f->blob, sizeof(f->blob));
    attacker_init(&a, f->g, &relay, false);
    for (int i = 0; i < 8 && !f->accepted; i++) {
        attack_cmac(aes_by_convert, &a, m.bytes + CPGPU_MAC_SIZE,
                    m.size - CPGPU_MAC_SIZE, mac);
        try_mac(f, mac);
    }
}

/*
 * The device signs what it answers, and an answer repeats type, handle and
 * number of the question: ask a question that looks like the command.
 */
static void forge_by_question(Forger *f)
{
    static const uint32_t pads[] = {
        0, CPGPU_RESULT_OK, CPGPU_RESULT_FAIL, CPGPU_RESULT_INVALIDARG,
    };

    for (unsigned i = 0; i < 60; i++) {
        ChanMsg q = wanted(f), m = wanted(f);
        uint8_t answer[CPGPU_CHAN_MESSAGE_MAX];

        /* as a question it begins with the type, and has no MAC */
        memmove(q.bytes, q.bytes + CPGPU_MAC_SIZE, q.size - CPGPU_MAC_SIZE);
        q.size = i % 12 ? 28 + 4 * (i % 12) : sizeof(q.protection);
        q.room = i % 3 ? 40 + 8 * (i % 3) : 256;
        send_raw(f->g, &q, i % 2 ? CPGPU_CHAN_CMD_QUERY
                                 : CPGPU_CHAN_CMD_CONFIGURE, answer);
        /* its MAC in front of the command, with each thing in the padding */
        memcpy(m.bytes, answer, CPGPU_MAC_SIZE);
        for (int pad = 0; pad < ARRAY_SIZE(pads); pad++) {
            m.configure.pad = cpu_to_le32(pads[pad]);
            try_message(f, &m);
        }
        /* and the answer itself, cut off and filled up */
        memcpy(m.bytes, answer, sizeof(answer));
        memcpy(m.configure.type, chan_kinds[CHAN_SET_PROTECTION].guid,
               CPGPU_GUID_SIZE);
        for (m.size = 40; m.size <= 64; m.size += 4) {
            try_message(f, &m);
        }
    }
}

/* A command that was seen: again, with changes, and with other numbers */
static void forge_by_record(Forger *f)
{
    for (unsigned bit = 0; bit < 8 * sizeof(f->seen.protection); bit++) {
        ChanMsg m = f->seen;

        m.bytes[bit / 8] ^= 1 << bit % 8;
        try_message(f, &m);
        m.protection.flags = 0;
        try_message(f, &m);
        m.configure.sequence = cpu_to_le32(f->sequence);
        try_message(f, &m);
    }
    try_message(f, &f->seen);
    try_mac(f, f->seen.bytes);
}

static void forge_by_guess(Forger *f)
{
    uint8_t mac[16] = { 0 };

    try_mac(f, mac);
    memset(mac, 0xff, sizeof(mac));
    try_mac(f, mac);
    for (int i = 0; i < 2000; i++) {
        model_random(mac, sizeof(mac));
        try_mac(f, mac);
    }
}

/*
 * The same channel once more: its key exchange and its messages, under a handle
 * that the MAC does not cover
 */
static void forge_by_rebuild(Forger *f)
{
    uint32_t status;
    ChanMsg m = f->seen;

    send_raw(f->g, &m, CPGPU_CHAN_CMD_DESTROY, NULL);
    cpgpu_writel(f->g, cpgpu_chan(0, CPGPU_CHAN_TYPE), chan_type(f->g));
    cpgpu_writel(f->g, cpgpu_chan(0, CPGPU_CHAN_CONTEXT), 1);
    chan_cmd(f->g, 0, CPGPU_CHAN_CMD_CREATE);
    chan_put(f->g, 0, f->blob, sizeof(f->blob));
    status = chan_cmd(f->g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE);
    g_test_message("key exchange once more: %u", status);
    f->handle = chan_reg_handle(f->g, 0);
    for (int i = 0; i < 2; i++) {
        f->tries++;
        f->accepted += !send_raw(f->g, &m, CPGPU_CHAN_CMD_CONFIGURE, NULL);
        m.configure.channel = cpu_to_le64(f->handle);
    }
}

static void test_commands(void)
{
    static const struct {
        const char *name;
        void (*forge)(Forger *f);
    } how[] = {
        { "the key exchange in a session", forge_by_session },
        { "signed by the device as an answer", forge_by_question },
        { "from a command that was seen", forge_by_record },
        { "any MAC", forge_by_guess },
        { "the channel built up again", forge_by_rebuild },
    };
    QCpgpu *g = attack_start(NULL);
    Forger f = { .g = g };
    unsigned accepted = 0, tries = 0;
    Chan c;

    open_channel(&c, g, f.blob);
    f.handle = c.handle;
    f.seen = chan_msg(&c, CHAN_SET_PROTECTION);
    f.seen.protection.flags = cpu_to_le32(LEVEL);
    g_assert_cmpuint(chan_sign_send(&c, &f.seen), ==, OK);
    f.sequence = c.configure;
    for (int i = 0; i < ARRAY_SIZE(how); i++) {
        f.tries = f.accepted = 0;
        how[i].forge(&f);
        g_test_message("%-34s %u of %u accepted", how[i].name, f.accepted,
                       f.tries);
        accepted += f.accepted;
        tries += f.tries;
    }
    g_test_message("%u of %u forgeries accepted", accepted, tries);
    g_assert_cmpuint(accepted, ==, 0);
    cpgpu_stop(g);
}

/* --------------------------------------------- answers asked in advance -- */

/*
 * Questions carry no MAC.  So the guest asks those that it expects of the
 * application, destroys the channel, and answers from its record.
 */
typedef struct Recorder {
    GHashTable *answers;        /* by number */
    ChanAnswer any;
    double usec;                /* that a question took */
} Recorder;

/* What an application looks at before it believes an answer */
static bool believes(const Chan *c, const ChanAnswer *answer, uint32_t number)
{
    const struct cpgpu_answer_value *v = &answer->value;
    uint8_t mac[CPGPU_MAC_SIZE];

    model_cmac(c->key, answer->bytes + CPGPU_MAC_SIZE,
               sizeof(*v) - CPGPU_MAC_SIZE, mac);
    return !memcmp(mac, answer->bytes, sizeof(mac)) &&
           !memcmp(v->head.type, chan_kinds[CHAN_PROTECTION].guid,
                   CPGPU_GUID_SIZE) &&
           le64_to_cpu(v->head.channel) == c->handle &&
           le32_to_cpu(v->head.sequence) == number &&
           le32_to_cpu(v->head.result) == CPGPU_RESULT_OK &&
           le32_to_cpu(v->value) == LEVEL;
}

/* Ask @count numbers from @first on, @step apart; then the channel goes */
static void record(Recorder *r, QCpgpu *g, uint64_t handle, uint32_t first,
                   uint32_t step, unsigned count)
{
    int64_t began = g_get_monotonic_time();

    r->answers = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    for (unsigned i = 0; i < count; i++) {
        ChanMsg m = { .kind = CHAN_PROTECTION, .size = 32, .room = 256 };
        ChanAnswer *answer = g_new0(ChanAnswer, 1);

        memcpy(m.query.type, chan_kinds[m.kind].guid, CPGPU_GUID_SIZE);
        m.query.channel = cpu_to_le64(handle);
        m.query.sequence = cpu_to_le32(first + i * step);
        g_assert_cmpuint(send_raw(g, &m, CPGPU_CHAN_CMD_QUERY, answer->bytes),
                         ==, OK);
        r->any = *answer;
        g_hash_table_insert(r->answers, GUINT_TO_POINTER(first + i * step),
                            answer);
    }
    r->usec = (g_get_monotonic_time() - began) / (double)count;
    g_assert_cmpuint(chan_cmd(g, 0, CPGPU_CHAN_CMD_DESTROY), ==, OK);
}

/* The best that the guest can say to a question with this number */
static ChanAnswer play_back(const Recorder *r, uint32_t number)
{
    ChanAnswer *known = g_hash_table_lookup(r->answers,
                                            GUINT_TO_POINTER(number));
    ChanAnswer patched = r->any;

    patched.head.sequence = cpu_to_le32(number);
    return known ? *known : patched;
}

/* An application that counts up by one is fooled for as long as was recorded */
static void test_next_numbers(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint8_t blob[CPGPU_BLOB_SIZE];
    unsigned believed = 0;
    Recorder r;
    Chan c;

    open_channel(&c, g, blob);
    record(&r, g, c.handle, c.query, 1, 50);
    for (unsigned i = 0; i < 100; i++) {
        ChanAnswer answer = play_back(&r, c.query + i);
        bool is_fooled = believes(&c, &answer, c.query + i);

        g_assert_cmpint(is_fooled, ==, i < 50);
        believed += is_fooled;
    }
    g_test_message("steps of 1: believes %u answers of a channel that is gone",
                   believed);
    g_hash_table_destroy(r.answers);
}

/*
 * One that takes random steps from 1 to STEPS notices immediately, except for
 * the share of numbers that was recorded.
 */
static void test_random_numbers(void)
{
    enum { STEPS = 65536, ROUNDS = 40000 };
    static const struct {
        unsigned count, step;
    } records[] = { { 100, 1 }, { 500, 131 }, { 2000, 1 }, { 2000, 32 } };
    uint8_t blob[CPGPU_BLOB_SIZE];

    for (int i = 0; i < ARRAY_SIZE(records); i++) {
        g_autoptr(QCpgpu) g = cpgpu_start(NULL);
        unsigned believed = 0, twice = 0, count = records[i].count;
        Recorder r;
        Chan c;

        open_channel(&c, g, blob);
        /* chan_msg() counts up: c.query - 1 is the last number that was used */
        record(&r, g, c.handle, c.query, records[i].step, count);
        for (int round = 0; round < ROUNDS; round++) {
            uint32_t number = c.query - 1;
            ChanAnswer answer;
            unsigned n = 0;

            do {
                number += g_test_rand_int_range(1, STEPS + 1);
                answer = play_back(&r, number);
            } while (believes(&c, &answer, number) && ++n);
            believed += n > 0;
            twice += n > 1;
        }
        g_test_message("%4u answers recorded, %.0f us each: detected at the "
                       "first question %.2f %%, expected %.2f %%; at the "
                       "second %.3f %%", count, r.usec,
                       100 - 100.0 * believed / ROUNDS,
                       100 - 100.0 * count / STEPS,
                       100 - 100.0 * twice / ROUNDS);
        g_assert_true(attack_is_chance(believed, count * (uint64_t)ROUNDS,
                                       STEPS));
        /* the attack is a real one: about as many were believed */
        g_assert_cmpuint(believed, >, count * (uint64_t)ROUNDS / STEPS / 5);
        g_assert_cmpuint(twice, <, ROUNDS / 400);
        g_hash_table_destroy(r.answers);
    }
}

UTIL_MAIN("forge",
          { "commands", test_commands }, { "next-numbers", test_next_numbers },
          { "random-numbers", test_random_numbers })
