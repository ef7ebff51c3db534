/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the messages of an authenticated channel
 *
 * Messages and answers are in the device's own memory, so the guest cannot
 * change them while they are used.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "channel.h"
#include "cpgpu.h"
#include "protection.h"
#include "session.h"
#include "trace.h"

/*
 * A type of message.  @run gets at least @in_size bytes in @in, and space for
 * @out_size bytes in @out, which are zero; it does not fill in the head.
 */
typedef struct Message {
    uint8_t type[CPGPU_GUID_SIZE];
    uint8_t in_size, out_size;
    bool software_only;         /* for channels of type SOFTWARE */
    uint8_t (*run)(CpgpuState *s, CpgpuChannel *ch, const void *in, void *out);
} Message;

#define MESSAGE(type, in, out, software_only, run) \
    { CPGPU_##type, sizeof(struct cpgpu_##in), sizeof(struct cpgpu_##out), \
      software_only, run }

/* The fields that the heads of commands and queries have in common */
typedef struct Head {
    const uint8_t *type;
    uint64_t channel;
    uint32_t sequence;
} Head;

static const uint8_t aes128_ctr[] = CPGPU_ENCRYPTION_AES128_CTR;

/* of the only monitor */
#define OUTPUT_ID   1

void cpgpu_channel_set_state(CpgpuState *s, CpgpuChannel *ch, uint8_t state)
{
    trace_cpgpu_channel_state(ch - s->channels, ch->state, state);
    ch->state = state;
}

/* -------------------------------------------------------------- commands -- */

static uint8_t initialize(CpgpuState *s, CpgpuChannel *ch, const void *in,
                          void *out)
{
    const struct cpgpu_configure_initialize *m = in;

    ch->next_query = (uint32_t)ldl_le_p(&m->start_query);
    ch->next_configure = (uint32_t)ldl_le_p(&m->start_configure);
    cpgpu_channel_set_state(s, ch, CPGPU_CHAN_READY);
    return CPGPU_ST_OK;
}

static uint8_t set_protection(CpgpuState *s, CpgpuChannel *ch, const void *in,
                              void *out)
{
    const struct cpgpu_configure_protection *m = in;
    uint32_t flags = ldl_le_p(&m->flags);

    if (flags & ~(CPGPU_PROTECTION_ENABLED |
                  CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN)) {
        return CPGPU_ST_BAD_FLAGS;
    }
    cpgpu_protection_set(s, ch - s->channels, ch->context, flags);
    trace_cpgpu_channel_protection(ch - s->channels, ch->context, flags);
    return CPGPU_ST_OK;
}

/* Whether the handles are the channel's device and a session of it. */
static bool own_handles(CpgpuState *s, const CpgpuChannel *ch,
                        const void *device, const void *session)
{
    return ldq_le_p(device) == CPGPU_DEVICE_HANDLE(ch->context) &&
           cpgpu_session_has_handle(s, ch->context, ldq_le_p(session));
}

static uint8_t bind_session(CpgpuState *s, CpgpuChannel *ch, const void *in,
                            void *out)
{
    const struct cpgpu_configure_crypto_session *m = in;

    if (ldq_le_p(&m->decoder) ||
        !own_handles(s, ch, &m->device, &m->session)) {
        return CPGPU_ST_BAD_HANDLE;
    }
    ch->bound = ldq_le_p(&m->session);
    return CPGPU_ST_OK;
}

/* The @index-th process of the context, or the list's end. */
static CpgpuProcess *nth_process(CpgpuState *s, uint32_t context,
                                 uint32_t index)
{
    CpgpuProcesses *p = &s->processes;
    CpgpuProcess *i;

    for (i = p->list; i < p->list + p->count; i++) {
        if (i->context == context && !index--) {
            break;
        }
    }
    return i;
}

static CpgpuProcess *find_process(CpgpuState *s, const CpgpuProcess *want)
{
    CpgpuProcesses *p = &s->processes;
    CpgpuProcess *i;

    for (i = p->list; i < p->list + p->count; i++) {
        if (i->context == want->context && i->type == want->type &&
            i->process == want->process) {
            break;
        }
    }
    return i;
}

