/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: authenticated channels and their keys
 *
 * The messages are in channel-message.c.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "channel.h"
#include "cpgpu.h"
#include "keyx.h"
#include "protection.h"
#include "trace.h"

static unsigned channel_index(CpgpuState *s, const CpgpuChannel *ch)
{
    return ch - s->channels;
}

void cpgpu_channel_end_context(CpgpuState *s, uint32_t context)
{
    CpgpuProcesses *p = &s->processes;
    unsigned kept = 0;

    for (unsigned i = 0; i < p->count; i++) {
        if (p->list[i].context != context) {
            p->list[kept++] = p->list[i];
        }
    }
    p->count = kept;
}

/* ------------------------------------------------------------------ keys -- */

/* And with the key all that was configured under it */
static void drop_key(CpgpuState *s, CpgpuChannel *ch)
{
    cpgpu_wipe(ch->key, sizeof(ch->key));
    ch->bound = 0;
    cpgpu_protection_set(s, channel_index(s, ch), 0, 0);
}

/* The channel whose command the job is, the first one that waits */
static bool take(CpgpuQueue *q)
{
    CpgpuChannelQueue *cq = container_of(q, CpgpuChannelQueue, queue);
    CpgpuChannel *ch = QTAILQ_FIRST(&cq->waiting);

    q->job->cmd.session = CPGPU_NO_SESSION;
    q->job->cmd.opcode = ch->command;
    return true;
}

static CpgpuChannel *channel_of(const CpgpuJob *job)
{
    return QTAILQ_FIRST(&job->s->channel_queue.waiting);
}

static void exchange_done(CpgpuJob *job)
{
    CpgpuChannel *ch = channel_of(job);

    if (cpgpu_keyx_finish(job)) {
        memcpy(ch->key, job->key, sizeof(ch->key));
        cpgpu_wipe(job->key, sizeof(job->key));
        cpgpu_channel_set_state(job->s, ch, CPGPU_CHAN_KEYED);
    }
}

static uint8_t prepare(CpgpuJob *job)
{
    const CpgpuChannel *ch = channel_of(job);

    job->task.done = exchange_done;
    return cpgpu_keyx_prepare(job, CPGPU_IDENTITY_CHANNEL, ch->in,
                              ch->in_size);
}

void cpgpu_channel_lose_keys(CpgpuState *s)
{
    CpgpuQueue *q = &s->channel_queue.queue;
    bool any = false;

    if (q->job->queue == q) {
        cpgpu_engine_await(q->job);     /* a key that it gets is lost as well */
    }
    for (unsigned n = 0; n < s->channel_count; n++) {
        CpgpuChannel *ch = &s->channels[n];

        if (cpgpu_channel_keyed(ch)) {
            drop_key(s, ch);
            cpgpu_channel_set_state(s, ch, CPGPU_CHAN_KEY_LOST);
            any = true;
        }
    }
    if (any) {
        cpgpu_irq_raise(s, CPGPU_INTR_SESSION);
    }
    cpgpu_engine_kick(s);
}

/* -------------------------------------------------------------- commands -- */

static void finish(CpgpuState *s, CpgpuChannel *ch, uint32_t command,
                   uint8_t status)
{
    unsigned n = channel_index(s, ch);

    ch->status = status;
    memset(ch->in, 0, sizeof(ch->in));
    trace_cpgpu_channel_command(n, command, status);
    if (status) {
        cpgpu_error(s, CPGPU_SRC_CHANNEL, n, status, command);
    }
}

static void report(CpgpuJob *job)
{
    CpgpuChannel *ch = channel_of(job);

    QTAILQ_REMOVE(&job->s->channel_queue.waiting, ch, next);
    job->queue->head++;
    ch->command = 0;
    finish(job->s, ch, job->cmd.opcode, job->status);
    cpgpu_irq_raise(job->s, CPGPU_INTR_SESSION);
}

static const CpgpuQueueOps channel_ops = {
    .take = take,
    .prepare = prepare,
    .report = report,
};

static uint8_t create(CpgpuState *s, CpgpuChannel *ch)
{
    uint32_t type = s->software_protection ? CPGPU_CHAN_TYPE_SOFTWARE
                                           : CPGPU_CHAN_TYPE_HARDWARE;

    if (ch->type != type) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    ch->handle = cpgpu_keyx_new_handle(s, CPGPU_HANDLE_CHANNEL);
    cpgpu_channel_set_state(s, ch, CPGPU_CHAN_CREATED);
    return CPGPU_ST_OK;
}

static uint8_t destroy(CpgpuState *s, CpgpuChannel *ch)
{
    cpgpu_channel_set_state(s, ch, CPGPU_CHAN_FREE);
    drop_key(s, ch);
    *ch = (CpgpuChannel) { };
    return CPGPU_ST_OK;
}

/*
 * A channel gets one key in its life.  With a second key exchange, a recorded
 * exchange and the messages after it could be replayed; another channel has
 * another handle, which they do not name.
 */
