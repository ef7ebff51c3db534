/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A second model of what the blts do, with OpenSSL's cryptography
 *
 * It shares no code with the device, nor with cpgpu-ref, which uses the same
 * cryptographic library as the device.
 */
#ifndef CPGPU_MODEL_H
#define CPGPU_MODEL_H

#include "cpgpu-util.h"

/* One block of AES-128-ECB */
void model_ecb(const uint8_t key[16], const uint8_t in[16], uint8_t out[16]);
void model_ecb_decrypt(const uint8_t key[16], const uint8_t in[16],
                       uint8_t out[16]);
/* AES-128-CTR.  OpenSSL's counter has 128 bits: for IVs far from a wrap. */
void model_ctr(const uint8_t key[16], const uint8_t iv[16], void *buf,
               size_t len);
/* The same for the bytes of @buf that @mask marks only */
void model_ctr_marked(const uint8_t key[16], const uint8_t iv[16], void *buf,
                      const uint8_t *mask, size_t len);
/* AES-CMAC, RFC 4493 */
void model_cmac(const uint8_t key[16], const void *msg, size_t len,
                uint8_t mac[16]);

/* The key of a session's sealed pages, by OpenSSL's KBKDF in counter mode */
void model_surface_key(const uint8_t key[16], const uint8_t salt[16],
                       uint64_t handle, uint32_t instance, uint8_t out[16]);

/* What is used in place of a content key that must not be one */
void model_replaced_key(const uint8_t key[16], const uint8_t wrapped[16],
                        uint8_t out[16]);

/* An IV above all that were given out, with a Count from 0 to 2^30 */
void model_next_iv(uint8_t iv[16]);
void model_random(void *buf, size_t len);

/* Put @plain into sealed pages, read what is in them */
void model_put(QCpgpu *g, unsigned session, const uint8_t *key, uint64_t vram,
               const void *plain, size_t len);
void model_get(QCpgpu *g, unsigned session, const uint8_t *key, uint64_t vram,
               void *plain, size_t len);
/* Sealed pages hold exactly this */
void model_assert(QCpgpu *g, unsigned session, const uint8_t *key,
                  uint64_t vram, const uint8_t *plain, size_t len);

#endif /* CPGPU_MODEL_H */
