/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random programs, see cpgpu-program.h: sessions, channels, events */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/pci/pci_regs.h"
#include "cpgpu-model.h"
#include "cpgpu-world.h"

#define ROUNDS          200     /* of commands, in one program */

/* Key exchange data from the application, which keeps a copy for the guest */
static const uint8_t *new_blob(World *w, const uint8_t *key, bool channel)
{
    uint8_t *blob = w->blobs[w->blob_count++ % BLOBS];

    util_wrap(w->g, channel, key, blob);
    return blob;
}

/* One of those that the guest has: of all, or of the newest */
static const uint8_t *old_blob(World *w)
{
    unsigned count = MIN(w->blob_count, world_below(w, 2) ? BLOBS : 4);

    if (!count) {
        return NULL;
    }
    return w->blobs[(w->blob_count - 1 - world_below(w, count)) % BLOBS];
}

static uint32_t session_cmd(World *w, unsigned n, uint32_t cmd)
{
    uint32_t status;

    w->stats->requests++;
    status = cpgpu_sess_cmd(w->g, n, cmd);
    if (status == CPGPU_ST_OK && cmd == CPGPU_SESS_CMD_REFRESH_START) {
        cpgpu_sess_random(w->g, n, w->random[n]);
        world_saw(w, n, w->random[n]);
    } else if (status == CPGPU_ST_OK && cmd == CPGPU_SESS_CMD_REFRESH_FINISH) {
        ref_xor(w->keys[n], w->keys[n], w->random[n], CPGPU_KEY_SIZE);
    }
    return status;
}

static uint32_t session_exchange(World *w, unsigned n, const uint8_t *blob)
{
    cpgpu_sess_blob(w->g, n, blob);
    return session_cmd(w, n, CPGPU_SESS_CMD_KEY_EXCHANGE);
}

/* All that the application does to begin: a session with pages of its own */
static void session_begin(World *w, unsigned n)
{
    uint8_t key[CPGPU_KEY_SIZE];

    if (cpgpu_sess_state(w->g, n) == CPGPU_SESS_FREE) {
        cpgpu_writel(w->g, cpgpu_sess(n, CPGPU_SESS_CONTEXT),
                     world_below(w, 3));
        session_cmd(w, n, CPGPU_SESS_CMD_CREATE);
    }
    world_random(w, key);
    if (session_exchange(w, n, new_blob(w, key, false)) == CPGPU_ST_OK) {
        memcpy(w->keys[n], key, sizeof(key));
    }
    world_seal_home(w, n);
}

/* The guest gives a session whatever blob it has. */
static void session_replay(World *w, unsigned n)
{
    const uint8_t *blob = old_blob(w);

    if (blob) {
        session_exchange(w, n, blob);
        world_seal_home(w, n);
    }
}

/* The application uses a key for a second session of its own. */
static void session_same_key(World *w, unsigned n)
{
    unsigned from = world_below(w, SESSIONS);

    if (session_exchange(w, n, new_blob(w, w->keys[from], false)) ==
        CPGPU_ST_OK) {
        memcpy(w->keys[n], w->keys[from], CPGPU_KEY_SIZE);
    }
    world_seal_home(w, n);
}

static void session_any(World *w, unsigned n)
{
    static const uint32_t sizes[] = { CPGPU_KEY_SIZE, CPGPU_KEY_SIZE,
                                      CPGPU_BLOB_SIZE, 0, 17 };

    cpgpu_writel(w->g, cpgpu_sess(n, CPGPU_SESS_SIZE),
                 sizes[world_below(w, ARRAY_SIZE(sizes))]);
    session_cmd(w, n, 1 + world_below(w, 6));
}

static uint32_t channel_cmd(World *w, unsigned n, uint32_t cmd)
{
    w->stats->requests++;
    return chan_cmd(w->g, n, cmd);
}

static void remember_message(World *w, const void *bytes, unsigned size)
{
    Bytes *m = &w->messages[w->message_count++ % MESSAGES];

    m->size = MIN(size, sizeof(m->bytes));
    memcpy(m->bytes, bytes, m->size);
}

