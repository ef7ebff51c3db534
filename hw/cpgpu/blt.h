/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: DecryptionBlt and EncryptionBlt
 */
#ifndef HW_CPGPU_BLT_H
#define HW_CPGPU_BLT_H

#include "types.h"

struct CpgpuSession;

uint8_t cpgpu_blt_decrypt(CpgpuJob *job);
uint8_t cpgpu_blt_encrypt(CpgpuJob *job);
/* Find the rows of a blt in video memory. */
uint8_t cpgpu_blt_rows(CpgpuJob *job);
/* Then find its session, and see whether it may use them. */
uint8_t cpgpu_blt_session(CpgpuJob *job, struct CpgpuSession **out);

#endif
