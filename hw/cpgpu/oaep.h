/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: EME-OAEP decoding
 */
#ifndef HW_CPGPU_OAEP_H
#define HW_CPGPU_OAEP_H

#include "crypto.h"

#define CPGPU_OAEP_BLOCK 256

/*
 * Decode a block with SHA-512 and an empty label, in constant time.  Returns
 * false, and leaves @msg untouched, if it does not hold a message of exactly
 * CPGPU_AES_KEY bytes.  @em is overwritten.
 */
bool cpgpu_oaep_decode(uint8_t em[CPGPU_OAEP_BLOCK],
                       uint8_t msg[CPGPU_AES_KEY]);

#endif
