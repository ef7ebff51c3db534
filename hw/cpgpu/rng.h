/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: random number generator
 *
 * All of it is called under the BQL.
 */
#ifndef HW_CPGPU_RNG_H
#define HW_CPGPU_RNG_H

#include "drbg.h"
#include "reg.h"
#include "types.h"

typedef enum CpgpuRngFault {
    CPGPU_RNG_FAULT_NONE,
    CPGPU_RNG_FAULT_STUCK,      /* all noise is one and the same byte */
    CPGPU_RNG_FAULT_BIASED,     /* noise is zero too often */
    CPGPU_RNG_FAULT_SILENT,     /* there is no noise */
} CpgpuRngFault;

#define CPGPU_NOISE_STARTUP 1024        /* bytes of the start-up test */
#define CPGPU_NOISE_SEED    128         /* bytes condensed into one seed */
#define CPGPU_RNG_POOL      256

typedef struct CpgpuRng {
    RngBackend *backend;        /* rng= */
    struct CpgpuNoiseRequest *request;  /* pending at the backend */
    char *seed;                 /* seed= */
    uint64_t seed_pos;          /* bytes used of the noise made of seed= */
    uint32_t fault;             /* CpgpuRngFault */
    CpgpuDrbg *drbg;
    uint32_t status;            /* CPGPU_RNG_STATUS_* but SEEDED */
    uint32_t reseeds;
    /* Noise still needed for the start-up test, and noise for the next seed */
    unsigned startup_left, seed_have;
    uint8_t seed_noise[CPGPU_NOISE_SEED];
    /* Health tests: repetition count and adaptive proportion */
    uint8_t rct_byte, apt_byte;
    unsigned rct_count, apt_count, apt_pos;
    /* Random bytes for RNG_DATA */
    uint8_t pool[CPGPU_RNG_POOL];
    unsigned pool_left;
} CpgpuRng;

bool cpgpu_rng_realize(CpgpuState *s, Error **errp);
void cpgpu_rng_exit(CpgpuState *s);
/* Begin anew with the start-up test and a new seed. */
void cpgpu_rng_restart(CpgpuState *s);
void cpgpu_rng_set_fault(CpgpuState *s, CpgpuRngFault fault);
/*
 * One Generate call, of at most CPGPU_DRBG_REQUEST_MAX bytes; false when the
 * generator is not ready, or has failed.
 */
bool cpgpu_rng_get(CpgpuState *s, void *buf, size_t len);
bool cpgpu_rng_ready(CpgpuState *s);
extern const CpgpuRegBlock cpgpu_rng_block;

#endif