static uint8_t share(CpgpuState *s, CpgpuChannel *ch, const void *in,
                     void *out)
{
    const struct cpgpu_configure_shared_resource *m = in;
    CpgpuProcesses *p = &s->processes;
    uint32_t allow = ldl_le_p(&m->allow);
    CpgpuProcess want = {
        .context = ch->context,
        .type = ldl_le_p(&m->process_type),
        .process = ldq_le_p(&m->process),
    };
    CpgpuProcess *found = find_process(s, &want);
    bool known = found < p->list + p->count;

    if (want.type > CPGPU_PROCESS_HANDLE || allow > 1 ||
        (want.process && want.type != CPGPU_PROCESS_HANDLE)) {
        return CPGPU_ST_BAD_RANGE;
    }
    if (!allow && !known) {
        return CPGPU_ST_BAD_HANDLE;
    }
    if (allow && !known && p->count == CPGPU_PROCESSES) {
        return CPGPU_ST_BUSY;
    }
    if (allow && !known) {
        p->list[p->count++] = want;
    } else if (!allow) {
        *found = p->list[--p->count];
    }
    return CPGPU_ST_OK;
}

/* There is no choice: content in video memory is always encrypted. */
static uint8_t set_encryption(CpgpuState *s, CpgpuChannel *ch, const void *in,
                              void *out)
{
    const struct cpgpu_configure_encryption *m = in;

    return memcmp(m->encryption, aes128_ctr, sizeof(aes128_ctr))
           ? CPGPU_ST_BAD_RANGE : CPGPU_ST_OK;
}

static const Message commands[] = {
    MESSAGE(CONFIGURE_INITIALIZE, configure_initialize, answer, false,
            initialize),
    MESSAGE(CONFIGURE_PROTECTION, configure_protection, answer, false,
            set_protection),
    MESSAGE(CONFIGURE_CRYPTO_SESSION, configure_crypto_session, answer, false,
            bind_session),
    MESSAGE(CONFIGURE_SHARED_RESOURCE, configure_shared_resource, answer, true,
            share),
    MESSAGE(CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE, configure_encryption, answer,
            false, set_encryption),
};

/* --------------------------------------------------------------- queries -- */

static uint8_t answer_value(void *out, uint32_t value)
{
    struct cpgpu_answer_value *a = out;

    stl_le_p(&a->value, value);
    return CPGPU_ST_OK;
}

static uint8_t query_protection(CpgpuState *s, CpgpuChannel *ch, const void *in,
                                void *out)
{
    return answer_value(out, cpgpu_protection_level(s, ch->context));
}

static uint8_t query_channel_type(CpgpuState *s, CpgpuChannel *ch,
                                  const void *in, void *out)
{
    return answer_value(out, ch->type);
}

static uint8_t query_device_handle(CpgpuState *s, CpgpuChannel *ch,
                                   const void *in, void *out)
{
    struct cpgpu_answer_device_handle *a = out;

    stq_le_p(&a->device, CPGPU_DEVICE_HANDLE(ch->context));
    return CPGPU_ST_OK;
}

static uint8_t query_crypto_session(CpgpuState *s, CpgpuChannel *ch,
                                    const void *in, void *out)
{
    const struct cpgpu_query_crypto_session *m = in;
    struct cpgpu_answer_crypto_session *a = out;

    if (ldq_le_p(&m->decoder)) {
        return CPGPU_ST_BAD_HANDLE;
    }
    if (cpgpu_session_has_handle(s, ch->context, ch->bound)) {
        stq_le_p(&a->session, ch->bound);
    }
    stq_le_p(&a->device, CPGPU_DEVICE_HANDLE(ch->context));
    return CPGPU_ST_OK;
}

static uint8_t query_process_count(CpgpuState *s, CpgpuChannel *ch,
                                   const void *in, void *out)
{
    uint32_t count = 0;

    for (unsigned i = 0; i < s->processes.count; i++) {
        count += s->processes.list[i].context == ch->context;
    }
    return answer_value(out, count);
}

static uint8_t query_process(CpgpuState *s, CpgpuChannel *ch, const void *in,
                             void *out)
{
    const struct cpgpu_query_index *m = in;
    struct cpgpu_answer_process *a = out;
    uint32_t index = ldl_le_p(&m->index);
    CpgpuProcess *p = nth_process(s, ch->context, index);

    if (p == s->processes.list + s->processes.count) {
        return CPGPU_ST_BAD_RANGE;
    }
    stl_le_p(&a->index, index);
    stl_le_p(&a->process_type, p->type);
    stq_le_p(&a->process, p->process);
    return CPGPU_ST_OK;
}

