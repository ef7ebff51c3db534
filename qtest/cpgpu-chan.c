/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other end of an authenticated channel, see cpgpu-chan.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"
#include "cpgpu-model.h"

/* One more argument, true, says that the kind is software_only */
#define COMMAND(id, guid, type, ...) \
    { id, CPGPU_CONFIGURE_##guid, sizeof(struct cpgpu_configure_##type), \
      sizeof(struct cpgpu_answer), __VA_ARGS__ }
#define QUESTION(id, guid, ask, answer, ...) \
    { id, CPGPU_QUERY_##guid, sizeof(struct cpgpu_query##ask), \
      sizeof(struct cpgpu_answer_##answer), __VA_ARGS__ }

const ChanKind chan_kinds[CHAN_KINDS] = {
    [CHAN_INITIALIZE] = COMMAND("initialize", INITIALIZE, initialize),
    [CHAN_SET_PROTECTION] = COMMAND("set protection", PROTECTION, protection),
    [CHAN_BIND_SESSION] = COMMAND("bind session", CRYPTO_SESSION,
                                  crypto_session),
    [CHAN_SHARE] = COMMAND("share", SHARED_RESOURCE, shared_resource, true),
    [CHAN_SET_ENCRYPTION] = COMMAND("set encryption",
                                    ENCRYPTION_WHEN_ACCESSIBLE, encryption),
    [CHAN_PROTECTION] = QUESTION("protection", PROTECTION, , value),
    [CHAN_TYPE] = QUESTION("type", CHANNEL_TYPE, , value),
    [CHAN_DEVICE] = QUESTION("device", DEVICE_HANDLE, , device_handle),
    [CHAN_SESSION] = QUESTION("session", CRYPTO_SESSION, _crypto_session,
                              crypto_session),
    [CHAN_PROCESS_COUNT] = QUESTION("process count", PROCESS_COUNT, , value,
                                    true),
    [CHAN_PROCESS] = QUESTION("process", PROCESS, _index, process, true),
    [CHAN_UNRESTRICTED_COUNT] = QUESTION("unrestricted count",
                                         UNRESTRICTED_COUNT, , value, true),
    [CHAN_OUTPUT_COUNT] = QUESTION("output count", OUTPUT_ID_COUNT,
                                   _output_id_count, output_id_count),
    [CHAN_OUTPUT] = QUESTION("output", OUTPUT_ID, _output_id, output_id),
    [CHAN_ACCESSIBILITY] = QUESTION("accessibility", ACCESSIBILITY, ,
                                    accessibility),
    [CHAN_ENCRYPTION_COUNT] = QUESTION("encryption count", ENCRYPTION_COUNT, ,
                                       value),
    [CHAN_ENCRYPTION] = QUESTION("encryption", ENCRYPTION, _index, encryption),
    [CHAN_CURRENT_ENCRYPTION] = QUESTION("current encryption",
                                         CURRENT_ENCRYPTION, ,
                                         current_encryption),
};

/* ------------------------------------------------------------- registers -- */

uint32_t chan_reg(QCpgpu *g, unsigned n, uint32_t reg)
{
    return cpgpu_readl(g, cpgpu_chan(n, reg));
}

uint64_t chan_reg_handle(QCpgpu *g, unsigned n)
{
    return cpgpu_readq(g, cpgpu_chan(n, CPGPU_CHAN_HANDLE_LO));
}

void chan_put(QCpgpu *g, unsigned n, const void *buf, unsigned size)
{
    uint8_t words[CPGPU_CHAN_MESSAGE_MAX] = { 0 };

    memcpy(words, buf, MIN(size, sizeof(words)));
    qpci_memwrite(&g->dev, g->mmio, cpgpu_chan(n, CPGPU_CHAN_IN(0)), words,
                  MIN(ROUND_UP(size, 4), sizeof(words)));
    cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_IN_SIZE), size);
}

uint32_t chan_wait(QCpgpu *g, unsigned n)
{
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;

    while (chan_reg(g, n, CPGPU_CHAN_STATE) & CPGPU_CHAN_STATE_BUSY) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(50);
    }
    return chan_reg(g, n, CPGPU_CHAN_STATUS);
}

uint32_t chan_cmd(QCpgpu *g, unsigned n, uint32_t cmd)
{
    cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_CMD), cmd);
    return chan_wait(g, n);
}