static void channel_send(World *w, unsigned n, const void *bytes,
                         unsigned size, bool command)
{
    uint8_t answer[CPGPU_CHAN_MESSAGE_MAX];
    unsigned len;

    chan_put(w->g, n, bytes, size);
    cpgpu_writel(w->g, cpgpu_chan(n, CPGPU_CHAN_OUT_ROOM),
                 CPGPU_CHAN_MESSAGE_MAX);
    channel_cmd(w, n, command ? CPGPU_CHAN_CMD_CONFIGURE
                              : CPGPU_CHAN_CMD_QUERY);
    len = chan_reg(w->g, n, CPGPU_CHAN_OUT_SIZE);
    if (len >= CPGPU_MAC_SIZE) {
        qpci_memread(&w->g->dev, w->g->mmio, cpgpu_chan(n, CPGPU_CHAN_OUT(0)),
                     answer, len);
        world_saw(w, EVERYBODY, answer);
        remember_message(w, answer, len);
    }
}

static void channel_begin(World *w, unsigned n)
{
    Chan *c = &w->channels[n];
    ChanMsg m;

    channel_cmd(w, n, CPGPU_CHAN_CMD_DESTROY);
    *c = (Chan) { .g = w->g, .n = n, .context = world_below(w, 3) };
    cpgpu_writel(w->g, cpgpu_chan(n, CPGPU_CHAN_TYPE),
                 CPGPU_CHAN_TYPE_HARDWARE);
    cpgpu_writel(w->g, cpgpu_chan(n, CPGPU_CHAN_CONTEXT), c->context);
    channel_cmd(w, n, CPGPU_CHAN_CMD_CREATE);
    c->handle = chan_reg_handle(w->g, n);
    world_random(w, c->key);
    chan_put(w->g, n, new_blob(w, c->key, true), CPGPU_BLOB_SIZE);
    channel_cmd(w, n, CPGPU_CHAN_CMD_KEY_EXCHANGE);
    m = chan_msg(c, CHAN_INITIALIZE);
    chan_sign(c, &m);
    channel_send(w, n, m.bytes, m.size, true);
}

/* The guest gives a channel whatever blob it has. */
static void channel_replay_blob(World *w, unsigned n)
{
    const uint8_t *blob = old_blob(w);

    if (blob) {
        channel_cmd(w, n, CPGPU_CHAN_CMD_DESTROY);
        channel_cmd(w, n, CPGPU_CHAN_CMD_CREATE);
        chan_put(w->g, n, blob, CPGPU_BLOB_SIZE);
        channel_cmd(w, n, CPGPU_CHAN_CMD_KEY_EXCHANGE);
    }
}

/* A message that the application could send */
static void channel_say(World *w, unsigned n)
{
    Chan *c = &w->channels[n];
    ChanMsg m = chan_msg(c, world_below(w, CHAN_KINDS));
    bool command = m.kind < CHAN_COMMANDS;

    if (m.kind == CHAN_SET_PROTECTION) {
        m.protection.flags = cpu_to_le32(world_below(w, 8) ? world_below(w, 2)
                                                           : 2);
    } else if (m.kind == CHAN_BIND_SESSION) {
        uint64_t handle = cpgpu_sess_handle(w->g, world_below(w, SESSIONS));

        m.session.session = cpu_to_le64(handle);
    }
    if (command) {
        chan_sign(c, &m);
        remember_message(w, m.bytes, m.size);
    }
    channel_send(w, n, m.bytes, m.size, command);
}

/* A message that was sent before, with or without a change */
static void channel_replay(World *w, unsigned n)
{
    unsigned count = MIN(w->message_count, MESSAGES);
    Bytes m;

    if (!count) {
        return;
    }
    m = w->messages[world_below(w, count)];
    if (world_below(w, 2)) {
        uint8_t value[16];

        world_value(w, EVERYBODY, value);
        memcpy(m.bytes + world_below(w, m.size / 16) * 16, value, 16);
    }
    channel_send(w, n, m.bytes, m.size, world_below(w, 4));
}

/* What the CPU sees of video memory, and what it writes there */
static void touch_pages(World *w, unsigned n)
{
    uint64_t at = world_below(w, SESSIONS * HOME / 16) * 16;
    uint8_t blocks[4][16];

    n = at / HOME;
    if (world_below(w, 4)) {
        cpgpu_vram_read(w->g, at, blocks, sizeof(blocks));
        world_saw(w, n, blocks[0]);
        world_saw(w, n, blocks[3]);
    } else {
        for (unsigned i = 0; i < ARRAY_SIZE(blocks); i++) {
            world_value(w, n, blocks[i]);
        }
        cpgpu_vram_write(w->g, at, blocks, sizeof(blocks));
    }
}

static void look_at_screen(World *w, unsigned n)
{
    util_mode(w->g, 64, 64, 60000);
    cpgpu_writel(w->g, CPGPU_DISP_CTRL, CPGPU_DISP_CTRL_ENABLE);
    util_plane(w->g, world_below(w, SESSIONS) * HOME, 256);
    qtest_clock_step(w->g->qts, 20 * 1000 * 1000);
    util_picture_free(util_screendump(w->g));
    cpgpu_writel(w->g, CPGPU_DISP_CTRL, 0);
}