/* No content is shared, so none is shared without restriction. */
static uint8_t query_unrestricted_count(CpgpuState *s, CpgpuChannel *ch,
                                        const void *in, void *out)
{
    return answer_value(out, 0);
}

static uint8_t query_output_id_count(CpgpuState *s, CpgpuChannel *ch,
                                     const void *in, void *out)
{
    const struct cpgpu_query_output_id_count *m = in;
    struct cpgpu_answer_output_id_count *a = out;

    if (!own_handles(s, ch, &m->device, &m->session)) {
        return CPGPU_ST_BAD_HANDLE;
    }
    a->device = m->device;
    a->session = m->session;
    stl_le_p(&a->count, 1);
    return CPGPU_ST_OK;
}

static uint8_t query_output_id(CpgpuState *s, CpgpuChannel *ch, const void *in,
                               void *out)
{
    const struct cpgpu_query_output_id *m = in;
    struct cpgpu_answer_output_id *a = out;

    if (!own_handles(s, ch, &m->device, &m->session)) {
        return CPGPU_ST_BAD_HANDLE;
    }
    if (ldl_le_p(&m->index)) {
        return CPGPU_ST_BAD_RANGE;
    }
    a->device = m->device;
    a->session = m->session;
    stq_le_p(&a->output, OUTPUT_ID);
    return CPGPU_ST_OK;
}

static uint8_t query_accessibility(CpgpuState *s, CpgpuChannel *ch,
                                   const void *in, void *out)
{
    struct cpgpu_answer_accessibility *a = out;
    PCIBus *bus = pci_get_bus(PCI_DEVICE(s));

    stl_le_p(&a->bus, pci_bus_is_express(bus) ? CPGPU_BUS_PCI_EXPRESS
                                              : CPGPU_BUS_PCI);
    return CPGPU_ST_OK;
}

static uint8_t query_encryption_count(CpgpuState *s, CpgpuChannel *ch,
                                      const void *in, void *out)
{
    return answer_value(out, 1);
}

static uint8_t query_encryption(CpgpuState *s, CpgpuChannel *ch, const void *in,
                                void *out)
{
    const struct cpgpu_query_index *m = in;
    struct cpgpu_answer_encryption *a = out;

    if (ldl_le_p(&m->index)) {
        return CPGPU_ST_BAD_RANGE;
    }
    memcpy(a->encryption, aes128_ctr, sizeof(aes128_ctr));
    return CPGPU_ST_OK;
}

static uint8_t query_current_encryption(CpgpuState *s, CpgpuChannel *ch,
                                        const void *in, void *out)
{
    struct cpgpu_answer_current_encryption *a = out;

    memcpy(a->encryption, aes128_ctr, sizeof(aes128_ctr));
    return CPGPU_ST_OK;
}

static const Message queries[] = {
    MESSAGE(QUERY_PROTECTION, query, answer_value, false, query_protection),
    MESSAGE(QUERY_CHANNEL_TYPE, query, answer_value, false, query_channel_type),
    MESSAGE(QUERY_DEVICE_HANDLE, query, answer_device_handle, false,
            query_device_handle),
    MESSAGE(QUERY_CRYPTO_SESSION, query_crypto_session, answer_crypto_session,
            false, query_crypto_session),
    MESSAGE(QUERY_PROCESS_COUNT, query, answer_value, true,
            query_process_count),
    MESSAGE(QUERY_PROCESS, query_index, answer_process, true, query_process),
    MESSAGE(QUERY_UNRESTRICTED_COUNT, query, answer_value, true,
            query_unrestricted_count),
    MESSAGE(QUERY_OUTPUT_ID_COUNT, query_output_id_count,
            answer_output_id_count, false, query_output_id_count),
    MESSAGE(QUERY_OUTPUT_ID, query_output_id, answer_output_id, false,
            query_output_id),
    MESSAGE(QUERY_ACCESSIBILITY, query, answer_accessibility, false,
            query_accessibility),
    MESSAGE(QUERY_ENCRYPTION_COUNT, query, answer_value, false,
            query_encryption_count),
    MESSAGE(QUERY_ENCRYPTION, query_index, answer_encryption, false,
            query_encryption),
    MESSAGE(QUERY_CURRENT_ENCRYPTION, query, answer_current_encryption, false,
            query_current_encryption),
};

