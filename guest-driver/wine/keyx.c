// SPDX-License-Identifier: MIT
/* The functions of <cpgpu_keyx.h> with Microsoft's calling convention */
#include <cpgpu_keyx.h>

#define EXPORT(type, name, parameters, arguments) \
	__attribute__((ms_abi)) type win_cpgpu_keyx_##name parameters; \
	__attribute__((ms_abi)) type win_cpgpu_keyx_##name parameters \
	{ \
		return cpgpu_keyx_##name arguments; \
	}

EXPORT(int, random_key, (uint8_t *key), (key))
EXPORT(int, parse_key, (const char *text, uint8_t *key), (text, key))
EXPORT(int, describe,
       (const void *chain, size_t size, struct cpgpu_keyx_certificate *out),
       (chain, size, out))
EXPORT(int, verify, (const void *chain, size_t size, const char *roots),
       (chain, size, roots))
EXPORT(int, verify_channel,
       (const void *chain, size_t size, const char *roots),
       (chain, size, roots))
EXPORT(int, wrap_session_key,
       (const void *chain, size_t size, const uint8_t *key, uint8_t *blob),
       (chain, size, key, blob))
EXPORT(int, wrap_channel_key,
       (const void *chain, size_t size, const uint8_t *key, uint8_t *blob),
       (chain, size, key, blob))
EXPORT(int, wrap_content_key,
       (const uint8_t *session, const uint8_t *content, uint8_t *wrapped),
       (session, content, wrapped))
EXPORT(int, unwrap_read_back_key,
       (const uint8_t *session, const uint8_t *wrapped, uint8_t *key),
       (session, wrapped, key))
EXPORT(int, ctr,
       (const uint8_t *key, const uint8_t *iv, void *data, size_t size),
       (key, iv, data, size))
EXPORT(int, cmac,
       (const uint8_t *key, const void *data, size_t size, uint8_t *tag),
       (key, data, size, tag))
EXPORT(int, cmac_verify,
       (const uint8_t *key, const void *data, size_t size, const uint8_t *tag),
       (key, data, size, tag))
EXPORT(void, wipe, (void *secret, size_t size), (secret, size))
EXPORT(void, refresh, (uint8_t *key, const uint8_t *random), (key, random))
EXPORT(void, iv_advance, (uint8_t *iv, uint64_t blocks), (iv, blocks))