uint32_t chan_type(QCpgpu *g)
{
    uint32_t caps = cpgpu_readl(g, CPGPU_CAPS);
    bool software = caps & CPGPU_CAP_SOFTWARE;

    g_assert(!software == !!(caps & CPGPU_CAP_HARDWARE));
    return software ? CPGPU_CHAN_TYPE_SOFTWARE : CPGPU_CHAN_TYPE_HARDWARE;
}

void chan_assert_cmd(QCpgpu *g, unsigned n, uint32_t cmd, uint32_t status)
{
    g_assert_cmpuint(chan_cmd(g, n, cmd), ==, status);
    if (status) {
        cpgpu_assert_error(g, status, CPGPU_SRC_CHANNEL, n, cmd);
    } else {
        cpgpu_assert_no_error(g);
    }
}

/* -------------------------------------------------------- open and close -- */

void chan_create(Chan *c, QCpgpu *g, unsigned n, uint32_t context)
{
    *c = (Chan) { .g = g, .n = n, .type = chan_type(g), .context = context };
    cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_TYPE), c->type);
    cpgpu_writel(g, cpgpu_chan(n, CPGPU_CHAN_CONTEXT), context);
    chan_assert_cmd(g, n, CPGPU_CHAN_CMD_CREATE, CPGPU_ST_OK);
    chan_assert_state(g, n, CREATED);
    c->handle = chan_reg_handle(g, n);
    g_assert_cmphex(c->handle, !=, 0);
    g_assert_cmphex(c->handle, <, 1ull << 47);
}

void chan_put_key(QCpgpu *g, unsigned n, const uint8_t key[CPGPU_KEY_SIZE],
                  uint8_t flip)
{
    uint8_t blob[CPGPU_BLOB_SIZE];

    cpgpu_wrap_for_channel(g, key, CPGPU_KEY_SIZE, blob);
    blob[99] ^= flip;
    chan_put(g, n, blob, sizeof(blob));
}

void chan_key(Chan *c, const uint8_t key[CPGPU_KEY_SIZE])
{
    memcpy(c->key, key, CPGPU_KEY_SIZE);
    chan_put_key(c->g, c->n, key, 0);
    chan_assert_cmd(c->g, c->n, CPGPU_CHAN_CMD_KEY_EXCHANGE, CPGPU_ST_OK);
    chan_assert_state(c->g, c->n, KEYED);
}

void chan_init(Chan *c, uint32_t configure, uint32_t query)
{
    ChanMsg m = chan_msg(c, CHAN_INITIALIZE);

    m.initialize.start_configure = cpu_to_le32(configure);
    m.initialize.start_query = cpu_to_le32(query);
    cpgpu_assert_ok(chan_sign_send(c, &m));
    chan_assert_state(c->g, c->n, READY);
    c->configure = configure;
    c->query = query;
}

void chan_open(Chan *c, QCpgpu *g, unsigned n, uint32_t context)
{
    uint8_t key[CPGPU_KEY_SIZE] = "channel key ....";

    key[15] = n;
    chan_create(c, g, n, context);
    chan_key(c, key);
    chan_init(c, 1000 * n + 17, 0x80000000 - n);
}

QCpgpu *chan_start(Chan *c, const char *device_opts)
{
    QCpgpu *g = cpgpu_start(device_opts);

    chan_open(c, g, 0, 1);
    return g;
}

void chan_destroy(Chan *c)
{
    chan_assert_cmd(c->g, c->n, CPGPU_CHAN_CMD_DESTROY, CPGPU_ST_OK);
    chan_assert_state(c->g, c->n, FREE);
    c->handle = 0;
}

/* -------------------------------------------------------------- messages -- */

static void fill_command(Chan *c, ChanMsg *m)
{
    static const uint8_t ctr[] = CPGPU_ENCRYPTION_AES128_CTR;

    memcpy(m->configure.type, chan_kinds[m->kind].guid, CPGPU_GUID_SIZE);
    m->configure.channel = cpu_to_le64(c->handle);
    if (m->kind != CHAN_INITIALIZE) {
        m->configure.sequence = cpu_to_le32(c->configure++);
    }
    switch (m->kind) {
    case CHAN_BIND_SESSION:
        m->session.device = cpu_to_le64(CPGPU_DEVICE_HANDLE(c->context));
        break;
    case CHAN_SHARE:
        m->share.process_type = cpu_to_le32(CPGPU_PROCESS_DWM);
        m->share.allow = cpu_to_le32(1);
        break;
    case CHAN_SET_ENCRYPTION:
        memcpy(m->encryption.encryption, ctr, sizeof(ctr));
        break;
    }
}

