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

static void write_cmd(CpgpuState *s, CpgpuChannel *ch, uint32_t command)
{
    uint8_t status = check(ch, command);

    ch->out_size = 0;
    memset(ch->out, 0, sizeof(ch->out));
    if (status) {
        finish(s, ch, command, status);
        return;
    }
    switch (command) {
    case CPGPU_CHAN_CMD_KEY_EXCHANGE:
        ch->command = command;
        QTAILQ_INSERT_TAIL(&s->channel_queue.waiting, ch, next);
        s->channel_queue.queue.tail++;
        cpgpu_engine_kick(s);
        return;
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
}

/* ------------------------------------------------------------- registers -- */

uint8_t cpgpu_channel_read(CpgpuState *s, unsigned n, hwaddr reg,
                           uint32_t *val)
{
    CpgpuChannel *ch = &s->channels[n];

    switch (reg) {
    case CPGPU_CHAN_STATE:
        *val = ch->state | (ch->command ? CPGPU_CHAN_STATE_BUSY : 0);
        break;
    case CPGPU_CHAN_STATUS:
        *val = ch->status;
        break;
    case CPGPU_CHAN_TYPE:
        *val = ch->type;
        break;
    case CPGPU_CHAN_CONTEXT:
        *val = ch->context;
        break;
    case CPGPU_CHAN_IN_SIZE:
        *val = ch->in_size;
        break;
    case CPGPU_CHAN_OUT_ROOM:
        *val = ch->out_room;
        break;
    case CPGPU_CHAN_OUT_SIZE:
        *val = ch->out_size;
        break;
    case CPGPU_CHAN_HANDLE_LO:
        *val = ch->handle;
        break;
    case CPGPU_CHAN_HANDLE_HI:
        *val = ch->handle >> 32;
        break;
    case CPGPU_CHAN_PROTECTION:
        *val = s->protection.levels[n].flags;
        break;
    case CPGPU_CHAN_OUT(0) ... CPGPU_CHAN_OUT(63):
        *val = ldl_le_p(ch->out + (reg - CPGPU_CHAN_OUT(0)));
        break;
    case CPGPU_CHAN_CMD:
    case CPGPU_CHAN_IN(0) ... CPGPU_CHAN_IN(63):
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    return CPGPU_ST_OK;
}

static uint8_t write_while_free(const CpgpuChannel *ch, uint32_t *reg,
                                uint32_t val)
{
    if (ch->state != CPGPU_CHAN_FREE) {
        return CPGPU_ST_BAD_STATE;
    }
    *reg = val;
    return CPGPU_ST_OK;
}

static uint8_t write_reg(CpgpuState *s, CpgpuChannel *ch, hwaddr reg,
                         uint32_t val)
{
    switch (reg) {
    case CPGPU_CHAN_CMD:
        write_cmd(s, ch, val);
        break;
    case CPGPU_CHAN_TYPE:
        return write_while_free(ch, &ch->type, val);
    case CPGPU_CHAN_CONTEXT:
        return write_while_free(ch, &ch->context, val);
    case CPGPU_CHAN_IN_SIZE:
        ch->in_size = val;
        break;
    case CPGPU_CHAN_OUT_ROOM:
        ch->out_room = val;
        break;
    case CPGPU_CHAN_IN(0) ... CPGPU_CHAN_IN(63):
        stl_le_p(ch->in + (reg - CPGPU_CHAN_IN(0)), val);
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    return CPGPU_ST_OK;
}

uint8_t cpgpu_channel_write(CpgpuState *s, unsigned n, hwaddr reg,
                            uint32_t val)
{
    CpgpuChannel *ch = &s->channels[n];

    if (ch->command) {
        cpgpu_error(s, CPGPU_SRC_CHANNEL, n, CPGPU_ST_BUSY,
                    reg == CPGPU_CHAN_CMD ? val : 0);
        return CPGPU_ST_OK;
    }
    return write_reg(s, ch, reg, val);
}

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
