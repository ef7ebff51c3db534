/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: authenticated channels, their keys, and what they enable
 *
 * What is said over them is in channel-message.c.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "caps.h"
#include "cpgpu.h"
#include "trace.h"

static unsigned channel_index(CpgpuState *s, const CpgpuChannel *ch)
{
    return ch - s->channels;
}

void cpgpu_channel_set_state(CpgpuState *s, CpgpuChannel *ch, uint8_t state)
{
    trace_cpgpu_channel_state(channel_index(s, ch), ch->state, state);
    ch->state = state;
}

/* ------------------------------------------------------ protection level -- */

uint32_t cpgpu_channel_protection(CpgpuState *s, uint32_t context)
{
    uint32_t flags = 0;

    for (unsigned n = 0; n < s->channel_count; n++) {
        if (s->channels[n].context == context) {
            flags |= s->channels[n].protection;
        }
    }
    return flags;
}

/* Content may not leave the video memory before somebody has it protected. */
static bool protected_enough(CpgpuState *s, uint32_t flags)
{
    return (flags & CPGPU_PROTECTION_ENABLED) ||
           (cpgpu_caps(s) & CPGPU_CAP_PROTECTION_ALWAYS_ON);
}

bool cpgpu_channel_may_show(CpgpuState *s, const CpgpuSession *ss)
{
    uint32_t flags = cpgpu_channel_protection(s, ss->context);

    return protected_enough(s, flags) &&
           (s->protection.link_protected || !(flags & CPGPU_PROTECTION_ENABLED ||
                                   s->protection.require_protected_link));
}

/* The plane always fills the screen; what is read back may go anywhere. */
bool cpgpu_channel_may_read_back(CpgpuState *s, const CpgpuSession *ss)
{
    uint32_t flags = cpgpu_channel_protection(s, ss->context);

    return protected_enough(s, flags) &&
           !(flags & CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN);
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

/* And with the key all that was settled under it. */
static void drop_key(CpgpuState *s, CpgpuChannel *ch)
{
    cpgpu_wipe(ch->key, sizeof(ch->key));
    ch->protection = 0;
    ch->bound = 0;
    cpgpu_display_redraw(s);
}

static void exchange_done(CpgpuJob *job)
{
    CpgpuChannel *ch = job->channel;

    job->status = cpgpu_keys_exchanged(job->s, CPGPU_KEYS_CHANNEL, job->blob,
                                       job->key);
    if (job->status) {
        cpgpu_wipe(job->key, sizeof(job->key));
        return;
    }
    memcpy(ch->key, job->key, sizeof(ch->key));
    cpgpu_wipe(job->key, sizeof(job->key));
    job->s->stats.key_exchanges++;
    cpgpu_channel_set_state(job->s, ch, CPGPU_CHAN_KEYED);
}

uint8_t cpgpu_channel_prepare(CpgpuJob *job)
{
    CpgpuChannel *ch = job->channel;

    job->done = exchange_done;
    return cpgpu_session_open_blob(job, ch->in, ch->in_size);
}

void cpgpu_channel_lose_keys(CpgpuState *s)
{
    CpgpuJob *job = &s->engine.session_job;
    bool any = false;

    if (job->channel) {
        cpgpu_engine_await(job);
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

static void report(CpgpuState *s, CpgpuChannel *ch, uint32_t command,
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

void cpgpu_channel_report(CpgpuJob *job)
{
    CpgpuChannel *ch = job->channel;

    ch->command = 0;
    report(job->s, ch, job->cmd.opcode, job->status);
    cpgpu_irq_raise(job->s, CPGPU_INTR_SESSION);
}

static uint8_t create(CpgpuState *s, CpgpuChannel *ch)
{
    uint32_t type = s->software_protection ? CPGPU_CHAN_TYPE_SOFTWARE
                                           : CPGPU_CHAN_TYPE_HARDWARE;

    if (ch->type != type) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    ch->handle = cpgpu_session_new_handle(s, CPGPU_HANDLE_CHANNEL);
    cpgpu_channel_set_state(s, ch, CPGPU_CHAN_CREATED);
    return CPGPU_ST_OK;
}

static uint8_t destroy(CpgpuState *s, CpgpuChannel *ch)
{
    cpgpu_channel_set_state(s, ch, CPGPU_CHAN_FREE);
    drop_key(s, ch);
    memset(ch, 0, sizeof(*ch));
    return CPGPU_ST_OK;
}

/*
 * A channel gets one key in its life: who has recorded the exchange and what
 * was said after it could say it all again, but not under another handle.
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
        report(s, ch, command, status);
        return;
    }
    switch (command) {
    case CPGPU_CHAN_CMD_KEY_EXCHANGE:
        ch->command = command;
        QTAILQ_INSERT_TAIL(&s->engine.channels, ch, next);
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
    report(s, ch, command, status);
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
        *val = ch->protection;
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

/* Handles go on: none is given twice. */
void cpgpu_channel_reset(CpgpuState *s)
{
    for (unsigned n = 0; n < s->channel_count; n++) {
        cpgpu_wipe(&s->channels[n], sizeof(s->channels[n]));
    }
    s->processes.count = 0;
}

void cpgpu_channel_init(CpgpuState *s)
{
    s->channels = g_new0(CpgpuChannel, s->channel_count);
}

void cpgpu_channel_exit(CpgpuState *s)
{
    cpgpu_channel_reset(s);
    g_free(s->channels);
}