static void fill_question(Chan *c, ChanMsg *m)
{
    memcpy(m->query.type, chan_kinds[m->kind].guid, CPGPU_GUID_SIZE);
    m->query.channel = cpu_to_le64(c->handle);
    m->query.sequence = cpu_to_le32(c->query++);
    if (m->kind == CHAN_OUTPUT_COUNT || m->kind == CHAN_OUTPUT) {
        m->output.device = cpu_to_le64(CPGPU_DEVICE_HANDLE(c->context));
    }
}

ChanMsg chan_msg(Chan *c, unsigned kind)
{
    ChanMsg m = {
        .kind = kind, .size = chan_kinds[kind].in,
        .room = CPGPU_CHAN_MESSAGE_MAX,
    };

    if (kind < CHAN_COMMANDS) {
        fill_command(c, &m);
    } else {
        fill_question(c, &m);
    }
    return m;
}

void chan_sign(const Chan *c, ChanMsg *m)
{
    if (m->kind < CHAN_COMMANDS) {
        model_cmac(c->key, m->bytes + CPGPU_MAC_SIZE,
                   chan_kinds[m->kind].in - CPGPU_MAC_SIZE, m->bytes);
    }
}

/* --------------------------------------------------------------- answers -- */

static uint32_t result_of(uint32_t status)
{
    switch (status) {
    case CPGPU_ST_OK:
        return CPGPU_RESULT_OK;
    case CPGPU_ST_NOT_AVAILABLE:
        return CPGPU_RESULT_FAIL;
    default:
        return CPGPU_RESULT_INVALIDARG;
    }
}

/* The kind that a GUID says, or -1 */
static int kind_of(const uint8_t *guid, bool command)
{
    for (int i = command ? 0 : CHAN_COMMANDS;
         i < (command ? CHAN_COMMANDS : CHAN_KINDS); i++) {
        if (!memcmp(chan_kinds[i].guid, guid, CPGPU_GUID_SIZE)) {
            return i;
        }
    }
    return -1;
}

/* Bytes that an answer to @m must have; 0: none */
static unsigned answer_size(const ChanMsg *m)
{
    bool command = m->kind < CHAN_COMMANDS;
    unsigned out = sizeof(struct cpgpu_answer);
    int kind;

    if (m->size > CPGPU_CHAN_MESSAGE_MAX || m->room > CPGPU_CHAN_MESSAGE_MAX ||
        m->room < out || m->size < (command ? sizeof(struct cpgpu_configure) :
                                    sizeof(struct cpgpu_query))) {
        return 0;
    }
    kind = kind_of(command ? m->configure.type : m->query.type, command);
    if (kind >= 0) {
        out = chan_kinds[kind].out;
    }
    return out <= m->room ? out : 0;
}

static void check_answer(Chan *c, const ChanMsg *m, uint32_t status,
                         bool keyed)
{
    const uint8_t *asked = m->kind < CHAN_COMMANDS ? m->configure.type
                                                   : m->query.type;
    const struct cpgpu_answer *head = &c->last.head;
    uint8_t mac[CPGPU_MAC_SIZE] = { 0 };

    g_assert_cmpuint(c->last.size, ==, answer_size(m));
    g_assert_cmpuint(c->last.size, <=, sizeof(c->last.bytes));
    g_assert_true(util_is_zero(c->last.bytes + c->last.size,
                               sizeof(c->last.bytes) - c->last.size));
    if (!c->last.size) {
        g_assert_cmpuint(status, !=, CPGPU_ST_OK);
        return;
    }
    if (keyed) {
        model_cmac(c->key, c->last.bytes + CPGPU_MAC_SIZE,
                   c->last.size - CPGPU_MAC_SIZE, mac);
    }
    g_assert_cmpmem(head->omac, sizeof(mac), mac, sizeof(mac));
    /* type, channel and sequence are in the same order in all heads */
    g_assert_cmpmem(head->type, 28, asked, 28);
    g_assert_cmphex(le32_to_cpu(head->result), ==, result_of(status));
    if (status) {
        g_assert_true(util_is_zero(c->last.bytes + sizeof(*head),
                                   sizeof(c->last.bytes) - sizeof(*head)));
    }
}

