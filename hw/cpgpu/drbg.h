/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: deterministic random bit generator
 */
#ifndef HW_CPGPU_DRBG_H
#define HW_CPGPU_DRBG_H

#define CPGPU_DRBG_SEED         48
#define CPGPU_DRBG_REQUEST_MAX  65536   /* bytes in one Generate request */

typedef struct CpgpuDrbg CpgpuDrbg;

CpgpuDrbg *cpgpu_drbg_new(const uint8_t seed[CPGPU_DRBG_SEED]);
/* @d may be NULL. */
void cpgpu_drbg_free(CpgpuDrbg *d);
void cpgpu_drbg_reseed(CpgpuDrbg *d, const uint8_t seed[CPGPU_DRBG_SEED]);
/* One Generate request; @len is at most CPGPU_DRBG_REQUEST_MAX. */
void cpgpu_drbg_generate(CpgpuDrbg *d, void *buf, size_t len);
/* Generate requests since the last (re)seed */
uint64_t cpgpu_drbg_requests(const CpgpuDrbg *d);

#endif
