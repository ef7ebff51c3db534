/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: the device's RSA keys and certificate chains
 */
#ifndef HW_CPGPU_IDENTITY_H
#define HW_CPGPU_IDENTITY_H

#include "crypto.h"

typedef struct CpgpuIdentity CpgpuIdentity;

/* There is one key for each purpose, and it serves nothing else. */
typedef enum CpgpuIdentityPurpose {
    CPGPU_IDENTITY_SESSION,
    CPGPU_IDENTITY_CHANNEL,
    CPGPU_IDENTITY_PURPOSES
} CpgpuIdentityPurpose;

/*
 * Load a PEM file, or the built-in test identity if @path is NULL.  The file
 * has two RSA-2048 keys and, for each, its certificate followed by those of its
 * authorities: a chain of at most @chain_max bytes.  The purpose of a key is
 * the extended key usage of its certificate, so keys and chains may come in any
 * order.
 */
CpgpuIdentity *cpgpu_identity_load(const char *path, size_t chain_max,
                                   Error **errp);
/* @id may be NULL. */
void cpgpu_identity_free(CpgpuIdentity *id);
/* The concatenated DER certificates for a purpose, leaf first */
const uint8_t *cpgpu_identity_chain(const CpgpuIdentity *id,
                                    CpgpuIdentityPurpose purpose, size_t *len);

/*
 * Decrypt a message of exactly CPGPU_AES_KEY bytes with the key of @purpose:
 * RSAES-OAEP with RSA-2048, SHA-512, MGF1 with SHA-512 and an empty label.  All
 * failures look alike and take the same time; they leave @key untouched.
 */
bool cpgpu_identity_decrypt(const CpgpuIdentity *id,
                            CpgpuIdentityPurpose purpose,
                            const uint8_t blob[256],
                            uint8_t key[CPGPU_AES_KEY]);

#endif
