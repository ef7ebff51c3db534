/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libqos driver for the cpgpu: what a guest driver does, for tests
 *
 * A QCpgpu comes either from the qgraph ("cpgpu" node) or from cpgpu_start().
 * Unless a comment says otherwise, a function asserts that the device succeeds;
 * those that return a status leave it to the test to check it.
 */
#ifndef CPGPU_QOS_H
#define CPGPU_QOS_H

#include <openssl/types.h>
#include "libqtest.h"
#include "libqos/pci.h"
#include "libqos/libqos-malloc.h"
#include "libqos/qgraph.h"
#include "hw/cpgpu/cpgpu_hw.h"

#define CPGPU_QOM_PATH  "/machine/peripheral/gpu0"
#define CPGPU_SLOT      4
#define CPGPU_PORT_SLOT 5
#define CPGPU_RAM       (128 * MiB)
#define CPGPU_MIB       0x100000u
#define CPGPU_TIMEOUT_US (30 * G_USEC_PER_SEC)  /* nothing takes that long */

/* A ring as cpgpu_ring_on_n() left it */
typedef struct QCpgpuRing {
    uint64_t base;
    uint32_t slots, tail;
    uint64_t fence;             /* guest address of the fence value */
    uint64_t result;            /* guest address of one result record */
} QCpgpuRing;

typedef struct QCpgpu {
    QOSGraphObject obj;
    QPCIDevice dev;
    QPCIBus *bus;               /* ours to free, or NULL */
    QGuestAllocator own_alloc;
    QGuestAllocator *alloc;
    QTestState *qts;
    QPCIBar mmio, vram;
    uint64_t mmio_size, vram_size;

    QCpgpuRing rings[CPGPU_RINGS_MAX];
    struct cpgpu_result last;   /* record of the last cpgpu_run_n() */
    /* Other commands may fail meanwhile: no assertion reads CPGPU_ERROR. */
    bool shared_error;
} QCpgpu;

/*
 * Start a machine with one cpgpu, id gpu0.  @device_opts are appended to
 * "-device cpgpu,id=gpu0" and @args to the command line; both may be NULL.
 */
QCpgpu *cpgpu_start_with(const char *machine, const char *device_opts,
                         const char *args);
/* Q35 (a PCIe endpoint) with 4 MiB of video memory, ring 0 enabled */
QCpgpu *cpgpu_start(const char *device_opts);
/*
 * Q35 with 4 MiB of video memory, on bus 1 in a hot-plug slot of a root port at
 * CPGPU_PORT_SLOT: the guest can have it unplugged
 */
QCpgpu *cpgpu_start_in_port(const char *device_opts);
void cpgpu_stop(QCpgpu *g);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QCpgpu, cpgpu_stop)

/* One more cpgpu of @g's machine, at @slot; g_free() it before cpgpu_stop() */
QCpgpu *cpgpu_start_other(QCpgpu *g, unsigned slot);

/* Enable the PCI function, again with the same BARs after a reset */
void cpgpu_enable(QCpgpu *g);

/* ------------------------------------------------- registers and memory -- */

uint32_t cpgpu_readl(QCpgpu *g, uint32_t offset);
void cpgpu_writel(QCpgpu *g, uint32_t offset, uint32_t value);
uint64_t cpgpu_readq(QCpgpu *g, uint32_t offset); /* LO, then HI */

uint64_t cpgpu_alloc(QCpgpu *g, size_t size);
void cpgpu_read(QCpgpu *g, uint64_t addr, void *buf, size_t len);
void cpgpu_write(QCpgpu *g, uint64_t addr, const void *buf, size_t len);
void cpgpu_vram_read(QCpgpu *g, uint64_t offset, void *buf, size_t len);
void cpgpu_vram_write(QCpgpu *g, uint64_t offset, const void *buf, size_t len);

