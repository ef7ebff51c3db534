/* SPDX-License-Identifier: MIT */
/*
 * libcpgpu: the application's side of the keys
 *
 * What the owner of a clip does with keys before anything reaches the device:
 * none of it needs a device, so a licence server on another machine can use
 * cpgpu_keyx.c alone (with OpenSSL's libcrypto).
 *
 * Functions return 0 or a negative errno; -ENOMEM and -EIO (libcrypto failed)
 * are always possible.  Outputs are written on success only.  All keys, IVs
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

/** struct cpgpu_keyx_certificate - what a certificate says, for people */
struct cpgpu_keyx_certificate {
	/** @subject: RFC 2253 name, cut off if too long */
	char subject[CPGPU_KEYX_NAME_MAX];
	/** @issuer: RFC 2253 name, cut off if too long */
	char issuer[CPGPU_KEYX_NAME_MAX];
	/** @not_before: for example "2026-01-31T00:00:00Z" */
	char not_before[24];
	/** @not_after: the same form */
	char not_after[24];
	/** @key_bits: size of the public key */
	int key_bits;
	/** @chain_length: certificates in the chain, this one included */
	int chain_length;
};

/** cpgpu_keyx_wipe - overwrite a secret so that no compiler leaves it out */
void cpgpu_keyx_wipe(void *secret, size_t size);

/** cpgpu_keyx_random_key - a fresh key from the kernel's random numbers */
int cpgpu_keyx_random_key(uint8_t key[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_parse_key - read a key, key id or IV written as 32 hex digits
 *
 * Errors: -EINVAL anything else.
 */
int cpgpu_keyx_parse_key(const char *text, uint8_t key[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_describe - read the first certificate of a chain
 * @chain: DER certificates one after the other
 * @size:  its size
 *
 * Errors: -EBADMSG not such a chain.
 */
int cpgpu_keyx_describe(const void *chain, size_t size,
			struct cpgpu_keyx_certificate *certificate);

/**
 * cpgpu_keyx_verify - check a chain against roots that the caller trusts
 * @chain: that for session keys
 * @roots: path of a PEM file with one or more root certificates
 *
 * Errors: -ENOENT @roots cannot be read; -EBADMSG not a chain; -EKEYREJECTED
 * it does not lead to one of the roots, or a certificate in it has expired;
 * -EPERM the first one is not for session keys alone.
 */
int cpgpu_keyx_verify(const void *chain, size_t size, const char *roots);

/**
 * cpgpu_keyx_verify_channel - like cpgpu_keyx_verify(), for channels
 * @chain: that for keys of channels
 */
int cpgpu_keyx_verify_channel(const void *chain, size_t size,
			      const char *roots);

/**
 * cpgpu_keyx_wrap_session_key - make the blob for the device's key exchange
 * @chain: the device's certificate chain for session keys, its own certificate
 *         first
 * @key:   session key
 * @blob:  receives RSAES-OAEP(SHA-512, MGF1-SHA-512, empty label) of @key;
 *         differs each time
 *
 * The certificate is not verified here: see cpgpu_keyx_verify().
 * Errors: -EBADMSG not a chain; -EKEYREJECTED its key is not RSA-2048; -EPERM
 * the certificate is not for session keys alone: such a blob is of no use.
 */
int cpgpu_keyx_wrap_session_key(const void *chain, size_t size,
				const uint8_t key[CPGPU_KEYX_KEY_SIZE],
				uint8_t blob[CPGPU_KEYX_BLOB_SIZE]);

/**
 * cpgpu_keyx_wrap_channel_key - the same for an authenticated channel
 * @chain: the device's certificate chain for keys of channels
 * @key:   not a session key: the device refuses one that it has as such
 */
int cpgpu_keyx_wrap_channel_key(const void *chain, size_t size,
				const uint8_t key[CPGPU_KEYX_KEY_SIZE],
				uint8_t blob[CPGPU_KEYX_BLOB_SIZE]);

/** cpgpu_keyx_wrap_content_key - AES-128-ECB of it under the session key */
int cpgpu_keyx_wrap_content_key(const uint8_t session[CPGPU_KEYX_KEY_SIZE],
				const uint8_t content[CPGPU_KEYX_KEY_SIZE],
				uint8_t wrapped[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_unwrap_read_back_key - AES-128-ECB decryption of it
 * @session: the session key that was in use when
 *           cpgpu_session_read_back_key() gave @wrapped
 * @key:     receives what decrypts the data that the device encrypts under the
 *           read-back key; a refresh does not change it
 */
int cpgpu_keyx_unwrap_read_back_key(const uint8_t session[CPGPU_KEYX_KEY_SIZE],
				    const uint8_t wrapped[CPGPU_KEYX_KEY_SIZE],
				    uint8_t key[CPGPU_KEYX_KEY_SIZE]);

/** cpgpu_keyx_refresh - key = key xor random, as the device does at FINISH */
void cpgpu_keyx_refresh(uint8_t key[CPGPU_KEYX_KEY_SIZE],
			const uint8_t random[CPGPU_KEYX_KEY_SIZE]);

/**
 * cpgpu_keyx_iv_advance - counter block of a place further in the data
 * @blocks: 16-byte blocks to go on; only the last 8 bytes count, big-endian,
 *          and wrap by themselves
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
 * Compare one that came with one that should have with
 * cpgpu_keyx_cmac_verify().
 */
int cpgpu_keyx_cmac(const uint8_t key[CPGPU_KEYX_KEY_SIZE], const void *data,
		    size_t size, uint8_t tag[CPGPU_KEYX_MAC_SIZE]);

/**
 * cpgpu_keyx_cmac_verify - is an answer of an authenticated channel genuine?
 * @key:  the channel's key
 * @data: the answer without its first member, the MAC
 * @size: any number of bytes
 * @tag:  the MAC that came with it
 *
 * Takes the same time wherever they differ.  Errors: -EBADMSG it is not.
 */
int cpgpu_keyx_cmac_verify(const uint8_t key[CPGPU_KEYX_KEY_SIZE],
			   const void *data, size_t size,
			   const uint8_t tag[CPGPU_KEYX_MAC_SIZE]);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_KEYX_H */
