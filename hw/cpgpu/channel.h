/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: authenticated channels
 *
 * All functions are called under the BQL.
 */
#ifndef HW_CPGPU_CHANNEL_H
#define HW_CPGPU_CHANNEL_H

#include "cpgpu_channel.h"
#include "engine.h"
#include "reg.h"

typedef struct CpgpuChannel {
    /* registers */
    uint8_t state;              /* CPGPU_CHAN_FREE .. */
    uint8_t status;
    uint32_t type, context;
    uint32_t in_size, out_room, out_size;
    uint64_t handle;            /* 0 while free */
    uint8_t in[CPGPU_CHAN_MESSAGE_MAX] QEMU_ALIGNED(8);
    uint8_t out[CPGPU_CHAN_MESSAGE_MAX] QEMU_ALIGNED(8);
    uint8_t key[CPGPU_KEY_SIZE];        /* zero without */
    uint64_t next_query, next_configure;        /* lowest good sequence */
    uint64_t bound;             /* handle of a session, or 0 */
    /* the command that waits or runs; 0: none */
    uint32_t command;
    QTAILQ_ENTRY(CpgpuChannel) next;
} CpgpuChannel;

/* Processes that may open restricted shared resources of a context */
#define CPGPU_PROCESSES     64

typedef struct CpgpuProcess {
    uint32_t context, type;
    uint64_t process;
} CpgpuProcess;

typedef struct CpgpuProcesses {
    CpgpuProcess list[CPGPU_PROCESSES];
    unsigned count;
} CpgpuProcesses;

/* Channels whose key exchange waits; one is done at a time. */
typedef struct CpgpuChannelQueue {
    CpgpuQueue queue;
    QTAILQ_HEAD(, CpgpuChannel) waiting;
} CpgpuChannelQueue;

void cpgpu_channel_init(CpgpuState *s);
void cpgpu_channel_exit(CpgpuState *s);
void cpgpu_channel_reset(CpgpuState *s);

static inline bool cpgpu_channel_keyed(const CpgpuChannel *ch)
{
    return ch->state == CPGPU_CHAN_KEYED || ch->state == CPGPU_CHAN_READY;
}
void cpgpu_channel_set_state(CpgpuState *s, CpgpuChannel *ch, uint8_t state);

/* Fault injection: all channels lose their keys. */
void cpgpu_channel_lose_keys(CpgpuState *s);
/* The driver has no more use for the context. */
void cpgpu_channel_end_context(CpgpuState *s, uint32_t context);

/*
 * Execute the message in ch->in, and put the answer into ch->out, which is
 * zero.  In channel-message.c.
 */
uint8_t cpgpu_channel_message(CpgpuState *s, CpgpuChannel *ch, bool configure);

/* The registers of one channel */
extern const CpgpuRegBlock cpgpu_channel_block;

#endif
