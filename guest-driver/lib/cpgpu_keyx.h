/* SPDX-License-Identifier: MIT */
/*
 * libcpgpu: the application's side of the keys
 *
 * The operations on keys that the owner of a clip needs.  They use no device, so
 * a licence server on another machine can use cpgpu_keyx.c without the rest of
 * the library (with OpenSSL's libcrypto).
 *
 * Functions return 0 or a negative errno; each may return -ENOMEM or, if
 * libcrypto failed, -EIO.  Outputs are written on success only.  All keys, IVs
 * and random numbers are CPGPU_KEYX_KEY_SIZE bytes.
 */
#ifndef CPGPU_KEYX_H
#define CPGPU_KEYX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CPGPU_KEYX_KEY_SIZE	16
#define CPGPU_KEYX_BLOB_SIZE	256
#define CPGPU_KEYX_NAME_MAX	256
#define CPGPU_KEYX_MAC_SIZE	16

/** struct cpgpu_keyx_certificate - readable properties of a certificate */
struct cpgpu_keyx_certificate {
	/** @subject: RFC 2253 name, truncated if too long */
	char subject[CPGPU_KEYX_NAME_MAX];
	/** @issuer: RFC 2253 name, truncated if too long */
	char issuer[CPGPU_KEYX_NAME_MAX];
	/** @not_before: for example "2026-01-31T00:00:00Z" */
	char not_before[24];
	/** @not_after: in the same format */
	char not_after[24];
	/** @key_bits: size of the public key */
	int key_bits;
	/** @chain_length: number of certificates in the chain */
	int chain_length;
};

/** cpgpu_keyx_wipe - overwrite a secret; no compiler optimizes this away */
void cpgpu_keyx_wipe(void *secret, size_t size);

/** cpgpu_keyx_random_key - a new key from the kernel's random numbers */
int cpgpu_keyx_random_key(uint8_t key[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_parse_key - parse a key, key id or IV of 32 hex digits
 *
 * Errors: -EINVAL @text is anything else.
 */
int cpgpu_keyx_parse_key(const char *text, uint8_t key[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_describe - read the first certificate of a chain
 * @chain: concatenated DER certificates
 * @size:  its size
 *
 * Errors: -EBADMSG not such a chain.
 */
int cpgpu_keyx_describe(const void *chain, size_t size,
			struct cpgpu_keyx_certificate *certificate);

/**
 * cpgpu_keyx_verify - verify a chain against trusted roots
 * @chain: the certificate chain for session keys
 * @roots: path of a PEM file with one or more root certificates
 *
 * Errors: -ENOENT @roots cannot be read; -EBADMSG not a chain; -EKEYREJECTED
 * it does not lead to one of the roots, or a certificate in it has expired;
 * -EPERM its first certificate is not exclusively for session keys.
 */
int cpgpu_keyx_verify(const void *chain, size_t size, const char *roots);

/**
 * cpgpu_keyx_verify_channel - like cpgpu_keyx_verify(), for channels
 * @chain: the certificate chain for channel keys
 */
int cpgpu_keyx_verify_channel(const void *chain, size_t size,
			      const char *roots);

/**
 * cpgpu_keyx_wrap_session_key - make the blob for a session's key exchange
 * @chain: the device's certificate chain for session keys, its own certificate
 *         first
 * @key:   session key
 * @blob:  receives RSAES-OAEP(SHA-512, MGF1-SHA-512, empty label) of @key;
 *         different each time
 *
 * This does not verify the certificate: see cpgpu_keyx_verify().
 * Errors: -EBADMSG not a chain; -EKEYREJECTED its key is not RSA-2048; -EPERM
 * the certificate is not exclusively for session keys.
 */
int cpgpu_keyx_wrap_session_key(const void *chain, size_t size,
				const uint8_t key[CPGPU_KEYX_KEY_SIZE],
				uint8_t blob[CPGPU_KEYX_BLOB_SIZE]);

/**
 * cpgpu_keyx_wrap_channel_key - the same for an authenticated channel
 * @chain: the device's certificate chain for channel keys
 * @key:   must differ from all session keys, or the device refuses it
 */
int cpgpu_keyx_wrap_channel_key(const void *chain, size_t size,
				const uint8_t key[CPGPU_KEYX_KEY_SIZE],
				uint8_t blob[CPGPU_KEYX_BLOB_SIZE]);

/** cpgpu_keyx_wrap_content_key - encrypt it under the session key, AES-128-ECB */
int cpgpu_keyx_wrap_content_key(const uint8_t session[CPGPU_KEYX_KEY_SIZE],
				const uint8_t content[CPGPU_KEYX_KEY_SIZE],
				uint8_t wrapped[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_unwrap_read_back_key - decrypt it, AES-128-ECB
 * @session: the session key that was in use when
 *           cpgpu_session_read_back_key() returned @wrapped
 * @key:     receives the key under which the device encrypts with
 *           cpgpu_op_set_read_back_key(); refreshes do not change it
 */
int cpgpu_keyx_unwrap_read_back_key(const uint8_t session[CPGPU_KEYX_KEY_SIZE],
				    const uint8_t wrapped[CPGPU_KEYX_KEY_SIZE],
				    uint8_t key[CPGPU_KEYX_KEY_SIZE]);

/** cpgpu_keyx_refresh - key = key xor random, as the device does at FINISH */
void cpgpu_keyx_refresh(uint8_t key[CPGPU_KEYX_KEY_SIZE],
			const uint8_t random[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_iv_advance - counter block of a later position in the data
 * @blocks: distance in 16-byte blocks; it is added to the last 8 bytes,
 *          big-endian, without a carry into the others
 */
void cpgpu_keyx_iv_advance(uint8_t iv[CPGPU_KEYX_KEY_SIZE], uint64_t blocks);

/**
 * cpgpu_keyx_ctr - encrypt or decrypt data as the device's blts do
 * @iv:   first counter block
 * @data: changed in place
 * @size: any number of bytes
 */
int cpgpu_keyx_ctr(const uint8_t key[CPGPU_KEYX_KEY_SIZE],
		   const uint8_t iv[CPGPU_KEYX_KEY_SIZE], void *data,
		   size_t size);

/**
 * cpgpu_keyx_cmac - sign a message of an authenticated channel
 * @key:  the channel's key
 * @data: the message without its first member, the MAC
 * @size: any number of bytes
 * @tag:  receives AES-128-CMAC (RFC 4493) of @data
 *
 * To check a received MAC, use cpgpu_keyx_cmac_verify().
 */
int cpgpu_keyx_cmac(const uint8_t key[CPGPU_KEYX_KEY_SIZE], const void *data,
		    size_t size, uint8_t tag[CPGPU_KEYX_MAC_SIZE]);

/**
 * cpgpu_keyx_cmac_verify - verify an answer of an authenticated channel
 * @key:  the channel's key
 * @data: the answer without its first member, the MAC
 * @size: any number of bytes
 * @tag:  the received MAC
 *
 * The comparison takes constant time.  Errors: -EBADMSG wrong MAC.
 */
int cpgpu_keyx_cmac_verify(const uint8_t key[CPGPU_KEYX_KEY_SIZE],
			   const void *data, size_t size,
			   const uint8_t tag[CPGPU_KEYX_MAC_SIZE]);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_KEYX_H */
