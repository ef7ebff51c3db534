/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An application at the other end of a cpgpu's authenticated channel
 *
 * Makes and signs messages, and looks at every answer as an application
 * should: size, head, result, MAC.  The MACs are OpenSSL's.
 */
#ifndef CPGPU_CHAN_H
#define CPGPU_CHAN_H

#include "cpgpu-util.h"
#include "hw/cpgpu/cpgpu_channel.h"

#define cpgpu_chan(n, reg)      (CPGPU_MMIO_CHANNEL(n) + (reg))

/* The start options for channels of type SOFTWARE, and of HARDWARE */
#define CHAN_SOFTWARE   "software-protection=on"
#define CHAN_HARDWARE   "software-protection=off"

/* -------------------------------------------------------------- messages -- */

/* Kinds of messages: commands, then questions */
enum {
    CHAN_INITIALIZE,
    CHAN_SET_PROTECTION,
    CHAN_BIND_SESSION,
    CHAN_SHARE,
    CHAN_SET_ENCRYPTION,
    CHAN_COMMANDS,
    CHAN_PROTECTION = CHAN_COMMANDS,
    CHAN_TYPE,
    CHAN_DEVICE,
    CHAN_SESSION,
    CHAN_PROCESS_COUNT,
    CHAN_PROCESS,
    CHAN_UNRESTRICTED_COUNT,
    CHAN_OUTPUT_COUNT,
    CHAN_OUTPUT,
    CHAN_ACCESSIBILITY,
    CHAN_ENCRYPTION_COUNT,
    CHAN_ENCRYPTION,
    CHAN_CURRENT_ENCRYPTION,
    CHAN_KINDS
};

typedef struct ChanKind {
    const char *name;
    uint8_t guid[CPGPU_GUID_SIZE];
    unsigned in, out;           /* bytes of the message and of its answer */
    bool software_only;         /* only known to channels of type SOFTWARE */
} ChanKind;

extern const ChanKind chan_kinds[CHAN_KINDS];

/* In the byte order of the wire, which chan_*() setters take care of */
typedef struct ChanMsg {
    unsigned kind;
    unsigned size;              /* IN_SIZE */
    unsigned room;              /* OUT_ROOM */
    union {
        uint8_t bytes[CPGPU_CHAN_MESSAGE_MAX];
        struct cpgpu_configure configure;
        struct cpgpu_configure_initialize initialize;
        struct cpgpu_configure_protection protection;
        struct cpgpu_configure_crypto_session session;
        struct cpgpu_configure_shared_resource share;
        struct cpgpu_configure_encryption encryption;
        struct cpgpu_query query;
        struct cpgpu_query_crypto_session query_session;
        struct cpgpu_query_index index;
        struct cpgpu_query_output_id_count output_count;
        struct cpgpu_query_output_id output;
    };
} ChanMsg;

typedef struct ChanAnswer {
    unsigned size;              /* OUT_SIZE */
    union {
        uint8_t bytes[CPGPU_CHAN_MESSAGE_MAX];
        struct cpgpu_answer head;
        struct cpgpu_answer_value value;
        struct cpgpu_answer_device_handle device;
        struct cpgpu_answer_crypto_session session;
        struct cpgpu_answer_process process;
        struct cpgpu_answer_output_id_count output_count;
        struct cpgpu_answer_output_id output;
        struct cpgpu_answer_accessibility accessibility;
        struct cpgpu_answer_encryption encryption;
        struct cpgpu_answer_current_encryption current;
    };
} ChanAnswer;

/* --------------------------------------------------------------- channel -- */

typedef struct Chan {
    QCpgpu *g;
    unsigned n;
    uint32_t type, context;
    uint64_t handle;
    uint8_t key[CPGPU_KEY_SIZE];
    uint32_t configure, query;  /* sequence numbers of the next messages */
    /* after the last message that was sent: its answer, and registers */
    ChanAnswer last;
    uint32_t state, protection;
} Chan;

uint32_t chan_reg(QCpgpu *g, unsigned n, uint32_t reg);
uint64_t chan_reg_handle(QCpgpu *g, unsigned n);
/* STATE is CPGPU_CHAN_##state */
#define chan_assert_state(g, n, state) \
    g_assert_cmphex(chan_reg(g, n, CPGPU_CHAN_STATE), ==, CPGPU_CHAN_##state)
/* Fill IN and IN_SIZE */
void chan_put(QCpgpu *g, unsigned n, const void *buf, unsigned size);
/* Wait until no command runs; returns STATUS */
uint32_t chan_wait(QCpgpu *g, unsigned n);
/* Write CMD, and wait */
uint32_t chan_cmd(QCpgpu *g, unsigned n, uint32_t cmd);
/* The type that the device's channels have */
uint32_t chan_type(QCpgpu *g);
/* chan_cmd() says @status, and so does CPGPU_ERROR */
void chan_assert_cmd(QCpgpu *g, unsigned n, uint32_t cmd, uint32_t status);

/* CREATE; no key yet */
void chan_create(Chan *c, QCpgpu *g, unsigned n, uint32_t context);
/* Fill IN with @key, wrapped, with the bits of @flip in byte 99 inverted */
void chan_put_key(QCpgpu *g, unsigned n, const uint8_t key[CPGPU_KEY_SIZE],
                  uint8_t flip);
/* KEY_EXCHANGE */
void chan_key(Chan *c, const uint8_t key[CPGPU_KEY_SIZE]);
/* INITIALIZE, with these as the first sequence numbers */
void chan_init(Chan *c, uint32_t configure, uint32_t query);
/* All of it, with @key's copy whose last byte is @n */
void chan_open(Chan *c, QCpgpu *g, unsigned n, uint32_t context);
/* cpgpu_start(), and chan_open() of channel 0 in context 1 */
QCpgpu *chan_start(Chan *c, const char *device_opts);
void chan_destroy(Chan *c);

/*
 * A valid message, not yet signed, with the next sequence number, which it uses
 * up.  Its arguments are accepted, except that a session is 0.
 */
ChanMsg chan_msg(Chan *c, unsigned kind);
/* Put the MAC into a command; questions have none */
void chan_sign(const Chan *c, ChanMsg *m);

/*
 * Send a message as it is, and return the status.  Asserts that CPGPU_ERROR and
 * the answer, or its absence, agree with the status.
 */
uint32_t chan_send(Chan *c, const ChanMsg *m);
/*
 * The same for very many messages: IN_SIZE and OUT_ROOM are already set,
 * CPGPU_ERROR is not checked, the caller knows whether there is a key
 */
uint32_t chan_send_quick(Chan *c, const ChanMsg *m, bool keyed);
/* Sign it and send it */
uint32_t chan_sign_send(Chan *c, ChanMsg *m);

/* Whole dialogues; all but the first return the status */
uint32_t chan_ask_value(Chan *c, unsigned kind);        /* asserts that OK */
uint32_t chan_ask(Chan *c, unsigned kind);
uint32_t chan_set_protection(Chan *c, uint32_t flags);
uint32_t chan_bind(Chan *c, uint64_t session);
uint32_t chan_share(Chan *c, uint32_t type, uint64_t process, bool allow);

/* What CRYPTO_SESSION answers */
uint64_t chan_bound(Chan *c);
/* The name that some tests still use */
#define chan_sess_handle(g, n)  cpgpu_sess_handle(g, n)
/* CREATE in a context; not keyed */
void chan_sess_create(QCpgpu *g, unsigned n, uint32_t context);

#endif /* CPGPU_CHAN_H */