static uint8_t check(const CpgpuChannel *ch, uint32_t command)
{
    if (command < CPGPU_CHAN_CMD_CREATE || command > CPGPU_CHAN_CMD_QUERY) {
        return CPGPU_ST_BAD_OPCODE;
    }
    if ((ch->state == CPGPU_CHAN_FREE) != (command == CPGPU_CHAN_CMD_CREATE)) {
        return CPGPU_ST_BAD_STATE;
    }
    if (command == CPGPU_CHAN_CMD_KEY_EXCHANGE &&
        ch->state != CPGPU_CHAN_CREATED) {
        return CPGPU_ST_BAD_STATE;
    }
    if (command >= CPGPU_CHAN_CMD_KEY_EXCHANGE &&
        (ch->in_size > CPGPU_CHAN_MESSAGE_MAX ||
         ch->out_room > CPGPU_CHAN_MESSAGE_MAX)) {
        return CPGPU_ST_BAD_SIZE;
    }
    return CPGPU_ST_OK;
}

static uint8_t write_cmd(CpgpuState *s, unsigned n, uint32_t command)
{
    CpgpuChannel *ch = &s->channels[n];
    uint8_t status = check(ch, command);

    ch->out_size = 0;
    memset(ch->out, 0, sizeof(ch->out));
    if (status) {
        finish(s, ch, command, status);
        return CPGPU_ST_OK;
    }
    switch (command) {
    case CPGPU_CHAN_CMD_KEY_EXCHANGE:
        ch->command = command;
        QTAILQ_INSERT_TAIL(&s->channel_queue.waiting, ch, next);
        s->channel_queue.queue.tail++;
        cpgpu_engine_kick(s);
        return CPGPU_ST_OK;
    case CPGPU_CHAN_CMD_CREATE:
        status = create(s, ch);
        break;
    case CPGPU_CHAN_CMD_DESTROY:
        status = destroy(s, ch);
        break;
    default:
        status = cpgpu_channel_message(s, ch,
                                       command == CPGPU_CHAN_CMD_CONFIGURE);
        break;
    }
    finish(s, ch, command, status);
    return CPGPU_ST_OK;
}

/* ------------------------------------------------------------- registers -- */

static uint32_t read_state(CpgpuState *s, unsigned n)
{
    const CpgpuChannel *ch = &s->channels[n];

    return ch->state | (ch->command ? CPGPU_CHAN_STATE_BUSY : 0);
}

static uint32_t read_protection(CpgpuState *s, unsigned n)
{
    return s->protection.levels[n].flags;
}

static bool refuse_while_busy(CpgpuState *s, unsigned n, hwaddr reg,
                              uint32_t val)
{
    if (!s->channels[n].command) {
        return false;
    }
    cpgpu_error(s, CPGPU_SRC_CHANNEL, n, CPGPU_ST_BUSY,
                reg == CPGPU_CHAN_CMD ? val : 0);
    return true;
}

#define REG(_reg) [CPGPU_REG_INDEX(CPGPU_CHAN_ ## _reg)]
#define REGS(_reg, _last) [CPGPU_REG_INDEX(CPGPU_CHAN_ ## _reg(0)) ... \
                           CPGPU_REG_INDEX(CPGPU_CHAN_ ## _reg(_last))]
#define U8(_field) CPGPU_REG_U8(CpgpuChannel, _field)
#define U32(_field) CPGPU_REG_U32(CpgpuChannel, _field)
#define ARRAY(_field, _offset) CPGPU_REG_ARRAY(CpgpuChannel, _field, _offset)

static const CpgpuReg channel_regs[] = {
    REG(STATE) = { CPGPU_RO, .read = read_state },
    REG(CMD) = { CPGPU_WO, .write = write_cmd },
    REG(STATUS) = { CPGPU_RO, U8(status) },
    REG(TYPE) = { CPGPU_RW, U32(type), .setup = true },
    REG(CONTEXT) = { CPGPU_RW, U32(context), .setup = true },
    REG(IN_SIZE) = { CPGPU_RW, U32(in_size) },
    REG(OUT_ROOM) = { CPGPU_RW, U32(out_room) },
    REG(OUT_SIZE) = { CPGPU_RO, U32(out_size) },
    REG(HANDLE_LO) = { CPGPU_RO, CPGPU_REG_LO(CpgpuChannel, handle) },
    REG(HANDLE_HI) = { CPGPU_RO, CPGPU_REG_HI(CpgpuChannel, handle) },
    REG(PROTECTION) = { CPGPU_RO, .read = read_protection },
    REGS(IN, 63) = { CPGPU_WO, ARRAY(in, CPGPU_CHAN_IN(0)) },
    REGS(OUT, 63) = { CPGPU_RO, ARRAY(out, CPGPU_CHAN_OUT(0)) },
};

const CpgpuRegBlock cpgpu_channel_block = {
    .regs = channel_regs,
    .count = ARRAY_SIZE(channel_regs),
    .in_use = offsetof(CpgpuChannel, state),
    .refuse = refuse_while_busy,
};

/* ------------------------------------------------------------------ life -- */

void cpgpu_channel_reset(CpgpuState *s)
{
    for (unsigned n = 0; n < s->channel_count; n++) {
        cpgpu_wipe(&s->channels[n], sizeof(s->channels[n]));
    }
    QTAILQ_INIT(&s->channel_queue.waiting);
    s->processes.count = 0;
}

void cpgpu_channel_init(CpgpuState *s)
{
    CpgpuChannelQueue *cq = &s->channel_queue;

    s->channels = g_new0(CpgpuChannel, s->channel_count);
    QTAILQ_INIT(&cq->waiting);
    cq->queue.ops = &channel_ops;
    cq->queue.job = &s->engine.shared_job;
    cpgpu_engine_add_priority(s, &cq->queue);
}

void cpgpu_channel_exit(CpgpuState *s)
{
    cpgpu_channel_reset(s);
    g_free(s->channels);
}