/* The status of a command or message: CPGPU_ST_OK, or CPGPU_ST_##name */
#define cpgpu_assert_ok(status) g_assert_cmpuint(status, ==, CPGPU_ST_OK)
#define cpgpu_assert_st(status, name) \
    g_assert_cmpuint(status, ==, CPGPU_ST_##name)

/* CPGPU_ERROR holds exactly this and INTR_ERROR is set; both are cleared */
void cpgpu_assert_error(QCpgpu *g, uint32_t code, uint32_t source,
                        uint32_t unit, uint32_t info);
#define cpgpu_assert_mmio_error(g, code, offset) \
    cpgpu_assert_error(g, code, CPGPU_SRC_MMIO, 0, offset)
void cpgpu_assert_no_error(QCpgpu *g);
void cpgpu_clear_error(QCpgpu *g);

/* -------------------------------------------------------------- sessions -- */

#define cpgpu_sess(n, reg)      (CPGPU_MMIO_SESSION(n) + (reg))

/* Write SESS_CMD and wait for its end; returns SESS_STATUS */
uint32_t cpgpu_sess_cmd(QCpgpu *g, unsigned n, uint32_t cmd);
void cpgpu_sess_wait(QCpgpu *g, unsigned n);
uint32_t cpgpu_sess_reg(QCpgpu *g, unsigned n, uint32_t reg);
uint32_t cpgpu_sess_state(QCpgpu *g, unsigned n);
uint64_t cpgpu_sess_handle(QCpgpu *g, unsigned n);
void cpgpu_sess_random(QCpgpu *g, unsigned n, uint8_t r[CPGPU_KEY_SIZE]);
void cpgpu_sess_blob(QCpgpu *g, unsigned n, const uint8_t *blob);

/* The device's own certificate for sessions, or that for channels */
X509 *cpgpu_certificate(QCpgpu *g, bool channel);
/* RSAES-OAEP with SHA-512 by OpenSSL, to the certificate for sessions */
void cpgpu_wrap(QCpgpu *g, const uint8_t *msg, size_t len,
                uint8_t blob[CPGPU_BLOB_SIZE]);
/* To the certificate for channels */
void cpgpu_wrap_for_channel(QCpgpu *g, const uint8_t *msg, size_t len,
                            uint8_t blob[CPGPU_BLOB_SIZE]);
/* CREATE if the session is free, then KEY_EXCHANGE */
void cpgpu_sess_key(QCpgpu *g, unsigned n, const uint8_t key[CPGPU_KEY_SIZE]);
/* START and FINISH; @key becomes the new key */
void cpgpu_sess_refresh(QCpgpu *g, unsigned n, uint8_t key[CPGPU_KEY_SIZE]);

/* ----------------------------------------------------------------- rings -- */

#define cpgpu_ring_n(n, reg)    (CPGPU_MMIO_RING(n) + (reg))

unsigned cpgpu_rings(QCpgpu *g);
uint32_t cpgpu_ring_reg(QCpgpu *g, unsigned n, uint32_t reg);
uint64_t cpgpu_ring_done(QCpgpu *g, unsigned n);
void cpgpu_ring_on_n(QCpgpu *g, unsigned n, unsigned log2_size);
/* Put a command into the next slot; the doorbell rings in cpgpu_kick_n() */
void cpgpu_put_n(QCpgpu *g, unsigned n, const struct cpgpu_cmd *cmd);
void cpgpu_kick_n(QCpgpu *g, unsigned n);
/* Wait until the ring is idle, because all is done or it has stopped */
void cpgpu_ring_wait_n(QCpgpu *g, unsigned n);
/* cpgpu_kick_n() and cpgpu_ring_wait_n() */
void cpgpu_drain_n(QCpgpu *g, unsigned n);
bool cpgpu_ring_stopped_n(QCpgpu *g, unsigned n);
/* Run one command with a result record; returns its status */
uint32_t cpgpu_run_n(QCpgpu *g, unsigned n, struct cpgpu_cmd cmd);
/* The ring is stopped by @status on the command before the last kick */
void cpgpu_assert_stopped_n(QCpgpu *g, unsigned n, uint32_t status,
                            uint32_t index);
/* RING_CTRL.RESET and on again */
void cpgpu_ring_recover_n(QCpgpu *g, unsigned n);

/* The same for ring 0 */
#define cpgpu_ring(reg)             cpgpu_ring_n(0, reg)
#define cpgpu_ring_on(g, log2)      cpgpu_ring_on_n(g, 0, log2)
#define cpgpu_put(g, ...)           cpgpu_put_n(g, 0, __VA_ARGS__)
#define cpgpu_kick(g)               cpgpu_kick_n(g, 0)
#define cpgpu_ring_wait(g)          cpgpu_ring_wait_n(g, 0)
#define cpgpu_drain(g)              cpgpu_drain_n(g, 0)
#define cpgpu_ring_stopped(g)       cpgpu_ring_stopped_n(g, 0)
#define cpgpu_run(g, ...)           cpgpu_run_n(g, 0, __VA_ARGS__)
#define cpgpu_run_ok(g, ...)        cpgpu_assert_ok(cpgpu_run(g, __VA_ARGS__))
#define cpgpu_ring_recover(g)       cpgpu_ring_recover_n(g, 0)
#define cpgpu_assert_stopped(g, status, index) \
    cpgpu_assert_stopped_n(g, 0, status, index)

/* A list of scatter-gather entries in guest memory */
uint64_t cpgpu_sg(QCpgpu *g, const struct cpgpu_sg *list, size_t count);
/* A map of subsamples in guest memory */
uint64_t cpgpu_subsamples(QCpgpu *g, const struct cpgpu_subsample *map,
                          size_t count);

/*
 * An IV above all earlier ones, with Count 0: valid under any key with which no
 * other IVs were used
 */
void cpgpu_next_iv(uint8_t iv[CPGPU_IV_SIZE]);

/* A command with these fields, which are designated initialisers */
#define CPGPU_CMD(op, ...) \
    ((struct cpgpu_cmd) { .opcode = CPGPU_OP_##op, __VA_ARGS__ })
#define cpgpu_cmd_seal(session_, vram_, len) \
    CPGPU_CMD(SEAL, .session = session_, .vram = vram_, .length = len)
#define cpgpu_cmd_unseal(session_, vram_, len) \
    CPGPU_CMD(UNSEAL, .session = session_, .vram = vram_, .length = len)
#define cpgpu_cmd_encrypt(session_, vram_, data_, len) \
    CPGPU_CMD(ENCRYPT_BLT, .session = session_, .data = data_, \
              .vram = vram_, .length = len)
#define cpgpu_cmd_copy(session_, src_, dst, len) \
    CPGPU_CMD(COPY, .session = session_, .src = src_, .vram = dst, \
              .length = len)
#define cpgpu_cmd_fill(session_, value, dst, len) \
    CPGPU_CMD(FILL, .session = session_, .fill = value, .vram = dst, \
              .length = len)
#define cpgpu_cmd_read_back_key(session_) \
    CPGPU_CMD(READ_BACK_KEY, .session = session_, .length = CPGPU_KEY_SIZE)
#define cpgpu_cmd_refresh_start(session_) \
    CPGPU_CMD(REFRESH_START, .session = session_, .length = CPGPU_KEY_SIZE)
#define cpgpu_cmd_refresh_finish(session_) \
    CPGPU_CMD(REFRESH_FINISH, .session = session_)
#define cpgpu_cmd_wait(ring_, fence_) \
    CPGPU_CMD(WAIT, .ring = ring_, .wait = fence_)
struct cpgpu_cmd cpgpu_cmd_decrypt(unsigned session, uint64_t data,
                                   uint64_t vram, uint64_t len,
                                   const uint8_t iv[CPGPU_IV_SIZE]);
/* The same with cpgpu_next_iv(), for tests that do not look at the data */
struct cpgpu_cmd cpgpu_cmd_decrypt_any(unsigned session, uint64_t data,
                                       uint64_t vram, uint64_t len);

/* Make it a blt under a content key, which @key wraps */
struct cpgpu_cmd cpgpu_cmd_content_key(struct cpgpu_cmd cmd,
                                       const uint8_t *key,
                                       const uint8_t *content_key);
/* Make a rectangle of any blt; the length follows */
struct cpgpu_cmd cpgpu_cmd_rect(struct cpgpu_cmd cmd, uint32_t row_bytes,
                                uint32_t rows, uint32_t pitch);
struct cpgpu_cmd cpgpu_cmd_pattern(struct cpgpu_cmd cmd, uint32_t first,
                                   uint32_t skip, uint32_t encrypt);
struct cpgpu_cmd cpgpu_cmd_map(struct cpgpu_cmd cmd, uint64_t map,
                               uint32_t count);

void cpgpu_seal(QCpgpu *g, unsigned session, uint64_t vram, uint64_t len);
/* Encrypt @plain under @key and have it put into sealed pages */
void cpgpu_put_plain(QCpgpu *g, unsigned session, const uint8_t *key,
                     uint64_t vram, const void *plain, size_t len);
/* Read sealed pages back and decrypt them with @key */
void cpgpu_get_plain(QCpgpu *g, unsigned session, const uint8_t *key,
                     uint64_t vram, void *plain, size_t len);

/* ------------------------------------------------------------------- QOM -- */

uint64_t cpgpu_stat(QCpgpu *g, const char *name);
void cpgpu_qom_set(QCpgpu *g, const char *name, const char *value);
void cpgpu_lose_key(QCpgpu *g, unsigned session);
/* Whether work for the workers stays in progress */
void cpgpu_hold_workers(QCpgpu *g, bool hold);
void cpgpu_lose_content(QCpgpu *g, unsigned session);
/* Whether the link to the monitor is protected */
void cpgpu_link(QCpgpu *g, bool is_protected);

#endif /* CPGPU_QOS_H */
