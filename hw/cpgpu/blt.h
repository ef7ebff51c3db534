/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: DecryptionBlt and EncryptionBlt
 */
#ifndef HW_CPGPU_BLT_H
#define HW_CPGPU_BLT_H

#include "types.h"

/* Prepare DECRYPT_BLT, ENCRYPT_BLT. */
uint8_t cpgpu_blt_decrypt(CpgpuJob *job);
uint8_t cpgpu_blt_encrypt(CpgpuJob *job);

/* For all blts: find and check the rows in video memory, */
uint8_t cpgpu_blt_rows(CpgpuJob *job);
/* and then whether the session has a key and may use them. */
uint8_t cpgpu_blt_session(CpgpuJob *job);

#endif