/* The RNG fails for a while, and comes back. */
static void fail_rng(World *w, unsigned n)
{
    cpgpu_qom_set(w->g, "rng-fault", world_below(w, 2) ? "stuck" : "biased");
    cpgpu_writel(w->g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESEED);
    world_commands(w);
    cpgpu_qom_set(w->g, "rng-fault", "none");
    cpgpu_writel(w->g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
}

static void flr(World *w)
{
    QPCIDevice *dev = &w->g->dev;
    uint8_t cap = qpci_find_capability(dev, PCI_CAP_ID_EXP, 0);

    qpci_config_writew(dev, cap + PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
}

static void start_up(World *w)
{
    cpgpu_enable(w->g);
    for (unsigned i = 0; i < RINGS; i++) {
        cpgpu_ring_on_n(w->g, i, 6);
    }
    for (unsigned n = 0; n < SESSIONS; n++) {
        session_begin(w, n);
    }
}

static void reset(World *w, unsigned n)
{
    switch (world_below(w, 3)) {
    case 0:
        cpgpu_writel(w->g, CPGPU_CTRL, CPGPU_CTRL_RESET);
        break;
    case 1:
        flr(w);
        break;
    default:
        qtest_qmp_assert_success(w->g->qts, "{'execute': 'system_reset'}");
        qtest_qmp_eventwait(w->g->qts, "RESET");
        break;
    }
    start_up(w);
}

static void lose(World *w, unsigned n)
{
    switch (world_below(w, 6)) {
    case 0:
        cpgpu_qom_set(w->g, "teardown", world_below(w, 2) ? "keys" : "content");
        break;
    case 1:
        cpgpu_lose_content(w->g, n);
        break;
    case 2:
        cpgpu_link(w->g, world_below(w, 4));
        break;
    default:
        cpgpu_lose_key(w->g, n);
        break;
    }
}

static void random_registers(World *w, unsigned n)
{
    static const uint32_t blocks[] = {
        CPGPU_MMIO_RNG, CPGPU_MMIO_DISPLAY, CPGPU_MMIO_SESSION(0),
        CPGPU_MMIO_SESSION(1), cpgpu_chan(0, 0), cpgpu_chan(1, 0),
    };
    uint32_t block = blocks[world_below(w, ARRAY_SIZE(blocks))];

    for (int i = 0; i < 16; i++) {
        uint32_t reg = block + 4 * world_below(w, 16);

        if (world_below(w, 2)) {
            cpgpu_readl(w->g, reg);
        } else {
            cpgpu_writel(w->g, reg, world_below(w, 64));
        }
    }
}

static void session_destroy(World *w, unsigned n)
{
    session_cmd(w, n, CPGPU_SESS_CMD_DESTROY);
}

typedef void Event(World *w, unsigned n);

static void rare_event(World *w, unsigned n)
{
    static Event *const events[] = {
        reset, lose, lose, fail_rng, look_at_screen, random_registers,
        session_same_key, session_destroy,
    };

    events[world_below(w, ARRAY_SIZE(events))](w, n);
}

/* To a session or to a channel, both of which have numbers below SESSIONS */
static void event(World *w)
{
    static Event *const events[] = {
        rare_event, session_begin, session_replay, channel_begin,
        channel_replay_blob, channel_say, channel_say, channel_replay,
        session_any, touch_pages, touch_pages, touch_pages,
    };

    unsigned n = world_below(w, SESSIONS);

    QEMU_BUILD_BUG_ON(CHANNELS != SESSIONS);
    events[world_below(w, ARRAY_SIZE(events))](w, n);
}

/* Sessions that lost their key get another one now and then. */
static void keep_alive(World *w)
{
    for (unsigned n = 0; n < SESSIONS; n++) {
        uint32_t state = cpgpu_sess_state(w->g, n);

        if (state != CPGPU_SESS_KEYED && state != CPGPU_SESS_REFRESH &&
            world_below(w, 2)) {
            session_begin(w, n);
        }
    }
}

void program_run(uint32_t seed, ProgramStats *stats)
{
    World *w = world_new(seed, stats);

    start_up(w);
    for (int i = 0; i < ROUNDS; i++) {
        world_commands(w);
        event(w);
        keep_alive(w);
    }
    world_free(w);
    stats->programs++;
}