static uint32_t cmd_of(const ChanMsg *m)
{
    return m->kind < CHAN_COMMANDS ? CPGPU_CHAN_CMD_CONFIGURE
                                   : CPGPU_CHAN_CMD_QUERY;
}

uint32_t chan_send_quick(Chan *c, const ChanMsg *m, bool keyed)
{
    uint32_t regs[CPGPU_CHAN_PROTECTION / 4 + 1], status;
    QCpgpu *g = c->g;

    qpci_memwrite(&g->dev, g->mmio, cpgpu_chan(c->n, CPGPU_CHAN_IN(0)),
                  m->bytes, MIN(ROUND_UP(m->size, 4), sizeof(m->bytes)));
    cpgpu_writel(g, cpgpu_chan(c->n, CPGPU_CHAN_CMD), cmd_of(m));
    qpci_memread(&g->dev, g->mmio, cpgpu_chan(c->n, 0), regs, sizeof(regs));
    c->state = le32_to_cpu(regs[CPGPU_CHAN_STATE / 4]);
    g_assert_cmphex(c->state & CPGPU_CHAN_STATE_BUSY, ==, 0);
    c->protection = le32_to_cpu(regs[CPGPU_CHAN_PROTECTION / 4]);
    status = le32_to_cpu(regs[CPGPU_CHAN_STATUS / 4]);
    c->last.size = le32_to_cpu(regs[CPGPU_CHAN_OUT_SIZE / 4]);
    qpci_memread(&g->dev, g->mmio, cpgpu_chan(c->n, CPGPU_CHAN_OUT(0)),
                 c->last.bytes, sizeof(c->last.bytes));
    check_answer(c, m, status, keyed);
    return status;
}

uint32_t chan_send(Chan *c, const ChanMsg *m)
{
    uint32_t state = chan_reg(c->g, c->n, CPGPU_CHAN_STATE), status;

    cpgpu_writel(c->g, cpgpu_chan(c->n, CPGPU_CHAN_IN_SIZE), m->size);
    cpgpu_writel(c->g, cpgpu_chan(c->n, CPGPU_CHAN_OUT_ROOM), m->room);
    cpgpu_assert_no_error(c->g);
    status = chan_send_quick(c, m, state == CPGPU_CHAN_KEYED ||
                                   state == CPGPU_CHAN_READY);
    if (status) {
        cpgpu_assert_error(c->g, status, CPGPU_SRC_CHANNEL, c->n, cmd_of(m));
    } else {
        cpgpu_assert_no_error(c->g);
    }
    return status;
}

uint32_t chan_sign_send(Chan *c, ChanMsg *m)
{
    chan_sign(c, m);
    return chan_send(c, m);
}

/* ------------------------------------------------------------- dialogues -- */

uint32_t chan_ask(Chan *c, unsigned kind)
{
    ChanMsg m = chan_msg(c, kind);

    return chan_send(c, &m);
}

uint32_t chan_ask_value(Chan *c, unsigned kind)
{
    cpgpu_assert_ok(chan_ask(c, kind));
    g_assert_cmphex(c->last.value.pad, ==, 0);
    return le32_to_cpu(c->last.value.value);
}

uint32_t chan_set_protection(Chan *c, uint32_t flags)
{
    ChanMsg m = chan_msg(c, CHAN_SET_PROTECTION);

    m.protection.flags = cpu_to_le32(flags);
    return chan_sign_send(c, &m);
}

uint32_t chan_bind(Chan *c, uint64_t session)
{
    ChanMsg m = chan_msg(c, CHAN_BIND_SESSION);

    m.session.session = cpu_to_le64(session);
    return chan_sign_send(c, &m);
}

uint32_t chan_share(Chan *c, uint32_t type, uint64_t process, bool allow)
{
    ChanMsg m = chan_msg(c, CHAN_SHARE);

    m.share.process_type = cpu_to_le32(type);
    m.share.process = cpu_to_le64(process);
    m.share.allow = cpu_to_le32(allow);
    return chan_sign_send(c, &m);
}

uint64_t chan_bound(Chan *c)
{
    cpgpu_assert_ok(chan_ask(c, CHAN_SESSION));
    g_assert_cmphex(c->last.session.decoder, ==, 0);
    return le64_to_cpu(c->last.session.session);
}

void chan_sess_create(QCpgpu *g, unsigned n, uint32_t context)
{
    cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_CONTEXT), context);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_CREATE));
    cpgpu_assert_no_error(g);
}
