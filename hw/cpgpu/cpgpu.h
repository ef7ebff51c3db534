/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device's state
 *
 * The device is built in layers: a file calls files below it and none above;
 * what has to go up goes by a callback that the upper file registers.  From the
 * bottom:
 *
 *   crypto.h, xor.h, stream.h, drbg.h, oaep.h, identity.h, ledger.h
 *                              ciphers; no knowledge of the device
 *   caps.h, irq.h, dma.h, rng.h, worker.h, reg.h
 *   protection.h, pages.h, iv.h
 *   job.h, engine.h            jobs, and the order in which they are done
 *   sweep.h                    jobs on all pages of a session
 *   keys.h, keyx.h, session.h, channel.h
 *   rows.h, then blt.h, copy.h, seal.h
 *   command.h, then ring.h
 *   display.h
 *   device.h, fault.h, mmio.h, and the PCI function in pci.c
 *
 * Each header documents what may be called from which thread.  Unless it says
 * otherwise, all state belongs to the big QEMU lock (BQL).
 */
#ifndef HW_CPGPU_CPGPU_H
#define HW_CPGPU_CPGPU_H

#include "channel.h"
#include "display.h"
#include "dma.h"
#include "engine.h"
#include "identity.h"
#include "irq.h"
#include "keys.h"
#include "pages.h"
#include "protection.h"
#include "ring.h"
#include "rng.h"
#include "session.h"
#include "sweep.h"
#include "types.h"

typedef struct CpgpuStats {
    uint64_t commands, command_errors, guest_errors;
    uint64_t bytes_decrypted, bytes_encrypted, bytes_reencrypted;
    uint64_t refreshes, key_exchanges, rng_bytes;
    uint64_t frames, pages_scanned, flips;
} CpgpuStats;

struct CpgpuState {
    PCIDevice parent_obj;

    /* properties */
    uint32_t session_count;
    uint32_t ring_count;
    uint32_t worker_count;
    uint32_t channel_count;
    bool software_protection;
    uint32_t caps;              /* CPGPU_CAP_* that have a property */
    char *identity_path;
    uint32_t effective_caps;    /* CPGPU_CAPS, computed from these */

    MemoryRegion mmio;
    ObjectClass *backend_class; /* a class of memory backends, or NULL */
    CpgpuIrq irq;
    CpgpuMemory mem;
    CpgpuRng rng;
    CpgpuProtection protection;
    CpgpuGate *gates;           /* one for each session slot */
    CpgpuEngine engine;
    CpgpuSweep sweep;
    CpgpuKeys keys;
    CpgpuSession *sessions;
    CpgpuSessionQueue session_queue;
    CpgpuChannel *channels;
    CpgpuChannelQueue channel_queue;
    CpgpuProcesses processes;
    uint64_t next_handle;       /* never goes back, so none is given twice */
    CpgpuRing *rings;
    CpgpuDisplay display;
    CpgpuIdentity *identity;
    CpgpuStats stats;

    /* global registers */
    uint32_t scratch;
    uint32_t nonce_hi;          /* latched by a read of NONCE_LO */
};

#endif