/* ---------------------------------------------------------- all messages -- */

static const Message *find(bool configure, const uint8_t *type)
{
    const Message *m = configure ? commands : queries;
    const Message *end = m + (configure ? ARRAY_SIZE(commands)
                                        : ARRAY_SIZE(queries));

    for (; m < end; m++) {
        if (!memcmp(m->type, type, CPGPU_GUID_SIZE)) {
            return m;
        }
    }
    return NULL;
}

static Head parse_head(const CpgpuChannel *ch, bool configure)
{
    const struct cpgpu_configure *c = (const void *)ch->in;
    const struct cpgpu_query *q = (const void *)ch->in;

    if (configure) {
        return (Head) { c->type, ldq_le_p(&c->channel),
                        ldl_le_p(&c->sequence) };
    }
    return (Head) { q->type, ldq_le_p(&q->channel), ldl_le_p(&q->sequence) };
}

/* The MAC is at the beginning of the message. */
static bool mac_good(const CpgpuChannel *ch, size_t size)
{
    return cpgpu_cmac_good(ch->key, ch->in + CPGPU_MAC_SIZE,
                           size - CPGPU_MAC_SIZE, ch->in);
}

static uint8_t use_sequence(CpgpuChannel *ch, bool configure, uint32_t sequence)
{
    uint64_t *next = configure ? &ch->next_configure : &ch->next_query;

    if (ch->state != CPGPU_CHAN_READY || sequence < *next) {
        return CPGPU_ST_BAD_SEQUENCE;
    }
    *next = (uint64_t)sequence + 1;
    return CPGPU_ST_OK;
}

/* Whether the message may be executed. */
static uint8_t verify(CpgpuChannel *ch, const Message *m, const Head *head,
                      bool configure)
{
    uint8_t status;

    if (ch->in_size < m->in_size) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!cpgpu_channel_keyed(ch)) {
        return CPGPU_ST_NO_KEY;
    }
    if (configure && !mac_good(ch, m->in_size)) {
        return CPGPU_ST_BAD_MAC;
    }
    if (head->channel != ch->handle) {
        return CPGPU_ST_BAD_HANDLE;
    }
    if (m->run == initialize) {
        return ch->state == CPGPU_CHAN_READY ? CPGPU_ST_BAD_STATE
                                             : CPGPU_ST_OK;
    }
    status = use_sequence(ch, configure, head->sequence);
    if (!status && m->software_only && ch->type != CPGPU_CHAN_TYPE_SOFTWARE) {
        status = CPGPU_ST_NOT_AVAILABLE;
    }
    return status;
}

static uint32_t result_of(uint8_t status)
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

/* The answer has a MAC also when it reports an error. */
static void sign_answer(CpgpuChannel *ch, const Head *head, uint8_t status)
{
    struct cpgpu_answer *a = (void *)ch->out;

    memcpy(a->type, head->type, sizeof(a->type));
    stq_le_p(&a->channel, head->channel);
    stl_le_p(&a->sequence, head->sequence);
    stl_le_p(&a->result, result_of(status));
    if (cpgpu_channel_keyed(ch)) {
        cpgpu_cmac(ch->key, ch->out + CPGPU_MAC_SIZE,
                   ch->out_size - CPGPU_MAC_SIZE, a->omac);
    }
}

uint8_t cpgpu_channel_message(CpgpuState *s, CpgpuChannel *ch, bool configure)
{
    size_t head_size = configure ? sizeof(struct cpgpu_configure)
                                 : sizeof(struct cpgpu_query);
    uint8_t out_size = sizeof(struct cpgpu_answer);
    uint8_t status = CPGPU_ST_NOT_AVAILABLE;
    const Message *m;
    Head head;

    if (ch->in_size < head_size || ch->out_room < out_size) {
        return CPGPU_ST_BAD_SIZE;
    }
    head = parse_head(ch, configure);
    m = find(configure, head.type);
    if (m) {
        out_size = m->out_size;
        if (ch->out_room < out_size) {
            return CPGPU_ST_BAD_SIZE;
        }
        status = verify(ch, m, &head, configure);
        if (!status) {
            status = m->run(s, ch, ch->in, ch->out);
        }
    }
    ch->out_size = out_size;
    sign_answer(ch, &head, status);
    return status;
}
